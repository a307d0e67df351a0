//! The columns of papers, and what they are headed.

use kuvend_entity::kind::Paper;

use crate::exports::fields;

fields! {
/// A column of a paper.
Column {
    /// Its place on the paper, from 1.
    Number = "number": "No.", "Nr.", "N.", "Α/Α";
    /// Honorific.
    Honorific = "honorific": "Honorific", "Titulli", "Titolo", "Τίτλος";
    /// Family name; empty where an organisation has yet to say who comes.
    FamilyName = "familyName": "Family name", "Mbiemri", "Cognome", "Επώνυμο";
    /// Given name.
    GivenName = "givenName": "Given name", "Emri", "Nome", "Όνομα";
    /// The whole name.
    Name = "name": "Name", "Emri e mbiemri", "Nome e cognome", "Ονοματεπώνυμο";
    /// The organisation that somebody stands for.
    Organisation = "organisation": "Organisation", "Organizata", "Organizzazione", "Οργανισμός";
    /// Function there.
    Function = "function": "Function", "Funksioni", "Funzione", "Ιδιότητα";
    /// In which quality a guest.
    Category = "category": "Category", "Kategoria", "Categoria", "Κατηγορία";
    /// What somebody is at the event.
    Roles = "roles": "Roles", "Rolet", "Ruoli", "Ρόλοι";
    /// Persons of the party.
    Persons = "persons": "Persons", "Persona", "Persone", "Άτομα";
    /// How far the invitation is.
    Invitation = "invitation": "Invitation", "Ftesa", "Invito", "Πρόσκληση";
    /// What the guest answered.
    Response = "response": "Answer", "Përgjigjja", "Risposta", "Απάντηση";
    /// Whether a place is held.
    Place = "place": "Place", "Vendi", "Posto", "Κράτηση θέσης";
    /// Whether the guest came.
    Presence = "presence": "Presence", "Prania", "Presenza", "Παρουσία";
    /// Rank in the order of protocol.
    Rank = "rank": "Rank", "Rangu", "Rango", "Βαθμίδα";
    /// How somebody is spoken to.
    Spoken = "spoken": "Form of address", "Si i drejtohemi", "Come ci si rivolge", "Προσφώνηση";
    /// How somebody is named on an envelope or a place card.
    Envelope = "envelope": "On the envelope", "Në zarf", "Sulla busta", "Στον φάκελο";
    /// A line to sign on.
    Signature = "signature": "Signature", "Nënshkrimi", "Firma", "Υπογραφή";
    /// By what totals are taken apart.
    Group = "group": "By", "Sipas", "Per", "Ανά";
    /// Which part of it.
    Part = "part": "Which", "Cilat", "Quali", "Ποιοι";
    /// How many parties.
    Parties = "parties": "Parties", "Grupe", "Gruppi", "Ομάδες";
    /// When it starts.
    Starts = "starts": "Starts", "Fillon", "Inizio", "Έναρξη";
    /// When it ends.
    Ends = "ends": "Ends", "Mbaron", "Fine", "Λήξη";
    /// What sort of item.
    Kind = "kind": "Kind", "Lloji", "Tipo", "Είδος";
    /// What it is called.
    Title = "title": "Title", "Titulli", "Titolo", "Τίτλος";
    /// What it is about.
    Description = "description": "About", "Përmbajtja", "Descrizione", "Περιγραφή";
    /// In which room.
    Room = "room": "Room", "Salla", "Sala", "Αίθουσα";
    /// Who contributes, one a line.
    Contributors = "contributors": "Contributors", "Kontribuesit", "Interventi", "Συντελεστές";
    /// The number of a certificate.
    Certificate = "certificate": "Certificate no.", "Vërtetimi nr.", "Attestato n.", "Αριθμός βεβαίωσης";
    /// On which day the event is.
    Day = "day": "Day", "Dita", "Giorno", "Ημέρα";
    /// When a certificate was issued.
    Issued = "issued": "Issued on", "Lëshuar më", "Rilasciato il", "Ημερομηνία έκδοσης";
    /// Where a certificate is verified.
    Link = "link": "Verified at", "Verifikohet te", "Si verifica su", "Επαληθεύεται στο";
    /// What lets the guest in, as a square.
    Ticket = "ticket": "Ticket", "Bileta", "Biglietto", "Εισιτήριο";
    /// What else is to be known.
    Note = "note": "Note", "Shënim", "Nota", "Σημείωση";
}
}

impl Column {
    /// Whether a page has the column also where nobody has anything in it: it tells who is meant, or is written on by hand.
    pub(super) const fn stays(self) -> bool {
        matches!(
            self,
            Self::Number | Self::FamilyName | Self::Name | Self::Signature
        )
    }
}

/// The columns of a paper, in their order.
pub(super) const fn of(paper: Paper) -> &'static [Column] {
    use Column as C;
    match paper {
        Paper::GuestList => &[
            C::Number,
            C::FamilyName,
            C::GivenName,
            C::Honorific,
            C::Organisation,
            C::Function,
            C::Category,
            C::Roles,
            C::Persons,
            C::Invitation,
            C::Response,
            C::Place,
            C::Presence,
        ],
        Paper::ProtocolList => &[
            C::Number,
            C::Rank,
            C::Name,
            C::Function,
            C::Organisation,
            C::Category,
            C::Spoken,
            C::Envelope,
        ],
        Paper::SignInSheet => &[
            C::Number,
            C::FamilyName,
            C::GivenName,
            C::Organisation,
            C::Function,
            C::Persons,
            C::Signature,
        ],
        Paper::Badges => &[
            C::Honorific,
            C::GivenName,
            C::FamilyName,
            C::Function,
            C::Organisation,
            C::Roles,
            C::Category,
        ],
        Paper::Certificates => &[
            C::Certificate,
            C::Name,
            C::Title,
            C::Day,
            C::Issued,
            C::Link,
        ],
        Paper::Catering => &[C::Group, C::Part, C::Parties, C::Persons],
        Paper::RunOfShow => &[
            C::Starts,
            C::Ends,
            C::Kind,
            C::Title,
            C::Description,
            C::Room,
            C::Contributors,
            C::Note,
        ],
    }
}

#[cfg(test)]
mod tests {
    use kuvend_entity::value::Language;

    use super::*;

    #[test]
    fn no_two_columns_of_a_paper_are_headed_alike() {
        for paper in Paper::ALL {
            for language in Language::KNOWN {
                let columns = of(*paper).iter();
                let mut heads: Vec<_> = columns.map(|it| it.heading(Some(language))).collect();
                heads.sort_unstable();
                heads.dedup();
                assert_eq!(heads.len(), of(*paper).len(), "{paper} {language}");
            }
        }
    }
}
