//! A copy of everything that is known of a person, for the person: machine readable, made by the register of tables.

pub mod beside;
pub mod files;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, SecondsFormat, Utc};
use kuvend_entity::{id::ContactId, text::LocalizedText, value::Language};
use sea_orm::{ConnectionTrait, DatabaseTransaction, Statement, prelude::Uuid};
use serde_json::{Map, Value, json};

use super::{
    person::Person,
    tables::{Held, TABLES, values},
};
use crate::{
    attendees::guests::BATCH,
    audit::{self, Deed},
    engine::catalogue::{self, Column},
    error::{Error, Failure, Result},
    op::Op,
    policy::Action,
};

/// Makes the copy: what is known ([`Copied::json`]), and what was done with it ([`Copied::deeds`]). That it was made is audited; what was
/// in it is not.
///
/// # Errors
/// Faults on `contactId` as [`Person::lock`]'s.
pub async fn copy(op: &Op, contact: ContactId) -> Result<(Value, Value)> {
    let tx = op.begin(Action::ManageRights).await?;
    let person = Person::lock(&tx, op, contact, &[Action::ManageRights]).await?;
    let copied = gather(&tx, op, &person).await?;
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
    Ok((copied.json(op.clock.now()), copied.deeds()))
}

/// Everything that is known of a person, table by table, each row an object from column to value.
#[derive(Debug, Clone, Default)]
pub struct Copied {
    tables: BTreeMap<&'static str, Vec<Map<String, Value>>>,
    deeds: Vec<Map<String, Value>>,
    names: HashMap<String, LocalizedText>,
}

/// A value, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// A text, a number, a list or a moment.
    Text(String),
    /// Yes or no.
    Flag(bool),
}

/// What a row tells: columns and their values.
pub type Entry = Vec<(String, Told)>;

impl Copied {
    /// What is known, as programs read it: an object from table to rows, each a JSON object from column to value. Keys are hexadecimal
    /// digits, instants RFC 3339, and what is empty is left out. Files stand in it by their names, sums and the paths that fetch them.
    /// Two copies of one day between which nothing changed are the same.
    #[must_use]
    pub fn json(&self, made_at: DateTime<Utc>) -> Value {
        let made_at = made_at.to_rfc3339_opts(SecondsFormat::Secs, true);
        json!({ "format": "kuvend-person-1", "madeAt": made_at, "tables": self.tables })
    }

    /// What was done with the data, as programs read it: which deed, on what, when, by which way, and by the person, by staff or by the
    /// product. Making a copy is one of them, so that the next copy tells one more.
    #[must_use]
    pub fn deeds(&self) -> Value {
        json!(self.deeds)
    }

    /// The copy as people read it, in the order of the register: the person first, keys and machinery left out, and what rows name
    /// by a key (`event`, `organisation`, `programme`, `purpose`) by its name in a language.
    #[must_use]
    pub fn told(&self, language: &Language) -> Vec<(&'static str, Vec<Entry>)> {
        let mut order: Vec<&'static str> = Vec::new();
        let tables = TABLES.iter().rev().map(|held| held.table);
        for table in tables.chain(beside::BESIDE) {
            let is_told = !self.rows(table).is_empty() && !is_found_by(table);
            if is_told && !order.contains(&table) {
                order.push(table);
            }
        }
        let entries = |table: &'static str| {
            let rows = self.rows(table).iter();
            (table, rows.map(|row| self.entry(row, language)).collect())
        };
        order.into_iter().map(entries).collect()
    }

    fn rows(&self, table: &str) -> &[Map<String, Value>] {
        if table == beside::DEEDS {
            &self.deeds
        } else {
            self.tables.get(table).map_or(&[], Vec::as_slice)
        }
    }

    fn entry(&self, row: &Map<String, Value>, language: &Language) -> Entry {
        let mut entry = Entry::new();
        for (column, value) in row {
            if let Some((_, thing)) = NAMED.iter().find(|(key, _)| key == column) {
                let name = value.as_str().and_then(|key| self.names.get(key));
                let best = name.and_then(|name| name.best(Some(language), language));
                entry.extend(best.map(|name| ((*thing).to_owned(), Told::Text(name.to_owned()))));
            } else if !is_machinery(column) {
                let told = match value {
                    Value::Bool(flag) => Told::Flag(*flag),
                    other => Told::Text(words(column, other)),
                };
                if told != Told::Text(String::new()) {
                    entry.push((column.clone(), told));
                }
            }
        }
        entry
    }
}

/// Tables that only programs read: by what somebody is found, which other rows say in words, and which entries name them, which are
/// told themselves.
const FOUND_BY: [&str; 3] = ["contact_word", "duplicate_key", "audit_person"];

/// Whether people are spared a table.
#[must_use]
pub fn is_found_by(table: &str) -> bool {
    FOUND_BY.contains(&table)
}

/// Columns that name a thing by its key, and the table of the things.
const NAMED: [(&str, &str); 4] = [
    ("event_id", "event"),
    ("organisation_id", "organisation"),
    ("programme_id", "programme"),
    ("purpose_id", "purpose"),
];

/// Columns that say nothing of the person: keys, versions, and what letters and links are carried by.
const MACHINERY: [&str; 18] = [
    "id",
    "version",
    "dedupe_key",
    "revision",
    "calendar_sequence",
    "stage",
    "attempts",
    "lease_token",
    "leased_until",
    "link_epoch",
    "response_revision",
    "queue_number",
    "queue_priority",
    "event_revision",
    "position",
    "role_key",
    "rendered_at",
    "object_kind",
];

