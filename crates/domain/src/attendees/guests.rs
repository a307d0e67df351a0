//! Who is on the list, in which quality, for whom.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use kuvend_entity::{
    attendee, contact, event,
    id::{AttendeeId, ContactId, EventId, OrganisationId, SegmentId},
    kind::{
        ApprovalState, AttendeeRole, Generation, GuestCategory, InvitationState, OrganisationKind,
        PlaceState, PresenceState, ResponseState,
    },
    membership, organisation,
    value::{AttendeeRoles, CountryCode, ProfileKinds},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, FromQueryResult,
    JoinType, QueryFilter, QuerySelect,
};

use crate::{
    attendees::{
        desk::{Cause, Desk},
        quality::{Known, Qualities},
    },
    contacts,
    error::{Error, Result},
    fault::{Code, Fault, Faults},
    op::Op,
    policy::Action,
    segments,
};

/// Ids of one statement, so that the parameters stay within what SQLite takes.
pub const BATCH: usize = 500;

/// One guest to be added: a person, or an organisation's seat that a name fills later.
#[derive(Debug, Clone)]
pub struct NewGuest {
    /// Who, if known.
    pub contact: Option<ContactId>,
    /// For whom; the primary organisation unless said.
    pub organisation: Option<OrganisationId>,
    /// With which function.
    pub function: Option<String>,
    /// In which quality; proposed unless said.
    pub category: Option<GuestCategory>,
    /// How many places the party may take.
    pub party_size: i32,
    /// As what.
    pub roles: Vec<AttendeeRole>,
}

impl NewGuest {
    /// A person of whom nothing more is said.
    #[must_use]
    pub fn alone(contact: ContactId) -> Self {
        Self {
            contact: Some(contact),
            organisation: None,
            function: None,
            category: None,
            party_size: 1,
            roles: vec![AttendeeRole::Guest],
        }
    }
}

/// Guests to be added together.
#[derive(Debug, Clone)]
pub struct AddGuests {
    /// To which event's list.
    pub event: EventId,
    /// Whom.
    pub guests: Vec<NewGuest>,
    /// And everybody of this segment, as a guest with a party of one.
    pub segment: Option<SegmentId>,
    /// The name of the wave.
    pub wave: Option<String>,
}

/// What became of guests to be added.
#[derive(Debug, Clone, Default)]
pub struct Added {
    /// Rows that are new.
    pub added: Vec<attendee::Model>,
    /// Rows that were there already, left as they are.
    pub there: Vec<attendee::Model>,
}

/// What is proposed for a contact's row: the primary organisation, the function there and the quality.
#[derive(Debug, Clone, Default)]
pub struct Profile {
    organisation: Option<OrganisationId>,
    function: Option<String>,
    category: Option<GuestCategory>,
}

impl Profile {
    /// Fills a fresh row with what is proposed.
    pub fn propose(&self, row: &mut attendee::Model) {
        row.organisation_id = self.organisation;
        row.function_at_event.clone_from(&self.function);
        row.category = self.category;
    }
}

