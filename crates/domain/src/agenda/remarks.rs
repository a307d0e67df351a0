//! What was said and what was announced, recorded afterwards.
//!
//! **Invariant:** nothing is public of somebody whom the gate of publicity does not let be quoted; it is asked when a remark is
//! made public, and again whenever it is shown.

use std::collections::{HashMap, HashSet};

use kuvend_entity::{
    agenda_item,
    id::{
        AgendaItemId, ContactId, ContributorId, OfficeId, OrganisationId, PolicyFrameworkId,
        RemarkId,
    },
    kind::RemarkKind,
    policy_framework, remark, remark_framework,
    text::LocalizedText,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::{
    agenda::{Item, MOST_WORDS, cast_of, find, hold, locked, open},
    audit::{self, Deed},
    change::{Change, Changes},
    error::{Error, Result},
    events::{Found, grouped, stale},
    fault::{Code, Fault, Faults},
    gate::{self, Permission, Use},
    op::Op,
    policy::Action,
    writes,
};

/// Records a remark.
#[derive(Debug, Clone)]
pub struct AddRemark {
    /// In which agenda item.
    pub item: AgendaItemId,
    /// What sort.
    pub kind: RemarkKind,
    /// The words, per language.
    pub text: LocalizedText,
    /// Who said it, of those who contribute to the item.
    pub contributor: Option<ContributorId>,
    /// Of which policy frameworks an announcement speaks, in this order.
    pub frameworks: Vec<PolicyFrameworkId>,
    /// Whether guests may read it.
    pub is_public: bool,
}

/// Changes a remark: what it does not name stays.
#[derive(Debug, Clone)]
pub struct UpdateRemark {
    /// Which.
    pub id: RemarkId,
    /// The version that was read.
    pub version: i32,
    /// The words, per language.
    pub text: Option<LocalizedText>,
    /// Who said it, of those who contribute to the item.
    pub contributor: Change<ContributorId>,
    /// Of which policy frameworks an announcement speaks, in this order.
    pub frameworks: Option<Vec<PolicyFrameworkId>>,
    /// Whether guests may read it.
    pub is_public: Option<bool>,
}

/// Takes a remark away.
#[derive(Debug, Clone)]
pub struct RemoveRemark {
    /// Which.
    pub id: RemarkId,
    /// The version that was read, if it matters.
    pub version: Option<i32>,
}

/// What became of a remark.
#[derive(Debug, Clone)]
pub struct Remarked {
    /// The event.
    pub found: Found,
    /// The agenda item.
    pub item: Item,
    /// The remark as it is now, or was before it was taken away.
    pub remark: remark::Model,
}

/// A remark with the policy frameworks that it speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldRemark {
    /// The remark.
    pub remark: remark::Model,
    /// The frameworks in their order.
    pub frameworks: Vec<policy_framework::Model>,
}

/// Records a remark.
///
/// # Errors
/// Faults on `itemId`, `contributorId` and `frameworkIds`; `INCONSISTENT` on `isPublic` where the gate of publicity is shut.
pub async fn add_remark(op: &Op, cmd: AddRemark) -> Result<Remarked> {
    let tx = op.begin(Action::WriteEvents).await?;
    let (found, item) = locked(op, &tx, (cmd.item, "itemId")).await?;
    open(["itemId"], &found.event)?;
    let mut faults = Faults::none();
    let number = remark::Entity::find()
        .filter(remark::Column::AgendaItemId.eq(item.id))
        .count(&tx)
        .await?;
    if usize::try_from(number).is_ok_and(|number| number >= MOST_WORDS) {
        faults.push(Fault::new(["itemId"], Code::TooMany).with("limit", MOST_WORDS));
    }
    let now = op.clock.now();
    let mut row = remark::Model {
        id: RemarkId::new(),
        office_id: item.office_id,
        agenda_item_id: item.id,
        version: 1,
        kind: cmd.kind,
        text: cmd.text,
        contact_id: None,
        organisation_id: None,
        is_public: cmd.is_public,
        created_at: now,
        updated_at: now,
    };
    if let Some(who) = cmd.contributor {
        (row.contact_id, row.organisation_id) = sayer(&tx, item.id, who, &mut faults).await?;
    } else if row.kind == RemarkKind::Quote {
        faults.push(Fault::new(["contributorId"], Code::Required));
    }
    judge(&tx, (&row, &cmd.frameworks), &mut faults).await?;
    faults.finish(Some(()))?;
    remark::Entity::insert(row.clone().into_active_model().reset_all())
        .exec_without_returning(&tx)
        .await?;
    speaks_of(&tx, row.id, &cmd.frameworks).await?;
    let mut changes = Changes::default();
    changes.made("kind", &row.kind);
    changes.made("agendaItemId", &item.id);
    changes.made("isPublic", &row.is_public);
    changes.note("frameworkIds", &Vec::new(), &cmd.frameworks);
    write(op, &tx, (&row, "agenda::add_remark"), changes).await?;
    end(tx, found, (item, row)).await
}

