//! Policy frameworks: strategies, action plans and compacts that events launch and announce.

use kuvend_entity::{
    id::{OfficeId, PolicyFrameworkId},
    policy_framework,
    text::LocalizedText,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};

use crate::{
    audit::{self, Deed},
    change::Changes,
    contacts::reads::within,
    error::Result,
    fault::{Code, Fault},
    op::Op,
    policy::Action,
};

/// Enters a policy framework.
#[derive(Debug, Clone)]
pub struct Create {
    /// Whose record; needed only by who works in several offices.
    pub office: Option<OfficeId>,
    /// Title per language.
    pub title: LocalizedText,
    /// First year.
    pub starts_in: Option<i32>,
    /// Last year.
    pub ends_in: Option<i32>,
}

/// Enters a policy framework, which events may launch and announce from then on.
///
/// # Errors
/// Faults on `officeId`; `INCONSISTENT` on `endsIn` before the first year.
pub async fn create(op: &Op, cmd: Create) -> Result<policy_framework::Model> {
    let office = op.office(cmd.office, Action::WriteEvents).await?;
    if cmd
        .starts_in
        .zip(cmd.ends_in)
        .is_some_and(|(from, to)| to < from)
    {
        return Err(Fault::new(["endsIn"], Code::Inconsistent)
            .with("other", "startsIn")
            .into());
    }
    let tx = op.db.write().await?;
    let row = policy_framework::Model {
        id: PolicyFrameworkId::new(),
        office_id: office.id,
        title: cmd.title,
        starts_in: cmd.starts_in,
        ends_in: cmd.ends_in,
        created_at: op.clock.now(),
    };
    policy_framework::Entity::insert(row.clone().into_active_model().reset_all())
        .exec_without_returning(&tx)
        .await?;
    let mut changes = Changes::default();
    changes.made("title", &row.title);
    let deed = Deed {
        office: office.id,
        action: "frameworks::create",
        object_kind: "policy_framework",
        object_id: row.id.0,
        changes: changes.json(),
        reason: None,
    };
    audit::write(&tx, op, deed).await?;
    tx.commit().await?;
    Ok(row)
}

/// The frameworks of the offices whose events the actor sees, or of one of them, as they were entered.
///
/// # Errors
/// [`Unauthenticated`](crate::error::Denied::Unauthenticated), and the database's.
pub async fn list(op: &Op, office: Option<OfficeId>) -> Result<Vec<policy_framework::Model>> {
    op.known()?;
    let mut select = policy_framework::Entity::find().filter(within(
        op,
        Action::ReadEvents,
        policy_framework::Column::OfficeId,
    ));
    if let Some(office) = office {
        select = select.filter(policy_framework::Column::OfficeId.eq(office));
    }
    Ok(select
        .order_by_asc(policy_framework::Column::Id)
        .all(op.db.reader())
        .await?)
}
