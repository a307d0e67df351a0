//! What people do in organisations: since when, until when, and which of them a letter names.
//!
//! **Invariant:** one membership of a contact at most is the primary one.

use std::collections::HashMap;

use chrono::NaiveDate;
use kuvend_entity::{
    contact,
    id::{ContactId, MembershipId, OrganisationId},
    membership, organisation,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, ModelTrait,
    QueryFilter, QueryOrder,
    sea_query::{Expr, ExprTrait},
};

use crate::{
    audit::{self, Deed},
    change::{Change, Changes},
    contacts::{
        reads::{judge_places, within},
        update::locked_at,
    },
    error::Result,
    fault::{Code, Fault, Faults},
    op::Op,
    paging::{self, Cursor, Key, Ordering, Page, PageRequest},
    policy::Action,
    protocol,
};

/// A membership to be entered.
#[derive(Debug, Clone)]
pub struct Add {
    /// Who.
    pub contact: ContactId,
    /// Where.
    pub organisation: OrganisationId,
    /// As what.
    pub function: Option<String>,
    /// Since.
    pub from_on: Option<NaiveDate>,
    /// Until.
    pub to_on: Option<NaiveDate>,
    /// Whether letters name it; unless said, they do where they name no other.
    pub is_primary: Option<bool>,
    /// The rank that it has, by its key in the office's table.
    pub rank: Option<String>,
    /// Since when it counts among equals.
    pub precedence_on: Option<NaiveDate>,
}

/// What is to be changed of a membership.
#[derive(Debug, Clone)]
pub struct Update {
    /// Which.
    pub id: MembershipId,
    /// As what.
    pub function: Change<String>,
    /// Since.
    pub from_on: Change<NaiveDate>,
    /// Until.
    pub to_on: Change<NaiveDate>,
    /// Whether letters name it.
    pub is_primary: Option<bool>,
    /// The rank that it has, by its key in the office's table.
    pub rank: Change<String>,
    /// Since when it counts among equals.
    pub precedence_on: Change<NaiveDate>,
}

/// Enters a membership.
///
/// # Errors
/// `NOT_FOUND` on `contactId` or `organisationId`, `WRONG_STATE` on `contactId` of a merged record, `INCONSISTENT` on `to`
/// before `from`.
pub async fn add(op: &Op, cmd: Add) -> Result<membership::Model> {
    let tx = op.begin(Action::WriteContacts).await?;
    let person = locked_at(op, &tx, cmd.contact, "contactId").await?;
    let body = organisation::Entity::find_by_id(cmd.organisation)
        .filter(organisation::Column::OfficeId.eq(person.office_id))
        .one(&tx)
        .await?;
    let mut faults = Faults::none();
    if body.is_none() {
        faults.push(Fault::new(["organisationId"], Code::NotFound));
    }
    let others = of_person(&tx, person.id).await?;
    let is_free = !others.iter().any(|row| row.is_primary);
    let row = membership::Model {
        id: MembershipId::new(),
        office_id: person.office_id,
        contact_id: person.id,
        organisation_id: cmd.organisation,
        function: cmd.function,
        from_on: cmd.from_on,
        to_on: cmd.to_on,
        is_primary: cmd.is_primary.unwrap_or(is_free && cmd.to_on.is_none()),
        rank_key: cmd.rank,
        precedence_on: cmd.precedence_on,
        created_at: op.clock.now(),
    };
    judge(&row, &mut faults);
    protocol::judge_rank(&tx, person.office_id, row.rank_key.as_deref(), &mut faults).await?;
    faults.finish(Some(()))?;
    if row.is_primary {
        step_back(&tx, &row).await?;
    }
    membership::Entity::insert(row.clone().into_active_model().reset_all())
        .exec_without_returning(&tx)
        .await?;
    let mut changes = Changes::default();
    changes.made("organisationId", &row.organisation_id);
    changes.made("function", &row.function);
    changes.made("from", &row.from_on);
    changes.made("to", &row.to_on);
    changes.made("isPrimary", &row.is_primary);
    changes.note("rank", &None, &row.rank_key);
    changes.note("precedenceOn", &None, &row.precedence_on);
    write_down((&tx, op), &row, "memberships::add", changes).await?;
    tx.commit().await?;
    Ok(row)
}

