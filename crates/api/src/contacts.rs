//! People.

pub mod inputs;

use std::{collections::HashMap, sync::Arc};

use async_graphql::{Context, Enum, ID, InputObject, Lookahead, Object, SimpleObject};
use kuvend_domain::{
    contacts::{self, Filter, Order, OrderBy, reads},
    gate,
    op::Op,
    paging::Page,
    policy::Action,
};
use kuvend_entity::{
    contact, contact_email, contact_phone, id::ContactId, membership, organisation,
};

use crate::{
    attendees::{self, AttendeeConnection},
    connection,
    enums::{EmailState, Generation, ProfileKind, Sex},
    order::OrderDirection,
    organisations::Organisation,
    paging::{Paging, counts, nodes},
    payload::{op, seen, top_level},
    programmes::Enrolment,
    scalars::{CountryCode, Date, DateTime, EmailAddress, Language},
};

/// A person the office knows.
#[derive(Debug, Clone)]
pub struct Contact {
    /// The row.
    pub row: contact::Model,
    children: Arc<Children>,
}

/// What came with the row, because it was selected.
#[derive(Debug, Clone, Default)]
struct Children {
    emails: Vec<contact_email::Model>,
    phones: Vec<contact_phone::Model>,
    memberships: Vec<(membership::Model, organisation::Model)>,
    enrolments: Vec<kuvend_entity::enrolment::Model>,
}

/// Which children a query selected.
#[derive(Debug, Clone, Copy, Default)]
pub struct Selection {
    emails: bool,
    phones: bool,
    memberships: bool,
    enrolments: bool,
}

impl Selection {
    /// Every child.
    #[must_use]
    pub const fn everything() -> Self {
        Self {
            emails: true,
            phones: true,
            memberships: true,
            enrolments: true,
        }
    }

    /// What is selected on a contact.
    #[must_use]
    pub fn of(look: &[Lookahead<'_>]) -> Self {
        let selects = |field: &str| look.iter().any(|look| look.field(field).exists());
        Self {
            emails: selects("primaryEmail") || selects("emails"),
            phones: selects("phones"),
            memberships: selects("memberships"),
            enrolments: selects("enrolments"),
        }
    }
}

connection!(ContactConnection, ContactEdge, Contact, "contacts");

/// An email address of a contact.
#[derive(Debug, Clone, SimpleObject)]
pub struct ContactEmail {
    /// The address.
    pub address: EmailAddress,
    /// Whether letters go to it.
    pub is_primary: bool,
    /// What is known of it.
    pub state: EmailState,
}

/// A telephone of a contact.
#[derive(Debug, Clone, SimpleObject)]
pub struct ContactPhone {
    /// As typed.
    pub number: String,
    /// In E.164, where it could be read.
    pub e164: Option<String>,
    /// Whether to call it first.
    pub is_primary: bool,
}

/// What a contact does in an organisation.
#[derive(Debug, Clone, SimpleObject)]
pub struct Membership {
    /// Where.
    pub organisation: Organisation,
    /// As what.
    pub function: Option<String>,
    /// Since.
    pub from_on: Option<Date>,
    /// Until; null while it lasts.
    pub to_on: Option<Date>,
    /// Whether a letter names it.
    pub is_primary: bool,
}

/// The gate's answers.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "gate::Permission")]
pub enum Permission {
    /// Yes.
    Allowed,
    /// Consent is needed and was not asked for.
    NotAsked,
    /// Consent was refused or withdrawn.
    Refused,
    /// The person objects.
    Objected,
    /// Processing is restricted.
    Restricted,
    /// The address is suppressed or does not work.
    Suppressed,
    /// There is no address.
    NoAddress,
}

/// Whether a person may be written to for a purpose, and why not.
#[derive(Debug, Clone, SimpleObject)]
pub struct ContactPermission {
    /// Whether they may be written to now.
    pub allowed: bool,
    /// The gate's answer.
    pub reason: Permission,
}

impl Contact {
    /// A contact by its id, if one may see it, with whatever is selected in `ctx`.
    ///
    /// # Errors
    /// A failure, as a coded top-level error.
    pub async fn load(ctx: &Context<'_>, id: ContactId) -> async_graphql::Result<Option<Self>> {
        let op = op(ctx)?;
        let Some(row) = seen(op, reads::find(op, id).await)? else {
            return Ok(None);
        };
        Ok(Self::hydrate(op, vec![row], Selection::everything())
            .await?
            .pop())
    }

