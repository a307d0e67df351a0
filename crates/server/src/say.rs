//! Speaking to people: results on standard output, remarks on standard error.

use std::{
    fmt,
    io::{self, Write as _},
};

use indicatif::{ProgressBar, ProgressState, ProgressStyle};

use crate::stop::Stop;

/// A line of the result.
///
/// # Errors
/// Where standard output is closed.
pub(crate) fn line(text: impl fmt::Display) -> Result<(), Stop> {
    let mut out = io::stdout().lock();
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        // Whoever reads has seen enough, as `head` does.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Stop::failed(format!("standard output: {error}"))),
        Ok(()) => Ok(()),
    }
}

/// A remark. Where nobody listens to them it is lost, and the command goes on.
pub(crate) fn remark(text: impl fmt::Display) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Rows in columns, each as wide as its widest cell; nothing at all where there are no rows.
///
/// # Errors
/// As [`line`].
pub(crate) fn table<const N: usize>(head: [&str; N], rows: &[[String; N]]) -> Result<(), Stop> {
    let head = head.map(str::to_owned);
    let mut widths = [0_usize; N];
    for row in std::iter::once(&head).chain(rows) {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    for row in std::iter::once(&head).chain(rows) {
        let cells = row.iter().zip(widths);
        let text: Vec<String> = cells
            .map(|(cell, width)| format!("{cell:width$}"))
            .collect();
        line(text.join("  ").trim_end())?;
    }
    Ok(())
}

/// A bar that shows how far something is, of so many of a kind; its length is told later. Where nobody looks on, nothing is shown.
pub(crate) fn bar(what: &str) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg} {per_sec} {eta}");
    let bar = ProgressBar::no_length().with_message(what.to_owned());
    match style {
        Ok(style) => bar.with_style(style.with_key("per_sec", rate)),
        Err(_) => bar,
    }
}

/// How many a second, in whole ones.
fn rate(state: &ProgressState, out: &mut dyn fmt::Write) {
    let _ = write!(out, "{:.0}/s", state.per_sec());
}
