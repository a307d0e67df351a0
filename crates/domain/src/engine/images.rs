//! Rows as they are, whatever table they are of: taken as JSON, compared, and put back exactly, in either engine's words.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, FromQueryResult, Statement, Value};
use serde_json::{Map, Value as Json, json};

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

#[derive(Debug, FromQueryResult)]
struct Place {
    place: i64,
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

    /// The rows of the images' keys as they are by now, by their keys. On `PostgreSQL` nobody else changes them meanwhile.
    ///
    /// # Errors
    /// The engine's.
    pub async fn now(
        &self,
        tx: &DatabaseTransaction,
        images: &[&Image],
    ) -> Result<BTreeMap<String, Image>> {
        let backend = tx.get_database_backend();
        let columns: Vec<&Column> = self.columns.iter().collect();
        let image = catalogue::as_json(backend, self.name, &columns);
        // The list goes first, so that each of its rows is found by its key.
        let sql = format!(
            "SELECT {image} AS image FROM {} CROSS JOIN {} WHERE {}{}",
            self.list(backend),
            self.name,
            self.is_listed(backend),
            locking(backend, self.name),
        );
        let statement =
            Statement::from_sql_and_values(backend, sql, [listed(images.iter().copied())]);
        let rows = Row::find_by_statement(statement).all(tx).await?;
        let mut now = BTreeMap::new();
        for row in rows {
            let image = read(&row.image)?;
            now.insert(self.key(&image), image);
        }
        Ok(now)
    }

    /// Which of the images name something by a key that is no more; of what `empties` names by table and column, also something
    /// whose column is filled.
    ///
    /// # Errors
    /// The engine's.
    pub async fn lost(
        &self,
        tx: &DatabaseTransaction,
        images: &[&Image],
        empties: (&str, &str),
    ) -> Result<BTreeSet<usize>> {
        let backend = tx.get_database_backend();
        // What is named in the same table may come back with the images.
        let parents = self
            .parents
            .iter()
            .filter(|key| key.parent_table != self.name);
        let parts: Vec<String> = parents
            .map(|key| {
                let value = self.value(backend, "row", &key.column_name);
                let filled = if key.parent_table == empties.0 {
                    format!(" AND p.{} IS NULL", empties.1)
                } else {
                    String::new()
                };
                format!(
                    "({value} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {} p WHERE p.{} = {value}{filled}))",
                    key.parent_table, key.parent_column
                )
            })
            .collect();
        if parts.is_empty() {
            return Ok(BTreeSet::new());
        }
        self.which(tx, images, &parts.join(" OR ")).await
    }

    /// Of which of the images there is a row with the same values in these columns.
    ///
    /// # Errors
    /// The engine's.
    pub async fn alike(
        &self,
        tx: &DatabaseTransaction,
        images: &[&Image],
        columns: &[&str],
    ) -> Result<BTreeSet<usize>> {
        let backend = tx.get_database_backend();
        let same: Vec<String> = columns
            .iter()
            .map(|column| format!("o.{column} = {}", self.value(backend, "row", column)))
            .collect();
        let sql = format!(
            "EXISTS (SELECT 1 FROM {} o WHERE {})",
            self.name,
            same.join(" AND ")
        );
        self.which(tx, images, &sql).await
    }

    /// The places of the images of which a condition holds.
    async fn which(
        &self,
        tx: &DatabaseTransaction,
        images: &[&Image],
        condition: &str,
    ) -> Result<BTreeSet<usize>> {
        let backend = tx.get_database_backend();
        let place = if backend == DbBackend::Postgres {
            "e.place - 1"
        } else {
            "e.key"
        };
        let sql = format!(
            "SELECT {place} AS place FROM {} WHERE {condition}",
            self.list(backend)
        );
        let statement =
            Statement::from_sql_and_values(backend, sql, [listed(images.iter().copied())]);
        let found = Place::find_by_statement(statement).all(tx).await?;
        Ok(found
            .into_iter()
            .filter_map(|found| usize::try_from(found.place).ok())
            .collect())
    }

    /// Puts rows back that are gone.
    ///
    /// # Errors
    /// The engine's.
    pub async fn put(&self, tx: &DatabaseTransaction, images: &[&Image]) -> Result<()> {
        let backend = tx.get_database_backend();
        let names: Vec<&str> = self
            .columns
            .iter()
            .map(|c| c.column_name.as_str())
            .collect();
        let values: Vec<String> = names
            .iter()
            .map(|name| self.value(backend, "row", name))
            .collect();
        let sql = format!(
            "INSERT INTO {} ({}) SELECT {} FROM {} WHERE TRUE",
            self.name,
            names.join(", "),
            values.join(", "),
            self.list(backend),
        );
        run(tx, sql, listed(images.iter().copied())).await
    }

