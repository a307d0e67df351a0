//! What an office plans its events by: series, the calendar of observances, policy frameworks.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use kuvend_domain::{error, events, frameworks, observances};
use kuvend_entity::id::OfficeId;

use crate::{
    events::links::{EventSeries, Observance, PolicyFramework},
    input::{LINE, LocalizedTextInput, Reader},
    payload::{UserError, op, settle, subject, top_level},
};

/// The years that a framework or an anniversary may name.
const YEARS: (i32, i32) = (1000, 9999);

/// Begins a series of events.
#[derive(Debug, Clone, InputObject)]
pub struct CreateEventSeriesInput {
    /// Whose; needed only by who works in several offices.
    pub office_id: Option<ID>,
    /// Its name per language, at least one.
    pub name: Vec<LocalizedTextInput>,
}

impl CreateEventSeriesInput {
    fn read(&self) -> error::Result<events::CreateSeries> {
        let mut reader = Reader::new();
        let office = reader.optional(self.office_id.as_ref(), |reader, id| {
            reader.id("officeId", id)
        });
        let name = reader.title("name", &self.name);
        let command = office.zip(name);
        reader.finish(command.map(|(office, name)| events::CreateSeries { office, name }))
    }
}

/// Names a series of events anew.
#[derive(Debug, Clone, InputObject)]
pub struct UpdateEventSeriesInput {
    /// Which.
    pub id: ID,
    /// The version that was read.
    pub version: i32,
    /// Its name per language, at least one.
    pub name: Vec<LocalizedTextInput>,
}

impl UpdateEventSeriesInput {
    fn read(&self) -> error::Result<events::UpdateSeries> {
        let mut reader = Reader::new();
        let id = reader.id("id", &self.id);
        let name = reader.title("name", &self.name);
        let command = id.zip(name).map(|(id, name)| events::UpdateSeries {
            id,
            version: self.version,
            name,
        });
        reader.finish(command)
    }
}

/// Enters a strategy, an action plan or a compact.
#[derive(Debug, Clone, InputObject)]
pub struct CreatePolicyFrameworkInput {
    /// Whose record; needed only by who works in several offices.
    pub office_id: Option<ID>,
    /// Title per language, at least one.
    pub title: Vec<LocalizedTextInput>,
    /// First year.
    pub starts_in: Option<i32>,
    /// Last year.
    pub ends_in: Option<i32>,
}

fn year(reader: &mut Reader, field: &str, year: i32) -> Option<i32> {
    reader.within_range(field, year, YEARS.0, YEARS.1)
}

impl CreatePolicyFrameworkInput {
    fn read(&self) -> error::Result<frameworks::Create> {
        let mut reader = Reader::new();
        let office = reader.optional(self.office_id.as_ref(), |reader, id| {
            reader.id("officeId", id)
        });
        let title = reader.title("title", &self.title);
        let starts_in = reader.optional(self.starts_in.as_ref(), |reader, told| {
            year(reader, "startsIn", *told)
        });
        let ends_in = reader.optional(self.ends_in.as_ref(), |reader, told| {
            year(reader, "endsIn", *told)
        });
        let command = office.zip(title).zip(starts_in.zip(ends_in));
        let command = command.map(
            |((office, title), (starts_in, ends_in))| frameworks::Create {
                office,
                title,
                starts_in,
                ends_in,
            },
        );
        reader.finish(command)
    }
}

/// A day that is observed every year.
#[derive(Debug, Clone, InputObject)]
pub struct ObservanceInput {
    /// What events name it by: small letters, digits and hyphens, `international-migrants-day`.
    pub key: String,
    /// Its name per language, at least one.
    pub name: Vec<LocalizedTextInput>,
    /// In which month, from 1.
    pub month: i32,
    /// On which day of the month, from 1.
    pub day: i32,
    /// The year from which anniversaries are counted.
    pub first_year: Option<i32>,
}

/// Keeps an office's calendar of observances: what is not in it is no more.
#[derive(Debug, Clone, InputObject)]
pub struct KeepObservancesInput {
    /// Of which office; needed where several are possible.
    pub office_id: Option<ID>,
    /// The whole calendar, in its order, at most 366 days.
    pub observances: Vec<ObservanceInput>,
}

impl KeepObservancesInput {
    fn read(&self) -> error::Result<observances::Keep> {
        let mut reader = Reader::new();
        let office = reader.optional(self.office_id.as_ref(), |reader, id| {
            reader.id("officeId", id)
        });
        let most = observances::MOST;
        let days = reader.each("observances", &self.observances, most, |reader, told| {
            let key = reader.line("key", &told.key, LINE);
            let name = reader.title("name", &told.name);
            let first_year = reader.optional(told.first_year.as_ref(), |reader, told| {
                year(reader, "firstYear", *told)
            });
            Some(observances::Day {
                key: key?,
                name: name?,
                month: told.month,
                day: told.day,
                first_year: first_year?,
            })
        });
        let command = office.zip(days);
        reader.finish(command.map(|(office, days)| observances::Keep { office, days }))
    }
}

/// What came of beginning a series.
#[derive(Debug, Clone, SimpleObject)]
pub struct CreateEventSeriesPayload {
    /// The series.
    pub series: Option<EventSeries>,
    /// What was wrong with the input; nothing was done then.
    pub user_errors: Vec<UserError>,
}

