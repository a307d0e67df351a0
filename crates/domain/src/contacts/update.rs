//! Changing what is known of a person.

use kuvend_entity::{
    contact, contact_email, contact_phone,
    id::ContactId,
    kind::{Generation, ProfileKind, Sex},
    office,
    value::{CountryCode, EmailAddress, Language, ProfileKinds},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, sea_query::Expr,
};

use crate::{
    audit::{self, Deed},
    change::{Change, Changes},
    contacts::{register, search},
    error::{Denied, Error, Result},
    fault::{Code, Fault, Faults},
    fold::fold,
    op::Op,
    policy::Action,
};

/// What is to be changed; what is left stays as it is.
#[derive(Debug, Clone)]
pub struct Update {
    /// Who.
    pub id: ContactId,
    /// The version that was read.
    pub version: i32,
    /// Given name.
    pub given_name: Option<String>,
    /// Middle name.
    pub middle_name: Change<String>,
    /// Family name.
    pub family_name: Option<String>,
    /// Honorific.
    pub honorific: Change<String>,
    /// The primary address; the one before is kept beside it.
    pub email: Change<EmailAddress>,
    /// The primary telephone, as typed; the one before is kept beside it.
    pub phone: Change<String>,
    /// Chooses every template.
    pub preferred_language: Change<Language>,
    /// Where they live.
    pub residence_country: Change<CountryCode>,
    /// Region there.
    pub residence_subdivision: Change<String>,
    /// Town there.
    pub residence_city: Change<String>,
    /// Where the family comes from.
    pub origin_country: Change<CountryCode>,
    /// Municipality of origin.
    pub origin_municipality: Change<String>,
    /// How far from emigration.
    pub generation: Option<Generation>,
    /// What they are.
    pub profile_kinds: Option<Vec<ProfileKind>>,
    /// As told.
    pub sex: Option<Sex>,
    /// Year of birth.
    pub birth_year: Change<i32>,
}

/// Changes a contact.
///
/// # Errors
/// Faults of the input; `CONFLICT` on `version` where somebody was faster.
pub async fn update(op: &Op, cmd: Update) -> Result<contact::Model> {
    let tx = op.db.write().await?;
    let not_found = || Error::from(Fault::new(["id"], Code::NotFound));
    let before = contact::Entity::find_by_id(cmd.id)
        .one(&tx)
        .await?
        .ok_or_else(not_found)?;
    op.authorise(before.office_id, Action::WriteContacts)
        .map_err(|error| error.hidden_at(["id"]))?;
    if before.erased_at.is_some() || before.merged_into_id.is_some() {
        return Err(Error::Denied(Denied::NotFound).hidden_at(["id"]));
    }
    if before.version != cmd.version {
        return Err(Fault::new(["version"], Code::Conflict)
            .with("version", before.version)
            .into());
    }
    let (email, phone) = (cmd.email.clone(), cmd.phone.clone());
    let mut after = apply(cmd, &before);
    let mut faults = Faults::none();
    for fault in [
        register::judge_residence(
            after.residence_country.as_ref(),
            after.residence_subdivision.as_deref(),
        ),
        register::judge_birth_year(op, after.birth_year),
    ] {
        if let Some(fault) = fault {
            faults.push(fault);
        }
    }
    faults.finish(Some(()))?;
    let ways = replace_ways(&tx, op, &after, (&email, &phone)).await?;
    after.folded = search::folded(
        [
            Some(after.given_name.as_str()),
            after.middle_name.as_deref(),
            Some(after.family_name.as_str()),
        ]
        .into_iter()
        .flatten()
        .chain(ways.iter().map(String::as_str)),
    );
    after.version += 1;
    after.updated_at = op.clock.now();
    contact::Entity::update(after.clone().into_active_model().reset_all())
        .exec_without_returning(&tx)
        .await?;
    let deed = Deed {
        office: after.office_id,
        action: "contacts::update",
        object_kind: "contact",
        object_id: after.id.0,
        changes: differences(&before, &after),
        reason: None,
    };
    audit::write(&tx, op, deed).await?;
    tx.commit().await?;
    Ok(after)
}

