//! Tickets: a secret that a guest shows at the door, as text and as a square that a camera reads.
//!
//! A ticket is a signed link of its own purpose over the guest's row, so that nothing is kept of one that was never taken back.
//! Whoever is shown one learns nothing of the guest, and nobody can make one.

use std::collections::HashMap;

use kuvend_entity::{
    attendee, event,
    id::{AttendeeId, OfficeId},
    kind::{EventFormat, EventStatus, PlaceState, PresenceMode},
    office, ticket,
};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel as _,
    QueryFilter,
};

use crate::{
    attendees::{desk::Desk, guests::BATCH, reads::visible},
    door::squares,
    error::Result,
    links::{self, Claim, Purpose},
    op::Op,
    policy::Action,
};

/// The epoch of a ticket that was never taken back.
const FIRST: i32 = 1;

/// A guest's ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    /// What the square says, and whoever has it is let in by.
    pub token: String,
}

impl Ticket {
    /// The ticket of a row, at an epoch.
    #[must_use]
    pub fn of(office: &office::Model, row: AttendeeId, epoch: i32) -> Self {
        Self {
            token: links::sign(&office.link_secret, Purpose::Ticket, row.0, epoch),
        }
    }

    /// The path at which the square alone is shown.
    #[must_use]
    pub fn path(&self) -> String {
        format!("/t/{}.svg", self.token)
    }

    /// The square as a picture of itself, which scales to any size.
    #[must_use]
    pub fn svg(&self) -> String {
        squares::drawing(&self.token).unwrap_or_default()
    }
}

/// Whether a guest has a ticket to show: who has a place in the room of an event that takes place.
#[must_use]
pub(crate) fn is_shown(event: &event::Model, row: &attendee::Model) -> bool {
    row.place == PlaceState::Confirmed
        && row.attends != Some(PresenceMode::Online)
        && event.status == EventStatus::Published
        && event.format != EventFormat::Online
}

/// What a scanner read, without what a link has around the ticket.
#[must_use]
pub fn told(text: &str) -> &str {
    let text = text.trim();
    let last = text.rsplit('/').next().unwrap_or(text);
    last.strip_suffix(".svg").unwrap_or(last)
}

/// Whom tickets let in: those of an office that are good, by what was read.
///
/// # Errors
/// Only the database's.
pub(super) async fn open(
    db: &impl ConnectionTrait,
    office: &office::Model,
    tokens: &[&str],
) -> Result<HashMap<String, AttendeeId>> {
    let claims: Vec<(&str, Claim)> = tokens
        .iter()
        .filter_map(|token| Some((*token, links::read(token, Purpose::Ticket)?)))
        .collect();
    let ids: Vec<AttendeeId> = claims.iter().map(|(_, it)| AttendeeId(it.id())).collect();
    let known = known(db, office.id, &ids).await?;
    let mut good = HashMap::with_capacity(claims.len());
    for (token, claim) in claims {
        let id = AttendeeId(claim.id());
        let (holder, epoch) = known.get(&id).copied().unwrap_or((id, FIRST));
        // A ticket has no day: where it lets in is the event's.
        let forever = (
            chrono::DateTime::<chrono::Utc>::MAX_UTC,
            chrono::DateTime::<chrono::Utc>::MIN_UTC,
        );
        if claim.open(&office.link_secret, epoch, forever).is_ok() {
            good.insert(token.to_owned(), holder);
        }
    }
    Ok(good)
}

/// Whom tickets of these rows let in, and of which epoch they are, where that is not as it was first.
async fn known(
    db: &impl ConnectionTrait,
    office: OfficeId,
    ids: &[AttendeeId],
) -> Result<HashMap<AttendeeId, (AttendeeId, i32)>> {
    let mut known = HashMap::new();
    for batch in ids.chunks(BATCH) {
        let rows = ticket::Entity::find()
            .filter(ticket::Column::Id.is_in(batch.iter().copied()))
            .filter(ticket::Column::OfficeId.eq(office))
            .all(db)
            .await?;
        known.extend(
            rows.into_iter()
                .map(|row| (row.id, (row.attendee_id, row.epoch))),
        );
    }
    Ok(known)
}

