//! The consent ledger: lines are added, never changed; the latest counts.

use chrono::{DateTime, Utc};
use kuvend_entity::{
    consent,
    id::{ConsentId, ContactId, OfficeId},
    kind::ConsentState,
    purpose,
    value::Language,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};

use crate::{
    error::Result,
    fault::{Code, Fault},
    op::Op,
};

/// What somebody said about a purpose.
#[derive(Debug, Clone)]
pub struct Said {
    /// The purpose's key in the register (`follow-up`).
    pub purpose: String,
    /// What they said.
    pub state: ConsentState,
    /// Of which wording; the newest unless said.
    pub wording_version: Option<i32>,
    /// In which language.
    pub language: Option<Language>,
    /// How it was said.
    pub channel: Option<String>,
    /// When; now unless said.
    pub given_at: Option<DateTime<Utc>>,
    /// What proves it.
    pub evidence: Option<String>,
}

/// Adds lines to the ledger.
///
/// # Errors
/// Faults at `consents.N.…` for a purpose that the register does not hold, or a time that lies ahead.
pub async fn record(
    tx: &DatabaseTransaction,
    op: &Op,
    (office, contact): (OfficeId, ContactId),
    said: &[Said],
) -> Result<()> {
    if said.is_empty() {
        return Ok(());
    }
    let register = purpose::Entity::find()
        .filter(purpose::Column::OfficeId.eq(office))
        .all(tx)
        .await?;
    let now = op.clock.now();
    let mut lines = Vec::with_capacity(said.len());
    for (index, line) in said.iter().enumerate() {
        let at = |field: &str, code| {
            Fault::at(
                vec!["consents".to_owned(), index.to_string(), field.to_owned()],
                code,
            )
        };
        let purpose = register
            .iter()
            .find(|purpose| purpose.key == line.purpose)
            .ok_or_else(|| at("purpose", Code::NotFound))?;
        let given_at = line.given_at.unwrap_or(now);
        if given_at > now {
            return Err(at("givenAt", Code::TooEarly)
                .with("from", given_at.to_rfc3339())
                .into());
        }
        let version = line.wording_version.unwrap_or(purpose.wording_version);
        if !(1..=purpose.wording_version).contains(&version) {
            return Err(at("wordingVersion", Code::OutOfRange)
                .with("low", 1)
                .with("high", purpose.wording_version)
                .into());
        }
        lines.push(consent::ActiveModel {
            id: Set(ConsentId::new()),
            office_id: Set(office),
            contact_id: Set(contact),
            purpose_id: Set(purpose.id),
            state: Set(line.state),
            wording_version: Set(version),
            language: Set(line.language.clone()),
            channel: Set(line.channel.clone()),
            evidence: Set(line.evidence.clone()),
            given_at: Set(given_at),
            recorded_by: Set(op.actor.account()),
            recorded_at: Set(now),
        });
    }
    consent::Entity::insert_many(lines)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}
