//! Whom letters sent together are for: people, a segment, rows of the list, or everybody on it.

use std::collections::{BTreeMap, HashSet};

use kuvend_entity::{
    attendee,
    id::{AttendeeId, ContactId, SegmentId},
    kind::GuestCategory,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::{
    attendees::{
        desk::{Cause, Desk},
        guests,
    },
    error::Result,
    fault::{Code, Fault, Faults},
    segments,
};

/// Whom a campaign is for.
#[derive(Debug, Clone, Default)]
pub struct Audience {
    /// These contacts; who is not on the list is put on it.
    pub contacts: Vec<ContactId>,
    /// Everybody of this segment, alike.
    pub segment: Option<SegmentId>,
    /// These rows of the list.
    pub attendees: Vec<AttendeeId>,
    /// Everybody on the list to whom the letter applies.
    pub everybody: bool,
    /// Only these qualities.
    pub categories: Option<Vec<GuestCategory>>,
    /// Only the rows of this wave.
    pub wave: Option<String>,
}

/// Tells it in words, as a campaign remembers it.
pub(super) fn describe(audience: &Audience) -> String {
    let mut parts = Vec::new();
    if audience.everybody {
        parts.push("everybody on the list".to_owned());
    }
    if audience.segment.is_some() {
        parts.push("a segment".to_owned());
    }
    if !audience.contacts.is_empty() {
        parts.push(format!("{} contacts", audience.contacts.len()));
    }
    if !audience.attendees.is_empty() {
        parts.push(format!("{} rows of the list", audience.attendees.len()));
    }
    if let Some(wave) = &audience.wave {
        parts.push(format!("wave {wave}"));
    }
    parts.join(", ")
}

/// The rows of an audience; contacts that are not on the list are put on it.
pub(super) async fn rows(desk: &mut Desk<'_>, audience: &Audience) -> Result<Vec<attendee::Model>> {
    let mut faults = Faults::none();
    let mut rows: BTreeMap<AttendeeId, attendee::Model> = BTreeMap::new();
    let mut people = audience.contacts.clone();
    if let Some(segment) = audience.segment {
        let whose = (desk.event.office_id, segment);
        let path = ["audience", "segmentId"];
        people.extend(segments::members(desk.op, &desk.tx, whose, &path).await?);
    }
    let there = guests::rows_of(&desk.tx, desk.event.id, &people).await?;
    let profiles = guests::profiles(&desk.tx, &desk.event, &people).await?;
    for (index, contact) in people.iter().enumerate() {
        if let Some(row) = there.get(contact) {
            rows.insert(row.id, row.clone());
        } else if !profiles.contains_key(contact) {
            faults.push(Fault::at(
                vec!["audience".into(), "contactIds".into(), index.to_string()],
                Code::NotFound,
            ));
        }
    }
    let listed = |batch: &[AttendeeId]| {
        attendee::Entity::find()
            .filter(attendee::Column::EventId.eq(desk.event.id))
            .filter(attendee::Column::Id.is_in(batch.iter().copied()))
    };
    for batch in audience.attendees.chunks(guests::BATCH) {
        rows.extend(
            listed(batch)
                .all(&desk.tx)
                .await?
                .into_iter()
                .map(|row| (row.id, row)),
        );
    }
    for (index, id) in audience.attendees.iter().enumerate() {
        if !rows.contains_key(id) {
            faults.push(Fault::at(
                vec!["audience".into(), "attendeeIds".into(), index.to_string()],
                Code::NotFound,
            ));
        }
    }
    faults.finish(Some(()))?;
    if audience.everybody {
        let everybody = attendee::Entity::find()
            .filter(attendee::Column::EventId.eq(desk.event.id))
            .filter(attendee::Column::IsGuest.eq(true));
        rows.extend(
            everybody
                .all(&desk.tx)
                .await?
                .into_iter()
                .map(|row| (row.id, row)),
        );
    }
    let fresh: Vec<ContactId> = people
        .into_iter()
        .filter(|contact| !there.contains_key(contact))
        .collect();
    let mut seen = HashSet::new();
    for contact in fresh {
        if let Some(profile) = profiles.get(&contact).filter(|_| seen.insert(contact)) {
            let mut row = guests::fresh(desk, Some(contact));
            profile.propose(&mut row);
            let row = desk.enter(row, &Cause::default());
            rows.insert(row.id, row);
        }
    }
    Ok(rows
        .into_values()
        .filter(|row| {
            audience.categories.as_ref().is_none_or(|wanted| {
                row.category
                    .is_some_and(|category| wanted.contains(&category))
            })
        })
        .filter(|row| audience.wave.is_none() || row.wave == audience.wave)
        .collect())
}
