//! The columns of an export, and what they are called.

macro_rules! fields {
    ($(#[$what:meta])* $fields:ident { $($(#[$doc:meta])* $name:ident = $word:literal: $en:literal, $sq:literal, $it:literal, $el:literal;)+ }) => {
        $(#[$what])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $fields { $($(#[$doc])* $name),+ }

        impl $fields {
            /// Every one, in the order in which they stand unless somebody says otherwise.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// Its name, which the import knows too.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word),+ }
            }

            /// What its column is headed in English, Albanian, Italian and Greek.
            #[must_use]
            pub const fn headings(self) -> [&'static str; 4] {
                match self { $(Self::$name => [$en, $sq, $it, $el]),+ }
            }

            /// What its column is headed in a language, or by its name.
            #[must_use]
            pub fn heading(self, language: Option<&str>) -> &'static str {
                let [en, sq, it, el] = self.headings();
                match language {
                    None => self.as_str(),
                    Some("sq") => sq,
                    Some("it") => it,
                    Some("el") => el,
                    Some(_) => en,
                }
            }
        }
    };
}
pub(crate) use fields;

fields! {
/// A column of an export of people.
Field {
    /// The record's id.
    Id = "id": "Id", "Id", "Id", "Id";
    /// Honorific.
    Honorific = "honorific": "Honorific", "Titulli", "Titolo", "Τίτλος";
    /// Given name.
    GivenName = "givenName": "Given name", "Emri", "Nome", "Όνομα";
    /// Middle name.
    MiddleName = "middleName": "Middle name", "Atësia", "Secondo nome", "Πατρώνυμο";
    /// Family name.
    FamilyName = "familyName": "Family name", "Mbiemri", "Cognome", "Επώνυμο";
    /// What follows the name.
    Suffix = "suffix": "Suffix", "Prapashtesa", "Suffisso", "Επίθημα";
    /// How the person is named in lists and letters.
    DisplayName = "displayName": "Display name", "Si shkruhet", "Nome visualizzato", "Εμφανιζόμενο όνομα";
    /// Primary address.
    Email = "email": "Email", "Posta elektronike", "Posta elettronica", "Email";
    /// Primary telephone, in E.164 where it is known so.
    Phone = "phone": "Telephone", "Telefoni", "Telefono", "Τηλέφωνο";
    /// Preferred language, by its tag.
    PreferredLanguage = "preferredLanguage": "Preferred language", "Gjuha", "Lingua", "Γλώσσα";
    /// Country of residence, ISO 3166-1.
    ResidenceCountry = "residenceCountry": "Country of residence", "Shteti", "Paese di residenza", "Χώρα διαμονής";
    /// Region of residence, ISO 3166-2.
    ResidenceSubdivision = "residenceSubdivision": "Region", "Rajoni", "Regione", "Περιφέρεια";
    /// Town of residence.
    ResidenceCity = "residenceCity": "City", "Qyteti", "Città", "Πόλη";
    /// Country of origin, ISO 3166-1.
    OriginCountry = "originCountry": "Country of origin", "Shteti i origjinës", "Paese di origine", "Χώρα καταγωγής";
    /// Region of origin.
    OriginRegion = "originRegion": "Origin region", "Qarku i origjinës", "Regione di origine", "Περιοχή καταγωγής";
    /// Municipality of origin.
    OriginMunicipality = "originMunicipality": "Origin municipality", "Bashkia e origjinës", "Comune di origine", "Δήμος";
    /// Year of emigration.
    EmigratedIn = "emigratedIn": "Year of emigration", "Viti i emigrimit", "Anno di emigrazione", "Έτος μετανάστευσης";
    /// Citizenships, ISO 3166-1, parted by semicolons.
    Citizenships = "citizenships": "Citizenships", "Shtetësitë", "Cittadinanze", "Υπηκοότητες";
    /// What the person is, by codes parted by semicolons.
    ProfileKinds = "profileKinds": "Profile kinds", "Llojet e profilit", "Tipi di profilo", "Είδη προφίλ";
    /// Interests by their keys, parted by semicolons.
    Interests = "interests": "Interests", "Interesat", "Interessi", "Ενδιαφέροντα";
    /// Profession, as told.
    Profession = "profession": "Profession", "Profesioni", "Professione", "Επάγγελμα";
    /// Occupation, ISCO-08.
    OccupationCode = "occupationCode": "ISCO-08 code", "Kodi ISCO-08", "Codice ISCO-08", "Κωδικός ISCO-08";
    /// Sector, ISIC section.
    Sector = "sector": "Sector", "Sektori", "Settore", "Κλάδος";
    /// Skills with how well, parted by semicolons: `Nursing: EXPERT`.
    Skills = "skills": "Skills", "Aftësitë", "Competenze", "Δεξιότητες";
    /// Languages by their tags with how well, parted by semicolons: `it: C1`.
    Languages = "languages": "Languages", "Gjuhët", "Lingue", "Γλώσσες";
    /// What was said to ways of contributing, parted by semicolons: `MENTOR: YES`.
    Willingness = "willingness": "Willingness", "Gatishmëria", "Disponibilità", "Προθυμία";
    /// Sex, empty where nobody asked.
    Sex = "sex": "Sex", "Gjinia", "Sesso", "Φύλο";
    /// Year of birth.
    BirthYear = "birthYear": "Year of birth", "Viti i lindjes", "Anno di nascita", "Έτος γέννησης";
    /// Date of birth.
    BirthOn = "birthOn": "Date of birth", "Datëlindja", "Data di nascita", "Ημερομηνία γέννησης";
    /// Band of age, where no year is known.
    AgeBand = "ageBand": "Age band", "Grupmosha", "Fascia di età", "Ηλικιακή ομάδα";
    /// Name of the organisation that the person belongs to now, the primary one first.
    Organisation = "organisation": "Organisation", "Organizata", "Organizzazione", "Οργανισμός";
    /// Function there.
    Function = "function": "Function", "Funksioni", "Funzione", "Θέση";
    /// How far from emigration.
    Generation = "generation": "Generation", "Brezi", "Generazione", "Γενιά";
    /// Where the record comes from.
    Source = "source": "Source", "Burimi", "Fonte", "Πηγή";
    /// When it was entered.
    CreatedAt = "createdAt": "Entered at", "Regjistruar më", "Inserito il", "Καταχωρίστηκε";
}
}

