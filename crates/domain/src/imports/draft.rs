//! A line of a file as somebody's record, as far as it can be read.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use kuvend_entity::{
    contact,
    kind::{AttendeeRole, Generation, GuestCategory, Sex},
    sparse::Sparse as _,
    value::{CountryCode, EmailAddress, is_out_of_place},
};
use unicode_normalization::UnicodeNormalization as _;

use super::{
    mapping::{Columns, Field},
    run::{Drafted, Reads},
    source::Record,
    told::{self, Told},
    values,
};
use crate::{
    contacts::{e164, profile},
    exports::bare,
    fault::{Code, Fault, Faults},
};

/// Letters of a cell at most.
const LONGEST: usize = 200;
/// Letters of a cell at most that tells several things.
const LONGEST_LIST: usize = 2_000;
/// People of a party at most.
const PARTY: i32 = 100;

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// What the column says; nothing for the line itself.
    pub field: Option<&'static str>,
    /// What is wrong.
    pub code: Code,
}

/// Somebody as a line tells of them.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) line: u64,
    /// What it says; whatever it does not say is blank.
    pub(super) row: contact::Model,
    /// What it says something of.
    pub(super) says: BTreeSet<Field>,
    pub(super) email: Option<EmailAddress>,
    /// As typed, and in E.164.
    pub(super) phone: Option<(String, Option<String>)>,
    pub(super) organisation: Option<String>,
    pub(super) function: Option<String>,
    /// What they can do, speak and would contribute.
    pub(super) told: Told,
    /// Since when and until when the function is held.
    pub(super) held: (Option<NaiveDate>, Option<NaiveDate>),
    /// As what the person comes to the event, in which quality, and with how many.
    pub(super) roles: Option<Vec<AttendeeRole>>,
    pub(super) category: Option<GuestCategory>,
    pub(super) party_size: Option<i32>,
    /// Whether it tells of a seat of an organisation, with nobody's name yet.
    pub(super) is_seat: bool,
    pub(super) consent: Option<bool>,
    pub(super) wrong: Vec<Wrong>,
    /// The cells as they stand there, for whoever mends them.
    pub(super) cells: Vec<String>,
}

/// What a line is read with.
#[derive(Debug, Clone)]
pub(super) struct Reading {
    pub(super) columns: Columns,
    /// Whose telephones have no country's code.
    pub(super) home: CountryCode,
    pub(super) now: chrono::DateTime<chrono::Utc>,
    /// Whether a line without a name may be an organisation's seat.
    pub(super) takes_seats: bool,
}

impl Drafted for Draft {
    fn line(&self) -> u64 {
        self.line
    }

    fn cells(&self) -> &[String] {
        &self.cells
    }
}

impl Reads for Reading {
    type Draft = Draft;

    fn draft(&self, record: Record) -> Draft {
        let mut draft = Draft {
            line: record.line,
            row: contact::Model {
                generation: Generation::Unknown,
                sex: Sex::NotAsked,
                version: 1,
                ..contact::Model::blank()
            },
            says: BTreeSet::new(),
            email: None,
            phone: None,
            organisation: None,
            function: None,
            told: Told::default(),
            held: (None, None),
            roles: None,
            category: None,
            party_size: None,
            is_seat: false,
            consent: None,
            wrong: Vec::new(),
            cells: record.cells,
        };
        let cells = std::mem::take(&mut draft.cells);
        for (cell, field) in cells.iter().zip(&self.columns.fields) {
            let Some(field) = *field else { continue };
            match clean(cell, field.is_list()) {
                Ok(None) => {}
                Ok(Some(text)) => {
                    let meant = self
                        .columns
                        .meant(field, &text)
                        .map_or(text.as_str(), |meant| meant);
                    if draft.take(field, meant) {
                        draft.says.insert(field);
                    } else {
                        draft.wrong.push(Wrong {
                            field: Some(field.as_str()),
                            code: Code::Malformed,
                        });
                    }
                }
                Err(code) => draft.wrong.push(Wrong {
                    field: Some(field.as_str()),
                    code,
                }),
            }
        }
        draft.wrong.extend(surplus(&cells, &self.columns));
        draft.cells = cells;
        draft.finish(self);
        draft
    }
}

