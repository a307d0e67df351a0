//! Everything that a file of people may tell, taken out again and brought in again, and an import taken back whole.

use serde_json::{Value, json};

use crate::{
    app::{Contents, TestApp},
    exports::written,
    on_both_engines,
    uploads::{brought, drained, report},
};

/// What an import leaves that was taken back: that it was, the file that was sent, and the walk over records that it asked for.
const LEFT: [&str; 8] = [
    "audit_entry",
    "audit_link",
    "import_batch",
    "import_job",
    "stored_file",
    "stored_piece",
    "duplicate_run",
    "idempotency_key",
];

const PROFILE: &str = "query($id: ID!) { contact(id: $id) { version suffix generation profileKinds citizenships occupation sector residenceCountry residenceCity
    interests { key } skills { skill level verifiedOn } languages { language level } willingness { mode answer source } formerResidences { country city }
    facts { block source verifiedOn } memberships { function primary } } }";

const EVERY_FIELD: [&str; 26] = [
    "HONORIFIC",
    "GIVEN_NAME",
    "MIDDLE_NAME",
    "FAMILY_NAME",
    "SUFFIX",
    "EMAIL",
    "PHONE",
    "PREFERRED_LANGUAGE",
    "RESIDENCE_COUNTRY",
    "RESIDENCE_SUBDIVISION",
    "RESIDENCE_CITY",
    "ORIGIN_COUNTRY",
    "ORIGIN_REGION",
    "ORIGIN_MUNICIPALITY",
    "EMIGRATED_IN",
    "CITIZENSHIPS",
    "GENERATION",
    "PROFILE_KINDS",
    "INTERESTS",
    "PROFESSION",
    "OCCUPATION_CODE",
    "SECTOR",
    "SKILLS",
    "LANGUAGES",
    "WILLINGNESS",
    "SEX",
];

/// The office's interests, an organisation, and somebody of whom much is known.
async fn somebody(app: &TestApp) -> Value {
    let interests = ["investment", "culture"].map(
        |key| json!({ "key": key, "name": [{ "language": "en", "text": key.to_uppercase() }] }),
    );
    app.act(
        "keepInterests",
        json!({ "interests": interests }),
        "interests { key }",
    )
    .await;
    let body = json!({ "name": [{ "language": "en", "text": "Hospital" }], "kind": "ACADEMIA" });
    let body = app
        .act("createOrganisation", body, "organisation { id }")
        .await["organisation"]["id"]
        .clone();
    let drita = app.act(
        "registerContact",
        json!({
            "givenName": "Drita", "familyName": "Hoxha", "suffix": "PhD", "email": "drita@example.org", "phone": "+39 333 123 4567",
            "preferredLanguage": "it", "residenceCountry": "IT", "residenceCity": "Milano", "originCountry": "AL", "originRegion": "Vlorë",
            "originMunicipality": "Himarë", "emigratedIn": 1999, "citizenships": ["AL", "IT"], "generation": "FIRST", "profileKinds": ["ACADEMIC"],
            "interests": ["culture"], "profession": "Doctor", "occupation": "2211", "sector": "Q", "sex": "FEMALE",
            "skills": [{ "skill": "Surgery", "level": "EXPERT" }, { "skill": "Teaching", "level": "BASIC" }],
            "languages": [{ "language": "it", "level": "C2" }], "willingness": [{ "mode": "MENTOR", "answer": "NO" }],
            "organisationId": body, "function": "Surgeon",
        }),
        "contact { id version }",
    )
    .await["contact"]
        .clone();
    let verified = json!({ "id": drita["id"], "version": drita["version"], "blocks": ["SKILLS", "RESIDENCE"], "verifiedOn": "2026-11-01", "source": "A call" });
    app.act("verifyContact", verified, "contact { id }").await;
    drita["id"].clone()
}

/// Rows that came or went, but for those that say that something was brought in and taken back.
fn beside(before: &Contents, now: &Contents) -> Vec<String> {
    let is_left = |row: &String| {
        LEFT.iter()
            .any(|table| row.starts_with(&format!("+ {table} ")))
    };
    let mut changes = before.changes(now);
    changes.retain(|row| !is_left(row));
    changes
}

