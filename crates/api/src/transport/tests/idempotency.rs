//! Mutations with an `Idempotency-Key`.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::toy::Server;

const KEY: (&str, &str) = ("idempotency-key", "8e03978e-40d5-43dd-bc93-6894a57f9324");

fn hold(title: &str) -> Value {
    json!({
        "query": "mutation($title: String!) { hold(title: $title) { id title } }",
        "variables": {"title": title},
    })
}

#[tokio::test]
async fn the_same_key_and_body_get_the_same_answer() {
    let server = Server::new();
    let first = server.post_with(&hold("a"), &[KEY]).await;
    let second = server.post_with(&hold("a"), &[KEY]).await;
    assert_eq!(first.json.pointer("/data/hold/id"), Some(&json!("1")));
    assert_eq!(first.bytes, second.bytes);
    assert_eq!(second.header("idempotency-replayed"), "true");

    let without = server.post(&hold("a")).await;
    assert_eq!(without.json.pointer("/data/hold/id"), Some(&json!("2")));
}

#[tokio::test]
async fn the_same_key_with_another_body_is_an_error() {
    let server = Server::new();
    server.post_with(&hold("a"), &[KEY]).await;
    let reply = server.post_with(&hold("b"), &[KEY]).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(reply.code(), "IDEMPOTENCY_KEY_REUSED");
}

#[tokio::test]
async fn two_identities_may_use_the_same_key() {
    let server = Server::new();
    let ana = [KEY, ("authorization", "Bearer ana")];
    let ben = [KEY, ("authorization", "Bearer ben")];
    server.post_with(&hold("a"), &ana).await;
    let reply = server.post_with(&hold("b"), &ben).await;
    assert_eq!(reply.json.pointer("/data/hold/title"), Some(&json!("b")));
}

#[tokio::test]
async fn a_second_request_while_the_first_runs_is_told_to_wait() {
    let server = Server::new();
    let (a, b) = (hold("a"), hold("a"));
    let (first, second) = tokio::join!(server.post_with(&a, &[KEY]), server.post_with(&b, &[KEY]));
    let codes = [first.code(), second.code()];
    assert!(codes.contains(&"none"), "{codes:?}");
    assert!(codes.contains(&"IDEMPOTENCY_IN_PROGRESS"), "{codes:?}");
    let later = server.post_with(&hold("a"), &[KEY]).await;
    assert_eq!(later.json.pointer("/data/hold/id"), Some(&json!("1")));
}

#[tokio::test]
async fn a_client_that_hung_up_finds_the_answer_when_it_comes_back() {
    let server = Server::new();
    let body = hold("a");
    let mut sent = Box::pin(server.post_with(&body, &[KEY]));
    assert!(futures::poll!(&mut sent).is_pending());
    drop(sent);
    let reply = loop {
        let reply = server.post_with(&body, &[KEY]).await;
        if reply.code() != "IDEMPOTENCY_IN_PROGRESS" {
            break reply;
        }
        tokio::task::yield_now().await;
    };
    assert_eq!(reply.header("idempotency-replayed"), "true");
    assert_eq!(reply.json.pointer("/data/hold/id"), Some(&json!("1")));
}

#[tokio::test]
async fn a_mutation_that_failed_while_running_does_not_run_again() {
    let server = Server::new();
    let fail = json!({"query": "mutation { fail }"});
    let first = server.post_with(&fail, &[KEY]).await;
    let second = server.post_with(&fail, &[KEY]).await;
    assert_eq!(first.code(), "INTERNAL");
    assert_eq!(first.bytes, second.bytes);
}

#[tokio::test]
async fn a_mutation_that_was_never_valid_leaves_its_key_free() {
    let server = Server::new();
    let invalid = json!({"query": "mutation { unknown }"});
    let reply = server.post_with(&invalid, &[KEY]).await;
    assert_eq!(reply.code(), "GRAPHQL_VALIDATION_FAILED");
    let reply = server.post_with(&hold("a"), &[KEY]).await;
    assert_eq!(reply.json.pointer("/data/hold/id"), Some(&json!("1")));
}

#[tokio::test]
async fn a_query_is_not_kept() {
    let server = Server::new();
    server
        .post_with(&json!({"query": "{ __typename }"}), &[KEY])
        .await;
    let reply = server
        .post_with(&json!({"query": "{ echo(text: \"x\") }"}), &[KEY])
        .await;
    assert_eq!(reply.json.pointer("/data/echo"), Some(&json!("x")));
}

#[tokio::test]
async fn a_key_is_short_and_visible() {
    let server = Server::new();
    for key in ["", "with space", "ë"] {
        let reply = server
            .post_with(&hold("a"), &[("idempotency-key", key)])
            .await;
        assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{key}");
        assert_eq!(reply.code(), "INVALID_INPUT");
    }
}
