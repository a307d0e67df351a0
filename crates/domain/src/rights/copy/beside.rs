//! What a copy tells of a person that no row names by the person's key: what was done with their data, and which of their addresses get
//! no letters. The files that they handed in are told by [`files`](super::files).

use kuvend_entity::kind::Route;
use sea_orm::{ConnectionTrait, DatabaseTransaction, Value as Parameter};
use serde_json::{Map, Value};

use super::{Copied, select};
use crate::{
    engine::catalogue::Column,
    error::Result,
    rights::{
        deeds,
        person::Person,
        tables::{places, values},
    },
};

/// The tables, in the order in which they are told, after those of the register. They are not in it, as what becomes of their rows in an
/// erasure has rules of its own (`erase.rs`, `forget_particulars` and `forget_suppressions`), or they go with what they were handed in for.
pub const BESIDE: [&str; 3] = [super::files::FILES, "suppression", DEEDS];

/// Where deeds are written down: told apart from what is known, as each copy adds to them.
pub(super) const DEEDS: &str = "audit_entry";

/// Columns of the audit that a copy tells: what was done, on what, when and by which way. What it changed is told by the rows themselves,
/// and may be of others; who of the staff did it is nobody's but the office's.
const TOLD: [&str; 7] = [
    "id",
    "at",
    "route",
    "action",
    "object_kind",
    "account_id",
    "subject_id",
];

/// Columns of a suppression that a copy leaves out.
const NOT_TOLD: [&str; 2] = ["id", "office_id"];

/// Adds them.
pub(super) async fn gather(
    tx: &DatabaseTransaction,
    person: &Person,
    (columns, copied): (&[Column], &mut Copied),
) -> Result<()> {
    let ids = places(person.ids.len());
    let of = |table: &str| -> Vec<&Column> {
        let own = columns.iter().filter(|column| column.table_name == table);
        own.collect()
    };
    let mut parameters: Vec<Parameter> = values(&person.ids);
    let mut which = deeds::about(tx.get_database_backend(), &ids);
    which.extend(deeds::by_or_among(&ids));
    let told = of(DEEDS);
    let told: Vec<&Column> = told
        .into_iter()
        .filter(|column| TOLD.contains(&column.column_name.as_str()))
        .collect();
    let deeds = select(
        tx,
        (DEEDS, &told, &[]),
        (&which.join(" OR "), parameters.clone()),
    )
    .await?;
    copied.deeds = deeds.into_iter().map(told_by).collect();
    copied.deeds.sort_by(|one, other| id(one).cmp(id(other)));
    parameters.push(person.office().into());
    let held_back = format!(
        "suppression.office_id = ${} AND suppression.address_folded IN (SELECT e.folded FROM contact_email e WHERE e.contact_id IN ({ids}))",
        parameters.len()
    );
    let suppressions = of("suppression");
    let held_back = select(
        tx,
        ("suppression", &suppressions, &NOT_TOLD),
        (&held_back, parameters),
    )
    .await?;
    if !held_back.is_empty() {
        copied.tables.insert("suppression", held_back);
    }
    Ok(())
}

/// The key of a deed, by which the earlier comes first.
fn id(deed: &Map<String, Value>) -> &str {
    deed.get("id").and_then(Value::as_str).unwrap_or_default()
}

/// A deed with what sort of hand did it, instead of whose.
fn told_by(mut deed: Map<String, Value>) -> Map<String, Value> {
    let (staff, oneself) = (deed.remove("account_id"), deed.remove("subject_id"));
    deed.retain(|column, _| TOLD.contains(&column.as_str()));
    let is_by_link = deed.get("route").and_then(Value::as_str) == Some(Route::Link.as_str());
    let who = match (staff, oneself) {
        (_, Some(_)) => "ONESELF",
        (Some(_), None) => "STAFF",
        (None, None) if is_by_link => "ONESELF",
        (None, None) => "PRODUCT",
    };
    deed.insert("done".to_owned(), who.into());
    deed
}
