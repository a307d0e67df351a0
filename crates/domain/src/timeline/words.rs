//! What happened, in a sentence for people.

use crate::timeline::Kind;

/// The sentences: of a kind and what became of it, in English, Albanian, Italian and Greek. `{what}` is what it had to do
/// with, `{title}` what the row is called.
const SENTENCES: &[(Kind, &str, [&str; 4])] = &[
    (
        Kind::Invited,
        "BOUNCED",
        [
            "The invitation to {what} came back",
            "Ftesa për {what} u kthye",
            "L’invito a {what} è tornato indietro",
            "Η πρόσκληση για {what} επιστράφηκε",
        ],
    ),
    (
        Kind::Invited,
        "WITHDRAWN",
        [
            "The invitation to {what} was withdrawn",
            "Ftesa për {what} u tërhoq",
            "L’invito a {what} è stato ritirato",
            "Η πρόσκληση για {what} ανακλήθηκε",
        ],
    ),
    (
        Kind::Invited,
        "",
        [
            "Invited to {what}",
            "U ftua në {what}",
            "Invitato a {what}",
            "Προσκλήθηκε: {what}",
        ],
    ),
    (
        Kind::Answered,
        "ACCEPTED",
        [
            "Will come to {what}",
            "Do të vijë në {what}",
            "Verrà a {what}",
            "Θα έρθει: {what}",
        ],
    ),
    (
        Kind::Answered,
        "TENTATIVE",
        [
            "May come to {what}",
            "Ndoshta vjen në {what}",
            "Forse verrà a {what}",
            "Ίσως έρθει: {what}",
        ],
    ),
    (
        Kind::Answered,
        "DECLINED",
        [
            "Will not come to {what}",
            "Nuk do të vijë në {what}",
            "Non verrà a {what}",
            "Δεν θα έρθει: {what}",
        ],
    ),
    (
        Kind::Answered,
        "REPRESENTED",
        [
            "Sends somebody else to {what}",
            "Dërgon dikë tjetër në {what}",
            "Manda un’altra persona a {what}",
            "Στέλνει άλλο πρόσωπο: {what}",
        ],
    ),
    (
        Kind::Answered,
        "",
        [
            "Took back the answer to {what}",
            "E tërhoqi përgjigjen për {what}",
            "Ha ritirato la risposta a {what}",
            "Απέσυρε την απάντηση: {what}",
        ],
    ),
    (
        Kind::Placed,
        "CONFIRMED",
        [
            "Has a place at {what}",
            "Ka një vend në {what}",
            "Ha un posto a {what}",
            "Έχει θέση: {what}",
        ],
    ),
    (
        Kind::Placed,
        "WAITLISTED",
        [
            "Waits for a place at {what}",
            "Pret një vend në {what}",
            "Attende un posto a {what}",
            "Περιμένει θέση: {what}",
        ],
    ),
    (
        Kind::Placed,
        "OFFERED",
        [
            "Was offered a place at {what}",
            "Iu ofrua një vend në {what}",
            "Ha ricevuto l’offerta di un posto a {what}",
            "Του προσφέρθηκε θέση: {what}",
        ],
    ),
    (
        Kind::Placed,
        "EXPIRED",
        [
            "The offer of a place at {what} expired",
            "Oferta e një vendi në {what} skadoi",
            "L’offerta di un posto a {what} è scaduta",
            "Η προσφορά θέσης έληξε: {what}",
        ],
    ),
    (
        Kind::Placed,
        "",
        [
            "Has no place at {what} any more",
            "Nuk ka më vend në {what}",
            "Non ha più un posto a {what}",
            "Δεν έχει πια θέση: {what}",
        ],
    ),
    (
        Kind::Presence,
        "ATTENDED",
        [
            "Came to {what}",
            "Erdhi në {what}",
            "È venuto a {what}",
            "Ήρθε: {what}",
        ],
    ),
    (
        Kind::Presence,
        "ABSENT",
        [
            "Did not come to {what}",
            "Nuk erdhi në {what}",
            "Non è venuto a {what}",
            "Δεν ήρθε: {what}",
        ],
    ),
    (
        Kind::Presence,
        "EXCUSED",
        [
            "Sent apologies for {what}",
            "Kërkoi ndjesë për {what}",
            "Si è scusato per {what}",
            "Ζήτησε συγγνώμη για την απουσία: {what}",
        ],
    ),
    (
        Kind::Presence,
        "",
        [
            "Whether they came to {what} is open again",
            "Nëse erdhi në {what} është përsëri e hapur",
            "La presenza a {what} è di nuovo aperta",
            "Η παρουσία είναι πάλι ανοικτή: {what}",
        ],
    ),
    (
        Kind::Spoke,
        "",
        [
            "Took part in the programme of {what}",
            "Mori pjesë në programin e {what}",
            "Ha partecipato al programma di {what}",
            "Συμμετείχε στο πρόγραμμα: {what}",
        ],
    ),
    (
        Kind::Asked,
        "",
        [
            "Asked a panel of {what} something",
            "Pyeti një panel në {what}",
            "Ha rivolto una domanda a un panel di {what}",
            "Έθεσε ερώτηση σε πάνελ: {what}",
        ],
    ),
    (
        Kind::Mailed,
        "INVITATION",
        [
            "The invitation to {what} was mailed",
            "Ftesa për {what} u dërgua me postë elektronike",
            "L’invito a {what} è stato spedito",
            "Εστάλη η πρόσκληση: {what}",
        ],
    ),
    (
        Kind::Mailed,
        "THANK_YOU",
        [
            "A letter of thanks for {what} was mailed",
            "Një letër falënderimi për {what} u dërgua",
            "Un ringraziamento per {what} è stato spedito",
            "Εστάλη ευχαριστήρια επιστολή: {what}",
        ],
    ),
    (
        Kind::Mailed,
        "CERTIFICATE",
        [
            "A certificate of attendance at {what} was mailed",
            "Një vërtetim pjesëmarrjeje për {what} u dërgua",
            "Un attestato di partecipazione a {what} è stato spedito",
            "Εστάλη βεβαίωση συμμετοχής: {what}",
        ],
    ),
    (
        Kind::Mailed,
        "",
        [
            "A letter about {what} was mailed",
            "Një letër për {what} u dërgua",
            "Una lettera su {what} è stata spedita",
            "Εστάλη επιστολή: {what}",
        ],
    ),
    (
        Kind::Enrolled,
        "",
        [
            "Enrolled in {what}",
            "U regjistrua në {what}",
            "Iscritto a {what}",
            "Εγγράφηκε: {what}",
        ],
    ),
    (
        Kind::Consented,
        "GIVEN",
        [
            "Agreed to {what}",
            "Dha pëlqimin për {what}",
            "Ha acconsentito a {what}",
            "Συμφώνησε: {what}",
        ],
    ),
    (
        Kind::Consented,
        "REFUSED",
        [
            "Refused {what}",
            "Refuzoi {what}",
            "Ha rifiutato {what}",
            "Αρνήθηκε: {what}",
        ],
    ),
    (
        Kind::Consented,
        "WITHDRAWN",
        [
            "Withdrew the consent to {what}",
            "E tërhoqi pëlqimin për {what}",
            "Ha ritirato il consenso a {what}",
            "Απέσυρε τη συγκατάθεση: {what}",
        ],
    ),
    (
        Kind::Consented,
        "",
        [
            "Objected to {what}",
            "Kundërshtoi {what}",
            "Si è opposto a {what}",
            "Αντιτάχθηκε: {what}",
        ],
    ),
    (
        Kind::Edited,
        "contacts::register",
        [
            "The person was registered",
            "Personi u regjistrua",
            "La persona è stata registrata",
            "Το πρόσωπο καταχωρίστηκε",
        ],
    ),
    (
        Kind::Edited,
        "contacts::meet",
        [
            "The person was registered",
            "Personi u regjistrua",
            "La persona è stata registrata",
            "Το πρόσωπο καταχωρίστηκε",
        ],
    ),
    (
        Kind::Edited,
        "contacts::verify",
        [
            "The record was verified",
            "Të dhënat u verifikuan",
            "I dati sono stati verificati",
            "Τα στοιχεία επαληθεύτηκαν",
        ],
    ),
    (
        Kind::Edited,
        "rights::restrict",
        [
            "Processing was restricted",
            "Përpunimi u kufizua",
            "Il trattamento è stato limitato",
            "Η επεξεργασία περιορίστηκε",
        ],
    ),
    (
        Kind::Edited,
        "rights::lift_restriction",
        [
            "The restriction of processing was lifted",
            "Kufizimi i përpunimit u hoq",
            "La limitazione del trattamento è stata revocata",
            "Ο περιορισμός της επεξεργασίας άρθηκε",
        ],
    ),
    (
        Kind::Edited,
        "rights::object",
        [
            "An objection was recorded",
            "U regjistrua një kundërshtim",
            "È stata registrata un’opposizione",
            "Καταγράφηκε εναντίωση",
        ],
    ),
    (
        Kind::Edited,
        "rights::lift_objection",
        [
            "An objection was withdrawn",
            "Një kundërshtim u tërhoq",
            "Un’opposizione è stata ritirata",
            "Μια εναντίωση ανακλήθηκε",
        ],
    ),
    (
        Kind::Edited,
        "",
        [
            "The record was changed",
            "Të dhënat u ndryshuan",
            "I dati sono stati modificati",
            "Τα στοιχεία άλλαξαν",
        ],
    ),
    (
        Kind::Interaction,
        "CALL",
        [
            "Call: {title}",
            "Telefonatë: {title}",
            "Telefonata: {title}",
            "Κλήση: {title}",
        ],
    ),
    (
        Kind::Interaction,
        "MEETING",
        [
            "Meeting: {title}",
            "Takim: {title}",
            "Incontro: {title}",
            "Συνάντηση: {title}",
        ],
    ),
    (
        Kind::Interaction,
        "LETTER",
        [
            "Letter: {title}",
            "Letër: {title}",
            "Lettera: {title}",
            "Επιστολή: {title}",
        ],
    ),
    (
        Kind::Interaction,
        "VISIT",
        [
            "Visit: {title}",
            "Vizitë: {title}",
            "Visita: {title}",
            "Επίσκεψη: {title}",
        ],
    ),
    (
        Kind::Interaction,
        "MAIL",
        [
            "Mail: {title}",
            "Postë elektronike: {title}",
            "Posta elettronica: {title}",
            "Ηλεκτρονικό μήνυμα: {title}",
        ],
    ),
    (
        Kind::Interaction,
        "",
        [
            "Note: {title}",
            "Shënim: {title}",
            "Nota: {title}",
            "Σημείωση: {title}",
        ],
    ),
    (
        Kind::Task,
        "DONE",
        [
            "Done: {title}",
            "U krye: {title}",
            "Fatto: {title}",
            "Έγινε: {title}",
        ],
    ),
    (
        Kind::Task,
        "",
        [
            "To do: {title}",
            "Për t’u bërë: {title}",
            "Da fare: {title}",
            "Εκκρεμεί: {title}",
        ],
    ),
    (
        Kind::Membership,
        "ENDED",
        [
            "Was with {what}",
            "Ishte pranë {what}",
            "È stato presso {what}",
            "Ήταν στον φορέα: {what}",
        ],
    ),
    (
        Kind::Membership,
        "",
        [
            "Joined {what}",
            "Hyri në {what}",
            "È entrato in {what}",
            "Εντάχθηκε: {what}",
        ],
    ),
    (
        Kind::Merged,
        "",
        [
            "Two records were merged, or parted again",
            "Dy regjistrime u bashkuan ose u ndanë përsëri",
            "Due schede sono state unite o di nuovo separate",
            "Δύο εγγραφές ενώθηκαν ή χωρίστηκαν πάλι",
        ],
    ),
];

