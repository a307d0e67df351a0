//! Calls, meetings, letters, visits, mails and notes, with whoever took part.
//!
//! **Invariant:** an interaction has a participant, and all of them are of its office.
//! **Invariant:** what was said leaves here only for who may see contact details.

mod reads;
mod update;

pub use reads::{by_ids, participants};
pub use update::{Update, remove, update};

use chrono::{DateTime, TimeDelta, Timelike, Utc};
use kuvend_entity::{
    event,
    id::{ContactId, EventId, InteractionId, OfficeId, ProgrammeId},
    interaction, interaction_participant,
    kind::InteractionKind,
    programme,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, QueryFilter,
};

use crate::{
    audit::{self, Deed},
    change::Changes,
    contacts::{self, register::each_once},
    error::Result,
    fault::{Code, Fault, Faults},
    op::Op,
    policy::Action,
    writes,
};

/// An interaction to be written down.
#[derive(Debug, Clone)]
pub struct Record {
    /// Who took part, at least one.
    pub participants: Vec<ContactId>,
    /// What it was.
    pub kind: InteractionKind,
    /// In a line.
    pub subject: String,
    /// What was said.
    pub body: Option<String>,
    /// When; now unless said.
    pub happened_at: Option<DateTime<Utc>>,
    /// About which event.
    pub event: Option<EventId>,
    /// About which programme.
    pub programme: Option<ProgrammeId>,
}

/// Writes an interaction down.
///
/// # Errors
/// `REQUIRED` on `participantIds` where there is none, `NOT_FOUND` on `participantIds.N`, `eventId` or `programmeId`,
/// `TOO_EARLY` on `happenedAt` in the future.
pub async fn record(op: &Op, cmd: Record) -> Result<interaction::Model> {
    let tx = op.begin(Action::WriteContacts).await?;
    let people = each_once(cmd.participants);
    let mut faults = Faults::none();
    let office = judge_people(op, &tx, &people, &mut faults).await?;
    let now = op.clock.now();
    let happened_at = cmd.happened_at.map_or(now, micros);
    judge_time(happened_at, now, &mut faults);
    if let Some(office) = office {
        judge_about((op, &tx), office, (cmd.event, cmd.programme), &mut faults).await?;
    }
    let office = faults.finish(office)?;
    let row = interaction::Model {
        id: InteractionId::new(),
        office_id: office,
        version: 1,
        kind: cmd.kind,
        subject: cmd.subject,
        body: cmd.body,
        happened_at,
        event_id: cmd.event,
        programme_id: cmd.programme,
        recorded_by: op.actor.account(),
        created_at: now,
        updated_at: now,
    };
    interaction::Entity::insert(row.clone().into_active_model().reset_all())
        .exec_without_returning(&tx)
        .await?;
    put_people(&tx, &row, &people).await?;
    let mut changes = Changes::default();
    changes.made("kind", &row.kind);
    changes.made("happenedAt", &row.happened_at);
    changes.made("participantIds", &people);
    write_down((&tx, op), &row, "interactions::record", changes).await?;
    tx.commit().await?;
    Ok(row)
}

/// Instants are kept to the microsecond.
fn micros(at: DateTime<Utc>) -> DateTime<Utc> {
    at.with_nanosecond(at.nanosecond() / 1_000 * 1_000)
        .unwrap_or(at)
}

fn judge_time(at: DateTime<Utc>, now: DateTime<Utc>, faults: &mut Faults) {
    // Clocks differ by a little.
    if at > now + TimeDelta::minutes(5) {
        faults.push(Fault::new(["happenedAt"], Code::TooEarly).later_than(now));
    }
}

/// The office of those who took part, if they are there and all of one.
async fn judge_people(
    op: &Op,
    tx: &DatabaseTransaction,
    people: &[ContactId],
    faults: &mut Faults,
) -> Result<Option<OfficeId>> {
    if people.is_empty() {
        faults.push(Fault::new(["participantIds"], Code::Required));
        return Ok(None);
    }
    let found = contacts::hold(tx, people.iter().copied()).await?;
    let mut office = None;
    for (index, id) in people.iter().enumerate() {
        let row = found.iter().find(|row| row.id == *id);
        let seen = row.filter(|row| op.may(row.office_id, Action::WriteContacts));
        match (seen, office) {
            (Some(row), None) => office = Some(row.office_id),
            (Some(row), Some(office)) if row.office_id == office => {}
            _ => {
                let path = vec!["participantIds".to_owned(), index.to_string()];
                faults.push(Fault::at(path, Code::NotFound));
            }
        }
    }
    Ok(office)
}

/// What it was about is of the same office, and the actor sees it.
async fn judge_about(
    (op, tx): (&Op, &DatabaseTransaction),
    office: OfficeId,
    (event, programme): (Option<EventId>, Option<ProgrammeId>),
    faults: &mut Faults,
) -> Result<()> {
    if let Some(id) = event {
        let row = event::Entity::find_by_id(id)
            .filter(event::Column::OfficeId.eq(office))
            .one(tx)
            .await?;
        if row.is_none() || !op.may(office, Action::ReadEvents) {
            faults.push(Fault::new(["eventId"], Code::NotFound));
        }
    }
    if let Some(id) = programme {
        let row = programme::Entity::find_by_id(id)
            .filter(programme::Column::OfficeId.eq(office))
            .one(tx)
            .await?;
        if row.is_none() || !op.may(office, Action::ReadProgrammes) {
            faults.push(Fault::new(["programmeId"], Code::NotFound));
        }
    }
    Ok(())
}

async fn put_people(
    tx: &DatabaseTransaction,
    row: &interaction::Model,
    people: &[ContactId],
) -> Result<()> {
    let rows = people
        .iter()
        .map(|id| interaction_participant::ActiveModel {
            interaction_id: Set(row.id),
            contact_id: Set(*id),
            office_id: Set(row.office_id),
        });
    writes::insert(tx, rows.collect()).await
}

async fn write_down(
    (tx, op): (&DatabaseTransaction, &Op),
    row: &interaction::Model,
    action: &str,
    changes: Changes,
) -> Result<()> {
    let deed = Deed {
        office: row.office_id,
        action,
        object_kind: "interaction",
        object_id: row.id.0,
        changes: changes.json(),
        reason: None,
    };
    audit::write(tx, op, deed).await
}
