//! Files of organisations: a line is a ministry, an embassy, an association. A name that is written alike means the organisation that
//! is called so, unless their countries differ; one that only folds alike is for a person to judge.

use std::collections::{BTreeMap, HashMap, HashSet};

use kuvend_entity::{
    id::{OfficeId, OrganisationId},
    import_line,
    kind::{ImportMode, LineOutcome, OrganisationKind},
    office, organisation,
    text::LocalizedText,
    value::{CountryCode, Language, Variants},
};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel as _,
    QueryFilter, QueryOrder as _, QuerySelect as _,
};
use serde_json::{Value, json};

use super::{
    bodies::{Bodies, Which},
    draft::{Wrong, clean, surplus},
    fate::Fate,
    journal::{Entry, Journal},
    mapping::{Columns, Field, NAMES},
    merge::give_back,
    run::{Drafted, Import, Reads, Writes},
    source::Record,
    values,
};
use crate::{
    attendees::guests::BATCH,
    error::Result,
    fault::Code,
    op::Op,
    organisations::{self, differences, own},
    writes,
};

/// Other names of an organisation at most.
const VARIANTS: usize = 50;

/// An organisation as a line tells of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Draft {
    line: u64,
    /// What it is called, where no language is said.
    name: Option<String>,
    names: BTreeMap<Language, String>,
    variants: Vec<String>,
    kind: Option<OrganisationKind>,
    country: Option<CountryCode>,
    parent: Option<String>,
    website: Option<String>,
    wrong: Vec<Wrong>,
    cells: Vec<String>,
}

impl Drafted for Draft {
    fn line(&self) -> u64 {
        self.line
    }

    fn cells(&self) -> &[String] {
        &self.cells
    }
}

/// What a line is read with.
#[derive(Debug, Clone)]
pub(super) struct Reading {
    pub(super) columns: Columns,
    /// The office's own language.
    pub(super) language: Language,
}

impl Reads for Reading {
    type Draft = Draft;

    fn draft(&self, record: Record) -> Draft {
        let mut draft = Draft {
            line: record.line,
            ..Draft::default()
        };
        for (cell, field) in record.cells.iter().zip(&self.columns.fields) {
            let Some(field) = *field else { continue };
            let taken = match clean(cell, field.is_list()) {
                Ok(None) => Ok(()),
                Ok(Some(text)) => {
                    let meant = self.columns.meant(field, &text);
                    draft.take(field, meant.unwrap_or(&text))
                }
                Err(code) => Err(code),
            };
            if let Err(code) = taken {
                let field = Some(field.as_str());
                draft.wrong.push(Wrong { field, code });
            }
        }
        draft.wrong.extend(surplus(&record.cells, &self.columns));
        draft.settle(&self.language);
        if draft.names.is_empty() && draft.wrong.is_empty() {
            draft.wrong.push(Wrong {
                field: Some(Field::Name.as_str()),
                code: Code::Required,
            });
        }
        draft.cells = record.cells;
        draft
    }
}

impl Draft {
    /// The name of no language is that of the office's own; where another column says that, it is another name.
    fn settle(&mut self, language: &Language) {
        let Some(name) = self.name.take() else { return };
        match self.names.get(language) {
            None => {
                self.names.insert(language.clone(), name);
            }
            Some(own) if *own == name || self.variants.contains(&name) => {}
            Some(_) => self.variants.insert(0, name),
        }
    }

    fn take(&mut self, field: Field, text: &str) -> std::result::Result<(), Code> {
        let named = NAMES.iter().find(|(name, _)| *name == field);
        if let Some((_, tag)) = named {
            match tag {
                None => self.name = Some(text.to_owned()),
                Some(tag) => {
                    let language = tag.parse().map_err(|_| Code::Malformed)?;
                    self.names.insert(language, text.to_owned());
                }
            }
            return Ok(());
        }
        let is_said = match field {
            Field::Variants => {
                for name in text.split([';', '|', '\n']).map(str::trim) {
                    if !name.is_empty() && !self.variants.iter().any(|own| own == name) {
                        self.variants.push(name.to_owned());
                    }
                }
                if self.variants.len() > VARIANTS {
                    return Err(Code::TooMany);
                }
                true
            }
            Field::Kind => {
                self.kind = values::organisation_kind(text);
                self.kind.is_some()
            }
            Field::Country => {
                self.country = values::country(text);
                self.country.is_some()
            }
            Field::Parent => {
                self.parent = Some(text.to_owned());
                true
            }
            Field::Website => {
                self.website = Some(text.to_owned());
                ["https://", "http://"]
                    .iter()
                    .any(|scheme| text.starts_with(scheme))
            }
            _ => false,
        };
        if is_said {
            Ok(())
        } else {
            Err(Code::Malformed)
        }
    }

