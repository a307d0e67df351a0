//! The door.

use sea_orm::prelude::*;

column_enums! {
    /// Which way people go through a gate.
    GateKind {
        /// In.
        Entry = "ENTRY",
        /// Out.
        Exit = "EXIT",
        /// Both.
        Both = "BOTH",
    }
    /// Which way a party went.
    ScanDirection {
        /// In.
        Entry = "ENTRY",
        /// Out.
        Exit = "EXIT",
    }
    /// By what a gate knew the party.
    ScanSource {
        /// By the ticket.
        Ticket = "TICKET",
        /// By looking the guest up.
        List = "LIST",
        /// As somebody who was not on the list.
        WalkIn = "WALK_IN",
        /// Without a gate: somebody of the staff received them.
        Hand = "HAND",
    }
    /// What a scan came to.
    ScanResult {
        /// Let in.
        Admitted = "ADMITTED",
        /// The whole party is inside.
        AlreadyInside = "ALREADY_INSIDE",
        /// Not on this event's list.
        NotOnList = "NOT_ON_LIST",
        /// The place was given up, or the invitation taken back.
        Cancelled = "CANCELLED",
        /// On the event's list, and not on the one of this gate.
        WrongList = "WRONG_LIST",
        /// The doors were not open.
        TooEarly = "TOO_EARLY",
        /// No ticket of ours, or one that was taken back.
        UnknownTicket = "UNKNOWN_TICKET",
        /// Went out.
        Exited = "EXITED",
        /// An earlier scan was taken back.
        Undone = "UNDONE",
    }
    /// What a scan contradicts.
    ScanConflict {
        /// Two gates let in the same party, the one not knowing of the other or all the same.
        Twice = "TWICE",
        /// A gate let in on its own whom the list refuses.
        Refused = "REFUSED",
        /// It arrived when attendance was closed, and moved no presence.
        AfterClosing = "AFTER_CLOSING",
        /// More were let in than the party has people.
        MoreThanParty = "MORE_THAN_PARTY",
        /// Somebody went out of whom it is not known that they came in.
        NotInside = "NOT_INSIDE",
    }
}
