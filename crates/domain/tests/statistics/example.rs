//! The worked example: ten people, three events, one programme.

use kuvend_domain::statistics::{Dimension, Figures, Filter, MetricKind as M, Period, event};
use kuvend_entity::{
    id::{ContactId, EventId, ProgrammeId},
    kind::{
        Generation,
        PresenceState::{Absent, Attended},
        ResponseState::{Accepted, Declined, Tentative},
        Sex,
    },
};

use crate::{
    on_both_engines,
    rows::Guest,
    world::{World, at, between, count, everything, fraction},
};

pub(crate) struct Example {
    pub(crate) people: Vec<ContactId>,
    pub(crate) events: [EventId; 3],
    pub(crate) programme: ProgrammeId,
}

/// Ten people who differ in what they are taken apart by.
async fn ten_people(world: &World) -> Vec<ContactId> {
    let mut people = Vec::new();
    for number in 0..10_usize {
        let person = world
            .person(|row| {
                row.sex = [Sex::Female, Sex::Male, Sex::Undisclosed, Sex::NotAsked][number % 4];
                row.residence_country =
                    [Some("IT"), Some("GR"), None][number % 3].map(|code| code.parse().unwrap());
                row.origin_country = (number < 7).then(|| "AL".parse().unwrap());
                row.generation =
                    [Generation::First, Generation::Friend, Generation::Unknown][number % 3];
                row.birth_year =
                    (number % 5 != 0).then_some(1950 + 8 * i32::try_from(number).unwrap());
                row.preferred_language = (number % 2 == 0).then(|| "sq".parse().unwrap());
            })
            .await;
        people.push(person);
    }
    people
}

/// Lays the example out.
#[expect(
    clippy::too_many_lines,
    reason = "eighteen rows of a table, to be read beside the design"
)]
pub(crate) async fn lay_out(world: &World) -> Example {
    let people = ten_people(world).await;
    let events = [
        world.event("2024-12-18", |_| {}).await,
        world.event("2025-05-18", |_| {}).await,
        world.event("2025-12-18", |_| {}).await,
    ];
    let [e1, e2, e3] = events;
    let guest = |event: EventId, number: usize, guest: Guest| {
        let contact = people[number - 1];
        async move { world.guest(event, Some(contact), guest, |_| {}).await }
    };
    let sent = |on| Guest {
        invited: Some(on),
        ..Guest::default()
    };

    let e1_sent = sent("2024-12-01");
    guest(
        e1,
        1,
        Guest {
            response: Some(Accepted),
            registered: true,
            presence: Some(Attended),
            ..e1_sent
        },
    )
    .await;
    guest(
        e1,
        2,
        Guest {
            response: Some(Accepted),
            registered: true,
            presence: Some(Absent),
            ..e1_sent
        },
    )
    .await;
    guest(
        e1,
        3,
        Guest {
            response: Some(Declined),
            ..e1_sent
        },
    )
    .await;
    guest(
        e1,
        4,
        Guest {
            response: Some(Tentative),
            ..e1_sent
        },
    )
    .await;
    guest(e1, 5, e1_sent).await;
    guest(
        e1,
        6,
        Guest {
            bounced: true,
            ..e1_sent
        },
    )
    .await;
    guest(
        e1,
        7,
        Guest {
            response: Some(Accepted),
            registered: true,
            presence: Some(Attended),
            ..Guest::default()
        },
    )
    .await;
    guest(
        e1,
        8,
        Guest {
            presence: Some(Attended),
            ..Guest::default()
        },
    )
    .await;
    world.heads(e1, 4).await;
    for number in 1..=5 {
        world
            .letter(e1, people[number - 1], at("2024-12-01T09:00:00Z"))
            .await;
    }

    let e2_sent = Guest {
        response: Some(Accepted),
        registered: true,
        ..sent("2025-05-01")
    };
    guest(
        e2,
        1,
        Guest {
            presence: Some(Attended),
            ..e2_sent
        },
    )
    .await;
    guest(
        e2,
        2,
        Guest {
            presence: Some(Attended),
            ..e2_sent
        },
    )
    .await;
    guest(e2, 7, e2_sent).await;
    guest(e2, 9, sent("2025-05-01")).await;

    let e3_sent = Guest {
        response: Some(Accepted),
        registered: true,
        ..sent("2025-12-01")
    };
    guest(
        e3,
        1,
        Guest {
            presence: Some(Attended),
            ..e3_sent
        },
    )
    .await;
    guest(e3, 2, sent("2025-12-01")).await;
    guest(
        e3,
        3,
        Guest {
            presence: Some(Attended),
            ..e3_sent
        },
    )
    .await;
    guest(
        e3,
        8,
        Guest {
            response: Some(Declined),
            ..sent("2025-12-01")
        },
    )
    .await;
    guest(
        e3,
        10,
        Guest {
            presence: Some(Absent),
            ..e3_sent
        },
    )
    .await;

    let programme = world.programme().await;
    world.enrol(programme, people[0], "2025-01-10", None).await;
    world.enrol(programme, people[1], "2025-06-01", None).await;
    Example {
        people,
        events,
        programme,
    }
}

