//! Who counts as a member of the diaspora is a rule of the office, version by version, and figures and segments follow it.

use std::collections::BTreeSet;

use kuvend_domain::diaspora::{Person, Residence, Rule};
use kuvend_entity::{
    kind::{Generation, ProfileKind, Role},
    value::CountryCode,
};
use serde_json::{Value, json};

use crate::{
    app::{TestApp, at},
    on_both_engines,
    rights::{figures, register},
};

const RULE: &str = "version generations profileKinds origins originResidence residence exceptGenerations exceptProfileKinds reason setById";
const COUNTRIES: [&str; 4] = ["AL", "XK", "IT", "GR"];
const KINDS: [ProfileKind; 4] = [
    ProfileKind::Student,
    ProfileKind::Diplomat,
    ProfileKind::Other,
    ProfileKind::ForeignResident,
];

/// Chance that is the same in every run.
struct Dice(u64);

impl Dice {
    /// From none to `most`, which it is not.
    fn below(&mut self, most: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most
    }

    /// Each of a list by chance.
    fn some<T: Copy>(&mut self, list: &[T], of: usize) -> Vec<T> {
        list.iter()
            .copied()
            .filter(|_| self.below(of) == 0)
            .collect()
    }

    fn country(&mut self) -> Option<&'static str> {
        COUNTRIES.get(self.below(COUNTRIES.len() + 1)).copied()
    }

    fn residence(&mut self) -> Residence {
        [
            Residence::Anywhere,
            Residence::Abroad,
            Residence::AbroadOrUnknown,
        ][self.below(3)]
    }

    fn rule(&mut self) -> Rule {
        let generations = self.some(Generation::ALL, 3);
        let profile_kinds = self.some(&KINDS, 4);
        let except_generations = self.some(Generation::ALL, 5);
        let except_profile_kinds = self.some(&KINDS, 5);
        let origins = match self.below(3) {
            0 => None,
            1 => Some(Vec::new()),
            _ => Some(
                self.some(&COUNTRIES, 2)
                    .into_iter()
                    .map(|code| code.parse().unwrap())
                    .collect(),
            ),
        };
        Rule {
            except_generations: except_generations
                .into_iter()
                .filter(|one| !generations.contains(one))
                .collect(),
            except_profile_kinds: except_profile_kinds
                .into_iter()
                .filter(|one| !profile_kinds.contains(one))
                .collect(),
            generations,
            profile_kinds,
            origins,
            origin_residence: self.residence(),
            residence: self.residence(),
        }
    }
}

struct Somebody {
    id: String,
    generation: Generation,
    origin: Option<CountryCode>,
    residence: Option<CountryCode>,
    kinds: Vec<ProfileKind>,
}

async fn crowd(app: &TestApp, dice: &mut Dice, number: usize) -> Vec<Somebody> {
    let mut people = Vec::with_capacity(number);
    for number in 0..number {
        let generation = Generation::ALL[dice.below(Generation::ALL.len())];
        let (origin, residence, kinds) = (dice.country(), dice.country(), dice.some(&KINDS, 3));
        let input = json!({
            "givenName": format!("Person{number}"), "familyName": "Random", "generation": generation.as_str(), "originCountry": origin,
            "residenceCountry": residence, "profileKinds": kinds.iter().map(|kind| kind.as_str()).collect::<Vec<_>>(),
        });
        people.push(Somebody {
            id: register(app, input).await,
            generation,
            origin: origin.map(|code| code.parse().unwrap()),
            residence: residence.map(|code| code.parse().unwrap()),
            kinds,
        });
    }
    people
}

/// All of them at an event that is over.
async fn came(app: &TestApp, people: &[Somebody]) -> String {
    let event = app.event(json!({})).await;
    let guests: Vec<Value> = people
        .iter()
        .map(|one| json!({ "contactId": one.id }))
        .collect();
    let made = app
        .act(
            "addGuests",
            json!({ "eventId": event, "guests": guests }),
            "attendees { id }",
        )
        .await;
    app.clock.set(at("2026-11-16T22:00:00Z"));
    let rows = made["attendees"].as_array().unwrap();
    let marks: Vec<Value> = rows
        .iter()
        .map(|row| json!({ "attendeeId": row["id"], "presence": "ATTENDED" }))
        .collect();
    app.act(
        "recordPresence",
        json!({ "eventId": event, "marks": marks }),
        "attendees { id }",
    )
    .await;
    event
}

