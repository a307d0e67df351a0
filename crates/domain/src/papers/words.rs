//! What papers say beside what was entered, in English, Albanian, Italian and Greek.

use kuvend_entity::{
    kind::{
        AgendaItemKind, AttendeeRole, ContributorMode, ContributorRole, EventOrganisationRole,
        FrameworkRelation, GuestCategory, InvitationState, Paper, PlaceState, PresenceMode,
        PresenceState, ResponseState,
    },
    value::Language,
};

/// The word of a language, of four.
fn of(language: &Language, [en, sq, it, el]: [&'static str; 4]) -> &'static str {
    match language.as_str() {
        "sq" => sq,
        "it" => it,
        "el" => el,
        _ => en,
    }
}

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident($kind:ident) { $($variant:ident = $en:literal, $sq:literal, $it:literal, $el:literal;)+ })+) => { $(
        $(#[$doc])*
        pub(super) fn $name(one: $kind, language: &Language) -> &'static str {
            of(language, match one { $($kind::$variant => [$en, $sq, $it, $el]),+ })
        }
    )+ };
}

words! {
    /// What a paper is called.
    paper(Paper) {
        GuestList = "Guest list", "Lista e të ftuarve", "Elenco degli ospiti", "Κατάλογος προσκεκλημένων";
        ProtocolList = "Protocol list", "Lista e protokollit", "Elenco di protocollo", "Κατάλογος πρωτοκόλλου";
        RunOfShow = "Run of show", "Programi i veprimtarisë", "Scaletta", "Πρόγραμμα της εκδήλωσης";
        SignInSheet = "Sign-in sheet", "Fleta e nënshkrimeve", "Foglio delle firme", "Φύλλο υπογραφών";
        Badges = "Badges", "Kartat e emrit", "Cartellini", "Καρτελάκια";
        Catering = "Catering totals", "Numrat për pritjen me ushqim", "Totali per il catering", "Σύνολα για την τροφοδοσία";
        Certificates = "Certificates of attendance", "Vërtetime pjesëmarrjeje", "Attestati di partecipazione", "Βεβαιώσεις συμμετοχής";
    }
    /// In which quality somebody is a guest.
    category(GuestCategory) {
        Government = "Government", "Qeveri", "Governo", "Κυβέρνηση";
        Eu = "European Union", "Bashkimi Evropian", "Unione europea", "Ευρωπαϊκή Ένωση";
        UnAgency = "United Nations agency", "Agjenci e Kombeve të Bashkuara", "Agenzia delle Nazioni Unite", "Οργανισμός των Ηνωμένων Εθνών";
        DiplomaticMission = "Diplomatic mission", "Përfaqësi diplomatike", "Missione diplomatica", "Διπλωματική αποστολή";
        InternationalPartner = "International partner", "Partner ndërkombëtar", "Partner internazionale", "Διεθνής εταίρος";
        CivilSociety = "Civil society", "Shoqëri civile", "Società civile", "Κοινωνία των πολιτών";
        Academia = "Universities and research", "Universitete e kërkim", "Università e ricerca", "Πανεπιστήμια και έρευνα";
        PrivateSector = "Private sector", "Sektori privat", "Settore privato", "Ιδιωτικός τομέας";
        MigrantCommunity = "Migrant community", "Bashkësi migrantësh", "Comunità di migranti", "Κοινότητα μεταναστών";
        Diaspora = "Diaspora", "Diasporë", "Diaspora", "Διασπορά";
        Media = "Media", "Media", "Media", "Μέσα ενημέρωσης";
        Other = "Other", "Tjetër", "Altro", "Άλλο";
    }
    /// What somebody is at an event.
    role(AttendeeRole) {
        Guest = "Guest", "I ftuar", "Ospite", "Προσκεκλημένος";
        Speaker = "Speaker", "Folës", "Relatore", "Ομιλητής";
        Panellist = "Panellist", "Panelist", "Partecipante al panel", "Μέλος πάνελ";
        Moderator = "Moderator", "Moderator", "Moderatore", "Συντονιστής";
        Performer = "Performer", "Artist", "Artista", "Καλλιτέχνης";
        Interpreter = "Interpreter", "Përkthyes", "Interprete", "Διερμηνέας";
        Host = "Host", "Mikpritës", "Padrone di casa", "Οικοδεσπότης";
        Staff = "Staff", "Personel", "Personale", "Προσωπικό";
        Press = "Press", "Shtyp", "Stampa", "Τύπος";
    }
    /// How far an invitation is.
    invitation(InvitationState) {
        NotInvited = "not invited", "i paftuar", "non invitato", "χωρίς πρόσκληση";
        Queued = "waiting to be sent", "pret të dërgohet", "in attesa di invio", "αναμένει αποστολή";
        Sent = "sent", "dërguar", "inviato", "εστάλη";
        Bounced = "came back undelivered", "u kthye pa u dorëzuar", "tornato senza consegna", "επέστρεψε χωρίς να παραδοθεί";
        Withdrawn = "taken back", "tërhequr", "ritirato", "ανακλήθηκε";
    }
    /// What somebody answered.
    response(ResponseState) {
        None = "—", "—", "—", "—";
        Accepted = "accepted", "pranuar", "accettato", "αποδέχτηκε";
        Tentative = "perhaps", "ndoshta", "forse", "ίσως";
        Declined = "declined", "refuzuar", "declinato", "αρνήθηκε";
        Represented = "represented by somebody", "përfaqësuar nga dikush", "rappresentato da altri", "εκπροσωπείται";
    }
    /// Whether a place is held.
    place(PlaceState) {
        None = "—", "—", "—", "—";
        PendingApproval = "waiting for approval", "pret miratimin", "in attesa di approvazione", "αναμένει έγκριση";
        Waitlisted = "on the waiting list", "në listën e pritjes", "in lista d’attesa", "στη λίστα αναμονής";
        Offered = "offered", "ofruar", "offerto", "προσφέρθηκε";
        Confirmed = "confirmed", "konfirmuar", "confermato", "επιβεβαιώθηκε";
        Cancelled = "cancelled", "anuluar", "annullato", "ακυρώθηκε";
        Expired = "expired", "skaduar", "scaduto", "έληξε";
    }
    /// Whether somebody came.
    presence(PresenceState) {
        Unrecorded = "—", "—", "—", "—";
        Attended = "was there", "ishte i pranishëm", "presente", "παρών";
        Absent = "absent", "mungoi", "assente", "απών";
        Excused = "excused", "me arsye", "giustificato", "δικαιολογημένη απουσία";
    }
    /// How somebody takes part.
    mode(PresenceMode) {
        InPerson = "In the room", "Në sallë", "In sala", "Στην αίθουσα";
        Online = "On line", "Në internet", "In linea", "Διαδικτυακά";
    }
    /// What sort of item of a run of show.
    item(AgendaItemKind) {
        Opening = "Opening", "Hapja", "Apertura", "Έναρξη";
        Speech = "Speech", "Fjala", "Discorso", "Ομιλία";
        VideoMessage = "Video message", "Videomesazh", "Videomessaggio", "Βιντεομήνυμα";
        Panel = "Panel", "Panel", "Panel", "Πάνελ";
        Award = "Award", "Çmim", "Premiazione", "Βράβευση";
        Announcement = "Announcement", "Njoftim", "Annuncio", "Ανακοίνωση";
        Exhibition = "Exhibition", "Ekspozitë", "Mostra", "Έκθεση";
        Performance = "Performance", "Shfaqje", "Spettacolo", "Καλλιτεχνικό πρόγραμμα";
        Break = "Break", "Pushim", "Pausa", "Διάλειμμα";
        Closing = "Closing", "Mbyllja", "Chiusura", "Λήξη";
    }
    /// As what somebody contributes.
    contributor(ContributorRole) {
        Moderator = "Moderator", "Moderator", "Moderatore", "Συντονιστής";
        Panellist = "Panellist", "Panelist", "Partecipante al panel", "Μέλος πάνελ";
        Speaker = "Speaker", "Folës", "Relatore", "Ομιλητής";
        Performer = "Performer", "Artist", "Artista", "Καλλιτέχνης";
        Interpreter = "Interpreter", "Përkthyes", "Interprete", "Διερμηνέας";
        Host = "Host", "Mikpritës", "Padrone di casa", "Οικοδεσπότης";
    }
    /// How somebody contributes.
    way(ContributorMode) {
        InPerson = "in person", "personalisht", "di persona", "αυτοπροσώπως";
        Remote = "from elsewhere", "nga larg", "da remoto", "εξ αποστάσεως";
        Recorded = "recorded", "i regjistruar", "registrato", "μαγνητοσκοπημένο";
    }
    /// The part an organisation plays in an event.
    part(EventOrganisationRole) {
        Host = "Host", "Mikpritës", "Ospita", "Διοργάνωση";
        CoOrganiser = "With", "Së bashku me", "Insieme a", "Συνδιοργάνωση";
        Partner = "Partner", "Partner", "Partner", "Εταίρος";
        Donor = "Donor", "Donator", "Donatore", "Χορηγός";
    }
    /// What an event does with a policy framework.
    relation(FrameworkRelation) {
        Launches = "Launches", "Prezanton", "Presenta", "Παρουσιάζει";
        Announces = "Announces", "Njofton", "Annuncia", "Ανακοινώνει";
    }
}

