//! The languages letters are written in.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::letter::UnknownName;

/// A language every letter exists in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English.
    En,
    /// Albanian.
    Sq,
    /// Italian.
    It,
    /// Greek.
    El,
}

impl Language {
    /// Every language, in the order pages offer them.
    pub const ALL: [Self; 4] = [Self::En, Self::Sq, Self::It, Self::El];

    /// The BCP 47 tag, as it goes into `lang` attributes and `Content-Language`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Sq => "sq",
            Self::It => "it",
            Self::El => "el",
        }
    }

    /// Reads a BCP 47 tag by its primary subtag: `sq-XK`, `sq_AL` and `SQ` are all Albanian.
    ///
    /// # Errors
    /// [`UnknownName`] if no letter is written in that language.
    pub fn parse(tag: &str) -> Result<Self, UnknownName> {
        let primary = tag.trim().split(['-', '_']).next().unwrap_or_default();
        Self::ALL
            .into_iter()
            .find(|language| {
                language.as_str().eq_ignore_ascii_case(primary) || language.iso_639_2() == primary
            })
            .ok_or(UnknownName("language"))
    }

    /// The first of the reader's languages (most wanted first) that letters are written in, else English.
    #[must_use]
    pub fn best(tags: &[&str]) -> Self {
        tags.iter()
            .find_map(|tag| Self::parse(tag).ok())
            .unwrap_or(Self::En)
    }

    const fn iso_639_2(self) -> &'static str {
        match self {
            Self::En => "eng",
            Self::Sq => "sqi",
            Self::It => "ita",
            Self::El => "ell",
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_or_a_script_does_not_hide_the_language() {
        assert_eq!(Language::parse("sq-XK"), Ok(Language::Sq));
        assert_eq!(Language::parse("el_GR"), Ok(Language::El));
        assert_eq!(Language::parse("IT"), Ok(Language::It));
        assert!(Language::parse("sqx").is_err());
        assert!(Language::parse("").is_err());
    }

    #[test]
    fn the_first_language_we_write_wins_and_english_is_the_last_resort() {
        assert_eq!(Language::best(&["de", "it-CH", "en"]), Language::It);
        assert_eq!(Language::best(&["mk", "tr"]), Language::En);
        assert_eq!(Language::best(&[]), Language::En);
    }
}
