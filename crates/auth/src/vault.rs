//! Secrets that must be readable again, such as the seed of one-time codes, sealed for the database.
//!
//! AES-256-GCM with a random nonce and a key of its own for each purpose. What a secret belongs to is
//! bound into it, so a sealed value that is moved to another row opens nothing.

use crate::error::{Error, Result};
use crate::keys::Keys;
use aws_lc_rs::aead::{AES_256_GCM, Aad, Nonce, RandomizedNonceKey};

const NONCE: usize = 12;

/// Seals a secret that belongs to `owner`: `nonce | ciphertext | tag`.
///
/// # Errors
/// [`Error::Crypto`] if the cryptographic library refuses, which it has no reason to.
pub fn seal(keys: &Keys, purpose: &str, owner: &[u8], secret: &[u8]) -> Result<Vec<u8>> {
    let key = key(&keys.derive(&label(purpose))?).ok_or(Error::Crypto("AES-256-GCM key"))?;
    let mut sealed = secret.to_vec();
    let nonce = key.seal_in_place_append_tag(Aad::from(owner), &mut sealed).map_err(|_| Error::Crypto("AES-256-GCM"))?;
    Ok([nonce.as_ref().as_slice(), &sealed].concat())
}

/// The secret that was sealed for `owner`, also under a former master secret; or `None`.
pub fn open(keys: &Keys, purpose: &str, owner: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    let (nonce, sealed) = sealed.split_at_checked(NONCE)?;
    keys.derive_every(&label(purpose)).find_map(|bytes| {
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut buffer = sealed.to_vec();
        key(&bytes)?.open_in_place(nonce, Aad::from(owner), &mut buffer).ok().map(|secret| secret.to_vec())
    })
}

fn key(bytes: &[u8; 32]) -> Option<RandomizedNonceKey> {
    RandomizedNonceKey::new(&AES_256_GCM, bytes).ok()
}

fn label(purpose: &str) -> String {
    format!("vault:{purpose}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::MasterSecret;

    #[test]
    fn a_secret_opens_for_its_owner_and_purpose_only() {
        let keys = Keys::new(&MasterSecret::new([1; 32]), &[]).unwrap();
        let sealed = seal(&keys, "totp", b"ana", b"seed").unwrap();
        assert_eq!(open(&keys, "totp", b"ana", &sealed).unwrap(), b"seed");
        assert_eq!(open(&keys, "totp", b"eve", &sealed), None);
        assert_eq!(open(&keys, "other", b"ana", &sealed), None);
        assert_eq!(open(&keys, "totp", b"ana", &sealed[1..]), None);
        assert_eq!(open(&keys, "totp", b"ana", b""), None);
        assert_ne!(sealed, seal(&keys, "totp", b"ana", b"seed").unwrap(), "a fresh nonce each time");
    }

    #[test]
    fn a_new_master_secret_still_opens_what_the_former_one_sealed() {
        let (old, new) = (MasterSecret::new([1; 32]), MasterSecret::new([2; 32]));
        let sealed = seal(&Keys::new(&old, &[]).unwrap(), "totp", b"ana", b"seed").unwrap();
        assert_eq!(open(&Keys::new(&new, &[]).unwrap(), "totp", b"ana", &sealed), None);
        assert_eq!(open(&Keys::new(&new, &[old]).unwrap(), "totp", b"ana", &sealed).unwrap(), b"seed");
    }
}
