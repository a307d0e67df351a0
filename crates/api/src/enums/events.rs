//! Events and their run of show.

use async_graphql::Enum;
use kuvend_entity::kind;

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

/// Whose places wait until the office approves.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::ApprovalRule")]
pub enum ApprovalRule {
    /// Nobody's.
    None,
    /// Of who registers without having been asked to come.
    SelfRegistration,
    /// Of everybody who answers or registers.
    All,
}

/// Whether people register themselves for an event.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::EventRegistration")]
pub enum EventRegistration {
    /// Only who is invited comes, or whom staff enter.
    Closed,
    /// Whoever likes registers on the page of a listed event.
    Open,
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
