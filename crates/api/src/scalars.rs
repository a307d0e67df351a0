//! Scalars of the schema. In inputs they take any text, and the command's reader judges it, so that a bad address is a
//! `userErrors` entry with its path.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use chrono::{NaiveDate, NaiveDateTime, SecondsFormat, Utc};

macro_rules! text_scalars {
    ($($(#[$doc:meta])* $name:ident $(by $url:literal)?;)+) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, PartialEq, Eq)]
            pub struct $name(pub String);

            $(#[$doc])*
            #[Scalar(use_type_description = false $(, specified_by_url = $url)?)]
            impl ScalarType for $name {
                fn parse(value: Value) -> InputValueResult<Self> {
                    match value {
                        Value::String(text) => Ok(Self(text)),
                        _ => Err(InputValueError::custom(concat!("a ", stringify!($name), " is written as text"))),
                    }
                }

                fn to_value(&self) -> Value {
                    Value::String(self.0.clone())
                }
            }
        )+
    };
}

text_scalars! {
    /// An instant, RFC 3339 with offset: `2025-12-18T17:00:00Z`.
    DateTime by "https://scalars.graphql.org/andimarek/date-time";
    /// A day, ISO 8601: `2025-12-18`.
    Date by "https://scalars.graphql.org/andimarek/local-date";
    /// A time on the clock of a place, ISO 8601 without offset: `2025-12-18T18:00`. A `TimeZone` beside it says where.
    LocalDateTime;
    /// An IANA time zone: `Europe/Tirane`.
    TimeZone by "https://www.iana.org/time-zones";
    /// An email address.
    EmailAddress;
    /// A file. It is sent to `/graphql/upload` by the GraphQL multipart request: null in the variables, and a part of the form.
    /// A file that was sent before and is still kept is named by its id.
    Upload by "https://github.com/jaydenseric/graphql-multipart-request-spec";
    /// A country, ISO 3166-1 alpha-2: `AL`; Kosovo is `XK`.
    CountryCode by "https://www.iso.org/iso-3166-country-codes.html";
    /// A language that Kuvend writes, BCP 47: `en`, `sq`, `it`, `el`.
    Language by "https://www.rfc-editor.org/info/bcp47";
}

impl From<chrono::DateTime<Utc>> for DateTime {
    fn from(at: chrono::DateTime<Utc>) -> Self {
        Self(at.to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

impl From<NaiveDate> for Date {
    fn from(day: NaiveDate) -> Self {
        Self(day.to_string())
    }
}

impl From<NaiveDateTime> for LocalDateTime {
    fn from(wall: NaiveDateTime) -> Self {
        Self(wall.format("%Y-%m-%dT%H:%M:%S").to_string())
    }
}

impl From<kuvend_entity::value::TimeZone> for TimeZone {
    fn from(value: kuvend_entity::value::TimeZone) -> Self {
        Self(value.into())
    }
}

impl From<kuvend_entity::value::EmailAddress> for EmailAddress {
    fn from(value: kuvend_entity::value::EmailAddress) -> Self {
        Self(value.into())
    }
}

impl From<kuvend_entity::value::CountryCode> for CountryCode {
    fn from(value: kuvend_entity::value::CountryCode) -> Self {
        Self(value.into())
    }
}

impl From<kuvend_entity::value::Language> for Language {
    fn from(value: kuvend_entity::value::Language) -> Self {
        Self(value.into())
    }
}
