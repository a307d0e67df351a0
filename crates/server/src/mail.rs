//! The way letters leave, as configured.

use std::path::PathBuf;

use kuvend_notify::{SmtpConfig, SmtpRelay, Timeouts, Tls, Transport};

use crate::{
    config::{Mail, Settings, Smtp, TlsMode, TransportKind},
    stop::Stop,
};

/// The transport that the settings mean. Nothing is connected yet.
///
/// # Errors
/// Where the relay's settings contradict each other or a file they name cannot be read.
pub fn transport(settings: &Settings) -> Result<Transport, Stop> {
    Ok(match settings.mail.transport {
        TransportKind::Inbox => Transport::Inbox,
        TransportKind::Folder => Transport::Folder(PathBuf::from(&settings.mail.folder)),
        TransportKind::Smtp => Transport::Smtp(relay(&settings.smtp)?),
    })
}

/// The relay that the settings mean.
///
/// # Errors
/// As [`transport`].
pub fn relay(settings: &Smtp) -> Result<SmtpRelay, Stop> {
    let port = u16::try_from(settings.port.get()).unwrap_or_default();
    let config = SmtpConfig {
        tls: match settings.tls {
            TlsMode::Required => Tls::Required,
            TlsMode::Implicit => Tls::Implicit,
            TlsMode::Opportunistic => Tls::Opportunistic,
            TlsMode::None => Tls::None,
        },
        username: settings.username.0.clone(),
        password: password(settings)?,
        hello_name: settings.hello_name.0.clone(),
        timeouts: Timeouts {
            connect: settings.connect_seconds.seconds(),
            greeting: settings.greeting_seconds.seconds(),
            command: settings.command_seconds.seconds(),
            data: settings.data_seconds.seconds(),
            final_dot: settings.final_dot_seconds.seconds(),
        },
        max_messages_per_connection: settings.max_messages_per_connection.get(),
        max_connection_age: settings.max_connection_seconds.seconds(),
        extra_root_pem: match &settings.root_certificates.0 {
            Some(file) => Some(read("root_certificates", file)?),
            None => None,
        },
        ..SmtpConfig::new(settings.host.clone(), port)
    };
    SmtpRelay::new(config).map_err(|error| Stop::Usage(format!("kuvend: mail.smtp: {error}")))
}

/// Who may be written to: everybody in production and where nothing leaves the machine.
#[must_use]
pub fn allowed(settings: &Mail) -> Option<Vec<String>> {
    let restricted = settings.transport == TransportKind::Smtp && !settings.production;
    restricted.then(|| {
        let entries = settings.allowed_recipients.0.iter();
        entries.map(|entry| entry.trim().to_lowercase()).collect()
    })
}

fn password(settings: &Smtp) -> Result<Option<String>, Stop> {
    match (settings.password.reveal(), &settings.password_file.0) {
        (Some(_), Some(_)) => Err(Stop::Usage(
            "kuvend: mail.smtp: password and password_file are both set; one is enough".to_owned(),
        )),
        (Some(password), None) => Ok(Some(password.to_owned())),
        (None, Some(file)) => {
            let bytes = read("password_file", file)?;
            let text = String::from_utf8(bytes).map_err(|_| {
                Stop::Usage(format!(
                    "kuvend: mail.smtp.password_file: {file}: is not UTF-8"
                ))
            })?;
            Ok(Some(text.trim_end_matches(['\r', '\n']).to_owned()))
        }
        (None, None) => Ok(None),
    }
}

fn read(option: &str, file: &str) -> Result<Vec<u8>, Stop> {
    std::fs::read(file)
        .map_err(|error| Stop::Usage(format!("kuvend: mail.smtp.{option}: {file}: {error}")))
}
