//! What people may be interested in, as an office words it.

use std::collections::HashMap;

use async_graphql::{ID, InputObject, Object, SimpleObject};
use kuvend_domain::{
    error::Result,
    interests::{self, Keep, Worded},
    op::Op,
};
use kuvend_entity::{id::OfficeId, interest, value};

use crate::{
    input::{LocalizedText, LocalizedTextInput, Reader, translations},
    offices::text,
    payload::{UserError, top_level},
    scalars::Language,
};

/// Interests of an office at most.
const INTERESTS: usize = 100;
/// Letters of a key at most.
const KEY: usize = 40;

/// What people may be interested in.
#[derive(Debug, Clone)]
pub struct Interest(interest::Model);

impl From<interest::Model> for Interest {
    fn from(row: interest::Model) -> Self {
        Self(row)
    }
}

/// What people may be interested in.
#[Object]
impl Interest {
    /// Opaque, stable id.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// What a contact names it by.
    async fn key(&self) -> &str {
        &self.0.key
    }

    /// Its name in the language asked for, else in the first that there is.
    async fn name(
        &self,
        #[graphql(desc = "The language wanted.")] language: Option<Language>,
    ) -> String {
        let own = value::Language::english();
        text(&self.0.name, language.as_ref(), &own).unwrap_or_default()
    }

    /// Its name in every language that there is.
    async fn name_translations(&self) -> Vec<LocalizedText> {
        translations(&self.0.name)
    }
}

/// The lists of the offices that one sees: one statement.
///
/// # Errors
/// A denial or a failure, as a coded top-level error.
pub async fn of_offices(
    op: &Op,
    office: Option<OfficeId>,
) -> async_graphql::Result<HashMap<OfficeId, Vec<interest::Model>>> {
    let found = interests::list(op, office).await;
    let found = found.map_err(|error| top_level(op, &error))?;
    let mut lists: HashMap<OfficeId, Vec<interest::Model>> = HashMap::new();
    for row in found {
        lists.entry(row.office_id).or_default().push(row);
    }
    Ok(lists)
}

/// An entry of an office's list.
#[derive(Debug, Clone, InputObject)]
pub struct InterestInput {
    /// What contacts name it by: small letters, digits and hyphens, `diaspora-bonds`.
    pub key: String,
    /// Its name per language, at least one.
    pub name: Vec<LocalizedTextInput>,
}

/// Keeps an office's list of interests: what is not in it is no more.
#[derive(Debug, Clone, InputObject)]
pub struct KeepInterestsInput {
    /// Of which office; needed where several are possible.
    pub office_id: Option<ID>,
    /// The whole list, in its order, at most 100.
    pub interests: Vec<InterestInput>,
}

impl KeepInterestsInput {
    /// The command.
    ///
    /// # Errors
    /// Every fault of the input.
    pub fn read(&self) -> Result<Keep> {
        let mut reader = Reader::new();
        let office = reader.optional(self.office_id.as_ref(), |reader, id| {
            reader.id("officeId", id)
        });
        let interests = reader.each("interests", &self.interests, INTERESTS, |reader, told| {
            let key = reader.line("key", &told.key, KEY);
            let name = reader.title("name", &told.name);
            Some(Worded {
                key: key?,
                name: name?,
            })
        });
        let command = office
            .zip(interests)
            .map(|(office, interests)| Keep { office, interests });
        reader.finish(command)
    }
}

/// What `keepInterests` came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct KeepInterestsPayload {
    /// The list after it; empty where it was refused.
    pub interests: Vec<Interest>,
    /// Why it was refused.
    pub user_errors: Vec<UserError>,
}
