//! Delegations: whom organisations send, within a quota and under a head, and how members are named, replaced and withdrawn.

mod links;

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use kuvend_entity::{
    attendee_change, delegation_member,
    kind::{MessageKind, MessageState},
    message,
};
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::{Value, json};

use crate::{
    app::{PUBLIC_URL, TestApp},
    guest_page::{form, invite},
    merges::{changes, codes, copy, merged},
    on_both_engines,
    places::{place, register, taken},
};

const SENT: &str = "delegation { id version quota taken askedAt closedAt linkPath head { id } members { attendee { id } } formerMembers { attendee { id } } }";

/// An organisation.
async fn body(app: &TestApp, name: &str) -> String {
    let input =
        json!({ "name": [{ "language": "en", "text": name }], "kind": "DIPLOMATIC_MISSION" });
    let made = app
        .act("createOrganisation", input, "organisation { id }")
        .await;
    made["organisation"]["id"].as_str().unwrap().to_owned()
}

/// A delegation with a focal point: its id, and its organisation's.
async fn delegation(app: &TestApp, event: &str, name: &str, more: Value) -> String {
    let body = body(app, &format!("Embassy of {name}")).await;
    let mut input = json!({
        "eventId": event, "organisationId": body, "quota": 3,
        "focalPoint": { "givenName": "Focal", "familyName": name, "email": format!("focal@{}.example", name.to_lowercase()) },
    });
    input
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    let made = app.act("createDelegation", input, SENT).await;
    made["delegation"]["id"].as_str().unwrap().to_owned()
}

/// The delegation as it is.
async fn told(app: &TestApp, id: &str) -> Value {
    let asked = format!(
        "query($id: ID!) {{ {} }}",
        SENT.replacen("delegation {", "delegation(id: $id) {", 1)
    );
    app.ask(&asked, json!({ "id": id })).await["delegation"].clone()
}

async fn version(app: &TestApp, id: &str) -> i64 {
    told(app, id).await["version"].as_i64().unwrap()
}

/// The path of the focal point's page.
async fn link(app: &TestApp, id: &str) -> String {
    told(app, id).await["linkPath"].as_str().unwrap().to_owned()
}

fn person(given: &str, family: &str) -> Value {
    json!({ "givenName": given, "familyName": family, "email": format!("{given}.{family}@example.org").to_lowercase() })
}

/// Names a member as staff: their row.
async fn nominate(app: &TestApp, id: &str, who: Value) -> Value {
    let input = json!({ "delegationId": id, "person": who });
    app.act(
        "nominateMember",
        input,
        "attendee { id place contact { id } } ",
    )
    .await["attendee"]
        .clone()
}

/// What a focal point does on its page.
async fn does(app: &TestApp, path: &str, what: &str, more: &str) -> (StatusCode, String) {
    let (status, page) = app.send(form(path, &format!("do={what}&{more}"))).await;
    (status, String::from_utf8(page).unwrap())
}

async fn page(app: &TestApp, path: &str) -> (StatusCode, String) {
    let request = Request::get(path).body(Body::empty()).unwrap();
    let (status, page) = app.send(request).await;
    (status, String::from_utf8(page).unwrap())
}

fn typed(given: &str, family: &str) -> String {
    format!("given_name={given}&family_name={family}&email={given}.{family}@example.org")
}

/// The letters of a kind that wait or went, by recipient's contact.
async fn letters(app: &TestApp, kind: MessageKind) -> Vec<message::Model> {
    let all = message::Entity::find().order_by_asc(message::Column::Id);
    let all = all.all(app.db.reader()).await.unwrap();
    all.into_iter().filter(|row| row.kind == kind).collect()
}

