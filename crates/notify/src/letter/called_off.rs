//! What a cancellation calls off.

use serde::{Deserialize, Serialize};

/// What a cancellation calls off: the event or its day for everybody, or something of one guest's while the event takes place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CalledOff {
    /// The event.
    #[default]
    Event,
    /// The day that was told; another follows.
    Day,
    /// The guest's place.
    Place,
    /// The guest's invitation.
    Invitation,
    /// The guest's request for a place.
    Request,
}
