//! The schema's history: one SQL text a step, written once and spelt for SQLite and PostgreSQL alike.
//!
//! Types that the engines name differently stand in braces in the texts and are replaced by [`spell`]. A step that
//! has been released is never edited; the next one changes what it made.

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

/// Runs the steps in order.
#[derive(Debug, Clone, Copy)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(Step {
                name: "m0001_offices",
                sql: include_str!("offices.sql"),
            }),
            Box::new(Step {
                name: "m0002_people",
                sql: include_str!("people.sql"),
            }),
            Box::new(Step {
                name: "m0003_events",
                sql: include_str!("events.sql"),
            }),
            Box::new(Step {
                name: "m0004_attendance",
                sql: include_str!("attendance.sql"),
            }),
            Box::new(Step {
                name: "m0005_profile",
                sql: include_str!("profile.sql"),
            }),
            Box::new(Step {
                name: "m0006_imports",
                sql: include_str!("imports.sql"),
            }),
            Box::new(Step {
                name: "m0008_rights",
                sql: include_str!("rights.sql"),
            }),
            Box::new(Step {
                name: "m0009_timeline",
                sql: include_str!("timeline.sql"),
            }),
            Box::new(Step {
                name: "m0011_segments",
                sql: include_str!("segments.sql"),
            }),
            Box::new(Step {
                name: "m0014_merges",
                sql: include_str!("merges.sql"),
            }),
            Box::new(Step {
                name: "m0015_retention",
                sql: include_str!("retention.sql"),
            }),
            Box::new(Step {
                name: "m0017_registration",
                sql: include_str!("registration.sql"),
            }),
            Box::new(Step {
                name: "m0018_planning",
                sql: include_str!("planning.sql"),
            }),
            Box::new(Step {
                name: "m0019_files",
                sql: include_str!("files.sql"),
            }),
            Box::new(Step {
                name: "m0021_import_jobs",
                sql: include_str!("import_jobs.sql"),
            }),
            Box::new(Step {
                name: "m0020_duplicates",
                sql: include_str!("duplicates.sql"),
            }),
            Box::new(Step {
                name: "m0022_former",
                sql: include_str!("former.sql"),
            }),
            Box::new(Step {
                name: "m0023_import_kinds",
                sql: include_str!("import_kinds.sql"),
            }),
            Box::new(Step {
                name: "m0026_duplicate_runs",
                sql: include_str!("duplicate_runs.sql"),
            }),
            Box::new(Step {
                name: "m0027_duplicate_settings",
                sql: include_str!("duplicate_settings.sql"),
            }),
            Box::new(Step {
                name: "m0028_export_kinds",
                sql: include_str!("export_kinds.sql"),
            }),
            Box::new(Step {
                name: "m0030_run_of_show",
                sql: include_str!("run_of_show.sql"),
            }),
        ]
    }
}

struct Step {
    name: &'static str,
    sql: &'static str,
}

impl MigrationName for Step {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
#[expect(
    elided_lifetimes_in_paths,
    reason = "the trait declares its parameter so, and the two must bind alike"
)]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .get_connection()
            .execute_unprepared(&spell(self.sql, manager.get_database_backend()))
            .await?;
        Ok(())
    }
}

/// The text in an engine's own words. SQLite keeps instants and dates as ISO 8601 text, which sorts by time.
fn spell(sql: &str, backend: DbBackend) -> String {
    let words: [(&str, &str, &str); 16] = [
        ("{uuid}", "BLOB", "uuid"),
        ("{instant}", "TEXT", "timestamptz"),
        ("{wall}", "TEXT", "timestamp"),
        ("{date}", "TEXT", "date"),
        ("{json}", "TEXT", "jsonb"),
        ("{bytes}", "BLOB", "bytea"),
        ("{number}", "INTEGER", "bigint"),
        ("{bool}", "INTEGER", "boolean"),
        ("{strict}", " STRICT", ""),
        // A table that is its own index, and an index that holds a column more.
        ("{keyed}", " STRICT, WITHOUT ROWID", ""),
        ("{and its words}", "", " INCLUDE (found_by, names, details)"),
        // A text that is compared byte by byte, as SQLite compares them all.
        ("{bytewise}", "TEXT", "text COLLATE \"C\""),
        // What only one of them needs, or can do: a comment to the other.
        ("{only sqlite}", "", "/*"),
        ("{only postgres}", "/*", ""),
        ("{end sqlite}", "", "*/"),
        ("{end postgres}", "*/", ""),
    ];
    words
        .iter()
        .fold(sql.to_owned(), |text, (word, sqlite, postgres)| {
            text.replace(
                word,
                if backend == DbBackend::Sqlite {
                    sqlite
                } else {
                    postgres
                },
            )
        })
}
