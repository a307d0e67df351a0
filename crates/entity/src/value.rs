//! Validated values that columns hold: if one exists, it is well formed.

use std::{fmt, str::FromStr};

use sea_orm::prelude::*;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::text::LocalizedText;

/// Why a text is no value of the wanted type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Malformed;

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("malformed value")
    }
}

impl std::error::Error for Malformed {}

macro_rules! text_values {
    ($($(#[$doc:meta])* $name:ident by $judge:path;)+) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, DeriveValueType, Serialize, Deserialize)]
            #[serde(try_from = "String", into = "String")]
            pub struct $name(String);

            impl $name {
                /// The text itself.
                #[must_use]
                pub fn as_str(&self) -> &str {
                    &self.0
                }
            }

            impl FromStr for $name {
                type Err = Malformed;
                fn from_str(text: &str) -> Result<Self, Malformed> {
                    $judge(text).map(Self).ok_or(Malformed)
                }
            }

            impl TryFrom<String> for $name {
                type Error = Malformed;
                fn try_from(text: String) -> Result<Self, Malformed> {
                    text.parse()
                }
            }

            impl From<$name> for String {
                fn from(value: $name) -> Self {
                    value.0
                }
            }

            impl fmt::Display for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str(&self.0)
                }
            }
        )+
    };
}

text_values! {
    /// An email address as typed (trimmed, NFC), of at most 254 characters, with one `@` and a dotted domain.
    EmailAddress by judge_email;
    /// An ISO 3166-1 alpha-2 country, upper case; Kosovo as `XK`.
    CountryCode by judge_country;
    /// A language that Kuvend writes, as its BCP 47 tag in lower case (`en`, `sq`, `it`, `el`).
    Language by judge_language;
    /// An IANA time zone (`Europe/Tirane`).
    TimeZone by judge_zone;
}

fn judge_email(text: &str) -> Option<String> {
    let text: String = text.trim().nfc().collect();
    let (local, domain) = text.rsplit_once('@')?;
    let plain =
        |c: char| !is_out_of_place(c) && !c.is_whitespace() && !"<>()[]\\,;:\"@".contains(c);
    let local_ok = (1..=64).contains(&local.len())
        && local.chars().all(plain)
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..");
    let label_ok = |label: &str| {
        (1..=63).contains(&label.len())
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let domain_ok = domain.contains('.') && domain.split('.').all(label_ok);
    (text.len() <= 254 && local_ok && domain_ok).then_some(text)
}

/// Marks that turn the direction of text: harmless in prose, a disguise in names and addresses.
#[must_use]
pub fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Whether a character has no place in one line of text: it steers a device, turns the direction, is seen by nobody, or stands for what
/// could not be read. What joins and parts letters without being seen (U+200C, U+200D) is spelling and stays.
#[must_use]
pub fn is_out_of_place(c: char) -> bool {
    c.is_control()
        || is_direction_mark(c)
        || matches!(
            c,
            '\u{00AD}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}' | '\u{FFFD}'
        )
}

fn judge_country(text: &str) -> Option<String> {
    let code = text.trim().to_ascii_uppercase();
    COUNTRIES
        .split(' ')
        .any(|known| known == code)
        .then_some(code)
}

/// ISO 3166-1 alpha-2, and `XK`, which the European institutions use for Kosovo.
const COUNTRIES: &str = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS \
BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK \
FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM \
JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS \
MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW \
SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM \
US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW";

fn judge_language(text: &str) -> Option<String> {
    let tag = text.trim().to_ascii_lowercase();
    let primary = tag.split(['-', '_']).next()?;
    Language::KNOWN
        .contains(&primary)
        .then(|| primary.to_owned())
}

impl Language {
    /// The languages that every letter and page exists in; the order is the last resort of a fallback chain.
    pub const KNOWN: [&'static str; 4] = ["en", "sq", "it", "el"];

    /// English, where nothing better is known.
    #[must_use]
    pub fn english() -> Self {
        Self("en".to_owned())
    }
}

fn judge_zone(text: &str) -> Option<String> {
    text.parse::<chrono_tz::Tz>()
        .ok()
        .map(|zone| zone.name().to_owned())
}

impl TimeZone {
    /// The zone without any rules.
    #[must_use]
    pub fn utc() -> Self {
        Self("UTC".to_owned())
    }

    /// The zone's rules.
    #[must_use]
    pub fn zone(&self) -> chrono_tz::Tz {
        self.0.parse().unwrap_or(chrono_tz::UTC)
    }
}

/// A JSON column that holds a list of enum values or texts.
macro_rules! json_lists {
    ($($(#[$doc:meta])* $name:ident of $item:ty;)+) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
            pub struct $name(pub Vec<$item>);
        )+
    };
}

json_lists! {
    /// The roles of an attendee, each once.
    AttendeeRoles of crate::kind::AttendeeRole;
    /// The profile kinds of a contact, each once.
    ProfileKinds of crate::kind::ProfileKind;
    /// Languages, in order of preference.
    Languages of Language;
    /// Countries, each once.
    Countries of CountryCode;
    /// Interests by their keys, each once.
    Interests of String;
    /// Other spellings and names, as typed.
    Variants of String;
    /// The qualities of guests that a rank is theirs by, each once.
    GuestCategories of crate::kind::GuestCategory;
    /// Words by which a function is known, in any language.
    Functions of String;
    /// The places of guests that a list at the door asks for, each once.
    PlaceStates of crate::kind::PlaceState;
}

/// What a form of registration asks beside name and address; what is not named is not asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct AskedFields(
    pub std::collections::BTreeMap<crate::kind::RegistrationField, crate::kind::FieldNeed>,
);

impl AttendeeRoles {
    /// Whether one of the roles counts as a guest in statistics.
    #[must_use]
    pub fn counts_as_guest(&self) -> bool {
        self.0.iter().any(|role| role.counts_as_guest())
    }

    /// Whether one of the roles needs a place.
    #[must_use]
    pub fn uses_place(&self) -> bool {
        self.0.iter().any(|role| role.uses_place())
    }
}

/// An option of a question, by its key and its name per language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionOption {
    /// What answers name it by: `vegetarian`.
    pub key: String,
    /// Its name per language.
    pub label: LocalizedText,
}

/// What a question is chosen from, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct QuestionOptions(pub Vec<QuestionOption>);

/// To whom alone a question is put: to who answered another one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct QuestionCondition {
    /// The other question, by its key.
    pub question: String,
    /// With any of these; none is with anything.
    pub any_of: Vec<String>,
}

