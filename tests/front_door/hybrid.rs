//! Events in a room and on line: who answers and who registers chooses how they take part, and places are counted by what they chose.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::{
    app::TestApp,
    guest_page::{form, invite},
    on_both_engines,
    places_pools::pool,
    registration::{get, post},
    self_registration::{ARTEMISA, confirm, fill, link, open},
};

const LINK: &str = "https://example.org/live";
/// The same as pages write it.
const WAY: &str = "https:&#x2f;&#x2f;example.org&#x2f;live";

/// An event in a room and on line, of which each has so many places.
async fn event(app: &TestApp, places: [i32; 2], more: Value) -> String {
    let mut input = json!({ "format": "HYBRID", "onlineLink": LINK, "venue": { "name": "National Theatre" }, "offerMinutes": null });
    let all = input.as_object_mut().unwrap();
    all.extend(more.as_object().unwrap().clone());
    let event = app.event(input).await;
    for (mode, size) in ["IN_PERSON", "ONLINE"].into_iter().zip(places) {
        pool(
            app,
            &event,
            json!({ "kind": "LIMIT", "size": size, "mode": mode }),
        )
        .await;
    }
    event
}

/// Who is on a list: how they take part, where they stand, and with how many.
async fn stand(app: &TestApp, event: &str) -> Vec<String> {
    let query = "query($id: ID!) { event(id: $id) { attendees { nodes { contact { givenName } attends place partySize } } } }";
    let seen = app.ask(query, json!({ "id": event })).await;
    let rows = seen["event"]["attendees"]["nodes"].as_array().unwrap();
    let told = |row: &Value| {
        let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
        let (name, mode) = (text(&row["contact"]["givenName"]), text(&row["attends"]));
        format!("{name} {mode} {} {}", text(&row["place"]), row["partySize"])
    };
    let mut told: Vec<String> = rows.iter().map(told).collect();
    told.sort();
    told
}

/// Places taken in the room and on line.
async fn taken(app: &TestApp, event: &str) -> [i64; 2] {
    let asked = "query($id: ID!) { event(id: $id) { pools { mode taken } } }";
    let seen = app.ask(asked, json!({ "id": event })).await["event"]["pools"].clone();
    assert_eq!(
        [&seen[0]["mode"], &seen[1]["mode"]],
        ["IN_PERSON", "ONLINE"]
    );
    [0, 1].map(|pool: usize| seen[pool]["taken"].as_i64().unwrap())
}

/// Sends an answer, in English: how the page received it.
async fn answer(app: &TestApp, link: &str, body: &str) -> (StatusCode, String) {
    post(app, &format!("{link}?lang=en"), body).await
}

async fn accepts(app: &TestApp, link: &str, more: &str) {
    let (status, page) = answer(app, link, &format!("response=ACCEPTED&{more}")).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{more}: {page}");
}

