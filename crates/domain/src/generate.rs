//! Made-up offices, for trying out and measuring: people, programmes, events over ten years and their guests. The same
//! seed gives the same rows, whenever and wherever. Nobody in them exists, and every address ends in `example.org`.
//!
//! This is the one use case that is many transactions, for a million rows would hold the database up as one; whoever
//! breaks it off midway has whole events and a tally that is true.

mod bodies;
mod dice;
mod guests;
mod happenings;
mod history;
mod people;
mod plan;
mod rows;
mod words;

use chrono::{Datelike as _, NaiveDate, NaiveTime, TimeDelta};
use kuvend_entity::{
    event_tally,
    id::{OfficeId, ProgrammeId, PurposeId},
    kind::ProgrammeStatus,
    office, organisation, programme, purpose,
    text::LocalizedText,
};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};

use crate::{
    audit::{self, Deed},
    error::{Error, Result},
    fault::{Code, Fault},
    fold::fold,
    op::Op,
    policy::Action,
};
use bodies::Bodies;
use guests::Guests;
use people::Person;
use plan::Plan;
use rows::Rows;

/// Rows written in one transaction, or a few more where an event is not to be torn.
const TOGETHER: usize = 10_000;
/// Rows collected before they are written, so that memory stays bounded however large an event is.
const COLLECTED: usize = 2_000;

/// How much is to be made up.
#[derive(Debug, Clone)]
pub struct Generate {
    /// Into which office.
    pub office: OfficeId,
    /// Events, over ten years.
    pub events: u32,
    /// People.
    pub contacts: u32,
    /// Rows on guest lists, over all events.
    pub attendees: u32,
    /// The same seed gives the same rows.
    pub seed: u64,
    /// The day that counts as today: events after it are still to come.
    pub today: NaiveDate,
    /// Whether each row's history is written too.
    pub history: bool,
}

/// How far it has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// People written.
    pub contacts: u32,
    /// Events written.
    pub events: u32,
    /// Rows on guest lists written.
    pub attendees: u32,
}

/// Fills an office. `told` hears after every transaction how far it has come.
///
/// # Errors
/// Faults on `office`, `seed` (used there already), `events`, `contacts`, `attendees` and `today`.
pub async fn generate(op: &Op, cmd: &Generate, mut told: impl FnMut(Progress)) -> Result<Progress> {
    op.authorise(cmd.office, Action::Administer)
        .map_err(|error| error.hidden_at(["office"]))?;
    let plan = Plan::new(cmd)?;
    let office = office::Entity::find_by_id(cmd.office)
        .one(op.db.reader())
        .await?
        .ok_or_else(|| Fault::new(["office"], Code::NotFound))?;
    let follow_up = follow_up(op, office.id).await?;
    let bodies = Bodies::new(&plan, office.id);
    let made = happenings(&plan, &bodies, &office)?;
    let mut so_far = Progress::default();
    begin(op, &plan, &bodies, office.id).await?;
    people(
        op,
        &plan,
        &bodies,
        (office.id, follow_up),
        &mut |contacts| {
            so_far.contacts = contacts;
            told(so_far);
        },
    )
    .await?;
    let mut lists = Lists {
        op,
        plan: &plan,
        bodies: &bodies,
        rows: Rows::default(),
        so_far,
        changes: 0,
    };
    lists.write(&made, &mut told).await?;
    let done = lists.so_far;
    note(op, cmd, done).await?;
    Ok(done)
}

/// Writes down that it was done.
async fn note(op: &Op, cmd: &Generate, done: Progress) -> Result<()> {
    let tx = op.db.write().await?;
    let changes = serde_json::json!({
        "seed": cmd.seed, "contacts": done.contacts, "events": done.events, "attendees": done.attendees,
    });
    let deed = Deed {
        office: cmd.office,
        action: "generate::generate",
        object_kind: "office",
        object_id: cmd.office.0,
        changes: Some(changes),
        reason: None,
    };
    audit::write(&tx, op, deed).await?;
    tx.commit().await?;
    Ok(())
}

async fn follow_up(op: &Op, office: OfficeId) -> Result<PurposeId> {
    let found = purpose::Entity::find()
        .filter(purpose::Column::OfficeId.eq(office))
        .filter(purpose::Column::Key.eq("follow-up"))
        .one(op.db.reader())
        .await?;
    found
        .map(|purpose| purpose.id)
        .ok_or_else(|| Error::missing("purpose follow-up"))
}

/// Every event with the size of its list.
fn happenings(
    plan: &Plan,
    bodies: &Bodies,
    office: &office::Model,
) -> Result<Vec<(happenings::Happening, u32)>> {
    let days: Vec<NaiveDate> = (0..plan.events).map(|number| plan.day(number)).collect();
    // Who can be asked depends on the day alone, for capacity follows from the size.
    let room: Vec<u32> = days
        .iter()
        .map(|day| {
            // No event is announced earlier than this.
            let announced =
                day.and_time(NaiveTime::MIN).and_utc().min(plan.now()) - TimeDelta::days(62);
            u32::try_from(u64::from(plan.known_by(announced)) * 9 / 10).unwrap_or(u32::MAX)
        })
        .collect();
    let sizes = plan.sizes(&days, &room)?;
    (0_u32..)
        .zip(days)
        .zip(sizes)
        .map(|((number, day), size)| {
            Ok((
                happenings::make(plan, bodies, office, (number, day, size))?,
                size,
            ))
        })
        .collect()
}

