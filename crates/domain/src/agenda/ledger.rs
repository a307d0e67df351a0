//! What contributors said to being published, in the ledger of consent: with how it was said and what proves it.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use kuvend_entity::{
    consent, contact,
    id::ContactId,
    kind::{ConsentState, DeliverableState},
    purpose,
    value::Language,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, JoinType, QueryFilter,
    QueryOrder, QuerySelect,
};

use crate::{
    actor::Actor,
    audit::{self, Deed},
    change::Changes,
    consents::{self, Said},
    error::Result,
    fault::{Code, Fault, Faults},
    gate::Use,
    op::Op,
    policy::Action,
};

/// How somebody said whether they may be published.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Publishing {
    /// Of which wording of the purpose; the newest unless said.
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

/// What a state of a consent says: yes, no, or nothing yet.
const fn said(state: DeliverableState) -> Option<bool> {
    match state {
        DeliverableState::Received | DeliverableState::Accepted => Some(true),
        DeliverableState::Refused => Some(false),
        DeliverableState::Asked => None,
    }
}

/// A person, if it is one, and the states of what they were asked, before and now.
type Moved<'a> = (
    Option<&'a contact::Model>,
    (Option<DeliverableState>, DeliverableState),
);

/// The newest line of the ledger of a person's being published.
///
/// # Errors
/// Only the database's.
pub(super) async fn latest(
    db: &impl ConnectionTrait,
    person: ContactId,
) -> Result<Option<consent::Model>> {
    let purpose = consent::Entity::belongs_to(purpose::Entity)
        .from(consent::Column::PurposeId)
        .to(purpose::Column::Id);
    Ok(consent::Entity::find()
        .join(JoinType::InnerJoin, purpose.into())
        .filter(consent::Column::ContactId.eq(person))
        .filter(purpose::Column::Key.eq(Use::Publicity.purpose()))
        .order_by_desc(consent::Column::GivenAt)
        .order_by_desc(consent::Column::Id)
        .one(db)
        .await?)
}

/// What the ledger says now of a person's being published.
async fn stands(tx: &DatabaseTransaction, person: &contact::Model) -> Result<Option<ConsentState>> {
    Ok(latest(tx, person.id).await?.map(|line| line.state))
}

/// Writes into the ledger what a move from one state of a consent to another says, if it says anything new. Whoever may be published
/// from now on has said so in a way that can be shown.
///
/// # Errors
/// `REQUIRED` on `consent.evidence`; faults of the ledger at their fields under `consent`.
pub(super) async fn follow(
    op: &Op,
    tx: &DatabaseTransaction,
    (person, (before, after)): Moved<'_>,
    told: Option<Publishing>,
) -> Result<()> {
    let is_new = told.is_some() || before.and_then(said) != said(after);
    let state = match said(after) {
        Some(true) if is_new => ConsentState::Given,
        Some(false) if is_new => ConsentState::Refused,
        _ => return Ok(()),
    };
    let told = told.unwrap_or_default();
    if state == ConsentState::Given && told.evidence.is_none() {
        return Err(Fault::new(["consent", "evidence"], Code::Required).into());
    }
    let Some(person) = person else {
        // A body is nobody whose ledger there could be; what proves its word is kept with it.
        return Ok(());
    };
    // Whoever agreed before takes that back by refusing now.
    let state = match (state, stands(tx, person).await?) {
        (ConsentState::Refused, Some(ConsentState::Given)) => ConsentState::Withdrawn,
        (state, _) => state,
    };
    record(op, tx, person, (state, told)).await
}

/// Takes consent back in the ledger, if it stands there.
///
/// # Errors
/// Only the database's.
pub(super) async fn take_back(
    op: &Op,
    tx: &DatabaseTransaction,
    person: Option<&contact::Model>,
) -> Result<()> {
    let Some(person) = person else {
        return Ok(());
    };
    if stands(tx, person).await? != Some(ConsentState::Given) {
        return Ok(());
    }
    let told = (ConsentState::Withdrawn, Publishing::default());
    record(op, tx, person, told).await
}

async fn record(
    op: &Op,
    tx: &DatabaseTransaction,
    person: &contact::Model,
    (state, told): (ConsentState, Publishing),
) -> Result<()> {
    // Whoever comes by their own link speaks for themselves; whose page it is was asked before.
    if !matches!(op.actor, Actor::Guest { .. }) {
        op.authorise(person.office_id, Action::WriteContacts)?;
    }
    let said = Said {
        purpose: Use::Publicity.purpose().to_owned(),
        state,
        wording_version: told.wording_version,
        language: told.language,
        channel: told.channel,
        given_at: told.given_at,
        evidence: told.evidence,
    };
    let mut wrong = Faults::none();
    let line = consents::judge_one(tx, op, person.office_id, &said, &mut wrong).await?;
    let mut faults = Faults::none();
    for fault in wrong.list() {
        let mut fault = fault.clone();
        fault.field.insert(0, "consent".to_owned());
        faults.push(fault);
    }
    let line = faults.finish(line)?;
    consents::record(tx, op, person, vec![line]).await?;
    let mut changes = Changes::default();
    changes.made(&said.purpose, &state);
    let deed = Deed {
        office: person.office_id,
        action: "rights::record_consent",
        object_kind: "contact",
        object_id: person.id.0,
        changes: changes.json(),
        reason: None,
    };
    audit::write(tx, op, deed).await
}

/// What these people last said to being published, as far as they said anything and the actor may see it.
///
/// # Errors
/// Only the database's.
pub async fn published_by(
    op: &Op,
    people: &[ContactId],
) -> Result<HashMap<ContactId, ConsentState>> {
    if people.is_empty() {
        return Ok(HashMap::new());
    }
    let said = consents::latest(op, people).await?;
    let of_publicity = |lines: &Vec<(String, consent::Model)>| {
        let purpose = Use::Publicity.purpose();
        let line = lines.iter().find(|(key, _)| key == purpose);
        line.map(|(_, line)| line.state)
    };
    Ok(said
        .iter()
        .filter_map(|(person, lines)| Some((*person, of_publicity(lines)?)))
        .collect())
}
