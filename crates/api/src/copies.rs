//! Links by which people read the copy of their data.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use kuvend_domain::{
    error::Result,
    rights::copy_links::{self, Link},
};
use kuvend_entity::{
    copy_link,
    id::{ContactId, CopyLinkId},
};

use crate::{
    input::Reader,
    payload::{UserError, op, settle},
    scalars::DateTime,
};

/// Days for which a link opens, unless said.
const DAYS: i32 = 14;
/// Days for which a link opens at most.
const MOST_DAYS: i32 = 60;

/// A link by which a person reads the copy of their data.
#[derive(Debug, Clone, SimpleObject)]
pub struct CopyLink {
    /// Opaque, stable id.
    pub id: ID,
    /// Whose copy.
    pub contact_id: ID,
    /// Until when it opens.
    pub expires_at: DateTime,
    /// When it was taken back.
    pub revoked_at: Option<DateTime>,
}

impl From<copy_link::Model> for CopyLink {
    fn from(row: copy_link::Model) -> Self {
        Self {
            id: row.id.to_string().into(),
            contact_id: row.contact_id.to_string().into(),
            expires_at: row.expires_at.into(),
            revoked_at: row.revoked_at.map(Into::into),
        }
    }
}

/// Makes a link by which a person reads the copy of their data.
#[derive(Debug, Clone, InputObject)]
pub struct CreateCopyLinkInput {
    /// Whose.
    pub contact_id: ID,
    /// For how many days it opens, 1 to 60, 14 unless said.
    pub days: Option<i32>,
}

impl CreateCopyLinkInput {
    fn read(&self) -> Result<(ContactId, i32)> {
        let mut reader = Reader::new();
        let contact = reader.id("contactId", &self.contact_id);
        let days = reader.within_range("days", self.days.unwrap_or(DAYS), 1, MOST_DAYS);
        reader.finish(contact.zip(days))
    }
}

/// What `createCopyLink` came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct CreateCopyLinkPayload {
    /// The link; null where it was refused.
    pub link: Option<CopyLink>,
    /// Its path, to be put behind the server's public address. It is told this once, and whoever has it reads the copy.
    pub path: Option<String>,
    /// Why it was refused.
    pub user_errors: Vec<UserError>,
}

/// Takes a link back.
#[derive(Debug, Clone, InputObject)]
pub struct RevokeCopyLinkInput {
    /// Which.
    pub id: ID,
}

impl RevokeCopyLinkInput {
    fn read(&self) -> Result<CopyLinkId> {
        let mut reader = Reader::new();
        let id = reader.id("id", &self.id);
        reader.finish(id)
    }
}

/// What `revokeCopyLink` came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct RevokeCopyLinkPayload {
    /// The link after it; null where it was refused.
    pub link: Option<CopyLink>,
    /// Why it was refused.
    pub user_errors: Vec<UserError>,
}

/// Mutations of links to copies.
#[derive(Debug, Clone, Copy, Default)]
pub struct CopyMutations;

/// Mutations of links to copies.
#[Object]
impl CopyMutations {
    /// Makes a link by which a person reads the copy of their data, in words and as JSON, until it expires or is taken back.
    async fn create_copy_link(
        &self,
        ctx: &Context<'_>,
        input: CreateCopyLinkInput,
    ) -> async_graphql::Result<CreateCopyLinkPayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok((contact, days)) => copy_links::create(op, contact, days).await,
            Err(faults) => Err(faults),
        };
        let (made, user_errors) = settle(op, outcome)?;
        let (row, path) = made.map(|Link { row, path }| (row, path)).unzip();
        Ok(CreateCopyLinkPayload {
            link: row.map(Into::into),
            path,
            user_errors,
        })
    }

    /// Takes a link back: it opens nothing any more.
    async fn revoke_copy_link(
        &self,
        ctx: &Context<'_>,
        input: RevokeCopyLinkInput,
    ) -> async_graphql::Result<RevokeCopyLinkPayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok(id) => copy_links::revoke(op, id).await,
            Err(faults) => Err(faults),
        };
        let (row, user_errors) = settle(op, outcome)?;
        Ok(RevokeCopyLinkPayload {
            link: row.map(Into::into),
            user_errors,
        })
    }
}
