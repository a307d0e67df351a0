//! From nothing to a relay that knows us.

use lettre::transport::smtp::authentication::Mechanism;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::extension::Extension;
use tokio::net::TcpStream;

use super::super::config::Tls;
use super::lines::LineByLine;
use super::{Parts, Phase, SendFailure, failure, within};

/// Connects, greets, encrypts and logs in.
pub(super) async fn open(parts: &Parts) -> Result<AsyncSmtpConnection, SendFailure> {
    let mut dialogue = if parts.config.tls == Tls::Implicit {
        encrypted(parts).await?
    } else {
        clear(parts).await?
    };
    let deadline = parts.config.timeouts.greeting;
    let wants_tls = match parts.config.tls {
        Tls::Required => true,
        Tls::Opportunistic => dialogue.can_starttls(),
        Tls::Implicit | Tls::None => false,
    };
    if let (true, Some(tls)) = (wants_tls, &parts.tls) {
        let upgrade = dialogue.starttls(tls.clone(), &parts.hello);
        within(Phase::Tls, deadline, upgrade).await?;
    }
    log_in(parts, &mut dialogue).await?;
    Ok(dialogue)
}

async fn clear(parts: &Parts) -> Result<AsyncSmtpConnection, SendFailure> {
    let timeouts = &parts.config.timeouts;
    let connect = TcpStream::connect((parts.config.bare_host(), parts.config.port));
    let stream = match tokio::time::timeout(timeouts.connect, connect).await {
        Ok(Ok(stream)) => stream,
        Ok(Err(error)) => return Err(SendFailure::lost(Phase::Connect, &error.to_string())),
        Err(_) => return Err(SendFailure::lost(Phase::Connect, "no connection in time")),
    };
    // The dialogue is question and answer: waiting to fill a packet only delays it.
    let _ = stream.set_nodelay(true);
    let greet = AsyncSmtpConnection::connect_with_transport(
        Box::new(LineByLine::new(stream)),
        &parts.hello,
    );
    within(Phase::Greeting, timeouts.greeting, greet).await
}

/// Lettre reaches, encrypts and greets in one call here, so the phase is told from what went wrong.
async fn encrypted(parts: &Parts) -> Result<AsyncSmtpConnection, SendFailure> {
    let timeouts = &parts.config.timeouts;
    let connect = AsyncSmtpConnection::connect_tokio1(
        (parts.config.bare_host(), parts.config.port),
        Some(timeouts.connect),
        &parts.hello,
        parts.tls.clone(),
        None,
    );
    match tokio::time::timeout(timeouts.connect + timeouts.greeting, connect).await {
        Ok(Ok(dialogue)) => Ok(dialogue),
        Ok(Err(error)) if error.status().is_some() || error.is_response() => {
            Err(failure(Phase::Greeting, &error))
        }
        Ok(Err(error)) if is_tls(&error) => Err(failure(Phase::Tls, &error)),
        Ok(Err(error)) => Err(failure(Phase::Connect, &error)),
        Err(_) => Err(SendFailure::lost(Phase::Connect, "no connection in time")),
    }
}

/// Whether a failure is about certificates or the encryption's own protocol. Those reach us as invalid data.
fn is_tls(error: &lettre::transport::smtp::Error) -> bool {
    let mut next: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = next {
        if let Some(smtp) = error.downcast_ref::<lettre::transport::smtp::Error>()
            && smtp.is_tls()
        {
            return true;
        }
        if let Some(io) = error.downcast_ref::<std::io::Error>()
            && io.kind() == std::io::ErrorKind::InvalidData
        {
            return true;
        }
        next = error.source();
    }
    false
}

async fn log_in(parts: &Parts, dialogue: &mut AsyncSmtpConnection) -> Result<(), SendFailure> {
    let Some(login) = &parts.login else {
        return Ok(());
    };
    let mechanisms = [Mechanism::Plain, Mechanism::Login];
    let offers_any = mechanisms.iter().any(|mechanism| {
        dialogue
            .server_info()
            .supports_feature(Extension::Authentication(*mechanism))
    });
    if !offers_any {
        let why = "the relay offers neither AUTH PLAIN nor AUTH LOGIN";
        return Err(SendFailure::unsupported(Phase::Auth, why));
    }
    let deadline = parts.config.timeouts.command;
    within(Phase::Auth, deadline, dialogue.auth(&mechanisms, login)).await?;
    Ok(())
}
