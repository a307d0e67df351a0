//! Letters that somebody asked for themselves, which bring a link.

use chrono::{DateTime, Utc};
use kuvend_entity::{
    id::PersonalLinkId,
    kind::MessageKind,
    message,
    text::LocalizedText,
    value::{EmailAddress, Language as Tongue},
};
use kuvend_notify::{
    CalledOff, EventFacts, GuestFacts, Language, Letter, LetterKind, Mailbox, OfficeFacts,
};

use super::{Facts, event_facts, host_of, kind_of};
use crate::{
    delivery::Carrier,
    error::{Failure, Result},
    letters, links,
};

/// The letter. Whoever is not registered yet is not named: anybody may have typed the name, and the address.
pub(super) fn letter(
    facts: &Facts,
    row: &message::Model,
    address: &EmailAddress,
    carrier: &Carrier,
    now: DateTime<Utc>,
) -> Result<Letter, Failure> {
    let office = facts
        .offices
        .get(&row.office_id)
        .ok_or(Failure::Missing("office"))?;
    let own = office.languages.0.first().cloned();
    let own = own.unwrap_or_else(Tongue::english);
    let person = row.contact_id.and_then(|id| facts.contacts.get(&id));
    let name = person.map(|person| person.display_name.clone());
    let path = match row.kind {
        MessageKind::ConfirmAddress => row
            .registration_id
            .map(|id| links::confirm_path(office, id, letter_of(row)))
            .ok_or(Failure::Missing("registration"))?,
        _ => link_of(row)
            .map(|id| links::own_page_path(office, id))
            .ok_or(Failure::Missing("personal_link"))?,
    };
    let office_name = office.name.best(Some(&row.language), &own);
    let host = host_of(office);
    let of_office = |address: &EmailAddress| Mailbox {
        name: office.sender_name.clone(),
        address: address.to_string(),
    };
    let registration = row.registration_id;
    let registration = registration.and_then(|id| facts.registrations.get(&id));
    let event = row.event_id.and_then(|id| facts.events.get(&id));
    let in_language =
        |text: &LocalizedText| text.best(Some(&row.language), &own).map(str::to_owned);
    Ok(Letter {
        kind: match registration {
            _ if event.is_some() => LetterKind::ConfirmPlace,
            Some(waiting) if waiting.contact_id.is_some() => LetterKind::ConfirmNewAddress,
            _ => kind_of(row.kind),
        },
        language: Language::best(&[row.language.as_str(), own.as_str()]),
        from: of_office(&office.sender_address),
        reply_to: office.reply_to.as_ref().map(of_office),
        to: Mailbox {
            name: name.clone().unwrap_or_default(),
            address: address.to_string(),
        },
        message_id: format!("<{}@{host}>", row.id.0.simple()),
        date: now,
        office: OfficeFacts {
            name: office_name.map_or_else(|| office.sender_name.clone(), str::to_owned),
            postal_address: office.postal_address.clone(),
            contact: None,
            website: None,
        },
        // What is asked here is whose the address is; the rest stands on the event's page.
        event: event.map(|event| EventFacts {
            description: None,
            practical_notes: None,
            response_deadline: None,
            ..event_facts((event, false), &in_language)
        }),
        guest: GuestFacts {
            addressing: name.unwrap_or_default(),
            salutation: None,
            function: None,
            organisation: None,
            party_size: None,
            waiting_list_position: None,
            offer_deadline: None,
        },
        rsvp_link: Some(format!("{}{path}", carrier.public_url)),
        unsubscribe_link: None,
        own_page_link: None,
        list_id: None,
        calendar: None,
        ticket: None,
        changes: Vec::new(),
        called_off: CalledOff::Event,
        reason: None,
        personal_note: None,
        subject_override: None,
    })
}

/// Which of the letters of a registration it is.
fn letter_of(row: &message::Model) -> i32 {
    let told = row
        .details
        .as_ref()
        .and_then(|details| details.get(letters::LETTER)?.as_i64());
    told.and_then(|number| i32::try_from(number).ok())
        .unwrap_or(links::FIRST)
}

/// The row of the link that a letter brings.
fn link_of(row: &message::Model) -> Option<PersonalLinkId> {
    let details = row.details.as_ref()?;
    details.get(letters::LINK)?.as_str()?.parse().ok()
}
