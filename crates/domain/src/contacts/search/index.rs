//! The words that people are found by, kept with their records: folded once, at write.

use std::collections::{BTreeMap, BTreeSet};

use kuvend_entity::{
    contact, contact_email, contact_name, contact_phone, contact_word,
    id::{ContactId, OfficeId},
    kind::FoundBy,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, DatabaseTransaction, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};

use super::{phone_words, slips};
use crate::{engine::Db, error::Result, events::grouped, fold::fold, writes};

/// People whose words are written together.
const TOGETHER: usize = 500;
/// Words of a person at most: whoever writes a novel into a name is found by its beginning.
const MOST: usize = 64;
/// Digits from which on a number in an address is worth looking for.
const SHORTEST_NUMBER: usize = 5;
/// Letters of a country's ending of addresses.
const COUNTRY: usize = 2;
/// What addresses end with beside a country's letters.
const ENDINGS: [&str; 7] = ["com", "org", "net", "edu", "gov", "int", "info"];
/// Mail services that anybody may have an address at: who is there says nothing of a person.
const PUBLIC_MAIL: [&str; 18] = [
    "gmail",
    "googlemail",
    "yahoo",
    "hotmail",
    "outlook",
    "live",
    "msn",
    "icloud",
    "me",
    "aol",
    "libero",
    "virgilio",
    "tiscali",
    "alice",
    "gmx",
    "web",
    "proton",
    "example",
];

/// What is known of a person that they are found by.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// The record.
    pub row: &'a contact::Model,
    /// Other names.
    pub variants: &'a [contact_name::Model],
    /// Addresses, as typed.
    pub emails: &'a [String],
    /// Telephones, as typed and in E.164.
    pub phones: &'a [(String, Option<String>)],
}

impl<'a> Known<'a> {
    /// Somebody of whom no other names are known.
    #[must_use]
    pub const fn new(
        row: &'a contact::Model,
        emails: &'a [String],
        phones: &'a [(String, Option<String>)],
    ) -> Self {
        Self {
            row,
            variants: &[],
            emails,
            phones,
        }
    }

    /// The words, each once, by what they are of; names come before what is only a detail.
    fn words(&self) -> BTreeMap<String, FoundBy> {
        let mut words = BTreeMap::new();
        let mut learn = |text: &str, of: FoundBy| {
            for word in fold(text).split(' ').filter(|word| !word.is_empty()) {
                if words.len() < MOST {
                    words.entry(word.to_owned()).or_insert(of);
                }
            }
        };
        for name in names(self.row) {
            learn(name, FoundBy::Name);
        }
        for variant in self.variants {
            for name in [&variant.given_name, &variant.family_name]
                .into_iter()
                .flatten()
            {
                learn(name, FoundBy::Variant);
            }
        }
        for (as_typed, e164) in self.phones {
            learn(&phone_words(as_typed, e164.as_deref()), FoundBy::Phone);
        }
        for address in self.emails {
            learn(&telling(address), FoundBy::Email);
        }
        words
    }

    /// All words of addresses and telephones, whether they are looked up by them or not.
    fn details(&self) -> String {
        let phones = self
            .phones
            .iter()
            .map(|(as_typed, e164)| phone_words(as_typed, e164.as_deref()));
        let emails = self.emails.iter().map(|address| fold(address));
        spaced(
            emails
                .chain(phones)
                .collect::<Vec<_>>()
                .iter()
                .map(String::as_str),
        )
    }

    /// All that a person is found by, as one text: [`contact::Model::folded`].
    #[must_use]
    pub fn folded(&self) -> String {
        let names = names(self.row).into_iter().map(fold);
        let variants = self
            .variants
            .iter()
            .flat_map(|variant| [&variant.given_name, &variant.family_name]);
        let all: Vec<String> = names
            .chain(variants.flatten().map(|name| fold(name)))
            .chain([self.details().trim().to_owned()])
            .collect();
        spaced(all.iter().map(String::as_str))
    }

    /// The rows of a person's words.
    #[must_use]
    pub fn rows(&self) -> Vec<contact_word::Model> {
        let words = self.words();
        let names = spaced(
            words
                .iter()
                .filter(|(_, of)| matches!(of, FoundBy::Name | FoundBy::Variant))
                .map(|(word, _)| word.as_str()),
        );
        let details = self.details();
        words
            .into_iter()
            .map(|(word, found_by)| contact_word::Model {
                office_id: self.row.office_id,
                word,
                sort_name: self.row.sort_name.clone(),
                contact_id: self.row.id,
                found_by,
                names: names.clone(),
                details: details.clone(),
            })
            .collect()
    }
}

/// The parts of a name that a person is found by.
fn names(row: &contact::Model) -> Vec<&str> {
    let parts = [
        Some(row.given_name.as_str()),
        row.middle_name.as_deref(),
        Some(row.family_name.as_str()),
        row.named_as.as_deref(),
    ];
    parts.into_iter().flatten().collect()
}

