//! Which column says what: by the head, in any of the four languages, or as somebody said.

use std::collections::BTreeMap;

use kuvend_entity::kind::ImportKind;
use serde::{Deserialize, Serialize};

use crate::{exports, fold::fold};

macro_rules! fields {
    ($($list:ident {
        $($(#[$doc:meta])* $name:ident = $word:literal: $($known:literal)+;)+
    })+) => {
        /// What a column may say.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Field {
            $($($(#[$doc])* #[serde(rename = $word)] $name),+),+
        }

        $(const $list: &[Field] = &[$(Field::$name),+];)+

        impl Field {
            /// Every one.
            pub const ALL: &'static [Self] = &[$($(Self::$name),+),+];

            /// Its name.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $($(Self::$name => $word),+),+ }
            }

            /// What heads are called that mean it, folded.
            const fn heads(self) -> &'static [&'static str] {
                match self { $($(Self::$name => &[$($known),+]),+),+ }
            }
        }
    };
}

fields! {
PEOPLE {
    /// Honorific.
    Honorific = "honorific": "honorific" "title" "titulli" "titull" "titolo" "titlos" "prosfonisi";
    /// Given name.
    GivenName = "givenName": "given name" "givenname" "first name" "firstname" "forename" "emri" "emer" "nome" "onoma";
    /// Middle name.
    MiddleName = "middleName": "middle name" "middlename" "atesia" "emri i babait" "secondo nome" "patronymo" "emri i mesem" "mesaio onoma";
    /// Family name.
    FamilyName = "familyName": "family name" "familyname" "last name" "lastname" "surname" "mbiemri" "mbiemer" "cognome" "eponymo" "epitheto";
    /// What follows the name.
    Suffix = "suffix": "suffix" "prapashtesa" "suffisso";
    /// Given and family name in one cell, or family name, a comma and given name.
    FullName = "fullName": "name" "full name" "fullname" "emri i plote" "emer mbiemer" "emri dhe mbiemri" "nome e cognome" "nominativo" "onomateponymo";
    /// Address.
    Email = "email": "email" "e mail" "mail" "email address" "posta elektronike" "posta elettronica" "indirizzo email" "ilektroniki dievthynsi" "adresa e emailit" "dievthynsi email";
    /// Telephone.
    Phone = "phone": "phone" "telephone" "mobile" "cell" "tel" "telefoni" "telefon" "celular" "telefono" "cellulare" "tilefono" "kinito";
    /// Preferred language.
    PreferredLanguage = "preferredLanguage": "language" "preferred language" "gjuha" "lingua" "glossa" "gjuha e parapelqyer" "lingua preferita" "protimomeni glossa";
    /// Country of residence.
    ResidenceCountry = "residenceCountry": "country" "residence country" "country of residence" "shteti" "vendi" "vendbanimi" "paese" "stato" "paese di residenza" "chora" "chora diamonis" "country where you live" "shteti i banimit" "shteti ku jetoni" "paese in cui vive" "chora katoikias" "chora opou zeite";
    /// Region of residence, ISO 3166-2.
    ResidenceSubdivision = "residenceSubdivision": "region" "subdivision" "iso 3166 2" "region of residence" "rajoni i banimit" "regione di residenza" "perifereia katoikias";
    /// Town of residence.
    ResidenceCity = "residenceCity": "city" "town" "residence city" "qyteti" "qytet" "citta" "comune" "poli" "city of residence" "town of residence" "town where you live" "qyteti i banimit" "qyteti ku jetoni" "citta di residenza" "citta in cui vive" "poli katoikias" "poli opou zeite";
    /// Country of origin.
    OriginCountry = "originCountry": "origin" "origin country" "country of origin" "origjina" "shteti i origjines" "origine" "paese di origine" "chora katagogis" "katagogi" "paese dorigine";
    /// Region of origin.
    OriginRegion = "originRegion": "origin region" "qarku" "qarku i origjines" "region of origin" "rajoni i origjines" "regione dorigine";
    /// Municipality of origin.
    OriginMunicipality = "originMunicipality": "origin municipality" "municipality" "bashkia" "bashkia e origjines" "comune di origine" "dimos" "municipality of origin" "comune dorigine" "dimos katagogis";
    /// Year of emigration.
    EmigratedIn = "emigratedIn": "emigrated in" "year of emigration" "viti i emigrimit" "anno di emigrazione" "etos metanastevsis";
    /// Citizenships, several with semicolons: `AL; IT`.
    Citizenships = "citizenships": "citizenship" "citizenships" "nationality" "shtetesia" "shtetesite" "cittadinanza" "cittadinanze" "ypikootita" "ypikootites";
    /// How far from emigration: first, one and half, second, third plus, returned, friend.
    Generation = "generation": "generation" "brezi" "generazione" "genia";
    /// What they are, several with semicolons: `student; entrepreneur`.
    ProfileKinds = "profileKinds": "profile kinds" "profile kind" "kinds of profile";
    /// Interests by the keys of the office's list, several with semicolons.
    Interests = "interests": "interests" "interest" "interesat" "interesa" "interessi" "endiaferonta";
    /// Profession, as told.
    Profession = "profession": "profession" "occupation" "job" "profesioni" "professione" "epangelma" "punesimi" "occupazione" "apascholisi";
    /// Occupation by its ISCO-08 code: `2211`.
    OccupationCode = "occupationCode": "occupation code" "isco" "isco 08" "isco code" "isco 08 code";
    /// Sector by its ISIC section: `Q`.
    Sector = "sector": "sector" "isic" "isic section" "sektori" "settore" "klados";
    /// Skills with how well, several with semicolons: `nursing: expert; welding: basic`.
    Skills = "skills": "skills" "skill" "aftesi" "aftesite" "competenze" "dexiotites" "aftesia" "competenza" "dexiotita";
    /// Languages with how well, several with semicolons: `it: C1; Greek: native`.
    Languages = "languages": "languages" "languages spoken" "gjuhet" "gjuhe te huaja" "lingue" "lingue parlate" "glosses";
    /// What they said to ways of contributing, several with semicolons: `mentor: yes; invest: maybe`.
    Willingness = "willingness": "willingness" "would contribute" "gatishmeria" "disponibilita" "prothymia";
    /// Sex.
    Sex = "sex": "sex" "gender" "gjinia" "sesso" "fylo";
    /// Year of birth.
    BirthYear = "birthYear": "birth year" "year of birth" "birthyear" "viti i lindjes" "viti lindjes" "anno di nascita" "etos gennisis";
    /// Date of birth.
    BirthOn = "birthOn": "date of birth" "birth date" "birthdate" "dob" "datelindja" "data di nascita" "imerominia gennisis";
    /// A band of age, where no year is known: `18-29`.
    AgeBand = "ageBand": "age band" "age group" "grupmosha" "fascia di eta" "fascia deta";
    /// Name of an organisation that the office knows.
    Organisation = "organisation": "organisation" "organization" "company" "institution" "organizata" "institucioni" "organizzazione" "ente" "organismos";
    /// Function there.
    Function = "function": "function" "position" "role" "funksioni" "pozicioni" "funzione" "ruolo" "thesi" "idiotita";
    /// Since when the person has it.
    FunctionFrom = "functionFrom": "function from" "member since" "since" "prej" "anetar prej" "dal" "membro dal" "apo";
    /// Until when.
    FunctionTo = "functionTo": "function to" "member until" "until" "deri" "anetar deri" "fino al" "membro fino al" "eos";
    /// Whether consent to the import's purpose was given: yes or no.
    Consent = "consent": "consent" "pelqimi" "consenso" "synkatathesi";
}
GUESTS {
    /// What the person is at the event, several with semicolons: guest, speaker, press.
    Roles = "roles": "roles" "role at event" "rolet" "roli ne event" "ruoli" "roloi";
    /// In which quality they come: government, diaspora, media.
    Category = "category": "category" "guest category" "kategoria" "categoria" "katigoria";
    /// How many places the party may take, the guest included.
    PartySize = "partySize": "party size" "party" "places" "numri i vendeve" "vende" "posti" "theseis" "people in the party" "persona ne grup" "persone nel gruppo" "atoma stin parea";
}
BODIES {
    /// What an organisation is called, in the office's own language.
    Name = "name": "name" "organisation" "organization" "company" "institution" "emri" "organizata" "institucioni" "nome" "denominazione" "organizzazione" "ente" "onoma" "onomasia" "organismos";
    /// Its name in Albanian.
    NameSq = "nameSq": "name sq" "name albanian" "emri shqip" "emri ne shqip" "nome albanese" "onoma alvanika";
    /// Its name in English.
    NameEn = "nameEn": "name en" "name english" "english name" "emri anglisht" "emri ne anglisht" "nome inglese" "onoma anglika";
    /// Its name in Italian.
    NameIt = "nameIt": "name it" "name italian" "italian name" "emri italisht" "emri ne italisht" "nome italiano" "onoma italika";
    /// Its name in Greek.
    NameEl = "nameEl": "name el" "name greek" "greek name" "emri greqisht" "emri ne greqisht" "nome greco" "onoma ellinika";
    /// Other names, several with semicolons.
    Variants = "variants": "variants" "other names" "abbreviation" "acronym" "emra te tjere" "shkurtesa" "altri nomi" "sigla" "alles onomasies";
    /// What sort of body it is.
    Kind = "kind": "kind" "type" "sort" "lloji" "tipi" "tipo" "eidos" "kind of organisation" "lloji i organizates" "tipo di organizzazione" "eidos organismou";
    /// Where it sits, or which country it represents.
    Country = "country": "country" "shteti" "vendi" "paese" "stato" "chora";
    /// Name of the body that it belongs to.
    Parent = "parent": "parent" "belongs to" "part of" "varet nga" "pjese e" "fa parte di" "anikei";
    /// Its page.
    Website = "website": "website" "web" "web site" "url" "page" "faqja" "sito" "sito web" "istoselida";
}
}

impl Field {
    /// What columns of such a file may say.
    pub fn of(kind: ImportKind) -> impl Iterator<Item = Self> {
        let (first, second) = match kind {
            ImportKind::Contacts => (PEOPLE, &[][..]),
            ImportKind::Organisations => (BODIES, &[][..]),
            ImportKind::GuestList => (PEOPLE, GUESTS),
        };
        first.iter().chain(second).copied()
    }

    /// Whether an export heads this field so, by its name or in any language; the head is folded.
    fn is_exported_as(self, head: &str) -> bool {
        head == fold(self.as_str())
            || exports::Field::parse(self.as_str())
                .is_some_and(|field| field.headings().iter().any(|word| head == fold(word)))
    }

    /// Whether its cells tell several things.
    pub(super) const fn is_list(self) -> bool {
        matches!(
            self,
            Self::Citizenships
                | Self::ProfileKinds
                | Self::Interests
                | Self::Skills
                | Self::Languages
                | Self::Willingness
                | Self::Variants
        )
    }

    /// Whether it says something of a seat that has no name yet.
    pub(super) const fn tells_of_a_seat(self) -> bool {
        matches!(
            self,
            Self::Organisation | Self::Function | Self::Roles | Self::Category | Self::PartySize
        )
    }

    /// By its name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|field| field.as_str() == text)
    }
}

/// What an organisation is called, and in which language; the office's own where none is said.
pub(super) const NAMES: &[(Field, Option<&str>)] = &[
    (Field::Name, None),
    (Field::NameSq, Some("sq")),
    (Field::NameEn, Some("en")),
    (Field::NameIt, Some("it")),
    (Field::NameEl, Some("el")),
];

/// Which column says what, and which words of a column stand for which values.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct Mapping {
    /// Heads, as they stand in the file, and what their columns say; nothing for one that is left out, whatever it is called.
    pub columns: BTreeMap<String, Option<Field>>,
    /// For a field, words and the values they stand for (`"Itali" → "IT"`).
    pub values: BTreeMap<Field, BTreeMap<String, String>>,
}

