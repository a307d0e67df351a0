//! Who counts as a member of the diaspora: a rule of the office, version by version. One pure function judges a person
//! ([`Rule::holds`]), and its one twin in SQL ([`Rule::sql`]) finds them for figures and segments.

mod keep;

use std::collections::BTreeMap;

use kuvend_entity::{
    contact,
    id::OfficeId,
    kind::{Generation, ProfileKind},
    value::CountryCode,
};
use sea_orm::{ColumnTrait, Condition, sea_query::Expr};
use serde::{Deserialize, Serialize};

pub use keep::{Set, Version, set, versions};
pub(crate) use keep::{at_home, in_force, of_offices};

/// What the columns say of whom nothing is known.
const UNKNOWN: &str = "UNKNOWN";

/// Where people must live.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Residence {
    /// Anywhere.
    #[default]
    Anywhere,
    /// In another country than the office's, as far as is known.
    Abroad,
    /// The same, or it is not known where.
    AbroadOrUnknown,
}

/// Who counts as a member of the diaspora: nobody of [`Self::except_generations`] or [`Self::except_profile_kinds`], only who lives
/// where [`Self::residence`] says, and of those whoever is of a generation, of a profile kind or of an origin that is named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rule {
    /// Whoever is of these generations.
    pub generations: Vec<Generation>,
    /// Whoever is any of these.
    pub profile_kinds: Vec<ProfileKind>,
    /// Whoever is by origin of these countries; none named is the office's own.
    pub origins: Option<Vec<CountryCode>>,
    /// Where whoever belongs by origin must live.
    pub origin_residence: Residence,
    /// Where everybody must live.
    pub residence: Residence,
    /// Nobody of these generations.
    pub except_generations: Vec<Generation>,
    /// Nobody who is any of these.
    pub except_profile_kinds: Vec<ProfileKind>,
}

/// The rule that every office begins with: no mere friend, and either of a generation that emigrated or descends from emigrants, or of
/// the office's country by origin and living, as far as is known, in another.
impl Default for Rule {
    fn default() -> Self {
        use Generation as G;
        Self {
            generations: vec![G::First, G::OneAndHalf, G::Second, G::ThirdPlus],
            profile_kinds: Vec::new(),
            origins: None,
            origin_residence: Residence::Abroad,
            residence: Residence::Anywhere,
            except_generations: vec![G::Friend],
            except_profile_kinds: Vec::new(),
        }
    }
}

/// What the rule looks at.
#[derive(Debug, Clone, Copy)]
pub struct Person<'a> {
    /// How far from emigration.
    pub generation: Generation,
    /// Country of origin.
    pub origin: Option<&'a CountryCode>,
    /// Country of residence.
    pub residence: Option<&'a CountryCode>,
    /// What the person is.
    pub profile_kinds: &'a [ProfileKind],
}

/// The expressions of SQL in which the same is said of a row. None is ever null: what is not known is `UNKNOWN`.
#[derive(Debug, Clone)]
pub(crate) struct Expressions {
    pub(crate) generation: String,
    pub(crate) origin: String,
    pub(crate) residence: String,
    /// The kinds as a JSON list in text.
    pub(crate) profile_kinds: String,
    /// The office's country.
    pub(crate) home: String,
}

impl Residence {
    fn holds(self, home: &CountryCode, residence: Option<&CountryCode>) -> bool {
        match self {
            Self::Anywhere => true,
            Self::Abroad => residence.is_some_and(|country| country != home),
            Self::AbroadOrUnknown => residence.is_none_or(|country| country != home),
        }
    }

    fn sql(self, of: &Expressions) -> Option<String> {
        let (residence, home) = (&of.residence, &of.home);
        match self {
            Self::Anywhere => None,
            Self::Abroad => Some(format!("{residence} NOT IN ({home}, '{UNKNOWN}')")),
            Self::AbroadOrUnknown => Some(format!("{residence} <> {home}")),
        }
    }
}

impl Rule {
    /// Whether a person counts, in an office of a country.
    #[must_use]
    pub fn holds(&self, home: &CountryCode, person: Person<'_>) -> bool {
        let is_any = |kinds: &[ProfileKind]| {
            let mut own = person.profile_kinds.iter();
            own.any(|kind| kinds.contains(kind))
        };
        let by_origin = || {
            person.origin.is_some_and(|origin| match &self.origins {
                None => origin == home,
                Some(countries) => countries.contains(origin),
            }) && self.origin_residence.holds(home, person.residence)
        };
        !self.except_generations.contains(&person.generation)
            && !is_any(&self.except_profile_kinds)
            && self.residence.holds(home, person.residence)
            && (self.generations.contains(&person.generation)
                || is_any(&self.profile_kinds)
                || by_origin())
    }

