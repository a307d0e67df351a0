//! The clock of a person's data: the one table of the grounds on which they are kept, and the statement made of it.
//!
//! A ground either *stands*, and while it does nobody's time is over, or it was there on a day, from which the retention of its
//! purpose counts. A person's time is over on the latest day that any purpose gives. Days are days of UTC.

use chrono::NaiveDate;
use kuvend_entity::{
    id::{ContactId, OfficeId, PurposeId},
    purpose,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    Statement, Value, prelude::Uuid,
};

use crate::{
    engine::days::{after, latest},
    error::Result,
};

/// The purpose that counts what an office does of its own task.
const TASK: &str = "event-management";

/// Until when a ground keeps data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeps {
    /// While this holds of the person `c`; `$2` is the day that counts as today.
    While(&'static str),
    /// For the retention of `event-management` after this instant or day of the person `p`.
    AsTaskAfter(&'static str),
    /// For the retention of the purpose, whose id stands for `?`, after this instant of the person `p`.
    AsPurposeAfter(&'static str),
}

/// Something on which data are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ground {
    /// What it is, for people.
    pub told: &'static str,
    /// Until when it keeps data.
    pub keeps: Keeps,
}

/// Every ground. Letters are none: an office does not keep somebody's data by writing to them.
pub const GROUNDS: &[Ground] = &[
    Ground {
        told: "the person agreed to a purpose that rests on consent, and has not taken it back or objected to everything",
        keeps: Keeps::While(
            "c.objected_at IS NULL AND EXISTS (SELECT 1 FROM consent g JOIN purpose q ON q.id = g.purpose_id \
             WHERE g.contact_id = c.id AND g.state = 'GIVEN' AND q.basis = 'CONSENT' AND NOT EXISTS \
             (SELECT 1 FROM consent l WHERE l.contact_id = g.contact_id AND l.purpose_id = g.purpose_id \
             AND (l.given_at > g.given_at OR (l.given_at = g.given_at AND l.id > g.id))))",
        ),
    },
    Ground {
        told: "the person holds a function in an organisation",
        keeps: Keeps::While(
            "EXISTS (SELECT 1 FROM membership m WHERE m.contact_id = c.id AND m.function IS NOT NULL \
             AND (m.to_on IS NULL OR m.to_on >= $2))",
        ),
    },
    Ground {
        told: "the person is in a programme, waits for one or has applied",
        keeps: Keeps::While(
            "EXISTS (SELECT 1 FROM enrolment n WHERE n.contact_id = c.id \
             AND n.state IN ('APPLIED', 'WAITLISTED', 'ENROLLED', 'ACTIVE'))",
        ),
    },
    Ground {
        told: "something is still to be done about the person",
        keeps: Keeps::While(
            "EXISTS (SELECT 1 FROM task t WHERE t.contact_id = c.id AND t.done_at IS NULL)",
        ),
    },
    Ground {
        told: "the person asked for something by right and waits for the answer",
        keeps: Keeps::While(
            "EXISTS (SELECT 1 FROM rights_request r WHERE r.contact_id = c.id AND r.state = 'OPEN')",
        ),
    },
    Ground {
        told: "the person was on the guest list of an event: from its end",
        keeps: Keeps::AsTaskAfter(
            "(SELECT MAX(e.ends_at) FROM attendee a JOIN event e ON e.id = a.event_id WHERE a.contact_id = p.id)",
        ),
    },
    Ground {
        told: "the person came along with a guest of an event: from its end",
        keeps: Keeps::AsTaskAfter(
            "(SELECT MAX(e.ends_at) FROM companion b JOIN attendee a ON a.id = b.attendee_id JOIN event e ON e.id = a.event_id \
             WHERE b.contact_id = p.id)",
        ),
    },
    Ground {
        told: "the person names a delegation to an event: from its end",
        keeps: Keeps::AsTaskAfter(
            "(SELECT MAX(e.ends_at) FROM delegation d JOIN event e ON e.id = d.event_id WHERE d.focal_contact_id = p.id)",
        ),
    },
    Ground {
        told: "the person spoke at an event: from its end",
        keeps: Keeps::AsTaskAfter(
            "(SELECT MAX(e.ends_at) FROM contributor s JOIN agenda_item i ON i.id = s.agenda_item_id \
             JOIN event e ON e.id = i.event_id WHERE s.contact_id = p.id)",
        ),
    },
    Ground {
        told: "the person was in a programme: from the day on which that ended, or began",
        keeps: Keeps::AsTaskAfter(
            "(SELECT MAX(COALESCE(n.ended_on, n.enrolled_on)) FROM enrolment n WHERE n.contact_id = p.id)",
        ),
    },
    Ground {
        told: "the office dealt with the person: from that",
        keeps: Keeps::AsTaskAfter(
            "(SELECT MAX(i.happened_at) FROM interaction_participant w JOIN interaction i ON i.id = w.interaction_id \
             WHERE w.contact_id = p.id)",
        ),
    },
    Ground {
        told: "something was done about the person: from that",
        keeps: Keeps::AsTaskAfter("(SELECT MAX(t.done_at) FROM task t WHERE t.contact_id = p.id)"),
    },
    Ground {
        told: "the person held a function: from the day on which that ended",
        keeps: Keeps::AsTaskAfter(
            "(SELECT MAX(m.to_on) FROM membership m WHERE m.contact_id = p.id AND m.function IS NOT NULL)",
        ),
    },
    Ground {
        told: "the person said something of a purpose that does not stand, or no longer: from the latest that was said",
        keeps: Keeps::AsPurposeAfter(
            "(SELECT MAX(g.given_at) FROM consent g WHERE g.contact_id = p.id AND g.purpose_id = ?)",
        ),
    },
    Ground {
        told: "the person had said something of a purpose and objected to everything: from the objection",
        keeps: Keeps::AsPurposeAfter(
            "(CASE WHEN EXISTS (SELECT 1 FROM consent g WHERE g.contact_id = p.id AND g.purpose_id = ?) THEN p.objected_at END)",
        ),
    },
    Ground {
        told: "the person said nothing of any purpose: from the day on which they were registered",
        keeps: Keeps::AsTaskAfter(
            "(CASE WHEN NOT EXISTS (SELECT 1 FROM consent g WHERE g.contact_id = p.id) THEN p.created_at END)",
        ),
    },
];

/// Why data whose time is over are kept all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum HeldBack {
    /// A legal hold.
    LegalHold,
    /// The person asked that nothing be done with their data but keeping them.
    Restricted,
}

