//! The closed sets of the domain, stored as the words that the API shows.

use sea_orm::prelude::*;

macro_rules! column_enums {
    (@first $first:ident $($other:ident)*) => { Self::$first };
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? })+) => {
        $(
            impl crate::sparse::Neutral for $name {
                fn neutral() -> Self {
                    column_enums!(@first $($variant)+)
                }
            }

            $(#[$doc])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, DeriveActiveEnum, serde::Serialize, serde::Deserialize)]
            #[sea_orm(rs_type = "String", db_type = "Text")]
            pub enum $name {
                $($(#[$vdoc])* #[sea_orm(string_value = $text)] #[serde(rename = $text)] $variant),+
            }

            impl $name {
                /// Every value, in the order of the design.
                pub const ALL: &'static [Self] = &[$(Self::$variant),+];

                /// The stored text.
                #[must_use]
                pub const fn as_str(self) -> &'static str {
                    match self { $(Self::$variant => $text),+ }
                }

                /// The value of a stored text.
                #[must_use]
                pub fn parse(text: &str) -> Option<Self> {
                    match text { $($text => Some(Self::$variant),)+ _ => None }
                }
            }

            impl std::fmt::Display for $name {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str(self.as_str())
                }
            }
        )+
    };
}

column_enums! {
    /// What a member of staff or a client may do in an office.
    Role {
        /// Everything, including accounts.
        Admin = "ADMIN",
        /// Plans events, invites, receives guests.
        EventOfficer = "EVENT_OFFICER",
        /// Registers contacts and runs programmes.
        ProgrammeOfficer = "PROGRAMME_OFFICER",
        /// Keeps people's rights over their data.
        DataProtectionOfficer = "DATA_PROTECTION_OFFICER",
        /// Figures and lists without contact details.
        Analyst = "ANALYST",
        /// One event: search and check in.
        FrontDesk = "FRONT_DESK",
        /// Suppressed aggregates of programmes shared with them.
        Partner = "PARTNER",
        /// A program, through a token of limited scope.
        ApiClient = "API_CLIENT",
    }
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
    /// Where a programme stands, by the IATI code list.
    ProgrammeStatus {
        /// Being prepared.
        Pipeline = "PIPELINE",
        /// Running.
        Implementation = "IMPLEMENTATION",
        /// Winding up.
        Finalisation = "FINALISATION",
        /// Over.
        Closed = "CLOSED",
        /// Given up.
        Cancelled = "CANCELLED",
        /// Interrupted.
        Suspended = "SUSPENDED",
    }
    /// The part an organisation plays in a programme.
    ProgrammeOrganisationRole {
        /// Pays.
        Funding = "FUNDING",
        /// Answers for it.
        Accountable = "ACCOUNTABLE",
        /// Passes it on.
        Extending = "EXTENDING",
        /// Carries it out.
        Implementing = "IMPLEMENTING",
        /// Takes part.
        Partner = "PARTNER",
    }
    /// Where an enrolment stands.
    EnrolmentState {
        /// Asked to join.
        Applied = "APPLIED",
        /// Waits for a place.
        Waitlisted = "WAITLISTED",
        /// Joined.
        Enrolled = "ENROLLED",
        /// Takes part.
        Active = "ACTIVE",
        /// Finished.
        Completed = "COMPLETED",
        /// Left.
        Withdrawn = "WITHDRAWN",
        /// Not taken.
        Rejected = "REJECTED",
    }
    /// What sort of event it is.
    EventKind {
        /// A celebration.
        Celebration = "CELEBRATION",
        /// A conference.
        Conference = "CONFERENCE",
        /// A round table.
        Roundtable = "ROUNDTABLE",
        /// The launch of something.
        Launch = "LAUNCH",
        /// A workshop.
        Workshop = "WORKSHOP",
        /// A training.
        Training = "TRAINING",
        /// An exhibition.
        Exhibition = "EXHIBITION",
        /// A meeting on line, open to many.
        Webinar = "WEBINAR",
        /// A meeting.
        Meeting = "MEETING",
    }
    /// Where an event stands.
    EventStatus {
        /// Being planned.
        Draft = "DRAFT",
        /// Put off; everything is kept and nothing goes out.
        Postponed = "POSTPONED",
        /// Guests may be invited and answer.
        Published = "PUBLISHED",
        /// Will not take place.
        Cancelled = "CANCELLED",
        /// Has taken place.
        Completed = "COMPLETED",
        /// Put away.
        Archived = "ARCHIVED",
    }
    /// Who may find an event.
    EventVisibility {
        /// Only who is invited.
        InvitationOnly = "INVITATION_ONLY",
        /// Everybody.
        Listed = "LISTED",
    }
    /// Where an event happens.
    EventFormat {
        /// In a room.
        InPerson = "IN_PERSON",
        /// On line.
        Online = "ONLINE",
        /// Both.
        Hybrid = "HYBRID",
    }
    /// The part an organisation plays in an event.
    EventOrganisationRole {
        /// Invites.
        Host = "HOST",
        /// Invites with the host.
        CoOrganiser = "CO_ORGANISER",
        /// Supports.
        Partner = "PARTNER",
        /// Pays.
        Donor = "DONOR",
    }
    /// What an event does with a policy framework.
    FrameworkRelation {
        /// Presents it for the first time.
        Launches = "LAUNCHES",
        /// Says that it is coming.
        Announces = "ANNOUNCES",
    }
    /// What sort of agenda item it is.
    AgendaItemKind {
        /// Opening words.
        Opening = "OPENING",
        /// A speech.
        Speech = "SPEECH",
        /// A recorded or relayed message.
        VideoMessage = "VIDEO_MESSAGE",
        /// A panel; see `addPanel`.
        Panel = "PANEL",
        /// An award.
        Award = "AWARD",
        /// An announcement.
        Announcement = "ANNOUNCEMENT",
        /// An exhibition.
        Exhibition = "EXHIBITION",
        /// A concert or another performance.
        Performance = "PERFORMANCE",
        /// A pause.
        Break = "BREAK",
        /// Closing words.
        Closing = "CLOSING",
    }
    /// The part somebody plays in an agenda item.
    ContributorRole {
        /// Leads a panel.
        Moderator = "MODERATOR",
        /// Sits on a panel.
        Panellist = "PANELLIST",
        /// Speaks.
        Speaker = "SPEAKER",
        /// Plays, sings, shows.
        Performer = "PERFORMER",
        /// Interprets.
        Interpreter = "INTERPRETER",
        /// Receives.
        Host = "HOST",
    }
    /// How somebody contributes.
    ContributorMode {
        /// In the room.
        InPerson = "IN_PERSON",
        /// Live, from elsewhere.
        Remote = "REMOTE",
        /// Recorded before.
        Recorded = "RECORDED",
    }
    /// Whether a contributor has agreed.
    ConfirmationState {
        /// Thought of.
        Proposed = "PROPOSED",
        /// Asked.
        Asked = "ASKED",
        /// Agreed.
        Confirmed = "CONFIRMED",
        /// Declined.
        Declined = "DECLINED",
    }
    /// First axis of an attendee: has the invitation gone out?
    InvitationState {
        /// On the list only.
        NotInvited = "NOT_INVITED",
        /// Waiting to be sent.
        Queued = "QUEUED",
        /// Sent, by mail or otherwise.
        Sent = "SENT",
        /// Came back.
        Bounced = "BOUNCED",
        /// Taken back.
        Withdrawn = "WITHDRAWN",
    }
    /// How an invitation went out.
    InvitationChannel {
        /// By mail.
        Email = "EMAIL",
        /// By printed card.
        Card = "CARD",
        /// By letter.
        Letter = "LETTER",
        /// By note verbale.
        NoteVerbale = "NOTE_VERBALE",
        /// By telephone.
        Phone = "PHONE",
        /// Face to face.
        InPerson = "IN_PERSON",
    }
    /// Second axis of an attendee: what was the answer?
    ResponseState {
        /// None yet.
        None = "NONE",
        /// Comes.
        Accepted = "ACCEPTED",
        /// May come; holds no place.
        Tentative = "TENTATIVE",
        /// Does not come.
        Declined = "DECLINED",
        /// Sends a deputy.
        Represented = "REPRESENTED",
    }
    /// How an answer came in.
    ResponseChannel {
        /// By the personal link.
        Link = "LINK",
        /// By a calendar program.
        Calendar = "CALENDAR",
        /// By mail.
        Email = "EMAIL",
        /// By telephone.
        Phone = "PHONE",
        /// By letter.
        Letter = "LETTER",
        /// By note verbale.
        NoteVerbale = "NOTE_VERBALE",
        /// Face to face.
        InPerson = "IN_PERSON",
        /// By registering oneself.
        SelfRegistration = "SELF_REGISTRATION",
    }
    /// Third axis of an attendee: is there a place?
    PlaceState {
        /// None asked for.
        None = "NONE",
        /// Waits for staff to approve.
        PendingApproval = "PENDING_APPROVAL",
        /// Waits for a free place.
        Waitlisted = "WAITLISTED",
        /// Has a free place to accept until a deadline; occupies it.
        Offered = "OFFERED",
        /// Has a place; occupies it.
        Confirmed = "CONFIRMED",
        /// Gave it up.
        Cancelled = "CANCELLED",
        /// Did not accept an offer in time.
        Expired = "EXPIRED",
    }
    /// Fourth axis of an attendee: was the guest there?
    PresenceState {
        /// Not known. It does not mean absent.
        Unrecorded = "UNRECORDED",
        /// Was there.
        Attended = "ATTENDED",
        /// Was not there, though expected.
        Absent = "ABSENT",
        /// Was not there, and said so in time.
        Excused = "EXCUSED",
    }
    /// How somebody attended.
    PresenceMode {
        /// In the room.
        InPerson = "IN_PERSON",
        /// On line.
        Online = "ONLINE",
    }
    /// What a person is at an event; several at once.
    AttendeeRole {
        /// A guest.
        Guest = "GUEST",
        /// Speaks.
        Speaker = "SPEAKER",
        /// Sits on a panel.
        Panellist = "PANELLIST",
        /// Leads a panel.
        Moderator = "MODERATOR",
        /// Performs.
        Performer = "PERFORMER",
        /// Interprets.
        Interpreter = "INTERPRETER",
        /// Receives.
        Host = "HOST",
        /// Works there.
        Staff = "STAFF",
        /// Reports on it.
        Press = "PRESS",
    }
    /// One of an attendee's four axes.
    Axis {
        /// [`InvitationState`].
        Invitation = "INVITATION",
        /// [`ResponseState`].
        Response = "RESPONSE",
        /// [`PlaceState`].
        Place = "PLACE",
        /// [`PresenceState`].
        Presence = "PRESENCE",
    }
    /// What a letter is for.
    MessageKind {
        /// Asks a guest to come.
        Invitation = "INVITATION",
        /// Says that a place is held.
        RegistrationConfirmation = "REGISTRATION_CONFIRMATION",
        /// Says that all places are taken for now.
        WaitingList = "WAITING_LIST",
        /// Offers a place that became free.
        WaitingListOffer = "WAITING_LIST_OFFER",
        /// Says what changed.
        Update = "UPDATE",
        /// Says that it will not take place, or that the invitation is withdrawn.
        Cancellation = "CANCELLATION",
        /// Asks again who has not answered.
        Reminder = "REMINDER",
        /// Thanks who came.
        ThankYou = "THANK_YOU",
        /// Greets who could not come.
        MissedYou = "MISSED_YOU",
    }
    /// Where a message stands.
    MessageState {
        /// Waits for its time.
        Queued = "QUEUED",
        /// In a worker's hands.
        Claimed = "CLAIMED",
        /// Taken by the relay.
        Accepted = "ACCEPTED",
        /// Refused for good.
        Failed = "FAILED",
        /// Held back by the gate or a suppression.
        Suppressed = "SUPPRESSED",
        /// Replaced by a newer revision before it was sent.
        Superseded = "SUPERSEDED",
        /// Came too late to make sense.
        Expired = "EXPIRED",
        /// Taken back before it was sent.
        Cancelled = "CANCELLED",
        /// The connection broke after the body began: perhaps taken, perhaps not.
        Uncertain = "UNCERTAIN",
    }
    /// How far a claimed message has come.
    MessageStage {
        /// No byte of the body has left.
        Envelope = "ENVELOPE",
        /// The body may have left.
        Data = "DATA",
    }
    /// A line of a message's timeline.
    MessageEventKind {
        /// Written to the outbox.
        Queued = "QUEUED",
        /// Rendered to bytes.
        Rendered = "RENDERED",
        /// Tried.
        Attempted = "ATTEMPTED",
        /// Put off by the relay.
        Deferred = "DEFERRED",
        /// Taken by the relay.
        Accepted = "ACCEPTED",
        /// Refused for good.
        Failed = "FAILED",
        /// Held back.
        Suppressed = "SUPPRESSED",
        /// Replaced.
        Superseded = "SUPERSEDED",
        /// Too late.
        Expired = "EXPIRED",
        /// Taken back.
        Cancelled = "CANCELLED",
        /// Perhaps taken, perhaps not.
        Uncertain = "UNCERTAIN",
        /// Its worker died; queued again.
        Recovered = "RECOVERED",
    }
    /// Where a campaign stands.
    CampaignState {
        /// Its letters are in the outbox.
        Running = "RUNNING",
        /// Every letter has an outcome.
        Finished = "FINISHED",
        /// Stopped.
        Cancelled = "CANCELLED",
    }
    /// By which way an act came in.
    Route {
        /// Through GraphQL.
        Api = "API",
        /// Through a page opened by a signed link.
        Link = "LINK",
        /// From the command line.
        CommandLine = "COMMAND_LINE",
        /// From a worker.
        Worker = "WORKER",
    }
    /// How an anonymous headcount was made.
    HeadcountMethod {
        /// Counted one by one.
        Counted = "COUNTED",
        /// Estimated.
        Estimated = "ESTIMATED",
        /// Read from a device or a platform.
        Device = "DEVICE",
    }
}

impl PlaceState {
    /// Whether this state holds places: the one rule of who occupies.
    #[must_use]
    pub const fn occupies(self) -> bool {
        matches!(self, Self::Confirmed | Self::Offered)
    }
}

impl AttendeeRole {
    /// Whether who has this role counts as a guest in statistics.
    #[must_use]
    pub const fn counts_as_guest(self) -> bool {
        matches!(
            self,
            Self::Guest | Self::Speaker | Self::Panellist | Self::Moderator
        )
    }

    /// Whether who has this role needs one of the event's places. Who works at the event or performs does not.
    #[must_use]
    pub const fn uses_place(self) -> bool {
        self.counts_as_guest()
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
