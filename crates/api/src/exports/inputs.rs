//! What can be asked for as a file.

use async_graphql::{Enum, ID, InputObject};
use kuvend_domain::{
    error::Result,
    exports::{self, Export, What},
    papers::Wanted,
};
use kuvend_entity::id::OfficeId;

use crate::{
    contacts::ContactFilter,
    enums::{ExportDelimiter, ExportFormat, Paper},
    input::{LINE, Reader},
    scalars::Language,
};

/// Letters of the sentence that says what an export is for.
const PURPOSE: usize = 1_000;
/// Columns of an export at most.
const FIELDS: usize = 50;

/// A column of an export.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "exports::Field")]
pub enum ContactExportField {
    /// The record's id.
    Id,
    /// Honorific.
    Honorific,
    /// Given name.
    GivenName,
    /// Middle name.
    MiddleName,
    /// Family name.
    FamilyName,
    /// What follows the name.
    Suffix,
    /// How the person is named in lists and letters.
    DisplayName,
    /// Primary address.
    Email,
    /// Primary telephone, in E.164 where it is known so.
    Phone,
    /// Preferred language, by its tag.
    PreferredLanguage,
    /// Country of residence, ISO 3166-1.
    ResidenceCountry,
    /// Region of residence, ISO 3166-2.
    ResidenceSubdivision,
    /// Town of residence.
    ResidenceCity,
    /// Country of origin, ISO 3166-1.
    OriginCountry,
    /// Region of origin.
    OriginRegion,
    /// Municipality of origin.
    OriginMunicipality,
    /// Year of emigration.
    EmigratedIn,
    /// Citizenships, ISO 3166-1, parted by semicolons.
    Citizenships,
    /// What the person is, by codes parted by semicolons.
    ProfileKinds,
    /// Interests by their keys, parted by semicolons.
    Interests,
    /// Profession, as told.
    Profession,
    /// Occupation, ISCO-08.
    OccupationCode,
    /// Sector, ISIC section.
    Sector,
    /// Skills with how well, parted by semicolons: `Nursing: EXPERT`.
    Skills,
    /// Languages by their tags with how well, parted by semicolons: `it: C1`.
    Languages,
    /// What was said to ways of contributing, parted by semicolons: `MENTOR: YES`.
    Willingness,
    /// Sex, empty where nobody asked.
    Sex,
    /// Year of birth.
    BirthYear,
    /// Date of birth.
    BirthOn,
    /// Band of age, where no year is known.
    AgeBand,
    /// Name of the organisation that the person belongs to now, the primary one first.
    Organisation,
    /// Function there.
    Function,
    /// How far from emigration.
    Generation,
    /// Where the record comes from.
    Source,
    /// When it was entered.
    CreatedAt,
}

/// How a file is written, and what for.
#[derive(Debug, Clone, InputObject)]
pub struct ExportFile {
    /// As what.
    #[graphql(default_with = "ExportFormat::Csv")]
    pub format: ExportFormat,
    /// What parts the cells of a text.
    #[graphql(default_with = "ExportDelimiter::Semicolon")]
    pub delimiter: ExportDelimiter,
    /// In which language the columns are headed, and a guest list's answers told; by names and keys unless said. The import knows either.
    pub heading_language: Option<Language>,
    /// What for, in a sentence, at most 1,000 letters.
    pub purpose: String,
}

impl ExportFile {
    /// The command, once it is known what is taken out and of which office.
    fn of(
        &self,
        reader: &mut Reader,
        taken: impl FnOnce(&mut Reader) -> Option<(Option<OfficeId>, What)>,
    ) -> Option<Export> {
        let taken = taken(reader);
        let headings = reader.optional(self.heading_language.as_ref(), |reader, tag| {
            reader.parsed("headingLanguage", &tag.0, "language")
        });
        let purpose = reader.line("purpose", &self.purpose, PURPOSE);
        let (office, what) = taken?;
        Some(Export {
            office,
            what,
            format: self.format.into(),
            delimiter: self.delimiter.into(),
            headings: headings?,
            purpose: purpose?,
        })
    }
}

/// Takes the organisations of an office out as a file.
#[derive(Debug, Clone, InputObject)]
pub struct ExportOrganisationsInput {
    /// Of which office; the only one unless said.
    pub office_id: Option<ID>,
    /// How it is written, and what for.
    #[graphql(flatten)]
    pub file: ExportFile,
}

impl ExportOrganisationsInput {
    /// The command.
    ///
    /// # Errors
    /// Every fault of the input.
    pub(super) fn read(&self) -> Result<Export> {
        let mut reader = Reader::new();
        let command = self.file.of(&mut reader, |reader| {
            let office = reader.optional(self.office_id.as_ref(), |reader, id| {
                reader.id("officeId", id)
            });
            Some((office?, What::Organisations))
        });
        reader.finish(command)
    }
}

