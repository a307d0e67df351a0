//! Changing what is known of a person.

use chrono::{Datelike, NaiveDate};
use kuvend_entity::{
    contact,
    id::ContactId,
    kind::{AgeBand, Generation, ProfileKind, Sex},
    office,
    value::{Countries, CountryCode, EmailAddress, Interests, Language, ProfileKinds},
};
use sea_orm::{ActiveModelTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QuerySelect};

use crate::{
    audit::{self, Deed},
    change::{Change, Changes},
    contacts::{
        children::{self, Whose},
        facts, judge,
        parts::{Parts, Residence},
        profile,
        register::{each_once, once_each},
        search,
        ways::{self, Phone, Ways},
    },
    error::{Error, Result},
    fault::{Code, Fault, Faults},
    interests,
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
    /// How they want to be named.
    pub named_as: Change<String>,
    /// Date of birth; the year follows.
    pub birth_on: Change<NaiveDate>,
    /// How old, where no more is known.
    pub age_band: Change<AgeBand>,
    /// Citizenships.
    pub citizenships: Option<Vec<CountryCode>>,
    /// Occupation, ISCO-08.
    pub occupation: Change<String>,
    /// Sector, ISIC section.
    pub sector: Change<String>,
    /// Interests, keys of the office's list.
    pub interests: Option<Vec<String>>,
    /// Since when they live where they live now; the place before is kept until then. Today unless said.
    pub residence_since: Option<NaiveDate>,
    /// What is told in lists.
    pub parts: Parts,
    /// Where what is told comes from.
    pub source: Option<String>,
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
            named_as: Change::Leave,
            birth_on: Change::Leave,
            age_band: Change::Leave,
            citizenships: None,
            occupation: Change::Leave,
            sector: Change::Leave,
            interests: None,
            residence_since: None,
            parts: Parts::default(),
            source: None,
        }
    }
}

/// Changes a contact. What changes nothing leaves the version as it is.
///
/// # Errors
/// `NOT_FOUND` on `id`, `CONFLICT` on `version` where somebody was faster, and the faults of
/// [`register`](super::register()).
pub async fn update(op: &Op, cmd: Update) -> Result<contact::Model> {
    let tx = op.begin(Action::WriteContacts).await?;
    let before = locked(op, &tx, cmd.id).await?;
    let after = changed((&tx, op), before, cmd, "contacts::update").await?;
    tx.commit().await?;
    Ok(after)
}

/// Changes a contact that is held already, within what else is done; it is written down under the deed's name.
///
/// # Errors
/// `CONFLICT` on `version` where somebody was faster, and the faults of [`register`](super::register()).
pub(crate) async fn changed(
    (tx, op): (&DatabaseTransaction, &Op),
    before: contact::Model,
    mut cmd: Update,
    action: &str,
) -> Result<contact::Model> {
    newest(&before, cmd.version)?;
    let now = op.clock.now();
    let (email, phone) = (
        std::mem::take(&mut cmd.email),
        std::mem::take(&mut cmd.phone),
    );
    let parts = std::mem::take(&mut cmd.parts);
    let (source, since) = (cmd.source.take(), cmd.residence_since);
    let mut after = apply(cmd, &before);
    let mut faults = Faults::none();
    profile::judge(&after, now, &mut faults);
    judge::parts(&parts, now, &mut faults);
    let alone = (email != Change::Leave, phone != Change::Leave);
    judge::told_once(alone, &parts, &mut faults);
    judge::moved_by(since, now, &mut faults);
    if after.interests != before.interests {
        interests::judge(tx, after.office_id, &after.interests.0, &mut faults).await?;
    }
    faults.finish(Some(()))?;
    let mut changes = differences(&before, &after);
    let home = home(tx, &after).await?;
    let phone = read_phone(&home, phone);
    let mut ways = Ways::of(tx, &after).await?;
    ways.change_email((tx, op), &after, email, &mut changes)
        .await?;
    ways.change_phone((tx, op), &after, phone, &mut changes)
        .await?;
    let whose = Whose {
        tx,
        person: &after,
        now,
        home: &home,
    };
    if parts.residences.is_none()
        && let Some(left) = left_behind(&before, &after, since.unwrap_or(now.date_naive()))
    {
        children::moved(whose, left, &mut changes).await?;
    }
    children::write(whose, parts, &mut changes).await?;
    if changes.is_empty() {
        return Ok(before);
    }
    facts::told((tx, op), &after, &changes, source.as_deref()).await?;
    after.version += 1;
    after.updated_at = now;
    contact::Entity::update(after.clone().into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    search::index(tx, &[after.id]).await?;
    let deed = Deed {
        office: after.office_id,
        action,
        object_kind: "contact",
        object_id: after.id.0,
        changes: changes.json(),
        reason: source,
    };
    audit::write(tx, op, deed).await?;
    Ok(after)
}

/// Goes on only if the version that was read is the newest.
pub(super) fn newest(person: &contact::Model, version: i32) -> Result<()> {
    if person.version == version {
        return Ok(());
    }
    Err(Fault::new(["version"], Code::Conflict)
        .with("version", person.version)
        .into())
}

/// Where somebody lived who lives somewhere else now. To be more exact about a place is no move.
pub(crate) fn left_behind(
    before: &contact::Model,
    after: &contact::Model,
    until: NaiveDate,
) -> Option<Residence> {
    fn other<T: PartialEq>(old: Option<&T>, new: Option<&T>) -> bool {
        old.zip(new).is_some_and(|(old, new)| old != new)
    }
    let country = before.residence_country.clone()?;
    let (old, new) = (before, after);
    let moved = other(
        old.residence_country.as_ref(),
        new.residence_country.as_ref(),
    ) || other(
        old.residence_subdivision.as_ref(),
        new.residence_subdivision.as_ref(),
    ) || other(old.residence_city.as_ref(), new.residence_city.as_ref());
    moved.then(|| Residence {
        country,
        subdivision: before.residence_subdivision.clone(),
        city: before.residence_city.clone(),
        from_on: None,
        to_on: Some(until),
    })
}

/// Reads the contact that the actor may change; on `PostgreSQL` nobody else changes it meanwhile.
pub(super) async fn locked(
    op: &Op,
    tx: &DatabaseTransaction,
    id: ContactId,
) -> Result<contact::Model> {
    locked_at(op, tx, id, "id").await
}

/// The same of a contact that an input names in a field.
pub(crate) async fn locked_at(
    op: &Op,
    tx: &DatabaseTransaction,
    id: ContactId,
    field: &str,
) -> Result<contact::Model> {
    let not_found = || Error::from(Fault::new([field], Code::NotFound));
    let row = contact::Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx)
        .await?
        .ok_or_else(not_found)?;
    op.authorise(row.office_id, Action::WriteContacts)
        .map_err(|error| error.hidden_at([field]))?;
    if row.erased_at.is_some() {
        return Err(not_found());
    }
    if row.merged_into_id.is_some() {
        return Err(Fault::new([field], Code::WrongState)
            .with("state", "MERGED")
            .into());
    }
    Ok(row)
}

