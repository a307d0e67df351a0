//! Which contacts a list shows, and in which order.

use kuvend_entity::{
    contact, enrolment,
    id::{OfficeId, OrganisationId, ProgrammeId, SegmentId},
    kind::{Generation, ProfileKind, Sex},
    membership,
    value::{CountryCode, Language},
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Value,
    sea_query::{Expr, ExprTrait},
};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    paging::{Cursor, Key, Ordering},
    segments::Set,
};

/// Which contacts: what is named must hold, all of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct Filter {
    /// Of this office.
    #[serde(rename = "officeId", skip_serializing_if = "Option::is_none")]
    pub office: Option<OfficeId>,
    /// Living in any of these.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub residence_countries: Option<Vec<CountryCode>>,
    /// Coming from any of these.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin_countries: Option<Vec<CountryCode>>,
    /// Preferring any of these.
    #[serde(rename = "preferredLanguages", skip_serializing_if = "Option::is_none")]
    pub languages: Option<Vec<Language>>,
    /// Being any of these.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile_kinds: Option<Vec<ProfileKind>>,
    /// This far from emigration.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub generations: Option<Vec<Generation>>,
    /// Of any of these.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sexes: Option<Vec<Sex>>,
    /// Belonging to this body now.
    #[serde(rename = "organisationId", skip_serializing_if = "Option::is_none")]
    pub organisation: Option<OrganisationId>,
    /// Enrolled in this programme, in whatever state.
    #[serde(rename = "programmeId", skip_serializing_if = "Option::is_none")]
    pub programme: Option<ProgrammeId>,
    /// In this segment.
    #[serde(rename = "segmentId", skip_serializing_if = "Option::is_none")]
    pub segment: Option<SegmentId>,
    /// What [`Self::segment`] is, once it was looked up, and when.
    #[serde(skip)]
    pub within: Option<(Set, DateTime<Utc>)>,
    /// At least one of these.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub any: Option<Vec<Filter>>,
    /// None of this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not: Option<Box<Filter>>,
}

/// What contacts are ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OrderBy {
    /// Family name, then given name.
    #[default]
    Name,
    /// When they were entered.
    CreatedAt,
}

/// An ordering.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Order {
    /// By what.
    pub by: OrderBy,
    /// Largest first.
    pub descending: bool,
}

impl Order {
    pub(super) const fn ordering(self) -> Ordering<contact::Column> {
        Ordering {
            key: match self.by {
                OrderBy::Name => contact::Column::SortName,
                OrderBy::CreatedAt => contact::Column::CreatedAt,
            },
            id: contact::Column::Id,
            descending: self.descending,
        }
    }

    pub(super) fn place(self, row: &contact::Model) -> Cursor {
        let key = match self.by {
            OrderBy::Name => Key::Text(row.sort_name.clone()),
            OrderBy::CreatedAt => Key::instant(row.created_at),
        };
        Cursor(key, row.id.0)
    }

    /// Whether a place belongs to a list in this order.
    pub(super) const fn holds(self, key: &Key) -> bool {
        matches!(
            (self.by, key),
            (OrderBy::Name, Key::Text(_)) | (OrderBy::CreatedAt, Key::Instant(_))
        )
    }
}

/// A column is known and one of these. Said so that its negation holds where the column is empty.
pub(crate) fn one_of<C: ColumnTrait, V: Into<Value> + Clone>(
    column: C,
    list: Option<&Vec<V>>,
) -> Option<Condition> {
    list.map(|list| {
        Condition::all()
            .add(column.is_not_null())
            .add(column.is_in(list.iter().cloned()))
    })
}

impl Filter {
    /// The condition on a select of contacts.
    pub(crate) fn condition(&self) -> Condition {
        use contact::Column as C;
        let mut all = Condition::all()
            .add_option(self.office.map(|id| C::OfficeId.eq(id)))
            .add_option(one_of(
                C::ResidenceCountry,
                self.residence_countries.as_ref(),
            ))
            .add_option(one_of(C::OriginCountry, self.origin_countries.as_ref()))
            .add_option(one_of(C::PreferredLanguage, self.languages.as_ref()))
            .add_option(
                self.generations
                    .as_ref()
                    .map(|list| C::Generation.is_in(list.iter().copied())),
            )
            .add_option(
                self.sexes
                    .as_ref()
                    .map(|list| C::Sex.is_in(list.iter().copied())),
            );
        if let Some(kinds) = &self.profile_kinds {
            // The kinds are a JSON list of closed words; as text, a word stands in quotes and in no other word.
            let text = || Expr::col(C::ProfileKinds.as_column_ref()).cast_as("text");
            all = all.add(kinds.iter().fold(Condition::any(), |any, kind| {
                any.add(text().like(format!("%\"{kind}\"%")))
            }));
        }
        if let Some(organisation) = self.organisation {
            let members = membership::Entity::find()
                .select_only()
                .column(membership::Column::ContactId)
                .filter(membership::Column::OrganisationId.eq(organisation))
                .filter(membership::Column::ToOn.is_null());
            all = all.add(C::Id.in_subquery(members.into_query()));
        }
        if let Some(programme) = self.programme {
            let enrolled = enrolment::Entity::find()
                .select_only()
                .column(enrolment::Column::ContactId)
                .filter(enrolment::Column::ProgrammeId.eq(programme));
            all = all.add(C::Id.in_subquery(enrolled.into_query()));
        }
        if self.segment.is_some() {
            // A segment that is not there holds nobody.
            let within = self.within.as_ref().map(|(set, now)| set.condition(*now));
            all = all.add(Condition::any().add_option(within));
        }
        if let Some(filters) = &self.any {
            all = all.add(
                filters
                    .iter()
                    .fold(Condition::any(), |any, one| any.add(one.condition())),
            );
        }
        if let Some(not) = &self.not {
            all = all.add(not.condition().not());
        }
        all
    }
}
