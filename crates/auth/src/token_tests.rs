//! Every way of making a token that must not pass.

use super::*;
use crate::keys::{Keys, MasterSecret};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::Fault;
use domain::id::SigningKeyId;
use jsonwebtoken::EncodingKey;
use persistence::signing_key::SigningKeyRow;
use serde_json::{Value, json};
use uuid::Uuid;

const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);
const LIFETIME: Duration = Duration::from_mins(15);

fn ring_of(seed: u8, numbers: &[u128]) -> Ring {
    let keys = Keys::new(&MasterSecret::new([seed; 32]), &[]).unwrap();
    let row = |n: &u128| {
        let id = SigningKeyId(Uuid::from_u128(*n));
        SigningKeyRow { id, kid: keys.signing(id).next().unwrap().jwk.kid, signs_from: NOW, created_at: NOW }
    };
    Ring::of(&keys, numbers.iter().map(row).collect(), NOW, 1)
}

fn ring() -> Ring {
    ring_of(7, &[1])
}

fn signer(ring: &Ring) -> &Signing {
    ring.signer(NOW).unwrap()
}

fn tokens() -> Tokens {
    Tokens::new("https://video.example".into(), "claqueta".into(), LIFETIME)
}

fn issue(ring: &Ring) -> String {
    tokens().issue(signer(ring), UserId(Uuid::from_u128(1)), SessionId(Uuid::from_u128(2)), Role::Creator, NOW).unwrap()
}

/// Signs whatever header and claims with the real key.
fn forge(keys: &Ring, header: &Value, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let message = format!("{}.{}", part(header), part(claims));
    let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &signer(keys).encoding, Algorithm::EdDSA).unwrap();
    format!("{message}.{signature}")
}

fn header(keys: &Ring) -> Value {
    json!({ "alg": "EdDSA", "typ": "at+jwt", "kid": signer(keys).jwk.kid })
}

fn claims() -> Value {
    json!({
        "iss": "https://video.example", "aud": "claqueta", "sub": Uuid::from_u128(1), "sid": Uuid::from_u128(2),
        "iat": NOW.seconds(), "exp": NOW.seconds() + 900, "role": "creator"
    })
}

fn with(mut object: Value, member: &str, value: Value) -> Value {
    object[member] = value;
    object
}

fn code_at(token: &str, at: Timestamp) -> &'static str {
    tokens().verify(&ring(), token, at).map_or_else(|error| error.code(), |_| "good")
}

fn code(token: &str) -> &'static str {
    code_at(token, NOW)
}

#[test]
fn an_issued_token_says_who_and_verifies() {
    let keys = ring();
    let claims = tokens().verify(&keys, &issue(&keys), NOW).unwrap();
    assert_eq!((claims.sub.0.as_u128(), claims.sid.0.as_u128(), claims.role), (1, 2, Role::Creator));
    assert_eq!(claims.exp - claims.iat, 900);
}

#[test]
fn the_forging_helper_makes_good_tokens_when_nothing_is_changed() {
    let keys = ring();
    assert_eq!(code(&forge(&keys, &header(&keys), &claims())), "good");
}

#[test]
fn alg_none_is_refused_with_and_without_a_signature() {
    let keys = ring();
    for alg in ["none", "None", "NONE"] {
        let signed = forge(&keys, &with(header(&keys), "alg", json!(alg)), &claims());
        let unsigned = format!("{}.", signed.rsplit_once('.').unwrap().0);
        assert_eq!(code(&signed), "token-invalid");
        assert_eq!(code(&unsigned), "token-invalid");
    }
}

#[test]
fn hs256_keyed_with_the_public_key_is_refused() {
    let keys = ring();
    let jwk = keys.jwks().keys[0].clone();
    for secret in [jwk.x.clone().into_bytes(), URL_SAFE_NO_PAD.decode(&jwk.x).unwrap()] {
        let mut header = Header::new(Algorithm::HS256);
        header.kid = Some(jwk.kid.clone());
        header.typ = Some(TYPE.into());
        assert_eq!(code(&encode(&header, &claims(), &EncodingKey::from_secret(&secret)).unwrap()), "token-invalid");
    }
}

#[test]
fn a_foreign_audience_or_issuer_is_refused_even_in_a_list() {
    let keys = ring();
    for (member, value) in [
        ("aud", json!("another")),
        ("aud", json!(["claqueta", "another"])),
        ("aud", json!("Claqueta")),
        ("aud", Value::Null),
        ("iss", json!("https://video.example/")),
        ("iss", json!("https://evil.example")),
        ("iss", json!(["https://video.example"])),
        ("sub", json!("not-an-id")),
        ("role", json!("root")),
    ] {
        assert_eq!(code(&forge(&keys, &header(&keys), &with(claims(), member, value.clone()))), "token-invalid", "{member} = {value}");
    }
}

#[test]
fn expiry_is_told_apart_and_has_a_small_leeway() {
    let token = issue(&ring());
    assert_eq!(code_at(&token, NOW.plus(LIFETIME)), "good");
    assert_eq!(code_at(&token, NOW.plus(LIFETIME + Duration::from_secs(5))), "token-expired");
    assert_eq!(code_at(&token, NOW.plus(LIFETIME * 100)), "token-expired");
}

#[test]
fn a_token_from_the_future_is_refused() {
    let keys = ring();
    for member in ["iat", "nbf"] {
        let at = |offset: i64| forge(&keys, &header(&keys), &with(claims(), member, json!(NOW.seconds() + offset)));
        assert_eq!(code(&at(5)), "good", "{member} within the leeway");
        assert_eq!(code(&at(6)), "token-invalid", "{member}");
    }
}

#[test]
fn a_key_of_somebody_else_is_refused_whatever_it_calls_itself() {
    let (ours, theirs) = (ring(), ring_of(8, &[1]));
    assert_eq!(code(&issue(&theirs)), "token-invalid", "unknown kid");
    assert_eq!(code(&forge(&theirs, &header(&ours), &claims())), "token-invalid", "our kid, their signature");
    let mut nameless = header(&ours);
    nameless.as_object_mut().unwrap().remove("kid");
    assert_eq!(code(&forge(&ours, &nameless, &claims())), "token-invalid", "no kid");
}

#[test]
fn other_kinds_of_token_under_our_key_are_refused() {
    let keys = ring();
    for (member, value) in [("typ", json!("JWT")), ("typ", Value::Null), ("crit", json!(["exp"]))] {
        assert_eq!(code(&forge(&keys, &with(header(&keys), member, value), &claims())), "token-invalid", "{member}");
    }
}

#[test]
fn changed_or_mangled_text_is_refused() {
    let token = issue(&ring());
    let (head, rest) = token.split_once('.').unwrap();
    let (_, signature) = rest.split_once('.').unwrap();
    let promoted = URL_SAFE_NO_PAD.encode(with(claims(), "role", json!("admin")).to_string());
    for bad in [
        format!("{head}.{promoted}.{signature}"),
        format!("{token}A"),
        token[1..].to_owned(),
        String::new(),
        "..".into(),
        "a".repeat(10_000),
    ] {
        assert_eq!(code(&bad), "token-invalid", "{bad}");
    }
}

#[test]
fn a_rotated_key_still_verifies_what_it_signed() {
    let token = issue(&ring());
    let rotated = ring_of(7, &[1, 2]);
    assert!(tokens().verify(&rotated, &token, NOW).is_ok());
    assert_ne!(signer(&rotated).jwk.kid, signer(&ring()).jwk.kid);
    assert_eq!(code(&issue(&rotated)), "token-invalid", "who does not know the new key yet");
}
