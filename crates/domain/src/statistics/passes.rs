//! The passes over the database: one aggregate statement for each family of figures.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, DatabaseTransaction, QueryResult};

use crate::{
    error::Result,
    statistics::{
        dimensions::{Source, attended_before},
        metrics::Family,
        sql::{INVITED, Sql, Subject, profile_joins},
    },
};

/// What one group of one span adds up to. Families that were not asked stay zero and are never read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) events: i64,
    pub(super) open_events: i64,
    pub(super) invited: i64,
    pub(super) delivered: i64,
    pub(super) answered: i64,
    pub(super) accepted: i64,
    pub(super) registered: i64,
    pub(super) attended: i64,
    pub(super) attended_registered: i64,
    pub(super) absent: i64,
    pub(super) excused: i64,
    pub(super) heads: i64,
    pub(super) people: i64,
    pub(super) new_people: i64,
    pub(super) nameless: i64,
    pub(super) reached: i64,
    pub(super) organisations_invited: i64,
    pub(super) organisations_present: i64,
}

/// The span's number and the group's keys.
pub(super) type Place = (i32, [String; 2]);

/// Every group of every span.
pub(super) type Table = BTreeMap<Place, Counts>;

/// Counts what the families need, each in one statement.
pub(super) async fn count(
    tx: &DatabaseTransaction,
    subject: &Subject<'_>,
    families: &[Family],
) -> Result<Table> {
    let mut table = Table::new();
    for family in families {
        match family {
            Family::Events => events(tx, subject, &mut table).await?,
            Family::Rows => rows(tx, subject, &mut table).await?,
            Family::Heads => heads(tx, subject, &mut table).await?,
            Family::People => people(tx, subject, &mut table, "0").await?,
            Family::Newcomers => {
                let is_new = format!(
                    "CASE WHEN v.person IS NULL OR {} THEN 0 ELSE 1 END",
                    attended_before("v.person", "v.from_on")
                );
                people(tx, subject, &mut table, &is_new).await?;
            }
            Family::Reach => reach(tx, subject, &mut table).await?,
            Family::Organisations => organisations(tx, subject, &mut table).await?,
        }
    }
    Ok(table)
}

async fn run(
    tx: &DatabaseTransaction,
    sql: Sql,
    text: String,
    table: &mut Table,
    read: impl Fn(&QueryResult, &mut Counts) -> Result<()>,
) -> Result<()> {
    for row in tx.query_all_raw(sql.statement(text)).await? {
        let place: Place = (
            row.try_get("", "n")?,
            [row.try_get("", "k1")?, row.try_get("", "k2")?],
        );
        read(&row, table.entry(place).or_default())?;
    }
    Ok(())
}

/// The events, and those whose attendance is not closed. They belong to no group.
async fn events(tx: &DatabaseTransaction, subject: &Subject<'_>, table: &mut Table) -> Result<()> {
    let mut sql = Sql::new(tx.get_database_backend());
    let with = sql.events(subject);
    let text = format!(
        "{with} SELECT CAST(e.n AS INTEGER) AS n, '' AS k1, '' AS k2, COUNT(*) AS events, \
         COUNT(*) FILTER (WHERE e.attendance_closed_at IS NULL) AS open_events FROM e GROUP BY e.n"
    );
    run(tx, sql, text, table, |row, counts| {
        counts.events = row.try_get("", "events")?;
        counts.open_events = row.try_get("", "open_events")?;
        Ok(())
    })
    .await
}

