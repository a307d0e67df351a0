//! Two letters about one thing to one person: where both records stood on a list, one of the two is called back.

use std::collections::BTreeMap;

use kuvend_entity::{
    id::{AttendeeId, MessageId},
    kind::{MessageEventKind, MessageKind, MessageState},
    message, message_event,
};
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};

use crate::{error::Result, letters, op::Op};

/// What the timeline of a letter that is called back says.
const REASON: &str = "another letter goes to the same person";

/// Two rows of one list that become one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair {
    /// The row whose answer counts from now on.
    pub(super) counts: AttendeeId,
    /// The other.
    pub(super) yields: AttendeeId,
}

/// A letter to one of the two rows, which waits or may be known already.
#[derive(Debug, Clone, Copy)]
struct Letter {
    id: MessageId,
    kind: MessageKind,
    revision: i32,
    waits: bool,
}

/// What a letter is about: of those about one thing, a person needs one.
const fn subject(kind: MessageKind) -> MessageKind {
    match kind {
        MessageKind::WaitingList | MessageKind::WaitingListOffer => {
            MessageKind::RegistrationConfirmation
        }
        MessageKind::MissedYou => MessageKind::ThankYou,
        kind => kind,
    }
}

impl Letter {
    /// Whether the person, who has this letter or will have it, needs another no more.
    fn makes_needless(self, other: Self, counts: bool) -> bool {
        let is_of_one_state =
            self.revision >= other.revision || other.kind == MessageKind::Invitation;
        if !self.waits {
            return self.kind == other.kind && is_of_one_state;
        }
        // Who was there is thanked, whichever record says so.
        let goes_first = match (self.kind, other.kind) {
            (MessageKind::ThankYou, MessageKind::MissedYou) => true,
            (MessageKind::MissedYou, MessageKind::ThankYou) => false,
            _ => counts,
        };
        goes_first && subject(self.kind) == subject(other.kind) && is_of_one_state
    }
}

/// Which of the letters to two rows are needless once the rows are one.
fn needless(counts: &[Letter], yields: &[Letter]) -> Vec<MessageId> {
    let of = |own: &[Letter], others: &[Letter], other_counts: bool| -> Vec<MessageId> {
        own.iter()
            .filter(|letter| letter.waits)
            .filter(|letter| {
                others
                    .iter()
                    .any(|other| other.makes_needless(**letter, other_counts))
            })
            .map(|letter| letter.id)
            .collect()
    };
    let mut needless = of(counts, yields, false);
    needless.extend(of(yields, counts, true));
    needless
}

/// Calls back what one person would get twice. Nothing that waits is sent meanwhile.
///
/// # Errors
/// Only the database's.
pub(super) async fn call_back_doubled(
    tx: &DatabaseTransaction,
    op: &Op,
    pairs: &[Pair],
) -> Result<()> {
    use message::Column as C;
    if pairs.is_empty() {
        return Ok(());
    }
    let rows = pairs.iter().flat_map(|pair| [pair.counts, pair.yields]);
    let letters: Vec<(
        MessageId,
        Option<AttendeeId>,
        MessageKind,
        i32,
        MessageState,
    )> = message::Entity::find()
        .select_only()
        .columns([C::Id, C::AttendeeId, C::Kind, C::Revision, C::State])
        .filter(C::AttendeeId.is_in(rows))
        .filter(
            Condition::any()
                .add(C::State.eq(MessageState::Queued))
                .add(letters::may_be_known()),
        )
        .order_by_asc(C::Id)
        .into_tuple()
        .all(tx)
        .await?;
    let mut of_row: BTreeMap<AttendeeId, Vec<Letter>> = BTreeMap::new();
    for (id, row, kind, revision, state) in letters {
        if let Some(row) = row {
            of_row.entry(row).or_default().push(Letter {
                id,
                kind,
                revision,
                waits: state == MessageState::Queued,
            });
        }
    }
    let of = |row: AttendeeId| of_row.get(&row).map(Vec::as_slice).unwrap_or_default();
    let gone: Vec<MessageId> = pairs
        .iter()
        .flat_map(|pair| needless(of(pair.counts), of(pair.yields)))
        .collect();
    if gone.is_empty() {
        return Ok(());
    }
    let now = op.clock.now();
    message::Entity::update_many()
        .col_expr(C::State, Expr::value(MessageState::Superseded))
        .col_expr(C::UpdatedAt, Expr::value(now))
        .filter(C::Id.is_in(gone.iter().copied()))
        .exec(tx)
        .await?;
    let traces = gone.iter().map(|id| {
        let reason = Some(REASON.to_owned());
        letters::trace(*id, now, MessageEventKind::Superseded, reason)
    });
    message_event::Entity::insert_many(traces)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter(kind: MessageKind, revision: i32, waits: bool) -> Letter {
        let id = MessageId::new();
        Letter {
            id,
            kind,
            revision,
            waits,
        }
    }

    #[test]
    fn of_two_letters_that_wait_the_one_of_the_row_that_counts_stays() {
        let (one, other) = (
            letter(MessageKind::Invitation, 1, true),
            letter(MessageKind::Invitation, 1, true),
        );
        assert_eq!(needless(&[one], &[other]), [other.id]);
        let (waiting, confirmed) = (
            letter(MessageKind::WaitingList, 1, true),
            letter(MessageKind::RegistrationConfirmation, 1, true),
        );
        assert_eq!(needless(&[waiting], &[confirmed]), [confirmed.id]);
    }

    #[test]
    fn what_is_known_already_is_not_written_again() {
        let (sent, waiting) = (
            letter(MessageKind::Invitation, 1, false),
            letter(MessageKind::Invitation, 2, true),
        );
        assert_eq!(needless(&[waiting], &[sent]), [waiting.id]);
        assert_eq!(needless(&[sent], &[waiting]), [waiting.id]);
        let (old, newer) = (
            letter(MessageKind::Update, 2, false),
            letter(MessageKind::Update, 3, true),
        );
        assert_eq!(needless(&[newer], &[old]), [], "it tells of another change");
    }

    #[test]
    fn who_came_is_thanked_and_not_missed() {
        let (missed, thanked) = (
            letter(MessageKind::MissedYou, 1, true),
            letter(MessageKind::ThankYou, 1, true),
        );
        assert_eq!(needless(&[missed], &[thanked]), [missed.id]);
        assert_eq!(needless(&[thanked], &[missed]), [missed.id]);
    }

    #[test]
    fn letters_about_several_things_all_go_out() {
        let (invited, confirmed) = (
            letter(MessageKind::Invitation, 1, true),
            letter(MessageKind::RegistrationConfirmation, 1, true),
        );
        assert_eq!(needless(&[invited], &[confirmed]), []);
    }
}
