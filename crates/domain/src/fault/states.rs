//! What a state is called that does not let something be done, for people.

use std::borrow::Cow;

/// States, as code names them, and what they are called in English, Albanian, Italian and Greek.
const STATES: &[(&str, [&str; 4])] = &[
    ("ABSENT", ["absent", "mungoi", "assente", "απουσίαζε"]),
    (
        "ACCEPTED",
        ["accepted", "u pranua", "accettato", "έγινε αποδεκτό"],
    ),
    ("ADMITTED", ["let in", "hyri", "entrato", "εισήλθε"]),
    (
        "AGENDA_NOT_PUBLISHED",
        [
            "the run of show is not published",
            "programi nuk është publikuar",
            "il programma non è pubblicato",
            "το πρόγραμμα δεν έχει δημοσιευτεί",
        ],
    ),
    (
        "AGENDA_PUBLISHED",
        [
            "the run of show is published",
            "programi është publikuar",
            "il programma è pubblicato",
            "το πρόγραμμα έχει δημοσιευτεί",
        ],
    ),
    (
        "ALREADY_INSIDE",
        ["already inside", "tashmë brenda", "già dentro", "ήδη μέσα"],
    ),
    (
        "ANSWERED",
        [
            "answered",
            "mori përgjigje",
            "ha avuto risposta",
            "απαντήθηκε",
        ],
    ),
    (
        "APPROVED",
        ["approved", "u miratua", "approvato", "εγκρίθηκε"],
    ),
    (
        "ARCHIVED",
        ["archived", "u arkivua", "archiviato", "αρχειοθετήθηκε"],
    ),
    ("ASKED", ["asked for", "u kërkua", "richiesto", "ζητήθηκε"]),
    (
        "ATTENDANCE_CLOSED",
        [
            "attendance is closed",
            "pjesëmarrja është mbyllur",
            "le presenze sono chiuse",
            "οι παρουσίες έχουν κλείσει",
        ],
    ),
    (
        "ATTENDANCE_OPEN",
        [
            "attendance is not closed yet",
            "pjesëmarrja nuk është mbyllur ende",
            "le presenze non sono ancora chiuse",
            "οι παρουσίες δεν έχουν κλείσει ακόμη",
        ],
    ),
    (
        "ATTENDED",
        ["was there", "ishte aty", "presente", "παρευρέθηκε"],
    ),
    (
        "BEING_BROUGHT_IN",
        [
            "a file with this person is being brought in",
            "po futet një skedar me këtë person",
            "è in corso un’importazione con questa persona",
            "γίνεται εισαγωγή αρχείου με αυτό το πρόσωπο",
        ],
    ),
    (
        "BEING_WRITTEN_TO",
        [
            "a letter to this person is going out",
            "po i dërgohet një letër këtij personi",
            "una lettera a questa persona è in partenza",
            "στέλνεται επιστολή σε αυτό το πρόσωπο",
        ],
    ),
    (
        "BOUNCED",
        [
            "came back undelivered",
            "u kthye pa u dorëzuar",
            "tornato indietro",
            "επιστράφηκε",
        ],
    ),
    (
        "BROKEN_OFF",
        ["broken off", "u ndërpre", "interrotto", "διακόπηκε"],
    ),
    (
        "CANCELLED",
        ["cancelled", "u anulua", "annullato", "ακυρώθηκε"],
    ),
    ("CLOSED", ["closed", "u mbyll", "chiuso", "έκλεισε"]),
    (
        "COMPARING",
        [
            "records are being compared",
            "po krahasohen të dhënat",
            "confronto in corso",
            "σύγκριση σε εξέλιξη",
        ],
    ),
    (
        "COMPLETED",
        ["over", "përfundoi", "concluso", "ολοκληρώθηκε"],
    ),
    (
        "CONFIRMED",
        ["confirmed", "u konfirmua", "confermato", "επιβεβαιώθηκε"],
    ),
    (
        "DECLINED",
        [
            "declined",
            "u përgjigj me jo",
            "ha risposto di no",
            "απάντησε αρνητικά",
        ],
    ),
    (
        "DISABLED",
        [
            "disabled",
            "u çaktivizua",
            "disattivato",
            "απενεργοποιήθηκε",
        ],
    ),
    ("DONE", ["done", "u krye", "fatto", "ολοκληρώθηκε"]),
    (
        "DRAFT",
        [
            "still a draft",
            "ende në përgatitje",
            "ancora in bozza",
            "ακόμη πρόχειρο",
        ],
    ),
    ("ERASED", ["erased", "u fshi", "cancellato", "διαγράφηκε"]),
    (
        "EXCUSED",
        [
            "excused",
            "mungoi me arsye",
            "assente giustificato",
            "δικαιολογημένη απουσία",
        ],
    ),
    ("EXITED", ["has left", "doli", "uscito", "εξήλθε"]),
    ("EXPIRED", ["expired", "skadoi", "scaduto", "έληξε"]),
    (
        "EXTENDED",
        [
            "extended already",
            "është zgjatur tashmë",
            "già prorogato",
            "έχει ήδη παραταθεί",
        ],
    ),
    ("FAILED", ["failed", "dështoi", "non riuscito", "απέτυχε"]),
    (
        "FINALISATION",
        [
            "being concluded",
            "në mbyllje",
            "in conclusione",
            "σε ολοκλήρωση",
        ],
    ),
    (
        "FOUND_ELSEWHERE",
        [
            "the contact details stand somewhere else as well",
            "të dhënat e kontaktit gjenden edhe diku tjetër",
            "i recapiti compaiono anche altrove",
            "τα στοιχεία επικοινωνίας υπάρχουν και αλλού",
        ],
    ),
    (
        "FULFILLED",
        [
            "done as asked",
            "u krye sipas kërkesës",
            "eseguito come richiesto",
            "εκτελέστηκε όπως ζητήθηκε",
        ],
    ),
    (
        "GATHERING",
        [
            "records are being gathered",
            "po mblidhen të dhënat",
            "raccolta in corso",
            "συλλογή σε εξέλιξη",
        ],
    ),
    (
        "HELD",
        [
            "under a legal hold",
            "mbahet për arsye ligjore",
            "sotto vincolo legale",
            "υπό νομική δέσμευση",
        ],
    ),
    (
        "IMPLEMENTATION",
        [
            "being carried out",
            "në zbatim",
            "in attuazione",
            "σε υλοποίηση",
        ],
    ),
    (
        "LIST",
        [
            "a list made by hand",
            "listë e bërë me dorë",
            "elenco fatto a mano",
            "κατάλογος που έγινε με το χέρι",
        ],
    ),
    (
        "MERGED",
        [
            "one with another record",
            "u bashkua me një të dhënë tjetër",
            "unito a un’altra scheda",
            "συγχωνεύτηκε με άλλη εγγραφή",
        ],
    ),
    (
        "NAMED",
        [
            "somebody is named already",
            "dikush është emëruar tashmë",
            "qualcuno è già indicato",
            "έχει ήδη οριστεί κάποιος",
        ],
    ),
    (
        "NONE",
        ["nothing yet", "ende asgjë", "ancora nulla", "τίποτα ακόμη"],
    ),
    (
        "NOT_APPROVED",
        [
            "not approved yet",
            "nuk është miratuar ende",
            "non ancora approvato",
            "δεν έχει εγκριθεί ακόμη",
        ],
    ),
    (
        "NOT_DUE",
        [
            "not due yet",
            "ende nuk i ka ardhur koha",
            "non è ancora il momento",
            "δεν έχει έρθει ακόμη η ώρα",
        ],
    ),
    (
        "NOT_DUPLICATE",
        [
            "no duplicate",
            "nuk është dyfishim",
            "non è un doppione",
            "δεν είναι διπλότυπο",
        ],
    ),
    (
        "NOT_INVITED",
        ["not invited", "pa ftesë", "non invitato", "χωρίς πρόσκληση"],
    ),
    (
        "NOT_NAMED",
        [
            "nobody is named",
            "askush nuk është emëruar",
            "nessuno è indicato",
            "δεν έχει οριστεί κανείς",
        ],
    ),
    (
        "NOT_ON_LIST",
        [
            "not on the list",
            "nuk është në listë",
            "non in lista",
            "εκτός λίστας",
        ],
    ),
    (
        "NO_FOCAL_POINT",
        [
            "nobody speaks for the delegation",
            "askush nuk flet për delegacionin",
            "la delegazione non ha un referente",
            "η αντιπροσωπεία δεν έχει υπεύθυνο επικοινωνίας",
        ],
    ),
    (
        "OFF",
        ["switched off", "nuk vepron", "disattivato", "ανενεργό"],
    ),
    (
        "OFFERED",
        [
            "a place is offered",
            "u ofrua një vend",
            "posto offerto",
            "προσφέρθηκε θέση",
        ],
    ),
    ("OPEN", ["open", "ende hapur", "aperto", "ανοικτό"]),
    (
        "PENDING",
        [
            "waiting to be read",
            "pret të lexohet",
            "in attesa di lettura",
            "αναμένει ανάγνωση",
        ],
    ),
    (
        "PENDING_APPROVAL",
        [
            "waiting for approval",
            "pret miratimin",
            "in attesa di approvazione",
            "αναμένει έγκριση",
        ],
    ),
    (
        "PIPELINE",
        [
            "being planned",
            "në planifikim",
            "in preparazione",
            "σε σχεδιασμό",
        ],
    ),
    (
        "POSTPONED",
        ["postponed", "u shty", "rinviato", "αναβλήθηκε"],
    ),
    (
        "PROPOSED",
        ["proposed", "u propozua", "proposto", "προτάθηκε"],
    ),
    (
        "PUBLISHED",
        ["published", "u publikua", "pubblicato", "δημοσιεύτηκε"],
    ),
    (
        "QUEUED",
        ["in the queue", "në radhë", "in coda", "σε σειρά αναμονής"],
    ),
    ("RECEIVED", ["received", "u mor", "ricevuto", "παραλήφθηκε"]),
    (
        "REFUSED",
        ["refused", "u refuzua", "rifiutato", "απορρίφθηκε"],
    ),
    (
        "REJECTED",
        ["rejected", "nuk u pranua", "respinto", "δεν έγινε δεκτό"],
    ),
    ("RELEASED", ["lifted", "u hoq", "revocato", "άρθηκε"]),
    (
        "REPRESENTED",
        [
            "represented by somebody else",
            "përfaqësohet nga dikush tjetër",
            "rappresentato da altri",
            "εκπροσωπείται από άλλο πρόσωπο",
        ],
    ),
    (
        "REVOKED",
        ["revoked", "u revokua", "revocato", "ανακλήθηκε"],
    ),
    (
        "RULE",
        [
            "made by a rule",
            "sipas një rregulli",
            "fatto da una regola",
            "έγινε με κανόνα",
        ],
    ),
    (
        "RUNNING",
        ["under way", "në vazhdim", "in corso", "σε εξέλιξη"],
    ),
    ("SENT", ["sent", "u dërgua", "inviato", "στάλθηκε"]),
    (
        "SUSPENDED",
        ["suspended", "u pezullua", "sospeso", "ανεστάλη"],
    ),
    (
        "TENTATIVE",
        ["may come", "ndoshta vjen", "forse viene", "ίσως έρθει"],
    ),
    (
        "TOO_EARLY",
        ["too early", "tepër herët", "troppo presto", "πολύ νωρίς"],
    ),
    (
        "TOO_LATE",
        [
            "the time for it is over",
            "afati ka kaluar",
            "il termine è scaduto",
            "η προθεσμία έληξε",
        ],
    ),
    (
        "UNDOING",
        [
            "being taken back",
            "po kthehet prapa",
            "annullamento in corso",
            "αναίρεση σε εξέλιξη",
        ],
    ),
    (
        "UNDONE",
        ["taken back", "u kthye prapa", "ripristinato", "αναιρέθηκε"],
    ),
    (
        "UNKNOWN_TICKET",
        [
            "unknown ticket",
            "biletë e panjohur",
            "biglietto sconosciuto",
            "άγνωστο εισιτήριο",
        ],
    ),
    (
        "UNRECORDED",
        [
            "presence is not recorded",
            "prania nuk është shënuar",
            "presenza non registrata",
            "η παρουσία δεν έχει καταγραφεί",
        ],
    ),
    (
        "USED",
        ["in use", "është në përdorim", "in uso", "χρησιμοποιείται"],
    ),
    (
        "WAITLISTED",
        [
            "on the waiting list",
            "në listën e pritjes",
            "in lista d’attesa",
            "στη λίστα αναμονής",
        ],
    ),
    (
        "WITHDRAWN",
        ["withdrawn", "u tërhoq", "ritirato", "αποσύρθηκε"],
    ),
    (
        "WITHOUT_GUESTS",
        [
            "without guests",
            "pa të ftuar",
            "senza invitati",
            "χωρίς προσκεκλημένους",
        ],
    ),
    (
        "WRONG_LIST",
        [
            "on another list",
            "në një listë tjetër",
            "in un’altra lista",
            "σε άλλη λίστα",
        ],
    ),
];

