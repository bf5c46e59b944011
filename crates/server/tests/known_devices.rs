//! Devices that an account knows, over HTTP: strangers who try its password don't keep them out.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use auth::administration::operator;
use reqwest::header::{COOKIE, SET_COOKIE};
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};
use support::{Site, outcome};

const PASSWORD: &str = "tres tristes tigres";
const OTHER: &str = "una tarde de cine";

async fn site() -> Site {
    let site = Site::start_with(|settings| settings.http.trusted_proxies = vec!["127.0.0.1".to_owned()]).await;
    site.register("ana").await;
    site
}

/// A sign-in from this address with these further headers.
async fn login(site: &Site, address: &str, password: &str, path: &str, header: Option<(&str, &str)>) -> Response {
    let body = json!({ "email_or_handle": "ana", "password": password });
    let request = site.post(path, &body).header("x-forwarded-for", address);
    match header {
        Some((name, value)) => request.header(name, value),
        None => request,
    }
    .send()
    .await
    .unwrap()
}

/// The name and the value of the device's cookie.
fn device_cookie(answer: &Response) -> String {
    let cookies = answer.headers().get_all(SET_COOKIE).iter().map(|value| value.to_str().unwrap());
    let cookie = cookies.into_iter().find(|cookie| cookie.starts_with("claqueta_device=")).unwrap().to_owned();
    for part in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=34560000"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    cookie.split(';').next().unwrap().to_owned()
}

/// 200 addresses try once each; from then on unknown devices wait.
async fn besieged(site: &Site) {
    let mut through = 0;
    for i in 0..200 {
        let answer = login(site, &format!("192.0.2.{i}"), "wrong password", "/api/auth/login", None).await;
        through += u32::from(answer.status() == StatusCode::UNAUTHORIZED);
    }
    assert_eq!(through, 100);
    let refused = login(site, "198.51.100.7", PASSWORD, "/api/auth/login", None).await;
    let wait: u64 = refused.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=36).contains(&wait), "{wait}");
    assert_eq!(outcome(refused).await, (429, "rate-limited".to_owned()));
}

#[actix_web::test]
async fn a_browser_that_signed_in_before_gets_in_under_siege() {
    let site = site().await;
    let answer = login(&site, "198.51.100.7", PASSWORD, "/api/auth/login", None).await;
    let cookie = device_cookie(&answer);
    assert!(answer.json::<Value>().await.unwrap().get("device_token").is_none(), "scripts must not see it");
    besieged(&site).await;
    let answer = login(&site, "198.51.100.7", PASSWORD, "/api/auth/login", Some((COOKIE.as_str(), &cookie))).await;
    assert_eq!(answer.status(), 200);
    device_cookie(&answer);
}

#[actix_web::test]
async fn a_client_without_cookies_sends_its_token() {
    let site = site().await;
    let answer = login(&site, "198.51.100.7", PASSWORD, "/api/auth/login?delivery=body", None).await;
    assert!(!answer.headers().contains_key(SET_COOKIE));
    let tokens: Value = answer.json().await.unwrap();
    let token = tokens["device_token"].as_str().unwrap().to_owned();
    let refreshed = site.post("/api/auth/refresh", &json!({ "refresh_token": tokens["refresh_token"] })).send().await.unwrap();
    assert!(refreshed.json::<Value>().await.unwrap().get("device_token").is_none(), "only a sign-in makes a device known");
    besieged(&site).await;
    let answer = login(&site, "198.51.100.7", PASSWORD, "/api/auth/login?delivery=body", Some(("Claqueta-Device", &token))).await;
    assert_eq!(answer.status(), 200);
}

#[actix_web::test]
async fn a_password_that_is_set_by_mail_opens_the_door_under_siege() {
    let site = site().await;
    besieged(&site).await;
    let link = async || operator::reset_link(&site.context.auth, "ana").await.unwrap().rsplit("token=").next().unwrap().to_owned();
    let body = json!({ "token": link().await, "password": OTHER });
    let set = site.post("/api/auth/password/reset", &body).send().await.unwrap();
    assert_eq!(set.status(), 204);
    let cookie = device_cookie(&set);
    assert_eq!(login(&site, "198.51.100.7", OTHER, "/api/auth/login", None).await.status(), 429);
    assert_eq!(login(&site, "198.51.100.7", OTHER, "/api/auth/login", Some((COOKIE.as_str(), &cookie))).await.status(), 200);

    let body = json!({ "token": link().await, "password": PASSWORD });
    let set = site.post("/api/auth/password/reset?delivery=body", &body).send().await.unwrap();
    assert_eq!((set.status().as_u16(), set.headers().contains_key(SET_COOKIE)), (200, false));
    let token = set.json::<Value>().await.unwrap()["device_token"].as_str().unwrap().to_owned();
    let header = Some(("Claqueta-Device", token.as_str()));
    assert_eq!(login(&site, "198.51.100.7", PASSWORD, "/api/auth/login", header).await.status(), 200);
}
