//! Reading who goes before whom: a handful of statements for a page of guests, or for the lists of a page of events.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use kuvend_entity::{
    agenda_item, attendee, attendee_precedence, contact, contributor, event,
    id::{AgendaItemId, AttendeeId, ContactId, EventId, OfficeId, OrganisationId},
    kind::{ConfirmationState, ContributorRole, GuestCategory, PlaceState, Sex},
    membership, office, organisation, protocol_rank,
    text::LocalizedText,
    value::{CountryCode, Language, Languages},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
    Select, prelude::Uuid,
};

use crate::{
    attendees::{guests::BATCH, reads::visible},
    error::Result,
    exports::usable,
    fold::fold,
    op::Op,
    organisations::own,
    policy::{Action, Scope},
    protocol::{
        address::{self, Form, Person},
        order::{self, Seat},
        ranks::Ladder,
        tables::ladders,
    },
};

/// Where a guest's rank comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A courtesy of the office's.
    Courtesy,
    /// What the office says of them at this event.
    Event,
    /// The rank of their function in an organisation.
    Membership,
    /// The words of their function.
    Function,
    /// Their quality alone.
    Category,
    /// Nothing: they have none.
    None,
}

/// Somebody with the place that protocol gives them.
#[derive(Debug, Clone)]
pub struct Placed {
    /// Their row of the guest list; none for who contributes from elsewhere.
    pub attendee: Option<AttendeeId>,
    /// Of which office.
    pub office: OfficeId,
    /// Of which event.
    pub event: EventId,
    /// Who; none for an organisation's seat.
    pub contact: Option<ContactId>,
    /// Whom they stand for.
    pub organisation: Option<OrganisationId>,
    /// Whether they are confirmed.
    pub is_confirmed: bool,
    /// Their rank.
    pub rank: Option<protocol_rank::Model>,
    /// Where it comes from.
    pub source: Source,
    /// Since when they count among equals.
    pub since: Option<NaiveDate>,
    /// What the office says of them.
    pub said: Option<attendee_precedence::Model>,
    /// Who they are, for a form of address.
    person: Person,
    organisation_name: LocalizedText,
    country: Option<CountryCode>,
    language: Language,
}

impl Placed {
    /// Their form of address in a language, else in the office's own, else in the first that there is; nothing where their
    /// rank has none.
    #[must_use]
    pub fn address(&self, form: Form, language: Option<&Language>) -> Option<String> {
        let texts = self.texts(form)?;
        let words = texts.best(language, &self.language)?;
        self.said_to(words, language)
    }

    /// The same in one language and no other, for a letter that is written in it.
    #[must_use]
    pub fn address_in(&self, form: Form, language: &Language) -> Option<String> {
        let words = self.texts(form)?.0.get(language)?;
        self.said_to(words, Some(language))
    }

    fn texts(&self, form: Form) -> Option<&LocalizedText> {
        let rank = self.rank.as_ref()?;
        Some(match form {
            Form::Spoken => &rank.spoken,
            Form::Written => &rank.written,
            Form::Envelope => &rank.envelope,
        })
    }

    fn said_to(&self, words: &str, language: Option<&Language>) -> Option<String> {
        // Nobody is addressed who has no name yet.
        self.contact?;
        let organisation = self.organisation_name.best(language, &self.language);
        let person = Person {
            organisation: organisation.map(str::to_owned),
            ..self.person.clone()
        };
        Some(address::say(words, &person)).filter(|said| !said.is_empty())
    }

    /// What tells them apart from everybody else of the event.
    fn key(&self) -> Uuid {
        let someone = self.contact.map(|id| id.0);
        let body = self.organisation.map(|id| id.0);
        let listed = self.attendee.map(|id| id.0);
        listed.or(someone).or(body).unwrap_or_default()
    }

    fn seat(&self) -> Seat<Uuid> {
        let country = self.country.as_ref();
        Seat {
            key: self.key(),
            rank: self.rank.as_ref().map(|rank| rank.position),
            since: self.since,
            country: country
                .map(|code| code.as_str().to_lowercase())
                .unwrap_or_default(),
            name: if self.contact.is_some() {
                fold(&format!("{} {}", self.person.family, self.person.given))
            } else {
                fold(
                    self.organisation_name
                        .best(None, &self.language)
                        .unwrap_or_default(),
                )
            },
            before: self
                .said
                .as_ref()
                .and_then(|said| said.override_before_id)
                .map(|id| id.0),
        }
    }
}

