//! What contributors are asked for: titles, biographies, pictures, films, slides, consent; what came, and what is missing.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use kuvend_entity::{
    contact, contributor, deliverable,
    id::{ContributorId, DeliverableId},
    kind::{ConfirmationState, ConsentState, DeliverableKind, DeliverableState},
    text::LocalizedText,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder,
};

use crate::{
    agenda::{
        Item, hold,
        ledger::{self, Publishing},
        locked_by, open,
    },
    audit::{self, Deed},
    change::{Change, Changes},
    error::Result,
    events::{Found, grouped, stale},
    fault::{Code, Fault, Faults},
    op::Op,
    policy::Action,
    walltime,
};

/// Asks a contributor for something.
#[derive(Debug, Clone)]
pub struct AskDeliverables {
    /// Whom.
    pub contributor: ContributorId,
    /// For what.
    pub kinds: Vec<DeliverableKind>,
    /// Until when it is needed.
    pub due_on: Option<NaiveDate>,
}

/// Records what came of something that a contributor was asked for, or gave unasked.
#[derive(Debug, Clone)]
pub struct RecordDeliverable {
    /// Of whom.
    pub contributor: ContributorId,
    /// What.
    pub kind: DeliverableKind,
    /// The version that was read, if it matters.
    pub version: Option<i32>,
    /// Where it stands now.
    pub state: DeliverableState,
    /// Until when it is needed.
    pub due_on: Change<NaiveDate>,
    /// The words, per language, of what consists of words.
    pub text: Change<LocalizedText>,
    /// Where it is kept, for what is a file.
    pub location: Change<String>,
    /// What staff note of it.
    pub note: Change<String>,
    /// Of consent alone: how it was said, and what proves it.
    pub consent: Option<Publishing>,
}

/// Whether a deliverable is still to come. A refusal to be published is an answer, also where it was said elsewhere, which the ledger
/// of consent tells; nothing else that is refused is there.
#[must_use]
pub fn is_missing(row: &deliverable::Model, said: Option<ConsentState>) -> bool {
    let is_consent = row.kind == DeliverableKind::ConsentToPublish;
    match row.state {
        DeliverableState::Asked => !(is_consent && said.is_some()),
        DeliverableState::Refused => !is_consent,
        DeliverableState::Received | DeliverableState::Accepted => false,
    }
}

/// Asks a contributor for something. What is there already stays; what is still to come gets the new day.
///
/// # Errors
/// Faults on `contributorId`; on `kinds` where there are none, and on `kinds.N` where one is named twice; `TOO_EARLY` on `dueOn` for a
/// day that is over where the event is.
pub async fn ask_deliverables(op: &Op, cmd: AskDeliverables) -> Result<(Found, Item)> {
    let tx = op.begin(Action::WriteEvents).await?;
    let (found, item, someone) = locked_by(op, &tx, (cmd.contributor, "contributorId")).await?;
    open(["contributorId"], &found.event)?;
    hold(&tx, &someone, "contributorId").await?;
    let mut faults = Faults::none();
    if someone.confirmation == ConfirmationState::Declined {
        faults.push(
            Fault::new(["contributorId"], Code::WrongState).with("state", someone.confirmation),
        );
    }
    if cmd.kinds.is_empty() {
        faults.push(Fault::new(["kinds"], Code::Required));
    }
    let today = walltime::wall(op.clock.now(), &found.event.time_zone).date();
    if cmd.due_on.is_some_and(|due| due < today) {
        faults.push(Fault::new(["dueOn"], Code::TooEarly).earlier_than(today));
    }
    let mut named = HashSet::new();
    for (index, kind) in cmd.kinds.iter().enumerate() {
        if !named.insert(*kind) {
            let path = vec!["kinds".to_owned(), index.to_string()];
            faults.push(Fault::at(path, Code::Taken));
        }
    }
    faults.finish(Some(()))?;
    let before = of(&tx, &[someone.id]).await?;
    let mut asked = Vec::new();
    for kind in cmd.kinds {
        let row = match before.iter().find(|row| row.kind == kind) {
            None => {
                let mut row = fresh(op, &someone, kind);
                row.due_on = cmd.due_on;
                row
            }
            Some(old) if is_missing(old, None) && old.due_on != cmd.due_on => deliverable::Model {
                due_on: cmd.due_on,
                ..old.clone()
            },
            Some(_) => continue,
        };
        write(op, &tx, (before.iter().any(|old| old.kind == kind), row)).await?;
        asked.push(kind);
    }
    if asked.is_empty() {
        return Ok((found, item));
    }
    let mut changes = Changes::default();
    changes.made("contributorId", &someone.id);
    changes.made("kinds", &asked);
    changes.made("dueOn", &cmd.due_on);
    note(op, &tx, (&item, "agenda::ask_deliverables"), changes).await?;
    tx.commit().await?;
    Ok((found, item))
}

/// Records what came of something that a contributor was asked for, or gave unasked.
///
/// # Errors
/// Faults on `contributorId` and `version`; `REQUIRED` on `text` or `location` where what is said to be there is not; on `consent`
/// where there is none to be proven, and `REQUIRED` on `consent.evidence` where nothing proves it.
pub async fn record_deliverable(
    op: &Op,
    cmd: RecordDeliverable,
) -> Result<(Found, Item, deliverable::Model)> {
    let tx = op.begin(Action::WriteEvents).await?;
    let (found, item, someone) = locked_by(op, &tx, (cmd.contributor, "contributorId")).await?;
    open(["contributorId"], &found.event)?;
    let person = hold(&tx, &someone, "contributorId").await?;
    let row = recorded(op, &tx, (&item, &someone, person.as_ref()), cmd).await?;
    tx.commit().await?;
    Ok((found, item, row))
}

