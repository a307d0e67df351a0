//! Ministries, embassies, associations, firms.

use std::collections::HashMap;

use async_graphql::{Context, ID, InputObject, Object};
use kuvend_domain::{
    error::Result,
    op::Op,
    organisations::{self, Create, Filter},
};
use kuvend_entity::{id::OrganisationId, organisation};

use crate::{
    connection,
    enums::OrganisationKind,
    input::{LINE, LocalizedText, LocalizedTextInput, Reader, translations},
    paging::{Paging, counts},
    payload::{op, seen, top_level},
    scalars::{CountryCode, Language},
};

/// A ministry, an embassy, an association, a firm.
#[derive(Debug, Clone)]
pub struct Organisation {
    /// The row.
    pub row: organisation::Model,
}

impl From<organisation::Model> for Organisation {
    fn from(row: organisation::Model) -> Self {
        Self { row }
    }
}

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
    /// A failure, as a coded top-level error.
    pub async fn load(op: &Op, id: OrganisationId) -> async_graphql::Result<Option<Self>> {
        Ok(seen(op, organisations::find(op, id).await)?.map(Into::into))
    }

    /// Organisations by their ids, as far as one may see them, by one statement.
    ///
    /// # Errors
    /// A failure, as a coded top-level error.
    pub async fn load_many(
        op: &Op,
        mut ids: Vec<OrganisationId>,
    ) -> async_graphql::Result<HashMap<OrganisationId, Self>> {
        ids.sort_unstable();
        ids.dedup();
        let rows = organisations::by_ids(op, &ids)
            .await
            .map_err(|error| top_level(op, &error))?;
        Ok(rows.into_iter().map(|(id, row)| (id, row.into())).collect())
    }
}

/// A ministry, an embassy, an association, a firm.
#[Object]
impl Organisation {
    /// Opaque, stable id.
    pub async fn id(&self) -> ID {
        self.row.id.to_string().into()
    }

    /// Raised by every change.
    async fn version(&self) -> i32 {
        self.row.version
    }

    /// Its name, in the language asked for where there is one.
    async fn name(
        &self,
        #[graphql(desc = "The language wanted.")] language: Option<Language>,
    ) -> String {
        crate::input::said(&self.row.name, language.as_ref()).unwrap_or_default()
    }

    /// Its name in every language that there is.
    async fn name_translations(&self) -> Vec<LocalizedText> {
        translations(&self.row.name)
    }

    /// What sort of body.
    async fn kind(&self) -> OrganisationKind {
        self.row.kind.into()
    }

    /// Where it sits, or which country it represents.
    async fn country(&self) -> Option<CountryCode> {
        self.row.country.clone().map(Into::into)
    }

    /// The body it belongs to.
    async fn parent(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Organisation>> {
        match self.row.parent_id {
            Some(id) => Self::load(op(ctx)?, id).await,
            None => Ok(None),
        }
    }

    /// Its page.
    async fn website(&self) -> Option<&str> {
        self.row.website.as_deref()
    }
}

/// Which organisations; what is given must hold together.
#[derive(Debug, Clone, Default, InputObject)]
pub struct OrganisationFilter {
    /// Of any of these kinds.
    pub kinds: Option<Vec<OrganisationKind>>,
    /// In any of these countries.
    pub countries: Option<Vec<CountryCode>>,
}

/// A page of organisations.
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
    let filter = filter.unwrap_or_default();
    let filter = Filter {
        kinds: filter
            .kinds
            .map(|list| list.into_iter().map(Into::into).collect()),
        countries: filter.countries.map(|list| {
            list.iter()
                .filter_map(|country| country.0.parse().ok())
                .collect()
        }),
    };
    let page = organisations::list(
        op,
        search.as_deref(),
        &filter,
        &paging.request(counts(ctx)).map_err(coded)?,
    )
    .await
    .map_err(coded)?;
    Ok(OrganisationConnection(page.map(Into::into)))
}

/// Enters an organisation.
#[derive(Debug, Clone, InputObject)]
pub struct CreateOrganisationInput {
    /// In which office; needed where several are possible.
    pub office_id: Option<ID>,
    /// Its name per language, at least one.
    pub name: Vec<LocalizedTextInput>,
    /// Other names that it is found by.
    pub variants: Option<Vec<String>>,
    /// What sort of body.
    pub kind: OrganisationKind,
    /// Where it sits, or which country it represents.
    pub country: Option<CountryCode>,
    /// The body it belongs to.
    pub parent_id: Option<ID>,
    /// Its page.
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
        let none = Vec::new();
        let variants = reader.each(
            "variants",
            self.variants.as_ref().unwrap_or(&none),
            50,
            |reader, text| reader.line("", text, LINE),
        );
        let country = reader.optional(self.country.as_ref(), |reader, country| {
            reader.parsed("country", &country.0, "country")
        });
        let parent = reader.optional(self.parent_id.as_ref(), |reader, id| {
            reader.id("parentId", id)
        });
        let website = reader.optional(self.website.as_ref(), |reader, text| {
            match reader.line("website", text, 2_000) {
                Some(text) if text.starts_with("https://") || text.starts_with("http://") => {
                    Some(text)
                }
                Some(_) => reader.wrong(
                    "website",
                    kuvend_domain::fault::Code::Malformed,
                    &[("what", "web address")],
                ),
                None => None,
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
