//! Giving back what a merge touched, some hundred rows at a time and never one by one.

use std::collections::{BTreeMap, BTreeSet};

use kuvend_entity::{contact_merge_row, id::ContactMergeId};
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::Value as Json;

use super::{pairs, traces::Tables};
use crate::{
    engine::{
        self,
        images::{Image, Table},
    },
    error::{Error, Failure, Result},
    fault::{Code, Fault, Faults},
};

/// Rows that are given back together.
const BATCH: u64 = 500;
/// Columns that follow from the others, or count changes: they are never a reason to refuse.
const FOLLOWING: [&str; 3] = ["version", "updated_at", "folded"];
/// The table that says where each block of a record comes from: its lines are written anew with each change of a block.
const FACTS: &str = "contact_fact";
/// Who is erased is empty: what named them does not come back.
pub(super) const ERASED: (&str, &str) = ("contact", "erased_at");

/// Rows of one table that somebody took away since, or that hung on such.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// The table.
    pub table: &'static str,
    /// How many rows stay away.
    pub rows: i64,
}

/// Tables whose rows others name that the merge changed: rows of guest lists, and parts in runs of show.
const NAMED: [&str; 2] = ["attendee", "contributor"];

/// What is given back at a time: what was made goes first; then rows come back which others name; then what was changed is changed
/// back; and what went comes back at last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Made,
    Named,
    Changed,
    Gone,
}

const STEPS: [Step; 4] = [Step::Made, Step::Named, Step::Changed, Step::Gone];

impl Step {
    fn rows(self) -> Condition {
        use contact_merge_row::Column as C;
        match self {
            Self::Made => Condition::all().add(C::Before.is_null()),
            Self::Named => Condition::all()
                .add(C::After.is_null())
                .add(C::TableName.is_in(NAMED)),
            Self::Changed => Condition::all()
                .add(C::Before.is_not_null())
                .add(C::After.is_not_null()),
            Self::Gone => Condition::all()
                .add(C::After.is_null())
                .add(C::TableName.is_not_in(NAMED)),
        }
    }
}

/// Gives everything back and tells what stays away, as somebody took it away since.
///
/// # Errors
/// `INCONSISTENT` on `id` for each table and column that somebody changed since.
pub(super) async fn give_back(
    tx: &DatabaseTransaction,
    tables: &Tables,
    merge: ContactMergeId,
) -> Result<Vec<Left>> {
    let mut back = Back {
        tx,
        changed: BTreeSet::new(),
        left: BTreeMap::new(),
    };
    for step in STEPS {
        let mut after = -1;
        loop {
            let rows = contact_merge_row::Entity::find()
                .filter(contact_merge_row::Column::MergeId.eq(merge))
                .filter(contact_merge_row::Column::Position.gt(after))
                .filter(step.rows())
                .order_by_asc(contact_merge_row::Column::Position)
                .limit(BATCH)
                .all(tx)
                .await?;
            let Some(last) = rows.last() else { break };
            after = last.position;
            let mut by_table: BTreeMap<String, Vec<contact_merge_row::Model>> = BTreeMap::new();
            for row in rows {
                by_table
                    .entry(row.table_name.clone())
                    .or_default()
                    .push(row);
            }
            for (name, rows) in by_table {
                let (name, table) = tables
                    .get(&name)
                    .ok_or_else(|| Error::missing("a table that a merge touched"))?;
                back.some((name, table), step, rows).await?;
            }
        }
    }
    back.finish()
}

/// What a merge keeps of a row: what it was before, and what the merge made of it.
pub(super) type Kept = (Option<Image>, Option<Image>);

/// An image that a row of a merge keeps.
pub(super) fn image(json: Option<Json>) -> Option<Image> {
    match json {
        Some(Json::Object(image)) => Some(image),
        _ => None,
    }
}

struct Back<'a> {
    tx: &'a DatabaseTransaction,
    /// What somebody changed since, by table and column.
    changed: BTreeSet<String>,
    left: BTreeMap<&'static str, i64>,
}

