//! The versions of an office's rule: what was in force stays readable.

use chrono::{DateTime, Utc};
use kuvend_entity::{
    diaspora_rule,
    id::{AccountId, OfficeId},
    office,
    value::CountryCode,
};
use sea_orm::{
    ActiveValue::Set as To, ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter,
    QueryOrder, QuerySelect,
};
use serde_json::json;

use super::{Rule, Rules};
use crate::{
    audit::{self, Deed},
    engine::broken_constraint,
    error::{Error, Result},
    fault::{Code, Fault, Faults},
    op::Op,
    policy::Action,
};

/// Versions that are told at once.
const TOLD: u64 = 100;

/// A version of an office's rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Which; 1 is the rule that every office begins with.
    pub version: i32,
    /// What it says.
    pub rule: Rule,
    /// Why it was changed, where a reason was given.
    pub reason: Option<String>,
    /// Since when it is in force.
    pub set_at: DateTime<Utc>,
    /// By whom, where an account did.
    pub set_by: Option<AccountId>,
}

impl Version {
    fn first(office: &office::Model) -> Self {
        Self {
            version: 1,
            rule: Rule::default(),
            reason: None,
            set_at: office.created_at,
            set_by: None,
        }
    }

    fn of(row: diaspora_rule::Model) -> Result<Self> {
        Ok(Self {
            version: row.version,
            rule: read(row.rule)?,
            reason: row.reason,
            set_at: row.set_at,
            set_by: row.set_by,
        })
    }
}

fn read(rule: serde_json::Value) -> Result<Rule> {
    serde_json::from_value(rule)
        .map_err(|_| Error::missing("a rule of the diaspora that can be read"))
}

/// The rule in force in an office.
pub(crate) async fn in_force(db: &impl ConnectionTrait, office: &office::Model) -> Result<Version> {
    let latest = diaspora_rule::Entity::find()
        .filter(diaspora_rule::Column::OfficeId.eq(office.id))
        .order_by_desc(diaspora_rule::Column::Version)
        .one(db)
        .await?;
    latest.map_or_else(|| Ok(Version::first(office)), Version::of)
}

/// The country of an office and the rule in force there, if there is such an office: in one statement.
pub(crate) async fn at_home(
    db: &impl ConnectionTrait,
    id: OfficeId,
) -> Result<Option<(CountryCode, Rule)>> {
    let rules = office::Entity::belongs_to(diaspora_rule::Entity)
        .from(office::Column::Id)
        .to(diaspora_rule::Column::OfficeId);
    let found: Option<(CountryCode, Option<serde_json::Value>)> = office::Entity::find_by_id(id)
        .select_only()
        .column(office::Column::Country)
        .column(diaspora_rule::Column::Rule)
        .join(JoinType::LeftJoin, rules.into())
        .order_by_desc(diaspora_rule::Column::Version)
        .into_tuple()
        .one(db)
        .await?;
    let told = |(home, rule): (CountryCode, Option<serde_json::Value>)| {
        Ok((home, rule.map_or_else(|| Ok(Rule::default()), read)?))
    };
    found.map(told).transpose()
}

/// The rules in force in the offices that have said otherwise than the first one.
pub(crate) async fn of_offices(db: &impl ConnectionTrait) -> Result<Rules> {
    let rows: Vec<(OfficeId, serde_json::Value)> = diaspora_rule::Entity::find()
        .select_only()
        .columns([diaspora_rule::Column::OfficeId, diaspora_rule::Column::Rule])
        .order_by_asc(diaspora_rule::Column::Version)
        .into_tuple()
        .all(db)
        .await?;
    let mut rules = Rules::default();
    for (office, rule) in rows {
        // The latest comes last.
        rules.0.insert(office, read(rule)?);
    }
    Ok(rules)
}

