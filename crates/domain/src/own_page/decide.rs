//! What a person decides on their own page.

use kuvend_entity::{
    consent, contact,
    kind::{ConsentState, LawfulBasis, RightsRequestKind, RightsRequestState},
    personal_link, purpose, rights_request,
    value::Language,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder,
};

use super::{opened, reading::Found};
use crate::{
    audit::{self, Deed},
    change::Changes,
    consents::{self, Said},
    error::Result,
    fault::{Code, Fault, Faults},
    guest_page::Visit,
    op::Op,
    rights::requests,
};

/// How the ledger and the register of requests say that it came from here.
pub(super) const CHANNEL: &str = "own page";

/// What a person decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// For which purposes their data may be used, each with the wording that was read; for the others they may not.
    Prefer(Vec<(String, i32)>),
    /// That they are left alone: every consent is taken back, and they object to being written to.
    LeaveAlone,
    /// That they may be written to again for what they agree to.
    ComeBack,
    /// That the office answers a request by right.
    Ask(RightsRequestKind),
    /// That this link opens nothing any more.
    CloseLink,
}

/// Does what a person decided. What is so already stays as it is.
///
/// # Errors
/// [`Denied::NotFound`](crate::error::Denied::NotFound) for a link that is not good; `CONFLICT` at `consents` for words that are no longer those of the
/// register. Nothing is changed then.
pub async fn decide(op: &Op, visit: &Visit<'_>, decision: Decision) -> Result<()> {
    let tx = op.db.write().await?;
    let (found, op) = opened(&tx, op, visit).await?;
    let person = found.person.clone();
    let at = (&tx, &op);
    match decision {
        Decision::Prefer(agreed) => prefer(at, &person, &agreed).await?,
        Decision::LeaveAlone => {
            prefer(at, &person, &[]).await?;
            stand(at, person, true).await?;
        }
        Decision::ComeBack => stand(at, person, false).await?,
        Decision::Ask(kind) => ask(at, &found, kind).await?,
        Decision::CloseLink => {
            let link = personal_link::Entity::find_by_id(found.link);
            if let Some(mut link) = link.one(&tx).await? {
                link.revoked_at = Some(op.clock.now());
                personal_link::Entity::update(link.into_active_model().reset_all())
                    .exec_without_returning(&tx)
                    .await?;
            }
        }
    }
    tx.commit().await?;
    Ok(())
}

/// Writes a line for every purpose of which the person now says something else.
async fn prefer(
    (tx, op): (&DatabaseTransaction, &Op),
    person: &contact::Model,
    wanted: &[(String, i32)],
) -> Result<()> {
    let register = purpose::Entity::find()
        .filter(purpose::Column::OfficeId.eq(person.office_id))
        .filter(purpose::Column::Basis.eq(LawfulBasis::Consent))
        .order_by_asc(purpose::Column::Key)
        .all(tx)
        .await?;
    let is_of_register = |(key, version): &(String, i32)| {
        let row = register.iter().find(|row| row.key == *key);
        row.is_some_and(|row| row.wording_version == *version)
    };
    if !wanted.iter().all(is_of_register) {
        return Err(Fault::new(["consents"], Code::Conflict).into());
    }
    let ledger = consent::Entity::find()
        .filter(consent::Column::ContactId.eq(person.id))
        .order_by_desc(consent::Column::GivenAt)
        .order_by_desc(consent::Column::Id)
        .all(tx)
        .await?;
    let (mut said, mut changes) = (Vec::new(), Changes::default());
    for row in &register {
        let latest = ledger.iter().find(|line| line.purpose_id == row.id);
        let before = latest.map(|line| line.state);
        let agrees = wanted.iter().any(|(key, _)| *key == row.key);
        let state = match (agrees, before) {
            (false, Some(ConsentState::Given)) => ConsentState::Withdrawn,
            // Whoever was never asked, and leaves the box empty, has refused.
            (false, None) => ConsentState::Refused,
            (true, Some(ConsentState::Given)) | (false, Some(_)) => continue,
            (true, _) => ConsentState::Given,
        };
        changes.note(&row.key, &before, &Some(state));
        said.push(line(op, row, state));
    }
    if said.is_empty() {
        return Ok(());
    }
    let mut faults = Faults::none();
    let lines = consents::judge(tx, op, person.office_id, &said, &mut faults).await?;
    consents::record(tx, op, person, faults.finish(lines)?).await?;
    deed((tx, op), person, ("own_page::prefer", changes)).await
}

fn line(op: &Op, row: &purpose::Model, state: ConsentState) -> Said {
    Said {
        purpose: row.key.clone(),
        state,
        wording_version: Some(row.wording_version),
        language: Some(Language::clone(&op.language)),
        channel: Some(CHANNEL.to_owned()),
        given_at: None,
        evidence: Some("by the signed link sent to the address".to_owned()),
    }
}

/// Objects, or takes the objection back.
async fn stand(
    (tx, op): (&DatabaseTransaction, &Op),
    before: contact::Model,
    objects: bool,
) -> Result<()> {
    let mut after = before.clone();
    after.objected_at = if objects {
        before.objected_at.or(Some(op.clock.now()))
    } else {
        None
    };
    let mut changes = Changes::default();
    changes.note("objectedAt", &before.objected_at, &after.objected_at);
    if after == before {
        return Ok(());
    }
    after.version += 1;
    after.updated_at = op.clock.now();
    contact::Entity::update(after.clone().into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    deed((tx, op), &after, ("own_page::stand", changes)).await
}

/// Enters a request, unless one of its kind waits for its answer already.
async fn ask(
    (tx, op): (&DatabaseTransaction, &Op),
    found: &Found,
    kind: RightsRequestKind,
) -> Result<()> {
    let waiting = rights_request::Entity::find()
        .filter(rights_request::Column::ContactId.eq(found.person.id))
        .filter(rights_request::Column::Kind.eq(kind))
        .filter(rights_request::Column::State.eq(RightsRequestState::Open))
        .one(tx)
        .await?;
    if waiting.is_none() {
        let request = requests::Open {
            contact: found.person.id,
            kind,
            channel: Some(CHANNEL.to_owned()),
            received_on: None,
        };
        requests::enter((tx, op), &found.office, request).await?;
    }
    Ok(())
}

async fn deed(
    (tx, op): (&DatabaseTransaction, &Op),
    person: &contact::Model,
    (action, changes): (&str, Changes),
) -> Result<()> {
    let deed = Deed {
        office: person.office_id,
        action,
        object_kind: "contact",
        object_id: person.id.0,
        changes: changes.json(),
        reason: None,
    };
    audit::write(tx, op, deed).await
}
