//! People.

mod brought;
mod changes;
mod filter;
pub mod inputs;
mod list;
mod lists;
mod load;
mod matches;
mod parts;
mod profile;
mod relationships;
mod selection;

use std::sync::Arc;

use async_graphql::{Context, ID, Object};
use kuvend_domain::{
    audit::reads::Sensitive,
    consents,
    contacts::{self, completeness},
    error::Error,
    gate,
};
use kuvend_entity::contact;

pub use changes::UpdateContactInput;
pub(crate) use changes::told;
pub use filter::{ContactFilter, ContactOrder, ContactOrderField};
pub use list::{list, list_of};
pub use matches::{MatchQuality, SearchMatch};
pub use parts::{Consent, ContactEmail, ContactPermission, ContactPhone, Membership, Permission};
pub use profile::{
    Completeness, ContactName, Fact, FormerResidence, Skill, SpokenLanguage, VerifyContactInput,
    Willingness,
};
pub use relationships::{
    AddRelationshipInput, Relationship, RemoveRelationshipInput, UpdateRelationshipInput,
};
pub use selection::Selection;

use crate::{
    attendees::{self, AttendeeConnection},
    connection,
    duplicates::standing::{self, ContactDuplicateConnection},
    enums::{AgeBand, Generation, ProfileKind, Sex},
    interests::{self, Interest},
    look::Look,
    paging::Paging,
    payload::{op, top_level},
    programmes::Enrolment,
    scalars::{CountryCode, Date, DateTime, EmailAddress, Language},
    timeline::{self, TimelineConnection, TimelineKind},
};

/// A person the office knows.
#[derive(Debug, Clone)]
pub struct Contact {
    /// The row, as the viewer may see it.
    pub row: Arc<contact::Model>,
    children: Arc<selection::Children>,
    /// What of the person the search met by which they were found.
    matches: Arc<[contacts::search::Match]>,
}

connection!(ContactConnection, ContactEdge, Contact, "contacts");

