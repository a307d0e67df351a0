//! What can be typed after `kuvend`.

mod files;

use std::{
    ffi::OsString,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use chrono::NaiveDate;
use clap::{
    Args, Parser, Subcommand, builder::PossibleValuesParser, builder::TypedValueParser as _,
};
use kuvend_entity::kind::Role;

pub use self::files::{
    Export, ExportFile, Ground, Import, ImportContacts, ImportFile, ImportGuests,
    ImportOrganisations,
};
use crate::stop::Stop;

/// Where `kuvend demo` keeps its office, if nobody says otherwise.
pub const DEMO_FOLDER: &str = "kuvend-data/demo";

/// Contacts, events, guests and engagement of a country mission and its diaspora.
#[derive(Debug, Parser)]
#[command(
    name = "kuvend",
    version,
    propagate_version = true,
    max_term_width = 100
)]
#[command(
    after_help = "Start with `kuvend demo`. Configuration: `kuvend config --example`.\n\
                        Exit codes: 0 done, 1 failed, 2 asked wrongly."
)]
pub struct Cli {
    /// The configuration file; `kuvend.toml` here, if there is one and none is named.
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Meet the office that `kuvend demo` keeps, and not the configured one.
    #[arg(long, global = true, value_name = "FOLDER", num_args = 0..=1, require_equals = true)]
    #[arg(default_missing_value = DEMO_FOLDER)]
    pub demo: Option<PathBuf>,
    /// How the program was called.
    #[arg(skip)]
    pub program: String,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the API and the pages, and send letters.
    Serve(Serve),
    /// Send letters and do what is due, without serving.
    Worker,
    /// Bring the database's tables up to date.
    Migrate,
    /// Start a sample office that keeps its letters to itself.
    Demo(Demo),
    /// Accounts of staff and programs.
    #[command(subcommand)]
    Account(Account),
    /// Tokens of accounts.
    #[command(subcommand)]
    Token(Token),
    /// Offices.
    #[command(subcommand)]
    Office(Office),
    /// Look whether everything is in order.
    Doctor,
    /// Fill an office with made-up people and events.
    Generate(Generate),
    /// Print the configuration in force, without secrets.
    Config(Config),
    /// Print the GraphQL schema.
    Schema,
    /// Bring people in from a file, and take that back.
    #[command(subcommand)]
    Import(Import),
    /// Take people out as a file.
    #[command(subcommand)]
    Export(Export),
    /// The index that people are found by.
    #[command(subcommand)]
    Search(Search),
    /// How well people are told apart who are perhaps one.
    #[command(subcommand)]
    Duplicates(Duplicates),
    /// The kept counts of guest lists.
    #[command(subcommand)]
    Counts(Counts),
    /// The chain over who did what.
    #[command(subcommand)]
    Audit(Audit),
    /// How long people's data are kept.
    #[command(subcommand)]
    Retention(Retention),
}

/// `kuvend serve`.
#[derive(Debug, Args)]
pub struct Serve {
    /// Where to listen, instead of `listen` of [server].
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub listen: Option<SocketAddr>,
    /// The name of the office made at the first start, instead of `name` of [office].
    #[arg(long, value_name = "NAME")]
    pub office_name: Option<String>,
    /// Bring the tables up to date first, whatever `migrate` of [database] says.
    #[arg(long)]
    pub migrate: bool,
}

/// `kuvend demo`.
#[derive(Debug, Args)]
pub struct Demo {
    /// Where to keep it. Remove the folder to begin anew.
    #[arg(long, value_name = "FOLDER", default_value = DEMO_FOLDER)]
    pub data: PathBuf,
    /// Where to listen. If that port is taken, a free one is chosen.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
}

/// `kuvend account`.
#[derive(Debug, Subcommand)]
pub enum Account {
    /// Make an account.
    Add {
        /// Names the account.
        #[arg(long)]
        email: String,
        /// What colleagues call it.
        #[arg(long)]
        name: String,
        /// Its first role.
        #[arg(long, value_parser = role(), ignore_case = true)]
        role: Option<Role>,
        /// Where that role holds, by name or id; everywhere, if none is named.
        #[arg(long, requires = "role")]
        office: Option<String>,
        /// The one event of a `FRONT_DESK`, by id.
        #[arg(long, requires = "role")]
        event: Option<kuvend_entity::id::EventId>,
        /// In which language it is spoken to: en, sq, it or el.
        #[arg(long)]
        language: Option<String>,
    },
    /// List accounts with their roles.
    List,
    /// Give an account a role.
    Grant {
        /// Which account, by address or id.
        account: String,
        /// Which role.
        #[arg(long, value_parser = role(), ignore_case = true)]
        role: Role,
        /// Where it holds, by name or id; everywhere, if none is named.
        #[arg(long)]
        office: Option<String>,
        /// The one event of a `FRONT_DESK`, by id.
        #[arg(long)]
        event: Option<kuvend_entity::id::EventId>,
    },
    /// Take an account out of service, and with it its tokens.
    Disable {
        /// Which account, by address or id.
        account: String,
    },
}