fn as_in_the_table(figures: &Figures, expected: [(i64, i64); 7]) {
    let [
        delivery,
        response,
        acceptance,
        registration,
        walk_ins,
        attendance,
        coverage,
    ] = expected;
    assert_eq!(
        (count(figures, M::Invited), count(figures, M::Delivered)),
        delivery
    );
    assert_eq!(fraction(figures, M::ResponseRate), response);
    assert_eq!(fraction(figures, M::AcceptanceRate), acceptance);
    assert_eq!(
        fraction(figures, M::InvitationYield),
        (acceptance.0, delivery.1)
    );
    assert_eq!(
        (count(figures, M::Registered), count(figures, M::Attended)),
        registration
    );
    assert_eq!(count(figures, M::WalkIns), walk_ins.0);
    assert_eq!(fraction(figures, M::AttendanceRate), attendance);
    assert_eq!(
        fraction(figures, M::NoShowRate),
        (attendance.1 - attendance.0, attendance.1)
    );
    assert_eq!(fraction(figures, M::RecordingCoverage), coverage);
}

on_both_engines! {
    async fn the_table_of_the_worked_example_comes_out(world: &World) {
        let example = lay_out(world).await;
        let tables = [
            [(6, 5), (4, 5), (2, 4), (3, 3), (1, 0), (2, 3), (3, 3)],
            [(4, 4), (3, 4), (3, 3), (3, 2), (0, 0), (2, 2), (2, 3)],
            [(5, 5), (4, 5), (3, 4), (3, 2), (0, 0), (2, 3), (3, 3)],
        ];
        for (id, table) in example.events.into_iter().zip(tables) {
            let of_one = event(&world.op, id, &everything()).await.unwrap().figures;
            as_in_the_table(&of_one, table);
            assert_eq!(count(&of_one, M::Events), 1);
            let filter = Filter { events: Some(vec![id]), ..between("2024-01-01", "2025-12-31") };
            as_in_the_table(&world.figures(&filter).await.figures, table);
        }
        let rate = &event(&world.op, example.events[1], &everything()).await.unwrap().figures[&M::AttendanceRate];
        assert_eq!((rate.value, rate.unknown), (Some(1.0), 1));
    }

    async fn over_both_years_rows_are_summed_and_people_are_united(world: &World) {
        lay_out(world).await;
        let all = world.figures(&between("2024-01-01", "2025-12-31")).await.figures;
        assert_eq!(count(&all, M::Events), 3);
        assert_eq!((count(&all, M::Invited), count(&all, M::Delivered)), (15, 14));
        assert_eq!((count(&all, M::Attended), count(&all, M::Headcount), count(&all, M::Attendances)), (7, 4, 11));
        assert_eq!(count(&all, M::UniquePeople), 5);
        assert!(all[&M::UniquePeople].lower_bound && !all[&M::UniquePeople].additive);
        assert!(!all[&M::Attendances].lower_bound && all[&M::Attendances].additive);
        assert_eq!(fraction(&all, M::AttendanceRate), (6, 8));
        assert_eq!(count(&all, M::DirectReach), 9);
        assert_eq!(fraction(&all, M::ResponseRate), (11, 14));
    }

    async fn reach_and_newcomers_of_each_year_come_out(world: &World) {
        lay_out(world).await;
        let first = world.figures(&between("2024-01-01", "2024-12-31")).await.figures;
        let second = world.figures(&between("2025-01-01", "2025-12-31")).await.figures;
        assert_eq!((count(&first, M::DirectReach), count(&second, M::DirectReach)), (7, 7));
        assert_eq!((count(&first, M::UniquePeople), count(&second, M::UniquePeople)), (3, 3));
        assert_eq!((count(&first, M::NewPeople), count(&first, M::ReturningPeople)), (3, 0));
        assert_eq!((count(&second, M::NewPeople), count(&second, M::ReturningPeople)), (2, 1));
        assert!(first[&M::UniquePeople].lower_bound);
        assert!(!second[&M::UniquePeople].lower_bound);
    }

    async fn a_trend_by_year_adds_up_to_more_people_than_there_are(world: &World) {
        lay_out(world).await;
        let points = world.trend(&between("2024-01-01", "2025-12-31"), Period::Year).await;
        let of = |kind| points.iter().map(|point| count(&point.figures, kind)).collect::<Vec<_>>();
        assert_eq!(points.iter().map(|point| point.label.as_str()).collect::<Vec<_>>(), ["2024", "2025"]);
        assert_eq!(of(M::UniquePeople), [3, 3]);
        assert_eq!(of(M::Delivered), [5, 9]);
        assert_eq!(of(M::DirectReach), [7, 7]);
        assert_eq!(of(M::NewPeople), [3, 2]);
        assert_eq!(of(M::Attendances), [7, 4]);
        assert_eq!(points[0].changes[&M::UniquePeople], None);
        assert_eq!(points[1].changes[&M::UniquePeople], Some(0.0));
        assert_eq!(points[1].changes[&M::Delivered], Some(0.8));
        assert_eq!(points[1].changes[&M::ReturningPeople], None);
    }

    async fn what_a_person_has_one_value_of_adds_up(world: &World) {
        lay_out(world).await;
        let filter = between("2024-01-01", "2025-12-31");
        let whole = world.figures(&filter).await.figures;
        let rows = [M::Invited, M::Delivered, M::Registered, M::Attended, M::Headcount, M::Attendances, M::WalkIns];
        let unions = [M::UniquePeople, M::NewPeople, M::ReturningPeople, M::DirectReach];
        let dimensions = [
            Dimension::Sex, Dimension::AgeBand, Dimension::ResidenceCountry, Dimension::ResidenceSubdivision,
            Dimension::OriginCountry, Dimension::Generation, Dimension::Category, Dimension::Language,
            Dimension::OrganisationKind, Dimension::NewOrReturning, Dimension::Mode, Dimension::Event, Dimension::EventKind,
        ];
        for (index, first) in dimensions.into_iter().enumerate() {
            for second in dimensions.into_iter().skip(index) {
                let by = if first == second { vec![first] } else { vec![first, second] };
                let groups = world.groups(&filter, &by).await;
                let sum = |kind| groups.iter().map(|group| count(&group.figures, kind)).sum::<i64>();
                for kind in rows {
                    assert_eq!(sum(kind), count(&whole, kind), "{kind:?} by {by:?}");
                }
                let is_personal = by.iter().all(|dimension| dimension.is_personal());
                for kind in unions {
                    assert_eq!(groups[0].figures[&kind].additive, is_personal);
                    if is_personal {
                        assert_eq!(sum(kind), count(&whole, kind), "{kind:?} by {by:?}");
                    } else {
                        assert!(sum(kind) >= count(&whole, kind), "{kind:?} by {by:?}");
                    }
                }
            }
        }
    }

    async fn groups_say_who_they_are(world: &World) {
        let example = lay_out(world).await;
        let filter = between("2024-01-01", "2025-12-31");
        let sexes = world.groups(&filter, &[Dimension::Sex]).await;
        let keys: Vec<&str> = sexes.iter().map(|group| group.keys[0].1.as_str()).collect();
        assert_eq!(keys, ["FEMALE", "MALE", "NOT_ASKED", "UNDISCLOSED", "UNKNOWN"]);
        // P1 thrice; the four heads of E1 may be of any sex.
        let women = &sexes[0].figures;
        assert_eq!((count(women, M::Attended), count(women, M::UniquePeople)), (3, 1));
        assert_eq!((women[&M::Attendances].lower_bound, women[&M::Attendances].unknown), (true, 4));
        assert_eq!(count(&sexes[4].figures, M::Headcount), 4);

        let events = world.groups(&filter, &[Dimension::Event]).await;
        // Reached by a programme, at no event.
        assert_eq!((events.len(), events[0].keys[0].1.as_str(), count(&events[0].figures, M::DirectReach)), (4, "UNKNOWN", 2));
        let first = events.iter().find(|group| group.keys[0].1 == example.events[0].to_string()).unwrap();
        assert_eq!((count(&first.figures, M::Attendances), count(&first.figures, M::Events)), (7, 1));
        let second = events.iter().find(|group| group.keys[0].1 == example.events[1].to_string()).unwrap();
        assert!(!second.figures[&M::UniquePeople].lower_bound);

        let newcomers = world.groups(&between("2025-01-01", "2025-12-31"), &[Dimension::NewOrReturning]).await;
        let people: Vec<(&str, i64)> = newcomers.iter().map(|group| (group.keys[0].1.as_str(), count(&group.figures, M::UniquePeople))).collect();
        assert_eq!(people, [("NEW", 2), ("RETURNING", 1)]);
        assert_eq!(example.people.len(), 10);
    }

    async fn a_programme_has_the_figures_of_its_events_and_enrolments(world: &World) {
        let example = lay_out(world).await;
        world.event_of(example.programme, example.events[1]).await;
        let filter = Filter { programme: Some(example.programme), ..between("2025-01-01", "2025-12-31") };
        let figures = world.figures(&filter).await.figures;
        assert_eq!((count(&figures, M::Events), count(&figures, M::Invited)), (1, 4));
        assert_eq!(count(&figures, M::DirectReach), 4);
        // Seen at E1, which is no event of the programme: "first ever" ignores the filter.
        assert_eq!((count(&figures, M::NewPeople), count(&figures, M::ReturningPeople)), (1, 1));
        // Without an event, the enrolled are reached still.
        let filter = Filter { programme: Some(example.programme), ..between("2025-06-02", "2025-12-31") };
        assert_eq!(count(&world.figures(&filter).await.figures, M::DirectReach), 2);
    }
}