/// Sends an answer for which there is no room: what is wrong is said at its field, and everything is as it was.
async fn is_refused(app: &TestApp, link: &str, (more, field): (&str, &str)) -> String {
    let before = app.contents().await;
    let (status, page) = answer(app, link, &format!("response=ACCEPTED&{more}")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{more}: {page}");
    let (fault, way) = (
        format!("id=\"{field}_fault\""),
        format!("href=\"#{field}\""),
    );
    assert!(
        page.contains(&fault) && page.contains(&way),
        "{more}: {page}"
    );
    app.holds(&before).await;
    page
}

async fn page(app: &TestApp, link: &str) -> String {
    let (status, page) = get(app, &format!("{link}?lang=en")).await;
    assert_eq!(status, StatusCode::OK);
    page
}

on_both_engines! {
    async fn a_guest_behind_a_link_chooses_the_room_or_taking_part_on_line_and_may_change_it(app: TestApp) {
        let event = event(&app, [1, 5], json!({})).await;
        let arta = invite(&app, &event, &app.contact("Arta", "Hoxha").await).await;
        let letter = app.mail().await.pop().unwrap().1.text.unwrap();
        assert!(letter.contains("Mund të vini në sallë ose ta ndiqni veprimtarinë në internet") && !letter.contains(LINK), "{letter}");
        for (language, asked) in [("en", "How will you take part?"), ("sq", "Si do të merrni pjesë?"), ("it", "Come parteciperà?"), ("el", "Πώς θα συμμετάσχετε;")] {
            let (_, page) = get(&app, &format!("{arta}?lang={language}")).await;
            assert!(page.contains("name=\"attends\"") && page.contains(asked), "{language}: {page}");
            assert!(!page.contains(WAY), "the way there is for who has a place");
            let field = page.split("name=\"attends\"").nth(1).unwrap().split('>').next().unwrap();
            assert!(!field.contains("required"), "who declines need not fill it in: {field}");
        }
        for wrong in ["party_size=1", "attends=", "attends=BOTH"] {
            is_refused(&app, &arta, (wrong, "attends")).await;
        }
        accepts(&app, &arta, "attends=ONLINE").await;
        assert_eq!((stand(&app, &event).await, taken(&app, &event).await), (vec!["Arta ONLINE CONFIRMED 1".to_owned()], [0, 1]));
        let shown = page(&app, &arta).await;
        assert!(shown.contains("<dd>Online</dd>") && shown.contains(WAY) && !shown.contains("id=\"ticket\""), "{shown}");
        assert!(shown.contains("<option value=\"ONLINE\" selected>"), "{shown}");
        let before = app.contents().await;
        accepts(&app, &arta, "party_size=1").await;
        app.holds(&before).await;

        accepts(&app, &arta, "attends=IN_PERSON").await;
        assert_eq!((stand(&app, &event).await, taken(&app, &event).await), (vec!["Arta IN_PERSON CONFIRMED 1".to_owned()], [1, 0]));
        let shown = page(&app, &arta).await;
        assert!(shown.contains("<dd>In the room</dd>") && shown.contains("id=\"ticket\""), "{shown}");
        assert!(shown.contains(">Invitation</p>") && shown.contains("You have accepted, and your place is confirmed."), "{shown}");

        // The only place in the room goes to somebody else, and who gave it up keeps the one on line.
        accepts(&app, &arta, "attends=ONLINE").await;
        let besnik = invite(&app, &event, &app.contact("Besnik", "Leka").await).await;
        accepts(&app, &besnik, "attends=IN_PERSON").await;
        let refused = is_refused(&app, &arta, ("attends=IN_PERSON&reason=Please", "attends")).await;
        assert!(refused.contains("There is not enough room for you in the way of taking part that you have chosen."), "{refused}");
        assert!(refused.contains("<option value=\"IN_PERSON\" selected>") && refused.contains(">Please</textarea>"), "what was typed stays: {refused}");
        assert_eq!(stand(&app, &event).await, ["Arta ONLINE CONFIRMED 1", "Besnik IN_PERSON CONFIRMED 1"]);
        assert!(page(&app, &arta).await.contains(WAY));
        app.counts_are_true().await;
    }

    async fn who_holds_no_place_waits_for_what_they_chose_and_may_choose_the_other_way(app: TestApp) {
        let event = event(&app, [1, 1], json!({})).await;
        let mut links = Vec::new();
        for name in ["Arta", "Besnik", "Chiara"] {
            links.push(invite(&app, &event, &app.contact(name, "Hoxha").await).await);
        }
        let [arta, besnik, chiara] = links.as_slice() else { panic!() };
        let full = "All places in the room are taken.";
        assert!(!page(&app, besnik).await.contains(full));
        accepts(&app, arta, "attends=IN_PERSON").await;
        assert!(page(&app, besnik).await.contains(full));
        accepts(&app, besnik, "attends=IN_PERSON").await;
        let shown = page(&app, besnik).await;
        assert!(shown.contains("you are on the waiting list") && shown.contains(full), "who waits finds that there are places on line: {shown}");
        assert!(!shown.contains(WAY));
        accepts(&app, chiara, "attends=ONLINE").await;
        assert_eq!(stand(&app, &event).await, ["Arta IN_PERSON CONFIRMED 1", "Besnik IN_PERSON WAITLISTED 1", "Chiara ONLINE CONFIRMED 1"]);
        for (link, taken) in [(arta, "ONLINE"), (chiara, "IN_PERSON")] {
            is_refused(&app, link, (&format!("attends={taken}"), "attends")).await;
        }
        // One place on line becomes free, and who waits for the room would rather have that.
        assert_eq!(answer(&app, chiara, "response=DECLINED&attends=nonsense").await.0, StatusCode::SEE_OTHER, "who does not come is not asked");
        accepts(&app, besnik, "attends=ONLINE").await;
        assert_eq!(stand(&app, &event).await, ["Arta IN_PERSON CONFIRMED 1", "Besnik ONLINE CONFIRMED 1", "Chiara ONLINE CANCELLED 1"]);
        assert!(page(&app, besnik).await.contains(WAY));
        // On line is full and the room is; then the room is free for who waits there.
        accepts(&app, chiara, "attends=IN_PERSON").await;
        assert_eq!(answer(&app, arta, "response=TENTATIVE").await.0, StatusCode::SEE_OTHER, "who may come chooses when they know");
        assert_eq!(stand(&app, &event).await, ["Arta IN_PERSON CANCELLED 1", "Besnik ONLINE CONFIRMED 1", "Chiara IN_PERSON CONFIRMED 1"]);
        app.counts_are_true().await;
    }

    async fn a_party_is_told_whether_it_is_too_large_or_came_the_wrong_way(app: TestApp) {
        let event = event(&app, [1, 9], json!({})).await;
        let arta = app.contact("Arta", "Hoxha").await;
        app.act("addGuests", json!({ "eventId": event, "guests": [{ "contactId": arta, "partySize": 3 }] }), "attendees { id }").await;
        let link = invite(&app, &event, &arta).await;
        accepts(&app, &link, "attends=ONLINE&party_size=2").await;
        is_refused(&app, &link, ("attends=IN_PERSON&party_size=2", "attends")).await;
        is_refused(&app, &link, ("attends=IN_PERSON&party_size=3", "attends")).await;
        accepts(&app, &link, "attends=ONLINE&party_size=1").await;
        is_refused(&app, &link, ("attends=IN_PERSON&party_size=2", "party_size")).await;
        accepts(&app, &link, "attends=IN_PERSON&party_size=1").await;
        accepts(&app, &link, "attends=ONLINE&party_size=3").await;
        assert_eq!((stand(&app, &event).await, taken(&app, &event).await), (vec!["Arta ONLINE CONFIRMED 3".to_owned()], [0, 3]));
        app.counts_are_true().await;
    }

    async fn a_place_that_is_offered_is_kept_where_there_is_none_in_the_other_way(app: TestApp) {
        let event = event(&app, [1, 1], json!({ "offerMinutes": 1440 })).await;
        let mut links = Vec::new();
        for (name, mode) in [("Arta", "IN_PERSON"), ("Besnik", "ONLINE"), ("Chiara", "IN_PERSON")] {
            let link = invite(&app, &event, &app.contact(name, "Hoxha").await).await;
            accepts(&app, &link, &format!("attends={mode}")).await;
            links.push(link);
        }
        assert_eq!(answer(&app, &links[0], "response=DECLINED").await.0, StatusCode::SEE_OTHER);
        let offered = ["Arta IN_PERSON CANCELLED 1", "Besnik ONLINE CONFIRMED 1", "Chiara IN_PERSON OFFERED 1"];
        assert_eq!(stand(&app, &event).await, offered);
        assert!(page(&app, &links[2]).await.contains("name=\"attends\""));
        is_refused(&app, &links[2], ("attends=ONLINE", "attends")).await;
        accepts(&app, &links[2], "attends=IN_PERSON").await;
        assert_eq!(stand(&app, &event).await[2], "Chiara IN_PERSON CONFIRMED 1");
        app.counts_are_true().await;
    }

    async fn where_there_is_one_way_to_take_part_a_guest_is_not_asked(app: TestApp) {
        for more in [json!({}), json!({ "format": "ONLINE", "onlineLink": LINK })] {
            let event = app.event(more).await;
            let link = invite(&app, &event, &app.contact("Arta", "Hoxha").await).await;
            assert!(!page(&app, &link).await.contains("name=\"attends\""));
            for body in ["attends=ONLINE", "attends=nonsense", "party_size=1"] {
                accepts(&app, &link, body).await;
                assert_eq!(stand(&app, &event).await, ["Arta - CONFIRMED 1"], "{body}");
            }
        }
    }

    async fn who_registers_for_an_event_in_a_room_and_on_line_chooses_and_counts_as_what_they_chose(app: TestApp) {
        let event = open(&app, json!({ "format": "HYBRID", "onlineLink": "https://example.org/live", "venue": { "name": "National Theatre", "city": "Tirana" }, "registrationPartyLimit": 2 })).await;
        let pool = json!({ "eventId": event, "kind": "LIMIT", "size": 1, "mode": "IN_PERSON", "name": [{ "language": "en", "text": "The room" }] });
        app.act("createPlacePool", pool, "pool { id }").await;
        let (_, page) = get(&app, &format!("/e/{event}?lang=en")).await;
        assert!(page.contains("<select class=\"whole\" name=\"attends\"") && !page.contains("All places"), "{page}");
        for (wrong, said) in [("party_size=1", "required"), ("party_size=1&attends=", "empty"), ("party_size=1&attends=BOTH", "unknown")] {
            let (status, page) = fill(&app, &event, ARTEMISA, wrong).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
            assert!(page.contains("id=\"attends_fault\""), "{said}: {page}");
        }
        let first = link(&app, &event, ARTEMISA, "party_size=1&attends=IN_PERSON").await;
        let shown = [("en", "In the room"), ("sq", "Në sallë"), ("it", "In sala"), ("el", "Στην αίθουσα")];
        for (language, said) in shown {
            let (_, page) = get(&app, &format!("{first}?lang={language}")).await;
            assert!(page.contains(&format!("<dd>{said}</dd>")), "{language}: {page}");
        }
        let own = confirm(&app, &first).await;
        let (_, page) = get(&app, &format!("{own}?lang=en")).await;
        assert!(page.contains("<dd>In the room</dd>") && page.contains("id=\"ticket\""), "{page}");

        // The room is full: who chooses it waits, and on line there are places.
        let (_, page) = get(&app, &format!("/e/{event}?lang=en")).await;
        assert!(page.contains("All places in the room are taken."), "{page}");
        let waits = link(&app, &event, ("Besa", "Leka", "besa@example.org"), "party_size=1&attends=IN_PERSON").await;
        let comes = link(&app, &event, ("Chiara", "Rossi", "chiara@example.org"), "party_size=2&attends=ONLINE").await;
        let told = async |link: &str| get(&app, &format!("{link}?lang=en")).await.1.contains("banner wait");
        assert!(told(&waits).await && !told(&comes).await);
        confirm(&app, &waits).await;
        let own = confirm(&app, &comes).await;
        let (_, page) = get(&app, &format!("{own}?lang=en")).await;
        assert!(page.contains("<dd>Online</dd>") && !page.contains("id=\"ticket\""), "{page}");
        let all = ["Artemisa IN_PERSON CONFIRMED 1", "Besa IN_PERSON WAITLISTED 1", "Chiara ONLINE CONFIRMED 2"];
        assert_eq!(stand(&app, &event).await, all);
        // Who holds a place on line and would rather have one of those that are taken keeps theirs.
        let again = link(&app, &event, ("Chiara", "Rossi", "chiara@example.org"), "party_size=2&attends=IN_PERSON").await;
        confirm(&app, &again).await;
        assert_eq!(stand(&app, &event).await, all);
        app.counts_are_true().await;
        // Where there is one way to take part, none is asked.
        let room = open(&app, json!({})).await;
        let (_, page) = get(&app, &format!("/e/{room}?lang=en")).await;
        assert!(!page.contains("name=\"attends\""));
        let own = link(&app, &room, ARTEMISA, "attends=ONLINE").await;
        confirm(&app, &own).await;
        assert_eq!(stand(&app, &room).await, ["Artemisa - CONFIRMED 1"]);
    }
}