/// Sums of guest list rows.
async fn rows(tx: &DatabaseTransaction, subject: &Subject<'_>, table: &mut Table) -> Result<()> {
    let mut sql = Sql::new(tx.get_database_backend());
    let with = sql.events(subject);
    let columns = format!(
        ", a.event_id, {INVITED} AS invited, a.invitation, a.response, a.is_registered, a.presence"
    );
    let guests = sql.guests(subject, &columns, "");
    let events = if subject.by.is_empty() {
        "CAST(0 AS BIGINT)"
    } else {
        "COUNT(DISTINCT g.event_id)"
    };
    let select = format!(
        "SELECT CAST(g.n AS INTEGER) AS n, g.k1, g.k2, {events} AS events, \
         COUNT(*) FILTER (WHERE g.invited) AS invited, \
         COUNT(*) FILTER (WHERE g.invited AND g.invitation <> 'BOUNCED') AS delivered, \
         COUNT(*) FILTER (WHERE g.invited AND g.response <> 'NONE') AS answered, \
         COUNT(*) FILTER (WHERE g.invited AND g.response = 'ACCEPTED') AS accepted, \
         COUNT(*) FILTER (WHERE g.is_registered) AS registered, \
         COUNT(*) FILTER (WHERE g.presence = 'ATTENDED') AS attended, \
         COUNT(*) FILTER (WHERE g.presence = 'ATTENDED' AND g.is_registered) AS attended_registered, \
         COUNT(*) FILTER (WHERE g.presence = 'ABSENT' AND g.is_registered) AS absent, \
         COUNT(*) FILTER (WHERE g.presence = 'EXCUSED' AND g.is_registered) AS excused \
         FROM ({guests}) g GROUP BY g.n, g.k1, g.k2"
    );
    let text = sql.windowed(subject, &with, &select);
    let is_grouped = !subject.by.is_empty();
    run(tx, sql, text, table, |row, counts| {
        if is_grouped {
            counts.events = row.try_get("", "events")?;
        }
        counts.invited = row.try_get("", "invited")?;
        counts.delivered = row.try_get("", "delivered")?;
        counts.answered = row.try_get("", "answered")?;
        counts.accepted = row.try_get("", "accepted")?;
        counts.registered = row.try_get("", "registered")?;
        counts.attended = row.try_get("", "attended")?;
        counts.attended_registered = row.try_get("", "attended_registered")?;
        counts.absent = row.try_get("", "absent")?;
        counts.excused = row.try_get("", "excused")?;
        Ok(())
    })
    .await
}

/// Anonymous heads. They are not windowed: a group needs to know of the heads that may belong to it.
async fn heads(tx: &DatabaseTransaction, subject: &Subject<'_>, table: &mut Table) -> Result<()> {
    let mut sql = Sql::new(tx.get_database_backend());
    let with = sql.events(subject);
    let keys = sql.keys(subject, Source::Heads, "NULL", "NULL");
    let text = format!(
        "{with} SELECT CAST(g.n AS INTEGER) AS n, g.k1, g.k2, CAST(SUM(g.count) AS BIGINT) AS heads \
         FROM (SELECT e.n, h.count, {keys} FROM e JOIN event_headcount h ON h.event_id = e.id WHERE h.count > 0) g \
         GROUP BY g.n, g.k1, g.k2"
    );
    run(tx, sql, text, table, |row, counts| {
        counts.heads = row.try_get("", "heads")?;
        Ok(())
    })
    .await
}

/// Makes `v` of a relation with `n, from_on, local_on, person, k1, k2` and a `rank`: each person once in a group. Somebody
/// whose profile changed between two events has the value of the latest, so that a union adds up over what is personal.
fn once_each(subject: &Subject<'_>, relation: &str) -> String {
    let is_personal = |index: usize| subject.by.get(index).is_some_and(|by| by.is_personal());
    if !is_personal(0) && !is_personal(1) {
        return format!(
            "v AS (SELECT n, from_on, person, k1, k2, COUNT(*) AS visits FROM ({relation}) r GROUP BY n, from_on, person, k1, k2)"
        );
    }
    let mut apart = String::from("n, person");
    for (index, key) in [(0, ", k1"), (1, ", k2")] {
        if !is_personal(index) {
            apart.push_str(key);
        }
    }
    format!(
        "v AS (SELECT n, from_on, person, k1, k2, 1 AS visits FROM (SELECT r.*, \
         ROW_NUMBER() OVER (PARTITION BY {apart} ORDER BY rank, local_on DESC, k1, k2) AS place FROM ({relation}) r) x \
         WHERE place = 1 OR person IS NULL)"
    )
}

