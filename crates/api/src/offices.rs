//! Offices.

use std::sync::Arc;

use async_graphql::{ID, Object};
use kuvend_domain::listed::feed_path;
use kuvend_entity::office;

use crate::{
    input::{LocalizedText, translations},
    scalars::{CountryCode, Language, TimeZone},
};

/// A mission, agency or association: it owns its events, contacts and programmes.
#[derive(Debug, Clone)]
pub struct Office(pub Arc<office::Model>);

/// A mission, agency or association: it owns its events, contacts and programmes.
#[Object]
impl Office {
    /// Opaque and stable.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Its name in a language, else in its own, else in the first that there is.
    pub async fn name(
        &self,
        #[graphql(desc = "The language wanted.")] language: Option<Language>,
    ) -> String {
        let own = self.0.languages.0.first().cloned();
        let own = own.unwrap_or_else(kuvend_entity::value::Language::english);
        text(&self.0.name, language.as_ref(), &own).unwrap_or_default()
    }

    /// Its name in every language that there is.
    pub async fn name_translations(&self) -> Vec<LocalizedText> {
        translations(&self.0.name)
    }

    /// Where it works.
    pub async fn country(&self) -> CountryCode {
        self.0.country.clone().into()
    }

    /// In which its dates are meant.
    pub async fn time_zone(&self) -> TimeZone {
        self.0.time_zone.clone().into()
    }

    /// The languages it writes, its own first.
    pub async fn languages(&self) -> Vec<Language> {
        self.0.languages.0.iter().cloned().map(Into::into).collect()
    }

    /// The path of the calendar of what everybody may find, to subscribe to.
    pub async fn public_calendar_path(&self) -> String {
        feed_path(self.0.id)
    }
}

/// A text by the fallback chain: the language wanted, the office's own, the first known. A language that Kuvend does not
/// write falls through like one that is missing.
#[must_use]
pub fn text(
    text: &kuvend_entity::text::LocalizedText,
    wanted: Option<&Language>,
    own: &kuvend_entity::value::Language,
) -> Option<String> {
    let wanted = wanted.and_then(|language| language.0.parse().ok());
    text.best(wanted.as_ref(), own).map(str::to_owned)
}
