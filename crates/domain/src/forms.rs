//! What people type into the public forms: cleaned, judged, and every fault noted at its field.

use chrono::{DateTime, Datelike as _, Utc};
use kuvend_entity::value::{CountryCode, EmailAddress, Language};

use crate::{
    fault::{Code, Fault, Faults},
    guest_page::typed_text,
};

/// Characters of a name or another line at most.
pub(crate) const LINE: usize = 100;
/// Characters of a telephone at most.
pub(crate) const PHONE: usize = 40;
/// Digits of a telephone at least.
const DIGITS: usize = 6;
/// The earliest year of birth that is believed.
const EARLIEST: i32 = 1900;

/// Reads fields one by one. What is wrong comes out as nothing, once its fault is noted; so does what was left empty, where it may be.
#[derive(Debug)]
pub(crate) struct Judge<'a> {
    /// What is wrong so far.
    pub(crate) faults: &'a mut Faults,
    /// When it was typed.
    pub(crate) now: DateTime<Utc>,
}

impl Judge<'_> {
    fn malformed(&mut self, field: &str, what: &str) {
        let fault = Fault::new([field], Code::Malformed);
        self.faults.push(fault.with("what", what));
    }

    /// A line that may be empty.
    pub(crate) fn line(&mut self, field: &str, typed: &str, limit: usize) -> Option<String> {
        let text = typed_text(typed, false);
        if text.chars().count() > limit {
            let fault = Fault::new([field], Code::TooLong).with("limit", limit);
            self.faults.push(fault);
            return None;
        }
        (!text.is_empty()).then_some(text)
    }

    /// What was typed, which may not be empty.
    pub(crate) fn required<'t>(&mut self, field: &str, typed: &'t str) -> &'t str {
        if typed_text(typed, false).is_empty() {
            self.faults.push(Fault::new([field], Code::Required));
        }
        typed
    }

    /// A line that may not be empty.
    pub(crate) fn needed(&mut self, field: &str, typed: &str) -> Option<String> {
        let typed = self.required(field, typed);
        self.line(field, typed, LINE)
    }

    /// An address, which may not be left empty.
    pub(crate) fn email(&mut self, field: &str, typed: &str) -> Option<EmailAddress> {
        let typed = self.required(field, typed).trim();
        if typed.is_empty() {
            return None;
        }
        let read = typed.parse().ok();
        if read.is_none() {
            self.malformed(field, "email");
        }
        read
    }

    /// A telephone, as it was typed.
    pub(crate) fn phone(&mut self, field: &str, typed: &str) -> Option<String> {
        let phone = self.line(field, typed, PHONE)?;
        if phone.chars().filter(char::is_ascii_digit).count() < DIGITS {
            self.malformed(field, "telephone");
            return None;
        }
        Some(phone)
    }

    /// A country by its code.
    pub(crate) fn country(&mut self, field: &str, typed: &str) -> Option<CountryCode> {
        let code = self.line(field, typed, LINE)?;
        let read = code.parse().ok();
        if read.is_none() {
            self.malformed(field, "country");
        }
        read
    }

    /// A language by its tag.
    pub(crate) fn language(&mut self, field: &str, typed: &str) -> Option<Language> {
        let tag = self.line(field, typed, LINE)?;
        let read = tag.parse().ok();
        if read.is_none() {
            self.malformed(field, "language");
        }
        read
    }

    /// A year of birth.
    pub(crate) fn birth_year(&mut self, field: &str, typed: &str) -> Option<i32> {
        let years = EARLIEST..=self.now.year();
        let typed = self.line(field, typed, LINE)?;
        let read = typed.parse().ok().filter(|year| years.contains(year));
        if read.is_none() {
            let fault = Fault::new([field], Code::OutOfRange);
            let fault = fault.with("low", EARLIEST).with("high", self.now.year());
            self.faults.push(fault);
        }
        read
    }
}
