//! Reading contacts and what belongs to them: a page's children come by one statement a kind.

use std::collections::HashMap;

use kuvend_entity::{
    contact, contact_email, contact_phone, enrolment,
    id::{ContactId, OrganisationId},
    kind::ProfileKind,
    membership, organisation,
    value::{CountryCode, Language},
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::{Expr, ExprTrait},
};

use crate::{
    attendees::guests::BATCH,
    contacts::search,
    error::Result,
    fault::{Code, Fault},
    gate,
    op::Op,
    paging::{self, Cursor, Key, Ordering, Page, PageRequest},
    policy::{Action, Scope},
};

/// Which contacts.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Living in any of these.
    pub residence_countries: Option<Vec<CountryCode>>,
    /// Coming from any of these.
    pub origin_countries: Option<Vec<CountryCode>>,
    /// Preferring any of these.
    pub languages: Option<Vec<Language>>,
    /// Being any of these.
    pub profile_kinds: Option<Vec<ProfileKind>>,
    /// Belonging to this body now.
    pub organisation: Option<OrganisationId>,
    /// At least one of these.
    pub any: Vec<Filter>,
    /// None of this.
    pub not: Option<Box<Filter>>,
}

/// What contacts are ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OrderBy {
    /// Family name, then given name.
    #[default]
    Name,
    /// When they were entered.
    CreatedAt,
}

/// An ordering.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Order {
    /// By what.
    pub by: OrderBy,
    /// Largest first.
    pub descending: bool,
}

fn condition(filter: &Filter) -> Condition {
    use contact::Column as C;
    let mut all = Condition::all()
        .add_option(
            filter
                .residence_countries
                .as_ref()
                .map(|list| C::ResidenceCountry.is_in(list.iter().cloned())),
        )
        .add_option(
            filter
                .origin_countries
                .as_ref()
                .map(|list| C::OriginCountry.is_in(list.iter().cloned())),
        )
        .add_option(
            filter
                .languages
                .as_ref()
                .map(|list| C::PreferredLanguage.is_in(list.iter().cloned())),
        );
    if let Some(kinds) = &filter.profile_kinds {
        // The kinds are a JSON list of closed words; as text, a word stands in quotes and in no other word.
        let text = || Expr::col(C::ProfileKinds.as_column_ref()).cast_as("text");
        all = all.add(kinds.iter().fold(Condition::any(), |any, kind| {
            any.add(text().like(format!("%\"{kind}\"%")))
        }));
    }
    if let Some(organisation) = filter.organisation {
        let members = membership::Entity::find()
            .select_only()
            .column(membership::Column::ContactId)
            .filter(membership::Column::OrganisationId.eq(organisation))
            .filter(membership::Column::ToOn.is_null());
        all = all.add(C::Id.in_subquery(members.into_query()));
    }
    if !filter.any.is_empty() {
        all = all.add(
            filter
                .any
                .iter()
                .fold(Condition::any(), |any, one| any.add(condition(one))),
        );
    }
    if let Some(not) = &filter.not {
        all = all.add(condition(not).not());
    }
    all
}

/// Contacts that the actor may see; tombstones of erased people are not among them.
#[must_use]
pub fn visible(op: &Op) -> Select<contact::Entity> {
    let all = contact::Entity::find().filter(contact::Column::ErasedAt.is_null());
    match op.scope(Action::ReadContacts) {
        Scope::All => all,
        Scope::Some(offices) => all.filter(contact::Column::OfficeId.is_in(offices)),
    }
}

/// A contact by its id, if the actor may see it; a merged one is a node that names its survivor.
///
/// # Errors
/// Only the database's.
pub async fn find(op: &Op, id: ContactId) -> Result<Option<contact::Model>> {
    Ok(visible(op)
        .filter(contact::Column::Id.eq(id))
        .one(op.db.reader())
        .await?)
}

/// Contacts by their ids, as far as the actor may see them.
///
/// # Errors
/// Only the database's.
pub async fn by_ids(op: &Op, ids: &[ContactId]) -> Result<HashMap<ContactId, contact::Model>> {
    let mut found = HashMap::with_capacity(ids.len());
    for batch in ids.chunks(BATCH) {
        let rows = visible(op)
            .filter(contact::Column::Id.is_in(batch.iter().copied()))
            .all(op.db.reader())
            .await?;
        found.extend(rows.into_iter().map(|row| (row.id, row)));
    }
    Ok(found)
}

