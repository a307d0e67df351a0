//! Many rows at once: a statement is given a list of images as its one parameter, so that it is the same however many they are.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, FromQueryResult, Statement, Value};
use serde_json::{Value as Json, json};

use super::{Image, Row, Table, locking, read};
use crate::{
    engine::catalogue::{self, Column},
    error::Result,
};

#[derive(Debug, FromQueryResult)]
struct Place {
    place: i64,
}

impl Table {
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

/// Images as a statement's one parameter: each is what it is, and told by it.
fn listed<'a>(images: impl Iterator<Item = &'a Image>) -> Value {
    let list = images.map(|image| json!({ "key": image, "row": image }));
    Json::Array(list.collect()).to_string().into()
}
