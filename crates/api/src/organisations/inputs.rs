//! Inputs about organisations, read into commands.

use async_graphql::{ID, InputObject, MaybeUndefined, SimpleObject};
use kuvend_domain::{
    error::Result,
    fault::Code,
    organisations::{Create, Update},
};
use kuvend_entity::{id::OrganisationId, text::LocalizedText};

use crate::{
    contacts::told,
    enums::OrganisationKind,
    input::{LINE, LocalizedTextInput, Reader},
    organisations::Organisation,
    payload::UserError,
    scalars::CountryCode,
};

/// Letters of a web address at most.
const LONGEST_ADDRESS: usize = 2_000;
/// Other names of an organisation at most.
const VARIANTS: usize = 50;

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
        let variants = other_names(reader, variants);
        let country = reader.optional(self.country.as_ref(), |reader, country| {
            reader.parsed("country", &country.0, "country")
        });
        let parent = reader.optional(self.parent_id.as_ref(), |reader, id| {
            reader.id("parentId", id)
        });
        let website = reader.optional(self.website.as_ref(), |reader, address| {
            web_address(reader, address)
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

/// Other names, each a line.
fn other_names(reader: &mut Reader, list: &[String]) -> Option<Vec<String>> {
    reader.each("variants", list, VARIANTS, |reader, text| {
        reader.line("", text, LINE)
    })
}

/// The address of a page.
fn web_address(reader: &mut Reader, address: &str) -> Option<String> {
    let address = reader.line("website", address, LONGEST_ADDRESS)?;
    let is_web = ["https://", "http://"]
        .iter()
        .any(|scheme| address.starts_with(scheme));
    if is_web {
        Some(address)
    } else {
        reader.wrong("website", Code::Malformed, &[("what", "web address")])
    }
}

/// Changes an organisation: what is absent stays, null clears.
#[derive(Debug, Clone, InputObject)]
pub struct UpdateOrganisationInput {
    /// Which.
    pub id: ID,
    /// The version that was read.
    pub version: i32,
    /// Its name per language, all of them, at least one.
    pub name: Option<Vec<LocalizedTextInput>>,
    /// Other names that it is found by, all of them, at most 50.
    pub variants: Option<Vec<String>>,
    /// What sort of body.
    pub kind: Option<OrganisationKind>,
    /// Where it sits, or which country it represents.
    pub country: MaybeUndefined<CountryCode>,
    /// The body it belongs to.
    pub parent_id: MaybeUndefined<ID>,
    /// Its page, `https://…`.
    pub website: MaybeUndefined<String>,
}

impl UpdateOrganisationInput {
    /// The command.
    ///
    /// # Errors
    /// Every fault of the input.
    pub fn read(&self) -> Result<Update> {
        let mut reader = Reader::new();
        let command = self.parts(&mut reader);
        reader.finish(command)
    }

    fn parts(&self, reader: &mut Reader) -> Option<Update> {
        let id = reader.id("id", &self.id);
        let name: Option<Option<LocalizedText>> = reader
            .optional(self.name.as_ref(), |reader, name| {
                reader.title("name", name)
            });
        let variants = reader.optional(self.variants.as_ref(), |reader, list| {
            other_names(reader, list)
        });
        let country = reader.change(&self.country, |reader, country| {
            reader.parsed("country", &country.0, "country")
        });
        let parent = reader.change(&self.parent_id, |reader, id| reader.id("parentId", id));
        let website = reader.change(&self.website, |reader, address| {
            web_address(reader, address)
        });
        Some(Update {
            id: id?,
            version: self.version,
            name: name?,
            variants: variants?,
            kind: self.kind.map(Into::into),
            country: told(country?),
            parent: told(parent?),
            website: told(website?),
        })
    }
}

/// Takes out an organisation that nothing names.
#[derive(Debug, Clone, InputObject)]
pub struct RemoveOrganisationInput {
    /// Which.
    pub id: ID,
    /// The version that was read.
    pub version: i32,
}

impl RemoveOrganisationInput {
    /// The id.
    ///
    /// # Errors
    /// Where it is no id of an organisation.
    pub fn read(&self) -> Result<OrganisationId> {
        let mut reader = Reader::new();
        let id = reader.id("id", &self.id);
        reader.finish(id)
    }
}

/// What `updateOrganisation` came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct UpdateOrganisationPayload {
    /// The organisation after it; on `CONFLICT`, as it is now.
    pub organisation: Option<Organisation>,
    /// Why it was refused.
    pub user_errors: Vec<UserError>,
}
