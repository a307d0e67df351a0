//! What a contributor hands in from their own page: titles, biographies, pictures, films, slides, and their word on being published.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use kuvend_entity::{
    attendee, event,
    id::{ContactId, ContributorId, FileId},
    kind::{DeliverableKind, DeliverableState, FileKind},
    value::Language,
};
use sea_orm::ConnectionTrait;

use super::{Closed, Said, Visit, answer::text, closed, floor, reading};
use crate::{
    actor::Actor,
    agenda::{self, most_bytes, own},
    error::{Denied, Error, Result},
    events,
    fault::{Code, Fault},
    files::{self, Limits, NewFile, Writer},
    imports::uploads,
    op::Op,
};

/// Letters of a title at most.
const LONGEST_TITLE: usize = 200;
/// Letters of a biography at most.
const LONGEST_BIOGRAPHY: usize = 5_000;
/// How long a file is kept that came and is not handed in yet.
const KEPT: TimeDelta = TimeDelta::hours(6);

/// What the page asks of a contributor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handing {
    /// Their parts in the run of show, with what is asked for each.
    pub parts: Vec<PartOfOne>,
    /// The words by which they agree to be published, and their version.
    pub publicity: Option<(Said, i32)>,
}

/// A part that somebody has in the run of show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartOfOne {
    /// As whom.
    pub contributor: ContributorId,
    /// In what.
    pub title: Said,
    /// What is asked for it, in order.
    pub asked: Vec<AskedFor>,
}

/// Something that is asked of a contributor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedFor {
    /// What.
    pub kind: DeliverableKind,
    /// Where it stands.
    pub state: DeliverableState,
    /// Whether it is still to come.
    pub is_missing: bool,
    /// Until when it is needed.
    pub due_on: Option<NaiveDate>,
    /// The words that came, in the language of the page or another.
    pub words: Option<Said>,
    /// What the file that came is called.
    pub file: Option<String>,
    /// Bytes of a file at most; nothing for what is no file.
    pub most_bytes: Option<i64>,
}

/// What somebody hands in that is no file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given {
    /// A title or a biography, as typed.
    Words(String),
    /// Whether they may be published, by this version of the wording.
    Publicity(bool, i32),
}

/// Whose page may take something: a person's, of an event that guests know of.
fn may_hand_in(
    event: &event::Model,
    row: &attendee::Model,
    now: DateTime<Utc>,
) -> Option<ContactId> {
    let is_closed = matches!(
        closed(event, row, now),
        Some(Closed::Withdrawn | Closed::NotOpen | Closed::Cancelled)
    );
    row.contact_id
        .filter(|_| !is_closed && events::is_open(event.status))
}

/// What the page shows of it; nothing where nothing is asked.
pub(super) async fn of(
    db: &impl ConnectionTrait,
    (event, row, now): (&event::Model, &attendee::Model, DateTime<Utc>),
    (language, own_language): (&Language, &Language),
) -> Result<Option<Handing>> {
    let Some(contact) = may_hand_in(event, row, now) else {
        return Ok(None);
    };
    let parts = own::asked_of(db, (event.id, contact)).await?;
    if parts.is_empty() {
        return Ok(None);
    }
    let asks_consent = parts
        .iter()
        .flat_map(|part| &part.asked)
        .any(|row| row.kind == DeliverableKind::ConsentToPublish);
    let (said, publicity) = if asks_consent {
        let said = own::said(db, contact).await?;
        (said, own::publicity(db, event.office_id).await?)
    } else {
        (None, None)
    };
    let asked = |row: kuvend_entity::deliverable::Model| AskedFor {
        kind: row.kind,
        state: row.state,
        is_missing: agenda::is_missing(&row, said),
        due_on: row.due_on,
        words: Said::best(&row.text, language, own_language),
        file: most_bytes(row.kind).and(row.location),
        most_bytes: most_bytes(row.kind),
    };
    let parts = parts.into_iter().map(|part| PartOfOne {
        contributor: part.contributor,
        title: Said::best(&part.item.title, language, own_language).unwrap_or_else(|| Said {
            text: String::new(),
            language: own_language.clone(),
        }),
        asked: part.asked.into_iter().map(asked).collect(),
    });
    Ok(Some(Handing {
        parts: parts.collect(),
        publicity: publicity.and_then(|row| {
            let wording = Said::best(&row.wording, language, own_language)?;
            Some((wording, row.wording_version))
        }),
    }))
}

