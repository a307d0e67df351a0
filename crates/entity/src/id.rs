//! Typed ids: a table's key, and the opaque text that clients hold of it.

use std::{fmt, str::FromStr};

use sea_orm::prelude::*;

/// Why a text is no id of the expected kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAnId;

impl fmt::Display for NotAnId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an id of this kind")
    }
}

impl std::error::Error for NotAnId {}

/// A fresh key: UUID version 7, so that rows lie in the order in which they were made.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the one home of new ids")]
fn fresh() -> Uuid {
    Uuid::now_v7()
}

fn read(prefix: &str, text: &str) -> Result<Uuid, NotAnId> {
    let hex = text
        .strip_prefix(prefix)
        .and_then(|rest| rest.strip_prefix('_'))
        .ok_or(NotAnId)?;
    if hex.len() != 32
        || !hex
            .bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
    {
        return Err(NotAnId);
    }
    Uuid::try_parse(hex).map_err(|_| NotAnId)
}

macro_rules! typed_ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)+) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, DeriveValueType, serde::Serialize, serde::Deserialize)]
            #[serde(into = "String", try_from = "String")]
            pub struct $name(pub Uuid);

            impl $name {
                /// What the text of such an id begins with.
                pub const PREFIX: &'static str = $prefix;

                /// A fresh id.
                #[must_use]
                #[expect(clippy::new_without_default, reason = "every call gives another id, which no default should")]
                pub fn new() -> Self {
                    Self(fresh())
                }
            }

            impl fmt::Display for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    write!(f, "{}_{}", $prefix, self.0.simple())
                }
            }

            impl FromStr for $name {
                type Err = NotAnId;
                fn from_str(text: &str) -> Result<Self, NotAnId> {
                    read($prefix, text).map(Self)
                }
            }

            impl From<$name> for String {
                fn from(id: $name) -> Self {
                    id.to_string()
                }
            }

            impl TryFrom<String> for $name {
                type Error = NotAnId;
                fn try_from(text: String) -> Result<Self, NotAnId> {
                    text.parse()
                }
            }

            impl From<$name> for Uuid {
                fn from(id: $name) -> Self {
                    id.0
                }
            }

            impl crate::sparse::Neutral for $name {
                fn neutral() -> Self {
                    Self(Uuid::nil())
                }
            }

            impl sea_orm::TryFromU64 for $name {
                fn try_from_u64(_: u64) -> Result<Self, DbErr> {
                    Err(DbErr::ConvertFromU64(stringify!($name)))
                }
            }
        )+
    };
}

