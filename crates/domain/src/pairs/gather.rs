//! What brings records together: the keys of people, noted as hashes.

use std::collections::HashMap;

use kuvend_entity::{
    duplicate_key, duplicate_run,
    id::{ContactId, OfficeId},
};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait,
    FromQueryResult, IntoActiveModel as _, QueryFilter, Statement,
};
use sha2::{Digest as _, Sha256};

use crate::{
    contacts::duplicates::Compared,
    duplicates::keys::{LARGEST, keys},
    error::Result,
    op::Op,
    writes,
};

/// A key as it is kept. Keys that share a hash are as unlikely as harmless: whoever meets by it is compared.
fn hashed(key: &str) -> i64 {
    let digest = Sha256::digest(key);
    let head = digest.iter().take(8);
    head.fold(0_i64, |whole, byte| (whole << 8) | i64::from(*byte))
}

/// Notes the keys of people in the place of what was noted before.
pub(super) async fn note(
    tx: &DatabaseTransaction,
    office: OfficeId,
    people: &HashMap<ContactId, Compared>,
) -> Result<()> {
    let before = duplicate_key::Entity::delete_many()
        .filter(duplicate_key::Column::ContactId.is_in(people.keys().copied()));
    before.exec(tx).await?;
    let mut rows = Vec::new();
    for (person, compared) in people {
        let mut hashes: Vec<i64> = keys(&compared.record).iter().map(|k| hashed(k)).collect();
        hashes.sort_unstable();
        hashes.dedup();
        rows.extend(hashes.into_iter().map(|hash| {
            let row = duplicate_key::Model {
                office_id: office,
                hash,
                contact_id: *person,
            };
            row.into_active_model().reset_all()
        }));
    }
    writes::insert_many(tx, rows).await
}

#[derive(Debug, FromQueryResult)]
struct Pair {
    one: ContactId,
    other: ContactId,
}

/// Whom people meet by a key that no more than [`LARGEST`] share, the people first: in a whole walk who stands behind them, as those
/// before have met them already.
pub(super) async fn meetings(
    db: &impl ConnectionTrait,
    run: &duplicate_run::Model,
    people: &[ContactId],
) -> Result<Vec<(ContactId, ContactId)>> {
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let met = if run.is_whole { ">" } else { "<>" };
    let places: Vec<String> = (2..people.len() + 2).map(|n| format!("${n}")).collect();
    let sql = format!(
        "SELECT DISTINCT k.contact_id AS one, o.contact_id AS other FROM duplicate_key k \
         JOIN duplicate_key o ON o.office_id = k.office_id AND o.hash = k.hash AND o.contact_id {met} k.contact_id \
         WHERE k.office_id = $1 AND k.contact_id IN ({}) \
         AND (SELECT COUNT(*) FROM (SELECT 1 FROM duplicate_key c WHERE c.office_id = k.office_id AND c.hash = k.hash LIMIT {}) c) <= {LARGEST} \
         ORDER BY one, other",
        places.join(", "),
        LARGEST + 1,
    );
    let mut values = vec![run.office_id.into()];
    values.extend(people.iter().map(|id| sea_orm::Value::from(*id)));
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let pairs = Pair::find_by_statement(statement).all(db).await?;
    Ok(pairs
        .into_iter()
        .map(|pair| (pair.one, pair.other))
        .collect())
}

#[derive(Debug, FromQueryResult)]
struct Number {
    number: i64,
}

/// How many keys of an office more than [`LARGEST`] share.
pub(super) async fn passed_over(op: &Op, office: OfficeId) -> Result<i64> {
    let db = op.db.reader();
    let sql = format!(
        "SELECT COUNT(*) AS number FROM (SELECT 1 FROM duplicate_key WHERE office_id = $1 GROUP BY hash HAVING COUNT(*) > {LARGEST}) k"
    );
    let backend = db.get_database_backend();
    let statement = Statement::from_sql_and_values(backend, sql, [office.into()]);
    let counted = Number::find_by_statement(statement).one(db).await?;
    Ok(counted.map_or(0, |counted| counted.number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_one_hash_on_every_machine() {
        assert_eq!(
            hashed(""),
            i64::from_be_bytes([0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14])
        );
        assert_ne!(hashed("d:1980-01-01"), hashed("d:1980-01-02"));
    }
}
