//! What can be asked of delegations, and done with them.

use async_graphql::{Context, ID, Object, SimpleObject};
use kuvend_domain::{
    delegations::{self, Invited, Named},
    error,
};
use kuvend_entity::delegation;

use super::{
    CloseDelegationInput, CreateDelegationInput, Delegation, InviteFocalPointInput,
    NominateMemberInput, ReopenDelegationInput, ReplaceMemberInput, RevokeFocalLinkInput,
    UpdateDelegationInput, WithdrawMemberInput,
};
use crate::{
    attendees::Attendee,
    look::Look,
    payload::{UserError, op, settle, subject},
};

macro_rules! payloads {
    ($($(#[$doc:meta])* $name:ident;)+) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, SimpleObject)]
            pub struct $name {
                /// The delegation after it; on `CONFLICT`, as it is now; null where it was refused otherwise.
                pub delegation: Option<Delegation>,
                /// Why it was refused; empty where it was done.
                pub user_errors: Vec<UserError>,
            }
        )+
    };
}

payloads! {
    /// What `createDelegation` came to.
    CreateDelegationPayload;
    /// What `updateDelegation` came to.
    UpdateDelegationPayload;
    /// What `closeDelegation` came to.
    CloseDelegationPayload;
    /// What `reopenDelegation` came to.
    ReopenDelegationPayload;
    /// What `revokeFocalLink` came to.
    RevokeFocalLinkPayload;
}

/// What `inviteFocalPoint` came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct InviteFocalPointPayload {
    /// The delegation after it; on `CONFLICT`, as it is now; null where it was refused otherwise.
    pub delegation: Option<Delegation>,
    /// The path that the letter brings, to be put behind the server's public address; null where it was refused.
    pub path: Option<String>,
    /// Why it was refused; empty where it was done.
    pub user_errors: Vec<UserError>,
}

macro_rules! payloads_of_members {
    ($($(#[$doc:meta])* $name:ident;)+) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, SimpleObject)]
            pub struct $name {
                /// The delegation after it; null where it was refused.
                pub delegation: Option<Delegation>,
                /// The member's row of the guest list after it; null where it was refused.
                pub attendee: Option<Attendee>,
                /// Why it was refused; empty where it was done.
                pub user_errors: Vec<UserError>,
            }
        )+
    };
}

payloads_of_members! {
    /// What `nominateMember` came to.
    NominateMemberPayload;
    /// What `withdrawMember` came to.
    WithdrawMemberPayload;
}

/// What `replaceMember` came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct ReplaceMemberPayload {
    /// The delegation after it; null where it was refused.
    pub delegation: Option<Delegation>,
    /// The row of who comes now; null where it was refused.
    pub attendee: Option<Attendee>,
    /// The row of who came before, whose place was taken over; null where it was refused.
    pub replaced: Option<Attendee>,
    /// Why it was refused; empty where it was done.
    pub user_errors: Vec<UserError>,
}

/// A delegation with what the client selected of it in the payload.
async fn shown(
    ctx: &Context<'_>,
    row: Option<delegation::Model>,
) -> async_graphql::Result<Option<Delegation>> {
    let Some(row) = row else {
        return Ok(None);
    };
    let look = Look::of(ctx).field("delegation");
    let mut shown = Delegation::hydrate(op(ctx)?, vec![row], &look).await?;
    Ok(shown.pop())
}

/// What came of a change of a delegation.
async fn told(
    ctx: &Context<'_>,
    outcome: error::Result<delegation::Model>,
    named: Option<&ID>,
) -> async_graphql::Result<(Option<Delegation>, Vec<UserError>)> {
    let (row, user_errors) = settle(op(ctx)?, outcome)?;
    Ok((
        shown_or_now(ctx, row, (named, &user_errors)).await?,
        user_errors,
    ))
}

/// The delegation of a payload; on a conflict the one that the input names, as it is now.
async fn shown_or_now(
    ctx: &Context<'_>,
    row: Option<delegation::Model>,
    (named, errors): (Option<&ID>, &[UserError]),
) -> async_graphql::Result<Option<Delegation>> {
    match (row, named.and_then(|id| subject(None, id, errors))) {
        (None, Some(id)) => {
            let look = Look::of(ctx).field("delegation");
            let mut found = Delegation::load_many(op(ctx)?, &[id], &look).await?;
            Ok(found.remove(&id))
        }
        (row, _) => shown(ctx, row).await,
    }
}

/// The delegation, the member's row, and who was replaced.
type OfMember = (Option<Delegation>, Option<Attendee>, Option<Attendee>);

/// What came of naming, replacing or withdrawing a member.
async fn told_of_member(
    ctx: &Context<'_>,
    outcome: error::Result<Named>,
) -> async_graphql::Result<(OfMember, Vec<UserError>)> {
    let (named, user_errors) = settle(op(ctx)?, outcome)?;
    let Some(Named {
        delegation,
        attendee,
        replaced,
    }) = named
    else {
        return Ok(((None, None, None), user_errors));
    };
    let delegation = shown(ctx, Some(delegation)).await?;
    let (attendee, replaced) = (attendee.into(), replaced.map(Into::into));
    Ok(((delegation, Some(attendee), replaced), user_errors))
}

/// The queries of delegations.
#[derive(Debug, Clone, Copy, Default)]
pub struct DelegationQueries;

