use chrono::NaiveDateTime;
use kuvend_entity::{
    agenda_item, contributor,
    id::{AgendaItemId, ContributorId, EventId, OfficeId},
    kind::{ApprovalRule, EventFormat, EventKind, EventRegistration, EventStatus, EventVisibility},
    text::LocalizedText,
    value::Languages,
};

use super::*;

fn at(clock: &str) -> NaiveDateTime {
    format!("2025-12-18T{clock}:00").parse().unwrap()
}

/// From 18:00 to 21:00 in Tirana.
pub(in crate::agenda) fn evening() -> event::Model {
    let zone = "Europe/Tirane".parse().unwrap();
    let instant = |clock| walltime::instant(at(clock), &zone).unwrap();
    let (starts_at, ends_at) = (instant("18:00"), instant("21:00"));
    event::Model {
        id: EventId::new(),
        office_id: OfficeId::new(),
        version: 1,
        title: LocalizedText::default(),
        description: LocalizedText::default(),
        practical_notes: LocalizedText::default(),
        kind: EventKind::Celebration,
        status: EventStatus::Draft,
        visibility: EventVisibility::InvitationOnly,
        format: EventFormat::InPerson,
        starts_at,
        ends_at,
        starts_at_local: at("18:00"),
        ends_at_local: at("21:00"),
        time_zone: zone,
        local_on: at("18:00").date(),
        response_deadline: None,
        doors_open_at: None,
        venue: None,
        online_link: None,
        capacity: None,
        offer_minutes: None,
        approval: ApprovalRule::None,
        passes_over: false,
        holds_for_invited: false,
        registration: EventRegistration::Closed,
        registration_closes_at: None,
        registration_party: 1,
        revision: 1,
        calendar_sequence: 0,
        contact_person: None,
        published_at: None,
        cancelled_at: None,
        cancel_reason: None,
        is_provisional: false,
        languages: Languages::default(),
        interpretation: Languages::default(),
        put_off: None,
        completed_at: None,
        archived_at: None,
        series_id: None,
        edition: None,
        cloned_from_id: None,
        attendance_closed_at: None,
        created_at: starts_at,
        updated_at: starts_at,
    }
}

pub(in crate::agenda) fn item(start: &str, minutes: i32) -> Item {
    let event = evening();
    Item {
        item: agenda_item::Model {
            id: AgendaItemId::new(),
            office_id: event.office_id,
            event_id: event.id,
            version: 1,
            position: 1,
            kind: AgendaItemKind::Speech,
            title: LocalizedText::default(),
            description: LocalizedText::default(),
            starts_at_local: Some(at(start)),
            duration_minutes: Some(minutes),
            room: None,
            is_internal: false,
            takes_questions: false,
            outcome: None,
            created_at: event.created_at,
            updated_at: event.created_at,
        },
        contributors: Vec::new(),
    }
}

impl Item {
    fn room(mut self, room: &str) -> Self {
        self.item.room = Some(room.to_owned());
        self
    }

    fn panel(mut self) -> Self {
        self.item.kind = AgendaItemKind::Panel;
        self
    }

    pub(super) fn with(mut self, contact: ContactId, role: ContributorRole) -> Self {
        self.contributors.push(contributor::Model {
            id: ContributorId::new(),
            office_id: self.item.office_id,
            agenda_item_id: self.item.id,
            position: 1,
            contact_id: Some(contact),
            organisation_id: None,
            role,
            mode: ContributorMode::InPerson,
            confirmation: ConfirmationState::Proposed,
            perspective: None,
            available_from_local: None,
            available_until_local: None,
            created_at: self.item.created_at,
        });
        self
    }

    pub(super) fn last(mut self, change: impl FnOnce(&mut contributor::Model)) -> Self {
        change(self.contributors.last_mut().unwrap());
        self
    }
}

fn kinds(agenda: &[Item]) -> Vec<ConflictKind> {
    conflicts(&evening(), agenda, &Around::default())
        .into_iter()
        .map(|conflict| conflict.kind)
        .filter(|kind| *kind != ConflictKind::UnconfirmedSpeaker)
        .collect()
}

#[test]
fn items_that_touch_do_not_conflict_and_one_minute_of_overlap_does() {
    let who = ContactId::new();
    let of = |start: &str| {
        item(start, 30)
            .room("Salla A")
            .with(who, ContributorRole::Speaker)
    };
    assert_eq!(kinds(&[of("18:00"), of("18:30")]), []);
    assert_eq!(kinds(&[of("18:30"), of("18:00")]), []);
    assert_eq!(
        kinds(&[of("18:00"), of("18:29")]),
        [ConflictKind::RoomTwice, ConflictKind::PersonTwice]
    );
}

#[test]
fn an_overlap_is_found_in_either_order_and_names_both_items() {
    let (a, b) = (item("18:00", 60).room("A"), item("18:30", 10).room("a"));
    let found = conflicts(&evening(), &[b.clone(), a.clone()], &Around::default());
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].items, [b.item.id, a.item.id]);
    assert_eq!(found[0].level, ConflictLevel::BlockPublish);
    assert_eq!(kinds(&[a, b.room("B")]), []);
}

#[test]
fn who_was_recorded_or_declined_is_in_nobodys_way() {
    let who = ContactId::new();
    let here = || item("18:00", 30).with(who, ContributorRole::Speaker);
    let recorded = here().last(|someone| someone.mode = ContributorMode::Recorded);
    let declined = here().last(|someone| someone.confirmation = ConfirmationState::Declined);
    let remote = here().last(|someone| someone.mode = ContributorMode::Remote);
    assert_eq!(kinds(&[here(), recorded]), []);
    assert_eq!(kinds(&[here(), declined]), []);
    assert_eq!(kinds(&[here(), remote]), [ConflictKind::PersonTwice]);
}

