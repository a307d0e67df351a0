//! Questions to panels: collected in advance or live, and moderated.
//!
//! **Invariant:** the positions of a panel's questions are 1 to n; they move under the event's lock.

use std::collections::HashMap;

use kuvend_entity::{
    agenda_item,
    id::{AgendaItemId, ContactId, PanelQuestionId},
    kind::{AgendaItemKind, QuestionPhase, QuestionState, SaidBy},
    panel_question,
    value::Language,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel,
    PaginatorTrait, QueryFilter, QueryOrder, prelude::Expr, sea_query::ExprTrait,
};

use crate::{
    agenda::{Item, MOST_WORDS, cast::known_contacts, cast_of, find, locked, open, positions},
    audit::{self, Deed},
    change::{Change, Changes},
    error::{Error, Result},
    events::{Found, grouped, stale},
    fault::{Code, Fault, Faults},
    op::Op,
    policy::Action,
};

/// Collects a question to a panel.
#[derive(Debug, Clone)]
pub struct AddQuestion {
    /// To which panel.
    pub panel: AgendaItemId,
    /// The question as it was asked.
    pub text: String,
    /// In which language, where that is known.
    pub language: Option<Language>,
    /// When it was collected.
    pub phase: QuestionPhase,
    /// Who asks, if a contact.
    pub contact: Option<ContactId>,
    /// Who asks, as they give themselves out.
    pub asked_as: Option<String>,
}

/// Says what becomes of a question.
#[derive(Debug, Clone)]
pub struct ModerateQuestion {
    /// Which.
    pub id: PanelQuestionId,
    /// The version that was read.
    pub version: i32,
    /// What the moderation makes of it.
    pub state: Option<QuestionState>,
    /// Its place in the order, from 1.
    pub position: Option<i32>,
    /// What was answered, in short.
    pub answer: Change<String>,
}

/// A question with its panel.
#[derive(Debug, Clone)]
pub struct Questioned {
    /// The panel's event.
    pub found: Found,
    /// The panel.
    pub panel: Item,
    /// The question.
    pub question: panel_question::Model,
}

/// Collects a question to a panel: the last in order, to be moderated.
///
/// # Errors
/// Faults on `panelId` and `contactId`.
pub async fn add_question(op: &Op, cmd: AddQuestion) -> Result<Questioned> {
    let tx = op.begin(Action::WriteEvents).await?;
    let (found, item) = locked(op, &tx, (cmd.panel, "panelId")).await?;
    open(["panelId"], &found.event)?;
    let mut faults = Faults::none();
    if item.kind != AgendaItemKind::Panel {
        faults.push(Fault::new(["panelId"], Code::Inconsistent).with("other", item.kind));
    }
    let number = length(&tx, item.id).await?;
    if usize::try_from(number).is_ok_and(|number| number >= MOST_WORDS) {
        faults.push(Fault::new(["panelId"], Code::TooMany).with("limit", MOST_WORDS));
    }
    let mut contact = None;
    if let Some(named) = cmd.contact {
        let known = known_contacts(op, &tx, item.office_id, &[named]).await?;
        contact = known.get(&named).copied();
        if contact.is_none() {
            faults.push(Fault::new(["contactId"], Code::NotFound));
        }
    }
    faults.finish(Some(()))?;
    let row = panel_question::Model {
        id: PanelQuestionId::new(),
        office_id: item.office_id,
        agenda_item_id: item.id,
        version: 1,
        position: number + 1,
        phase: cmd.phase,
        said_by: SaidBy::Staff,
        state: QuestionState::Pending,
        text: cmd.text,
        language: cmd.language,
        contact_id: contact,
        asked_as: cmd.asked_as,
        answer: None,
        moderated_at: None,
        created_at: op.clock.now(),
    };
    panel_question::Entity::insert(row.clone().into_active_model().reset_all())
        .exec_without_returning(&tx)
        .await?;
    let mut changes = Changes::default();
    changes.made("phase", &row.phase);
    changes.made("agendaItemId", &item.id);
    write(op, &tx, (&row, "agenda::add_question"), changes).await?;
    end(tx, found, (item, row)).await
}

