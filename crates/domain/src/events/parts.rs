//! What an event is linked to: occasions, programmes, organisations.

use std::collections::HashSet;

use kuvend_entity::{
    event_framework, event_occasion, event_organisation, event_programme,
    id::{EventId, OfficeId, OrganisationId, PolicyFrameworkId, ProgrammeId},
    kind::{EventOrganisationRole, FrameworkRelation},
    organisation, policy_framework, programme,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};

use crate::{
    change::Changes,
    error::Result,
    events::{links, read},
    fault::{Code, Fault, Faults},
    op::Op,
    policy::Action,
};

/// The part of an organisation in an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Part {
    /// Who.
    pub organisation: OrganisationId,
    /// As what.
    pub role: EventOrganisationRole,
}

/// A policy framework that an event has to do with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Pointed {
    /// Which.
    pub framework: PolicyFrameworkId,
    /// What the event does with it.
    pub relation: FrameworkRelation,
}

/// The links that a command names; those it does not name stay.
#[derive(Debug, Clone, Default)]
pub(super) struct Parts {
    pub(super) occasions: Option<Vec<String>>,
    pub(super) programmes: Option<Vec<ProgrammeId>>,
    pub(super) organisations: Option<Vec<Part>>,
    pub(super) frameworks: Option<Vec<Pointed>>,
}

fn at(list: &str, index: usize, field: Option<&str>, code: Code) -> Fault {
    let path = [list.to_owned(), index.to_string()]
        .into_iter()
        .chain(field.map(str::to_owned))
        .collect();
    Fault::at(path, code)
}

impl Parts {
    /// Notes what is named twice, or names nothing that the actor sees in the office.
    pub(super) async fn judge(
        &self,
        op: &Op,
        tx: &DatabaseTransaction,
        office: OfficeId,
        faults: &mut Faults,
    ) -> Result<()> {
        let mut seen = HashSet::new();
        for (index, slug) in self.occasions.iter().flatten().enumerate() {
            if !seen.insert(slug) {
                faults.push(at("occasions", index, None, Code::Taken));
            }
        }
        let programmes = self.programmes.as_deref().unwrap_or_default();
        let known = known_programmes(op, tx, office, programmes).await?;
        let mut seen = HashSet::new();
        for (index, id) in programmes.iter().enumerate() {
            if !known.contains(id) {
                faults.push(at("programmeIds", index, None, Code::NotFound));
            } else if !seen.insert(id) {
                faults.push(at("programmeIds", index, None, Code::Taken));
            }
        }
        let organisations = self.organisations.as_deref().unwrap_or_default();
        let ids: Vec<OrganisationId> = organisations.iter().map(|part| part.organisation).collect();
        let known = known_organisations(op, tx, office, &ids).await?;
        let mut seen = HashSet::new();
        for (index, part) in organisations.iter().enumerate() {
            let field = Some("organisationId");
            if !known.contains(&part.organisation) {
                faults.push(at("organisations", index, field, Code::NotFound));
            } else if !seen.insert(part) {
                faults.push(at("organisations", index, field, Code::Taken));
            }
        }
        let frameworks = self.frameworks.as_deref().unwrap_or_default();
        let known = known_frameworks(op, tx, office, frameworks).await?;
        let mut seen = HashSet::new();
        for (index, pointed) in frameworks.iter().enumerate() {
            let field = Some("frameworkId");
            if !known.contains(&pointed.framework) {
                faults.push(at("frameworks", index, field, Code::NotFound));
            } else if !seen.insert(pointed) {
                faults.push(at("frameworks", index, field, Code::Taken));
            }
        }
        Ok(())
    }

