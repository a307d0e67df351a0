//! A file that an office gave or made, kept in pieces.

use sea_orm::prelude::*;

use crate::{
    id::{AccountId, DeliverableId, FileId, OfficeId},
    kind::{FileKind, FileState},
};

/// A file that an office gave or made, kept in pieces.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "stored_file")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: FileId,
    /// Whose.
    pub office_id: OfficeId,
    /// Where it comes from.
    pub kind: FileKind,
    /// What it is called, with its ending.
    pub name: String,
    /// What it is (`text/csv`).
    pub media_type: String,
    /// Bytes written so far.
    pub bytes: i64,
    /// Of its bytes, once it is whole.
    pub sha256: Option<Vec<u8>>,
    /// Whether it can be read.
    pub state: FileState,
    /// Raised to revoke the links to it.
    pub link_epoch: i32,
    /// Who gave it or had it made.
    pub created_by: Option<AccountId>,
    /// When it was begun.
    pub created_at: DateTimeUtc,
    /// When it is removed.
    pub expires_at: DateTimeUtc,
    /// For what of a contributor's it was handed in; it goes with that.
    pub deliverable_id: Option<DeliverableId>,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
