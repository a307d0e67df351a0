//! What cells mean that tell several things at once, parted by semicolons; a level or an answer follows its word after a colon.

use kuvend_entity::{
    kind::{
        AgeBand, Generation, LanguageLevel, ProfileKind, SkillLevel, WillingnessAnswer,
        WillingnessMode,
    },
    value::{Countries, Interests, ProfileKinds},
};

use super::values;
use crate::{contacts::codes, fold::fold};

/// Entries of a cell at most.
const ENTRIES: usize = 50;

/// What a line tells of somebody in lists.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Told {
    /// Skills, each with how well.
    pub(super) skills: Vec<(String, SkillLevel)>,
    /// Languages by their tags, each with how well.
    pub(super) languages: Vec<(String, LanguageLevel)>,
    /// Ways of contributing, each with what the person said.
    pub(super) willingness: Vec<(WillingnessMode, WillingnessAnswer)>,
}

impl Told {
    /// Whether it tells nothing.
    pub(super) const fn is_empty(&self) -> bool {
        self.skills.is_empty() && self.languages.is_empty() && self.willingness.is_empty()
    }
}

/// The entries of a cell, each of which must mean something, and no two the same.
fn several<T, K: PartialEq>(
    cell: &str,
    meant: impl Fn(&str) -> Option<T>,
    key: impl Fn(&T) -> K,
) -> Option<Vec<T>> {
    let mut found: Vec<T> = Vec::new();
    for entry in cell.split([';', '|']).map(str::trim) {
        if entry.is_empty() {
            continue;
        }
        let entry = meant(entry)?;
        if found.len() == ENTRIES || found.iter().any(|one| key(one) == key(&entry)) {
            return None;
        }
        found.push(entry);
    }
    (!found.is_empty()).then_some(found)
}

/// A word of a closed set as it is stored, whatever parts its words and whether its letters are large.
fn closed<T: Copy>(all: &[T], name: impl Fn(T) -> &'static str, cell: &str) -> Option<T> {
    let word = fold(cell);
    all.iter().copied().find(|one| fold(name(*one)) == word)
}

/// The same after the last colon of an entry, and what stands before it.
fn graded<T: Copy>(
    all: &[T],
    name: impl Fn(T) -> &'static str,
    entry: &str,
) -> Option<(String, T)> {
    let (word, level) = entry.rsplit_once(':')?;
    let word = word.trim();
    (!word.is_empty()).then_some((word.to_owned(), closed(all, name, level)?))
}

/// What somebody is: `student; entrepreneur`.
pub(super) fn profile_kinds(cell: &str) -> Option<ProfileKinds> {
    let kind = |entry: &str| closed(ProfileKind::ALL, ProfileKind::as_str, entry);
    several(cell, kind, |kind| *kind).map(ProfileKinds)
}

/// Countries by their codes or names: `AL; Italy`.
pub(super) fn countries(cell: &str) -> Option<Countries> {
    several(cell, values::country, Clone::clone).map(Countries)
}

/// Interests by the keys of the office's list: `investment; culture`.
pub(super) fn interests(cell: &str) -> Option<Interests> {
    several(cell, |key| Some(key.to_owned()), Clone::clone).map(Interests)
}

/// How far from emigration: by the stored word, or by its number.
pub(super) fn generation(cell: &str) -> Option<Generation> {
    Some(match fold(cell).as_str() {
        "1" | "1st" => Generation::First,
        "1 5" => Generation::OneAndHalf,
        "2" | "2nd" => Generation::Second,
        "3" | "3rd" | "3 plus" => Generation::ThirdPlus,
        _ => return closed(Generation::ALL, Generation::as_str, cell),
    })
}

/// A band of age: by the stored word, or `18-29`, `65+`.
pub(super) fn age_band(cell: &str) -> Option<AgeBand> {
    Some(match cell.replace('–', "-").replace(' ', "").as_str() {
        "<18" | "0-17" => AgeBand::Under18,
        "18-29" => AgeBand::From18To29,
        "30-44" => AgeBand::From30To44,
        "45-64" => AgeBand::From45To64,
        "65+" | ">=65" => AgeBand::From65,
        _ => return closed(AgeBand::ALL, AgeBand::as_str, cell),
    })
}

/// Skills with how well: `nursing: expert; welding: basic`.
pub(super) fn skills(cell: &str) -> Option<Vec<(String, SkillLevel)>> {
    let skill = |entry: &str| {
        graded(SkillLevel::ALL, SkillLevel::as_str, entry)
            .filter(|(skill, _)| !fold(skill).is_empty())
    };
    several(cell, skill, |(skill, _)| fold(skill))
}

