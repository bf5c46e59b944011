//! Accounts and sessions over HTTP.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use reqwest::Method;
use reqwest::header::{AUTHORIZATION, COOKIE, ORIGIN, SET_COOKIE};
use serde_json::{Value, json};
use support::{Site, faults, outcome};

const PASSWORD: &str = "tres tristes tigres";

#[actix_web::test]
async fn registration_tells_every_fault_at_once() {
    let site = Site::start().await;
    let bad = json!({ "email": "ana", "password": "corta", "handle": "a b" });
    let answer = site.post("/api/auth/register", &bad).send().await.unwrap();
    assert_eq!(answer.status(), 422);
    let mut found: Vec<_> = faults(answer).await.into_iter().map(|(place, _)| place).collect();
    found.sort();
    assert_eq!(found, ["/email", "/handle", "/password"]);
}

#[actix_web::test]
async fn bad_bodies_have_their_own_codes() {
    let site = Site::start().await;
    let good = r#"{"email":"ana@example.org","password":"tres tristes tigres","handle":"ana"}"#;
    let nul = r#"{"email":"ana@example.org","password":"tres tristes tigres","handle":"an\u0000a"}"#;
    let surrogate = r#"{"email":"ana@example.org","password":"tres tristes tigres","handle":"\ud800"}"#;
    let unknown = r#"{"email":"ana@example.org","password":"tres tristes tigres","handle":"ana","role":"admin"}"#;
    let json = "application/json";
    for (kind, body, status, code) in [
        (json, "{".to_owned(), 400, "malformed-json"),
        (json, String::new(), 400, "malformed-json"),
        (json, nul.to_owned(), 422, "validation-failed"),
        (json, surrogate.to_owned(), 422, "validation-failed"),
        (json, unknown.to_owned(), 422, "validation-failed"),
        (json, "{}".to_owned(), 422, "validation-failed"),
        (json, format!("{{\"email\":\"{}\"}}", "a".repeat(2 << 20)), 413, "body-too-large"),
        ("text/plain", good.to_owned(), 415, "unsupported-media-type"),
        ("application/x-www-form-urlencoded", "a=b".to_owned(), 415, "unsupported-media-type"),
        (json, good.to_owned(), 201, ""),
        (json, good.to_owned(), 409, "email-taken"),
    ] {
        let answer = site.request(Method::POST, "/api/auth/register").header("content-type", kind).body(body.clone()).send().await.unwrap();
        assert_eq!(outcome(answer).await, (status, code.to_owned()), "{kind}: {body:.60}");
    }
}

#[actix_web::test]
async fn a_session_lives_from_sign_in_to_logout() {
    let site = Site::start().await;
    site.register("ana").await;
    let tokens = site.login("ANA").await;
    assert_eq!(tokens["expires_in"], 900);
    assert_eq!(tokens["user"]["handle"], "ana");
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());

    let session = site.get("/api/auth/session").header(AUTHORIZATION, &bearer).send().await.unwrap();
    assert_eq!(session.headers()["cache-control"], "private, no-store");
    assert_eq!(session.json::<Value>().await.unwrap()["user"]["handle"], "ana");
    let nobody: Value = site.get("/api/auth/session").send().await.unwrap().json().await.unwrap();
    assert_eq!(nobody, json!({ "user": null }));

    let body = json!({ "refresh_token": tokens["refresh_token"] });
    let refreshed = site.post("/api/auth/refresh", &body).send().await.unwrap();
    assert_eq!(refreshed.status(), 200);
    assert!(!refreshed.headers().contains_key(SET_COOKIE), "who keeps the token itself gets no cookie");
    assert!(refreshed.json::<Value>().await.unwrap()["refresh_token"].is_string());

    let logout = site.request(Method::POST, "/api/auth/logout").header(AUTHORIZATION, &bearer).send().await.unwrap();
    assert_eq!(logout.status(), 204);
    let after = site.get("/api/auth/session").header(AUTHORIZATION, &bearer).send().await.unwrap();
    assert!(after.headers().contains_key("www-authenticate"));
    assert_eq!(outcome(after).await, (401, "session-revoked".to_owned()));
}

#[actix_web::test]
async fn wrong_passwords_and_unknown_accounts_look_alike() {
    let site = Site::start().await;
    site.register("ana").await;
    let mut bodies = Vec::new();
    for name in ["ana", "nobody", "nobody@example.org"] {
        let body = json!({ "email_or_handle": name, "password": "cuatro tristes tigres" });
        let answer = site.post("/api/auth/login", &body).send().await.unwrap();
        assert_eq!(answer.status(), 401);
        let mut body: Value = answer.json().await.unwrap();
        body["request_id"].take();
        bodies.push(body);
    }
    assert!(bodies.windows(2).all(|pair| pair[0] == pair[1]), "{bodies:?}");
}

