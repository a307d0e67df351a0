//! Text per language.

use std::collections::BTreeMap;

use sea_orm::prelude::*;
use serde::{Deserialize, Serialize};

use crate::value::Language;

/// One text in some languages. A column holds it as a JSON object from language to text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct LocalizedText(pub BTreeMap<Language, String>);

impl LocalizedText {
    /// A text in one language.
    #[must_use]
    pub fn one(language: Language, text: impl Into<String>) -> Self {
        Self(BTreeMap::from([(language, text.into())]))
    }

    /// The text in the wanted language, else in the fallback (the office's own), else in the first language of
    /// [`Language::KNOWN`] that has one.
    #[must_use]
    pub fn best(&self, wanted: Option<&Language>, fallback: &Language) -> Option<&str> {
        wanted
            .and_then(|language| self.0.get(language))
            .or_else(|| self.0.get(fallback))
            .or_else(|| {
                Language::KNOWN.iter().find_map(|known| {
                    self.0
                        .iter()
                        .find(|(language, _)| language.as_str() == *known)
                        .map(|(_, text)| text)
                })
            })
            .map(String::as_str)
    }

    /// Whether there is no text at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fallback_chain_is_wanted_then_own_then_known() {
        let text = LocalizedText(BTreeMap::from([
            ("it".parse().unwrap(), "Festa".to_owned()),
            ("el".parse().unwrap(), "Γιορτή".to_owned()),
        ]));
        let (el, sq, it) = (
            "el".parse().unwrap(),
            "sq".parse().unwrap(),
            "it".parse().unwrap(),
        );
        assert_eq!(text.best(Some(&el), &sq), Some("Γιορτή"));
        assert_eq!(text.best(Some(&sq), &it), Some("Festa"));
        assert_eq!(text.best(None, &sq), Some("Festa"));
        assert_eq!(LocalizedText::default().best(None, &sq), None);
    }
}
