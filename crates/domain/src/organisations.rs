//! Ministries, embassies, associations, firms.

mod update;

pub use update::{Update, remove, update};
pub(crate) use update::{differences, used_among};

use std::collections::HashMap;

use kuvend_entity::{
    id::{OfficeId, OrganisationId},
    kind::OrganisationKind,
    office, organisation,
    text::LocalizedText,
    value::{CountryCode, Language, Languages, Variants},
};
use sea_orm::{ActiveModelTrait, IntoActiveModel};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    FromQueryResult, JoinType, PaginatorTrait, QueryFilter, QueryResult, QuerySelect, Select,
    sea_query::{Expr, ExprTrait, LikeExpr},
};

use crate::{
    attendees::guests::BATCH,
    audit::{self, Deed},
    change::Changes,
    contacts::{
        filter::one_of,
        reads::{judge_places, within},
        search,
    },
    error::Result,
    fault::{Code, Fault, Faults},
    fold::{fold, judged},
    op::Op,
    paging::{self, Cursor, Key, Ordering, Page, PageRequest},
    policy::Action,
};

/// The column that an office's languages are read from beside another row.
pub(crate) const OFFICE_LANGUAGES: &str = "office_languages";

/// An organisation, and its office's own language, the fallback of its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The row.
    pub organisation: organisation::Model,
    /// The office's own language.
    pub language: Language,
}

impl FromQueryResult for Found {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, DbErr> {
        Ok(Self {
            organisation: organisation::Model::from_query_result(row, prefix)?,
            language: own(row.try_get(prefix, OFFICE_LANGUAGES)?),
        })
    }
}

/// An office's own language: the first it writes.
pub(crate) fn own(languages: Languages) -> Language {
    let mut languages = languages.0.into_iter();
    languages.next().unwrap_or_else(Language::english)
}

/// An organisation to be entered.
#[derive(Debug, Clone)]
pub struct Create {
    /// In which office.
    pub office: Option<OfficeId>,
    /// Its name per language.
    pub name: LocalizedText,
    /// Other names.
    pub variants: Vec<String>,
    /// What sort of body.
    pub kind: OrganisationKind,
    /// Where it sits, or which country it represents.
    pub country: Option<CountryCode>,
    /// The body it belongs to.
    pub parent: Option<OrganisationId>,
    /// Its page.
    pub website: Option<String>,
}

/// Enters an organisation.
///
/// # Errors
/// `NOT_FOUND` on `parentId`; `TAKEN` on `name` where the office has one of this name and country.
pub async fn create(op: &Op, cmd: Create) -> Result<organisation::Model> {
    let office = op.office(cmd.office, Action::WriteContacts).await?;
    let language = own(office.languages);
    let now = op.clock.now();
    let mut row = organisation::Model {
        id: OrganisationId::new(),
        office_id: office.id,
        version: 1,
        folded: String::new(),
        sort_name: String::new(),
        name: cmd.name,
        variants: Variants(cmd.variants),
        kind: cmd.kind,
        country: cmd.country,
        parent_id: cmd.parent,
        website: cmd.website,
        created_at: now,
        updated_at: now,
    };
    derive(&mut row, &language);
    let tx = op.db.write().await?;
    judge(&tx, &row).await?;
    organisation::Entity::insert(row.clone().into_active_model().reset_all())
        .exec_without_returning(&tx)
        .await?;
    let mut changes = Changes::default();
    changes.made("name", &row.name);
    changes.made("kind", &row.kind);
    changes.made("country", &row.country);
    let deed = Deed {
        office: office.id,
        action: "organisations::create",
        object_kind: "organisation",
        object_id: row.id.0,
        changes: changes.json(),
        reason: None,
    };
    audit::write(&tx, op, deed).await?;
    tx.commit().await?;
    Ok(row)
}

/// What follows from an organisation's names: how it is listed, and what it is found by.
pub(crate) fn derive(row: &mut organisation::Model, language: &Language) {
    row.sort_name = fold(row.name.best(None, language).unwrap_or_default());
    let names = row.name.0.values().chain(&row.variants.0);
    row.folded = search::folded(names.map(String::as_str));
}

async fn judge(tx: &DatabaseTransaction, row: &organisation::Model) -> Result<()> {
    let mut faults = Faults::none();
    let of_office =
        || organisation::Entity::find().filter(organisation::Column::OfficeId.eq(row.office_id));
    if let Some(parent) = row.parent_id {
        let there = of_office().filter(organisation::Column::Id.eq(parent));
        if there.one(tx).await?.is_none() {
            faults.push(Fault::new(["parentId"], Code::NotFound));
        }
    }
    let alike = of_office()
        .filter(organisation::Column::SortName.eq(row.sort_name.as_str()))
        .all(tx)
        .await?;
    // Names that fold alike are not the same name: what is typed decides.
    let taken = |there: &organisation::Model| {
        there.id != row.id && there.name == row.name && there.country == row.country
    };
    if alike.iter().any(taken) {
        faults.push(Fault::new(["name"], Code::Taken));
    }
    faults.finish(Some(()))
}

