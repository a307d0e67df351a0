use super::*;
use crate::{read, render};

fn has_answer_link(kind: LetterKind) -> bool {
    !matches!(
        kind,
        LetterKind::Cancellation | LetterKind::ThankYou | LetterKind::MissedYou
    )
}

#[test]
fn every_kind_in_every_language_is_a_whole_letter() {
    for (kind, language) in each() {
        let letter = full(kind, language);
        let rendered = render(&letter).unwrap_or_else(|e| panic!("{kind} {language}: {e:?}"));
        let name = format!("{kind} {language}:\n{}", rendered.text);
        assert!(
            rendered
                .subject
                .contains(&letter.event.as_ref().unwrap().title),
            "{name}"
        );
        assert!(
            rendered
                .text
                .contains(&letter.event.as_ref().unwrap().title),
            "{name}"
        );
        assert!(rendered.text.contains("H.E. Ms Ana Rossi,\n\n"), "{name}");
        assert!(rendered.text.contains("Rruga e Durrësit 1\n"), "{name}");
        assert_eq!(
            rendered.text.contains(RSVP),
            has_answer_link(kind),
            "{name}"
        );
        assert_eq!(
            rendered.html.contains(&RSVP.replace('&', "&amp;")),
            has_answer_link(kind)
        );
        let lang = format!("<html lang=\"{language}\">");
        assert!(rendered.html.contains(&lang));
        for broken in ["{{", "{%", "\n\n\n", "  ", " ,", " .", "none", "None"] {
            assert!(!rendered.text.contains(broken), "{broken:?} in {name}");
        }
        assert!(rendered.text.contains("prania Juaj."), "{name}");
    }
}

#[test]
fn a_letter_needs_no_more_than_a_title_and_a_time() {
    for (kind, language) in each() {
        let rendered = render(&bare(kind, language)).unwrap();
        assert!(rendered.calendar.is_none());
        assert!(!rendered.text.contains("\n\n\n"), "{}", rendered.text);
        assert!(!rendered.html.contains("class=\"button\""));
        assert!(!rendered.subject.is_empty());
    }
}

#[test]
fn the_same_letter_gives_the_same_bytes_and_survives_storage() {
    for (kind, language) in each() {
        let letter = full(kind, language);
        let json = serde_json::to_string(&letter).unwrap();
        let stored: Letter = serde_json::from_str(&json).unwrap();
        assert_eq!(stored, letter);
        assert_eq!(render(&letter).unwrap(), render(&stored).unwrap());
    }
}

#[test]
fn what_is_read_back_is_what_was_written() {
    let letter = full(LetterKind::Invitation, Language::El);
    let rendered = render(&letter).unwrap();
    let mail = read(&rendered.bytes).unwrap();
    assert_eq!(mail.subject, rendered.subject);
    assert_eq!(mail.from, "Misioni në Shqipëri <events@example.org>");
    assert_eq!(mail.to, "Ana Rossi <ana.rossi@example.org>");
    let unix = |text: Option<String>| text.unwrap().replace("\r\n", "\n").trim_end().to_owned();
    assert_eq!(unix(mail.text), rendered.text.trim_end());
    assert_eq!(unix(mail.html), rendered.html.trim_end());
    assert_eq!(mail.calendar, rendered.calendar);
    let header = |name: &str| {
        let found: Vec<_> = mail.headers.iter().filter(|(n, _)| n == name).collect();
        assert_eq!(found.len(), 1, "{name}: {found:?}");
        found[0].1.clone()
    };
    assert_eq!(header("Message-ID"), letter.message_id);
    assert_eq!(header("Date"), "Thu, 20 Nov 2025 09:00:00 +0000");
    assert_eq!(header("List-Id"), "<events.tirana.example.org>");
    assert_eq!(
        header("List-Unsubscribe-Post"),
        "List-Unsubscribe=One-Click"
    );
    assert_eq!(
        header("List-Unsubscribe"),
        "<https://events.example.org/u/9Jk2>"
    );
    assert_eq!(header("Content-Language"), "el");
    assert_eq!(header("MIME-Version"), "1.0");
    assert!(header("Reply-To").contains("protocol@example.org"));
    assert!(header("Content-Type").starts_with("multipart/mixed"));
}

