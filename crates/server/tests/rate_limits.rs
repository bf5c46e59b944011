//! How many requests somebody may send.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures_util::future::join;
use reqwest::header::{AUTHORIZATION, ORIGIN, RETRY_AFTER};
use reqwest::{RequestBuilder, Response};
use serde_json::json;
use server::settings::{Rate, Settings};
use support::{Site, outcome};

/// So few that a test can use them up, and so slow that none comes back meanwhile.
fn few(requests: u32) -> Rate {
    Rate { requests, per_seconds: 3_600 }
}

fn strict(settings: &mut Settings) {
    settings.rate_limits.enabled = true;
    settings.rate_limits.auth = few(4);
    settings.rate_limits.writes = few(3);
    settings.rate_limits.reads = few(3);
    settings.rate_limits.comments = few(2);
    settings.rate_limits.uploads = few(2);
    settings.http.trusted_proxies = vec!["127.0.0.1".to_owned()];
    settings.http.cors.allowed_origins = vec!["https://www.example.org".to_owned()];
}

fn from(address: &str, request: RequestBuilder) -> RequestBuilder {
    request.header("x-forwarded-for", address)
}

fn left(answer: &Response) -> String {
    answer.headers()["ratelimit"].to_str().unwrap().to_owned()
}

#[actix_web::test]
async fn answers_tell_what_is_left_and_beyond_it_is_429() {
    let site = Site::start_with(strict).await;
    let read = || from("192.0.2.1", site.get("/api/videos")).header(ORIGIN, "https://www.example.org").send();
    for expected in ["\"reads\";r=2", "\"reads\";r=1", "\"reads\";r=0"] {
        let answer = read().await.unwrap();
        assert_eq!((answer.status().as_u16(), left(&answer).split(";t=").next()), (200, Some(expected)));
        assert_eq!(answer.headers()["ratelimit-policy"], "\"reads\";q=3;w=3600");
        let exposed = answer.headers()["access-control-expose-headers"].to_str().unwrap();
        assert!(["RateLimit", "RateLimit-Policy", "Retry-After"].iter().all(|name| exposed.contains(name)), "{exposed}");
    }
    let answer = read().await.unwrap();
    assert_eq!(left(&answer).split(";t=").next(), Some("\"reads\";r=0"));
    assert_eq!(answer.headers()["access-control-allow-origin"], "https://www.example.org");
    let wait: u64 = answer.headers()[RETRY_AFTER].to_str().unwrap().parse().unwrap();
    assert!((1_100..=1_200).contains(&wait), "{wait}");
    assert_eq!(outcome(answer).await, (429, "rate-limited".to_owned()));
}

#[actix_web::test]
async fn addresses_count_apart_and_an_ipv6_network_as_one() {
    let site = Site::start_with(strict).await;
    let mut statuses = Vec::new();
    for address in ["2001:db8::1", "2001:db8::2", "2001:db8::3:4", "2001:db8::5", "2001:db8:0:1::1", "192.0.2.1"] {
        statuses.push(from(address, site.get("/api/videos")).send().await.unwrap().status().as_u16());
    }
    assert_eq!(statuses, [200, 200, 200, 429, 200, 200]);
}

#[actix_web::test]
async fn the_word_of_a_stranger_about_his_address_is_not_believed() {
    let site = Site::start_with(|s| {
        strict(s);
        s.http.trusted_proxies.clear();
    })
    .await;
    let mut statuses = Vec::new();
    for i in 0..4 {
        statuses.push(from(&format!("192.0.2.{i}"), site.get("/api/videos")).send().await.unwrap().status().as_u16());
    }
    assert_eq!(statuses, [200, 200, 200, 429]);
}

#[actix_web::test]
async fn an_account_has_its_own_count_wherever_it_comes_from() {
    let site = Site::start_with(strict).await;
    let (ana, eva) = (site.someone("ana").await, site.someone("eva").await);
    let read =
        |token: &str, address: &str| from(address, site.get("/api/videos/mine")).header(AUTHORIZATION, format!("Bearer {token}")).send();
    let mut statuses = Vec::new();
    for i in 0..4 {
        statuses.push(read(&ana, &format!("192.0.2.{i}")).await.unwrap().status().as_u16());
    }
    assert_eq!(statuses, [200, 200, 200, 429]);
    assert_eq!(read(&eva, "192.0.2.1").await.unwrap().status(), 200, "she shares the address, not the count");
    for i in 0..4 {
        statuses.push(read(&format!("forged{i}"), "192.0.2.9").await.unwrap().status().as_u16());
    }
    assert_eq!(statuses[4..], [401, 401, 401, 429], "forged tokens are no accounts");
}

#[actix_web::test]
async fn an_api_key_has_its_own_count_behind_any_address() {
    let site = Site::start_with(strict).await;
    let token = site.someone("ana").await;
    let (first, second) = (api_key(&site, &token, "uno").await, api_key(&site, &token, "dos").await);
    let read = |key: &str, address: &str| from(address, site.get("/api/videos/mine")).header(AUTHORIZATION, format!("Bearer {key}")).send();
    let mut statuses = Vec::new();
    for address in ["192.0.2.1", "192.0.2.2", "192.0.2.1", "192.0.2.2"] {
        statuses.push(read(&first, address).await.unwrap().status().as_u16());
    }
    assert_eq!(statuses, [200, 200, 200, 429], "one key behind two addresses has one count");
    statuses.clear();
    for _ in 0..4 {
        statuses.push(read(&second, "192.0.2.1").await.unwrap().status().as_u16());
    }
    assert_eq!(statuses, [200, 200, 200, 429], "two keys behind one address, of one account, have a count each");
    assert_eq!(left(&read(&token, "192.0.2.1").await.unwrap()).split(";t=").next(), Some("\"reads\";r=2"), "nor do they count for it");
    assert_eq!(left(&from("192.0.2.1", site.get("/api/videos")).send().await.unwrap()).split(";t=").next(), Some("\"reads\";r=2"));
}

