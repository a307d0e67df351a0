//! Inputs about people's rights, read into commands.

use async_graphql::{ID, InputObject, MaybeUndefined};
use kuvend_domain::{
    change::Change,
    consents::Said,
    error::Result,
    fault::Code,
    rights::{
        consenting::RecordConsent,
        erase::Erase,
        purposes,
        requests::{self, Answer},
        transfers,
    },
};
use kuvend_entity::id::{ContactId, LegalHoldId, OfficeId, RightsRequestId};

use crate::{
    enums::{ConsentState, LawfulBasis, RightsRequestKind, RightsRequestState},
    input::{LINE, LocalizedTextInput, PROSE, Reader},
    scalars::{Date, DateTime, Language},
};

/// Letters of a purpose's key at most.
const KEY: usize = 64;
/// Days for which data may be kept at most: a hundred years.
const LONGEST: i32 = 36_500;
/// Fields of a list that was given away at most.
const FIELDS: usize = 50;
/// Letters of a reason at most.
const REASON: usize = 1_000;

/// Inputs that are read by their `parts`.
macro_rules! commands {
    ($($input:ident => $command:ty;)+) => { $(
        impl $input {
            /// The command.
            ///
            /// # Errors
            /// Every fault of the input.
            pub fn read(&self) -> Result<$command> {
                let mut reader = Reader::new();
                let command = self.parts(&mut reader);
                reader.finish(command)
            }
        }
    )+ };
}

commands! {
    CreatePurposeInput => purposes::Create;
    UpdatePurposeInput => purposes::Update;
    RecordConsentInput => RecordConsent;
    SetErasureApprovalInput => (Option<OfficeId>, bool);
    EraseContactInput => Erase;
    OpenRightsRequestInput => requests::Open;
    DecideRightsRequestInput => ((RightsRequestId, i32), Answer);
    ExtendRightsRequestInput => ((RightsRequestId, i32), Answer);
    ReleaseHoldInput => (LegalHoldId, Option<String>);
}

/// Enters a purpose into the register.
#[derive(Debug, Clone, InputObject)]
pub struct CreatePurposeInput {
    /// In which office; needed where several are possible.
    pub office_id: Option<ID>,
    /// Its name in the API: letters, digits, `-` and `_`.
    pub key: String,
    /// What people are told, per language, at least one.
    pub wording: Vec<LocalizedTextInput>,
    /// On what it rests.
    pub basis: LawfulBasis,
    /// How long data are kept for it, in days.
    pub retention_days: Option<i32>,
    /// Who else receives the data, per language.
    pub recipients: Option<Vec<LocalizedTextInput>>,
}

impl CreatePurposeInput {
    fn parts(&self, reader: &mut Reader) -> Option<purposes::Create> {
        let office = reader.optional(self.office_id.as_ref(), |reader, id| {
            reader.id("officeId", id)
        });
        let key = reader.line("key", &self.key, KEY).and_then(|key| {
            let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_".contains(letter);
            if key.chars().all(plain) {
                Some(key)
            } else {
                reader.wrong("key", Code::Malformed, &[("what", "key")])
            }
        });
        let wording = wording(reader, &self.wording);
        let retention = reader.optional(self.retention_days.as_ref(), |reader, days| {
            reader.within_range("retentionDays", *days, 1, LONGEST)
        });
        let recipients = self.recipients.as_deref().unwrap_or_default();
        let recipients = reader.localized("recipients", recipients, PROSE);
        Some(purposes::Create {
            office: office?,
            key: key?,
            wording: wording?,
            basis: self.basis.into(),
            retention_days: retention?,
            recipients: recipients?,
        })
    }
}

fn wording(
    reader: &mut Reader,
    list: &[LocalizedTextInput],
) -> Option<kuvend_entity::text::LocalizedText> {
    if list.is_empty() {
        return reader.wrong("wording", Code::Required, &[]);
    }
    reader.localized("wording", list, PROSE)
}

/// Changes a purpose: what is absent stays. Another wording is another version of it, and the one before is kept.
#[derive(Debug, Clone, InputObject)]
pub struct UpdatePurposeInput {
    /// Which.
    pub id: ID,
    /// The version that was read.
    pub version: i32,
    /// What people are told, per language, at least one.
    pub wording: Option<Vec<LocalizedTextInput>>,
    /// On what it rests.
    pub basis: Option<LawfulBasis>,
    /// How long data are kept for it, in days; null: not limited.
    pub retention_days: MaybeUndefined<i32>,
    /// Who else receives the data, per language.
    pub recipients: Option<Vec<LocalizedTextInput>>,
}