#[test]
fn the_calendar_is_both_an_alternative_and_an_attachment() {
    let letter = full(LetterKind::Update, Language::Sq);
    let rendered = render(&letter).unwrap();
    let message = mail_parser::MessageParser::default()
        .parse(&rendered.bytes)
        .unwrap();
    let types: Vec<_> = message
        .parts
        .iter()
        .map(|part| {
            use mail_parser::MimeHeaders as _;
            let kind = part.content_type().unwrap();
            let method = kind.attribute("method").unwrap_or_default();
            format!("{}/{} {method}", kind.ctype(), kind.subtype().unwrap())
        })
        .collect();
    assert_eq!(
        types,
        [
            "multipart/mixed ",
            "multipart/alternative ",
            "text/plain ",
            "multipart/related ",
            "text/html ",
            "image/png ",
            "text/calendar PUBLISH",
            "application/ics PUBLISH"
        ]
    );
    let plain = render(&bare(LetterKind::Update, Language::Sq)).unwrap();
    let plain = read(&plain.bytes).unwrap();
    assert!(
        plain
            .headers
            .iter()
            .any(|(name, value)| name == "Content-Type"
                && value.starts_with("multipart/alternative"))
    );
}

#[test]
fn a_ticket_is_shown_by_a_picture_that_came_along_and_told_by_its_code() {
    for language in Language::ALL {
        let letter = full(LetterKind::Ticket, language);
        let ticket = letter.ticket.clone().unwrap();
        let rendered = render(&letter).unwrap();
        let mail = read(&rendered.bytes).unwrap();
        let [picture] = mail.pictures.as_slice() else {
            panic!("{:?}", mail.pictures);
        };
        assert_eq!(
            picture.id,
            "ticket.0198c0de-7000-7000-8000-00000000000a@example.org"
        );
        assert_eq!(picture.media_type, "image/png");
        assert_eq!(picture.bytes, ticket.picture);
        let html = mail.html.as_deref().unwrap();
        assert!(
            html.contains(&format!("src=\"cid:{}\"", picture.id)),
            "{html}"
        );
        assert!(html.contains(" alt=\""), "{html}");
        assert!(html.contains(&ticket.code) && rendered.text.contains(&ticket.code));
        let shown = mail.html_with_pictures().unwrap();
        assert!(
            shown.contains("src=\"data:image/png;base64,iVBORw0KGg"),
            "{shown}"
        );
        assert!(!shown.contains("cid:"));
    }
    let without = render(&bare(LetterKind::Ticket, Language::En)).unwrap();
    assert!(read(&without.bytes).unwrap().pictures.is_empty());
    assert!(!without.html.contains("<img"));
}

#[test]
fn every_line_on_the_wire_is_ascii_short_and_ends_with_crlf() {
    for (kind, language) in each() {
        let bytes = render(&full(kind, language)).unwrap().bytes;
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.is_ascii());
        for line in text.split_terminator("\r\n") {
            assert!(!line.contains(['\r', '\n']), "{line}");
            assert!(line.len() <= 200, "{line}");
        }
    }
}

#[test]
fn an_update_tells_what_changed_and_a_cancellation_why() {
    let update = render(&full(LetterKind::Update, Language::En))
        .unwrap()
        .text;
    assert!(update.contains(
        "- The date or time has changed (previously: Wednesday, 17 December 2025, 18:00–20:00 (Tirana, UTC+1))\n\
         - The venue has changed\n- Do të ketë përkthim.\n"
    ), "{update}");
    assert!(!update.contains("motit"));
    let cancelled = render(&full(LetterKind::Cancellation, Language::En)).unwrap();
    assert!(cancelled.text.contains("Reason\nPër shkak të motit.\n"));
    assert!(!cancelled.text.contains("venue has changed"));
    let calendar = cancelled.calendar.unwrap();
    assert!(calendar.contains("METHOD:CANCEL\r\n") && calendar.contains("STATUS:CANCELLED\r\n"));
}

