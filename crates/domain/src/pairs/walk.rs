//! Making a walk through an office in search of duplicates: page by page, by whoever holds the lease.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use kuvend_entity::{
    contact, duplicate_run,
    id::{ContactId, DuplicateRunId},
    import_batch,
    kind::{DuplicateRunState as State, ImportKind},
};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait, Condition, DatabaseTransaction, EntityTrait,
    IntoActiveModel as _, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    prelude::Uuid,
    sea_query::{Expr, ExprTrait as _},
};
use tokio::sync::watch;

use super::{compare, frequent::Counted, gather, runs::ask, tuning};
use crate::{
    contacts::duplicates::compared,
    error::Result,
    fault::{Code, Fault, Faults},
    op::Op,
};

/// How long a walk is left to whoever took it, since their last page.
const LEASE: TimeDelta = TimeDelta::minutes(2);
/// How often a walk is taken up, since its last page, before it is given up.
const ATTEMPTS: i64 = 5;
/// People who are looked through for one page.
const LOOKED_AT: u64 = 2_000;
/// People of a page whose keys are noted.
const NOTED: usize = 500;
/// People of a page who are compared.
const COMPARED: usize = 100;
/// A change may have been written down later than its moment says.
const SLACK: TimeDelta = TimeDelta::minutes(10);

/// Which walks nobody is at.
fn free(now: DateTime<Utc>) -> Condition {
    use duplicate_run::Column as C;
    let lapsed = C::LeasedUntil.is_null().or(C::LeasedUntil.lt(now));
    Condition::all()
        .add(C::State.is_in(State::UNDER_WAY))
        .add(lapsed)
}

/// Takes a walk that nobody is at, for some minutes.
async fn claim(op: &Op, only: Option<DuplicateRunId>) -> Result<Option<duplicate_run::Model>> {
    use duplicate_run::Column as C;
    let now = op.clock.now();
    let waiting = duplicate_run::Entity::find()
        .filter(free(now))
        .filter(Condition::all().add_option(only.map(|id| C::Id.eq(id))))
        .order_by_asc(C::Id)
        .one(op.db.reader())
        .await?;
    let Some(run) = waiting else {
        return Ok(None);
    };
    let lease = DuplicateRunId::new().0;
    let tx = op.db.write().await?;
    let taken = duplicate_run::Entity::update_many()
        .col_expr(C::LeaseToken, Expr::value(lease))
        .col_expr(C::LeasedUntil, Expr::value(now + LEASE))
        .col_expr(C::Attempts, Expr::col(C::Attempts).add(1))
        .filter(C::Id.eq(run.id))
        .filter(free(now))
        .exec(&tx)
        .await?;
    // Read again: whoever was at it may have come further since.
    let run = duplicate_run::Entity::find_by_id(run.id).one(&tx).await?;
    tx.commit().await?;
    Ok(run.filter(|_| taken.rows_affected == 1))
}

/// Goes through with one walk, as far as `told` says to go on after a page: the walk as it is then, or nothing where somebody else is
/// at it. A walk that was left goes on where it was left.
///
/// # Errors
/// Only the database's.
pub async fn follow(
    op: &Op,
    id: DuplicateRunId,
    told: impl FnMut(&duplicate_run::Model) -> bool,
) -> Result<Option<duplicate_run::Model>> {
    match claim(op, Some(id)).await? {
        Some(run) => through(op, run, told).await,
        None => Ok(None),
    }
}

/// Goes through with a walk, telling how far it has come; nothing where somebody else is at it.
async fn through(
    op: &Op,
    mut run: duplicate_run::Model,
    mut told: impl FnMut(&duplicate_run::Model) -> bool,
) -> Result<Option<duplicate_run::Model>> {
    let mut counted = Counted::default();
    while !run.state.is_over() {
        let further = if run.attempts > ATTEMPTS {
            give_up(op, run).await?
        } else {
            match page(op, run.clone(), &mut counted).await {
                Err(error) if run.attempts == ATTEMPTS => {
                    tracing::error!(%error, run = %run.id, "a search for duplicates failed for the last time");
                    give_up(op, run).await?
                }
                further => further?,
            }
        };
        match further {
            Some(further) => run = further,
            None => return Ok(None),
        }
        if !told(&run) {
            release(op, &run).await?;
            break;
        }
    }
    Ok(Some(run))
}

