//! From a link to the page.

use chrono::{DateTime, NaiveDate, Utc};
use kuvend_entity::{
    consent, contact, contact_email, contact_phone,
    id::PersonalLinkId,
    kind::{ConsentState, LawfulBasis, RightsRequestKind},
    office, personal_link, purpose, rights_request,
    value::Language,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::Correction;
use crate::{
    error::{Error, Result},
    guest_page::{Host, Said, Visit},
    links::{self, Purpose},
    op::Op,
    registration::address,
};

/// Lines of the ledger that the page shows for one person at most.
const LINES: u64 = 200;
/// Requests that it shows at most.
const REQUESTS: u64 = 20;

/// What a good link leads to.
pub(super) struct Found {
    pub(super) link: PersonalLinkId,
    pub(super) office: office::Model,
    pub(super) person: contact::Model,
}

/// A purpose, and what the person said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Its key in the register.
    pub key: String,
    /// What people are told of it.
    pub wording: Said,
    /// Which wording it is.
    pub version: i32,
    /// Whether people decide on it.
    pub is_asked: bool,
    /// What was said, newest first.
    pub lines: Vec<Line>,
}

/// A line of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What was said.
    pub state: ConsentState,
    /// When.
    pub at: DateTime<Utc>,
    /// Of which wording.
    pub version: i32,
    /// How it was said.
    pub channel: Option<String>,
}

/// A request that waits for its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// For what.
    pub kind: RightsRequestKind,
    /// When it came.
    pub received_on: NaiveDate,
    /// Until when it is answered.
    pub due_on: NaiveDate,
}

/// All that the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnPage {
    /// In which language.
    pub language: Language,
    /// Whose register it is.
    pub host: Host,
    /// How the person is named.
    pub name: String,
    /// What they may correct by themselves, as it stands.
    pub correction: Correction,
    /// A new address that waits for its confirmation.
    pub waiting_email: Option<String>,
    /// Addresses.
    pub emails: Vec<String>,
    /// Telephones.
    pub phones: Vec<String>,
    /// Which language the person is written to in.
    pub preferred_language: Option<Language>,
    /// Where they live: town, region and country code.
    pub residence: Vec<String>,
    /// Where the family comes from.
    pub origin: Vec<String>,
    /// Year of birth.
    pub birth_year: Option<i32>,
    /// What they work as.
    pub profession: Option<String>,
    /// Where the office has it from.
    pub source: Option<String>,
    /// Since when.
    pub since: DateTime<Utc>,
    /// Purposes, and what was said of them.
    pub purposes: Vec<Told>,
    /// Whether the person objects to being written to.
    pub objects: bool,
    /// Whether nothing is done with the data but keeping them.
    pub is_restricted: bool,
    /// Requests that wait for their answer, newest first.
    pub requests: Vec<Request>,
}