/// Texts apart by one space, with one before the first and after the last; nothing where there is none.
fn spaced<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let mut text = String::new();
    for word in words.filter(|word| !word.is_empty()) {
        text.push(' ');
        text.push_str(word);
    }
    if !text.is_empty() {
        text.push(' ');
    }
    text
}

/// What of an address tells of a person: the words before the sign, long numbers among them, and the house that it is at
/// unless anybody may have an address there.
fn telling(address: &str) -> String {
    let (local, domain) = address.split_once('@').unwrap_or((address, ""));
    let local = fold(local);
    let house = domain.rsplit_once('.').map_or("", |(house, _)| house);
    let is_public = house
        .split('.')
        .next_back()
        .is_some_and(|name| PUBLIC_MAIL.contains(&name.to_lowercase().as_str()));
    let house = if is_public {
        String::new()
    } else {
        fold(house)
    };
    let words: Vec<&str> = local
        .split(' ')
        .filter(|word| !is_short_number(word))
        .chain(house.split(' '))
        .filter(|word| !word.is_empty())
        .collect();
    if words.is_empty() {
        // Whoever is only a number at a house of everybody's is found by that number.
        return local;
    }
    words.join(" ")
}

/// Whether a word is a number that says nothing of a person, and stands in no index of addresses.
fn is_short_number(word: &str) -> bool {
    word.len() < SHORTEST_NUMBER && word.bytes().all(|letter| letter.is_ascii_digit())
}

/// The words of a search by address that stand in the index wherever the address is somebody's.
pub(super) fn telling_words(search: &str) -> Vec<String> {
    let words = telling(search);
    words.split(' ').map(str::to_owned).collect()
}

/// Whether a word that was typed may stand in somebody's address and not in the index: a short number, a house of everybody's,
/// or what an address ends with. It is looked for in people's details, and no search walks along it if it has another word.
pub(super) fn may_be_left_out(word: &str) -> bool {
    is_short_number(word)
        || word.len() <= COUNTRY
        || ENDINGS.contains(&word)
        || PUBLIC_MAIL.contains(&word)
}

