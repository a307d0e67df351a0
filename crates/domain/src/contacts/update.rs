//! Changing what is known of a person.

use kuvend_entity::{
    contact,
    id::ContactId,
    kind::{Generation, ProfileKind, Sex},
    office,
    value::{CountryCode, EmailAddress, Language, ProfileKinds},
};
use sea_orm::{ActiveModelTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QuerySelect};

use crate::{
    audit::{self, Deed},
    change::{Change, Changes},
    contacts::{
        profile,
        register::once_each,
        search,
        ways::{self, Phone, Ways},
    },
    error::{Error, Result},
    fault::{Code, Fault, Faults},
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
    /// Honorific.
    pub honorific: Change<String>,
    /// Given name.
    pub given_name: Option<String>,
    /// Middle name.
    pub middle_name: Change<String>,
    /// Family name.
    pub family_name: Option<String>,
    /// What follows the name.
    pub suffix: Change<String>,
    /// The address that letters go to; the one before is kept beside it.
    pub email: Change<EmailAddress>,
    /// The telephone to call first, as typed; the one before is kept beside it.
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
    /// Region of origin.
    pub origin_region: Change<String>,
    /// Municipality of origin.
    pub origin_municipality: Change<String>,
    /// Year of emigration.
    pub emigrated_in: Change<i32>,
    /// How far from emigration.
    pub generation: Option<Generation>,
    /// What they are.
    pub profile_kinds: Option<Vec<ProfileKind>>,
    /// What they work as.
    pub profession: Change<String>,
    /// As told.
    pub sex: Option<Sex>,
    /// Year of birth.
    pub birth_year: Change<i32>,
}

impl Update {
    /// A change of nothing yet.
    #[must_use]
    pub fn of(id: ContactId, version: i32) -> Self {
        Self {
            id,
            version,
            honorific: Change::Leave,
            given_name: None,
            middle_name: Change::Leave,
            family_name: None,
            suffix: Change::Leave,
            email: Change::Leave,
            phone: Change::Leave,
            preferred_language: Change::Leave,
            residence_country: Change::Leave,
            residence_subdivision: Change::Leave,
            residence_city: Change::Leave,
            origin_country: Change::Leave,
            origin_region: Change::Leave,
            origin_municipality: Change::Leave,
            emigrated_in: Change::Leave,
            generation: None,
            profile_kinds: None,
            profession: Change::Leave,
            sex: None,
            birth_year: Change::Leave,
        }
    }
}

/// Changes a contact. What changes nothing leaves the version as it is.
///
/// # Errors
/// `NOT_FOUND` on `id`, `CONFLICT` on `version` where somebody was faster, and the faults of
/// [`register`](super::register()).
pub async fn update(op: &Op, mut cmd: Update) -> Result<contact::Model> {
    let tx = op.begin(Action::WriteContacts).await?;
    let before = locked(op, &tx, cmd.id).await?;
    if before.version != cmd.version {
        return Err(Fault::new(["version"], Code::Conflict)
            .with("version", before.version)
            .into());
    }
    let email = std::mem::take(&mut cmd.email);
    let phone = std::mem::take(&mut cmd.phone);
    let mut after = apply(cmd, &before);
    let mut faults = Faults::none();
    profile::judge(&after, op.clock.now(), &mut faults);
    faults.finish(Some(()))?;
    let mut changes = differences(&before, &after);
    let phone = read_phone(&tx, &after, phone).await?;
    let mut ways = Ways::of(&tx, &after).await?;
    ways.change_email((&tx, op), &after, email, &mut changes)
        .await?;
    ways.change_phone((&tx, op), &after, phone, &mut changes)
        .await?;
    let Some(changes) = changes.json() else {
        return Ok(before);
    };
    after.version += 1;
    after.updated_at = op.clock.now();
    contact::Entity::update(after.clone().into_active_model().reset_all())
        .exec_without_returning(&tx)
        .await?;
    search::index(&tx, &[after.id]).await?;
    let deed = Deed {
        office: after.office_id,
        action: "contacts::update",
        object_kind: "contact",
        object_id: after.id.0,
        changes: Some(changes),
        reason: None,
    };
    audit::write(&tx, op, deed).await?;
    tx.commit().await?;
    Ok(after)
}

