//! What of a person a search met, told beside who was found.

use std::collections::HashMap;

use kuvend_entity::{contact, contact_name, id::ContactId, kind::FoundBy};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{is_address, phone_words, slips, words};
use crate::{
    columns::Columns,
    contacts::reads::{self, within},
    error::Result,
    events::grouped,
    fold::fold,
    op::Op,
    policy::Action,
};

/// How well a word was met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quality {
    /// The same word, as far as folding goes.
    Whole,
    /// The beginning of a word.
    Beginning,
    /// A word that is one slip away.
    Slip,
}

/// What of a person a word of a search met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// The word that was looked for, folded.
    pub word: String,
    /// What it met, as it was typed when it was registered.
    pub text: String,
    /// What that is.
    pub found_by: FoundBy,
    /// How well.
    pub quality: Quality,
}

/// A text of a person that a word may meet, and the words that it is found by.
#[derive(Debug)]
struct Text {
    found_by: FoundBy,
    as_typed: String,
    words: String,
}

impl Text {
    fn of(found_by: FoundBy, text: &str) -> Self {
        Self {
            found_by,
            as_typed: text.to_owned(),
            words: fold(text),
        }
    }

    /// How well the best of its words is met.
    fn quality(&self, word: &str, with_slips: bool) -> Option<Quality> {
        let of_one = |own: &str| {
            if own == word {
                Some(Quality::Whole)
            } else if own.starts_with(word) {
                Some(Quality::Beginning)
            } else if with_slips && slips::are_near(word, own) {
                Some(Quality::Slip)
            } else {
                None
            }
        };
        self.words.split(' ').filter_map(of_one).min()
    }
}

/// For each of some people, what each word of a search met; the best where it met several.
///
/// # Errors
/// Only the database's.
pub async fn matches(
    op: &Op,
    search: &str,
    people: &[ContactId],
) -> Result<HashMap<ContactId, Vec<Match>>> {
    let texts = texts(op, people).await?;
    let words = words(search);
    let with_slips = !is_address(search);
    let met = |texts: &[Text]| {
        words
            .iter()
            .filter_map(|word| {
                let met =
                    |text| Text::quality(text, word, with_slips).map(|quality| (quality, text));
                let (quality, text) = texts
                    .iter()
                    .filter_map(met)
                    .min_by_key(|(quality, text)| (*quality, text.found_by))?;
                Some(Match {
                    word: word.clone(),
                    text: text.as_typed.clone(),
                    found_by: text.found_by,
                    quality,
                })
            })
            .collect()
    };
    Ok(texts
        .into_iter()
        .map(|(id, texts)| (id, met(&texts)))
        .collect())
}

/// Everything that people are found by, as far as the actor may see it.
async fn texts(op: &Op, people: &[ContactId]) -> Result<HashMap<ContactId, Vec<Text>>> {
    use contact::Column as C;
    let columns = Columns::these([C::GivenName, C::MiddleName, C::FamilyName, C::NamedAs]);
    let variants = contact_name::Entity::find()
        .filter(contact_name::Column::ContactId.is_in(people.iter().copied()))
        .filter(within(
            op,
            Action::ReadContacts,
            contact_name::Column::OfficeId,
        ))
        .order_by_asc(contact_name::Column::Id)
        .all(op.db.reader())
        .await?;
    let mut variants = grouped(variants.into_iter().map(|row| (row.contact_id, row)));
    let mut emails = reads::emails(op, people).await?;
    let mut phones = reads::phones(op, people).await?;
    let mut bodies = reads::memberships(op, people).await?;
    let rows = reads::by_ids(op, people, &columns).await?;
    Ok(rows
        .into_iter()
        .map(|(id, row)| {
            let parts = [
                Some(&row.given_name),
                row.middle_name.as_ref(),
                Some(&row.family_name),
                row.named_as.as_ref(),
            ];
            let mut texts: Vec<Text> = parts
                .into_iter()
                .flatten()
                .map(|part| Text::of(FoundBy::Name, part))
                .collect();
            for variant in variants.remove(&id).unwrap_or_default() {
                let parts = [variant.given_name, variant.family_name];
                texts.extend(
                    parts
                        .into_iter()
                        .flatten()
                        .map(|part| Text::of(FoundBy::Variant, &part)),
                );
            }
            texts.extend(
                emails
                    .remove(&id)
                    .unwrap_or_default()
                    .iter()
                    .map(|row| Text::of(FoundBy::Email, row.address.as_str())),
            );
            texts.extend(
                phones
                    .remove(&id)
                    .unwrap_or_default()
                    .into_iter()
                    .map(|row| Text {
                        found_by: FoundBy::Phone,
                        words: phone_words(&row.as_typed, row.e164.as_deref()),
                        as_typed: row.as_typed,
                    }),
            );
            for (membership, body) in bodies.remove(&id).unwrap_or_default() {
                if membership.to_on.is_none() {
                    let names = body
                        .organisation
                        .name
                        .0
                        .values()
                        .chain(&body.organisation.variants.0);
                    texts.extend(names.map(|name| Text::of(FoundBy::Organisation, name)));
                }
            }
            (id, texts)
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_meets_the_best_of_a_text() {
        let text = Text::of(FoundBy::Name, "Gjoni-Hoxha");
        for (word, met) in [
            ("gjoni", Some(Quality::Whole)),
            ("gjon", Some(Quality::Beginning)),
            ("hoxah", Some(Quality::Slip)),
            ("joni", None),
            ("oxha", None),
        ] {
            assert_eq!(text.quality(word, true), met, "{word}");
        }
        assert_eq!(text.quality("hoxah", false), None);
    }
}
