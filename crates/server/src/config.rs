//! Configuration: a TOML file, over it the environment, under it the defaults. The one place that reads the environment.
//!
//! Every option has its default and its description in [`options`], and nowhere else: the example file is printed from
//! there (`kuvend config --example`).

mod example;
mod options;
mod reader;
mod values;

use std::{
    ffi::OsString,
    fmt,
    path::{Path, PathBuf},
};

pub use options::{
    Database, Limits, Mail, Office, SETTINGS, Server, Settings, Smtp, Telemetry, Worker,
};
pub use values::{
    DatabaseUrl, LogFilter, LogFormat, Maybe, PublicUrl, Secret, TlsMode, TransportKind, Whole,
    Words,
};

use reader::Reader;

/// Read where no `--config` names another, if it is there.
const DEFAULT_FILE: &str = "kuvend.toml";

/// The settings in force, and what was odd about them.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// In force.
    pub settings: Settings,
    /// What does not stop the start and should be known: variables that mean nothing.
    pub warnings: Vec<String>,
    /// Where each option that is not at its default was set, by its full name.
    pub origins: Vec<(String, String)>,
}

/// Everything that is wrong with a configuration, a line each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong(pub Vec<String>);

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the configuration is not usable:")?;
        for line in &self.0 {
            write!(f, "\n  {line}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Wrong {}

/// Reads the file named, else `kuvend.toml` if it is there, and the process's environment.
///
/// # Errors
/// Every option that is unknown or wrong, by file or variable.
pub fn load(file: Option<&Path>) -> Result<Loaded, Wrong> {
    let path = match file {
        Some(path) => Some(path.to_owned()),
        None => Some(PathBuf::from(DEFAULT_FILE)).filter(|path| path.exists()),
    };
    let text = match &path {
        None => None,
        Some(path) => Some(
            std::fs::read_to_string(path)
                .map_err(|error| Wrong(vec![format!("{}: {error}", path.display())]))?,
        ),
    };
    let file = path
        .as_ref()
        .zip(text.as_ref())
        .map(|(path, text)| (path.display().to_string(), text.as_str()));
    read(file, std::env::vars_os())
}

/// Reads a file's name and text, and variables.
///
/// # Errors
/// As [`load`].
pub fn read(
    file: Option<(String, &str)>,
    variables: impl Iterator<Item = (OsString, OsString)>,
) -> Result<Loaded, Wrong> {
    let mut reader = Reader::new(file, variables)?;
    let settings = Settings::read(&mut reader);
    reader.finish(settings)
}

/// The settings as a file that reads back, without secrets.
#[must_use]
pub fn shown(loaded: &Loaded) -> String {
    example::shown(loaded)
}

/// Every option with its description and default, as `deploy/kuvend.example.toml` holds it.
#[must_use]
pub fn example() -> String {
    example::example()
}

#[cfg(test)]
mod tests;
