//! The sweep after an erasure: every column of every table in which words can stand is searched for the person.
//!
//! **The rule.** Addresses and telephones that were the person's alone must stand nowhere. Given and family name beside each
//! other must stand nowhere but in the record of a namesake: rows that say who another contact is, and the audit of them.
//! Accounts are staff's own records and are not searched, and an office's own address is its own.

use kuvend_entity::id::ContactId;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, Statement, Value};

use super::{
    person::Words,
    tables::{places, values},
};
use crate::{
    engine::catalogue::{self, Column},
    error::Result,
    fold::fold,
};

/// Tables that are not searched: whose rows are other people's own, the steps of the schema, and the bytes of files, every one of
/// which an erasure takes back.
const NOT_SEARCHED: [&str; 7] = [
    "account",
    "office",
    "token",
    "seaql_migrations",
    "erasure_mark",
    "word_slip",
    "stored_piece",
];
/// Tables whose rows say who a contact is, by the column that names the contact.
const NAMING: [(&str, &str); 7] = [
    ("contact", "id"),
    ("contact_name", "contact_id"),
    ("contact_word", "contact_id"),
    ("contact_email", "contact_id"),
    ("contact_phone", "contact_id"),
    ("contact_fact", "contact_id"),
    ("consent", "contact_id"),
];
/// Rows of a table that are read to see whether they name the person; a table with more is told of as it is.
const LOOKED_AT: usize = 2_000;

/// Something of the person that still stands somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// In which table.
    pub table: String,
    /// In which column.
    pub column: String,
    /// Whether it is an address or a telephone, and not the name alone.
    pub is_contact_detail: bool,
    /// In how many rows.
    pub rows: i64,
}

/// Searches everywhere.
pub(super) async fn sweep(
    tx: &DatabaseTransaction,
    words: &Words,
    people: &[ContactId],
) -> Result<Vec<Finding>> {
    let mut columns = catalogue::wordy(tx).await?;
    columns.retain(|column| !NOT_SEARCHED.contains(&column.table_name.as_str()));
    let mut found = Vec::new();
    for table in columns.chunk_by(|one, next| one.table_name == next.table_name) {
        ways(tx, words, table, &mut found).await?;
        names(tx, words, (table, people), &mut found).await?;
    }
    Ok(found)
}

/// A condition that a column holds any of some texts, whose parameters begin behind `before`.
fn any(backend: DbBackend, column: &Column, before: usize, texts: usize) -> String {
    let each: Vec<String> = (1..=texts)
        .map(|number| catalogue::holds(backend, column, before + number))
        .collect();
    format!("({})", each.join(" OR "))
}

async fn ways(
    tx: &DatabaseTransaction,
    words: &Words,
    table: &[Column],
    found: &mut Vec<Finding>,
) -> Result<()> {
    let Some(first) = table.first().filter(|_| !words.ways.is_empty()) else {
        return Ok(());
    };
    let backend = tx.get_database_backend();
    let (mut counts, mut hits) = (Vec::new(), Vec::new());
    for (number, column) in table.iter().enumerate() {
        let hit = any(backend, column, 0, words.ways.len());
        counts.push(format!(
            "SUM(CASE WHEN {hit} THEN 1 ELSE 0 END) AS c{number}"
        ));
        hits.push(hit);
    }
    let sql = format!(
        "SELECT {} FROM {} WHERE {}",
        counts.join(", "),
        first.table_name,
        hits.join(" OR ")
    );
    let texts = words.ways.iter().map(|way| Value::from(way.clone()));
    let statement = Statement::from_sql_and_values(backend, sql, texts);
    let Some(row) = tx.query_one_raw(statement).await? else {
        return Ok(());
    };
    for (number, column) in table.iter().enumerate() {
        let rows: Option<i64> = row.try_get("", &format!("c{number}"))?;
        if let Some(rows) = rows.filter(|rows| *rows > 0) {
            found.push(finding(column, true, rows));
        }
    }
    Ok(())
}

fn finding(column: &Column, is_contact_detail: bool, rows: i64) -> Finding {
    Finding {
        table: column.table_name.clone(),
        column: column.column_name.clone(),
        is_contact_detail,
        rows,
    }
}

/// Every form in which a name may be written where text is compared in lower case: SQLite lowers plain letters only.
fn forms(name: &str) -> Vec<String> {
    let mut forms = vec![
        name.to_ascii_lowercase(),
        name.to_lowercase(),
        name.to_uppercase().to_ascii_lowercase(),
        fold(name),
    ];
    forms.sort_unstable();
    forms.dedup();
    forms.retain(|form| !form.is_empty());
    forms
}

async fn names(
    tx: &DatabaseTransaction,
    words: &Words,
    (table, people): (&[Column], &[ContactId]),
    found: &mut Vec<Finding>,
) -> Result<()> {
    let texts: Vec<&Column> = table.iter().filter(|column| !column.is_bytes()).collect();
    let (Some(first), false) = (texts.first(), words.names.is_empty()) else {
        return Ok(());
    };
    let backend = tx.get_database_backend();
    let namesakes = namesakes(&first.table_name, people.len());
    let mut parameters = if namesakes.is_empty() {
        Vec::new()
    } else {
        values(people)
    };
    let mut hits: Vec<Vec<String>> = vec![Vec::new(); texts.len()];
    for (given, family) in &words.names {
        let (given, family) = (forms(given), forms(family));
        let before = parameters.len();
        for (column, hits) in texts.iter().zip(&mut hits) {
            let both = [
                any(backend, column, before, given.len()),
                any(backend, column, before + given.len(), family.len()),
            ];
            hits.push(both.join(" AND "));
        }
        parameters.extend(given.into_iter().chain(family).map(Value::from));
    }
    let hits: Vec<String> = hits
        .iter()
        .map(|all| format!("({})", all.join(" OR ")))
        .collect();
    let columns: Vec<String> = texts
        .iter()
        .enumerate()
        .map(|(number, column)| {
            let name = &column.column_name;
            format!("CAST({}.{name} AS TEXT) AS c{number}", column.table_name)
        })
        .collect();
    let sql = format!(
        "SELECT {} FROM {} WHERE ({}){} LIMIT {LOOKED_AT}",
        columns.join(", "),
        first.table_name,
        hits.join(" OR "),
        namesakes
    );
    let statement = Statement::from_sql_and_values(backend, sql, parameters);
    let rows = tx.query_all_raw(statement).await?;
    for (number, column) in texts.iter().enumerate() {
        let mut named = 0;
        for row in &rows {
            let text: Option<String> = row.try_get("", &format!("c{number}"))?;
            named += i64::from(text.is_some_and(|text| words.are_named_in(&text)));
        }
        if named > 0 {
            found.push(finding(column, false, named));
        }
    }
    Ok(())
}

/// A condition that leaves out the record of another contact, by the ids as `$1` and on; empty where the table has none.
fn namesakes(table: &str, people: usize) -> String {
    let ids = places(people);
    let naming = NAMING.iter().find(|(known, _)| *known == table);
    match (naming, table) {
        (Some((table, column)), _) => format!(" AND {table}.{column} IN ({ids})"),
        (None, "audit_entry") => format!(
            " AND NOT (audit_entry.object_kind = 'contact' AND audit_entry.object_id NOT IN ({ids}))"
        ),
        (None, _) => String::new(),
    }
}
