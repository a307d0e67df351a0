//! The consent ledger: lines are added, never changed; the latest counts.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use kuvend_entity::{
    consent, contact,
    id::{ConsentId, ContactId, OfficeId, PurposeId},
    kind::ConsentState,
    purpose,
    value::Language,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder,
};

use crate::{
    attendees::guests::BATCH,
    contacts::reads::within,
    error::Result,
    fault::{Code, Fault, Faults},
    op::Op,
    policy::Action,
};

/// What somebody said about a purpose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The purpose's key in the register (`follow-up`).
    pub purpose: String,
    /// What they said.
    pub state: ConsentState,
    /// Of which wording; the newest unless said.
    pub wording_version: Option<i32>,
    /// In which language.
    pub language: Option<Language>,
    /// How it was said.
    pub channel: Option<String>,
    /// When; now unless said.
    pub given_at: Option<DateTime<Utc>>,
    /// What proves it.
    pub evidence: Option<String>,
}

/// A line that may be written.
#[derive(Debug)]
pub struct Line {
    said: Said,
    purpose: PurposeId,
    wording_version: i32,
    given_at: DateTime<Utc>,
}

/// Judges what was said against the office's register. Every fault is noted at `consents.N.…`; nothing is yielded where
/// there is one.
///
/// # Errors
/// Only the database's.
pub async fn judge(
    tx: &DatabaseTransaction,
    op: &Op,
    office: OfficeId,
    said: &[Said],
    faults: &mut Faults,
) -> Result<Option<Vec<Line>>> {
    if said.is_empty() {
        return Ok(Some(Vec::new()));
    }
    let register = purpose::Entity::find()
        .filter(purpose::Column::OfficeId.eq(office))
        .all(tx)
        .await?;
    let now = op.clock.now();
    let lines: Vec<Option<Line>> = said
        .iter()
        .enumerate()
        .map(|(index, said)| {
            let mut wrong = Vec::new();
            let line = line(said, &register, now, &mut wrong);
            for (field, mut fault) in wrong {
                fault.field = ["consents", &index.to_string(), field]
                    .map(str::to_owned)
                    .to_vec();
                faults.push(fault);
            }
            line
        })
        .collect();
    Ok(lines.into_iter().collect())
}

/// The same of one thing that was said; faults are noted at its own fields.
///
/// # Errors
/// Only the database's.
pub async fn judge_one(
    tx: &DatabaseTransaction,
    op: &Op,
    office: OfficeId,
    said: &Said,
    faults: &mut Faults,
) -> Result<Option<Line>> {
    let register = purpose::Entity::find()
        .filter(purpose::Column::OfficeId.eq(office))
        .all(tx)
        .await?;
    let mut wrong = Vec::new();
    let line = line(said, &register, op.clock.now(), &mut wrong);
    for (field, mut fault) in wrong {
        fault.field = vec![field.to_owned()];
        faults.push(fault);
    }
    Ok(line)
}

fn line(
    said: &Said,
    register: &[purpose::Model],
    now: DateTime<Utc>,
    wrong: &mut Vec<(&'static str, Fault)>,
) -> Option<Line> {
    let given_at = said.given_at.unwrap_or(now);
    if given_at > now {
        let fault = Fault::new([], Code::TooLate).later_than(now);
        wrong.push(("givenAt", fault));
    }
    let Some(purpose) = register.iter().find(|row| row.key == said.purpose) else {
        wrong.push(("purpose", Fault::no_key(Vec::new(), &said.purpose)));
        return None;
    };
    let newest = purpose.wording_version;
    let wording_version = said.wording_version.unwrap_or(newest);
    if !(1..=newest).contains(&wording_version) {
        let fault = Fault::new([], Code::OutOfRange).with("low", 1);
        wrong.push(("wordingVersion", fault.with("high", newest)));
    }
    Some(Line {
        said: said.clone(),
        purpose: purpose.id,
        wording_version,
        given_at,
    })
}

/// Adds lines about one person to the ledger.
///
/// # Errors
/// Only the database's.
pub async fn record(
    tx: &DatabaseTransaction,
    op: &Op,
    person: &contact::Model,
    lines: Vec<Line>,
) -> Result<()> {
    if lines.is_empty() {
        return Ok(());
    }
    let now = op.clock.now();
    let rows = lines.into_iter().map(|line| consent::ActiveModel {
        id: Set(ConsentId::new()),
        office_id: Set(person.office_id),
        contact_id: Set(person.id),
        purpose_id: Set(line.purpose),
        state: Set(line.said.state),
        wording_version: Set(line.wording_version),
        language: Set(line.said.language),
        channel: Set(line.said.channel),
        evidence: Set(line.said.evidence),
        given_at: Set(line.given_at),
        recorded_by: Set(op.actor.account()),
        recorded_at: Set(now),
    });
    consent::Entity::insert_many(rows)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// The line that counts for each purpose, by the purpose's key, of each of these contacts that the actor may see.
///
/// # Errors
/// Only the database's.
pub async fn latest(
    op: &Op,
    contacts: &[ContactId],
) -> Result<HashMap<ContactId, Vec<(String, consent::Model)>>> {
    use consent::{Column as C, Entity};
    let mut counting: HashMap<(ContactId, PurposeId), consent::Model> = HashMap::new();
    for batch in contacts.chunks(BATCH) {
        let lines = Entity::find()
            .filter(C::ContactId.is_in(batch.iter().copied()))
            .filter(within(op, Action::ReadContacts, C::OfficeId))
            .order_by_asc(C::GivenAt)
            .order_by_asc(C::Id)
            .all(op.db.reader())
            .await?;
        let lines = lines.into_iter();
        counting.extend(lines.map(|line| ((line.contact_id, line.purpose_id), line)));
    }
    let purposes: HashSet<PurposeId> = counting.keys().map(|(_, purpose)| *purpose).collect();
    let keys: HashMap<PurposeId, String> = purpose::Entity::find()
        .filter(purpose::Column::Id.is_in(purposes))
        .all(op.db.reader())
        .await?
        .into_iter()
        .map(|row| (row.id, row.key))
        .collect();
    let mut found: HashMap<ContactId, Vec<(String, consent::Model)>> = HashMap::new();
    for ((contact, purpose), line) in counting {
        if let Some(key) = keys.get(&purpose) {
            found.entry(contact).or_default().push((key.clone(), line));
        }
    }
    for lines in found.values_mut() {
        lines.sort_by(|(one, _), (other, _)| one.cmp(other));
    }
    Ok(found)
}