/// Changes a remark.
///
/// # Errors
/// As [`add_remark`]'s, and faults on `id` and `version`.
pub async fn update_remark(op: &Op, cmd: UpdateRemark) -> Result<Remarked> {
    let tx = op.begin(Action::WriteEvents).await?;
    let (found, item, old) = held(op, &tx, cmd.id).await?;
    if cmd.version != old.version {
        return Err(stale(old.version).into());
    }
    open(["id"], &found.event)?;
    let mut faults = Faults::none();
    let mut next = old.clone();
    next.text = cmd.text.unwrap_or(next.text);
    let spoken_of: Vec<PolicyFrameworkId> = links(&tx, &[old.id])
        .await?
        .into_iter()
        .map(|link| link.framework_id)
        .collect();
    let frameworks = cmd.frameworks.unwrap_or_else(|| spoken_of.clone());
    next.is_public = cmd.is_public.unwrap_or(next.is_public);
    match cmd.contributor {
        Change::Leave => {}
        Change::Set(who) => {
            (next.contact_id, next.organisation_id) = sayer(&tx, item.id, who, &mut faults).await?;
        }
        Change::Clear if next.kind == RemarkKind::Quote => {
            faults.push(Fault::new(["contributorId"], Code::Required));
        }
        Change::Clear => (next.contact_id, next.organisation_id) = (None, None),
    }
    judge(&tx, (&next, &frameworks), &mut faults).await?;
    faults.finish(Some(()))?;
    if next == old && frameworks == spoken_of {
        return end(tx, found, (item, old)).await;
    }
    next.version += 1;
    next.updated_at = op.clock.now();
    remark::Entity::update(next.clone().into_active_model().reset_all())
        .exec_without_returning(&tx)
        .await?;
    if frameworks != spoken_of {
        remark_framework::Entity::delete_many()
            .filter(remark_framework::Column::RemarkId.eq(old.id))
            .exec(&tx)
            .await?;
        speaks_of(&tx, old.id, &frameworks).await?;
    }
    let mut changes = Changes::default();
    changes.note("isPublic", &old.is_public, &next.is_public);
    changes.note("frameworkIds", &spoken_of, &frameworks);
    changes.note("version", &old.version, &next.version);
    write(op, &tx, (&next, "agenda::update_remark"), changes).await?;
    end(tx, found, (item, next)).await
}

/// Takes a remark away.
///
/// # Errors
/// Faults on `id` and `version`.
pub async fn remove_remark(op: &Op, cmd: RemoveRemark) -> Result<Remarked> {
    let tx = op.begin(Action::WriteEvents).await?;
    let (found, item, old) = held(op, &tx, cmd.id).await?;
    if cmd.version.is_some_and(|version| version != old.version) {
        return Err(stale(old.version).into());
    }
    open(["id"], &found.event)?;
    remark::Entity::delete_by_id(old.id).exec(&tx).await?;
    let mut changes = Changes::default();
    changes.gone("kind", &old.kind);
    changes.gone("agendaItemId", &item.id);
    write(op, &tx, (&old, "agenda::remove_remark"), changes).await?;
    end(tx, found, (item, old)).await
}

