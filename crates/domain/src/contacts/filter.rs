//! Which contacts a list shows, and in which order.

use chrono::{DateTime, Utc};
use kuvend_entity::{
    contact, contact_language, contact_skill, contact_willingness, enrolment,
    id::{OfficeId, OrganisationId, ProgrammeId, SegmentId},
    kind::{Generation, OrganisationKind, ProfileKind, Sex, WillingnessAnswer, WillingnessMode},
    membership, organisation,
    value::{CountryCode, Language},
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Value,
    sea_query::{Expr, ExprTrait, LikeExpr},
};

use serde::{Deserialize, Serialize};

use crate::{
    fold::fold,
    paging::{Cursor, Key, Ordering},
    policy::Scope,
    segments::{Moment, Set},
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
    /// Belonging now to a body of any of these kinds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organisation_kinds: Option<Vec<OrganisationKind>>,
    /// Having any of these skills, however they are spelt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skills: Option<Vec<String>>,
    /// Speaking any of these, by their tags.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spoken: Option<Vec<String>>,
    /// Having answered so to any of these ways of contributing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub willing: Option<(Vec<WillingnessMode>, Vec<WillingnessAnswer>)>,
    /// Citizens of any of these.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub citizenships: Option<Vec<CountryCode>>,
    /// Interested in any of these, by their keys.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interests: Option<Vec<String>>,
    /// Born in these years or between; finds nobody whose details the actor may not see.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub born: Option<(i32, i32)>,
    /// Entered from the first instant on and before the second.
    #[serde(skip_serializing_if = "is_open")]
    pub created: Span,
    /// Changed last from the first instant on and before the second.
    #[serde(skip_serializing_if = "is_open")]
    pub updated: Span,
    /// In this segment.
    #[serde(rename = "segmentId", skip_serializing_if = "Option::is_none")]
    pub segment: Option<SegmentId>,
    /// What [`Self::segment`] is, once it was looked up, and when.
    #[serde(skip)]
    pub within: Option<(Set, Moment)>,
    /// Where the actor may see contact details, once that was looked up; nowhere before.
    #[serde(skip)]
    pub details: Option<Scope>,
    /// At least one of these.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub any: Option<Vec<Filter>>,
    /// None of this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not: Option<Box<Filter>>,
}

/// From the first instant on, and before the second, where they are told.
pub type Span = (Option<DateTime<Utc>>, Option<DateTime<Utc>>);

/// Whether a span says nothing.
const fn is_open(span: &Span) -> bool {
    matches!(span, (None, None))
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

/// The people of a table's rows.
macro_rules! people_of {
    ($table:ident, $($condition:expr),+) => {
        contact::Column::Id.in_subquery(
            $table::Entity::find()
                .select_only()
                .column($table::Column::ContactId)
                $(.filter($condition))+
                .into_query(),
        )
    };
}

/// A column that is a JSON list of plain words has one of these. As text, a word stands in quotes and in no other word.
fn lists<'a>(column: contact::Column, words: impl Iterator<Item = &'a str>) -> Condition {
    let text = || Expr::col(column.as_column_ref()).cast_as("text");
    words.fold(Condition::any(), |any, word| {
        any.add(text().like(LikeExpr::new(format!("%\"{}\"%", escaped(word))).escape('!')))
    })
}

/// A word in which nothing is a wildcard.
fn escaped(word: &str) -> String {
    let escaped = word.chars().flat_map(|c| {
        let mark = matches!(c, '%' | '_' | '!').then_some('!');
        mark.into_iter().chain([c])
    });
    escaped.collect()
}

impl Filter {
    /// The part of the condition that is about the profile.
    fn profile(&self, mut all: Condition) -> Condition {
        use contact::Column as C;
        if let Some(kinds) = &self.organisation_kinds {
            let bodies = organisation::Entity::find()
                .select_only()
                .column(organisation::Column::Id)
                .filter(organisation::Column::Kind.is_in(kinds.iter().copied()))
                .into_query();
            all = all.add(people_of!(
                membership,
                membership::Column::OrganisationId.in_subquery(bodies),
                membership::Column::ToOn.is_null()
            ));
        }
        if let Some(skills) = &self.skills {
            let folded = skills.iter().map(|skill| fold(skill));
            let known = contact_skill::Column::SkillFolded.is_in(folded);
            all = all.add(people_of!(contact_skill, known));
        }
        if let Some(tags) = &self.spoken {
            let known = contact_language::Column::Language.is_in(tags.iter().map(String::as_str));
            all = all.add(people_of!(contact_language, known));
        }
        if let Some((modes, answers)) = &self.willing {
            all = all.add(people_of!(
                contact_willingness,
                contact_willingness::Column::Mode.is_in(modes.iter().copied()),
                contact_willingness::Column::Answer.is_in(answers.iter().copied())
            ));
        }
        if let Some(countries) = &self.citizenships {
            let words = countries.iter().map(CountryCode::as_str);
            all = all.add(lists(C::Citizenships, words));
        }
        if let Some(keys) = &self.interests {
            all = all.add(lists(C::Interests, keys.iter().map(String::as_str)));
        }
        if let Some((from, to)) = self.born {
            let details = match &self.details {
                Some(Scope::All) => None,
                Some(Scope::Some(offices)) => Some(offices.clone()),
                None => Some(Vec::new()),
            };
            all = all
                .add(C::BirthYear.is_not_null())
                .add(C::BirthYear.between(from, to))
                .add_option(details.map(|offices| C::OfficeId.is_in(offices)));
        }
        all.add_option(self.created.0.map(|at| C::CreatedAt.gte(at)))
            .add_option(self.created.1.map(|at| C::CreatedAt.lt(at)))
            .add_option(self.updated.0.map(|at| C::UpdatedAt.gte(at)))
            .add_option(self.updated.1.map(|at| C::UpdatedAt.lt(at)))
    }

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
        all = self.profile(all);
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
            let within = self
                .within
                .as_ref()
                .map(|(set, moment)| set.condition(*moment));
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