/// The versions of an office's rule, the one in force first.
///
/// # Errors
/// Faults on `officeId`: `NOT_FOUND`, or `REQUIRED` where several are possible.
pub async fn versions(op: &Op, office: Option<OfficeId>) -> Result<Vec<Version>> {
    let office = op.office(office, Action::ReadContacts).await?;
    let rows = diaspora_rule::Entity::find()
        .filter(diaspora_rule::Column::OfficeId.eq(office.id))
        .order_by_desc(diaspora_rule::Column::Version)
        .limit(TOLD - 1)
        .all(op.db.reader())
        .await?;
    let mut versions: Vec<Version> = rows.into_iter().map(Version::of).collect::<Result<_>>()?;
    versions.push(Version::first(&office));
    Ok(versions)
}

/// Says who counts from now on.
#[derive(Debug, Clone)]
pub struct Set {
    /// In which office.
    pub office: Option<OfficeId>,
    /// The version that was read.
    pub version: i32,
    /// The whole rule.
    pub rule: Rule,
    /// Why.
    pub reason: Option<String>,
}

/// Says who counts as a member of the diaspora from now on; the rule before stays readable. What is said already makes no version.
///
/// # Errors
/// Faults on `officeId`; `CONFLICT` on `version`; `REQUIRED` on `generations` where nobody would ever count; `INCONSISTENT` where what
/// makes somebody count also keeps them from it.
pub async fn set(op: &Op, cmd: Set) -> Result<Version> {
    let office = op.office(cmd.office, Action::Administer).await?;
    judge(&cmd.rule)?;
    let tx = op.db.write().await?;
    let before = in_force(&tx, &office).await?;
    let conflict = |version: i32| {
        let fault = Fault::new(["version"], Code::Conflict);
        Error::from(fault.with("version", version))
    };
    if before.version != cmd.version {
        return Err(conflict(before.version));
    }
    if before.rule == cmd.rule {
        return Ok(before);
    }
    let after = Version {
        version: before.version.saturating_add(1),
        rule: cmd.rule,
        reason: cmd.reason,
        set_at: op.clock.now(),
        set_by: op.actor.account(),
    };
    let row = diaspora_rule::ActiveModel {
        office_id: To(office.id),
        version: To(after.version),
        rule: To(json!(after.rule)),
        reason: To(after.reason.clone()),
        set_at: To(after.set_at),
        set_by: To(after.set_by),
    };
    diaspora_rule::Entity::insert(row)
        .exec_without_returning(&tx)
        .await
        .map_err(|error| match broken_constraint(&error) {
            // Somebody else was faster by a moment.
            Some(name) if name.contains("pk") || name.contains("diaspora_rule") => {
                conflict(after.version)
            }
            _ => Error::from(error),
        })?;
    let deed = Deed {
        office: office.id,
        action: "diaspora::set",
        object_kind: "office",
        object_id: office.id.0,
        changes: Some(json!({
            "version": { "from": before.version, "to": after.version },
            "rule": { "from": before.rule, "to": after.rule },
        })),
        reason: after.reason.clone(),
    };
    audit::write(&tx, op, deed).await?;
    tx.commit().await?;
    Ok(after)
}

fn judge(rule: &Rule) -> Result<()> {
    let mut faults = Faults::none();
    let by_origin = rule.origins.as_ref().is_none_or(|list| !list.is_empty());
    if rule.generations.is_empty() && rule.profile_kinds.is_empty() && !by_origin {
        faults.push(Fault::new(["generations"], Code::Required));
    }
    let at = |list: &str, place: usize| vec![list.to_owned(), place.to_string()];
    for (place, one) in rule.except_generations.iter().enumerate() {
        if rule.generations.contains(one) {
            let fault = Fault::at(at("exceptGenerations", place), Code::Inconsistent);
            faults.push(fault.with("other", "generations"));
        }
    }
    for (place, one) in rule.except_profile_kinds.iter().enumerate() {
        if rule.profile_kinds.contains(one) {
            let fault = Fault::at(at("exceptProfileKinds", place), Code::Inconsistent);
            faults.push(fault.with("other", "profileKinds"));
        }
    }
    faults.finish(Some(()))
}
