//! Whether the process lives, and whether it can answer.

use axum::{Router, extract::State, http::StatusCode, routing::get};
use kuvend_domain::engine::Db;
use sea_orm::ConnectionTrait as _;

/// `/healthz` answers as long as the process lives; `/readyz` as long as it reaches its database.
pub(crate) fn router(db: Db) -> Router {
    Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready).with_state(db))
}

async fn ready(State(db): State<Db>) -> (StatusCode, &'static str) {
    match db.reader().execute_unprepared("SELECT 1").await {
        Ok(_) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::warn!(%error, "not ready: the database does not answer");
            let status = StatusCode::SERVICE_UNAVAILABLE;
            (status, "the database does not answer\n")
        }
    }
}
