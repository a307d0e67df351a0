//! Adding to the run of show.

use chrono::NaiveDateTime;
use kuvend_entity::{
    agenda_item,
    id::{AgendaItemId, EventId},
    kind::AgendaItemKind,
    text::LocalizedText,
};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};

use crate::{
    agenda::{
        Item, NewContributor,
        cast::Cast,
        finish, judge_start, open,
        positions::{self, judged, shift},
    },
    audit::{self, Deed},
    change::Changes,
    error::Result,
    events::{self, Found},
    fault::{Code, Fault, Faults},
    op::Op,
    policy::Action,
};

/// Where and when an agenda item is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Slot {
    /// Its place in the order, from 1; the last unless said. What stands there and after moves on.
    pub position: Option<i32>,
    /// When it starts, on the clock of the event.
    pub starts_at: Option<NaiveDateTime>,
    /// How long it lasts, in minutes.
    pub duration_minutes: Option<i32>,
    /// In which room.
    pub room: Option<String>,
    /// Kept from guests.
    pub is_internal: bool,
    /// Whether guests may ask a panel something from their own page; not where it is none.
    pub takes_questions: bool,
}

/// Adds an agenda item of any kind but a panel.
#[derive(Debug, Clone)]
pub struct AddItem {
    /// To which event.
    pub event: EventId,
    /// What sort.
    pub kind: AgendaItemKind,
    /// Title per language.
    pub title: LocalizedText,
    /// Description per language.
    pub description: LocalizedText,
    /// Where and when.
    pub slot: Slot,
    /// Who contributes, in order.
    pub contributors: Vec<NewContributor>,
}

/// Adds a panel.
#[derive(Debug, Clone)]
pub struct AddPanel {
    /// To which event.
    pub event: EventId,
    /// What it is about, per language.
    pub topic: LocalizedText,
    /// Description per language.
    pub description: LocalizedText,
    /// Where and when.
    pub slot: Slot,
    /// Who leads it.
    pub moderator: Option<NewContributor>,
    /// Who sits on it, in order.
    pub panellists: Vec<NewContributor>,
}

struct New {
    event: EventId,
    kind: AgendaItemKind,
    title: LocalizedText,
    description: LocalizedText,
    slot: Slot,
    cast: Cast,
}

/// Adds an agenda item.
///
/// # Errors
/// Faults on `eventId`, `kind` (a panel), `position`, `startsAt` and `contributors`.
pub async fn add_item(op: &Op, cmd: AddItem) -> Result<(Found, Item)> {
    op.authorise_somewhere(Action::WriteEvents)?;
    if cmd.kind == AgendaItemKind::Panel {
        return Err(Fault::new(["kind"], Code::Inconsistent)
            .with("other", "addPanel")
            .into());
    }
    let mut cast = Cast::default();
    cast.many("contributors", cmd.contributors);
    add(
        op,
        New {
            event: cmd.event,
            kind: cmd.kind,
            title: cmd.title,
            description: cmd.description,
            slot: cmd.slot,
            cast,
        },
        "agenda::add_item",
    )
    .await
}

/// Adds a panel: the one way to make one.
///
/// # Errors
/// Faults on `eventId`, `position`, `startsAt`, `moderator` and `panellists`.
pub async fn add_panel(op: &Op, cmd: AddPanel) -> Result<(Found, Item)> {
    let mut cast = Cast::default();
    if let Some(moderator) = cmd.moderator {
        cast.one("moderator", moderator);
    }
    cast.many("panellists", cmd.panellists);
    add(
        op,
        New {
            event: cmd.event,
            kind: AgendaItemKind::Panel,
            title: cmd.topic,
            description: cmd.description,
            slot: cmd.slot,
            cast,
        },
        "agenda::add_panel",
    )
    .await
}

async fn add(op: &Op, mut new: New, action: &'static str) -> Result<(Found, Item)> {
    let tx = op.begin(Action::WriteEvents).await?;
    let found = events::locked(op, &tx, new.event, Action::WriteEvents)
        .await
        .map_err(|error| error.hidden_at(["eventId"]))?;
    open(["eventId"], &found.event)?;
    let office = found.event.office_id;
    let mut faults = Faults::none();
    let last = positions::length(&tx, new.event).await? + 1;
    let position = match judged(new.slot.position.unwrap_or(last), last) {
        Ok(position) => Some(position),
        Err(fault) => {
            faults.push(fault);
            None
        }
    };
    judge_start(&found.event, new.slot.starts_at, &mut faults);
    new.cast.judge(op, &tx, &found.event, &mut faults).await?;
    let position = faults.finish(position)?;
    positions::apply(&tx, new.event, shift(None, Some(position))).await?;
    let now = op.clock.now();
    let item = agenda_item::Model {
        id: AgendaItemId::new(),
        office_id: office,
        event_id: new.event,
        version: 1,
        position,
        kind: new.kind,
        title: new.title,
        description: new.description,
        starts_at_local: new.slot.starts_at,
        duration_minutes: new.slot.duration_minutes,
        room: new.slot.room,
        is_internal: new.slot.is_internal,
        takes_questions: new.kind == AgendaItemKind::Panel && new.slot.takes_questions,
        outcome: None,
        created_at: now,
        updated_at: now,
    };
    agenda_item::Entity::insert(item.clone().into_active_model().reset_all())
        .exec_without_returning(&tx)
        .await?;
    let contributors = new.cast.insert(op, &tx, (office, item.id)).await?;
    let mut changes = Changes::default();
    changes.made("kind", &item.kind);
    changes.made("title", &item.title);
    changes.made("position", &item.position);
    changes.made("contributors", &new.cast.plain());
    audit::write(
        &tx,
        op,
        Deed {
            office,
            action,
            object_kind: "agenda_item",
            object_id: item.id.0,
            changes: changes.json(),
            reason: None,
        },
    )
    .await?;
    let found = finish(op, tx, found, (&[], &contributors)).await?;
    Ok((found, Item { item, contributors }))
}
