//! All rooms joined to one house: the routers, the worker, and their end.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::Router;
use futures::future::{BoxFuture, join_all};
use kuvend_api::transport::{self, Limits};
use kuvend_domain::{
    audit::{chain, reads},
    clock::Clock,
    delivery::{self, Carrier},
    engine::Db,
    exports, imports, needs,
    op::Op,
    pairs, registration,
    rights::retention::passes,
};
use kuvend_entity::kind::Route;
use kuvend_notify::Transport;
use kuvend_web::Web;
use tokio::{net::TcpListener, sync::watch};

use crate::{config::Settings, database, door::Door, health, mail, stop::Stop, streams};

/// How often a worker seals the audit.
const SEALING: Duration = Duration::from_mins(1);
/// How often a worker looks whose data are no longer to be kept.
const RETAINING: Duration = Duration::from_hours(6);
/// How often a worker looks whether somebody asked for a search for duplicates.
const FINDING: Duration = Duration::from_secs(5);
/// How often a worker deletes registrations and links that are over, and what guests needed at events that are.
const EXPIRING: Duration = Duration::from_mins(15);

/// Everything that a running Kuvend holds. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Machine {
    /// As configured.
    pub settings: Arc<Settings>,
    /// The database, open and up to date.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// The way letters leave.
    pub transport: Transport,
    /// Who read what, until it is written down.
    pub reads: reads::Notebook,
}

impl Machine {
    /// Opens what the settings name. The tables are brought up to date where `migrate` says so, and must be otherwise.
    ///
    /// # Errors
    /// Where the database or the relay's settings cannot be used.
    pub async fn open(settings: Settings) -> Result<Self, Stop> {
        let transport = mail::transport(&settings)?;
        let db = database::open(&settings.database).await?;
        let pending = database::pending(&db).await?;
        if !pending.is_empty() {
            if !settings.database.migrate {
                return Err(Stop::failed(format!(
                    "the tables are not up to date ({}); run `kuvend migrate`",
                    pending.join(", ")
                )));
            }
            tracing::info!(steps = pending.len(), "bringing the tables up to date");
            database::migrate(&db, &settings.database.url).await?;
        }
        Ok(Self {
            settings: Arc::new(settings),
            db,
            clock: Clock::System,
            transport,
            reads: reads::Notebook::default(),
        })
    }

    /// An operation of the product itself.
    #[must_use]
    pub fn op(&self, route: Route) -> Op {
        Op::system(self.db.clone(), self.clock.clone(), route)
    }

    /// Every page and address that the server answers.
    ///
    /// # Errors
    /// Where what stands in the binary does not read, which the tests exclude.
    pub fn router(&self) -> Result<Router, Stop> {
        let (server, asked) = (&self.settings.server, &self.settings.limits);
        let limits = Limits {
            body_bytes: asked.body_kib.size() * 1024,
            upload_bytes: u64::from(asked.upload_mib.get()) * 1024 * 1024,
            uploads: asked.uploads.size(),
            document_bytes: asked.document_kib.size() * 1024,
            depth: asked.depth.size(),
            cost: u64::from(asked.cost.get()),
            cost_per_minute: u64::from(asked.cost_per_minute.get()),
            execution: asked.execution_seconds.seconds(),
            introspection: server.introspection,
            graphiql: server.graphiql,
            origins: [server.public_url.origin().to_ascii_lowercase()]
                .into_iter()
                .chain(server.origins.0.iter().cloned())
                .collect(),
            ..Limits::default()
        };
        let shows_inbox = matches!(self.transport, Transport::Inbox);
        let web = web(&self.db, &self.clock)?.behind(server.client_address_header.0.clone());
        let base = (&self.db, &self.clock, &self.reads);
        join(base, limits, (web, shows_inbox))
    }

