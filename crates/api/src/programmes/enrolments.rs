//! Contacts in programmes.

use std::{collections::HashMap, sync::Arc};

use async_graphql::{Context, ID, Object};
use kuvend_domain::{op::Op, paging::PageRequest, programmes};
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
    payload::{op, seen, top_level},
    programmes::{Programme, Selection},
    scalars::Date,
};

/// A contact in a programme.
#[derive(Debug, Clone)]
pub struct Enrolment {
    /// The row.
    pub row: enrolment::Model,
    /// In which, where it came along.
    programme: Option<Programme>,
    /// Who, where it came along.
    contact: Option<Arc<Contact>>,
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

/// What is selected on the enrolments of contacts.
#[derive(Debug, Clone, Default)]
pub struct EnrolmentSelection<'a> {
    programme: Option<Selection<'a>>,
}

impl<'a> EnrolmentSelection<'a> {
    /// What is selected on an enrolment.
    #[must_use]
    pub fn of(look: &Look<'a>) -> Self {
        let programme = look.field("programme");
        Self {
            programme: programme.exists().then(|| Selection::of(&programme)),
        }
    }
}

impl Enrolment {
    /// An enrolment by its id, if one may see it.
    ///
    /// # Errors
    /// A denial or a failure, as a coded top-level error.
    pub async fn load(op: &Op, id: EnrolmentId) -> async_graphql::Result<Option<Self>> {
        Ok(seen(op, programmes::enrolment(op, id).await)?.map(Into::into))
    }

    /// Enrolments with their programmes, where those are selected: by one statement.
    ///
    /// # Errors
    /// A failure, as a coded top-level error.
    pub async fn hydrate(
        op: &Op,
        rows: Vec<enrolment::Model>,
        selection: &EnrolmentSelection<'_>,
    ) -> async_graphql::Result<Vec<Self>> {
        let programmes = match &selection.programme {
            Some(selection) => {
                let ids = rows.iter().map(|row| row.programme_id).collect();
                Programme::load_many(op, ids, selection).await?
            }
            None => HashMap::new(),
        };
        Ok(rows
            .into_iter()
            .map(|row| Self {
                programme: programmes.get(&row.programme_id).cloned(),
                contact: None,
                row,
            })
            .collect())
    }
}

/// A page of who is enrolled in a programme, with what is selected of them.
pub(super) async fn of_programme(
    ctx: &Context<'_>,
    programme: &Programme,
    states: Option<Vec<EnrolmentState>>,
    paging: Paging,
) -> async_graphql::Result<EnrolmentConnection> {
    let (op, look) = (op(ctx)?, Look::of(ctx));
    let page = paging.request(&look);
    let page = page.map_err(|error| top_level(op, &error))?;
    let mut lists = read(op, std::slice::from_ref(programme), (states, page), &look).await?;
    let list = lists.remove(&programme.found.programme.id);
    list.ok_or_else(|| "a list was read and lost".into())
}

/// The same page of who is enrolled in several programmes; nothing where the arguments speak of one programme only, or are
/// wrong, which each programme then says.
pub(super) async fn of_programmes(
    op: &Op,
    programmes: &[Programme],
    look: &Look<'_>,
) -> async_graphql::Result<HashMap<ProgrammeId, EnrolmentConnection>> {
    match Paging::of(look).shared(look) {
        Some(page) => read(op, programmes, (look.argument("states"), page), look).await,
        None => Ok(HashMap::new()),
    }
}

async fn read(
    op: &Op,
    programmes: &[Programme],
    (states, page): (Option<Vec<EnrolmentState>>, PageRequest),
    look: &Look<'_>,
) -> async_graphql::Result<HashMap<ProgrammeId, EnrolmentConnection>> {
    let ids: Vec<ProgrammeId> = programmes
        .iter()
        .map(|programme| programme.found.programme.id)
        .collect();
    let states: Option<Vec<kind::EnrolmentState>> =
        states.map(|list| list.into_iter().map(Into::into).collect());
    let pages = programmes::enrolments(op, &ids, states.as_deref(), &page).await;
    let mut pages = pages.map_err(|error| top_level(op, &error))?;
    let people = look.nodes().field("contact");
    let contacts = if people.exists() {
        let rows = pages.values().flat_map(|page| &page.items);
        let ids = rows.map(|(_, row)| row.contact_id).collect();
        // A programme has contacts, a contact has programmes.
        Box::pin(Contact::load_many(
            op,
            ids,
            &contacts::Selection::of(&people),
        ))
        .await?
    } else {
        HashMap::new()
    };
    let mut lists = HashMap::with_capacity(programmes.len());
    for programme in programmes {
        let id = programme.found.programme.id;
        let Some(page) = pages.remove(&id) else {
            continue;
        };
        let shown = page.map(|row| Enrolment {
            programme: Some(programme.clone()),
            contact: contacts.get(&row.contact_id).cloned().map(Arc::new),
            row,
        });
        lists.insert(id, EnrolmentConnection(shown));
    }
    Ok(lists)
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
            Some(contact) => Ok(Some(Contact::clone(contact))),
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
