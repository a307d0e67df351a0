//! The hand-written side on PostgreSQL, carried by `pgbench` with prepared statements.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    time::Instant,
};

use sea_orm::{ConnectionTrait, Database};
use tokio::process::Command;

use crate::{
    Outcome,
    documents::{DOCUMENTS, Document, Varies},
    figures::Side,
    machine,
    office::Office,
    options::{Engine, Options},
};

/// Ids by number, and ids that sort by their moment as the product's do.
const HELPERS: &str = "\
CREATE TABLE bench_event (n INT PRIMARY KEY, id UUID NOT NULL); \
CREATE TABLE bench_contact (n INT PRIMARY KEY, id UUID NOT NULL); \
CREATE FUNCTION bench_uuid() RETURNS UUID LANGUAGE sql VOLATILE AS \
$$ SELECT (lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0') || substr(replace(gen_random_uuid()::text, '-', ''), 13))::uuid $$;";

/// The database, and the scripts for it.
#[derive(Debug)]
pub(crate) struct Bench {
    url: String,
    database_pid: Option<u32>,
    events: Vec<String>,
    regulars: Vec<String>,
    years: Vec<i32>,
    /// From which number registering goes on, by how many events it is spread over.
    registered: HashMap<usize, usize>,
    first_hot_event: usize,
    folder: tempfile::TempDir,
}

/// An id as PostgreSQL reads it, in quotes.
fn literal(id: &str) -> String {
    format!("'{}'", id.rsplit('_').next().unwrap_or_default())
}

impl Bench {
    pub(crate) async fn new(office: &Office) -> Outcome<Self> {
        let db = Database::connect(&office.url).await?;
        db.execute_unprepared(HELPERS).await?;
        let mut open = Vec::new();
        let mut first_hot_event = 0;
        for document in DOCUMENTS {
            if let Varies::Pair(events) = document.varies {
                if events == 1 {
                    first_hot_event = open.len();
                }
                open.extend(
                    office
                        .open_events(document)
                        .by_hand
                        .iter()
                        .map(|id| literal(id)),
                );
            }
        }
        let contacts: Vec<String> = office.contacts.iter().map(|id| literal(id)).collect();
        for (table, ids) in [("bench_event", &open), ("bench_contact", &contacts)] {
            for (batch, some) in ids.chunks(5_000).enumerate() {
                let rows: Vec<String> = some
                    .iter()
                    .enumerate()
                    .map(|(n, id)| format!("({},{id})", batch * 5_000 + n))
                    .collect();
                db.execute_unprepared(&format!("INSERT INTO {table} VALUES {}", rows.join(",")))
                    .await?;
            }
        }
        db.execute_unprepared("ANALYZE bench_event, bench_contact")
            .await?;
        db.close().await?;
        Ok(Self {
            url: office.url.clone(),
            database_pid: office.database_pid,
            events: office.events.clone(),
            regulars: office.regulars.clone(),
            years: office.years.clone(),
            registered: HashMap::new(),
            first_hot_event,
            folder: tempfile::tempdir()?,
        })
    }

    /// One turn of a document.
    pub(crate) async fn run(&mut self, document: &Document, options: &Options) -> Outcome<Side> {
        let log = tempfile::tempdir_in(self.folder.path())?;
        let prefix = log.path().join("log");
        let clients = options.clients.to_string();
        let mut command = Command::new(&options.pgbench);
        command
            .args([
                "-n",
                "-M",
                "prepared",
                "-c",
                &clients,
                "-j",
                "2",
                "-l",
                "--log-prefix",
            ])
            .arg(&prefix);
        command.args(["-T", &options.seconds.max(1.0).round().to_string()]);
        for script in self.scripts(document)? {
            command.arg("-f").arg(script);
        }
        if let Varies::Pair(events) = document.varies {
            let first = if events == 1 { self.first_hot_event } else { 0 };
            let base = self.registered.get(&events).copied();
            for (name, value) in [
                ("base", base.unwrap_or_default()),
                ("clients", options.clients),
                ("i", 0),
                ("events", events),
                ("first_event", first),
            ] {
                command.arg(format!("-D{name}={value}"));
            }
        }
        let processor = || -> Outcome<f64> {
            Ok(machine::dead_children_seconds()?
                + self.database_pid.map_or(Ok(0.0), machine::tree_seconds)?)
        };
        let (before, started) = (processor()?, Instant::now());
        let done = command.arg(&self.url).output().await?;
        let said = format!(
            "{}{}",
            String::from_utf8_lossy(&done.stdout),
            String::from_utf8_lossy(&done.stderr)
        );
        if !done.status.success() || said.contains("ERROR") {
            return Err(said.into());
        }
        let mut side = Side {
            seconds: started.elapsed().as_secs_f64(),
            processor_seconds: processor()? - before,
            ..Side::default()
        };
        // Connecting is not counted, as the clients of the other side keep their connections.
        if let Some(tps) = said.lines().find_map(|line| {
            line.strip_prefix("tps = ")?
                .split_whitespace()
                .next()?
                .parse::<f64>()
                .ok()
        }) {
            let (latencies, turns) = read(log.path())?;
            side.requests = latencies.len();
            side.latencies = latencies;
            side.seconds = side.requests as f64 / tps;
            if let Varies::Pair(events) = document.varies {
                // Each client counts for itself: the fastest decides from where the next turn goes on.
                *self.registered.entry(events).or_default() += turns * options.clients;
            }
        }
        Ok(side)
    }

    fn scripts(&self, document: &Document) -> Outcome<Vec<PathBuf>> {
        let keys: Vec<String> = match document.varies {
            Varies::Event => self.events.iter().map(|id| literal(id)).collect(),
            Varies::Contact => self
                .regulars
                .iter()
                .take(50)
                .map(|id| literal(id))
                .collect(),
            Varies::Year => self.years.iter().map(ToString::to_string).collect(),
            Varies::Nothing | Varies::Pair(_) => vec![String::new()],
        };
        let mut scripts = Vec::new();
        for (n, key) in keys.iter().enumerate() {
            let text = if matches!(document.varies, Varies::Pair(_)) {
                include_str!("sql/m1_postgres.sql").to_owned()
            } else {
                let statements = (document.sql)(Engine::Postgres);
                let lines: Vec<String> = statements
                    .iter()
                    .map(|sql| sql.trim().replace('\n', " ").replace("$1", key))
                    .collect();
                format!("{};\n", lines.join(";\n"))
            };
            let path = self
                .folder
                .path()
                .join(format!("{}-{n}.sql", document.name.replace(' ', "-")));
            fs::write(&path, text)?;
            scripts.push(path);
        }
        Ok(scripts)
    }
}

/// What pgbench's logs tell of each request, a line each: the client, the request's number among that client's, and
/// microseconds. Returns the last of all, and how many requests a client made at most, with the one it was stopped at.
fn read(folder: &Path) -> Outcome<(Vec<u32>, usize)> {
    let mut latencies = Vec::new();
    let mut turns = 0;
    for entry in fs::read_dir(folder)? {
        for line in fs::read_to_string(entry?.path())?.lines() {
            let mut words = line.split_whitespace().skip(1);
            let mut word = || words.next().ok_or("a log without latency");
            turns = turns.max(word()?.parse::<usize>()? + 2);
            latencies.push(word()?.parse()?);
        }
    }
    Ok((latencies, turns))
}
