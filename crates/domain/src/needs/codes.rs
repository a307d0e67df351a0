//! The published list of needs: what caterers, houses and interpreters can be told, in the languages that Kuvend writes. Whatever
//! else somebody needs is [`OTHER`] with a note.

use kuvend_entity::{kind::NeedKind, value::Language};

/// What the list does not say; it needs a note.
pub const OTHER: &str = "OTHER";

/// A need that can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NeedCode {
    /// What sort of need.
    pub kind: NeedKind,
    /// What it is named by. Languages have their code in ISO 639-1.
    pub code: &'static str,
    /// What it is called, in the order of [`Language::KNOWN`].
    names: [&'static str; 4],
}

impl NeedCode {
    /// What it is called in a language.
    #[must_use]
    pub fn name(&self, language: &Language) -> &'static str {
        let place = Language::KNOWN
            .iter()
            .position(|tag| *tag == language.as_str());
        let [english, ..] = self.names;
        place
            .and_then(|place| self.names.get(place).copied())
            .unwrap_or(english)
    }
}

macro_rules! codes {
    ($($kind:ident { $($code:literal: $en:literal, $sq:literal, $it:literal, $el:literal;)+ })+) => {
        /// Every need that can be told, by kind, in the order in which they are offered.
        pub const CODES: &[NeedCode] = &[$($(NeedCode { kind: NeedKind::$kind, code: $code, names: [$en, $sq, $it, $el] }),+),+];
    };
}