/// Takes the lock of the event that a remark is of, and reads it with the agenda item.
async fn held(
    op: &Op,
    tx: &DatabaseTransaction,
    id: RemarkId,
) -> Result<(Found, agenda_item::Model, remark::Model)> {
    let hidden = || Error::from(Fault::new(["id"], Code::NotFound));
    let find = || remark::Entity::find_by_id(id).one(tx);
    let seen = find().await?.ok_or_else(hidden)?;
    let (found, item) = locked(op, tx, (seen.agenda_item_id, "id")).await?;
    // What was read before the lock may be another's past.
    let remark = find().await?.ok_or_else(hidden)?;
    Ok((found, item, remark))
}

/// Who a contributor of the item is.
async fn sayer(
    tx: &DatabaseTransaction,
    item: AgendaItemId,
    who: ContributorId,
    faults: &mut Faults,
) -> Result<(Option<ContactId>, Option<OrganisationId>)> {
    let cast = cast_of(tx, item).await?;
    let Some(someone) = cast.iter().find(|row| row.id == who) else {
        faults.push(Fault::new(["contributorId"], Code::NotFound));
        return Ok((None, None));
    };
    hold(tx, someone, "contributorId").await?;
    Ok((someone.contact_id, someone.organisation_id))
}

/// Writes down of which frameworks a remark speaks.
async fn speaks_of(
    tx: &DatabaseTransaction,
    remark: RemarkId,
    frameworks: &[PolicyFrameworkId],
) -> Result<()> {
    let links = frameworks.iter().zip(1..).map(|(framework, position)| {
        let link = remark_framework::Model {
            remark_id: remark,
            framework_id: *framework,
            position,
        };
        link.into_active_model().reset_all()
    });
    writes::insert(tx, links.collect()).await
}

/// Of which frameworks remarks speak, in the order of each.
async fn links(
    db: &impl ConnectionTrait,
    remarks: &[RemarkId],
) -> Result<Vec<remark_framework::Model>> {
    Ok(remark_framework::Entity::find()
        .filter(remark_framework::Column::RemarkId.is_in(remarks.iter().copied()))
        .order_by_asc(remark_framework::Column::Position)
        .all(db)
        .await?)
}

/// Notes frameworks that are not the office's or that a quote does not speak of, and what may not be public.
async fn judge(
    tx: &DatabaseTransaction,
    (row, frameworks): (&remark::Model, &[PolicyFrameworkId]),
    faults: &mut Faults,
) -> Result<()> {
    if !frameworks.is_empty() && row.kind != RemarkKind::Announcement {
        faults.push(Fault::new(["frameworkIds"], Code::Inconsistent).with("other", row.kind));
    } else if !frameworks.is_empty() {
        let known: Vec<PolicyFrameworkId> = policy_framework::Entity::find()
            .select_only()
            .column(policy_framework::Column::Id)
            .filter(policy_framework::Column::OfficeId.eq(row.office_id))
            .filter(policy_framework::Column::Id.is_in(frameworks.iter().copied()))
            .into_tuple()
            .all(tx)
            .await?;
        let mut seen = HashSet::new();
        for (index, id) in frameworks.iter().enumerate() {
            let index = index.to_string();
            if !known.contains(id) {
                faults.push(Fault::new(["frameworkIds", &index], Code::NotFound));
            } else if !seen.insert(id) {
                faults.push(Fault::new(["frameworkIds", &index], Code::Taken));
            }
        }
    }
    if let Some(who) = row.contact_id.filter(|_| row.is_public) {
        let named = nameable(tx, row.office_id, &[who]).await?;
        if !named.contains(&who) {
            let verdict = gate::ask(tx, row.office_id, Use::Publicity, &[who]).await?;
            let reason = verdict.get(&who).map(|verdict| verdict.permission);
            let reason = reason.unwrap_or(Permission::Refused);
            let other = format!("publicity: {}", reason.as_str());
            let fault = Fault::new(["isPublic"], Code::Inconsistent).with("other", other);
            faults.push(fault.with("permission", reason.as_str()));
        }
    }
    Ok(())
}

