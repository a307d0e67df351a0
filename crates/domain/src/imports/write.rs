//! Writing a batch of lines: who is meant is looked up for all of them together, and what they make is written together.

use std::collections::{HashMap, HashSet};

use kuvend_entity::{
    consent, contact, contact_email, contact_phone, contact_word,
    id::{
        ConsentId, ContactEmailId, ContactId, ContactPhoneId, MembershipId, OfficeId,
        OrganisationId,
    },
    import_batch, import_line,
    kind::{ConsentState, EmailState, ImportMode, LawfulBasis, LineOutcome, WayKind},
    membership, purpose,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    QuerySelect,
};
use serde_json::json;

use super::{
    draft::{Draft, Wrong},
    known::{Known, Meant},
    merge::merge,
    run::{Fate, Import, Progress, told},
};
use crate::{
    change::Changes,
    contacts::{compared, search},
    error::Result,
    fault::Code,
    op::Op,
    writes,
};

/// Writes batches.
pub(super) struct Writer<'a> {
    op: &'a Op,
    cmd: &'a Import,
    office: OfficeId,
    purpose: purpose::Model,
    bodies: HashMap<String, OrganisationId>,
    /// The import; nothing where it is only tried.
    batch: Option<import_batch::Model>,
    progress: Progress,
}

/// What a batch makes, until it is written.
#[derive(Debug, Default)]
struct Made {
    contacts: Vec<contact::Model>,
    words: Vec<contact_word::Model>,
    emails: Vec<contact_email::Model>,
    phones: Vec<contact_phone::Model>,
    memberships: Vec<membership::Model>,
    consents: Vec<consent::Model>,
    lines: Vec<import_line::Model>,
    changed: HashMap<ContactId, contact::Model>,
    /// Who is to be found by other words than before.
    reworded: HashSet<ContactId>,
}

fn rows<M, A>(models: Vec<M>) -> Vec<A>
where
    M: IntoActiveModel<A>,
    A: ActiveModelTrait,
{
    models
        .into_iter()
        .map(|model| model.into_active_model().reset_all())
        .collect()
}

impl Made {
    async fn write(self, tx: &DatabaseTransaction) -> Result<()> {
        writes::insert_many(tx, rows(self.contacts)).await?;
        search::write(tx, self.words).await?;
        writes::insert_many(tx, rows(self.emails)).await?;
        writes::insert_many(tx, rows(self.phones)).await?;
        writes::insert_many(tx, rows(self.memberships)).await?;
        writes::insert_many(tx, rows(self.consents)).await?;
        writes::insert_many(tx, rows(self.lines)).await?;
        for row in self.changed.into_values() {
            contact::Entity::update(row.into_active_model().reset_all())
                .exec_without_returning(tx)
                .await?;
        }
        let reworded: Vec<ContactId> = self.reworded.into_iter().collect();
        search::index(tx, &reworded).await
    }
}

impl<'a> Writer<'a> {
    pub(super) fn new(
        op: &'a Op,
        cmd: &'a Import,
        (office, purpose): (OfficeId, purpose::Model),
        bodies: HashMap<String, OrganisationId>,
        (batch, total): (Option<import_batch::Model>, u64),
    ) -> Self {
        Self {
            op,
            cmd,
            office,
            purpose,
            bodies,
            batch,
            progress: Progress {
                total,
                ..Progress::default()
            },
        }
    }

    /// How far it has come.
    pub(super) const fn progress(&self) -> Progress {
        self.progress
    }

    /// The import, once nothing is left to write.
    pub(super) fn into_batch(self) -> Option<import_batch::Model> {
        self.batch
    }

    /// Writes a batch, in one transaction with how far that is; or only says what would become of it.
    pub(super) async fn write(&mut self, drafts: &[Draft]) -> Result<Vec<Fate>> {
        let tx = match &self.batch {
            Some(_) => self.op.db.write().await?,
            None => self.op.db.snapshot().await?,
        };
        let mut known = Known::of((&tx, self.batch.is_some()), self.office, drafts).await?;
        let asked = self.asked(&tx, drafts, &known).await?;
        let mut made = Made::default();
        let fates: Vec<Fate> = drafts
            .iter()
            .map(|draft| self.one(draft, &mut known, (&mut made, &asked)))
            .collect();
        let mut progress = self.progress;
        for fate in &fates {
            progress.count(fate);
        }
        if let Some(batch) = &self.batch {
            made.write(&tx).await?;
            told(&tx, batch.clone(), progress).await?;
            tx.commit().await?;
        }
        self.progress = progress;
        Ok(fates)
    }

