//! How people are connected, as each of them sees it.

use std::collections::HashMap;

use async_graphql::{ID, InputObject, MaybeUndefined, SimpleObject};
use kuvend_domain::{
    error::Result,
    op::Op,
    relationships::{self, Add, Update},
};
use kuvend_entity::id::{ContactId, ContactRelationshipId};

use crate::{
    contacts::{Contact, Selection, told},
    enums::RelationshipKind,
    input::{LINE, Reader},
    look::Look,
    payload::top_level,
};

/// How somebody else is connected to a person.
#[derive(Debug, Clone, SimpleObject)]
pub struct Relationship {
    /// The connection's id, the same from both sides.
    pub id: ID,
    /// What the other is to this person.
    pub kind: RelationshipKind,
    /// The other person.
    pub contact: Contact,
    /// What is worth knowing of it.
    pub note: Option<String>,
}

/// The connections of contacts, with what is selected of the others: one statement, and one for those.
///
/// # Errors
/// A failure, as a coded top-level error.
pub(super) async fn of_contacts(
    op: &Op,
    ids: &[ContactId],
    look: &Look<'_>,
) -> async_graphql::Result<HashMap<ContactId, Vec<Relationship>>> {
    let found = relationships::of_contacts(op, ids).await;
    let found = found.map_err(|error| top_level(op, &error))?;
    let others: Vec<ContactId> = found.values().flatten().map(|seen| seen.other).collect();
    let others = if others.is_empty() {
        HashMap::new()
    } else {
        let selection = Selection::of(&look.field("contact"));
        // The others are connected too.
        Box::pin(Contact::load_many(op, others, &selection)).await?
    };
    let shown = |seen: relationships::Seen| {
        Some(Relationship {
            id: seen.id.to_string().into(),
            kind: seen.kind.into(),
            contact: others.get(&seen.other)?.clone(),
            note: seen.note,
        })
    };
    Ok(found
        .into_iter()
        .map(|(id, all)| (id, all.into_iter().filter_map(shown).collect()))
        .collect())
}

/// Enters how two people are connected; both see it.
#[derive(Debug, Clone, InputObject)]
pub struct AddRelationshipInput {
    /// Of whom.
    pub contact_id: ID,
    /// The other person.
    pub other_id: ID,
    /// What the other is to them.
    pub kind: RelationshipKind,
    /// What is worth knowing of it.
    pub note: Option<String>,
}

impl AddRelationshipInput {
    /// The command.
    ///
    /// # Errors
    /// Every fault of the input.
    pub fn read(&self) -> Result<Add> {
        let mut reader = Reader::new();
        let contact = reader.id("contactId", &self.contact_id);
        let other = reader.id("otherId", &self.other_id);
        let note = reader.optional(self.note.as_ref(), |reader, text| {
            reader.line("note", text, LINE)
        });
        let command = contact.zip(other).zip(note);
        reader.finish(command.map(|((contact, other), note)| Add {
            contact,
            other,
            kind: self.kind.into(),
            note,
        }))
    }
}

/// Changes how two people are connected, seen from the side of one of them.
#[derive(Debug, Clone, InputObject)]
pub struct UpdateRelationshipInput {
    /// Which connection.
    pub id: ID,
    /// From whose side it is seen.
    pub contact_id: ID,
    /// What the other is to them.
    pub kind: Option<RelationshipKind>,
    /// What is worth knowing of it; null clears.
    pub note: MaybeUndefined<String>,
}

impl UpdateRelationshipInput {
    /// The command.
    ///
    /// # Errors
    /// Every fault of the input.
    pub fn read(&self) -> Result<Update> {
        let mut reader = Reader::new();
        let id = reader.id("id", &self.id);
        let contact = reader.id("contactId", &self.contact_id);
        let note = reader.change(&self.note, |reader, text| reader.line("note", text, LINE));
        let command = id.zip(contact).zip(note);
        reader.finish(command.map(|((id, contact), note)| Update {
            id,
            contact,
            kind: self.kind.map(Into::into),
            note: told(note),
        }))
    }
}

/// Takes out a connection of two people.
#[derive(Debug, Clone, InputObject)]
pub struct RemoveRelationshipInput {
    /// Which connection.
    pub id: ID,
    /// One of the two.
    pub contact_id: ID,
}

impl RemoveRelationshipInput {
    /// The connection and the person.
    ///
    /// # Errors
    /// Every fault of the input.
    pub fn read(&self) -> Result<(ContactRelationshipId, ContactId)> {
        let mut reader = Reader::new();
        let id = reader.id("id", &self.id);
        let contact = reader.id("contactId", &self.contact_id);
        reader.finish(id.zip(contact))
    }
}
