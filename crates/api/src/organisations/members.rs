//! Who does what in an organisation, and what somebody does where.

use std::collections::HashMap;

use async_graphql::{ID, InputObject, MaybeUndefined, SimpleObject};
use kuvend_domain::{
    error::Result,
    memberships::{self, Add, Update},
    op::Op,
    paging::PageRequest,
};
use kuvend_entity::{
    id::{ContactId, MembershipId, OrganisationId},
    membership,
};

use crate::{
    connection,
    contacts::{self, Contact, told},
    input::{LINE, Reader},
    look::Look,
    paging::Paging,
    payload::{UserError, top_level},
    protocol::KEY,
    scalars::Date,
};

/// Who does or did something in an organisation.
#[derive(Debug, Clone, SimpleObject)]
pub struct Member {
    /// The membership's id.
    pub id: ID,
    /// Who; null where one may not see them.
    pub contact: Option<Contact>,
    /// As what.
    pub function: Option<String>,
    /// Since.
    pub from: Option<Date>,
    /// Until; null while it lasts.
    pub to: Option<Date>,
    /// Whether a letter to them names it.
    pub primary: bool,
}

impl crate::flat::AtHand for Member {}

connection!(MemberConnection, MemberEdge, Member, "members");

/// The same page of the members of several organisations, as one of their fields asks for it; nothing where the arguments
/// name a place, which lies in one of them, or are wrong, which each list then says.
///
/// # Errors
/// A failure, as a coded top-level error.
pub(super) async fn together(
    op: &Op,
    organisations: &[OrganisationId],
    look: &Look<'_>,
) -> async_graphql::Result<Option<HashMap<OrganisationId, MemberConnection>>> {
    let Some(request) = Paging::of(look).shared(look) else {
        return Ok(None);
    };
    let only_current = look.argument("onlyCurrent").unwrap_or_default();
    read(op, organisations, (only_current, &request), look)
        .await
        .map(Some)
}

/// A page of the members of organisations, with what is selected of them: one statement, and one for the people.
///
/// # Errors
/// A denial, a fault of the arguments or a failure, as a coded top-level error.
pub(super) async fn read(
    op: &Op,
    organisations: &[OrganisationId],
    (only_current, request): (bool, &PageRequest),
    look: &Look<'_>,
) -> async_graphql::Result<HashMap<OrganisationId, MemberConnection>> {
    let pages = memberships::members(op, organisations, only_current, request).await;
    let pages = pages.map_err(|error| top_level(op, &error))?;
    let look = look.nodes();
    let people: HashMap<ContactId, Contact> = if look.selects("contact") {
        let rows = pages.values().flat_map(|page| &page.items);
        let ids = rows.map(|(_, row)| row.contact_id).collect();
        let selection = contacts::Selection::of(&look.field("contact"));
        // A member does something in other organisations too.
        Box::pin(Contact::load_many(op, ids, &selection)).await?
    } else {
        HashMap::new()
    };
    let member = |row: membership::Model| Member {
        id: row.id.to_string().into(),
        contact: people.get(&row.contact_id).cloned(),
        function: row.function,
        from: row.from_on.map(Into::into),
        to: row.to_on.map(Into::into),
        primary: row.is_primary,
    };
    Ok(pages
        .into_iter()
        .map(|(id, page)| (id, MemberConnection(page.map(member))))
        .collect())
}

/// Enters what a person does in an organisation.
#[derive(Debug, Clone, InputObject)]
pub struct AddMembershipInput {
    /// Who.
    pub contact_id: ID,
    /// Where.
    pub organisation_id: ID,
    /// As what.
    pub function: Option<String>,
    /// Since.
    pub from: Option<Date>,
    /// Until.
    pub to: Option<Date>,
    /// Whether letters name it, and no other; unless said, where they name none yet.
    pub primary: Option<bool>,
    /// The rank that it has, by its key in the office's table of ranks; without it, the function says.
    pub rank: Option<String>,
    /// Since when it counts among equals: the day of the credentials. Without it, its first day does.
    pub precedence_on: Option<Date>,
}

