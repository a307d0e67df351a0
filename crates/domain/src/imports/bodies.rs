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
            };
            bodies.put(id, body, name.0.values().chain(&variants.0));
        }
        Ok(bodies)
    }

    fn put<'a>(&mut self, id: OrganisationId, body: Body, names: impl Iterator<Item = &'a String>) {
        self.bodies.insert(id, body);
        for name in names {
            let called = self.by_name.entry(fold(name)).or_default();
            if !called
                .iter()
                .any(|(own, as_typed)| (*own, as_typed) == (id, name))
            {
                called.push((id, name.clone()));
            }
        }
    }

    /// Knows an organisation from now on, as a line made or changed it.
    pub(super) fn learn(&mut self, row: &organisation::Model) {
        let body = Body {
            kind: row.kind,
            country: row.country.clone(),
            parent: row.parent_id,
        };
        self.put(row.id, body, row.name.0.values().chain(&row.variants.0));
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