codes! {
    Diet {
        "VEGETARIAN": "Vegetarian", "Vegjetarian", "Vegetariano", "Χορτοφαγικό";
        "VEGAN": "Vegan", "Vegan", "Vegano", "Αυστηρά χορτοφαγικό (βίγκαν)";
        "NO_PORK": "No pork", "Pa mish derri", "Senza carne di maiale", "Χωρίς χοιρινό";
        "HALAL": "Halal", "Hallall", "Halal", "Χαλάλ";
        "KOSHER": "Kosher", "Kosher", "Kosher", "Κόσερ";
        "NO_ALCOHOL": "No alcohol", "Pa alkool", "Senza alcol", "Χωρίς αλκοόλ";
        "GLUTEN_FREE": "Gluten-free", "Pa gluten", "Senza glutine", "Χωρίς γλουτένη";
        "LACTOSE_FREE": "Lactose-free", "Pa laktozë", "Senza lattosio", "Χωρίς λακτόζη";
        "NUT_ALLERGY": "Nut allergy", "Alergji ndaj arrorëve", "Allergia alla frutta a guscio", "Αλλεργία στους ξηρούς καρπούς";
        "SEAFOOD_ALLERGY": "Fish and seafood allergy", "Alergji ndaj peshkut e frutave të detit", "Allergia a pesce e frutti di mare", "Αλλεργία στα ψάρια και τα θαλασσινά";
        "EGG_ALLERGY": "Egg allergy", "Alergji ndaj vezëve", "Allergia alle uova", "Αλλεργία στα αυγά";
        "DIABETIC": "Diabetic", "Për diabetikë", "Per diabetici", "Για διαβητικούς";
        "OTHER": "Something else", "Tjetër", "Altro", "Άλλο";
    }
    Accessibility {
        "WHEELCHAIR": "Place for a wheelchair", "Vend për karrige me rrota", "Posto per sedia a rotelle", "Θέση για αναπηρικό αμαξίδιο";
        "STEP_FREE": "Way without steps", "Hyrje pa shkallë", "Accesso senza gradini", "Πρόσβαση χωρίς σκαλοπάτια";
        "SEAT_NEAR_DOOR": "Seat near the door", "Vend pranë derës", "Posto vicino all’ingresso", "Θέση κοντά στην είσοδο";
        "PARKING": "Parking space near the entrance", "Vend parkimi pranë hyrjes", "Parcheggio vicino all’ingresso", "Θέση στάθμευσης κοντά στην είσοδο";
        "HEARING_LOOP": "Hearing loop", "Sistem për pajisje dëgjimi", "Anello a induzione per apparecchi acustici", "Επαγωγικός βρόχος ακοής";
        "SIGN_LANGUAGE": "Sign language", "Gjuhë e shenjave", "Lingua dei segni", "Νοηματική γλώσσα";
        "CAPTIONS": "Captions", "Titra", "Sottotitoli", "Υπότιτλοι";
        "LARGE_PRINT": "Large print", "Shkrim i madh", "Caratteri grandi", "Μεγάλα γράμματα";
        "BRAILLE": "Braille", "Brajl", "Braille", "Γραφή Μπράιγ";
        "ASSISTANCE_DOG": "Comes with an assistance dog", "Vjen me qen ndihmës", "Viene con un cane da assistenza", "Έρχεται με σκύλο βοηθείας";
        "ASSISTANT": "Comes with an assistant", "Vjen me shoqërues", "Viene con un assistente", "Έρχεται με συνοδό";
        "QUIET_ROOM": "Quiet room", "Dhomë e qetë", "Stanza tranquilla", "Ήσυχος χώρος";
        "OTHER": "Something else", "Tjetër", "Altro", "Άλλο";
    }
    Interpretation {
        "sq": "Albanian", "Shqip", "Albanese", "Αλβανικά";
        "en": "English", "Anglisht", "Inglese", "Αγγλικά";
        "it": "Italian", "Italisht", "Italiano", "Ιταλικά";
        "el": "Greek", "Greqisht", "Greco", "Ελληνικά";
        "de": "German", "Gjermanisht", "Tedesco", "Γερμανικά";
        "fr": "French", "Frëngjisht", "Francese", "Γαλλικά";
        "es": "Spanish", "Spanjisht", "Spagnolo", "Ισπανικά";
        "pt": "Portuguese", "Portugalisht", "Portoghese", "Πορτογαλικά";
        "nl": "Dutch", "Holandisht", "Olandese", "Ολλανδικά";
        "sv": "Swedish", "Suedisht", "Svedese", "Σουηδικά";
        "pl": "Polish", "Polonisht", "Polacco", "Πολωνικά";
        "ro": "Romanian", "Rumanisht", "Romeno", "Ρουμανικά";
        "bg": "Bulgarian", "Bullgarisht", "Bulgaro", "Βουλγαρικά";
        "mk": "Macedonian", "Maqedonisht", "Macedone", "Μακεδονικά";
        "sr": "Serbian", "Serbisht", "Serbo", "Σερβικά";
        "hr": "Croatian", "Kroatisht", "Croato", "Κροατικά";
        "bs": "Bosnian", "Boshnjakisht", "Bosniaco", "Βοσνιακά";
        "sl": "Slovene", "Sllovenisht", "Sloveno", "Σλοβενικά";
        "tr": "Turkish", "Turqisht", "Turco", "Τουρκικά";
        "ar": "Arabic", "Arabisht", "Arabo", "Αραβικά";
        "fa": "Persian", "Persisht", "Persiano", "Περσικά";
        "uk": "Ukrainian", "Ukrainisht", "Ucraino", "Ουκρανικά";
        "ru": "Russian", "Rusisht", "Russo", "Ρωσικά";
        "zh": "Chinese", "Kinezisht", "Cinese", "Κινεζικά";
        "OTHER": "Another language", "Gjuhë tjetër", "Un’altra lingua", "Άλλη γλώσσα";
    }
}

/// The need of a kind and a code.
#[must_use]
pub fn find(kind: NeedKind, code: &str) -> Option<&'static NeedCode> {
    CODES
        .iter()
        .find(|known| known.kind == kind && known.code == code)
}

/// What the code of a need is called, whatever its kind.
#[must_use]
pub fn name(code: &str, language: &Language) -> Option<&'static str> {
    let found = CODES.iter().find(|known| known.code == code);
    found.map(|known| known.name(language))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_need_is_named_once_and_in_every_language() {
        let mut seen = BTreeSet::new();
        for known in CODES {
            assert!(seen.insert((known.kind, known.code)), "{known:?}");
            assert!(known.code.len() <= 32, "{known:?}");
            for language in Language::KNOWN {
                assert!(!known.name(&language.parse().unwrap()).is_empty());
            }
        }
        for kind in NeedKind::ALL {
            assert!(find(*kind, OTHER).is_some(), "{kind}");
        }
    }

    #[test]
    fn but_for_what_is_not_on_the_list_a_code_tells_its_kind() {
        let mut seen = BTreeSet::new();
        for known in CODES.iter().filter(|known| known.code != OTHER) {
            assert!(seen.insert(known.code), "{known:?}");
        }
        let sq = "sq".parse().unwrap();
        assert_eq!(name("HALAL", &sq), Some("Hallall"));
        assert_eq!(name("halal", &sq), None);
    }
}
