//! What tables and fields are called, for people: one file a language.

use std::collections::BTreeMap;

use kuvend_domain::{countries, needs};
use kuvend_entity::value::Language;
use serde::Deserialize;

use crate::words::{Broken, fill};

const FILES: [(&str, &str); 4] = [
    ("en", include_str!("../../words/copy/en.toml")),
    ("sq", include_str!("../../words/copy/sq.toml")),
    ("it", include_str!("../../words/copy/it.toml")),
    ("el", include_str!("../../words/copy/el.toml")),
];

/// What a column begins with that says how somebody was, for figures, at an event.
const SNAPSHOT: &str = "snapshot_";

/// The words of all languages.
#[derive(Debug)]
pub(crate) struct Vocabulary(Vec<(Language, Speech)>);

/// The words of one language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Speech {
    #[serde(skip, default = "Language::english")]
    language: Language,
    page: BTreeMap<String, String>,
    tables: BTreeMap<String, String>,
    fields: BTreeMap<String, String>,
    values: BTreeMap<String, String>,
    deeds: BTreeMap<String, String>,
}

impl Vocabulary {
    pub(crate) fn read() -> Result<Self, Broken> {
        let shelves = FILES.into_iter().map(|(name, file)| {
            let language: Language = name.parse().map_err(|_| Broken::Language(name))?;
            let mut speech: Speech =
                toml::from_str(file).map_err(|error| Broken::Words(name, error))?;
            speech.language = language.clone();
            Ok((language, speech))
        });
        Ok(Self(shelves.collect::<Result<_, Broken>>()?))
    }

    /// The words of a language; the first file's where there is none of it, which the tests exclude.
    pub(crate) fn of(&self, language: &Language) -> Option<&Speech> {
        let found = self.0.iter().find(|(known, _)| known == language);
        found.or_else(|| self.0.first()).map(|(_, speech)| speech)
    }
}

impl Speech {
    /// A text of the page.
    pub(super) fn say(&self, key: &str) -> &str {
        self.page.get(key).map_or("", String::as_str)
    }

    /// What a table is called; its own name where nobody thought of it, which the tests exclude.
    pub(super) fn table<'a>(&'a self, table: &'a str) -> &'a str {
        self.tables.get(table).map_or(table, String::as_str)
    }

    /// A value in words: members of closed sets by what they mean and countries by their names, alone and in lists, and all else as it is.
    pub(super) fn value(&self, column: &str, text: &str) -> String {
        if column == "action" {
            let deed = self.deeds.get(text).map(String::as_str);
            return deed.unwrap_or_else(|| self.say("deed")).to_owned();
        }
        if column == "code" {
            let need = needs::codes::name(text, &self.language);
            return need.unwrap_or(text).to_owned();
        }
        let is_country = column.ends_with("country") || column == "citizenships";
        let meant = |part| {
            if is_country {
                countries::name(part, &self.language)
            } else {
                self.values.get(part).map(String::as_str)
            }
        };
        let words = text.split(", ").map(|part| meant(part).unwrap_or(part));
        words.collect::<Vec<&str>>().join(", ")
    }

    /// What a field is called.
    pub(super) fn field(&self, column: &str) -> String {
        let plain = |name: &str| {
            self.fields
                .get(name)
                .map_or(name, String::as_str)
                .to_owned()
        };
        match column.strip_prefix(SNAPSHOT) {
            Some(rest) => fill(self.say("statistical"), &[("field", &plain(rest))]),
            None => plain(column),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use kuvend_domain::rights::{
        copy::{beside::BESIDE, files::TOLD, is_machinery},
        tables::TABLES,
    };
    use kuvend_entity::kind;

    use super::*;

    /// The columns of a table, as the steps of the schema make them.
    fn columns(table: &str) -> Vec<String> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations/src");
        let mut columns = Vec::new();
        for file in std::fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            if path.extension().is_none_or(|kind| kind != "sql") {
                continue;
            }
            let sql = std::fs::read_to_string(path).unwrap();
            let (made, added) = (
                format!("CREATE TABLE {table} ("),
                format!("ALTER TABLE {table} ADD COLUMN "),
            );
            if let Some((_, rest)) = sql.split_once(&made) {
                let body = rest.split("\n)").next().unwrap();
                let lines = body.lines().map(str::trim).filter(|line| !line.is_empty());
                let lines = lines.filter(|line| !line.starts_with("CONSTRAINT"));
                columns.extend(lines.map(|line| line.split(' ').next().unwrap().to_owned()));
            }
            for rest in sql.split(&added).skip(1) {
                columns.push(rest.split(' ').next().unwrap().to_owned());
            }
        }
        columns
    }

