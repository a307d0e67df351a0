//! People's rights: what is said of consent holds at the gate, who is erased is nowhere any more while figures stand, and
//! who did what can be relied on.

use std::collections::BTreeSet;

use kuvend_domain::{
    audit::chain::{self, Wrong},
    engine::catalogue,
    imports::{self, Fate, Import, Line, Listener, Progress, mapping::Mapping, source::Form},
    rights::{
        copy::beside::BESIDE,
        marks::{self, Newcomer},
        tables::{Owner, TABLES},
    },
};
use kuvend_entity::{
    audit_entry, audit_link,
    id::ContactId,
    interaction, interaction_participant,
    kind::{ImportMode, InteractionKind, LawfulBasis, Role, Route, SuppressionReason},
    suppression,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    sea_query::Expr,
};
use serde_json::{Value, json};

use crate::{
    app::{TestApp, at},
    on_both_engines,
};

/// What may be asked of the gate by name.
const PURPOSES: [&str; 3] = ["event-management", "follow-up", "publicity"];

/// The rule as the design says it: what forbids every letter, then what forbids all but taking part, then the address.
fn expected(
    purpose: &str,
    (restricted, objects): (bool, bool),
    said: Option<&str>,
    has_address: bool,
) -> &'static str {
    if restricted {
        return "RESTRICTED";
    }
    if purpose != "event-management" {
        match said {
            _ if objects => return "OBJECTED",
            Some("OBJECTED") => return "OBJECTED",
            Some("REFUSED" | "WITHDRAWN") => return "REFUSED",
            None => return "NOT_ASKED",
            Some(_) => {}
        }
    }
    if has_address { "ALLOWED" } else { "NO_ADDRESS" }
}

pub async fn register(app: &TestApp, input: Value) -> String {
    let made = app.act("registerContact", input, "contact { id }").await;
    made["contact"]["id"].as_str().unwrap().to_owned()
}

/// A person of a name that nobody else bears, with all that may hang on somebody.
async fn somebody(app: &TestApp) -> String {
    register(
        app,
        json!({
            "givenName": "Zamirë", "familyName": "Kryeziu", "email": "Zamire.Kryeziu@example.org", "phone": "+355 69 765 4321",
            "residenceCountry": "IT", "residenceCity": "Bari", "originCountry": "AL", "birthYear": 1978, "sex": "FEMALE",
            "generation": "FIRST", "profession": "nurse", "preferredLanguage": "it",
            "consents": [{ "purpose": "follow-up", "state": "GIVEN", "evidence": "letter of Zamirë Kryeziu" }],
        }),
    )
    .await
}

/// An event that the person was invited to, came to, and that is over.
async fn attended(app: &TestApp, contact: &str) -> String {
    let event = app.event(json!({ "capacity": 10 })).await;
    let other = app.contact("Besnik", "Leka").await;
    let audience = json!({ "eventId": event, "audience": { "contactIds": [contact, other] } });
    app.act("inviteContacts", audience, "campaign { id }").await;
    app.deliver().await;
    let answer = json!({ "eventId": event, "contactId": contact, "response": "ACCEPTED", "channel": "PHONE", "reason": "Zamirë Kryeziu rang" });
    let row = app.act("recordResponse", answer, "attendee { id }").await;
    app.deliver().await;
    app.clock.set(at("2026-11-16T17:30:00Z"));
    let row = json!({ "attendeeId": row["attendee"]["id"] });
    app.act("checkIn", row, "attendee { id }").await;
    app.clock.set(at("2026-11-18T09:00:00Z"));
    event
}

const FIGURES: &str = "invited { value } delivered { value } registered { value } attended { value } uniquePeople { value } directReach { value } newPeople { value } returningPeople { value } attendanceRate { value } responseRate { value }";

/// Every figure, by every dimension of a person, in total and over time.
pub async fn figures(app: &TestApp) -> Value {
    let mut all = Vec::new();
    for dimension in [
        "SEX",
        "AGE_BAND",
        "RESIDENCE_COUNTRY",
        "ORIGIN_COUNTRY",
        "GENERATION",
        "LANGUAGE",
        "CATEGORY",
        "NEW_OR_RETURNING",
    ] {
        for diaspora in [false, true] {
            let query = format!(
                "query($filter: EngagementFilter!) {{ engagementStatistics(filter: $filter) {{ {FIGURES} groups(by: [{dimension}]) {{ nodes {{ {FIGURES} }} }} trend(by: MONTH) {{ {FIGURES} }} }} }}"
            );
            let filter =
                json!({ "from": "2026-01-01", "to": "2026-12-31", "diasporaOnly": diaspora });
            all.push(app.ask(&query, json!({ "filter": filter })).await);
        }
    }
    all.into()
}