    /// What it calls the organisation.
    fn called(&self) -> impl Iterator<Item = &String> {
        self.names.values()
    }
}

/// Writes organisations.
pub(super) struct Writer<'a> {
    op: &'a Op,
    mode: ImportMode,
    office: OfficeId,
    language: Language,
    bodies: Bodies,
    journal: Journal,
}

/// What some lines make.
#[derive(Default)]
struct Made {
    rows: Vec<organisation::Model>,
    changed: HashMap<OrganisationId, organisation::Model>,
    lines: Vec<import_line::Model>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(
        op: &'a Op,
        cmd: &Import,
        office: &office::Model,
        bodies: Bodies,
        journal: Journal,
    ) -> Self {
        Self {
            op,
            mode: cmd.mode,
            office: office.id,
            language: own(office.languages.clone()),
            bodies,
            journal,
        }
    }

    /// Which organisations a line may mean: who is called so and is in no other country. Those that write themselves so come first.
    fn meant(&self, draft: &Draft) -> (Vec<OrganisationId>, Vec<OrganisationId>) {
        let is_elsewhere = |id: OrganisationId| {
            let country = self.bodies.get(id).and_then(|body| body.country.as_ref());
            country
                .zip(draft.country.as_ref())
                .is_some_and(|(one, other)| one != other)
        };
        let (mut exactly, mut alike) = (Vec::new(), Vec::new());
        for name in draft.called() {
            for (id, as_typed) in self.bodies.called(name) {
                let list = if as_typed == name {
                    &mut exactly
                } else {
                    &mut alike
                };
                if !list.contains(id) && !is_elsewhere(*id) {
                    list.push(*id);
                }
            }
        }
        (exactly, alike)
    }

    /// The organisations that some lines may mean, held where something is written.
    async fn read(
        &self,
        tx: &DatabaseTransaction,
        drafts: &[Draft],
    ) -> Result<HashMap<OrganisationId, organisation::Model>> {
        let ids: HashSet<OrganisationId> = drafts
            .iter()
            .flat_map(|draft| self.meant(draft).0)
            .collect();
        let mut ids: Vec<OrganisationId> = ids.into_iter().collect();
        ids.sort_unstable();
        let mut known = HashMap::with_capacity(ids.len());
        for some in ids.chunks(BATCH) {
            let rows = organisation::Entity::find()
                .filter(organisation::Column::Id.is_in(some.iter().copied()))
                .order_by_asc(organisation::Column::Id);
            let rows = if self.journal.is_written() {
                rows.lock_exclusive()
            } else {
                rows
            };
            let rows = rows.all(tx).await?;
            known.extend(rows.into_iter().map(|row| (row.id, row)));
        }
        Ok(known)
    }

    fn one(
        &mut self,
        draft: &Draft,
        known: &mut HashMap<OrganisationId, organisation::Model>,
        made: &mut Made,
    ) -> Fate {
        let mut wrong = draft.wrong.clone();
        let mut fault = |field: Field, code| {
            let field = Some(field.as_str());
            wrong.push(Wrong { field, code });
        };
        let parent = match draft.parent.as_deref().map(|name| self.bodies.named(name)) {
            None => None,
            Some(Which::One(id)) => Some(id),
            Some(Which::None) => {
                fault(Field::Parent, Code::NotFound);
                None
            }
            Some(Which::Several) => {
                fault(Field::Parent, Code::PossibleDuplicate);
                None
            }
        };
        let (exactly, alike) = self.meant(draft);
        let is_unsorted = draft.kind.is_none() && draft.wrong.is_empty();
        if exactly.is_empty() && alike.is_empty() && is_unsorted {
            fault(Field::Kind, Code::Required);
        }
        if !wrong.is_empty() {
            return Fate::Fail(wrong);
        }
        match (exactly.as_slice(), alike.is_empty()) {
            ([], true) => {
                let row = self.fresh(draft, parent);
                self.bodies.learn(&row);
                known.insert(row.id, row.clone());
                let entry = Entry {
                    organisation: Some(row.id),
                    ..Entry::default()
                };
                let line = self.journal.line(draft.line, LineOutcome::Created, entry);
                made.lines.extend(line);
                made.rows.push(row);
                Fate::Create
            }
            ([one], _) => match known.get(one).cloned() {
                Some(_) if self.mode == ImportMode::CreateOnly => Fate::Skip("KNOWN"),
                Some(row) => self.change(&row, (draft, parent), known, made),
                // It was taken out meanwhile.
                None => Fate::Ambiguous,
            },
            _ => Fate::Ambiguous,
        }
    }

