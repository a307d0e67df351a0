//! Reading what guests need.

use std::collections::HashMap;

use kuvend_entity::{
    attendee, attendee_need,
    id::{AttendeeId, EventId},
    kind::{NeedKind, PlaceState, PresenceState},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter,
    QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, Func},
};

use crate::{
    attendees::guests::BATCH,
    error::Result,
    events::grouped,
    op::Op,
    policy::{Action, Scope},
};

/// How many need something at an event.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Total {
    /// At which event.
    pub event_id: EventId,
    /// What sort of need.
    pub kind: NeedKind,
    /// Which, by its code.
    pub code: String,
    /// How many rows of the guest list.
    pub parties: i64,
    /// How many people, companions among them.
    pub persons: i64,
}

/// Who comes, as far as is known, or came: whoever has a place and was not missed, and whoever was there.
pub(crate) fn comes() -> Condition {
    use attendee::Column as C;
    let not_missed = C::Presence.is_not_in([PresenceState::Absent, PresenceState::Excused]);
    Condition::any()
        .add(C::Presence.eq(PresenceState::Attended))
        .add(
            Condition::all()
                .add(C::Place.eq(PlaceState::Confirmed))
                .add(not_missed),
        )
}

/// What is needed at events that were read before, by those who come. It says nothing of whose need it is.
///
/// # Errors
/// Only the database's.
pub async fn totals(
    db: &impl ConnectionTrait,
    events: &[EventId],
) -> Result<HashMap<EventId, Vec<Total>>> {
    use attendee_need::Column as C;
    let of_guest = attendee_need::Entity::belongs_to(attendee::Entity)
        .from(C::AttendeeId)
        .to(attendee::Column::Id);
    let (persons, party) = (C::Persons, attendee::Column::PartySize);
    let fewer: Expr = Expr::case(
        Expr::col(persons.as_column_ref()).lt(Expr::col(party.as_column_ref())),
        Expr::col(persons.as_column_ref()),
    )
    .finally(Expr::col(party.as_column_ref()))
    .into();
    let rows = attendee_need::Entity::find()
        .select_only()
        .columns([C::EventId, C::Kind, C::Code])
        .column_as(C::Id.count(), "parties")
        .column_as(Expr::from(Func::sum(fewer)).cast_as("bigint"), "persons")
        .join(JoinType::InnerJoin, of_guest.into())
        .filter(C::EventId.is_in(events.iter().copied()))
        .filter(comes())
        .group_by(C::EventId)
        .group_by(C::Kind)
        .group_by(C::Code)
        .order_by_asc(C::Kind)
        .order_by_asc(C::Code)
        .into_model::<Total>()
        .all(db)
        .await?;
    Ok(grouped(rows.into_iter().map(|row| (row.event_id, row))))
}

/// What was noted of a need, without whose it is.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub(crate) struct Noted {
    /// What sort of need.
    pub(crate) kind: NeedKind,
    /// Which, by its code.
    pub(crate) code: String,
    /// What the code does not say.
    pub(crate) note: String,
    /// How many people, companions among them.
    pub(crate) persons: i32,
}

/// What was noted of what is needed at an event, by those who come. Whoever tells it has asked whether needs may be read.
///
/// # Errors
/// Only the database's.
pub(crate) async fn notes(db: &impl ConnectionTrait, event: EventId) -> Result<Vec<Noted>> {
    use attendee_need::Column as C;
    let of_guest = attendee_need::Entity::belongs_to(attendee::Entity)
        .from(C::AttendeeId)
        .to(attendee::Column::Id);
    Ok(attendee_need::Entity::find()
        .select_only()
        .columns([C::Kind, C::Code, C::Note, C::Persons])
        .join(JoinType::InnerJoin, of_guest.into())
        .filter(C::EventId.eq(event))
        .filter(C::Note.is_not_null())
        .filter(comes())
        .order_by_asc(C::Kind)
        .order_by_asc(C::Code)
        .order_by_asc(C::Note)
        .order_by_asc(C::Id)
        .into_model::<Noted>()
        .all(db)
        .await?)
}

/// What guests need, as far as the actor may read it.
///
/// # Errors
/// Only the database's.
pub async fn of_rows(
    op: &Op,
    rows: &[AttendeeId],
) -> Result<HashMap<AttendeeId, Vec<attendee_need::Model>>> {
    use attendee_need::Column as C;
    let mut all = HashMap::new();
    for batch in rows.chunks(BATCH) {
        let mut select = attendee_need::Entity::find()
            .filter(C::AttendeeId.is_in(batch.iter().copied()))
            .order_by_asc(C::Kind)
            .order_by_asc(C::Code);
        if let Scope::Some(offices) = op.scope(Action::ReadNeeds) {
            let mut seen = Condition::any().add(C::OfficeId.is_in(offices));
            let events = op.events(Action::ReadNeeds);
            if !events.is_empty() {
                seen = seen.add(C::EventId.is_in(events));
            }
            select = select.filter(seen);
        }
        let found = select.all(op.db.reader()).await?;
        all.extend(grouped(found.into_iter().map(|row| (row.attendee_id, row))));
    }
    Ok(all)
}

/// Of a row of a guest list, the fields that the actor may not see.
#[must_use]
pub fn hidden_fields(op: &Op, row: &attendee::Model) -> Vec<&'static str> {
    if op.may_at((row.office_id, row.event_id), Action::ReadNeeds) {
        Vec::new()
    } else {
        vec!["answers", "needs"]
    }
}

/// What guests need, whoever asks.
///
/// # Errors
/// Only the database's.
pub(crate) async fn rows_of(
    db: &impl ConnectionTrait,
    rows: &[AttendeeId],
) -> Result<HashMap<AttendeeId, Vec<attendee_need::Model>>> {
    use attendee_need::Column as C;
    let found = attendee_need::Entity::find()
        .filter(C::AttendeeId.is_in(rows.iter().copied()))
        .order_by_asc(C::Kind)
        .order_by_asc(C::Code)
        .all(db)
        .await?;
    Ok(grouped(found.into_iter().map(|row| (row.attendee_id, row))))
}
