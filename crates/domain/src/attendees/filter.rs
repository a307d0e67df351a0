//! Which rows of a guest list are shown, and in which order.

use kuvend_entity::{
    attendee, delegation_member, event,
    id::DelegationId,
    kind::{
        AttendeeRole, GuestCategory, InvitationState, PlaceState, PresenceState, ResponseState,
    },
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, SimpleExpr},
};

use crate::paging::{Cursor, Key, Ordering};

/// Which rows of a list.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// First axis, any of these.
    pub invitation: Option<Vec<InvitationState>>,
    /// Second axis, any of these.
    pub response: Option<Vec<ResponseState>>,
    /// Third axis, any of these.
    pub place: Option<Vec<PlaceState>>,
    /// Fourth axis, any of these.
    pub presence: Option<Vec<PresenceState>>,
    /// Any of these qualities.
    pub categories: Option<Vec<GuestCategory>>,
    /// Having any of these roles.
    pub roles: Option<Vec<AttendeeRole>>,
    /// Added under this name.
    pub wave: Option<String>,
    /// Whether the answer is older than the last change of time or place.
    pub is_answer_outdated: Option<bool>,
    /// Belonging to this delegation; to none that there is where the inner one is nothing.
    pub delegation: Option<Option<DelegationId>>,
    /// Whether a question that is required and put to the guest has no answer yet.
    pub has_open_questions: Option<bool>,
    /// At least one of these.
    pub any: Vec<Filter>,
    /// None of this.
    pub not: Option<Box<Filter>>,
}

/// What a list is ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OrderBy {
    /// When the row was entered.
    #[default]
    CreatedAt,
    /// When the row last changed.
    UpdatedAt,
    /// The number on the waiting list.
    QueueNumber,
}

/// An ordering.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Order {
    /// By what.
    pub by: OrderBy,
    /// Largest first.
    pub descending: bool,
}

impl Filter {
    /// Whether it asks, anywhere in it, who has yet to answer.
    pub(super) fn asks_for_open_questions(&self) -> bool {
        self.has_open_questions.is_some()
            || self.any.iter().any(Self::asks_for_open_questions)
            || self
                .not
                .as_deref()
                .is_some_and(Self::asks_for_open_questions)
    }
}

/// What a filter asks of rows; `open` is whether one has yet to answer, which only a list of known events can say.
pub(super) fn condition(filter: &Filter, open: Option<&SimpleExpr>) -> Condition {
    use attendee::Column as C;
    let mut all = Condition::all()
        .add_option(
            filter
                .invitation
                .as_ref()
                .map(|states| C::Invitation.is_in(states.iter().copied())),
        )
        .add_option(
            filter
                .response
                .as_ref()
                .map(|states| C::Response.is_in(states.iter().copied())),
        )
        .add_option(
            filter
                .place
                .as_ref()
                .map(|states| C::Place.is_in(states.iter().copied())),
        )
        .add_option(
            filter
                .presence
                .as_ref()
                .map(|states| C::Presence.is_in(states.iter().copied())),
        )
        .add_option(
            filter
                .categories
                .as_ref()
                .map(|categories| C::Category.is_in(categories.iter().copied())),
        )
        .add_option(filter.wave.as_ref().map(|wave| C::Wave.eq(wave.as_str())));
    if let Some(delegation) = filter.delegation {
        let members = delegation_member::Entity::find()
            .select_only()
            .column(delegation_member::Column::AttendeeId)
            .filter(delegation_member::Column::LeftAt.is_null());
        let members = match delegation {
            Some(id) => members.filter(delegation_member::Column::DelegationId.eq(id)),
            None => members.filter(Expr::value(false)),
        };
        all = all.add(C::Id.in_subquery(members.into_query()));
    }
    if let Some(roles) = &filter.roles {
        // The roles are a JSON list of closed words; as text, a word stands in quotes and in no other word.
        let text = || Expr::col(C::Roles.as_column_ref()).cast_as("text");
        all = all.add(roles.iter().fold(Condition::any(), |any, role| {
            any.add(text().like(format!("%\"{role}\"%")))
        }));
    }
    if let Some(is_outdated) = filter.is_answer_outdated {
        all = all.add(if is_outdated {
            outdated()
        } else {
            outdated().not()
        });
    }
    if let (Some(has_open), Some(open)) = (filter.has_open_questions, open) {
        all = all.add(if has_open {
            open.clone()
        } else {
            open.clone().not()
        });
    }
    if !filter.any.is_empty() {
        all = all.add(
            filter
                .any
                .iter()
                .fold(Condition::any(), |any, one| any.add(condition(one, open))),
        );
    }
    if let Some(not) = &filter.not {
        all = all.add(condition(not, open).not());
    }
    all
}

/// The answer speaks of an earlier revision of the event. Nobody's that has not answered.
fn outdated() -> Condition {
    use attendee::Column as C;
    let revision = event::Entity::find()
        .select_only()
        .column(event::Column::Revision)
        .filter(
            Expr::col((event::Entity, event::Column::Id))
                .eq(Expr::col((attendee::Entity, C::EventId))),
        )
        .into_query();
    Condition::all()
        .add(C::Response.ne(ResponseState::None))
        .add(C::ResponseRevision.is_not_null())
        .add(
            Expr::col(C::ResponseRevision.as_column_ref())
                .lt(SimpleExpr::SubQuery(None, Box::new(revision.into()))),
        )
}

pub(super) fn ordering(order: Order) -> Ordering<attendee::Column> {
    let key = match order.by {
        OrderBy::CreatedAt => attendee::Column::CreatedAt,
        OrderBy::UpdatedAt => attendee::Column::UpdatedAt,
        OrderBy::QueueNumber => attendee::Column::QueueNumber,
    };
    Ordering {
        key,
        id: attendee::Column::Id,
        descending: order.descending,
    }
}

pub(super) fn place_of(order: Order) -> impl Fn(&attendee::Model) -> Cursor {
    move |row| {
        let key = match order.by {
            OrderBy::CreatedAt => Key::instant(row.created_at),
            OrderBy::UpdatedAt => Key::instant(row.updated_at),
            OrderBy::QueueNumber => Key::Number(i64::from(row.queue_number.unwrap_or_default())),
        };
        Cursor(key, row.id.0)
    }
}
