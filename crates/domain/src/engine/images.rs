//! Rows as they are, whatever table they are of: taken as JSON, compared, and put back exactly, in either engine's words.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, FromQueryResult, Statement, Value};
use serde_json::{Map, Value as Json};

use super::catalogue::{self, Column};
use crate::error::{Error, Result};

/// A row by its columns.
pub type Image = Map<String, Json>;

/// A table as the engine tells of it.
#[derive(Debug, Clone)]
pub struct Table {
    name: &'static str,
    columns: Vec<Column>,
    key: Vec<String>,
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
        tables.insert(name, Table { name, columns, key });
    }
    Ok(tables)
}

impl Table {
    /// The rows that a condition leaves; ids are `$1` and on.
    ///
    /// # Errors
    /// The engine's.
    pub async fn take(
        &self,
        db: &impl ConnectionTrait,
        condition: &str,
        values: Vec<Value>,
    ) -> Result<Vec<Image>> {
        let backend = db.get_database_backend();
        let columns: Vec<&Column> = self.columns.iter().collect();
        let image = catalogue::as_json(backend, self.name, &columns);
        let sql = format!(
            "SELECT {image} AS image FROM {} WHERE {condition}",
            self.name
        );
        let rows = Row::find_by_statement(Statement::from_sql_and_values(backend, sql, values))
            .all(db)
            .await?;
        rows.into_iter()
            .map(|row| {
                serde_json::from_str(&row.image)
                    .map_err(|_| Error::missing("a row that can be read"))
            })
            .collect()
    }

    /// The row of an image's key, as it is by now.
    ///
    /// # Errors
    /// The engine's.
    pub async fn now(&self, db: &impl ConnectionTrait, image: &Image) -> Result<Option<Image>> {
        let condition = self.is_it(db.get_database_backend());
        let found = self.take(db, &condition, vec![text(image)]).await?;
        Ok(found.into_iter().next())
    }

    /// Whether there is a row that has the image's values in these columns.
    ///
    /// # Errors
    /// The engine's.
    pub async fn has_alike(
        &self,
        db: &impl ConnectionTrait,
        image: &Image,
        columns: &[&str],
    ) -> Result<bool> {
        let condition = self.agrees(db.get_database_backend(), |column| {
            columns.contains(&column.column_name.as_str())
        });
        Ok(!self
            .take(db, &condition, vec![text(image)])
            .await?
            .is_empty())
    }

    /// What tells a row from the others of its table.
    #[must_use]
    pub fn key(&self, image: &Image) -> String {
        let parts = self.key.iter().map(|column| image.get(column));
        serde_json::to_string(&parts.collect::<Vec<_>>()).unwrap_or_default()
    }

    /// Puts a row back that is gone.
    ///
    /// # Errors
    /// The engine's.
    pub async fn put(&self, tx: &DatabaseTransaction, image: &Image) -> Result<()> {
        let backend = tx.get_database_backend();
        let names: Vec<&str> = self
            .columns
            .iter()
            .map(|c| c.column_name.as_str())
            .collect();
        let values: Vec<String> = self.columns.iter().map(|c| value(backend, c)).collect();
        let sql = format!(
            "INSERT INTO {} ({}) SELECT {}{}",
            self.name,
            names.join(", "),
            values.join(", "),
            self.source(backend),
        );
        self.run(tx, sql, image).await
    }

    /// Gives some columns of a row the values that an image has.
    ///
    /// # Errors
    /// The engine's.
    pub async fn set(
        &self,
        tx: &DatabaseTransaction,
        image: &Image,
        columns: &[&str],
    ) -> Result<()> {
        let backend = tx.get_database_backend();
        let set: Vec<String> = self
            .columns
            .iter()
            .filter(|column| columns.contains(&column.column_name.as_str()))
            .map(|column| format!("{} = {}", column.column_name, self.one(backend, column)))
            .collect();
        if set.is_empty() {
            return Ok(());
        }
        let sql = format!(
            "UPDATE {} SET {} WHERE {}",
            self.name,
            set.join(", "),
            self.is_it(backend)
        );
        self.run(tx, sql, image).await
    }

    /// Takes a row away.
    ///
    /// # Errors
    /// The engine's.
    pub async fn remove(&self, tx: &DatabaseTransaction, image: &Image) -> Result<()> {
        let is_it = self.is_it(tx.get_database_backend());
        let sql = format!("DELETE FROM {} WHERE {is_it}", self.name);
        self.run(tx, sql, image).await
    }

    async fn run(&self, tx: &DatabaseTransaction, sql: String, image: &Image) -> Result<()> {
        let backend = tx.get_database_backend();
        tx.execute_raw(Statement::from_sql_and_values(backend, sql, [text(image)]))
            .await?;
        Ok(())
    }

    /// Where the values of an image come from.
    fn source(&self, backend: DbBackend) -> String {
        if backend == DbBackend::Postgres {
            format!(
                " FROM jsonb_populate_record(NULL::{}, CAST($1 AS jsonb)) r",
                self.name
            )
        } else {
            String::new()
        }
    }

    /// One value of an image.
    fn one(&self, backend: DbBackend, column: &Column) -> String {
        if backend == DbBackend::Postgres {
            format!("(SELECT r.{}{})", column.column_name, self.source(backend))
        } else {
            value(backend, column)
        }
    }

    /// The condition that a row has the key of the image.
    fn is_it(&self, backend: DbBackend) -> String {
        self.agrees(backend, |column| self.key.contains(&column.column_name))
    }

    /// The condition that a row has the image's values in some columns.
    fn agrees(&self, backend: DbBackend, among: impl Fn(&Column) -> bool) -> String {
        let parts = self
            .columns
            .iter()
            .filter(|column| among(column))
            .map(|column| {
                format!(
                    "{}.{} = {}",
                    self.name,
                    column.column_name,
                    self.one(backend, column)
                )
            });
        parts.collect::<Vec<_>>().join(" AND ")
    }
}

/// A column's value in an image, as the engine reads it.
fn value(backend: DbBackend, column: &Column) -> String {
    let name = &column.column_name;
    match (backend, column.is_bytes()) {
        (DbBackend::Postgres, _) => format!("r.{name}"),
        (_, true) => format!("unhex(json_extract($1, '$.{name}'))"),
        (_, false) => format!("json_extract($1, '$.{name}')"),
    }
}

fn text(image: &Image) -> Value {
    Json::Object(image.clone()).to_string().into()
}
