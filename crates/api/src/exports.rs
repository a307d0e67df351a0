//! Taking people, organisations and guest lists out of the register as a file.

mod inputs;

use std::{collections::HashMap, sync::Arc};

use async_graphql::{Context, ID, Json, Object, SimpleObject};
use chrono::Utc;
use kuvend_domain::{
    error::Result,
    exports::{self, Cancel, Export},
    op::Op,
};
use kuvend_entity::{
    export_job,
    id::{EventId, ExportJobId},
    kind,
};

pub use inputs::{
    CancelExportInput, ContactExportField, ExportContactsInput, ExportFile, ExportGuestListInput,
    ExportOrganisationsInput, PreparePaperInput,
};

use crate::{
    connection,
    enums::{ExportFormat, ExportKind, ExportState, Paper},
    events::{self, Event},
    input::Reader,
    look::Look,
    paging::Paging,
    payload::{UserError, op, problems, settle, top_level},
    scalars::DateTime,
};

/// What was taken out of the register as a file, by whom and what for, and how far that is.
#[derive(Debug, Clone)]
pub struct ExportJob {
    row: Arc<export_job::Model>,
    link: Option<(String, chrono::DateTime<Utc>)>,
    event: Option<Event>,
}

impl crate::flat::AtHand for ExportJob {}

connection!(ExportJobConnection, ExportJobEdge, ExportJob, "exports");

impl ExportJob {
    /// Exports with what is selected of them, in their order.
    async fn hydrate(
        op: &Op,
        rows: Vec<export_job::Model>,
        look: &Look<'_>,
    ) -> async_graphql::Result<Vec<Self>> {
        let mut links = if look.selects("downloadPath") || look.selects("expiresAt") {
            let links = exports::paths(op, &rows).await;
            links.map_err(|error| top_level(op, &error))?
        } else {
            HashMap::new()
        };
        let events = if look.selects("event") {
            let ids: Vec<EventId> = rows.iter().filter_map(|row| row.event_id).collect();
            let selection = events::Selection::of(&look.field("event"));
            Event::load_many(op, &ids, &selection).await?
        } else {
            HashMap::new()
        };
        let show = |row: export_job::Model| Self {
            link: links.remove(&row.id),
            event: row.event_id.and_then(|id| events.get(&id).cloned()),
            row: Arc::new(row),
        };
        Ok(rows.into_iter().map(show).collect())
    }

    /// Exports by their ids, as far as one may see them.
    ///
    /// # Errors
    /// A denial or a failure, as a coded top-level error.
    pub async fn load_many(
        op: &Op,
        ids: &[ExportJobId],
        look: &Look<'_>,
    ) -> async_graphql::Result<HashMap<ExportJobId, Self>> {
        let found = exports::by_ids(op, ids).await;
        let found = found.map_err(|error| top_level(op, &error))?;
        let shown = Self::hydrate(op, found.into_values().collect(), look).await?;
        Ok(shown.into_iter().map(|one| (one.row.id, one)).collect())
    }
}

/// What was taken out of the register as a file, by whom and what for, and how far that is.
#[Object]
impl ExportJob {
    /// Opaque, stable id.
    pub async fn id(&self) -> ID {
        self.row.id.to_string().into()
    }

    /// What it takes out.
    async fn kind(&self) -> ExportKind {
        self.row.kind.into()
    }

    /// Which paper, where it is one.
    async fn paper(&self) -> Option<Paper> {
        self.row.paper.map(Into::into)
    }

    /// Of which event, where it is a guest list or a paper.
    async fn event(&self) -> Option<&Event> {
        self.event.as_ref()
    }

    /// How far it is.
    async fn state(&self) -> ExportState {
        self.row.state.into()
    }

    /// As what.
    async fn format(&self) -> ExportFormat {
        self.row.format.into()
    }

    /// What for.
    async fn purpose(&self) -> &str {
        &self.row.purpose
    }

    /// Which people, in the words of `ContactFilter`; of a paper, whether only who is expected stands on it (`expectedOnly`); of a guest list,
    /// whether answers to delicate questions do (`sensitiveAnswers`).
    async fn filter(&self) -> Json<serde_json::Value> {
        Json(self.row.filter.clone())
    }

