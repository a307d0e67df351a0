//! How long people's data are kept: whose time is over, and what is done about it.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use kuvend_domain::{
    contacts,
    error::Result,
    fault::Code,
    op::Op,
    rights::retention::{
        self, SetRetention,
        clock::{Case, Count, HeldBack},
        passes::{self, Pass},
        plan::{self, Plan, Proposed},
    },
};
use kuvend_entity::{id::ContactId, id::OfficeId, rights_setting};

use crate::{
    connection,
    contacts::{Contact, Selection},
    enums,
    flat::AtHand,
    input::Reader,
    look::Look,
    paging::Paging,
    payload::{UserError, op, settle, top_level},
    scalars::{Date, DateTime},
};

/// Days of grace at most.
const LONGEST_GRACE: i32 = 365;
/// People who are agreed to at once at most.
const PEOPLE: usize = 500;
/// People whom one request erases at most; a worker goes on with the others.
const ERASED: u64 = 20;

/// Why data whose time is over are kept all the same.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "HeldBack")]
pub enum RetentionHeldBack {
    /// A legal hold.
    LegalHold,
    /// The person asked that nothing be done with their data but keeping them.
    Restricted,
}

/// How many people's time is over.
#[derive(Debug, Clone, SimpleObject)]
pub struct RetentionCount {
    /// For which purpose of the register they were kept last.
    pub purpose: String,
    /// Why they are kept all the same; null for those who are to go.
    pub held_back: Option<RetentionHeldBack>,
    /// How many.
    pub people: i64,
}

/// Somebody whose time is over.
#[derive(Debug, Clone, SimpleObject)]
pub struct RetentionCase {
    /// Who.
    pub contact_id: ID,
    /// Who; null where one may not see them.
    pub contact: Option<Contact>,
    /// For which purpose of the register they were kept last.
    pub purpose: String,
    /// Since which day they are not to be kept.
    pub due_on: Date,
    /// Why they are kept all the same; null where they are to go.
    pub held_back: Option<RetentionHeldBack>,
    /// When they were proposed to be erased; null where they were not yet.
    pub proposed_at: Option<DateTime>,
    /// Whether somebody agreed.
    pub is_approved: bool,
    /// Why erasing them failed, as a word for programs: `FOUND_ELSEWHERE`, `REASON_REQUIRED`, `BEING_WRITTEN_TO`, `NOT_APPROVED`.
    pub failure: Option<String>,
}

impl AtHand for RetentionCase {}
connection!(
    RetentionCaseConnection,
    RetentionCaseEdge,
    RetentionCase,
    "people whose time is over"
);

impl RetentionCase {
    fn of(
        plan: &Plan,
        case: Case,
        (contact, proposed): (Option<Contact>, Option<Proposed>),
    ) -> Self {
        let purpose = plan.clock.purpose(case.purpose);
        Self {
            contact_id: case.contact.to_string().into(),
            contact,
            purpose: purpose.map(|row| row.key.clone()).unwrap_or_default(),
            due_on: case.due_on.into(),
            held_back: case.held_back.map(Into::into),
            is_approved: proposed.as_ref().is_some_and(|one| one.is_approved),
            proposed_at: proposed.as_ref().map(|one| one.row.proposed_at.into()),
            failure: proposed.and_then(|one| one.row.failure),
        }
    }
}

/// What an office does about people whose time is over.
#[derive(Debug, Clone, SimpleObject)]
pub struct RetentionSetting {
    /// Which office.
    pub office_id: ID,
    /// What it does.
    pub retention: enums::Retention,
    /// Days between a proposal and an erasure that nobody needs to approve.
    pub grace_days: i32,
}

impl From<rights_setting::Model> for RetentionSetting {
    fn from(row: rights_setting::Model) -> Self {
        Self {
            office_id: row.office_id.to_string().into(),
            retention: row.retention.into(),
            grace_days: row.grace_days,
        }
    }
}

/// Whose time is over in an office on a day.
#[derive(Debug, Clone)]
pub struct RetentionPlan(Plan);

fn counted(plan: &Plan, counts: Vec<Count>) -> Vec<RetentionCount> {
    let shown = counts.into_iter().map(|count| RetentionCount {
        purpose: plan
            .clock
            .purpose(count.purpose)
            .map(|row| row.key.clone())
            .unwrap_or_default(),
        held_back: count.held_back.map(Into::into),
        people: count.people,
    });
    shown.collect()
}

/// Whose time is over in an office on a day: no ground keeps their data, and the retention of every purpose is over.
#[Object]
impl RetentionPlan {
    /// On which day.
    async fn as_of(&self) -> Date {
        self.0.as_of.into()
    }

    /// What the office does about it.
    async fn setting(&self) -> RetentionSetting {
        self.0.setting.clone().into()
    }