/// What is wrong with a line that says something beyond the last head: a cell too many means that those before it may stand in the
/// wrong columns. Empty ones mean nothing.
pub(super) fn surplus(cells: &[String], columns: &Columns) -> Option<Wrong> {
    let mut beyond = cells.iter().skip(columns.fields.len());
    beyond.any(|cell| !cell.trim().is_empty()).then_some(Wrong {
        field: None,
        code: Code::TooMany,
    })
}

/// A cell without what surrounds it; nothing where it is empty.
pub(super) fn clean(cell: &str, is_list: bool) -> Result<Option<String>, Code> {
    let longest = if is_list { LONGEST_LIST } else { LONGEST };
    let text = cell.trim();
    if text.is_empty() {
        return Ok(None);
    }
    if text.len() > longest * 4 {
        return Err(Code::TooLong);
    }
    let text: String = bare(text).nfc().collect();
    if text.chars().any(is_out_of_place) {
        return Err(Code::Malformed);
    }
    if text.chars().count() > longest {
        Err(Code::TooLong)
    } else {
        Ok(Some(text))
    }
}

impl Draft {
    /// As what the person comes to the event: a guest unless said.
    pub(super) fn at_event(&self) -> Vec<AttendeeRole> {
        self.roles
            .clone()
            .unwrap_or_else(|| vec![AttendeeRole::Guest])
    }

    /// Takes what a cell says; false where it says nothing that can be.
    fn take(&mut self, field: Field, text: &str) -> bool {
        let own = || Some(text.to_owned());
        let row = &mut self.row;
        match field {
            Field::Honorific => row.honorific = own(),
            Field::GivenName => text.clone_into(&mut row.given_name),
            Field::MiddleName => row.middle_name = own(),
            Field::FamilyName => text.clone_into(&mut row.family_name),
            Field::FullName => {
                let parts = text
                    .split_once(',')
                    .or_else(|| text.rsplit_once(' ').map(|(given, family)| (family, given)));
                let Some((family, given)) = parts else {
                    return false;
                };
                (row.family_name, row.given_name) =
                    (family.trim().to_owned(), given.trim().to_owned());
                self.says.extend([Field::GivenName, Field::FamilyName]);
                return !self.row.family_name.is_empty() && !self.row.given_name.is_empty();
            }
            Field::Email => self.email = text.parse().ok(),
            Field::Phone => self.phone = Some((text.to_owned(), None)),
            Field::Suffix => row.suffix = own(),
            Field::PreferredLanguage => row.preferred_language = values::language(text),
            Field::ResidenceCountry => row.residence_country = values::country(text),
            Field::ResidenceSubdivision => row.residence_subdivision = own(),
            Field::ResidenceCity => row.residence_city = own(),
            Field::OriginCountry => row.origin_country = values::country(text),
            Field::OriginRegion => row.origin_region = own(),
            Field::OriginMunicipality => row.origin_municipality = own(),
            Field::EmigratedIn => row.emigrated_in = values::year(text),
            Field::Citizenships => return put(&mut row.citizenships, told::countries(text)),
            Field::Generation => return put(&mut row.generation, told::generation(text)),
            Field::ProfileKinds => return put(&mut row.profile_kinds, told::profile_kinds(text)),
            Field::Interests => return put(&mut row.interests, told::interests(text)),
            Field::Profession => row.profession = own(),
            Field::OccupationCode => row.occupation = own(),
            Field::Sector => row.sector = Some(text.to_uppercase()),
            Field::Skills => return put(&mut self.told.skills, told::skills(text)),
            Field::Languages => return put(&mut self.told.languages, told::languages(text)),
            Field::Willingness => return put(&mut self.told.willingness, told::willingness(text)),
            Field::Sex => return put(&mut row.sex, values::sex(text)),
            Field::AgeBand => row.age_band = told::age_band(text),
            Field::BirthYear => row.birth_year = values::year(text),
            Field::BirthOn => row.birth_on = values::day(text),
            Field::Organisation => self.organisation = own(),
            Field::Function => self.function = own(),
            Field::FunctionFrom => self.held.0 = values::day(text),
            Field::FunctionTo => self.held.1 = values::day(text),
            Field::Roles => self.roles = values::roles(text),
            Field::Category => self.category = values::category(text),
            Field::PartySize => {
                let size = text.parse().ok();
                self.party_size = size.filter(|size| (1..=PARTY).contains(size));
            }
            Field::Consent => self.consent = values::answer(text),
            // Nobody is told of by what an organisation is told of.
            Field::Name
            | Field::NameSq
            | Field::NameEn
            | Field::NameIt
            | Field::NameEl
            | Field::Variants
            | Field::Kind
            | Field::Country
            | Field::Parent
            | Field::Website => return false,
        }
        match field {
            Field::Email => self.email.is_some(),
            Field::PreferredLanguage => self.row.preferred_language.is_some(),
            Field::ResidenceCountry => self.row.residence_country.is_some(),
            Field::OriginCountry => self.row.origin_country.is_some(),
            Field::EmigratedIn => self.row.emigrated_in.is_some(),
            Field::BirthYear => self.row.birth_year.is_some(),
            Field::BirthOn => self.row.birth_on.is_some(),
            Field::AgeBand => self.row.age_band.is_some(),
            Field::FunctionFrom => self.held.0.is_some(),
            Field::FunctionTo => self.held.1.is_some(),
            Field::Roles => self.roles.is_some(),
            Field::Category => self.category.is_some(),
            Field::PartySize => self.party_size.is_some(),
            Field::Consent => self.consent.is_some(),
            _ => true,
        }
    }

