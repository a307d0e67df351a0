//! A policy framework that an announcement speaks of.

use sea_orm::prelude::*;

use crate::id::{PolicyFrameworkId, RemarkId};

/// A policy framework that an announcement speaks of.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "remark_framework")]
pub struct Model {
    /// Which remark.
    #[sea_orm(primary_key, auto_increment = false)]
    pub remark_id: RemarkId,
    /// Which framework.
    #[sea_orm(primary_key, auto_increment = false)]
    pub framework_id: PolicyFrameworkId,
    /// Its place among those of the remark, from 1.
    pub position: i32,
}

/// Relations are joined by name where they are read.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
