//! How people are connected. A connection is written once and seen from both sides.

use std::collections::HashMap;

use kuvend_entity::{
    contact, contact_relationship,
    id::{ContactId, ContactRelationshipId},
    kind::RelationshipKind,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, ModelTrait,
    QueryFilter, QueryOrder, sea_query::ExprTrait,
};

use crate::{
    attendees::guests::BATCH,
    audit::{self, Deed},
    change::{Change, Changes},
    contacts::{reads::within, update::locked_at},
    error::Result,
    fault::{Code, Fault},
    op::Op,
    policy::Action,
};

/// A connection to be entered: `other` is the `kind` of `contact`.
#[derive(Debug, Clone)]
pub struct Add {
    /// Of whom.
    pub contact: ContactId,
    /// Who.
    pub other: ContactId,
    /// What the other is to them.
    pub kind: RelationshipKind,
    /// What is worth knowing of it.
    pub note: Option<String>,
}

/// What is to be changed of a connection, seen from the side of `contact`.
#[derive(Debug, Clone)]
pub struct Update {
    /// Which.
    pub id: ContactRelationshipId,
    /// From whose side it is seen.
    pub contact: ContactId,
    /// What the other is to them.
    pub kind: Option<RelationshipKind>,
    /// What is worth knowing of it.
    pub note: Change<String>,
}

/// A connection as one of the two sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Which.
    pub id: ContactRelationshipId,
    /// The other person.
    pub other: ContactId,
    /// What they are to this one.
    pub kind: RelationshipKind,
    /// What is worth knowing of it.
    pub note: Option<String>,
}

/// What a person is to somebody who is this to them.
#[must_use]
pub const fn mirrored(kind: RelationshipKind) -> RelationshipKind {
    use RelationshipKind as K;
    match kind {
        K::Parent => K::Child,
        K::Child => K::Parent,
        K::Superior => K::Assistant,
        K::Assistant => K::Superior,
        K::Mentor => K::Mentee,
        K::Mentee => K::Mentor,
        K::ReferredBy => K::Referred,
        K::Referred => K::ReferredBy,
        same => same,
    }
}

/// The row of a connection: who was brought by somebody is written from their side.
fn row_of(
    person: &contact::Model,
    (other, kind, note): (ContactId, RelationshipKind, Option<String>),
    op: &Op,
) -> contact_relationship::Model {
    let (contact_id, other_id, kind) = if kind == RelationshipKind::Referred {
        (other, person.id, RelationshipKind::ReferredBy)
    } else {
        (person.id, other, kind)
    };
    contact_relationship::Model {
        id: ContactRelationshipId::new(),
        office_id: person.office_id,
        contact_id,
        other_id,
        kind,
        note,
        created_at: op.clock.now(),
    }
}

/// Enters a connection of two people of one office.
///
/// # Errors
/// `NOT_FOUND` on `contactId` or `otherId`, `INCONSISTENT` on `otherId` where it is the same person, `TAKEN` on `otherId`
/// where the connection is known from either side.
pub async fn add(op: &Op, cmd: Add) -> Result<contact::Model> {
    let tx = op.begin(Action::WriteContacts).await?;
    if cmd.contact == cmd.other {
        return Err(Fault::new(["otherId"], Code::Inconsistent)
            .with("other", "contactId")
            .into());
    }
    // Who connects the same two the other way round takes the locks in the same order.
    let (person, other) = if cmd.contact < cmd.other {
        let person = locked_at(op, &tx, cmd.contact, "contactId").await?;
        (person, locked_at(op, &tx, cmd.other, "otherId").await?)
    } else {
        let other = locked_at(op, &tx, cmd.other, "otherId").await?;
        (locked_at(op, &tx, cmd.contact, "contactId").await?, other)
    };
    if other.office_id != person.office_id {
        return Err(Fault::new(["otherId"], Code::NotFound).into());
    }
    let row = row_of(&person, (other.id, cmd.kind, cmd.note), op);
    if is_known(&tx, &row).await? {
        return Err(Fault::new(["otherId"], Code::Taken).into());
    }
    contact_relationship::Entity::insert(row.clone().into_active_model().reset_all())
        .exec_without_returning(&tx)
        .await?;
    let mut changes = Changes::default();
    changes.made("contactId", &row.contact_id);
    changes.made("otherId", &row.other_id);
    changes.made("kind", &row.kind);
    write_down((&tx, op), &row, "relationships::add", changes).await?;
    tx.commit().await?;
    Ok(person)
}

