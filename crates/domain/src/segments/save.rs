//! Keeping segments: making, changing, filling and giving them up.

use kuvend_entity::{
    contact,
    id::{ContactId, OfficeId, SegmentId},
    segment, segment_member,
};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel as _, QueryFilter, QuerySelect, sea_query::OnConflict,
};

use super::{judge::judge, rule::Rule};
use crate::{
    actor::Actor,
    attendees::guests::BATCH,
    audit::{self, Deed},
    change::{Change, Changes},
    contacts,
    error::{Error, Result},
    fault::{Code, Fault, Faults},
    fold::fold,
    op::Op,
    policy::Action,
};

/// A segment to be made: by a rule, or as a list of these.
#[derive(Debug, Clone, Default)]
pub struct Create {
    /// In which office.
    pub office: Option<OfficeId>,
    /// What colleagues call it.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// Who belongs; a list without it.
    pub rule: Option<Rule>,
    /// Who is on the list from the beginning.
    pub contacts: Vec<ContactId>,
}

/// A change of a segment.
#[derive(Debug, Clone)]
pub struct Update {
    /// Which.
    pub id: SegmentId,
    /// The version that was read.
    pub version: i32,
    /// What colleagues call it.
    pub name: Option<String>,
    /// What it is for.
    pub description: Change<String>,
    /// Who belongs, where it has a rule.
    pub rule: Option<Rule>,
}

/// People to be put on a list or taken off it.
#[derive(Debug, Clone)]
pub struct Listing {
    /// Which segment.
    pub id: SegmentId,
    /// Whom.
    pub contacts: Vec<ContactId>,
}

fn json(rule: &Rule) -> Result<serde_json::Value> {
    serde_json::to_value(rule).map_err(|_| Error::missing("a rule that can be written"))
}

/// Makes a segment.
///
/// # Errors
/// Faults on `officeId`, `name` (taken), `rule.…` and `contactIds.N`.
pub async fn create(op: &Op, cmd: Create) -> Result<segment::Model> {
    let office = op.office(cmd.office, Action::WriteContacts).await?;
    let tx = op.db.write().await?;
    let now = op.clock.now();
    let mut faults = Faults::none();
    if let Some(rule) = &cmd.rule {
        judge(op, &tx, (office.id, None), rule, &mut faults).await?;
        if !cmd.contacts.is_empty() {
            faults.push(Fault::new(["contactIds"], Code::Inconsistent).with("other", "rule"));
        }
    }
    let row = segment::Model {
        id: SegmentId::new(),
        office_id: office.id,
        version: 1,
        sort_name: fold(&cmd.name),
        name: cmd.name,
        description: cmd.description,
        rule: cmd.rule.as_ref().map(json).transpose()?,
        created_by: match &op.actor {
            Actor::Account { id, .. } => Some(*id),
            _ => None,
        },
        created_at: now,
        updated_at: now,
    };
    judge_name(&tx, &row, &mut faults).await?;
    judge_people(&tx, office.id, &cmd.contacts, &mut faults).await?;
    faults.finish(Some(()))?;
    segment::Entity::insert(row.clone().into_active_model().reset_all())
        .exec_without_returning(&tx)
        .await?;
    put_on(&tx, op, &row, &cmd.contacts).await?;
    let mut changes = Changes::default();
    changes.made("name", &row.name);
    changes.made("rule", &row.rule);
    note(&tx, op, &row, ("segments::create", changes)).await?;
    tx.commit().await?;
    Ok(row)
}

async fn note(
    tx: &DatabaseTransaction,
    op: &Op,
    row: &segment::Model,
    (action, changes): (&str, Changes),
) -> Result<()> {
    let deed = Deed {
        office: row.office_id,
        action,
        object_kind: "segment",
        object_id: row.id.0,
        changes: changes.json(),
        reason: None,
    };
    audit::write(tx, op, deed).await
}

