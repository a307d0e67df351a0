//! Rows that are written together: many of a kind by few statements, and a handful of several kinds by one.

use std::mem;

use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryTrait, Statement,
    sea_query::{
        CommonTableExpression, InsertStatement, SubQueryStatement, UpdateStatement, WithClause,
    },
};

use crate::{
    engine,
    error::{Error, Result},
};

/// Rows of one insert, so that the parameters stay within what SQLite takes.
const BATCH: usize = 500;
/// Rows of one insert among very many.
const TOGETHER: usize = 64;
/// Statements that are written out ahead of the engine.
const WAITING: usize = 4;
/// Rows that go together by one statement; beyond it the statements are few against the rows anyway.
const HANDFUL: usize = 24;

#[derive(Debug)]
enum Write {
    Insert(InsertStatement),
    Update(UpdateStatement),
}

impl From<Write> for SubQueryStatement {
    fn from(write: Write) -> Self {
        match write {
            Write::Insert(statement) => statement.into(),
            Write::Update(statement) => statement.into(),
        }
    }
}

/// What a transaction has still to write. The order is kept where it matters: a row goes before those that name it.
#[derive(Debug, Default)]
pub struct Writes {
    waiting: Vec<Write>,
    rows: usize,
}

impl Writes {
    /// Adds new rows.
    pub fn insert<A: ActiveModelTrait>(&mut self, rows: Vec<A>) {
        self.rows += rows.len();
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let batch = A::Entity::insert_many(rows.by_ref().take(BATCH));
            self.waiting.push(Write::Insert(batch.into_query()));
        }
    }

    /// Adds a change of rows that this transaction holds the lock of, and that nothing waiting here writes too.
    pub fn update(&mut self, statement: UpdateStatement) {
        self.rows += 1;
        self.waiting.push(Write::Update(statement));
    }

    /// Writes everything that waits.
    ///
    /// # Errors
    /// Only the database's.
    pub async fn flush(&mut self, tx: &DatabaseTransaction) -> Result<()> {
        let mut waiting = mem::take(&mut self.waiting);
        let rows = mem::take(&mut self.rows);
        if rows <= HANDFUL && waiting.len() > 1 && engine::writes_in_one_statement(tx) {
            let Some(last) = waiting.pop() else {
                return Ok(());
            };
            let mut with = WithClause::new();
            for (number, write) in waiting.into_iter().enumerate() {
                let mut one = CommonTableExpression::new();
                with.cte(
                    one.table_name(format!("write_{number}"))
                        .query(write)
                        .to_owned(),
                );
            }
            tx.execute(&with.query(last)).await?;
            return Ok(());
        }
        for write in waiting {
            match write {
                Write::Insert(statement) => tx.execute(&statement).await?,
                Write::Update(statement) => tx.execute(&statement).await?,
            };
        }
        Ok(())
    }
}

/// Inserts as many rows as there are, by few statements that are the same however many rows there are: whole batches, and what is
/// left by halves. So an engine keeps them all prepared, where each number of rows of its own would be a statement more. A thread
/// writes the statements out while the engine is at those before.
///
/// # Errors
/// Only the database's.
pub async fn insert_many<A>(tx: &DatabaseTransaction, rows: Vec<A>) -> Result<()>
where
    A: ActiveModelTrait + Send + 'static,
{
    let backend = tx.get_database_backend();
    let (send, mut statements) = tokio::sync::mpsc::channel::<Statement>(WAITING);
    let writer = tokio::task::spawn_blocking(move || {
        let (mut left, mut size) = (rows.len(), TOGETHER);
        let mut rows = rows.into_iter();
        while left > 0 {
            while size > left {
                size /= 2;
            }
            let batch = A::Entity::insert_many(rows.by_ref().take(size)).into_query();
            // Nobody listens any more where a statement failed, which says so itself.
            if send.blocking_send(backend.build(&batch)).is_err() {
                return;
            }
            left -= size;
        }
    });
    while let Some(statement) = statements.recv().await {
        tx.execute_raw(statement).await?;
    }
    writer
        .await
        .map_err(|_| Error::missing("the thread that writes statements out"))
}

/// Inserts rows, some hundreds at a time.
///
/// # Errors
/// Only the database's.
pub async fn insert<A: ActiveModelTrait>(tx: &DatabaseTransaction, rows: Vec<A>) -> Result<()> {
    let mut writes = Writes::default();
    writes.insert(rows);
    writes.flush(tx).await
}
