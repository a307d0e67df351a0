//! Reading contacts and what belongs to them: a page's children come by one statement a kind.

use std::{collections::HashMap, sync::Arc};

use kuvend_entity::{
    attendee, contact, contact_email, contact_fact, contact_language, contact_name, contact_phone,
    contact_residence, contact_skill, contact_willingness, enrolment,
    id::{ContactId, OfficeId, OrganisationId},
    kind::{Generation, Sex},
    membership,
    sparse::Sparse as _,
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QueryResult, QuerySelect,
    QueryTrait, Select,
};

use crate::{
    attendees::guests::BATCH,
    columns::{self, Columns},
    contacts::{Filter, Order, search},
    error::{Denied, Error, Result},
    events::grouped,
    fault::{Code, Fault},
    fold,
    gate::{self, Permission, Use},
    op::Op,
    organisations,
    paging::{self, Key, Page, PageRequest},
    policy::{Action, Scope},
    segments,
};

/// The fields that only who may see contact details is shown.
const HIDDEN: &[&str] = &["primaryEmail", "emails", "phones", "birthYear", "birthOn"];

/// Whether the details of an office's contacts are hidden from the actor.
pub(crate) fn hides_details(op: &Op, office: OfficeId) -> bool {
    !op.may(office, Action::ReadContactDetails)
}

/// Whether the actor is shown no more of an office's contacts than what they are called, as a front desk is.
fn shows_names_only(op: &Op, office: OfficeId) -> bool {
    !op.may(office, Action::ReadContacts)
}

/// The fields of an office's contacts that are hidden from the actor.
#[must_use]
pub fn hidden_fields(op: &Op, office: OfficeId) -> &'static [&'static str] {
    if shows_names_only(op, office) {
        BESIDE_NAMES
    } else if hides_details(op, office) {
        HIDDEN
    } else {
        &[]
    }
}

/// What is hidden from who sees only what people are called.
const BESIDE_NAMES: &[&str] = &[
    "primaryEmail",
    "emails",
    "phones",
    "birthYear",
    "birthOn",
    "preferredLanguage",
    "residenceCountry",
    "residenceSubdivision",
    "residenceCity",
    "residenceSince",
    "originCountry",
    "originRegion",
    "originMunicipality",
    "emigratedIn",
    "generation",
    "profileKinds",
    "sex",
    "profession",
    "ageBand",
    "citizenships",
    "occupation",
    "sector",
    "interests",
    "names",
    "formerResidences",
    "skills",
    "languages",
    "willingness",
    "facts",
    "completeness",
    "memberships",
    "consents",
    "relationships",
    "enrolments",
    "mayContact",
];

/// The offices in which the actor may do something, as a condition on a column.
pub(crate) fn within<C: ColumnTrait>(op: &Op, action: Action, office: C) -> Condition {
    match op.scope(action) {
        Scope::All => Condition::all(),
        Scope::Some(offices) => Condition::all().add(office.is_in(offices)),
    }
}

/// Goes on only if the places of a page belong to a list in this order.
pub(crate) fn judge_places(page: &PageRequest, holds: impl Fn(&Key) -> bool) -> Result<()> {
    for (field, cursor) in [("after", &page.after), ("before", &page.before)] {
        if cursor.as_ref().is_some_and(|cursor| !holds(&cursor.0)) {
            return Err(Fault::new([field], Code::Malformed)
                .with("what", "cursor")
                .into());
        }
    }
    Ok(())
}

/// Which contacts the actor may see, guests of its own events among them; tombstones of erased people are not.
pub(crate) fn shown(op: &Op) -> Condition {
    let mut seen = within(op, Action::ReadContacts, contact::Column::OfficeId);
    let events = op.events(Action::ReadContacts);
    if !events.is_empty() {
        let guests = attendee::Entity::find()
            .select_only()
            .column(attendee::Column::ContactId)
            .filter(attendee::Column::EventId.is_in(events))
            .filter(attendee::Column::ContactId.is_not_null());
        seen = Condition::any()
            .add(seen)
            .add(contact::Column::Id.in_subquery(guests.into_query()));
    }
    Condition::all()
        .add(contact::Column::ErasedAt.is_null())
        .add(seen)
}

fn visible(op: &Op) -> Select<contact::Entity> {
    contact::Entity::find().filter(shown(op))
}