    /// The same as a condition in SQL, never null. The words in it are of closed sets.
    pub(crate) fn sql(&self, of: &Expressions) -> String {
        let mut all = Vec::new();
        if !self.except_generations.is_empty() {
            let generations = words(self.except_generations.iter().map(|one| one.as_str()));
            all.push(format!("{} NOT IN ({generations})", of.generation));
        }
        if let Some(any) = any_kind(&self.except_profile_kinds, of) {
            all.push(format!("NOT {any}"));
        }
        all.extend(self.residence.sql(of));
        let mut any = Vec::new();
        if !self.generations.is_empty() {
            let generations = words(self.generations.iter().map(|one| one.as_str()));
            any.push(format!("{} IN ({generations})", of.generation));
        }
        any.extend(any_kind(&self.profile_kinds, of));
        let origins = match &self.origins {
            None => Some(of.home.clone()),
            Some(countries) if countries.is_empty() => None,
            Some(countries) => Some(words(countries.iter().map(CountryCode::as_str))),
        };
        if let Some(origins) = origins {
            let mut by_origin = vec![format!("{} IN ({origins})", of.origin)];
            by_origin.extend(self.origin_residence.sql(of));
            any.push(format!("({})", by_origin.join(" AND ")));
        }
        if any.is_empty() {
            any.push("1 = 0".to_owned());
        }
        all.push(format!("({})", any.join(" OR ")));
        format!("({})", all.join(" AND "))
    }
}

/// Words of closed sets, as SQL writes them.
fn words<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let words: Vec<String> = words.map(|word| format!("'{word}'")).collect();
    words.join(", ")
}

/// A person is any of these: the kinds are a JSON list of closed words; as text, a word stands in quotes and in no other word.
fn any_kind(kinds: &[ProfileKind], of: &Expressions) -> Option<String> {
    let any: Vec<String> = kinds
        .iter()
        .map(|kind| format!("{} LIKE '%\"{kind}\"%'", of.profile_kinds))
        .collect();
    (!any.is_empty()).then(|| format!("({})", any.join(" OR ")))
}

/// The rules of the offices that have said otherwise than the first one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rules(pub(crate) BTreeMap<OfficeId, Rule>);

impl Rules {
    /// The condition on a select of contacts that they are members of the diaspora, each by the rule of their own office; never null.
    pub(crate) fn condition(&self) -> Condition {
        let of = Expressions {
            generation: "contact.generation".to_owned(),
            origin: format!("COALESCE(contact.origin_country, '{UNKNOWN}')"),
            residence: format!("COALESCE(contact.residence_country, '{UNKNOWN}')"),
            profile_kinds: "CAST(contact.profile_kinds AS TEXT)".to_owned(),
            home: "(SELECT o.country FROM office o WHERE o.id = contact.office_id)".to_owned(),
        };
        let office = contact::Column::OfficeId;
        let others = Condition::all()
            .add(office.is_not_in(self.0.keys().copied()))
            .add(Expr::cust(Rule::default().sql(&of)));
        self.0
            .iter()
            .fold(Condition::any().add(others), |any, (id, rule)| {
                let own = Condition::all()
                    .add(office.eq(*id))
                    .add(Expr::cust(rule.sql(&of)));
                any.add(own)
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn country(code: &str) -> CountryCode {
        code.parse().unwrap()
    }

    #[test]
    fn the_first_rule_is_of_descent_or_of_origin_and_abroad() {
        use Generation as G;
        let (home, italy) = (country("AL"), country("IT"));
        let (al, it) = (Some(&home), Some(&italy));
        for (generation, origin, residence, expected) in [
            (G::Second, None, None, true),
            (G::Unknown, al, it, true),
            (G::Unknown, al, al, false),
            (G::Unknown, al, None, false),
            (G::Returned, al, al, false),
            (G::Friend, al, it, false),
            (G::Unknown, None, it, false),
            (G::Unknown, it, it, false),
        ] {
            let person = Person {
                generation,
                origin,
                residence,
                profile_kinds: &[],
            };
            assert_eq!(
                Rule::default().holds(&home, person),
                expected,
                "{generation} {origin:?} {residence:?}"
            );
        }
    }

    #[test]
    fn a_rule_that_names_nobody_holds_for_nobody() {
        let rule = Rule {
            generations: Vec::new(),
            origins: Some(Vec::new()),
            ..Rule::default()
        };
        let (home, it) = (country("AL"), country("IT"));
        let person = Person {
            generation: Generation::First,
            origin: Some(&home),
            residence: Some(&it),
            profile_kinds: &[ProfileKind::Student],
        };
        assert!(!rule.holds(&home, person));
    }

    #[test]
    fn a_rule_is_read_back_as_it_was_written_and_no_other_word_is_taken() {
        let rule = Rule {
            origins: Some(vec![country("AL"), country("XK")]),
            ..Rule::default()
        };
        let text = serde_json::to_string(&rule).unwrap();
        assert_eq!(serde_json::from_str::<Rule>(&text).unwrap(), rule);
        assert!(serde_json::from_str::<Rule>(&text.replace("FRIEND", "FOE")).is_err());
    }
}
