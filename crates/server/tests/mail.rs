//! Mails and their links over HTTP, with a worker that sends them.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may panic")]

mod support;

use actix_web::rt;
use reqwest::Method;
use reqwest::header::{ACCEPT, HOST};
use serde_json::{Value, json};
use server::background::{Background, Share};
use std::time::Duration;
use support::{Site, outcome};
use tokio_util::sync::CancellationToken;

const OTHER: &str = "una tarde de cine";

/// Lets a worker of this server run; it ends when the guard is dropped.
async fn working(site: &Site) -> tokio_util::sync::DropGuard {
    let stop = CancellationToken::new();
    let background = Background::prepare(&site.context, Share::Files).await.unwrap();
    rt::spawn(background.run(stop.clone()));
    stop.drop_guard()
}

/// The mails that were sent, newest first, once there are `count`.
async fn mails(site: &Site, count: usize) -> Vec<Value> {
    mails_until(site, |mails| mails.len() >= count).await
}

async fn mails_until(site: &Site, done: impl Fn(&[Value]) -> bool) -> Vec<Value> {
    for _ in 0..200 {
        let answer: Value = site.get("/dev/mail").header(ACCEPT, "application/json").send().await.unwrap().json().await.unwrap();
        let items = answer["items"].as_array().unwrap().clone();
        if done(&items) {
            return items;
        }
        rt::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the mails did not come");
}

fn token(mail: &Value) -> String {
    let text = mail["text"].as_str().unwrap();
    text.split_once("token=").unwrap().1.split_whitespace().next().unwrap().to_owned()
}

async fn post(site: &Site, path: &str, body: Value) -> (u16, String) {
    outcome(site.post(path, &body).send().await.unwrap()).await
}

#[actix_web::test]
async fn a_forgotten_password_is_set_anew_by_mail() {
    let site = Site::start().await;
    let _worker = working(&site).await;
    site.register("ana").await;
    let old = site.login("ana").await;
    mails(&site, 1).await;
    for email in ["ANA@example.org", "nadie@example.org"] {
        let answer = site.post("/api/auth/password/forgot", &json!({ "email": email })).send().await.unwrap();
        assert_eq!((answer.status().as_u16(), answer.text().await.unwrap().as_str()), (202, ""), "{email}");
    }
    let newest = mails(&site, 2).await.into_iter().next().unwrap();
    assert_eq!(newest["to"], "ana@example.org");
    assert!(newest["text"].as_str().unwrap().contains(&format!("{}/reset-password?token=", site.context.public_url)));
    let reset = json!({ "token": token(&newest), "password": OTHER });
    assert_eq!(post(&site, "/api/auth/password/reset", reset.clone()).await, (204, String::new()));
    assert_eq!(post(&site, "/api/auth/password/reset", reset).await, (410, "link-used".into()));
    assert_eq!(post(&site, "/api/auth/password/reset", json!({ "token": "x", "password": OTHER })).await, (422, "link-invalid".into()));
    let bearer = old["access_token"].as_str().unwrap();
    let after = site.get("/api/auth/sessions").bearer_auth(bearer).send().await.unwrap();
    assert_eq!(outcome(after).await, (401, "session-revoked".into()));
    let login = json!({ "email_or_handle": "ana", "password": OTHER });
    assert_eq!(post(&site, "/api/auth/login", login).await.0, 200);
}

#[actix_web::test]
async fn a_link_is_opened_by_whoever_looks_and_changes_nothing() {
    let site = Site::start().await;
    let _worker = working(&site).await;
    site.register("ana").await;
    let mail = mails(&site, 1).await.remove(0);
    let link = mail["text"].as_str().unwrap().lines().find(|line| line.contains("token=")).unwrap().to_owned();
    for method in [Method::GET, Method::HEAD] {
        site.request(method, link.strip_prefix(&site.context.public_url).unwrap()).send().await.unwrap();
    }
    assert_eq!(site.login("ana").await["user"]["email_verified"], false, "a scanner of mails proves nothing");
    assert_eq!(post(&site, "/api/auth/email/verify", json!({ "token": token(&mail) })).await.0, 204);
    assert_eq!(site.login("ana").await["user"]["email_verified"], true);
}

#[actix_web::test]
async fn where_addresses_must_be_proven_known_and_unknown_ones_are_answered_alike() {
    let site = Site::start_with(|settings| settings.auth.require_verified_email = true).await;
    let _worker = working(&site).await;
    let mut bodies = Vec::new();
    for handle in ["ana", "eva"] {
        let body = json!({ "email": "ana@example.org", "password": "tres tristes tigres", "handle": handle });
        let answer = site.post("/api/auth/register", &body).send().await.unwrap();
        assert_eq!(answer.status(), 202);
        bodies.push(answer.text().await.unwrap());
        if handle == "ana" {
            let sent = mails(&site, 1).await;
            assert_eq!(post(&site, "/api/auth/email/verify", json!({ "token": token(&sent[0]) })).await.0, 204);
        }
    }
    assert_eq!(bodies[0], bodies[1]);
    let told = mails_until(&site, |mails| mails.first().is_some_and(|mail| mail["subject"] == "You already have an account at localhost"));
    assert!(!told.await[0]["text"].as_str().unwrap().contains("token="));
}

#[actix_web::test]
async fn mails_are_shown_to_who_sits_at_the_machine_only() {
    let site = Site::start().await;
    assert_eq!(site.get("/dev/mail").send().await.unwrap().status(), 200);
    let rebound = site.get("/dev/mail").header(HOST, "evil.example").send().await.unwrap();
    assert_eq!(rebound.status(), 404, "another name that leads here");
    let changes: [fn(&mut server::settings::Settings); 3] = [
        |settings| settings.http.public_url = "https://video.example.org".to_owned(),
        |settings| settings.http.trusted_proxies = vec!["127.0.0.1".to_owned()],
        |settings| settings.mail.transport = integrations::mail::Transport::Off,
    ];
    for change in changes {
        let site = Site::start_with(change).await;
        assert_eq!(site.get("/dev/mail").send().await.unwrap().status(), 404);
    }
}
