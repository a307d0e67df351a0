//! Files that contributors hand in, what they take back, how they agree to be published, and what an event still misses.

use async_graphql::{ID, InputObject, SimpleObject};
use chrono::NaiveDate;
use kuvend_domain::{
    agenda::{HandIn, Publishing, WithdrawDeliverable},
    error::Result,
};

use crate::{
    agenda::{AgendaItem, Contributor, Deliverable},
    enums::DeliverableKind,
    input::{LINE, Reader},
    payload::UserError,
    scalars::{Date, DateTime, Language, Upload},
};

/// How a contributor said whether they may be published.
#[derive(Debug, Clone, InputObject)]
pub struct ConsentToPublishInput {
    /// Of which wording of the purpose `publicity`; the newest unless said.
    pub wording_version: Option<i32>,
    /// In which language.
    pub language: Option<Language>,
    /// How it was said: on paper, by telephone, by letter.
    pub channel: Option<String>,
    /// When; now unless said.
    pub given_at: Option<DateTime>,
    /// What proves it: where the signed sheet or the letter is kept. Needed where consent was given.
    pub evidence: Option<String>,
}

impl ConsentToPublishInput {
    pub(super) fn read(&self, reader: &mut Reader) -> Option<Publishing> {
        let language = reader.optional(self.language.as_ref(), |reader, language| {
            reader.parsed("language", &language.0, "language")
        });
        let channel = reader.optional(self.channel.as_ref(), |reader, text| {
            reader.line("channel", text, LINE)
        });
        let given_at = reader.optional(self.given_at.as_ref(), |reader, at| {
            reader.instant("givenAt", at)
        });
        let evidence = reader.optional(self.evidence.as_ref(), |reader, text| {
            reader.line("evidence", text, LINE)
        });
        Some(Publishing {
            wording_version: self.wording_version,
            language: language?,
            channel: channel?,
            given_at: given_at?,
            evidence: evidence?,
        })
    }
}

/// Hands in a file for a contributor: a picture, a film or slides. It comes with the request, as `startImport`'s does.
#[derive(Debug, Clone, InputObject)]
pub struct UploadDeliverableInput {
    /// In which office; needed where several are possible.
    pub office_id: Option<ID>,
    /// For which contributor.
    pub contributor_id: ID,
    /// As what: `PHOTO`, `VIDEO_FILE` or `SLIDES`.
    pub kind: DeliverableKind,
    /// The version that was read, 0 where nothing was there, if it matters.
    pub version: Option<i32>,
    /// The file, which takes the place of one that was there: a picture as JPEG, PNG, `WebP`, HEIC or AVIF, up to 20 MiB; a film as MP4,
    /// `QuickTime`, `WebM` or Matroska, up to 1 GiB if the server takes that much; slides as PDF, PPTX or ODP, up to 100 MiB. What it is
    /// called does not matter.
    pub file: Upload,
}

impl UploadDeliverableInput {
    /// The command meant.
    ///
    /// # Errors
    /// Every fault of form.
    pub fn read(&self) -> Result<HandIn> {
        let mut reader = Reader::new();
        let contributor = reader.id("contributorId", &self.contributor_id);
        let file = reader.parsed("file", &self.file.0, "file");
        let command = contributor.zip(file).map(|(contributor, file)| HandIn {
            contributor,
            kind: self.kind.into(),
            version: self.version,
            file,
        });
        reader.finish(command)
    }
}

/// Takes back what a contributor gave.
#[derive(Debug, Clone, InputObject)]
pub struct WithdrawDeliverableInput {
    /// Which contributor.
    pub contributor_id: ID,
    /// What.
    pub kind: DeliverableKind,
    /// The version that was read, if it matters.
    pub version: Option<i32>,
}

impl WithdrawDeliverableInput {
    /// The command meant.
    ///
    /// # Errors
    /// Every fault of form.
    pub fn read(&self) -> Result<WithdrawDeliverable> {
        let mut reader = Reader::new();
        let contributor = reader.id("contributorId", &self.contributor_id);
        let command = contributor.map(|contributor| WithdrawDeliverable {
            contributor,
            kind: self.kind.into(),
            version: self.version,
        });
        reader.finish(command)
    }
}

/// What came of handing in a file.
#[derive(Debug, Clone, SimpleObject)]
pub struct UploadDeliverablePayload {
    /// What was handed in; on `CONFLICT`, what is there now.
    pub deliverable: Option<Deliverable>,
    /// The contributor.
    pub contributor: Option<Contributor>,
    /// What was wrong with the input; nothing was done then, and the file is gone.
    pub user_errors: Vec<UserError>,
}

/// What came of taking something back.
#[derive(Debug, Clone, SimpleObject)]
pub struct WithdrawDeliverablePayload {
    /// What was taken back, as it is now; on `CONFLICT`, too.
    pub deliverable: Option<Deliverable>,
    /// The contributor.
    pub contributor: Option<Contributor>,
    /// What was wrong with the input; nothing was done then.
    pub user_errors: Vec<UserError>,
}

/// Something that an event's contributor was asked for and that has not come, or was not good enough.
#[derive(Debug, Clone, SimpleObject)]
pub struct MissingDeliverable {
    /// To what they contribute.
    pub agenda_item: AgendaItem,
    /// Who.
    pub contributor: Contributor,
    /// What.
    pub kind: DeliverableKind,
    /// Until when it is needed.
    pub due_on: Option<Date>,
    /// Whether that day is over where the event is.
    pub is_overdue: bool,
}

impl MissingDeliverable {
    /// All that is missing in a run of show, in its order. Nothing is awaited of who declined to contribute.
    pub(crate) fn of(agenda: &[AgendaItem], today: NaiveDate) -> Vec<Self> {
        let mut missing = Vec::new();
        for item in agenda {
            for contributor in item.cast().iter().filter(|one| !one.has_declined()) {
                let asked = contributor.deliverables.iter();
                missing.extend(asked.filter(|one| one.is_missing()).map(|one| Self {
                    agenda_item: item.clone(),
                    contributor: contributor.clone(),
                    kind: one.row.kind.into(),
                    due_on: one.row.due_on.map(Into::into),
                    is_overdue: one.row.due_on.is_some_and(|due| due < today),
                }));
            }
        }
        missing
    }
}