    /// How many, by purpose and by what holds them back. Everybody is looked at for it.
    async fn counts(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<RetentionCount>> {
        let op = op(ctx)?;
        let counts = self.0.counts(op, |_| {}).await;
        let counts = counts.map_err(|error| top_level(op, &error))?;
        Ok(counted(&self.0, counts))
    }

    /// Who, in the order in which they were registered.
    async fn people(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, 25 unless said, at most 100.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what follows this place.")] after: Option<String>,
        #[graphql(desc = "How many from the end.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this place.")] before: Option<String>,
    ) -> async_graphql::Result<RetentionCaseConnection> {
        let op = op(ctx)?;
        let coded = |error| top_level(op, &error);
        let look = Look::of(ctx);
        let paging = Paging {
            first,
            after,
            last,
            before,
        };
        let request = paging.request(&look).map_err(coded)?;
        let page = self.0.people(op, &request).await.map_err(coded)?;
        let ids: Vec<ContactId> = page.items.iter().map(|(_, case)| case.contact).collect();
        let mut proposed = plan::proposals(op, &ids).await.map_err(coded)?;
        let shown = look.nodes().field("contact");
        let mut found = std::collections::HashMap::new();
        if shown.exists() {
            let selection = Selection::of(&shown);
            let rows = contacts::reads::by_ids(op, &ids, &selection.columns).await;
            let rows = rows.map_err(coded)?.into_values().collect();
            for contact in Contact::hydrate(op, rows, &selection).await? {
                found.insert(contact.row.id, contact);
            }
        }
        let of = |case: Case| {
            let more = (found.remove(&case.contact), proposed.remove(&case.contact));
            RetentionCase::of(&self.0, case, more)
        };
        Ok(RetentionCaseConnection(page.map(of)))
    }
}

/// Queries of how long data are kept.
#[derive(Debug, Clone, Copy, Default)]
pub struct RetentionQueries;

/// Queries of how long data are kept.
#[Object]
impl RetentionQueries {
    /// Whose data are no longer to be kept: since when, by which purpose, and what holds them back. Nothing is changed.
    async fn retention_plan(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In this office; needed where several are possible.")] office_id: Option<
            ID,
        >,
        #[graphql(
            desc = "On this day; today, on the office's calendar, unless said. What stands is judged as it is now."
        )]
        as_of: Option<Date>,
    ) -> async_graphql::Result<RetentionPlan> {
        let op = op(ctx)?;
        let coded = |error| top_level(op, &error);
        let mut reader = Reader::new();
        let office = reader.optional(office_id.as_ref(), |reader, id| reader.id("officeId", id));
        let day = reader.optional(as_of.as_ref(), |reader, day| reader.date("asOf", day));
        let (office, day) = reader.finish(office.zip(day)).map_err(coded)?;
        let plan = plan::open(op, office, day).await.map_err(coded)?;
        Ok(RetentionPlan(plan))
    }
}

/// Says what an office does about people whose time is over.
#[derive(Debug, Clone, InputObject)]
pub struct SetRetentionInput {
    /// In which office; needed where several are possible.
    pub office_id: Option<ID>,
    /// What it does.
    pub retention: enums::Retention,
    /// Days between a proposal and an erasure that nobody needs to approve, 0 to 365; as it is unless said, 30 at first.
    pub grace_days: Option<i32>,
}

impl SetRetentionInput {
    fn read(&self) -> Result<SetRetention> {
        let mut reader = Reader::new();
        let office = reader.optional(self.office_id.as_ref(), |reader, id| {
            reader.id("officeId", id)
        });
        let grace = reader.optional(self.grace_days.as_ref(), |reader, days| {
            reader.within_range("graceDays", *days, 0, LONGEST_GRACE)
        });
        let command = office.zip(grace).map(|(office, grace_days)| SetRetention {
            office,
            retention: self.retention.into(),
            grace_days,
        });
        reader.finish(command)
    }
}

/// What `setRetention` came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct SetRetentionPayload {
    /// The setting after it; null where it was refused.
    pub setting: Option<RetentionSetting>,
    /// Why it was refused.
    pub user_errors: Vec<UserError>,
}

/// Agrees that people who were proposed be erased.
#[derive(Debug, Clone, InputObject)]
pub struct ApproveRetentionInput {
    /// Whom, 1 to 500.
    pub contact_ids: Vec<ID>,
}

impl ApproveRetentionInput {
    fn read(&self) -> Result<Vec<ContactId>> {
        let mut reader = Reader::new();
        if self.contact_ids.is_empty() {
            let _: Option<()> = reader.wrong("contactIds", Code::Required, &[]);
        }
        if self.contact_ids.len() > PEOPLE {
            let most = PEOPLE.to_string();
            let _: Option<()> = reader.wrong("contactIds", Code::TooMany, &[("limit", &most)]);
            return reader.finish(None);
        }
        let ids: Option<Vec<ContactId>> = self
            .contact_ids
            .iter()
            .enumerate()
            .map(|(number, id)| {
                let number = number.to_string();
                reader.within("contactIds", |reader| reader.id(&number, id))
            })
            .collect();
        reader.finish(ids)
    }
}

