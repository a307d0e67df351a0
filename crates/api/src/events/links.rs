//! What events are linked to: organisations, policy frameworks, series, occasions, headcounts.

use std::sync::Arc;

use async_graphql::{ID, Object, SimpleObject};
use kuvend_domain::observances;
use kuvend_entity::{event, event_headcount, event_series, observance, policy_framework, value};

use crate::{
    enums::{EventOrganisationRole, FrameworkRelation, HeadcountMethod, PresenceMode},
    input::{LocalizedText, translations},
    offices::text,
    organisations::Organisation,
    scalars::{DateTime, Language},
};

/// The part an organisation plays in an event.
#[derive(Debug, Clone, SimpleObject)]
pub struct EventOrganisation {
    /// Who.
    pub organisation: Organisation,
    /// As what.
    pub role: EventOrganisationRole,
}

/// A strategy, an action plan or a compact.
#[derive(Debug, Clone)]
pub struct PolicyFramework(Arc<policy_framework::Model>);

impl From<policy_framework::Model> for PolicyFramework {
    fn from(row: policy_framework::Model) -> Self {
        Self(Arc::new(row))
    }
}

fn named(name: &kuvend_entity::text::LocalizedText, language: Option<&Language>) -> String {
    text(name, language, &value::Language::english()).unwrap_or_default()
}

/// A strategy, an action plan or a compact.
#[Object]
impl PolicyFramework {
    /// Opaque, stable id.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Its title in the language asked for, else in the first that there is.
    async fn title(
        &self,
        #[graphql(desc = "The language wanted.")] language: Option<Language>,
    ) -> String {
        named(&self.0.title, language.as_ref())
    }

    /// Its title in every language that there is.
    async fn title_translations(&self) -> Vec<LocalizedText> {
        translations(&self.0.title)
    }

    /// First year.
    async fn starts_in(&self) -> Option<i32> {
        self.0.starts_in
    }

    /// Last year.
    async fn ends_in(&self) -> Option<i32> {
        self.0.ends_in
    }
}

/// What an event does with a policy framework.
#[derive(Debug, Clone, SimpleObject)]
pub struct EventFramework {
    /// Which.
    pub framework: PolicyFramework,
    /// What it does with it.
    pub relation: FrameworkRelation,
}

/// Events that are held again and again: each is an edition.
#[derive(Debug, Clone)]
pub struct EventSeries(Arc<event_series::Model>);

impl From<event_series::Model> for EventSeries {
    fn from(row: event_series::Model) -> Self {
        Self(Arc::new(row))
    }
}

/// Events that are held again and again: each is an edition. `events(filter: { seriesId })` lists them.
#[Object]
impl EventSeries {
    /// Opaque, stable id.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Raised by every change; an update names the one it read.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// Its name in the language asked for, else in the first that there is.
    async fn name(
        &self,
        #[graphql(desc = "The language wanted.")] language: Option<Language>,
    ) -> String {
        named(&self.0.name, language.as_ref())
    }

    /// Its name in every language that there is.
    async fn name_translations(&self) -> Vec<LocalizedText> {
        translations(&self.0.name)
    }
}

/// A day that is observed every year.
#[derive(Debug, Clone)]
pub struct Observance(Arc<observance::Model>);

impl From<observance::Model> for Observance {
    fn from(row: observance::Model) -> Self {
        Self(Arc::new(row))
    }
}

/// A day that is observed every year, in an office's calendar.
#[Object]
impl Observance {
    /// Opaque, stable id.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// What events name it by in `occasions`.
    async fn key(&self) -> &str {
        &self.0.key
    }

    /// Its name in the language asked for, else in the first that there is.
    async fn name(
        &self,
        #[graphql(desc = "The language wanted.")] language: Option<Language>,
    ) -> String {
        named(&self.0.name, language.as_ref())
    }

    /// Its name in every language that there is.
    async fn name_translations(&self) -> Vec<LocalizedText> {
        translations(&self.0.name)
    }

    /// In which month, from 1.
    async fn month(&self) -> i32 {
        self.0.month
    }

    /// On which day of the month, from 1.
    async fn day(&self) -> i32 {
        self.0.day
    }

    /// The year from which anniversaries are counted.
    async fn first_year(&self) -> Option<i32> {
        self.0.first_year
    }
}

/// An occasion that an event marks.
#[derive(Debug, Clone, SimpleObject)]
pub struct EventOccasion {
    /// The word for it.
    pub key: String,
    /// The day in the office's calendar; null where the calendar does not have it.
    pub observance: Option<Observance>,
    /// Which anniversary it is, counted from the first year to the event's; null where it is none.
    pub anniversary: Option<i32>,
}

impl EventOccasion {
    /// An occasion of an event, by the calendar of its office.
    pub(super) fn of(key: String, event: &event::Model, calendar: &[observance::Model]) -> Self {
        let known = calendar
            .iter()
            .find(|row| row.office_id == event.office_id && row.key == key);
        Self {
            key,
            anniversary: known.and_then(|row| observances::anniversary(row, event.local_on)),
            observance: known.cloned().map(Into::into),
        }
    }
}

/// People who were there and are not named.
#[derive(Debug, Clone, SimpleObject)]
pub struct EventHeadcount {
    /// In the room or on line.
    pub mode: PresenceMode,
    /// How many.
    pub count: i32,
    /// How it was made.
    pub method: HeadcountMethod,
    /// What else is to be said.
    pub note: Option<String>,
    /// When.
    pub recorded_at: DateTime,
}

impl From<event_headcount::Model> for EventHeadcount {
    fn from(row: event_headcount::Model) -> Self {
        Self {
            mode: row.mode.into(),
            count: row.count,
            method: row.method.into(),
            note: row.note,
            recorded_at: row.recorded_at.into(),
        }
    }
}
