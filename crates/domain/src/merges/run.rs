//! Making one record of two.

use std::collections::BTreeMap;

use kuvend_entity::{
    consent, contact, contact_merge, contact_merge_row, contact_name,
    id::{ConsentId, ContactId, ContactMergeId, ContactNameId, EventId, PurposeId},
    kind::{ConsentState, NameKind},
};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel as _,
    QueryFilter, QueryOrder, QuerySelect,
};

use super::{
    combine::{Differing, Field, Side, combine},
    contributions, guests, pairs,
    register::{REFERENCES, run},
    traces::{Piece, Tables, between},
};
use crate::{
    attendees::places::places_freed,
    audit::{self, Deed},
    change::Changes,
    contacts::search,
    engine,
    error::{Error, Result},
    fault::{Code, Fault},
    op::Op,
    policy::Action,
    writes,
};

/// How often a merge, or parting two records, is tried where another transaction and it waited for each other.
pub(super) const TRIES: usize = 3;

/// Two records of one person.
#[derive(Debug, Clone)]
pub struct Merge {
    /// The record that stays, and the version that was seen of it.
    pub survivor: (ContactId, Option<i32>),
    /// The record that goes into it, and the version that was seen of it.
    pub other: (ContactId, Option<i32>),
    /// Whose word is kept where they differ; the survivor's unless it says nothing.
    pub fields: BTreeMap<Field, Side>,
    /// Why.
    pub reason: Option<String>,
}

/// What became of the rows of one table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Share {
    /// The table.
    pub table: &'static str,
    /// Rows that were changed: most of them by becoming the survivor's.
    pub moved: i64,
    /// Rows that went, as another says the same.
    pub folded: i64,
    /// Rows that were made.
    pub made: i64,
}

/// What a merge came to, or would.
#[derive(Debug, Clone)]
pub struct Merged {
    /// The merge.
    pub merge: contact_merge::Model,
    /// The one record.
    pub contact: contact::Model,
    /// In what the two differed, and whose word is kept.
    pub differing: Vec<Differing>,
    /// What became of the rows, by table.
    pub shares: Vec<Share>,
    /// The events on whose lists both stood.
    pub shared_events: Vec<EventId>,
}

/// Makes one record of two.
///
/// # Errors
/// `NOT_FOUND` on `survivorId` or `otherId` for who is not there, erased, of another office or of one that the actor sees nothing
/// of; `WRONG_STATE` for who was merged already; `CONFLICT` on `survivorVersion` or `otherVersion`; `INCONSISTENT` where the two
/// are one; `TOO_MANY` on `otherId` where more hangs on them than is seen to at once.
pub async fn merge(op: &Op, cmd: Merge) -> Result<Merged> {
    let (tx, merged) = patiently(op, cmd).await?;
    tx.commit().await?;
    Ok(merged)
}

/// Says what making one record of two would come to; changes nothing.
///
/// # Errors
/// As [`merge`]'s.
pub async fn preview(op: &Op, cmd: Merge) -> Result<Merged> {
    let (tx, merged) = patiently(op, cmd).await?;
    tx.rollback().await?;
    Ok(merged)
}

/// Merges within a transaction, and tries again where another and this waited for each other: whoever records what became of a
/// letter takes the letter first, and then the event.
async fn patiently(op: &Op, cmd: Merge) -> Result<(DatabaseTransaction, Merged)> {
    for _ in 1..TRIES {
        match within(op, cmd.clone()).await {
            Err(error) if engine::is_deadlock(&error) => {}
            done => return done,
        }
    }
    within(op, cmd).await
}

