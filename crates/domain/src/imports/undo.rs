//! Taking an import back: whom it made goes, what it changed is as it was. Whoever has been touched since keeps what was
//! done to them, and is told.

use kuvend_entity::{
    attendee, consent, contact, contact_email, contact_phone, contributor, enrolment,
    id::{ConsentId, ContactEmailId, ContactId, ContactPhoneId, ImportBatchId, MembershipId},
    import_batch, import_line, interaction_participant,
    kind::{ImportState, LineOutcome},
    membership, message, segment_member, task,
};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel as _, QueryFilter, QueryOrder, QuerySelect, prelude::DateTimeUtc,
};
use serde::Deserialize;

use super::merge::restore;
use crate::{
    audit::{self, Deed},
    change::Changes,
    contacts::{self, search},
    error::Result,
    fault::{Code, Fault},
    op::Op,
    policy::Action,
};

/// Lines that are taken back together.
const TOGETHER: u64 = 500;

/// What taking an import back came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Undone {
    /// Records that it had made and that are gone.
    pub removed: u64,
    /// Records that are as they were.
    pub restored: u64,
    /// Lines whose people were touched since, and what was left of them.
    pub left: Vec<Left>,
}

/// Somebody who was touched since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// The line that made or changed them.
    pub line: i64,
    /// Who.
    pub contact: ContactId,
    /// Fields that say something else by now; none where the record as a whole is kept.
    pub fields: Vec<&'static str>,
}

/// What a line wrote beside the record.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Beside {
    version: i32,
    updated_at: DateTimeUtc,
    emails: Vec<ContactEmailId>,
    phones: Vec<ContactPhoneId>,
    membership: Option<MembershipId>,
    consent: Option<ConsentId>,
}

/// Takes an import back, the last line first, some hundreds to a transaction. `told` hears how many lines are done; whoever
/// breaks it off may begin it again.
///
/// # Errors
/// `NOT_FOUND` on `id`; `WRONG_STATE` where it is on its way or was taken back.
pub async fn undo(op: &Op, id: ImportBatchId, mut told: impl FnMut(u64)) -> Result<Undone> {
    op.authorise_somewhere(Action::ImportContacts)?;
    let batch = import_batch::Entity::find_by_id(id)
        .one(op.db.reader())
        .await?
        .ok_or_else(|| Fault::new(["id"], Code::NotFound))?;
    op.authorise(batch.office_id, Action::ImportContacts)
        .map_err(|error| error.hidden_at(["id"]))?;
    if matches!(batch.state, ImportState::Running | ImportState::Undone) {
        return Err(Fault::new(["id"], Code::WrongState)
            .with("state", batch.state)
            .into());
    }
    let mut undone = Undone::default();
    let mut done = 0;
    let mut before_line = i64::MAX;
    loop {
        let tx = op.db.write().await?;
        let lines = import_line::Entity::find()
            .filter(import_line::Column::BatchId.eq(id))
            .filter(import_line::Column::Line.lt(before_line))
            .order_by_desc(import_line::Column::Line)
            .limit(TOGETHER)
            .all(&tx)
            .await?;
        let Some(last) = lines.last() else { break };
        before_line = last.line;
        done += u64::try_from(lines.len()).unwrap_or(u64::MAX);
        take_back(&tx, op, lines, &mut undone).await?;
        tx.commit().await?;
        told(done);
    }
    finish(op, batch, &undone).await?;
    Ok(undone)
}

async fn take_back(
    tx: &DatabaseTransaction,
    op: &Op,
    lines: Vec<import_line::Model>,
    undone: &mut Undone,
) -> Result<()> {
    let mut reworded = Vec::new();
    let mut gone = Vec::new();
    let made: Vec<ContactId> = lines
        .iter()
        .filter(|line| line.outcome == LineOutcome::Created)
        .filter_map(|line| line.contact_id)
        .collect();
    let touched = touched(tx, &made).await?;
    for line in lines {
        let Some(contact) = line.contact_id else {
            continue;
        };
        match line.outcome {
            LineOutcome::Created if touched.contains(&contact) => {
                undone.left.push(Left {
                    line: line.line,
                    contact,
                    fields: Vec::new(),
                });
            }
            LineOutcome::Created => {
                gone.push(contact);
                undone.removed += 1;
            }
            LineOutcome::Updated => {
                let fields = change_back(tx, op, contact, &line).await?;
                reworded.push(contact);
                if fields.is_empty() {
                    undone.restored += 1;
                } else {
                    undone.left.push(Left {
                        line: line.line,
                        contact,
                        fields,
                    });
                }
            }
        }
    }
    search::forget(tx, &gone).await?;
    contact::Entity::delete_many()
        .filter(contact::Column::Id.is_in(gone))
        .exec(tx)
        .await?;
    search::index(tx, &reworded).await
}

