//! What a contributor hands in: words, files, and whether they may be published. Files come as forms send them, part by part.
//!
//! **Invariant:** a file is taken only once the parts before it have said what it is for, and whoever sends it may; what breaks off or
//! is refused leaves nothing.

use std::{sync::Arc, time::Duration};

use axum::{
    body::Body,
    extract::{Path, RawQuery, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use kuvend_domain::{
    error::{Error, Result as Outcome},
    fault::{Code, Fault},
    guest_page::{self, AskedFor, Given, Handing, PartOfOne, Visit, longest},
};
use kuvend_entity::{
    id::{ContributorId, FileId},
    kind::{DeliverableKind, DeliverableState},
};
use multer::{Field, Multipart};
use serde::Serialize;

use super::{Shown, Speaks as _, is_from_elsewhere, section::unreadable, view::Text, visit};
use crate::{Web, dates, notice::ErrorView, words::Words};

/// Bytes of a part that is no file at most: the longest biography in Greek, and some.
const PART: usize = 64 * 1024;
/// Parts of a form at most.
const MOST_PARTS: usize = 8;
/// How long a file may be on its way.
const PATIENCE: Duration = Duration::from_hours(1);
/// How long nothing may come of it.
const PAUSE: Duration = Duration::from_secs(20);
/// Forms with files that are on their way at once at most.
pub(crate) const AT_ONCE: usize = 4;
const MEBIBYTE: i64 = 1024 * 1024;

/// The form as it was sent, but for its file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Typed {
    contributor: String,
    kind: String,
    text: String,
    agrees: Option<String>,
    wording: String,
}

impl Typed {
    fn place(&mut self, name: &str) -> Option<&mut String> {
        Some(match name {
            "contributor" => &mut self.contributor,
            "kind" => &mut self.kind,
            "text" => &mut self.text,
            "agrees" => self.agrees.get_or_insert_default(),
            "wording" => &mut self.wording,
            _ => return None,
        })
    }

    /// What the form is for; nothing where the page never sends such a form.
    fn what(&self) -> Option<(ContributorId, DeliverableKind)> {
        let kind = DeliverableKind::parse(&self.kind)?;
        Some((self.contributor.parse().ok()?, kind))
    }

    /// What it gives that is no file.
    fn given(&self, kind: DeliverableKind) -> Option<Given> {
        match kind {
            DeliverableKind::Title | DeliverableKind::Biography => {
                Some(Given::Words(self.text.clone()))
            }
            DeliverableKind::ConsentToPublish => {
                let agrees = match self.agrees.as_deref()? {
                    "1" => true,
                    "0" => false,
                    _ => return None,
                };
                Some(Given::Publicity(agrees, self.wording.parse().ok()?))
            }
            _ => None,
        }
    }
}

/// One thing that is wrong: the key of what is said about it, and the limit that it speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    key: &'static str,
    limit: String,
}

impl Problem {
    const fn of_form(key: &'static str) -> Self {
        Self {
            key,
            limit: String::new(),
        }
    }

    /// The rules' word for it in the page's words.
    fn of_fault(fault: &Fault) -> Self {
        let path: Vec<&str> = fault.field.iter().map(String::as_str).collect();
        let limit = fault.detail("limit").unwrap_or_default().to_owned();
        let key = match (path.as_slice(), fault.code) {
            (["file"], Code::TooLong) => {
                // Where the office has no room left, nothing that the guest does makes the file fit.
                let Some(bytes) = fault.detail("bytes") else {
                    return Self::of_form("handing_error_busy");
                };
                let bytes: i64 = bytes.parse().unwrap_or_default();
                return Self {
                    key: "handing_error_large",
                    limit: (bytes / MEBIBYTE).to_string(),
                };
            }
            (["file"], Code::Malformed) => match fault.detail("what") {
                Some("picture") => "handing_error_picture",
                Some("film") => "handing_error_film",
                _ => "handing_error_slides",
            },
            (["file"], _) => "handing_error_file",
            (["text"], Code::TooLong) => "handing_error_long",
            (["text"], _) => "handing_error_text",
            (["wording"], _) => "handing_error_wording",
            (["kind"], Code::WrongState) => "handing_error_accepted",
            _ => "handing_error_gone",
        };
        Self { key, limit }
    }
}

/// A form that was refused: what was typed and what is wrong with it.
pub(super) type Refused = (Typed, Vec<Problem>);

