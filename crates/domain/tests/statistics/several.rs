//! The statistics of several events at once, which are those of each.

use std::collections::BTreeMap;

use kuvend_domain::{
    error::{Denied, Error},
    fault::Code,
    paging::PageRequest,
    statistics::{Dimension, GroupSelection, Period, Selection, TrendSelection, event, events},
};
use kuvend_entity::{
    id::{EventId, OfficeId},
    kind::{OrganisationKind, PresenceState, Role},
};

use crate::{
    example::lay_out,
    on_both_engines,
    rows::Guest,
    world::{World, all, at, everything, nobody},
};

/// Every figure, every group of them and every trend.
fn whole() -> Selection {
    let mut lists: Vec<Vec<Dimension>> = vec![vec![Dimension::Sex, Dimension::NewOrReturning]];
    for by in [
        Dimension::Sex,
        Dimension::AgeBand,
        Dimension::Category,
        Dimension::Language,
        Dimension::OrganisationKind,
        Dimension::Mode,
        Dimension::NewOrReturning,
        Dimension::Event,
        Dimension::EventKind,
    ] {
        lists.push(vec![by]);
    }
    let pages = [(1, false), (1, true), (100, false)];
    let groups = lists.into_iter().flat_map(|by| {
        pages.map(|(limit, count)| GroupSelection {
            by: by.clone(),
            page: PageRequest {
                limit,
                count,
                ..PageRequest::default()
            },
            metrics: all(),
        })
    });
    let trends = [Period::Month, Period::Year].map(|by| TrendSelection {
        by,
        metrics: all(),
        changes: all(),
    });
    Selection {
        metrics: all(),
        groups: groups.collect(),
        trends: trends.to_vec(),
    }
}

/// The worked example, two events more on the day of its last, one without guests and one that is not over, and one of
/// another office.
async fn events_of_two_offices(world: &World) -> Vec<EventId> {
    let example = lay_out(world).await;
    let mut ids = example.events.to_vec();
    let embassy = world
        .organisation(OrganisationKind::DiplomaticMission)
        .await;
    let same_day = world.event("2025-12-18", |_| {}).await;
    ids.push(same_day);
    for (number, person) in example.people.iter().take(4).enumerate() {
        let invited = Guest {
            invited: Some("2025-11-20"),
            registered: number > 1,
            ..Guest::default()
        };
        world
            .guest(same_day, Some(*person), invited, |row| {
                row.organisation_id = Some(embassy);
            })
            .await;
        let accepted = at("2024-05-01T10:00:00Z");
        world.letter(same_day, *person, accepted).await;
    }
    world.heads(same_day, 7).await;
    ids.push(world.event("2025-12-18", |_| {}).await);
    let coming = world
        .event("2026-06-01", |row| row.attendance_closed_at = None)
        .await;
    ids.push(coming);
    world
        .letter(coming, example.people[9], at("2026-01-10T10:00:00Z"))
        .await;
    let other = OfficeId::new();
    world.add_office(other).await;
    let abroad = world.event("2025-12-18", |row| row.office_id = other).await;
    let person = world.person(|row| row.office_id = other).await;
    let came = Guest {
        presence: Some(PresenceState::Attended),
        ..Guest::default()
    };
    world
        .guest(abroad, Some(person), came, |row| row.office_id = other)
        .await;
    ids.push(abroad);
    ids
}

on_both_engines! {
    async fn several_events_have_each_the_statistics_that_it_has_alone(world: &World) {
        let ids = events_of_two_offices(world).await;
        for selection in [whole(), everything(), Selection::default()] {
            let mut alone = BTreeMap::new();
            for id in &ids {
                alone.insert(*id, format!("{:#?}", event(&world.op, *id, &selection).await.unwrap()));
            }
            let together = events(&world.op, &ids, &selection).await.unwrap();
            let together: BTreeMap<EventId, String> = together.into_iter().map(|(id, found)| (id, format!("{found:#?}"))).collect();
            assert_eq!(alone, together);
        }
    }

    async fn several_events_cost_as_many_statements_as_one(world: &World) {
        let ids = events_of_two_offices(world).await;
        let (here, _) = ids.split_at(6);
        let mut costs = Vec::new();
        for some in [&here[..1], &here[..3], here] {
            let before = world.op.db.statements();
            events(&world.op, some, &everything()).await.unwrap();
            costs.push(world.op.db.statements() - before);
        }
        assert_eq!(costs, [8, 8, 8]);
    }

    async fn events_whose_statistics_one_may_not_read_are_left_out(world: &World) {
        let ids = events_of_two_offices(world).await;
        let analyst = world.with_role(world.office, Role::Analyst);
        let found = events(&analyst, &ids, &everything()).await.unwrap();
        assert_eq!(found.len(), 6);
        assert!(!found.contains_key(&ids[6]));
        assert!(matches!(event(&analyst, ids[6], &everything()).await, Err(Error::Denied(Denied::NotFound))));
        let officer = world.with_role(world.office, Role::DataProtectionOfficer);
        let refused = events(&officer, &ids, &everything()).await;
        assert!(matches!(refused, Err(Error::Denied(Denied::Forbidden(_)))));
        assert!(events(&world.op, &[EventId(nobody())], &everything()).await.unwrap().is_empty());
    }

    async fn groups_are_counted_whole_on_every_page(world: &World) {
        let id = lay_out(world).await.events[0];
        let mut page = PageRequest { limit: 2, count: true, ..PageRequest::default() };
        let mut totals = Vec::new();
        loop {
            let groups = vec![GroupSelection { by: vec![Dimension::Sex], page: page.clone(), metrics: all() }];
            let found = event(&world.op, id, &Selection { groups, ..Selection::default() }).await.unwrap().groups.remove(0);
            totals.push((found.items.len(), found.total));
            if !found.has_next {
                break;
            }
            page.after = found.items.last().map(|(cursor, _)| cursor.clone());
        }
        assert_eq!(totals, [(2, Some(5)), (2, Some(5)), (1, Some(5))]);
    }

    async fn a_list_of_groups_without_a_dimension_is_refused_for_several_as_for_one(world: &World) {
        let ids = events_of_two_offices(world).await;
        let groups = vec![GroupSelection { by: Vec::new(), page: PageRequest::default(), metrics: all() }];
        let outcome = events(&world.op, &ids, &Selection { groups, ..Selection::default() }).await;
        assert!(matches!(outcome, Err(Error::Rejected(faults)) if faults.list()[0].code == Code::Required));
    }
}