/// Who comes by a good link and may hand in, as the guest that it names, with the language of their page.
async fn guest(op: &Op, visit: &Visit<'_>) -> Result<(Op, own::Whose, Language)> {
    let (op, found, language) = reading::guest(op, visit).await?;
    let now = op.clock.now();
    let Some(contact) = may_hand_in(&found.event, &found.row, now) else {
        let fault = Fault::new(["form"], Code::WrongState);
        return Err(fault.with("state", found.event.status).into());
    };
    Ok((op, (found.event.id, contact), language))
}

/// Begins a file that somebody hands in: judged before its first byte is taken. What is not handed in then by [`hand_in_file`] is to be
/// taken away by [`discard_file`].
///
/// # Errors
/// [`Denied::NotFound`] for a link that is not good; `WRONG_STATE` on `form` where the event takes nothing any more; `NOT_FOUND` on
/// `contributorId` or `kind` for what the guest was not asked for, `WRONG_STATE` on `kind` for what was accepted, `INCONSISTENT` on
/// `kind` for what is no file; `TOO_LONG` on `file` where the office has no room left. What comes has no more bytes than its kind and the
/// server allow.
pub async fn begin_file(
    op: &Op,
    visit: &Visit<'_>,
    (contributor, kind, name): (ContributorId, DeliverableKind, &str),
    server_most: u64,
) -> Result<Writer> {
    let (op, whose, _) = guest(op, visit).await?;
    own::may_hand_in(op.db.reader(), whose, (contributor, kind)).await?;
    let most = most_bytes(kind).and_then(|most| u64::try_from(most).ok());
    let most = most.ok_or_else(|| {
        let fault = Fault::new(["kind"], Code::Inconsistent);
        Error::from(fault.with("other", "file"))
    })?;
    let Actor::Guest { office, .. } = op.actor else {
        return Err(Error::Denied(Denied::NotFound));
    };
    let new = NewFile {
        id: FileId::new(),
        office,
        kind: FileKind::Upload,
        name: uploads::shown(name),
        media_type: "application/octet-stream".to_owned(),
        by: None,
        keep: KEPT,
        limits: Limits {
            file: most.min(server_most),
            ..Limits::default()
        },
    };
    Writer::begin(&op.db, &op.clock, new).await
}

/// Hands in a file that has come.
///
/// # Errors
/// As [`begin_file`]; `MALFORMED` on `file` for what is not of the kind. The file is not kept then.
pub async fn hand_in_file(
    op: &Op,
    visit: &Visit<'_>,
    (contributor, kind, file): (ContributorId, DeliverableKind, FileId),
) -> Result<()> {
    let handed = async {
        let (op, whose, _) = guest(op, visit).await?;
        own::hand_in_own(&op, whose, ((contributor, kind), file)).await
    };
    let handed = Box::pin(handed).await;
    if handed.is_err() {
        discard_file(op, file).await?;
    }
    handed
}

/// Takes away a file that broke off or was refused.
///
/// # Errors
/// Only the database's.
pub async fn discard_file(op: &Op, file: FileId) -> Result<()> {
    files::remove(&op.db, file).await
}

/// Takes words that somebody was asked for, or their word on being published. What was there in the language of the page is replaced.
///
/// # Errors
/// As [`begin_file`] on `form`, `contributorId` and `kind`; `REQUIRED` and `TOO_LONG` on `text`; `CONFLICT` on `wording` for words that
/// are no longer those of the register. Nothing is changed then.
pub async fn hand_in(
    op: &Op,
    visit: &Visit<'_>,
    (contributor, kind, given): (ContributorId, DeliverableKind, Given),
) -> Result<()> {
    let (op, whose, language) = guest(op, visit).await?;
    let said = match given {
        Given::Words(typed) => {
            let words = words(&typed, kind);
            let limit = longest(kind);
            if words.is_empty() {
                return Err(Fault::new(["text"], Code::Required).into());
            }
            if words.chars().count() > limit {
                let fault = Fault::new(["text"], Code::TooLong);
                return Err(fault.with("limit", limit).into());
            }
            own::Said::Words(language, words)
        }
        Given::Publicity(agrees, version) => own::Said::Publicity(language, agrees, version),
    };
    Box::pin(own::tell_own(&op, whose, ((contributor, kind), said))).await
}

/// Letters of words of a kind at most.
#[must_use]
pub const fn longest(kind: DeliverableKind) -> usize {
    match kind {
        DeliverableKind::Title => LONGEST_TITLE,
        _ => LONGEST_BIOGRAPHY,
    }
}

/// What was typed without what hides in it: a title is one line, a biography keeps its lines.
fn words(typed: &str, kind: DeliverableKind) -> String {
    if kind == DeliverableKind::Title {
        return text(typed, false);
    }
    floor::words(typed)
}
