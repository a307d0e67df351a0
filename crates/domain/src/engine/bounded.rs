//! Selects whose limits stand in their text.
//!
//! A limit that is bound hides from PostgreSQL how few rows are wanted: the plan for any limit looks dear beside the plan
//! for this one, so the statement is planned anew each time, which costs more than reading a short page. Written out, a plan
//! that is kept costs as little; there are as many statements as lengths of pages, and clients use few.

use std::fmt::{self, Write};

use sea_orm::{
    DbBackend, Statement, StatementBuilder, Value,
    sea_query::{
        PostgresQueryBuilder, QueryBuilder, SelectStatement, SqlWriter, SqlWriterValues,
        SqliteQueryBuilder,
    },
};

/// A select whose limits stand in its text. Limits are the unsigned numbers of a statement: no column holds any.
#[derive(Debug)]
pub struct Bounded<'a>(pub &'a SelectStatement);

impl StatementBuilder for Bounded<'_> {
    fn build(&self, backend: &DbBackend) -> Statement {
        let (text, values) = match backend {
            DbBackend::Postgres => self.written("$", true, &PostgresQueryBuilder),
            _ => self.written("?", false, &SqliteQueryBuilder),
        };
        Statement::from_sql_and_values(*backend, text, values)
    }
}

impl Bounded<'_> {
    fn written(
        &self,
        placeholder: &str,
        numbered: bool,
        builder: &impl QueryBuilder,
    ) -> (String, sea_orm::sea_query::Values) {
        let mut writer = Writer(SqlWriterValues::new(placeholder, numbered));
        self.0.build_collect_any_into(builder, &mut writer);
        writer.0.into_parts()
    }
}

struct Writer(SqlWriterValues);

impl Write for Writer {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.write_str(text)
    }
}

impl fmt::Display for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_string())
    }
}

impl SqlWriter for Writer {
    fn push_param<T: QueryBuilder>(&mut self, value: Value, builder: &T) {
        // Writing into a text does not fail.
        match value {
            Value::BigUnsigned(Some(limit)) => write!(self.0, "{limit}").unwrap_or_default(),
            value => self.0.push_param(value, builder),
        }
    }

    fn as_writer(&mut self) -> &mut dyn Write {
        self
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::sea_query::{Expr, ExprTrait, Query};

    use super::*;

    #[test]
    fn limits_stand_in_the_text_and_values_are_bound() {
        let inner = Query::select()
            .column("id")
            .from("attendee")
            .and_where(Expr::col("party_size").gt(2))
            .limit(21)
            .to_owned();
        let select = Query::select()
            .column("id")
            .from_subquery(inner, "list")
            .and_where(Expr::col("id").ne("x"))
            .limit(6)
            .to_owned();
        for (backend, text) in [
            (
                DbBackend::Postgres,
                r#"SELECT "id" FROM (SELECT "id" FROM "attendee" WHERE "party_size" > $1 LIMIT 21) AS "list" WHERE "id" <> $2 LIMIT 6"#,
            ),
            (
                DbBackend::Sqlite,
                r#"SELECT "id" FROM (SELECT "id" FROM "attendee" WHERE "party_size" > ? LIMIT 21) AS "list" WHERE "id" <> ? LIMIT 6"#,
            ),
        ] {
            let statement = Bounded(&select).build(&backend);
            assert_eq!(statement.sql, text);
            let bound = statement.values.map(|values| values.0);
            assert_eq!(bound, Some(vec![2.into(), "x".into()]));
        }
    }
}
