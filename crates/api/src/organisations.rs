//! Ministries, embassies, associations, firms.

mod inputs;
mod members;

use std::{collections::HashMap, sync::Arc};

use async_graphql::{Context, ID, InputObject, Object};
use kuvend_domain::{
    error::Error,
    op::Op,
    organisations::{self, Filter, Found},
};
use kuvend_entity::{id::OrganisationId, value};

pub use inputs::{
    CreateOrganisationInput, RemoveOrganisationInput, UpdateOrganisationInput,
    UpdateOrganisationPayload,
};
pub use members::{
    AddMembershipInput, ContactPayload, Member, MemberConnection, MemberEdge,
    RemoveMembershipInput, UpdateMembershipInput,
};

use crate::{
    connection,
    enums::OrganisationKind,
    input::{LocalizedText, Reader, translations},
    look::{Arguments, Look},
    offices::text,
    paging::Paging,
    payload::{op, top_level},
    scalars::{CountryCode, Language},
};

/// Entries of a list in a filter at most.
pub(crate) const FILTER_LIST: usize = 100;
/// Filters beside each other in an `any` at most.
pub(crate) const FILTER_ANY: usize = 20;

/// A ministry, an embassy, an association, a firm.
#[derive(Debug, Clone)]
pub struct Organisation {
    /// The row, and its office's own language.
    pub found: Arc<Found>,
    /// The body it belongs to, where it came along.
    parent: Option<Arc<Organisation>>,
    /// The pages of its members that came along, by their arguments.
    members: Vec<(Arguments, MemberConnection)>,
}

impl From<Found> for Organisation {
    fn from(found: Found) -> Self {
        Self {
            found: Arc::new(found),
            parent: None,
            members: Vec::new(),
        }
    }
}

impl crate::flat::AtHand for Organisation {}

connection!(
    OrganisationConnection,
    OrganisationEdge,
    Organisation,
    "organisations"
);

impl Organisation {
    /// An organisation by its id, if one may see it.
    ///
    /// # Errors
    /// A denial or a failure, as a coded top-level error.
    pub async fn load(op: &Op, id: OrganisationId) -> async_graphql::Result<Option<Self>> {
        let nothing = Look::default();
        Ok(Self::load_many(op, vec![id], &nothing).await?.remove(&id))
    }

    /// Organisations by their ids, as far as one may see them, with what is selected of them.
    ///
    /// # Errors
    /// A denial or a failure, as a coded top-level error.
    pub async fn load_many(
        op: &Op,
        mut ids: Vec<OrganisationId>,
        look: &Look<'_>,
    ) -> async_graphql::Result<HashMap<OrganisationId, Self>> {
        ids.sort_unstable();
        ids.dedup();
        let found = organisations::by_ids(op, &ids)
            .await
            .map_err(|error| top_level(op, &error))?;
        let shown = Self::hydrate(op, found.into_values().collect(), look).await?;
        Ok(shown
            .into_iter()
            .map(|one| (one.found.organisation.id, one))
            .collect())
    }

    /// Organisations with what is selected of them, in their order: one statement for each generation of parents.
    ///
    /// # Errors
    /// A failure, as a coded top-level error.
    pub async fn hydrate(
        op: &Op,
        found: Vec<Found>,
        look: &Look<'_>,
    ) -> async_graphql::Result<Vec<Self>> {
        let parents = if look.selects("parent") {
            let ids = found.iter().filter_map(|one| one.organisation.parent_id);
            // A body may belong to another, which may belong to another.
            Box::pin(Self::load_many(op, ids.collect(), &look.field("parent"))).await?
        } else {
            HashMap::new()
        };
        let ids: Vec<OrganisationId> = found.iter().map(|one| one.organisation.id).collect();
        let mut members = Vec::new();
        for page in look.field("members").by_arguments() {
            if let Some(lists) = members::together(op, &ids, &page).await? {
                members.push((page.arguments(), lists));
            }
        }
        let of_one = |id: &OrganisationId| {
            let lists = members.iter();
            lists
                .filter_map(|(arguments, lists)| Some((arguments.clone(), lists.get(id)?.clone())))
                .collect()
        };
        let parent = |found: &Found| parents.get(&found.organisation.parent_id?).cloned();
        Ok(found
            .into_iter()
            .map(|found| Self {
                parent: parent(&found).map(Arc::new),
                members: of_one(&found.organisation.id),
                found: Arc::new(found),
            })
            .collect())
    }
}

/// A ministry, an embassy, an association, a firm.
#[Object]
impl Organisation {
    /// Opaque, stable id.
    pub async fn id(&self) -> ID {
        self.found.organisation.id.to_string().into()
    }

    /// Raised by every change.
    async fn version(&self) -> i32 {
        self.found.organisation.version
    }

    /// Its name in the language asked for, else in the office's own, else in the first that there is.
    async fn name(
        &self,
        #[graphql(desc = "The language wanted.")] language: Option<Language>,
    ) -> String {
        let found = &self.found;
        text(&found.organisation.name, language.as_ref(), &found.language).unwrap_or_default()
    }

