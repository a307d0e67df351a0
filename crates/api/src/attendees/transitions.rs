//! The table of what moves a row from where to where, as the use cases take it.

use async_graphql::{Context, Enum, Object, SimpleObject};
use kuvend_domain::attendees::{Move, transitions};

use crate::{
    attendees::AttendeeMove,
    payload::{op, top_level},
};

/// What a move asks for besides where the row stands.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "transitions::Need")]
pub enum AttendeeMoveNeed {
    /// The event is published.
    Published,
    /// The event has not begun.
    BeforeStart,
    /// Attendance has not been closed.
    AttendanceOpen,
    /// The doors are open, and the event is published or completed.
    DoorsOpen,
    /// Somebody is named on the row: it is no seat that an organisation has yet to fill.
    Named,
}

/// A state from which a move takes a row, and to where.
#[derive(Debug, Clone, SimpleObject)]
pub struct AttendeeTransition {
    /// Which axis moves: `INVITATION`, `RESPONSE`, `PLACE` or `PRESENCE`.
    pub axis: String,
    /// From.
    pub from: String,
    /// To one of these; the event's places decide which, and whether it asks for the office's approval.
    pub to: Vec<String>,
    /// Only of those whom the office refused (`approval`), or only of everybody else; of all of them where it is null.
    pub is_refused: Option<bool>,
}

/// A state in which a move is refused, wherever the row stands otherwise.
#[derive(Debug, Clone, SimpleObject)]
pub struct AttendeeMoveBar {
    /// Of which axis: `INVITATION`, `RESPONSE`, `PLACE` or `PRESENCE`.
    pub axis: String,
    /// In which state.
    pub state: String,
}

/// What one move does. It is legal for a row that one of its transitions starts from, that no bar holds, and whose event
/// meets its needs; for any other row it changes nothing or is refused.
#[derive(Debug, Clone, SimpleObject)]
pub struct AttendeeMoveRule {
    /// Which move.
    #[graphql(name = "move")]
    pub step: AttendeeMove,
    /// From where to where it takes a row, on each axis.
    pub transitions: Vec<AttendeeTransition>,
    /// Where it is refused.
    pub bars: Vec<AttendeeMoveBar>,
    /// What it asks for besides.
    pub needs: Vec<AttendeeMoveNeed>,
}

impl From<Move> for AttendeeMoveRule {
    fn from(step: Move) -> Self {
        let lines = transitions::TRANSITIONS
            .iter()
            .filter(|line| line.step == step);
        let bars = transitions::BARS.iter().filter(|bar| bar.step == step);
        Self {
            step: step.into(),
            transitions: lines
                .map(|line| AttendeeTransition {
                    axis: line.axis.as_str().to_owned(),
                    from: line.from.to_owned(),
                    to: line.to.iter().map(|&state| state.to_owned()).collect(),
                    is_refused: line.is_refused,
                })
                .collect(),
            bars: bars
                .map(|bar| AttendeeMoveBar {
                    axis: bar.axis.as_str().to_owned(),
                    state: bar.state.to_owned(),
                })
                .collect(),
            needs: step.needs().iter().map(|&need| need.into()).collect(),
        }
    }
}

/// What can be asked about guest lists as such.
#[derive(Debug, Default)]
pub struct AttendeeQueries;

#[Object]
impl AttendeeQueries {
    /// Every move of a row of a guest list, with the states that it takes a row from and to. `Attendee.legalMoves` is
    /// this table for one row now.
    async fn attendee_transitions(
        &self,
        ctx: &Context<'_>,
    ) -> async_graphql::Result<Vec<AttendeeMoveRule>> {
        let op = op(ctx)?;
        transitions::may_be_read(op).map_err(|error| top_level(op, &error))?;
        Ok(Move::ALL.into_iter().map(AttendeeMoveRule::from).collect())
    }
}
