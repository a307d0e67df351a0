//! Ministries, embassies, associations, firms.

use std::collections::HashMap;

use kuvend_entity::{
    id::{OfficeId, OrganisationId},
    kind::OrganisationKind,
    organisation,
    text::LocalizedText,
    value::{CountryCode, Language, Variants},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, QueryFilter, Select,
    sea_query::{Expr, ExprTrait, LikeExpr},
};

use crate::{
    attendees::guests::BATCH,
    audit::{self, Deed},
    contacts::search,
    error::Result,
    fault::{Code, Fault},
    fold::fold,
    op::Op,
    paging::{self, Cursor, Key, Ordering, Page, PageRequest},
    policy::{Action, Scope},
};

/// A body to be entered.
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
    let own = office
        .languages
        .0
        .first()
        .cloned()
        .unwrap_or_else(Language::english);
    let tx = op.db.write().await?;
    if let Some(parent) = cmd.parent {
        let known = organisation::Entity::find_by_id(parent)
            .filter(organisation::Column::OfficeId.eq(office.id))
            .one(&tx)
            .await?;
        if known.is_none() {
            return Err(Fault::new(["parentId"], Code::NotFound).into());
        }
    }
    let sort_name = fold(cmd.name.best(None, &own).unwrap_or_default());
    let same = organisation::Entity::find()
        .filter(organisation::Column::OfficeId.eq(office.id))
        .filter(organisation::Column::SortName.eq(&sort_name))
        .all(&tx)
        .await?;
    // Names that fold alike are not the same name: what is typed decides.
    if same
        .iter()
        .any(|there| there.name == cmd.name && there.country == cmd.country)
    {
        return Err(Fault::new(["name"], Code::Taken).into());
    }
    let now = op.clock.now();
    let row = organisation::ActiveModel {
        id: Set(OrganisationId::new()),
        office_id: Set(office.id),
        version: Set(1),
        folded: Set(search::folded(
            cmd.name.0.values().chain(&cmd.variants).map(String::as_str),
        )),
        sort_name: Set(sort_name),
        name: Set(cmd.name),
        variants: Set(Variants(cmd.variants)),
        kind: Set(cmd.kind),
        country: Set(cmd.country),
        parent_id: Set(cmd.parent),
        website: Set(cmd.website),
        created_at: Set(now),
        updated_at: Set(now),
    };
    let row = organisation::Entity::insert(row)
        .exec_with_returning(&tx)
        .await?;
    let deed = Deed {
        office: office.id,
        action: "organisations::create",
        object_kind: "organisation",
        object_id: row.id.0,
        changes: None,
        reason: None,
    };
    audit::write(&tx, op, deed).await?;
    tx.commit().await?;
    Ok(row)
}

/// Which organisations.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Of any of these kinds.
    pub kinds: Option<Vec<OrganisationKind>>,
    /// In any of these countries.
    pub countries: Option<Vec<CountryCode>>,
}

fn visible(op: &Op) -> Select<organisation::Entity> {
    match op.scope(Action::ReadContacts) {
        Scope::All => organisation::Entity::find(),
        Scope::Some(offices) => {
            organisation::Entity::find().filter(organisation::Column::OfficeId.is_in(offices))
        }
    }
}

/// An organisation by its id, if the actor may see it.
///
/// # Errors
/// Only the database's.
pub async fn find(op: &Op, id: OrganisationId) -> Result<Option<organisation::Model>> {
    Ok(visible(op)
        .filter(organisation::Column::Id.eq(id))
        .one(op.db.reader())
        .await?)
}

/// Organisations by their ids, as far as the actor may see them.
///
/// # Errors
/// Only the database's.
pub async fn by_ids(
    op: &Op,
    ids: &[OrganisationId],
) -> Result<HashMap<OrganisationId, organisation::Model>> {
    let mut found = HashMap::with_capacity(ids.len());
    for batch in ids.chunks(BATCH) {
        let rows = visible(op)
            .filter(organisation::Column::Id.is_in(batch.iter().copied()))
            .all(op.db.reader())
            .await?;
        found.extend(rows.into_iter().map(|row| (row.id, row)));
    }
    Ok(found)
}

/// A page of organisations, by name.
///
/// # Errors
/// Only the database's.
pub async fn list(
    op: &Op,
    search: Option<&str>,
    filter: &Filter,
    page: &PageRequest,
) -> Result<Page<organisation::Model>> {
    let mut all = Condition::all()
        .add_option(
            filter
                .kinds
                .as_ref()
                .map(|list| organisation::Column::Kind.is_in(list.iter().copied())),
        )
        .add_option(
            filter
                .countries
                .as_ref()
                .map(|list| organisation::Column::Country.is_in(list.iter().cloned())),
        );
    for word in fold(search.unwrap_or_default())
        .split(' ')
        .filter(|word| !word.is_empty())
    {
        all = all.add(
            Expr::col((organisation::Entity, organisation::Column::Folded))
                .like(LikeExpr::new(format!("% {word}%"))),
        );
    }
    let by = Ordering {
        key: organisation::Column::SortName,
        id: organisation::Column::Id,
        descending: false,
    };
    paging::read(op.db.reader(), visible(op).filter(all), by, page, |row| {
        Cursor(Key::Text(row.sort_name.clone()), row.id.0)
    })
    .await
}