/// What `approveRetention` came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct ApproveRetentionPayload {
    /// How many were agreed to newly; null where it was refused.
    pub approved: Option<i64>,
    /// Why it was refused.
    pub user_errors: Vec<UserError>,
}

/// Proposes whose data are no longer to be kept, and erases those whose turn has come.
#[derive(Debug, Clone, InputObject)]
pub struct RunRetentionInput {
    /// In which office; needed where several are possible.
    pub office_id: Option<ID>,
    /// Say how many there are and change nothing.
    #[graphql(default)]
    pub dry_run: bool,
}

impl RunRetentionInput {
    fn read(&self) -> Result<Option<OfficeId>> {
        let mut reader = Reader::new();
        let office = reader.optional(self.office_id.as_ref(), |reader, id| {
            reader.id("officeId", id)
        });
        reader.finish(office)
    }
}

/// Somebody who could not be erased.
#[derive(Debug, Clone, SimpleObject)]
pub struct RetentionFailure {
    /// Who.
    pub contact_id: ID,
    /// Why, as a word for programs.
    pub failure: String,
}

/// What `runRetention` came to.
#[derive(Debug, Clone, Default, SimpleObject)]
pub struct RunRetentionPayload {
    /// How many were proposed newly.
    pub proposed: Option<i64>,
    /// How many proposals were taken back, because something keeps the data by now.
    pub let_off: Option<i64>,
    /// How many were erased, at most 20 by one request; a worker goes on with the others.
    pub erased: Option<i64>,
    /// Who could not be erased; they are tried again a day later.
    pub failures: Vec<RetentionFailure>,
    /// Of a dry run: how many people's time is over.
    pub counts: Vec<RetentionCount>,
    /// Why it was refused.
    pub user_errors: Vec<UserError>,
}

/// Mutations of how long data are kept.
#[derive(Debug, Clone, Copy, Default)]
pub struct RetentionMutations;

/// Mutations of how long data are kept.
#[Object]
impl RetentionMutations {
    /// Says what an office does about people whose time is over: nothing, propose them, or erase them after some days.
    async fn set_retention(
        &self,
        ctx: &Context<'_>,
        input: SetRetentionInput,
    ) -> async_graphql::Result<SetRetentionPayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok(command) => retention::set(op, command).await,
            Err(faults) => Err(faults),
        };
        let (row, user_errors) = settle(op, outcome)?;
        Ok(SetRetentionPayload {
            setting: row.map(Into::into),
            user_errors,
        })
    }

    /// Agrees that people who were proposed be erased: the next pass does it.
    async fn approve_retention(
        &self,
        ctx: &Context<'_>,
        input: ApproveRetentionInput,
    ) -> async_graphql::Result<ApproveRetentionPayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok(contacts) => retention::approve(op, &contacts).await,
            Err(faults) => Err(faults),
        };
        let (approved, user_errors) = settle(op, outcome)?;
        Ok(ApproveRetentionPayload {
            approved: approved.map(whole),
            user_errors,
        })
    }

    /// Goes through an office once: proposes whose data are no longer to be kept, and erases those whose turn has come, each in a
    /// transaction of their own and as on request. A dry run counts and changes nothing, whatever the office's setting.
    async fn run_retention(
        &self,
        ctx: &Context<'_>,
        input: RunRetentionInput,
    ) -> async_graphql::Result<RunRetentionPayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok(office) if input.dry_run => dry_run(op, office).await,
            Ok(office) => run(op, office).await,
            Err(faults) => Err(faults),
        };
        let (payload, user_errors) = settle(op, outcome)?;
        Ok(RunRetentionPayload {
            user_errors,
            ..payload.unwrap_or_default()
        })
    }
}

fn whole(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

async fn dry_run(op: &Op, office: Option<OfficeId>) -> Result<RunRetentionPayload> {
    let plan = plan::open(op, office, None).await?;
    let counts = plan.counts(op, |_| {}).await?;
    Ok(RunRetentionPayload {
        counts: counted(&plan, counts),
        ..RunRetentionPayload::default()
    })
}

async fn run(op: &Op, office: Option<OfficeId>) -> Result<RunRetentionPayload> {
    let pass = Pass {
        office,
        most: ERASED,
    };
    let outcome = passes::pass(op, pass, |_| {}).await?;
    let failures = outcome.failed.into_iter().map(|(contact, failure)| {
        let contact_id = contact.to_string().into();
        RetentionFailure {
            contact_id,
            failure,
        }
    });
    Ok(RunRetentionPayload {
        proposed: Some(whole(outcome.proposed)),
        let_off: Some(whole(outcome.let_off)),
        erased: Some(whole(outcome.erased)),
        failures: failures.collect(),
        ..RunRetentionPayload::default()
    })
}
