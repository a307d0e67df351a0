//! Names of months and weekdays, and the small words around dates.

use chrono::{Datelike as _, NaiveDate, Weekday};

use crate::Language;

const MONTHS: [[&str; 12]; 4] = [
    [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    [
        "janar", "shkurt", "mars", "prill", "maj", "qershor", "korrik", "gusht", "shtator",
        "tetor", "nëntor", "dhjetor",
    ],
    [
        "gennaio",
        "febbraio",
        "marzo",
        "aprile",
        "maggio",
        "giugno",
        "luglio",
        "agosto",
        "settembre",
        "ottobre",
        "novembre",
        "dicembre",
    ],
    // In the genitive, as a date asks for it.
    [
        "Ιανουαρίου",
        "Φεβρουαρίου",
        "Μαρτίου",
        "Απριλίου",
        "Μαΐου",
        "Ιουνίου",
        "Ιουλίου",
        "Αυγούστου",
        "Σεπτεμβρίου",
        "Οκτωβρίου",
        "Νοεμβρίου",
        "Δεκεμβρίου",
    ],
];

/// The month's name as a date wants it; `index` counts from 0.
pub(super) fn month(language: Language, index: u32) -> &'static str {
    let [en, sq, it, el] = &MONTHS;
    let months = match language {
        Language::En => en,
        Language::Sq => sq,
        Language::It => it,
        Language::El => el,
    };
    usize::try_from(index)
        .ok()
        .and_then(|index| months.get(index).copied())
        .unwrap_or_default()
}

pub(super) const fn weekday(language: Language, day: Weekday) -> &'static str {
    let [en, sq, it, el] = match day {
        Weekday::Mon => ["Monday", "e hënë", "lunedì", "Δευτέρα"],
        Weekday::Tue => ["Tuesday", "e martë", "martedì", "Τρίτη"],
        Weekday::Wed => ["Wednesday", "e mërkurë", "mercoledì", "Τετάρτη"],
        Weekday::Thu => ["Thursday", "e enjte", "giovedì", "Πέμπτη"],
        Weekday::Fri => ["Friday", "e premte", "venerdì", "Παρασκευή"],
        Weekday::Sat => ["Saturday", "e shtunë", "sabato", "Σάββατο"],
        Weekday::Sun => ["Sunday", "e diel", "domenica", "Κυριακή"],
    };
    match language {
        Language::En => en,
        Language::Sq => sq,
        Language::It => it,
        Language::El => el,
    }
}

/// Cities that zones are named after, where a language calls them otherwise than the zone does.
pub(super) fn city(language: Language, zone: &str) -> Option<&'static str> {
    let [en, sq, it, el] = match zone {
        "Europe/Athens" => ["Athens", "Athinë", "Atene", "Αθήνα"],
        "Europe/Belgrade" => ["Belgrade", "Beograd", "Belgrado", "Βελιγράδι"],
        "Europe/Berlin" => ["Berlin", "Berlin", "Berlino", "Βερολίνο"],
        "Europe/Brussels" => ["Brussels", "Bruksel", "Bruxelles", "Βρυξέλλες"],
        "Europe/London" => ["London", "Londër", "Londra", "Λονδίνο"],
        "Europe/Podgorica" => ["Podgorica", "Podgoricë", "Podgorica", "Ποντγκόριτσα"],
        "Europe/Rome" => ["Rome", "Romë", "Roma", "Ρώμη"],
        "Europe/Skopje" => ["Skopje", "Shkup", "Skopje", "Σκόπια"],
        "Europe/Tirane" => ["Tirana", "Tiranë", "Tirana", "Τίρανα"],
        "Europe/Vienna" => ["Vienna", "Vjenë", "Vienna", "Βιέννη"],
        "Europe/Zurich" => ["Zurich", "Cyrih", "Zurigo", "Ζυρίχη"],
        "America/New_York" => ["New York", "Nju Jork", "New York", "Νέα Υόρκη"],
        _ => return None,
    };
    Some(match language {
        Language::En => en,
        Language::Sq => sq,
        Language::It => it,
        Language::El => el,
    })
}

/// What stands before an hour.
pub(super) const fn hour_word(language: Language) -> &'static str {
    match language {
        Language::En => "",
        Language::Sq => "ora ",
        Language::It => "ore ",
        Language::El => "ώρα ",
    }
}

/// A Greek day with its article in the accusative: the first of a month takes the singular.
pub(super) fn with_article(day: &str, date: NaiveDate) -> String {
    let article = if date.day() == 1 { "την" } else { "τις" };
    format!("{article} {day}")
}
