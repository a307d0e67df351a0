//! Parting two records again: every row that the merge touched is what it was, unless somebody changed just that since.

use std::collections::{BTreeMap, BTreeSet};

use kuvend_entity::{
    attendee, contact, contact_merge, contact_merge_row, event,
    id::{AttendeeId, ContactMergeId, EventId},
};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    prelude::Uuid, sea_query::ExprTrait as _,
};

use super::{
    give_back::{Left, give_back, image},
    guests,
    run::TRIES,
    traces::Tables,
};
use crate::{
    attendees::rooms::Rooms,
    audit::{self, Deed},
    contacts::search,
    engine::{self, images::Image},
    error::{Error, Result},
    fault::{Code, Fault},
    op::Op,
    policy::Action,
    tally,
};

/// Two records that are two again.
#[derive(Debug, Clone)]
pub struct Parted {
    /// The merge that was.
    pub merge: contact_merge::Model,
    /// The record that had stayed.
    pub survivor: contact::Model,
    /// The record that had gone into it.
    pub other: contact::Model,
    /// What stays away, as somebody took it away since.
    pub left: Vec<Left>,
}

/// Parts two records again. What came to the survivor since stays there; what somebody took away since stays away, and is told.
///
/// # Errors
/// `NOT_FOUND` on `id`; `WRONG_STATE` where the survivor has a later merge, which goes first, or one of the two was erased;
/// `INCONSISTENT` on `id` for each table and column that somebody changed since; `FULL` where a place that the merge freed was
/// taken.
pub async fn undo(op: &Op, id: ContactMergeId) -> Result<Parted> {
    for _ in 1..TRIES {
        match part(op, id).await {
            Err(error) if engine::is_deadlock(&error) => {}
            done => return done,
        }
    }
    part(op, id).await
}

async fn part(op: &Op, id: ContactMergeId) -> Result<Parted> {
    let tx = op.begin(Action::MergeContacts).await?;
    let not_found = || Fault::new(["id"], Code::NotFound);
    let merge = contact_merge::Entity::find_by_id(id)
        .one(&tx)
        .await?
        .ok_or_else(not_found)?;
    op.authorise(merge.office_id, Action::MergeContacts)
        .map_err(|error| error.hidden_at(["id"]))?;
    let both = (merge.survivor_id, merge.merged_id);
    let on_lists = rows_of_lists(&tx, id).await?;
    let events = ids_in(&on_lists, "event_id", EventId);
    let tallies = guests::lock(&tx, &events).await?;
    let people = contact::Entity::find()
        .filter(contact::Column::Id.is_in([both.0, both.1]))
        .order_by_asc(contact::Column::Id)
        .lock_exclusive()
        .all(&tx)
        .await?;
    judge(&tx, &merge, &people).await?;
    let tables = Tables::read(&tx).await?;
    let guests = ids_in(&on_lists, "id", AttendeeId);
    let rows_before = rows(&tx, &guests).await?;
    let left = give_back(&tx, &tables, id).await?;
    let rows_after = rows(&tx, &guests).await?;
    for (event, stored) in tallies {
        let (mut tally, mut pools) = stored.clone();
        for row in rows_before.iter().filter(|row| row.event_id == event) {
            tally::take((&mut tally, &mut pools), row);
        }
        for row in rows_after.iter().filter(|row| row.event_id == event) {
            tally::add((&mut tally, &mut pools), row);
        }
        let kept = (tally, pools);
        judge_places(&tx, event, (&stored, &kept)).await?;
        guests::store(&tx, &stored, kept).await?;
    }
    search::index(&tx, &[both.0, both.1]).await?;
    contact_merge::Entity::delete_by_id(id).exec(&tx).await?;
    for contact in [both.0, both.1] {
        let deed = Deed {
            office: merge.office_id,
            action: "contacts::undo_merge",
            object_kind: "contact",
            object_id: contact.0,
            changes: None,
            reason: None,
        };
        audit::write(&tx, op, deed).await?;
    }
    let mut people = contact::Entity::find()
        .filter(contact::Column::Id.is_in([both.0, both.1]))
        .all(&tx)
        .await?
        .into_iter()
        .map(|row| (row.id, row))
        .collect::<BTreeMap<_, _>>();
    let mut one = |id| people.remove(&id).ok_or_else(|| Error::missing("contact"));
    let parted = Parted {
        merge,
        survivor: one(both.0)?,
        other: one(both.1)?,
        left,
    };
    tx.commit().await?;
    Ok(parted)
}

/// Whether the two can be parted at all.
async fn judge(
    tx: &DatabaseTransaction,
    merge: &contact_merge::Model,
    people: &[contact::Model],
) -> Result<()> {
    let wrong = |state: &str| {
        Err(Fault::new(["id"], Code::WrongState)
            .with("state", state)
            .into())
    };
    // Under the lock of the records, nobody else parts them.
    let now = contact_merge::Entity::find_by_id(merge.id).one(tx).await?;
    if now.is_none() {
        return Err(Fault::new(["id"], Code::NotFound).into());
    }
    if people.len() < 2 || people.iter().any(|row| row.erased_at.is_some()) {
        return wrong("ERASED");
    }
    let later = contact_merge::Entity::find()
        .filter(contact_merge::Column::Id.gt(merge.id))
        .filter(
            contact_merge::Column::SurvivorId
                .eq(merge.survivor_id)
                .or(contact_merge::Column::MergedId.eq(merge.survivor_id)),
        )
        .one(tx)
        .await?;
    if later.is_some() {
        return wrong("MERGED");
    }
    Ok(())
}

/// What the merge kept of rows of guest lists.
async fn rows_of_lists(tx: &DatabaseTransaction, id: ContactMergeId) -> Result<Vec<Image>> {
    let rows = contact_merge_row::Entity::find()
        .filter(contact_merge_row::Column::MergeId.eq(id))
        .filter(contact_merge_row::Column::TableName.eq("attendee"))
        .all(tx)
        .await?;
    let images = rows.into_iter().flat_map(|row| [row.before, row.after]);
    Ok(images.filter_map(image).collect())
}

/// The ids in a column of images, in either engine's words.
fn ids_in<T: Ord>(images: &[Image], column: &str, id: impl Fn(Uuid) -> T) -> BTreeSet<T> {
    images
        .iter()
        .filter_map(|image| Uuid::parse_str(image.get(column)?.as_str()?).ok())
        .map(id)
        .collect()
}

async fn rows(
    tx: &DatabaseTransaction,
    guests: &BTreeSet<AttendeeId>,
) -> Result<Vec<attendee::Model>> {
    let rows = attendee::Entity::find().filter(attendee::Column::Id.is_in(guests.iter().copied()));
    Ok(rows.all(tx).await?)
}

/// Who has a place by now keeps it: two rows come back only where there is room for both.
async fn judge_places(
    tx: &DatabaseTransaction,
    event: EventId,
    (before, after): (&guests::Kept, &guests::Kept),
) -> Result<()> {
    let Some(event) = event::Entity::find_by_id(event).one(tx).await? else {
        return Ok(());
    };
    let rooms = |kept: &guests::Kept| Rooms::new(&event, &kept.0, &kept.1);
    let (was, now) = (rooms(before), rooms(after));
    if now.broken_since(&was).is_empty() {
        return Ok(());
    }
    let free = event
        .capacity
        .map_or(0, |most| std::cmp::max(most - was.held(), 0));
    let fault = Fault::new(["id"], Code::Full)
        .with("free", free)
        .with("wanted", after.0.places_taken - before.0.places_taken);
    Err(fault.into())
}
