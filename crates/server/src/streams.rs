//! Answers that go on until somebody ends them: when the server is told to stop, it ends them, and waits for no client to go.

use axum::{
    Router,
    body::Body,
    http::{Response, header},
    middleware,
};
use futures::StreamExt as _;
use tokio::sync::watch;

/// The same pages, whose streams of events end when the server is told to stop. Whoever follows one asks anew, as after any
/// broken line.
pub fn ending_with(router: Router, stopping: watch::Receiver<bool>) -> Router {
    router.layer(middleware::map_response(move |response: Response<Body>| {
        let stopping = stopping.clone();
        async move {
            if is_stream(&response) {
                response.map(|body| until(stopping, body))
            } else {
                response
            }
        }
    }))
}

fn is_stream(response: &Response<Body>) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE);
    kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/event-stream"))
}

fn until(mut stopping: watch::Receiver<bool>, body: Body) -> Body {
    let told = async move {
        // Nobody left to tell means that all is over.
        let _ = stopping.wait_for(|stopping| *stopping).await;
    };
    Body::from_stream(body.into_data_stream().take_until(Box::pin(told)))
}
