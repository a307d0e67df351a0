//! Reading what clients say of a run of show.

use async_graphql::{ID, InputObject, MaybeUndefined};
use kuvend_domain::{
    agenda::{
        AddItem, AddPanel, LONGEST_ITEM, MOST_CONTRIBUTORS, NewContributor, Remove, Slot,
        UpdateItem,
    },
    change::Change,
    error::Result,
};
use kuvend_entity::kind;

use crate::{
    enums::{AgendaItemKind, ConfirmationState, ContributorMode, ContributorRole},
    events::change::{clearable, kept, required},
    input::{LINE, LocalizedTextInput, PROSE, Reader},
    scalars::LocalDateTime,
};

/// Somebody who contributes to an agenda item: `contactId`, `organisationId`, or a person for a body with both.
#[derive(Debug, Clone, InputObject)]
pub struct ContributorInput {
    /// Who, if a person.
    pub contact_id: Option<ID>,
    /// Who, if a body or a group.
    pub organisation_id: Option<ID>,
    /// As what.
    pub role: ContributorRole,
    /// How; in person unless said.
    pub mode: Option<ContributorMode>,
    /// Whether they agreed; only proposed unless said.
    pub confirmation: Option<ConfirmationState>,
    /// From when on they can, on the clock of the event.
    pub available_from: Option<LocalDateTime>,
    /// Until when they can, on the clock of the event.
    pub available_until: Option<LocalDateTime>,
}

/// Somebody who leads or sits on a panel: `contactId`, `organisationId`, or a person for a body with both.
#[derive(Debug, Clone, InputObject)]
pub struct PanellistInput {
    /// Who, if a person.
    pub contact_id: Option<ID>,
    /// Who, if a body.
    pub organisation_id: Option<ID>,
    /// How; in person unless said.
    pub mode: Option<ContributorMode>,
    /// Whether they agreed; only proposed unless said.
    pub confirmation: Option<ConfirmationState>,
    /// What view they bring: "a returned migrant".
    pub perspective: Option<String>,
    /// From when on they can, on the clock of the event.
    pub available_from: Option<LocalDateTime>,
    /// Until when they can, on the clock of the event.
    pub available_until: Option<LocalDateTime>,
}

impl ContributorInput {
    fn read(&self, reader: &mut Reader) -> Option<NewContributor> {
        PanellistInput {
            contact_id: self.contact_id.clone(),
            organisation_id: self.organisation_id.clone(),
            mode: self.mode,
            confirmation: self.confirmation,
            perspective: None,
            available_from: self.available_from.clone(),
            available_until: self.available_until.clone(),
        }
        .read(reader, self.role.into())
    }
}

impl PanellistInput {
    fn read(&self, reader: &mut Reader, role: kind::ContributorRole) -> Option<NewContributor> {
        let contact = reader.optional(self.contact_id.as_ref(), |reader, id| {
            reader.id("contactId", id)
        });
        let organisation = reader.optional(self.organisation_id.as_ref(), |reader, id| {
            reader.id("organisationId", id)
        });
        let perspective = reader.optional(self.perspective.as_ref(), |reader, text| {
            reader.line("perspective", text, LINE)
        });
        let mut wall = |field: &str, wall: Option<&LocalDateTime>| {
            reader.optional(wall, |reader, wall| reader.wall(field, wall))
        };
        let available_from = wall("availableFrom", self.available_from.as_ref());
        let available_until = wall("availableUntil", self.available_until.as_ref());
        Some(NewContributor {
            contact: contact?,
            organisation: organisation?,
            role,
            mode: self
                .mode
                .map_or(kind::ContributorMode::InPerson, Into::into),
            confirmation: self
                .confirmation
                .map_or(kind::ConfirmationState::Proposed, Into::into),
            perspective: perspective?,
            available_from: available_from?,
            available_until: available_until?,
        })
    }

    fn read_moderator(&self, reader: &mut Reader) -> Option<NewContributor> {
        reader.within("moderator", |reader| {
            self.read(reader, kind::ContributorRole::Moderator)
        })
    }
}

fn panellists(reader: &mut Reader, list: &[PanellistInput]) -> Option<Vec<NewContributor>> {
    reader.each("panellists", list, MOST_CONTRIBUTORS, |reader, someone| {
        someone.read(reader, kind::ContributorRole::Panellist)
    })
}

fn contributors(reader: &mut Reader, list: &[ContributorInput]) -> Option<Vec<NewContributor>> {
    reader.each(
        "contributors",
        list,
        MOST_CONTRIBUTORS,
        |reader, someone| someone.read(reader),
    )
}

/// Where and when an agenda item is, as the two inputs say it.
struct SlotInput<'a> {
    position: Option<i32>,
    starts_at: Option<&'a LocalDateTime>,
    duration_minutes: Option<i32>,
    room: Option<&'a String>,
    is_internal: Option<bool>,
    takes_questions: Option<bool>,
}

