//! Operations that have more than one answer, with the documents, prices and budgets of a request, whichever way their answers go out.

use std::{mem, panic::AssertUnwindSafe, sync::Arc};

use async_graphql::{Executor, Request, Response as Executed, ServerError, Value as Answered};
use async_graphql_parser::types::{ExecutableDocument, OperationType};
use axum::http::HeaderMap;
use futures::{Stream, StreamExt as _, future};
use serde_json::{Value, json};

use super::{
    Admitted, Gatekeeper, Transport,
    answers::{Code, Refused, mark},
    envelope::Envelope,
    execution, idempotency,
    trace::TraceId,
};

/// An operation that may run.
pub(super) struct Begun {
    request: Request,
    identity: Arc<str>,
    cost: u64,
}

/// What an operation says.
pub(super) enum Spoken {
    /// One answer of more.
    Next(Value),
    /// Errors that end it.
    Error(Value),
}

/// Who asks by these headers. Whatever it turns out to be, a request costs at least one, so that refused ones are not free.
pub(super) async fn admit<E: Executor, G: Gatekeeper>(
    transport: &Transport<E, G>,
    headers: &HeaderMap,
) -> Result<Admitted, Refused> {
    let admitted = transport.gatekeeper.admit(headers).await;
    let admitted = admitted.map_err(idempotency::refusal)?;
    transport.spend(&admitted.identity, 1)?;
    Ok(admitted)
}

/// Everything else that a request has to pass.
pub(super) fn begin<E: Executor, G: Gatekeeper>(
    transport: &Transport<E, G>,
    admitted: Admitted,
    envelope: Envelope,
    trace: &TraceId,
) -> Result<Begun, Refused> {
    let appraised = transport.appraise(&envelope, None)?;
    if appraised.kind != OperationType::Subscription {
        let message = "queries and mutations are asked by POST, and answered in JSON";
        return Err(Refused::request(Code::ValidationFailed, message));
    }
    let mut data = admitted.data;
    data.insert(trace.clone());
    let mut request = Request::new("").variables(envelope.variables);
    request.set_parsed_query(ExecutableDocument::clone(&appraised.document));
    request.operation_name = envelope.operation_name;
    request.data = data;
    Ok(Begun {
        request,
        identity: admitted.identity,
        cost: appraised.cost.max(1),
    })
}

/// What an operation says until it has nothing more to say. Each answer costs what the operation does; a panic ends the operation.
pub(super) fn answers<E: Executor, G: Gatekeeper>(
    transport: Arc<Transport<E, G>>,
    trace: TraceId,
    begun: Begun,
) -> impl Stream<Item = Spoken> + Send {
    let Begun {
        request,
        identity,
        cost,
    } = begun;
    let answers = transport.schema.execute_stream(request, None);
    let spoken = AssertUnwindSafe(answers).catch_unwind().map(move |answer| {
        let Ok(answer) = answer else {
            tracing::error!(trace_id = %trace, "a subscription panicked");
            return Spoken::Error(json!([Refused::internal().into_error(&trace)]));
        };
        match transport.spend(&identity, cost) {
            Ok(_) => shown(answer, &trace),
            Err(refused) => Spoken::Error(json!([refused.into_error(&trace)])),
        }
    });
    spoken.scan(false, |is_over, said| {
        let was_over = mem::replace(is_over, matches!(said, Spoken::Error(_)));
        future::ready((!was_over).then_some(said))
    })
}

/// An answer as one may see it.
fn shown(mut answer: Executed, trace: &TraceId) -> Spoken {
    let is_refused = answer.data == Answered::Null
        && !answer.errors.is_empty()
        && answer.errors.iter().all(|error| error.path.is_empty());
    if is_refused {
        execution::invalidate(&mut answer.errors, trace);
        return Spoken::Error(json!(answer.errors));
    }
    for error in &mut answer.errors {
        execution::cover(error, trace);
    }
    let mut payload = json!({ "data": answer.data });
    if let (false, Some(fields)) = (answer.errors.is_empty(), payload.as_object_mut()) {
        fields.insert("errors".to_owned(), json!(answer.errors));
    }
    Spoken::Next(payload)
}

impl Refused {
    /// The error of an operation whose answers have no status.
    pub(super) fn into_error(self, trace: &TraceId) -> ServerError {
        let code = self.code;
        let mut error = self.into_server_error();
        mark(&mut error, code, trace);
        error
    }
}
