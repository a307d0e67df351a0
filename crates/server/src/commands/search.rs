//! `kuvend search`: the index that people are found by.

use kuvend_domain::{contacts::search, op::Op};

use crate::{cli::Search, say, stop::Stop};

/// People after whom a word is said of how far it has come.
const STEP: usize = 50_000;

pub(super) async fn run(op: &Op, what: Search) -> Result<(), Stop> {
    match what {
        Search::Rebuild => {
            let done = search::rebuild(&op.db, |done| {
                if done % STEP == 0 {
                    say::remark(format_args!("{done} people so far"));
                }
            })
            .await?;
            say::line(format_args!(
                "{done} people are found by their words as they are."
            ))
        }
    }
}
