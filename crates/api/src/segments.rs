//! Segments: sets of contacts with a name.

mod inputs;
mod rule;

use std::{collections::HashMap, sync::Arc};

use async_graphql::{Context, ID, Json, Object, SimpleObject};
use kuvend_domain::{
    contacts::Filter,
    op::Op,
    segments::{self, Previewed},
};
use kuvend_entity::{id::SegmentId, segment};

pub use inputs::{
    AddToSegmentInput, CreateSegmentInput, DeleteSegmentInput, RemoveFromSegmentInput,
    SegmentPreviewInput, UpdateSegmentInput,
};
pub use rule::{
    ConsentAnswer, ConsentRuleInput, EnrolmentRuleInput, InteractionRuleInput,
    ParticipationOutcome, ParticipationRuleInput, SegmentRuleInput, SpanInput,
};

use crate::{
    connection,
    contacts::{self, ContactConnection, ContactOrder, Permission},
    input::Reader,
    look::Look,
    paging::Paging,
    payload::{UserError, is_stale, op, settle, subject, top_level},
    scalars::DateTime,
};

/// A set of contacts with a name: a list, or a rule that says who belongs.
#[derive(Debug, Clone)]
pub struct Segment {
    row: Arc<segment::Model>,
    size: Option<i64>,
}

impl crate::flat::AtHand for Segment {}

connection!(SegmentConnection, SegmentEdge, Segment, "segments");

impl Segment {
    /// Segments with what is selected of them, in their order.
    async fn hydrate(
        op: &Op,
        rows: Vec<segment::Model>,
        look: &Look<'_>,
    ) -> async_graphql::Result<Vec<Self>> {
        let sizes = if look.selects("size") {
            segments::sizes(op, &rows)
                .await
                .map_err(|error| top_level(op, &error))?
        } else {
            HashMap::new()
        };
        let show = |row: segment::Model| Self {
            size: sizes.get(&row.id).copied(),
            row: Arc::new(row),
        };
        Ok(rows.into_iter().map(show).collect())
    }

    /// Segments by their ids, as far as one may see them.
    ///
    /// # Errors
    /// A denial or a failure, as a coded top-level error.
    pub async fn load_many(
        op: &Op,
        ids: &[SegmentId],
        look: &Look<'_>,
    ) -> async_graphql::Result<HashMap<SegmentId, Self>> {
        let found = segments::by_ids(op, ids)
            .await
            .map_err(|error| top_level(op, &error))?;
        let shown = Self::hydrate(op, found.into_values().collect(), look).await?;
        Ok(shown.into_iter().map(|one| (one.row.id, one)).collect())
    }
}

/// A set of contacts with a name: a list, or a rule that says who belongs.
#[Object]
impl Segment {
    /// Opaque, stable id.
    pub async fn id(&self) -> ID {
        self.row.id.to_string().into()
    }

    /// Raised by every change; an update names the version it read.
    async fn version(&self) -> i32 {
        self.row.version
    }

    /// What colleagues call it.
    async fn name(&self) -> &str {
        &self.row.name
    }

    /// What it is for.
    async fn description(&self) -> Option<&str> {
        self.row.description.as_deref()
    }

    /// Who belongs, in the words of `SegmentRuleInput`, judged anew each time; null for a list.
    async fn rule(&self) -> Option<Json<serde_json::Value>> {
        self.row.rule.clone().map(Json)
    }

    /// How many contacts belong now, counted when selected.
    async fn size(&self, ctx: &Context<'_>) -> async_graphql::Result<i64> {
        if let Some(size) = self.size {
            return Ok(size);
        }
        let op = op(ctx)?;
        let sizes = segments::sizes(op, std::slice::from_ref(&*self.row)).await;
        let sizes = sizes.map_err(|error| top_level(op, &error))?;
        Ok(sizes.get(&self.row.id).copied().unwrap_or_default())
    }

    /// Who belongs, by name unless said; a search without an order gives the best first.
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn contacts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Names, addresses or telephones.")] search: Option<String>,
        #[graphql(desc = "In which order.")] order_by: Option<ContactOrder>,
        #[graphql(desc = "How many from the start, 25 unless said, at most 100.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what follows this place.")] after: Option<String>,
        #[graphql(desc = "How many from the end.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this place.")] before: Option<String>,
    ) -> async_graphql::Result<ContactConnection> {
        let filter = Filter {
            office: Some(self.row.office_id),
            segment: Some(self.row.id),
            ..Filter::default()
        };
        contacts::list_of(
            ctx,
            search,
            (filter, order_by),
            Paging {
                first,
                after,
                last,
                before,
            },
        )
        .await
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        self.row.created_at.into()
    }

    /// When it was last changed.
    async fn updated_at(&self) -> DateTime {
        self.row.updated_at.into()
    }
}

