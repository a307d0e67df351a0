//! Signed links: one purpose, one person, expiring, revocable, and nothing personal inside.
//!
//! A token is the base64url text of `version (1) | purpose (1) | id (16) | seal (16)`. The seal is HMAC-SHA256 over all
//! before it and the row's link epoch, keyed by the office's secret and cut to 16 bytes: raising the epoch revokes what
//! was given out, and the epoch itself is not told.
//!
//! Until when a link opens is no part of it: the event as it is when the link is opened says so, and an event that moved
//! takes the links of old letters with it. The same row gives the same token, so every letter bears the same link.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use hmac::{Hmac, Mac, digest::Key};
use kuvend_entity::{
    attendee, event,
    id::{PersonalLinkId, RegistrationId},
    office,
};
use sea_orm::prelude::Uuid;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// The form of tokens made today.
const VERSION: u8 = 1;
/// Bytes before the seal.
const CLAIM: usize = 18;
/// Bytes of the seal.
const SEAL: usize = 16;
/// How long after an event its links still open, for who looks up an address or an answer.
const AFTERLIFE: TimeDelta = TimeDelta::days(30);
/// Keeps these seals apart from anything else that the office's secret may ever key.
const CONTEXT: &[u8] = b"kuvend signed link";

/// Keeps stamps apart from links, whose claims begin with a version.
const STAMP: &[u8] = b"stamp";

/// What a link is for. A link for one purpose opens nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// See an invitation and answer it; the id is the attendee's.
    Rsvp,
    /// Fetch a file that is kept in the database; the id is the file's.
    Download,
    /// Read the copy of one's data; the id is the link's.
    Copy,
    /// Confirm that an address is one's own; the id is the registration's.
    ConfirmAddress,
    /// See one's own page; the id is the personal link's.
    OwnPage,
    /// Read an office's events as a calendar; the id is the feed's.
    Feed,
    /// Receive guests at a gate; the id is the gate's.
    Gate,
    /// Name the members of a delegation; the id is the delegation's.
    Delegation,
    /// Find what a certificate says; the id is the certificate's.
    Certificate,
    /// Be let in; the id is that of the row that the ticket was made for.
    Ticket,
}

impl Purpose {
    const fn byte(self) -> u8 {
        match self {
            Self::Rsvp => 1,
            Self::Download => 7,
            Self::Copy => 9,
            Self::ConfirmAddress => 2,
            Self::OwnPage => 3,
            Self::Feed => 8,
            Self::Delegation => 4,
            Self::Gate => 5,
            Self::Ticket => 6,
            Self::Certificate => 11,
        }
    }
}

/// Why a token opens nothing. Whoever shows this outside shows one page for all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is no token of ours, was altered, or is for something else.
    #[error("not a valid link")]
    Invalid,
    /// It was genuine and is over.
    #[error("an expired link")]
    Expired,
}

/// What a token says of itself. Nothing of it is believed before [`Claim::open`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    claim: [u8; CLAIM],
    seal: [u8; SEAL],
}

/// Makes a token.
#[must_use]
pub fn sign(office_secret: &[u8], purpose: Purpose, id: Uuid, epoch: i32) -> String {
    let claim: Vec<u8> = [VERSION, purpose.byte()]
        .into_iter()
        .chain(*id.as_bytes())
        .collect();
    let seal = seal(office_secret, &claim, epoch);
    URL_SAFE_NO_PAD.encode([claim.as_slice(), &seal].concat())
}

/// Reads a token's claim, if it has the form of one for this purpose. It tells whom to look up, not that the link is good.
#[must_use]
pub fn read(token: &str, purpose: Purpose) -> Option<Claim> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
    let (claim, seal) = bytes.split_first_chunk::<CLAIM>()?;
    let seal: &[u8; SEAL] = seal.try_into().ok()?;
    claim
        .starts_with(&[VERSION, purpose.byte()])
        .then_some(Claim {
            claim: *claim,
            seal: *seal,
        })
}

impl Claim {
    /// The id that the token claims.
    #[must_use]
    pub fn id(&self) -> Uuid {
        let [_, _, rest @ ..] = self.claim;
        rest.first_chunk()
            .map_or_else(Uuid::nil, |id| Uuid::from_bytes(*id))
    }

