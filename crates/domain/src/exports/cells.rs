//! What stands in a cell of a text, so that no spreadsheet takes it for a formula, and back.

use std::borrow::Cow;

/// The mark that makes a cell a text.
const MARK: char = '\'';

/// Whether a spreadsheet may take a text for a formula, wide letters among them; marks before it are looked through, so that a mark
/// of somebody's own is kept apart from ours.
fn is_a_formula(text: &str) -> bool {
    let text = text.trim_start_matches(MARK);
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

/// What parts several things in one cell.
const BETWEEN: &str = "; ";

/// One of several things that stand in one cell: what holds a semicolon or a quotation mark stands between quotation marks, and those
/// within are doubled, as in a text of cells, so that where one ends is never in doubt.
fn entry(text: &str) -> Cow<'_, str> {
    if text.contains([';', '"']) {
        Cow::Owned(format!("\"{}\"", text.replace('"', "\"\"")))
    } else {
        Cow::Borrowed(text)
    }
}

/// Puts one more thing into a cell in which there may be several.
pub(crate) fn put(cell: &mut String, text: &str) {
    if !cell.is_empty() {
        cell.push_str(BETWEEN);
    }
    cell.push_str(&entry(text));
}

/// Several things in one cell.
pub(crate) fn together<'a>(things: impl IntoIterator<Item = &'a str>) -> String {
    things.into_iter().fold(String::new(), |mut cell, text| {
        put(&mut cell, text);
        cell
    })
}

/// A cell of a text: with a mark before what could be a formula.
#[must_use]
pub fn guarded(text: &str) -> Cow<'_, str> {
    if is_a_formula(text) {
        Cow::Owned(format!("{MARK}{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The same taken back: what was meant.
#[must_use]
pub fn bare(cell: &str) -> &str {
    match cell.strip_prefix(MARK) {
        Some(rest) if is_a_formula(rest) => rest,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_things_in_a_cell_are_told_apart_whatever_they_hold() {
        for (things, cell) in [
            (vec![], ""),
            (vec!["The first"], "The first"),
            (vec!["The first", "The second"], "The first; The second"),
            (vec!["Tea; coffee", "Wine"], "\"Tea; coffee\"; Wine"),
            (vec!["The \"big\" hall"], "\"The \"\"big\"\" hall\""),
            (vec!["a", "\";\""], "a; \"\"\";\"\"\""),
        ] {
            assert_eq!(together(things), cell);
        }
    }

    #[test]
    fn whatever_could_be_a_formula_is_marked_and_comes_back_as_it_was() {
        for (text, cell) in [
            ("=1+1", "'=1+1"),
            ("+355691234567", "'+355691234567"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'\r=1"),
            ("＝1", "'＝1"),
            ("'=1", "''=1"),
            ("''=1", "'''=1"),
            ("'Ndrangheta", "'Ndrangheta"),
            ("O'Neil", "O'Neil"),
            ("Hoxha", "Hoxha"),
            ("", ""),
        ] {
            assert_eq!(guarded(text), cell);
            assert_eq!(bare(cell), text);
        }
    }
}
