//! Who is perhaps registered already: found by an address, a telephone or a name in either order, slips among them, and scored.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use kuvend_entity::{
    contact, contact_email, contact_phone,
    id::{ContactId, OfficeId},
    kind::Sex,
};
use sea_orm::{
    ActiveEnum, ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait,
    QueryFilter, QueryOrder, QuerySelect, Select,
};

use super::{
    namesakes::{called_alike, frequencies},
    profile,
};
use crate::{
    attendees::guests::BATCH,
    duplicates::{BROAD, Field, Frequencies, Level, Name, Record, Score, score_among},
    error::Result,
    fold::fold,
    pairs,
};

/// Candidates by each of what they are found by, at most.
pub(super) const CANDIDATES: u64 = 10;

/// What is the same of two records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// An address.
    Email,
    /// A telephone.
    Phone,
    /// Given and family name, folded, in either order.
    Name,
}

/// Somebody registered who is perhaps the same person.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Who.
    pub contact: contact::Model,
    /// What is the same.
    pub reasons: Vec<Reason>,
    /// How likely it is one person, and what says so.
    pub score: Score,
}

impl Candidate {
    /// Whether an address or a telephone is the same and what else is known of both bears it out.
    #[must_use]
    pub fn is_strong(&self) -> bool {
        self.shares_a_way() && self.score.is_strong()
    }

    /// Whether an address or a telephone is the same.
    fn shares_a_way(&self) -> bool {
        self.reasons.iter().any(|reason| *reason != Reason::Name)
    }
}

/// Whom candidates are looked for: a record that is not written yet, and its ways as they are compared.
#[derive(Debug)]
pub(super) struct Newcomer<'a> {
    pub(super) row: &'a contact::Model,
    pub(super) email: Option<String>,
    pub(super) e164: Option<&'a str>,
}

/// Those of the office who share an address, a telephone or the name, give or take a slip or a short form, the likeliest first.
pub(super) async fn candidates(
    tx: &DatabaseTransaction,
    newcomer: &Newcomer<'_>,
) -> Result<Vec<Candidate>> {
    let office = newcomer.row.office_id;
    let by_email = owners_of_address(tx, office, newcomer.email.as_deref()).await?;
    let by_phone = owners_of_number(tx, office, newcomer.e164).await?;
    let owning: HashSet<ContactId> = by_email.union(&by_phone).copied().collect();
    let mut found = Vec::new();
    if !owning.is_empty() {
        let owners = living(office).filter(contact::Column::Id.is_in(owning.iter().copied()));
        found.extend(owners.all(tx).await?);
    }
    let namesakes = living(office)
        .filter(contact::Column::SortName.is_in(either_order(newcomer.row)))
        .filter(contact::Column::Id.is_not_in(owning.iter().copied()));
    found.extend(namesakes.limit(CANDIDATES).all(tx).await?);
    let name = (&*newcomer.row.given_name, &*newcomer.row.family_name);
    if let Some(alike) = called_alike(tx, office, name).await? {
        let known: Vec<ContactId> = found.iter().map(|row| row.id).collect();
        let others = living(office)
            .filter(contact::Column::Id.in_subquery(alike))
            .filter(contact::Column::Id.is_not_in(known));
        found.extend(others.limit(CANDIDATES).all(tx).await?);
    }
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let mut ways = ways_of(tx, &found).await?;
    let new = record(
        newcomer.row,
        (
            newcomer.email.iter().cloned().collect(),
            newcomer.e164.into_iter().map(str::to_owned).collect(),
        ),
    );
    let names = found
        .iter()
        .map(|row| Name::new(&row.given_name, &row.family_name));
    let names: Vec<Name> = names.chain([new.name.clone()]).collect();
    let counted = frequencies(tx, office, &names).await?;
    let counted = counted.weighed(pairs::weights(tx, office).await?);
    let mut candidates: Vec<Candidate> = found
        .into_iter()
        .map(|contact| {
            let ways = ways.remove(&contact.id).unwrap_or_default();
            judged((&new, &counted), contact, ways)
        })
        .filter(|one| one.shares_a_way() || one.score.bits >= BROAD)
        .collect();
    candidates.sort_by(|one, other| {
        (other.is_strong().cmp(&one.is_strong())).then(other.score.bits.total_cmp(&one.score.bits))
    });
    Ok(candidates)
}