/// Brings a file in: how many lines made, changed, said nothing new and were skipped, and what became of each.
pub async fn imported(app: &TestApp, file: &std::path::Path) -> ([u64; 4], Vec<(u64, Fate)>) {
    #[derive(Default)]
    struct Lines(Vec<(u64, Fate)>);
    impl Listener for Lines {
        fn begins(&mut self, _: &[String], _: &Form) {}
        fn line(&mut self, line: &Line<'_>) {
            self.0.push((line.number, line.fate.clone()));
        }
        fn progress(&mut self, _: Progress) {}
    }
    let mut lines = Lines::default();
    let cmd = Import {
        what: kuvend_domain::imports::What::Contacts,
        office: Some(app.office.id),
        path: file.to_owned(),
        name: "fair.csv".to_owned(),
        encoding: None,
        delimiter: None,
        mapping: Mapping::default(),
        mode: ImportMode::Update,
        purpose: "follow-up".to_owned(),
        basis: LawfulBasis::Consent,
        source: "A fair".to_owned(),
        dry_run: false,
        job: None,
    };
    let Progress {
        created,
        updated,
        unchanged,
        skipped,
        ..
    } = imports::import(&app.op(), cmd, &mut lines)
        .await
        .unwrap()
        .progress;
    ([created, updated, unchanged, skipped], lines.0)
}

const ERASED: &str =
    "isErased findings { table column isContactDetail rows } tables { table rows outcome }";

