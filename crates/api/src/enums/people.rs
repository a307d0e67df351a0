//! Contacts, organisations and what they said.

use async_graphql::Enum;
use kuvend_entity::kind;

/// What sort of body an organisation is.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::OrganisationKind")]
pub enum OrganisationKind {
    /// A ministry, agency or municipality.
    Government,
    /// A body of the European Union.
    Eu,
    /// A United Nations agency.
    UnAgency,
    /// An embassy or consulate.
    DiplomaticMission,
    /// A donor or development agency.
    InternationalPartner,
    /// A non-governmental organisation.
    CivilSociety,
    /// A university or institute.
    Academia,
    /// A company or chamber.
    PrivateSector,
    /// A community of migrants in the country.
    MigrantCommunity,
    /// An association of the diaspora abroad.
    DiasporaAssociation,
    /// A newspaper, channel or agency.
    Media,
    /// None of these.
    Other,
}

/// In which quality somebody is a guest of an event.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::GuestCategory")]
pub enum GuestCategory {
    /// For a government.
    Government,
    /// For the European Union.
    Eu,
    /// For a United Nations agency.
    UnAgency,
    /// For an embassy or consulate.
    DiplomaticMission,
    /// For an international partner.
    InternationalPartner,
    /// For civil society.
    CivilSociety,
    /// For academia.
    Academia,
    /// For the private sector.
    PrivateSector,
    /// For a migrant community.
    MigrantCommunity,
    /// As a member of the diaspora.
    Diaspora,
    /// For a medium.
    Media,
    /// None of these.
    Other,
}

/// How far from emigration a person stands.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::Generation")]
pub enum Generation {
    /// Emigrated as an adult.
    First,
    /// Emigrated as a child.
    OneAndHalf,
    /// Born abroad to emigrants.
    Second,
    /// Later than that.
    ThirdPlus,
    /// Came back.
    Returned,
    /// No descent, but close.
    Friend,
    /// Not known.
    Unknown,
}

/// What a contact is, in the office's eyes; several at once.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::ProfileKind")]
pub enum ProfileKind {
    /// Studies.
    Student,
    /// Works in a profession.
    Professional,
    /// Runs a business.
    Entrepreneur,
    /// Teaches or researches.
    Academic,
    /// Makes art.
    Artist,
    /// Leads an association.
    AssociationLeader,
    /// Came back from abroad.
    ReturnedMigrant,
    /// A foreigner who lives in the country.
    ForeignResident,
    /// Holds public office.
    PublicOfficial,
    /// Represents a state.
    Diplomat,
    /// Works for a medium.
    Journalist,
    /// None of these.
    Other,
}

/// Sex as told; not telling and not having been asked are two things.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::Sex")]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
    /// Another answer.
    Other,
    /// Asked, and kept to themselves.
    Undisclosed,
    /// Never asked.
    NotAsked,
}

/// What is known of an email address.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::EmailState")]
pub enum EmailState {
    /// Never mailed with success.
    Unverified,
    /// Known to work.
    Ok,
    /// Refused or bounced for good.
    Bounced,
    /// Its owner reported mail as unwanted.
    Complained,
    /// Not to be written to.
    Suppressed,
}

/// The lawful basis of a purpose.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::LawfulBasis")]
pub enum LawfulBasis {
    /// The person agreed.
    Consent,
    /// A task in the public interest.
    PublicTask,
    /// A contract.
    Contract,
    /// A legal obligation.
    LegalObligation,
    /// A weighed interest.
    LegitimateInterest,
}

/// A line of the consent ledger.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::ConsentState")]
pub enum ConsentState {
    /// Agreed.
    Given,
    /// Asked, and did not agree.
    Refused,
    /// Agreed once, no more.
    Withdrawn,
    /// Objects to the processing.
    Objected,
}

/// Why an address gets nothing.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::SuppressionReason")]
pub enum SuppressionReason {
    /// A permanent bounce.
    Bounce,
    /// A complaint.
    Complaint,
    /// Unsubscribed.
    Unsubscribed,
    /// Entered by staff.
    Manual,
    /// The person was erased.
    Erased,
}
