//! Whoever names a version that is over is told so, and shown the thing as it is now: every mutation that takes one.

use serde_json::{Value, json};

use super::{
    arguments::arguments,
    contract::{Contract, document, named},
    filled, things,
};
use crate::{app::TestApp, on_both_engines};

/// What an input calls the version of a thing that was read.
const VERSIONS: [&str; 3] = ["version", "survivorVersion", "otherVersion"];
/// What comes with a file, which has tests of its own (`deliverables.rs`).
const WITH_A_FILE: [&str; 1] = ["uploadDeliverable"];

/// The fields of an input that name versions.
fn versions(inputs: &Value, name: &str) -> Vec<&'static str> {
    let mut types = inputs["__schema"]["types"].as_array().unwrap().iter();
    let input = types.find(|one| one["name"] == name).unwrap();
    let fields = input["inputFields"].as_array().into_iter().flatten();
    let fields: Vec<&str> = fields.map(|one| one["name"].as_str().unwrap()).collect();
    VERSIONS
        .into_iter()
        .filter(|version| fields.contains(version))
        .collect()
}

/// Whether a payload shows a thing beside what was wrong.
fn shows(payload: &Value) -> bool {
    let fields = payload.as_object().unwrap().iter();
    let mut things = fields.filter(|(name, _)| *name != "userErrors");
    things.any(|(_, thing)| thing.is_object())
}

on_both_engines! {
    async fn whoever_names_a_version_that_is_over_is_shown_the_thing_as_it_is_now(app: TestApp) {
        let contract = Contract::of(&app).await;
        let ids = things(&app).await;
        app.act("keepRankTable", json!({ "version": 0 }), "rankTable { version }").await;
        app.act("updateRegistrationForm", json!({ "version": 0, "isOpen": true, "fields": [] }), "form { version }").await;
        let inputs = app.ask("{ __schema { types { name inputFields { name } } } }", json!({})).await;
        let (mut asked, mut wrong) = (0, Vec::new());
        for root in contract.roots() {
            let name = root.1["name"].as_str().unwrap();
            let Some(argument) = root.1["args"].as_array().unwrap().iter().find(|it| it["name"] == "input") else { continue };
            let versions = versions(&inputs, named(&argument["type"]).0);
            if versions.is_empty() || WITH_A_FILE.contains(&name) {
                continue;
            }
            for version in versions {
                let mut arguments = filled(&arguments(name).unwrap(), &ids, "new");
                let input = arguments["input"].as_object_mut().unwrap();
                input.remove("beforeId");
                input.insert(version.to_owned(), json!(999));
                if name == "overridePrecedence" {
                    input.insert("rank".to_owned(), json!("guest"));
                }
                let (_, answer) = app.post(&document(root, &contract.shallow(&root.1["type"])), arguments).await;
                let payload = &answer["data"][name];
                asked += 1;
                if payload["userErrors"] != json!([{ "field": [version], "code": "CONFLICT" }]) || !shows(payload) {
                    wrong.push(format!("{name} {version}: {answer}"));
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
        assert!(asked > 45, "{asked}");
    }
}