/// Takes the guest list of an event out as a file: who is on it, in which function, how far each one's invitation, answer, place
/// and presence are, who comes along, and for who has the permission `READ_NEEDS` what each answered to the event's questions. Several
/// answers to one question stand in one cell, parted by semicolons; one that holds a semicolon or a quotation mark stands between quotation
/// marks, and those within are doubled. Who was erased is not among them, nor whose data are restricted.
#[derive(Debug, Clone, InputObject)]
pub struct ExportGuestListInput {
    /// Of which event.
    pub event_id: ID,
    /// Answers to delicate questions too; not unless said. Needs the permission `READ_NEEDS`.
    #[graphql(default)]
    pub with_sensitive_answers: bool,
    /// How it is written, and what for.
    #[graphql(flatten)]
    pub file: ExportFile,
}

impl ExportGuestListInput {
    /// The command.
    ///
    /// # Errors
    /// Every fault of the input.
    pub(super) fn read(&self) -> Result<Export> {
        let mut reader = Reader::new();
        let command = self.file.of(&mut reader, |reader| {
            let event = reader.id("eventId", &self.event_id);
            let what = What::GuestList {
                event: event?,
                sensitive: self.with_sensitive_answers,
            };
            Some((None, what))
        });
        reader.finish(command)
    }
}

/// Takes people out as a file: whoever the filter and the search find, as `contacts` lists them in an order of its own. Who was
/// erased or merged is not among them, nor whose data are restricted.
#[derive(Debug, Clone, InputObject)]
pub struct ExportContactsInput {
    /// Of which office; the only one unless said.
    pub office_id: Option<ID>,
    /// Which people; everybody unless said. A segment is named in it.
    pub filter: Option<ContactFilter>,
    /// Names, addresses or telephones.
    pub search: Option<String>,
    /// Which columns, in their order, each once; the usual ones unless said: names, address, telephone, language, residence, origin,
    /// profession, organisation and function.
    pub fields: Option<Vec<ContactExportField>>,
    /// How it is written, and what for.
    #[graphql(flatten)]
    pub file: ExportFile,
}

/// Has a paper of an event prepared.
#[derive(Debug, Clone, InputObject)]
pub struct PreparePaperInput {
    /// Of which event.
    pub event_id: ID,
    /// Which.
    pub paper: Paper,
    /// As what; pages to be printed unless said.
    #[graphql(default_with = "ExportFormat::Html")]
    pub format: ExportFormat,
    /// What parts the cells of a text.
    #[graphql(default_with = "ExportDelimiter::Semicolon")]
    pub delimiter: ExportDelimiter,
    /// In which language; in the office's own unless said.
    pub language: Option<Language>,
    /// Only who is expected: who has a place, who needs none for what they do there, and who came. Unless said so on every paper of people
    /// but the guest list.
    pub expected_only: Option<bool>,
    /// On a guest list, answers to delicate questions too; not unless said. Needs the permission `READ_NEEDS`, as all answers on it do.
    #[graphql(default)]
    pub with_sensitive_answers: bool,
    /// What for, in a sentence, at most 1,000 letters.
    pub purpose: String,
}

impl PreparePaperInput {
    /// The command.
    ///
    /// # Errors
    /// Every fault of the input.
    pub(super) fn read(&self) -> Result<Export> {
        let mut reader = Reader::new();
        let event = reader.id("eventId", &self.event_id);
        let headings = reader.optional(self.language.as_ref(), |reader, tag| {
            reader.parsed("language", &tag.0, "language")
        });
        let purpose = reader.line("purpose", &self.purpose, PURPOSE);
        let command = || {
            let wanted = Wanted {
                event: event?,
                paper: self.paper.into(),
                expected_only: self.expected_only,
                sensitive: self.with_sensitive_answers,
            };
            Some(Export {
                office: None,
                what: What::Paper(wanted),
                format: self.format.into(),
                delimiter: self.delimiter.into(),
                headings: headings?,
                purpose: purpose?,
            })
        };
        let command = command();
        reader.finish(command)
    }
}

/// Gives an export up; where it was written, the file is gone and its link opens nothing.
#[derive(Debug, Clone, InputObject)]
pub struct CancelExportInput {
    /// Which.
    pub id: ID,
}

impl ExportContactsInput {
    /// The command.
    ///
    /// # Errors
    /// Every fault of the input.
    pub(super) fn read(&self) -> Result<Export> {
        let mut reader = Reader::new();
        let command = self.file.of(&mut reader, |reader| {
            let office = reader.optional(self.office_id.as_ref(), |reader, id| {
                reader.id("officeId", id)
            });
            let filter = self.filter.clone().unwrap_or_default();
            let filter = reader.within("filter", |reader| filter.read(reader));
            let search = reader.optional(self.search.as_ref(), |reader, text| {
                reader.line("search", text, LINE)
            });
            let fields = self.fields.as_deref().unwrap_or_default();
            let fields = reader.each("fields", fields, FIELDS, |_, field| Some((*field).into()));
            let what = What::Contacts {
                filter: Box::new(filter?),
                search: search?,
                fields: fields?,
            };
            Some((office?, what))
        });
        reader.finish(command)
    }
}