/// Somebody who speaks, in the order of protocol.
#[derive(Debug, Clone)]
pub struct Turn {
    /// Who.
    pub who: Placed,
    /// In which items, in the order of the day.
    pub items: Vec<AgendaItemId>,
}

/// Somebody to be placed, as a row says it.
#[derive(Debug, Clone)]
struct Someone {
    attendee: Option<AttendeeId>,
    office: OfficeId,
    event: EventId,
    contact: Option<ContactId>,
    organisation: Option<OrganisationId>,
    function: Option<String>,
    category: Option<GuestCategory>,
    is_confirmed: bool,
}

type Row = (
    AttendeeId,
    OfficeId,
    EventId,
    Option<ContactId>,
    Option<OrganisationId>,
    Option<String>,
    Option<GuestCategory>,
    PlaceState,
);

async fn listed(db: &impl ConnectionTrait, rows: Select<attendee::Entity>) -> Result<Vec<Someone>> {
    use attendee::Column as C;
    let rows: Vec<Row> = rows
        .select_only()
        .columns([
            C::Id,
            C::OfficeId,
            C::EventId,
            C::ContactId,
            C::OrganisationId,
            C::FunctionAtEvent,
            C::Category,
            C::Place,
        ])
        .into_tuple()
        .all(db)
        .await?;
    let someone = |row: Row| {
        let (id, office, event, contact, organisation, function, category, place) = row;
        Someone {
            attendee: Some(id),
            office,
            event,
            contact,
            organisation,
            function,
            category,
            is_confirmed: place == PlaceState::Confirmed,
        }
    };
    Ok(rows.into_iter().map(someone).collect())
}

/// Rows with their places in protocol, by their ids, as far as the actor may see them.
///
/// # Errors
/// Only the database's.
pub async fn of_rows(op: &Op, ids: &[AttendeeId]) -> Result<HashMap<AttendeeId, Placed>> {
    let db = op.db.reader();
    let rows = visible(op).filter(attendee::Column::Id.is_in(ids.iter().copied()));
    let placed = place(db, listed(db, rows).await?).await?;
    Ok(by_row(placed))
}

/// The same for letters, whoever they go to. Where no office keeps ranks, no more is read.
pub(crate) async fn of_letters<'a>(
    db: &impl ConnectionTrait,
    rows: impl Iterator<Item = &'a attendee::Model> + Clone,
) -> Result<HashMap<AttendeeId, Placed>> {
    let offices = each(rows.clone().map(|row| Some(row.office_id)));
    let ladders = ladders(db, &offices).await?;
    let rows = rows.filter(|row| ladders.contains_key(&row.office_id));
    let someone = |row: &attendee::Model| Someone {
        attendee: Some(row.id),
        office: row.office_id,
        event: row.event_id,
        contact: row.contact_id,
        organisation: row.organisation_id,
        function: row.function_at_event.clone(),
        category: row.category,
        is_confirmed: row.place == PlaceState::Confirmed,
    };
    let all: Vec<Someone> = rows.map(someone).collect();
    Ok(by_row(place_by(db, &ladders, all).await?))
}

fn by_row(placed: Vec<Placed>) -> HashMap<AttendeeId, Placed> {
    let named = |one: Placed| Some((one.attendee?, one));
    placed.into_iter().filter_map(named).collect()
}

/// The guest lists of events in the order of protocol, as far as the actor may see them.
///
/// # Errors
/// Only the database's.
pub async fn of_events(op: &Op, events: &[EventId]) -> Result<HashMap<EventId, Vec<Placed>>> {
    let db = op.db.reader();
    let rows = visible(op).filter(attendee::Column::EventId.is_in(events.iter().copied()));
    let placed = place(db, listed(db, rows).await?).await?;
    Ok(in_order(placed))
}

