//! The calendar of observances: the days that an office marks every year, and whose anniversaries it counts.

use chrono::{Datelike as _, NaiveDate};
use kuvend_entity::{
    id::{ObservanceId, OfficeId},
    observance,
    text::LocalizedText,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};

use crate::{
    audit::{self, Deed},
    change::Changes,
    contacts::reads::within,
    error::Result,
    events::is_occasion,
    fault::{Code, Fault, Faults},
    op::Op,
    policy::Action,
    writes,
};

/// Observances of an office at most.
pub const MOST: usize = 366;

/// A day of the calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// What events name it by: `international-migrants-day`.
    pub key: String,
    /// Its name per language.
    pub name: LocalizedText,
    /// In which month.
    pub month: i32,
    /// On which day of the month.
    pub day: i32,
    /// The year from which anniversaries are counted.
    pub first_year: Option<i32>,
}

/// The whole calendar of an office, in its order.
#[derive(Debug, Clone)]
pub struct Keep {
    /// Which office.
    pub office: Option<OfficeId>,
    /// The days.
    pub days: Vec<Day>,
}

/// Keeps an office's calendar: what is not in it is no more. Events go on naming their occasions, which are then words
/// without a day.
///
/// # Errors
/// `MALFORMED` and `TAKEN` on `observances.N.key`; `INCONSISTENT` on `observances.N.day` where the month has no such day.
pub async fn keep(op: &Op, cmd: Keep) -> Result<Vec<observance::Model>> {
    let office = op.office(cmd.office, Action::WriteEvents).await?;
    judge(&cmd.days)?;
    let tx = op.db.write().await?;
    let before = observance::Entity::find()
        .filter(observance::Column::OfficeId.eq(office.id))
        .order_by_asc(observance::Column::Position)
        .all(&tx)
        .await?;
    let row = |(position, told): (i32, Day)| {
        let known = before.iter().find(|row| row.key == told.key);
        observance::Model {
            id: known.map_or_else(ObservanceId::new, |row| row.id),
            office_id: office.id,
            position,
            key: told.key,
            name: told.name,
            month: told.month,
            day: told.day,
            first_year: told.first_year,
            created_at: known.map_or_else(|| op.clock.now(), |row| row.created_at),
        }
    };
    let after: Vec<observance::Model> = (0..).zip(cmd.days).map(row).collect();
    if before == after {
        return Ok(after);
    }
    observance::Entity::delete_many()
        .filter(observance::Column::OfficeId.eq(office.id))
        .exec(&tx)
        .await?;
    let rows = after.iter().cloned();
    let rows = rows.map(|row| row.into_active_model().reset_all());
    writes::insert(&tx, rows.collect()).await?;
    let plain = |rows: &[observance::Model]| -> Vec<String> {
        let each = rows.iter().map(|row| {
            format!(
                "{} {:02}-{:02} {:?}",
                row.key, row.month, row.day, row.first_year
            )
        });
        each.collect()
    };
    let mut changes = Changes::default();
    changes.note("observances", &plain(&before), &plain(&after));
    let deed = Deed {
        office: office.id,
        action: "observances::keep",
        object_kind: "office",
        object_id: office.id.0,
        changes: changes.json(),
        reason: None,
    };
    audit::write(&tx, op, deed).await?;
    tx.commit().await?;
    Ok(after)
}

fn judge(days: &[Day]) -> Result<()> {
    let mut faults = Faults::none();
    for (index, told) in days.iter().enumerate() {
        let at = |field: &str, code| {
            let path = ["observances", &index.to_string(), field].map(str::to_owned);
            Fault::at(path.to_vec(), code)
        };
        if !is_occasion(&told.key) {
            faults.push(at("key", Code::Malformed).with("what", "occasion"));
        } else if days.iter().take(index).any(|one| one.key == told.key) {
            faults.push(at("key", Code::Taken));
        }
        if !is_a_day(told.month, told.day) {
            faults.push(at("day", Code::Inconsistent).with("other", "month"));
        }
    }
    faults.finish(Some(()))
}

/// Whether some year has that day: the last of February too.
fn is_a_day(month: i32, day: i32) -> bool {
    let (month, day) = (u32::try_from(month), u32::try_from(day));
    month
        .ok()
        .zip(day.ok())
        .is_some_and(|(month, day)| NaiveDate::from_ymd_opt(2024, month, day).is_some())
}

/// Which anniversary an event on a day marks: the year it falls in, less the first. None in the first year and before.
#[must_use]
pub fn anniversary(row: &observance::Model, on: NaiveDate) -> Option<i32> {
    let years = on.year() - row.first_year?;
    (years > 0).then_some(years)
}

/// The calendars of the offices whose events the actor sees, or of one of them.
///
/// # Errors
/// [`Unauthenticated`](crate::error::Denied::Unauthenticated), and the database's.
pub async fn list(op: &Op, office: Option<OfficeId>) -> Result<Vec<observance::Model>> {
    op.known()?;
    let mut select = observance::Entity::find().filter(within(
        op,
        Action::ReadEvents,
        observance::Column::OfficeId,
    ));
    if let Some(office) = office {
        select = select.filter(observance::Column::OfficeId.eq(office));
    }
    Ok(select
        .order_by_asc(observance::Column::OfficeId)
        .order_by_asc(observance::Column::Position)
        .all(op.db.reader())
        .await?)
}

/// The days of some offices' calendars by some keys.
///
/// # Errors
/// Only the database's.
pub async fn named(op: &Op, offices: &[OfficeId], keys: &[&str]) -> Result<Vec<observance::Model>> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    Ok(observance::Entity::find()
        .filter(observance::Column::OfficeId.is_in(offices.iter().copied()))
        .filter(observance::Column::Key.is_in(keys.iter().copied()))
        .all(op.db.reader())
        .await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_calendar_has_the_days_that_some_year_has() {
        assert!(is_a_day(2, 29) && is_a_day(12, 18));
        for (month, day) in [(2, 30), (4, 31), (0, 1), (13, 1), (1, 0), (-1, 1)] {
            assert!(!is_a_day(month, day), "{month}-{day}");
        }
    }

    #[test]
    fn an_anniversary_is_counted_from_the_first_year() {
        let row = |first_year| observance::Model {
            id: ObservanceId::new(),
            office_id: OfficeId::new(),
            position: 0,
            key: "mission-day".to_owned(),
            name: LocalizedText::default(),
            month: 12,
            day: 18,
            first_year,
            created_at: "2026-01-01T00:00:00Z".parse().unwrap(),
        };
        let on = |year| NaiveDate::from_ymd_opt(year, 12, 18).unwrap();
        assert_eq!(anniversary(&row(Some(1993)), on(2023)), Some(30));
        assert_eq!(anniversary(&row(Some(1993)), on(1993)), None);
        assert_eq!(anniversary(&row(Some(1993)), on(1990)), None);
        assert_eq!(anniversary(&row(None), on(2023)), None);
    }
}
