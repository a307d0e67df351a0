//! Who may do what: the one table.

use kuvend_entity::{
    id::{EventId, OfficeId},
    kind::Role,
};

use crate::actor::{Actor, Grant};

/// What can be done in an office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// See events, their agendas and kept counts.
    ReadEvents,
    /// Plan, publish and cancel events.
    WriteEvents,
    /// See who is on a guest list.
    ReadGuests,
    /// See what guests need, which may say something of health or belief, and what they answered to an event's questions.
    ReadNeeds,
    /// Put people on guest lists and record their answers.
    WriteGuests,
    /// Say who goes first, approve and refuse guests, and keep places for some.
    ManagePlaces,
    /// Let guests in beyond the places that there are, or before those who wait.
    Overbook,
    /// Keep the order of precedence.
    ManageProtocol,
    /// Have letters sent to guests.
    SendLetters,
    /// Check guests in and record presence.
    ReceiveGuests,
    /// Keep lists at the door, gates and tickets.
    ManageDoor,
    /// Have papers of an event prepared, on which nobody's address stands.
    PreparePapers,
    /// Have certificates of attendance prepared, by which the office gives its word to whoever shows one.
    IssueCertificates,
    /// See letters and their timelines.
    ReadLetters,
    /// See contacts and organisations without contact details.
    ReadContacts,
    /// See addresses, telephones and birth years.
    ReadContactDetails,
    /// Register and change contacts and organisations.
    WriteContacts,
    /// Bring in contacts, organisations and guest lists from a file, and take an import back.
    ImportContacts,
    /// Take contacts out as a file, addresses and telephones with them.
    ExportContacts,
    /// Judge who is perhaps one person, merge two records and undo it.
    MergeContacts,
    /// See programmes and enrolments.
    ReadProgrammes,
    /// Change programmes and enrol.
    WriteProgrammes,
    /// See exact figures.
    ReadStatistics,
    /// Keep the register of purposes, answer people's requests, restrict, erase, retain and record transfers.
    ManageRights,
    /// See who did what.
    ReadAudit,
    /// Manage accounts and the office itself.
    Administer,
}

impl Action {
    /// Every action, in the table's order.
    pub const ALL: [Self; 26] = [
        Self::ReadEvents,
        Self::WriteEvents,
        Self::ReadGuests,
        Self::ReadNeeds,
        Self::WriteGuests,
        Self::ManagePlaces,
        Self::Overbook,
        Self::ManageProtocol,
        Self::SendLetters,
        Self::ReceiveGuests,
        Self::ManageDoor,
        Self::PreparePapers,
        Self::IssueCertificates,
        Self::ReadLetters,
        Self::ReadContacts,
        Self::ReadContactDetails,
        Self::WriteContacts,
        Self::ImportContacts,
        Self::ExportContacts,
        Self::MergeContacts,
        Self::ReadProgrammes,
        Self::WriteProgrammes,
        Self::ReadStatistics,
        Self::ManageRights,
        Self::ReadAudit,
        Self::Administer,
    ];

    /// Its name in the API (`viewer.permissions`).
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ReadEvents => "READ_EVENTS",
            Self::WriteEvents => "WRITE_EVENTS",
            Self::ReadGuests => "READ_GUESTS",
            Self::ReadNeeds => "READ_NEEDS",
            Self::WriteGuests => "WRITE_GUESTS",
            Self::ManagePlaces => "MANAGE_PLACES",
            Self::Overbook => "OVERBOOK",
            Self::ManageProtocol => "MANAGE_PROTOCOL",
            Self::SendLetters => "SEND_LETTERS",
            Self::ReceiveGuests => "RECEIVE_GUESTS",
            Self::ManageDoor => "MANAGE_DOOR",
            Self::PreparePapers => "PREPARE_PAPERS",
            Self::IssueCertificates => "ISSUE_CERTIFICATES",
            Self::ReadLetters => "READ_LETTERS",
            Self::ReadContacts => "READ_CONTACTS",
            Self::ReadContactDetails => "READ_CONTACT_DETAILS",
            Self::WriteContacts => "WRITE_CONTACTS",
            Self::ImportContacts => "IMPORT_CONTACTS",
            Self::ExportContacts => "EXPORT_CONTACTS",
            Self::MergeContacts => "MERGE_CONTACTS",
            Self::ReadProgrammes => "READ_PROGRAMMES",
            Self::WriteProgrammes => "WRITE_PROGRAMMES",
            Self::ReadStatistics => "READ_STATISTICS",
            Self::ManageRights => "MANAGE_RIGHTS",
            Self::ReadAudit => "READ_AUDIT",
            Self::Administer => "ADMINISTER",
        }
    }
}

