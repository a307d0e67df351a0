//! Rows of which only some columns were read: lists show few of them, and decoding the others costs more than all the rest.

use sea_orm::{
    ColumnTrait, DbErr, QueryResult,
    prelude::{Date, DateTime, DateTimeUtc},
};

use crate::{
    text::LocalizedText,
    value::{AttendeeRoles, Countries, Interests, Languages, ProfileKinds, TimeZone},
};

/// A row that can be put together from some of its columns. What was not read is neutral: whoever reads so must not look
/// at it.
pub trait Sparse: Sized + Send + Sync {
    /// The table's columns.
    type Column: ColumnTrait;

    /// A row of which nothing was read.
    fn blank() -> Self;

    /// Takes a column's value from a place in a result.
    ///
    /// # Errors
    /// Where that place holds no such value.
    fn take(&mut self, column: Self::Column, row: &QueryResult, place: usize) -> Result<(), DbErr>;
}

/// What stands for a value that was not read.
pub trait Neutral {
    /// A value that says nothing.
    fn neutral() -> Self;
}

impl<T> Neutral for Option<T> {
    fn neutral() -> Self {
        None
    }
}

macro_rules! neutral_by_default {
    ($($type:ty),+) => {
        $(impl Neutral for $type {
            fn neutral() -> Self {
                <$type>::default()
            }
        })+
    };
}

neutral_by_default!(
    String,
    i32,
    bool,
    Date,
    DateTime,
    DateTimeUtc,
    LocalizedText,
    AttendeeRoles,
    Countries,
    Interests,
    Languages,
    ProfileKinds
);

impl Neutral for TimeZone {
    fn neutral() -> Self {
        Self::utc()
    }
}

/// Names every field of a model once, with its column.
macro_rules! sparse {
    ($($field:ident: $column:ident),+ $(,)?) => {
        impl crate::sparse::Sparse for Model {
            type Column = Column;

            fn blank() -> Self {
                Self { $($field: crate::sparse::Neutral::neutral()),+ }
            }

            fn take(&mut self, column: Column, row: &sea_orm::QueryResult, place: usize) -> Result<(), DbErr> {
                match column {
                    $(Column::$column => self.$field = row.try_get_by_index(place)?),+
                }
                Ok(())
            }
        }
    };
}
pub(crate) use sparse;
