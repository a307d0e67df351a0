//! The page behind a focal point's link: what it shows of the delegation, and what is done from it.
//!
//! The link is the credential. [`view`] only reads; [`act`] acts as [`Actor::FocalPoint`] of the one delegation that the link names.

use std::collections::HashMap;

use kuvend_entity::{
    attendee, contact, delegation, event,
    id::{AttendeeId, ContactId, DelegationId},
    kind::{EventStatus, PlaceState, ResponseState, Route},
    office, organisation,
    value::{EmailAddress, Language, TimeZone},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::{
    members::{self, Named, Nominate, Replace, Withdraw},
    sitting::{deadline, standing},
};
use crate::{
    actor::Actor,
    attendees::{Deputy, guests::BATCH},
    error::{Denied, Error, Result},
    fault::{Code, Fault, Faults},
    guest_page::{Host, LocalTime, Said, Visit, typed_text},
    links::{self, Purpose},
    op::Op,
};

/// Letters of a name or a function at most.
pub const NAME: usize = 100;

/// Why members are named no more, or not yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Closed {
    /// The office closed the delegation.
    Closed,
    /// The time for it has passed.
    TooLate,
    /// The event is not published yet.
    NotOpen,
    /// It will not take place.
    Cancelled,
    /// It is put off.
    Postponed,
    /// It has taken place.
    Over,
}

/// A member, as their focal point sees them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Which row.
    pub id: AttendeeId,
    /// What the focal point called them, or how the office names them whom it named itself.
    pub name: String,
    /// With which function.
    pub function: Option<String>,
    /// Whether they head the delegation.
    pub is_head: bool,
    /// Where their place stands.
    pub place: PlaceState,
    /// Whether somebody else comes for them.
    pub is_represented: bool,
}

/// All that the page shows.
#[derive(Debug, Clone, PartialEq)]
pub struct FocalPage {
    /// In which language.
    pub language: Language,
    /// Who invites.
    pub host: Host,
    /// To what.
    pub event: Said,
    /// When it starts.
    pub starts: LocalTime,
    /// When it ends.
    pub ends: LocalTime,
    /// In which zone these times are.
    pub zone: TimeZone,
    /// Who sends the delegation.
    pub organisation: Said,
    /// Who names the members.
    pub name: String,
    /// Members at most.
    pub quota: i32,
    /// The members, the head first.
    pub members: Vec<Member>,
    /// Until when they are named.
    pub until: LocalTime,
    /// Why none are named; none while they are.
    pub closed: Option<Closed>,
}

/// Somebody as a focal point types them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedMember {
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// Where to write to; may be empty.
    pub email: String,
    /// As what they come; may be empty.
    pub function: String,
}

/// What a focal point does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Names a member.
    Nominate(TypedMember),
    /// Puts another in the place of the member of this id.
    Replace(String, TypedMember),
    /// Takes the member of this id out.
    Withdraw(String),
    /// Has the member of this id head the delegation.
    Head(String),
}

/// What a good link leads to.
struct Found {
    office: office::Model,
    event: event::Model,
    delegation: delegation::Model,
    organisation: organisation::Model,
    contact: contact::Model,
}

/// Believes a token or does not.
async fn find(db: &impl ConnectionTrait, op: &Op, token: &str) -> Result<Option<Found>> {
    let Some(claim) = links::read(token, Purpose::Delegation) else {
        return Ok(None);
    };
    let found = delegation::Entity::find_by_id(DelegationId(claim.id()));
    let Some(delegation) = found.one(db).await? else {
        return Ok(None);
    };
    let office = office::Entity::find_by_id(delegation.office_id)
        .one(db)
        .await?
        .ok_or_else(|| Error::missing("office"))?;
    let event = event::Entity::find_by_id(delegation.event_id)
        .one(db)
        .await?
        .ok_or_else(|| Error::missing("event"))?;
    let times = (links::lasts_until(&event), op.clock.now());
    let is_good = claim
        .open(&office.link_secret, delegation.link_epoch, times)
        .is_ok();
    let contact = match delegation.focal_contact_id {
        Some(id) if is_good => contact::Entity::find_by_id(id).one(db).await?,
        _ => None,
    };
    // A tombstone's link is as dead as the data behind it.
    let Some(contact) = contact.filter(|contact| contact.erased_at.is_none()) else {
        return Ok(None);
    };
    let organisation = organisation::Entity::find_by_id(delegation.organisation_id)
        .one(db)
        .await?
        .ok_or_else(|| Error::missing("organisation"))?;
    Ok(Some(Found {
        office,
        event,
        delegation,
        organisation,
        contact,
    }))
}

