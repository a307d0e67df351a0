//! A pass: whose time is over is proposed, who is not to go any more is let off, and whoever's turn has come is erased.

use std::{collections::HashMap, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use kuvend_entity::{
    erasure_approval,
    id::{ContactId, OfficeId},
    kind::{Retention, RightsRequestKind, RightsRequestState},
    office, retention_proposal, rights_setting,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, Query},
};
use serde_json::json;
use tokio::sync::watch;

use super::{
    clock::Case,
    plan::{self, Plan, Walk},
};
use crate::{
    attendees::{companions, guests::BATCH},
    audit::{self, Deed},
    error::{Error, Result},
    fault::{Code, Fault},
    op::Op,
    policy::Action,
    rights::erase::{self, Erase, Erased, Ground},
};

/// How long one who could not be erased is left alone.
const AGAIN: TimeDelta = TimeDelta::days(1);
/// People of one statement at most, so that none holds all of them.
const MOST: u64 = 20_000;

/// What a pass is to do.
#[derive(Debug, Clone, Copy)]
pub struct Pass {
    /// Of which office.
    pub office: Option<OfficeId>,
    /// How many people to erase at most.
    pub most: u64,
}

/// What a pass came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Who was proposed newly.
    pub proposed: u64,
    /// Who is not to go any more.
    pub let_off: u64,
    /// Who was erased.
    pub erased: u64,
    /// Who could not be erased, and why, as a word for programs.
    pub failed: Vec<(ContactId, String)>,
}

/// Goes through an office once. `step` is told how far it has come.
///
/// # Errors
/// A fault on `officeId`: `WRONG_STATE` where the office's setting is to do nothing.
pub async fn pass(op: &Op, cmd: Pass, step: impl FnMut(&Outcome)) -> Result<Outcome> {
    let office = op.office(cmd.office, Action::ManageRights).await?;
    let plan = plan::of_office(op, &office, None).await?;
    if plan.setting.retention == Retention::Off {
        let fault = Fault::new(["officeId"], Code::WrongState);
        return Err(fault.with("state", plan.setting.retention).into());
    }
    through(op, &plan, cmd.most, step).await
}

async fn through(
    op: &Op,
    plan: &Plan,
    most: u64,
    mut step: impl FnMut(&Outcome),
) -> Result<Outcome> {
    let mut outcome = Outcome::default();
    let mut walk = Walk::default();
    while let Some(stretch) = walk.next(op.db.reader(), plan.clock.office()).await? {
        let cases = plan
            .clock
            .cases(op.db.reader(), plan.as_of, stretch, MOST)
            .await?;
        let due: HashMap<ContactId, Case> = cases
            .into_iter()
            .filter(|case| case.held_back.is_none())
            .map(|case| (case.contact, case))
            .collect();
        outcome.proposed += propose(op, plan, due).await?;
        step(&outcome);
    }
    companions::forget(op, plan.clock.office(), plan.as_of).await?;
    outcome.let_off = let_off(op, plan).await?;
    note(op, plan, &outcome).await?;
    while outcome.erased < most {
        let left = Ord::min(most - outcome.erased, 100);
        let turns = turns(op, &plan.setting, left).await?;
        if turns.is_empty() {
            break;
        }
        for contact in turns {
            match erase_one(op, plan, contact).await? {
                None => outcome.erased += 1,
                Some(failure) => outcome.failed.push((contact, failure)),
            }
        }
        step(&outcome);
    }
    Ok(outcome)
}

/// Writes down who is proposed and was not before.
async fn propose(op: &Op, plan: &Plan, due: HashMap<ContactId, Case>) -> Result<u64> {
    use retention_proposal::Column as C;
    let all: Vec<&Case> = due.values().collect();
    let mut fresh = 0;
    for batch in all.chunks(BATCH) {
        let tx = op.db.write().await?;
        let there: Vec<ContactId> = retention_proposal::Entity::find()
            .select_only()
            .column(C::ContactId)
            .filter(C::ContactId.is_in(batch.iter().map(|case| case.contact)))
            .into_tuple()
            .all(&tx)
            .await?;
        let rows: Vec<retention_proposal::ActiveModel> = batch
            .iter()
            .filter(|case| !there.contains(&case.contact))
            .map(|case| retention_proposal::ActiveModel {
                contact_id: Set(case.contact),
                office_id: Set(plan.clock.office()),
                purpose_id: Set(case.purpose),
                due_on: Set(case.due_on),
                proposed_at: Set(op.clock.now()),
                failed_at: Set(None),
                failure: Set(None),
            })
            .collect();
        if rows.is_empty() {
            continue;
        }
        fresh += u64::try_from(rows.len()).unwrap_or(0);
        retention_proposal::Entity::insert_many(rows)
            .on_conflict_do_nothing()
            .exec_without_returning(&tx)
            .await?;
        tx.commit().await?;
    }
    Ok(fresh)
}

