//! Registering a person, once.

use chrono::{Datelike, NaiveDate};
use kuvend_entity::{
    contact,
    id::{ContactId, MembershipId, OfficeId, OrganisationId},
    kind::{AgeBand, Generation, ProfileKind, Sex},
    membership, office, organisation,
    sparse::Sparse,
    value::{Countries, CountryCode, EmailAddress, Interests, Language, ProfileKinds},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, QueryFilter,
};

use crate::{
    audit::{self, Deed},
    change::Change,
    consents::{self, Said},
    contacts::{
        Candidate,
        children::{self, Whose},
        duplicates::{Newcomer, candidates},
        facts, judge,
        parts::Parts,
        profile, search,
        update::differences,
        ways::{self, Phone, Ways},
    },
    error::{Error, Result},
    fault::{Code, Fault, Faults},
    interests,
    op::Op,
    pairs,
    policy::Action,
    rights::marks,
};

/// What to do where the person is perhaps registered already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum IfDuplicate {
    /// Tell the candidates and write nothing.
    #[default]
    Ask,
    /// Make a record all the same. The pairs go into the queue of duplicates, where somebody says whether they are one.
    CreateAnyway,
    /// Take who has this address or telephone, as they are; where the name is another, or the same alone, ask.
    UseExisting,
}

/// A person to be registered.
#[derive(Debug, Clone, Default)]
pub struct Register {
    /// In which office.
    pub office: Option<OfficeId>,
    /// Honorific.
    pub honorific: Option<String>,
    /// Given name.
    pub given_name: String,
    /// Middle name.
    pub middle_name: Option<String>,
    /// Family name.
    pub family_name: String,
    /// What follows the name.
    pub suffix: Option<String>,
    /// The address that letters go to.
    pub email: Option<EmailAddress>,
    /// The telephone to call first, as typed.
    pub phone: Option<String>,
    /// Chooses every template.
    pub preferred_language: Option<Language>,
    /// Where they live.
    pub residence_country: Option<CountryCode>,
    /// Region there, ISO 3166-2.
    pub residence_subdivision: Option<String>,
    /// Town there.
    pub residence_city: Option<String>,
    /// Where the family comes from.
    pub origin_country: Option<CountryCode>,
    /// Region of origin.
    pub origin_region: Option<String>,
    /// Municipality of origin.
    pub origin_municipality: Option<String>,
    /// Year of emigration.
    pub emigrated_in: Option<i32>,
    /// How far from emigration.
    pub generation: Option<Generation>,
    /// What they are.
    pub profile_kinds: Vec<ProfileKind>,
    /// What they work as.
    pub profession: Option<String>,
    /// As told.
    pub sex: Option<Sex>,
    /// Year of birth.
    pub birth_year: Option<i32>,
    /// How they want to be named, where that is not what the parts of the name make.
    pub named_as: Option<String>,
    /// Date of birth; the year follows.
    pub birth_on: Option<NaiveDate>,
    /// How old, where no more is known.
    pub age_band: Option<AgeBand>,
    /// Citizenships.
    pub citizenships: Vec<CountryCode>,
    /// Occupation, ISCO-08.
    pub occupation: Option<String>,
    /// Sector, ISIC section.
    pub sector: Option<String>,
    /// Interests, keys of the office's list.
    pub interests: Vec<String>,
    /// What is told in lists.
    pub parts: Parts,
    /// Where the record comes from.
    pub source: Option<String>,
    /// The primary organisation.
    pub organisation: Option<OrganisationId>,
    /// The function there.
    pub function: Option<String>,
    /// What to do where they are perhaps registered already.
    pub if_duplicate: IfDuplicate,
    /// What they said about purposes.
    pub consents: Vec<Said>,
}

/// What registering came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Registered {
    /// The record, new or taken.
    Contact(Box<contact::Model>),
    /// Perhaps registered already; nothing was written.
    Candidates(Vec<Candidate>),
}

/// The fault of somebody who is perhaps registered already, where it waits for a decision.
#[must_use]
pub fn possible_duplicate() -> Fault {
    Fault::new(["ifDuplicate"], Code::PossibleDuplicate)
}

/// Registers a person.
///
/// # Errors
/// Faults on `officeId`, `residenceSubdivision`, `birthOn`, `birthYear`, `ageBand`, `emigratedIn`, `occupation`, `sector`,
/// `interests`, `organisationId`, `function`, `consents`, and on the entries of lists.
pub async fn register(op: &Op, cmd: Register) -> Result<Registered> {
    let office = op.office(cmd.office, Action::WriteContacts).await?;
    let tx = op.db.write().await?;
    let registered = enter((&tx, op), &office, cmd).await?;
    tx.commit().await?;
    Ok(registered)
}

