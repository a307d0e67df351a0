//! What cells mean: countries, sexes, languages and answers as people write them in four languages.

use chrono::NaiveDate;
use kuvend_entity::{
    kind::{AttendeeRole, GuestCategory, OrganisationKind, Sex},
    value::{CountryCode, Language},
};

use crate::{countries, fold::fold};

/// What countries are called beside their names of [`countries`], folded: other forms, and other words.
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
    let code = known.map(|(code, _)| *code);
    code.or_else(|| countries::called(&name))
        .unwrap_or(cell)
        .parse()
        .ok()
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

/// What people are at an event, in words of four languages, folded.
const ROLES: &[(AttendeeRole, &[&str])] = &[
    (
        AttendeeRole::Guest,
        &["i ftuar", "e ftuar", "ospite", "invitato", "kalesmenos"],
    ),
    (
        AttendeeRole::Speaker,
        &[
            "folese",
            "foles",
            "folesi",
            "relatore",
            "relatrice",
            "omilitis",
        ],
    ),
    (
        AttendeeRole::Panellist,
        &["panelist", "paneliste", "panelista"],
    ),
    (
        AttendeeRole::Moderator,
        &["moderues", "moderatore", "moderatrice", "syntonistis"],
    ),
    (
        AttendeeRole::Performer,
        &["artist", "artiste", "artista", "kallitechnis"],
    ),
    (
        AttendeeRole::Interpreter,
        &["perkthyes", "perkthyese", "interprete", "diermineas"],
    ),
    (AttendeeRole::Host, &["mikprites", "padrone di casa"]),
    (
        AttendeeRole::Staff,
        &["staf", "stafi", "personale", "prosopiko"],
    ),
    (
        AttendeeRole::Press,
        &["media", "shtyp", "shtypi", "stampa", "typos"],
    ),
];

/// Sorts of bodies, in words of four languages, folded.
const BODIES: &[(OrganisationKind, &[&str])] = &[
    (
        OrganisationKind::Government,
        &[
            "ministry",
            "agency",
            "municipality",
            "qeveri",
            "ministri",
            "agjenci",
            "bashki",
            "governo",
            "ministero",
            "agenzia",
            "comune",
            "kyvernisi",
            "ypourgeio",
        ],
    ),
    (
        OrganisationKind::Eu,
        &[
            "european union",
            "be",
            "bashkimi evropian",
            "ue",
            "unione europea",
            "ee",
        ],
    ),
    (
        OrganisationKind::UnAgency,
        &[
            "un",
            "united nations",
            "okb",
            "kombet e bashkuara",
            "onu",
            "nazioni unite",
            "oie",
        ],
    ),
    (
        OrganisationKind::DiplomaticMission,
        &[
            "embassy",
            "consulate",
            "ambasade",
            "ambasada",
            "konsullate",
            "ambasciata",
            "consolato",
            "presveia",
            "proxeneio",
        ],
    ),
    (
        OrganisationKind::InternationalPartner,
        &[
            "partner",
            "donor",
            "partner nderkombetar",
            "donator",
            "donatore",
            "partner internazionale",
            "dotis",
        ],
    ),
    (
        OrganisationKind::CivilSociety,
        &[
            "ngo",
            "ojf",
            "shoqeri civile",
            "ong",
            "societa civile",
            "mko",
        ],
    ),
    (
        OrganisationKind::Academia,
        &[
            "university",
            "institute",
            "universitet",
            "akademi",
            "universita",
            "istituto",
            "panepistimio",
        ],
    ),
    (
        OrganisationKind::PrivateSector,
        &[
            "company",
            "business",
            "chamber",
            "kompani",
            "biznes",
            "sektor privat",
            "azienda",
            "impresa",
            "settore privato",
            "etaireia",
        ],
    ),
    (
        OrganisationKind::MigrantCommunity,
        &[
            "community",
            "komunitet",
            "komunitet migrantesh",
            "comunita",
            "koinotita",
        ],
    ),
    (
        OrganisationKind::DiasporaAssociation,
        &[
            "diaspora",
            "association",
            "shoqate",
            "shoqate e diaspores",
            "associazione",
            "syllogos",
        ],
    ),
    (
        OrganisationKind::Media,
        &[
            "press",
            "newspaper",
            "television",
            "media",
            "stampa",
            "giornale",
            "mesa enimerosis",
        ],
    ),
    (OrganisationKind::Other, &["tjeter", "altro", "allo"]),
];

/// What somebody is at an event: several, parted by semicolons, commas or strokes; nothing where one of them is none.
#[must_use]
pub fn roles(cell: &str) -> Option<Vec<AttendeeRole>> {
    let mut roles = Vec::new();
    for word in cell.split([';', ',', '/', '|']) {
        let word = fold(word);
        if word.is_empty() {
            continue;
        }
        let named = |role: &AttendeeRole| fold(role.as_str()) == word;
        let known = || {
            let known = ROLES
                .iter()
                .find(|(_, names)| names.contains(&word.as_str()));
            known.map(|(role, _)| *role)
        };
        let role = AttendeeRole::ALL
            .iter()
            .copied()
            .find(named)
            .or_else(known)?;
        if !roles.contains(&role) {
            roles.push(role);
        }
    }
    (!roles.is_empty()).then_some(roles)
}

/// A sort of body.
#[must_use]
pub fn organisation_kind(cell: &str) -> Option<OrganisationKind> {
    let word = fold(cell);
    let named = |kind: &OrganisationKind| fold(kind.as_str()) == word;
    let known = || {
        let known = BODIES
            .iter()
            .find(|(_, names)| names.contains(&word.as_str()));
        known.map(|(kind, _)| *kind)
    };
    OrganisationKind::ALL
        .iter()
        .copied()
        .find(named)
        .or_else(known)
}

/// In which quality somebody comes: by its name, or by the sort of body that they come for.
#[must_use]
pub fn category(cell: &str) -> Option<GuestCategory> {
    let word = fold(cell);
    let named = |category: &GuestCategory| fold(category.as_str()) == word;
    GuestCategory::ALL
        .iter()
        .copied()
        .find(named)
        .or_else(|| organisation_kind(cell).map(OrganisationKind::category))
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
            ("Japan", Some("JP")),
            ("Malta", Some("MT")),
            ("Bosnia & Herzegovina", Some("BA")),
            ("Bosnia and Herzegovina", Some("BA")),
            ("San Marino", Some("SM")),
            ("Ιαπωνία", Some("JP")),
            ("Ukrainë", Some("UA")),
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
    fn roles_qualities_and_bodies_are_read_as_people_write_them() {
        assert_eq!(
            roles("Folëse; PRESS, speaker"),
            Some(vec![AttendeeRole::Speaker, AttendeeRole::Press])
        );
        assert_eq!((roles("dancer"), roles(" ; ")), (None, None));
        assert_eq!(
            ["Ambasadë", "UN_AGENCY", "Πρεσβεία", "ONG", "club"].map(organisation_kind),
            [
                Some(OrganisationKind::DiplomaticMission),
                Some(OrganisationKind::UnAgency),
                Some(OrganisationKind::DiplomaticMission),
                Some(OrganisationKind::CivilSociety),
                None
            ]
        );
        assert_eq!(
            ["DIASPORA", "association", "?"].map(category),
            [
                Some(GuestCategory::Diaspora),
                Some(GuestCategory::Diaspora),
                None
            ]
        );
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
