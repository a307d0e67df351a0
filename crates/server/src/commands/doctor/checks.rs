//! What the database must be like.

use chrono::{DateTime, TimeDelta, Utc};
use kuvend_domain::{accounts, offices, op::Op, tally};
use kuvend_entity::kind::Role;
use sea_orm::{DbBackend, FromQueryResult, Statement};

use super::Finding;
use crate::{database, stop::Stop};

/// How far the machine's clock may be from the database's.
const CLOCKS_APART: TimeDelta = TimeDelta::seconds(5);

#[derive(Debug, FromQueryResult)]
struct Pragmas {
    foreign_keys: i64,
    journal_mode: String,
}

#[derive(Debug, FromQueryResult)]
struct Moment {
    now: DateTime<Utc>,
}

/// Each thing that can be asked of an open database, until one makes the rest pointless.
pub(super) async fn all(op: &Op, first_office: &str) -> Vec<Finding> {
    match database::pending(&op.db).await {
        Ok(pending) if pending.is_empty() => {}
        Ok(pending) => {
            let says = format!("lack {}: run `kuvend migrate`", pending.join(", "));
            return vec![Finding::fail("tables", says)];
        }
        Err(stop) => return vec![Finding::fail("tables", stop.to_string())],
    }
    let mut findings = vec![Finding::ok("tables", "are up to date")];
    if op.db.backend() == DbBackend::Sqlite {
        findings.push(or_fail("sqlite", sqlite(op).await));
    }
    findings.push(or_fail("clock", clock(op).await));
    findings.push(or_fail("office", office(op, first_office).await));
    findings.push(or_fail("administrator", administrator(op).await));
    findings.push(or_fail("kept counts", counts(op).await));
    findings
}

fn or_fail(about: &'static str, outcome: Result<Finding, Stop>) -> Finding {
    outcome.unwrap_or_else(|stop| Finding::fail(about, stop.to_string()))
}

async fn sqlite(op: &Op) -> Result<Finding, Stop> {
    let sql = "SELECT foreign_keys, journal_mode FROM pragma_foreign_keys, pragma_journal_mode";
    let found: Option<Pragmas> = one(op, sql).await?;
    Ok(match found {
        Some(pragmas) if pragmas.foreign_keys != 1 => {
            Finding::fail("sqlite", "foreign keys are off")
        }
        Some(pragmas) if pragmas.journal_mode != "wal" => Finding::fail(
            "sqlite",
            format!(
                "the journal is {}, not a write-ahead log",
                pragmas.journal_mode
            ),
        ),
        Some(_) => Finding::ok("sqlite", "foreign keys on, write-ahead log"),
        None => Finding::fail("sqlite", "does not tell its settings"),
    })
}

async fn clock(op: &Op) -> Result<Finding, Stop> {
    let sql = match op.db.backend() {
        DbBackend::Sqlite => "SELECT strftime('%Y-%m-%d %H:%M:%f+00:00', 'now') AS now",
        _ => "SELECT now() AS now",
    };
    let before = op.clock.now();
    let found: Option<Moment> = one(op, sql).await?;
    let Some(moment) = found else {
        return Ok(Finding::fail(
            "clock",
            "the database does not tell the time",
        ));
    };
    let apart = (moment.now - before).abs();
    Ok(if apart > CLOCKS_APART {
        let seconds = apart.num_seconds();
        Finding::fail("clock", format!("{seconds} seconds from the database's"))
    } else {
        Finding::ok("clock", "agrees with the database's")
    })
}

async fn office(op: &Op, first: &str) -> Result<Finding, Stop> {
    let offices = offices::list(op).await?.len();
    let says = if offices == 0 {
        format!("none yet; `kuvend serve` makes the first, called {first}")
    } else {
        format!("{offices} of them")
    };
    Ok(Finding::ok("office", says))
}

async fn administrator(op: &Op) -> Result<Finding, Stop> {
    let about = "administrator";
    let listed = accounts::list(op).await?;
    let active = listed
        .iter()
        .filter(|one| one.account.disabled_at.is_none());
    let administrators = active
        .filter(|one| one.roles.iter().any(|role| role.role == Role::Admin))
        .count();
    Ok(if administrators == 0 {
        Finding::warn(
            about,
            "there is none: kuvend account add --email … --name … --role ADMIN",
        )
    } else {
        Finding::ok(about, format!("{administrators} of them"))
    })
}

async fn counts(op: &Op) -> Result<Finding, Stop> {
    let about = "kept counts";
    let wrong = tally::verify(&op.db).await?.len();
    Ok(if wrong == 0 {
        Finding::ok(about, "are what the rows add up to")
    } else {
        let says = format!("of {wrong} events are wrong: run `kuvend counts rebuild`");
        Finding::fail(about, says)
    })
}

async fn one<T: FromQueryResult>(op: &Op, sql: &str) -> Result<Option<T>, Stop> {
    let statement = Statement::from_string(op.db.backend(), sql);
    Ok(T::find_by_statement(statement).one(op.db.reader()).await?)
}
