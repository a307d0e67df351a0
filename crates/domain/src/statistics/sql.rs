//! A statement in the making: its text, its values, and the relations that every pass starts from.

use sea_orm::{DbBackend, Statement, Value};

use crate::{
    diaspora::Rule,
    statistics::{
        dimensions::{self, Dimension, Source},
        filter::Filter,
        spans::Span,
    },
};

/// Rows whose invitation was sent: it keeps its instant when it is withdrawn or sent again.
pub(super) const INVITED: &str =
    "(a.invited_at IS NOT NULL OR a.invitation IN ('SENT', 'BOUNCED'))";

/// The person of a guest list row: the survivor of a merge, or the contact.
const PERSON: &str = "COALESCE(c.merged_into_id, a.contact_id)";

/// What a pass is about.
#[derive(Debug, Clone, Copy)]
pub(super) struct Subject<'a> {
    /// Which office.
    pub(super) office: &'a kuvend_entity::office::Model,
    /// Which events and people.
    pub(super) filter: &'a Filter,
    /// Only members of the diaspora, by this rule.
    pub(super) diaspora: Option<&'a Rule>,
    /// In which stretches of days.
    pub(super) spans: &'a [Span],
    /// Taken apart by what: at most two.
    pub(super) by: &'a [Dimension],
    /// Which groups, of those that are taken apart.
    pub(super) window: Option<&'a Window>,
}

/// A stretch of groups in the order of their keys.
#[derive(Debug, Clone)]
pub(super) struct Window {
    /// Only what follows these keys.
    pub(super) after: Option<[String; 2]>,
    /// How many at most.
    pub(super) limit: Option<u64>,
}

/// A statement in the making.
#[derive(Debug)]
pub(super) struct Sql {
    /// In which engine's words.
    pub(super) backend: DbBackend,
    values: Vec<Value>,
}

impl Sql {
    pub(super) const fn new(backend: DbBackend) -> Self {
        Self {
            backend,
            values: Vec::new(),
        }
    }

