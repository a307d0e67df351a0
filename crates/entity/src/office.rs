//! The mission: it owns everything else.

use sea_orm::prelude::*;

use crate::{
    id::OfficeId,
    text::LocalizedText,
    value::{CountryCode, EmailAddress, Languages, TimeZone},
};

/// The mission: it owns everything else.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "office")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: OfficeId,
    /// Raised by every change.
    pub version: i32,
    /// Its name per language.
    pub name: LocalizedText,
    /// Where it works.
    pub country: CountryCode,
    /// In which its dates are meant.
    pub time_zone: TimeZone,
    /// The languages it writes, its own first.
    pub languages: Languages,
    /// The name that its letters come from.
    pub sender_name: String,
    /// The address that its letters come from.
    pub sender_address: EmailAddress,
    /// Where answers to its letters go, if not to the sender.
    pub reply_to: Option<EmailAddress>,
    /// Stands at the foot of every letter.
    pub postal_address: Option<String>,
    /// Whom journalists ask.
    pub press_contact: Option<String>,
    /// Keys its signed links, 32 random bytes.
    pub link_secret: Vec<u8>,
    /// When it was made.
    pub created_at: DateTimeUtc,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