/// Reads the contact that the actor may change; on `PostgreSQL` nobody else changes it meanwhile.
async fn locked(op: &Op, tx: &DatabaseTransaction, id: ContactId) -> Result<contact::Model> {
    let not_found = || Error::from(Fault::new(["id"], Code::NotFound));
    let row = contact::Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx)
        .await?
        .ok_or_else(not_found)?;
    op.authorise(row.office_id, Action::WriteContacts)
        .map_err(|error| error.hidden_at(["id"]))?;
    if row.erased_at.is_some() {
        return Err(not_found());
    }
    if row.merged_into_id.is_some() {
        return Err(Fault::new(["id"], Code::WrongState)
            .with("state", "MERGED")
            .into());
    }
    Ok(row)
}

/// A telephone is read by the country of residence, else by the office's.
async fn read_phone(
    tx: &DatabaseTransaction,
    row: &contact::Model,
    change: Change<String>,
) -> Result<Change<Phone>> {
    let as_typed = match change {
        Change::Leave => return Ok(Change::Leave),
        Change::Clear => return Ok(Change::Clear),
        Change::Set(as_typed) => as_typed,
    };
    let home = match &row.residence_country {
        Some(country) => country.clone(),
        None => {
            office::Entity::find_by_id(row.office_id)
                .one(tx)
                .await?
                .ok_or_else(|| Error::missing("office"))?
                .country
        }
    };
    let e164 = ways::e164(&as_typed, &home);
    Ok(Change::Set(Phone { as_typed, e164 }))
}

fn apply(cmd: Update, before: &contact::Model) -> contact::Model {
    let mut after = before.clone();
    after.honorific = cmd.honorific.over(after.honorific);
    after.given_name = cmd.given_name.unwrap_or(after.given_name);
    after.middle_name = cmd.middle_name.over(after.middle_name);
    after.family_name = cmd.family_name.unwrap_or(after.family_name);
    after.suffix = cmd.suffix.over(after.suffix);
    after.preferred_language = cmd.preferred_language.over(after.preferred_language);
    after.residence_country = cmd.residence_country.over(after.residence_country);
    after.residence_subdivision = cmd.residence_subdivision.over(after.residence_subdivision);
    after.residence_city = cmd.residence_city.over(after.residence_city);
    after.origin_country = cmd.origin_country.over(after.origin_country);
    after.origin_region = cmd.origin_region.over(after.origin_region);
    after.origin_municipality = cmd.origin_municipality.over(after.origin_municipality);
    after.emigrated_in = cmd.emigrated_in.over(after.emigrated_in);
    after.generation = cmd.generation.unwrap_or(after.generation);
    after.profile_kinds = cmd
        .profile_kinds
        .map_or(after.profile_kinds, |kinds| ProfileKinds(once_each(kinds)));
    after.profession = cmd.profession.over(after.profession);
    after.sex = cmd.sex.unwrap_or(after.sex);
    after.birth_year = cmd.birth_year.over(after.birth_year);
    after.sort_name = profile::sort_name(&after.given_name, &after.family_name);
    after.display_name = profile::display_name(&after);
    after
}

fn differences(old: &contact::Model, new: &contact::Model) -> Changes {
    let mut changes = Changes::default();
    macro_rules! note {
        ($($name:literal $field:ident),+ $(,)?) => { $(changes.note($name, &old.$field, &new.$field);)+ };
    }
    note!(
        "honorific" honorific,
        "givenName" given_name,
        "middleName" middle_name,
        "familyName" family_name,
        "suffix" suffix,
        "preferredLanguage" preferred_language,
        "residenceCountry" residence_country,
        "residenceSubdivision" residence_subdivision,
        "residenceCity" residence_city,
        "originCountry" origin_country,
        "originRegion" origin_region,
        "originMunicipality" origin_municipality,
        "emigratedIn" emigrated_in,
        "generation" generation,
        "profileKinds" profile_kinds,
        "profession" profession,
        "sex" sex,
        "birthYear" birth_year,
    );
    changes
}
