//! Ministries, embassies, associations, firms.

use std::{collections::HashMap, sync::Arc};

use async_graphql::{Context, ID, InputObject, Object};
use kuvend_domain::{
    error::Result,
    fault::Code,
    op::Op,
    organisations::{self, Create, Filter, Found},
    paging::Page,
};
use kuvend_entity::{id::OrganisationId, value};

use crate::{
    connection,
    enums::OrganisationKind,
    input::{LINE, LocalizedText, LocalizedTextInput, Reader, translations},
    look::Look,
    offices::text,
    paging::Paging,
    payload::{op, top_level},
    scalars::{CountryCode, Language},
};

/// Entries of a list in a filter at most.
pub(crate) const FILTER_LIST: usize = 100;
/// Filters beside each other in an `any` at most.
pub(crate) const FILTER_ANY: usize = 20;
/// Letters of a web address at most.
const LONGEST_ADDRESS: usize = 2_000;

/// A ministry, an embassy, an association, a firm.
#[derive(Debug, Clone)]
pub struct Organisation {
    /// The row, and its office's own language.
    pub found: Arc<Found>,
    /// The body it belongs to, where it came along.
    parent: Option<Arc<Organisation>>,
}

impl From<Found> for Organisation {
    fn from(found: Found) -> Self {
        Self {
            found: Arc::new(found),
            parent: None,
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
        let parent = |found: &Found| parents.get(&found.organisation.parent_id?).cloned();
        Ok(found
            .into_iter()
            .map(|found| Self {
                parent: parent(&found).map(Arc::new),
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
    let (cursors, found): (Vec<_>, Vec<_>) = page.items.into_iter().unzip();
    let shown = Organisation::hydrate(op, found, &Look::of(ctx).nodes()).await?;
    Ok(OrganisationConnection(Page {
        items: cursors.into_iter().zip(shown).collect(),
        has_next: page.has_next,
        has_previous: page.has_previous,
        total: page.total,
    }))
}

/// Enters an organisation.
#[derive(Debug, Clone, InputObject)]
pub struct CreateOrganisationInput {
    /// In which office; needed where several are possible.
    pub office_id: Option<ID>,
    /// Its name per language, at least one.
    pub name: Vec<LocalizedTextInput>,
    /// Other names that it is found by, at most 50.
    pub variants: Option<Vec<String>>,
    /// What sort of body.
    pub kind: OrganisationKind,
    /// Where it sits, or which country it represents.
    pub country: Option<CountryCode>,
    /// The body it belongs to.
    pub parent_id: Option<ID>,
    /// Its page, `https://…`.
    pub website: Option<String>,
}

impl CreateOrganisationInput {
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
        let name = reader.title("name", &self.name);
        let variants = self.variants.as_deref().unwrap_or_default();
        let variants = reader.each("variants", variants, 50, |reader, text| {
            reader.line("", text, LINE)
        });
        let country = reader.optional(self.country.as_ref(), |reader, country| {
            reader.parsed("country", &country.0, "country")
        });
        let parent = reader.optional(self.parent_id.as_ref(), |reader, id| {
            reader.id("parentId", id)
        });
        let website = reader.optional(self.website.as_ref(), |reader, address| {
            let address = reader.line("website", address, LONGEST_ADDRESS)?;
            if ["https://", "http://"]
                .iter()
                .any(|scheme| address.starts_with(scheme))
            {
                Some(address)
            } else {
                reader.wrong("website", Code::Malformed, &[("what", "web address")])
            }
        });
        Some(Create {
            office: office?,
            name: name?,
            variants: variants?,
            kind: self.kind.into(),
            country: country?,
            parent: parent?,
            website: website?,
        })
    }
}
