//! People on papers: who they are, in which order, and the rows of a page.

use std::{
    cmp::Reverse,
    collections::{BTreeSet, HashMap},
};

use kuvend_entity::{
    attendee, contact,
    id::{AttendeeId, CompanionId, ContactId, EventId, OrganisationId},
    kind::{
        AttendeeRole, GuestCategory, Paper, PlaceState, PresenceMode, PresenceState, ResponseState,
    },
    membership, organisation,
    text::LocalizedText,
    value::AttendeeRoles,
};
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::{Sheet, columns::Column as C, companions, words};
use crate::{
    attendees::guests::BATCH,
    door::tickets::{self, Ticket},
    error::Result,
    exports::usable,
    fold::fold,
    protocol::{address::Form, reads},
    questions::Several,
};

/// Somebody on a paper, as far as that is kept while it is written.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) row: AttendeeId,
    /// Who comes along with that guest, where it is they who are meant.
    pub(super) companion: Option<CompanionId>,
    /// The guest's place on the paper, from 1.
    number: usize,
    ranked: Option<Box<Ranked>>,
}

/// Where protocol places somebody, in words.
#[derive(Debug, Default)]
struct Ranked {
    rank: String,
    spoken: String,
    envelope: String,
}

/// What of a row says whether and where somebody stands on a paper.
#[derive(Debug)]
pub(super) struct Lean {
    pub(super) row: AttendeeId,
    pub(super) contact: Option<ContactId>,
    pub(super) organisation: Option<OrganisationId>,
    pub(super) roles: AttendeeRoles,
    pub(super) response: ResponseState,
    pub(super) place: PlaceState,
    pub(super) presence: PresenceState,
    pub(super) attends: Option<PresenceMode>,
    pub(super) category: Option<GuestCategory>,
    pub(super) party: i32,
}

impl Lean {
    fn of(row: &attendee::Model) -> Self {
        Self {
            row: row.id,
            contact: row.contact_id,
            organisation: row.organisation_id,
            roles: row.roles.clone(),
            response: row.response,
            place: row.place,
            presence: row.presence,
            attends: row.attends,
            category: row.category,
            party: row.party_size,
        }
    }

    /// Whether somebody is expected: they have a place, or need none for what they do there; or they came.
    pub(super) fn is_expected(&self) -> bool {
        let works = self.roles.0.iter().any(|role| *role != AttendeeRole::Guest);
        let stays_away = matches!(
            self.response,
            ResponseState::Declined | ResponseState::Represented
        );
        self.place == PlaceState::Confirmed
            || self.presence == PresenceState::Attended
            || (works && self.place == PlaceState::None && !stays_away)
    }
}

type Row = (
    AttendeeId,
    Option<ContactId>,
    Option<OrganisationId>,
    AttendeeRoles,
    ResponseState,
    PlaceState,
    PresenceState,
    Option<PresenceMode>,
    Option<GuestCategory>,
    i32,
);

/// The rows of an event that a condition holds for.
pub(super) async fn lean(
    snapshot: &DatabaseTransaction,
    event: EventId,
    only: Condition,
) -> Result<Vec<Lean>> {
    use attendee::Column as A;
    let rows: Vec<Row> = attendee::Entity::find()
        .select_only()
        .columns([
            A::Id,
            A::ContactId,
            A::OrganisationId,
            A::Roles,
            A::Response,
            A::Place,
            A::Presence,
            A::Attends,
            A::Category,
            A::PartySize,
        ])
        .filter(A::EventId.eq(event))
        .filter(only)
        .order_by_asc(A::Id)
        .into_tuple()
        .all(snapshot)
        .await?;
    let lean = |row: Row| Lean {
        row: row.0,
        contact: row.1,
        organisation: row.2,
        roles: row.3,
        response: row.4,
        place: row.5,
        presence: row.6,
        attends: row.7,
        category: row.8,
        party: row.9,
    };
    Ok(rows.into_iter().map(lean).collect())
}

