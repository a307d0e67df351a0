//! What is wrong with an input, by field and code, in the words of whoever sent it.

mod states;
mod told;

use chrono::{DateTime, NaiveDate, Utc};
use kuvend_entity::value::Language;
use serde_json::{Value as Json, json};

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $en:literal, $sq:literal, $it:literal, $el:literal;)+) => {
        /// What is wrong. The set is closed: a client can act on every one of them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Code { $($(#[$doc])* $name),+ }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// Its name in the API.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }

            /// The sentence for people, with places for details in braces.
            fn sentence(self, language: &str) -> &'static str {
                match (self, language) {
                    $((Self::$name, "sq") => $sq, (Self::$name, "it") => $it, (Self::$name, "el") => $el, (Self::$name, _) => $en,)+
                }
            }
        }
    };
}

codes! {
    /// A value is needed and none is there.
    Required = "REQUIRED", "A value is needed here.", "Këtu duhet një vlerë.", "Qui serve un valore.", "Εδώ χρειάζεται μια τιμή.";
    /// A text has not the right form.
    Malformed = "MALFORMED", "This is not a valid {what}.", "Kjo nuk është e vlefshme: {what}.", "Valore non valido: {what}.", "Μη έγκυρη τιμή: {what}.";
    /// A text is too long.
    TooLong = "TOO_LONG", "This is longer than {limit} characters.", "Kjo është më e gjatë se {limit} shkronja.", "Il testo supera {limit} caratteri.", "Το κείμενο ξεπερνά τους {limit} χαρακτήρες.";
    /// A list is too long.
    TooMany = "TOO_MANY", "There are more than {limit} entries.", "Ka më shumë se {limit} zëra.", "Ci sono più di {limit} voci.", "Υπάρχουν περισσότερες από {limit} εγγραφές.";
    /// A number or date lies outside what is possible.
    OutOfRange = "OUT_OF_RANGE", "This must lie between {low} and {high}.", "Kjo duhet të jetë midis {low} dhe {high}.", "Il valore deve stare tra {low} e {high}.", "Η τιμή πρέπει να είναι μεταξύ {low} και {high}.";
    /// Two values contradict each other.
    Inconsistent = "INCONSISTENT", "This contradicts {other}.", "Kjo bie ndesh me {other}.", "Questo contraddice {other}.", "Αυτό αντιφάσκει με: {other}.";
    /// An id that names nothing one may see.
    NotFound = "NOT_FOUND", "There is nothing of this id.", "Nuk ka asgjë me këtë identifikues.", "Non esiste nulla con questo identificativo.", "Δεν υπάρχει τίποτα με αυτό το αναγνωριστικό.";
    /// Something of that kind is there already.
    Taken = "TAKEN", "This is there already.", "Kjo ekziston tashmë.", "Esiste già.", "Υπάρχει ήδη.";
    /// The version named is not the newest.
    Conflict = "CONFLICT", "Somebody changed this meanwhile; it is now at version {version}.", "Dikush e ndryshoi ndërkohë; tani është versioni {version}.", "Qualcuno l’ha modificato nel frattempo; ora è alla versione {version}.", "Άλλαξε εν τω μεταξύ· τώρα είναι στην έκδοση {version}.";
    /// The thing's state does not allow it.
    WrongState = "WRONG_STATE", "This cannot be done in this state: {state}.", "Kjo nuk mund të bëhet në këtë gjendje: {state}.", "Non è possibile in questo stato: {state}.", "Δεν γίνεται σε αυτή την κατάσταση: {state}.";
    /// A wall time that a change of the clocks skips.
    NonexistentTime = "NONEXISTENT_TIME", "The clocks skip this time in {zone}.", "Ora kalon mbi këtë çast në {zone}.", "Quest’ora non esiste in {zone}.", "Αυτή η ώρα δεν υπάρχει στη ζώνη {zone}.";
    /// It is too early.
    TooEarly = "TOO_EARLY", "This is possible from {from} on.", "Kjo është e mundur nga {from}.", "È possibile dal {from}.", "Είναι δυνατό από {from}.";
    /// It is too late.
    TooLate = "TOO_LATE", "This was possible until {until}.", "Kjo ishte e mundur deri më {until}.", "Era possibile fino al {until}.", "Ήταν δυνατό έως {until}.";
    /// No places are left.
    Full = "FULL", "There are {free} free places and the party needs {wanted}.", "Ka {free} vende të lira dhe duhen {wanted}.", "Ci sono {free} posti liberi e ne servono {wanted}.", "Υπάρχουν {free} ελεύθερες θέσεις και χρειάζονται {wanted}.";
    /// Perhaps the same person is registered already.
    PossibleDuplicate = "POSSIBLE_DUPLICATE", "Perhaps this person is registered already; see the candidates.", "Ndoshta ky person është regjistruar tashmë; shih kandidatët.", "Forse questa persona è già registrata; vedi i candidati.", "Ίσως το πρόσωπο είναι ήδη καταχωρισμένο· δείτε τους υποψηφίους.";
    /// The gate does not let a letter pass.
    MayNotContact = "MAY_NOT_CONTACT", "This person may not be written to. {reason}", "Këtij personi nuk mund t’i shkruhet. {reason}", "A questa persona non si può scrivere. {reason}", "Δεν επιτρέπεται επικοινωνία με αυτό το πρόσωπο. {reason}";
    /// A file that cannot be read.
    Unreadable = "UNREADABLE", "The file cannot be read: {why}.", "Skedari nuk lexohet: {why}.", "Il file non si può leggere: {why}.", "Το αρχείο δεν διαβάζεται: {why}.";
    /// What was asked for was begun again and again, and never came to its end.
    GivenUp = "GIVEN_UP", "This was begun {times} times and never came further.", "Kjo u fillua {times} herë dhe nuk eci më tej.", "È stato iniziato {times} volte senza andare avanti.", "Ξεκίνησε {times} φορές χωρίς να προχωρήσει.";
    /// A reason is needed.
    ReasonRequired = "REASON_REQUIRED", "A reason is needed for this.", "Për këtë duhet një arsye.", "Per questo serve un motivo.", "Γι’ αυτό χρειάζεται αιτιολόγηση.";
}

