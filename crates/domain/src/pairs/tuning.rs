//! What levels weigh in an office that has said otherwise than the table.

use chrono::{DateTime, Utc};
use kuvend_entity::{duplicate_setting, id::OfficeId};
use sea_orm::{
    ActiveModelTrait as _, ConnectionTrait, EntityTrait, IntoActiveModel as _,
    sea_query::OnConflict,
};
use serde_json::{Value as Json, json};

use super::evidence::{FIELDS, field, level, meant, thousandths};
use crate::{
    audit::{self, Deed},
    change::Changes,
    duplicates::{Field, Level, Weights, levels},
    error::Result,
    fault::{Code, Fault, Faults},
    op::Op,
    policy::Action,
};

/// Bits that a level weighs at most, for one person or for two.
const MOST: f64 = 30.0;

/// What levels are to weigh.
#[derive(Debug, Clone)]
pub struct Tune {
    /// In which office.
    pub office: Option<OfficeId>,
    /// Which levels of which fields weigh how many bits; all others weigh what the table says.
    pub weights: Vec<(Field, Level, f64)>,
}

fn kept(weights: &Weights) -> Json {
    let said = weights.said();
    said.map(|(one, other, millibits)| json!({ "field": field(one), "level": level(other), "millibits": millibits }))
        .collect()
}

async fn setting(
    db: &impl ConnectionTrait,
    office: OfficeId,
) -> Result<Option<duplicate_setting::Model>> {
    Ok(duplicate_setting::Entity::find_by_id(office)
        .one(db)
        .await?)
}

fn read(setting: Option<&duplicate_setting::Model>) -> Weights {
    let mut weights = Weights::of_the_table();
    let said = setting.and_then(|setting| setting.weights.as_array());
    for one in said.into_iter().flatten() {
        let millibits = one.get("millibits").and_then(Json::as_i64);
        if let Some(((field, level), millibits)) = meant(one).zip(millibits) {
            weights.say(field, level, millibits);
        }
    }
    weights
}

/// What levels weigh in an office.
pub(crate) async fn weights(db: &impl ConnectionTrait, office: OfficeId) -> Result<Weights> {
    Ok(read(setting(db, office).await?.as_ref()))
}

/// When an office last said what levels weigh.
pub(super) async fn tuned_at(
    db: &impl ConnectionTrait,
    office: OfficeId,
) -> Result<Option<DateTime<Utc>>> {
    Ok(setting(db, office).await?.map(|setting| setting.tuned_at))
}

/// What levels weigh in an office whose pairs the actor may judge, field by field.
///
/// # Errors
/// Faults on `officeId`: `NOT_FOUND`, or `REQUIRED` where several are possible.
pub async fn in_force(op: &Op, office: Option<OfficeId>) -> Result<Vec<(Field, Level, f64)>> {
    let office = op.office(office, Action::MergeContacts).await?;
    Ok(listed(&weights(op.db.reader(), office.id).await?))
}

fn listed(weights: &Weights) -> Vec<(Field, Level, f64)> {
    let of = |field: Field| {
        let levels = levels(field).iter();
        levels.map(move |level| (field, *level, weights.of(field, *level)))
    };
    FIELDS.into_iter().flat_map(of).collect()
}

/// Says what levels weigh in an office from now on. The next walk compares everybody.
///
/// # Errors
/// Faults on `officeId`; on `weights.N`: `INCONSISTENT` on `level` where the field's values never agree so far, `OUT_OF_RANGE` on
/// `weight`, `TAKEN` where a level is named twice; `INCONSISTENT` on `weight` where what is the same would weigh less than what is not.
pub async fn tune(op: &Op, cmd: Tune) -> Result<Vec<(Field, Level, f64)>> {
    let office = op.office(cmd.office, Action::Administer).await?.id;
    let after = judged(&cmd.weights)?;
    let tx = op.db.write().await?;
    let before = weights(&tx, office).await?;
    if before == after {
        return Ok(listed(&after));
    }
    let row = duplicate_setting::Model {
        office_id: office,
        weights: kept(&after),
        tuned_at: op.clock.now(),
    };
    let conflict = OnConflict::column(duplicate_setting::Column::OfficeId)
        .update_columns([
            duplicate_setting::Column::Weights,
            duplicate_setting::Column::TunedAt,
        ])
        .to_owned();
    duplicate_setting::Entity::insert(row.into_active_model().reset_all())
        .on_conflict(conflict)
        .exec_without_returning(&tx)
        .await?;
    let mut changes = Changes::default();
    changes.note("weights", &kept(&before), &kept(&after));
    let deed = Deed {
        office,
        action: "duplicates::tune",
        object_kind: "office",
        object_id: office.0,
        changes: changes.json(),
        reason: None,
    };
    audit::write(&tx, op, deed).await?;
    tx.commit().await?;
    Ok(listed(&after))
}

/// The weights that were told, if they make sense.
fn judged(told: &[(Field, Level, f64)]) -> Result<Weights> {
    let mut faults = Faults::none();
    let mut weights = Weights::of_the_table();
    let at = |number: usize, rest: &[&str]| {
        let path = ["weights".to_owned(), number.to_string()];
        let rest = rest.iter().map(|part| (*part).to_owned());
        path.into_iter().chain(rest).collect::<Vec<String>>()
    };
    for (number, (field, level, bits)) in told.iter().enumerate() {
        if !levels(*field).contains(level) {
            let fault = Fault::at(at(number, &["level"]), Code::Inconsistent);
            faults.push(fault.with("other", "field"));
        } else if !(-MOST..=MOST).contains(bits) {
            let fault = Fault::at(at(number, &["weight"]), Code::OutOfRange);
            faults.push(fault.with("low", -MOST).with("high", MOST));
        } else if !weights.say(*field, *level, thousandths(*bits)) {
            faults.push(Fault::at(at(number, &[]), Code::Taken));
        }
    }
    for field in FIELDS {
        let same = weights.of(field, Level::Same);
        let named = told.iter().position(|(named, _, _)| *named == field);
        if let Some(number) = named.filter(|_| same < weights.of(field, Level::Different)) {
            let fault = Fault::at(at(number, &["weight"]), Code::Inconsistent);
            faults.push(fault.with("other", "DIFFERENT"));
        }
    }
    faults.finish(Some(weights))
}