/// The columns of a file that say something, by their places.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    /// What each column says; nothing for one that is left out.
    pub fields: Vec<Option<Field>>,
    /// The heads.
    pub heads: Vec<String>,
    values: BTreeMap<Field, BTreeMap<String, String>>,
}

/// What is wrong with a mapping of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unfit {
    /// A head is named that the file does not have.
    NoHead(String),
    /// Two columns say the same.
    Twice(Field),
    /// No column says what somebody or something is called.
    Nameless,
    /// A column is said to tell what such a file does not tell.
    Strange(Field),
}

impl Columns {
    /// Reads the head of a file: columns that are named say what was said, the others what they are called.
    ///
    /// # Errors
    /// Where a named head is not there, a column says what such a file does not tell, two columns say the same, or nobody would have
    /// a name.
    pub fn of(kind: ImportKind, heads: Vec<String>, mapping: &Mapping) -> Result<Self, Unfit> {
        if let Some(strange) = mapping
            .columns
            .values()
            .flatten()
            .find(|field| !Field::of(kind).any(|own| own == **field))
        {
            return Err(Unfit::Strange(*strange));
        }
        let named: BTreeMap<String, Option<Field>> = mapping
            .columns
            .iter()
            .map(|(head, field)| (fold(head), *field))
            .collect();
        let there: Vec<String> = heads.iter().map(|head| fold(head)).collect();
        let mut told = mapping.columns.iter().filter(|(_, says)| says.is_some());
        if let Some((missing, _)) = told.find(|(head, _)| !there.contains(&fold(head))) {
            return Err(Unfit::NoHead(missing.clone()));
        }
        let mut fields = known(kind, &there, &named);
        // A guess does not take what another column says already.
        for place in 0..fields.len() {
            let (before, from) = fields.split_at_mut(place);
            if let Some(field) = from.first_mut()
                && field.is_some()
                && before.contains(field)
            {
                if there
                    .get(place)
                    .is_some_and(|head| named.contains_key(head))
                {
                    return Err(field.map_or(Unfit::Nameless, Unfit::Twice));
                }
                *field = None;
            }
        }
        let says = |field| fields.contains(&Some(field));
        let is_person = says(Field::FullName) || says(Field::GivenName) && says(Field::FamilyName);
        let is_named = match kind {
            ImportKind::Contacts => is_person,
            ImportKind::GuestList => is_person || says(Field::Organisation),
            ImportKind::Organisations => NAMES.iter().any(|(field, _)| says(*field)),
        };
        if !is_named {
            return Err(Unfit::Nameless);
        }
        let folded = |words: &BTreeMap<String, String>| {
            words
                .iter()
                .map(|(word, value)| (fold(word), value.clone()))
                .collect()
        };
        let values = mapping
            .values
            .iter()
            .map(|(field, words)| (*field, folded(words)))
            .collect();
        Ok(Self {
            fields,
            heads,
            values,
        })
    }

