//! `kuvend counts`.

use kuvend_domain::{op::Op, tally};

use crate::{cli::Counts, say, stop::Stop};

pub(super) async fn run(op: &Op, what: Counts) -> Result<(), Stop> {
    match what {
        Counts::Verify => {
            let wrong = tally::verify(&op.db).await?;
            for event in &wrong {
                say::line(format_args!("wrong: {event}"))?;
            }
            match wrong.len() {
                0 => say::line("Every kept count is what the rows add up to."),
                many => Err(Stop::failed(format!(
                    "the kept counts of {many} events are wrong; `kuvend counts rebuild` counts them anew"
                ))),
            }
        }
        Counts::Rebuild => {
            let wrong = tally::rebuild(op).await?;
            for event in &wrong {
                say::line(format_args!("counted anew: {event}"))?;
            }
            say::line(format_args!("{} events were counted anew.", wrong.len()))
        }
    }
}
