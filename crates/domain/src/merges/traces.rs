//! What a merge touches, as it is at a moment: every row that hangs on either of the two.

use std::collections::BTreeMap;

use kuvend_entity::id::ContactId;
use sea_orm::{ConnectionTrait, DatabaseTransaction, Value};

use super::register::{REFERENCES, Rule};
use crate::{
    engine::images::{self, Image, Table},
    error::Result,
    fault::{Code, Fault},
};

/// Rows of both together at most: beyond it somebody has to look at what hangs on them first.
const MOST: usize = 20_000;

/// The rows of attendees' rows of both.
const OF_GUESTS: &str =
    "attendee_id IN (SELECT g.id FROM attendee g WHERE g.contact_id IN ($1, $2))";

/// A row that was touched, as it was and as it became.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) table: &'static str,
    pub(super) before: Option<Image>,
    pub(super) after: Option<Image>,
}

/// The tables whose rows are kept, as the engine tells of them.
#[derive(Debug)]
pub(super) struct Tables(BTreeMap<&'static str, Table>);

/// Every row of two people by its table and key.
pub(super) type Traces = BTreeMap<(&'static str, String), Image>;

impl Tables {
    /// Reads them from the schema.
    pub(super) async fn read(db: &impl ConnectionTrait) -> Result<Self> {
        let mut names: Vec<&'static str> = REFERENCES
            .iter()
            .filter(|one| !matches!(one.rule, Rule::Derived | Rule::Keep))
            .map(|one| one.table)
            .collect();
        names.extend([
            "announced_guest",
            "attendee_change",
            "attendee_former",
            "attendee_need",
            "attendee_precedence",
            "delegation_member",
            "certificate",
            "deliverable",
            "event_answer",
            "message_event",
            "scan",
            "ticket",
        ]);
        names.sort_unstable();
        names.dedup();
        Ok(Self(images::tables(db, &names).await?))
    }

    /// A table by its name.
    pub(super) fn get(&self, name: &str) -> Option<(&'static str, &Table)> {
        self.0
            .get_key_value(name)
            .map(|(name, table)| (*name, table))
    }

    /// What tells a row but for whose it is, where that is a part of its key.
    fn same(&self, table: &str, image: &Image) -> Option<String> {
        let owner = REFERENCES.iter().find(|one| one.table == table)?.column;
        self.0.get(table)?.key_without(image, owner)
    }

    /// Takes every row of both. On `PostgreSQL` nobody else changes them from then on: what differs later, the merge did.
    ///
    /// # Errors
    /// `TOO_MANY` on `otherId` where more hangs on them than is seen to at once.
    pub(super) async fn take(
        &self,
        tx: &DatabaseTransaction,
        (survivor, other): (ContactId, ContactId),
    ) -> Result<Traces> {
        let mut traces = Traces::new();
        for (name, table) in &self.0 {
            let values: Vec<Value> = vec![survivor.into(), other.into()];
            for image in table.take(tx, &condition(name), values).await? {
                traces.insert((name, table.key(&image)), image);
            }
            if traces.len() > MOST {
                let fault = Fault::new(["otherId"], Code::TooMany).with("limit", MOST);
                return Err(fault.into());
            }
        }
        Ok(traces)
    }
}

/// Which rows of a table hang on the survivor, `$1`, or the other, `$2`.
fn condition(table: &str) -> String {
    let mut parts: Vec<String> = REFERENCES
        .iter()
        .filter(|one| one.table == table)
        .map(|one| format!("{table}.{} IN ($1, $2)", one.column))
        .collect();
    match table {
        "contact" => parts.push("contact.id IN ($1, $2)".to_owned()),
        "announced_guest" => parts.push(format!("announced_guest.{OF_GUESTS}")),
        "companion" => parts.push(format!("companion.{OF_GUESTS}")),
        "delegation" => parts.push(
            "delegation.head_id IN (SELECT g.id FROM attendee g WHERE g.contact_id IN ($1, $2))"
                .to_owned(),
        ),
        "delegation_member" => {
            parts.push(format!("delegation_member.{OF_GUESTS}"));
            parts.push(
                "delegation_member.replaces_id IN (SELECT g.id FROM attendee g WHERE g.contact_id IN ($1, $2))"
                    .to_owned(),
            );
        }
        "certificate" => parts.push(format!("certificate.{OF_GUESTS}")),
        "scan" => parts.push(format!("scan.{OF_GUESTS}")),
        "ticket" => parts.push(format!("ticket.{OF_GUESTS}")),
        "attendee_change" => parts.push(format!("attendee_change.{OF_GUESTS}")),
        "attendee_former" => parts.push(format!("attendee_former.{OF_GUESTS}")),
        "attendee_need" => parts.push(format!("attendee_need.{OF_GUESTS}")),
        "event_answer" => parts.push(format!("event_answer.{OF_GUESTS}")),
        "attendee_precedence" => {
            parts.push(format!("attendee_precedence.{OF_GUESTS}"));
            parts.push(
                "attendee_precedence.override_before_id IN (SELECT g.id FROM attendee g WHERE g.contact_id IN ($1, $2))"
                    .to_owned(),
            );
        }
        "deliverable" => parts.push(
            "deliverable.contributor_id IN (SELECT k.id FROM contributor k WHERE k.contact_id IN ($1, $2))"
                .to_owned(),
        ),
        "message" => parts.push(format!("message.{OF_GUESTS}")),
        // A merge calls letters back; what else happened to a letter is no concern of it.
        "message_event" => parts.push(
            "message_event.kind = 'SUPERSEDED' AND message_event.message_id IN (SELECT m.id FROM message m WHERE m.contact_id IN ($1, $2))"
                .to_owned(),
        ),
        "attendee" => parts.push(
            "attendee.represented_by_id IN (SELECT g.id FROM attendee g WHERE g.contact_id IN ($1, $2))"
                .to_owned(),
        ),
        _ => {}
    }
    parts.join(" OR ")
}

/// What differs between two moments. A row whose key holds the person's is the same row under another key.
pub(super) fn between(tables: &Tables, mut before: Traces, after: Traces) -> Vec<Piece> {
    let mut made = Vec::new();
    let mut pieces = Vec::new();
    for (place, image) in after {
        match before.remove(&place) {
            None => made.push((place.0, image)),
            Some(old) if old == image => {}
            old => pieces.push(Piece {
                table: place.0,
                before: old,
                after: Some(image),
            }),
        }
    }
    let mut gone: BTreeMap<(&'static str, Option<String>), Vec<Image>> = BTreeMap::new();
    for ((table, _), image) in before {
        let same = tables.same(table, &image);
        gone.entry((table, same)).or_default().push(image);
    }
    for (table, image) in made {
        let same = tables.same(table, &image);
        let twin = same.and_then(|same| gone.get_mut(&(table, Some(same)))?.pop());
        pieces.push(Piece {
            table,
            before: twin,
            after: Some(image),
        });
    }
    for ((table, _), images) in gone {
        pieces.extend(images.into_iter().map(|image| Piece {
            table,
            before: Some(image),
            after: None,
        }));
    }
    pieces
}
