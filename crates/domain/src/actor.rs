//! Who acts.

use kuvend_entity::{
    id::{
        AccountId, AttendeeId, ContactId, DelegationId, EventId, GateId, OfficeId, RegistrationId,
    },
    kind::Role,
};

/// A role in one office, or in all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Where; `None` is everywhere.
    pub office: Option<OfficeId>,
    /// Which.
    pub role: Role,
    /// The one event of a front desk.
    pub event: Option<EventId>,
}

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// Nobody known.
    Anonymous,
    /// A member of staff or an API client.
    Account {
        /// Which.
        id: AccountId,
        /// What it may do where.
        grants: Vec<Grant>,
    },
    /// A guest behind a signed link; may answer for this row and nothing else.
    Guest {
        /// Of which office.
        office: OfficeId,
        /// Whose row.
        attendee: AttendeeId,
    },
    /// Who confirms a registration behind a signed link; may do that and nothing else.
    Registrant {
        /// In which office.
        office: OfficeId,
        /// Which.
        registration: RegistrationId,
    },
    /// A person of the register behind the signed link to their own page; may see and change what is theirs there.
    Oneself {
        /// Of which office.
        office: OfficeId,
        /// Who.
        contact: ContactId,
    },
    /// A gate behind its signed link; may receive guests at its event and nothing else.
    Gate {
        /// Of which office.
        office: OfficeId,
        /// At which event.
        event: EventId,
        /// Which.
        gate: GateId,
    },
    /// A focal point behind its signed link; names the members of its delegation and nothing else.
    FocalPoint {
        /// Of which office.
        office: OfficeId,
        /// Which delegation's.
        delegation: DelegationId,
        /// The epoch of the link that it came by, which must still be the delegation's.
        epoch: i32,
    },
    /// The product itself: a worker, the command line, the sample office.
    System,
}

impl Actor {
    /// The account, where one acts.
    #[must_use]
    pub fn account(&self) -> Option<AccountId> {
        match self {
            Self::Account { id, .. } => Some(*id),
            _ => None,
        }
    }
}