/// Those of some people whom an import made that something has been done to or with since.
async fn touched(
    tx: &DatabaseTransaction,
    people: &[ContactId],
) -> Result<std::collections::HashSet<ContactId>> {
    // Until they are gone, nothing is done with them.
    contacts::hold(tx, people.iter().copied()).await?;
    let mut touched: std::collections::HashSet<ContactId> = contact::Entity::find()
        .select_only()
        .column(contact::Column::Id)
        .filter(contact::Column::Id.is_in(people.iter().copied()))
        .filter(contact::Column::Version.gt(1))
        .into_tuple::<ContactId>()
        .all(tx)
        .await?
        .into_iter()
        .collect();
    macro_rules! named_in {
        ($($table:ident),+) => { $(
            let found: Vec<Option<ContactId>> = $table::Entity::find()
                .select_only()
                .column($table::Column::ContactId)
                .filter($table::Column::ContactId.is_in(people.iter().copied()))
                .into_tuple()
                .all(tx)
                .await?;
            touched.extend(found.into_iter().flatten());
        )+ };
    }
    named_in!(
        attendee,
        enrolment,
        message,
        contributor,
        interaction_participant,
        task,
        segment_member
    );
    Ok(touched)
}

/// Gives one record back what it said before; what it says otherwise by now is left, and named.
async fn change_back(
    tx: &DatabaseTransaction,
    op: &Op,
    id: ContactId,
    line: &import_line::Model,
) -> Result<Vec<&'static str>> {
    let row = contact::Entity::find_by_id(id).lock_exclusive();
    let Some(row) = row.one(tx).await? else {
        return Ok(Vec::new());
    };
    // What is known of this record stands in another by now.
    if row.merged_into_id.is_some() {
        return Ok(vec!["mergedIntoId"]);
    }
    let beside: Beside = line
        .before
        .clone()
        .and_then(|text| serde_json::from_value(text).ok())
        .unwrap_or_default();
    let changes = line.changes.clone().unwrap_or_default();
    let mut after = row.clone();
    let left = restore(&mut after, &changes);
    // Untouched since, it is the very row that it was.
    if row.version == beside.version + 1 && left.is_empty() {
        after.version = beside.version;
        after.updated_at = beside.updated_at;
    } else {
        after.version += 1;
        after.updated_at = op.clock.now();
    }
    contact::Entity::update(after.into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    contact_email::Entity::delete_many()
        .filter(contact_email::Column::Id.is_in(beside.emails))
        .exec(tx)
        .await?;
    contact_phone::Entity::delete_many()
        .filter(contact_phone::Column::Id.is_in(beside.phones))
        .exec(tx)
        .await?;
    membership::Entity::delete_many()
        .filter(membership::Column::Id.is_in(beside.membership))
        .exec(tx)
        .await?;
    consent::Entity::delete_many()
        .filter(consent::Column::Id.is_in(beside.consent))
        .exec(tx)
        .await?;
    Ok(left)
}

async fn finish(op: &Op, batch: import_batch::Model, undone: &Undone) -> Result<()> {
    let tx = op.db.write().await?;
    let row = import_batch::ActiveModel {
        id: Set(batch.id),
        state: Set(ImportState::Undone),
        undone_at: Set(Some(op.clock.now())),
        ..Default::default()
    };
    import_batch::Entity::update(row)
        .exec_without_returning(&tx)
        .await?;
    // Whom it changed and has given back is no longer its business.
    import_line::Entity::delete_many()
        .filter(import_line::Column::BatchId.eq(batch.id))
        .exec(&tx)
        .await?;
    let mut changes = Changes::default();
    changes.made("removed", &undone.removed);
    changes.made("restored", &undone.restored);
    changes.made("left", &undone.left.len());
    let deed = Deed {
        office: batch.office_id,
        action: "imports::undo",
        object_kind: "import",
        object_id: batch.id.0,
        changes: changes.json(),
        reason: None,
    };
    audit::write(&tx, op, deed).await?;
    tx.commit().await?;
    Ok(())
}
