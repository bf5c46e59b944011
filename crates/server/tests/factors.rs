//! Second factors and passkeys over HTTP.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

#[path = "../../auth/tests/usecases/app.rs"]
mod app;
#[path = "../../auth/tests/usecases/authenticator.rs"]
#[allow(dead_code, clippy::allow_attributes, reason = "written for the use cases, of which this uses a part")]
mod authenticator;
mod support;

use authenticator::{Authenticator, Key};
use reqwest::Method;
use reqwest::header::{AUTHORIZATION, ORIGIN, SET_COOKIE};
use serde_json::{Value, json};
use std::time::Duration;
use support::{Site, faults, outcome};

const PASSWORD: &str = "tres tristes tigres";

/// Somebody signed in, by his access token.
struct Person<'a> {
    site: &'a Site,
    bearer: String,
}

impl<'a> Person<'a> {
    async fn new(site: &'a Site) -> Self {
        Self { site, bearer: format!("Bearer {}", site.someone("ana").await) }
    }

    async fn send(&self, method: Method, path: &str, body: &Value) -> reqwest::Response {
        self.site.request(method, path).header(AUTHORIZATION, &self.bearer).json(body).send().await.unwrap()
    }

    async fn post(&self, path: &str, body: &Value) -> reqwest::Response {
        self.send(Method::POST, path, body).await
    }

    /// Turns the second factor on; gives the secret and the recovery codes.
    async fn enrol(&self) -> (String, Value) {
        let setup: Value = self.post("/api/auth/mfa/totp", &json!({})).await.json().await.unwrap();
        let secret = setup["secret"].as_str().unwrap().to_owned();
        let code = app::code(&secret, self.site.context.clock.now());
        let confirmed = self.post("/api/auth/mfa/totp/confirm", &json!({ "code": code })).await;
        assert_eq!(confirmed.headers()["cache-control"], "private, no-store");
        (secret, confirmed.json().await.unwrap())
    }
}

fn login() -> Value {
    json!({ "email_or_handle": "ana", "password": PASSWORD })
}

#[actix_web::test]
async fn a_second_factor_is_asked_for_and_shown() {
    let site = Site::start().await;
    let person = Person::new(&site).await;
    let (secret, confirmed) = person.enrol().await;
    assert_eq!(confirmed["recovery_codes"].as_array().unwrap().len(), 10);
    let status: Value = person.send(Method::GET, "/api/auth/mfa", &json!({})).await.json().await.unwrap();
    assert_eq!(status, json!({ "totp": true, "passkeys": 0, "recovery_codes_left": 10 }));

    let first = site.post("/api/auth/login", &login()).send().await.unwrap();
    assert_eq!(first.status(), 401);
    assert!(!first.headers().contains_key(SET_COOKIE));
    let problem: Value = first.json().await.unwrap();
    assert_eq!((&problem["code"], &problem["second_factor"]["expires_in"]), (&json!("second-factor-required"), &json!(300)));
    assert_eq!(problem["second_factor"]["methods"], json!(["totp", "recovery-code"]));
    let ticket = &problem["second_factor"]["ticket"];

    let wrong = site.post("/api/auth/login/second-factor", &json!({ "ticket": ticket, "totp": "000000" })).send().await.unwrap();
    assert_eq!(outcome(wrong).await, (401, "second-factor-wrong".to_owned()));
    let none = site.post("/api/auth/login/second-factor", &json!({ "ticket": ticket })).send().await.unwrap();
    assert_eq!(faults(none).await, [(String::new(), "one-proof".to_owned())]);
    let recovery = json!({ "ticket": ticket, "recovery_code": confirmed["recovery_codes"][0] });
    let foreign = site.post("/api/auth/login/second-factor", &recovery).header(ORIGIN, "https://evil.example").send().await.unwrap();
    assert_eq!(outcome(foreign).await, (403, "csrf-rejected".to_owned()));
    let second = site.post("/api/auth/login/second-factor", &recovery).header(ORIGIN, &site.base).send().await.unwrap();
    assert_eq!(second.status(), 200);
    assert!(second.headers()[SET_COOKIE].to_str().unwrap().contains("HttpOnly"));
    let tokens: Value = second.json().await.unwrap();
    assert!(tokens["access_token"].is_string() && tokens.get("refresh_token").is_none());
    let again = site.post("/api/auth/login/second-factor", &recovery).send().await.unwrap();
    assert_eq!(outcome(again).await, (401, "second-factor-expired".to_owned()));

    // The next step's code: the one of now confirmed the app.
    let code = app::code(&secret, site.context.clock.now().plus(Duration::from_secs(30)));
    let inline = json!({ "email_or_handle": "ana", "password": PASSWORD, "totp": code });
    assert_eq!(site.post("/api/auth/login", &inline).send().await.unwrap().status(), 200);
}

