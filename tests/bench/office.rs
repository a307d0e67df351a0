//! The made-up office in which everything is measured, and the server before it.

use std::{
    ffi::OsStr,
    path::PathBuf,
    process::Stdio,
    time::{Duration, Instant},
};

use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement, TryGetable};
use serde_json::{Value, json};
use tokio::process::{Child, Command};

use crate::{
    Outcome,
    documents::{Document, Varies},
    figures::say,
    machine,
    options::{Engine, Options},
};

/// Events with empty lists, one set for each side.
#[derive(Debug, Clone, Default)]
pub(crate) struct OpenEvents {
    pub(crate) through_graphql: Vec<String>,
    pub(crate) by_hand: Vec<String>,
}

/// The office, its server, and what is asked about. Ids are as GraphQL spells them.
#[derive(Debug)]
pub(crate) struct Office {
    pub(crate) url: String,
    pub(crate) file: PathBuf,
    pub(crate) address: String,
    pub(crate) token: String,
    pub(crate) events: Vec<String>,
    pub(crate) regulars: Vec<String>,
    pub(crate) contacts: Vec<String>,
    pub(crate) years: Vec<i32>,
    pub(crate) database_pid: Option<u32>,
    pub(crate) filled_in: f64,
    pub(crate) at_rest: f64,
    pub(crate) ready_in: f64,
    spread: OpenEvents,
    hot: OpenEvents,
    server: Child,
    admin: Option<(DatabaseConnection, String)>,
    _folder: tempfile::TempDir,
}

impl Office {
    /// Makes the database, fills it and starts the server.
    pub(crate) async fn open(engine: Engine, options: &Options) -> Outcome<Self> {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("kuvend.sqlite");
        let (url, admin, database_pid) = match engine {
            Engine::Sqlite => (format!("sqlite://{}", file.display()), None, None),
            Engine::Postgres => {
                let (url, admin, pid) = database(options).await?;
                (url, Some(admin), pid)
            }
        };
        let kuvend = Kuvend {
            program: options.kuvend.clone(),
            url: url.clone(),
            folder: folder.path().to_owned(),
        };
        say(&format!("{engine}: filling the office"));
        let filling = Instant::now();
        kuvend.run(["migrate"]).await?;
        kuvend
            .run([
                "office",
                "add",
                "--name",
                "Country Mission",
                "--sender-address",
                "mission@example.org",
            ])
            .await?;
        kuvend
            .run([
                "account",
                "add",
                "--email",
                "admin@example.org",
                "--name",
                "Admin",
                "--role",
                "ADMIN",
            ])
            .await?;
        let token = kuvend
            .run(["token", "add", "--account", "admin@example.org"])
            .await?;
        let [events, contacts, attendees] =
            [options.events, options.contacts, options.attendees].map(|number| number.to_string());
        kuvend
            .run([
                "generate",
                "--no-history",
                "--events",
                &events,
                "--contacts",
                &contacts,
                "--attendees",
                &attendees,
            ])
            .await?;
        let db = Database::connect(&url).await?;
        let analyse = if engine == Engine::Postgres {
            "VACUUM ANALYZE"
        } else {
            "ANALYZE"
        };
        db.execute_unprepared(analyse).await?;
        let filled_in = filling.elapsed().as_secs_f64();
        let (server, address, ready_in) = kuvend.serve().await?;
        let at_rest = machine::mebibytes(server.id().ok_or("the server is gone")?, "VmRSS:")?;
        let mut office = Self {
            url,
            file,
            address,
            token: token.trim().to_owned(),
            events: ids(&db, "event", "SELECT event_id AS id FROM event_tally WHERE attendees >= 100 ORDER BY event_id LIMIT 50").await?,
            regulars: ids(&db, "contact", "SELECT contact_id AS id FROM attendee WHERE contact_id IS NOT NULL GROUP BY contact_id ORDER BY COUNT(*) DESC, contact_id LIMIT 200").await?,
            contacts: ids(&db, "contact", "SELECT id FROM contact WHERE erased_at IS NULL AND merged_into_id IS NULL ORDER BY id").await?,
            years: vec![2019, 2020, 2021, 2022, 2023, 2024, 2025],
            database_pid,
            filled_in,
            at_rest,
            ready_in,
            spread: OpenEvents::default(),
            hot: OpenEvents::default(),
            server,
            admin,
            _folder: folder,
        };
        db.close().await?;
        office.spread = office.open_for_registration(20).await?;
        office.hot = office.open_for_registration(1).await?;
        Ok(office)
    }

    /// The events to which a document registers.
    pub(crate) fn open_events(&self, document: &Document) -> &OpenEvents {
        if document.varies == Varies::Pair(1) {
            &self.hot
        } else {
            &self.spread
        }
    }

    pub(crate) fn server_pid(&self) -> Outcome<u32> {
        Ok(self.server.id().ok_or("the server is gone")?)
    }

