//! What cells mean: countries, sexes, languages and answers as people write them in four languages.

use chrono::NaiveDate;
use kuvend_entity::{
    kind::Sex,
    value::{CountryCode, Language},
};

use crate::fold::fold;

/// Countries by their names in English, Albanian, Italian and Greek, folded; others by their ISO 3166 codes.
const COUNTRIES: &[(&str, &[&str])] = &[
    ("AL", &["albania", "shqiperi", "shqiperia", "alvania"]),
    (
        "AR",
        &["argentina", "argjentine", "argjentina", "argentini"],
    ),
    ("AT", &["austria", "austri", "afstria", "avstria"]),
    ("AU", &["australia", "australi", "afstralia", "avstralia"]),
    (
        "BE",
        &["belgium", "belgjike", "belgjika", "belgio", "velgio"],
    ),
    ("BG", &["bulgaria", "bullgari", "bullgaria", "voulgaria"]),
    ("BR", &["brazil", "brazili", "brasile", "vrazilia"]),
    ("CA", &["canada", "kanada", "kanadas", "kanadase"]),
    (
        "CH",
        &["switzerland", "zvicer", "zvicra", "svizzera", "elvetia"],
    ),
    ("CY", &["cyprus", "qipro", "cipro", "kypros"]),
    (
        "CZ",
        &[
            "czechia",
            "czech republic",
            "ceki",
            "cekia",
            "repubblica ceca",
            "tsechia",
        ],
    ),
    ("DE", &["germany", "gjermani", "gjermania", "germania"]),
    (
        "DK",
        &["denmark", "danimarke", "danimarka", "danimarca", "dania"],
    ),
    ("EG", &["egypt", "egjipt", "egjipti", "egitto", "aigyptos"]),
    ("ES", &["spain", "spanje", "spanja", "spagna", "ispania"]),
    ("FI", &["finland", "finlande", "finlanda", "finlandia"]),
    ("FR", &["france", "france", "franca", "francia", "gallia"]),
    (
        "GB",
        &[
            "united kingdom",
            "great britain",
            "britain",
            "england",
            "uk",
            "mbreteria e bashkuar",
            "britani e madhe",
            "angli",
            "anglia",
            "regno unito",
            "inghilterra",
            "inomeno vasileio",
        ],
    ),
    ("GR", &["greece", "greqi", "greqia", "grecia", "ellada"]),
    (
        "HR",
        &["croatia", "kroaci", "kroacia", "croazia", "kroatia"],
    ),
    (
        "HU",
        &["hungary", "hungari", "hungaria", "ungheria", "oungaria"],
    ),
    ("IE", &["ireland", "irlande", "irlanda", "irlandia"]),
    ("IL", &["israel", "izrael", "izraeli", "israele", "israil"]),
    ("IT", &["italy", "itali", "italia"]),
    (
        "LU",
        &[
            "luxembourg",
            "luksemburg",
            "luksemburgu",
            "lussemburgo",
            "louxemvourgo",
        ],
    ),
    ("ME", &["montenegro", "mali i zi", "mavrovounio"]),
    (
        "MK",
        &[
            "north macedonia",
            "macedonia",
            "maqedoni e veriut",
            "maqedonia e veriut",
            "maqedoni",
            "maqedonia",
            "macedonia del nord",
            "voreia makedonia",
        ],
    ),
    (
        "NL",
        &[
            "netherlands",
            "the netherlands",
            "holland",
            "holande",
            "holanda",
            "paesi bassi",
            "olanda",
            "ollandia",
            "kato chores",
        ],
    ),
    ("NO", &["norway", "norvegji", "norvegjia", "norvegia"]),
    (
        "NZ",
        &[
            "new zealand",
            "zelande e re",
            "zelanda e re",
            "nuova zelanda",
            "nea zilandia",
        ],
    ),
    ("PL", &["poland", "poloni", "polonia"]),
    (
        "PT",
        &[
            "portugal",
            "portugali",
            "portugalia",
            "portogallo",
            "portogalia",
        ],
    ),
    ("RO", &["romania", "rumani", "rumania", "roumania"]),
    ("RS", &["serbia", "serbi", "servia"]),
    ("SE", &["sweden", "suedi", "suedia", "svezia", "souidia"]),
    ("SI", &["slovenia", "slloveni", "sllovenia"]),
    (
        "SK",
        &[
            "slovakia",
            "sllovaki",
            "sllovakia",
            "slovacchia",
            "slovakia",
        ],
    ),
    (
        "TR",
        &["turkey", "turkiye", "turqi", "turqia", "turchia", "tourkia"],
    ),
    (
        "US",
        &[
            "united states",
            "united states of america",
            "usa",
            "us",
            "america",
            "shba",
            "shtetet e bashkuara",
            "stati uniti",
            "stati uniti d america",
            "inomenes politeies",
            "ipa",
        ],
    ),
    (
        "XK",
        &[
            "kosovo",
            "kosove",
            "kosova",
            "kosovo",
            "kossovo",
            "kossyfopedio",
        ],
    ),
    (
        "ZA",
        &[
            "south africa",
            "afrika e jugut",
            "sudafrica",
            "notia afriki",
        ],
    ),
];