impl HeldBack {
    fn parse(text: &str) -> Option<Self> {
        match text {
            "LEGAL_HOLD" => Some(Self::LegalHold),
            "RESTRICTED" => Some(Self::Restricted),
            _ => None,
        }
    }
}

/// Somebody whose time is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Case {
    /// Who.
    pub contact: ContactId,
    /// For which purpose they were kept last.
    pub purpose: PurposeId,
    /// Since which day they are not to be kept.
    pub due_on: NaiveDate,
    /// Why they are kept all the same.
    pub held_back: Option<HeldBack>,
}

/// How many, by what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// For which purpose they were kept last.
    pub purpose: PurposeId,
    /// Why they are kept all the same.
    pub held_back: Option<HeldBack>,
    /// How many people.
    pub people: i64,
}

/// Which people of an office are looked at, by their ids.
#[derive(Debug, Clone, Copy)]
pub enum Stretch<'a> {
    /// This one.
    One(ContactId),
    /// These, some hundred at most.
    These(&'a [ContactId]),
    /// Those after the first up to the second.
    After(Uuid, Uuid),
    /// Those from the first on that come before the second, last first.
    Before(Uuid, Uuid),
}

/// The clock of an office, by its register of purposes.
#[derive(Debug, Clone)]
pub struct Clock {
    office: OfficeId,
    register: Vec<purpose::Model>,
}

#[derive(Debug, FromQueryResult)]
struct Line {
    id: ContactId,
    purpose: i32,
    due_on: String,
    held_back: Option<String>,
}

