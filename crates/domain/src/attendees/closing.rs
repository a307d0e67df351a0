//! Closing attendance: the one step that turns unrecorded confirmed guests into absent ones, and can be taken back.

use kuvend_entity::{
    attendee, attendee_change, event,
    id::{AttendeeChangeId, AttendeeId, EventId},
    kind::{Axis, EventStatus, PlaceState, PresenceState},
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Statement,
    sea_query::{Expr, ExprTrait},
};
use serde_json::json;

use crate::{
    attendees::{desk::Desk, guests, headcounts},
    error::Result,
    fault::{Code, Fault},
    op::Op,
    policy::Action,
    statistics::TOLD_AGE_BAND,
};

/// Rows shown of whom closing would mark absent.
const SHOWN: u64 = 100;

/// Closing an event's attendance.
#[derive(Debug, Clone)]
pub struct CloseAttendance {
    /// Of which event.
    pub event: EventId,
    /// Show whom it would mark absent, and write nothing.
    pub dry_run: bool,
    /// Why, where it is closed before the event's end.
    pub reason: Option<String>,
}

/// What closing did, or would do.
#[derive(Debug, Clone)]
pub struct Closing {
    /// The event after it.
    pub event: event::Model,
    /// How many rows become absent.
    pub absent: i64,
    /// The first of them.
    pub shown: Vec<attendee::Model>,
}

/// Closes attendance: who has a confirmed place and is not recorded becomes absent, the statistical dimensions of every row are
/// written down as they are now, and companions whom gates let in become a headcount where nobody counted the room.
///
/// # Errors
/// Faults where it is closed already, or where it is too early and no reason is given.
pub async fn close_attendance(op: &Op, cmd: CloseAttendance) -> Result<Closing> {
    let mut desk = Desk::open(op, cmd.event, Action::WriteGuests)
        .await
        .map_err(|error| error.hidden_at(["eventId"]))?;
    if !matches!(
        desk.event.status,
        EventStatus::Published | EventStatus::Completed
    ) {
        return Err(Fault::new(["eventId"], Code::WrongState)
            .with("state", desk.event.status)
            .into());
    }
    if desk.event.attendance_closed_at.is_some() {
        return Err(Fault::new(["eventId"], Code::WrongState)
            .with("state", "ATTENDANCE_CLOSED")
            .into());
    }
    if desk.now < desk.event.ends_at && cmd.reason.is_none() && !cmd.dry_run {
        return Err(Fault::new(["reason"], Code::ReasonRequired).into());
    }
    let silent = attendee::Entity::find()
        .filter(attendee::Column::EventId.eq(cmd.event))
        .filter(attendee::Column::Place.eq(PlaceState::Confirmed))
        .filter(attendee::Column::Presence.eq(PresenceState::Unrecorded));
    let absent = i64::try_from(silent.clone().count(&desk.tx).await?).unwrap_or(i64::MAX);
    let shown = silent
        .clone()
        .order_by_asc(attendee::Column::Id)
        .limit(SHOWN)
        .all(&desk.tx)
        .await?;
    if cmd.dry_run {
        return Ok(Closing {
            event: desk.event.clone(),
            absent,
            shown,
        });
    }
    let ids: Vec<AttendeeId> = silent
        .select_only()
        .column(attendee::Column::Id)
        .into_tuple()
        .all(&desk.tx)
        .await?;
    move_presence(
        &mut desk,
        &ids,
        (PresenceState::Unrecorded, PresenceState::Absent),
        "attendance closed",
    )
    .await?;
    take_snapshots(&desk).await?;
    let heads = headcounts::by_gates(&desk).await?;
    desk.event.attendance_closed_at = Some(desk.now);
    store_event(&mut desk).await?;
    desk.event_deed(
        "attendees::close_attendance",
        Some(json!({ "absent": absent, "headcount": heads })),
        cmd.reason,
    );
    let event = desk.event.clone();
    desk.close().await?;
    Ok(Closing {
        event,
        absent,
        shown,
    })
}

/// Opening it again.
#[derive(Debug, Clone)]
pub struct ReopenAttendance {
    /// Of which event.
    pub event: EventId,
    /// Why.
    pub reason: String,
}

/// Takes closing back: who became absent by it is unrecorded again.
///
/// # Errors
/// A fault where attendance is not closed.
pub async fn reopen_attendance(op: &Op, cmd: ReopenAttendance) -> Result<event::Model> {
    let mut desk = Desk::open(op, cmd.event, Action::WriteGuests)
        .await
        .map_err(|error| error.hidden_at(["eventId"]))?;
    let Some(closed_at) = desk.event.attendance_closed_at else {
        return Err(Fault::new(["eventId"], Code::WrongState)
            .with("state", "OPEN")
            .into());
    };
    // Closing stamped its own instant on the rows it marked; staff's marks carry another.
    let ids: Vec<AttendeeId> = attendee::Entity::find()
        .select_only()
        .column(attendee::Column::Id)
        .filter(attendee::Column::EventId.eq(cmd.event))
        .filter(attendee::Column::Presence.eq(PresenceState::Absent))
        .filter(attendee::Column::PresenceAt.eq(closed_at))
        .into_tuple()
        .all(&desk.tx)
        .await?;
    move_presence(
        &mut desk,
        &ids,
        (PresenceState::Absent, PresenceState::Unrecorded),
        "attendance reopened",
    )
    .await?;
    attendee::Entity::update_many()
        .col_expr(
            attendee::Column::SnapshotAt,
            Expr::value(Option::<chrono::DateTime<chrono::Utc>>::None),
        )
        .filter(attendee::Column::EventId.eq(cmd.event))
        .exec(&desk.tx)
        .await?;
    headcounts::of_gates_gone(&desk).await?;
    desk.event.attendance_closed_at = None;
    store_event(&mut desk).await?;
    desk.event_deed(
        "attendees::reopen_attendance",
        Some(json!({ "unrecorded": ids.len() })),
        Some(cmd.reason),
    );
    let event = desk.event.clone();
    desk.close().await?;
    Ok(event)
}

