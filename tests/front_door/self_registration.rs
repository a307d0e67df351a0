//! Registering oneself for a listed event on its page: nobody is on the list before they confirm, nothing tells who is known or
//! invited, and places are given by the one step that gives them to everybody.

use std::net::SocketAddr;

use axum::{
    body::{Body, to_bytes},
    extract::ConnectInfo,
    http::{Method, Request, StatusCode, header},
};
use chrono::TimeDelta;
use kuvend_domain::registration;
use kuvend_entity::{
    attendee, contact,
    id::{AttendeeId, SuppressionId},
    kind::SuppressionReason,
    suppression,
};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _,
    sea_query::Expr,
};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::{
    app::{TestApp, at},
    on_both_engines,
    registration::{get, newest_link, post},
};

/// A listed event on whose page people register.
pub async fn open(app: &TestApp, more: Value) -> String {
    let mut input = json!({ "visibility": "LISTED", "registration": "OPEN" });
    let all = input.as_object_mut().unwrap();
    all.extend(more.as_object().unwrap().clone());
    app.event(input).await
}

/// The form's stamp, and time enough to fill it in.
async fn stamp(app: &TestApp, event: &str) -> String {
    let (status, page) = get(app, &format!("/e/{event}?lang=en")).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    app.clock.advance(TimeDelta::seconds(20));
    let (_, rest) = page
        .split_once("name=\"stamp\" value=\"")
        .unwrap_or_else(|| panic!("no form on {page}"));
    rest.split_once('"').unwrap().0.to_owned()
}

/// Fills in the form.
pub async fn fill(
    app: &TestApp,
    event: &str,
    who: (&str, &str, &str),
    more: &str,
) -> (StatusCode, String) {
    let stamp = stamp(app, event).await;
    let (given, family, email) = who;
    let email = email.replace('@', "%40");
    let function = if more.contains("function=") {
        ""
    } else {
        "function=&"
    };
    let body = format!(
        "stamp={stamp}&given_name={given}&family_name={family}&email={email}&phone=&{function}preferred_language=sq&website=&{more}"
    );
    post(app, &format!("/e/{event}?lang=sq"), &body).await
}

/// Fills in the form and finds the link in the letter.
pub async fn link(app: &TestApp, event: &str, who: (&str, &str, &str), more: &str) -> String {
    assert_eq!(fill(app, event, who, more).await.0, StatusCode::SEE_OTHER);
    newest_link(app).await
}

/// Confirms by a link: where it leads.
pub async fn confirm(app: &TestApp, link: &str) -> String {
    let request = Request::post(link).body(Body::empty()).unwrap();
    let answer = app.router.clone().oneshot(request).await.unwrap();
    assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{link}");
    answer.headers()[header::LOCATION]
        .to_str()
        .unwrap()
        .to_owned()
}

async fn list(app: &TestApp, event: &str) -> Vec<Value> {
    let query = "query($id: ID!) { event(id: $id) { attendees { nodes { id contact { id displayName } response responseChannel place partySize partyAllowance approval invitation functionAtEvent category queuePosition } } } }";
    let data = app.ask(query, json!({ "id": event })).await;
    data["event"]["attendees"]["nodes"]
        .as_array()
        .unwrap()
        .clone()
}

async fn people(app: &TestApp) -> Vec<Value> {
    let query = "{ contacts { nodes { id displayName version preferredLanguage phones { number } emails { address state } consents { purpose state channel } } } }";
    app.ask(query, json!({})).await["contacts"]["nodes"]
        .as_array()
        .unwrap()
        .clone()
}

pub const ARTEMISA: (&str, &str, &str) = ("Artemisa", "Gjoka", "artemisa@example.org");

