//! The closed sets of the domain as GraphQL enums. Each mirrors one of `kuvend_entity::kind`, and the compiler checks
//! that no value is missing on either side.

use async_graphql::Enum;
use kuvend_entity::kind;

/// What a member of staff or a client may do in an office.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::Role")]
pub enum Role {
    /// Everything, including accounts.
    Admin,
    /// Plans events, invites, receives guests.
    EventOfficer,
    /// Registers contacts and runs programmes.
    ProgrammeOfficer,
    /// Keeps people's rights over their data.
    DataProtectionOfficer,
    /// Figures and lists without contact details.
    Analyst,
    /// One event: search and check in.
    FrontDesk,
    /// Suppressed aggregates of programmes shared with them.
    Partner,
    /// A program, through a token of limited scope.
    ApiClient,
}

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

/// Where a programme stands, by the IATI code list.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::ProgrammeStatus")]
pub enum ProgrammeStatus {
    /// Being prepared.
    Pipeline,
    /// Running.
    Implementation,
    /// Winding up.
    Finalisation,
    /// Over.
    Closed,
    /// Given up.
    Cancelled,
    /// Interrupted.
    Suspended,
}

/// The part an organisation plays in a programme.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::ProgrammeOrganisationRole")]
pub enum ProgrammeOrganisationRole {
    /// Pays.
    Funding,
    /// Answers for it.
    Accountable,
    /// Passes it on.
    Extending,
    /// Carries it out.
    Implementing,
    /// Takes part.
    Partner,
}

/// Where an enrolment stands.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::EnrolmentState")]
pub enum EnrolmentState {
    /// Asked to join.
    Applied,
    /// Waits for a place.
    Waitlisted,
    /// Joined.
    Enrolled,
    /// Takes part.
    Active,
    /// Finished.
    Completed,
    /// Left.
    Withdrawn,
    /// Not taken.
    Rejected,
}

/// What sort of event it is.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::EventKind")]
pub enum EventKind {
    /// A celebration.
    Celebration,
    /// A conference.
    Conference,
    /// A round table.
    Roundtable,
    /// The launch of something.
    Launch,
    /// A workshop.
    Workshop,
    /// A training.
    Training,
    /// An exhibition.
    Exhibition,
    /// A meeting on line, open to many.
    Webinar,
    /// A meeting.
    Meeting,
}

/// Where an event stands.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::EventStatus")]
pub enum EventStatus {
    /// Being planned.
    Draft,
    /// Put off; everything is kept and nothing goes out.
    Postponed,
    /// Guests may be invited and answer.
    Published,
    /// Will not take place.
    Cancelled,
    /// Has taken place.
    Completed,
    /// Put away.
    Archived,
}

/// Who may find an event.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::EventVisibility")]
pub enum EventVisibility {
    /// Only who is invited.
    InvitationOnly,
    /// Everybody.
    Listed,
}

/// Where an event happens.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::EventFormat")]
pub enum EventFormat {
    /// In a room.
    InPerson,
    /// On line.
    Online,
    /// Both.
    Hybrid,
}

/// The part an organisation plays in an event.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::EventOrganisationRole")]
pub enum EventOrganisationRole {
    /// Invites.
    Host,
    /// Invites with the host.
    CoOrganiser,
    /// Supports.
    Partner,
    /// Pays.
    Donor,
}

/// What an event does with a policy framework.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::FrameworkRelation")]
pub enum FrameworkRelation {
    /// Presents it for the first time.
    Launches,
    /// Says that it is coming.
    Announces,
}

/// What sort of agenda item it is.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::AgendaItemKind")]
pub enum AgendaItemKind {
    /// Opening words.
    Opening,
    /// A speech.
    Speech,
    /// A recorded or relayed message.
    VideoMessage,
    /// A panel; see `addPanel`.
    Panel,
    /// An award.
    Award,
    /// An announcement.
    Announcement,
    /// An exhibition.
    Exhibition,
    /// A concert or another performance.
    Performance,
    /// A pause.
    Break,
    /// Closing words.
    Closing,
}

/// The part somebody plays in an agenda item.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::ContributorRole")]
pub enum ContributorRole {
    /// Leads a panel.
    Moderator,
    /// Sits on a panel.
    Panellist,
    /// Speaks.
    Speaker,
    /// Plays, sings, shows.
    Performer,
    /// Interprets.
    Interpreter,
    /// Receives.
    Host,
}

/// How somebody contributes.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::ContributorMode")]
pub enum ContributorMode {
    /// In the room.
    InPerson,
    /// Live, from elsewhere.
    Remote,
    /// Recorded before.
    Recorded,
}

/// Whether a contributor has agreed.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::ConfirmationState")]
pub enum ConfirmationState {
    /// Thought of.
    Proposed,
    /// Asked.
    Asked,
    /// Agreed.
    Confirmed,
    /// Declined.
    Declined,
}

