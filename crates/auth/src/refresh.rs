//! Refresh tokens: `base64url(version | session id | counter | HMAC-SHA256)`.
//!
//! A token is a function of its session's id and number, so nothing of it is stored, a lost answer
//! can be given again word for word, and a leaked database gives no token away. Nobody without the
//! key can make one, so only genuine tokens ever reach the session's row: a forged one can't end it.

use crate::keys::Keys;
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::id::SessionId;
use uuid::Uuid;

const VERSION: u8 = 1;
/// Version, session id, counter.
const PAYLOAD: usize = 1 + 16 + 8;
const TAG: usize = 32;
/// Base64 of 57 bytes needs no padding and no spare bits, so one token has one spelling.
const TEXT: usize = (PAYLOAD + TAG) / 3 * 4;

/// The token with this number.
pub fn seal(keys: &Keys, session: SessionId, counter: u64) -> String {
    let payload = payload(session, counter);
    let mut bytes = payload.to_vec();
    bytes.extend_from_slice(hmac::sign(keys.refresh(), &payload).as_ref());
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The session and number of a genuine token, or `None`.
pub fn open(keys: &Keys, token: &str) -> Option<(SessionId, u64)> {
    if token.len() != TEXT {
        return None;
    }
    let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
    let (payload, tag) = bytes.split_at_checked(PAYLOAD)?;
    keys.every_refresh().find(|key| hmac::verify(key, payload, tag).is_ok())?;
    let (version, rest) = payload.split_first()?;
    let (session, counter) = rest.split_at_checked(16)?;
    let session = SessionId(Uuid::from_slice(session).ok()?);
    (*version == VERSION).then_some((session, u64::from_be_bytes(counter.try_into().ok()?)))
}

fn payload(session: SessionId, counter: u64) -> [u8; PAYLOAD] {
    let mut payload = [VERSION; PAYLOAD];
    let fields = session.0.into_bytes().into_iter().chain(counter.to_be_bytes());
    payload.iter_mut().skip(1).zip(fields).for_each(|(to, from)| *to = from);
    payload
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::MasterSecret;

    fn keys(seed: u8, former: &[u8]) -> Keys {
        let former: Vec<_> = former.iter().map(|s| MasterSecret::new([*s; 32])).collect();
        Keys::new(&MasterSecret::new([seed; 32]), &former).unwrap()
    }

    const SESSION: SessionId = SessionId(Uuid::from_u128(0x0199_c8a1_7c3e_7b02_9d1f_5f3a_2b1c_0d4e));

    #[test]
    fn what_is_sealed_opens_and_is_the_same_each_time() {
        let keys = keys(1, &[]);
        for counter in [0, 1, 255, u64::MAX] {
            let token = seal(&keys, SESSION, counter);
            assert_eq!(open(&keys, &token), Some((SESSION, counter)));
            assert_eq!(token, seal(&keys, SESSION, counter));
            assert_eq!(token.len(), TEXT);
        }
    }

    #[test]
    fn no_byte_can_be_changed() {
        let keys = keys(1, &[]);
        let token = seal(&keys, SESSION, 7);
        for i in 0..token.len() {
            let mut changed = token.clone().into_bytes();
            changed[i] = if changed[i] == b'A' { b'B' } else { b'A' };
            assert_eq!(open(&keys, &String::from_utf8(changed).unwrap()), None, "byte {i}");
        }
    }

    #[test]
    fn other_text_is_nothing() {
        let keys = keys(1, &[]);
        for bad in
            [String::new(), "x".into(), "A".repeat(TEXT), "!".repeat(TEXT), "A".repeat(100_000), format!("{}=", seal(&keys, SESSION, 1))]
        {
            assert_eq!(open(&keys, &bad), None);
        }
    }

    #[test]
    fn former_secrets_still_open_and_foreign_ones_do_not() {
        let token = seal(&keys(1, &[]), SESSION, 7);
        assert_eq!(open(&keys(2, &[1]), &token), Some((SESSION, 7)));
        assert_eq!(open(&keys(2, &[3]), &token), None);
    }
}