/// Puts guests on the list. Who is there already is left as they are; people who work at the event have their place at once.
///
/// # Errors
/// Faults at `guests.N.…` for whoever is not known, and nothing is added then; on `segmentId` where there is none such or it
/// holds more than 5,000.
pub async fn add_guests(op: &Op, mut cmd: AddGuests) -> Result<Added> {
    let mut desk = Desk::open(op, cmd.event, Action::WriteGuests)
        .await
        .map_err(|error| error.hidden_at(["eventId"]))?;
    if let Some(segment) = cmd.segment {
        let whose = (desk.event.office_id, segment);
        let members = segments::members(op, &desk.tx, whose, &["segmentId"]).await?;
        cmd.guests.extend(members.into_iter().map(NewGuest::alone));
    }
    let contacts: Vec<ContactId> = cmd
        .guests
        .iter()
        .filter_map(|guest| guest.contact)
        .collect();
    let organisations: Vec<OrganisationId> = cmd
        .guests
        .iter()
        .filter_map(|guest| guest.organisation)
        .collect();
    let profiles = profiles(&desk.tx, &desk.event, &contacts).await?;
    let kinds = kinds_of(&desk.tx, &desk.event, &organisations).await?;
    let mut there = rows_of(&desk.tx, desk.event.id, &contacts).await?;
    let mut faults = Faults::none();
    let mut outcome = Added::default();
    for (index, guest) in cmd.guests.into_iter().enumerate() {
        let at = |field: &str, code| {
            Fault::at(
                vec!["guests".to_owned(), index.to_string(), field.to_owned()],
                code,
            )
        };
        let profile = match guest.contact {
            None if guest.organisation.is_none() => {
                faults.push(at("contactId", Code::Required));
                continue;
            }
            None => Profile::default(),
            Some(id) => {
                if let Some(profile) = profiles.get(&id) {
                    profile.clone()
                } else {
                    faults.push(at("contactId", Code::NotFound));
                    continue;
                }
            }
        };
        let kind = match guest.organisation.map(|id| kinds.get(&id)) {
            Some(None) => {
                faults.push(at("organisationId", Code::NotFound));
                continue;
            }
            Some(Some(kind)) => Some(*kind),
            None => None,
        };
        if let Some(row) = guest.contact.and_then(|id| there.get(&id)) {
            outcome.there.push(row.clone());
            continue;
        }
        let row = listed(&desk, guest, (profile, kind), cmd.wave.as_deref());
        if faults.list().is_empty() {
            let row = desk.enter(row, &Cause::default());
            if let Some(id) = row.contact_id {
                there.insert(id, row.clone());
            }
            desk.deed("attendees::add_guests", &row, None, None);
            outcome.added.push(row);
        }
    }
    faults.finish(Some(()))?;
    desk.close().await?;
    Ok(outcome)
}

/// Puts somebody who contributes in person on the list, or adds the role to their row. Agreeing to speak is not accepting
/// an invitation: neither invitation nor response moves.
///
/// # Errors
/// Only the database's.
pub async fn add_contributors(
    op: &Op,
    tx: DatabaseTransaction,
    event: EventId,
    people: &[(ContactId, AttendeeRole)],
) -> Result<DatabaseTransaction> {
    let locked = crate::engine::lock_event_with_row(&tx, event)
        .await?
        .ok_or_else(|| Error::missing("event"))?;
    let mut desk = Desk::new(op, tx, locked);
    let ids: Vec<ContactId> = people.iter().map(|(id, _)| *id).collect();
    let profiles = profiles(&desk.tx, &desk.event, &ids).await?;
    let there = rows_of(&desk.tx, desk.event.id, &ids).await?;
    let cause = Cause {
        reason: Some("named on the agenda".to_owned()),
        ..Cause::default()
    };
    // One person may contribute in several roles.
    let mut roles: BTreeMap<ContactId, Vec<AttendeeRole>> = BTreeMap::new();
    for (contact, role) in people {
        let known = roles.entry(*contact).or_default();
        if !known.contains(role) {
            known.push(*role);
        }
    }
    for (contact, named) in roles {
        if let Some(before) = there.get(&contact) {
            let mut all = before.roles.clone();
            all.0.extend(
                named
                    .into_iter()
                    .filter(|role| !before.roles.0.contains(role)),
            );
            let mut after = before.clone();
            take_roles(&mut after, all);
            desk.hold_to_limits(before, &mut after).await?;
            let _ = desk.alter_later(before, after, &cause);
            continue;
        }
        let mut row = fresh(&desk, Some(contact));
        if let Some(profile) = profiles.get(&contact) {
            profile.propose(&mut row);
        }
        take_roles(&mut row, AttendeeRoles(named));
        if !row.uses_place {
            row.place = PlaceState::Confirmed;
        }
        let _ = desk.enter(row, &cause);
    }
    desk.settle().await
}

/// A row at the start of all four axes.
#[must_use]
pub fn fresh(desk: &Desk<'_>, contact: Option<ContactId>) -> attendee::Model {
    blank(&desk.event, contact, desk.now)
}

/// A row as it would be of somebody of whom the office knows nothing, who asks for so many places: to look whether there are any.
#[must_use]
pub fn imagined(event: &event::Model, party_size: i32, now: DateTime<Utc>) -> attendee::Model {
    attendee::Model {
        party_size,
        ..blank(event, None, now)
    }
}