/// Unions of people who attended; `is_new` says of each in `v` whether they are new, by 1 or 0.
async fn people(
    tx: &DatabaseTransaction,
    subject: &Subject<'_>,
    table: &mut Table,
    is_new: &str,
) -> Result<()> {
    let mut sql = Sql::new(tx.get_database_backend());
    let events = sql.events(subject);
    let attended = sql.guests(subject, ", 0 AS rank", " AND a.presence = 'ATTENDED'");
    let with = format!("{events}, {}", once_each(subject, &attended));
    let select = format!(
        "SELECT CAST(w.n AS INTEGER) AS n, w.k1, w.k2, COUNT(w.person) AS people, \
         COUNT(*) FILTER (WHERE w.is_new = 1) AS new_people, \
         CAST(COALESCE(SUM(w.visits) FILTER (WHERE w.person IS NULL), 0) AS BIGINT) AS nameless \
         FROM (SELECT v.*, {is_new} AS is_new FROM v) w GROUP BY w.n, w.k1, w.k2"
    );
    let text = sql.windowed(subject, &with, &select);
    run(tx, sql, text, table, |row, counts| {
        counts.people = row.try_get("", "people")?;
        counts.new_people = row.try_get("", "new_people")?;
        counts.nameless = row.try_get("", "nameless")?;
        Ok(())
    })
    .await
}

/// The union of people who attended, whose invitation or another letter was accepted in the span, or who were active in a
/// programme in it. (Two-way interactions join here when they are kept.)
async fn reach(tx: &DatabaseTransaction, subject: &Subject<'_>, table: &mut Table) -> Result<()> {
    let mut sql = Sql::new(tx.get_database_backend());
    let events = sql.events(subject);
    let attended = sql.guests(
        subject,
        ", 0 AS rank",
        " AND a.presence = 'ATTENDED' AND a.contact_id IS NOT NULL",
    );
    let mut branches = vec![
        attended,
        invitations(&mut sql, subject),
        letters(&mut sql, subject),
    ];
    if !subject.filter.narrows_events() {
        branches.push(enrolments(&mut sql, subject));
    }
    let with = format!(
        "{events}, {}",
        once_each(subject, &branches.join(" UNION ALL "))
    );
    let select = "SELECT CAST(v.n AS INTEGER) AS n, v.k1, v.k2, COUNT(v.person) AS reached FROM v GROUP BY v.n, v.k1, v.k2";
    let text = sql.windowed(subject, &with, select);
    run(tx, sql, text, table, |row, counts| {
        counts.reached = row.try_get("", "reached")?;
        Ok(())
    })
    .await
}

/// Invitations of any channel, by the instant at which they were sent, whenever their event is.
fn invitations(sql: &mut Sql, subject: &Subject<'_>) -> String {
    let person = "COALESCE(c.merged_into_id, a.contact_id)";
    let whose = if subject.is_event_by_event() {
        "a.event_id = s.event_id".to_owned()
    } else {
        format!("a.office_id = {}", sql.bind(subject.office.id))
    };
    let keys = sql.keys(subject, Source::Guest, person, "s.from_on");
    let joins = profile_joins(subject);
    let which = sql.event_conditions(subject);
    let people = sql.people_conditions(subject, Source::Guest);
    format!(
        "SELECT s.n, s.from_on, e.local_on, {person} AS person, {keys}, 1 AS rank FROM span s \
         JOIN attendee a ON {whose} AND a.invited_at >= s.from_at AND a.invited_at < s.to_at \
         JOIN event e ON e.id = a.event_id{joins} \
         WHERE a.is_guest AND a.contact_id IS NOT NULL AND a.invitation <> 'BOUNCED'{which}{people}"
    )
}

