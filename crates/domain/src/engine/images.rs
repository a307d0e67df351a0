//! Rows as they are, whatever table they are of: taken as JSON, compared, and put back exactly, in either engine's words.

mod listed;

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, FromQueryResult, Statement, Value};
use serde_json::{Map, Value as Json};

use super::catalogue::{self, Column, ForeignKey};
use crate::error::{Error, Result};

/// A row by its columns.
pub type Image = Map<String, Json>;

/// A table as the engine tells of it.
#[derive(Debug, Clone)]
pub struct Table {
    name: &'static str,
    columns: Vec<Column>,
    key: Vec<String>,
    parents: Vec<ForeignKey>,
}

#[derive(Debug, FromQueryResult)]
struct KeyColumn {
    table_name: String,
    column_name: String,
}

#[derive(Debug, FromQueryResult)]
struct Row {
    image: String,
}

/// Some tables by their names.
///
/// # Errors
/// Where one of them is not there, and the engine's.
pub async fn tables(
    db: &impl ConnectionTrait,
    names: &[&'static str],
) -> Result<BTreeMap<&'static str, Table>> {
    let backend = db.get_database_backend();
    let sql = if backend == DbBackend::Postgres {
        "SELECT CAST(i.indrelid::regclass AS TEXT) AS table_name, CAST(a.attname AS TEXT) AS column_name FROM pg_index i \
         JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey) WHERE i.indisprimary ORDER BY 1, 2"
    } else {
        "SELECT m.name AS table_name, p.name AS column_name FROM sqlite_master m \
         JOIN pragma_table_info(m.name) p WHERE m.type = 'table' AND p.pk > 0 ORDER BY 1, 2"
    };
    let keys = KeyColumn::find_by_statement(Statement::from_string(backend, sql))
        .all(db)
        .await?;
    let columns = catalogue::columns(db).await?;
    let parents = catalogue::foreign_keys(db).await?;
    let mut tables = BTreeMap::new();
    for name in names {
        let columns: Vec<Column> = columns
            .iter()
            .filter(|column| column.table_name == *name)
            .cloned()
            .collect();
        let key = keys
            .iter()
            .filter(|column| column.table_name == *name)
            .map(|column| column.column_name.clone())
            .collect();
        if columns.is_empty() {
            return Err(Error::missing("a table that the register names"));
        }
        let name = *name;
        let parents = parents
            .iter()
            .filter(|key| key.table_name == name)
            .cloned()
            .collect();
        let table = Table {
            name,
            columns,
            key,
            parents,
        };
        tables.insert(name, table);
    }
    Ok(tables)
}

impl Table {
    /// The rows that a condition leaves; ids are `$1` and on. On `PostgreSQL` nobody else changes them until the transaction ends.
    ///
    /// # Errors
    /// The engine's.
    pub async fn take(
        &self,
        tx: &DatabaseTransaction,
        condition: &str,
        values: Vec<Value>,
    ) -> Result<Vec<Image>> {
        let backend = tx.get_database_backend();
        let columns: Vec<&Column> = self.columns.iter().collect();
        let image = catalogue::as_json(backend, self.name, &columns);
        let sql = format!(
            "SELECT {image} AS image FROM {} WHERE ({condition}){}",
            self.name,
            locking(backend, self.name)
        );
        let rows = Row::find_by_statement(Statement::from_sql_and_values(backend, sql, values))
            .all(tx)
            .await?;
        rows.iter().map(|row| read(&row.image)).collect()
    }

    /// What tells a row from the others of its table.
    #[must_use]
    pub fn key(&self, image: &Image) -> String {
        let parts = self.key.iter().map(|column| image.get(column));
        serde_json::to_string(&parts.collect::<Vec<_>>()).unwrap_or_default()
    }

    /// What is left of a row's key without this column, where the column is a part of it and not the whole.
    #[must_use]
    pub fn key_without(&self, image: &Image, column: &str) -> Option<String> {
        let rest = self.key.iter().filter(|name| *name != column);
        let rest: Vec<Option<&Json>> = rest.map(|name| image.get(name)).collect();
        let is_part = !rest.is_empty() && rest.len() < self.key.len();
        is_part.then(|| serde_json::to_string(&rest).unwrap_or_default())
    }
}

fn read(image: &str) -> Result<Image> {
    serde_json::from_str(image).map_err(|_| Error::missing("a row that can be read"))
}

/// Holds the rows of a table that a statement reads, where there is more than one writer.
fn locking(backend: DbBackend, table: &str) -> String {
    if backend == DbBackend::Postgres {
        format!(" FOR UPDATE OF {table}")
    } else {
        String::new()
    }
}

/// The id in a column that holds an image; nothing where the row had none.
#[must_use]
pub fn id_in(backend: DbBackend, column: &str) -> String {
    if backend == DbBackend::Postgres {
        format!("CAST({column} ->> 'id' AS uuid)")
    } else {
        format!("unhex(json_extract({column}, '$.id'))")
    }
}
