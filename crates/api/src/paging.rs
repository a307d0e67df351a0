//! Connections in the manner of Relay.

use async_graphql::SimpleObject;
use kuvend_domain::{
    error::Result,
    fault::Code,
    paging::{Cursor, DEFAULT_PAGE, LARGEST_PAGE, PageRequest},
};

use crate::{input::Reader, look::Look};

/// Where a page lies in its list.
#[derive(Debug, Clone, SimpleObject)]
pub struct PageInfo {
    /// Whether more follows.
    pub has_next_page: bool,
    /// Whether more goes before.
    pub has_previous_page: bool,
    /// The place of the first edge.
    pub start_cursor: Option<String>,
    /// The place of the last edge.
    pub end_cursor: Option<String>,
}

/// The paging arguments of a connection.
#[derive(Debug, Clone, Default)]
pub struct Paging {
    /// How many from the start; 25 unless said, at most 100.
    pub first: Option<i32>,
    /// Only what follows this place.
    pub after: Option<String>,
    /// How many from the end.
    pub last: Option<i32>,
    /// Only what comes before this place.
    pub before: Option<String>,
}

impl Paging {
    /// The paging arguments that were given to a field.
    #[must_use]
    pub fn of(look: &Look<'_>) -> Self {
        Self {
            first: look.argument("first"),
            after: look.argument("after"),
            last: look.argument("last"),
            before: look.argument("before"),
        }
    }

    /// The page that the arguments ask for of several lists at once; nothing where they name a place, which lies in one of
    /// them, or are wrong, which each list then says.
    #[must_use]
    pub fn shared(&self, look: &Look<'_>) -> Option<PageRequest> {
        let is_placed = self.after.is_some() || self.before.is_some();
        self.request(look).ok().filter(|_| !is_placed)
    }

    /// The page that the arguments ask for. The list is counted where `totalCount` is among what is selected.
    ///
    /// # Errors
    /// Faults on `first`, `last`, `after` or `before`.
    pub fn request(&self, look: &Look<'_>) -> Result<PageRequest> {
        let request = self.counted(look.selects("totalCount"))?;
        let on_edges = look.field("edges").selects("cursor");
        let on_ends = look.field("pageInfo").fields(&["startCursor", "endCursor"]);
        Ok(PageRequest {
            places: on_edges || on_ends.exists(),
            ..request
        })
    }

    /// The page that the arguments ask for, of a list that is counted or not.
    ///
    /// # Errors
    /// Faults on `first`, `last`, `after` or `before`.
    pub fn counted(&self, count: bool) -> Result<PageRequest> {
        let mut reader = Reader::new();
        if self.first.is_some() && self.last.is_some() {
            let _: Option<()> = reader.wrong("last", Code::Inconsistent, &[("other", "first")]);
        }
        let largest = i32::try_from(LARGEST_PAGE).unwrap_or(i32::MAX);
        let backward = self.last.is_some();
        let (field, number) = if backward {
            ("last", self.last)
        } else {
            ("first", self.first)
        };
        let limit = match number {
            None => Some(DEFAULT_PAGE),
            Some(number) => reader
                .within_range(field, number, 0, largest)
                .and_then(|number| u64::try_from(number).ok()),
        };
        let mut place = |field: &str, text: Option<&String>| {
            reader.optional(text, |reader, text| match Cursor::decode(text) {
                Some(cursor) => Some(cursor),
                None => reader.wrong(field, Code::Malformed, &[("what", "cursor")]),
            })
        };
        let (after, before) = (
            place("after", self.after.as_ref()),
            place("before", self.before.as_ref()),
        );
        let request = limit
            .zip(after)
            .zip(before)
            .map(|((limit, after), before)| PageRequest {
                limit,
                backward,
                after,
                before,
                count,
                places: true,
            });
        reader.finish(request)
    }
}

/// Makes a connection type and its edge type of a node type: `connection!(EventConnection, EventEdge, Event, "events")`. What a list tells
/// of itself beside its things follows as the type of what it is told from, and its fields.
#[macro_export]
macro_rules! connection {
    ($connection:ident, $edge:ident, $node:ty, $things:literal $(, $more:ty { $($field:tt)+ })?) => {
        #[doc = concat!("A page of ", $things, ".")]
        #[derive(Debug, Clone)]
        pub struct $connection(pub kuvend_domain::paging::Page<$node> $(, pub $more)?);

        #[doc = concat!("One of a page of ", $things, ", and its place.")]
        #[derive(Debug, Clone, async_graphql::SimpleObject)]
        pub struct $edge {
            /// Its place, for `after` and `before`.
            pub cursor: String,
            /// The thing itself.
            pub node: $node,
        }

        impl $crate::flat::AtHand for $edge {
            fn at_hand(
                &self,
                field: &str,
                below: &$crate::flat::Below<'_>,
            ) -> Option<async_graphql::Value> {
                match field {
                    "cursor" => Some($crate::flat::text(self.cursor.as_str())),
                    "node" => below.object(&self.node),
                    _ => None,
                }
            }
        }

        #[doc = concat!("A page of ", $things, ".")]
        #[async_graphql::Object]
        impl $connection {
            /// The things with their places.
            async fn edges(&self) -> $crate::flat::FlatList<$edge> {
                let edges = self.0.items.iter().map(|(cursor, node)| $edge {
                    cursor: cursor.encode(),
                    node: node.clone(),
                });
                $crate::flat::FlatList(edges.collect())
            }

            /// The things alone.
            async fn nodes(&self) -> $crate::flat::FlatList<&$node> {
                $crate::flat::FlatList(self.0.items.iter().map(|(_, node)| node).collect())
            }

            /// Where the page lies.
            async fn page_info(&self) -> $crate::paging::PageInfo {
                $crate::paging::PageInfo {
                    has_next_page: self.0.has_next,
                    has_previous_page: self.0.has_previous,
                    start_cursor: self.0.items.first().map(|(cursor, _)| cursor.encode()),
                    end_cursor: self.0.items.last().map(|(cursor, _)| cursor.encode()),
                }
            }

            /// How long the whole list is; counted only when selected.
            async fn total_count(&self) -> i64 {
                self.0.total.unwrap_or_default()
            }

            $($($field)+)?
        }
    };
}
