//! The gate: may this person be written to for this purpose, now? Asked when a letter is queued, and again when it is sent.

mod answers;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};

use kuvend_entity::{
    consent, contact, contact_email,
    id::{ContactId, OfficeId},
    kind::{ConsentState, EmailState, LawfulBasis},
    office, purpose, suppression,
    value::{EmailAddress, Language},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

pub use answers::Permission;

use crate::error::Result;

/// Ids of one statement, so that the parameters stay within what `SQLite` takes.
const BATCH: usize = 500;

/// What a letter is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Use {
    /// What somebody takes part in: confirmation, update, cancellation, thanks. Event management; needs no consent.
    TakingPart,
    /// Inviting an official, or a body's representative in their function: the office's task. Not having been asked is no
    /// refusal.
    OfficialInvitation,
    /// Inviting a private person: follow-up, on the basis that the register names.
    PrivateInvitation,
    /// Surveys and news: follow-up, on the basis that the register names.
    FollowUp,
    /// Photographs and quotes.
    Publicity,
}

impl Use {
    /// The purpose in the register that it falls under.
    #[must_use]
    pub const fn purpose(self) -> &'static str {
        match self {
            Self::TakingPart => "event-management",
            Self::OfficialInvitation | Self::PrivateInvitation | Self::FollowUp => "follow-up",
            Self::Publicity => "publicity",
        }
    }

    /// The use that a purpose of the register stands for when a client asks by name.
    #[must_use]
    pub fn of_purpose(key: &str) -> Option<Self> {
        match key {
            "event-management" => Some(Self::TakingPart),
            "follow-up" => Some(Self::FollowUp),
            "publicity" => Some(Self::Publicity),
            _ => None,
        }
    }
}

/// Where a letter would go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// There is no address.
    Nowhere,
    /// The address is suppressed for this purpose, bounced, or its owner complained.
    Suppressed,
    /// The address is free, as far as is known.
    Free,
}

/// What the gate judges by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// Where a letter would go.
    pub reach: Reach,
    /// Whether processing is restricted.
    pub is_restricted: bool,
    /// Whether the person objects to being written to.
    pub objects: bool,
    /// The latest line of the ledger for the purpose.
    pub consent: Option<ConsentState>,
    /// On what the purpose rests.
    pub basis: LawfulBasis,
}

/// The rule, and nothing but the rule. What forbids most is told first; what somebody takes part in is stopped only by what
/// forbids every letter.
#[must_use]
pub const fn decide(purpose: Use, facts: &Facts) -> Permission {
    if facts.is_restricted {
        return Permission::Restricted;
    }
    if !matches!(purpose, Use::TakingPart) {
        if facts.objects || matches!(facts.consent, Some(ConsentState::Objected)) {
            return Permission::Objected;
        }
        match (purpose, facts.consent, facts.basis) {
            (_, Some(ConsentState::Refused | ConsentState::Withdrawn), _) => {
                return Permission::Refused;
            }
            (Use::OfficialInvitation, ..) | (_, Some(ConsentState::Given), _) => {}
            (_, _, LawfulBasis::Consent) => return Permission::NotAsked,
            _ => {}
        }
    }
    match facts.reach {
        Reach::Nowhere => Permission::NoAddress,
        Reach::Suppressed => Permission::Suppressed,
        Reach::Free => Permission::Allowed,
    }
}

/// The gate's answer about one person, and what a letter to them needs.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// May they be written to?
    pub permission: Permission,
    /// Where, if there is an address.
    pub address: Option<EmailAddress>,
    /// In which language: the person's, else the office's own.
    pub language: Language,
}

