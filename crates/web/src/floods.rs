//! How often one part of the network may send forms. Nothing is kept of a visitor but a hash under a key that only this
//! process knows and that changes every day.

use std::{
    collections::HashMap,
    hash::{BuildHasher as _, RandomState},
    net::{IpAddr, SocketAddr},
    sync::{Mutex, PoisonError},
};

use axum::http::{HeaderMap, HeaderName};
use chrono::{DateTime, Datelike as _, Utc};

/// Forms from one part of the network within [`WINDOW`] at most.
const FORMS: u32 = 20;
/// Seconds within which they are counted.
const WINDOW: i64 = 600;
/// Parts of the network that are counted at once at most; beyond it, counting begins anew.
const PARTS: usize = 50_000;

/// Counts forms.
#[derive(Debug)]
pub(crate) struct Floods {
    /// How many from one part of the network within [`WINDOW`] at most.
    most: u32,
    /// In which header a proxy writes the visitor's address; nowhere unless said.
    pub(crate) header: Option<HeaderName>,
    key: RandomState,
    counted: Mutex<HashMap<u64, (i64, u32)>>,
}

impl Default for Floods {
    fn default() -> Self {
        Self::of(FORMS)
    }
}

impl Floods {
    /// One that lets so many in.
    pub(crate) fn of(most: u32) -> Self {
        Self {
            most,
            header: None,
            key: RandomState::default(),
            counted: Mutex::default(),
        }
    }

    /// Whether one more form may come from there now. Where it is not known whence it comes, it may.
    pub(crate) fn let_in(
        &self,
        headers: &HeaderMap,
        peer: Option<SocketAddr>,
        now: DateTime<Utc>,
    ) -> bool {
        let Some(part) = self.address(headers, peer).map(part) else {
            return true;
        };
        let (hash, window) = (
            self.key.hash_one((now.num_days_from_ce(), part)),
            now.timestamp().div_euclid(WINDOW),
        );
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        if counted.len() >= PARTS && !counted.contains_key(&hash) {
            counted.retain(|_, (of, _)| *of == window);
            if counted.len() >= PARTS {
                counted.clear();
            }
        }
        let (of, number) = counted.entry(hash).or_insert((window, 0));
        if *of != window {
            (*of, *number) = (window, 0);
        }
        *number = number.saturating_add(1);
        *number <= self.most
    }

    /// Where the visitor is. A header is believed only where one is configured, and then its last entry, which the proxy
    /// itself wrote.
    fn address(&self, headers: &HeaderMap, peer: Option<SocketAddr>) -> Option<IpAddr> {
        let Some(name) = &self.header else {
            return peer.map(|peer| peer.ip());
        };
        let last = headers.get_all(name).iter().next_back()?.to_str().ok()?;
        last.rsplit(',').next()?.trim().parse().ok()
    }
}

/// The part of the network that an address is in: the first 24 bits of an IPv4 address, the first 56 of an IPv6 address.
fn part(address: IpAddr) -> u64 {
    match address.to_canonical() {
        IpAddr::V4(address) => u64::from(u32::from(address) >> 8),
        IpAddr::V6(address) => {
            let first = u128::from(address) >> 72;
            // An IPv4 part has 24 bits, so that it is never taken for one of these.
            u64::try_from(first).unwrap_or_default() | (1 << 63)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + second, 0).unwrap()
    }

    #[expect(clippy::unnecessary_wraps, reason = "as a request tells it")]
    fn peer(address: &str) -> Option<SocketAddr> {
        Some(SocketAddr::new(address.parse().unwrap(), 4711))
    }

    #[test]
    fn one_part_of_the_network_is_counted_together_and_let_in_again_later() {
        for (one, neighbour, stranger) in [
            ("192.0.2.1", "192.0.2.200", "192.0.3.1"),
            (
                "2001:db8:0:100::1",
                "2001:db8:0:1ff::2",
                "2001:db8:0:200::1",
            ),
        ] {
            let floods = Floods::default();
            let none = HeaderMap::new();
            for _ in 0..FORMS {
                assert!(floods.let_in(&none, peer(one), at(0)));
            }
            assert!(!floods.let_in(&none, peer(neighbour), at(1)));
            assert!(floods.let_in(&none, peer(stranger), at(1)));
            assert!(floods.let_in(&none, peer(one), at(WINDOW)));
        }
    }

    #[test]
    fn a_header_is_believed_only_where_it_is_configured() {
        let mut headers = HeaderMap::new();
        let forged = "192.0.2.1, 198.51.100.7".parse().unwrap();
        headers.insert("x-forwarded-for", forged);
        let mut floods = Floods::default();
        let address = |floods: &Floods| floods.address(&headers, peer("203.0.113.9"));
        assert_eq!(address(&floods), peer("203.0.113.9").map(|peer| peer.ip()));
        floods.header = Some(HeaderName::from_static("x-forwarded-for"));
        assert_eq!(address(&floods), Some("198.51.100.7".parse().unwrap()));
    }
}
