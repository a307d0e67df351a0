//! What the gate says, for programs and for people.

use kuvend_entity::value::Language;

/// The gate's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Permission {
    /// Yes.
    Allowed,
    /// Consent is needed, and was not asked for.
    NotAsked,
    /// Consent was refused or withdrawn.
    Refused,
    /// The person objects.
    Objected,
    /// Processing is restricted.
    Restricted,
    /// The address is suppressed, or does not work.
    Suppressed,
    /// There is no address.
    NoAddress,
}

impl Permission {
    /// Every answer.
    pub(crate) const ALL: [Self; 7] = [
        Self::Allowed,
        Self::NotAsked,
        Self::Refused,
        Self::Objected,
        Self::Restricted,
        Self::Suppressed,
        Self::NoAddress,
    ];

    /// The answer as a sentence for people, in a language of [`Language::KNOWN`].
    #[must_use]
    pub fn sentence(self, language: &Language) -> &'static str {
        self.sentence_in(language.as_str())
    }

    /// The same by the name of the language.
    pub(crate) fn sentence_in(self, language: &str) -> &'static str {
        let [en, sq, it, el] = self.sentences();
        match language {
            "sq" => sq,
            "it" => it,
            "el" => el,
            _ => en,
        }
    }

    const fn sentences(self) -> [&'static str; 4] {
        match self {
            Self::Allowed => [
                "A letter may be sent.",
                "Letra mund të dërgohet.",
                "Si può scrivere.",
                "Επιτρέπεται η αποστολή.",
            ],
            Self::NotAsked => [
                "Consent is needed and was not asked for.",
                "Duhet pëlqimi dhe nuk është kërkuar.",
                "Serve il consenso e non è stato chiesto.",
                "Χρειάζεται συγκατάθεση και δεν έχει ζητηθεί.",
            ],
            Self::Refused => [
                "Consent was refused or withdrawn.",
                "Pëlqimi u refuzua ose u tërhoq.",
                "Il consenso è stato negato o revocato.",
                "Η συγκατάθεση δεν δόθηκε ή ανακλήθηκε.",
            ],
            Self::Objected => [
                "The person objects to being written to.",
                "Personi kundërshton t’i shkruhet.",
                "La persona si oppone a ricevere lettere.",
                "Το πρόσωπο αντιτίθεται στην επικοινωνία.",
            ],
            Self::Restricted => [
                "Processing of this person’s data is restricted.",
                "Përpunimi i të dhënave të këtij personi është i kufizuar.",
                "Il trattamento dei dati di questa persona è limitato.",
                "Η επεξεργασία των δεδομένων του προσώπου είναι περιορισμένη.",
            ],
            Self::Suppressed => [
                "The address is suppressed or does not work.",
                "Adresa është e bllokuar ose nuk funksionon.",
                "L’indirizzo è bloccato o non funziona.",
                "Η διεύθυνση έχει αποκλειστεί ή δεν λειτουργεί.",
            ],
            Self::NoAddress => [
                "There is no address to write to.",
                "Nuk ka adresë ku t’i shkruhet.",
                "Non c’è un indirizzo a cui scrivere.",
                "Δεν υπάρχει διεύθυνση.",
            ],
        }
    }

    /// Its name in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Allowed => "ALLOWED",
            Self::NotAsked => "NOT_ASKED",
            Self::Refused => "REFUSED",
            Self::Objected => "OBJECTED",
            Self::Restricted => "RESTRICTED",
            Self::Suppressed => "SUPPRESSED",
            Self::NoAddress => "NO_ADDRESS",
        }
    }
}
