//! Marks of erased people: keyed hashes of what they could be known by again, so that no import brings them back and no
//! letter goes out to them. Nothing can be read back from a mark, and without the office's secret none can be tried out.

use std::collections::HashSet;

use chrono::NaiveDate;
use hmac::{Hmac, Mac, digest::Key};
use kuvend_entity::{contact, erasure_mark, id::ContactId, office};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    QuerySelect, sea_query::OnConflict,
};
use sha2::{Digest as _, Sha256};

use super::person::Words;
use crate::{
    audit::{self, Deed},
    error::Result,
    fold::fold,
    op::Op,
};

/// Keeps these hashes apart from the seals of links, which the same secret keys.
const CONTEXT: &[u8] = b"kuvend erasure mark";
/// Marks of one statement, so that the parameters stay within what SQLite takes.
const BATCH: usize = 500;

/// What is known of somebody who comes in.
#[derive(Debug, Clone, Default)]
pub struct Newcomer {
    /// Addresses, in lower case.
    pub addresses: Vec<String>,
    /// Telephones in E.164.
    pub telephones: Vec<String>,
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// Date of birth.
    pub birth_on: Option<NaiveDate>,
    /// Year of birth.
    pub birth_year: Option<i32>,
}

/// Which of these people were erased in the office, in their order: one statement for every few hundred marks. An address or
/// a telephone tells, or both names with the date or year of birth.
///
/// # Errors
/// Only the database's.
pub async fn were_erased(
    db: &impl ConnectionTrait,
    office: &office::Model,
    people: &[Newcomer],
) -> Result<Vec<bool>> {
    let digests: Vec<Vec<Vec<u8>>> = people
        .iter()
        .map(|person| {
            let texts = of_newcomer(person);
            texts.iter().map(|text| digest(office, text)).collect()
        })
        .collect();
    let all: Vec<&Vec<u8>> = digests.iter().flatten().collect();
    let mut marked: HashSet<Vec<u8>> = HashSet::new();
    for batch in all.chunks(BATCH) {
        let found: Vec<Vec<u8>> = erasure_mark::Entity::find()
            .select_only()
            .column(erasure_mark::Column::Digest)
            .filter(erasure_mark::Column::OfficeId.eq(office.id))
            .filter(
                erasure_mark::Column::Digest.is_in(batch.iter().map(|digest| (*digest).clone())),
            )
            .into_tuple()
            .all(db)
            .await?;
        marked.extend(found);
    }
    let is_marked = |own: &Vec<Vec<u8>>| own.iter().any(|digest| marked.contains(digest));
    Ok(digests.iter().map(is_marked).collect())
}

/// Writes down that somebody who was erased is registered again, which is their right: whoever looks at the audit sees that it
/// was no import that brought them back.
///
/// # Errors
/// Only the database's.
pub async fn note_return(
    tx: &DatabaseTransaction,
    op: &Op,
    office: &office::Model,
    (contact, person): (ContactId, Newcomer),
) -> Result<()> {
    if were_erased(tx, office, &[person]).await? != [true] {
        return Ok(());
    }
    let deed = Deed {
        office: office.id,
        action: "rights::came_back",
        object_kind: "contact",
        object_id: contact.0,
        changes: None,
        reason: None,
    };
    audit::write(tx, op, deed).await
}

/// Marks a person who is being erased.
pub(super) async fn leave(
    tx: &DatabaseTransaction,
    op: &Op,
    office: &office::Model,
    (row, words): (&contact::Model, &Words),
) -> Result<()> {
    let mut texts: Vec<String> = words.addresses.iter().map(|text| address(text)).collect();
    texts.extend(words.telephones.iter().map(|text| telephone(text)));
    let born = birth(row.birth_on, row.birth_year);
    for (given, family) in &words.names {
        texts.extend(born.iter().map(|born| name(given, family, born)));
    }
    if texts.is_empty() {
        return Ok(());
    }
    let rows = texts.iter().map(|text| erasure_mark::ActiveModel {
        office_id: Set(office.id),
        digest: Set(digest(office, text)),
        marked_at: Set(op.clock.now()),
    });
    let once = OnConflict::columns([erasure_mark::Column::OfficeId, erasure_mark::Column::Digest])
        .do_nothing()
        .to_owned();
    erasure_mark::Entity::insert_many(rows)
        .on_conflict(once)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

fn of_newcomer(person: &Newcomer) -> Vec<String> {
    let mut texts: Vec<String> = person.addresses.iter().map(|text| address(text)).collect();
    texts.extend(person.telephones.iter().map(|text| telephone(text)));
    let born = birth(person.birth_on, person.birth_year);
    let (given, family) = (&person.given_name, &person.family_name);
    texts.extend(born.iter().map(|born| name(given, family, born)));
    texts
}

/// The most exact that is known: the day, else the year.
fn birth(on: Option<NaiveDate>, year: Option<i32>) -> Option<String> {
    on.map(|day| day.to_string())
        .or_else(|| year.map(|year| year.to_string()))
}

fn address(text: &str) -> String {
    format!("address {}", text.to_lowercase())
}

fn telephone(text: &str) -> String {
    format!("telephone {text}")
}

fn name(given: &str, family: &str, born: &str) -> String {
    format!("name {}\n{}\n{born}", fold(given), fold(family))
}

fn digest(office: &office::Model, text: &str) -> Vec<u8> {
    // The secret is hashed to the length that the key has, so that there is no secret of a wrong length.
    let mut key = Key::<Hmac<Sha256>>::default();
    for (place, byte) in key.iter_mut().zip(Sha256::digest(&office.link_secret)) {
        *place = byte;
    }
    let mut mac = <Hmac<Sha256> as Mac>::new(&key);
    mac.update(CONTEXT);
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}
