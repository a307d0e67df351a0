//! Who is counted, and once.

use kuvend_domain::statistics::{Dimension, Filter, MetricKind as M};
use kuvend_entity::{
    contact,
    id::ContactId,
    kind::{
        Generation, GuestCategory, InvitationState, OrganisationKind, PresenceState, ResponseState,
        Sex,
    },
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use crate::{
    on_both_engines,
    rows::Guest,
    world::{World, at, between, count},
};

async fn move_to(world: &World, person: ContactId, country: &str) {
    contact::Entity::update_many()
        .col_expr(contact::Column::ResidenceCountry, Expr::value(country))
        .filter(contact::Column::Id.eq(person))
        .exec(world.op.db.writer())
        .await
        .unwrap();
}

fn italian(row: &mut contact::Model) {
    row.residence_country = Some("IT".parse().unwrap());
}

on_both_engines! {
    async fn merged_contacts_are_one_person_with_one_past(world: &World) {
        let survivor = world.person(|_| {}).await;
        let merged = world.person(|row| row.merged_into_id = Some(survivor)).await;
        let (first, second, third) = (
            world.event("2024-03-01", |_| {}).await,
            world.event("2025-03-01", |_| {}).await,
            world.event("2025-04-01", |_| {}).await,
        );
        world.came(first, merged).await;
        world.came(second, survivor).await;
        world.came(third, merged).await;
        let figures = world.figures(&between("2025-01-01", "2025-12-31")).await.figures;
        assert_eq!((count(&figures, M::Attended), count(&figures, M::UniquePeople)), (2, 1));
        assert_eq!((count(&figures, M::NewPeople), count(&figures, M::ReturningPeople)), (0, 1));
        assert_eq!(count(&figures, M::DirectReach), 1);
    }

    async fn a_snapshot_outlives_a_move_and_a_live_profile_does_not(world: &World) {
        let (still, moving) = (world.person(italian).await, world.person(italian).await);
        let closed = world.event("2025-03-01", |_| {}).await;
        let open = world.event("2025-04-01", |row| row.attendance_closed_at = None).await;
        let came = Guest { presence: Some(PresenceState::Attended), ..Guest::default() };
        for person in [still, moving] {
            world.guest(closed, Some(person), came, |row| {
                row.snapshot_at = Some(at("2025-03-02T09:00:00Z"));
                row.snapshot_residence_country = Some("IT".parse().unwrap());
            }).await;
        }
        world.guest(open, Some(moving), came, |_| {}).await;
        move_to(world, moving, "GR").await;
        let groups = world.groups(&between("2025-01-01", "2025-12-31"), &[Dimension::ResidenceCountry]).await;
        let of: Vec<(&str, i64, i64)> = groups
            .iter()
            .map(|group| (group.keys[0].1.as_str(), count(&group.figures, M::Attended), count(&group.figures, M::UniquePeople)))
            .collect();
        // Who moved counts where they lived at each visit, and as a person where they lived last.
        assert_eq!(of, [("GR", 1, 1), ("IT", 2, 1)]);
        let in_italy = Filter { residence_countries: Some(vec!["IT".parse().unwrap()]), ..between("2025-01-01", "2025-12-31") };
        assert_eq!(count(&world.figures(&in_italy).await.figures, M::UniquePeople), 2);
    }

    async fn a_seat_without_a_name_is_a_guest_and_no_person(world: &World) {
        let event = world.event("2025-03-01", |_| {}).await;
        let embassy = world.organisation(OrganisationKind::DiplomaticMission).await;
        let came = Guest { invited: Some("2025-02-01"), presence: Some(PresenceState::Attended), ..Guest::default() };
        world.guest(event, None, came, |row| row.organisation_id = Some(embassy)).await;
        world.guest(event, None, came, |row| row.organisation_id = Some(embassy)).await;
        let figures = world.figures(&between("2025-01-01", "2025-12-31")).await.figures;
        assert_eq!((count(&figures, M::Invited), count(&figures, M::Attended)), (2, 2));
        assert_eq!((count(&figures, M::UniquePeople), figures[&M::UniquePeople].unknown), (0, 2));
        assert!(figures[&M::UniquePeople].lower_bound);
        assert_eq!((count(&figures, M::OrganisationsInvited), count(&figures, M::OrganisationsPresent)), (1, 1));
        for by in [Dimension::Sex, Dimension::NewOrReturning] {
            let groups = world.groups(&between("2025-01-01", "2025-12-31"), &[by]).await;
            assert_eq!(groups.len(), 1);
            assert_eq!((groups[0].keys[0].1.as_str(), groups[0].figures[&M::UniquePeople].unknown), ("UNKNOWN", 2));
        }
        let kinds = world.groups(&between("2025-01-01", "2025-12-31"), &[Dimension::OrganisationKind]).await;
        assert_eq!(kinds[0].keys[0].1, "DIPLOMATIC_MISSION");
    }

    async fn a_deputy_counts_for_the_body_and_is_not_invited(world: &World) {
        let event = world.event("2025-03-01", |_| {}).await;
        let (ministry, agency) = (
            world.organisation(OrganisationKind::Government).await,
            world.organisation(OrganisationKind::Government).await,
        );
        let (minister, deputy) = (world.person(|_| {}).await, world.person(|_| {}).await);
        let came = Guest { registered: true, presence: Some(PresenceState::Attended), ..Guest::default() };
        let deputy = world.guest(event, Some(deputy), came, |row| row.organisation_id = Some(agency)).await;
        let represented = Guest { invited: Some("2025-02-01"), response: Some(ResponseState::Represented), ..Guest::default() };
        world.guest(event, Some(minister), represented, |row| {
            row.organisation_id = Some(ministry);
            row.represented_by_id = Some(deputy);
        }).await;
        let filter = between("2025-01-01", "2025-12-31");
        let figures = world.figures(&filter).await.figures;
        assert_eq!((count(&figures, M::Invited), count(&figures, M::Attended)), (1, 1));
        assert_eq!(figures[&M::ResponseRate].value, Some(1.0));
        assert_eq!(figures[&M::AcceptanceRate].value, Some(0.0));
        assert_eq!((count(&figures, M::OrganisationsInvited), count(&figures, M::OrganisationsPresent)), (1, 1));
    }

    async fn sent_is_invited_whatever_came_after_and_queued_is_not(world: &World) {
        let event = world.event("2025-03-01", |_| {}).await;
        let states = [
            (InvitationState::Queued, None), (InvitationState::Queued, Some("2025-02-01T09:00:00Z")),
            (InvitationState::Withdrawn, None), (InvitationState::Withdrawn, Some("2025-02-01T09:00:00Z")),
            (InvitationState::NotInvited, None), (InvitationState::Bounced, Some("2025-02-01T09:00:00Z")),
        ];
        for (state, sent) in states {
            let person = world.person(|_| {}).await;
            world.guest(event, Some(person), Guest::default(), |row| {
                row.invitation = state;
                row.invited_at = sent.map(at);
            }).await;
        }
        let figures = world.figures(&between("2025-01-01", "2025-12-31")).await.figures;
        assert_eq!((count(&figures, M::Invited), count(&figures, M::Delivered)), (3, 2));
        assert_eq!(count(&figures, M::DirectReach), 2);
        let delivered = &figures[&M::Delivered];
        assert!(delivered.provisional && delivered.note.as_ref().unwrap().contains("bounces"));
        assert!(!figures[&M::Invited].provisional && figures[&M::Invited].note.is_none());
    }

    async fn who_works_at_the_event_is_no_guest(world: &World) {
        let event = world.event("2025-03-01", |_| {}).await;
        let person = world.person(|_| {}).await;
        let came = Guest { registered: true, presence: Some(PresenceState::Attended), ..Guest::default() };
        world.guest(event, Some(person), came, |row| row.is_guest = false).await;
        let figures = world.figures(&between("2025-01-01", "2025-12-31")).await.figures;
        for kind in [M::Registered, M::Attended, M::UniquePeople, M::WalkIns, M::DirectReach] {
            assert_eq!(count(&figures, kind), 0, "{kind:?}");
        }
    }

    async fn a_letter_belongs_to_the_day_on_which_it_was_accepted(world: &World) {
        let event = world.event("2026-01-10", |_| {}).await;
        let (mailed, late, by_card) = (world.person(|_| {}).await, world.person(|_| {}).await, world.person(|_| {}).await);
        // The last minutes of the year in Tirana are still its own; half past eleven in London is not.
        world.letter(event, mailed, at("2025-12-31T22:59:59Z")).await;
        world.letter(event, late, at("2025-12-31T23:30:00Z")).await;
        world.guest(event, Some(by_card), Guest { invited: Some("2025-12-20"), ..Guest::default() }, |_| {}).await;
        let before = world.figures(&between("2025-01-01", "2025-12-31")).await.figures;
        assert_eq!((count(&before, M::DirectReach), count(&before, M::Invited), count(&before, M::Events)), (2, 0, 0));
        let after = world.figures(&between("2026-01-01", "2026-01-31")).await.figures;
        assert_eq!((count(&after, M::DirectReach), count(&after, M::Invited), count(&after, M::Events)), (1, 1, 1));
    }

    async fn an_enrolment_reaches_while_it_lasts(world: &World) {
        let programme = world.programme().await;
        let (over, running) = (world.person(|_| {}).await, world.person(|_| {}).await);
        world.enrol(programme, over, "2023-05-01", Some("2024-03-31")).await;
        world.enrol(programme, running, "2024-06-01", None).await;
        for (from, to, reached) in [("2023-01-01", "2023-12-31", 1), ("2024-01-01", "2024-12-31", 2), ("2025-01-01", "2025-12-31", 1)] {
            assert_eq!(count(&world.figures(&between(from, to)).await.figures, M::DirectReach), reached, "{from}");
        }
        let year = between("2024-01-01", "2024-12-31");
        let at_celebrations = Filter { event_kinds: Some(vec![kuvend_entity::kind::EventKind::Celebration]), ..year };
        assert_eq!(count(&world.figures(&at_celebrations).await.figures, M::DirectReach), 0);
    }

    async fn the_diaspora_is_of_descent_or_of_origin_and_abroad(world: &World) {
        let event = world.event("2025-03-01", |_| {}).await;
        let of = |generation: Generation, origin: Option<&'static str>, residence: Option<&'static str>| {
            move |row: &mut contact::Model| {
                row.generation = generation;
                row.origin_country = origin.map(|code| code.parse().unwrap());
                row.residence_country = residence.map(|code| code.parse().unwrap());
                row.sex = Sex::Female;
            }
        };
        let people = [
            (of(Generation::Second, None, None), true),
            (of(Generation::Unknown, Some("AL"), Some("IT")), true),
            (of(Generation::Unknown, Some("AL"), Some("AL")), false),
            (of(Generation::Unknown, Some("AL"), None), false),
            (of(Generation::Returned, Some("AL"), Some("AL")), false),
            (of(Generation::Friend, Some("AL"), Some("IT")), false),
            (of(Generation::Unknown, None, Some("IT")), false),
        ];
        for (shape, _) in people {
            let person = world.person(shape).await;
            world.came(event, person).await;
        }
        world.heads(event, 3).await;
        let filter = Filter { diaspora_only: true, ..between("2025-01-01", "2025-12-31") };
        let figures = world.figures(&filter).await.figures;
        let expected = people.iter().filter(|(_, is_member)| *is_member).count();
        assert_eq!(count(&figures, M::UniquePeople), i64::try_from(expected).unwrap());
        // Whether the nameless belong to it nobody knows.
        assert_eq!((count(&figures, M::Headcount), figures[&M::Headcount].unknown), (0, 3));
        assert_eq!((count(&figures, M::Attendances), figures[&M::Attendances].lower_bound), (2, true));
        let groups = world.groups(&filter, &[Dimension::Sex]).await;
        assert_eq!(groups.len(), 1);
        assert_eq!(groups[0].figures[&M::Attendances].unknown, 3);
    }

    async fn categories_narrow_by_the_quality_at_the_event(world: &World) {
        let event = world.event("2025-03-01", |_| {}).await;
        let came = Guest { presence: Some(PresenceState::Attended), ..Guest::default() };
        for category in [Some(GuestCategory::Diaspora), Some(GuestCategory::Media), None] {
            let person = world.person(|_| {}).await;
            world.guest(event, Some(person), came, |row| row.category = category).await;
        }
        let filter = |list: &[GuestCategory]| Filter { categories: Some(list.to_vec()), ..between("2025-01-01", "2025-12-31") };
        let attended = async |list: &[GuestCategory]| count(&world.figures(&filter(list)).await.figures, M::Attended);
        assert_eq!(attended(&[GuestCategory::Diaspora]).await, 1);
        assert_eq!(attended(&[GuestCategory::Diaspora, GuestCategory::Media]).await, 2);
        assert_eq!(attended(&[]).await, 0);
    }
}
