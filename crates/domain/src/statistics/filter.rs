//! Which events and which people a figure is about.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, TimeZone as _, Utc};
use chrono_tz::Tz;
use kuvend_entity::{
    event,
    id::{EventId, OfficeId, ProgrammeId},
    kind::{EventKind, GuestCategory},
    office, programme,
    value::CountryCode,
};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect};

use crate::{
    error::Result,
    fault::{Code, Fault, Faults},
};

/// Events named by id at most.
pub const MOST_EVENTS: usize = 1000;

/// Which events and which people. All parts must hold; a part that is not given holds for everybody.
#[derive(Debug, Clone)]
pub struct Filter {
    /// Of which office; none where there is only one.
    pub office: Option<OfficeId>,
    /// From this day on, by the event's local date.
    pub from: NaiveDate,
    /// To this day, included.
    pub to: NaiveDate,
    /// Events of, and enrolments in, this programme.
    pub programme: Option<ProgrammeId>,
    /// These events.
    pub events: Option<Vec<EventId>>,
    /// Events of these kinds.
    pub event_kinds: Option<Vec<EventKind>>,
    /// Events that mark one of these occasions.
    pub occasions: Option<Vec<String>>,
    /// Guests of these categories.
    pub categories: Option<Vec<GuestCategory>>,
    /// People who live in these countries.
    pub residence_countries: Option<Vec<CountryCode>>,
    /// Members of the diaspora.
    pub diaspora_only: bool,
}

impl Filter {
    /// Everything of a period.
    #[must_use]
    pub const fn period(from: NaiveDate, to: NaiveDate) -> Self {
        Self {
            office: None,
            from,
            to,
            programme: None,
            events: None,
            event_kinds: None,
            occasions: None,
            categories: None,
            residence_countries: None,
            diaspora_only: false,
        }
    }

    /// Whether it narrows the people, so that nameless heads cannot be told to belong.
    #[must_use]
    pub const fn narrows_people(&self) -> bool {
        self.categories.is_some() || self.residence_countries.is_some() || self.diaspora_only
    }

    /// Whether it narrows the events by something that an enrolment does not have.
    #[must_use]
    pub const fn narrows_events(&self) -> bool {
        self.events.is_some() || self.event_kinds.is_some() || self.occasions.is_some()
    }

    /// Judges what can be judged without rows.
    ///
    /// # Errors
    /// Faults on `to` and `eventIds`.
    pub fn check(&self) -> Result<()> {
        let mut faults = Faults::none();
        if self.from > self.to {
            faults.push(Fault::new(["to"], Code::Inconsistent).with("other", "from"));
        }
        if self
            .events
            .as_ref()
            .is_some_and(|events| events.len() > MOST_EVENTS)
        {
            faults.push(Fault::new(["eventIds"], Code::TooMany).with("limit", MOST_EVENTS));
        }
        faults.finish(Some(()))
    }

    /// Judges what it names against the office's rows.
    ///
    /// # Errors
    /// Faults on `programmeId` and `eventIds.N` where they name nothing of the office.
    pub async fn check_names(&self, tx: &DatabaseTransaction, office: OfficeId) -> Result<()> {
        let mut faults = Faults::none();
        if let Some(id) = self.programme {
            let found = programme::Entity::find_by_id(id)
                .filter(programme::Column::OfficeId.eq(office))
                .select_only()
                .column(programme::Column::Id)
                .into_tuple::<ProgrammeId>()
                .one(tx)
                .await?;
            if found.is_none() {
                faults.push(Fault::new(["programmeId"], Code::NotFound));
            }
        }
        if let Some(ids) = self.events.as_ref().filter(|ids| !ids.is_empty()) {
            let found: std::collections::HashSet<EventId> = event::Entity::find()
                .select_only()
                .column(event::Column::Id)
                .filter(event::Column::OfficeId.eq(office))
                .filter(event::Column::Id.is_in(ids.iter().copied()))
                .into_tuple()
                .all(tx)
                .await?
                .into_iter()
                .collect();
            for (index, id) in ids.iter().enumerate() {
                if !found.contains(id) {
                    let field = vec!["eventIds".to_owned(), index.to_string()];
                    faults.push(Fault::at(field, Code::NotFound));
                }
            }
        }
        faults.finish(Some(()))
    }
}

/// The instant at which a day begins in an office. Where the clocks skip midnight, the day begins when they go on.
#[must_use]
pub(super) fn begins(day: NaiveDate, office: &office::Model) -> DateTime<Utc> {
    begins_in(day, office.time_zone.zone())
}

/// The same in a time zone.
#[must_use]
pub(crate) fn begins_in(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN);
    (0..=24)
        .find_map(|quarter| {
            zone.from_local_datetime(&(midnight + TimeDelta::minutes(15 * quarter)))
                .earliest()
        })
        .map_or_else(|| midnight.and_utc(), |at| at.with_timezone(&Utc))
}
