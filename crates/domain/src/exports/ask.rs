//! Asking for an export, and giving one up.

use chrono::{DateTime, Utc};
use kuvend_entity::{
    event,
    export_job::{self, Column as J},
    id::{EventId, ExportJobId, OfficeId},
    kind::{ExportDelimiter, ExportFormat, ExportKind, ExportState, FileKind},
    stored_file,
    value::Language,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, DatabaseTransaction, EntityTrait, IntoActiveModel,
    PaginatorTrait, QueryFilter, prelude::Uuid, sea_query::Expr,
};
use serde_json::json;

use super::{
    Field, read,
    work::{Taken, judge_size},
};
use crate::{
    audit::{self, Deed},
    contacts::Filter,
    error::{Error, Result},
    fault::{Code, Fault},
    op::Op,
    papers::{self, Wanted},
    policy::Action,
};

/// Exports of one account that wait at most: each stands in the way of everybody else's.
const WAITING: u64 = 20;
/// Under which name it stands in a job whether answers to delicate questions are taken out too.
pub(crate) const SENSITIVE: &str = "sensitiveAnswers";

/// What is to be taken out.
#[derive(Debug, Clone)]
pub enum What {
    /// People.
    Contacts {
        /// Which. The office may be said in it too.
        filter: Box<Filter>,
        /// Which, by words.
        search: Option<String>,
        /// Which columns, in their order; the usual ones where there are none.
        fields: Vec<Field>,
    },
    /// Organisations, all of the office.
    Organisations,
    /// The guests of an event.
    GuestList {
        /// Of which.
        event: EventId,
        /// With their answers to delicate questions too.
        sensitive: bool,
    },
    /// A paper of an event.
    Paper(Wanted),
}

/// What is to be taken out as a file.
#[derive(Debug, Clone)]
pub struct Export {
    /// Of which office; the only one unless said. A guest list is its event's.
    pub office: Option<OfficeId>,
    /// What.
    pub what: What,
    /// As what.
    pub format: ExportFormat,
    /// What parts the cells of a text.
    pub delimiter: ExportDelimiter,
    /// In which language the columns are headed; by the fields' names without one. In which a paper is; in the office's own without
    /// one.
    pub headings: Option<Language>,
    /// What for, in a sentence.
    pub purpose: String,
}

/// Asks for an export; a worker writes it.
///
/// # Errors
/// `NOT_FOUND` on `officeId` or `eventId`; on `eventId` `TOO_EARLY` and `WRONG_STATE` where nobody can be certified yet;
/// `INCONSISTENT` where the filter names another office, and on `format` where pages are asked for and it is no paper; `TAKEN` on a
/// field that is named twice; `TOO_MANY` on `format` where a workbook has no room for so many, and on `officeId` where enough
/// exports wait already.
pub async fn ask(op: &Op, cmd: Export) -> Result<export_job::Model> {
    asked(op, cmd, None).await
}

/// Whoever writes an export that they ask for: until when they hold it without saying more, and by what.
#[derive(Debug, Clone, Copy)]
pub(super) struct Held {
    pub(super) worker: Uuid,
    pub(super) until: DateTime<Utc>,
    pub(super) attempts: i32,
}

/// Goes on only if whoever asks does not have enough exports waiting already.
async fn judge_waiting(op: &Op) -> Result<()> {
    let waiting = export_job::Entity::find()
        .filter(J::State.is_in([ExportState::Queued, ExportState::Running]))
        .filter(J::CreatedBy.eq(op.actor.account()))
        .count(op.db.reader())
        .await?;
    if waiting >= WAITING {
        let fault = Fault::new(["officeId"], Code::TooMany);
        return Err(fault.with("limit", WAITING).into());
    }
    Ok(())
}

