//! The floor: questions that guests send to panels from their own page.
//!
//! **Invariant:** a guest asks a panel that they see: of their own event, in a published run of show, and not internal.
//! **Invariant:** what a guest sent waits for the moderation, and goes when they take it back before that.

use chrono::{DateTime, TimeDelta, Utc};
use kuvend_entity::{
    agenda_item, attendee, event,
    id::{AgendaItemId, ContactId, PanelQuestionId},
    kind::{AgendaItemKind, QuestionPhase, QuestionState, SaidBy},
    panel_question,
    value::Language,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, JoinType,
    QueryFilter, QueryOrder, QuerySelect,
};

use super::{MOST_WORDS, publication, questions};
use crate::{
    attendees::desk::Desk,
    change::Changes,
    contacts,
    error::{Denied, Error, Result},
    fault::{Code, Fault, Faults},
    walltime,
};

/// Letters of a question to a panel at most.
pub const LONGEST_QUESTION: usize = 1_000;
/// Questions that one guest sends to one panel at most.
pub(crate) const MOST_FROM_ONE: usize = 5;

/// A guest's question to a panel.
#[derive(Debug, Clone)]
pub(crate) struct SendQuestion {
    /// To which panel, if one was chosen.
    pub(crate) panel: Option<AgendaItemId>,
    /// The question, without what hides in it.
    pub(crate) text: String,
    /// The language of the page on which it was written.
    pub(crate) language: Language,
}

/// When something on the agenda begins, as far as that is said.
pub(crate) fn starts(event: &event::Model, item: &agenda_item::Model) -> Option<DateTime<Utc>> {
    walltime::instant(item.starts_at_local?, &event.time_zone)
}

/// When it ends, as far as that is said.
pub(crate) fn ends(event: &event::Model, item: &agenda_item::Model) -> Option<DateTime<Utc>> {
    let lasts = TimeDelta::try_minutes(i64::from(item.duration_minutes?))?;
    Some(starts(event, item)? + lasts)
}

/// Whether a panel that guests see may still be asked something. One of which no hours are said ends with its event.
fn takes(event: &event::Model, panel: &agenda_item::Model, now: DateTime<Utc>) -> bool {
    panel.takes_questions && now <= ends(event, panel).unwrap_or(event.ends_at)
}

/// Whether it has begun, with its event where its own hour is not said.
fn phase(event: &event::Model, panel: &agenda_item::Model, now: DateTime<Utc>) -> QuestionPhase {
    if now < starts(event, panel).unwrap_or(event.starts_at) {
        QuestionPhase::InAdvance
    } else {
        QuestionPhase::Live
    }
}

/// The panels of an event that its guests see, in order; none where the run of show is not published.
async fn shown(db: &impl ConnectionTrait, event: &event::Model) -> Result<Vec<agenda_item::Model>> {
    if publication::of(db, &[event.id]).await?.is_empty() {
        return Ok(Vec::new());
    }
    Ok(agenda_item::Entity::find()
        .filter(agenda_item::Column::EventId.eq(event.id))
        .filter(agenda_item::Column::Kind.eq(AgendaItemKind::Panel))
        .filter(agenda_item::Column::IsInternal.eq(false))
        .order_by_asc(agenda_item::Column::Position)
        .all(db)
        .await?)
}

/// The panels of an event that its guests see, in order, each with whether it may be asked something now.
///
/// # Errors
/// Only the database's.
pub(crate) async fn panels(
    db: &impl ConnectionTrait,
    event: &event::Model,
    now: DateTime<Utc>,
) -> Result<Vec<(agenda_item::Model, bool)>> {
    let panels = shown(db, event).await?.into_iter();
    let marked = panels.map(|panel| {
        let is_open = takes(event, &panel, now);
        (panel, is_open)
    });
    Ok(marked.collect())
}

/// What somebody sent to an event's panels from their own page, the oldest first.
///
/// # Errors
/// Only the database's.
pub(crate) async fn sent(
    db: &impl ConnectionTrait,
    event: &event::Model,
    contact: ContactId,
) -> Result<Vec<panel_question::Model>> {
    let panel = panel_question::Entity::belongs_to(agenda_item::Entity)
        .from(panel_question::Column::AgendaItemId)
        .to(agenda_item::Column::Id);
    Ok(panel_question::Entity::find()
        .join(JoinType::InnerJoin, panel.into())
        .filter(agenda_item::Column::EventId.eq(event.id))
        .filter(panel_question::Column::ContactId.eq(contact))
        .filter(panel_question::Column::SaidBy.eq(SaidBy::Guest))
        .order_by_asc(panel_question::Column::Id)
        .all(db)
        .await?)
}

/// Who asks, held until the transaction ends.
async fn asker(desk: &Desk<'_>, row: &attendee::Model) -> Result<ContactId> {
    let held = contacts::hold(&desk.tx, row.contact_id).await?;
    let held = held.into_iter().next();
    held.map(|person| person.id)
        .ok_or(Error::Denied(Denied::NotFound))
}