on_both_engines! {
    async fn everything_that_a_line_tells_is_taken_and_taken_back(app: TestApp) {
        let drita = somebody(&app).await;
        let was = app.ask(PROFILE, json!({ "id": drita })).await["contact"].clone();
        let before = app.contents().await;
        let file = "Given name;Family name;Email;Phone;Country;City;Generation;Profile kinds;Citizenships;Interests;Skills;Languages;Willingness;Organisation;Function;Consent\n\
            Drita;Hoxha;drita@example.org;+30 210 123 4567;Greece;Athinë;second;entrepreneur;AL; investment ;teaching: advanced; it: c2|el: B1;mentor: yes|invest: maybe;Hospital;Head of surgery;yes\n"
            .replace("teaching: advanced; it", "teaching: advanced|Nursing: basic;it");
        let newcomer = "Besa;Leka;besa@example.org;;Italia;Bari;1.5;student;AL|IT;culture;Nursing: intermediate;sq: native;speak: yes;;;no\n";
        let file = format!("{file}{newcomer}");
        let (id, now) = brought(&app, json!({}), file.as_bytes()).await;
        assert_eq!((&now["created"], &now["updated"], &now["failed"]), (&json!(1), &json!(1), &json!(0)), "{now:#}");
        let is = app.ask(PROFILE, json!({ "id": drita })).await["contact"].clone();
        assert_eq!(is["profileKinds"], json!(["ACADEMIC", "ENTREPRENEUR"]), "what is there stays");
        assert_eq!((&is["generation"], &is["citizenships"], &is["suffix"]), (&json!("SECOND"), &json!(["AL", "IT"]), &json!("PhD")));
        assert_eq!(is["interests"], json!([{ "key": "investment" }, { "key": "culture" }]));
        assert_eq!(is["skills"], json!([
            { "skill": "Nursing", "level": "BASIC", "verifiedOn": null },
            { "skill": "Surgery", "level": "EXPERT", "verifiedOn": "2026-11-01" },
            { "skill": "Teaching", "level": "ADVANCED", "verifiedOn": null },
        ]));
        assert_eq!(is["languages"], json!([{ "language": "el", "level": "B1" }, { "language": "it", "level": "C2" }]));
        assert_eq!(is["willingness"], json!([{ "mode": "INVEST", "answer": "MAYBE", "source": "A fair" }, { "mode": "MENTOR", "answer": "YES", "source": "A fair" }]));
        assert_eq!(is["formerResidences"], json!([{ "country": "IT", "city": "Milano" }]), "they moved");
        assert_eq!(is["memberships"], json!([{ "function": "Head of surgery", "primary": true }]));
        let fact = |block: &str| is["facts"].as_array().unwrap().iter().find(|fact| fact["block"] == block).unwrap().clone();
        for block in ["RESIDENCE", "SKILLS", "ORIGIN", "WILLINGNESS", "PHONE"] {
            assert_eq!(fact(block), json!({ "block": block, "source": "A fair", "verifiedOn": null }), "what changed is not verified any more");
        }
        assert_ne!(fact("EMAIL")["source"], "A fair");
        let found = app.ask("{ contacts(search: \"besa leka\") { nodes { facts { block source } skills { skill } languages { level } willingness { mode } generation } } }", json!({})).await;
        let besa = &found["contacts"]["nodes"][0];
        assert_eq!((&besa["generation"], &besa["skills"], &besa["languages"], &besa["willingness"]), (&json!("ONE_AND_HALF"), &json!([{ "skill": "Nursing" }]), &json!([{ "level": "NATIVE" }]), &json!([{ "mode": "SPEAK" }])));
        let blocks: Vec<&Value> = besa["facts"].as_array().unwrap().iter().map(|fact| &fact["block"]).collect();
        assert_eq!(blocks, ["NAME", "EMAIL", "RESIDENCE", "ORIGIN", "PROFILE", "SKILLS", "LANGUAGES", "WILLINGNESS"]);
        assert!(besa["facts"].as_array().unwrap().iter().all(|fact| fact["source"] == "A fair"), "{besa:#}");
        let (_, again) = brought(&app, json!({}), file.as_bytes()).await;
        assert_eq!((&again["unchanged"], &again["updated"]), (&json!(2), &json!(0)), "the same file twice: {again:#}");
        app.act("undoImport", json!({ "id": id }), "importJob { state }").await;
        drained(&app).await;
        assert_eq!(app.ask(PROFILE, json!({ "id": drita })).await["contact"], was);
        assert_eq!(beside(&before, &app.contents().await), Vec::<String>::new(), "every table is as it was");
    }

    async fn what_was_said_since_is_left_and_named_when_an_import_is_taken_back(app: TestApp) {
        let drita = somebody(&app).await;
        let file = "Given name;Family name;Email;Skills;Languages\nDrita;Hoxha;drita@example.org;Teaching: advanced;el: B1\n";
        let (id, now) = brought(&app, json!({}), file.as_bytes()).await;
        assert_eq!(now["updated"], 1, "{now:#}");
        let version = app.ask(PROFILE, json!({ "id": drita })).await["contact"]["version"].clone();
        let skills = json!([{ "skill": "Surgery", "level": "EXPERT" }, { "skill": "Teaching", "level": "EXPERT" }]);
        app.act("updateContact", json!({ "id": drita, "version": version, "skills": skills }), "contact { id }").await;
        app.act("undoImport", json!({ "id": id }), "importJob { state }").await;
        drained(&app).await;
        let is = app.ask(PROFILE, json!({ "id": drita })).await["contact"].clone();
        assert_eq!(is["skills"][1]["level"], "EXPERT", "somebody said so since");
        assert_eq!(is["languages"], json!([{ "language": "it", "level": "C2" }]), "what nobody touched is as it was");
        let told = app.ask("query($id: ID!) { importJob(id: $id) { left } }", json!({ "id": id })).await;
        assert_eq!(told["importJob"]["left"], 1);
    }

    async fn an_export_of_every_field_says_nothing_new_when_it_is_brought_in(app: TestApp) {
        somebody(&app).await;
        let file = written(&app, json!({ "fields": EVERY_FIELD })).await;
        let text = String::from_utf8(file.clone()).unwrap();
        assert!(text.contains("Surgery: EXPERT; Teaching: BASIC") && text.contains("MENTOR: NO") && text.contains("AL; IT"), "{text}");
        let before = app.contents().await;
        let (_, now) = brought(&app, json!({}), &file).await;
        assert_eq!((&now["unchanged"], &now["done"]), (&json!(1), &json!(1)), "{now:#}");
        assert_eq!(beside(&before, &app.contents().await), Vec::<String>::new());
    }

    async fn lists_that_cannot_be_read_fail_their_line_and_a_column_may_be_left_out(app: TestApp) {
        somebody(&app).await;
        let file = "Given name;Family name;Skills;Interests;Languages;ISCO;Country;Region\n\
            Arta;Kola;Java;;;;;\nBeni;Kola;;chess;;;;\nCela;Kola;;;Klingon: C1;;;\nDora;Kola;;;;9999;;\nDrita;Hoxha;;;;;GR;IT-25\nEdi;Kola;Java: basic;culture;it: B2;2211;IT;IT-25\n";
        let (id, now) = brought(&app, json!({}), file.as_bytes()).await;
        assert_eq!((&now["created"], &now["failed"], &now["ambiguous"]), (&json!(1), &json!(4 + 1), &json!(0)), "{now:#}");
        let said = report(&app, &id).await;
        for (name, reason) in [("Arta", "skills MALFORMED"), ("Beni", "interests NOT_FOUND"), ("Cela", "languages MALFORMED"), ("Dora", "occupationCode MALFORMED"), ("Drita", "residenceSubdivision INCONSISTENT")] {
            assert!(said.lines().any(|line| line.contains(name) && line.contains(reason)), "{name} {reason}\n{said}");
        }
        let without = json!([{ "head": "Skills", "field": null }, { "head": "Interests", "field": null }, { "head": "Languages", "field": null }]);
        let (_, now) = brought(&app, json!({ "columns": without }), "Given name;Family name;Skills;Interests;Languages\nArta;Kola;Java;chess;Klingon\n".as_bytes()).await;
        assert_eq!((&now["created"], &now["failed"]), (&json!(1), &json!(0)), "{now:#}");
    }

    async fn a_line_may_not_make_a_record_that_contradicts_itself(app: TestApp) {
        app.act("registerContact", json!({ "givenName": "Arta", "familyName": "Kola", "email": "arta@example.org", "residenceCountry": "IT", "residenceSubdivision": "IT-25", "birthYear": 1980 }), "contact { id }").await;
        let before = app.contents().await;
        for (head, cell, reason) in [("Country", "Greece", "residenceSubdivision INCONSISTENT"), ("Age band", "30-44", "ageBand INCONSISTENT")] {
            let (id, now) = brought(&app, json!({}), format!("Given name;Family name;Email;{head}\nArta;Kola;arta@example.org;{cell}\n").as_bytes()).await;
            assert_eq!(now["failed"], 1, "{now:#}");
            assert!(report(&app, &id).await.contains(reason), "{}", report(&app, &id).await);
        }
        let changed: Vec<String> = beside(&before, &app.contents().await).into_iter().filter(|row| row.starts_with("- ") || row.starts_with("+ contact ")).collect();
        assert_eq!(changed, Vec::<String>::new());
        let (_, now) = brought(&app, json!({}), "Given name;Family name;Email;Country;Region\nArta;Kola;arta@example.org;Greece;GR-I\n".as_bytes()).await;
        assert_eq!(now["updated"], 1, "whoever moved is told with the region: {now:#}");
    }
}