    /// Its name in every language that there is.
    async fn name_translations(&self) -> Vec<LocalizedText> {
        translations(&self.found.organisation.name)
    }

    /// Other names that it is found by.
    async fn variants(&self) -> &[String] {
        &self.found.organisation.variants.0
    }

    /// What sort of body.
    async fn kind(&self) -> OrganisationKind {
        self.found.organisation.kind.into()
    }

    /// Where it sits, or which country it represents.
    async fn country(&self) -> Option<CountryCode> {
        self.found.organisation.country.clone().map(Into::into)
    }

    /// The body it belongs to.
    async fn parent(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Organisation>> {
        match (&self.parent, self.found.organisation.parent_id) {
            (Some(parent), _) => Ok(Some(Self::clone(parent))),
            (None, Some(id)) => Self::load(op(ctx)?, id).await,
            (None, None) => Ok(None),
        }
    }

    /// Its page.
    async fn website(&self) -> Option<&str> {
        self.found.organisation.website.as_deref()
    }

    /// Who does or did something there, the latest entered first.
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn members(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those who do now.")] only_current: Option<bool>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> async_graphql::Result<MemberConnection> {
        let (op, look) = (op(ctx)?, Look::of(ctx));
        let arguments = look.arguments();
        if let Some((_, list)) = self.members.iter().find(|(known, _)| *known == arguments) {
            return Ok(list.clone());
        }
        let paging = Paging {
            first,
            after,
            last,
            before,
        };
        let page = paging.request(&look);
        let page = page.map_err(|error| top_level(op, &error))?;
        let id = self.found.organisation.id;
        let mut found =
            members::read(op, &[id], (only_current.unwrap_or_default(), &page), &look).await?;
        found
            .remove(&id)
            .ok_or_else(|| top_level(op, &Error::missing("members")))
    }
}

/// Which organisations: what is given must hold, all of it.
#[derive(Debug, Clone, Default, InputObject)]
pub struct OrganisationFilter {
    /// Of this office.
    pub office_id: Option<ID>,
    /// Of any of these kinds.
    pub kinds: Option<Vec<OrganisationKind>>,
    /// In any of these countries, at most 100.
    pub countries: Option<Vec<CountryCode>>,
    /// Belonging to this body.
    pub parent_id: Option<ID>,
    /// At least one of these holds, at most 20.
    pub any: Option<Vec<OrganisationFilter>>,
    /// This does not hold.
    pub not: Option<Box<OrganisationFilter>>,
}

impl OrganisationFilter {
    fn read(&self, reader: &mut Reader) -> Option<Filter> {
        let office = reader.optional(self.office_id.as_ref(), |reader, id| {
            reader.id("officeId", id)
        });
        let countries = read_countries(reader, "countries", self.countries.as_ref());
        let parent = reader.optional(self.parent_id.as_ref(), |reader, id| {
            reader.id("parentId", id)
        });
        let any = reader.optional(self.any.as_ref(), |reader, list| {
            reader.each("any", list, FILTER_ANY, |reader, one| one.read(reader))
        });
        let not = reader.optional(self.not.as_ref(), |reader, not| {
            reader
                .within("not", |reader| not.read(reader))
                .map(Box::new)
        });
        let kinds = self.kinds.as_ref();
        Some(Filter {
            office: office?,
            kinds: kinds.map(|list| list.iter().map(|kind| (*kind).into()).collect()),
            countries: countries?,
            parent: parent?,
            any: any?,
            not: not?,
        })
    }
}

/// A list of countries in a filter.
#[expect(
    clippy::option_option,
    reason = "unreadable, absent and present are three outcomes"
)]
pub(crate) fn read_countries(
    reader: &mut Reader,
    field: &str,
    list: Option<&Vec<CountryCode>>,
) -> Option<Option<Vec<value::CountryCode>>> {
    reader.optional(list, |reader, list| {
        reader.each(field, list, FILTER_LIST, |reader, country| {
            reader.parsed("", &country.0, "country")
        })
    })
}

/// A page of organisations with what is selected of them.
///
/// # Errors
/// A denial, a fault of the arguments or a failure, as a coded top-level error.
pub async fn list(
    ctx: &Context<'_>,
    search: Option<String>,
    filter: Option<OrganisationFilter>,
    paging: Paging,
) -> async_graphql::Result<OrganisationConnection> {
    let op = op(ctx)?;
    let coded = |error| top_level(op, &error);
    let page = paging.request(&Look::of(ctx)).map_err(coded)?;
    let mut reader = Reader::new();
    let filter = filter.unwrap_or_default();
    let filter = reader.within("filter", |reader| filter.read(reader));
    let filter = reader.finish(filter).map_err(coded)?;
    let page = organisations::list(op, search.as_deref(), &filter, &page)
        .await
        .map_err(coded)?;
    let (found, page) = page.apart();
    let shown = Organisation::hydrate(op, found, &Look::of(ctx).nodes()).await?;
    Ok(OrganisationConnection(page.with(shown)))
}
