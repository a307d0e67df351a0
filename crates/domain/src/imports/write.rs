//! Writing a batch of lines: who is meant is looked up for all of them together, and what they make is written together.

use std::collections::{HashMap, HashSet};

use kuvend_entity::{
    consent, contact, contact_email, contact_phone, contact_word,
    id::{
        ConsentId, ContactEmailId, ContactId, ContactPhoneId, MembershipId, OfficeId,
        OrganisationId,
    },
    import_line,
    kind::{ConsentState, EmailState, ImportMode, LawfulBasis, LineOutcome, WayKind},
    membership, purpose,
    value::AttendeeRoles,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    QuerySelect,
};
use serde::Serialize;
use serde_json::{Value, json};

use super::{
    bodies::{Bodies, Which},
    draft::{Draft, Wrong, judged},
    fate::Fate,
    guests::{GuestList, Listed},
    journal::{Entry, Journal},
    known::{Known, Meant},
    lists::{Kept, Pieces, Whose, Written},
    merge::merge,
    run::{Import, Writes},
    undo::Function,
};
use crate::{
    attendees::desk::Desk,
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
    bodies: Bodies,
    /// What people may be interested in, by the office's list.
    interests: Vec<String>,
    /// On which list the people are put, if they are guests.
    list: Option<GuestList>,
    journal: Journal,
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
    lists: Written,
    changed: HashMap<ContactId, contact::Model>,
    /// Functions that are told of otherwise than before.
    functions: Vec<membership::Model>,
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
    /// Tells otherwise of what somebody does in an organisation, also where that is new itself.
    fn function(&mut self, after: &membership::Model) {
        if let Some(fresh) = self.memberships.iter_mut().find(|row| row.id == after.id) {
            fresh.clone_from(after);
        } else {
            self.functions.retain(|row| row.id != after.id);
            self.functions.push(after.clone());
        }
    }

    async fn write(self, tx: &DatabaseTransaction) -> Result<()> {
        writes::insert_many(tx, rows(self.contacts)).await?;
        search::write(tx, self.words).await?;
        writes::insert_many(tx, rows(self.emails)).await?;
        writes::insert_many(tx, rows(self.phones)).await?;
        writes::insert_many(tx, rows(self.memberships)).await?;
        writes::insert_many(tx, rows(self.consents)).await?;
        Box::pin(self.lists.write(tx)).await?;
        writes::insert_many(tx, rows(self.lines)).await?;
        for row in self.changed.into_values() {
            contact::Entity::update(row.into_active_model().reset_all())
                .exec_without_returning(tx)
                .await?;
        }
        for row in self.functions {
            membership::Entity::update(row.into_active_model().reset_all())
                .exec_without_returning(tx)
                .await?;
        }
        let reworded: Vec<ContactId> = self.reworded.into_iter().collect();
        search::index(tx, &reworded).await
    }
}

impl Writes for Writer<'_> {
    type Draft = Draft;

    async fn write(&mut self, drafts: &[Draft]) -> Result<Vec<Fate>> {
        let tx = self.journal.open(self.op).await?;
        let is_written = self.journal.is_written();
        let locked = match &self.list {
            Some(list) if is_written => Some(list.lock(&tx).await?),
            _ => None,
        };
        let mut known = Known::of((&tx, is_written), self.office, drafts).await?;
        let asked = self.asked(&tx, drafts, &known).await?;
        let mut listed = match &self.list {
            Some(list) => Some(list.listed(&tx, &known.ids(), drafts, &self.bodies).await?),
            None => None,
        };
        let mut made = Made::default();
        let mut fates = Vec::with_capacity(drafts.len());
        for draft in drafts {
            fates.push(self.one(draft, &mut known, (&mut made, listed.as_mut(), &asked)));
        }
        if is_written {
            made.write(&tx).await?;
        }
        let tx = match (&self.list, locked, listed) {
            (Some(list), Some(locked), Some(listed)) => {
                let mut desk = Desk::new(self.op, tx, locked);
                list.enter(&mut desk, listed, &self.bodies).await?;
                desk.settle().await?
            }
            _ => tx,
        };
        self.journal.close(tx, &fates).await?;
        Ok(fates)
    }

    fn journal(&self) -> &Journal {
        &self.journal
    }

    fn into_journal(self) -> Journal {
        self.journal
    }
}

/// Who is on the list, what is made, and who was asked before, while lines are judged.
type Around<'a> = (&'a mut Made, Option<&'a mut Listed>, &'a HashSet<ContactId>);

