//! What hangs on an event and is planned again with it: pools, the door, delegations.

use std::collections::HashMap;

use kuvend_entity::{
    check_in_list, delegation, door_gate, event, event_tally,
    id::{CheckInListId, DelegationId, GateId, PoolId},
    kind::PoolKind,
    place_pool,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, sea_query::Expr,
};

use super::living;
use crate::{
    error::Result,
    events::along::Along,
    fault::{Code, Fault},
    op::Op,
    tally, writes,
};

/// Copies the pools, of which nothing is taken yet and nothing released.
pub(super) async fn pools(
    op: &Op,
    tx: &DatabaseTransaction,
    (source, next): (&event::Model, &event::Model),
) -> Result<()> {
    let (along, now) = (Along::new(source, next), op.clock.now());
    let pools: Vec<place_pool::Model> = tally::pools::of_event(tx, source.id)
        .await?
        .into_iter()
        .map(|pool| place_pool::Model {
            id: PoolId::new(),
            event_id: next.id,
            version: 1,
            reserved_until: pool.reserved_until.and_then(|at| along.instant(at)),
            released_at: None,
            taken: 0,
            waiting: 0,
            created_at: now,
            updated_at: now,
            ..pool
        })
        .collect();
    let kept = pools
        .iter()
        .filter(|pool| pool.kind == PoolKind::Reserved)
        .map(|pool| pool.size)
        .sum::<i32>();
    if next.capacity.is_some_and(|most| kept > most) {
        return Err(Fault::new(["parts"], Code::Inconsistent)
            .with("other", "capacity")
            .into());
    }
    let count = i32::try_from(pools.len()).unwrap_or(i32::MAX);
    let rows = pools
        .into_iter()
        .map(|pool| pool.into_active_model().reset_all());
    writes::insert(tx, rows.collect()).await?;
    event_tally::Entity::update_many()
        .col_expr(event_tally::Column::Pools, Expr::value(count))
        .filter(event_tally::Column::EventId.eq(next.id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Copies check-in lists and the gates that are still open. A gate's link names its own row, so that last year's opens nothing.
pub(super) async fn door(
    op: &Op,
    tx: &DatabaseTransaction,
    (source, next): (&event::Model, &event::Model),
) -> Result<()> {
    let (along, now) = (Along::new(source, next), op.clock.now());
    let lists = check_in_list::Entity::find()
        .filter(check_in_list::Column::EventId.eq(source.id))
        .order_by_asc(check_in_list::Column::Id)
        .all(tx)
        .await?;
    let gates = door_gate::Entity::find()
        .filter(door_gate::Column::EventId.eq(source.id))
        .filter(door_gate::Column::RevokedAt.is_null())
        .order_by_asc(door_gate::Column::Id)
        .all(tx)
        .await?;
    let mut renamed: HashMap<CheckInListId, CheckInListId> = HashMap::new();
    let lists = lists.into_iter().map(|list| {
        let id = CheckInListId::new();
        renamed.insert(list.id, id);
        check_in_list::Model {
            id,
            event_id: next.id,
            version: 1,
            opens_at: list.opens_at.and_then(|at| along.instant(at)),
            created_by: op.actor.account(),
            created_at: now,
            updated_at: now,
            ..list
        }
        .into_active_model()
        .reset_all()
    });
    let lists = lists.collect();
    writes::insert(tx, lists).await?;
    let gates = gates.into_iter().map(|gate| {
        door_gate::Model {
            id: GateId::new(),
            event_id: next.id,
            list_id: gate.list_id.and_then(|list| renamed.get(&list).copied()),
            link_epoch: 1,
            created_by: op.actor.account(),
            created_at: now,
            ..gate
        }
        .into_active_model()
        .reset_all()
    });
    writes::insert(tx, gates.collect()).await
}

/// Copies delegations: who may send how many, named by whom. Nobody is named yet, nobody was written to, and none is closed.
pub(super) async fn delegations(
    op: &Op,
    tx: &DatabaseTransaction,
    (source, next): (&event::Model, &event::Model),
) -> Result<()> {
    let (along, now) = (Along::new(source, next), op.clock.now());
    let known = delegation::Entity::find()
        .filter(delegation::Column::EventId.eq(source.id))
        .order_by_asc(delegation::Column::Id)
        .all(tx)
        .await?;
    let living = living(tx, known.iter().filter_map(|row| row.focal_contact_id)).await?;
    let copies = known.into_iter().map(|row| {
        delegation::Model {
            id: DelegationId::new(),
            event_id: next.id,
            version: 1,
            head_id: None,
            focal_contact_id: row.focal_contact_id.filter(|id| living.contains(id)),
            link_epoch: 1,
            nominate_until: row.nominate_until.and_then(|at| along.instant(at)),
            asked_at: None,
            closed_at: None,
            created_by: op.actor.account(),
            created_at: now,
            updated_at: now,
            ..row
        }
        .into_active_model()
        .reset_all()
    });
    writes::insert(tx, copies.collect()).await
}
