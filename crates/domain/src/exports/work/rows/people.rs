//! People as rows of cells.

use std::collections::HashMap;

use kuvend_entity::{
    contact, contact_email, contact_language, contact_phone, contact_skill, contact_willingness,
    id::{ContactId, OrganisationId},
    kind::{Generation, Sex},
    membership, organisation,
    value::{CountryCode, Language},
};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder};

use crate::{error::Result, exports::Field};

/// What belongs to the people of a page, as far as any column shows it.
#[derive(Debug, Default)]
pub(super) struct Beside {
    emails: HashMap<ContactId, String>,
    phones: HashMap<ContactId, String>,
    belongings: HashMap<ContactId, (String, Option<String>)>,
    skills: HashMap<ContactId, Vec<String>>,
    languages: HashMap<ContactId, Vec<String>>,
    willingness: HashMap<ContactId, Vec<String>>,
}

/// The rows of a page: what belongs to the people comes by one statement a kind, and only where a column shows it.
pub(super) async fn of(
    snapshot: &DatabaseTransaction,
    people: &[contact::Model],
    fields: &[Field],
) -> Result<Vec<Vec<String>>> {
    let beside = beside(snapshot, people, fields).await?;
    let row = |one: &contact::Model| {
        let cell = |field: &Field| cell(one, &beside, *field).unwrap_or_default();
        fields.iter().map(cell).collect()
    };
    Ok(people.iter().map(row).collect())
}

pub(super) async fn beside(
    snapshot: &DatabaseTransaction,
    people: &[contact::Model],
    fields: &[Field],
) -> Result<Beside> {
    let ids = || people.iter().map(|one| one.id);
    let mut beside = Beside::default();
    if fields.contains(&Field::Email) {
        use contact_email::Column as C;
        let rows = contact_email::Entity::find()
            .filter(C::ContactId.is_in(ids()))
            .filter(C::IsPrimary.eq(true))
            .all(snapshot)
            .await?;
        let pair = |row: contact_email::Model| (row.contact_id, row.address.to_string());
        beside.emails = rows.into_iter().map(pair).collect();
    }
    if fields.contains(&Field::Phone) {
        use contact_phone::Column as C;
        let rows = contact_phone::Entity::find()
            .filter(C::ContactId.is_in(ids()))
            .filter(C::IsPrimary.eq(true))
            .all(snapshot)
            .await?;
        let pair = |row: contact_phone::Model| (row.contact_id, row.e164.unwrap_or(row.as_typed));
        beside.phones = rows.into_iter().map(pair).collect();
    }
    if fields.contains(&Field::Organisation) || fields.contains(&Field::Function) {
        beside.belongings = belongings(snapshot, ids().collect()).await?;
    }
    macro_rules! list {
        ($field:ident, $list:ident of $table:ident by $order:ident, $told:expr) => {
            if fields.contains(&Field::$field) {
                use $table::Column as C;
                let rows = $table::Entity::find()
                    .filter(C::ContactId.is_in(ids()))
                    .order_by_asc(C::$order)
                    .all(snapshot)
                    .await?;
                for row in rows {
                    let told: fn(&$table::Model) -> String = $told;
                    beside
                        .$list
                        .entry(row.contact_id)
                        .or_default()
                        .push(told(&row));
                }
            }
        };
    }
    list!(Skills, skills of contact_skill by SkillFolded, |row| format!("{}: {}", row.skill, row.level));
    list!(Languages, languages of contact_language by Language, |row| format!("{}: {}", row.language, row.level));
    list!(Willingness, willingness of contact_willingness by Mode, |row| format!("{}: {}", row.mode, row.answer));
    Ok(beside)
}

