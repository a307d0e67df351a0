//! People found by their address, whatever others are called; and a search for nothing.

use kuvend_entity::kind::Role;
use serde_json::{Value, json};

use crate::{app::TestApp, on_both_engines};

async fn person(app: &TestApp, given: &str, family: &str, email: &str) {
    let input = json!({ "givenName": given, "familyName": family, "email": email, "ifDuplicate": "CREATE_ANYWAY" });
    app.act("registerContact", input, "contact { id }").await;
}

async fn found(app: &TestApp, search: &str, order: Value) -> Vec<String> {
    let asked = "query($search: String!, $order: ContactOrder) { contacts(search: $search, orderBy: $order) { totalCount nodes { displayName } } }";
    let page = app
        .ask(asked, json!({ "search": search, "order": order }))
        .await["contacts"]
        .clone();
    let nodes = page["nodes"].as_array().unwrap();
    assert_eq!(page["totalCount"], nodes.len(), "{search}");
    let names = nodes
        .iter()
        .map(|node| node["displayName"].as_str().unwrap().to_owned());
    names.collect()
}

on_both_engines! {
    async fn an_address_finds_whose_it_is_though_a_name_begins_as_it_ends(app: TestApp) {
        for (given, family, email) in [
            ("Gezim", "Hoxhaj", "gezim.hoxhaj.5@example.org"), ("Besnik", "Hoxhaj", "besnik.hoxhaj.1@example.com"),
            ("Dritan", "Alia", "12@example.org"), ("Elira", "Leka", "7.elira@mission-tirana.test"),
            ("Orges", "Comi", "oc@example.net"), ("Example", "Infoni", "x@example.info"),
        ] {
            person(&app, given, family, email).await;
        }
        for (search, names) in [
            ("gezim.hoxhaj.5@example.org", vec!["Gezim Hoxhaj"]),
            ("GEZIM.HOXHAJ.5@EXAMPLE.ORG", vec!["Gezim Hoxhaj"]),
            ("besnik.hoxhaj.1@example.com", vec!["Besnik Hoxhaj"]),
            ("besnik.hoxhaj.1", vec!["Besnik Hoxhaj"]),
            ("gezim org", vec!["Gezim Hoxhaj"]),
            ("12@example.org", vec!["Dritan Alia"]),
            ("7.elira@mission-tirana.test", vec!["Elira Leka"]),
            ("@mission-tirana.test", vec!["Elira Leka"]),
            ("@mission", vec!["Elira Leka"]),
            ("elira@mission", vec!["Elira Leka"]),
            ("hoxhaj@example.org", vec!["Gezim Hoxhaj"]),
            ("orges@example.org", vec![]),
            ("org", vec!["Orges Comi"]),
        ] {
            assert_eq!(found(&app, search, Value::Null).await, names, "{search}");
            assert_eq!(found(&app, search, json!({ "field": "NAME" })).await, names, "{search} by name");
        }
    }

    async fn who_may_not_see_addresses_finds_nobody_by_one_in_any_order(app: TestApp) {
        person(&app, "Gezim", "Hoxhaj", "gezim.hoxhaj.5@example.org").await;
        let event = app.event(json!({})).await.parse().unwrap();
        let analyst = app.account(Role::Analyst, app.office.id, event).await;
        let asked = "query($search: String!, $order: ContactOrder) { contacts(search: $search, orderBy: $order) { totalCount } }";
        for order in [Value::Null, json!({ "field": "NAME" })] {
            for (search, count) in [("gezim", 1), ("gezim.hoxhaj.5@example.org", 0), ("gezim@example", 0), ("gezim 5", 0), ("gezim org", 0), ("example.org", 0)] {
                let (_, answer) = app.post_by(&analyst, asked, json!({ "search": search, "order": order })).await;
                assert_eq!(answer["data"]["contacts"]["totalCount"], count, "{search}");
            }
        }
    }

    async fn signs_alone_find_nobody_and_nothing_finds_everybody(app: TestApp) {
        app.contact("Arta", "Hoxha").await;
        for order in [Value::Null, json!({ "field": "NAME" })] {
            for search in ["%", "_", ".", "'", "%%", "- -"] {
                assert_eq!(found(&app, search, order.clone()).await, Vec::<String>::new(), "{search}");
            }
            for search in ["", "  "] {
                assert_eq!(found(&app, search, order.clone()).await, ["Arta Hoxha"], "{search:?}");
            }
        }
    }
}
