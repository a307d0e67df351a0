//! By what figures are taken apart, and how a row's value is found: from the snapshot taken when attendance closed, from
//! the live profile until then.

use kuvend_entity::value::CountryCode;
use sea_orm::DbBackend;

use crate::{
    diaspora::Expressions,
    statistics::sql::{Sql, Subject},
};

/// By what figures are taken apart. Each gives a row exactly one value, `UNKNOWN` included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Dimension {
    /// Sex as told.
    Sex,
    /// Age in the event's year, in bands.
    AgeBand,
    /// Country of residence.
    ResidenceCountry,
    /// Part of the country of residence, ISO 3166-2.
    ResidenceSubdivision,
    /// Country of origin.
    OriginCountry,
    /// How far from emigration.
    Generation,
    /// In which quality a guest of the event.
    Category,
    /// Preferred language.
    Language,
    /// Kind of the organisation represented.
    OrganisationKind,
    /// In the room or on line.
    Mode,
    /// By which way a guest answered.
    AnswerChannel,
    /// Whether a guest was there.
    Presence,
    /// Whether the first attendance ever lies in the period.
    NewOrReturning,
    /// The event, as its id.
    Event,
    /// The kind of event.
    EventKind,
}

/// The value of rows of which nothing is known.
pub const UNKNOWN: &str = "UNKNOWN";

/// Where a row of a pass comes from, which decides what is known of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// A guest list row `a` of event `e`, of person `c`, for organisation `o`.
    Guest,
    /// A person `c` alone, in span `s`.
    Person,
    /// Nameless heads `h` at event `e`.
    Heads,
}

impl Dimension {
    /// Whether a person has one value of it however many events they attend, so that unions of people add up over it.
    #[must_use]
    pub const fn is_personal(self) -> bool {
        !matches!(
            self,
            Self::Mode | Self::AnswerChannel | Self::Presence | Self::Event | Self::EventKind
        )
    }

    /// Whether its value needs the person's profile.
    pub(super) const fn reads_profile(self) -> bool {
        matches!(
            self,
            Self::Sex
                | Self::AgeBand
                | Self::ResidenceCountry
                | Self::ResidenceSubdivision
                | Self::OriginCountry
                | Self::Generation
                | Self::Language
        )
    }

    /// An SQL expression of its value; `person` and `from` are those of the row, for who is new.
    pub(super) fn value(
        self,
        source: Source,
        backend: DbBackend,
        person: &str,
        from: &str,
    ) -> String {
        let known = match (self, source) {
            (Self::EventKind, Source::Guest | Source::Heads) => Some("e.kind".to_owned()),
            (Self::Event, Source::Guest | Source::Heads) => Some(event_id(backend)),
            (Self::Mode, Source::Guest) => Some("a.presence_mode".to_owned()),
            (Self::AnswerChannel, Source::Guest) => Some("a.response_channel".to_owned()),
            (Self::Presence, Source::Guest) => Some("a.presence".to_owned()),
            (Self::Mode, Source::Heads) => Some("h.mode".to_owned()),
            (_, Source::Heads)
            | (
                Self::EventKind
                | Self::Event
                | Self::Mode
                | Self::AnswerChannel
                | Self::Presence
                | Self::Category
                | Self::OrganisationKind,
                Source::Person,
            ) => None,
            (Self::NewOrReturning, _) => Some(format!(
                "CASE WHEN {person} IS NULL THEN NULL WHEN {} THEN 'RETURNING' ELSE 'NEW' END",
                attended_before(person, from)
            )),
            (_, Source::Guest) => Some(snapshot_or_live(self.columns("e.local_on"))),
            (_, Source::Person) => Some(self.columns("s.from_on").1),
        };
        known.map_or_else(
            || format!("'{UNKNOWN}'"),
            |known| format!("COALESCE({known}, '{UNKNOWN}')"),
        )
    }

    /// The column of the snapshot and the live expression.
    fn columns(self, day: &str) -> (&'static str, String) {
        match self {
            Self::Sex => ("a.snapshot_sex", "c.sex".to_owned()),
            Self::AgeBand => ("a.snapshot_age_band", age_band(day)),
            Self::ResidenceCountry => (
                "a.snapshot_residence_country",
                "c.residence_country".to_owned(),
            ),
            Self::ResidenceSubdivision => (
                "a.snapshot_residence_subdivision",
                "c.residence_subdivision".to_owned(),
            ),
            Self::OriginCountry => ("a.snapshot_origin_country", "c.origin_country".to_owned()),
            Self::Generation => ("a.snapshot_generation", "c.generation".to_owned()),
            Self::Language => ("a.snapshot_language", "c.preferred_language".to_owned()),
            Self::Category => ("a.snapshot_category", "a.category".to_owned()),
            Self::OrganisationKind => ("a.snapshot_organisation_kind", "o.kind".to_owned()),
            Self::Mode
            | Self::AnswerChannel
            | Self::Presence
            | Self::NewOrReturning
            | Self::Event
            | Self::EventKind => ("NULL", "NULL".to_owned()),
        }
    }
}