/// The guest list of an event in the order of protocol, for papers: whose data may be used, whoever reads it.
pub(crate) async fn of_guests(db: &impl ConnectionTrait, event: EventId) -> Result<Vec<Placed>> {
    let rows = attendee::Entity::find()
        .filter(attendee::Column::EventId.eq(event))
        .filter(usable());
    let placed = place(db, listed(db, rows).await?).await?;
    Ok(in_order(placed).remove(&event).unwrap_or_default())
}

/// Who speaks at events, in the order of protocol, as far as the actor may see guest lists. Who was named for an item and
/// declined does not; who performs or interprets is not asked for their rank.
///
/// # Errors
/// Only the database's.
pub async fn speakers(op: &Op, events: &[EventId]) -> Result<HashMap<EventId, Vec<Turn>>> {
    let db = op.db.reader();
    let scope = op.scope(Action::ReadGuests);
    let item = contributor::Entity::belongs_to(agenda_item::Entity)
        .from(contributor::Column::AgendaItemId)
        .to(agenda_item::Column::Id);
    let mut named = contributor::Entity::find()
        .select_also(agenda_item::Entity)
        .join(JoinType::InnerJoin, item.into())
        .filter(agenda_item::Column::EventId.is_in(events.iter().copied()))
        .filter(contributor::Column::Confirmation.ne(ConfirmationState::Declined))
        .filter(
            contributor::Column::Role
                .is_not_in([ContributorRole::Performer, ContributorRole::Interpreter]),
        )
        .order_by_asc(agenda_item::Column::Position)
        .order_by_asc(contributor::Column::Position);
    if let Scope::Some(offices) = scope {
        named = named.filter(contributor::Column::OfficeId.is_in(offices));
    }
    let named: Vec<(EventId, contributor::Model)> = named
        .all(db)
        .await?
        .into_iter()
        .filter_map(|(someone, item)| Some((item?.event_id, someone)))
        .collect();
    if named.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = visible(op).filter(attendee::Column::EventId.is_in(events.iter().copied()));
    let mut all = listed(db, rows).await?;
    let mut known: HashMap<(EventId, ContactId), Uuid> = all
        .iter()
        .filter_map(|row| Some(((row.event, row.contact?), row.attendee?.0)))
        .collect();
    let mut items: BTreeMap<(EventId, Uuid), Vec<AgendaItemId>> = BTreeMap::new();
    for (event, someone) in named {
        let body = someone.organisation_id.map(|id| id.0).unwrap_or_default();
        let key = if let Some(contact) = someone.contact_id {
            *known.entry((event, contact)).or_insert_with(|| {
                all.push(stranger(event, &someone));
                contact.0
            })
        } else {
            if !items.contains_key(&(event, body)) {
                all.push(stranger(event, &someone));
            }
            body
        };
        let of = items.entry((event, key)).or_default();
        if !of.contains(&someone.agenda_item_id) {
            of.push(someone.agenda_item_id);
        }
    }
    let placed = in_order(place(db, all).await?).into_iter();
    let mut turns = |(event, list): (EventId, Vec<Placed>)| {
        let turn = |who: Placed| {
            let items = items.remove(&(event, who.key()))?;
            Some(Turn { who, items })
        };
        (event, list.into_iter().filter_map(turn).collect())
    };
    Ok(placed.map(&mut turns).collect())
}

/// Who contributes and is on no guest list: from elsewhere, or a body.
fn stranger(event: EventId, someone: &contributor::Model) -> Someone {
    Someone {
        attendee: None,
        office: someone.office_id,
        event,
        contact: someone.contact_id,
        organisation: someone.organisation_id,
        function: None,
        category: None,
        is_confirmed: someone.confirmation == ConfirmationState::Confirmed,
    }
}

/// Those of each event in order.
fn in_order(placed: Vec<Placed>) -> HashMap<EventId, Vec<Placed>> {
    let mut lists: HashMap<EventId, HashMap<Uuid, Placed>> = HashMap::new();
    for one in placed {
        lists.entry(one.event).or_default().insert(one.key(), one);
    }
    let ordered = |(event, mut list): (EventId, HashMap<Uuid, Placed>)| {
        let seats: Vec<Seat<Uuid>> = list.values().map(Placed::seat).collect();
        let order = order::order(&seats).into_iter();
        (event, order.filter_map(|key| list.remove(&key)).collect())
    };
    lists.into_iter().map(ordered).collect()
}

