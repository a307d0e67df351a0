//! Everything that happened with a person, as one list, the latest first.
//!
//! Nothing is kept twice: the list is a union of narrow selects over the rows of each kind, each cut to the page before
//! they are put together. What happened to records that were merged into a person's is theirs.
//!
//! **Invariant:** a kind is shown to who may read its rows, and nothing of a kind tells more than they do.

mod sources;
mod statement;
mod words;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use kuvend_entity::{
    contact, event,
    id::{AccountId, ContactId, OfficeId, PurposeId},
    office, organisation, programme, purpose,
    text::LocalizedText,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect,
    prelude::Uuid,
};

use crate::{
    contacts::reads::judge_places,
    error::Result,
    events::grouped,
    op::Op,
    organisations::own,
    paging::{Cursor, Key, Page, PageRequest},
    policy::Action,
    tasks::{Staff, staff_by_ids},
};

pub use sources::Kind;

/// Whose timeline.
pub type Person = (OfficeId, ContactId);

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The row that says so.
    pub id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// What sort of thing.
    pub kind: Kind,
    /// The event, programme or organisation that it has to do with.
    pub about: Option<Uuid>,
    /// Who of the staff wrote it down.
    pub by: Option<Staff>,
    /// The fields that were changed, where the record was.
    pub fields: Vec<String>,
    /// The same for people, in the language of whoever asks.
    pub text: String,
}

/// A row of the union.
#[derive(Debug, Clone, FromQueryResult)]
struct Row {
    root: Uuid,
    at: DateTime<Utc>,
    id: Uuid,
    kind: String,
    about: Option<Uuid>,
    word: Option<String>,
    detail: Option<String>,
    actor: Option<Uuid>,
}

/// The same page of the timelines of some people: one statement, one more where they are counted, and one for each sort
/// of thing that the entries name.
///
/// # Errors
/// [`Unauthenticated`](crate::error::Denied::Unauthenticated), a fault on a place of another list, and the database's.
pub async fn of_contacts(
    op: &Op,
    people: &[Person],
    kinds: Option<&[Kind]>,
    page: &PageRequest,
) -> Result<HashMap<ContactId, Page<Entry>>> {
    op.known()?;
    judge_places(page, |key| matches!(key, Key::Instant(_)))?;
    let (mut rows, mut totals): (HashMap<Uuid, Vec<Row>>, HashMap<Uuid, i64>) =
        (HashMap::new(), HashMap::new());
    for (office, ids) in grouped(people.iter().copied()) {
        let shown = sources::shown(op, office, kinds);
        if shown.is_empty() {
            continue;
        }
        let ids = statement::Ids::of(op, ids).await?;
        if page.limit > 0 {
            let statement = statement::page(op, &shown, &ids, page);
            let found = op.db.reader().query_all_raw(statement).await?;
            for result in &found {
                let row = Row::from_query_result(result, "")?;
                rows.entry(row.root).or_default().push(row);
            }
        }
        if page.count {
            totals.extend(statement::totals(op, &shown, &ids).await?);
        }
    }
    let names = Names::of(op, rows.values().flatten()).await?;
    let mut pages = HashMap::with_capacity(people.len());
    for (office, id) in people {
        let found = rows.remove(&id.0).unwrap_or_default();
        let total = page
            .count
            .then(|| totals.get(&id.0).copied().unwrap_or_default());
        let sees_events = op.may(*office, Action::ReadEvents);
        let cut = Page::cut(found, page, total, |row| {
            Cursor(Key::instant(row.at), row.id)
        });
        pages.insert(*id, cut.map(|row| names.entry(op, &row, sees_events)));
    }
    Ok(pages)
}

/// What the entries of some pages name.
#[derive(Debug, Default)]
struct Names {
    said: HashMap<Uuid, String>,
    staff: HashMap<AccountId, Staff>,
}

