//! What stands above a paper: whose event it is, when and where, and above a run of show what else is to be known of the day.

use chrono::NaiveDate;
use kuvend_entity::{
    event_framework, event_occasion, event_organisation,
    id::OrganisationId,
    kind::{EventOrganisationRole, Paper},
    observance, policy_framework,
    value::{Language, Languages, Venue},
};
use kuvend_notify::Language as Tongue;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder};

use super::{
    Sheet, guests,
    words::{self, Label, label},
};
use crate::{error::Result, observances, protocol::keeps_ranks};

/// What stands above a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    /// Whose paper it is.
    pub(super) office: String,
    /// What the event is called.
    pub(super) title: String,
    /// What else is told, each with what stands before it.
    pub(super) facts: Vec<(&'static str, String)>,
    /// When, in a line that fits on a badge.
    pub(super) when: String,
    /// For whom a certificate is signed: whoever hosts the event, or the office.
    pub(super) host: String,
}

impl Head {
    /// Reads it.
    ///
    /// # Errors
    /// Only the database's.
    pub(super) async fn read(snapshot: &DatabaseTransaction, sheet: &Sheet) -> Result<Self> {
        let (event, language) = (&sheet.event, &sheet.language);
        let mut facts = vec![(label(Label::When, language), when(sheet))];
        if let Some(venue) = &event.venue {
            facts.push((label(Label::Where, language), place(venue)));
        }
        if sheet.paper == Paper::RunOfShow {
            facts.extend(day(snapshot, sheet).await?);
        }
        if sheet.paper == Paper::ProtocolList && !keeps_ranks(snapshot, event.office_id).await? {
            let why = label(Label::Unranked, language).to_owned();
            facts.push((label(Label::Order, language), why));
        }
        facts.push((label(Label::Made, language), on(language, sheet.made_on)));
        let office = sheet.said(&sheet.office.name);
        let host = if sheet.paper == Paper::Certificates {
            host(snapshot, sheet).await?
        } else {
            None
        };
        Ok(Self {
            host: host.unwrap_or_else(|| office.clone()),
            office,
            title: sheet.said(&event.title),
            facts,
            when: on(language, event.local_on),
        })
    }
}

/// A language as letters have it.
fn tongue(language: &Language) -> Tongue {
    Tongue::best(&[language.as_str()])
}

/// A day in a language.
pub(super) fn on(language: &Language, day: NaiveDate) -> String {
    kuvend_notify::day(tongue(language), day)
}

fn when(sheet: &Sheet) -> String {
    let event = &sheet.event;
    let times = (event.starts_at, event.ends_at);
    kuvend_notify::span(tongue(&sheet.language), times, event.time_zone.zone())
}

fn place(venue: &Venue) -> String {
    let parts = [
        Some(&venue.name),
        venue.address.as_ref(),
        venue.city.as_ref(),
    ];
    let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    parts.join(", ")
}

/// What is to be known of the day by those who make it happen.
async fn day(snapshot: &DatabaseTransaction, sheet: &Sheet) -> Result<Vec<(&'static str, String)>> {
    let (event, language) = (&sheet.event, &sheet.language);
    let mut facts = Vec::new();
    if let Some(doors) = event.doors_open_at {
        let local = doors.with_timezone(&event.time_zone.zone());
        let hour = local.format("%H:%M").to_string();
        facts.push((label(Label::Doors, language), hour));
    }
    let occasions = occasions(snapshot, sheet).await?;
    if !occasions.is_empty() {
        facts.push((label(Label::Marks, language), occasions.join(" · ")));
    }
    facts.extend(hosts(snapshot, sheet).await?);
    facts.extend(frameworks(snapshot, sheet).await?);
    for (named, spoken) in [
        (Label::Spoken, &event.languages),
        (Label::Interpreted, &event.interpretation),
    ] {
        if !spoken.0.is_empty() {
            facts.push((label(named, language), tongues(spoken, language)));
        }
    }
    if let Some(contact) = &event.contact_person {
        facts.push((label(Label::Contact, language), contact.clone()));
    }
    Ok(facts)
}

