//! Files that go out and come in: `kuvend export` and `kuvend import`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use kuvend_domain::{
    exports,
    imports::{mapping::Field, source::Delimiter},
};
use kuvend_entity::{
    id::{EventId, ImportBatchId, SegmentId},
    kind::{ImportMode, LawfulBasis, Paper},
    value::Language,
};

/// `kuvend export`.
#[derive(Debug, Subcommand)]
pub enum Export {
    /// Take contacts out as a CSV file or an XLSX workbook, by the ending of the file's name. Whose data are restricted is left out.
    Contacts(Box<ExportContacts>),
    /// Take organisations out, with their names in several languages.
    Organisations(Box<ExportOrganisations>),
    /// Take the guest list of an event out: who is on it, how far each one's invitation, answer, place and presence are, who comes along
    /// and what they answered to the event's questions. Whose data are restricted is left out.
    Guests(Box<ExportGuests>),
    /// Prepare a paper of an event: as a CSV file, an XLSX workbook or an HTML page to be printed, by the ending of the file's name. No
    /// address and no telephone is on any.
    Paper(Box<ExportPaper>),
}

/// `kuvend export contacts`.
#[derive(Debug, Args)]
pub struct ExportContacts {
    /// Only whom a search finds.
    #[arg(long, value_name = "TEXT")]
    pub search: Option<String>,
    /// Only whom a segment has, by its id.
    #[arg(long, value_name = "ID")]
    pub segment: Option<SegmentId>,
    /// A column, by the name of its field, in the order given; may be given several times. The usual ones otherwise.
    #[arg(long = "field", value_name = "FIELD", value_parser = exported)]
    pub fields: Vec<exports::Field>,
    /// Of which office, by name or id; the only one, if none is named.
    #[arg(long)]
    pub office: Option<String>,
    /// The file and how it is written.
    #[command(flatten)]
    pub file: ExportFile,
}

/// `kuvend export organisations`.
#[derive(Debug, Args)]
pub struct ExportOrganisations {
    /// Of which office, by name or id; the only one, if none is named.
    #[arg(long)]
    pub office: Option<String>,
    /// The file and how it is written.
    #[command(flatten)]
    pub file: ExportFile,
}

/// `kuvend export guests`.
#[derive(Debug, Args)]
pub struct ExportGuests {
    /// Of which event, by its id.
    #[arg(long, value_name = "ID")]
    pub event: EventId,
    /// Answers to delicate questions too.
    #[arg(long)]
    pub sensitive_answers: bool,
    /// The file and how it is written.
    #[command(flatten)]
    pub file: ExportFile,
}

/// `kuvend export paper`.
#[derive(Debug, Args)]
pub struct ExportPaper {
    /// Which: `guest-list`, `protocol-list`, `run-of-show`, `sign-in-sheet`, `badges`, `catering` or `certificates`.
    #[arg(value_parser = paper)]
    pub paper: Paper,
    /// Of which event, by its id.
    #[arg(long, value_name = "ID")]
    pub event: EventId,
    /// Everybody on the list, and not only who is expected.
    #[arg(long)]
    pub everybody: bool,
    /// On a guest list, answers to delicate questions too.
    #[arg(long)]
    pub sensitive_answers: bool,
    /// The file and how it is written. `--headings` says in which language; in the office's own otherwise.
    #[command(flatten)]
    pub file: ExportFile,
}

/// `kuvend export contacts` and the others.
#[derive(Debug, Args)]
pub struct ExportFile {
    /// The file to write. It appears once it is whole, and only its owner may read it.
    pub file: PathBuf,
    /// What for, in a sentence: it is kept beside who took what.
    #[arg(long, value_name = "TEXT")]
    pub purpose: String,
    /// In which language the columns are headed: `en`, `sq`, `it` or `el`; by the names of their fields otherwise.
    #[arg(long, value_name = "LANGUAGE")]
    pub headings: Option<Language>,
    /// Part the cells of a CSV file by commas instead of semicolons.
    #[arg(long)]
    pub comma: bool,
}

fn paper(text: &str) -> Result<Paper, String> {
    let word = text.to_uppercase().replace('-', "_");
    let known = || {
        let names = Paper::ALL.iter().map(|paper| paper.as_str());
        let names = names.map(|name| name.to_lowercase().replace('_', "-"));
        names.collect::<Vec<_>>().join(", ")
    };
    Paper::parse(&word).ok_or_else(|| format!("{text} is none of {}", known()))
}

fn exported(text: &str) -> Result<exports::Field, String> {
    let known = || {
        let names = exports::Field::ALL.iter().map(|field| field.as_str());
        names.collect::<Vec<_>>().join(", ")
    };
    exports::Field::parse(text).ok_or_else(|| format!("{text} is none of {}", known()))
}

/// `kuvend import`.
#[derive(Debug, Subcommand)]
pub enum Import {
    /// Bring contacts in from a CSV file (any delimiter and encoding) or an XLSX workbook.
    Contacts(Box<ImportContacts>),
    /// Bring organisations in: ministries, embassies, associations, by their names in several languages.
    Organisations(Box<ImportOrganisations>),
    /// Put the guests of an event on its list: people, whom the office knows from then on, and seats of organisations.
    Guests(Box<ImportGuests>),
    /// List the latest imports.
    List,
    /// Take an import back: whom it made goes, what it changed is as it was.
    Undo {
        /// The import's id.
        id: ImportBatchId,
    },
}

