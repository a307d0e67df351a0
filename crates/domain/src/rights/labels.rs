//! What staff wrote beside files, where it names somebody who is being erased: what a file was called, where it came from, what it
//! was taken out for. The row stays, and its words go.

use kuvend_entity::id::OfficeId;
use sea_orm::{ConnectionTrait, DatabaseTransaction, Statement, Value, prelude::Uuid};

use super::{person::Words, tables::places};
use crate::error::Result;

/// Columns that staff write such words in; their tables have an `id` and an `office_id`.
const LABELS: [(&str, &str); 6] = [
    ("import_batch", "file_name"),
    ("import_batch", "source"),
    ("import_job", "file_name"),
    ("import_job", "source"),
    ("export_job", "purpose"),
    ("stored_file", "name"),
];

/// Empties those of an office that tell who the person is.
pub(super) async fn forget(
    tx: &DatabaseTransaction,
    office: OfficeId,
    words: &Words,
) -> Result<()> {
    let backend = tx.get_database_backend();
    for (table, column) in LABELS {
        let sql = format!("SELECT id, {column} AS text FROM {table} WHERE office_id = $1");
        let all = Statement::from_sql_and_values(backend, sql, [Value::from(office)]);
        let mut named: Vec<Value> = Vec::new();
        for row in tx.query_all_raw(all).await? {
            let text: String = row.try_get("", "text")?;
            if words.stand_in(&text) {
                named.push(row.try_get::<Uuid>("", "id")?.into());
            }
        }
        if named.is_empty() {
            continue;
        }
        let ids = places(named.len());
        let audited = format!(
            "(SELECT id FROM audit_entry WHERE (changes IS NOT NULL OR reason IS NOT NULL) AND object_id IN ({ids}))"
        );
        for sql in [
            format!("UPDATE {table} SET {column} = '' WHERE id IN ({ids})"),
            // The audit repeats these words as a reason; that something was done stays, and the chain holds.
            format!("UPDATE audit_link SET salt = NULL WHERE entry_id IN {audited}"),
            format!(
                "UPDATE audit_entry SET reason = NULL, changes = NULL WHERE object_id IN ({ids})"
            ),
        ] {
            let values = named.iter().cloned();
            tx.execute_raw(Statement::from_sql_and_values(backend, sql, values))
                .await?;
        }
    }
    Ok(())
}
