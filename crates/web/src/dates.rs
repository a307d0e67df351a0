//! Days and hours, written the reader's way, as letters write them.

use chrono::{Datelike as _, Days, NaiveDate, Timelike as _};
use kuvend_domain::guest_page::LocalTime;
use kuvend_entity::value::TimeZone;

use crate::words::{Words, fill};

/// An event that ends before this hour belongs to the evening it began.
const SMALL_HOURS_END: u32 = 6;

/// From when to when: hours joined by a dash within a day, two moments otherwise.
pub(crate) fn span(
    words: &Words,
    starts: LocalTime,
    ends: LocalTime,
    zone: &TimeZone,
) -> Vec<String> {
    let (first, last) = (starts.wall.date(), ends.wall.date());
    let is_one_evening =
        first.checked_add_days(Days::new(1)) == Some(last) && ends.wall.hour() < SMALL_HOURS_END;
    if (first == last || is_one_evening) && starts.ahead_of_utc == ends.ahead_of_utc {
        let hours = format!("{}–{}", clock(starts), clock(ends));
        vec![
            pattern(words, &words.dates.day, first, ""),
            format!(
                "{} ({})",
                fill(&words.dates.hour, &[("hour", &hours)]),
                zone_name(words, starts, zone)
            ),
        ]
    } else {
        // Where clocks are changed in between, each moment has a distance from UTC of its own.
        let first = if starts.ahead_of_utc == ends.ahead_of_utc {
            day_and_hour(words, starts)
        } else {
            moment(words, starts, zone)
        };
        vec![format!("{first} –"), moment(words, ends, zone)]
    }
}

/// One moment with its zone.
pub(crate) fn moment(words: &Words, at: LocalTime, zone: &TimeZone) -> String {
    format!(
        "{} ({})",
        day_and_hour(words, at),
        zone_name(words, at, zone)
    )
}

/// An hour, with its day only where that is another than the given one.
pub(crate) fn hour_near(words: &Words, at: LocalTime, near: LocalTime) -> String {
    if at.wall.date() == near.wall.date() {
        fill(&words.dates.hour, &[("hour", &clock(at))])
    } else {
        day_and_hour(words, at)
    }
}

/// From one hour until another, if that is known; a day is named only where it is another than the given one.
pub(crate) fn hours_near(
    words: &Words,
    (starts, ends): (LocalTime, Option<LocalTime>),
    near: LocalTime,
) -> String {
    let first = hour_near(words, starts, near);
    let Some(ends) = ends else { return first };
    if ends.wall.date() != starts.wall.date() {
        return format!("{first} – {}", day_and_hour(words, ends));
    }
    let hours = format!("{}–{}", clock(starts), clock(ends));
    let hours = fill(&words.dates.hour, &[("hour", &hours)]);
    if starts.wall.date() == near.wall.date() {
        hours
    } else {
        let day = pattern(words, &words.dates.day, starts.wall.date(), "");
        format!("{day}, {hours}")
    }
}

/// A moment inside a sentence, as its preposition wants it.
pub(crate) fn until(words: &Words, at: LocalTime, zone: &TimeZone) -> String {
    let date = at.wall.date();
    let form = if date.day() == 1 {
        &words.dates.until_first
    } else {
        &words.dates.until
    };
    format!(
        "{} ({})",
        pattern(words, form, date, &clock(at)),
        zone_name(words, at, zone)
    )
}

fn day_and_hour(words: &Words, at: LocalTime) -> String {
    let day = pattern(words, &words.dates.day, at.wall.date(), "");
    let hour = fill(&words.dates.hour, &[("hour", &clock(at))]);
    format!("{day}, {hour}")
}

fn pattern(words: &Words, form: &str, date: NaiveDate, hour: &str) -> String {
    let name = |names: &[String], index: u32| {
        usize::try_from(index)
            .ok()
            .and_then(|index| names.get(index).cloned())
            .unwrap_or_default()
    };
    let number = if date.day() == 1 {
        words.dates.first.clone()
    } else {
        date.day().to_string()
    };
    let weekday = name(&words.dates.weekdays, date.weekday().num_days_from_monday());
    fill(
        form,
        &[
            ("weekday", &weekday),
            ("number", &number),
            ("month", &name(&words.dates.months, date.month0())),
            ("year", &date.year().to_string()),
            ("hour", hour),
        ],
    )
}

fn clock(at: LocalTime) -> String {
    at.wall.format("%H:%M").to_string()
}

/// The zone of a moment, with its distance from UTC at that moment.
fn zone_name(words: &Words, at: LocalTime, zone: &TimeZone) -> String {
    at.zone_name(zone, &words.language)
}

