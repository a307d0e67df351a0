//! The register of requests by right: what came when, until when it must be answered, and what was decided.

use std::collections::BTreeMap;

use chrono::{Days, Months, NaiveDate};
use kuvend_entity::{
    id::{ContactId, OfficeId, RightsRequestId},
    kind::{RightsRequestKind, RightsRequestState},
    office, rights_request,
    value::TimeZone,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, DatabaseTransaction, EntityTrait, IntoActiveModel,
    QueryFilter, QuerySelect, sea_query::ExprTrait as _,
};

use super::person::{Person, begin};
use crate::{
    audit::{self, Deed},
    change::Changes,
    contacts::reads::{judge_places, within},
    error::{Error, Result},
    fault::{Code, Fault},
    op::Op,
    paging::{self, Cursor, Key, Ordering, Page, PageRequest},
    policy::Action,
    walltime,
};

/// Months in which a request must be answered.
const MONTHS: u32 = 1;
/// Months by which that may be extended, once.
const MORE_MONTHS: u32 = 2;

/// Which requests.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// To this office.
    pub office: Option<OfficeId>,
    /// Of this person.
    pub contact: Option<ContactId>,
    /// For any of these.
    pub kinds: Option<Vec<RightsRequestKind>>,
    /// In any of these states.
    pub states: Option<Vec<RightsRequestState>>,
    /// Only those that are open and should have been answered before today.
    pub is_overdue: bool,
}

/// Requests, in the order in which they were entered.
///
/// # Errors
/// A fault where a place is of another list.
pub async fn list(
    op: &Op,
    filter: &Filter,
    page: &PageRequest,
) -> Result<Page<rights_request::Model>> {
    use rights_request::Column as C;
    op.known()?;
    judge_places(page, |key| matches!(key, Key::Instant(_)))?;
    let mut select =
        rights_request::Entity::find().filter(within(op, Action::ManageRights, C::OfficeId));
    if let Some(office) = filter.office {
        select = select.filter(C::OfficeId.eq(office));
    }
    if let Some(contact) = filter.contact {
        select = select.filter(C::ContactId.eq(contact));
    }
    if let Some(kinds) = &filter.kinds {
        select = select.filter(C::Kind.is_in(kinds.iter().copied()));
    }
    if let Some(states) = &filter.states {
        select = select.filter(C::State.is_in(states.iter().copied()));
    }
    if filter.is_overdue {
        select = select
            .filter(C::State.eq(RightsRequestState::Open))
            .filter(before_today(op).await?);
    }
    let by = Ordering {
        key: C::CreatedAt,
        id: C::Id,
        descending: false,
    };
    let place = |row: &rights_request::Model| Cursor(Key::instant(row.created_at), row.id.0);
    paging::read(op.db.reader(), select, by, page, place).await
}

/// The request of an id, for whoever sees to people's rights in its office.
///
/// # Errors
/// [`Unauthenticated`](crate::error::Denied::Unauthenticated), and the database's.
pub async fn find(op: &Op, id: RightsRequestId) -> Result<Option<rights_request::Model>> {
    op.known()?;
    let row = rights_request::Entity::find_by_id(id)
        .one(op.db.reader())
        .await?;
    Ok(row.filter(|row| op.may(row.office_id, Action::ManageRights)))
}

/// Requests that were due before today, which is another day in offices far from each other.
async fn before_today(op: &Op) -> Result<Condition> {
    use rights_request::Column as C;
    let offices: Vec<(OfficeId, TimeZone)> = office::Entity::find()
        .select_only()
        .columns([office::Column::Id, office::Column::TimeZone])
        .filter(within(op, Action::ManageRights, office::Column::Id))
        .into_tuple()
        .all(op.db.reader())
        .await?;
    let now = op.clock.now();
    let mut by_day: BTreeMap<NaiveDate, Vec<OfficeId>> = BTreeMap::new();
    for (office, zone) in offices {
        let today = walltime::wall(now, &zone).date();
        by_day.entry(today).or_default().push(office);
    }
    // Where the actor sees no office, no request is there anyway.
    let overdue = by_day
        .into_iter()
        .fold(Condition::any(), |any, (today, offices)| {
            any.add(C::OfficeId.is_in(offices).and(C::DueOn.lt(today)))
        });
    Ok(overdue)
}

/// A request that came in.
#[derive(Debug, Clone)]
pub struct Open {
    /// Who asks.
    pub contact: ContactId,
    /// For what.
    pub kind: RightsRequestKind,
    /// How it came.
    pub channel: Option<String>,
    /// When it came; today, on the office's calendar, unless said.
    pub received_on: Option<NaiveDate>,
}

/// Who may enter a request: whoever keeps the contacts, and whoever answers it.
const KEEPERS: [Action; 2] = [Action::WriteContacts, Action::ManageRights];

/// Enters a request; it is due a month after it came.
///
/// # Errors
/// Faults on `contactId` as [`Person::lock`]'s; `TOO_LATE` on `receivedOn` for a day to come.
pub async fn open(op: &Op, cmd: Open) -> Result<rights_request::Model> {
    let tx = begin(op, &KEEPERS).await?;
    let person = Person::lock(&tx, op, cmd.contact, &KEEPERS).await?;
    let office = office::Entity::find_by_id(person.office())
        .one(&tx)
        .await?
        .ok_or_else(|| Error::missing("office"))?;
    let row = enter((&tx, op), &office, cmd).await?;
    tx.commit().await?;
    Ok(row)
}