/// A name is there once in an office, however it is spelt.
async fn judge_name(
    tx: &DatabaseTransaction,
    row: &segment::Model,
    faults: &mut Faults,
) -> Result<()> {
    let taken = segment::Entity::find()
        .filter(segment::Column::OfficeId.eq(row.office_id))
        .filter(segment::Column::SortName.eq(row.sort_name.as_str()))
        .filter(segment::Column::Id.ne(row.id))
        .one(tx)
        .await?;
    if taken.is_some() {
        faults.push(Fault::new(["name"], Code::Taken));
    }
    Ok(())
}

/// Everybody is a living record of the office.
async fn judge_people(
    tx: &DatabaseTransaction,
    office: OfficeId,
    people: &[ContactId],
    faults: &mut Faults,
) -> Result<()> {
    let mut there = std::collections::HashSet::new();
    let mut ordered = people.to_vec();
    ordered.sort_unstable();
    for batch in ordered.chunks(BATCH) {
        let found = contact::Entity::find()
            .select_only()
            .column(contact::Column::Id)
            .filter(contact::Column::Id.is_in(batch.iter().copied()))
            .filter(contact::Column::OfficeId.eq(office));
        let found: Vec<ContactId> = contacts::held(found).into_tuple().all(tx).await?;
        there.extend(found);
    }
    for (index, id) in people.iter().enumerate() {
        if !there.contains(id) {
            faults.push(Fault::at(
                vec!["contactIds".to_owned(), index.to_string()],
                Code::NotFound,
            ));
        }
    }
    Ok(())
}

