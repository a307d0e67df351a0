//! Words with a slip: one letter too many, too few, another one, or two that changed places.
//!
//! Two words that are one slip apart meet in a form that at most one letter was taken from. So each word of a name is kept
//! in all those forms, and what was typed is looked up in all of its own: as many lookups as it has letters, however many
//! words there are.

use std::collections::{BTreeMap, BTreeSet};

use kuvend_entity::{contact_word, id::OfficeId, word_slip};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
    sea_query::{Expr, ExprTrait, OnConflict},
};

use crate::error::Result;

/// Letters from which on a word may hold a slip.
pub(super) const SHORTEST: usize = 5;
/// Words that something typed may stand for, at most.
const MOST: usize = 40;
/// Words or forms to a statement.
const TOGETHER: usize = 500;

/// The forms of a word without at most one of its letters.
fn forms(word: &str) -> BTreeSet<String> {
    let mut forms = BTreeSet::from([word.to_owned()]);
    if word.len() >= SHORTEST {
        forms.extend((0..word.len()).map(|gone| {
            let letters = word.chars().enumerate();
            letters
                .filter(|(place, _)| *place != gone)
                .map(|(_, letter)| letter)
                .collect()
        }));
    }
    forms
}

/// Whether a word is long enough, and made of letters alone.
fn is_worth(word: &str, shortest: usize) -> bool {
    word.len() >= shortest && word.bytes().all(|letter| letter.is_ascii_lowercase())
}

/// Keeps the forms of words that are not known yet.
pub(crate) async fn learn(
    tx: &DatabaseTransaction,
    office: OfficeId,
    words: &BTreeSet<String>,
) -> Result<()> {
    // A word of one letter less is a slip away from what may be typed.
    let words: Vec<&String> = words
        .iter()
        .filter(|word| is_worth(word, SHORTEST - 1))
        .collect();
    for some in words.chunks(TOGETHER) {
        let known: BTreeSet<String> = word_slip::Entity::find()
            .select_only()
            .column(word_slip::Column::Word)
            .filter(word_slip::Column::OfficeId.eq(office))
            .filter(word_slip::Column::Slip.is_in(some.iter().copied()))
            .filter(Expr::col(word_slip::Column::Slip).eq(Expr::col(word_slip::Column::Word)))
            .into_tuple::<String>()
            .all(tx)
            .await?
            .into_iter()
            .collect();
        // In one order, so that two who learn the same words wait for each other and not both.
        let mut rows: Vec<(String, String)> = some
            .iter()
            .filter(|word| !known.contains(**word))
            .flat_map(|word| forms(word).into_iter().map(|slip| (slip, (*word).clone())))
            .collect();
        rows.sort_unstable();
        for some in rows.chunks(TOGETHER) {
            let rows = some.iter().map(|(slip, word)| word_slip::ActiveModel {
                office_id: Set(office),
                slip: Set(slip.clone()),
                word: Set(word.clone()),
            });
            word_slip::Entity::insert_many(rows)
                .on_conflict(OnConflict::new().do_nothing().to_owned())
                .exec_without_returning(tx)
                .await?;
        }
    }
    Ok(())
}

