//! Two records that are parted again: what was taken away since stays away, and every row of every table is what it was.

use kuvend_domain::merges::{REFERENCES, Rule};
use kuvend_entity::{
    contact_email, erasure_approval,
    id::{ContactId, PersonalLinkId, RegistrationId},
    interaction,
    kind::EmailState,
    personal_link, purpose, registration, retention_proposal,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, sea_query::Expr,
};
use serde_json::{Value, json};

use crate::{
    app::TestApp,
    merges::{Two, changes, codes, copy, merged, register, two},
    on_both_engines,
};

/// Numbers that are the same whenever the test is run.
struct Dice(u64);

impl Dice {
    /// From none to `below`, which it is not.
    fn roll(&mut self, below: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }

    fn heads(&mut self) -> bool {
        self.roll(2) == 0
    }

    fn one_of<'a>(&mut self, of: &[&'a str]) -> &'a str {
        let number = self.roll(u64::try_from(of.len()).unwrap());
        of[usize::try_from(number).unwrap()]
    }

    /// The first of two, the second, or both.
    fn who(&mut self, (one, other): (&str, &str)) -> Vec<String> {
        match self.roll(3) {
            0 => vec![one.to_owned()],
            1 => vec![other.to_owned()],
            _ => vec![one.to_owned(), other.to_owned()],
        }
    }
}

const UNDONE: &str = "merge { id } removedSince { table rows }";

async fn tasks(app: &TestApp, contact: &str) -> Vec<Value> {
    let query =
        "query($id: ID!) { tasks(filter: { contactId: $id }, first: 50) { nodes { id version } } }";
    let answer = app.ask(query, json!({ "id": contact })).await;
    answer["tasks"]["nodes"].as_array().unwrap().clone()
}

async fn shares(app: &TestApp, one: &str, other: &str) -> Value {
    let plan = json!({ "survivorId": one, "otherId": other });
    let plan = app
        .act(
            "planMerge",
            plan,
            "plan { tables { table moved folded made } }",
        )
        .await;
    plan["plan"]["tables"].clone()
}

/// What is random of a record.
fn profile(dice: &mut Dice, number: usize, side: &str) -> Value {
    let mut input = json!({
        "givenName": dice.one_of(&["Arta", "Artë", "Αρτά", "Artha"]), "familyName": format!("{} {number}", dice.one_of(&["Hoxha", "Hoxhaj", "Hodža"])),
        "emails": [{ "address": format!("{side}{number}@example.org") }, { "address": format!("shared{number}@example.org") }],
        "phones": [{ "number": format!("+355 69 {:03} {number:04}", dice.roll(2)) }],
        "names": [{ "kind": "BIRTH", "givenName": dice.one_of(&["Arta", "Ana"]), "familyName": "Dema" }],
        "ifDuplicate": "CREATE_ANYWAY", "consents": [{ "purpose": dice.one_of(&["follow-up", "publicity"]), "state": dice.one_of(&["GIVEN", "REFUSED", "WITHDRAWN"]) }],
        "citizenships": [dice.one_of(&["AL", "IT", "DE"])],
    });
    let mut more = |key: &str, value: Value| {
        if dice.heads() {
            input[key] = value;
        }
    };
    more("residenceCountry", json!("IT"));
    more("residenceCity", json!("Bari"));
    more("birthYear", json!(1978));
    more("profession", json!("nurse"));
    more("formerResidences", json!([{ "country": "GR" }]));
    more(
        "willingness",
        json!([{ "mode": "MENTOR", "answer": if number.is_multiple_of(2) { "YES" } else { "NO" } }]),
    );
    more(
        "languages",
        json!([{ "language": "it", "level": if side == "a" { "B1" } else { "C1" } }]),
    );
    more(
        "skills",
        json!([{ "skill": "Nursing", "level": "EXPERT" }, { "skill": format!("Skill {side}"), "level": "BASIC" }]),
    );
    input
}

