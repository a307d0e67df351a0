use axum::http::StatusCode;
use kuvend_domain::{
    fault::{Code, Fault},
    guest_page::{Closed, GuestPage, Host, Invitee, LocalTime, Occasion, Said, Waits},
};
use kuvend_entity::{
    kind::{EventFormat, EventStatus, PlaceState, PresenceMode, ResponseState},
    value::{Language, Venue},
};

use super::{
    Shown,
    form::{Problem, Typed},
    view::{Paths, RsvpView},
};
use crate::{pages::Pages, words::Library};

fn said(text: &str, language: &str) -> Said {
    Said {
        text: text.to_owned(),
        language: language.parse().unwrap(),
    }
}

fn at(wall: &str) -> LocalTime {
    LocalTime {
        wall: wall.parse().unwrap(),
        ahead_of_utc: 60,
    }
}

fn page() -> GuestPage {
    GuestPage {
        language: Language::english(),
        host: Host {
            name: said("Mission in Albania", "en"),
            address: "events@office.example.org".parse().unwrap(),
            postal_address: Some("Rruga “Ibrahim Rugova” 42".to_owned()),
        },
        event: Occasion {
            title: said("Dita Ndërkombëtare e Migrantëve", "sq"),
            description: Some(said("First.\n\nSecond,\nwith a line.", "en")),
            practical_notes: Some(said("Bring <b>this</b> & that.", "en")),
            status: EventStatus::Published,
            format: EventFormat::Hybrid,
            starts: at("2025-12-18T18:00:00"),
            ends: at("2025-12-18T20:30:00"),
            time_zone: "Europe/Tirane".parse().unwrap(),
            doors_open: Some(at("2025-12-18T17:30:00")),
            response_deadline: Some(at("2025-12-08T12:00:00")),
            venue: Some(Venue {
                name: "National Gallery".to_owned(),
                latitude: Some(41.3263),
                longitude: Some(19.8196),
                ..Venue::default()
            }),
            online_link: Some("https://meet.example.org/imd".to_owned()),
            contact_person: Some("Ms Elira Hoxha".to_owned()),
            cancel_reason: None,
        },
        guest: Invitee {
            name: Some("H.E. Ms Arta Çami".to_owned()),
            organisation: Some(said("Ministria e Brendshme", "sq")),
            function: Some("Deputy Minister".to_owned()),
            party_size: 2,
            party_allowance: 3,
            companions: vec![("Drin".to_owned(), "<Leka>".to_owned())],
            attends: None,
            is_registered: false,
            response: ResponseState::None,
            reason: None,
            is_answer_outdated: false,
            place: PlaceState::None,
            queue_position: None,
            offer_until: None,
            waits: Waits::default(),
            is_turned_away: false,
        },
        programme: Vec::new(),
        asking: None,
        floor: None,
        handing: None,
        ticket: None,
        closed: None,
        has_calendar: true,
    }
}

fn shown_in(page: &GuestPage, language: &str, refused: Option<(Typed, Vec<Problem>)>) -> String {
    let (pages, library) = (Pages::read().unwrap(), Library::read().unwrap());
    let words = library.of(&language.parse().unwrap()).unwrap();
    let paths = Paths {
        answer: "/r/TOKEN".to_owned(),
        asking: "/r/TOKEN/asking#asking".to_owned(),
        floor: "/r/TOKEN/questions#floor".to_owned(),
        handing: "/r/TOKEN/handing#handing".to_owned(),
        calendar: "/r/TOKEN/event.ics".to_owned(),
    };
    let view = RsvpView::of(page, words, &paths, Shown::Answer(refused, true));
    pages
        .render("rsvp.html", library.all(), words, &view)
        .unwrap()
}

fn shown(page: &GuestPage) -> String {
    shown_in(page, "en", None)
}

#[test]
fn every_state_renders_in_every_language() {
    let closings = [
        None,
        Some(Closed::Withdrawn),
        Some(Closed::NotOpen),
        Some(Closed::Cancelled),
        Some(Closed::Postponed),
        Some(Closed::Over),
        Some(Closed::TooLate),
        Some(Closed::OfferLapsed),
    ];
    for language in Language::KNOWN {
        for closed in closings {
            for place in PlaceState::ALL {
                for response in ResponseState::ALL {
                    let mut page = page();
                    page.closed = closed;
                    page.guest.place = *place;
                    page.guest.response = *response;
                    page.guest.queue_position = Some(4);
                    page.guest.offer_until = Some(at("2025-12-01T09:00:00"));
                    page.guest.is_answer_outdated = true;
                    let html = shown_in(&page, language, None);
                    assert!(html.contains(&format!("<html lang=\"{language}\">")));
                    assert_eq!(html.contains("<form"), closed.is_none(), "{closed:?}");
                    assert!(!html.contains('{'), "{language} {closed:?} {place}");
                }
            }
        }
    }
}