macro_rules! labels {
    ($($(#[$doc:meta])* $name:ident = $en:literal, $sq:literal, $it:literal, $el:literal;)+) => {
        /// What stands before something on a paper, or beside it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Label { $($(#[$doc])* $name),+ }

        /// A label in a language.
        pub(super) fn label(one: Label, language: &Language) -> &'static str {
            of(language, match one { $(Label::$name => [$en, $sq, $it, $el]),+ })
        }
    };
}

labels! {
    /// When it is.
    When = "When", "Kur", "Quando", "Πότε";
    /// Where.
    Where = "Where", "Ku", "Dove", "Πού";
    /// From when guests are received.
    Doors = "Doors open", "Dyert hapen", "Apertura porte", "Οι πόρτες ανοίγουν";
    /// Which days it marks.
    Marks = "Marks", "Shënon", "Ricorrenza", "Εορτάζει";
    /// Which languages are spoken.
    Spoken = "Languages", "Gjuhët", "Lingue", "Γλώσσες";
    /// Which are interpreted into.
    Interpreted = "Interpretation", "Përkthim", "Interpretariato", "Διερμηνεία";
    /// Whom to ask.
    Contact = "Contact", "Kontakti", "Contatto", "Επικοινωνία";
    /// What people are put in order by.
    Order = "Order", "Renditja", "Ordine", "Σειρά";
    /// Of an office that keeps no ranks.
    Unranked = "by name alone, or by the day in office and the country where they are known; no table of ranks is kept", "vetëm sipas emrit, ose sipas ditës së marrjes së detyrës dhe shtetit aty ku dihen; nuk mbahet tabelë rangjesh", "solo per nome, o per data d’incarico e Paese dove sono noti; non è tenuta una tabella dei ranghi", "μόνο κατά όνομα, ή κατά ημέρα ανάληψης και χώρα όπου είναι γνωστές· δεν τηρείται πίνακας βαθμών";
    /// When the paper was made.
    Made = "Prepared on", "Përgatitur më", "Preparato il", "Ετοιμάστηκε";
    /// Of somebody who has not agreed yet.
    Unconfirmed = "to be confirmed", "për t’u konfirmuar", "da confermare", "προς επιβεβαίωση";
    /// Of what guests are not shown.
    Internal = "internal", "e brendshme", "interno", "εσωτερικό";
    /// All of them together.
    All = "Everybody expected", "Gjithë ata që priten", "Tutte le persone attese", "Όλοι οι αναμενόμενοι";
    /// Those who were there.
    Came = "Came", "Erdhën", "Presenti", "Ήρθαν";
    /// By how they take part.
    Mode = "Way of taking part", "Mënyra e pjesëmarrjes", "Modo di partecipazione", "Τρόπος συμμετοχής";
    /// By the quality in which they are guests.
    Category = "Category", "Kategoria", "Categoria", "Κατηγορία";
    /// By what they eat.
    Diet = "Diet", "Ushqimi", "Alimentazione", "Διατροφή";
    /// By what they need to get about.
    Accessibility = "Accessibility", "Qasshmëria", "Accessibilità", "Προσβασιμότητα";
    /// By the language they have interpreted.
    Interpretation = "Interpretation", "Përkthimi", "Interpretazione", "Διερμηνεία";
    /// Of guests of whom that is not known.
    Unknown = "not known", "nuk dihet", "non noto", "άγνωστο";
    /// What one certificate is.
    Certificate = "Certificate of attendance", "Vërtetim pjesëmarrjeje", "Attestato di partecipazione", "Βεβαίωση συμμετοχής";
    /// Before the name.
    Certifies = "This is to certify that", "Vërtetohet se", "Si attesta che", "Βεβαιώνεται ότι";
    /// Between the name and the event.
    TookPart = "took part in", "mori pjesë në", "ha partecipato a", "συμμετείχε στην εκδήλωση";
    /// Before a certificate's number.
    Numbered = "No.", "Nr.", "N.", "Αρ.";
    /// Before the day on which it was issued.
    Issued = "Issued on", "Lëshuar më", "Rilasciato il", "Εκδόθηκε στις";
    /// Before the link.
    Verified = "Its authenticity can be verified at", "Vërtetësia e tij shihet te", "L’autenticità si verifica su", "Η γνησιότητά της επαληθεύεται στη διεύθυνση";
    /// Under the line on which it is signed.
    Signed = "Name, function and signature", "Emri, funksioni dhe nënshkrimi", "Nome, funzione e firma", "Όνομα, ιδιότητα και υπογραφή";
    /// In the stead of badges where there are none.
    NoBadges = "Nobody is expected yet, so there are no badges to print.", "Ende nuk pritet askush, ndaj nuk ka karta emri për të printuar.", "Non è attesa ancora nessuna persona: non ci sono cartellini da stampare.", "Δεν αναμένεται ακόμη κανείς, οπότε δεν υπάρχουν καρτελάκια για εκτύπωση.";
    /// In the stead of badges where nobody is on the list at all.
    NoGuests = "Nobody is on the guest list yet, so there are no badges to print.", "Ende nuk ka askënd në listën e të ftuarve, ndaj nuk ka karta emri për të printuar.", "Nell’elenco degli ospiti non c’è ancora nessuno: non ci sono cartellini da stampare.", "Δεν υπάρχει ακόμη κανείς στον κατάλογο προσκεκλημένων, οπότε δεν υπάρχουν καρτελάκια για εκτύπωση.";
    /// In the stead of certificates where there are none.
    NoCertificates = "Nobody has been recorded as present yet, so there are no certificates to print.", "Ende nuk është shënuar askush si i pranishëm, ndaj nuk ka vërtetime për të printuar.", "Nessuno risulta ancora presente: non ci sono attestati da stampare.", "Δεν έχει καταγραφεί ακόμη κανείς ως παρών, οπότε δεν υπάρχουν βεβαιώσεις για εκτύπωση.";
    /// Of somebody who comes along with a guest.
    Companion = "Companion", "Shoqërues", "Accompagnatore", "Συνοδός";
    /// Above several answers to the event's questions.
    Answers = "Answers to questions", "Përgjigjet e pyetjeve", "Risposte alle domande", "Απαντήσεις στις ερωτήσεις";
    /// An anniversary's number follows.
    Anniversary = "anniversary", "përvjetori", "anniversario", "επέτειος";
}

/// What a language is called in another.
pub(super) fn language(one: &Language, language: &Language) -> String {
    let named = match one.as_str() {
        "en" => ["English", "anglisht", "inglese", "αγγλικά"],
        "sq" => ["Albanian", "shqip", "albanese", "αλβανικά"],
        "it" => ["Italian", "italisht", "italiano", "ιταλικά"],
        "el" => ["Greek", "greqisht", "greco", "ελληνικά"],
        other => return other.to_owned(),
    };
    of(language, named).to_owned()
}

/// With whom somebody comes; nothing where that is not known.
pub(super) fn companion_of(guest: &str, language: &Language) -> String {
    if guest.is_empty() {
        return String::new();
    }
    let with = of(language, ["with", "me", "con", "με"]);
    format!("{with} {guest}")
}

/// An anniversary by its number, as the language counts.
pub(super) fn anniversary(years: i32, language: &Language) -> String {
    let word = label(Label::Anniversary, language);
    match language.as_str() {
        "sq" => format!("{word} i {years}-të"),
        "it" => format!("{years}º {word}"),
        "el" => format!("{years}ή {word}"),
        _ => {
            let ending = match (years % 100, years % 10) {
                (11..=13, _) => "th",
                (_, 1) => "st",
                (_, 2) => "nd",
                (_, 3) => "rd",
                _ => "th",
            };
            format!("{years}{ending} {word}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anniversaries_are_counted_as_the_language_does() {
        let said = |years, tag: &str| anniversary(years, &tag.parse().unwrap());
        assert_eq!(said(30, "en"), "30th anniversary");
        assert_eq!(said(21, "en"), "21st anniversary");
        assert_eq!(said(111, "en"), "111th anniversary");
        assert_eq!(said(30, "sq"), "përvjetori i 30-të");
        assert_eq!(said(30, "it"), "30º anniversario");
        assert_eq!(said(30, "el"), "30ή επέτειος");
    }

    #[test]
    fn every_paper_has_a_name_of_its_own_in_every_language() {
        for tag in Language::KNOWN {
            let language: Language = tag.parse().unwrap();
            let mut names: Vec<_> = Paper::ALL.iter().map(|it| paper(*it, &language)).collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), Paper::ALL.len(), "{tag}");
        }
    }
}
