//! Taking an import back: whom it made goes, what it changed is as it was. Whoever has been touched since keeps what was
//! done to them, and is told.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;
use kuvend_entity::{
    attendee, consent, contact, contact_email, contact_phone, contributor, enrolment,
    id::{
        AttendeeId, ConsentId, ContactEmailId, ContactId, ContactPhoneId, ImportBatchId,
        MembershipId, OrganisationId,
    },
    import_batch, import_line, interaction_participant,
    kind::{ImportKind, ImportState, LineOutcome},
    membership, message, office, organisation, panel_question, remark, segment_member, task,
};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel as _, QueryFilter, QueryOrder, QuerySelect, prelude::DateTimeUtc,
};
use serde::{Deserialize, Serialize};

use super::{lists::Pieces, merge::restore, organisations};
use crate::{
    attendees::removal::take_off,
    audit::{self, Deed},
    change::Changes,
    contacts::{self, search},
    error::{Error, Result},
    fault::{Code, Fault},
    op::Op,
    organisations::{own, used_among},
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
    /// Who; nobody where it is a seat of an organisation or an organisation.
    pub contact: Option<ContactId>,
    /// Which organisation.
    pub organisation: Option<OrganisationId>,
    /// Fields that say something else by now; none where the record as a whole is kept.
    pub fields: Vec<&'static str>,
}

/// What a line wrote beside the record.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Beside {
    version: i32,
    updated_at: DateTimeUtc,
    emails: Vec<ContactEmailId>,
    phones: Vec<ContactPhoneId>,
    membership: Option<MembershipId>,
    function: Option<Function>,
    consent: Option<ConsentId>,
    lists: Pieces,
    /// The row of the guest list that it made.
    attendee: Option<AttendeeId>,
    /// Whether the record itself, or what hangs on it, was changed: lines of guests may only list them.
    is_touched: Option<bool>,
}

/// What somebody does in an organisation, before and after a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Function {
    id: MembershipId,
    before: Held,
    after: Held,
}

/// What may change of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Held {
    function: Option<String>,
    from_on: Option<NaiveDate>,
    to_on: Option<NaiveDate>,
    is_primary: bool,
}

impl Held {
    fn of(row: &membership::Model) -> Self {
        Self {
            function: row.function.clone(),
            from_on: row.from_on,
            to_on: row.to_on,
            is_primary: row.is_primary,
        }
    }
}

impl Function {
    /// From one row to the same afterwards.
    pub(super) fn of(before: &membership::Model, after: &membership::Model) -> Self {
        Self {
            id: after.id,
            before: Held::of(before),
            after: Held::of(after),
        }
    }

    /// Gives it back; whether it still says what the line told.
    async fn restore(self, tx: &DatabaseTransaction) -> Result<bool> {
        let Some(mut row) = membership::Entity::find_by_id(self.id).one(tx).await? else {
            return Ok(false);
        };
        if Held::of(&row) != self.after {
            return Ok(false);
        }
        row.function = self.before.function;
        row.from_on = self.before.from_on;
        row.to_on = self.before.to_on;
        row.is_primary = self.before.is_primary;
        membership::Entity::update(row.into_active_model().reset_all())
            .exec_without_returning(tx)
            .await?;
        Ok(true)
    }
}

/// What a line wrote beside the record that it made or changed.
fn beside(line: &import_line::Model) -> Beside {
    let read = |text| serde_json::from_value(text).ok();
    line.before.clone().and_then(read).unwrap_or_default()
}

/// Takes an import back, the last line first, some hundreds to a transaction, with what was written down of them. `told` hears how many
/// lines are done; whoever breaks it off may begin it again.
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
    if batch.event_id.is_some() {
        op.authorise(batch.office_id, Action::WriteGuests)
            .map_err(|error| error.hidden_at(["id"]))?;
    }
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
        if batch.kind == ImportKind::Organisations {
            bodies_back(&tx, op, (&batch, lines), &mut undone).await?;
        } else {
            take_back(&tx, op, (&batch, lines), &mut undone).await?;
        }
        // Whoever begins again goes on where this was broken off.
        import_line::Entity::delete_many()
            .filter(import_line::Column::BatchId.eq(id))
            .filter(import_line::Column::Line.gte(before_line))
            .exec(&tx)
            .await?;
        tx.commit().await?;
        told(done);
    }
    finish(op, batch, &undone).await?;
    Ok(undone)
}

