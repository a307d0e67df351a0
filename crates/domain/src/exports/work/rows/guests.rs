//! Guests as rows of cells.

use std::collections::HashMap;

use chrono::SecondsFormat;
use kuvend_entity::{
    attendee, companion, contact, event, export_job,
    id::{AttendeeId, ContactId, OrganisationId},
    value::Language,
};
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait as _, Select,
};

use super::{bodies, people};
use crate::{
    error::{Error, Result},
    exports::{
        ask::SENSITIVE,
        cells::together,
        fields::{Field, GuestField as F},
        noted,
    },
    op::Op,
    questions::{Several, Table, Tongues},
};

/// What stands before what a guest answered to a question of the event, in English, Albanian, Italian and Greek: no file that is brought in
/// takes a question for something that is kept of people.
const ANSWERED: [&str; 4] = ["Answer", "Përgjigje", "Risposta", "Απάντηση"];

/// Whether a row has nobody whose data may not be used: its key is to a person who was not erased and asked for no restriction, or to
/// nobody.
fn usable_by<C: ColumnTrait>(key: C) -> Condition {
    let usable = contact::Entity::find()
        .select_only()
        .column(contact::Column::Id)
        .filter(contact::Column::ErasedAt.is_null())
        .filter(contact::Column::RestrictedAt.is_null())
        .into_query();
    Condition::any()
        .add(key.is_null())
        .add(key.in_subquery(usable))
}

/// Which rows of a guest list are taken out: seats of organisations, and people who were not erased and whose data may be used.
pub(crate) fn usable() -> Condition {
    usable_by(attendee::Column::ContactId)
}

/// Which companions are named in what is taken out: likewise.
pub(crate) fn named() -> Condition {
    usable_by(companion::Column::ContactId)
}

/// The guest list of an event as it is taken out.
#[derive(Debug)]
pub(in crate::exports) struct List {
    /// Whose rows.
    pub(super) rows: Select<attendee::Entity>,
    own: Language,
    /// In which language the columns are headed and answers told.
    heads: Option<Language>,
    asked: Table,
}

impl List {
    /// The list that a job takes out for who asked for it.
    pub(super) async fn of(op: &Op, job: &export_job::Model, own: Language) -> Result<Self> {
        let event = job.event_id.ok_or_else(|| Error::missing("event"))?;
        let event = event::Entity::find_by_id(event).one(op.db.reader()).await?;
        let event = event.ok_or_else(|| Error::missing("event"))?;
        let with_sensitive = job.filter.get(SENSITIVE).is_some_and(|it| it == true);
        let mut asked = Table::of(op, &event, with_sensitive).await?;
        noted(job, |named| asked.only(named));
        Ok(Self {
            rows: attendee::Entity::find()
                .filter(attendee::Column::EventId.eq(event.id))
                .filter(usable()),
            own,
            heads: job.heading_language.clone(),
            asked,
        })
    }

    /// The names of the columns.
    pub(super) fn columns(&self) -> Vec<String> {
        let fields = F::ALL.iter().map(|field| field.as_str().to_owned());
        fields.chain(self.asked.names()).collect()
    }

    fn tongues(&self) -> Tongues<'_> {
        self.heads.as_ref().map(|heads| (heads, &self.own))
    }

    /// What the columns are headed.
    pub(super) fn heads(&self) -> Vec<String> {
        let language = self.heads.as_ref().map(Language::as_str);
        let [en, sq, it, el] = ANSWERED;
        let before = match language {
            None => None,
            Some("sq") => Some(sq),
            Some("it") => Some(it),
            Some("el") => Some(el),
            Some(_) => Some(en),
        };
        let answer = |head: String| match before {
            Some(before) => format!("{before}: {head}"),
            None => head,
        };
        let fields = F::ALL.iter();
        fields
            .map(|field| field.heading(language).to_owned())
            .chain(self.asked.heads(self.tongues()).into_iter().map(answer))
            .collect()
    }
}