/// The country by which a telephone is read: of residence, else the office's.
async fn home(tx: &DatabaseTransaction, row: &contact::Model) -> Result<CountryCode> {
    if let Some(country) = &row.residence_country {
        return Ok(country.clone());
    }
    let office = office::Entity::find_by_id(row.office_id)
        .one(tx)
        .await?
        .ok_or_else(|| Error::missing("office"))?;
    Ok(office.country)
}

fn read_phone(home: &CountryCode, change: Change<String>) -> Change<Phone> {
    match change {
        Change::Leave => Change::Leave,
        Change::Clear => Change::Clear,
        Change::Set(as_typed) => {
            let e164 = ways::e164(&as_typed, home);
            Change::Set(Phone { as_typed, e164 })
        }
    }
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
    age(&mut after, (cmd.birth_on, cmd.birth_year, cmd.age_band));
    after.named_as = cmd.named_as.over(after.named_as);
    after.citizenships = cmd
        .citizenships
        .map_or(after.citizenships, |list| Countries(each_once(list)));
    after.occupation = cmd.occupation.over(after.occupation);
    after.sector = cmd.sector.over(after.sector);
    after.interests = cmd
        .interests
        .map_or(after.interests, |list| Interests(each_once(list)));
    after.sort_name = profile::sort_name(&after.given_name, &after.family_name);
    after.display_name = profile::display_name(&after);
    after
}

/// What is told of birth and age: the year follows the day, a day that the year contradicts is no more, and a band gives
/// way to a year.
fn age(
    row: &mut contact::Model,
    (day, year, band): (Change<NaiveDate>, Change<i32>, Change<AgeBand>),
) {
    let (tells_day, tells_year) = (matches!(day, Change::Set(_)), year != Change::Leave);
    let tells_band = band != Change::Leave;
    row.birth_on = day.over(row.birth_on);
    row.birth_year = year.over(row.birth_year);
    row.age_band = band.over(row.age_band);
    if tells_day && !tells_year {
        row.birth_year = row.birth_on.map(|day| day.year());
    } else if tells_year && !tells_day && row.birth_on.map(|day| day.year()) != row.birth_year {
        row.birth_on = None;
    }
    if row.birth_year.is_some() && !tells_band {
        row.age_band = None;
    }
}

/// What differs between two states of a record.
pub(super) fn differences(old: &contact::Model, new: &contact::Model) -> Changes {
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
        "namedAs" named_as,
        "birthOn" birth_on,
        "ageBand" age_band,
        "citizenships" citizenships,
        "occupation" occupation,
        "sector" sector,
        "interests" interests,
    );
    changes
}
