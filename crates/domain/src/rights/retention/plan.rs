//! Whose time is over: people of an office, some thousand at a time, so that no statement grows with the registry.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use kuvend_entity::{
    contact, erasure_approval,
    id::{ContactId, OfficeId},
    office, retention_proposal, rights_setting,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, prelude::Uuid,
};

use super::clock::{Case, Clock, Count, Stretch};
use crate::{
    contacts::reads::judge_places,
    error::{Error, Result},
    op::Op,
    paging::{Cursor, Key, Page, PageRequest},
    policy::Action,
    walltime,
};

/// People of one statement.
const STEP: u64 = 20_000;
/// What a list by ids alone has before them.
const PLACE: Key = Key::Number(0);

/// Whose time is over in an office on a day.
#[derive(Debug, Clone)]
pub struct Plan {
    /// By what it is judged.
    pub clock: Clock,
    /// On which day.
    pub as_of: NaiveDate,
    /// What the office does about it.
    pub setting: rights_setting::Model,
}

/// How a proposal stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// The proposal.
    pub row: retention_proposal::Model,
    /// Whether somebody agreed.
    pub is_approved: bool,
}

/// Opens a plan; today is meant, on the office's calendar, where no day is named. A day to come tells whose time will be over
/// then if nothing happens; what stands is judged as it is now.
///
/// # Errors
/// A fault on `officeId`, and a denial for who may not manage rights.
pub async fn open(op: &Op, office: Option<OfficeId>, as_of: Option<NaiveDate>) -> Result<Plan> {
    let office = op.office(office, Action::ManageRights).await?;
    of_office(op, &office, as_of).await
}

/// The same of an office that is at hand.
pub(super) async fn of_office(
    op: &Op,
    office: &office::Model,
    as_of: Option<NaiveDate>,
) -> Result<Plan> {
    let db = op.db.reader();
    let today = walltime::wall(op.clock.now(), &office.time_zone).date();
    Ok(Plan {
        clock: Clock::of(db, office.id).await?,
        as_of: as_of.unwrap_or(today),
        setting: super::setting(db, office.id).await?,
    })
}

impl Plan {
    /// How many, by purpose and by what holds them back. `step` is told how many people were looked at so far.
    ///
    /// # Errors
    /// Only the database's.
    pub async fn counts(&self, op: &Op, mut step: impl FnMut(u64)) -> Result<Vec<Count>> {
        let db = op.db.reader();
        let mut all: Vec<Count> = Vec::new();
        let mut walk = Walk::default();
        while let Some(stretch) = walk.next(db, self.clock.office()).await? {
            for count in self.clock.counts(db, self.as_of, stretch).await? {
                let alike = |one: &&mut Count| {
                    one.purpose == count.purpose && one.held_back == count.held_back
                };
                match all.iter_mut().find(alike) {
                    Some(one) => one.people += count.people,
                    None => all.push(count),
                }
            }
            step(walk.seen);
        }
        all.sort_by_key(|count| (count.purpose, count.held_back));
        Ok(all)
    }

    /// Who, in the order in which they were registered.
    ///
    /// # Errors
    /// A fault where a place is of another list.
    pub async fn people(&self, op: &Op, page: &PageRequest) -> Result<Page<Case>> {
        judge_places(page, |key| *key == PLACE)?;
        let db = op.db.reader();
        let mut walk = Walk::of(page);
        let mut found: Vec<Case> = Vec::new();
        let wanted = page.limit + 1;
        while u64::try_from(found.len()).unwrap_or(u64::MAX) < wanted && page.limit > 0 {
            let Some(stretch) = walk.next(db, self.clock.office()).await? else {
                break;
            };
            let missing = wanted.saturating_sub(u64::try_from(found.len()).unwrap_or(u64::MAX));
            // A place of the other end, if there is one, is the last that is looked at and does not belong to the page.
            let more = self
                .clock
                .cases(db, self.as_of, stretch, missing + 1)
                .await?;
            let outside = |case: &Case| {
                let other = if page.backward {
                    &page.after
                } else {
                    &page.before
                };
                other
                    .as_ref()
                    .is_some_and(|place| place.1 == case.contact.0)
            };
            found.extend(more.into_iter().filter(|case| !outside(case)));
        }
        let place = |case: &Case| Cursor(PLACE, case.contact.0);
        let total = if page.count {
            let counts = self.counts(op, |_| {}).await?;
            Some(counts.iter().map(|count| count.people).sum())
        } else {
            None
        };
        Ok(Page::cut(found, page, total, place))
    }
}

/// How some people's proposals stand, where there are any.
///
/// # Errors
/// Only the database's.
pub async fn proposals(op: &Op, people: &[ContactId]) -> Result<HashMap<ContactId, Proposed>> {
    let db = op.db.reader();
    let rows = retention_proposal::Entity::find()
        .filter(retention_proposal::Column::ContactId.is_in(people.iter().copied()))
        .all(db)
        .await?;
    let agreed: HashSet<ContactId> = erasure_approval::Entity::find()
        .select_only()
        .column(erasure_approval::Column::ContactId)
        .filter(erasure_approval::Column::ContactId.is_in(people.iter().copied()))
        .into_tuple()
        .all(db)
        .await?
        .into_iter()
        .collect();
    let proposed = |row: retention_proposal::Model| {
        let is_approved = agreed.contains(&row.contact_id);
        (row.contact_id, Proposed { row, is_approved })
    };
    Ok(rows.into_iter().map(proposed).collect())
}

/// A way through the people of an office, some thousand at a time.
#[derive(Debug)]
pub(super) struct Walk {
    low: Uuid,
    high: Uuid,
    backward: bool,
    is_over: bool,
    /// How many people of the database lie behind, at most.
    pub(super) seen: u64,
}

impl Default for Walk {
    fn default() -> Self {
        Self {
            low: Uuid::nil(),
            high: Uuid::max(),
            backward: false,
            is_over: false,
            seen: 0,
        }
    }
}

impl Walk {
    fn of(page: &PageRequest) -> Self {
        let place = |cursor: &Option<Cursor>| cursor.as_ref().map(|cursor| cursor.1);
        Self {
            low: place(&page.after).unwrap_or(Uuid::nil()),
            high: place(&page.before).unwrap_or(Uuid::max()),
            backward: page.backward,
            ..Self::default()
        }
    }

    /// The next stretch; nothing at the end of the way.
    pub(super) async fn next(
        &mut self,
        db: &impl ConnectionTrait,
        office: OfficeId,
    ) -> Result<Option<Stretch<'static>>> {
        use contact::Column as C;
        if self.is_over {
            return Ok(None);
        }
        let mut select = contact::Entity::find()
            .select_only()
            .column(C::Id)
            .filter(C::OfficeId.eq(office))
            .offset(STEP - 1)
            .limit(1);
        select = if self.backward {
            select
                .filter(C::Id.lt(self.high))
                .filter(C::Id.gte(self.low))
                .order_by_desc(C::Id)
        } else {
            select
                .filter(C::Id.gt(self.low))
                .filter(C::Id.lte(self.high))
                .order_by_asc(C::Id)
        };
        let last: Option<ContactId> = select.into_tuple().one(db).await.map_err(Error::from)?;
        self.is_over = last.is_none();
        self.seen += STEP;
        Ok(Some(if self.backward {
            let from = last.map_or(self.low, |id| id.0);
            let stretch = Stretch::Before(from, self.high);
            self.high = from;
            stretch
        } else {
            let to = last.map_or(self.high, |id| id.0);
            let stretch = Stretch::After(self.low, to);
            self.low = to;
            stretch
        }))
    }
}
