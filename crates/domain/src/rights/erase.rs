//! Erasing a person: a plan with a count per table, a second person's word where the office asks for it, and one
//! transaction that empties everything, sweeps, and is taken back where anything is found.

use chrono::NaiveDate;
use kuvend_entity::{
    contact, contact_word, erasure_approval,
    id::{ContactId, OfficeId},
    kind::MessageState,
    legal_hold, message, office, registration, rights_setting,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, PaginatorTrait,
    QueryFilter, QuerySelect, Statement, Value,
    sea_query::{Expr, ExprTrait, OnConflict},
};
use serde_json::json;

use super::{
    deeds, labels, marks,
    person::{Person, Words},
    retention::clock::Clock,
    sweep::{Finding, sweep},
    tables::{Erasure, TABLES, places, values},
};
use crate::{
    audit::{self, Deed},
    engine::catalogue,
    error::{Error, Result},
    exports,
    fault::{Code, Fault},
    imports::uploads,
    op::Op,
    policy::Action,
};

/// What becomes of the rows of one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// The table.
    pub table: &'static str,
    /// How many rows are the person's.
    pub rows: i64,
    /// What becomes of them.
    pub erasure: Erasure,
    /// Why.
    pub why: &'static str,
}

/// What an erasure would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Who.
    pub contact: ContactId,
    /// Table by table, where there is anything.
    pub shares: Vec<Share>,
    /// Whether the office asks for a second person's word.
    pub needs_approval: bool,
    /// Whether that was given.
    pub is_approved: bool,
    /// Whether data are held for a reason in law.
    pub is_held: bool,
}

/// Plans an erasure; changes nothing.
///
/// # Errors
/// Faults on `contactId` as [`Person::lock`]'s.
pub async fn plan(op: &Op, contact: ContactId) -> Result<Plan> {
    let tx = op.begin(Action::ManageRights).await?;
    let person = Person::lock(&tx, op, contact, &[Action::ManageRights]).await?;
    let shares = shares(&tx, &person).await?;
    let approval = erasure_approval::Entity::find_by_id(contact)
        .one(&tx)
        .await?;
    let plan = Plan {
        contact,
        shares,
        needs_approval: needs_approval(&tx, person.office()).await?,
        is_approved: approval.is_some(),
        is_held: is_held(&tx, &person).await?,
    };
    tx.rollback().await?;
    Ok(plan)
}

async fn shares(tx: &DatabaseTransaction, person: &Person) -> Result<Vec<Share>> {
    let backend = tx.get_database_backend();
    let mut shares = Vec::new();
    for held in TABLES {
        let condition = held.condition(person.ids.len());
        let sql = format!("SELECT COUNT(*) AS n FROM {} WHERE {condition}", held.table);
        let statement = Statement::from_sql_and_values(backend, sql, values(&person.ids));
        let row = tx.query_one_raw(statement).await?;
        let rows: i64 = row.map_or(Ok(0), |row| row.try_get("", "n"))?;
        if rows > 0 {
            shares.push(Share {
                table: held.table,
                rows,
                erasure: held.erasure,
                why: held.why,
            });
        }
    }
    Ok(shares)
}

async fn needs_approval(tx: &DatabaseTransaction, office: OfficeId) -> Result<bool> {
    let setting = rights_setting::Entity::find_by_id(office).one(tx).await?;
    Ok(setting.is_some_and(|setting| setting.erasure_needs_approval))
}

async fn is_held(tx: &DatabaseTransaction, person: &Person) -> Result<bool> {
    let holding = legal_hold::Entity::find()
        .filter(legal_hold::Column::ContactId.is_in(person.ids.iter().copied()))
        .filter(legal_hold::Column::ReleasedAt.is_null())
        .count(tx)
        .await?;
    Ok(holding > 0)
}

