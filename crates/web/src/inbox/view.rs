//! What the inbox's templates are given.

use chrono::{DateTime, Utc};
use kuvend_domain::{
    inbox::{Opened, Slip},
    paging::Page,
};
use kuvend_entity::message;
use serde::Serialize;

#[derive(Debug, Serialize)]
pub(super) struct ListView {
    total: i64,
    letters: Vec<Row>,
    newer: Option<String>,
    older: Option<String>,
}

#[derive(Debug, Serialize)]
struct Row {
    id: String,
    kind: &'static str,
    state: &'static str,
    language: String,
    recipient: String,
    subject: Option<String>,
    at: String,
}

#[derive(Debug, Serialize)]
pub(super) struct LetterView {
    row: Row,
    from: Option<String>,
    to: Option<String>,
    part: &'static str,
    parts: Vec<Part>,
    text: String,
    headers: Vec<(String, String)>,
    timeline: Vec<Step>,
    links: Vec<String>,
    facts: Vec<(&'static str, String)>,
}

#[derive(Debug, Serialize)]
struct Part {
    key: &'static str,
    name: &'static str,
}

#[derive(Debug, Serialize)]
struct Step {
    at: String,
    kind: &'static str,
    detail: Option<String>,
}

impl ListView {
    pub(super) fn of(page: &Page<Slip>) -> Self {
        let ends = (page.items.first(), page.items.last());
        Self {
            total: page.total.unwrap_or_default(),
            letters: page
                .items
                .iter()
                .map(|(_, slip)| row(&slip.message, slip.subject.clone()))
                .collect(),
            newer: ends
                .0
                .filter(|_| page.has_previous)
                .map(|(cursor, _)| cursor.encode()),
            older: ends
                .1
                .filter(|_| page.has_next)
                .map(|(cursor, _)| cursor.encode()),
        }
    }
}

impl LetterView {
    pub(super) fn of(letter: &Opened, wanted: Option<&str>) -> Self {
        let mail = letter.body.as_ref().map(|body| &body.mail);
        let text_of = |key: &str| match key {
            "text" => mail.and_then(|mail| mail.text.clone()),
            "calendar" => mail.and_then(|mail| mail.calendar.clone()),
            _ => None,
        };
        let has_html = mail.is_some_and(|mail| mail.html.is_some());
        let parts: Vec<Part> = [
            ("html", "Html"),
            ("text", "Text"),
            ("calendar", "Calendar"),
            ("headers", "Headers"),
            ("timeline", "Timeline"),
        ]
        .into_iter()
        .filter(|(key, _)| match *key {
            "html" => has_html,
            "headers" => mail.is_some(),
            "timeline" => true,
            key => text_of(key).is_some(),
        })
        .map(|(key, name)| Part { key, name })
        .collect();
        let part = parts
            .iter()
            .find(|part| Some(part.key) == wanted)
            .or_else(|| parts.first())
            .map_or("timeline", |part| part.key);
        Self {
            row: row(&letter.message, mail.map(|mail| mail.subject.clone())),
            from: mail.map(|mail| mail.from.clone()),
            to: mail.map(|mail| mail.to.clone()),
            part,
            parts,
            text: text_of(part).unwrap_or_default(),
            headers: mail.map(|mail| mail.headers.clone()).unwrap_or_default(),
            timeline: letter
                .timeline
                .iter()
                .map(|step| Step {
                    at: written(step.at),
                    kind: step.kind.as_str(),
                    detail: step.detail.clone(),
                })
                .collect(),
            links: mail
                .and_then(|mail| mail.text.as_deref())
                .map(links)
                .unwrap_or_default(),
            facts: facts(&letter.message),
        }
    }
}

fn row(message: &message::Model, subject: Option<String>) -> Row {
    Row {
        id: message.id.to_string(),
        kind: message.kind.as_str(),
        state: message.state.as_str(),
        language: message.language.to_string(),
        recipient: message
            .recipient
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        subject,
        at: written(message.created_at),
    }
}

fn facts(message: &message::Model) -> Vec<(&'static str, String)> {
    let mut facts = vec![
        ("Queued", written(message.created_at)),
        ("Due", written(message.due_at)),
        ("Attempts", message.attempts.to_string()),
        ("Purpose", message.purpose.clone()),
        ("Cause", message.dedupe_key.clone()),
    ];
    let more = [
        ("Not after", message.not_after.map(written)),
        ("Accepted", message.accepted_at.map(written)),
        ("Last reply", message.last_reply.clone()),
        ("Queue id", message.queue_id.clone()),
    ];
    facts.extend(
        more.into_iter()
            .filter_map(|(name, value)| Some((name, value?))),
    );
    facts
}

fn written(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// The web addresses in a text, each once.
fn links(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let word = word.trim_matches(|c| "<>()[]\"'“”«».,;".contains(c));
        let is_link = word.starts_with("https://") || word.starts_with("http://");
        if is_link && !found.iter().any(|known| known == word) {
            found.push(word.to_owned());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_found_once_and_without_what_stands_around_them() {
        let text = "Open <https://a.example/r/x_-1>, or\nhttps://a.example/r/x_-1. mailto:a@b.c (http://b.example)";
        assert_eq!(
            links(text),
            ["https://a.example/r/x_-1", "http://b.example"]
        );
    }
}