    /// Which people, by words; empty where an erasure took the words away.
    async fn search(&self) -> Option<&str> {
        self.row.search.as_deref()
    }

    /// The names of the columns, in their order.
    async fn columns(&self) -> Vec<&str> {
        let names = self.row.fields.as_array().into_iter().flatten();
        names.filter_map(|name| name.as_str()).collect()
    }

    /// Which columns of people, in their order; none of other kinds.
    async fn fields(&self) -> Vec<ContactExportField> {
        if self.row.kind != kind::ExportKind::Contacts {
            return Vec::new();
        }
        let names = self.row.fields.as_array().into_iter().flatten();
        names
            .filter_map(|name| exports::Field::parse(name.as_str()?))
            .map(Into::into)
            .collect()
    }

    /// How many rows it is of, once a worker counted them.
    async fn total(&self) -> i64 {
        self.row.total
    }

    /// How many are written; `total` when it is done.
    async fn done(&self) -> i64 {
        self.row.done
    }

    /// Why it failed.
    async fn problems(&self) -> Vec<UserError> {
        problems(self.row.problems.as_ref())
    }

    /// Which account asked for it; null for the command line.
    async fn account_id(&self) -> Option<ID> {
        self.row.created_by.map(|id| id.to_string().into())
    }

    /// When it was asked for.
    async fn created_at(&self) -> DateTime {
        self.row.created_at.into()
    }

    /// When it ended.
    async fn finished_at(&self) -> Option<DateTime> {
        self.row.finished_at.map(Into::into)
    }

    /// Where the file is fetched, behind the server's own address, by whoever holds this: shown only to who asked for the export, until
    /// `expiresAt`.
    async fn download_path(&self) -> Option<&str> {
        self.link.as_ref().map(|(path, _)| path.as_str())
    }

    /// Until when the file is there.
    async fn expires_at(&self) -> Option<DateTime> {
        self.link.as_ref().map(|(_, until)| (*until).into())
    }
}

/// What `exportContacts` came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct ExportContactsPayload {
    /// The export that waits for a worker; null where it was refused.
    pub export_job: Option<ExportJob>,
    /// Why it was refused.
    pub user_errors: Vec<UserError>,
}

/// What `exportOrganisations` came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct ExportOrganisationsPayload {
    /// The export that waits for a worker; null where it was refused.
    pub export_job: Option<ExportJob>,
    /// Why it was refused.
    pub user_errors: Vec<UserError>,
}

/// What `exportGuestList` came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct ExportGuestListPayload {
    /// The export that waits for a worker; null where it was refused.
    pub export_job: Option<ExportJob>,
    /// Why it was refused.
    pub user_errors: Vec<UserError>,
}

/// What `preparePaper` came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct PreparePaperPayload {
    /// The paper as an export that waits for a worker; null where it was refused.
    pub export_job: Option<ExportJob>,
    /// Why it was refused.
    pub user_errors: Vec<UserError>,
}

/// What `cancelExport` came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct CancelExportPayload {
    /// The export after it; null where it was refused.
    pub export_job: Option<ExportJob>,
    /// Why it was refused.
    pub user_errors: Vec<UserError>,
}

fn unlinked(row: export_job::Model) -> ExportJob {
    ExportJob {
        row: Arc::new(row),
        link: None,
        event: None,
    }
}

/// Asks for an export: what is selected of it, and why it was refused.
async fn begin(
    ctx: &Context<'_>,
    command: Result<Export>,
) -> async_graphql::Result<(Option<ExportJob>, Vec<UserError>)> {
    let op = op(ctx)?;
    op.known().map_err(|error| top_level(op, &error))?;
    let outcome = match command {
        Ok(command) => exports::ask(op, command).await,
        Err(error) => Err(error),
    };
    let (row, user_errors) = settle(op, outcome)?;
    let Some(row) = row else {
        return Ok((None, user_errors));
    };
    let shown = ExportJob::hydrate(op, vec![row], &Look::of(ctx).field("exportJob")).await?;
    Ok((shown.into_iter().next(), user_errors))
}

/// Queries of exports.
#[derive(Debug, Clone, Copy, Default)]
pub struct ExportQueries;

