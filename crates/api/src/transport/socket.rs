//! Subscriptions over `graphql-transport-ws`: one socket, many operations.
//!
//! A browser sends a page's cookies and origin with a socket to anywhere, so that sockets are taken only from pages of this server, of
//! origins that the configuration names, and from programs that name no origin. Credentials come in the payload of `connection_init`, and are asked again while the socket is open.

use std::{collections::HashMap, pin::pin, sync::Arc, time::Duration};

use async_graphql::Executor;
use axum::{
    body::Body,
    extract::{
        FromRequestParts as _,
        ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade},
    },
    http::{self, HeaderMap, HeaderValue, Method, Response, StatusCode, header, request::Parts},
    response::IntoResponse as _,
};
use futures::StreamExt as _;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use tokio::{
    sync::mpsc,
    task::AbortHandle,
    time::{Instant, interval_at, sleep_until},
};

use super::{
    Gatekeeper, Transport,
    answers::Refused,
    envelope::Envelope,
    subscriptions::{self, Begun, Spoken},
    trace::TraceId,
};

/// The protocol that is spoken.
const PROTOCOL: &str = "graphql-transport-ws";
/// How long a client may take to say who it is.
const INIT: Duration = Duration::from_secs(3);
/// How often it is asked whether they still may, and whether anybody is there.
pub(super) const ASKING: Duration = Duration::from_secs(20);
/// Operations of a socket at once.
const OPERATIONS: usize = 100;
/// Answers that wait for a slow client; beyond it, what makes them waits too.
const WAITING: usize = 64;
/// Letters of an operation's id at most.
const ID: usize = 128;

/// Why a socket is closed, in the protocol's numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Close {
    Invalid,
    Unauthorised,
    Forbidden,
    InitTimeout,
    DoubleId,
    TooManyInits,
}

impl Close {
    fn frame(self) -> Message {
        let (code, reason) = match self {
            Self::Invalid => (4400, "Invalid message"),
            Self::Unauthorised => (4401, "Unauthorized"),
            Self::Forbidden => (4403, "Forbidden"),
            Self::InitTimeout => (4408, "Connection initialisation timeout"),
            Self::DoubleId => (4409, "Subscriber already exists"),
            Self::TooManyInits => (4429, "Too many initialisation requests"),
        };
        Message::Close(Some(CloseFrame {
            code,
            reason: reason.into(),
        }))
    }
}

/// What a client says.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Said {
    ConnectionInit {
        #[serde(default)]
        payload: Option<Map<String, Value>>,
    },
    Ping {
        #[serde(default)]
        payload: Option<Value>,
    },
    Pong {},
    Subscribe {
        id: String,
        payload: Map<String, Value>,
    },
    Complete {
        id: String,
    },
}

/// What an operation has to say.
struct Told {
    id: String,
    /// Which of those of one id; what an ended one left behind is not sent.
    turn: u64,
    message: Value,
    is_last: bool,
}

/// Whether a request asks for a socket.
pub(super) fn is_asked(method: &Method, headers: &HeaderMap) -> bool {
    let wanted = headers.get(header::UPGRADE);
    *method == Method::GET
        && wanted.is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"websocket"))
}

/// Whether a page of this server asks, or one of an origin that may, or a program that names no page.
fn may_connect(headers: &HeaderMap, origins: &[String]) -> bool {
    let Some(origin) = headers.get(header::ORIGIN) else {
        return true;
    };
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let origin = origin.to_str().unwrap_or_default();
    if origins.iter().any(|may| may.eq_ignore_ascii_case(origin)) {
        return true;
    }
    origin
        .split_once("://")
        .zip(host)
        .is_some_and(|((_, from), host)| from.eq_ignore_ascii_case(host))
}

/// Turns a request into a socket.
pub(super) async fn open<E: Executor, G: Gatekeeper>(
    transport: Arc<Transport<E, G>>,
    request: http::Request<Body>,
    trace: TraceId,
) -> Response<Body> {
    let (mut parts, _) = request.into_parts();
    if !may_connect(&parts.headers, &transport.limits.origins) {
        return (StatusCode::FORBIDDEN, "this origin may not connect").into_response();
    }
    let upgrade = match WebSocketUpgrade::from_request_parts(&mut parts, &()).await {
        Ok(upgrade) => upgrade,
        Err(rejection) => return rejection.into_response(),
    };
    let upgrade = upgrade
        .protocols([PROTOCOL])
        .max_message_size(transport.limits.body_bytes)
        .max_frame_size(transport.limits.body_bytes);
    if upgrade.selected_protocol().is_none() {
        let said = "the sub-protocol graphql-transport-ws is spoken here";
        return (StatusCode::BAD_REQUEST, said).into_response();
    }
    upgrade.on_upgrade(move |socket| async move {
        Conversation::new(transport, &parts, trace)
            .hold(socket)
            .await;
    })
}

