//! Signing keys follow each other under load on two servers, and no session notices.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

mod support;

use auth::signing::{self, ANNOUNCED, Cause};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{Clock, Timestamp};
use futures_util::future::{join, join_all};
use serde_json::{Value, json};
use server::settings::Settings;
use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use support::{Site, outcome};
use tokio::time::sleep;

const CLIENTS: usize = 12;
/// The time for which a key is announced twice over, and the pause between two that replace all.
const STEP: Duration = Duration::from_millis(900);

/// A clock that is behind by all but an instant of the time for which a key is announced.
struct Behind(Arc<dyn Clock>);

impl Clock for Behind {
    fn now(&self) -> Timestamp {
        self.0.now().minus(ANNOUNCED).plus(STEP / 2)
    }
}

/// Two servers on the same data, the keys that have signed, and those that were taken away from their tokens.
struct Pair {
    sites: [Site; 2],
    signed: Mutex<HashSet<String>>,
    gone: Mutex<HashSet<String>>,
    over: AtomicBool,
}

/// What one client has got: its access tokens, and the refresh token that is good.
struct Client {
    handle: String,
    tokens: Vec<String>,
    refresh: String,
}

fn kid(token: &str) -> String {
    let header = URL_SAFE_NO_PAD.decode(token.split('.').next().unwrap()).unwrap();
    serde_json::from_slice::<Value>(&header).unwrap()["kid"].as_str().unwrap().to_owned()
}

impl Pair {
    async fn start(database: Option<String>) -> Self {
        let shared = |settings: &mut Settings| {
            if let Some(url) = &database {
                settings.database.url.clone_from(url);
            }
        };
        let first = Site::start_with(shared).await;
        let second = first.beside(shared).await;
        Self { sites: [first, second], signed: Mutex::default(), gone: Mutex::default(), over: AtomicBool::new(false) }
    }

    fn is_gone(&self, token: &str) -> bool {
        self.gone.lock().unwrap().contains(&kid(token))
    }

    async fn published(&self, site: usize) -> Vec<String> {
        let jwks: Value = self.sites[site].get("/.well-known/jwks.json").send().await.unwrap().json().await.unwrap();
        jwks["keys"].as_array().unwrap().iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
    }

    async fn calls(&self, site: usize, token: &str) -> (u16, String) {
        outcome(self.sites[site].get("/api/auth/session").bearer_auth(token).send().await.unwrap()).await
    }

    /// A token must be good on both servers and its key be published by both, unless that was taken away.
    async fn must_be_good(&self, token: &str) {
        for site in 0..2 {
            let published = self.published(site).await.contains(&kid(token));
            assert!(published || self.is_gone(token), "server {site} hides a key that signs");
            let (status, code) = self.calls(site, token).await;
            let refused_with_its_key = (status, code.as_str()) == (401, "token-invalid") && self.is_gone(token);
            assert!(status == 200 || refused_with_its_key, "server {site}: {status} {code}");
        }
    }

    async fn sign_in(&self, handle: String, site: usize) -> Client {
        let body = self.sites[site].login(&handle).await;
        let text = |name: &str| body[name].as_str().unwrap().to_owned();
        self.signed.lock().unwrap().insert(kid(&text("access_token")));
        Client { handle, tokens: vec![text("access_token")], refresh: text("refresh_token") }
    }

    async fn refresh(&self, client: &mut Client, site: usize) {
        let body = json!({ "refresh_token": client.refresh });
        let answer = self.sites[site].post("/api/auth/refresh?delivery=body", &body).send().await.unwrap();
        assert_eq!(answer.status(), 200, "a session is lost");
        let body: Value = answer.json().await.unwrap();
        body["refresh_token"].as_str().unwrap().clone_into(&mut client.refresh);
        let token = body["access_token"].as_str().unwrap().to_owned();
        self.signed.lock().unwrap().insert(kid(&token));
        client.tokens.push(token);
    }

