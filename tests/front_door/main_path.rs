//! From planning International Migrants Day to its statistics, as staff and guests do it.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use serde_json::json;

use crate::{app::at, on_both_engines};

on_both_engines! {
    async fn an_event_is_planned_invited_answered_received_thanked_and_counted(app: TestApp) {
        let event = app.event(json!({ "capacity": 100, "occasions": ["international-migrants-day"], "responseDeadline": "2026-11-14T23:59", "venue": { "name": "National Theatre", "city": "Tirana" } })).await;
        let (arta, besnik, chiara) = (app.contact("Arta", "Hoxha").await, app.contact("Besnik", "Leka").await, app.contact("Chiara", "Rossi").await);
        app.act("addPanel", json!({
            "eventId": event, "topic": [{ "language": "en", "text": "Migrants Talk" }], "moderator": { "contactId": chiara },
            "panellists": [{ "contactId": arta, "perspective": "A member of the diaspora" }],
        }), "panel { id }").await;

        let invited = app.act("inviteContacts", json!({ "eventId": event, "audience": { "contactIds": [arta, besnik, chiara] } }), "queued skipped { reason } campaign { id }").await;
        assert_eq!(invited["queued"], 3);
        assert_eq!(app.deliver().await, 3);
        let again = app.act("inviteContacts", json!({ "eventId": event, "audience": { "contactIds": [arta] } }), "queued skipped { reason count }").await;
        assert_eq!(again, json!({ "queued": 0, "skipped": [{ "reason": "ALREADY_INVITED", "count": 1 }], "userErrors": [] }));

        let mail = app.mail().await;
        let (_, letter) = mail.iter().find(|(_, letter)| letter.to.contains("arta.hoxha@example.org")).unwrap();
        assert!(letter.subject.contains("Dita Ndërkombëtare e Migrantëve"), "{}", letter.subject);
        assert!(letter.calendar.as_ref().unwrap().contains("METHOD:PUBLISH"));
        let link = links(letter.text.as_ref().unwrap()).remove(0);
        let (status, page) = app.send(Request::get(&link).body(Body::empty()).unwrap()).await;
        assert_eq!(status, StatusCode::OK);
        assert!(String::from_utf8(page).unwrap().contains("Dita Ndërkombëtare e Migrantëve"));
        let form = Request::post(&link).header("content-type", "application/x-www-form-urlencoded").body(Body::from("response=ACCEPTED&party_size=1")).unwrap();
        assert_eq!(app.send(form).await.0, StatusCode::SEE_OTHER);
        app.act("recordResponse", json!({ "eventId": event, "contactId": besnik, "response": "DECLINED", "channel": "PHONE", "reason": "abroad" }), "attendee { place }").await;
        app.act("recordResponse", json!({ "eventId": event, "contactId": chiara, "response": "ACCEPTED", "channel": "EMAIL" }), "attendee { place }").await;

        let list = app.ask("query($id: ID!) { event(id: $id) { placesTaken panels { id } attendees { totalCount nodes { id response place responseChannel contact { id displayName } } } } }", json!({ "id": event })).await;
        assert_eq!(list["event"]["placesTaken"], 2);
        assert_eq!(list["event"]["attendees"]["totalCount"], 3);
        let row = list["event"]["attendees"]["nodes"].as_array().unwrap().iter().find(|row| row["contact"]["id"] == json!(arta)).unwrap();
        assert_eq!((&row["response"], &row["place"], &row["responseChannel"]), (&json!("ACCEPTED"), &json!("CONFIRMED"), &json!("LINK")));

        app.clock.set(at("2026-11-16T17:10:00Z"));
        let arrived = app.act("checkIn", json!({ "attendeeId": row["id"] }), "attendee { presence place }").await;
        assert_eq!(arrived["attendee"], json!({ "presence": "ATTENDED", "place": "CONFIRMED" }));
        app.act("recordHeadcount", json!({ "eventId": event, "count": 12 }), "count").await;
        app.clock.set(at("2026-11-16T21:00:00Z"));
        let dry = app.act("closeAttendance", json!({ "eventId": event, "dryRun": true }), "absentCount absent { contact { id } }").await;
        assert_eq!(dry, json!({ "absentCount": 1, "absent": [{ "contact": { "id": chiara } }], "userErrors": [] }));
        app.act("closeAttendance", json!({ "eventId": event }), "absentCount").await;
        let thanks = app.act("sendFollowUp", json!({ "eventId": event, "outcome": "CAME" }), "queued").await;
        assert_eq!(thanks["queued"], 1);
        let missed = app.act("sendFollowUp", json!({ "eventId": event, "outcome": "ABSENT" }), "queued").await;
        assert_eq!(missed["queued"], 1);
        app.deliver().await;

        let figures = app.ask("query($id: ID!) { event(id: $id) { attendeeCounts { presence { attended absent unrecorded } } statistics { invited { value } delivered { value } responseRate { numerator denominator } acceptanceRate { numerator denominator } registered { value } attended { value } headcount { value } attendances { value } attendanceRate { numerator denominator } walkIns { value } } } }", json!({ "id": event })).await;
        let figures = &figures["event"]["statistics"];
        assert_eq!(figures["invited"]["value"], 3.0);
        assert_eq!(figures["responseRate"], json!({ "numerator": 3, "denominator": 3 }));
        assert_eq!(figures["acceptanceRate"], json!({ "numerator": 2, "denominator": 3 }));
        assert_eq!(figures["attendanceRate"], json!({ "numerator": 1, "denominator": 2 }));
        assert_eq!(figures["attendances"]["value"], 13.0);
        app.counts_are_true().await;
    }
}

/// The answer links in a letter, as paths on this server.
pub fn links(text: &str) -> Vec<String> {
    text.split_whitespace()
        .filter_map(|word| {
            word.find(&format!("{}/r/", crate::app::PUBLIC_URL))
                .map(|start| &word[start + crate::app::PUBLIC_URL.len()..])
        })
        .map(|path| path.trim_end_matches(['.', ',', '>', ')']).to_owned())
        .collect()
}
