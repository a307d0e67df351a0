//! Lists at the door: which guests are let in where, and from when.

use chrono::{DateTime, Utc};
use kuvend_entity::{
    attendee, check_in_list, event,
    id::{CheckInListId, EventId},
    value::{AttendeeRoles, GuestCategories, PlaceStates},
};
use sea_orm::{ActiveModelTrait as _, EntityTrait, IntoActiveModel as _};

use crate::{
    attendees::{desk::Desk, presence::doors_open_at},
    audit::{self, Deed},
    change::{Change, Changes},
    error::{Denied, Error, Result},
    fault::{Code, Fault},
    op::Op,
    policy::Action,
};

/// A list to be made.
#[derive(Debug, Clone)]
pub struct CreateList {
    /// Of which event.
    pub event: EventId,
    /// What the staff calls it.
    pub name: String,
    /// Of which categories guests are on it; none is of any.
    pub categories: GuestCategories,
    /// In which roles; none is in any.
    pub roles: AttendeeRoles,
    /// With which places; none is with any.
    pub places: PlaceStates,
    /// From when they are let in, where that is not when the doors open.
    pub opens_at: Option<DateTime<Utc>>,
}

/// What becomes of a list.
#[derive(Debug, Clone)]
pub struct UpdateList {
    /// Which.
    pub id: CheckInListId,
    /// The version that was read.
    pub version: i32,
    /// Another name.
    pub name: Option<String>,
    /// Other categories.
    pub categories: Option<GuestCategories>,
    /// Other roles.
    pub roles: Option<AttendeeRoles>,
    /// Other places.
    pub places: Option<PlaceStates>,
    /// From when.
    pub opens_at: Change<DateTime<Utc>>,
}

/// Whether a guest is on a list.
#[must_use]
pub fn holds(list: &check_in_list::Model, row: &attendee::Model) -> bool {
    let of_category = list.categories.0.is_empty()
        || row
            .category
            .is_some_and(|category| list.categories.0.contains(&category));
    let in_role =
        list.roles.0.is_empty() || row.roles.0.iter().any(|role| list.roles.0.contains(role));
    let with_place = list.places.0.is_empty() || list.places.0.contains(&row.place);
    of_category && in_role && with_place
}

/// From when a list's guests are let in.
#[must_use]
pub fn opens_at(list: Option<&check_in_list::Model>, event: &event::Model) -> DateTime<Utc> {
    let own = list.and_then(|list| list.opens_at);
    own.unwrap_or_else(|| doors_open_at(event))
}

/// Makes a list.
///
/// # Errors
/// `NOT_FOUND` on `eventId`, `TAKEN` on `name`.
pub async fn create_list(op: &Op, cmd: CreateList) -> Result<check_in_list::Model> {
    let mut desk = Desk::open(op, cmd.event, Action::ManageDoor)
        .await
        .map_err(|error| error.hidden_at(["eventId"]))?;
    name_is_free(&desk, &cmd.name, None).await?;
    let row = check_in_list::Model {
        id: CheckInListId::new(),
        office_id: desk.event.office_id,
        event_id: desk.event.id,
        version: 1,
        name: cmd.name,
        categories: cmd.categories,
        roles: cmd.roles,
        places: cmd.places,
        opens_at: cmd.opens_at,
        created_by: op.actor.account(),
        created_at: desk.now,
        updated_at: desk.now,
    };
    check_in_list::Entity::insert(row.clone().into_active_model().reset_all())
        .exec_without_returning(&desk.tx)
        .await?;
    let mut changes = Changes::default();
    changes.made("name", &row.name);
    changes.made("categories", &row.categories);
    changes.made("roles", &row.roles);
    changes.made("places", &row.places);
    changes.made("opensAt", &row.opens_at);
    write(&mut desk, op, ("door::create_list", &row), changes).await?;
    desk.close().await?;
    Ok(row)
}