fields! {
/// A column of an export of organisations.
OrganisationField {
    /// The record's id.
    Id = "id": "Id", "Id", "Id", "Id";
    /// Its name in the office's own language.
    Name = "name": "Name", "Emri", "Nome", "Όνομα";
    /// Its name in Albanian.
    NameSq = "nameSq": "Name Albanian", "Emri shqip", "Nome albanese", "Όνομα αλβανικά";
    /// Its name in English.
    NameEn = "nameEn": "Name English", "Emri anglisht", "Nome inglese", "Όνομα αγγλικά";
    /// Its name in Italian.
    NameIt = "nameIt": "Name Italian", "Emri italisht", "Nome italiano", "Όνομα ιταλικά";
    /// Its name in Greek.
    NameEl = "nameEl": "Name Greek", "Emri greqisht", "Nome greco", "Όνομα ελληνικά";
    /// Other names, parted by semicolons.
    Variants = "variants": "Other names", "Emra të tjerë", "Altri nomi", "Άλλες ονομασίες";
    /// What sort of body, by its code.
    Kind = "kind": "Kind", "Lloji", "Tipo", "Είδος";
    /// Where it sits, or which country it represents, ISO 3166-1.
    Country = "country": "Country", "Shteti", "Paese", "Χώρα";
    /// Name of the body that it belongs to.
    Parent = "parent": "Parent", "Varet nga", "Fa parte di", "Ανήκει";
    /// Its page.
    Website = "website": "Website", "Faqja", "Sito web", "Ιστοσελίδα";
}
}