impl AddMembershipInput {
    /// The command.
    ///
    /// # Errors
    /// Every fault of the input.
    pub fn read(&self) -> Result<Add> {
        let mut reader = Reader::new();
        let command = self.parts(&mut reader);
        reader.finish(command)
    }

    fn parts(&self, reader: &mut Reader) -> Option<Add> {
        let contact = reader.id("contactId", &self.contact_id);
        let organisation = reader.id("organisationId", &self.organisation_id);
        let function = reader.optional(self.function.as_ref(), |reader, text| {
            reader.line("function", text, LINE)
        });
        let from_on = reader.optional(self.from.as_ref(), |reader, day| reader.date("from", day));
        let to_on = reader.optional(self.to.as_ref(), |reader, day| reader.date("to", day));
        let rank = reader.optional(self.rank.as_ref(), |reader, key| {
            reader.line("rank", key, KEY)
        });
        let precedence_on = reader.optional(self.precedence_on.as_ref(), |reader, day| {
            reader.date("precedenceOn", day)
        });
        Some(Add {
            contact: contact?,
            organisation: organisation?,
            function: function?,
            from_on: from_on?,
            to_on: to_on?,
            is_primary: self.primary,
            rank: rank?,
            precedence_on: precedence_on?,
        })
    }
}

/// Changes what a person does in an organisation: what is absent stays, null clears.
#[derive(Debug, Clone, InputObject)]
pub struct UpdateMembershipInput {
    /// Which.
    pub id: ID,
    /// As what.
    pub function: MaybeUndefined<String>,
    /// Since.
    pub from: MaybeUndefined<Date>,
    /// Until. Where letters named it and another lasts, they name the latest of those from then on.
    pub to: MaybeUndefined<Date>,
    /// Whether letters name it, and no other.
    pub primary: Option<bool>,
    /// The rank that it has, by its key in the office's table of ranks; without it, the function says.
    pub rank: MaybeUndefined<String>,
    /// Since when it counts among equals: the day of the credentials. Without it, its first day does.
    pub precedence_on: MaybeUndefined<Date>,
}

impl UpdateMembershipInput {
    /// The command.
    ///
    /// # Errors
    /// Every fault of the input.
    pub fn read(&self) -> Result<Update> {
        let mut reader = Reader::new();
        let command = self.parts(&mut reader);
        reader.finish(command)
    }

    fn parts(&self, reader: &mut Reader) -> Option<Update> {
        let id = reader.id("id", &self.id);
        let function = reader.change(&self.function, |reader, text| {
            reader.line("function", text, LINE)
        });
        let from_on = reader.change(&self.from, |reader, day| reader.date("from", day));
        let to_on = reader.change(&self.to, |reader, day| reader.date("to", day));
        let rank = reader.change(&self.rank, |reader, key| reader.line("rank", key, KEY));
        let precedence_on = reader.change(&self.precedence_on, |reader, day| {
            reader.date("precedenceOn", day)
        });
        Some(Update {
            id: id?,
            function: told(function?),
            from_on: told(from_on?),
            to_on: told(to_on?),
            is_primary: self.primary,
            rank: told(rank?),
            precedence_on: told(precedence_on?),
        })
    }
}

/// Takes out a membership that never was; one that is over is given its last day instead.
#[derive(Debug, Clone, InputObject)]
pub struct RemoveMembershipInput {
    /// Which.
    pub id: ID,
}

impl RemoveMembershipInput {
    /// The id.
    ///
    /// # Errors
    /// Where it is no id of a membership.
    pub fn read(&self) -> Result<MembershipId> {
        let mut reader = Reader::new();
        let id = reader.id("id", &self.id);
        reader.finish(id)
    }
}

/// What a mutation of a membership or of a relationship came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct ContactPayload {
    /// The person after it; null where it was refused.
    pub contact: Option<Contact>,
    /// Why it was refused.
    pub user_errors: Vec<UserError>,
}
