//! Days and hours, written the guest's way in the event's zone.

mod names;

use chrono::{DateTime, Datelike as _, Days, NaiveDate, Offset as _, Timelike as _, Utc};
use chrono_tz::Tz;

use crate::Language;

/// An event that ends before this hour belongs to the evening it began.
const SMALL_HOURS_END: u32 = 6;

/// A day without its weekday: "18 December 2025".
pub(super) fn day(language: Language, date: NaiveDate) -> String {
    let month = names::month(language, date.month0());
    let number = match (language, date.day()) {
        (Language::It, 1) => "1º".to_owned(),
        (Language::El, 1) => "1η".to_owned(),
        (_, number) => number.to_string(),
    };
    format!("{number} {month} {}", date.year())
}

/// A day with its weekday: "Thursday, 18 December 2025".
pub(super) fn weekday(language: Language, date: NaiveDate) -> String {
    let name = names::weekday(language, date.weekday());
    let comma = match language {
        Language::En | Language::Sq => ",",
        Language::It | Language::El => "",
    };
    format!("{name}{comma} {}", day(language, date))
}

/// One moment in full: "Thursday, 18 December 2025, 18:00 (Tirana, UTC+1)".
pub(super) fn moment(language: Language, at: DateTime<Utc>, zone: Tz) -> String {
    let local = at.with_timezone(&zone);
    format!(
        "{}, {}{} ({})",
        weekday(language, local.date_naive()),
        names::hour_word(language),
        hour(&local),
        zone_name(language, &local)
    )
}

/// An hour, with its day only if that is another than the given one.
pub(super) fn hour_near(
    language: Language,
    at: DateTime<Utc>,
    near: DateTime<Utc>,
    zone: Tz,
) -> String {
    let (local, near) = (at.with_timezone(&zone), near.with_timezone(&zone));
    if local.date_naive() == near.date_naive() {
        hour(&local)
    } else {
        moment(language, at, zone)
    }
}

/// From when to when: hours joined by a dash within a day, two full moments otherwise.
pub(super) fn span(
    language: Language,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    zone: Tz,
) -> String {
    let (start, end) = (starts_at.with_timezone(&zone), ends_at.with_timezone(&zone));
    let is_same_offset = start.offset().fix() == end.offset().fix();
    if starts_at == ends_at {
        moment(language, starts_at, zone)
    } else if is_one_day(&start, &end) && is_same_offset {
        format!(
            "{}, {}{}–{} ({})",
            weekday(language, start.date_naive()),
            names::hour_word(language),
            hour(&start),
            hour(&end),
            zone_name(language, &start)
        )
    } else {
        format!(
            "{} – {}",
            moment(language, starts_at, zone),
            moment(language, ends_at, zone)
        )
    }
}

/// The day or days of an event inside a sentence, with the preposition the language asks for: "on Thursday, 18 December
/// 2025", "më 18 dhjetor 2025", "giovedì 18 dicembre 2025", "στις 18 Δεκεμβρίου 2025".
pub(super) fn on_date(
    language: Language,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    zone: Tz,
) -> String {
    let (start, end) = (starts_at.with_timezone(&zone), ends_at.with_timezone(&zone));
    let (first, last) = (start.date_naive(), end.date_naive());
    let is_single = is_one_day(&start, &end);
    match (language, is_single) {
        (Language::En, true) => format!("on {}", weekday(language, first)),
        (Language::En, false) => {
            let (first, last) = (weekday(language, first), weekday(language, last));
            format!("from {first} to {last}")
        }
        (Language::Sq, true) => format!("më {}", day(language, first)),
        (Language::Sq, false) => format!("më {} – {}", day(language, first), day(language, last)),
        (Language::It, true) => weekday(language, first),
        (Language::It, false) => {
            let (first, last) = (weekday(language, first), weekday(language, last));
            format!("da {first} a {last}")
        }
        (Language::El, true) => format!("σ{}", names::with_article(&day(language, first), first)),
        (Language::El, false) => format!(
            "από {} έως {}",
            names::with_article(&day(language, first), first),
            names::with_article(&day(language, last), last)
        ),
    }
}

/// A deadline inside a sentence, with its preposition: "by Monday, 8 December 2025, 12:00 (Tirana, UTC+1)".
pub(super) fn by_moment(language: Language, at: DateTime<Utc>, zone: Tz) -> String {
    let local = at.with_timezone(&zone);
    let date = local.date_naive();
    let day = match language {
        Language::En => format!("by {}", weekday(language, date)),
        Language::Sq => format!("deri më {}", day(language, date)),
        Language::It => format!("entro {}", weekday(language, date)),
        Language::El => format!("έως {}", names::with_article(&day(language, date), date)),
    };
    let word = names::hour_word(language);
    format!(
        "{day}, {word}{} ({})",
        hour(&local),
        zone_name(language, &local)
    )
}

fn is_one_day(start: &DateTime<Tz>, end: &DateTime<Tz>) -> bool {
    let (first, last) = (start.date_naive(), end.date_naive());
    first == last
        || (first.checked_add_days(Days::new(1)) == Some(last) && end.hour() < SMALL_HOURS_END)
}

fn hour(local: &DateTime<Tz>) -> String {
    local.format("%H:%M").to_string()
}

/// The zone of a moment, with its distance from UTC at that moment.
fn zone_name(language: Language, local: &DateTime<Tz>) -> String {
    let ahead = local.offset().fix().local_minus_utc() / 60;
    zone(language, local.timezone().name(), ahead)
}

/// The city that a zone is named after and its distance from UTC: "Tirana, UTC+1". A zone that is only a distance says no more than
/// that.
pub(super) fn zone(language: Language, name: &str, ahead: i32) -> String {
    let sign = if ahead < 0 { '−' } else { '+' };
    let distance = match (ahead.abs() / 60, ahead.abs() % 60) {
        (0, 0) => "UTC".to_owned(),
        (hours, 0) => format!("UTC{sign}{hours}"),
        (hours, rest) => format!("UTC{sign}{hours}:{rest:02}"),
    };
    let city = names::city(language, name).map(str::to_owned);
    let city = city.or_else(|| {
        let (area, city) = name.rsplit_once('/')?;
        (area != "Etc").then(|| city.replace('_', " "))
    });
    city.map_or_else(|| distance.clone(), |city| format!("{city}, {distance}"))
}

#[cfg(test)]
mod tests;
