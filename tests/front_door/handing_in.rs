//! What a contributor hands in from their own page: what is missing stands there, and nobody reaches what another was asked for.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use kuvend_api::transport::Limits;
use serde_json::{Value, json};

use crate::{
    app::TestApp,
    guest_page::{form, invite},
    on_both_engines,
    registration::get,
};

const JPEG: &[u8] = b"\xFF\xD8\xFF\xE0\x00\x10JFIF\x00 and the rest of a picture of Arta";
const GIVEN: &str = "query($id: ID!) { event(id: $id) { agenda { contributors { id missing deliverables { kind state version location textTranslations { language text } file { name mediaType bytes } } } } } }";

/// A part of a form: its name, what its file is called, and its bytes.
type Part<'a> = (&'a str, Option<&'a str>, &'a [u8]);

/// Sends a form as a browser does: the status and the page that comes back.
async fn send(app: &TestApp, link: &str, parts: &[Part<'_>]) -> (StatusCode, String) {
    send_in(app, (link, "en"), parts).await
}

/// The same from the page in a language.
async fn send_in(
    app: &TestApp,
    (link, language): (&str, &str),
    parts: &[Part<'_>],
) -> (StatusCode, String) {
    let mut body = Vec::new();
    for (name, file, bytes) in parts {
        let file = file.map(|file| format!("; filename=\"{file}\"\r\ncontent-type: text/html"));
        let head = format!(
            "--cut\r\ncontent-disposition: form-data; name=\"{name}\"{}\r\n\r\n",
            file.unwrap_or_default()
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--cut--\r\n");
    let request = Request::post(format!("{link}/handing?lang={language}"))
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=cut")
        .body(Body::from(body))
        .unwrap();
    let (status, page) = app.send(request).await;
    (status, String::from_utf8(page).unwrap())
}

/// Hands in a file for somebody.
async fn file(
    app: &TestApp,
    link: &str,
    (who, kind): (&str, &str),
    (name, bytes): (&str, &[u8]),
) -> (StatusCode, String) {
    let parts: [Part<'_>; 3] = [
        ("contributor", None, who.as_bytes()),
        ("kind", None, kind.as_bytes()),
        ("file", Some(name), bytes),
    ];
    send(app, link, &parts).await
}

/// Hands in something else.
async fn words(
    app: &TestApp,
    link: &str,
    (who, kind): (&str, &str),
    more: &[(&str, &str)],
) -> (StatusCode, String) {
    let mut parts: Vec<Part<'_>> = vec![
        ("contributor", None, who.as_bytes()),
        ("kind", None, kind.as_bytes()),
    ];
    parts.extend(
        more.iter()
            .map(|(name, value)| (*name, None, value.as_bytes())),
    );
    send(app, link, &parts).await
}

/// A speaker who was invited and asked for everything, and another who was asked for a picture: event, contributors, link.
async fn speakers(app: &TestApp) -> (String, String, String, String) {
    let event = app.event(json!({})).await;
    let (arta, besnik) = (
        app.contact("Arta", "Hoxha").await,
        app.contact("Besnik", "Leka").await,
    );
    let cast = json!([{ "contactId": arta, "role": "SPEAKER" }, { "contactId": besnik, "role": "SPEAKER" }]);
    let item = json!({ "eventId": event, "kind": "SPEECH", "title": [{ "language": "en", "text": "Leaving and returning" }], "contributors": cast });
    let item = app
        .act("addAgendaItem", item, "agendaItem { contributors { id } }")
        .await;
    let who = |at: usize| {
        item["agendaItem"]["contributors"][at]["id"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let all = json!([
        "TITLE",
        "BIOGRAPHY",
        "PHOTO",
        "VIDEO_FILE",
        "CONSENT_TO_PUBLISH"
    ]);
    app.act(
        "askDeliverables",
        json!({ "contributorId": who(0), "kinds": all, "dueOn": "2026-11-10" }),
        "contributor { id }",
    )
    .await;
    app.act(
        "askDeliverables",
        json!({ "contributorId": who(1), "kinds": ["PHOTO"] }),
        "contributor { id }",
    )
    .await;
    let link = invite(app, &event, &arta).await;
    (event, who(0), who(1), link)
}

async fn given(app: &TestApp, event: &str) -> Value {
    let found = app.ask(GIVEN, json!({ "id": event })).await;
    found["event"]["agenda"][0]["contributors"].clone()
}

/// What is kept of one kind.
fn of<'a>(contributor: &'a Value, kind: &str) -> &'a Value {
    let all = contributor["deliverables"].as_array().unwrap();
    all.iter().find(|one| one["kind"] == kind).unwrap()
}

on_both_engines! {
    async fn a_speaker_sees_what_is_missing_and_hands_it_in(app: TestApp) {
        let (event, arta, _, link) = speakers(&app).await;
        let (status, page) = get(&app, &format!("{link}?lang=en")).await;
        assert_eq!(status, StatusCode::OK);
        for shown in ["Your contribution", "Leaving and returning", "Still to come: 5.", "Needed by 10 November 2026.", "enctype=\"multipart/form-data\"", "up to 20 MB", "I do not agree"] {
            assert!(page.contains(shown), "{shown}: {page}");
        }
        for (language, said) in [("sq", "Kontributi Juaj"), ("it", "Il Suo contributo"), ("el", "Η συμβολή σας")] {
            assert!(get(&app, &format!("{link}?lang={language}")).await.1.contains(said), "{language}");
        }
        let before = app.contents().await;
        get(&app, &format!("{link}/handing")).await;
        app.holds(&before).await;

        let done = [
            file(&app, &link, (&arta, "PHOTO"), ("../Arta Hoxha.exe", JPEG)).await,
            words(&app, &link, (&arta, "TITLE"), &[("text", " Two\r\nhomes ")]).await,
            words(&app, &link, (&arta, "BIOGRAPHY"), &[("text", "Born in Vlorë.\r\nTeaches in Bari.")]).await,
        ];
        for (status, page) in done {
            assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        }
        let wording = page.split("name=\"wording\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        let (status, page) = words(&app, &link, (&arta, "CONSENT_TO_PUBLISH"), &[("wording", wording), ("agrees", "1")]).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        let now = given(&app, &event).await;
        assert_eq!(now[0]["missing"], json!(["VIDEO_FILE"]));
        let photo = of(&now[0], "PHOTO");
        assert_eq!(photo["file"], json!({ "name": "Arta Hoxha.jpg", "mediaType": "image/jpeg", "bytes": JPEG.len() }));
        assert_eq!(of(&now[0], "TITLE")["textTranslations"], json!([{ "language": "en", "text": "Two homes" }]));
        assert_eq!(of(&now[0], "BIOGRAPHY")["textTranslations"][0]["text"], "Born in Vlorë.\nTeaches in Bari.");
        assert_eq!(of(&now[0], "CONSENT_TO_PUBLISH")["state"], "RECEIVED");
        let kept = app.contents().await;
        let ledger = kept.of("consent").iter().filter(|line| line.contains("guest page")).count();
        assert_eq!(ledger, 1, "the ledger says how it was said");
        let deeds = kept.of("audit_entry");
        assert!(deeds.iter().any(|line| line.contains("agenda::hand_in")) && deeds.iter().any(|line| line.contains("agenda::record_deliverable")));
        assert!(!deeds.iter().any(|line| line.contains("Bari")), "the trail says that something came, and not what");
        let (_, page) = get(&app, &format!("{link}?lang=en&handed=1")).await;
        for shown in ["Thank you, we have received it.", "Still to come: 1.", "Arta Hoxha.jpg", "you agreed", "Two homes"] {
            assert!(page.contains(shown), "{shown}: {page}");
        }
        // Another language beside the first; another picture in the place of the first; another word on being published.
        let sq: [Part<'_>; 3] = [("contributor", None, arta.as_bytes()), ("kind", None, b"TITLE"), ("text", None, "Dy shtëpi".as_bytes())];
        assert_eq!(send_in(&app, (&link, "sq"), &sq).await.0, StatusCode::SEE_OTHER);
        file(&app, &link, (&arta, "PHOTO"), ("b.png", b"\x89PNG\r\n\x1A\n and more")).await;
        words(&app, &link, (&arta, "CONSENT_TO_PUBLISH"), &[("wording", wording), ("agrees", "0")]).await;
        let now = given(&app, &event).await;
        assert_eq!(of(&now[0], "PHOTO")["file"]["name"], "b.png");
        assert_eq!(of(&now[0], "TITLE")["textTranslations"], json!([{ "language": "en", "text": "Two homes" }, { "language": "sq", "text": "Dy shtëpi" }]));
        assert_eq!((&of(&now[0], "CONSENT_TO_PUBLISH")["state"], &now[0]["missing"]), (&json!("REFUSED"), &json!(["VIDEO_FILE"])));
        let kept = app.contents().await;
        assert_eq!((kept.of("stored_file").len(), kept.of("stored_piece").len()), (1, 1));
        app.counts_are_true().await;
    }

    async fn what_is_wrong_is_told_at_its_field_and_leaves_nothing(app: TestApp) {
        let (_, arta, besnik, link) = speakers(&app).await;
        let before = app.contents().await;
        let large: Vec<u8> = JPEG.iter().copied().chain(std::iter::repeat_n(b'x', 20 * 1024 * 1024)).collect();
        for (kind, name, bytes, said) in [
            ("PHOTO", "arta.jpg", b"<svg onload=alert(1)>".as_slice(), "This is no picture"),
            ("PHOTO", "arta.jpg", b"", "This is no picture"),
            ("PHOTO", "large.jpg", &large, "The file is too large: 20 MB at most."),
            ("PHOTO", "", b"", "Please choose a file first."),
            ("VIDEO_FILE", "arta.mp4", JPEG, "This is no video"),
            ("SLIDES", "talk.pdf", b"%PDF-1.7\n", "This is not asked of you any more."),
            ("BIOGRAPHY", "arta.jpg", JPEG, "This is not asked of you any more."),
        ] {
            let (status, page) = file(&app, &link, (&arta, kind), (name, bytes)).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{kind} {said}: {page}");
            assert!(page.contains(said) && page.contains("role=\"alert\""), "{kind} {said}: {page}");
        }
        let long = "ë".repeat(5_001);
        for (kind, more, said) in [
            ("TITLE", vec![("text", " \u{200B} ")], "Please write something first."),
            ("BIOGRAPHY", vec![("text", long.as_str())], "Please write less: 5000 characters at most."),
            ("CONSENT_TO_PUBLISH", vec![("wording", "99"), ("agrees", "1")], "The words that you agree to have changed"),
        ] {
            let (status, page) = words(&app, &link, (&arta, kind), &more).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{said}: {page}");
            assert!(page.contains(said) && page.contains(&format!("href=\"#{arta}.{kind}\"")), "{said}: {page}");
        }
        // What another was asked for is not this guest's, and is not told apart from what is not there.
        let (status, page) = file(&app, &link, (&besnik, "PHOTO"), ("arta.jpg", JPEG)).await;
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("This is not asked of you any more."), "{page}");
        // No form of ours, a form of another page, a link of nobody.
        let ours: [Part<'_>; 3] = [("contributor", None, arta.as_bytes()), ("kind", None, b"PHOTO"), ("file", Some("a.jpg"), JPEG)];
        let [who, kind, picture] = ours;
        for wrong in [vec![picture, who, kind], vec![who, kind, picture, picture], vec![who, kind, ("robot", None, b"1")], vec![who], vec![who, ("kind", None, b"ROBOT"), picture]] {
            assert_eq!(send(&app, &link, &wrong).await.0, StatusCode::BAD_REQUEST, "{wrong:?}");
        }
        assert_eq!(app.send(form(&format!("{link}/handing"), "kind=PHOTO")).await.0, StatusCode::BAD_REQUEST);
        assert_eq!(send(&app, "/r/nobody", &ours).await.0, StatusCode::NOT_FOUND);
        let foreign = Request::post(format!("{link}/handing")).header(header::CONTENT_TYPE, "multipart/form-data; boundary=cut").header("sec-fetch-site", "cross-site").body(Body::empty()).unwrap();
        assert_eq!(app.send(foreign).await.0, StatusCode::FORBIDDEN);
        app.holds(&before).await;
    }

    async fn no_file_is_larger_than_the_server_takes(app: TestApp) {
        let limits = Limits { upload_bytes: 1024 * 1024, cost_per_minute: 0, ..Limits::default() };
        let router = kuvend_server::wiring::router(&app.db, &app.clock, &app.reads, limits, true).unwrap();
        let app = TestApp { router, ..app };
        let (_, arta, _, link) = speakers(&app).await;
        let (_, page) = get(&app, &format!("{link}?lang=en")).await;
        assert!(page.contains("up to 1 MB") && !page.contains("up to 20 MB"), "{page}");
        let before = app.contents().await;
        let large: Vec<u8> = JPEG.iter().copied().chain(std::iter::repeat_n(b'x', 1024 * 1024)).collect();
        let (status, page) = file(&app, &link, (&arta, "PHOTO"), ("large.jpg", &large)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{page}");
        assert!(page.contains("The file is too large: 1 MB at most."), "{page}");
        app.holds(&before).await;
        assert_eq!(file(&app, &link, (&arta, "PHOTO"), ("a.jpg", &large[..1024 * 1024])).await.0, StatusCode::SEE_OTHER, "as large as may be");
    }

    async fn what_staff_accepted_stays_and_who_declined_is_asked_for_nothing(app: TestApp) {
        let (event, arta, _, link) = speakers(&app).await;
        file(&app, &link, (&arta, "PHOTO"), ("a.jpg", JPEG)).await;
        app.act("recordDeliverable", json!({ "contributorId": arta, "kind": "PHOTO", "state": "ACCEPTED" }), "deliverable { state }").await;
        let before = app.contents().await;
        let (status, page) = file(&app, &link, (&arta, "PHOTO"), ("b.jpg", JPEG)).await;
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("We have accepted this already"), "{page}");
        app.holds(&before).await;
        app.act("confirmContributor", json!({ "id": arta, "confirmation": "DECLINED" }), "agendaItem { id }").await;
        assert!(!get(&app, &format!("{link}?lang=en")).await.1.contains("Your contribution"));
        assert_eq!(file(&app, &link, (&arta, "VIDEO_FILE"), ("a.mp4", b"\x00\x00\x00\x18ftypmp42")).await.0, StatusCode::UNPROCESSABLE_ENTITY);
        app.act("confirmContributor", json!({ "id": arta, "confirmation": "CONFIRMED" }), "agendaItem { id }").await;
        let version = app.ask("query($id: ID!) { event(id: $id) { version } }", json!({ "id": event })).await["event"]["version"].clone();
        app.act("cancelEvent", json!({ "id": event, "version": version, "reason": "Storm" }), "event { status }").await;
        assert!(!get(&app, &format!("{link}?lang=en")).await.1.contains("Your contribution"));
        let (status, _) = file(&app, &link, (&arta, "VIDEO_FILE"), ("a.mp4", b"\x00\x00\x00\x18ftypmp42")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}