async fn put_on(
    tx: &DatabaseTransaction,
    op: &Op,
    row: &segment::Model,
    people: &[ContactId],
) -> Result<()> {
    for batch in people.chunks(BATCH) {
        let rows = batch.iter().map(|id| segment_member::ActiveModel {
            segment_id: Set(row.id),
            contact_id: Set(*id),
            office_id: Set(row.office_id),
            added_at: Set(op.clock.now()),
        });
        segment_member::Entity::insert_many(rows)
            .on_conflict(OnConflict::new().do_nothing().to_owned())
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// Reads the segment that the actor may change; on `PostgreSQL` nobody else changes it meanwhile.
async fn locked(op: &Op, tx: &DatabaseTransaction, id: SegmentId) -> Result<segment::Model> {
    let row = segment::Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx)
        .await?
        .ok_or_else(|| Fault::new(["id"], Code::NotFound))?;
    op.authorise(row.office_id, Action::WriteContacts)
        .map_err(|error| error.hidden_at(["id"]))?;
    Ok(row)
}

/// Changes a segment. A list stays a list, and a rule a rule. What changes nothing leaves the version as it is.
///
/// # Errors
/// `NOT_FOUND` on `id`, `CONFLICT` on `version`, `WRONG_STATE` on `rule` where it is a list, and the faults of [`create`].
pub async fn update(op: &Op, cmd: Update) -> Result<segment::Model> {
    let tx = op.begin(Action::WriteContacts).await?;
    let before = locked(op, &tx, cmd.id).await?;
    if before.version != cmd.version {
        return Err(Fault::new(["version"], Code::Conflict)
            .with("version", before.version)
            .into());
    }
    let mut faults = Faults::none();
    let mut after = before.clone();
    if let Some(name) = cmd.name {
        after.sort_name = fold(&name);
        after.name = name;
        judge_name(&tx, &after, &mut faults).await?;
    }
    after.description = cmd.description.over(after.description);
    if let Some(rule) = &cmd.rule {
        if before.rule.is_none() {
            faults.push(Fault::new(["rule"], Code::WrongState).with("state", "LIST"));
        } else {
            judge(
                op,
                &tx,
                (before.office_id, Some(before.id)),
                rule,
                &mut faults,
            )
            .await?;
            after.rule = Some(json(rule)?);
        }
    }
    faults.finish(Some(()))?;
    let mut changes = Changes::default();
    changes.note("name", &before.name, &after.name);
    changes.note("description", &before.description, &after.description);
    changes.note("rule", &before.rule, &after.rule);
    if after == before {
        return Ok(before);
    }
    after.version += 1;
    after.updated_at = op.clock.now();
    segment::Entity::update(after.clone().into_active_model().reset_all())
        .exec_without_returning(&tx)
        .await?;
    note(&tx, op, &after, ("segments::update", changes)).await?;
    tx.commit().await?;
    Ok(after)
}

/// Puts people on a list. Who is on it already stays.
///
/// # Errors
/// `NOT_FOUND` on `id` or `contactIds.N`; `WRONG_STATE` on `id` where a rule says who belongs.
pub async fn add(op: &Op, cmd: Listing) -> Result<segment::Model> {
    let (tx, row) = list(op, cmd.id).await?;
    let mut faults = Faults::none();
    judge_people(&tx, row.office_id, &cmd.contacts, &mut faults).await?;
    faults.finish(Some(()))?;
    put_on(&tx, op, &row, &cmd.contacts).await?;
    finish(tx, op, row, ("segments::add", &cmd.contacts)).await
}

/// Takes people off a list. Who is not on it is passed over.
///
/// # Errors
/// As [`add`], but for people who are not there.
pub async fn remove(op: &Op, cmd: Listing) -> Result<segment::Model> {
    let (tx, row) = list(op, cmd.id).await?;
    for batch in cmd.contacts.chunks(BATCH) {
        segment_member::Entity::delete_many()
            .filter(segment_member::Column::SegmentId.eq(row.id))
            .filter(segment_member::Column::ContactId.is_in(batch.iter().copied()))
            .exec(&tx)
            .await?;
    }
    finish(tx, op, row, ("segments::remove", &cmd.contacts)).await
}

/// A list that the actor may change.
async fn list(op: &Op, id: SegmentId) -> Result<(DatabaseTransaction, segment::Model)> {
    let tx = op.begin(Action::WriteContacts).await?;
    let row = locked(op, &tx, id).await?;
    if row.rule.is_some() {
        return Err(Fault::new(["id"], Code::WrongState)
            .with("state", "RULE")
            .into());
    }
    Ok((tx, row))
}

/// Who was put on or taken off is told by number: the audit keeps no second list of people.
async fn finish(
    tx: DatabaseTransaction,
    op: &Op,
    mut row: segment::Model,
    (action, people): (&str, &[ContactId]),
) -> Result<segment::Model> {
    row.version += 1;
    row.updated_at = op.clock.now();
    segment::Entity::update(row.clone().into_active_model().reset_all())
        .exec_without_returning(&tx)
        .await?;
    let mut changes = Changes::default();
    changes.made("people", &people.len());
    note(&tx, op, &row, (action, changes)).await?;
    tx.commit().await?;
    Ok(row)
}

/// Gives a segment up. Nobody on it is touched.
///
/// # Errors
/// `NOT_FOUND` on `id`; `CONFLICT` on `version`; `WRONG_STATE` on `id` where another segment's rule names it.
pub async fn delete(op: &Op, id: SegmentId, version: i32) -> Result<segment::Model> {
    let tx = op.begin(Action::WriteContacts).await?;
    let row = locked(op, &tx, id).await?;
    if row.version != version {
        return Err(Fault::new(["version"], Code::Conflict)
            .with("version", row.version)
            .into());
    }
    let others = segment::Entity::find()
        .filter(segment::Column::OfficeId.eq(row.office_id))
        .filter(segment::Column::Rule.is_not_null())
        .filter(segment::Column::Id.ne(row.id))
        .all(&tx)
        .await?;
    for other in others {
        if super::resolve::read(&other)?
            .is_some_and(|rule| super::resolve::named(&rule).contains(&id))
        {
            return Err(Fault::new(["id"], Code::WrongState)
                .with("state", "USED")
                .into());
        }
    }
    segment::Entity::delete_by_id(row.id).exec(&tx).await?;
    let mut changes = Changes::default();
    changes.gone("name", &row.name);
    changes.gone("rule", &row.rule);
    note(&tx, op, &row, ("segments::delete", changes)).await?;
    tx.commit().await?;
    Ok(row)
}