/// Says whether a second person must agree before anybody is erased in an office.
///
/// # Errors
/// A fault on `officeId`.
pub async fn ask_for_approval(op: &Op, office: Option<OfficeId>, asked: bool) -> Result<OfficeId> {
    let office = op.office(office, Action::ManageRights).await?.id;
    let tx = op.db.write().await?;
    let row = rights_setting::ActiveModel {
        office_id: Set(office),
        erasure_needs_approval: Set(asked),
        ..Default::default()
    };
    let conflict = OnConflict::column(rights_setting::Column::OfficeId)
        .update_column(rights_setting::Column::ErasureNeedsApproval)
        .to_owned();
    rights_setting::Entity::insert(row)
        .on_conflict(conflict)
        .exec_without_returning(&tx)
        .await?;
    let deed = Deed {
        office,
        action: "rights::ask_for_approval",
        object_kind: "office",
        object_id: office.0,
        changes: Some(json!({ "erasureNeedsApproval": { "from": null, "to": asked } })),
        reason: None,
    };
    audit::write(&tx, op, deed).await?;
    tx.commit().await?;
    Ok(office)
}

/// Agrees that somebody be erased, for another account to do it.
///
/// # Errors
/// Faults on `contactId` as [`Person::lock`]'s; `TAKEN` where somebody agreed already.
pub async fn approve(op: &Op, contact: ContactId) -> Result<()> {
    let tx = op.begin(Action::ManageRights).await?;
    let person = Person::lock(&tx, op, contact, &[Action::ManageRights]).await?;
    if erasure_approval::Entity::find_by_id(contact)
        .one(&tx)
        .await?
        .is_some()
    {
        return Err(Fault::new(["contactId"], Code::Taken).into());
    }
    let row = erasure_approval::ActiveModel {
        contact_id: Set(contact),
        office_id: Set(person.office()),
        approved_by: Set(op.actor.account()),
        approved_at: Set(op.clock.now()),
    };
    erasure_approval::Entity::insert(row)
        .exec_without_returning(&tx)
        .await?;
    let deed = Deed {
        office: person.office(),
        action: "rights::approve_erasure",
        object_kind: "contact",
        object_id: contact.0,
        changes: None,
        reason: None,
    };
    audit::write(&tx, op, deed).await?;
    tx.commit().await?;
    Ok(())
}

/// Erases somebody.
#[derive(Debug, Clone)]
pub struct Erase {
    /// Whom.
    pub contact: ContactId,
    /// Why the name may stay where the sweep finds it: a namesake, a public speech. Kept in the audit.
    pub explanation: Option<String>,
}

/// What an erasure came to.
#[derive(Debug, Clone)]
pub enum Erased {
    /// It is done: what was done, table by table, and where the name was left by the explanation.
    Done(Vec<Share>, Vec<Finding>),
    /// The sweep found something; nothing was erased. The fault says whether an explanation would do.
    Found(Vec<Finding>, Fault),
}

/// Erases a person in one transaction.
///
/// # Errors
/// Faults on `contactId`: as [`Person::lock`]'s; `WRONG_STATE` while data are held, a letter is under way, or the approval of
/// a second person is missing.
pub async fn erase(op: &Op, cmd: Erase) -> Result<Erased> {
    carry_out(op, cmd, Ground::Asked).await
}

/// Why somebody is erased.
#[derive(Debug, Clone, Copy)]
pub(super) enum Ground<'a> {
    /// They, or the office, asked for it.
    Asked,
    /// Nothing allows to keep their data on that day any more, which is looked at again under the lock.
    TimeIsOver(&'a Clock, NaiveDate),
}

