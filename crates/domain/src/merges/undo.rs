//! Parting two records again: every row that the merge touched is what it was, unless somebody changed just that since.

use std::collections::BTreeMap;

use kuvend_entity::{
    attendee, contact, contact_merge, contact_merge_row, event,
    id::{AttendeeId, ContactMergeId, EventId},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, prelude::Uuid, sea_query::ExprTrait as _,
};
use serde_json::Value as Json;

use super::{
    guests, pairs,
    traces::{Piece, Tables},
};
use crate::{
    audit::{self, Deed},
    contacts::search,
    engine::{self, images::Image},
    error::{Error, Failure, Result},
    fault::{Code, Fault, Faults},
    op::Op,
    policy::Action,
    tally,
};

/// Columns that follow from the others, or count changes: they are never a reason to refuse.
const FOLLOWING: [&str; 3] = ["version", "updated_at", "folded"];

/// The table that says where each block of a record comes from.
const FACTS: &str = "contact_fact";

/// Two records that are two again.
#[derive(Debug, Clone)]
pub struct Parted {
    /// The merge that was.
    pub merge: contact_merge::Model,
    /// The record that had stayed.
    pub survivor: contact::Model,
    /// The record that had gone into it.
    pub other: contact::Model,
}

/// Parts two records again. What came to the survivor since stays there.
///
/// # Errors
/// `NOT_FOUND` on `id`; `WRONG_STATE` where the survivor has a later merge, which goes first, or one of the two was erased;
/// `INCONSISTENT` on `id` for each table and column that somebody changed since; `FULL` where a place that the merge freed was
/// taken.
pub async fn undo(op: &Op, id: ContactMergeId) -> Result<Parted> {
    let tx = op.begin(Action::MergeContacts).await?;
    let not_found = || Fault::new(["id"], Code::NotFound);
    let merge = contact_merge::Entity::find_by_id(id)
        .one(&tx)
        .await?
        .ok_or_else(not_found)?;
    op.authorise(merge.office_id, Action::MergeContacts)
        .map_err(|error| error.hidden_at(["id"]))?;
    let both = (merge.survivor_id, merge.merged_id);
    let pieces = pieces(&tx, id).await?;
    let events = events_of(&pieces.1);
    let tallies = guests::lock(&tx, &events).await?;
    let people = contact::Entity::find()
        .filter(contact::Column::Id.is_in([both.0, both.1]))
        .order_by_asc(contact::Column::Id)
        .lock_exclusive()
        .all(&tx)
        .await?;
    judge(&tx, &merge, &people).await?;
    let (tables, pieces) = pieces;
    let guests: Vec<AttendeeId> = guests_of(&pieces);
    let rows_before = rows(&tx, &guests).await?;
    give_back(&tx, &tables, &pieces).await?;
    let rows_after = rows(&tx, &guests).await?;
    for (event, mut tally) in tallies {
        let stored = tally.clone();
        for row in rows_before.iter().filter(|row| row.event_id == event) {
            tally::take(&mut tally, row);
        }
        for row in rows_after.iter().filter(|row| row.event_id == event) {
            tally::add(&mut tally, row);
        }
        judge_places(&tx, event, (stored.places_taken, tally.places_taken)).await?;
        if tally != stored {
            tx.execute(&tally::store(tally)?).await?;
        }
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

async fn pieces(tx: &DatabaseTransaction, id: ContactMergeId) -> Result<(Tables, Vec<Piece>)> {
    let tables = Tables::read(tx).await?;
    let rows = contact_merge_row::Entity::find()
        .filter(contact_merge_row::Column::MergeId.eq(id))
        .order_by_asc(contact_merge_row::Column::Position)
        .all(tx)
        .await?;
    let image = |json: Option<Json>| match json {
        Some(Json::Object(image)) => Some(image),
        _ => None,
    };
    let mut pieces = Vec::with_capacity(rows.len());
    for row in rows {
        let (table, _) = tables
            .get(&row.table_name)
            .ok_or_else(|| Error::missing("a table that a merge touched"))?;
        pieces.push(Piece {
            table,
            before: image(row.before),
            after: image(row.after),
        });
    }
    Ok((tables, pieces))
}

/// An id in an image, in either engine's words.
pub(super) fn id_in(image: &Image, column: &str) -> Option<Uuid> {
    Uuid::parse_str(image.get(column)?.as_str()?).ok()
}

fn of_guests(pieces: &[Piece]) -> impl Iterator<Item = &Image> {
    pieces
        .iter()
        .filter(|piece| piece.table == "attendee")
        .flat_map(|piece| piece.before.iter().chain(&piece.after))
}

fn events_of(pieces: &[Piece]) -> std::collections::BTreeSet<EventId> {
    of_guests(pieces)
        .filter_map(|image| id_in(image, "event_id").map(EventId))
        .collect()
}

fn guests_of(pieces: &[Piece]) -> Vec<AttendeeId> {
    let ids: std::collections::BTreeSet<AttendeeId> = of_guests(pieces)
        .filter_map(|image| id_in(image, "id").map(AttendeeId))
        .collect();
    ids.into_iter().collect()
}

async fn rows(tx: &DatabaseTransaction, guests: &[AttendeeId]) -> Result<Vec<attendee::Model>> {
    let rows = attendee::Entity::find().filter(attendee::Column::Id.is_in(guests.iter().copied()));
    Ok(rows.all(tx).await?)
}

/// Who has a place by now keeps it: two rows come back only where there is room for both.
async fn judge_places(
    tx: &DatabaseTransaction,
    event: EventId,
    (before, after): (i32, i32),
) -> Result<()> {
    let event = event::Entity::find_by_id(event).one(tx).await?;
    let capacity = event.and_then(|event| event.capacity);
    match capacity {
        Some(capacity) if after > capacity && after > before => {
            let fault = Fault::new(["id"], Code::Full)
                .with("free", std::cmp::max(capacity - before, 0))
                .with("wanted", after - before);
            Err(fault.into())
        }
        _ => Ok(()),
    }
}

/// Gives every row back. What was made goes first; then rows of guest lists come back, which others name; then what was changed is
/// changed back; and what went comes back at last.
async fn give_back(tx: &DatabaseTransaction, tables: &Tables, pieces: &[Piece]) -> Result<()> {
    let mut faults = Faults::none();
    let order = |piece: &&Piece| match (&piece.before, &piece.after) {
        (None, _) => 0,
        (Some(_), None) if piece.table == "attendee" => 1,
        (Some(_), Some(_)) => 2,
        (Some(_), None) => 3,
    };
    let mut ordered: Vec<&Piece> = pieces.iter().collect();
    ordered.sort_by_key(order);
    for piece in ordered {
        let (name, table) = tables
            .get(piece.table)
            .ok_or_else(|| Error::missing("a table that a merge touched"))?;
        let changed = |column: &str| {
            Fault::new(["id"], Code::Inconsistent).with("other", format!("{name}.{column}"))
        };
        if name == pairs::TABLE && pairs::give_back(tx, table, piece).await? {
            continue;
        }
        match (&piece.before, &piece.after) {
            (None, Some(after)) => match table.now(tx, after).await? {
                Some(now) if differing(after, &now).next().is_some() => {
                    for column in differing(after, &now) {
                        faults.push(changed(column));
                    }
                }
                Some(_) => table.remove(tx, after).await?,
                // Somebody took it away already.
                None => {}
            },
            // Where a block of the record comes from is written anew with each change of it: the newer line stays.
            (Some(before), None)
                if name == FACTS
                    && table
                        .has_alike(tx, before, &["contact_id", "block"])
                        .await? => {}
            (Some(before), None) => match table.put(tx, before).await {
                Err(Error::Failed(Failure::Database(error)))
                    if engine::broken_constraint(&error).is_some() =>
                {
                    faults.push(changed("id"));
                    // The transaction is lost; what else was changed is told the next time.
                    return faults.finish(Some(()));
                }
                done => done?,
            },
            (Some(before), Some(after)) => {
                let Some(now) = table.now(tx, after).await? else {
                    if name == FACTS {
                        table.put(tx, before).await?;
                    } else {
                        faults.push(changed("id"));
                    }
                    continue;
                };
                let touched: Vec<&str> = differing(before, after).collect();
                for column in differing(after, &now).filter(|column| touched.contains(column)) {
                    faults.push(changed(column));
                }
                let is_as_left = now.get("version") == after.get("version");
                let mut image = before.clone();
                let mut columns = touched;
                if is_as_left && now.get("updated_at") == after.get("updated_at") {
                    columns.extend(["version", "updated_at"]);
                } else if let Some(version) = now.get("version").and_then(Json::as_i64) {
                    image.insert("version".to_owned(), (version + 1).into());
                    columns.push("version");
                }
                table.set(tx, &image, &columns).await?;
            }
            (None, None) => {}
        }
    }
    faults.finish(Some(()))
}

/// The columns in which two images of a row differ, but for those that follow from the others.
pub(super) fn differing<'a>(one: &'a Image, other: &'a Image) -> impl Iterator<Item = &'a str> {
    one.iter()
        .filter(|(column, _)| !FOLLOWING.contains(&column.as_str()))
        .filter(|(column, value)| other.get(*column) != Some(value))
        .map(|(column, _)| column.as_str())
}