/// The columns of a contact that only who may see contact details is shown.
const DETAILS: [contact::Column; 3] = [
    contact::Column::BirthYear,
    contact::Column::BirthOn,
    contact::Column::Folded,
];

/// What a person is called, and what a row is found and shown by.
const NAMES: [contact::Column; 15] = {
    use contact::Column as C;
    [
        C::Id,
        C::OfficeId,
        C::Version,
        C::Honorific,
        C::GivenName,
        C::MiddleName,
        C::FamilyName,
        C::Suffix,
        C::DisplayName,
        C::SortName,
        C::NamedAs,
        C::MergedIntoId,
        C::ErasedAt,
        C::CreatedAt,
        C::UpdatedAt,
    ]
};

fn has_details(columns: &Columns<contact::Column>) -> bool {
    DETAILS.into_iter().any(|column| columns.has(column))
}

/// Whether there is more among them than what a person is called.
fn has_more(columns: &Columns<contact::Column>) -> bool {
    let names = Columns::these(NAMES);
    columns.iter().any(|column| !names.has(column))
}

/// A contact of whom nothing stands there but what they are called.
fn name_of(row: &contact::Model) -> contact::Model {
    contact::Model {
        id: row.id,
        office_id: row.office_id,
        version: row.version,
        honorific: row.honorific.clone(),
        given_name: row.given_name.clone(),
        middle_name: row.middle_name.clone(),
        family_name: row.family_name.clone(),
        suffix: row.suffix.clone(),
        display_name: row.display_name.clone(),
        sort_name: row.sort_name.clone(),
        named_as: row.named_as.clone(),
        merged_into_id: row.merged_into_id,
        erased_at: row.erased_at,
        created_at: row.created_at,
        updated_at: row.updated_at,
        generation: Generation::Unknown,
        sex: Sex::NotAsked,
        ..contact::Model::blank()
    }
}

/// The same columns with those without which a contact cannot be shown: its key first, and its office where that decides
/// what is hidden.
pub(crate) fn placed(columns: &Columns<contact::Column>) -> Columns<contact::Column> {
    use contact::Column as C;
    let office = has_more(columns).then_some(C::OfficeId);
    Columns::these([C::Id].into_iter().chain(office).chain(columns.iter()))
}

/// A contact out of columns that stand from a place of a result on, the key first, as the actor may see it; nothing
/// where the join found none.
pub(crate) fn joined(
    op: &Op,
    columns: &Columns<contact::Column>,
    result: &QueryResult,
    start: usize,
) -> Result<Option<Arc<contact::Model>>> {
    let id: Option<ContactId> = result.try_get_by_index(start)?;
    if id.is_none() {
        return Ok(None);
    }
    Ok(Some(veiled(op, columns, columns.shared(result, start)?)))
}

/// The row as the actor may see it.
fn veiled(
    op: &Op,
    columns: &Columns<contact::Column>,
    mut shared: Arc<contact::Model>,
) -> Arc<contact::Model> {
    // Nobody else sees a contact of an office whose contacts they may not see.
    let is_at_events = !op.events(Action::ReadContacts).is_empty();
    if is_at_events && has_more(columns) && shows_names_only(op, shared.office_id) {
        return Arc::new(name_of(&shared));
    }
    if has_details(columns) && hides_details(op, shared.office_id) {
        let row = Arc::make_mut(&mut shared);
        row.birth_year = None;
        row.birth_on = None;
        row.folded = String::new();
    }
    shared
}

/// A contact by its id, if the actor may see it; a merged one is a row that names its survivor.
///
/// # Errors
/// [`Denied::Unauthenticated`], and the database's.
pub async fn find(op: &Op, id: ContactId) -> Result<Option<Arc<contact::Model>>> {
    Ok(by_ids(op, &[id], &Columns::all()).await?.remove(&id))
}

/// Contacts by their ids, as far as the actor may see them.
///
/// # Errors
/// [`Denied::Unauthenticated`], and the database's.
pub async fn by_ids(
    op: &Op,
    ids: &[ContactId],
    columns: &Columns<contact::Column>,
) -> Result<HashMap<ContactId, Arc<contact::Model>>> {
    op.known()?;
    let columns = placed(columns);
    let mut found = HashMap::with_capacity(ids.len());
    for batch in ids.chunks(BATCH) {
        let select = visible(op).filter(contact::Column::Id.is_in(batch.iter().copied()));
        let statement = columns::only(select, &columns).into_query();
        let rows: Vec<Arc<contact::Model>> =
            columns::read(op.db.reader(), &statement, &columns).await?;
        found.extend(
            rows.into_iter()
                .map(|row| (row.id, veiled(op, &columns, row))),
        );
    }
    Ok(found)
}