/// A socket while it is open.
struct Conversation<E, G> {
    transport: Arc<Transport<E, G>>,
    trace: TraceId,
    /// What stands for the headers of a request, credentials among them.
    headers: HeaderMap,
    is_known: bool,
    running: HashMap<String, (u64, AbortHandle)>,
    turn: u64,
    told: mpsc::Sender<Told>,
    heard: Option<mpsc::Receiver<Told>>,
}

impl<E, G> Drop for Conversation<E, G> {
    fn drop(&mut self) {
        for (_, handle) in self.running.values() {
            handle.abort();
        }
    }
}

impl<E: Executor, G: Gatekeeper> Conversation<E, G> {
    fn new(transport: Arc<Transport<E, G>>, parts: &Parts, trace: TraceId) -> Self {
        let mut headers = HeaderMap::new();
        for name in [header::AUTHORIZATION, header::ACCEPT_LANGUAGE] {
            if let Some(value) = parts.headers.get(&name) {
                headers.insert(name, value.clone());
            }
        }
        let (told, heard) = mpsc::channel(WAITING);
        Self {
            transport,
            trace,
            headers,
            is_known: false,
            running: HashMap::new(),
            turn: 0,
            told,
            heard: Some(heard),
        }
    }

    /// Listens and answers until one of the two ends it.
    async fn hold(mut self, mut socket: WebSocket) {
        let Some(mut heard) = self.heard.take() else {
            return;
        };
        let begun = Instant::now();
        let mut asking = interval_at(begun + ASKING, ASKING);
        let end = loop {
            tokio::select! {
                said = socket.recv() => match said {
                    Some(Ok(Message::Text(text))) => match self.answer(&text).await {
                        Ok(None) => {}
                        Ok(Some(message)) => {
                            if socket.send(written(&message)).await.is_err() {
                                return;
                            }
                        }
                        Err(close) => break close,
                    },
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                    Some(Ok(Message::Binary(_))) => break Close::Invalid,
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                },
                Some(told) = heard.recv() => {
                    let is_current = self.running.get(&told.id).is_some_and(|(turn, _)| *turn == told.turn);
                    if is_current {
                        if told.is_last {
                            self.running.remove(&told.id);
                        }
                        if socket.send(written(&told.message)).await.is_err() {
                            return;
                        }
                    }
                },
                () = sleep_until(begun + INIT), if !self.is_known => break Close::InitTimeout,
                _ = asking.tick() => {
                    if self.transport.gatekeeper.admit(&self.headers).await.is_err() {
                        break Close::Forbidden;
                    }
                    if socket.send(written(&json!({ "type": "ping" }))).await.is_err() {
                        return;
                    }
                },
            }
        };
        // Whoever is gone needs no reason.
        let _ = socket.send(end.frame()).await;
    }

    /// What is said at once to something that a client said.
    async fn answer(&mut self, text: &str) -> Result<Option<Value>, Close> {
        let said: Said = serde_json::from_str(text).map_err(|_| Close::Invalid)?;
        match said {
            Said::ConnectionInit { payload } => self.greet(payload).await.map(Some),
            Said::Ping { payload } => Ok(Some(match payload {
                Some(payload) => json!({ "type": "pong", "payload": payload }),
                None => json!({ "type": "pong" }),
            })),
            Said::Pong {} => Ok(None),
            Said::Complete { id } => {
                if let Some((_, handle)) = self.running.remove(&id) {
                    handle.abort();
                }
                Ok(None)
            }
            Said::Subscribe { id, payload } => self.begin(id, payload).await,
        }
    }

    /// Who asks is known by `Authorization` in the payload, where the request itself could not bear it.
    async fn greet(&mut self, payload: Option<Map<String, Value>>) -> Result<Value, Close> {
        if self.is_known {
            return Err(Close::TooManyInits);
        }
        let given = payload.unwrap_or_default();
        for (name, header) in [
            ("authorization", header::AUTHORIZATION),
            ("accept-language", header::ACCEPT_LANGUAGE),
        ] {
            let told = given.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
            if let Some((_, told)) = told {
                let text = told.as_str().ok_or(Close::Forbidden)?;
                let value = HeaderValue::from_str(text).map_err(|_| Close::Forbidden)?;
                self.headers.insert(header, value);
            }
        }
        let admitted = self.transport.gatekeeper.admit(&self.headers).await;
        admitted.map_err(|_| Close::Forbidden)?;
        self.is_known = true;
        Ok(json!({ "type": "connection_ack" }))
    }

