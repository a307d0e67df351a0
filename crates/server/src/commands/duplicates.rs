//! `kuvend duplicates`: how well the scoring tells people apart.

use std::{fs::File, io::BufReader, path::Path};

use kuvend_domain::duplicates::evaluate::{self, Figures, Found};

use crate::{cli::Duplicates, say, stop::Stop};

pub(super) fn run(what: &Duplicates) -> Result<(), Stop> {
    match what {
        Duplicates::Evaluate { file } => evaluate(file),
    }
}

fn evaluate(path: &Path) -> Result<(), Stop> {
    let wrong = |why: &dyn std::fmt::Display| Stop::failed(format!("{}: {why}", path.display()));
    let file = File::open(path).map_err(|error| wrong(&error))?;
    let rows = evaluate::read(BufReader::new(file)).map_err(|error| wrong(&error))?;
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
