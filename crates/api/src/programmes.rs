//! Programmes and who is enrolled in them.

mod enrolments;
pub mod inputs;

use std::{collections::HashMap, sync::Arc};

use async_graphql::{Context, ID, Object, SimpleObject};
use kuvend_domain::{
    op::Op,
    organisations,
    programmes::{self, Found},
};
use kuvend_entity::{id::ProgrammeId, kind};

pub use enrolments::{Enrolment, EnrolmentConnection, EnrolmentEdge};
pub use inputs::{
    CreateProgrammeInput, EnrolContactInput, ProgrammeFilter, ProgrammeOrganisationInput,
};

use crate::{
    connection,
    enums::{EnrolmentState, ProgrammeOrganisationRole, ProgrammeStatus},
    input::{LocalizedText, Reader, translations},
    look::{Arguments, Look},
    offices::text,
    organisations::Organisation,
    paging::Paging,
    payload::{op, top_level},
    scalars::{Date, Language},
};

/// A funded programme or project.
#[derive(Debug, Clone)]
pub struct Programme {
    /// The row, and its office's own language.
    pub found: Arc<Found>,
    children: Arc<Children>,
}

/// What came with a programme because it was selected; what is absent is read when it is asked for.
#[derive(Debug, Clone, Default)]
struct Children {
    /// Who funds, implements and takes part.
    parts: Option<Arc<Vec<ProgrammeOrganisation>>>,
    /// Pages of who is enrolled.
    enrolments: Vec<(Arguments, EnrolmentConnection)>,
}

impl crate::flat::AtHand for Programme {}

connection!(ProgrammeConnection, ProgrammeEdge, Programme, "programmes");

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
    /// A denial or a failure, as a coded top-level error.
    pub async fn load(op: &Op, id: ProgrammeId) -> async_graphql::Result<Option<Self>> {
        let nothing = Look::default();
        Ok(Self::load_many(op, vec![id], &nothing).await?.remove(&id))
    }

    /// Programmes by their ids, as far as one may see them, with what is selected of them.
    ///
    /// # Errors
    /// A denial or a failure, as a coded top-level error.
    pub async fn load_many(
        op: &Op,
        mut ids: Vec<ProgrammeId>,
        look: &Look<'_>,
    ) -> async_graphql::Result<HashMap<ProgrammeId, Self>> {
        ids.sort_unstable();
        ids.dedup();
        let found = programmes::by_ids(op, &ids)
            .await
            .map_err(|error| top_level(op, &error))?;
        let shown = Self::hydrate(op, found.into_values().collect(), look).await?;
        Ok(shown
            .into_iter()
            .map(|one| (one.found.programme.id, one))
            .collect())
    }

    /// Programmes with what is selected of them, in their order: each kind of child by one statement for all of them.
    ///
    /// # Errors
    /// A failure, as a coded top-level error.
    pub async fn hydrate(
        op: &Op,
        found: Vec<Found>,
        look: &Look<'_>,
    ) -> async_graphql::Result<Vec<Self>> {
        let ids: Vec<ProgrammeId> = found.iter().map(|one| one.programme.id).collect();
        let organisations = look.field("organisations");
        let mut parts = if organisations.exists() {
            Some(parts(op, &ids, &organisations).await?)
        } else {
            None
        };
        let mut lists = Vec::new();
        for field in look.field("enrolments").by_arguments() {
            if let Some(pages) = enrolments::of_programmes(op, &ids, &field).await? {
                lists.push((field.arguments(), pages));
            }
        }
        let mut children = |id: &ProgrammeId| Children {
            parts: parts
                .as_mut()
                .map(|all| Arc::new(all.remove(id).unwrap_or_default())),
            enrolments: lists
                .iter_mut()
                .filter_map(|(arguments, pages)| Some((arguments.clone(), pages.remove(id)?)))
                .collect(),
        };
        Ok(found
            .into_iter()
            .map(|found| Self {
                children: Arc::new(children(&found.programme.id)),
                found: Arc::new(found),
            })
            .collect())
    }
}

