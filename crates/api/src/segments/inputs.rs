//! Inputs of what keeps segments.

use async_graphql::{ID, InputObject, MaybeUndefined};
use kuvend_domain::{
    change::Change,
    error::Result,
    segments::{Create, Listing, Preview, Update},
};
use kuvend_entity::id::ContactId;

use super::SegmentRuleInput;
use crate::input::{LINE, PROSE, Reader};

/// People that are put on a list or taken off it at once.
const PEOPLE: usize = 1_000;

/// Makes a segment: by a rule, or as a list of contacts.
#[derive(Debug, Clone, InputObject)]
pub struct CreateSegmentInput {
    /// In which office; the only one unless said.
    pub office_id: Option<ID>,
    /// What colleagues call it; once in an office.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// Who belongs, judged anew each time; a list without it.
    pub rule: Option<SegmentRuleInput>,
    /// Who is on the list from the beginning, at most 1,000.
    pub contact_ids: Option<Vec<ID>>,
}

/// Changes a segment: what is absent stays, null clears.
#[derive(Debug, Clone, InputObject)]
pub struct UpdateSegmentInput {
    /// Which.
    pub id: ID,
    /// The version that was read.
    pub version: i32,
    /// What colleagues call it.
    pub name: Option<String>,
    /// What it is for.
    pub description: MaybeUndefined<String>,
    /// Who belongs, where it has a rule.
    pub rule: Option<SegmentRuleInput>,
}

/// Gives a segment up; nobody in it is touched.
#[derive(Debug, Clone, InputObject)]
pub struct DeleteSegmentInput {
    /// Which.
    pub id: ID,
    /// The version that was read.
    pub version: i32,
}

/// Puts contacts on the list of a segment without a rule.
#[derive(Debug, Clone, InputObject)]
pub struct AddToSegmentInput {
    /// Which segment.
    pub id: ID,
    /// Whom, at most 1,000.
    pub contact_ids: Vec<ID>,
}

/// Takes contacts off the list of a segment without a rule.
#[derive(Debug, Clone, InputObject)]
pub struct RemoveFromSegmentInput {
    /// Which segment.
    pub id: ID,
    /// Whom, at most 1,000.
    pub contact_ids: Vec<ID>,
}

/// What is previewed: a saved segment, or a rule that is not saved yet.
#[derive(Debug, Clone, InputObject)]
pub struct SegmentPreviewInput {
    /// In which office a rule is tried; the only one unless said.
    pub office_id: Option<ID>,
    /// A saved segment.
    pub segment_id: Option<ID>,
    /// A rule.
    pub rule: Option<SegmentRuleInput>,
    /// For which purpose of the register letters would be sent: `event-management`, `follow-up`, `publicity`.
    #[graphql(default_with = "String::from(\"follow-up\")")]
    pub purpose: String,
}

fn people(reader: &mut Reader, list: &[ID]) -> Option<Vec<ContactId>> {
    reader.each("contactIds", list, PEOPLE, |reader, id| reader.id("", id))
}

fn rule(
    reader: &mut Reader,
    rule: Option<&SegmentRuleInput>,
) -> Option<Option<kuvend_domain::segments::Rule>> {
    reader.optional(rule, |reader, rule| {
        reader.within("rule", |reader| rule.read(reader))
    })
}

impl CreateSegmentInput {
    /// The command.
    ///
    /// # Errors
    /// Every fault of the input.
    pub fn read(&self) -> Result<Create> {
        let mut reader = Reader::new();
        let office = reader.optional(self.office_id.as_ref(), |reader, id| {
            reader.id("officeId", id)
        });
        let name = reader.line("name", &self.name, LINE);
        let description = reader.optional(self.description.as_ref(), |reader, text| {
            reader.prose("description", text, PROSE)
        });
        let rule = rule(&mut reader, self.rule.as_ref());
        let contacts = reader.optional(self.contact_ids.as_ref(), |reader, list| {
            people(reader, list)
        });
        let command = office
            .zip(name)
            .zip(description)
            .zip(rule)
            .zip(contacts)
            .map(|((((office, name), description), rule), contacts)| Create {
                office,
                name,
                description,
                rule,
                contacts: contacts.unwrap_or_default(),
            });
        reader.finish(command)
    }
}

impl UpdateSegmentInput {
    /// The command.
    ///
    /// # Errors
    /// Every fault of the input.
    pub fn read(&self) -> Result<Update> {
        let mut reader = Reader::new();
        let id = reader.id("id", &self.id);
        let name = reader.optional(self.name.as_ref(), |reader, text| {
            reader.line("name", text, LINE)
        });
        let description = reader.change(&self.description, |reader, text| {
            reader.prose("description", text, PROSE)
        });
        let rule = rule(&mut reader, self.rule.as_ref());
        let command =
            id.zip(name)
                .zip(description)
                .zip(rule)
                .map(|(((id, name), description), rule)| Update {
                    id,
                    version: self.version,
                    name,
                    description: match description {
                        MaybeUndefined::Undefined => Change::Leave,
                        MaybeUndefined::Null => Change::Clear,
                        MaybeUndefined::Value(text) => Change::Set(text),
                    },
                    rule,
                });
        reader.finish(command)
    }
}

/// A list and who is to be put on it or taken off it.
fn listing(id: &ID, contacts: &[ID]) -> Result<Listing> {
    let mut reader = Reader::new();
    let id = reader.id("id", id);
    let contacts = people(&mut reader, contacts);
    reader.finish(
        id.zip(contacts)
            .map(|(id, contacts)| Listing { id, contacts }),
    )
}

impl AddToSegmentInput {
    /// The command.
    ///
    /// # Errors
    /// Every fault of the input.
    pub fn read(&self) -> Result<Listing> {
        listing(&self.id, &self.contact_ids)
    }
}

impl RemoveFromSegmentInput {
    /// The command.
    ///
    /// # Errors
    /// Every fault of the input.
    pub fn read(&self) -> Result<Listing> {
        listing(&self.id, &self.contact_ids)
    }
}

impl SegmentPreviewInput {
    /// The command.
    ///
    /// # Errors
    /// Every fault of the input.
    pub fn read(&self) -> Result<Preview> {
        let mut reader = Reader::new();
        let office = reader.optional(self.office_id.as_ref(), |reader, id| {
            reader.id("officeId", id)
        });
        let segment = reader.optional(self.segment_id.as_ref(), |reader, id| {
            reader.id("segmentId", id)
        });
        let rule = rule(&mut reader, self.rule.as_ref());
        let command = office
            .zip(segment)
            .zip(rule)
            .map(|((office, segment), rule)| Preview {
                office,
                segment,
                rule,
                purpose: self.purpose.clone(),
            });
        reader.finish(command)
    }
}
