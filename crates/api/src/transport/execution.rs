//! Running an operation, and making of whatever comes out an answer that one may see.

use std::{panic::AssertUnwindSafe, time::Duration};

use async_graphql::{Executor, Request, Response, ServerError, Value};
use axum::http::StatusCode;
use futures::FutureExt;

use super::{
    answers::{Answer, Code, Cost, Refused, mark},
    negotiation::MediaType,
    trace::TraceId,
};

/// Faults of validation that one answer lists; a document of nothing but faults has thousands.
const FAULTS: usize = 20;

/// What became of an operation.
pub(super) enum Outcome {
    /// Resolvers ran, to the end or not.
    Executed(Answer),
    /// Validation found faults and no resolver ran.
    Invalid(Answer),
}

impl Outcome {
    pub(super) fn into_answer(self) -> Answer {
        match self {
            Self::Executed(answer) | Self::Invalid(answer) => answer,
        }
    }
}

/// What an answer has to know about its request.
pub(super) struct Frame {
    pub(super) media_type: MediaType,
    pub(super) trace: TraceId,
    pub(super) cost: Cost,
}

/// Executes within `limit`. A panic ends the operation, not the connection.
pub(super) async fn run<E: Executor>(
    executor: &E,
    request: Request,
    limit: Duration,
    frame: &Frame,
) -> Outcome {
    let execution = AssertUnwindSafe(executor.execute(request)).catch_unwind();
    let refused = match tokio::time::timeout(limit, execution).await {
        Ok(Ok(response)) => return settle(response, frame),
        Ok(Err(_panic)) => {
            tracing::error!(trace_id = %frame.trace, "a resolver panicked");
            Refused::internal()
        }
        Err(_elapsed) => {
            tracing::warn!(trace_id = %frame.trace, "an operation took too long");
            Refused::timeout()
        }
    };
    let refused = refused.costing(frame.cost);
    Outcome::Executed(refused.into_answer(frame.media_type, &frame.trace))
}

fn settle(mut response: Response, frame: &Frame) -> Outcome {
    let extensions = &mut response.extensions;
    extensions.insert(String::from("cost"), frame.cost.into_value());
    // Errors before execution have no path and leave no data; errors of fields have a path even where they null it all.
    let is_invalid = response.data == Value::Null
        && !response.errors.is_empty()
        && response.errors.iter().all(|error| error.path.is_empty());
    if is_invalid {
        invalidate(&mut response.errors, &frame.trace);
        let status = match frame.media_type {
            MediaType::Json => StatusCode::OK,
            MediaType::GraphQlResponse => StatusCode::BAD_REQUEST,
        };
        let answer = Answer::render(status, &response.errors, None, &response.extensions);
        return Outcome::Invalid(answer);
    }
    for error in &mut response.errors {
        cover(error, &frame.trace);
    }
    let (errors, data) = (&response.errors, Some(&response.data));
    let answer = Answer::render(StatusCode::OK, errors, data, &response.extensions);
    Outcome::Executed(answer)
}

/// Faults of validation as they are told.
pub(super) fn invalidate(errors: &mut Vec<ServerError>, trace: &TraceId) {
    errors.truncate(FAULTS);
    for error in errors {
        withhold_suggestion(&mut error.message);
        mark(error, Code::ValidationFailed, trace);
    }
}

/// Gives a resolver's error a code. One without a code was not meant to be seen: it goes to the log instead.
pub(super) fn cover(error: &mut ServerError, trace: &TraceId) {
    let is_coded = error
        .extensions
        .as_ref()
        .is_some_and(|extensions| extensions.get("code").is_some());
    if is_coded {
        mark(error, Code::Internal, trace);
    } else if is_argument_fault(error) {
        // async-graphql's message names Rust's ranges and repeats the value.
        error.message = String::from("the value of an argument does not fit its type");
        mark(error, Code::InvalidInput, trace);
    } else {
        let path = PathText(&error.path).to_string();
        tracing::error!(trace_id = %trace, path, error = %error.message, "a resolver failed");
        error.message = String::from("internal error");
        error.extensions = None;
        mark(error, Code::Internal, trace);
    }
}

/// Whether an argument was refused while its field was about to run; async-graphql tells it by the message alone.
fn is_argument_fault(error: &ServerError) -> bool {
    let message = &error.message;
    error.source.is_none()
        && (message.starts_with("Failed to parse \"")
            || message.starts_with("Expected input type \""))
}

/// The schema's builder can switch suggestions off; this holds even if nobody did.
fn withhold_suggestion(message: &mut String) {
    if let Some(start) = message.find(" Did you mean ") {
        message.truncate(start);
    }
}

struct PathText<'a>(&'a [async_graphql::PathSegment]);

impl std::fmt::Display for PathText<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for segment in self.0 {
            match segment {
                async_graphql::PathSegment::Field(name) => write!(f, "/{name}")?,
                async_graphql::PathSegment::Index(index) => write!(f, "/{index}")?,
            }
        }
        Ok(())
    }
}
