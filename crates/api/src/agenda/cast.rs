//! Who stands behind runs of show and what hangs on their items: one statement a kind for however many items.

use std::collections::HashMap;

use kuvend_domain::{agenda, op::Op};
use kuvend_entity::{
    contributor, deliverable,
    id::{AgendaItemId, ContactId, ContributorId, DeliverableId, OrganisationId},
    kind, panel_question, value,
};

use crate::{
    agenda::{Contributor, Deliverable, PanelQuestion, Remark},
    contacts::{Contact, Selection},
    look::Look,
    organisations::Organisation,
    payload::top_level,
};

/// What is selected of who stands behind a run of show, and of what hangs on its items.
#[derive(Debug, Clone)]
pub struct CastSelection<'a> {
    contact: Option<Selection<'a>>,
    organisation: Option<Look<'a>>,
    deliverables: bool,
    files: bool,
    consents: bool,
    questions: bool,
    remarks: bool,
}

impl<'a> CastSelection<'a> {
    /// Everything, for who cannot look ahead.
    #[must_use]
    pub fn everything() -> Self {
        Self {
            contact: Some(Selection::everything()),
            organisation: Some(Look::default()),
            deliverables: true,
            files: true,
            consents: true,
            questions: true,
            remarks: true,
        }
    }

    /// What is selected on the items of a run of show.
    #[must_use]
    pub fn of(items: &Look<'a>) -> Self {
        Self::with((items, Look::default()), items.field("remarks"))
    }

    /// What is selected on the run of show of an event.
    #[must_use]
    pub fn of_event(event: &Look<'a>) -> Self {
        let items = event
            .fields(&["agenda", "panels"])
            .and(event.field("conflicts").field("items"))
            .and(event.field("missingDeliverables").field("agendaItem"));
        let remarks = items
            .field("remarks")
            .and(event.fields(&["quotes", "announcements"]))
            .and(event.field("report").fields(&["quotes", "announcements"]));
        let missing = event.field("missingDeliverables");
        let mut selected = Self::with((&items, missing.field("contributor")), remarks);
        if missing.exists() {
            (selected.deliverables, selected.consents) = (true, true);
        }
        selected
    }

    /// Who stands behind the items wholly, and of what hangs on them only what is selected.
    #[must_use]
    pub fn wholly(items: &Look<'a>) -> Self {
        let selected = Self::of(items);
        Self {
            deliverables: selected.deliverables,
            files: selected.files,
            consents: selected.consents,
            questions: selected.questions,
            remarks: selected.remarks,
            ..Self::everything()
        }
    }

    /// What is selected on items, on contributors who stand elsewhere, and on what was said.
    fn with((items, more): (&Look<'a>, Look<'a>), remarks: Look<'a>) -> Self {
        let contributors = items
            .fields(&["contributors", "moderator", "panellists"])
            .and(more);
        let questions = items.field("questions");
        let deliverables = contributors.selects("deliverables") || contributors.selects("missing");
        let handed_in = contributors.field("deliverables");
        let files = handed_in.selects("file");
        let consents = handed_in.selects("consent") || contributors.selects("missing");
        let (asks, told) = (questions.exists(), remarks.exists());
        let people = contributors.and(questions).and(remarks);
        let contact = people.field("contact");
        Self {
            contact: contact.exists().then(|| Selection::of(&contact)),
            organisation: Some(people.field("organisation")).filter(Look::exists),
            deliverables,
            files,
            consents,
            questions: asks,
            remarks: told,
        }
    }
}

/// Who stands behind a run of show and what hangs on its items, read by one statement a kind for however many items.
#[derive(Debug, Clone, Default)]
pub struct Cast {
    contacts: HashMap<ContactId, Contact>,
    organisations: HashMap<OrganisationId, Organisation>,
    deliverables: HashMap<ContributorId, Vec<deliverable::Model>>,
    files: HashMap<DeliverableId, agenda::HandedIn>,
    consents: HashMap<ContactId, kind::ConsentState>,
    questions: HashMap<AgendaItemId, Vec<panel_question::Model>>,
    remarks: HashMap<AgendaItemId, Vec<agenda::ToldRemark>>,
}

