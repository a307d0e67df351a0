//! `kuvend doctor`: a line for each thing that must be in order.

mod checks;

use std::fmt;

use kuvend_domain::{clock::Clock, op::Op};
use kuvend_entity::kind::Route;

use crate::{
    config::{Loaded, Settings, TransportKind},
    database, mail, say,
    stop::Stop,
};

/// How something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Grade {
    Ok,
    Warn,
    Fail,
}

/// One line of the examination.
#[derive(Debug)]
struct Finding {
    grade: Grade,
    about: &'static str,
    says: String,
}

impl Finding {
    fn ok(about: &'static str, says: impl Into<String>) -> Self {
        let says = says.into();
        Self {
            grade: Grade::Ok,
            about,
            says,
        }
    }

    fn warn(about: &'static str, says: impl Into<String>) -> Self {
        Self {
            grade: Grade::Warn,
            ..Self::ok(about, says)
        }
    }

    fn fail(about: &'static str, says: impl Into<String>) -> Self {
        Self {
            grade: Grade::Fail,
            ..Self::ok(about, says)
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let grade = match self.grade {
            Grade::Ok => "ok",
            Grade::Warn => "warn",
            Grade::Fail => "fail",
        };
        write!(f, "{grade:<5} {:<14} {}", self.about, self.says)
    }
}

pub(super) async fn run(loaded: &Loaded) -> Result<(), Stop> {
    let settings = &loaded.settings;
    let mut findings: Vec<Finding> = loaded
        .warnings
        .iter()
        .map(|warning| Finding::warn("configuration", warning.clone()))
        .collect();
    findings.extend(configuration(settings));
    findings.extend(database(settings).await);
    findings.push(relay(settings).await);
    for finding in &findings {
        say::line(finding)?;
    }
    let failed = findings
        .iter()
        .filter(|finding| finding.grade == Grade::Fail)
        .count();
    match failed {
        0 => Ok(()),
        1 => Err(Stop::failed("one thing is not in order")),
        _ => Err(Stop::failed(format!("{failed} things are not in order"))),
    }
}

/// What is possible and probably not meant.
fn configuration(settings: &Settings) -> Vec<Finding> {
    let about = "configuration";
    let mut findings = Vec::new();
    let smtp = settings.mail.transport == TransportKind::Smtp;
    if smtp && settings.server.public_url.is_local() {
        findings.push(Finding::warn(
            about,
            "letters leave the machine, and server.public_url leads guests to their own: set it to the outside address",
        ));
    }
    if smtp
        && settings
            .office
            .sender_address
            .as_str()
            .ends_with("@example.org")
    {
        findings.push(Finding::warn(
            about,
            "letters of a first office would come from example.org: set office.sender_address",
        ));
    }
    if mail::allowed(&settings.mail).is_some_and(|allowed| allowed.is_empty()) {
        findings.push(Finding::warn(
            about,
            "the relay gets no letter: mail.production is false and mail.allowed_recipients is empty",
        ));
    }
    if !smtp && settings.mail.production {
        findings.push(Finding::warn(
            about,
            "mail.production is true and mail.transport is not smtp: nothing leaves the machine",
        ));
    }
    if settings.server.public_url.as_str().starts_with("http://")
        && !settings.server.public_url.is_local()
    {
        findings.push(Finding::warn(
            about,
            "server.public_url is not encrypted: guests' links travel in the clear",
        ));
    }
    if findings.is_empty() {
        findings.push(Finding::ok(about, "nothing odd"));
    }
    findings
}

async fn database(settings: &Settings) -> Vec<Finding> {
    let about = "database";
    if let Some(says) = super::missing(settings) {
        return vec![Finding::fail(about, says)];
    }
    let url = settings.database.url.hidden();
    let db = match database::open(&settings.database).await {
        Ok(db) => db,
        Err(stop) => return vec![Finding::fail(about, format!("{stop}"))],
    };
    let mut findings = vec![Finding::ok(about, format!("{url} answers"))];
    let op = Op::system(db, Clock::System, Route::CommandLine);
    findings.extend(checks::all(&op, &settings.office.name).await);
    if let Err(error) = op.db.close().await {
        findings.push(Finding::warn(about, format!("does not close: {error}")));
    }
    findings
}

async fn relay(settings: &Settings) -> Finding {
    let about = "letters";
    match settings.mail.transport {
        TransportKind::Inbox => Finding::ok(about, "stay here and are shown on a page"),
        TransportKind::Folder => {
            let folder = &settings.mail.folder;
            match std::fs::create_dir_all(folder) {
                Ok(()) => Finding::ok(about, format!("are written to {folder}")),
                Err(error) => Finding::fail(about, format!("{folder}: {error}")),
            }
        }
        TransportKind::Smtp => match mail::relay(&settings.smtp) {
            Err(stop) => Finding::fail(about, format!("{stop}")),
            Ok(relay) => match relay.probe().await {
                Err(failure) => Finding::fail(about, format!("the relay: {failure}")),
                Ok(report) if !report.is_encrypted => {
                    let says = format!("the relay {} answers, not encrypted", report.name);
                    Finding::warn(about, says)
                }
                Ok(report) => Finding::ok(about, format!("the relay {} answers", report.name)),
            },
        },
    }
}
