//! Who may do what: every root field of the schema as every role, what an analyst is shown, and what another office sees.
//!
//! `policy.txt` is the table. A field that is not in it fails the test, which prints its line.

mod contract;

mod arguments;

mod stale;

use std::collections::{BTreeMap, BTreeSet};

use kuvend_domain::tokens;
use kuvend_entity::{
    id::{AccountId, EventId, OfficeId},
    kind::Role,
};
use serde_json::{Map, Value, json};

use self::arguments::arguments;
use self::contract::{Contract, asked, document, is_leaf, named};
use crate::{
    app::{TestApp, at},
    on_both_engines,
};

const TABLE: &str = include_str!("policy.txt");
const EMAIL: &str = "hidden.person@example.org";
const PHONE: &str = "+355 69 765 4321";
const BIRTH_YEAR: i64 = 1943;

/// Ids by their kind: of things that are there, or of nothing.
type Ids = BTreeMap<&'static str, String>;

fn of_nothing() -> Ids {
    [
        "office",
        "event",
        "agenda",
        "attendee",
        "contact",
        "organisation",
        "programme",
        "enrolment",
        "campaign",
        "membership",
        "relationship",
        "interaction",
        "task",
        "segment",
        "export",
        "purpose",
        "request",
        "hold",
        "importjob",
        "merge",
        "duplicate",
        "duplicaterun",
        "series",
        "framework",
        "checkinlist",
        "gate",
        "scan",
        "contributor",
        "question",
        "remark",
        "pool",
        "delegation",
    ]
    .map(|kind| (kind, format!("{kind}_{}", "0".repeat(32))))
    .into_iter()
    .chain([
        ("other", format!("contact_{}", "1".repeat(32))),
        ("stayed", format!("contact_{}", "4".repeat(32))),
        ("twin", format!("contact_{}", "2".repeat(32))),
        ("twinned", format!("contact_{}", "3".repeat(32))),
    ])
    .collect()
}

/// Puts ids in the place of their names, and `new` in the place of a name that is not taken.
fn filled(value: &Value, ids: &Ids, new: &str) -> Value {
    match value {
        Value::String(text) => match text.strip_prefix('@') {
            Some("new") => json!(new),
            Some(kind) => json!(ids[kind]),
            None => value.clone(),
        },
        Value::Array(list) => list.iter().map(|item| filled(item, ids, new)).collect(),
        Value::Object(fields) => fields
            .iter()
            .map(|(name, item)| (name.clone(), filled(item, ids, new)))
            .collect::<Map<_, _>>()
            .into(),
        other => other.clone(),
    }
}

