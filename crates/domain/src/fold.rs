//! Folding text for finding: accents, case, script and punctuation fall away. Never for identity: two names that fold alike
//! are still two names.

use any_ascii::any_ascii_char;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::{
    error::Result,
    fault::{Code, Fault},
};

/// Letters of what is looked for at most: nobody is called longer, and what a search costs grows with them.
pub const LONGEST_SEARCH: usize = 200;

/// What is looked for, if it is no longer than anybody's name.
///
/// # Errors
/// A fault on `search`.
pub fn judged(search: Option<&str>) -> Result<Option<&str>> {
    match search {
        Some(text) if text.chars().count() > LONGEST_SEARCH => {
            Err(Fault::new(["search"], Code::TooLong)
                .with("limit", LONGEST_SEARCH)
                .into())
        }
        _ => Ok(search),
    }
}

/// The folded form: lower-case Latin letters without marks and digits, words apart by one space.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let plain: Vec<char> = text
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .collect();
    let mut letters = plain.iter().copied().peekable();
    let mut gap = false;
    while let Some(letter) = letters.next() {
        // Greek digraphs that are one sound.
        let pair = letters.peek().and_then(|next| digraph(letter, *next));
        if pair.is_some() {
            letters.next();
        }
        let spelt = pair.or_else(|| spelling(letter)).unwrap_or_else(|| {
            if letter.is_alphanumeric() {
                any_ascii_char(letter)
            } else {
                ""
            }
        });
        let mut spelt = spelt
            .bytes()
            .filter(u8::is_ascii_alphanumeric)
            .map(|letter| char::from(letter.to_ascii_lowercase()))
            .peekable();
        if spelt.peek().is_none() {
            // An apostrophe joins, anything else parts.
            gap = gap || !(letter.is_alphanumeric() || matches!(letter, '\'' | '’' | '‘' | 'ʼ'));
            continue;
        }
        if gap && !folded.is_empty() {
            folded.push(' ');
        }
        gap = false;
        folded.extend(spelt);
    }
    folded
}

const fn digraph(first: char, second: char) -> Option<&'static str> {
    match (first, second) {
        ('ο', 'υ') => Some("ou"),
        ('μ', 'π') => Some("b"),
        ('ν', 'τ') => Some("nt"),
        ('γ', 'γ') => Some("ng"),
        ('γ', 'κ') => Some("gk"),
        ('τ', 'σ' | 'ς') => Some("ts"),
        ('α', 'υ') => Some("av"),
        ('ε', 'υ') => Some("ev"),
        _ => None,
    }
}

/// Letters that do not decompose, and Greek by ELOT 743.
const fn spelling(letter: char) -> Option<&'static str> {
    Some(match letter {
        'α' => "a",
        'æ' => "ae",
        'χ' => "ch",
        'đ' | 'ђ' | 'ð' | 'δ' => "d",
        'ε' => "e",
        'φ' => "f",
        'γ' => "g",
        'ħ' => "h",
        'ı' | 'η' | 'ι' => "i",
        'κ' => "k",
        'ł' | 'λ' => "l",
        'μ' => "m",
        'ν' => "n",
        'ø' | 'ο' | 'ω' => "o",
        'œ' => "oe",
        'π' => "p",
        'ψ' => "ps",
        'ρ' => "r",
        'σ' | 'ς' => "s",
        'ß' => "ss",
        'τ' => "t",
        'þ' | 'θ' => "th",
        'β' => "v",
        'ξ' => "x",
        'υ' => "y",
        'ζ' => "z",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fold_to_what_people_type() {
        for (name, typed) in [
            ("Çami", "cami"),
            ("Këlcyrë", "kelcyre"),
            ("Këlcyra", "kelcyra"),
            ("Cami, Arben", "cami arben"),
            ("Đoković", "dokovic"),
            ("Αθήνα", "athina"),
            ("αθηνα", "athina"),
            ("O’Brien-Rossi", "obrien rossi"),
            ("  Arben,  ÇAMI ", "arben cami"),
            ("Παπαδόπουλος", "papadopoulos"),
            ("Straße", "strasse"),
            ("Новак Ђоковић", "novak dokovic"),
            ("Иван Щербаков", "ivan shcherbakov"),
            ("გიორგი", "giorgi"),
            ("", ""),
        ] {
            assert_eq!(fold(name), typed, "{name}");
        }
    }
}
