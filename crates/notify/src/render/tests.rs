mod injection;
mod letters;

use chrono::{DateTime, TimeZone as _, Utc};

use crate::letter::{
    CalendarPart, CalledOff, Change, EventFacts, GuestFacts, Held, Letter, Mailbox, OfficeFacts,
    TicketPart,
};
use crate::{CalendarMethod, Language, LetterKind};

const RSVP: &str = "https://events.example.org/r/9Jk2?t=a&u=b";

fn at(month: u32, day: u32, hour: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2025, month, day, hour, 0, 0).unwrap()
}

fn mailbox(name: &str, address: &str) -> Mailbox {
    Mailbox {
        name: name.to_owned(),
        address: address.to_owned(),
    }
}

/// A letter with every fact set.
fn full(kind: LetterKind, language: Language) -> Letter {
    let office = mailbox("Misioni në Shqipëri", "events@example.org");
    let guest = mailbox("Ana Rossi", "ana.rossi@example.org");
    Letter {
        kind,
        language,
        from: office.clone(),
        reply_to: Some(mailbox("Protokolli", "protocol@example.org")),
        to: guest.clone(),
        message_id: "<0198c0de-7000-7000-8000-00000000000a@example.org>".to_owned(),
        date: at(11, 20, 9),
        office: OfficeFacts {
            name: "Misioni në Shqipëri".to_owned(),
            postal_address: Some("Rruga e Durrësit 1\nTiranë 1001".to_owned()),
            contact: Some("Elira Hoxha, +355 4 000 0000".to_owned()),
            website: Some("https://example.org".to_owned()),
        },
        event: Some(EventFacts {
            title: "Dita Ndërkombëtare e Emigrantëve & 30 vjet".to_owned(),
            description: Some("Një mbrëmje me fjalime.\n\nDhe një koncert.".to_owned()),
            practical_notes: Some("Mjet identifikimi në hyrje.\nParkim në oborr.".to_owned()),
            starts_at: at(12, 18, 17),
            ends_at: at(12, 18, 19),
            is_provisional: false,
            zone: chrono_tz::Europe::Tirane,
            held: Held::Hybrid,
            venue: Some("Pallati i Kongreseve".to_owned()),
            address: Some("Bulevardi Dëshmorët e Kombit".to_owned()),
            city: Some("Tiranë".to_owned()),
            online_link: Some("https://live.example.org/18".to_owned()),
            response_deadline: Some(at(12, 8, 11)),
            doors_open_at: Some(at(12, 18, 16)),
        }),
        guest: GuestFacts {
            addressing: "H.E. Ms Ana Rossi".to_owned(),
            salutation: None,
            function: Some("Ambassador".to_owned()),
            organisation: Some("Embassy of Italy".to_owned()),
            party_size: Some(2),
            waiting_list_position: Some(7),
            offer_deadline: Some(at(12, 10, 11)),
        },
        rsvp_link: Some(RSVP.to_owned()),
        unsubscribe_link: Some("https://events.example.org/u/9Jk2".to_owned()),
        own_page_link: Some("https://events.example.org/me?lang=en".to_owned()),
        list_id: Some("events.tirana.example.org".to_owned()),
        calendar: Some(CalendarPart {
            uid: "event-1-guest-2@example.org".to_owned(),
            sequence: 1,
            method: if kind == LetterKind::Cancellation {
                CalendarMethod::Cancel
            } else {
                CalendarMethod::Publish
            },
            has_place: kind == LetterKind::RegistrationConfirmation,
            organizer: office,
            attendee: guest,
            stamped_at: at(11, 20, 9),
        }),
        ticket: Some(TicketPart {
            code: "AQbNFhP_ticket-1".to_owned(),
            picture: b"\x89PNG\r\n\x1A\n, or what would be one".to_vec(),
        }),
        changes: vec![
            Change::Time {
                starts_at: at(12, 17, 17),
                ends_at: at(12, 17, 19),
            },
            Change::Place { before: None },
            Change::Words("Do të ketë përkthim.".to_owned()),
        ],
        called_off: CalledOff::Event,
        reason: Some("Për shkak të motit.".to_owned()),
        personal_note: Some("Do të na gëzonte prania Juaj.".to_owned()),
        subject_override: None,
    }
}

/// A letter with nothing set that may be left out.
fn bare(kind: LetterKind, language: Language) -> Letter {
    let mut letter = full(kind, language);
    letter.reply_to = None;
    letter.office.postal_address = None;
    letter.office.contact = None;
    letter.office.website = None;
    letter.event = letter.event.map(|event| EventFacts {
        description: None,
        practical_notes: None,
        venue: None,
        address: None,
        city: None,
        online_link: None,
        response_deadline: None,
        doors_open_at: None,
        ..event
    });
    letter.guest = GuestFacts {
        addressing: letter.guest.addressing,
        salutation: None,
        function: None,
        organisation: None,
        party_size: None,
        waiting_list_position: None,
        offer_deadline: None,
    };
    letter.rsvp_link = None;
    letter.unsubscribe_link = None;
    letter.own_page_link = None;
    letter.list_id = None;
    letter.calendar = None;
    letter.ticket = None;
    letter.changes = Vec::new();
    letter.reason = None;
    letter.personal_note = None;
    letter
}

/// The kinds that are not about an event.
const OF_NO_EVENT: [LetterKind; 3] = [
    LetterKind::ConfirmAddress,
    LetterKind::OwnPage,
    LetterKind::ConfirmNewAddress,
];

/// Every kind that is about an event, in every language.
fn each() -> impl Iterator<Item = (LetterKind, Language)> {
    let kinds = LetterKind::ALL.into_iter();
    kinds
        .filter(|kind| !OF_NO_EVENT.contains(kind))
        .flat_map(|kind| {
            Language::ALL
                .into_iter()
                .map(move |language| (kind, language))
        })
}