    /// Begins an operation, or says why not.
    async fn begin(
        &mut self,
        id: String,
        payload: Map<String, Value>,
    ) -> Result<Option<Value>, Close> {
        if !self.is_known {
            return Err(Close::Unauthorised);
        }
        if id.is_empty() || id.chars().count() > ID {
            return Err(Close::Invalid);
        }
        if self.running.contains_key(&id) {
            return Err(Close::DoubleId);
        }
        if self.running.len() >= OPERATIONS {
            let refused = Refused::limit("operations of a socket", OPERATIONS, None);
            return Ok(Some(self.error(&id, refused)));
        }
        match self.admit(payload).await {
            Ok(begun) => {
                self.run(id, begun);
                Ok(None)
            }
            Err(refused) => Ok(Some(self.error(&id, refused))),
        }
    }

    /// Everything that a request has to pass.
    async fn admit(&self, payload: Map<String, Value>) -> Result<Begun, Refused> {
        let envelope = Envelope::from_parameters(payload)?;
        let admitted = subscriptions::admit(&self.transport, &self.headers).await?;
        subscriptions::begin(&self.transport, admitted, envelope, &self.trace)
    }

    /// Lets an operation speak until it has nothing more to say.
    fn run(&mut self, id: String, begun: Begun) {
        self.turn += 1;
        let speaker = Speaker {
            transport: Arc::clone(&self.transport),
            trace: self.trace.clone(),
            told: self.told.clone(),
            id: id.clone(),
            turn: self.turn,
        };
        let task = tokio::spawn(speaker.speak(begun));
        self.running.insert(id, (self.turn, task.abort_handle()));
    }

    fn error(&self, id: &str, refused: Refused) -> Value {
        let error = refused.into_error(&self.trace);
        json!({ "type": "error", "id": id, "payload": [error] })
    }
}

/// An operation that runs.
struct Speaker<E, G> {
    transport: Arc<Transport<E, G>>,
    trace: TraceId,
    told: mpsc::Sender<Told>,
    id: String,
    turn: u64,
}

impl<E: Executor, G: Gatekeeper> Speaker<E, G> {
    async fn speak(self, begun: Begun) {
        let answers =
            subscriptions::answers(Arc::clone(&self.transport), self.trace.clone(), begun);
        let mut answers = pin!(answers);
        while let Some(said) = answers.next().await {
            let (kind, payload, is_last) = match said {
                Spoken::Next(payload) => ("next", payload, false),
                Spoken::Error(errors) => ("error", errors, true),
            };
            let message = json!({ "type": kind, "id": self.id, "payload": payload });
            if !self.say(message, is_last).await || is_last {
                return;
            }
        }
        let message = json!({ "type": "complete", "id": self.id });
        self.say(message, true).await;
    }

    /// Whether anybody listens still.
    async fn say(&self, message: Value, is_last: bool) -> bool {
        let told = Told {
            id: self.id.clone(),
            turn: self.turn,
            message,
            is_last,
        };
        self.told.send(told).await.is_ok()
    }
}

fn written(message: &Value) -> Message {
    Message::Text(message.to_string().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_elsewhere_get_no_socket() {
        let may = ["https://app.test".to_owned()];
        let ask = |origin: Option<&'static str>| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, HeaderValue::from_static("kuvend.test:8080"));
            if let Some(origin) = origin {
                headers.insert(header::ORIGIN, HeaderValue::from_static(origin));
            }
            may_connect(&headers, &may)
        };
        assert!(ask(None) && ask(Some("https://kuvend.test:8080")));
        assert!(ask(Some("https://app.test")), "as configured");
        for elsewhere in [
            "https://kuvend.test",
            "https://evil.test:8080",
            "http://app.test",
            "https://app.test:8443",
            "null",
            "",
            "https://kuvend.test:8080.evil.test",
        ] {
            assert!(!ask(Some(elsewhere)), "{elsewhere}");
        }
    }

    #[test]
    fn what_is_no_message_of_the_protocol_is_invalid() {
        for text in [
            "",
            "[]",
            "{}",
            "{\"type\":\"start\"}",
            "{\"type\":\"subscribe\",\"id\":\"1\"}",
            "{\"type\":\"subscribe\",\"id\":1,\"payload\":{}}",
        ] {
            assert!(serde_json::from_str::<Said>(text).is_err(), "{text}");
        }
    }
}