    /// Gives some columns of rows, each told by the first image of a pair, the values that the second has.
    ///
    /// # Errors
    /// The engine's.
    pub async fn set(
        &self,
        tx: &DatabaseTransaction,
        rows: &[(&Image, Image)],
        columns: &BTreeSet<&str>,
    ) -> Result<()> {
        let backend = tx.get_database_backend();
        let set: Vec<String> = self
            .columns
            .iter()
            .map(|column| column.column_name.as_str())
            .filter(|name| columns.contains(name))
            .map(|name| format!("{name} = {}", self.value(backend, "row", name)))
            .collect();
        if set.is_empty() {
            return Ok(());
        }
        let sql = format!(
            "UPDATE {} SET {} FROM {} WHERE {}",
            self.name,
            set.join(", "),
            self.list(backend),
            self.is_listed(backend)
        );
        let pairs = rows
            .iter()
            .map(|(key, row)| json!({ "key": key, "row": row }));
        run(tx, sql, Json::Array(pairs.collect()).to_string().into()).await
    }

    /// Takes rows away.
    ///
    /// # Errors
    /// The engine's.
    pub async fn remove(&self, tx: &DatabaseTransaction, images: &[&Image]) -> Result<()> {
        let backend = tx.get_database_backend();
        let keys: Vec<String> = self
            .key
            .iter()
            .map(|name| self.value(backend, "key", name))
            .collect();
        let sql = format!(
            "DELETE FROM {} WHERE ({}) IN (SELECT {} FROM {})",
            self.name,
            self.key.join(", "),
            keys.join(", "),
            self.list(backend)
        );
        run(tx, sql, listed(images.iter().copied())).await
    }

    /// The list of images that a statement is given: each tells a row by its `key`, and what it is by its `row`.
    fn list(&self, backend: DbBackend) -> String {
        if backend == DbBackend::Postgres {
            let name = self.name;
            format!(
                "jsonb_array_elements(CAST($1 AS jsonb)) WITH ORDINALITY e (value, place) \
                 CROSS JOIN LATERAL jsonb_populate_record(NULL::{name}, e.value -> 'key') \"key\" \
                 CROSS JOIN LATERAL jsonb_populate_record(NULL::{name}, e.value -> 'row') \"row\""
            )
        } else {
            "json_each($1) e".to_owned()
        }
    }

    /// The condition that a row has the key of the one that is listed.
    fn is_listed(&self, backend: DbBackend) -> String {
        let parts = self.key.iter().map(|name| {
            format!(
                "{}.{name} = {}",
                self.name,
                self.value(backend, "key", name)
            )
        });
        parts.collect::<Vec<_>>().join(" AND ")
    }

    /// A value of an image of the list, as the engine reads it.
    fn value(&self, backend: DbBackend, side: &str, name: &str) -> String {
        let is_bytes = || {
            let column = self
                .columns
                .iter()
                .find(|column| column.column_name == name);
            column.is_some_and(Column::is_bytes)
        };
        if backend == DbBackend::Postgres {
            format!("\"{side}\".{name}")
        } else if is_bytes() {
            format!("unhex(json_extract(e.value, '$.{side}.{name}'))")
        } else {
            format!("json_extract(e.value, '$.{side}.{name}')")
        }
    }
}

async fn run(tx: &DatabaseTransaction, sql: String, list: Value) -> Result<()> {
    let backend = tx.get_database_backend();
    tx.execute_raw(Statement::from_sql_and_values(backend, sql, [list]))
        .await?;
    Ok(())
}

fn read(image: &str) -> Result<Image> {
    serde_json::from_str(image).map_err(|_| Error::missing("a row that can be read"))
}

/// Images as a statement's one parameter: each is what it is, and told by it.
fn listed<'a>(images: impl Iterator<Item = &'a Image>) -> Value {
    let list = images.map(|image| json!({ "key": image, "row": image }));
    Json::Array(list.collect()).to_string().into()
}

/// Holds the rows of a table that a statement reads, where there is more than one writer.
fn locking(backend: DbBackend, table: &str) -> String {
    if backend == DbBackend::Postgres {
        format!(" FOR UPDATE OF {table}")
    } else {
        String::new()
    }
}
