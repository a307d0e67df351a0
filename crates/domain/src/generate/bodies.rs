//! Organisations: embassies, ministries, universities, associations, agencies, firms, papers.

use std::collections::BTreeMap;

use kuvend_entity::{
    id::{OfficeId, OrganisationId},
    kind::OrganisationKind,
    organisation,
    text::LocalizedText,
    value::Variants,
};

use super::{
    dice::{Dice, Kind, Stream},
    plan::Plan,
    words,
};
use crate::fold::fold;

/// A sort of body that people belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sort {
    Ministry,
    Embassy,
    International,
    University,
    Association,
    Media,
    Firm,
}

impl Sort {
    const ALL: [Self; 7] = [
        Self::Ministry,
        Self::Embassy,
        Self::International,
        Self::University,
        Self::Association,
        Self::Media,
        Self::Firm,
    ];
}

/// A body, as far as people and guest lists want to know.
#[derive(Debug, Clone, Copy)]
pub(super) struct Body {
    pub(super) id: OrganisationId,
    pub(super) kind: OrganisationKind,
}

/// All bodies.
#[derive(Debug)]
pub(super) struct Bodies {
    by_sort: BTreeMap<Sort, Vec<Body>>,
    pub(super) rows: Vec<organisation::Model>,
}

impl Bodies {
    pub(super) fn new(plan: &Plan, office: OfficeId) -> Self {
        let mut bodies = Self {
            by_sort: BTreeMap::new(),
            rows: Vec::new(),
        };
        // One body for every hundred people or so, but no more than are a country's.
        let many = (plan.contacts / 200).clamp(6, 400);
        for sort in Sort::ALL {
            let count = match sort {
                Sort::Ministry => length(words::MINISTRIES.len()),
                Sort::Embassy => length(words::EMBASSIES.len()),
                Sort::International => 8,
                Sort::University | Sort::Media => (many / 4).max(3),
                Sort::Association => many,
                Sort::Firm => (many / 2).max(3),
            };
            for number in 0..count {
                bodies.add(plan, office, sort, number);
            }
        }
        bodies
    }

    /// One of the bodies of some sorts.
    pub(super) fn one(&self, dice: &mut Dice, sorts: &[Sort]) -> Option<Body> {
        let sort = dice.one(sorts, Sort::Association);
        let of = self.by_sort.get(&sort)?;
        let index = dice.below(length(of.len()));
        of.get(usize::try_from(index).ok()?).copied()
    }

    fn add(&mut self, plan: &Plan, office: OfficeId, sort: Sort, number: u32) {
        let position = length(self.rows.len());
        let mut dice = Dice::new(plan.seed, Stream::Organisation, position);
        let (kind, country, name) = named(&mut dice, sort, number);
        let since = plan.beginning();
        let id = OrganisationId(plan.ids.at(since, Kind::Organisation, position));
        self.by_sort
            .entry(sort)
            .or_default()
            .push(Body { id, kind });
        let first = name.0.values().next().cloned().unwrap_or_default();
        let folded: Vec<&str> = name.0.values().map(String::as_str).collect();
        self.rows.push(organisation::Model {
            id,
            office_id: office,
            version: 1,
            sort_name: fold(&first),
            folded: crate::contacts::search::folded(folded),
            name,
            variants: Variants::default(),
            kind,
            country: country.parse().ok(),
            parent_id: None,
            website: None,
            created_at: since,
            updated_at: since,
        });
    }
}

fn named(
    dice: &mut Dice,
    sort: Sort,
    number: u32,
) -> (OrganisationKind, &'static str, LocalizedText) {
    let index = usize::try_from(number).unwrap_or_default();
    let town = dice.weighted(words::TOWNS, ("IT", "IT-RM", "Roma"));
    let family = dice.one(words::ALBANIAN.families, "Hoxha");
    let nth = number + 1;
    match sort {
        Sort::Ministry => {
            let (en, sq) = words::MINISTRIES.get(index).copied().unwrap_or_default();
            let name = text(&[
                ("en", format!("Ministry of {en}")),
                ("sq", format!("Ministria e {sq}")),
            ]);
            (OrganisationKind::Government, "AL", name)
        }
        Sort::Embassy => {
            let (code, country) = words::EMBASSIES.get(index).copied().unwrap_or_default();
            let name = text(&[("en", format!("Embassy of {country}"))]);
            (OrganisationKind::DiplomaticMission, code, name)
        }
        Sort::International => {
            let (kind, word) = match number % 4 {
                0 => (OrganisationKind::UnAgency, "United Nations Office"),
                1 => (OrganisationKind::Eu, "European Office"),
                2 => (OrganisationKind::InternationalPartner, "Development Agency"),
                _ => (OrganisationKind::CivilSociety, "Foundation"),
            };
            (kind, "AL", text(&[("en", format!("{word} {nth}"))]))
        }
        Sort::University => {
            let name = text(&[("en", format!("University of {} {nth}", town.2))]);
            (OrganisationKind::Academia, town.0, name)
        }
        Sort::Association => {
            let name = text(&[
                (
                    "en",
                    format!("Albanian Association “{family}” of {} {nth}", town.2),
                ),
                (
                    "sq",
                    format!("Shoqata shqiptare “{family}”, {} {nth}", town.2),
                ),
            ]);
            let kind = if number % 6 == 5 {
                OrganisationKind::MigrantCommunity
            } else {
                OrganisationKind::DiasporaAssociation
            };
            (kind, town.0, name)
        }
        Sort::Media => {
            let name = text(&[("sq", format!("Gazeta {family} {nth}"))]);
            (OrganisationKind::Media, "AL", name)
        }
        Sort::Firm => {
            let name = text(&[("en", format!("{family} & Sons {nth}"))]);
            (OrganisationKind::PrivateSector, town.0, name)
        }
    }
}

/// A text in some languages.
pub(super) fn text(words: &[(&str, String)]) -> LocalizedText {
    let words = words
        .iter()
        .filter_map(|(language, text)| Some((language.parse().ok()?, text.clone())));
    LocalizedText(words.collect())
}

fn length(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}