/// The children of one kind: those that were brought along, else read now.
macro_rules! child {
    ($self:ident, $ctx:ident, $brought:ident, $read:expr) => {{
        let rows = match $brought {
            Some(rows) => rows,
            None => {
                let op = op($ctx)?;
                let found = $read(op, &[$self.row.id]).await;
                let mut found = found.map_err(|error| top_level(op, &error))?;
                found.remove(&$self.row.id).unwrap_or_default()
            }
        };
        Ok(rows.into_iter().map(Into::into).collect())
    }};
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

    /// What follows the name.
    async fn suffix(&self) -> Option<&str> {
        self.row.suffix.as_deref()
    }

    /// The address that letters go to; hidden from who may not see contact details.
    async fn primary_email(
        &self,
        ctx: &Context<'_>,
    ) -> async_graphql::Result<Option<EmailAddress>> {
        let op = op(ctx)?;
        let emails = self.all_emails(op).await?;
        let first = emails.into_iter().find(|email| email.is_primary);
        self.shows(op, first.is_some(), Sensitive::Emails);
        Ok(first.map(|email| email.address.into()))
    }

    /// All addresses, the primary one first; hidden from who may not see contact details.
    async fn emails(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<ContactEmail>> {
        let op = op(ctx)?;
        let emails = self.all_emails(op).await?;
        self.shows(op, !emails.is_empty(), Sensitive::Emails);
        Ok(emails.into_iter().map(Into::into).collect())
    }

    /// All telephones, the primary one first; hidden from who may not see contact details.
    async fn phones(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<ContactPhone>> {
        let op = op(ctx)?;
        let phones = match &self.children.phones {
            Some(phones) => phones.clone(),
            None => {
                let found = contacts::phones(op, &[self.row.id]).await;
                let mut found = found.map_err(|error| top_level(op, &error))?;
                found.remove(&self.row.id).unwrap_or_default()
            }
        };
        self.shows(op, !phones.is_empty(), Sensitive::Phones);
        Ok(phones.into_iter().map(Into::into).collect())
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

    /// Since when the person lives there, as far as is known: the day until which they lived somewhere else.
    async fn residence_since(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Date>> {
        let before = match &self.children.profile.residences {
            Some(rows) => rows.clone(),
            None => {
                let op = op(ctx)?;
                let found = contacts::residences(op, &[self.row.id]).await;
                let mut found = found.map_err(|error| top_level(op, &error))?;
                found.remove(&self.row.id).unwrap_or_default()
            }
        };
        let left = before.into_iter().filter_map(|row| row.to_on).max();
        Ok(left.map(Into::into))
    }

    /// Where the family comes from.
    async fn origin_country(&self) -> Option<CountryCode> {
        self.row.origin_country.clone().map(Into::into)
    }

    /// Region of origin.
    async fn origin_region(&self) -> Option<&str> {
        self.row.origin_region.as_deref()
    }

    /// Municipality of origin.
    async fn origin_municipality(&self) -> Option<&str> {
        self.row.origin_municipality.as_deref()
    }

    /// Year of emigration.
    async fn emigrated_in(&self) -> Option<i32> {
        self.row.emigrated_in
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

    /// What the person works as, as told.
    async fn profession(&self) -> Option<&str> {
        self.row.profession.as_deref()
    }

    /// Year of birth; hidden from who may not see contact details.
    async fn birth_year(&self) -> Option<i32> {
        self.row.birth_year
    }

    /// How the person wants to be named, where that is not what the parts of the name make.
    async fn named_as(&self) -> Option<&str> {
        self.row.named_as.as_deref()
    }

    /// Date of birth; hidden from who may not see contact details.
    async fn birth_on(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Date>> {
        self.shows(op(ctx)?, self.row.birth_on.is_some(), Sensitive::BirthOn);
        Ok(self.row.birth_on.map(Into::into))
    }

    /// How old the person is, where neither day nor year of birth is known.
    async fn age_band(&self) -> Option<AgeBand> {
        self.row.age_band.map(Into::into)
    }

    /// Citizenships.
    async fn citizenships(&self) -> Vec<CountryCode> {
        let countries = self.row.citizenships.0.iter();
        countries.cloned().map(Into::into).collect()
    }

    /// Occupation, an ISCO-08 code.
    async fn occupation(&self) -> Option<&str> {
        self.row.occupation.as_deref()
    }

    /// Sector, a section of ISIC.
    async fn sector(&self) -> Option<&str> {
        self.row.sector.as_deref()
    }

    /// What the person is interested in, of the office's list.
    async fn interests(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Interest>> {
        let list = match &self.children.profile.interests {
            Some(list) => Arc::clone(list),
            None => {
                let office = self.row.office_id;
                let mut found = interests::of_offices(op(ctx)?, Some(office)).await?;
                Arc::new(found.remove(&office).unwrap_or_default())
            }
        };
        let keys = &self.row.interests.0;
        Ok(list
            .iter()
            .filter(|row| keys.contains(&row.key))
            .cloned()
            .map(Into::into)
            .collect())
    }

    /// Other names: of birth, by marriage, in another script, among friends.
    async fn names(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<ContactName>> {
        let brought = self.children.profile.names.clone();
        child!(self, ctx, brought, contacts::names)
    }

    /// Where the person lived before, the latest entered first.
    async fn former_residences(
        &self,
        ctx: &Context<'_>,
    ) -> async_graphql::Result<Vec<FormerResidence>> {
        let brought = self.children.profile.residences.clone();
        child!(self, ctx, brought, contacts::residences)
    }

    /// What the person can do, by name.
    async fn skills(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Skill>> {
        let brought = self.children.profile.skills.clone();
        child!(self, ctx, brought, contacts::skills)
    }

    /// What the person speaks.
    async fn languages(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<SpokenLanguage>> {
        let brought = self.children.profile.languages.clone();
        child!(self, ctx, brought, contacts::languages)
    }

    /// What the person would contribute; whoever was not asked for a way has no entry of it.
    async fn willingness(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Willingness>> {
        let brought = self.children.profile.willingness.clone();
        child!(self, ctx, brought, contacts::willingness)
    }

    /// Where each block of the record comes from, and when it was last verified.
    async fn facts(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Fact>> {
        let brought = self.children.profile.facts.clone();
        child!(self, ctx, brought, contacts::facts_of)
    }

    /// How much of the record is known, and what is missing.
    async fn completeness(&self, ctx: &Context<'_>) -> async_graphql::Result<Completeness> {
        let op = op(ctx)?;
        let lists = match self.children.profile.lists {
            Some(lists) => lists,
            None => {
                let found = completeness::lists(op, &[self.row.id]).await;
                let found = found.map_err(|error| top_level(op, &error))?;
                found.get(&self.row.id).copied().unwrap_or_default()
            }
        };
        Ok(completeness::of(op, &self.row, lists).into())
    }

    /// What the person does in which organisations, the primary one first.
    async fn memberships(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Membership>> {
        if let Some(memberships) = &self.children.memberships {
            return Ok(memberships.clone());
        }
        let look = Look::of(ctx);
        let mut found = selection::memberships(op(ctx)?, &[self.row.id], &look).await?;
        Ok(found.remove(&self.row.id).unwrap_or_default())
    }

    /// What the person said about the purposes of the register: for each that they were asked, the latest.
    async fn consents(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Consent>> {
        let op = op(ctx)?;
        let said = match &self.children.consents {
            Some(said) => said.clone(),
            None => {
                let found = consents::latest(op, &[self.row.id]).await;
                let mut found = found.map_err(|error| top_level(op, &error))?;
                found.remove(&self.row.id).unwrap_or_default()
            }
        };
        Ok(said.into_iter().map(Into::into).collect())
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
        let arguments = Look::of(ctx).arguments();
        let mut brought = self.children.attendances.iter();
        if let Some((_, list)) = brought.find(|(known, _)| *known == arguments) {
            return Ok(list.clone());
        }
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

    /// Everything that happened with the person, the latest first: what one may see of it.
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn timeline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only things of these sorts.")] kinds: Option<Vec<TimelineKind>>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> async_graphql::Result<TimelineConnection> {
        let (op, look) = (op(ctx)?, Look::of(ctx));
        let arguments = look.arguments();
        let mut brought = self.children.timelines.iter();
        if let Some((_, list)) = brought.find(|(known, _)| *known == arguments) {
            return Ok(list.clone());
        }
        let paging = Paging {
            first,
            after,
            last,
            before,
        };
        let coded = |error| top_level(op, &error);
        let page = paging.request(&look).map_err(coded)?;
        let kinds = timeline::kinds(kinds.as_deref());
        let person = [(self.row.office_id, self.row.id)];
        let mut found = timeline::read(op, &person, (kinds.as_deref(), &page), &look).await?;
        found
            .remove(&self.row.id)
            .ok_or_else(|| coded(Error::missing("timeline")))
    }

    /// Who is perhaps the same person, the likeliest first: the open pairs of `duplicatePairs` in which the person stands. Null for who may
    /// not judge them.
    async fn duplicates(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> async_graphql::Result<Option<ContactDuplicateConnection>> {
        let (op, look) = (op(ctx)?, Look::of(ctx));
        let arguments = look.arguments();
        let mut brought = self.children.duplicates.iter();
        if let Some((_, list)) = brought.find(|(known, _)| *known == arguments) {
            return Ok(list.clone());
        }
        let paging = Paging {
            first,
            after,
            last,
            before,
        };
        let page = paging.request(&look);
        let page = page.map_err(|error| top_level(op, &error))?;
        let person = [(self.row.office_id, self.row.id)];
        let mut found = standing::read(op, &person, &page, &look).await?;
        Ok(found.remove(&self.row.id))
    }

    /// How other people are connected to this one, in the order in which it was entered.
    async fn relationships(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Relationship>> {
        if let Some(relationships) = &self.children.relationships {
            return Ok(relationships.clone());
        }
        let look = Look::of(ctx);
        let mut found = relationships::of_contacts(op(ctx)?, &[self.row.id], &look).await?;
        Ok(found.remove(&self.row.id).unwrap_or_default())
    }

    /// The programmes that the person is enrolled in, latest first.
    async fn enrolments(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Enrolment>> {
        if let Some(enrolments) = &self.children.enrolments {
            return Ok(enrolments.clone());
        }
        let look = Look::of(ctx);
        let mut found = selection::enrolments(op(ctx)?, &[self.row.id], &look).await?;
        Ok(found.remove(&self.row.id).unwrap_or_default())
    }

    /// Whether the person may be written to now for a purpose of the register. Taking part in an event is
    /// `event-management`; surveys, news and invitations of private persons are `follow-up`.
    async fn may_contact(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The purpose's key in the register: `event-management`, `follow-up`, `publicity`."
        )]
        purpose: String,
    ) -> async_graphql::Result<ContactPermission> {
        let op = op(ctx)?;
        let said = match self.children.permissions.get(&purpose) {
            Some(said) => *said,
            None => {
                let people = [(self.row.office_id, self.row.id)];
                let said = contacts::permissions(op, &purpose, &people).await;
                let said = said.map_err(|error| top_level(op, &error))?;
                let said = said.get(&self.row.id).copied();
                said.unwrap_or(gate::Permission::NoAddress)
            }
        };
        Ok(ContactPermission::of(said, &op.language))
    }

    /// The fields that this viewer may not see, so that hidden never looks like empty.
    async fn hidden_fields(
        &self,
        ctx: &Context<'_>,
    ) -> async_graphql::Result<&'static [&'static str]> {
        Ok(contacts::hidden_fields(op(ctx)?, self.row.office_id))
    }

    /// The survivor, where this record was merged into another.
    async fn merged_into(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Contact>> {
        match (&self.children.merged_into, self.row.merged_into_id) {
            (Some(survivor), _) => Ok(Some(survivor.clone())),
            (None, Some(id)) => Self::load(ctx, id).await,
            (None, None) => Ok(None),
        }
    }

    /// What each word of the search met, where the person was found by one; the best where it met several. Empty elsewhere.
    async fn matches(&self) -> Vec<SearchMatch> {
        self.matches.iter().cloned().map(Into::into).collect()
    }

    /// When the record was entered.
    async fn created_at(&self) -> DateTime {
        self.row.created_at.into()
    }

    /// When the record was last changed.
    async fn updated_at(&self) -> DateTime {
        self.row.updated_at.into()
    }
}
