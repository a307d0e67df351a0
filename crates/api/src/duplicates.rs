//! The queue of duplicates: pairs of records that are perhaps of one person, and the walks that find them.

mod inputs;
pub mod standing;
mod weights;

use std::{collections::HashMap, sync::Arc};

use async_graphql::{Context, ID, Object, SimpleObject};
use kuvend_domain::{op::Op, pairs, tasks};
use kuvend_entity::{
    duplicate_pair, duplicate_run,
    id::{AccountId, DuplicatePairId, DuplicateRunId},
};

pub use inputs::{
    CancelFindDuplicatesInput, DismissDuplicateInput, DuplicatePairFilter, FindDuplicatesInput,
    ReopenDuplicateInput,
};

pub use weights::{
    DuplicateWeight, DuplicateWeightInput, TuneDuplicatesInput, TuneDuplicatesPayload,
};

use crate::{
    connection,
    contacts::{Contact, Selection},
    enums,
    input::Reader,
    likeness::DuplicateEvidence,
    look::Look,
    paging::Paging,
    payload::{UserError, op, problems, settle, subject, top_level},
    scalars::DateTime,
    tasks::Staff,
};

/// Two records that are perhaps of one person.
#[derive(Debug, Clone)]
pub struct DuplicatePair(Arc<Shown>);

#[derive(Debug)]
struct Shown {
    row: duplicate_pair::Model,
    first: Option<Contact>,
    second: Option<Contact>,
    decided_by: Option<Staff>,
}

impl crate::flat::AtHand for DuplicatePair {}

connection!(
    DuplicatePairConnection,
    DuplicatePairEdge,
    DuplicatePair,
    "pairs of records"
);

impl DuplicatePair {
    /// Pairs by their ids, as far as one may judge them, with what is selected of them.
    ///
    /// # Errors
    /// A denial or a failure, as a coded top-level error.
    pub async fn load_many(
        op: &Op,
        ids: &[DuplicatePairId],
        look: &Look<'_>,
    ) -> async_graphql::Result<HashMap<DuplicatePairId, Self>> {
        let rows = pairs::by_ids(op, ids).await;
        let rows = rows.map_err(|error| top_level(op, &error))?;
        let shown = Self::hydrate(op, rows.into_values().collect(), look).await?;
        Ok(shown
            .into_iter()
            .map(|pair| (pair.0.row.id, pair))
            .collect())
    }

    /// Pairs with what is selected of them, in their order: one statement for the people, and one for the staff.
    ///
    /// # Errors
    /// A failure, as a coded top-level error.
    async fn hydrate(
        op: &Op,
        rows: Vec<duplicate_pair::Model>,
        look: &Look<'_>,
    ) -> async_graphql::Result<Vec<Self>> {
        let both = look.fields(&["first", "second"]);
        let people = if both.exists() && !rows.is_empty() {
            let ids = rows.iter().flat_map(|row| [row.first_id, row.second_id]);
            Contact::load_many(op, ids.collect(), &Selection::of(&both)).await?
        } else {
            HashMap::new()
        };
        let mut accounts: Vec<AccountId> = Vec::new();
        if look.selects("decidedBy") {
            accounts.extend(rows.iter().filter_map(|row| row.decided_by));
        }
        let staff = tasks::staff_by_ids(op, &accounts).await;
        let staff = staff.map_err(|error| top_level(op, &error))?;
        let shown = rows.into_iter().map(|row| {
            let decided_by = row.decided_by.and_then(|id| staff.get(&id).cloned());
            Self(Arc::new(Shown {
                first: people.get(&row.first_id).cloned(),
                second: people.get(&row.second_id).cloned(),
                decided_by: decided_by.map(Into::into),
                row,
            }))
        });
        Ok(shown.collect())
    }
}

/// Two records that are perhaps of one person.
#[Object]
impl DuplicatePair {
    /// Opaque, stable id.
    pub async fn id(&self) -> ID {
        self.0.row.id.to_string().into()
    }

