//! What a copy tells of the files that a person handed in: each by its name, what it is, how large it is, and the sum by which it is
//! known, with the path under which it is fetched. A copy is one document, and a film would not fit into it.

use chrono::{DateTime, SecondsFormat, Utc};
use kuvend_entity::{
    id::DeliverableId,
    kind::FileState,
    office,
    stored_file::{self, Column as F},
};
use sea_orm::{
    ColumnTrait as _, DatabaseTransaction, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    prelude::Uuid,
};
use serde_json::{Map, Value, json};

use super::Copied;
use crate::{
    attendees::guests::BATCH,
    error::{Error, Result},
    files,
    rights::person::Person,
};

/// The table of the files.
pub(super) const FILES: &str = "stored_file";
/// What is told of each.
pub const TOLD: [&str; 9] = [
    "id",
    "deliverable_id",
    "name",
    "media_type",
    "bytes",
    "sha256",
    "created_at",
    "path",
    "path_expires_at",
];

/// Adds the files of whatever the copy tells that the person was asked for.
pub(super) async fn gather(
    tx: &DatabaseTransaction,
    (person, now): (&Person, DateTime<Utc>),
    copied: &mut Copied,
) -> Result<()> {
    let asked = copied.rows("deliverable").iter();
    let asked: Vec<DeliverableId> = asked
        .filter_map(|row| row.get("id")?.as_str()?.parse::<Uuid>().ok())
        .map(DeliverableId)
        .collect();
    let mut found = Vec::new();
    for some in asked.chunks(BATCH) {
        let files = stored_file::Entity::find()
            .filter(F::DeliverableId.is_in(some.iter().copied()))
            .filter(F::State.eq(FileState::Whole))
            .filter(F::ExpiresAt.gt(now))
            .order_by_asc(F::Id);
        found.extend(files.all(tx).await?);
    }
    if found.is_empty() {
        return Ok(());
    }
    let office = office::Entity::find_by_id(person.office())
        .one(tx)
        .await?
        .ok_or_else(|| Error::missing("office"))?;
    let rows = found.iter().map(|file| told(&office, file, now)).collect();
    copied.tables.insert(FILES, rows);
    Ok(())
}

/// A file as the copy tells of it. Its path opens until the end of the next day; the next copy has another.
fn told(
    office: &office::Model,
    file: &stored_file::Model,
    now: DateTime<Utc>,
) -> Map<String, Value> {
    let (path, until) = files::path_today(office, file, now);
    let at = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::AutoSi, true);
    let sum = file.sha256.as_ref().map(hex::encode).unwrap_or_default();
    let values = [
        json!(file.id.0.simple().to_string()),
        json!(file.deliverable_id.map(|id| id.0.simple().to_string())),
        json!(file.name),
        json!(file.media_type),
        json!(file.bytes),
        json!(sum),
        json!(at(file.created_at)),
        json!(path),
        json!(at(until)),
    ];
    let columns = TOLD.into_iter().map(str::to_owned);
    columns.zip(values).collect()
}
