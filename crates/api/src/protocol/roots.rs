//! The roots of protocol.

use async_graphql::{Context, ID, Object, SimpleObject};
use kuvend_domain::protocol::{self, suggested};
use kuvend_entity::id::{OfficeId, RankTableId};

use crate::{
    attendees::{Attendee, mutations::payload_row},
    input::Reader,
    payload::{UserError, is_stale, op, settle, top_level},
    protocol::{
        ClearPrecedenceOverrideInput, KeepRankTableInput, OverridePrecedenceInput, ProtocolRank,
        RankTable, SetPrecedenceInput,
    },
};

/// What `keepRankTable` came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct KeepRankTablePayload {
    /// The table that holds after it; null where it was refused for another reason than a stale version.
    pub rank_table: Option<RankTable>,
    /// Why it was refused.
    pub user_errors: Vec<UserError>,
}

macro_rules! payloads {
    ($($(#[$doc:meta])* $name:ident;)+) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, SimpleObject)]
            pub struct $name {
                /// The row after it, or as it is now where the version was stale; null where it was refused otherwise.
                pub attendee: Option<Attendee>,
                /// Why it was refused.
                pub user_errors: Vec<UserError>,
            }
        )+
    };
}

payloads! {
    /// What `setPrecedence` came to.
    SetPrecedencePayload;
    /// What `overridePrecedence` came to.
    OverridePrecedencePayload;
    /// What `clearPrecedenceOverride` came to.
    ClearPrecedenceOverridePayload;
}

/// Queries of protocol.
#[derive(Debug, Clone, Copy, Default)]
pub struct ProtocolQueries;

/// Queries of protocol.
#[Object]
impl ProtocolQueries {
    /// An office's table of ranks: the one that holds, or an earlier version. Null where there is none.
    async fn rank_table(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of this office; needed where several are possible.")] office_id: Option<
            ID,
        >,
        #[graphql(desc = "Which version; the newest unless said.")] version: Option<i32>,
    ) -> async_graphql::Result<Option<RankTable>> {
        let op = op(ctx)?;
        let coded = |error| top_level(op, &error);
        let mut reader = Reader::new();
        let office = reader.optional(office_id.as_ref(), |reader, id| reader.id("officeId", id));
        let office = reader.finish(office).map_err(coded)?;
        let table = protocol::table(op, office, version).await.map_err(coded)?;
        Ok(table.map(Into::into))
    }

    /// Ranks that an office may begin with, heads of state to guests, in four languages. The order that a country keeps by law or
    /// custom is for the office to say.
    async fn suggested_ranks(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<ProtocolRank>> {
        let op = op(ctx)?;
        op.known().map_err(|error| top_level(op, &error))?;
        let ranks = suggested::rows(RankTableId::new(), OfficeId::new());
        Ok(ranks.into_iter().map(Into::into).collect())
    }
}

/// Mutations of protocol.
#[derive(Debug, Clone, Copy, Default)]
pub struct ProtocolMutations;

/// Mutations of protocol.
#[Object]
impl ProtocolMutations {
    /// Publishes an office's table of ranks as its next version. Needs the permission `MANAGE_PROTOCOL`.
    async fn keep_rank_table(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The whole table.")] input: KeepRankTableInput,
    ) -> async_graphql::Result<KeepRankTablePayload> {
        let op = op(ctx)?;
        let command = input.read();
        let office = command.as_ref().ok().and_then(|command| command.office);
        let outcome = match command {
            Ok(command) => protocol::keep(op, command).await,
            Err(error) => Err(error),
        };
        let (mut table, user_errors) = settle(op, outcome)?;
        if is_stale(&user_errors) {
            let now = protocol::table(op, office, None).await;
            table = now.map_err(|error| top_level(op, &error))?;
        }
        Ok(KeepRankTablePayload {
            rank_table: table.map(Into::into),
            user_errors,
        })
    }

    /// Says of a guest's rank and day at an event what their function does not.
    async fn set_precedence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose, and what.")] input: SetPrecedenceInput,
    ) -> async_graphql::Result<SetPrecedencePayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok(command) => protocol::set(op, command).await,
            Err(error) => Err(error),
        };
        let (row, user_errors) = settle(op, outcome)?;
        Ok(SetPrecedencePayload {
            attendee: payload_row(ctx, row, (&input.attendee_id, &user_errors)).await?,
            user_errors,
        })
    }

    /// Puts a guest where courtesy asks, whatever the table of ranks says now or later. The reason is kept.
    async fn override_precedence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom, where and why.")] input: OverridePrecedenceInput,
    ) -> async_graphql::Result<OverridePrecedencePayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok(command) => protocol::override_(op, command).await,
            Err(error) => Err(error),
        };
        let (row, user_errors) = settle(op, outcome)?;
        Ok(OverridePrecedencePayload {
            attendee: payload_row(ctx, row, (&input.attendee_id, &user_errors)).await?,
            user_errors,
        })
    }

    /// Takes a courtesy back: the guest goes where the table of ranks says.
    async fn clear_precedence_override(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose.")] input: ClearPrecedenceOverrideInput,
    ) -> async_graphql::Result<ClearPrecedenceOverridePayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok(command) => protocol::clear(op, command).await,
            Err(error) => Err(error),
        };
        let (row, user_errors) = settle(op, outcome)?;
        Ok(ClearPrecedenceOverridePayload {
            attendee: payload_row(ctx, row, (&input.attendee_id, &user_errors)).await?,
            user_errors,
        })
    }
}
