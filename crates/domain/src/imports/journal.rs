//! What is written down of a file: the import, how far it has come, and which line made or changed what.

use kuvend_entity::{
    id::{ContactId, ImportBatchId, OfficeId, OrganisationId, PurposeId},
    import_batch, import_line,
    kind::{ImportKind, ImportState, LineOutcome},
};
use sea_orm::{ActiveModelTrait as _, DatabaseTransaction, EntityTrait, IntoActiveModel as _};
use serde_json::Value;

use super::{
    fate::{Fate, Progress},
    run::Import,
    source,
};
use crate::{
    audit::{self, Deed},
    change::Changes,
    error::{Error, Result},
    op::Op,
    pairs,
};

/// What is written down of a file; of one that is only tried, nothing but how far it has come.
#[derive(Debug)]
pub(super) struct Journal {
    batch: Option<import_batch::Model>,
    progress: Progress,
}

/// What a line made or changed.
#[derive(Debug, Default)]
pub(super) struct Entry {
    pub(super) contact: Option<ContactId>,
    pub(super) organisation: Option<OrganisationId>,
    /// Fields from old to new, where it changed something.
    pub(super) changes: Option<Value>,
    /// What else it wrote, and what was said before.
    pub(super) before: Option<Value>,
}

impl Journal {
    /// Begins one for a file of so many lines.
    pub(super) async fn begin(
        op: &Op,
        cmd: &Import,
        (office, purpose): (OfficeId, PurposeId),
        (form, total): (&source::Form, u64),
    ) -> Result<Self> {
        let progress = Progress {
            total,
            ..Progress::default()
        };
        let batch = if cmd.dry_run {
            None
        } else {
            let row = fresh(op, cmd, (office, purpose), (form, total))?;
            let tx = op.db.write().await?;
            import_batch::Entity::insert(row.clone().into_active_model().reset_all())
                .exec_without_returning(&tx)
                .await?;
            tx.commit().await?;
            Some(row)
        };
        Ok(Self { batch, progress })
    }

    /// The import; nothing where it is only tried.
    pub(super) fn id(&self) -> Option<ImportBatchId> {
        self.batch.as_ref().map(|batch| batch.id)
    }

    /// Whether something is written.
    pub(super) const fn is_written(&self) -> bool {
        self.batch.is_some()
    }

    /// How far it has come.
    pub(super) const fn progress(&self) -> Progress {
        self.progress
    }

    /// The transaction of some lines: one that reads where the file is only tried.
    pub(super) async fn open(&self, op: &Op) -> Result<DatabaseTransaction> {
        if self.is_written() {
            op.db.write().await
        } else {
            op.db.snapshot().await
        }
    }

    /// Ends the transaction of some lines, with how far they have brought it.
    pub(super) async fn close(&mut self, tx: DatabaseTransaction, fates: &[Fate]) -> Result<()> {
        let mut progress = self.progress;
        for fate in fates {
            progress.count(fate);
        }
        if let Some(batch) = &self.batch {
            told(&tx, batch.clone(), progress).await?;
            tx.commit().await?;
        }
        self.progress = progress;
        Ok(())
    }

    /// The row that tells what a line made or changed; nothing where it is only tried.
    pub(super) fn line(
        &self,
        line: u64,
        outcome: LineOutcome,
        entry: Entry,
    ) -> Option<import_line::Model> {
        let batch = self.batch.as_ref()?;
        Some(import_line::Model {
            batch_id: batch.id,
            line: i64::try_from(line).unwrap_or(i64::MAX),
            office_id: batch.office_id,
            outcome,
            contact_id: entry.contact,
            organisation_id: entry.organisation,
            changes: entry.changes,
            before: entry.before,
        })
    }

    /// Writes down that it came to an end, with the audit's one line of it: whom it made and changed, its own lines say.
    pub(super) async fn finish(self, op: &Op, is_whole: bool) -> Result<()> {
        let Some(mut batch) = self.batch else {
            return Ok(());
        };
        batch.state = if is_whole {
            ImportState::Done
        } else {
            ImportState::BrokenOff
        };
        batch.finished_at = Some(op.clock.now());
        let mut changes = Changes::default();
        changes.made("created", &self.progress.created);
        changes.made("updated", &self.progress.updated);
        let deed = Deed {
            office: batch.office_id,
            action: "imports::import",
            object_kind: "import",
            object_id: batch.id.0,
            changes: changes.json(),
            reason: Some(batch.source.clone()),
        };
        // Whoever came in is compared with everybody, as whoever is registered is.
        let walks = (batch.kind != ImportKind::Organisations
            && self.progress.created + self.progress.updated > 0)
            .then_some(batch.office_id);
        let tx = op.db.write().await?;
        told(&tx, batch, self.progress).await?;
        audit::write(&tx, op, deed).await?;
        if let Some(office) = walks {
            pairs::ask(&tx, op, office, false).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}

fn fresh(
    op: &Op,
    cmd: &Import,
    (office, purpose): (OfficeId, PurposeId),
    (form, total): (&source::Form, u64),
) -> Result<import_batch::Model> {
    Ok(import_batch::Model {
        id: ImportBatchId::new(),
        office_id: office,
        kind: cmd.what.kind(),
        event_id: cmd.what.event(),
        state: ImportState::Running,
        file_name: cmd.name.clone(),
        form: form.told(),
        mapping: serde_json::to_value(&cmd.mapping)
            .map_err(|_| Error::missing("a mapping that can be written"))?,
        mode: cmd.mode,
        purpose_id: purpose,
        basis: cmd.basis,
        source: cmd.source.clone(),
        total: i64::try_from(total).unwrap_or(i64::MAX),
        created: 0,
        updated: 0,
        unchanged: 0,
        skipped: 0,
        ambiguous: 0,
        failed: 0,
        created_by: op.actor.account(),
        created_at: op.clock.now(),
        finished_at: None,
        undone_at: None,
        job_id: cmd.job,
    })
}

/// Writes down how far it has come.
async fn told(
    tx: &DatabaseTransaction,
    mut row: import_batch::Model,
    progress: Progress,
) -> Result<()> {
    let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    row.created = number(progress.created);
    row.updated = number(progress.updated);
    row.unchanged = number(progress.unchanged);
    row.skipped = number(progress.skipped);
    row.ambiguous = number(progress.ambiguous);
    row.failed = number(progress.failed);
    import_batch::Entity::update(row.into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}