/// A page of contacts; who was merged into another is not among them. A search without an order gives the best first;
/// with one it finds only by words that begin so, and not by slips or organisations.
///
/// # Errors
/// [`Denied::Unauthenticated`], faults on a search that is too long and on a place of another list, and the database's.
pub async fn list(
    op: &Op,
    search: Option<&str>,
    (filter, order): (&Filter, Option<Order>),
    page: &PageRequest,
) -> Result<Page<Arc<contact::Model>>> {
    op.known()?;
    let search = fold::judged(search)?;
    let filter = &segments::resolve_filter(op, filter).await?;
    if let (Some(search), None) = (search, order)
        && search::is_asked(search)
    {
        return best_first(op, search, filter, page).await;
    }
    let order = order.unwrap_or_default();
    judge_places(page, |key| order.holds(key))?;
    // Whoever sees the guests of one event looks for them on its list.
    let mut select = visible(op)
        .filter(within(op, Action::ReadContacts, contact::Column::OfficeId))
        .filter(contact::Column::MergedIntoId.is_null())
        .filter(filter.condition());
    if let Some(search) = search {
        select = select.filter(search::found_by(op, search));
    }
    let rows = paging::read(op.db.reader(), select, order.ordering(), page, |row| {
        order.place(row)
    })
    .await?;
    let all = Columns::all();
    Ok(rows.map(|row| veiled(op, &all, row.into())))
}

/// A page of whom a search finds, the best first.
async fn best_first(
    op: &Op,
    search: &str,
    filter: &Filter,
    page: &PageRequest,
) -> Result<Page<Arc<contact::Model>>> {
    let found = search::page(op, search, filter, page).await?;
    let ids: Vec<ContactId> = found.items.iter().map(|(_, id)| *id).collect();
    let rows = by_ids(op, &ids, &Columns::all()).await?;
    Ok(Page {
        // Who was erased since the index was read is left out.
        items: found
            .items
            .into_iter()
            .filter_map(|(place, id)| Some((place, rows.get(&id)?.clone())))
            .collect(),
        has_next: found.has_next,
        has_previous: found.has_previous,
        total: found.total,
    })
}

/// The addresses of contacts that the actor may see, primary first.
///
/// # Errors
/// Only the database's.
pub async fn emails(
    op: &Op,
    contacts: &[ContactId],
) -> Result<HashMap<ContactId, Vec<contact_email::Model>>> {
    use contact_email::{Column as C, Entity};
    let mut found = Vec::new();
    for batch in contacts.chunks(BATCH) {
        let rows = Entity::find()
            .filter(C::ContactId.is_in(batch.iter().copied()))
            .filter(within(op, Action::ReadContactDetails, C::OfficeId))
            .order_by_desc(C::IsPrimary)
            .order_by_asc(C::Id)
            .all(op.db.reader())
            .await?;
        found.extend(rows);
    }
    Ok(grouped(found.into_iter().map(|row| (row.contact_id, row))))
}

/// The telephones of contacts that the actor may see, primary first.
///
/// # Errors
/// Only the database's.
pub async fn phones(
    op: &Op,
    contacts: &[ContactId],
) -> Result<HashMap<ContactId, Vec<contact_phone::Model>>> {
    use contact_phone::{Column as C, Entity};
    let mut found = Vec::new();
    for batch in contacts.chunks(BATCH) {
        let rows = Entity::find()
            .filter(C::ContactId.is_in(batch.iter().copied()))
            .filter(within(op, Action::ReadContactDetails, C::OfficeId))
            .order_by_desc(C::IsPrimary)
            .order_by_asc(C::Id)
            .all(op.db.reader())
            .await?;
        found.extend(rows);
    }
    Ok(grouped(found.into_iter().map(|row| (row.contact_id, row))))
}

