//! Delegations: whom organisations send to events, and who names them.

mod inputs;
mod lists;
mod roots;

use std::sync::Arc;

use async_graphql::{Context, ID, Object, SimpleObject};
use kuvend_domain::policy::Action;
use kuvend_entity::{delegation, delegation_member};

pub use inputs::{
    CloseDelegationInput, CreateDelegationInput, InviteFocalPointInput, NominateMemberInput,
    ReopenDelegationInput, ReplaceMemberInput, RevokeFocalLinkInput, UpdateDelegationInput,
    WithdrawMemberInput,
};
pub use lists::{Brought, of_event, of_events, of_rows};
pub use roots::{
    CloseDelegationPayload, CreateDelegationPayload, DelegationMutations, DelegationQueries,
    InviteFocalPointPayload, NominateMemberPayload, ReopenDelegationPayload, ReplaceMemberPayload,
    RevokeFocalLinkPayload, UpdateDelegationPayload, WithdrawMemberPayload,
};

use crate::{
    attendees::Attendee, connection, contacts::Contact, flat::AtHand, organisations::Organisation,
    payload::op, scalars::DateTime,
};

/// Whom an organisation sends to an event, within a quota.
#[derive(Debug, Clone)]
pub struct Delegation {
    /// The row.
    pub row: Arc<delegation::Model>,
    children: Arc<Children>,
}

/// What came with a delegation because it was selected.
#[derive(Debug, Clone, Default)]
struct Children {
    organisation: Option<Organisation>,
    focal_point: Option<Contact>,
    head: Option<Attendee>,
    taken: i32,
    members: Vec<DelegationMember>,
    former: Vec<DelegationMember>,
    path: Option<String>,
}

/// Somebody who belongs to a delegation, or did.
#[derive(Debug, Clone, SimpleObject)]
pub struct DelegationMember {
    /// Their row of the guest list.
    pub attendee: Attendee,
    /// Whose place they took.
    pub replaces: Option<Attendee>,
    /// Whether the focal point named them, and not the office.
    pub is_from_focal_point: bool,
    /// When they were named.
    pub nominated_at: DateTime,
    /// When they left it, withdrawn or replaced; null while they belong to it.
    pub left_at: Option<DateTime>,
}

impl DelegationMember {
    fn of(row: &delegation_member::Model, attendee: Attendee, replaces: Option<Attendee>) -> Self {
        Self {
            attendee,
            replaces,
            is_from_focal_point: row.is_from_focal,
            nominated_at: row.created_at.into(),
            left_at: row.left_at.map(Into::into),
        }
    }
}

impl AtHand for Delegation {}

connection!(
    DelegationConnection,
    DelegationEdge,
    Delegation,
    "delegations"
);

/// Whom an organisation sends to an event, within a quota.
#[Object]
impl Delegation {
    /// Opaque, stable id.
    pub async fn id(&self) -> ID {
        self.row.id.to_string().into()
    }

    /// Raised by every change; an update names the one it read.
    async fn version(&self) -> i32 {
        self.row.version
    }

    /// Who sends it; null for who may not see the organisation.
    async fn organisation(&self) -> Option<Organisation> {
        self.children.organisation.clone()
    }

    /// How many members it has at most.
    async fn quota(&self) -> i32 {
        self.row.quota
    }

    /// How many it has: who declined counts until they are replaced or withdrawn.
    async fn taken(&self) -> i32 {
        self.children.taken
    }

    /// Its members, in the order in which they were named.
    async fn members(&self) -> Vec<DelegationMember> {
        self.children.members.clone()
    }

    /// Who was withdrawn or replaced, in the order in which they were named.
    async fn former_members(&self) -> Vec<DelegationMember> {
        self.children.former.clone()
    }

    /// The member who heads it.
    async fn head(&self) -> Option<Attendee> {
        self.children.head.clone()
    }

    /// Who names its members by a link; null where nobody does, and for who may not see them.
    async fn focal_point(&self) -> Option<Contact> {
        self.children.focal_point.clone()
    }

    /// Until when the focal point names members; null is until the event starts.
    async fn nominate_until(&self) -> Option<DateTime> {
        self.row.nominate_until.map(Into::into)
    }

    /// A note of the office's. Needs the permission `WRITE_GUESTS`.
    async fn note(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<&str>> {
        let may = op(ctx)?.may(self.row.office_id, Action::WriteGuests);
        Ok(self.row.note.as_deref().filter(|_| may))
    }

    /// When the focal point was last asked by letter; null where their link was never sent, or was taken back since.
    async fn asked_at(&self) -> Option<DateTime> {
        self.row.asked_at.map(Into::into)
    }

    /// When it was closed; none are named, replaced or withdrawn since.
    async fn closed_at(&self) -> Option<DateTime> {
        self.row.closed_at.map(Into::into)
    }

    /// The path of the focal point's page, to be put behind the server's public address; whoever has it names members. Needs the
    /// permission `SEND_LETTERS`; null also where there is no focal point.
    async fn link_path(&self) -> Option<String> {
        self.children.path.clone()
    }

    /// When it was entered.
    async fn created_at(&self) -> DateTime {
        self.row.created_at.into()
    }

    /// When it last changed.
    async fn updated_at(&self) -> DateTime {
        self.row.updated_at.into()
    }
}