    /// What follows from the cells together.
    fn finish(&mut self, reading: &Reading) {
        // Whatever tells of a person needs a name, a seat says only whose it is.
        self.is_seat = reading.takes_seats
            && self.organisation.is_some()
            && self.wrong.is_empty()
            && self.says.iter().all(|field| field.tells_of_a_seat());
        if self.is_seat {
            return;
        }
        for (name, field) in [
            (&self.row.given_name, "givenName"),
            (&self.row.family_name, "familyName"),
        ] {
            let is_told = self
                .wrong
                .iter()
                .any(|wrong| wrong.field == Some(field) || wrong.field == Some("fullName"));
            if name.is_empty() && !is_told {
                self.wrong.push(Wrong {
                    field: Some(field),
                    code: Code::Required,
                });
            }
        }
        if let Some(day) = self.row.birth_on {
            self.row.birth_year = Some(chrono::Datelike::year(&day));
        }
        self.take_country_of_region();
        if let Some((as_typed, number)) = &mut self.phone {
            let home = self.row.residence_country.as_ref().unwrap_or(&reading.home);
            *number = e164(as_typed, home);
        }
        let is_held = self.function.is_some() || self.held != (None, None);
        if is_held && self.organisation.is_none() {
            self.wrong.push(Wrong {
                field: Some("organisation"),
                code: Code::Required,
            });
        }
        if let (Some(from), Some(to)) = self.held
            && to < from
        {
            self.wrong.push(Wrong {
                field: Some("functionTo"),
                code: Code::Inconsistent,
            });
        }
        self.wrong.extend(judged(&self.row, reading.now));
        self.row.sort_name = profile::sort_name(&self.row.given_name, &self.row.family_name);
        self.row.display_name = profile::display_name(&self.row);
    }

    /// Whether the line says where somebody lives.
    pub(super) fn tells_of_residence(&self) -> bool {
        [
            Field::ResidenceCountry,
            Field::ResidenceSubdivision,
            Field::ResidenceCity,
        ]
        .iter()
        .any(|field| self.says.contains(field))
    }