on_both_engines! {
    async fn who_confirms_the_address_is_on_the_list_and_lands_on_their_own_page(app: TestApp) {
        let event = open(&app, json!({ "capacity": 5, "registrationPartyLimit": 3 })).await;
        let asked = "query($id: ID!) { event(id: $id) { registration registrationClosesAt registrationPartyLimit unconfirmedRegistrations } }";
        assert_eq!(app.ask(asked, json!({ "id": event })).await["event"], json!({ "registration": "OPEN", "registrationClosesAt": null, "registrationPartyLimit": 3, "unconfirmedRegistrations": 0 }));
        let (status, _) = fill(&app, &event, ARTEMISA, "party_size=2&consent_follow-up=1").await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        assert!(people(&app).await.is_empty() && list(&app, &event).await.is_empty(), "nobody is on the list before they confirm");
        assert_eq!(app.ask(asked, json!({ "id": event })).await["event"]["unconfirmedRegistrations"], 1);

        let link = newest_link(&app).await;
        let (row, letter) = app.mail().await.pop().unwrap();
        let text = letter.text.unwrap();
        assert_eq!((row.kind.as_str(), row.event_id.map(|id| id.to_string())), ("CONFIRM_ADDRESS", Some(event.clone())));
        assert!(text.contains("Dita Ndërkombëtare e Migrantëve") && !text.contains("Gjoka"), "{text}");
        let before = app.contents().await;
        for method in [Method::GET, Method::HEAD, Method::GET] {
            let request = Request::builder().method(method).uri(&link).body(Body::empty()).unwrap();
            assert_eq!(app.send(request).await.0, StatusCode::OK);
        }
        app.holds(&before).await;
        let (_, page) = get(&app, &format!("{link}?lang=en")).await;
        for shown in ["International Migrants Day", "Artemisa Gjoka", "artemisa@example.org", "<dd>2</dd>", "<strong>Agreed"] {
            assert!(page.contains(shown), "{shown}: {page}");
        }

        let own = confirm(&app, &link).await;
        assert!(own.starts_with("/r/"), "{own}");
        let (status, page) = get(&app, &own).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("Artemisa Gjoka"), "{page}");
        let (_, page) = get(&app, &format!("{own}?lang=en")).await;
        assert!(page.contains(">Registration</p>") && page.contains("You are registered, and your place is confirmed."), "{page}");
        assert!(!page.contains(">Invitation</p>") && !page.contains("You have accepted"), "{page}");
        let rows = list(&app, &event).await;
        assert_eq!(rows.len(), 1);
        let row = &rows[0];
        assert_eq!([&row["response"], &row["responseChannel"], &row["place"], &row["invitation"]], ["ACCEPTED", "SELF_REGISTRATION", "CONFIRMED", "NOT_INVITED"]);
        assert!(row["category"].is_null(), "nothing is known of them that tells one: {row}");
        assert_eq!((&row["partySize"], &row["partyAllowance"]), (&json!(2), &json!(2)));
        let found = people(&app).await;
        assert_eq!(found.len(), 1);
        assert_eq!(found[0]["emails"], json!([{ "address": "artemisa@example.org", "state": "OK" }]));
        let kept = contact::Entity::find().one(app.db.reader()).await.unwrap().unwrap();
        assert_eq!((&found[0]["preferredLanguage"], kept.source.as_deref()), (&json!("sq"), Some("registration for an event")));
        let mut said: Vec<String> = found[0]["consents"].as_array().unwrap().iter().map(|line| format!("{} {}", line["purpose"].as_str().unwrap(), line["state"].as_str().unwrap())).collect();
        said.sort();
        assert_eq!(said, ["follow-up GIVEN", "publicity REFUSED"]);
        app.deliver().await;
        let told = app.mail().await.pop().unwrap().0;
        assert_eq!((told.kind.as_str(), told.recipient.as_ref().map(ToString::to_string)), ("REGISTRATION_CONFIRMATION", Some("artemisa@example.org".to_owned())));

        let after = app.contents().await;
        assert_eq!(confirm(&app, &link).await, own, "confirming again leads to the same page and changes nothing");
        let (status, _) = get(&app, &link).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "the link leads there from now on");
        app.holds(&after).await;
        let waiting = after.mentions("artemisa@example.org").into_iter().filter(|row| row.starts_with("registration "));
        assert_eq!(waiting.count(), 0, "what was typed goes when it is confirmed");
        assert_eq!(app.ask(asked, json!({ "id": event })).await["event"]["unconfirmedRegistrations"], 0);
        app.counts_are_true().await;
    }

    async fn a_page_without_open_registration_says_why_and_takes_nothing(app: TestApp) {
        let closed = app.event(json!({ "visibility": "LISTED" })).await;
        let late = open(&app, json!({ "registrationClosesAt": "2026-11-02T10:05" })).await;
        let cancelled = open(&app, json!({})).await;
        let put_off = open(&app, json!({})).await;
        let over = open(&app, json!({})).await;
        let withdrawn = open(&app, json!({})).await;
        let form = format!("stamp={}&given_name=A&family_name=G&email=a%40example.org&preferred_language=en", stamp(&app, &late).await);
        let link = link(&app, &withdrawn, ARTEMISA, "").await;
        app.act("cancelEvent", json!({ "id": cancelled }), "event { id }").await;
        app.act("postponeEvent", json!({ "id": put_off }), "event { id }").await;
        let update = json!({ "id": withdrawn, "version": 2, "registration": "CLOSED" });
        app.act("updateEvent", update, "event { registration }").await;
        app.clock.advance(TimeDelta::minutes(10));
        let shut = [
            (&closed, "It is not possible to register on this page"), (&late, "Registration ended on Monday, 2 November 2026, 10:05"),
            (&cancelled, "has been cancelled"), (&put_off, "has been postponed"), (&withdrawn, "It is not possible to register on this page"),
        ];
        let before = app.contents().await;
        for (event, said) in shut {
            let (status, page) = get(&app, &format!("/e/{event}?lang=en")).await;
            assert_eq!(status, StatusCode::OK, "{page}");
            assert!(page.contains(said) && !page.contains("<form"), "{said}: {page}");
            let (status, page) = post(&app, &format!("/e/{event}?lang=en"), &form).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
            assert!(page.contains(said) && !page.contains("<form"), "{said}: {page}");
        }
        // Who did not confirm in time is told so as well, and not registered.
        let (_, page) = get(&app, &format!("{link}?lang=en")).await;
        assert!(page.contains("It is not possible to register on this page") && !page.contains("<form"), "{page}");
        assert_eq!(confirm(&app, &link).await, link);
        app.holds(&before).await;
        app.clock.advance(TimeDelta::days(20));
        let (_, page) = get(&app, &format!("/e/{over}?lang=en")).await;
        assert!(page.contains("has already taken place") && !page.contains("<form"), "{page}");
        for path in ["/e/nonsense", "/e/event_00000000000000000000000000000000"] {
            assert_eq!(post(&app, path, &form).await.0, StatusCode::NOT_FOUND, "{path}");
        }
        let hidden = app.event(json!({ "startsAt": "2026-12-16T18:00", "endsAt": "2026-12-16T21:00" })).await;
        assert_eq!(post(&app, &format!("/e/{hidden}"), &form).await.0, StatusCode::NOT_FOUND, "what is not listed is not there");
    }

    async fn who_is_known_is_found_by_address_and_name_and_stays_as_they_are(app: TestApp) {
        let event = open(&app, json!({})).await;
        let arta = app.contact("Arta", "Hoxha").await;
        let before = people(&app).await;
        let known = fill(&app, &event, ("Arta", "Hoxha", "Arta.Hoxha@example.org"), "consent_publicity=1").await;
        let link = newest_link(&app).await;
        let (_, shown) = get(&app, &link).await;
        let new = fill(&app, &event, ARTEMISA, "consent_publicity=1").await;
        assert_eq!(known, new, "the same answer");
        let other = newest_link(&app).await;
        let (_, same) = get(&app, &other).await;
        let plain = |page: String| page.replace(&link, "").replace(&other, "").replace("Arta Hoxha", "").replace("Artemisa Gjoka", "").replace("Arta.Hoxha@example.org", "").replace("artemisa@example.org", "");
        assert_eq!(plain(shown), plain(same), "the same page");
        let kinds: Vec<&str> = app.mail().await.iter().map(|(row, _)| row.kind.as_str()).collect();
        assert_eq!(kinds, ["CONFIRM_ADDRESS"; 2], "the same letter");

        confirm(&app, &link).await;
        let after = people(&app).await;
        assert_eq!(after.len(), 1);
        let without = |people: &[Value]| { let mut one = people[0].clone(); one.as_object_mut().unwrap().remove("consents"); one };
        assert_eq!(without(&after), without(&before), "the record stays as it is");
        let mut said: Vec<String> = after[0]["consents"].as_array().unwrap().iter().map(|line| format!("{} {}", line["purpose"].as_str().unwrap(), line["state"].as_str().unwrap())).collect();
        said.sort();
        assert_eq!(said, ["follow-up GIVEN", "publicity GIVEN"], "what was agreed to is noted, and an empty box takes nothing back");
        assert_eq!(list(&app, &event).await[0]["contact"]["id"], arta);
    }

    async fn who_was_invited_has_their_row_answered(app: TestApp) {
        let event = open(&app, json!({ "approval": "SELF_REGISTRATION" })).await;
        let arta = app.contact("Arta", "Hoxha").await;
        app.act("addGuests", json!({ "eventId": event, "guests": [{ "contactId": arta, "partySize": 4 }] }), "attendees { id }").await;
        app.act("inviteContacts", json!({ "eventId": event, "audience": { "contactIds": [arta] } }), "queued").await;
        app.deliver().await;
        let row = list(&app, &event).await[0]["id"].clone();
        let link = link(&app, &event, ("Hoxha", "Arta", "arta.hoxha@example.org"), "").await;
        let own = confirm(&app, &link).await;
        let rows = list(&app, &event).await;
        assert_eq!(rows.len(), 1);
        assert_eq!((&rows[0]["id"], &rows[0]["partySize"]), (&row, &json!(4)), "the party that was invited");
        assert_eq!([&rows[0]["response"], &rows[0]["responseChannel"], &rows[0]["place"], &rows[0]["invitation"]], ["ACCEPTED", "SELF_REGISTRATION", "CONFIRMED", "SENT"]);
        assert_eq!(get(&app, &own).await.0, StatusCode::OK);

        // Whose invitation was taken back is not let in by the page.
        let besa = app.contact("Besa", "Kola").await;
        app.act("inviteContacts", json!({ "eventId": event, "audience": { "contactIds": [besa] } }), "queued").await;
        app.deliver().await;
        let theirs = list(&app, &event).await.into_iter().find(|row| row["contact"]["id"] == besa).unwrap();
        app.act("withdrawInvitation", json!({ "attendeeId": theirs["id"] }), "attendee { id }").await;
        let link = self::link(&app, &event, ("Besa", "Kola", "besa.kola@example.org"), "").await;
        let own = confirm(&app, &link).await;
        assert!(get(&app, &format!("{own}?lang=en")).await.1.contains("no longer valid"));
        let theirs = list(&app, &event).await.into_iter().find(|row| row["contact"]["id"] == besa).unwrap();
        assert_eq!([&theirs["response"], &theirs["place"], &theirs["invitation"]], ["NONE", "NONE", "WITHDRAWN"]);
        app.counts_are_true().await;
    }

    async fn who_is_on_the_list_uninvited_waits_for_approval_like_everybody_who_registers(app: TestApp) {
        let event = open(&app, json!({ "approval": "SELF_REGISTRATION" })).await;
        let (_, page) = get(&app, &format!("/e/{event}?lang=en")).await;
        assert!(page.contains("considers each registration"), "{page}");
        let arta = app.contact("Arta", "Hoxha").await;
        app.act("addGuests", json!({ "eventId": event, "guests": [{ "contactId": arta }] }), "attendees { id }").await;
        for who in [("Arta", "Hoxha", "arta.hoxha@example.org"), ARTEMISA] {
            let link = link(&app, &event, who, "").await;
            assert!(get(&app, &format!("{link}?lang=en")).await.1.contains("considers each registration"));
            let own = confirm(&app, &link).await;
            assert!(get(&app, &format!("{own}?lang=en")).await.1.contains("We have received your request"));
        }
        let rows = list(&app, &event).await;
        assert_eq!(rows.len(), 2);
        for row in &rows {
            assert_eq!([&row["response"], &row["place"], &row["approval"]], ["ACCEPTED", "PENDING_APPROVAL", "AWAITED"], "{row}");
        }
        for row in &rows {
            app.act("approveAttendee", json!({ "attendeeId": row["id"] }), "attendee { place }").await;
        }
        assert!(list(&app, &event).await.iter().all(|row| row["place"] == "CONFIRMED"));
        app.counts_are_true().await;
    }

    async fn where_all_places_are_taken_one_is_told_before_and_waits(app: TestApp) {
        let event = open(&app, json!({ "capacity": 2, "registrationPartyLimit": 2 })).await;
        let full = "All places are taken at present";
        let one = link(&app, &event, ARTEMISA, "party_size=1").await;
        let two = link(&app, &event, ("Besa", "Kola", "besa@example.org"), "party_size=2").await;
        confirm(&app, &one).await;
        assert!(!get(&app, &format!("/e/{event}?lang=en")).await.1.contains(full), "there is one more place");
        assert!(get(&app, &format!("{two}?lang=en")).await.1.contains(full), "and none for two");
        let own = confirm(&app, &two).await;
        assert!(get(&app, &format!("{own}?lang=en")).await.1.contains("you are on the waiting list"));
        assert!(get(&app, &format!("/e/{event}?lang=en")).await.1.contains(full), "who waits is not passed");
        let rows = list(&app, &event).await;
        let waiting = rows.iter().find(|row| row["place"] == "WAITLISTED").unwrap();
        assert_eq!((&waiting["contact"]["displayName"], &waiting["partySize"]), (&json!("Besa Kola"), &json!(2)));
        // A party that holds places grows as far as there are any.
        let more = link(&app, &event, ARTEMISA, "party_size=2").await;
        confirm(&app, &more).await;
        let rows = list(&app, &event).await;
        let first = rows.iter().find(|row| row["place"] == "CONFIRMED").unwrap();
        assert_eq!(first["partySize"], 2);
        app.counts_are_true().await;
        app.deliver().await;
        let kinds: Vec<String> = app.mail().await.iter().map(|(row, _)| format!("{} {}", row.kind, row.recipient.as_ref().unwrap())).collect();
        assert!(kinds.contains(&"WAITING_LIST besa@example.org".to_owned()), "{kinds:?}");
    }

    async fn fifty_confirm_at_once_for_seven_places(app: TestApp) {
        let event = open(&app, json!({ "capacity": 7 })).await;
        let mut links = Vec::new();
        for number in 0..50 {
            let email = format!("guest.{number}@example.org");
            assert_eq!(fill(&app, &event, ("Guest", &format!("Number{number}"), &email), "").await.0, StatusCode::SEE_OTHER);
        }
        app.deliver().await;
        for (_, letter) in app.mail().await {
            let text = letter.text.unwrap();
            let line = text.lines().find_map(|line| line.trim().strip_prefix("http://kuvend.test/confirm/")).unwrap();
            links.push(format!("/confirm/{line}"));
        }
        assert_eq!(links.len(), 50);
        // Each is confirmed twice, as by an impatient finger.
        let twice = links.iter().chain(&links);
        let all: Vec<_> = twice.map(|link| confirm(&app, link)).collect();
        let pages = futures::future::join_all(all).await;
        assert!(pages.iter().all(|page| page.starts_with("/r/")), "{pages:?}");
        let places: Vec<(String, usize)> = places_of(&app, &event).await.into_iter().collect();
        assert_eq!(places, [("CONFIRMED".to_owned(), 7), ("WAITLISTED".to_owned(), 43)]);
        app.counts_are_true().await;
    }

    async fn the_same_person_who_confirms_for_two_events_at_once_is_written_down_once(app: TestApp) {
        let first = open(&app, json!({})).await;
        let second = open(&app, json!({ "startsAt": "2026-11-18T18:00", "endsAt": "2026-11-18T21:00" })).await;
        let links = [link(&app, &first, ARTEMISA, "").await, link(&app, &second, ARTEMISA, "").await];
        futures::future::join_all(links.iter().map(|link| confirm(&app, link))).await;
        assert_eq!(people(&app).await.len(), 1);
        for event in [&first, &second] {
            assert_eq!(list(&app, event).await.len(), 1);
        }
    }

    async fn two_who_share_an_address_register_both_and_each_letter_is_of_one_form(app: TestApp) {
        let event = open(&app, json!({})).await;
        let hers = link(&app, &event, ("Arta", "Hoxha", "family@example.org"), "").await;
        let his = link(&app, &event, ("Besnik", "Hoxha", "family@example.org"), "function=Teacher").await;
        let hers_again = link(&app, &event, ("Arta", "Hoxha", "family@example.org"), "").await;
        assert!(get(&app, &hers).await.1.contains("Arta Hoxha") && get(&app, &his).await.1.contains("Besnik Hoxha"));
        let one = confirm(&app, &hers).await;
        let other = confirm(&app, &his).await;
        assert_ne!(one, other);
        assert_eq!(confirm(&app, &hers_again).await, one, "the same person again is the same row");
        let rows = list(&app, &event).await;
        let mut named: Vec<(&str, &Value)> = rows.iter().map(|row| (row["contact"]["displayName"].as_str().unwrap(), &row["functionAtEvent"])).collect();
        named.sort_by_key(|(name, _)| *name);
        assert_eq!(named, [("Arta Hoxha", &Value::Null), ("Besnik Hoxha", &json!("Teacher"))]);
        assert_eq!(people(&app).await.len(), 2, "staff find the pair in the queue of duplicates, if it is one");
        app.counts_are_true().await;
    }

    async fn one_address_gets_three_letters_for_an_event_and_ten_for_all(app: TestApp) {
        let event = open(&app, json!({})).await;
        for _ in 0..5 {
            assert_eq!(fill(&app, &event, ARTEMISA, "").await.0, StatusCode::SEE_OTHER, "the answer is the same");
        }
        app.deliver().await;
        assert_eq!(app.mail().await.len(), 3);
        for day in 1..=9 {
            let event = open(&app, json!({ "startsAt": format!("2026-12-0{day}T18:00"), "endsAt": format!("2026-12-0{day}T21:00") })).await;
            assert_eq!(fill(&app, &event, ARTEMISA, "").await.0, StatusCode::SEE_OTHER);
        }
        app.deliver().await;
        assert_eq!(app.mail().await.len(), 10);
        let mut answers = Vec::new();
        for _ in 0..21 {
            let mut request = Request::post(format!("/e/{event}?lang=en")).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(Body::from("email=nobody%40example.org")).unwrap();
            let peer: SocketAddr = "192.0.2.7:4711".parse().unwrap();
            request.extensions_mut().insert(ConnectInfo(peer));
            answers.push(app.send(request).await.0);
        }
        assert_eq!(answers.pop(), Some(StatusCode::TOO_MANY_REQUESTS));
        assert!(answers.iter().all(|status| *status == StatusCode::UNPROCESSABLE_ENTITY), "{answers:?}");
    }

    async fn a_programs_form_looks_taken_and_leaves_nothing(app: TestApp) {
        let event = open(&app, json!({})).await;
        let stamp = stamp(&app, &event).await;
        let whole = format!("stamp={stamp}&given_name=A&family_name=G&email=a%40example.org&preferred_language=en");
        let path = format!("/e/{event}?lang=en");
        let before = app.contents().await;
        assert_eq!(post(&app, &path, &format!("{whole}&website=spam")).await.0, StatusCode::SEE_OTHER, "a field that nobody sees");
        let (_, page) = get(&app, &path).await;
        let quick = page.split_once("name=\"stamp\" value=\"").unwrap().1.split_once('"').unwrap().0;
        let quick = whole.replace(&stamp, quick);
        assert_eq!(post(&app, &path, &quick).await.0, StatusCode::SEE_OTHER, "too fast for a person");
        let mut request = Request::post(&path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        request = request.header("sec-fetch-site", "cross-site");
        assert_eq!(app.send(request.body(Body::from(whole.clone())).unwrap()).await.0, StatusCode::FORBIDDEN, "from elsewhere");
        app.clock.advance(TimeDelta::hours(25));
        let (status, page) = post(&app, &path, &whole).await;
        assert_eq!((status, page.contains("open for too long")), (StatusCode::UNPROCESSABLE_ENTITY, true));
        app.holds(&before).await;
    }

    async fn what_is_wrong_is_told_at_its_field_and_nothing_is_kept(app: TestApp) {
        let event = open(&app, json!({ "registrationPartyLimit": 3 })).await;
        let stamp = stamp(&app, &event).await;
        let path = format!("/e/{event}?lang=en");
        let before = app.contents().await;
        let long = "x".repeat(300);
        let whole = "given_name=A&family_name=G&email=a%40example.org&preferred_language=en&party_size=1";
        for (from, to, field) in [
            ("given_name=A", String::from("given_name="), "given_name"),
            ("given_name=A", format!("given_name={long}"), "given_name"),
            ("a%40example.org", String::from("nobody"), "email"),
            ("party_size=1", String::from("party_size=4"), "party_size"),
            ("party_size=1", String::from("party_size=0"), "party_size"),
            ("party_size=1", String::from("party_size="), "party_size"),
            ("party_size=1", String::from("party_size=many"), "party_size"),
            ("preferred_language=en", String::from("preferred_language=xx"), "preferred_language"),
            ("given_name=A", String::from("given_name=A&phone=call"), "phone"),
            ("given_name=A", format!("given_name=A&function={long}"), "function"),
        ] {
            let body = format!("stamp={stamp}&{}", whole.replace(from, &to));
            let (status, page) = post(&app, &path, &body).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{to}");
            assert!(page.contains(&format!("id=\"{field}_fault\"")), "{to}: {page}");
            assert!(page.contains(&format!("href=\"#{field}\"")), "{to}");
        }
        for body in ["is_admin=1", "party_size=1&party_size=2", "consent_follow-up=yes"] {
            assert_eq!(post(&app, &path, body).await.0, StatusCode::BAD_REQUEST, "{body}");
        }
        for extra in ["consent_follow-up=7", "consent_event-management=1"] {
            let body = format!("stamp={stamp}&{whole}&{extra}");
            assert_eq!(post(&app, &path, &body).await.0, StatusCode::UNPROCESSABLE_ENTITY, "{extra}");
        }
        assert_eq!(post(&app, &path, &format!("stamp=forged&{whole}")).await.0, StatusCode::UNPROCESSABLE_ENTITY);
        app.holds(&before).await;
    }

    async fn the_form_is_in_four_languages_and_ticks_nothing(app: TestApp) {
        let event = open(&app, json!({ "registrationPartyLimit": 2 })).await;
        for lang in ["en", "sq", "it", "el"] {
            let (status, page) = get(&app, &format!("/e/{event}?lang={lang}")).await;
            assert_eq!(status, StatusCode::OK);
            assert!(page.contains(&format!("<html lang=\"{lang}\">")) && page.contains(&format!("action=\"/e/{event}?lang={lang}\"")), "{page}");
            assert_eq!(page.matches("type=\"checkbox\"").count(), 2);
            assert_eq!(page.matches(" checked").count(), 0);
            assert!(page.contains(&format!("<option value=\"{lang}\" selected>")), "{page}");
            assert!(!page.contains("<script") && !page.contains("{{"), "{page}");
        }
    }

    async fn what_is_not_confirmed_in_time_is_deleted_with_its_letters_and_an_erasure_takes_it_along(app: TestApp) {
        let event = open(&app, json!({})).await;
        let arta = app.contact("Arta", "Hoxha").await;
        let before = app.contents().await;
        let link = link(&app, &event, ARTEMISA, "").await;
        app.clock.advance(TimeDelta::hours(49));
        assert_eq!(get(&app, &link).await.0, StatusCode::NOT_FOUND);
        assert_eq!(post(&app, &link, "").await.0, StatusCode::NOT_FOUND);
        registration::expire(&app.op()).await.unwrap();
        app.holds(&before).await;

        let link = self::link(&app, &event, ("Arta", "Hoxha", "arta.hoxha@example.org"), "").await;
        app.act("eraseContact", json!({ "contactId": arta }), "isErased").await;
        assert_eq!(app.contents().await.mentions("arta.hoxha@example.org"), Vec::<String>::new());
        assert_eq!(get(&app, &link).await.0, StatusCode::NOT_FOUND);
    }

    async fn an_address_that_is_not_to_be_written_to_gets_no_letter_and_the_same_answer(app: TestApp) {
        let event = open(&app, json!({})).await;
        let row = suppression::ActiveModel {
            id: Set(SuppressionId::new()),
            office_id: Set(app.office.id),
            address_folded: Set("artemisa@example.org".to_owned()),
            reason: Set(SuppressionReason::Bounce),
            purpose_id: Set(None),
            created_at: Set(at("2026-10-01T09:00:00Z")),
            released_at: Set(None),
        };
        suppression::Entity::insert(row).exec_without_returning(app.db.writer()).await.unwrap();
        let answer = fill(&app, &event, ARTEMISA, "").await;
        assert_eq!(answer, fill(&app, &event, ("Besa", "Kola", "besa@example.org"), "").await);
        app.deliver().await;
        let to: Vec<String> = app.mail().await.iter().map(|(row, _)| row.recipient.as_ref().unwrap().to_string()).collect();
        assert_eq!(to, ["besa@example.org"]);
    }

    async fn the_setting_is_the_offices_moves_with_the_event_and_goes_into_its_clone(app: TestApp) {
        let fields = "id version registration registrationClosesAt registrationPartyLimit";
        let input = |more: Value| {
            let mut input = json!({ "title": [{ "language": "en", "text": "Talk" }], "kind": "MEETING", "startsAt": "2026-12-01T10:00", "endsAt": "2026-12-01T11:00", "timeZone": "Europe/Tirane" });
            input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            input
        };
        let plain = app.act("createEvent", input(json!({ "visibility": "LISTED" })), &format!("event {{ {fields} }}")).await["event"].clone();
        assert_eq!((&plain["registration"], &plain["registrationPartyLimit"]), (&json!("CLOSED"), &json!(1)), "being listed alone opens nothing");
        for (more, field, code) in [
            (json!({ "registration": "OPEN" }), "registration", "INCONSISTENT"),
            (json!({ "visibility": "LISTED", "registrationClosesAt": "2026-12-01T10:01" }), "registrationClosesAt", "INCONSISTENT"),
            (json!({ "visibility": "LISTED", "registrationPartyLimit": 0 }), "registrationPartyLimit", "OUT_OF_RANGE"),
            (json!({ "visibility": "LISTED", "registrationPartyLimit": 21 }), "registrationPartyLimit", "OUT_OF_RANGE"),
        ] {
            let refused = app.act_raw("createEvent", input(more), "").await;
            assert_eq!((&refused["userErrors"][0]["field"], &refused["userErrors"][0]["code"]), (&json!([field]), &json!(code)), "{refused}");
        }
        let open = json!({ "visibility": "LISTED", "registration": "OPEN", "registrationClosesAt": "2026-11-30T12:00", "registrationPartyLimit": 4 });
        let event = app.act("createEvent", input(open), &format!("event {{ {fields} }}")).await["event"].clone();
        assert_eq!(event["registrationClosesAt"], "2026-11-30T11:00:00Z");
        let moved = app.act("updateEvent", json!({ "id": event["id"], "version": event["version"], "startsAt": "2026-12-03T10:00" }), &format!("event {{ {fields} }}")).await["event"].clone();
        assert_eq!(moved["registrationClosesAt"], "2026-12-02T11:00:00Z");
        let refused = app.act_raw("updateEvent", json!({ "id": event["id"], "version": moved["version"], "visibility": "INVITATION_ONLY" }), "").await;
        assert_eq!((&refused["userErrors"][0]["field"], &refused["userErrors"][0]["code"]), (&json!(["registration"]), &json!("INCONSISTENT")), "{refused}");
        let copy = app.act("cloneEvent", json!({ "id": event["id"], "startsAt": "2027-12-03T10:00", "parts": [] }), &format!("event {{ {fields} }}")).await["event"].clone();
        assert_eq!([&copy["registration"], &copy["registrationClosesAt"]], ["OPEN", "2027-12-02T11:00:00Z"]);
        assert_eq!(copy["registrationPartyLimit"], 4);
        let found = app.ask("{ events(filter: { registration: OPEN }) { nodes { id } } }", json!({})).await;
        let mut ids: Vec<&Value> = found["events"]["nodes"].as_array().unwrap().iter().map(|node| &node["id"]).collect();
        ids.sort_by_key(ToString::to_string);
        let mut wanted = vec![&event["id"], &copy["id"]];
        wanted.sort_by_key(ToString::to_string);
        assert_eq!(ids, wanted);
        let closed = app.act("updateEvent", json!({ "id": event["id"], "version": moved["version"], "registrationClosesAt": null, "registration": "CLOSED" }), &format!("event {{ {fields} }}")).await["event"].clone();
        assert_eq!([&closed["registration"], &closed["registrationClosesAt"]], [&json!("CLOSED"), &Value::Null]);
    }

    async fn a_link_that_was_taken_back_is_not_given_again_by_an_older_letter(app: TestApp) {
        let event = open(&app, json!({})).await;
        let link = link(&app, &event, ARTEMISA, "").await;
        let own = confirm(&app, &link).await;
        let row = list(&app, &event).await[0]["id"].clone();
        let row: AttendeeId = row.as_str().unwrap().parse().unwrap();
        attendee::Entity::update_many()
            .col_expr(attendee::Column::LinkEpoch, Expr::value(2))
            .filter(attendee::Column::Id.eq(row))
            .exec(app.db.writer()).await.unwrap();
        assert_eq!(get(&app, &own).await.0, StatusCode::NOT_FOUND);
        let (status, page) = get(&app, &format!("{link}?lang=en")).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("You are registered for this event") && !page.contains("/r/"), "{page}");
        assert_eq!(confirm(&app, &link).await, link);
    }
}

/// How many rows of a list have which place.
async fn places_of(app: &TestApp, event: &str) -> std::collections::BTreeMap<String, usize> {
    let query = "query($id: ID!) { event(id: $id) { attendees(first: 100) { nodes { place } } } }";
    let data = app.ask(query, json!({ "id": event })).await;
    let mut places = std::collections::BTreeMap::new();
    for row in data["event"]["attendees"]["nodes"].as_array().unwrap() {
        *places
            .entry(row["place"].as_str().unwrap().to_owned())
            .or_default() += 1;
    }
    places
}