/// One of each kind of thing, in the office of the test.
async fn things(app: &TestApp) -> Ids {
    let id = |value: &Value| value["id"].as_str().unwrap().to_owned();
    let organisation = app
        .act(
            "createOrganisation",
            json!({ "name": [{ "language": "en", "text": "City Council" }], "kind": "GOVERNMENT" }),
            "organisation { id }",
        )
        .await;
    app.act(
        "keepInterests",
        json!({ "interests": [{ "key": "trade", "name": [{ "language": "en", "text": "Trade" }] }] }),
        "interests { key }",
    )
    .await;
    let person = json!({
        "ifDuplicate": "CREATE_ANYWAY", "interests": ["trade"], "skills": [{ "skill": "Law", "level": "EXPERT" }],
        "givenName": "Arta", "familyName": "Hoxha", "email": EMAIL, "phone": PHONE, "birthYear": BIRTH_YEAR, "residenceCountry": "IT",
        "organisationId": organisation["organisation"]["id"], "consents": [{ "purpose": "follow-up", "state": "GIVEN" }],
    });
    let contact = app.act("registerContact", person, "contact { id }").await;
    let contact = id(&contact["contact"]);
    let programme = app
        .act(
            "createProgramme",
            json!({ "title": [{ "language": "en", "text": "Engagement" }] }),
            "programme { id }",
        )
        .await;
    let programme = id(&programme["programme"]);
    let enrolment = app
        .act(
            "enrolContact",
            json!({ "programmeId": programme, "contactId": contact }),
            "enrolment { id }",
        )
        .await;
    let event = app
        .event(json!({ "capacity": 10, "programmeIds": [programme] }))
        .await;
    let panel = app.act("addPanel", json!({ "eventId": event, "topic": [{ "language": "en", "text": "Talk" }], "moderator": { "contactId": contact } }), "panel { id moderator { id } }").await;
    let someone = id(&panel["panel"]["moderator"]);
    let asked = json!({ "contributorId": someone, "kinds": ["BIOGRAPHY"] });
    app.act("askDeliverables", asked, "contributor { id }")
        .await;
    let question = json!({ "panelId": panel["panel"]["id"], "text": "Why?", "contactId": contact });
    let question = app
        .act("addPanelQuestion", question, "question { id }")
        .await;
    let quote = json!({ "itemId": panel["panel"]["id"], "kind": "QUOTE", "text": [{ "language": "en", "text": "Come back." }], "contributorId": someone });
    let quote = app.act("addRemark", quote, "remark { id }").await;
    let invited = app
        .act(
            "inviteContacts",
            json!({ "eventId": event, "audience": { "contactIds": [contact] } }),
            "campaign { id }",
        )
        .await;
    app.deliver().await;
    let segment = app
        .act(
            "createSegment",
            json!({ "name": "Neighbours", "contactIds": [contact] }),
            "segment { id }",
        )
        .await;
    let taken = json!({ "purpose": "the fair" });
    let export = app.act("exportContacts", taken, "exportJob { id }").await;
    let row = app
        .ask(
            "query($id: ID!) { event(id: $id) { attendees { nodes { id } } } }",
            json!({ "id": event }),
        )
        .await;
    let listed = id(&row["event"]["attendees"]["nodes"][0]);
    let needs = json!({ "attendeeId": listed, "needs": [{ "kind": "DIET", "code": "VEGAN" }] });
    app.act("keepNeeds", needs, "attendee { id }").await;
    let asked = json!({ "eventId": event, "version": 0, "questions": [{ "key": "song", "kind": "TEXT", "wording": [{ "language": "en", "text": "Song?" }] }] });
    app.act("keepQuestions", asked, "event { id }").await;
    let answered =
        json!({ "attendeeId": listed, "answers": [{ "question": "song", "value": "x" }] });
    app.act("recordAnswers", answered, "attendee { id }").await;
    let given = json!({ "eventId": event, "recipient": "Guard", "purpose": "entry", "basis": "LEGAL_OBLIGATION", "fields": ["name"] });
    app.act("recordTransfer", given, "transfer { id }").await;
    let purposes = app.ask("{ purposes { id } }", json!({})).await;
    let asked = json!({ "contactId": contact, "kind": "ACCESS" });
    let request = app.act("openRightsRequest", asked, "request { id }").await;
    let reason = json!({ "contactId": contact, "reason": "a court asks" });
    let hold = app.act("placeHold", reason, "hold { id }").await;
    let other = app.contact("Besnik", "Leka").await;
    let related = json!({ "contactId": contact, "otherId": other, "kind": "FRIEND" });
    let selection = "contact { relationships { id } memberships { id } }";
    let related = app.act("addRelationship", related, selection).await;
    let noted = json!({ "participantIds": [contact], "kind": "NOTE", "subject": "A remark", "body": "Wrote from hidden@example.org" });
    let noted = app
        .act("recordInteraction", noted, "interaction { id }")
        .await;
    let asked = json!({ "contactId": contact, "title": "Write", "body": "To hidden@example.org" });
    let asked = app.act("addTask", asked, "task { id }").await;
    let (twin, twinned) = (
        app.contact("Bora", "Kodra").await,
        app.contact("Bora", "Kodrra").await,
    );
    let (one, gone) = (
        app.contact("Ledia", "Gega").await,
        app.contact("Ledja", "Gega").await,
    );
    for _ in 0..2 {
        let alike = json!({ "givenName": "Teuta", "familyName": "Deda", "email": "teuta.deda@example.org", "ifDuplicate": "CREATE_ANYWAY" });
        app.act("registerContact", alike, "contact { id }").await;
    }
    let alike = app
        .ask("{ duplicatePairs { nodes { id } } }", json!({}))
        .await;
    let search = app.act("findDuplicates", json!({}), "run { id }").await;
    let merged = json!({ "survivorId": one, "otherId": gone });
    let merged = app.act("mergeContacts", merged, "merge { id }").await;
    let title = json!([{ "language": "en", "text": "Migrants Day" }]);
    let series = json!({ "name": title });
    let series = app.act("createEventSeries", series, "series { id }").await;
    let pool =
        json!({ "eventId": event, "name": title, "kind": "LIMIT", "size": 5, "category": "MEDIA" });
    let pool = app.act("createPlacePool", pool, "pool { id }").await;
    let sent = json!({ "eventId": event, "organisationId": organisation["organisation"]["id"], "quota": 2, "focalPoint": { "contactId": contact } });
    let sent = app.act("createDelegation", sent, "delegation { id }").await;
    let sent = id(&sent["delegation"]);
    let member = json!({ "delegationId": sent, "person": { "contactId": contact } });
    app.act("nominateMember", member, "delegation { id }").await;
    let framework = json!({ "title": title, "startsIn": 2024, "endsIn": 2030 });
    let framework = app
        .act("createPolicyFramework", framework, "framework { id }")
        .await;
    let day = json!({ "key": "migrants-day", "name": title, "month": 12, "day": 18 });
    let calendar = json!({ "observances": [day] });
    app.act("keepObservances", calendar, "observances { id }")
        .await;
    let list = json!({ "eventId": event, "name": "Reception" });
    let list = app
        .act("createCheckInList", list, "checkInList { id }")
        .await;
    let gate = json!({ "eventId": event, "name": "Main" });
    let gate = app.act("createGate", gate, "gate { id }").await;
    let seen = json!({ "eventId": event, "scans": [{ "clientScanId": "first", "ticket": "x", "wasLetIn": true }] });
    let seen = app
        .act("recordScans", seen, "results { scan { id } }")
        .await;
    [
        ("checkinlist", id(&list["checkInList"])),
        ("gate", id(&gate["gate"])),
        ("scan", id(&seen["results"][0]["scan"])),
        ("contributor", someone),
        ("question", id(&question["question"])),
        ("remark", id(&quote["remark"])),
        ("series", id(&series["series"])),
        ("framework", id(&framework["framework"])),
        ("pool", id(&pool["pool"])),
        ("delegation", sent),
        ("importjob", crate::uploads::asked(app).await),
        ("stayed", one),
        ("twin", twin),
        ("twinned", twinned),
        ("merge", id(&merged["merge"])),
        ("duplicaterun", id(&search["run"])),
        ("duplicate", id(&alike["duplicatePairs"]["nodes"][0])),
        ("other", other),
        ("relationship", id(&related["contact"]["relationships"][0])),
        ("membership", id(&related["contact"]["memberships"][0])),
        ("interaction", id(&noted["interaction"])),
        ("task", id(&asked["task"])),
        ("purpose", id(&purposes["purposes"][0])),
        ("request", id(&request["request"])),
        ("hold", id(&hold["hold"])),
        ("office", app.office.id.to_string()),
        ("attendee", id(&row["event"]["attendees"]["nodes"][0])),
        ("organisation", id(&organisation["organisation"])),
        ("enrolment", id(&enrolment["enrolment"])),
        ("campaign", id(&invited["campaign"])),
        ("segment", id(&segment["segment"])),
        ("export", id(&export["exportJob"])),
        ("agenda", id(&panel["panel"])),
        ("event", event),
        ("contact", contact),
        ("programme", programme),
    ]
    .into()
}

