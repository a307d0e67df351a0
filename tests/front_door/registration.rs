//! Registering by oneself and one's own page: nobody is registered before they confirm, nothing tells who is, and opening
//! a link changes nothing.

use axum::{
    body::Body,
    extract::ConnectInfo,
    http::{Method, Request, StatusCode, header},
};
use chrono::TimeDelta;
use kuvend_domain::registration;
use serde_json::{Value, json};
use std::net::SocketAddr;

use crate::{
    app::{TestApp, at},
    main_path::links,
    on_both_engines,
};

/// Opens the office's form.
async fn open(app: &TestApp) {
    let input = json!({
        "version": 0, "isOpen": true,
        "fields": [{ "field": "RESIDENCE_COUNTRY", "need": "REQUIRED" }, { "field": "PHONE", "need": "OPTIONAL" }, { "field": "BIRTH_YEAR", "need": "OPTIONAL" }],
        "introduction": [{ "language": "sq", "text": "Mirë se vini." }, { "language": "en", "text": "Welcome." }],
    });
    app.act("updateRegistrationForm", input, "form { version }")
        .await;
}

pub(crate) async fn get(app: &TestApp, path: &str) -> (StatusCode, String) {
    let (status, bytes) = app
        .send(Request::get(path).body(Body::empty()).unwrap())
        .await;
    (status, String::from_utf8(bytes).unwrap())
}

pub(crate) async fn post(app: &TestApp, path: &str, body: &str) -> (StatusCode, String) {
    let request = Request::post(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(body.to_owned()))
        .unwrap();
    let (status, bytes) = app.send(request).await;
    (status, String::from_utf8(bytes).unwrap())
}

/// The form's stamp, and time enough to fill it in.
async fn stamp(app: &TestApp) -> String {
    let (status, page) = get(app, "/register").await;
    assert_eq!(status, StatusCode::OK, "{page}");
    app.clock.advance(TimeDelta::seconds(20));
    let (_, rest) = page.split_once("name=\"stamp\" value=\"").unwrap();
    rest.split_once('"').unwrap().0.to_owned()
}

/// Fills in the form.
async fn fill(app: &TestApp, email: &str, more: &str) -> (StatusCode, String) {
    let stamp = stamp(app).await;
    let body = format!(
        "stamp={stamp}&given_name=Artemisa&family_name=Gjoka&email={email}&residence_country=IT&phone=&birth_year=&website=&{more}"
    );
    post(app, "/register?lang=sq", &body).await
}

/// The path in the newest letter.
pub(crate) async fn newest_link(app: &TestApp) -> String {
    app.deliver().await;
    let mail = app.mail().await;
    let text = mail.last().unwrap().1.text.clone().unwrap();
    let line = text.lines().find(|line| line.contains("://kuvend.test/"));
    let line = line.unwrap_or_else(|| panic!("no link in {text}"));
    line.trim()
        .strip_prefix("http://kuvend.test")
        .unwrap()
        .to_owned()
}

async fn people(app: &TestApp) -> Vec<Value> {
    let query = "{ contacts { nodes { id displayName emails { address state } residenceCountry preferredLanguage consents { purpose state wordingVersion } } } }";
    app.ask(query, json!({})).await["contacts"]["nodes"]
        .as_array()
        .unwrap()
        .clone()
}