/// The table: what a role may do. Whatever is not here is denied.
#[must_use]
pub const fn allows(role: Role, action: Action) -> bool {
    use Action as A;
    match role {
        Role::Admin => true,
        Role::EventOfficer => !matches!(
            action,
            A::Administer | A::WriteProgrammes | A::ExportContacts | A::ManageRights | A::ReadAudit
        ),
        Role::ProgrammeOfficer => matches!(
            action,
            A::ReadEvents
                | A::ReadGuests
                | A::ReadContacts
                | A::ReadContactDetails
                | A::WriteContacts
                | A::ImportContacts
                | A::ExportContacts
                | A::MergeContacts
                | A::ReadProgrammes
                | A::WriteProgrammes
                | A::ReadStatistics
        ),
        Role::DataProtectionOfficer => {
            matches!(
                action,
                A::ReadEvents
                    | A::ReadGuests
                    | A::ReadContacts
                    | A::ReadContactDetails
                    | A::ReadLetters
                    | A::ReadProgrammes
                    | A::ExportContacts
                    | A::ManageRights
                    | A::ReadAudit
            )
        }
        Role::Analyst => matches!(
            action,
            A::ReadEvents | A::ReadGuests | A::ReadContacts | A::ReadProgrammes | A::ReadStatistics
        ),
        // At its event and nowhere else, and of the guests there no more than what they are called and what they need.
        Role::FrontDesk => matches!(
            action,
            A::ReadEvents
                | A::ReadGuests
                | A::ReadNeeds
                | A::ReceiveGuests
                | A::PreparePapers
                | A::ReadContacts
        ),
        // Their reach is one programme or one token's scope, which later work brings; until then, nothing.
        Role::Partner | Role::ApiClient => false,
    }
}

/// In which offices something may be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// In all.
    All,
    /// In these, perhaps none.
    Some(Vec<OfficeId>),
}

impl Scope {
    /// Whether an office is among them.
    #[must_use]
    pub fn covers(&self, office: OfficeId) -> bool {
        match self {
            Self::All => true,
            Self::Some(offices) => offices.contains(&office),
        }
    }
}

/// The offices in which an actor may do something.
#[must_use]
pub fn scope(actor: &Actor, action: Action) -> Scope {
    match actor {
        Actor::System => Scope::All,
        // Who comes by a link does what the page behind it does, and is asked there whether it is theirs.
        Actor::Anonymous
        | Actor::Guest { .. }
        | Actor::Registrant { .. }
        | Actor::Oneself { .. }
        | Actor::Gate { .. }
        | Actor::FocalPoint { .. } => Scope::Some(Vec::new()),
        Actor::Account { grants, .. } => {
            let mut offices = Vec::new();
            let whole = |grant: &&Grant| grant.event.is_none() && grant.role != Role::FrontDesk;
            for grant in grants
                .iter()
                .filter(whole)
                .filter(|grant| allows(grant.role, action))
            {
                match grant.office {
                    None => return Scope::All,
                    Some(office) => offices.push(office),
                }
            }
            Scope::Some(offices)
        }
    }
}

/// The events at which an actor may do something, beside those of the offices in [`scope`].
#[must_use]
pub fn events(actor: &Actor, action: Action) -> Vec<EventId> {
    match actor {
        // A gate's link is passed from hand to hand; what guests need is not read by it.
        Actor::Gate { .. } if action == Action::ReadNeeds => Vec::new(),
        Actor::Gate { event, .. } if allows(Role::FrontDesk, action) => vec![*event],
        Actor::Account { grants, .. } => grants
            .iter()
            .filter(|grant| allows(grant.role, action))
            .filter_map(|grant| grant.event)
            .collect(),
        _ => Vec::new(),
    }
}

/// Whether an actor sees anything of an office, so that a refusal does not tell more than they know.
#[must_use]
pub fn sees(actor: &Actor, office: OfficeId) -> bool {
    Action::ALL
        .iter()
        .any(|action| scope(actor, *action).covers(office))
}