/// Asks for one root field as somebody: the answer without what differs from request to request.
async fn ask(
    app: &TestApp,
    contract: &Contract,
    root: (&str, &Value),
    (who, ids, new): (&str, &Ids, &str),
) -> Value {
    let name = root.1["name"].as_str().unwrap();
    let arguments = arguments(name).unwrap_or_else(|| {
        panic!(
            "give arguments() what `{name}` is to be asked with, and policy.txt a line of who may"
        )
    });
    let asked = document(root, &contract.shallow(&root.1["type"]));
    let (_, mut answer) = app.post_by(who, &asked, filled(&arguments, ids, new)).await;
    answer.as_object_mut().unwrap().remove("extensions");
    for error in answer
        .get_mut("errors")
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
    {
        let code = error["extensions"]["code"].clone();
        *error = json!({ "code": code, "message": error["message"], "path": error["path"] });
    }
    answer
}

/// What an answer says in a word of the table.
fn word(name: &str, answer: &Value) -> String {
    if let Some(code) = answer["errors"][0]["code"].as_str() {
        assert!(
            answer["data"].get(name).is_none_or(Value::is_null),
            "{name}: {answer:#}"
        );
        return code.to_owned();
    }
    let value = &answer["data"][name];
    let refused = value["userErrors"].as_array().into_iter().flatten();
    // Or of a version that somebody asked for before: an office has one table of ranks, and it needs no id.
    let expected =
        |code: &Value| code == "NOT_FOUND" || (name == "keepRankTable" && code == "CONFLICT");
    let other = refused.filter(|error| !expected(&error["code"])).count();
    assert_eq!(other, 0, "{name} asked with ids of nothing: {answer:#}");
    let is_nothing = value.is_null()
        || value["nodes"].as_array().is_some_and(Vec::is_empty)
        || value
            .as_array()
            .is_some_and(|all| all.iter().all(Value::is_null));
    if is_nothing { "nothing" } else { "allowed" }.to_owned()
}