/// `kuvend import contacts`.
#[derive(Debug, Args)]
pub struct ImportContacts {
    /// The file and how it is read.
    #[command(flatten)]
    pub file: ImportFile,
    /// Why people are brought in.
    #[command(flatten)]
    pub ground: Ground,
}

/// `kuvend import organisations`.
#[derive(Debug, Args)]
pub struct ImportOrganisations {
    /// The file and how it is read.
    #[command(flatten)]
    pub file: ImportFile,
    /// Under which purpose of the register the import is written down; organisations need none.
    #[arg(long, value_name = "KEY")]
    pub purpose: Option<String>,
    /// On what that rests; organisations need no basis.
    #[arg(long, value_name = "BASIS", value_parser = basis)]
    pub basis: Option<LawfulBasis>,
}

/// Why people are brought in.
#[derive(Debug, Args)]
pub struct Ground {
    /// For which purpose of the register: `event-management`, `follow-up`, `publicity`.
    #[arg(long, value_name = "KEY")]
    pub purpose: String,
    /// On what that rests: `consent`, `public-task`, `contract`, `legal-obligation` or `legitimate-interest`.
    #[arg(long, value_name = "BASIS", value_parser = basis)]
    pub basis: LawfulBasis,
}

/// `kuvend import guests`.
#[derive(Debug, Args)]
pub struct ImportGuests {
    /// On which event's list, by its id.
    #[arg(long, value_name = "ID")]
    pub event: EventId,
    /// The name under which they are put there together.
    #[arg(long, value_name = "NAME")]
    pub wave: Option<String>,
    /// The file and how it is read.
    #[command(flatten)]
    pub file: ImportFile,
    /// Why people are brought in.
    #[command(flatten)]
    pub ground: Ground,
}

/// `kuvend import contacts` and the others.
#[derive(Debug, Args)]
pub struct ImportFile {
    /// The file. Its first line names the columns.
    pub file: PathBuf,
    /// Into which office, by name or id; the only one, if none is named.
    #[arg(long)]
    pub office: Option<String>,
    /// What to do with those whom the office knows: `create-only`, `fill-empty` or `update`.
    #[arg(long, value_name = "MODE", default_value = "fill-empty", value_parser = mode)]
    pub mode: ImportMode,
    /// Where the file comes from, in a few words.
    #[arg(long, value_name = "TEXT")]
    pub source: String,
    /// What a column says (`Head=field`), or that it is left out (`Head=`); may be given several times. Columns are known by their heads
    /// otherwise.
    #[arg(long = "map", value_name = "HEAD=FIELD", value_parser = mapped)]
    pub map: Vec<(String, Option<Field>)>,
    /// What a word of a column stands for (`residenceCountry:Olanda=NL`); may be given several times.
    #[arg(long = "value", value_name = "FIELD:WORD=VALUE", value_parser = meant)]
    pub value: Vec<(Field, String, String)>,
    /// The file's encoding, where it is found out wrongly (`windows-1253`).
    #[arg(long)]
    pub encoding: Option<String>,
    /// What parts its cells, where it is found out wrongly: `comma`, `semicolon`, `tab` or `pipe`.
    #[arg(long, value_parser = delimiter)]
    pub delimiter: Option<Delimiter>,
    /// Say what each line would do and write nothing. Somebody whom two lines tell of is made by both where they lie far apart.
    #[arg(long)]
    pub dry_run: bool,
    /// Where to write the lines that were not taken, each with the reason, to be mended and brought in again.
    #[arg(long, value_name = "FILE")]
    pub failed: Option<PathBuf>,
}

fn mode(text: &str) -> Result<ImportMode, String> {
    let word = text.to_uppercase().replace('-', "_");
    ImportMode::parse(&word).ok_or_else(|| "one of create-only, fill-empty, update".to_owned())
}

fn basis(text: &str) -> Result<LawfulBasis, String> {
    let word = text.to_uppercase().replace('-', "_");
    let known = "one of consent, public-task, contract, legal-obligation, legitimate-interest";
    LawfulBasis::parse(&word).ok_or_else(|| known.to_owned())
}

fn delimiter(text: &str) -> Result<Delimiter, String> {
    Delimiter::parse(text).ok_or_else(|| "one of comma, semicolon, tab, pipe".to_owned())
}

fn field(text: &str) -> Result<Field, String> {
    let known = || {
        Field::ALL
            .iter()
            .map(|field| field.as_str())
            .collect::<Vec<_>>()
            .join(", ")
    };
    Field::parse(text).ok_or_else(|| format!("{text} is none of {}", known()))
}

fn mapped(text: &str) -> Result<(String, Option<Field>), String> {
    let (head, named) = text.rsplit_once('=').ok_or("written HEAD=FIELD")?;
    let said = (!named.is_empty()).then(|| field(named)).transpose()?;
    Ok((head.to_owned(), said))
}

fn meant(text: &str) -> Result<(Field, String, String), String> {
    let shape = "written FIELD:WORD=VALUE";
    let (named, rest) = text.split_once(':').ok_or(shape)?;
    let (word, value) = rest.rsplit_once('=').ok_or(shape)?;
    Ok((field(named)?, word.to_owned(), value.to_owned()))
}
