//! Companions: who comes along with a guest.

use std::collections::HashMap;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use kuvend_domain::{
    attendees::{NewCompanion, SetCompanions, companions},
    error,
    fault::Code,
    op::Op,
};
use kuvend_entity::{
    companion,
    id::{AttendeeId, ContactId},
};

use super::{Attendee, inputs::PARTY, mutations::payload_row};
use crate::{
    contacts::{self, Contact},
    enums::AgeBand,
    input::{LINE, Reader},
    look::Look,
    payload::{UserError, op, settle, top_level},
};

/// Somebody who comes along with a guest, by name. They are no guest of their own: the guest answers for them, and whoever of the
/// party is not named is only counted.
#[derive(Debug, Clone, SimpleObject)]
pub struct Companion {
    /// Opaque, stable id.
    pub id: ID,
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// How old, about; null where nothing was said.
    pub age_band: Option<AgeBand>,
    /// Their own record; null where the office keeps none, and where one may not see it.
    pub contact: Option<Contact>,
}

impl Companion {
    fn of(row: companion::Model, known: &HashMap<ContactId, Contact>) -> Self {
        Self {
            id: row.id.to_string().into(),
            given_name: row.given_name,
            family_name: row.family_name,
            age_band: row.age_band.map(Into::into),
            contact: row.contact_id.and_then(|id| known.get(&id).cloned()),
        }
    }
}

/// The companions of rows, in their order: one statement for them, and one for their records where those are selected.
///
/// # Errors
/// A failure, as a coded top-level error.
pub(super) async fn of_rows(
    op: &Op,
    rows: &[AttendeeId],
    look: &Look<'_>,
) -> async_graphql::Result<HashMap<AttendeeId, Vec<Companion>>> {
    if rows.is_empty() {
        return Ok(HashMap::new());
    }
    let found = companions::of_rows(op.db.reader(), rows).await;
    let found = found.map_err(|error| top_level(op, &error))?;
    let ids: Vec<ContactId> = found
        .values()
        .flatten()
        .filter_map(|row| row.contact_id)
        .collect();
    let known = if look.selects("contact") && !ids.is_empty() {
        let selection = contacts::Selection::of(&look.field("contact"));
        // A guest has companions, a companion is perhaps a contact, who has guests' rows.
        Box::pin(Contact::load_many(op, ids, &selection)).await?
    } else {
        HashMap::new()
    };
    Ok(found
        .into_iter()
        .map(|(id, rows)| {
            let shown = rows.into_iter().map(|row| Companion::of(row, &known));
            (id, shown.collect())
        })
        .collect())
}

/// Somebody who comes along.
#[derive(Debug, Clone, InputObject)]
pub struct CompanionInput {
    /// Given name; that of the record where `contactId` names one.
    pub given_name: Option<String>,
    /// Family name; that of the record where `contactId` names one.
    pub family_name: Option<String>,
    /// How old, about.
    pub age_band: Option<AgeBand>,
    /// Their own record, where the office keeps one.
    pub contact_id: Option<ID>,
}

impl CompanionInput {
    fn read(&self, reader: &mut Reader) -> Option<NewCompanion> {
        let contact = reader.optional(self.contact_id.as_ref(), |reader, id| {
            reader.id("contactId", id)
        });
        let is_known = self.contact_id.is_some();
        let name = |reader: &mut Reader, field: &str, told: Option<&String>| match told {
            Some(text) => reader.line(field, text, LINE).map(Some),
            None if is_known => Some(None),
            None => reader.wrong(field, Code::Required, &[]),
        };
        let given_name = name(reader, "givenName", self.given_name.as_ref());
        let family_name = name(reader, "familyName", self.family_name.as_ref());
        Some(NewCompanion {
            given_name: given_name?,
            family_name: family_name?,
            age_band: self.age_band.map(Into::into),
            contact: contact?,
        })
    }
}

/// Says who comes along with a guest.
#[derive(Debug, Clone, InputObject)]
pub struct SetCompanionsInput {
    /// With which row.
    pub attendee_id: ID,
    /// The version that was read.
    pub version: i32,
    /// Who, as far as they are named, in their order, at most as many as `partyAllowance` has places beside the guest. Whoever was
    /// named before is named no more.
    pub companions: Vec<CompanionInput>,
    /// How many come, the guest included, where that changes; as many as before unless said, or those who are named where they are more.
    pub party_size: Option<i32>,
}

impl SetCompanionsInput {
    fn read(&self) -> error::Result<SetCompanions> {
        let mut reader = Reader::new();
        let attendee = reader.id("attendeeId", &self.attendee_id);
        let most = usize::try_from(PARTY - 1).unwrap_or_default();
        let companions = reader.each("companions", &self.companions, most, |reader, one| {
            one.read(reader)
        });
        let size = reader.optional(self.party_size.as_ref(), |reader, size| {
            reader.within_range("partySize", *size, 1, PARTY)
        });
        let command = attendee.zip(companions).zip(size);
        let command = command.map(|((attendee, companions), party_size)| SetCompanions {
            attendee,
            version: self.version,
            companions,
            party_size,
        });
        reader.finish(command)
    }
}

/// What `setCompanions` came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct SetCompanionsPayload {
    /// The row after it, or as it is now where the version was stale; null where it was refused otherwise.
    pub attendee: Option<Attendee>,
    /// Why it was refused; empty where it was done.
    pub user_errors: Vec<UserError>,
}

/// The mutations of companions.
#[derive(Debug, Clone, Copy, Default)]
pub struct CompanionMutations;

/// The mutations of companions.
#[Object]
impl CompanionMutations {
    /// Says who comes along with a guest, and so how many places the party needs. Places that become free are offered to those who
    /// wait.
    async fn set_companions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who.")] input: SetCompanionsInput,
    ) -> async_graphql::Result<SetCompanionsPayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok(command) => companions::set(op, command).await,
            Err(faults) => Err(faults),
        };
        let (row, user_errors) = settle(op, outcome)?;
        Ok(SetCompanionsPayload {
            attendee: payload_row(ctx, row, (&input.attendee_id, &user_errors)).await?,
            user_errors,
        })
    }
}
