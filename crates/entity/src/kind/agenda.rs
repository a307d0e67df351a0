//! What contradicts in a run of show, what contributors are asked for, and what came of it all.

use sea_orm::prelude::*;

column_enums! {
    /// What sort of contradiction stands in a run of show.
    ConflictKind {
        /// Somebody contributes to two items at the same time.
        PersonTwice = "PERSON_TWICE",
        /// Two items take place in one room at the same time.
        RoomTwice = "ROOM_TWICE",
        /// Somebody contributes to another event at the same time.
        PersonElsewhere = "PERSON_ELSEWHERE",
        /// Another event has the room at the same time.
        RoomElsewhere = "ROOM_ELSEWHERE",
        /// Somebody contributes when they are not available.
        OutsideAvailability = "OUTSIDE_AVAILABILITY",
        /// A panel that nobody leads.
        PanelWithoutModerator = "PANEL_WITHOUT_MODERATOR",
        /// Somebody is on the agenda who has not agreed.
        UnconfirmedSpeaker = "UNCONFIRMED_SPEAKER",
        /// More guests are expected than the room holds.
        RoomTooSmall = "ROOM_TOO_SMALL",
        /// An item begins before the event, or when it is over.
        OutsideEvent = "OUTSIDE_EVENT",
        /// An item begins within the event and ends after it.
        Overrun = "OVERRUN",
    }
    /// How grave a contradiction in a run of show is.
    ConflictLevel {
        /// Not told.
        Ignore = "IGNORE",
        /// To be looked at.
        Warn = "WARN",
        /// Stops publishing until it is mended or accepted.
        BlockPublish = "BLOCK_PUBLISH",
    }
    /// What a contributor is asked for.
    DeliverableKind {
        /// The title of what they say or show.
        Title = "TITLE",
        /// Who they are, in a few sentences.
        Biography = "BIOGRAPHY",
        /// A picture of them.
        Photo = "PHOTO",
        /// The message that is shown.
        VideoFile = "VIDEO_FILE",
        /// What they show while they speak.
        Slides = "SLIDES",
        /// That what they say and how they look may be published.
        ConsentToPublish = "CONSENT_TO_PUBLISH",
    }
    /// Where a deliverable stands.
    DeliverableState {
        /// Asked for.
        Asked = "ASKED",
        /// There, and not looked at.
        Received = "RECEIVED",
        /// There, and good.
        Accepted = "ACCEPTED",
        /// Not good enough, or not given.
        Refused = "REFUSED",
    }
    /// When a question to a panel was collected.
    QuestionPhase {
        /// Before the event.
        InAdvance = "IN_ADVANCE",
        /// In the room, or on line, while it lasted.
        Live = "LIVE",
    }
    /// What the moderation made of a question.
    QuestionState {
        /// Nothing yet.
        Pending = "PENDING",
        /// It is to be put.
        Approved = "APPROVED",
        /// It is not to be put.
        Rejected = "REJECTED",
        /// It was put and answered.
        Answered = "ANSWERED",
    }
    /// What sort of remark it is.
    RemarkKind {
        /// What somebody said, word for word.
        Quote = "QUOTE",
        /// What was announced.
        Announcement = "ANNOUNCEMENT",
    }
}