    /// Raised by every decision; a decision may name the version it was made on.
    async fn version(&self) -> i32 {
        self.0.row.version
    }

    /// The record that was registered first.
    async fn first(&self) -> Option<&Contact> {
        self.0.first.as_ref()
    }

    /// The other.
    async fn second(&self) -> Option<&Contact> {
        self.0.second.as_ref()
    }

    /// How likely they are of one person, in bits: 10 and more is worth a look, and each bit more doubles the odds.
    #[expect(
        clippy::as_conversions,
        clippy::cast_precision_loss,
        reason = "a few ten thousand at most, which a double holds exactly"
    )]
    async fn score(&self) -> f64 {
        self.0.row.millibits as f64 / 1000.0
    }

    /// What that comes to.
    async fn strength(&self) -> enums::DuplicateStrength {
        self.0.row.strength.into()
    }

    /// What says so.
    async fn evidence(&self) -> Vec<DuplicateEvidence> {
        pairs::evidence(&self.0.row)
            .iter()
            .map(Into::into)
            .collect()
    }

    /// What was decided.
    async fn state(&self) -> enums::DuplicateState {
        self.0.row.state.into()
    }

    /// Who decided.
    async fn decided_by(&self) -> Option<&Staff> {
        self.0.decided_by.as_ref()
    }

    /// When it was decided; null while it is open.
    async fn decided_at(&self) -> Option<DateTime> {
        self.0.row.decided_at.map(Into::into)
    }

    /// Why, in the office's words.
    async fn reason(&self) -> Option<&str> {
        self.0.row.reason.as_deref()
    }

    /// When the pair was found.
    async fn found_at(&self) -> DateTime {
        self.0.row.found_at.into()
    }
}

/// A walk through an office in search of duplicates, and how far it has come.
#[derive(Debug, Clone)]
pub struct DuplicateRun(duplicate_run::Model);

impl DuplicateRun {
    /// Walks by their ids, as far as one may ask for any.
    ///
    /// # Errors
    /// A denial or a failure, as a coded top-level error.
    pub async fn load_many(
        op: &Op,
        ids: &[DuplicateRunId],
    ) -> async_graphql::Result<HashMap<DuplicateRunId, Self>> {
        let rows = pairs::runs_by_ids(op, ids).await;
        let rows = rows.map_err(|error| top_level(op, &error))?;
        Ok(rows.into_iter().map(|(id, row)| (id, Self(row))).collect())
    }
}

/// A walk through an office in search of duplicates, and how far it has come.
#[Object]
impl DuplicateRun {
    /// Opaque, stable id.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// How far it has come.
    async fn state(&self) -> enums::DuplicateRunState {
        self.0.state.into()
    }

    /// Whether everybody is compared with everybody.
    async fn whole(&self) -> bool {
        self.0.is_whole
    }

    /// People there were when it began; 0 before.
    async fn total(&self) -> i64 {
        self.0.total
    }

    /// People of whom it is noted what brings them together with others; all of them before the first is compared.
    async fn gathered(&self) -> i64 {
        self.0.gathered
    }

    /// People who were compared, or did not change since the last walk.
    async fn done(&self) -> i64 {
        self.0.done
    }

    /// Pairs that were compared.
    async fn compared(&self) -> i64 {
        self.0.compared
    }

    /// Pairs that are perhaps one person, whatever was decided of them.
    async fn found(&self) -> i64 {
        self.0.found
    }

    /// Pairs that came into the queue.
    async fn added(&self) -> i64 {
        self.0.added
    }

    /// Pairs that left the queue, as they are no longer likely.
    async fn removed(&self) -> i64 {
        self.0.removed
    }

    /// Names, towns and the like that more than 100 records share, by which nobody was brought together.
    async fn passed_over(&self) -> i64 {
        self.0.passed_over
    }