/// What belongs to the guests of a page.
struct Beside {
    contacts: HashMap<ContactId, contact::Model>,
    ways: people::Beside,
    bodies: HashMap<OrganisationId, String>,
    companions: HashMap<AttendeeId, Vec<String>>,
}

/// Who comes along with the guests of a page, by name and in their order.
async fn companions(
    snapshot: &DatabaseTransaction,
    guests: &[attendee::Model],
) -> Result<HashMap<AttendeeId, Vec<String>>> {
    use companion::Column as C;
    let found = companion::Entity::find()
        .filter(C::AttendeeId.is_in(guests.iter().map(|guest| guest.id)))
        .filter(named())
        .order_by_asc(C::Position)
        .all(snapshot)
        .await?;
    let mut all: HashMap<AttendeeId, Vec<String>> = HashMap::new();
    for one in found {
        let name = format!("{} {}", one.given_name, one.family_name);
        all.entry(one.attendee_id).or_default().push(name);
    }
    Ok(all)
}

/// The rows of a page: what belongs to them comes by one statement a kind.
pub(super) async fn of(
    snapshot: &DatabaseTransaction,
    guests: &[attendee::Model],
    list: &List,
) -> Result<Vec<Vec<String>>> {
    let rows: Vec<AttendeeId> = guests.iter().map(|guest| guest.id).collect();
    let told = (list.tongues(), Several::Parted);
    let mut answers = list.asked.rows(snapshot, &rows, told).await?;
    let ids = guests.iter().filter_map(|guest| guest.contact_id);
    let contacts = contact::Entity::find()
        .filter(contact::Column::Id.is_in(ids))
        .all(snapshot)
        .await?;
    let hosts = guests.iter().filter_map(|guest| guest.organisation_id);
    let beside = Beside {
        ways: people::beside(snapshot, &contacts, &[Field::Email, Field::Phone]).await?,
        bodies: bodies::names(snapshot, hosts, &list.own).await?,
        companions: companions(snapshot, guests).await?,
        contacts: contacts.into_iter().map(|one| (one.id, one)).collect(),
    };
    let mut row = |guest: &attendee::Model| {
        let cell = |field: &F| cell(guest, &beside, *field).unwrap_or_default();
        let unanswered = || vec![String::new(); list.asked.len()];
        let answers = answers.remove(&guest.id).unwrap_or_else(unanswered);
        F::ALL.iter().map(cell).chain(answers).collect()
    };
    Ok(guests.iter().map(&mut row).collect())
}

fn cell(guest: &attendee::Model, beside: &Beside, field: F) -> Option<String> {
    let of_person = |field| {
        let person = beside.contacts.get(&guest.contact_id?)?;
        people::cell(person, &beside.ways, field)
    };
    match field {
        F::Id => Some(guest.id.to_string()),
        F::Honorific => of_person(Field::Honorific),
        F::GivenName => of_person(Field::GivenName),
        F::FamilyName => of_person(Field::FamilyName),
        F::Email => of_person(Field::Email),
        F::Phone => of_person(Field::Phone),
        F::Organisation => beside.bodies.get(&guest.organisation_id?).cloned(),
        F::Function => guest.function_at_event.clone(),
        F::Roles => {
            let roles = guest.roles.0.iter().map(|role| role.as_str());
            Some(together(roles))
        }
        F::Category => guest.category.map(|category| category.to_string()),
        F::PartySize => Some(guest.party_size.to_string()),
        F::Wave => guest.wave.clone(),
        F::Invitation => Some(guest.invitation.to_string()),
        F::Response => Some(guest.response.to_string()),
        F::RespondedAt => guest
            .responded_at
            .map(|at| at.to_rfc3339_opts(SecondsFormat::Secs, true)),
        F::Place => Some(guest.place.to_string()),
        F::Presence => Some(guest.presence.to_string()),
        F::Companions => {
            let names = beside.companions.get(&guest.id)?;
            Some(together(names.iter().map(String::as_str)))
        }
    }
}