/// Somebody registered, as they are compared with others.
#[derive(Debug)]
pub(crate) struct Compared {
    /// What is compared.
    pub(crate) record: Record,
    /// When the record was last changed.
    pub(crate) updated_at: DateTime<Utc>,
}

/// Who is compared with others: whose record is a person's own and may be used.
pub(crate) fn comparable() -> Condition {
    Condition::all()
        .add(contact::Column::MergedIntoId.is_null())
        .add(contact::Column::ErasedAt.is_null())
        .add(contact::Column::RestrictedAt.is_null())
}

/// What is compared of people, by three statements for some hundreds of them. Whoever is [not compared](comparable) is left out.
pub(crate) async fn compared(
    db: &impl ConnectionTrait,
    people: &[ContactId],
) -> Result<HashMap<ContactId, Compared>> {
    let mut found = HashMap::with_capacity(people.len());
    for batch in people.chunks(BATCH) {
        let rows = contact::Entity::find()
            .filter(contact::Column::Id.is_in(batch.iter().copied()))
            .filter(comparable())
            .all(db)
            .await?;
        let mut ways = ways_of(db, &rows).await?;
        found.extend(rows.into_iter().map(|row| {
            let compared = Compared {
                record: record(&row, ways.remove(&row.id).unwrap_or_default()),
                updated_at: row.updated_at,
            };
            (row.id, compared)
        }));
    }
    Ok(found)
}

/// Addresses and telephones of a person, as they are compared.
type Addresses = (Vec<String>, Vec<String>);

/// The name as it is sorted by, and with its parts swapped.
fn either_order(row: &contact::Model) -> [String; 2] {
    [
        row.sort_name.clone(),
        profile::sort_name(&row.family_name, &row.given_name),
    ]
}

/// What is compared of a person.
fn record(row: &contact::Model, (emails, phones): Addresses) -> Record {
    let code = |code: &Option<kuvend_entity::value::CountryCode>| {
        code.as_ref().map(|code| code.as_str().to_owned())
    };
    Record {
        name: Name::new(&row.given_name, &row.family_name),
        birth_on: row.birth_on,
        birth_year: row.birth_year,
        emails,
        phones,
        country: code(&row.residence_country),
        city: row.residence_city.as_deref().map(fold),
        origin: code(&row.origin_country),
        sex: matches!(row.sex, Sex::Female | Sex::Male).then(|| row.sex.to_value()),
    }
}

/// Somebody registered, compared to a newcomer.
fn judged(
    (new, counted): (&Record, &Frequencies),
    contact: contact::Model,
    ways: Addresses,
) -> Candidate {
    let score = score_among(new, &record(&contact, ways), counted);
    let is = |field, levels: &[Level]| score.level(field).is_some_and(|it| levels.contains(&it));
    let close = [Level::Same, Level::Near, Level::Variant, Level::Swapped];
    let namesake = is(Field::GivenName, &close) && is(Field::FamilyName, &close);
    let reasons = [
        (is(Field::Email, &[Level::Same]), Reason::Email),
        (is(Field::Phone, &[Level::Same]), Reason::Phone),
        (namesake, Reason::Name),
    ]
    .into_iter()
    .filter_map(|(same, reason)| same.then_some(reason))
    .collect();
    Candidate {
        contact,
        reasons,
        score,
    }
}

