//! Quotes and announcements.

use async_graphql::{ID, InputObject, MaybeUndefined, Object, SimpleObject};
use kuvend_domain::{
    agenda::{AddRemark, RemoveRemark, ToldRemark, UpdateRemark},
    change::Change,
    error::Result,
    events::MOST_PARTS,
};
use kuvend_entity::{id::PolicyFrameworkId, kind, value};

use crate::{
    agenda::AgendaItem,
    contacts::Contact,
    enums::RemarkKind,
    events::{
        PolicyFramework,
        change::{clearable, kept, required},
    },
    input::{LocalizedText, LocalizedTextInput, PROSE, Reader, translations},
    offices::text,
    organisations::Organisation,
    payload::UserError,
    scalars::Language,
};

/// Something that was said or announced.
#[derive(Debug, Clone)]
pub struct Remark {
    /// The row and its framework.
    pub(super) told: ToldRemark,
    /// Who said it, if a person and selected.
    pub(super) contact: Option<Contact>,
    /// Who said it, if a body and selected.
    pub(super) organisation: Option<Organisation>,
    /// The office's own language.
    pub(super) own: value::Language,
}

impl Remark {
    /// Whether it is of this sort.
    pub(crate) fn is(&self, kind: kind::RemarkKind) -> bool {
        self.told.remark.kind == kind
    }

    /// Whether it has this key.
    pub(super) fn has_key(&self, key: kuvend_entity::id::RemarkId) -> bool {
        self.told.remark.id == key
    }
}

/// Something that was said or announced, recorded afterwards.
#[Object]
impl Remark {
    /// Opaque and stable.
    pub async fn id(&self) -> ID {
        self.told.remark.id.to_string().into()
    }

    /// Raised by every change; an update names the one it read.
    pub async fn version(&self) -> i32 {
        self.told.remark.version
    }

    /// What sort.
    pub async fn kind(&self) -> RemarkKind {
        self.told.remark.kind.into()
    }

    /// The words in a language, else in the office's own, else in the first that there is.
    pub async fn text(
        &self,
        #[graphql(desc = "The language wanted.")] language: Option<Language>,
    ) -> String {
        text(&self.told.remark.text, language.as_ref(), &self.own).unwrap_or_default()
    }

    /// The words in every language that there is.
    pub async fn text_translations(&self) -> Vec<LocalizedText> {
        translations(&self.told.remark.text)
    }

    /// Who said it, if a person.
    pub async fn contact(&self) -> Option<Contact> {
        self.contact.clone()
    }

    /// Who said it, if a body; for which body, beside a person.
    pub async fn organisation(&self) -> Option<Organisation> {
        self.organisation.clone()
    }

    /// Of which policy frameworks an announcement speaks, in the order in which they were named.
    pub async fn policy_frameworks(&self) -> Vec<PolicyFramework> {
        let frameworks = self.told.frameworks.iter().cloned();
        frameworks.map(Into::into).collect()
    }

    /// Whether guests may read it, once the run of show is published. Of whoever takes back their consent to publicity nothing
    /// is shown any more.
    pub async fn is_public(&self) -> bool {
        self.told.remark.is_public
    }
}

/// Records something that was said or announced.
#[derive(Debug, Clone, InputObject)]
pub struct AddRemarkInput {
    /// In which agenda item.
    pub item_id: ID,
    /// What sort.
    pub kind: RemarkKind,
    /// The words per language, at least one.
    pub text: Vec<LocalizedTextInput>,
    /// Who said it, of those who contribute to the item. A quote is somebody's.
    pub contributor_id: Option<ID>,
    /// Of which policy frameworks an announcement speaks, fifty at most.
    pub framework_ids: Option<Vec<ID>>,
    /// Whether guests may read it; not unless said. Needs a person's consent to publicity.
    pub is_public: Option<bool>,
}

fn words(
    reader: &mut Reader,
    list: &[LocalizedTextInput],
) -> Option<kuvend_entity::text::LocalizedText> {
    if list.is_empty() {
        return reader.wrong("text", kuvend_domain::fault::Code::Required, &[]);
    }
    reader.localized("text", list, PROSE)
}

fn frameworks(reader: &mut Reader, list: &[ID]) -> Option<Vec<PolicyFrameworkId>> {
    reader.each("frameworkIds", list, MOST_PARTS, |reader, id| {
        reader.id("", id)
    })
}

