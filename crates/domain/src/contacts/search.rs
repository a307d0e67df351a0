//! Finding people: each word asked for must begin a word of what is folded at write.

use kuvend_entity::contact;
use sea_orm::{
    Condition,
    sea_query::{Expr, ExprTrait, LikeExpr},
};

use crate::fold::fold;

/// The condition of a search; nothing to search for finds everybody.
#[must_use]
pub fn matching(search: &str) -> Condition {
    fold(search)
        .split(' ')
        .filter(|word| !word.is_empty())
        .fold(Condition::all(), |all, word| {
            // Folded words hold letters and digits only, so nothing in them is a wildcard.
            let column = Expr::col((contact::Entity, contact::Column::Folded));
            all.add(column.like(LikeExpr::new(format!("% {word}%"))))
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