    /// When it was asked for.
    async fn requested_at(&self) -> DateTime {
        self.0.requested_at.into()
    }

    /// When it began.
    async fn started_at(&self) -> Option<DateTime> {
        self.0.started_at.map(Into::into)
    }

    /// Why it was given up: `GIVEN_UP`, where it was taken up five times and never came further.
    async fn problems(&self) -> Vec<UserError> {
        problems(self.0.problems.as_ref())
    }

    /// When it ended.
    async fn finished_at(&self) -> Option<DateTime> {
        self.0.finished_at.map(Into::into)
    }
}

/// What `findDuplicates` came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct FindDuplicatesPayload {
    /// The walk, which a worker makes; null where it was refused.
    pub run: Option<DuplicateRun>,
    /// Why it was refused.
    pub user_errors: Vec<UserError>,
}

/// What `cancelFindDuplicates` came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct CancelFindDuplicatesPayload {
    /// The walk as it is now; null where it was refused.
    pub run: Option<DuplicateRun>,
    /// Why it was refused.
    pub user_errors: Vec<UserError>,
}

/// What deciding of a pair came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct DuplicatePairPayload {
    /// The pair; on `CONFLICT`, as it is now; null where it was refused otherwise.
    pub pair: Option<DuplicatePair>,
    /// Why it was refused.
    pub user_errors: Vec<UserError>,
}

async fn decided(
    ctx: &Context<'_>,
    outcome: kuvend_domain::error::Result<duplicate_pair::Model>,
    named: &ID,
) -> async_graphql::Result<DuplicatePairPayload> {
    let op = op(ctx)?;
    let (row, user_errors) = settle(op, outcome)?;
    let look = Look::of(ctx).field("pair");
    let pair = match subject(None, named, &user_errors) {
        Some(id) => {
            let mut found = DuplicatePair::load_many(op, &[id], &look).await?;
            found.remove(&id)
        }
        None => DuplicatePair::hydrate(op, row.into_iter().collect(), &look)
            .await?
            .pop(),
    };
    Ok(DuplicatePairPayload { pair, user_errors })
}

/// Queries of the queue of duplicates.
#[derive(Debug, Clone, Copy, Default)]
pub struct DuplicateQueries;

/// Queries of the queue of duplicates.
#[Object]
impl DuplicateQueries {
    /// Pairs of records that are perhaps of one person, the likeliest first.
    async fn duplicate_pairs(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which; all unless said.")] filter: Option<DuplicatePairFilter>,
        #[graphql(desc = "How many from the start, 25 unless said, at most 100.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what follows this place.")] after: Option<String>,
        #[graphql(desc = "How many from the end.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this place.")] before: Option<String>,
    ) -> async_graphql::Result<DuplicatePairConnection> {
        let op = op(ctx)?;
        let coded = |error| top_level(op, &error);
        let look = Look::of(ctx);
        let paging = Paging {
            first,
            after,
            last,
            before,
        };
        let page = paging.request(&look).map_err(coded)?;
        let mut reader = Reader::new();
        let filter = filter.unwrap_or_default();
        let filter = reader.within("filter", |reader| filter.read(reader));
        let filter = reader.finish(filter).map_err(coded)?;
        let page = pairs::list(op, &filter, &page).await.map_err(coded)?;
        let (rows, page) = page.apart();
        let shown = DuplicatePair::hydrate(op, rows, &look.nodes()).await?;
        Ok(DuplicatePairConnection(page.with(shown)))
    }

    /// The last walks in search of duplicates, the newest first, at most 20.
    async fn duplicate_runs(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Through this office; through all unless said.")] office_id: Option<ID>,
    ) -> async_graphql::Result<Vec<DuplicateRun>> {
        let op = op(ctx)?;
        let coded = |error| top_level(op, &error);
        let mut reader = Reader::new();
        let office = reader.optional(office_id.as_ref(), |reader, id| reader.id("officeId", id));
        let office = reader.finish(office).map_err(coded)?;
        let runs = pairs::runs_of(op, office).await.map_err(coded)?;
        Ok(runs.into_iter().map(DuplicateRun).collect())
    }