/// Who is on a paper.
async fn listed(snapshot: &DatabaseTransaction, sheet: &Sheet) -> Result<Vec<Lean>> {
    let mut rows = lean(snapshot, sheet.event.id, usable()).await?;
    if sheet.expected_only {
        rows.retain(Lean::is_expected);
    }
    Ok(rows)
}

/// Who is on a paper by family name; seats that nobody has yet by their organisations behind them.
///
/// # Errors
/// Only the database's.
pub(super) async fn by_name(snapshot: &DatabaseTransaction, sheet: &Sheet) -> Result<Vec<Entry>> {
    let rows = listed(snapshot, sheet).await?;
    let people: Vec<ContactId> = rows.iter().filter_map(|row| row.contact).collect();
    let mut names = HashMap::with_capacity(people.len());
    for some in people.chunks(BATCH) {
        use contact::Column as P;
        let found: Vec<(ContactId, String, String)> = contact::Entity::find()
            .select_only()
            .columns([P::Id, P::FamilyName, P::GivenName])
            .filter(P::Id.is_in(some.iter().copied()))
            .into_tuple()
            .all(snapshot)
            .await?;
        let folded = |(id, family, given): (ContactId, String, String)| {
            (id, fold(&format!("{family} {given}")))
        };
        names.extend(found.into_iter().map(folded));
    }
    let seats = rows.iter().filter(|row| row.contact.is_none());
    let bodies = named(snapshot, sheet, seats.filter_map(|row| row.organisation)).await?;
    let key = |row: &Lean| {
        let seat = || bodies.get(&row.organisation?).map(|name| fold(name));
        let name = row.contact.map_or_else(seat, |id| names.get(&id).cloned());
        (row.contact.is_none(), name.unwrap_or_default())
    };
    let mut keyed: Vec<((bool, String), AttendeeId)> =
        rows.iter().map(|row| (key(row), row.row)).collect();
    keyed.sort_unstable();
    let mut along = companions::of_list(snapshot, sheet).await?;
    let party = |(number, (_, row))| {
        let companions = along.remove(&row).unwrap_or_default().into_iter();
        let all = std::iter::once(None).chain(companions.map(Some));
        all.map(move |companion| Entry {
            row,
            companion,
            number,
            ranked: None,
        })
    };
    Ok((1..).zip(keyed).flat_map(party).collect())
}

/// Who is on a paper in the order of protocol, with ranks and forms of address.
///
/// # Errors
/// Only the database's.
pub(super) async fn by_protocol(
    snapshot: &DatabaseTransaction,
    sheet: &Sheet,
) -> Result<Vec<Entry>> {
    let on_it = listed(snapshot, sheet).await?;
    let on_it: BTreeSet<AttendeeId> = on_it.into_iter().map(|row| row.row).collect();
    // Courtesies hold among all who are on the list, whoever of them is on the paper.
    let placed = reads::of_guests(snapshot, sheet.event.id).await?;
    let entry = |one: reads::Placed| {
        let row = one.attendee.filter(|id| on_it.contains(id))?;
        let said = |form| one.address(form, Some(&sheet.language)).unwrap_or_default();
        let rank = one.rank.as_ref().map(|rank| sheet.said(&rank.title));
        let ranked = Ranked {
            rank: rank.unwrap_or_default(),
            spoken: said(Form::Spoken),
            envelope: said(Form::Envelope),
        };
        Some((row, ranked))
    };
    let placed = (1..).zip(placed.into_iter().filter_map(entry));
    let entry = |(number, (row, ranked))| Entry {
        row,
        companion: None,
        number,
        ranked: Some(Box::new(ranked)),
    };
    Ok(placed.map(entry).collect())
}

