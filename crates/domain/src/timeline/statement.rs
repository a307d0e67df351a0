//! The statement of a page. Of one person, each select is cut to the page by its own index before they are put together;
//! of several people at once, the rows of each are numbered and cut.

use std::collections::HashMap;

use kuvend_entity::id::ContactId;
use sea_orm::{ConnectionTrait, Statement, Value, prelude::Uuid};

use crate::{
    error::Result,
    op::Op,
    paging::{Cursor, PageRequest},
    timeline::{
        merged,
        sources::{Link, Source},
    },
};

/// Whose timelines a statement reads.
#[derive(Debug)]
pub(super) enum Ids {
    /// One person's, with the records that were merged into theirs.
    One(ContactId, Vec<ContactId>),
    /// Several people's.
    Several(Vec<ContactId>),
}

impl Ids {
    pub(super) async fn of(op: &Op, ids: Vec<ContactId>) -> Result<Self> {
        match ids.as_slice() {
            [id] => Ok(Self::One(*id, merged(op, *id).await?)),
            _ => Ok(Self::Several(ids)),
        }
    }
}

/// A text with its values, in the order in which they are named.
struct Text<'a> {
    op: &'a Op,
    values: Vec<Value>,
}

impl Text<'_> {
    fn bind(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    fn list(&mut self, ids: &[ContactId]) -> String {
        let places: Vec<String> = ids.iter().map(|id| self.bind(*id)).collect();
        places.join(", ")
    }

    fn finish(self, sql: String) -> Statement {
        Statement::from_sql_and_values(self.op.db.backend(), sql, self.values)
    }
}

/// The select of one sort of row, without order and limit.
fn select(source: &Source, person: &Belonging, columns: &str, now: &str) -> String {
    let condition = source.condition.replace("$now", now);
    let (join, belongs) = match (person, source.link) {
        (Belonging::To(ids), Link::Column(column)) => {
            (String::new(), format!("{column} IN ({ids})"))
        }
        (Belonging::To(ids), Link::Participant) => (
            String::new(),
            format!(
                "{} IN (SELECT p.interaction_id FROM interaction_participant p WHERE p.contact_id IN ({ids}))",
                source.id
            ),
        ),
        (Belonging::Each, Link::Column(column)) => (
            format!(" JOIN who w ON w.id = {column}"),
            "1 = 1".to_owned(),
        ),
        (Belonging::Each, Link::Participant) => (
            format!(
                " JOIN (SELECT DISTINCT v.root AS root, p.interaction_id AS part FROM who v \
                 JOIN interaction_participant p ON p.contact_id = v.id) w ON w.part = {}",
                source.id
            ),
            "1 = 1".to_owned(),
        ),
    };
    format!(
        "SELECT {columns} FROM {}{join} WHERE {belongs} AND {condition}",
        source.from
    )
}

/// How the rows of a statement belong to people.
enum Belonging {
    /// To one, whose records are listed.
    To(String),
    /// To each of those whom the statement begins with.
    Each,
}

/// Whom a statement begins with, each with the records that were merged into theirs.
fn who(ids: &str) -> String {
    format!(
        "WITH RECURSIVE who(root, id) AS (SELECT c.id, c.id FROM contact c WHERE c.id IN ({ids}) \
         UNION SELECT w.root, c.id FROM contact c JOIN who w ON c.merged_into_id = w.id) "
    )
}

/// How each list of a statement is narrowed, ordered and cut.
struct Cut {
    order: &'static str,
    limit: u64,
    places: Vec<(&'static str, String, String)>,
    now: String,
}

impl Cut {
    fn of(text: &mut Text<'_>, page: &PageRequest) -> Self {
        let now = text.bind(text.op.clock.now());
        let mut places = Vec::new();
        for (cursor, sign) in [(&page.after, "<"), (&page.before, ">")] {
            if let Some(Cursor(key, id)) = cursor {
                places.push((sign, text.bind(key.value()), text.bind(*id)));
            }
        }
        Self {
            order: if page.backward { "ASC" } else { "DESC" },
            limit: page.limit + 1,
            places,
            now,
        }
    }

