//! Who contributes to a run of show, what they are asked for and what came of it.

use async_graphql::{ID, InputObject, MaybeUndefined, Object, SimpleObject};
use kuvend_domain::{
    agenda::{self, AskDeliverables, Confirm, HandedIn, RecordDeliverable},
    error::Result,
};
use kuvend_entity::{contributor, deliverable, id::ContributorId, kind};

use crate::{
    agenda::{AgendaItem, ConsentToPublishInput},
    contacts::Contact,
    enums::{
        ConfirmationState, ConsentState, ContributorMode, ContributorRole, DeliverableKind,
        DeliverableState,
    },
    events::{Event, change::clearable},
    input::{LINE, LocalizedText, LocalizedTextInput, PROSE, Reader, said, translations},
    organisations::Organisation,
    payload::UserError,
    scalars::{Date, DateTime, Language, LocalDateTime},
};

/// Kinds of deliverables that are asked for at once at most.
const MOST_KINDS: usize = 20;

/// Somebody who contributes to an agenda item: a person, a body or group, or a person for a body.
#[derive(Debug, Clone)]
pub struct Contributor {
    pub(super) row: contributor::Model,
    pub(super) contact: Option<Contact>,
    pub(super) organisation: Option<Organisation>,
    pub(super) deliverables: Vec<Deliverable>,
}

impl Contributor {
    /// Whether this is their part.
    pub(super) fn plays(&self, role: kind::ContributorRole) -> bool {
        self.row.role == role
    }

    /// Whether they said that they do not contribute.
    pub(super) fn has_declined(&self) -> bool {
        self.row.confirmation == kind::ConfirmationState::Declined
    }

    /// Their key.
    pub(super) const fn key(&self) -> ContributorId {
        self.row.id
    }
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

    /// From when on they can, on the clock of the event.
    pub async fn available_from(&self) -> Option<LocalDateTime> {
        self.row.available_from_local.map(Into::into)
    }

    /// Until when they can, on the clock of the event.
    pub async fn available_until(&self) -> Option<LocalDateTime> {
        self.row.available_until_local.map(Into::into)
    }

    /// What they are asked for, and what came.
    pub async fn deliverables(&self) -> &[Deliverable] {
        &self.deliverables
    }

    /// What they are asked for and has not come, or was not good enough. A refusal to be published is an answer.
    pub async fn missing(&self) -> Vec<DeliverableKind> {
        let missing = self.deliverables.iter().filter(|one| one.is_missing());
        missing.map(|one| one.row.kind.into()).collect()
    }
}

/// What a contributor is asked for, and what came.
#[derive(Debug, Clone)]
pub struct Deliverable {
    pub(super) row: deliverable::Model,
    /// The file that was handed in, if one was and it is selected.
    pub(super) file: Option<HandedIn>,
    /// Of consent: what the ledger says of the person now, if it is selected.
    pub(super) said: Option<kind::ConsentState>,
}

impl Deliverable {
    /// Whether it is still to come.
    pub(super) fn is_missing(&self) -> bool {
        agenda::is_missing(&self.row, self.said)
    }
}

/// A file that was handed in.
#[derive(Debug, Clone, SimpleObject)]
pub struct DeliverableFile {
    /// What it is called, with the ending of what it is.
    pub name: String,
    /// What it is by its own bytes: `image/jpeg`.
    pub media_type: String,
    /// How many bytes.
    pub bytes: i64,
    /// Where it is fetched, behind the server's own address, by whoever holds this; null for who may not plan events.
    pub path: Option<String>,
    /// Until when it opens there. Ask again for a new one.
    pub path_expires_at: Option<DateTime>,
}

impl From<&HandedIn> for DeliverableFile {
    fn from(file: &HandedIn) -> Self {
        let (path, until) = file.link.clone().unzip();
        Self {
            name: file.name.clone(),
            media_type: file.media_type.clone(),
            bytes: file.bytes,
            path,
            path_expires_at: until.map(Into::into),
        }
    }
}

/// What a contributor is asked for, and what came.
#[Object]
impl Deliverable {
    /// Opaque and stable.
    pub async fn id(&self) -> ID {
        self.row.id.to_string().into()
    }

    /// Raised by every change.
    pub async fn version(&self) -> i32 {
        self.row.version
    }

    /// What.
    pub async fn kind(&self) -> DeliverableKind {
        self.row.kind.into()
    }

    /// Where it stands.
    pub async fn state(&self) -> DeliverableState {
        self.row.state.into()
    }

    /// Until when it is needed.
    pub async fn due_on(&self) -> Option<Date> {
        self.row.due_on.map(Into::into)
    }

    /// The words of a title or a biography, in the language asked for, else in the first that there is.
    pub async fn text(
        &self,
        #[graphql(desc = "The language wanted.")] language: Option<Language>,
    ) -> Option<String> {
        said(&self.row.text, language.as_ref())
    }

    /// The words in every language that there is.
    pub async fn text_translations(&self) -> Vec<LocalizedText> {
        translations(&self.row.text)
    }

    /// Where a file is kept: an address or a folder's name, or the name of the file that was handed in. Of a body's consent what
    /// proves it.
    pub async fn location(&self) -> Option<&str> {
        self.row.location.as_deref()
    }

    /// The file that was handed in (`uploadDeliverable`).
    pub async fn file(&self) -> Option<DeliverableFile> {
        self.file.as_ref().map(DeliverableFile::from)
    }

    /// Of consent to publish: what the ledger says of the person now, which counts, also where it was said elsewhere. Null for all else,
    /// and where nothing was said.
    pub async fn consent(&self) -> Option<ConsentState> {
        self.said.map(Into::into)
    }