/// A state in a language. One that is not here is told by its own words, so that a sentence never bears a name of code.
pub(super) fn called<'a>(name: &'a str, language: &str) -> Cow<'a, str> {
    match STATES.iter().find(|(known, _)| *known == name) {
        Some((_, words)) => Cow::Borrowed(super::of(*words, language)),
        None => Cow::Owned(name.to_lowercase().replace('_', " ")),
    }
}

#[cfg(test)]
mod tests {
    use kuvend_entity::kind::{
        ConfirmationState, DeliverableState, DuplicateRunState, DuplicateState, EventStatus,
        ExportState, ImportJobState, ImportState, InvitationState, PlaceState, PresenceState,
        ProgrammeStatus, QuestionState, ResponseState, Retention, RightsRequestState, ScanResult,
    };

    use super::*;

    #[test]
    fn every_state_that_stands_in_a_way_has_its_words() {
        macro_rules! names {
            ($($kind:ident)+) => { [$($kind::ALL.iter().map(|one| one.as_str()).collect::<Vec<_>>()),+].concat() };
        }
        let mut names: Vec<&str> = names!(ConfirmationState DeliverableState DuplicateRunState DuplicateState EventStatus ExportState ImportJobState ImportState InvitationState PlaceState PresenceState ProgrammeStatus QuestionState ResponseState RightsRequestState ScanResult);
        names.push(Retention::Off.as_str());
        for name in names {
            let known = STATES.iter().find(|(known, _)| *known == name);
            let (_, words) = known.unwrap_or_else(|| panic!("{name} has no words"));
            assert!(words.iter().all(|said| !said.contains('_')), "{name}");
        }
    }

    #[test]
    fn states_stand_in_order_once_and_read_as_words() {
        assert!(STATES.is_sorted_by(|(one, _), (next, _)| one < next));
        for (name, words) in STATES {
            let [en, others @ ..] = words;
            assert!(others.iter().all(|said| said != en), "{name}");
            assert!(words.iter().all(|said| *said != *name), "{name}");
        }
        assert_eq!(called("ATTENDANCE_CLOSED", "en"), "attendance is closed");
        assert_eq!(called("POSTPONED", "sq"), "u shty");
        assert_eq!(called("SOMETHING_NEW", "el"), "something new");
    }
}
