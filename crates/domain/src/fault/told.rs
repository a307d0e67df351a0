//! What stands in the places of a fault's sentence, for people: the things that are malformed by their names, and instants to the
//! minute. The details themselves stay as machines wrote them.

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use crate::gate::Permission;

/// Bytes of a mebibyte.
const MEBIBYTE: u64 = 1024 * 1024;

/// What can be malformed, as code names it, and what it is called in Albanian, Italian and Greek. What is not here is told as it is.
const THINGS: &[(&str, [&str; 3])] = &[
    (
        "ISCO-08 code",
        ["kodi ISCO-08", "codice ISCO-08", "κωδικός ISCO-08"],
    ),
    (
        "ISIC section",
        ["seksioni ISIC", "sezione ISIC", "τομέας ISIC"],
    ),
    (
        "ISO 3166-2 code",
        ["kodi ISO 3166-2", "codice ISO 3166-2", "κωδικός ISO 3166-2"],
    ),
    ("country", ["shteti", "Paese", "χώρα"]),
    ("cursor", ["kursori", "cursore", "δείκτης σελίδας"]),
    ("date", ["data", "data", "ημερομηνία"]),
    (
        "date and time",
        ["data dhe ora", "data e ora", "ημερομηνία και ώρα"],
    ),
    ("delimiter", ["ndarësi", "separatore", "διαχωριστικό"]),
    (
        "email",
        ["adresa e emailit", "indirizzo email", "διεύθυνση email"],
    ),
    (
        "email address",
        ["adresa e emailit", "indirizzo email", "διεύθυνση email"],
    ),
    ("field", ["fusha", "campo", "πεδίο"]),
    ("file", ["skedari", "file", "αρχείο"]),
    ("film", ["filmi", "filmato", "βίντεο"]),
    (
        "form of address",
        ["forma e të drejtuarit", "forma di cortesia", "προσφώνηση"],
    ),
    ("id", ["identifikuesi", "identificativo", "αναγνωριστικό"]),
    ("key", ["çelësi", "chiave", "κλειδί"]),
    ("language", ["gjuha", "lingua", "γλώσσα"]),
    ("link", ["lidhja", "collegamento", "σύνδεσμος"]),
    ("local time", ["ora vendore", "ora locale", "τοπική ώρα"]),
    ("name", ["emri", "nome", "όνομα"]),
    ("occasion", ["rasti", "ricorrenza", "επέτειος"]),
    ("picture", ["fotografia", "immagine", "εικόνα"]),
    (
        "presentation",
        ["prezantimi", "presentazione", "παρουσίαση"],
    ),
    ("purpose", ["qëllimi", "finalità", "σκοπός"]),
    ("scan", ["skanimi", "scansione", "σάρωση"]),
    ("skill", ["aftësia", "competenza", "δεξιότητα"]),
    (
        "telephone",
        [
            "numri i telefonit",
            "numero di telefono",
            "αριθμός τηλεφώνου",
        ],
    ),
    ("text", ["teksti", "testo", "κείμενο"]),
    ("time zone", ["zona kohore", "fuso orario", "ζώνη ώρας"]),
    (
        "web address",
        ["adresa në internet", "indirizzo web", "διεύθυνση ιστού"],
    ),
];