/// Reads one kind of children of contacts that the actor may see, by one statement, in an order.
macro_rules! children {
    ($($(#[$doc:meta])* $name:ident of $table:ident by $order:ident $direction:ident;)+) => { $(
        $(#[$doc])*
        ///
        /// # Errors
        /// Only the database's.
        pub async fn $name(
            op: &Op,
            contacts: &[ContactId],
        ) -> Result<HashMap<ContactId, Vec<$table::Model>>> {
            use $table::{Column as C, Entity};
            let mut found = Vec::new();
            for batch in contacts.chunks(BATCH) {
                let rows = Entity::find()
                    .filter(C::ContactId.is_in(batch.iter().copied()))
                    .filter(within(op, Action::ReadContacts, C::OfficeId))
                    .order_by(C::$order, sea_orm::Order::$direction)
                    .order_by_asc(C::Id)
                    .all(op.db.reader())
                    .await?;
                found.extend(rows);
            }
            Ok(grouped(found.into_iter().map(|row| (row.contact_id, row))))
        }
    )+ };
}

children! {
    /// The other names of contacts, as they were entered.
    names of contact_name by Id Asc;
    /// Where contacts lived before, the latest entered first.
    residences of contact_residence by Id Desc;
    /// What contacts can do, by name.
    skills of contact_skill by SkillFolded Asc;
    /// What contacts speak.
    languages of contact_language by Language Asc;
    /// What contacts would contribute.
    willingness of contact_willingness by Mode Asc;
    /// Where the blocks of contacts' records come from that were said or verified since a record came to be.
    facts_written of contact_fact by Block Asc;
}

/// What a contact does where.
pub type Belonging = (membership::Model, organisations::Found);

/// The memberships of contacts with their organisations, primary first.
///
/// # Errors
/// Only the database's.
pub async fn memberships(
    op: &Op,
    contacts: &[ContactId],
) -> Result<HashMap<ContactId, Vec<Belonging>>> {
    use membership::{Column as C, Entity};
    let mut found = Vec::new();
    for batch in contacts.chunks(BATCH) {
        let rows = Entity::find()
            .filter(C::ContactId.is_in(batch.iter().copied()))
            .filter(within(op, Action::ReadContacts, C::OfficeId))
            .order_by_desc(C::IsPrimary)
            .order_by_asc(C::Id)
            .all(op.db.reader())
            .await?;
        found.extend(rows);
    }
    let mut bodies: Vec<OrganisationId> = found.iter().map(|row| row.organisation_id).collect();
    bodies.sort_unstable();
    bodies.dedup();
    let bodies = organisations::by_ids(op, &bodies).await?;
    Ok(grouped(found.into_iter().filter_map(|row| {
        let body = bodies.get(&row.organisation_id)?.clone();
        Some((row.contact_id, (row, body)))
    })))
}

/// The enrolments of contacts, latest first.
///
/// # Errors
/// Only the database's.
pub async fn enrolments(
    op: &Op,
    contacts: &[ContactId],
) -> Result<HashMap<ContactId, Vec<enrolment::Model>>> {
    use enrolment::{Column as C, Entity};
    let mut found = Vec::new();
    for batch in contacts.chunks(BATCH) {
        let rows = Entity::find()
            .filter(C::ContactId.is_in(batch.iter().copied()))
            .filter(within(op, Action::ReadProgrammes, C::OfficeId))
            .order_by_desc(C::EnrolledOn)
            .order_by_desc(C::Id)
            .all(op.db.reader())
            .await?;
        found.extend(rows);
    }
    Ok(grouped(found.into_iter().map(|row| (row.contact_id, row))))
}

/// What the gate says of contacts that were read before, for a purpose of the register (`follow-up`). Who was merged
/// into another has no address of their own any more.
///
/// # Errors
/// A fault on `purpose` where there is no such purpose; the database's.
pub async fn permissions(
    op: &Op,
    purpose: &str,
    contacts: &[(OfficeId, ContactId)],
) -> Result<HashMap<ContactId, Permission>> {
    let purpose = Use::of_purpose(purpose)
        .ok_or_else(|| Fault::new(["purpose"], Code::Malformed).with("what", "purpose"))?;
    let mut said = HashMap::with_capacity(contacts.len());
    for (office, ids) in grouped(contacts.iter().copied()) {
        if shows_names_only(op, office) {
            return Err(Error::Denied(Denied::Forbidden(Action::ReadContacts)));
        }
        let verdicts = gate::ask(op.db.reader(), office, purpose, &ids).await?;
        said.extend(ids.into_iter().map(|id| {
            let permission = verdicts
                .get(&id)
                .map_or(Permission::NoAddress, |verdict| verdict.permission);
            (id, permission)
        }));
    }
    Ok(said)
}
