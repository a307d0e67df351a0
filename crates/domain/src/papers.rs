//! Papers of an event: what is handed out, hung up or laid on a table. Whoever plans an event or stands at its door may have them
//! prepared, since no address and no telephone is on any; they go the way of exports, and by whom and what for is written down alike.
//! Certificates are the office's word, and not for the door to give.
//!
//! **Who stands on one.** Whose data may be used, as in [`exports`](crate::exports): nobody who was erased, and nobody who asked that
//! nothing be done with their data for now. Totals name nobody and count everybody.
//! **Invariant:** a paper is of one snapshot; what is kept in memory of all its people is their order, the rest is read page by page.
//! **Invariant:** a page to be printed has no script and loads nothing, and whatever stands in it was escaped ([`page`]).

mod catering;
mod certificates;
mod columns;
mod companions;
mod guests;
mod head;
mod layout;
mod page;
mod programme;
mod words;

use chrono::{DateTime, NaiveDate, Utc};
use kuvend_entity::{
    event, export_job,
    id::{EventId, OfficeId},
    kind::{ExportFormat, Paper},
    office,
    value::Language,
};
use sea_orm::{ConnectionTrait, DatabaseTransaction, EntityTrait};
use serde_json::{Value, json};

pub use certificates::{Certified, Issued, issued, verified};
pub(crate) use certificates::{certify, of_rows as certificates_of, path as certificate_path};
pub use columns::Column;
pub(crate) use page::Page;
pub use page::{POLICY, policy};

use self::{
    guests::Entry,
    head::Head,
    layout::{Filled, Slot},
};
use crate::{
    error::{Error, Result},
    events::has_begun,
    exports::{SENSITIVE, noted},
    op::Op,
    organisations::own,
    policy::Action,
    questions::Table,
};

/// Rows of a page.
const PAGE: usize = 500;
/// Under which name it stands in a job whether only who is expected is on the paper.
const EXPECTED: &str = "expectedOnly";

/// Which paper, and of which event.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// Of which event.
    pub event: EventId,
    /// Which.
    pub paper: Paper,
    /// Only who is expected, or everybody on the list; as is usual for the paper unless said.
    pub expected_only: Option<bool>,
    /// On a guest list, answers to delicate questions too.
    pub sensitive: bool,
}

/// What it takes to have a paper prepared.
pub(crate) const fn right(paper: Paper) -> Action {
    match paper {
        Paper::Certificates => Action::IssueCertificates,
        _ => Action::PreparePapers,
    }
}

/// Goes on only if there can be a paper of an event by now: nobody was there before it began, so that nobody is certified.
///
/// # Errors
/// On `eventId` `TOO_EARLY` for certificates of what has not begun, and `WRONG_STATE` for those of what was called off or put off.
pub(crate) fn judge(paper: Paper, event: &event::Model, now: DateTime<Utc>) -> Result<()> {
    match paper {
        Paper::Certificates => has_begun(["eventId"], event, now),
        _ => Ok(()),
    }
}

impl Wanted {
    /// As a job keeps it.
    pub(crate) fn kept(&self) -> Value {
        let usual = self.paper != Paper::GuestList;
        let expected = self.expected_only.unwrap_or(usual);
        if self.sensitive {
            return json!({ EXPECTED: expected, SENSITIVE: true });
        }
        json!({ EXPECTED: expected })
    }
}

/// A paper as it is written: first who and what is on it, then page by page.
#[derive(Debug)]
pub(crate) struct Sheet {
    paper: Paper,
    event: event::Model,
    office: office::Model,
    own: Language,
    language: Language,
    expected_only: bool,
    columns: Vec<Column>,
    /// What the event asks, where answers stand on the paper and whoever asks for it may read them.
    asked: Table,
    made_on: NaiveDate,
    /// The server's public address, before the links that are printed.
    address: String,
    content: Content,
}

/// What is on a paper.
#[derive(Debug)]
enum Content {
    /// Nobody looked yet.
    Unread,
    /// People, in order.
    Guests(Vec<Entry>),
    /// Few rows, which are read at once.
    Rows(Vec<Vec<String>>),
}

impl Sheet {
    /// The paper that a job is for.
    ///
    /// # Errors
    /// The database's, and where the job is for none.
    pub(crate) async fn of(op: &Op, job: &export_job::Model, address: &str) -> Result<Self> {
        let paper = job.paper.ok_or_else(|| Error::missing("paper"))?;
        let event = job.event_id.ok_or_else(|| Error::missing("event"))?;
        let db = op.db.reader();
        let event = event::Entity::find_by_id(event).one(db).await?;
        let event = event.ok_or_else(|| Error::missing("event"))?;
        let office = of_office(db, event.office_id).await?;
        let own = own(office.languages.clone());
        let made = op.clock.now().with_timezone(&event.time_zone.zone());
        let mut columns = columns::of(paper).to_vec();
        // Whoever holds a ticket is let in by it, so that who may not see tickets prints none.
        let is_printed = paper == Paper::Badges && job.format == ExportFormat::Html;
        if is_printed && op.may_at((event.office_id, event.id), Action::ManageDoor) {
            columns.push(Column::Ticket);
        }
        // So it is with what guests wrote of their needs; a file that is read by machines has the totals alone.
        let is_noted = paper == Paper::Catering && job.format == ExportFormat::Html;
        if is_noted && op.may_at((event.office_id, event.id), Action::ReadNeeds) {
            columns.push(Column::Note);
        }
        let mut asked = if paper == Paper::GuestList {
            let with_sensitive = job.filter.get(SENSITIVE).is_some_and(|it| it == true);
            Table::of(op, &event, with_sensitive).await?
        } else {
            Table::default()
        };
        noted(job, |named| {
            columns.retain(|column| named.contains(column.as_str()));
            asked.only(named);
        });
        Ok(Self {
            paper,
            made_on: made.date_naive(),
            language: job.heading_language.clone().unwrap_or_else(|| own.clone()),
            own,
            office,
            event,
            expected_only: job.filter.get(EXPECTED).is_none_or(|it| it == true),
            columns,
            asked,
            address: address.trim_end_matches('/').to_owned(),
            content: Content::Unread,
        })
    }

