//! Which rank somebody has, by a table of ranks alone.

use kuvend_entity::{kind::GuestCategory, protocol_rank};

use crate::fold::fold;

/// A version of an office's table of ranks, ready to be asked.
#[derive(Debug, Clone, Default)]
pub struct Ladder {
    ranks: Vec<protocol_rank::Model>,
    /// Words of functions, folded and between spaces, with the place of their rank; the longest first, since it says most.
    words: Vec<(String, usize)>,
}

impl Ladder {
    /// Of ranks in their order.
    #[must_use]
    pub fn of(ranks: Vec<protocol_rank::Model>) -> Self {
        let mut words: Vec<(String, usize)> = ranks
            .iter()
            .enumerate()
            .flat_map(|(place, rank)| {
                let words = rank.functions.0.iter().map(|words| fold(words));
                words.map(move |words| (format!(" {words} "), place))
            })
            .filter(|(words, _)| !words.trim().is_empty())
            .collect();
        words.sort_by(|(one, first), (other, second)| {
            other.len().cmp(&one.len()).then(first.cmp(second))
        });
        Self { ranks, words }
    }

    /// The ranks in their order.
    #[must_use]
    pub fn ranks(&self) -> &[protocol_rank::Model] {
        &self.ranks
    }

    /// Whether the office keeps no ranks.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ranks.is_empty()
    }

    /// The rank of a key.
    #[must_use]
    pub fn named(&self, key: &str) -> Option<&protocol_rank::Model> {
        self.ranks.iter().find(|rank| rank.key == key)
    }

    /// The rank that a function is known by: that of the longest words in it, so that a deputy minister is no minister.
    #[must_use]
    pub fn by_function(
        &self,
        function: &str,
        category: Option<GuestCategory>,
    ) -> Option<&protocol_rank::Model> {
        let function = format!(" {} ", fold(function));
        self.words
            .iter()
            .filter(|(words, _)| function.contains(words.as_str()))
            .filter_map(|(_, place)| self.ranks.get(*place))
            .find(|rank| is_of(rank, category))
    }

    /// The first rank that guests of a quality have whatever they are.
    #[must_use]
    pub fn by_category(&self, category: GuestCategory) -> Option<&protocol_rank::Model> {
        self.ranks
            .iter()
            .find(|rank| rank.functions.0.is_empty() && rank.categories.0.contains(&category))
    }
}

fn is_of(rank: &protocol_rank::Model, category: Option<GuestCategory>) -> bool {
    let of = &rank.categories.0;
    of.is_empty() || category.is_some_and(|category| of.contains(&category))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::suggested;

    fn ladder() -> Ladder {
        Ladder::of(suggested::rows(
            kuvend_entity::id::RankTableId::new(),
            kuvend_entity::id::OfficeId::new(),
        ))
    }

    #[test]
    fn a_function_is_known_in_four_languages_and_the_longest_words_say_most() {
        let ladder = ladder();
        let known = |function: &str| {
            let rank = ladder.by_function(function, Some(GuestCategory::Government));
            rank.map(|rank| rank.key.clone())
        };
        for (function, key) in [
            ("President of the Republic", "head-of-state"),
            ("Presidenti i Republikës", "head-of-state"),
            (
                "Presidente del Consiglio dei Ministri",
                "head-of-government",
            ),
            ("Minister of Interior", "minister"),
            ("MINISTËR i Brendshëm", "minister"),
            ("Deputy Minister of Interior", "deputy-minister"),
            ("Zëvendësministre", "deputy-minister"),
            ("Ambassador of Italy", "ambassador"),
            ("Ambasciatrice d’Italia", "ambassador"),
            ("Πρέσβης της Ελλάδας", "ambassador"),
            ("Chargé d'affaires a.i.", "charge-d-affaires"),
            ("Chief of Mission", "head-of-organisation"),
        ] {
            assert_eq!(known(function).as_deref(), Some(key), "{function}");
        }
        for other in [
            "",
            "Administrator",
            "Ministerial adviser to nobody",
            "Nurse",
        ] {
            assert_eq!(known(other), None, "{other}");
        }
    }

    #[test]
    fn who_has_no_such_function_has_the_rank_of_their_quality() {
        let ladder = ladder();
        let known = |category| ladder.by_category(category).map(|rank| rank.key.as_str());
        assert_eq!(known(GuestCategory::DiplomaticMission), Some("diplomat"));
        assert_eq!(known(GuestCategory::Diaspora), Some("guest"));
        for category in GuestCategory::ALL {
            assert!(known(*category).is_some(), "{category}");
        }
    }
}
