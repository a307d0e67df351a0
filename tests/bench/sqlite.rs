//! The hand-written side on SQLite: prepared statements in this process, as many threads as the server has readers, one
//! that writes.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use rusqlite::{Connection, OpenFlags, ToSql, TransactionBehavior, named_params, types::Value};
use uuid::Uuid;

use crate::{
    Outcome,
    documents::{Document, Varies},
    figures::Side,
    machine,
    office::Office,
    options::{Engine, Options},
};

/// As many as the server reads with.
const READERS: usize = 4;

/// The file and what is asked about.
#[derive(Debug)]
pub(crate) struct Bench {
    file: PathBuf,
    events: Vec<Uuid>,
    regulars: Vec<Uuid>,
    contacts: Vec<Uuid>,
    spread: Vec<Uuid>,
    hot: Vec<Uuid>,
    years: Vec<i32>,
    /// From which number registering goes on, by how many events it is spread over.
    registered: HashMap<usize, usize>,
}

/// The id behind what GraphQL calls it.
fn uuid(id: &str) -> Outcome<Uuid> {
    Ok(id.rsplit('_').next().unwrap_or_default().parse()?)
}

impl Bench {
    pub(crate) fn new(office: &Office) -> Outcome<Self> {
        let all = |ids: &[String]| ids.iter().map(|id| uuid(id)).collect::<Outcome<Vec<_>>>();
        let open = |varies| {
            crate::DOCUMENTS
                .iter()
                .find(|document| document.varies == varies)
                .map_or(Ok(Vec::new()), |document| {
                    all(&office.open_events(document).by_hand)
                })
        };
        Ok(Self {
            file: office.file.clone(),
            events: all(&office.events)?,
            regulars: all(&office.regulars)?,
            contacts: all(&office.contacts)?,
            spread: open(Varies::Pair(20))?,
            hot: open(Varies::Pair(1))?,
            years: office.years.clone(),
            registered: HashMap::new(),
        })
    }

    /// One turn of a document.
    pub(crate) fn run(&mut self, document: &Document, options: &Options) -> Outcome<Side> {
        let before = machine::tree_seconds(std::process::id())?;
        let mut side = match document.varies {
            Varies::Pair(events) => self.register(events, options.seconds)?,
            _ => self.read(document, options.seconds)?,
        };
        side.processor_seconds = machine::tree_seconds(std::process::id())? - before;
        Ok(side)
    }

    fn read(&self, document: &Document, seconds: f64) -> Outcome<Side> {
        let statements = (document.sql)(Engine::Sqlite);
        let keys: Vec<Value> = match document.varies {
            Varies::Event => self
                .events
                .iter()
                .map(|id| Value::Blob(id.as_bytes().to_vec()))
                .collect(),
            Varies::Contact => self
                .regulars
                .iter()
                .map(|id| Value::Blob(id.as_bytes().to_vec()))
                .collect(),
            Varies::Year => self
                .years
                .iter()
                .map(|year| Value::Text(year.to_string()))
                .collect(),
            _ => vec![Value::Null],
        };
        let started = Instant::now();
        let until = started + Duration::from_secs_f64(seconds);
        let turns: Vec<Outcome<Vec<u32>>> = std::thread::scope(|scope| {
            let readers: Vec<_> = (0..READERS)
                .map(|reader| {
                    let (statements, keys) = (&statements, &keys);
                    scope.spawn(move || {
                        let db = open(&self.file, false)?;
                        let mut latencies = Vec::new();
                        let mut n = reader;
                        while Instant::now() < until {
                            let key = keys.get(n % keys.len()).ok_or("no key")?;
                            let asked = Instant::now();
                            ask(&db, statements, key)?;
                            latencies.push(
                                u32::try_from(asked.elapsed().as_micros()).unwrap_or(u32::MAX),
                            );
                            n += READERS;
                        }
                        Ok(latencies)
                    })
                })
                .collect();
            readers
                .into_iter()
                .map(|reader| {
                    reader
                        .join()
                        .unwrap_or_else(|_| Err("a reader ended".into()))
                })
                .collect()
        });
        let mut side = Side {
            seconds: started.elapsed().as_secs_f64(),
            ..Side::default()
        };
        for latencies in turns {
            side.latencies.extend(latencies?);
        }
        side.requests = side.latencies.len();
        Ok(side)
    }

    fn register(&mut self, events: usize, seconds: f64) -> Outcome<Side> {
        let registered = self.registered.entry(events).or_default();
        let events = if events == 1 { &self.hot } else { &self.spread };
        let mut db = open(&self.file, true)?;
        let started = Instant::now();
        let until = started + Duration::from_secs_f64(seconds);
        let mut side = Side::default();
        while Instant::now() < until {
            let event = events.get(*registered % events.len()).ok_or("no event")?;
            let contact = self
                .contacts
                .get(*registered / events.len())
                .ok_or("all contacts are registered: generate more")?;
            *registered += 1;
            let asked = Instant::now();
            register(&mut db, event, contact)?;
            side.latencies
                .push(u32::try_from(asked.elapsed().as_micros()).unwrap_or(u32::MAX));
        }
        side.requests = side.latencies.len();
        side.seconds = started.elapsed().as_secs_f64();
        Ok(side)
    }
}