/// The rule of whether members are named, for the page to say so beforehand; the desk holds it.
fn closed(found: &Found, op: &Op) -> Option<Closed> {
    let (event, now) = (&found.event, op.clock.now());
    match event.status {
        EventStatus::Published => {}
        EventStatus::Draft => return Some(Closed::NotOpen),
        EventStatus::Postponed => return Some(Closed::Postponed),
        EventStatus::Cancelled => return Some(Closed::Cancelled),
        EventStatus::Completed | EventStatus::Archived => return Some(Closed::Over),
    }
    if event.attendance_closed_at.is_some() || now > event.ends_at {
        return Some(Closed::Over);
    }
    if found.delegation.closed_at.is_some() {
        return Some(Closed::Closed);
    }
    (now > deadline(&found.delegation, event)).then_some(Closed::TooLate)
}

/// The page behind a link, or nothing where the link is not good. Only reads. Once the event is over, or called off, it tells of
/// nobody any more.
///
/// # Errors
/// Only the database's.
pub async fn view(op: &Op, visit: &Visit<'_>) -> Result<Option<FocalPage>> {
    let tx = op.db.snapshot().await?;
    let Some(found) = find(&tx, op, visit.token).await? else {
        return Ok(None);
    };
    let closed = closed(&found, op);
    let members = match closed {
        Some(Closed::Over | Closed::Cancelled) => Vec::new(),
        _ => members(&tx, &found.delegation).await?,
    };
    tx.commit().await?;
    let own = found.office.languages.0.first().cloned();
    let own = own.unwrap_or_else(Language::english);
    let language = visit
        .asked
        .clone()
        .or_else(|| found.contact.preferred_language.clone())
        .or_else(|| visit.spoken.clone())
        .unwrap_or_else(|| own.clone());
    let said = |text| {
        Said::best(text, &language, &own).unwrap_or_else(|| Said {
            text: String::new(),
            language: own.clone(),
        })
    };
    let local = |at| LocalTime::at(at, &found.event.time_zone);
    Ok(Some(FocalPage {
        host: Host::of(&found.office, &language, &own),
        event: said(&found.event.title),
        starts: local(found.event.starts_at),
        ends: local(found.event.ends_at),
        organisation: said(&found.organisation.name),
        name: found.contact.display_name.clone(),
        quota: found.delegation.quota,
        members,
        until: local(deadline(&found.delegation, &found.event)),
        closed,
        zone: found.event.time_zone.clone(),
        language,
    }))
}

/// The members of a delegation, the head first, then as they were named. Whom the focal point named is called as it called them:
/// what the office knows of them is no matter of its.
async fn members(db: &impl ConnectionTrait, delegation: &delegation::Model) -> Result<Vec<Member>> {
    let mut named = standing(db, delegation.id).await?;
    named.sort_by_key(|member| {
        let is_head = delegation.head_id == Some(member.attendee_id);
        (!is_head, member.created_at, member.attendee_id)
    });
    let mut rows: HashMap<AttendeeId, attendee::Model> = HashMap::new();
    let mut people: HashMap<ContactId, String> = HashMap::new();
    for batch in named.chunks(BATCH) {
        let ids = batch.iter().map(|member| member.attendee_id);
        let found = attendee::Entity::find()
            .filter(attendee::Column::Id.is_in(ids))
            .all(db)
            .await?;
        let contacts = found.iter().filter_map(|row| row.contact_id);
        let contacts = contact::Entity::find()
            .filter(contact::Column::Id.is_in(contacts))
            .all(db)
            .await?;
        people.extend(contacts.into_iter().map(|one| (one.id, one.display_name)));
        rows.extend(found.into_iter().map(|row| (row.id, row)));
    }
    let shown = named.into_iter().filter_map(|member| {
        let row = rows.get(&member.attendee_id)?;
        let typed = member.given_name.zip(member.family_name);
        let name = typed.map(|(given, family)| format!("{given} {family}"));
        let name = name.or_else(|| people.get(&row.contact_id?).cloned());
        Some(Member {
            id: row.id,
            name: name.unwrap_or_default(),
            function: row.function_at_event.clone(),
            is_head: delegation.head_id == Some(row.id),
            place: row.place,
            is_represented: row.response == ResponseState::Represented,
        })
    });
    Ok(shown.collect())
}

