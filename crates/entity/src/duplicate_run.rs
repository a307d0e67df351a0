//! A walk through an office in search of duplicates.

use sea_orm::prelude::*;

use crate::{
    id::{AccountId, ContactId, DuplicateRunId, OfficeId},
    kind::DuplicateRunState,
};

/// A walk through an office in search of duplicates, and how far it has come.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "duplicate_run")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DuplicateRunId,
    /// Which office.
    pub office_id: OfficeId,
    /// How far it has come.
    pub state: DuplicateRunState,
    /// Whether everybody is compared with everybody, or who changed since the last walk with everybody.
    pub is_whole: bool,
    /// Who changed from this moment on is compared, where it is not whole.
    pub since: Option<DateTimeUtc>,
    /// The last person that there was when it began.
    pub until_id: Option<ContactId>,
    /// The last person that was seen to.
    pub place: Option<ContactId>,
    /// People there were when it began.
    pub total: i64,
    /// People of whom it is noted what brings them together with others.
    pub gathered: i64,
    /// People who were compared, or did not change.
    pub done: i64,
    /// Pairs that were compared.
    pub compared: i64,
    /// Pairs that are perhaps one person, whatever was decided of them.
    pub found: i64,
    /// Pairs among them that were new.
    pub added: i64,
    /// Pairs that nobody had decided and that are no longer likely.
    pub removed: i64,
    /// Keys that too many people share, which were passed over.
    pub passed_over: i64,
    /// Who asked for it.
    pub started_by: Option<AccountId>,
    /// When.
    pub requested_at: DateTimeUtc,
    /// When it began.
    pub started_at: Option<DateTimeUtc>,
    /// When it ended.
    pub finished_at: Option<DateTimeUtc>,
    /// Who is at it.
    pub lease_token: Option<Uuid>,
    /// Until when nobody else takes it.
    pub leased_until: Option<DateTimeUtc>,
    /// How often it was taken up since its last page.
    pub attempts: i64,
    /// Why it was given up: faults by field and code.
    pub problems: Option<Json>,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
