//! What becomes of two parts in a run of show where both contribute to one item in one role: they become one part, with what was asked
//! and given for either.
//!
//! **Invariant:** nothing that was handed in is lost. Where both gave something of one kind that is not the same, the other's part stays
//! beside the survivor's, as the survivor's second, until somebody takes one of the two away.

use std::collections::{HashMap, HashSet};

use kuvend_entity::{
    contributor, deliverable,
    id::{AgendaItemId, ContactId, ContributorId, DeliverableId},
    kind::{ContributorRole, DeliverableKind, DeliverableState},
    stored_file,
};
use sea_orm::{
    ColumnTrait as _, DatabaseTransaction, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, sea_query::Expr,
};

use crate::{attendees::guests::BATCH, error::Result};

/// What becomes of what was asked of the other, or given by them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// It becomes the survivor's.
    Moves,
    /// It becomes the survivor's, in the place of what was asked of the survivor.
    Replaces,
    /// The survivor's says as much; it goes.
    Goes,
    /// It stays with a part of its own.
    Stays,
}

/// What is to be written.
#[derive(Debug, Default)]
struct Plan {
    moved: HashMap<ContributorId, Vec<DeliverableId>>,
    gone: Vec<DeliverableId>,
    parts: Vec<ContributorId>,
}

/// Makes one part of two wherever both contribute to one item in one role, and makes the other's parts the survivor's.
///
/// # Errors
/// Only the database's.
pub(super) async fn join(
    tx: &DatabaseTransaction,
    (survivor, other): (ContactId, ContactId),
) -> Result<()> {
    let rows = contributor::Entity::find()
        .filter(contributor::Column::ContactId.is_in([survivor, other]))
        .order_by_desc(contributor::Column::Id)
        .all(tx)
        .await?;
    let (own, others): (Vec<_>, Vec<_>) = rows
        .into_iter()
        .partition(|row| row.contact_id == Some(survivor));
    // Of several of the survivor's the first, which comes last here.
    let own: HashMap<(AgendaItemId, ContributorRole), ContributorId> = own
        .into_iter()
        .map(|row| ((row.agenda_item_id, row.role), row.id))
        .collect();
    let pairs: Vec<(ContributorId, ContributorId)> = others
        .iter()
        .filter_map(|row| Some((*own.get(&(row.agenda_item_id, row.role))?, row.id)))
        .collect();
    if !pairs.is_empty() {
        fold(tx, &pairs).await?;
    }
    contributor::Entity::update_many()
        .col_expr(contributor::Column::ContactId, Expr::value(survivor))
        .filter(contributor::Column::ContactId.eq(other))
        .exec(tx)
        .await?;
    Ok(())
}

/// Makes one of each two parts: the survivor's first.
async fn fold(tx: &DatabaseTransaction, pairs: &[(ContributorId, ContributorId)]) -> Result<()> {
    let mut asked: HashMap<ContributorId, Vec<deliverable::Model>> = HashMap::new();
    let mut filed: HashSet<DeliverableId> = HashSet::new();
    for some in pairs.chunks(BATCH) {
        let parts = some.iter().flat_map(|(own, other)| [*own, *other]);
        let rows = deliverable::Entity::find()
            .filter(deliverable::Column::ContributorId.is_in(parts))
            .all(tx)
            .await?;
        let ids: Vec<DeliverableId> = rows.iter().map(|row| row.id).collect();
        for row in rows {
            asked.entry(row.contributor_id).or_default().push(row);
        }
        for ids in ids.chunks(BATCH) {
            let found: Vec<Option<DeliverableId>> = stored_file::Entity::find()
                .select_only()
                .column(stored_file::Column::DeliverableId)
                .filter(stored_file::Column::DeliverableId.is_in(ids.iter().copied()))
                .into_tuple()
                .all(tx)
                .await?;
            filed.extend(found.into_iter().flatten());
        }
    }
    let mut plan = Plan::default();
    for (own, other) in pairs {
        let mine = asked.get(own).map(Vec::as_slice).unwrap_or_default();
        let theirs = asked.get(other).map(Vec::as_slice).unwrap_or_default();
        plan.one((*own, mine), (*other, theirs), &filed);
    }
    write(tx, plan).await
}

impl Plan {
    /// Notes what becomes of two parts.
    fn one(
        &mut self,
        (own, mine): (ContributorId, &[deliverable::Model]),
        (other, theirs): (ContributorId, &[deliverable::Model]),
        filed: &HashSet<DeliverableId>,
    ) {
        if mine.is_empty() && !theirs.is_empty() {
            // What was asked of either is kept with the one who was asked.
            self.parts.push(own);
            return;
        }
        let mut is_needed = false;
        for row in theirs {
            let same = mine.iter().find(|one| one.kind == row.kind);
            match fate(same, row, filed) {
                Fate::Goes => self.gone.push(row.id),
                Fate::Stays => is_needed = true,
                Fate::Moves => self.moved.entry(own).or_default().push(row.id),
                Fate::Replaces => {
                    self.gone.extend(same.map(|one| one.id));
                    self.moved.entry(own).or_default().push(row.id);
                }
            }
        }
        if !is_needed {
            self.parts.push(other);
        }
    }
}

/// What becomes of a thing of the other, beside the survivor's of the same kind.
fn fate(
    mine: Option<&deliverable::Model>,
    theirs: &deliverable::Model,
    filed: &HashSet<DeliverableId>,
) -> Fate {
    let Some(mine) = mine else { return Fate::Moves };
    let is_there = |row: &deliverable::Model| {
        row.state != DeliverableState::Asked
            || row.received_at.is_some()
            || row.location.is_some()
            || !row.text.is_empty()
            || filed.contains(&row.id)
    };
    if !is_there(theirs) {
        return Fate::Goes;
    }
    if !is_there(mine) {
        return Fate::Replaces;
    }
    match theirs.kind {
        // The ledger keeps what either said; the last word is the one that stands.
        DeliverableKind::ConsentToPublish if theirs.received_at > mine.received_at => {
            Fate::Replaces
        }
        DeliverableKind::ConsentToPublish => Fate::Goes,
        DeliverableKind::Title | DeliverableKind::Biography => {
            let says = |one: &deliverable::Model, all: &deliverable::Model| {
                let mut words = one.text.0.iter();
                words.all(|(language, text)| all.text.0.get(language) == Some(text))
            };
            if says(theirs, mine) {
                Fate::Goes
            } else if says(mine, theirs) {
                Fate::Replaces
            } else {
                Fate::Stays
            }
        }
        DeliverableKind::Photo | DeliverableKind::VideoFile | DeliverableKind::Slides => {
            Fate::Stays
        }
    }
}

async fn write(tx: &DatabaseTransaction, plan: Plan) -> Result<()> {
    for some in plan.gone.chunks(BATCH) {
        deliverable::Entity::delete_many()
            .filter(deliverable::Column::Id.is_in(some.iter().copied()))
            .exec(tx)
            .await?;
    }
    for (part, ids) in plan.moved {
        deliverable::Entity::update_many()
            .col_expr(deliverable::Column::ContributorId, Expr::value(part))
            .filter(deliverable::Column::Id.is_in(ids))
            .exec(tx)
            .await?;
    }
    for some in plan.parts.chunks(BATCH) {
        contributor::Entity::delete_many()
            .filter(contributor::Column::Id.is_in(some.iter().copied()))
            .exec(tx)
            .await?;
    }
    Ok(())
}
