//! Which events a list shows, and in which order.

use async_graphql::{Enum, ID, InputObject};
use kuvend_domain::{
    error::Result,
    events::{self, Filter, Order, OrderField},
    fault::Code,
};

use crate::{
    enums::{EventKind, EventRegistration, EventStatus, EventVisibility},
    input::{LINE, Reader},
    order::OrderDirection,
    scalars::Date,
};

/// Alternatives in a filter at most.
const MOST_ALTERNATIVES: usize = 20;

/// Which events a list shows. What is named must hold, all of it.
#[derive(Debug, Clone, Default, InputObject)]
pub struct EventFilter {
    /// Of this office.
    pub office_id: Option<ID>,
    /// In one of these states.
    pub status: Option<Vec<EventStatus>>,
    /// Of one of these kinds.
    pub kinds: Option<Vec<EventKind>>,
    /// That mark one of these occasions.
    pub occasions: Option<Vec<String>>,
    /// That start on this local day or later.
    pub from: Option<Date>,
    /// That start on this local day or earlier.
    pub to: Option<Date>,
    /// Of this programme.
    pub programme_id: Option<ID>,
    /// Editions of this series.
    pub series_id: Option<ID>,
    /// That these may find.
    pub visibility: Option<EventVisibility>,
    /// For which people register themselves, or do not.
    pub registration: Option<EventRegistration>,
    /// With all these words in one title, in any language.
    pub search: Option<String>,
    /// That match at least one of these as well.
    pub any: Option<Vec<EventFilter>>,
    /// That do not match this.
    pub not: Option<Box<EventFilter>>,
}

/// What events are ordered by.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "events::OrderField")]
pub enum EventOrderField {
    /// When they start.
    StartsAt,
    /// When they end.
    EndsAt,
    /// When they were entered.
    CreatedAt,
}

/// In which order events are listed.
#[derive(Debug, Clone, Copy, InputObject)]
pub struct EventOrder {
    /// By what.
    pub field: EventOrderField,
    /// From which end.
    pub direction: OrderDirection,
}

impl EventOrder {
    /// The order meant.
    pub(super) fn read(self) -> Order {
        Order {
            field: OrderField::from(self.field),
            descending: self.direction.is_descending(),
        }
    }
}

impl EventFilter {
    /// The filter meant.
    ///
    /// # Errors
    /// Every fault of form, under `filter`.
    pub fn read(&self) -> Result<Filter> {
        let mut reader = Reader::new();
        let filter = reader.within("filter", |reader| self.parts(reader));
        reader.finish(filter)
    }

    fn parts(&self, reader: &mut Reader) -> Option<Filter> {
        let office = reader.optional(self.office_id.as_ref(), |reader, id| {
            reader.id("officeId", id)
        });
        let programme = reader.optional(self.programme_id.as_ref(), |reader, id| {
            reader.id("programmeId", id)
        });
        let series = reader.optional(self.series_id.as_ref(), |reader, id| {
            reader.id("seriesId", id)
        });
        let from = reader.optional(self.from.as_ref(), |reader, day| reader.date("from", day));
        let to = reader.optional(self.to.as_ref(), |reader, day| reader.date("to", day));
        let search = reader.optional(self.search.as_ref(), |reader, text| {
            reader.line("search", text, LINE)
        });
        let occasions = reader.optional(self.occasions.as_ref(), |reader, list| {
            reader.each("occasions", list, events::MOST_PARTS, |reader, slug| {
                if events::is_occasion(slug) {
                    Some(slug.clone())
                } else {
                    reader.wrong("", Code::Malformed, &[("what", "occasion")])
                }
            })
        });
        let any = reader.optional(self.any.as_ref(), |reader, list| {
            reader.each("any", list, MOST_ALTERNATIVES, |reader, filter| {
                filter.parts(reader)
            })
        });
        let not = reader.optional(self.not.as_ref(), |reader, filter| {
            reader
                .within("not", |reader| filter.parts(reader))
                .map(Box::new)
        });
        let states = self.status.as_ref();
        let kinds = self.kinds.as_ref();
        Some(Filter {
            office: office?,
            status: states.map(|list| list.iter().map(|one| (*one).into()).collect()),
            kinds: kinds.map(|list| list.iter().map(|one| (*one).into()).collect()),
            occasions: occasions?,
            from: from?,
            to: to?,
            programme: programme?,
            series: series?,
            visibility: self.visibility.map(Into::into),
            registration: self.registration.map(Into::into),
            search: search?,
            any: any?,
            not: not?,
        })
    }
}
