//! The roots of what guests need and what they are asked.

use async_graphql::{Context, Object, SimpleObject};
use kuvend_domain::{
    needs::{self, codes},
    questions,
};

use super::{KeepNeedsInput, KeepQuestionsInput, KnownNeed, RecordAnswersInput};
use crate::{
    attendees::{
        Attendee,
        mutations::{payload_event, payload_row},
    },
    enums::NeedKind,
    events::Event,
    payload::{UserError, op, settle, subject, top_level},
};

/// What `keepNeeds` came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct KeepNeedsPayload {
    /// The row after it, or as it is now where the version was stale; null where it was refused otherwise.
    pub attendee: Option<Attendee>,
    /// Why it was refused; nothing was done then.
    pub user_errors: Vec<UserError>,
}

/// What `keepQuestions` came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct KeepQuestionsPayload {
    /// The event after it, or as it is now where the version was stale; null where it was refused otherwise.
    pub event: Option<Event>,
    /// Why it was refused; nothing was done then.
    pub user_errors: Vec<UserError>,
}

/// What `recordAnswers` came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct RecordAnswersPayload {
    /// The row after it, or as it is now where the version was stale; null where it was refused otherwise.
    pub attendee: Option<Attendee>,
    /// Why it was refused; nothing was done then.
    pub user_errors: Vec<UserError>,
}

/// Queries of what guests need.
#[derive(Debug, Clone, Copy, Default)]
pub struct AskingQueries;

/// Queries of what guests need.
#[Object]
impl AskingQueries {
    /// Every need that can be told, by kind, in the order in which they are offered.
    async fn need_codes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only of this kind.")] kind: Option<NeedKind>,
    ) -> async_graphql::Result<Vec<KnownNeed>> {
        let op = op(ctx)?;
        op.known().map_err(|error| top_level(op, &error))?;
        let kind = kind.map(kuvend_entity::kind::NeedKind::from);
        let all = codes::CODES.iter().map(KnownNeed);
        Ok(all
            .filter(|known| kind.is_none_or(|kind| known.0.kind == kind))
            .collect())
    }
}

/// Mutations of what guests need and what they are asked.
#[derive(Debug, Clone, Copy, Default)]
pub struct AskingMutations;

/// Mutations of what guests need and what they are asked.
#[Object]
impl AskingMutations {
    /// Keeps what a guest needs: all of it, in the place of what was told before. It is deleted a week after the event. Needs the
    /// permissions `WRITE_GUESTS` and `READ_NEEDS`.
    async fn keep_needs(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose, and what.")] input: KeepNeedsInput,
    ) -> async_graphql::Result<KeepNeedsPayload> {
        let op = op(ctx)?;
        let outcome = async { needs::keep(op, input.read()?).await }.await;
        let (row, user_errors) = settle(op, outcome)?;
        Ok(KeepNeedsPayload {
            attendee: payload_row(ctx, row, (&input.attendee_id, &user_errors)).await?,
            user_errors,
        })
    }

    /// Keeps what an event asks its guests: all of it, in this order. A question that says something else than before is its next
    /// version; answers name the one that they answered. Needs the permission `WRITE_EVENTS`.
    async fn keep_questions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which event, and which.")] input: KeepQuestionsInput,
    ) -> async_graphql::Result<KeepQuestionsPayload> {
        let op = op(ctx)?;
        let outcome = async { questions::keep(op, input.read()?).await }.await;
        let (kept, user_errors) = settle(op, outcome)?;
        let event = match subject(kept, &input.event_id, &user_errors) {
            Some(id) => payload_event(ctx, id).await?,
            None => None,
        };
        Ok(KeepQuestionsPayload { event, user_errors })
    }

    /// Records what a guest told the staff; questions that are not named stay answered as they are, and answers to questions that are
    /// no longer put to the guest go. Needs the permissions `WRITE_GUESTS` and `READ_NEEDS`.
    async fn record_answers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose, and which.")] input: RecordAnswersInput,
    ) -> async_graphql::Result<RecordAnswersPayload> {
        let op = op(ctx)?;
        let outcome = async { questions::record(op, input.read()?).await }.await;
        let (row, user_errors) = settle(op, outcome)?;
        Ok(RecordAnswersPayload {
            attendee: payload_row(ctx, row, (&input.attendee_id, &user_errors)).await?,
            user_errors,
        })
    }
}
