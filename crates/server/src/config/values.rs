//! The kinds of values that options take.

use std::{fmt, net::SocketAddr};

use axum::http::HeaderName;
use kuvend_entity::value::{CountryCode, EmailAddress, Language, TimeZone};

/// A value that a file or a variable can hold.
pub(super) trait Value: Sized {
    /// Whether it must never be shown.
    const IS_SECRET: bool = false;
    /// What such a value looks like, to be said beside a wrong one.
    fn wanted() -> String;
    /// The value, if this is one.
    fn from_toml(value: &toml::Value) -> Option<Self>;
    /// The value as a file holds it.
    fn to_toml(&self) -> toml::Value;
}

/// Values that are one text, judged by a function.
macro_rules! texts {
    ($($type:ty, $wanted:literal, $read:expr, $show:expr;)+) => {
        $(impl Value for $type {
            fn wanted() -> String {
                $wanted.to_owned()
            }
            fn from_toml(value: &toml::Value) -> Option<Self> {
                let read: fn(&str) -> Option<Self> = $read;
                read(value.as_str()?)
            }
            fn to_toml(&self) -> toml::Value {
                let show: fn(&Self) -> String = $show;
                toml::Value::from(show(self))
            }
        })+
    };
}

texts! {
    String, "a text", |text| Some(text.to_owned()), Self::clone;
    SocketAddr, "an address with a port, such as 127.0.0.1:8080", |text| text.parse().ok(), Self::to_string;
    EmailAddress, "an email address", |text| text.parse().ok(), Self::to_string;
    CountryCode, "a country of two letters (ISO 3166-1), such as AL", |text| text.parse().ok(), Self::to_string;
    TimeZone, "an IANA time zone, such as Europe/Tirane", |text| text.parse().ok(), Self::to_string;
    Language, "a language: en, sq, it or el", |text| text.parse().ok(), Self::to_string;
    LogFilter, "a filter such as info or info,kuvend_domain=debug", LogFilter::read, |filter| filter.0.clone();
    PublicUrl, "an address that begins with http:// or https://", PublicUrl::read, |url| url.0.clone();
    DatabaseUrl, "a URL that begins with sqlite:// or postgres://", DatabaseUrl::read, DatabaseUrl::hidden;
    HeaderOf, "the name of a header, or an empty text for none", HeaderOf::read, |header| header.0.as_ref().map(ToString::to_string).unwrap_or_default();
    Maybe, "a text, or an empty one for none", |text| Some(Maybe(Some(text.trim().to_owned()).filter(|text| !text.is_empty()))), |maybe| maybe.0.clone().unwrap_or_default();
}

impl Value for bool {
    fn wanted() -> String {
        "true or false".to_owned()
    }
    fn from_toml(value: &toml::Value) -> Option<Self> {
        value.as_bool()
    }
    fn to_toml(&self) -> toml::Value {
        toml::Value::from(*self)
    }
}

/// A whole number between two bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whole<const LOW: u32, const HIGH: u32>(u32);

impl<const LOW: u32, const HIGH: u32> Whole<LOW, HIGH> {
    /// The number.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }

    /// The number as a duration in seconds.
    #[must_use]
    pub fn seconds(self) -> std::time::Duration {
        std::time::Duration::from_secs(u64::from(self.0))
    }

    /// The number as a size.
    #[must_use]
    pub fn size(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }
}

impl<const LOW: u32, const HIGH: u32> Value for Whole<LOW, HIGH> {
    fn wanted() -> String {
        format!("a whole number from {LOW} to {HIGH}")
    }
    fn from_toml(value: &toml::Value) -> Option<Self> {
        let number = u32::try_from(value.as_integer()?).ok()?;
        (LOW..=HIGH).contains(&number).then_some(Self(number))
    }
    fn to_toml(&self) -> toml::Value {
        toml::Value::from(i64::from(self.0))
    }
}

/// Some texts. In a variable they stand with commas between.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words(pub Vec<String>);

impl Value for Words {
    fn wanted() -> String {
        "a list of texts".to_owned()
    }
    fn from_toml(value: &toml::Value) -> Option<Self> {
        let words = value.as_array()?.iter();
        words
            .map(|word| Some(word.as_str()?.to_owned()))
            .collect::<Option<_>>()
            .map(Self)
    }
    fn to_toml(&self) -> toml::Value {
        toml::Value::from(self.0.clone())
    }
}

/// Where pages come from: each a scheme, a host and perhaps a port.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origins(pub Vec<String>);

impl Value for Origins {
    fn wanted() -> String {
        "a list of origins, such as https://app.example.org".to_owned()
    }
    fn from_toml(value: &toml::Value) -> Option<Self> {
        let origin = |text: &str| {
            let url = PublicUrl::read(text)?;
            (url.origin() == url.as_str()).then(|| url.0.to_ascii_lowercase())
        };
        let texts = value.as_array()?.iter();
        texts
            .map(|text| origin(text.as_str()?))
            .collect::<Option<_>>()
            .map(Self)
    }
    fn to_toml(&self) -> toml::Value {
        toml::Value::from(self.0.clone())
    }
}

/// The name of a header or none; an empty text means none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HeaderOf(pub Option<HeaderName>);

impl HeaderOf {
    fn read(text: &str) -> Option<Self> {
        match text.trim() {
            "" => Some(Self(None)),
            name => name.parse().ok().map(|name| Self(Some(name))),
        }
    }
}