/// Lets go of a walk, for whoever goes on.
async fn release(op: &Op, run: &duplicate_run::Model) -> Result<()> {
    use duplicate_run::Column as C;
    let tx = op.db.write().await?;
    duplicate_run::Entity::update_many()
        .col_expr(C::LeaseToken, Expr::value(Option::<Uuid>::None))
        .col_expr(C::LeasedUntil, Expr::value(Option::<DateTime<Utc>>::None))
        .filter(C::Id.eq(run.id))
        .filter(C::LeaseToken.eq(run.lease_token))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(())
}

/// One page of a walk: the walk as it is then, or nothing where somebody else took it.
async fn page(
    op: &Op,
    run: duplicate_run::Model,
    counted: &mut Counted,
) -> Result<Option<duplicate_run::Model>> {
    match run.state {
        State::Queued => begin(op, run).await,
        State::Gathering => gather_page(op, run).await,
        State::Comparing => compare_page(op, run, counted).await,
        State::Done | State::Failed | State::Cancelled => Ok(Some(run)),
    }
}

/// Ends a walk that was taken up again and again and never came further; what it put into the queue stays there.
async fn give_up(op: &Op, mut run: duplicate_run::Model) -> Result<Option<duplicate_run::Model>> {
    let fault = Fault::new(["officeId"], Code::GivenUp).with("times", ATTEMPTS);
    run.problems = Some(Faults::of(fault).kept());
    run.state = State::Failed;
    run.finished_at = Some(op.clock.now());
    let tx = op.db.write().await?;
    keep(op, tx, run).await
}

/// Looks how many people there are, and since when they count as changed.
async fn begin(op: &Op, mut run: duplicate_run::Model) -> Result<Option<duplicate_run::Model>> {
    use duplicate_run::Column as C;
    let db = op.db.reader();
    let last = duplicate_run::Entity::find()
        .filter(C::OfficeId.eq(run.office_id))
        .filter(C::State.eq(State::Done))
        .order_by_desc(C::Id)
        .one(db)
        .await?;
    let began = last.and_then(|last| last.started_at);
    // Whoever says what levels weigh wants everybody to be compared by that.
    let is_tuned = began <= tuning::tuned_at(db, run.office_id).await?;
    run.since = began.filter(|_| !is_tuned).map(|at| at - SLACK);
    run.is_whole = run.is_whole || run.since.is_none();
    if run.is_whole {
        run.since = None;
    }
    let people = || contact::Entity::find().filter(contact::Column::OfficeId.eq(run.office_id));
    run.until_id = people()
        .select_only()
        .column(contact::Column::Id)
        .order_by_desc(contact::Column::Id)
        .limit(1)
        .into_tuple::<ContactId>()
        .one(db)
        .await?;
    let there = people()
        .filter(Condition::all().add_option(run.until_id.map(|id| contact::Column::Id.lte(id))));
    run.total = i64::try_from(there.count(db).await?).unwrap_or(i64::MAX);
    run.started_at = Some(op.clock.now());
    run.state = State::Gathering;
    let tx = op.db.write().await?;
    keep(op, tx, run).await
}

/// People of a page: those who are seen to, how many were passed on the way, and where the page ends.
struct People {
    seen_to: Vec<ContactId>,
    passed: i64,
    place: Option<ContactId>,
}

/// The next people, of whom so many at most are seen to: whoever changed, or in a whole walk everybody.
async fn next(op: &Op, run: &duplicate_run::Model, most: usize) -> Result<People> {
    use contact::Column as C;
    let looked_at = if run.is_whole {
        u64::try_from(most).unwrap_or(LOOKED_AT)
    } else {
        LOOKED_AT
    };
    let rows: Vec<(ContactId, DateTime<Utc>)> = contact::Entity::find()
        .select_only()
        .columns([C::Id, C::UpdatedAt])
        .filter(C::OfficeId.eq(run.office_id))
        .filter(Condition::all().add_option(run.place.map(|place| C::Id.gt(place))))
        .filter(Condition::all().add_option(run.until_id.map(|last| C::Id.lte(last))))
        .order_by_asc(C::Id)
        .limit(looked_at)
        .into_tuple()
        .all(op.db.reader())
        .await?;
    let mut people = People {
        seen_to: Vec::new(),
        passed: 0,
        place: None,
    };
    for (id, changed) in rows {
        people.passed += 1;
        people.place = Some(id);
        if run.is_whole || run.since <= Some(changed) {
            people.seen_to.push(id);
        }
        if people.seen_to.len() == most {
            break;
        }
    }
    Ok(people)
}