fn snapshot_or_live((snapshot, live): (&'static str, String)) -> String {
    format!("CASE WHEN a.snapshot_at IS NOT NULL THEN {snapshot} ELSE {live} END")
}

/// The band of the age that person `c` reaches in the year of a day; where the year of birth is not known, the band that was
/// told.
fn age_band(day: &str) -> String {
    let age = format!("CAST(SUBSTR(CAST({day} AS TEXT), 1, 4) AS INTEGER) - c.birth_year");
    format!(
        "CASE WHEN c.birth_year IS NULL THEN {TOLD_AGE_BAND} WHEN {age} < 18 THEN '0-17' WHEN {age} < 30 THEN '18-29' \
         WHEN {age} < 45 THEN '30-44' WHEN {age} < 65 THEN '45-64' ELSE '65+' END"
    )
}

/// The band of age that was told of person `c`, in the words of the figures.
pub(crate) const TOLD_AGE_BAND: &str = "CASE c.age_band WHEN 'UNDER_18' THEN '0-17' WHEN 'FROM_18_TO_29' THEN '18-29' \
     WHEN 'FROM_30_TO_44' THEN '30-44' WHEN 'FROM_45_TO_64' THEN '45-64' WHEN 'FROM_65' THEN '65+' END";

/// The id of event `e` as clients hold it.
fn event_id(backend: DbBackend) -> String {
    let hex = if backend == DbBackend::Postgres {
        "REPLACE(CAST(e.id AS TEXT), '-', '')"
    } else {
        "LOWER(HEX(e.id))"
    };
    format!("'{}_' || {hex}", kuvend_entity::id::EventId::PREFIX)
}

/// Whether a person attended any event of the office before a day, under this contact or one that was merged into it.
pub(super) fn attended_before(person: &str, day: &str) -> String {
    let was_there = format!("b.is_guest AND b.presence = 'ATTENDED' AND f.local_on < {day}");
    format!(
        "(EXISTS (SELECT 1 FROM attendee b JOIN event f ON f.id = b.event_id WHERE b.contact_id = {person} AND {was_there}) \
         OR EXISTS (SELECT 1 FROM contact w JOIN attendee b ON b.contact_id = w.id JOIN event f ON f.id = b.event_id \
         WHERE w.merged_into_id = {person} AND {was_there}))"
    )
}

/// The filter's conditions on people, each led by ` AND `.
pub(super) fn conditions(sql: &mut Sql, source: Source, subject: &Subject<'_>) -> String {
    let (backend, filter) = (sql.backend, subject.filter);
    let value = |dimension: Dimension| dimension.value(source, backend, "NULL", "NULL");
    let mut text = String::new();
    if let Some(categories) = &filter.categories {
        let known = categories.iter().map(|category| category.as_str());
        text.push_str(&sql.and_in(&value(Dimension::Category), known));
    }
    if let Some(countries) = &filter.residence_countries {
        let known = countries.iter().map(CountryCode::as_str);
        text.push_str(&sql.and_in(&value(Dimension::ResidenceCountry), known));
    }
    if let Some(rule) = subject.diaspora {
        let of = Expressions {
            generation: value(Dimension::Generation),
            origin: value(Dimension::OriginCountry),
            residence: value(Dimension::ResidenceCountry),
            // Several at once, so that no snapshot has them: as the profile says.
            profile_kinds: match source {
                Source::Guest | Source::Person => {
                    "COALESCE(CAST(c.profile_kinds AS TEXT), '')".to_owned()
                }
                Source::Heads => "''".to_owned(),
            },
            home: format!("'{}'", subject.office.country.as_str()),
        };
        text.push_str(" AND ");
        text.push_str(&rule.sql(&of));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nameless_heads_are_unknown_but_for_their_event_and_mode() {
        for dimension in [
            Dimension::Sex,
            Dimension::Category,
            Dimension::NewOrReturning,
        ] {
            assert_eq!(
                dimension.value(Source::Heads, DbBackend::Sqlite, "p", "d"),
                "'UNKNOWN'"
            );
        }
        assert_eq!(
            Dimension::Mode.value(Source::Heads, DbBackend::Sqlite, "p", "d"),
            "COALESCE(h.mode, 'UNKNOWN')"
        );
    }
}
