//! The whole profile of a person: what is told in lists, where it comes from, and who is shown what.

use kuvend_entity::kind::Role;
use serde_json::{Value, json};

use crate::{
    app::{TestApp, at},
    on_both_engines,
};

const PROFILE: &str = "id version displayName namedAs birthOn birthYear ageBand citizenships occupation sector interests { key name(language: \"sq\") }
    names { kind language givenName familyName } emails { address isPrimary state kind } phones { number e164 isPrimary kind }
    residenceCity formerResidences { country city from to } skills { skill level isVerified verifiedOn } languages { language level }
    willingness { mode answer saidOn source } facts { block source verifiedOn } completeness { percent missingFields }";

/// Everything that a form asks.
fn everything() -> Value {
    json!({
        "givenName": "Ηλέκτρα", "familyName": "Çami", "honorific": "Dr", "namedAs": "Dr Elektra Çami",
        "birthOn": "1984-02-29", "citizenships": ["AL", "GR", "AL"], "occupation": "2211", "sector": "Q",
        "interests": ["health", "mentoring"], "preferredLanguage": "el", "residenceCountry": "GR", "residenceCity": "Athina",
        "originCountry": "AL", "originMunicipality": "Sarandë", "generation": "FIRST", "profileKinds": ["PROFESSIONAL"],
        "profession": "Cardiologist", "sex": "FEMALE", "source": "Registration form",
        "names": [{ "kind": "TRANSLITERATED", "language": "sq-Latn", "givenName": "Elektra" }, { "kind": "BIRTH", "familyName": "Këlcyra" }],
        "emails": [{ "address": "elektra@example.org", "kind": "WORK" }, { "address": "e.cami@example.org", "kind": "PERSONAL", "isPrimary": true }],
        "phones": [{ "number": "210 123 4567", "kind": "WORK" }],
        "formerResidences": [{ "country": "AL", "city": "Sarandë", "from": "1984-02-29", "to": "1997-03-15" }],
        "skills": [{ "skill": "Cardiology", "level": "EXPERT" }, { "skill": "Teaching", "level": "ADVANCED", "verifiedOn": "2025-05-05" }],
        "languages": [{ "language": "sq", "level": "NATIVE" }, { "language": "el", "level": "C2" }],
        "willingness": [{ "mode": "MENTOR", "answer": "YES", "source": "Form" }, { "mode": "INVEST", "answer": "NOT_ASKED" }],
    })
}

async fn interests(app: &TestApp) {
    let list = json!([
        { "key": "health", "name": [{ "language": "en", "text": "Health" }, { "language": "sq", "text": "Shëndetësi" }] },
        { "key": "mentoring", "name": [{ "language": "en", "text": "Mentoring" }] },
        { "key": "trade", "name": [{ "language": "en", "text": "Trade" }] },
    ]);
    app.act(
        "keepInterests",
        json!({ "interests": list }),
        "interests { key }",
    )
    .await;
}

async fn registered(app: &TestApp) -> Value {
    interests(app).await;
    let made = app
        .act("registerContact", everything(), "contact { id }")
        .await;
    made["contact"]["id"].clone()
}

async fn profile(app: &TestApp, id: &Value) -> Value {
    let query = format!("query($id: ID!) {{ contact(id: $id) {{ {PROFILE} }} }}");
    app.ask(&query, json!({ "id": id })).await["contact"].clone()
}

