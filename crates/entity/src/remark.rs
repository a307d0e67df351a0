//! Something that was said or announced.

use sea_orm::prelude::*;

use crate::{
    id::{AgendaItemId, ContactId, OfficeId, OrganisationId, RemarkId},
    kind::RemarkKind,
    text::LocalizedText,
};

/// Something that was said or announced, recorded afterwards.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "remark")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RemarkId,
    /// Whose record.
    pub office_id: OfficeId,
    /// In which agenda item.
    pub agenda_item_id: AgendaItemId,
    /// Raised by every change.
    pub version: i32,
    /// What sort.
    pub kind: RemarkKind,
    /// The words, per language.
    pub text: LocalizedText,
    /// Who said it, if a person.
    pub contact_id: Option<ContactId>,
    /// Who said it, if a body; for which body, beside a person.
    pub organisation_id: Option<OrganisationId>,
    /// Whether guests may read it.
    pub is_public: bool,
    /// When it was entered.
    pub created_at: DateTimeUtc,
    /// When it was changed last.
    pub updated_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