async fn within(op: &Op, cmd: Merge) -> Result<(DatabaseTransaction, Merged)> {
    let both = (cmd.survivor.0, cmd.other.0);
    let tx = op.begin(Action::MergeContacts).await?;
    if both.0 == both.1 {
        let fault = Fault::new(["otherId"], Code::Inconsistent).with("other", "survivorId");
        return Err(fault.into());
    }
    let events = guests::events_of(&tx, both).await?;
    let tallies = guests::lock(&tx, &events).await?;
    // In one order, so that two who merge the same two the other way round wait for each other and not both.
    let (survivor, other) = if both.0 < both.1 {
        let survivor = locked(&tx, op, (cmd.survivor, "survivor")).await?;
        (survivor, locked(&tx, op, (cmd.other, "other")).await?)
    } else {
        let other = locked(&tx, op, (cmd.other, "other")).await?;
        (locked(&tx, op, (cmd.survivor, "survivor")).await?, other)
    };
    if survivor.office_id != other.office_id {
        return Err(Fault::new(["otherId"], Code::NotFound).into());
    }
    // Somebody was put on another list before the records were held: the locks no longer cover what is done.
    if guests::events_of(&tx, both).await? != events {
        let fault = Fault::new(["survivorVersion"], Code::Conflict);
        return Err(fault.with("version", survivor.version).into());
    }
    let tables = Tables::read(&tx).await?;
    let before = tables.take(&tx, both).await?;
    let shared_events = guests::join(&tx, op, both, &tallies).await?;
    let stricter = stricter(&tx, both).await?;
    run(
        &tx,
        "DELETE FROM contact_relationship WHERE contact_id IN ($1, $2) AND other_id IN ($1, $2)",
        both,
    )
    .await?;
    keep_states(&tx, both).await?;
    contributions::join(&tx, both).await?;
    for reference in REFERENCES {
        reference.apply(&tx, both).await?;
    }
    pairs::settle((&tx, op), both).await?;
    let (mut row, differing) = combine(&survivor, &other, &cmd.fields);
    row.version += 1;
    row.updated_at = op.clock.now();
    write(&tx, op, (&row, &other), stricter).await?;
    search::index(&tx, &[both.0, both.1]).await?;
    let pieces = between(&tables, before, tables.take(&tx, both).await?);
    let merge = record(&tx, op, (&row, &other), cmd.reason, &pieces).await?;
    // Who waits for a place that both held is asked last: what follows from that is no part of the merge, and stays.
    let mut tx = tx;
    for event in &shared_events {
        tx = Box::pin(places_freed(op, tx, *event)).await?;
    }
    let contact = contact::Entity::find_by_id(both.0)
        .one(&tx)
        .await?
        .ok_or_else(|| Error::missing("the record that stays"))?;
    let merged = Merged {
        merge,
        contact,
        differing,
        shares: shares(&pieces),
        shared_events,
    };
    Ok((tx, merged))
}

/// Reads one of the two; on PostgreSQL nobody else changes it meanwhile.
async fn locked(
    tx: &DatabaseTransaction,
    op: &Op,
    ((id, version), side): ((ContactId, Option<i32>), &str),
) -> Result<contact::Model> {
    let at = |what: &str, code| Fault::new([format!("{side}{what}").as_str()], code);
    let row = contact::Entity::find_by_id(id)
        .filter(contact::Column::ErasedAt.is_null())
        .lock_exclusive()
        .one(tx)
        .await?
        .ok_or_else(|| at("Id", Code::NotFound))?;
    op.authorise(row.office_id, Action::MergeContacts)
        .map_err(|error| error.hidden_at([format!("{side}Id").as_str()]))?;
    if row.merged_into_id.is_some() {
        return Err(at("Id", Code::WrongState).with("state", "MERGED").into());
    }
    if version.is_some_and(|seen| seen != row.version) {
        let fault = at("Version", Code::Conflict).with("version", row.version);
        return Err(fault.into());
    }
    Ok(row)
}

/// Of an address that both have, what is known against it stays known; and there is one first address, telephone and function.
async fn keep_states(tx: &DatabaseTransaction, both: (ContactId, ContactId)) -> Result<()> {
    let doubled =
        "SELECT 1 FROM contact_email o WHERE o.contact_id = $2 AND o.folded = contact_email.folded";
    let worse = "('BOUNCED', 'COMPLAINED', 'SUPPRESSED')";
    let statements = [
        format!(
            "UPDATE contact_email SET state = (SELECT MAX(o.state) FROM contact_email o WHERE o.contact_id = $2 AND o.folded = contact_email.folded AND o.state IN {worse}) \
             WHERE contact_id = $1 AND state NOT IN {worse} AND EXISTS ({doubled} AND o.state IN {worse})"
        ),
        // A complaint weighs more than that an address did not answer.
        format!(
            "UPDATE contact_email SET state = 'COMPLAINED' WHERE contact_id = $1 AND state <> 'COMPLAINED' AND EXISTS ({doubled} AND o.state = 'COMPLAINED')"
        ),
        format!(
            "UPDATE contact_email SET state = 'OK' WHERE contact_id = $1 AND state = 'UNVERIFIED' AND EXISTS ({doubled} AND o.state = 'OK')"
        ),
    ];
    for sql in statements {
        run(tx, &sql, both).await?;
    }
    for table in ["contact_email", "contact_phone", "membership"] {
        let sql = format!(
            "UPDATE {table} SET is_primary = FALSE WHERE contact_id = $2 AND is_primary \
             AND EXISTS (SELECT 1 FROM {table} o WHERE o.contact_id = $1 AND o.is_primary)"
        );
        run(tx, &sql, both).await?;
    }
    Ok(())
}

