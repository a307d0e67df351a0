//! Programmes and who is enrolled in them.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use kuvend_domain::{
    error::Result,
    op::Op,
    programmes::{self, Create, Enrol, Filter, Part},
};
use kuvend_entity::{
    enrolment,
    id::{EnrolmentId, ProgrammeId},
    programme,
};

use crate::{
    connection,
    contacts::Contact,
    enums::{EnrolmentState, ProgrammeOrganisationRole, ProgrammeStatus},
    input::{LINE, LocalizedText, LocalizedTextInput, PROSE, Reader, said, translations},
    organisations::Organisation,
    paging::{Paging, counts},
    payload::{op, seen, top_level},
    scalars::{Date, Language},
};

/// A funded programme or project.
#[derive(Debug, Clone)]
pub struct Programme {
    /// The row.
    pub row: programme::Model,
}

impl From<programme::Model> for Programme {
    fn from(row: programme::Model) -> Self {
        Self { row }
    }
}

/// A contact in a programme.
#[derive(Debug, Clone)]
pub struct Enrolment {
    /// The row.
    pub row: enrolment::Model,
}

impl From<enrolment::Model> for Enrolment {
    fn from(row: enrolment::Model) -> Self {
        Self { row }
    }
}

connection!(ProgrammeConnection, ProgrammeEdge, Programme, "programmes");
connection!(EnrolmentConnection, EnrolmentEdge, Enrolment, "enrolments");

/// The part an organisation plays in a programme.
#[derive(Debug, Clone, SimpleObject)]
pub struct ProgrammeOrganisation {
    /// Who.
    pub organisation: Organisation,
    /// As what.
    pub role: ProgrammeOrganisationRole,
}

impl Programme {
    /// A programme by its id, if one may see it.
    ///
    /// # Errors
    /// A failure, as a coded top-level error.
    pub async fn load(op: &Op, id: ProgrammeId) -> async_graphql::Result<Option<Self>> {
        Ok(seen(op, programmes::find(op, id).await)?.map(Into::into))
    }
}

/// A funded programme or project.
#[Object]
impl Programme {
    /// Opaque, stable id.
    pub async fn id(&self) -> ID {
        self.row.id.to_string().into()
    }

    /// Raised by every change.
    async fn version(&self) -> i32 {
        self.row.version
    }

    /// Its title, in the language asked for where there is one.
    async fn title(
        &self,
        #[graphql(desc = "The language wanted.")] language: Option<Language>,
    ) -> String {
        said(&self.row.title, language.as_ref()).unwrap_or_default()
    }

    /// Its title in every language that there is.
    async fn title_translations(&self) -> Vec<LocalizedText> {
        translations(&self.row.title)
    }

    /// What it is about, in the language asked for where there is one.
    async fn description(
        &self,
        #[graphql(desc = "The language wanted.")] language: Option<Language>,
    ) -> Option<String> {
        said(&self.row.description, language.as_ref())
    }

    /// Its code with the donor.
    async fn code(&self) -> Option<&str> {
        self.row.code.as_deref()
    }

    /// Where it stands.
    async fn status(&self) -> ProgrammeStatus {
        self.row.status.into()
    }

    /// First day.
    async fn starts_on(&self) -> Option<Date> {
        self.row.starts_on.map(Into::into)
    }

    /// Last day.
    async fn ends_on(&self) -> Option<Date> {
        self.row.ends_on.map(Into::into)
    }

    /// Who funds, implements and takes part.
    async fn organisations(
        &self,
        ctx: &Context<'_>,
    ) -> async_graphql::Result<Vec<ProgrammeOrganisation>> {
        let op = op(ctx)?;
        let parts = programmes::organisations_of(op, self.row.id)
            .await
            .map_err(|error| top_level(op, &error))?;
        Ok(parts
            .into_iter()
            .map(|(role, body)| ProgrammeOrganisation {
                organisation: body.into(),
                role: role.into(),
            })
            .collect())
    }

