//! What shows that a list is ours, so that a gate believes none that was altered on its way or on the device that keeps it.
//!
//! Server and gate know one thing that nobody else does: the token of the gate's link. Both derive a key from it,
//! `HMAC-SHA256(token, "kuvend door snapshot")`, and the signature is `HMAC-SHA256(key, body)` over the bytes that go over the wire,
//! as base64url. It tells nothing of the token. A link that is renewed has another token, hence another key: what was signed for the
//! old one is believed by nobody who comes by the new one.
//!
//! **What it does not show.** Whoever has the link can sign: it guards the list, not against who was given the link. Nor does it tell
//! an old list from the newest; that a list has its hour shows on the page, and scans are judged by the server in the end.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac, digest::Key};
use sha2::Sha256;

/// Keeps the key apart from anything else that a token may ever key.
const CONTEXT: &[u8] = b"kuvend door snapshot";

/// The signature of what goes to the gate behind a token.
#[must_use]
pub fn sign(token: &str, body: &[u8]) -> String {
    let key = keyed(token.as_bytes(), CONTEXT);
    URL_SAFE_NO_PAD.encode(keyed(&key, body))
}

/// HMAC-SHA256 with a secret of 64 bytes at most: tokens have 46, keys 32.
fn keyed(secret: &[u8], text: &[u8]) -> [u8; 32] {
    // A secret that is shorter than a block is filled up with zeros, as the standard has it; so there is none of a wrong length.
    let mut key = Key::<Hmac<Sha256>>::default();
    for (place, byte) in key.iter_mut().zip(secret) {
        *place = *byte;
    }
    let mut mac = <Hmac<Sha256> as Mac>::new(&key);
    mac.update(text);
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_hmac_of_the_standard_which_browsers_have_too() {
        // RFC 4231, test cases 1 and 2.
        assert_eq!(
            hex::encode(keyed(&[0x0b; 20], b"Hi There")),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        );
        assert_eq!(
            hex::encode(keyed(b"Jefe", b"what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }

    #[test]
    fn it_changes_with_every_bit_of_the_list_and_with_the_link() {
        let token = "AQUBk8ChqLB-PoojtqmKT1wdLgABAgMEBQYHCAkKCwwNDg";
        let body = br#"{"number":1,"guests":[]}"#;
        let signature = sign(token, body);
        assert_eq!(signature.len(), 43);
        assert_eq!(sign(token, body), signature);
        for bit in 0..body.len() * 8 {
            let mut altered = body.to_vec();
            altered[bit / 8] ^= 1 << (bit % 8);
            assert_ne!(sign(token, &altered), signature, "bit {bit}");
        }
        assert_ne!(sign(token, b""), signature);
        assert_ne!(sign(&token.replace("Dg", "Dw"), body), signature);
    }

    #[test]
    fn it_is_not_keyed_by_the_token_itself() {
        let (token, body) = ("a token", b"a list".as_slice());
        assert_ne!(
            sign(token, body),
            URL_SAFE_NO_PAD.encode(keyed(token.as_bytes(), body))
        );
    }
}
