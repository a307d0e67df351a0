//! Finding people: each word asked for must begin a word of what is folded at write.

use kuvend_entity::contact;
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{Expr, ExprTrait, LikeExpr},
};

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

/// The condition of a search over names, addresses and telephones; nothing to search for finds everybody.
#[must_use]
pub fn matching(search: &str) -> Condition {
    // Folded words hold letters and digits only, so nothing in them is a wildcard.
    words(search)
        .into_iter()
        .fold(Condition::all(), |all, word| {
            let column = Expr::col((contact::Entity, contact::Column::Folded));
            all.add(column.like(LikeExpr::new(format!("% {word}%"))))
        })
}

/// The condition of a search over given and family names alone.
fn named(search: &str) -> Condition {
    words(search)
        .into_iter()
        .fold(Condition::all(), |all, word| {
            let column = || Expr::col((contact::Entity, contact::Column::SortName));
            let any = Condition::any()
                .add(column().like(LikeExpr::new(format!("{word}%"))))
                .add(column().like(LikeExpr::new(format!("% {word}%"))));
            all.add(any)
        })
}

/// The condition of a search by this actor: an address or a telephone finds nobody for who may not see them.
#[must_use]
pub fn found_by(op: &Op, search: &str) -> Condition {
    match op.scope(Action::ReadContactDetails) {
        Scope::All => matching(search),
        Scope::Some(offices) if offices.is_empty() => named(search),
        Scope::Some(offices) => Condition::any().add(named(search)).add(
            Condition::all()
                .add(contact::Column::OfficeId.is_in(offices))
                .add(matching(search)),
        ),
    }
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