/// Letters of any kind, by the instant at which the relay accepted them. No index finds those about an event, so that they
/// are gone through once for all events; SQLite takes what is crossed in the order in which it is written.
fn letters(sql: &mut Sql, subject: &Subject<'_>) -> String {
    let person = "COALESCE(c.merged_into_id, x.contact_id)";
    let (crossed, event) = if subject.is_event_by_event() {
        (
            "message x CROSS JOIN span s",
            " AND x.event_id = s.event_id",
        )
    } else {
        ("span s CROSS JOIN message x", "")
    };
    let office = sql.bind(subject.office.id);
    let keys = sql.keys(subject, Source::Guest, person, "s.from_on");
    let joins = profile_joins(subject).replace("c.id = a.contact_id", "c.id = x.contact_id");
    let which = sql.event_conditions(subject);
    let people = sql.people_conditions(subject, Source::Guest);
    format!(
        "SELECT s.n, s.from_on, e.local_on, {person} AS person, {keys}, 2 AS rank FROM {crossed} \
         LEFT JOIN event e ON e.id = x.event_id LEFT JOIN attendee a ON a.id = x.attendee_id{joins} \
         WHERE x.office_id = {office} AND x.state = 'ACCEPTED' AND x.accepted_at >= s.from_at AND x.accepted_at < s.to_at \
         AND x.contact_id IS NOT NULL{event}{which}{people}"
    )
}

/// Enrolments that were active on a day of the span. Who left or finished on a day that nobody noted did so at once.
fn enrolments(sql: &mut Sql, subject: &Subject<'_>) -> String {
    let person = "COALESCE(c.merged_into_id, n.contact_id)";
    let office = sql.bind(subject.office.id);
    let keys = sql.keys(subject, Source::Person, person, "s.from_on");
    let programme = subject.filter.programme.map_or_else(String::new, |id| {
        format!(" AND n.programme_id = {}", sql.bind(id))
    });
    let people = sql.people_conditions(subject, Source::Person);
    format!(
        "SELECT s.n, s.from_on, n.enrolled_on AS local_on, {person} AS person, {keys}, 3 AS rank FROM span s \
         JOIN enrolment n ON n.office_id = {office} AND n.enrolled_on <= s.to_on \
         AND n.state IN ('ENROLLED', 'ACTIVE', 'COMPLETED', 'WITHDRAWN') \
         AND (n.ended_on >= s.from_on OR (n.ended_on IS NULL AND (n.state IN ('ENROLLED', 'ACTIVE') OR n.enrolled_on >= s.from_on))) \
         JOIN contact c ON c.id = n.contact_id WHERE 1 = 1{programme}{people}"
    )
}

/// Unions of organisations. A deputy counts for the body of whom they represent.
async fn organisations(
    tx: &DatabaseTransaction,
    subject: &Subject<'_>,
    table: &mut Table,
) -> Result<()> {
    let mut sql = Sql::new(tx.get_database_backend());
    let with = sql.events(subject);
    let columns = format!(
        ", CASE WHEN {INVITED} THEN a.organisation_id END AS asked, \
         CASE WHEN a.presence = 'ATTENDED' THEN COALESCE((SELECT r.organisation_id FROM attendee r \
         WHERE r.represented_by_id = a.id AND r.organisation_id IS NOT NULL ORDER BY r.id LIMIT 1), a.organisation_id) END AS present"
    );
    let guests = sql.guests(subject, &columns, "");
    let select = format!(
        "SELECT CAST(g.n AS INTEGER) AS n, g.k1, g.k2, COUNT(DISTINCT g.asked) AS asked, COUNT(DISTINCT g.present) AS present \
         FROM ({guests}) g GROUP BY g.n, g.k1, g.k2"
    );
    let text = sql.windowed(subject, &with, &select);
    run(tx, sql, text, table, |row, counts| {
        counts.organisations_invited = row.try_get("", "asked")?;
        counts.organisations_present = row.try_get("", "present")?;
        Ok(())
    })
    .await
}
