//! How an API key is written: `clq_` and 40 letters of base64url, which are 26 random bytes and four
//! bytes of a checksum over them.
//!
//! The prefix lets scanners find keys that leaked into code. The checksum tells a mistyped or invented
//! key from a real one without asking the database; it proves nothing, the digest in the database does.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

const PREFIX: &str = "clq_";
const RANDOM: usize = 26;
const CHECKSUM: usize = 4;
/// The prefix and four letters: 24 of 208 bits.
const HINT: usize = 8;

/// Whether a bearer token wants to be an API key; access tokens begin with a JSON object in base64.
pub fn is_api_key(token: &str) -> bool {
    token.starts_with(PREFIX)
}

/// A new key from random bytes.
pub(super) fn generate(random: [u8; 32]) -> String {
    let random = random.first_chunk::<RANDOM>().copied().unwrap_or_default();
    format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode([random.as_slice(), &checksum(&random)].concat()))
}

/// How a key begins.
pub(super) fn hint(key: &str) -> String {
    key.chars().take(HINT).collect()
}

/// What is stored of a key: SHA-256 in base64url. A slow hash would add nothing, since nobody guesses
/// 208 random bits. `None` for what is no key at all.
pub(super) fn stored(key: &str) -> Option<String> {
    let bytes = URL_SAFE_NO_PAD.decode(key.strip_prefix(PREFIX)?).ok()?;
    let (random, sum) = bytes.split_last_chunk::<CHECKSUM>()?;
    let sound = random.len() == RANDOM && *sum == checksum(random);
    sound.then(|| URL_SAFE_NO_PAD.encode(digest(&SHA256, key.as_bytes())))
}

fn checksum(random: &[u8]) -> [u8; CHECKSUM] {
    let sum = digest(&SHA256, &[PREFIX.as_bytes(), random].concat());
    sum.as_ref().first_chunk().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_44_letters_and_is_stored_as_its_digest() {
        let key = generate([7; 32]);
        assert_eq!((key.len(), is_api_key(&key), hint(&key).len()), (44, true, 8));
        let digest = stored(&key).unwrap();
        assert_eq!(digest, URL_SAFE_NO_PAD.encode(aws_lc_rs::digest::digest(&SHA256, key.as_bytes())));
        assert!(!digest.contains(&key[4..]));
    }

    #[test]
    fn every_single_changed_letter_is_noticed() {
        let key = generate([0x5a; 32]);
        for at in PREFIX.len()..key.len() {
            let mut changed: Vec<char> = key.chars().collect();
            changed[at] = if changed[at] == 'A' { 'B' } else { 'A' };
            assert_eq!(stored(&changed.iter().collect::<String>()), None, "letter {at}");
        }
    }

    #[test]
    fn nothing_else_is_a_key() {
        let key = generate([1; 32]);
        for bad in ["", "clq_", "clq_AAAA", &key[4..], &key[..43], &format!("{key}A"), &format!("{key}="), &key.to_uppercase()] {
            assert_eq!(stored(bad), None, "{bad}");
        }
    }
}
