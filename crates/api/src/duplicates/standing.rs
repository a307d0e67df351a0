//! The open pairs in which a person stands, as the person's field shows them.

use std::collections::HashMap;

use async_graphql::SimpleObject;
use kuvend_domain::{op::Op, paging::PageRequest, pairs};
use kuvend_entity::id::{ContactId, OfficeId};

use super::DuplicatePair;
use crate::{
    connection,
    contacts::{Contact, Selection},
    look::Look,
    paging::Paging,
    payload::top_level,
};

/// Somebody who is perhaps the same person.
#[derive(Debug, Clone, SimpleObject)]
pub struct ContactDuplicate {
    /// The other record.
    pub contact: Option<Contact>,
    /// The pair of the two: its score and what that is made of.
    pub pair: DuplicatePair,
}

impl crate::flat::AtHand for ContactDuplicate {}

connection!(
    ContactDuplicateConnection,
    ContactDuplicateEdge,
    ContactDuplicate,
    "people who are perhaps the same person"
);

/// The same page of the open pairs of several people, as one of their fields asks for it; nothing where the arguments name a place,
/// which lies in one of them, or are wrong, which each then says.
///
/// # Errors
/// A failure, as a coded top-level error.
pub async fn of_contacts(
    op: &Op,
    people: &[(OfficeId, ContactId)],
    look: &Look<'_>,
) -> async_graphql::Result<Option<HashMap<ContactId, ContactDuplicateConnection>>> {
    let Some(request) = Paging::of(look).shared(look) else {
        return Ok(None);
    };
    read(op, people, &request, look).await.map(Some)
}

/// A page of the open pairs of people, with what is selected of them: one statement for all of the pairs, and one for each kind of what
/// is in them. Whose pairs one may not judge has none.
///
/// # Errors
/// A denial, a fault of the arguments or a failure, as a coded top-level error.
pub async fn read(
    op: &Op,
    people: &[(OfficeId, ContactId)],
    request: &PageRequest,
    look: &Look<'_>,
) -> async_graphql::Result<HashMap<ContactId, ContactDuplicateConnection>> {
    let pages = pairs::of_contacts(op, people, request).await;
    let pages = pages.map_err(|error| top_level(op, &error))?;
    let nodes = look.nodes();
    let rows = || pages.values().flat_map(|page| &page.items);
    // Of two on one page each has the pair.
    let both: HashMap<_, _> = rows().map(|(_, row)| (row.id, row.clone())).collect();
    let both = both.into_values().collect();
    let shown = DuplicatePair::hydrate(op, both, &nodes.field("pair")).await?;
    let shown: HashMap<_, _> = shown
        .into_iter()
        .map(|pair| (pair.0.row.id, pair))
        .collect();
    let contact = nodes.field("contact");
    let others = if contact.exists() && !shown.is_empty() {
        let ids = rows().flat_map(|(_, row)| [row.first_id, row.second_id]);
        Contact::load_many(op, ids.collect(), &Selection::of(&contact)).await?
    } else {
        HashMap::new()
    };
    let connection = |(whose, page): (ContactId, kuvend_domain::paging::Page<_>)| {
        let (rows, frame) = page.apart();
        let rows: Vec<kuvend_entity::duplicate_pair::Model> = rows;
        let duplicates = rows.into_iter().filter_map(|row| {
            let other = if row.first_id == whose {
                row.second_id
            } else {
                row.first_id
            };
            Some(ContactDuplicate {
                contact: others.get(&other).cloned(),
                pair: shown.get(&row.id)?.clone(),
            })
        });
        (
            whose,
            ContactDuplicateConnection(frame.with(duplicates.collect())),
        )
    };
    Ok(pages.into_iter().map(connection).collect())
}
