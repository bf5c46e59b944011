//! One-time codes: TOTP (RFC 6238) over HOTP (RFC 4226).
//!
//! Six digits, steps of 30 seconds, HMAC-SHA-1: what every authenticator app understands, many of them
//! nothing else. Collisions, for which SHA-1 is avoided elsewhere, are of no use against an HMAC.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::hmac;
use domain::Timestamp;

const STEP_SECONDS: i64 = 30;
const MODULUS: u32 = 1_000_000;
/// RFC 4226 section 4 asks for 160 bits.
pub(super) const SEED: usize = 20;
/// How many steps the clock of the phone may be off, either way.
const WINDOW: i64 = 1;

/// The step within the window around `now` whose code this is, if it is one.
pub(super) fn matching_step(seed: &[u8], code: &str, now: Timestamp) -> Option<i64> {
    let typed: String = code.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    let current = now.seconds().div_euclid(STEP_SECONDS);
    (current - WINDOW..=current + WINDOW).find(|step| verify_slices_are_equal(code_of(seed, *step).as_bytes(), typed.as_bytes()).is_ok())
}

fn code_of(seed: &[u8], step: i64) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, seed);
    let tag = hmac::sign(&key, &step.to_be_bytes());
    format!("{:06}", truncated(tag.as_ref()) % MODULUS)
}

/// RFC 4226 section 5.3: the last four bits say where to take 31 bits from.
fn truncated(tag: &[u8]) -> u32 {
    let offset = usize::from(tag.last().copied().unwrap_or(0) & 15);
    let four = tag.get(offset..offset + 4).and_then(|bytes| bytes.try_into().ok());
    four.map_or(0, u32::from_be_bytes) & 0x7fff_ffff
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEED: &[u8] = b"12345678901234567890";

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1000)
    }

    #[test]
    fn the_vectors_of_rfc_4226_appendix_d() {
        let codes = ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"];
        for (counter, code) in (0..).zip(codes) {
            assert_eq!(code_of(SEED, counter), code);
        }
    }

    #[test]
    fn the_vectors_of_rfc_6238_appendix_b() {
        // The RFC prints eight digits; ours are the last six.
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(matching_step(SEED, code, at(seconds)), Some(seconds / 30), "{seconds}");
        }
    }

    #[test]
    fn a_clock_may_be_one_step_off_and_no_more() {
        let code = code_of(SEED, 1000);
        for (seconds, step) in [(29_969, None), (29_970, Some(1000)), (30_000, Some(1000)), (30_059, Some(1000)), (30_060, None)] {
            assert_eq!(matching_step(SEED, &code, at(seconds)), step, "{seconds}");
        }
    }

    #[test]
    fn a_code_is_read_as_people_type_it_and_nothing_else_is_one() {
        for typed in ["287082", " 287 082 ", "287-082"] {
            assert_eq!(matching_step(SEED, typed, at(59)), Some(1), "{typed}");
        }
        for other in ["", "28708", "2870820", "0287082", "２８７０８２", "287082\u{0}", "-", "+287082"] {
            assert_eq!(matching_step(SEED, other, at(59)), None, "{other:?}");
        }
    }
}
