//! Two records of one person become one, and can be parted again.

use std::collections::BTreeMap;

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use chrono::NaiveDate;
use kuvend_domain::{
    audit::reads::Sensitive,
    error::{Error, Result},
    fault::Code,
    merges::{self, Differing, Field, Left, Merge, Merged, Share, Side},
    op::Op,
};
use kuvend_entity::{contact, contact_merge, id::ContactMergeId};

use crate::{
    contacts::{Contact, Selection},
    input::Reader,
    look::Look,
    payload::{UserError, op, settle, subject, top_level},
    scalars::DateTime,
};

/// Letters of a reason at most.
const REASON: usize = 1_000;

/// What is kept of one of two records as a whole.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "merges::Field")]
pub enum MergeField {
    /// Honorific.
    Honorific,
    /// Given name.
    GivenName,
    /// Middle name.
    MiddleName,
    /// Family name.
    FamilyName,
    /// What follows the name.
    Suffix,
    /// How the person wants to be named.
    NamedAs,
    /// Preferred language.
    PreferredLanguage,
    /// Country, region and town of residence.
    Residence,
    /// Country, region and municipality of origin.
    Origin,
    /// Year of emigration.
    EmigratedIn,
    /// How far from emigration.
    Generation,
    /// Profession, as told.
    Profession,
    /// Occupation, ISCO-08.
    Occupation,
    /// Sector, ISIC.
    Sector,
    /// Sex.
    Sex,
    /// Date or year of birth, or band of age.
    Birth,
    /// Where the record comes from.
    Source,
}

/// Whose word is kept.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Side")]
pub enum MergeSide {
    /// The record's that stays.
    Survivor,
    /// The record's that goes into it.
    Other,
}

/// Whose word is kept of a field.
#[derive(Debug, Clone, InputObject)]
pub struct MergeChoiceInput {
    /// Of which field.
    pub field: MergeField,
    /// Whose.
    pub keep: MergeSide,
}

/// Inputs that name two records of one person.
macro_rules! inputs {
    ($($(#[$doc:meta])* $input:ident;)+) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, InputObject)]
        pub struct $input {
            /// The record that stays.
            pub survivor_id: ID,
            /// The version that was seen of it; whichever it has, unless told.
            pub survivor_version: Option<i32>,
            /// The record that goes into it. Its id names the survivor from then on.
            pub other_id: ID,
            /// The version that was seen of it; whichever it has, unless told.
            pub other_version: Option<i32>,
            /// Whose word is kept where the two differ: the survivor's unless it says nothing. What may be several, as addresses,
            /// skills or citizenships, is kept of both; what forbids is kept of either.
            pub fields: Option<Vec<MergeChoiceInput>>,
            /// Why, at most 1,000 letters.
            pub reason: Option<String>,
        }

        impl $input {
            fn read(&self) -> Result<Merge> {
                command(
                    (&self.survivor_id, self.survivor_version),
                    (&self.other_id, self.other_version),
                    self.fields.as_deref().unwrap_or_default(),
                    self.reason.as_ref(),
                )
            }
        }
    )+ };
}

inputs! {
    /// Makes one record of two of one person.
    MergeContactsInput;
    /// Says what making one record of two would come to.
    PlanMergeInput;
}

fn command(
    survivor: (&ID, Option<i32>),
    other: (&ID, Option<i32>),
    choices: &[MergeChoiceInput],
    reason: Option<&String>,
) -> Result<Merge> {
    let mut reader = Reader::new();
    let survivor_id = reader.id("survivorId", survivor.0);
    let other_id = reader.id("otherId", other.0);
    let reason = reader.optional(reason, |reader, text| reader.prose("reason", text, REASON));
    let mut fields = BTreeMap::new();
    for (index, choice) in choices.iter().enumerate() {
        if fields
            .insert(choice.field.into(), choice.keep.into())
            .is_some()
        {
            let _: Option<()> = reader.within("fields", |reader| {
                reader.wrong(&index.to_string(), Code::Taken, &[])
            });
        }
    }
    let command = (|| {
        Some(Merge {
            survivor: (survivor_id?, survivor.1),
            other: (other_id?, other.1),
            fields,
            reason: reason?,
        })
    })();
    reader.finish(command)
}

/// Parts two records again.
#[derive(Debug, Clone, InputObject)]
pub struct UndoMergeInput {
    /// The merge.
    pub id: ID,
}

/// Two records that became one.
#[derive(Debug, Clone, SimpleObject)]
pub struct ContactMerge {
    /// Opaque, stable id.
    pub id: ID,
    /// The record that stayed.
    pub survivor_id: ID,
    /// The record that went into it.
    pub merged_id: ID,
    /// Why, in the office's words.
    pub reason: Option<String>,
    /// When.
    pub merged_at: DateTime,
}

impl From<contact_merge::Model> for ContactMerge {
    fn from(row: contact_merge::Model) -> Self {
        Self {
            id: row.id.to_string().into(),
            survivor_id: row.survivor_id.to_string().into(),
            merged_id: row.merged_id.to_string().into(),
            reason: row.reason,
            merged_at: row.merged_at.into(),
        }
    }
}

/// A field in which two records differ.
#[derive(Debug, Clone, SimpleObject)]
pub struct MergeDifference {
    /// Which.
    pub field: MergeField,
    /// What the record that stays says.
    pub survivor: Option<String>,
    /// What the other says.
    pub other: Option<String>,
    /// Whose word is kept.
    pub kept: MergeSide,
}

impl From<Differing> for MergeDifference {
    fn from(one: Differing) -> Self {
        Self {
            field: one.field.into(),
            survivor: one.survivor,
            other: one.other,
            kept: one.kept.into(),
        }
    }
}

/// What becomes of the rows of one table.
#[derive(Debug, Clone, SimpleObject)]
pub struct MergeShare {
    /// The table.
    pub table: String,
    /// Rows that are changed, most of them by becoming the survivor's.
    pub moved: i64,
    /// Rows that go, as another says the same.
    pub folded: i64,
    /// Rows that are made.
    pub made: i64,
}

impl From<Share> for MergeShare {
    fn from(share: Share) -> Self {
        Self {
            table: share.table.to_owned(),
            moved: share.moved,
            folded: share.folded,
            made: share.made,
        }
    }
}

/// What making one record of two would come to.
#[derive(Debug, Clone, SimpleObject)]
pub struct MergePlan {
    /// In what the two differ, and whose word would be kept.
    pub differences: Vec<MergeDifference>,
    /// What would become of the rows, by table.
    pub tables: Vec<MergeShare>,
    /// The events on whose lists both stand: two rows become one there.
    pub shared_event_ids: Vec<ID>,
}

impl From<Merged> for MergePlan {
    fn from(merged: Merged) -> Self {
        Self {
            differences: merged.differing.into_iter().map(Into::into).collect(),
            tables: merged.shares.into_iter().map(Into::into).collect(),
            shared_event_ids: merged
                .shared_events
                .iter()
                .map(|id| id.to_string().into())
                .collect(),
        }
    }
}

/// What `planMerge` came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct PlanMergePayload {
    /// The plan; null where it was refused.
    pub plan: Option<MergePlan>,
    /// On `CONFLICT`, the record that would stay, as it is now.
    pub survivor: Option<Contact>,
    /// On `CONFLICT`, the record that would go into it, as it is now.
    pub other: Option<Contact>,
    /// Why it was refused.
    pub user_errors: Vec<UserError>,
}

