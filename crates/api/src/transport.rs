//! GraphQL over HTTP: media types, methods and status codes by the specification, and every limit before any resolver.
//!
//! A request walks: method and media types → [`Gatekeeper::admit`] → body → document (bytes, tokens, brackets, parser,
//! measures; known ones from a bounded cache) → operation → cost with this request's variables → budget of the identity
//! → `Idempotency-Key` → execution → one answer. async-graphql's own handlers do none of this.
//!
//! **Invariant:** nothing that takes more than linear time in the bytes received happens before the guards.
//! **Invariant:** each entry of `errors` has `extensions.code` and `extensions.traceId`, and none has the words of an
//! error that was not meant for clients.
//!
//! Subscriptions go by sockets ([`socket`]) or as server-sent events ([`events`]) at the same address, with the same documents, table,
//! budgets and gatekeeper.

mod answers;
mod budgets;
mod costs;
mod documents;
mod envelope;
mod events;
mod execution;
mod gatekeeper;
mod generations;
mod graphiql;
mod idempotency;
mod lexer;
mod limits;
mod measures;
mod negotiation;
mod sizes;
mod socket;
mod subscriptions;
mod trace;
mod upload;

#[cfg(test)]
mod tests;

use std::{sync::Arc, time::Instant};

use async_graphql::{Executor, Request};
use async_graphql_parser::types::{ExecutableDocument, OperationDefinition, OperationType};
use axum::{
    Router,
    body::Body,
    extract::State,
    http::{self, Method, Response, request::Parts},
    routing::any,
};
use tokio::sync::Semaphore;
use tracing::Instrument;

use self::{
    answers::{Answer, Code, Cost, Refused},
    budgets::Budgets,
    documents::Documents,
    envelope::Envelope,
    execution::{Frame, Outcome},
    idempotency::Turn,
    negotiation::MediaType,
    sizes::SizeTable,
};
/// What resolvers find in their context; a gatekeeper fills it.
pub use async_graphql::Data;

pub use self::{
    gatekeeper::{Admitted, Denied, Gatekeeper, Recalled, Repeatable, Stored},
    limits::Limits,
    sizes::SdlUnreadable,
    trace::TraceId,
};

/// Serves `schema` at `/graphql`, with files at `/graphql/upload`, and, if the limits say so, `GraphiQL` at `/` and `/assets/graphiql/`.
///
/// `sdl` is the schema's own text (`Schema::sdl`), from which requests are priced.
///
/// # Errors
/// The SDL cannot be parsed.
pub fn router<E: Executor, G: Gatekeeper>(
    schema: E,
    sdl: &str,
    gatekeeper: G,
    limits: Limits,
) -> Result<Router, SdlUnreadable> {
    let transport = Transport {
        schema,
        gatekeeper,
        table: SizeTable::from_sdl(sdl)?,
        documents: Documents::new(&limits),
        uploads: Semaphore::new(limits.uploads),
        budgets: Budgets::new(limits.cost_per_minute, limits.cost, limits.identities),
        limits,
    };
    let pages = if transport.limits.graphiql {
        graphiql::router()
    } else {
        Router::new()
    };
    Ok(Router::new()
        .route("/graphql", any(respond::<E, G>))
        .route("/graphql/upload", any(upload::respond::<E, G>))
        .with_state(Arc::new(transport))
        .merge(pages))
}

struct Transport<E, G> {
    schema: E,
    gatekeeper: G,
    table: SizeTable,
    documents: Documents,
    budgets: Budgets,
    uploads: Semaphore,
    limits: Limits,
}

async fn respond<E: Executor, G: Gatekeeper>(
    State(transport): State<Arc<Transport<E, G>>>,
    request: http::Request<Body>,
) -> Response<Body> {
    let trace = TraceId::of(request.headers());
    let span = tracing::info_span!("graphql", trace_id = %trace);
    if socket::is_asked(request.method(), request.headers()) {
        return socket::open(transport, request, trace)
            .instrument(span)
            .await;
    }
    if negotiation::wants_events(request.headers()) {
        let opened = events::open(transport, request, trace.clone())
            .instrument(span)
            .await;
        let media_type = MediaType::Json;
        return opened.unwrap_or_else(|refused| {
            refused
                .into_answer(media_type, &trace)
                .into_response(media_type)
        });
    }
    let accepted = MediaType::accepted(request.headers());
    // Who accepts nothing we have is told so in plain JSON.
    let media_type = *accepted.as_ref().unwrap_or(&MediaType::Json);
    let answered = match accepted {
        Ok(_) => {
            answer(transport, request, media_type, &trace)
                .instrument(span)
                .await
        }
        Err(refused) => Err(refused),
    };
    answered
        .unwrap_or_else(|refused| refused.into_answer(media_type, &trace))
        .into_response(media_type)
}