/// Changes a list. Who was let in by it stays so.
///
/// # Errors
/// `NOT_FOUND` on `id`, `CONFLICT` on `version`, `TAKEN` on `name`.
pub async fn update_list(op: &Op, cmd: UpdateList) -> Result<check_in_list::Model> {
    op.authorise_anywhere(Action::ManageDoor)?;
    let not_found = || Error::from(Fault::new(["id"], Code::NotFound));
    let known = check_in_list::Entity::find_by_id(cmd.id)
        .one(op.db.reader())
        .await?
        .ok_or_else(not_found)?;
    let mut desk = Desk::open(op, known.event_id, Action::ManageDoor)
        .await
        .map_err(|error| error.hidden_at(["id"]))?;
    let before = check_in_list::Entity::find_by_id(cmd.id)
        .one(&desk.tx)
        .await?
        .ok_or_else(not_found)?;
    if before.version != cmd.version {
        return Err(Fault::new(["version"], Code::Conflict)
            .with("version", before.version)
            .into());
    }
    let mut after = before.clone();
    if let Some(name) = cmd.name {
        name_is_free(&desk, &name, Some(before.id)).await?;
        after.name = name;
    }
    after.categories = cmd.categories.unwrap_or(after.categories);
    after.roles = cmd.roles.unwrap_or(after.roles);
    after.places = cmd.places.unwrap_or(after.places);
    after.opens_at = cmd.opens_at.over(after.opens_at);
    if after == before {
        return Ok(before);
    }
    let mut changes = Changes::default();
    changes.note("name", &before.name, &after.name);
    changes.note("categories", &before.categories, &after.categories);
    changes.note("roles", &before.roles, &after.roles);
    changes.note("places", &before.places, &after.places);
    changes.note("opensAt", &before.opens_at, &after.opens_at);
    after.version = before.version + 1;
    after.updated_at = desk.now;
    check_in_list::Entity::update(after.clone().into_active_model().reset_all())
        .exec_without_returning(&desk.tx)
        .await?;
    write(&mut desk, op, ("door::update_list", &after), changes).await?;
    desk.close().await?;
    Ok(after)
}

/// The list as it is now, for who named another version.
///
/// # Errors
/// Only the database's.
pub async fn newest(op: &Op, id: CheckInListId) -> Result<Option<check_in_list::Model>> {
    let found = check_in_list::Entity::find_by_id(id)
        .one(op.db.reader())
        .await?;
    Ok(found.filter(|row| op.may_at((row.office_id, row.event_id), Action::ManageDoor)))
}

async fn name_is_free(desk: &Desk<'_>, name: &str, own: Option<CheckInListId>) -> Result<()> {
    let known = super::reads::lists_in(&desk.tx, &[desk.event.id]).await?;
    if known
        .iter()
        .any(|row| row.name == name && Some(row.id) != own)
    {
        return Err(Fault::new(["name"], Code::Taken).into());
    }
    Ok(())
}

async fn write(
    desk: &mut Desk<'_>,
    op: &Op,
    (action, row): (&str, &check_in_list::Model),
    changes: Changes,
) -> Result<()> {
    let deed = Deed {
        office: row.office_id,
        action,
        object_kind: "check_in_list",
        object_id: row.id.0,
        changes: changes.json(),
        reason: None,
    };
    audit::write(&desk.tx, op, deed).await
}

/// A list of this event by its id, under the event's lock.
///
/// # Errors
/// [`Denied::NotFound`] where the event has none of this id.
pub(super) async fn of_event(desk: &Desk<'_>, id: CheckInListId) -> Result<check_in_list::Model> {
    let found = check_in_list::Entity::find_by_id(id).one(&desk.tx).await?;
    found
        .filter(|row| row.event_id == desk.event.id)
        .ok_or(Error::Denied(Denied::NotFound))
}

#[cfg(test)]
mod tests {
    use kuvend_entity::{
        kind::{AttendeeRole, GuestCategory, PlaceState},
        sparse::Sparse as _,
    };

    use super::*;

    fn list() -> check_in_list::Model {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        check_in_list::Model {
            id: CheckInListId::new(),
            office_id: kuvend_entity::id::OfficeId::new(),
            event_id: EventId::new(),
            version: 1,
            name: "Reception".to_owned(),
            categories: GuestCategories::default(),
            roles: AttendeeRoles::default(),
            places: PlaceStates::default(),
            opens_at: None,
            created_by: None,
            created_at: now,
            updated_at: now,
        }
    }

    #[test]
    fn a_list_asks_for_what_it_names_and_for_nothing_else() {
        let guest = attendee::Model {
            category: Some(GuestCategory::Government),
            roles: AttendeeRoles(vec![AttendeeRole::Guest, AttendeeRole::Speaker]),
            place: PlaceState::Confirmed,
            ..attendee::Model::blank()
        };
        assert!(holds(&list(), &guest));
        let cases = [
            (vec![GuestCategory::Government], vec![], vec![], true),
            (vec![GuestCategory::Media], vec![], vec![], false),
            (vec![], vec![AttendeeRole::Speaker], vec![], true),
            (vec![], vec![AttendeeRole::Press], vec![], false),
            (vec![], vec![], vec![PlaceState::Confirmed], true),
            (vec![], vec![], vec![PlaceState::Offered], false),
            (
                vec![GuestCategory::Government],
                vec![AttendeeRole::Press],
                vec![],
                false,
            ),
        ];
        for (categories, roles, places, expected) in cases {
            let list = check_in_list::Model {
                categories: GuestCategories(categories),
                roles: AttendeeRoles(roles),
                places: PlaceStates(places),
                ..list()
            };
            assert_eq!(holds(&list, &guest), expected, "{list:?}");
        }
        let nobody = attendee::Model {
            category: None,
            ..guest
        };
        let list = check_in_list::Model {
            categories: GuestCategories(vec![GuestCategory::Government]),
            ..list()
        };
        assert!(!holds(&list, &nobody));
    }
}
