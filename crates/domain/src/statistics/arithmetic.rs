//! From counts to figures: pure, and the same for a total, a group and a point of a trend.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use crate::statistics::{
    dimensions::Dimension,
    metrics::{Metric, MetricKind, Unit},
    passes::Counts,
};

/// What is known of the figures of one place beside its counts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Circumstances<'a> {
    /// Taken apart by what.
    pub(super) by: &'a [Dimension],
    /// Whether the period may still bring more.
    pub(super) is_unfinished: bool,
    /// The events of the span, and those whose attendance is not closed.
    pub(super) events: (i64, i64),
    /// Nameless heads that belong here or may belong here.
    pub(super) possible_heads: i64,
    /// The instant it is true for.
    pub(super) as_of: DateTime<Utc>,
}

/// A whole number as a real one; exact up to 2^53.
fn real(number: i64) -> f64 {
    let high = i32::try_from(number >> 32).unwrap_or_default();
    let low = u32::try_from(number & 0xFFFF_FFFF).unwrap_or_default();
    f64::from(high) * 4_294_967_296.0 + f64::from(low)
}

/// What a share is of; nothing, where the denominator is zero.
fn share(numerator: i64, denominator: i64) -> Option<f64> {
    (denominator != 0).then(|| real(numerator) / real(denominator))
}

/// By how much a figure changed against the one before, as a share of it; nothing, where that was zero or unknown.
pub(super) fn change(before: Option<&Metric>, now: &Metric) -> Option<f64> {
    let (before, now) = (before?.value?, now.value?);
    (before != 0.0).then(|| (now - before) / before)
}

/// The figures asked.
pub(super) fn figures(
    asked: &BTreeSet<MetricKind>,
    counts: &Counts,
    circumstances: Circumstances<'_>,
) -> BTreeMap<MetricKind, Metric> {
    asked
        .iter()
        .map(|kind| (*kind, figure(*kind, counts, circumstances)))
        .collect()
}

fn figure(kind: MetricKind, counts: &Counts, circumstances: Circumstances<'_>) -> Metric {
    let (numerator, denominator) = parts(kind, counts);
    let others = circumstances.possible_heads - counts.heads;
    let unrecorded =
        counts.registered - counts.attended_registered - counts.absent - counts.excused;
    let unknown = match kind {
        MetricKind::Headcount | MetricKind::Attendances => others,
        MetricKind::UniquePeople | MetricKind::NewPeople | MetricKind::ReturningPeople => {
            counts.nameless + circumstances.possible_heads
        }
        MetricKind::DirectReach => circumstances.possible_heads,
        MetricKind::Attended
        | MetricKind::AttendanceRate
        | MetricKind::NoShowRate
        | MetricKind::RecordingCoverage => unrecorded,
        _ => 0,
    };
    let has_heads = kind
        .families()
        .contains(&crate::statistics::metrics::Family::Heads);
    let is_open = kind.rests_on_presence() && circumstances.events.1 > 0;
    Metric {
        kind,
        value: denominator.map_or_else(|| Some(real(numerator)), |all| share(numerator, all)),
        numerator: Some(numerator),
        denominator,
        unknown,
        suppressed: false,
        lower_bound: has_heads && unknown > 0,
        additive: is_additive(kind, circumstances.by),
        provisional: circumstances.is_unfinished || is_open || kind.rests_on_delivery(),
        note: note(kind, counts, circumstances, unknown),
        as_of: circumstances.as_of,
    }
}

fn parts(kind: MetricKind, counts: &Counts) -> (i64, Option<i64>) {
    let recorded = counts.attended_registered + counts.absent;
    match kind {
        MetricKind::Events => (counts.events, None),
        MetricKind::Invited => (counts.invited, None),
        MetricKind::Delivered => (counts.delivered, None),
        MetricKind::Answered => (counts.answered, None),
        MetricKind::ResponseRate => (counts.answered, Some(counts.delivered)),
        MetricKind::AcceptanceRate => (counts.accepted, Some(counts.answered)),
        MetricKind::InvitationYield => (counts.accepted, Some(counts.delivered)),
        MetricKind::Registered => (counts.registered, None),
        MetricKind::Attended => (counts.attended, None),
        MetricKind::Headcount => (counts.heads, None),
        MetricKind::Attendances => (counts.attended + counts.heads, None),
        MetricKind::UniquePeople => (counts.people, None),
        MetricKind::AttendanceRate => (counts.attended_registered, Some(recorded)),
        MetricKind::NoShowRate => (counts.absent, Some(recorded)),
        MetricKind::RecordingCoverage => (recorded + counts.excused, Some(counts.registered)),
        MetricKind::WalkIns => (counts.attended - counts.attended_registered, None),
        MetricKind::DirectReach => (counts.reached, None),
        MetricKind::NewPeople => (counts.new_people, None),
        MetricKind::ReturningPeople => (counts.people - counts.new_people, None),
        MetricKind::OrganisationsInvited => (counts.organisations_invited, None),
        MetricKind::OrganisationsPresent => (counts.organisations_present, None),
    }
}

