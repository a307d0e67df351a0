//! What guests ask panels from their own page: which may be asked, and what was sent.

use chrono::{DateTime, Utc};
use kuvend_entity::{
    attendee, event,
    id::{AgendaItemId, PanelQuestionId},
    kind::{EventStatus, PlaceState, QuestionState, ResponseState},
    value::Language,
};
use sea_orm::ConnectionTrait;

use super::{Closed, LocalTime, Said, Visit, answer::text, closed, reading};
use crate::{
    agenda::{self, floor::SendQuestion},
    attendees::desk::Desk,
    error::Result,
    fault::{Code, Fault},
    op::Op,
    policy::Action,
};

/// The panels that a guest may ask something, and what the guest asked so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Floor {
    /// Those that may be asked now, in the order of the run of show.
    pub panels: Vec<OpenPanel>,
    /// What the guest asked, the oldest first.
    pub own: Vec<OwnQuestion>,
}

/// A panel that may be asked something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenPanel {
    /// Which.
    pub id: AgendaItemId,
    /// What it is about.
    pub topic: Said,
    /// When it starts.
    pub starts: Option<LocalTime>,
    /// When it ends.
    pub ends: Option<LocalTime>,
}

/// A question that the guest sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnQuestion {
    /// Which.
    pub id: PanelQuestionId,
    /// What its panel is about, as long as guests see that panel.
    pub topic: Option<Said>,
    /// Its words, in the language of the page on which they were written.
    pub text: Said,
    /// What the moderation made of it.
    pub state: QuestionState,
}

/// A question as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GuestQuestion {
    /// To which panel, if one was chosen.
    pub panel: Option<AgendaItemId>,
    /// The question.
    pub question: String,
}

/// Whether a guest can ask something: a person who has a place, or accepted and is offered one, until the event is over. The
/// deadline is for answers to the invitation.
fn may_ask(event: &event::Model, row: &attendee::Model, now: DateTime<Utc>) -> bool {
    let comes = row.place == PlaceState::Confirmed
        || (row.place == PlaceState::Offered && row.response == ResponseState::Accepted);
    let is_closed = !matches!(closed(event, row, now), None | Some(Closed::TooLate));
    comes && row.contact_id.is_some() && !is_closed && event.status == EventStatus::Published
}

/// What the page shows of it; nothing where nothing can be asked and nothing was.
pub(super) async fn of(
    db: &impl ConnectionTrait,
    (event, row, now): (&event::Model, &attendee::Model, DateTime<Utc>),
    (language, own): (&Language, &Language),
) -> Result<Option<Floor>> {
    let Some(contact) = row.contact_id else {
        return Ok(None);
    };
    let panels = agenda::floor::panels(db, event, now).await?;
    let sent = agenda::floor::sent(db, event, contact).await?;
    let topic = |id: AgendaItemId| {
        let panel = panels.iter().find(|(panel, _)| panel.id == id);
        panel.and_then(|(panel, _)| Said::best(&panel.title, language, own))
    };
    let asked = |row: kuvend_entity::panel_question::Model| OwnQuestion {
        id: row.id,
        topic: topic(row.agenda_item_id),
        text: Said {
            language: row.language.unwrap_or_else(|| language.clone()),
            text: row.text,
        },
        state: row.state,
    };
    let asked: Vec<OwnQuestion> = sent.into_iter().map(asked).collect();
    let may_ask = may_ask(event, row, now);
    let open = panels.iter().filter(|(_, is_open)| may_ask && *is_open);
    let local = |at| LocalTime::at(at, &event.time_zone);
    let open = open.map(|(panel, _)| OpenPanel {
        id: panel.id,
        topic: Said::best(&panel.title, language, own).unwrap_or_else(|| Said {
            text: String::new(),
            language: own.clone(),
        }),
        starts: agenda::floor::starts(event, panel).map(local),
        ends: agenda::floor::ends(event, panel).map(local),
    });
    let floor = Floor {
        panels: open.collect(),
        own: asked,
    };
    Ok((!floor.panels.is_empty() || !floor.own.is_empty()).then_some(floor))
}

/// Takes a guest's question to a panel; it waits for the moderation. One that was sent before is there once.
///
/// # Errors
/// [`Denied::NotFound`](crate::error::Denied::NotFound) for a link that is not good; `WRONG_STATE` on `form` for who may
/// not ask; `REQUIRED`, `TOO_LONG` and `TOO_MANY` on `question`; `REQUIRED`, `NOT_FOUND`, `WRONG_STATE` and `TOO_MANY` on `panel`. Nothing is changed then.
pub async fn ask_panel(op: &Op, visit: &Visit<'_>, asked: GuestQuestion) -> Result<()> {
    let (op, found, language) = reading::guest(op, visit).await?;
    let (desk, row) = Desk::open_for(&op, found.row.id, Action::WriteGuests).await?;
    if !may_ask(&desk.event, &row, desk.now) {
        return Err(Fault::new(["form"], Code::WrongState)
            .with("state", row.place)
            .into());
    }
    let cmd = SendQuestion {
        panel: asked.panel,
        text: words(&asked.question),
        language,
    };
    agenda::floor::send(&desk, &row, cmd).await?;
    desk.close().await
}

/// Takes a guest's question back, as long as the moderation has not taken it up: also for who does not come any more.
///
/// # Errors
/// [`Denied::NotFound`](crate::error::Denied::NotFound) for a link that is not good; `NOT_FOUND` on `withdraw` for what is
/// not the guest's, `WRONG_STATE` for what was taken up. Nothing is changed then.
pub async fn withdraw_question(op: &Op, visit: &Visit<'_>, id: PanelQuestionId) -> Result<()> {
    let (op, found, _) = reading::guest(op, visit).await?;
    let (desk, row) = Desk::open_for(&op, found.row.id, Action::WriteGuests).await?;
    agenda::floor::withdraw(&desk, &row, id).await?;
    desk.close().await
}

/// What was typed without what hides in it: lines stay, and nothing that nobody sees makes words of none.
pub(super) fn words(typed: &str) -> String {
    let lines = typed.replace("\r\n", "\n");
    let lines: Vec<String> = lines.split('\n').map(|line| text(line, false)).collect();
    lines.join("\n").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_keeps_its_lines_and_nothing_hides_in_it() {
        assert_eq!(
            words(" Pse\u{202E} ikët?\r\n\tE tani? \n"),
            "Pse ikët?\nE tani?"
        );
        assert_eq!(words("\u{200B}\u{2060}\n\u{FEFF}"), "");
    }
}