/// Asks about any number of contacts of an office, in a constant number of statements for each five hundred. Who is not
/// there, merged or erased has no verdict.
///
/// # Errors
/// Only the database's.
pub async fn ask(
    db: &impl ConnectionTrait,
    office: OfficeId,
    purpose: Use,
    contacts: &[ContactId],
) -> Result<HashMap<ContactId, Verdict>> {
    let mut verdicts = HashMap::with_capacity(contacts.len());
    let own = office::Entity::find_by_id(office)
        .one(db)
        .await?
        .and_then(|row| row.languages.0.first().cloned())
        .unwrap_or_else(Language::english);
    let register = purpose::Entity::find()
        .filter(purpose::Column::OfficeId.eq(office))
        .filter(purpose::Column::Key.eq(purpose.purpose()))
        .one(db)
        .await?;
    // A purpose that the register does not hold has no basis but consent.
    let basis = register
        .as_ref()
        .map_or(LawfulBasis::Consent, |row| row.basis);
    for batch in contacts.chunks(BATCH) {
        let people = contact::Entity::find()
            .filter(contact::Column::Id.is_in(batch.iter().copied()))
            .filter(contact::Column::OfficeId.eq(office))
            .filter(contact::Column::ErasedAt.is_null())
            .filter(contact::Column::MergedIntoId.is_null())
            .all(db)
            .await?;
        let mut addresses: HashMap<ContactId, contact_email::Model> =
            HashMap::with_capacity(people.len());
        let emails = contact_email::Entity::find()
            .filter(contact_email::Column::ContactId.is_in(batch.iter().copied()))
            .filter(contact_email::Column::IsPrimary.eq(true))
            .all(db)
            .await?;
        addresses.extend(emails.into_iter().map(|email| (email.contact_id, email)));
        let consents = match &register {
            Some(register) => latest(db, register, batch).await?,
            None => HashMap::new(),
        };
        let suppressed = suppressed(db, office, register.as_ref(), addresses.values()).await?;
        for person in people {
            let email = addresses.get(&person.id);
            let facts = Facts {
                reach: reach(email, &suppressed),
                is_restricted: person.restricted_at.is_some(),
                objects: person.objected_at.is_some(),
                consent: consents.get(&person.id).copied(),
                basis,
            };
            let verdict = Verdict {
                permission: decide(purpose, &facts),
                address: email.map(|email| email.address.clone()),
                language: person.preferred_language.unwrap_or_else(|| own.clone()),
            };
            verdicts.insert(person.id, verdict);
        }
    }
    Ok(verdicts)
}

/// What is known of the way to somebody.
fn reach(email: Option<&contact_email::Model>, suppressed: &HashSet<String>) -> Reach {
    match email {
        None => Reach::Nowhere,
        Some(email) => match email.state {
            EmailState::Bounced | EmailState::Complained | EmailState::Suppressed => {
                Reach::Suppressed
            }
            _ if suppressed.contains(&email.folded) => Reach::Suppressed,
            EmailState::Unverified | EmailState::Ok => Reach::Free,
        },
    }
}

/// The latest line of the ledger for each contact.
async fn latest(
    db: &impl ConnectionTrait,
    purpose: &purpose::Model,
    contacts: &[ContactId],
) -> Result<HashMap<ContactId, ConsentState>> {
    let lines = consent::Entity::find()
        .filter(consent::Column::PurposeId.eq(purpose.id))
        .filter(consent::Column::ContactId.is_in(contacts.iter().copied()))
        .order_by_asc(consent::Column::GivenAt)
        .order_by_asc(consent::Column::Id)
        .all(db)
        .await?;
    Ok(lines
        .into_iter()
        .map(|line| (line.contact_id, line.state))
        .collect())
}

/// Which of the addresses are suppressed for all purposes or for this one.
async fn suppressed(
    db: &impl ConnectionTrait,
    office: OfficeId,
    purpose: Option<&purpose::Model>,
    addresses: impl Iterator<Item = &contact_email::Model>,
) -> Result<HashSet<String>> {
    let lines = suppression::Entity::find()
        .filter(suppression::Column::OfficeId.eq(office))
        .filter(
            suppression::Column::AddressFolded.is_in(addresses.map(|email| email.folded.clone())),
        )
        .filter(suppression::Column::ReleasedAt.is_null())
        .all(db)
        .await?;
    Ok(lines
        .into_iter()
        .filter(|line| line.purpose_id.is_none() || line.purpose_id == purpose.map(|row| row.id))
        .map(|line| line.address_folded)
        .collect())
}