/// Rows add up always; people add up over what a person has one value of; shares and organisations never.
fn is_additive(kind: MetricKind, by: &[Dimension]) -> bool {
    match kind.unit() {
        Unit::Share | Unit::Organisations => false,
        Unit::People => !by.is_empty() && by.iter().all(|by| by.is_personal()),
        Unit::Events => by
            .iter()
            .all(|by| matches!(by, Dimension::Event | Dimension::EventKind)),
        Unit::Invitations | Unit::Guests | Unit::Visits => true,
    }
}

fn note(
    kind: MetricKind,
    counts: &Counts,
    circumstances: Circumstances<'_>,
    unknown: i64,
) -> Option<String> {
    let mut sentences = Vec::new();
    if circumstances.is_unfinished {
        sentences.push("The period is not over.".to_owned());
    }
    let (events, open) = circumstances.events;
    if kind.rests_on_presence() && open > 0 {
        sentences.push(format!(
            "Attendance is not closed at {open} of {events} events."
        ));
    }
    if kind.rests_on_delivery() {
        sentences.push(
            "Refused recipients are known; bounces after acceptance are not processed.".to_owned(),
        );
    }
    if matches!(kind, MetricKind::AttendanceRate | MetricKind::NoShowRate) && counts.excused > 0 {
        sentences.push(format!(
            "{} excused guests are in neither part.",
            counts.excused
        ));
    }
    if kind
        .families()
        .contains(&crate::statistics::metrics::Family::Heads)
        && unknown > 0
    {
        sentences.push(if kind.unit() == Unit::People {
            format!(
                "{unknown} were there without a name, who may be people counted here or others."
            )
        } else {
            format!("{unknown} were counted without a name, and perhaps belong here.")
        });
    }
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calm(by: &[Dimension]) -> Circumstances<'_> {
        Circumstances {
            by,
            is_unfinished: false,
            events: (1, 0),
            possible_heads: 0,
            as_of: DateTime::default(),
        }
    }

    #[test]
    fn a_share_of_nothing_is_no_number() {
        for kind in MetricKind::ALL {
            let metric = figure(*kind, &Counts::default(), calm(&[]));
            if kind.unit() == Unit::Share {
                assert_eq!(
                    (metric.value, metric.denominator),
                    (None, Some(0)),
                    "{kind:?}"
                );
            } else {
                assert_eq!(
                    (metric.value, metric.denominator),
                    (Some(0.0), None),
                    "{kind:?}"
                );
            }
        }
    }

    #[test]
    fn a_change_from_nothing_is_no_number() {
        let of = |people| {
            let counts = Counts {
                people,
                ..Counts::default()
            };
            figure(MetricKind::UniquePeople, &counts, calm(&[]))
        };
        assert_eq!(change(None, &of(3)), None);
        assert_eq!(change(Some(&of(0)), &of(3)), None);
        assert_eq!(change(Some(&of(4)), &of(3)), Some(-0.25));
    }

    #[test]
    fn whole_numbers_stay_whole() {
        for number in [
            0,
            1,
            -1,
            4_294_967_295,
            4_294_967_296,
            9_007_199_254_740_991,
        ] {
            assert_eq!(format!("{:.0}", real(number)), number.to_string());
        }
    }

    #[test]
    fn heads_make_people_a_lower_bound_and_visits_exact() {
        let counts = Counts {
            attended: 7,
            people: 5,
            heads: 4,
            ..Counts::default()
        };
        let around = Circumstances {
            possible_heads: 4,
            ..calm(&[])
        };
        assert!(figure(MetricKind::UniquePeople, &counts, around).lower_bound);
        let visits = figure(MetricKind::Attendances, &counts, around);
        assert_eq!((visits.value, visits.lower_bound), (Some(11.0), false));
    }
}