/// Why a form was not taken.
enum Broken {
    /// It is none of ours, or broke off.
    Form(StatusCode, &'static str),
    /// The rules refused it, or something failed.
    Rules(Error),
}

impl From<Error> for Broken {
    fn from(error: Error) -> Self {
        Self::Rules(error)
    }
}

fn none_of_ours() -> Broken {
    Broken::Form(StatusCode::BAD_REQUEST, "error_form")
}

/// `POST /r/{token}/handing`: something handed in, then the page again by `303 See Other`; or at once, with what is wrong.
pub(crate) async fn take(
    State(web): State<Arc<Web>>,
    Path(token): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Body,
) -> Response {
    // A task of its own: a browser that goes away must not leave half a file behind.
    let task = async move {
        let visit = visit(&token, query.as_deref(), &headers);
        web.hand_in(&visit, &headers, body).await
    };
    tokio::spawn(task).await.unwrap_or_else(|error| {
        tracing::error!(%error, "handing in ended badly");
        StatusCode::INTERNAL_SERVER_ERROR.into_response()
    })
}

impl Web {
    async fn hand_in(&self, visit: &Visit<'_>, headers: &HeaderMap, body: Body) -> Response {
        let mut typed = Typed::default();
        let taken = if is_from_elsewhere(headers) {
            Err(Broken::Form(StatusCode::FORBIDDEN, "error_elsewhere"))
        } else {
            let receiving = Box::pin(self.receive(visit, (headers, body), &mut typed));
            let taken = tokio::time::timeout(PATIENCE, receiving).await;
            taken.unwrap_or(Err(Broken::Form(
                StatusCode::REQUEST_TIMEOUT,
                "handing_error_slow",
            )))
        };
        let outcome: Outcome<()> = match taken {
            Ok(()) => Ok(()),
            Err(Broken::Rules(error)) => Err(error),
            Err(Broken::Form(status, key)) => {
                let shown = Shown::Handing((typed, vec![Problem::of_form(key)]));
                return self.show_with(visit, shown, status).await;
            }
        };
        self.follow(visit, outcome, ("handed", "handing"), |faults| {
            Shown::Handing((typed, faults.iter().map(Problem::of_fault).collect()))
        })
        .await
    }