/// For each purpose of which both said something: the line of the two latest that forbids more, where the other is later and would
/// count.
async fn stricter(
    tx: &DatabaseTransaction,
    (survivor, other): (ContactId, ContactId),
) -> Result<Vec<consent::Model>> {
    let lines = consent::Entity::find()
        .filter(consent::Column::ContactId.is_in([survivor, other]))
        .order_by_desc(consent::Column::GivenAt)
        .order_by_desc(consent::Column::Id)
        .all(tx)
        .await?;
    let mut latest: BTreeMap<PurposeId, Vec<consent::Model>> = BTreeMap::new();
    for line in lines {
        let said = latest.entry(line.purpose_id).or_default();
        if said.iter().all(|known| known.contact_id != line.contact_id) {
            said.push(line);
        }
    }
    let stricter = latest.into_values().filter_map(|said| {
        let counts = strictness(said.first()?.state);
        said.into_iter()
            .skip(1)
            .find(|line| strictness(line.state) > counts)
    });
    Ok(stricter.collect())
}

const fn strictness(state: ConsentState) -> u8 {
    match state {
        ConsentState::Given => 0,
        ConsentState::Refused => 1,
        ConsentState::Withdrawn => 2,
        ConsentState::Objected => 3,
    }
}

/// Writes the one record, the name that the other went by, and what counts of consent from now on.
async fn write(
    tx: &DatabaseTransaction,
    op: &Op,
    (row, other): (&contact::Model, &contact::Model),
    stricter: Vec<consent::Model>,
) -> Result<()> {
    let now = op.clock.now();
    contact::Entity::update(row.clone().into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    let mut gone = other.clone();
    gone.merged_into_id = Some(row.id);
    gone.version += 1;
    gone.updated_at = now;
    contact::Entity::update(gone.into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    let names = contact_name::Entity::find()
        .filter(contact_name::Column::ContactId.eq(row.id))
        .all(tx)
        .await?;
    let is_known = |given: &str, family: &str| {
        (row.given_name == given && row.family_name == family)
            || names.iter().any(|name| {
                name.given_name.as_deref() == Some(given)
                    && name.family_name.as_deref() == Some(family)
            })
    };
    if !is_known(&other.given_name, &other.family_name) {
        let name = contact_name::Model {
            id: ContactNameId::new(),
            office_id: row.office_id,
            contact_id: row.id,
            kind: NameKind::Other,
            language: None,
            given_name: Some(other.given_name.clone()),
            family_name: Some(other.family_name.clone()),
            created_at: now,
        };
        contact_name::Entity::insert(name.into_active_model().reset_all())
            .exec_without_returning(tx)
            .await?;
    }
    let lines = stricter.into_iter().map(|line| {
        let line = consent::Model {
            id: ConsentId::new(),
            contact_id: row.id,
            channel: Some("merge".to_owned()),
            given_at: now,
            recorded_by: op.actor.account(),
            recorded_at: now,
            ..line
        };
        line.into_active_model().reset_all()
    });
    writes::insert(tx, lines.collect()).await
}

/// Keeps what was touched, so that it can be given back.
async fn record(
    tx: &DatabaseTransaction,
    op: &Op,
    (row, other): (&contact::Model, &contact::Model),
    reason: Option<String>,
    pieces: &[Piece],
) -> Result<contact_merge::Model> {
    let merge = contact_merge::Model {
        id: ContactMergeId::new(),
        office_id: row.office_id,
        survivor_id: row.id,
        merged_id: other.id,
        reason: reason.clone(),
        merged_by: op.actor.account(),
        merged_at: op.clock.now(),
    };
    contact_merge::Entity::insert(merge.clone().into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    let rows = (0_i64..).zip(pieces).map(|(position, piece)| {
        let row = contact_merge_row::Model {
            merge_id: merge.id,
            position,
            office_id: row.office_id,
            table_name: piece.table.to_owned(),
            before: piece.before.clone().map(Into::into),
            after: piece.after.clone().map(Into::into),
        };
        row.into_active_model().reset_all()
    });
    writes::insert(tx, rows.collect()).await?;
    for (id, named) in [(row.id, "mergedId"), (other.id, "survivorId")] {
        let mut changes = Changes::default();
        let its = if id == row.id { other.id } else { row.id };
        changes.made(named, &its);
        let deed = Deed {
            office: row.office_id,
            action: "contacts::merge",
            object_kind: "contact",
            object_id: id.0,
            changes: changes.json(),
            reason: reason.clone(),
        };
        audit::write(tx, op, deed).await?;
    }
    Ok(merge)
}

fn shares(pieces: &[Piece]) -> Vec<Share> {
    let mut shares: BTreeMap<&'static str, Share> = BTreeMap::new();
    for piece in pieces {
        let share = shares.entry(piece.table).or_insert_with(|| Share {
            table: piece.table,
            ..Share::default()
        });
        match (&piece.before, &piece.after) {
            (Some(_), Some(_)) => share.moved += 1,
            (Some(_), None) => share.folded += 1,
            _ => share.made += 1,
        }
    }
    shares.into_values().collect()
}