    /// Puts the named links in the place of the former ones.
    pub(super) async fn replace(
        &self,
        tx: &DatabaseTransaction,
        event: EventId,
        changes: &mut Changes,
    ) -> Result<()> {
        if let Some(new) = &self.occasions {
            let old = read::occasions(tx, &[event]).await?.remove(&event);
            changes.note("occasions", &old.unwrap_or_default(), new);
            event_occasion::Entity::delete_many()
                .filter(event_occasion::Column::EventId.eq(event))
                .exec(tx)
                .await?;
        }
        if let Some(new) = &self.programmes {
            let old = read::programmes(tx, &[event]).await?.remove(&event);
            changes.note("programmeIds", &old.unwrap_or_default(), new);
            event_programme::Entity::delete_many()
                .filter(event_programme::Column::EventId.eq(event))
                .exec(tx)
                .await?;
        }
        if let Some(new) = &self.organisations {
            let old: Vec<Part> = read::organisations(tx, &[event])
                .await?
                .remove(&event)
                .unwrap_or_default()
                .into_iter()
                .map(|row| Part {
                    organisation: row.organisation_id,
                    role: row.role,
                })
                .collect();
            changes.note("organisations", &old, new);
            event_organisation::Entity::delete_many()
                .filter(event_organisation::Column::EventId.eq(event))
                .exec(tx)
                .await?;
        }
        if let Some(new) = &self.frameworks {
            let old: Vec<Pointed> = links::frameworks(tx, &[event])
                .await?
                .into_iter()
                .map(|(row, _)| Pointed {
                    framework: row.framework_id,
                    relation: row.relation,
                })
                .collect();
            changes.note("frameworks", &old, new);
            event_framework::Entity::delete_many()
                .filter(event_framework::Column::EventId.eq(event))
                .exec(tx)
                .await?;
        }
        self.insert(tx, event).await
    }

    /// Writes the named links of an event that has none of them.
    pub(super) async fn insert(&self, tx: &DatabaseTransaction, event: EventId) -> Result<()> {
        let occasions = self
            .occasions
            .iter()
            .flatten()
            .zip(1..)
            .map(|(slug, position)| event_occasion::ActiveModel {
                event_id: Set(event),
                occasion: Set(slug.clone()),
                position: Set(position),
            });
        event_occasion::Entity::insert_many(occasions)
            .exec_without_returning(tx)
            .await?;
        let programmes = self
            .programmes
            .iter()
            .flatten()
            .map(|id| event_programme::ActiveModel {
                event_id: Set(event),
                programme_id: Set(*id),
            });
        event_programme::Entity::insert_many(programmes)
            .exec_without_returning(tx)
            .await?;
        let organisations =
            self.organisations
                .iter()
                .flatten()
                .map(|part| event_organisation::ActiveModel {
                    event_id: Set(event),
                    organisation_id: Set(part.organisation),
                    role: Set(part.role),
                });
        event_organisation::Entity::insert_many(organisations)
            .exec_without_returning(tx)
            .await?;
        let frameworks =
            self.frameworks
                .iter()
                .flatten()
                .map(|pointed| event_framework::ActiveModel {
                    event_id: Set(event),
                    framework_id: Set(pointed.framework),
                    relation: Set(pointed.relation),
                });
        event_framework::Entity::insert_many(frameworks)
            .exec_without_returning(tx)
            .await?;
        Ok(())
    }
}

async fn known_frameworks(
    op: &Op,
    tx: &DatabaseTransaction,
    office: OfficeId,
    named: &[Pointed],
) -> Result<HashSet<PolicyFrameworkId>> {
    if named.is_empty() || !op.may(office, Action::ReadEvents) {
        return Ok(HashSet::new());
    }
    let ids = named.iter().map(|pointed| pointed.framework);
    let rows = policy_framework::Entity::find()
        .filter(policy_framework::Column::OfficeId.eq(office))
        .filter(policy_framework::Column::Id.is_in(ids))
        .all(tx)
        .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

async fn known_programmes(
    op: &Op,
    tx: &DatabaseTransaction,
    office: OfficeId,
    ids: &[ProgrammeId],
) -> Result<HashSet<ProgrammeId>> {
    if ids.is_empty() || !op.may(office, Action::ReadProgrammes) {
        return Ok(HashSet::new());
    }
    let rows = programme::Entity::find()
        .filter(programme::Column::OfficeId.eq(office))
        .filter(programme::Column::Id.is_in(ids.iter().copied()))
        .all(tx)
        .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Those of these organisations that the actor sees in the office.
pub(crate) async fn known_organisations(
    op: &Op,
    tx: &DatabaseTransaction,
    office: OfficeId,
    ids: &[OrganisationId],
) -> Result<HashSet<OrganisationId>> {
    if ids.is_empty() || !op.may(office, Action::ReadContacts) {
        return Ok(HashSet::new());
    }
    let rows = organisation::Entity::find()
        .filter(organisation::Column::OfficeId.eq(office))
        .filter(organisation::Column::Id.is_in(ids.iter().copied()))
        .all(tx)
        .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}
