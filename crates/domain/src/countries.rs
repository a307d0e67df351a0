//! What countries are called, in the languages that Kuvend writes.

use std::sync::LazyLock;

use kuvend_entity::value::Language;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// One line a country.
const TABLE: &str = include_str!("countries.tsv");

/// A code, and the names in the order of [`Language::KNOWN`].
type Row = (&'static str, [&'static str; 4]);

static COUNTRIES: LazyLock<Vec<Row>> = LazyLock::new(|| {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
    let row = |line: &'static str| {
        let mut cells = line.split('\t');
        let code = cells.next()?;
        let mut name = || cells.next();
        Some((code, [name()?, name()?, name()?, name()?]))
    };
    lines.filter_map(row).collect()
});

fn place(language: &Language) -> usize {
    let known = Language::KNOWN.iter();
    known
        .take_while(|tag| **tag != language.as_str())
        .count()
        .min(3)
}

/// What a country is called in a language, by its ISO 3166-1 code.
#[must_use]
pub fn name(code: &str, language: &Language) -> Option<&'static str> {
    let found = COUNTRIES
        .binary_search_by_key(&code, |(code, _)| code)
        .ok()?;
    let (_, names) = COUNTRIES.get(found)?;
    names.get(place(language)).copied()
}

/// All countries with what they are called in a language, in the order of its letters, marks apart.
#[must_use]
pub fn named(language: &Language) -> Vec<(&'static str, &'static str)> {
    let named = |(code, names): &Row| Some((*code, *names.get(place(language))?));
    let mut all: Vec<_> = COUNTRIES.iter().filter_map(named).collect();
    all.sort_by_cached_key(|(_, name)| {
        let plain = name.nfd().filter(|letter| !is_combining_mark(*letter));
        plain.collect::<String>().to_lowercase()
    });
    all
}

/// A country that is called so in any of the languages, whatever the accents, case and script; `name` is folded.
pub(crate) fn called(name: &str) -> Option<&'static str> {
    static FOLDED: LazyLock<std::collections::HashMap<String, &'static str>> =
        LazyLock::new(|| {
            let names = COUNTRIES
                .iter()
                .flat_map(|(code, names)| names.iter().map(|name| (*name, *code)));
            let forms = |(name, code): (&str, _)| {
                [name.to_owned(), name.replace('&', "and")]
                    .map(|name| (crate::fold::fold(&name), code))
            };
            names.flat_map(forms).collect()
        });
    FOLDED.get(name).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_has_a_name_in_every_language_and_none_is_two() {
        let mut names = std::collections::HashMap::new();
        for (code, all) in COUNTRIES.iter() {
            assert!(
                code.parse::<kuvend_entity::value::CountryCode>().is_ok(),
                "{code}"
            );
            for name in all {
                assert!(!name.trim().is_empty(), "{code}");
                let other = names.insert(crate::fold::fold(name), code);
                assert!(
                    other.is_none_or(|other| other == code),
                    "{name}: {code} {other:?}"
                );
            }
        }
        assert!(COUNTRIES.is_sorted_by_key(|(code, _)| code));
        for code in ["AL", "CY", "MT", "BA", "SM", "JP", "ZA", "UA", "XK"] {
            assert!(COUNTRIES.iter().any(|(known, _)| *known == code), "{code}");
        }
        let greek = "el".parse().unwrap();
        assert_eq!(name("CY", &greek), Some("Κύπρος"));
        let albanian = named(&"sq".parse().unwrap());
        let place = |code| {
            albanian
                .iter()
                .position(|(known, _)| *known == code)
                .unwrap()
        };
        assert!(place("CL") > place("CZ") && place("CZ") < place("DK"));
    }
}