async fn gather_page(
    op: &Op,
    mut run: duplicate_run::Model,
) -> Result<Option<duplicate_run::Model>> {
    let people = next(op, &run, NOTED).await?;
    run.place = people.place;
    run.gathered += people.passed;
    if people.place.is_none() {
        run.state = State::Comparing;
        run.passed_over = gather::passed_over(op, run.office_id).await?;
        let tx = op.db.write().await?;
        return keep(op, tx, run).await;
    }
    let office = run.office_id;
    let tx = op.db.write().await?;
    let records = compared(&tx, &people.seen_to).await?;
    gather::note(&tx, office, &records).await?;
    keep(op, tx, run).await
}

async fn compare_page(
    op: &Op,
    mut run: duplicate_run::Model,
    counted: &mut Counted,
) -> Result<Option<duplicate_run::Model>> {
    let people = next(op, &run, COMPARED).await?;
    run.place = people.place;
    run.done += people.passed;
    if people.place.is_none() {
        // Who was taken out again meanwhile is no longer among them.
        run.total = run.done;
        run.gathered = run.done;
        run.state = State::Done;
        run.finished_at = Some(op.clock.now());
        let tx = op.db.write().await?;
        return keep(op, tx, run).await;
    }
    let mut outcome = compare::compare(op, (&run, counted), people.seen_to).await?;
    let tx = op.db.write().await?;
    outcome.write((&tx, op), &run).await?;
    run.compared += outcome.compared;
    run.found += outcome.found;
    run.added += outcome.added;
    run.removed += outcome.removed;
    keep(op, tx, run).await
}

/// Writes how far a walk has come together with what was done, unless somebody else took it.
async fn keep(
    op: &Op,
    tx: DatabaseTransaction,
    mut run: duplicate_run::Model,
) -> Result<Option<duplicate_run::Model>> {
    use duplicate_run::Column as C;
    let token = run.lease_token;
    let is_over = run.state.is_over();
    run.leased_until = (!is_over).then(|| op.clock.now() + LEASE);
    run.lease_token = token.filter(|_| !is_over);
    if !is_over {
        // This go has come further: it is the first that may fail.
        run.attempts = 1;
    }
    let row = run.clone().into_active_model().reset_all();
    let written = duplicate_run::Entity::update_many()
        .set(row)
        .filter(C::Id.eq(run.id))
        .filter(C::LeaseToken.eq(token))
        .exec(&tx)
        .await?;
    if written.rows_affected == 0 {
        tx.rollback().await?;
        return Ok(None);
    }
    if run.state == State::Done && is_outrun(&tx, &run).await? {
        ask(&tx, op, run.office_id, false).await?;
    }
    tx.commit().await?;
    Ok(Some(run))
}

/// Whether a file brought people in after a walk looked how many there are: it found the walk under way, and asked for none of its own.
async fn is_outrun(tx: &DatabaseTransaction, run: &duplicate_run::Model) -> Result<bool> {
    use import_batch::Column as C;
    let changed = C::Created.gt(0).or(C::Updated.gt(0));
    let later = import_batch::Entity::find()
        .filter(C::OfficeId.eq(run.office_id))
        .filter(C::Kind.ne(ImportKind::Organisations))
        .filter(C::FinishedAt.gt(run.started_at))
        .filter(changed);
    Ok(later.one(tx).await?.is_some())
}

/// Goes through with every walk that nobody is at: how many came to their end. `told` hears after each page how far it has come, and
/// says whether to go on.
///
/// # Errors
/// Only the database's.
pub async fn drain(op: &Op, mut told: impl FnMut(&duplicate_run::Model) -> bool) -> Result<usize> {
    let mut ended = 0;
    while let Some(run) = claim(op, None).await? {
        let id = run.id;
        let Some(run) = through(op, run, &mut told).await? else {
            continue;
        };
        if !run.state.is_over() {
            break;
        }
        ended += 1;
        tracing::info!(run = %id, office = %run.office_id, compared = run.compared, added = run.added, state = %run.state, "looked for duplicates");
    }
    Ok(ended)
}

/// Makes the walks that are asked for until told to stop. A failure is logged, and the walk goes on once its lease is over, some times.
pub async fn run(op: Op, pause: Duration, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        let told = stop.clone();
        if let Err(error) = drain(&op, |_| !*told.borrow()).await {
            tracing::error!(%error, "a search for duplicates failed");
        }
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stop.changed() => {}
        }
    }
}
