//! The table of facts and the list of changes.

use serde::Serialize;

use super::super::{dates, one_line, words};
use crate::letter::{Change, EventFacts, Letter, LetterKind};

/// One row of the table.
#[derive(Debug, Serialize)]
pub(super) struct Fact {
    label: &'static str,
    value: String,
    is_link: bool,
}

/// The rows a letter of this kind shows. After the event there is nothing left to look up.
pub(super) fn table(letter: &Letter) -> Vec<Fact> {
    if matches!(
        letter.kind,
        LetterKind::ThankYou | LetterKind::MissedYou | LetterKind::Certificate
    ) {
        return Vec::new();
    }
    let (language, Some(event)) = (letter.language, &letter.event) else {
        return Vec::new();
    };
    let words = words::of(language);
    let fact = |label, value: Option<String>| {
        value.filter(|value| !value.is_empty()).map(|value| Fact {
            label,
            value,
            is_link: false,
        })
    };
    let moment = |at| dates::moment(language, at, event.zone);
    let mut facts = vec![
        fact(words.when, Some(when(letter, event))),
        fact(words.place, place(event)),
    ];
    if letter.kind.looks_ahead() {
        let doors = event
            .doors_open_at
            .map(|at| dates::hour_near(language, at, event.starts_at, event.zone));
        facts.insert(1, fact(words.doors_open, doors));
        facts.push(event.online_link.clone().map(|link| Fact {
            label: words.online,
            value: link,
            is_link: true,
        }));
        facts.push(fact(words.capacity, capacity(letter)));
        facts.push(fact(words.places, party(letter)));
        facts.push(match letter.kind {
            LetterKind::WaitingListOffer => {
                fact(words.held_until, letter.guest.offer_deadline.map(moment))
            }
            LetterKind::Invitation
            | LetterKind::Reminder
            | LetterKind::Update
            | LetterKind::Delegation => fact(words.answer_by, event.response_deadline.map(moment)),
            _ => None,
        });
    }
    facts.into_iter().flatten().collect()
}

/// The hours, and whether they are fixed.
fn when(letter: &Letter, event: &EventFacts) -> String {
    let span = dates::span(letter.language, event.starts_at, event.ends_at, event.zone);
    if event.is_provisional {
        format!("{span} ({})", words::of(letter.language).provisional)
    } else {
        span
    }
}

/// The place in one line, as letters and calendars show it.
pub(in crate::render) fn place(event: &EventFacts) -> Option<String> {
    let parts = [&event.venue, &event.address, &event.city];
    joined(parts.into_iter().flatten())
}

fn capacity(letter: &Letter) -> Option<String> {
    let parts = [&letter.guest.function, &letter.guest.organisation];
    joined(parts.into_iter().flatten())
}

fn party(letter: &Letter) -> Option<String> {
    let size = letter.guest.party_size.filter(|size| *size > 1)?;
    Some(size.to_string())
}

fn joined<'a>(parts: impl Iterator<Item = &'a String>) -> Option<String> {
    let parts: Vec<String> = parts
        .map(|part| one_line(part))
        .filter(|part| !part.is_empty())
        .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// What an update changed, one sentence each, with what held before where it helps.
pub(super) fn changes(letter: &Letter) -> Vec<String> {
    let words = words::of(letter.language);
    let zone = letter.event.as_ref().map(|event| event.zone);
    let before = |what: &str, before: &str| {
        let before = one_line(before);
        format!("{what} ({}: {before})", words.previously)
    };
    letter
        .changes
        .iter()
        .map(|change| match change {
            Change::Resumed => words.resumed.to_owned(),
            Change::Title { before: old } => before(words.title_changed, old),
            Change::Time { starts_at, ends_at } => before(
                words.time_changed,
                &dates::span(
                    letter.language,
                    *starts_at,
                    *ends_at,
                    zone.unwrap_or(chrono_tz::UTC),
                ),
            ),
            Change::Place { before: Some(old) } => before(words.place_changed, old),
            Change::Place { before: None } => words.place_changed.to_owned(),
            Change::OnlineLink => words.online_changed.to_owned(),
            Change::Programme => words.programme_changed.to_owned(),
            Change::PracticalNotes => words.notes_changed.to_owned(),
            Change::Words(own) => one_line(own),
        })
        .filter(|line| !line.is_empty())
        .collect()
}
