//! What goes along with an event that is moved, or planned anew: instants of its own that are as far from its start as before, on
//! the clock there.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use kuvend_entity::{event, value::TimeZone};
use sea_orm::{ConnectionTrait, DatabaseTransaction, Statement};

use crate::{error::Result, op::Op, walltime};

/// How far an event's start moved on the clock there, and whose clocks those are.
pub(crate) struct Along<'a> {
    by: TimeDelta,
    was: &'a TimeZone,
    is: &'a TimeZone,
}

impl<'a> Along<'a> {
    pub(crate) fn new(old: &'a event::Model, next: &'a event::Model) -> Self {
        Self {
            by: next.starts_at_local - old.starts_at_local,
            was: &old.time_zone,
            is: &next.time_zone,
        }
    }

    /// A time on the clock, moved along.
    pub(super) fn wall(&self, wall: NaiveDateTime) -> Option<NaiveDateTime> {
        let then = wall.checked_add_signed(self.by)?;
        Some(walltime::reckoned(then, self.is))
    }

    /// An instant, moved along.
    pub(crate) fn instant(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        walltime::instant(self.wall(walltime::wall(at, self.was))?, self.is)
    }

    /// The same for something that is done by then: what lies ahead stays ahead.
    fn term(&self, at: DateTime<Utc>, now: DateTime<Utc>) -> DateTime<Utc> {
        let then = self.instant(at).unwrap_or(at);
        if at > now && then <= now { at } else { then }
    }
}

/// Instants that hang on an event: in which table, which column, and of which rows. Those that have come to pass stay.
const HANGING: [(&str, &str, &str); 3] = [
    ("place_pool", "reserved_until", "released_at IS NULL"),
    ("delegation", "nominate_until", "closed_at IS NULL"),
    ("check_in_list", "opens_at", "event_id IS NOT NULL"),
];

/// Moves what hangs on an event along with it, under its lock: when kept places are let go, until when members are named, when
/// a list's guests are let in.
pub(super) async fn follow(
    op: &Op,
    tx: &DatabaseTransaction,
    old: &event::Model,
    next: &event::Model,
) -> Result<()> {
    if (old.starts_at_local, &old.time_zone) == (next.starts_at_local, &next.time_zone) {
        return Ok(());
    }
    let (along, now) = (Along::new(old, next), op.clock.now());
    let backend = tx.get_database_backend();
    let each = HANGING.iter().zip(0_i32..).map(|((table, column, of), which)| {
        format!("SELECT {which} AS which, {column} AS due_at FROM {table} WHERE event_id = $1 AND {column} IS NOT NULL AND {of}")
    });
    let sql = each.collect::<Vec<_>>().join(" UNION ");
    let rows = tx
        .query_all_raw(Statement::from_sql_and_values(
            backend,
            sql,
            [next.id.into()],
        ))
        .await?;
    let mut known: Vec<(i32, DateTime<Utc>)> = Vec::with_capacity(rows.len());
    for row in rows {
        known.push((row.try_get("", "which")?, row.try_get("", "due_at")?));
    }
    // The one that goes farthest goes first: what was moved onto another's time would be moved once more with it.
    known.sort_unstable();
    if along.by > TimeDelta::zero() {
        known.reverse();
    }
    for (which, at) in known {
        let then = along.term(at, now);
        let hanging = usize::try_from(which)
            .ok()
            .and_then(|which| HANGING.get(which));
        let Some((table, column, of)) = hanging.filter(|_| then != at) else {
            continue;
        };
        let sql = format!(
            "UPDATE {table} SET {column} = $1, version = version + 1, updated_at = $2 WHERE event_id = $3 AND {column} = $4 AND {of}"
        );
        let values = [then.into(), now.into(), next.id.into(), at.into()];
        tx.execute_raw(Statement::from_sql_and_values(backend, sql, values))
            .await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn an_instant_shows_the_same_hour_across_a_change_of_the_clocks() {
        let tirana: TimeZone = "Europe/Tirane".parse().unwrap();
        let along = Along {
            by: TimeDelta::days(7),
            was: &tirana,
            is: &tirana,
        };
        let told = along.instant(at("2026-10-23T15:00:00Z"));
        assert_eq!(told, Some(at("2026-10-30T16:00:00Z")));
        let skipped = along.instant(at("2027-03-21T01:30:00Z"));
        assert_eq!(
            skipped,
            Some(at("2027-03-28T01:30:00Z")),
            "half past two is half past three"
        );
    }

    #[test]
    fn a_term_that_lies_ahead_does_not_go_into_the_past() {
        let tirana: TimeZone = "Europe/Tirane".parse().unwrap();
        let along = Along {
            by: TimeDelta::days(-30),
            was: &tirana,
            is: &tirana,
        };
        let (due, now) = (at("2026-11-20T12:00:00Z"), at("2026-11-10T12:00:00Z"));
        assert_eq!(along.term(due, now), due);
        let over = at("2026-11-05T12:00:00Z");
        assert_eq!(along.term(over, now), at("2026-10-06T11:00:00Z"));
    }
}
