//! The focal point's link: made, sent and taken back.

use kuvend_entity::{
    delegation,
    id::DelegationId,
    kind::{EventStatus, MessageKind},
    office,
};
use sea_orm::EntityTrait;
use serde_json::json;

use super::{
    manage::opened,
    sitting::{deadline, open},
};
use crate::{
    error::{Error, Result},
    events::{stale, wrong_state},
    fault::{Code, Fault},
    gate::{self, Permission},
    letters::{self, Asked},
    links::{self, Purpose},
    op::Op,
    policy::Action,
};

/// The detail of a letter that names the delegation whose link it brings.
pub(crate) const DELEGATION: &str = "delegation";

/// The path of a focal point's page.
#[must_use]
pub fn path(office: &office::Model, delegation: &delegation::Model) -> String {
    let (secret, epoch) = (&office.link_secret, delegation.link_epoch);
    format!(
        "/d/{}",
        links::sign(secret, Purpose::Delegation, delegation.id.0, epoch)
    )
}

/// Writes to a focal point.
#[derive(Debug, Clone)]
pub struct InviteFocalPoint {
    /// Of which delegation.
    pub id: DelegationId,
    /// The version that was read.
    pub version: i32,
}

/// A delegation with the path behind which its focal point names members.
#[derive(Debug, Clone)]
pub struct Invited {
    /// The delegation.
    pub delegation: delegation::Model,
    /// To be put behind the server's public address.
    pub path: String,
}

/// Has the focal point asked by letter to name the members, with the link to do so. Asked again, they get another letter with the
/// same link.
///
/// # Errors
/// Faults on `id` where the event is not published, the delegation is closed, its time is over or it has no focal point, and where the
/// gate lets no letter pass; on `version`.
pub async fn invite_focal_point(op: &Op, cmd: InviteFocalPoint) -> Result<Invited> {
    let mut sitting = open(op, cmd.id, Action::SendLetters)
        .await
        .map_err(|error| error.hidden_at(["id"]))?;
    // A focal point sends no letters.
    if sitting.is_focal {
        return Err(Fault::new(["id"], Code::NotFound).into());
    }
    let (event, now) = (sitting.desk.event.clone(), sitting.desk.now);
    let delegation = sitting.delegation.clone();
    let state = |state: &str| Fault::new(["id"], Code::WrongState).with("state", state);
    if cmd.version != delegation.version {
        return Err(stale(delegation.version).into());
    }
    if event.status != EventStatus::Published {
        return Err(wrong_state(["id"], &event).into());
    }
    if delegation.closed_at.is_some() {
        return Err(state("CLOSED").into());
    }
    let until = deadline(&delegation, &event);
    if now > until {
        return Err(Fault::new(["id"], Code::TooLate)
            .with("until", until.to_rfc3339())
            .into());
    }
    let Some(contact) = delegation.focal_contact_id else {
        return Err(state("NO_FOCAL_POINT").into());
    };
    let (tx, office) = (&sitting.desk.tx, delegation.office_id);
    let purpose = letters::use_of(MessageKind::Delegation, true);
    let verdict = gate::ask(tx, office, purpose, &[contact]).await?;
    let verdict = verdict.get(&contact).cloned();
    let permission = verdict
        .as_ref()
        .map_or(Permission::NoAddress, |verdict| verdict.permission);
    let Some(verdict) = verdict.filter(|_| permission == Permission::Allowed) else {
        return Err(Fault::new(["id"], Code::MayNotContact)
            .with("reason", permission.as_str())
            .into());
    };
    let asked = Asked {
        office,
        event: Some(event.id),
        kind: MessageKind::Delegation,
        contact: Some(contact),
        registration: None,
        language: verdict.language,
        occasion: format!("{}:{}", delegation.id, delegation.version),
        details: Some(json!({ DELEGATION: delegation.id })),
        not_after: until,
    };
    letters::queue(tx, op, asked).await?;
    let house = office::Entity::find_by_id(office)
        .one(tx)
        .await?
        .ok_or_else(|| Error::missing("office"))?;
    sitting.delegation.asked_at = Some(now);
    // Each letter has a version of its own, by which it is told from the one before.
    sitting.touch();
    let delegation = sitting
        .finish(("delegations::invite_focal_point", None))
        .await?;
    let path = path(&house, &delegation);
    Ok(Invited { delegation, path })
}

/// Takes a focal point's link back: it opens nothing any more. The next letter brings another.
///
/// # Errors
/// Faults on `id` and `version`.
pub async fn revoke_focal_link(op: &Op, cmd: InviteFocalPoint) -> Result<delegation::Model> {
    let mut sitting = opened(op, cmd.id, Some(cmd.version)).await?;
    sitting.delegation.link_epoch += 1;
    sitting.delegation.asked_at = None;
    sitting
        .finish(("delegations::revoke_focal_link", None))
        .await
}
