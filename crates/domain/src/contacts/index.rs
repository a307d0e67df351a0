//! What a person is found by, written anew wherever names or ways change. This is the one place that does.

use kuvend_entity::{contact, contact_name};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, sea_query::Expr};

use crate::{
    contacts::{children, register::names, search, ways::Ways},
    error::Result,
};

/// Keeps the words of a person in step with their names, addresses and telephones, once these are written.
pub(super) async fn keep(tx: &DatabaseTransaction, person: &mut contact::Model) -> Result<()> {
    let others = children::other_names(tx, person.id).await?;
    let ways = Ways::of(tx, person).await?.words();
    let folded = search::folded(
        names(person)
            .into_iter()
            .chain(person.named_as.as_deref())
            .chain(others.iter().flat_map(parts))
            .chain(ways.iter().map(String::as_str)),
    );
    if folded == person.folded {
        return Ok(());
    }
    contact::Entity::update_many()
        .col_expr(contact::Column::Folded, Expr::value(folded.as_str()))
        .filter(contact::Column::Id.eq(person.id))
        .exec(tx)
        .await?;
    person.folded = folded;
    Ok(())
}

fn parts(name: &contact_name::Model) -> impl Iterator<Item = &str> {
    let parts = [name.given_name.as_deref(), name.family_name.as_deref()];
    parts.into_iter().flatten()
}
