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
