use super::*;
use crate::render::RenderError;
use crate::{read, render};

const EVIL: &str = "x\r\nBcc: evil@example.org\r\n\r\n<script>alert(1)</script>{{ title }}{% raw %}\u{2028}\u{0}\u{202e}";

fn evil(kind: LetterKind, language: Language) -> Letter {
    let mut letter = full(kind, language);
    let event = letter.event.as_mut().unwrap();
    for text in [
        &mut letter.from.name,
        &mut letter.to.name,
        &mut letter.office.name,
        &mut event.title,
        &mut letter.guest.addressing,
    ] {
        EVIL.clone_into(text);
    }
    for text in [
        &mut letter.office.postal_address,
        &mut letter.office.contact,
        &mut letter.office.website,
        &mut event.description,
        &mut event.practical_notes,
        &mut event.venue,
        &mut event.address,
        &mut event.city,
        &mut letter.guest.function,
        &mut letter.guest.organisation,
        &mut letter.guest.salutation,
        &mut letter.reason,
        &mut letter.personal_note,
        &mut letter.subject_override,
    ] {
        *text = Some(EVIL.to_owned());
    }
    let part = letter.calendar.as_mut().unwrap();
    EVIL.clone_into(&mut part.organizer.name);
    EVIL.clone_into(&mut part.attendee.name);
    letter.changes = vec![
        Change::Title {
            before: EVIL.to_owned(),
        },
        Change::Words(EVIL.to_owned()),
    ];
    letter
}

#[test]
fn no_text_adds_a_header_markup_or_template_code() {
    for (kind, language) in each() {
        let tame = read(&render(&full(kind, language)).unwrap().bytes).unwrap();
        let rendered = render(&evil(kind, language)).unwrap();
        let mail = read(&rendered.bytes).unwrap();
        let names = |mail: &crate::ReadMail| -> Vec<String> {
            mail.headers.iter().map(|(name, _)| name.clone()).collect()
        };
        assert_eq!(names(&mail), names(&tame));
        assert!(!rendered.html.contains("<script>"), "{}", rendered.html);
        assert!(rendered.html.contains("&lt;script&gt;"));
        assert!(rendered.text.contains("{{ title }}{% raw %}"));
        assert!(!rendered.subject.contains(['\r', '\n', '\0', '\u{2028}']));
        assert!(!rendered.text.contains(['\0', '\u{2028}', '\u{202e}']));
        assert_eq!(mail.to.matches("@example.org").count(), 2, "{}", mail.to);
        let calendar = rendered.calendar.unwrap();
        let attendees = calendar.matches("\r\nATTENDEE").count();
        // What is published names no guest; what is cancelled names the one.
        assert_eq!(attendees, usize::from(kind == LetterKind::Cancellation));
        assert!(!calendar.contains("\r\nBcc"));
    }
}

#[test]
fn an_address_with_a_line_break_is_refused() {
    let base = || full(LetterKind::Invitation, Language::En);
    let bad = "a@example.org\r\nBcc: b@example.org";
    let mut letter = base();
    bad.clone_into(&mut letter.to.address);
    assert!(matches!(
        render(&letter),
        Err(RenderError::Address("guest"))
    ));
    let mut letter = base();
    bad.clone_into(&mut letter.from.address);
    assert!(matches!(
        render(&letter),
        Err(RenderError::Address("sender"))
    ));
}

#[test]
fn only_web_addresses_become_links() {
    for bad in [
        "javascript:alert(1)",
        "data:text/html,x",
        "https://example.org/\r\nBcc: x",
        "https://example.org/ x",
        "https://example.org/>,<mailto:x",
        "https://",
        "",
    ] {
        for pick in 0..3 {
            let mut letter = full(LetterKind::Invitation, Language::En);
            let slot = [
                &mut letter.rsvp_link,
                &mut letter.unsubscribe_link,
                &mut letter.event.as_mut().unwrap().online_link,
            ];
            *slot.into_iter().nth(pick).unwrap() = Some(bad.to_owned());
            assert!(
                matches!(render(&letter), Err(RenderError::Link(_))),
                "{bad}"
            );
        }
    }
    let mut letter = full(LetterKind::Invitation, Language::En);
    letter.rsvp_link = Some("https://example.org/?a='onclick='x".to_owned());
    assert!(!render(&letter).unwrap().html.contains("'onclick"));
}

#[test]
fn ids_and_dates_that_mail_cannot_bear_are_refused() {
    let base = || full(LetterKind::Invitation, Language::En);
    for bad in [
        "",
        "a@b",
        "<a>",
        "<a@b>\r\nX: y",
        "<a b@c>",
        "<@>",
        "<a@b@c>",
    ] {
        let mut letter = base();
        bad.clone_into(&mut letter.message_id);
        assert!(
            matches!(render(&letter), Err(RenderError::MessageId)),
            "{bad}"
        );
    }
    let mut letter = base();
    letter.list_id = Some("a>\r\nX: y".to_owned());
    assert!(matches!(render(&letter), Err(RenderError::ListId)));
    let mut letter = base();
    letter.date = DateTime::UNIX_EPOCH - chrono::Duration::seconds(1);
    assert!(matches!(render(&letter), Err(RenderError::Date)));
    letter.date = DateTime::<Utc>::MAX_UTC;
    assert!(matches!(render(&letter), Err(RenderError::Date)));
    let mut letter = base();
    let event = letter.event.as_mut().unwrap();
    event.ends_at = event.starts_at - chrono::Duration::seconds(1);
    assert!(matches!(render(&letter), Err(RenderError::EndsBeforeStart)));
}

#[test]
fn a_text_cannot_imitate_a_boundary() {
    let letter = full(LetterKind::Invitation, Language::En);
    let bytes = String::from_utf8(render(&letter).unwrap().bytes).unwrap();
    let start = bytes.find("boundary=\"").unwrap() + "boundary=\"".len();
    let boundary = bytes[start..].split('"').next().unwrap();
    let mut forged = letter.clone();
    forged.personal_note = Some(format!("--{boundary}\nContent-Type: text/html\n\nforged"));
    let mail = read(&render(&forged).unwrap().bytes).unwrap();
    assert!(mail.text.unwrap().contains("forged"));
}