    fn fresh(&self, draft: &Draft, parent: Option<OrganisationId>) -> organisation::Model {
        let now = self.op.clock.now();
        let mut row = organisation::Model {
            id: OrganisationId::new(),
            office_id: self.office,
            version: 1,
            name: LocalizedText(draft.names.clone()),
            variants: Variants(draft.variants.clone()),
            kind: draft.kind.unwrap_or(OrganisationKind::Other),
            country: draft.country.clone(),
            parent_id: parent,
            website: draft.website.clone(),
            sort_name: String::new(),
            folded: String::new(),
            created_at: now,
            updated_at: now,
        };
        organisations::derive(&mut row, &self.language);
        row
    }

    fn change(
        &mut self,
        before: &organisation::Model,
        (draft, parent): (&Draft, Option<OrganisationId>),
        known: &mut HashMap<OrganisationId, organisation::Model>,
        made: &mut Made,
    ) -> Fate {
        let mut after = before.clone();
        let is_over = self.mode == ImportMode::Update;
        for (language, name) in &draft.names {
            let told = after.name.0.entry(language.clone());
            let told = told.or_insert_with(|| name.clone());
            if is_over {
                told.clone_from(name);
            }
        }
        for name in &draft.variants {
            if !after.variants.0.contains(name) && after.variants.0.len() < VARIANTS {
                after.variants.0.push(name.clone());
            }
        }
        if let Some(kind) = draft.kind.filter(|_| is_over) {
            after.kind = kind;
        }
        take(&mut after.country, draft.country.as_ref(), is_over);
        take(&mut after.parent_id, parent.as_ref(), is_over);
        take(&mut after.website, draft.website.as_ref(), is_over);
        organisations::derive(&mut after, &self.language);
        let Some(changes) = differences(before, &after).json() else {
            return Fate::Unchanged;
        };
        let fail = |field: Field, code| {
            let field = Some(field.as_str());
            Fate::Fail(vec![Wrong { field, code }])
        };
        let circle = after
            .parent_id
            .filter(|_| after.parent_id != before.parent_id);
        if circle.is_some_and(|parent| self.bodies.is_circle(after.id, parent)) {
            return fail(Field::Parent, Code::Inconsistent);
        }
        after.version += 1;
        after.updated_at = self.op.clock.now();
        let entry = Entry {
            organisation: Some(after.id),
            changes: Some(changes.clone()),
            before: Some(json!({ "version": before.version, "updatedAt": before.updated_at })),
            ..Entry::default()
        };
        let line = self.journal.line(draft.line, LineOutcome::Updated, entry);
        made.lines.extend(line);
        self.bodies.learn(&after);
        known.insert(after.id, after.clone());
        match made.rows.iter_mut().find(|row| row.id == after.id) {
            Some(fresh) => *fresh = after,
            None => {
                made.changed.insert(after.id, after);
            }
        }
        Fate::Update(changes)
    }
}

/// Takes what a line says where nothing is said yet, or over what is said.
fn take<T: Clone>(field: &mut Option<T>, said: Option<&T>, is_over: bool) {
    if said.is_some() && (is_over || field.is_none()) {
        *field = said.cloned();
    }
}

/// Gives an organisation back what it said before; returns what says something else by now and was left.
pub(super) fn restore(
    row: &mut organisation::Model,
    changes: &Value,
    language: &Language,
) -> Vec<&'static str> {
    let mut left = Vec::new();
    macro_rules! each {
        ($($name:literal $column:ident)+) => { $(
            if let Some(change) = changes.get($name)
                && !give_back(&mut row.$column, change)
            {
                left.push($name);
            }
        )+ };
    }
    each! {
        "name" name
        "variants" variants
        "kind" kind
        "country" country
        "parentId" parent_id
        "website" website
    }
    organisations::derive(row, language);
    left
}

impl Writes for Writer<'_> {
    type Draft = Draft;

    async fn write(&mut self, drafts: &[Draft]) -> Result<Vec<Fate>> {
        let tx = self.journal.open(self.op).await?;
        let mut known = self.read(&tx, drafts).await?;
        let mut made = Made::default();
        let mut fates = Vec::with_capacity(drafts.len());
        for draft in drafts {
            fates.push(self.one(draft, &mut known, &mut made));
        }
        if self.journal.is_written() {
            store(&tx, made).await?;
        }
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

async fn store(tx: &DatabaseTransaction, made: Made) -> Result<()> {
    let rows = made.rows.into_iter();
    let rows = rows.map(|row| row.into_active_model().reset_all());
    writes::insert_many(tx, rows.collect()).await?;
    for row in made.changed.into_values() {
        organisation::Entity::update(row.into_active_model().reset_all())
            .exec_without_returning(tx)
            .await?;
    }
    let lines = made.lines.into_iter();
    let lines = lines.map(|line| line.into_active_model().reset_all());
    writes::insert_many(tx, lines.collect()).await
}
