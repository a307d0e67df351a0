//! `kuvend generate`.

use std::time::{Duration, Instant};

use kuvend_domain::{
    generate::{self, Progress},
    offices,
    op::Op,
};
use sea_orm::{ConnectionTrait as _, DbBackend};

use crate::{cli::Generate, say, stop::Stop};

/// Up to so many rows their history is written without being asked for. It is half a dozen lines a row: useful to look
/// at, and beside the point of a large measurement.
const WITH_HISTORY: u32 = 100_000;
/// How often progress is told.
const EVERY: Duration = Duration::from_secs(2);

pub(super) async fn run(op: &Op, what: Generate) -> Result<(), Stop> {
    let office = offices::find(op, what.office.as_deref()).await?;
    let cmd = generate::Generate {
        office: office.id,
        events: what.events,
        contacts: what.contacts,
        attendees: what.attendees,
        seed: what.seed,
        today: what.today,
        history: what.history || (!what.no_history && what.attendees <= WITH_HISTORY),
    };
    for pragma in pragmas(op) {
        op.db.writer().execute_unprepared(pragma).await?;
    }
    let began = Instant::now();
    let mut last = began;
    let told = |so_far: Progress| {
        if last.elapsed() >= EVERY {
            last = Instant::now();
            say::remark(words(so_far));
        }
    };
    let done = generate::generate(op, &cmd, told).await?;
    // The engine learns what is in the tables now, so that it plans well.
    op.db.writer().execute_unprepared("ANALYZE").await?;
    let seconds = began.elapsed().as_secs_f64();
    say::line(format_args!("{} in {seconds:.1} seconds.", words(done)))
}

/// SQLite's one writer, which ends with this command, takes more memory and waits for the disk less often: whoever pulls
/// the plug meanwhile finds whole transactions, if not the last.
fn pragmas(op: &Op) -> &'static [&'static str] {
    match op.db.backend() {
        DbBackend::Sqlite => &[
            "PRAGMA synchronous = NORMAL",
            "PRAGMA cache_size = -131072",
            "PRAGMA wal_autocheckpoint = 20000",
        ],
        _ => &[],
    }
}

fn words(so_far: Progress) -> String {
    format!(
        "{} people, {} events, {} rows on guest lists",
        so_far.contacts, so_far.events, so_far.attendees
    )
}
