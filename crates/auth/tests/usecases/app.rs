//! An authenticator app, written from RFC 6238 a second time and from the other side.

use aws_lc_rs::hmac;
use domain::Timestamp;

/// The code that an app shows for this base32 secret.
pub(crate) fn code(secret: &str, at: Timestamp) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &decoded(secret));
    let tag = hmac::sign(&key, &(at.seconds() / 30).to_be_bytes());
    let tag = tag.as_ref();
    let offset = usize::from(tag[19] & 15);
    let number = u32::from_be_bytes(tag[offset..offset + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

fn decoded(text: &str) -> Vec<u8> {
    let digit = |c: char| "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".find(c).unwrap();
    let bits: Vec<bool> = text.chars().flat_map(|c| (0..5).rev().map(move |bit| (digit(c) >> bit) & 1 == 1)).collect();
    bits.chunks_exact(8).map(|byte| byte.iter().fold(0, |value, bit| (value << 1) | u8::from(*bit))).collect()
}
