//! A copy of everything that is known of a person, for the person: machine readable, made by the register of tables.

use std::collections::BTreeMap;

use chrono::{DateTime, SecondsFormat, Utc};
use kuvend_entity::id::ContactId;
use sea_orm::{ConnectionTrait, DatabaseTransaction, Statement};
use serde_json::{Map, Value, json};

use super::{
    person::Person,
    tables::{Held, TABLES, values},
};
use crate::{
    audit::{self, Deed},
    engine::catalogue::{self, Column},
    error::{Error, Failure, Result},
    op::Op,
    policy::Action,
};

/// Makes the copy: an object from table to rows, each a JSON object from column to value. Keys are hexadecimal digits,
/// instants RFC 3339, and what is empty is left out. That it was made is audited; what was in it is not.
///
/// # Errors
/// Faults on `contactId` as [`Person::lock`]'s.
pub async fn copy(op: &Op, contact: ContactId) -> Result<Value> {
    let tx = op.begin(Action::ManageRights).await?;
    let person = Person::lock(&tx, op, contact, &[Action::ManageRights]).await?;
    let columns = catalogue::columns(&tx).await?;
    let mut tables: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    for held in TABLES {
        let own: Vec<&Column> = columns
            .iter()
            .filter(|column| column.table_name == held.table)
            .collect();
        let rows = rows(&tx, held, &own, &person).await?;
        if !rows.is_empty() {
            tables.entry(held.table).or_default().extend(rows);
        }
    }
    let deed = Deed {
        office: person.office(),
        action: "rights::copy",
        object_kind: "contact",
        object_id: contact.0,
        changes: None,
        reason: None,
    };
    audit::write(&tx, op, deed).await?;
    tx.commit().await?;
    let made_at = op.clock.now().to_rfc3339_opts(SecondsFormat::Secs, true);
    Ok(json!({ "format": "kuvend-person-1", "madeAt": made_at, "tables": tables }))
}

async fn rows(
    tx: &DatabaseTransaction,
    held: &Held,
    columns: &[&Column],
    person: &Person,
) -> Result<Vec<Value>> {
    let backend = tx.get_database_backend();
    let sql = format!(
        "SELECT {} AS told FROM {} WHERE {}",
        catalogue::as_json(backend, held.table, columns),
        held.table,
        held.owned(person.ids.len())
    );
    let statement = Statement::from_sql_and_values(backend, sql, values(&person.ids));
    let mut rows = Vec::new();
    for row in tx.query_all_raw(statement).await? {
        let told: String = row.try_get("", "told")?;
        let read = serde_json::from_str::<Map<String, Value>>(&told);
        let fields = read.map_err(|error| Error::from(Failure::Other(format!("copy: {error}"))))?;
        let shown = fields
            .into_iter()
            .filter(|(column, value)| {
                !value.is_null() && !held.not_copied.contains(&column.as_str())
            })
            .map(|(column, value)| {
                let value = alike(&column, value);
                (column, value)
            });
        let mut shown: Vec<(String, Value)> = shown.collect();
        shown.sort_by(|(one, _), (other, _)| one.cmp(other));
        rows.push(Value::Object(shown.into_iter().collect()));
    }
    // In one order, wherever the engine keeps them: by their keys, which sort by the moment they were made.
    rows.sort_by_cached_key(|row: &Value| {
        let key = row.get("id").and_then(Value::as_str).map(str::to_owned);
        (key, row.to_string())
    });
    Ok(rows)
}

/// The same value on both engines: SQLite keeps truth as a number, and JSON and instants as text; PostgreSQL writes keys with
/// hyphens.
fn alike(column: &str, value: Value) -> Value {
    match value {
        Value::Number(number) if column.starts_with("is_") || column == "uses_place" => {
            Value::Bool(number.as_i64() != Some(0))
        }
        Value::String(text) => {
            if column.ends_with("_at")
                && let Ok(at) = DateTime::parse_from_rfc3339(&text.replacen(' ', "T", 1))
            {
                let at = at.with_timezone(&Utc);
                return at.to_rfc3339_opts(SecondsFormat::AutoSi, true).into();
            }
            if is_key(column)
                && let Ok(key) = sea_orm::prelude::Uuid::parse_str(&text)
            {
                return key.simple().to_string().into();
            }
            let is_nested = text.starts_with('[') || text.starts_with('{');
            match serde_json::from_str(&text) {
                Ok(nested) if is_nested => nested,
                _ => text.into(),
            }
        }
        other => other,
    }
}

fn is_key(column: &str) -> bool {
    column == "id"
        || column.ends_with("_id")
        || column.ends_with("_by")
        || column.ends_with("_token")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_read_alike_whichever_engine_wrote_them() {
        for (column, sqlite, postgres) in [
            ("is_primary", json!(1), json!(true)),
            (
                "given_at",
                json!("2026-11-02 09:00:00+00:00"),
                json!("2026-11-02T09:00:00+00:00"),
            ),
            (
                "id",
                json!("0192f0c1a7b07e3e8a3b6a9a4f5c1d2e"),
                json!("0192f0c1-a7b0-7e3e-8a3b-6a9a4f5c1d2e"),
            ),
            ("roles", json!("[\"GUEST\"]"), json!(["GUEST"])),
        ] {
            assert_eq!(alike(column, sqlite), alike(column, postgres), "{column}");
        }
    }
}
