//! A run of show as guests see it, once it is published: what is not internal, with the names and the words of those who agreed
//! to contribute and whom the gate of publicity lets be named. Whoever takes their consent back is gone from it at once.

use std::collections::{HashMap, HashSet};

use chrono::TimeDelta;
use kuvend_entity::{
    contact, contributor, event,
    id::{AgendaItemId, ContactId, OrganisationId},
    kind::ConfirmationState,
    organisation, remark,
    text::LocalizedText,
    value::Language,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::{Item, in_order, publication, remarks};
use crate::{
    error::Result,
    guest_page::{LocalTime, Said},
    walltime,
};

/// A part of a published run of show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// When it starts.
    pub starts: Option<LocalTime>,
    /// When it ends.
    pub ends: Option<LocalTime>,
    /// What it is called.
    pub title: Said,
    /// What it is about.
    pub description: Option<Said>,
    /// In which room.
    pub room: Option<String>,
    /// Who contributes, as far as they may be named.
    pub people: Vec<Said>,
    /// What was said and announced, as far as it may be told.
    pub remarks: Vec<Quoted>,
}

/// Something that was said or announced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quoted {
    /// The words.
    pub text: Said,
    /// Who said it.
    pub by: Option<Said>,
}

/// The languages of a page: the reader's and the office's own.
type Tongues<'a> = (&'a Language, &'a Language);

/// The published run of show of an event; empty where it is not published.
///
/// # Errors
/// Only the database's.
pub(crate) async fn programme(
    db: &impl ConnectionTrait,
    event: &event::Model,
    tongues: Tongues<'_>,
) -> Result<Vec<Part>> {
    if publication::of(db, &[event.id]).await?.is_empty() {
        return Ok(Vec::new());
    }
    let items = in_order(db, &[event.id]).await?.remove(&event.id);
    let mut items = items.unwrap_or_default();
    items.retain(|item| !item.item.is_internal);
    let ids: Vec<AgendaItemId> = items.iter().map(|item| item.item.id).collect();
    let mut told = remarks::of(db, &ids).await?;
    told.retain(|remark| remark.is_public);
    let named = Named::of(db, event, (&items, &told)).await?;
    Ok(items
        .iter()
        .map(|item| part(event, item, (&told, &named), tongues))
        .collect())
}

/// Who may be named, by name.
struct Named {
    people: HashMap<ContactId, String>,
    bodies: HashMap<OrganisationId, LocalizedText>,
}

impl Named {
    async fn of(
        db: &impl ConnectionTrait,
        event: &event::Model,
        (items, told): (&[Item], &[remark::Model]),
    ) -> Result<Self> {
        let agreed = || {
            let all = items.iter().flat_map(|item| &item.contributors);
            all.filter(|someone| has_agreed(someone))
        };
        let people: HashSet<ContactId> = agreed()
            .filter_map(|someone| someone.contact_id)
            .chain(told.iter().filter_map(|remark| remark.contact_id))
            .collect();
        let bodies: HashSet<OrganisationId> = agreed()
            .filter_map(|someone| someone.organisation_id)
            .chain(told.iter().filter_map(|remark| remark.organisation_id))
            .collect();
        let mut named = Self {
            people: HashMap::new(),
            bodies: HashMap::new(),
        };
        if !people.is_empty() {
            let people: Vec<ContactId> = people.into_iter().collect();
            let open = remarks::nameable(db, event.office_id, &people).await?;
            let rows = contact::Entity::find()
                .filter(contact::Column::Id.is_in(open))
                .all(db)
                .await?;
            named.people = rows
                .into_iter()
                .map(|row| (row.id, row.display_name))
                .collect();
        }
        if !bodies.is_empty() {
            let rows = organisation::Entity::find()
                .filter(organisation::Column::Id.is_in(bodies))
                .all(db)
                .await?;
            named.bodies = rows.into_iter().map(|row| (row.id, row.name)).collect();
        }
        Ok(named)
    }

    /// A person, a body, or a person for a body; nothing where a person is not to be named.
    fn who(
        &self,
        (person, body): (Option<ContactId>, Option<OrganisationId>),
        (language, own): Tongues<'_>,
    ) -> Option<Said> {
        let body = body
            .and_then(|id| self.bodies.get(&id))
            .and_then(|name| Said::best(name, language, own));
        let Some(person) = person else { return body };
        let name = self.people.get(&person)?;
        Some(match body {
            Some(body) => Said {
                text: format!("{name}, {}", body.text),
                language: body.language,
            },
            None => Said {
                text: name.clone(),
                language: language.clone(),
            },
        })
    }
}

fn has_agreed(someone: &contributor::Model) -> bool {
    someone.confirmation == ConfirmationState::Confirmed
}

fn part(
    event: &event::Model,
    item: &Item,
    (told, named): (&[remark::Model], &Named),
    tongues: Tongues<'_>,
) -> Part {
    let (language, own) = tongues;
    let row = &item.item;
    let starts = row
        .starts_at_local
        .and_then(|wall| walltime::instant(wall, &event.time_zone));
    let lasts = row
        .duration_minutes
        .and_then(|minutes| TimeDelta::try_minutes(i64::from(minutes)));
    let local = |at| LocalTime::at(at, &event.time_zone);
    let title = Said::best(&row.title, language, own).unwrap_or_else(|| Said {
        text: String::new(),
        language: own.clone(),
    });
    let people = item.contributors.iter().filter(|one| has_agreed(one));
    // Whoever has several parts in it is named once.
    let mut named_once = HashSet::new();
    let people = people
        .filter(|one| named_once.insert((one.contact_id, one.organisation_id)))
        .filter_map(|one| named.who((one.contact_id, one.organisation_id), tongues))
        .collect();
    // What somebody said who is not to be named any more is not told without the name either.
    let quoted = |remark: &remark::Model| {
        let by = named.who((remark.contact_id, remark.organisation_id), tongues);
        if remark.contact_id.is_some() && by.is_none() {
            return None;
        }
        let text = Said::best(&remark.text, language, own)?;
        Some(Quoted { text, by })
    };
    Part {
        starts: starts.map(local),
        ends: starts.zip(lasts).map(|(at, lasts)| local(at + lasts)),
        title,
        description: Said::best(&row.description, language, own),
        room: row.room.clone(),
        people,
        remarks: told
            .iter()
            .filter(|remark| remark.agenda_item_id == row.id)
            .filter_map(quoted)
            .collect(),
    }
}
