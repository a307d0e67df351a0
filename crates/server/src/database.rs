//! Opening the database and bringing it up to date.

use kuvend_domain::{contacts, engine::Db, offices, op::Op};
use kuvend_entity::office;
use kuvend_migrations::{Migrator, MigratorTrait as _};
use sea_orm::{
    ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection, DbBackend,
    EntityTrait as _, FromQueryResult, PaginatorTrait as _, SqliteTransactionMode, Statement,
    TransactionOptions, TransactionTrait as _,
};

use crate::{
    config::{self, DatabaseUrl},
    stop::Stop,
};

/// Whoever brings a PostgreSQL database up to date holds this lock (`kuvend` on a telephone's keys).
const ADVISORY_LOCK: i64 = 588_363;
/// The step that brings the index of people, which is written by no SQL.
const INDEX_STEP: &str = "m0005_profile";

/// Opens the database. A SQLite file and its folder are made if they are missing.
///
/// # Errors
/// Where it cannot be reached.
pub async fn open(settings: &config::Database) -> Result<Db, Stop> {
    if let Some(folder) = settings.url.file().and_then(std::path::Path::parent) {
        std::fs::create_dir_all(folder)
            .map_err(|error| Stop::failed(format!("{}: {error}", folder.display())))?;
    }
    Db::connect(settings.url.reveal(), settings.connections.get())
        .await
        .map_err(|error| {
            let url = settings.url.hidden();
            Stop::failed(format!("the database {url} cannot be opened: {error}"))
        })
}

/// The names of the steps that the database has not yet taken. Only reads.
///
/// # Errors
/// Only the database's.
pub async fn pending(db: &Db) -> Result<Vec<String>, Stop> {
    let there = match db.backend() {
        DbBackend::Sqlite => {
            "SELECT COUNT(*) AS tables FROM sqlite_master WHERE name = 'seaql_migrations'"
        }
        _ => {
            "SELECT COUNT(*) AS tables FROM pg_catalog.pg_class WHERE oid = to_regclass('seaql_migrations')"
        }
    };
    let statement = Statement::from_string(db.backend(), there);
    let there = Tables::find_by_statement(statement)
        .one(db.reader())
        .await?;
    let mut taken = Vec::new();
    if there.is_some_and(|found| found.tables > 0) {
        let statement =
            Statement::from_string(db.backend(), "SELECT version FROM seaql_migrations");
        taken = Step::find_by_statement(statement).all(db.reader()).await?;
    }
    Ok(Migrator::migrations()
        .iter()
        .map(|step| step.name().to_owned())
        .filter(|name| !taken.iter().any(|step| step.version == *name))
        .collect())
}

#[derive(Debug, FromQueryResult)]
struct Tables {
    tables: i64,
}

#[derive(Debug, FromQueryResult)]
struct Step {
    version: String,
}

/// Brings the tables up to date, all steps or none, and one process at a time.
///
/// # Errors
/// Only the database's.
pub async fn migrate(db: &Db, url: &DatabaseUrl) -> Result<(), Stop> {
    let is_unindexed = pending(db).await?.iter().any(|step| step == INDEX_STEP);
    take_steps(db, url).await?;
    if is_unindexed {
        // Who was registered before the index was there.
        contacts::search::rebuild(db, |_| ()).await?;
    }
    Ok(())
}

async fn take_steps(db: &Db, url: &DatabaseUrl) -> Result<(), Stop> {
    if db.backend() == DbBackend::Sqlite {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let tx = db.writer().begin_with_options(options).await?;
        Migrator::up(&tx, None).await?;
        tx.commit().await?;
        return Ok(());
    }
    let alone = Alone::take(url).await?;
    let done = Migrator::up(&alone.0, None).await;
    alone.leave().await?;
    Ok(done?)
}

/// Makes the office of the first start, if there is none.
///
/// # Errors
/// Where its settings are wrong, and the database's.
pub async fn first_office(
    op: &Op,
    settings: &config::Settings,
    name: Option<&str>,
) -> Result<Option<office::Model>, Stop> {
    if office::Entity::find().count(op.db.reader()).await? > 0 {
        return Ok(None);
    }
    let cmd = create(&settings.office, name);
    if op.db.backend() == DbBackend::Sqlite {
        return Ok(offices::create_first(op, cmd).await?);
    }
    // Two servers that start together on PostgreSQL must not make two offices.
    let alone = Alone::take(&settings.database.url).await?;
    let made = offices::create_first(op, cmd).await;
    alone.leave().await?;
    Ok(made?)
}

fn create(settings: &config::Office, name: Option<&str>) -> offices::Create {
    let languages = settings.languages.0.clone();
    let own = languages.first().cloned().unwrap_or_default();
    offices::Create {
        name: vec![(own, name.unwrap_or(&settings.name).to_owned())],
        country: settings.country.to_string(),
        time_zone: settings.time_zone.to_string(),
        languages,
        sender_name: None,
        sender_address: settings.sender_address.to_string(),
        reply_to: settings.reply_to.0.clone(),
        postal_address: settings.postal_address.0.clone(),
        press_contact: None,
    }
}

/// A connection of its own that holds the advisory lock, without the limit on a statement's time.
struct Alone(DatabaseConnection);

impl Alone {
    async fn take(url: &DatabaseUrl) -> Result<Self, Stop> {
        let mut options = ConnectOptions::new(url.reveal());
        options
            .max_connections(1)
            .min_connections(1)
            .set_application_name("kuvend migrate")
            .sqlx_logging(false);
        let one = Database::connect(options).await?;
        let lock = format!("SELECT pg_advisory_lock({ADVISORY_LOCK})");
        one.execute_unprepared(&lock).await?;
        Ok(Self(one))
    }

    /// Closing the connection gives the lock back.
    async fn leave(self) -> Result<(), Stop> {
        Ok(self.0.close().await?)
    }
}
