//! Reading events.

use async_graphql::{Context, ID, Object, Result};
use kuvend_domain::{
    error::Error,
    events::{self, Order},
    paging::Page,
};

use crate::{
    events::{
        Event, EventConnection,
        filter::{EventFilter, EventOrder},
        hydrate::{Selection, hydrate},
    },
    look::Look,
    paging::Paging,
    payload::{op, top_level},
};

/// Events.
#[derive(Debug, Clone, Copy, Default)]
pub struct EventQueries;

/// Events.
#[Object]
impl EventQueries {
    /// The event of an id, if there is one that the caller sees.
    pub async fn event(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id.")] id: ID,
    ) -> Result<Option<Event>> {
        match id.parse() {
            Ok(id) => Event::load(ctx, id).await,
            Err(_) => Ok(None),
        }
    }

    /// The events that the caller sees, by their start unless said otherwise.
    #[expect(
        clippy::too_many_arguments,
        reason = "the arguments of a connection are the contract's"
    )]
    pub async fn events(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which events.")] filter: Option<EventFilter>,
        #[graphql(desc = "In which order; by their start, earliest first, unless said.")]
        order_by: Option<EventOrder>,
        #[graphql(desc = "How many from the start; 25 unless said, at most 100.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what follows this place.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this place.")] before: Option<String>,
    ) -> Result<EventConnection> {
        let op = op(ctx)?;
        let paging = Paging {
            first,
            after,
            last,
            before,
        };
        let look = Look::of(ctx);
        let selection = Selection::of(&look.nodes());
        let read = async {
            let request = paging.request(&look)?;
            let filter = filter.unwrap_or_default().read()?;
            let order = order_by.map_or_else(Order::default, EventOrder::read);
            events::list(op, &filter, order, &request, &selection.wanted).await
        };
        let page = read.await.map_err(|error: Error| top_level(op, &error))?;
        let (cursors, rows) = page.items.into_iter().unzip::<_, _, Vec<_>, Vec<_>>();
        let shown = hydrate(op, rows, &selection).await?;
        let page = Page {
            items: cursors.into_iter().zip(shown).collect(),
            has_next: page.has_next,
            has_previous: page.has_previous,
            total: page.total,
        };
        Ok(EventConnection(page))
    }
}
