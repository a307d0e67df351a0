//! Repeatable requests: one key, one deed.

use axum::http::StatusCode;
use serde_json::json;

use crate::on_both_engines;

const REGISTER: &str = "mutation($name: String!) { registerContact(input: { givenName: $name, familyName: \"Kola\" }) { contact { id } userErrors { code } } }";

on_both_engines! {
    async fn the_same_key_and_body_give_the_same_answer_and_one_row(app: TestApp) {
        let key = [("idempotency-key", "4f9c")];
        let (_, first) = app.post_with(REGISTER, json!({ "name": "Ana" }), &key).await;
        let rows = app.contents().await;
        let (status, second) = app.post_with(REGISTER, json!({ "name": "Ana" }), &key).await;
        assert_eq!((status, &second), (StatusCode::OK, &first));
        assert!(first["data"]["registerContact"]["contact"]["id"].is_string(), "{first}");
        app.holds(&rows).await;
        let (status, other) = app.post_with(REGISTER, json!({ "name": "Beni" }), &key).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(other["errors"][0]["extensions"]["code"], "IDEMPOTENCY_KEY_REUSED");
        app.holds(&rows).await;
    }
}