impl Back<'_> {
    fn changed(&mut self, table: &str, column: &str) {
        self.changed.insert(format!("{table}.{column}"));
    }

    fn left(&mut self, table: &'static str) {
        *self.left.entry(table).or_default() += 1;
    }

    fn finish(self) -> Result<Vec<Left>> {
        let mut faults = Faults::none();
        for what in self.changed {
            faults.push(Fault::new(["id"], Code::Inconsistent).with("other", what));
        }
        let left = self.left.into_iter();
        faults.finish(Some(
            left.map(|(table, rows)| Left { table, rows }).collect(),
        ))
    }

    async fn some(
        &mut self,
        table: (&'static str, &Table),
        step: Step,
        rows: Vec<contact_merge_row::Model>,
    ) -> Result<()> {
        let kept = rows.into_iter();
        let mut kept: Vec<Kept> = kept
            .map(|row| (image(row.before), image(row.after)))
            .collect();
        if table.0 == pairs::TABLE {
            kept = pairs::give_back(self.tx, table.1, kept).await?;
        }
        let kept = kept.into_iter();
        match step {
            Step::Made => {
                let made: Vec<Image> = kept.filter_map(|(_, after)| after).collect();
                self.take_away(table, &made).await
            }
            Step::Named | Step::Gone => {
                let gone: Vec<Image> = kept.filter_map(|(before, _)| before).collect();
                self.bring_back(table, gone.iter().collect()).await
            }
            Step::Changed => {
                let pairs: Vec<(Image, Image)> = kept
                    .filter_map(|(before, after)| before.zip(after))
                    .collect();
                self.change_back(table, &pairs).await
            }
        }
    }

    /// Takes away what the merge made, if it is as it was made. What somebody took away already is away.
    async fn take_away(
        &mut self,
        (name, table): (&'static str, &Table),
        made: &[Image],
    ) -> Result<()> {
        let made: Vec<&Image> = made.iter().collect();
        let now = table.now(self.tx, &made).await?;
        let mut going = Vec::new();
        for image in made {
            if let Some(now) = now.get(&table.key(image)) {
                for column in differing(image, now) {
                    self.changed(name, column);
                }
                going.push(image);
            }
        }
        if going.is_empty() {
            return Ok(());
        }
        table.remove(self.tx, &going).await
    }

    /// Brings back what went, but for what hung on something that is no more.
    async fn bring_back(
        &mut self,
        (name, table): (&'static str, &Table),
        gone: Vec<&Image>,
    ) -> Result<()> {
        if gone.is_empty() {
            return Ok(());
        }
        let lost = table.lost(self.tx, &gone, ERASED).await?;
        let newer = if name == FACTS {
            table
                .alike(self.tx, &gone, &["contact_id", "block"])
                .await?
        } else {
            BTreeSet::new()
        };
        let mut coming = Vec::new();
        for (place, image) in gone.into_iter().enumerate() {
            if newer.contains(&place) {
                // The newer line stays.
            } else if lost.contains(&place) {
                self.left(name);
            } else {
                coming.push(image);
            }
        }
        if coming.is_empty() {
            return Ok(());
        }
        match table.put(self.tx, &coming).await {
            Err(Error::Failed(Failure::Database(error)))
                if engine::broken_constraint(&error).is_some() =>
            {
                // The transaction is lost; what else was changed is told the next time.
                self.changed(name, "id");
                let told = std::mem::take(&mut self.changed);
                Back {
                    changed: told,
                    left: BTreeMap::new(),
                    tx: self.tx,
                }
                .finish()?;
                Ok(())
            }
            done => done,
        }
    }

    /// Changes back what the merge changed, column by column: what somebody changed since in another column stays.
    async fn change_back(
        &mut self,
        (name, table): (&'static str, &Table),
        pairs: &[(Image, Image)],
    ) -> Result<()> {
        let after: Vec<&Image> = pairs.iter().map(|(_, after)| after).collect();
        let now = table.now(self.tx, &after).await?;
        let mut rows = Vec::new();
        let mut columns = BTreeSet::new();
        let mut written_anew = Vec::new();
        for (before, after) in pairs {
            let Some(now) = now.get(&table.key(after)) else {
                if name == FACTS {
                    written_anew.push(before);
                } else {
                    self.left(name);
                }
                continue;
            };
            let touched: Vec<&str> = differing(before, after).collect();
            for column in differing(after, now).filter(|column| touched.contains(column)) {
                self.changed(name, column);
            }
            rows.push((after, as_it_was((before, after), now, &touched)));
            columns.extend(touched);
            columns.extend(["version", "updated_at"]);
        }
        if !rows.is_empty() {
            table.set(self.tx, &rows, &columns).await?;
        }
        self.bring_back((name, table), written_anew).await
    }
}

/// A row as it is to be: what the merge touched as it was, the rest as it is by now.
fn as_it_was((before, after): (&Image, &Image), now: &Image, touched: &[&str]) -> Image {
    let mut row = now.clone();
    let take = |row: &mut Image, column: &str| {
        if let Some(value) = before.get(column) {
            row.insert(column.to_owned(), value.clone());
        }
    };
    for column in touched {
        take(&mut row, column);
    }
    let is_as_left = ["version", "updated_at"]
        .iter()
        .all(|column| now.get(*column) == after.get(*column));
    if is_as_left {
        take(&mut row, "version");
        take(&mut row, "updated_at");
    } else if let Some(version) = now.get("version").and_then(Json::as_i64) {
        row.insert("version".to_owned(), (version + 1).into());
    }
    row
}

/// The columns in which two images of a row differ, but for those that follow from the others.
pub(super) fn differing<'a>(one: &'a Image, other: &'a Image) -> impl Iterator<Item = &'a str> {
    one.iter()
        .filter(|(column, _)| !FOLLOWING.contains(&column.as_str()))
        .filter(|(column, value)| other.get(*column) != Some(value))
        .map(|(column, _)| column.as_str())
}
