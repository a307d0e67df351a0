//! `kuvend duplicates`: who is perhaps one person, and how well the scoring tells people apart.

use std::{path::Path, time::Duration};

use kuvend_domain::{
    duplicates::evaluate::{self, Figures, Found},
    offices,
    op::Op,
    pairs::{self, Find},
};
use kuvend_entity::{duplicate_run, kind::DuplicateRunState};

use crate::{cli::Duplicates, say, stop::Stop};

/// How long to wait before looking again how far somebody else has come.
const PAUSE: Duration = Duration::from_secs(1);

pub(super) async fn run(op: &Op, what: Duplicates) -> Result<(), Stop> {
    match what {
        Duplicates::Evaluate { file } => evaluate(&file),
        Duplicates::Find { office, whole } => {
            let office = offices::find(op, office.as_deref()).await?;
            let cmd = Find {
                office: Some(office.id),
                is_whole: whole,
            };
            find(op, pairs::find(op, cmd).await?).await
        }
    }
}

/// Makes a walk, or watches whoever is at it.
async fn find(op: &Op, mut run: duplicate_run::Model) -> Result<(), Stop> {
    let bar = say::bar("pairs");
    let show = |run: &duplicate_run::Model| {
        // Everybody is seen to twice: once for what brings them together with others, and once to be compared.
        bar.set_length(u64::try_from(run.total * 2).unwrap_or(0));
        bar.set_position(u64::try_from(run.gathered + run.done).unwrap_or(0));
        bar.set_message(format!("{} pairs", run.found));
    };
    while !run.state.is_over() {
        let followed = pairs::follow(op, run.id, |run| {
            show(run);
            true
        });
        if let Some(followed) = followed.await? {
            run = followed;
        } else {
            tokio::time::sleep(PAUSE).await;
            let known = pairs::runs_by_ids(op, &[run.id]).await?;
            let gone = || Stop::failed("the search was taken away".to_owned());
            run = known.into_values().next().ok_or_else(gone)?;
            show(&run);
        }
    }
    bar.finish_and_clear();
    match run.state {
        DuplicateRunState::Failed => {
            return Err(Stop::failed(
                "the search was given up: it never came further".to_owned(),
            ));
        }
        DuplicateRunState::Cancelled => {
            return Err(Stop::failed("the search was cancelled".to_owned()));
        }
        _ => {}
    }
    say::line(format_args!(
        "{} people, {} pairs compared ({} keys passed over): {} perhaps one person, {} of them new; {} no longer.",
        run.done, run.compared, run.passed_over, run.found, run.added, run.removed
    ))
}

pub(super) fn evaluate(path: &Path) -> Result<(), Stop> {
    let wrong = |why: &dyn std::fmt::Display| Stop::failed(format!("{}: {why}", path.display()));
    let rows = evaluate::read(path).map_err(|error| wrong(&error))?;
    let figures = evaluate::evaluate(&rows);
    let best = format!("best here: from {} bits", figures.best.bits);
    say::line(words(&figures))?;
    say::table(
        ["MAY", "PAIRS", "RIGHT", "PRECISION", "RECALL", "F1"],
        &[
            row("be linked", figures.strong, &figures),
            row("be asked about", figures.broad, &figures),
            row(&best, figures.best.found, &figures),
        ],
    )
}

fn words(figures: &Figures) -> String {
    format!(
        "{} records, {} true pairs of {}; {} compared ({} keys passed over): {:.4} of the true pairs among them, {:.4} of all pairs spared.",
        figures.records,
        figures.true_pairs,
        figures.all,
        figures.compared.pairs,
        figures.passed_over,
        figures.completeness(),
        figures.reduction()
    )
}

fn row(name: &str, found: Found, figures: &Figures) -> [String; 6] {
    [
        name.to_owned(),
        found.pairs.to_string(),
        found.right.to_string(),
        format!("{:.4}", found.precision()),
        format!("{:.4}", found.recall(figures)),
        format!("{:.4}", found.f1(figures)),
    ]
}
