//! `kuvend counts`: are the kept counts of guest lists what their rows add up to?

use kuvend_domain::{op::Op, tally};

use crate::{cli::Counts, say, stop::Stop};

pub(super) async fn run(op: &Op, what: Counts) -> Result<(), Stop> {
    match what {
        Counts::Verify => {
            let wrong = tally::verify(&op.db).await?;
            if wrong.is_empty() {
                return say::line("Every kept count is what its rows add up to.");
            }
            for event in &wrong {
                say::line(event)?;
            }
            Err(Stop::failed(format!(
                "the counts of {} events are wrong; `kuvend counts rebuild` mends them",
                wrong.len()
            )))
        }
        Counts::Rebuild => {
            let mended = tally::rebuild(op).await?;
            say::line(format_args!("{} events were counted anew.", mended.len()))
        }
    }
}
