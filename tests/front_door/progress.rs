//! Following long work over a socket, or by server-sent events: imports and letters, until they have ended, and only by who may see
//! them.

use axum::{
    body::Body,
    http::{Request, header},
};
use http_body_util::BodyExt as _;
use kuvend_entity::kind::Role;
use kuvend_server::streams;
use serde_json::{Value, json};
use tokio::{sync::watch, time::timeout};
use tower::ServiceExt as _;

use crate::{
    app::TestApp,
    arrivals::{Line, PATIENCE, SPOKEN, connect, listen},
    on_both_engines,
    uploads::{asked, drained},
};

const IMPORT: &str =
    "subscription($id: ID!) { importProgress(id: $id) { isOver importJob { state created } } }";
const CAMPAIGN: &str = "subscription($id: ID!) { campaignProgress(id: $id) { isOver campaign { progress { queued accepted } } } }";

async fn follow(line: &mut Line, query: &str, id: &Value) {
    let payload = json!({ "query": query, "variables": { "id": id } });
    line.say(json!({ "type": "subscribe", "id": "one", "payload": payload }))
        .await;
}

/// What is told until it is over, and that nothing comes after it.
async fn to_the_end(line: &mut Line, field: &str) -> Vec<Value> {
    let mut told = Vec::new();
    loop {
        let heard = line.hear().await;
        if heard["type"] == "complete" {
            return told;
        }
        assert_eq!(heard["type"], "next", "{heard}");
        told.push(heard["payload"]["data"][field].clone());
    }
}

/// A response whose events follow each other.
struct Events {
    body: Body,
    read: String,
}

/// Asks for events; the status and the answer where there are none.
async fn events(app: &TestApp, who: &str, payload: Value) -> Result<Events, (u16, Value)> {
    let request = Request::post("/graphql")
        .header(header::AUTHORIZATION, who)
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::ACCEPT, "text/event-stream")
        .body(Body::from(payload.to_string()));
    let response = app.router.clone().oneshot(request.unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    if parts.headers[header::CONTENT_TYPE] == "text/event-stream" {
        assert_eq!(parts.status, 200);
        let read = String::new();
        return Ok(Events { body, read });
    }
    let body = body.collect().await.unwrap().to_bytes();
    Err((
        parts.status.as_u16(),
        serde_json::from_slice(&body).unwrap(),
    ))
}

impl Events {
    /// The next event that says something, by its name; none at the end.
    async fn hear(&mut self) -> Option<(String, Value)> {
        loop {
            if let Some((event, rest)) = self.read.split_once("\n\n") {
                let (event, rest) = (event.to_owned(), rest.to_owned());
                self.read = rest;
                let Some(named) = event.strip_prefix("event: ") else {
                    continue;
                };
                let (name, data) = named.split_once("\ndata:").unwrap();
                return Some((
                    name.to_owned(),
                    serde_json::from_str(data).unwrap_or_default(),
                ));
            }
            let frame = timeout(PATIENCE, self.body.frame()).await.unwrap()?;
            let bytes = frame.unwrap().into_data().unwrap();
            self.read.push_str(std::str::from_utf8(&bytes).unwrap());
        }
    }
}

