//! The days of the sample: a round table, a celebration, and the day to come; the other celebration is told in `thirty.rs`.

use chrono::{Datelike, NaiveDate, NaiveDateTime};
use kuvend_entity::{
    event_framework,
    id::{ContactId, EventId, PolicyFrameworkId},
    kind::{
        AgendaItemKind as Item, ApprovalRule, AttendeeRole, ConfirmationState,
        ContributorMode as Mode, ContributorRole as Role, EventFormat, EventKind,
        EventOrganisationRole, EventRegistration, EventVisibility, FrameworkRelation,
        InvitationChannel, PresenceMode, PresenceState, ResponseChannel, ResponseState,
    },
    text::LocalizedText,
    value::{Languages, Venue},
};
use sea_orm::{ActiveValue::Set, EntityTrait};

use crate::{
    agenda::{self, AddItem, NewContributor, Slot},
    attendees::{
        self, AddGuests, CloseAttendance, Mark, NewGuest, RecordInvitation, RecordPresence, Respond,
    },
    campaigns::{self, Audience, FollowUp, Invite, Outcome, Wording},
    delivery,
    error::Result,
    events::{self, Create, Part, Publish, Times},
    sample::{Loader, both, dice, people::Cast},
};

/// What a day is, in short.
pub(super) struct Day {
    pub(super) title: LocalizedText,
    pub(super) kind: EventKind,
    pub(super) on: NaiveDate,
    pub(super) hours: (u32, u32),
    pub(super) capacity: Option<i32>,
    pub(super) occasions: &'static [&'static str],
}

fn wall(on: NaiveDate, hour: u32) -> NaiveDateTime {
    on.and_hms_opt(hour, 0, 0).unwrap_or_default()
}

