//! What a focal point's link reaches: its own delegation, until its time is over, and nothing by which anybody else could be found out.

use axum::http::StatusCode;
use kuvend_domain::{
    attendees::{self, Deputy},
    change::Change,
    delegations as d,
};
use kuvend_entity::{contact, delegation_member};
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use super::{SENT, delegation, does, link, nominate, page, person, told, typed, version};
use crate::{
    app::{TestApp, at},
    door::{gate, ticket},
    guest_page::invite,
    merges::codes,
    on_both_engines,
    places::register,
};

on_both_engines! {
    /// Whatever id it tries: what is not a member of its own delegation is not there, and no letter of its own is sent.
    async fn a_focal_point_reaches_only_its_own_delegation_whatever_id_it_tries(app: TestApp) {
        let event = app.event(json!({})).await;
        let other_event = app.event(json!({})).await;
        let own = delegation(&app, &event, "Italy", json!({})).await;
        let path = link(&app, &own).await;
        let mine = nominate(&app, &own, person("Ana", "Rossi")).await;
        let left = nominate(&app, &own, person("Beni", "Rossi")).await;
        app.act("withdrawMember", json!({ "attendeeId": left["id"] }), "attendee { id }").await;
        let theirs = delegation(&app, &event, "Greece", json!({})).await;
        let neighbour = nominate(&app, &theirs, person("Eleni", "Papas")).await;
        let same_body_elsewhere = app.act("createDelegation", json!({ "eventId": other_event, "organisationId": app.ask("query($id: ID!) { delegation(id: $id) { organisation { id } } }", json!({ "id": own })).await["delegation"]["organisation"]["id"], "quota": 3 }), SENT).await["delegation"]["id"].as_str().unwrap().to_owned();
        let elsewhere = nominate(&app, &same_body_elsewhere, person("Ciro", "Rossi")).await;
        let guest = register(&app, &event, "Edon", json!({})).await;
        let represents = register(&app, &event, "Flora", json!({ "representingId": app.ask("query($id: ID!) { delegation(id: $id) { organisation { id } } }", json!({ "id": own })).await["delegation"]["organisation"]["id"] })).await;
        let stranger = {
            let office = app.another_office().await;
            let who = app.account(kuvend_entity::kind::Role::Admin, office, event.parse().unwrap()).await;
            let act = async |mutation: &str, input: Value, selection: &str| {
                let query = format!("mutation($input: {}{}Input!) {{ {mutation}(input: $input) {{ {selection} }} }}", mutation[..1].to_uppercase(), &mutation[1..]);
                app.post_by(&who, &query, json!({ "input": input })).await.1["data"][mutation].clone()
            };
            let day = json!({ "title": [{ "language": "it", "text": "Festa" }], "kind": "CELEBRATION", "startsAt": "2026-11-16T18:00", "endsAt": "2026-11-16T21:00", "timeZone": "Europe/Rome" });
            let day = act("createEvent", day, "event { id }").await["event"]["id"].clone();
            act("publishEvent", json!({ "id": day, "version": 1 }), "event { id }").await;
            let known = act("registerContact", json!({ "givenName": "Gino", "familyName": "Bianchi" }), "contact { id }").await["contact"]["id"].clone();
            let row = act("registerAttendee", json!({ "eventId": day, "contactId": known }), "attendee { id }").await["attendee"]["id"].clone();
            [row, known, day]
        };
        app.deliver().await;
        let before = app.contents().await;
        let tried: Vec<String> = [
            &left["id"], &neighbour["id"], &elsewhere["id"], &guest["id"], &represents["id"], &stranger[0], &stranger[1], &stranger[2],
            &mine["contact"]["id"], &guest["person"], &json!(event), &json!(own), &json!(theirs),
            &json!("attendee_00000000000000000000000000000000"), &json!(""), &json!("%"), &json!("' OR 1=1 --"),
        ].iter().map(|id| id.as_str().unwrap().to_owned()).collect();
        for id in &tried {
            for (what, more) in [("withdraw", String::new()), ("head", String::new()), ("replace", format!("&{}", typed("Zana", "Verdi")))] {
                let id = id.replace('%', "%25").replace('\'', "%27").replace(' ', "+").replace('=', "%3D");
                let (status, shown) = does(&app, &format!("{path}?lang=en"), what, &format!("member={id}{more}")).await;
                assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{what} {id}");
                assert!(shown.contains("This person is not in your delegation any more"), "{what} {id}: {shown}");
                for other in ["Eleni", "Ciro", "Edon", "Flora", "Gino", "Greece", "Beni"] {
                    assert!(!shown.contains(other), "{what} {id} tells of {other}");
                }
            }
        }
        app.holds(&before).await;
        let (_, shown) = page(&app, &path).await;
        assert!(shown.contains("Ana Rossi"));
        for other in ["Eleni", "Ciro", "Edon", "Flora", "Gino", "Greece", "Beni", "contact_"] {
            assert!(!shown.contains(other), "the page tells of {other}");
        }
        // The use cases themselves, as the focal point and with whatever the page would not send.
        let epoch = 1;
        let actor = kuvend_domain::actor::Actor::FocalPoint { office: app.office.id, delegation: own.parse().unwrap(), epoch };
        let op = kuvend_domain::op::Op { actor, ..app.op() };
        let is_hidden = |outcome: Result<(), kuvend_domain::error::Error>| match outcome {
            Err(kuvend_domain::error::Error::Rejected(faults)) => faults.list().iter().all(|fault| fault.code == kuvend_domain::fault::Code::NotFound),
            Err(kuvend_domain::error::Error::Denied(_)) => true,
            _ => false,
        };
        let somebody = || Deputy::Named { given_name: "Zana".into(), family_name: "Verdi".into(), email: None, function: None };
        let a_contact = || Deputy::Known { contact: guest["person"].as_str().unwrap().parse().unwrap(), function: None };
        let foreign: kuvend_entity::id::DelegationId = theirs.parse().unwrap();
        assert!(is_hidden(d::nominate(&op, d::Nominate { delegation: foreign, person: somebody() }).await.map(drop)));
        assert!(is_hidden(d::nominate(&op, d::Nominate { delegation: own.parse().unwrap(), person: a_contact() }).await.map(drop)), "a contact's id names nobody to a focal point");
        assert!(is_hidden(d::replace(&op, d::Replace { attendee: mine["id"].as_str().unwrap().parse().unwrap(), person: a_contact() }).await.map(drop)));
        for row in [&neighbour, &elsewhere, &guest, &left] {
            let attendee = row["id"].as_str().unwrap().parse().unwrap();
            assert!(is_hidden(d::replace(&op, d::Replace { attendee, person: somebody() }).await.map(drop)));
            assert!(is_hidden(d::withdraw(&op, d::Withdraw { attendee }).await.map(drop)));
            assert!(is_hidden(d::head(&op, attendee).await.map(drop)));
            assert!(is_hidden(attendees::cancel(&op, attendees::Cancel { attendee, reason: None }).await.map(drop)));
        }
        for id in [own.parse().unwrap(), foreign] {
            let cmd = || d::CloseDelegation { id, version: 1 };
            assert!(is_hidden(d::close(&op, cmd()).await.map(drop)));
            assert!(is_hidden(d::reopen(&op, cmd()).await.map(drop)));
            let cmd = || d::InviteFocalPoint { id, version: 1 };
            assert!(is_hidden(d::invite_focal_point(&op, cmd()).await.map(drop)));
            assert!(is_hidden(d::revoke_focal_link(&op, cmd()).await.map(drop)));
            let more = d::UpdateDelegation { id, version: 1, quota: Some(400), focal_point: Change::Leave, nominate_until: Change::Leave, head: Change::Leave, note: Change::Leave };
            assert!(is_hidden(d::update(&op, more).await.map(drop)));
        }
        let of_another_epoch = kuvend_domain::op::Op { actor: kuvend_domain::actor::Actor::FocalPoint { office: app.office.id, delegation: own.parse().unwrap(), epoch: epoch + 1 }, ..app.op() };
        assert!(is_hidden(d::nominate(&of_another_epoch, d::Nominate { delegation: own.parse().unwrap(), person: somebody() }).await.map(drop)), "a link that was taken back does nothing more");
        app.holds(&before).await;
    }

    async fn no_other_link_opens_a_delegation_and_its_link_opens_nothing_else(app: TestApp) {
        let event = app.event(json!({})).await;
        let id = delegation(&app, &event, "Italy", json!({})).await;
        let path = link(&app, &id).await;
        let token = path.rsplit('/').next().unwrap().to_owned();
        let contact = app.contact("Arta", "Hoxha").await;
        let own = invite(&app, &event, &contact).await;
        let row = app.ask("query($id: ID!) { event(id: $id) { attendees { nodes { id } } } }", json!({ "id": event })).await["event"]["attendees"]["nodes"][0]["id"].as_str().unwrap().to_owned();
        let (_, door) = gate(&app, &event, "Main", json!({})).await;
        let shown = ticket(&app, &row).await;
        let middle = token.len() / 2;
        let other = if &token[middle..=middle] == "A" { "B" } else { "A" };
        let touched = format!("{}{other}{}", &token[..middle], &token[middle + 1..]);
        let before = app.contents().await;
        for wrong in [own.rsplit('/').next().unwrap(), door.rsplit('/').next().unwrap(), &shown, &touched, "x", &token[1..], &id] {
            let wrong = format!("/d/{wrong}");
            assert_eq!(page(&app, &wrong).await.0, StatusCode::NOT_FOUND, "{wrong}");
            assert_eq!(does(&app, &wrong, "nominate", &typed("Ana", "Rossi")).await.0, StatusCode::NOT_FOUND, "{wrong}");
        }
        for wrong in [format!("/r/{token}"), format!("/me/{token}"), format!("/confirm/{token}"), format!("/door/{token}/snapshot"), format!("/copy/{token}"), format!("/files/{token}"), format!("/t/{token}.svg")] {
            assert_eq!(page(&app, &wrong).await.0, StatusCode::NOT_FOUND, "{wrong}");
        }
        app.holds(&before).await;
        // Taken back, it opens nothing; the next letter brings another.
        app.act("revokeFocalLink", json!({ "id": id, "version": version(&app, &id).await }), SENT).await;
        assert_eq!(page(&app, &path).await.0, StatusCode::NOT_FOUND);
        let asked = app.act("inviteFocalPoint", json!({ "id": id, "version": version(&app, &id).await }), "path").await;
        let next = asked["path"].as_str().unwrap().to_owned();
        assert_ne!(next, path);
        assert_eq!(page(&app, &next).await.0, StatusCode::OK);
        // Another focal point gets a link of their own, and that of the one before is dead. So is that of who was erased.
        let changed = json!({ "id": id, "version": version(&app, &id).await, "focalPoint": { "contactId": contact } });
        app.act("updateDelegation", changed, SENT).await;
        assert_eq!(page(&app, &next).await.0, StatusCode::NOT_FOUND);
        let theirs = link(&app, &id).await;
        assert_eq!(page(&app, &theirs).await.0, StatusCode::OK);
        app.act("eraseContact", json!({ "contactId": contact }), "isErased").await;
        assert_eq!(page(&app, &theirs).await.0, StatusCode::NOT_FOUND);
    }

    async fn a_link_whose_time_is_over_says_so_and_takes_nothing(app: TestApp) {
        let event = app.event(json!({})).await;
        let id = delegation(&app, &event, "Italy", json!({ "nominateUntil": "2026-11-10T12:00" })).await;
        let path = format!("{}?lang=en", link(&app, &id).await);
        does(&app, &path, "nominate", &typed("Ana", "Rossi")).await;
        let member = told(&app, &id).await["members"][0]["attendee"]["id"].as_str().unwrap().to_owned();
        let refuses = async |words: &str| {
            let before = app.contents().await;
            let (status, shown) = page(&app, &path).await;
            assert_eq!(status, StatusCode::OK);
            assert!(shown.contains(words) && !shown.contains("<form"), "{words}: {shown}");
            for (what, more) in [("nominate", typed("Beni", "Rossi")), ("withdraw", format!("member={member}")), ("head", format!("member={member}")), ("replace", format!("member={member}&{}", typed("Beni", "Rossi")))] {
                let (status, shown) = does(&app, &path, what, &more).await;
                assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{what}");
                assert!(shown.contains(words), "{what}: {shown}");
            }
            app.holds(&before).await;
        };
        app.act("closeDelegation", json!({ "id": id, "version": version(&app, &id).await }), SENT).await;
        refuses("This delegation has been closed").await;
        let late = app.act_raw("nominateMember", json!({ "delegationId": id, "person": person("Cela", "Rossi") }), SENT).await;
        assert_eq!(codes(&late), ["delegationId WRONG_STATE"]);
        let unsent = app.act_raw("inviteFocalPoint", json!({ "id": id, "version": version(&app, &id).await }), SENT).await;
        assert_eq!(codes(&unsent), ["id WRONG_STATE"]);
        app.act("reopenDelegation", json!({ "id": id, "version": version(&app, &id).await }), SENT).await;
        assert!(page(&app, &path).await.1.contains("<form"));
        app.clock.set(at("2026-11-10T11:00:01Z"));
        refuses("The time for naming members ended on Tuesday, 10 November 2026").await;
        let late = app.act_raw("inviteFocalPoint", json!({ "id": id, "version": version(&app, &id).await }), SENT).await;
        assert_eq!(codes(&late), ["id TOO_LATE"]);
        nominate(&app, &id, person("Cela", "Rossi")).await;
        app.act("cancelEvent", json!({ "id": event, "reason": "a storm" }), "event { status }").await;
        refuses("This event has been cancelled").await;
        let (_, shown) = page(&app, &path).await;
        assert!(!shown.contains("Ana Rossi"), "once it is called off, the page tells of nobody");
    }

    /// The page says the same, and the list reads the same, whether the office knew somebody or not.
    async fn a_nomination_tells_nothing_of_whom_the_office_knows(app: TestApp) {
        let event = app.event(json!({ "capacity": 5, "offerMinutes": null })).await;
        let id = delegation(&app, &event, "Italy", json!({ "quota": 9 })).await;
        let path = format!("{}?lang=en", link(&app, &id).await);
        let mut known = Vec::new();
        for name in ["Known", "Listed", "Elsewhere"] {
            let input = json!({ "givenName": name, "familyName": "Rossi", "email": format!("{name}.Rossi@example.org").to_lowercase(), "preferredLanguage": "el", "ifDuplicate": "CREATE_ANYWAY" });
            known.push(app.act("registerContact", input, "contact { id }").await["contact"]["id"].as_str().unwrap().to_owned());
        }
        app.act("registerAttendee", json!({ "eventId": event, "contactId": known[1] }), "attendee { place }").await;
        let theirs = delegation(&app, &event, "Greece", json!({})).await;
        nominate(&app, &theirs, json!({ "contactId": known[2] })).await;
        let mut answers = Vec::new();
        for name in ["Stranger", "Known", "Listed", "Elsewhere"] {
            let (status, _) = does(&app, &path, "nominate", &typed(name, "Rossi")).await;
            assert_eq!(status, StatusCode::SEE_OTHER, "{name}");
            let (_, shown) = page(&app, &path).await;
            let entry = shown.split("<li>").find(|part| part.contains(&format!("<strong>{name} Rossi</strong>"))).unwrap();
            let entry = entry.split("</p>").next().unwrap().replace(name, "NAME");
            answers.push(entry);
        }
        // Three of five places were free: the fourth waits, whoever it is.
        assert_eq!(answers[0], answers[1]);
        assert_eq!(answers[1], answers[2], "who is on the list already is named like anybody else");
        assert!(answers[3].contains("waiting list"), "{answers:?}");
        let members = delegation_member::Entity::find().all(app.db.reader()).await.unwrap();
        assert_eq!(members.len(), 5);
        let rows = app.ask("query($id: ID!) { delegation(id: $id) { members { attendee { contact { id } } } } }", json!({ "id": id })).await;
        let people: Vec<&str> = rows["delegation"]["members"].as_array().unwrap().iter().map(|one| one["attendee"]["contact"]["id"].as_str().unwrap()).collect();
        assert!(people.contains(&known[0].as_str()), "who is known and on no list is the one who is known");
        assert!(!people.contains(&known[1].as_str()) && !people.contains(&known[2].as_str()), "who is on the list gets a record beside it, for the staff to judge");
        let untouched = contact::Entity::find_by_id(known[0].parse::<kuvend_entity::id::ContactId>().unwrap()).one(app.db.reader()).await.unwrap().unwrap();
        assert_eq!(untouched.version, 1);
        app.counts_are_true().await;
    }

    async fn nobody_can_have_any_number_of_people_written_to_by_a_link(app: TestApp) {
        let event = app.event(json!({})).await;
        let id = delegation(&app, &event, "Italy", json!({ "quota": 1 })).await;
        let path = format!("{}?lang=en", link(&app, &id).await);
        does(&app, &path, "nominate", &typed("Guest0", "Rossi")).await;
        let mut refused = None;
        for number in 1..30 {
            let member = told(&app, &id).await["members"][0]["attendee"]["id"].as_str().unwrap().to_owned();
            let (status, shown) = does(&app, &path, "replace", &format!("member={member}&{}", typed(&format!("Guest{number}"), "Rossi"))).await;
            if status != StatusCode::SEE_OTHER {
                refused = Some((number, shown));
                break;
            }
        }
        let (number, shown) = refused.unwrap();
        assert_eq!(number, 12, "twice the quota and ten within a day");
        assert!(shown.contains("we take no more for now"), "{shown}");
        app.clock.set(at("2026-11-03T09:00:01Z"));
        let member = told(&app, &id).await["members"][0]["attendee"]["id"].as_str().unwrap().to_owned();
        assert_eq!(does(&app, &path, "replace", &format!("member={member}&{}", typed("Next", "Rossi"))).await.0, StatusCode::SEE_OTHER);
    }
}
