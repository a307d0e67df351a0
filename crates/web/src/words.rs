//! What the pages say, one file a language.

use std::collections::BTreeMap;

use kuvend_entity::value::Language;
use serde::{Deserialize, Serialize};

/// The files, in the order in which pages offer the languages.
const FILES: [(&str, &str); 4] = [
    ("en", include_str!("../words/en.toml")),
    ("sq", include_str!("../words/sq.toml")),
    ("it", include_str!("../words/it.toml")),
    ("el", include_str!("../words/el.toml")),
];

/// A file in the binary does not read.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    /// One of words.
    #[error("words {0}: {1}")]
    Words(&'static str, toml::de::Error),
    /// A language that rows do not know.
    #[error("unknown language {0}")]
    Language(&'static str),
    /// A template.
    #[error("template: {0}")]
    Template(#[from] minijinja::Error),
}

/// The words of all languages.
#[derive(Debug)]
pub(crate) struct Library {
    shelves: Vec<Words>,
}

/// The words of one language.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Words {
    #[serde(skip, default = "Language::english")]
    pub(crate) language: Language,
    pub(crate) dates: Dates,
    /// Everything else, by key.
    pub(crate) text: BTreeMap<String, String>,
}

/// How days and hours are written.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Dates {
    /// From Monday.
    pub(crate) weekdays: [String; 7],
    pub(crate) months: [String; 12],
    /// The number of a month's first day.
    pub(crate) first: String,
    pub(crate) day: String,
    pub(crate) hour: String,
    /// A moment inside a sentence, after its preposition.
    pub(crate) until: String,
    /// The same on the first of a month.
    pub(crate) until_first: String,
}

impl Library {
    pub(crate) fn read() -> Result<Self, Broken> {
        let shelves = FILES
            .into_iter()
            .map(|(name, file)| {
                let language = name.parse().map_err(|_| Broken::Language(name))?;
                let words: Words = toml::from_str(file).map_err(|e| Broken::Words(name, e))?;
                Ok(Words { language, ..words })
            })
            .collect::<Result<Vec<_>, Broken>>()?;
        if shelves.is_empty() {
            return Err(Broken::Language("none"));
        }
        Ok(Self { shelves })
    }

    /// The words of a language; the first file's where there is none of it, which the tests exclude.
    pub(crate) fn of(&self, language: &Language) -> Option<&Words> {
        self.shelves
            .iter()
            .find(|words| words.language == *language)
            .or_else(|| self.shelves.first())
    }

    /// All languages, in the order in which pages offer them.
    pub(crate) fn all(&self) -> &[Words] {
        &self.shelves
    }
}

impl Words {
    /// A text, with its places filled.
    pub(crate) fn say(&self, key: &str, values: &[(&str, &str)]) -> String {
        fill(self.text.get(key).map_or("", String::as_str), values)
    }
}

/// Fills the places of a text: `{name}` becomes its value. Values are not looked into again.
pub(crate) fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, behind)) = after.split_once('}') else {
            out.push('{');
            rest = after;
            continue;
        };
        if let Some((_, value)) = values.iter().find(|(known, _)| *known == name) {
            out.push_str(value);
        }
        rest = behind;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(text: &str) -> Vec<&str> {
        let mut names: Vec<_> = text
            .split('{')
            .skip(1)
            .filter_map(|rest| rest.split('}').next())
            .collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn every_language_says_the_same_things_with_the_same_places() {
        let library = Library::read().unwrap();
        assert_eq!(library.all().len(), Language::KNOWN.len());
        let english = &library.all()[0];
        for words in library.all() {
            let keys = |words: &Words| words.text.keys().cloned().collect::<Vec<_>>();
            assert_eq!(keys(words), keys(english), "{}", words.language);
            for (key, text) in &words.text {
                assert!(!text.trim().is_empty(), "{} {key}", words.language);
                assert_eq!(
                    places(text),
                    places(&english.text[key]),
                    "{} {key}",
                    words.language
                );
                if words.language != english.language && text.split(' ').count() > 1 {
                    assert_ne!(text, &english.text[key], "{} {key}", words.language);
                }
            }
        }
    }

    #[test]
    fn places_are_filled_once() {
        assert_eq!(
            fill("a {x} c {y}", &[("x", "{y}"), ("y", "d")]),
            "a {y} c d"
        );
        assert_eq!(fill("a { b", &[]), "a { b");
        assert_eq!(fill("a {unknown} b", &[]), "a  b");
    }
}