/// The step behind it, for whoever holds the event's lock and the person and has asked who may.
///
/// # Errors
/// As [`record_deliverable`]'s, but for those on `contributorId`.
pub(super) async fn recorded(
    op: &Op,
    tx: &DatabaseTransaction,
    (item, someone, person): (&Item, &contributor::Model, Option<&contact::Model>),
    cmd: RecordDeliverable,
) -> Result<deliverable::Model> {
    if cmd.consent.is_some() && cmd.kind != DeliverableKind::ConsentToPublish {
        return Err(Fault::new(["consent"], Code::Inconsistent)
            .with("other", "kind")
            .into());
    }
    let old = of(tx, &[someone.id]).await?;
    let old = old.into_iter().find(|row| row.kind == cmd.kind);
    let version = old.as_ref().map_or(0, |row| row.version);
    if cmd.version.is_some_and(|seen| seen != version) {
        return Err(stale(version).into());
    }
    let before = old.clone().unwrap_or_else(|| fresh(op, someone, cmd.kind));
    let mut row = before.clone();
    row.state = cmd.state;
    row.due_on = cmd.due_on.over(row.due_on);
    row.text = cmd.text.or_default(row.text);
    row.location = cmd.location.over(row.location);
    row.note = cmd.note.over(row.note);
    let is_there = matches!(
        row.state,
        DeliverableState::Received | DeliverableState::Accepted
    );
    if is_there && let Some(field) = lacking(&row) {
        return Err(Fault::new([field], Code::Required).into());
    }
    row.received_at = if is_there {
        row.received_at.or_else(|| Some(op.clock.now()))
    } else {
        row.received_at
            .filter(|_| row.state != DeliverableState::Asked)
    };
    if let (None, Some(told)) = (person, &cmd.consent) {
        // A body has no ledger; what proves its word is kept here.
        row.location.clone_from(&told.evidence);
    }
    let is_told = cmd.consent.is_some();
    if row.kind == DeliverableKind::ConsentToPublish {
        let moved = (old.as_ref().map(|old| old.state), row.state);
        ledger::follow(op, tx, (person, moved), cmd.consent).await?;
    }
    if old.as_ref() == Some(&row) && !is_told {
        return Ok(row);
    }
    let row = write(op, tx, (old.is_some(), row)).await?;
    // What came is the contributor's own; the entry says that something came, and not what.
    let mut changes = Changes::default();
    changes.made("contributorId", &someone.id);
    changes.made("kind", &row.kind);
    changes.note("state", &old.map(|old| old.state), &Some(row.state));
    changes.note("dueOn", &before.due_on, &row.due_on);
    note(op, tx, (item, "agenda::record_deliverable"), changes).await?;
    Ok(row)
}

/// What something that is said to be there lacks: its words, or where it is kept.
fn lacking(row: &deliverable::Model) -> Option<&'static str> {
    match row.kind {
        DeliverableKind::Title | DeliverableKind::Biography => {
            row.text.is_empty().then_some("text")
        }
        DeliverableKind::Photo | DeliverableKind::VideoFile | DeliverableKind::Slides => {
            row.location.is_none().then_some("location")
        }
        DeliverableKind::ConsentToPublish => None,
    }
}

pub(super) fn fresh(
    op: &Op,
    someone: &contributor::Model,
    kind: DeliverableKind,
) -> deliverable::Model {
    let now = op.clock.now();
    deliverable::Model {
        id: DeliverableId::new(),
        office_id: someone.office_id,
        contributor_id: someone.id,
        version: 0,
        kind,
        state: DeliverableState::Asked,
        due_on: None,
        text: LocalizedText::default(),
        location: None,
        note: None,
        received_at: None,
        created_at: now,
        updated_at: now,
    }
}

/// Writes a row that is there already, or is not.
pub(super) async fn write(
    op: &Op,
    tx: &DatabaseTransaction,
    (is_known, mut row): (bool, deliverable::Model),
) -> Result<deliverable::Model> {
    row.version += 1;
    row.updated_at = op.clock.now();
    let active = row.clone().into_active_model().reset_all();
    if is_known {
        deliverable::Entity::update(active)
            .exec_without_returning(tx)
            .await?;
    } else {
        deliverable::Entity::insert(active)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(row)
}

pub(super) async fn note(
    op: &Op,
    tx: &DatabaseTransaction,
    (item, action): (&Item, &'static str),
    changes: Changes,
) -> Result<()> {
    let deed = Deed {
        office: item.item.office_id,
        action,
        object_kind: "agenda_item",
        object_id: item.item.id.0,
        changes: changes.json(),
        reason: None,
    };
    audit::write(tx, op, deed).await
}

/// What contributors who were read before are asked for, in the order in which it was asked.
///
/// # Errors
/// Only the database's.
pub async fn deliverables_of(
    op: &Op,
    contributors: &[ContributorId],
) -> Result<HashMap<ContributorId, Vec<deliverable::Model>>> {
    let rows = of(op.db.reader(), contributors).await?;
    Ok(grouped(
        rows.into_iter().map(|row| (row.contributor_id, row)),
    ))
}

pub(super) async fn of(
    db: &impl ConnectionTrait,
    contributors: &[ContributorId],
) -> Result<Vec<deliverable::Model>> {
    Ok(deliverable::Entity::find()
        .filter(deliverable::Column::ContributorId.is_in(contributors.iter().copied()))
        .order_by_asc(deliverable::Column::Id)
        .all(db)
        .await?)
}
