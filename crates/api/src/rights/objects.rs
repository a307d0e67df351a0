//! What is shown of people's rights.

use async_graphql::{ID, InputObject, SimpleObject};
use kuvend_domain::{
    audit::trail,
    op::Op,
    rights::{Finding, erase, purposes, requests, tables},
};
use kuvend_entity::{audit_entry, legal_hold, purpose, purpose_wording, rights_request, transfer};

use crate::{
    connection,
    contacts::Consent,
    enums::{LawfulBasis, RightsRequestKind, RightsRequestState},
    flat::AtHand,
    input::{LINE, LocalizedText, Reader, translations},
    payload::top_level,
    scalars::{Date, DateTime},
};

/// What personal data are used for.
#[derive(Debug, Clone, SimpleObject)]
pub struct Purpose {
    /// Opaque, stable id.
    pub id: ID,
    /// Raised by every change.
    pub version: i32,
    /// Its name in the API.
    pub key: String,
    /// What people are told, per language.
    pub wording: Vec<LocalizedText>,
    /// Which wording that is; a line of the consent ledger names the one it was said to.
    pub wording_version: i32,
    /// The wordings that were in force before, oldest first.
    pub earlier_wordings: Vec<PurposeWording>,
    /// On what it rests.
    pub basis: LawfulBasis,
    /// How long data are kept for it, in days.
    pub retention_days: Option<i32>,
    /// Who else receives the data, per language.
    pub recipients: Vec<LocalizedText>,
}

/// A wording of a purpose that was in force before.
#[derive(Debug, Clone, SimpleObject)]
pub struct PurposeWording {
    /// Which.
    pub version: i32,
    /// What people were told, per language.
    pub wording: Vec<LocalizedText>,
    /// Until when.
    pub replaced_at: DateTime,
}

impl From<purpose_wording::Model> for PurposeWording {
    fn from(row: purpose_wording::Model) -> Self {
        Self {
            version: row.version,
            wording: translations(&row.wording),
            replaced_at: row.replaced_at.into(),
        }
    }
}

impl Purpose {
    /// Purposes, with their earlier wordings by one statement where those are asked for.
    ///
    /// # Errors
    /// A failure, as a coded top-level error.
    pub async fn hydrate(
        op: &Op,
        rows: Vec<purpose::Model>,
        with_earlier: bool,
    ) -> async_graphql::Result<Vec<Self>> {
        let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
        let mut earlier = if with_earlier {
            let found = purposes::earlier(op, &ids).await;
            found.map_err(|error| top_level(op, &error))?
        } else {
            std::collections::HashMap::new()
        };
        let shown = rows.into_iter().map(|row| Self {
            earlier_wordings: earlier
                .remove(&row.id)
                .unwrap_or_default()
                .into_iter()
                .map(Into::into)
                .collect(),
            id: row.id.to_string().into(),
            version: row.version,
            key: row.key,
            wording: translations(&row.wording),
            wording_version: row.wording_version,
            basis: row.basis.into(),
            retention_days: row.retention_days,
            recipients: translations(&row.recipients),
        });
        Ok(shown.collect())
    }
}

impl AtHand for Consent {}
connection!(
    ConsentConnection,
    ConsentEdge,
    Consent,
    "the consent ledger"
);

/// Something that a person asked for by right.
#[derive(Debug, Clone, SimpleObject)]
pub struct RightsRequest {
    /// Opaque, stable id.
    pub id: ID,
    /// Raised by every change.
    pub version: i32,
    /// Who asked; an erased person's id names nothing any more.
    pub contact_id: ID,
    /// For what.
    pub kind: RightsRequestKind,
    /// How it came.
    pub channel: Option<String>,
    /// When it came.
    pub received_on: Date,
    /// Until when it must be answered.
    pub due_on: Date,
    /// Why the time was extended, if it was.
    pub extension_reason: Option<String>,
    /// Where it stands.
    pub state: RightsRequestState,
    /// What was decided, in words.
    pub decision: Option<String>,
    /// Which account decided.
    pub decided_by: Option<ID>,
    /// When.
    pub decided_at: Option<DateTime>,
}

impl From<rights_request::Model> for RightsRequest {
    fn from(row: rights_request::Model) -> Self {
        Self {
            id: row.id.to_string().into(),
            version: row.version,
            contact_id: row.contact_id.to_string().into(),
            kind: row.kind.into(),
            channel: row.channel,
            received_on: row.received_on.into(),
            due_on: row.due_on.into(),
            extension_reason: row.extension_reason,
            state: row.state.into(),
            decision: row.decision,
            decided_by: row.decided_by.map(|id| id.to_string().into()),
            decided_at: row.decided_at.map(Into::into),
        }
    }
}