/// Forgets the forms of words that nobody is called any more.
pub(super) async fn forget(
    tx: &DatabaseTransaction,
    office: OfficeId,
    words: Vec<String>,
) -> Result<()> {
    for some in words.chunks(TOGETHER) {
        let left: BTreeSet<String> = contact_word::Entity::find()
            .select_only()
            .column(contact_word::Column::Word)
            .distinct()
            .filter(contact_word::Column::OfficeId.eq(office))
            .filter(contact_word::Column::Word.is_in(some))
            .into_tuple::<String>()
            .all(tx)
            .await?
            .into_iter()
            .collect();
        let gone: Vec<(&String, BTreeSet<String>)> = some
            .iter()
            .filter(|word| !left.contains(*word))
            .map(|word| (word, forms(word)))
            .collect();
        if gone.is_empty() {
            continue;
        }
        word_slip::Entity::delete_many()
            .filter(word_slip::Column::OfficeId.eq(office))
            .filter(word_slip::Column::Slip.is_in(gone.iter().flat_map(|(_, forms)| forms)))
            .filter(word_slip::Column::Word.is_in(gone.iter().map(|(word, _)| *word)))
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// For each of some words, those of names that are one slip away and do not begin like it, in the order of the alphabet.
pub(super) async fn near(
    db: &impl ConnectionTrait,
    offices: &[OfficeId],
    words: &[String],
) -> Result<Vec<Vec<String>>> {
    let typed: BTreeSet<String> = words
        .iter()
        .filter(|word| is_worth(word, SHORTEST))
        .flat_map(|word| forms(word))
        .collect();
    if typed.is_empty() {
        return Ok(vec![Vec::new(); words.len()]);
    }
    let met: BTreeSet<String> = word_slip::Entity::find()
        .select_only()
        .column(word_slip::Column::Word)
        .distinct()
        .filter(word_slip::Column::OfficeId.is_in(offices.iter().copied()))
        .filter(word_slip::Column::Slip.is_in(typed))
        .into_tuple::<String>()
        .all(db)
        .await?
        .into_iter()
        .collect();
    let near = |word: &String| {
        let fits = |other: &&String| !other.starts_with(word.as_str()) && are_near(word, other);
        met.iter().filter(fits).take(MOST).cloned().collect()
    };
    Ok(words.iter().map(near).collect())
}

/// For each of some words of a name, those of the office's names that are one slip away. A word of few letters has forms of its
/// own that stand in the index whole: with a letter too few, or two that changed places.
pub(in crate::contacts) async fn meant(
    db: &impl ConnectionTrait,
    office: OfficeId,
    words: &[String],
) -> Result<BTreeMap<String, BTreeSet<String>>> {
    let typed: BTreeSet<String> = words
        .iter()
        .filter(|word| is_worth(word, SHORTEST - 1))
        .flat_map(|word| forms(word).into_iter().chain(turned(word)))
        .collect();
    if typed.is_empty() {
        return Ok(BTreeMap::new());
    }
    let met: Vec<String> = word_slip::Entity::find()
        .select_only()
        .column(word_slip::Column::Word)
        .distinct()
        .filter(word_slip::Column::OfficeId.eq(office))
        .filter(word_slip::Column::Slip.is_in(typed))
        .order_by_asc(word_slip::Column::Word)
        .into_tuple()
        .all(db)
        .await?;
    let near = |word: &String| {
        let is_near = |other: &&String| strsim::osa_distance(word, other) == 1;
        met.iter().filter(is_near).take(MOST).cloned().collect()
    };
    Ok(words
        .iter()
        .map(|word| (word.clone(), near(word)))
        .collect())
}

/// A word with two neighbouring letters changed, each pair once.
fn turned(word: &str) -> impl Iterator<Item = String> {
    (1..word.len()).map(|place| {
        let mut letters: Vec<char> = word.chars().collect();
        letters.swap(place - 1, place);
        letters.into_iter().collect()
    })
}

/// Whether a word of a name is one slip away from what was typed.
pub(super) fn are_near(typed: &str, other: &str) -> bool {
    is_worth(typed, SHORTEST)
        && is_worth(other, SHORTEST - 1)
        && strsim::osa_distance(typed, other) == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_are_one_slip_apart_meet_in_a_form() {
        for (typed, meant) in [
            ("gjonn", "gjoni"),
            ("hoxah", "hoxha"),
            ("hoxhaa", "hoxha"),
            ("shehu", "sheu"),
            ("papadopulos", "papadopoulos"),
        ] {
            assert_eq!(strsim::osa_distance(typed, meant), 1);
            assert!(!forms(typed).is_disjoint(&forms(meant)), "{typed} {meant}");
        }
        assert!(turned("atra").any(|word| word == "arta"));
        assert_eq!(forms("cami").len(), 1);
        assert_eq!(forms("hoxha").len(), 5 + 1);
        assert!(!is_worth("35569", SHORTEST));
    }
}
