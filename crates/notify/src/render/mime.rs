//! MIME: headers, parts and the boundaries between them.

use std::time::{Duration, UNIX_EPOCH};

use lettre::message::header::{
    ContentDisposition, ContentId, ContentTransferEncoding, ContentType, HeaderName, HeaderValue,
};
use lettre::message::{Mailbox as Address, Message, MultiPart, SinglePart};

use super::content::Written;
use super::{RenderError, one_line};
use crate::letter::{Letter, Mailbox, TicketPart};

/// The last second of the year 9999, in seconds since 1970.
const LAST_SECOND: i64 = 253_402_300_799;

pub(super) fn message(
    letter: &Letter,
    written: &Written,
    calendar: Option<&str>,
) -> Result<Vec<u8>, RenderError> {
    let seconds = u64::try_from(letter.date.timestamp())
        .ok()
        .filter(|_| letter.date.timestamp() <= LAST_SECOND)
        .ok_or(RenderError::Date)?;
    let mut message = Message::builder()
        .from(address(&letter.from, "sender")?)
        .to(address(&letter.to, "guest")?)
        .subject(written.subject.as_str())
        .date(UNIX_EPOCH + Duration::from_secs(seconds))
        .message_id(Some(letter.message_id.clone()))
        .raw_header(header("Content-Language", letter.language.as_str()));
    if let Some(reply_to) = &letter.reply_to {
        message = message.reply_to(address(reply_to, "reply-to")?);
    }
    if let Some(list_id) = &letter.list_id {
        message = message.raw_header(header("List-Id", &format!("<{list_id}>")));
    }
    if let Some(link) = &letter.unsubscribe_link {
        message = message.raw_header(header("List-Unsubscribe", &format!("<{link}>")));
        if link.starts_with("https://") {
            message = message.raw_header(header(
                "List-Unsubscribe-Post",
                "List-Unsubscribe=One-Click",
            ));
        }
    }
    let built = message
        .multipart(parts(letter, written, calendar)?)
        .map_err(|error| RenderError::Message(Box::new(error)))?;
    Ok(built.formatted())
}

fn parts(
    letter: &Letter,
    written: &Written,
    calendar: Option<&str>,
) -> Result<MultiPart, RenderError> {
    let alternative = MultiPart::alternative()
        .boundary(boundary("alternative", &letter.message_id))
        .singlepart(quoted(ContentType::TEXT_PLAIN, &written.text));
    let html = quoted(ContentType::TEXT_HTML, &written.html);
    let alternative = match &letter.ticket {
        Some(ticket) => alternative.multipart(with_picture(letter, html, ticket)?),
        None => alternative.singlepart(html),
    };
    let (Some(calendar), Some(part)) = (calendar, &letter.calendar) else {
        return Ok(alternative);
    };
    let method = part.method.as_str();
    let inline = content_type(&format!("text/calendar; method={method}; charset=utf-8"))?;
    let attached = content_type(&format!(
        "application/ics; name=\"event.ics\"; method={method}"
    ))?;
    let attachment = SinglePart::builder()
        .header(attached)
        .header(ContentDisposition::attachment("event.ics"))
        .header(ContentTransferEncoding::Base64)
        .body(calendar.to_owned());
    let inline = SinglePart::builder()
        .header(inline)
        .header(ContentTransferEncoding::Base64)
        .body(calendar.to_owned());
    Ok(MultiPart::mixed()
        .boundary(boundary("mixed", &letter.message_id))
        .multipart(alternative.singlepart(inline))
        .singlepart(attachment))
}

/// The html together with the picture that it shows (RFC 2387): nothing is fetched from elsewhere.
fn with_picture(
    letter: &Letter,
    html: SinglePart,
    ticket: &TicketPart,
) -> Result<MultiPart, RenderError> {
    let boundary = boundary("related", &letter.message_id);
    let related = format!("multipart/related; type=\"text/html\"; boundary=\"{boundary}\"");
    let id = picture_id(&letter.message_id);
    let picture = SinglePart::builder()
        .header(content_type("image/png; name=\"ticket.png\"")?)
        .header(ContentDisposition::inline_with_name("ticket.png"))
        .header(ContentId::from(format!("<{id}>")))
        .header(ContentTransferEncoding::Base64)
        .body(ticket.picture.clone());
    Ok(MultiPart::builder()
        .header(content_type(&related)?)
        .singlepart(html)
        .singlepart(picture))
}

/// The Content-ID of the ticket's picture, without its angle brackets. It follows from the Message-ID, which is like no other.
pub(super) fn picture_id(message_id: &str) -> String {
    let id = message_id.trim_start_matches('<').trim_end_matches('>');
    format!("ticket.{id}")
}

fn quoted(content_type: ContentType, body: &str) -> SinglePart {
    SinglePart::builder()
        .header(content_type)
        .header(ContentTransferEncoding::QuotedPrintable)
        .body(body.to_owned())
}

fn content_type(value: &str) -> Result<ContentType, RenderError> {
    ContentType::parse(value).map_err(|error| RenderError::Message(Box::new(error)))
}

/// A boundary that follows from the Message-ID. It holds `=_`, which no quoted-printable and no base64 body can, so no
/// text can imitate it.
fn boundary(part: &str, message_id: &str) -> String {
    let hash = message_id
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    format!("=_kuvend_{part}_{hash:016x}")
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

fn address(mailbox: &Mailbox, whose: &'static str) -> Result<Address, RenderError> {
    let address = mailbox
        .address
        .trim()
        .parse()
        .map_err(|_| RenderError::Address(whose))?;
    let name = one_line(&mailbox.name);
    Ok(Address::new((!name.is_empty()).then_some(name), address))
}
