use kuvend_entity::{attendee, attendee_change, contact, event, kind::PlaceState};
use sea_orm::{PaginatorTrait, QueryOrder};

use super::*;
use crate::{
    clock::Clock,
    offices::{self, tests::Scrap},
    tally,
};

async fn filled(seed: u64) -> (Op, Generate, Scrap) {
    let (op, scrap) = offices::tests::scratch(Clock::System).await;
    let office = offices::create(&op, offices::tests::mission())
        .await
        .unwrap();
    let cmd = Generate {
        office: office.id,
        events: 20,
        contacts: 500,
        attendees: 3_000,
        seed,
        today: NaiveDate::from_ymd_opt(2026, 11, 1).unwrap(),
        history: true,
    };
    let done = generate(&op, &cmd, |_| {}).await.unwrap();
    assert_eq!(
        (done.events, done.contacts, done.attendees),
        (20, 500, 3_000)
    );
    (op, cmd, scrap)
}

/// Every row of people, events, lists and history, without the office's own id.
async fn rows(op: &Op, office: OfficeId) -> String {
    let reader = op.db.reader();
    let people = contact::Entity::find().order_by_asc(contact::Column::Id);
    let events = event::Entity::find().order_by_asc(event::Column::Id);
    let lists = attendee::Entity::find().order_by_asc(attendee::Column::Id);
    let history = attendee_change::Entity::find().order_by_asc(attendee_change::Column::Id);
    let text = format!(
        "{:?}\n{:?}\n{:?}\n{:?}",
        people.all(reader).await.unwrap(),
        events.all(reader).await.unwrap(),
        lists.all(reader).await.unwrap(),
        history.all(reader).await.unwrap(),
    );
    text.replace(&office.0.to_string(), "office")
}

#[tokio::test]
async fn the_same_seed_gives_the_same_rows_and_another_seed_others() {
    let (one, first, _one) = filled(7).await;
    let (two, second, _two) = filled(7).await;
    let (three, third, _three) = filled(8).await;
    let (one, two, three) = (
        rows(&one, first.office).await,
        rows(&two, second.office).await,
        rows(&three, third.office).await,
    );
    assert!(one == two, "the same seed gave other rows");
    assert!(one != three, "another seed gave the same rows");
}

#[tokio::test]
async fn tallies_are_what_the_rows_add_up_to_and_a_seed_is_used_once() {
    let (op, cmd, _scrap) = filled(1).await;
    assert_eq!(tally::verify(&op.db).await.unwrap(), []);
    let again = generate(&op, &cmd, |_| {}).await;
    let Err(Error::Rejected(faults)) = again else {
        panic!("{again:?}");
    };
    assert_eq!(faults.list()[0].code, Code::Taken);
    let other = Generate { seed: 2, ..cmd };
    generate(&op, &other, |_| {}).await.unwrap();
    assert_eq!(tally::verify(&op.db).await.unwrap(), []);
    assert_eq!(
        attendee::Entity::find()
            .count(op.db.reader())
            .await
            .unwrap(),
        6_000
    );
}

#[tokio::test]
async fn the_four_axes_agree_with_each_other_and_with_the_event() {
    use kuvend_entity::kind::{InvitationState, PresenceState, ResponseState};
    let (op, _, _scrap) = filled(3).await;
    let events = event::Entity::find().all(op.db.reader()).await.unwrap();
    let lists = attendee::Entity::find().all(op.db.reader()).await.unwrap();
    for row in lists {
        let event = events
            .iter()
            .find(|event| event.id == row.event_id)
            .unwrap();
        let closed = event.attendance_closed_at.is_some();
        assert_eq!(
            row.invited_at.is_some(),
            row.invitation != InvitationState::NotInvited
        );
        assert_eq!(
            row.responded_at.is_some(),
            row.response != ResponseState::None
        );
        assert_eq!(
            row.place_changed_at.is_some(),
            row.place != PlaceState::None
        );
        assert_eq!(
            row.presence_at.is_some(),
            row.presence != PresenceState::Unrecorded
        );
        assert_eq!(row.is_registered, row.place == PlaceState::Confirmed);
        assert_eq!(
            row.queue_number.is_some(),
            row.place == PlaceState::Waitlisted
        );
        assert_eq!(row.is_guest, row.roles.counts_as_guest());
        assert_eq!(row.uses_place, row.roles.uses_place());
        assert_eq!(row.snapshot_at.is_some(), closed);
        assert_eq!(
            row.represented_by_id.is_some(),
            row.response == ResponseState::Represented
        );
        if closed && row.place == PlaceState::Confirmed {
            assert_ne!(row.presence, PresenceState::Unrecorded);
        }
        assert!(row.responded_at.is_none_or(|at| at <= event.starts_at));
        assert!(row.invited_at.is_none_or(|at| row.created_at <= at));
    }
}

#[tokio::test]
async fn more_rows_than_people_can_fill_are_refused() {
    let (op, cmd, _scrap) = filled(4).await;
    let greedy = Generate {
        seed: 5,
        attendees: 1_000_000,
        ..cmd
    };
    let Err(Error::Rejected(faults)) = generate(&op, &greedy, |_| {}).await else {
        panic!("not rejected");
    };
    assert_eq!(faults.list()[0].field, ["attendees"]);
}
