//! What becomes of the queue of duplicates when two records become one.

use kuvend_entity::id::ContactId;
use sea_orm::{ConnectionTrait as _, DatabaseTransaction, Statement};

use super::{
    give_back::{ERASED, Kept, differing},
    register::run,
};
use crate::{
    engine::images::{Image, Table},
    error::Result,
    op::Op,
};

/// The table of the pairs.
pub(super) const TABLE: &str = "duplicate_pair";

/// How much a state of a pair says: that two are of two people outlives that nobody looked.
const WEIGHS: &str = "CASE {t}.state WHEN 'MERGED' THEN 2 WHEN 'NOT_DUPLICATE' THEN 1 ELSE 0 END";

/// The pair of the two is settled, and the other's pairs with third people become the survivor's: of two with the same person that
/// which says more stays.
pub(super) async fn settle(
    (tx, op): (&DatabaseTransaction, &Op),
    both: (ContactId, ContactId),
) -> Result<()> {
    let settled = "UPDATE duplicate_pair SET state = 'MERGED', decided_by = $3, decided_at = $4, version = version + 1 \
                   WHERE first_id IN ($1, $2) AND second_id IN ($1, $2)";
    let values = [
        both.0.into(),
        both.1.into(),
        op.actor.account().into(),
        op.clock.now().into(),
    ];
    let backend = tx.get_database_backend();
    tx.execute_raw(Statement::from_sql_and_values(backend, settled, values))
        .await?;
    for sql in moving() {
        run(tx, &sql, both).await?;
    }
    Ok(())
}

/// The statements that move the other's pairs, `$2`, to the survivor, `$1`.
fn moving() -> [String; 3] {
    let weighs = |t: &str| WEIGHS.replace("{t}", t);
    let of = |t: &str, mine: &str, not: &str| {
        format!(
            "({mine} IN ({t}.first_id, {t}.second_id) AND {not} NOT IN ({t}.first_id, {t}.second_id))"
        )
    };
    let third = |t: &str, mine: &str| {
        format!("CASE WHEN {t}.first_id = {mine} THEN {t}.second_id ELSE {t}.first_id END")
    };
    let doubled = |this: &str, that: &str, and: &str| {
        format!(
            "DELETE FROM duplicate_pair WHERE {} AND EXISTS (SELECT 1 FROM duplicate_pair o WHERE {} AND {} = {}{and})",
            of("duplicate_pair", this, that),
            of("o", that, this),
            third("o", that),
            third("duplicate_pair", this),
        )
    };
    let better = format!(" AND {} > {}", weighs("o"), weighs("duplicate_pair"));
    let third = third("duplicate_pair", "$2");
    [
        doubled("$1", "$2", &better),
        doubled("$2", "$1", ""),
        format!(
            "UPDATE duplicate_pair SET first_id = CASE WHEN {third} < $1 THEN {third} ELSE $1 END, \
             second_id = CASE WHEN {third} < $1 THEN $1 ELSE {third} END, version = version + 1 WHERE {}",
            of("duplicate_pair", "$2", "$1")
        ),
    ]
}

/// Gives back pairs that were found anew, left the queue or were moved on since, which is never a reason to refuse: those that are as the
/// merge left them are answered, to be given back as any row.
pub(super) async fn give_back(
    tx: &DatabaseTransaction,
    table: &Table,
    rows: Vec<Kept>,
) -> Result<Vec<Kept>> {
    let before: Vec<&Image> = rows
        .iter()
        .filter_map(|(before, _)| before.as_ref())
        .collect();
    let now = table.now(tx, &before).await?;
    let (mut as_left, mut moved_on, mut going) = (Vec::new(), Vec::new(), Vec::new());
    for (before, after) in rows {
        let Some(before) = before else {
            as_left.push((None, after));
            continue;
        };
        let there = now.get(&table.key(&before));
        let is_as_left = after.as_ref().zip(there).is_some_and(|(after, now)| {
            let touched: Vec<&str> = differing(&before, after).collect();
            !differing(after, now).any(|column| touched.contains(&column))
        });
        if is_as_left {
            as_left.push((Some(before), after));
            continue;
        }
        if there.is_some() {
            going.push(before.clone());
        }
        moved_on.push(before);
    }
    if !going.is_empty() {
        table.remove(tx, &going.iter().collect::<Vec<_>>()).await?;
    }
    if moved_on.is_empty() {
        return Ok(as_left);
    }
    let moved_on: Vec<&Image> = moved_on.iter().collect();
    let lost = table.lost(tx, &moved_on, ERASED).await?;
    let found_anew = table
        .alike(tx, &moved_on, &["first_id", "second_id"])
        .await?;
    let coming = moved_on.iter().enumerate();
    let coming = coming.filter(|(place, _)| !lost.contains(place) && !found_anew.contains(place));
    let coming: Vec<&Image> = coming.map(|(_, image)| *image).collect();
    if !coming.is_empty() {
        table.put(tx, &coming).await?;
    }
    Ok(as_left)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_pairs_with_one_person_that_which_says_more_stays() {
        let [better, doubled, moved] = moving();
        assert!(better.starts_with("DELETE FROM duplicate_pair WHERE ($1 IN"));
        assert!(better.contains("CASE o.state WHEN 'MERGED'"));
        assert!(doubled.starts_with("DELETE FROM duplicate_pair WHERE ($2 IN"));
        assert!(!doubled.contains("state"));
        assert!(moved.starts_with("UPDATE duplicate_pair SET first_id"));
    }
}
