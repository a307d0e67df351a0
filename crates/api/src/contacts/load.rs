//! Reading people with what is selected of them.

use std::{collections::HashMap, sync::Arc};

use async_graphql::Context;
use kuvend_domain::{audit::reads::Sensitive, contacts, op::Op};
use kuvend_entity::{contact, contact_email, id::ContactId};

use super::{Contact, Selection, selection};
use crate::{
    look::Look,
    payload::{op, top_level},
};

impl Contact {
    /// A contact by its id, if one may see it, with what the field being resolved selects of it.
    ///
    /// # Errors
    /// A denial or a failure, as a coded top-level error.
    pub async fn load(ctx: &Context<'_>, id: ContactId) -> async_graphql::Result<Option<Self>> {
        Self::load_with(op(ctx)?, id, Selection::of(&Look::of(ctx))).await
    }

    /// A contact by its id, if one may see it, with what is selected of it.
    ///
    /// # Errors
    /// A denial or a failure, as a coded top-level error.
    pub async fn load_with(
        op: &Op,
        id: ContactId,
        selection: Selection<'_>,
    ) -> async_graphql::Result<Option<Self>> {
        let found = contacts::by_ids(op, &[id], &selection.columns).await;
        let rows = found.map_err(|error| top_level(op, &error))?;
        let rows = rows.into_values().collect();
        Ok(Box::pin(selection::hydrate(op, rows, &selection.alone()))
            .await?
            .pop())
    }

    /// Contacts by their ids, as far as one may see them: one statement, and one for each kind of child.
    ///
    /// # Errors
    /// A denial or a failure, as a coded top-level error.
    pub async fn load_many(
        op: &Op,
        mut ids: Vec<ContactId>,
        selection: &Selection<'_>,
    ) -> async_graphql::Result<HashMap<ContactId, Self>> {
        ids.sort_unstable();
        ids.dedup();
        let rows = contacts::by_ids(op, &ids, &selection.columns)
            .await
            .map_err(|error| top_level(op, &error))?;
        let contacts = Self::hydrate(op, rows.into_values().collect(), selection).await?;
        Ok(contacts
            .into_iter()
            .map(|contact| (contact.row.id, contact))
            .collect())
    }

    /// Contacts with what is selected of them, in their order: one statement for each kind of child.
    ///
    /// # Errors
    /// A failure, as a coded top-level error.
    pub async fn hydrate(
        op: &Op,
        rows: Vec<impl Into<Arc<contact::Model>>>,
        selection: &Selection<'_>,
    ) -> async_graphql::Result<Vec<Self>> {
        let rows = rows.into_iter().map(Into::into).collect();
        // Everything that a contact may bring is more than a stack should hold.
        Box::pin(selection::hydrate(op, rows, selection)).await
    }

    /// Has it noted that something sensitive of the person is shown, if it is.
    pub(super) fn shows(&self, op: &Op, is_there: bool, what: Sensitive) {
        if is_there {
            op.reads.note_contact(self.row.id, what);
        }
    }

    pub(super) async fn all_emails(
        &self,
        op: &Op,
    ) -> async_graphql::Result<Vec<contact_email::Model>> {
        if let Some(emails) = &self.children.emails {
            return Ok(emails.clone());
        }
        let found = contacts::emails(op, &[self.row.id]).await;
        let mut found = found.map_err(|error| top_level(op, &error))?;
        Ok(found.remove(&self.row.id).unwrap_or_default())
    }
}
