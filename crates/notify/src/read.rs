//! Taking a stored letter apart again, for the page that shows letters during development.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use mail_parser::{MessageParser, MessagePart, MimeHeaders as _, PartType};

/// A mail as a person wants to look at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadMail {
    /// Every header in its order, unfolded and otherwise as it was sent.
    pub headers: Vec<(String, String)>,
    /// The decoded subject.
    pub subject: String,
    /// The senders, `Name <address>`, joined by commas.
    pub from: String,
    /// The recipients, likewise.
    pub to: String,
    /// The text part.
    pub text: Option<String>,
    /// The html part. It comes from outside: show it in a sandbox.
    pub html: Option<String>,
    /// The calendar part.
    pub calendar: Option<String>,
    /// The pictures that came with the html.
    pub pictures: Vec<ReadPicture>,
}

/// A picture that came with a mail's html.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadPicture {
    /// Its Content-ID, without angle brackets, by which the html names it.
    pub id: String,
    /// What it is (`image/png`).
    pub media_type: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl ReadMail {
    /// The html with the pictures that came with it in their places, so that it can be shown without the mail.
    #[must_use]
    pub fn html_with_pictures(&self) -> Option<String> {
        let html = self.html.clone()?;
        Some(self.pictures.iter().fold(html, |html, picture| {
            let bytes = STANDARD.encode(&picture.bytes);
            let data = format!("\"data:{};base64,{bytes}\"", picture.media_type);
            html.replace(&format!("\"cid:{}\"", picture.id), &data)
        }))
    }
}

/// These bytes are no mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the bytes are not a mail message")]
pub struct ReadError;

/// Reads a mail.
///
/// # Errors
/// [`ReadError`] if the bytes hold no header.
pub fn read(bytes: &[u8]) -> Result<ReadMail, ReadError> {
    let message = MessageParser::default().parse(bytes).ok_or(ReadError)?;
    let headers: Vec<_> = message
        .headers()
        .iter()
        .filter_map(|header| {
            let name = raw(bytes, header.offset_field(), header.offset_start())?;
            let value = raw(bytes, header.offset_start(), header.offset_end())?;
            let name = name.trim_end().trim_end_matches(':').trim_end();
            Some((name.to_owned(), unfolded(&value)))
        })
        .collect();
    if headers.is_empty() {
        return Err(ReadError);
    }
    let part = |subtype: &str| {
        message
            .parts
            .iter()
            .find(|part| is_text(part, subtype))
            .and_then(contents)
    };
    Ok(ReadMail {
        headers,
        subject: message.subject().unwrap_or_default().to_owned(),
        from: addresses(message.from()),
        to: addresses(message.to()),
        text: part("plain"),
        html: part("html"),
        calendar: part("calendar"),
        pictures: message.parts.iter().filter_map(picture).collect(),
    })
}

fn picture(part: &MessagePart<'_>) -> Option<ReadPicture> {
    let kind = part.content_type()?;
    let subtype = kind.subtype()?;
    let is_named = subtype.bytes().all(|b| b.is_ascii_alphanumeric());
    if !kind.ctype().eq_ignore_ascii_case("image") || !is_named {
        return None;
    }
    Some(ReadPicture {
        id: part.content_id()?.to_owned(),
        media_type: format!("image/{subtype}"),
        bytes: part.contents().to_vec(),
    })
}

fn raw(bytes: &[u8], from: u32, to: u32) -> Option<String> {
    let range = usize::try_from(from).ok()?..usize::try_from(to).ok()?;
    bytes
        .get(range)
        .map(|slice| String::from_utf8_lossy(slice).into_owned())
}

fn is_text(part: &MessagePart<'_>, subtype: &str) -> bool {
    match part.content_type() {
        Some(kind) => {
            kind.ctype().eq_ignore_ascii_case("text")
                && kind
                    .subtype()
                    .is_some_and(|found| found.eq_ignore_ascii_case(subtype))
        }
        None => subtype == "plain" && matches!(part.body, PartType::Text(_)),
    }
}

fn contents(part: &MessagePart<'_>) -> Option<String> {
    match &part.body {
        PartType::Text(text) | PartType::Html(text) => Some(text.to_string()),
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => {
            Some(String::from_utf8_lossy(bytes).into_owned())
        }
        PartType::Message(_) | PartType::Multipart(_) => None,
    }
}

fn addresses(addresses: Option<&mail_parser::Address<'_>>) -> String {
    let shown: Vec<String> = addresses
        .into_iter()
        .flat_map(mail_parser::Address::iter)
        .map(|one| {
            let address = one.address().unwrap_or_default();
            one.name()
                .map_or_else(|| address.to_owned(), |name| format!("{name} <{address}>"))
        })
        .collect();
    shown.join(", ")
}

fn unfolded(value: &str) -> String {
    value
        .lines()
        .map(str::trim)
        .collect::<Vec<_>>()
        .join(" ")
        .trim()
        .to_owned()
}