#[test]
fn a_panel_needs_a_moderator_who_has_not_declined() {
    let led = item("18:00", 60)
        .panel()
        .with(ContactId::new(), ContributorRole::Moderator);
    let left = led
        .clone()
        .last(|someone| someone.confirmation = ConfirmationState::Declined);
    assert_eq!(kinds(&[led]), []);
    assert_eq!(kinds(&[left]), [ConflictKind::PanelWithoutModerator]);
    let found = conflicts(&evening(), &[item("18:00", 60).panel()], &Around::default());
    assert_eq!(found[0].level, ConflictLevel::Warn);
}

#[test]
fn an_item_lies_within_the_event() {
    assert_eq!(kinds(&[item("18:00", 180)]), []);
    assert_eq!(kinds(&[item("18:00", 181)]), [ConflictKind::Overrun]);
    assert_eq!(kinds(&[item("20:59", 2)]), [ConflictKind::Overrun]);
    assert_eq!(kinds(&[item("21:00", 1)]), [ConflictKind::OutsideEvent]);
    assert_eq!(kinds(&[item("17:59", 1)]), [ConflictKind::OutsideEvent]);
    let mut open_ended = item("21:01", 1);
    open_ended.item.duration_minutes = None;
    assert_eq!(kinds(&[open_ended]), [ConflictKind::OutsideEvent]);
}

#[test]
fn items_without_a_time_or_a_length_conflict_with_nothing() {
    let mut untimed = item("18:00", 30).room("A");
    untimed.item.starts_at_local = None;
    let mut endless = item("18:00", 30).room("A");
    endless.item.duration_minutes = None;
    assert_eq!(kinds(&[untimed, endless, item("18:00", 30).room("A")]), []);
}

#[test]
fn who_has_not_agreed_is_told_until_they_do_or_decline() {
    let told = |confirmation| {
        let asked = item("18:00", 30)
            .with(ContactId::new(), ContributorRole::Speaker)
            .last(|someone| someone.confirmation = confirmation);
        conflicts(&evening(), &[asked], &Around::default())
    };
    for unsure in [ConfirmationState::Proposed, ConfirmationState::Asked] {
        let found = told(unsure);
        assert_eq!(found.len(), 1, "{unsure}");
        assert_eq!(found[0].kind, ConflictKind::UnconfirmedSpeaker);
        assert!(found[0].contact.is_some());
    }
    assert_eq!(told(ConfirmationState::Confirmed), []);
    assert_eq!(told(ConfirmationState::Declined), []);
}

#[test]
fn somebody_is_there_until_the_minute_until_which_they_can() {
    let told = |from: Option<&str>, until: Option<&str>| {
        let here = item("18:30", 30)
            .with(ContactId::new(), ContributorRole::Speaker)
            .last(|someone| {
                someone.available_from_local = from.map(at);
                someone.available_until_local = until.map(at);
            });
        kinds(&[here])
    };
    assert_eq!(told(None, None), []);
    assert_eq!(told(Some("18:30"), Some("19:00")), [], "the edges touch");
    let away = [ConflictKind::OutsideAvailability];
    assert_eq!(told(Some("18:31"), None), away);
    assert_eq!(told(None, Some("18:59")), away);
    let gone = |change: fn(&mut contributor::Model)| {
        let here = item("18:30", 30)
            .with(ContactId::new(), ContributorRole::Speaker)
            .last(|someone| someone.available_until_local = Some(at("18:59")))
            .last(change);
        kinds(&[here])
    };
    assert_eq!(gone(|someone| someone.mode = ContributorMode::Recorded), []);
    assert_eq!(
        gone(|someone| someone.confirmation = ConfirmationState::Declined),
        []
    );
    assert_eq!(gone(|someone| someone.mode = ContributorMode::Remote), away);
}

#[test]
fn a_room_is_too_small_for_one_guest_more_than_it_holds() {
    let told = |expected: i32, change: fn(&mut event::Model, &mut Item)| {
        let mut event = evening();
        event.venue = Some(Venue {
            room_sizes: vec![kuvend_entity::value::RoomSize {
                room: "Salla A".to_owned(),
                seats: 80,
            }],
            ..Venue::default()
        });
        let mut here = item("18:00", 30).room("salla a ");
        change(&mut event, &mut here);
        let mut around = Around::default();
        around.expect([(event.id, expected)]);
        let found = conflicts(&event, &[here], &around);
        found.into_iter().map(|one| one.kind).collect::<Vec<_>>()
    };
    assert_eq!(told(80, |_, _| {}), []);
    assert_eq!(told(81, |_, _| {}), [ConflictKind::RoomTooSmall]);
    assert_eq!(told(81, |_, item| item.item.is_internal = true), []);
    assert_eq!(
        told(81, |_, item| item.item.room = Some("Salla B".to_owned())),
        []
    );
    assert_eq!(told(81, |event, _| event.format = EventFormat::Online), []);
}

#[test]
fn another_event_is_met_at_the_same_instant_and_not_at_the_same_hour() {
    let who = ContactId::new();
    let here = [item("18:00", 60).with(who, ContributorRole::Speaker)];
    let met = |start: &str, zone: &str| {
        let mut around = Around::default();
        let interval = Interval::on(at(start), 60, &zone.parse().unwrap()).unwrap();
        around.take_person(who, (EventId::new(), interval));
        let found = conflicts(&evening(), &here, &around);
        found
            .iter()
            .any(|one| one.kind == ConflictKind::PersonElsewhere)
    };
    assert!(met("12:30", "America/New_York"));
    assert!(!met("18:00", "America/New_York"));
    assert!(
        !met("13:00", "America/New_York"),
        "it begins as this one ends"
    );
    assert!(met("12:59", "America/New_York"));
}
