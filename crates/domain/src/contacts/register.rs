//! Registering a person, once.

use chrono::Datelike;
use kuvend_entity::{
    contact, contact_email, contact_phone,
    id::{ContactEmailId, ContactId, ContactPhoneId, MembershipId, OfficeId, OrganisationId},
    kind::{EmailState, Generation, ProfileKind, Sex},
    membership, organisation,
    value::{CountryCode, EmailAddress, Language, ProfileKinds},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, DatabaseTransaction, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect,
};

use crate::{
    audit::{self, Deed},
    consents::{self, Said},
    contacts::search,
    error::Result,
    fault::{Code, Fault, Faults},
    fold::fold,
    op::Op,
    policy::Action,
};

/// Candidates told at most.
const CANDIDATES: u64 = 10;

/// What to do where the person is perhaps registered already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum IfDuplicate {
    /// Tell the candidates and write nothing.
    #[default]
    Ask,
    /// Make a record all the same.
    CreateAnyway,
    /// Take the strong candidate as it is.
    UseExisting,
}

/// A person to be registered.
#[derive(Debug, Clone, Default)]
pub struct Register {
    /// In which office.
    pub office: Option<OfficeId>,
    /// Given name.
    pub given_name: String,
    /// Middle name.
    pub middle_name: Option<String>,
    /// Family name.
    pub family_name: String,
    /// Honorific.
    pub honorific: Option<String>,
    /// Primary address.
    pub email: Option<EmailAddress>,
    /// Primary telephone, as typed.
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
    /// Municipality of origin.
    pub origin_municipality: Option<String>,
    /// How far from emigration.
    pub generation: Option<Generation>,
    /// What they are.
    pub profile_kinds: Vec<ProfileKind>,
    /// As told.
    pub sex: Option<Sex>,
    /// Year of birth.
    pub birth_year: Option<i32>,
    /// The primary organisation.
    pub organisation: Option<OrganisationId>,
    /// The function there.
    pub function: Option<String>,
    /// What to do where they are perhaps registered already.
    pub if_duplicate: IfDuplicate,
    /// What they said about purposes.
    pub consents: Vec<Said>,
}

/// Somebody registered who is perhaps the same person.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// Who.
    pub contact: contact::Model,
    /// Whether an address or a telephone is the same, and not the name alone.
    pub is_strong: bool,
    /// What is the same: `EMAIL`, `PHONE`, `NAME`.
    pub reasons: Vec<&'static str>,
}

/// What registering came to.
#[derive(Debug, Clone)]
pub enum Registered {
    /// The record, new or taken.
    Contact(Box<contact::Model>),
    /// Perhaps registered already; nothing was written.
    Candidates(Vec<Candidate>),
}

/// Registers a person.
///
/// # Errors
/// Faults of the input.
pub async fn register(op: &Op, cmd: Register) -> Result<Registered> {
    let office = op.office(cmd.office, Action::WriteContacts).await?;
    judge(op, &cmd)?;
    let e164 = cmd.phone.as_deref().and_then(|phone| {
        e164(
            phone,
            cmd.residence_country.as_ref().unwrap_or(&office.country),
        )
    });
    let tx = op.db.write().await?;
    if cmd.if_duplicate != IfDuplicate::CreateAnyway {
        let candidates = candidates(&tx, office.id, &cmd, e164.as_deref()).await?;
        match (
            cmd.if_duplicate,
            candidates.iter().find(|candidate| candidate.is_strong),
        ) {
            (IfDuplicate::UseExisting, Some(known)) => {
                return Ok(Registered::Contact(Box::new(known.contact.clone())));
            }
            (IfDuplicate::Ask, _) if !candidates.is_empty() => {
                return Ok(Registered::Candidates(candidates));
            }
            _ => {}
        }
    }
    let id = ContactId::new();
    let row = insert(&tx, op, (office.id, id), &cmd).await?;
    add_ways(
        &tx,
        op,
        (office.id, id),
        (cmd.email.as_ref(), cmd.phone.as_deref(), e164),
    )
    .await?;
    if let Some(organisation) = cmd.organisation {
        join(
            &tx,
            op,
            (office.id, id),
            (organisation, cmd.function.clone()),
        )
        .await?;
    }
    consents::record(&tx, op, (office.id, id), &cmd.consents).await?;
    let deed = Deed {
        office: office.id,
        action: "contacts::register",
        object_kind: "contact",
        object_id: id.0,
        changes: None,
        reason: None,
    };
    audit::write(&tx, op, deed).await?;
    tx.commit().await?;
    Ok(Registered::Contact(Box::new(row)))
}