#[actix_web::test]
async fn invented_api_keys_count_as_their_address() {
    let site = Site::start_with(strict).await;
    let token = site.someone("ana").await;
    let key = api_key(&site, &token, "uno").await;
    let read = |key: &str| from("192.0.2.1", site.get("/api/videos/mine")).header(AUTHORIZATION, format!("Bearer {key}")).send();
    let mut statuses = Vec::new();
    for number in 0..4_u8 {
        statuses.push(read(&invented(number)).await.unwrap().status().as_u16());
    }
    assert_eq!(statuses, [401, 401, 401, 429]);
    assert_eq!(read(&key).await.unwrap().status(), 200, "a genuine key behind a used-up address");
    for number in 4..40 {
        assert_eq!(read(&invented(number)).await.unwrap().status(), 429);
    }
    assert_eq!(read(&key).await.unwrap().status(), 200, "and when no further new keys are looked up");
}

async fn api_key(site: &Site, token: &str, name: &str) -> String {
    let command = json!({ "name": name, "scopes": ["videos:read"] });
    let answer = from("192.0.2.200", site.post("/api/auth/keys", &command)).header(AUTHORIZATION, format!("Bearer {token}"));
    support::body_of(answer.send().await.unwrap()).await.get("key").unwrap().as_str().unwrap().to_owned()
}

/// A key with a right checksum that was never issued.
fn invented(number: u8) -> String {
    let random = [number; 26];
    let sum = digest(&SHA256, &[b"clq_".as_slice(), &random].concat());
    let checksum: &[u8; 4] = sum.as_ref().first_chunk().unwrap();
    format!("clq_{}", URL_SAFE_NO_PAD.encode([random.as_slice(), checksum].concat()))
}

#[actix_web::test]
async fn each_kind_of_request_has_its_own_limit() {
    let site = Site::start_with(strict).await;
    let token = site.someone("ana").await;
    let bearer = format!("Bearer {token}");
    let mut seen = Vec::new();
    for _ in 0..3 {
        let upload = site.request(reqwest::Method::POST, "/api/upload").header(AUTHORIZATION, &bearer).header("tus-resumable", "1.0.0");
        seen.push(upload.send().await.unwrap().status().as_u16() == 429);
    }
    assert_eq!(seen, [false, false, true]);
    let draft = json!({ "title": "Uno", "visibility": "private" });
    let write = site.post("/api/videos", &draft).header(AUTHORIZATION, &bearer).send().await.unwrap();
    assert_eq!((write.status().as_u16(), &*left(&write)), (201, "\"writes\";r=2;t=1200"));
    // Signing up and in took two; whom a bearer token names does not matter here.
    let wrong = json!({ "email_or_handle": "ana", "password": "no es esta, no" });
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(site.post("/api/auth/login", &wrong).header(AUTHORIZATION, &bearer).send().await.unwrap().status().as_u16());
    }
    assert_eq!(statuses, [401, 401, 429]);
}

#[actix_web::test]
async fn media_the_web_app_and_health_checks_are_not_counted() {
    let site = Site::start_with(strict).await;
    for path in ["/healthz", "/readyz", "/", "/media/nothing", "/api/upload/nothing"] {
        for _ in 0..5 {
            let answer = site.get(path).send().await.unwrap();
            assert!(answer.status() != 429 && !answer.headers().contains_key("ratelimit"), "{path}");
        }
    }
}

#[actix_web::test]
async fn servers_that_share_a_redis_count_together() {
    #[expect(clippy::disallowed_methods, reason = "the test runner tells the server's address this way")]
    let url = std::env::var("CLAQUETA_TEST_REDIS").expect("CLAQUETA_TEST_REDIS is set by `cargo xtask test`, which starts a Redis");
    // Nobody else counts for this address.
    let address = format!("2001:db8:{:x}:{:x}::1", std::process::id() >> 16, std::process::id() & 0xffff);
    let shared = |settings: &mut Settings| {
        strict(settings);
        settings.redis.url.clone_from(&url);
        settings.redis.timeout_milliseconds = 60_000;
        settings.auth.login_attempts_per_address = 2;
    };
    let (one, two) = (Site::start_with(shared).await, Site::start_with(shared).await);
    join(one.has_redis(), two.has_redis()).await;
    let mut statuses = Vec::new();
    for site in [&one, &two, &one, &two] {
        statuses.push(from(&address, site.get("/api/videos")).send().await.unwrap().status().as_u16());
    }
    assert_eq!(statuses, [200, 200, 200, 429]);
    statuses.clear();
    for site in [&one, &two, &one] {
        let login = site.post("/api/auth/login", &json!({ "email_or_handle": "nobody", "password": "no es esta, no" }));
        statuses.push(from(&address, login).send().await.unwrap().status().as_u16());
    }
    assert_eq!(statuses, [401, 401, 429], "failed sign-ins as well");
}
