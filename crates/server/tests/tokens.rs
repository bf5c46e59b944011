//! Access tokens that must not pass, over HTTP: each is 401 at once.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

mod support;

use auth::keys::MasterSecret;
use aws_lc_rs::signature::Ed25519KeyPair;
use aws_lc_rs::{hmac, signature};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use support::{Site, outcome};

const SECRET: [u8; 32] = [7; 32];

/// A server with a known secret, somebody who is signed in there, and what is in her token.
struct Forge {
    site: Site,
    pair: Ed25519KeyPair,
    header: Value,
    claims: Value,
}

impl Forge {
    async fn start() -> Self {
        let secret = MasterSecret::new(SECRET);
        let site = Site::start_with(|settings| settings.security.secret_key = secret.to_text()).await;
        let token = site.someone("ana_cine").await;
        let part =
            |n: usize| -> Value { serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').nth(n).unwrap()).unwrap()).unwrap() };
        let key = persistence::signing_key::all(&site.context.db).await.unwrap().remove(0);
        let pair = Ed25519KeyPair::from_seed_unchecked(&secret.derive(&format!("jwt-ed25519:{}", key.id)).unwrap()).unwrap();
        Self { pair, header: part(0), claims: part(1), site }
    }

    /// Signed by the real key, whatever it says.
    fn signed(&self, header: &Value, claims: &Value) -> String {
        let message = message(header, claims);
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(self.pair.sign(message.as_bytes())))
    }

    fn claiming(&self, member: &str, value: Value) -> String {
        self.signed(&self.header, &with(&self.claims, member, value))
    }

    fn headed(&self, member: &str, value: Value) -> String {
        self.signed(&with(&self.header, member, value), &self.claims)
    }

    async fn code(&self, token: &str) -> (u16, String) {
        let me = self.site.get("/api/auth/session").header("authorization", format!("Bearer {token}")).send().await.unwrap();
        outcome(me).await
    }

    async fn refused(&self, token: &str, code: &str) {
        assert_eq!(self.code(token).await, (401, code.to_owned()), "{token}");
    }
}

fn message(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}", part(header), part(claims))
}

fn with(object: &Value, member: &str, value: Value) -> Value {
    let mut object = object.clone();
    object[member] = value;
    object
}

#[actix_web::test]
async fn what_is_forged_with_nothing_changed_passes() {
    let forge = Forge::start().await;
    assert_eq!(forge.code(&forge.signed(&forge.header, &forge.claims)).await, (200, String::new()));
}

#[actix_web::test]
async fn alg_none_is_refused_signed_and_unsigned() {
    let forge = Forge::start().await;
    for alg in ["none", "None", "NONE", ""] {
        let header = with(&forge.header, "alg", json!(alg));
        forge.refused(&forge.signed(&header, &forge.claims), "token-invalid").await;
        forge.refused(&format!("{}.", message(&header, &forge.claims)), "token-invalid").await;
        forge.refused(&message(&header, &forge.claims), "token-invalid").await;
    }
}

#[actix_web::test]
async fn hs256_keyed_with_the_public_key_is_refused() {
    let forge = Forge::start().await;
    let jwks: Value = forge.site.get("/.well-known/jwks.json").send().await.unwrap().json().await.unwrap();
    let x = jwks["keys"][0]["x"].as_str().unwrap();
    let raw = signature::KeyPair::public_key(&forge.pair).as_ref().to_vec();
    assert_eq!(URL_SAFE_NO_PAD.encode(&raw), x, "the key that the test signs with is the server's");
    for (alg, algorithm) in [("HS256", hmac::HMAC_SHA256), ("HS512", hmac::HMAC_SHA512)] {
        for secret in [raw.as_slice(), x.as_bytes()] {
            let message = message(&with(&forge.header, "alg", json!(alg)), &forge.claims);
            let mac = hmac::sign(&hmac::Key::new(algorithm, secret), message.as_bytes());
            forge.refused(&format!("{message}.{}", URL_SAFE_NO_PAD.encode(mac)), "token-invalid").await;
        }
    }
}

