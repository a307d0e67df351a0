//! The columns of an export, and what they are called.

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident = $word:literal: $en:literal, $sq:literal, $it:literal, $el:literal;)+) => {
        /// A column of an export.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Field { $($(#[$doc])* $name),+ }

        impl Field {
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
        }
    };
}

fields! {
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
    /// Profession, as told.
    Profession = "profession": "Profession", "Profesioni", "Professione", "Επάγγελμα";
    /// Sex, empty where nobody asked.
    Sex = "sex": "Sex", "Gjinia", "Sesso", "Φύλο";
    /// Year of birth.
    BirthYear = "birthYear": "Year of birth", "Viti i lindjes", "Anno di nascita", "Έτος γέννησης";
    /// Date of birth.
    BirthOn = "birthOn": "Date of birth", "Datëlindja", "Data di nascita", "Ημερομηνία γέννησης";
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

#[cfg(test)]
mod tests {
    use super::*;
    use kuvend_entity::kind::ImportKind;

    use crate::imports::mapping::{Columns, Field as Known, Mapping};

    #[test]
    fn the_import_knows_every_column_by_its_heading_in_every_language() {
        for language in [None, Some("en"), Some("sq"), Some("it"), Some("el")] {
            let heads = Field::ALL
                .iter()
                .map(|field| field.heading(language).to_owned())
                .collect();
            let columns = Columns::of(ImportKind::Contacts, heads, &Mapping::default()).unwrap();
            for (field, known) in Field::ALL.iter().zip(columns.fields) {
                assert_eq!(
                    known,
                    Known::parse(field.as_str()),
                    "{field:?} {language:?}"
                );
            }
        }
    }

    #[test]
    fn no_two_columns_are_headed_alike() {
        for place in 0..4 {
            let mut heads: Vec<&str> = Field::ALL
                .iter()
                .map(|field| field.headings()[place])
                .collect();
            heads.sort_unstable();
            heads.dedup();
            assert_eq!(heads.len(), Field::ALL.len());
        }
    }
}