    /// What levels of agreement weigh when the people of an office are compared.
    async fn duplicate_weights(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In this office; needed where several are possible.")] office_id: Option<
            ID,
        >,
    ) -> async_graphql::Result<Vec<DuplicateWeight>> {
        let op = op(ctx)?;
        let coded = |error| top_level(op, &error);
        let mut reader = Reader::new();
        let office = reader.optional(office_id.as_ref(), |reader, id| reader.id("officeId", id));
        let office = reader.finish(office).map_err(coded)?;
        let weights = pairs::in_force(op, office).await.map_err(coded)?;
        Ok(weights.into_iter().map(Into::into).collect())
    }
}

/// Mutations of the queue of duplicates.
#[derive(Debug, Clone, Copy, Default)]
pub struct DuplicateMutations;

/// Mutations of the queue of duplicates.
#[Object]
impl DuplicateMutations {
    /// Asks for a walk through an office in search of records that are perhaps of one person; where one is under way, that one. A worker
    /// makes it; what it finds is in `duplicatePairs`.
    async fn find_duplicates(
        &self,
        ctx: &Context<'_>,
        input: FindDuplicatesInput,
    ) -> async_graphql::Result<FindDuplicatesPayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok(command) => pairs::find(op, command).await,
            Err(faults) => Err(faults),
        };
        let (run, user_errors) = settle(op, outcome)?;
        Ok(FindDuplicatesPayload {
            run: run.map(DuplicateRun),
            user_errors,
        })
    }

    /// Stops a walk that waits or is under way: what it put into the queue stays there, and the next walk does what this one left.
    async fn cancel_find_duplicates(
        &self,
        ctx: &Context<'_>,
        input: CancelFindDuplicatesInput,
    ) -> async_graphql::Result<CancelFindDuplicatesPayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok(id) => pairs::cancel(op, id).await,
            Err(faults) => Err(faults),
        };
        let (run, user_errors) = settle(op, outcome)?;
        Ok(CancelFindDuplicatesPayload {
            run: run.map(DuplicateRun),
            user_errors,
        })
    }

    /// Says what levels of agreement weigh when the people of an office are compared, at registration and in search of duplicates. The
    /// next walk compares everybody.
    async fn tune_duplicates(
        &self,
        ctx: &Context<'_>,
        input: TuneDuplicatesInput,
    ) -> async_graphql::Result<TuneDuplicatesPayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok(command) => pairs::tune(op, command).await,
            Err(faults) => Err(faults),
        };
        let (weights, user_errors) = settle(op, outcome)?;
        Ok(TuneDuplicatesPayload {
            weights: weights.map(|weights| weights.into_iter().map(Into::into).collect()),
            user_errors,
        })
    }

    /// Says that two records are of two people. It is remembered: no later walk brings the pair back.
    async fn dismiss_duplicate(
        &self,
        ctx: &Context<'_>,
        input: DismissDuplicateInput,
    ) -> async_graphql::Result<DuplicatePairPayload> {
        let outcome = match input.read() {
            Ok(command) => pairs::dismiss(op(ctx)?, command).await,
            Err(faults) => Err(faults),
        };
        decided(ctx, outcome, &input.id).await
    }

    /// Puts two records back into the queue that were said to be of two people.
    async fn reopen_duplicate(
        &self,
        ctx: &Context<'_>,
        input: ReopenDuplicateInput,
    ) -> async_graphql::Result<DuplicatePairPayload> {
        let outcome = match input.read() {
            Ok(command) => pairs::reopen(op(ctx)?, command).await,
            Err(faults) => Err(faults),
        };
        decided(ctx, outcome, &input.id).await
    }
}