    /// What columns would say, also where a file cannot be read so: for whoever maps it.
    #[must_use]
    pub fn proposed(kind: ImportKind, heads: &[String], mapping: &Mapping) -> Vec<Option<Field>> {
        if let Ok(columns) = Self::of(kind, heads.to_vec(), mapping) {
            return columns.fields;
        }
        let named = mapping.columns.iter();
        let named = named.map(|(head, field)| (fold(head), *field)).collect();
        let there: Vec<String> = heads.iter().map(|head| fold(head)).collect();
        known(kind, &there, &named)
    }

    /// What somebody said a cell stands for.
    #[must_use]
    pub fn meant(&self, field: Field, cell: &str) -> Option<&str> {
        self.values
            .get(&field)?
            .get(&fold(cell))
            .map(String::as_str)
    }
}

/// What columns of some heads, folded, say: those that are named what was said, the others what they are called.
fn known(
    kind: ImportKind,
    there: &[String],
    named: &BTreeMap<String, Option<Field>>,
) -> Vec<Option<Field>> {
    let called = |head: &String| {
        let known = Field::of(kind)
            .find(|field| field.heads().contains(&head.as_str()) || field.is_exported_as(head));
        known.filter(|known| !named.values().flatten().any(|field| field == known))
    };
    let said = |head| named.get(head).map_or_else(|| called(head), |said| *said);
    there.iter().map(said).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(heads: &[&str], mapping: &Mapping) -> Result<Vec<Option<&'static str>>, Unfit> {
        let heads = heads.iter().map(|head| (*head).to_owned()).collect();
        Columns::of(ImportKind::Contacts, heads, mapping).map(|columns| {
            columns
                .fields
                .into_iter()
                .map(|field| field.map(Field::as_str))
                .collect()
        })
    }

    #[test]
    fn heads_of_four_languages_say_what_they_mean() {
        let none = Mapping::default();
        assert_eq!(
            fields(&["First Name", "Surname", "E-mail", "Shoe size"], &none),
            Ok(vec![
                Some("givenName"),
                Some("familyName"),
                Some("email"),
                None
            ])
        );
        assert_eq!(
            fields(&["Emri", "Mbiemri", "Gjinia", "Qyteti"], &none),
            Ok(vec![
                Some("givenName"),
                Some("familyName"),
                Some("sex"),
                Some("residenceCity")
            ])
        );
        assert_eq!(
            fields(&["Cognome", "Nome", "Paese"], &none),
            Ok(vec![
                Some("familyName"),
                Some("givenName"),
                Some("residenceCountry")
            ])
        );
        assert_eq!(
            fields(&["Όνομα", "Επώνυμο", "Χώρα"], &none),
            Ok(vec![
                Some("givenName"),
                Some("familyName"),
                Some("residenceCountry")
            ])
        );
    }

    #[test]
    fn heads_are_folded_and_no_two_fields_claim_one() {
        for kind in [
            ImportKind::Contacts,
            ImportKind::GuestList,
            ImportKind::Organisations,
        ] {
            let mut claimed: BTreeMap<String, Field> = BTreeMap::new();
            for field in Field::of(kind) {
                let exported = exports::Field::parse(field.as_str());
                let exported = exported.map(|field| field.headings().map(fold));
                let own = field.heads().iter().map(|head| (*head).to_owned());
                for head in own.chain(exported.into_iter().flatten()) {
                    assert_eq!(fold(&head), head, "{field:?}");
                    let before = claimed.insert(head.clone(), field);
                    assert!(
                        before.is_none_or(|before| before == field),
                        "{head}: {before:?} and {field:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn what_our_own_pages_and_copies_call_the_fields_is_known() {
        for (head, field) in [
            ("Χώρα κατοικίας", "residenceCountry"),
            ("Χώρα όπου ζείτε", "residenceCountry"),
            ("Shteti ku jetoni", "residenceCountry"),
            ("Paese in cui vive", "residenceCountry"),
            ("Country where you live", "residenceCountry"),
            ("Πόλη κατοικίας", "residenceCity"),
            ("Città di residenza", "residenceCity"),
            ("Town where you live", "residenceCity"),
            ("Περιφέρεια κατοικίας", "residenceSubdivision"),
            ("Paese d’origine", "originCountry"),
            ("Δήμος καταγωγής", "originMunicipality"),
            ("Municipality of origin", "originMunicipality"),
            ("Rajoni i origjinës", "originRegion"),
            ("Fascia d’età", "ageBand"),
            ("Προτιμώμενη γλώσσα", "preferredLanguage"),
            ("Διεύθυνση email", "email"),
            ("Adresa e emailit", "email"),
        ] {
            let heads = ["Emri", "Mbiemri", head];
            let told = fields(&heads, &Mapping::default()).unwrap();
            assert_eq!(told.last().copied().flatten(), Some(field), "{head}");
        }
    }

    #[test]
    fn what_was_said_of_a_column_holds_before_what_it_is_called() {
        let mapping = Mapping {
            columns: [
                ("Who".to_owned(), Some(Field::FullName)),
                ("Title".to_owned(), Some(Field::Function)),
                ("Skills".to_owned(), None),
            ]
            .into(),
            ..Mapping::default()
        };
        assert_eq!(
            fields(
                &["who", "Title", "Function", "Skills", "Interests"],
                &mapping
            ),
            Ok(vec![
                Some("fullName"),
                Some("function"),
                None,
                None,
                Some("interests")
            ])
        );
        assert_eq!(
            fields(&["Name", "Title"], &mapping),
            Err(Unfit::NoHead("Who".to_owned()))
        );
        assert_eq!(
            fields(&["Email"], &Mapping::default()),
            Err(Unfit::Nameless)
        );
    }
}
