//! Agenda items as clients see them.

use std::sync::Arc;

use async_graphql::{ID, Interface, Object};
use chrono::TimeDelta;
use kuvend_domain::{agenda, events, op::Op, walltime};
use kuvend_entity::{
    agenda_item,
    id::AgendaItemId,
    kind::{AgendaItemKind as Kind, ContributorRole as Role},
    value,
};

use crate::{
    agenda::{Cast, CastSelection, Contributor, PanelQuestion, Remark},
    enums::{AgendaItemKind, PanelQuestionState},
    input::{LocalizedText, translations},
    look::Look,
    offices::text,
    payload::top_level,
    scalars::{DateTime, Language, LocalDateTime},
};

/// An agenda item with what is shown of it.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The row.
    pub row: agenda_item::Model,
    /// Who contributes, in order.
    pub contributors: Vec<Contributor>,
    /// What was said and announced, as far as that was selected.
    pub remarks: Vec<Remark>,
    /// What a panel is asked, in order, as far as that was selected.
    pub questions: Vec<PanelQuestion>,
    /// Where the event's clock stands.
    pub zone: value::TimeZone,
    /// The office's own language.
    pub language: value::Language,
}

impl Entry {
    fn starts(&self) -> Option<chrono::DateTime<chrono::Utc>> {
        walltime::instant(self.row.starts_at_local?, &self.zone)
    }

    fn ends(&self) -> Option<chrono::DateTime<chrono::Utc>> {
        let minutes = i64::from(self.row.duration_minutes?);
        Some(self.starts()? + TimeDelta::try_minutes(minutes)?)
    }
}

/// A part of the run of show.
#[expect(
    clippy::duplicated_attributes,
    reason = "fields of an interface share types and arguments"
)]
#[derive(Debug, Clone, Interface)]
#[graphql(
    field(name = "id", ty = "ID", desc = "Opaque and stable."),
    field(
        name = "version",
        ty = "i32",
        desc = "Raised by every change; an update names the one it read."
    ),
    field(
        name = "position",
        ty = "i32",
        desc = "Its place in the order, from 1."
    ),
    field(name = "kind", ty = "AgendaItemKind", desc = "What sort."),
    field(
        name = "title",
        ty = "String",
        desc = "Title, or a panel's topic, in a language, else in the office's own, else in the first that there is.",
        arg(
            name = "language",
            ty = "Option<Language>",
            desc = "The language wanted."
        )
    ),
    field(
        name = "title_translations",
        ty = "Vec<LocalizedText>",
        desc = "Title in every language that there is."
    ),
    field(
        name = "description",
        ty = "Option<String>",
        desc = "Description in a language, else in the office's own, else in the first that there is.",
        arg(
            name = "language",
            ty = "Option<Language>",
            desc = "The language wanted."
        )
    ),
    field(
        name = "starts_at_local",
        ty = "Option<LocalDateTime>",
        desc = "When it starts, on the clock of the event."
    ),
    field(name = "starts_at", ty = "Option<DateTime>", desc = "When it starts."),
    field(name = "ends_at", ty = "Option<DateTime>", desc = "When it ends."),
    field(
        name = "duration_minutes",
        ty = "Option<i32>",
        desc = "How long it lasts, in minutes."
    ),
    field(name = "room", ty = "Option<String>", desc = "In which room."),
    field(name = "is_internal", ty = "bool", desc = "Kept from guests."),
    field(
        name = "outcome",
        ty = "Option<String>",
        desc = "What was said and announced, recorded afterwards."
    ),
    field(
        name = "contributors",
        ty = "Vec<Contributor>",
        desc = "Who contributes, in order."
    ),
    field(
        name = "remarks",
        ty = "Vec<Remark>",
        desc = "Quotes and announcements, recorded afterwards."
    )
)]
pub enum AgendaItem {
    /// A panel.
    Panel(Panel),
    /// Anything else.
    GeneralAgendaItem(GeneralAgendaItem),
}

impl AgendaItem {
    /// An item by its kind.
    #[must_use]
    pub fn of(entry: Entry) -> Self {
        let entry = Arc::new(entry);
        if entry.row.kind == Kind::Panel {
            Self::Panel(Panel(entry))
        } else {
            Self::GeneralAgendaItem(GeneralAgendaItem(entry))
        }
    }

    /// An item of an event, with who and what was brought along.
    #[must_use]
    pub fn shown(found: &events::Found, item: &agenda::Item, cast: &Cast) -> Self {
        Self::of(Entry {
            contributors: cast.contributors(item),
            remarks: cast.remarks(item.item.id, &found.language),
            questions: cast.questions(item.item.id),
            row: item.item.clone(),
            zone: found.event.time_zone.clone(),
            language: found.language.clone(),
        })
    }

    /// What was said and announced in it.
    #[must_use]
    pub fn told(&self) -> &[Remark] {
        match self {
            Self::Panel(Panel(entry)) | Self::GeneralAgendaItem(GeneralAgendaItem(entry)) => {
                &entry.remarks
            }
        }
    }

    /// Who contributes to it, in order.
    #[must_use]
    pub fn cast(&self) -> &[Contributor] {
        match self {
            Self::Panel(Panel(entry)) | Self::GeneralAgendaItem(GeneralAgendaItem(entry)) => {
                &entry.contributors
            }
        }
    }

    /// Its key.
    #[must_use]
    pub fn key(&self) -> AgendaItemId {
        match self {
            Self::Panel(Panel(entry)) | Self::GeneralAgendaItem(GeneralAgendaItem(entry)) => {
                entry.row.id
            }
        }
    }

