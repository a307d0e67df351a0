//! Who is perhaps registered already. Two strengths: a same address or telephone may link, a same name asks a person.

use std::{cmp::Reverse, collections::HashSet};

use kuvend_entity::{
    contact, contact_email, contact_phone,
    id::{ContactId, OfficeId},
};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};

use crate::error::Result;

/// Candidates of each strength told at most.
const CANDIDATES: u64 = 10;

/// What is the same of two records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// An address.
    Email,
    /// A telephone.
    Phone,
    /// Given and family name, folded; nothing known of both speaks against it.
    Name,
}

/// Somebody registered who is perhaps the same person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub contact: contact::Model,
    /// What is the same.
    pub reasons: Vec<Reason>,
}

impl Candidate {
    /// Whether more than the name is the same.
    #[must_use]
    pub fn is_strong(&self) -> bool {
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

/// Those of the office who share an address, a telephone or the name, the likeliest first.
pub(super) async fn candidates(
    tx: &DatabaseTransaction,
    newcomer: &Newcomer<'_>,
) -> Result<Vec<Candidate>> {
    let office = newcomer.row.office_id;
    let by_email = owners_of_address(tx, office, newcomer.email.as_deref()).await?;
    let by_phone = owners_of_number(tx, office, newcomer.e164).await?;
    let strong: HashSet<ContactId> = by_email.union(&by_phone).copied().collect();
    let mut found = Vec::new();
    if !strong.is_empty() {
        let owners = living(office).filter(contact::Column::Id.is_in(strong.iter().copied()));
        found.extend(owners.limit(CANDIDATES).all(tx).await?);
    }
    let namesakes = living(office)
        .filter(contact::Column::SortName.eq(newcomer.row.sort_name.as_str()))
        .filter(contact::Column::Id.is_not_in(strong));
    found.extend(namesakes.limit(CANDIDATES).all(tx).await?);
    let mut candidates: Vec<Candidate> = found
        .into_iter()
        .map(|contact| {
            let reasons = reasons(
                newcomer.row,
                &contact,
                (
                    by_email.contains(&contact.id),
                    by_phone.contains(&contact.id),
                ),
            );
            Candidate { contact, reasons }
        })
        .filter(|candidate| !candidate.reasons.is_empty())
        .collect();
    candidates.sort_by_key(|one| (Reverse(one.is_strong()), Reverse(one.reasons.len())));
    Ok(candidates)
}

/// What is the same of a newcomer and somebody registered. A namesake of another year of birth or country is another
/// person; who shares an address as well is told with both reasons.
fn reasons(
    newcomer: &contact::Model,
    known: &contact::Model,
    (email, phone): (bool, bool),
) -> Vec<Reason> {
    fn differ<T: PartialEq>(one: Option<&T>, other: Option<&T>) -> bool {
        one.zip(other).is_some_and(|(one, other)| one != other)
    }
    let namesake = newcomer.sort_name == known.sort_name
        && !differ(newcomer.birth_year.as_ref(), known.birth_year.as_ref())
        && !differ(
            newcomer.residence_country.as_ref(),
            known.residence_country.as_ref(),
        );
    [
        (email, Reason::Email),
        (phone, Reason::Phone),
        (namesake, Reason::Name),
    ]
    .into_iter()
    .filter_map(|(same, reason)| same.then_some(reason))
    .collect()
}

fn living(office: OfficeId) -> Select<contact::Entity> {
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

    #[test]
    fn a_namesake_is_a_candidate_unless_something_known_of_both_speaks_against_it() {
        let (one, mut other) = (person("Arben", "Çami"), person("ARBEN", "Cami"));
        let same =
            |one: &contact::Model, other: &contact::Model| reasons(one, other, (false, false));
        assert_eq!(same(&one, &other), [Reason::Name]);
        other.birth_year = Some(1980);
        assert_eq!(same(&one, &other), [Reason::Name]);
        let mut one = one;
        one.birth_year = Some(1981);
        assert_eq!(same(&one, &other), []);
        one.birth_year = Some(1980);
        one.residence_country = "IT".parse().ok();
        assert_eq!(same(&one, &other), [Reason::Name]);
        other.residence_country = "GR".parse().ok();
        assert_eq!(same(&one, &other), []);
        assert_eq!(
            reasons(&one, &other, (true, true)),
            [Reason::Email, Reason::Phone]
        );
    }

    #[test]
    fn a_name_alone_is_weak_and_an_address_or_a_telephone_is_strong() {
        let strong = |reasons: &[Reason]| {
            Candidate {
                contact: person("Arta", "Hoxha"),
                reasons: reasons.to_vec(),
            }
            .is_strong()
        };
        assert!(!strong(&[Reason::Name]));
        assert!(strong(&[Reason::Email]));
        assert!(strong(&[Reason::Phone, Reason::Name]));
    }
}