    /// The condition of the places between which rows are wanted.
    fn beyond(&self, source: &Source) -> String {
        let conditions = self.places.iter().map(|(sign, at, id)| {
            format!(" AND ({}, {}) {sign} ({at}, {id})", source.at, source.id)
        });
        conditions.collect::<Vec<_>>().concat()
    }

    /// One person's: each select is cut by itself, so that none reads more than a page where its index has the order.
    fn one(&self, sources: &[Source], root: &str, ids: String) -> String {
        let Self { order, limit, .. } = self;
        let belongs = Belonging::To(ids);
        let part = |(number, source): (usize, &Source)| {
            let (at, id) = (source.at, source.id);
            let columns = format!("{at} AS at, {id} AS id, {}", source.columns);
            format!(
                "SELECT * FROM ({}{} ORDER BY {at} {order}, {id} {order} LIMIT {limit}) AS part_{number}",
                select(source, &belongs, &columns, &self.now),
                self.beyond(source),
            )
        };
        let parts: Vec<String> = sources.iter().enumerate().map(part).collect();
        format!(
            "SELECT {root} AS root, timeline.* FROM ({}) AS timeline ORDER BY at {order}, id {order} LIMIT {limit}",
            parts.join(" UNION ALL ")
        )
    }

    /// Several people's: the rows of each are numbered.
    fn several(&self, sources: &[Source], ids: &str) -> String {
        let Self { order, limit, .. } = self;
        let part = |source: &Source| {
            let columns = format!(
                "w.root AS root, {} AS at, {} AS id, {}",
                source.at, source.id, source.columns
            );
            let part = select(source, &Belonging::Each, &columns, &self.now);
            format!("{part}{}", self.beyond(source))
        };
        let parts: Vec<String> = sources.iter().map(part).collect();
        format!(
            "{}SELECT * FROM (SELECT every.*, ROW_NUMBER() OVER (PARTITION BY root ORDER BY at {order}, id {order}) AS place \
             FROM ({}) AS every) AS timeline WHERE place <= {limit} ORDER BY at {order}, id {order}",
            who(ids),
            parts.join(" UNION ALL ")
        )
    }
}

/// The statement of a page of each timeline.
pub(super) fn page(op: &Op, sources: &[Source], ids: &Ids, page: &PageRequest) -> Statement {
    let mut text = Text {
        op,
        values: Vec::new(),
    };
    let cut = Cut::of(&mut text, page);
    let sql = match ids {
        Ids::One(root, ids) => {
            let root = text.bind(*root);
            cut.one(sources, &as_uuid(op, &root), text.list(ids))
        }
        Ids::Several(ids) => cut.several(sources, &text.list(ids)),
    };
    text.finish(sql)
}

/// A bound id, said to be one where the engine asks.
fn as_uuid(op: &Op, place: &str) -> String {
    if op.db.backend() == sea_orm::DbBackend::Postgres {
        format!("CAST({place} AS uuid)")
    } else {
        place.to_owned()
    }
}

/// How long each timeline is.
pub(super) async fn totals(op: &Op, sources: &[Source], ids: &Ids) -> Result<HashMap<Uuid, i64>> {
    let mut text = Text {
        op,
        values: Vec::new(),
    };
    let now = text.bind(op.clock.now());
    let all = match ids {
        Ids::One(id, _) => vec![*id],
        Ids::Several(ids) => ids.clone(),
    };
    let list = text.list(&all);
    let parts: Vec<String> = sources
        .iter()
        .map(|source| select(source, &Belonging::Each, "w.root AS root", &now))
        .collect();
    let sql = format!(
        "{}SELECT root, COUNT(*) AS length FROM ({}) AS every GROUP BY root",
        who(&list),
        parts.join(" UNION ALL ")
    );
    let mut totals = HashMap::new();
    for row in op.db.reader().query_all_raw(text.finish(sql)).await? {
        totals.insert(row.try_get("", "root")?, row.try_get("", "length")?);
    }
    Ok(totals)
}