    /// Itself, if it is a panel.
    #[must_use]
    pub fn panel(&self) -> Option<&Panel> {
        match self {
            Self::Panel(panel) => Some(panel),
            Self::GeneralAgendaItem(_) => None,
        }
    }
}

/// Agenda items by their ids, as far as the caller sees them, with what is selected of them, in no order.
///
/// # Errors
/// A denial or a failure, as a coded top-level error.
pub async fn load_many(
    op: &Op,
    ids: &[AgendaItemId],
    look: &Look<'_>,
) -> async_graphql::Result<Vec<AgendaItem>> {
    let found = agenda::by_ids(op, ids).await;
    let found = found.map_err(|error| top_level(op, &error))?;
    let items: Vec<&agenda::Item> = found.iter().map(|(_, item)| item).collect();
    let cast = Cast::of(op, &items, &CastSelection::of(look)).await?;
    let shown =
        |(found, item): &(events::Found, agenda::Item)| AgendaItem::shown(found, item, &cast);
    Ok(found.iter().map(shown).collect())
}

/// The fields that every agenda item has, and those of one kind.
macro_rules! agenda_items {
    ($name:ident, $doc:literal, { $($more:tt)* }) => {
        #[doc = $doc]
        #[derive(Debug, Clone)]
        pub struct $name(pub Arc<Entry>);

        #[doc = $doc]
        #[Object]
        impl $name {
            /// Opaque and stable.
            pub async fn id(&self) -> ID {
                self.0.row.id.to_string().into()
            }

            /// Raised by every change; an update names the one it read.
            pub async fn version(&self) -> i32 {
                self.0.row.version
            }

            /// Its place in the order, from 1.
            pub async fn position(&self) -> i32 {
                self.0.row.position
            }

            /// What sort.
            pub async fn kind(&self) -> AgendaItemKind {
                self.0.row.kind.into()
            }

            /// Title, or a panel's topic, in a language, else in the office's own, else in the first that there is.
            pub async fn title(
                &self,
                #[graphql(desc = "The language wanted.")] language: Option<Language>,
            ) -> String {
                text(&self.0.row.title, language.as_ref(), &self.0.language).unwrap_or_default()
            }

            /// Title in every language that there is.
            pub async fn title_translations(&self) -> Vec<LocalizedText> {
                translations(&self.0.row.title)
            }

            /// Description in a language, else in the office's own, else in the first that there is.
            pub async fn description(
                &self,
                #[graphql(desc = "The language wanted.")] language: Option<Language>,
            ) -> Option<String> {
                text(&self.0.row.description, language.as_ref(), &self.0.language)
            }

            /// When it starts, on the clock of the event.
            pub async fn starts_at_local(&self) -> Option<LocalDateTime> {
                self.0.row.starts_at_local.map(Into::into)
            }

            /// When it starts.
            pub async fn starts_at(&self) -> Option<DateTime> {
                self.0.starts().map(Into::into)
            }

            /// When it ends.
            pub async fn ends_at(&self) -> Option<DateTime> {
                self.0.ends().map(Into::into)
            }

            /// How long it lasts, in minutes.
            pub async fn duration_minutes(&self) -> Option<i32> {
                self.0.row.duration_minutes
            }

            /// In which room.
            pub async fn room(&self) -> Option<String> {
                self.0.row.room.clone()
            }

            /// Kept from guests.
            pub async fn is_internal(&self) -> bool {
                self.0.row.is_internal
            }

            /// What was said and announced, recorded afterwards.
            pub async fn outcome(&self) -> Option<String> {
                self.0.row.outcome.clone()
            }

            /// Who contributes, in order.
            pub async fn contributors(&self) -> Vec<Contributor> {
                self.0.contributors.clone()
            }

            /// Quotes and announcements, recorded afterwards.
            pub async fn remarks(&self) -> Vec<Remark> {
                self.0.remarks.clone()
            }

            $($more)*
        }
    };
}

agenda_items!(
    GeneralAgendaItem,
    "A part of the run of show that is no panel.",
    {}
);

agenda_items!(
    Panel,
    "A panel: people with different perspectives on one topic, led by a moderator. Made by `addPanel` alone.",
    {
        /// What it is about, in a language, else in the office's own, else in the first that there is.
        pub async fn topic(
            &self,
            #[graphql(desc = "The language wanted.")] language: Option<Language>,
        ) -> String {
            text(&self.0.row.title, language.as_ref(), &self.0.language).unwrap_or_default()
        }

        /// Whether guests may ask it something from their own page, while the run of show is published and it has not ended.
        pub async fn takes_questions(&self) -> bool {
            self.0.row.takes_questions
        }

        /// What it is about, in every language that there is.
        pub async fn topic_translations(&self) -> Vec<LocalizedText> {
            translations(&self.0.row.title)
        }

        /// Who leads it.
        pub async fn moderator(&self) -> Option<Contributor> {
            self.0
                .contributors
                .iter()
                .find(|someone| someone.plays(Role::Moderator))
                .cloned()
        }

        /// Who sits on it, in order.
        pub async fn panellists(&self) -> Vec<Contributor> {
            self.0
                .contributors
                .iter()
                .filter(|someone| someone.plays(Role::Panellist))
                .cloned()
                .collect()
        }

        /// What it is asked, in the order in which it is put.
        pub async fn questions(
            &self,
            #[graphql(desc = "Only those that the moderation brought to these states.")]
            states: Option<Vec<PanelQuestionState>>,
        ) -> Vec<PanelQuestion> {
            let wanted = |question: &&PanelQuestion| {
                states
                    .as_ref()
                    .is_none_or(|states| states.contains(&question.stands()))
            };
            self.0.questions.iter().filter(wanted).cloned().collect()
        }
    }
);