/// People that a letter would not reach, and why.
#[derive(Debug, Clone, SimpleObject)]
pub struct SegmentExclusion {
    /// Why, for programs.
    pub reason: Permission,
    /// Why, for people, in the caller's language (`Accept-Language`).
    pub sentence: String,
    /// How many.
    pub count: i64,
}

/// Whom a letter to a segment would reach. `size` is `eligible` and all of `excluded` together.
#[derive(Debug, Clone, SimpleObject)]
pub struct SegmentPreview {
    /// How many belong.
    pub size: i64,
    /// How many may be written to now.
    pub eligible: i64,
    /// Why the others may not, most first; each person for one reason, the one that forbids most.
    pub excluded: Vec<SegmentExclusion>,
}

impl SegmentPreview {
    fn of(op: &Op, told: Previewed) -> Self {
        let excluded = told
            .excluded
            .into_iter()
            .map(|(reason, count)| SegmentExclusion {
                reason: reason.into(),
                sentence: reason.sentence(&op.language).to_owned(),
                count,
            });
        Self {
            size: told.size,
            eligible: told.eligible,
            excluded: excluded.collect(),
        }
    }
}

/// Queries of segments.
#[derive(Debug, Clone, Copy, Default)]
pub struct SegmentQueries;

/// Queries of segments.
#[Object]
impl SegmentQueries {
    /// A segment by its id; null where there is none that one may see.
    async fn segment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The segment's id.")] id: ID,
    ) -> async_graphql::Result<Option<Segment>> {
        match id.parse() {
            Ok(id) => Ok(Segment::load_many(op(ctx)?, &[id], &Look::of(ctx))
                .await?
                .remove(&id)),
            Err(_) => Ok(None),
        }
    }

    /// Segments, by name.
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn segments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Words of the name.")] search: Option<String>,
        #[graphql(desc = "Of this office.")] office_id: Option<ID>,
        #[graphql(desc = "How many from the start, 25 unless said, at most 100.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what follows this place.")] after: Option<String>,
        #[graphql(desc = "How many from the end.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this place.")] before: Option<String>,
    ) -> async_graphql::Result<SegmentConnection> {
        let op = op(ctx)?;
        let coded = |error| top_level(op, &error);
        let look = Look::of(ctx);
        let page = Paging {
            first,
            after,
            last,
            before,
        }
        .request(&look)
        .map_err(coded)?;
        let mut reader = Reader::new();
        let office = reader.optional(office_id.as_ref(), |reader, id| reader.id("officeId", id));
        let office = reader.finish(office).map_err(coded)?;
        let page = segments::list(op, (office, search.as_deref()), &page)
            .await
            .map_err(coded)?;
        let (rows, page) = page.apart();
        let shown = Segment::hydrate(op, rows, &look.nodes()).await?;
        Ok(SegmentConnection(page.with(shown)))
    }

    /// Whom a letter to a saved segment, or to a rule that is not saved yet, would reach now, and why not the others.
    async fn segment_preview(
        &self,
        ctx: &Context<'_>,
        input: SegmentPreviewInput,
    ) -> async_graphql::Result<SegmentPreview> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok(command) => segments::preview(op, command).await,
            Err(faults) => Err(faults),
        };
        Ok(SegmentPreview::of(
            op,
            outcome.map_err(|error| top_level(op, &error))?,
        ))
    }
}

macro_rules! payloads {
    ($($name:ident of $mutation:literal),+) => { $(
        #[doc = concat!("What `", $mutation, "` came to.")]
        #[derive(Debug, Clone, SimpleObject)]
        pub struct $name {
            /// The segment after it; on `CONFLICT`, as it is now.
            pub segment: Option<Segment>,
            /// Why it was refused.
            pub user_errors: Vec<UserError>,
        }

        impl From<(Option<Segment>, Vec<UserError>)> for $name {
            fn from((segment, user_errors): (Option<Segment>, Vec<UserError>)) -> Self {
                Self { segment, user_errors }
            }
        }
    )+ };
}