    /// Does what has to be done before it is read: whoever is to have a certificate is given one.
    ///
    /// # Errors
    /// Only the database's.
    pub(crate) async fn prepare(&self, op: &Op) -> Result<()> {
        certificates::issue(op, self).await
    }

    /// Reads who and what is on it, as of the snapshot that it is written from.
    ///
    /// # Errors
    /// Only the database's.
    pub(crate) async fn settle(&mut self, snapshot: &DatabaseTransaction) -> Result<()> {
        self.content = match self.paper {
            Paper::GuestList | Paper::SignInSheet | Paper::Badges => {
                Content::Guests(guests::by_name(snapshot, self).await?)
            }
            Paper::ProtocolList => Content::Guests(guests::by_protocol(snapshot, self).await?),
            Paper::Certificates => {
                let entries = guests::by_name(snapshot, self).await?;
                Content::Guests(certificates::only(snapshot, self, entries).await?)
            }
            Paper::RunOfShow => Content::Rows(programme::rows(snapshot, self).await?),
            Paper::Catering => Content::Rows(catering::rows(snapshot, self).await?),
        };
        Ok(())
    }

    /// The names of the columns.
    pub(crate) fn columns(&self) -> Vec<String> {
        let own = self.columns.iter().map(|it| it.as_str().to_owned());
        own.chain(self.asked.names()).collect()
    }

    /// What the columns are headed.
    pub(crate) fn heads(&self) -> Vec<String> {
        let language = Some(self.language.as_str());
        let own = self.columns.iter();
        own.map(|column| column.heading(language).to_owned())
            .chain(self.asked.heads(Some(self.tongues())))
            .collect()
    }

    /// In which languages answers are told: the paper's, and the office's own where that has no word.
    const fn tongues(&self) -> (&Language, &Language) {
        (&self.language, &self.own)
    }

    /// How many rows, once it is settled.
    pub(crate) const fn count(&self) -> usize {
        match &self.content {
            Content::Unread => 0,
            Content::Guests(entries) => entries.len(),
            Content::Rows(rows) => rows.len(),
        }
    }

    /// The rows from one on: a page of them.
    ///
    /// # Errors
    /// Only the database's.
    pub(crate) async fn rows(
        &self,
        snapshot: &DatabaseTransaction,
        from: usize,
    ) -> Result<Vec<Vec<String>>> {
        match &self.content {
            Content::Unread => Ok(Vec::new()),
            Content::Guests(entries) => {
                let page: Vec<&Entry> = entries.iter().skip(from).take(PAGE).collect();
                if self.paper == Paper::Certificates {
                    return certificates::rows(snapshot, self, &page).await;
                }
                guests::rows(snapshot, self, &page).await
            }
            Content::Rows(rows) => Ok(rows.iter().skip(from).take(PAGE).cloned().collect()),
        }
    }

    /// The same as pages to be printed.
    ///
    /// # Errors
    /// Only the database's.
    pub(crate) async fn page(&self, snapshot: &DatabaseTransaction) -> Result<Page> {
        let head = Head::read(snapshot, self).await?;
        let slots = self.slots(snapshot).await?;
        Ok(Page::new(self, head, slots))
    }

    /// Which columns stand on a page: what nobody has anything in is left out. Who is on it is read through once for that, page by page.
    async fn slots(&self, snapshot: &DatabaseTransaction) -> Result<Vec<Slot>> {
        let mut filled = Filled::of(&self.columns, self.asked.len());
        if !matches!(self.paper, Paper::Badges | Paper::Certificates) {
            let mut read = 0;
            while !filled.is_full() {
                let rows = self.rows(snapshot, read).await?;
                if rows.is_empty() {
                    break;
                }
                read = read.saturating_add(rows.len());
                filled.note(&rows);
            }
        }
        Ok(layout::slots(
            (&self.columns, self.heads()),
            &filled,
            &self.language,
        ))
    }

    /// A text in the paper's language, else in the office's own, else in the first that there is.
    fn said(&self, text: &kuvend_entity::text::LocalizedText) -> String {
        let best = text.best(Some(&self.language), &self.own);
        best.unwrap_or_default().to_owned()
    }
}

async fn of_office(db: &impl ConnectionTrait, id: OfficeId) -> Result<office::Model> {
    let office = office::Entity::find_by_id(id).one(db).await?;
    office.ok_or_else(|| Error::missing("office"))
}
