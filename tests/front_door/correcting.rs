//! Correcting what is kept of oneself: at once, but for an address, which waits until it is confirmed.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use chrono::TimeDelta;
use kuvend_domain::registration;
use serde_json::{Value, json};

use crate::{
    app::TestApp,
    on_both_engines,
    registration::{get, newest_link, post},
};

/// Somebody's page, by the link in the letter.
async fn page_of(app: &TestApp, address: &str) -> String {
    let body = format!("email={address}");
    assert_eq!(post(app, "/me", &body).await.0, StatusCode::SEE_OTHER);
    let link = newest_link(app).await;
    assert!(link.starts_with("/me/"), "{link}");
    link
}

/// The form as it is shown, with some fields typed anew.
async fn form(app: &TestApp, page: &str, typed: &[(&str, &str)]) -> String {
    let (status, html) = get(app, &format!("{page}/correct?lang=en")).await;
    assert_eq!(status, StatusCode::OK, "{html}");
    let mut pairs: Vec<(String, String)> = Vec::new();
    let html = html.split_once("<form ").unwrap().1;
    for part in html
        .split_once("</form>")
        .unwrap()
        .0
        .split(" name=\"")
        .skip(1)
    {
        let (name, rest) = part.split_once('"').unwrap();
        let tag = rest.split_once('>').unwrap().0;
        let chosen = rest.split("</select>").next().unwrap();
        let chosen = chosen
            .split("<option ")
            .find(|one| one.contains(" selected"));
        let value = tag
            .split_once(" value=\"")
            .or_else(|| chosen?.split_once("value=\""));
        let value = value.map_or("", |(_, rest)| rest.split_once('"').unwrap().0);
        pairs.push((name.to_owned(), value.to_owned()));
    }
    for (name, value) in typed {
        let field = pairs.iter_mut().find(|(known, _)| known == name).unwrap();
        (*value).clone_into(&mut field.1);
    }
    let mut body = form_urlencoded::Serializer::new(String::new());
    body.extend_pairs(&pairs).finish()
}

async fn person(app: &TestApp, id: &str) -> Value {
    const READ: &str = "query($id: ID!) { contact(id: $id) { version displayName preferredLanguage birthYear profession
        residenceCountry residenceCity emails { address isPrimary state } phones { number isPrimary } } }";
    app.ask(READ, json!({ "id": id })).await["contact"].clone()
}

