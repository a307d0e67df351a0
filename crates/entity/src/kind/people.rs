//! Contacts, organisations and what they said.

use sea_orm::prelude::*;

column_enums! {
    /// What sort of body an organisation is.
    OrganisationKind {
        /// A ministry, agency or municipality.
        Government = "GOVERNMENT",
        /// A body of the European Union.
        Eu = "EU",
        /// A United Nations agency.
        UnAgency = "UN_AGENCY",
        /// An embassy or consulate.
        DiplomaticMission = "DIPLOMATIC_MISSION",
        /// A donor or development agency.
        InternationalPartner = "INTERNATIONAL_PARTNER",
        /// A non-governmental organisation.
        CivilSociety = "CIVIL_SOCIETY",
        /// A university or institute.
        Academia = "ACADEMIA",
        /// A company or chamber.
        PrivateSector = "PRIVATE_SECTOR",
        /// A community of migrants in the country.
        MigrantCommunity = "MIGRANT_COMMUNITY",
        /// An association of the diaspora abroad.
        DiasporaAssociation = "DIASPORA_ASSOCIATION",
        /// A newspaper, channel or agency.
        Media = "MEDIA",
        /// None of these.
        Other = "OTHER",
    }
    /// In which quality somebody is a guest of an event.
    GuestCategory {
        /// For a government.
        Government = "GOVERNMENT",
        /// For the European Union.
        Eu = "EU",
        /// For a United Nations agency.
        UnAgency = "UN_AGENCY",
        /// For an embassy or consulate.
        DiplomaticMission = "DIPLOMATIC_MISSION",
        /// For an international partner.
        InternationalPartner = "INTERNATIONAL_PARTNER",
        /// For civil society.
        CivilSociety = "CIVIL_SOCIETY",
        /// For academia.
        Academia = "ACADEMIA",
        /// For the private sector.
        PrivateSector = "PRIVATE_SECTOR",
        /// For a migrant community.
        MigrantCommunity = "MIGRANT_COMMUNITY",
        /// As a member of the diaspora.
        Diaspora = "DIASPORA",
        /// For a medium.
        Media = "MEDIA",
        /// None of these.
        Other = "OTHER",
    }
    /// How far from emigration a person stands.
    Generation {
        /// Emigrated as an adult.
        First = "FIRST",
        /// Emigrated as a child.
        OneAndHalf = "ONE_AND_HALF",
        /// Born abroad to emigrants.
        Second = "SECOND",
        /// Later than that.
        ThirdPlus = "THIRD_PLUS",
        /// Came back.
        Returned = "RETURNED",
        /// No descent, but close.
        Friend = "FRIEND",
        /// Not known.
        Unknown = "UNKNOWN",
    }
    /// What a contact is, in the office's eyes; several at once.
    ProfileKind {
        /// Studies.
        Student = "STUDENT",
        /// Works in a profession.
        Professional = "PROFESSIONAL",
        /// Runs a business.
        Entrepreneur = "ENTREPRENEUR",
        /// Teaches or researches.
        Academic = "ACADEMIC",
        /// Makes art.
        Artist = "ARTIST",
        /// Leads an association.
        AssociationLeader = "ASSOCIATION_LEADER",
        /// Came back from abroad.
        ReturnedMigrant = "RETURNED_MIGRANT",
        /// A foreigner who lives in the country.
        ForeignResident = "FOREIGN_RESIDENT",
        /// Holds public office.
        PublicOfficial = "PUBLIC_OFFICIAL",
        /// Represents a state.
        Diplomat = "DIPLOMAT",
        /// Works for a medium.
        Journalist = "JOURNALIST",
        /// None of these.
        Other = "OTHER",
    }
    /// Sex as told; not telling and not having been asked are two things.
    Sex {
        /// Female.
        Female = "FEMALE",
        /// Male.
        Male = "MALE",
        /// Another answer.
        Other = "OTHER",
        /// Asked, and kept to themselves.
        Undisclosed = "UNDISCLOSED",
        /// Never asked.
        NotAsked = "NOT_ASKED",
    }
    /// What is known of an email address.
    EmailState {
        /// Never mailed with success.
        Unverified = "UNVERIFIED",
        /// Known to work.
        Ok = "OK",
        /// Refused or bounced for good.
        Bounced = "BOUNCED",
        /// Its owner reported mail as unwanted.
        Complained = "COMPLAINED",
        /// Not to be written to.
        Suppressed = "SUPPRESSED",
    }
    /// The lawful basis of a purpose.
    LawfulBasis {
        /// The person agreed.
        Consent = "CONSENT",
        /// A task in the public interest.
        PublicTask = "PUBLIC_TASK",
        /// A contract.
        Contract = "CONTRACT",
        /// A legal obligation.
        LegalObligation = "LEGAL_OBLIGATION",
        /// A weighed interest.
        LegitimateInterest = "LEGITIMATE_INTEREST",
    }
    /// A line of the consent ledger.
    ConsentState {
        /// Agreed.
        Given = "GIVEN",
        /// Asked, and did not agree.
        Refused = "REFUSED",
        /// Agreed once, no more.
        Withdrawn = "WITHDRAWN",
        /// Objects to the processing.
        Objected = "OBJECTED",
    }
    /// Why an address gets nothing.
    SuppressionReason {
        /// A permanent bounce.
        Bounce = "BOUNCE",
        /// A complaint.
        Complaint = "COMPLAINT",
        /// Unsubscribed.
        Unsubscribed = "UNSUBSCRIBED",
        /// Entered by staff.
        Manual = "MANUAL",
        /// The person was erased.
        Erased = "ERASED",
    }
}

impl OrganisationKind {
    /// The guest category proposed for who represents such a body.
    #[must_use]
    pub const fn category(self) -> GuestCategory {
        match self {
            Self::Government => GuestCategory::Government,
            Self::Eu => GuestCategory::Eu,
            Self::UnAgency => GuestCategory::UnAgency,
            Self::DiplomaticMission => GuestCategory::DiplomaticMission,
            Self::InternationalPartner => GuestCategory::InternationalPartner,
            Self::CivilSociety => GuestCategory::CivilSociety,
            Self::Academia => GuestCategory::Academia,
            Self::PrivateSector => GuestCategory::PrivateSector,
            Self::MigrantCommunity => GuestCategory::MigrantCommunity,
            Self::DiasporaAssociation => GuestCategory::Diaspora,
            Self::Media => GuestCategory::Media,
            Self::Other => GuestCategory::Other,
        }
    }
}