    /// The place of a value.
    pub(super) fn bind(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    /// ` AND expression IN (…)`; nothing is in an empty list.
    pub(super) fn and_in<T: Into<Value>>(
        &mut self,
        expression: &str,
        list: impl IntoIterator<Item = T>,
    ) -> String {
        let places: Vec<String> = list.into_iter().map(|value| self.bind(value)).collect();
        if places.is_empty() {
            " AND 1 = 0".to_owned()
        } else {
            format!(" AND {expression} IN ({})", places.join(", "))
        }
    }

    pub(super) fn statement(self, text: String) -> Statement {
        Statement::from_sql_and_values(self.backend, text, self.values)
    }

    /// `WITH span …, e …`: the stretches of days, and the events that count in them.
    pub(super) fn events(&mut self, subject: &Subject<'_>) -> String {
        let rows: Vec<String> = subject
            .spans
            .iter()
            .enumerate()
            .map(|(index, span)| {
                let (from, to) = (self.bind(span.from), self.bind(span.to));
                let (from_at, to_at) = (self.bind(span.from_at), self.bind(span.to_at));
                let event = span.event.map(|event| format!(", {}", self.bind(event)));
                let event = event.unwrap_or_default();
                format!("({index}, {from}, {to}, {from_at}, {to_at}{event})")
            })
            .collect();
        let office = self.bind(subject.office.id);
        let which = self.event_conditions(subject);
        let event = if is_each_of_an_event(subject) {
            ", event_id"
        } else {
            ""
        };
        // Drafts, and what was put off or cancelled, took place on no day; who names an event wants it as it is.
        let state = if subject.filter.events.is_some() {
            ""
        } else {
            " AND e.status IN ('PUBLISHED', 'COMPLETED', 'ARCHIVED')"
        };
        format!(
            "WITH span (n, from_on, to_on, from_at, to_at{event}) AS (VALUES {}), \
             e AS (SELECT s.n, s.from_on, e.id, e.local_on, e.kind, e.attendance_closed_at FROM span s \
             JOIN event e ON e.office_id = {office} AND e.local_on >= s.from_on AND e.local_on <= s.to_on{state}{which})",
            rows.join(", ")
        )
    }

    /// The conditions on event `e` in span `s` beside its day and state, each led by ` AND `.
    pub(super) fn event_conditions(&mut self, subject: &Subject<'_>) -> String {
        let filter = subject.filter;
        let mut text = String::new();
        if let Some(programme) = filter.programme {
            let programme = self.bind(programme);
            text = format!(
                " AND e.id IN (SELECT p.event_id FROM event_programme p WHERE p.programme_id = {programme})"
            );
        }
        if is_each_of_an_event(subject) {
            text.push_str(" AND e.id = s.event_id");
        } else if let Some(events) = &filter.events {
            text.push_str(&self.and_in("e.id", events.iter().copied()));
        }
        if let Some(kinds) = &filter.event_kinds {
            text.push_str(&self.and_in("e.kind", kinds.iter().map(|kind| kind.as_str())));
        }
        if let Some(occasions) = &filter.occasions {
            let marked = self.and_in("q.occasion", occasions.iter().map(String::as_str));
            text = format!(
                "{text} AND e.id IN (SELECT q.event_id FROM event_occasion q WHERE 1 = 1{marked})"
            );
        }
        text
    }

    /// `k1` and `k2`, the group of a row; empty where nothing is taken apart.
    pub(super) fn keys(
        &self,
        subject: &Subject<'_>,
        source: Source,
        person: &str,
        from: &str,
    ) -> String {
        // The order of keys is that of their bytes, on both engines.
        let collation = if self.backend == DbBackend::Postgres {
            " COLLATE \"C\""
        } else {
            ""
        };
        let key = |index: usize| {
            subject.by.get(index).map_or_else(
                || "''".to_owned(),
                |by| format!("({})", by.value(source, self.backend, person, from)),
            )
        };
        format!(
            "CAST({} AS TEXT){collation} AS k1, CAST({} AS TEXT){collation} AS k2",
            key(0),
            key(1)
        )
    }

    /// `SELECT … FROM e JOIN attendee a …`: the guests of the events, with their person and group, and further columns.
    pub(super) fn guests(&mut self, subject: &Subject<'_>, columns: &str, only: &str) -> String {
        let keys = self.keys(subject, Source::Guest, PERSON, "e.from_on");
        let joins = profile_joins(subject);
        let people = self.people_conditions(subject, Source::Guest);
        format!(
            "SELECT e.n, e.from_on, e.local_on, {PERSON} AS person, {keys}{columns} \
             FROM e JOIN attendee a ON a.event_id = e.id{joins} WHERE a.is_guest{only}{people}"
        )
    }

    /// The filter's conditions on people.
    pub(super) fn people_conditions(&mut self, subject: &Subject<'_>, source: Source) -> String {
        dimensions::conditions(self, source, subject)
    }

    /// The end of a pass that gives `n`, `k1`, `k2` and counts: only the groups of the window.
    pub(super) fn windowed(&mut self, subject: &Subject<'_>, with: &str, select: &str) -> String {
        let Some(window) = subject.window else {
            return format!("{with} {select}");
        };
        let after = window
            .after
            .clone()
            .map_or_else(String::new, |[first, second]| {
                let (first, second) = (self.bind(first), self.bind(second));
                format!(" WHERE (k1, k2) > ({first}, {second})")
            });
        let limit = window
            .limit
            .map_or_else(String::new, |limit| format!(" LIMIT {limit}"));
        format!("{with} SELECT * FROM ({select}) t{after} ORDER BY k1, k2{limit}")
    }
}

/// Whether each span is about an event of its own.
fn is_each_of_an_event(subject: &Subject<'_>) -> bool {
    subject.spans.iter().any(|span| span.event.is_some())
}

/// The joins behind [`PERSON`] and the dimensions. Where nothing of the profile is read, only merged contacts are
/// looked up, which are few.
pub(super) fn profile_joins(subject: &Subject<'_>) -> String {
    let profile = subject.filter.residence_countries.is_some()
        || subject.diaspora.is_some()
        || subject.by.iter().any(|by| by.reads_profile());
    let merged = if profile {
        ""
    } else {
        " AND c.merged_into_id IS NOT NULL"
    };
    let organisation = if subject.by.contains(&Dimension::OrganisationKind) {
        " LEFT JOIN organisation o ON o.id = a.organisation_id"
    } else {
        ""
    };
    format!(" LEFT JOIN contact c ON c.id = a.contact_id{merged}{organisation}")
}