/// Puts rows of every table upon one of two people, or both. What the whole office has is in `common`.
async fn befall(app: &TestApp, dice: &mut Dice, both: (&str, &str), common: &Value) {
    let number = app.clock.now().timestamp();
    for person in dice.who(both) {
        app.act(
            "addTask",
            json!({ "contactId": person, "title": "Write" }),
            "task { id }",
        )
        .await;
    }
    let people = dice.who(both);
    app.act(
        "recordInteraction",
        json!({ "participantIds": people, "kind": "CALL", "subject": "A call" }),
        "interaction { id }",
    )
    .await;
    let people = dice.who(both);
    app.act(
        "createSegment",
        json!({ "name": format!("List {number} {}", both.0), "contactIds": people }),
        "segment { id }",
    )
    .await;
    for person in dice.who(both) {
        let state = dice.one_of(&["APPLIED", "ENROLLED", "WITHDRAWN"]);
        app.act("enrolContact", json!({ "programmeId": common["programme"], "contactId": person, "role": "mentor", "state": state }), "enrolment { id }").await;
    }
    for person in dice.who(both) {
        app.act("addMembership", json!({ "contactId": person, "organisationId": common["body"], "function": dice.one_of(&["Member", "Chair"]) }), "contact { id }").await;
    }
    for person in dice.who(both) {
        app.act("addRelationship", json!({ "contactId": person, "otherId": common["friend"], "kind": dice.one_of(&["FRIEND", "COLLEAGUE"]) }), "contact { id }").await;
    }
    if dice.heads() {
        app.act(
            "addRelationship",
            json!({ "contactId": both.0, "otherId": both.1, "kind": "SIBLING" }),
            "contact { id }",
        )
        .await;
    }
    for person in dice.who(both) {
        app.act(
            "addRelationship",
            json!({ "contactId": common["friend"], "otherId": person, "kind": "RELATIVE" }),
            "contact { id }",
        )
        .await;
    }
    for person in dice.who(both) {
        app.act(
            "openRightsRequest",
            json!({ "contactId": person, "kind": "ACCESS" }),
            "request { id }",
        )
        .await;
    }
    if dice.heads() {
        let person = dice.who(both).remove(0);
        app.act(
            "placeHold",
            json!({ "contactId": person, "reason": "a case" }),
            "hold { id }",
        )
        .await;
    }
    for person in dice.who(both) {
        app.act(
            "createCopyLink",
            json!({ "contactId": person }),
            "link { id }",
        )
        .await;
    }
    if dice.heads() {
        let person = dice.who(both).remove(0);
        app.act(
            "restrictContact",
            json!({ "contactId": person, "reason": "disputed" }),
            "contact { id }",
        )
        .await;
    }
}

/// Guest lists on which the two stand, or one of them.
async fn invite(app: &TestApp, dice: &mut Dice, both: (&str, &str), common: &Value) {
    for delivers in [true, false] {
        let event = app.event(json!({ "capacity": 1 + dice.roll(3) })).await;
        let people = dice.who(both);
        let audience = json!({ "eventId": event, "audience": { "contactIds": people } });
        app.act_raw("inviteContacts", audience, "queued").await;
        for person in dice.who(both) {
            let panel = json!({ "eventId": event, "topic": [{ "language": "en", "text": "Talk" }], "moderator": { "contactId": person } });
            app.act("addPanel", panel, "panel { id }").await;
        }
        contribute(app, dice, both, &event).await;
        accompany(app, dice, both, (&event, common)).await;
        if delivers {
            app.deliver().await;
        }
        for person in dice.who(both) {
            let response = dice.one_of(&["ACCEPTED", "DECLINED", "TENTATIVE"]);
            app.act_raw("recordResponse", json!({ "eventId": event, "contactId": person, "response": response, "channel": "PHONE" }), "attendee { id }").await;
        }
        if dice.heads() {
            let deputy = json!({ "eventId": event, "contactId": common["friend"], "response": "REPRESENTED", "channel": "PHONE", "deputy": { "contactId": dice.who(both)[0] } });
            app.act_raw("recordResponse", deputy, "attendee { id }")
                .await;
        }
        app.act("recordTransfer", json!({ "eventId": event, "recipient": "A ministry", "purpose": "entry", "basis": "LEGAL_OBLIGATION", "fields": ["name"] }), "transfer { id }").await;
    }
}

/// A delegation whose members one of the two names, and a friend with whom they come along.
async fn accompany(
    app: &TestApp,
    dice: &mut Dice,
    both: (&str, &str),
    (event, common): (&str, &Value),
) {
    let sent = json!({ "eventId": event, "organisationId": common["body"], "quota": 2, "focalPoint": { "contactId": dice.who(both)[0] } });
    app.act("createDelegation", sent, "delegation { id }").await;
    let friend =
        json!({ "eventId": event, "guests": [{ "contactId": common["friend"], "partySize": 3 }] });
    let rows = app
        .act("addGuests", friend, "attendees { id version }")
        .await;
    let row = &rows["attendees"][0];
    let along: Vec<Value> = dice
        .who(both)
        .into_iter()
        .map(|person| json!({ "contactId": person }))
        .collect();
    let along = json!({ "attendeeId": row["id"], "version": row["version"], "companions": along });
    app.act("setCompanions", along, "attendee { id }").await;
}