impl UpdatePurposeInput {
    fn parts(&self, reader: &mut Reader) -> Option<purposes::Update> {
        let id = reader.id("id", &self.id);
        let wording = reader.optional(self.wording.as_ref(), |reader, list| wording(reader, list));
        let retention = reader.change(&self.retention_days, |reader, days| {
            reader.within_range("retentionDays", *days, 1, LONGEST)
        });
        let recipients = reader.optional(self.recipients.as_ref(), |reader, list| {
            reader.localized("recipients", list, PROSE)
        });
        Some(purposes::Update {
            id: id?,
            version: self.version,
            wording: wording?,
            basis: self.basis.map(Into::into),
            retention_days: match retention? {
                MaybeUndefined::Undefined => Change::Leave,
                MaybeUndefined::Null => Change::Clear,
                MaybeUndefined::Value(days) => Change::Set(days),
            },
            recipients: recipients?,
        })
    }
}

/// Writes down what a person said of a purpose.
#[derive(Debug, Clone, InputObject)]
pub struct RecordConsentInput {
    /// Who said it.
    pub contact_id: ID,
    /// The purpose's key in the register.
    pub purpose: String,
    /// What they said.
    pub state: ConsentState,
    /// Of which wording; the newest unless said.
    pub wording_version: Option<i32>,
    /// In which language.
    pub language: Option<Language>,
    /// How it was said: by telephone, on paper, on the page.
    pub channel: Option<String>,
    /// When; now unless said.
    pub given_at: Option<DateTime>,
    /// What proves it.
    pub evidence: Option<String>,
}

impl RecordConsentInput {
    fn parts(&self, reader: &mut Reader) -> Option<RecordConsent> {
        let contact = reader.id("contactId", &self.contact_id);
        let purpose = reader.line("purpose", &self.purpose, KEY);
        let language = reader.optional(self.language.as_ref(), |reader, language| {
            reader.parsed("language", &language.0, "language")
        });
        let channel = reader.optional(self.channel.as_ref(), |reader, text| {
            reader.line("channel", text, LINE)
        });
        let given_at = reader.optional(self.given_at.as_ref(), |reader, at| {
            reader.instant("givenAt", at)
        });
        let evidence = reader.optional(self.evidence.as_ref(), |reader, text| {
            reader.prose("evidence", text, REASON)
        });
        Some(RecordConsent {
            contact: contact?,
            said: Said {
                purpose: purpose?,
                state: self.state.into(),
                wording_version: self.wording_version,
                language: language?,
                channel: channel?,
                given_at: given_at?,
                evidence: evidence?,
            },
        })
    }
}