/// What some organisations are called, in the language of the paper before others.
pub(super) async fn named(
    snapshot: &DatabaseTransaction,
    sheet: &Sheet,
    bodies: impl Iterator<Item = OrganisationId>,
) -> Result<HashMap<OrganisationId, String>> {
    use organisation::Column as O;
    let bodies: BTreeSet<OrganisationId> = bodies.collect();
    let bodies: Vec<OrganisationId> = bodies.into_iter().collect();
    let mut names = HashMap::with_capacity(bodies.len());
    for some in bodies.chunks(BATCH) {
        let found: Vec<(OrganisationId, LocalizedText)> = organisation::Entity::find()
            .select_only()
            .columns([O::Id, O::Name])
            .filter(O::Id.is_in(some.iter().copied()))
            .into_tuple()
            .all(snapshot)
            .await?;
        names.extend(found.into_iter().map(|(id, name)| (id, sheet.said(&name))));
    }
    Ok(names)
}

/// Where people belong on the day of the event, the primary membership before others, the oldest of those first.
pub(super) async fn belongings(
    snapshot: &DatabaseTransaction,
    sheet: &Sheet,
    people: &[ContactId],
) -> Result<HashMap<ContactId, membership::Model>> {
    use membership::Column as M;
    let day = sheet.event.local_on;
    let since = Condition::any()
        .add(M::FromOn.is_null())
        .add(M::FromOn.lte(day));
    let until = Condition::any()
        .add(M::ToOn.is_null())
        .add(M::ToOn.gte(day));
    let mut rows = membership::Entity::find()
        .filter(M::ContactId.is_in(people.iter().copied()))
        .filter(since)
        .filter(until)
        .order_by_asc(M::Id)
        .all(snapshot)
        .await?;
    rows.sort_by_key(|row| Reverse(row.is_primary));
    let mut found = HashMap::with_capacity(people.len());
    for row in rows {
        found.entry(row.contact_id).or_insert(row);
    }
    Ok(found)
}

/// What belongs to the people of a page.
struct Beside {
    people: HashMap<ContactId, (Option<String>, String, String)>,
    functions: HashMap<ContactId, membership::Model>,
    bodies: HashMap<OrganisationId, String>,
}

impl Beside {
    async fn of(
        snapshot: &DatabaseTransaction,
        sheet: &Sheet,
        rows: &[attendee::Model],
    ) -> Result<Self> {
        use contact::Column as P;
        let ids: Vec<ContactId> = rows.iter().filter_map(|row| row.contact_id).collect();
        let people: Vec<(ContactId, Option<String>, String, String)> = contact::Entity::find()
            .select_only()
            .columns([P::Id, P::Honorific, P::GivenName, P::FamilyName])
            .filter(P::Id.is_in(ids.iter().copied()))
            .into_tuple()
            .all(snapshot)
            .await?;
        let functions = belongings(snapshot, sheet, &ids).await?;
        let own = rows.iter().filter_map(|row| row.organisation_id);
        let theirs = functions.values().map(|row| row.organisation_id);
        let bodies = named(snapshot, sheet, own.chain(theirs)).await?;
        let people = people.into_iter();
        Ok(Self {
            people: people
                .map(|(id, honorific, given, family)| (id, (honorific, given, family)))
                .collect(),
            functions,
            bodies,
        })
    }

    /// By which function somebody comes who names none for the event: the one in the organisation that they stand for.
    fn function(&self, row: &attendee::Model) -> Option<&membership::Model> {
        let held = self.functions.get(&row.contact_id?)?;
        let body = row.organisation_id.unwrap_or(held.organisation_id);
        (held.organisation_id == body).then_some(held)
    }

    fn organisation(&self, row: &attendee::Model) -> Option<String> {
        let theirs = || self.function(row).map(|held| held.organisation_id);
        self.bodies
            .get(&row.organisation_id.or_else(theirs)?)
            .cloned()
    }
}

