//! Recovery codes: 120 random bits each, so many that a fast digest keeps them, and kept as an HMAC, so that
//! a stolen database gives none away.

use super::base32;
use crate::error::Result;
use crate::keys::Keys;
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::id::UserId;

const LABEL: &str = "recovery-code";
const BYTES: usize = 15;
const GROUP: usize = 4;

/// The code that these random bytes make, in groups that can be copied by hand.
pub(super) fn code(secret: [u8; 32]) -> String {
    let random: Vec<u8> = secret.into_iter().take(BYTES).collect();
    let letters: Vec<char> = base32::encode(&random).to_ascii_lowercase().chars().collect();
    letters.chunks(GROUP).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// What is stored of a code.
///
/// # Errors
/// [`crate::Error::Crypto`] if the cryptographic library refuses, which it has no reason to.
pub(super) fn digest(keys: &Keys, user: UserId, code: &str) -> Result<String> {
    Ok(digest_with(&keys.derive(LABEL)?, user, code))
}

/// What may be stored of a typed code, by the current and by former secrets.
pub(super) fn digests(keys: &Keys, user: UserId, typed: &str) -> Vec<String> {
    keys.derive_every(LABEL).map(|key| digest_with(&key, user, typed)).collect()
}

fn digest_with(key: &[u8; 32], user: UserId, code: &str) -> String {
    let letters = code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase());
    let message = user.0.as_bytes().iter().copied().chain(letters.collect::<String>().into_bytes()).collect::<Vec<u8>>();
    URL_SAFE_NO_PAD.encode(hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), &message))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::MasterSecret;
    use uuid::Uuid;

    const ANA: UserId = UserId(Uuid::from_u128(1));

    #[test]
    fn a_code_is_six_groups_of_four_and_120_bits() {
        assert_eq!(code([0; 32]), "aaaa-aaaa-aaaa-aaaa-aaaa-aaaa");
        assert_eq!(code([0xff; 32]), "7777-7777-7777-7777-7777-7777");
        let codes: Vec<String> = (0..BYTES).map(|at| code(std::array::from_fn(|i| u8::from(i == at)))).collect();
        assert!(codes.iter().all(|one| codes.iter().filter(|other| one == *other).count() == 1), "every byte counts");
    }

    #[test]
    fn a_code_is_found_as_people_type_it_and_for_its_owner_only() {
        let keys = Keys::new(&MasterSecret::new([1; 32]), &[]).unwrap();
        let stored = digest(&keys, ANA, "k3vq-5m2t-x7ap-w4nd-q6ju-2hre").unwrap();
        for typed in ["K3VQ 5M2T X7AP W4ND Q6JU 2HRE", "k3vq5m2tx7apw4ndq6ju2hre"] {
            assert!(digests(&keys, ANA, typed).contains(&stored), "{typed}");
        }
        assert!(!digests(&keys, UserId(Uuid::from_u128(2)), "k3vq-5m2t-x7ap-w4nd-q6ju-2hre").contains(&stored));
        let rotated = Keys::new(&MasterSecret::new([2; 32]), &[MasterSecret::new([1; 32])]).unwrap();
        assert!(digests(&rotated, ANA, "k3vq-5m2t-x7ap-w4nd-q6ju-2hre").contains(&stored), "written down before the secret changed");
    }
}
