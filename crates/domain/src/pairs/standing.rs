//! The open pairs in which people stand: of a whole page of people by one statement.

use std::collections::HashMap;

use kuvend_entity::{
    duplicate_pair,
    id::{ContactId, OfficeId},
    kind::DuplicateState,
};
use sea_orm::{ConnectionTrait as _, FromQueryResult as _, Statement, Value};

use super::read::{Filter, list, place};
use crate::{
    attendees::guests::BATCH,
    error::Result,
    op::Op,
    paging::{Page, PageRequest},
    policy::Action,
};

/// The same page of the open pairs of each of some people, the likeliest first, counted by the same statement. Whoever stands in none has
/// an empty page, and people of whom the actor may not judge pairs have none.
///
/// # Errors
/// [`Unauthenticated`](crate::error::Denied::Unauthenticated), a fault on a place of another list, and the database's.
pub async fn of_contacts(
    op: &Op,
    people: &[(OfficeId, ContactId)],
    page: &PageRequest,
) -> Result<HashMap<ContactId, Page<duplicate_pair::Model>>> {
    op.known()?;
    let mut ids: Vec<ContactId> = people
        .iter()
        .filter(|(office, _)| op.may(*office, Action::MergeContacts))
        .map(|(_, id)| *id)
        .collect();
    ids.sort_unstable();
    ids.dedup();
    // A place lies in one list, which is also read more cheaply by a plain statement.
    if let [id] = ids.as_slice() {
        let filter = Filter {
            contact: Some(*id),
            state: Some(DuplicateState::Open),
            ..Filter::default()
        };
        return Ok(HashMap::from([(*id, list(op, &filter, page).await?)]));
    }
    let mut pages = HashMap::with_capacity(ids.len());
    for batch in ids.chunks(BATCH) {
        pages.extend(several(op, batch, page).await?);
    }
    Ok(pages)
}

/// The first page, or the last, of the open pairs of several people.
async fn several(
    op: &Op,
    people: &[ContactId],
    page: &PageRequest,
) -> Result<HashMap<ContactId, Page<duplicate_pair::Model>>> {
    let places: Vec<String> = (1..=people.len()).map(|n| format!("${n}")).collect();
    let whose = places.join(", ");
    let order = if page.backward { "ASC" } else { "DESC" };
    let most = page.limit + 1;
    let sql = format!(
        "SELECT s.* FROM (SELECT m.whose, p.*, \
         ROW_NUMBER() OVER (PARTITION BY m.whose ORDER BY p.millibits {order}, p.id {order}) AS number, \
         COUNT(*) OVER (PARTITION BY m.whose) AS total \
         FROM (SELECT id, first_id AS whose FROM duplicate_pair WHERE first_id IN ({whose}) \
         UNION ALL SELECT id, second_id FROM duplicate_pair WHERE second_id IN ({whose})) m \
         JOIN duplicate_pair p ON p.id = m.id WHERE p.state = 'OPEN') s \
         WHERE s.number <= {most} ORDER BY s.millibits {order}, s.id {order}"
    );
    let values = people.iter().map(|id| Value::from(*id));
    let statement = Statement::from_sql_and_values(op.db.backend(), sql, values);
    let mut found: HashMap<ContactId, (Vec<duplicate_pair::Model>, i64)> = HashMap::new();
    for row in op.db.reader().query_all_raw(statement).await? {
        let (rows, total) = found.entry(row.try_get("", "whose")?).or_default();
        *total = row.try_get("", "total")?;
        if page.limit > 0 {
            rows.push(duplicate_pair::Model::from_query_result(&row, "")?);
        }
    }
    let cut = |id: &ContactId| {
        let (rows, total) = found.remove(id).unwrap_or_default();
        (
            *id,
            Page::cut(rows, page, page.count.then_some(total), place),
        )
    };
    Ok(people.iter().map(cut).collect())
}