    /// Compares the seal in constant time, then the time with the last instant of the link.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] for a seal by another secret, over another claim or of another epoch; [`Refusal::Expired`]
    /// for a good one whose time is over.
    pub fn open(
        &self,
        office_secret: &[u8],
        epoch: i32,
        (until, now): (DateTime<Utc>, DateTime<Utc>),
    ) -> Result<Uuid, Refusal> {
        let expected = seal(office_secret, &self.claim, epoch);
        if !bool::from(expected.ct_eq(&self.seal)) {
            return Err(Refusal::Invalid);
        }
        if now > until {
            return Err(Refusal::Expired);
        }
        Ok(self.id())
    }
}

/// Until when the links of an event's guests open.
#[must_use]
pub fn lasts_until(event: &event::Model) -> DateTime<Utc> {
    event.ends_at + AFTERLIFE
}

/// The token of a guest's own page.
#[must_use]
pub fn rsvp(office: &office::Model, attendee: &attendee::Model) -> String {
    let (secret, epoch) = (&office.link_secret, attendee.link_epoch);
    sign(secret, Purpose::Rsvp, attendee.id.0, epoch)
}

/// The path of a guest's own page, to be put behind the server's public address.
#[must_use]
pub fn rsvp_path(office: &office::Model, attendee: &attendee::Model) -> String {
    format!("/r/{}", rsvp(office, attendee))
}

/// Links that end with their own row are sealed with this epoch.
pub(crate) const FIRST: i32 = 1;

/// The path at which a registration is confirmed, by the link of one of its letters: each opens what was typed with it.
#[must_use]
pub fn confirm_path(office: &office::Model, id: RegistrationId, letter: i32) -> String {
    let token = sign(&office.link_secret, Purpose::ConfirmAddress, id.0, letter);
    format!("/confirm/{token}")
}

/// The path of one's own page.
#[must_use]
pub fn own_page_path(office: &office::Model, id: PersonalLinkId) -> String {
    let token = sign(&office.link_secret, Purpose::OwnPage, id.0, FIRST);
    format!("/me/{token}")
}

/// A sealed instant, which a form carries to say when it was shown.
#[must_use]
pub fn stamp(office_secret: &[u8], at: DateTime<Utc>) -> String {
    let at = at.timestamp_millis().to_be_bytes();
    let seal = seal(office_secret, &[STAMP, &at].concat(), FIRST);
    URL_SAFE_NO_PAD.encode([at.as_slice(), &seal].concat())
}

/// The instant of a stamp that is ours.
#[must_use]
pub fn stamped(office_secret: &[u8], stamp: &str) -> Option<DateTime<Utc>> {
    let bytes = URL_SAFE_NO_PAD.decode(stamp).ok()?;
    let (at, given) = bytes.split_first_chunk::<8>()?;
    let expected = seal(office_secret, &[STAMP, at].concat(), FIRST);
    if !bool::from(expected.as_slice().ct_eq(given)) {
        return None;
    }
    DateTime::from_timestamp_millis(i64::from_be_bytes(*at))
}