/// `kuvend token`.
#[derive(Debug, Subcommand)]
pub enum Token {
    /// Make a token and print it, once.
    Add {
        /// On whose behalf it acts: an address or id.
        #[arg(long)]
        account: String,
        /// What it is for.
        #[arg(long, default_value = "command line")]
        label: String,
        /// After how many days it ends; never, if none are named.
        #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=3650))]
        expires_in_days: Option<u32>,
    },
    /// List tokens; never their secrets.
    List,
    /// Take a token back.
    Revoke {
        /// Which token, by the id in the list.
        token: kuvend_entity::id::TokenId,
    },
}

/// `kuvend office`.
#[derive(Debug, Subcommand)]
pub enum Office {
    /// Make an office.
    Add {
        /// Its name: plain, or with its language before it (`sq=Misioni`). May be given for several languages.
        #[arg(long, required = true)]
        name: Vec<String>,
        /// Where it works: two letters (ISO 3166-1).
        #[arg(long, default_value = "AL")]
        country: String,
        /// In which its dates are meant.
        #[arg(long, default_value = "Europe/Tirane")]
        time_zone: String,
        /// The languages it writes, its own first.
        #[arg(long, value_delimiter = ',', default_value = "en,sq,it,el")]
        languages: Vec<String>,
        /// The address that its letters come from.
        #[arg(long)]
        sender_address: String,
        /// The name that its letters come from; its own, if none is named.
        #[arg(long)]
        sender_name: Option<String>,
        /// Where answers to its letters go, if not to the sender.
        #[arg(long)]
        reply_to: Option<String>,
        /// Stands at the foot of every letter.
        #[arg(long)]
        postal_address: Option<String>,
    },
    /// List offices.
    List,
}

/// `kuvend generate`.
#[derive(Debug, Args)]
pub struct Generate {
    /// How many events, over about ten years.
    #[arg(long)]
    pub events: u32,
    /// How many people.
    #[arg(long)]
    pub contacts: u32,
    /// How many rows on guest lists, over all events.
    #[arg(long)]
    pub attendees: u32,
    /// The same seed gives the same rows.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Into which office, by name or id; the only one, if none is named.
    #[arg(long)]
    pub office: Option<String>,
    /// The day that counts as today: later events are still to come.
    #[arg(long, value_name = "DATE", default_value = "2026-11-01")]
    pub today: NaiveDate,
    /// Write each row's history too. Done without being asked up to 100,000 rows.
    #[arg(long, conflicts_with = "no_history")]
    pub history: bool,
    /// Write no history.
    #[arg(long)]
    pub no_history: bool,
}

/// `kuvend search`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Subcommand)]
pub enum Search {
    /// Write the words of everybody anew.
    Rebuild,
}

/// `kuvend duplicates`.
#[derive(Debug, Clone, Subcommand)]
pub enum Duplicates {
    /// Measure the scoring on a CSV file of records of whom it is known who they are.
    #[command(
        after_help = "Columns, by their heads, in any order; others are passed over: entity (or an id such as rec-7-dup-0), \
                      given, family, birth (a date or a year), email, phone, country, city, origin, sex."
    )]
    Evaluate {
        /// The file, in UTF-8.
        file: PathBuf,
    },
    /// Look for records that are perhaps of one person, here and now.
    Find {
        /// Of which office, by its id or name; the only one unless said.
        #[arg(long)]
        office: Option<String>,
        /// Compare everybody with everybody, and not only who changed since the last walk.
        #[arg(long)]
        whole: bool,
    },
}

/// `kuvend counts`.
#[derive(Debug, Clone, Copy, Subcommand)]
pub enum Counts {
    /// Compare them with the rows.
    Verify,
    /// Count anew whatever is wrong.
    Rebuild,
}

/// `kuvend audit`.
#[derive(Debug, Clone, Copy, Subcommand)]
pub enum Audit {
    /// Seal what is not sealed yet; a running worker does it every minute.
    Seal,
    /// Look whether an entry was changed, taken out or put in since it was sealed.
    Verify,
}