#[actix_web::test]
async fn what_is_dangerous_asks_to_prove_oneself_again() {
    let site = Site::start().await;
    let person = Person::new(&site).await;
    let actor = auth::sessions::authenticate(&site.context.auth, person.bearer.trim_start_matches("Bearer ")).await.unwrap();
    let tx = site.context.db.begin_write().await.unwrap();
    let long_ago = site.context.clock.now().minus(Duration::from_hours(1));
    persistence::session::reauthenticated(&tx, actor.session_id().unwrap(), long_ago).await.unwrap();
    tx.commit().await.unwrap();

    for path in ["/api/auth/mfa/totp", "/api/auth/passkeys/register/start"] {
        assert_eq!(outcome(person.post(path, &json!({})).await).await, (403, "recent-login-required".to_owned()));
    }
    let wrong = person.post("/api/auth/reauthenticate", &json!({ "password": "cuatro tristes tigres" })).await;
    assert_eq!(outcome(wrong).await, (401, "invalid-credentials".to_owned()));
    assert_eq!(person.post("/api/auth/reauthenticate", &json!({ "password": PASSWORD })).await.status(), 204);
    for path in ["/api/auth/mfa/totp", "/api/auth/passkeys/register/start"] {
        assert_eq!(person.post(path, &json!({})).await.status(), 200, "{path}");
    }
}

#[actix_web::test]
async fn a_passkey_is_made_and_signs_in() {
    let site = Site::start().await;
    let person = Person::new(&site).await;
    let mut authenticator = Authenticator { origin: site.context.public_url.clone(), ..Authenticator::new(Key::es256()) };
    let begun: Value = person.post("/api/auth/passkeys/register/start", &json!({})).await.json().await.unwrap();
    assert_eq!(begun["options"]["rp"]["id"], "localhost");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let credential = authenticator.create_json(&text(&begun["options"]["challenge"]), "localhost", &text(&begun["options"]["user"]["id"]));
    let finish = json!({ "challenge_id": begun["challenge_id"], "credential": credential, "name": "Teléfono" });
    let made = person.post("/api/auth/passkeys/register/finish", &finish).await;
    assert_eq!(made.status(), 201);
    let made: Value = made.json().await.unwrap();
    assert_eq!(outcome(person.post("/api/auth/passkeys/register/finish", &finish).await).await, (410, "challenge-expired".to_owned()));

    let begun: Value = site.request(Method::POST, "/api/auth/passkeys/login/start").send().await.unwrap().json().await.unwrap();
    let credential = authenticator.get_json(&text(&begun["options"]["challenge"]), &text(&begun["options"]["rpId"]));
    let finish = json!({ "challenge_id": begun["challenge_id"], "credential": credential, "remember": false });
    let foreign = site.post("/api/auth/passkeys/login/finish", &finish).header(ORIGIN, "https://evil.example").send().await.unwrap();
    assert_eq!(outcome(foreign).await, (403, "csrf-rejected".to_owned()));
    let signed_in = site.post("/api/auth/passkeys/login/finish", &finish).header(ORIGIN, &site.base).send().await.unwrap();
    assert_eq!(signed_in.status(), 200);
    let cookie = signed_in.headers()[SET_COOKIE].to_str().unwrap().to_owned();
    assert!(cookie.contains("HttpOnly") && !cookie.contains("Max-Age"), "not to be remembered: {cookie}");
    assert_eq!(signed_in.json::<Value>().await.unwrap()["user"]["handle"], "ana");

    let path = format!("/api/auth/passkeys/{}", text(&made["id"]));
    let renamed: Value = person.send(Method::PATCH, &path, &json!({ "name": "Llave" })).await.json().await.unwrap();
    assert_eq!(renamed["name"], "Llave");
    let listed: Value = person.send(Method::GET, "/api/auth/passkeys", &json!({})).await.json().await.unwrap();
    assert_eq!((&listed["items"][0]["name"], listed["items"].as_array().unwrap().len()), (&json!("Llave"), 1));
    assert_eq!(person.send(Method::DELETE, &path, &json!({})).await.status(), 204);
    assert_eq!(person.send(Method::DELETE, &path, &json!({})).await.status(), 404);
}

#[actix_web::test]
async fn a_credential_that_is_no_credential_is_422_or_401_and_never_500() {
    let site = Site::start().await;
    let begun: Value = site.request(Method::POST, "/api/auth/passkeys/login/start").send().await.unwrap().json().await.unwrap();
    let response = json!({ "clientDataJSON": "e30", "authenticatorData": "AA", "signature": "AA", "userHandle": "AA" });
    for (credential, expected) in [
        (json!({}), (422, "validation-failed")),
        (json!({ "id": "AA", "response": {} }), (422, "validation-failed")),
        (json!({ "id": "a".repeat(2000), "response": response }), (422, "validation-failed")),
        (json!({ "id": "AA", "response": response }), (401, "passkey-rejected")),
        (json!({ "id": "\u{ff21}", "response": response }), (401, "passkey-rejected")),
    ] {
        let body = json!({ "challenge_id": begun["challenge_id"], "credential": credential });
        let (status, code) = outcome(site.post("/api/auth/passkeys/login/finish", &body).send().await.unwrap()).await;
        assert_eq!((status, code.as_str()), expected, "{body}");
    }
}