    /// Who was asked about the purpose before: what they said stands, whatever a file tells.
    async fn asked(
        &self,
        tx: &DatabaseTransaction,
        drafts: &[Draft],
        known: &Known,
    ) -> Result<HashSet<ContactId>> {
        if drafts.iter().all(|draft| draft.consent.is_none()) {
            return Ok(HashSet::new());
        }
        let found: Vec<ContactId> = consent::Entity::find()
            .select_only()
            .column(consent::Column::ContactId)
            .distinct()
            .filter(consent::Column::PurposeId.eq(self.purpose.id))
            .filter(consent::Column::ContactId.is_in(known.ids()))
            .into_tuple()
            .all(tx)
            .await?;
        Ok(found.into_iter().collect())
    }

    fn one(
        &self,
        draft: &Draft,
        known: &mut Known,
        (made, asked): (&mut Made, &HashSet<ContactId>),
    ) -> Fate {
        let mut wrong = draft.wrong.clone();
        let body = draft
            .organisation
            .as_ref()
            .map(|name| self.bodies.get(&crate::fold::fold(name)).copied());
        if body == Some(None) {
            wrong.push(Wrong {
                field: Some("organisation"),
                code: Code::NotFound,
            });
        }
        if !wrong.is_empty() {
            return Fate::Fail(wrong);
        }
        let body = body.flatten();
        match known.meant(draft) {
            Meant::Erased => Fate::Skip("ERASED_BEFORE"),
            Meant::Perhaps => Fate::Ambiguous,
            Meant::One(row) if row.restricted_at.is_some() => Fate::Skip("RESTRICTED"),
            Meant::One(_) if self.cmd.mode == ImportMode::CreateOnly => Fate::Skip("KNOWN"),
            Meant::One(row) => self.change(&row, draft, known, (made, body, asked)),
            Meant::Nobody => {
                self.create(draft, known, (made, body));
                Fate::Create
            }
        }
    }

    fn create(
        &self,
        draft: &Draft,
        known: &mut Known,
        (made, body): (&mut Made, Option<OrganisationId>),
    ) {
        let now = self.op.clock.now();
        let mut row = contact::Model {
            id: ContactId::new(),
            office_id: self.office,
            source: Some(self.cmd.source.clone()),
            created_at: now,
            updated_at: now,
            ..draft.row.clone()
        };
        let emails: Vec<String> = draft.email.iter().map(ToString::to_string).collect();
        let phones: Vec<(String, Option<String>)> = draft.phone.iter().cloned().collect();
        let names = search::Known::new(&row, &emails, &phones);
        let (folded, words) = (names.folded(), names.rows());
        row.folded = folded;
        made.words.extend(words);
        let _ = self.ways((row.id, true), draft, (true, true), made);
        let _ = self.belong(row.id, draft, body, made);
        let _ = self.said(row.id, draft, made);
        self.line(draft, (LineOutcome::Created, row.id), (None, None), made);
        known.learn(row.clone(), draft);
        made.contacts.push(row);
    }

    fn change(
        &self,
        before: &contact::Model,
        draft: &Draft,
        known: &mut Known,
        (made, body, asked): (&mut Made, Option<OrganisationId>, &HashSet<ContactId>),
    ) -> Fate {
        let (mut after, mut changes) = (before.clone(), Changes::default());
        merge(&mut after, draft, self.cmd.mode, &mut changes);
        let adds = (
            known.adds_email(before.id, draft),
            known.adds_phone(before.id, draft),
        );
        let (emails, phones) =
            self.ways((before.id, !known.has_email(before.id)), draft, adds, made);
        let membership = if known.is_new_body(before.id, body) {
            self.belong(before.id, draft, body, made)
        } else {
            None
        };
        let consent = if asked.contains(&before.id) {
            None
        } else {
            self.said(before.id, draft, made)
        };
        if let Some(address) = draft.email.as_ref().filter(|_| adds.0) {
            changes.made("email", address);
        }
        if let Some((as_typed, _)) = draft.phone.as_ref().filter(|_| adds.1) {
            changes.made("phone", as_typed);
        }
        let Some(changes) = changes.json() else {
            return Fate::Unchanged;
        };
        let beside = json!({
            "version": before.version, "updatedAt": before.updated_at, "folded": before.folded,
            "emails": emails, "phones": phones, "membership": membership, "consent": consent,
        });
        after.version += 1;
        after.updated_at = self.op.clock.now();
        self.line(
            draft,
            (LineOutcome::Updated, before.id),
            (Some(changes.clone()), Some(beside)),
            made,
        );
        known.learn(after.clone(), draft);
        made.reworded.insert(after.id);
        match made.contacts.iter_mut().find(|row| row.id == after.id) {
            Some(fresh) => *fresh = after,
            None => {
                made.changed.insert(after.id, after);
            }
        }
        Fate::Update(changes)
    }

