//! Positions 1 to n, kept dense.

use kuvend_entity::{agenda_item, id::EventId};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, prelude::Expr,
    sea_query::ExprTrait,
};

use crate::{
    error::Result,
    fault::{Code, Fault},
};

/// Which positions move, and by how much, to make room or to close a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shift {
    first: i32,
    last: i32,
    by: i32,
}

/// What must move when an item goes from one position to another; it comes from none when it is added, and goes to none
/// when it is removed.
pub(super) fn shift(from: Option<i32>, to: Option<i32>) -> Option<Shift> {
    match (from, to) {
        (None, Some(to)) => Some(Shift {
            first: to,
            last: i32::MAX,
            by: 1,
        }),
        (Some(from), None) => Some(Shift {
            first: from + 1,
            last: i32::MAX,
            by: -1,
        }),
        (Some(from), Some(to)) if from < to => Some(Shift {
            first: from + 1,
            last: to,
            by: -1,
        }),
        (Some(from), Some(to)) if to < from => Some(Shift {
            first: to,
            last: from - 1,
            by: 1,
        }),
        _ => None,
    }
}

/// How many items an event has.
pub(super) async fn length(tx: &DatabaseTransaction, event: EventId) -> Result<i32> {
    let count = agenda_item::Entity::find()
        .filter(agenda_item::Column::EventId.eq(event))
        .count(tx)
        .await?;
    Ok(i32::try_from(count).unwrap_or(i32::MAX))
}

/// The position wanted, if it lies between the first and the last possible.
pub(super) fn judged(wanted: i32, last: i32) -> Result<i32, Fault> {
    if (1..=last).contains(&wanted) {
        Ok(wanted)
    } else {
        Err(Fault::new(["position"], Code::OutOfRange)
            .with("low", 1)
            .with("high", last))
    }
}

/// Moves what must move. The event's lock is held.
pub(super) async fn apply(
    tx: &DatabaseTransaction,
    event: EventId,
    shift: Option<Shift>,
) -> Result<()> {
    let Some(shift) = shift else { return Ok(()) };
    agenda_item::Entity::update_many()
        .col_expr(
            agenda_item::Column::Position,
            Expr::col(agenda_item::Column::Position).add(shift.by),
        )
        .filter(agenda_item::Column::EventId.eq(event))
        .filter(agenda_item::Column::Position.between(shift.first, shift.last))
        .exec(tx)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The items by name in their order, after a move.
    fn moved(from: Option<i32>, to: Option<i32>) -> String {
        let mut items: Vec<(i32, char)> = (1..).zip("abcde".chars()).collect();
        let shift = shift(from, to);
        for (position, _) in &mut items {
            if Some(*position) == from {
                *position = to.unwrap_or(i32::MIN);
            } else if let Some(shift) = shift
                && (shift.first..=shift.last).contains(position)
            {
                *position += shift.by;
            }
        }
        match (from, to) {
            (None, Some(to)) => items.push((to, 'x')),
            (Some(_), None) => items.retain(|(position, _)| *position != i32::MIN),
            _ => {}
        }
        items.sort_unstable();
        let positions: Vec<i32> = items.iter().map(|(position, _)| *position).collect();
        assert_eq!(positions, (1..).take(items.len()).collect::<Vec<_>>());
        items.into_iter().map(|(_, name)| name).collect()
    }

    #[test]
    fn an_insertion_makes_room() {
        assert_eq!(moved(None, Some(1)), "xabcde");
        assert_eq!(moved(None, Some(3)), "abxcde");
        assert_eq!(moved(None, Some(6)), "abcdex");
    }

    #[test]
    fn a_removal_closes_the_gap() {
        assert_eq!(moved(Some(1), None), "bcde");
        assert_eq!(moved(Some(5), None), "abcd");
    }

    #[test]
    fn a_move_keeps_the_order_of_the_others() {
        assert_eq!(moved(Some(1), Some(5)), "bcdea");
        assert_eq!(moved(Some(5), Some(1)), "eabcd");
        assert_eq!(moved(Some(2), Some(3)), "acbde");
        assert_eq!(moved(Some(3), Some(3)), "abcde");
    }

    #[test]
    fn a_position_lies_between_the_first_and_the_last() {
        assert_eq!(judged(1, 1), Ok(1));
        assert!(judged(0, 5).is_err());
        assert!(judged(6, 5).is_err());
    }
}
