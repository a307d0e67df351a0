//! Organisations as rows of cells.

use std::collections::HashMap;

use kuvend_entity::{id::OrganisationId, organisation, text::LocalizedText, value::Language};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect};

use super::people::code;
use crate::{error::Result, exports::fields::OrganisationField as F};

/// What some organisations are called, in the office's own language before others.
pub(super) async fn names(
    snapshot: &DatabaseTransaction,
    bodies: impl Iterator<Item = OrganisationId>,
    own: &Language,
) -> Result<HashMap<OrganisationId, String>> {
    use organisation::Column as C;
    let mut bodies: Vec<OrganisationId> = bodies.collect();
    bodies.sort_unstable();
    bodies.dedup();
    let found: Vec<(OrganisationId, LocalizedText)> = organisation::Entity::find()
        .select_only()
        .columns([C::Id, C::Name])
        .filter(C::Id.is_in(bodies))
        .into_tuple()
        .all(snapshot)
        .await?;
    let named = |(id, name): (OrganisationId, LocalizedText)| {
        Some((id, name.best(Some(own), own)?.to_owned()))
    };
    Ok(found.into_iter().filter_map(named).collect())
}

/// The rows of a page; the bodies that they belong to come by one statement.
pub(super) async fn of(
    snapshot: &DatabaseTransaction,
    bodies: &[organisation::Model],
    own: &Language,
) -> Result<Vec<Vec<String>>> {
    let parents = bodies.iter().filter_map(|body| body.parent_id);
    let parents = names(snapshot, parents, own).await?;
    let row = |body: &organisation::Model| {
        let cell = |field: &F| cell(body, &parents, own, *field).unwrap_or_default();
        F::ALL.iter().map(cell).collect()
    };
    Ok(bodies.iter().map(row).collect())
}

fn cell(
    body: &organisation::Model,
    parents: &HashMap<OrganisationId, String>,
    own: &Language,
    field: F,
) -> Option<String> {
    let named = |tag: &str| body.name.0.get(&tag.parse::<Language>().ok()?).cloned();
    match field {
        F::Id => Some(body.id.to_string()),
        F::Name => body.name.best(Some(own), own).map(str::to_owned),
        F::NameSq => named("sq"),
        F::NameEn => named("en"),
        F::NameIt => named("it"),
        F::NameEl => named("el"),
        F::Variants => Some(body.variants.0.join("; ")),
        F::Kind => Some(body.kind.to_string()),
        F::Country => code(body.country.as_ref()),
        F::Parent => parents.get(&body.parent_id?).cloned(),
        F::Website => body.website.clone(),
    }
}