    /// The address and the telephone that a line adds to somebody.
    fn ways(
        &self,
        (id, is_first): (ContactId, bool),
        draft: &Draft,
        (email, phone): (bool, bool),
        made: &mut Made,
    ) -> (Vec<ContactEmailId>, Vec<ContactPhoneId>) {
        let now = self.op.clock.now();
        let email = draft
            .email
            .as_ref()
            .filter(|_| email)
            .map(|address| contact_email::Model {
                id: ContactEmailId::new(),
                office_id: self.office,
                contact_id: id,
                address: address.clone(),
                folded: compared(address),
                is_primary: is_first,
                state: EmailState::Unverified,
                kind: WayKind::Other,
                created_at: now,
            });
        let phone = draft
            .phone
            .as_ref()
            .filter(|_| phone)
            .map(|(as_typed, e164)| contact_phone::Model {
                id: ContactPhoneId::new(),
                office_id: self.office,
                contact_id: id,
                as_typed: as_typed.clone(),
                e164: e164.clone(),
                is_primary: is_first,
                kind: WayKind::Other,
                created_at: now,
            });
        let ids = (
            email.iter().map(|row| row.id).collect(),
            phone.iter().map(|row| row.id).collect(),
        );
        made.emails.extend(email);
        made.phones.extend(phone);
        ids
    }

    fn belong(
        &self,
        id: ContactId,
        draft: &Draft,
        body: Option<OrganisationId>,
        made: &mut Made,
    ) -> Option<MembershipId> {
        let row = membership::Model {
            id: MembershipId::new(),
            office_id: self.office,
            contact_id: id,
            organisation_id: body?,
            function: draft.function.clone(),
            from_on: None,
            to_on: None,
            is_primary: true,
            created_at: self.op.clock.now(),
        };
        let id = row.id;
        made.memberships.push(row);
        Some(id)
    }

    /// What a line says of the purpose, where it rests on consent.
    fn said(&self, id: ContactId, draft: &Draft, made: &mut Made) -> Option<ConsentId> {
        let said = draft
            .consent
            .filter(|_| self.cmd.basis == LawfulBasis::Consent)?;
        let now = self.op.clock.now();
        let row = consent::Model {
            id: ConsentId::new(),
            office_id: self.office,
            contact_id: id,
            purpose_id: self.purpose.id,
            state: if said {
                ConsentState::Given
            } else {
                ConsentState::Refused
            },
            wording_version: self.purpose.wording_version,
            language: draft.row.preferred_language.clone(),
            channel: Some("import".to_owned()),
            evidence: Some(format!("{}, line {}", self.cmd.name, draft.line)),
            given_at: now,
            recorded_by: self.op.actor.account(),
            recorded_at: now,
        };
        let id = row.id;
        made.consents.push(row);
        Some(id)
    }

    fn line(
        &self,
        draft: &Draft,
        (outcome, contact): (LineOutcome, ContactId),
        (changes, before): (Option<serde_json::Value>, Option<serde_json::Value>),
        made: &mut Made,
    ) {
        made.lines
            .extend(self.batch.as_ref().map(|batch| import_line::Model {
                batch_id: batch.id,
                line: i64::try_from(draft.line).unwrap_or(i64::MAX),
                office_id: self.office,
                outcome,
                contact_id: Some(contact),
                changes,
                before,
            }));
    }
}
