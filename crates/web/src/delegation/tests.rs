use kuvend_domain::{
    delegations::focal::{Closed, FocalPage, Member, TypedMember},
    fault::{Code, Fault},
    guest_page::{Host, LocalTime, Said},
};
use kuvend_entity::{
    id::AttendeeId,
    kind::PlaceState,
    value::{Language, TimeZone},
};

use super::view::{DelegationView, Problem, Refused};
use crate::{pages::Pages, words::Library};

fn said(text: &str) -> Said {
    Said {
        text: text.to_owned(),
        language: Language::english(),
    }
}

fn at(wall: &str) -> LocalTime {
    LocalTime {
        wall: wall.parse().unwrap(),
        ahead_of_utc: 60,
    }
}

fn page(places: &[PlaceState], closed: Option<Closed>) -> FocalPage {
    let zone: TimeZone = "Europe/Tirane".parse().unwrap();
    let member = |place: &PlaceState| Member {
        id: AttendeeId::new(),
        name: "Ana <Rossi>".to_owned(),
        function: Some("Consul & more".to_owned()),
        is_head: *place == PlaceState::Confirmed,
        place: *place,
        is_represented: false,
    };
    FocalPage {
        language: Language::english(),
        host: Host {
            name: said("Mission in Albania"),
            address: "events@office.example.org".parse().unwrap(),
            postal_address: Some("Rruga “Ibrahim Rugova” 42".to_owned()),
        },
        event: said("International Migrants Day"),
        starts: at("2025-12-18T18:00:00"),
        ends: at("2025-12-18T20:30:00"),
        zone,
        organisation: said("Embassy of Italy"),
        name: "Focal Point".to_owned(),
        quota: 3,
        members: places.iter().map(member).collect(),
        until: at("2025-12-08T12:00:00"),
        closed,
    }
}

fn shown_in(page: &FocalPage, language: &str, refused: Option<Refused>) -> String {
    let (pages, library) = (Pages::read().unwrap(), Library::read().unwrap());
    let words = library.of(&language.parse().unwrap()).unwrap();
    let view = DelegationView::of(page, words, "/d/TOKEN".to_owned(), (false, refused));
    pages
        .render("delegation.html", library.all(), words, &view)
        .unwrap()
}

#[test]
fn every_state_renders_in_every_language_and_a_name_is_no_markup() {
    let closings = [
        None,
        Some(Closed::Closed),
        Some(Closed::TooLate),
        Some(Closed::NotOpen),
        Some(Closed::Cancelled),
        Some(Closed::Postponed),
        Some(Closed::Over),
    ];
    for language in Language::KNOWN {
        for closed in closings {
            let html = shown_in(&page(PlaceState::ALL, closed), language, None);
            assert!(!html.contains("<Rossi>") && html.contains("Ana &lt;Rossi&gt;"));
            assert_eq!(html.contains("<form"), closed.is_none(), "{closed:?}");
            assert_eq!(html.contains("id=\"closed\""), closed.is_some());
            for broken in ["{{", "{%", "{name}", "{until}", "{quota}", "undefined"] {
                assert!(!html.contains(broken), "{language} {closed:?} {broken}");
            }
        }
    }
}

#[test]
fn a_complete_delegation_has_no_form_for_another() {
    let free = shown_in(&page(&[PlaceState::Confirmed; 2], None), "en", None);
    let full = shown_in(&page(&[PlaceState::Confirmed; 3], None), "en", None);
    assert!(free.contains("value=\"nominate\"") && !full.contains("value=\"nominate\""));
    assert!(full.contains("Your delegation is complete") && full.contains("value=\"replace\""));
}

#[test]
fn what_is_wrong_is_said_at_the_form_that_it_was_typed_into() {
    let page = page(&[PlaceState::Confirmed, PlaceState::Waitlisted], None);
    let fault = Fault::new(["person", "familyName"], Code::Required);
    let refused = |member: Option<String>| Refused {
        member,
        typed: TypedMember {
            given_name: "Drin".to_owned(),
            ..TypedMember::default()
        },
        problems: vec![Problem::of_fault(&fault)],
    };
    let new = shown_in(&page, "en", Some(refused(None)));
    assert!(
        new.contains("href=\"#new_family_name\"") && new.contains("id=\"new_family_name_fault\"")
    );
    assert!(!new.contains("<details open"));
    let second = page.members[1].id.to_string();
    let replaced = shown_in(&page, "en", Some(refused(Some(second))));
    assert!(replaced.contains("href=\"#m2_family_name\"") && replaced.contains("<details open"));
    assert_eq!(replaced.matches("value=\"Drin\"").count(), 1);
}