payloads! {
    CreateSegmentPayload of "createSegment",
    UpdateSegmentPayload of "updateSegment",
    AddToSegmentPayload of "addToSegment",
    RemoveFromSegmentPayload of "removeFromSegment"
}

/// What `deleteSegment` came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct DeleteSegmentPayload {
    /// The id of what is no more.
    pub deleted_id: Option<ID>,
    /// On `CONFLICT`, the segment as it is now.
    pub segment: Option<Segment>,
    /// Why it was refused.
    pub user_errors: Vec<UserError>,
}

/// Mutations of segments.
#[derive(Debug, Clone, Copy, Default)]
pub struct SegmentMutations;

/// The payload of an outcome; where somebody was faster, with the segment as it is now.
async fn payload(
    ctx: &Context<'_>,
    named: Option<&ID>,
    outcome: kuvend_domain::error::Result<segment::Model>,
) -> async_graphql::Result<(Option<Segment>, Vec<UserError>)> {
    let op = op(ctx)?;
    let look = Look::of(ctx).field("segment");
    let (row, user_errors) = settle(op, outcome)?;
    let segment = match (row, named.and_then(|id| id.parse().ok())) {
        (Some(row), _) => Segment::hydrate(op, vec![row], &look).await?.pop(),
        (None, Some(id)) if is_stale(&user_errors) => {
            Segment::load_many(op, &[id], &look).await?.remove(&id)
        }
        _ => None,
    };
    Ok((segment, user_errors))
}

/// Mutations of segments.
#[Object]
impl SegmentMutations {
    /// Makes a segment: by a rule, or as a list of contacts.
    async fn create_segment(
        &self,
        ctx: &Context<'_>,
        input: CreateSegmentInput,
    ) -> async_graphql::Result<CreateSegmentPayload> {
        let outcome = match input.read() {
            Ok(command) => segments::create(op(ctx)?, command).await,
            Err(faults) => Err(faults),
        };
        Ok(payload(ctx, None, outcome).await?.into())
    }

    /// Changes a segment: what is absent stays, null clears.
    async fn update_segment(
        &self,
        ctx: &Context<'_>,
        input: UpdateSegmentInput,
    ) -> async_graphql::Result<UpdateSegmentPayload> {
        let outcome = match input.read() {
            Ok(command) => segments::update(op(ctx)?, command).await,
            Err(faults) => Err(faults),
        };
        Ok(payload(ctx, Some(&input.id), outcome).await?.into())
    }

    /// Puts contacts on the list of a segment without a rule. Who is on it already stays.
    async fn add_to_segment(
        &self,
        ctx: &Context<'_>,
        input: AddToSegmentInput,
    ) -> async_graphql::Result<AddToSegmentPayload> {
        let outcome = match input.read() {
            Ok(command) => segments::add(op(ctx)?, command).await,
            Err(faults) => Err(faults),
        };
        Ok(payload(ctx, Some(&input.id), outcome).await?.into())
    }

    /// Takes contacts off the list of a segment without a rule. Who is not on it is passed over.
    async fn remove_from_segment(
        &self,
        ctx: &Context<'_>,
        input: RemoveFromSegmentInput,
    ) -> async_graphql::Result<RemoveFromSegmentPayload> {
        let outcome = match input.read() {
            Ok(command) => segments::remove(op(ctx)?, command).await,
            Err(faults) => Err(faults),
        };
        Ok(payload(ctx, Some(&input.id), outcome).await?.into())
    }

    /// Gives a segment up; nobody in it is touched. One that another segment's rule names is kept.
    async fn delete_segment(
        &self,
        ctx: &Context<'_>,
        input: DeleteSegmentInput,
    ) -> async_graphql::Result<DeleteSegmentPayload> {
        let op = op(ctx)?;
        let mut reader = Reader::new();
        let id = reader.id::<SegmentId>("id", &input.id);
        let outcome = match reader.finish(id) {
            Ok(id) => segments::delete(op, id, input.version).await,
            Err(faults) => Err(faults),
        };
        let (row, user_errors) = settle(op, outcome)?;
        let segment = match subject(None, &input.id, &user_errors) {
            Some(id) => {
                let look = Look::of(ctx).field("segment");
                Segment::load_many(op, &[id], &look).await?.remove(&id)
            }
            None => None,
        };
        Ok(DeleteSegmentPayload {
            deleted_id: row.map(|row| row.id.to_string().into()),
            segment,
            user_errors,
        })
    }
}
