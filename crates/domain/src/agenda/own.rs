//! What a contributor hands in themselves, from their own page.
//!
//! **Invariant:** who comes by a guest's link reaches what that guest was asked for at the event of the link, and nothing else; what
//! staff has accepted stays as it is.

use kuvend_entity::{
    agenda_item, consent, contributor, deliverable,
    id::{AgendaItemId, ContactId, ContributorId, EventId, FileId, OfficeId},
    kind::{ConfirmationState, ConsentState, DeliverableKind, DeliverableState},
    purpose,
    value::Language,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, JoinType, QueryFilter,
    QueryOrder, QuerySelect,
};

use super::{
    Item, cast_of,
    deliverables::{RecordDeliverable, of, recorded},
    hand_in::{Handed, put},
    hold,
    ledger::{self, Publishing},
    open,
};
use crate::{
    change::Change,
    error::{Error, Result},
    events::{self, Found},
    fault::{Code, Fault},
    gate::Use,
    imports::uploads,
    op::Op,
};

/// How the ledger says that consent came from here.
const CHANNEL: &str = "guest page";
/// What proves it there.
const EVIDENCE: &str = "by the signed link of the guest";

/// Whose page it is, and at which event.
pub(crate) type Whose = (EventId, ContactId);

/// What of whom: a contributor, and what they were asked for.
pub(crate) type What = (ContributorId, DeliverableKind);

/// A part that somebody has in a run of show, and what they are asked for.
#[derive(Debug)]
pub(crate) struct Contribution {
    /// As whom.
    pub(crate) contributor: ContributorId,
    /// In what.
    pub(crate) item: agenda_item::Model,
    /// For what, in the order in which it was asked.
    pub(crate) asked: Vec<deliverable::Model>,
}

/// What somebody is asked for at an event, in the order of its run of show. Who declined is asked for nothing.
///
/// # Errors
/// Only the database's.
pub(crate) async fn asked_of(
    db: &impl ConnectionTrait,
    (event, contact): Whose,
) -> Result<Vec<Contribution>> {
    use contributor::Column as C;
    let item = contributor::Entity::belongs_to(agenda_item::Entity)
        .from(C::AgendaItemId)
        .to(agenda_item::Column::Id);
    let parts: Vec<(ContributorId, AgendaItemId)> = contributor::Entity::find()
        .select_only()
        .columns([C::Id, C::AgendaItemId])
        .join(JoinType::InnerJoin, item.into())
        .filter(agenda_item::Column::EventId.eq(event))
        .filter(C::ContactId.eq(contact))
        .filter(C::Confirmation.ne(ConfirmationState::Declined))
        .order_by_asc(agenda_item::Column::Position)
        .order_by_asc(C::Position)
        .into_tuple()
        .all(db)
        .await?;
    if parts.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<ContributorId> = parts.iter().map(|(id, _)| *id).collect();
    let asked = of(db, &ids).await?;
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let items = agenda_item::Entity::find()
        .filter(agenda_item::Column::Id.is_in(parts.iter().map(|(_, item)| *item)))
        .all(db)
        .await?;
    let part = |(contributor, item): (ContributorId, AgendaItemId)| {
        let asked = asked.iter().filter(|row| row.contributor_id == contributor);
        let asked: Vec<deliverable::Model> = asked.cloned().collect();
        let item = items.iter().find(|row| row.id == item)?.clone();
        (!asked.is_empty()).then_some(Contribution {
            contributor,
            item,
            asked,
        })
    };
    Ok(parts.into_iter().filter_map(part).collect())
}

/// The purpose that consent to be published is of, if the office has it in its register.
///
/// # Errors
/// Only the database's.
pub(crate) async fn publicity(
    db: &impl ConnectionTrait,
    office: OfficeId,
) -> Result<Option<purpose::Model>> {
    Ok(purpose::Entity::find()
        .filter(purpose::Column::OfficeId.eq(office))
        .filter(purpose::Column::Key.eq(Use::Publicity.purpose()))
        .one(db)
        .await?)
}

/// What somebody last said to being published.
///
/// # Errors
/// Only the database's.
pub(crate) async fn said(
    db: &impl ConnectionTrait,
    contact: ContactId,
) -> Result<Option<ConsentState>> {
    let latest: Option<consent::Model> = ledger::latest(db, contact).await?;
    Ok(latest.map(|line| line.state))
}

/// Goes on only with what may still be handed in.
fn is_awaited(row: Option<&deliverable::Model>) -> Result<()> {
    let row = row.ok_or_else(|| Error::from(Fault::new(["kind"], Code::NotFound)))?;
    if row.state == DeliverableState::Accepted {
        let fault = Fault::new(["kind"], Code::WrongState);
        return Err(fault.with("state", row.state).into());
    }
    Ok(())
}