/// The rows of a page of people, each with its number; those who come along with a guest have none.
///
/// # Errors
/// Only the database's.
pub(super) async fn rows(
    snapshot: &DatabaseTransaction,
    sheet: &Sheet,
    page: &[&Entry],
) -> Result<Vec<Vec<String>>> {
    let ids: BTreeSet<AttendeeId> = page.iter().map(|entry| entry.row).collect();
    let ids: Vec<AttendeeId> = ids.into_iter().collect();
    let found = attendee::Entity::find()
        .filter(attendee::Column::Id.is_in(ids.iter().copied()))
        .all(snapshot)
        .await?;
    let beside = Beside::of(snapshot, sheet, &found).await?;
    let along = companions::of_page(snapshot, page).await?;
    let answers = (Some(sheet.tongues()), Several::Listed);
    let answers = sheet.asked.rows(snapshot, &ids, answers).await?;
    let epochs = if sheet.columns.contains(&C::Ticket) {
        tickets::epochs(snapshot, &ids).await?
    } else {
        HashMap::new()
    };
    let found: HashMap<AttendeeId, attendee::Model> =
        found.into_iter().map(|row| (row.id, row)).collect();
    let line = |entry: &&Entry| {
        let row = found.get(&entry.row)?;
        if let Some(companion) = entry.companion {
            let guest = cell(row, &beside, sheet, C::Name);
            let guest = guest.or_else(|| beside.organisation(row));
            let guest = guest.unwrap_or_default();
            return Some(companions::row(sheet, along.get(&companion)?, &guest));
        }
        let ranked = entry.ranked.as_deref();
        let cell = |column: &C| match column {
            C::Number => entry.number.to_string(),
            // Whoever is not let in is given nothing that looks as if.
            C::Ticket if Lean::of(row).is_expected() => {
                let epoch = tickets::epoch_of(&epochs, row.id);
                Ticket::of(&sheet.office, row.id, epoch).token
            }
            C::Rank => ranked.map(|it| it.rank.clone()).unwrap_or_default(),
            C::Spoken => ranked.map(|it| it.spoken.clone()).unwrap_or_default(),
            C::Envelope => ranked.map(|it| it.envelope.clone()).unwrap_or_default(),
            other => cell(row, &beside, sheet, *other).unwrap_or_default(),
        };
        let own = sheet.columns.iter().map(cell);
        let unanswered = || vec![String::new(); sheet.asked.len()];
        let answers = answers.get(&row.id).cloned().unwrap_or_else(unanswered);
        Some(own.chain(answers).collect())
    };
    Ok(page.iter().filter_map(line).collect())
}

fn cell(row: &attendee::Model, beside: &Beside, sheet: &Sheet, column: C) -> Option<String> {
    let language = &sheet.language;
    let person = || beside.people.get(&row.contact_id?);
    match column {
        C::Honorific => person()?.0.clone(),
        C::GivenName => Some(person()?.1.clone()),
        C::FamilyName => Some(person()?.2.clone()),
        C::Name => {
            let (honorific, given, family) = person()?;
            let parts = [honorific.as_deref().unwrap_or_default(), given, family];
            let parts = parts.into_iter().filter(|part| !part.is_empty());
            Some(parts.collect::<Vec<_>>().join(" "))
        }
        C::Organisation => beside.organisation(row),
        C::Function => row
            .function_at_event
            .clone()
            .or_else(|| beside.function(row)?.function.clone()),
        C::Category => Some(words::category(row.category?, language).to_owned()),
        C::Roles => {
            // That somebody is a guest needs no badge to say so.
            let is_said = |role: &&AttendeeRole| {
                sheet.paper != Paper::Badges || **role != AttendeeRole::Guest
            };
            let roles = row.roles.0.iter().filter(is_said);
            let roles: Vec<&str> = roles.map(|role| words::role(*role, language)).collect();
            Some(roles.join(", "))
        }
        C::Persons => Some(row.party_size.to_string()),
        C::Invitation => Some(words::invitation(row.invitation, language).to_owned()),
        C::Response => Some(words::response(row.response, language).to_owned()),
        C::Place => Some(words::place(row.place, language).to_owned()),
        C::Presence => Some(words::presence(row.presence, language).to_owned()),
        _ => None,
    }
}