/// Sends a guest's question to a panel, under the event's lock. The same words to the same panel are one question, however often
/// they are sent.
///
/// # Errors
/// `REQUIRED`, `TOO_LONG` and `TOO_MANY` on `question`; `REQUIRED`, `NOT_FOUND`, `WRONG_STATE` and `TOO_MANY` on `panel`.
pub(crate) async fn send(desk: &Desk<'_>, row: &attendee::Model, cmd: SendQuestion) -> Result<()> {
    let contact = asker(desk, row).await?;
    let mut faults = Faults::none();
    if cmd.text.is_empty() {
        faults.push(Fault::new(["question"], Code::Required));
    } else if cmd.text.chars().count() > LONGEST_QUESTION {
        faults.push(Fault::new(["question"], Code::TooLong).with("limit", LONGEST_QUESTION));
    }
    let panels = shown(&desk.tx, &desk.event).await?;
    let panel = cmd
        .panel
        .and_then(|id| panels.into_iter().find(|panel| panel.id == id));
    match &panel {
        None if cmd.panel.is_none() => faults.push(Fault::new(["panel"], Code::Required)),
        None => faults.push(Fault::new(["panel"], Code::NotFound)),
        Some(panel) if !takes(&desk.event, panel, desk.now) => {
            let fault = Fault::new(["panel"], Code::WrongState);
            faults.push(fault.with("state", "CLOSED"));
        }
        Some(_) => {}
    }
    let panel = faults.finish(panel)?;
    let own = sent(&desk.tx, &desk.event, contact).await?;
    let own = own.iter().filter(|one| one.agenda_item_id == panel.id);
    let own: Vec<&panel_question::Model> = own.collect();
    if own.iter().any(|one| is_same(&one.text, &cmd.text)) {
        return Ok(());
    }
    if own.len() >= MOST_FROM_ONE {
        return Err(too_many("question", MOST_FROM_ONE));
    }
    let number = questions::length(&desk.tx, panel.id).await?;
    if usize::try_from(number).is_ok_and(|number| number >= MOST_WORDS) {
        return Err(too_many("panel", MOST_WORDS));
    }
    let row = panel_question::Model {
        id: PanelQuestionId::new(),
        office_id: panel.office_id,
        agenda_item_id: panel.id,
        version: 1,
        position: number + 1,
        phase: phase(&desk.event, &panel, desk.now),
        said_by: SaidBy::Guest,
        state: QuestionState::Pending,
        text: cmd.text,
        language: Some(cmd.language),
        contact_id: Some(contact),
        asked_as: None,
        answer: None,
        moderated_at: None,
        created_at: desk.now,
    };
    panel_question::Entity::insert(row.clone().into_active_model().reset_all())
        .exec_without_returning(&desk.tx)
        .await?;
    let mut changes = Changes::default();
    changes.made("phase", &row.phase);
    changes.made("agendaItemId", &row.agenda_item_id);
    changes.made("saidBy", &row.said_by);
    questions::write(desk.op, &desk.tx, (&row, "agenda::send_question"), changes).await
}

/// Takes back what a guest asked, under the event's lock, as long as the moderation has not taken it up. The words go with it.
///
/// # Errors
/// `NOT_FOUND` on `withdraw` for what is not theirs or not of this event, `WRONG_STATE` for what was taken up.
pub(crate) async fn withdraw(
    desk: &Desk<'_>,
    row: &attendee::Model,
    id: PanelQuestionId,
) -> Result<()> {
    let contact = asker(desk, row).await?;
    let own = sent(&desk.tx, &desk.event, contact).await?;
    let Some(old) = own.into_iter().find(|one| one.id == id) else {
        return Err(Fault::new(["withdraw"], Code::NotFound).into());
    };
    if old.state != QuestionState::Pending {
        let fault = Fault::new(["withdraw"], Code::WrongState);
        return Err(fault.with("state", old.state).into());
    }
    let last = questions::length(&desk.tx, old.agenda_item_id).await?;
    questions::make_way(&desk.tx, &old, last).await?;
    panel_question::Entity::delete_by_id(old.id)
        .exec(&desk.tx)
        .await?;
    let mut changes = Changes::default();
    changes.note("state", &Some(old.state), &None);
    changes.made("agendaItemId", &old.agenda_item_id);
    questions::write(
        desk.op,
        &desk.tx,
        (&old, "agenda::withdraw_question"),
        changes,
    )
    .await
}

fn too_many(field: &str, limit: usize) -> Error {
    Fault::new([field], Code::TooMany)
        .with("limit", limit)
        .into()
}

/// Whether two questions have the same words, whatever their letters' size and what parts them.
fn is_same(one: &str, other: &str) -> bool {
    let words = |text: &str| {
        let words = text.split_whitespace().map(str::to_lowercase);
        words.collect::<Vec<String>>()
    };
    words(one) == words(other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agenda::conflicts::tests::{evening, item};

    #[test]
    fn the_same_words_are_the_same_question() {
        assert!(is_same("Pse  u kthyet?\n", "pse u kthyet?"));
        assert!(!is_same("Pse u kthyet?", "Pse ikët?"));
    }

    #[test]
    fn a_panel_is_asked_until_it_ends_or_its_event_does_where_no_hours_are_said() {
        let event = evening();
        let mut panel = item("18:30", 30).item;
        panel.takes_questions = true;
        let (starts, ends) = (
            starts(&event, &panel).unwrap(),
            ends(&event, &panel).unwrap(),
        );
        let second = TimeDelta::seconds(1);
        assert!(takes(&event, &panel, ends) && !takes(&event, &panel, ends + second));
        assert_eq!(
            phase(&event, &panel, starts - second),
            QuestionPhase::InAdvance
        );
        assert_eq!(phase(&event, &panel, starts), QuestionPhase::Live);
        panel.duration_minutes = None;
        assert!(takes(&event, &panel, event.ends_at));
        assert!(!takes(&event, &panel, event.ends_at + second));
        panel.starts_at_local = None;
        assert_eq!(
            phase(&event, &panel, event.starts_at - second),
            QuestionPhase::InAdvance
        );
        assert_eq!(phase(&event, &panel, event.starts_at), QuestionPhase::Live);
        panel.takes_questions = false;
        assert!(!takes(&event, &panel, event.starts_at));
    }
}
