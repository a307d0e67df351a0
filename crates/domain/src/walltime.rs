//! Times on a clock in a place, and the instants they mean.

use chrono::{DateTime, LocalResult, NaiveDateTime, TimeDelta, TimeZone as _, Utc};
use kuvend_entity::value::TimeZone;

/// The instant that a wall time means in a zone; the earlier one where the clocks are put back.
#[must_use]
pub fn instant(wall: NaiveDateTime, zone: &TimeZone) -> Option<DateTime<Utc>> {
    match zone.zone().from_local_datetime(&wall) {
        LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => Some(at.with_timezone(&Utc)),
        LocalResult::None => None,
    }
}

/// A wall time that was reckoned and not said: where the clocks skip it, the one an hour later is meant.
#[must_use]
pub fn reckoned(wall: NaiveDateTime, zone: &TimeZone) -> NaiveDateTime {
    if instant(wall, zone).is_some() {
        wall
    } else {
        wall.checked_add_signed(TimeDelta::hours(1)).unwrap_or(wall)
    }
}

/// What the clock shows in a zone at an instant.
#[must_use]
pub fn wall(at: DateTime<Utc>, zone: &TimeZone) -> NaiveDateTime {
    at.with_timezone(&zone.zone()).naive_local()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> NaiveDateTime {
        text.parse().unwrap()
    }

    #[test]
    fn wall_times_mean_other_instants_in_summer_and_winter() {
        let tirana = "Europe/Tirane".parse().unwrap();
        assert_eq!(
            instant(at("2025-12-18T18:00:00"), &tirana)
                .unwrap()
                .to_rfc3339(),
            "2025-12-18T17:00:00+00:00"
        );
        assert_eq!(
            instant(at("2025-07-18T18:00:00"), &tirana)
                .unwrap()
                .to_rfc3339(),
            "2025-07-18T16:00:00+00:00"
        );
    }

    #[test]
    fn a_time_that_the_clocks_skip_is_none_and_one_that_they_repeat_is_the_first() {
        let tirana = "Europe/Tirane".parse().unwrap();
        assert_eq!(instant(at("2025-03-30T02:30:00"), &tirana), None);
        assert_eq!(
            instant(at("2025-10-26T02:30:00"), &tirana)
                .unwrap()
                .to_rfc3339(),
            "2025-10-26T00:30:00+00:00"
        );
    }
}