impl<'a> Writer<'a> {
    pub(super) fn new(
        op: &'a Op,
        cmd: &'a Import,
        (office, purpose): (OfficeId, purpose::Model),
        (bodies, interests): (Bodies, Vec<String>),
        (list, journal): (Option<GuestList>, Journal),
    ) -> Self {
        Self {
            op,
            cmd,
            office,
            purpose,
            bodies,
            interests,
            list,
            journal,
        }
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

    /// The organisation that a line names.
    fn body(&self, draft: &Draft, wrong: &mut Vec<Wrong>) -> Option<OrganisationId> {
        let code = match self.bodies.named(draft.organisation.as_ref()?) {
            Which::One(id) => return Some(id),
            Which::None => Code::NotFound,
            Which::Several => Code::PossibleDuplicate,
        };
        wrong.push(Wrong {
            field: Some("organisation"),
            code,
        });
        None
    }

    fn one(&mut self, draft: &Draft, known: &mut Known, (made, listed, asked): Around<'_>) -> Fate {
        let mut wrong = draft.wrong.clone();
        let body = self.body(draft, &mut wrong);
        let mut interests = draft.row.interests.0.iter();
        if interests.any(|key| !self.interests.contains(key)) {
            wrong.push(Wrong {
                field: Some("interests"),
                code: Code::NotFound,
            });
        }
        if !wrong.is_empty() {
            return Fate::Fail(wrong);
        }
        if draft.is_seat {
            return self.seat(draft, (body, listed), made);
        }
        match known.meant(draft) {
            Meant::Erased => Fate::Skip("ERASED_BEFORE"),
            Meant::Perhaps => Fate::Ambiguous,
            Meant::One(row) if row.restricted_at.is_some() => Fate::Skip("RESTRICTED"),
            Meant::One(_) if self.cmd.mode == ImportMode::CreateOnly && listed.is_none() => {
                Fate::Skip("KNOWN")
            }
            Meant::One(row) => self.change(&row, (draft, body), known, (made, listed, asked)),
            Meant::Nobody => {
                self.create((draft, body), known, (made, listed));
                Fate::Create
            }
        }
    }

    /// A line that tells of a seat of an organisation.
    fn seat(
        &mut self,
        draft: &Draft,
        (body, listed): (Option<OrganisationId>, Option<&mut Listed>),
        made: &mut Made,
    ) -> Fate {
        let seat = match (&mut self.list, listed, body) {
            (Some(list), Some(listed), Some(body)) => list.seat(listed, draft, body),
            _ => None,
        };
        let Some(seat) = seat else {
            return Fate::Unchanged;
        };
        let entry = Entry {
            before: Some(json!({ "attendee": seat })),
            ..Entry::default()
        };
        let line = self.journal.line(draft.line, LineOutcome::Created, entry);
        made.lines.extend(line);
        Fate::Create
    }

    fn create(
        &self,
        (draft, body): (&Draft, Option<OrganisationId>),
        known: &mut Known,
        (made, listed): (&mut Made, Option<&mut Listed>),
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
        if let Some(function) = self.belong(row.id, (draft, body), true) {
            known.belongs(function.clone());
            made.memberships.push(function);
        }
        let _ = self.said(row.id, draft, made);
        if !draft.told.is_empty() {
            let (mut kept, mut none) = (Kept::default(), Changes::default());
            let pieces = kept.take(&draft.told, self.whose(row.id), &mut none);
            made.lists.take(&pieces);
            known.keep(row.id, kept);
        }
        let seat = listed.and_then(|listed| listed.person(row.id, draft, body));
        let entry = Entry {
            contact: Some(row.id),
            before: seat.map(|seat| json!({ "attendee": seat })),
            ..Entry::default()
        };
        let line = self.journal.line(draft.line, LineOutcome::Created, entry);
        made.lines.extend(line);
        known.learn(row.clone(), draft);
        made.contacts.push(row);
    }

    fn change(
        &self,
        before: &contact::Model,
        (draft, body): (&Draft, Option<OrganisationId>),
        known: &mut Known,
        (made, listed, asked): Around<'_>,
    ) -> Fate {
        let (mut after, mut changes) = (before.clone(), Changes::default());
        let mut beside = json!({
            "version": before.version, "updatedAt": before.updated_at, "folded": before.folded,
        });
        if self.cmd.mode != ImportMode::CreateOnly {
            merge(&mut after, draft, self.cmd.mode, &mut changes);
            let now = self.op.clock.now();
            let (stood, mut wrong) = (judged(before, now), judged(&after, now));
            wrong.retain(|wrong| !stood.contains(wrong));
            if !wrong.is_empty() {
                return Fate::Fail(wrong);
            }
            self.add(
                (before.id, draft, body),
                known,
                (made, asked),
                (&mut changes, &mut beside),
            );
            let pieces = self.add_lists((before, &after), draft, known, &mut changes);
            if !pieces.is_empty() {
                made.lists.take(&pieces);
                put(&mut beside, "lists", &pieces);
            }
        }
        let is_touched = changes.fields().next().is_some();
        let seat = listed.and_then(|listed| listed.person(before.id, draft, body));
        if let Some(seat) = seat {
            changes.made("attendee", &AttendeeRoles(draft.at_event()));
            put(&mut beside, "attendee", &seat);
        }
        let Some(changes) = changes.json() else {
            return Fate::Unchanged;
        };
        put(&mut beside, "isTouched", &is_touched);
        let entry = Entry {
            contact: Some(before.id),
            changes: Some(changes.clone()),
            before: Some(beside),
            ..Entry::default()
        };
        let line = self.journal.line(draft.line, LineOutcome::Updated, entry);
        made.lines.extend(line);
        if !is_touched {
            return Fate::Update(changes);
        }
        after.version += 1;
        after.updated_at = self.op.clock.now();
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

    /// What a line adds beside somebody's record: an address, a telephone, what they do in an organisation, what they said.
    fn add(
        &self,
        (id, draft, body): (ContactId, &Draft, Option<OrganisationId>),
        known: &mut Known,
        (made, asked): (&mut Made, &HashSet<ContactId>),
        (changes, beside): (&mut Changes, &mut Value),
    ) {
        let adds = (known.adds_email(id, draft), known.adds_phone(id, draft));
        let (emails, phones) = self.ways((id, !known.has_email(id)), draft, adds, made);
        put(beside, "emails", &emails);
        put(beside, "phones", &phones);
        if let Some(address) = draft.email.as_ref().filter(|_| adds.0) {
            changes.made("email", address);
        }
        if let Some((as_typed, _)) = draft.phone.as_ref().filter(|_| adds.1) {
            changes.made("phone", as_typed);
        }
        let there = body.and_then(|body| known.membership(id, body)).cloned();
        if let Some(there) = there {
            if let Some(after) = self.held(&there, draft, changes) {
                put(beside, "function", &Function::of(&there, &after));
                made.function(&after);
                known.belongs(after);
            }
        } else if let Some(row) = self.belong(id, (draft, body), !known.has_primary(id)) {
            changes.made("organisation", &draft.organisation);
            put(beside, "membership", &row.id);
            known.belongs(row.clone());
            made.memberships.push(row);
        }
        if !asked.contains(&id)
            && let Some(consent) = self.said(id, draft, made)
        {
            changes.made("consent", &draft.consent);
            put(beside, "consent", &consent);
        }
    }

    /// What a line adds to somebody's lists, with where they lived before, and where what it changed comes from.
    fn add_lists(
        &self,
        (before, after): (&contact::Model, &contact::Model),
        draft: &Draft,
        known: &mut Known,
        changes: &mut Changes,
    ) -> Pieces {
        let whose = self.whose(before.id);
        let mut kept = known.kept(before.id);
        let mut pieces = kept.take(&draft.told, whose, changes);
        kept.take_move((before, after), whose, (&mut pieces, changes));
        kept.take_facts(changes, whose, &mut pieces);
        known.keep(before.id, kept);
        pieces
    }

    /// For whom a line is written.
    fn whose(&self, id: ContactId) -> Whose<'_> {
        Whose {
            office: self.office,
            id,
            source: &self.cmd.source,
            is_over: self.cmd.mode == ImportMode::Update,
            now: self.op.clock.now(),
        }
    }

    /// What a line changes of what somebody does in an organisation; nothing where it changes nothing.
    fn held(
        &self,
        before: &membership::Model,
        draft: &Draft,
        changes: &mut Changes,
    ) -> Option<membership::Model> {
        let is_over = self.cmd.mode == ImportMode::Update;
        let mut after = before.clone();
        if draft.function.is_some() && (is_over || after.function.is_none()) {
            after.function.clone_from(&draft.function);
        }
        if draft.held.0.is_some() && (is_over || after.from_on.is_none()) {
            after.from_on = draft.held.0;
        }
        if draft.held.1.is_some() && (is_over || after.to_on.is_none()) {
            after.to_on = draft.held.1;
            after.is_primary &= after.to_on.is_none();
        }
        changes.note("function", &before.function, &after.function);
        changes.note("functionFrom", &before.from_on, &after.from_on);
        changes.note("functionTo", &before.to_on, &after.to_on);
        (after != *before).then_some(after)
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

    /// What somebody does in an organisation that they do not belong to yet.
    fn belong(
        &self,
        id: ContactId,
        (draft, body): (&Draft, Option<OrganisationId>),
        is_primary: bool,
    ) -> Option<membership::Model> {
        Some(membership::Model {
            id: MembershipId::new(),
            office_id: self.office,
            contact_id: id,
            organisation_id: body?,
            function: draft.function.clone(),
            from_on: draft.held.0,
            to_on: draft.held.1,
            is_primary: is_primary && draft.held.1.is_none(),
            rank_key: None,
            precedence_on: None,
            created_at: self.op.clock.now(),
        })
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
}

/// Notes beside a changed record what else a line wrote.
fn put(beside: &mut Value, name: &str, value: &impl Serialize) {
    if let (Value::Object(beside), Ok(value)) = (beside, serde_json::to_value(value)) {
        beside.insert(name.to_owned(), value);
    }
}
