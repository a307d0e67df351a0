//! Inputs about the queue of duplicates, read into commands.

use async_graphql::{ID, InputObject};
use kuvend_domain::{
    error::Result,
    pairs::{Dismiss, Filter, Find, Reopen},
};
use kuvend_entity::id::DuplicateRunId;

use crate::{enums, input::Reader};

/// Letters of a reason at most.
const REASON: usize = 1_000;

/// Which pairs: what is given must hold, all of it.
#[derive(Debug, Clone, Default, InputObject)]
pub struct DuplicatePairFilter {
    /// Of this office.
    pub office_id: Option<ID>,
    /// With this person.
    pub contact_id: Option<ID>,
    /// As strong.
    pub strength: Option<enums::DuplicateStrength>,
    /// In this state.
    pub state: Option<enums::DuplicateState>,
}

impl DuplicatePairFilter {
    pub(super) fn read(&self, reader: &mut Reader) -> Option<Filter> {
        let office = reader.optional(self.office_id.as_ref(), |reader, id| {
            reader.id("officeId", id)
        });
        let contact = reader.optional(self.contact_id.as_ref(), |reader, id| {
            reader.id("contactId", id)
        });
        Some(Filter {
            office: office?,
            contact: contact?,
            strength: self.strength.map(Into::into),
            state: self.state.map(Into::into),
        })
    }
}

/// Looks for records that are perhaps of one person.
#[derive(Debug, Clone, InputObject)]
pub struct FindDuplicatesInput {
    /// In which office; needed where several are possible.
    pub office_id: Option<ID>,
    /// Compare everybody with everybody, as the first time; else who was registered or changed since the last walk with everybody.
    #[graphql(default)]
    pub whole: bool,
}

impl FindDuplicatesInput {
    pub(super) fn read(&self) -> Result<Find> {
        let mut reader = Reader::new();
        let office = reader.optional(self.office_id.as_ref(), |reader, id| {
            reader.id("officeId", id)
        });
        let is_whole = self.whole;
        reader.finish(office.map(|office| Find { office, is_whole }))
    }
}

/// Stops a walk in search of duplicates.
#[derive(Debug, Clone, InputObject)]
pub struct CancelFindDuplicatesInput {
    /// Which.
    pub id: ID,
}

impl CancelFindDuplicatesInput {
    pub(super) fn read(&self) -> Result<DuplicateRunId> {
        let mut reader = Reader::new();
        let id = reader.id("id", &self.id);
        reader.finish(id)
    }
}

/// Says that two records are of two people.
#[derive(Debug, Clone, InputObject)]
pub struct DismissDuplicateInput {
    /// The pair.
    pub id: ID,
    /// The version that was seen of it; whichever it has, unless told.
    pub version: Option<i32>,
    /// Why, at most 1,000 letters.
    pub reason: Option<String>,
}

impl DismissDuplicateInput {
    pub(super) fn read(&self) -> Result<Dismiss> {
        let mut reader = Reader::new();
        let pair = reader.id("id", &self.id);
        let reason = reader.optional(self.reason.as_ref(), |reader, text| {
            reader.prose("reason", text, REASON)
        });
        let version = self.version;
        let command = pair.zip(reason).map(|(pair, reason)| Dismiss {
            pair,
            version,
            reason,
        });
        reader.finish(command)
    }
}

/// Puts two records back into the queue.
#[derive(Debug, Clone, InputObject)]
pub struct ReopenDuplicateInput {
    /// The pair.
    pub id: ID,
    /// The version that was seen of it; whichever it has, unless told.
    pub version: Option<i32>,
}

impl ReopenDuplicateInput {
    pub(super) fn read(&self) -> Result<Reopen> {
        let mut reader = Reader::new();
        let pair = reader.id("id", &self.id);
        let version = self.version;
        reader.finish(pair.map(|pair| Reopen { pair, version }))
    }
}