/// Writes the words of people who have none yet.
///
/// # Errors
/// Only the database's.
pub async fn add(tx: &DatabaseTransaction, people: &[Known<'_>]) -> Result<()> {
    let rows: Vec<contact_word::Model> = people.iter().flat_map(Known::rows).collect();
    write(tx, rows).await
}

/// Writes words that were made before, of people who have none yet.
///
/// # Errors
/// Only the database's.
pub(crate) async fn write(
    tx: &DatabaseTransaction,
    mut rows: Vec<contact_word::Model>,
) -> Result<()> {
    let mut learnt: BTreeMap<OfficeId, BTreeSet<String>> = BTreeMap::new();
    for row in &rows {
        if matches!(row.found_by, FoundBy::Name | FoundBy::Variant) {
            learnt
                .entry(row.office_id)
                .or_default()
                .insert(row.word.clone());
        }
    }
    // In the table's own order, so that neighbours go to the same page of it.
    let place = |row: &contact_word::Model| (row.office_id, row.contact_id);
    rows.sort_unstable_by(|one, other| {
        (&one.word, &one.sort_name, place(one)).cmp(&(&other.word, &other.sort_name, place(other)))
    });
    let rows = rows
        .into_iter()
        .map(|row| row.into_active_model().reset_all());
    writes::insert_many(tx, rows.collect::<Vec<_>>()).await?;
    for (office, words) in learnt {
        slips::learn(tx, office, &words).await?;
    }
    Ok(())
}

/// Writes the words of people anew, after whatever changed of them; who was merged into another or erased has none. Their
/// [`contact::Model::folded`] is written with them.
///
/// # Errors
/// Only the database's.
pub async fn index(tx: &DatabaseTransaction, people: &[ContactId]) -> Result<()> {
    for some in people.chunks(TOGETHER) {
        let before = take(tx, some).await?;
        index_new(tx, some).await?;
        let_go(tx, before).await?;
    }
    Ok(())
}

/// Takes the words of people who are about to go.
///
/// # Errors
/// Only the database's.
pub(crate) async fn forget(tx: &DatabaseTransaction, people: &[ContactId]) -> Result<()> {
    for some in people.chunks(TOGETHER) {
        let before = take(tx, some).await?;
        let_go(tx, before).await?;
    }
    Ok(())
}

/// Takes people's words, and tells which words of names they had.
async fn take(tx: &DatabaseTransaction, people: &[ContactId]) -> Result<Vec<(OfficeId, String)>> {
    let before = contact_word::Entity::find()
        .select_only()
        .column(contact_word::Column::OfficeId)
        .column(contact_word::Column::Word)
        .distinct()
        .filter(contact_word::Column::ContactId.is_in(people.iter().copied()))
        .filter(contact_word::Column::FoundBy.is_in([FoundBy::Name, FoundBy::Variant]))
        .into_tuple()
        .all(tx)
        .await?;
    contact_word::Entity::delete_many()
        .filter(contact_word::Column::ContactId.is_in(people.iter().copied()))
        .exec(tx)
        .await?;
    Ok(before)
}

/// Forgets words that nobody is called any more.
async fn let_go(tx: &DatabaseTransaction, words: Vec<(OfficeId, String)>) -> Result<()> {
    let mut gone: BTreeMap<OfficeId, Vec<String>> = BTreeMap::new();
    for (office, word) in words {
        gone.entry(office).or_default().push(word);
    }
    for (office, words) in gone {
        slips::forget(tx, office, words).await?;
    }
    Ok(())
}

/// The same of people who have no words.
async fn index_new(tx: &DatabaseTransaction, people: &[ContactId]) -> Result<()> {
    let rows = contact::Entity::find()
        .filter(contact::Column::Id.is_in(people.iter().copied()))
        .filter(contact::Column::MergedIntoId.is_null())
        .filter(contact::Column::ErasedAt.is_null())
        .order_by_asc(contact::Column::Id)
        .all(tx)
        .await?;
    let emails = contact_email::Entity::find()
        .filter(contact_email::Column::ContactId.is_in(people.iter().copied()))
        .order_by_asc(contact_email::Column::Id)
        .all(tx)
        .await?;
    let phones = contact_phone::Entity::find()
        .filter(contact_phone::Column::ContactId.is_in(people.iter().copied()))
        .order_by_asc(contact_phone::Column::Id)
        .all(tx)
        .await?;
    let variants = contact_name::Entity::find()
        .filter(contact_name::Column::ContactId.is_in(people.iter().copied()))
        .order_by_asc(contact_name::Column::Id)
        .all(tx)
        .await?;
    let emails = grouped(
        emails
            .into_iter()
            .map(|row| (row.contact_id, row.address.to_string())),
    );
    let phones = grouped(
        phones
            .into_iter()
            .map(|row| (row.contact_id, (row.as_typed, row.e164))),
    );
    let variants = grouped(variants.into_iter().map(|row| (row.contact_id, row)));
    let mut words = Vec::new();
    for row in &rows {
        let known = Known {
            row,
            variants: variants.get(&row.id).map_or(&[], Vec::as_slice),
            emails: emails.get(&row.id).map_or(&[], Vec::as_slice),
            phones: phones.get(&row.id).map_or(&[], Vec::as_slice),
        };
        words.extend(known.rows());
        let folded = known.folded();
        if folded != row.folded {
            contact::Entity::update_many()
                .col_expr(contact::Column::Folded, Expr::value(folded))
                .filter(contact::Column::Id.eq(row.id))
                .exec(tx)
                .await?;
        }
    }
    write(tx, words).await
}

/// Writes the words of everybody anew, some hundreds to a transaction; `told` hears how many are done.
///
/// # Errors
/// Only the database's.
pub async fn rebuild(db: &Db, mut told: impl FnMut(usize)) -> Result<usize> {
    let mut last: Option<ContactId> = None;
    let mut done = 0;
    loop {
        let tx = db.write().await?;
        let after = last.map(|id| contact::Column::Id.gt(id));
        let people: Vec<ContactId> = contact::Entity::find()
            .select_only()
            .column(contact::Column::Id)
            .filter(Condition::all().add_option(after))
            .order_by_asc(contact::Column::Id)
            .limit(u64::try_from(TOGETHER).unwrap_or(u64::MAX))
            .into_tuple()
            .all(&tx)
            .await?;
        let Some(end) = people.last() else {
            return Ok(done);
        };
        last = Some(*end);
        index(&tx, &people).await?;
        tx.commit().await?;
        done += people.len();
        told(done);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contacts::register::tests::person;

    #[test]
    fn a_person_is_found_by_every_word_of_names_addresses_and_telephones() {
        let row = person("Arben", "Çami");
        let known = Known {
            row: &row,
            variants: &[],
            emails: &[
                "arben.bebi.17@unhcr.org".to_owned(),
                "a.c@gmail.com".to_owned(),
            ],
            phones: &[("069 123 4567".to_owned(), Some("+355691234567".to_owned()))],
        };
        let words: Vec<(String, FoundBy)> = known.words().into_iter().collect();
        let word = |word: &str, of| (word.to_owned(), of);
        assert_eq!(
            words,
            [
                word("355691234567", FoundBy::Phone),
                word("691234567", FoundBy::Phone),
                word("a", FoundBy::Email),
                word("arben", FoundBy::Name),
                word("bebi", FoundBy::Email),
                word("c", FoundBy::Email),
                word("cami", FoundBy::Name),
                word("unhcr", FoundBy::Email),
            ]
        );
        assert_eq!(telling("12@gmail.com"), "12");
        assert_eq!(telling("arta.12@gmail.com"), "arta");
        assert_eq!(telling("@unhcr.org"), "unhcr");
        assert_eq!(telling("@gmail.com"), "");
        let rows = known.rows();
        assert!(rows.iter().all(|row| row.names == " arben cami "));
        assert!(
            rows.iter()
                .all(|row| row.details.contains(" bebi 17 unhcr org a c gmail com "))
        );
    }
}
