//! Inputs of what is done with delegations, read into commands.

use async_graphql::{ID, InputObject, MaybeUndefined};
use kuvend_domain::{
    delegations::{
        CloseDelegation, CreateDelegation, InviteFocalPoint, LARGEST_QUOTA, NOTE, Nominate,
        Replace, UpdateDelegation, Withdraw,
    },
    error::Result,
};

use crate::{
    attendees::inputs::DeputyInput, events::change::clearable, input::Reader,
    scalars::LocalDateTime,
};

/// Enters a delegation: whom an organisation sends to an event.
#[derive(Debug, Clone, InputObject)]
pub struct CreateDelegationInput {
    /// To which event.
    pub event_id: ID,
    /// Which organisation; it sends one delegation to an event.
    pub organisation_id: ID,
    /// How many members at most, 1 to 500.
    pub quota: i32,
    /// Who names them: a contact, or somebody the office meets now.
    pub focal_point: Option<DeputyInput>,
    /// Until when the focal point names members, on the event's clock; until the event starts unless said.
    pub nominate_until: Option<LocalDateTime>,
    /// A note of the office's, which the focal point does not see.
    pub note: Option<String>,
}

fn quota(reader: &mut Reader, quota: i32) -> Option<i32> {
    reader.within_range("quota", quota, 1, LARGEST_QUOTA)
}

impl CreateDelegationInput {
    pub(super) fn read(&self) -> Result<CreateDelegation> {
        let mut reader = Reader::new();
        let event = reader.id("eventId", &self.event_id);
        let organisation = reader.id("organisationId", &self.organisation_id);
        let quota = quota(&mut reader, self.quota);
        let focal_point = reader.optional(self.focal_point.as_ref(), |reader, person| {
            reader.within("focalPoint", |reader| person.read(reader))
        });
        let until = reader.optional(self.nominate_until.as_ref(), |reader, wall| {
            reader.wall("nominateUntil", wall)
        });
        let note = reader.optional(self.note.as_ref(), |reader, text| {
            reader.prose("note", text, NOTE)
        });
        let command = event
            .zip(organisation)
            .zip(quota.zip(focal_point))
            .zip(until.zip(note));
        let command = command.map(
            |(((event, organisation), (quota, focal_point)), (nominate_until, note))| {
                CreateDelegation {
                    event,
                    organisation,
                    quota,
                    focal_point,
                    nominate_until,
                    note,
                }
            },
        );
        reader.finish(command)
    }
}

/// Changes what an office says of a delegation. A field that is absent stays; null clears what may be empty.
#[derive(Debug, Clone, InputObject)]
pub struct UpdateDelegationInput {
    /// Which.
    pub id: ID,
    /// The version that was read.
    pub version: i32,
    /// How many members at most, 1 to 500; not fewer than there are.
    pub quota: Option<i32>,
    /// Who names them. The link of who did before opens nothing any more.
    pub focal_point: MaybeUndefined<DeputyInput>,
    /// Until when the focal point names members, on the event's clock; null is until the event starts.
    pub nominate_until: MaybeUndefined<LocalDateTime>,
    /// The row of the member who heads it.
    pub head_id: MaybeUndefined<ID>,
    /// A note of the office's, which the focal point does not see.
    pub note: MaybeUndefined<String>,
}

impl UpdateDelegationInput {
    pub(super) fn read(&self) -> Result<UpdateDelegation> {
        let mut reader = Reader::new();
        let id = reader.id("id", &self.id);
        let quota = reader.optional(self.quota.as_ref(), |reader, told| quota(reader, *told));
        let focal_point = clearable(&mut reader, &self.focal_point, |reader, person| {
            reader.within("focalPoint", |reader| person.read(reader))
        });
        let until = clearable(&mut reader, &self.nominate_until, |reader, wall| {
            reader.wall("nominateUntil", wall)
        });
        let head = clearable(&mut reader, &self.head_id, |reader, id| {
            reader.id("headId", id)
        });
        let note = clearable(&mut reader, &self.note, |reader, text| {
            reader.prose("note", text, NOTE)
        });
        let command = id
            .zip(quota)
            .zip(focal_point.zip(until))
            .zip(head.zip(note));
        let command = command.map(
            |(((id, quota), (focal_point, nominate_until)), (head, note))| UpdateDelegation {
                id,
                version: self.version,
                quota,
                focal_point,
                nominate_until,
                head,
                note,
            },
        );
        reader.finish(command)
    }
}

macro_rules! named_with_version {
    ($($(#[$doc:meta])* $name:ident => $command:ident;)+) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, InputObject)]
            pub struct $name {
                /// Which delegation.
                pub id: ID,
                /// The version that was read.
                pub version: i32,
            }

            impl $name {
                pub(super) fn read(&self) -> Result<$command> {
                    let mut reader = Reader::new();
                    let version = self.version;
                    let id = reader.id("id", &self.id);
                    reader.finish(id.map(|id| $command { id, version }))
                }
            }
        )+
    };
}

named_with_version! {
    /// Closes a delegation.
    CloseDelegationInput => CloseDelegation;
    /// Opens a delegation again.
    ReopenDelegationInput => CloseDelegation;
    /// Writes to the focal point of a delegation.
    InviteFocalPointInput => InviteFocalPoint;
    /// Takes the link of a focal point back.
    RevokeFocalLinkInput => InviteFocalPoint;
}

/// Names a member of a delegation.
#[derive(Debug, Clone, InputObject)]
pub struct NominateMemberInput {
    /// Of which delegation.
    pub delegation_id: ID,
    /// Whom: a contact, or somebody the office meets now.
    pub person: DeputyInput,
}

impl NominateMemberInput {
    pub(super) fn read(&self) -> Result<Nominate> {
        let mut reader = Reader::new();
        let delegation = reader.id("delegationId", &self.delegation_id);
        let person = reader.within("person", |reader| self.person.read(reader));
        let command = delegation.zip(person);
        reader.finish(command.map(|(delegation, person)| Nominate { delegation, person }))
    }
}

/// Puts another in the place of a member of a delegation.
#[derive(Debug, Clone, InputObject)]
pub struct ReplaceMemberInput {
    /// The row of whom.
    pub attendee_id: ID,
    /// Who comes instead: a contact, or somebody the office meets now.
    pub person: DeputyInput,
}

impl ReplaceMemberInput {
    pub(super) fn read(&self) -> Result<Replace> {
        let mut reader = Reader::new();
        let attendee = reader.id("attendeeId", &self.attendee_id);
        let person = reader.within("person", |reader| self.person.read(reader));
        let command = attendee.zip(person);
        reader.finish(command.map(|(attendee, person)| Replace { attendee, person }))
    }
}

/// Takes a member out of a delegation.
#[derive(Debug, Clone, InputObject)]
pub struct WithdrawMemberInput {
    /// The row of whom.
    pub attendee_id: ID,
}

impl WithdrawMemberInput {
    pub(super) fn read(&self) -> Result<Withdraw> {
        let mut reader = Reader::new();
        let attendee = reader.id("attendeeId", &self.attendee_id);
        reader.finish(attendee.map(|attendee| Withdraw { attendee }))
    }
}
