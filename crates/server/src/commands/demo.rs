//! `kuvend demo`: a sample office that keeps its letters to itself.

use std::{
    io::ErrorKind,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use kuvend_domain::{
    accounts::{self, Add},
    op::Op,
    sample,
    tokens::{self, Issue, Secret},
};
use kuvend_entity::{
    id::AccountId,
    kind::{Role, Route},
};
use tokio::net::TcpListener;

use crate::{
    cli::Demo,
    config::{DatabaseUrl, PublicUrl, Settings, TransportKind},
    database, say, signals,
    stop::Stop,
    telemetry,
    wiring::Machine,
};

/// The sample office's one account.
const ADMINISTRATOR: &str = "demo@example.org";

/// What [`kept_in`] decides, whatever is configured.
pub(super) const GIVEN: [&str; 3] = ["database.url", "database.migrate", "mail.transport"];

pub(super) async fn demo(settings: Settings, what: Demo, again: &str) -> Result<(), Stop> {
    telemetry::start(&settings.telemetry)?;
    let stop = signals::stop()?;
    let listener = listen(what.listen).await?;
    let address = listener
        .local_addr()
        .map_err(|error| Stop::failed(format!("the listener: {error}")))?;
    let is_new = !file(&what.data).exists();
    let machine = Machine::open(harmless(settings, &what, address)?).await?;
    let op = machine.op(Route::CommandLine);
    database::first_office(&op, &machine.settings, None).await?;
    let public_url = machine.settings.server.public_url.as_str().to_owned();
    if is_new {
        say::remark("Loading the sample office, once; it takes some seconds …");
    }
    Box::pin(sample::load(&op, &public_url)).await?;
    let secret = fresh_token(&op).await?;
    announce(address, &secret, again)?;
    machine.serve(listener, stop).await
}

/// The database of a sample office.
pub(super) fn file(folder: &Path) -> PathBuf {
    folder.join("kuvend.sqlite")
}

/// Whatever is configured for real work: a database of its own, and no letter leaves the machine.
pub(super) fn kept_in(mut settings: Settings, folder: &Path) -> Settings {
    settings.database.url = DatabaseUrl::sqlite(&file(folder));
    settings.database.migrate = true;
    settings.mail.transport = TransportKind::Inbox;
    settings
}

/// As [`kept_in`], on an address that anybody at this machine may try everything at.
fn harmless(settings: Settings, what: &Demo, address: SocketAddr) -> Result<Settings, Stop> {
    let mut settings = kept_in(settings, &what.data);
    settings.server.listen = address;
    settings.server.introspection = true;
    settings.server.graphiql = true;
    settings.server.public_url = PublicUrl::read(&format!("http://{address}"))
        .ok_or_else(|| Stop::failed("the address makes no URL"))?;
    settings.worker.inside_serve = true;
    Ok(settings)
}

/// The port that was asked for, else a free one.
async fn listen(wanted: SocketAddr) -> Result<TcpListener, Stop> {
    let failed = |error| Stop::failed(format!("{wanted} cannot be listened on: {error}"));
    match TcpListener::bind(wanted).await {
        Ok(listener) => Ok(listener),
        Err(error) if error.kind() == ErrorKind::AddrInUse => {
            say::remark(format_args!(
                "Port {} is taken; another is used instead.",
                wanted.port()
            ));
            TcpListener::bind(SocketAddr::new(wanted.ip(), 0))
                .await
                .map_err(failed)
        }
        Err(error) => Err(failed(error)),
    }
}

/// A token for this run. Those of earlier runs end, for they were shown on a screen.
async fn fresh_token(op: &Op) -> Result<Secret, Stop> {
    let account = administrator(op).await?;
    tokens::revoke_all(op, account).await?;
    let cmd = Issue {
        account,
        label: "kuvend demo".to_owned(),
        expires_at: None,
    };
    Ok(tokens::issue(op, cmd).await?.secret)
}

async fn administrator(op: &Op) -> Result<AccountId, Stop> {
    let known = accounts::list(op).await?;
    let known = known
        .iter()
        .find(|listed| listed.account.email_folded == ADMINISTRATOR);
    if let Some(listed) = known {
        return Ok(listed.account.id);
    }
    let cmd = Add {
        email: ADMINISTRATOR.to_owned(),
        name: "Demo administrator".to_owned(),
        role: Some(Role::Admin),
        ..Add::default()
    };
    Ok(accounts::add(op, cmd).await?.id)
}

fn announce(address: SocketAddr, secret: &Secret, again: &str) -> Result<(), Stop> {
    let (url, token) = (format!("http://{address}"), secret.reveal());
    say::line(format_args!(
        "Kuvend is ready; Ctrl-C ends it.\n  GraphiQL   {url}/\n  Inbox      {url}/inbox\n  Token: {token}\n\
         In another terminal:\n  export KUVEND={url} TOKEN={token}\n  {again} doctor"
    ))
}
