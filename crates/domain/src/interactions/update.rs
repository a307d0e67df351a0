//! Correcting what was written down of an interaction, and taking it out.

use chrono::{DateTime, Utc};
use kuvend_entity::{
    id::{ContactId, EventId, InteractionId, ProgrammeId},
    interaction, interaction_participant,
    kind::InteractionKind,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, ModelTrait,
    QueryFilter, QueryOrder, QuerySelect,
};

use crate::{
    change::{Change, Changes},
    contacts::register::each_once,
    error::Result,
    fault::{Code, Fault, Faults},
    interactions::{judge_about, judge_people, judge_time, micros, put_people, write_down},
    op::Op,
    policy::Action,
};

/// What is to be changed of an interaction; what is left stays as it is.
#[derive(Debug, Clone)]
pub struct Update {
    /// Which.
    pub id: InteractionId,
    /// The version that was read.
    pub version: i32,
    /// Who took part, all of them.
    pub participants: Option<Vec<ContactId>>,
    /// What it was.
    pub kind: Option<InteractionKind>,
    /// In a line.
    pub subject: Option<String>,
    /// What was said.
    pub body: Change<String>,
    /// When.
    pub happened_at: Option<DateTime<Utc>>,
    /// About which event.
    pub event: Change<EventId>,
    /// About which programme.
    pub programme: Change<ProgrammeId>,
}

/// Corrects an interaction. What changes nothing leaves the version as it is.
///
/// # Errors
/// `NOT_FOUND` on `id`, `CONFLICT` on `version`, and the faults of [`record`](super::record).
pub async fn update(op: &Op, cmd: Update) -> Result<interaction::Model> {
    let tx = op.begin(Action::WriteContacts).await?;
    let before = locked(op, &tx, cmd.id, cmd.version).await?;
    let mut after = before.clone();
    after.kind = cmd.kind.unwrap_or(after.kind);
    after.subject = cmd.subject.unwrap_or(after.subject);
    after.body = cmd.body.over(after.body);
    after.happened_at = cmd.happened_at.map_or(after.happened_at, micros);
    after.event_id = cmd.event.over(after.event_id);
    after.programme_id = cmd.programme.over(after.programme_id);
    let (now, mut faults) = (op.clock.now(), Faults::none());
    judge_time(after.happened_at, now, &mut faults);
    let about = (
        after.event_id.filter(|_| after.event_id != before.event_id),
        after
            .programme_id
            .filter(|_| after.programme_id != before.programme_id),
    );
    judge_about((op, &tx), before.office_id, about, &mut faults).await?;
    let old = people(&tx, before.id).await?;
    let mut new = cmd.participants.map_or_else(|| old.clone(), each_once);
    new.sort_unstable();
    if new != old {
        let office = judge_people(op, &tx, &new, &mut faults).await?;
        if office.is_some_and(|office| office != before.office_id) {
            faults.push(Fault::new(["participantIds"], Code::NotFound));
        }
    }
    faults.finish(Some(()))?;
    if after == before && new == old {
        return Ok(before);
    }
    after.version += 1;
    after.updated_at = now;
    interaction::Entity::update(after.clone().into_active_model().reset_all())
        .exec_without_returning(&tx)
        .await?;
    if new != old {
        interaction_participant::Entity::delete_many()
            .filter(interaction_participant::Column::InteractionId.eq(after.id))
            .exec(&tx)
            .await?;
        put_people(&tx, &after, &new).await?;
    }
    let mut changes = Changes::default();
    changes.note("kind", &before.kind, &after.kind);
    changes.note("subject", &before.subject, &after.subject);
    changes.note("body", &before.body, &after.body);
    changes.note("happenedAt", &before.happened_at, &after.happened_at);
    changes.note("eventId", &before.event_id, &after.event_id);
    changes.note("programmeId", &before.programme_id, &after.programme_id);
    changes.note("participantIds", &old, &new);
    write_down((&tx, op), &after, "interactions::update", changes).await?;
    tx.commit().await?;
    Ok(after)
}

/// Takes an interaction out. That it was there stays in the audit.
///
/// # Errors
/// `NOT_FOUND` on `id`, `CONFLICT` on `version`.
pub async fn remove(op: &Op, id: InteractionId, version: i32) -> Result<()> {
    let tx = op.begin(Action::WriteContacts).await?;
    let row = locked(op, &tx, id, version).await?;
    let mut changes = Changes::default();
    changes.gone("kind", &row.kind);
    changes.gone("happenedAt", &row.happened_at);
    changes.gone("participantIds", &people(&tx, id).await?);
    write_down((&tx, op), &row, "interactions::remove", changes).await?;
    row.delete(&tx).await?;
    tx.commit().await?;
    Ok(())
}

async fn people(tx: &DatabaseTransaction, id: InteractionId) -> Result<Vec<ContactId>> {
    use interaction_participant::{Column as C, Entity};
    let mut people: Vec<ContactId> = Entity::find()
        .select_only()
        .column(C::ContactId)
        .filter(C::InteractionId.eq(id))
        .order_by_asc(C::ContactId)
        .into_tuple()
        .all(tx)
        .await?;
    people.sort_unstable();
    Ok(people)
}

async fn locked(
    op: &Op,
    tx: &DatabaseTransaction,
    id: InteractionId,
    version: i32,
) -> Result<interaction::Model> {
    let row = interaction::Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx)
        .await?
        .ok_or_else(|| Fault::new(["id"], Code::NotFound))?;
    op.authorise(row.office_id, Action::WriteContacts)
        .map_err(|error| error.hidden_at(["id"]))?;
    if row.version != version {
        return Err(Fault::new(["version"], Code::Conflict)
            .with("version", row.version)
            .into());
    }
    Ok(row)
}
