//! Reading only the columns that somebody looks at.

use std::sync::Arc;

use kuvend_entity::sparse::Sparse;
use sea_orm::{
    ConnectionTrait, DbErr, EntityTrait, IdenStatic, Iterable, QueryResult, QuerySelect, Select,
    sea_query::SelectStatement,
};

use crate::error::Result;

/// Which columns of a table are read, each once.
#[derive(Debug, Clone)]
pub struct Columns<C>(Vec<C>);

impl<C: IdenStatic + Iterable> Columns<C> {
    /// Every column.
    #[must_use]
    pub fn all() -> Self {
        Self(C::iter().collect())
    }

    /// These columns.
    #[must_use]
    pub fn these(columns: impl IntoIterator<Item = C>) -> Self {
        columns.into_iter().fold(Self(Vec::new()), Self::with)
    }

    /// The columns that some fields are made of, as `needs` says; every column where it does not know a field.
    #[must_use]
    pub fn needed<'a>(
        fields: impl IntoIterator<Item = &'a str>,
        needs: impl Fn(&str) -> Option<&'static [C]>,
    ) -> Self
    where
        C: 'static,
    {
        let mut columns = Self(Vec::new());
        for field in fields {
            match needs(field) {
                Some(needed) => columns = needed.iter().copied().fold(columns, Self::with),
                None => return Self::all(),
            }
        }
        columns
    }

    /// One column more.
    #[must_use]
    pub fn with(mut self, column: C) -> Self {
        if !self.has(column) {
            self.0.push(column);
        }
        self
    }

    /// Whether this one is among them.
    #[must_use]
    pub fn has(&self, column: C) -> bool {
        self.0.iter().any(|known| known.as_str() == column.as_str())
    }

    /// How many there are, and so where the columns of the next table begin in a result.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing is read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The columns, in the order in which they stand in a result.
    pub fn iter(&self) -> impl Iterator<Item = C> + '_ {
        self.0.iter().copied()
    }

    /// A row from its columns in a result, the first of which stands at `start`.
    ///
    /// # Errors
    /// Where the result holds something else.
    pub fn row<M>(&self, result: &QueryResult, start: usize) -> Result<M, DbErr>
    where
        M: Sparse<Column = C>,
    {
        let mut row = M::blank();
        self.fill(&mut row, result, start)?;
        Ok(row)
    }

    /// The same row where many may hold it: rows of many columns are large, and this one stays where it was made.
    ///
    /// # Errors
    /// Where the result holds something else.
    pub fn shared<M>(&self, result: &QueryResult, start: usize) -> Result<Arc<M>, DbErr>
    where
        M: Sparse<Column = C> + Clone,
    {
        let mut row = Arc::new(M::blank());
        self.fill(Arc::make_mut(&mut row), result, start)?;
        Ok(row)
    }

    fn fill<M>(&self, row: &mut M, result: &QueryResult, start: usize) -> Result<(), DbErr>
    where
        M: Sparse<Column = C>,
    {
        for (place, column) in self.0.iter().enumerate() {
            row.take(*column, result, start + place)?;
        }
        Ok(())
    }
}

/// A select of these columns of its table, and of no others.
#[must_use]
pub fn only<E: EntityTrait>(select: Select<E>, columns: &Columns<E::Column>) -> Select<E> {
    columns
        .iter()
        .fold(select.select_only(), QuerySelect::column)
}

/// Runs a select of these columns.
///
/// # Errors
/// Only the database's.
pub async fn read<M>(
    db: &impl ConnectionTrait,
    statement: &SelectStatement,
    columns: &Columns<M::Column>,
) -> Result<Vec<Arc<M>>>
where
    M: Sparse + Clone,
{
    let found = db.query_all(statement).await?;
    Ok(found
        .iter()
        .map(|result| columns.shared(result, 0))
        .collect::<Result<_, DbErr>>()?)
}
