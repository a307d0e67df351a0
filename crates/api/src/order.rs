//! The direction of an order.

use async_graphql::Enum;

/// From which end a list is told.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderDirection {
    /// Smallest, earliest or first in the alphabet before the others.
    Asc,
    /// Largest, latest or last in the alphabet before the others.
    Desc,
}

impl OrderDirection {
    /// Whether the largest comes first.
    #[must_use]
    pub const fn is_descending(self) -> bool {
        matches!(self, Self::Desc)
    }
}
