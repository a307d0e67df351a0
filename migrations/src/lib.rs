//! The schema's history: one SQL text a step, written once and spelt for SQLite and PostgreSQL alike.
//!
//! Types that the engines name differently stand in braces in the texts and are replaced by [`spell`]. A step that
//! has been released is never edited; the next one changes what it made.

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

/// The steps by name, in order.
const STEPS: [(&str, &str); 40] = [
    ("m0001_offices", include_str!("offices.sql")),
    ("m0002_people", include_str!("people.sql")),
    ("m0003_events", include_str!("events.sql")),
    ("m0004_attendance", include_str!("attendance.sql")),
    ("m0005_profile", include_str!("profile.sql")),
    ("m0006_imports", include_str!("imports.sql")),
    ("m0008_rights", include_str!("rights.sql")),
    ("m0009_timeline", include_str!("timeline.sql")),
    ("m0011_segments", include_str!("segments.sql")),
    ("m0014_merges", include_str!("merges.sql")),
    ("m0015_retention", include_str!("retention.sql")),
    ("m0017_registration", include_str!("registration.sql")),
    ("m0018_planning", include_str!("planning.sql")),
    ("m0019_files", include_str!("files.sql")),
    ("m0021_import_jobs", include_str!("import_jobs.sql")),
    ("m0020_duplicates", include_str!("duplicates.sql")),
    ("m0022_former", include_str!("former.sql")),
    ("m0023_import_kinds", include_str!("import_kinds.sql")),
    ("m0026_duplicate_runs", include_str!("duplicate_runs.sql")),
    (
        "m0027_duplicate_settings",
        include_str!("duplicate_settings.sql"),
    ),
    ("m0028_export_kinds", include_str!("export_kinds.sql")),
    ("m0031_protocol", include_str!("protocol.sql")),
    ("m0033_life", include_str!("life.sql")),
    ("m0034_reads", include_str!("reads.sql")),
    ("m0035_members", include_str!("members.sql")),
    ("m0036_diaspora_rule", include_str!("diaspora_rule.sql")),
    ("m0041_door", include_str!("door.sql")),
    ("m0037_run_of_show", include_str!("run_of_show.sql")),
    ("m0038_places", include_str!("places.sql")),
    ("m0045_holds", include_str!("holds.sql")),
    ("m0042_parties", include_str!("parties.sql")),
    ("m0044_papers", include_str!("papers.sql")),
    ("m0040_asking", include_str!("asking.sql")),
    ("m0049_headcounts", include_str!("headcounts.sql")),
    ("m0046_speakers", include_str!("speakers.sql")),
    ("m0047_certified", include_str!("certified.sql")),
    (
        "m0048_self_registration",
        include_str!("self_registration.sql"),
    ),
    ("m0050_scan_conflicts", include_str!("scan_conflicts.sql")),
    ("m0055_announced", include_str!("announced.sql")),
    ("m0056_scan_senders", include_str!("scan_senders.sql")),
];

/// Runs the steps in order.
#[derive(Debug, Clone, Copy)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        STEPS.into_iter().map(boxed).collect()
    }
}

fn boxed((name, sql): (&'static str, &'static str)) -> Box<dyn MigrationTrait> {
    Box::new(Step { name, sql })
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