async fn by_segment(app: &TestApp, segment: &str) -> BTreeSet<String> {
    let query =
        "query($id: ID!) { contacts(first: 100, filter: { segmentId: $id }) { nodes { id } } }";
    let found = app.ask(query, json!({ "id": segment })).await;
    let nodes = found["contacts"]["nodes"].as_array().unwrap();
    nodes
        .iter()
        .map(|node| node["id"].as_str().unwrap().to_owned())
        .collect()
}

async fn by_figures(app: &TestApp) -> (i64, i64) {
    let filter = json!({ "from": "2026-01-01", "to": "2026-12-31", "diasporaOnly": true });
    let query = "query($filter: EngagementFilter!) { engagementStatistics(filter: $filter) { diasporaRuleVersion uniquePeople { value } } }";
    let told = app.ask(query, json!({ "filter": filter })).await["engagementStatistics"].clone();
    let number = |value: &Value| value.as_f64().unwrap().to_string().parse::<i64>().unwrap();
    (
        number(&told["uniquePeople"]["value"]),
        number(&told["diasporaRuleVersion"]),
    )
}

fn input(rule: &Rule, version: i64) -> Value {
    let mut input = serde_json::to_value(rule).unwrap();
    input["version"] = json!(version);
    input
}

on_both_engines! {
    async fn an_office_begins_with_the_first_rule_and_every_version_stays_readable(app: TestApp) {
        let query = format!("{{ diasporaRules {{ {RULE} }} }}");
        let first = json!({
            "version": 1, "generations": ["FIRST", "ONE_AND_HALF", "SECOND", "THIRD_PLUS"], "profileKinds": [], "origins": null,
            "originResidence": "ABROAD", "residence": "ANYWHERE", "exceptGenerations": ["FRIEND"], "exceptProfileKinds": [],
            "reason": null, "setById": null,
        });
        assert_eq!(app.ask(&query, json!({})).await["diasporaRules"], json!([first]));
        let me = app.ask("{ viewer { account { id } } }", json!({})).await["viewer"]["account"]["id"].clone();
        let students = json!({ "version": 1, "profileKinds": ["STUDENT", "STUDENT"], "origins": ["XK", "AL"], "residence": "ABROAD_OR_UNKNOWN", "reason": "The law of 2026" });
        let second = app.act("setDiasporaRule", students.clone(), &format!("rule {{ {RULE} }}")).await["rule"].clone();
        assert_eq!(second, json!({
            "version": 2, "generations": [], "profileKinds": ["STUDENT"], "origins": ["AL", "XK"], "originResidence": "ABROAD",
            "residence": "ABROAD_OR_UNKNOWN", "exceptGenerations": [], "exceptProfileKinds": [], "reason": "The law of 2026", "setById": me,
        }));
        assert_eq!(app.ask(&query, json!({})).await["diasporaRules"], json!([second, first]));
        let stale = app.act_raw("setDiasporaRule", students.clone(), "rule { version }").await;
        assert_eq!((&stale["userErrors"][0]["field"], &stale["userErrors"][0]["code"]), (&json!(["version"]), &json!("CONFLICT")));
        let mut same = students;
        same["version"] = json!(2);
        assert_eq!(app.act("setDiasporaRule", same, "rule { version }").await["rule"]["version"], 2, "what is said already is no version");
        let trail = app.ask("{ auditTrail(filter: { action: \"diaspora::set\" }) { nodes { reason changes } } }", json!({})).await;
        let nodes = trail["auditTrail"]["nodes"].as_array().unwrap();
        assert_eq!((nodes.len(), &nodes[0]["reason"]), (1, &json!("The law of 2026")));
        let changes: Value = serde_json::from_str(nodes[0]["changes"].as_str().unwrap()).unwrap();
        assert_eq!(changes["version"], json!({ "from": 1, "to": 2 }));
        assert_eq!(changes["rule"]["from"]["exceptGenerations"], json!(["FRIEND"]));
    }

    async fn a_rule_that_makes_no_sense_is_refused_and_only_an_administrator_sets_one(app: TestApp) {
        let refused = async |input: Value| {
            let payload = app.act_raw("setDiasporaRule", input, "rule { version }").await;
            assert_eq!(payload["rule"], Value::Null);
            let error = &payload["userErrors"][0];
            (error["field"].clone(), error["code"].as_str().unwrap().to_owned())
        };
        assert_eq!(refused(json!({ "version": 1, "origins": [] })).await, (json!(["generations"]), "REQUIRED".to_owned()));
        assert_eq!(refused(json!({ "version": 1, "generations": ["FIRST"], "exceptGenerations": ["FRIEND", "FIRST"] })).await, (json!(["exceptGenerations", "1"]), "INCONSISTENT".to_owned()));
        assert_eq!(refused(json!({ "version": 1, "origins": ["AL", "ZZ"] })).await, (json!(["origins", "1"]), "MALFORMED".to_owned()));
        let event = app.event(json!({})).await;
        for role in [Role::EventOfficer, Role::ProgrammeOfficer, Role::DataProtectionOfficer, Role::Analyst] {
            let who = app.account(role, app.office.id, event.parse().unwrap()).await;
            let (_, answer) = app.post_as(&who, "mutation { setDiasporaRule(input: { version: 1 }) { rule { version } } }").await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN", "{role}: {answer}");
            let (_, answer) = app.post_as(&who, "{ diasporaRules { version } }").await;
            assert_eq!(answer["data"]["diasporaRules"], json!([{ "version": 1 }]), "{role}: {answer}");
        }
    }

    /// The pure function, the figures and the segments say the same of random people by random rules.
    async fn the_rule_in_words_and_in_sql_agree(app: TestApp) {
        let mut dice = Dice(1912);
        let people = crowd(&app, &mut dice, 60).await;
        came(&app, &people).await;
        let segment = async |rule: Value| app.act("createSegment", json!({ "name": rule.to_string(), "rule": rule }), "segment { id }").await["segment"]["id"].as_str().unwrap().to_owned();
        let members = segment(json!({ "isDiasporaMember": true })).await;
        let others = segment(json!({ "any": [{ "isDiasporaMember": false }] })).await;
        let all: BTreeSet<String> = people.iter().map(|one| one.id.clone()).collect();
        let home = app.office.country.clone();
        let (mut version, mut sizes) = (1, BTreeSet::new());
        for round in 0..40 {
            let rule = if round == 0 { Rule::default() } else { dice.rule() };
            if round > 0 {
                let set = app.act_raw("setDiasporaRule", input(&rule, version), "rule { version }").await;
                let Some(now) = set["rule"]["version"].as_i64() else { continue };
                version = now;
            }
            let expected: BTreeSet<String> = people.iter().filter(|one| rule.holds(&home, Person {
                generation: one.generation,
                origin: one.origin.as_ref(),
                residence: one.residence.as_ref(),
                profile_kinds: &one.kinds,
            })).map(|one| one.id.clone()).collect();
            assert_eq!(by_segment(&app, &members).await, expected, "{rule:?}");
            assert_eq!(by_segment(&app, &others).await, &all - &expected, "{rule:?}");
            assert_eq!(by_figures(&app).await, (i64::try_from(expected.len()).unwrap(), version), "{rule:?}");
            sizes.insert(expected.len());
        }
        assert!(version > 20 && sizes.len() > 10, "the rules differ: {version} {sizes:?}");
    }

    async fn each_office_has_its_own_rule(app: TestApp) {
        let consulate = app.another_office().await;
        let person = |office: String| json!({ "officeId": office, "givenName": "Arta", "familyName": "Hoxha", "profileKinds": ["STUDENT"], "ifDuplicate": "CREATE_ANYWAY" });
        let here = register(&app, person(app.office.id.to_string())).await;
        let there = register(&app, person(consulate.to_string())).await;
        app.act("setDiasporaRule", json!({ "officeId": consulate.to_string(), "version": 1, "profileKinds": ["STUDENT"] }), "rule { version }").await;
        let of = async |office: String| {
            let made = app.act("createSegment", json!({ "officeId": office, "name": "Members", "rule": { "isDiasporaMember": true } }), "segment { id }").await;
            by_segment(&app, made["segment"]["id"].as_str().unwrap()).await
        };
        let found = of(consulate.to_string()).await;
        assert!(found.contains(&there) && !found.contains(&here), "{found:?}");
        assert!(!of(app.office.id.to_string()).await.contains(&here));
    }

    async fn an_erasure_leaves_the_figures_of_a_rule_over_profile_kinds(app: TestApp) {
        let mut dice = Dice(7);
        let mut people = crowd(&app, &mut dice, 3).await;
        people[0].id = register(&app, json!({ "givenName": "Zamirë", "familyName": "Kryeziu", "profileKinds": ["STUDENT"] })).await;
        let event = came(&app, &people).await;
        app.act("setDiasporaRule", json!({ "version": 1, "profileKinds": ["STUDENT"], "origins": [] }), "rule { version }").await;
        let before = figures(&app).await;
        assert!(by_figures(&app).await.0 > 0);
        app.act("eraseContact", json!({ "contactId": people[0].id }), "isErased").await;
        assert_eq!(figures(&app).await, before, "{event}");
    }
}