/// Takes back proposals of people whom something keeps by now, and the word that was given for them.
async fn let_off(op: &Op, plan: &Plan) -> Result<u64> {
    use retention_proposal::Column as C;
    let mut number = 0;
    let mut behind = None;
    loop {
        let mut select = retention_proposal::Entity::find()
            .select_only()
            .column(C::ContactId)
            .filter(C::OfficeId.eq(plan.clock.office()))
            .order_by_asc(C::ContactId)
            .limit(u64::try_from(BATCH).unwrap_or(100));
        if let Some(behind) = behind {
            select = select.filter(C::ContactId.gt(behind));
        }
        let batch: Vec<ContactId> = select.into_tuple().all(op.db.reader()).await?;
        let Some(last) = batch.last().copied() else {
            return Ok(number);
        };
        behind = Some(last);
        let kept = plan.clock.kept(op.db.reader(), plan.as_of, &batch).await?;
        if kept.is_empty() {
            continue;
        }
        let tx = op.db.write().await?;
        // A word that was given because the person asked to be erased still holds.
        let asked = Query::select()
            .column("contact_id")
            .from("rights_request")
            .and_where(Expr::col("state").eq(RightsRequestState::Open))
            .and_where(Expr::col("kind").eq(RightsRequestKind::Erasure))
            .to_owned();
        erasure_approval::Entity::delete_many()
            .filter(erasure_approval::Column::ContactId.is_in(kept.iter().copied()))
            .filter(Expr::col(erasure_approval::Column::ContactId).not_in_subquery(asked))
            .exec(&tx)
            .await?;
        let gone = retention_proposal::Entity::delete_many()
            .filter(C::ContactId.is_in(kept))
            .exec(&tx)
            .await?;
        tx.commit().await?;
        number += gone.rows_affected;
    }
}

/// One line of the audit for a pass that found something.
async fn note(op: &Op, plan: &Plan, outcome: &Outcome) -> Result<()> {
    if outcome.proposed == 0 && outcome.let_off == 0 {
        return Ok(());
    }
    let office = plan.clock.office();
    let deed = Deed {
        office,
        action: "retention::propose",
        object_kind: "office",
        object_id: office.0,
        changes: Some(json!({ "proposed": outcome.proposed, "letOff": outcome.let_off })),
        reason: None,
    };
    let tx = op.db.write().await?;
    audit::write(&tx, op, deed).await?;
    tx.commit().await?;
    Ok(())
}

/// Whose turn has come: whom somebody agreed to or, where nobody needs to, whose days of grace are over.
async fn turns(op: &Op, setting: &rights_setting::Model, most: u64) -> Result<Vec<ContactId>> {
    use retention_proposal::Column as C;
    let now = op.clock.now();
    let mut select = retention_proposal::Entity::find()
        .select_only()
        .column(C::ContactId)
        .filter(C::OfficeId.eq(setting.office_id))
        .filter(C::FailedAt.is_null().or(C::FailedAt.lte(now - AGAIN)))
        .order_by_asc(C::ProposedAt)
        .order_by_asc(C::ContactId)
        .limit(most);
    let agreed = Query::select()
        .expr(Expr::value(1))
        .from("erasure_approval")
        .and_where(
            Expr::col(("erasure_approval", "contact_id"))
                .equals(("retention_proposal", "contact_id")),
        )
        .to_owned();
    let needs_a_word = setting.retention != Retention::Run || setting.erasure_needs_approval;
    if needs_a_word {
        select = select.filter(Expr::exists(agreed));
    }
    if setting.retention == Retention::Run {
        let grace = TimeDelta::days(i64::from(setting.grace_days));
        select = select.filter(C::ProposedAt.lte(now - grace));
    }
    Ok(select.into_tuple().all(op.db.reader()).await?)
}

/// Erases one person; why it failed, if it did, is kept with the proposal.
async fn erase_one(op: &Op, plan: &Plan, contact: ContactId) -> Result<Option<String>> {
    let cmd = Erase {
        contact,
        explanation: None,
    };
    let ground = Ground::TimeIsOver(&plan.clock, plan.as_of);
    let why = match erase::carry_out(op, cmd, ground).await {
        Ok(Erased::Done(..)) => return Ok(None),
        Ok(Erased::Found(_, fault)) => word(&fault),
        Err(Error::Rejected(faults)) => faults.list().first().map(word).unwrap_or_default(),
        Err(other) => return Err(other),
    };
    remember(op, contact, op.clock.now(), &why).await?;
    Ok(Some(why))
}

fn word(fault: &Fault) -> String {
    let state = fault.detail("state");
    state.unwrap_or(fault.code.as_str()).to_owned()
}

async fn remember(op: &Op, contact: ContactId, at: DateTime<Utc>, why: &str) -> Result<()> {
    use retention_proposal::Column as C;
    let tx = op.db.write().await?;
    retention_proposal::Entity::update_many()
        .col_expr(C::FailedAt, Expr::value(at))
        .col_expr(C::Failure, Expr::value(why))
        .filter(C::ContactId.eq(contact))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(())
}

/// Goes through every office that asks for it now and then, until told to stop. A failure is logged and the next pass tries again.
pub async fn run(op: Op, pause: Duration, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        if let Err(error) = all(&op, &stop).await {
            tracing::error!(%error, "a pass of the retention failed");
        }
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stop.changed() => {}
        }
    }
}

async fn all(op: &Op, stop: &watch::Receiver<bool>) -> Result<()> {
    let wanting = rights_setting::Entity::find()
        .filter(rights_setting::Column::Retention.ne(Retention::Off))
        .all(op.db.reader())
        .await?;
    for setting in wanting {
        if *stop.borrow() {
            return Ok(());
        }
        let Some(office) = office::Entity::find_by_id(setting.office_id)
            .one(op.db.reader())
            .await?
        else {
            continue;
        };
        let plan = plan::of_office(op, &office, None).await?;
        let outcome = through(op, &plan, MOST, |_| {}).await?;
        if outcome != Outcome::default() {
            let (proposed, erased, failed) =
                (outcome.proposed, outcome.erased, outcome.failed.len());
            tracing::info!(office = %office.id, proposed, erased, failed, "the retention went through an office");
        }
    }
    Ok(())
}
