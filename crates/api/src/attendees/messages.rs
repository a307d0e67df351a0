//! The letters to a guest, and what became of them.

use std::{collections::HashMap, sync::Arc};

use async_graphql::{Context, ID, Object, SimpleObject};
use kuvend_domain::{attendees::reads, audit::reads::Sensitive, op::Op};
use kuvend_entity::{
    id::{AttendeeId, MessageId},
    message, message_event,
};

use crate::{
    connection,
    enums::{MessageEventKind, MessageKind, MessageState},
    look::Look,
    paging::Paging,
    payload::{op, top_level},
    scalars::{DateTime, EmailAddress, Language},
};

/// A letter: what became of it is in its timeline.
#[derive(Debug, Clone)]
pub struct Message {
    row: Arc<message::Model>,
    timeline: Option<Arc<Vec<MessageEvent>>>,
}

impl crate::flat::AtHand for Message {}

connection!(MessageConnection, MessageEdge, Message, "letters");

/// The letters to each of some rows, page by page alike, with what is selected of them.
///
/// # Errors
/// A fault of the arguments or a failure, as a coded top-level error.
pub(super) async fn of_rows(
    op: &Op,
    rows: &[AttendeeId],
    paging: &Paging,
    look: &Look<'_>,
) -> async_graphql::Result<HashMap<AttendeeId, MessageConnection>> {
    let coded = |error| top_level(op, &error);
    let request = paging.request(look).map_err(coded)?;
    let pages = reads::messages(op, rows, &request).await.map_err(coded)?;
    let mut timelines = if look.nodes().selects("timeline") {
        let letters = pages.values().flat_map(|page| &page.items);
        let ids: Vec<MessageId> = letters.map(|(_, row)| row.id).collect();
        Some(reads::timelines(op, &ids).await.map_err(coded)?)
    } else {
        None
    };
    let mut shown = |row: message::Model| Message {
        timeline: timelines.as_mut().map(|all| {
            let lines = all.remove(&row.id).unwrap_or_default();
            Arc::new(lines.into_iter().map(Into::into).collect())
        }),
        row: Arc::new(row),
    };
    Ok(pages
        .into_iter()
        .map(|(row, page)| (row, MessageConnection(page.map(&mut shown))))
        .collect())
}

/// A step in a letter's life.
#[derive(Debug, Clone, SimpleObject)]
pub struct MessageEvent {
    /// What happened.
    pub kind: MessageEventKind,
    /// When.
    pub at: DateTime,
    /// The server's reply, the reason, the time until which it is deferred.
    pub detail: Option<String>,
}

impl From<message_event::Model> for MessageEvent {
    fn from(row: message_event::Model) -> Self {
        Self {
            kind: row.kind.into(),
            at: row.at.into(),
            detail: row.detail,
        }
    }
}

/// A letter: what became of it is in its timeline.
#[Object]
impl Message {
    /// Opaque, stable id.
    pub async fn id(&self) -> ID {
        self.row.id.to_string().into()
    }

    /// What it is for.
    async fn kind(&self) -> MessageKind {
        self.row.kind.into()
    }

    /// Where it stands.
    async fn state(&self) -> MessageState {
        self.row.state.into()
    }

    /// In which language it is written.
    async fn language(&self) -> Language {
        self.row.language.clone().into()
    }

    /// The purpose it serves, and by which the gate judged it.
    async fn purpose(&self) -> &str {
        &self.row.purpose
    }

    /// The address it went to; null until it is rendered, and for who may not see contact details.
    async fn recipient(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<EmailAddress>> {
        let op = op(ctx)?;
        let may = op.may(
            self.row.office_id,
            kuvend_domain::policy::Action::ReadContactDetails,
        );
        let recipient = self.row.recipient.clone().filter(|_| may);
        if let (Some(_), Some(contact)) = (&recipient, self.row.contact_id) {
            op.reads.note_contact(contact, Sensitive::Emails);
        }
        Ok(recipient.map(Into::into))
    }

    /// How often it was tried.
    async fn attempts(&self) -> i32 {
        self.row.attempts
    }

    /// From when it may go out.
    async fn due_at(&self) -> DateTime {
        self.row.due_at.into()
    }

    /// When the relay took it.
    async fn accepted_at(&self) -> Option<DateTime> {
        self.row.accepted_at.map(Into::into)
    }

    /// When it was queued.
    async fn created_at(&self) -> DateTime {
        self.row.created_at.into()
    }

    /// Everything that happened to it, oldest first.
    async fn timeline(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<MessageEvent>> {
        if let Some(timeline) = &self.timeline {
            return Ok(timeline.to_vec());
        }
        let op = op(ctx)?;
        let mut lines = reads::timelines(op, &[self.row.id])
            .await
            .map_err(|error| top_level(op, &error))?;
        let lines = lines.remove(&self.row.id).unwrap_or_default();
        Ok(lines.into_iter().map(Into::into).collect())
    }
}
