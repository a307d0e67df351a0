//! The databases of these tests: each test's own, a copy of one that was set up once, and gone when the test has passed.

use std::{
    path::Path,
    sync::atomic::{AtomicUsize, Ordering},
};

use kuvend_domain::{accounts, clock::Clock, engine::Db, offices, op::Op, tokens};
use kuvend_entity::{
    kind::{Role, Route},
    office,
};
use kuvend_migrations::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, Database, DbErr};
use tokio::sync::OnceCell;

use crate::app::{MORNING, at};

/// What every test begins with: one office, and an administrator's token.
#[derive(Clone)]
pub struct Begun {
    pub office: office::Model,
    pub token: String,
}

/// A database of a test's own.
pub struct Scratch {
    pub url: String,
    pub begun: Begun,
    place: Place,
}

enum Place {
    /// A folder, which goes when this does.
    Folder(tempfile::TempDir),
    /// A database of a server, by the server's URL and its name.
    Server(String, String),
}

static SQLITE: OnceCell<(Vec<u8>, Begun)> = OnceCell::const_new();
static POSTGRES: OnceCell<(String, Begun)> = OnceCell::const_new();
static COUNT: AtomicUsize = AtomicUsize::new(0);

impl Scratch {
    /// A SQLite file.
    pub async fn on_sqlite() -> Self {
        let (bytes, begun) = SQLITE.get_or_init(set_up_sqlite).await;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("kuvend.sqlite");
        std::fs::write(&file, bytes).unwrap();
        Self {
            url: sqlite_url(&file),
            begun: begun.clone(),
            place: Place::Folder(folder),
        }
    }

    /// A database of the PostgreSQL server, where one is to be had.
    pub async fn on_postgres() -> Option<Self> {
        let Some(server) = postgres() else {
            left_out();
            return None;
        };
        let (model, begun) = POSTGRES.get_or_init(|| set_up_postgres(&server)).await;
        let name = fresh_name();
        on_server(&server, &format!("CREATE DATABASE {name} TEMPLATE {model}"))
            .await
            .unwrap();
        Some(Self {
            url: postgres_url(&server, &name),
            begun: begun.clone(),
            place: Place::Server(server, name),
        })
    }

    /// Takes the database away, whoever still reads it: hundreds of them would fill a disk.
    pub async fn gone(self) {
        match self.place {
            Place::Folder(folder) => folder.close().unwrap(),
            Place::Server(server, name) => {
                on_server(&server, &format!("DROP DATABASE {name} WITH (FORCE)"))
                    .await
                    .unwrap();
            }
        }
    }
}

async fn set_up_sqlite() -> (Vec<u8>, Begun) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("kuvend.sqlite");
    let begun = begin(&sqlite_url(&file)).await;
    // Whatever a log holds beside the file would not come along.
    let left = rusqlite::Connection::open(&file)
        .and_then(|db| db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0)));
    assert_eq!(left, Ok(0), "the log of the model was not folded in");
    (std::fs::read(&file).unwrap(), begun)
}

async fn set_up_postgres(server: &str) -> (String, Begun) {
    let name = fresh_name();
    on_server(server, &format!("CREATE DATABASE {name}"))
        .await
        .unwrap();
    let begun = begin(&postgres_url(server, &name)).await;
    // A model that somebody is connected to is not copied; it goes with the server.
    on_server(
        server,
        &format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false"),
    )
    .await
    .unwrap();
    (name, begun)
}

async fn begin(url: &str) -> Begun {
    let db = Db::connect(url, 12).await.unwrap();
    Migrator::up(db.writer(), None).await.unwrap();
    let op = Op::system(db.clone(), Clock::told(at(MORNING)), Route::CommandLine);
    let mission = offices::Create {
        name: vec![("en".to_owned(), "Country Mission".to_owned())],
        country: "AL".to_owned(),
        time_zone: "Europe/Tirane".to_owned(),
        languages: ["en", "sq", "it", "el"].map(str::to_owned).to_vec(),
        sender_address: "mission@example.org".to_owned(),
        sender_name: None,
        reply_to: None,
        postal_address: None,
        press_contact: None,
    };
    let office = offices::create(&op, mission).await.unwrap();
    let account = accounts::Add {
        email: "admin@example.org".to_owned(),
        name: "Test".to_owned(),
        role: Some(Role::Admin),
        ..accounts::Add::default()
    };
    let account = accounts::add(&op, account).await.unwrap();
    let token = tokens::Issue {
        account: account.id,
        label: "test".to_owned(),
        expires_at: None,
    };
    let issued = tokens::issue(&op, token).await.unwrap();
    drop(op);
    db.close().await.unwrap();
    Begun {
        office,
        token: issued.secret.reveal().to_owned(),
    }
}

async fn on_server(server: &str, statement: &str) -> Result<(), DbErr> {
    let admin = Database::connect(server).await?;
    let done = admin.execute_unprepared(statement).await;
    admin.close().await?;
    done.map(|_| ())
}

fn fresh_name() -> String {
    format!(
        "kuvend_{}_{}",
        std::process::id(),
        COUNT.fetch_add(1, Ordering::Relaxed)
    )
}

fn sqlite_url(file: &Path) -> String {
    format!("sqlite://{}", file.display())
}

fn postgres_url(server: &str, name: &str) -> String {
    let (base, query) = server
        .split_once('?')
        .map_or((server, String::new()), |(base, query)| {
            (base, format!("?{query}"))
        });
    format!("{}/{name}{query}", base.rsplit_once('/').unwrap().0)
}

#[expect(
    clippy::disallowed_methods,
    reason = "the tests' one look at the environment"
)]
fn postgres() -> Option<String> {
    std::env::var("KUVEND_TEST_POSTGRES").ok()
}

#[expect(clippy::print_stderr, reason = "a test that was left out says so")]
fn left_out() {
    eprintln!(
        "left out on PostgreSQL: KUVEND_TEST_POSTGRES names no server; tests/run provides one"
    );
}