#[derive(Debug, FromQueryResult)]
struct Tally {
    purpose: i32,
    held_back: Option<String>,
    people: i64,
}

impl Clock {
    /// Reads the register.
    ///
    /// # Errors
    /// Only the database's.
    pub async fn of(db: &impl ConnectionTrait, office: OfficeId) -> Result<Self> {
        let register = purpose::Entity::find()
            .filter(purpose::Column::OfficeId.eq(office))
            .order_by_asc(purpose::Column::Key)
            .all(db)
            .await?;
        Ok(Self { office, register })
    }

    /// Whose clock it is.
    #[must_use]
    pub const fn office(&self) -> OfficeId {
        self.office
    }

    /// A purpose of the register.
    #[must_use]
    pub fn purpose(&self, id: PurposeId) -> Option<&purpose::Model> {
        self.register.iter().find(|purpose| purpose.id == id)
    }

    /// Whether somebody's time is over on a day and nothing holds them back.
    ///
    /// # Errors
    /// Only the database's.
    pub async fn ran_out(
        &self,
        db: &impl ConnectionTrait,
        contact: ContactId,
        day: NaiveDate,
    ) -> Result<bool> {
        let found = self.cases(db, day, Stretch::One(contact), 1).await?;
        Ok(found.iter().any(|case| case.held_back.is_none()))
    }

    /// Which of these people are to be kept on a day, because of a ground or because something holds them back.
    ///
    /// # Errors
    /// Only the database's.
    pub async fn kept(
        &self,
        db: &impl ConnectionTrait,
        day: NaiveDate,
        people: &[ContactId],
    ) -> Result<Vec<ContactId>> {
        let most = u64::try_from(people.len()).unwrap_or(u64::MAX);
        let due = self.cases(db, day, Stretch::These(people), most).await?;
        let goes = |id: &ContactId| {
            let case = due.iter().find(|case| case.contact == *id);
            case.is_some_and(|case| case.held_back.is_none())
        };
        Ok(people.iter().copied().filter(|id| !goes(id)).collect())
    }

    /// Whose time is over on a day, of a stretch, at most so many.
    ///
    /// # Errors
    /// Only the database's.
    pub async fn cases(
        &self,
        db: &impl ConnectionTrait,
        day: NaiveDate,
        stretch: Stretch<'_>,
        most: u64,
    ) -> Result<Vec<Case>> {
        let order = if matches!(stretch, Stretch::Before(..)) {
            "DESC"
        } else {
            "ASC"
        };
        let rest = format!(
            "SELECT id, purpose, CAST(due_on AS TEXT) AS due_on, held_back FROM due ORDER BY id {order} LIMIT {most}"
        );
        let statement = self.statement(db.get_database_backend(), (day, stretch), &rest);
        let lines = match statement {
            Some(statement) => Line::find_by_statement(statement).all(db).await?,
            None => Vec::new(),
        };
        let case = |line: Line| {
            Some(Case {
                contact: line.id,
                purpose: self.numbered(line.purpose)?,
                due_on: line.due_on.parse().ok()?,
                held_back: line.held_back.as_deref().and_then(HeldBack::parse),
            })
        };
        Ok(lines.into_iter().filter_map(case).collect())
    }

    /// How many people's time is over on a day, of a stretch.
    ///
    /// # Errors
    /// Only the database's.
    pub async fn counts(
        &self,
        db: &impl ConnectionTrait,
        day: NaiveDate,
        stretch: Stretch<'_>,
    ) -> Result<Vec<Count>> {
        let rest =
            "SELECT purpose, held_back, COUNT(*) AS people FROM due GROUP BY purpose, held_back";
        let statement = self.statement(db.get_database_backend(), (day, stretch), rest);
        let tallies = match statement {
            Some(statement) => Tally::find_by_statement(statement).all(db).await?,
            None => Vec::new(),
        };
        let count = |tally: Tally| {
            Some(Count {
                purpose: self.numbered(tally.purpose)?,
                held_back: tally.held_back.as_deref().and_then(HeldBack::parse),
                people: tally.people,
            })
        };
        Ok(tallies.into_iter().filter_map(count).collect())
    }