/// The step behind [`register`], for whoever has asked the policy and holds the transaction. Where it comes to candidates,
/// it has written nothing.
///
/// # Errors
/// As [`register`]'s.
pub(crate) async fn enter(
    (tx, op): (&DatabaseTransaction, &Op),
    office: &office::Model,
    mut cmd: Register,
) -> Result<Registered> {
    let home = cmd.residence_country.as_ref().unwrap_or(&office.country);
    let home = home.clone();
    let phone = cmd.phone.clone().map(|as_typed| Phone {
        e164: ways::e164(&as_typed, &home),
        as_typed,
    });
    let row = row(op, office, &cmd);
    let mut faults = Faults::none();
    profile::judge(&row, op.clock.now(), &mut faults);
    judge::parts(&cmd.parts, op.clock.now(), &mut faults);
    judge::told_once(
        (cmd.email.is_some(), cmd.phone.is_some()),
        &cmd.parts,
        &mut faults,
    );
    interests::judge(tx, office.id, &row.interests.0, &mut faults).await?;
    let body = judge_organisation(tx, office.id, &cmd, &mut faults).await?;
    let lines = consents::judge(tx, op, office.id, &cmd.consents, &mut faults).await?;
    let lines = faults.finish(lines)?;
    let met = met_before(tx, &row, &cmd, phone.as_ref()).await?;
    if let Some(known) = known(cmd.if_duplicate, &met) {
        return Ok(known);
    }
    contact::Entity::insert(row.clone().into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    let back = marks::Newcomer {
        addresses: cmd.email.iter().map(ways::compared).collect(),
        telephones: phone
            .iter()
            .filter_map(|phone| phone.e164.clone())
            .collect(),
        given_name: row.given_name.clone(),
        family_name: row.family_name.clone(),
        birth_on: row.birth_on,
        birth_year: row.birth_year,
    };
    let (mut ways, mut changes) = (Ways::default(), differences(&nobody(), &row));
    let email = cmd.email.map_or(Change::Leave, Change::Set);
    ways.change_email((tx, op), &row, email, &mut changes)
        .await?;
    let phone = phone.map_or(Change::Leave, Change::Set);
    ways.change_phone((tx, op), &row, phone, &mut changes)
        .await?;
    let whose = Whose {
        tx,
        person: &row,
        now: op.clock.now(),
        home: &home,
    };
    children::write(whose, std::mem::take(&mut cmd.parts), &mut changes).await?;
    facts::told((tx, op), &row, &changes, row.source.as_deref()).await?;
    search::index(tx, &[row.id]).await?;
    // What it is found by was written beside it.
    let row = contact::Entity::find_by_id(row.id)
        .one(tx)
        .await?
        .ok_or_else(|| Error::missing("contact"))?;
    if let Some(body) = body {
        join(tx, op, &row, (body, cmd.function)).await?;
    }
    consents::record(tx, op, &row, lines).await?;
    let deed = Deed {
        office: office.id,
        action: "contacts::register",
        object_kind: "contact",
        object_id: row.id.0,
        // The record says what it says; the entry keeps no second copy of a person.
        changes: None,
        reason: row.source.clone(),
    };
    audit::write(tx, op, deed).await?;
    marks::note_return(tx, op, office, (row.id, back)).await?;
    pairs::enter((tx, op), &row, &met).await?;
    Ok(Registered::Contact(Box::new(row)))
}

/// A record of whom nothing is known.
fn nobody() -> contact::Model {
    contact::Model {
        generation: Generation::Unknown,
        sex: Sex::NotAsked,
        ..contact::Model::blank()
    }
}

/// What registering comes to where somebody registered is perhaps the same person.
fn known(if_duplicate: IfDuplicate, met: &[Candidate]) -> Option<Registered> {
    let first = met.first()?;
    match if_duplicate {
        IfDuplicate::CreateAnyway => None,
        IfDuplicate::UseExisting if first.is_strong() => {
            Some(Registered::Contact(Box::new(first.contact.clone())))
        }
        IfDuplicate::Ask | IfDuplicate::UseExisting => Some(Registered::Candidates(met.to_vec())),
    }
}

/// Who is perhaps the same person.
async fn met_before(
    tx: &DatabaseTransaction,
    row: &contact::Model,
    cmd: &Register,
    phone: Option<&Phone>,
) -> Result<Vec<Candidate>> {
    let (emails, phones) = (cmd.parts.emails.iter().flatten(), &cmd.parts.phones);
    let mut emails = emails.map(|email| &email.address);
    let listed = phones.iter().flatten().next();
    let home = row.residence_country.as_ref();
    let listed = listed
        .zip(home)
        .and_then(|(phone, home)| ways::e164(&phone.as_typed, home));
    let newcomer = Newcomer {
        row,
        email: cmd.email.as_ref().or(emails.next()).map(ways::compared),
        e164: phone
            .and_then(|phone| phone.e164.as_deref())
            .or(listed.as_deref()),
    };
    candidates(tx, &newcomer).await
}

fn row(op: &Op, office: &office::Model, cmd: &Register) -> contact::Model {
    let now = op.clock.now();
    let mut row = contact::Model {
        id: ContactId::new(),
        office_id: office.id,
        version: 1,
        honorific: cmd.honorific.clone(),
        given_name: cmd.given_name.clone(),
        middle_name: cmd.middle_name.clone(),
        family_name: cmd.family_name.clone(),
        suffix: cmd.suffix.clone(),
        display_name: String::new(),
        sort_name: profile::sort_name(&cmd.given_name, &cmd.family_name),
        folded: String::new(),
        preferred_language: cmd.preferred_language.clone(),
        residence_country: cmd.residence_country.clone(),
        residence_subdivision: cmd.residence_subdivision.clone(),
        residence_city: cmd.residence_city.clone(),
        origin_country: cmd.origin_country.clone(),
        origin_region: cmd.origin_region.clone(),
        origin_municipality: cmd.origin_municipality.clone(),
        emigrated_in: cmd.emigrated_in,
        generation: cmd.generation.unwrap_or(Generation::Unknown),
        profile_kinds: ProfileKinds(once_each(cmd.profile_kinds.clone())),
        profession: cmd.profession.clone(),
        sex: cmd.sex.unwrap_or(Sex::NotAsked),
        birth_year: cmd.birth_year.or(cmd.birth_on.map(|day| day.year())),
        named_as: cmd.named_as.clone(),
        birth_on: cmd.birth_on,
        age_band: cmd.age_band,
        citizenships: Countries(each_once(cmd.citizenships.clone())),
        occupation: cmd.occupation.clone(),
        sector: cmd.sector.clone(),
        interests: Interests(each_once(cmd.interests.clone())),
        source: cmd.source.clone(),
        restricted_at: None,
        objected_at: None,
        merged_into_id: None,
        erased_at: None,
        created_at: now,
        updated_at: now,
    };
    row.display_name = profile::display_name(&row);
    row
}

/// The kinds in the order of the design, each once.
pub(super) fn once_each(mut kinds: Vec<ProfileKind>) -> Vec<ProfileKind> {
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

/// The entries in the order in which they were told, each once.
pub(crate) fn each_once<T: PartialEq>(list: Vec<T>) -> Vec<T> {
    let mut once: Vec<T> = Vec::with_capacity(list.len());
    for item in list {
        if !once.contains(&item) {
            once.push(item);
        }
    }
    once
}

async fn judge_organisation(
    tx: &DatabaseTransaction,
    office: OfficeId,
    cmd: &Register,
    faults: &mut Faults,
) -> Result<Option<OrganisationId>> {
    let Some(id) = cmd.organisation else {
        if cmd.function.is_some() {
            faults.push(Fault::new(["organisationId"], Code::Required));
        }
        return Ok(None);
    };
    let known = organisation::Entity::find_by_id(id)
        .filter(organisation::Column::OfficeId.eq(office))
        .one(tx)
        .await?;
    if known.is_none() {
        faults.push(Fault::new(["organisationId"], Code::NotFound));
    }
    Ok(Some(id))
}

async fn join(
    tx: &DatabaseTransaction,
    op: &Op,
    person: &contact::Model,
    (organisation, function): (OrganisationId, Option<String>),
) -> Result<(), Error> {
    let row = membership::ActiveModel {
        id: Set(MembershipId::new()),
        office_id: Set(person.office_id),
        contact_id: Set(person.id),
        organisation_id: Set(organisation),
        function: Set(function),
        from_on: Set(None),
        to_on: Set(None),
        is_primary: Set(true),
        rank_key: Set(None),
        precedence_on: Set(None),
        created_at: Set(op.clock.now()),
    };
    membership::Entity::insert(row)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A record of whom only the name is known.
    pub(in crate::contacts) fn person(given_name: &str, family_name: &str) -> contact::Model {
        let at = chrono::DateTime::UNIX_EPOCH;
        let mut row = contact::Model {
            id: ContactId::new(),
            office_id: OfficeId::new(),
            version: 1,
            honorific: None,
            given_name: given_name.to_owned(),
            middle_name: None,
            family_name: family_name.to_owned(),
            suffix: None,
            display_name: String::new(),
            sort_name: profile::sort_name(given_name, family_name),
            folded: String::new(),
            preferred_language: None,
            residence_country: None,
            residence_subdivision: None,
            residence_city: None,
            origin_country: None,
            origin_region: None,
            origin_municipality: None,
            emigrated_in: None,
            generation: Generation::Unknown,
            profile_kinds: ProfileKinds::default(),
            profession: None,
            sex: Sex::NotAsked,
            birth_year: None,
            named_as: None,
            birth_on: None,
            age_band: None,
            citizenships: Countries::default(),
            occupation: None,
            sector: None,
            interests: Interests::default(),
            source: None,
            restricted_at: None,
            objected_at: None,
            merged_into_id: None,
            erased_at: None,
            created_at: at,
            updated_at: at,
        };
        row.display_name = profile::display_name(&row);
        row
    }

    #[test]
    fn a_name_is_written_in_the_order_of_a_letter() {
        let mut row = person("Arta", "Hoxha");
        assert_eq!(row.display_name, "Arta Hoxha");
        row.honorific = Some("H.E.".to_owned());
        row.middle_name = Some("M.".to_owned());
        row.suffix = Some("PhD".to_owned());
        assert_eq!(profile::display_name(&row), "H.E. Arta M. Hoxha PhD");
        assert_eq!(row.sort_name, "hoxha arta");
    }
}