on_both_engines! {
    async fn what_is_wrong_is_corrected_at_once_and_written_down(app: TestApp) {
        let id = app.contact("Arta", "Hoxha").await;
        let link = page_of(&app, "arta.hoxha%40example.org").await;
        let before = app.contents().await;
        for lang in ["en", "sq", "it", "el"] {
            let (status, html) = get(&app, &format!("{link}/correct?lang={lang}")).await;
            assert_eq!(status, StatusCode::OK);
            assert!(html.contains(&format!("<html lang=\"{lang}\">")) && html.contains("value=\"Hoxha\""), "{html}");
        }
        let unchanged = form(&app, &link, &[]).await;
        assert_eq!(post(&app, &format!("{link}/correct"), &unchanged).await.0, StatusCode::SEE_OTHER);
        app.holds(&before).await;

        let typed = [
            ("family_name", "Gjergji"), ("phone", "+39 06 1234567"), ("preferred_language", "el"), ("residence_country", "GR"),
            ("residence_city", "Αθήνα"), ("birth_year", "1984"), ("profession", "  Welder\u{202E} "),
        ];
        let (status, _) = post(&app, &format!("{link}/correct"), &form(&app, &link, &typed).await).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let found = person(&app, &id).await;
        assert_eq!(found["displayName"], "Arta Gjergji");
        assert_eq!(found["preferredLanguage"], "el");
        assert_eq!((&found["residenceCountry"], &found["residenceCity"]), (&json!("GR"), &json!("Αθήνα")));
        assert_eq!((&found["birthYear"], &found["profession"]), (&json!(1984), &json!("Welder")));
        assert_eq!(found["phones"], json!([{ "number": "+39 06 1234567", "isPrimary": true }]));
        let by_name = app.ask("{ contacts(search: \"gjergji\") { nodes { id } } }", json!({})).await;
        assert_eq!(by_name["contacts"]["nodes"], json!([{ "id": id }]));
        let trail = app.ask("query($f: AuditFilter) { auditTrail(filter: $f) { nodes { action route } } }",
            json!({ "f": { "officeId": app.office.id.to_string() } })).await;
        let entries = trail["auditTrail"]["nodes"].as_array().unwrap();
        let corrected = entries.iter().filter(|entry| **entry == json!({ "action": "own_page::correct", "route": "LINK" }));
        assert_eq!(corrected.count(), 1, "{trail}");
        let (_, html) = get(&app, &format!("{link}?lang=en&saved=1")).await;
        assert!(html.contains("Arta Gjergji") && html.contains("It has been saved"), "{html}");

        let emptied = [("phone", ""), ("birth_year", ""), ("profession", "")];
        post(&app, &format!("{link}/correct"), &form(&app, &link, &emptied).await).await;
        let found = person(&app, &id).await;
        assert_eq!((&found["birthYear"], &found["profession"], &found["phones"]), (&Value::Null, &Value::Null, &json!([])));
    }

    async fn a_new_address_is_written_to_once_it_is_confirmed(app: TestApp) {
        let id = app.contact("Arta", "Hoxha").await;
        let link = page_of(&app, "arta.hoxha%40example.org").await;
        let ask = async |address: &str| {
            let body = form(&app, &link, &[("email", address)]).await;
            let (status, html) = post(&app, &format!("{link}/correct"), &body).await;
            (status, html)
        };
        let old = json!([{ "address": "arta.hoxha@example.org", "isPrimary": true, "state": "UNVERIFIED" }]);
        assert_eq!(ask("wrong@example.org").await.0, StatusCode::SEE_OTHER);
        let first = newest_link(&app).await;
        assert_eq!(ask("Arta@new.example.org").await.0, StatusCode::SEE_OTHER);
        let second = newest_link(&app).await;
        assert!(second.starts_with("/confirm/") && first != second);
        let to: Vec<String> = app.mail().await.iter().map(|(row, _)| row.recipient.as_ref().unwrap().to_string()).collect();
        assert_eq!(to, ["arta.hoxha@example.org", "wrong@example.org", "arta@new.example.org"]);
        assert_eq!(get(&app, &first).await.0, StatusCode::NOT_FOUND, "who got the letter by mistake confirms nothing");
        assert_eq!(post(&app, &first, "").await.0, StatusCode::NOT_FOUND);
        let before = app.contents().await;
        let (_, html) = get(&app, &format!("{second}?lang=en")).await;
        assert!(html.contains("Confirm your new address") && html.contains("Arta@new.example.org") && html.contains("Arta Hoxha"), "{html}");
        let (_, html) = get(&app, &link).await;
        assert!(html.contains("Arta@new.example.org"), "what waits is seen: {html}");
        app.holds(&before).await;
        assert_eq!(person(&app, &id).await["emails"], old);

        assert_eq!(post(&app, &second, "").await.0, StatusCode::SEE_OTHER);
        let mut emails = person(&app, &id).await["emails"].as_array().unwrap().clone();
        emails.sort_by_key(|one| one["address"].as_str().unwrap().to_owned());
        assert_eq!(emails, [
            json!({ "address": "Arta@new.example.org", "isPrimary": true, "state": "OK" }),
            json!({ "address": "arta.hoxha@example.org", "isPrimary": false, "state": "UNVERIFIED" }),
        ]);
        let after = app.contents().await;
        assert_eq!(post(&app, &second, "").await.0, StatusCode::SEE_OTHER, "once more changes nothing");
        app.holds(&after).await;
        assert_eq!(page_of(&app, "arta%40new.example.org").await.split('/').count(), 3, "the page is asked for there");
    }

    async fn three_letters_go_to_new_addresses_and_what_is_not_confirmed_goes(app: TestApp) {
        let id = app.contact("Arta", "Hoxha").await;
        let link = page_of(&app, "arta.hoxha%40example.org").await;
        let mut answers = Vec::new();
        for place in 1..=4 {
            let address = format!("new{place}@example.org");
            let body = form(&app, &link, &[("email", &address), ("profession", &format!("Welder {place}"))]).await;
            answers.push(post(&app, &format!("{link}/correct"), &body).await.0);
            app.deliver().await;
        }
        let (taken, refused) = (StatusCode::SEE_OTHER, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(answers, [taken, taken, taken, refused]);
        assert_eq!(person(&app, &id).await["profession"], "Welder 3", "what is refused is refused whole");
        app.clock.advance(TimeDelta::hours(49));
        registration::expire(&app.op()).await.unwrap();
        assert_eq!(app.contents().await.mentions("new3@example.org"), Vec::<String>::new());
    }

    async fn what_cannot_be_is_told_at_its_field_and_nothing_is_changed(app: TestApp) {
        let id = app.contact("Arta", "Hoxha").await;
        let link = page_of(&app, "arta.hoxha%40example.org").await;
        let path = format!("{link}/correct");
        let before = app.contents().await;
        let long = "x".repeat(101);
        for (field, typed) in [
            ("given_name", ""), ("family_name", long.as_str()), ("email", "nobody"), ("email", ""), ("phone", "call me"), ("birth_year", "18"),
            ("residence_country", "ZZ"), ("preferred_language", "no language"), ("profession", long.as_str()),
        ] {
            let body = form(&app, &link, &[(field, typed), ("residence_city", "Bari")]).await;
            let (status, html) = post(&app, &format!("{path}?lang=en"), &body).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
            assert!(html.contains(&format!("id=\"{field}_fault\"")) && html.contains("value=\"Bari\""), "{field}: {html}");
        }
        let whole = form(&app, &link, &[]).await;
        for wrong in ["", "given_name=Besa", &format!("{whole}&is_admin=1"), &format!("{whole}&phone=1")] {
            assert_eq!(post(&app, &path, wrong).await.0, StatusCode::BAD_REQUEST, "{wrong}");
        }
        let foreign = Request::post(&path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "cross-site").body(Body::from(whole.clone())).unwrap();
        assert_eq!(app.send(foreign).await.0, StatusCode::FORBIDDEN);
        for elsewhere in ["/me/nonsense/correct", "/confirm/nonsense"] {
            assert_eq!(get(&app, elsewhere).await.0, StatusCode::NOT_FOUND);
            assert_eq!(post(&app, elsewhere, &whole).await.0, StatusCode::NOT_FOUND);
        }
        app.holds(&before).await;

        // Somebody of the office was faster; what was typed is still there, and is taken when it is sent once more.
        let typed = form(&app, &link, &[("residence_city", "Bari")]).await;
        let version = person(&app, &id).await["version"].clone();
        app.act("updateContact", json!({ "id": id, "version": version, "profession": "Teacher" }), "contact { id }").await;
        let (status, html) = post(&app, &format!("{path}?lang=en"), &typed).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(html.contains("has changed in the meantime") && html.contains("value=\"Bari\""), "{html}");
        let newest = person(&app, &id).await["version"].clone();
        assert!(html.contains(&format!("name=\"version\" value=\"{newest}\"")), "{html}");

        assert_eq!(post(&app, &link, "do=close").await.0, StatusCode::OK);
        assert_eq!(post(&app, &path, &whole).await.0, StatusCode::NOT_FOUND, "a link that is closed");
    }
}