on_both_engines! {
    async fn an_import_is_followed_until_it_has_ended(app: TestApp) {
        let id = json!(asked(&app).await);
        let address = listen(&app).await;
        let mut line = connect(address, &[SPOKEN]).await.unwrap();
        line.greet(&format!("Bearer {}", app.token)).await;
        follow(&mut line, IMPORT, &id).await;
        let first = line.hear().await["payload"]["data"]["importProgress"].clone();
        assert_eq!(first, json!({ "isOver": false, "importJob": { "state": "QUEUED", "created": 0 } }));
        drained(&app).await;
        let told = to_the_end(&mut line, "importProgress").await;
        let last = told.last().unwrap();
        assert_eq!((&last["isOver"], &last["importJob"]["state"]), (&json!(true), &json!("DONE")));
        assert!(last["importJob"]["created"].as_i64().unwrap() > 0, "{last}");
        // What has ended is told once.
        follow(&mut line, IMPORT, &id).await;
        assert_eq!(to_the_end(&mut line, "importProgress").await, std::slice::from_ref(last));
    }

    async fn long_work_is_followed_as_events_by_who_has_no_socket(app: TestApp) {
        let id = json!(asked(&app).await);
        let bearer = format!("Bearer {}", app.token);
        let mut line = events(&app, &bearer, json!({ "query": IMPORT, "variables": { "id": id } })).await.unwrap();
        let (kind, first) = line.hear().await.unwrap();
        assert_eq!((kind.as_str(), first), ("next", json!({ "data": { "importProgress": { "isOver": false, "importJob": { "state": "QUEUED", "created": 0 } } } })));
        drained(&app).await;
        let mut last = Value::Null;
        let end = loop {
            let (kind, told) = line.hear().await.unwrap();
            if kind != "next" {
                break (kind, told);
            }
            last = told;
        };
        assert_eq!(end, ("complete".to_owned(), Value::Null));
        assert_eq!(last["data"]["importProgress"]["isOver"], true);
        assert!(line.hear().await.is_none(), "nothing comes after it");

        // What is refused before it begins has a status; what begins and is refused is told in its place.
        let nothing = json!({ "query": CAMPAIGN, "variables": { "id": "campaign_00000000000000000000000000000000" } });
        let mut line = events(&app, &bearer, nothing.clone()).await.unwrap();
        let (kind, told) = line.hear().await.unwrap();
        assert_eq!((kind.as_str(), &told["errors"][0]["extensions"]["code"]), ("next", &json!("NOT_FOUND")));
        assert_eq!(line.hear().await.unwrap().0, "complete");
        for (who, payload, wanted) in [
            ("Bearer of bad news", nothing, (401, "UNAUTHENTICATED")),
            (&bearer, json!({ "query": "{ viewer { permissions } }" }), (200, "GRAPHQL_VALIDATION_FAILED")),
            (&bearer, json!({ "query": "subscription { importProgress" }), (200, "GRAPHQL_PARSE_FAILED")),
            (&bearer, json!({ "query": IMPORT }), (200, "INVALID_INPUT")),
            (&bearer, json!({}), (400, "INVALID_INPUT")),
        ] {
            let (status, answer) = events(&app, who, payload.clone()).await.err().unwrap();
            assert_eq!((status, answer["errors"][0]["extensions"]["code"].as_str().unwrap()), wanted, "{payload}: {answer}");
        }
    }

    async fn who_follows_is_told_that_it_ends_when_the_server_is_told_to_stop(app: TestApp) {
        let mut app = app;
        let bearer = format!("Bearer {}", app.token);
        let (tell, stopping) = watch::channel(false);
        app.router = streams::ending_with(app.router.clone(), stopping);
        let id = asked(&app).await;
        let mut line = events(&app, &bearer, json!({ "query": IMPORT, "variables": { "id": id } })).await.unwrap();
        assert_eq!(line.hear().await.unwrap().0, "next", "the work has not ended");
        tell.send(true).unwrap();
        assert!(line.hear().await.is_none(), "nor does anybody say that it has");
        // What ends by itself is answered to its end.
        let (status, answer) = app.post_by(&bearer, "{ viewer { permissions } }", json!({})).await;
        assert!(status.is_success() && answer["data"]["viewer"]["permissions"].is_array(), "{answer}");
    }

    async fn letters_are_followed_until_none_waits(app: TestApp) {
        let event = app.event(json!({})).await;
        let people = [app.contact("Arta", "Hoxha").await, app.contact("Beni", "Leka").await];
        let sent = app.act("inviteContacts", json!({ "eventId": event, "audience": { "contactIds": people } }), "campaign { id }").await;
        let address = listen(&app).await;
        let mut line = connect(address, &[SPOKEN]).await.unwrap();
        line.greet(&format!("Bearer {}", app.token)).await;
        follow(&mut line, CAMPAIGN, &sent["campaign"]["id"]).await;
        let first = line.hear().await["payload"]["data"]["campaignProgress"].clone();
        assert_eq!(first, json!({ "isOver": false, "campaign": { "progress": { "queued": 2, "accepted": 0 } } }));
        app.deliver().await;
        let told = to_the_end(&mut line, "campaignProgress").await;
        assert_eq!(told.last().unwrap(), &json!({ "isOver": true, "campaign": { "progress": { "queued": 0, "accepted": 2 } } }));
    }

    async fn long_work_is_followed_by_who_may_see_it(app: TestApp) {
        let event = app.event(json!({})).await;
        let person = app.contact("Arta", "Hoxha").await;
        let sent = app.act("inviteContacts", json!({ "eventId": event, "audience": { "contactIds": [person] } }), "campaign { id }").await;
        let (import, campaign) = (json!(asked(&app).await), sent["campaign"]["id"].clone());
        let address = listen(&app).await;
        for role in Role::ALL {
            let who = app.account(*role, app.office.id, event.parse().unwrap()).await;
            let seen = |query: &'static str, id: Value| {
                let (app, who) = (&app, who.clone());
                async move { app.post_by(&who, query, json!({ "id": id })).await.1 }
            };
            let may_import = !seen("query($id: ID!) { importJob(id: $id) { id } }", import.clone()).await["data"]["importJob"].is_null();
            let may_letters = !seen("query($id: ID!) { campaign(id: $id) { id } }", campaign.clone()).await["data"]["campaign"].is_null();
            let nothing = json!("campaign_00000000000000000000000000000000");
            for (query, id, may) in [(IMPORT, &import, may_import), (CAMPAIGN, &campaign, may_letters), (CAMPAIGN, &nothing, false)] {
                let mut line = connect(address, &[SPOKEN]).await.unwrap();
                line.greet(&who).await;
                follow(&mut line, query, id).await;
                let heard = line.hear().await;
                if may {
                    assert_eq!(heard["type"], "next", "{role}: {heard}");
                } else {
                    let error = if heard["type"] == "error" { &heard["payload"][0] } else { &heard["payload"]["errors"][0] };
                    assert_eq!(error["extensions"]["code"], "NOT_FOUND", "{role}: {heard}");
                }
            }
        }
    }
}
