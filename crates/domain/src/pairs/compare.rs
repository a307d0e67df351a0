//! Comparing whoever shares a key, and keeping the queue as what was found.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use kuvend_entity::{
    contact, duplicate_pair, duplicate_run,
    id::{ContactId, DuplicatePairId, OfficeId},
    kind::DuplicateState,
};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait, Condition, DatabaseTransaction,
    EntityTrait, IntoActiveModel as _, QueryFilter, QuerySelect,
};

use super::{evidence::Evidence, frequent::Counted, gather};
use crate::{
    contacts::duplicates::{Candidate, Compared, comparable, compared},
    duplicates::{Frequencies, score_among},
    error::Result,
    op::Op,
};

/// Pairs that are compared at once, at most: their records are held together.
const TOGETHER: usize = 2_000;

/// Two records, the lesser id first.
type Pair = (ContactId, ContactId);

/// What comparing some people came to.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// The people.
    people: Vec<ContactId>,
    /// Whoever is perhaps one of them.
    likely: BTreeMap<Pair, Evidence>,
    /// Pairs that were compared.
    pub(super) compared: i64,
    /// Pairs that are likely enough.
    pub(super) found: i64,
    /// Pairs among them that were new.
    pub(super) added: i64,
    /// Pairs that are no longer likely.
    pub(super) removed: i64,
}

fn in_order(one: ContactId, other: ContactId) -> Pair {
    (one.min(other), one.max(other))
}

/// Compares people with whoever shares a key with them; writes nothing.
pub(super) async fn compare(
    op: &Op,
    (run, counted): (&duplicate_run::Model, &mut Counted),
    people: Vec<ContactId>,
) -> Result<Outcome> {
    let db = op.db.reader();
    let mine = compared(db, &people).await?;
    let meetings = gather::meetings(db, run, &people).await?;
    let mut outcome = Outcome {
        people,
        ..Outcome::default()
    };
    for batch in meetings.chunks(TOGETHER) {
        let others: BTreeSet<ContactId> = batch.iter().map(|(_, other)| *other).collect();
        let others: Vec<ContactId> = others
            .into_iter()
            .filter(|id| !mine.contains_key(id))
            .collect();
        let others = compared(db, &others).await?;
        let names = mine.values().chain(others.values());
        let names = names.map(|compared| &compared.record.name);
        let among = counted.of(op, run, names).await?;
        for (one, other) in batch {
            let theirs = mine.get(other).or_else(|| others.get(other));
            if let Some((mine, theirs)) = mine.get(one).zip(theirs) {
                outcome.judge((run, &among), (*one, mine), (*other, theirs));
            }
        }
    }
    Ok(outcome)
}

impl Outcome {
    fn judge(
        &mut self,
        (run, among): (&duplicate_run::Model, &Frequencies),
        (one, mine): (ContactId, &Compared),
        (other, theirs): (ContactId, &Compared),
    ) {
        // Where both changed since the last walk, they meet twice, and are counted once.
        let was_met = !run.is_whole && other < one && run.since <= Some(theirs.updated_at);
        let number = i64::from(!was_met);
        self.compared += number;
        if let Some(evidence) = Evidence::of(&score_among(&mine.record, &theirs.record, among)) {
            self.found += number;
            self.likely.insert(in_order(one, other), evidence);
        }
    }

    /// Keeps the queue as what was found: what is new comes, what is no longer likely goes, and what was decided stays.
    pub(super) async fn write(
        &mut self,
        (tx, op): (&DatabaseTransaction, &Op),
        run: &duplicate_run::Model,
    ) -> Result<()> {
        let mut fresh = std::mem::take(&mut self.likely);
        let mut gone = Vec::new();
        let mut changed = Vec::new();
        for pair in self.waiting(tx, run).await? {
            match fresh.remove(&(pair.first_id, pair.second_id)) {
                _ if pair.state != DuplicateState::Open => {}
                None => gone.push(pair.id),
                Some(evidence) if evidence.is_of(&pair) => {}
                Some(evidence) => changed.push(duplicate_pair::Model {
                    millibits: evidence.millibits,
                    strength: evidence.strength,
                    evidence: evidence.reasons,
                    ..pair
                }),
            }
        }
        for batch in gone.chunks(TOGETHER) {
            duplicate_pair::Entity::delete_many()
                .filter(duplicate_pair::Column::Id.is_in(batch.iter().copied()))
                .filter(duplicate_pair::Column::State.eq(DuplicateState::Open))
                .exec(tx)
                .await?;
        }
        restate(tx, changed).await?;
        self.removed = i64::try_from(gone.len()).unwrap_or(i64::MAX);
        let added = put(tx, run.office_id, op.clock.now(), fresh).await?;
        self.added = i64::try_from(added).unwrap_or(i64::MAX);
        Ok(())
    }

