//! Deputies: who comes in somebody's stead, and whose place that is.

use kuvend_entity::{
    attendee, contact,
    id::ContactId,
    kind::{ApprovalRule, ApprovalState, InvitationState, PlaceState, ResponseState},
    value::EmailAddress,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::{
    attendees::{
        answers::{self, tell},
        desk::{Cause, Desk},
        guests,
        moves::Move,
        places::{Claim, is_asked_to_come},
        rooms::{Party, Rooms},
        transitions,
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
    Known {
        /// Whom.
        contact: ContactId,
        /// As what they come.
        function: Option<String>,
    },
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

impl Deputy {
    /// As what they come, if that was said.
    const fn function(&self) -> Option<&String> {
        match self {
            Self::Known { function, .. } | Self::Named { function, .. } => function.as_ref(),
        }
    }

    /// The same, as somebody the office knows.
    pub(super) fn known(self, contact: ContactId) -> Self {
        let (Self::Known { function, .. } | Self::Named { function, .. }) = self;
        Self::Known { contact, function }
    }
}

/// Whether the deputy named is the one who stands on the list for this row, as what they stand there.
pub(super) async fn is_standing(
    desk: &Desk<'_>,
    row: &attendee::Model,
    deputy: Option<&Deputy>,
) -> Result<bool> {
    let there = standing_as(desk, row, deputy).await?;
    let function = deputy.and_then(Deputy::function);
    Ok(there.is_some_and(|there| {
        function.is_none_or(|function| there.function_at_event.as_ref() == Some(function))
    }))
}

/// Who stands on the list for this row, if that is the deputy named.
pub(super) async fn standing_as(
    desk: &Desk<'_>,
    row: &attendee::Model,
    deputy: Option<&Deputy>,
) -> Result<Option<attendee::Model>> {
    let (Some(there), Some(deputy)) = (standing(&desk.tx, row).await?, deputy) else {
        return Ok(None);
    };
    let Some(id) = there.contact_id else {
        return Ok(None);
    };
    let is_meant = match deputy {
        Deputy::Known { contact, .. } => *contact == id,
        Deputy::Named {
            given_name,
            family_name,
            ..
        } => {
            let known = contact::Entity::find_by_id(id).one(&desk.tx).await?;
            known.is_some_and(|known| {
                known.given_name == *given_name && known.family_name == *family_name
            })
        }
    };
    Ok(is_meant.then_some(there))
}

async fn standing(
    db: &impl ConnectionTrait,
    row: &attendee::Model,
) -> Result<Option<attendee::Model>> {
    match row.represented_by_id {
        Some(id) => Ok(attendee::Entity::find_by_id(id).one(db).await?),
        None => Ok(None),
    }
}

/// Who was to come in a guest's stead, who in theirs, and so on: the last is who comes, as long as nobody comes themselves.
pub(super) async fn chain(
    db: &impl ConnectionTrait,
    row: &attendee::Model,
) -> Result<Vec<attendee::Model>> {
    let mut chain: Vec<attendee::Model> = Vec::new();
    let mut next = leaving(db, row).await?;
    while let Some(deputy) = next {
        // Two may have sent each other.
        if deputy.id == row.id || chain.iter().any(|one| one.id == deputy.id) {
            break;
        }
        next = leaving(db, &deputy).await?;
        chain.push(deputy);
    }
    Ok(chain)
}

/// Who was to come in a guest's stead, and does not if the guest comes: who was invited or answered in their own right keeps what is
/// theirs.
async fn leaving(
    db: &impl ConnectionTrait,
    row: &attendee::Model,
) -> Result<Option<attendee::Model>> {
    let deputy = standing(db, row).await?;
    Ok(deputy.filter(|row| {
        row.invitation == InvitationState::NotInvited
            && matches!(
                row.response,
                ResponseState::None | ResponseState::Represented
            )
    }))
}

/// Whether places that were held go from one to another, where they are free now: the two must be one to the event's limits.
pub(super) fn passes_on(free: &Rooms, held: Party, wanted: Party) -> bool {
    let (held_by, then) = (free.after(None, Some(held)), free.after(None, Some(wanted)));
    held.places > 0 && then.broken_since(&held_by).is_empty()
}

/// Takes the place back from who was to come instead, now that the guest or somebody else comes, and from whoever was to come in
/// their stead again; who was told of a place is told that it is theirs no more. Returns who held it.
pub(crate) async fn dismiss(
    desk: &mut Desk<'_>,
    row: &attendee::Model,
    cause: &Cause,
) -> Result<Option<attendee::Model>> {
    let mut chain = chain(&desk.tx, row).await?;
    for deputy in &chain {
        if transitions::moves(Move::Cancel, deputy) {
            answers::release(desk, deputy, None, cause).await?;
        }
    }
    Ok(chain.pop())
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
        Deputy::Known {
            contact: id,
            function,
        } => {
            let known = contact::Entity::find_by_id(id)
                .filter(contact::Column::OfficeId.eq(desk.event.office_id));
            let known = contacts::held(known).one(&desk.tx).await?;
            let known =
                known.ok_or_else(|| Fault::new([naming.field, "contactId"], Code::NotFound))?;
            Ok((known.id, function))
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

/// Gives a row the places that another has just left, as long as the two are one to the event's limits: tells whether it has.
pub(super) fn take_over(
    desk: &Desk<'_>,
    holder: &attendee::Model,
    row: &mut attendee::Model,
) -> bool {
    if !passes_on(&desk.rooms(), Party::held(holder), Party::wanted(row)) {
        return false;
    }
    row.place = PlaceState::Confirmed;
    row.queue_number = None;
    row.offer_expires_at = None;
    row.overbook_reason.clone_from(&holder.overbook_reason);
    true
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
    // Who is sent by somebody whom the office has not let come waits for its approval as well.
    if desk.event.approval != ApprovalRule::None
        && matches!(
            principal.approval,
            ApprovalState::Awaited | ApprovalState::Refused
        )
        && row.approval == ApprovalState::NotAsked
        && !is_asked_to_come(row.invitation)
    {
        row.approval = ApprovalState::Awaited;
    }
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
        if !take_over(desk, holder, &mut row) {
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
