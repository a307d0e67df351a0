//! The roots of the schema: each feature brings its queries and mutations, and they are merged here.

use std::sync::Arc;

use async_graphql::{
    Context, ID, MergedObject, MergedSubscription, Object, SDLExportOptions, Schema, SimpleObject,
};
use kuvend_domain::{accounts, actor::Actor, offices, policy::Action};

use crate::{
    agenda::AgendaMutations,
    asking::{AskingMutations, AskingQueries},
    attendees::{CompanionMutations, mutations::AttendeeMutations, transitions::AttendeeQueries},
    campaigns::{self, Campaign},
    copies::CopyMutations,
    dealings::{DealingMutations, DealingQueries},
    delegations::{DelegationMutations, DelegationQueries},
    diaspora::{DiasporaMutations, DiasporaQueries},
    door::{ArrivalSubscription, DoorMutations, DoorQueries},
    duplicates::{DuplicateMutations, DuplicateQueries},
    events::{
        EventLifeMutations, EventLifeQueries, EventMutations, EventQueries, FeedMutations,
        PlanningMutations, PlanningQueries,
    },
    exports::{ExportMutations, ExportQueries},
    imports::{ImportMutations, ImportQueries},
    look::Look,
    merges::{MergeMutations, MergeQueries},
    nodes::{self, Node},
    offices::Office,
    payload::{op, top_level},
    people::{PeopleMutations, PeopleQueries},
    pools::PoolMutations,
    progress::ProgressSubscription,
    protocol::{ProtocolMutations, ProtocolQueries},
    registration::{RegistrationMutations, RegistrationQueries},
    registry::{RegistryMutations, RegistryQueries},
    retention::{RetentionMutations, RetentionQueries},
    rights::{RightsMutations, RightsQueries},
    scalars::EmailAddress,
    segments::{SegmentMutations, SegmentQueries},
    statistics::StatisticsQuery,
};

/// Who asks.
#[derive(Debug, Clone, SimpleObject)]
pub struct Viewer {
    /// The account; null for who shows no token.
    pub account: Option<Account>,
    /// The offices that one sees something of, be it one event of theirs.
    pub offices: Vec<ViewerOffice>,
    /// What one may do in some office or at some event.
    pub permissions: Vec<String>,
}

/// An account of staff or of a program.
#[derive(Debug, Clone, SimpleObject)]
pub struct Account {
    /// Opaque, stable id.
    pub id: ID,
    /// What colleagues call it.
    pub name: String,
    /// Names the account.
    pub email: EmailAddress,
}

/// An office, and what one may do there.
#[derive(Debug, Clone, SimpleObject)]
pub struct ViewerOffice {
    /// Which.
    pub office: Office,
    /// What one may do there, with everything that is the office's.
    pub permissions: Vec<String>,
    /// Events of it at which one may do something by a role that holds there alone, as a front desk does.
    pub events: Vec<ViewerEvent>,
}

/// An event at which one has a role that holds there alone, and what one may do there.
#[derive(Debug, Clone, SimpleObject)]
pub struct ViewerEvent {
    /// Which event.
    pub event_id: ID,
    /// What one may do there.
    pub permissions: Vec<String>,
}

/// What one may do where this says so, by its name.
fn permitted(may: impl Fn(Action) -> bool) -> Vec<String> {
    let all = Action::ALL.iter().filter(|action| may(**action));
    all.map(|action| action.as_str().to_owned()).collect()
}

/// Queries that belong to no feature.
#[derive(Debug, Clone, Copy, Default)]
pub struct CommonQueries;