#[test]
fn an_entry_asks_for_no_answer_and_is_tentative_until_the_guest_has_a_place() {
    for (kind, status) in [
        (LetterKind::Invitation, "TENTATIVE"),
        (LetterKind::Update, "TENTATIVE"),
        (LetterKind::RegistrationConfirmation, "CONFIRMED"),
    ] {
        let mut letter = full(kind, Language::En);
        let entry = |letter: &Letter| render(letter).unwrap().calendar.unwrap();
        let written = entry(&letter);
        assert!(written.contains("METHOD:PUBLISH\r\n"), "{written}");
        assert!(!written.contains("ATTENDEE") && !written.contains("RSVP"));
        assert!(
            written.contains(&format!("STATUS:{status}\r\n")),
            "{written}"
        );
        letter.event.as_mut().unwrap().is_provisional = true;
        assert!(entry(&letter).contains("STATUS:TENTATIVE\r\n"));
    }
}

#[test]
fn an_invitation_says_whether_one_comes_to_a_room_or_takes_part_on_line() {
    for language in Language::ALL {
        let of = |held| {
            let mut letter = full(LetterKind::Invitation, language);
            letter.event.as_mut().unwrap().held = held;
            render(&letter).unwrap().text
        };
        let [room, online, both] = [Held::InPerson, Held::Online, Held::Hybrid].map(of);
        let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
        let more = |text: &str| {
            let known = lines(&room);
            let more = lines(text).into_iter().filter(|line| !known.contains(line));
            more.collect::<Vec<_>>().join("\n")
        };
        assert!(!more(&online).is_empty() && !more(&both).is_empty());
        assert_ne!(more(&online), more(&both), "{language}");
        if language == Language::En {
            assert!(
                more(&both).starts_with("You may attend in the room or follow the event online")
            );
            assert!(more(&online).starts_with("The event takes place online."));
        }
    }
}

#[test]
fn a_guest_whose_own_place_is_called_off_is_not_told_that_the_event_is() {
    for language in Language::ALL {
        let of = |called_off| {
            let mut letter = full(LetterKind::Cancellation, language);
            letter.called_off = called_off;
            let written = render(&letter).unwrap();
            (written.subject, written.text)
        };
        let (subject, event) = of(CalledOff::Event);
        let own = [CalledOff::Place, CalledOff::Invitation, CalledOff::Request].map(of);
        for (own_subject, text) in &own {
            assert_ne!(*own_subject, subject, "{language}");
            assert_ne!(*text, event, "{language}");
        }
        let subjects: std::collections::BTreeSet<&String> =
            own.iter().map(|(subject, _)| subject).collect();
        assert_eq!(subjects.len(), 3, "{language}");
    }
    let mut letter = full(LetterKind::Cancellation, Language::En);
    letter.called_off = CalledOff::Request;
    let text = render(&letter).unwrap().text;
    assert!(!text.contains("will not take place"), "{text}");
    assert!(
        text.contains("We regret that we cannot offer you a place."),
        "{text}"
    );
}

#[test]
fn the_office_may_choose_its_own_subject_and_greeting() {
    let mut letter = full(LetterKind::Invitation, Language::Sq);
    letter.subject_override = Some("Festë\r\nBcc: x@example.org".to_owned());
    letter.guest.salutation = Some("Shkëlqesi,".to_owned());
    let rendered = render(&letter).unwrap();
    assert_eq!(rendered.subject, "Festë Bcc: x@example.org");
    assert!(rendered.text.starts_with("Shkëlqesi,\n\n"));
}

#[test]
fn a_letter_of_no_event_has_its_link_and_names_nobody_who_is_not_known() {
    for kind in OF_NO_EVENT {
        for language in Language::ALL {
            let mut letter = full(kind, language);
            letter.event = None;
            letter.calendar = None;
            letter.personal_note = None;
            letter.guest.addressing = String::new();
            letter.guest.salutation = None;
            let rendered = render(&letter).unwrap();
            let name = format!("{kind} {language}:\n{}", rendered.text);
            assert!(rendered.text.contains(RSVP), "{name}");
            assert!(rendered.html.contains("class=\"button\""), "{name}");
            assert!(!rendered.text.contains("Ana Rossi"), "{name}");
            for broken in ["{{", "{%", "\n\n\n", "  ", " ,", " .", "none", "None"] {
                assert!(!rendered.text.contains(broken), "{broken:?} in {name}");
            }
            assert!(rendered.calendar.is_none());
        }
    }
}
