//! Subscriptions as `text/event-stream`, for who has no sockets: one request, one operation, in the distinct mode of GraphQL over
//! server-sent events. Each answer is an event `next`, errors among them, and the last event is `complete`.
//!
//! Whoever is refused before the operation begins is told so with a status, in JSON, as on any request.

use std::{convert::Infallible, pin::Pin, sync::Arc};

use async_graphql::Executor;
use axum::{
    body::Body,
    http::{self, HeaderMap, HeaderValue, Response, header},
};
use futures::{Stream, StreamExt as _, stream};
use serde_json::{Value, json};
use tokio::time::{Instant, Interval, interval_at};

use super::{
    Gatekeeper, Transport,
    answers::Refused,
    idempotency, is_sent_rightly,
    negotiation::EVENTS,
    requested,
    socket::ASKING,
    subscriptions::{self, Spoken},
    trace::TraceId,
};

/// Says nothing, and shows who is there that somebody still is.
const NOTHING: &str = ":\n\n";
const COMPLETE: &str = "event: complete\ndata:\n\n";

fn next(payload: &Value) -> String {
    // JSON has no line break outside its texts, and has them escaped within.
    format!("event: next\ndata: {payload}\n\n")
}

/// Begins an operation whose answers follow each other on one response.
///
/// # Errors
/// Whatever a request is refused for.
pub(super) async fn open<E: Executor, G: Gatekeeper>(
    transport: Arc<Transport<E, G>>,
    request: http::Request<Body>,
    trace: TraceId,
) -> Result<Response<Body>, Refused> {
    let (parts, body) = request.into_parts();
    is_sent_rightly(&parts)?;
    let admitted = subscriptions::admit(&transport, &parts.headers).await?;
    let envelope = requested(&parts, body, &transport.limits).await?;
    let begun = subscriptions::begin(&transport, admitted, envelope, &trace)?;
    let answers = subscriptions::answers(Arc::clone(&transport), trace.clone(), begun);
    let line = Line {
        answers: Box::pin(answers),
        asking: interval_at(Instant::now() + ASKING, ASKING),
        transport,
        headers: parts.headers,
        trace,
        is_over: false,
    };
    let events = stream::unfold(line, |mut line| async move {
        let event = line.next().await?;
        Some((Ok::<_, Infallible>(event), line))
    });
    let mut response = Response::new(Body::from_stream(events));
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, EVENTS),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // A proxy that gathers answers would hold back what is told at once.
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    Ok(response)
}

/// A response while it is open.
struct Line<E, G> {
    answers: Pin<Box<dyn Stream<Item = Spoken> + Send>>,
    asking: Interval,
    transport: Arc<Transport<E, G>>,
    headers: HeaderMap,
    trace: TraceId,
    is_over: bool,
}

impl<E: Executor, G: Gatekeeper> Line<E, G> {
    /// The next event, until there is none.
    async fn next(&mut self) -> Option<String> {
        if self.is_over {
            return None;
        }
        tokio::select! {
            said = self.answers.next() => Some(match said {
                Some(Spoken::Next(payload)) => next(&payload),
                Some(Spoken::Error(errors)) => self.ended_by(&errors),
                None => {
                    self.is_over = true;
                    COMPLETE.to_owned()
                }
            }),
            _ = self.asking.tick() => Some(match self.transport.gatekeeper.admit(&self.headers).await {
                Ok(_) => NOTHING.to_owned(),
                Err(denied) => {
                    let error = idempotency::refusal(denied).into_error(&self.trace);
                    self.ended_by(&json!([error]))
                }
            }),
        }
    }

    fn ended_by(&mut self, errors: &Value) -> String {
        self.is_over = true;
        next(&json!({ "errors": errors })) + COMPLETE
    }
}
