//! What each command does.

mod accounts;
mod audit;
mod counts;
mod demo;
mod doctor;
mod duplicates;
mod exports;
mod generate;
mod imports;
mod offices;
mod retention;
mod search;
mod serve;
mod settings;
mod tokens;

use std::path::Path;

use kuvend_domain::{clock::Clock, op::Op};
use kuvend_entity::kind::Route;

use crate::{
    cli::{Cli, Command, DEMO_FOLDER, Duplicates},
    config::{self, Settings},
    database, say,
    stop::Stop,
};

/// Runs one command.
pub(crate) async fn run(cli: Cli) -> Result<(), Stop> {
    if let Command::Config(what) = &cli.command
        && what.example
    {
        return say::line(config::example().trim_end());
    }
    if let Command::Schema = &cli.command {
        return say::line(kuvend_api::schema::sdl().trim_end());
    }
    if let Command::Duplicates(Duplicates::Evaluate { file }) = &cli.command {
        return duplicates::evaluate(file);
    }
    let mut loaded = config::load(cli.config.as_deref())?;
    if let Some(folder) = &cli.demo {
        loaded.settings = demo::kept_in(loaded.settings, folder);
        loaded
            .origins
            .retain(|(name, _)| !demo::GIVEN.contains(&name.as_str()));
    }
    for warning in &loaded.warnings {
        say::remark(format_args!("kuvend: {warning}"));
    }
    let settings = loaded.settings.clone();
    let again = cli.again();
    match cli.command {
        Command::Serve(what) => serve::serve(settings, what).await,
        Command::Worker => serve::worker(settings).await,
        Command::Migrate => serve::migrate(settings).await,
        Command::Demo(what) => Box::pin(demo::demo(settings, what, &again)).await,
        Command::Account(what) => accounts::run(&op(&settings).await?, what, &again).await,
        Command::Token(what) => tokens::run(&op(&settings).await?, what).await,
        Command::Office(what) => offices::run(&op(&settings).await?, what).await,
        Command::Generate(what) => generate::run(&op(&settings).await?, what).await,
        Command::Doctor => doctor::run(&loaded).await,
        Command::Export(what) => {
            let address = settings.server.public_url.as_str();
            exports::run(&op(&settings).await?, address, what).await
        }
        Command::Import(what) => Box::pin(imports::run(&op(&settings).await?, what, &again)).await,
        Command::Search(what) => search::run(&op(&settings).await?, what).await,
        Command::Counts(what) => counts::run(&op(&settings).await?, what).await,
        Command::Audit(what) => audit::run(&op(&settings).await?, what).await,
        Command::Retention(what) => retention::run(&op(&settings).await?, what).await,
        Command::Duplicates(what) => duplicates::run(&op(&settings).await?, what).await,
        Command::Config(_) | Command::Schema => settings::run(&loaded),
    }
}

/// What the command line acts with: the product itself, on tables that are up to date.
async fn op(settings: &Settings) -> Result<Op, Stop> {
    if let Some(says) = missing(settings) {
        return Err(Stop::failed(says));
    }
    let db = database::open(&settings.database).await?;
    if !database::pending(&db).await?.is_empty() {
        database::migrate(&db, &settings.database.url).await?;
    }
    Ok(Op::system(db, Clock::System, Route::CommandLine))
}

/// What to do where the database is a file that nobody has made. Making it unasked would hide that another was meant.
fn missing(settings: &Settings) -> Option<String> {
    let url = &settings.database.url;
    let file = url.file().filter(|file| !file.exists())?;
    let demo = demo::file(Path::new(DEMO_FOLDER));
    let hint = if file == demo {
        "`kuvend demo` makes it"
    } else if demo.exists() {
        "`kuvend migrate` makes it (the sample office of `kuvend demo` is met with --demo)"
    } else {
        "`kuvend migrate` makes it"
    };
    Some(format!("there is no {} yet: {hint}", url.hidden()))
}
