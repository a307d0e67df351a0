//! Methods, media types and status codes.

use axum::{body::Body, http::StatusCode};
use serde_json::json;

use super::toy::{Server, impatient};

const JSON: (&str, &str) = ("content-type", "application/json");

#[tokio::test]
async fn a_query_by_post_is_answered_in_the_media_type_asked_for() {
    let server = Server::new();
    for (accept, expected) in [
        ("application/json", "application/json; charset=utf-8"),
        ("*/*", "application/json; charset=utf-8"),
        (
            "application/graphql-response+json",
            "application/graphql-response+json; charset=utf-8",
        ),
    ] {
        let body = json!({"query": "{ echo(text: \"ë\") }"});
        let reply = server.post_with(&body, &[("accept", accept)]).await;
        assert_eq!(reply.status, StatusCode::OK);
        assert_eq!(reply.header("content-type"), expected);
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
        assert_eq!(reply.header("cache-control"), "no-store");
        assert_eq!(reply.json.pointer("/data/echo"), Some(&json!("ë")));
    }
}

#[tokio::test]
async fn a_media_type_we_do_not_have_is_not_acceptable() {
    let server = Server::new();
    let body = json!({"query": "{ __typename }"});
    let reply = server.post_with(&body, &[("accept", "text/html")]).await;
    assert_eq!(reply.status, StatusCode::NOT_ACCEPTABLE);
    assert_eq!(reply.code(), "NOT_ACCEPTABLE");
}