fn blank(event: &event::Model, contact: Option<ContactId>, now: DateTime<Utc>) -> attendee::Model {
    attendee::Model {
        id: AttendeeId::new(),
        office_id: event.office_id,
        event_id: event.id,
        contact_id: contact,
        version: 1,
        organisation_id: None,
        function_at_event: None,
        roles: AttendeeRoles(vec![AttendeeRole::Guest]),
        is_guest: true,
        uses_place: true,
        category: None,
        party_size: 1,
        party_allowance: 1,
        wave: None,
        invitation: InvitationState::NotInvited,
        invited_at: None,
        invitation_channel: None,
        invitation_evidence: None,
        invitation_round: 1,
        link_epoch: 1,
        calendar_sequence: 0,
        response: ResponseState::None,
        responded_at: None,
        response_channel: None,
        response_reason: None,
        response_revision: None,
        represented_by_id: None,
        place: PlaceState::None,
        approval: ApprovalState::NotAsked,
        overbook_reason: None,
        attends: None,
        place_changed_at: None,
        queue_number: None,
        queue_priority: 0,
        offer_expires_at: None,
        is_registered: false,
        presence: PresenceState::Unrecorded,
        presence_at: None,
        presence_mode: None,
        snapshot_sex: None,
        snapshot_age_band: None,
        snapshot_residence_country: None,
        snapshot_residence_subdivision: None,
        snapshot_origin_country: None,
        snapshot_generation: None,
        snapshot_category: None,
        snapshot_language: None,
        snapshot_organisation_kind: None,
        snapshot_at: None,
        created_at: now,
        updated_at: now,
    }
}

/// A row for a guest: what is said of them, else what is proposed. People who work at the event have their place at once.
#[must_use]
pub fn listed(
    desk: &Desk<'_>,
    guest: NewGuest,
    (profile, kind): (Profile, Option<OrganisationKind>),
    wave: Option<&str>,
) -> attendee::Model {
    let mut row = fresh(desk, guest.contact);
    row.organisation_id = guest.organisation.or(profile.organisation);
    // The function that is proposed is held in the organisation that is proposed, and in no other.
    let is_theirs = row.organisation_id == profile.organisation;
    let function = profile.function.filter(|_| is_theirs);
    row.function_at_event = guest.function.or(function);
    row.category = guest
        .category
        .or_else(|| kind.map(OrganisationKind::category))
        .or(profile.category);
    row.party_size = guest.party_size;
    row.party_allowance = guest.party_size;
    row.wave = wave.map(str::to_owned);
    take_roles(&mut row, AttendeeRoles(guest.roles));
    if !row.uses_place {
        row.place = PlaceState::Confirmed;
    }
    row
}

/// Gives a row roles, and what follows from them.
pub fn take_roles(row: &mut attendee::Model, roles: AttendeeRoles) {
    row.is_guest = roles.counts_as_guest();
    row.uses_place = roles.uses_place();
    row.roles = roles;
}

/// The row of a contact on this list.
///
/// # Errors
/// Only the database's.
pub async fn row_of(desk: &Desk<'_>, contact: ContactId) -> Result<Option<attendee::Model>> {
    let query = attendee::Entity::find()
        .filter(attendee::Column::EventId.eq(desk.event.id))
        .filter(attendee::Column::ContactId.eq(contact));
    Ok(query.one(&desk.tx).await?)
}

/// The rows of contacts on a list.
///
/// # Errors
/// Only the database's.
pub async fn rows_of(
    db: &impl ConnectionTrait,
    event: EventId,
    contacts: &[ContactId],
) -> Result<HashMap<ContactId, attendee::Model>> {
    let mut rows = HashMap::with_capacity(contacts.len());
    for batch in contacts.chunks(BATCH) {
        let query = attendee::Entity::find()
            .filter(attendee::Column::EventId.eq(event))
            .filter(attendee::Column::ContactId.is_in(batch.iter().copied()));
        rows.extend(
            query
                .all(db)
                .await?
                .into_iter()
                .filter_map(|row| Some((row.contact_id?, row))),
        );
    }
    Ok(rows)
}

/// A row for a contact as proposed, or nothing where the office does not know the contact.
///
/// # Errors
/// Only the database's.
pub async fn proposed(desk: &Desk<'_>, contact: ContactId) -> Result<Option<attendee::Model>> {
    let Some(profile) = profiles(&desk.tx, &desk.event, &[contact])
        .await?
        .remove(&contact)
    else {
        return Ok(None);
    };
    let mut row = fresh(desk, Some(contact));
    profile.propose(&mut row);
    Ok(Some(row))
}