typed_ids! {
    /// An [`office`](crate::office).
    OfficeId = "office";
    /// An [`account`](crate::account).
    AccountId = "account";
    /// A [`registration`](crate::registration) that waits for its confirmation.
    RegistrationId = "registration";
    /// A [`personal_link`](crate::personal_link).
    PersonalLinkId = "personallink";
    /// A granted role ([`account_role`](crate::account_role)).
    AccountRoleId = "grant";
    /// A bearer [`token`](crate::token).
    TokenId = "token";
    /// An [`organisation`](crate::organisation).
    OrganisationId = "organisation";
    /// A [`membership`](crate::membership).
    MembershipId = "membership";
    /// A [`contact`](crate::contact).
    ContactId = "contact";
    /// An email of a contact ([`contact_email`](crate::contact_email)).
    ContactEmailId = "email";
    /// A phone of a contact ([`contact_phone`](crate::contact_phone)).
    ContactPhoneId = "phone";
    /// Another name of a contact ([`contact_name`](crate::contact_name)).
    ContactNameId = "name";
    /// Key of a merge of two contacts.
    ContactMergeId = "merge";
    /// Two records that are perhaps of one person ([`duplicate_pair`](crate::duplicate_pair)).
    DuplicatePairId = "duplicate";
    /// A walk in search of duplicates ([`duplicate_run`](crate::duplicate_run)).
    DuplicateRunId = "duplicaterun";
    /// A former residence of a contact ([`contact_residence`](crate::contact_residence)).
    ContactResidenceId = "residence";
    /// A skill of a contact ([`contact_skill`](crate::contact_skill)).
    ContactSkillId = "skill";
    /// An [`interest`](crate::interest).
    InterestId = "interest";
    /// A language of a contact ([`contact_language`](crate::contact_language)).
    ContactLanguageId = "language";
    /// An answer about contributing ([`contact_willingness`](crate::contact_willingness)).
    ContactWillingnessId = "willingness";
    /// The source of a block of a record ([`contact_fact`](crate::contact_fact)).
    ContactFactId = "fact";
    /// How two contacts are connected ([`contact_relationship`](crate::contact_relationship)).
    ContactRelationshipId = "relationship";
    /// An interaction ([`interaction`](crate::interaction)).
    InteractionId = "interaction";
    /// A task ([`task`](crate::task)).
    TaskId = "task";
    /// A file that people were brought in from ([`import_batch`](crate::import_batch)).
    ImportBatchId = "import";
    /// An import that is done in the background ([`import_job`](crate::import_job)).
    ImportJobId = "importjob";
    /// A [`segment`](crate::segment) of contacts.
    SegmentId = "segment";
    /// A [`purpose`](crate::purpose) in an office's register.
    PurposeId = "purpose";
    /// A line of the [`consent`](crate::consent) ledger.
    ConsentId = "consent";
    /// A [`suppression`](crate::suppression).
    SuppressionId = "suppression";
    /// A [`programme`](crate::programme).
    ProgrammeId = "programme";
    /// An [`enrolment`](crate::enrolment).
    EnrolmentId = "enrolment";
    /// A [`policy_framework`](crate::policy_framework).
    PolicyFrameworkId = "framework";
    /// An [`event`](crate::event).
    EventId = "event";
    /// A [`place_pool`](crate::place_pool).
    PoolId = "pool";
    /// An [`event_series`](crate::event_series).
    SeriesId = "series";
    /// An [`event_feed`](crate::event_feed).
    FeedId = "feed";
    /// An [`observance`](crate::observance).
    ObservanceId = "observance";
    /// A recorded headcount ([`event_headcount`](crate::event_headcount)).
    HeadcountId = "headcount";
    /// An [`agenda_item`](crate::agenda_item), panels among them.
    AgendaItemId = "agenda";
    /// A [`contributor`](crate::contributor).
    ContributorId = "contributor";
    /// What a contributor is asked for ([`deliverable`](crate::deliverable)).
    DeliverableId = "deliverable";
    /// A question to a panel ([`panel_question`](crate::panel_question)).
    PanelQuestionId = "question";
    /// Something that was said or announced ([`remark`](crate::remark)).
    RemarkId = "remark";
    /// An [`attendee`](crate::attendee).
    AttendeeId = "attendee";
    /// Somebody who comes along with a guest ([`companion`](crate::companion)).
    CompanionId = "companion";
    /// Whom an organisation sends ([`delegation`](crate::delegation)).
    DelegationId = "delegation";
    /// A line of an attendee's history ([`attendee_change`](crate::attendee_change)).
    AttendeeChangeId = "change";
    /// A [`campaign`](crate::campaign).
    CampaignId = "campaign";
    /// A [`message`](crate::message).
    MessageId = "message";
    /// A line of a message's timeline ([`message_event`](crate::message_event)).
    MessageEventId = "trace";
    /// An [`audit_entry`](crate::audit_entry).
    AuditEntryId = "audit";
    /// A request by right ([`rights_request`](crate::rights_request)).
    RightsRequestId = "request";
    /// A [`legal_hold`](crate::legal_hold).
    LegalHoldId = "hold";
    /// A link to a person's copy of their data ([`copy_link`](crate::copy_link)).
    CopyLinkId = "copylink";
    /// A list given to somebody outside ([`transfer`](crate::transfer)).
    TransferId = "transfer";
    /// What was taken out of the register ([`export_job`](crate::export_job)).
    ExportJobId = "export";
    /// A file kept in the database ([`stored_file`](crate::stored_file)).
    FileId = "file";
    /// A version of an office's table of ranks ([`rank_table`](crate::rank_table)).
    RankTableId = "ranktable";
    /// A [`check_in_list`](crate::check_in_list).
    CheckInListId = "checkinlist";
    /// A gate of an event ([`door_gate`](crate::door_gate)).
    GateId = "gate";
    /// A [`scan`](crate::scan).
    ScanId = "scan";
    /// A [`certificate`](crate::certificate).
    CertificateId = "certificate";
    /// What a guest needs ([`attendee_need`](crate::attendee_need)).
    AttendeeNeedId = "need";
    /// A question of an event ([`event_question`](crate::event_question)).
    EventQuestionId = "eventquestion";
    /// What a question of an event says ([`event_question_version`](crate::event_question_version)).
    EventQuestionVersionId = "questionversion";
    /// What a guest answered ([`event_answer`](crate::event_answer)).
    EventAnswerId = "answer";
    /// A stored answer to a repeatable request ([`idempotency_key`](crate::idempotency_key)).
    IdempotencyKeyId = "repeat";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_from_its_text() {
        let id = EventId::new();
        assert_eq!(id.to_string().parse::<EventId>(), Ok(id));
    }

    #[test]
    fn an_id_of_another_kind_or_shape_is_refused() {
        let id = EventId::new().to_string();
        assert!(id.parse::<ContactId>().is_err());
        for bad in [
            "",
            "event",
            "event_",
            "event_00",
            "event_zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz",
            "event_0192F0C1A7B07E3E8A3B6A9A4F5C1D2E",
        ] {
            assert!(bad.parse::<EventId>().is_err(), "{bad}");
        }
    }
}
