//! How frequent names are in the office that is walked through.

use std::collections::{BTreeMap, HashMap, HashSet};

use kuvend_entity::{contact_word, duplicate_run};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::tuning::weights;
use crate::{
    attendees::guests::BATCH,
    duplicates::{Frequencies, Name, Weights},
    error::Result,
    op::Op,
};

/// Words that are held at most; then they are counted anew, so that a walk through many people takes no more memory.
const HELD: usize = 100_000;

/// Words that were counted on a walk, each once, and what levels weigh in the office.
#[derive(Debug, Default)]
pub(super) struct Counted(HashMap<String, u64>, Option<Weights>);

impl Counted {
    /// How frequent some names are, as the index of names has them: what is not held yet is counted, some hundred words by one statement.
    pub(super) async fn of<'a>(
        &mut self,
        op: &Op,
        run: &duplicate_run::Model,
        names: impl Iterator<Item = &'a Name>,
    ) -> Result<Frequencies> {
        use contact_word::Column as C;
        if self.0.len() > HELD {
            self.0.clear();
        }
        let words: HashSet<&str> = names.flat_map(Name::words).collect();
        let missing: Vec<&str> = words
            .iter()
            .copied()
            .filter(|word| !self.0.contains_key(*word))
            .collect();
        for batch in missing.chunks(BATCH) {
            let having: Vec<(String, i64)> = contact_word::Entity::find()
                .select_only()
                .column(C::Word)
                .column_as(C::ContactId.count(), "having")
                .filter(C::OfficeId.eq(run.office_id))
                .filter(C::Word.is_in(batch.iter().copied()))
                .group_by(C::Word)
                .into_tuple()
                .all(op.db.reader())
                .await?;
            self.0
                .extend(batch.iter().map(|word| ((*word).to_owned(), 0)));
            let counted = |(word, having)| (word, u64::try_from(having).unwrap_or_default());
            self.0.extend(having.into_iter().map(counted));
        }
        let known = |word: &str| self.0.get(word).map(|number| (word.to_owned(), *number));
        let words: BTreeMap<String, u64> = words.into_iter().filter_map(known).collect();
        let people = u64::try_from(run.total).unwrap_or_default();
        let weights = if let Some(weights) = &self.1 {
            weights.clone()
        } else {
            let weights = weights(op.db.reader(), run.office_id).await?;
            self.1.insert(weights).clone()
        };
        Ok(Frequencies::counted(people, words).weighed(weights))
    }
}