impl Cast {
    /// Reads who stands behind some items and what hangs on them, as far as that is selected.
    ///
    /// # Errors
    /// A failure, as a coded top-level error.
    pub async fn of(
        op: &Op,
        items: &[&agenda::Item],
        selection: &CastSelection<'_>,
    ) -> async_graphql::Result<Self> {
        let coded = |error| top_level(op, &error);
        let mut cast = Self::default();
        let all = || items.iter().flat_map(|item| &item.contributors);
        let ids: Vec<AgendaItemId> = items.iter().map(|item| item.item.id).collect();
        if selection.remarks && !ids.is_empty() {
            cast.remarks = agenda::remarks_of(op, &ids).await.map_err(coded)?;
        }
        let panels = items
            .iter()
            .filter(|item| item.item.kind == kind::AgendaItemKind::Panel);
        let panels: Vec<AgendaItemId> = panels.map(|item| item.item.id).collect();
        if selection.questions && !panels.is_empty() {
            cast.questions = agenda::questions_of(op, &panels).await.map_err(coded)?;
        }
        let whom: Vec<ContributorId> = all().map(|one| one.id).collect();
        if selection.deliverables && !whom.is_empty() {
            cast.deliverables = agenda::deliverables_of(op, &whom).await.map_err(coded)?;
        }
        cast.add_what_came(op, all(), selection)
            .await
            .map_err(coded)?;
        let told = || cast.remarks.values().flatten().map(|told| &told.remark);
        let asked = cast.questions.values().flatten();
        let contacts: Vec<ContactId> = all()
            .filter_map(|one| one.contact_id)
            .chain(told().filter_map(|one| one.contact_id))
            .chain(asked.filter_map(|one| one.contact_id))
            .collect();
        let bodies: Vec<OrganisationId> = all()
            .filter_map(|one| one.organisation_id)
            .chain(told().filter_map(|one| one.organisation_id))
            .collect();
        if let Some(selection) = &selection.contact
            && !contacts.is_empty()
        {
            // A contact has events, which have contributors.
            cast.contacts = Box::pin(Contact::load_many(op, contacts, selection)).await?;
        }
        if let Some(look) = &selection.organisation
            && !bodies.is_empty()
        {
            cast.organisations = Organisation::load_many(op, bodies, look).await?;
        }
        Ok(cast)
    }

    /// Reads the files that were handed in and what was said to being published, as far as that is selected and anything is asked.
    async fn add_what_came<'a>(
        &mut self,
        op: &Op,
        all: impl Iterator<Item = &'a contributor::Model>,
        selection: &CastSelection<'_>,
    ) -> kuvend_domain::error::Result<()> {
        let asked = || self.deliverables.values().flatten();
        let came = asked().filter(|row| row.location.is_some());
        let came: Vec<DeliverableId> = came.map(|row| row.id).collect();
        let consent = kind::DeliverableKind::ConsentToPublish;
        let agreeing: Vec<ContributorId> = asked()
            .filter(|row| row.kind == consent)
            .map(|row| row.contributor_id)
            .collect();
        let agreeing = all.filter(|one| agreeing.contains(&one.id));
        let agreeing: Vec<ContactId> = agreeing.filter_map(|one| one.contact_id).collect();
        if selection.files && !came.is_empty() {
            self.files = agenda::files_of(op, &came).await?;
        }
        if selection.consents && !agreeing.is_empty() {
            self.consents = agenda::published_by(op, &agreeing).await?;
        }
        Ok(())
    }

    /// What somebody is asked for, with what came.
    fn deliverables(&self, row: &contributor::Model) -> Vec<Deliverable> {
        let asked = self.deliverables.get(&row.id).into_iter().flatten();
        let said = row
            .contact_id
            .and_then(|id| self.consents.get(&id).copied());
        let shown = |asked: &deliverable::Model| Deliverable {
            file: self.files.get(&asked.id).cloned(),
            said: said.filter(|_| asked.kind == kind::DeliverableKind::ConsentToPublish),
            row: asked.clone(),
        };
        asked.map(shown).collect()
    }

    fn contact(&self, id: Option<ContactId>) -> Option<Contact> {
        self.contacts.get(&id?).cloned()
    }

    fn organisation(&self, id: Option<OrganisationId>) -> Option<Organisation> {
        self.organisations.get(&id?).cloned()
    }

    /// The contributors of an item.
    #[must_use]
    pub fn contributors(&self, item: &agenda::Item) -> Vec<Contributor> {
        let shown = |row: &contributor::Model| Contributor {
            contact: self.contact(row.contact_id),
            organisation: self.organisation(row.organisation_id),
            deliverables: self.deliverables(row),
            row: row.clone(),
        };
        item.contributors.iter().map(shown).collect()
    }

    /// What was said and announced in an item.
    #[must_use]
    pub fn remarks(&self, item: AgendaItemId, own: &value::Language) -> Vec<Remark> {
        let told = self.remarks.get(&item).into_iter().flatten();
        let shown = |told: &agenda::ToldRemark| Remark {
            told: told.clone(),
            contact: self.contact(told.remark.contact_id),
            organisation: self.organisation(told.remark.organisation_id),
            own: own.clone(),
        };
        told.map(shown).collect()
    }

    /// What a panel is asked.
    #[must_use]
    pub fn questions(&self, panel: AgendaItemId) -> Vec<PanelQuestion> {
        let asked = self.questions.get(&panel).into_iter().flatten();
        let shown = |row: &panel_question::Model| PanelQuestion {
            contact: self.contact(row.contact_id),
            row: row.clone(),
        };
        asked.map(shown).collect()
    }
}
