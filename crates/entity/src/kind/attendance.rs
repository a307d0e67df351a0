//! Guest lists.

use sea_orm::prelude::*;

column_enums! {
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
    /// What the office decided of a row whose place waits for its approval.
    ApprovalState {
        /// Nobody asked for it.
        NotAsked = "NOT_ASKED",
        /// It was asked for and not decided.
        Awaited = "AWAITED",
        /// The office let the guest come.
        Given = "GIVEN",
        /// The office did not.
        Refused = "REFUSED",
    }
    /// What a pool does with places.
    PoolKind {
        /// Keeps them for its guests.
        Reserved = "RESERVED",
        /// Lets its guests hold no more.
        Limit = "LIMIT",
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
    /// How an anonymous headcount was made.
    HeadcountMethod {
        /// Counted one by one.
        Counted = "COUNTED",
        /// Estimated.
        Estimated = "ESTIMATED",
        /// Read from a device or a platform.
        Device = "DEVICE",
        /// Companions whom gates let in, added up when attendance was closed.
        Gates = "GATES",
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
