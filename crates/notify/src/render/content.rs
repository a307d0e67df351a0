//! What a letter says, in its order, before it is dressed as text or html.

mod facts;

pub(super) use self::facts::place;

use minijinja::value::{Serde, Value};
use serde::Serialize;

use self::facts::Fact;
use super::words::{self, Words};
use super::{RenderError, dates, is_hidden, mime, one_line, templates};
use crate::letter::{CalledOff, Held, Letter, LetterKind};

/// A letter as text, as html, and its subject.
pub(super) struct Written {
    pub(super) subject: String,
    pub(super) text: String,
    pub(super) html: String,
}

/// What the prose of a kind may speak of. All of it is in one line.
#[derive(Default, Serialize)]
struct Spoken {
    title: String,
    day: String,
    on_date: String,
    held: Held,
    by_deadline: Option<String>,
    by_offer: Option<String>,
    party: u32,
    position: Option<u32>,
    link: bool,
    called_off: CalledOff,
}

/// What the layouts show.
#[derive(Serialize)]
struct Shown<'a> {
    lang: &'static str,
    words: &'static Words,
    office: String,
    subject: &'a str,
    greeting: String,
    before: Vec<String>,
    changes: Vec<String>,
    reason: Vec<String>,
    note: Vec<String>,
    title: String,
    facts: Vec<Fact>,
    description: Vec<String>,
    practical_notes: Vec<String>,
    button: Option<String>,
    rsvp_link: Option<&'a str>,
    ticket: Option<Shows<'a>>,
    after: Vec<String>,
    signature: Vec<String>,
    unsubscribe_link: Option<&'a str>,
    own_page_link: Option<&'a str>,
}

/// A ticket as the layouts show it.
#[derive(Serialize)]
struct Shows<'a> {
    code: &'a str,
    picture: String,
}

pub(super) fn write(letter: &Letter) -> Result<Written, RenderError> {
    let spoken = Value::from(Serde(spoken(letter)));
    let prose = templates::prose(letter.kind, letter.language, &spoken)?;
    let subject = match letter.subject_override.as_deref().map(one_line) {
        Some(own) if !own.is_empty() => own,
        _ => one_line(&prose.subject),
    };
    let button = one_line(&prose.button);
    let looks_ahead = letter.kind.looks_ahead();
    let event = letter.event.as_ref();
    let ahead =
        |text: Option<&String>| paragraphs(text.map(String::as_str).filter(|_| looks_ahead));
    let words = words::of(letter.language);
    let shown = Value::from(Serde(Shown {
        lang: letter.language.as_str(),
        words,
        office: one_line(&letter.office.name),
        subject: &subject,
        greeting: greeting(letter, words),
        before: paragraphs(Some(&prose.before)),
        changes: if letter.kind == LetterKind::Update {
            facts::changes(letter)
        } else {
            Vec::new()
        },
        reason: paragraphs(
            letter
                .reason
                .as_deref()
                .filter(|_| letter.kind == LetterKind::Cancellation),
        ),
        note: paragraphs(letter.personal_note.as_deref()),
        title: event
            .map(|event| one_line(&event.title))
            .unwrap_or_default(),
        facts: facts::table(letter),
        description: ahead(event.and_then(|event| event.description.as_ref())),
        practical_notes: ahead(event.and_then(|event| event.practical_notes.as_ref())),
        button: (letter.rsvp_link.is_some() && !button.is_empty()).then_some(button),
        rsvp_link: letter.rsvp_link.as_deref(),
        ticket: letter.ticket.as_ref().map(|ticket| Shows {
            code: &ticket.code,
            picture: format!("cid:{}", mime::picture_id(&letter.message_id)),
        }),
        after: paragraphs(Some(&prose.after)),
        signature: signature(letter),
        unsubscribe_link: letter.unsubscribe_link.as_deref(),
        own_page_link: letter.own_page_link.as_deref(),
    }));
    Ok(Written {
        text: templates::layout("letter.txt", &shown)?,
        html: templates::layout("letter.html", &shown)?,
        subject,
    })
}

fn spoken(letter: &Letter) -> Spoken {
    let party = letter.guest.party_size.unwrap_or(1);
    let (position, link) = (
        letter.guest.waiting_list_position,
        letter.rsvp_link.is_some(),
    );
    let Some(event) = &letter.event else {
        return Spoken {
            party,
            position,
            link,
            called_off: letter.called_off,
            ..Spoken::default()
        };
    };
    let by = |at| dates::by_moment(letter.language, at, event.zone);
    let start = event.starts_at.with_timezone(&event.zone).date_naive();
    Spoken {
        title: one_line(&event.title),
        day: dates::day(letter.language, start),
        on_date: dates::on_date(letter.language, event.starts_at, event.ends_at, event.zone),
        held: event.held,
        by_deadline: event.response_deadline.map(by),
        by_offer: letter.guest.offer_deadline.map(by),
        party,
        position,
        link,
        called_off: letter.called_off,
    }
}

fn greeting(letter: &Letter, words: &Words) -> String {
    let own = letter.guest.salutation.as_deref().map(one_line);
    match own {
        Some(own) if !own.is_empty() => own.trim_end_matches(',').to_owned(),
        // Nobody's name is put into a letter to an address of which it is not known whose it is.
        _ if letter.guest.addressing.is_empty() => words.hello.to_owned(),
        _ => format!("{} {}", words.dear, one_line(&letter.guest.addressing)),
    }
}

fn signature(letter: &Letter) -> Vec<String> {
    let office = &letter.office;
    let mut lines = vec![one_line(&office.name)];
    lines.extend(
        office
            .postal_address
            .iter()
            .flat_map(|address| address.lines())
            .map(one_line),
    );
    lines.extend(office.contact.as_deref().map(one_line));
    lines.extend(office.website.as_deref().map(one_line));
    lines.retain(|line| !line.is_empty());
    lines
}

/// Cuts text at its blank lines. Lines inside a paragraph stay, without what hides or breaks them.
fn paragraphs(text: Option<&str>) -> Vec<String> {
    let mut paragraphs = vec![String::new()];
    for line in text.unwrap_or_default().lines() {
        let line: String = line
            .trim()
            .chars()
            .map(|c| if is_hidden(c) { ' ' } else { c })
            .collect();
        match paragraphs.last_mut() {
            Some(last) if !line.trim().is_empty() => {
                if !last.is_empty() {
                    last.push('\n');
                }
                last.push_str(line.trim());
            }
            Some(last) if !last.is_empty() => paragraphs.push(String::new()),
            _ => {}
        }
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    paragraphs
}
