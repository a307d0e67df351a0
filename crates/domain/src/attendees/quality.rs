//! In which quality somebody comes who represents nobody: what is known of them says so, and of whom nothing is known nothing is said.

use kuvend_entity::{
    contact,
    id::OfficeId,
    kind::{Generation, GuestCategory, ProfileKind},
    value::{CountryCode, ProfileKinds},
};
use sea_orm::ConnectionTrait;

use crate::{
    diaspora::{self, Person, Rule},
    error::{Error, Result},
};

/// By what somebody's quality is told.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub(super) kinds: ProfileKinds,
    pub(super) generation: Generation,
    pub(super) origin: Option<CountryCode>,
    pub(super) residence: Option<CountryCode>,
}

impl Known {
    /// The columns of a contact that tell it, in the order of the fields.
    pub(super) const COLUMNS: [contact::Column; 4] = [
        contact::Column::ProfileKinds,
        contact::Column::Generation,
        contact::Column::OriginCountry,
        contact::Column::ResidenceCountry,
    ];
}

/// What an office goes by: who is a member of the diaspora is its own rule.
#[derive(Debug)]
pub(super) struct Qualities {
    home: CountryCode,
    rule: Rule,
}

impl Qualities {
    /// Those of an office.
    ///
    /// # Errors
    /// Only the database's.
    pub(super) async fn of(db: &impl ConnectionTrait, office: OfficeId) -> Result<Self> {
        let (home, rule) = diaspora::at_home(db, office)
            .await?
            .ok_or_else(|| Error::missing("office"))?;
        Ok(Self { home, rule })
    }

    /// The quality, if what is known tells one: an office held goes before belonging to the diaspora, and that before what
    /// somebody does or is in the country.
    pub(super) fn propose(&self, known: &Known) -> Option<GuestCategory> {
        use GuestCategory as Q;
        use ProfileKind as K;
        let is = |kind: K| known.kinds.0.contains(&kind);
        let person = Person {
            generation: known.generation,
            origin: known.origin.as_ref(),
            residence: known.residence.as_ref(),
            profile_kinds: &known.kinds.0,
        };
        let held = [
            (K::Diplomat, Q::DiplomaticMission),
            (K::PublicOfficial, Q::Government),
            (K::Journalist, Q::Media),
        ];
        let otherwise = [
            (K::ForeignResident, Q::MigrantCommunity),
            (K::ReturnedMigrant, Q::MigrantCommunity),
            (K::Academic, Q::Academia),
            (K::Entrepreneur, Q::PrivateSector),
        ];
        let first = |all: &[(K, Q)]| all.iter().find(|(kind, _)| is(*kind)).map(|(_, it)| *it);
        first(&held)
            .or_else(|| self.rule.holds(&self.home, person).then_some(Q::Diaspora))
            .or_else(|| first(&otherwise))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_tells_the_quality_and_nothing_known_tells_none() {
        use Generation as G;
        use GuestCategory as Q;
        use ProfileKind as K;
        let country = |code: &str| code.parse::<CountryCode>().unwrap();
        let qualities = Qualities {
            home: country("AL"),
            rule: Rule::default(),
        };
        let known =
            |kinds: &[ProfileKind], generation, origin: Option<&str>, lives: Option<&str>| {
                qualities.propose(&Known {
                    kinds: ProfileKinds(kinds.to_vec()),
                    generation,
                    origin: origin.map(country),
                    residence: lives.map(country),
                })
            };
        for (kinds, generation, origin, lives, wanted) in [
            (&[][..], G::Unknown, None, None, None),
            (&[], G::Unknown, None, Some("IT"), None),
            (&[], G::Friend, Some("IT"), Some("IT"), None),
            (&[], G::Second, None, None, Some(Q::Diaspora)),
            (&[], G::Unknown, Some("AL"), Some("IT"), Some(Q::Diaspora)),
            (
                &[K::Academic],
                G::Unknown,
                Some("AL"),
                Some("IT"),
                Some(Q::Diaspora),
            ),
            (&[K::Academic], G::Unknown, None, None, Some(Q::Academia)),
            (
                &[K::Entrepreneur],
                G::Unknown,
                Some("IT"),
                None,
                Some(Q::PrivateSector),
            ),
            (
                &[K::ForeignResident],
                G::Unknown,
                Some("GR"),
                Some("AL"),
                Some(Q::MigrantCommunity),
            ),
            (
                &[K::ReturnedMigrant],
                G::Returned,
                Some("AL"),
                Some("AL"),
                Some(Q::MigrantCommunity),
            ),
            (
                &[K::Journalist],
                G::First,
                Some("AL"),
                Some("IT"),
                Some(Q::Media),
            ),
            (
                &[K::Journalist, K::Diplomat],
                G::Unknown,
                None,
                None,
                Some(Q::DiplomaticMission),
            ),
            (
                &[K::PublicOfficial],
                G::Unknown,
                None,
                None,
                Some(Q::Government),
            ),
        ] {
            assert_eq!(
                known(kinds, generation, origin, lives),
                wanted,
                "{kinds:?} {generation} {origin:?} {lives:?}"
            );
        }
    }
}