/// Erases a person for a reason; what is done is the same.
pub(super) async fn carry_out(op: &Op, cmd: Erase, ground: Ground<'_>) -> Result<Erased> {
    let tx = op.begin(Action::ManageRights).await?;
    let person = Person::lock(&tx, op, cmd.contact, &[Action::ManageRights]).await?;
    judge(&tx, op, &person).await?;
    let action = match ground {
        Ground::Asked => "rights::erase",
        Ground::TimeIsOver(clock, day) => {
            if !clock.ran_out(&tx, cmd.contact, day).await? {
                return Err(wrong("NOT_DUE"));
            }
            "rights::erase_by_retention"
        }
    };
    let office = office::Entity::find_by_id(person.office())
        .one(&tx)
        .await?
        .ok_or_else(|| Error::missing("office"))?;
    let words = person.words(&tx).await?;
    let shares = shares(&tx, &person).await?;
    marks::leave(&tx, op, &office, (&person.row, &words)).await?;
    empty(&tx, op, &person, &words).await?;
    let found = sweep(&tx, &words, &person.ids).await?;
    if let Some(fault) = unexplained(&found, cmd.explanation.as_deref(), &words) {
        tx.rollback().await?;
        return Ok(Erased::Found(found, fault));
    }
    let counts: serde_json::Map<_, _> = shares
        .iter()
        .map(|share| (share.table.to_owned(), json!({ "rows": share.rows })))
        .collect();
    let deed = Deed {
        office: office.id,
        action,
        object_kind: "contact",
        object_id: cmd.contact.0,
        changes: Some(counts.into()),
        reason: cmd.explanation,
    };
    audit::write(&tx, op, deed).await?;
    tx.commit().await?;
    Ok(Erased::Done(shares, found))
}

/// What stands against an erasure after the sweep: contact details always, the name without an explanation, and an
/// explanation that itself tells who it was.
fn unexplained(found: &[Finding], explanation: Option<&str>, words: &Words) -> Option<Fault> {
    let field = ["explanation"];
    if found.iter().any(|one| one.is_contact_detail) {
        let fault = Fault::new(["contactId"], Code::WrongState);
        return Some(fault.with("state", "FOUND_ELSEWHERE"));
    }
    match explanation {
        Some(text) if words.stand_in(text) => {
            Some(Fault::new(field, Code::Inconsistent).with("other", "contactId"))
        }
        None if !found.is_empty() => Some(Fault::new(field, Code::ReasonRequired)),
        _ => None,
    }
}

fn wrong(state: &str) -> Error {
    let fault = Fault::new(["contactId"], Code::WrongState);
    fault.with("state", state).into()
}

async fn judge(tx: &DatabaseTransaction, op: &Op, person: &Person) -> Result<()> {
    if is_held(tx, person).await? {
        return Err(wrong("HELD"));
    }
    if needs_approval(tx, person.office()).await? {
        let approval = erasure_approval::Entity::find_by_id(person.row.id)
            .one(tx)
            .await?;
        let by_another = approval.is_some_and(|word| word.approved_by != op.actor.account());
        if !by_another {
            return Err(wrong("NOT_APPROVED"));
        }
    }
    Ok(())
}