    /// What staff noted of it.
    pub async fn note(&self) -> Option<&str> {
        self.row.note.as_deref()
    }

    /// When it came.
    pub async fn received_at(&self) -> Option<DateTime> {
        self.row.received_at.map(Into::into)
    }
}

/// Notes whether somebody agreed to contribute.
#[derive(Debug, Clone, InputObject)]
pub struct ConfirmContributorInput {
    /// Which contributor.
    pub id: ID,
    /// The version of the agenda item that was read, if it matters.
    pub version: Option<i32>,
    /// Whether they agreed.
    pub confirmation: ConfirmationState,
}

impl ConfirmContributorInput {
    /// The command meant.
    ///
    /// # Errors
    /// Every fault of form.
    pub fn read(&self) -> Result<Confirm> {
        let mut reader = Reader::new();
        let command = reader.id("id", &self.id).map(|id| Confirm {
            id,
            version: self.version,
            confirmation: self.confirmation.into(),
        });
        reader.finish(command)
    }
}

/// Asks a contributor for something.
#[derive(Debug, Clone, InputObject)]
pub struct AskDeliverablesInput {
    /// Which contributor.
    pub contributor_id: ID,
    /// For what. What was asked for before and has not come gets the new day.
    pub kinds: Vec<DeliverableKind>,
    /// Until when it is needed.
    pub due_on: Option<Date>,
}

impl AskDeliverablesInput {
    /// The command meant.
    ///
    /// # Errors
    /// Every fault of form.
    pub fn read(&self) -> Result<AskDeliverables> {
        let mut reader = Reader::new();
        let contributor = reader.id("contributorId", &self.contributor_id);
        let kinds = reader.each("kinds", &self.kinds, MOST_KINDS, |_, kind| {
            Some((*kind).into())
        });
        let due_on = reader.optional(self.due_on.as_ref(), |reader, day| {
            reader.date("dueOn", day)
        });
        let command = || {
            Some(AskDeliverables {
                contributor: contributor?,
                kinds: kinds?,
                due_on: due_on?,
            })
        };
        let command = command();
        reader.finish(command)
    }
}

/// Records what came of something that a contributor was asked for, or gave unasked. A field that is absent stays; null clears.
#[derive(Debug, Clone, InputObject)]
pub struct RecordDeliverableInput {
    /// Which contributor.
    pub contributor_id: ID,
    /// What.
    pub kind: DeliverableKind,
    /// The version that was read, 0 where nothing was there, if it matters.
    pub version: Option<i32>,
    /// Where it stands now; received unless said.
    pub state: Option<DeliverableState>,
    /// Until when it is needed.
    pub due_on: MaybeUndefined<Date>,
    /// The words of a title or a biography, per language.
    pub text: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// Where a picture or a film is kept: an address, or a folder's name.
    pub location: MaybeUndefined<String>,
    /// What staff note of it.
    pub note: MaybeUndefined<String>,
    /// Of consent to publish alone: how it was said and what proves it. It is written into the person's ledger, and needed where
    /// consent was given.
    pub consent: Option<ConsentToPublishInput>,
}

impl RecordDeliverableInput {
    /// The command meant.
    ///
    /// # Errors
    /// Every fault of form.
    pub fn read(&self) -> Result<RecordDeliverable> {
        let mut reader = Reader::new();
        let contributor = reader.id("contributorId", &self.contributor_id);
        let due_on = clearable(&mut reader, &self.due_on, |reader, day| {
            reader.date("dueOn", day)
        });
        let text = clearable(&mut reader, &self.text, |reader, list| {
            reader.localized("text", list, PROSE)
        });
        let location = clearable(&mut reader, &self.location, |reader, line| {
            reader.line("location", line, LINE)
        });
        let note = clearable(&mut reader, &self.note, |reader, note| {
            reader.prose("note", note, PROSE)
        });
        let consent = reader.optional(self.consent.as_ref(), |reader, consent| {
            reader.within("consent", |reader| consent.read(reader))
        });
        let command = || {
            Some(RecordDeliverable {
                contributor: contributor?,
                kind: self.kind.into(),
                version: self.version,
                state: self
                    .state
                    .map_or(kind::DeliverableState::Received, Into::into),
                due_on: due_on?,
                text: text?,
                location: location?,
                note: note?,
                consent: consent?,
            })
        };
        let command = command();
        reader.finish(command)
    }
}

/// What came of noting whether somebody agreed to contribute.
#[derive(Debug, Clone, SimpleObject)]
pub struct ConfirmContributorPayload {
    /// The contributor; on `CONFLICT`, as it is now.
    pub contributor: Option<Contributor>,
    /// The item to which they contribute.
    pub agenda_item: Option<AgendaItem>,
    /// Its event.
    pub event: Option<Event>,
    /// What was wrong with the input; nothing was done then.
    pub user_errors: Vec<UserError>,
}

/// What came of asking a contributor for something.
#[derive(Debug, Clone, SimpleObject)]
pub struct AskDeliverablesPayload {
    /// The contributor.
    pub contributor: Option<Contributor>,
    /// The item to which they contribute.
    pub agenda_item: Option<AgendaItem>,
    /// What was wrong with the input; nothing was done then.
    pub user_errors: Vec<UserError>,
}

/// What came of recording what a contributor gave.
#[derive(Debug, Clone, SimpleObject)]
pub struct RecordDeliverablePayload {
    /// What they gave; on `CONFLICT`, as it is now.
    pub deliverable: Option<Deliverable>,
    /// The contributor.
    pub contributor: Option<Contributor>,
    /// What was wrong with the input; nothing was done then.
    pub user_errors: Vec<UserError>,
}
