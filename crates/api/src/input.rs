//! Reading an input into a command: every fault is noted with its path before anything is refused.

use std::str::FromStr;

use async_graphql::{ID, InputObject, MaybeUndefined, SimpleObject};
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use kuvend_domain::{
    error::Result,
    fault::{Code, Fault, Faults},
};
use kuvend_entity::{
    text::LocalizedText as Text,
    value::{is_direction_mark, is_out_of_place},
};
use unicode_normalization::UnicodeNormalization;

use crate::scalars;

/// Letters of a title or a name at most.
pub const LINE: usize = 200;
/// Letters of a description at most.
pub const PROSE: usize = 10_000;

/// A text in one language.
#[derive(Debug, Clone, InputObject)]
pub struct LocalizedTextInput {
    /// In which language.
    pub language: scalars::Language,
    /// The text.
    pub text: String,
}

/// A text in one language.
#[derive(Debug, Clone, SimpleObject)]
pub struct LocalizedText {
    /// In which language.
    pub language: scalars::Language,
    /// The text.
    pub text: String,
}

/// All translations of a text, by language.
#[must_use]
pub fn translations(text: &Text) -> Vec<LocalizedText> {
    text.0
        .iter()
        .map(|(language, text)| LocalizedText {
            language: language.clone().into(),
            text: text.clone(),
        })
        .collect()
}

/// A text in the language asked for, else in the first that there is, in the order of the fallback chain.
#[must_use]
pub fn said(text: &Text, language: Option<&scalars::Language>) -> Option<String> {
    crate::offices::text(text, language, &kuvend_entity::value::Language::english())
}

/// Reads the parts of one input and notes what is wrong with them.
#[derive(Debug, Default)]
pub struct Reader {
    path: Vec<String>,
    faults: Faults,
}

impl Reader {
    /// A reader at the top of an input.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads a nested input under its field's name.
    pub fn within<T>(&mut self, field: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(field.to_owned());
        let value = read(self);
        self.path.pop();
        value
    }

    /// Reads each entry of a list under its index; `None` if any entry could not be read.
    pub fn each<I, T>(
        &mut self,
        field: &str,
        list: &[I],
        limit: usize,
        mut read: impl FnMut(&mut Self, &I) -> Option<T>,
    ) -> Option<Vec<T>> {
        if list.len() > limit {
            return self.wrong(field, Code::TooMany, &[("limit", &limit.to_string())]);
        }
        self.within(field, |reader| {
            let read: Vec<Option<T>> = list
                .iter()
                .enumerate()
                .map(|(index, item)| reader.within(&index.to_string(), |reader| read(reader, item)))
                .collect();
            read.into_iter().collect()
        })
    }

