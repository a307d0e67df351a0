//! Whom a letter to a segment would reach, and why not the others.

use kuvend_entity::id::{OfficeId, SegmentId};

use super::{
    judge::judge,
    resolve,
    rule::{Moment, Rule},
};
use crate::{
    error::Result,
    fault::{Code, Fault, Faults},
    gate::{self, Permission, Use},
    op::Op,
    policy::Action,
};

/// What is previewed: a saved segment, or a rule that is not saved yet.
#[derive(Debug, Clone, Default)]
pub struct Preview {
    /// In which office, where no segment says so.
    pub office: Option<OfficeId>,
    /// Which segment.
    pub segment: Option<SegmentId>,
    /// Which rule.
    pub rule: Option<Rule>,
    /// For which purpose of the register.
    pub purpose: String,
}

/// What a preview tells. The numbers add up: who is not eligible is excluded, each for the one reason told first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Previewed {
    /// How many belong.
    pub size: i64,
    /// How many may be written to.
    pub eligible: i64,
    /// Why the others may not, most first.
    pub excluded: Vec<(Permission, i64)>,
}

/// Counts whom a letter for a purpose would reach now.
///
/// # Errors
/// `NOT_FOUND` on `segmentId`, `INCONSISTENT` where a rule is given too, `REQUIRED` on `rule` where neither is; `MALFORMED` on
/// `purpose`; faults on `rule.…` and `officeId`.
pub async fn preview(op: &Op, cmd: Preview) -> Result<Previewed> {
    op.authorise_somewhere(Action::ReadContacts)?;
    let purpose = Use::of_purpose(&cmd.purpose)
        .ok_or_else(|| Fault::new(["purpose"], Code::Malformed).with("what", "purpose"))?;
    let tx = op.db.snapshot().await?;
    let (office, who) = match (cmd.segment, cmd.rule) {
        (Some(_), Some(_)) => {
            return Err(Fault::new(["segmentId"], Code::Inconsistent)
                .with("other", "rule")
                .into());
        }
        (None, None) => return Err(Fault::new(["rule"], Code::Required).into()),
        (Some(id), None) => {
            let known = resolve::reach(op, &tx, vec![id]).await?;
            let row = known
                .get(&id)
                .ok_or_else(|| Fault::new(["segmentId"], Code::NotFound))?;
            (row.office_id, resolve::of_row(op, &tx, row).await?)
        }
        (None, Some(rule)) => {
            let office = op.office(cmd.office, Action::ReadContacts).await?;
            let mut faults = Faults::none();
            judge(op, &tx, (office.id, None), &rule, &mut faults).await?;
            faults.finish(Some(()))?;
            let moment = Moment {
                now: op.clock.now(),
                zone: office.time_zone.zone(),
            };
            let rule = resolve::rule(op, &tx, rule).await?;
            (office.id, rule.condition(moment))
        }
    };
    let mut counts = gate::count(&tx, office, purpose, who).await?;
    let eligible = counts.remove(&Permission::Allowed).unwrap_or_default();
    let mut excluded: Vec<(Permission, i64)> = counts.into_iter().collect();
    excluded.sort_by_key(|(reason, number)| (-number, reason.as_str()));
    Ok(Previewed {
        size: eligible + excluded.iter().map(|(_, number)| number).sum::<i64>(),
        eligible,
        excluded,
    })
}