    /// Who is enrolled, in the order in which they were.
    async fn enrolments(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> async_graphql::Result<EnrolmentConnection> {
        let op = op(ctx)?;
        let coded = |error| top_level(op, &error);
        let page = Paging {
            first,
            after,
            last,
            before,
        }
        .request(counts(ctx))
        .map_err(coded)?;
        Ok(EnrolmentConnection(
            programmes::enrolments(op, self.row.id, &page)
                .await
                .map_err(coded)?
                .map(Into::into),
        ))
    }
}

impl Enrolment {
    /// An enrolment by its id, if one may see it.
    ///
    /// # Errors
    /// A failure, as a coded top-level error.
    pub async fn load(op: &Op, id: EnrolmentId) -> async_graphql::Result<Option<Self>> {
        Ok(seen(op, programmes::find_enrolment(op, id).await)?.map(Into::into))
    }
}

/// A contact in a programme.
#[Object]
impl Enrolment {
    /// Opaque, stable id.
    pub async fn id(&self) -> ID {
        self.row.id.to_string().into()
    }

    /// Raised by every change.
    async fn version(&self) -> i32 {
        self.row.version
    }

    /// In which programme.
    async fn programme(&self, ctx: &Context<'_>) -> async_graphql::Result<Programme> {
        Programme::load(op(ctx)?, self.row.programme_id)
            .await?
            .ok_or_else(|| "the programme is not visible".into())
    }

    /// Who.
    async fn contact(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Contact>> {
        Contact::load(ctx, self.row.contact_id).await
    }

    /// As what: mentor, participant, Development Agent.
    async fn role(&self) -> Option<&str> {
        self.row.role.as_deref()
    }

    /// With which group.
    async fn cohort(&self) -> Option<&str> {
        self.row.cohort.as_deref()
    }

    /// Where it stands.
    async fn state(&self) -> EnrolmentState {
        self.row.state.into()
    }

    /// Since.
    async fn enrolled_on(&self) -> Date {
        self.row.enrolled_on.into()
    }

    /// Until; null while it lasts.
    async fn ended_on(&self) -> Option<Date> {
        self.row.ended_on.map(Into::into)
    }
}

/// Which programmes.
#[derive(Debug, Clone, Default, InputObject)]
pub struct ProgrammeFilter {
    /// In any of these states.
    pub statuses: Option<Vec<ProgrammeStatus>>,
}

/// A page of programmes.
///
/// # Errors
/// A denial, a fault of the arguments or a failure, as a coded top-level error.
pub async fn list(
    ctx: &Context<'_>,
    filter: Option<ProgrammeFilter>,
    paging: Paging,
) -> async_graphql::Result<ProgrammeConnection> {
    let op = op(ctx)?;
    let coded = |error| top_level(op, &error);
    let filter = Filter {
        statuses: filter
            .and_then(|filter| filter.statuses)
            .map(|list| list.into_iter().map(Into::into).collect()),
    };
    let page = programmes::list(op, &filter, &paging.request(counts(ctx)).map_err(coded)?)
        .await
        .map_err(coded)?;
    Ok(ProgrammeConnection(page.map(Into::into)))
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
    /// Who funds, implements and takes part.
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
        let none = Vec::new();
        let description = reader.localized(
            "description",
            self.description.as_ref().unwrap_or(&none),
            PROSE,
        );
        let code = reader.optional(self.code.as_ref(), |reader, text| {
            reader.line("code", text, 64)
        });
        let starts_on = reader.optional(self.starts_on.as_ref(), |reader, day| {
            reader.date("startsOn", day)
        });
        let ends_on = reader.optional(self.ends_on.as_ref(), |reader, day| {
            reader.date("endsOn", day)
        });
        let none = Vec::new();
        let organisations = reader.each(
            "organisations",
            self.organisations.as_ref().unwrap_or(&none),
            50,
            |reader, part| {
                reader
                    .id("organisationId", &part.organisation_id)
                    .map(|organisation| Part {
                        organisation,
                        role: part.role.into(),
                    })
            },
        );
        Some(Create {
            office: office?,
            title: title?,
            description: description?,
            code: code?,
            status: self
                .status
                .map_or(kuvend_entity::kind::ProgrammeStatus::Pipeline, Into::into),
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
    /// Since; today unless said.
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
                .map_or(kuvend_entity::kind::EnrolmentState::Enrolled, Into::into),
            enrolled_on: enrolled_on?,
        })
    }
}
