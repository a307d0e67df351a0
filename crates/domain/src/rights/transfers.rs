//! Transfers: a list of participants that is given to somebody outside, a ministry or a president's guard, is written down
//! with everybody who stood on it, so that their copy tells them.

use chrono::NaiveDate;
use kuvend_entity::{
    event,
    id::{ContactId, EventId, TransferId},
    kind::LawfulBasis,
    transfer, transfer_contact,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, QueryFilter, QuerySelect, QueryTrait, Statement, sea_query::Expr,
};
use serde_json::json;

use crate::{
    audit::{self, Deed},
    contacts::reads::{judge_places, within},
    error::{Error, Result},
    fault::{Code, Fault},
    op::Op,
    paging::{self, Cursor, Key, Ordering, Page, PageRequest},
    policy::Action,
    walltime,
};

/// A list that was given to somebody.
#[derive(Debug, Clone)]
pub struct Record {
    /// Whose participants: everybody on the guest list whom the office knows by name.
    pub event: EventId,
    /// To whom.
    pub recipient: String,
    /// What for.
    pub purpose: String,
    /// On what ground.
    pub basis: LawfulBasis,
    /// Which fields stood on it.
    pub fields: Vec<String>,
    /// When; today, on the event's calendar, unless said.
    pub shared_on: Option<NaiveDate>,
}

/// Writes a transfer down, with everybody on the event's guest list, by one statement however many they are.
///
/// # Errors
/// `NOT_FOUND` on `eventId`; `WRONG_STATE` on it where nobody is on the list; `TOO_LATE` on `sharedOn` for a day to come.
pub async fn record(op: &Op, cmd: Record) -> Result<transfer::Model> {
    let tx = op.begin(Action::ManageRights).await?;
    let event = event::Entity::find_by_id(cmd.event)
        .one(&tx)
        .await?
        .ok_or_else(|| Fault::new(["eventId"], Code::NotFound))?;
    op.authorise(event.office_id, Action::ManageRights)
        .map_err(|error| error.hidden_at(["eventId"]))?;
    let now = op.clock.now();
    let today = walltime::wall(now, &event.time_zone).date();
    let shared_on = cmd.shared_on.unwrap_or(today);
    if shared_on > today {
        let fault = Fault::new(["sharedOn"], Code::TooLate).later_than(today);
        return Err(fault.into());
    }
    let mut row = transfer::Model {
        id: TransferId::new(),
        office_id: event.office_id,
        event_id: event.id,
        recipient: cmd.recipient,
        purpose: cmd.purpose,
        basis: cmd.basis,
        fields: json!(cmd.fields),
        people: 0,
        shared_on,
        recorded_by: op.actor.account(),
        created_at: now,
    };
    transfer::Entity::insert(row.clone().into_active_model().reset_all())
        .exec_without_returning(&tx)
        .await?;
    row.people = name_everybody(&tx, &row).await?;
    let deed = Deed {
        office: row.office_id,
        action: "rights::record_transfer",
        object_kind: "transfer",
        object_id: row.id.0,
        changes: Some(json!({ "people": { "from": null, "to": row.people } })),
        reason: None,
    };
    audit::write(&tx, op, deed).await?;
    tx.commit().await?;
    Ok(row)
}

/// Names everybody on the list; how many they are.
async fn name_everybody(tx: &DatabaseTransaction, row: &transfer::Model) -> Result<i32> {
    let statement = Statement::from_sql_and_values(
        tx.get_database_backend(),
        "INSERT INTO transfer_contact (transfer_id, contact_id, office_id) \
         SELECT t.id, c.id, t.office_id FROM transfer t JOIN attendee a ON a.event_id = t.event_id \
         JOIN contact c ON c.id = a.contact_id WHERE t.id = $1 AND c.erased_at IS NULL",
        [row.id.into()],
    );
    let named = tx.execute_raw(statement).await?.rows_affected();
    let people = i32::try_from(named).unwrap_or(i32::MAX);
    if people == 0 {
        let fault = Fault::new(["eventId"], Code::WrongState).with("state", "WITHOUT_GUESTS");
        return Err(Error::from(fault));
    }
    transfer::Entity::update_many()
        .col_expr(transfer::Column::People, Expr::value(people))
        .filter(transfer::Column::Id.eq(row.id))
        .exec(tx)
        .await?;
    Ok(people)
}

/// Transfers, in the order in which they were written down: of an event, of whoever stood on them, or all.
///
/// # Errors
/// A fault where a place is of another list.
pub async fn list(
    op: &Op,
    (event, contact): (Option<EventId>, Option<ContactId>),
    page: &PageRequest,
) -> Result<Page<transfer::Model>> {
    use transfer::Column as C;
    op.known()?;
    judge_places(page, |key| matches!(key, Key::Instant(_)))?;
    let mut select = transfer::Entity::find().filter(within(op, Action::ManageRights, C::OfficeId));
    if let Some(event) = event {
        select = select.filter(C::EventId.eq(event));
    }
    if let Some(contact) = contact {
        let named = transfer_contact::Entity::find()
            .select_only()
            .column(transfer_contact::Column::TransferId)
            .filter(transfer_contact::Column::ContactId.eq(contact))
            .into_query();
        select = select.filter(C::Id.in_subquery(named));
    }
    let by = Ordering {
        key: C::CreatedAt,
        id: C::Id,
        descending: false,
    };
    let place = |row: &transfer::Model| Cursor(Key::instant(row.created_at), row.id.0);
    paging::read(op.db.reader(), select, by, page, place).await
}