/// Queries of exports.
#[Object]
impl ExportQueries {
    /// An export by its id; null where there is none that one may see: one's own, and all for who may read the audit.
    async fn export_job(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The export's id.")] id: ID,
    ) -> async_graphql::Result<Option<ExportJob>> {
        let Ok(id) = id.parse() else {
            return Ok(None);
        };
        let mut found = ExportJob::load_many(op(ctx)?, &[id], &Look::of(ctx)).await?;
        Ok(found.remove(&id))
    }

    /// Who took what out, the newest first: one's own exports, and all for who may read the audit.
    async fn exports(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, 25 unless said, at most 100.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what follows this place.")] after: Option<String>,
        #[graphql(desc = "How many from the end.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this place.")] before: Option<String>,
    ) -> async_graphql::Result<ExportJobConnection> {
        let op = op(ctx)?;
        let coded = |error| top_level(op, &error);
        let paging = Paging {
            first,
            after,
            last,
            before,
        };
        let page = paging.request(&Look::of(ctx)).map_err(coded)?;
        let page = exports::list(op, &page).await.map_err(coded)?;
        let (rows, page) = page.apart();
        let shown = ExportJob::hydrate(op, rows, &Look::of(ctx).nodes()).await?;
        Ok(ExportJobConnection(page.with(shown)))
    }
}

/// What can be done with exports.
#[derive(Debug, Clone, Copy, Default)]
pub struct ExportMutations;

/// What can be done with exports.
#[Object]
impl ExportMutations {
    /// Takes people out as a file, which a worker writes; ask `exportJob` how far it is. It is written down who did it, what for,
    /// and which columns of whom; so is each download.
    async fn export_contacts(
        &self,
        ctx: &Context<'_>,
        input: ExportContactsInput,
    ) -> async_graphql::Result<ExportContactsPayload> {
        let (export_job, user_errors) = begin(ctx, input.read()).await?;
        Ok(ExportContactsPayload {
            export_job,
            user_errors,
        })
    }

    /// Takes the organisations of an office out as a file, as `exportContacts` does people.
    async fn export_organisations(
        &self,
        ctx: &Context<'_>,
        input: ExportOrganisationsInput,
    ) -> async_graphql::Result<ExportOrganisationsPayload> {
        let (export_job, user_errors) = begin(ctx, input.read()).await?;
        Ok(ExportOrganisationsPayload {
            export_job,
            user_errors,
        })
    }

    /// Takes the guest list of an event out as a file, as `exportContacts` does people.
    async fn export_guest_list(
        &self,
        ctx: &Context<'_>,
        input: ExportGuestListInput,
    ) -> async_graphql::Result<ExportGuestListPayload> {
        let (export_job, user_errors) = begin(ctx, input.read()).await?;
        Ok(ExportGuestListPayload {
            export_job,
            user_errors,
        })
    }

    /// Has a paper of an event prepared: a list, a sheet or badges, as a table or as pages to be printed, in one language. No address and
    /// no telephone is on any. It goes the way of exports: a worker writes it, `exportJob` says how far it is and where it is fetched, and
    /// it is written down who had it prepared and what for. Needs the permission `PREPARE_PAPERS`; for
    /// `CERTIFICATES`, by which the office gives its word, `ISSUE_CERTIFICATES`; there are none before the event has begun (`TOO_EARLY`).
    async fn prepare_paper(
        &self,
        ctx: &Context<'_>,
        input: PreparePaperInput,
    ) -> async_graphql::Result<PreparePaperPayload> {
        let (export_job, user_errors) = begin(ctx, input.read()).await?;
        Ok(PreparePaperPayload {
            export_job,
            user_errors,
        })
    }

    /// Gives an export up; where it was written, the file is gone and its link opens nothing.
    async fn cancel_export(
        &self,
        ctx: &Context<'_>,
        input: CancelExportInput,
    ) -> async_graphql::Result<CancelExportPayload> {
        let op = op(ctx)?;
        let mut reader = Reader::new();
        let id = reader.id("id", &input.id);
        let outcome = match reader.finish(id) {
            Ok(id) => exports::cancel(op, Cancel { id }).await,
            Err(error) => Err(error),
        };
        let (row, user_errors) = settle(op, outcome)?;
        Ok(CancelExportPayload {
            export_job: row.map(unlinked),
            user_errors,
        })
    }
}
