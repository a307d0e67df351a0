//! What clients see of resolvers that fail, and of documents that come again.

use axum::http::StatusCode;
use serde_json::json;

use super::toy::{Server, impatient, many};

#[tokio::test]
async fn a_failing_resolver_shows_no_word_of_why() {
    let server = Server::new();
    let reply = server.ask("{ failing echo(text: \"on\") }").await;
    assert_eq!(reply.status, StatusCode::OK);
    assert_eq!(reply.code(), "INTERNAL");
    assert_eq!(
        reply.json.get("data"),
        Some(&json!({"failing": null, "echo": "on"}))
    );
    assert_eq!(
        reply.json.pointer("/errors/0/message"),
        Some(&json!("internal error"))
    );
    assert!(!reply.json.to_string().contains("example.org"));
}

#[tokio::test]
async fn an_essential_field_that_fails_leaves_data_null_and_200() {
    let server = Server::new();
    let reply = server.ask("{ essential }").await;
    assert_eq!(reply.status, StatusCode::OK);
    assert_eq!(reply.json.get("data"), Some(&json!(null)));
    assert_eq!(reply.code(), "INTERNAL");
    assert!(!reply.json.to_string().contains("secret"));
}

#[tokio::test]
async fn a_coded_error_goes_out_as_it_is() {
    let server = Server::new();
    let reply = server.ask("{ forbidden }").await;
    assert_eq!(reply.code(), "FORBIDDEN");
    assert_eq!(
        reply.json.pointer("/errors/0/message"),
        Some(&json!("not for you"))
    );
}

#[tokio::test]
async fn a_number_too_large_for_its_argument_is_the_callers_fault() {
    let server = Server::new();
    for body in [
        json!({"query": "{ events(last: 1) { totalCount } }"}),
        json!({"query": "query($n: Int) { events(first: $n) { totalCount } }", "variables": {"n": -3_000_000_000_i64}}),
    ] {
        let reply = server.post(&body).await;
        assert!(
            ["INVALID_INPUT", "GRAPHQL_VALIDATION_FAILED"].contains(&reply.code()),
            "{}",
            reply.json
        );
        assert!(!reply.json.to_string().contains("i32"), "{}", reply.json);
    }
}

#[tokio::test]
async fn a_panicking_resolver_is_an_internal_error() {
    let server = Server::new();
    let reply = server.ask("{ panicking }").await;
    assert_eq!(reply.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(reply.code(), "INTERNAL");
    assert!(!reply.json.to_string().contains("purpose"));
    server.still_answers().await;
}

#[tokio::test]
async fn an_endless_resolver_is_given_up() {
    let server = Server::with(impatient());
    let reply = server.ask("{ endless }").await;
    assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(reply.code(), "TIMEOUT");
    server.still_answers().await;
}

#[tokio::test]
async fn errors_quote_neither_documents_nor_suggestions() {
    let server = Server::new();
    let reply = server.ask("{ echo(text: \"ana@example.org\" }").await;
    assert_eq!(reply.code(), "GRAPHQL_PARSE_FAILED");
    assert!(
        !reply.json.to_string().contains("example.org"),
        "{}",
        reply.json
    );
    assert!(reply.json.pointer("/errors/0/locations/0/line").is_some());

    let reply = server.ask("{ event { totalCount } }").await;
    assert_eq!(reply.code(), "GRAPHQL_VALIDATION_FAILED");
    assert!(!reply.json.to_string().contains("mean"), "{}", reply.json);
}

#[tokio::test]
async fn a_thousand_faults_are_told_by_twenty() {
    let server = Server::new();
    let unknown = many(1_000, |n| format!("x{n} "));
    let reply = server.ask(&format!("{{ events {{ {unknown} }} }}")).await;
    let errors = reply
        .json
        .get("errors")
        .and_then(|errors| errors.as_array());
    assert_eq!(errors.map(Vec::len), Some(20));
}

#[tokio::test]
async fn a_known_document_is_answered_with_new_variables() {
    let server = Server::new();
    let document = "query($t: String!, $yes: Boolean!) { echo(text: $t) events @include(if: $yes) { totalCount } }";
    for (text, yes) in [("one", true), ("two", false), ("three", true)] {
        let reply = server
            .post(&json!({"query": document, "variables": {"t": text, "yes": yes}}))
            .await;
        assert_eq!(reply.json.pointer("/data/echo"), Some(&json!(text)));
        assert_eq!(reply.json.pointer("/data/events").is_some(), yes);
    }
}

#[tokio::test]
async fn one_of_several_operations_runs() {
    let server = Server::new();
    let document = "query A { a: __typename } query B { b: __typename } mutation C { hold(title: \"x\") { id } }";
    let body = json!({"query": document, "operationName": "B"});
    let reply = server.post(&body).await;
    assert_eq!(reply.json.get("data"), Some(&json!({"b": "Query"})));
}