/// The epochs of rows' own tickets, where they are not the first.
///
/// # Errors
/// Only the database's.
pub(crate) async fn epochs(
    db: &impl ConnectionTrait,
    ids: &[AttendeeId],
) -> Result<HashMap<AttendeeId, i32>> {
    let mut epochs = HashMap::new();
    for batch in ids.chunks(BATCH) {
        let rows = ticket::Entity::find()
            .filter(ticket::Column::Id.is_in(batch.iter().copied()))
            .all(db)
            .await?;
        epochs.extend(rows.into_iter().map(|row| (row.id, row.epoch)));
    }
    Ok(epochs)
}

/// The epoch of a row's ticket.
#[must_use]
pub(crate) fn epoch_of(epochs: &HashMap<AttendeeId, i32>, row: AttendeeId) -> i32 {
    epochs.get(&row).copied().unwrap_or(FIRST)
}

/// The tickets of rows, as far as the actor may see them.
///
/// # Errors
/// Only the database's.
pub async fn of_rows(op: &Op, ids: &[AttendeeId]) -> Result<HashMap<AttendeeId, Ticket>> {
    let db = op.db.reader();
    let mut rows: Vec<attendee::Model> = Vec::with_capacity(ids.len());
    for batch in ids.chunks(BATCH) {
        let seen = visible(op).filter(attendee::Column::Id.is_in(batch.iter().copied()));
        rows.extend(seen.all(db).await?);
    }
    rows.retain(|row| op.may_at((row.office_id, row.event_id), Action::ManageDoor));
    if rows.is_empty() {
        return Ok(HashMap::new());
    }
    let mut offices: Vec<OfficeId> = rows.iter().map(|row| row.office_id).collect();
    offices.sort_unstable();
    offices.dedup();
    let offices = office::Entity::find()
        .filter(office::Column::Id.is_in(offices))
        .all(db)
        .await?;
    let ids: Vec<AttendeeId> = rows.iter().map(|row| row.id).collect();
    let epochs = epochs(db, &ids).await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let office = offices.iter().find(|office| office.id == row.office_id)?;
            let ticket = Ticket::of(office, row.id, epoch_of(&epochs, row.id));
            Some((row.id, ticket))
        })
        .collect())
}

/// The square of a ticket that looks like one of an office; whether it lets anybody in is asked at the door.
#[must_use]
pub fn picture(token: &str) -> Option<String> {
    links::read(token, Purpose::Ticket)?;
    squares::drawing(token)
}

/// Takes back whatever lets a guest in, and gives a new ticket.
///
/// # Errors
/// `NOT_FOUND` on `attendeeId`.
pub async fn revoke_ticket(op: &Op, attendee: AttendeeId) -> Result<attendee::Model> {
    let (mut desk, row) = Desk::open_for(op, attendee, Action::ManageDoor)
        .await
        .map_err(|error| error.hidden_at(["attendeeId"]))?;
    let mut all = ticket::Entity::find()
        .filter(ticket::Column::AttendeeId.eq(row.id))
        .all(&desk.tx)
        .await?;
    for one in &mut all {
        one.epoch += 1;
        one.updated_at = desk.now;
        ticket::Entity::update(one.clone().into_active_model().reset_all())
            .exec_without_returning(&desk.tx)
            .await?;
    }
    if all.iter().all(|one| one.id != row.id) {
        let own = ticket::Model {
            id: row.id,
            office_id: row.office_id,
            attendee_id: row.id,
            epoch: FIRST + 1,
            updated_at: desk.now,
        };
        ticket::Entity::insert(own.into_active_model().reset_all())
            .exec_without_returning(&desk.tx)
            .await?;
    }
    desk.deed("door::revoke_ticket", &row, None, None);
    desk.close().await?;
    Ok(row)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_is_read_out_of_a_link() {
        for text in [
            "abc_-1",
            " abc_-1\n",
            "/t/abc_-1.svg",
            "https://kuvend.test/t/abc_-1",
        ] {
            assert_eq!(told(text), "abc_-1");
        }
    }

    #[test]
    fn no_picture_is_made_of_what_is_no_ticket() {
        assert_eq!(picture("<script>"), None);
        let id = sea_orm::prelude::Uuid::from_u128(7);
        assert!(picture(&links::sign(&[1], Purpose::Ticket, id, 1)).is_some());
        assert_eq!(picture(&links::sign(&[1], Purpose::Rsvp, id, 1)), None);
    }
}
