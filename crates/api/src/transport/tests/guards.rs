//! What is refused before any resolver runs, and that refusing it harms nobody.

use axum::http::StatusCode;
use serde_json::json;

use super::toy::{Server, many};
use crate::transport::Limits;

fn nested(levels: usize) -> String {
    let (open, close) = ("{ related { nodes ".repeat(levels), " } }".repeat(levels));
    format!("{{ events {{ nodes {open} {{ id }} {close} }} }}")
}

fn doubling(levels: usize, leaf: &str) -> String {
    let fragments = many(levels, |level| {
        let next = level + 1;
        format!("fragment f{level} on Query {{ ...f{next} ...f{next} }} ")
    });
    format!("{{ ...f0 }} {fragments} {leaf}")
}

#[tokio::test]
async fn hostile_documents_are_refused_and_the_server_goes_on() {
    let server = Server::new();
    let aliases = many(1_000, |n| format!("a{n}: __typename "));
    let inner_aliases = many(51, |n| format!("a{n}: totalCount "));
    let roots = "__typename ".repeat(21);
    let directives = "@include(if: true) ".repeat(41);
    let operations = many(21, |n| format!("query q{n} {{ __typename }} "));
    let fields = format!("{{ events {{ {} }} }}", "totalCount ".repeat(2_001));
    let cubed = "{ __schema { types { fields { type { fields { name } } } } } }";
    for (name, document) in [
        ("200 levels", nested(100)),
        ("17 levels", nested(8)),
        ("1,000 aliases", format!("{{ {aliases} }}")),
        ("51 aliases", format!("{{ events {{ {inner_aliases} }} }}")),
        (
            "doubling fragments",
            doubling(30, "fragment f30 on Query { __typename }"),
        ),
        (
            "doubling fragments without a field",
            doubling(30, "fragment f30 on Query { ...nowhere }"),
        ),
        (
            "a long chain of fragments",
            (0..400).fold(
                String::from("{ ...c0 } fragment c400 on Query { __typename }"),
                |text, n| format!("{text} fragment c{n} on Query {{ ...c{} }}", n + 1),
            ),
        ),
        ("21 root fields", format!("{{ {roots} }}")),
        ("41 directives", format!("{{ __typename {directives} }}")),
        ("21 operations", operations),
        ("2,001 fields", fields),
        ("4,001 tokens", format!("{{ {} }}", "a ".repeat(4_000))),
        (
            "33 KiB",
            format!("{{ __typename }} #{}", "x".repeat(33 * 1024)),
        ),
        (
            "nested lists",
            format!(
                "{{ echo(text: {}1{}) }}",
                "[".repeat(5_000),
                "]".repeat(5_000)
            ),
        ),
        ("introspection cubed", cubed.to_owned()),
        (
            "a large page",
            String::from("{ events(first: 5001) { nodes { id } } }"),
        ),
        (
            "pages within pages",
            String::from(
                "{ events(first: 100) { nodes { related(first: 50) { nodes { id } } } } }",
            ),
        ),
    ] {
        let reply = server.ask(&document).await;
        assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{name}");
        assert_eq!(reply.code(), "LIMIT_EXCEEDED", "{name}: {}", reply.json);
        server.still_answers().await;
    }
}

#[tokio::test]
async fn a_fragment_that_contains_itself_is_refused() {
    let server = Server::new();
    for document in [
        "{ ...a } fragment a on Query { ...a }",
        "{ ...a } fragment a on Query { __typename ...b } fragment b on Query { ...a }",
        "{ __typename } fragment a on Query { ...b } fragment b on Query { ...a }",
    ] {
        let reply = server.ask(document).await;
        assert_eq!(reply.code(), "GRAPHQL_VALIDATION_FAILED", "{document}");
    }
    server.still_answers().await;
}

#[tokio::test]
async fn the_introspection_of_tools_passes() {
    let server = Server::new();
    let of_types = "ofType { kind name ".repeat(9) + &"} ".repeat(9);
    let document = format!(
        "query IntrospectionQuery {{ __schema {{ queryType {{ name }} types {{ ...Full }}
           directives {{ name locations args(includeDeprecated: true) {{ ...Input }} }} }} }}
         fragment Full on __Type {{ kind name description
           fields(includeDeprecated: true) {{ name args(includeDeprecated: true) {{ ...Input }} type {{ ...Ref }} isDeprecated }}
           inputFields(includeDeprecated: true) {{ ...Input }} interfaces {{ ...Ref }}
           enumValues(includeDeprecated: true) {{ name }} possibleTypes {{ ...Ref }} }}
         fragment Input on __InputValue {{ name type {{ ...Ref }} defaultValue }}
         fragment Ref on __Type {{ kind name {of_types} }}"
    );
    let reply = server.ask(&document).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.json);
    assert_eq!(reply.json.get("errors"), None);
}

#[tokio::test]
async fn introspection_can_be_switched_off() {
    let server = Server::with(Limits {
        introspection: false,
        ..Limits::default()
    });
    let reply = server
        .ask("{ ...S } fragment S on Query { __schema { types { name } } }")
        .await;
    assert_eq!(reply.code(), "GRAPHQL_VALIDATION_FAILED");
    server.still_answers().await;
}

#[tokio::test]
async fn each_answer_tells_what_it_cost() {
    let server = Server::with(Limits {
        cost_per_minute: 10_000,
        ..Limits::default()
    });
    let document = "query($n: Int) { events(first: $n) { nodes { id } } }";
    for (n, requested, remaining) in [(30, 30, 9_970), (70, 70, 9_900)] {
        let reply = server
            .post(&json!({"query": document, "variables": {"n": n}}))
            .await;
        assert_eq!(
            reply.json.pointer("/extensions/cost"),
            Some(&json!({"requested": requested, "limit": 5_000, "remaining": remaining}))
        );
    }
    let reply = server
        .post(&json!({"query": document, "variables": {"n": 5_001}}))
        .await;
    assert_eq!(reply.code(), "LIMIT_EXCEEDED");
    assert_eq!(
        reply.json.pointer("/extensions/cost/requested"),
        Some(&json!(5_001))
    );
}

#[tokio::test]
async fn a_spent_budget_says_when_to_come_back() {
    let server = Server::with(Limits {
        cost_per_minute: 60,
        cost: 100,
        ..Limits::default()
    });
    let body = json!({"query": "{ events(first: 90) { nodes { id } } }"});
    let ana = [("authorization", "Bearer ana")];
    assert_eq!(server.post_with(&body, &ana).await.status, StatusCode::OK);
    let reply = server.post_with(&body, &ana).await;
    assert_eq!(reply.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(reply.code(), "RATE_LIMITED");
    let wait: u32 = reply.header("retry-after").parse().unwrap_or_default();
    assert!((79..=82).contains(&wait), "{wait}");

    let ben = [("authorization", "Bearer ben")];
    assert_eq!(server.post_with(&body, &ben).await.status, StatusCode::OK);
}

#[tokio::test]
async fn refused_requests_are_not_free() {
    let server = Server::with(Limits {
        cost_per_minute: 3,
        cost: 3,
        ..Limits::default()
    });
    for expected in [400, 400, 400, 429] {
        assert_eq!(server.ask("{").await.status, expected);
    }
}