/// Empties every row of the person's, wherever it stands.
async fn empty(tx: &DatabaseTransaction, op: &Op, person: &Person, words: &Words) -> Result<()> {
    let backend = tx.get_database_backend();
    let found_by: Vec<String> = contact_word::Entity::find()
        .select_only()
        .column(contact_word::Column::Word)
        .filter(contact_word::Column::ContactId.is_in(person.ids.iter().copied()))
        .distinct()
        .into_tuple()
        .all(tx)
        .await?;
    take_snapshots(tx, op, person).await?;
    if uploads::are_waited_for(tx, person.office()).await? {
        return Err(wrong("BEING_BROUGHT_IN"));
    }
    exports::forget(tx, op, person.office()).await?;
    uploads::forget(tx, person.office()).await?;
    labels::forget(tx, person.office(), words).await?;
    cancel_letters(tx, op, person).await?;
    forget_particulars(tx, person, words).await?;
    forget_answers(tx, person, words).await?;
    forget_dimensions(tx, person).await?;
    for held in TABLES {
        if let Some(statement) = held.erase(backend, &person.ids) {
            tx.execute_raw(statement).await?;
        }
    }
    forget_suppressions(tx, person, words).await?;
    forget_forms(tx, person, words).await?;
    forget_slips(tx, person, &found_by).await?;
    let now = op.clock.now();
    contact::Entity::update_many()
        .col_expr(contact::Column::ErasedAt, Expr::value(now))
        .col_expr(contact::Column::UpdatedAt, Expr::value(now))
        .col_expr(
            contact::Column::Version,
            Expr::col(contact::Column::Version).add(1),
        )
        .filter(contact::Column::Id.is_in(person.ids.iter().copied()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Letters that wait are not sent. One that a worker has claimed is under way: it is over in a moment, and nobody is erased until
/// then. That is asked last, so that none is claimed between the question and the change.
async fn cancel_letters(tx: &DatabaseTransaction, op: &Op, person: &Person) -> Result<()> {
    message::Entity::update_many()
        .col_expr(message::Column::State, Expr::value(MessageState::Cancelled))
        .col_expr(message::Column::UpdatedAt, Expr::value(op.clock.now()))
        .filter(message::Column::ContactId.is_in(person.ids.iter().copied()))
        .filter(message::Column::State.eq(MessageState::Queued))
        .exec(tx)
        .await?;
    let under_way = message::Entity::find()
        .filter(message::Column::ContactId.is_in(person.ids.iter().copied()))
        .filter(message::Column::State.eq(MessageState::Claimed))
        .count(tx)
        .await?;
    if under_way > 0 {
        return Err(wrong("BEING_WRITTEN_TO"));
    }
    Ok(())
}

/// Forms for events that wait for the confirmation of an address that is this person's alone, with their letters.
async fn forget_forms(tx: &DatabaseTransaction, person: &Person, words: &Words) -> Result<()> {
    registration::Entity::delete_many()
        .filter(registration::Column::OfficeId.eq(person.office()))
        .filter(
            registration::Column::EventAddress.is_in(words.addresses.iter().map(String::as_str)),
        )
        .exec(tx)
        .await?;
    Ok(())
}

/// The statistical dimensions of the rows of events whose attendance was not closed yet, as the profile says before it goes.
async fn take_snapshots(tx: &DatabaseTransaction, op: &Op, person: &Person) -> Result<()> {
    let ids = places(person.ids.len());
    let now = person.ids.len() + 1;
    let age = "CAST(SUBSTR(CAST(e.local_on AS TEXT), 1, 4) AS INTEGER) - c.birth_year";
    let sql = format!(
        "UPDATE attendee SET snapshot_sex = c.sex, \
         snapshot_age_band = CASE WHEN c.birth_year IS NULL THEN NULL WHEN {age} < 18 THEN '0-17' WHEN {age} < 30 THEN '18-29' \
         WHEN {age} < 45 THEN '30-44' WHEN {age} < 65 THEN '45-64' ELSE '65+' END, \
         snapshot_residence_country = c.residence_country, snapshot_residence_subdivision = c.residence_subdivision, \
         snapshot_origin_country = c.origin_country, snapshot_generation = c.generation, \
         snapshot_category = attendee.category, snapshot_language = c.preferred_language, \
         snapshot_organisation_kind = (SELECT o.kind FROM organisation o WHERE o.id = attendee.organisation_id), \
         snapshot_at = ${now} FROM contact c, event e \
         WHERE c.id = attendee.contact_id AND e.id = attendee.event_id AND attendee.snapshot_at IS NULL AND c.id IN ({ids})"
    );
    let mut parameters = values(&person.ids);
    parameters.push(op.clock.now().into());
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, parameters);
    tx.execute_raw(statement).await?;
    Ok(())
}

/// What figures are taken apart by stays on the tombstone of who took part in something, for reach is counted by the profile;
/// of who never did, nothing stays.
async fn forget_dimensions(tx: &DatabaseTransaction, person: &Person) -> Result<()> {
    let ids = places(person.ids.len());
    let took_part: Vec<String> = ["attendee", "enrolment", "message"]
        .map(|table| {
            format!("NOT EXISTS (SELECT 1 FROM {table} p WHERE p.contact_id = contact.id)")
        })
        .to_vec();
    let sql = format!(
        "UPDATE contact SET sex = 'NOT_ASKED', birth_year = NULL, generation = 'UNKNOWN', residence_country = NULL, \
         residence_subdivision = NULL, origin_country = NULL, preferred_language = NULL, profile_kinds = '[]' WHERE id IN ({ids}) AND {}",
        took_part.join(" AND ")
    );
    let parameters = values(&person.ids);
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, parameters);
    tx.execute_raw(statement).await?;
    Ok(())
}

/// Takes values and reasons out of the audit of the person and of what is theirs, and wherever else it tells an address or a
/// telephone. That something was done stays, and the chain holds.
async fn forget_particulars(
    tx: &DatabaseTransaction,
    person: &Person,
    words: &Words,
) -> Result<()> {
    let backend = tx.get_database_backend();
    let ids = places(person.ids.len());
    let mut which = deeds::about(backend, &ids);
    let mut parameters = values(&person.ids);
    let columns = catalogue::wordy(tx).await?;
    let told = columns.iter().filter(|column| {
        column.table_name == "audit_entry"
            && matches!(column.column_name.as_str(), "changes" | "reason")
    });
    let before = parameters.len();
    for column in told {
        for number in 1..=words.ways.len() {
            which.push(catalogue::holds(backend, column, before + number));
        }
    }
    parameters.extend(words.ways.iter().map(|way| Value::from(way.clone())));
    let which = which.join(" OR ");
    for sql in [
        format!(
            "UPDATE audit_link SET salt = NULL WHERE entry_id IN (SELECT audit_entry.id FROM audit_entry WHERE (audit_entry.changes IS NOT NULL OR audit_entry.reason IS NOT NULL) AND ({which}))"
        ),
        format!("UPDATE audit_entry SET changes = NULL, reason = NULL WHERE {which}"),
    ] {
        let statement = Statement::from_sql_and_values(backend, sql, parameters.clone());
        tx.execute_raw(statement).await?;
    }
    Ok(())
}

/// Answers that are kept to be given again and tell something of the person are not given again: the request then counts as
/// one that was carried out and whose answer is lost.
async fn forget_answers(tx: &DatabaseTransaction, person: &Person, words: &Words) -> Result<()> {
    let backend = tx.get_database_backend();
    let mut texts: Vec<String> = person.ids.iter().map(ToString::to_string).collect();
    texts.extend(words.ways.iter().cloned());
    let answer = catalogue::Column {
        table_name: "idempotency_key".to_owned(),
        column_name: "answer".to_owned(),
        type_name: if backend == DbBackend::Postgres {
            "bytea"
        } else {
            "BLOB"
        }
        .to_owned(),
    };
    let which: Vec<String> = (1..=texts.len())
        .map(|number| catalogue::holds(backend, &answer, number))
        .collect();
    let sql = format!(
        "UPDATE idempotency_key SET answer = NULL WHERE {}",
        which.join(" OR ")
    );
    let parameters = texts.into_iter().map(Value::from);
    tx.execute_raw(Statement::from_sql_and_values(backend, sql, parameters))
        .await?;
    Ok(())
}

/// A suppressed address is an address; the mark keeps the person from being written to.
async fn forget_suppressions(
    tx: &DatabaseTransaction,
    person: &Person,
    words: &Words,
) -> Result<()> {
    use kuvend_entity::suppression::{Column, Entity};
    Entity::delete_many()
        .filter(Column::OfficeId.eq(person.office()))
        .filter(Column::AddressFolded.is_in(words.addresses.iter().map(String::as_str)))
        .exec(tx)
        .await?;
    Ok(())
}

/// Words with a slip lead to the words of names; those of a word that nobody bears any more go.
async fn forget_slips(
    tx: &DatabaseTransaction,
    person: &Person,
    found_by: &[String],
) -> Result<()> {
    use kuvend_entity::word_slip::{Column, Entity};
    let borne: Vec<String> = contact_word::Entity::find()
        .select_only()
        .column(contact_word::Column::Word)
        .filter(contact_word::Column::OfficeId.eq(person.office()))
        .filter(contact_word::Column::Word.is_in(found_by.iter().map(String::as_str)))
        .distinct()
        .into_tuple()
        .all(tx)
        .await?;
    let gone = found_by.iter().filter(|word| !borne.contains(word));
    Entity::delete_many()
        .filter(Column::OfficeId.eq(person.office()))
        .filter(Column::Word.is_in(gone.map(String::as_str)))
        .exec(tx)
        .await?;
    Ok(())
}