/// Inputs of a contact and a reason.
macro_rules! with_reason {
    ($($(#[$doc:meta])* $input:ident;)+) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, InputObject)]
        pub struct $input {
            /// Who.
            pub contact_id: ID,
            /// Why; kept in the audit.
            pub reason: Option<String>,
        }

        impl $input {
            fn parts(&self, reader: &mut Reader) -> Option<(ContactId, Option<String>)> {
                let contact = reader.id("contactId", &self.contact_id);
                let reason = reader.optional(self.reason.as_ref(), |reader, text| {
                    reader.prose("reason", text, REASON)
                });
                Some((contact?, reason?))
            }
        }

        commands! { $input => (ContactId, Option<String>); }
    )+ };
}

with_reason! {
    /// Stops every use of a person's data but keeping them.
    RestrictContactInput;
    /// Ends a restriction.
    LiftRestrictionInput;
    /// Writes down that a person objects to being written to.
    RecordObjectionInput;
    /// Writes down that a person takes an objection back.
    LiftObjectionInput;
    /// Plans an erasure.
    PlanErasureInput;
    /// Agrees that somebody be erased.
    ApproveErasureInput;
    /// Makes a copy of everything that is known of a person.
    ExportContactDataInput;
}

/// Says whether a second person must agree before anybody is erased.
#[derive(Debug, Clone, InputObject)]
pub struct SetErasureApprovalInput {
    /// In which office; needed where several are possible.
    pub office_id: Option<ID>,
    /// Whether they must.
    pub needed: bool,
}

impl SetErasureApprovalInput {
    fn parts(&self, reader: &mut Reader) -> Option<(Option<OfficeId>, bool)> {
        let office = reader.optional(self.office_id.as_ref(), |reader, id| {
            reader.id("officeId", id)
        });
        Some((office?, self.needed))
    }
}

/// Erases a person.
#[derive(Debug, Clone, InputObject)]
pub struct EraseContactInput {
    /// Whom.
    pub contact_id: ID,
    /// Why the person's name may stay where the sweep finds it: a namesake, a public speech. It stays itself, in the audit,
    /// and so must not name the person.
    pub explanation: Option<String>,
}

impl EraseContactInput {
    fn parts(&self, reader: &mut Reader) -> Option<Erase> {
        let contact = reader.id("contactId", &self.contact_id);
        let explanation = reader.optional(self.explanation.as_ref(), |reader, text| {
            reader.prose("explanation", text, REASON)
        });
        Some(Erase {
            contact: contact?,
            explanation: explanation?,
        })
    }
}

/// Enters a request by right.
#[derive(Debug, Clone, InputObject)]
pub struct OpenRightsRequestInput {
    /// Who asks.
    pub contact_id: ID,
    /// For what.
    pub kind: RightsRequestKind,
    /// How it came.
    pub channel: Option<String>,
    /// When it came; today, on the office's calendar, unless said.
    pub received_on: Option<Date>,
}

impl OpenRightsRequestInput {
    fn parts(&self, reader: &mut Reader) -> Option<requests::Open> {
        let contact = reader.id("contactId", &self.contact_id);
        let channel = reader.optional(self.channel.as_ref(), |reader, text| {
            reader.line("channel", text, LINE)
        });
        let received_on = reader.optional(self.received_on.as_ref(), |reader, day| {
            reader.date("receivedOn", day)
        });
        Some(requests::Open {
            contact: contact?,
            kind: self.kind.into(),
            channel: channel?,
            received_on: received_on?,
        })
    }
}

/// Closes a request by right.
#[derive(Debug, Clone, InputObject)]
pub struct DecideRightsRequestInput {
    /// Which.
    pub id: ID,
    /// The version that was read.
    pub version: i32,
    /// How: anything but `OPEN`.
    pub state: RightsRequestState,
    /// In which words; needed for a refusal.
    pub decision: Option<String>,
}

impl DecideRightsRequestInput {
    fn parts(&self, reader: &mut Reader) -> Option<((RightsRequestId, i32), Answer)> {
        let id = reader.id("id", &self.id);
        let decision = reader.optional(self.decision.as_ref(), |reader, text| {
            reader.prose("decision", text, REASON)
        });
        Some((
            (id?, self.version),
            Answer::Decide(self.state.into(), decision?),
        ))
    }
}

/// Gives a request by right two months more, once.
#[derive(Debug, Clone, InputObject)]
pub struct ExtendRightsRequestInput {
    /// Which.
    pub id: ID,
    /// The version that was read.
    pub version: i32,
    /// Why; the person is told.
    pub reason: String,
}

impl ExtendRightsRequestInput {
    fn parts(&self, reader: &mut Reader) -> Option<((RightsRequestId, i32), Answer)> {
        let id = reader.id("id", &self.id);
        let reason = reader.prose("reason", &self.reason, REASON);
        Some(((id?, self.version), Answer::Extend(reason?)))
    }
}

/// Keeps a person's data although they would be erased.
#[derive(Debug, Clone, InputObject)]
pub struct PlaceHoldInput {
    /// Whose.
    pub contact_id: ID,
    /// Why.
    pub reason: String,
}

impl PlaceHoldInput {
    fn parts(&self, reader: &mut Reader) -> Option<(ContactId, String)> {
        let contact = reader.id("contactId", &self.contact_id);
        let reason = reader.prose("reason", &self.reason, REASON);
        Some((contact?, reason?))
    }
}

commands! { PlaceHoldInput => (ContactId, String); }

/// Writes down that an event's list of participants was given to somebody outside.
#[derive(Debug, Clone, InputObject)]
pub struct RecordTransferInput {
    /// Whose participants.
    pub event_id: ID,
    /// To whom: a ministry, a president's guard.
    pub recipient: String,
    /// What for.
    pub purpose: String,
    /// On what ground.
    pub basis: LawfulBasis,
    /// Which fields stood on it, at least one, at most 50.
    pub fields: Vec<String>,
    /// When; today, on the event's calendar, unless said.
    pub shared_on: Option<Date>,
}

impl RecordTransferInput {
    fn parts(&self, reader: &mut Reader) -> Option<transfers::Record> {
        let event = reader.id("eventId", &self.event_id);
        let recipient = reader.line("recipient", &self.recipient, LINE);
        let purpose = reader.prose("purpose", &self.purpose, REASON);
        let fields = if self.fields.is_empty() {
            reader.wrong("fields", Code::Required, &[])
        } else {
            reader.each("fields", &self.fields, FIELDS, |reader, field| {
                reader.line("", field, KEY)
            })
        };
        let shared_on = reader.optional(self.shared_on.as_ref(), |reader, day| {
            reader.date("sharedOn", day)
        });
        Some(transfers::Record {
            event: event?,
            recipient: recipient?,
            purpose: purpose?,
            basis: self.basis.into(),
            fields: fields?,
            shared_on: shared_on?,
        })
    }
}

commands! { RecordTransferInput => transfers::Record; }

/// Ends a hold.
#[derive(Debug, Clone, InputObject)]
pub struct ReleaseHoldInput {
    /// Which.
    pub id: ID,
    /// Why; kept in the audit.
    pub reason: Option<String>,
}

impl ReleaseHoldInput {
    fn parts(&self, reader: &mut Reader) -> Option<(LegalHoldId, Option<String>)> {
        let id = reader.id("id", &self.id);
        let reason = reader.optional(self.reason.as_ref(), |reader, text| {
            reader.prose("reason", text, REASON)
        });
        Some((id?, reason?))
    }
}
