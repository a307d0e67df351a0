//! Guest lists.

use async_graphql::Enum;
use kuvend_entity::kind;

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

/// What the office decided of a row whose place waits for its approval.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::ApprovalState")]
pub enum ApprovalState {
    /// Nobody asked for it.
    NotAsked,
    /// It was asked for and not decided.
    Awaited,
    /// The office let the guest come.
    Given,
    /// The office did not.
    Refused,
}

/// What a pool does with places.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::PoolKind")]
pub enum PoolKind {
    /// Keeps them for its guests: whatever they do not hold yet is nobody else's until the day that it names.
    Reserved,
    /// Lets its guests hold no more of the event's places.
    Limit,
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
    /// Companions whom gates let in, who have no row of the guest list, added up when attendance was closed. Nobody records it.
    Gates,
}
