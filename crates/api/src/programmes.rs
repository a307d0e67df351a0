//! Programmes and who is enrolled in them.

mod enrolments;
pub mod inputs;

use std::{collections::HashMap, sync::Arc};

use async_graphql::{Context, ID, Object, SimpleObject};
use kuvend_domain::{
    op::Op,
    organisations,
    paging::Page,
    programmes::{self, Found},
};
use kuvend_entity::{id::ProgrammeId, kind};

pub use enrolments::{Enrolment, EnrolmentConnection, EnrolmentEdge, EnrolmentSelection};
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
    /// Who funds, implements and takes part, where it came along.
    parts: Option<Arc<Parts>>,
    /// Pages of who is enrolled, by the arguments under which they came along.
    enrolled: Vec<(Arguments, EnrolmentConnection)>,
}

type Parts = Vec<(kind::ProgrammeOrganisationRole, organisations::Found)>;

impl From<Found> for Programme {
    fn from(found: Found) -> Self {
        Self {
            found: Arc::new(found),
            parts: None,
            enrolled: Vec::new(),
        }
    }
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

/// What is selected on programmes.
#[derive(Debug, Clone, Default)]
pub struct Selection<'a> {
    organisations: bool,
    enrolments: Vec<Look<'a>>,
}

impl<'a> Selection<'a> {
    /// What is selected on a programme.
    #[must_use]
    pub fn of(look: &Look<'a>) -> Self {
        Self {
            organisations: look.selects("organisations"),
            enrolments: look.field("enrolments").by_arguments(),
        }
    }
}

impl Programme {
    /// A programme by its id, if one may see it.
    ///
    /// # Errors
    /// A denial or a failure, as a coded top-level error.
    pub async fn load(op: &Op, id: ProgrammeId) -> async_graphql::Result<Option<Self>> {
        let selection = Selection::default();
        Ok(Self::load_many(op, vec![id], &selection).await?.remove(&id))
    }

    /// Programmes by their ids, as far as one may see them, with what is selected of them.
    ///
    /// # Errors
    /// A denial or a failure, as a coded top-level error.
    pub async fn load_many(
        op: &Op,
        mut ids: Vec<ProgrammeId>,
        selection: &Selection<'_>,
    ) -> async_graphql::Result<HashMap<ProgrammeId, Self>> {
        ids.sort_unstable();
        ids.dedup();
        let found = programmes::by_ids(op, &ids)
            .await
            .map_err(|error| top_level(op, &error))?;
        let shown = Self::hydrate(op, found.into_values().collect(), selection).await?;
        Ok(shown
            .into_iter()
            .map(|one| (one.found.programme.id, one))
            .collect())
    }

    /// Programmes with what is selected of them, in their order.
    ///
    /// # Errors
    /// A failure, as a coded top-level error.
    pub async fn hydrate(
        op: &Op,
        found: Vec<Found>,
        selection: &Selection<'_>,
    ) -> async_graphql::Result<Vec<Self>> {
        let ids: Vec<ProgrammeId> = found.iter().map(|one| one.programme.id).collect();
        let mut parts = if selection.organisations {
            programmes::organisations_of(op, &ids)
                .await
                .map_err(|error| top_level(op, &error))?
        } else {
            HashMap::new()
        };
        let mut parts_of = |id| {
            selection
                .organisations
                .then(|| Arc::new(parts.remove(&id).unwrap_or_default()))
        };
        let mut shown: Vec<Self> = found
            .into_iter()
            .map(|found| Self {
                parts: parts_of(found.programme.id),
                found: Arc::new(found),
                enrolled: Vec::new(),
            })
            .collect();
        // A single programme reads its lists when they are resolved.
        for look in selection.enrolments.iter().filter(|_| ids.len() > 1) {
            let mut lists = enrolments::of_programmes(op, &shown, look).await?;
            for programme in &mut shown {
                if let Some(list) = lists.remove(&programme.found.programme.id) {
                    programme.enrolled.push((look.arguments(), list));
                }
            }
        }
        Ok(shown)
    }
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
        let parts = match &self.parts {
            Some(parts) => parts.clone(),
            None => {
                let (op, id) = (op(ctx)?, self.found.programme.id);
                let parts = programmes::organisations_of(op, &[id]).await;
                let mut parts = parts.map_err(|error| top_level(op, &error))?;
                Arc::new(parts.remove(&id).unwrap_or_default())
            }
        };
        Ok(parts
            .iter()
            .map(|(role, body)| ProgrammeOrganisation {
                organisation: body.clone().into(),
                role: (*role).into(),
            })
            .collect())
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
        let paging = Paging {
            first,
            after,
            last,
            before,
        };
        let arguments = Look::of(ctx).arguments();
        let mut brought = self.enrolled.iter();
        if let Some((_, list)) = brought.find(|(known, _)| *known == arguments) {
            return Ok(list.clone());
        }
        enrolments::of_programme(ctx, self, states, paging).await
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
    let (cursors, found): (Vec<_>, Vec<_>) = page.items.into_iter().unzip();
    let shown = Programme::hydrate(op, found, &Selection::of(&Look::of(ctx).nodes())).await?;
    Ok(ProgrammeConnection(Page {
        items: cursors.into_iter().zip(shown).collect(),
        has_next: page.has_next,
        has_previous: page.has_previous,
        total: page.total,
    }))
}