fn seal(secret: &[u8], claim: &[u8], epoch: i32) -> [u8; SEAL] {
    // The secret is hashed to the length that the key has, so that there is no secret of a wrong length.
    let mut key = Key::<Hmac<Sha256>>::default();
    for (place, byte) in key.iter_mut().zip(Sha256::digest(secret)) {
        *place = byte;
    }
    let mut mac = <Hmac<Sha256> as Mac>::new(&key);
    mac.update(CONTEXT);
    mac.update(claim);
    mac.update(&epoch.to_be_bytes());
    let full: [u8; 32] = mac.finalize().into_bytes().into();
    full.first_chunk().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = &[7; 32];

    fn id() -> Uuid {
        Uuid::from_u128(0x0192_f0c1_a7b0_7e3e_8a3b_6a9a_4f5c_1d2e)
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn until() -> DateTime<Utc> {
        at("2026-01-17T12:00:00Z")
    }

    fn token() -> String {
        sign(SECRET, Purpose::Rsvp, id(), 1)
    }

    fn opened(token: &str, secret: &[u8], epoch: i32, now: &str) -> Result<Uuid, Refusal> {
        read(token, Purpose::Rsvp)
            .ok_or(Refusal::Invalid)?
            .open(secret, epoch, (until(), at(now)))
    }

    #[test]
    fn a_token_opens_for_its_row_until_the_link_is_over() {
        let token = token();
        assert_eq!(opened(&token, SECRET, 1, "2025-12-18T09:00:00Z"), Ok(id()));
        assert_eq!(opened(&token, SECRET, 1, "2026-01-17T12:00:00Z"), Ok(id()));
        assert_eq!(
            opened(&token, SECRET, 1, "2026-01-17T12:00:01Z"),
            Err(Refusal::Expired)
        );
    }

    #[test]
    fn the_same_row_gives_the_same_short_token() {
        assert_eq!(token(), token());
        assert_eq!(token().len(), 46);
    }

    #[test]
    fn a_raised_epoch_revokes() {
        assert_eq!(
            opened(&token(), SECRET, 2, "2025-12-18T09:00:00Z"),
            Err(Refusal::Invalid)
        );
    }

    #[test]
    fn another_offices_secret_does_not_open() {
        assert_eq!(
            opened(&token(), &[8; 32], 1, "2025-12-18T09:00:00Z"),
            Err(Refusal::Invalid)
        );
        assert_eq!(
            opened(&token(), &[], 1, "2025-12-18T09:00:00Z"),
            Err(Refusal::Invalid)
        );
    }

    #[test]
    fn no_bit_of_a_token_can_be_changed() {
        let bytes = URL_SAFE_NO_PAD.decode(token()).unwrap();
        for bit in 0..bytes.len() * 8 {
            let mut altered = bytes.clone();
            altered[bit / 8] ^= 1 << (bit % 8);
            let altered = URL_SAFE_NO_PAD.encode(altered);
            assert_eq!(
                opened(&altered, SECRET, 1, "2025-12-18T09:00:00Z"),
                Err(Refusal::Invalid),
                "bit {bit}"
            );
        }
    }

    #[test]
    fn there_is_one_text_for_a_token() {
        let token = token();
        let last = token.chars().last().unwrap();
        for other in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".chars() {
            let text = format!("{}{other}", &token[..45]);
            assert_eq!(
                opened(&text, SECRET, 1, "2025-12-18T09:00:00Z").is_ok(),
                other == last
            );
        }
        for text in [
            "",
            "A",
            "é",
            &token[..45],
            &format!("{token}="),
            &format!("{token}AAAA"),
            &format!(" {token}"),
        ] {
            assert_eq!(read(text, Purpose::Rsvp), None, "{text:?}");
        }
    }

    #[test]
    fn a_token_for_another_purpose_or_of_another_version_is_not_read() {
        let bytes = URL_SAFE_NO_PAD.decode(token()).unwrap();
        for place in [0, 1] {
            let mut other = bytes.clone();
            other[place] = 9;
            assert_eq!(read(&URL_SAFE_NO_PAD.encode(other), Purpose::Rsvp), None);
        }
    }

    #[test]
    fn a_stamp_tells_its_instant_to_whoever_made_it() {
        let now = at("2026-01-17T12:00:00Z");
        let made = stamp(SECRET, now);
        assert_eq!(stamped(SECRET, &made), Some(now));
        assert_eq!(stamped(&[8; 32], &made), None);
        assert_eq!(stamped(SECRET, ""), None);
        assert_eq!(stamped(SECRET, &made.replace(&made[3..4], "-")), None);
    }

    #[test]
    fn a_link_for_one_purpose_opens_no_other() {
        let purposes = [
            Purpose::Rsvp,
            Purpose::ConfirmAddress,
            Purpose::OwnPage,
            Purpose::Feed,
            Purpose::Delegation,
            Purpose::Gate,
            Purpose::Ticket,
        ];
        for made in purposes {
            let token = sign(SECRET, made, id(), FIRST);
            for read_for in purposes {
                assert_eq!(read(&token, read_for).is_some(), made == read_for);
            }
        }
    }
}