/// What `mergeContacts` came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct MergeContactsPayload {
    /// The merge; null where it was refused.
    pub merge: Option<ContactMerge>,
    /// The one record; on `CONFLICT`, the record that would stay, as it is now; null where it was refused otherwise.
    pub contact: Option<Contact>,
    /// On `CONFLICT`, the record that would go into it, as it is now.
    pub other: Option<Contact>,
    /// What became of it all; null where it was refused.
    pub done: Option<MergePlan>,
    /// Why it was refused.
    pub user_errors: Vec<UserError>,
}

/// Rows of a table that an undone merge did not bring back.
#[derive(Debug, Clone, SimpleObject)]
pub struct MergeLeft {
    /// The table.
    pub table: String,
    /// Rows that stay away, as somebody took them away since, or what they hung on.
    pub rows: i64,
}

impl From<Left> for MergeLeft {
    fn from(left: Left) -> Self {
        Self {
            table: left.table.to_owned(),
            rows: left.rows,
        }
    }
}

/// What `undoMerge` came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct UndoMergePayload {
    /// The merge that is no more; null where it was refused.
    pub merge: Option<ContactMerge>,
    /// The record that had stayed; null where it was refused.
    pub survivor: Option<Contact>,
    /// The record that had gone into it; null where it was refused.
    pub other: Option<Contact>,
    /// What somebody took away since the merge, and so stays away, by table; null where it was refused.
    pub removed_since: Option<Vec<MergeLeft>>,
    /// Why it was refused.
    pub user_errors: Vec<UserError>,
}

/// Has it noted whose day of birth is shown, where two records differ in it; a year alone is none.
fn note_birthdays(op: &Op, merged: Option<&Merged>) {
    let births = merged.into_iter().flat_map(|merged| {
        let births = merged.differing.iter();
        births
            .filter(|one| one.field == Field::Birth)
            .flat_map(|one| {
                [
                    (merged.merge.survivor_id, &one.survivor),
                    (merged.merge.merged_id, &one.other),
                ]
            })
    });
    for (contact, told) in births {
        let day = told
            .as_ref()
            .and_then(|told| told.parse::<NaiveDate>().ok());
        if day.is_some() {
            op.reads.note_contact(contact, Sensitive::BirthOn);
        }
    }
}