/// Of which office an export is, and of which event.
async fn of(op: &Op, cmd: &Export) -> Result<(OfficeId, Option<EventId>)> {
    let (office, event) = match &cmd.what {
        What::GuestList {
            event: id,
            sensitive,
        } => {
            op.authorise_somewhere(Action::ExportContacts)?;
            let not_found = || Error::from(Fault::new(["eventId"], Code::NotFound));
            let event = event::Entity::find_by_id(*id).one(op.db.reader()).await?;
            let event = event.ok_or_else(not_found)?;
            op.authorise(event.office_id, Action::ExportContacts)
                .map_err(|error| error.hidden_at(["eventId"]))?;
            if *sensitive {
                op.authorise_at(&event, Action::ReadNeeds)?;
            }
            (event.office_id, Some(event.id))
        }
        What::Paper(wanted) => {
            let right = papers::right(wanted.paper);
            op.authorise_anywhere(right)?;
            let not_found = || Error::from(Fault::new(["eventId"], Code::NotFound));
            let event = event::Entity::find_by_id(wanted.event);
            let event = event.one(op.db.reader()).await?.ok_or_else(not_found)?;
            op.authorise_at(&event, right)
                .map_err(|error| error.hidden_at(["eventId"]))?;
            if wanted.sensitive {
                op.authorise_at(&event, Action::ReadNeeds)?;
            }
            papers::judge(wanted.paper, &event, op.clock.now())?;
            // No address and no telephone is on any paper.
            return Ok((event.office_id, Some(event.id)));
        }
        What::Contacts { filter, .. } => {
            let named = cmd.office.or(filter.office);
            let office = op.office(named, Action::ExportContacts).await?;
            if filter.office.is_some_and(|id| id != office.id) {
                let fault = Fault::new(["filter", "officeId"], Code::Inconsistent);
                return Err(fault.with("other", "officeId").into());
            }
            (office.id, None)
        }
        What::Organisations => (
            op.office(cmd.office, Action::ExportContacts).await?.id,
            None,
        ),
    };
    op.authorise(office, Action::ReadContactDetails)?;
    Ok((office, event))
}

/// What an export is of: its kind, the deed's name, and which rows and columns.
type Asked = (
    ExportKind,
    &'static str,
    serde_json::Value,
    Option<String>,
    Vec<Field>,
);

/// What an export is of, as it is written down.
fn taken(what: What) -> Result<Asked> {
    Ok(match what {
        What::Contacts {
            filter,
            search,
            fields,
        } => {
            for (place, field) in fields.iter().enumerate() {
                if fields.iter().take(place).any(|other| other == field) {
                    return Err(Fault::new(["fields", &place.to_string()], Code::Taken).into());
                }
            }
            let fields = if fields.is_empty() {
                Field::USUAL.to_vec()
            } else {
                fields
            };
            let filter = serde_json::to_value(&filter)
                .map_err(|_| Error::missing("a filter that can be written"))?;
            (
                ExportKind::Contacts,
                "exports::contacts",
                filter,
                search,
                fields,
            )
        }
        What::Organisations => (
            ExportKind::Organisations,
            "exports::organisations",
            json!({}),
            None,
            Vec::new(),
        ),
        What::GuestList { sensitive, .. } => (
            ExportKind::GuestList,
            "exports::guest_list",
            if sensitive {
                json!({ SENSITIVE: true })
            } else {
                json!({})
            },
            None,
            Vec::new(),
        ),
        What::Paper(wanted) => (
            ExportKind::Paper,
            "papers::prepare",
            wanted.kept(),
            None,
            Vec::new(),
        ),
    })
}

/// Writes down that an export is asked for, for a worker or for who writes it at once.
///
/// # Errors
/// Those of [`ask`].
pub(super) async fn asked(op: &Op, cmd: Export, held: Option<Held>) -> Result<export_job::Model> {
    let (office, event) = of(op, &cmd).await?;
    let paper = match &cmd.what {
        What::Paper(wanted) => Some(wanted.paper),
        _ => None,
    };
    if cmd.format == ExportFormat::Html && paper.is_none() {
        let fault = Fault::new(["format"], Code::Inconsistent);
        return Err(fault.with("other", "kind").into());
    }
    if held.is_none() {
        judge_waiting(op).await?;
    }
    let (kind, action, filter, search, fields) = taken(cmd.what)?;
    let names: Vec<&str> = fields.iter().map(|field| field.as_str()).collect();
    let mut job = export_job::Model {
        id: ExportJobId::new(),
        office_id: office,
        kind,
        paper,
        event_id: event,
        state: held.map_or(ExportState::Queued, |_| ExportState::Running),
        format: cmd.format,
        delimiter: cmd.delimiter,
        heading_language: cmd.headings,
        purpose: cmd.purpose,
        filter,
        search,
        fields: json!(names),
        total: 0,
        done: 0,
        file_id: None,
        problems: None,
        attempts: held.map_or(0, |held| held.attempts),
        lease_token: held.map(|held| held.worker),
        leased_until: held.map(|held| held.until),
        created_by: op.actor.account(),
        created_at: op.clock.now(),
        finished_at: None,
    };
    // What cannot be resolved or has no room is told now and not by a job that fails.
    let taken = Taken::of(op, &job, "").await?;
    if job.format == ExportFormat::Xlsx {
        judge_size(job.format, taken.count(op.db.reader()).await?)?;
    }
    let columns = taken.columns();
    job.fields = json!(columns);
    // Whether they may was asked where it was found out of which office it is.
    let tx = op.db.write().await?;
    export_job::Entity::insert(job.clone().into_active_model().reset_all())
        .exec_without_returning(&tx)
        .await?;
    let mut changes = json!({ "fields": { "from": null, "to": columns } });
    if let (Some(paper), Some(noted)) = (job.paper, changes.as_object_mut()) {
        noted.insert("paper".to_owned(), json!({ "from": null, "to": paper }));
    }
    let deed = Deed {
        office: job.office_id,
        action,
        object_kind: "export_job",
        object_id: job.id.0,
        changes: Some(changes),
        reason: Some(job.purpose.clone()),
    };
    audit::write(&tx, op, deed).await?;
    tx.commit().await?;
    Ok(job)
}

