//! `kuvend retention`: whose data are no longer to be kept?

use kuvend_domain::{
    offices,
    op::Op,
    rights::retention::{
        clock::HeldBack,
        passes::{self, Pass},
        plan,
    },
};

use crate::{cli::Retention, say, stop::Stop};

pub(super) async fn run(op: &Op, what: Retention) -> Result<(), Stop> {
    let Retention::Run { office, dry_run } = what;
    let office = offices::find(op, office.as_deref()).await?;
    if dry_run {
        let plan = plan::open(op, Some(office.id), None).await?;
        let counts = plan
            .counts(op, |seen| {
                say::remark(format_args!("{seen} people looked at, or all"));
            })
            .await?;
        let rows: Vec<[String; 3]> = counts
            .iter()
            .map(|count| {
                let purpose = plan.clock.purpose(count.purpose);
                let held_back = match count.held_back {
                    None => "",
                    Some(HeldBack::LegalHold) => "by a legal hold",
                    Some(HeldBack::Restricted) => "by a restriction",
                };
                let key = purpose.map(|row| row.key.clone()).unwrap_or_default();
                [key, count.people.to_string(), held_back.to_owned()]
            })
            .collect();
        say::table(["PURPOSE", "PEOPLE", "HELD BACK"], &rows)?;
        return say::line(format_args!(
            "Nothing was written: on {} this many people are not to be kept.",
            plan.as_of
        ));
    }
    let pass = Pass {
        office: Some(office.id),
        most: u64::MAX,
    };
    let outcome = passes::pass(op, pass, |so_far| {
        let (proposed, erased) = (so_far.proposed, so_far.erased);
        say::remark(format_args!("{proposed} proposed, {erased} erased so far"));
    })
    .await?;
    for (contact, failure) in &outcome.failed {
        say::line(format_args!("{contact} could not be erased: {failure}"))?;
    }
    say::line(format_args!(
        "{} proposed, {} let off, {} erased, {} failed.",
        outcome.proposed,
        outcome.let_off,
        outcome.erased,
        outcome.failed.len()
    ))
}
