//! Authenticator data: what the authenticator signs of itself (section 6.1).

use super::{Rejection, read_cbor};

const USER_PRESENT: u8 = 1;
const USER_VERIFIED: u8 = 1 << 2;
const BACKUP_ELIGIBLE: u8 = 1 << 3;
const BACKED_UP: u8 = 1 << 4;
const ATTESTED: u8 = 1 << 6;
const EXTENSIONS: u8 = 1 << 7;
/// The specification's bound on a credential's id.
const MAX_CREDENTIAL_ID: usize = 1023;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Flags(u8);

impl Flags {
    pub(super) const fn user_present(self) -> bool {
        self.0 & USER_PRESENT != 0
    }

    pub(super) const fn user_verified(self) -> bool {
        self.0 & USER_VERIFIED != 0
    }

    pub(super) const fn backup_eligible(self) -> bool {
        self.0 & BACKUP_ELIGIBLE != 0
    }

    pub(super) const fn backed_up(self) -> bool {
        self.0 & BACKED_UP != 0
    }
}

#[derive(Debug)]
pub(super) struct AuthenticatorData {
    pub(super) rp_id_hash: [u8; 32],
    pub(super) flags: Flags,
    pub(super) sign_count: u32,
    pub(super) attested: Option<Attested>,
}

/// A new credential.
#[derive(Debug)]
pub(super) struct Attested {
    pub(super) credential_id: Vec<u8>,
    /// Its `COSE_Key`, as it came.
    pub(super) public_key: Vec<u8>,
}

impl AuthenticatorData {
    /// Reads all of it; a byte too few or too many is refused.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, Rejection> {
        const SHORT: Rejection = "authenticator data too short";
        let (rp_id_hash, rest) = bytes.split_first_chunk::<32>().ok_or(SHORT)?;
        let ([flags], rest) = rest.split_first_chunk::<1>().ok_or(SHORT)?;
        let (count, mut rest) = rest.split_first_chunk::<4>().ok_or(SHORT)?;
        let mut attested = None;
        if flags & ATTESTED != 0 {
            let (read, behind) = Attested::parse(rest)?;
            (attested, rest) = (Some(read), behind);
        }
        if flags & EXTENSIONS != 0 {
            let (extensions, behind) = read_cbor(rest).ok_or("extensions")?;
            if !extensions.is_map() {
                return Err("extensions");
            }
            rest = behind;
        }
        if !rest.is_empty() {
            return Err("bytes behind the authenticator data");
        }
        Ok(Self { rp_id_hash: *rp_id_hash, flags: Flags(*flags), sign_count: u32::from_be_bytes(*count), attested })
    }
}

impl Attested {
    /// The credential, and what follows it. The authenticator's model (AAGUID) is skipped.
    fn parse(bytes: &[u8]) -> Result<(Self, &[u8]), Rejection> {
        const SHORT: Rejection = "attested credential too short";
        let (_, rest) = bytes.split_first_chunk::<16>().ok_or(SHORT)?;
        let (length, rest) = rest.split_first_chunk::<2>().ok_or(SHORT)?;
        let length = usize::from(u16::from_be_bytes(*length));
        if length == 0 || length > MAX_CREDENTIAL_ID {
            return Err("credential id's length");
        }
        let (credential_id, rest) = rest.split_at_checked(length).ok_or(SHORT)?;
        let (_, behind) = read_cbor(rest).ok_or("public key")?;
        let public_key = rest.get(..rest.len() - behind.len()).ok_or(SHORT)?;
        Ok((Self { credential_id: credential_id.to_vec(), public_key: public_key.to_vec() }, behind))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn data(flags: u8, tail: &[u8]) -> Vec<u8> {
        [&[7; 32], [flags].as_slice(), &[0, 0, 1, 2], tail].concat()
    }

    /// AAGUID, a credential id of two bytes, and a key that is an empty map.
    fn credential() -> Vec<u8> {
        [[0; 16].as_slice(), &[0, 2], &[8, 9], &[0xa0]].concat()
    }

    #[test]
    fn it_is_read_to_the_last_byte() {
        let read = AuthenticatorData::parse(&data(ATTESTED | USER_PRESENT, &credential())).unwrap();
        assert_eq!((read.rp_id_hash, read.sign_count), ([7; 32], 258));
        assert!(read.flags.user_present() && !read.flags.user_verified() && !read.flags.backup_eligible() && !read.flags.backed_up());
        let attested = read.attested.unwrap();
        assert_eq!((attested.credential_id.as_slice(), attested.public_key.as_slice()), ([8, 9].as_slice(), [0xa0].as_slice()));
        let extended = data(ATTESTED | EXTENSIONS, &[credential(), vec![0xa1, 0x61, b'x', 1]].concat());
        assert!(AuthenticatorData::parse(&extended).is_ok());
    }

    #[test]
    fn what_the_flags_and_lengths_do_not_announce_is_refused() {
        for (flags, tail, step) in [
            (0, vec![0], "bytes behind the authenticator data"),
            (0, credential(), "bytes behind the authenticator data"),
            (ATTESTED, vec![], "attested credential too short"),
            (ATTESTED, [credential(), vec![0]].concat(), "bytes behind the authenticator data"),
            (ATTESTED, [[0; 16].as_slice(), &[0, 0, 0xa0]].concat(), "credential id's length"),
            (ATTESTED, [[0; 16].as_slice(), &[0x04, 0x00], &[1; 1024], &[0xa0]].concat(), "credential id's length"),
            (ATTESTED, [[0; 16].as_slice(), &[0, 9, 1]].concat(), "attested credential too short"),
            (ATTESTED, [[0; 16].as_slice(), &[0, 1, 1]].concat(), "public key"),
            (EXTENSIONS, vec![], "extensions"),
            (EXTENSIONS, vec![0x80], "extensions"),
        ] {
            assert_eq!(AuthenticatorData::parse(&data(flags, &tail)).unwrap_err(), step, "{flags:#x} {tail:?}");
        }
        assert_eq!(AuthenticatorData::parse(&[0; 36]).unwrap_err(), "authenticator data too short");
    }

    #[test]
    fn deep_nesting_ends_early() {
        let deep = data(EXTENSIONS, &[vec![0x81; 100_000], vec![0]].concat());
        assert_eq!(AuthenticatorData::parse(&deep).unwrap_err(), "extensions");
    }

    proptest! {
        #[test]
        fn any_bytes_are_judged(flags: u8, tail: Vec<u8>) {
            let _ = AuthenticatorData::parse(&data(flags, &tail));
            let _ = AuthenticatorData::parse(&tail);
        }
    }
}
