//! The documents of the product's main job through GraphQL, beside the same work as hand-written SQL, in one run on the
//! same rows: requests a second, p50, p99, processor time and memory. `tests/bench/run` provides what it needs and says
//! how it is asked.
//!
//! The two sides take turns, a few seconds each, so that whatever else the machine does falls on both. On PostgreSQL the
//! SQL is carried by `pgbench` with prepared statements; on SQLite it runs as prepared statements in this process, which
//! is as near to the file as a program comes. Trust the ratios, not the figures.

#![expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "figures for people, far below where a float loses a unit"
)]

mod documents;
mod door;
mod figures;
mod load;
mod machine;
mod office;
mod options;
mod postgres;
mod search;
mod sqlite;

use std::error::Error;

use documents::{DOCUMENTS, Document};
use figures::{Line, Side};
use load::Load;
use machine::Watch;
use office::Office;
use options::{Engine, Options};

/// What any step comes to.
type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// The hand-written side on one engine.
enum Raw {
    Postgres(postgres::Bench),
    Sqlite(sqlite::Bench),
}

impl Raw {
    async fn run(&mut self, document: &Document, options: &Options) -> Outcome<Side> {
        match self {
            Self::Postgres(bench) => bench.run(document, options).await,
            Self::Sqlite(bench) => bench.run(document, options),
        }
    }
}

/// What `--only` says where it is not a document.
const SEARCH: &str = "SEARCH";
/// The same.
const DOOR: &str = "DOOR";

#[tokio::main]
async fn main() -> Outcome<()> {
    let Some(options) = Options::read()? else {
        return Ok(());
    };
    for engine in &options.engines {
        measure(*engine, &options).await?;
    }
    Ok(())
}

async fn measure(engine: Engine, options: &Options) -> Outcome<()> {
    let office = Office::open(engine, options).await?;
    if options.only == [SEARCH] {
        search::measure(&office, options).await?;
        return office.close().await;
    }
    if options.only == [DOOR] {
        door::measure(&office).await?;
        return office.close().await;
    }
    let mut raw = match engine {
        Engine::Postgres => Raw::Postgres(postgres::Bench::new(&office).await?),
        Engine::Sqlite => Raw::Sqlite(sqlite::Bench::new(&office)?),
    };
    figures::say(&format!(
        "\n{engine}: {} events, {} contacts, {} attendee rows; {} clients, {} rounds of {} s a side; filled in {:.1} s\n",
        options.events,
        options.contacts,
        options.attendees,
        options.clients,
        options.rounds,
        options.seconds,
        office.filled_in
    ));
    figures::head();
    for document in DOCUMENTS {
        if !options.asks(document.name) {
            continue;
        }
        let mut load = Load::new(&office, document, options.clients).await?;
        let watch = Watch::of(&office)?;
        let mut line = Line::new(document);
        // Statements are prepared and caches filled before anything counts.
        load.run(1.0).await?;
        for _ in 0..options.rounds {
            line.raw.add(raw.run(document, options).await?);
            let before = watch.processor_seconds()?;
            let mut side = load.run(options.seconds).await?;
            side.processor_seconds = watch.processor_seconds()? - before;
            line.graphql.add(side);
        }
        line.memory = watch.peak_mebibytes()?;
        line.print();
    }
    figures::say(&format!(
        "\nserver: {:.0} MiB at rest, {:.0} MiB at most; ready {:.0} ms after its start",
        office.at_rest,
        Watch::of(&office)?.peak_mebibytes()?,
        office.ready_in * 1000.0
    ));
    office.close().await
}
