//! Who of an office is called alike, and how frequent names are there, by the index of words.

use std::collections::{BTreeMap, BTreeSet};

use kuvend_entity::{contact, contact_word, id::OfficeId, kind::FoundBy};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement, UnionType},
};

use super::search::slips;
use crate::{
    duplicates::{Frequencies, Name, given_forms},
    engine::Bounded,
    error::Result,
    fold::fold,
};

/// Words that one may stand for, at most.
const ALIKE: usize = 12;
/// Words of a name that are looked for, at most.
const WORDS: usize = 4;
/// People of an office from which on a name is as frequent as it is among them.
const PEOPLE: u64 = 100_000;
/// People of one name from which on it is as frequent as any.
const FREQUENT: u64 = 5_000;

/// A given and a family name, each with the words that it may have been meant for.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Meant {
    given: String,
    family: String,
    givens: BTreeSet<String>,
    families: BTreeSet<String>,
}

/// The rows of the index whose people are called so with a slip in the one name or the other, by a short given name or by one
/// of another language, in either order. Nothing where no such word is known.
pub(super) async fn called_alike(
    db: &impl ConnectionTrait,
    office: OfficeId,
    (given, family): (&str, &str),
) -> Result<Option<SelectStatement>> {
    let (given, family) = (fold(given), fold(family));
    if given.is_empty() || family.is_empty() {
        return Ok(None);
    }
    let words = |name: &str| first(name.split(' ').map(str::to_owned), WORDS);
    let (givens, families) = (words(&given), words(&family));
    let asked: Vec<String> = givens.iter().chain(&families).cloned().collect();
    let near = slips::meant(db, office, &asked).await?;
    let alike = |words: &[String]| -> BTreeSet<String> {
        let near = words.iter().filter_map(|word| near.get(word)).flatten();
        near.take(ALIKE).cloned().collect()
    };
    let forms = givens.iter().flat_map(|word| given_forms(word));
    let forms = forms.filter(|form| !givens.iter().any(|word| word == form));
    let meant = Meant {
        givens: alike(&givens)
            .into_iter()
            .chain(forms.map(str::to_owned))
            .collect(),
        families: alike(&families),
        given,
        family,
    };
    Ok(meant.condition().map(|condition| {
        contact_word::Entity::find()
            .select_only()
            .column(contact_word::Column::ContactId)
            .filter(contact_word::Column::OfficeId.eq(office))
            .filter(condition)
            .into_query()
    }))
}

impl Meant {
    /// Each is a short stretch of the index: people are listed by the family name, and their words in that order.
    fn condition(&self) -> Option<Condition> {
        let given = self.given.split(' ').map(str::to_owned);
        let mut pairs: Vec<(String, String)> = Vec::new();
        for other in &self.givens {
            pairs.push((other.clone(), self.family.clone()));
        }
        for word in first(given, WORDS) {
            for other in &self.families {
                pairs.push((word.clone(), other.clone()));
            }
        }
        if pairs.is_empty() {
            return None;
        }
        let stretches = pairs.into_iter().flat_map(|(given, family)| {
            // Where the parts are swapped, people are listed by the given name.
            [stretch(&given, &family), stretch(&family, &given)]
        });
        Some(stretches.fold(Condition::any(), Condition::add))
    }
}

/// Who has a word in their name and is listed by another.
fn stretch(word: &str, listed: &str) -> Condition {
    use contact_word::Column as W;
    let word = word.split(' ').next().unwrap_or(word);
    Condition::all()
        .add(W::Word.eq(word))
        .add(W::SortName.gte(format!("{listed} ")))
        .add(W::SortName.lt(format!("{listed}!")))
}

fn first(words: impl Iterator<Item = String>, most: usize) -> Vec<String> {
    words.filter(|word| !word.is_empty()).take(most).collect()
}

/// How frequent the words of some names are in an office, by one statement. What is very frequent is not counted to its end.
pub(super) async fn frequencies(
    db: &impl ConnectionTrait,
    office: OfficeId,
    names: &[Name],
) -> Result<Frequencies> {
    let words: BTreeSet<&str> = names.iter().flat_map(Name::words).collect();
    let people = contact::Entity::find()
        .select_only()
        .expr_as(Expr::value(1), "one")
        .filter(contact::Column::OfficeId.eq(office))
        .limit(PEOPLE);
    let mut all = counted("", people.into_query());
    for word in words {
        let having = contact_word::Entity::find()
            .select_only()
            .expr_as(Expr::value(1), "one")
            .filter(contact_word::Column::OfficeId.eq(office))
            .filter(contact_word::Column::Word.eq(word))
            .filter(contact_word::Column::FoundBy.eq(FoundBy::Name))
            .limit(FREQUENT);
        all.union(UnionType::All, counted(word, having.into_query()));
    }
    let (mut people, mut having) = (0, BTreeMap::new());
    for row in db.query_all(&Bounded(&all)).await? {
        let (word, number): (String, i64) = (row.try_get("", "word")?, row.try_get("", "number")?);
        let number = u64::try_from(number).unwrap_or_default();
        if word.is_empty() {
            people = number;
        } else {
            having.insert(word, number);
        }
    }
    Ok(Frequencies::counted(people, having))
}

/// The number of some rows, beside a word.
fn counted(word: &str, rows: SelectStatement) -> SelectStatement {
    Query::select()
        .expr_as(Expr::val(word).cast_as("TEXT"), Alias::new("word"))
        .expr_as(Expr::col(("some", "one")).count(), Alias::new("number"))
        .from_subquery(rows, "some")
        .to_owned()
}

#[cfg(test)]
mod tests {
    use sea_orm::sea_query::SqliteQueryBuilder;

    use super::*;

    #[test]
    fn each_name_that_is_meant_is_a_short_stretch_of_the_index() {
        let words = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect();
        let meant = |givens: &[&str], families: &[&str]| Meant {
            given: "arbn".to_owned(),
            family: "hoxha".to_owned(),
            givens: words(givens),
            families: words(families),
        };
        assert!(meant(&[], &[]).condition().is_none());
        let select = Query::select()
            .column("contact_id")
            .from("contact_word")
            .cond_where(meant(&["arben"], &[]).condition().unwrap())
            .to_owned();
        let text = select.to_string(SqliteQueryBuilder);
        assert_eq!(text.matches("\"sort_name\" >=").count(), 2, "{text}");
        for part in ["= 'arben'", ">= 'hoxha '", "= 'hoxha'", ">= 'arben '"] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }
}