/// Organisations and programmes. Where they are there already, this seed was used.
async fn begin(op: &Op, plan: &Plan, bodies: &Bodies, office: OfficeId) -> Result<()> {
    let tx = op.db.write().await?;
    if let Some(first) = bodies.rows.first()
        && organisation::Entity::find_by_id(first.id)
            .one(&tx)
            .await?
            .is_some()
    {
        return Err(Fault::new(["seed"], Code::Taken).into());
    }
    rows::insert(&tx, &mut bodies.rows.clone()).await?;
    rows::insert(&tx, &mut programmes(plan, office)).await?;
    tx.commit().await?;
    Ok(())
}

fn programmes(plan: &Plan, office: OfficeId) -> Vec<programme::Model> {
    (0_u32..)
        .zip(words::PROGRAMMES)
        .map(|(number, (code, [en, sq], first, last))| {
            let title: LocalizedText =
                bodies::text(&[("en", (*en).to_owned()), ("sq", (*sq).to_owned())]);
            programme::Model {
                id: ProgrammeId(plan.programme(number)),
                office_id: office,
                version: 1,
                code: Some(format!("{code}-{}", plan.seed)),
                title,
                description: LocalizedText::default(),
                sort_name: fold(en),
                status: if *last < plan.today.year() {
                    ProgrammeStatus::Closed
                } else {
                    ProgrammeStatus::Implementation
                },
                starts_on: NaiveDate::from_ymd_opt(*first, 1, 1),
                ends_on: NaiveDate::from_ymd_opt(*last, 12, 31),
                created_at: plan.beginning(),
                updated_at: plan.beginning(),
            }
        })
        .collect()
}

async fn people(
    op: &Op,
    plan: &Plan,
    bodies: &Bodies,
    (office, follow_up): (OfficeId, PurposeId),
    told: &mut impl FnMut(u32),
) -> Result<()> {
    let mut rows = Rows::default();
    let mut number = 0;
    while number < plan.contacts {
        let tx = op.db.write().await?;
        let end = plan
            .contacts
            .min(number + u32::try_from(TOGETHER).unwrap_or(u32::MAX));
        while number < end {
            let person = Person::new(plan, bodies, number).rows(plan, office, follow_up);
            rows.contacts.push(person.contact);
            rows.words.extend(person.words);
            rows.emails.extend(person.email);
            rows.memberships.extend(person.membership);
            rows.consents.extend(person.consent);
            rows.enrolments.extend(person.enrolment);
            number += 1;
            if rows.contacts.len() == COLLECTED {
                rows.write(&tx).await?;
            }
        }
        rows.write(&tx).await?;
        tx.commit().await?;
        told(number);
    }
    Ok(())
}

/// Guest lists on their way.
struct Lists<'a> {
    op: &'a Op,
    plan: &'a Plan,
    bodies: &'a Bodies,
    rows: Rows,
    so_far: Progress,
    changes: u32,
}

impl Lists<'_> {
    async fn write(
        &mut self,
        made: &[(happenings::Happening, u32)],
        told: &mut impl FnMut(Progress),
    ) -> Result<()> {
        let mut index = 0_u32;
        let mut left = made.iter();
        while left.len() > 0 {
            let tx = self.op.db.write().await?;
            let before = self.so_far.attendees;
            for (happening, size) in left.by_ref() {
                self.list(&tx, happening, (index, *size)).await?;
                index += 1;
                let written = usize::try_from(self.so_far.attendees - before).unwrap_or(usize::MAX);
                if written >= TOGETHER {
                    break;
                }
            }
            self.rows.write(&tx).await?;
            tx.commit().await?;
            told(self.so_far);
        }
        Ok(())
    }

    async fn list(
        &mut self,
        tx: &DatabaseTransaction,
        happening: &happenings::Happening,
        (index, size): (u32, u32),
    ) -> Result<()> {
        let happening = happening.clone();
        self.rows.events.push(happening.event.clone());
        self.rows.occasions.extend(happening.occasions);
        self.rows.programmes.extend(happening.programmes);
        self.rows.organisations.extend(happening.organisations);
        self.rows.headcounts.extend(happening.headcounts);
        let numbers = (index, size, self.so_far.attendees);
        let mut guests = Guests::new(self.plan, self.bodies, &happening.event, numbers);
        loop {
            let drawn = guests.next_rows();
            if drawn.is_empty() {
                break;
            }
            for row in drawn {
                if self.plan.history {
                    let history = history::of(self.plan, &row, self.changes);
                    self.rows.changes.extend(history);
                    self.changes += history::MOST;
                }
                self.rows.attendees.push(row);
                self.so_far.attendees += 1;
            }
            if self.rows.attendees.len() >= COLLECTED {
                self.rows.write(tx).await?;
            }
        }
        let tally: event_tally::Model = guests.tally;
        self.rows.tallies.push(tally);
        self.so_far.events += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