async fn store_event(desk: &mut Desk<'_>) -> Result<()> {
    desk.event.version += 1;
    desk.event.updated_at = desk.now;
    event::Entity::update(desk.event.clone().into_active_model().reset_all())
        .exec_without_returning(&desk.tx)
        .await?;
    Ok(())
}

/// Moves the presence of many rows at once, with their history and the tally.
async fn move_presence(
    desk: &mut Desk<'_>,
    ids: &[AttendeeId],
    (from, to): (PresenceState, PresenceState),
    why: &str,
) -> Result<()> {
    for batch in ids.chunks(guests::BATCH) {
        attendee::Entity::update_many()
            .col_expr(attendee::Column::Presence, Expr::value(to))
            .col_expr(
                attendee::Column::PresenceAt,
                Expr::value((to != PresenceState::Unrecorded).then_some(desk.now)),
            )
            .col_expr(
                attendee::Column::Version,
                Expr::col(attendee::Column::Version).add(1),
            )
            .col_expr(attendee::Column::UpdatedAt, Expr::value(desk.now))
            .filter(attendee::Column::Id.is_in(batch.iter().copied()))
            .exec(&desk.tx)
            .await?;
        let lines: Vec<attendee_change::ActiveModel> = batch
            .iter()
            .map(|id| attendee_change::ActiveModel {
                id: Set(AttendeeChangeId::new()),
                office_id: Set(desk.event.office_id),
                event_id: Set(desk.event.id),
                attendee_id: Set(*id),
                axis: Set(Axis::Presence),
                old_value: Set(Some(from.as_str().to_owned())),
                new_value: Set(to.as_str().to_owned()),
                at: Set(desk.now),
                channel: Set(None),
                reason: Set(Some(why.to_owned())),
                on_behalf_of: Set(None),
                event_revision: Set(Some(desk.event.revision)),
                account_id: Set(desk.op.actor.account()),
                route: Set(desk.op.route),
            })
            .collect();
        desk.add_history(lines);
    }
    crate::tally::shift_presence(
        &mut desk.tally,
        i32::try_from(ids.len()).unwrap_or(i32::MAX),
        from,
        to,
    );
    Ok(())
}

/// The statistical dimensions of an event's rows, as the profiles say now. Age bands are those of the event's day.
const SNAPSHOT: &str = "\
UPDATE attendee SET \
snapshot_sex = c.sex, \
snapshot_age_band = CASE WHEN c.birth_year IS NULL THEN {told} \
WHEN $2 - c.birth_year < 18 THEN '0-17' WHEN $2 - c.birth_year < 30 THEN '18-29' WHEN $2 - c.birth_year < 45 THEN '30-44' \
WHEN $2 - c.birth_year < 65 THEN '45-64' ELSE '65+' END, \
snapshot_residence_country = c.residence_country, \
snapshot_residence_subdivision = c.residence_subdivision, \
snapshot_origin_country = c.origin_country, \
snapshot_generation = c.generation, \
snapshot_category = attendee.category, \
snapshot_language = c.preferred_language, \
snapshot_organisation_kind = (SELECT o.kind FROM organisation o WHERE o.id = attendee.organisation_id), \
snapshot_at = $3 \
FROM contact c WHERE c.id = attendee.contact_id AND attendee.event_id = $1";

/// The same for seats that no name has filled.
const SNAPSHOT_OF_SEATS: &str = "\
UPDATE attendee SET snapshot_category = category, \
snapshot_organisation_kind = (SELECT o.kind FROM organisation o WHERE o.id = attendee.organisation_id), snapshot_at = $2 \
WHERE contact_id IS NULL AND event_id = $1";

async fn take_snapshots(desk: &Desk<'_>) -> Result<()> {
    let backend = desk.tx.get_database_backend();
    let year = chrono::Datelike::year(&desk.event.local_on);
    desk.tx
        .execute_raw(Statement::from_sql_and_values(
            backend,
            SNAPSHOT.replace("{told}", TOLD_AGE_BAND),
            [desk.event.id.into(), year.into(), desk.now.into()],
        ))
        .await?;
    desk.tx
        .execute_raw(Statement::from_sql_and_values(
            backend,
            SNAPSHOT_OF_SEATS,
            [desk.event.id.into(), desk.now.into()],
        ))
        .await?;
    Ok(())
}