    /// Takes the country that a region lies in where the line names none: `IT-25` is in `IT`, whatever the record said.
    fn take_country_of_region(&mut self) {
        let is_told = self.says.contains(&Field::ResidenceCountry)
            || self
                .wrong
                .iter()
                .any(|wrong| wrong.field == Some(Field::ResidenceCountry.as_str()));
        let region = self.row.residence_subdivision.as_deref();
        let prefix = region
            .and_then(|region| region.split_once('-'))
            .map(|(prefix, _)| prefix);
        if let (false, Some(country)) = (is_told, prefix.and_then(|prefix| prefix.parse().ok())) {
            self.row.residence_country = Some(country);
            self.says.insert(Field::ResidenceCountry);
        }
    }
}

/// Puts what was read; false where nothing was.
fn put<T>(field: &mut T, read: Option<T>) -> bool {
    let is_read = read.is_some();
    if let Some(read) = read {
        *field = read;
    }
    is_read
}

/// What a record says that cannot be, by the columns that tell of it.
pub(super) fn judged(row: &contact::Model, now: chrono::DateTime<chrono::Utc>) -> Vec<Wrong> {
    let mut faults = Faults::none();
    profile::judge(row, now, &mut faults);
    let wrong = |fault: &Fault| {
        let named = fault.field.first().map(String::as_str);
        let named = named.map(|name| match name {
            "occupation" => Field::OccupationCode.as_str(),
            name => Field::parse(name).map_or("", Field::as_str),
        });
        Wrong {
            field: named.filter(|name| !name.is_empty()),
            code: fault.code,
        }
    };
    faults.list().iter().map(wrong).collect()
}

#[cfg(test)]
mod tests {
    use kuvend_entity::kind::ImportKind;

    use super::*;
    use crate::imports::mapping::Mapping;

    fn draft(heads: &[&str], cells: &[&str]) -> Draft {
        let own = |list: &[&str]| {
            list.iter()
                .map(|text| (*text).to_owned())
                .collect::<Vec<_>>()
        };
        let reading = Reading {
            columns: Columns::of(ImportKind::GuestList, own(heads), &Mapping::default()).unwrap(),
            takes_seats: true,
            home: "AL".parse().unwrap(),
            now: "2026-11-23T12:00:00Z".parse().unwrap(),
        };
        reading.draft(Record {
            line: 2,
            cells: own(cells),
        })
    }

    fn wrong(draft: &Draft) -> Vec<String> {
        draft
            .wrong
            .iter()
            .map(|wrong| {
                format!(
                    "{} {}",
                    wrong.field.unwrap_or_default(),
                    wrong.code.as_str()
                )
            })
            .collect()
    }

    #[test]
    fn a_line_tells_of_a_person() {
        let one = draft(
            &[
                "Emri",
                "Mbiemri",
                "Email",
                "Telefon",
                "Shteti",
                "Gjinia",
                "Viti i lindjes",
            ],
            &[
                " Arben ",
                "Çami",
                "arben@example.org",
                "069 123 4567",
                "Itali",
                "M",
                "1980",
            ],
        );
        assert_eq!(wrong(&one), Vec::<String>::new());
        assert_eq!(
            (
                one.row.display_name.as_str(),
                one.row.sort_name.as_str(),
                one.row.sex,
                one.row.birth_year
            ),
            ("Arben Çami", "cami arben", Sex::Male, Some(1980))
        );
        assert_eq!(
            one.row.residence_country.as_ref().map(CountryCode::as_str),
            Some("IT")
        );
        assert_eq!(
            one.phone,
            Some(("069 123 4567".to_owned(), Some("+390691234567".to_owned()))),
            "a number of the country of residence"
        );
        for name in ["Çami, Arben", "Arben Çami"] {
            let named = draft(&["Name"], &[name]);
            assert_eq!(
                (
                    named.row.given_name.as_str(),
                    named.row.family_name.as_str()
                ),
                ("Arben", "Çami")
            );
        }
    }

