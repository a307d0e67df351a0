//! Rows on their way into the tables, many to a statement.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use kuvend_entity::{
    attendee, attendee_change, consent, contact, contact_email, contact_word, enrolment, event,
    event_headcount, event_occasion, event_organisation, event_programme, event_tally,
    id::OfficeId, kind::FoundBy, membership,
};
use sea_orm::{ActiveModelTrait, DatabaseTransaction, EntityTrait, IntoActiveModel};

use crate::{contacts::search, error::Result};

/// Rows to a statement: as many as there are, in steps, so that an engine keeps a few prepared statements and not one
/// for every number of rows. The widest table has 43 columns: 100 rows are 4,300 values of the 32,766 that `SQLite` takes.
const STEPS: [usize; 3] = [100, 10, 1];

/// Rows collected until there are enough of them to write.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub(super) contacts: Vec<contact::Model>,
    pub(super) words: Vec<contact_word::Model>,
    pub(super) emails: Vec<contact_email::Model>,
    pub(super) memberships: Vec<membership::Model>,
    pub(super) consents: Vec<consent::Model>,
    pub(super) enrolments: Vec<enrolment::Model>,
    pub(super) events: Vec<event::Model>,
    pub(super) occasions: Vec<event_occasion::Model>,
    pub(super) programmes: Vec<event_programme::Model>,
    pub(super) organisations: Vec<event_organisation::Model>,
    pub(super) headcounts: Vec<event_headcount::Model>,
    pub(super) attendees: Vec<attendee::Model>,
    pub(super) changes: Vec<attendee_change::Model>,
    pub(super) tallies: Vec<event_tally::Model>,
    learnt: HashSet<String>,
}

impl Rows {
    /// Writes everything, what others point at first.
    pub(super) async fn write(&mut self, tx: &DatabaseTransaction) -> Result<()> {
        insert(tx, &mut self.contacts).await?;
        self.learn(tx).await?;
        insert(tx, &mut self.words).await?;
        insert(tx, &mut self.emails).await?;
        insert(tx, &mut self.memberships).await?;
        insert(tx, &mut self.consents).await?;
        insert(tx, &mut self.enrolments).await?;
        insert(tx, &mut self.events).await?;
        insert(tx, &mut self.occasions).await?;
        insert(tx, &mut self.programmes).await?;
        insert(tx, &mut self.organisations).await?;
        insert(tx, &mut self.headcounts).await?;
        insert(tx, &mut self.attendees).await?;
        insert(tx, &mut self.changes).await?;
        insert(tx, &mut self.tallies).await
    }
}

impl Rows {
    /// Keeps the words of names that were not met before, so that they are found with a slip.
    async fn learn(&mut self, tx: &DatabaseTransaction) -> Result<()> {
        let mut fresh: BTreeMap<OfficeId, BTreeSet<String>> = BTreeMap::new();
        for row in self
            .words
            .iter()
            .filter(|row| row.found_by == FoundBy::Name)
        {
            if self.learnt.insert(row.word.clone()) {
                fresh
                    .entry(row.office_id)
                    .or_default()
                    .insert(row.word.clone());
            }
        }
        for (office, words) in fresh {
            search::learn(tx, office, &words).await?;
        }
        Ok(())
    }
}

/// Writes rows and leaves the list empty.
pub(super) async fn insert<M, A>(tx: &DatabaseTransaction, rows: &mut Vec<M>) -> Result<()>
where
    M: IntoActiveModel<A>,
    A: ActiveModelTrait + Send,
{
    let mut left = std::mem::take(rows).into_iter();
    for step in STEPS {
        while left.len() >= step {
            let some: Vec<A> = left
                .by_ref()
                .take(step)
                .map(IntoActiveModel::into_active_model)
                .collect();
            A::Entity::insert_many(some)
                .exec_without_returning(tx)
                .await?;
        }
    }
    Ok(())
}
