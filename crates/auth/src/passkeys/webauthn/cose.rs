//! Public keys as `COSE_Key` maps (RFC 9052 section 7, RFC 9053), for the three algorithms that
//! authenticators have.

use super::{Rejection, read_cbor};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1, ED25519, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use ciborium::Value;

const EDDSA: i32 = -8;
const ES256: i32 = -7;
const RS256: i32 = -257;
/// What we ask for, the best first.
pub(in crate::passkeys) const ALGORITHMS: [i32; 3] = [EDDSA, ES256, RS256];

const KEY_TYPE: i128 = 1;
const ALGORITHM: i128 = 3;
/// The curve, or the modulus of RSA.
const FIRST: i128 = -1;
/// The x coordinate, or the exponent of RSA.
const SECOND: i128 = -2;
/// The y coordinate.
const THIRD: i128 = -3;

const OCTET_KEY_PAIR: i128 = 1;
const ELLIPTIC: i128 = 2;
const RSA: i128 = 3;
const P256: i128 = 1;
const CURVE_25519: i128 = 6;
const COORDINATE: usize = 32;
/// 2,048 to 8,192 bits.
const MODULUS: std::ops::RangeInclusive<usize> = 256..=1024;
const MAX_EXPONENT: usize = 4;

/// The key, if it is one of ours and sound.
///
/// # Errors
/// The step that failed.
pub(super) fn parse(cose: &[u8]) -> Result<ParsedPublicKey, Rejection> {
    const KEY: Rejection = "public key";
    let (value, rest) = read_cbor(cose).ok_or(KEY)?;
    let map = Map(value.into_map().map_err(|_| KEY)?);
    if !rest.is_empty() || !map.has_each_label_once() {
        return Err(KEY);
    }
    let algorithm = map.number(ALGORITHM).ok_or(KEY)?;
    match (i32::try_from(algorithm).map_err(|_| KEY)?, map.number(KEY_TYPE).ok_or(KEY)?) {
        (ES256, ELLIPTIC) if map.number(FIRST) == Some(P256) => {
            let point = [&[4], map.bytes(SECOND, COORDINATE).ok_or(KEY)?, map.bytes(THIRD, COORDINATE).ok_or(KEY)?].concat();
            ParsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).map_err(|_| KEY)
        }
        (EDDSA, OCTET_KEY_PAIR) if map.number(FIRST) == Some(CURVE_25519) => {
            ParsedPublicKey::new(&ED25519, map.bytes(SECOND, COORDINATE).ok_or(KEY)?).map_err(|_| KEY)
        }
        (RS256, RSA) => {
            let (n, e) = (map.any_bytes(FIRST).ok_or(KEY)?, map.any_bytes(SECOND).ok_or(KEY)?);
            if !MODULUS.contains(&n.len()) || e.len() > MAX_EXPONENT {
                return Err(KEY);
            }
            RsaPublicKeyComponents { n, e }.to_parsed_public_key(&RSA_PKCS1_2048_8192_SHA256).map_err(|_| KEY)
        }
        _ => Err("an algorithm that was not asked for"),
    }
}

struct Map(Vec<(Value, Value)>);

impl Map {
    /// A label that comes twice could mean one thing to us and another to somebody else.
    fn has_each_label_once(&self) -> bool {
        self.0.iter().enumerate().all(|(at, (label, _))| self.0.iter().skip(at + 1).all(|(other, _)| other != label))
    }

    fn get(&self, label: i128) -> Option<&Value> {
        self.0.iter().find(|(key, _)| key.as_integer().map(i128::from) == Some(label)).map(|(_, value)| value)
    }

    fn number(&self, label: i128) -> Option<i128> {
        self.get(label)?.as_integer().map(i128::from)
    }

    fn any_bytes(&self, label: i128) -> Option<&[u8]> {
        self.get(label)?.as_bytes().map(Vec::as_slice)
    }

    fn bytes(&self, label: i128, length: usize) -> Option<&[u8]> {
        self.any_bytes(label).filter(|bytes| bytes.len() == length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
    use ciborium::cbor;

    fn outcome(key: &Value) -> Result<(), Rejection> {
        let mut bytes = Vec::new();
        ciborium::into_writer(key, &mut bytes).unwrap();
        parse(&bytes).map(drop)
    }

    fn point() -> (Value, Value) {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
        let public = pair.public_key().as_ref();
        (Value::Bytes(public[1..33].to_vec()), Value::Bytes(public[33..].to_vec()))
    }

    #[test]
    fn a_key_says_its_type_its_algorithm_and_a_point_on_the_curve() {
        let (x, y) = point();
        assert_eq!(outcome(&cbor!({ 1 => 2, 3 => -7, -1 => 1, -2 => x, -3 => y }).unwrap()), Ok(()));
        let off = Value::Bytes(vec![1; 32]);
        for wrong in [
            cbor!({ 1 => 2, 3 => -7, -1 => 1, -2 => x, -3 => off }),
            cbor!({ 1 => 2, 3 => -7, -1 => 1, -2 => x, -3 => true }),
            cbor!({ 1 => 2, 3 => -7, -1 => 1, -2 => x }),
            cbor!({ 1 => 2, -1 => 1, -2 => x, -3 => y }),
            cbor!({ 1 => 1, 3 => -8, -1 => 6, -2 => Value::Bytes(vec![1; 31]) }),
            cbor!({ 1 => 3, 3 => -257, -1 => Value::Bytes(vec![0xff; 128]), -2 => Value::Bytes(vec![1, 0, 1]) }),
            cbor!({ 1 => 3, 3 => -257, -1 => Value::Bytes(vec![0; 256]), -2 => Value::Bytes(vec![1, 0, 1]) }),
            cbor!({ 1 => 3, 3 => -257, -1 => Value::Bytes(vec![0xff; 256]), -2 => Value::Bytes(vec![]) }),
            cbor!([1, 2]),
        ] {
            assert_eq!(outcome(wrong.as_ref().unwrap()), Err("public key"), "{wrong:?}");
        }
        for foreign in [
            cbor!({ 1 => 2, 3 => -7, -1 => 2, -2 => x, -3 => y }),
            cbor!({ 1 => 1, 3 => -7, -1 => 1, -2 => x, -3 => y }),
            cbor!({ 1 => 2, 3 => -35, -1 => 1, -2 => x, -3 => y }),
            cbor!({ 1 => 4, 3 => 5, -1 => x }),
        ] {
            assert_eq!(outcome(foreign.as_ref().unwrap()), Err("an algorithm that was not asked for"), "{foreign:?}");
        }
    }

    #[test]
    fn a_label_twice_or_bytes_behind_are_refused() {
        let (x, y) = point();
        let pairs = [(1, Value::from(2)), (3, Value::from(-7)), (-1, Value::from(1)), (-2, x.clone()), (-3, y), (-2, x)];
        let twice = Value::Map(pairs.into_iter().map(|(label, value)| (Value::from(label), value)).collect());
        assert_eq!(outcome(&twice), Err("public key"));
        assert!(parse(&[0xa0, 0]).is_err() && parse(&[]).is_err());
    }
}
