//! Contacts in lists: the fields that are at hand, and a page.

use async_graphql::{Context, Value};
use kuvend_domain::{audit::reads::Sensitive, contacts};
use kuvend_entity::{id::ContactId, kind::FoundBy};

use crate::{
    contacts::{Contact, ContactConnection, ContactFilter, ContactOrder, Selection},
    flat::{self, AtHand, Below},
    input::Reader,
    look::Look,
    paging::Paging,
    payload::{op, top_level},
    scalars::{CountryCode, Language},
};

impl AtHand for Contact {
    fn at_hand(&self, field: &str, _: &Below<'_>) -> Option<Value> {
        use flat::{number, optional, scalar, text, word};
        let row = &*self.row;
        Some(match field {
            "id" => text(row.id.to_string()),
            "version" => number(row.version),
            "displayName" => text(&row.display_name),
            "givenName" => text(&row.given_name),
            "familyName" => text(&row.family_name),
            "preferredLanguage" => optional(row.preferred_language.clone(), scalar::<Language>),
            "residenceCountry" => optional(row.residence_country.clone(), scalar::<CountryCode>),
            "originCountry" => optional(row.origin_country.clone(), scalar::<CountryCode>),
            "generation" => word(row.generation.as_str()),
            _ => return None,
        })
    }
}

/// A page of contacts with what is selected of them.
///
/// # Errors
/// A denial, a fault of the arguments or a failure, as a coded top-level error.
pub async fn list(
    ctx: &Context<'_>,
    search: Option<String>,
    (filter, order): (Option<ContactFilter>, Option<ContactOrder>),
    paging: Paging,
) -> async_graphql::Result<ContactConnection> {
    let op = op(ctx)?;
    let mut reader = Reader::new();
    let filter = filter.unwrap_or_default();
    let filter = reader.within("filter", |reader| filter.read(reader));
    let filter = reader
        .finish(filter)
        .map_err(|error| top_level(op, &error))?;
    list_of(ctx, search, (filter, order), paging).await
}

/// The same by a filter that was read before.
///
/// # Errors
/// A denial, a fault of the arguments or a failure, as a coded top-level error.
pub async fn list_of(
    ctx: &Context<'_>,
    search: Option<String>,
    (filter, order): (contacts::Filter, Option<ContactOrder>),
    paging: Paging,
) -> async_graphql::Result<ContactConnection> {
    let op = op(ctx)?;
    let coded = |error| top_level(op, &error);
    let page = paging.request(&Look::of(ctx)).map_err(coded)?;
    let order = order.map(Into::into);
    let page = contacts::list(op, search.as_deref(), (&filter, order), &page)
        .await
        .map_err(coded)?;
    let (rows, page) = page.apart();
    let look = Look::of(ctx).nodes();
    let mut shown = Contact::hydrate(op, rows, &Selection::of(&look)).await?;
    if let Some(search) = search.filter(|_| look.selects("matches")) {
        let ids: Vec<ContactId> = shown.iter().map(|one| one.row.id).collect();
        let mut met = contacts::search::matches(op, &search, &ids)
            .await
            .map_err(coded)?;
        for one in &mut shown {
            one.matches = met.remove(&one.row.id).unwrap_or_default().into();
            for met in &*one.matches {
                // Whoever was looked for by a part of an address is shown the whole of it.
                match met.found_by {
                    FoundBy::Email => op.reads.note_contact(one.row.id, Sensitive::Emails),
                    FoundBy::Phone => op.reads.note_contact(one.row.id, Sensitive::Phones),
                    _ => {}
                }
            }
        }
    }
    Ok(ContactConnection(page.with(shown)))
}