    /// Does what is due until it is told to stop, and leaves nothing half done.
    pub async fn work(self, stopping: watch::Receiver<bool>) {
        let worker = &self.settings.worker;
        let carrier = Carrier {
            connections: worker.connections.size(),
            lease: worker.lease_seconds.seconds(),
            allowed: mail::allowed(&self.settings.mail),
            ..Carrier::over(
                self.transport.clone(),
                self.settings.server.public_url.as_str(),
            )
        };
        let poll = worker.poll_seconds.seconds();
        let name = carrier.worker;
        let op = || self.op(Route::Worker);
        let address = self.settings.server.public_url.as_str().to_owned();
        // Boxed: an erasure is large, and would be copied into every future around it.
        let works: Vec<BoxFuture<'_, ()>> = vec![
            Box::pin(delivery::run(op(), carrier, poll, stopping.clone())),
            Box::pin(passes::run(op(), RETAINING, stopping.clone())),
            Box::pin(chain::run(op(), SEALING, stopping.clone())),
            Box::pin(exports::run(op(), (name, address), poll, stopping.clone())),
            Box::pin(imports::worker::run(op(), name, poll, stopping.clone())),
            Box::pin(pairs::run(op(), FINDING, stopping.clone())),
            Box::pin(needs::run(op(), EXPIRING, stopping.clone())),
            Box::pin(registration::run(op(), EXPIRING, stopping)),
        ];
        join_all(works).await;
    }

    /// Answers on a listener, and works beside it where configured so, until told to stop. What is under way then may
    /// end within `stop_seconds`.
    ///
    /// # Errors
    /// Where the listener or the worker cannot go on.
    pub async fn serve(
        self,
        listener: TcpListener,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), Stop> {
        let (tell, stopping) = watch::channel(false);
        tokio::spawn(async move {
            stop.await;
            // Nobody left to tell means that all have ended.
            let _ = tell.send(true);
        });
        let patience = self.settings.server.stop_seconds.seconds();
        let router = streams::ending_with(self.router()?, stopping.clone());
        let db = self.db.clone();
        let (reads, op) = (self.reads.clone(), self.op(Route::Worker));
        let inside = self.settings.worker.inside_serve;
        let mut told = stopping.clone();
        let answering = axum::serve(
            listener,
            router.into_make_service_with_connect_info::<SocketAddr>(),
        )
        .with_graceful_shutdown(async move {
            let _ = told.wait_for(|stopping| *stopping).await;
        });
        let (worker_stopping, noting) = (stopping.clone(), stopping.clone());
        let working = async move {
            if inside {
                self.work(worker_stopping).await;
            }
            Ok(())
        };
        // Boxed: serving and working are large, and would be copied into every future around them.
        let both = Box::pin(async {
            let answered = async {
                answering
                    .await
                    .map_err(|error| Stop::failed(format!("the listener: {error}")))
            };
            let noting = reads::run(reads.clone(), op.clone(), reads::WRITING, noting);
            let noting = async {
                noting.await;
                Ok(())
            };
            tokio::try_join!(answered, working, noting).map(|_| ())
        });
        let ended = within(patience, stopping, both).await;
        // What the last requests read.
        if let Err(error) = reads.write(&op).await {
            tracing::error!(%error, "who read what could not be written down");
        }
        db.close().await?;
        ended
    }
}

/// Every page and address of a Kuvend on a database: the API, the guests' page, health, and where letters stay on this
/// machine their inbox. Who reads what stays in the notebook until somebody writes it down.
///
/// # Errors
/// Where what stands in the binary does not read, which the tests exclude.
pub fn router(
    db: &Db,
    clock: &Clock,
    reads: &reads::Notebook,
    limits: Limits,
    shows_inbox: bool,
) -> Result<Router, Stop> {
    join((db, clock, reads), limits, (web(db, clock)?, shows_inbox))
}

fn web(db: &Db, clock: &Clock) -> Result<Web, Stop> {
    let web = Web::new(db.clone(), clock.clone());
    web.map_err(|error| Stop::failed(format!("the pages: {error}")))
}

fn join(
    (db, clock, reads): (&Db, &Clock, &reads::Notebook),
    limits: Limits,
    (web, shows_inbox): (Web, bool),
) -> Result<Router, Stop> {
    let web = Arc::new(web.taking(limits.upload_bytes));
    let schema = kuvend_api::schema::schema();
    let door = Door::new(db.clone(), clock.clone(), reads.clone());
    let api = transport::router(schema, &kuvend_api::schema::sdl(), door, limits);
    let api = api.map_err(|error| Stop::failed(format!("the schema: {error}")))?;
    let mut all = api
        .merge(kuvend_web::router(Arc::clone(&web)))
        .merge(health::router(db.clone()));
    if shows_inbox {
        all = all.merge(kuvend_web::inbox_router(web));
    }
    Ok(all)
}

/// Waits for the end of what runs, but after the word to stop only so long.
pub(crate) async fn within(
    patience: Duration,
    mut stopping: watch::Receiver<bool>,
    running: impl Future<Output = Result<(), Stop>>,
) -> Result<(), Stop> {
    let too_late = async {
        let _ = stopping.wait_for(|stopping| *stopping).await;
        tokio::time::sleep(patience).await;
    };
    tokio::select! {
        ended = running => ended,
        () = too_late => {
            tracing::warn!("some requests did not end in time and are cut off");
            Ok(())
        }
    }
}