/// The sentence of a number that can only be one, in English, Albanian, Italian and Greek.
const ONE: [&str; 4] = [
    "This must be {low}.",
    "Kjo duhet të jetë {low}.",
    "Il valore deve essere {low}.",
    "Η τιμή πρέπει να είναι {low}.",
];
/// The sentence of a number where what is there already needs more than is allowed.
const NONE_FITS: [&str; 4] = [
    "At least {low} are needed here, and no more than {high} are allowed.",
    "Këtu duhen të paktën {low} dhe lejohen jo më shumë se {high}.",
    "Ne servono almeno {low} e ne sono ammessi al massimo {high}.",
    "Χρειάζονται τουλάχιστον {low} και επιτρέπονται έως {high}.",
];
/// The sentence of a state that is none of those which can be chosen.
const ONE_OF: [&str; 4] = [
    "This must be one of {choices}.",
    "Kjo duhet të jetë një nga {choices}.",
    "Il valore deve essere uno tra {choices}.",
    "Η τιμή πρέπει να είναι μία από τις {choices}.",
];
/// The sentence of a day or an instant that lies too far ahead.
const NOT_LATER: [&str; 4] = [
    "This cannot be later than {latest}.",
    "Kjo nuk mund të jetë pas {latest}.",
    "Non può essere dopo {latest}.",
    "Δεν μπορεί να είναι μετά από {latest}.",
];
/// The sentence of a file that is too large.
const LARGER: [&str; 4] = [
    "The file is larger than {bytes}.",
    "Skedari është më i madh se {bytes}.",
    "Il file supera {bytes}.",
    "Το αρχείο ξεπερνά τα {bytes}.",
];
/// The sentence of a file for which nothing is left of what an office may store.
const NO_ROOM: [&str; 4] = [
    "There is no room left for this file: all files together may have {room}.",
    "Nuk ka më vend për këtë skedar: të gjithë skedarët bashkë mund të kenë {room}.",
    "Non c’è più spazio per questo file: tutti i file insieme possono occupare {room}.",
    "Δεν υπάρχει πια χώρος για αυτό το αρχείο: όλα τα αρχεία μαζί μπορούν να έχουν {room}.",
];
/// The sentence of a day that is past.
const NOT_EARLIER: [&str; 4] = [
    "This cannot be earlier than {earliest}.",
    "Kjo nuk mund të jetë para {earliest}.",
    "Non può essere prima di {earliest}.",
    "Δεν μπορεί να είναι πριν από {earliest}.",
];
/// The sentence of an instant that is past.
const LATER: [&str; 4] = [
    "This must be later than {after}.",
    "Kjo duhet të jetë pas {after}.",
    "Deve essere dopo {after}.",
    "Πρέπει να είναι μετά από {after}.",
];
/// The sentence of a contradiction in a run of show, with the items and whom it is about.
const IN_AGENDA: [&str; 4] = ["{conflict}: {where}."; 4];
/// The sentence of what is not to be public of somebody, with what the gate says of it.
const NOT_PUBLIC: [&str; 4] = [
    "This person may not be quoted in public. {permission}",
    "Ky person nuk mund të citohet publikisht. {permission}",
    "Questa persona non può essere citata in pubblico. {permission}",
    "Το πρόσωπο δεν επιτρέπεται να αναφερθεί δημόσια. {permission}",
];
/// The sentence of a key that names nothing, where ids do not name things.
const KEY: [&str; 4] = [
    "There is nothing of this key.",
    "Nuk ka asgjë me këtë çelës.",
    "Non esiste nulla con questa chiave.",
    "Δεν υπάρχει τίποτα με αυτό το κλειδί.",
];

