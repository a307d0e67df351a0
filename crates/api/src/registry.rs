//! The roots of the profile: what is verified of people, and what they may be interested in.

use async_graphql::{Context, ID, Object, SimpleObject};
use kuvend_domain::{contacts, interests as lists};
use kuvend_entity::contact;

use crate::{
    contacts::{Contact, Selection, VerifyContactInput},
    interests::{self, Interest, KeepInterestsInput, KeepInterestsPayload},
    look::Look,
    payload::{UserError, is_stale, op, settle},
};

/// Queries of the profile.
#[derive(Debug, Clone, Copy, Default)]
pub struct RegistryQueries;

/// Queries of the profile.
#[Object]
impl RegistryQueries {
    /// What people may be interested in, in the order that the office keeps.
    async fn interests(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of this office; of all that one sees unless said.")] office_id: Option<
            ID,
        >,
    ) -> async_graphql::Result<Vec<Interest>> {
        let office = match office_id.map(|id| id.parse()) {
            None => None,
            Some(Ok(id)) => Some(id),
            Some(Err(_)) => return Ok(Vec::new()),
        };
        let mut found: Vec<_> = interests::of_offices(op(ctx)?, office)
            .await?
            .into_iter()
            .collect();
        found.sort_unstable_by_key(|(office, _)| *office);
        Ok(found
            .into_iter()
            .flat_map(|(_, list)| list)
            .map(Into::into)
            .collect())
    }
}

/// What `verifyContact` came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct VerifyContactPayload {
    /// The contact after it; on `CONFLICT`, as it is now.
    pub contact: Option<Contact>,
    /// Why it was refused.
    pub user_errors: Vec<UserError>,
}

/// Mutations of the profile.
#[derive(Debug, Clone, Copy, Default)]
pub struct RegistryMutations;

/// Mutations of the profile.
#[Object]
impl RegistryMutations {
    /// Marks blocks of a person's record as verified.
    async fn verify_contact(
        &self,
        ctx: &Context<'_>,
        input: VerifyContactInput,
    ) -> async_graphql::Result<VerifyContactPayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok(command) => contacts::verify(op, command).await,
            Err(faults) => Err(faults),
        };
        let (row, user_errors) = settle(op, outcome)?;
        let contact = changed(ctx, row, (&input.id, &user_errors)).await?;
        Ok(VerifyContactPayload {
            contact,
            user_errors,
        })
    }

    /// Keeps an office's list of what people may be interested in.
    async fn keep_interests(
        &self,
        ctx: &Context<'_>,
        input: KeepInterestsInput,
    ) -> async_graphql::Result<KeepInterestsPayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok(command) => lists::keep(op, command).await,
            Err(faults) => Err(faults),
        };
        let (list, user_errors) = settle(op, outcome)?;
        Ok(KeepInterestsPayload {
            interests: list
                .unwrap_or_default()
                .into_iter()
                .map(Into::into)
                .collect(),
            user_errors,
        })
    }
}

/// The contact that a mutation changed, with what is selected of it; on a conflict, as it is now.
///
/// # Errors
/// A failure, as a coded top-level error.
pub async fn changed(
    ctx: &Context<'_>,
    row: Option<contact::Model>,
    (id, user_errors): (&ID, &[UserError]),
) -> async_graphql::Result<Option<Contact>> {
    let op = op(ctx)?;
    let stale = is_stale(user_errors);
    let selection = Selection::of(&Look::of(ctx).field("contact"));
    match (row, id.parse()) {
        (Some(row), _) => Ok(Contact::hydrate(op, vec![row], &selection).await?.pop()),
        (None, Ok(id)) if stale => Contact::load_with(op, id, selection).await,
        _ => Ok(None),
    }
}