#[actix_web::test]
async fn tokens_for_others_and_of_others_are_refused() {
    let forge = Forge::start().await;
    for (member, value) in [
        ("aud", json!("another")),
        ("aud", json!([forge.claims["aud"], "another"])),
        ("aud", Value::Null),
        ("iss", json!("https://evil.example")),
        ("iss", json!("")),
        ("sub", json!("0199c8a1-7c3e-7b02-9d1f-5f3a2b1c0d4e")),
        ("sid", json!("0199c8a1-7c3e-7b02-9d1f-5f3a2b1c0d4e")),
    ] {
        let (status, code) = forge.code(&forge.claiming(member, value.clone())).await;
        let expected = if ["sub", "sid"].contains(&member) { "session-revoked" } else { "token-invalid" };
        assert_eq!((status, code.as_str()), (401, expected), "{member} = {value}");
    }
}

#[actix_web::test]
async fn tokens_of_the_past_and_of_the_future_are_refused() {
    let forge = Forge::start().await;
    let now = forge.claims["iat"].as_i64().unwrap();
    forge.refused(&forge.claiming("exp", json!(now - 3600)), "token-expired").await;
    for (member, value) in [("nbf", json!(now + 3600)), ("iat", json!(now + 3600)), ("exp", Value::Null), ("exp", json!("never"))] {
        forge.refused(&forge.claiming(member, value), "token-invalid").await;
    }
}

#[actix_web::test]
async fn other_kinds_of_tokens_and_unknown_keys_are_refused() {
    let forge = Forge::start().await;
    for (member, value) in [
        ("typ", json!("JWT")),
        ("typ", Value::Null),
        ("kid", json!("another")),
        ("kid", Value::Null),
        ("alg", json!("ES256")),
        ("crit", json!(["b64"])),
    ] {
        forge.refused(&forge.headed(member, value), "token-invalid").await;
    }
    let stranger = Ed25519KeyPair::from_seed_unchecked(&[9; 32]).unwrap();
    let message = message(&forge.header, &forge.claims);
    forge.refused(&format!("{message}.{}", URL_SAFE_NO_PAD.encode(stranger.sign(message.as_bytes()))), "token-invalid").await;
    for nonsense in ["x", "a.b.c", "..", "%00", "clq_nonsense"] {
        assert_eq!(forge.code(nonsense).await.0, 401, "{nonsense}");
    }
}

#[actix_web::test]
async fn a_token_ends_with_its_session_and_with_its_account() {
    let forge = Forge::start().await;
    let good = forge.signed(&forge.header, &forge.claims);
    let context = &forge.site.context;
    let id = forge.claims["sub"].as_str().unwrap().parse().unwrap();
    let befall = async |change: fn(&mut domain::user::User, domain::Timestamp)| {
        let tx = context.db.begin_write().await.unwrap();
        let mut user = persistence::user::find_for_update(&tx, id).await.unwrap().unwrap();
        change(&mut user, context.clock.now());
        persistence::user::save(&tx, &user).await.unwrap();
        tx.commit().await.unwrap();
    };
    befall(|user, now| user.suspended_at = Some(now)).await;
    forge.refused(&good, "account-suspended").await;
    befall(|user, _| user.suspended_at = None).await;
    assert_eq!(forge.code(&good).await.0, 200);
    befall(|user, now| user.deleted_at = Some(now)).await;
    forge.refused(&good, "session-revoked").await;
    befall(|user, _| user.deleted_at = None).await;

    let out = forge.site.post("/api/auth/logout", &json!(null)).header("authorization", format!("Bearer {good}"));
    assert_eq!(out.send().await.unwrap().status(), 204);
    forge.refused(&good, "session-revoked").await;
}
