//! Following arrivals over a socket: the protocol's manners, who may, and that nobody who came is missed or told twice.

use std::time::Duration;

use futures::{SinkExt as _, StreamExt as _};
use kuvend_domain::tokens;
use kuvend_entity::{id::EventId, kind::Role};
use serde_json::{Value, json};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{
        Message, client::IntoClientRequest as _, http::HeaderValue, protocol::CloseFrame,
    },
};

use crate::{
    app::{TestApp, at},
    on_both_engines,
};

const EVENING: &str = "2026-11-16T16:30:00Z";
const FOLLOW: &str = "subscription($event: ID!, $announced: Boolean, $after: Int) { arrivals(eventId: $event, announcedOnly: $announced, after: $after) { number isAnnounced attendee { presence contact { displayName } } scan { result clientScanId } counts { arrived inside } } }";
/// Nothing that is awaited here takes as long.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// A socket of the product, which listens at an address of its own.
pub struct Line(WebSocketStream<TcpStream>);

pub async fn listen(app: &TestApp) -> std::net::SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = app.router.clone();
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    address
}

/// Asks for a socket; the status where none is given.
pub async fn connect(
    address: std::net::SocketAddr,
    headers: &[(&'static str, &str)],
) -> Result<Line, u16> {
    let mut request = format!("ws://{address}/graphql")
        .into_client_request()
        .unwrap();
    for (name, value) in headers {
        request
            .headers_mut()
            .insert(*name, HeaderValue::from_str(value).unwrap());
    }
    let stream = TcpStream::connect(address).await.unwrap();
    match client_async(request, stream).await {
        Ok((socket, _)) => Ok(Line(socket)),
        Err(tokio_tungstenite::tungstenite::Error::Http(answer)) => Err(answer.status().as_u16()),
        Err(other) => panic!("{other}"),
    }
}

pub const SPOKEN: (&str, &str) = ("sec-websocket-protocol", "graphql-transport-ws");

impl Line {
    pub async fn say(&mut self, message: Value) {
        let text = message.to_string().into();
        self.0.send(Message::Text(text)).await.unwrap();
    }

    /// The next message that is no question whether anybody is there.
    pub async fn hear(&mut self) -> Value {
        let heard = async {
            loop {
                match self.0.next().await.unwrap().unwrap() {
                    Message::Text(text) => {
                        let message: Value = serde_json::from_str(&text).unwrap();
                        if message["type"] != "ping" {
                            return message;
                        }
                    }
                    other => panic!("{other:?}"),
                }
            }
        };
        timeout(PATIENCE, heard).await.unwrap()
    }

    /// The number by which the socket is closed.
    async fn end(&mut self) -> u16 {
        loop {
            match timeout(PATIENCE, self.0.next())
                .await
                .unwrap()
                .unwrap()
                .unwrap()
            {
                Message::Close(Some(CloseFrame { code, .. })) => return code.into(),
                Message::Close(None) => panic!("closed without a reason"),
                _ => {}
            }
        }
    }

    pub async fn greet(&mut self, authorization: &str) {
        self.say(
            json!({ "type": "connection_init", "payload": { "Authorization": authorization } }),
        )
        .await;
        assert_eq!(self.hear().await, json!({ "type": "connection_ack" }));
    }

    async fn follow(&mut self, id: &str, variables: Value) {
        self.say(json!({ "type": "subscribe", "id": id, "payload": { "query": FOLLOW, "variables": variables } })).await;
    }
}

async fn guest(app: &TestApp, event: &str, name: &str) -> String {
    let person = app.contact(name, "Gashi").await;
    let row = app
        .act(
            "registerAttendee",
            json!({ "eventId": event, "contactId": person }),
            "attendee { id }",
        )
        .await;
    row["attendee"]["id"].as_str().unwrap().to_owned()
}

async fn arrive(app: &TestApp, event: &str, rows: &[&str]) {
    let scans: Vec<Value> = rows
        .iter()
        .map(|row| json!({ "clientScanId": row, "attendeeId": row }))
        .collect();
    app.act(
        "recordScans",
        json!({ "eventId": event, "scans": scans }),
        "results { result }",
    )
    .await;
}

on_both_engines! {
    async fn whoever_is_let_in_is_told_of_once_and_who_is_announced_is_told_apart(app: TestApp) {
        let event = app.event(json!({})).await;
        let (arta, beni, cela) = (guest(&app, &event, "Arta").await, guest(&app, &event, "Beni").await, guest(&app, &event, "Cela").await);
        app.act("announceGuest", json!({ "attendeeId": cela, "isAnnounced": true }), "attendee { isAnnounced }").await;
        app.clock.set(at(EVENING));
        arrive(&app, &event, &[&arta]).await;
        let address = listen(&app).await;
        let mut line = connect(address, &[SPOKEN]).await.unwrap();
        line.greet(&format!("Bearer {}", app.token)).await;
        line.follow("all", json!({ "event": event, "after": 0 })).await;
        let first = line.hear().await;
        assert_eq!(first, json!({ "type": "next", "id": "all", "payload": { "data": { "arrivals": {
            "number": 1, "isAnnounced": false, "attendee": { "presence": "ATTENDED", "contact": { "displayName": "Arta Gashi" } },
            "scan": { "result": "ADMITTED", "clientScanId": arta }, "counts": { "arrived": 1, "inside": 1 },
        } } } }));
        // Once each operation has answered, all of them look; what the second is not told began before it.
        let mut other = connect(address, &[SPOKEN]).await.unwrap();
        other.greet(&format!("Bearer {}", app.token)).await;
        other.follow("alerts", json!({ "event": event, "announced": true, "after": 0 })).await;
        arrive(&app, &event, &[&beni, &arta]).await;
        let second = line.hear().await;
        assert_eq!(second["payload"]["data"]["arrivals"]["attendee"]["contact"]["displayName"], "Beni Gashi");
        arrive(&app, &event, &[&cela]).await;
        let third = line.hear().await;
        assert_eq!((&third["payload"]["data"]["arrivals"]["attendee"]["contact"]["displayName"], &third["payload"]["data"]["arrivals"]["isAnnounced"]), (&json!("Cela Gashi"), &json!(true)));
        let alert = other.hear().await;
        assert_eq!((&alert["id"], &alert["payload"]["data"]["arrivals"]["attendee"]["contact"]["displayName"]), (&json!("alerts"), &json!("Cela Gashi")), "and of nobody before");
        line.say(json!({ "type": "complete", "id": "all" })).await;
        line.say(json!({ "type": "ping", "payload": { "n": 1 } })).await;
        assert_eq!(line.hear().await, json!({ "type": "pong", "payload": { "n": 1 } }));
    }

    async fn only_who_receives_guests_at_an_event_follows_its_arrivals(app: TestApp) {
        let all = app.ask("{ __schema { subscriptionType { fields { name } } } }", json!({})).await;
        assert_eq!(all["__schema"]["subscriptionType"]["fields"], json!([{ "name": "arrivals" }, { "name": "importProgress" }, { "name": "campaignProgress" }]), "another one is tried by every role too");
        let (event, other) = (app.event(json!({})).await, app.event(json!({})).await);
        let id: EventId = event.parse().unwrap();
        let address = listen(&app).await;
        for role in Role::ALL {
            let who = app.account(*role, app.office.id, id).await;
            let mut line = connect(address, &[SPOKEN]).await.unwrap();
            line.greet(&who).await;
            let may = matches!(role, Role::Admin | Role::EventOfficer | Role::FrontDesk);
            let mut told = Vec::new();
            for (name, event) in [("own", event.as_str()), ("other", other.as_str()), ("none", "event_00000000000000000000000000000000")] {
                line.follow(name, json!({ "event": event })).await;
                // Whoever may is told nothing yet, and is answered after it.
                line.say(json!({ "type": "complete", "id": "none such" })).await;
                let refused = match (may, name) {
                    (true, "own") => None,
                    (true, "other") if *role != Role::FrontDesk => None,
                    (true, _) => Some("NOT_FOUND"),
                    (false, _) => Some("FORBIDDEN"),
                };
                if let Some(code) = refused {
                    let message = line.hear().await;
                    let error = if message["type"] == "error" { &message["payload"][0] } else { &message["payload"]["errors"][0] };
                    assert_eq!(error["extensions"]["code"], code, "{role} {name}: {message}");
                    assert!(error["extensions"]["traceId"].is_string());
                    if message["type"] == "next" {
                        assert_eq!(line.hear().await["type"], "complete");
                    }
                    told.push(code);
                }
            }
            assert_eq!(told.len(), match (may, *role == Role::FrontDesk) { (true, false) => 1, (true, true) => 2, _ => 3 }, "{role}");
        }
    }

    async fn a_socket_is_held_to_the_manners_of_the_protocol(app: TestApp) {
        let event = app.event(json!({})).await;
        let address = listen(&app).await;
        let mine = format!("Bearer {}", app.token);
        assert_eq!(connect(address, &[]).await.err(), Some(400), "no sub-protocol");
        assert_eq!(connect(address, &[SPOKEN, ("origin", "https://elsewhere.test")]).await.err(), Some(403));
        let own = format!("http://{address}");
        assert!(connect(address, &[SPOKEN, ("origin", &own)]).await.is_ok());

        let mut line = connect(address, &[SPOKEN]).await.unwrap();
        line.say(json!({ "type": "start" })).await;
        assert_eq!(line.end().await, 4400);
        let mut line = connect(address, &[SPOKEN]).await.unwrap();
        line.follow("1", json!({ "event": event })).await;
        assert_eq!(line.end().await, 4401);
        let mut line = connect(address, &[SPOKEN]).await.unwrap();
        line.say(json!({ "type": "connection_init", "payload": { "authorization": "Bearer nobody" } })).await;
        assert_eq!(line.end().await, 4403);
        let mut line = connect(address, &[SPOKEN]).await.unwrap();
        assert_eq!(line.end().await, 4408, "nothing said within three seconds");
        let mut line = connect(address, &[SPOKEN]).await.unwrap();
        line.greet(&mine).await;
        line.follow("1", json!({ "event": event })).await;
        line.follow("1", json!({ "event": event })).await;
        assert_eq!(line.end().await, 4409);
        let mut line = connect(address, &[SPOKEN]).await.unwrap();
        line.greet(&mine).await;
        line.say(json!({ "type": "connection_init" })).await;
        assert_eq!(line.end().await, 4429);
    }

    async fn what_a_socket_asks_passes_the_limits_of_a_request(app: TestApp) {
        let event = app.event(json!({})).await;
        let address = listen(&app).await;
        let mut line = connect(address, &[SPOKEN]).await.unwrap();
        line.greet(&format!("Bearer {}", app.token)).await;
        let deep = format!("subscription {{ arrivals(eventId: \"{event}\") {{ {}__typename{} }} }}", "attendee { event { ".repeat(9), " } }".repeat(9));
        let dear = format!("subscription {{ arrivals(eventId: \"{event}\") {{ attendee {{ event {{ attendees(first: 100) {{ nodes {{ event {{ attendees(first: 100) {{ nodes {{ id }} }} }} }} }} }} }} }} }}");
        let cases = [
            (json!({ "query": "{ viewer { permissions } }" }), "GRAPHQL_VALIDATION_FAILED"),
            (json!({ "query": "mutation { createEventFeed(input: {}) { path } }" }), "GRAPHQL_VALIDATION_FAILED"),
            (json!({ "query": "subscription { arrivals" }), "GRAPHQL_PARSE_FAILED"),
            (json!({ "query": "subscription { departures { number } }" }), "GRAPHQL_VALIDATION_FAILED"),
            (json!({ "query": FOLLOW, "variables": {} }), "INVALID_INPUT"),
            (json!({ "query": FOLLOW, "variables": { "event": "nobody" } }), "INVALID_INPUT"),
            (json!({ "query": deep }), "LIMIT_EXCEEDED"),
            (json!({ "query": dear }), "LIMIT_EXCEEDED"),
            (json!({}), "INVALID_INPUT"),
        ];
        for (number, (payload, code)) in cases.into_iter().enumerate() {
            let id = number.to_string();
            line.say(json!({ "type": "subscribe", "id": id, "payload": payload })).await;
            let mut message = line.hear().await;
            while message["type"] == "complete" {
                message = line.hear().await;
            }
            let error = if message["type"] == "error" { &message["payload"][0] } else { &message["payload"]["errors"][0] };
            assert_eq!((&message["id"], &error["extensions"]["code"]), (&json!(id), &json!(code)), "{payload}: {message}");
        }
        let (status, refused) = app.post(FOLLOW, json!({ "event": event })).await;
        assert_eq!((status.as_u16(), &refused["errors"][0]["extensions"]["code"]), (200, &json!("GRAPHQL_VALIDATION_FAILED")), "not by POST");
    }

    async fn a_token_that_was_taken_back_follows_nothing_more(app: TestApp) {
        let event = app.event(json!({})).await;
        let admin = app.ask("{ viewer { account { id } } }", json!({})).await;
        let (token, bearer) = app.token_of(admin["viewer"]["account"]["id"].as_str().unwrap().parse().unwrap(), None).await;
        let address = listen(&app).await;
        let mut line = connect(address, &[SPOKEN]).await.unwrap();
        line.greet(&bearer).await;
        tokens::revoke(&app.op(), token).await.unwrap();
        app.clock.advance(tokens::Memory::TTL);
        line.follow("1", json!({ "event": event })).await;
        let refused = line.hear().await;
        assert_eq!((&refused["type"], &refused["payload"][0]["extensions"]["code"]), (&json!("error"), &json!("UNAUTHENTICATED")));
    }
}
