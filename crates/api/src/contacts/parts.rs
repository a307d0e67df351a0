//! What belongs to a contact.

use async_graphql::{Enum, ID, SimpleObject};
use kuvend_domain::gate;
use kuvend_entity::{consent, contact_email, contact_phone, membership, value};

use crate::{
    enums::{ConsentState, EmailState, WayKind},
    organisations::Organisation,
    scalars::{Date, DateTime, EmailAddress, Language},
};

/// An email address of a contact.
#[derive(Debug, Clone, SimpleObject)]
pub struct ContactEmail {
    /// The address.
    pub address: EmailAddress,
    /// Whether letters go to it.
    pub is_primary: bool,
    /// What is known of it.
    pub state: EmailState,
    /// Where it reaches the person.
    pub kind: WayKind,
}

impl From<contact_email::Model> for ContactEmail {
    fn from(row: contact_email::Model) -> Self {
        Self {
            address: row.address.into(),
            is_primary: row.is_primary,
            state: row.state.into(),
            kind: row.kind.into(),
        }
    }
}

/// A telephone of a contact.
#[derive(Debug, Clone, SimpleObject)]
pub struct ContactPhone {
    /// As typed.
    pub number: String,
    /// In E.164, where it could be read.
    pub e164: Option<String>,
    /// Whether to call it first.
    pub is_primary: bool,
    /// Where it reaches the person.
    pub kind: WayKind,
}

impl From<contact_phone::Model> for ContactPhone {
    fn from(row: contact_phone::Model) -> Self {
        Self {
            number: row.as_typed,
            e164: row.e164,
            is_primary: row.is_primary,
            kind: row.kind.into(),
        }
    }
}

/// What a contact does in an organisation.
#[derive(Debug, Clone, SimpleObject)]
pub struct Membership {
    /// Opaque, stable id.
    pub id: ID,
    /// Where.
    pub organisation: Organisation,
    /// As what.
    pub function: Option<String>,
    /// Since.
    pub from: Option<Date>,
    /// Until; null while it lasts.
    pub to: Option<Date>,
    /// Whether a letter names it.
    pub primary: bool,
    /// The rank that it has, by its key in the office's table of ranks.
    pub rank: Option<String>,
    /// Since when it counts among equals, where that is not its first day.
    pub precedence_on: Option<Date>,
}

impl Membership {
    /// A row, and the organisation that it names.
    #[must_use]
    pub fn of(membership: membership::Model, organisation: Organisation) -> Self {
        Self {
            id: membership.id.to_string().into(),
            organisation,
            function: membership.function,
            from: membership.from_on.map(Into::into),
            to: membership.to_on.map(Into::into),
            primary: membership.is_primary,
            rank: membership.rank_key,
            precedence_on: membership.precedence_on.map(Into::into),
        }
    }
}

/// The line of the consent ledger that counts for a purpose: the latest.
#[derive(Debug, Clone, SimpleObject)]
pub struct Consent {
    /// The purpose's key in the register: `event-management`, `follow-up`, `publicity`.
    pub purpose: String,
    /// What the person said.
    pub state: ConsentState,
    /// Of which wording.
    pub wording_version: i32,
    /// In which language.
    pub language: Option<Language>,
    /// How it was said.
    pub channel: Option<String>,
    /// When it was said.
    pub given_at: DateTime,
    /// When it was written down.
    pub recorded_at: DateTime,
}

impl From<(String, consent::Model)> for Consent {
    fn from((purpose, line): (String, consent::Model)) -> Self {
        Self {
            purpose,
            state: line.state.into(),
            wording_version: line.wording_version,
            language: line.language.map(Into::into),
            channel: line.channel,
            given_at: line.given_at.into(),
            recorded_at: line.recorded_at.into(),
        }
    }
}

/// The gate's answers.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "gate::Permission")]
pub enum Permission {
    /// Yes.
    Allowed,
    /// Consent is needed and was not asked for.
    NotAsked,
    /// Consent was refused or withdrawn.
    Refused,
    /// The person objects.
    Objected,
    /// Processing is restricted.
    Restricted,
    /// The address is suppressed or does not work.
    Suppressed,
    /// There is no address.
    NoAddress,
}

/// Whether a person may be written to for a purpose, and why not.
#[derive(Debug, Clone, SimpleObject)]
pub struct ContactPermission {
    /// Whether they may be written to now.
    pub allowed: bool,
    /// The gate's answer, for programs.
    pub permission: Permission,
    /// The gate's answer, for people, in the caller's language (`Accept-Language`).
    pub reason: String,
}

impl ContactPermission {
    /// The gate's answer in a language.
    #[must_use]
    pub fn of(said: gate::Permission, language: &value::Language) -> Self {
        Self {
            allowed: said == gate::Permission::Allowed,
            permission: said.into(),
            reason: said.sentence(language).to_owned(),
        }
    }
}