/// A country by its ISO 3166-1 code or its name.
#[must_use]
pub fn country(cell: &str) -> Option<CountryCode> {
    let name = fold(cell);
    let known = COUNTRIES
        .iter()
        .find(|(_, names)| names.contains(&name.as_str()));
    known.map_or(cell, |(code, _)| code).parse().ok()
}

/// A sex as people write it.
#[must_use]
pub fn sex(cell: &str) -> Option<Sex> {
    Some(match fold(cell).as_str() {
        "f" | "female" | "woman" | "w" | "femer" | "femra" | "grua" | "femmina" | "donna"
        | "gynaika" | "g" | "thily" => Sex::Female,
        "m" | "male" | "man" | "mashkull" | "burre" | "maschio" | "uomo" | "andras" | "a"
        | "arren" => Sex::Male,
        "x" | "other" | "tjeter" | "altro" | "allo" => Sex::Other,
        "undisclosed" | "not disclosed" | "e pacaktuar" | "non dichiarato" => Sex::Undisclosed,
        _ => return None,
    })
}

/// A language by its code or its name.
#[must_use]
pub fn language(cell: &str) -> Option<Language> {
    match fold(cell).as_str() {
        "albanian" | "shqip" | "shqipe" | "albanese" | "alvanika" => "sq",
        "english" | "anglisht" | "inglese" | "anglika" | "agglika" => "en",
        "italian" | "italisht" | "italiano" | "italika" => "it",
        "greek" | "greqisht" | "greco" | "ellinika" => "el",
        _ => cell,
    }
    .parse()
    .ok()
}

/// Yes or no.
#[must_use]
pub fn answer(cell: &str) -> Option<bool> {
    Some(match fold(cell).as_str() {
        "yes" | "y" | "true" | "1" | "x" | "po" | "si" | "nai" | "given" => true,
        "no" | "n" | "false" | "0" | "jo" | "ochi" | "refused" => false,
        _ => return None,
    })
}

/// A day as people and spreadsheets write it: the year first, or the day first.
#[must_use]
pub fn day(cell: &str) -> Option<NaiveDate> {
    let forms = ["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y", "%Y/%m/%d"];
    forms
        .iter()
        .find_map(|form| NaiveDate::parse_from_str(cell, form).ok())
}

/// A year.
#[must_use]
pub fn year(cell: &str) -> Option<i32> {
    (cell.len() == 4).then(|| cell.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_are_known_by_codes_and_by_names_of_four_languages() {
        for (cell, code) in [
            ("IT", Some("IT")),
            ("it", Some("IT")),
            ("Italia", Some("IT")),
            ("Itali", Some("IT")),
            ("Ιταλία", Some("IT")),
            ("Shqipëria", Some("AL")),
            ("Ελλάδα", Some("GR")),
            ("Ελβετία", Some("CH")),
            ("Gjermani", Some("DE")),
            ("United Kingdom", Some("GB")),
            ("JP", Some("JP")),
            ("Atlantis", None),
        ] {
            assert_eq!(
                country(cell).as_ref().map(CountryCode::as_str),
                code,
                "{cell}"
            );
        }
    }

    #[test]
    fn answers_sexes_languages_and_days_are_read_as_people_write_them() {
        assert_eq!(
            [answer("Po"), answer("no"), answer("Ναι"), answer("perhaps")],
            [Some(true), Some(false), Some(true), None]
        );
        assert_eq!(
            [sex("Femër"), sex("M"), sex("γυναίκα"), sex("?")],
            [Some(Sex::Female), Some(Sex::Male), Some(Sex::Female), None]
        );
        assert_eq!(language("Shqip").map(String::from).as_deref(), Some("sq"));
        assert_eq!(
            [day("18.12.1990"), day("1990-12-18"), day("18/12/1990")]
                .map(|day| day.unwrap().to_string()),
            ["1990-12-18"; 3]
        );
        assert_eq!(
            (day("31.02.1990"), year("1990"), year("90")),
            (None, Some(1990), None)
        );
    }
}