/// Which of four sentences a language reads.
fn of([en, sq, it, el]: [&'static str; 4], language: &str) -> &'static str {
    match language {
        "sq" => sq,
        "it" => it,
        "el" => el,
        _ => en,
    }
}

/// A day or an instant as a detail.
pub trait Told {
    /// It in ISO 8601.
    fn told(self) -> String;
}

impl Told for DateTime<Utc> {
    fn told(self) -> String {
        self.to_rfc3339()
    }
}

impl Told for NaiveDate {
    fn told(self) -> String {
        self.to_string()
    }
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The path in the input (`["title", "0", "language"]`).
    pub field: Vec<String>,
    /// What is wrong.
    pub code: Code,
    details: Vec<(&'static str, String)>,
}

impl Fault {
    /// A fault at a path.
    #[must_use]
    pub fn new<const N: usize>(field: [&str; N], code: Code) -> Self {
        Self::at(field.map(str::to_owned).to_vec(), code)
    }

    /// A fault at a path that was built while reading.
    #[must_use]
    pub const fn at(field: Vec<String>, code: Code) -> Self {
        Self {
            field,
            code,
            details: Vec::new(),
        }
    }

    /// A detail that the sentence for people has a place for.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl std::fmt::Display) -> Self {
        self.details.push((name, value.to_string()));
        self
    }

    /// A detail by its name.
    #[must_use]
    pub fn detail(&self, name: &str) -> Option<&str> {
        let found = self.details.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// A file that is larger than it may be, in bytes.
    #[must_use]
    pub fn too_large<const N: usize>(field: [&str; N], most: impl std::fmt::Display) -> Self {
        Self::new(field, Code::TooLong).with("bytes", most)
    }

    /// A file for which no room is left of so many bytes for all.
    #[must_use]
    pub fn no_room<const N: usize>(field: [&str; N], room: impl std::fmt::Display) -> Self {
        Self::new(field, Code::TooLong).with("room", room)
    }

    /// A thing that is named by a key, and not by an id, and is not there.
    #[must_use]
    pub fn no_key(field: Vec<String>, key: &str) -> Self {
        Self::at(field, Code::NotFound).with("key", key)
    }

    /// That a day or an instant is later than it can be; `latest` is the last that is possible.
    #[must_use]
    pub fn later_than(self, latest: impl Told) -> Self {
        self.with("latest", latest.told())
    }

    /// That a day is past; `earliest` is the first that is possible.
    #[must_use]
    pub fn earlier_than(self, earliest: impl Told) -> Self {
        self.with("earliest", earliest.told())
    }

    /// That an instant is past, or is now; `after` is the instant that it must lie behind.
    #[must_use]
    pub fn not_after(self, after: impl Told) -> Self {
        self.with("after", after.told())
    }

    /// That something is none of what can be chosen.
    #[must_use]
    pub fn none_of<'a>(self, choices: impl IntoIterator<Item = &'a str>) -> Self {
        let choices: Vec<&str> = choices.into_iter().collect();
        self.with("choices", choices.join(", "))
    }

    /// The sentence that says it better than the code's, where the details tell more.
    fn special(&self) -> Option<[&'static str; 4]> {
        let has = |name| self.detail(name).is_some();
        let number = |name| self.detail(name)?.parse::<i64>().ok();
        match self.code {
            Code::OutOfRange if has("choices") => Some(ONE_OF),
            Code::OutOfRange if has("low") && self.detail("low") == self.detail("high") => {
                Some(ONE)
            }
            Code::OutOfRange => {
                let (low, high) = (number("low")?, number("high")?);
                (low > high).then_some(NONE_FITS)
            }
            Code::TooLong if has("bytes") => Some(LARGER),
            Code::TooLong if has("room") => Some(NO_ROOM),
            Code::TooEarly | Code::TooLate if has("latest") => Some(NOT_LATER),
            Code::TooEarly if has("after") => Some(LATER),
            Code::TooEarly if has("earliest") => Some(NOT_EARLIER),
            Code::Inconsistent if has("conflict") => Some(IN_AGENDA),
            Code::Inconsistent if has("permission") => Some(NOT_PUBLIC),
            Code::NotFound if has("key") => Some(KEY),
            _ => None,
        }
    }

    /// The sentence for people.
    #[must_use]
    pub fn message(&self, language: &Language) -> String {
        let language = language.as_str();
        let sentence = self.special().map_or_else(
            || self.code.sentence(language),
            |sentence| of(sentence, language),
        );
        let details = self.details.iter();
        details.fold(sentence.to_owned(), |text, (name, value)| {
            text.replace(&format!("{{{name}}}"), &told::told(name, value, language))
        })
    }
}

/// Everything that is wrong with an input, so that nobody mends one field a time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// None so far.
    #[must_use]
    pub const fn none() -> Self {
        Self(Vec::new())
    }

    /// A single one.
    #[must_use]
    pub fn of(fault: Fault) -> Self {
        Self(vec![fault])
    }

    /// Notes one more.
    pub fn push(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    /// Those noted.
    #[must_use]
    pub fn list(&self) -> &[Fault] {
        &self.0
    }

    /// As they are kept with what failed in the background: their fields and codes, with an English sentence.
    #[must_use]
    pub fn kept(&self) -> Json {
        let one = |fault: &Fault| json!({ "field": fault.field, "code": fault.code.as_str(), "message": fault.message(&Language::english()) });
        self.0.iter().map(one).collect()
    }

    /// The command, if nothing is wrong and every part of it could be read.
    ///
    /// # Errors
    /// All faults noted.
    pub fn finish<T>(self, command: Option<T>) -> crate::error::Result<T> {
        match command {
            Some(command) if self.0.is_empty() => Ok(command),
            _ => Err(crate::error::Error::Rejected(self)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_speaks_four_languages() {
        for code in Code::ALL {
            for language in Language::KNOWN {
                assert!(!code.sentence(language).is_empty());
            }
            assert_ne!(code.sentence("sq"), code.sentence("en"), "{code:?}");
        }
    }

    #[test]
    fn details_fill_their_places() {
        let fault = Fault::new(["title"], Code::TooLong).with("limit", 200);
        assert_eq!(
            fault.message(&Language::english()),
            "This is longer than 200 characters."
        );
    }

    #[test]
    fn a_file_that_is_too_large_is_told_as_a_file_in_mebibytes() {
        let said = |fault: &Fault, language: &str| fault.message(&language.parse().unwrap());
        let large = Fault::too_large(["file"], 20 * 1024 * 1024);
        assert_eq!(said(&large, "en"), "The file is larger than 20 MiB.");
        assert_eq!(said(&large, "sq"), "Skedari është më i madh se 20 MiB.");
        assert_eq!(said(&large, "it"), "Il file supera 20 MiB.");
        assert_eq!(said(&large, "el"), "Το αρχείο ξεπερνά τα 20 MiB.");
        let full = Fault::no_room(["file"], 4_u64 << 30);
        assert!(said(&full, "en").ends_with("may have 4096 MiB."));
        let small = Fault::too_large(["file"], 1_000);
        assert_eq!(said(&small, "en"), "The file is larger than 1000 bytes.");
    }

    #[test]
    fn details_are_told_in_the_language_of_the_sentence_and_stay_as_they_are_for_machines() {
        let said = |fault: &Fault, language: &str| fault.message(&language.parse().unwrap());
        let what = Fault::new(["email"], Code::Malformed).with("what", "email address");
        assert_eq!(said(&what, "en"), "This is not a valid email address.");
        assert_eq!(
            said(&what, "sq"),
            "Kjo nuk është e vlefshme: adresa e emailit."
        );
        assert_eq!(said(&what, "it"), "Valore non valido: indirizzo email.");
        assert_eq!(said(&what, "el"), "Μη έγκυρη τιμή: διεύθυνση email.");
        let at = "2026-11-29T20:56:16.597067+00:00";
        let late = Fault::new(["id"], Code::TooLate).with("until", at);
        assert_eq!(
            said(&late, "en"),
            "This was possible until 2026-11-29 20:56 UTC."
        );
        assert_eq!(
            said(&late, "it"),
            "Era possibile fino al 2026-11-29 20:56 UTC." // typos: ignore
        );
        assert_eq!(late.detail("until"), Some(at));
    }

    #[test]
    fn what_reads_badly_in_the_words_of_its_code_has_sentences_of_its_own() {
        let english = Language::english();
        let at: DateTime<Utc> = "2026-11-29T20:56:16Z".parse().unwrap();
        let said = |code, more: fn(Fault, DateTime<Utc>) -> Fault| {
            more(Fault::new(["x"], code), at).message(&english)
        };
        assert_eq!(
            said(Code::OutOfRange, |fault, _| fault
                .with("low", 8)
                .with("high", 5)),
            "At least 8 are needed here, and no more than 5 are allowed."
        );
        assert_eq!(
            said(Code::OutOfRange, |fault, _| fault
                .none_of(["ACCEPTED", "DECLINED"])),
            "This must be one of ACCEPTED, DECLINED."
        );
        assert_eq!(
            said(Code::TooEarly, Fault::later_than),
            "This cannot be later than 2026-11-29 20:56 UTC."
        );
        assert_eq!(
            said(Code::TooLate, |fault, at| fault.later_than(at.date_naive())),
            "This cannot be later than 2026-11-29."
        );
        assert_eq!(
            said(Code::TooEarly, Fault::not_after),
            "This must be later than 2026-11-29 20:56 UTC."
        );
        assert_eq!(
            said(Code::TooEarly, |fault, at| fault
                .earlier_than(at.date_naive())),
            "This cannot be earlier than 2026-11-29."
        );
        let conflict = Fault::new(["acceptConflicts"], Code::Inconsistent)
            .with("other", "UNCONFIRMED_SPEAKER")
            .with("conflict", "UNCONFIRMED_SPEAKER")
            .with("where", "“Words of welcome”, Arta Hoxha");
        let told = |language: &str| conflict.message(&language.parse().unwrap());
        assert_eq!(
            told("en"),
            "Somebody has not agreed yet: “Words of welcome”, Arta Hoxha."
        );
        assert!(told("el").starts_with("Κάποιος"));
    }

    #[test]
    fn states_and_what_the_gate_says_are_told_in_words() {
        let said = |fault: &Fault, language: &str| fault.message(&language.parse().unwrap());
        let closed =
            Fault::new(["attendeeId"], Code::WrongState).with("state", "ATTENDANCE_CLOSED");
        assert_eq!(
            said(&closed, "en"),
            "This cannot be done in this state: attendance is closed."
        );
        assert_eq!(
            said(&closed, "it"),
            "Non è possibile in questo stato: le presenze sono chiuse." // typos: ignore
        );
        assert_eq!(closed.detail("state"), Some("ATTENDANCE_CLOSED"));
        let refused = Fault::new(["attendeeId"], Code::MayNotContact).with("reason", "NOT_ASKED");
        assert_eq!(
            said(&refused, "en"),
            "This person may not be written to. Consent is needed and was not asked for."
        );
        let quoted = Fault::new(["isPublic"], Code::Inconsistent)
            .with("other", "publicity: NOT_ASKED")
            .with("permission", "NOT_ASKED");
        for language in Language::KNOWN {
            let told = said(&quoted, language);
            assert!(!told.contains("NOT_ASKED") && !told.contains('{'), "{told}");
        }
    }

    #[test]
    fn one_possible_number_and_a_key_have_sentences_of_their_own() {
        let english = Language::english();
        let range = |low: i32, high: i32| {
            let fault = Fault::new(["partySize"], Code::OutOfRange);
            fault.with("low", low).with("high", high).message(&english)
        };
        assert_eq!(range(1, 1), "This must be 1.");
        assert_eq!(range(1, 2), "This must lie between 1 and 2.");
        let key = Fault::no_key(vec!["purpose".to_owned()], "chess");
        assert_eq!(key.message(&english), "There is nothing of this key.");
        assert_eq!(key.code, Code::NotFound);
    }
}
