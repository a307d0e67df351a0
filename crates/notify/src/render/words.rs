//! The words around a letter's prose that are the same in every kind.

use serde::Serialize;

use crate::Language;

/// The fixed words of one language.
#[derive(Debug, Serialize)]
pub(super) struct Words {
    /// Opens a greeting; takes no account of sex or rank.
    pub(super) dear: &'static str,
    /// Greets who is not named.
    pub(super) hello: &'static str,
    pub(super) closing: &'static str,
    pub(super) when: &'static str,
    pub(super) doors_open: &'static str,
    pub(super) place: &'static str,
    pub(super) online: &'static str,
    pub(super) answer_by: &'static str,
    pub(super) held_until: &'static str,
    pub(super) capacity: &'static str,
    pub(super) places: &'static str,
    pub(super) practical_notes: &'static str,
    pub(super) changes: &'static str,
    pub(super) reason: &'static str,
    pub(super) link_hint: &'static str,
    pub(super) preferences: &'static str,
    pub(super) own_page: &'static str,
    pub(super) title_changed: &'static str,
    pub(super) time_changed: &'static str,
    pub(super) place_changed: &'static str,
    pub(super) online_changed: &'static str,
    pub(super) programme_changed: &'static str,
    pub(super) notes_changed: &'static str,
    /// Stands between what changed and what it was.
    pub(super) previously: &'static str,
}

pub(super) const fn of(language: Language) -> &'static Words {
    match language {
        Language::En => &ENGLISH,
        Language::Sq => &ALBANIAN,
        Language::It => &ITALIAN,
        Language::El => &GREEK,
    }
}

const ENGLISH: Words = Words {
    dear: "Dear",
    hello: "Good day",
    closing: "Yours sincerely,",
    when: "When",
    doors_open: "Doors open",
    place: "Where",
    online: "Online",
    answer_by: "Please answer by",
    held_until: "Held for you until",
    capacity: "In your capacity as",
    places: "Places",
    practical_notes: "Practical information",
    changes: "What has changed",
    reason: "Reason",
    link_hint: "If the button does not work, please open this address:",
    preferences: "Choose which messages you receive from us, or unsubscribe",
    own_page: "See and correct what we keep about you",
    title_changed: "The title has changed",
    time_changed: "The date or time has changed",
    place_changed: "The venue has changed",
    online_changed: "The address for following the event online has changed",
    programme_changed: "The programme has changed",
    notes_changed: "The practical information has changed",
    previously: "previously",
};

const ALBANIAN: Words = Words {
    dear: "I/e nderuar",
    hello: "Përshëndetje",
    closing: "Me respekt,",
    when: "Kur",
    doors_open: "Hapja e dyerve",
    place: "Ku",
    online: "Në internet",
    answer_by: "Afati i përgjigjes",
    held_until: "Vendi mbahet deri",
    capacity: "Në cilësinë",
    places: "Vende",
    practical_notes: "Të dhëna praktike",
    changes: "Çfarë ka ndryshuar",
    reason: "Arsyeja",
    link_hint: "Nëse butoni nuk funksionon, Ju lutemi të hapni këtë adresë:",
    preferences: "Zgjidhni cilat mesazhe dëshironi të merrni prej nesh ose çregjistrohuni",
    own_page: "Shihni dhe korrigjoni të dhënat që ruajmë për Ju",
    title_changed: "Ka ndryshuar titulli",
    time_changed: "Ka ndryshuar data ose ora",
    place_changed: "Ka ndryshuar vendi",
    online_changed: "Ka ndryshuar adresa për ndjekjen në internet",
    programme_changed: "Ka ndryshuar programi",
    notes_changed: "Kanë ndryshuar të dhënat praktike",
    previously: "më parë",
};

const ITALIAN: Words = Words {
    dear: "Gentile",
    hello: "Buongiorno",
    closing: "Con i più cordiali saluti,",
    when: "Quando",
    doors_open: "Apertura delle porte",
    place: "Dove",
    online: "Online",
    answer_by: "Risposta gradita entro",
    held_until: "Posto riservato fino a",
    capacity: "In qualità di",
    places: "Posti",
    practical_notes: "Informazioni pratiche",
    changes: "Che cosa è cambiato",
    reason: "Motivo",
    link_hint: "Se il pulsante non funziona, La preghiamo di aprire questo indirizzo:",
    preferences: "Scelga quali messaggi ricevere da noi o annulli l’iscrizione",
    own_page: "Veda e corregga i dati che conserviamo su di Lei",
    title_changed: "È cambiato il titolo",
    time_changed: "È cambiata la data o l’ora",
    place_changed: "È cambiato il luogo",
    online_changed: "È cambiato l’indirizzo per seguire l’evento online",
    programme_changed: "È cambiato il programma",
    notes_changed: "Sono cambiate le informazioni pratiche",
    previously: "in precedenza",
};

const GREEK: Words = Words {
    dear: "Αξιότιμε/-η",
    hello: "Χαίρετε",
    closing: "Με εκτίμηση,",
    when: "Πότε",
    doors_open: "Προσέλευση από",
    place: "Πού",
    online: "Διαδικτυακά",
    answer_by: "Απάντηση έως",
    held_until: "Η θέση κρατείται έως",
    capacity: "Με την ιδιότητα",
    places: "Θέσεις",
    practical_notes: "Πρακτικές πληροφορίες",
    changes: "Τι άλλαξε",
    reason: "Λόγος",
    link_hint: "Εάν το κουμπί δεν λειτουργεί, παρακαλούμε να ανοίξετε αυτή τη διεύθυνση:",
    preferences: "Επιλέξτε ποια μηνύματα θα λαμβάνετε από εμάς ή διαγραφείτε",
    own_page: "Δείτε και διορθώστε τα στοιχεία που τηρούμε για εσάς",
    title_changed: "Άλλαξε ο τίτλος",
    time_changed: "Άλλαξε η ημερομηνία ή η ώρα",
    place_changed: "Άλλαξε ο χώρος",
    online_changed: "Άλλαξε η διεύθυνση για τη διαδικτυακή παρακολούθηση",
    programme_changed: "Άλλαξε το πρόγραμμα",
    notes_changed: "Άλλαξαν οι πρακτικές πληροφορίες",
    previously: "προηγουμένως",
};