    async fn open_for_registration(&self, events: usize) -> Outcome<OpenEvents> {
        let mut open = OpenEvents::default();
        for side in [&mut open.through_graphql, &mut open.by_hand] {
            for _ in 0..events {
                let input = json!({
                    "title": [{ "language": "en", "text": "International Migrants Day" }], "kind": "CELEBRATION", "capacity": 1_000_000,
                    "startsAt": "2031-12-18T18:00", "endsAt": "2031-12-18T21:00", "timeZone": "Europe/Tirane",
                });
                let made = self.ask("mutation($input: CreateEventInput!) { createEvent(input: $input) { event { id } userErrors { message } } }", json!({ "input": input })).await?;
                let id = made
                    .pointer("/data/createEvent/event/id")
                    .and_then(Value::as_str)
                    .ok_or_else(|| made.to_string())?;
                let published = self.ask("mutation($id: ID!) { publishEvent(input: { id: $id, version: 1 }) { event { status } userErrors { message } } }", json!({ "id": id })).await?;
                if published
                    .pointer("/data/publishEvent/event/status")
                    .is_none()
                {
                    return Err(published.to_string().into());
                }
                side.push(id.to_owned());
            }
        }
        Ok(open)
    }

    /// Asks once, over a connection of its own.
    pub(crate) async fn ask(&self, query: &str, variables: Value) -> Outcome<Value> {
        let body = json!({ "query": query, "variables": variables }).to_string();
        let stream = tokio::net::TcpStream::connect(&self.address).await?;
        let (mut client, connection) =
            hyper::client::conn::http1::handshake(hyper_util::rt::TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        let request = hyper::Request::post("/graphql")
            .header("host", &self.address)
            .header("authorization", format!("Bearer {}", self.token))
            .header("content-type", "application/json")
            .body(http_body_util::Full::new(hyper::body::Bytes::from(body)))?;
        let answer = client.send_request(request).await?;
        let bytes = http_body_util::BodyExt::collect(answer.into_body())
            .await?
            .to_bytes();
        Ok(serde_json::from_slice(&bytes)?)
    }

    /// Stops the server and drops the database.
    pub(crate) async fn close(mut self) -> Outcome<()> {
        self.server.kill().await?;
        if let Some((admin, name)) = self.admin.take() {
            admin
                .execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)"))
                .await?;
        }
        Ok(())
    }
}

/// Ids as GraphQL spells them.
async fn ids(db: &DatabaseConnection, kind: &str, sql: &str) -> Outcome<Vec<String>> {
    let rows = db
        .query_all_raw(Statement::from_string(db.get_database_backend(), sql))
        .await?;
    rows.iter()
        .map(|row| {
            let id =
                sea_orm::prelude::Uuid::try_get_by_index(row, 0).map_err(sea_orm::DbErr::from)?;
            Ok(format!("{kind}_{}", id.simple()))
        })
        .collect()
}

/// A database of its own on the server that was named, and that server's process if it is on this machine.
async fn database(
    options: &Options,
) -> Outcome<(String, (DatabaseConnection, String), Option<u32>)> {
    let server = options
        .postgres
        .as_deref()
        .ok_or("no PostgreSQL server was named")?;
    let name = format!("kuvend_bench_{}", std::process::id());
    let admin = Database::connect(server).await?;
    admin
        .execute_unprepared(&format!("CREATE DATABASE {name}"))
        .await?;
    let pid = admin
        .query_one_raw(Statement::from_string(
            DbBackend::Postgres,
            "SELECT pg_backend_pid()",
        ))
        .await?
        .and_then(|row| i32::try_get_by_index(&row, 0).ok())
        .and_then(|pid| machine::parent(u32::try_from(pid).ok()?));
    let (base, _) = server
        .rsplit_once('/')
        .ok_or("the server's URL names no database")?;
    Ok((format!("{base}/{name}"), (admin, name), pid))
}

/// The program under measurement.
struct Kuvend {
    program: PathBuf,
    url: String,
    folder: PathBuf,
}

impl Kuvend {
    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command
            .env("KUVEND_DATABASE_URL", &self.url)
            .env("KUVEND_LIMITS_COST_PER_MINUTE", "0")
            .env("KUVEND_TELEMETRY_LOG", "error")
            .env("KUVEND_WORKER_INSIDE_SERVE", "false")
            .env("KUVEND_SERVER_LISTEN", "127.0.0.1:0")
            .current_dir(&self.folder)
            .kill_on_drop(true);
        command
    }

    /// Runs a command and returns what it said.
    async fn run<S: AsRef<OsStr>>(&self, words: impl IntoIterator<Item = S>) -> Outcome<String> {
        let done = self
            .command()
            .args(words)
            .stdin(Stdio::null())
            .output()
            .await?;
        if !done.status.success() {
            return Err(String::from_utf8_lossy(&done.stderr).into_owned().into());
        }
        Ok(String::from_utf8(done.stdout)?)
    }

    /// Starts the server: itself, where it listens, and after how many seconds it was ready.
    async fn serve(&self) -> Outcome<(Child, String, f64)> {
        let port = std::net::TcpListener::bind("127.0.0.1:0")?
            .local_addr()?
            .port();
        let address = format!("127.0.0.1:{port}");
        let started = Instant::now();
        let mut server = self
            .command()
            .args(["serve", "--listen", &address])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()?;
        while tokio::net::TcpStream::connect(&address).await.is_err() {
            if server.try_wait()?.is_some() || started.elapsed() > Duration::from_secs(30) {
                return Err("the server did not start".into());
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        Ok((server, address, started.elapsed().as_secs_f64()))
    }
}