/// A panel on which the two sit, or one of them, with what hangs on that.
async fn contribute(app: &TestApp, dice: &mut Dice, both: (&str, &str), event: &str) {
    let seats: Vec<Value> = dice
        .who(both)
        .into_iter()
        .map(|person| json!({ "contactId": person }))
        .collect();
    let panel = json!({ "eventId": event, "topic": [{ "language": "en", "text": "Migrants Talk" }], "panellists": seats });
    let panel = app
        .act("addPanel", panel, "panel { id panellists { id } }")
        .await["panel"]
        .clone();
    for someone in panel["panellists"].as_array().unwrap() {
        if dice.heads() {
            let asked = json!({ "contributorId": someone["id"], "kinds": ["PHOTO", "BIOGRAPHY"] });
            app.act("askDeliverables", asked, "contributor { id }")
                .await;
        }
        if dice.heads() {
            let quote = json!({ "itemId": panel["id"], "kind": "QUOTE", "contributorId": someone["id"], "text": [{ "language": "en", "text": "Come back." }] });
            app.act("addRemark", quote, "remark { id }").await;
        }
    }
    for person in dice.who(both) {
        let question = json!({ "panelId": panel["id"], "text": "Why?", "contactId": person });
        app.act("addPanelQuestion", question, "question { id }")
            .await;
    }
}

/// What no mutation leaves behind, or only in days: links, proposals, registrations and states of addresses.
async fn leave_behind(app: &TestApp, dice: &mut Dice, both: (&str, &str)) {
    let (now, office) = (app.clock.now(), app.office.id);
    let id = |text: &str| -> ContactId { text.parse().unwrap() };
    let db = app.db.writer();
    for person in dice.who(both) {
        let link = personal_link::Model {
            id: PersonalLinkId::new(),
            office_id: office,
            contact_id: id(&person),
            created_at: now,
            expires_at: now,
            revoked_at: None,
        };
        link.into_active_model().insert(db).await.unwrap();
    }
    let purpose = purpose::Entity::find().one(db).await.unwrap().unwrap().id;
    for person in dice.who(both) {
        let proposal = retention_proposal::Model {
            contact_id: id(&person),
            office_id: office,
            purpose_id: purpose,
            due_on: now.date_naive(),
            proposed_at: now,
            failed_at: None,
            failure: None,
        };
        proposal.into_active_model().insert(db).await.unwrap();
    }
    for person in dice.who(both) {
        let approval = erasure_approval::Model {
            contact_id: id(&person),
            office_id: office,
            approved_by: None,
            approved_at: now,
        };
        approval.into_active_model().insert(db).await.unwrap();
    }
    for person in dice.who(both) {
        let registration = registration::Model {
            id: RegistrationId::new(),
            office_id: office,
            address_folded: None,
            typed: None,
            language: "sq".parse().unwrap(),
            letters: 1,
            created_at: now,
            expires_at: now,
            confirmed_at: Some(now),
            contact_id: Some(id(&person)),
            event_id: None,
            event_address: None,
        };
        registration.into_active_model().insert(db).await.unwrap();
    }
    for person in dice.who(both) {
        let states = [
            EmailState::Ok,
            EmailState::Bounced,
            EmailState::Complained,
            EmailState::Suppressed,
        ];
        let state = states[usize::try_from(dice.roll(4)).unwrap()];
        set_state(app, &person, state).await;
    }
}

/// Gives every address of a person a state.
async fn set_state(app: &TestApp, person: &str, state: EmailState) {
    let person: ContactId = person.parse().unwrap();
    contact_email::Entity::update_many()
        .col_expr(contact_email::Column::State, Expr::value(state))
        .filter(contact_email::Column::ContactId.eq(person))
        .exec(app.db.writer())
        .await
        .unwrap();
}

async fn office_wide(app: &TestApp) -> Value {
    let body = app.act("createOrganisation", json!({ "name": [{ "language": "en", "text": "Nurses of Bari" }], "kind": "DIASPORA_ASSOCIATION" }), "organisation { id }").await;
    let programme = app
        .act(
            "createProgramme",
            json!({ "title": [{ "language": "en", "text": "Engagement" }] }),
            "programme { id }",
        )
        .await;
    let friend = app.contact("Besnik", "Leka").await;
    json!({ "body": body["organisation"]["id"], "programme": programme["programme"]["id"], "friend": friend })
}

