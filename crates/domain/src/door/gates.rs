//! Gates, each with a link of its own that can be taken back.

use kuvend_entity::{
    door_gate,
    id::{CheckInListId, EventId, GateId},
    kind::GateKind,
    office,
};
use sea_orm::{ActiveModelTrait as _, EntityTrait, IntoActiveModel as _};
use serde_json::json;

use crate::{
    attendees::desk::Desk,
    audit::{self, Deed},
    door::{lists, reads},
    error::{Error, Result},
    fault::{Code, Fault},
    links::{self, Purpose},
    op::Op,
    policy::Action,
};

/// A gate to be made.
#[derive(Debug, Clone)]
pub struct CreateGate {
    /// At which event.
    pub event: EventId,
    /// What the staff calls it.
    pub name: String,
    /// Which way people go through it.
    pub kind: GateKind,
    /// By which list it lets in; by the whole guest list where none is named.
    pub list: Option<CheckInListId>,
}

/// A gate with the path behind which it works.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The gate.
    pub gate: door_gate::Model,
    /// To be put behind the server's public address.
    pub path: String,
}

/// The path of a gate's page.
#[must_use]
pub fn path(office: &office::Model, gate: &door_gate::Model) -> String {
    let (secret, epoch) = (&office.link_secret, gate.link_epoch);
    format!(
        "/door/{}",
        links::sign(secret, Purpose::Gate, gate.id.0, epoch)
    )
}

/// Makes a gate.
///
/// # Errors
/// `NOT_FOUND` on `eventId` or `listId`, `TAKEN` on `name`.
pub async fn create_gate(op: &Op, cmd: CreateGate) -> Result<Opened> {
    let desk = Desk::open(op, cmd.event, Action::ManageDoor)
        .await
        .map_err(|error| error.hidden_at(["eventId"]))?;
    if let Some(list) = cmd.list {
        lists::of_event(&desk, list)
            .await
            .map_err(|error| error.hidden_at(["listId"]))?;
    }
    let known = reads::gates_in(&desk.tx, &[desk.event.id]).await?;
    if known
        .iter()
        .any(|gate| gate.name == cmd.name && gate.revoked_at.is_none())
    {
        return Err(Fault::new(["name"], Code::Taken).into());
    }
    let gate = door_gate::Model {
        id: GateId::new(),
        office_id: desk.event.office_id,
        event_id: desk.event.id,
        list_id: cmd.list,
        name: cmd.name,
        kind: cmd.kind,
        link_epoch: 1,
        revoked_at: None,
        created_by: op.actor.account(),
        created_at: desk.now,
    };
    door_gate::Entity::insert(gate.clone().into_active_model().reset_all())
        .exec_without_returning(&desk.tx)
        .await?;
    let made = json!({ "name": gate.name, "kind": gate.kind, "listId": gate.list_id });
    finish(op, desk, gate, ("door::create_gate", Some(made))).await
}

/// Gives a gate another link; the one before opens nothing any more.
///
/// # Errors
/// `NOT_FOUND` on `id`, `WRONG_STATE` for a gate that was closed for good.
pub async fn renew_gate_link(op: &Op, id: GateId) -> Result<Opened> {
    let (desk, before) = open(op, id).await?;
    if before.revoked_at.is_some() {
        return Err(Fault::new(["id"], Code::WrongState)
            .with("state", "REVOKED")
            .into());
    }
    let gate = door_gate::Model {
        link_epoch: before.link_epoch + 1,
        ..before
    };
    store(&desk, &gate).await?;
    finish(op, desk, gate, ("door::renew_gate_link", None)).await
}

/// Closes a gate for good: its link opens nothing, and it sends no more scans. What it sent stays.
///
/// # Errors
/// `NOT_FOUND` on `id`.
pub async fn revoke_gate(op: &Op, id: GateId) -> Result<door_gate::Model> {
    let (desk, before) = open(op, id).await?;
    if before.revoked_at.is_some() {
        return Ok(before);
    }
    let gate = door_gate::Model {
        revoked_at: Some(desk.now),
        ..before
    };
    store(&desk, &gate).await?;
    Ok(finish(op, desk, gate, ("door::revoke_gate", None))
        .await?
        .gate)
}

async fn open(op: &Op, id: GateId) -> Result<(Desk<'_>, door_gate::Model)> {
    op.authorise_anywhere(Action::ManageDoor)?;
    let not_found = || Error::from(Fault::new(["id"], Code::NotFound));
    let known = door_gate::Entity::find_by_id(id)
        .one(op.db.reader())
        .await?
        .ok_or_else(not_found)?;
    let desk = Desk::open(op, known.event_id, Action::ManageDoor)
        .await
        .map_err(|error| error.hidden_at(["id"]))?;
    let gate = door_gate::Entity::find_by_id(id)
        .one(&desk.tx)
        .await?
        .ok_or_else(not_found)?;
    Ok((desk, gate))
}

async fn store(desk: &Desk<'_>, gate: &door_gate::Model) -> Result<()> {
    door_gate::Entity::update(gate.clone().into_active_model().reset_all())
        .exec_without_returning(&desk.tx)
        .await?;
    Ok(())
}

async fn finish(
    op: &Op,
    desk: Desk<'_>,
    gate: door_gate::Model,
    (action, changes): (&str, Option<serde_json::Value>),
) -> Result<Opened> {
    let office = reads::office(&desk.tx, gate.office_id).await?;
    let deed = Deed {
        office: gate.office_id,
        action,
        object_kind: "door_gate",
        object_id: gate.id.0,
        changes,
        reason: None,
    };
    audit::write(&desk.tx, op, deed).await?;
    desk.close().await?;
    let path = path(&office, &gate);
    Ok(Opened { gate, path })
}
