//! How grave an event takes what contradicts in its run of show.

use std::collections::HashSet;

use kuvend_entity::{
    agenda_conflict_level,
    id::EventId,
    kind::{ConflictKind, ConflictLevel},
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

use super::usual_level;
use crate::{
    agenda::open,
    audit::{self, Deed},
    change::Changes,
    error::Result,
    events::{self, Found},
    fault::{Code, Fault, Faults},
    op::Op,
    policy::Action,
};

/// Says how grave an event takes sorts of contradictions; those that are not named stay as they are.
#[derive(Debug, Clone)]
pub struct SetLevels {
    /// Which event.
    pub event: EventId,
    /// Which sorts, and how grave.
    pub levels: Vec<(ConflictKind, ConflictLevel)>,
}

/// Says how grave an event takes sorts of contradictions.
///
/// # Errors
/// Faults on `eventId`, and on `levels.N.kind` where a sort is named twice.
pub async fn set_levels(op: &Op, cmd: SetLevels) -> Result<Found> {
    use agenda_conflict_level::{Column as C, Entity, Model};
    let tx = op.begin(Action::WriteEvents).await?;
    let found = events::locked(op, &tx, cmd.event, Action::WriteEvents)
        .await
        .map_err(|error| error.hidden_at(["eventId"]))?;
    open(["eventId"], &found.event)?;
    let mut faults = Faults::none();
    let mut named = HashSet::new();
    for (index, (kind, _)) in cmd.levels.iter().enumerate() {
        if !named.insert(*kind) {
            let path = ["levels".to_owned(), index.to_string(), "kind".to_owned()];
            faults.push(Fault::at(path.to_vec(), Code::Taken));
        }
    }
    faults.finish(Some(()))?;
    let before = Entity::find()
        .filter(C::EventId.eq(cmd.event))
        .all(&tx)
        .await?;
    let mut changes = Changes::default();
    let mut said = Vec::new();
    for (kind, level) in cmd.levels {
        let old = before.iter().find(|row| row.kind == kind);
        let old = old.map_or_else(|| usual_level(kind), |row| row.level);
        changes.note(kind.as_str(), &old, &level);
        if level != usual_level(kind) {
            let row = Model {
                event_id: cmd.event,
                kind,
                level,
            };
            said.push(row.into_active_model().reset_all());
        }
    }
    if changes.is_empty() {
        return Ok(found);
    }
    Entity::delete_many()
        .filter(C::EventId.eq(cmd.event))
        .filter(C::Kind.is_in(named))
        .exec(&tx)
        .await?;
    Entity::insert_many(said)
        .exec_without_returning(&tx)
        .await?;
    audit::write(
        &tx,
        op,
        Deed {
            office: found.event.office_id,
            action: "agenda::set_conflict_levels",
            object_kind: "event",
            object_id: cmd.event.0,
            changes: changes.json(),
            reason: None,
        },
    )
    .await?;
    tx.commit().await?;
    Ok(found)
}