fn tongues(spoken: &Languages, language: &Language) -> String {
    let named = spoken.0.iter().map(|one| words::language(one, language));
    named.collect::<Vec<_>>().join(", ")
}

/// The days that it marks, by the calendar of the office; a word that is not in it as it was written.
async fn occasions(snapshot: &DatabaseTransaction, sheet: &Sheet) -> Result<Vec<String>> {
    let keys: Vec<String> = event_occasion::Entity::find()
        .filter(event_occasion::Column::EventId.eq(sheet.event.id))
        .order_by_asc(event_occasion::Column::Position)
        .all(snapshot)
        .await?
        .into_iter()
        .map(|row| row.occasion)
        .collect();
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let calendar = observance::Entity::find()
        .filter(observance::Column::OfficeId.eq(sheet.event.office_id))
        .filter(observance::Column::Key.is_in(keys.iter().map(String::as_str)))
        .all(snapshot)
        .await?;
    let named = |key: &String| {
        let Some(known) = calendar.iter().find(|row| row.key == *key) else {
            return key.replace('-', " ");
        };
        let name = sheet.said(&known.name);
        match observances::anniversary(known, sheet.event.local_on) {
            Some(years) => {
                let years = words::anniversary(years, &sheet.language);
                format!("{name} ({years})")
            }
            None => name,
        }
    };
    Ok(keys.iter().map(named).collect())
}

/// The organisations that play a part, a line a part.
async fn hosts(
    snapshot: &DatabaseTransaction,
    sheet: &Sheet,
) -> Result<Vec<(&'static str, String)>> {
    let parts = parts(snapshot, sheet).await?.into_iter();
    let told = parts.map(|(role, bodies)| (words::part(role, &sheet.language), bodies));
    Ok(told.collect())
}

/// Who hosts the event, if that is said.
async fn host(snapshot: &DatabaseTransaction, sheet: &Sheet) -> Result<Option<String>> {
    let mut parts = parts(snapshot, sheet).await?.into_iter();
    let host = parts.find(|(role, _)| *role == EventOrganisationRole::Host);
    Ok(host.map(|(_, bodies)| bodies))
}

/// The parts that organisations play, each with their names in a line.
async fn parts(
    snapshot: &DatabaseTransaction,
    sheet: &Sheet,
) -> Result<Vec<(EventOrganisationRole, String)>> {
    let parts = event_organisation::Entity::find()
        .filter(event_organisation::Column::EventId.eq(sheet.event.id))
        .order_by_asc(event_organisation::Column::OrganisationId)
        .all(snapshot)
        .await?;
    let bodies = parts.iter().map(|part| part.organisation_id);
    let names = guests::named(snapshot, sheet, bodies).await?;
    let line = |role: &EventOrganisationRole| {
        let of_role = parts.iter().filter(|part| part.role == *role);
        let ids = of_role.map(|part| part.organisation_id);
        let bodies: Vec<String> = ids
            .filter_map(|id: OrganisationId| names.get(&id).cloned())
            .collect();
        (!bodies.is_empty()).then(|| (*role, bodies.join(" · ")))
    };
    Ok(EventOrganisationRole::ALL.iter().filter_map(line).collect())
}

/// The policy frameworks that it launches or announces.
async fn frameworks(
    snapshot: &DatabaseTransaction,
    sheet: &Sheet,
) -> Result<Vec<(&'static str, String)>> {
    let links = event_framework::Entity::find()
        .filter(event_framework::Column::EventId.eq(sheet.event.id))
        .order_by_asc(event_framework::Column::FrameworkId)
        .all(snapshot)
        .await?;
    if links.is_empty() {
        return Ok(Vec::new());
    }
    let rows = policy_framework::Entity::find()
        .filter(policy_framework::Column::Id.is_in(links.iter().map(|link| link.framework_id)))
        .all(snapshot)
        .await?;
    let line = |link: &event_framework::Model| {
        let row = rows.iter().find(|row| row.id == link.framework_id)?;
        let label = words::relation(link.relation, &sheet.language);
        Some((label, sheet.said(&row.title)))
    };
    Ok(links.iter().filter_map(line).collect())
}