/// The addresses and telephones of people, by two statements for all of them.
async fn ways_of(
    tx: &impl ConnectionTrait,
    people: &[contact::Model],
) -> Result<HashMap<ContactId, Addresses>> {
    let ids = || people.iter().map(|row| row.id);
    let mut ways: HashMap<ContactId, Addresses> = HashMap::new();
    let emails = contact_email::Entity::find()
        .filter(contact_email::Column::ContactId.is_in(ids()))
        .all(tx)
        .await?;
    for email in emails {
        ways.entry(email.contact_id)
            .or_default()
            .0
            .push(email.folded);
    }
    let phones = contact_phone::Entity::find()
        .filter(contact_phone::Column::ContactId.is_in(ids()))
        .all(tx)
        .await?;
    for phone in phones {
        ways.entry(phone.contact_id)
            .or_default()
            .1
            .extend(phone.e164);
    }
    Ok(ways)
}

pub(super) fn living(office: OfficeId) -> Select<contact::Entity> {
    contact::Entity::find()
        .filter(contact::Column::OfficeId.eq(office))
        .filter(contact::Column::MergedIntoId.is_null())
        .filter(contact::Column::ErasedAt.is_null())
        .order_by_asc(contact::Column::Id)
}

async fn owners_of_address(
    tx: &DatabaseTransaction,
    office: OfficeId,
    address: Option<&str>,
) -> Result<HashSet<ContactId>> {
    let Some(address) = address else {
        return Ok(HashSet::new());
    };
    let owners: Vec<ContactId> = contact_email::Entity::find()
        .select_only()
        .column(contact_email::Column::ContactId)
        .filter(contact_email::Column::OfficeId.eq(office))
        .filter(contact_email::Column::Folded.eq(address))
        .order_by_asc(contact_email::Column::Id)
        .limit(CANDIDATES)
        .into_tuple()
        .all(tx)
        .await?;
    Ok(owners.into_iter().collect())
}

async fn owners_of_number(
    tx: &DatabaseTransaction,
    office: OfficeId,
    e164: Option<&str>,
) -> Result<HashSet<ContactId>> {
    let Some(number) = e164 else {
        return Ok(HashSet::new());
    };
    let owners: Vec<ContactId> = contact_phone::Entity::find()
        .select_only()
        .column(contact_phone::Column::ContactId)
        .filter(contact_phone::Column::OfficeId.eq(office))
        .filter(contact_phone::Column::E164.eq(number))
        .order_by_asc(contact_phone::Column::Id)
        .limit(CANDIDATES)
        .into_tuple()
        .all(tx)
        .await?;
    Ok(owners.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contacts::register::tests::person;

    fn with(row: &contact::Model, email: &str) -> Record {
        record(row, (vec![email.to_owned()], Vec::new()))
    }

    fn candidate(new: &Record, known: &contact::Model, email: &str) -> Candidate {
        judged(
            (new, &Frequencies::default()),
            known.clone(),
            (vec![email.to_owned()], Vec::new()),
        )
    }

    #[test]
    fn a_namesake_is_weak_however_much_the_rest_agrees() {
        let mut known = person("Arben", "Çami");
        known.birth_year = Some(1980);
        known.residence_country = "IT".parse().ok();
        known.sex = Sex::Male;
        let new = record(&known, Addresses::default());
        let found = judged((&new, &Frequencies::default()), known, Addresses::default());
        assert_eq!(found.reasons, [Reason::Name]);
        assert!(found.score.bits >= crate::duplicates::STRONG);
        assert!(!found.is_strong());
    }

    #[test]
    fn an_address_is_strong_with_the_name_and_weak_with_another() {
        let (arta, address) = (person("Arta", "Hoxha"), "arta@example.org");
        let same = candidate(&with(&arta, address), &arta, address);
        assert_eq!(same.reasons, [Reason::Email, Reason::Name]);
        assert!(same.is_strong());
        let spouse = candidate(&with(&person("Besnik", "Hoxha"), address), &arta, address);
        assert_eq!(spouse.reasons, [Reason::Email]);
        assert!(!spouse.is_strong());
    }

    #[test]
    fn a_name_is_looked_for_in_either_order() {
        let swapped = either_order(&person("Hoxha", "Arta"));
        assert!(swapped.contains(&person("Arta", "Hoxha").sort_name));
    }
}
