//! People's rights over their data: purposes, consent, requests, erasure, and who did what.

pub mod inputs;
pub mod mutations;
pub mod objects;

use async_graphql::{Context, ID, Object};
use kuvend_domain::{
    audit::trail,
    rights::{consenting, purposes, transfers},
};

pub use mutations::RightsMutations;
pub use objects::{
    AuditEntry, AuditEntryConnection, AuditFilter, ConsentConnection, Purpose, RightsRequest,
    RightsRequestConnection, RightsRequestFilter, Transfer, TransferConnection,
};

use crate::{
    input::Reader,
    look::Look,
    paging::Paging,
    payload::{op, top_level},
};

/// Queries of people's rights.
#[derive(Debug, Clone, Copy, Default)]
pub struct RightsQueries;

/// Queries of people's rights.
#[Object]
impl RightsQueries {
    /// The register of purposes, by key, at most 200.
    async fn purposes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of this office.")] office_id: Option<ID>,
    ) -> async_graphql::Result<Vec<Purpose>> {
        let op = op(ctx)?;
        let coded = |error| top_level(op, &error);
        let mut reader = Reader::new();
        let office = reader.optional(office_id.as_ref(), |reader, id| reader.id("officeId", id));
        let office = reader.finish(office).map_err(coded)?;
        let rows = purposes::list(op, office).await.map_err(coded)?;
        Purpose::hydrate(op, rows, Look::of(ctx).selects("earlierWordings")).await
    }

    /// What a person said of the use of their data, newest first: the whole ledger, whose latest line counts for each purpose.
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn consent_history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose.")] contact_id: ID,
        #[graphql(desc = "Of the purpose of this key.")] purpose: Option<String>,
        #[graphql(desc = "How many from the start, 25 unless said, at most 100.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what follows this place.")] after: Option<String>,
        #[graphql(desc = "How many from the end.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this place.")] before: Option<String>,
    ) -> async_graphql::Result<ConsentConnection> {
        let op = op(ctx)?;
        let coded = |error| top_level(op, &error);
        let paging = Paging {
            first,
            after,
            last,
            before,
        };
        let page = paging.request(&Look::of(ctx)).map_err(coded)?;
        let mut reader = Reader::new();
        let contact = reader.id("contactId", &contact_id);
        let contact = reader.finish(contact).map_err(coded)?;
        let page = consenting::history(op, contact, purpose.as_deref(), &page).await;
        Ok(ConsentConnection(page.map_err(coded)?.map(Into::into)))
    }

    /// Requests by right, in the order in which they were entered.
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn rights_requests(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which requests.")] filter: Option<RightsRequestFilter>,
        #[graphql(desc = "How many from the start, 25 unless said, at most 100.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what follows this place.")] after: Option<String>,
        #[graphql(desc = "How many from the end.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this place.")] before: Option<String>,
    ) -> async_graphql::Result<RightsRequestConnection> {
        let op = op(ctx)?;
        let coded = |error| top_level(op, &error);
        let paging = Paging {
            first,
            after,
            last,
            before,
        };
        let page = paging.request(&Look::of(ctx)).map_err(coded)?;
        let mut reader = Reader::new();
        let filter = filter.unwrap_or_default();
        let filter = reader.within("filter", |reader| filter.read(reader));
        let filter = reader.finish(filter).map_err(coded)?;
        let page = kuvend_domain::rights::requests::list(op, &filter, &page).await;
        Ok(RightsRequestConnection(
            page.map_err(coded)?.map(Into::into),
        ))
    }

    /// Lists of participants that were given to somebody outside, in the order in which that was written down.
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn transfers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of this event.")] event_id: Option<ID>,
        #[graphql(desc = "On which this person stood.")] contact_id: Option<ID>,
        #[graphql(desc = "How many from the start, 25 unless said, at most 100.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what follows this place.")] after: Option<String>,
        #[graphql(desc = "How many from the end.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this place.")] before: Option<String>,
    ) -> async_graphql::Result<TransferConnection> {
        let op = op(ctx)?;
        let coded = |error| top_level(op, &error);
        let paging = Paging {
            first,
            after,
            last,
            before,
        };
        let page = paging.request(&Look::of(ctx)).map_err(coded)?;
        let mut reader = Reader::new();
        let event = reader.optional(event_id.as_ref(), |reader, id| reader.id("eventId", id));
        let contact = reader.optional(contact_id.as_ref(), |reader, id| reader.id("contactId", id));
        let which = reader.finish(event.zip(contact)).map_err(coded)?;
        let page = transfers::list(op, which, &page).await;
        Ok(TransferConnection(page.map_err(coded)?.map(Into::into)))
    }

    /// Who did what to which thing, newest first.
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn audit_trail(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which entries.")] filter: Option<AuditFilter>,
        #[graphql(desc = "How many from the start, 25 unless said, at most 100.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what follows this place.")] after: Option<String>,
        #[graphql(desc = "How many from the end.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this place.")] before: Option<String>,
    ) -> async_graphql::Result<AuditEntryConnection> {
        let op = op(ctx)?;
        let coded = |error| top_level(op, &error);
        let paging = Paging {
            first,
            after,
            last,
            before,
        };
        let page = paging.request(&Look::of(ctx)).map_err(coded)?;
        let mut reader = Reader::new();
        let filter = filter.unwrap_or_default();
        let filter = reader.within("filter", |reader| filter.read(reader));
        let filter = reader.finish(filter).map_err(coded)?;
        let page = trail::list(op, &filter, &page).await;
        Ok(AuditEntryConnection(page.map_err(coded)?.map(Into::into)))
    }
}
