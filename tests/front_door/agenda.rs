//! The run of show through the front door.

use serde_json::json;

use crate::on_both_engines;

on_both_engines! {
    async fn who_is_named_on_the_agenda_is_counted_in_the_same_answer(app: TestApp) {
        let event = app.event(json!({})).await;
        let (arta, besnik, chiara) = (app.contact("Arta", "Hoxha").await, app.contact("Besnik", "Leka").await, app.contact("Chiara", "Rossi").await);
        let counted = "panel { id version } event { attendeeCounts { total place { none confirmed } } }";
        let panel = app.act("addPanel", json!({
            "eventId": event, "topic": [{ "language": "en", "text": "Migrants Talk" }], "moderator": { "contactId": arta }, "panellists": [{ "contactId": besnik }],
        }), counted).await;
        assert_eq!(panel["event"]["attendeeCounts"]["total"], 2, "{panel:#}");
        let panel = app.act("updateAgendaItem", json!({
            "id": panel["panel"]["id"], "version": 1, "panellists": [{ "contactId": besnik }, { "contactId": chiara }],
        }), "event { attendeeCounts { total } }").await;
        assert_eq!(panel["event"]["attendeeCounts"]["total"], 3);
        let item = app.act("addAgendaItem", json!({
            "eventId": event, "kind": "SPEECH", "title": [{ "language": "en", "text": "Welcome" }], "contributors": [{ "contactId": app.contact("Dritan", "Prifti").await, "role": "SPEAKER" }],
        }), "event { attendeeCounts { total } }").await;
        assert_eq!(item["event"]["attendeeCounts"]["total"], 4);
        app.counts_are_true().await;
    }
}