#[test]
fn every_fault_is_said_at_its_field_in_every_language() {
    let faults = [
        (vec!["reason"], Code::TooLong, "reason"),
        (vec!["partySize"], Code::OutOfRange, "party_size"),
        (vec!["partySize"], Code::Full, "party_size"),
        (vec!["attends"], Code::Required, "attends"),
        (vec!["attends"], Code::Full, "attends"),
        (vec!["deputy", "givenName"], Code::Required, "given_name"),
        (vec!["deputy", "familyName"], Code::TooLong, "family_name"),
        (vec!["deputy", "email"], Code::Malformed, "email"),
        (vec!["response"], Code::Required, "response"),
    ];
    for language in Language::KNOWN {
        for (path, code, field) in &faults {
            let path = path.iter().map(|part| (*part).to_owned()).collect();
            let problem = Problem::of_fault(&Fault::at(path, *code));
            let html = shown_in(&page(), language, Some((Typed::default(), vec![problem])));
            assert!(html.contains(&format!("href=\"#{field}\"")), "{field}");
            assert!(html.contains(&format!("id=\"{field}\"")), "{field}");
            assert!(html.contains(&format!("id=\"{field}_fault\"")), "{field}");
            assert!(html.contains(&format!("aria-describedby=\"{field}_fault")));
            assert!(html.contains("role=\"alert\""));
            assert!(!html.contains("id=\"saved\""));
        }
    }
}

#[test]
fn an_answer_that_came_too_late_is_told_why_it_was_not_taken() {
    let mut page = page();
    page.closed = Some(Closed::TooLate);
    let problem = Problem::of_fault(&Fault::new(["response"], Code::TooLate));
    let html = shown_in(&page, "en", Some((Typed::default(), vec![problem])));
    assert!(html.contains("role=\"alert\"") && html.contains("Your answer has not been saved"));
    assert_eq!(html.matches("The time for answering ended").count(), 1);
    assert!(!html.contains("<form"));
}

#[test]
fn nobody_is_looked_forward_to_after_the_event() {
    let mut page = page();
    page.guest.place = PlaceState::Confirmed;
    page.guest.response = ResponseState::Accepted;
    assert!(shown_in(&page, "en", None).contains("We look forward to welcoming you"));
    page.closed = Some(Closed::Over);
    let html = shown_in(&page, "en", None);
    assert!(html.contains("has already taken place") && !html.contains("look forward"));
}

#[test]
fn who_registered_reads_of_a_registration_and_who_was_invited_of_an_invitation() {
    for language in Language::KNOWN {
        let mut page = page();
        page.guest.place = PlaceState::Confirmed;
        page.guest.response = ResponseState::Accepted;
        let invited = shown_in(&page, language, None);
        page.guest.is_registered = true;
        let registered = shown_in(&page, language, None);
        let kicker = |html: &str| {
            let (_, rest) = html.split_once("<p class=\"kicker\">").unwrap();
            rest.split_once('<').unwrap().0.to_owned()
        };
        assert_ne!(kicker(&invited), kicker(&registered), "{language}");
        if language == "en" {
            assert_eq!(kicker(&registered), "Registration");
            assert!(registered.contains("You are registered, and your place is confirmed."));
            assert!(!registered.contains("You have accepted"));
        }
    }
}

#[test]
fn what_is_kept_of_a_postponed_event_is_said_without_a_day() {
    let mut page = page();
    page.closed = Some(Closed::Postponed);
    page.event.status = EventStatus::Postponed;
    page.guest.offer_until = Some(at("2025-12-01T09:00:00"));
    page.guest.queue_position = Some(4);
    for (place, kept) in [
        (PlaceState::Confirmed, Some("Your place is kept.")),
        (
            PlaceState::Waitlisted,
            Some("You keep your turn on the waiting list."),
        ),
        (PlaceState::Offered, None),
    ] {
        page.guest.place = place;
        page.guest.response = ResponseState::Accepted;
        let html = shown(&page);
        assert!(html.contains("has been postponed"), "{html}");
        assert!(kept.is_none_or(|kept| html.contains(kept)), "{html}");
        for untrue in [
            "is confirmed",
            "look forward",
            "2025, 09:00",
            "write to you at once",
        ] {
            assert!(!html.contains(untrue), "{untrue}: {html}");
        }
    }
}