on_both_engines! {
    async fn the_gate_answers_every_combination_of_what_may_be_said(app: TestApp) {
        let mut number = 0;
        for restricted in [false, true] {
            for objects in [false, true] {
                for has_address in [false, true] {
                    for said in [None, Some("GIVEN"), Some("REFUSED"), Some("WITHDRAWN"), Some("OBJECTED")] {
                        number += 1;
                        let mut input = json!({ "givenName": format!("Person{number}"), "familyName": "Gate" });
                        if has_address {
                            input["email"] = json!(format!("person{number}@example.org"));
                        }
                        let id = register(&app, input).await;
                        for purpose in PURPOSES {
                            if let Some(state) = said {
                                app.act("recordConsent", json!({ "contactId": id, "purpose": purpose, "state": state, "channel": "phone" }), "consent { state }").await;
                            }
                        }
                        if restricted {
                            app.act("restrictContact", json!({ "contactId": id }), "contact { id }").await;
                        }
                        if objects {
                            app.act("recordObjection", json!({ "contactId": id }), "contact { id }").await;
                        }
                        for purpose in PURPOSES {
                            let query = "query($id: ID!, $purpose: String!) { contact(id: $id) { mayContact(purpose: $purpose) { allowed permission } } }";
                            let told = app.ask(query, json!({ "id": id, "purpose": purpose })).await;
                            let expected = expected(purpose, (restricted, objects), said, has_address);
                            let told = &told["contact"]["mayContact"];
                            assert_eq!(told["allowed"], expected == "ALLOWED", "{purpose} {restricted} {objects} {said:?} {has_address}: {told}");
                            assert_eq!(told["permission"], expected, "{purpose} {restricted} {objects} {said:?} {has_address}");
                        }
                    }
                }
            }
        }
    }

    async fn who_takes_consent_back_is_not_mailed_although_a_letter_waits(app: TestApp) {
        let event = app.event(json!({})).await;
        let (stays, goes) = (app.contact("Arta", "Hoxha").await, app.contact("Besnik", "Leka").await);
        let audience = json!({ "eventId": event, "audience": { "contactIds": [stays, goes] } });
        app.act("inviteContacts", audience, "campaign { id }").await;
        let taken_back = json!({ "contactId": goes, "purpose": "follow-up", "state": "WITHDRAWN", "channel": "phone", "evidence": "rang" });
        let line = app.act("recordConsent", taken_back, "consent { purpose state wordingVersion channel }").await;
        assert_eq!(line["consent"], json!({ "purpose": "follow-up", "state": "WITHDRAWN", "wordingVersion": 1, "channel": "phone" }));
        app.deliver().await;
        let mail = app.mail().await;
        let to: Vec<Option<String>> = mail.iter().map(|(row, _)| row.contact_id.map(|id| id.to_string())).collect();
        assert_eq!(to, [Some(stays)]);
        let history = app.ask("query($id: ID!) { consentHistory(contactId: $id, purpose: \"follow-up\") { totalCount nodes { state } } }", json!({ "id": goes })).await;
        assert_eq!(history["consentHistory"], json!({ "totalCount": 2, "nodes": [{ "state": "WITHDRAWN" }, { "state": "GIVEN" }] }));
    }

    async fn a_letter_that_waits_does_not_go_to_who_is_restricted_objects_or_is_held_back_since(app: TestApp) {
        let event = app.event(json!({})).await;
        let mut people = Vec::new();
        for name in ["Arta", "Besnik", "Cela", "Dora"] {
            people.push(app.contact(name, "Hoxha").await);
        }
        app.act("inviteContacts", json!({ "eventId": event, "audience": { "contactIds": people } }), "campaign { id }").await;
        app.act("restrictContact", json!({ "contactId": people[1], "reason": "disputed" }), "contact { id }").await;
        app.act("recordObjection", json!({ "contactId": people[2], "reason": "rang" }), "contact { id }").await;
        let address = app.ask("query($id: ID!) { contact(id: $id) { emails { address } } }", json!({ "id": people[3] })).await;
        let row = suppression::ActiveModel {
            id: sea_orm::Set(kuvend_entity::id::SuppressionId::new()),
            office_id: sea_orm::Set(app.office.id),
            address_folded: sea_orm::Set(address["contact"]["emails"][0]["address"].as_str().unwrap().to_lowercase()),
            reason: sea_orm::Set(SuppressionReason::Complaint),
            purpose_id: sea_orm::Set(None),
            created_at: sea_orm::Set(app.clock.now()),
            released_at: sea_orm::Set(None),
        };
        suppression::Entity::insert(row).exec_without_returning(app.db.writer()).await.unwrap();
        app.deliver().await;
        let to: Vec<Option<String>> = app.mail().await.iter().map(|(row, _)| row.contact_id.map(|id| id.to_string())).collect();
        assert_eq!(to, [Some(people[0].clone())]);
        let rows = app.ask("query($id: ID!) { event(id: $id) { attendees(first: 10) { nodes { contact { id } invitation messages(first: 5) { nodes { state timeline { kind detail } } } } } } }", json!({ "id": event })).await;
        for (person, reason) in [(&people[1], "RESTRICTED"), (&people[2], "OBJECTED"), (&people[3], "SUPPRESSED")] {
            let row = rows["event"]["attendees"]["nodes"].as_array().unwrap().iter().find(|row| row["contact"]["id"] == **person).unwrap();
            assert_ne!(row["invitation"], "SENT", "{row:#}");
            let letter = &row["messages"]["nodes"][0];
            assert!(letter.to_string().contains(reason), "{reason}: {letter:#}");
        }
    }

    async fn other_words_of_a_purpose_are_another_wording_and_the_old_one_is_kept(app: TestApp) {
        let wording = |text: &str| json!([{ "language": "en", "text": text }]);
        let made = app.act("createPurpose", json!({ "key": "research", "wording": wording("We study."), "basis": "CONSENT", "retentionDays": 365, "recipients": wording("A university") }), "purpose { id version wordingVersion recipients { text } }").await;
        assert_eq!(made["purpose"]["wordingVersion"], 1);
        assert_eq!(made["purpose"]["recipients"][0]["text"], "A university");
        let id = &made["purpose"]["id"];
        let same = app.act("updatePurpose", json!({ "id": id, "version": 1, "retentionDays": 30 }), "purpose { version wordingVersion }").await;
        assert_eq!(same["purpose"], json!({ "version": 2, "wordingVersion": 1 }));
        let other = app.act("updatePurpose", json!({ "id": id, "version": 2, "wording": wording("We study you.") }), "purpose { wordingVersion wording { text } earlierWordings { version wording { text } } }").await;
        assert_eq!(other["purpose"], json!({ "wordingVersion": 2, "wording": [{ "text": "We study you." }], "earlierWordings": [{ "version": 1, "wording": [{ "text": "We study." }] }] }));
        let stale = app.act_raw("updatePurpose", json!({ "id": id, "version": 2, "retentionDays": 1 }), "purpose { id }").await;
        assert_eq!(stale["userErrors"][0]["code"], "CONFLICT");
    }

    async fn who_is_erased_is_nowhere_any_more_and_every_figure_stands(app: TestApp) {
        let contact = somebody(&app).await;
        attended(&app, &contact).await;
        app.act("openRightsRequest", json!({ "contactId": contact, "kind": "ERASURE", "channel": "letter of Zamirë Kryeziu" }), "request { id }").await;
        let namesake = register(&app, json!({ "givenName": "Zamire", "familyName": "Kryeziu", "birthYear": 1990, "ifDuplicate": "CREATE_ANYWAY" })).await;
        chain::seal(&app.op()).await.unwrap();
        let before = figures(&app).await;
        let plan = app.act("planErasure", json!({ "contactId": contact }), "plan { needsApproval isHeld tables { table rows outcome } }").await;
        assert!(plan["plan"]["tables"].as_array().unwrap().iter().any(|share| *share == json!({ "table": "contact_email", "rows": 1, "outcome": "DELETED" })), "{plan:#}");
        let erased = app.act("eraseContact", json!({ "contactId": contact }), ERASED).await;
        assert_eq!(erased["findings"], json!([]));
        assert_eq!(erased["isErased"], true);
        assert_eq!(figures(&app).await, before);
        let contents = app.contents().await;
        for word in ["zamire.kryeziu@", "Zamirë", "697654321", "69 765 4321", "Bari", "nurse", "rang"] {
            assert_eq!(contents.mentions(word), Vec::<String>::new(), "{word}");
        }
        let gone = app.ask("query($id: ID!, $other: ID!) { contact(id: $id) { id } other: contact(id: $other) { displayName } contacts(search: \"kryeziu\") { totalCount } }", json!({ "id": contact, "other": namesake })).await;
        assert_eq!(gone, json!({ "contact": null, "other": { "displayName": "Zamire Kryeziu" }, "contacts": { "totalCount": 1 } }));
        let again = app.act_raw("eraseContact", json!({ "contactId": contact }), "isErased").await;
        assert_eq!(again["userErrors"][0]["code"], "NOT_FOUND");
        app.counts_are_true().await;
        assert_eq!(chain::verify(&app.db).await.unwrap().wrong, [], "an erasure does not break the chain");
    }

    async fn an_erased_person_is_known_again_and_nobody_else_is_taken_for_them(app: TestApp) {
        let contact = somebody(&app).await;
        app.act("eraseContact", json!({ "contactId": contact }), ERASED).await;
        let by = |more: Newcomer| more;
        let people = [
            by(Newcomer { addresses: vec!["zamire.kryeziu@example.org".to_owned()], ..Newcomer::default() }),
            by(Newcomer { telephones: vec!["+355697654321".to_owned()], ..Newcomer::default() }),
            by(Newcomer { given_name: "ZAMIRE".to_owned(), family_name: "Kryeziu".to_owned(), birth_year: Some(1978), ..Newcomer::default() }),
            by(Newcomer { given_name: "Zamirë".to_owned(), family_name: "Kryeziu".to_owned(), birth_year: Some(1979), ..Newcomer::default() }),
            by(Newcomer { given_name: "Zamirë".to_owned(), family_name: "Kryeziu".to_owned(), ..Newcomer::default() }),
            by(Newcomer { addresses: vec!["besnik.leka@example.org".to_owned()], ..Newcomer::default() }),
        ];
        let known = marks::were_erased(app.db.reader(), &app.office, &people).await.unwrap();
        assert_eq!(known, [true, true, true, false, false, false]);

        let came_back = async || app.ask("{ auditTrail(filter: { action: \"rights::came_back\" }) { totalCount } }", json!({})).await["auditTrail"]["totalCount"].clone();
        app.contact("Besnik", "Leka").await;
        assert_eq!(came_back().await, 0);
        somebody(&app).await;
        assert_eq!(came_back().await, 1, "registering again is allowed, and noted");
    }

    async fn who_came_from_a_file_and_is_erased_is_told_and_not_brought_in_again(app: TestApp) {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "Emri,Mbiemri,Email,Telefon,Pelqimi\nZamirë,Kryeziu,zamire.kryeziu@example.org,+355 69 765 4321,po\nBesnik,Leka,besnik.leka@example.org,,po\n").unwrap();
        let first = imported(&app, file.path()).await;
        assert_eq!(first.0, [2, 0, 0, 0]);
        let found = app.ask("{ contacts(search: \"kryeziu\") { nodes { id } } }", json!({})).await;
        let contact = found["contacts"]["nodes"][0]["id"].as_str().unwrap().to_owned();
        app.act("createSegment", json!({ "name": "From the fair", "contactIds": [contact] }), "segment { id }").await;
        talk(&app, &[&contact], "Zamirë rang").await;
        let erased = app.act("eraseContact", json!({ "contactId": contact }), ERASED).await;
        assert_eq!((&erased["isErased"], &erased["findings"]), (&json!(true), &json!([])));
        let contents = app.contents().await;
        for word in ["zamire", "Zamirë", "Kryeziu", "697654321"] {
            assert_eq!(contents.mentions(word), Vec::<String>::new(), "{word}");
        }
        let again = imported(&app, file.path()).await;
        assert_eq!(again.0, [0, 0, 1, 1], "one line says what is known, one is skipped");
        assert_eq!(again.1, [(2, Fate::Skip("ERASED_BEFORE")), (3, Fate::Unchanged)]);
        let found = app.ask("{ contacts(search: \"kryeziu\") { totalCount } }", json!({})).await;
        assert_eq!(found["contacts"]["totalCount"], 0);
    }

    async fn what_the_sweep_finds_takes_the_whole_erasure_back(app: TestApp) {
        let (contact, other) = (somebody(&app).await, app.contact("Besnik", "Leka").await);
        let talk = talk(&app, &[&contact, &other], "asked for zamire.kryeziu@example.org").await;
        let before = app.contents().await;
        let found = app.act_raw("eraseContact", json!({ "contactId": contact, "explanation": "never mind" }), ERASED).await;
        assert_eq!(found["isErased"], false);
        // The address is made of the name.
        let finding = |is_detail: bool| json!({ "table": "interaction", "column": "body", "isContactDetail": is_detail, "rows": 1 });
        assert_eq!(found["findings"], json!([finding(true), finding(false)]));
        assert_eq!(found["userErrors"][0]["code"], "WRONG_STATE");
        app.holds(&before).await;

        let named = interaction::ActiveModel { body: sea_orm::Set(Some("Kryeziu, Zamirë came along".to_owned())), ..talk.into_active_model().reset_all() };
        interaction::Entity::update(named).exec(app.db.writer()).await.unwrap();
        let found = app.act_raw("eraseContact", json!({ "contactId": contact }), ERASED).await;
        assert_eq!(found["findings"], json!([finding(false)]));
        assert_eq!(found["userErrors"][0]["code"], "REASON_REQUIRED");
        let telling = app.act_raw("eraseContact", json!({ "contactId": contact, "explanation": "zamire kryeziu is public" }), ERASED).await;
        assert_eq!(telling["userErrors"][0]["code"], "INCONSISTENT");
        let erased = app.act("eraseContact", json!({ "contactId": contact, "explanation": "minutes of a public meeting" }), ERASED).await;
        assert_eq!(erased["isErased"], true);
    }

    async fn a_talk_with_nobody_else_loses_its_words_and_one_with_others_keeps_them(app: TestApp) {
        let (contact, other) = (somebody(&app).await, app.contact("Besnik", "Leka").await);
        let alone = talk(&app, &[&contact], "wants to come back").await;
        let shared = talk(&app, &[&contact, &other], "spoke of the school").await;
        app.act("eraseContact", json!({ "contactId": contact }), ERASED).await;
        let body = async |id| interaction::Entity::find_by_id(id).one(app.db.reader()).await.unwrap().unwrap().body;
        assert_eq!(body(alone.id).await, None);
        assert_eq!(body(shared.id).await.as_deref(), Some("spoke of the school"));
        let left = interaction_participant::Entity::find().all(app.db.reader()).await.unwrap();
        assert_eq!(left.len(), 1);
    }

    async fn a_second_person_agrees_where_the_office_asks_for_it_and_a_hold_stops_everybody(app: TestApp) {
        let contact = somebody(&app).await;
        let event = app.event(json!({})).await;
        app.act("setErasureApproval", json!({ "needed": true }), "needed").await;
        let refused = |payload: &Value| payload["userErrors"][0]["message"].as_str().unwrap_or_default().to_owned();
        let erase = json!({ "contactId": contact });
        assert!(refused(&app.act_raw("eraseContact", erase.clone(), ERASED).await).contains("not approved yet"));
        app.act("approveErasure", erase.clone(), "isApproved").await;
        assert!(refused(&app.act_raw("eraseContact", erase.clone(), ERASED).await).contains("not approved yet"), "one's own word is not a second person's");
        let hold = app.act("placeHold", json!({ "contactId": contact, "reason": "a court asks" }), "hold { id }").await;
        let officer = app.account(Role::DataProtectionOfficer, app.office.id, event.parse().unwrap()).await;
        let query = format!("mutation($input: EraseContactInput!) {{ eraseContact(input: $input) {{ {ERASED} userErrors {{ code message }} }} }}");
        let (_, answer) = app.post_by(&officer, &query, json!({ "input": erase })).await;
        assert!(refused(&answer["data"]["eraseContact"]).contains("under a legal hold"), "{answer:#}");
        app.act("releaseHold", json!({ "id": hold["hold"]["id"], "reason": "the court decided" }), "hold { releasedAt }").await;
        let (_, answer) = app.post_by(&officer, &query, json!({ "input": erase })).await;
        assert_eq!(answer["data"]["eraseContact"]["isErased"], true, "{answer:#}");
    }

    async fn every_table_with_a_persons_key_is_in_the_register(app: TestApp) {
        let known: BTreeSet<(String, String)> = TABLES.iter().map(|held| {
            let (Owner::Column(column) | Owner::Through { column, .. }) = held.owner;
            (held.table.to_owned(), column.to_owned())
        }).collect();
        let mut there = BTreeSet::new();
        for to in ["contact", "attendee", "message"] {
            there.extend(catalogue::references(app.db.reader(), to).await.unwrap());
        }
        let columns = catalogue::columns(app.db.reader()).await.unwrap();
        // An entry of the audit names a thing of any kind by its key, an address names whoever has it, and a file is of what it was handed in for.
        let otherwise = columns.iter().filter(|column| ["object_id", "subject_id", "address_folded", "deliverable_id"].contains(&column.column_name.as_str()));
        let otherwise: BTreeSet<&str> = otherwise.map(|column| column.table_name.as_str()).collect();
        let told: BTreeSet<&str> = BESIDE.into_iter().chain(TABLES.iter().map(|held| held.table)).collect();
        assert!(BESIDE.iter().all(|table| otherwise.contains(table)), "{otherwise:?}");
        let missing: Vec<_> = otherwise.difference(&told).collect();
        assert!(missing.is_empty(), "say in domain/rights/copy/beside.rs how these are copied: {missing:?}");
        let named = columns.into_iter().filter(|column| ["contact_id", "attendee_id"].contains(&column.column_name.as_str()));
        there.extend(named.map(|column| (column.table_name, column.column_name)));
        assert!(there.len() > 20, "{there:?}");
        // A merged contact is one of the person's own ids, a letter to a guest is one to a person.
        for elsewhere in [("contact", "merged_into_id"), ("message", "attendee_id")] {
            assert!(there.remove(&(elsewhere.0.to_owned(), elsewhere.1.to_owned())), "{elsewhere:?}");
        }
        let missing: Vec<_> = there.difference(&known).collect();
        assert!(missing.is_empty(), "say in domain/rights/tables.rs how these are copied and erased: {missing:?}");
    }

    async fn a_copy_tells_a_person_everything_and_that_it_was_made_is_kept(app: TestApp) {
        let contact = somebody(&app).await;
        let event = attended(&app, &contact).await;
        let copy = app.act("exportContactData", json!({ "contactId": contact }), "json").await;
        let copy: Value = serde_json::from_str(copy["json"].as_str().unwrap()).unwrap();
        let tables = &copy["tables"];
        assert_eq!(tables["contact"][0]["given_name"], "Zamirë");
        assert_eq!(tables["contact_email"][0]["address"], "Zamire.Kryeziu@example.org");
        assert_eq!(tables["contact_email"][0]["is_primary"], true);
        assert_eq!(tables["consent"][0]["evidence"], "letter of Zamirë Kryeziu");
        assert_eq!(tables["attendee"][0]["presence"], "ATTENDED");
        assert_eq!(format!("event_{}", tables["attendee"][0]["event_id"].as_str().unwrap()), event);
        assert_eq!(tables["attendee"][0]["roles"], json!(["GUEST"]));
        assert!(tables["message"].as_array().unwrap().len() > 1);
        assert!(!copy.to_string().contains("Besnik"));
        let trail = app.ask("query($id: ID!) { auditTrail(filter: { objectId: $id }, first: 1) { nodes { action objectKind changes } } }", json!({ "id": contact })).await;
        assert_eq!(trail["auditTrail"]["nodes"], json!([{ "action": "rights::copy", "objectKind": "contact", "changes": null }]));
    }

    async fn a_copy_tells_what_was_done_with_the_data_and_which_addresses_get_no_letters(app: TestApp) {
        let (contact, other) = (somebody(&app).await, app.contact("Drin", "Shehu").await);
        attended(&app, &contact).await;
        app.ask("{ contacts { nodes { emails { address } } } }", json!({})).await;
        app.write_reads().await;
        let consulate = app.another_office().await;
        for (office, address) in [(app.office.id, "zamire.kryeziu@example.org"), (app.office.id, "besnik.leka@example.org"), (consulate, "zamire.kryeziu@example.org")] {
            let row = suppression::ActiveModel {
                id: sea_orm::Set(kuvend_entity::id::SuppressionId::new()),
                office_id: sea_orm::Set(office),
                address_folded: sea_orm::Set(address.to_owned()),
                reason: sea_orm::Set(SuppressionReason::Manual),
                purpose_id: sea_orm::Set(None),
                created_at: sea_orm::Set(app.clock.now()),
                released_at: sea_orm::Set(None),
            };
            suppression::Entity::insert(row).exec_without_returning(app.db.writer()).await.unwrap();
        }
        let copy = app.act("exportContactData", json!({ "contactId": contact }), "json deedsJson").await;
        let deeds: Value = serde_json::from_str(copy["deedsJson"].as_str().unwrap()).unwrap();
        let copy: Value = serde_json::from_str(copy["json"].as_str().unwrap()).unwrap();
        let held_back = copy["tables"]["suppression"].as_array().unwrap();
        assert_eq!(held_back.len(), 1, "neither another's nor another office's: {held_back:?}");
        assert_eq!((&held_back[0]["address_folded"], &held_back[0]["reason"]), (&json!("zamire.kryeziu@example.org"), &json!("MANUAL")));
        let deeds = deeds.as_array().unwrap();
        let done = |action: &str| deeds.iter().find(|deed| deed["action"] == action).map(|deed| deed["done"].clone());
        for action in ["contacts::register", "contacts::read", "attendees::respond", "attendees::check_in"] {
            assert_eq!(done(action), Some(json!("STAFF")), "{action}: {deeds:#?}");
        }
        for deed in deeds {
            let told: BTreeSet<&str> = deed.as_object().unwrap().keys().map(String::as_str).collect();
            assert_eq!(told, ["action", "at", "done", "id", "object_kind", "route"].into(), "nobody of the staff is named, and no value");
        }
        let all = format!("{copy}{deeds:?}");
        assert!(!all.contains(other.split('_').next_back().unwrap()), "nobody else is named");
    }

    async fn a_list_given_to_somebody_outside_is_told_to_who_stood_on_it(app: TestApp) {
        let (contact, stranger) = (somebody(&app).await, app.contact("Arta", "Hoxha").await);
        let event = attended(&app, &contact).await;
        let given = json!({ "eventId": event, "recipient": "Ministry of Interior", "purpose": "entry", "basis": "LEGAL_OBLIGATION", "fields": ["name", "birthYear"] });
        let made = app.act("recordTransfer", given, "transfer { people sharedOn fields }").await;
        assert_eq!(made["transfer"], json!({ "people": 2, "sharedOn": "2026-11-18", "fields": ["name", "birthYear"] }));
        let of = async |contact: &str| app.ask("query($id: ID!) { transfers(contactId: $id) { nodes { recipient } } }", json!({ "id": contact })).await["transfers"]["nodes"].clone();
        assert_eq!(of(&contact).await, json!([{ "recipient": "Ministry of Interior" }]));
        assert_eq!(of(&stranger).await, json!([]));
        let copy = app.act("exportContactData", json!({ "contactId": contact }), "json").await;
        let copy: Value = serde_json::from_str(copy["json"].as_str().unwrap()).unwrap();
        assert_eq!(copy["tables"]["transfer"][0]["recipient"], "Ministry of Interior");
        app.act("eraseContact", json!({ "contactId": contact }), ERASED).await;
        let left = app.ask("{ transfers { nodes { people } } }", json!({})).await;
        assert_eq!(left["transfers"]["nodes"], json!([{ "people": 2 }]));
    }

    async fn a_request_is_due_in_a_month_and_may_take_two_more_once(app: TestApp) {
        let contact = somebody(&app).await;
        let fields = "request { id version dueOn state extensionReason }";
        let made = app.act("openRightsRequest", json!({ "contactId": contact, "kind": "ACCESS", "receivedOn": "2026-10-31" }), fields).await;
        assert_eq!(made["request"]["dueOn"], "2026-11-30");
        let id = &made["request"]["id"];
        let overdue = async || app.ask("{ rightsRequests(filter: { overdue: true }) { totalCount } }", json!({})).await["rightsRequests"]["totalCount"].clone();
        assert_eq!(overdue().await, 0);
        app.clock.set(at("2026-11-30T22:59:00Z"));
        assert_eq!(overdue().await, 0);
        app.clock.set(at("2026-11-30T23:01:00Z"));
        assert_eq!(overdue().await, 1, "it is the next day where the office is");
        let more = app.act("extendRightsRequest", json!({ "id": id, "version": 1, "reason": "many records" }), fields).await;
        assert_eq!(more["request"]["dueOn"], "2027-01-30");
        assert_eq!(overdue().await, 0);
        let again = app.act_raw("extendRightsRequest", json!({ "id": id, "version": 2, "reason": "more" }), fields).await;
        assert_eq!(again["userErrors"][0]["code"], "WRONG_STATE");
        let silent = app.act_raw("decideRightsRequest", json!({ "id": id, "version": 2, "state": "REFUSED" }), fields).await;
        assert_eq!(silent["userErrors"][0]["code"], "REASON_REQUIRED");
        let done = app.act("decideRightsRequest", json!({ "id": id, "version": 2, "state": "FULFILLED" }), fields).await;
        assert_eq!(done["request"]["state"], "FULFILLED");
        let closed = app.act_raw("decideRightsRequest", json!({ "id": id, "version": 3, "state": "WITHDRAWN" }), fields).await;
        assert_eq!(closed["userErrors"][0]["code"], "WRONG_STATE");
    }

    async fn the_chain_finds_what_was_changed_taken_out_or_put_in(app: TestApp) {
        let contact = somebody(&app).await;
        app.act("recordObjection", json!({ "contactId": contact, "reason": "rang" }), "contact { id }").await;
        let sealed = chain::seal(&app.op()).await.unwrap();
        assert!(sealed >= 3, "{sealed}");
        assert_eq!(chain::seal(&app.op()).await.unwrap(), 0);
        let verdict = chain::verify(&app.db).await.unwrap();
        assert_eq!((verdict.wrong, i64::try_from(sealed).unwrap()), (vec![], verdict.links));
        let entries = audit_entry::Entity::find().order_by_asc(audit_entry::Column::At).order_by_asc(audit_entry::Column::Id).all(app.db.reader()).await.unwrap();
        let (first, last) = (entries.first().unwrap().clone(), entries.last().unwrap().clone());

        let reason = |text: &str| audit_entry::Entity::update_many()
            .col_expr(audit_entry::Column::Reason, Expr::value(text))
            .filter(audit_entry::Column::Id.eq(last.id));
        reason("wrote").exec(app.db.writer()).await.unwrap();
        assert_eq!(chain::verify(&app.db).await.unwrap().wrong, [Wrong::Changed(last.id)]);
        reason("rang").exec(app.db.writer()).await.unwrap();

        audit_entry::Entity::delete_by_id(first.id).exec(app.db.writer()).await.unwrap();
        assert_eq!(chain::verify(&app.db).await.unwrap().wrong, [Wrong::Removed(first.id)]);
        let back = first.clone().into_active_model().reset_all();
        audit_entry::Entity::insert(back).exec_without_returning(app.db.writer()).await.unwrap();
        assert_eq!(chain::verify(&app.db).await.unwrap().wrong, []);

        let mut forged = first.clone();
        forged.id = kuvend_entity::id::AuditEntryId::new();
        forged.at = at("2026-11-01T00:00:00Z");
        forged.route = Route::Api;
        audit_entry::Entity::insert(forged.clone().into_active_model().reset_all()).exec_without_returning(app.db.writer()).await.unwrap();
        chain::seal(&app.op()).await.unwrap();
        assert_eq!(chain::verify(&app.db).await.unwrap().wrong, [Wrong::Inserted(forged.id)]);
        audit_entry::Entity::delete_by_id(forged.id).exec(app.db.writer()).await.unwrap();

        audit_link::Entity::delete_by_id(2).exec(app.db.writer()).await.unwrap();
        assert_eq!(chain::verify(&app.db).await.unwrap().wrong, [Wrong::Broken(3)]);
    }
}

/// A talk with some people, written as it lies in the tables.
pub async fn talk(app: &TestApp, with: &[&str], body: &str) -> interaction::Model {
    let now = app.clock.now();
    let row = interaction::Model {
        id: kuvend_entity::id::InteractionId::new(),
        office_id: app.office.id,
        version: 1,
        kind: InteractionKind::Call,
        subject: "A call".to_owned(),
        body: Some(body.to_owned()),
        happened_at: now,
        event_id: None,
        programme_id: None,
        recorded_by: None,
        created_at: now,
        updated_at: now,
    };
    let new = row.clone().into_active_model().reset_all();
    interaction::Entity::insert(new)
        .exec_without_returning(app.db.writer())
        .await
        .unwrap();
    for contact in with {
        let part = interaction_participant::ActiveModel {
            interaction_id: sea_orm::Set(row.id),
            contact_id: sea_orm::Set(contact.parse::<ContactId>().unwrap()),
            office_id: sea_orm::Set(app.office.id),
        };
        interaction_participant::Entity::insert(part)
            .exec_without_returning(app.db.writer())
            .await
            .unwrap();
    }
    row
}
