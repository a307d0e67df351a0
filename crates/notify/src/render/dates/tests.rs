use chrono::TimeZone as _;
use chrono_tz::{America::New_York, Asia::Kathmandu, Europe::Tirane};

use super::*;

fn at(y: i32, m: u32, d: u32, h: u32, min: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(y, m, d, h, min, 0).unwrap()
}

#[test]
fn an_evening_is_told_in_each_language_with_its_zone() {
    let (start, end) = (at(2025, 12, 18, 17, 0), at(2025, 12, 18, 19, 30));
    let told = Language::ALL.map(|language| span(language, start, end, Tirane));
    assert_eq!(
        told,
        [
            "Thursday, 18 December 2025, 18:00–20:30 (Tirana, UTC+1)",
            "e enjte, 18 dhjetor 2025, ora 18:00–20:30 (Tiranë, UTC+1)",
            "giovedì 18 dicembre 2025, ore 18:00–20:30 (Tirana, UTC+1)",
            "Πέμπτη 18 Δεκεμβρίου 2025, ώρα 18:00–20:30 (Τίρανα, UTC+1)",
        ]
    );
}

#[test]
fn a_zone_that_is_only_a_distance_is_not_named_twice() {
    let (start, end) = (at(2025, 12, 18, 17, 0), at(2025, 12, 18, 19, 30));
    for zone in [chrono_tz::UTC, chrono_tz::Etc::UTC] {
        assert_eq!(
            span(Language::En, start, end, zone),
            "Thursday, 18 December 2025, 17:00–19:30 (UTC)"
        );
    }
}

#[test]
fn inside_a_sentence_each_language_takes_its_own_preposition() {
    let (start, end) = (at(2025, 12, 18, 17, 0), at(2025, 12, 18, 19, 30));
    assert_eq!(
        Language::ALL.map(|language| on_date(language, start, end, Tirane)),
        [
            "on Thursday, 18 December 2025",
            "më 18 dhjetor 2025",
            "giovedì 18 dicembre 2025",
            "στις 18 Δεκεμβρίου 2025",
        ]
    );
    let first = at(2026, 5, 1, 8, 0);
    assert_eq!(
        on_date(Language::El, first, first, Tirane),
        "στην 1η Μαΐου 2026"
    );
    assert_eq!(
        by_moment(Language::It, first, Tirane),
        "entro venerdì 1º maggio 2026, ore 10:00 (Tirana, UTC+2)"
    );
}

#[test]
fn a_reception_past_midnight_is_still_one_evening_and_two_days_are_two() {
    let start = at(2025, 12, 18, 19, 0);
    let past_midnight = at(2025, 12, 19, 0, 30);
    assert_eq!(
        span(Language::En, start, past_midnight, Tirane),
        "Thursday, 18 December 2025, 20:00–01:30 (Tirana, UTC+1)"
    );
    let next_day = at(2025, 12, 19, 15, 0);
    assert_eq!(
        on_date(Language::En, start, next_day, Tirane),
        "from Thursday, 18 December 2025 to Friday, 19 December 2025"
    );
    assert!(span(Language::En, start, next_day, Tirane).contains("16:00 (Tirana, UTC+1)"));
}

#[test]
fn across_the_change_of_clocks_both_ends_name_their_offset() {
    let told = span(
        Language::En,
        at(2025, 10, 25, 23, 30),
        at(2025, 10, 26, 3, 30),
        Tirane,
    );
    assert!(told.contains("01:30 (Tirana, UTC+2)"), "{told}");
    assert!(told.contains("04:30 (Tirana, UTC+1)"), "{told}");
}

#[test]
fn zones_west_of_greenwich_and_with_odd_minutes_are_named_rightly() {
    let noon = at(2025, 7, 1, 12, 0);
    assert!(moment(Language::En, noon, New_York).ends_with("08:00 (New York, UTC−4)"));
    assert!(moment(Language::En, noon, Kathmandu).ends_with("17:45 (Kathmandu, UTC+5:45)"));
    assert!(moment(Language::En, noon, Tz::UTC).ends_with("12:00 (UTC)"));
}