/// Does what a focal point asks for.
///
/// # Errors
/// [`Denied::NotFound`] for a link that is not good; faults at `person.…`, or those of the use cases. Nothing is changed then.
pub async fn act(op: &Op, visit: &Visit<'_>, act: Act) -> Result<Named> {
    let found = find(op.db.reader(), op, visit.token)
        .await?
        .ok_or(Error::Denied(Denied::NotFound))?;
    let op = Op {
        actor: Actor::FocalPoint {
            office: found.office.id,
            delegation: found.delegation.id,
            epoch: found.delegation.link_epoch,
        },
        route: Route::Link,
        ..op.clone()
    };
    match act {
        Act::Nominate(typed) => {
            let cmd = Nominate {
                delegation: found.delegation.id,
                person: person(&typed)?,
            };
            Box::pin(members::nominate(&op, cmd)).await
        }
        Act::Replace(id, typed) => {
            let cmd = Replace {
                attendee: member(&id)?,
                person: person(&typed)?,
            };
            Box::pin(members::replace(&op, cmd)).await
        }
        Act::Withdraw(id) => {
            let attendee = member(&id)?;
            Box::pin(members::withdraw(&op, Withdraw { attendee })).await
        }
        Act::Head(id) => Box::pin(members::head(&op, member(&id)?)).await,
    }
}

/// The row that a form names: whatever else it may be, it is not there.
fn member(id: &str) -> Result<AttendeeId> {
    id.parse()
        .map_err(|_| Fault::new(["attendeeId"], Code::NotFound).into())
}

/// Somebody as they were typed.
fn person(typed: &TypedMember) -> Result<Deputy> {
    let mut faults = Faults::none();
    let mut line = |text: &str, field: &str, is_needed: bool| {
        let text = typed_text(text, false);
        if is_needed && text.is_empty() {
            faults.push(Fault::new(["person", field], Code::Required));
        } else if text.chars().count() > NAME {
            faults.push(Fault::new(["person", field], Code::TooLong).with("limit", NAME));
        }
        text
    };
    let given_name = line(&typed.given_name, "givenName", true);
    let family_name = line(&typed.family_name, "familyName", true);
    let function = line(&typed.function, "function", false);
    let email = match typed.email.trim() {
        "" => None,
        text => {
            let email = text.parse::<EmailAddress>().ok();
            if email.is_none() {
                let fault = Fault::new(["person", "email"], Code::Malformed);
                faults.push(fault.with("what", "email"));
            }
            email
        }
    };
    faults.finish(Some(Deputy::Named {
        given_name,
        family_name,
        email,
        function: (!function.is_empty()).then_some(function),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_typed_has_both_names_and_perhaps_an_address_and_a_function() {
        let typed = TypedMember {
            given_name: " Arta\u{202e} ".into(),
            family_name: "Hoxha".into(),
            ..TypedMember::default()
        };
        let Ok(Deputy::Named {
            given_name,
            email,
            function,
            ..
        }) = person(&typed)
        else {
            panic!("{typed:?}")
        };
        assert_eq!((given_name.as_str(), email, function), ("Arta", None, None));
        let Err(Error::Rejected(faults)) = person(&TypedMember {
            email: "arta@".into(),
            function: "x".repeat(101),
            ..TypedMember::default()
        }) else {
            panic!("nothing was wrong")
        };
        let fields: Vec<_> = faults.list().iter().map(|f| f.field.join(".")).collect();
        assert_eq!(
            fields,
            [
                "person.givenName",
                "person.familyName",
                "person.function",
                "person.email"
            ]
        );
    }

    #[test]
    fn an_id_of_another_kind_is_no_member() {
        for id in ["", "contact_00000000000000000000000000000000", "x"] {
            assert!(member(id).is_err(), "{id}");
        }
    }
}
