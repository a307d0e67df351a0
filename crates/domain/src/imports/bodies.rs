//! The office's organisations as files name them: some thousands at most, so that all of them are kept at hand.

use std::collections::HashMap;

use kuvend_entity::{
    id::{OfficeId, OrganisationId},
    kind::OrganisationKind,
    organisation,
    text::LocalizedText,
    value::{CountryCode, Variants},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use crate::{error::Result, fold::fold, op::Op};

/// What is kept of an organisation.
#[derive(Debug, Clone)]
pub(super) struct Body {
    pub(super) kind: OrganisationKind,
    pub(super) country: Option<CountryCode>,
    pub(super) parent: Option<OrganisationId>,
    /// What it is called, as it is written.
    names: Vec<String>,
}

/// The office's organisations by what they are called.
#[derive(Debug, Default)]
pub(super) struct Bodies {
    bodies: HashMap<OrganisationId, Body>,
    /// By their names, folded: who is called so, and how that is written.
    by_name: HashMap<String, Vec<(OrganisationId, String)>>,
}

/// Which organisation a name means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    /// None that the office knows.
    None,
    /// This one.
    One(OrganisationId),
    /// One of several.
    Several,
}

type Row = (
    OrganisationId,
    LocalizedText,
    Variants,
    OrganisationKind,
    Option<CountryCode>,
    Option<OrganisationId>,
);

/// What an organisation is called, each name once.
fn names(name: &LocalizedText, variants: &Variants) -> Vec<String> {
    let mut names: Vec<String> = name.0.values().chain(&variants.0).cloned().collect();
    names.sort_unstable();
    names.dedup();
    names
}

impl Bodies {
    /// Reads them.
    pub(super) async fn of(op: &Op, office: OfficeId) -> Result<Self> {
        use organisation::Column as C;
        let rows: Vec<Row> = organisation::Entity::find()
            .select_only()
            .columns([
                C::Id,
                C::Name,
                C::Variants,
                C::Kind,
                C::Country,
                C::ParentId,
            ])
            .filter(C::OfficeId.eq(office))
            .into_tuple()
            .all(op.db.reader())
            .await?;
        let mut bodies = Self::default();
        for (id, name, variants, kind, country, parent) in rows {
            let body = Body {
                kind,
                country,
                parent,
                names: names(&name, &variants),
            };
            bodies.put(id, body);
        }
        Ok(bodies)
    }

    fn put(&mut self, id: OrganisationId, body: Body) {
        for name in &body.names {
            let called = self.by_name.entry(fold(name)).or_default();
            called.push((id, name.clone()));
        }
        self.bodies.insert(id, body);
    }

    /// Knows an organisation from now on as a line made or changed it, and by no other name.
    pub(super) fn learn(&mut self, row: &organisation::Model) {
        let before = self.bodies.remove(&row.id);
        for name in before.into_iter().flat_map(|body| body.names) {
            if let Some(called) = self.by_name.get_mut(&fold(&name)) {
                called.retain(|(id, _)| *id != row.id);
            }
        }
        let body = Body {
            kind: row.kind,
            country: row.country.clone(),
            parent: row.parent_id,
            names: names(&row.name, &row.variants),
        };
        self.put(row.id, body);
    }

    /// What is kept of one.
    pub(super) fn get(&self, id: OrganisationId) -> Option<&Body> {
        self.bodies.get(&id)
    }

    /// Who is called so, written alike or not.
    pub(super) fn called(&self, name: &str) -> &[(OrganisationId, String)] {
        self.by_name.get(&fold(name)).map_or(&[], Vec::as_slice)
    }

    /// Which organisation a name means: the one that writes itself so, else the one that folds alike.
    pub(super) fn named(&self, name: &str) -> Which {
        let called = self.called(name);
        let only = |mut ids: Vec<OrganisationId>| {
            ids.sort_unstable();
            ids.dedup();
            match ids.as_slice() {
                [] => Which::None,
                [one] => Which::One(*one),
                _ => Which::Several,
            }
        };
        let exactly = called.iter().filter(|(_, as_typed)| as_typed == name);
        match only(exactly.map(|(id, _)| *id).collect()) {
            Which::None => only(called.iter().map(|(id, _)| *id).collect()),
            told => told,
        }
    }

    /// Whether an organisation would belong to itself under another, over however many between them.
    pub(super) fn is_circle(&self, id: OrganisationId, parent: OrganisationId) -> bool {
        let mut above = Some(parent);
        // As many steps as there are bodies: what goes on longer has closed a circle above.
        for _ in 0..=self.bodies.len() {
            match above {
                None => return false,
                Some(one) if one == id => return true,
                Some(one) => above = self.get(one).and_then(|body| body.parent),
            }
        }
        true
    }
}
