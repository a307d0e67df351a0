//! What each command does.

mod accounts;
mod counts;
mod demo;
mod doctor;
mod generate;
mod offices;
mod serve;
mod settings;
mod tokens;

use kuvend_domain::{clock::Clock, op::Op};
use kuvend_entity::kind::Route;

use crate::{
    cli::{Cli, Command},
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
    let loaded = config::load(cli.config.as_deref())?;
    for warning in &loaded.warnings {
        say::remark(format_args!("kuvend: {warning}"));
    }
    let settings = loaded.settings.clone();
    match cli.command {
        Command::Serve(what) => serve::serve(settings, what).await,
        Command::Worker => serve::worker(settings).await,
        Command::Migrate => serve::migrate(settings).await,
        Command::Demo(what) => demo::demo(settings, what).await,
        Command::Account(what) => accounts::run(&op(&settings).await?, what).await,
        Command::Token(what) => tokens::run(&op(&settings).await?, what).await,
        Command::Office(what) => offices::run(&op(&settings).await?, what).await,
        Command::Generate(what) => generate::run(&op(&settings).await?, what).await,
        Command::Doctor => doctor::run(&loaded).await,
        Command::Counts(what) => counts::run(&op(&settings).await?, what).await,
        Command::Config(_) | Command::Schema => settings::run(&loaded),
    }
}

/// What the command line acts with: the product itself, on tables that are up to date.
async fn op(settings: &Settings) -> Result<Op, Stop> {
    let db = database::open(&settings.database).await?;
    if !database::pending(&db).await?.is_empty() {
        database::migrate(&db, &settings.database.url).await?;
    }
    Ok(Op::system(db, Clock::System, Route::CommandLine))
}
