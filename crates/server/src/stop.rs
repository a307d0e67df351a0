//! How a command ends when it does not succeed.

use std::{fmt, process::ExitCode};

use kuvend_domain::{error::Error, fault::Faults};
use kuvend_entity::value::Language;
use sea_orm::DbErr;

use crate::{config::Wrong, say};

/// Why a command ended, in words for whoever typed it.
#[derive(Debug)]
pub enum Stop {
    /// It could not: exit code 1.
    Failed(String),
    /// It was asked wrongly: exit code 2.
    Usage(String),
    /// Help or the version, which are no failure: exit code 0.
    Told(String),
}

impl Stop {
    /// It could not.
    #[must_use]
    pub fn failed(why: impl Into<String>) -> Self {
        Self::Failed(why.into())
    }

    /// Says why, and ends.
    pub(crate) fn end(self) -> ExitCode {
        match self {
            Self::Failed(why) => {
                say::remark(format_args!("kuvend: {why}"));
                ExitCode::from(1)
            }
            Self::Usage(why) => {
                say::remark(why.trim_end());
                ExitCode::from(2)
            }
            Self::Told(text) => match say::line(text.trim_end()) {
                Ok(()) => ExitCode::SUCCESS,
                Err(_) => ExitCode::from(1),
            },
        }
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Failed(why) | Self::Usage(why) | Self::Told(why)) = self;
        f.write_str(why.strip_prefix("kuvend: ").unwrap_or(why))
    }
}

impl From<Wrong> for Stop {
    fn from(wrong: Wrong) -> Self {
        Self::Usage(format!("kuvend: {wrong}"))
    }
}

impl From<DbErr> for Stop {
    fn from(error: DbErr) -> Self {
        Self::Failed(format!("the database: {error}"))
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        match error {
            Error::Rejected(faults) => Self::Failed(told(&faults)),
            Error::Denied(denied) => Self::Failed(format!("not allowed: {denied:?}")),
            Error::Failed(failure) => Self::Failed(failure.to_string()),
        }
    }
}

/// Faults as a person reads them: a line each, by field.
fn told(faults: &Faults) -> String {
    let lines: Vec<String> = faults
        .list()
        .iter()
        .map(|fault| {
            let message = fault.message(&Language::english());
            format!("{}: {message}", fault.field.join("."))
        })
        .collect();
    lines.join("\nkuvend: ")
}