on_both_engines! {
    async fn everything_that_is_told_of_a_person_is_read_back(app: TestApp) {
        let id = registered(&app).await;
        let mut person = profile(&app, &id).await;
        let facts = person["facts"].take();
        let expected = json!({
            "id": id, "version": 1, "displayName": "Dr Elektra Çami", "namedAs": "Dr Elektra Çami", "birthOn": "1984-02-29", "birthYear": 1984, "ageBand": null,
            "citizenships": ["AL", "GR"], "occupation": "2211", "sector": "Q",
            "interests": [{ "key": "health", "name": "Shëndetësi" }, { "key": "mentoring", "name": "Mentoring" }],
            "names": [{ "kind": "TRANSLITERATED", "language": "sq-Latn", "givenName": "Elektra", "familyName": null }, { "kind": "BIRTH", "language": null, "givenName": null, "familyName": "Këlcyra" }],
            "emails": [{ "address": "e.cami@example.org", "isPrimary": true, "state": "UNVERIFIED", "kind": "PERSONAL" }, { "address": "elektra@example.org", "isPrimary": false, "state": "UNVERIFIED", "kind": "WORK" }],
            "phones": [{ "number": "210 123 4567", "e164": "+302101234567", "isPrimary": true, "kind": "WORK" }],
            "residenceCity": "Athina", "formerResidences": [{ "country": "AL", "city": "Sarandë", "from": "1984-02-29", "to": "1997-03-15" }],
            "skills": [{ "skill": "Cardiology", "level": "EXPERT", "isVerified": false, "verifiedOn": null }, { "skill": "Teaching", "level": "ADVANCED", "isVerified": true, "verifiedOn": "2025-05-05" }],
            "languages": [{ "language": "el", "level": "C2" }, { "language": "sq", "level": "NATIVE" }],
            "willingness": [{ "mode": "MENTOR", "answer": "YES", "saidOn": "2026-11-02", "source": "Form" }],
            "facts": null, "completeness": { "percent": 100, "missingFields": [] },
        });
        assert_eq!(person, expected);
        let facts = facts.as_array().unwrap();
        assert_eq!(facts.len(), 11, "a source for every block: {facts:?}");
        assert!(facts.iter().all(|fact| fact["source"] == "Registration form" && fact["verifiedOn"].is_null()));
    }

    async fn a_person_is_found_by_every_name_they_have(app: TestApp) {
        let id = registered(&app).await;
        let found = async |search: &str| app.ask("query($search: String!) { contacts(search: $search) { nodes { id } } }", json!({ "search": search })).await["contacts"]["nodes"].clone();
        for search in ["Elektra", "kelcyra", "ηλεκτρα", "cami", "e.cami@example.org"] {
            assert_eq!(found(search).await, json!([{ "id": id }]), "{search}");
        }
        app.act("updateContact", json!({ "id": id, "version": 1, "names": [] }), "contact { version }").await;
        assert_eq!(found("kelcyra").await, json!([]));
        assert_eq!(found("cami").await, json!([{ "id": id }]));
    }

    async fn what_is_told_again_changes_nothing_and_what_is_left_stays(app: TestApp) {
        let id = registered(&app).await;
        let before = app.contents().await;
        let same = everything();
        let again = ["namedAs", "birthOn", "citizenships", "occupation", "interests", "names", "emails", "phones", "formerResidences", "skills", "languages", "willingness", "residenceCity"];
        let mut input = json!({ "id": id, "version": 1 });
        for field in again {
            input[field] = same[field].clone();
        }
        let made = app.act("updateContact", input, "contact { version }").await;
        assert_eq!(made["contact"]["version"], 1);
        app.holds(&before).await;
        let input = json!({ "id": id, "version": 1, "source": "A call", "skills": [{ "skill": "TEACHING", "level": "ADVANCED" }, { "skill": "Surgery", "level": "BASIC" }], "emails": [] });
        app.act("updateContact", input, "contact { version }").await;
        let person = profile(&app, &id).await;
        assert_eq!(person["version"], 2);
        assert_eq!(person["emails"], json!([]));
        assert_eq!(person["phones"].as_array().unwrap().len(), 1);
        assert_eq!(person["skills"], json!([{ "skill": "Surgery", "level": "BASIC", "isVerified": false, "verifiedOn": null }, { "skill": "TEACHING", "level": "ADVANCED", "isVerified": true, "verifiedOn": "2025-05-05" }]));
        assert_eq!(person["completeness"], json!({ "percent": 94, "missingFields": ["emails"] }));
        let source = |block: &str| person["facts"].as_array().unwrap().iter().find(|fact| fact["block"] == block).unwrap()["source"].clone();
        assert_eq!((source("SKILLS"), source("EMAIL"), source("PHONE")), (json!("A call"), json!("A call"), json!("Registration form")));
    }

    async fn who_moves_keeps_where_they_lived(app: TestApp) {
        let id = registered(&app).await;
        let moved = async |version: i64, more: Value| {
            let mut input = json!({ "id": id, "version": version });
            input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            app.act("updateContact", input, "contact { formerResidences { country city from to } }").await["contact"]["formerResidences"].clone()
        };
        let born = json!({ "country": "AL", "city": "Sarandë", "from": "1984-02-29", "to": "1997-03-15" });
        let athens = json!({ "country": "GR", "city": "Athina", "from": "1997-03-15", "to": "2026-06-01" });
        assert_eq!(moved(1, json!({ "residenceCountry": "IT", "residenceCity": "Bari", "residenceSince": "2026-06-01" })).await, json!([athens, born]));
        // To be more exact is no move.
        assert_eq!(moved(2, json!({ "residenceSubdivision": "IT-75" })).await, json!([athens, born]));
        app.clock.set(at("2026-12-01T09:00:00Z"));
        let bari = json!({ "country": "IT", "city": "Bari", "from": "2026-06-01", "to": "2026-12-01" });
        assert_eq!(moved(3, json!({ "residenceCity": "Lecce" })).await, json!([bari, athens, born]));
        let now = app.ask("query($id: ID!) { contact(id: $id) { residenceCity residenceSince } contacts { nodes { residenceSince } } }", json!({ "id": id })).await;
        assert_eq!(now["contact"], json!({ "residenceCity": "Lecce", "residenceSince": "2026-12-01" }));
        assert_eq!(now["contacts"]["nodes"], json!([{ "residenceSince": "2026-12-01" }]));
        let other = app.contact("Besnik", "Leka").await;
        let unknown = app.ask("query($id: ID!) { contact(id: $id) { residenceSince } }", json!({ "id": other })).await;
        assert_eq!(unknown["contact"]["residenceSince"], Value::Null);
    }

    async fn the_most_exact_that_is_known_of_an_age_is_kept(app: TestApp) {
        let made = app.act("registerContact", json!({ "givenName": "Arta", "familyName": "Hoxha", "ageBand": "FROM_30_TO_44" }), "contact { id ageBand }").await;
        let id = &made["contact"]["id"];
        assert_eq!(made["contact"]["ageBand"], "FROM_30_TO_44");
        let ages = [
            (json!({ "birthYear": 1990 }), json!({ "birthOn": null, "birthYear": 1990, "ageBand": null })),
            (json!({ "birthOn": "1991-07-01" }), json!({ "birthOn": "1991-07-01", "birthYear": 1991, "ageBand": null })),
            (json!({ "birthYear": 1992 }), json!({ "birthOn": null, "birthYear": 1992, "ageBand": null })),
            (json!({ "birthYear": null, "ageBand": "UNDER_18" }), json!({ "birthOn": null, "birthYear": null, "ageBand": "UNDER_18" })),
        ];
        for (version, (more, expected)) in (1..).zip(ages) {
            let mut input = json!({ "id": id, "version": version });
            input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            assert_eq!(app.act("updateContact", input, "contact { birthOn birthYear ageBand }").await["contact"], expected);
        }
        let wrong = app.act_raw("updateContact", json!({ "id": id, "version": 5, "birthOn": "1990-01-01", "birthYear": 1991, "ageBand": "FROM_65" }), "").await;
        let said: Vec<_> = wrong["userErrors"].as_array().unwrap().iter().map(|error| (error["field"][0].as_str().unwrap(), error["code"].as_str().unwrap())).collect();
        assert_eq!(said, [("birthYear", "INCONSISTENT"), ("ageBand", "INCONSISTENT")]);
    }

    async fn verified_blocks_say_so_until_they_change(app: TestApp) {
        let id = registered(&app).await;
        let input = json!({ "id": id, "version": 1, "blocks": ["SKILLS", "NAME", "NAME"], "verifiedOn": "2026-10-30", "source": "Passport" });
        let made = app.act("verifyContact", input, "contact { version facts { block source verifiedOn } skills { skill verifiedOn } }").await;
        let contact = &made["contact"];
        assert_eq!(contact["version"], 2);
        let fact = |contact: &Value, block: &str| contact["facts"].as_array().unwrap().iter().find(|fact| fact["block"] == block).unwrap().clone();
        assert_eq!(fact(contact, "NAME"), json!({ "block": "NAME", "source": "Passport", "verifiedOn": "2026-10-30" }));
        assert_eq!(fact(contact, "EMAIL")["verifiedOn"], Value::Null);
        assert!(contact["skills"].as_array().unwrap().iter().all(|skill| skill["verifiedOn"] == "2026-10-30"));
        let made = app.act("updateContact", json!({ "id": id, "version": 2, "middleName": "M." }), "contact { version facts { block source verifiedOn } }").await;
        assert_eq!(fact(&made["contact"], "NAME"), json!({ "block": "NAME", "source": null, "verifiedOn": null }));
        assert_eq!(fact(&made["contact"], "SKILLS")["verifiedOn"], "2026-10-30");
        let stale = app.act_raw("verifyContact", json!({ "id": id, "version": 2, "blocks": ["EMAIL"] }), "contact { version }").await;
        assert_eq!((&stale["userErrors"][0]["code"], &stale["contact"]["version"]), (&json!("CONFLICT"), &json!(3)));
    }

    async fn an_analyst_is_shown_the_profile_without_what_is_hidden(app: TestApp) {
        let id = registered(&app).await;
        let event = app.event(json!({})).await.parse().unwrap();
        let analyst = app.account(Role::Analyst, app.office.id, event).await;
        let query = format!("query($id: ID!) {{ contact(id: $id) {{ hiddenFields {PROFILE} }} }}");
        let (_, answer) = app.post_by(&analyst, &query, json!({ "id": id })).await;
        let person = &answer["data"]["contact"];
        assert_eq!(person["hiddenFields"], json!(["primaryEmail", "emails", "phones", "birthYear", "birthOn"]));
        assert_eq!((&person["birthOn"], &person["birthYear"], &person["emails"], &person["phones"]), (&Value::Null, &Value::Null, &json!([]), &json!([])));
        assert_eq!(person["completeness"], json!({ "percent": 100, "missingFields": [] }));
        assert_eq!(person["skills"].as_array().unwrap().len(), 2);
    }

    async fn an_interest_that_somebody_has_stays_in_the_list(app: TestApp) {
        registered(&app).await;
        let list = |keys: &[&str]| json!({ "interests": keys.iter().map(|key| json!({ "key": key, "name": [{ "language": "en", "text": key }] })).collect::<Vec<_>>() });
        let kept = app.act("keepInterests", list(&["mentoring", "health", "culture"]), "interests { key name }").await;
        assert_eq!(kept["interests"][1], json!({ "key": "health", "name": "health" }));
        let refused = app.act_raw("keepInterests", list(&["mentoring"]), "interests { key }").await;
        assert_eq!(refused["userErrors"][0]["code"], "WRONG_STATE");
        let shown = app.ask("{ interests { key } }", Value::Null).await;
        assert_eq!(shown["interests"], json!([{ "key": "mentoring" }, { "key": "health" }, { "key": "culture" }]));
    }

    async fn people_are_listed_by_what_their_profile_says(app: TestApp) {
        let elektra = registered(&app).await;
        let organisation = app.act("createOrganisation", json!({ "name": [{ "language": "en", "text": "Clinic" }], "kind": "PRIVATE_SECTOR" }), "organisation { id }").await;
        app.clock.set(at("2026-11-03T09:00:00Z"));
        let input = json!({ "givenName": "Besnik", "familyName": "Leka", "birthYear": 1960, "organisationId": organisation["organisation"]["id"], "skills": [{ "skill": "Law_100%", "level": "BASIC" }] });
        let besnik = app.act("registerContact", input, "contact { id }").await["contact"]["id"].clone();
        let ask = "query($filter: ContactFilter) { contacts(filter: $filter) { totalCount nodes { id } } }";
        let cases = [
            (json!({ "skills": ["CARDIOLOGY", "Chess"] }), vec![&elektra]),
            (json!({ "skills": ["law 100"] }), vec![&besnik]),
            (json!({ "languages": ["el"] }), vec![&elektra]),
            (json!({ "willingness": ["MENTOR"] }), vec![&elektra]),
            (json!({ "willingness": ["MENTOR"], "willingnessAnswers": ["NO"] }), vec![]),
            (json!({ "citizenships": ["GR"] }), vec![&elektra]),
            (json!({ "citizenships": ["IT"] }), vec![]),
            (json!({ "interests": ["health", "trade"] }), vec![&elektra]),
            (json!({ "interests": ["h%"] }), vec![]),
            (json!({ "bornFrom": 1961 }), vec![&elektra]),
            (json!({ "bornFrom": 1950, "bornTo": 1960 }), vec![&besnik]),
            (json!({ "organisationKinds": ["PRIVATE_SECTOR", "MEDIA"] }), vec![&besnik]),
            (json!({ "createdFrom": "2026-11-03T00:00:00Z" }), vec![&besnik]),
            (json!({ "updatedBefore": "2026-11-03T00:00:00Z" }), vec![&elektra]),
            (json!({ "not": { "skills": ["Cardiology"] } }), vec![&besnik]),
        ];
        for (filter, expected) in cases {
            let found = app.ask(ask, json!({ "filter": filter })).await;
            let ids: Vec<&Value> = found["contacts"]["nodes"].as_array().unwrap().iter().map(|one| &one["id"]).collect();
            assert_eq!((ids, &found["contacts"]["totalCount"]), (expected.clone(), &json!(expected.len())), "{filter}");
        }
        let analyst = app.account(Role::Analyst, app.office.id, app.event(json!({})).await.parse().unwrap()).await;
        for (filter, found) in [(json!({ "bornFrom": 1950 }), 0), (json!({ "not": { "bornFrom": 1961 } }), 2), (json!({ "any": [{ "bornFrom": 1950 }, { "skills": ["Cardiology"] }] }), 1)] {
            let (_, answer) = app.post_by(&analyst, ask, json!({ "filter": filter })).await;
            assert_eq!(answer["data"]["contacts"]["totalCount"], found, "the same whenever anybody was born: {filter}");
            let preview = "query($rule: SegmentRuleInput) { segmentPreview(input: { rule: $rule }) { size } }";
            let (_, answer) = app.post_by(&analyst, preview, json!({ "rule": { "contacts": filter } })).await;
            assert_eq!(answer["data"]["segmentPreview"]["size"], found, "{answer}");
        }
        let (_, answer) = app.post(ask, json!({ "filter": { "willingnessAnswers": ["NO"] } })).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "INVALID_INPUT");
    }

    async fn figures_tell_the_band_that_was_told_where_no_year_is_known(app: TestApp) {
        let event = app.event(json!({})).await;
        let mut marks = Vec::new();
        for (name, age) in [("Young", json!({ "ageBand": "UNDER_18" })), ("Old", json!({ "ageBand": "FROM_65" })), ("Middle", json!({ "birthYear": 1980 })), ("Nobody", json!({}))] {
            let mut input = json!({ "givenName": name, "familyName": "Example" });
            input.as_object_mut().unwrap().extend(age.as_object().unwrap().clone());
            let contact = app.act("registerContact", input, "contact { id }").await["contact"]["id"].clone();
            let row = app.act("registerAttendee", json!({ "eventId": event, "contactId": contact }), "attendee { id }").await;
            marks.push(json!({ "attendeeId": row["attendee"]["id"], "presence": "ATTENDED" }));
        }
        app.clock.set(at("2026-11-16T22:00:00Z"));
        app.act("recordPresence", json!({ "eventId": event, "marks": marks }), "attendees { id }").await;
        let query = "query($id: ID!) { event(id: $id) { statistics { groups(by: [AGE_BAND]) { nodes { keys { value } attended { value } } } } } }";
        let bands = async || -> Vec<(String, Value)> {
            let answer = app.ask(query, json!({ "id": event })).await;
            let groups = answer["event"]["statistics"]["groups"]["nodes"].as_array().unwrap().clone();
            let mut bands: Vec<_> = groups.iter().map(|group| (group["keys"][0]["value"].as_str().unwrap().to_owned(), group["attended"]["value"].clone())).collect();
            bands.sort_by(|one, other| one.0.cmp(&other.0));
            bands
        };
        let live = bands().await;
        assert_eq!(live.iter().map(|(band, _)| band.as_str()).collect::<Vec<_>>(), ["0-17", "45-64", "65+", "UNKNOWN"]);
        assert!(live.iter().all(|(_, attended)| attended.as_f64() == Some(1.0)), "{live:?}");
        app.act("closeAttendance", json!({ "eventId": event }), "absentCount").await;
        assert_eq!(bands().await, live, "the snapshot says what the profiles say");
    }

    async fn the_sample_office_knows_some_people_well(app: TestApp) {
        let op = app.op();
        let load = Box::pin(kuvend_domain::sample::load(&op, crate::app::PUBLIC_URL));
        assert!(load.await.unwrap());
        let query = "{ contacts(filter: { skills: [\"cardiology\"] }) { nodes { completeness { percent } names { kind } skills { level } languages { level } facts { verifiedOn } relationships { kind }
            timeline(kinds: [INTERACTION, TASK, EDITED]) { nodes { kind text } } } } tasks(filter: { isOverdue: true }) { nodes { title } } interests { key nameTranslations { language } } }";
        let shown = app.ask(query, Value::Null).await;
        let person = &shown["contacts"]["nodes"][0];
        assert!(person["completeness"]["percent"].as_i64().unwrap() > 80, "{person:#}");
        assert_eq!(person["relationships"], json!([{ "kind": "MENTEE" }]));
        let told: Vec<&str> = person["timeline"]["nodes"].as_array().unwrap().iter().map(|entry| entry["text"].as_str().unwrap()).collect();
        assert!(told.contains(&"Call: Would give two lectures in spring") && told.contains(&"To do: Send the dates of the spring lectures"), "{told:?}");
        assert_eq!(shown["tasks"]["nodes"], json!([{ "title": "Ask the ministry for textbooks" }]));
        assert!(shown["interests"].as_array().unwrap().iter().all(|one| one["nameTranslations"].as_array().unwrap().len() == 4));
        // Its guests stand by the ranks that it keeps: whoever speaks for somebody goes before whoever comes for themselves.
        let list = app.ask("{ events(first: 5) { nodes { protocolList(first: 100) { isRanked nodes { precedence { rank { key position } source } } } } } }", Value::Null).await;
        let lists = list["events"]["nodes"].as_array().unwrap().iter().map(|event| &event["protocolList"]);
        let ranks = |list: &Value| -> Vec<i64> { list["nodes"].as_array().unwrap().iter().filter_map(|one| one["precedence"]["rank"]["position"].as_i64()).collect() };
        let lists: Vec<(bool, Vec<i64>)> = lists.map(|list| (list["isRanked"] == true, ranks(list))).collect();
        assert!(lists.len() > 2 && lists.iter().all(|(is_ranked, ranks)| *is_ranked && ranks.is_sorted()), "{lists:?}");
        assert!(lists.iter().any(|(_, ranks)| ranks.len() > 20 && ranks.first() < ranks.last()), "{lists:?}");
        let form = app.ask("query($id: ID!) { registrationForm(officeId: $id) { introduction { language } } }", json!({ "id": app.office.id.to_string() })).await;
        assert_eq!(form["registrationForm"]["introduction"].as_array().unwrap().len(), 4, "{form:#}");
    }
}
