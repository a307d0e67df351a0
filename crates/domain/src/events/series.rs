//! Series: events that are held again and again, each an edition.

use kuvend_entity::{
    event, event_series,
    id::{EventId, OfficeId, SeriesId},
    text::LocalizedText,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction,
    EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};

use crate::{
    audit::{self, Deed},
    change::Changes,
    contacts::reads::within,
    error::{Error, Result},
    events::newest,
    fault::{Code, Fault, Faults},
    op::Op,
    policy::Action,
};

/// Editions of a series at most.
pub const LAST_EDITION: i32 = 1_000;

/// Begins a series.
#[derive(Debug, Clone)]
pub struct CreateSeries {
    /// Whose; needed only by who works in several offices.
    pub office: Option<OfficeId>,
    /// Its name per language.
    pub name: LocalizedText,
}

/// Names a series anew.
#[derive(Debug, Clone)]
pub struct UpdateSeries {
    /// Which.
    pub id: SeriesId,
    /// The version that was read.
    pub version: i32,
    /// Its name per language.
    pub name: LocalizedText,
}

/// Begins a series, of which events are editions from then on.
///
/// # Errors
/// Faults on `officeId`.
pub async fn create_series(op: &Op, cmd: CreateSeries) -> Result<event_series::Model> {
    let office = op.office(cmd.office, Action::WriteEvents).await?;
    let tx = op.db.write().await?;
    let row = event_series::Model {
        id: SeriesId::new(),
        office_id: office.id,
        version: 1,
        name: cmd.name,
        created_at: op.clock.now(),
    };
    event_series::Entity::insert(row.clone().into_active_model().reset_all())
        .exec_without_returning(&tx)
        .await?;
    let mut changes = Changes::default();
    changes.made("name", &row.name);
    note(op, &tx, &row, ("events::create_series", changes)).await?;
    tx.commit().await?;
    Ok(row)
}

/// Names a series anew.
///
/// # Errors
/// Faults on `id` and `version`.
pub async fn update_series(op: &Op, cmd: UpdateSeries) -> Result<event_series::Model> {
    let tx = op.begin(Action::WriteEvents).await?;
    let hidden = || Error::from(Fault::new(["id"], Code::NotFound));
    let before = event_series::Entity::find_by_id(cmd.id)
        .one(&tx)
        .await?
        .ok_or_else(hidden)?;
    op.authorise(before.office_id, Action::WriteEvents)
        .map_err(|error| error.hidden_at(["id"]))?;
    newest(Some(cmd.version), before.version)?;
    let row = event_series::Model {
        version: before.version + 1,
        name: cmd.name,
        ..before.clone()
    };
    // Who read the same version at the same moment finds no row of it any more.
    let done = event_series::Entity::update_many()
        .set(event_series::ActiveModel {
            version: Set(row.version),
            name: Set(row.name.clone()),
            ..Default::default()
        })
        .filter(event_series::Column::Id.eq(row.id))
        .filter(event_series::Column::Version.eq(before.version))
        .exec(&tx)
        .await?;
    if done.rows_affected == 0 {
        return Err(super::stale(row.version).into());
    }
    let mut changes = Changes::default();
    changes.note("name", &before.name, &row.name);
    note(op, &tx, &row, ("events::update_series", changes)).await?;
    tx.commit().await?;
    Ok(row)
}

async fn note(
    op: &Op,
    tx: &DatabaseTransaction,
    row: &event_series::Model,
    (action, changes): (&'static str, Changes),
) -> Result<()> {
    let deed = Deed {
        office: row.office_id,
        action,
        object_kind: "event_series",
        object_id: row.id.0,
        changes: changes.json(),
        reason: None,
    };
    audit::write(tx, op, deed).await
}

/// The series of the offices whose events the actor sees, or of one of them, as they were begun.
///
/// # Errors
/// [`Unauthenticated`](crate::error::Denied::Unauthenticated), and the database's.
pub async fn list_series(op: &Op, office: Option<OfficeId>) -> Result<Vec<event_series::Model>> {
    op.known()?;
    let mut select = event_series::Entity::find().filter(within(
        op,
        Action::ReadEvents,
        event_series::Column::OfficeId,
    ));
    if let Some(office) = office {
        select = select.filter(event_series::Column::OfficeId.eq(office));
    }
    Ok(select
        .order_by_asc(event_series::Column::Id)
        .all(op.db.reader())
        .await?)
}

/// The series of events that were read before, by id.
///
/// # Errors
/// Only the database's.
pub async fn series_of(op: &Op, ids: &[SeriesId]) -> Result<Vec<event_series::Model>> {
    Ok(event_series::Entity::find()
        .filter(event_series::Column::Id.is_in(ids.iter().copied()))
        .all(op.db.reader())
        .await?)
}

/// The number of the next edition.
pub(super) async fn next_edition(db: &impl ConnectionTrait, series: SeriesId) -> Result<i32> {
    let last: Option<Option<i32>> = event::Entity::find()
        .select_only()
        .column_as(event::Column::Edition.max(), "last")
        .filter(event::Column::SeriesId.eq(series))
        .into_tuple()
        .one(db)
        .await?;
    Ok(last.flatten().unwrap_or_default() + 1)
}

/// The place of an event in a series: what is named, judged, and the next edition where none is.
pub(super) async fn placed(
    op: &Op,
    tx: &DatabaseTransaction,
    (office, event): (OfficeId, EventId),
    (series, edition): (Option<SeriesId>, Option<i32>),
    faults: &mut Faults,
) -> Result<(Option<SeriesId>, Option<i32>)> {
    let Some(id) = series else {
        if edition.is_some() {
            faults.push(Fault::new(["seriesId"], Code::Required));
        }
        return Ok((None, None));
    };
    let known = event_series::Entity::find_by_id(id)
        .filter(event_series::Column::OfficeId.eq(office))
        .one(tx)
        .await?;
    if known.is_none() || !op.may(office, Action::ReadEvents) {
        faults.push(Fault::new(["seriesId"], Code::NotFound));
        return Ok((None, None));
    }
    let Some(edition) = edition else {
        return Ok((Some(id), Some(next_edition(tx, id).await?)));
    };
    let taken = event::Entity::find()
        .filter(event::Column::SeriesId.eq(id))
        .filter(event::Column::Edition.eq(edition))
        .filter(event::Column::Id.ne(event))
        .one(tx)
        .await?;
    if taken.is_some() {
        faults.push(Fault::new(["edition"], Code::Taken));
    }
    Ok((Some(id), Some(edition)))
}