/// A text or none; an empty text means none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Maybe(pub Option<String>);

/// A password. `Debug` hides it, and an empty one means none.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(Option<String>);

impl Secret {
    /// The text, for whoever must hand it on.
    #[must_use]
    pub fn reveal(&self) -> Option<&str> {
        self.0.as_deref()
    }

    /// A secret from elsewhere than the configuration itself.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(Some(text.to_owned()).filter(|text| !text.is_empty()))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() {
            "(hidden)"
        } else {
            "(none)"
        })
    }
}

impl Value for Secret {
    const IS_SECRET: bool = true;
    fn wanted() -> String {
        "a text".to_owned()
    }
    fn from_toml(value: &toml::Value) -> Option<Self> {
        value.as_str().map(Self::new)
    }
    fn to_toml(&self) -> toml::Value {
        toml::Value::from(if self.0.is_some() { "(hidden)" } else { "" })
    }
}

/// Where the rows are. `Debug` and [`hidden`](Self::hidden) show no password.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// A URL of one of the two engines.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let known = ["sqlite:", "postgres://", "postgresql://"];
        known
            .iter()
            .any(|scheme| text.starts_with(scheme))
            .then(|| Self(text.to_owned()))
    }

    /// The URL of a SQLite file.
    #[must_use]
    pub fn sqlite(file: &std::path::Path) -> Self {
        Self(format!("sqlite://{}", file.display()))
    }

    /// The URL with its password.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The file of a SQLite database that is one.
    #[must_use]
    pub fn file(&self) -> Option<&std::path::Path> {
        let rest = self.0.strip_prefix("sqlite:")?;
        let path = rest.strip_prefix("//").unwrap_or(rest);
        let path = path.split_once('?').map_or(path, |(path, _)| path);
        (!path.is_empty() && path != ":memory:").then(|| std::path::Path::new(path))
    }

    /// The URL without its password.
    #[must_use]
    pub fn hidden(&self) -> String {
        let whole = || self.0.clone();
        let Some((scheme, rest)) = self.0.split_once("://") else {
            return whole();
        };
        // The last `@` before the path: a password may hold one that nobody escaped.
        let host_ends = rest.find('/').unwrap_or(rest.len());
        let (authority, path) = rest.split_at(host_ends);
        let (authority, path) = match authority.rfind('@') {
            Some(_) => (authority, path),
            None => match rest.rfind('@') {
                Some(_) => (rest, ""),
                None => return whole(),
            },
        };
        let (login, host) = authority.rsplit_once('@').unwrap_or(("", authority));
        match login.split_once(':') {
            Some((user, _)) => format!("{scheme}://{user}:(hidden)@{host}{path}"),
            None => whole(),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.hidden())
    }
}

/// Where people reach the server from outside, without a slash at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl(String);

impl PublicUrl {
    /// A URL of a web server.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let rest = text
            .strip_prefix("https://")
            .or_else(|| text.strip_prefix("http://"))?;
        let plain = !rest.is_empty() && !rest.starts_with('/') && !rest.contains(['?', '#', ' ']);
        plain.then(|| Self(text.trim_end_matches('/').to_owned()))
    }

    /// The URL.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Where its pages come from: the URL without a path.
    #[must_use]
    pub fn origin(&self) -> &str {
        let host = self.0.find("://").map_or(0, |at| at + 3);
        let path = self.0.get(host..).and_then(|rest| rest.find('/'));
        path.and_then(|path| self.0.get(..host + path))
            .unwrap_or(&self.0)
    }

    /// Whether only this machine can follow it.
    #[must_use]
    pub fn is_local(&self) -> bool {
        let host = self.0.split("://").nth(1).unwrap_or_default();
        ["localhost", "127.", "[::1]"]
            .iter()
            .any(|local| host.starts_with(local))
    }
}

/// What is logged, in the words of `tracing`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogFilter(String);

impl LogFilter {
    fn read(text: &str) -> Option<Self> {
        tracing_subscriber::EnvFilter::try_new(text)
            .is_ok()
            .then(|| Self(text.to_owned()))
    }

    /// The filter's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Values that are one of a few words.
macro_rules! choices {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? })+) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq)]
            pub enum $name { $($(#[$vdoc])* $variant),+ }

            impl Value for $name {
                fn wanted() -> String {
                    format!("one of {}", [$($text),+].join(", "))
                }
                fn from_toml(value: &toml::Value) -> Option<Self> {
                    match value.as_str()? { $($text => Some(Self::$variant),)+ _ => None }
                }
                fn to_toml(&self) -> toml::Value {
                    toml::Value::from(match self { $(Self::$variant => $text),+ })
                }
            }
        )+
    };
}

choices! {
    /// Where letters go.
    TransportKind {
        /// Nowhere: a page shows them.
        Inbox = "inbox",
        /// Into a folder of `.eml` files.
        Folder = "folder",
        /// To a relay.
        Smtp = "smtp",
    }
    /// Whether the line to the relay is encrypted.
    TlsMode {
        /// By STARTTLS, or not at all.
        Required = "required",
        /// From the first byte.
        Implicit = "implicit",
        /// If the relay offers it; only on this machine.
        Opportunistic = "opportunistic",
        /// Never; only on this machine.
        None = "none",
    }
    /// How log lines look.
    LogFormat {
        /// For people.
        Text = "text",
        /// For machines.
        Json = "json",
    }
}
