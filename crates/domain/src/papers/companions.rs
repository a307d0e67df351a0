//! Who comes along with guests, on papers: each by name, under whom they come with.

use std::collections::HashMap;

use kuvend_entity::{
    attendee, companion,
    id::{AttendeeId, CompanionId},
    kind::Paper,
};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
};

use super::{
    Sheet,
    columns::Column as C,
    guests::Entry,
    words::{Label, companion_of, label},
};
use crate::{attendees::guests::BATCH, error::Result, exports::named};

/// Whether those who come along stand on a paper: where people are received, sign or wear their names.
const fn stand_on(paper: Paper) -> bool {
    matches!(paper, Paper::GuestList | Paper::SignInSheet | Paper::Badges)
}

/// Who comes along with the guests of an event, in order; only their keys.
///
/// # Errors
/// Only the database's.
pub(super) async fn of_list(
    snapshot: &DatabaseTransaction,
    sheet: &Sheet,
) -> Result<HashMap<AttendeeId, Vec<CompanionId>>> {
    use companion::Column as T;
    let mut all: HashMap<AttendeeId, Vec<CompanionId>> = HashMap::new();
    if !stand_on(sheet.paper) {
        return Ok(all);
    }
    let guest = companion::Entity::belongs_to(attendee::Entity)
        .from(T::AttendeeId)
        .to(attendee::Column::Id);
    let found: Vec<(AttendeeId, CompanionId)> = companion::Entity::find()
        .select_only()
        .columns([T::AttendeeId, T::Id])
        .join(JoinType::InnerJoin, guest.into())
        .filter(attendee::Column::EventId.eq(sheet.event.id))
        .filter(named())
        .order_by_asc(T::AttendeeId)
        .order_by_asc(T::Position)
        .into_tuple()
        .all(snapshot)
        .await?;
    for (guest, one) in found {
        all.entry(guest).or_default().push(one);
    }
    Ok(all)
}

/// Those of a page, by their keys.
///
/// # Errors
/// Only the database's.
pub(super) async fn of_page(
    snapshot: &DatabaseTransaction,
    page: &[&Entry],
) -> Result<HashMap<CompanionId, companion::Model>> {
    let ids: Vec<CompanionId> = page.iter().filter_map(|entry| entry.companion).collect();
    let mut all = HashMap::with_capacity(ids.len());
    for some in ids.chunks(BATCH) {
        let found = companion::Entity::find()
            .filter(companion::Column::Id.is_in(some.iter().copied()))
            .all(snapshot)
            .await?;
        all.extend(found.into_iter().map(|one| (one.id, one)));
    }
    Ok(all)
}

/// The row of somebody who comes along with a guest of this name. They are of the guest's party, which is counted in the guest's row.
pub(super) fn row(sheet: &Sheet, one: &companion::Model, guest: &str) -> Vec<String> {
    let cell = |column: &C| match column {
        C::FamilyName => one.family_name.clone(),
        C::GivenName => one.given_name.clone(),
        C::Function => companion_of(guest, &sheet.language),
        C::Roles => label(Label::Companion, &sheet.language).to_owned(),
        _ => String::new(),
    };
    let answers = std::iter::repeat_n(String::new(), sheet.asked.len());
    sheet.columns.iter().map(cell).chain(answers).collect()
}
