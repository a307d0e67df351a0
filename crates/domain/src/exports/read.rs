//! Reading exports: one's own, and for who watches over data everybody's.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use kuvend_entity::{
    export_job::{self, Column as J},
    id::{ExportJobId, FileId},
    kind::ExportKind,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};

use crate::{
    contacts::reads::{judge_places, within},
    error::Result,
    files,
    op::Op,
    paging::{self, Cursor, Key, Ordering, Page, PageRequest},
    papers,
    policy::Action,
};

/// Which exports the actor may see: what they asked for themselves, and all where they may read the audit.
pub(super) fn visible(op: &Op) -> Condition {
    let papers = Condition::any()
        .add(within(op, Action::PreparePapers, J::OfficeId))
        .add(J::EventId.is_in(op.events(Action::PreparePapers)));
    let papers = Condition::all()
        .add(J::Kind.eq(ExportKind::Paper))
        .add(papers);
    let may = Condition::any()
        .add(within(op, Action::ExportContacts, J::OfficeId))
        .add(papers);
    let own = |account| Condition::all().add(J::CreatedBy.eq(account)).add(may);
    Condition::any()
        .add(within(op, Action::ReadAudit, J::OfficeId))
        .add_option(op.actor.account().map(own))
}

/// What it takes to have a paper written.
pub(super) fn right(job: &export_job::Model) -> Action {
    job.paper.map_or(Action::PreparePapers, papers::right)
}

/// Whether the actor may have such an export written: papers are no export of contacts.
pub(super) fn may(op: &Op, job: &export_job::Model) -> bool {
    let at = job.event_id.filter(|_| job.kind == ExportKind::Paper);
    match at {
        Some(event) => op.may_at((job.office_id, event), right(job)),
        None => {
            op.may(job.office_id, Action::ExportContacts)
                && op.may(job.office_id, Action::ReadContactDetails)
        }
    }
}

/// Exports by their ids, as far as the actor may see them.
///
/// # Errors
/// [`Unauthenticated`](crate::error::Denied::Unauthenticated), and the database's.
pub async fn by_ids(
    op: &Op,
    ids: &[ExportJobId],
) -> Result<HashMap<ExportJobId, export_job::Model>> {
    op.known()?;
    let rows = export_job::Entity::find()
        .filter(J::Id.is_in(ids.iter().copied()))
        .filter(visible(op))
        .all(op.db.reader())
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// A page of exports, the newest first.
///
/// # Errors
/// [`Unauthenticated`](crate::error::Denied::Unauthenticated), a fault on a place of another list, and the database's.
pub async fn list(op: &Op, page: &PageRequest) -> Result<Page<export_job::Model>> {
    op.known()?;
    judge_places(page, |key| matches!(key, Key::Instant(_)))?;
    let select = export_job::Entity::find().filter(visible(op));
    let by = Ordering {
        key: J::CreatedAt,
        id: J::Id,
        descending: true,
    };
    let place = |row: &export_job::Model| Cursor(Key::instant(row.created_at), row.id.0);
    paging::read(op.db.reader(), select, by, page, place).await
}

/// Where the files of some exports are fetched and until when. Only who asked for an export is given its link, and only while they
/// may still export.
///
/// # Errors
/// Only the database's.
pub async fn paths(
    op: &Op,
    jobs: &[export_job::Model],
) -> Result<HashMap<ExportJobId, (String, DateTime<Utc>)>> {
    let own = |job: &&export_job::Model| {
        job.created_by.is_some() && job.created_by == op.actor.account() && may(op, job)
    };
    let wanted: Vec<(ExportJobId, FileId)> = jobs
        .iter()
        .filter(own)
        .filter_map(|job| Some((job.id, job.file_id?)))
        .collect();
    let links = files::links(op, wanted.iter().map(|(_, file)| *file)).await?;
    let link = |(job, file): (ExportJobId, FileId)| Some((job, links.get(&file)?.clone()));
    Ok(wanted.into_iter().filter_map(link).collect())
}
