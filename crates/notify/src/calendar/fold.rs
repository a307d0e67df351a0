//! Folding of content lines.

/// The octets a line may have, its CRLF not counted (RFC 5545, 3.1).
const LIMIT: usize = 75;

/// Cuts a line into parts of at most 75 octets. Parts after the first start with the space that marks a continuation.
/// No character is split, because readers that decode before they unfold would lose it.
pub(super) fn fold(line: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let mut part = String::new();
    for c in line.chars() {
        if part.len() + c.len_utf8() > LIMIT {
            parts.push(std::mem::replace(&mut part, String::from(" ")));
        }
        part.push(c);
    }
    parts.push(part);
    parts
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn no_part_is_longer_than_75_octets_and_unfolding_gives_the_line_back() {
        for line in [
            "SUMMARY:short".to_owned(),
            "x".repeat(75),
            "x".repeat(76),
            format!("SUMMARY:{}", "ë".repeat(200)),
            format!("SUMMARY:a{}", "Ω🎻".repeat(90)),
        ] {
            let parts = fold(&line);
            assert!(parts.iter().all(|part| part.len() <= 75), "{parts:?}");
            let (first, rest) = parts.split_first().unwrap();
            let unfolded = rest.iter().fold(first.clone(), |all, part| {
                all + part.strip_prefix(' ').unwrap()
            });
            assert_eq!(unfolded, line);
        }
        assert_eq!(fold(&"x".repeat(75)).len(), 1);
        assert_eq!(fold(&"x".repeat(76)).len(), 2);
    }
}
