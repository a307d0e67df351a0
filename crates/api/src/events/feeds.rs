//! Calendar feeds of accounts.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use kuvend_domain::{error, feeds};
use kuvend_entity::id::OfficeId;

use crate::{
    input::Reader,
    payload::{UserError, op, settle},
};

/// Makes a calendar feed of an office's events for the account that asks.
#[derive(Debug, Clone, InputObject)]
pub struct CreateEventFeedInput {
    /// Of which office; needed where several are possible.
    pub office_id: Option<ID>,
}

/// Takes back the calendar feed of the account that asks.
#[derive(Debug, Clone, InputObject)]
pub struct RevokeEventFeedInput {
    /// Of which office; needed where several are possible.
    pub office_id: Option<ID>,
}

fn office(id: Option<&ID>) -> error::Result<Option<OfficeId>> {
    let mut reader = Reader::new();
    let office = reader.optional(id, |reader, id| reader.id("officeId", id));
    reader.finish(office)
}

/// What `createEventFeed` came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct CreateEventFeedPayload {
    /// Its path, to be put behind the server's public address. It is told this once, and whoever has it reads the calendar.
    pub path: Option<String>,
    /// Why it was refused.
    pub user_errors: Vec<UserError>,
}

/// What `revokeEventFeed` came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct RevokeEventFeedPayload {
    /// Whether there was a feed to be taken back; null where it was refused.
    pub was_revoked: Option<bool>,
    /// Why it was refused.
    pub user_errors: Vec<UserError>,
}

/// Calendar feeds of accounts.
#[derive(Debug, Clone, Copy, Default)]
pub struct FeedMutations;

/// Calendar feeds of accounts.
#[Object]
impl FeedMutations {
    /// Makes a calendar feed of an office's events, drafts and events put off among them, for the account that asks; one that it
    /// had is taken back. It opens with the rights that the account has when it is read.
    async fn create_event_feed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which office.")] input: CreateEventFeedInput,
    ) -> Result<CreateEventFeedPayload> {
        let op = op(ctx)?;
        let outcome = async { feeds::create(op, office(input.office_id.as_ref())?).await }.await;
        let (path, user_errors) = settle(op, outcome)?;
        Ok(CreateEventFeedPayload { path, user_errors })
    }

    /// Takes back the calendar feed of the account that asks.
    async fn revoke_event_feed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which office.")] input: RevokeEventFeedInput,
    ) -> Result<RevokeEventFeedPayload> {
        let op = op(ctx)?;
        let outcome = async { feeds::revoke(op, office(input.office_id.as_ref())?).await }.await;
        let (was_revoked, user_errors) = settle(op, outcome)?;
        Ok(RevokeEventFeedPayload {
            was_revoked,
            user_errors,
        })
    }
}