/// The steps of a row's place.
async fn steps(app: &TestApp, row: &Value) -> Vec<String> {
    let found = app
        .ask(
            "query($id: ID!) { node(id: $id) { ... on Attendee { history { axis to reason } } } }",
            json!({ "id": row["id"] }),
        )
        .await;
    let lines = found["node"]["history"].as_array().unwrap().iter();
    let lines = lines.filter(|line| line["axis"] == "PLACE");
    lines
        .map(|line| line["to"].as_str().unwrap().to_owned())
        .collect()
}

on_both_engines! {
    async fn an_organisation_sends_as_many_as_its_quota_says_and_no_more(app: TestApp) {
        let event = app.event(json!({ "capacity": 10 })).await;
        let id = delegation(&app, &event, "Italy", json!({ "quota": 2, "note": "Seats in the first row" })).await;
        let ana = nominate(&app, &id, person("Ana", "Rossi")).await;
        assert_eq!(ana["place"], "CONFIRMED");
        let known = app.contact("Beni", "Gashi").await;
        nominate(&app, &id, json!({ "contactId": known })).await;
        let third = app.act_raw("nominateMember", json!({ "delegationId": id, "person": person("Cela", "Verdi") }), SENT).await;
        assert_eq!(codes(&third), ["delegationId FULL"]);
        let asked = "query($id: ID!) { event(id: $id) { placesTaken delegations { totalCount nodes { quota taken note organisation { name } focalPoint { displayName primaryEmail } members { isFromFocalPoint leftAt attendee { category representing { name } delegation { id } } } } } attendees(filter: { delegationId: \"DELEGATION\" }) { totalCount } none: attendees(filter: { delegationId: \"delegation_0\" }) { totalCount } } }";
        let all = app.ask(&asked.replace("DELEGATION", &id), json!({ "id": event })).await["event"].clone();
        assert_eq!((&all["placesTaken"], &all["attendees"]["totalCount"], &all["none"]["totalCount"]), (&json!(2), &json!(2), &json!(0)));
        assert_eq!(all["delegations"]["totalCount"], 1);
        let one = &all["delegations"]["nodes"][0];
        assert_eq!((&one["quota"], &one["taken"], &one["note"]), (&json!(2), &json!(2), &json!("Seats in the first row")));
        assert_eq!(one["focalPoint"], json!({ "displayName": "Focal Italy", "primaryEmail": "focal@italy.example" }));
        let guest = json!({ "category": "DIPLOMATIC_MISSION", "representing": { "name": "Embassy of Italy" }, "delegation": { "id": id } });
        assert_eq!(one["members"][0], json!({ "isFromFocalPoint": false, "leftAt": null, "attendee": guest }));
        let update = async |more: Value| {
            let mut input = json!({ "id": id, "version": version(&app, &id).await });
            input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            app.act_raw("updateDelegation", input, SENT).await
        };
        assert_eq!(codes(&update(json!({ "quota": 1 })).await), ["quota OUT_OF_RANGE"]);
        let headed = update(json!({ "headId": ana["id"], "quota": 3 })).await;
        assert_eq!(headed["delegation"]["head"]["id"], ana["id"], "{headed:#}");
        let stranger = register(&app, &event, "Edon", json!({})).await;
        assert_eq!(codes(&update(json!({ "headId": stranger["id"] })).await), ["headId NOT_FOUND"]);
        assert_eq!(codes(&update(json!({ "version": 1 })).await), ["version CONFLICT"]);
        assert_eq!(codes(&update(json!({ "nominateUntil": "2026-11-01T12:00" })).await), ["nominateUntil TOO_EARLY"]);
        assert_eq!(codes(&update(json!({ "nominateUntil": "2026-11-17T12:00" })).await), ["nominateUntil TOO_LATE"]);
        // Who declines counts until they are replaced or withdrawn, so that nobody comes back beyond the quota.
        app.act("recordResponse", json!({ "attendeeId": ana["id"], "response": "DECLINED", "channel": "PHONE" }), "attendee { place }").await;
        assert_eq!(told(&app, &id).await["taken"], 2);
        let again = app.act_raw("nominateMember", json!({ "delegationId": id, "person": { "contactId": known } }), SENT).await;
        assert_eq!((&again["userErrors"][0]["field"], &again["userErrors"][0]["code"]), (&json!(["person", "contactId"]), &json!("TAKEN")), "{again:#}");
        let other = app.act_raw("createDelegation", json!({ "eventId": event, "organisationId": app.ask("query($id: ID!) { delegation(id: $id) { organisation { id } } }", json!({ "id": id })).await["delegation"]["organisation"]["id"], "quota": 1 }), SENT).await;
        assert_eq!(codes(&other), ["organisationId TAKEN"]);
        app.counts_are_true().await;
    }

    async fn twenty_nominations_at_once_for_three_places_of_a_quota_name_three(app: TestApp) {
        let event = app.event(json!({})).await;
        let id = delegation(&app, &event, "Italy", json!({})).await;
        let all = (0..20).map(|number| {
            let (app, id) = (&app, &id);
            async move {
                let who = person(&format!("Guest{number}"), "Rossi");
                app.act_raw("nominateMember", json!({ "delegationId": id, "person": who }), "delegation { id }").await
            }
        });
        let all = futures::future::join_all(all).await;
        let named = all.iter().filter(|one| one["userErrors"] == json!([])).count();
        let full = all.iter().filter(|one| one["userErrors"][0]["code"] == "FULL").count();
        assert_eq!((named, full), (3, 17));
        let sent = told(&app, &id).await;
        assert_eq!((&sent["taken"], sent["members"].as_array().unwrap().len()), (&json!(3), 3));
        app.counts_are_true().await;
    }

    async fn a_replacement_takes_place_number_and_head_and_leaves_each_their_own_history(app: TestApp) {
        let event = app.event(json!({ "capacity": 2, "offerMinutes": 60 })).await;
        let id = delegation(&app, &event, "Italy", json!({})).await;
        let ana = nominate(&app, &id, person("Ana", "Rossi")).await;
        register(&app, &event, "Edon", json!({})).await;
        let beni = nominate(&app, &id, person("Beni", "Rossi")).await;
        let behind = register(&app, &event, "Fatmir", json!({})).await;
        assert_eq!((&ana["place"], &beni["place"], &behind["place"]), (&json!("CONFIRMED"), &json!("WAITLISTED"), &json!("WAITLISTED")));
        app.act("updateDelegation", json!({ "id": id, "version": 1, "headId": ana["id"] }), SENT).await;
        app.deliver().await;

        let replace = async |row: &Value, who: Value| {
            let input = json!({ "attendeeId": row["id"], "person": who });
            app.act("replaceMember", input, "attendee { id place queuePosition contact { displayName } category } replaced { id place contact { displayName } } delegation { taken head { id } members { attendee { id } replaces { id } } formerMembers { attendee { id } leftAt } }").await
        };
        let done = replace(&ana, person("Cela", "Verdi")).await;
        let cela = done["attendee"].clone();
        assert_eq!((&cela["place"], &cela["contact"]["displayName"]), (&json!("CONFIRMED"), &json!("Cela Verdi")), "{done:#}");
        assert_eq!((&done["replaced"]["id"], &done["replaced"]["place"], &done["replaced"]["contact"]["displayName"]), (&ana["id"], &json!("CANCELLED"), &json!("Ana Rossi")));
        assert_eq!((&done["delegation"]["taken"], &done["delegation"]["head"]["id"]), (&json!(2), &cela["id"]));
        let last = done["delegation"]["members"].as_array().unwrap().iter().find(|one| one["attendee"]["id"] == cela["id"]).unwrap();
        assert_eq!(last["replaces"]["id"], ana["id"]);
        assert_eq!(done["delegation"]["formerMembers"][0]["attendee"]["id"], ana["id"]);
        assert_eq!((steps(&app, &ana).await, steps(&app, &cela).await), (vec!["CONFIRMED".to_owned(), "CANCELLED".to_owned()], vec!["CONFIRMED".to_owned()]));
        assert_eq!((place(&app, &beni).await, place(&app, &behind).await, taken(&app, &event).await), (json!("WAITLISTED"), json!("WAITLISTED"), json!(2)), "nobody passes while the place changes hands");
        let told_ana: Vec<MessageKind> = letters(&app, MessageKind::Cancellation).await.iter().map(|row| row.kind).collect();
        assert_eq!(told_ana.len(), 1, "who held the place is told that it is not theirs any more");
        assert_eq!(letters(&app, MessageKind::RegistrationConfirmation).await.len(), 3);

        let number = app.ask("query($id: ID!) { node(id: $id) { ... on Attendee { queuePosition } } }", json!({ "id": beni["id"] })).await["node"]["queuePosition"].clone();
        let waits = replace(&beni, person("Dona", "Verdi")).await["attendee"].clone();
        assert_eq!((&waits["place"], &waits["queuePosition"]), (&json!("WAITLISTED"), &number), "the number on the waiting list goes along");
        app.act("withdrawMember", json!({ "attendeeId": cela["id"] }), "attendee { place } delegation { head { id } taken }").await;
        assert_eq!(place(&app, &waits).await, "OFFERED", "what became free is offered to who waits longest");
        let offered = replace(&waits, person("Elda", "Verdi")).await["attendee"].clone();
        assert_eq!(offered["place"], "OFFERED");
        app.act("recordResponse", json!({ "attendeeId": offered["id"], "response": "ACCEPTED", "channel": "PHONE" }), "attendee { place }").await;
        assert_eq!((place(&app, &offered).await, taken(&app, &event).await), (json!("CONFIRMED"), json!(2)));
        let gone = app.act_raw("replaceMember", json!({ "attendeeId": ana["id"], "person": person("Gent", "Verdi") }), SENT).await;
        assert_eq!(codes(&gone), ["attendeeId NOT_FOUND"], "who left is no member");
        assert_eq!(told(&app, &id).await["head"], Value::Null, "a delegation whose head was withdrawn has none");
        app.counts_are_true().await;
    }

    async fn who_was_withdrawn_comes_back_neither_by_their_link_nor_beyond_the_quota(app: TestApp) {
        let event = app.event(json!({})).await;
        let id = delegation(&app, &event, "Italy", json!({ "quota": 1 })).await;
        let person = app.contact("Arta", "Hoxha").await;
        let own = invite(&app, &event, &person).await;
        let row = nominate(&app, &id, json!({ "contactId": person })).await;
        assert_eq!(page(&app, &own).await.0, StatusCode::OK);
        let answer = async || app.send(form(&own, "response=ACCEPTED&party_size=1")).await.0;
        assert_eq!(answer().await, StatusCode::SEE_OTHER);
        app.act("withdrawMember", json!({ "attendeeId": row["id"] }), "attendee { place }").await;
        let kept = app.contents().await;
        assert_eq!((page(&app, &own).await.0, answer().await), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
        app.holds(&kept).await;
        nominate(&app, &id, json!({ "contactId": person })).await;
        assert_eq!(page(&app, &own).await.0, StatusCode::OK, "named again, it is their link again");
        assert_eq!(told(&app, &id).await["formerMembers"], json!([]));
        app.counts_are_true().await;
    }

    async fn a_focal_point_is_asked_by_letter_and_names_its_delegation_in_every_language(app: TestApp) {
        let event = app.event(json!({ "capacity": 10, "venue": { "name": "National Gallery" } })).await;
        let id = delegation(&app, &event, "Italy", json!({ "quota": 2, "nominateUntil": "2026-11-10T12:00", "note": "Never shown" })).await;
        let asked = app.act("inviteFocalPoint", json!({ "id": id, "version": 1 }), "path delegation { askedAt version }").await;
        assert!(asked["delegation"]["askedAt"].is_string());
        app.deliver().await;
        let mail = app.mail().await;
        let (row, letter) = mail.last().unwrap();
        assert_eq!((row.kind, row.recipient.as_ref().unwrap().as_str()), (MessageKind::Delegation, "focal@italy.example"));
        let text = letter.text.as_ref().unwrap();
        let found: Vec<&str> = text.split_whitespace().filter_map(|word| word.strip_prefix(PUBLIC_URL)).collect();
        let path = asked["path"].as_str().unwrap().to_owned();
        assert!(found.contains(&path.as_str()), "the letter brings the link: {:?}", letter.text);
        assert!(letter.text.as_ref().unwrap().contains("Embassy of Italy"), "{:?}", letter.text);
        assert!(letter.calendar.is_none(), "nothing for the focal point's own calendar");
        // Asked again, they get another letter with the same link.
        app.act("inviteFocalPoint", json!({ "id": id, "version": asked["delegation"]["version"] }), "path").await;
        app.deliver().await;
        assert_eq!(letters(&app, MessageKind::Delegation).await.iter().filter(|row| row.state == MessageState::Accepted).count(), 2);

        let before = app.contents().await;
        for (language, words) in [("en", "Name a member"), ("sq", "Shënoni një anëtar"), ("it", "Indichi un membro"), ("el", "Ορίστε ένα μέλος")] {
            let (status, shown) = page(&app, &format!("{path}?lang={language}")).await;
            assert_eq!(status, StatusCode::OK);
            assert!(shown.contains(words) && shown.contains("Embassy of Italy") && !shown.contains("<script") && !shown.contains("Never shown"), "{language}: {shown}");
        }
        app.holds(&before).await;
        let (status, _) = does(&app, &path, "nominate", &format!("{}&function=Consul", typed("Ana", "Rossi"))).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let (_, shown) = page(&app, &format!("{path}?saved=1")).await;
        assert!(shown.contains("Ana Rossi") && shown.contains("Consul") && shown.contains("place confirmed") && shown.contains("1 of 2"), "{shown}");
        let member = told(&app, &id).await["members"][0]["attendee"]["id"].clone();
        assert_eq!(steps(&app, &json!({ "id": member })).await, ["CONFIRMED"]);
        let by_link = attendee_change::Entity::find().all(app.db.reader()).await.unwrap();
        assert!(by_link.iter().all(|line| line.account_id.is_none()), "nobody of the staff did it");
        let name = member.as_str().unwrap();
        assert_eq!(does(&app, &path, "head", &format!("member={name}")).await.0, StatusCode::SEE_OTHER);
        assert_eq!(told(&app, &id).await["head"]["id"], member);
        assert_eq!(does(&app, &path, "replace", &format!("member={name}&{}", typed("Beni", "Verdi"))).await.0, StatusCode::SEE_OTHER);
        let (_, shown) = page(&app, &path).await;
        assert!(shown.contains("Beni Verdi") && !shown.contains("Ana Rossi") && shown.contains("Head of delegation"), "{shown}");
        assert_eq!(does(&app, &path, "nominate", &typed("Cela", "Verdi")).await.0, StatusCode::SEE_OTHER);
        let (status, shown) = does(&app, &path, "nominate", &typed("Dona", "Verdi")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(shown.contains("Your delegation is complete"), "{shown}");
        let last = told(&app, &id).await["members"][1]["attendee"]["id"].as_str().unwrap().to_owned();
        assert_eq!(does(&app, &path, "withdraw", &format!("member={last}")).await.0, StatusCode::SEE_OTHER);
        assert_eq!(told(&app, &id).await["taken"], 1);
        app.deliver().await;
        let kinds: Vec<MessageKind> = app.mail().await.iter().map(|(row, _)| row.kind).collect();
        assert!(kinds.contains(&MessageKind::RegistrationConfirmation), "{kinds:?}");
        app.counts_are_true().await;
    }

    async fn what_is_typed_wrong_is_shown_again_and_changes_nothing(app: TestApp) {
        let event = app.event(json!({})).await;
        let id = delegation(&app, &event, "Italy", json!({})).await;
        let path = link(&app, &id).await;
        does(&app, &path, "nominate", &typed("Ana", "Rossi")).await;
        let member = told(&app, &id).await["members"][0]["attendee"]["id"].as_str().unwrap().to_owned();
        let before = app.contents().await;
        let long = "x".repeat(101);
        for (what, more, words) in [
            ("nominate", "given_name=%20&family_name=Rossi".to_owned(), "Please give the given name"),
            ("nominate", "given_name=Ana&family_name=".to_owned(), "Please give the family name"),
            ("nominate", format!("given_name={long}&family_name=Rossi"), "shorten this name to 100"),
            ("nominate", "given_name=Beni&family_name=Rossi&email=beni@".to_owned(), "write the email address like this"),
            ("nominate", "given_name=ana&family_name=ROSSI".to_owned(), "Somebody of this name is in your delegation already"),
            ("replace", format!("member={member}&given_name=&family_name=Verdi"), "Please give the given name"),
            ("nominate", "given_name=%3Cb%3EBeni&family_name=".to_owned(), "&lt;b&gt;Beni"),
        ] {
            let (status, shown) = does(&app, &format!("{path}?lang=en"), what, &more).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{more}");
            assert!(shown.contains(words) && !shown.contains("<b>Beni"), "{more}: {shown}");
        }
        for (what, more) in [("", ""), ("delete", ""), ("nominate", "%")] {
            let (status, _) = does(&app, &path, what, more).await;
            assert!(status.is_client_error(), "{what} {more}: {status}");
        }
        let foreign = Request::post(&path)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "cross-site")
            .body(Body::from(format!("do=withdraw&member={member}")))
            .unwrap();
        assert_eq!(app.send(foreign).await.0, StatusCode::FORBIDDEN);
        let heavy = format!("given_name={}", "x".repeat(20_000));
        assert!(does(&app, &path, "nominate", &heavy).await.0.is_client_error());
        app.holds(&before).await;
    }

    async fn an_event_that_asks_for_approval_has_the_office_judge_whom_a_focal_point_names(app: TestApp) {
        let event = app.event(json!({ "approval": "ALL" })).await;
        let id = delegation(&app, &event, "Italy", json!({})).await;
        let path = link(&app, &id).await;
        does(&app, &path, "nominate", &typed("Ana", "Rossi")).await;
        let row = told(&app, &id).await["members"][0]["attendee"].clone();
        assert_eq!(place(&app, &row).await, "PENDING_APPROVAL");
        assert!(page(&app, &format!("{path}?lang=en")).await.1.contains("being considered"));
        let own = nominate(&app, &id, person("Beni", "Rossi")).await;
        assert_eq!(own["place"], "CONFIRMED", "whom the staff names, it approves of");
        app.act("approveAttendee", json!({ "attendeeId": row["id"] }), "attendee { place }").await;
        assert!(page(&app, &format!("{path}?lang=en")).await.1.contains("place confirmed"));
        app.counts_are_true().await;
    }

    async fn members_and_focal_points_are_copied_erased_merged_and_parted_as_people_are(app: TestApp) {
        let event = app.event(json!({})).await;
        let id = delegation(&app, &event, "Italy", json!({})).await;
        let path = link(&app, &id).await;
        does(&app, &path, "nominate", &typed("Zamira", "Kryeziu")).await;
        let row = told(&app, &id).await["members"][0]["attendee"].clone();
        let who = app.ask("query($id: ID!) { node(id: $id) { ... on Attendee { contact { id } } } }", json!({ "id": row["id"] })).await["node"]["contact"]["id"].as_str().unwrap().to_owned();
        app.act("updateDelegation", json!({ "id": id, "version": version(&app, &id).await, "headId": row["id"] }), SENT).await;
        let told_of = copy(&app, &who).await;
        assert!(told_of.contains("delegation_member") && told_of.contains("Zamira"), "{told_of}");
        // Two records of one person, of whom one belongs to a delegation and the other is a guest.
        let twin = register(&app, &event, "Zamire", json!({})).await;
        let before = app.contents().await;
        let merge = merged(&app, twin["person"].as_str().unwrap(), &who).await;
        let sent = told(&app, &id).await;
        assert_eq!((&sent["taken"], &sent["members"][0]["attendee"]["id"], &sent["head"]["id"]), (&json!(1), &twin["id"], &twin["id"]), "{sent:#}");
        app.act("undoMerge", json!({ "id": merge }), "merge { id }").await;
        assert_eq!(changes(&app, &before).await, Vec::<String>::new());
        let another = delegation(&app, &event, "Greece", json!({})).await;
        nominate(&app, &another, json!({ "contactId": twin["person"] })).await;
        let merge = merged(&app, &who, twin["person"].as_str().unwrap()).await;
        assert_eq!((told(&app, &id).await["taken"].clone(), told(&app, &another).await["taken"].clone()), (json!(1), json!(0)), "one person belongs to one delegation");
        app.act("undoMerge", json!({ "id": merge }), "merge { id }").await;
        app.counts_are_true().await;

        app.act("eraseContact", json!({ "contactId": who }), "isErased").await;
        assert_eq!(app.contents().await.mentions("Kryeziu"), Vec::<String>::new());
        assert_eq!(told(&app, &id).await["taken"], 1, "that there was a member stays");
        let focal = app.ask("query($id: ID!) { delegation(id: $id) { focalPoint { id } } }", json!({ "id": id })).await["delegation"]["focalPoint"]["id"].as_str().unwrap().to_owned();
        let told_of = copy(&app, &focal).await;
        assert!(told_of.contains("delegation"), "{told_of}");
        app.act("eraseContact", json!({ "contactId": focal }), "isErased").await;
        assert_eq!(app.contents().await.mentions("focal@italy.example"), Vec::<String>::new());
    }

    async fn many_delegations_come_page_by_page_and_cost_as_many_statements_as_few(app: TestApp) {
        let event = app.event(json!({})).await;
        let document = "query($id: ID!, $first: Int, $after: String) { event(id: $id) { delegations(first: $first, after: $after) { totalCount pageInfo { endCursor hasNextPage } nodes { id quota taken organisation { name } focalPoint { displayName } head { place } members { attendee { place contact { displayName } } replaces { id } } formerMembers { leftAt } linkPath } } } }";
        let costs = async || {
            let before = app.db.statements();
            app.ask(document, json!({ "id": event, "first": 50 })).await;
            app.db.statements() - before
        };
        let mut all = Vec::new();
        for name in ["Italy", "Greece", "Malta", "Spain", "Malawi"] {
            let id = delegation(&app, &event, name, json!({})).await;
            let row = nominate(&app, &id, person("Ana", name)).await;
            app.act("replaceMember", json!({ "attendeeId": row["id"], "person": person("Beni", name) }), SENT).await;
            all.push(id);
        }
        let few = costs().await;
        for name in ["Oman", "Peru"] {
            let id = delegation(&app, &event, name, json!({})).await;
            for guest in ["Ana", "Beni", "Cela"] {
                nominate(&app, &id, person(guest, name)).await;
            }
            all.push(id);
        }
        assert_eq!(costs().await, few);
        let (mut seen, mut after) = (Vec::new(), Value::Null);
        loop {
            let page = app.ask(document, json!({ "id": event, "first": 2, "after": after })).await["event"]["delegations"].clone();
            assert_eq!(page["totalCount"], 7);
            seen.extend(page["nodes"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()));
            after = page["pageInfo"]["endCursor"].clone();
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
        }
        assert_eq!(seen, all, "in the order in which they were entered, each once");
    }
}