/// The queries of delegations.
#[Object]
impl DelegationQueries {
    /// A delegation by its id; null where there is none that one may see.
    async fn delegation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id.")] id: ID,
    ) -> async_graphql::Result<Option<Delegation>> {
        match id.parse() {
            Ok(id) => {
                let mut found = Delegation::load_many(op(ctx)?, &[id], &Look::of(ctx)).await?;
                Ok(found.remove(&id))
            }
            Err(_) => Ok(None),
        }
    }
}

/// The mutations of delegations.
#[derive(Debug, Clone, Copy, Default)]
pub struct DelegationMutations;

/// The mutations of delegations.
#[Object]
impl DelegationMutations {
    /// Enters a delegation: whom an organisation sends to an event, within a quota.
    async fn create_delegation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The delegation.")] input: CreateDelegationInput,
    ) -> async_graphql::Result<CreateDelegationPayload> {
        let op = op(ctx)?;
        let outcome = async { Box::pin(delegations::create(op, input.read()?)).await }.await;
        let (delegation, user_errors) = told(ctx, outcome, None).await?;
        Ok(CreateDelegationPayload {
            delegation,
            user_errors,
        })
    }

    /// Changes a delegation: how many it has, who heads it, who names it and until when.
    async fn update_delegation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What changes.")] input: UpdateDelegationInput,
    ) -> async_graphql::Result<UpdateDelegationPayload> {
        let op = op(ctx)?;
        let outcome = async { Box::pin(delegations::update(op, input.read()?)).await }.await;
        let (delegation, user_errors) = told(ctx, outcome, Some(&input.id)).await?;
        Ok(UpdateDelegationPayload {
            delegation,
            user_errors,
        })
    }

    /// Closes a delegation: its members stay on the list, and none are named, replaced or withdrawn any more.
    async fn close_delegation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: CloseDelegationInput,
    ) -> async_graphql::Result<CloseDelegationPayload> {
        let op = op(ctx)?;
        let outcome = async { Box::pin(delegations::close(op, input.read()?)).await }.await;
        let (delegation, user_errors) = told(ctx, outcome, Some(&input.id)).await?;
        Ok(CloseDelegationPayload {
            delegation,
            user_errors,
        })
    }

    /// Opens a delegation again that was closed.
    async fn reopen_delegation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: ReopenDelegationInput,
    ) -> async_graphql::Result<ReopenDelegationPayload> {
        let op = op(ctx)?;
        let outcome = async { Box::pin(delegations::reopen(op, input.read()?)).await }.await;
        let (delegation, user_errors) = told(ctx, outcome, Some(&input.id)).await?;
        Ok(ReopenDelegationPayload {
            delegation,
            user_errors,
        })
    }

    /// Asks the focal point by letter to name the members, with a link that opens their delegation and nothing else.
    async fn invite_focal_point(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which delegation.")] input: InviteFocalPointInput,
    ) -> async_graphql::Result<InviteFocalPointPayload> {
        let op = op(ctx)?;
        let outcome =
            async { Box::pin(delegations::invite_focal_point(op, input.read()?)).await }.await;
        let (invited, user_errors) = settle(op, outcome)?;
        let (row, path) = invited
            .map(|Invited { delegation, path }| (delegation, path))
            .unzip();
        Ok(InviteFocalPointPayload {
            delegation: shown_or_now(ctx, row, (Some(&input.id), &user_errors)).await?,
            path,
            user_errors,
        })
    }

    /// Takes the link of a focal point back: it opens nothing any more. The next letter brings another.
    async fn revoke_focal_link(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which delegation.")] input: RevokeFocalLinkInput,
    ) -> async_graphql::Result<RevokeFocalLinkPayload> {
        let op = op(ctx)?;
        let outcome =
            async { Box::pin(delegations::revoke_focal_link(op, input.read()?)).await }.await;
        let (delegation, user_errors) = told(ctx, outcome, Some(&input.id)).await?;
        Ok(RevokeFocalLinkPayload {
            delegation,
            user_errors,
        })
    }

    /// Names a member of a delegation, who is put on the guest list with a place, or a number on the waiting list.
    async fn nominate_member(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom.")] input: NominateMemberInput,
    ) -> async_graphql::Result<NominateMemberPayload> {
        let op = op(ctx)?;
        let outcome = async { Box::pin(delegations::nominate(op, input.read()?)).await }.await;
        let ((delegation, attendee, _), user_errors) = told_of_member(ctx, outcome).await?;
        Ok(NominateMemberPayload {
            delegation,
            attendee,
            user_errors,
        })
    }

    /// Puts another in a member's place: a row of their own takes over the place, or the number on the waiting list, and the head of
    /// the delegation. The other's row is cancelled, and the history of each stays theirs.
    async fn replace_member(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom, and by whom.")] input: ReplaceMemberInput,
    ) -> async_graphql::Result<ReplaceMemberPayload> {
        let op = op(ctx)?;
        let outcome = async { Box::pin(delegations::replace(op, input.read()?)).await }.await;
        let ((delegation, attendee, replaced), user_errors) = told_of_member(ctx, outcome).await?;
        Ok(ReplaceMemberPayload {
            delegation,
            attendee,
            replaced,
            user_errors,
        })
    }

    /// Takes a member out of a delegation. Their place is cancelled, and whoever waits is asked.
    async fn withdraw_member(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom.")] input: WithdrawMemberInput,
    ) -> async_graphql::Result<WithdrawMemberPayload> {
        let op = op(ctx)?;
        let outcome = async { Box::pin(delegations::withdraw(op, input.read()?)).await }.await;
        let ((delegation, attendee, _), user_errors) = told_of_member(ctx, outcome).await?;
        Ok(WithdrawMemberPayload {
            delegation,
            attendee,
            user_errors,
        })
    }
}