fields! {
/// A column of an export of a guest list.
GuestField {
    /// The id of the place on the list.
    Id = "id": "Id", "Id", "Id", "Id";
    /// Honorific.
    Honorific = "honorific": "Honorific", "Titulli", "Titolo", "Τίτλος";
    /// Given name; empty where an organisation has yet to say who comes.
    GivenName = "givenName": "Given name", "Emri", "Nome", "Όνομα";
    /// Family name.
    FamilyName = "familyName": "Family name", "Mbiemri", "Cognome", "Επώνυμο";
    /// Primary address.
    Email = "email": "Email", "Posta elektronike", "Posta elettronica", "Email";
    /// Primary telephone, in E.164 where it is known so.
    Phone = "phone": "Telephone", "Telefoni", "Telefono", "Τηλέφωνο";
    /// Name of the organisation that the guest stands for.
    Organisation = "organisation": "Organisation", "Organizata", "Organizzazione", "Οργανισμός";
    /// Function there.
    Function = "function": "Function", "Funksioni", "Funzione", "Θέση";
    /// Roles at the event, by their codes, parted by semicolons.
    Roles = "roles": "Roles", "Rolet", "Ruoli", "Ρόλοι";
    /// Guest category, by its code.
    Category = "category": "Category", "Kategoria", "Categoria", "Κατηγορία";
    /// Persons of the party.
    PartySize = "partySize": "Party size", "Numri i vendeve", "Posti", "Θέσεις";
    /// With whom together they were put on the list.
    Wave = "wave": "Wave", "Vala", "Ondata", "Ομάδα προσκλήσεων";
    /// How far the invitation is.
    Invitation = "invitation": "Invitation", "Ftesa", "Invito", "Πρόσκληση";
    /// What the guest answered.
    Response = "response": "Response", "Përgjigjja", "Risposta", "Απάντηση";
    /// When.
    RespondedAt = "respondedAt": "Answered at", "Përgjigjur më", "Risposto il", "Απαντήθηκε";
    /// Whether a place is held.
    Place = "place": "Place held", "Vendi në sallë", "Posto assegnato", "Κράτηση θέσης";
    /// Whether the guest came.
    Presence = "presence": "Presence", "Prania", "Presenza", "Παρουσία";
    /// Who comes along, as far as they are named, parted by semicolons; how many they are in all is told by the party's size.
    Companions = "companions": "Companions", "Shoqëruesit", "Accompagnatori", "Συνοδοί";
}
}

impl Field {
    /// The columns of an export that names none: who people are and how to reach them.
    pub const USUAL: &'static [Self] = &[
        Self::Honorific,
        Self::GivenName,
        Self::MiddleName,
        Self::FamilyName,
        Self::Email,
        Self::Phone,
        Self::PreferredLanguage,
        Self::ResidenceCountry,
        Self::ResidenceCity,
        Self::OriginCountry,
        Self::Profession,
        Self::Organisation,
        Self::Function,
    ];

    /// By its name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|field| field.as_str() == text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kuvend_entity::kind::ImportKind;

    use crate::imports::mapping::{Columns, Field as Known, Mapping};

    /// Every column is known to the import by its heading, in every language, and no two are headed alike.
    macro_rules! known {
        ($fields:ident, $kind:expr) => {
            for language in [None, Some("en"), Some("sq"), Some("it"), Some("el")] {
                let heads: Vec<String> = $fields::ALL
                    .iter()
                    .map(|field| field.heading(language).to_owned())
                    .collect();
                let apart: std::collections::HashSet<&String> = heads.iter().collect();
                assert_eq!(apart.len(), heads.len(), "{language:?}");
                let columns = Columns::of($kind, heads, &Mapping::default()).unwrap();
                for (field, known) in $fields::ALL.iter().zip(columns.fields) {
                    let named = Known::parse(field.as_str());
                    assert_eq!(known, named, "{field:?} {language:?}");
                }
            }
        };
    }

    #[test]
    fn the_import_knows_every_column_of_people_by_its_heading() {
        known!(Field, ImportKind::Contacts);
    }

    #[test]
    fn the_import_knows_every_column_of_organisations_by_its_heading() {
        known!(OrganisationField, ImportKind::Organisations);
    }

    #[test]
    fn the_import_knows_every_column_of_guest_lists_by_its_heading() {
        known!(GuestField, ImportKind::GuestList);
    }
}
