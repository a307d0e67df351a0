//! Who is called almost as somebody who is being registered, and how much a name says in an office.

use std::collections::BTreeMap;

use kuvend_entity::{contact, contact_word, id::ContactId};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::{Asterisk, Expr, ExprTrait, Query},
};

use super::{
    duplicates::{CANDIDATES, living},
    search,
};
use crate::{
    duplicates::{Frequencies, Name},
    error::Result,
    fold::fold,
};

/// Spellings of a name that is looked for, at most.
const SPELLINGS: usize = 8;
/// People that are counted at most, to see how frequent a name is.
const COUNTED: u64 = 20_000;
/// Words of a name that are counted.
const WORDS: usize = 4;

/// Those whose name is one slip away: one of the two names as it is and the other, or that too, with a letter too many, too few, another
/// or two changed, of at most [`SPELLINGS`] that are known here. Whoever is found already is left out.
pub(super) async fn nearly_called(
    tx: &DatabaseTransaction,
    row: &contact::Model,
    found: &[contact::Model],
) -> Result<Vec<contact::Model>> {
    use contact_word::Column as W;
    let (given, family) = (fold(&row.given_name), fold(&row.family_name));
    let names = [given.clone(), family.clone()];
    let spelt = search::spelt(tx, &[row.office_id], &names).await?;
    let spellings = |own: &String, place: usize| -> Vec<String> {
        let others = spelt.get(place).into_iter().flatten();
        others.take(SPELLINGS).chain([own]).cloned().collect()
    };
    let (givens, families) = (spellings(&given, 0), spellings(&family, 1));
    let listed = |name: &str| {
        // Whatever begins with the name and a space, which come before the next sign.
        Condition::all()
            .add(W::SortName.gte(format!("{name} ")))
            .add(W::SortName.lt(format!("{name}!")))
    };
    if givens.len() + families.len() < 3 {
        return Ok(Vec::new());
    }
    let called =
        |word: &str, first: &str| Condition::all().add(W::Word.eq(word)).add(listed(first));
    let mut anyone = Condition::any();
    for (given, family) in givens
        .iter()
        .flat_map(|one| families.iter().map(move |its| (one, its)))
    {
        anyone = anyone.add(called(given, family)).add(called(family, given));
    }
    let people = contact_word::Entity::find()
        .select_only()
        .column(W::ContactId)
        .filter(W::OfficeId.eq(row.office_id))
        .filter(anyone)
        .filter(W::ContactId.is_not_in(found.iter().map(|one| one.id)))
        .order_by_asc(W::ContactId)
        .limit(CANDIDATES);
    let people: Vec<ContactId> = people.into_tuple().all(tx).await?;
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let known = living(row.office_id).filter(contact::Column::Id.is_in(people));
    Ok(known.all(tx).await?)
}

/// How frequent the newcomer's names are in the office, counted as far as it tells a common one from a rare one: in an office of more
/// people than are counted, a name that looks common is.
pub(super) async fn among(tx: &DatabaseTransaction, row: &contact::Model) -> Result<Frequencies> {
    use contact_word::Column as W;
    let office = row.office_id;
    let everybody = contact::Entity::find()
        .select_only()
        .column(contact::Column::Id)
        .filter(contact::Column::OfficeId.eq(office));
    let people = counted(tx, everybody).await?;
    let mut words = BTreeMap::new();
    for word in Name::new(&row.given_name, &row.family_name)
        .words()
        .into_iter()
        .take(WORDS)
    {
        let called = contact_word::Entity::find()
            .select_only()
            .column(W::ContactId)
            .filter(W::OfficeId.eq(office))
            .filter(W::Word.eq(word));
        words.insert(word.to_owned(), counted(tx, called).await?);
    }
    Ok(Frequencies::counted(people, words))
}

/// How many rows there are, counted up to [`COUNTED`].
async fn counted<E: EntityTrait>(tx: &DatabaseTransaction, rows: Select<E>) -> Result<u64> {
    let rows = rows.limit(COUNTED).into_query();
    let count = Query::select()
        .expr(Expr::col(Asterisk).count())
        .from_subquery(rows, "some")
        .to_owned();
    let row = tx.query_one(&count).await?;
    let count: i64 = row.map_or(Ok(0), |row| row.try_get_by_index(0))?;
    Ok(u64::try_from(count).unwrap_or_default())
}
