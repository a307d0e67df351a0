//! The door.

use async_graphql::Enum;
use kuvend_entity::kind;

/// Which way people go through a gate.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::GateKind")]
pub enum GateKind {
    /// In.
    Entry,
    /// Out.
    Exit,
    /// Both.
    Both,
}

/// Which way a party went.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::ScanDirection")]
pub enum ScanDirection {
    /// In.
    Entry,
    /// Out.
    Exit,
}

/// By what a gate knew the party.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::ScanSource")]
pub enum ScanSource {
    /// By the ticket.
    Ticket,
    /// By looking the guest up.
    List,
    /// As somebody who was not on the list.
    WalkIn,
    /// Without a gate: somebody of the staff received them.
    Hand,
}

/// What a scan came to.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::ScanResult")]
pub enum ScanResult {
    /// Let in.
    Admitted,
    /// The whole party is inside.
    AlreadyInside,
    /// Not on this event's list.
    NotOnList,
    /// The place was given up, or the invitation taken back.
    Cancelled,
    /// On the event's list, and not on the one of this gate.
    WrongList,
    /// The doors were not open.
    TooEarly,
    /// No ticket of ours, or one that was taken back; or no scan that could be taken back.
    UnknownTicket,
    /// Went out.
    Exited,
    /// An earlier scan was taken back.
    Undone,
}

/// What a scan contradicts.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::ScanConflict")]
pub enum ScanConflictKind {
    /// Two gates let in the same party.
    Twice,
    /// A gate let in on its own whom the list refuses.
    Refused,
    /// It arrived when attendance was closed, and moved no presence.
    AfterClosing,
    /// More were let in than the party has people: somebody although all of it was inside, or more at once than it has.
    MoreThanParty,
    /// Somebody went out of whom it was not known that they were inside. It is settled by itself once the way in that explains it
    /// arrives.
    NotInside,
}