/// What is read of people.
type Named = (ContactId, Option<String>, String, String, String, Sex);
/// What is read of organisations.
type Body = (OrganisationId, LocalizedText, Option<CountryCode>);

/// Gives each their rank and day. Where an office keeps no ranks, days, countries and names alone say who goes first.
async fn place(db: &impl ConnectionTrait, all: Vec<Someone>) -> Result<Vec<Placed>> {
    if all.is_empty() {
        return Ok(Vec::new());
    }
    let offices = each(all.iter().map(|one| Some(one.office)));
    let ladders = ladders(db, &offices).await?;
    place_by(db, &ladders, all).await
}

async fn place_by(
    db: &impl ConnectionTrait,
    ladders: &HashMap<OfficeId, Ladder>,
    all: Vec<Someone>,
) -> Result<Vec<Placed>> {
    if all.is_empty() {
        return Ok(Vec::new());
    }
    let offices = each(all.iter().map(|one| Some(one.office)));
    let facts = Facts::read(db, &offices, &all).await?;
    let empty = Ladder::default();
    let place = |one: Someone| {
        let ladder = ladders.get(&one.office).unwrap_or(&empty);
        facts.place(ladder, &one)
    };
    Ok(all.into_iter().map(place).collect())
}

/// What somebody's place follows from.
struct Facts {
    languages: HashMap<OfficeId, Language>,
    days: HashMap<EventId, NaiveDate>,
    said: HashMap<AttendeeId, attendee_precedence::Model>,
    people: HashMap<ContactId, Named>,
    functions: HashMap<ContactId, Vec<membership::Model>>,
    bodies: HashMap<OrganisationId, Body>,
}