/// `kuvend retention`.
#[derive(Debug, Clone, Subcommand)]
pub enum Retention {
    /// Propose whose data are no longer to be kept, and erase those whose turn has come; a running worker does it four times a day.
    Run {
        /// Of which office, by name or id; the only one, if none is named.
        #[arg(long)]
        office: Option<String>,
        /// Say how many people there are, by purpose, and write nothing.
        #[arg(long)]
        dry_run: bool,
    },
}

/// `kuvend config`.
#[derive(Debug, Args)]
pub struct Config {
    /// Print every option with its description and default instead.
    #[arg(long)]
    pub example: bool,
}

impl Cli {
    /// What to type before a command's name, so that it meets the database that this one met.
    #[must_use]
    pub fn again(&self) -> String {
        let mut words = vec![word(&self.program)];
        if let Some(file) = &self.config {
            words.push(format!("--config {}", word(&file.to_string_lossy())));
        }
        let demo = match &self.command {
            Command::Demo(what) => Some(&what.data),
            _ => self.demo.as_ref(),
        };
        if let Some(folder) = demo {
            words.push(if folder.as_path() == Path::new(DEMO_FOLDER) {
                "--demo".to_owned()
            } else {
                format!("--demo={}", word(&folder.to_string_lossy()))
            });
        }
        words.join(" ")
    }
}

/// A word as a shell takes it.
fn word(text: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || "/._-+:@%,".contains(letter);
    if !text.is_empty() && text.chars().all(is_plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

/// Reads what was typed.
///
/// # Errors
/// [`Stop::Usage`] where it makes no sense, [`Stop::Told`] where help was asked for.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Cli, Stop> {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let program = arguments
        .first()
        .map_or_else(|| "kuvend".into(), |name| name.to_string_lossy());
    let program = program.into_owned();
    let cli = Cli::try_parse_from(&arguments).map_err(|error| {
        let text = error.render().to_string();
        if error.use_stderr() {
            Stop::Usage(text)
        } else {
            Stop::Told(text)
        }
    })?;
    if cli.demo.is_some() && matches!(cli.command, Command::Demo(_)) {
        let says = "kuvend: `kuvend demo` takes its folder by --data";
        return Err(Stop::Usage(says.to_owned()));
    }
    Ok(Cli { program, ..cli })
}

fn role() -> impl clap::builder::TypedValueParser<Value = Role> {
    let names = Role::ALL.iter().map(|role| role.as_str());
    PossibleValuesParser::new(names).try_map(|name| {
        Role::parse(&name.to_uppercase()).ok_or_else(|| format!("there is no role {name}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_contradicts_itself_nowhere() {
        Cli::command().debug_assert();
    }

    #[test]
    fn help_is_no_failure_and_nonsense_is_wrong_usage() {
        let typed = |words: &[&str]| parse(words.iter().map(OsString::from)).map(|_| ());
        assert!(matches!(typed(&["kuvend", "--help"]), Err(Stop::Told(_))));
        assert!(matches!(typed(&["kuvend", "dance"]), Err(Stop::Usage(_))));
        assert!(
            typed(&[
                "kuvend",
                "account",
                "grant",
                "a@example.org",
                "--role",
                "admin"
            ])
            .is_ok()
        );
    }

    #[test]
    fn a_file_of_people_needs_a_purpose_and_a_basis_and_one_of_organisations_neither() {
        let typed = |what: &str, more: &[&str]| {
            let words = ["kuvend", "import", what, "list.csv", "--source", "A fair"];
            let words = words.iter().chain(more);
            parse(words.map(OsString::from)).map(|_| ())
        };
        let why = ["--purpose", "follow-up", "--basis", "consent"];
        assert!(typed("contacts", &why).is_ok());
        assert!(matches!(typed("contacts", &[]), Err(Stop::Usage(_))));
        assert!(typed("organisations", &[]).is_ok());
        assert!(typed("organisations", &why).is_ok());
    }

    #[test]
    fn a_hint_meets_the_database_that_the_command_met() {
        let again = |words: &[&str]| parse(words.iter().map(OsString::from)).map(|cli| cli.again());
        for (typed, hint) in [
            (&["kuvend", "doctor"][..], "kuvend"),
            (&["./kuvend", "token", "list", "--demo"], "./kuvend --demo"),
            (
                &["kuvend", "--config", "a b.toml", "doctor"],
                "kuvend --config 'a b.toml'",
            ),
            (&["kuvend", "demo"], "kuvend --demo"),
            (
                &["kuvend", "demo", "--data", "/tmp/x"],
                "kuvend --demo=/tmp/x",
            ),
        ] {
            assert_eq!(again(typed).unwrap(), hint);
        }
        assert!(matches!(
            again(&["kuvend", "demo", "--demo"]),
            Err(Stop::Usage(_))
        ));
    }
}