impl SlotInput<'_> {
    fn read(&self, reader: &mut Reader) -> Option<Slot> {
        let starts_at =
            reader.optional(self.starts_at, |reader, wall| reader.wall("startsAt", wall));
        let duration_minutes = reader
            .optional(self.duration_minutes.as_ref(), |reader, minutes| {
                reader.within_range("durationMinutes", *minutes, 1, LONGEST_ITEM)
            });
        let room = reader.optional(self.room, |reader, room| reader.line("room", room, LINE));
        Some(Slot {
            position: self.position,
            starts_at: starts_at?,
            duration_minutes: duration_minutes?,
            room: room?,
            is_internal: self.is_internal.unwrap_or(false),
            takes_questions: self.takes_questions.unwrap_or(true),
        })
    }
}

/// Adds an agenda item of any kind but a panel, for which there is `addPanel`.
#[derive(Debug, Clone, InputObject)]
pub struct AddAgendaItemInput {
    /// To which event.
    pub event_id: ID,
    /// What sort; not `PANEL`.
    pub kind: AgendaItemKind,
    /// Title per language.
    pub title: Vec<LocalizedTextInput>,
    /// Description per language.
    pub description: Option<Vec<LocalizedTextInput>>,
    /// Its place in the order, from 1; the last unless said. What stands there and after moves on.
    pub position: Option<i32>,
    /// When it starts, on the clock of the event.
    pub starts_at: Option<LocalDateTime>,
    /// How long it lasts, in minutes.
    pub duration_minutes: Option<i32>,
    /// In which room.
    pub room: Option<String>,
    /// Kept from guests; not unless said.
    pub is_internal: Option<bool>,
    /// Who contributes, in order.
    pub contributors: Option<Vec<ContributorInput>>,
}

impl AddAgendaItemInput {
    /// The command meant.
    ///
    /// # Errors
    /// Every fault of form.
    pub fn read(&self) -> Result<AddItem> {
        let mut reader = Reader::new();
        let event = reader.id("eventId", &self.event_id);
        let title = reader.title("title", &self.title);
        let description = reader.localized(
            "description",
            self.description.as_deref().unwrap_or_default(),
            PROSE,
        );
        let slot = SlotInput {
            position: self.position,
            starts_at: self.starts_at.as_ref(),
            duration_minutes: self.duration_minutes,
            room: self.room.as_ref(),
            is_internal: self.is_internal,
            takes_questions: None,
        }
        .read(&mut reader);
        let contributors = contributors(
            &mut reader,
            self.contributors.as_deref().unwrap_or_default(),
        );
        let command = || {
            Some(AddItem {
                event: event?,
                kind: self.kind.into(),
                title: title?,
                description: description?,
                slot: slot?,
                contributors: contributors?,
            })
        };
        let command = command();
        reader.finish(command)
    }
}

/// Adds a panel.
#[derive(Debug, Clone, InputObject)]
pub struct AddPanelInput {
    /// To which event.
    pub event_id: ID,
    /// What it is about, per language.
    pub topic: Vec<LocalizedTextInput>,
    /// Description per language.
    pub description: Option<Vec<LocalizedTextInput>>,
    /// Who leads it. A panel without one is a conflict to be looked at.
    pub moderator: Option<PanellistInput>,
    /// Who sits on it, in order.
    pub panellists: Option<Vec<PanellistInput>>,
    /// Its place in the order, from 1; the last unless said. What stands there and after moves on.
    pub position: Option<i32>,
    /// When it starts, on the clock of the event.
    pub starts_at: Option<LocalDateTime>,
    /// How long it lasts, in minutes.
    pub duration_minutes: Option<i32>,
    /// In which room.
    pub room: Option<String>,
    /// Kept from guests; not unless said.
    pub is_internal: Option<bool>,
    /// Whether guests may ask it something from their own page, while the run of show is published; they may unless said.
    pub takes_questions: Option<bool>,
}

impl AddPanelInput {
    /// The command meant.
    ///
    /// # Errors
    /// Every fault of form.
    pub fn read(&self) -> Result<AddPanel> {
        let mut reader = Reader::new();
        let event = reader.id("eventId", &self.event_id);
        let topic = reader.title("topic", &self.topic);
        let description = reader.localized(
            "description",
            self.description.as_deref().unwrap_or_default(),
            PROSE,
        );
        let moderator = reader.optional(self.moderator.as_ref(), |reader, moderator| {
            moderator.read_moderator(reader)
        });
        let panellists = panellists(&mut reader, self.panellists.as_deref().unwrap_or_default());
        let slot = SlotInput {
            position: self.position,
            starts_at: self.starts_at.as_ref(),
            duration_minutes: self.duration_minutes,
            room: self.room.as_ref(),
            is_internal: self.is_internal,
            takes_questions: self.takes_questions,
        }
        .read(&mut reader);
        let command = || {
            Some(AddPanel {
                event: event?,
                topic: topic?,
                description: description?,
                slot: slot?,
                moderator: moderator?,
                panellists: panellists?,
            })
        };
        let command = command();
        reader.finish(command)
    }
}

