//! Choosing between the room and taking part on line, in the reader's words: for who answers and for who registers.

use kuvend_entity::kind::PresenceMode;

use crate::{fields::FieldView, words::Words};

/// A way of taking part.
pub(crate) fn name(words: &Words, mode: PresenceMode) -> String {
    let key = match mode {
        PresenceMode::InPerson => "attends_in_person",
        PresenceMode::Online => "attends_online",
    };
    words.say(key, &[])
}

/// The field of a form by which one is chosen.
pub(crate) fn field(words: &Words, chosen: &str) -> FieldView {
    let modes = PresenceMode::ALL.iter();
    let modes = modes.map(|mode| (mode.to_string(), name(words, *mode)));
    FieldView::of(words, ("attends", "mode", "off"), true, chosen).with_choices(modes.collect())
}

/// That all places are taken in one way of taking part, and none lacks in the other.
pub(crate) fn full(words: &Words, mode: PresenceMode) -> String {
    let key = match mode {
        PresenceMode::InPerson => "place_full_in_person",
        PresenceMode::Online => "place_full_online",
    };
    words.say(key, &[])
}
