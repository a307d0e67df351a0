//! Inputs about programmes, read into commands.

use async_graphql::{ID, InputObject};
use kuvend_domain::{
    error::Result,
    programmes::{Create, Enrol, Filter, Part},
};
use kuvend_entity::kind;

use crate::{
    enums::{EnrolmentState, ProgrammeOrganisationRole, ProgrammeStatus},
    input::{LINE, LocalizedTextInput, PROSE, Reader},
    organisations::{FILTER_ANY, FILTER_LIST},
    scalars::Date,
};

/// Organisations of a programme at most.
const PARTS: usize = 50;
/// Letters of a code at most.
const CODE: usize = 64;

/// Which programmes: what is given must hold, all of it.
#[derive(Debug, Clone, Default, InputObject)]
pub struct ProgrammeFilter {
    /// Of this office.
    pub office_id: Option<ID>,
    /// In any of these states.
    pub statuses: Option<Vec<ProgrammeStatus>>,
    /// With any of these codes, at most 100.
    pub codes: Option<Vec<String>>,
    /// In which this organisation has a part.
    pub organisation_id: Option<ID>,
    /// At least one of these holds, at most 20.
    pub any: Option<Vec<ProgrammeFilter>>,
    /// This does not hold.
    pub not: Option<Box<ProgrammeFilter>>,
}

impl ProgrammeFilter {
    pub(super) fn read(&self, reader: &mut Reader) -> Option<Filter> {
        let office = reader.optional(self.office_id.as_ref(), |reader, id| {
            reader.id("officeId", id)
        });
        let codes = reader.optional(self.codes.as_ref(), |reader, list| {
            reader.each("codes", list, FILTER_LIST, |reader, code| {
                reader.line("", code, CODE)
            })
        });
        let organisation = reader.optional(self.organisation_id.as_ref(), |reader, id| {
            reader.id("organisationId", id)
        });
        let any = reader.optional(self.any.as_ref(), |reader, list| {
            reader.each("any", list, FILTER_ANY, |reader, one| one.read(reader))
        });
        let not = reader.optional(self.not.as_ref(), |reader, not| {
            reader
                .within("not", |reader| not.read(reader))
                .map(Box::new)
        });
        let statuses = self.statuses.as_ref();
        Some(Filter {
            office: office?,
            statuses: statuses.map(|list| list.iter().map(|status| (*status).into()).collect()),
            codes: codes?,
            organisation: organisation?,
            any: any?,
            not: not?,
        })
    }
}

/// The part of an organisation in a programme.
#[derive(Debug, Clone, InputObject)]
pub struct ProgrammeOrganisationInput {
    /// Who.
    pub organisation_id: ID,
    /// As what.
    pub role: ProgrammeOrganisationRole,
}

/// Enters a programme.
#[derive(Debug, Clone, InputObject)]
pub struct CreateProgrammeInput {
    /// In which office; needed where several are possible.
    pub office_id: Option<ID>,
    /// Title per language, at least one.
    pub title: Vec<LocalizedTextInput>,
    /// Description per language.
    pub description: Option<Vec<LocalizedTextInput>>,
    /// Its code with the donor; one of a kind in the office.
    pub code: Option<String>,
    /// Where it stands; in the pipeline unless said.
    pub status: Option<ProgrammeStatus>,
    /// First day.
    pub starts_on: Option<Date>,
    /// Last day.
    pub ends_on: Option<Date>,
    /// Who funds, implements and takes part, at most 50.
    pub organisations: Option<Vec<ProgrammeOrganisationInput>>,
}

impl CreateProgrammeInput {
    /// The command.
    ///
    /// # Errors
    /// Every fault of the input.
    pub fn read(&self) -> Result<Create> {
        let mut reader = Reader::new();
        let command = self.parts(&mut reader);
        reader.finish(command)
    }

    fn parts(&self, reader: &mut Reader) -> Option<Create> {
        let office = reader.optional(self.office_id.as_ref(), |reader, id| {
            reader.id("officeId", id)
        });
        let title = reader.title("title", &self.title);
        let description = self.description.as_deref().unwrap_or_default();
        let description = reader.localized("description", description, PROSE);
        let code = reader.optional(self.code.as_ref(), |reader, text| {
            reader.line("code", text, CODE)
        });
        let starts_on = reader.optional(self.starts_on.as_ref(), |reader, day| {
            reader.date("startsOn", day)
        });
        let ends_on = reader.optional(self.ends_on.as_ref(), |reader, day| {
            reader.date("endsOn", day)
        });
        let parts = self.organisations.as_deref().unwrap_or_default();
        let organisations = reader.each("organisations", parts, PARTS, |reader, part| {
            let organisation = reader.id("organisationId", &part.organisation_id)?;
            let role = part.role.into();
            Some(Part { organisation, role })
        });
        Some(Create {
            office: office?,
            title: title?,
            description: description?,
            code: code?,
            status: self
                .status
                .map_or(kind::ProgrammeStatus::Pipeline, Into::into),
            starts_on: starts_on?,
            ends_on: ends_on?,
            organisations: organisations?,
        })
    }
}

/// Enrols a contact in a programme.
#[derive(Debug, Clone, InputObject)]
pub struct EnrolContactInput {
    /// In which programme.
    pub programme_id: ID,
    /// Whom.
    pub contact_id: ID,
    /// As what: mentor, participant, Development Agent.
    pub role: Option<String>,
    /// With which group.
    pub cohort: Option<String>,
    /// Where it stands; enrolled unless said.
    pub state: Option<EnrolmentState>,
    /// Since; today, on the office's calendar, unless said.
    pub enrolled_on: Option<Date>,
}

impl EnrolContactInput {
    /// The command.
    ///
    /// # Errors
    /// Every fault of the input.
    pub fn read(&self) -> Result<Enrol> {
        let mut reader = Reader::new();
        let command = self.parts(&mut reader);
        reader.finish(command)
    }

    fn parts(&self, reader: &mut Reader) -> Option<Enrol> {
        let programme = reader.id("programmeId", &self.programme_id);
        let contact = reader.id("contactId", &self.contact_id);
        let role = reader.optional(self.role.as_ref(), |reader, text| {
            reader.line("role", text, LINE)
        });
        let cohort = reader.optional(self.cohort.as_ref(), |reader, text| {
            reader.line("cohort", text, LINE)
        });
        let enrolled_on = reader.optional(self.enrolled_on.as_ref(), |reader, day| {
            reader.date("enrolledOn", day)
        });
        Some(Enrol {
            programme: programme?,
            contact: contact?,
            role: role?,
            cohort: cohort?,
            state: self
                .state
                .map_or(kind::EnrolmentState::Enrolled, Into::into),
            enrolled_on: enrolled_on?,
        })
    }
}