    /// Notes a fault at a field (`""` is the input or entry itself) and yields nothing.
    pub fn wrong<T>(
        &mut self,
        field: &str,
        code: Code,
        details: &[(&'static str, &str)],
    ) -> Option<T> {
        let mut path = self.path.clone();
        if !field.is_empty() {
            path.push(field.to_owned());
        }
        self.faults.push(
            details
                .iter()
                .fold(Fault::at(path, code), |fault, (name, value)| {
                    fault.with(name, value)
                }),
        );
        None
    }

    /// An id of the wanted kind.
    pub fn id<T: FromStr>(&mut self, field: &str, id: &ID) -> Option<T> {
        self.parsed(field, id.as_str(), "id")
    }

    /// A value by its own judge; `what` names it in the sentence for people.
    pub fn parsed<T: FromStr>(&mut self, field: &str, text: &str, what: &'static str) -> Option<T> {
        match text.parse() {
            Ok(value) => Some(value),
            Err(_) => self.wrong(field, Code::Malformed, &[("what", what)]),
        }
    }

    /// One line of text: NFC, trimmed, not empty, without control characters and disguises.
    pub fn line(&mut self, field: &str, text: &str, limit: usize) -> Option<String> {
        let text: String = text.trim().nfc().collect();
        if text.is_empty() {
            return self.wrong(field, Code::Required, &[]);
        }
        if text.chars().any(is_out_of_place) {
            return self.wrong(field, Code::Malformed, &[("what", "text")]);
        }
        self.short_enough(field, text, limit)
    }

    /// Text of several lines: NFC, trimmed, not empty, without control characters but line ends and tabs.
    pub fn prose(&mut self, field: &str, text: &str, limit: usize) -> Option<String> {
        let text: String = text.trim().nfc().filter(|c| *c != '\r').collect();
        if text.is_empty() {
            return self.wrong(field, Code::Required, &[]);
        }
        if text
            .chars()
            .any(|c| (c.is_control() && c != '\n' && c != '\t') || is_direction_mark(c))
        {
            return self.wrong(field, Code::Malformed, &[("what", "text")]);
        }
        self.short_enough(field, text, limit)
    }

    fn short_enough(&mut self, field: &str, text: String, limit: usize) -> Option<String> {
        if text.chars().count() > limit {
            return self.wrong(field, Code::TooLong, &[("limit", &limit.to_string())]);
        }
        Some(text)
    }

    /// A text per language, each language once; an empty list is an empty text.
    pub fn localized(
        &mut self,
        field: &str,
        list: &[LocalizedTextInput],
        limit: usize,
    ) -> Option<Text> {
        let mut text = Text::default();
        self.each(field, list, 20, |reader, entry| {
            let language = reader.parsed("language", &entry.language.0, "language");
            let words = if limit > LINE {
                reader.prose("text", &entry.text, limit)
            } else {
                reader.line("text", &entry.text, limit)
            };
            let (language, words) = (language?, words?);
            if text.0.insert(language, words).is_some() {
                return reader.wrong("language", Code::Taken, &[]);
            }
            Some(())
        })?;
        Some(text)
    }

    /// A text per language with at least one entry.
    pub fn title(&mut self, field: &str, list: &[LocalizedTextInput]) -> Option<Text> {
        if list.is_empty() {
            return self.wrong(field, Code::Required, &[]);
        }
        self.localized(field, list, LINE)
    }

    /// A wall time, with or without seconds, in the years that calendars know.
    pub fn wall(&mut self, field: &str, text: &scalars::LocalDateTime) -> Option<NaiveDateTime> {
        let read = ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M"]
            .iter()
            .find_map(|form| NaiveDateTime::parse_from_str(&text.0, form).ok());
        match read {
            Some(wall) if (1900..=2200).contains(&chrono::Datelike::year(&wall)) => Some(wall),
            _ => self.wrong(field, Code::Malformed, &[("what", "local time")]),
        }
    }

    /// A day.
    pub fn date(&mut self, field: &str, text: &scalars::Date) -> Option<NaiveDate> {
        match NaiveDate::parse_from_str(&text.0, "%Y-%m-%d") {
            Ok(day) if (1900..=2200).contains(&chrono::Datelike::year(&day)) => Some(day),
            _ => self.wrong(field, Code::Malformed, &[("what", "date")]),
        }
    }

    /// An instant.
    pub fn instant(&mut self, field: &str, text: &scalars::DateTime) -> Option<DateTime<Utc>> {
        match DateTime::parse_from_rfc3339(&text.0) {
            Ok(at) if (1900..=2200).contains(&chrono::Datelike::year(&at)) => {
                Some(at.with_timezone(&Utc))
            }
            _ => self.wrong(field, Code::Malformed, &[("what", "date and time")]),
        }
    }

    /// A number between two others, both included.
    pub fn within_range(&mut self, field: &str, number: i32, low: i32, high: i32) -> Option<i32> {
        if (low..=high).contains(&number) {
            Some(number)
        } else {
            self.wrong(
                field,
                Code::OutOfRange,
                &[("low", &low.to_string()), ("high", &high.to_string())],
            )
        }
    }

    /// An optional part: `Some(None)` where it is absent or null, `None` where it could not be read.
    pub fn optional<I, T>(
        &mut self,
        value: Option<&I>,
        read: impl FnOnce(&mut Self, &I) -> Option<T>,
    ) -> Option<Option<T>> {
        match value {
            None => Some(None),
            Some(value) => read(self, value).map(Some),
        }
    }

    /// A part of a partial update: absent leaves, null clears, a value sets.
    pub fn change<I, T>(
        &mut self,
        value: &MaybeUndefined<I>,
        read: impl FnOnce(&mut Self, &I) -> Option<T>,
    ) -> Option<MaybeUndefined<T>> {
        match value {
            MaybeUndefined::Undefined => Some(MaybeUndefined::Undefined),
            MaybeUndefined::Null => Some(MaybeUndefined::Null),
            MaybeUndefined::Value(value) => read(self, value).map(MaybeUndefined::Value),
        }
    }

    /// Has what can be judged without the rest judged as well, where something is wrong already. Where nothing is, whoever is handed the
    /// command judges it all.
    pub fn beside(&mut self, judge: impl FnOnce(&mut Faults)) {
        if !self.faults.list().is_empty() {
            judge(&mut self.faults);
        }
    }

    /// What is read, or what is wrong with it, which stays apart from what is wrong elsewhere.
    ///
    /// # Errors
    /// Every fault noted meanwhile.
    pub fn apart<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Option<T>,
    ) -> std::result::Result<T, Faults> {
        let before = std::mem::take(&mut self.faults);
        let value = read(self);
        let faults = std::mem::replace(&mut self.faults, before);
        value.filter(|_| faults.list().is_empty()).ok_or(faults)
    }

    /// The command, if nothing is wrong.
    ///
    /// # Errors
    /// Every fault noted.
    pub fn finish<T>(self, command: Option<T>) -> Result<T> {
        self.faults.finish(command)
    }
}