/// A connection set up as the server's are.
fn open(file: &Path, writes: bool) -> Outcome<Connection> {
    let flags = if writes {
        OpenFlags::SQLITE_OPEN_READ_WRITE
    } else {
        OpenFlags::SQLITE_OPEN_READ_ONLY
    };
    let db = Connection::open_with_flags(file, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    db.busy_timeout(Duration::from_secs(5))?;
    db.execute_batch("PRAGMA synchronous = FULL; PRAGMA cache_size = -12000; PRAGMA temp_store = MEMORY; PRAGMA foreign_keys = ON;")?;
    db.set_prepared_statement_cache_capacity(64);
    Ok(db)
}

/// Runs the statements of a document and reads every value; a statement after a list is run for each of its rows.
fn ask(db: &Connection, statements: &[&str], key: &Value) -> Outcome<()> {
    let per_row = statements.len() == 2 && matches!(key, Value::Null);
    let mut keys: Vec<Value> = vec![key.clone()];
    for statement in statements {
        let mut prepared = db.prepare_cached(statement)?;
        let columns = prepared.column_count();
        let takes_key = prepared.parameter_count() > 0;
        let mut found = Vec::new();
        for key in &keys {
            let parameters: Vec<&dyn ToSql> = if takes_key { vec![key] } else { Vec::new() };
            let mut rows = prepared.query(&parameters[..])?;
            while let Some(row) = rows.next()? {
                let first: Value = row.get(0)?;
                for column in 1..columns {
                    std::hint::black_box(row.get::<_, Value>(column)?);
                }
                found.push(first);
            }
        }
        if per_row {
            keys = found;
        }
    }
    Ok(())
}

/// Registers somebody by hand: the event under the lock, the person, the row, and what is written with it.
#[expect(
    clippy::disallowed_methods,
    reason = "a hand without the product's clock and ids"
)]
fn register(db: &mut Connection, event: &Uuid, contact: &Uuid) -> Outcome<()> {
    let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let (event, contact) = (event.as_bytes(), contact.as_bytes());
    let (taken, capacity, office, revision, ends): (i64, Option<i64>, Vec<u8>, i64, String) = tx
        .prepare_cached("SELECT t.places_taken, e.capacity, e.office_id, e.revision, e.ends_at FROM event_tally t JOIN event e ON e.id = t.event_id WHERE t.event_id = ?1 AND e.status = 'PUBLISHED'")?
        .query_row([event], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))?;
    if capacity.is_some_and(|capacity| taken >= capacity) {
        return Err("the event is full".into());
    }
    let (language, organisation, function, suppressed, there): (
        String,
        Option<Vec<u8>>,
        Option<String>,
        bool,
        bool,
    ) = tx
        .prepare_cached(include_str!("sql/m1_person_sqlite.sql"))?
        .query_row([&contact[..], &event[..]], |row| {
            Ok((
                row.get(0)?,
                row.get(1)?,
                row.get(2)?,
                row.get(3)?,
                row.get(4)?,
            ))
        })?;
    if there {
        return Err("the person is on the list".into());
    }
    let [attendee, change, message, trace, audit] = [(); 5].map(|()| Uuid::now_v7());
    let now = chrono::Utc::now()
        .format("%Y-%m-%dT%H:%M:%S%.6f+00:00")
        .to_string();
    tx.prepare_cached(include_str!("sql/m1_attendee_sqlite.sql"))?.execute(named_params! {
        ":id": attendee.as_bytes(), ":office": office, ":event": event, ":contact": contact, ":organisation": organisation, ":function": function, ":now": now,
    })?;
    tx.prepare_cached("INSERT INTO attendee_change (id, office_id, event_id, attendee_id, axis, old_value, new_value, at, event_revision, route) VALUES (?1, ?2, ?3, ?4, 'PLACE', NULL, 'CONFIRMED', ?5, ?6, 'API')")?
        .execute((change.as_bytes(), &office, event, attendee.as_bytes(), &now, revision))?;
    tx.prepare_cached(include_str!("sql/m1_message_sqlite.sql"))?.execute(named_params! {
        ":id": message.as_bytes(), ":office": office, ":event": event, ":attendee": attendee.as_bytes(), ":contact": contact,
        ":key": format!("REGISTRATION_CONFIRMATION:{attendee}:1"), ":revision": revision, ":language": language,
        ":state": if suppressed { "SUPPRESSED" } else { "QUEUED" }, ":now": now, ":ends": ends,
    })?;
    tx.prepare_cached(
        "INSERT INTO message_event (id, message_id, at, kind) VALUES (?1, ?2, ?3, 'QUEUED')",
    )?
    .execute((trace.as_bytes(), message.as_bytes(), &now))?;
    tx.prepare_cached("INSERT INTO audit_entry (id, office_id, at, route, action, object_kind, object_id) VALUES (?1, ?2, ?3, 'API', 'attendees::register', 'attendee', ?4)")?
        .execute((audit.as_bytes(), &office, &now, attendee.as_bytes()))?;
    tx.prepare_cached("UPDATE event_tally SET places_taken = places_taken + 1, attendees = attendees + 1, not_invited = not_invited + 1, unanswered = unanswered + 1, confirmed = confirmed + 1, unrecorded = unrecorded + 1 WHERE event_id = ?1")?
        .execute([event])?;
    tx.commit()?;
    Ok(())
}