/// What contradicts in a run of show, as code names it, and what is said of it in English, Albanian, Italian and Greek.
const CONFLICTS: &[(&str, [&str; 4])] = &[
    (
        "PERSON_TWICE",
        [
            "Somebody is in two items at once",
            "Dikush është në dy pika njëherësh",
            "Qualcuno è in due punti contemporaneamente",
            "Κάποιος είναι σε δύο σημεία ταυτόχρονα",
        ],
    ),
    (
        "ROOM_TWICE",
        [
            "A room is taken twice at once",
            "Një sallë është zënë dy herë njëherësh",
            "Una sala è occupata due volte contemporaneamente",
            "Μια αίθουσα είναι πιασμένη δύο φορές ταυτόχρονα",
        ],
    ),
    (
        "PERSON_ELSEWHERE",
        [
            "Somebody is at another event then",
            "Dikush është në një veprimtari tjetër në atë orë",
            "Qualcuno è a un altro evento in quell’orario",
            "Κάποιος είναι τότε σε άλλη εκδήλωση",
        ],
    ),
    (
        "ROOM_ELSEWHERE",
        [
            "Another event has the room then",
            "Salla është zënë nga një veprimtari tjetër në atë orë",
            "La sala è occupata da un altro evento in quell’orario",
            "Άλλη εκδήλωση έχει τότε την αίθουσα",
        ],
    ),
    (
        "OUTSIDE_AVAILABILITY",
        [
            "Somebody is not available then",
            "Dikush nuk është i lirë në atë orë",
            "Qualcuno non è disponibile in quell’orario",
            "Κάποιος δεν είναι διαθέσιμος τότε",
        ],
    ),
    (
        "PANEL_WITHOUT_MODERATOR",
        [
            "A panel has no moderator",
            "Një panel nuk ka moderator",
            "Un panel non ha moderatore",
            "Ένα πάνελ δεν έχει συντονιστή",
        ],
    ),
    (
        "UNCONFIRMED_SPEAKER",
        [
            "Somebody has not agreed yet",
            "Dikush nuk ka pranuar ende",
            "Qualcuno non ha ancora accettato",
            "Κάποιος δεν έχει συμφωνήσει ακόμη",
        ],
    ),
    (
        "ROOM_TOO_SMALL",
        [
            "A room is too small for those who are expected",
            "Një sallë është tepër e vogël për ata që priten",
            "Una sala è troppo piccola per chi è atteso",
            "Μια αίθουσα είναι μικρή για όσους αναμένονται",
        ],
    ),
    (
        "OUTSIDE_EVENT",
        [
            "An item begins before the event or after it",
            "Një pikë fillon para veprimtarisë ose pas saj",
            "Un punto inizia prima dell’evento o dopo",
            "Ένα σημείο αρχίζει πριν ή μετά την εκδήλωση",
        ],
    ),
    (
        "OVERRUN",
        [
            "An item ends after the event",
            "Një pikë mbaron pas veprimtarisë",
            "Un punto finisce dopo l’evento",
            "Ένα σημείο τελειώνει μετά την εκδήλωση",
        ],
    ),
];

/// A detail as the sentence of a language says it.
pub(super) fn told<'a>(name: &str, value: &'a str, language: &str) -> Cow<'a, str> {
    if name == "what" {
        return Cow::Borrowed(thing(value, language));
    }
    if name == "conflict" {
        let known = CONFLICTS.iter().find(|(known, _)| *known == value);
        return Cow::Borrowed(known.map_or(value, |(_, words)| super::of(*words, language)));
    }
    if name == "state" {
        return super::states::called(value, language);
    }
    if matches!(name, "reason" | "permission") {
        let known = Permission::ALL.iter().find(|one| one.as_str() == value);
        return Cow::Borrowed(known.map_or(value, |one| one.sentence_in(language)));
    }
    if matches!(name, "bytes" | "room") {
        return size(value, language);
    }
    match DateTime::parse_from_rfc3339(value) {
        Ok(at) => {
            let at = at.with_timezone(&Utc);
            Cow::Owned(at.format("%Y-%m-%d %H:%M UTC").to_string())
        }
        Err(_) => Cow::Borrowed(value),
    }
}

/// So many bytes, in mebibytes where they are some.
fn size<'a>(bytes: &'a str, language: &str) -> Cow<'a, str> {
    match bytes.parse::<u64>() {
        Ok(many) if many >= MEBIBYTE => Cow::Owned(format!("{} MiB", many / MEBIBYTE)),
        _ => {
            let words = ["bytes", "bajt", "byte", "byte"];
            Cow::Owned(format!("{bytes} {}", super::of(words, language)))
        }
    }
}

/// What something is called in a language; in English as code names it.
fn thing<'a>(name: &'a str, language: &str) -> &'a str {
    let known = THINGS.iter().find(|(known, _)| *known == name);
    match (known, language) {
        (Some((_, [sq, _, _])), "sq") => sq,
        (Some((_, [_, it, _])), "it") => it,
        (Some((_, [_, _, el])), "el") => el,
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use kuvend_entity::kind::ConflictKind;

    use super::*;

    #[test]
    fn things_are_called_by_their_names_in_every_language() {
        assert_eq!(thing("email address", "en"), "email address");
        assert_eq!(thing("email address", "sq"), "adresa e emailit");
        assert_eq!(thing("email address", "it"), "indirizzo email");
        assert_eq!(thing("email address", "el"), "διεύθυνση email");
        assert_eq!(thing("whatever else", "el"), "whatever else");
    }

    #[test]
    fn every_contradiction_is_told_in_every_language() {
        for kind in ConflictKind::ALL {
            let told = |language| told("conflict", kind.as_str(), language);
            let all = ["en", "sq", "it", "el"].map(told);
            assert!(
                all.iter().all(|words| words != kind.as_str()),
                "{kind:?}: {all:?}"
            );
        }
    }

    #[test]
    fn an_instant_is_told_to_the_minute_and_a_day_as_it_is() {
        let at = "2026-11-29T21:56:16.597067+01:00";
        assert_eq!(told("until", at, "it"), "2026-11-29 20:56 UTC");
        assert_eq!(told("until", "2026-11-29", "it"), "2026-11-29");
        assert_eq!(told("limit", "200", "en"), "200");
    }
}