/// Goes on only if somebody may hand this in now, before its first byte is taken.
///
/// # Errors
/// `NOT_FOUND` on `contributorId` or `kind` for what they were not asked for, `WRONG_STATE` on `kind` for what was accepted.
pub(crate) async fn may_hand_in(
    db: &impl ConnectionTrait,
    whose: Whose,
    (contributor, kind): What,
) -> Result<()> {
    let parts = asked_of(db, whose).await?;
    let part = parts.iter().find(|part| part.contributor == contributor);
    let part = part.ok_or_else(|| Error::from(Fault::new(["contributorId"], Code::NotFound)))?;
    is_awaited(part.asked.iter().find(|row| row.kind == kind))
}

/// Whoever contributes, with what they contribute to, under the event's lock.
struct Held {
    found: Found,
    item: Item,
    someone: contributor::Model,
    /// What they were asked for.
    asked: deliverable::Model,
}

async fn held(
    tx: &DatabaseTransaction,
    (event, contact): Whose,
    (contributor, kind): What,
) -> Result<Held> {
    let hidden = || Error::from(Fault::new(["contributorId"], Code::NotFound));
    let found = events::under_lock(tx, event).await?;
    open(["form"], &found.event)?;
    let someone = contributor::Entity::find_by_id(contributor)
        .filter(contributor::Column::ContactId.eq(contact))
        .filter(contributor::Column::Confirmation.ne(ConfirmationState::Declined))
        .one(tx)
        .await?
        .ok_or_else(hidden)?;
    let item = agenda_item::Entity::find_by_id(someone.agenda_item_id)
        .filter(agenda_item::Column::EventId.eq(event))
        .one(tx)
        .await?
        .ok_or_else(hidden)?;
    let contributors = cast_of(tx, item.id).await?;
    let asked = of(tx, &[someone.id]).await?;
    let asked = asked.into_iter().find(|row| row.kind == kind);
    is_awaited(asked.as_ref())?;
    let asked = asked.ok_or_else(hidden)?;
    Ok(Held {
        found,
        item: Item { item, contributors },
        someone,
        asked,
    })
}

/// Takes a file that somebody was asked for. It came with the request, which alone knows its id.
///
/// # Errors
/// As [`may_hand_in`]; `WRONG_STATE` on `form` where the event takes nothing any more; as [`super::hand_in`] on `kind` and `file`.
pub(crate) async fn hand_in_own(op: &Op, whose: Whose, (what, file): (What, FileId)) -> Result<()> {
    let tx = op.db.write().await?;
    let held = held(&tx, whose, what).await?;
    hold(&tx, &held.someone, "contributorId").await?;
    let named = (file, held.someone.office_id, None);
    let file = uploads::at_hand(&tx, op, named).await?;
    let file = file.ok_or_else(|| Error::from(Fault::new(["file"], Code::NotFound)))?;
    let handed = Handed {
        kind: what.1,
        version: None,
        file,
    };
    put(op, &tx, (&held.found, &held.item, &held.someone), handed).await?;
    tx.commit().await?;
    Ok(())
}

/// What somebody says instead of sending a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Said {
    /// Words in a language: a title, a biography.
    Words(Language, String),
    /// Whether they may be published, by this version of the wording in this language.
    Publicity(Language, bool, i32),
}

/// Takes the words that somebody was asked for, or their word on being published.
///
/// # Errors
/// As [`hand_in_own`] on `contributorId`, `kind` and `form`; `INCONSISTENT` on `kind` for what is a file; `CONFLICT` on `wording` for
/// words that are no longer those of the register.
pub(crate) async fn tell_own(op: &Op, whose: Whose, (what, said): (What, Said)) -> Result<()> {
    let tx = op.db.write().await?;
    let held = held(&tx, whose, what).await?;
    let person = hold(&tx, &held.someone, "contributorId").await?;
    let mut cmd = RecordDeliverable {
        contributor: what.0,
        kind: what.1,
        version: None,
        state: DeliverableState::Received,
        due_on: Change::Leave,
        text: Change::Leave,
        location: Change::Leave,
        note: Change::Leave,
        consent: None,
    };
    match (what.1, said) {
        (DeliverableKind::Title | DeliverableKind::Biography, Said::Words(language, words)) => {
            let mut text = held.asked.text.clone();
            text.0.insert(language, words);
            cmd.text = Change::Set(text);
        }
        (DeliverableKind::ConsentToPublish, Said::Publicity(language, agrees, version)) => {
            let newest = publicity(&tx, held.someone.office_id).await?;
            if newest.is_none_or(|row| row.wording_version != version) {
                return Err(Fault::new(["wording"], Code::Conflict).into());
            }
            if !agrees {
                cmd.state = DeliverableState::Refused;
            }
            cmd.consent = Some(Publishing {
                wording_version: Some(version),
                language: Some(language),
                channel: Some(CHANNEL.to_owned()),
                given_at: None,
                evidence: Some(EVIDENCE.to_owned()),
            });
        }
        _ => {
            let fault = Fault::new(["kind"], Code::Inconsistent);
            return Err(fault.with("other", "file").into());
        }
    }
    recorded(op, &tx, (&held.item, &held.someone, person.as_ref()), cmd).await?;
    tx.commit().await?;
    Ok(())
}