/// Those of some people who may be named and quoted in public. Whether there is an address to write to does not matter.
pub(super) async fn nameable(
    db: &impl ConnectionTrait,
    office: OfficeId,
    people: &[ContactId],
) -> Result<HashSet<ContactId>> {
    let verdicts = gate::ask(db, office, Use::Publicity, people).await?;
    let open = verdicts.into_iter().filter(|(_, verdict)| {
        matches!(
            verdict.permission,
            Permission::Allowed | Permission::Suppressed | Permission::NoAddress
        )
    });
    Ok(open.map(|(who, _)| who).collect())
}

/// Writes the deed down; what was said stays out of it, as it is whoever's said it.
async fn write(
    op: &Op,
    tx: &DatabaseTransaction,
    (row, action): (&remark::Model, &'static str),
    changes: Changes,
) -> Result<()> {
    let deed = Deed {
        office: row.office_id,
        action,
        object_kind: "remark",
        object_id: row.id.0,
        changes: changes.json(),
        reason: None,
    };
    audit::write(tx, op, deed).await
}

async fn end(
    tx: DatabaseTransaction,
    found: Found,
    (item, remark): (agenda_item::Model, remark::Model),
) -> Result<Remarked> {
    let contributors = cast_of(&tx, item.id).await?;
    tx.commit().await?;
    let item = Item { item, contributors };
    Ok(Remarked {
        found,
        item,
        remark,
    })
}

/// The remark of an id with its agenda item, if the actor sees it.
///
/// # Errors
/// Only a denial to who is unknown, and the database's.
pub async fn find_remark(op: &Op, id: RemarkId) -> Result<Option<Remarked>> {
    op.known()?;
    let row = remark::Entity::find_by_id(id).one(op.db.reader()).await?;
    let Some(remark) = row else {
        return Ok(None);
    };
    let item = find(op, remark.agenda_item_id).await?;
    Ok(item.map(|(found, item)| Remarked {
        found,
        item,
        remark,
    }))
}

/// The remarks of agenda items that were read before, as they were recorded.
///
/// # Errors
/// Only the database's.
pub async fn remarks_of(
    op: &Op,
    items: &[AgendaItemId],
) -> Result<HashMap<AgendaItemId, Vec<ToldRemark>>> {
    let db = op.db.reader();
    let rows = of(db, items).await?;
    let announced: Vec<RemarkId> = rows
        .iter()
        .filter(|row| row.kind == RemarkKind::Announcement)
        .map(|row| row.id)
        .collect();
    let mut spoken_of: HashMap<RemarkId, Vec<policy_framework::Model>> = HashMap::new();
    if !announced.is_empty() {
        let links = links(db, &announced).await?;
        let named: HashSet<PolicyFrameworkId> =
            links.iter().map(|link| link.framework_id).collect();
        let known: HashMap<PolicyFrameworkId, policy_framework::Model> =
            policy_framework::Entity::find()
                .filter(policy_framework::Column::Id.is_in(named))
                .all(db)
                .await?
                .into_iter()
                .map(|row| (row.id, row))
                .collect();
        spoken_of = grouped(links.into_iter().filter_map(|link| {
            let framework = known.get(&link.framework_id)?;
            Some((link.remark_id, framework.clone()))
        }));
    }
    Ok(grouped(rows.into_iter().map(|remark| {
        let frameworks = spoken_of.remove(&remark.id).unwrap_or_default();
        (remark.agenda_item_id, ToldRemark { remark, frameworks })
    })))
}

pub(super) async fn of(
    db: &impl ConnectionTrait,
    items: &[AgendaItemId],
) -> Result<Vec<remark::Model>> {
    Ok(remark::Entity::find()
        .filter(remark::Column::AgendaItemId.is_in(items.iter().copied()))
        .order_by_asc(remark::Column::Id)
        .all(db)
        .await?)
}