impl AtHand for RightsRequest {}
connection!(
    RightsRequestConnection,
    RightsRequestEdge,
    RightsRequest,
    "requests by right"
);

/// Which requests: what is given must hold, all of it.
#[derive(Debug, Clone, Default, InputObject)]
pub struct RightsRequestFilter {
    /// To this office.
    pub office_id: Option<ID>,
    /// Of this person.
    pub contact_id: Option<ID>,
    /// For any of these.
    pub kinds: Option<Vec<RightsRequestKind>>,
    /// In any of these states.
    pub states: Option<Vec<RightsRequestState>>,
    /// Only those that are open and were due before today.
    pub overdue: Option<bool>,
}

impl RightsRequestFilter {
    pub(super) fn read(&self, reader: &mut Reader) -> Option<requests::Filter> {
        let office = reader.optional(self.office_id.as_ref(), |reader, id| {
            reader.id("officeId", id)
        });
        let contact = reader.optional(self.contact_id.as_ref(), |reader, id| {
            reader.id("contactId", id)
        });
        let kinds = self.kinds.as_ref();
        let states = self.states.as_ref();
        Some(requests::Filter {
            office: office?,
            contact: contact?,
            kinds: kinds.map(|list| list.iter().map(|kind| (*kind).into()).collect()),
            states: states.map(|list| list.iter().map(|state| (*state).into()).collect()),
            is_overdue: self.overdue.unwrap_or_default(),
        })
    }
}

/// A list of participants that was given to somebody outside.
#[derive(Debug, Clone, SimpleObject)]
pub struct Transfer {
    /// Opaque, stable id.
    pub id: ID,
    /// Whose participants.
    pub event_id: ID,
    /// To whom.
    pub recipient: String,
    /// What for.
    pub purpose: String,
    /// On what ground.
    pub basis: LawfulBasis,
    /// Which fields stood on it.
    pub fields: Vec<String>,
    /// How many people stood on it.
    pub people: i32,
    /// When it was given.
    pub shared_on: Date,
}

impl From<transfer::Model> for Transfer {
    fn from(row: transfer::Model) -> Self {
        let fields = row.fields.as_array().into_iter().flatten();
        Self {
            id: row.id.to_string().into(),
            event_id: row.event_id.to_string().into(),
            fields: fields
                .filter_map(|field| field.as_str().map(str::to_owned))
                .collect(),
            recipient: row.recipient,
            purpose: row.purpose,
            basis: row.basis.into(),
            people: row.people,
            shared_on: row.shared_on.into(),
        }
    }
}

impl AtHand for Transfer {}
connection!(TransferConnection, TransferEdge, Transfer, "transfers");

/// A reason in law to keep somebody's data.
#[derive(Debug, Clone, SimpleObject)]
pub struct LegalHold {
    /// Opaque, stable id.
    pub id: ID,
    /// Whose data.
    pub contact_id: ID,
    /// Why.
    pub reason: String,
    /// Since when.
    pub placed_at: DateTime,
    /// Until when; null while it holds.
    pub released_at: Option<DateTime>,
}

impl From<legal_hold::Model> for LegalHold {
    fn from(row: legal_hold::Model) -> Self {
        Self {
            id: row.id.to_string().into(),
            contact_id: row.contact_id.to_string().into(),
            reason: row.reason,
            placed_at: row.placed_at.into(),
            released_at: row.released_at.map(Into::into),
        }
    }
}

/// What becomes of rows of one table when a person is erased.
#[derive(Debug, Clone, SimpleObject)]
pub struct ErasureShare {
    /// The table.
    pub table: String,
    /// How many rows are the person's.
    pub rows: i64,
    /// What becomes of them.
    pub outcome: ErasureOutcome,
    /// Why.
    pub why: String,
}

/// What becomes of rows when a person is erased.
#[derive(async_graphql::Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErasureOutcome {
    /// They go.
    Deleted,
    /// They stay without what is personal.
    Emptied,
    /// They stay: they say nothing once the contact is empty.
    Kept,
}

impl From<erase::Share> for ErasureShare {
    fn from(share: erase::Share) -> Self {
        Self {
            table: share.table.to_owned(),
            rows: share.rows,
            outcome: match share.erasure {
                tables::Erasure::Delete => ErasureOutcome::Deleted,
                tables::Erasure::Keep => ErasureOutcome::Kept,
                tables::Erasure::Empty(_) | tables::Erasure::EmptyUnlessShared(_) => {
                    ErasureOutcome::Emptied
                }
            },
            why: share.why.to_owned(),
        }
    }
}

