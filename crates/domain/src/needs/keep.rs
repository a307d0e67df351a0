//! Keeping what a guest needs.

use std::collections::HashSet;

use kuvend_entity::{
    attendee, attendee_need,
    id::{AttendeeId, AttendeeNeedId},
    kind::SaidBy,
};
use sea_orm::{ActiveModelTrait as _, ColumnTrait, EntityTrait, IntoActiveModel as _, QueryFilter};
use serde_json::json;

use super::{Agreement, LONGEST_NOTE, MOST_NEEDS, Need, WORDING_VERSION, codes, is_kept, reads};
use crate::{
    actor::Actor,
    attendees::{desk::Desk, touched},
    error::Result,
    events::stale,
    fault::{Code, Fault, Faults},
    op::Op,
    policy::Action,
    writes,
};

/// Keeps what a guest needs: all of it, in the place of what was told before.
#[derive(Debug, Clone)]
pub struct KeepNeeds {
    /// Whose row of the guest list.
    pub attendee: AttendeeId,
    /// The version of the row that was read, if it matters.
    pub version: Option<i32>,
    /// All that the guest needs.
    pub needs: Vec<Need>,
    /// How the guest agreed that it is kept.
    pub agreed: Option<Agreement>,
}

/// Keeps what a guest needs. Who writes it reads it: it needs both rights.
///
/// # Errors
/// Faults on `attendeeId` and `version`; `TOO_LATE` on `attendeeId` once it would be deleted; on `needs` and its entries.
pub async fn keep(op: &Op, cmd: KeepNeeds) -> Result<attendee::Model> {
    let (mut desk, row) = Desk::open_for(op, cmd.attendee, Action::WriteGuests)
        .await
        .map_err(|error| error.hidden_at(["attendeeId"]))?;
    op.authorise_at(&desk.event, Action::ReadNeeds)?;
    is_kept(["attendeeId"], &desk.event, desk.now)?;
    if cmd.version.is_some_and(|version| version != row.version) {
        return Err(stale(row.version).into());
    }
    let kept = tell(&mut desk, &row, (cmd.needs, cmd.agreed)).await?;
    if kept == Kept::AsItWas {
        return Ok(row);
    }
    let row = touched(&desk, row).await?;
    desk.close().await?;
    Ok(row)
}

/// What came of telling something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kept {
    /// It was so before; nothing is written.
    AsItWas,
    /// It is kept now.
    Anew,
}

/// Puts what a guest needs in the place of what was told before, as a step.
///
/// # Errors
/// Faults on `needs` and its entries.
pub(crate) async fn tell(
    desk: &mut Desk<'_>,
    row: &attendee::Model,
    (needs, agreed): (Vec<Need>, Option<Agreement>),
) -> Result<Kept> {
    judge(row, &needs)?;
    let before = reads::rows_of(&desk.tx, &[row.id])
        .await?
        .remove(&row.id)
        .unwrap_or_default();
    let count = needs.len();
    let after: Vec<attendee_need::Model> = needs
        .into_iter()
        .map(|need| told(desk, row, need, (&before, agreed.as_ref())))
        .collect();
    let gone: Vec<AttendeeNeedId> = before
        .iter()
        .filter(|row| !after.contains(row))
        .map(|row| row.id)
        .collect();
    let fresh: Vec<attendee_need::Model> = after
        .into_iter()
        .filter(|row| !before.contains(row))
        .collect();
    if gone.is_empty() && fresh.is_empty() {
        return Ok(Kept::AsItWas);
    }
    attendee_need::Entity::delete_many()
        .filter(attendee_need::Column::Id.is_in(gone))
        .exec(&desk.tx)
        .await?;
    let fresh = fresh
        .into_iter()
        .map(|row| row.into_active_model().reset_all());
    writes::insert(&desk.tx, fresh.collect()).await?;
    // What somebody needs is not repeated where it would be kept longer.
    let changes = json!({ "needs": { "from": before.len(), "to": count } });
    desk.deed("needs::keep", row, Some(changes), None);
    Ok(Kept::Anew)
}

/// A need as a row: the one that was there, changed as far as something else is told, or a new one.
fn told(
    desk: &Desk<'_>,
    guest: &attendee::Model,
    need: Need,
    (before, agreed): (&[attendee_need::Model], Option<&Agreement>),
) -> attendee_need::Model {
    let is_guest = matches!(desk.op.actor, Actor::Guest { .. });
    let old = before
        .iter()
        .find(|row| row.kind == need.kind && row.code == need.code);
    let mut row = match old {
        Some(row) => row.clone(),
        None => attendee_need::Model {
            id: AttendeeNeedId::new(),
            office_id: guest.office_id,
            event_id: guest.event_id,
            attendee_id: guest.id,
            kind: need.kind,
            code: need.code,
            persons: need.persons,
            note: None,
            said_by: if is_guest {
                SaidBy::Guest
            } else {
                SaidBy::Staff
            },
            agreed_at: None,
            agreed_how: None,
            wording_version: None,
            language: None,
            created_at: desk.now,
            updated_at: desk.now,
        },
    };
    row.persons = need.persons;
    row.note = need.note;
    let wording = |row: &attendee_need::Model| row.wording_version.zip(row.language.clone());
    match agreed {
        None => {}
        Some(Agreement::Told(how)) if row.agreed_how.as_ref() == Some(how) => {}
        Some(Agreement::Told(how)) => {
            row.agreed_at = Some(desk.now);
            row.agreed_how = Some(how.clone());
            row.wording_version = None;
            row.language = None;
        }
        Some(Agreement::Page(language))
            if wording(&row) == Some((WORDING_VERSION, language.clone())) => {}
        Some(Agreement::Page(language)) => {
            row.agreed_at = Some(desk.now);
            row.agreed_how = None;
            row.wording_version = Some(WORDING_VERSION);
            row.language = Some(language.clone());
        }
    }
    if old.is_some_and(|old| *old != row) {
        row.updated_at = desk.now;
    }
    row
}

/// Goes on only where every need is one that can be told, and told once.
fn judge(row: &attendee::Model, needs: &[Need]) -> Result<()> {
    if needs.len() > MOST_NEEDS {
        let fault = Fault::new(["needs"], Code::TooMany);
        return Err(fault.with("limit", MOST_NEEDS).into());
    }
    let mut faults = Faults::none();
    let mut seen = HashSet::new();
    for (index, need) in needs.iter().enumerate() {
        let index = index.to_string();
        let at = |field, code| Fault::new(["needs", &index, field], code);
        if codes::find(need.kind, &need.code).is_none() {
            faults.push(at("code", Code::NotFound));
        } else if !seen.insert((need.kind, &need.code)) {
            faults.push(at("code", Code::Taken));
        }
        if !(1..=row.party_allowance).contains(&need.persons) {
            let fault = at("persons", Code::OutOfRange).with("low", 1);
            faults.push(fault.with("high", row.party_allowance));
        }
        let note = need.note.as_deref().unwrap_or_default();
        if need.code == codes::OTHER && note.is_empty() {
            faults.push(at("note", Code::Required));
        }
        if note.chars().count() > LONGEST_NOTE {
            faults.push(at("note", Code::TooLong).with("limit", LONGEST_NOTE));
        }
    }
    faults.finish(Some(()))
}