/// The organisations of programmes, with what is selected of them.
async fn parts(
    op: &Op,
    programmes: &[ProgrammeId],
    look: &Look<'_>,
) -> async_graphql::Result<HashMap<ProgrammeId, Vec<ProgrammeOrganisation>>> {
    let found = programmes::organisations_of(op, programmes)
        .await
        .map_err(|error| top_level(op, &error))?;
    let mut bodies = HashMap::new();
    for (_, body) in found.values().flatten() {
        bodies.insert(body.organisation.id, body.clone());
    }
    let bodies = bodies.into_values().collect();
    let bodies = Organisation::hydrate(op, bodies, &look.field("organisation")).await?;
    let bodies: HashMap<_, _> = bodies
        .into_iter()
        .map(|body| (body.found.organisation.id, body))
        .collect();
    let shown = |parts: Vec<(kind::ProgrammeOrganisationRole, organisations::Found)>| {
        let shown = parts.into_iter().filter_map(|(role, body)| {
            Some(ProgrammeOrganisation {
                organisation: bodies.get(&body.organisation.id)?.clone(),
                role: role.into(),
            })
        });
        shown.collect()
    };
    Ok(found
        .into_iter()
        .map(|(programme, parts)| (programme, shown(parts)))
        .collect())
}

/// A funded programme or project.
#[Object]
impl Programme {
    /// Opaque, stable id.
    pub async fn id(&self) -> ID {
        self.found.programme.id.to_string().into()
    }

    /// Raised by every change.
    async fn version(&self) -> i32 {
        self.found.programme.version
    }

    /// Its title in the language asked for, else in the office's own, else in the first that there is.
    async fn title(
        &self,
        #[graphql(desc = "The language wanted.")] language: Option<Language>,
    ) -> String {
        let found = &self.found;
        text(&found.programme.title, language.as_ref(), &found.language).unwrap_or_default()
    }

    /// Its title in every language that there is.
    async fn title_translations(&self) -> Vec<LocalizedText> {
        translations(&self.found.programme.title)
    }

    /// What it is about, in the language asked for, else in the office's own, else in the first that there is.
    async fn description(
        &self,
        #[graphql(desc = "The language wanted.")] language: Option<Language>,
    ) -> Option<String> {
        let description = &self.found.programme.description;
        text(description, language.as_ref(), &self.found.language)
    }

    /// What it is about, in every language that there is.
    async fn description_translations(&self) -> Vec<LocalizedText> {
        translations(&self.found.programme.description)
    }

    /// Its code with the donor.
    async fn code(&self) -> Option<&str> {
        self.found.programme.code.as_deref()
    }

    /// Where it stands.
    async fn status(&self) -> ProgrammeStatus {
        self.found.programme.status.into()
    }

    /// First day.
    async fn starts_on(&self) -> Option<Date> {
        self.found.programme.starts_on.map(Into::into)
    }

    /// Last day.
    async fn ends_on(&self) -> Option<Date> {
        self.found.programme.ends_on.map(Into::into)
    }

    /// Who funds it, answers for it, passes it on, carries it out and takes part, in this order.
    async fn organisations(
        &self,
        ctx: &Context<'_>,
    ) -> async_graphql::Result<Vec<ProgrammeOrganisation>> {
        if let Some(parts) = &self.children.parts {
            return Ok(parts.to_vec());
        }
        let id = self.found.programme.id;
        let mut found = parts(op(ctx)?, &[id], &Look::of(ctx)).await?;
        Ok(found.remove(&id).unwrap_or_default())
    }

    /// Who is enrolled, in the order in which they were entered.
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn enrolments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those in any of these states.")] states: Option<Vec<EnrolmentState>>,
        #[graphql(desc = "How many from the start, 25 unless said, at most 100.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what follows this place.")] after: Option<String>,
        #[graphql(desc = "How many from the end.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this place.")] before: Option<String>,
    ) -> async_graphql::Result<EnrolmentConnection> {
        let given = Look::of(ctx).arguments();
        let mut brought = self.children.enrolments.iter();
        if let Some((_, list)) = brought.find(|(known, _)| *known == given) {
            return Ok(list.clone());
        }
        let paging = Paging {
            first,
            after,
            last,
            before,
        };
        enrolments::of_programme(ctx, self.found.programme.id, states, paging).await
    }
}

/// A page of programmes with what is selected of them.
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
    let page = paging.request(&Look::of(ctx)).map_err(coded)?;
    let mut reader = Reader::new();
    let filter = filter.unwrap_or_default();
    let filter = reader.within("filter", |reader| filter.read(reader));
    let filter = reader.finish(filter).map_err(coded)?;
    let page = programmes::list(op, &filter, &page).await.map_err(coded)?;
    let (found, page) = page.apart();
    let shown = Programme::hydrate(op, found, &Look::of(ctx).nodes()).await?;
    Ok(ProgrammeConnection(page.with(shown)))
}