/// What an erasure would do.
#[derive(Debug, Clone, SimpleObject)]
pub struct ErasurePlan {
    /// Table by table, where there is anything.
    pub tables: Vec<ErasureShare>,
    /// Whether the office asks for a second person's word.
    pub needs_approval: bool,
    /// Whether that was given.
    pub is_approved: bool,
    /// Whether data are held for a reason in law, so that nobody erases.
    pub is_held: bool,
}

impl From<erase::Plan> for ErasurePlan {
    fn from(plan: erase::Plan) -> Self {
        Self {
            tables: plan.shares.into_iter().map(Into::into).collect(),
            needs_approval: plan.needs_approval,
            is_approved: plan.is_approved,
            is_held: plan.is_held,
        }
    }
}

/// Something of a person that the sweep found after everything of theirs was emptied.
#[derive(Debug, Clone, SimpleObject)]
pub struct ErasureFinding {
    /// In which table.
    pub table: String,
    /// In which column.
    pub column: String,
    /// Whether it is an address or a telephone, which no explanation leaves there, and not the name alone.
    pub is_contact_detail: bool,
    /// In how many rows.
    pub rows: i64,
}

impl From<Finding> for ErasureFinding {
    fn from(found: Finding) -> Self {
        Self {
            table: found.table,
            column: found.column,
            is_contact_detail: found.is_contact_detail,
            rows: found.rows,
        }
    }
}

/// A deed.
#[derive(Debug, Clone, SimpleObject)]
pub struct AuditEntry {
    /// Opaque, stable id.
    pub id: ID,
    /// When.
    pub at: DateTime,
    /// By which way: `API`, `LINK`, `COMMAND_LINE`, `WORKER`.
    pub route: String,
    /// Which account, if one did.
    pub account_id: Option<ID>,
    /// What was done: `contacts::update`.
    pub action: String,
    /// On what kind of thing.
    pub object_kind: String,
    /// On which: 32 hexadecimal digits, as they stand in the thing's id.
    pub object_key: String,
    /// Fields from old to new, as JSON; null where an erasure took the values away.
    pub changes: Option<String>,
    /// Why, where a reason was given.
    pub reason: Option<String>,
}

impl From<audit_entry::Model> for AuditEntry {
    fn from(row: audit_entry::Model) -> Self {
        Self {
            id: row.id.to_string().into(),
            at: row.at.into(),
            route: row.route.as_str().to_owned(),
            account_id: row.account_id.map(|id| id.to_string().into()),
            action: row.action,
            object_kind: row.object_kind,
            object_key: row.object_id.simple().to_string(),
            changes: row.changes.map(|changes| changes.to_string()),
            reason: row.reason,
        }
    }
}

impl AtHand for AuditEntry {}
connection!(
    AuditEntryConnection,
    AuditEntryEdge,
    AuditEntry,
    "the audit"
);

/// Which entries of the audit: what is given must hold, all of it.
#[derive(Debug, Clone, Default, InputObject)]
pub struct AuditFilter {
    /// In this office.
    pub office_id: Option<ID>,
    /// On the thing of this id, of whatever kind; that of a person also finds what names several people.
    pub object_id: Option<ID>,
    /// By this account.
    pub account_id: Option<ID>,
    /// Of this deed (`contacts::update`).
    pub action: Option<String>,
    /// Not before this instant.
    pub from: Option<DateTime>,
    /// Before this instant.
    pub to: Option<DateTime>,
}

impl AuditFilter {
    pub(super) fn read(&self, reader: &mut Reader) -> Option<trail::Filter> {
        let office = reader.optional(self.office_id.as_ref(), |reader, id| {
            reader.id("officeId", id)
        });
        let object = reader.optional(self.object_id.as_ref(), |reader, id| {
            // Whatever the kind is, the key stands behind the last underscore.
            let key = id.rsplit('_').next().unwrap_or_default();
            reader.parsed("objectId", key, "id")
        });
        let account = reader.optional(self.account_id.as_ref(), |reader, id| {
            reader.id("accountId", id)
        });
        let action = reader.optional(self.action.as_ref(), |reader, text| {
            reader.line("action", text, LINE)
        });
        let from = reader.optional(self.from.as_ref(), |reader, at| reader.instant("from", at));
        let to = reader.optional(self.to.as_ref(), |reader, at| reader.instant("to", at));
        Some(trail::Filter {
            office: office?,
            object: object?,
            account: account?,
            action: action?,
            from: from?,
            to: to?,
        })
    }
}