    /// Contacts by their ids, as far as one may see them: one statement, and one for each kind of child.
    ///
    /// # Errors
    /// A failure, as a coded top-level error.
    pub async fn load_many(
        op: &Op,
        mut ids: Vec<ContactId>,
        selection: Selection,
    ) -> async_graphql::Result<HashMap<ContactId, Self>> {
        ids.sort_unstable();
        ids.dedup();
        let rows = reads::by_ids(op, &ids)
            .await
            .map_err(|error| top_level(op, &error))?;
        let contacts = Self::hydrate(op, rows.into_values().collect(), selection).await?;
        Ok(contacts
            .into_iter()
            .map(|contact| (contact.row.id, contact))
            .collect())
    }

    /// Fills rows with the children that are selected: one statement for each kind.
    ///
    /// # Errors
    /// A failure, as a coded top-level error.
    pub async fn hydrate(
        op: &Op,
        rows: Vec<contact::Model>,
        selection: Selection,
    ) -> async_graphql::Result<Vec<Self>> {
        let ids: Vec<ContactId> = rows.iter().map(|row| row.id).collect();
        let coded = |error| top_level(op, &error);
        let mut emails = if selection.emails {
            reads::emails(op, &ids).await.map_err(coded)?
        } else {
            HashMap::new()
        };
        let mut phones = if selection.phones {
            reads::phones(op, &ids).await.map_err(coded)?
        } else {
            HashMap::new()
        };
        let mut memberships = if selection.memberships {
            reads::memberships(op, &ids).await.map_err(coded)?
        } else {
            HashMap::new()
        };
        let mut enrolments = if selection.enrolments {
            reads::enrolments(op, &ids).await.map_err(coded)?
        } else {
            HashMap::new()
        };
        Ok(rows
            .into_iter()
            .map(|row| {
                let children = Children {
                    emails: emails.remove(&row.id).unwrap_or_default(),
                    phones: phones.remove(&row.id).unwrap_or_default(),
                    memberships: memberships.remove(&row.id).unwrap_or_default(),
                    enrolments: enrolments.remove(&row.id).unwrap_or_default(),
                };
                Self {
                    row,
                    children: Arc::new(children),
                }
            })
            .collect())
    }

    fn shows_details(&self, ctx: &Context<'_>) -> async_graphql::Result<bool> {
        Ok(op(ctx)?.may(self.row.office_id, Action::ReadContactDetails))
    }
}

/// A person the office knows.
#[Object]
impl Contact {
    /// Opaque, stable id.
    pub async fn id(&self) -> ID {
        self.row.id.to_string().into()
    }

    /// Raised by every change; an update names the version it read.
    async fn version(&self) -> i32 {
        self.row.version
    }

    /// How the person is named in lists and letters.
    async fn display_name(&self) -> &str {
        &self.row.display_name
    }

    /// Honorific: H.E., Prof., Znj.
    async fn honorific(&self) -> Option<&str> {
        self.row.honorific.as_deref()
    }

    /// Given name, as typed.
    async fn given_name(&self) -> &str {
        &self.row.given_name
    }

    /// Middle name.
    async fn middle_name(&self) -> Option<&str> {
        self.row.middle_name.as_deref()
    }

    /// Family name, as typed.
    async fn family_name(&self) -> &str {
        &self.row.family_name
    }

    /// The address that letters go to; hidden from who may not see contact details.
    async fn primary_email(
        &self,
        ctx: &Context<'_>,
    ) -> async_graphql::Result<Option<EmailAddress>> {
        let shown = self.shows_details(ctx)?;
        Ok(self
            .children
            .emails
            .iter()
            .find(|email| email.is_primary && shown)
            .map(|email| email.address.clone().into()))
    }