#[test]
fn what_was_typed_comes_back_and_stays_text() {
    let typed = Typed {
        response: "REPRESENTED".to_owned(),
        given_name: "\"><script>alert(1)</script>".to_owned(),
        reason: "</textarea><script>".to_owned(),
        ..Typed::default()
    };
    let html = shown_in(
        &page(),
        "en",
        Some((typed, vec![Problem::of_page("error_form")])),
    );
    assert!(!html.contains("<script"));
    assert!(html.contains("&lt;script&gt;"));
    assert!(html.contains("value=\"REPRESENTED\" id=\"represented\" checked"));
}

#[test]
fn texts_of_the_office_stay_text_and_keep_their_language() {
    let html = shown(&page());
    assert!(html.contains("Bring &lt;b&gt;this&lt;/b&gt; &amp; that."));
    assert!(html.contains("<span lang=\"sq\">Dita Ndërkombëtare e Migrantëve</span>"));
    assert!(html.contains("<p>Second,<br>\nwith a line.</p>"));
    assert!(html.contains("<a href=\"mailto:events@office.example.org\">"));
}

#[test]
fn a_link_that_is_no_web_address_is_not_offered() {
    let mut page = page();
    page.event.online_link = Some("javascript:alert(1)".to_owned());
    assert!(!shown(&page).contains("javascript:"));
}

#[test]
fn whom_the_office_refused_reads_kindly_that_the_answer_is_noted_and_gives_no_place() {
    let mut page = page();
    page.guest.response = ResponseState::Accepted;
    page.guest.place = PlaceState::Cancelled;
    page.guest.is_turned_away = true;
    let shown = shown(&page);
    assert!(shown.contains("We have noted your answer"), "{shown}");
    assert!(!shown.contains("No place is held for you any longer"));
}

#[test]
fn a_full_event_says_so_before_the_answer() {
    let mut page = page();
    assert!(!shown(&page).contains("waiting list"));
    page.guest.waits.anyhow = true;
    assert!(shown(&page).contains("If you accept, we will put you on the waiting list"));
}

#[test]
fn who_chooses_between_the_room_and_taking_part_on_line_knows_where_places_are_taken() {
    let mut page = page();
    page.guest.waits.one_way = Some(PresenceMode::InPerson);
    page.guest.attends = Some(PresenceMode::Online);
    for place in [PlaceState::None, PlaceState::Waitlisted] {
        page.guest.place = place;
        let html = shown(&page);
        assert!(html.contains("All places in the room are taken."), "{html}");
        assert!(html.contains("<option value=\"ONLINE\" selected>Online</option>"));
        assert!(html.contains("<option value=\"IN_PERSON\">In the room</option>"));
    }
    page.event.format = EventFormat::InPerson;
    assert!(!shown(&page).contains("name=\"attends\""));
}

#[test]
fn an_offer_asks_only_whether_it_is_accepted_and_presumes_nothing() {
    let mut page = page();
    page.guest.response = ResponseState::Accepted;
    page.guest.place = PlaceState::Offered;
    page.guest.offer_until = Some(at("2025-12-01T09:00:00"));
    let html = shown(&page);
    assert!(html.contains("until Monday, 1 December 2025, 09:00 (Tirana, UTC+1)"));
    assert!(html.contains("I accept the place") && html.contains("value=\"DECLINED\""));
    assert!(!html.contains("value=\"TENTATIVE\"") && !html.contains("value=\"REPRESENTED\""));
    assert!(!html.contains(" checked"));
}

#[test]
fn a_withdrawn_invitation_tells_nothing_of_the_event_but_its_name_and_day() {
    let mut page = page();
    page.closed = Some(Closed::Withdrawn);
    let html = shown(&page);
    assert!(html.contains("This invitation is no longer valid."));
    for secret in ["National Gallery", "Elira", "First.", "Bring", "<form"] {
        assert!(!html.contains(secret), "{secret}");
    }
}

#[test]
fn a_seat_without_a_name_greets_the_organisation() {
    let mut page = page();
    page.guest.name = None;
    let html = shown(&page);
    assert!(html.contains("Ministria e Brendshme"));
    assert!(!html.contains("class=\"addressed\""));
}

#[test]
fn saved_is_only_said_of_an_answer() {
    let mut page = page();
    assert!(!shown(&page).contains("id=\"saved\""));
    page.guest.response = ResponseState::Declined;
    assert!(shown(&page).contains("id=\"saved\""));
}

