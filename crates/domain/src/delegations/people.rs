//! Who is meant by a nomination.
//!
//! Staff name whom they please. A focal point names people by name and address, and what follows must not tell it whom the office
//! knows: the record of who has this address and this name is used, unless that person is on the event's list already in another way;
//! then the nomination makes a record of its own, which the search for duplicates shows to the staff.

use kuvend_entity::{attendee, contact, delegation_member, id::ContactId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::sitting::{Sitting, standing};
use crate::{
    attendees::{
        Deputy,
        deputies::{self, Naming},
        guests,
    },
    contacts,
    error::Result,
    fault::{Code, Fault},
    fold::fold,
};

/// Where the record of a member whom the office meets now comes from.
const SOURCE: &str = "nominated for a delegation";

/// The person meant, as far as the event knows them.
pub(super) struct Person {
    pub(super) contact: ContactId,
    pub(super) function: Option<String>,
    /// What the focal point calls them.
    pub(super) names: Option<(String, String)>,
    /// Their row of the guest list.
    pub(super) there: Option<attendee::Model>,
    /// What that row was of a delegation.
    pub(super) was: Option<delegation_member::Model>,
}

/// The person who is meant.
///
/// # Errors
/// Faults at `person.…`: `NOT_FOUND` for a contact who is not known, `TAKEN` for who belongs to a delegation already.
pub(super) async fn meant(sitting: &Sitting<'_>, person: Deputy) -> Result<Person> {
    if sitting.is_focal {
        return told(sitting, person).await;
    }
    let naming = Naming {
        field: "person",
        source: SOURCE,
    };
    let (contact, function) = deputies::meet(&sitting.desk, person, naming).await?;
    let (there, was) = on_the_list(sitting, contact).await?;
    if was.as_ref().is_some_and(|was| was.left_at.is_none()) {
        return Err(Fault::new(["person", "contactId"], Code::Taken).into());
    }
    Ok(Person {
        contact,
        function,
        names: None,
        there,
        was,
    })
}

/// The person whom a focal point names.
async fn told(sitting: &Sitting<'_>, person: Deputy) -> Result<Person> {
    let Deputy::Named {
        given_name,
        family_name,
        email,
        function,
    } = person
    else {
        // Whatever contact it brings: a focal point knows none.
        return Err(Fault::new(["person", "contactId"], Code::NotFound).into());
    };
    let wanted = fold(&format!("{given_name} {family_name}"));
    if names(sitting).await?.contains(&wanted) {
        return Err(Fault::new(["person", "familyName"], Code::Taken).into());
    }
    let desk = &sitting.desk;
    let met = contacts::Met {
        given_name: given_name.clone(),
        family_name: family_name.clone(),
        email,
        source: SOURCE.to_owned(),
    };
    let known = contacts::known_by(&desk.tx, desk.event.office_id, &met).await?;
    let listed = match known {
        Some(contact) => {
            let (there, was) = on_the_list(sitting, contact).await?;
            Some((contact, there, was))
        }
        None => None,
    };
    let is_own = |was: Option<&delegation_member::Model>| {
        was.is_some_and(|was| was.delegation_id == sitting.delegation.id && was.left_at.is_some())
    };
    let (contact, there, was) = match listed {
        Some((contact, there, was)) if there.is_none() || is_own(was.as_ref()) => {
            (contact, there, was)
        }
        _ => {
            let office = desk.event.office_id;
            let contact = Box::pin(contacts::enter_met(&desk.tx, desk.op, office, met)).await?;
            (contact, None, None)
        }
    };
    Ok(Person {
        contact,
        function,
        names: Some((given_name, family_name)),
        there,
        was,
    })
}

/// A contact's row of this list, and what it is or was of a delegation.
async fn on_the_list(
    sitting: &Sitting<'_>,
    contact: ContactId,
) -> Result<(Option<attendee::Model>, Option<delegation_member::Model>)> {
    let there = guests::row_of(&sitting.desk, contact).await?;
    let was = match &there {
        Some(row) => {
            let was = delegation_member::Entity::find_by_id(row.id);
            was.one(&sitting.desk.tx).await?
        }
        None => None,
    };
    Ok((there, was))
}

/// What the members are called, folded.
async fn names(sitting: &Sitting<'_>) -> Result<Vec<String>> {
    let tx = &sitting.desk.tx;
    let members = standing(tx, sitting.delegation.id).await?;
    let mut names = Vec::with_capacity(members.len());
    let mut others = Vec::new();
    for member in &members {
        match (&member.given_name, &member.family_name) {
            (Some(given), Some(family)) => names.push(fold(&format!("{given} {family}"))),
            _ => others.push(member.attendee_id),
        }
    }
    for batch in others.chunks(guests::BATCH) {
        let rows = attendee::Entity::find()
            .filter(attendee::Column::Id.is_in(batch.iter().copied()))
            .all(tx)
            .await?;
        let contacts: Vec<ContactId> = rows.iter().filter_map(|row| row.contact_id).collect();
        let people = contact::Entity::find()
            .filter(contact::Column::Id.is_in(contacts))
            .all(tx)
            .await?;
        names.extend(
            people
                .iter()
                .map(|one| fold(&format!("{} {}", one.given_name, one.family_name))),
        );
    }
    Ok(names)
}