pub(super) fn on(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

pub(super) async fn plan(
    loader: &Loader,
    cast: &Cast,
    day: Day,
    more: impl FnOnce(&mut Create),
) -> Result<EventId> {
    let office = loader
        .op
        .office(None, crate::policy::Action::WriteEvents)
        .await?;
    let mut cmd = Create {
        office: None,
        title: day.title,
        description: LocalizedText::default(),
        practical_notes: LocalizedText::default(),
        kind: day.kind,
        visibility: EventVisibility::InvitationOnly,
        format: EventFormat::InPerson,
        times: Times {
            zone: office.time_zone,
            starts_at: wall(day.on, day.hours.0),
            ends_at: wall(day.on, day.hours.1),
            response_deadline: None,
            doors_open_at: None,
            registration_closes_at: None,
        },
        venue: Some(Venue {
            name: "Tirana".to_owned(),
            ..Venue::default()
        }),
        online_link: None,
        capacity: day.capacity,
        offer_minutes: Some(2 * 24 * 60),
        approval: ApprovalRule::None,
        passes_over: false,
        holds_for_invited: false,
        registration: EventRegistration::Closed,
        registration_party: 1,
        contact_person: None,
        occasions: day
            .occasions
            .iter()
            .map(|occasion| (*occasion).to_owned())
            .collect(),
        programmes: Vec::new(),
        organisations: vec![Part {
            organisation: cast.mission,
            role: EventOrganisationRole::Host,
        }],
        frameworks: Vec::new(),
        is_provisional: false,
        languages: Languages::default(),
        interpretation: Languages::default(),
        series: None,
        edition: None,
    };
    more(&mut cmd);
    let id = events::create(&loader.op, cmd).await?.event.id;
    events::publish(
        &loader.op,
        Publish {
            id,
            version: None,
            accept: Vec::new(),
        },
    )
    .await?;
    Ok(id)
}

pub(super) async fn points_at(
    loader: &Loader,
    event: EventId,
    framework: PolicyFrameworkId,
    relation: FrameworkRelation,
) -> Result<()> {
    let row = event_framework::ActiveModel {
        event_id: Set(event),
        framework_id: Set(framework),
        relation: Set(relation),
    };
    event_framework::Entity::insert(row)
        .exec_without_returning(loader.op.db.writer())
        .await?;
    Ok(())
}

/// Answers, arrivals and the closing of a day whose guests are invited: who accepts is a matter of `dice`, and so is who
/// of them comes.
pub(super) async fn happens(
    loader: &Loader,
    event: EventId,
    (accept, come): (usize, usize),
    at: (&str, &str),
) -> Result<()> {
    let rows = guests_of(loader, event).await?;
    for (number, row) in rows
        .iter()
        .enumerate()
        .filter(|(_, row)| row.invited_at.is_some())
    {
        let roll = dice(number, 21);
        let response = if roll < accept {
            ResponseState::Accepted
        } else if roll < accept + 8 {
            ResponseState::Declined
        } else {
            continue;
        };
        let channel = if dice(number, 22) < 60 {
            ResponseChannel::Email
        } else {
            ResponseChannel::Phone
        };
        let cmd = Respond {
            companions: None,
            attendee: row.id,
            response,
            channel,
            answered_at: None,
            reason: None,
            party_size: None,
            on_behalf_of: None,
            deputy: None,
            attends: None,
            overbook: None,
        };
        attendees::respond(&loader.op, cmd).await?;
    }
    delivery::drain(&loader.op, &loader.carrier).await?;
    loader.at(at.0);
    let mut marks = Vec::new();
    for (number, row) in guests_of(loader, event).await?.iter().enumerate() {
        let is_expected = row.response == ResponseState::Accepted
            || row.roles.0.iter().any(|role| *role != AttendeeRole::Guest);
        if is_expected && dice(number, 23) < come {
            marks.push(Mark {
                attendee: row.id,
                presence: PresenceState::Attended,
                mode: Some(PresenceMode::InPerson),
                reason: None,
            });
        }
    }
    attendees::record_presence(&loader.op, RecordPresence { event, marks }).await?;
    loader.at(at.1);
    attendees::close_attendance(
        &loader.op,
        CloseAttendance {
            event,
            dry_run: false,
            reason: None,
        },
    )
    .await?;
    Ok(())
}

async fn guests_of(loader: &Loader, event: EventId) -> Result<Vec<kuvend_entity::attendee::Model>> {
    use sea_orm::{ColumnTrait, QueryFilter, QueryOrder};
    Ok(kuvend_entity::attendee::Entity::find()
        .filter(kuvend_entity::attendee::Column::EventId.eq(event))
        .order_by_asc(kuvend_entity::attendee::Column::Id)
        .all(loader.op.db.reader())
        .await?)
}

pub(super) async fn add(
    loader: &Loader,
    event: EventId,
    contacts: &[ContactId],
) -> Result<Vec<kuvend_entity::attendee::Model>> {
    let guest = |contact: &ContactId| NewGuest {
        contact: Some(*contact),
        organisation: None,
        function: None,
        category: None,
        party_size: 1,
        roles: vec![AttendeeRole::Guest],
    };
    let cmd = AddGuests {
        segment: None,
        event,
        guests: contacts.iter().map(guest).collect(),
        wave: Some("first wave".to_owned()),
    };
    Ok(attendees::add_guests(&loader.op, cmd).await?.added)
}

async fn by_card(loader: &Loader, rows: &[kuvend_entity::attendee::Model]) -> Result<()> {
    for row in rows {
        let cmd = RecordInvitation {
            attendee: row.id,
            channel: InvitationChannel::Card,
            sent_at: loader.clock.now(),
            evidence: None,
        };
        attendees::record_invitation(&loader.op, cmd).await?;
    }
    Ok(())
}

pub(super) async fn by_mail(loader: &Loader, event: EventId) -> Result<()> {
    let audience = Audience {
        everybody: true,
        ..Audience::default()
    };
    let cmd = Invite {
        event,
        audience,
        wording: Wording::default(),
        send_at: None,
        dry_run: false,
    };
    campaigns::invite(&loader.op, cmd).await?;
    delivery::drain(&loader.op, &loader.carrier).await?;
    Ok(())
}

pub(super) async fn writes_afterwards(
    loader: &Loader,
    event: EventId,
    outcome: Outcome,
) -> Result<()> {
    let cmd = FollowUp {
        event,
        outcome,
        wording: Wording::default(),
        send_at: None,
        dry_run: false,
    };
    campaigns::follow_up(&loader.op, cmd).await?;
    delivery::drain(&loader.op, &loader.carrier).await?;
    Ok(())
}

pub(super) fn who(contact: ContactId, role: Role, mode: Mode) -> NewContributor {
    NewContributor {
        contact: Some(contact),
        organisation: None,
        role,
        mode,
        confirmation: ConfirmationState::Confirmed,
        perspective: None,
        available_from: None,
        available_until: None,
    }
}

async fn item(
    loader: &Loader,
    event: EventId,
    kind: Item,
    title: LocalizedText,
    contributors: Vec<NewContributor>,
) -> Result<()> {
    let cmd = AddItem {
        event,
        kind,
        title,
        description: LocalizedText::default(),
        slot: Slot::default(),
        contributors,
    };
    agenda::add_item(&loader.op, cmd).await?;
    Ok(())
}

/// 5 November 2018: the round table on the legal framework.
pub(super) async fn round_table(loader: &Loader, cast: &Cast) -> Result<()> {
    let title = both(
        "Roundtable with Albanian Government Institutions on the legal framework in the field of immigration and emigration",
        "Tryezë e rrumbullakët me institucionet shqiptare mbi kuadrin ligjor të imigracionit dhe emigracionit",
    );
    let day = Day {
        title,
        kind: EventKind::Roundtable,
        on: on(2018, 11, 5),
        hours: (10, 14),
        capacity: Some(40),
        occasions: &[],
    };
    let event = Box::pin(plan(loader, cast, day, |cmd| {
        cmd.programmes.push(cast.migration_policy);
        cmd.organisations.push(Part {
            organisation: cast.interior,
            role: EventOrganisationRole::CoOrganiser,
        });
    }))
    .await?;
    let rows = add(loader, event, &cast.government).await?;
    by_card(loader, &rows).await?;
    happens(
        loader,
        event,
        (88, 92),
        ("2018-11-05T09:10:00Z", "2018-11-05T15:00:00Z"),
    )
    .await
}

/// 18 December 2018: 25 years, over 300 guests at a red-carpet reception, and a new strategy launched.
pub(super) async fn twenty_five_years(loader: &Loader, cast: &Cast) -> Result<()> {
    loader.at("2018-11-20T09:00:00Z");
    let title = both(
        "Defending Migrants’ Rights and Dignity in Albania for 25 Years",
        "25 vjet në mbrojtje të të drejtave dhe dinjitetit të migrantëve në Shqipëri",
    );
    let day = Day {
        title,
        kind: EventKind::Celebration,
        on: on(2018, 12, 18),
        hours: (18, 21),
        capacity: None,
        occasions: &["international-migrants-day", "anniversary-25"],
    };
    let event = Box::pin(plan(loader, cast, day, |_| ())).await?;
    points_at(
        loader,
        event,
        cast.strategy_2018,
        FrameworkRelation::Launches,
    )
    .await?;
    item(
        loader,
        event,
        Item::Opening,
        both("Opening", "Hapja"),
        vec![who(cast.meta, Role::Speaker, Mode::InPerson)],
    )
    .await?;
    item(
        loader,
        event,
        Item::Speech,
        both("25 years of presence", "25 vjet prani"),
        vec![who(cast.szabados, Role::Speaker, Mode::InPerson)],
    )
    .await?;
    let invited = cast.guests.get(..390).unwrap_or(&cast.guests);
    let rows = add(loader, event, invited).await?;
    by_card(loader, &rows).await?;
    happens(
        loader,
        event,
        (86, 93),
        ("2018-12-18T17:20:00Z", "2018-12-18T21:00:00Z"),
    )
    .await
}

/// The coming 18 December: published, its guest list made, nobody invited yet.
pub(super) async fn the_coming_day(loader: &Loader, cast: &Cast) -> Result<()> {
    let today = loader.clock.now().date_naive();
    let this_year = on(today.year(), 12, 18);
    let next = if today < this_year {
        this_year
    } else {
        on(today.year() + 1, 12, 18)
    };
    let title = both(
        "International Migrants Day",
        "Dita Ndërkombëtare e Migrantëve",
    );
    let day = Day {
        title,
        kind: EventKind::Celebration,
        on: next,
        hours: (18, 21),
        capacity: Some(180),
        occasions: &["international-migrants-day", "national-diaspora-day"],
    };
    let event = Box::pin(plan(loader, cast, day, |cmd| {
        cmd.venue = Some(Venue {
            name: "National Theatre".to_owned(),
            city: Some("Tirana".to_owned()),
            ..Venue::default()
        });
    }))
    .await?;
    let listed: Vec<ContactId> = cast
        .guests
        .iter()
        .enumerate()
        .filter(|(number, _)| dice(*number, 32) < 50)
        .map(|(_, id)| *id)
        .collect();
    add(loader, event, &listed).await?;
    Ok(())
}