/// What came of naming a series anew.
#[derive(Debug, Clone, SimpleObject)]
pub struct UpdateEventSeriesPayload {
    /// The series; on `CONFLICT`, as it is now.
    pub series: Option<EventSeries>,
    /// What was wrong with the input; nothing was done then.
    pub user_errors: Vec<UserError>,
}

/// What came of entering a policy framework.
#[derive(Debug, Clone, SimpleObject)]
pub struct CreatePolicyFrameworkPayload {
    /// The framework.
    pub framework: Option<PolicyFramework>,
    /// What was wrong with the input; nothing was done then.
    pub user_errors: Vec<UserError>,
}

/// What `keepObservances` came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct KeepObservancesPayload {
    /// The calendar after it; empty where it was refused.
    pub observances: Vec<Observance>,
    /// Why it was refused.
    pub user_errors: Vec<UserError>,
}

/// The office that a list is narrowed to; `Err` where the id is none, so that the list is empty.
fn of_office(id: Option<ID>) -> std::result::Result<Option<OfficeId>, ()> {
    id.map(|id| id.parse().map_err(|_| ())).transpose()
}

/// What events are planned by.
#[derive(Debug, Clone, Copy, Default)]
pub struct PlanningQueries;

/// What events are planned by.
#[Object]
impl PlanningQueries {
    /// The series of events, as they were begun.
    async fn event_series(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of this office; of all that one sees unless said.")] office_id: Option<
            ID,
        >,
    ) -> Result<Vec<EventSeries>> {
        let op = op(ctx)?;
        let Ok(office) = of_office(office_id) else {
            return Ok(Vec::new());
        };
        let rows = events::list_series(op, office).await;
        let rows = rows.map_err(|error| top_level(op, &error))?;
        Ok(rows.into_iter().map(Into::into).collect())
    }

    /// The calendar of observances, in the order that the office keeps.
    async fn observances(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of this office; of all that one sees unless said.")] office_id: Option<
            ID,
        >,
    ) -> Result<Vec<Observance>> {
        let op = op(ctx)?;
        let Ok(office) = of_office(office_id) else {
            return Ok(Vec::new());
        };
        let rows = observances::list(op, office).await;
        let rows = rows.map_err(|error| top_level(op, &error))?;
        Ok(rows.into_iter().map(Into::into).collect())
    }

    /// The strategies, action plans and compacts that events launch and announce, as they were entered.
    async fn policy_frameworks(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of this office; of all that one sees unless said.")] office_id: Option<
            ID,
        >,
    ) -> Result<Vec<PolicyFramework>> {
        let op = op(ctx)?;
        let Ok(office) = of_office(office_id) else {
            return Ok(Vec::new());
        };
        let rows = frameworks::list(op, office).await;
        let rows = rows.map_err(|error| top_level(op, &error))?;
        Ok(rows.into_iter().map(Into::into).collect())
    }
}

/// What events are planned by.
#[derive(Debug, Clone, Copy, Default)]
pub struct PlanningMutations;

/// What events are planned by.
#[Object]
impl PlanningMutations {
    /// Begins a series, of which events are editions from then on.
    async fn create_event_series(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The series.")] input: CreateEventSeriesInput,
    ) -> Result<CreateEventSeriesPayload> {
        let op = op(ctx)?;
        let outcome = async { events::create_series(op, input.read()?).await }.await;
        let (row, user_errors) = settle(op, outcome)?;
        Ok(CreateEventSeriesPayload {
            series: row.map(Into::into),
            user_errors,
        })
    }

    /// Names a series anew.
    async fn update_event_series(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What changes.")] input: UpdateEventSeriesInput,
    ) -> Result<UpdateEventSeriesPayload> {
        let op = op(ctx)?;
        let outcome = async { events::update_series(op, input.read()?).await }.await;
        let (mut row, user_errors) = settle(op, outcome)?;
        if let Some(id) = subject(None, &input.id, &user_errors) {
            let now = events::series_of(op, &[id]).await;
            row = now.map_err(|error| top_level(op, &error))?.pop();
        }
        Ok(UpdateEventSeriesPayload {
            series: row.map(Into::into),
            user_errors,
        })
    }

    /// Enters a strategy, an action plan or a compact, which events may launch and announce from then on.
    async fn create_policy_framework(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The framework.")] input: CreatePolicyFrameworkInput,
    ) -> Result<CreatePolicyFrameworkPayload> {
        let op = op(ctx)?;
        let outcome = async { frameworks::create(op, input.read()?).await }.await;
        let (row, user_errors) = settle(op, outcome)?;
        Ok(CreatePolicyFrameworkPayload {
            framework: row.map(Into::into),
            user_errors,
        })
    }

    /// Keeps an office's calendar of observances. Events name its days in `occasions`, and count their anniversaries by it.
    async fn keep_observances(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The whole calendar.")] input: KeepObservancesInput,
    ) -> Result<KeepObservancesPayload> {
        let op = op(ctx)?;
        let outcome = async { observances::keep(op, input.read()?).await }.await;
        let (rows, user_errors) = settle(op, outcome)?;
        Ok(KeepObservancesPayload {
            observances: rows
                .unwrap_or_default()
                .into_iter()
                .map(Into::into)
                .collect(),
            user_errors,
        })
    }
}
