//! The roots of people, organisations and programmes.

use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use kuvend_domain::{
    contacts::{self, Registered},
    duplicates::Score,
    fault::Fault,
    op::Op,
    organisations, programmes,
};

use crate::{
    contacts::{
        Contact, ContactConnection, ContactFilter, ContactOrder, Selection, UpdateContactInput,
        inputs::RegisterContactInput,
    },
    likeness::DuplicateEvidence,
    look::Look,
    organisations::{
        CreateOrganisationInput, Organisation, OrganisationConnection, OrganisationFilter,
    },
    paging::Paging,
    payload::{UserError, op, settle},
    programmes::{
        CreateProgrammeInput, EnrolContactInput, Enrolment, Programme, ProgrammeConnection,
        ProgrammeFilter,
    },
    registry::changed,
};

/// Queries of people, organisations and programmes.
#[derive(Debug, Clone, Copy, Default)]
pub struct PeopleQueries;

/// Queries of people, organisations and programmes.
#[Object]
impl PeopleQueries {
    /// A contact by its id; null where there is none that one may see.
    async fn contact(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The contact's id.")] id: ID,
    ) -> async_graphql::Result<Option<Contact>> {
        match id.parse() {
            Ok(id) => Contact::load(ctx, id).await,
            Err(_) => Ok(None),
        }
    }

    /// Contacts, by name unless said. `search` finds by the beginnings of words, whatever the accents, case and script; without
    /// an order the best come first: whole words and beginnings, then words that are one slip away, then organisations.
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn contacts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Names, addresses or telephones.")] search: Option<String>,
        #[graphql(desc = "Which contacts.")] filter: Option<ContactFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<ContactOrder>,
        #[graphql(desc = "How many from the start, 25 unless said, at most 100.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what follows this place.")] after: Option<String>,
        #[graphql(desc = "How many from the end.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this place.")] before: Option<String>,
    ) -> async_graphql::Result<ContactConnection> {
        crate::contacts::list(
            ctx,
            search,
            (filter, order_by),
            Paging {
                first,
                after,
                last,
                before,
            },
        )
        .await
    }

    /// Organisations, by name.
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn organisations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Names.")] search: Option<String>,
        #[graphql(desc = "Which organisations.")] filter: Option<OrganisationFilter>,
        #[graphql(desc = "How many from the start, 25 unless said, at most 100.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what follows this place.")] after: Option<String>,
        #[graphql(desc = "How many from the end.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this place.")] before: Option<String>,
    ) -> async_graphql::Result<OrganisationConnection> {
        crate::organisations::list(
            ctx,
            search,
            filter,
            Paging {
                first,
                after,
                last,
                before,
            },
        )
        .await
    }

    /// A programme by its id; null where there is none that one may see.
    async fn programme(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The programme's id.")] id: ID,
    ) -> async_graphql::Result<Option<Programme>> {
        match id.parse() {
            Ok(id) => {
                let look = Look::of(ctx);
                let mut found = Programme::load_many(op(ctx)?, vec![id], &look).await?;
                Ok(found.remove(&id))
            }
            Err(_) => Ok(None),
        }
    }

    /// Programmes, by title.
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn programmes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which programmes.")] filter: Option<ProgrammeFilter>,
        #[graphql(desc = "How many from the start, 25 unless said, at most 100.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what follows this place.")] after: Option<String>,
        #[graphql(desc = "How many from the end.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this place.")] before: Option<String>,
    ) -> async_graphql::Result<ProgrammeConnection> {
        crate::programmes::list(
            ctx,
            filter,
            Paging {
                first,
                after,
                last,
                before,
            },
        )
        .await
    }
}

/// What `createOrganisation` came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct CreateOrganisationPayload {
    /// The organisation; null where it was refused.
    pub organisation: Option<Organisation>,
    /// Why it was refused.
    pub user_errors: Vec<UserError>,
}

/// Somebody registered who is perhaps the same person.
#[derive(Debug, Clone, SimpleObject)]
pub struct DuplicateCandidate {
    /// Who.
    pub contact: Contact,
    /// Whether an address or a telephone is the same and what else is known of both bears it out.
    pub is_strong: bool,
    /// How likely it is one person, in bits: from 10 on with a same name alone, from 20 on with more beside it.
    pub score: f64,
    /// What is the same.
    pub reasons: Vec<DuplicateReason>,
    /// What the score is made of: each field that both records know.
    pub evidence: Vec<DuplicateEvidence>,
}

/// What is the same of two records.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "contacts::Reason")]
pub enum DuplicateReason {
    /// An address.
    Email,
    /// A telephone.
    Phone,
    /// Given and family name, whatever the accents, case and script, in either order.
    Name,
}

impl DuplicateCandidate {
    fn of(contact: Contact, judged: Judged) -> Self {
        Self {
            contact,
            is_strong: judged.is_strong,
            score: judged.score.bits,
            reasons: judged.reasons.into_iter().map(Into::into).collect(),
            evidence: judged.score.reasons.iter().map(Into::into).collect(),
        }
    }
}

/// What a candidate is judged by, apart from the record.
struct Judged {
    is_strong: bool,
    score: Score,
    reasons: Vec<contacts::Reason>,
}

/// A fault in the words of whoever asks.
fn told(op: &Op, fault: Fault) -> async_graphql::Result<Vec<UserError>> {
    Ok(settle::<()>(op, Err(fault.into()))?.1)
}