    /// Reads a form and hands in what it brings.
    async fn receive(
        &self,
        visit: &Visit<'_>,
        (headers, body): (&HeaderMap, Body),
        typed: &mut Typed,
    ) -> Result<(), Broken> {
        let kind = headers.get(header::CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let boundary = multer::parse_boundary(kind).map_err(|_| none_of_ours())?;
        let _place = self
            .handing
            .try_acquire()
            .map_err(|_| Broken::Form(StatusCode::SERVICE_UNAVAILABLE, "handing_error_busy"))?;
        let op = self.op(visit.language());
        let mut form = Multipart::new(body.into_data_stream(), boundary);
        let (mut seen, mut file): (Vec<String>, Option<FileId>) = (Vec::new(), None);
        let read = async {
            while let Some(part) = paced(form.next_field()).await? {
                let name = part.name().unwrap_or_default().to_owned();
                if seen.contains(&name) || seen.len() >= MOST_PARTS {
                    return Err(none_of_ours());
                }
                if name == "file" {
                    self.take_file((visit, typed.what()), part, &mut file)
                        .await?;
                } else {
                    let value = value(part).await?;
                    *typed.place(&name).ok_or_else(none_of_ours)? = value;
                }
                seen.push(name);
            }
            Ok(())
        };
        if let Err(broken) = read.await {
            if let Some(file) = file {
                guest_page::discard_file(&op, file).await?;
            }
            return Err(broken);
        }
        let (contributor, kind) = typed.what().ok_or_else(none_of_ours)?;
        if let Some(file) = file {
            let handed = (contributor, kind, file);
            return Ok(guest_page::hand_in_file(&op, visit, handed).await?);
        }
        if seen.iter().any(|name| name == "file") {
            return Err(Error::from(Fault::new(["file"], Code::Required)).into());
        }
        let given = typed.given(kind).ok_or_else(none_of_ours)?;
        let handed = (contributor, kind, given);
        Ok(guest_page::hand_in(&op, visit, handed).await?)
    }

    /// Stores a file as it comes; what is noted is to be taken away again if the form comes to nothing.
    async fn take_file(
        &self,
        (visit, what): (&Visit<'_>, Option<(ContributorId, DeliverableKind)>),
        mut part: Field<'_>,
        file: &mut Option<FileId>,
    ) -> Result<(), Broken> {
        let (contributor, kind) = what.ok_or_else(none_of_ours)?;
        let name = part.file_name().unwrap_or_default().to_owned();
        // A browser sends a part without a name where none was chosen.
        if name.is_empty() {
            return Ok(());
        }
        let op = self.op(visit.language());
        let handed = (contributor, kind, name.as_str());
        let mut writer = guest_page::begin_file(&op, visit, handed, self.most_bytes).await?;
        *file = Some(writer.id());
        while let Some(bytes) = paced(part.chunk()).await? {
            writer.append(&bytes).await?;
        }
        writer.finish().await?;
        Ok(())
    }
}

/// Files have no more bytes than the server takes of any.
pub(super) fn narrow(handing: Option<&mut Handing>, most: u64) {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let parts = handing.into_iter().flat_map(|handing| &mut handing.parts);
    for asked in parts.flat_map(|part| &mut part.asked) {
        asked.most_bytes = asked.most_bytes.map(|bytes| bytes.min(most));
    }
}

/// What comes next, if it comes in time.
async fn paced<T>(
    next: impl Future<Output = std::result::Result<T, multer::Error>>,
) -> Result<T, Broken> {
    match tokio::time::timeout(PAUSE, next).await {
        Ok(Ok(next)) => Ok(next),
        Ok(Err(_)) => Err(none_of_ours()),
        Err(_) => Err(Broken::Form(
            StatusCode::REQUEST_TIMEOUT,
            "handing_error_slow",
        )),
    }
}

/// The value of a part that is no file.
async fn value(mut part: Field<'_>) -> Result<String, Broken> {
    let mut bytes = Vec::new();
    while let Some(more) = paced(part.chunk()).await? {
        bytes.extend_from_slice(&more);
        if bytes.len() > PART {
            let (status, key) = unreadable(StatusCode::PAYLOAD_TOO_LARGE);
            return Err(Broken::Form(status, key));
        }
    }
    String::from_utf8(bytes).map_err(|_| none_of_ours())
}

/// The part of the page in which a contributor hands in, in the reader's words.
#[derive(Debug, Serialize)]
pub(super) struct HandingView {
    action: String,
    is_done: bool,
    /// How many are still to come.
    missing: Option<String>,
    parts: Vec<PartView>,
    errors: Vec<ErrorView>,
}

#[derive(Debug, Serialize)]
struct PartView {
    id: String,
    title: Text,
    asked: Vec<ThingView>,
}

#[derive(Debug, Serialize)]
struct ThingView {
    /// Its field, and where a link to what is wrong leads.
    field: String,
    kind: &'static str,
    label: String,
    state: String,
    is_missing: bool,
    due: Option<String>,
    /// Whether it can be handed in or replaced.
    is_open: bool,
    hint: Option<String>,
    accept: Option<&'static str>,
    /// What came, if it is a file.
    file: Option<String>,
    /// What stands in the field, or what came in another language than the page's.
    words: Option<Text>,
    value: String,
    limit: usize,
    wording: Option<(Text, i32)>,
    fault: Option<String>,
}

impl HandingView {
    pub(super) fn of(
        (handing, action): (&Handing, String),
        words: &Words,
        refused: Option<&Refused>,
        is_done: bool,
    ) -> Self {
        let say = |problem: &Problem| words.say(problem.key, &[("limit", &problem.limit)]);
        let field = refused.map(|(typed, _)| field(&typed.contributor, &typed.kind));
        let parts: Vec<PartView> = handing
            .parts
            .iter()
            .map(|part| part_view((handing, part), words, refused))
            .collect();
        let is_there = |wanted: &String| {
            let mut things = parts.iter().flat_map(|part| &part.asked);
            things.any(|thing| thing.is_open && thing.field == *wanted)
        };
        let field = field.filter(is_there);
        let errors = refused.map(|(_, problems)| problems.as_slice());
        let errors = errors.unwrap_or_default().iter().map(|problem| ErrorView {
            field: field.clone(),
            text: say(problem),
        });
        let all = handing.parts.iter().flat_map(|part| &part.asked);
        let missing = all.filter(|one| one.is_missing).count();
        Self {
            action,
            is_done: is_done && refused.is_none(),
            missing: (missing > 0)
                .then(|| words.say("handing_missing", &[("n", &missing.to_string())])),
            errors: errors.collect(),
            parts,
        }
    }
}

fn field(contributor: &str, kind: &str) -> String {
    format!("{contributor}.{kind}")
}

fn part_view(
    (handing, part): (&Handing, &PartOfOne),
    words: &Words,
    refused: Option<&Refused>,
) -> PartView {
    let id = part.contributor.to_string();
    let thing = |asked: &AskedFor| {
        let own = field(&id, asked.kind.as_str());
        let refused = refused.filter(|(typed, _)| field(&typed.contributor, &typed.kind) == own);
        let problem = refused.and_then(|(_, problems)| problems.first());
        let limit = longest(asked.kind);
        let megabytes = asked.most_bytes.map(|most| (most / MEBIBYTE).to_string());
        let hint = match asked.kind {
            DeliverableKind::Photo => Some("handing_hint_photo"),
            DeliverableKind::VideoFile => Some("handing_hint_video"),
            DeliverableKind::Slides => Some("handing_hint_slides"),
            DeliverableKind::Title
            | DeliverableKind::Biography
            | DeliverableKind::ConsentToPublish => None,
        };
        let limits = megabytes.unwrap_or_default();
        let came = asked.words.as_ref();
        let value = match (refused, came) {
            (Some((typed, _)), _) => typed.text.clone(),
            (None, Some(said)) if said.language == words.language => said.text.clone(),
            (None, _) => String::new(),
        };
        let publicity = handing.publicity.as_ref();
        let is_consent = asked.kind == DeliverableKind::ConsentToPublish;
        ThingView {
            kind: asked.kind.as_str(),
            label: words.say(label(asked.kind), &[]),
            state: words.say(state(asked), &[]),
            is_missing: asked.is_missing,
            due: asked.due_on.map(|day| {
                let day = dates::plain(words, day);
                words.say("handing_due", &[("day", &day)])
            }),
            is_open: asked.state != DeliverableState::Accepted
                && (!is_consent || publicity.is_some()),
            hint: hint.map(|key| words.say(key, &[("limit", &limits)])),
            accept: accept(asked.kind),
            file: asked.file.clone(),
            words: came
                .filter(|said| {
                    said.language != words.language || asked.state == DeliverableState::Accepted
                })
                .map(Text::from),
            value,
            limit,
            wording: publicity
                .filter(|_| is_consent)
                .map(|(wording, version)| (Text::from(wording), *version)),
            fault: problem.map(|problem| words.say(problem.key, &[("limit", &problem.limit)])),
            field: own,
        }
    };
    PartView {
        title: (&part.title).into(),
        asked: part.asked.iter().map(thing).collect(),
        id: part.contributor.to_string(),
    }
}

const fn label(kind: DeliverableKind) -> &'static str {
    match kind {
        DeliverableKind::Title => "handing_title_of",
        DeliverableKind::Biography => "handing_biography",
        DeliverableKind::Photo => "handing_photo",
        DeliverableKind::VideoFile => "handing_video",
        DeliverableKind::Slides => "handing_slides",
        DeliverableKind::ConsentToPublish => "handing_consent",
    }
}

fn state(asked: &AskedFor) -> &'static str {
    let is_consent = asked.kind == DeliverableKind::ConsentToPublish;
    match asked.state {
        _ if asked.is_missing && asked.state == DeliverableState::Refused => "handing_state_again",
        _ if asked.is_missing => "handing_state_missing",
        DeliverableState::Refused if is_consent => "handing_state_no",
        DeliverableState::Received | DeliverableState::Accepted if is_consent => {
            "handing_state_yes"
        }
        DeliverableState::Accepted => "handing_state_accepted",
        _ => "handing_state_received",
    }
}

/// What a browser offers to choose; what a file is its own bytes say.
const fn accept(kind: DeliverableKind) -> Option<&'static str> {
    match kind {
        DeliverableKind::Photo => Some("image/jpeg,image/png,image/webp,image/heic,image/avif"),
        DeliverableKind::VideoFile => Some("video/mp4,video/quicktime,video/webm,.mkv"),
        DeliverableKind::Slides => Some(".pdf,.pptx,.odp"),
        DeliverableKind::Title | DeliverableKind::Biography | DeliverableKind::ConsentToPublish => {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_wants_what_the_page_asks_for_and_nothing_else() {
        let id = ContributorId::new();
        let form = |kind: &str, agrees: Option<&str>| Typed {
            contributor: id.to_string(),
            kind: kind.to_owned(),
            text: "A life".to_owned(),
            agrees: agrees.map(str::to_owned),
            wording: "2".to_owned(),
        };
        let given = |typed: Typed| typed.given(typed.what()?.1);
        assert_eq!(
            given(form("BIOGRAPHY", None)),
            Some(Given::Words("A life".to_owned()))
        );
        let consent = |agrees| given(form("CONSENT_TO_PUBLISH", agrees));
        assert_eq!(consent(Some("1")), Some(Given::Publicity(true, 2)));
        assert_eq!(consent(Some("0")), Some(Given::Publicity(false, 2)));
        for none in [None, Some(""), Some("yes")] {
            assert_eq!(consent(none), None);
        }
        assert_eq!(given(form("PHOTO", None)), None);
        assert_eq!(form("ROBOTS", None).what(), None);
    }
}