/// A day without its weekday.
pub(crate) fn plain(words: &Words, day: NaiveDate) -> String {
    let place = usize::try_from(day.month0()).unwrap_or(0);
    let month = words.dates.months.get(place).map_or("", String::as_str);
    let number = if day.day() == 1 {
        words.dates.first.clone()
    } else {
        day.day().to_string()
    };
    format!("{number} {month} {}", day.year())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Library;

    fn at(wall: &str) -> LocalTime {
        LocalTime {
            wall: wall.parse().unwrap(),
            ahead_of_utc: 60,
        }
    }

    fn in_all(write: impl Fn(&Words) -> String) -> Vec<String> {
        Library::read().unwrap().all().iter().map(write).collect()
    }

    #[test]
    fn an_afternoon_is_one_day_in_every_language() {
        let zone = "Europe/Tirane".parse().unwrap();
        let (start, end) = (at("2025-12-18T18:00:00"), at("2025-12-18T20:30:00"));
        assert_eq!(
            in_all(|words| span(words, start, end, &zone).join(", ")),
            [
                "Thursday, 18 December 2025, 18:00–20:30 (Tirana, UTC+1)",
                "e enjte, 18 dhjetor 2025, ora 18:00–20:30 (Tiranë, UTC+1)",
                "giovedì 18 dicembre 2025, ore 18:00–20:30 (Tirana, UTC+1)",
                "Πέμπτη 18 Δεκεμβρίου 2025, ώρα 18:00–20:30 (Τίρανα, UTC+1)",
            ]
        );
    }

    #[test]
    fn an_evening_ends_in_the_small_hours_and_a_conference_on_another_day() {
        let zone = "Europe/Tirane".parse().unwrap();
        let words = &Library::read().unwrap().all()[0].clone();
        let start = at("2025-12-18T20:00:00");
        assert_eq!(
            span(words, start, at("2025-12-19T01:00:00"), &zone),
            ["Thursday, 18 December 2025", "20:00–01:00 (Tirana, UTC+1)"]
        );
        assert_eq!(
            span(words, start, at("2025-12-20T12:00:00"), &zone),
            [
                "Thursday, 18 December 2025, 20:00 –",
                "Saturday, 20 December 2025, 12:00 (Tirana, UTC+1)"
            ]
        );
        assert_eq!(hour_near(words, at("2025-12-18T19:30:00"), start), "19:30");
    }

    #[test]
    fn a_part_of_an_evening_names_its_day_only_where_that_is_another() {
        let words = &Library::read().unwrap().all()[0].clone();
        let near = at("2025-12-18T18:00:00");
        let shown =
            |starts: &str, ends: Option<&str>| hours_near(words, (at(starts), ends.map(at)), near);
        assert_eq!(shown("2025-12-18T18:30:00", None), "18:30");
        assert_eq!(
            shown("2025-12-18T18:30:00", Some("2025-12-18T19:00:00")),
            "18:30–19:00"
        );
        assert_eq!(
            shown("2025-12-19T09:00:00", Some("2025-12-19T10:00:00")),
            "Friday, 19 December 2025, 09:00–10:00"
        );
        assert_eq!(
            shown("2025-12-18T20:00:00", Some("2025-12-19T01:00:00")),
            "20:00 – Friday, 19 December 2025, 01:00"
        );
    }

    #[test]
    fn deadlines_stand_in_their_sentences() {
        let zone = "Europe/Tirane".parse().unwrap();
        assert_eq!(
            in_all(|words| until(words, at("2025-12-01T12:00:00"), &zone)),
            [
                "Monday, 1 December 2025, 12:00 (Tirana, UTC+1)",
                "1 dhjetor 2025, ora 12:00 (Tiranë, UTC+1)",
                "lunedì 1º dicembre 2025, ore 12:00 (Tirana, UTC+1)",
                "την 1η Δεκεμβρίου 2025, ώρα 12:00 (Τίρανα, UTC+1)",
            ]
        );
    }

    #[test]
    fn across_the_change_of_clocks_each_day_has_its_own_distance_from_utc() {
        let zone = "Europe/Tirane".parse().unwrap();
        let words = &Library::read().unwrap().all()[0].clone();
        let start = LocalTime {
            ahead_of_utc: 120,
            ..at("2025-10-25T18:00:00")
        };
        assert_eq!(
            span(words, start, at("2025-10-26T12:00:00"), &zone),
            [
                "Saturday, 25 October 2025, 18:00 (Tirana, UTC+2) –",
                "Sunday, 26 October 2025, 12:00 (Tirana, UTC+1)"
            ]
        );
    }
}
