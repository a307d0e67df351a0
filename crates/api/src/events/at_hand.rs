//! What is said of an event without a future for each field.

use async_graphql::Value;

use super::Event;
use crate::{
    flat::{self, AtHand, Below},
    offices::text,
    scalars::{Date, DateTime, TimeZone},
};

impl AtHand for Event {
    fn at_hand(&self, field: &str, _: &Below<'_>) -> Option<Value> {
        use flat::{number, optional, scalar, word};
        let event = &self.found.event;
        Some(match field {
            "id" => flat::text(event.id.to_string()),
            "version" => number(event.version),
            "title" => {
                flat::text(text(&event.title, None, &self.found.language).unwrap_or_default())
            }
            "kind" => word(event.kind.as_str()),
            "status" => word(event.status.as_str()),
            "startsAt" => scalar::<DateTime>(event.starts_at),
            "endsAt" => scalar::<DateTime>(event.ends_at),
            "localDate" => scalar::<Date>(event.local_on),
            "timeZone" => scalar::<TimeZone>(event.time_zone.clone()),
            "capacity" => optional(event.capacity, number),
            "placesTaken" => number(self.found.tally.places_taken),
            _ => return None,
        })
    }
}
