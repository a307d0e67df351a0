//! Deputies: who comes in somebody's stead, and whose place that is.

use kuvend_entity::{
    attendee, contact,
    id::ContactId,
    kind::{InvitationState, PlaceState, ResponseState},
    value::EmailAddress,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::{
    attendees::{
        answers::tell,
        desk::{Cause, Desk},
        guests,
        places::Claim,
        rooms::Party,
    },
    contacts,
    error::Result,
    fault::{Code, Fault},
    tally,
};

/// Who comes in somebody's stead.
#[derive(Debug, Clone)]
pub enum Deputy {
    /// Somebody the office knows.
    Contact(ContactId),
    /// Somebody it meets now.
    Named {
        /// Given name.
        given_name: String,
        /// Family name.
        family_name: String,
        /// Where to write to, if known.
        email: Option<EmailAddress>,
        /// As what they come.
        function: Option<String>,
    },
}

/// Whether the deputy named is the one who stands on the list for this row.
pub(super) async fn is_standing(
    desk: &Desk<'_>,
    row: &attendee::Model,
    deputy: Option<&Deputy>,
) -> Result<bool> {
    let Some(there) = standing(desk, row).await? else {
        return Ok(false);
    };
    let Some(id) = there.contact_id else {
        return Ok(false);
    };
    match deputy {
        None => Ok(false),
        Some(Deputy::Contact(named)) => Ok(*named == id),
        Some(Deputy::Named {
            given_name,
            family_name,
            ..
        }) => {
            let known = contact::Entity::find_by_id(id).one(&desk.tx).await?;
            Ok(known.is_some_and(|known| {
                known.given_name == *given_name && known.family_name == *family_name
            }))
        }
    }
}

async fn standing(desk: &Desk<'_>, row: &attendee::Model) -> Result<Option<attendee::Model>> {
    match row.represented_by_id {
        Some(id) => Ok(attendee::Entity::find_by_id(id).one(&desk.tx).await?),
        None => Ok(None),
    }
}

/// Takes the place back from who was to come instead, now that the guest or somebody else comes.
pub(crate) async fn dismiss(
    desk: &mut Desk<'_>,
    row: &attendee::Model,
    cause: &Cause,
) -> Result<Option<attendee::Model>> {
    let Some(before) = standing(desk, row).await? else {
        return Ok(None);
    };
    // Who was invited or registered in their own right keeps what is theirs.
    if before.invitation != InvitationState::NotInvited || before.response != ResponseState::None {
        return Ok(None);
    }
    let mut after = before.clone();
    Desk::unseat(&mut after, PlaceState::Cancelled);
    desk.alter(&before, after, cause).await?;
    Ok(Some(before))
}

/// Where somebody is named, and where the record of whom the office meets by it comes from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Naming {
    /// The field of the input that names them.
    pub(crate) field: &'static str,
    /// The source of their record.
    pub(crate) source: &'static str,
}

impl Naming {
    const DEPUTY: Self = Self {
        field: "deputy",
        source: "deputy named in an answer",
    };
}

/// The person who is meant, and as what they come: somebody the office knows, or meets now.
pub(crate) async fn meet(
    desk: &Desk<'_>,
    person: Deputy,
    naming: Naming,
) -> Result<(ContactId, Option<String>)> {
    match person {
        Deputy::Contact(id) => {
            let known = contact::Entity::find_by_id(id)
                .filter(contact::Column::OfficeId.eq(desk.event.office_id));
            let known = contacts::held(known).one(&desk.tx).await?;
            let known =
                known.ok_or_else(|| Fault::new([naming.field, "contactId"], Code::NotFound))?;
            Ok((known.id, None))
        }
        Deputy::Named {
            given_name,
            family_name,
            email,
            function,
        } => {
            let met = contacts::Met {
                given_name,
                family_name,
                email,
                source: naming.source.to_owned(),
            };
            let id = Box::pin(contacts::meet(&desk.tx, desk.op, desk.event.office_id, met)).await?;
            Ok((id, function))
        }
    }
}

/// Puts the deputy on the list, with the places of whom they represent.
pub(super) async fn send(
    desk: &mut Desk<'_>,
    holder: &attendee::Model,
    principal: &attendee::Model,
    (deputy, cause): (Deputy, &Cause),
) -> Result<attendee::Model> {
    let (contact, function) = meet(desk, deputy, Naming::DEPUTY).await?;
    if principal.contact_id == Some(contact) {
        return Err(Fault::new(["deputy", "contactId"], Code::Inconsistent)
            .with("other", "attendeeId")
            .into());
    }
    let there = guests::row_of(desk, contact).await?;
    let mut row = match &there {
        Some(row) => row.clone(),
        None => guests::fresh(desk, Some(contact)),
    };
    row.organisation_id = principal.organisation_id.or(row.organisation_id);
    row.function_at_event = function.or(row.function_at_event);
    // Who performs or works there holds none of the event's places, and so has none to give.
    let moved = tally::places(holder) > 0;
    if !there.as_ref().is_some_and(|row| row.place.occupies()) {
        row.category = principal.category.or(row.category);
        row.attends = principal.attends.or(row.attends);
        row.party_allowance = row.party_allowance.max(principal.party_allowance);
        if moved {
            row.party_size = holder.party_size;
            row.party_allowance = row.party_allowance.max(row.party_size);
        }
        // What was the holder's is the deputy's, as long as the two are one to the event's limits.
        let rooms = desk.rooms();
        let then = rooms.after(None, Some(Party::wanted(&row)));
        let held = rooms.after(None, Some(Party::held(holder)));
        if moved && then.broken_since(&held).is_empty() {
            row.place = PlaceState::Confirmed;
            row.queue_number = None;
            row.overbook_reason.clone_from(&holder.overbook_reason);
        } else {
            desk.seat(there.as_ref(), &mut row, Claim::ANSWER).await?;
        }
    }
    let after = match &there {
        Some(before) => desk.alter(before, row, cause).await?,
        None => desk.insert(row, cause).await?,
    };
    tell(desk, there.as_ref(), &after).await?;
    Ok(after)
}