async fn take_back(
    tx: &DatabaseTransaction,
    op: &Op,
    (batch, lines): (&import_batch::Model, Vec<import_line::Model>),
    undone: &mut Undone,
) -> Result<()> {
    let seats = lines
        .iter()
        .filter_map(|line| Some((beside(line).attendee?, line.contact_id)))
        .collect::<HashMap<_, _>>();
    let off = match batch.event_id {
        Some(event) => take_off(tx, event, &seats).await?,
        None => HashSet::new(),
    };
    let left = |line: &import_line::Model, fields| Left {
        line: line.line,
        contact: line.contact_id,
        organisation: None,
        fields,
    };
    let is_off = |beside: &Beside| beside.attendee.is_none_or(|seat| off.contains(&seat));
    let (made, changed): (Vec<_>, Vec<_>) = lines
        .into_iter()
        .partition(|line| line.outcome == LineOutcome::Created);
    // Whom the file made and told of again is as it was made before it is looked at.
    let mut reworded = Vec::new();
    for line in &changed {
        let Some(contact) = line.contact_id else {
            continue;
        };
        let beside = beside(line);
        let is_listed = !is_off(&beside);
        let mut fields = Vec::new();
        if beside.is_touched.unwrap_or(true) {
            let told = line.changes.clone().unwrap_or_default();
            fields = change_back(tx, op, contact, (beside, told)).await?;
            reworded.push(contact);
        }
        if is_listed {
            fields.push("attendee");
        }
        if fields.is_empty() {
            undone.restored += 1;
        } else {
            undone.left.push(left(line, fields));
        }
    }
    let people: Vec<ContactId> = made.iter().filter_map(|line| line.contact_id).collect();
    let touched = touched(tx, &people).await?;
    let mut gone = Vec::new();
    for line in &made {
        let beside = beside(line);
        match line.contact_id {
            Some(contact) if touched.contains(&contact) => undone.left.push(left(line, Vec::new())),
            Some(contact) => {
                gone.push(contact);
                undone.removed += 1;
            }
            // A seat of an organisation.
            None if is_off(&beside) => undone.removed += 1,
            None => undone.left.push(left(line, vec!["attendee"])),
        }
    }
    reworded.retain(|contact| !gone.contains(contact));
    search::forget(tx, &gone).await?;
    contact::Entity::delete_many()
        .filter(contact::Column::Id.is_in(gone))
        .exec(tx)
        .await?;
    search::index(tx, &reworded).await
}

/// Gives organisations back what they said before; those that the import made go, where nothing names them.
async fn bodies_back(
    tx: &DatabaseTransaction,
    op: &Op,
    (batch, lines): (&import_batch::Model, Vec<import_line::Model>),
    undone: &mut Undone,
) -> Result<()> {
    let language = office::Entity::find_by_id(batch.office_id)
        .one(tx)
        .await?
        .map(|office| own(office.languages))
        .ok_or_else(|| Error::missing("office"))?;
    let ids: BTreeSet<OrganisationId> = lines
        .iter()
        .filter_map(|line| line.organisation_id)
        .collect();
    let rows = organisation::Entity::find()
        .filter(organisation::Column::Id.is_in(ids.iter().copied()))
        .order_by_asc(organisation::Column::Id)
        .lock_exclusive()
        .all(tx)
        .await?;
    let mut rows: HashMap<OrganisationId, organisation::Model> =
        rows.into_iter().map(|row| (row.id, row)).collect();
    let left = |line: &import_line::Model, fields| Left {
        line: line.line,
        contact: None,
        organisation: line.organisation_id,
        fields,
    };
    let (mut made, changed): (Vec<_>, Vec<_>) = lines
        .into_iter()
        .partition(|line| line.outcome == LineOutcome::Created);
    for line in changed {
        let row = line.organisation_id.and_then(|id| rows.get_mut(&id));
        let Some(row) = row else { continue };
        let before = beside(&line);
        let told = line.changes.clone().unwrap_or_default();
        let fields = organisations::restore(row, &told, &language);
        if row.version == before.version + 1 && fields.is_empty() {
            row.version = before.version;
            row.updated_at = before.updated_at;
        } else {
            row.version += 1;
            row.updated_at = op.clock.now();
        }
        organisation::Entity::update(row.clone().into_active_model().reset_all())
            .exec_without_returning(tx)
            .await?;
        if fields.is_empty() {
            undone.restored += 1;
        } else {
            undone.left.push(left(&line, fields));
        }
    }
    made.retain(|line| {
        line.organisation_id
            .is_some_and(|id| rows.contains_key(&id))
    });
    // What belongs to a body goes before it, so that each round may let go of others.
    loop {
        let ids: Vec<OrganisationId> = made
            .iter()
            .filter_map(|line| line.organisation_id)
            .collect();
        let used = used_among(tx, &ids).await?;
        let is_free = |line: &import_line::Model| {
            let row = line.organisation_id.and_then(|id| rows.get(&id));
            row.is_some_and(|row| row.version == 1 && !used.contains(&row.id))
        };
        let (gone, kept): (Vec<_>, Vec<_>) = made.into_iter().partition(is_free);
        made = kept;
        if gone.is_empty() {
            break;
        }
        undone.removed += u64::try_from(gone.len()).unwrap_or(u64::MAX);
        let gone = gone.iter().filter_map(|line| line.organisation_id);
        organisation::Entity::delete_many()
            .filter(organisation::Column::Id.is_in(gone))
            .exec(tx)
            .await?;
    }
    undone
        .left
        .extend(made.iter().map(|line| left(line, Vec::new())));
    Ok(())
}

/// Those of some people whom an import made that something has been done to or with since.
async fn touched(tx: &DatabaseTransaction, people: &[ContactId]) -> Result<HashSet<ContactId>> {
    // Until they are gone, nothing is done with them.
    contacts::hold(tx, people.iter().copied()).await?;
    let mut touched: HashSet<ContactId> = contact::Entity::find()
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
        panel_question,
        remark,
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
    (beside, changes): (Beside, serde_json::Value),
) -> Result<Vec<&'static str>> {
    let row = contact::Entity::find_by_id(id).lock_exclusive();
    let Some(row) = row.one(tx).await? else {
        return Ok(Vec::new());
    };
    // What is known of this record stands in another by now.
    if row.merged_into_id.is_some() {
        return Ok(vec!["mergedIntoId"]);
    }
    let mut after = row.clone();
    let mut left = restore(&mut after, &changes);
    if let Some(function) = beside.function
        && !function.restore(tx).await?
    {
        left.push("function");
    }
    left.extend(Box::pin(beside.lists.give_back(tx)).await?);
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
