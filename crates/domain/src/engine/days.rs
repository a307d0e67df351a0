//! Days in statements, in either engine's words.

use sea_orm::DbBackend;

/// The day that is later than any that is reached: what is kept for it is kept for ever.
pub const NEVER: &str = "9999-12-31";

/// The day so many days after an instant or a day of a statement; [`NEVER`] where their number is not limited. Nothing where
/// there is no such instant.
#[must_use]
pub fn after(backend: DbBackend, instant: &str, days: Option<i32>) -> String {
    match (backend, days) {
        (DbBackend::Postgres, Some(days)) => format!("(CAST({instant} AS date) + {days})"),
        (_, Some(days)) => format!("date(SUBSTR({instant}, 1, 10), '+{days} days')"),
        (DbBackend::Postgres, None) => {
            format!("(CASE WHEN {instant} IS NOT NULL THEN DATE '{NEVER}' END)")
        }
        (_, None) => format!("(CASE WHEN {instant} IS NOT NULL THEN '{NEVER}' END)"),
    }
}

/// The latest of several days of a statement; nothing where none of them is there.
#[must_use]
pub fn latest(backend: DbBackend, days: &[String]) -> String {
    if backend == DbBackend::Postgres {
        return format!("GREATEST({})", days.join(", "));
    }
    // SQLite's is nothing as soon as one is nothing, and an aggregate where there is one alone.
    let there: Vec<String> = days
        .iter()
        .map(|day| format!("COALESCE({day}, '')"))
        .collect();
    format!("NULLIF(MAX('', {}), '')", there.join(", "))
}