/// Changes a connection.
///
/// # Errors
/// `NOT_FOUND` on `id` or `contactId`, `TAKEN` on `kind` where the two are connected so already.
pub async fn update(op: &Op, cmd: Update) -> Result<contact::Model> {
    let tx = op.begin(Action::WriteContacts).await?;
    let person = locked_at(op, &tx, cmd.contact, "contactId").await?;
    let before = found(&tx, cmd.id, person.id).await?;
    let seen = seen(&before, person.id);
    let told = (
        seen.other,
        cmd.kind.unwrap_or(seen.kind),
        cmd.note.over(seen.note),
    );
    let mut after = row_of(&person, told, op);
    if after.contact_id != before.contact_id && mirrored(after.kind) != RelationshipKind::Referred {
        // Written from the side from which it was written before, unless only the other side has the word.
        after.kind = mirrored(after.kind);
        std::mem::swap(&mut after.contact_id, &mut after.other_id);
    }
    after.id = before.id;
    after.created_at = before.created_at;
    if after == before {
        return Ok(person);
    }
    let same = after.kind == before.kind && after.contact_id == before.contact_id;
    if !same && is_known(&tx, &after).await? {
        return Err(Fault::new(["kind"], Code::Taken).into());
    }
    contact_relationship::Entity::update(after.clone().into_active_model().reset_all())
        .exec_without_returning(&tx)
        .await?;
    let mut changes = Changes::default();
    changes.note("contactId", &before.contact_id, &after.contact_id);
    changes.note("kind", &before.kind, &after.kind);
    changes.note("note", &before.note, &after.note);
    write_down((&tx, op), &after, "relationships::update", changes).await?;
    tx.commit().await?;
    Ok(person)
}

/// Takes out a connection, which either of the two is named with.
///
/// # Errors
/// `NOT_FOUND` on `id` or `contactId`.
pub async fn remove(
    op: &Op,
    id: ContactRelationshipId,
    contact: ContactId,
) -> Result<contact::Model> {
    let tx = op.begin(Action::WriteContacts).await?;
    let person = locked_at(op, &tx, contact, "contactId").await?;
    let row = found(&tx, id, contact).await?;
    let mut changes = Changes::default();
    changes.gone("contactId", &row.contact_id);
    changes.gone("otherId", &row.other_id);
    changes.gone("kind", &row.kind);
    write_down((&tx, op), &row, "relationships::remove", changes).await?;
    row.delete(&tx).await?;
    tx.commit().await?;
    Ok(person)
}

async fn found(
    tx: &DatabaseTransaction,
    id: ContactRelationshipId,
    of: ContactId,
) -> Result<contact_relationship::Model> {
    let row = contact_relationship::Entity::find_by_id(id).one(tx).await?;
    row.filter(|row| row.contact_id == of || row.other_id == of)
        .ok_or_else(|| Fault::new(["id"], Code::NotFound).into())
}

/// Whether another row says the same, from either side.
async fn is_known(tx: &DatabaseTransaction, row: &contact_relationship::Model) -> Result<bool> {
    use contact_relationship::Column as C;
    let says = |contact, other, kind| {
        C::ContactId
            .eq(contact)
            .and(C::OtherId.eq(other))
            .and(C::Kind.eq(kind))
    };
    let mut same = says(row.contact_id, row.other_id, row.kind);
    // The word for who was brought is never written.
    if mirrored(row.kind) != RelationshipKind::Referred {
        same = same.or(says(row.other_id, row.contact_id, mirrored(row.kind)));
    }
    let there = contact_relationship::Entity::find()
        .filter(same)
        .filter(C::Id.ne(row.id))
        .one(tx)
        .await?;
    Ok(there.is_some())
}

async fn write_down(
    (tx, op): (&DatabaseTransaction, &Op),
    row: &contact_relationship::Model,
    action: &str,
    changes: Changes,
) -> Result<()> {
    let deed = Deed {
        office: row.office_id,
        action,
        object_kind: "relationship",
        object_id: row.id.0,
        changes: changes.json(),
        reason: None,
    };
    audit::write(tx, op, deed).await
}

fn seen(row: &contact_relationship::Model, by: ContactId) -> Seen {
    let (other, kind) = if row.contact_id == by {
        (row.other_id, row.kind)
    } else {
        (row.contact_id, mirrored(row.kind))
    };
    Seen {
        id: row.id,
        other,
        kind,
        note: row.note.clone(),
    }
}

/// The connections of contacts that the actor may see, as each of them sees them, in the order in which they were entered.
///
/// # Errors
/// Only the database's.
pub async fn of_contacts(op: &Op, contacts: &[ContactId]) -> Result<HashMap<ContactId, Vec<Seen>>> {
    use contact_relationship::{Column as C, Entity};
    let mut found: HashMap<ContactId, Vec<Seen>> = HashMap::new();
    for batch in contacts.chunks(BATCH) {
        let ids = || batch.iter().copied();
        let rows = Entity::find()
            .filter(C::ContactId.is_in(ids()).or(C::OtherId.is_in(ids())))
            .filter(within(op, Action::ReadContacts, C::OfficeId))
            .order_by_asc(C::Id)
            .all(op.db.reader())
            .await?;
        for row in rows {
            for side in [row.contact_id, row.other_id] {
                if batch.contains(&side) {
                    found.entry(side).or_default().push(seen(&row, side));
                }
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_seen_from_the_other_side_and_back_is_the_same() {
        for kind in RelationshipKind::ALL {
            assert_eq!(mirrored(mirrored(*kind)), *kind);
        }
        assert_eq!(mirrored(RelationshipKind::Parent), RelationshipKind::Child);
        assert_eq!(mirrored(RelationshipKind::Spouse), RelationshipKind::Spouse);
    }
}