    fn numbered(&self, number: i32) -> Option<PurposeId> {
        let number = usize::try_from(number).ok()?;
        self.register.get(number).map(|purpose| purpose.id)
    }

    /// The statement over `due`, the people whose time is over; none without a register, which keeps everybody.
    fn statement(
        &self,
        backend: DbBackend,
        (day, stretch): (NaiveDate, Stretch<'_>),
        rest: &str,
    ) -> Option<Statement> {
        let mut parameters: Vec<Value> = vec![self.office.into(), day.into()];
        let range = match stretch {
            Stretch::One(contact) => {
                parameters.push(contact.into());
                "c.id = $3".to_owned()
            }
            Stretch::These(people) => {
                let places: Vec<String> = (3..people.len() + 3)
                    .map(|number| format!("${number}"))
                    .collect();
                parameters.extend(people.iter().map(|id| Value::from(*id)));
                format!("c.id IN ({})", places.join(", "))
            }
            Stretch::After(low, high) => {
                parameters.extend([low.into(), high.into()]);
                "c.id > $3 AND c.id <= $4".to_owned()
            }
            Stretch::Before(low, high) => {
                parameters.extend([low.into(), high.into()]);
                "c.id >= $3 AND c.id < $4".to_owned()
            }
        };
        let standing: Vec<String> = GROUNDS
            .iter()
            .filter_map(|ground| match ground.keeps {
                Keeps::While(holds) => Some(format!(" AND NOT ({holds})")),
                _ => None,
            })
            .collect();
        let (mut kept, mut which) = (Vec::new(), Vec::new());
        for (number, purpose) in self.register.iter().enumerate() {
            let until = until(backend, purpose, &mut parameters);
            kept.push(format!("{until} AS kept{number}"));
            which.push(format!("WHEN kept{number} THEN {number}"));
        }
        let days: Vec<String> = (0..self.register.len())
            .map(|number| format!("kept{number}"))
            .collect();
        if days.is_empty() {
            return None;
        }
        let sql = format!(
            "WITH people AS MATERIALIZED (SELECT c.id, c.created_at, c.objected_at, c.restricted_at FROM contact c \
             WHERE c.office_id = $1 AND {range} AND c.erased_at IS NULL AND c.merged_into_id IS NULL{}), \
             kept AS MATERIALIZED (SELECT p.id, p.restricted_at, {} FROM people p), \
             ended AS MATERIALIZED (SELECT k.*, {} AS due_on FROM kept k), \
             due AS (SELECT id, due_on, CASE due_on {} END AS purpose, \
             CASE WHEN EXISTS (SELECT 1 FROM legal_hold h WHERE h.contact_id = ended.id AND h.released_at IS NULL) THEN 'LEGAL_HOLD' \
             WHEN restricted_at IS NOT NULL THEN 'RESTRICTED' END AS held_back FROM ended WHERE due_on <= $2) {rest}",
            standing.concat(),
            kept.join(", "),
            latest(backend, &days),
            which.join(" "),
        );
        Some(Statement::from_sql_and_values(backend, sql, parameters))
    }
}

/// Until which day a purpose keeps the data of the person `p`.
fn until(backend: DbBackend, purpose: &purpose::Model, parameters: &mut Vec<Value>) -> String {
    let mut uses = Vec::new();
    parameters.push(purpose.id.into());
    let id = format!("${}", parameters.len());
    for ground in GROUNDS {
        match ground.keeps {
            Keeps::AsTaskAfter(at) if purpose.key == TASK => {
                uses.push(after(backend, at, purpose.retention_days));
            }
            Keeps::AsPurposeAfter(at) => {
                let at = at.replace('?', &id);
                uses.push(after(backend, &at, purpose.retention_days));
            }
            _ => {}
        }
    }
    latest(backend, &uses)
}