/// Changes an agenda item. A field that is absent stays; null clears what may be empty.
#[derive(Debug, Clone, InputObject)]
pub struct UpdateAgendaItemInput {
    /// Which, a panel or another.
    pub id: ID,
    /// The version that was read.
    pub version: i32,
    /// What sort. A panel stays one, and nothing else becomes one.
    pub kind: MaybeUndefined<AgendaItemKind>,
    /// Title per language, of all but a panel.
    pub title: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// What a panel is about, per language.
    pub topic: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// Description per language.
    pub description: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// Its place in the order, from 1. The others close up.
    pub position: MaybeUndefined<i32>,
    /// When it starts, on the clock of the event.
    pub starts_at: MaybeUndefined<LocalDateTime>,
    /// How long it lasts, in minutes.
    pub duration_minutes: MaybeUndefined<i32>,
    /// Moves the items after it by as much as its own end moves; not unless said.
    pub shift_following: Option<bool>,
    /// In which room.
    pub room: MaybeUndefined<String>,
    /// Kept from guests.
    pub is_internal: MaybeUndefined<bool>,
    /// Whether guests may ask a panel something from their own page.
    pub takes_questions: MaybeUndefined<bool>,
    /// What was said and announced, recorded afterwards.
    pub outcome: MaybeUndefined<String>,
    /// Who contributes, all of them, to all but a panel.
    pub contributors: MaybeUndefined<Vec<ContributorInput>>,
    /// Who leads a panel.
    pub moderator: MaybeUndefined<PanellistInput>,
    /// Who sits on a panel, all of them.
    pub panellists: MaybeUndefined<Vec<PanellistInput>>,
}

impl UpdateAgendaItemInput {
    /// The command meant.
    ///
    /// # Errors
    /// Every fault of form.
    pub fn read(&self) -> Result<UpdateItem> {
        let mut reader = Reader::new();
        let command = self.parts(&mut reader);
        reader.finish(command)
    }

    fn parts(&self, reader: &mut Reader) -> Option<UpdateItem> {
        let id = reader.id("id", &self.id);
        let kind = kept(reader, "kind", &self.kind);
        let title = required(reader, "title", &self.title, |reader, list| {
            reader.title("title", list)
        });
        let topic = required(reader, "topic", &self.topic, |reader, list| {
            reader.title("topic", list)
        });
        let description = clearable(reader, &self.description, |reader, list| {
            reader.localized("description", list, PROSE)
        });
        let position = kept(reader, "position", &self.position);
        let starts_at = clearable(reader, &self.starts_at, |reader, wall| {
            reader.wall("startsAt", wall)
        });
        let duration_minutes = clearable(reader, &self.duration_minutes, |reader, minutes| {
            reader.within_range("durationMinutes", *minutes, 1, LONGEST_ITEM)
        });
        let room = clearable(reader, &self.room, |reader, room| {
            reader.line("room", room, LINE)
        });
        let is_internal = kept(reader, "isInternal", &self.is_internal);
        let takes_questions = kept(reader, "takesQuestions", &self.takes_questions);
        let outcome = clearable(reader, &self.outcome, |reader, text| {
            reader.prose("outcome", text, PROSE)
        });
        let cast = self.cast(reader);
        let (contributors, moderator, panellists) = cast?;
        Some(UpdateItem {
            id: id?,
            version: self.version,
            kind: kind?.map(Into::into),
            title: title?,
            topic: topic?,
            description: description?,
            position: position?,
            starts_at: starts_at?,
            shifts_following: self.shift_following.unwrap_or(false),
            duration_minutes: duration_minutes?,
            room: room?,
            is_internal: is_internal?,
            takes_questions: takes_questions?,
            outcome: outcome?,
            contributors,
            moderator,
            panellists,
        })
    }

    fn cast(&self, reader: &mut Reader) -> Option<CastChange> {
        let contributors = clearable(reader, &self.contributors, |reader, list| {
            contributors(reader, list)
        });
        let moderator = clearable(reader, &self.moderator, |reader, moderator| {
            moderator.read_moderator(reader)
        });
        let panellists = clearable(reader, &self.panellists, |reader, list| {
            panellists(reader, list)
        });
        Some((contributors?, moderator?, panellists?))
    }
}

/// What an update says of the contributors, the moderator and the panellists.
type CastChange = (
    Change<Vec<NewContributor>>,
    Change<NewContributor>,
    Change<Vec<NewContributor>>,
);

/// Takes an item off the run of show.
#[derive(Debug, Clone, InputObject)]
pub struct RemoveAgendaItemInput {
    /// Which, a panel or another.
    pub id: ID,
    /// The version that was read, if it matters.
    pub version: Option<i32>,
}

impl RemoveAgendaItemInput {
    /// The command meant.
    ///
    /// # Errors
    /// Every fault of form.
    pub fn read(&self) -> Result<Remove> {
        let mut reader = Reader::new();
        let command = reader.id("id", &self.id).map(|id| Remove {
            id,
            version: self.version,
        });
        reader.finish(command)
    }
}