    /// The pairs of these people, decided or not: in a whole walk those with whom stands behind them, as the others had their turn.
    async fn waiting(
        &self,
        tx: &DatabaseTransaction,
        run: &duplicate_run::Model,
    ) -> Result<Vec<duplicate_pair::Model>> {
        use duplicate_pair::Column as C;
        let people = || self.people.iter().copied();
        let mut theirs = Condition::any().add(C::FirstId.is_in(people()));
        if !run.is_whole {
            theirs = theirs.add(C::SecondId.is_in(people()));
        }
        let pairs = duplicate_pair::Entity::find()
            .filter(theirs)
            .filter(C::OfficeId.eq(run.office_id));
        Ok(pairs.all(tx).await?)
    }
}

/// Writes what pairs say by now, unless somebody decided of them meanwhile.
async fn restate(tx: &DatabaseTransaction, changed: Vec<duplicate_pair::Model>) -> Result<()> {
    use duplicate_pair::Column as C;
    for batch in changed.chunks(BATCH) {
        let ids = batch.iter().map(|pair| pair.id);
        duplicate_pair::Entity::delete_many()
            .filter(C::Id.is_in(ids))
            .filter(C::State.eq(DuplicateState::Open))
            .exec(tx)
            .await?;
        let rows = batch
            .iter()
            .map(|pair| pair.clone().into_active_model().reset_all());
        duplicate_pair::Entity::insert_many(rows)
            .on_conflict_do_nothing()
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// Rows of one insert.
const BATCH: usize = 200;

/// Puts pairs into the queue, but for those of whom one went or was restricted meanwhile and those that are there: how many.
async fn put(
    tx: &DatabaseTransaction,
    office: OfficeId,
    now: DateTime<Utc>,
    fresh: BTreeMap<Pair, Evidence>,
) -> Result<u64> {
    let mut added = 0;
    let mut fresh = fresh.into_iter().peekable();
    while fresh.peek().is_some() {
        let batch: HashMap<Pair, Evidence> = fresh.by_ref().take(BATCH).collect();
        let people: BTreeSet<ContactId> = batch.keys().flat_map(|pair| [pair.0, pair.1]).collect();
        // Whoever is erased at this moment waits, or has gone.
        let there: BTreeSet<ContactId> = contact::Entity::find()
            .select_only()
            .column(contact::Column::Id)
            .filter(contact::Column::Id.is_in(people))
            .filter(comparable())
            .lock_shared()
            .into_tuple()
            .all(tx)
            .await?
            .into_iter()
            .collect();
        let rows: Vec<duplicate_pair::ActiveModel> = batch
            .into_iter()
            .filter(|((one, other), _)| there.contains(one) && there.contains(other))
            .map(|(pair, evidence)| row((office, now), pair, evidence))
            .collect();
        if rows.is_empty() {
            continue;
        }
        added += duplicate_pair::Entity::insert_many(rows)
            .on_conflict_do_nothing()
            .exec_without_returning(tx)
            .await
            .map(|done| match done {
                sea_orm::TryInsertResult::Inserted(rows) => rows,
                _ => 0,
            })?;
    }
    Ok(added)
}

fn row(
    (office, now): (OfficeId, DateTime<Utc>),
    (first, second): Pair,
    evidence: Evidence,
) -> duplicate_pair::ActiveModel {
    duplicate_pair::ActiveModel {
        id: Set(DuplicatePairId::new()),
        office_id: Set(office),
        version: Set(1),
        first_id: Set(first),
        second_id: Set(second),
        millibits: Set(evidence.millibits),
        strength: Set(evidence.strength),
        evidence: Set(evidence.reasons),
        state: Set(DuplicateState::Open),
        decided_by: Set(None),
        decided_at: Set(None),
        reason: Set(None),
        found_at: Set(now),
    }
}

/// Puts somebody who was registered all the same into the queue, with those who were perhaps registered already: whoever registers
/// says that a record is wanted, and whoever works through the queue says whether the two are one.
pub(crate) async fn enter(
    (tx, op): (&DatabaseTransaction, &Op),
    newcomer: &contact::Model,
    candidates: &[Candidate],
) -> Result<()> {
    let likely = candidates.iter().filter_map(|candidate| {
        let pair = in_order(newcomer.id, candidate.contact.id);
        Some((pair, Evidence::of(&candidate.score)?))
    });
    put(tx, newcomer.office_id, op.clock.now(), likely.collect()).await?;
    Ok(())
}
