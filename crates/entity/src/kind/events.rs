//! Events and their run of show.

use sea_orm::prelude::*;

column_enums! {
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
    /// Whose places wait until the office approves.
    ApprovalRule {
        /// Nobody's.
        None = "NONE",
        /// Of who registers without having been asked to come.
        SelfRegistration = "SELF_REGISTRATION",
        /// Of everybody who answers or registers.
        All = "ALL",
    }
    /// Whether people register themselves for an event.
    EventRegistration {
        /// Only who is invited, or entered by staff.
        Closed = "CLOSED",
        /// Whoever likes, on the page of a listed event.
        Open = "OPEN",
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
}
