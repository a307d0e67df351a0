//! What events of a page are linked to.

use std::collections::HashMap;

use kuvend_domain::{
    attendees::pools,
    events::{self, Found},
    observances,
    op::Op,
    registration,
};
use kuvend_entity::{
    event_framework, event_organisation,
    id::{EventId, OfficeId, SeriesId},
    observance, policy_framework,
};

use super::{Children, Selection};
use crate::{
    events::links::{
        EventFramework, EventHeadcount, EventOccasion, EventOrganisation, EventSeries,
    },
    organisations::Organisation,
    payload::top_level,
    pools::PlacePool,
};

/// What events of a page are linked to: one statement for each kind that was selected.
#[derive(Debug, Default)]
pub(super) struct Linked {
    organisations: HashMap<EventId, Vec<EventOrganisation>>,
    frameworks: HashMap<EventId, Vec<EventFramework>>,
    headcounts: HashMap<EventId, Vec<EventHeadcount>>,
    pools: HashMap<EventId, Vec<PlacePool>>,
    unconfirmed: HashMap<EventId, i32>,
    series: HashMap<SeriesId, EventSeries>,
    calendar: Vec<observance::Model>,
}

impl Linked {
    pub(super) async fn of(
        op: &Op,
        rows: &[Found],
        occasions: &HashMap<EventId, Vec<String>>,
        selection: &Selection<'_>,
    ) -> async_graphql::Result<Self> {
        let coded = |error| top_level(op, &error);
        let mut linked = Self::default();
        let ids: Vec<EventId> = rows.iter().map(|found| found.event.id).collect();
        if ids.is_empty() {
            return Ok(linked);
        }
        if let Some(look) = &selection.organisations {
            let parts = events::organisations_of(op, &ids).await.map_err(coded)?;
            let known: Vec<_> = parts
                .values()
                .flatten()
                .map(|row| row.organisation_id)
                .collect();
            let look = look.field("organisation");
            let known = Organisation::load_many(op, known, &look).await?;
            let shown = |row: event_organisation::Model| {
                let organisation = known.get(&row.organisation_id)?.clone();
                let role = row.role.into();
                Some(EventOrganisation { organisation, role })
            };
            linked.organisations = parts
                .into_iter()
                .map(|(event, rows)| (event, rows.into_iter().filter_map(shown).collect()))
                .collect();
        }
        if selection.frameworks {
            let links = events::frameworks_of(op, &ids).await.map_err(coded)?;
            let shown = |(link, row): (event_framework::Model, policy_framework::Model)| {
                let relation = link.relation.into();
                let framework = row.into();
                EventFramework {
                    framework,
                    relation,
                }
            };
            linked.frameworks = links
                .into_iter()
                .map(|(event, rows)| (event, rows.into_iter().map(shown).collect()))
                .collect();
        }
        if selection.headcounts {
            let counts = events::headcounts_of(op, &ids).await.map_err(coded)?;
            linked.headcounts = counts
                .into_iter()
                .map(|(event, rows)| (event, rows.into_iter().map(Into::into).collect()))
                .collect();
        }
        if selection.pools {
            let pools = pools::of_events(op, &ids).await.map_err(coded)?;
            linked.pools = pools
                .into_iter()
                .map(|(event, rows)| (event, rows.into_iter().map(Into::into).collect()))
                .collect();
        }
        if selection.unconfirmed {
            let forms = registration::unconfirmed(op, &ids).await.map_err(coded)?;
            linked.unconfirmed = forms;
        }
        let mut series: Vec<SeriesId> = rows.iter().filter_map(|it| it.event.series_id).collect();
        if selection.series && !series.is_empty() {
            series.sort_unstable();
            series.dedup();
            let rows = events::series_of(op, &series).await.map_err(coded)?;
            linked.series = rows.into_iter().map(|row| (row.id, row.into())).collect();
        }
        if selection.details {
            let keys: std::collections::BTreeSet<&str> =
                occasions.values().flatten().map(String::as_str).collect();
            let keys: Vec<&str> = keys.into_iter().collect();
            let mut offices: Vec<OfficeId> = rows.iter().map(|it| it.event.office_id).collect();
            offices.sort_unstable();
            offices.dedup();
            let calendar = observances::named(op, &offices, &keys).await;
            linked.calendar = calendar.map_err(coded)?;
        }
        Ok(linked)
    }

    /// What is linked to one of them.
    pub(super) fn take(
        &mut self,
        found: &Found,
        occasions: &HashMap<EventId, Vec<String>>,
        selection: &Selection<'_>,
    ) -> Children {
        let event = &found.event;
        let details = || {
            let keys = occasions.get(&event.id).into_iter().flatten().cloned();
            keys.map(|key| EventOccasion::of(key, event, &self.calendar))
                .collect()
        };
        Children {
            occasion_details: selection.details.then(details),
            series: selection.series.then(|| {
                let id = event.series_id?;
                self.series.get(&id).cloned()
            }),
            organisations: selection
                .organisations
                .as_ref()
                .map(|_| self.organisations.remove(&event.id).unwrap_or_default()),
            frameworks: selection
                .frameworks
                .then(|| self.frameworks.remove(&event.id).unwrap_or_default()),
            headcounts: selection
                .headcounts
                .then(|| self.headcounts.remove(&event.id).unwrap_or_default()),
            pools: selection
                .pools
                .then(|| self.pools.remove(&event.id).unwrap_or_default()),
            unconfirmed: selection
                .unconfirmed
                .then(|| self.unconfirmed.remove(&event.id).unwrap_or_default()),
            ..Children::default()
        }
    }
}