fn apply(cmd: Update, before: &contact::Model) -> contact::Model {
    let mut after = before.clone();
    after.given_name = cmd.given_name.unwrap_or(after.given_name);
    after.middle_name = cmd.middle_name.over(after.middle_name);
    after.family_name = cmd.family_name.unwrap_or(after.family_name);
    after.honorific = cmd.honorific.over(after.honorific);
    after.preferred_language = cmd.preferred_language.over(after.preferred_language);
    after.residence_country = cmd.residence_country.over(after.residence_country);
    after.residence_subdivision = cmd.residence_subdivision.over(after.residence_subdivision);
    after.residence_city = cmd.residence_city.over(after.residence_city);
    after.origin_country = cmd.origin_country.over(after.origin_country);
    after.origin_municipality = cmd.origin_municipality.over(after.origin_municipality);
    after.generation = cmd.generation.unwrap_or(after.generation);
    after.profile_kinds = cmd.profile_kinds.map_or(after.profile_kinds, ProfileKinds);
    after.sex = cmd.sex.unwrap_or(after.sex);
    after.birth_year = cmd.birth_year.over(after.birth_year);
    after.sort_name = fold(&format!("{} {}", after.family_name, after.given_name));
    after.display_name = register::display_name([
        after.honorific.as_deref(),
        Some(&after.given_name),
        after.middle_name.as_deref(),
        Some(&after.family_name),
        after.suffix.as_deref(),
    ]);
    after
}

/// Makes the new address and telephone primary, and tells every way that the person is found by afterwards.
async fn replace_ways(
    tx: &sea_orm::DatabaseTransaction,
    op: &Op,
    row: &contact::Model,
    (email, phone): (&Change<EmailAddress>, &Change<String>),
) -> Result<Vec<String>> {
    if !matches!(email, Change::Leave) {
        contact_email::Entity::update_many()
            .col_expr(contact_email::Column::IsPrimary, Expr::value(false))
            .filter(contact_email::Column::ContactId.eq(row.id))
            .exec(tx)
            .await?;
    }
    if !matches!(phone, Change::Leave) {
        contact_phone::Entity::update_many()
            .col_expr(contact_phone::Column::IsPrimary, Expr::value(false))
            .filter(contact_phone::Column::ContactId.eq(row.id))
            .exec(tx)
            .await?;
    }
    let email = if let Change::Set(email) = email {
        Some(email)
    } else {
        None
    };
    let phone = if let Change::Set(phone) = phone {
        Some(phone.as_str())
    } else {
        None
    };
    let home = match &row.residence_country {
        Some(country) => Some(country.clone()),
        None => office::Entity::find_by_id(row.office_id)
            .one(tx)
            .await?
            .map(|office| office.country),
    };
    let e164 = phone
        .zip(home.as_ref())
        .and_then(|(phone, home)| register::e164(phone, home));
    register::add_ways(tx, op, (row.office_id, row.id), (email, phone, e164)).await?;
    let emails = contact_email::Entity::find()
        .filter(contact_email::Column::ContactId.eq(row.id))
        .all(tx)
        .await?;
    let phones = contact_phone::Entity::find()
        .filter(contact_phone::Column::ContactId.eq(row.id))
        .all(tx)
        .await?;
    Ok(emails
        .into_iter()
        .map(|email| email.address.into())
        .chain(phones.into_iter().map(|phone| phone.as_typed))
        .collect())
}

fn differences(before: &contact::Model, after: &contact::Model) -> Option<serde_json::Value> {
    let mut changes = Changes::default();
    changes.note("givenName", &before.given_name, &after.given_name);
    changes.note("middleName", &before.middle_name, &after.middle_name);
    changes.note("familyName", &before.family_name, &after.family_name);
    changes.note("honorific", &before.honorific, &after.honorific);
    changes.note(
        "preferredLanguage",
        &before.preferred_language,
        &after.preferred_language,
    );
    changes.note(
        "residenceCountry",
        &before.residence_country,
        &after.residence_country,
    );
    changes.note(
        "residenceSubdivision",
        &before.residence_subdivision,
        &after.residence_subdivision,
    );
    changes.note(
        "residenceCity",
        &before.residence_city,
        &after.residence_city,
    );
    changes.note(
        "originCountry",
        &before.origin_country,
        &after.origin_country,
    );
    changes.note(
        "originMunicipality",
        &before.origin_municipality,
        &after.origin_municipality,
    );
    changes.note("generation", &before.generation, &after.generation);
    changes.note("profileKinds", &before.profile_kinds, &after.profile_kinds);
    changes.note("sex", &before.sex, &after.sex);
    changes.note("birthYear", &before.birth_year, &after.birth_year);
    changes.json()
}
