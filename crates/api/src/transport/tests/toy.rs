//! A schema of events, a gatekeeper with a memory, and a client.
#![expect(
    clippy::unused_async,
    reason = "resolvers are async, whether or not a toy awaits anything"
)]

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use async_graphql::{
    Context, Data, EmptySubscription, Error, ErrorExtensions, ID, Interface, Object, Result,
    Schema, SimpleObject,
};
use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    http::{HeaderMap, Request, StatusCode, header},
};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::transport::{
    Admitted, Denied, Gatekeeper, Limits, Recalled, Repeatable, Stored, TraceId, router,
};

/// How often the mutation of the schema in question ran.
#[derive(Default)]
pub(super) struct Held(AtomicUsize);

#[derive(Interface)]
#[graphql(field(name = "id", ty = "&ID"))]
pub(super) enum Node {
    Event(Event),
}

#[derive(SimpleObject)]
#[graphql(complex)]
pub(super) struct Event {
    id: ID,
    title: String,
}

#[async_graphql::ComplexObject]
impl Event {
    async fn related(&self, first: Option<i32>) -> EventConnection {
        page(first)
    }
}

#[derive(SimpleObject)]
pub(super) struct EventConnection {
    nodes: Vec<Event>,
    total_count: i32,
}

fn page(first: Option<i32>) -> EventConnection {
    let nodes = (0..first.unwrap_or(25).min(3)).map(|number| Event {
        id: ID(number.to_string()),
        title: format!("Event {number}"),
    });
    EventConnection {
        nodes: nodes.collect(),
        total_count: 3,
    }
}

pub(super) struct Query;

#[Object]
impl Query {
    async fn events(&self, first: Option<i32>) -> EventConnection {
        page(first)
    }

    async fn node(&self, id: ID) -> Option<Node> {
        let title = String::from("Any");
        Some(Node::Event(Event { id, title }))
    }

    async fn echo(&self, text: String) -> String {
        text
    }

    async fn whoami(&self, ctx: &Context<'_>) -> Result<String> {
        let trace = ctx.data::<TraceId>()?;
        Ok(format!("{} {trace}", ctx.data::<Arc<str>>()?))
    }

    async fn failing(&self) -> Option<Result<String>> {
        let cause = std::io::Error::other("relation \"contact\" of ana@example.org");
        Some(Err(Error::from(cause)))
    }

    async fn essential(&self) -> Result<String> {
        Err(Error::new("secret"))
    }

    async fn forbidden(&self) -> Option<Result<String>> {
        Some(Err(Error::new("not for you").extend_with(
            |_, extensions| {
                extensions.set("code", "FORBIDDEN");
            },
        )))
    }

    async fn panicking(&self, text: Option<String>) -> String {
        let Some(text) = text else {
            panic!("a resolver of the tests panics on purpose");
        };
        text
    }

    async fn endless(&self) -> String {
        std::future::pending().await
    }
}

pub(super) struct Mutation;

#[Object]
impl Mutation {
    async fn hold(&self, ctx: &Context<'_>, title: String) -> Result<Event> {
        let times = ctx.data::<Held>()?.0.fetch_add(1, Ordering::SeqCst) + 1;
        Ok(Event {
            id: ID(times.to_string()),
            title,
        })
    }

    async fn fail(&self, ctx: &Context<'_>) -> Result<String> {
        ctx.data::<Held>()?.0.fetch_add(1, Ordering::SeqCst);
        Err(Error::new("secret"))
    }
}

/// Lets anybody in under the name they give, except `Bearer wrong`, and remembers answers.
#[derive(Default)]
pub(super) struct Doorman {
    answers: Mutex<HashMap<Slot, Kept>>,
}

/// An identity's key.
type Slot = (Arc<str>, String);

/// The hash of the body, and the answer once there is one.
type Kept = ([u8; 32], Option<Stored>);

