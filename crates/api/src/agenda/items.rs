//! Agenda items as clients see them.

use std::{collections::HashMap, sync::Arc};

use async_graphql::{ID, Interface, Object};
use chrono::TimeDelta;
use kuvend_domain::{agenda, events, op::Op, walltime};
use kuvend_entity::{
    agenda_item, contributor,
    id::{AgendaItemId, ContactId, OrganisationId},
    kind::{AgendaItemKind as Kind, ContributorRole as Role},
    value,
};

use crate::{
    contacts::{Contact, Selection},
    enums::{AgendaItemKind, ConfirmationState, ContributorMode, ContributorRole},
    input::{LocalizedText, translations},
    look::Look,
    offices::text,
    organisations::Organisation,
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
    /// Where the event's clock stands.
    pub zone: value::TimeZone,
    /// The office's own language.
    pub language: value::Language,
}

/// Somebody who contributes to an agenda item: a person, a body or group, or a person for a body.
#[derive(Debug, Clone)]
pub struct Contributor {
    row: contributor::Model,
    contact: Option<Contact>,
    organisation: Option<Organisation>,
}

/// Somebody who contributes to an agenda item: a person, a body or group, or a person for a body.
#[Object]
impl Contributor {
    /// Opaque, and stable while they contribute to the item.
    pub async fn id(&self) -> ID {
        self.row.id.to_string().into()
    }

    /// Who, if a person.
    pub async fn contact(&self) -> Option<Contact> {
        self.contact.clone()
    }

    /// Who, if a body or a group; for which body, beside a person.
    pub async fn organisation(&self) -> Option<Organisation> {
        self.organisation.clone()
    }

    /// As what.
    pub async fn role(&self) -> ContributorRole {
        self.row.role.into()
    }

    /// How.
    pub async fn mode(&self) -> ContributorMode {
        self.row.mode.into()
    }

    /// Whether they agreed to contribute. It is no answer to an invitation.
    pub async fn confirmation(&self) -> ConfirmationState {
        self.row.confirmation.into()
    }

    /// What view a panellist brings.
    pub async fn perspective(&self) -> Option<&str> {
        self.row.perspective.as_deref()
    }
}

/// What is selected of who stands behind contributors.
#[derive(Debug, Clone)]
pub struct CastSelection<'a> {
    contact: Option<Selection<'a>>,
    organisation: Option<Look<'a>>,
}

impl<'a> CastSelection<'a> {
    /// Everything, for who cannot look ahead.
    #[must_use]
    pub fn everything() -> Self {
        Self {
            contact: Some(Selection::everything()),
            organisation: Some(Look::default()),
        }
    }

    /// What is selected on the items of a run of show.
    #[must_use]
    pub fn of(items: &Look<'a>) -> Self {
        let contributors = items.fields(&["contributors", "moderator", "panellists"]);
        let contact = contributors.field("contact");
        Self {
            contact: contact.exists().then(|| Selection::of(&contact)),
            organisation: Some(contributors.field("organisation")).filter(Look::exists),
        }
    }
}

/// Who stands behind contributors, read by one statement a kind for however many items.
#[derive(Debug, Clone, Default)]
pub struct Cast {
    contacts: HashMap<ContactId, Contact>,
    organisations: HashMap<OrganisationId, Organisation>,
}

impl Cast {
    /// Reads who stands behind the contributors of some items, as far as that is selected.
    ///
    /// # Errors
    /// A failure, as a coded top-level error.
    pub async fn of(
        op: &Op,
        items: &[&agenda::Item],
        selection: &CastSelection<'_>,
    ) -> async_graphql::Result<Self> {
        let all = || items.iter().flat_map(|item| &item.contributors);
        let contacts: Vec<ContactId> = all().filter_map(|one| one.contact_id).collect();
        let bodies: Vec<OrganisationId> = all().filter_map(|one| one.organisation_id).collect();
        let contacts = match &selection.contact {
            Some(selection) if !contacts.is_empty() => {
                // A contact has events, which have contributors.
                Box::pin(Contact::load_many(op, contacts, selection)).await?
            }
            _ => HashMap::new(),
        };
        let organisations = match &selection.organisation {
            Some(look) if !bodies.is_empty() => Organisation::load_many(op, bodies, look).await?,
            _ => HashMap::new(),
        };
        Ok(Self {
            contacts,
            organisations,
        })
    }

    /// The contributors of an item.
    #[must_use]
    pub fn contributors(&self, item: &agenda::Item) -> Vec<Contributor> {
        let shown = |row: &contributor::Model| Contributor {
            contact: row
                .contact_id
                .and_then(|id| self.contacts.get(&id))
                .cloned(),
            organisation: row
                .organisation_id
                .and_then(|id| self.organisations.get(&id))
                .cloned(),
            row: row.clone(),
        };
        item.contributors.iter().map(shown).collect()
    }
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
    let shown = |(found, item): (events::Found, agenda::Item)| {
        AgendaItem::of(Entry {
            contributors: cast.contributors(&item),
            row: item.item,
            zone: found.event.time_zone,
            language: found.language,
        })
    };
    Ok(found.into_iter().map(shown).collect())
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

        /// What it is about, in every language that there is.
        pub async fn topic_translations(&self) -> Vec<LocalizedText> {
            translations(&self.0.row.title)
        }

        /// Who leads it.
        pub async fn moderator(&self) -> Option<Contributor> {
            self.0
                .contributors
                .iter()
                .find(|someone| someone.row.role == Role::Moderator)
                .cloned()
        }

        /// Who sits on it, in order.
        pub async fn panellists(&self) -> Vec<Contributor> {
            self.0
                .contributors
                .iter()
                .filter(|someone| someone.row.role == Role::Panellist)
                .cloned()
                .collect()
        }
    }
);
