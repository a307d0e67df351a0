use chrono::{NaiveDate, TimeZone as _};
use chrono_tz::Europe::Tirane;

use super::*;

fn mailbox(name: &str, address: &str) -> Mailbox {
    Mailbox {
        name: name.to_owned(),
        address: address.to_owned(),
    }
}

fn entry() -> CalendarEntry {
    let at = Utc.with_ymd_and_hms(2025, 12, 18, 17, 0, 0).unwrap();
    CalendarEntry {
        uid: "guest-1@example.org".to_owned(),
        sequence: 2,
        stamped_at: Utc.with_ymd_and_hms(2025, 11, 1, 8, 0, 0).unwrap(),
        starts_at: at,
        ends_at: at + chrono::Duration::hours(2),
        status: EntryStatus::Confirmed,
        summary: "International Migrants Day; 30 years, together".to_owned(),
        description: Some("First line\r\nSecond line \\ end".to_owned()),
        location: Some("Palace of Congresses, Tirana".to_owned()),
        url: Some("https://example.org/live".to_owned()),
        organizer: Some(mailbox("Mission in Tirana", "events@example.org")),
        attendee: Some(mailbox("Ana \"Anita\" Rossi", "ana.rossi@example.org")),
        is_accepted: false,
    }
}

fn unfolded(calendar: &str) -> Vec<String> {
    calendar
        .replace("\r\n ", "")
        .split_terminator("\r\n")
        .map(str::to_owned)
        .collect()
}

fn write(method: CalendarMethod, entry: CalendarEntry) -> Vec<String> {
    unfolded(&calendar(method, &[entry]).unwrap())
}

fn count(lines: &[String], name: &str) -> usize {
    lines
        .iter()
        .filter(|line| line.split([':', ';']).next() == Some(name))
        .count()
}

#[test]
fn a_request_names_its_version_its_organizer_and_exactly_one_attendee() {
    let lines = write(CalendarMethod::Request, entry());
    for line in [
        "METHOD:REQUEST",
        "UID:guest-1@example.org",
        "SEQUENCE:2",
        "DTSTAMP:20251101T080000Z",
        "DTSTART:20251218T170000Z",
        "DTEND:20251218T190000Z",
        "STATUS:CONFIRMED",
        "SUMMARY:International Migrants Day\\; 30 years\\, together",
        "DESCRIPTION:First line\\nSecond line \\\\ end",
        "LOCATION:Palace of Congresses\\, Tirana",
        "URL:https://example.org/live",
        "ORGANIZER;CN=\"Mission in Tirana\":mailto:events@example.org",
    ] {
        assert!(lines.iter().any(|l| l == line), "{line} not in {lines:#?}");
    }
    assert_eq!(count(&lines, "ATTENDEE"), 1);
    assert!(
        lines
            .iter()
            .any(|l| l.ends_with(";CN=\"Ana 'Anita' Rossi\":mailto:ana.rossi@example.org"))
    );
}

#[test]
fn a_published_entry_names_no_attendee_and_a_cancellation_asks_nothing() {
    assert_eq!(
        count(&write(CalendarMethod::Publish, entry()), "ATTENDEE"),
        0
    );
    let mut cancelled = entry();
    cancelled.status = EntryStatus::Cancelled;
    let lines = write(CalendarMethod::Cancel, cancelled);
    assert!(lines.iter().any(|l| l == "STATUS:CANCELLED"));
    assert_eq!(count(&lines, "ATTENDEE"), 1);
    assert!(!lines.iter().any(|l| l.contains("RSVP=TRUE")));
}

#[test]
fn six_in_the_evening_in_tirana_is_the_right_instant_in_winter_and_in_summer() {
    for (month, utc_hour) in [(12, 17), (7, 16)] {
        let wall = NaiveDate::from_ymd_opt(2025, month, 18)
            .unwrap()
            .and_hms_opt(18, 0, 0)
            .unwrap();
        let mut entry = entry();
        entry.starts_at = Tirane
            .from_local_datetime(&wall)
            .unwrap()
            .with_timezone(&Utc);
        entry.ends_at = entry.starts_at;
        let expected = format!("DTSTART:2025{month:02}18T{utc_hour}0000Z");
        assert!(write(CalendarMethod::Publish, entry).contains(&expected));
    }
}

#[test]
fn an_event_across_the_change_of_clocks_lasts_as_long_as_it_does() {
    // The clocks in Tirana go from 03:00 back to 02:00 on 26 October 2025.
    let wall = |h| {
        let day = NaiveDate::from_ymd_opt(2025, 10, 26).unwrap();
        let local = day.and_hms_opt(h, 30, 0).unwrap();
        Tirane.from_local_datetime(&local).unwrap()
    };
    let mut entry = entry();
    entry.starts_at = wall(1).with_timezone(&Utc);
    entry.ends_at = wall(4).with_timezone(&Utc);
    let lines = write(CalendarMethod::Publish, entry);
    assert!(lines.contains(&"DTSTART:20251025T233000Z".to_owned()));
    assert!(lines.contains(&"DTEND:20251026T033000Z".to_owned()));
}

#[test]
fn no_text_can_add_a_line_or_leave_its_parameter() {
    let evil = "x\r\nATTENDEE:mailto:evil@example.org\nEND:VEVENT\u{2028}X:1\";CN=y:\u{0}";
    let mut entry = entry();
    let clean = write(CalendarMethod::Request, entry.clone()).len();
    entry.summary = evil.to_owned();
    entry.location = Some(evil.to_owned());
    entry.description = Some(evil.to_owned());
    entry.organizer = Some(mailbox(evil, "events@example.org"));
    entry.attendee = Some(mailbox(evil, "ana@example.org"));
    let lines = write(CalendarMethod::Request, entry.clone());
    assert_eq!(lines.len(), clean, "{lines:#?}");
    assert_eq!(count(&lines, "ATTENDEE"), 1);
    assert_eq!(count(&lines, "END"), 2);

    entry.url = Some("https://example.org/\r\nATTENDEE:x".to_owned());
    assert_eq!(
        count(&write(CalendarMethod::Request, entry.clone()), "URL"),
        0
    );
    entry.uid = evil.to_owned();
    assert_eq!(
        calendar(CalendarMethod::Request, &[entry.clone()]),
        Err(CalendarError::Uid)
    );
    entry.uid = "a".to_owned();
    entry.attendee = Some(mailbox("x", "a@example.org\r\nX:y"));
    assert_eq!(
        calendar(CalendarMethod::Request, &[entry]),
        Err(CalendarError::Address)
    );
}

#[test]
fn every_line_is_folded_and_ends_with_crlf() {
    let mut entry = entry();
    entry.summary = "Ditë e Emigrantëve — Ημέρα των Μεταναστών ".repeat(9);
    let written = calendar(CalendarMethod::Publish, &[entry]).unwrap();
    assert!(written.ends_with("END:VCALENDAR\r\n"));
    for line in written.split_terminator("\r\n") {
        assert!(line.len() <= 75);
        assert!(!line.contains(['\r', '\n']));
    }
}

#[test]
fn a_feed_holds_many_entries_and_a_request_only_one() {
    let both = [entry(), entry()];
    let feed = calendar(CalendarMethod::Publish, &both).unwrap();
    assert_eq!(count(&unfolded(&feed), "UID"), 2);
    assert_eq!(
        calendar(CalendarMethod::Request, &both),
        Err(CalendarError::NotOneEntry)
    );
    let mut alone = entry();
    alone.attendee = None;
    assert_eq!(
        calendar(CalendarMethod::Request, &[alone]),
        Err(CalendarError::MissingParty)
    );
}
