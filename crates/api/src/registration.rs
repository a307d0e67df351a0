//! The form by which people register themselves, as an office words it.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use kuvend_domain::{
    error::Result,
    fault::Code,
    registration::form::{self, Update},
};
use kuvend_entity::{registration_form, value::AskedFields};

use crate::{
    enums::{FieldNeed, RegistrationField},
    input::{LocalizedText, LocalizedTextInput, PROSE, Reader, translations},
    payload::{UserError, is_stale, op, settle, top_level},
};

/// Fields of a form at most.
const FIELDS: usize = 20;

/// The form by which people register themselves. Given name, family name and address are always asked.
#[derive(Debug, Clone, SimpleObject)]
pub struct RegistrationForm {
    /// Raised by every change.
    pub version: i32,
    /// Whether people may register.
    pub is_open: bool,
    /// What is asked beside name and address; what is not named is not asked.
    pub fields: Vec<AskedField>,
    /// What stands above the form, per language.
    pub introduction: Vec<LocalizedText>,
}

/// What a form asks.
#[derive(Debug, Clone, Copy, SimpleObject)]
pub struct AskedField {
    /// What.
    pub field: RegistrationField,
    /// Whether it must be told.
    pub need: FieldNeed,
}

impl From<registration_form::Model> for RegistrationForm {
    fn from(row: registration_form::Model) -> Self {
        let fields = row.fields.0.into_iter().map(|(field, need)| AskedField {
            field: field.into(),
            need: need.into(),
        });
        Self {
            version: row.version,
            is_open: row.is_open,
            fields: fields.collect(),
            introduction: translations(&row.introduction),
        }
    }
}

/// What a form is to ask.
#[derive(Debug, Clone, InputObject)]
pub struct AskedFieldInput {
    /// What.
    pub field: RegistrationField,
    /// Whether it must be told.
    pub need: FieldNeed,
}

/// Makes or changes the form by which people register themselves.
#[derive(Debug, Clone, InputObject)]
pub struct UpdateRegistrationFormInput {
    /// In which office; needed where several are possible.
    pub office_id: Option<ID>,
    /// The version that was read; 0 where there is no form yet.
    pub version: i32,
    /// Whether people may register.
    pub is_open: bool,
    /// What is asked beside name and address, each field once.
    pub fields: Vec<AskedFieldInput>,
    /// What stands above the form, per language.
    pub introduction: Option<Vec<LocalizedTextInput>>,
}

impl UpdateRegistrationFormInput {
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
        let office = reader.optional(self.office_id.as_ref(), |reader, id| {
            reader.id("officeId", id)
        });
        let version = reader.within_range("version", self.version, 0, i32::MAX);
        let mut asked = AskedFields::default();
        let fields = reader.each("fields", &self.fields, FIELDS, |reader, entry| {
            let (field, need) = (entry.field.into(), entry.need.into());
            if asked.0.insert(field, need).is_some() {
                return reader.wrong("field", Code::Taken, &[]);
            }
            Some(())
        });
        let introduction = self.introduction.as_deref().unwrap_or_default();
        let introduction = reader.localized("introduction", introduction, PROSE);
        fields?;
        Some(Update {
            office: office?,
            version: version?,
            is_open: self.is_open,
            fields: asked,
            introduction: introduction?,
        })
    }
}

/// What `updateRegistrationForm` came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct UpdateRegistrationFormPayload {
    /// The form after it; on `CONFLICT`, as it is now; null where it was refused otherwise.
    pub form: Option<RegistrationForm>,
    /// Why it was refused.
    pub user_errors: Vec<UserError>,
}

/// Queries of the form.
#[derive(Debug, Clone, Copy, Default)]
pub struct RegistrationQueries;

#[Object]
impl RegistrationQueries {
    /// The form by which people register themselves; null where there is none and nobody can. It is shown at `/register`,
    /// and at `/register/` with the office's id where several offices have one.
    async fn registration_form(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which office; needed where several are possible.")] office_id: Option<
            ID,
        >,
    ) -> async_graphql::Result<Option<RegistrationForm>> {
        let op = op(ctx)?;
        let mut reader = Reader::new();
        let office = reader.optional(office_id.as_ref(), |reader, id| reader.id("officeId", id));
        let coded = |error| top_level(op, &error);
        let office = reader.finish(office).map_err(coded)?;
        let row = form::read(op, office).await.map_err(coded)?;
        Ok(row.map(Into::into))
    }
}

/// Mutations of the form.
#[derive(Debug, Clone, Copy, Default)]
pub struct RegistrationMutations;

#[Object]
impl RegistrationMutations {
    /// Makes or changes the form by which people register themselves, and opens or closes it.
    async fn update_registration_form(
        &self,
        ctx: &Context<'_>,
        input: UpdateRegistrationFormInput,
    ) -> async_graphql::Result<UpdateRegistrationFormPayload> {
        let op = op(ctx)?;
        let command = input.read();
        let office = command.as_ref().ok().and_then(|command| command.office);
        let outcome = match command {
            Ok(cmd) => form::update(op, cmd).await,
            Err(error) => Err(error),
        };
        let (mut row, user_errors) = settle(op, outcome)?;
        if is_stale(&user_errors) {
            let now = form::read(op, office).await;
            row = now.map_err(|error| top_level(op, &error))?;
        }
        Ok(UpdateRegistrationFormPayload {
            form: row.map(Into::into),
            user_errors,
        })
    }
}
