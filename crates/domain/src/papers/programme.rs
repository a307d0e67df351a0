//! The run of show as a paper: for those who make it happen, so that it has what is internal and who has yet to agree.

use std::collections::HashMap;

use chrono::{NaiveDateTime, TimeDelta};
use kuvend_entity::{
    contact, contributor,
    id::{ContactId, OrganisationId},
    kind::{ConfirmationState, ContributorMode},
};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect};

use super::{
    Sheet,
    columns::Column as C,
    guests,
    words::{self, Label, label},
};
use crate::{
    agenda::{self, Item},
    error::Result,
};

/// The rows, in the order of the day.
///
/// # Errors
/// Only the database's.
pub(super) async fn rows(
    snapshot: &DatabaseTransaction,
    sheet: &Sheet,
) -> Result<Vec<Vec<String>>> {
    let items = agenda::in_order(snapshot, &[sheet.event.id]).await?;
    let items = items.into_values().next().unwrap_or_default();
    let named = Named::of(snapshot, sheet, &items).await?;
    let row = |item: &Item| {
        let cell = |column: &C| cell(item, &named, sheet, *column).unwrap_or_default();
        sheet.columns.iter().map(cell).collect()
    };
    Ok(items.iter().map(row).collect())
}

/// Who contributes, by name.
struct Named {
    people: HashMap<ContactId, String>,
    functions: HashMap<ContactId, String>,
    bodies: HashMap<OrganisationId, String>,
}

impl Named {
    async fn of(snapshot: &DatabaseTransaction, sheet: &Sheet, items: &[Item]) -> Result<Self> {
        use contact::Column as P;
        let cast = || items.iter().flat_map(|item| &item.contributors);
        let mut ids: Vec<ContactId> = cast().filter_map(|one| one.contact_id).collect();
        ids.sort_unstable();
        ids.dedup();
        let people: Vec<(ContactId, String)> = contact::Entity::find()
            .select_only()
            .columns([P::Id, P::DisplayName])
            .filter(P::Id.is_in(ids.iter().copied()))
            .filter(P::ErasedAt.is_null())
            .filter(P::RestrictedAt.is_null())
            .into_tuple()
            .all(snapshot)
            .await?;
        let held = guests::belongings(snapshot, sheet, &ids).await?;
        let functions = held.into_iter();
        let bodies = cast().filter_map(|one| one.organisation_id);
        Ok(Self {
            people: people.into_iter().collect(),
            functions: functions
                .filter_map(|(id, row)| Some((id, row.function?)))
                .collect(),
            bodies: guests::named(snapshot, sheet, bodies).await?,
        })
    }

    /// Somebody in one line: as what, who, with which view, and what is still open.
    fn line(&self, one: &contributor::Model, sheet: &Sheet) -> Option<String> {
        let language = &sheet.language;
        let body = one.organisation_id.and_then(|id| self.bodies.get(&id));
        let who = match one.contact_id {
            Some(id) => {
                let name = self.people.get(&id)?;
                let after = body.or_else(|| self.functions.get(&id));
                after.map_or_else(|| name.clone(), |after| format!("{name}, {after}"))
            }
            None => body?.clone(),
        };
        let role = words::contributor(one.role, language);
        let view = one.perspective.as_ref();
        let view = view.map(|view| format!(" – {view}")).unwrap_or_default();
        let way = (one.mode != ContributorMode::InPerson).then(|| words::way(one.mode, language));
        let open = one.confirmation != ConfirmationState::Confirmed;
        let open = open.then(|| label(Label::Unconfirmed, language));
        let more: Vec<&str> = way.into_iter().chain(open).collect();
        let more = if more.is_empty() {
            String::new()
        } else {
            format!(" ({})", more.join(", "))
        };
        Some(format!("{role}: {who}{view}{more}"))
    }
}

/// An hour on the clock of the event, with its day where that is another than the event's.
fn hour(at: NaiveDateTime, sheet: &Sheet) -> String {
    if at.date() == sheet.event.local_on {
        at.format("%H:%M").to_string()
    } else {
        at.format("%d.%m. %H:%M").to_string()
    }
}

fn cell(item: &Item, named: &Named, sheet: &Sheet, column: C) -> Option<String> {
    let row = &item.item;
    match column {
        C::Starts => row.starts_at_local.map(|at| hour(at, sheet)),
        C::Ends => {
            let lasts = TimeDelta::try_minutes(i64::from(row.duration_minutes?))?;
            Some(hour(row.starts_at_local?.checked_add_signed(lasts)?, sheet))
        }
        C::Kind => Some(words::item(row.kind, &sheet.language).to_owned()),
        C::Title => Some(sheet.said(&row.title)),
        C::Description => Some(sheet.said(&row.description)),
        C::Room => row.room.clone(),
        C::Contributors => {
            let cast = item.contributors.iter();
            let cast = cast.filter(|one| one.confirmation != ConfirmationState::Declined);
            let mut lines: Vec<String> = Vec::new();
            for line in cast.filter_map(|one| named.line(one, sheet)) {
                // Whoever has two parts of one kind, since two records became one, is named once.
                if !lines.contains(&line) {
                    lines.push(line);
                }
            }
            Some(lines.join("\n"))
        }
        C::Note => row
            .is_internal
            .then(|| label(Label::Internal, &sheet.language).to_owned()),
        _ => None,
    }
}
