//! Asking for an export, and giving one up.

use kuvend_entity::{
    export_job::{self, Column as J},
    id::{ExportJobId, OfficeId},
    kind::{ExportDelimiter, ExportFormat, ExportState, FileKind},
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
    work::{judge_size, taken},
};
use crate::{
    audit::{self, Deed},
    contacts::Filter,
    error::{Error, Result},
    fault::{Code, Fault},
    op::Op,
    policy::Action,
};

/// People to be taken out as a file.
#[derive(Debug, Clone)]
pub struct Export {
    /// Of which office; the only one unless said. The filter may say it too.
    pub office: Option<OfficeId>,
    /// Which people.
    pub filter: Filter,
    /// Which people, by words.
    pub search: Option<String>,
    /// Which columns, in their order; the usual ones where there are none.
    pub fields: Vec<Field>,
    /// As what.
    pub format: ExportFormat,
    /// What parts the cells of a text.
    pub delimiter: ExportDelimiter,
    /// In which language the columns are headed; by the fields' names without one.
    pub headings: Option<Language>,
    /// What for, in a sentence.
    pub purpose: String,
}

/// Asks for an export; a worker writes it.
///
/// # Errors
/// `NOT_FOUND` on `officeId`; `INCONSISTENT` where the filter names another office; `TAKEN` on a field that is named twice;
/// `TOO_MANY` on `format` where a workbook has no room for so many.
pub async fn contacts(op: &Op, cmd: Export) -> Result<export_job::Model> {
    let named = cmd.office.or(cmd.filter.office);
    let office = op.office(named, Action::ExportContacts).await?;
    op.authorise(office.id, Action::ReadContactDetails)?;
    if cmd.filter.office.is_some_and(|id| id != office.id) {
        let fault = Fault::new(["filter", "officeId"], Code::Inconsistent);
        return Err(fault.with("other", "officeId").into());
    }
    for (place, field) in cmd.fields.iter().enumerate() {
        if cmd.fields.iter().take(place).any(|other| other == field) {
            return Err(Fault::new(["fields", &place.to_string()], Code::Taken).into());
        }
    }
    // What cannot be resolved or has no room is told now and not by a job that fails.
    let found = taken(op, office.id, (&cmd.filter, cmd.search.as_deref())).await?;
    if cmd.format == ExportFormat::Xlsx {
        judge_size(cmd.format, found.count(op.db.reader()).await?)?;
    }
    let fields = if cmd.fields.is_empty() {
        Field::USUAL
    } else {
        &cmd.fields
    };
    let columns: Vec<&str> = fields.iter().map(|field| field.as_str()).collect();
    let filter = serde_json::to_value(&cmd.filter)
        .map_err(|_| Error::missing("a filter that can be written"))?;
    let job = export_job::Model {
        id: ExportJobId::new(),
        office_id: office.id,
        state: ExportState::Queued,
        format: cmd.format,
        delimiter: cmd.delimiter,
        heading_language: cmd.headings,
        purpose: cmd.purpose,
        filter,
        search: cmd.search,
        fields: json!(columns),
        total: 0,
        done: 0,
        file_id: None,
        attempts: 0,
        lease_token: None,
        leased_until: None,
        created_by: op.actor.account(),
        created_at: op.clock.now(),
        finished_at: None,
    };
    let tx = op.begin(Action::ExportContacts).await?;
    export_job::Entity::insert(job.clone().into_active_model().reset_all())
        .exec_without_returning(&tx)
        .await?;
    let deed = Deed {
        office: job.office_id,
        action: "exports::contacts",
        object_kind: "export_job",
        object_id: job.id.0,
        changes: Some(json!({ "fields": { "from": null, "to": columns } })),
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
    let tx = op.begin(Action::ExportContacts).await?;
    let mut job = export_job::Entity::find_by_id(cmd.id)
        .filter(read::visible(op))
        .one(&tx)
        .await?
        .ok_or_else(|| Fault::new(["id"], Code::NotFound))?;
    op.authorise(job.office_id, Action::ExportContacts)
        .map_err(|error| error.hidden_at(["id"]))?;
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
        .col_expr(
            J::LeasedUntil,
            Expr::value(Option::<chrono::DateTime<chrono::Utc>>::None),
        )
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