/// First axis of an attendee: has the invitation gone out?
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::InvitationState")]
pub enum InvitationState {
    /// On the list only.
    NotInvited,
    /// Waiting to be sent.
    Queued,
    /// Sent, by mail or otherwise.
    Sent,
    /// Came back.
    Bounced,
    /// Taken back.
    Withdrawn,
}

/// How an invitation went out.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::InvitationChannel")]
pub enum InvitationChannel {
    /// By mail.
    Email,
    /// By printed card.
    Card,
    /// By letter.
    Letter,
    /// By note verbale.
    NoteVerbale,
    /// By telephone.
    Phone,
    /// Face to face.
    InPerson,
}

/// Second axis of an attendee: what was the answer?
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::ResponseState")]
pub enum ResponseState {
    /// None yet.
    None,
    /// Comes.
    Accepted,
    /// May come; holds no place.
    Tentative,
    /// Does not come.
    Declined,
    /// Sends a deputy.
    Represented,
}

/// How an answer came in.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::ResponseChannel")]
pub enum ResponseChannel {
    /// By the personal link.
    Link,
    /// By a calendar program.
    Calendar,
    /// By mail.
    Email,
    /// By telephone.
    Phone,
    /// By letter.
    Letter,
    /// By note verbale.
    NoteVerbale,
    /// Face to face.
    InPerson,
    /// By registering oneself.
    SelfRegistration,
}

/// Third axis of an attendee: is there a place?
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::PlaceState")]
pub enum PlaceState {
    /// None asked for.
    None,
    /// Waits for staff to approve.
    PendingApproval,
    /// Waits for a free place.
    Waitlisted,
    /// Has a free place to accept until a deadline; occupies it.
    Offered,
    /// Has a place; occupies it.
    Confirmed,
    /// Gave it up.
    Cancelled,
    /// Did not accept an offer in time.
    Expired,
}

/// Fourth axis of an attendee: was the guest there?
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::PresenceState")]
pub enum PresenceState {
    /// Not known. It does not mean absent.
    Unrecorded,
    /// Was there.
    Attended,
    /// Was not there, though expected.
    Absent,
    /// Was not there, and said so in time.
    Excused,
}

/// How somebody attended.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::PresenceMode")]
pub enum PresenceMode {
    /// In the room.
    InPerson,
    /// On line.
    Online,
}

/// What a person is at an event; several at once.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::AttendeeRole")]
pub enum AttendeeRole {
    /// A guest.
    Guest,
    /// Speaks.
    Speaker,
    /// Sits on a panel.
    Panellist,
    /// Leads a panel.
    Moderator,
    /// Performs.
    Performer,
    /// Interprets.
    Interpreter,
    /// Receives.
    Host,
    /// Works there.
    Staff,
    /// Reports on it.
    Press,
}

/// What a letter is for.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::MessageKind")]
pub enum MessageKind {
    /// Asks a guest to come.
    Invitation,
    /// Says that a place is held.
    RegistrationConfirmation,
    /// Says that all places are taken for now.
    WaitingList,
    /// Offers a place that became free.
    WaitingListOffer,
    /// Says what changed.
    Update,
    /// Says that it will not take place, or that the invitation is withdrawn.
    Cancellation,
    /// Asks again who has not answered.
    Reminder,
    /// Thanks who came.
    ThankYou,
    /// Greets who could not come.
    MissedYou,
}

/// Where a message stands.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::MessageState")]
pub enum MessageState {
    /// Waits for its time.
    Queued,
    /// In a worker's hands.
    Claimed,
    /// Taken by the relay.
    Accepted,
    /// Refused for good.
    Failed,
    /// Held back by the gate or a suppression.
    Suppressed,
    /// Replaced by a newer revision before it was sent.
    Superseded,
    /// Came too late to make sense.
    Expired,
    /// Taken back before it was sent.
    Cancelled,
    /// The connection broke after the body began: perhaps taken, perhaps not.
    Uncertain,
}

/// A line of a message's timeline.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::MessageEventKind")]
pub enum MessageEventKind {
    /// Written to the outbox.
    Queued,
    /// Rendered to bytes.
    Rendered,
    /// Tried.
    Attempted,
    /// Put off by the relay.
    Deferred,
    /// Taken by the relay.
    Accepted,
    /// Refused for good.
    Failed,
    /// Held back.
    Suppressed,
    /// Replaced.
    Superseded,
    /// Too late.
    Expired,
    /// Taken back.
    Cancelled,
    /// Perhaps taken, perhaps not.
    Uncertain,
    /// Its worker died; queued again.
    Recovered,
}

/// Where a campaign stands.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::CampaignState")]
pub enum CampaignState {
    /// Its letters are in the outbox.
    Running,
    /// Every letter has an outcome.
    Finished,
    /// Stopped.
    Cancelled,
}

/// How an anonymous headcount was made.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::HeadcountMethod")]
pub enum HeadcountMethod {
    /// Counted one by one.
    Counted,
    /// Estimated.
    Estimated,
    /// Read from a device or a platform.
    Device,
}
