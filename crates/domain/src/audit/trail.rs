//! Reading the audit: who did what to which thing, newest first.

use chrono::{DateTime, Utc};
use kuvend_entity::{
    audit_entry, audit_person,
    id::{AccountId, OfficeId},
};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait, prelude::Uuid,
    sea_query::ExprTrait,
};

use crate::{
    contacts::reads::{judge_places, within},
    error::Result,
    op::Op,
    paging::{self, Cursor, Key, Ordering, Page, PageRequest},
    policy::Action,
};

/// Which entries: what is given must hold, all of it.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// In this office.
    pub office: Option<OfficeId>,
    /// On this thing, whatever its kind, or on several things of which it is one.
    pub object: Option<Uuid>,
    /// By this account.
    pub account: Option<AccountId>,
    /// Of this deed (`contacts::update`).
    pub action: Option<String>,
    /// Not before this instant.
    pub from: Option<DateTime<Utc>>,
    /// Before this instant.
    pub to: Option<DateTime<Utc>>,
}

/// Entries of the audit, newest first. Those without an office are the product's own and shown to nobody here.
///
/// # Errors
/// A fault where a place is of another list.
pub async fn list(
    op: &Op,
    filter: &Filter,
    page: &PageRequest,
) -> Result<Page<audit_entry::Model>> {
    use audit_entry::Column as C;
    op.known()?;
    judge_places(page, |key| matches!(key, Key::Instant(_)))?;
    let mut select = audit_entry::Entity::find()
        .filter(C::OfficeId.is_not_null())
        .filter(within(op, Action::ReadAudit, C::OfficeId));
    if let Some(office) = filter.office {
        select = select.filter(C::OfficeId.eq(office));
    }
    if let Some(object) = filter.object {
        let among = audit_person::Entity::find()
            .select_only()
            .column(audit_person::Column::EntryId)
            .filter(audit_person::Column::ContactId.eq(object));
        let either = C::ObjectId
            .eq(object)
            .or(C::Id.in_subquery(among.into_query()));
        select = select.filter(either);
    }
    if let Some(account) = filter.account {
        select = select.filter(C::AccountId.eq(account));
    }
    if let Some(action) = &filter.action {
        select = select.filter(C::Action.eq(action));
    }
    if let Some(from) = filter.from {
        select = select.filter(C::At.gte(from));
    }
    if let Some(to) = filter.to {
        select = select.filter(C::At.lt(to));
    }
    let by = Ordering {
        key: C::At,
        id: C::Id,
        descending: true,
    };
    let place = |row: &audit_entry::Model| Cursor(Key::instant(row.at), row.id.0);
    paging::read(op.db.reader(), select, by, page, place).await
}