/// Changes a membership. One that ends is not the primary one any more where another lasts: the latest of those is.
///
/// # Errors
/// `NOT_FOUND` on `id`, `INCONSISTENT` on `to` before `from`.
pub async fn update(op: &Op, cmd: Update) -> Result<membership::Model> {
    let tx = op.begin(Action::WriteContacts).await?;
    let (before, _) = found(op, &tx, cmd.id).await?;
    let mut after = before.clone();
    after.function = cmd.function.over(after.function);
    after.from_on = cmd.from_on.over(after.from_on);
    after.to_on = cmd.to_on.over(after.to_on);
    after.is_primary = cmd.is_primary.unwrap_or(after.is_primary);
    after.rank_key = cmd.rank.over(after.rank_key);
    after.precedence_on = cmd.precedence_on.over(after.precedence_on);
    let mut faults = Faults::none();
    judge(&after, &mut faults);
    if after.rank_key != before.rank_key {
        let rank = after.rank_key.as_deref();
        protocol::judge_rank(&tx, after.office_id, rank, &mut faults).await?;
    }
    faults.finish(Some(()))?;
    let ends = before.to_on.is_none() && after.to_on.is_some();
    if ends && cmd.is_primary.is_none() && before.is_primary {
        let others = of_person(&tx, before.contact_id).await?;
        let lasting = others
            .into_iter()
            .rfind(|row| row.id != before.id && row.to_on.is_none());
        if let Some(mut next) = lasting {
            after.is_primary = false;
            next.is_primary = true;
            store(&tx, next).await?;
        }
    }
    if after == before {
        return Ok(before);
    }
    if after.is_primary && !before.is_primary {
        step_back(&tx, &after).await?;
    }
    store(&tx, after.clone()).await?;
    let mut changes = Changes::default();
    changes.note("function", &before.function, &after.function);
    changes.note("from", &before.from_on, &after.from_on);
    changes.note("to", &before.to_on, &after.to_on);
    changes.note("isPrimary", &before.is_primary, &after.is_primary);
    changes.note("rank", &before.rank_key, &after.rank_key);
    changes.note("precedenceOn", &before.precedence_on, &after.precedence_on);
    write_down((&tx, op), &after, "memberships::update", changes).await?;
    tx.commit().await?;
    Ok(after)
}

/// Takes out a membership that never was.
///
/// # Errors
/// `NOT_FOUND` on `id`.
pub async fn remove(op: &Op, id: MembershipId) -> Result<contact::Model> {
    let tx = op.begin(Action::WriteContacts).await?;
    let (row, person) = found(op, &tx, id).await?;
    let mut changes = Changes::default();
    changes.gone("organisationId", &row.organisation_id);
    changes.gone("function", &row.function);
    write_down((&tx, op), &row, "memberships::remove", changes).await?;
    row.delete(&tx).await?;
    tx.commit().await?;
    Ok(person)
}

/// The membership and whose it is, under that record's lock.
async fn found(
    op: &Op,
    tx: &DatabaseTransaction,
    id: MembershipId,
) -> Result<(membership::Model, contact::Model)> {
    let not_found = || Fault::new(["id"], Code::NotFound);
    let row = membership::Entity::find_by_id(id)
        .one(tx)
        .await?
        .ok_or_else(not_found)?;
    let person = locked_at(op, tx, row.contact_id, "id").await?;
    // Read again: somebody may have changed it before the lock was had.
    let row = membership::Entity::find_by_id(id)
        .one(tx)
        .await?
        .ok_or_else(not_found)?;
    Ok((row, person))
}

fn judge(row: &membership::Model, faults: &mut Faults) {
    if row
        .from_on
        .zip(row.to_on)
        .is_some_and(|(from, to)| from > to)
    {
        faults.push(Fault::new(["to"], Code::Inconsistent).with("other", "from"));
    }
}

async fn of_person(tx: &DatabaseTransaction, id: ContactId) -> Result<Vec<membership::Model>> {
    Ok(membership::Entity::find()
        .filter(membership::Column::ContactId.eq(id))
        .order_by_asc(membership::Column::Id)
        .all(tx)
        .await?)
}

/// The others of the person are not the primary one.
async fn step_back(tx: &DatabaseTransaction, row: &membership::Model) -> Result<()> {
    membership::Entity::update_many()
        .col_expr(membership::Column::IsPrimary, Expr::value(false))
        .filter(membership::Column::ContactId.eq(row.contact_id))
        .filter(membership::Column::Id.ne(row.id))
        .exec(tx)
        .await?;
    Ok(())
}

async fn store(tx: &DatabaseTransaction, row: membership::Model) -> Result<()> {
    membership::Entity::update(row.into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

async fn write_down(
    (tx, op): (&DatabaseTransaction, &Op),
    row: &membership::Model,
    action: &str,
    changes: Changes,
) -> Result<()> {
    let deed = Deed {
        office: row.office_id,
        action,
        object_kind: "membership",
        object_id: row.id.0,
        changes: changes.json(),
        reason: None,
    };
    audit::write(tx, op, deed).await
}

/// The same page of who does or did something in each of some organisations, the latest entered first: one statement,
/// and one more where they are counted.
///
/// # Errors
/// [`Unauthenticated`](crate::error::Denied::Unauthenticated), a fault on a place of another list, and the database's.
pub async fn members(
    op: &Op,
    organisations: &[OrganisationId],
    only_current: bool,
    page: &PageRequest,
) -> Result<HashMap<OrganisationId, Page<membership::Model>>> {
    use membership::{Column as C, Entity};
    op.known()?;
    judge_places(page, |key| matches!(key, Key::Instant(_)))?;
    let mut select = Entity::find().filter(within(op, Action::ReadContacts, C::OfficeId));
    if only_current {
        let today = op.clock.now().date_naive();
        select = select.filter(C::ToOn.is_null().or(C::ToOn.gte(today)));
    }
    let by = Ordering {
        key: C::CreatedAt,
        id: C::Id,
        descending: true,
    };
    let place = |row: &membership::Model| Cursor(Key::instant(row.created_at), row.id.0);
    let list = (
        C::OrganisationId,
        organisations,
        |row: &membership::Model| Some(row.organisation_id),
    );
    paging::read_each(op.db.reader(), select, list, (by, place), page).await
}