/// A page of contacts.
///
/// # Errors
/// Only the database's.
pub async fn list(
    op: &Op,
    search: Option<&str>,
    (filter, order): (&Filter, Order),
    page: &PageRequest,
) -> Result<Page<contact::Model>> {
    let mut select = visible(op)
        .filter(contact::Column::MergedIntoId.is_null())
        .filter(condition(filter));
    if let Some(search) = search {
        select = select.filter(search::matching(search));
    }
    let key = match order.by {
        OrderBy::Name => contact::Column::SortName,
        OrderBy::CreatedAt => contact::Column::CreatedAt,
    };
    let by = Ordering {
        key,
        id: contact::Column::Id,
        descending: order.descending,
    };
    let place = |row: &contact::Model| {
        let key = match order.by {
            OrderBy::Name => Key::Text(row.sort_name.clone()),
            OrderBy::CreatedAt => Key::instant(row.created_at),
        };
        Cursor(key, row.id.0)
    };
    paging::read(op.db.reader(), select, by, page, place).await
}

/// The addresses of contacts, primary first.
///
/// # Errors
/// Only the database's.
pub async fn emails(
    op: &Op,
    contacts: &[ContactId],
) -> Result<HashMap<ContactId, Vec<contact_email::Model>>> {
    let mut found: HashMap<ContactId, Vec<contact_email::Model>> = HashMap::new();
    for batch in contacts.chunks(BATCH) {
        let rows = contact_email::Entity::find()
            .filter(contact_email::Column::ContactId.is_in(batch.iter().copied()))
            .order_by_desc(contact_email::Column::IsPrimary)
            .order_by_asc(contact_email::Column::Id)
            .all(op.db.reader())
            .await?;
        for row in rows {
            found.entry(row.contact_id).or_default().push(row);
        }
    }
    Ok(found)
}

/// The telephones of contacts, primary first.
///
/// # Errors
/// Only the database's.
pub async fn phones(
    op: &Op,
    contacts: &[ContactId],
) -> Result<HashMap<ContactId, Vec<contact_phone::Model>>> {
    let mut found: HashMap<ContactId, Vec<contact_phone::Model>> = HashMap::new();
    for batch in contacts.chunks(BATCH) {
        let rows = contact_phone::Entity::find()
            .filter(contact_phone::Column::ContactId.is_in(batch.iter().copied()))
            .order_by_desc(contact_phone::Column::IsPrimary)
            .order_by_asc(contact_phone::Column::Id)
            .all(op.db.reader())
            .await?;
        for row in rows {
            found.entry(row.contact_id).or_default().push(row);
        }
    }
    Ok(found)
}

/// The memberships of contacts with their organisations, primary first.
///
/// # Errors
/// Only the database's.
pub async fn memberships(
    op: &Op,
    contacts: &[ContactId],
) -> Result<HashMap<ContactId, Vec<(membership::Model, organisation::Model)>>> {
    let mut found: HashMap<ContactId, Vec<(membership::Model, organisation::Model)>> =
        HashMap::new();
    for batch in contacts.chunks(BATCH) {
        let rows = membership::Entity::find()
            .filter(membership::Column::ContactId.is_in(batch.iter().copied()))
            .order_by_desc(membership::Column::IsPrimary)
            .order_by_asc(membership::Column::Id)
            .all(op.db.reader())
            .await?;
        let bodies: std::collections::BTreeSet<OrganisationId> =
            rows.iter().map(|row| row.organisation_id).collect();
        let bodies: HashMap<OrganisationId, organisation::Model> = organisation::Entity::find()
            .filter(organisation::Column::Id.is_in(bodies))
            .all(op.db.reader())
            .await?
            .into_iter()
            .map(|row| (row.id, row))
            .collect();
        for row in rows {
            if let Some(body) = bodies.get(&row.organisation_id) {
                found
                    .entry(row.contact_id)
                    .or_default()
                    .push((row, body.clone()));
            }
        }
    }
    Ok(found)
}

/// The enrolments of contacts, latest first.
///
/// # Errors
/// Only the database's.
pub async fn enrolments(
    op: &Op,
    contacts: &[ContactId],
) -> Result<HashMap<ContactId, Vec<enrolment::Model>>> {
    let mut found: HashMap<ContactId, Vec<enrolment::Model>> = HashMap::new();
    for batch in contacts.chunks(BATCH) {
        let rows = enrolment::Entity::find()
            .filter(enrolment::Column::ContactId.is_in(batch.iter().copied()))
            .order_by_desc(enrolment::Column::EnrolledOn)
            .all(op.db.reader())
            .await?;
        for row in rows {
            found.entry(row.contact_id).or_default().push(row);
        }
    }
    Ok(found)
}

/// The gate's word about one contact and a purpose by its key; nothing where the register does not know the purpose.
///
/// # Errors
/// A fault on `purpose` where there is no such purpose.
pub async fn may_contact(
    op: &Op,
    row: &contact::Model,
    purpose: &str,
) -> Result<Option<gate::Permission>> {
    let purpose =
        gate::Use::of_purpose(purpose).ok_or_else(|| Fault::new(["purpose"], Code::NotFound))?;
    let verdicts = gate::ask(op.db.reader(), row.office_id, purpose, &[row.id]).await?;
    Ok(verdicts.get(&row.id).map(|verdict| verdict.permission))
}
