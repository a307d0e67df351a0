//! Finding people: each word asked for begins a word of what was folded at write, or is a slip away from one.
//!
//! The words stand in an index of their own ([`index`](mod@index)), in the order in which people are listed. A search walks
//! along the rarest of its words and looks for the others in the same rows ([`scan`]), so that a page costs what it shows and
//! not what there is.

mod index;
mod matches;
mod page;
mod scan;
pub(in crate::contacts) mod slips;

use kuvend_entity::{contact, contact_word, kind::FoundBy};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Select};

pub use index::{Known, add, index, rebuild};
pub(crate) use index::{forget, write};
pub use matches::{Match, Quality, matches};
pub(super) use page::page;
pub(crate) use slips::learn;

use crate::{
    fold::fold,
    op::Op,
    policy::{Action, Scope},
};

/// Digits from which on a number is a telephone and not a word of a name.
const SHORTEST_PHONE: usize = 5;

/// The words that are looked for. A telephone is one word, however it is grouped.
fn words(search: &str) -> Vec<String> {
    if is_phone(search) {
        // The zero before a national number is not written after the code of the country.
        let digits = digits(search);
        return vec![digits.trim_start_matches('0').to_owned()];
    }
    fold(search)
        .split(' ')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

fn is_phone(text: &str) -> bool {
    let shaped = text
        .chars()
        .all(|c| c.is_ascii_digit() || c.is_whitespace() || "+-/().".contains(c));
    shaped && digits(text).trim_start_matches('0').len() >= SHORTEST_PHONE
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Whether an address is looked for.
fn is_address(search: &str) -> bool {
    search.contains('@')
}

/// Whether there is anything to look for; signs alone are, and are nobody's.
#[must_use]
pub fn is_asked(search: &str) -> bool {
    !search.trim().is_empty()
}

/// The condition of a search by this actor, where the list has an order of its own: each word begins one of the person's
/// own. An empty search finds everybody, one without a letter or a digit nobody, and an address or a telephone nobody for who may
/// not see them.
#[must_use]
pub fn found_by(op: &Op, search: &str) -> Condition {
    use contact_word::Column as W;
    let scope = op.scope(Action::ReadContactDetails);
    let words = words(search);
    let people = |word: &str| {
        let open = match &scope {
            Scope::All => Condition::all(),
            Scope::Some(offices) => Condition::any()
                .add(W::FoundBy.is_in([FoundBy::Name, FoundBy::Variant]))
                .add(W::OfficeId.is_in(offices.iter().copied())),
        };
        contact_word::Entity::find()
            .select_only()
            .column(W::ContactId)
            .filter(scan::beginning("contact_word", word))
            .filter(open)
    };
    let is_one_of =
        |people: Select<contact_word::Entity>| contact::Column::Id.in_subquery(people.into_query());
    // Where addresses and telephones may be seen, and so be looked at.
    let seen = || match &scope {
        Scope::All => Condition::all(),
        Scope::Some(offices) => Condition::all().add(W::OfficeId.is_in(offices.iter().copied())),
    };
    let details = |word: &str| seen().add(scan::holds(W::Details, format!("% {word}%")));
    let is_address = is_address(search);
    let telling = index::telling_words(search);
    let stands = |word: &&String| {
        if is_address {
            telling.contains(word)
        } else {
            !index::may_be_left_out(word)
        }
    };
    let Some(lead) = words.iter().find(stands).or(words.first()) else {
        let nobody = contact::Column::Id.is_null();
        return Condition::all().add_option((!search.trim().is_empty()).then_some(nobody));
    };
    if is_address {
        let rows = words
            .iter()
            .fold(people(lead), |rows, word| rows.filter(details(word)));
        return Condition::all().add(is_one_of(rows));
    }
    // Not every word of an address stands in the index, but all of them beside those that do.
    let (own, beside): (Vec<&String>, Vec<&String>) =
        words.iter().partition(|word| *word == lead || stands(word));
    let rows = beside.into_iter().fold(people(lead), |rows, word| {
        let called = scan::holds(W::Names, format!("% {word}%"));
        rows.filter(Condition::any().add(called).add(details(word)))
    });
    own.into_iter()
        .filter(|word| *word != lead)
        .fold(Condition::all().add(is_one_of(rows)), |all, word| {
            all.add(is_one_of(people(word)))
        })
}

/// What a contact is found by: words apart by one space, with one before the first and after the last.
#[must_use]
pub fn folded<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let words: Vec<String> = parts
        .into_iter()
        .map(fold)
        .filter(|part| !part.is_empty())
        .collect();
    format!(" {} ", words.join(" "))
}

/// The words that a telephone is found by: with the country's code and without, no matter how it was grouped.
#[must_use]
pub fn phone_words(as_typed: &str, e164: Option<&str>) -> String {
    let mut words = vec![digits(as_typed).trim_start_matches('0').to_owned()];
    if let Some(number) = e164.and_then(|text| phonenumber::parse(None, text).ok()) {
        words.push(format!("{}{}", number.country().code(), number.national()));
        let national = number.national().to_string();
        words.push(national.trim_start_matches('0').to_owned());
    }
    words.sort_unstable();
    words.dedup();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_telephone_is_one_word_however_it_is_grouped() {
        for typed in ["+355 69 123 4567", "00355691234567", "355-69-1234567"] {
            assert_eq!(words(typed), ["355691234567"], "{typed}");
        }
        assert_eq!(words("069 123 4567"), ["691234567"]);
        assert_eq!(words("18 dhjetor"), ["18", "dhjetor"]);
        let found = phone_words("069 123 4567", Some("+355691234567"));
        assert_eq!(found, "355691234567 691234567");
    }

    #[test]
    fn nothing_in_a_search_is_a_wildcard() {
        assert_eq!(words("%_'; --"), Vec::<String>::new());
        assert_eq!(words("Ça_mi%"), ["ca", "mi"]);
    }
}