async fn shown(
    (ctx, op): (&Context<'_>, &Op),
    field: &str,
    row: Option<contact::Model>,
) -> async_graphql::Result<Option<Contact>> {
    let Some(row) = row else { return Ok(None) };
    let selection = Selection::of(&Look::of(ctx).field(field));
    Ok(Contact::hydrate(op, vec![row], &selection).await?.pop())
}

/// A record that two were to be made of, as it is now, where somebody was faster.
async fn now(
    (ctx, op): (&Context<'_>, &Op),
    field: &str,
    (named, errors): (&ID, &[UserError]),
) -> async_graphql::Result<Option<Contact>> {
    let look = Look::of(ctx).field(field);
    match subject(None, named, errors) {
        Some(id) if look.exists() => Contact::load_with(op, id, Selection::of(&look)).await,
        _ => Ok(None),
    }
}

/// Queries of merges.
#[derive(Debug, Clone, Copy, Default)]
pub struct MergeQueries;

/// Queries of merges.
#[Object]
impl MergeQueries {
    /// The merges that a record stayed after or went into, and that were not undone, the newest first, at most 100.
    async fn contact_merges(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose.")] contact_id: ID,
    ) -> async_graphql::Result<Vec<ContactMerge>> {
        let op = op(ctx)?;
        let coded = |error: Error| top_level(op, &error);
        let mut reader = Reader::new();
        let contact = reader.id("contactId", &contact_id);
        let contact = reader.finish(contact).map_err(coded)?;
        let merges = merges::of(op, contact).await.map_err(coded)?;
        Ok(merges.into_iter().map(Into::into).collect())
    }
}

/// Mutations of merges.
#[derive(Debug, Clone, Copy, Default)]
pub struct MergeMutations;

/// Mutations of merges.
#[Object]
impl MergeMutations {
    /// Says what making one record of two would come to, table by table; changes nothing.
    async fn plan_merge(
        &self,
        ctx: &Context<'_>,
        input: PlanMergeInput,
    ) -> async_graphql::Result<PlanMergePayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok(command) => merges::preview(op, command).await,
            Err(faults) => Err(faults),
        };
        let (merged, user_errors) = settle(op, outcome)?;
        note_birthdays(op, merged.as_ref());
        Ok(PlanMergePayload {
            plan: merged.map(Into::into),
            survivor: now((ctx, op), "survivor", (&input.survivor_id, &user_errors)).await?,
            other: now((ctx, op), "other", (&input.other_id, &user_errors)).await?,
            user_errors,
        })
    }

    /// Makes one record of two of one person. Everything that hangs on the other becomes the survivor's; two rows of one guest list
    /// become one, with the stronger presence and both histories. It can be undone by `undoMerge`.
    async fn merge_contacts(
        &self,
        ctx: &Context<'_>,
        input: MergeContactsInput,
    ) -> async_graphql::Result<MergeContactsPayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok(command) => merges::merge(op, command).await,
            Err(faults) => Err(faults),
        };
        let (merged, user_errors) = settle(op, outcome)?;
        note_birthdays(op, merged.as_ref());
        let row = merged.as_ref().map(|merged| merged.contact.clone());
        let contact = match row {
            Some(row) => shown((ctx, op), "contact", Some(row)).await?,
            None => now((ctx, op), "contact", (&input.survivor_id, &user_errors)).await?,
        };
        Ok(MergeContactsPayload {
            contact,
            other: now((ctx, op), "other", (&input.other_id, &user_errors)).await?,
            merge: merged.as_ref().map(|merged| merged.merge.clone().into()),
            done: merged.map(Into::into),
            user_errors,
        })
    }

    /// Parts two records again, exactly as they were. What came to the survivor since stays there, and what somebody took away since
    /// stays away and is told; where somebody changed since what the merge had changed, nothing is undone and each such column is named.
    async fn undo_merge(
        &self,
        ctx: &Context<'_>,
        input: UndoMergeInput,
    ) -> async_graphql::Result<UndoMergePayload> {
        let op = op(ctx)?;
        let mut reader = Reader::new();
        let id: Option<ContactMergeId> = reader.id("id", &input.id);
        let outcome = match reader.finish(id) {
            Ok(id) => merges::undo(op, id).await,
            Err(faults) => Err(faults),
        };
        let (parted, user_errors) = settle(op, outcome)?;
        let rows = parted
            .as_ref()
            .map(|parted| (parted.survivor.clone(), parted.other.clone()));
        let (survivor, other) = rows.unzip();
        Ok(UndoMergePayload {
            survivor: shown((ctx, op), "survivor", survivor).await?,
            other: shown((ctx, op), "other", other).await?,
            removed_since: parted
                .as_ref()
                .map(|parted| parted.left.iter().cloned().map(Into::into).collect()),
            merge: parted.map(|parted| parted.merge.into()),
            user_errors,
        })
    }
}