impl Facts {
    async fn read(
        db: &impl ConnectionTrait,
        offices: &[OfficeId],
        all: &[Someone],
    ) -> Result<Self> {
        let languages: Vec<(OfficeId, Languages)> = office::Entity::find()
            .select_only()
            .columns([office::Column::Id, office::Column::Languages])
            .filter(office::Column::Id.is_in(offices.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        let events = each(all.iter().map(|one| Some(one.event)));
        let days: Vec<(EventId, NaiveDate)> = event::Entity::find()
            .select_only()
            .columns([event::Column::Id, event::Column::LocalOn])
            .filter(event::Column::Id.is_in(events))
            .into_tuple()
            .all(db)
            .await?;
        let mut facts = Self {
            languages: languages
                .into_iter()
                .map(|(id, list)| (id, own(list)))
                .collect(),
            days: days.into_iter().collect(),
            said: HashMap::new(),
            people: HashMap::new(),
            functions: HashMap::new(),
            bodies: HashMap::new(),
        };
        facts
            .rows(db, &each(all.iter().map(|one| one.attendee)))
            .await?;
        facts
            .persons(db, &each(all.iter().map(|one| one.contact)))
            .await?;
        let own = facts.functions.values().flatten();
        let own = own.map(|row| Some(row.organisation_id));
        let bodies = each(all.iter().map(|one| one.organisation).chain(own));
        facts.organisations(db, &bodies).await?;
        Ok(facts)
    }

    async fn rows(&mut self, db: &impl ConnectionTrait, ids: &[AttendeeId]) -> Result<()> {
        use attendee_precedence::{Column as C, Entity};
        for some in ids.chunks(BATCH) {
            let rows = Entity::find().filter(C::AttendeeId.is_in(some.iter().copied()));
            let rows = rows.all(db).await?.into_iter();
            self.said.extend(rows.map(|row| (row.attendee_id, row)));
        }
        Ok(())
    }

    async fn persons(&mut self, db: &impl ConnectionTrait, ids: &[ContactId]) -> Result<()> {
        use contact::Column as C;
        for some in ids.chunks(BATCH) {
            let people: Vec<Named> = contact::Entity::find()
                .select_only()
                .columns([
                    C::Id,
                    C::Honorific,
                    C::GivenName,
                    C::FamilyName,
                    C::DisplayName,
                    C::Sex,
                ])
                .filter(C::Id.is_in(some.iter().copied()))
                .into_tuple()
                .all(db)
                .await?;
            self.people
                .extend(people.into_iter().map(|one| (one.0, one)));
            let functions = membership::Entity::find()
                .filter(membership::Column::ContactId.is_in(some.iter().copied()))
                .order_by_desc(membership::Column::IsPrimary)
                .order_by_asc(membership::Column::Id)
                .all(db)
                .await?;
            for row in functions {
                self.functions.entry(row.contact_id).or_default().push(row);
            }
        }
        Ok(())
    }

    async fn organisations(
        &mut self,
        db: &impl ConnectionTrait,
        ids: &[OrganisationId],
    ) -> Result<()> {
        use organisation::Column as C;
        for some in ids.chunks(BATCH) {
            let bodies: Vec<Body> = organisation::Entity::find()
                .select_only()
                .columns([C::Id, C::Name, C::Country])
                .filter(C::Id.is_in(some.iter().copied()))
                .into_tuple()
                .all(db)
                .await?;
            self.bodies
                .extend(bodies.into_iter().map(|one| (one.0, one)));
        }
        Ok(())
    }

    /// The function by which somebody comes: in the organisation that they stand for, else the primary one, on the day of
    /// the event.
    fn function(&self, one: &Someone) -> Option<&membership::Model> {
        let day = self.days.get(&one.event)?;
        let lasts = |row: &&membership::Model| {
            row.from_on.is_none_or(|from| from <= *day) && row.to_on.is_none_or(|to| to >= *day)
        };
        let mut held = self.functions.get(&one.contact?)?.iter().filter(lasts);
        match one.organisation {
            Some(body) => held.find(|row| row.organisation_id == body),
            None => held.next(),
        }
    }

    fn place(&self, ladder: &Ladder, one: &Someone) -> Placed {
        let said = one.attendee.and_then(|id| self.said.get(&id));
        let function = self.function(one);
        let held = function.and_then(|row| row.function.clone());
        let words = one.function.clone().or(held);
        let named = |key: &Option<String>, source| {
            let rank = ladder.named(key.as_deref()?)?;
            Some((rank, source))
        };
        let rank = said
            .and_then(|said| named(&said.override_rank_key, Source::Courtesy))
            .or_else(|| said.and_then(|said| named(&said.rank_key, Source::Event)))
            .or_else(|| function.and_then(|row| named(&row.rank_key, Source::Membership)))
            .or_else(|| {
                let rank = ladder.by_function(words.as_deref()?, one.category)?;
                Some((rank, Source::Function))
            })
            .or_else(|| Some((ladder.by_category(one.category?)?, Source::Category)));
        let since = said
            .and_then(|said| said.precedence_on)
            .or_else(|| function.and_then(|row| row.precedence_on.or(row.from_on)));
        let person = one.contact.and_then(|id| self.people.get(&id));
        let organisation = one.organisation.or(function.map(|row| row.organisation_id));
        let body = organisation.and_then(|id| self.bodies.get(&id));
        let person = person.map(|(_, honorific, given, family, name, sex)| Person {
            honorific: honorific.clone(),
            given: given.clone(),
            family: family.clone(),
            name: name.clone(),
            function: words,
            organisation: None,
            sex: Some(*sex),
        });
        Placed {
            attendee: one.attendee,
            office: one.office,
            event: one.event,
            contact: one.contact,
            organisation,
            is_confirmed: one.is_confirmed,
            source: rank.map_or(Source::None, |(_, source)| source),
            rank: rank.map(|(rank, _)| rank.clone()),
            since,
            said: said.cloned(),
            person: person.unwrap_or_default(),
            organisation_name: body.map(|body| body.1.clone()).unwrap_or_default(),
            country: body.and_then(|body| body.2.clone()),
            language: self
                .languages
                .get(&one.office)
                .cloned()
                .unwrap_or_else(Language::english),
        }
    }
}

/// Each of some ids once.
fn each<K: Ord>(ids: impl Iterator<Item = Option<K>>) -> Vec<K> {
    let ids: BTreeSet<K> = ids.flatten().collect();
    ids.into_iter().collect()
}