/// Goes on only if the office knows the organisation.
///
/// # Errors
/// A fault on `representingId`.
pub async fn organisation_is_known(desk: &Desk<'_>, organisation: OrganisationId) -> Result<()> {
    let known = kinds_of(&desk.tx, &desk.event, &[organisation]).await?;
    if known.contains_key(&organisation) {
        Ok(())
    } else {
        Err(Fault::new(["representingId"], Code::NotFound).into())
    }
}

async fn kinds_of(
    db: &impl ConnectionTrait,
    event: &event::Model,
    organisations: &[OrganisationId],
) -> Result<HashMap<OrganisationId, OrganisationKind>> {
    let mut kinds = HashMap::new();
    for batch in organisations.chunks(BATCH) {
        let query = organisation::Entity::find()
            .filter(organisation::Column::Id.is_in(batch.iter().copied()))
            .filter(organisation::Column::OfficeId.eq(event.office_id));
        kinds.extend(
            query
                .all(db)
                .await?
                .into_iter()
                .map(|row| (row.id, row.kind)),
        );
    }
    Ok(kinds)
}

/// A contact, what is known of them, and for which body in which function they come.
#[derive(FromQueryResult)]
struct Person {
    id: ContactId,
    profile_kinds: ProfileKinds,
    generation: Generation,
    origin_country: Option<CountryCode>,
    residence_country: Option<CountryCode>,
    function: Option<String>,
    organisation_id: Option<OrganisationId>,
    kind: Option<OrganisationKind>,
}

impl Person {
    fn profile(self, qualities: Option<&Qualities>) -> (ContactId, Profile) {
        let known = Known {
            kinds: self.profile_kinds,
            generation: self.generation,
            origin: self.origin_country,
            residence: self.residence_country,
        };
        let profile = Profile {
            organisation: self.organisation_id,
            function: self.function.filter(|_| self.organisation_id.is_some()),
            category: match self.kind {
                Some(kind) => Some(kind.category()),
                None => qualities.and_then(|all| all.propose(&known)),
            },
        };
        (self.id, profile)
    }
}

/// What is proposed for contacts of the event's office, who are held; who is not there is not known, merged or erased.
///
/// # Errors
/// Only the database's.
pub async fn profiles(
    tx: &DatabaseTransaction,
    event: &event::Model,
    people: &[ContactId],
) -> Result<HashMap<ContactId, Profile>> {
    let mut profiles = HashMap::with_capacity(people.len());
    let mut people = people.to_vec();
    people.sort_unstable();
    // Asked for once, and only where somebody represents nobody.
    let mut qualities = None;
    for batch in people.chunks(BATCH) {
        let belonging = contact::Entity::belongs_to(membership::Entity)
            .from(contact::Column::Id)
            .to(membership::Column::ContactId)
            .on_condition(|_, _| {
                Condition::all()
                    .add(membership::Column::IsPrimary.eq(true))
                    .add(membership::Column::ToOn.is_null())
            });
        let office = event.office_id;
        let body = membership::Entity::belongs_to(organisation::Entity)
            .from(membership::Column::OrganisationId)
            .to(organisation::Column::Id)
            .on_condition(move |_, _| organisation::Column::OfficeId.eq(office).into());
        let people = contact::Entity::find()
            .select_only()
            .column(contact::Column::Id)
            .columns(Known::COLUMNS)
            .column(membership::Column::Function)
            .column_as(organisation::Column::Id, "organisation_id")
            .column(organisation::Column::Kind)
            .join(JoinType::LeftJoin, belonging.into())
            .join(JoinType::LeftJoin, body.into())
            .filter(contact::Column::Id.is_in(batch.iter().copied()))
            .filter(contact::Column::OfficeId.eq(office));
        let people: Vec<Person> = contacts::held(people).into_model().all(tx).await?;
        if qualities.is_none() && people.iter().any(|person| person.kind.is_none()) {
            qualities = Some(Qualities::of(tx, office).await?);
        }
        let people = people.into_iter();
        profiles.extend(people.map(|person| person.profile(qualities.as_ref())));
    }
    Ok(profiles)
}