fn line(field: &str, words: &[String]) -> String {
    let words: String = words.iter().map(|word| format!("{word:<11}")).collect();
    format!("{field:<21} {words}").trim_end().to_owned()
}

/// Every string and number of an answer.
fn leaves(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(list) => list.iter().flat_map(leaves).collect(),
        Value::Object(fields) => fields.values().flat_map(leaves).collect(),
        leaf => vec![leaf],
    }
}

/// Which of the person's details an answer tells.
fn details(answer: &Value) -> BTreeSet<&'static str> {
    let mut told = BTreeSet::new();
    for leaf in leaves(answer) {
        let text = leaf.as_str().unwrap_or_default();
        if text.contains("hidden") {
            told.insert("address");
        }
        if text.replace([' ', '-'], "").contains("7654321") {
            told.insert("telephone");
        }
        if leaf.as_i64() == Some(BIRTH_YEAR) {
            told.insert("birth year");
        }
    }
    told
}

on_both_engines! {
    async fn every_root_field_answers_every_role_as_the_table_says(app: TestApp) {
        let (contract, ids, nothing) = (Contract::of(&app).await, things(&app).await, of_nothing());
        let event: EventId = ids["event"].parse().unwrap();
        let mut roles = Vec::new();
        for role in Role::ALL {
            roles.push((role.as_str(), app.account(*role, app.office.id, event).await));
        }
        roles.push(("NOBODY", String::new()));
        let mut lines = vec![line("", &["ADMIN", "EVENT", "PROGRAMME", "DATA", "ANALYST", "FRONT", "PARTNER", "API", "NO"].map(str::to_owned)),
            line("", &["", "OFFICER", "OFFICER", "PROTECTION", "", "DESK", "", "CLIENT", "TOKEN"].map(str::to_owned))];
        for root in contract.roots() {
            let name = root.1["name"].as_str().unwrap();
            let mut words = Vec::new();
            for (role, who) in &roles {
                let mut asked = if root.0 == "query" { ids.clone() } else { nothing.clone() };
                asked.insert("office", ids["office"].clone());
                let answer = ask(&app, &contract, root, (who, &asked, role)).await;
                words.push(word(name, &answer));
                if words.last().is_some_and(|word| word == "FORBIDDEN" || word == "UNAUTHENTICATED") {
                    // Who may not is told the same of a thing that is there.
                    assert_eq!(ask(&app, &contract, root, (who, &ids, role)).await, answer, "{name} as {role}");
                    asked.insert("office", nothing["office"].clone());
                    let elsewhere = ask(&app, &contract, root, (who, &asked, role)).await;
                    assert_eq!(elsewhere, answer, "{name} as {role}, in an office that is not there");
                }
            }
            lines.push(line(name, &words));
        }
        let wrong: Vec<&String> = lines.iter().filter(|line| !TABLE.lines().any(|known| known == line.as_str())).collect();
        assert!(wrong.is_empty(), "is this as it should be? Then say so in tests/front_door/policy.txt:\n{}", wrong.iter().map(|line| format!("{line}\n")).collect::<String>());
        assert_eq!(TABLE.lines().count(), lines.len(), "policy.txt speaks of fields that are no more");
    }

    async fn a_token_taken_back_or_expired_opens_no_root_field(app: TestApp) {
        let (contract, ids) = (Contract::of(&app).await, things(&app).await);
        let account = app.ask("{ viewer { account { id } } }", json!({})).await;
        let account: AccountId = account["viewer"]["account"]["id"].as_str().unwrap().parse().unwrap();
        let (revoked, taken_back) = app.token_of(account, None).await;
        tokens::revoke(&app.op(), revoked).await.unwrap();
        let (_, expired) = app.token_of(account, Some(at("2026-11-02T10:00:00Z"))).await;
        assert!(app.post_by(&expired, "{ viewer { permissions } }", json!({})).await.1["errors"].is_null());
        app.clock.set(at("2026-11-02T10:00:00Z"));
        for who in [&taken_back, &expired] {
            for root in contract.roots() {
                let answer = ask(&app, &contract, root, (who, &ids, "Nobody")).await;
                assert_eq!(answer["errors"][0]["code"], "UNAUTHENTICATED", "{}: {answer}", root.1["name"]);
                assert!(answer["data"].is_null(), "{answer}");
            }
        }
    }

    async fn an_analyst_reads_lists_and_no_contact_details_by_any_path(app: TestApp) {
        let (contract, ids) = (Contract::of(&app).await, things(&app).await);
        let analyst = app.account(Role::Analyst, app.office.id, ids["event"].parse().unwrap()).await;
        let desk = app.account(Role::FrontDesk, app.office.id, ids["event"].parse().unwrap()).await;
        let admin = format!("Bearer {}", app.token);
        let (mut told, mut documents) = (BTreeSet::new(), 0);
        let mut check = async |document: &str, variables: Value| {
            let (_, answer) = app.post_by(&admin, document, variables.clone()).await;
            assert!(answer["errors"].is_null(), "{document}\n{answer:#}");
            told.extend(details(&answer));
            let (_, answer) = app.post_by(&analyst, document, variables.clone()).await;
            assert!(answer["errors"].is_null(), "{document}\n{answer:#}");
            assert_eq!(details(&answer), BTreeSet::new(), "{document}\n{answer:#}");
            // A front desk sees less still, and some of it is denied.
            let (_, answer) = app.post_by(&desk, document, variables).await;
            assert_eq!(details(&answer), BTreeSet::new(), "{document}\n{answer:#}");
            documents += 1;
        };
        for (root, field) in contract.roots() {
            let (name, kind) = (field["name"].as_str().unwrap(), named(&field["type"]).0);
            if root != "query" || matches!(name, "viewer" | "node" | "nodes" | "engagementStatistics" | "segmentPreview" | "registrationForm" | "retentionPlan" | "duplicateWeights" | "rankTable" | "suggestedRanks" | "needCodes" | "attendeeTransitions" | "diasporaRules") {
                continue;
            }
            let (kind, is_list) = match kind.strip_suffix("Connection") {
                Some(kind) => (kind, true),
                None => (kind, false),
            };
            let mut variables = filled(&arguments(name).unwrap(), &ids, "");
            if is_list {
                variables["first"] = json!(1);
            }
            let fields = contract.fields(kind).iter();
            for child in fields.filter(|child| !is_leaf(named(&child["type"]).1)) {
                let (of, _) = named(&child["type"]);
                if of.starts_with("Engagement") {
                    continue;
                }
                let below = contract.deep(of, 2, &[kind]);
                let selection = format!("{{ id {} {below} }}", asked(child));
                let selection = if is_list { format!("{{ nodes {selection} }}") } else { selection };
                check(&document((root, field), &selection), variables.clone()).await;
            }
            let selection = contract.deep(kind, 0, &[]);
            let selection = if is_list { format!("{{ nodes {selection} }}") } else { selection };
            check(&document((root, field), &selection), variables).await;
        }
        assert!(documents > 40, "{documents}");
        assert_eq!(told, ["address", "birth year", "telephone"].into(), "what an administrator is told by the same paths");

        let list = "query($id: ID!) { event(id: $id) { attendees { nodes { contact { displayName hiddenFields } messages { totalCount } } } } }";
        let (_, answer) = app.post_by(&analyst, list, json!({ "id": ids["event"] })).await;
        let guest = &answer["data"]["event"]["attendees"]["nodes"][0];
        assert_eq!(guest["contact"], json!({ "displayName": "Arta Hoxha", "hiddenFields": ["primaryEmail", "emails", "phones", "birthYear", "birthOn"] }));
        assert_eq!(guest["messages"]["totalCount"], 0);
        for (search, found) in [("Hoxha", 1), (EMAIL, 0), ("hidden", 0), (PHONE, 0), ("0697654321", 0)] {
            let query = "query($id: ID!, $search: String!) { contacts(search: $search) { totalCount } event(id: $id) { attendees(search: $search) { totalCount } } }";
            let (_, answer) = app.post_by(&analyst, query, json!({ "id": ids["event"], "search": search })).await;
            let expected = json!({ "contacts": { "totalCount": found }, "event": { "attendees": { "totalCount": found } } });
            assert_eq!(answer["data"], expected, "{search}");
        }
    }

    async fn another_office_sees_nothing_and_ids_name_nothing_there(app: TestApp) {
        let (contract, ids, nothing) = (Contract::of(&app).await, things(&app).await, of_nothing());
        let other: OfficeId = app.another_office().await;
        let stranger = app.account(Role::Admin, other, ids["event"].parse().unwrap()).await;
        let before = app.contents().await;
        for root in contract.roots() {
            let name = root.1["name"].as_str().unwrap();
            let answer = ask(&app, &contract, root, (&stranger, &ids, "Stranger")).await;
            let expected = ask(&app, &contract, root, (&stranger, &nothing, "Stranger")).await;
            assert_eq!(answer, expected, "{name}");
            let says_nothing = answer["data"].get(name).is_none_or(|value| !value.is_object())
                || answer["data"][name]["nodes"] == json!([])
                || answer["data"][name]["userErrors"][0]["code"] == "NOT_FOUND";
            assert!(says_nothing || name == "viewer", "{name}: {answer:#}");
        }
        app.holds(&before).await;
        for kind in ["event", "agenda", "attendee", "contact", "organisation", "programme", "enrolment", "campaign", "interaction", "task", "segment", "export", "duplicate", "delegation"] {
            let (_, answer) = app.post_by(&stranger, "query($id: ID!) { node(id: $id) { id } }", json!({ "id": ids[kind] })).await;
            assert_eq!(answer["data"], json!({ "node": null }), "{kind}");
        }
        let viewer = "{ viewer { account { id } offices { office { id } } permissions } }";
        let (_, answer) = app.post_by("", viewer, json!({})).await;
        assert_eq!(answer["data"]["viewer"], json!({ "account": null, "offices": [], "permissions": [] }));
        let (_, answer) = app.post_by(&stranger, viewer, json!({})).await;
        assert_eq!(answer["data"]["viewer"]["offices"], json!([{ "office": { "id": other.to_string() } }]));
    }

    async fn what_is_named_inside_an_input_must_be_of_the_same_office(app: TestApp) {
        let (theirs, other) = (things(&app).await, app.another_office().await);
        let stranger = app.account(Role::Admin, other, theirs["event"].parse().unwrap()).await;
        let act = async |mutation: &str, input: Value, selection: &str| {
            let query = format!("mutation($input: {}{}Input!) {{ {mutation}(input: $input) {{ {selection} userErrors {{ field code }} }} }}", mutation[..1].to_uppercase(), &mutation[1..]);
            app.post_by(&stranger, &query, json!({ "input": input })).await.1["data"][mutation].clone()
        };
        let title = json!([{ "language": "en", "text": "Ours" }]);
        let when = json!({ "title": title, "kind": "MEETING", "startsAt": "2026-12-01T10:00", "endsAt": "2026-12-01T11:00", "timeZone": "Europe/Rome" });
        let with = |more: Value| {
            let mut input = when.clone();
            input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            input
        };
        let event = act("createEvent", when.clone(), "event { id }").await["event"]["id"].clone();
        act("publishEvent", json!({ "id": event }), "event { id }").await;
        let contact = act("registerContact", json!({ "givenName": "Edon", "familyName": "Prifti" }), "contact { id }").await["contact"]["id"].clone();
        let programme = act("createProgramme", json!({ "title": title }), "programme { id }").await["programme"]["id"].clone();
        let row = act("addGuests", json!({ "eventId": event, "guests": [{ "contactId": contact }] }), "attendees { id }").await["attendees"][0]["id"].clone();
        let panel = act("addPanel", json!({ "eventId": event, "topic": title }), "panel { id }").await["panel"]["id"].clone();
        let body = |name: &str| json!({ "name": [{ "language": "en", "text": name }], "kind": "GOVERNMENT" });
        let own_body = act("createOrganisation", body("Own"), "organisation { id }").await["organisation"]["id"].clone();
        let sending = act("createOrganisation", body("Sending"), "organisation { id }").await["organisation"]["id"].clone();
        let own = act("createDelegation", json!({ "eventId": event, "organisationId": sending, "quota": 3 }), "delegation { id }").await["delegation"]["id"].clone();
        let member = act("nominateMember", json!({ "delegationId": own, "person": { "givenName": "Ema", "familyName": "Leka" } }), "attendee { id }").await["attendee"]["id"].clone();
        let (person, body, course, listed) = (&theirs["contact"], &theirs["organisation"], &theirs["programme"], &theirs["attendee"]);
        let cases = [
            ("createEvent", with(json!({ "programmeIds": [course] })), "programmeIds.0"),
            ("createEvent", with(json!({ "organisations": [{ "organisationId": body, "role": "CO_ORGANISER" }] })), "organisations.0.organisationId"),
            ("createEvent", with(json!({ "seriesId": theirs["series"] })), "seriesId"),
            ("createEvent", with(json!({ "frameworks": [{ "frameworkId": theirs["framework"], "relation": "LAUNCHES" }] })), "frameworks.0.frameworkId"),
            ("addPanel", json!({ "eventId": event, "topic": title, "panellists": [{ "contactId": person }] }), "panellists.0.contactId"),
            ("addAgendaItem", json!({ "eventId": event, "kind": "SPEECH", "title": title, "contributors": [{ "organisationId": body, "role": "SPEAKER" }] }), "contributors.0.organisationId"),
            ("addPanelQuestion", json!({ "panelId": panel, "text": "Why?", "contactId": person }), "contactId"),
            ("addRemark", json!({ "itemId": panel, "kind": "ANNOUNCEMENT", "text": title, "frameworkIds": [theirs["framework"]] }), "frameworkIds.0"),
            ("addRemark", json!({ "itemId": panel, "kind": "QUOTE", "text": title, "contributorId": theirs["contributor"] }), "contributorId"),
            ("createOrganisation", json!({ "name": title, "kind": "OTHER", "parentId": body }), "parentId"),
            ("registerContact", json!({ "givenName": "Ana", "familyName": "Gashi", "organisationId": body }), "organisationId"),
            ("addMembership", json!({ "contactId": contact, "organisationId": body }), "organisationId"),
            ("addMembership", json!({ "contactId": person, "organisationId": body }), "contactId"),
            ("addRelationship", json!({ "contactId": contact, "otherId": person, "kind": "FRIEND" }), "otherId"),
            ("recordInteraction", json!({ "participantIds": [contact, person], "kind": "NOTE", "subject": "X" }), "participantIds.1"),
            ("recordInteraction", json!({ "participantIds": [contact], "kind": "NOTE", "subject": "X", "eventId": theirs["event"] }), "eventId"),
            ("recordInteraction", json!({ "participantIds": [contact], "kind": "NOTE", "subject": "X", "programmeId": course }), "programmeId"),
            ("addTask", json!({ "contactId": person, "title": "X" }), "contactId"),
            ("createProgramme", json!({ "title": title, "organisations": [{ "organisationId": body, "role": "FUNDING" }] }), "organisations.0.organisationId"),
            ("enrolContact", json!({ "programmeId": programme, "contactId": person }), "contactId"),
            ("addGuests", json!({ "eventId": event, "guests": [{ "contactId": person }] }), "guests.0.contactId"),
            ("addGuests", json!({ "eventId": event, "guests": [{ "organisationId": body }] }), "guests.0.organisationId"),
            ("inviteContacts", json!({ "eventId": event, "audience": { "contactIds": [person] } }), "audience.contactIds.0"),
            ("inviteContacts", json!({ "eventId": event, "audience": { "attendeeIds": [listed] } }), "audience.attendeeIds.0"),
            ("recordResponse", json!({ "eventId": event, "contactId": person, "response": "ACCEPTED", "channel": "PHONE" }), "contactId"),
            ("recordResponse", json!({ "attendeeId": row, "response": "REPRESENTED", "channel": "PHONE", "deputy": { "contactId": person } }), "deputy.contactId"),
            ("createDelegation", json!({ "eventId": event, "organisationId": body, "quota": 1 }), "organisationId"),
            ("createDelegation", json!({ "eventId": event, "organisationId": own_body, "quota": 1, "focalPoint": { "contactId": person } }), "focalPoint.contactId"),
            ("nominateMember", json!({ "delegationId": own, "person": { "contactId": person } }), "person.contactId"),
            ("nominateMember", json!({ "delegationId": theirs["delegation"], "person": { "contactId": contact } }), "delegationId"),
            ("replaceMember", json!({ "attendeeId": member, "person": { "contactId": person } }), "person.contactId"),
            ("replaceMember", json!({ "attendeeId": listed, "person": { "contactId": contact } }), "attendeeId"),
            ("withdrawMember", json!({ "attendeeId": listed }), "attendeeId"),
            ("updateDelegation", json!({ "id": own, "version": 1, "headId": listed }), "headId"),
            ("updateDelegation", json!({ "id": own, "version": 1, "focalPoint": { "contactId": person } }), "focalPoint.contactId"),
            ("setCompanions", json!({ "attendeeId": row, "version": 1, "companions": [{ "contactId": person }] }), "companions.0.contactId"),
            ("setCompanions", json!({ "attendeeId": listed, "version": 1, "companions": [] }), "attendeeId"),
            ("registerAttendee", json!({ "eventId": event, "contactId": person }), "contactId"),
            ("registerAttendee", json!({ "eventId": event, "contactId": contact, "representingId": body }), "representingId"),
        ];
        for (mutation, input, field) in cases {
            let payload = act(mutation, input.clone(), "__typename").await;
            let field: Vec<&str> = field.split('.').collect();
            assert_eq!(payload["userErrors"], json!([{ "field": field, "code": "NOT_FOUND" }]), "{mutation} {input}");
        }
    }
}