    /// All addresses, the primary one first; hidden from who may not see contact details.
    async fn emails(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<ContactEmail>> {
        let shown = self.shows_details(ctx)?;
        let emails = self.children.emails.iter().filter(|_| shown);
        Ok(emails
            .map(|email| ContactEmail {
                address: email.address.clone().into(),
                is_primary: email.is_primary,
                state: email.state.into(),
            })
            .collect())
    }

    /// All telephones, the primary one first; hidden from who may not see contact details.
    async fn phones(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<ContactPhone>> {
        let shown = self.shows_details(ctx)?;
        let phones = self.children.phones.iter().filter(|_| shown);
        Ok(phones
            .map(|phone| ContactPhone {
                number: phone.as_typed.clone(),
                e164: phone.e164.clone(),
                is_primary: phone.is_primary,
            })
            .collect())
    }

    /// Chooses the language of every letter and page.
    async fn preferred_language(&self) -> Option<Language> {
        self.row.preferred_language.clone().map(Into::into)
    }

    /// Where the person lives.
    async fn residence_country(&self) -> Option<CountryCode> {
        self.row.residence_country.clone().map(Into::into)
    }

    /// Region there, ISO 3166-2.
    async fn residence_subdivision(&self) -> Option<&str> {
        self.row.residence_subdivision.as_deref()
    }

    /// Town there.
    async fn residence_city(&self) -> Option<&str> {
        self.row.residence_city.as_deref()
    }

    /// Where the family comes from.
    async fn origin_country(&self) -> Option<CountryCode> {
        self.row.origin_country.clone().map(Into::into)
    }

    /// Municipality of origin.
    async fn origin_municipality(&self) -> Option<&str> {
        self.row.origin_municipality.as_deref()
    }

    /// How far from emigration the person stands.
    async fn generation(&self) -> Generation {
        self.row.generation.into()
    }

    /// What the person is, several at once.
    async fn profile_kinds(&self) -> Vec<ProfileKind> {
        self.row
            .profile_kinds
            .0
            .iter()
            .map(|kind| (*kind).into())
            .collect()
    }

    /// Sex as told.
    async fn sex(&self) -> Sex {
        self.row.sex.into()
    }

    /// Year of birth; hidden from who may not see contact details.
    async fn birth_year(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<i32>> {
        Ok(self
            .row
            .birth_year
            .filter(|_| self.shows_details(ctx).unwrap_or_default()))
    }

    /// What the person does in which organisations, the primary one first.
    async fn memberships(&self) -> Vec<Membership> {
        let memberships = self.children.memberships.iter();
        memberships
            .map(|(membership, body)| Membership {
                organisation: body.clone().into(),
                function: membership.function.clone(),
                from_on: membership.from_on.map(Into::into),
                to_on: membership.to_on.map(Into::into),
                is_primary: membership.is_primary,
            })
            .collect()
    }

    /// The guest lists that the person stands on, latest first.
    async fn attendances(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> async_graphql::Result<AttendeeConnection> {
        attendees::of_contact(
            ctx,
            self.row.id,
            Paging {
                first,
                after,
                last,
                before,
            },
        )
        .await
    }

    /// The programmes that the person is enrolled in, latest first.
    async fn enrolments(&self) -> Vec<Enrolment> {
        self.children
            .enrolments
            .iter()
            .cloned()
            .map(Into::into)
            .collect()
    }

    /// Whether the person may be written to for a purpose of the register (`event-management`, `follow-up`, `publicity`).
    async fn may_contact(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The purpose's key in the register.")] purpose: String,
    ) -> async_graphql::Result<ContactPermission> {
        let op = op(ctx)?;
        let Some(verdict) = seen(
            op,
            contacts::reads::may_contact(op, &self.row, &purpose).await,
        )?
        else {
            return Ok(ContactPermission {
                allowed: false,
                reason: Permission::NotAsked,
            });
        };
        Ok(ContactPermission {
            allowed: verdict == gate::Permission::Allowed,
            reason: verdict.into(),
        })
    }

    /// The fields that this viewer may not see, so that hidden never looks like empty.
    async fn hidden_fields(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<&'static str>> {
        Ok(if self.shows_details(ctx)? {
            Vec::new()
        } else {
            vec!["primaryEmail", "emails", "phones", "birthYear"]
        })
    }

    /// The survivor, where this record was merged into another.
    async fn merged_into(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Contact>> {
        match self.row.merged_into_id {
            Some(id) => Box::pin(Self::load(ctx, id)).await,
            None => Ok(None),
        }
    }

    /// When the record was entered.
    async fn created_at(&self) -> DateTime {
        self.row.created_at.into()
    }
}

/// Which contacts; what is given must hold together.
#[derive(Debug, Clone, Default, InputObject)]
pub struct ContactFilter {
    /// Living in any of these.
    pub residence_countries: Option<Vec<CountryCode>>,
    /// Coming from any of these.
    pub origin_countries: Option<Vec<CountryCode>>,
    /// Preferring any of these.
    pub preferred_languages: Option<Vec<Language>>,
    /// Being any of these.
    pub profile_kinds: Option<Vec<ProfileKind>>,
    /// Belonging to this organisation now.
    pub organisation_id: Option<ID>,
    /// At least one of these holds.
    pub any: Option<Vec<ContactFilter>>,
    /// This does not hold.
    pub not: Option<Box<ContactFilter>>,
}

/// Values that are none find nobody, as a filter on a country that does not exist should.
fn known<T: std::str::FromStr>(list: Option<Vec<String>>) -> Option<Vec<T>> {
    list.map(|list| list.iter().filter_map(|text| text.parse().ok()).collect())
}

impl From<ContactFilter> for Filter {
    fn from(filter: ContactFilter) -> Self {
        Self {
            residence_countries: known(
                filter
                    .residence_countries
                    .map(|list| list.into_iter().map(|country| country.0).collect()),
            ),
            origin_countries: known(
                filter
                    .origin_countries
                    .map(|list| list.into_iter().map(|country| country.0).collect()),
            ),
            languages: known(
                filter
                    .preferred_languages
                    .map(|list| list.into_iter().map(|language| language.0).collect()),
            ),
            profile_kinds: filter
                .profile_kinds
                .map(|list| list.into_iter().map(Into::into).collect()),
            organisation: filter.organisation_id.map(|id| {
                id.parse()
                    .unwrap_or(kuvend_entity::id::OrganisationId(uuid::Uuid::nil()))
            }),
            any: filter
                .any
                .unwrap_or_default()
                .into_iter()
                .map(Into::into)
                .collect(),
            not: filter.not.map(|not| Box::new((*not).into())),
        }
    }
}

/// What contacts are ordered by.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "OrderBy")]
pub enum ContactOrderField {
    /// Family name, then given name.
    Name,
    /// When they were entered.
    CreatedAt,
}

/// An ordering of contacts.
#[derive(Debug, Clone, InputObject)]
pub struct ContactOrder {
    /// By what.
    pub field: ContactOrderField,
    /// In which direction.
    #[graphql(default_with = "OrderDirection::Asc")]
    pub direction: OrderDirection,
}

/// A page of contacts with the children that are selected.
///
/// # Errors
/// A denial, a fault of the arguments or a failure, as a coded top-level error.
pub async fn list(
    ctx: &Context<'_>,
    search: Option<String>,
    (filter, order): (Option<ContactFilter>, Option<ContactOrder>),
    paging: Paging,
) -> async_graphql::Result<ContactConnection> {
    let op = op(ctx)?;
    let coded = |error| top_level(op, &error);
    let page = paging.request(counts(ctx)).map_err(coded)?;
    let filter = filter.map(Into::into).unwrap_or_default();
    let order = order
        .map(|order| Order {
            by: order.field.into(),
            descending: order.direction == OrderDirection::Desc,
        })
        .unwrap_or_default();
    let page = reads::list(op, search.as_deref(), (&filter, order), &page)
        .await
        .map_err(coded)?;
    let (cursors, rows): (Vec<_>, Vec<_>) = page.items.into_iter().unzip();
    let contacts = Contact::hydrate(op, rows, Selection::of(&nodes(ctx))).await?;
    Ok(ContactConnection(Page {
        items: cursors.into_iter().zip(contacts).collect(),
        has_next: page.has_next,
        has_previous: page.has_previous,
        total: page.total,
    }))
}
