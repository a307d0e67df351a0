//! Contacts in programmes.

use std::{collections::HashMap, sync::Arc};

use async_graphql::{Context, ID, Object};
use kuvend_domain::{op::Op, paging::Page, programmes};
use kuvend_entity::{
    enrolment,
    id::{EnrolmentId, ProgrammeId},
    kind,
};

use crate::{
    connection,
    contacts::{self, Contact},
    enums::EnrolmentState,
    look::Look,
    paging::Paging,
    payload::{op, top_level},
    programmes::Programme,
    scalars::Date,
};

/// A contact in a programme.
#[derive(Debug, Clone)]
#[expect(
    clippy::option_option,
    reason = "a person who was not read is not one who may not be seen"
)]
pub struct Enrolment {
    /// The row.
    pub row: enrolment::Model,
    /// In which, where it came along.
    programme: Option<Programme>,
    /// Who, where that came along: nobody, where one may not see contacts.
    contact: Option<Option<Arc<Contact>>>,
}

impl From<enrolment::Model> for Enrolment {
    fn from(row: enrolment::Model) -> Self {
        Self {
            row,
            programme: None,
            contact: None,
        }
    }
}

impl crate::flat::AtHand for Enrolment {}

connection!(EnrolmentConnection, EnrolmentEdge, Enrolment, "enrolments");

impl Enrolment {
    /// Enrolments by their ids, as far as one may see them, with what is selected of them.
    ///
    /// # Errors
    /// A denial or a failure, as a coded top-level error.
    pub async fn load_many(
        op: &Op,
        ids: &[EnrolmentId],
        look: &Look<'_>,
    ) -> async_graphql::Result<HashMap<EnrolmentId, Self>> {
        let rows = programmes::enrolments_by_ids(op, ids).await;
        let rows = rows.map_err(|error| top_level(op, &error))?;
        let shown = Self::hydrate(op, rows, look).await?;
        Ok(shown.into_iter().map(|one| (one.row.id, one)).collect())
    }

    /// Enrolments with their programmes and people, where those are selected: by one statement each.
    ///
    /// # Errors
    /// A failure, as a coded top-level error.
    pub async fn hydrate(
        op: &Op,
        rows: Vec<enrolment::Model>,
        look: &Look<'_>,
    ) -> async_graphql::Result<Vec<Self>> {
        let (programme, contact) = (look.field("programme"), look.field("contact"));
        // A programme has enrolments, as has a contact, and an enrolment has both.
        let programmes = if programme.exists() {
            let ids = rows.iter().map(|row| row.programme_id).collect();
            Box::pin(Programme::load_many(op, ids, &programme)).await?
        } else {
            HashMap::new()
        };
        let contacts = if contact.exists() {
            let ids = rows.iter().map(|row| row.contact_id).collect();
            let selection = contacts::Selection::of(&contact);
            let found = Box::pin(Contact::load_many(op, ids, &selection)).await?;
            found
                .into_iter()
                .map(|(id, contact)| (id, Arc::new(contact)))
                .collect()
        } else {
            HashMap::new()
        };
        let who = |row: &enrolment::Model| contacts.get(&row.contact_id).cloned();
        Ok(rows
            .into_iter()
            .map(|row| Self {
                programme: programmes.get(&row.programme_id).cloned(),
                contact: contact.exists().then(|| who(&row)),
                row,
            })
            .collect())
    }
}

fn read(states: Option<Vec<EnrolmentState>>) -> Option<Vec<kind::EnrolmentState>> {
    states.map(|list| list.into_iter().map(Into::into).collect())
}

/// A page of who is enrolled in a programme, with what is selected of them.
pub(super) async fn of_programme(
    ctx: &Context<'_>,
    programme: ProgrammeId,
    states: Option<Vec<EnrolmentState>>,
    paging: Paging,
) -> async_graphql::Result<EnrolmentConnection> {
    let (op, look) = (op(ctx)?, Look::of(ctx));
    let coded = |error| top_level(op, &error);
    let request = paging.request(&look).map_err(coded)?;
    let states = read(states);
    let pages = programmes::enrolments(op, &[programme], states.as_deref(), &request).await;
    let mut shown = shown(op, pages.map_err(coded)?, &look).await?;
    shown
        .remove(&programme)
        .ok_or_else(|| "a list was read and lost".into())
}

/// The same page of who is enrolled in each of several programmes; nothing where the arguments speak of one programme only,
/// or are wrong.
///
/// # Errors
/// A denial or a failure, as a coded top-level error.
pub(super) async fn of_programmes(
    op: &Op,
    programmes: &[ProgrammeId],
    look: &Look<'_>,
) -> async_graphql::Result<Option<HashMap<ProgrammeId, EnrolmentConnection>>> {
    let Some(request) = Paging::of(look).shared(look) else {
        return Ok(None);
    };
    let states = read(look.argument("states").flatten());
    let pages = programmes::enrolments(op, programmes, states.as_deref(), &request).await;
    let pages = pages.map_err(|error| top_level(op, &error))?;
    Ok(Some(shown(op, pages, look).await?))
}

/// Pages of enrolments with what is selected of them: each kind of child by one statement for all of them.
async fn shown(
    op: &Op,
    pages: HashMap<ProgrammeId, Page<enrolment::Model>>,
    look: &Look<'_>,
) -> async_graphql::Result<HashMap<ProgrammeId, EnrolmentConnection>> {
    let rows = pages.values().flat_map(|page| &page.items);
    let rows = rows.map(|(_, row)| row.clone()).collect();
    let shown = Enrolment::hydrate(op, rows, &look.nodes()).await?;
    let mut shown: HashMap<EnrolmentId, Enrolment> =
        shown.into_iter().map(|one| (one.row.id, one)).collect();
    let mut show = |row: enrolment::Model| shown.remove(&row.id).unwrap_or_else(|| row.into());
    Ok(pages
        .into_iter()
        .map(|(programme, page)| (programme, EnrolmentConnection(page.map(&mut show))))
        .collect())
}

/// A contact in a programme.
#[Object]
impl Enrolment {
    /// Opaque, stable id.
    pub async fn id(&self) -> ID {
        self.row.id.to_string().into()
    }

    /// Raised by every change.
    async fn version(&self) -> i32 {
        self.row.version
    }

    /// In which programme.
    async fn programme(&self, ctx: &Context<'_>) -> async_graphql::Result<Programme> {
        if let Some(programme) = &self.programme {
            return Ok(programme.clone());
        }
        Programme::load(op(ctx)?, self.row.programme_id)
            .await?
            .ok_or_else(|| "the programme is not visible".into())
    }

    /// Who; null where one may not see contacts, or the person was erased.
    async fn contact(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Contact>> {
        match &self.contact {
            Some(contact) => Ok(contact.as_deref().cloned()),
            None => Contact::load(ctx, self.row.contact_id).await,
        }
    }

    /// As what: mentor, participant, Development Agent.
    async fn role(&self) -> Option<&str> {
        self.row.role.as_deref()
    }

    /// With which group.
    async fn cohort(&self) -> Option<&str> {
        self.row.cohort.as_deref()
    }

    /// Where it stands.
    async fn state(&self) -> EnrolmentState {
        self.row.state.into()
    }

    /// Since.
    async fn enrolled_on(&self) -> Date {
        self.row.enrolled_on.into()
    }

    /// Until; null while it lasts.
    async fn ended_on(&self) -> Option<Date> {
        self.row.ended_on.map(Into::into)
    }
}
