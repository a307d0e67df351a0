//! What an office corrects of a row: in which quality and for whom somebody comes, and who fills a seat.

use kuvend_entity::{
    attendee,
    id::{AttendeeId, OrganisationId},
    kind::{AttendeeRole, GuestCategory, MessageKind, PlaceState, PresenceMode},
    value::AttendeeRoles,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::json;

use crate::{
    attendees::{
        answers::tell,
        deputies::{self, Deputy, Naming},
        desk::{Cause, Desk},
        guests,
        rooms::Party,
    },
    change::{Change, Changes},
    error::Result,
    events::stale,
    fault::{Code, Fault},
    op::Op,
    policy::Action,
    tally,
};

/// Corrects a row: what it does not name stays.
#[derive(Debug, Clone)]
pub struct UpdateGuest {
    /// Which.
    pub attendee: AttendeeId,
    /// The version that was read.
    pub version: i32,
    /// As what the guest comes.
    pub roles: Option<Vec<AttendeeRole>>,
    /// In which quality.
    pub category: Option<GuestCategory>,
    /// For which organisation.
    pub organisation: Change<OrganisationId>,
    /// With which function.
    pub function: Change<String>,
    /// How many may come, the guest included.
    pub party_allowance: Option<i32>,
    /// How the guest means to take part.
    pub attends: Change<PresenceMode>,
}

/// Corrects a row. Neither invitation nor answer moves. Who needs a place from now on that nobody held waits for it where there is
/// none, and who needs none any more leaves theirs to the next.
///
/// # Errors
/// Faults on `attendeeId` once attendance is closed; on `version`; on `representingId`; on `partyAllowance` below the party; on
/// `category` or `attends` where there is no room for the guest as what they become.
pub async fn update_guest(op: &Op, cmd: UpdateGuest) -> Result<attendee::Model> {
    let (mut desk, row) = Desk::open_for(op, cmd.attendee, Action::WriteGuests)
        .await
        .map_err(|error| error.hidden_at(["attendeeId"]))?;
    is_open(&desk)?;
    if cmd.version != row.version {
        return Err(stale(row.version).into());
    }
    let mut after = row.clone();
    if let Some(roles) = cmd.roles {
        guests::take_roles(&mut after, AttendeeRoles(roles));
    }
    if let Change::Set(organisation) = cmd.organisation {
        guests::organisation_is_known(&desk, organisation).await?;
    }
    after.organisation_id = cmd.organisation.over(after.organisation_id);
    after.function_at_event = cmd.function.over(after.function_at_event);
    after.category = cmd.category.or(after.category);
    after.attends = cmd.attends.over(after.attends);
    after.party_allowance = cmd.party_allowance.unwrap_or(after.party_allowance);
    if after.party_allowance < after.party_size {
        return Err(Fault::new(["partyAllowance"], Code::OutOfRange)
            .with("low", after.party_size)
            .with("high", 100)
            .into());
    }
    let asks = matches!(
        after.place,
        PlaceState::None | PlaceState::PendingApproval | PlaceState::Waitlisted
    );
    if !after.uses_place && (asks || after.place == PlaceState::Offered) {
        Desk::unseat(&mut after, PlaceState::Confirmed);
    }
    if tally::places(&row) > 0 {
        desk.keep_within_limits(&row, &after)?;
    } else {
        desk.hold_to_limits(&row, &mut after).await?;
    }
    let mut changes = Changes::default();
    changes.note("roles", &row.roles, &after.roles);
    changes.note("category", &row.category, &after.category);
    changes.note("representing", &row.organisation_id, &after.organisation_id);
    changes.note("attends", &row.attends, &after.attends);
    changes.note(
        "partyAllowance",
        &row.party_allowance,
        &after.party_allowance,
    );
    changes.note("place", &row.place, &after.place);
    let cause = Cause {
        reason: Some("corrected".to_owned()),
        ..Cause::default()
    };
    let after = desk.alter(&row, after, &cause).await?;
    tell(&mut desk, Some(&row), &after).await?;
    desk.deed("attendees::update", &after, changes.json(), None);
    desk.close_with(after).await
}

/// How the fault and the record of who fills a seat are named.
const SEAT: Naming = Naming {
    field: "person",
    source: "named for a seat",
};

/// Says who fills an organisation's seat.
#[derive(Debug, Clone)]
pub struct NameSeat {
    /// Which seat.
    pub attendee: AttendeeId,
    /// Who.
    pub person: Deputy,
}

/// Says who fills an organisation's seat. The seat keeps its place, its number and its history; whoever has a place by it is told, and
/// the link that led to the seat is taken back.
///
/// # Errors
/// Faults on `attendeeId` where somebody is named already, or once attendance is closed; on `person.contactId` for who is not known, and
/// for who is on the list.
pub async fn name_seat(op: &Op, cmd: NameSeat) -> Result<attendee::Model> {
    let (mut desk, row) = Desk::open_for(op, cmd.attendee, Action::WriteGuests)
        .await
        .map_err(|error| error.hidden_at(["attendeeId"]))?;
    is_open(&desk)?;
    if row.contact_id.is_some() {
        return Err(Fault::new(["attendeeId"], Code::WrongState)
            .with("state", "NAMED")
            .into());
    }
    let (contact, function) = deputies::meet(&desk, cmd.person, SEAT).await?;
    if guests::row_of(&desk, contact).await?.is_some() {
        return Err(Fault::new(["person", "contactId"], Code::Taken).into());
    }
    let mut after = row.clone();
    after.contact_id = Some(contact);
    after.function_at_event = function.or(after.function_at_event);
    after.link_epoch += 1;
    let after = desk.alter(&row, after, &Cause::default()).await?;
    if tally::places(&after) > 0 && after.place == PlaceState::Confirmed {
        desk.write_to(MessageKind::RegistrationConfirmation, &after, None);
    }
    let changes = json!({ "contact": contact.to_string() });
    desk.deed("attendees::name_seat", &after, Some(changes), None);
    desk.close_with(after).await
}

/// Raises the version of a row beside which something was kept.
///
/// # Errors
/// Only the database's.
pub(crate) async fn touched(desk: &Desk<'_>, row: attendee::Model) -> Result<attendee::Model> {
    let row = attendee::Model {
        version: row.version + 1,
        updated_at: desk.now,
        ..row
    };
    attendee::Entity::update_many()
        .col_expr(attendee::Column::Version, Expr::value(row.version))
        .col_expr(attendee::Column::UpdatedAt, Expr::value(row.updated_at))
        .filter(attendee::Column::Id.eq(row.id))
        .exec(&desk.tx)
        .await?;
    Ok(row)
}

/// Goes on only if attendance has not been closed.
pub(super) fn is_open(desk: &Desk<'_>) -> Result<()> {
    if desk.event.attendance_closed_at.is_none() {
        return Ok(());
    }
    Err(Fault::new(["attendeeId"], Code::WrongState)
        .with("state", "ATTENDANCE_CLOSED")
        .into())
}

impl Desk<'_> {
    /// Goes on only if a row that holds places holds them rightly as what it becomes.
    fn keep_within_limits(&self, before: &attendee::Model, row: &attendee::Model) -> Result<()> {
        let rooms = self.rooms();
        let (held, wanted) = (Party::held(before), Party::wanted(row));
        if rooms
            .after(Some(held), Some(wanted))
            .broken_since(&rooms)
            .is_empty()
        {
            return Ok(());
        }
        Err(super::places::no_room(&rooms, (held, wanted)).into())
    }
}