impl Gatekeeper for Doorman {
    async fn admit(&self, headers: &HeaderMap) -> std::result::Result<Admitted, Denied> {
        let given = headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok());
        let identity: Arc<str> = match given {
            Some("Bearer wrong") => return Err(Denied::Unauthenticated),
            Some("Bearer broken") => return Err(Denied::Failed),
            Some(name) => Arc::from(name),
            None => Arc::from("anonymous"),
        };
        let mut data = Data::default();
        data.insert(Arc::clone(&identity));
        Ok(Admitted { identity, data })
    }

    async fn recall(&self, repeatable: &Repeatable) -> std::result::Result<Recalled, Denied> {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let Repeatable {
            identity,
            key,
            body_hash,
        } = repeatable;
        let slot = (Arc::clone(identity), key.clone());
        Ok(match answers.get(&slot) {
            Some((hash, _)) if hash != body_hash => Recalled::Mismatch,
            Some((_, Some(stored))) => Recalled::Replay(stored.clone()),
            Some((_, None)) => Recalled::InProgress,
            None => {
                answers.insert(slot, (*body_hash, None));
                Recalled::Fresh
            }
        })
    }

    async fn remember(&self, repeatable: &Repeatable, answer: &Stored) {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let slot = (Arc::clone(&repeatable.identity), repeatable.key.clone());
        answers.insert(slot, (repeatable.body_hash, Some(answer.clone())));
    }

    async fn forget(&self, repeatable: &Repeatable) {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        answers.remove(&(Arc::clone(&repeatable.identity), repeatable.key.clone()));
    }
}

/// A running transport.
pub(super) struct Server {
    pub(super) router: Router,
}

impl Server {
    pub(super) fn new() -> Self {
        Self::with(Limits::default())
    }

    pub(super) fn with(limits: Limits) -> Self {
        let schema = Schema::build(Query, Mutation, EmptySubscription)
            .data(Held::default())
            .finish();
        match router(schema.clone(), &schema.sdl(), Doorman::default(), limits) {
            Ok(router) => Self { router },
            Err(error) => panic!("{error}"),
        }
    }

    /// A document by POST, answered in `application/graphql-response+json`.
    pub(super) async fn ask(&self, document: &str) -> Reply {
        self.post(&json!({ "query": document })).await
    }

    /// Asserts that nothing that came before has harmed the server.
    pub(super) async fn still_answers(&self) {
        let reply = self.ask("{ events(first: 1) { nodes { title } } }").await;
        assert_eq!(reply.status, StatusCode::OK);
        assert_eq!(
            reply.json.pointer("/data/events/nodes/0/title"),
            Some(&json!("Event 0"))
        );
    }

    pub(super) async fn post(&self, body: &Value) -> Reply {
        self.post_with(body, &[]).await
    }

    pub(super) async fn post_with(
        &self,
        body: &Value,
        headers: &[(&'static str, &'static str)],
    ) -> Reply {
        let mut all = vec![
            ("content-type", "application/json"),
            ("accept", "application/graphql-response+json"),
        ];
        all.retain(|(name, _)| headers.iter().all(|(given, _)| given != name));
        all.extend(headers);
        self.send("POST", "/graphql", &all, body.to_string()).await
    }

    pub(super) async fn send(
        &self,
        method: &str,
        uri: &str,
        headers: &[(&'static str, &'static str)],
        body: impl Into<Body>,
    ) -> Reply {
        let mut request = Request::builder().method(method).uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let Ok(request) = request.body(body.into()) else {
            panic!("not a request: {method} {uri}");
        };
        let Ok(response) = self.router.clone().oneshot(request).await;
        let (parts, body) = response.into_parts();
        let Ok(bytes) = to_bytes(body, usize::MAX).await else {
            panic!("the body broke off");
        };
        Reply {
            status: parts.status,
            headers: parts.headers,
            json: serde_json::from_slice(&bytes).unwrap_or_default(),
            bytes,
        }
    }
}

/// What came back.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) json: Value,
    pub(super) bytes: Bytes,
}

impl Reply {
    /// The first error's code, asserting that all errors are coded and traced.
    pub(super) fn code(&self) -> &str {
        let errors = self.json.get("errors").and_then(Value::as_array);
        for error in errors.into_iter().flatten() {
            let trace = error
                .pointer("/extensions/traceId")
                .and_then(Value::as_str)
                .unwrap_or_default();
            assert_eq!(trace.len(), 32, "{error}");
        }
        self.json
            .pointer("/errors/0/extensions/code")
            .and_then(Value::as_str)
            .unwrap_or("none")
    }

    pub(super) fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value
            .and_then(|value| value.to_str().ok())
            .unwrap_or("none")
    }
}

/// Limits with little patience.
pub(super) fn impatient() -> Limits {
    Limits {
        execution: Duration::from_millis(50),
        body_time: Duration::from_millis(50),
        ..Limits::default()
    }
}

/// As much text as an attacker likes.
pub(super) fn many(times: usize, piece: impl Fn(usize) -> String) -> String {
    let pieces: Vec<String> = (0..times).map(piece).collect();
    pieces.concat()
}