fn judge(op: &Op, cmd: &Register) -> Result<()> {
    let mut faults = Faults::none();
    if let Some(fault) = judge_residence(
        cmd.residence_country.as_ref(),
        cmd.residence_subdivision.as_deref(),
    ) {
        faults.push(fault);
    }
    if let Some(fault) = judge_birth_year(op, cmd.birth_year) {
        faults.push(fault);
    }
    faults.finish(Some(()))
}

/// A region lies in its country: `IT-25` in `IT`.
#[must_use]
pub fn judge_residence(country: Option<&CountryCode>, subdivision: Option<&str>) -> Option<Fault> {
    let subdivision = subdivision?;
    let malformed =
        || Fault::new(["residenceSubdivision"], Code::Malformed).with("what", "ISO 3166-2 code");
    let Some((prefix, rest)) = subdivision.split_once('-') else {
        return Some(malformed());
    };
    if prefix.len() != 2
        || !(1..=3).contains(&rest.len())
        || !subdivision
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-')
    {
        return Some(malformed());
    }
    let other = country.map(CountryCode::as_str) != Some(prefix);
    other.then(|| {
        Fault::new(["residenceSubdivision"], Code::Inconsistent).with("other", "residenceCountry")
    })
}

/// A year of birth lies between 1900 and this year.
#[must_use]
pub fn judge_birth_year(op: &Op, year: Option<i32>) -> Option<Fault> {
    let this = op.clock.now().year();
    year.filter(|year| !(1900..=this).contains(year)).map(|_| {
        Fault::new(["birthYear"], Code::OutOfRange)
            .with("low", 1900)
            .with("high", this)
    })
}

/// A telephone in E.164, if it can be read; a number without a country code is one of `home`.
#[must_use]
pub fn e164(typed: &str, home: &CountryCode) -> Option<String> {
    let number = phonenumber::parse(home.as_str().parse().ok(), typed).ok()?;
    number
        .is_valid()
        .then(|| number.format().mode(phonenumber::Mode::E164).to_string())
}

async fn candidates(
    tx: &DatabaseTransaction,
    office: OfficeId,
    cmd: &Register,
    e164: Option<&str>,
) -> Result<Vec<Candidate>> {
    let by_email: Vec<ContactId> = match &cmd.email {
        Some(email) => {
            contact_email::Entity::find()
                .select_only()
                .column(contact_email::Column::ContactId)
                .filter(contact_email::Column::OfficeId.eq(office))
                .filter(contact_email::Column::Folded.eq(email.as_str().to_lowercase()))
                .into_tuple()
                .all(tx)
                .await?
        }
        None => Vec::new(),
    };
    let by_phone: Vec<ContactId> = match e164 {
        Some(number) => {
            contact_phone::Entity::find()
                .select_only()
                .column(contact_phone::Column::ContactId)
                .filter(contact_phone::Column::OfficeId.eq(office))
                .filter(contact_phone::Column::E164.eq(number))
                .into_tuple()
                .all(tx)
                .await?
        }
        None => Vec::new(),
    };
    let sort_name = fold(&format!("{} {}", cmd.family_name, cmd.given_name));
    let either = Condition::any()
        .add(contact::Column::Id.is_in(by_email.iter().chain(&by_phone).copied()))
        .add(contact::Column::SortName.eq(sort_name.as_str()));
    let found = contact::Entity::find()
        .filter(contact::Column::OfficeId.eq(office))
        .filter(contact::Column::MergedIntoId.is_null())
        .filter(contact::Column::ErasedAt.is_null())
        .filter(either)
        .order_by_asc(contact::Column::CreatedAt)
        .limit(CANDIDATES)
        .all(tx)
        .await?;
    let mut candidates = Vec::new();
    for contact in found {
        let same_name = contact.sort_name == sort_name;
        // A namesake is a candidate unless something known of both speaks against it.
        let differs = |one: bool, other: bool, same: bool| one && other && !same;
        let another = differs(
            contact.birth_year.is_some(),
            cmd.birth_year.is_some(),
            contact.birth_year == cmd.birth_year,
        ) || differs(
            contact.residence_country.is_some(),
            cmd.residence_country.is_some(),
            contact.residence_country == cmd.residence_country,
        );
        let mut reasons = Vec::new();
        if by_email.contains(&contact.id) {
            reasons.push("EMAIL");
        }
        if by_phone.contains(&contact.id) {
            reasons.push("PHONE");
        }
        let is_strong = !reasons.is_empty();
        if same_name {
            reasons.push("NAME");
        }
        if is_strong || (same_name && !another) {
            candidates.push(Candidate {
                contact,
                is_strong,
                reasons,
            });
        }
    }
    candidates.sort_by_key(|candidate| {
        (
            !candidate.is_strong,
            std::cmp::Reverse(candidate.reasons.len()),
        )
    });
    Ok(candidates)
}