/// Which organisations: what is named must hold, all of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Of this office.
    pub office: Option<OfficeId>,
    /// Of any of these kinds.
    pub kinds: Option<Vec<OrganisationKind>>,
    /// In any of these countries.
    pub countries: Option<Vec<CountryCode>>,
    /// Belonging to this body.
    pub parent: Option<OrganisationId>,
    /// At least one of these.
    pub any: Option<Vec<Filter>>,
    /// None of this.
    pub not: Option<Box<Filter>>,
}

impl Filter {
    fn condition(&self) -> Condition {
        use organisation::Column as C;
        let mut all = Condition::all()
            .add_option(self.office.map(|id| C::OfficeId.eq(id)))
            .add_option(one_of(C::Kind, self.kinds.as_ref()))
            .add_option(one_of(C::Country, self.countries.as_ref()))
            .add_option(self.parent.map(|id| {
                Condition::all()
                    .add(C::ParentId.is_not_null())
                    .add(C::ParentId.eq(id))
            }));
        if let Some(filters) = &self.any {
            all = all.add(
                filters
                    .iter()
                    .fold(Condition::any(), |any, one| any.add(one.condition())),
            );
        }
        if let Some(not) = &self.not {
            all = all.add(not.condition().not());
        }
        all
    }
}

fn visible(op: &Op) -> Select<organisation::Entity> {
    organisation::Entity::find().filter(within(
        op,
        Action::ReadContacts,
        organisation::Column::OfficeId,
    ))
}

fn beside(select: Select<organisation::Entity>) -> Select<organisation::Entity> {
    let office = organisation::Entity::belongs_to(office::Entity)
        .from(organisation::Column::OfficeId)
        .to(office::Column::Id);
    select
        .column_as(office::Column::Languages, OFFICE_LANGUAGES)
        .join(JoinType::InnerJoin, office.into())
}

/// An organisation by its id, if the actor may see it.
///
/// # Errors
/// [`Unauthenticated`](crate::error::Denied::Unauthenticated), and the database's.
pub async fn find(op: &Op, id: OrganisationId) -> Result<Option<Found>> {
    Ok(by_ids(op, &[id]).await?.remove(&id))
}

/// Organisations by their ids, as far as the actor may see them.
///
/// # Errors
/// [`Unauthenticated`](crate::error::Denied::Unauthenticated), and the database's.
pub async fn by_ids(op: &Op, ids: &[OrganisationId]) -> Result<HashMap<OrganisationId, Found>> {
    op.known()?;
    let mut found = HashMap::with_capacity(ids.len());
    for batch in ids.chunks(BATCH) {
        let some = visible(op).filter(organisation::Column::Id.is_in(batch.iter().copied()));
        let rows: Vec<Found> = beside(some).into_model().all(op.db.reader()).await?;
        found.extend(rows.into_iter().map(|row| (row.organisation.id, row)));
    }
    Ok(found)
}

/// A page of organisations, by name.
///
/// # Errors
/// [`Unauthenticated`](crate::error::Denied::Unauthenticated), a fault on a place of another list, and the database's.
pub async fn list(
    op: &Op,
    search: Option<&str>,
    filter: &Filter,
    page: &PageRequest,
) -> Result<Page<Found>> {
    op.known()?;
    judge_places(page, |key| matches!(key, Key::Text(_)))?;
    let words = fold(judged(search)?.unwrap_or_default());
    let words = words.split(' ').filter(|word| !word.is_empty());
    let searched = words.fold(Condition::all(), |all, word| {
        let column = Expr::col((organisation::Entity, organisation::Column::Folded));
        all.add(column.like(LikeExpr::new(format!("% {word}%"))))
    });
    let select = visible(op).filter(filter.condition()).filter(searched);
    let by = Ordering {
        key: organisation::Column::SortName,
        id: organisation::Column::Id,
        descending: false,
    };
    let db = op.db.reader();
    let total = total(db, &select, page).await?;
    let rows: Vec<Found> = if page.limit == 0 {
        Vec::new()
    } else {
        beside(paging::narrow(select, by, page))
            .into_model()
            .all(db)
            .await?
    };
    Ok(Page::cut(rows, page, total, |found| {
        let row = &found.organisation;
        Cursor(Key::Text(row.sort_name.clone()), row.id.0)
    }))
}

/// How long a list is, where that was asked.
pub(crate) async fn total<E>(
    db: &impl ConnectionTrait,
    select: &Select<E>,
    page: &PageRequest,
) -> Result<Option<i64>>
where
    E: EntityTrait,
    E::Model: Sync,
{
    if !page.count {
        return Ok(None);
    }
    let rows = select.clone().count(db).await?;
    Ok(Some(i64::try_from(rows).unwrap_or(i64::MAX)))
}