/// What happened, in a language.
pub(super) fn sentence(
    (kind, word): (Kind, &str),
    what: Option<&str>,
    title: Option<&str>,
    language: &str,
) -> String {
    let of_kind = || SENTENCES.iter().filter(|(known, _, _)| *known == kind);
    let found = of_kind()
        .find(|(_, known, _)| *known == word)
        .or_else(|| of_kind().find(|(_, known, _)| known.is_empty()));
    let [en, sq, it, el] = found.map_or([""; 4], |(_, _, sentences)| *sentences);
    let sentence = match language {
        "sq" => sq,
        "it" => it,
        "el" => el,
        _ => en,
    };
    sentence
        .replace("{what}", what.unwrap_or("…"))
        .replace("{title}", title.unwrap_or("…"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_sentence_in_four_languages() {
        for kind in Kind::ALL {
            let mut told: Vec<String> = ["en", "sq", "it", "el"]
                .map(|language| sentence((*kind, "SOMETHING"), Some("X"), Some("Y"), language))
                .to_vec();
            assert!(told.iter().all(|text| !text.is_empty()), "{kind:?}");
            told.sort_unstable();
            told.dedup();
            assert_eq!(told.len(), 4, "{kind:?}");
        }
    }

    #[test]
    fn a_sentence_names_what_it_is_about() {
        let told = sentence(
            (Kind::Presence, "ATTENDED"),
            Some("Migrants Day"),
            None,
            "en",
        );
        assert_eq!(told, "Came to Migrants Day");
        let told = sentence((Kind::Interaction, "CALL"), None, Some("About bonds"), "sq");
        assert_eq!(told, "Telefonatë: About bonds");
    }
}