/// How a person is named in lists and letters.
#[must_use]
pub fn display_name(parts: [Option<&str>; 5]) -> String {
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

async fn insert(
    tx: &DatabaseTransaction,
    op: &Op,
    (office, id): (OfficeId, ContactId),
    cmd: &Register,
) -> Result<contact::Model> {
    let now = op.clock.now();
    let row = contact::ActiveModel {
        id: Set(id),
        office_id: Set(office),
        version: Set(1),
        honorific: Set(cmd.honorific.clone()),
        given_name: Set(cmd.given_name.clone()),
        middle_name: Set(cmd.middle_name.clone()),
        family_name: Set(cmd.family_name.clone()),
        display_name: Set(display_name([
            cmd.honorific.as_deref(),
            Some(&cmd.given_name),
            cmd.middle_name.as_deref(),
            Some(&cmd.family_name),
            None,
        ])),
        sort_name: Set(fold(&format!("{} {}", cmd.family_name, cmd.given_name))),
        folded: Set(search::folded(
            [
                Some(cmd.given_name.as_str()),
                cmd.middle_name.as_deref(),
                Some(cmd.family_name.as_str()),
                cmd.email.as_ref().map(EmailAddress::as_str),
                cmd.phone.as_deref(),
            ]
            .into_iter()
            .flatten(),
        )),
        preferred_language: Set(cmd.preferred_language.clone()),
        residence_country: Set(cmd.residence_country.clone()),
        residence_subdivision: Set(cmd.residence_subdivision.clone()),
        residence_city: Set(cmd.residence_city.clone()),
        origin_country: Set(cmd.origin_country.clone()),
        origin_municipality: Set(cmd.origin_municipality.clone()),
        generation: Set(cmd.generation.unwrap_or(Generation::Unknown)),
        profile_kinds: Set(ProfileKinds(cmd.profile_kinds.clone())),
        sex: Set(cmd.sex.unwrap_or(Sex::NotAsked)),
        birth_year: Set(cmd.birth_year),
        created_at: Set(now),
        updated_at: Set(now),
        ..Default::default()
    };
    Ok(contact::Entity::insert(row).exec_with_returning(tx).await?)
}

/// Adds an address and a telephone as the primary ones.
///
/// # Errors
/// Only the database's.
pub async fn add_ways(
    tx: &DatabaseTransaction,
    op: &Op,
    (office, contact): (OfficeId, ContactId),
    (email, phone, e164): (Option<&EmailAddress>, Option<&str>, Option<String>),
) -> Result<()> {
    let now = op.clock.now();
    if let Some(email) = email {
        let row = contact_email::ActiveModel {
            id: Set(ContactEmailId::new()),
            office_id: Set(office),
            contact_id: Set(contact),
            address: Set(email.clone()),
            folded: Set(email.as_str().to_lowercase()),
            is_primary: Set(true),
            state: Set(EmailState::Unverified),
            created_at: Set(now),
        };
        contact_email::Entity::insert(row)
            .exec_without_returning(tx)
            .await?;
    }
    if let Some(phone) = phone {
        let row = contact_phone::ActiveModel {
            id: Set(ContactPhoneId::new()),
            office_id: Set(office),
            contact_id: Set(contact),
            as_typed: Set(phone.to_owned()),
            e164: Set(e164),
            is_primary: Set(true),
            created_at: Set(now),
        };
        contact_phone::Entity::insert(row)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

async fn join(
    tx: &DatabaseTransaction,
    op: &Op,
    (office, contact): (OfficeId, ContactId),
    (organisation, function): (OrganisationId, Option<String>),
) -> Result<()> {
    let known = organisation::Entity::find_by_id(organisation)
        .filter(organisation::Column::OfficeId.eq(office))
        .one(tx)
        .await?;
    if known.is_none() {
        return Err(Fault::new(["organisationId"], Code::NotFound).into());
    }
    let row = membership::ActiveModel {
        id: Set(MembershipId::new()),
        office_id: Set(office),
        contact_id: Set(contact),
        organisation_id: Set(organisation),
        function: Set(function),
        from_on: Set(None),
        to_on: Set(None),
        is_primary: Set(true),
        created_at: Set(op.clock.now()),
    };
    membership::Entity::insert(row)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}
