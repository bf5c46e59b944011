//! Tickets: short texts that only we can make, such as the token in a mail or the proof that a
//! password was right. A ticket carries what it is about, and nothing of it is stored.
//!
//! `base64url(payload | HMAC-SHA256)`, with a key of its own for each purpose, so that a ticket for
//! one thing is nothing for another. Whether it is too old or used up is for its reader to know.

use crate::error::Result;
use crate::keys::Keys;
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

const TAG: usize = 32;
/// Longer texts are none of ours.
const MAX_TEXT: usize = 1024;

/// The ticket for this payload.
///
/// # Errors
/// [`crate::Error::Crypto`] if the cryptographic library refuses, which it has no reason to.
pub fn seal(keys: &Keys, purpose: &str, payload: &[u8]) -> Result<String> {
    let key = hmac::Key::new(hmac::HMAC_SHA256, &keys.derive(&label(purpose))?);
    let mut bytes = payload.to_vec();
    bytes.extend_from_slice(hmac::sign(&key, payload).as_ref());
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// The payload of a genuine ticket for this purpose, or `None`.
pub fn open(keys: &Keys, purpose: &str, text: &str) -> Option<Vec<u8>> {
    let bytes = (text.len() <= MAX_TEXT).then(|| URL_SAFE_NO_PAD.decode(text).ok())??;
    let (payload, tag) = bytes.split_at_checked(bytes.len().checked_sub(TAG)?)?;
    let genuine = keys.derive_every(&label(purpose)).any(|key| {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &key);
        hmac::verify(&key, payload, tag).is_ok()
    });
    genuine.then(|| payload.to_vec())
}

fn label(purpose: &str) -> String {
    format!("ticket:{purpose}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::MasterSecret;

    fn keys(seed: u8, former: &[u8]) -> Keys {
        let former: Vec<_> = former.iter().map(|s| MasterSecret::new([*s; 32])).collect();
        Keys::new(&MasterSecret::new([seed; 32]), &former).unwrap()
    }

    #[test]
    fn a_ticket_gives_its_payload_for_its_purpose_only() {
        let text = seal(&keys(1, &[]), "verify-email", b"row 7").unwrap();
        assert_eq!(open(&keys(1, &[]), "verify-email", &text).unwrap(), b"row 7");
        assert_eq!(open(&keys(1, &[]), "reset-password", &text), None);
        assert_eq!(open(&keys(2, &[]), "verify-email", &text), None);
        assert_eq!(open(&keys(2, &[1]), "verify-email", &text).unwrap(), b"row 7", "made with a former secret");
    }

    #[test]
    fn nothing_else_is_a_ticket() {
        let keys = keys(1, &[]);
        let text = seal(&keys, "verify-email", b"row 7").unwrap();
        for changed in ["", "a", "%%", &text[1..], &text.to_uppercase(), &format!("{text}A"), &"A".repeat(5000)] {
            assert_eq!(open(&keys, "verify-email", changed), None, "{changed}");
        }
    }
}
