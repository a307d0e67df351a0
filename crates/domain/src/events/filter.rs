//! Which events a list shows.

use chrono::NaiveDate;
use kuvend_entity::{
    event, event_occasion, event_programme,
    id::{OfficeId, ProgrammeId, SeriesId},
    kind::{EventKind, EventRegistration, EventStatus, EventVisibility},
};
use sea_orm::{
    ColumnTrait, Condition, DbBackend, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    prelude::Expr,
};

/// Which events a list shows: what is named must hold, all of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Of this office.
    pub office: Option<OfficeId>,
    /// In one of these states.
    pub status: Option<Vec<EventStatus>>,
    /// Of one of these kinds.
    pub kinds: Option<Vec<EventKind>>,
    /// That mark one of these occasions.
    pub occasions: Option<Vec<String>>,
    /// That start on this local day or later.
    pub from: Option<NaiveDate>,
    /// That start on this local day or earlier.
    pub to: Option<NaiveDate>,
    /// Of this programme.
    pub programme: Option<ProgrammeId>,
    /// Editions of this series.
    pub series: Option<SeriesId>,
    /// That these may find.
    pub visibility: Option<EventVisibility>,
    /// For which people register themselves, or do not.
    pub registration: Option<EventRegistration>,
    /// With all these words in one title.
    pub search: Option<String>,
    /// That match at least one of these as well.
    pub any: Option<Vec<Filter>>,
    /// That do not match this.
    pub not: Option<Box<Filter>>,
}

impl Filter {
    /// The condition on a select of events.
    pub(super) fn condition(&self, backend: DbBackend) -> Condition {
        let mut all = Condition::all()
            .add_option(self.office.map(|id| event::Column::OfficeId.eq(id)))
            .add_option(
                self.status
                    .as_ref()
                    .map(|states| event::Column::Status.is_in(states.iter().copied())),
            )
            .add_option(
                self.kinds
                    .as_ref()
                    .map(|kinds| event::Column::Kind.is_in(kinds.iter().copied())),
            )
            .add_option(self.series.map(|id| event::Column::SeriesId.eq(id)))
            .add_option(
                self.visibility
                    .map(|visibility| event::Column::Visibility.eq(visibility)),
            )
            .add_option(
                self.registration
                    .map(|registration| event::Column::Registration.eq(registration)),
            )
            .add_option(self.from.map(|day| event::Column::LocalOn.gte(day)))
            .add_option(self.to.map(|day| event::Column::LocalOn.lte(day)))
            .add_option(self.occasions.as_ref().map(|slugs| {
                event::Column::Id.in_subquery(
                    event_occasion::Entity::find()
                        .select_only()
                        .column(event_occasion::Column::EventId)
                        .filter(event_occasion::Column::Occasion.is_in(slugs))
                        .into_query(),
                )
            }))
            .add_option(self.programme.map(|id| {
                event::Column::Id.in_subquery(
                    event_programme::Entity::find()
                        .select_only()
                        .column(event_programme::Column::EventId)
                        .filter(event_programme::Column::ProgrammeId.eq(id))
                        .into_query(),
                )
            }));
        for word in self.search.iter().flat_map(|text| text.split_whitespace()) {
            all = all.add(in_title(word, backend));
        }
        if let Some(filters) = &self.any {
            all = all.add(filters.iter().fold(Condition::any(), |any, filter| {
                any.add(filter.condition(backend))
            }));
        }
        if let Some(filter) = &self.not {
            all = all.add(filter.condition(backend).not());
        }
        all
    }
}

/// A title in any language holds the word. `SQLite` compares letters beyond ASCII as they are, so that the word is tried
/// in the ways it may be written.
fn in_title(word: &str, backend: DbBackend) -> Condition {
    let sql = match backend {
        DbBackend::Postgres => {
            r#"EXISTS (SELECT 1 FROM jsonb_each_text("event"."title") AS t WHERE t.value ILIKE $1 ESCAPE '!')"#
        }
        _ => {
            r#"EXISTS (SELECT 1 FROM json_each("event"."title") AS t WHERE t.value LIKE ? ESCAPE '!')"#
        }
    };
    let mut letters = word.chars();
    let capital: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .chain(letters.flat_map(char::to_lowercase))
        .collect();
    let mut ways = vec![
        word.to_owned(),
        word.to_lowercase(),
        word.to_uppercase(),
        capital,
    ];
    ways.sort_unstable();
    ways.dedup();
    ways.iter().fold(Condition::any(), |any, way| {
        let escaped = way.replace('!', "!!").replace('%', "!%").replace('_', "!_");
        any.add(Expr::cust_with_values(sql, [format!("%{escaped}%")]))
    })
}
