//! `kuvend serve`, `kuvend worker` and `kuvend migrate`.

use kuvend_entity::kind::Route;
use tokio::{net::TcpListener, sync::watch};

use crate::{
    cli::Serve,
    config::Settings,
    database, say, signals,
    stop::Stop,
    telemetry,
    wiring::{Machine, within},
};

pub(super) async fn serve(mut settings: Settings, what: Serve) -> Result<(), Stop> {
    telemetry::start(&settings.telemetry)?;
    let stop = signals::stop()?;
    settings.server.listen = what.listen.unwrap_or(settings.server.listen);
    settings.database.migrate |= what.migrate;
    let listen = settings.server.listen;
    let machine = Machine::open(settings).await?;
    let op = machine.op(Route::CommandLine);
    let name = what.office_name.as_deref();
    if let Some(office) = database::first_office(&op, &machine.settings, name).await? {
        tracing::info!(office = %office.id, "made the first office");
    }
    let listener = TcpListener::bind(listen)
        .await
        .map_err(|error| Stop::failed(format!("{listen} cannot be listened on: {error}")))?;
    let address = listener.local_addr().unwrap_or(listen);
    tracing::info!(%address, public_url = machine.settings.server.public_url.as_str(), "ready");
    machine.serve(listener, stop).await
}

pub(super) async fn worker(settings: Settings) -> Result<(), Stop> {
    telemetry::start(&settings.telemetry)?;
    let stop = signals::stop()?;
    let machine = Machine::open(settings).await?;
    let (tell, stopping) = watch::channel(false);
    tokio::spawn(async move {
        stop.await;
        // Nobody left to tell means that the worker has ended.
        let _ = tell.send(true);
    });
    let patience = machine.settings.server.stop_seconds.seconds();
    let db = machine.db.clone();
    tracing::info!("working");
    let working = Box::pin(async {
        machine.work(stopping.clone()).await;
        Ok(())
    });
    let ended = within(patience, stopping.clone(), working).await;
    db.close().await?;
    ended
}

pub(super) async fn migrate(settings: Settings) -> Result<(), Stop> {
    let db = database::open(&settings.database).await?;
    let pending = database::pending(&db).await?;
    if pending.is_empty() {
        say::line("The tables are up to date.")?;
    } else {
        database::migrate(&db, &settings.database.url).await?;
        for step in &pending {
            say::line(format_args!("taken: {step}"))?;
        }
    }
    Ok(db.close().await?)
}