impl Names {
    async fn of<'a>(op: &Op, rows: impl Iterator<Item = &'a Row> + Clone) -> Result<Self> {
        let about = |wanted: fn(Kind) -> bool| -> Vec<Uuid> {
            let mut ids: Vec<Uuid> = rows
                .clone()
                .filter(|row| Kind::parse(&row.kind).is_some_and(wanted))
                .filter_map(|row| row.about)
                .collect();
            ids.sort_unstable();
            ids.dedup();
            ids
        };
        let mut names = Self::default();
        let db = op.db.reader();
        macro_rules! read {
            ($table:ident . $column:ident, $wanted:expr) => {
                let ids = about($wanted);
                if !ids.is_empty() {
                    let found: Vec<(Uuid, LocalizedText, kuvend_entity::value::Languages)> =
                        $table::Entity::find()
                            .select_only()
                            .column($table::Column::Id)
                            .column($table::Column::$column)
                            .column(office::Column::Languages)
                            .join(
                                sea_orm::JoinType::InnerJoin,
                                $table::Entity::belongs_to(office::Entity)
                                    .from($table::Column::OfficeId)
                                    .to(office::Column::Id)
                                    .into(),
                            )
                            .filter($table::Column::Id.is_in(ids))
                            .into_tuple()
                            .all(db)
                            .await?;
                    names
                        .said
                        .extend(found.into_iter().filter_map(|(id, text, languages)| {
                            let text = text.best(Some(&op.language), &own(languages))?;
                            Some((id, text.to_owned()))
                        }));
                }
            };
        }
        read!(event.Title, Kind::is_about_event);
        read!(programme.Title, |kind| kind == Kind::Enrolled);
        read!(organisation.Name, |kind| kind == Kind::Membership);
        let purposes = about(|kind| kind == Kind::Consented);
        if !purposes.is_empty() {
            let found: Vec<(PurposeId, String)> = purpose::Entity::find()
                .select_only()
                .column(purpose::Column::Id)
                .column(purpose::Column::Key)
                .filter(purpose::Column::Id.is_in(purposes))
                .into_tuple()
                .all(db)
                .await?;
            let said = found.into_iter().map(|(id, key)| (id.0, key));
            names.said.extend(said);
        }
        let mut accounts: Vec<AccountId> =
            rows.filter_map(|row| row.actor).map(AccountId).collect();
        accounts.sort_unstable();
        accounts.dedup();
        names.staff = staff_by_ids(op, &accounts).await?;
        Ok(names)
    }

    fn entry(&self, op: &Op, row: &Row, sees_events: bool) -> Entry {
        let kind = Kind::parse(&row.kind).unwrap_or(Kind::Edited);
        let about = row.about.filter(|_| sees_events || !kind.is_about_event());
        let named = about.and_then(|id| self.said.get(&id));
        let fields = match (kind, &row.detail) {
            (Kind::Edited, Some(changes)) => fields(changes),
            _ => Vec::new(),
        };
        let text = words::sentence(
            (kind, row.word.as_deref().unwrap_or_default()),
            named.map(String::as_str),
            row.detail.as_deref().filter(|_| kind.has_title()),
            op.language.as_str(),
        );
        Entry {
            id: row.id,
            at: row.at,
            kind,
            about,
            by: row
                .actor
                .and_then(|id| self.staff.get(&AccountId(id)).cloned()),
            fields,
            text,
        }
    }
}

/// The names of the fields that an audit entry says were changed; what they were and are stays in the audit.
fn fields(changes: &str) -> Vec<String> {
    let read: Option<serde_json::Map<String, serde_json::Value>> =
        serde_json::from_str(changes).ok();
    read.map(|fields| fields.into_iter().map(|(name, _)| name).collect())
        .unwrap_or_default()
}

/// The contact and those that were merged into it, over however many steps.
async fn merged(op: &Op, id: ContactId) -> Result<Vec<ContactId>> {
    let (mut all, mut newest) = (vec![id], vec![id]);
    while !newest.is_empty() {
        newest = contact::Entity::find()
            .select_only()
            .column(contact::Column::Id)
            .filter(contact::Column::MergedIntoId.is_in(newest))
            .into_tuple()
            .all(op.db.reader())
            .await?;
        newest.retain(|id| !all.contains(id));
        all.extend(&newest);
    }
    Ok(all)
}