/// An export to be given up.
#[derive(Debug, Clone, Copy)]
pub struct Cancel {
    /// Which.
    pub id: ExportJobId,
}

/// Gives an export up: it is not written, and where it was, the file is gone and its link opens nothing.
///
/// # Errors
/// `NOT_FOUND` on `id`; `WRONG_STATE` where it failed or was given up before.
pub async fn cancel(op: &Op, cmd: Cancel) -> Result<export_job::Model> {
    if op.authorise_anywhere(Action::PreparePapers).is_err() {
        op.authorise_somewhere(Action::ExportContacts)?;
    }
    let tx = op.db.write().await?;
    let mut job = export_job::Entity::find_by_id(cmd.id)
        .filter(read::visible(op))
        .one(&tx)
        .await?
        .ok_or_else(|| Fault::new(["id"], Code::NotFound))?;
    if !read::may(op, &job) {
        op.authorise(job.office_id, Action::ExportContacts)
            .map_err(|error| error.hidden_at(["id"]))?;
    }
    if matches!(job.state, ExportState::Failed | ExportState::Cancelled) {
        let fault = Fault::new(["id"], Code::WrongState);
        return Err(fault.with("state", job.state).into());
    }
    let was = job.state;
    end(&tx, op, J::Id.eq(job.id).into()).await?;
    if let Some(file) = job.file_id.take() {
        stored_file::Entity::delete_by_id(file).exec(&tx).await?;
    }
    let deed = Deed {
        office: job.office_id,
        action: "exports::cancel",
        object_kind: "export_job",
        object_id: job.id.0,
        changes: Some(json!({ "state": { "from": was, "to": ExportState::Cancelled } })),
        reason: None,
    };
    audit::write(&tx, op, deed).await?;
    tx.commit().await?;
    job.state = ExportState::Cancelled;
    job.finished_at = Some(op.clock.now());
    Ok(job)
}

/// Ends some exports as given up.
async fn end(tx: &DatabaseTransaction, op: &Op, which: Condition) -> Result<()> {
    export_job::Entity::update_many()
        .col_expr(J::State, Expr::value(ExportState::Cancelled))
        .col_expr(J::LeaseToken, Expr::value(Option::<Uuid>::None))
        .col_expr(J::LeasedUntil, Expr::value(Option::<DateTime<Utc>>::None))
        .col_expr(J::FinishedAt, Expr::value(op.clock.now()))
        .filter(which)
        .exec(tx)
        .await?;
    Ok(())
}

/// Takes back every exported file of an office, because somebody who may stand in it is being erased: a file cannot be emptied of
/// one person. What is being written then loses its file and is written anew, without them. The words of searches go too, since
/// they may be a name; what still waits for a worker with such words is given up.
///
/// # Errors
/// Only the database's.
pub async fn forget(tx: &DatabaseTransaction, op: &Op, office: OfficeId) -> Result<()> {
    stored_file::Entity::delete_many()
        .filter(stored_file::Column::OfficeId.eq(office))
        .filter(stored_file::Column::Kind.eq(FileKind::Export))
        .exec(tx)
        .await?;
    let searched = Condition::all()
        .add(J::OfficeId.eq(office))
        .add(J::Search.is_not_null());
    let waits = J::State.is_in([ExportState::Queued, ExportState::Running]);
    end(tx, op, searched.clone().add(waits)).await?;
    export_job::Entity::update_many()
        .col_expr(J::Search, Expr::value(""))
        .filter(searched)
        .exec(tx)
        .await?;
    Ok(())
}