/// What guests were told of an event when it was put off, to be compared with what holds when it is taken up again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct PutOff {
    /// When it was put off.
    pub at: DateTimeUtc,
    /// Why.
    #[serde(default)]
    pub reason: Option<String>,
    /// When it would have started.
    pub starts_at: DateTimeUtc,
    /// When it would have ended.
    pub ends_at: DateTimeUtc,
    /// Where it would have been.
    #[serde(default)]
    pub venue: Option<Venue>,
    /// The revision that guests knew.
    pub revision: i32,
}

/// Where an event takes place.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Venue {
    /// The house or hall.
    pub name: String,
    /// Street and number.
    #[serde(default)]
    pub address: Option<String>,
    /// Town.
    #[serde(default)]
    pub city: Option<String>,
    /// Country.
    #[serde(default)]
    pub country: Option<CountryCode>,
    /// Degrees north.
    #[serde(default)]
    pub latitude: Option<f64>,
    /// Degrees east.
    #[serde(default)]
    pub longitude: Option<f64>,
    /// Rooms by name.
    #[serde(default)]
    pub rooms: Vec<String>,
    /// How many people the rooms hold, as far as that is known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub room_sizes: Vec<RoomSize>,
}

/// How many people a room holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomSize {
    /// Its name.
    pub room: String,
    /// How many.
    pub seats: i32,
}

impl Venue {
    /// How many people the room of a name holds, whatever the case of its letters.
    #[must_use]
    pub fn seats(&self, room: &str) -> Option<i32> {
        let plain = |text: &str| text.trim().to_lowercase();
        let named = self
            .room_sizes
            .iter()
            .find(|size| plain(&size.room) == plain(room))?;
        Some(named.seats)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_judged_by_shape() {
        for good in [
            "a@example.org",
            " arta.hoxha+x@mail.example.org ",
            "λ@παράδειγμα.gr",
        ] {
            assert!(good.parse::<EmailAddress>().is_ok(), "{good}");
        }
        let long = format!("{}@example.org", "a".repeat(10_000));
        for bad in [
            "",
            "a",
            "a@b",
            "a b@example.org",
            "a@example..org",
            "a@-x.org",
            "a\n@example.org",
            "<a@example.org>",
            "\u{202E}a@example.org",
            "a\u{200B}b@example.org",
            "\u{FEFF}a@example.org",
            &long,
        ] {
            assert!(bad.parse::<EmailAddress>().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn what_nobody_sees_has_no_place_in_a_line_but_spelling_has() {
        for hidden in [
            '\0', '\n', '\u{202E}', '\u{200B}', '\u{2060}', '\u{FEFF}', '\u{AD}', '\u{FFFD}',
        ] {
            assert!(is_out_of_place(hidden), "{hidden:?}");
        }
        for plain in ['a', 'ë', ' ', '-', '’', '\u{200C}', '\u{200D}'] {
            assert!(!is_out_of_place(plain), "{plain:?}");
        }
    }

    #[test]
    fn countries_languages_and_zones_are_closed_sets() {
        assert_eq!(
            "al".parse::<CountryCode>().map(String::from),
            Ok("AL".to_owned())
        );
        assert!("ZZ".parse::<CountryCode>().is_err());
        assert!("A L".parse::<CountryCode>().is_err());
        assert_eq!(
            "sq-AL".parse::<Language>().map(String::from),
            Ok("sq".to_owned())
        );
        assert!("xx".parse::<Language>().is_err());
        assert!("Europe/Tirane".parse::<TimeZone>().is_ok());
        assert!("Europe/Tirana".parse::<TimeZone>().is_err());
    }
}