#[Object]
impl CommonQueries {
    /// Who asks, and what they may do.
    async fn viewer(&self, ctx: &Context<'_>) -> async_graphql::Result<Viewer> {
        let op = op(ctx)?;
        let coded = |error| top_level(op, &error);
        let account = match &op.actor {
            Actor::Account { id, .. } => accounts::own(op, *id).await.map_err(coded)?,
            _ => None,
        };
        let mut shown: Vec<ViewerOffice> = Vec::new();
        for office in offices::list(op).await.map_err(coded)? {
            shown.push(ViewerOffice {
                permissions: permitted(|action| op.may(office.id, action)),
                office: Office(Arc::new(office)),
                events: Vec::new(),
            });
        }
        for (office, event) in offices::posts(op).await.map_err(coded)? {
            let here = ViewerEvent {
                event_id: event.to_string().into(),
                permissions: permitted(|action| op.events(action).contains(&event)),
            };
            let known = shown.iter_mut().find(|one| one.office.0.id == office.id);
            match known {
                Some(known) => known.events.push(here),
                None => shown.push(ViewerOffice {
                    office: Office(Arc::new(office)),
                    permissions: Vec::new(),
                    events: vec![here],
                }),
            }
        }
        let has = |permission: &str| {
            shown.iter().any(|one| {
                let at_events = one.events.iter().flat_map(|event| &event.permissions);
                let mut all = one.permissions.iter().chain(at_events);
                all.any(|known| known == permission)
            })
        };
        let permissions = permitted(|action| has(action.as_str()));
        let account = account.map(|row| Account {
            id: row.id.to_string().into(),
            name: row.name,
            email: row.email.into(),
        });
        Ok(Viewer {
            account,
            offices: shown,
            permissions,
        })
    }

    /// Whatever has this id; null where there is nothing that one may see.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "An id of any kind.")] id: ID,
    ) -> async_graphql::Result<Option<Node>> {
        let mut found = nodes::load(op(ctx)?, &[id], &Look::of(ctx)).await?;
        Ok(found.pop().flatten())
    }

    /// Whatever has these ids, in their order, at most 100; null where there is nothing that one may see.
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Ids of any kind, at most 100.")] ids: Vec<ID>,
    ) -> async_graphql::Result<Vec<Option<Node>>> {
        nodes::load(op(ctx)?, &ids, &Look::of(ctx)).await
    }

    /// A campaign by its id; null where there is none that one may see.
    async fn campaign(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The campaign's id.")] id: ID,
    ) -> async_graphql::Result<Option<Campaign>> {
        match id.parse() {
            Ok(id) => {
                let mut found = campaigns::load_many(op(ctx)?, &[id], &Look::of(ctx)).await?;
                Ok(found.remove(&id))
            }
            Err(_) => Ok(None),
        }
    }
}

/// What can be asked.
#[derive(Debug, Default, MergedObject)]
pub struct Query(
    CommonQueries,
    EventQueries,
    EventLifeQueries,
    PlanningQueries,
    AttendeeQueries,
    PeopleQueries,
    RegistryQueries,
    DealingQueries,
    SegmentQueries,
    ExportQueries,
    MergeQueries,
    DuplicateQueries,
    DiasporaQueries,
    RightsQueries,
    ImportQueries,
    RetentionQueries,
    StatisticsQuery,
    RegistrationQueries,
    ProtocolQueries,
    DoorQueries,
    DelegationQueries,
    AskingQueries,
);

/// What can be done. Each mutation answers with the changed object and `userErrors`; a refused rule changes nothing.
#[derive(Debug, Default, MergedObject)]
pub struct Mutation(
    EventMutations,
    AgendaMutations,
    EventLifeMutations,
    PlanningMutations,
    FeedMutations,
    PeopleMutations,
    RegistryMutations,
    DealingMutations,
    SegmentMutations,
    ExportMutations,
    MergeMutations,
    DuplicateMutations,
    AttendeeMutations,
    CompanionMutations,
    DiasporaMutations,
    PoolMutations,
    RightsMutations,
    ImportMutations,
    RetentionMutations,
    CopyMutations,
    RegistrationMutations,
    ProtocolMutations,
    DoorMutations,
    DelegationMutations,
    AskingMutations,
);

/// What can be followed as it happens, by `graphql-transport-ws`.
#[derive(Debug, Default, MergedSubscription)]
pub struct Subscription(ArrivalSubscription, ProgressSubscription);

/// The whole schema.
pub type Kuvend = Schema<Query, Mutation, Subscription>;

/// The schema, ready to execute; an [`Op`](kuvend_domain::op::Op) comes with each request.
#[must_use]
pub fn schema() -> Kuvend {
    Schema::build(
        Query::default(),
        Mutation::default(),
        Subscription::default(),
    )
    .disable_suggestions()
    .finish()
}

/// The contract as text, as `schema.graphql` holds it.
#[must_use]
pub fn sdl() -> String {
    schema().sdl_with_options(SDLExportOptions::new().include_specified_by())
}
