//! Who contributes to an agenda item.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDateTime;
use kuvend_entity::{
    contact, contributor, event,
    id::{AgendaItemId, ContactId, ContributorId, OfficeId, OrganisationId},
    kind::{AttendeeRole, ConfirmationState, ContributorMode, ContributorRole},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    QuerySelect,
};
use serde::Serialize;

use crate::{
    contacts,
    error::Result,
    events,
    fault::{Code, Fault, Faults},
    op::Op,
    policy::Action,
    walltime,
};

/// Somebody who contributes: a person, a body or group, or a person for a body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewContributor {
    /// Who, if a person.
    pub contact: Option<ContactId>,
    /// Who, if a body or a group.
    pub organisation: Option<OrganisationId>,
    /// As what.
    pub role: ContributorRole,
    /// How.
    pub mode: ContributorMode,
    /// Whether they agreed.
    pub confirmation: ConfirmationState,
    /// What view a panellist brings.
    pub perspective: Option<String>,
    /// From when on they can, on the clock of the event.
    pub available_from: Option<NaiveDateTime>,
    /// Until when they can, on the clock of the event.
    pub available_until: Option<NaiveDateTime>,
}

/// Contributors with where the input names them: `["panellists", "1"]`.
#[derive(Debug, Clone, Default)]
pub(super) struct Cast(Vec<(Vec<String>, NewContributor)>);

impl Cast {
    /// One that a field names.
    pub(super) fn one(&mut self, field: &str, contributor: NewContributor) {
        self.0.push((vec![field.to_owned()], contributor));
    }

    /// Those that a list names.
    pub(super) fn many(&mut self, list: &str, contributors: Vec<NewContributor>) {
        self.0.extend(
            contributors
                .into_iter()
                .enumerate()
                .map(|(index, someone)| (vec![list.to_owned(), index.to_string()], someone)),
        );
    }

    /// The contributors without where they are named, as an audit entry keeps them.
    pub(super) fn plain(&self) -> Vec<&NewContributor> {
        self.0.iter().map(|(_, someone)| someone).collect()
    }

    /// Notes whoever the actor does not see in the event's office, nobody, who is named twice in one role, and who can for no
    /// time that there is. Who was merged into another contact is named by the survivor.
    pub(super) async fn judge(
        &mut self,
        op: &Op,
        tx: &DatabaseTransaction,
        event: &event::Model,
        faults: &mut Faults,
    ) -> Result<()> {
        let office = event.office_id;
        let contacts: Vec<ContactId> = self.0.iter().filter_map(|(_, who)| who.contact).collect();
        let survivors = known_contacts(op, tx, office, &contacts).await?;
        let organisations: Vec<OrganisationId> = self
            .0
            .iter()
            .filter_map(|(_, who)| who.organisation)
            .collect();
        let organisations = events::known_organisations(op, tx, office, &organisations).await?;
        let mut seen = HashSet::new();
        for (path, someone) in &mut self.0 {
            let at = |field: &str, code| {
                let mut path = path.clone();
                path.push(field.to_owned());
                Fault::at(path, code)
            };
            let times = [
                ("availableFrom", someone.available_from),
                ("availableUntil", someone.available_until),
            ];
            for (field, wall) in times {
                if wall.is_some_and(|wall| walltime::instant(wall, &event.time_zone).is_none()) {
                    faults.push(at(field, Code::NonexistentTime).with("zone", &event.time_zone));
                }
            }
            if someone
                .available_from
                .zip(someone.available_until)
                .is_some_and(|(from, until)| until <= from)
            {
                faults
                    .push(at("availableUntil", Code::Inconsistent).with("other", "availableFrom"));
            }
            let mut wrong = |field: &str, code| faults.push(at(field, code));
            if someone.contact.is_none() && someone.organisation.is_none() {
                wrong("contactId", Code::Required);
            }
            if let Some(id) = someone.contact {
                match survivors.get(&id) {
                    None => wrong("contactId", Code::NotFound),
                    Some(survivor) => {
                        someone.contact = Some(*survivor);
                        if !seen.insert((*survivor, someone.role)) {
                            wrong("contactId", Code::Taken);
                        }
                    }
                }
            }
            if let Some(id) = someone.organisation
                && !organisations.contains(&id)
            {
                wrong("organisationId", Code::NotFound);
            }
        }
        Ok(())
    }

    /// Writes the contributors of an item that has none. Whoever comes in person belongs on the guest list.
    pub(super) async fn insert(
        &self,
        op: &Op,
        tx: &DatabaseTransaction,
        item: (OfficeId, AgendaItemId),
    ) -> Result<Vec<contributor::Model>> {
        self.replace(op, tx, item, &[]).await
    }