/// The step behind [`open`], for whoever has asked the policy and holds the transaction.
///
/// # Errors
/// `TOO_LATE` on `receivedOn` for a day to come.
pub(crate) async fn enter(
    (tx, op): (&DatabaseTransaction, &Op),
    office: &office::Model,
    cmd: Open,
) -> Result<rights_request::Model> {
    let now = op.clock.now();
    let today = walltime::wall(now, &office.time_zone).date();
    let received_on = cmd.received_on.unwrap_or(today);
    if received_on > today {
        let fault = Fault::new(["receivedOn"], Code::TooLate).later_than(today);
        return Err(fault.into());
    }
    let row = rights_request::Model {
        id: RightsRequestId::new(),
        office_id: office.id,
        version: 1,
        contact_id: cmd.contact,
        kind: cmd.kind,
        channel: cmd.channel,
        received_on,
        due_on: months_after(received_on, MONTHS),
        extension_reason: None,
        state: RightsRequestState::Open,
        decision: None,
        decided_by: None,
        decided_at: None,
        created_by: op.actor.account(),
        created_at: now,
        updated_at: now,
    };
    rights_request::Entity::insert(row.clone().into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    let mut changes = Changes::default();
    changes.made("kind", &row.kind);
    changes.made("dueOn", &row.due_on);
    let deed = deed(&row, "rights::open_request", changes);
    audit::write(tx, op, deed).await?;
    Ok(row)
}

/// What becomes of an open request.
#[derive(Debug, Clone)]
pub enum Answer {
    /// It is closed: how, and in which words. A refusal needs words.
    Decide(RightsRequestState, Option<String>),
    /// It takes two months longer, once, for a reason.
    Extend(String),
}

/// Decides a request or extends its time.
///
/// # Errors
/// `NOT_FOUND` on `id`, `CONFLICT` on `version`, `WRONG_STATE` on `id` for one that is closed or was extended;
/// `OUT_OF_RANGE` on `state` for `OPEN`; `REASON_REQUIRED` on `decision` for a refusal without words.
pub async fn answer(
    op: &Op,
    (id, version): (RightsRequestId, i32),
    answer: Answer,
) -> Result<rights_request::Model> {
    let tx = op.begin(Action::ManageRights).await?;
    let before = rights_request::Entity::find_by_id(id)
        .lock_exclusive()
        .one(&tx)
        .await?
        .ok_or_else(|| Fault::new(["id"], Code::NotFound))?;
    op.authorise(before.office_id, Action::ManageRights)
        .map_err(|error| error.hidden_at(["id"]))?;
    if before.version != version {
        let fault = Fault::new(["version"], Code::Conflict).with("version", before.version);
        return Err(fault.into());
    }
    let after = answered(op, &before, answer)?;
    rights_request::Entity::update(after.clone().into_active_model().reset_all())
        .exec_without_returning(&tx)
        .await?;
    let mut changes = Changes::default();
    changes.note("state", &before.state, &after.state);
    changes.note("dueOn", &before.due_on, &after.due_on);
    let deed = deed(&after, "rights::answer_request", changes);
    audit::write(&tx, op, deed).await?;
    tx.commit().await?;
    Ok(after)
}

fn answered(
    op: &Op,
    before: &rights_request::Model,
    answer: Answer,
) -> Result<rights_request::Model> {
    let wrong =
        |state: &str| Error::from(Fault::new(["id"], Code::WrongState).with("state", state));
    if before.state != RightsRequestState::Open {
        return Err(wrong(before.state.as_str()));
    }
    let mut after = before.clone();
    match answer {
        Answer::Decide(RightsRequestState::Open, _) => {
            let fault = Fault::new(["state"], Code::OutOfRange);
            let decisions = RightsRequestState::ALL
                .iter()
                .filter(|state| **state != RightsRequestState::Open);
            let decisions = decisions.map(|state| state.as_str());
            return Err(fault.none_of(decisions).into());
        }
        Answer::Decide(RightsRequestState::Refused, None) => {
            return Err(Fault::new(["decision"], Code::ReasonRequired).into());
        }
        Answer::Decide(state, decision) => {
            after.state = state;
            after.decision = decision;
            after.decided_by = op.actor.account();
            after.decided_at = Some(op.clock.now());
        }
        Answer::Extend(_) if before.extension_reason.is_some() => return Err(wrong("EXTENDED")),
        Answer::Extend(reason) => {
            after.due_on = months_after(before.due_on, MORE_MONTHS);
            after.extension_reason = Some(reason);
        }
    }
    after.version += 1;
    after.updated_at = op.clock.now();
    Ok(after)
}

/// The same day so many months later, or the last of a shorter month.
fn months_after(day: NaiveDate, months: u32) -> NaiveDate {
    day.checked_add_months(Months::new(months))
        .or_else(|| day.checked_add_days(Days::new(30 * u64::from(months))))
        .unwrap_or(day)
}

fn deed(row: &rights_request::Model, action: &'static str, changes: Changes) -> Deed<'static> {
    Deed {
        office: row.office_id,
        action,
        object_kind: "rights_request",
        object_id: row.id.0,
        changes: changes.json(),
        reason: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_after_the_last_of_january_is_the_last_of_february() {
        let day = NaiveDate::from_ymd_opt(2027, 1, 31).unwrap();
        let due = NaiveDate::from_ymd_opt(2027, 2, 28).unwrap();
        assert_eq!(months_after(day, MONTHS), due);
    }
}