/// What `registerContact` came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct RegisterContactPayload {
    /// The contact; null where it was refused.
    pub contact: Option<Contact>,
    /// Who is perhaps the same person, strongest first; nothing was written then.
    pub candidates: Vec<DuplicateCandidate>,
    /// Why it was refused.
    pub user_errors: Vec<UserError>,
}

/// What `updateContact` came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct UpdateContactPayload {
    /// The contact after it; on `CONFLICT`, as it is now.
    pub contact: Option<Contact>,
    /// Why it was refused.
    pub user_errors: Vec<UserError>,
}

/// What `createProgramme` came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct CreateProgrammePayload {
    /// The programme; null where it was refused.
    pub programme: Option<Programme>,
    /// Why it was refused.
    pub user_errors: Vec<UserError>,
}

/// What `enrolContact` came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct EnrolContactPayload {
    /// The enrolment; null where it was refused.
    pub enrolment: Option<Enrolment>,
    /// Why it was refused.
    pub user_errors: Vec<UserError>,
}

/// Mutations of people, organisations and programmes.
#[derive(Debug, Clone, Copy, Default)]
pub struct PeopleMutations;

/// Mutations of people, organisations and programmes.
#[Object]
impl PeopleMutations {
    /// Enters an organisation.
    async fn create_organisation(
        &self,
        ctx: &Context<'_>,
        input: CreateOrganisationInput,
    ) -> async_graphql::Result<CreateOrganisationPayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok(command) => organisations::create(op, command).await,
            Err(faults) => Err(faults),
        };
        let (row, user_errors) = settle(op, outcome)?;
        let organisation = match row {
            Some(row) => Organisation::load(op, row.id).await?,
            None => None,
        };
        Ok(CreateOrganisationPayload {
            organisation,
            user_errors,
        })
    }

    /// Registers a person; where somebody is perhaps registered already, answers with candidates and writes nothing.
    async fn register_contact(
        &self,
        ctx: &Context<'_>,
        input: RegisterContactInput,
    ) -> async_graphql::Result<RegisterContactPayload> {
        let op = op(ctx)?;
        let outcome = match input.read(op.clock.now()) {
            Ok(command) => contacts::register(op, command).await,
            Err(faults) => Err(faults),
        };
        let (registered, user_errors) = settle(op, outcome)?;
        let look = Look::of(ctx);
        Ok(match registered {
            Some(Registered::Contact(row)) => {
                let selection = Selection::of(&look.field("contact"));
                let mut shown = Contact::hydrate(op, vec![row], &selection).await?;
                RegisterContactPayload {
                    contact: shown.pop(),
                    candidates: Vec::new(),
                    user_errors,
                }
            }
            Some(Registered::Candidates(found)) => {
                let selection = Selection::of(&look.field("candidates").field("contact"));
                let (rows, judged): (Vec<_>, Vec<_>) = found
                    .into_iter()
                    .map(|one| {
                        let judged = Judged {
                            is_strong: one.is_strong(),
                            score: one.score,
                            reasons: one.reasons,
                        };
                        (one.contact, judged)
                    })
                    .unzip();
                let shown = Contact::hydrate(op, rows, &selection).await?;
                RegisterContactPayload {
                    contact: None,
                    candidates: shown
                        .into_iter()
                        .zip(judged)
                        .map(|(contact, judged)| DuplicateCandidate::of(contact, judged))
                        .collect(),
                    user_errors: told(op, contacts::possible_duplicate())?,
                }
            }
            None => RegisterContactPayload {
                contact: None,
                candidates: Vec::new(),
                user_errors,
            },
        })
    }

    /// Changes what is known of a person: what is absent stays, null clears.
    async fn update_contact(
        &self,
        ctx: &Context<'_>,
        input: UpdateContactInput,
    ) -> async_graphql::Result<UpdateContactPayload> {
        let op = op(ctx)?;
        let outcome = match input.read(op.clock.now()) {
            Ok(command) => contacts::update(op, command).await,
            Err(faults) => Err(faults),
        };
        let (row, user_errors) = settle(op, outcome)?;
        let contact = changed(ctx, row, (&input.id, &user_errors)).await?;
        Ok(UpdateContactPayload {
            contact,
            user_errors,
        })
    }

    /// Enters a programme.
    async fn create_programme(
        &self,
        ctx: &Context<'_>,
        input: CreateProgrammeInput,
    ) -> async_graphql::Result<CreateProgrammePayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok(command) => programmes::create(op, command).await,
            Err(faults) => Err(faults),
        };
        let (row, user_errors) = settle(op, outcome)?;
        let programme = match row {
            Some(row) => Programme::load(op, row.id).await?,
            None => None,
        };
        Ok(CreateProgrammePayload {
            programme,
            user_errors,
        })
    }

    /// Enrols a contact in a programme.
    async fn enrol_contact(
        &self,
        ctx: &Context<'_>,
        input: EnrolContactInput,
    ) -> async_graphql::Result<EnrolContactPayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok(command) => programmes::enrol(op, command).await,
            Err(faults) => Err(faults),
        };
        let (row, user_errors) = settle(op, outcome)?;
        Ok(EnrolContactPayload {
            enrolment: row.map(Into::into),
            user_errors,
        })
    }
}