#[actix_web::test]
async fn too_many_failures_are_429_with_the_time_to_wait() {
    let site = Site::start_with(|s| s.auth.login_attempts_per_client = 2).await;
    site.register("ana").await;
    let wrong = json!({ "email_or_handle": "ana", "password": "cuatro tristes tigres" });
    for _ in 0..2 {
        assert_eq!(site.post("/api/auth/login", &wrong).send().await.unwrap().status(), 401);
    }
    let limited = site.post("/api/auth/login", &wrong).send().await.unwrap();
    assert!(limited.headers()["retry-after"].to_str().unwrap().parse::<u64>().unwrap() > 0);
    assert_eq!(outcome(limited).await, (429, "rate-limited".to_owned()));
}

#[actix_web::test]
async fn the_cookie_serves_own_pages_only() {
    let site = Site::start().await;
    site.register("ana").await;
    let login = json!({ "email_or_handle": "ana", "password": PASSWORD });
    let answer = site.post("/api/auth/login", &login).header(ORIGIN, &site.base).send().await.unwrap();
    let cookie = answer.headers()[SET_COOKIE].to_str().unwrap().to_owned();
    for part in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age="] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(answer.json::<Value>().await.unwrap().get("refresh_token").is_none(), "scripts must not see it");
    let cookie = cookie.split(';').next().unwrap().to_owned();

    let draft = json!({ "title": "x", "visibility": "private" });
    let create = || site.post("/api/videos", &draft).header(COOKIE, &cookie);
    assert_eq!(outcome(create().send().await.unwrap()).await, (403, "csrf-rejected".to_owned()));
    let foreign = create().header(ORIGIN, "https://evil.example").header("sec-fetch-site", "cross-site");
    assert_eq!(outcome(foreign.send().await.unwrap()).await, (403, "csrf-rejected".to_owned()));
    assert_eq!(create().header(ORIGIN, &site.base).send().await.unwrap().status(), 201);
    assert_eq!(create().header("sec-fetch-site", "same-origin").send().await.unwrap().status(), 201);

    let evil = site.post("/api/auth/login", &login).header(ORIGIN, "https://evil.example");
    assert_eq!(outcome(evil.send().await.unwrap()).await, (403, "csrf-rejected".to_owned()));
    for path in ["/api/auth/refresh", "/api/auth/refresh?delivery=body"] {
        let refresh = site.request(Method::POST, path).header(COOKIE, &cookie).header(ORIGIN, &site.base).send().await.unwrap();
        assert_eq!(refresh.status(), 200);
        assert!(refresh.headers().contains_key(SET_COOKIE), "{path} gives the cookie its successor");
        assert!(refresh.json::<Value>().await.unwrap().get("refresh_token").is_none(), "{path}: scripts must not see it");
    }
}

#[actix_web::test]
async fn the_keys_are_public() {
    let site = Site::start().await;
    let keys: Value = site.get("/.well-known/jwks.json").send().await.unwrap().json().await.unwrap();
    assert_eq!(keys["keys"][0]["crv"], "Ed25519");
    assert!(keys["keys"][0].get("d").is_none());
}

#[actix_web::test]
async fn somebody_sees_his_sessions_and_ends_one() {
    let site = Site::start().await;
    let lost = site.someone("ana").await;
    let mine = site.login("ana").await["access_token"].as_str().unwrap().to_owned();
    let list = |token: &str| site.get("/api/auth/sessions").bearer_auth(token.to_owned()).send();
    let page: Value = list(&mine).await.unwrap().json().await.unwrap();
    let items = page["items"].as_array().unwrap();
    assert_eq!(items.iter().map(|item| item["current"].as_bool().unwrap()).collect::<Vec<_>>(), [true, false]);
    let id = items.last().unwrap()["id"].as_str().unwrap();
    let answer = site.request(Method::DELETE, &format!("/api/auth/sessions/{id}")).bearer_auth(&mine).send().await.unwrap();
    assert_eq!(answer.status(), 204);
    assert_eq!(outcome(list(&lost).await.unwrap()).await, (401, "session-revoked".to_owned()));
}

#[actix_web::test]
async fn a_browser_that_shall_not_remember_gets_a_cookie_for_its_window() {
    let site = Site::start().await;
    site.register("ana").await;
    for (remember, kept) in [(true, true), (false, false)] {
        let body = json!({ "email_or_handle": "ana", "password": PASSWORD, "remember": remember });
        let answer = site.post("/api/auth/login", &body).send().await.unwrap();
        let cookie = answer.headers().get(SET_COOKIE).unwrap().to_str().unwrap().to_owned();
        assert_eq!(cookie.contains("Max-Age"), kept, "{cookie}");
    }
}

#[actix_web::test]
async fn a_new_site_has_no_account_that_somebody_could_know() {
    let site = Site::start().await;
    assert!(persistence::testing::dump(&site.context.db).await["user"].is_empty());
    for name in ["admin", "root", "claqueta", "admin@localhost"] {
        let body = json!({ "email_or_handle": name, "password": name });
        assert_eq!(outcome(site.post("/api/auth/login", &body).send().await.unwrap()).await, (401, "invalid-credentials".to_owned()));
    }
}
