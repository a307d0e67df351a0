//! What statistics are asked about.

use async_graphql::{ID, InputObject};
use kuvend_domain::{
    error::Result,
    statistics::{Filter, MOST_EVENTS},
};

use crate::{
    enums::{EventKind, GuestCategory},
    input::{LINE, Reader},
    scalars,
};

/// Entries of a list of occasions, categories or countries at most.
const MOST_VALUES: usize = 250;

/// Which events and which people statistics are about. All parts must hold.
#[derive(Debug, Clone, InputObject)]
pub struct EngagementFilter {
    /// Of which office; needed only where there are several.
    pub office_id: Option<ID>,
    /// From this day on, by the event's local date.
    pub from: scalars::Date,
    /// To this day, included.
    pub to: scalars::Date,
    /// Only events of this programme and, for reach, enrolments in it.
    pub programme_id: Option<ID>,
    /// Only these events, whatever their state; at most 1,000.
    pub event_ids: Option<Vec<ID>>,
    /// Only events of these kinds.
    pub event_kinds: Option<Vec<EventKind>>,
    /// Only events that mark one of these occasions (`international-migrants-day`).
    pub occasions: Option<Vec<String>>,
    /// Only guests of these categories, as at the event.
    pub categories: Option<Vec<GuestCategory>>,
    /// Only people who live in these countries: as written down when attendance closed, as the profile says until then.
    pub residence_countries: Option<Vec<scalars::CountryCode>>,
    /// Only members of the diaspora, by the office's rule in force (`diasporaRules`). Where they live, where they come from and how far from
    /// emigration they stand is as written down when attendance closed, as the profile says until then; what they are, as the profile says.
    pub diaspora_only: Option<bool>,
}

impl EngagementFilter {
    /// The domain's filter.
    ///
    /// # Errors
    /// Faults on its fields.
    pub fn read(&self) -> Result<Filter> {
        let mut reader = Reader::new();
        let office = reader.optional(self.office_id.as_ref(), |reader, id| {
            reader.id("officeId", id)
        });
        let from = reader.date("from", &self.from);
        let to = reader.date("to", &self.to);
        let programme = reader.optional(self.programme_id.as_ref(), |reader, id| {
            reader.id("programmeId", id)
        });
        let events = reader.optional(self.event_ids.as_ref(), |reader, ids| {
            reader.each("eventIds", ids, MOST_EVENTS, |reader, id| reader.id("", id))
        });
        let occasions = reader.optional(self.occasions.as_ref(), |reader, list| {
            reader.each("occasions", list, MOST_VALUES, |reader, text| {
                reader.line("", text, LINE)
            })
        });
        let categories = reader.optional(self.categories.as_ref(), |reader, list| {
            reader.each("categories", list, MOST_VALUES, |_, category| {
                Some((*category).into())
            })
        });
        let event_kinds = reader.optional(self.event_kinds.as_ref(), |reader, list| {
            reader.each("eventKinds", list, MOST_VALUES, |_, kind| {
                Some((*kind).into())
            })
        });
        let residence_countries =
            reader.optional(self.residence_countries.as_ref(), |reader, list| {
                reader.each("residenceCountries", list, MOST_VALUES, |reader, code| {
                    reader.parsed("", &code.0, "country")
                })
            });
        let filter = || {
            Some(Filter {
                office: office?,
                from: from?,
                to: to?,
                programme: programme?,
                events: events?,
                event_kinds: event_kinds?,
                occasions: occasions?,
                categories: categories?,
                residence_countries: residence_countries?,
                diaspora_only: self.diaspora_only.unwrap_or(false),
            })
        };
        let filter = filter();
        reader.finish(filter)
    }
}