    /// Signs in, refreshes and calls until it is over, now here, now there.
    async fn client(&self, number: usize) -> Client {
        let handle = format!("client_{number}");
        let mut client = self.sign_in(handle, number % 2).await;
        let mut round = number;
        while !self.over.load(Ordering::Relaxed) {
            round += 1;
            if round.is_multiple_of(5) {
                let again = self.sign_in(client.handle.clone(), round % 2).await;
                client.tokens.extend(again.tokens);
            } else {
                self.refresh(&mut client, round % 2).await;
            }
            self.must_be_good(client.tokens.last().unwrap()).await;
            self.must_be_good(&client.tokens[0]).await;
        }
        client
    }

    /// Waits until this is true of the keys that have signed.
    async fn until(&self, fits: impl Fn(&HashSet<String>) -> bool) {
        while !fits(&self.signed.lock().unwrap()) {
            sleep(STEP / 10).await;
        }
    }

    /// Announces keys that sign an instant later, each when the one before has.
    async fn announce(&self, times: usize) {
        self.until(|signed| !signed.is_empty()).await;
        for time in 0..times {
            let mut auth = self.sites[time % 2].context.auth.clone();
            auth.clock = Arc::new(Behind(auth.clock));
            let announced = signing::rotate(&auth, Cause::Operator).await.unwrap();
            self.until(|signed| signed.contains(&announced.kid)).await;
        }
    }

    /// Takes all keys away at once.
    async fn replace(&self, times: usize) {
        for time in 0..times {
            let auth = &self.sites[time % 2].context.auth;
            let known = signing::list(auth).await.unwrap().into_iter().map(|key| key.kid);
            self.gone.lock().unwrap().extend(known);
            signing::replace(auth).await.unwrap();
            sleep(STEP).await;
        }
    }

    async fn under_load(&self, rotation: impl Future<Output = ()>) -> Vec<Client> {
        self.over.store(false, Ordering::Relaxed);
        let rotation = async {
            sleep(STEP).await;
            rotation.await;
            self.over.store(true, Ordering::Relaxed);
        };
        join(join_all((0..CLIENTS).map(|number| self.client(number))), rotation).await.0
    }
}

async fn rotates(database: Option<String>) {
    let pair = Pair::start(database).await;
    for number in 0..CLIENTS {
        pair.sites[0].register(&format!("client_{number}")).await;
    }

    let clients = pair.under_load(pair.announce(4)).await;
    let tokens: Vec<_> = clients.iter().flat_map(|client| &client.tokens).collect();
    let keys: HashSet<_> = tokens.iter().map(|token| kid(token)).collect();
    // Both servers may have made the first key.
    assert!(keys.len() >= 5, "each key has signed");
    let (oldest, newest) = (&clients[0].tokens[0], clients[0].tokens.last().unwrap());
    assert_ne!(kid(oldest), kid(newest));
    for token in tokens {
        assert_eq!(pair.calls(0, token).await.0, 200, "what a former key has signed is good until it expires");
    }

    let mut clients = pair.under_load(pair.replace(3)).await;
    for client in &mut clients {
        pair.refresh(client, 1).await;
        let token = client.tokens.last().unwrap();
        assert!(!pair.is_gone(token), "nothing is signed by a key that is gone");
        pair.must_be_good(token).await;
    }
    // Clients also go on with what they had before anything was taken away, and are told.
    sleep(Duration::from_secs(6)).await;
    for site in 0..2 {
        assert_eq!(pair.published(site).await.len(), 1);
        assert_eq!(pair.calls(site, oldest).await, (401, "token-invalid".to_owned()));
    }
}

#[actix_web::test]
async fn key_rotation_under_load_loses_no_session_on_sqlite() {
    rotates(None).await;
}

#[actix_web::test]
async fn key_rotation_under_load_loses_no_session_on_postgresql() {
    rotates(Some(persistence::testing::postgres_url().await)).await;
}
