//! Who is perhaps registered already, and what says so.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::on_both_engines;

const CANDIDATES: &str = "contact { id } candidates { isStrong score reasons evidence { field level weight } contact { displayName } }";

/// What registering a person comes to.
async fn registered(app: &crate::app::TestApp, input: Value) -> Value {
    app.act_raw("registerContact", input, CANDIDATES).await
}

/// The levels that a candidate's evidence tells, by field; the score is the sum of its weights.
fn levels(candidate: &Value) -> Vec<(&str, &str)> {
    let evidence = candidate["evidence"].as_array().unwrap();
    let sum: f64 = evidence
        .iter()
        .map(|one| one["weight"].as_f64().unwrap())
        .sum();
    assert!((sum - candidate["score"].as_f64().unwrap()).abs() < 1e-9);
    evidence
        .iter()
        .map(|one| {
            (
                one["field"].as_str().unwrap(),
                one["level"].as_str().unwrap(),
            )
        })
        .collect()
}

on_both_engines! {
    async fn names_in_swapped_order_are_asked_about_and_say_so(app: TestApp) {
        registered(&app, json!({ "givenName": "Arta", "familyName": "Hoxha" })).await;
        let asked = registered(&app, json!({ "givenName": "Hoxha", "familyName": "Arta" })).await;
        assert_eq!(asked["contact"], Value::Null);
        assert_eq!(asked["userErrors"][0]["code"], "POSSIBLE_DUPLICATE");
        assert_eq!(asked["candidates"].as_array().unwrap().len(), 1);
        let candidate = &asked["candidates"][0];
        assert_eq!(candidate["contact"]["displayName"], "Arta Hoxha");
        assert_eq!(candidate["isStrong"], false);
        assert_eq!(candidate["reasons"], json!(["NAME"]));
        assert_eq!(levels(candidate), [("GIVEN_NAME", "SWAPPED"), ("FAMILY_NAME", "SWAPPED")]);
        let anyway = registered(&app, json!({ "givenName": "Hoxha", "familyName": "Arta", "ifDuplicate": "CREATE_ANYWAY" })).await;
        assert!(anyway["contact"]["id"].is_string());
    }

    async fn a_birthday_tells_namesakes_apart_and_a_slip_in_it_does_not(app: TestApp) {
        registered(&app, json!({ "givenName": "Arben", "familyName": "Çami", "birthOn": "1980-03-07" })).await;
        let slip = registered(&app, json!({ "givenName": "ARBEN", "familyName": "Cami", "birthOn": "1980-07-03" })).await;
        assert_eq!(levels(&slip["candidates"][0])[2], ("BIRTH_DAY", "NEAR"));
        let another = registered(&app, json!({ "givenName": "Arben", "familyName": "Cami", "birthOn": "1955-12-21" })).await;
        assert_eq!(another["candidates"], json!([]));
        assert!(another["contact"]["id"].is_string());
    }

    async fn who_shares_an_address_under_another_given_name_is_asked_about_and_never_taken(app: TestApp) {
        let email = "hoxha.family@example.org";
        registered(&app, json!({ "givenName": "Arta", "familyName": "Hoxha", "email": email })).await;
        let spouse = registered(&app, json!({ "givenName": "Besnik", "familyName": "Hoxha", "email": email, "ifDuplicate": "USE_EXISTING" })).await;
        assert_eq!(spouse["contact"], Value::Null);
        let candidate = &spouse["candidates"][0];
        assert_eq!(candidate["reasons"], json!(["EMAIL"]));
        assert_eq!(candidate["isStrong"], false);
        assert!(candidate["score"].as_f64().unwrap() < 10.0);
        let same = registered(&app, json!({ "givenName": "Arta", "familyName": "Hoxha", "email": email, "ifDuplicate": "USE_EXISTING" })).await;
        assert!(same["contact"]["id"].is_string());
    }

    async fn a_slip_in_a_name_is_asked_about(app: TestApp) {
        registered(&app, json!({ "givenName": "Valbona", "familyName": "Kelmendi" })).await;
        for (given, family) in [("Valbonna", "Kelmendi"), ("Valbona", "Klemendi")] {
            let asked = registered(&app, json!({ "givenName": given, "familyName": family, "residenceCity": "Bari" })).await;
            assert_eq!(asked["candidates"][0]["contact"]["displayName"], "Valbona Kelmendi", "{given} {family} {asked:#}");
        }
        let another = registered(&app, json!({ "givenName": "Valdete", "familyName": "Kelmendi" })).await;
        assert!(another["contact"]["id"].is_string(), "{another:#}");
    }

    async fn a_name_that_many_have_alone_is_not_asked_about_and_a_rare_one_is(app: TestApp) {
        let mut lines = "Given name,Family name,Email\n".to_owned();
        for number in 0..600 {
            writeln!(lines, "Arben,Hoxha,arben{number}@example.org").unwrap();
        }
        for number in 0..600 {
            writeln!(lines, "P{number},Q{number},q{number}@example.org").unwrap();
        }
        lines.push_str("Zoi,Vretto,\n");
        crate::uploads::brought(&app, json!({}), lines.as_bytes()).await;
        let common = registered(&app, json!({ "givenName": "Arben", "familyName": "Hoxha" })).await;
        assert_eq!(common["candidates"], json!([]), "six hundred are called so");
        let rare = registered(&app, json!({ "givenName": "Zoi", "familyName": "Vretto" })).await;
        assert_eq!(rare["candidates"][0]["contact"]["displayName"], "Zoi Vretto");
        let known = registered(&app, json!({ "givenName": "Arben", "familyName": "Hoxha", "email": "arben7@example.org" })).await;
        assert_eq!(known["candidates"][0]["isStrong"], true, "{known:#}");
    }

    async fn a_slip_in_either_name_is_asked_about(app: TestApp) {
        registered(&app, json!({ "givenName": "Arben", "familyName": "Hoxha" })).await;
        registered(&app, json!({ "givenName": "Arta", "familyName": "Papadopoulos" })).await;
        for (given, family, meant) in [
            ("Arbn", "Hoxha", "Arben Hoxha"),
            ("Arbenn", "Hoxha", "Arben Hoxha"),
            ("Arben", "Hoxah", "Arben Hoxha"),
            ("Atra", "Papadopoulos", "Arta Papadopoulos"),
            ("Άρτα", "Παπαδόπουλου", "Arta Papadopoulos"),
        ] {
            let asked = registered(&app, json!({ "givenName": given, "familyName": family })).await;
            assert_eq!(asked["userErrors"][0]["code"], "POSSIBLE_DUPLICATE", "{given} {family}");
            assert_eq!(asked["candidates"].as_array().unwrap().len(), 1, "{given} {family}");
            let candidate = &asked["candidates"][0];
            assert_eq!(candidate["contact"]["displayName"], meant);
            assert_eq!(candidate["isStrong"], false);
            assert!(levels(candidate).iter().any(|(_, level)| *level == "NEAR"), "{given} {family}");
        }
        let another = registered(&app, json!({ "givenName": "Ardita", "familyName": "Hoxha" })).await;
        assert!(another["contact"]["id"].is_string());
    }

    async fn a_short_name_is_asked_about(app: TestApp) {
        registered(&app, json!({ "givenName": "Nikolla", "familyName": "Gashi" })).await;
        let asked = registered(&app, json!({ "givenName": "Kol", "familyName": "Gashi" })).await;
        assert_eq!(levels(&asked["candidates"][0]), [("GIVEN_NAME", "VARIANT"), ("FAMILY_NAME", "SAME")]);
    }

    async fn a_name_that_many_have_weighs_less_than_one_that_few_have(app: TestApp) {
        for number in 0..3 {
            let many = json!({ "givenName": "Arben", "familyName": "Hoxha", "birthYear": 1950 + 20 * number, "ifDuplicate": "CREATE_ANYWAY" });
            registered(&app, many).await;
        }
        registered(&app, json!({ "givenName": "Ylber", "familyName": "Qirko" })).await;
        let score = async |given: &str, family: &str| {
            let asked = registered(&app, json!({ "givenName": given, "familyName": family })).await;
            asked["candidates"][0]["score"].as_f64().unwrap()
        };
        let (many, few) = (score("Arben", "Hoxha").await, score("Ylber", "Qirko").await);
        assert!(few - many > 2.0, "{few} {many}");
    }
}