on_both_engines! {
    async fn who_confirms_the_address_is_registered_with_what_they_said(app: TestApp) {
        open(&app).await;
        let (status, _) = fill(&app, "artemisa@example.org", "consent_follow-up=1").await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        assert!(people(&app).await.is_empty(), "nobody is registered before they confirm");
        let link = newest_link(&app).await;
        assert!(link.starts_with("/confirm/"), "{link}");
        let letter = app.mail().await.pop().unwrap().1;
        assert!(!letter.text.unwrap().contains("Gjoka"), "a letter to an address of which nobody knows whose it is names nobody");

        let before = app.contents().await;
        for method in [Method::GET, Method::HEAD, Method::GET] {
            let request = Request::builder().method(method).uri(&link).body(Body::empty()).unwrap();
            assert_eq!(app.send(request).await.0, StatusCode::OK);
        }
        app.holds(&before).await;

        assert_eq!(post(&app, &link, "").await.0, StatusCode::SEE_OTHER);
        let found = people(&app).await;
        assert_eq!(found.len(), 1);
        assert_eq!(found[0]["displayName"], "Artemisa Gjoka");
        assert_eq!(found[0]["emails"], json!([{ "address": "artemisa@example.org", "state": "OK" }]));
        assert_eq!(found[0]["preferredLanguage"], "sq");
        let mut said: Vec<String> = found[0]["consents"].as_array().unwrap().iter()
            .map(|line| format!("{} {} {}", line["purpose"].as_str().unwrap(), line["state"].as_str().unwrap(), line["wordingVersion"])).collect();
        said.sort();
        assert_eq!(said, ["follow-up GIVEN 1", "publicity REFUSED 1"]);

        let after = app.contents().await;
        assert_eq!(post(&app, &link, "").await.0, StatusCode::SEE_OTHER, "confirming again");
        app.holds(&after).await;
        let waiting = after.mentions("artemisa@example.org").into_iter().filter(|row| row.starts_with("registration "));
        assert_eq!(waiting.count(), 0, "what was typed goes when it is confirmed");
    }

    async fn both_consents_are_unticked_and_registering_works_without_them(app: TestApp) {
        open(&app).await;
        for lang in ["en", "sq", "it", "el"] {
            let (status, page) = get(&app, &format!("/register?lang={lang}")).await;
            assert_eq!(status, StatusCode::OK);
            assert!(page.contains(&format!("<html lang=\"{lang}\">")));
            assert_eq!(page.matches("type=\"checkbox\"").count(), 2);
            assert_eq!(page.matches(" checked").count(), 0);
        }
        fill(&app, "artemisa@example.org", "").await;
        let link = newest_link(&app).await;
        assert_eq!(post(&app, &link, "").await.0, StatusCode::SEE_OTHER);
        let found = people(&app).await;
        let refused = found[0]["consents"].as_array().unwrap().iter().filter(|line| line["state"] == "REFUSED");
        assert_eq!(refused.count(), 2);
    }

    async fn each_letter_confirms_what_was_typed_with_it_and_the_page_says_what_that_is(app: TestApp) {
        open(&app).await;
        fill(&app, "artemisa@example.org", "").await;
        let mine = newest_link(&app).await;
        let stamp = stamp(&app).await;
        let other = format!("stamp={stamp}&given_name=Somebody&family_name=Else&email=artemisa%40example.org&residence_country=GR&consent_follow-up=1&consent_publicity=1");
        assert_eq!(post(&app, "/register", &other).await.0, StatusCode::SEE_OTHER);
        let theirs = newest_link(&app).await;
        assert_ne!(mine, theirs);
        for (link, name, agreed, word) in [(&mine, "Artemisa Gjoka", 0, "Not agreed"), (&theirs, "Somebody Else", 2, "<strong>Agreed")] {
            let (status, page) = get(&app, &format!("{link}?lang=en")).await;
            assert_eq!(status, StatusCode::OK);
            assert!(page.contains(name) && page.contains(word), "{page}");
            assert_eq!(page.matches("<strong>Agreed").count(), agreed, "{page}");
        }
        assert_eq!(post(&app, &mine, "").await.0, StatusCode::SEE_OTHER);
        let found = people(&app).await;
        assert_eq!((found.len(), &found[0]["displayName"], &found[0]["residenceCountry"]), (1, &json!("Artemisa Gjoka"), &json!("IT")));
        assert!(found[0]["consents"].as_array().unwrap().iter().all(|line| line["state"] == "REFUSED"), "nobody else agreed for her: {found:?}");
        // What somebody else typed goes with it, and their link changes nothing any more.
        assert_eq!(post(&app, &theirs, "").await.0, StatusCode::SEE_OTHER);
        assert_eq!(people(&app).await, found);
    }

    async fn a_form_that_is_not_open_takes_nothing(app: TestApp) {
        assert_eq!(get(&app, "/register").await.0, StatusCode::NOT_FOUND);
        let before = app.contents().await;
        assert_eq!(post(&app, "/register", "given_name=A").await.0, StatusCode::NOT_FOUND);
        for path in ["/register/nonsense", "/register/office_00000000000000000000000000000000", "/confirm/nonsense", "/me/nonsense"] {
            assert_eq!(get(&app, path).await.0, StatusCode::NOT_FOUND, "{path}");
            assert_eq!(post(&app, path, "do=prefer").await.0, StatusCode::NOT_FOUND, "{path}");
        }
        app.holds(&before).await;
    }

    async fn what_is_wrong_is_told_at_its_field_and_nothing_is_kept(app: TestApp) {
        open(&app).await;
        let stamp = stamp(&app).await;
        let before = app.contents().await;
        let long = "x".repeat(300);
        for (body, field) in [
            ("given_name=&family_name=G&email=a%40example.org&residence_country=IT".to_owned(), "given_name"),
            ("given_name=A&family_name=G&email=nobody&residence_country=IT".to_owned(), "email"),
            ("given_name=A&family_name=G&email=a%40example.org&residence_country=".to_owned(), "residence_country"),
            ("given_name=A&family_name=G&email=a%40example.org&residence_country=ZZ".to_owned(), "residence_country"),
            ("given_name=A&family_name=G&email=a%40example.org&residence_country=IT&birth_year=18".to_owned(), "birth_year"),
            ("given_name=A&family_name=G&email=a%40example.org&residence_country=IT&phone=call".to_owned(), "phone"),
            (format!("given_name={long}&family_name=G&email=a%40example.org&residence_country=IT"), "given_name"),
        ] {
            let (status, page) = post(&app, "/register", &format!("stamp={stamp}&{body}")).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
            assert!(page.contains(&format!("id=\"{field}_fault\"")), "{field}: {page}");
            assert!(page.contains(&format!("href=\"#{field}\"")), "{field}");
        }
        for body in ["is_admin=1", "given_name=A&given_name=B", "consent_follow-up=yes"] {
            assert_eq!(post(&app, "/register", body).await.0, StatusCode::BAD_REQUEST, "{body}");
        }
        let whole = "given_name=A&family_name=G&email=a%40example.org&residence_country=IT";
        for (extra, status) in [("consent_follow-up=7", StatusCode::UNPROCESSABLE_ENTITY), ("consent_event-management=1", StatusCode::UNPROCESSABLE_ENTITY)] {
            assert_eq!(post(&app, "/register", &format!("stamp={stamp}&{whole}&{extra}")).await.0, status, "{extra}");
        }
        assert_eq!(post(&app, "/register", &format!("stamp=forged&{whole}")).await.0, StatusCode::UNPROCESSABLE_ENTITY);
        app.holds(&before).await;
    }

    async fn a_programs_form_looks_taken_and_leaves_nothing(app: TestApp) {
        open(&app).await;
        let (_, page) = get(&app, "/register").await;
        let (_, rest) = page.split_once("name=\"stamp\" value=\"").unwrap();
        let stamp = rest.split_once('"').unwrap().0;
        let whole = format!("stamp={stamp}&given_name=A&family_name=G&email=a%40example.org&residence_country=IT");
        let before = app.contents().await;
        app.clock.advance(TimeDelta::seconds(1));
        assert_eq!(post(&app, "/register", &whole).await.0, StatusCode::SEE_OTHER, "too fast for a person");
        app.clock.advance(TimeDelta::seconds(30));
        assert_eq!(post(&app, "/register", &format!("{whole}&website=spam")).await.0, StatusCode::SEE_OTHER, "a field that nobody sees");
        app.holds(&before).await;
        assert_eq!(post(&app, "/register", &whole).await.0, StatusCode::SEE_OTHER);
        assert_eq!(app.deliver().await, 1);
    }

    async fn one_address_gets_three_letters_and_one_network_sends_twenty_forms(app: TestApp) {
        open(&app).await;
        for _ in 0..5 {
            assert_eq!(fill(&app, "artemisa@example.org", "").await.0, StatusCode::SEE_OTHER);
        }
        app.deliver().await;
        assert_eq!(app.mail().await.len(), 3);
        let mut answers = Vec::new();
        for _ in 0..21 {
            let mut request = Request::post("/me").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(Body::from("email=nobody%40example.org")).unwrap();
            let peer: SocketAddr = "192.0.2.7:4711".parse().unwrap();
            request.extensions_mut().insert(ConnectInfo(peer));
            answers.push(app.send(request).await.0);
        }
        assert_eq!(answers.pop(), Some(StatusCode::TOO_MANY_REQUESTS));
        assert!(answers.iter().all(|status| *status == StatusCode::SEE_OTHER), "{answers:?}");
    }

    async fn who_is_registered_already_gets_their_link_and_nobody_can_tell(app: TestApp) {
        open(&app).await;
        let contact = app.contact("Arta", "Hoxha").await;
        let known = fill(&app, "arta.hoxha@example.org", "consent_publicity=1").await;
        let new = fill(&app, "besa@example.org", "consent_publicity=1").await;
        assert_eq!(known, new, "the same answer");
        assert_eq!(post(&app, "/me?lang=sq", "email=arta.hoxha%40example.org").await, post(&app, "/me?lang=sq", "email=nobody%40example.org").await);
        app.deliver().await;
        let mail = app.mail().await;
        let to: Vec<String> = mail.iter().map(|(row, _)| format!("{} {}", row.kind, row.recipient.as_ref().unwrap())).collect();
        assert_eq!(to.iter().filter(|one| *one == "OWN_PAGE arta.hoxha@example.org").count(), 2, "{to:?}");
        assert_eq!(to.iter().filter(|one| *one == "CONFIRM_ADDRESS besa@example.org").count(), 1, "{to:?}");
        assert_eq!(to.len(), 3);
        let found = people(&app).await;
        assert_eq!(found.len(), 1, "nothing is written about who did not confirm");
        assert_eq!(found[0]["id"], contact);
        assert_eq!(found[0]["consents"].as_array().unwrap().len(), 1);
    }

    async fn what_is_not_confirmed_in_time_is_deleted_with_its_letters(app: TestApp) {
        open(&app).await;
        let before = app.contents().await;
        fill(&app, "artemisa@example.org", "").await;
        let link = newest_link(&app).await;
        app.clock.advance(TimeDelta::hours(49));
        assert_eq!(get(&app, &link).await.0, StatusCode::NOT_FOUND);
        assert_eq!(post(&app, &link, "").await.0, StatusCode::NOT_FOUND);
        registration::expire(&app.op()).await.unwrap();
        app.holds(&before).await;
    }

    async fn an_address_that_bounced_gets_no_letter(app: TestApp) {
        use kuvend_entity::{id::SuppressionId, kind::SuppressionReason, suppression};
        use sea_orm::{ActiveModelTrait as _, ActiveValue::Set, EntityTrait as _};
        open(&app).await;
        for (address, reason) in [("bounced@example.org", SuppressionReason::Bounce), ("left@example.org", SuppressionReason::Unsubscribed)] {
            let row = suppression::ActiveModel {
                id: Set(SuppressionId::new()),
                office_id: Set(app.office.id),
                address_folded: Set(address.to_owned()),
                reason: Set(reason),
                purpose_id: Set(None),
                created_at: Set(at("2026-10-01T09:00:00Z")),
                released_at: Set(None),
            };
            suppression::Entity::insert(row).exec_without_returning(app.db.writer()).await.unwrap();
            assert_eq!(fill(&app, address, "").await.0, StatusCode::SEE_OTHER);
        }
        app.deliver().await;
        let mail = app.mail().await;
        let to: Vec<String> = mail.iter().map(|(row, _)| row.recipient.as_ref().unwrap().to_string()).collect();
        assert_eq!(to, ["left@example.org"], "who asks anew is answered, unless the address does not work");
    }

    async fn ones_own_page_calls_a_country_of_origin_no_municipality(app: TestApp) {
        let input = json!({ "givenName": "Besnik", "familyName": "Leka", "email": "besnik.leka@example.org", "originCountry": "AL" });
        app.act("registerContact", input, "contact { id }").await;
        assert_eq!(post(&app, "/me", "email=besnik.leka%40example.org").await.0, StatusCode::SEE_OTHER);
        let link = newest_link(&app).await;
        for (lang, origin, municipality) in [("en", "Origin", "Municipality of origin"), ("sq", "Origjina", "Bashkia e origjinës"), ("it", "Origine", "Comune di origine"), ("el", "Καταγωγή", "Δήμος καταγωγής")] { // typos: ignore
            let (_, page) = get(&app, &format!("{link}?lang={lang}")).await;
            assert!(page.contains(origin) && !page.contains(municipality), "{page}");
        }
    }

    async fn one_sees_what_is_kept_and_decides_on_ones_own_page(app: TestApp) {
        let contact = app.contact("Arta", "Hoxha").await;
        assert_eq!(post(&app, "/me", "email=arta.hoxha%40example.org").await.0, StatusCode::SEE_OTHER);
        let link = newest_link(&app).await;
        assert!(link.starts_with("/me/"), "{link}");
        let before = app.contents().await;
        for lang in ["en", "sq", "it", "el"] {
            let (status, page) = get(&app, &format!("{link}?lang={lang}")).await;
            assert_eq!(status, StatusCode::OK);
            assert!(page.contains("Arta Hoxha") && page.contains("arta.hoxha@example.org"), "{page}");
            assert_eq!(page.matches(" checked").count(), 1, "{page}");
        }
        app.holds(&before).await;

        let act = async |body: &str| assert_eq!(post(&app, &link, body).await.0, StatusCode::SEE_OTHER, "{body}");
        act("do=prefer&consent_publicity=1").await;
        let said = people(&app).await[0]["consents"].as_array().unwrap().iter().map(|line| format!("{} {}", line["purpose"], line["state"])).collect::<Vec<_>>();
        assert_eq!(said, ["\"follow-up\" \"WITHDRAWN\"", "\"publicity\" \"GIVEN\""]);
        for kind in ["copy", "erase", "restrict", "correct"] {
            act(&format!("do={kind}")).await;
        }
        let requests = app.ask("{ rightsRequests { nodes { kind channel state } } }", json!({})).await["rightsRequests"]["nodes"].clone();
        let kinds: Vec<&str> = requests.as_array().unwrap().iter().map(|row| row["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["ACCESS", "ERASURE", "RESTRICTION", "RECTIFICATION"]);
        act("do=leave").await;
        let after = app.contents().await;
        act("do=leave").await;
        act("do=copy").await;
        app.holds(&after).await;
        let (_, page) = get(&app, &format!("{link}?lang=en")).await;
        assert_eq!(page.matches(" checked").count(), 0, "everything is taken back");
        act("do=back").await;
        for wrong in ["do=everything", "", "consent_publicity=1"] {
            assert_eq!(post(&app, &link, wrong).await.0, StatusCode::BAD_REQUEST);
        }
        assert_eq!(post(&app, &link, "do=prefer&consent_publicity=9").await.0, StatusCode::UNPROCESSABLE_ENTITY);
        let trail = app.ask("query($f: AuditFilter) { auditTrail(filter: $f) { nodes { action route } } }", json!({ "f": { "officeId": app.office.id.to_string() } })).await;
        let by_link = trail["auditTrail"]["nodes"].as_array().unwrap().iter().filter(|entry| entry["route"] == "LINK").count();
        assert_eq!(by_link, 8, "{trail}");
        assert!(contact.starts_with("contact_"));
    }

    async fn a_link_to_ones_page_ends_and_is_closed_and_opens_nothing_when_touched(app: TestApp) {
        app.contact("Arta", "Hoxha").await;
        post(&app, "/me", "email=arta.hoxha%40example.org").await;
        let link = newest_link(&app).await;
        let middle = link.len() / 2;
        let other = if &link[middle..=middle] == "A" { "B" } else { "A" };
        let touched = format!("{}{other}{}", &link[..middle], &link[middle + 1..]);
        assert_eq!(get(&app, &touched).await.0, StatusCode::NOT_FOUND);
        let token = link.strip_prefix("/me/").unwrap();
        for elsewhere in [format!("/r/{token}"), format!("/confirm/{token}")] {
            assert_eq!(get(&app, &elsewhere).await.0, StatusCode::NOT_FOUND, "{elsewhere}");
        }
        app.clock.advance(TimeDelta::hours(25));
        assert_eq!(get(&app, &link).await.0, StatusCode::NOT_FOUND, "it ends by itself");
        post(&app, "/me", "email=arta.hoxha%40example.org").await;
        let link = newest_link(&app).await;
        assert_eq!(get(&app, &link).await.0, StatusCode::OK);
        assert_eq!(post(&app, &link, "do=close").await.0, StatusCode::OK);
        assert_eq!(get(&app, &link).await.0, StatusCode::NOT_FOUND);
        let before = app.contents().await;
        assert_eq!(post(&app, &link, "do=leave").await.0, StatusCode::NOT_FOUND);
        app.holds(&before).await;
    }
}