#[tokio::test]
async fn a_request_error_is_200_for_old_clients_and_400_for_new_ones() {
    let server = Server::new();
    for (body, code) in [
        (json!({"query": "{"}), "GRAPHQL_PARSE_FAILED"),
        (json!({"query": "{ nothing }"}), "GRAPHQL_VALIDATION_FAILED"),
        (
            json!({"query": "query A { __typename } query B { __typename }"}),
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (
            json!({"query": "{ __typename }", "operationName": "A"}),
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (
            json!({"query": "query($t: String!) { echo(text: $t) }"}),
            "INVALID_INPUT",
        ),
        (
            json!({"query": "query($t: String!) { echo(text: $t) }", "variables": {"t": null}}),
            "INVALID_INPUT",
        ),
        (
            json!({"query": "query($t: String!) { echo(text: $t) }", "variables": {"t": 1}}),
            "GRAPHQL_VALIDATION_FAILED",
        ),
    ] {
        let new = server.post(&body).await;
        let old = server
            .post_with(&body, &[("accept", "application/json")])
            .await;
        assert_eq!(new.status, StatusCode::BAD_REQUEST, "{body}");
        assert_eq!(old.status, StatusCode::OK, "{body}");
        for reply in [new, old] {
            assert_eq!(reply.code(), code, "{body}");
            assert_eq!(reply.json.get("data"), None, "{body}");
        }
    }
}

#[tokio::test]
async fn what_is_no_graphql_request_is_400_for_everybody() {
    let server = Server::new();
    for body in [
        "",
        "{ \"not JSON",
        "null",
        "\"{ __typename }\"",
        "[{\"query\":\"{ __typename }\"}]",
        "[\"{ __typename }\", null, null, null]",
        r#"{"qeury": "{ __typename }"}"#,
        r#"{"query": null}"#,
        r#"{"query": 1}"#,
        r#"{"query": "{ __typename }", "operationName": 1}"#,
        r#"{"query": "{ __typename }", "variables": []}"#,
        r#"{"query": "{ __typename }", "variables": "{}"}"#,
        r#"{"query": "{ __typename }", "extensions": true}"#,
        r#"{"query": "{ __typename \u0000 }"}"#,
        r#"{"query": "{ echo(text: \"\\u0000\") }"}"#,
        r#"{"query": "query($t: String!) { echo(text: $t) }", "variables": {"t": "a\u0000b"}}"#,
    ] {
        for accept in ["application/json", "application/graphql-response+json"] {
            let headers = [JSON, ("accept", accept)];
            let reply = server.send("POST", "/graphql", &headers, body).await;
            assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{body}");
            assert_eq!(reply.code(), "INVALID_INPUT", "{body}");
        }
    }
    let invalid: &'static [u8] = b"{\"query\": \"{ echo(text: \\\"\xff\xfe\\\") }\"}";
    let reply = server.send("POST", "/graphql", &[JSON], invalid).await;
    assert_eq!(reply.status, StatusCode::BAD_REQUEST);
    server.still_answers().await;
}

#[tokio::test]
async fn null_parameters_are_as_good_as_none() {
    let server = Server::new();
    let body = json!({
        "query": "{ __typename }", "operationName": null, "variables": null, "extensions": null,
    });
    let reply = server.post(&body).await;
    assert_eq!(
        reply.json.pointer("/data/__typename"),
        Some(&json!("Query"))
    );
}

#[tokio::test]
async fn a_form_cannot_send_anything() {
    let server = Server::new();
    for content_type in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/graphql",
        "application/json; charset=utf-16",
    ] {
        let headers = [("content-type", content_type)];
        let body = r#"{"query":"mutation { hold(title: \"x\") { id } }"}"#;
        let reply = server.send("POST", "/graphql", &headers, body).await;
        assert_eq!(
            reply.status,
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "{content_type}"
        );
        assert_eq!(reply.code(), "UNSUPPORTED_MEDIA_TYPE");
    }
    let reply = server.send("POST", "/graphql", &[], "{}").await;
    assert_eq!(reply.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
}

#[tokio::test]
async fn a_get_may_ask_but_not_change() {
    let server = Server::new();
    let uri = "/graphql?query=query+Q(%24t:String!)%7Becho(text:%24t)%7D&variables=%7B%22t%22:%22x%22%7D&operationName=Q";
    let reply = server.send("GET", uri, &[], Body::empty()).await;
    assert_eq!(reply.json.pointer("/data/echo"), Some(&json!("x")));

    let uri = "/graphql?query=mutation%7Bhold(title:%22x%22)%7Bid%7D%7D";
    let reply = server.send("GET", uri, &[], Body::empty()).await;
    assert_eq!(reply.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(reply.header("allow"), "POST");

    let body = json!({"query": "mutation { hold(title: \"x\") { id } }"});
    let reply = server.post(&body).await;
    let first = reply.json.pointer("/data/hold/id");
    assert_eq!(first, Some(&json!("1")), "the GET held nothing");
}

#[tokio::test]
async fn a_get_is_read_as_strictly_as_a_post() {
    let server = Server::new();
    for uri in [
        "/graphql",
        "/graphql?query=",
        "/graphql?query=%7B__typename%7D&query=%7B__typename%7D",
        "/graphql?query=%7B__typename%7D&variables=%5B%5D",
        "/graphql?query=%7B__typename%7D&variables=nonsense",
        "/graphql?query=%7B__typename%7D&extensions=1",
    ] {
        let accept = [("accept", "application/graphql-response+json")];
        let reply = server.send("GET", uri, &accept, Body::empty()).await;
        assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{uri}");
    }
    let uri = "/graphql?query=%7B__typename%7D&variables=&operationName=&extensions=&unknown=1";
    let reply = server.send("GET", uri, &[], Body::empty()).await;
    assert_eq!(
        reply.json.pointer("/data/__typename"),
        Some(&json!("Query"))
    );
}

#[tokio::test]
async fn other_methods_are_not_allowed() {
    let server = Server::new();
    for method in ["PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "TRACE"] {
        let reply = server
            .send(method, "/graphql", &[JSON], r#"{"query":"{__typename}"}"#)
            .await;
        assert_eq!(reply.status, StatusCode::METHOD_NOT_ALLOWED, "{method}");
        assert_eq!(reply.header("allow"), "GET, POST", "{method}");
    }
}

#[tokio::test]
async fn ten_mebibytes_are_refused_announced_or_not() {
    let server = Server::new();
    let announced = [JSON, ("content-length", "10485760")];
    let reply = server.send("POST", "/graphql", &announced, "{}").await;
    assert_eq!(reply.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(reply.code(), "LIMIT_EXCEEDED");

    let chunks = (0..160).map(|_| Ok::<_, std::io::Error>(vec![b' '; 65_536]));
    let body = Body::from_stream(futures::stream::iter(chunks));
    let reply = server.send("POST", "/graphql", &[JSON], body).await;
    assert_eq!(reply.status, StatusCode::PAYLOAD_TOO_LARGE);
    server.still_answers().await;
}

#[tokio::test]
async fn a_body_that_does_not_come_is_not_waited_for() {
    let server = Server::with(impatient());
    let never = futures::stream::pending::<Result<Vec<u8>, std::io::Error>>();
    let body = Body::from_stream(never);
    let reply = server.send("POST", "/graphql", &[JSON], body).await;
    assert_eq!(reply.status, StatusCode::REQUEST_TIMEOUT);
    assert_eq!(reply.code(), "TIMEOUT");
    server.still_answers().await;
}

#[tokio::test]
async fn who_is_not_admitted_is_told_so() {
    let server = Server::new();
    let body = json!({"query": "{ whoami }"});
    let wrong = [
        ("authorization", "Bearer wrong"),
        ("accept", "application/json"),
    ];
    let reply = server.post_with(&body, &wrong).await;
    assert_eq!(reply.status, StatusCode::UNAUTHORIZED);
    assert_eq!(reply.code(), "UNAUTHENTICATED");
    assert_eq!(reply.header("www-authenticate"), "Bearer");

    let broken = [("authorization", "Bearer broken")];
    let reply = server.post_with(&body, &broken).await;
    assert_eq!(reply.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(reply.code(), "INTERNAL");
}

#[tokio::test]
async fn resolvers_see_who_asks_and_the_callers_trace() {
    let server = Server::new();
    let headers = [
        ("authorization", "Bearer ana"),
        (
            "traceparent",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        ),
    ];
    let reply = server
        .post_with(&json!({"query": "{ whoami }"}), &headers)
        .await;
    let expected = json!("Bearer ana 4bf92f3577b34da6a3ce929d0e0e4736");
    assert_eq!(reply.json.pointer("/data/whoami"), Some(&expected));
}