/// Where people belong now, the primary membership before others, the oldest of those first.
async fn belongings(
    snapshot: &DatabaseTransaction,
    people: Vec<ContactId>,
) -> Result<HashMap<ContactId, (String, Option<String>)>> {
    use membership::Column as C;
    let rows = membership::Entity::find()
        .filter(C::ContactId.is_in(people))
        .filter(C::ToOn.is_null())
        .order_by_desc(C::IsPrimary)
        .order_by_asc(C::Id)
        .all(snapshot)
        .await?;
    let mut bodies: Vec<OrganisationId> = rows.iter().map(|row| row.organisation_id).collect();
    bodies.sort_unstable();
    bodies.dedup();
    let bodies: HashMap<OrganisationId, organisation::Model> = organisation::Entity::find()
        .filter(organisation::Column::Id.is_in(bodies))
        .all(snapshot)
        .await?
        .into_iter()
        .map(|body| (body.id, body))
        .collect();
    let mut found = HashMap::new();
    for row in rows {
        let name = bodies
            .get(&row.organisation_id)
            .and_then(|body| body.name.0.values().next().cloned());
        if let Some(name) = name {
            found.entry(row.contact_id).or_insert((name, row.function));
        }
    }
    Ok(found)
}

pub(super) fn code(country: Option<&CountryCode>) -> Option<String> {
    country.map(|country| country.as_str().to_owned())
}

/// The entries of a list in one cell, as the import reads them; nothing where there are none.
fn several<T: ToString>(entries: &[T]) -> Option<String> {
    let entries: Vec<String> = entries.iter().map(ToString::to_string).collect();
    (!entries.is_empty()).then(|| entries.join("; "))
}

/// A cell; nothing where nothing is known.
pub(super) fn cell(one: &contact::Model, beside: &Beside, field: Field) -> Option<String> {
    let belonging = || beside.belongings.get(&one.id);
    let list = |lists: &HashMap<ContactId, Vec<String>>| several(lists.get(&one.id)?);
    match field {
        Field::Id => Some(one.id.to_string()),
        Field::Honorific => one.honorific.clone(),
        Field::GivenName => Some(one.given_name.clone()),
        Field::MiddleName => one.middle_name.clone(),
        Field::FamilyName => Some(one.family_name.clone()),
        Field::Suffix => one.suffix.clone(),
        Field::DisplayName => Some(one.display_name.clone()),
        Field::Email => beside.emails.get(&one.id).cloned(),
        Field::Phone => beside.phones.get(&one.id).cloned(),
        Field::PreferredLanguage => one
            .preferred_language
            .clone()
            .map(|tag: Language| tag.to_string()),
        Field::ResidenceCountry => code(one.residence_country.as_ref()),
        Field::ResidenceSubdivision => one.residence_subdivision.clone(),
        Field::ResidenceCity => one.residence_city.clone(),
        Field::OriginCountry => code(one.origin_country.as_ref()),
        Field::OriginRegion => one.origin_region.clone(),
        Field::OriginMunicipality => one.origin_municipality.clone(),
        Field::EmigratedIn => one.emigrated_in.map(|year| year.to_string()),
        Field::Citizenships => several(&one.citizenships.0),
        Field::ProfileKinds => several(&one.profile_kinds.0),
        Field::Interests => several(&one.interests.0),
        Field::Profession => one.profession.clone(),
        Field::OccupationCode => one.occupation.clone(),
        Field::Sector => one.sector.clone(),
        Field::Skills => list(&beside.skills),
        Field::Languages => list(&beside.languages),
        Field::Willingness => list(&beside.willingness),
        Field::Sex => (one.sex != Sex::NotAsked).then(|| one.sex.to_string()),
        Field::BirthYear => one.birth_year.map(|year| year.to_string()),
        Field::BirthOn => one.birth_on.map(|day| day.to_string()),
        Field::AgeBand => one.age_band.map(|band| band.to_string()),
        Field::Organisation => belonging().map(|(name, _)| name.clone()),
        Field::Function => belonging().and_then(|(_, function)| function.clone()),
        Field::Generation => {
            (one.generation != Generation::Unknown).then(|| one.generation.to_string())
        }
        Field::Source => one.source.clone(),
        Field::CreatedAt => Some(
            one.created_at
                .to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
        ),
    }
}