/// Says what becomes of a question: whether it is put, in which order, and what was answered.
///
/// # Errors
/// Faults on `id`, `version` and `position`.
pub async fn moderate_question(op: &Op, cmd: ModerateQuestion) -> Result<Questioned> {
    let tx = op.begin(Action::WriteEvents).await?;
    let hidden = || Error::from(Fault::new(["id"], Code::NotFound));
    let find = || panel_question::Entity::find_by_id(cmd.id).one(&tx);
    let seen = find().await?.ok_or_else(hidden)?;
    let (found, item) = locked(op, &tx, (seen.agenda_item_id, "id")).await?;
    // What was read before the lock may be another's past.
    let old = find().await?.ok_or_else(hidden)?;
    if cmd.version != old.version {
        return Err(stale(old.version).into());
    }
    open(["id"], &found.event)?;
    let mut next = old.clone();
    next.state = cmd.state.unwrap_or(next.state);
    next.answer = cmd.answer.over(next.answer);
    if let Some(wanted) = cmd.position {
        next.position = positions::judged(wanted, length(&tx, item.id).await?)?;
    }
    if next == old {
        return end(tx, found, (item, old)).await;
    }
    next.version += 1;
    if next.state != old.state {
        next.moderated_at = Some(op.clock.now());
    }
    make_way(&tx, &old, next.position).await?;
    panel_question::Entity::update(next.clone().into_active_model().reset_all())
        .exec_without_returning(&tx)
        .await?;
    let mut changes = Changes::default();
    changes.note("state", &old.state, &next.state);
    changes.note("position", &old.position, &next.position);
    changes.note(
        "isAnswerNoted",
        &old.answer.is_some(),
        &next.answer.is_some(),
    );
    write(op, &tx, (&next, "agenda::moderate_question"), changes).await?;
    end(tx, found, (item, next)).await
}

/// Moves the questions between a question's place and its new one.
pub(super) async fn make_way(
    tx: &DatabaseTransaction,
    old: &panel_question::Model,
    to: i32,
) -> Result<()> {
    use panel_question::Column as C;
    let (first, last, by) = match to.cmp(&old.position) {
        std::cmp::Ordering::Equal => return Ok(()),
        std::cmp::Ordering::Less => (to, old.position - 1, 1),
        std::cmp::Ordering::Greater => (old.position + 1, to, -1),
    };
    panel_question::Entity::update_many()
        .col_expr(C::Position, Expr::col(C::Position).add(by))
        .filter(C::AgendaItemId.eq(old.agenda_item_id))
        .filter(C::Position.between(first, last))
        .exec(tx)
        .await?;
    Ok(())
}

/// How many questions a panel has.
pub(super) async fn length(tx: &DatabaseTransaction, panel: AgendaItemId) -> Result<i32> {
    let count = panel_question::Entity::find()
        .filter(panel_question::Column::AgendaItemId.eq(panel))
        .count(tx)
        .await?;
    Ok(i32::try_from(count).unwrap_or(i32::MAX))
}

/// Writes the deed down; what was asked stays out of it, as it may name people.
pub(super) async fn write(
    op: &Op,
    tx: &DatabaseTransaction,
    (row, action): (&panel_question::Model, &'static str),
    changes: Changes,
) -> Result<()> {
    let deed = Deed {
        office: row.office_id,
        action,
        object_kind: "panel_question",
        object_id: row.id.0,
        changes: changes.json(),
        reason: None,
    };
    audit::write(tx, op, deed).await
}

async fn end(
    tx: DatabaseTransaction,
    found: Found,
    (item, question): (agenda_item::Model, panel_question::Model),
) -> Result<Questioned> {
    let contributors = cast_of(&tx, item.id).await?;
    tx.commit().await?;
    let panel = Item { item, contributors };
    Ok(Questioned {
        found,
        panel,
        question,
    })
}

/// The question of an id with its panel, if the actor sees it.
///
/// # Errors
/// Only a denial to who is unknown, and the database's.
pub async fn find_question(op: &Op, id: PanelQuestionId) -> Result<Option<Questioned>> {
    op.known()?;
    let row = panel_question::Entity::find_by_id(id)
        .one(op.db.reader())
        .await?;
    let Some(question) = row else {
        return Ok(None);
    };
    let panel = find(op, question.agenda_item_id).await?;
    Ok(panel.map(|(found, panel)| Questioned {
        found,
        panel,
        question,
    }))
}

/// The questions to panels that were read before, in the order in which they are put.
///
/// # Errors
/// Only the database's.
pub async fn questions_of(
    op: &Op,
    panels: &[AgendaItemId],
) -> Result<HashMap<AgendaItemId, Vec<panel_question::Model>>> {
    let rows = panel_question::Entity::find()
        .filter(panel_question::Column::AgendaItemId.is_in(panels.iter().copied()))
        .order_by_asc(panel_question::Column::Position)
        .order_by_asc(panel_question::Column::Id)
        .all(op.db.reader())
        .await?;
    Ok(grouped(
        rows.into_iter().map(|row| (row.agenda_item_id, row)),
    ))
}