on_both_engines! {
    async fn what_was_taken_away_since_stays_away_and_is_told(app: TestApp) {
        let Two { one, other, event, .. } = two(&app).await;
        // Another panel gives the same role, so that what is taken away is the panel and nothing of the guest list.
        app.act("addPanel", json!({ "eventId": event, "topic": [{ "language": "en", "text": "Another talk" }], "moderator": { "contactId": other } }), "panel { id }").await;
        let merge = merged(&app, &one, &other).await;
        for task in tasks(&app, &one).await {
            app.act("removeTask", task, "removedId").await;
        }
        let talk = interaction::Entity::find().one(app.db.reader()).await.unwrap().unwrap();
        app.act("removeInteraction", json!({ "id": talk.id.to_string(), "version": talk.version }), "removedId").await;
        let found = app.ask("query($event: ID!) { segments { nodes { id version } } event(id: $event) { panels { id } } }", json!({ "event": event })).await;
        app.act("deleteSegment", found["segments"]["nodes"][0].clone(), "deletedId").await;
        app.act("removeAgendaItem", json!({ "id": found["event"]["panels"][0]["id"] }), "removedId").await;
        let undone = app.act("undoMerge", json!({ "id": merge }), UNDONE).await;
        let left = |table: &str| json!({ "table": table, "rows": 1 });
        assert_eq!(undone["removedSince"], json!([left("contributor"), left("interaction_participant"), left("segment_member"), left("task")]));
        assert_eq!((tasks(&app, &one).await.len(), tasks(&app, &other).await.len()), (0, 0));
        app.counts_are_true().await;
        let again = merged(&app, &other, &one).await;
        let undone = app.act("undoMerge", json!({ "id": again }), UNDONE).await;
        assert_eq!(undone["removedSince"], json!([]));
    }

    async fn what_names_somebody_who_was_erased_since_does_not_come_back(app: TestApp) {
        let (one, other, friend) = (app.contact("Arta", "Hoxha").await, app.contact("Arta", "Hoxhaj").await, app.contact("Besnik", "Leka").await);
        for person in [&one, &other] {
            app.act("addRelationship", json!({ "contactId": person, "otherId": friend, "kind": "FRIEND" }), "contact { id }").await;
        }
        let merge = merged(&app, &one, &other).await;
        app.act("eraseContact", json!({ "contactId": friend }), "isErased").await;
        let undone = app.act("undoMerge", json!({ "id": merge }), UNDONE).await;
        assert_eq!(undone["removedSince"], json!([{ "table": "contact_relationship", "rows": 1 }]));
        let shown = app.ask("query($ids: [ID!]!) { nodes(ids: $ids) { ... on Contact { relationships { kind } } } }", json!({ "ids": [one, other] })).await;
        assert_eq!(shown["nodes"], json!([{ "relationships": [] }, { "relationships": [] }]));
    }

    async fn a_plan_says_moved_of_what_becomes_the_survivors(app: TestApp) {
        let (one, other) = (app.contact("Arta", "Hoxha").await, app.contact("Arta", "Hoxhaj").await);
        let event = app.event(json!({})).await;
        app.act("addGuests", json!({ "eventId": event, "guests": [{ "contactId": other }] }), "attendees { id }").await;
        app.act("recordTransfer", json!({ "eventId": event, "recipient": "A ministry", "purpose": "entry", "basis": "LEGAL_OBLIGATION", "fields": ["name"] }), "transfer { id }").await;
        app.act("createSegment", json!({ "name": "Hers", "contactIds": [other] }), "segment { id }").await;
        app.act("createSegment", json!({ "name": "Both", "contactIds": [one, other] }), "segment { id }").await;
        app.act("recordInteraction", json!({ "participantIds": [other], "kind": "CALL", "subject": "A call" }), "interaction { id }").await;
        let before = app.contents().await;
        let tables = shares(&app, &one, &other).await;
        let of = |name: &str| tables.as_array().unwrap().iter().find(|share| share["table"] == json!(name)).unwrap_or_else(|| panic!("{name} in {tables:#}")).clone();
        for (table, moved, folded) in [("interaction_participant", 1, 0), ("segment_member", 1, 1), ("transfer_contact", 1, 0), ("attendee", 1, 0)] {
            assert_eq!(of(table), json!({ "table": table, "moved": moved, "folded": folded, "made": 0 }));
        }
        let merge = merged(&app, &one, &other).await;
        app.act("undoMerge", json!({ "id": merge }), UNDONE).await;
        assert_eq!(changes(&app, &before).await, Vec::<String>::new());
    }

    async fn merging_and_parting_cost_the_same_however_much_hangs_on_the_two(app: TestApp) {
        let mut costs = Vec::new();
        for (round, rows) in [(0, 2), (1, 40)] {
            let (one, other) = (app.contact("Arta", &format!("Hoxha{round}")).await, app.contact("Arta", &format!("Hoxhaj{round}")).await);
            for row in 0..rows {
                app.act("addTask", json!({ "contactId": other, "title": "Write" }), "task { id }").await;
                app.act("recordInteraction", json!({ "participantIds": [one, other], "kind": "CALL", "subject": "A call" }), "interaction { id }").await;
                app.act("createSegment", json!({ "name": format!("List {round} {row}"), "contactIds": [other] }), "segment { id }").await;
            }
            let start = app.db.statements();
            let merge = merged(&app, &one, &other).await;
            let between = app.db.statements();
            app.act("undoMerge", json!({ "id": merge }), UNDONE).await;
            costs.push((between - start, app.db.statements() - between));
        }
        assert_eq!(costs[0], costs[1]);
        assert_eq!(costs[1], (181, 49), "to merge, and to part");
    }

    async fn a_complaint_weighs_more_than_that_an_address_did_not_answer(app: TestApp) {
        use EmailState::{Bounced, Complained, Ok, Suppressed, Unverified};
        let states = [(Bounced, Complained, Complained), (Complained, Bounced, Complained), (Ok, Bounced, Bounced), (Unverified, Ok, Ok), (Complained, Ok, Complained), (Suppressed, Unverified, Suppressed)];
        for (number, (own, others, kept)) in states.into_iter().enumerate() {
            let mut people = Vec::new();
            for (name, state) in [("Hoxha", own), ("Hoxhaj", others)] {
                let input = json!({ "givenName": "Arta", "familyName": format!("{name} {number}"), "email": format!("one{number}@example.org"), "ifDuplicate": "CREATE_ANYWAY" });
                let person = register(&app, input).await;
                set_state(&app, &person, state).await;
                people.push(person);
            }
            let before = app.contents().await;
            let merge = merged(&app, &people[0], &people[1]).await;
            let person: ContactId = people[0].parse().unwrap();
            let rows = contact_email::Entity::find().filter(contact_email::Column::ContactId.eq(person)).all(app.db.reader()).await.unwrap();
            assert_eq!(rows.iter().map(|row| row.state).collect::<Vec<_>>(), [kept], "{own} and {others}");
            app.act("undoMerge", json!({ "id": merge }), UNDONE).await;
            assert_eq!(changes(&app, &before).await, Vec::<String>::new());
        }
    }

    /// Whatever hangs on two people: merging and parting them leaves every row of every table as it was, and so what they are found by.
    async fn any_two_people_are_after_it_what_they_were(app: TestApp) {
        let common = office_wide(&app).await;
        let mut touched = std::collections::BTreeSet::new();
        for number in 0..30 {
            let mut dice = Dice(u64::try_from(number).unwrap() + 1);
            let one = register(&app, profile(&mut dice, number, "a")).await;
            app.clock.advance(chrono::TimeDelta::minutes(1));
            let other = register(&app, profile(&mut dice, number, "b")).await;
            let both = (one.as_str(), other.as_str());
            invite(&app, &mut dice, both, &common).await;
            befall(&app, &mut dice, both, &common).await;
            leave_behind(&app, &mut dice, both).await;
            let before = app.contents().await;
            let copies = (copy(&app, &one).await, copy(&app, &other).await);
            let plan = shares(&app, &one, &other).await;
            touched.extend(plan.as_array().unwrap().iter().map(|share| share["table"].as_str().unwrap().to_owned()));
            let merge = merged(&app, &one, &other).await;
            app.counts_are_true().await;
            let undone = app.act_raw("undoMerge", json!({ "id": merge }), UNDONE).await;
            assert_eq!(codes(&undone), Vec::<String>::new(), "pair {number}");
            assert_eq!(undone["removedSince"], json!([]), "pair {number}");
            assert_eq!(changes(&app, &before).await, Vec::<String>::new(), "pair {number}");
            assert_eq!((copy(&app, &one).await, copy(&app, &other).await), copies, "pair {number}");
            app.counts_are_true().await;
        }
        let seen_to = REFERENCES.iter().filter(|one| !matches!(one.rule, Rule::Keep | Rule::Derived)).map(|one| one.table.to_owned());
        let missed: Vec<String> = seen_to.filter(|table| !touched.contains(table)).collect();
        assert_eq!(missed, Vec::<String>::new(), "the pairs had no rows of these");
    }
}
