//! Periods, filters, pages, and who may ask.

use kuvend_domain::{
    error::{Denied, Error},
    fault::Code,
    paging::PageRequest,
    policy::Action,
    statistics::{
        Dimension, Filter, GroupSelection, MetricKind as M, Metrics, Period, Selection,
        TrendSelection, Unit, engagement, event,
    },
};
use kuvend_entity::{
    event_occasion,
    id::{EventId, OfficeId, ProgrammeId},
    kind::{EventKind, EventStatus, PresenceState, Role},
};

use crate::{
    on_both_engines,
    rows::{Guest, store},
    world::{World, at, between, count, day, everything, nobody},
};

/// The faults of a refusal as `field: code`.
fn faults<T>(outcome: Result<T, Error>) -> Vec<(String, Code)> {
    match outcome {
        Err(Error::Rejected(faults)) => faults
            .list()
            .iter()
            .map(|fault| (fault.field.join("."), fault.code))
            .collect(),
        _ => Vec::new(),
    }
}

fn fault(field: &str, code: Code) -> Vec<(String, Code)> {
    vec![(field.to_owned(), code)]
}

on_both_engines! {
    async fn nothing_over_nothing_is_null(world: &World) {
        let figures = world.figures(&between("2025-01-01", "2025-12-31")).await.figures;
        for kind in M::ALL {
            let metric = &figures[kind];
            if kind.unit() == Unit::Share {
                assert_eq!((metric.value, metric.numerator, metric.denominator), (None, Some(0), Some(0)), "{kind:?}");
            } else {
                assert_eq!(metric.value, Some(0.0), "{kind:?}");
            }
            assert!(!metric.suppressed && metric.as_of == world.op.clock.now());
        }
    }

    async fn a_period_takes_its_first_and_last_day_and_only_what_took_place(world: &World) {
        let (draft, put_off, cancelled) = (EventStatus::Draft, EventStatus::Postponed, EventStatus::Cancelled);
        for on in ["2024-12-31", "2025-01-01", "2025-12-31", "2026-01-01"] {
            world.event(on, |_| {}).await;
        }
        for status in [draft, put_off, cancelled] {
            let id = world.event("2025-05-01", |row| row.status = status).await;
            let one = event(&world.op, id, &everything()).await.unwrap();
            assert_eq!(count(&one.figures, M::Events), 1);
        }
        let events = async |from, to| count(&world.figures(&between(from, to)).await.figures, M::Events);
        assert_eq!(events("2025-01-01", "2025-12-31").await, 2);
        assert_eq!(events("2025-01-02", "2025-12-30").await, 0);
        assert_eq!(events("2025-01-01", "2025-01-01").await, 1);
    }

    async fn events_are_narrowed_by_kind_occasion_and_id(world: &World) {
        let one = world.event("2025-03-01", |_| {}).await;
        let other = world.event("2025-03-02", |row| row.kind = EventKind::Workshop).await;
        for occasion in ["international-migrants-day", "national-diaspora-day"] {
            store(world, event_occasion::Model { event_id: one, occasion: occasion.to_owned(), position: 1 }).await;
        }
        let year = || between("2025-01-01", "2025-12-31");
        let events = async |filter: Filter| count(&world.figures(&filter).await.figures, M::Events);
        assert_eq!(events(Filter { event_kinds: Some(vec![EventKind::Workshop]), ..year() }).await, 1);
        assert_eq!(events(Filter { event_kinds: Some(vec![]), ..year() }).await, 0);
        let both = vec!["international-migrants-day".to_owned(), "national-diaspora-day".to_owned()];
        assert_eq!(events(Filter { occasions: Some(both), ..year() }).await, 1);
        assert_eq!(events(Filter { events: Some(vec![one, other]), ..year() }).await, 2);
        let neither = Filter { events: Some(vec![one]), event_kinds: Some(vec![EventKind::Workshop]), ..year() };
        assert_eq!(events(neither).await, 0);
    }

    async fn what_is_wrong_with_a_filter_is_said_by_field(world: &World) {
        let ask = async |filter: &Filter| faults(engagement(&world.op, filter, &everything()).await);
        assert_eq!(ask(&between("2025-02-01", "2025-01-31")).await, fault("to", Code::Inconsistent));
        let year = || between("2025-01-01", "2025-12-31");
        let known = world.event("2025-03-01", |_| {}).await;
        let events = Filter { events: Some(vec![known, EventId(nobody())]), ..year() };
        assert_eq!(ask(&events).await, fault("eventIds.1", Code::NotFound));
        let programme = Filter { programme: Some(ProgrammeId(nobody())), ..year() };
        assert_eq!(ask(&programme).await, fault("programmeId", Code::NotFound));
        let office = Filter { office: Some(OfficeId(nobody())), ..year() };
        assert_eq!(ask(&office).await, fault("officeId", Code::NotFound));
        world.add_office(OfficeId::new()).await;
        assert_eq!(ask(&year()).await, fault("officeId", Code::Required));
        assert_eq!(ask(&Filter { office: Some(world.office), ..year() }).await, []);
    }

    async fn groups_take_one_or_two_dimensions_and_trends_a_bounded_number_of_points(world: &World) {
        let groups = async |by: &[Dimension]| {
            let groups = vec![GroupSelection { by: by.to_vec(), page: PageRequest::default(), metrics: Metrics::new() }];
            let selection = Selection { groups, ..Selection::default() };
            faults(engagement(&world.op, &between("2025-01-01", "2025-12-31"), &selection).await)
        };
        assert_eq!(groups(&[]).await, fault("by", Code::Required));
        assert_eq!(groups(&[Dimension::Sex, Dimension::Mode, Dimension::Language]).await, fault("by", Code::TooMany));
        let trend = async |from: &str, by: Period| {
            let trends = vec![TrendSelection { by, metrics: Metrics::new(), changes: Metrics::new() }];
            let selection = Selection { trends, ..Selection::default() };
            faults(engagement(&world.op, &between(from, "2025-12-31"), &selection).await)
        };
        assert_eq!(trend("2016-01-01", Period::Month).await, []);
        assert_eq!(trend("2015-12-31", Period::Month).await, fault("by", Code::OutOfRange));
        assert_eq!(trend("1950-01-01", Period::Year).await, []);
    }

    async fn a_trend_shows_empty_periods_and_says_which_is_unfinished(world: &World) {
        let first = world.event("2025-02-03", |_| {}).await;
        let again = world.event("2025-11-30", |_| {}).await;
        let person = world.person(|_| {}).await;
        world.came(first, person).await;
        world.came(again, person).await;
        let quarters = world.trend(&between("2025-02-01", "2026-02-15"), Period::Quarter).await;
        let labels: Vec<&str> = quarters.iter().map(|point| point.label.as_str()).collect();
        assert_eq!(labels, ["2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1"]);
        assert_eq!((quarters[0].from, quarters[0].to), (day("2025-02-01"), day("2025-03-31")));
        assert_eq!(quarters[4].to, day("2026-02-15"));
        let of = |kind| quarters.iter().map(|point| count(&point.figures, kind)).collect::<Vec<_>>();
        assert_eq!(of(M::UniquePeople), [1, 0, 0, 1, 0]);
        assert_eq!(of(M::NewPeople), [1, 0, 0, 0, 0]);
        let changes: Vec<Option<f64>> = quarters.iter().map(|point| point.changes[&M::UniquePeople]).collect();
        assert_eq!(changes, [None, Some(-1.0), None, None, Some(-1.0)]);
        let unfinished: Vec<bool> = quarters.iter().map(|point| point.figures[&M::Attended].provisional).collect();
        assert_eq!(unfinished, [false, false, false, false, true]);
        assert!(quarters[4].is_unfinished);
        let months = world.trend(&between("2024-02-29", "2024-03-01"), Period::Month).await;
        assert_eq!(months.iter().map(|point| point.to).collect::<Vec<_>>(), [day("2024-02-29"), day("2024-03-01")]);
    }

    async fn open_attendance_makes_presence_provisional(world: &World) {
        let id = world.event("2025-03-01", |row| row.attendance_closed_at = None).await;
        world.event("2025-03-02", |_| {}).await;
        let person = world.person(|_| {}).await;
        let excused = Guest { registered: true, presence: Some(PresenceState::Excused), ..Guest::default() };
        world.guest(id, Some(person), excused, |_| {}).await;
        let figures = world.figures(&between("2025-01-01", "2025-12-31")).await.figures;
        for kind in [M::Attended, M::UniquePeople, M::AttendanceRate, M::OrganisationsPresent] {
            assert!(figures[&kind].provisional, "{kind:?}");
            assert!(figures[&kind].note.as_ref().unwrap().contains("not closed at 1 of 2 events"), "{kind:?}");
        }
        assert!(!figures[&M::Registered].provisional);
        // Excused is neither present nor absent, and recorded all the same.
        assert_eq!(figures[&M::AttendanceRate].value, None);
        assert!(figures[&M::AttendanceRate].note.as_ref().unwrap().contains("1 excused"));
        assert_eq!(figures[&M::RecordingCoverage].value, Some(1.0));
        let coming = world.event("2026-02-01", |row| row.status = EventStatus::Published).await;
        let ahead = event(&world.op, coming, &everything()).await.unwrap().figures;
        assert!(ahead[&M::Invited].provisional);
        world.op.clock.set(at("2026-02-02T00:00:00Z"));
        let after = event(&world.op, coming, &everything()).await.unwrap().figures;
        assert!(!after[&M::Invited].provisional);
    }

    async fn groups_are_paged_by_their_keys(world: &World) {
        let event = world.event("2025-03-01", |_| {}).await;
        for country in ["IT", "GR", "DE", "CH", "US", "IT"] {
            let person = world.person(|row| row.residence_country = Some(country.parse().unwrap())).await;
            world.came(event, person).await;
        }
        world.heads(event, 2).await;
        let mut seen = Vec::new();
        let mut after = None;
        loop {
            let page = PageRequest { limit: 2, after, ..PageRequest::default() };
            let groups = vec![GroupSelection { by: vec![Dimension::ResidenceCountry, Dimension::Mode], page, metrics: Metrics::from([M::Attendances, M::UniquePeople]) }];
            let selection = Selection { groups, ..Selection::default() };
            let page = engagement(&world.op, &between("2025-01-01", "2025-12-31"), &selection).await.unwrap().groups.remove(0);
            assert!(page.items.len() <= 2);
            seen.extend(page.items.iter().map(|(_, group)| (group.keys[0].1.clone(), count(&group.figures, M::Attendances))));
            if !page.has_next {
                break;
            }
            after = page.items.last().map(|(cursor, _)| cursor.clone());
        }
        let seen: Vec<(&str, i64)> = seen.iter().map(|(key, count)| (key.as_str(), *count)).collect();
        assert_eq!(seen, [("CH", 1), ("DE", 1), ("GR", 1), ("IT", 2), ("UNKNOWN", 2), ("US", 1)]);
        let page = PageRequest { limit: 1, count: true, ..PageRequest::default() };
        let groups = vec![GroupSelection { by: vec![Dimension::ResidenceCountry], page, metrics: Metrics::from([M::Attended]) }];
        let selection = Selection { groups, ..Selection::default() };
        let page = engagement(&world.op, &between("2025-01-01", "2025-12-31"), &selection).await.unwrap().groups.remove(0);
        assert_eq!((page.items.len(), page.total, page.has_next), (1, Some(5), true));
    }

    async fn exact_figures_need_the_right_to_them(world: &World) {
        let year = between("2025-01-01", "2025-12-31");
        let named = Filter { office: Some(world.office), ..year.clone() };
        let id = world.event("2025-03-01", |_| {}).await;
        assert!(engagement(&world.with_role(world.office, Role::Analyst), &year, &everything()).await.is_ok());
        let officer = world.with_role(world.office, Role::DataProtectionOfficer);
        for filter in [&year, &named] {
            let outcome = engagement(&officer, filter, &everything()).await;
            assert!(matches!(outcome, Err(Error::Denied(Denied::Forbidden(Action::ReadStatistics)))), "{outcome:?}");
        }
        let outcome = event(&officer, id, &everything()).await;
        assert!(matches!(outcome, Err(Error::Denied(Denied::Forbidden(Action::ReadStatistics)))), "{outcome:?}");
        let stranger = world.with_role(OfficeId::new(), Role::Admin);
        assert_eq!(faults(engagement(&stranger, &named, &everything()).await), fault("officeId", Code::NotFound));
        assert!(matches!(event(&stranger, id, &everything()).await, Err(Error::Denied(Denied::NotFound))));
        assert!(matches!(event(&world.op, EventId(nobody()), &everything()).await, Err(Error::Denied(Denied::NotFound))));
    }
}
