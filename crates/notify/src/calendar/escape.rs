//! Escaping of calendar values, so that no text can end its line or its property.

/// A TEXT value that may span lines (RFC 5545, 3.3.11).
pub(super) fn text(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 8);
    for c in unified_line_ends(value).trim_end().chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            ';' => out.push_str("\\;"),
            ',' => out.push_str("\\,"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push(' '),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// A TEXT value of one line: whatever breaks lines becomes a space.
pub(super) fn line(value: &str) -> String {
    text(&crate::render::one_line(value))
}

/// The inside of a quoted parameter value, which knows no escape for quotes and must hold no control character.
pub(super) fn parameter(value: &str) -> String {
    crate::render::one_line(value).replace('"', "'")
}

/// The part of a mailto URI behind the scheme: what has a meaning in URIs is percent-encoded.
pub(super) fn mailto(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    for c in address.chars() {
        match c {
            '%' => out.push_str("%25"),
            '?' => out.push_str("%3F"),
            '&' => out.push_str("%26"),
            '#' => out.push_str("%23"),
            '"' => out.push_str("%22"),
            ' ' => out.push_str("%20"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

fn unified_line_ends(value: &str) -> String {
    value.replace("\r\n", "\n").replace(
        ['\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'],
        "\n",
    )
}