/// Languages with how well: `it: C1; Greek: native`.
pub(super) fn languages(cell: &str) -> Option<Vec<(String, LanguageLevel)>> {
    let spoken = |entry: &str| {
        let (word, level) = graded(LanguageLevel::ALL, LanguageLevel::as_str, entry)?;
        let named = values::language(&word).map(|known| known.to_string());
        let tag = named.unwrap_or_else(|| word.to_lowercase());
        codes::is_language_tag(&tag).then_some((tag, level))
    };
    several(cell, spoken, |(tag, _)| tag.clone())
}

/// What somebody said to ways of contributing: `mentor: yes; invest: maybe`.
pub(super) fn willingness(cell: &str) -> Option<Vec<(WillingnessMode, WillingnessAnswer)>> {
    let said = |entry: &str| {
        let (mode, answer) = entry.rsplit_once(':')?;
        let mode = closed(WillingnessMode::ALL, WillingnessMode::as_str, mode)?;
        let answer = match values::answer(answer) {
            Some(true) => WillingnessAnswer::Yes,
            Some(false) => WillingnessAnswer::No,
            None => closed(WillingnessAnswer::ALL, WillingnessAnswer::as_str, answer)?,
        };
        Some((mode, answer))
    };
    several(cell, said, |(mode, _)| *mode)
}

#[cfg(test)]
mod tests {
    use kuvend_entity::value::CountryCode;

    use super::*;

    #[test]
    fn several_things_are_told_in_a_cell() {
        assert_eq!(
            profile_kinds("Student; association leader;"),
            Some(ProfileKinds(vec![
                ProfileKind::Student,
                ProfileKind::AssociationLeader
            ]))
        );
        let told = countries("AL; Italia | Ελλάδα").unwrap();
        let told: Vec<&str> = told.0.iter().map(CountryCode::as_str).collect();
        assert_eq!(told, ["AL", "IT", "GR"]);
        for bad in ["", ";", "student; dancer", "student; STUDENT"] {
            assert_eq!(profile_kinds(bad), None, "{bad}");
        }
        assert_eq!(countries("AL; Atlantis"), None);
    }

    #[test]
    fn generations_and_ages_are_read_as_people_write_them() {
        assert_eq!(
            ["2", "ONE_AND_HALF", "third plus", "1.5", "first", "old"].map(generation),
            [
                Some(Generation::Second),
                Some(Generation::OneAndHalf),
                Some(Generation::ThirdPlus),
                Some(Generation::OneAndHalf),
                Some(Generation::First),
                None
            ]
        );
        assert_eq!(
            ["18-29", "65+", "UNDER_18", "30 – 44", "12"].map(age_band),
            [
                Some(AgeBand::From18To29),
                Some(AgeBand::From65),
                Some(AgeBand::Under18),
                Some(AgeBand::From30To44),
                None
            ]
        );
    }

    #[test]
    fn what_somebody_can_and_would_do_is_told_with_how_far() {
        assert_eq!(
            skills("Nursing: expert; C++: basic"),
            Some(vec![
                ("Nursing".to_owned(), SkillLevel::Expert),
                ("C++".to_owned(), SkillLevel::Basic)
            ])
        );
        assert_eq!(
            languages("it: c1; Greek: native; rom: B2"),
            Some(vec![
                ("it".to_owned(), LanguageLevel::C1),
                ("el".to_owned(), LanguageLevel::Native),
                ("rom".to_owned(), LanguageLevel::B2)
            ])
        );
        assert_eq!(
            willingness("Mentor: po; transfer knowledge: maybe; INVEST: no"),
            Some(vec![
                (WillingnessMode::Mentor, WillingnessAnswer::Yes),
                (WillingnessMode::TransferKnowledge, WillingnessAnswer::Maybe),
                (WillingnessMode::Invest, WillingnessAnswer::No)
            ])
        );
        for bad in [
            "nursing",
            "nursing: good",
            ": expert",
            "a: basic; A: expert",
        ] {
            assert_eq!(skills(bad), None, "{bad}");
        }
        for bad in ["Klingon: C1", "it", "it: C1; it: C2"] {
            assert_eq!(languages(bad), None, "{bad}");
        }
        assert_eq!(willingness("mentor"), None);
    }
}
