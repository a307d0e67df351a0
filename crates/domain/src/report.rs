//! What there is to report of an event: its statistics, and beside them how many contributed, announced and were quoted.
//!
//! **Invariant:** every figure of a report is one of the statistics, counted by the same code, or has a definition here; all of them
//! are of one snapshot.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use kuvend_entity::{
    agenda_item, contributor,
    id::{AgendaItemId, ContactId, EventId, OrganisationId},
    kind::{ConfirmationState, ContributorRole, RemarkKind},
    remark,
};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect};

use crate::{
    error::Result,
    op::Op,
    policy::Action,
    statistics::{self, MetricDefinition, Selection, Statistics},
};

/// Who contributes.
pub const CONTRIBUTORS: MetricDefinition = MetricDefinition {
    id: "contributors",
    version: 1,
    text: "Different people and organisations on the run of show who did not decline, each once in a role.",
};

/// What was announced.
pub const ANNOUNCEMENTS: MetricDefinition = MetricDefinition {
    id: "announcements",
    version: 1,
    text: "Announcements recorded in the items of the run of show, public or not.",
};

/// Who was quoted.
pub const QUOTES: MetricDefinition = MetricDefinition {
    id: "quotes",
    version: 1,
    text: "Quotes recorded in the items of the run of show, public or not.",
};

/// What there is to report of an event.
#[derive(Debug, Clone)]
pub struct Report {
    /// Its statistics, as far as they were asked.
    pub statistics: Statistics,
    /// How many contributed, by role; roles that nobody has are left out.
    pub contributors: Vec<(ContributorRole, i64)>,
    /// How many announcements were recorded.
    pub announcements: i64,
    /// How many quotes.
    pub quotes: i64,
    /// The instant all of it is true for.
    pub as_of: DateTime<Utc>,
}

/// Who somebody on a run of show is.
type Someone = (Option<ContactId>, Option<OrganisationId>);

/// What was counted of the items of an event.
#[derive(Debug, Default)]
struct Told {
    cast: BTreeMap<ContributorRole, BTreeSet<Someone>>,
    announcements: i64,
    quotes: i64,
}

/// The reports of some events, of one moment; those whose statistics the actor may not read are not among them.
///
/// # Errors
/// [`Denied`](crate::error::Denied) without [`Action::ReadStatistics`] anywhere; faults of the selection.
pub async fn of_events(
    op: &Op,
    events: &[EventId],
    selection: &Selection,
) -> Result<HashMap<EventId, Report>> {
    op.authorise_somewhere(Action::ReadStatistics)?;
    let tx = op.db.snapshot().await?;
    let counted = statistics::events_in(op, &tx, events, selection).await?;
    let mut told = told(&tx, events).await?;
    tx.commit().await?;
    let report = |(event, statistics)| {
        let told: Told = told.remove(&event).unwrap_or_default();
        let count = |(role, cast): (ContributorRole, BTreeSet<Someone>)| {
            (role, i64::try_from(cast.len()).unwrap_or(i64::MAX))
        };
        let report = Report {
            statistics,
            contributors: told.cast.into_iter().map(count).collect(),
            announcements: told.announcements,
            quotes: told.quotes,
            as_of: op.clock.now(),
        };
        (event, report)
    };
    Ok(counted.into_iter().map(report).collect())
}

/// Counts what hangs on the items of events: one statement for the items, one for who contributes, one for what was told.
async fn told(tx: &DatabaseTransaction, events: &[EventId]) -> Result<HashMap<EventId, Told>> {
    use {agenda_item::Column as I, contributor::Column as C, remark::Column as R};
    let items: Vec<(AgendaItemId, EventId)> = agenda_item::Entity::find()
        .select_only()
        .columns([I::Id, I::EventId])
        .filter(I::EventId.is_in(events.iter().copied()))
        .into_tuple()
        .all(tx)
        .await?;
    let of: HashMap<AgendaItemId, EventId> = items.into_iter().collect();
    let cast: Vec<(
        AgendaItemId,
        ContributorRole,
        Option<ContactId>,
        Option<OrganisationId>,
    )> = contributor::Entity::find()
        .select_only()
        .columns([C::AgendaItemId, C::Role, C::ContactId, C::OrganisationId])
        .filter(C::AgendaItemId.is_in(of.keys().copied()))
        .filter(C::Confirmation.ne(ConfirmationState::Declined))
        .into_tuple()
        .all(tx)
        .await?;
    let remarks: Vec<(AgendaItemId, RemarkKind)> = remark::Entity::find()
        .select_only()
        .columns([R::AgendaItemId, R::Kind])
        .filter(R::AgendaItemId.is_in(of.keys().copied()))
        .into_tuple()
        .all(tx)
        .await?;
    let mut told: HashMap<EventId, Told> = HashMap::new();
    for (item, role, contact, organisation) in cast {
        if let Some(event) = of.get(&item) {
            // A person is one person, for whichever body they speak.
            let body = organisation.filter(|_| contact.is_none());
            let cast = &mut told.entry(*event).or_default().cast;
            cast.entry(role).or_default().insert((contact, body));
        }
    }
    for (item, kind) in remarks {
        if let Some(event) = of.get(&item) {
            let told = told.entry(*event).or_default();
            let count = match kind {
                RemarkKind::Announcement => &mut told.announcements,
                RemarkKind::Quote => &mut told.quotes,
            };
            *count = count.saturating_add(1);
        }
    }
    Ok(told)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::MetricKind;

    #[test]
    fn no_figure_of_a_report_is_defined_twice() {
        let own = [CONTRIBUTORS, ANNOUNCEMENTS, QUOTES];
        let known = MetricKind::ALL.iter().map(|kind| *kind.definition());
        let mut ids: Vec<&str> = own.into_iter().chain(known).map(|it| it.id).collect();
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all);
    }
}
