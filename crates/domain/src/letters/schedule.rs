//! What is scheduled about an event, when the event itself moves.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use kuvend_entity::{
    event,
    id::MessageId,
    kind::{MessageKind, MessageState},
    message,
};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, ExprTrait},
};

use crate::{
    error::Result,
    events::along::Along,
    letters::{BATCH, not_after},
    op::Op,
};

/// The kinds of letters that lose their sense together, each named by one of them. A certificate is sent of what has been, and for so
/// long that it makes no difference.
const TOGETHER: [(MessageKind, &[MessageKind]); 4] = [
    (
        MessageKind::ThankYou,
        &[MessageKind::ThankYou, MessageKind::MissedYou],
    ),
    (
        MessageKind::WaitingListOffer,
        &[MessageKind::WaitingListOffer, MessageKind::Questions],
    ),
    (MessageKind::Reminder, &[MessageKind::Reminder]),
    (
        MessageKind::Invitation,
        &[
            MessageKind::Invitation,
            MessageKind::RegistrationConfirmation,
            MessageKind::WaitingList,
            MessageKind::Update,
            MessageKind::Cancellation,
            MessageKind::Ticket,
        ],
    ),
];

/// Moves unsent letters with their event: what somebody scheduled keeps its distance from the event's start on the clock
/// there, what has no time of its own goes out as before, and each makes sense as long as the event's new times say. A
/// letter that was rendered is sent as it is.
///
/// # Errors
/// Only the database's.
pub(crate) async fn follow(
    tx: &DatabaseTransaction,
    op: &Op,
    old: &event::Model,
    next: &event::Model,
) -> Result<()> {
    use message::Column as C;
    let now = op.clock.now();
    // What came due while the event was put off has not gone out, and goes along as well.
    let since = old.put_off.as_ref().map_or(now, |put_off| put_off.at);
    let unsent = || {
        message::Entity::update_many()
            .col_expr(C::UpdatedAt, Expr::value(now))
            .filter(C::EventId.eq(next.id))
            .filter(C::State.eq(MessageState::Queued))
            .filter(C::MessageId.is_null())
    };
    let scheduled: Vec<(MessageId, DateTime<Utc>)> = message::Entity::find()
        .select_only()
        .column(C::Id)
        .column(C::DueAt)
        .filter(C::EventId.eq(next.id))
        .filter(C::State.eq(MessageState::Queued))
        .filter(C::MessageId.is_null())
        .filter(C::CampaignId.is_not_null())
        .filter(C::DueAt.gt(since))
        .into_tuple()
        .all(tx)
        .await?;
    let mut together: BTreeMap<DateTime<Utc>, Vec<MessageId>> = BTreeMap::new();
    for (id, due) in scheduled {
        together.entry(due).or_default().push(id);
    }
    let along = Along::new(old, next);
    for (due, ids) in together {
        let then = Ord::max(along.instant(due).unwrap_or(due), now);
        for batch in ids.chunks(BATCH) {
            unsent()
                .col_expr(C::DueAt, Expr::value(then))
                .filter(C::Id.is_in(batch.iter().copied()))
                .exec(tx)
                .await?;
        }
    }
    let raised = next.calendar_sequence - old.calendar_sequence;
    for (one, kinds) in TOGETHER {
        unsent()
            .col_expr(C::NotAfter, Expr::value(not_after(one, next)))
            .col_expr(C::Revision, Expr::value(next.revision))
            .col_expr(
                C::CalendarSequence,
                Expr::col(C::CalendarSequence).add(raised),
            )
            .filter(C::Kind.is_in(kinds.iter().copied()))
            .exec(tx)
            .await?;
    }
    Ok(())
}