async fn answer<E: Executor, G: Gatekeeper>(
    transport: Arc<Transport<E, G>>,
    request: http::Request<Body>,
    media_type: MediaType,
    trace: &TraceId,
) -> Result<Answer, Refused> {
    let (parts, body) = request.into_parts();
    is_sent_rightly(&parts)?;
    let admitted = transport.gatekeeper.admit(&parts.headers).await;
    let Admitted { identity, mut data } = admitted.map_err(idempotency::refusal)?;
    // Whatever it turns out to be, a request costs at least one, so that refused ones are not free.
    let remaining = transport.spend(&identity, 1)?;
    let envelope = requested(&parts, body, &transport.limits).await?;
    let appraised = transport.appraise(&envelope, Some(&parts.method))?;
    let cost = Cost {
        requested: appraised.cost,
        limit: transport.limits.cost,
        remaining: match appraised.cost {
            0 | 1 => remaining,
            more => transport.spend(&identity, more - 1)?,
        },
    };
    let repeatable = match appraised.kind {
        OperationType::Mutation => idempotency::repeatable(&parts.headers, &identity, &envelope)?,
        _ => None,
    };
    data.insert(trace.clone());
    let mut request = Request::new("").variables(envelope.variables);
    request.set_parsed_query(ExecutableDocument::clone(&appraised.document));
    request.operation_name = envelope.operation_name;
    request.data = data;
    let frame = Frame {
        media_type,
        trace: trace.clone(),
        cost,
    };
    match repeatable {
        None => Ok(transport.run(request, &frame).await.into_answer()),
        Some(repeatable) => run_once(transport, request, frame, repeatable).await,
    }
}

/// Goes on if a request comes by a method that is answered, and carries what that method carries.
fn is_sent_rightly(parts: &Parts) -> Result<(), Refused> {
    match parts.method {
        Method::GET => Ok(()),
        Method::POST => negotiation::require_json(&parts.headers),
        _ => Err(Refused::method("GET, POST", "send a GET or a POST")),
    }
}

/// What a request asks, of its address or of its body.
async fn requested(parts: &Parts, body: Body, limits: &Limits) -> Result<Envelope, Refused> {
    if parts.method == Method::GET {
        return Envelope::from_uri(&parts.uri);
    }
    let body = envelope::read_body(&parts.headers, body, limits).await?;
    Envelope::from_body(&body)
}

/// Runs a mutation that carries a key, unless it ran before.
async fn run_once<E: Executor, G: Gatekeeper>(
    transport: Arc<Transport<E, G>>,
    request: Request,
    frame: Frame,
    repeatable: Repeatable,
) -> Result<Answer, Refused> {
    if let Turn::Replay(answer) = idempotency::claim(&transport.gatekeeper, &repeatable).await? {
        return Ok(answer);
    }
    // A task of its own: a client that hangs up must find the answer when it comes back, not a key claimed for ever.
    let task = async move {
        let outcome = transport.run(request, &frame).await;
        idempotency::conclude(&transport.gatekeeper, &repeatable, outcome).await
    };
    tokio::spawn(task.in_current_span()).await.map_err(|error| {
        tracing::error!(%error, "keeping the answer of a mutation failed");
        Refused::internal()
    })
}

/// A request that may run, as far as the identity's budget goes.
struct Appraised {
    document: Arc<ExecutableDocument>,
    kind: OperationType,
    cost: u64,
}

impl<E: Executor, G: Gatekeeper> Transport<E, G> {
    fn spend(&self, identity: &Arc<str>, cost: u64) -> Result<Option<u64>, Refused> {
        self.budgets
            .spend(identity, cost, Instant::now())
            .map_err(Refused::rate)
    }

    /// Everything that is judged by the request alone; one that has no method is a subscription's.
    fn appraise(&self, envelope: &Envelope, method: Option<&Method>) -> Result<Appraised, Refused> {
        let document = self.documents.open(&envelope.document, &self.limits)?;
        let name = envelope.operation_name.as_deref();
        let operation = &measures::operation(&document.operations, name)?.node;
        if let Some(method) = method {
            permit(operation.ty, method)?;
        }
        require_variables(operation, envelope)?;
        let cost = costs::price(&self.table, &document, operation, &envelope.variables);
        let kind = operation.ty;
        let limit = self.limits.cost;
        if cost > limit {
            let message = format!("asks for {cost} objects, at most {limit} are allowed");
            return Err(
                Refused::request(Code::LimitExceeded, message).costing(Cost {
                    requested: cost,
                    limit,
                    remaining: None,
                }),
            );
        }
        Ok(Appraised {
            document,
            kind,
            cost,
        })
    }

    async fn run(&self, request: Request, frame: &Frame) -> Outcome {
        execution::run(&self.schema, request, self.limits.execution, frame).await
    }
}

/// Links must be safe to follow, so a GET never mutates; and a subscription has more than one answer.
fn permit(operation: OperationType, method: &Method) -> Result<(), Refused> {
    match operation {
        OperationType::Mutation if method == Method::GET => {
            Err(Refused::method("POST", "a mutation is sent by POST"))
        }
        OperationType::Subscription => Err(Refused::request(
            Code::ValidationFailed,
            "subscriptions are answered on a socket, by graphql-transport-ws, or as text/event-stream",
        )),
        OperationType::Query | OperationType::Mutation => Ok(()),
    }
}

/// By the specification a missing variable refuses the request; async-graphql lets resolvers begin.
fn require_variables(operation: &OperationDefinition, envelope: &Envelope) -> Result<(), Refused> {
    for definition in &operation.variable_definitions {
        let (name, variable) = (&definition.node.name.node, &definition.node);
        let is_absent = match envelope.variables.get(name) {
            None => variable.default_value.is_none(),
            Some(value) => *value == async_graphql::Value::Null,
        };
        if is_absent && !variable.var_type.node.nullable {
            let message = format!("variable `${name}` is required and is missing or null");
            return Err(Refused::request(Code::InvalidInput, message).at(vec![definition.pos]));
        }
    }
    Ok(())
}