    #[test]
    fn every_table_and_column_of_the_register_has_its_words() {
        let vocabulary = Vocabulary::read().unwrap();
        let mut missing = BTreeSet::new();
        for (language, speech) in &vocabulary.0 {
            for table in BESIDE {
                assert!(speech.tables.contains_key(table), "{language} {table}");
            }
            for column in TOLD.into_iter().filter(|column| !is_machinery(column)) {
                assert!(speech.fields.contains_key(column), "{language} {column}");
            }
            for held in TABLES {
                if !speech.tables.contains_key(held.table) {
                    missing.insert(format!("{language} {}", held.table));
                }
                let columns = columns(held.table);
                assert!(!columns.is_empty(), "{}", held.table);
                for column in columns {
                    let name = column.strip_prefix(SNAPSHOT).unwrap_or(&column);
                    let is_shown =
                        !is_machinery(&column) && !held.not_copied.contains(&column.as_str());
                    if is_shown && !speech.fields.contains_key(name) {
                        missing.insert(format!("{language} {} {column}", held.table));
                    }
                }
            }
        }
        assert_eq!(missing, BTreeSet::new());
    }

    #[test]
    fn every_member_of_the_closed_sets_of_a_person_has_its_words() {
        macro_rules! members {
            ($($set:ident)+) => { [$(kind::$set::ALL.iter().map(|one| one.as_str()).collect::<Vec<_>>()),+].concat() };
        }
        let all = members!(Sex AgeBand Generation ProfileKind EmailState WayKind NameKind WillingnessMode WillingnessAnswer InvitationState
            ResponseState PlaceState PresenceState PresenceMode AttendeeRole GuestCategory ResponseChannel InvitationChannel
            SuppressionReason Route SkillLevel FactBlock InteractionKind EnrolmentState MessageState ConsentState LawfulBasis
            RelationshipKind RightsRequestKind RightsRequestState NeedKind);
        let vocabulary = Vocabulary::read().unwrap();
        for (language, speech) in &vocabulary.0 {
            for code in &all {
                assert!(speech.values.contains_key(*code), "{language} {code}");
            }
            for (code, words) in speech.values.iter().chain(&speech.deeds) {
                assert!(!words.is_empty() && words != code, "{language} {code}");
            }
        }
    }

    #[test]
    fn words_stand_for_codes_alone_and_in_lists_and_for_nothing_else() {
        let vocabulary = Vocabulary::read().unwrap();
        let english = vocabulary.of(&Language::english()).unwrap();
        for (column, text, expected) in [
            ("sex", "NOT_ASKED", "not asked"),
            ("roles", "GUEST, SPEAKER", "guest, speaker"),
            ("given_name", "Zamirë", "Zamirë"),
            ("residence_country", "IT", "Italy"),
            ("residence_country", "NO", "Norway"),
            ("citizenships", "AL, NO", "Albania, Norway"),
            ("code", "NO_PORK", "No pork"),
            ("code", "sq", "Albanian"),
            ("action", "contacts::update", "changed your record"),
            ("action", "something::new", "worked with your data"),
        ] {
            assert_eq!(english.value(column, text), expected);
        }
    }

    #[test]
    fn every_language_has_the_same_words() {
        let vocabulary = Vocabulary::read().unwrap();
        assert_eq!(vocabulary.0.len(), Language::KNOWN.len());
        let keys = |speech: &Speech| -> Vec<Vec<String>> {
            let all = [
                &speech.page,
                &speech.tables,
                &speech.fields,
                &speech.values,
                &speech.deeds,
            ];
            all.map(|words| words.keys().cloned().collect()).to_vec()
        };
        let (_, english) = &vocabulary.0[0];
        for (language, speech) in &vocabulary.0 {
            assert_eq!(keys(speech), keys(english), "{language}");
        }
    }
}
