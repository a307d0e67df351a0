//! How much of a record is known, and what is missing.

use std::collections::HashMap;

use kuvend_entity::{
    contact,
    id::ContactId,
    kind::{Generation, Sex},
};
use sea_orm::{FromQueryResult, Statement};

use crate::{attendees::guests::BATCH, contacts::reads::hides_details, error::Result, op::Op};

/// Which lists of a record have entries.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each list has entries or not, and none depends on another"
)]
pub struct Lists {
    /// Addresses.
    pub emails: bool,
    /// Telephones.
    pub phones: bool,
    /// Skills.
    pub skills: bool,
    /// Languages.
    pub languages: bool,
    /// Willingness.
    pub willingness: bool,
}

/// How much of a record is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completeness {
    /// Of a hundred.
    pub percent: i32,
    /// The fields that say nothing, by their names in the API.
    pub missing: Vec<&'static str>,
}

#[derive(Debug, FromQueryResult)]
struct Counted {
    id: ContactId,
    emails: i32,
    phones: i32,
    skills: i32,
    languages: i32,
    willingness: i32,
}

/// Which lists of some contacts have entries: one statement.
///
/// # Errors
/// Only the database's.
pub async fn lists(op: &Op, contacts: &[ContactId]) -> Result<HashMap<ContactId, Lists>> {
    let db = op.db.reader();
    let has = |table: &str, name: &str| {
        format!(
            "CASE WHEN EXISTS (SELECT 1 FROM {table} l WHERE l.contact_id = c.id) THEN 1 ELSE 0 END AS {name}"
        )
    };
    let columns = [
        has("contact_email", "emails"),
        has("contact_phone", "phones"),
        has("contact_skill", "skills"),
        has("contact_language", "languages"),
        has("contact_willingness", "willingness"),
    ]
    .join(", ");
    let mut found = HashMap::with_capacity(contacts.len());
    for batch in contacts.chunks(BATCH) {
        let places: Vec<String> = (1..=batch.len()).map(|place| format!("${place}")).collect();
        let statement = Statement::from_sql_and_values(
            db.get_database_backend(),
            format!(
                "SELECT c.id AS id, {columns} FROM contact c WHERE c.id IN ({})",
                places.join(", ")
            ),
            batch.iter().map(|id| (*id).into()),
        );
        for row in Counted::find_by_statement(statement).all(db).await? {
            let lists = Lists {
                emails: row.emails > 0,
                phones: row.phones > 0,
                skills: row.skills > 0,
                languages: row.languages > 0,
                willingness: row.willingness > 0,
            };
            found.insert(row.id, lists);
        }
    }
    Ok(found)
}

/// How much is known of a record, of what this actor may see of it.
#[must_use]
pub fn of(op: &Op, row: &contact::Model, lists: Lists) -> Completeness {
    let told = [
        ("preferredLanguage", row.preferred_language.is_some()),
        ("residenceCountry", row.residence_country.is_some()),
        ("residenceCity", row.residence_city.is_some()),
        ("originCountry", row.origin_country.is_some()),
        ("originMunicipality", row.origin_municipality.is_some()),
        ("citizenships", !row.citizenships.0.is_empty()),
        ("generation", row.generation != Generation::Unknown),
        ("profileKinds", !row.profile_kinds.0.is_empty()),
        (
            "profession",
            row.profession.is_some() || row.occupation.is_some(),
        ),
        ("sector", row.sector.is_some()),
        ("skills", lists.skills),
        ("languages", lists.languages),
        ("willingness", lists.willingness),
        ("interests", !row.interests.0.is_empty()),
        ("sex", row.sex != Sex::NotAsked),
    ];
    let details = [
        ("emails", lists.emails),
        ("phones", lists.phones),
        (
            "birthYear",
            row.birth_year.is_some() || row.age_band.is_some(),
        ),
    ];
    let sees_details = !hides_details(op, row.office_id);
    let told: Vec<(&str, bool)> = told
        .into_iter()
        .chain(details.into_iter().filter(|_| sees_details))
        .collect();
    let known = told.iter().filter(|(_, known)| *known).count();
    let percent = (known * 100).checked_div(told.len()).unwrap_or_default();
    Completeness {
        percent: i32::try_from(percent).unwrap_or(100),
        missing: told
            .into_iter()
            .filter_map(|(field, known)| (!known).then_some(field))
            .collect(),
    }
}
