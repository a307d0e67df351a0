//! The letter that asks a focal point to name its delegation.

use chrono::{DateTime, Utc};
use kuvend_entity::{
    id::DelegationId,
    message,
    text::LocalizedText,
    value::{EmailAddress, Language as Tongue},
};
use kuvend_notify::{CalledOff, EventFacts, GuestFacts, Language, Letter, Mailbox, OfficeFacts};

use super::{Facts, event_facts, host_of, kind_of};
use crate::{
    delegations::{self, DELEGATION},
    delivery::Carrier,
    error::{Failure, Result},
};

/// The delegation that a letter is about.
pub(super) fn delegation_of(row: &message::Model) -> Option<DelegationId> {
    let details = row.details.as_ref()?;
    details.get(DELEGATION)?.as_str()?.parse().ok()
}

/// The letter, with the link as it is when the letter is written: one that was taken back meanwhile is in no letter.
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
    let event = row
        .event_id
        .and_then(|id| facts.events.get(&id))
        .ok_or(Failure::Missing("event"))?;
    let delegation = delegation_of(row)
        .and_then(|id| facts.delegations.get(&id))
        .ok_or(Failure::Missing("delegation"))?;
    let contact = row
        .contact_id
        .and_then(|id| facts.contacts.get(&id))
        .ok_or(Failure::Missing("contact"))?;
    let organisation = facts.organisations.get(&delegation.organisation_id);
    let own = office.languages.0.first().cloned();
    let own = own.unwrap_or_else(Tongue::english);
    let in_language =
        |text: &LocalizedText| text.best(Some(&row.language), &own).map(str::to_owned);
    let of_office = |address: &EmailAddress| Mailbox {
        name: office.sender_name.clone(),
        address: address.to_string(),
    };
    let path = delegations::path(office, delegation);
    Ok(Letter {
        kind: kind_of(row.kind),
        language: Language::best(&[row.language.as_str(), own.as_str()]),
        from: of_office(&office.sender_address),
        reply_to: office.reply_to.as_ref().map(of_office),
        to: Mailbox {
            name: contact.display_name.clone(),
            address: address.to_string(),
        },
        message_id: format!("<{}@{}>", row.id.0.simple(), host_of(office)),
        date: now,
        office: OfficeFacts {
            name: in_language(&office.name).unwrap_or_else(|| office.sender_name.clone()),
            postal_address: office.postal_address.clone(),
            contact: event
                .contact_person
                .clone()
                .or_else(|| office.press_contact.clone()),
            website: None,
        },
        event: Some(EventFacts {
            // Until then members are named.
            response_deadline: Some(delegations::deadline(delegation, event)),
            ..event_facts((event, false), &in_language)
        }),
        guest: GuestFacts {
            addressing: contact.display_name.clone(),
            salutation: None,
            function: None,
            organisation: organisation.and_then(|body| in_language(&body.name)),
            party_size: u32::try_from(delegation.quota).ok(),
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
