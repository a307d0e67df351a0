//! Enrolling somebody in a programme.

use chrono::NaiveDate;
use kuvend_entity::{
    contact, enrolment,
    id::{ContactId, EnrolmentId, ProgrammeId},
    kind::{EnrolmentState, ProgrammeStatus},
    office, programme,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
};

use crate::{
    audit::{self, Deed},
    change::Changes,
    contacts,
    engine::broken_constraint,
    error::{Error, Result},
    fault::{Code, Fault, Faults},
    fold::fold,
    op::Op,
    policy::Action,
    walltime,
};

/// An enrolment to be made.
#[derive(Debug, Clone)]
pub struct Enrol {
    /// In which programme.
    pub programme: ProgrammeId,
    /// Whom.
    pub contact: ContactId,
    /// As what.
    pub role: Option<String>,
    /// With which group.
    pub cohort: Option<String>,
    /// Where it stands.
    pub state: EnrolmentState,
    /// Since; today, on the office's calendar, unless said.
    pub enrolled_on: Option<NaiveDate>,
}

/// Enrols a contact.
///
/// # Errors
/// `NOT_FOUND` on `programmeId` or `contactId`; `TAKEN` on `contactId` where they are enrolled in this role;
/// `WRONG_STATE` on `programmeId` where the programme is over.
pub async fn enrol(op: &Op, cmd: Enrol) -> Result<enrolment::Model> {
    let tx = op.begin(Action::WriteProgrammes).await?;
    let programme = visible(op, &tx, cmd.programme).await?;
    let row = row(op, &tx, &programme, cmd).await?;
    judge(op, &tx, &programme, &row).await?;
    enrolment::Entity::insert(row.clone().into_active_model().reset_all())
        .exec_without_returning(&tx)
        .await
        .map_err(|error| match broken_constraint(&error) {
            // Somebody else was faster by a moment.
            Some(name) if name.contains("role_key") => taken().into(),
            _ => Error::from(error),
        })?;
    let mut changes = Changes::default();
    changes.made("programmeId", &row.programme_id);
    changes.made("contactId", &row.contact_id);
    changes.made("role", &row.role);
    changes.made("cohort", &row.cohort);
    changes.made("state", &row.state);
    changes.made("enrolledOn", &row.enrolled_on);
    let deed = Deed {
        office: row.office_id,
        action: "programmes::enrol",
        object_kind: "enrolment",
        object_id: row.id.0,
        changes: changes.json(),
        reason: None,
    };
    audit::write(&tx, op, deed).await?;
    tx.commit().await?;
    Ok(row)
}

/// The programme, for an actor who may change it.
async fn visible(op: &Op, tx: &DatabaseTransaction, id: ProgrammeId) -> Result<programme::Model> {
    let row = programme::Entity::find_by_id(id)
        .one(tx)
        .await?
        .ok_or_else(|| Fault::new(["programmeId"], Code::NotFound))?;
    op.authorise(row.office_id, Action::WriteProgrammes)
        .map_err(|error| error.hidden_at(["programmeId"]))?;
    Ok(row)
}

async fn row(
    op: &Op,
    tx: &DatabaseTransaction,
    programme: &programme::Model,
    cmd: Enrol,
) -> Result<enrolment::Model> {
    let now = op.clock.now();
    let enrolled_on = if let Some(day) = cmd.enrolled_on {
        day
    } else {
        let office = office::Entity::find_by_id(programme.office_id)
            .one(tx)
            .await?
            .ok_or_else(|| Error::missing("office"))?;
        walltime::wall(now, &office.time_zone).date()
    };
    Ok(enrolment::Model {
        id: EnrolmentId::new(),
        office_id: programme.office_id,
        version: 1,
        programme_id: programme.id,
        contact_id: cmd.contact,
        role_key: cmd.role.as_deref().map(fold).unwrap_or_default(),
        role: cmd.role,
        cohort: cmd.cohort,
        state: cmd.state,
        enrolled_on,
        ended_on: None,
        created_at: now,
        updated_at: now,
    })
}

fn taken() -> Fault {
    Fault::new(["contactId"], Code::Taken)
}

async fn judge(
    op: &Op,
    tx: &DatabaseTransaction,
    programme: &programme::Model,
    row: &enrolment::Model,
) -> Result<()> {
    let mut faults = Faults::none();
    if matches!(
        programme.status,
        ProgrammeStatus::Closed | ProgrammeStatus::Cancelled
    ) {
        faults.push(Fault::new(["programmeId"], Code::WrongState).with("state", programme.status));
    }
    let person = contact::Entity::find_by_id(row.contact_id)
        .filter(contact::Column::OfficeId.eq(programme.office_id));
    let person = contacts::held(person).one(tx).await?;
    let sees = op.may(programme.office_id, Action::ReadContacts);
    if person.is_none() || !sees {
        faults.push(Fault::new(["contactId"], Code::NotFound));
    }
    let there = enrolment::Entity::find()
        .filter(enrolment::Column::ProgrammeId.eq(programme.id))
        .filter(enrolment::Column::ContactId.eq(row.contact_id))
        .filter(enrolment::Column::RoleKey.eq(row.role_key.as_str()))
        .one(tx)
        .await?;
    if there.is_some() {
        faults.push(taken());
    }
    faults.finish(Some(()))
}