    #[test]
    fn a_region_says_its_country_where_no_column_does() {
        let heads = ["Given name", "Surname", "Region", "Country"];
        for (region, country, lives_in, told) in [
            ("IT-25", "", Some("IT"), vec![]),
            (
                "IT-25",
                "Greece",
                Some("GR"),
                vec!["residenceSubdivision INCONSISTENT"],
            ),
            (
                "IT-25",
                "Atlantis",
                None,
                vec![
                    "residenceCountry MALFORMED",
                    "residenceSubdivision INCONSISTENT",
                ],
            ),
            (
                "Lombardia",
                "",
                None,
                vec!["residenceSubdivision MALFORMED"],
            ),
        ] {
            let one = draft(&heads, &["Arta", "Hoxha", region, country]);
            let country_of = one.row.residence_country.as_ref();
            assert_eq!(country_of.map(CountryCode::as_str), lives_in, "{region}");
            assert_eq!(wrong(&one), told, "{region} {country}");
        }
    }

    #[test]
    fn a_line_without_a_name_is_a_seat() {
        let heads = ["Emri", "Mbiemri", "Email", "Institution", "Roles", "Party"];
        let seat = draft(&heads, &["", "", "", "Embassy", "guest; press", "2"]);
        assert!(seat.is_seat, "{:?}", seat.wrong);
        assert_eq!(seat.party_size, Some(2));
        assert_eq!(
            seat.roles,
            Some(vec![AttendeeRole::Guest, AttendeeRole::Press])
        );
        let somebody = draft(&heads, &["", "", "a@example.org", "Embassy", "dancer", "0"]);
        assert!(!somebody.is_seat);
        assert_eq!(
            wrong(&somebody),
            [
                "roles MALFORMED",
                "partySize MALFORMED",
                "givenName REQUIRED",
                "familyName REQUIRED"
            ]
        );
    }

    #[test]
    fn a_line_that_says_more_than_there_are_heads_is_not_taken() {
        let heads = ["First name", "Last name"];
        assert_eq!(
            wrong(&draft(&heads, &["Arta", "Hoxha", "", "nurse"])),
            [" TOO_MANY"]
        );
        let spare = draft(&heads, &["Arta", "Hoxha", "", " "]);
        assert_eq!(wrong(&spare), Vec::<String>::new());
    }

    #[test]
    fn what_cannot_be_is_told_by_column_and_code() {
        let heads = ["First name", "Last name", "Email", "Country", "Birth year"];
        let long = format!("{}@example.org", "a".repeat(10_000));
        for (cells, told) in [
            (["=HYPERLINK(1)", "Hoxha", "", "", ""], vec![]),
            (["Arta", "", "", "", ""], vec!["familyName REQUIRED"]),
            (
                ["Ar\u{202E}ta", "Hoxha", "", "", ""],
                vec!["givenName MALFORMED"],
            ),
            (
                ["Ar\u{0}ta", "Hoxha", "", "", ""],
                vec!["givenName MALFORMED"],
            ),
            (
                ["Ar\u{200B}ta", "Hox\u{FFFD}a", "", "", ""],
                vec!["givenName MALFORMED", "familyName MALFORMED"],
            ),
            (["Ar\u{200D}ta", "Hoxha", "", "", ""], vec![]),
            (["Arta", "Hoxha", &long, "", ""], vec!["email TOO_LONG"]),
            (
                ["Arta", "Hoxha", "nobody", "Atlantis", "1850"],
                vec![
                    "email MALFORMED",
                    "residenceCountry MALFORMED",
                    "birthYear OUT_OF_RANGE",
                ],
            ),
        ] {
            assert_eq!(wrong(&draft(&heads, &cells)), told, "{cells:?}");
        }
    }
}