/// The page behind a link, or nothing where the link is not good. Only reads.
///
/// # Errors
/// Only the database's.
pub async fn view(op: &Op, visit: &Visit<'_>) -> Result<Option<OwnPage>> {
    let tx = op.db.snapshot().await?;
    let Some(Found { office, person, .. }) = find(&tx, op, visit.token).await? else {
        return Ok(None);
    };
    let own = office.languages.0.first().cloned();
    let own = own.unwrap_or_else(Language::english);
    let wanted = [&visit.asked, &person.preferred_language, &visit.spoken];
    let language = wanted.into_iter().flatten().next().unwrap_or(&own).clone();
    let emails = contact_email::Entity::find()
        .filter(contact_email::Column::ContactId.eq(person.id))
        .order_by_desc(contact_email::Column::IsPrimary)
        .order_by_asc(contact_email::Column::Id)
        .all(&tx)
        .await?;
    let phones = contact_phone::Entity::find()
        .filter(contact_phone::Column::ContactId.eq(person.id))
        .order_by_asc(contact_phone::Column::Id)
        .all(&tx)
        .await?;
    let requests = rights_request::Entity::find()
        .filter(rights_request::Column::ContactId.eq(person.id))
        .filter(rights_request::Column::State.eq(kuvend_entity::kind::RightsRequestState::Open))
        .order_by_desc(rights_request::Column::Id)
        .limit(REQUESTS)
        .all(&tx)
        .await?;
    let purposes = purposes(&tx, &person, (&language, &own)).await?;
    let waiting_email = address::pending(&tx, op, person.id).await?;
    tx.commit().await?;
    let texts = |parts: [Option<String>; 3]| parts.into_iter().flatten().collect();
    Ok(Some(OwnPage {
        host: Host::of(&office, &language, &own),
        correction: Correction::of(&person, &emails, &phones),
        waiting_email,
        name: person.display_name,
        emails: emails.iter().map(|row| row.address.to_string()).collect(),
        phones: phones.into_iter().map(|row| row.as_typed).collect(),
        preferred_language: person.preferred_language,
        residence: texts([
            person.residence_city,
            person.residence_subdivision,
            person.residence_country.map(String::from),
        ]),
        origin: texts([
            person.origin_municipality,
            person.origin_region,
            person.origin_country.map(String::from),
        ]),
        birth_year: person.birth_year,
        profession: person.profession,
        source: person.source,
        since: person.created_at,
        purposes,
        objects: person.objected_at.is_some(),
        is_restricted: person.restricted_at.is_some(),
        requests: requests
            .into_iter()
            .map(|row| Request {
                kind: row.kind,
                received_on: row.received_on,
                due_on: row.due_on,
            })
            .collect(),
        language,
    }))
}

async fn purposes<C: ConnectionTrait>(
    db: &C,
    person: &contact::Model,
    (language, own): (&Language, &Language),
) -> Result<Vec<Told>> {
    let register = purpose::Entity::find()
        .filter(purpose::Column::OfficeId.eq(person.office_id))
        .order_by_asc(purpose::Column::Key)
        .all(db)
        .await?;
    let lines = consent::Entity::find()
        .filter(consent::Column::ContactId.eq(person.id))
        .order_by_desc(consent::Column::GivenAt)
        .order_by_desc(consent::Column::Id)
        .limit(LINES)
        .all(db)
        .await?;
    let of = |row: &purpose::Model| -> Vec<Line> {
        let lines = lines.iter().filter(|line| line.purpose_id == row.id);
        lines
            .map(|line| Line {
                state: line.state,
                at: line.given_at,
                version: line.wording_version,
                channel: line.channel.clone(),
            })
            .collect()
    };
    Ok(register
        .iter()
        .map(|row| Told {
            key: row.key.clone(),
            wording: Said::best(&row.wording, language, own).unwrap_or_else(|| Said {
                text: row.key.clone(),
                language: Language::english(),
            }),
            version: row.wording_version,
            is_asked: row.basis == LawfulBasis::Consent,
            lines: of(row),
        })
        .collect())
}

/// Believes a token or does not.
pub(super) async fn find<C: ConnectionTrait>(
    db: &C,
    op: &Op,
    token: &str,
) -> Result<Option<Found>> {
    let Some(claim) = links::read(token, Purpose::OwnPage) else {
        return Ok(None);
    };
    let id = PersonalLinkId(claim.id());
    let Some(link) = personal_link::Entity::find_by_id(id).one(db).await? else {
        return Ok(None);
    };
    let office = office::Entity::find_by_id(link.office_id)
        .one(db)
        .await?
        .ok_or_else(|| Error::missing("office"))?;
    let times = (link.expires_at, op.clock.now());
    let opened = claim.open(&office.link_secret, links::FIRST, times);
    if opened.is_err() || link.revoked_at.is_some() {
        return Ok(None);
    }
    let person = contact::Entity::find_by_id(link.contact_id)
        .filter(contact::Column::ErasedAt.is_null())
        .filter(contact::Column::MergedIntoId.is_null())
        .one(db)
        .await?;
    Ok(person.map(|person| Found {
        link: link.id,
        office,
        person,
    }))
}