/// Whether people are spared a column.
#[must_use]
pub fn is_machinery(column: &str) -> bool {
    MACHINERY.contains(&column)
        || column.ends_with("_id")
        || (column.ends_with("_by") && column != "found_by")
}

/// The column whose name says what a thing is called.
const fn title(thing: &str) -> &'static str {
    match thing.as_bytes() {
        b"organisation" => "name",
        b"purpose" => "wording",
        _ => "title",
    }
}

/// Reads a person's copy within an open transaction.
pub(super) async fn gather(tx: &DatabaseTransaction, op: &Op, person: &Person) -> Result<Copied> {
    let columns = catalogue::columns(tx).await?;
    let mut copied = Copied::default();
    for held in TABLES {
        let own: Vec<&Column> = columns
            .iter()
            .filter(|column| column.table_name == held.table)
            .collect();
        let rows = rows(tx, held, &own, person).await?;
        if !rows.is_empty() {
            copied.tables.entry(held.table).or_default().extend(rows);
        }
    }
    beside::gather(tx, person, (&columns, &mut copied)).await?;
    files::gather(tx, (person, op.clock.now()), &mut copied).await?;
    for (column, thing) in NAMED {
        let keys = keys(&copied, column);
        for batch in keys.chunks(BATCH) {
            copied.names.extend(named(tx, thing, batch).await?);
        }
    }
    Ok(copied)
}

fn keys(copied: &Copied, column: &str) -> Vec<Uuid> {
    let rows = copied.tables.values().flatten();
    let keys: BTreeSet<Uuid> = rows
        .filter_map(|row| row.get(column)?.as_str()?.parse().ok())
        .collect();
    keys.into_iter().collect()
}

/// What some things are called, by their keys as the copy writes them.
async fn named(
    tx: &DatabaseTransaction,
    thing: &str,
    keys: &[Uuid],
) -> Result<Vec<(String, LocalizedText)>> {
    let places: Vec<String> = (1..=keys.len())
        .map(|number| format!("${number}"))
        .collect();
    let sql = format!(
        "SELECT id, {} AS name FROM {thing} WHERE id IN ({})",
        title(thing),
        places.join(", ")
    );
    let parameters = keys.iter().map(|key| (*key).into());
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, parameters);
    let mut names = Vec::new();
    for row in tx.query_all_raw(statement).await? {
        let key: Uuid = row.try_get("", "id")?;
        names.push((key.simple().to_string(), row.try_get("", "name")?));
    }
    Ok(names)
}

/// A value in a line: lists with commas, moments to the minute, and texts as they are.
fn words(column: &str, value: &Value) -> String {
    match value {
        Value::String(text) if column.ends_with("_at") || column == "at" => {
            DateTime::parse_from_rfc3339(text).map_or_else(
                |_| text.clone(),
                |at| {
                    at.with_timezone(&Utc)
                        .format("%Y-%m-%d %H:%M UTC")
                        .to_string()
                },
            )
        }
        Value::String(text) => text.clone(),
        Value::Array(list) => {
            let parts: Vec<String> = list.iter().map(|one| words("", one)).collect();
            parts.join(", ")
        }
        Value::Object(fields) => {
            let parts: Vec<String> = fields
                .iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(name, value)| format!("{name}: {}", words("", value)))
                .collect();
            parts.join("; ")
        }
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

async fn rows(
    tx: &DatabaseTransaction,
    held: &Held,
    columns: &[&Column],
    person: &Person,
) -> Result<Vec<Map<String, Value>>> {
    let what = (held.table, columns, held.not_copied);
    let which = held.owned(person.ids.len());
    select(tx, what, (&which, values(&person.ids))).await
}

/// The rows of a table for which a condition holds, without what is empty and some columns.
async fn select(
    tx: &DatabaseTransaction,
    (table, columns, not_copied): (&str, &[&Column], &[&str]),
    (condition, parameters): (&str, Vec<sea_orm::Value>),
) -> Result<Vec<Map<String, Value>>> {
    let backend = tx.get_database_backend();
    let sql = format!(
        "SELECT {} AS told FROM {table} WHERE {condition}",
        catalogue::as_json(backend, table, columns),
    );
    let statement = Statement::from_sql_and_values(backend, sql, parameters);
    let mut rows = Vec::new();
    for row in tx.query_all_raw(statement).await? {
        let told: String = row.try_get("", "told")?;
        let read = serde_json::from_str::<Map<String, Value>>(&told);
        let fields = read.map_err(|error| Error::from(Failure::Other(format!("copy: {error}"))))?;
        let shown = fields
            .into_iter()
            .filter(|(column, value)| !value.is_null() && !not_copied.contains(&column.as_str()))
            .map(|(column, value)| {
                let value = alike(&column, value);
                (column, value)
            });
        let mut shown: Vec<(String, Value)> = shown.collect();
        shown.sort_by(|(one, _), (other, _)| one.cmp(other));
        rows.push(shown.into_iter().collect());
    }
    // In one order, wherever the engine keeps them: by their keys, which sort by the moment they were made.
    rows.sort_by_cached_key(|row: &Map<String, Value>| {
        let key = row.get("id").and_then(Value::as_str).map(str::to_owned);
        (key, serde_json::to_string(row).unwrap_or_default())
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
            if (column.ends_with("_at") || column == "at")
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