    /// Puts these contributors in the place of an item's former ones. Whoever stays keeps their row, whatever is said of
    /// them now, so that what hangs on it stays too.
    pub(super) async fn replace(
        &self,
        op: &Op,
        tx: &DatabaseTransaction,
        item: (OfficeId, AgendaItemId),
        before: &[contributor::Model],
    ) -> Result<Vec<contributor::Model>> {
        let now = op.clock.now();
        let wanted: Vec<&NewContributor> = self.plain();
        let (kept, gone) = matched(before, &wanted);
        if !gone.is_empty() {
            contributor::Entity::delete_many()
                .filter(contributor::Column::Id.is_in(gone))
                .exec(tx)
                .await?;
        }
        let mut rows = Vec::with_capacity(wanted.len());
        let mut made = Vec::new();
        for ((someone, kept), position) in wanted.into_iter().zip(kept).zip(1..) {
            let row = contributor::Model {
                id: kept.map_or_else(ContributorId::new, |row| row.id),
                office_id: item.0,
                agenda_item_id: item.1,
                position,
                contact_id: someone.contact,
                organisation_id: someone.organisation,
                role: someone.role,
                mode: someone.mode,
                confirmation: someone.confirmation,
                perspective: someone.perspective.clone(),
                available_from_local: someone.available_from,
                available_until_local: someone.available_until,
                created_at: kept.map_or(now, |row| row.created_at),
            };
            match kept {
                None => made.push(row.clone().into_active_model().reset_all()),
                Some(kept) if *kept == row => {}
                Some(_) => {
                    contributor::Entity::update(row.clone().into_active_model().reset_all())
                        .exec_without_returning(tx)
                        .await?;
                }
            }
            rows.push(row);
        }
        contributor::Entity::insert_many(made)
            .exec_without_returning(tx)
            .await?;
        Ok(rows)
    }
}

/// For each contributor wanted the former row that is theirs, and the rows that are nobody's now. The same person or body
/// in the same role comes first, then the same person in another role or for another body.
fn matched<'a>(
    before: &'a [contributor::Model],
    wanted: &[&NewContributor],
) -> (Vec<Option<&'a contributor::Model>>, Vec<ContributorId>) {
    let mut free: Vec<&contributor::Model> = before.iter().collect();
    let mut kept: Vec<Option<&contributor::Model>> = vec![None; wanted.len()];
    let same: [fn(&contributor::Model, &NewContributor) -> bool; 3] = [
        |row, someone| {
            row.role == someone.role
                && row.contact_id == someone.contact
                && row.organisation_id == someone.organisation
        },
        |row, someone| {
            row.role == someone.role
                && row.contact_id.is_some()
                && row.contact_id == someone.contact
        },
        |row, someone| row.contact_id.is_some() && row.contact_id == someone.contact,
    ];
    for same in same {
        for (someone, theirs) in wanted.iter().zip(&mut kept) {
            if theirs.is_none()
                && let Some(index) = free.iter().position(|row| same(row, someone))
            {
                *theirs = Some(free.remove(index));
            }
        }
    }
    (kept, free.iter().map(|row| row.id).collect())
}

impl From<&contributor::Model> for NewContributor {
    fn from(row: &contributor::Model) -> Self {
        Self {
            contact: row.contact_id,
            organisation: row.organisation_id,
            role: row.role,
            mode: row.mode,
            confirmation: row.confirmation,
            perspective: row.perspective.clone(),
            available_from: row.available_from_local,
            available_until: row.available_until_local,
        }
    }
}

/// Those of these contacts that the actor sees in the office, with who they are now.
pub(super) async fn known_contacts(
    op: &Op,
    tx: &DatabaseTransaction,
    office: OfficeId,
    ids: &[ContactId],
) -> Result<HashMap<ContactId, ContactId>> {
    if ids.is_empty() || !op.may(office, Action::ReadContacts) {
        return Ok(HashMap::new());
    }
    let here = async |ids: Vec<ContactId>| -> Result<HashSet<ContactId>> {
        let people = contacts::hold(tx, ids).await?.into_iter();
        let people = people.filter(|row| row.office_id == office);
        Ok(people.map(|row| row.id).collect())
    };
    let there = here(ids.to_vec()).await?;
    let mut known: HashMap<ContactId, ContactId> = there.iter().map(|id| (*id, *id)).collect();
    let gone: Vec<ContactId> = ids
        .iter()
        .filter(|id| !there.contains(id))
        .copied()
        .collect();
    if gone.is_empty() {
        return Ok(known);
    }
    let merged: Vec<(ContactId, Option<ContactId>)> = contact::Entity::find()
        .select_only()
        .columns([contact::Column::Id, contact::Column::MergedIntoId])
        .filter(contact::Column::OfficeId.eq(office))
        .filter(contact::Column::Id.is_in(gone))
        .into_tuple()
        .all(tx)
        .await?;
    let survivors = merged.iter().filter_map(|(_, survivor)| *survivor);
    let there = here(survivors.collect()).await?;
    known.extend(
        merged
            .into_iter()
            .filter_map(|(id, survivor)| Some((id, survivor.filter(|id| there.contains(id))?))),
    );
    Ok(known)
}

/// The people among contributors who come in person and have not declined, each with the role that the guest list knows
/// them by.
#[must_use]
pub fn coming_in_person(contributors: &[contributor::Model]) -> Vec<(ContactId, AttendeeRole)> {
    contributors
        .iter()
        .filter(|someone| {
            someone.mode == ContributorMode::InPerson
                && someone.confirmation != ConfirmationState::Declined
        })
        .filter_map(|someone| {
            let role = match someone.role {
                ContributorRole::Moderator => AttendeeRole::Moderator,
                ContributorRole::Panellist => AttendeeRole::Panellist,
                ContributorRole::Speaker => AttendeeRole::Speaker,
                ContributorRole::Performer => AttendeeRole::Performer,
                ContributorRole::Interpreter => AttendeeRole::Interpreter,
                ContributorRole::Host => AttendeeRole::Host,
            };
            Some((someone.contact_id?, role))
        })
        .collect()
}
