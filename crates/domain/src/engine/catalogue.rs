//! What the schema says of itself: tables, their columns, and whether a column holds a text, in either engine's words.

use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement};

use crate::error::Result;

/// A column that can hold words.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Column {
    /// Its table.
    pub table_name: String,
    /// Its name.
    pub column_name: String,
    /// Its type as the engine calls it.
    pub type_name: String,
}

impl Column {
    /// Whether it holds bytes and not text.
    #[must_use]
    pub fn is_bytes(&self) -> bool {
        matches!(self.type_name.as_str(), "BLOB" | "bytea")
    }
}

/// Every column of every table, by table and place.
///
/// # Errors
/// Only the engine's.
pub async fn columns(db: &impl ConnectionTrait) -> Result<Vec<Column>> {
    let backend = db.get_database_backend();
    let sql = if backend == DbBackend::Postgres {
        "SELECT CAST(c.table_name AS TEXT) AS table_name, CAST(c.column_name AS TEXT) AS column_name, \
         CAST(c.data_type AS TEXT) AS type_name FROM information_schema.columns c \
         WHERE c.table_schema = current_schema() ORDER BY c.table_name, c.ordinal_position"
    } else {
        "SELECT m.name AS table_name, p.name AS column_name, p.type AS type_name FROM sqlite_master m \
         JOIN pragma_table_info(m.name) p WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY m.name, p.cid"
    };
    let statement = Statement::from_string(backend, sql);
    Ok(Column::find_by_statement(statement).all(db).await?)
}

/// The columns in which words can stand: text, JSON and bytes.
///
/// # Errors
/// Only the engine's.
pub async fn wordy(db: &impl ConnectionTrait) -> Result<Vec<Column>> {
    let mut all = columns(db).await?;
    all.retain(|column| {
        matches!(
            column.type_name.as_str(),
            "TEXT" | "BLOB" | "text" | "json" | "jsonb" | "bytea" | "character varying"
        )
    });
    Ok(all)
}

/// A condition: the column holds the parameter's text, which is in lower case where the column holds text.
#[must_use]
pub fn holds(backend: DbBackend, column: &Column, parameter: usize) -> String {
    let name = format!("{}.{}", column.table_name, column.column_name);
    match (backend, column.is_bytes()) {
        (DbBackend::Postgres, true) => {
            format!("position(convert_to(${parameter}, 'UTF8') IN {name}) > 0")
        }
        (DbBackend::Postgres, false) => {
            format!("position(${parameter} IN LOWER(CAST({name} AS TEXT))) > 0")
        }
        (_, true) => format!("instr({name}, CAST(${parameter} AS BLOB)) > 0"),
        (_, false) => format!("instr(LOWER({name}), ${parameter}) > 0"),
    }
}

/// A row as JSON text, with keys and bytes as hexadecimal digits.
#[must_use]
pub fn as_json(backend: DbBackend, table: &str, columns: &[&Column]) -> String {
    if backend == DbBackend::Postgres {
        return format!("CAST(to_jsonb({table}) AS TEXT)");
    }
    let pairs: Vec<String> = columns
        .iter()
        .map(|column| {
            let name = &column.column_name;
            if column.is_bytes() {
                format!(
                    "'{name}', CASE WHEN {table}.{name} IS NULL THEN NULL ELSE LOWER(HEX({table}.{name})) END"
                )
            } else {
                format!("'{name}', {table}.{name}")
            }
        })
        .collect();
    format!("json_object({})", pairs.join(", "))
}

/// Foreign keys to a table: the table and the column that hold them.
///
/// # Errors
/// Only the engine's.
pub async fn references(db: &impl ConnectionTrait, to: &str) -> Result<Vec<(String, String)>> {
    let backend = db.get_database_backend();
    let sql = if backend == DbBackend::Postgres {
        "SELECT CAST(k.conrelid::regclass AS TEXT) AS table_name, CAST(a.attname AS TEXT) AS column_name, '' AS type_name \
         FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey) \
         WHERE k.contype = 'f' AND k.confrelid = CAST($1 AS regclass)"
    } else {
        "SELECT m.name AS table_name, f.\"from\" AS column_name, '' AS type_name FROM sqlite_master m \
         JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table' AND f.\"table\" = $1"
    };
    let statement = Statement::from_sql_and_values(backend, sql, [to.into()]);
    let found = Column::find_by_statement(statement).all(db).await?;
    Ok(found
        .into_iter()
        .map(|column| (column.table_name, column.column_name))
        .collect())
}

/// A key that a table holds of another's rows.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct ForeignKey {
    /// The table that holds it.
    pub table_name: String,
    /// The column that holds it.
    pub column_name: String,
    /// The table whose rows are named.
    pub parent_table: String,
    /// The column that they are named by.
    pub parent_column: String,
}

/// Every foreign key of every table. Each is of one column.
///
/// # Errors
/// Only the engine's.
pub async fn foreign_keys(db: &impl ConnectionTrait) -> Result<Vec<ForeignKey>> {
    let backend = db.get_database_backend();
    let sql = if backend == DbBackend::Postgres {
        "SELECT CAST(k.conrelid::regclass AS TEXT) AS table_name, CAST(a.attname AS TEXT) AS column_name, \
         CAST(k.confrelid::regclass AS TEXT) AS parent_table, CAST(p.attname AS TEXT) AS parent_column \
         FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1] \
         JOIN pg_attribute p ON p.attrelid = k.confrelid AND p.attnum = k.confkey[1] \
         WHERE k.contype = 'f' AND k.connamespace = (SELECT n.oid FROM pg_namespace n WHERE n.nspname = current_schema()) ORDER BY 1, 2"
    } else {
        "SELECT m.name AS table_name, f.\"from\" AS column_name, f.\"table\" AS parent_table, f.\"to\" AS parent_column \
         FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table' ORDER BY 1, 2"
    };
    let statement = Statement::from_string(backend, sql);
    Ok(ForeignKey::find_by_statement(statement).all(db).await?)
}
