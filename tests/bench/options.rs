//! What was asked for on the command line.

use std::{fmt, path::PathBuf};

use crate::{Outcome, figures::say};

const HELP: &str = "\
tests/bench/run [OPTIONS]

  --engine sqlite|postgres   one engine; both unless said
  --only Q1,M1               some documents; all unless said
  --only search              what it costs to find people; `--contacts 1400000 --events 10 --attendees 1000` is the registry
  --only door                what it costs to let people in; `--contacts 1000 --events 2 --attendees 100` is quickly filled
  --events N                 1000 unless said
  --contacts N               100000 unless said
  --attendees N              1000000 unless said
  --clients N                at the same time, 16 unless said
  --seconds S                a turn of one side, 3 unless said
  --rounds N                 turns of each side, 3 unless said
  --kuvend FILE              the server; target/release/kuvend unless said
";

/// One of the two databases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        })
    }
}

/// What was asked for.
#[derive(Debug)]
pub(crate) struct Options {
    pub(crate) engines: Vec<Engine>,
    pub(crate) only: Vec<String>,
    pub(crate) events: u32,
    pub(crate) contacts: u32,
    pub(crate) attendees: u32,
    pub(crate) clients: usize,
    pub(crate) seconds: f64,
    pub(crate) rounds: u32,
    pub(crate) kuvend: PathBuf,
    /// A PostgreSQL role that may create databases.
    pub(crate) postgres: Option<String>,
    /// `pgbench`.
    pub(crate) pgbench: PathBuf,
}

impl Options {
    /// Reads them; nothing where help was asked for.
    #[expect(
        clippy::disallowed_methods,
        reason = "the benchmark's one look at the environment"
    )]
    pub(crate) fn read() -> Outcome<Option<Self>> {
        let variable = |name: &str| std::env::var(name).ok();
        let mut options = Self {
            engines: vec![Engine::Sqlite, Engine::Postgres],
            only: Vec::new(),
            events: 1_000,
            contacts: 100_000,
            attendees: 1_000_000,
            clients: 16,
            seconds: 3.0,
            rounds: 3,
            kuvend: variable("KUVEND_BENCH_SERVER")
                .map_or_else(|| "target/release/kuvend".into(), Into::into),
            postgres: variable("KUVEND_BENCH_POSTGRES"),
            pgbench: variable("KUVEND_BENCH_PGBENCH").map_or_else(|| "pgbench".into(), Into::into),
        };
        let mut words = std::env::args().skip(1);
        while let Some(word) = words.next() {
            if word == "--help" || word == "-h" {
                say(HELP);
                return Ok(None);
            }
            // What cargo hands to every benchmark.
            if word == "--bench" {
                continue;
            }
            let value = words
                .next()
                .ok_or_else(|| format!("{word} needs a value\n\n{HELP}"))?;
            match word.as_str() {
                "--engine" if value == "sqlite" => options.engines = vec![Engine::Sqlite],
                "--engine" if value == "postgres" => options.engines = vec![Engine::Postgres],
                "--only" => options.only = value.split(',').map(str::to_uppercase).collect(),
                "--events" => options.events = value.parse()?,
                "--contacts" => options.contacts = value.parse()?,
                "--attendees" => options.attendees = value.parse()?,
                "--clients" => options.clients = value.parse::<usize>()?.max(1),
                "--seconds" => options.seconds = value.parse()?,
                "--rounds" => options.rounds = value.parse::<u32>()?.max(1),
                "--kuvend" => options.kuvend = value.into(),
                _ => return Err(format!("{word} {value} is not understood\n\n{HELP}").into()),
            }
        }
        if options.postgres.is_none() {
            options.engines.retain(|engine| *engine != Engine::Postgres);
            say(
                "PostgreSQL is left out: KUVEND_BENCH_POSTGRES names no server; tests/bench/run provides one",
            );
        }
        Ok(Some(options))
    }

    /// Whether a document is to be measured.
    pub(crate) fn asks(&self, document: &str) -> bool {
        self.only.is_empty()
            || self
                .only
                .iter()
                .any(|name| document.eq_ignore_ascii_case(name))
    }
}