impl AddRemarkInput {
    /// The command meant.
    ///
    /// # Errors
    /// Every fault of form.
    pub fn read(&self) -> Result<AddRemark> {
        let mut reader = Reader::new();
        let item = reader.id("itemId", &self.item_id);
        let text = words(&mut reader, &self.text);
        let contributor = reader.optional(self.contributor_id.as_ref(), |reader, id| {
            reader.id("contributorId", id)
        });
        let frameworks = frameworks(
            &mut reader,
            self.framework_ids.as_deref().unwrap_or_default(),
        );
        let command = || {
            Some(AddRemark {
                item: item?,
                kind: self.kind.into(),
                text: text?,
                contributor: contributor?,
                frameworks: frameworks?,
                is_public: self.is_public.unwrap_or(false),
            })
        };
        let command = command();
        reader.finish(command)
    }
}

/// Changes a remark. A field that is absent stays; null clears what may be empty.
#[derive(Debug, Clone, InputObject)]
pub struct UpdateRemarkInput {
    /// Which remark.
    pub id: ID,
    /// The version that was read.
    pub version: i32,
    /// The words per language, at least one.
    pub text: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// Who said it, of those who contribute to the item.
    pub contributor_id: MaybeUndefined<ID>,
    /// Of which policy frameworks an announcement speaks, fifty at most: all of them, in this order; none by an empty list or null.
    pub framework_ids: MaybeUndefined<Vec<ID>>,
    /// Whether guests may read it. Needs a person's consent to publicity.
    pub is_public: MaybeUndefined<bool>,
}

impl UpdateRemarkInput {
    /// The command meant.
    ///
    /// # Errors
    /// Every fault of form.
    pub fn read(&self) -> Result<UpdateRemark> {
        let mut reader = Reader::new();
        let id = reader.id("id", &self.id);
        let text = required(&mut reader, "text", &self.text, |reader, list| {
            words(reader, list)
        });
        let contributor = clearable(&mut reader, &self.contributor_id, |reader, id| {
            reader.id("contributorId", id)
        });
        let frameworks = clearable(&mut reader, &self.framework_ids, |reader, list| {
            frameworks(reader, list)
        });
        let frameworks = frameworks.map(|change| match change {
            Change::Leave => None,
            Change::Clear => Some(Vec::new()),
            Change::Set(list) => Some(list),
        });
        let is_public = kept(&mut reader, "isPublic", &self.is_public);
        let command = || {
            Some(UpdateRemark {
                id: id?,
                version: self.version,
                text: text?,
                contributor: contributor?,
                frameworks: frameworks?,
                is_public: is_public?,
            })
        };
        let command = command();
        reader.finish(command)
    }
}

/// Takes a remark away.
#[derive(Debug, Clone, InputObject)]
pub struct RemoveRemarkInput {
    /// Which remark.
    pub id: ID,
    /// The version that was read, if it matters.
    pub version: Option<i32>,
}

impl RemoveRemarkInput {
    /// The command meant.
    ///
    /// # Errors
    /// Every fault of form.
    pub fn read(&self) -> Result<RemoveRemark> {
        let mut reader = Reader::new();
        let command = reader.id("id", &self.id).map(|id| RemoveRemark {
            id,
            version: self.version,
        });
        reader.finish(command)
    }
}

/// What came of recording a remark.
#[derive(Debug, Clone, SimpleObject)]
pub struct AddRemarkPayload {
    /// The remark.
    pub remark: Option<Remark>,
    /// The item in which it was said.
    pub agenda_item: Option<AgendaItem>,
    /// What was wrong with the input; nothing was done then.
    pub user_errors: Vec<UserError>,
}

/// What came of changing a remark.
#[derive(Debug, Clone, SimpleObject)]
pub struct UpdateRemarkPayload {
    /// The remark; on `CONFLICT`, as it is now.
    pub remark: Option<Remark>,
    /// The item in which it was said.
    pub agenda_item: Option<AgendaItem>,
    /// What was wrong with the input; nothing was done then.
    pub user_errors: Vec<UserError>,
}

/// What came of taking a remark away.
#[derive(Debug, Clone, SimpleObject)]
pub struct RemoveRemarkPayload {
    /// What was taken away.
    pub removed_id: Option<ID>,
    /// The item in which it was said; on `CONFLICT`, with the remark as it is now.
    pub agenda_item: Option<AgendaItem>,
    /// What was wrong with the input; nothing was done then.
    pub user_errors: Vec<UserError>,
}