mod through_the_router {
    use std::sync::Arc;

    use axum::{
        Router,
        body::{Body, to_bytes},
        http::{Method, Request, Response, header},
    };
    use kuvend_domain::{clock::Clock, engine::Db};
    use tower::ServiceExt as _;

    use super::*;
    use crate::Web;

    /// A database without a table: whatever is asked here must not get as far as a row.
    async fn web() -> Arc<Web> {
        let db = Db::connect("sqlite::memory:", 1).await.unwrap();
        Arc::new(Web::new(db, Clock::System).unwrap())
    }

    async fn send(router: Router, request: Request<Body>) -> (Response<()>, String) {
        let (parts, body) = router.oneshot(request).await.unwrap().into_parts();
        let bytes = to_bytes(body, 1 << 20).await.unwrap();
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        (Response::from_parts(parts, ()), text)
    }

    fn request(method: Method, path: &str) -> Request<Body> {
        let request = Request::builder().method(method).uri(path);
        request.body(Body::empty()).unwrap()
    }

    #[tokio::test]
    async fn a_bad_link_is_a_kind_404_in_four_languages_for_every_method() {
        let titles = [
            ("en", "This link does not open anything any more"),
            ("sq", "Kjo lidhje nuk hap më asgjë"),
            ("it", "Questo collegamento non apre più nulla"),
            ("el", "Ο σύνδεσμος αυτός δεν ανοίγει πλέον τίποτα"),
        ];
        for (language, title) in titles {
            let path = format!("/r/nonsense?lang={language}");
            let (got, html) = send(crate::router(web().await), request(Method::GET, &path)).await;
            assert_eq!(got.status(), StatusCode::NOT_FOUND);
            assert_eq!(got.headers()[header::CONTENT_LANGUAGE], language);
            assert!(html.contains(title), "{language}");
        }
        for (method, path) in [
            (Method::HEAD, "/r/nonsense"),
            (Method::POST, "/r/nonsense"),
            (Method::GET, "/r/nonsense/event.ics"),
            (Method::GET, "/r/%3Cscript%3E"),
        ] {
            let router = crate::router(web().await);
            let (got, html) = send(router, request(method.clone(), path)).await;
            assert_eq!(got.status(), StatusCode::NOT_FOUND, "{method} {path}");
            assert!(!html.contains("<script"));
        }
    }

    #[tokio::test]
    async fn the_browsers_language_is_heard_where_none_is_asked() {
        let mut asking = request(Method::GET, "/r/nonsense");
        let wish = "de, el;q=0.8".parse().unwrap();
        asking.headers_mut().insert(header::ACCEPT_LANGUAGE, wish);
        let (got, _) = send(crate::router(web().await), asking).await;
        assert_eq!(got.headers()[header::CONTENT_LANGUAGE], "el");
    }

    #[tokio::test]
    async fn pages_are_private_and_load_nothing_from_elsewhere() {
        let router = crate::router(web().await);
        let (got, html) = send(router.clone(), request(Method::GET, "/r/nonsense")).await;
        let header = |name: &str| got.headers()[name].to_str().unwrap().to_owned();
        assert!(header("content-security-policy").starts_with("default-src 'none'"));
        assert!(header("content-security-policy").contains("frame-ancestors 'none'"));
        assert_eq!(header("referrer-policy"), "no-referrer");
        assert_eq!(header("x-frame-options"), "DENY");
        assert_eq!(header("cache-control"), "no-store");
        assert_eq!(header("x-robots-tag"), "noindex, nofollow");
        assert!(!html.contains("<script") && !html.contains("style="));

        let href = html.split("stylesheet\" href=\"").nth(1).unwrap();
        let href = href.split('"').next().unwrap();
        let (got, _) = send(router, request(Method::GET, href)).await;
        assert_eq!(got.status(), StatusCode::OK);
        assert_eq!(
            got.headers()[header::CONTENT_TYPE],
            "text/css; charset=utf-8"
        );
    }

    #[tokio::test]
    async fn the_inbox_is_not_there_unless_it_is_mounted() {
        let (got, _) = send(crate::router(web().await), request(Method::GET, "/inbox")).await;
        assert_eq!(got.status(), StatusCode::NOT_FOUND);
        let both = crate::router(web().await).merge(crate::inbox_router(web().await));
        let (got, _) = send(both, request(Method::GET, "/inbox/nonsense")).await;
        assert_eq!(got.status(), StatusCode::NOT_FOUND);
        assert_eq!(got.headers()[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    }
}
