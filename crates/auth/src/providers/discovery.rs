//! What an issuer says of itself (OpenID Connect Discovery 1.0), kept for a while.

use super::outside::{self, Reach};
use super::trouble::{Result, Trouble};
use domain::Timestamp;
use reqwest::{Client, Url};
use serde::Deserialize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How long a document is used before it is asked for again.
const FRESH: Duration = Duration::from_hours(1);
/// How long one is used while the issuer does not answer.
const STALE: Duration = Duration::from_hours(24);

/// The part of an issuer's metadata that a sign-in needs; addresses are checked.
#[derive(Debug)]
pub(super) struct Metadata {
    pub(super) authorization_endpoint: Url,
    pub(super) token_endpoint: Url,
    pub(super) jwks_uri: Url,
    pub(super) userinfo_endpoint: Option<Url>,
    /// Whether the client's secret goes into the body, because a header is not taken.
    pub(super) secret_in_body: bool,
    /// Whether every answer names its issuer (RFC 9207).
    pub(super) names_issuer: bool,
}

#[derive(Deserialize)]
struct Document {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    userinfo_endpoint: Option<String>,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

impl Document {
    fn check(self, issuer: &str, reach: &Reach) -> Result<Metadata> {
        // Compared to the letter: what signs in here is the issuer's name, not something like it.
        if self.issuer != issuer {
            return Err(Trouble::Answer(format!("the document of {issuer} names the issuer {:.200}", self.issuer)));
        }
        let authorization_endpoint = Url::parse(&self.authorization_endpoint).ok().filter(|url| matches!(url.scheme(), "https" | "http"));
        let methods = self.token_endpoint_auth_methods_supported.unwrap_or_else(|| vec!["client_secret_basic".to_owned()]);
        let takes = |method: &str| methods.iter().any(|m| m == method);
        Ok(Metadata {
            // The browser goes there, not we, so it need not be on a host that we may ask.
            authorization_endpoint: authorization_endpoint.ok_or_else(|| Trouble::Answer("authorization_endpoint is no address".into()))?,
            token_endpoint: reach.address(&self.token_endpoint, "token_endpoint")?,
            jwks_uri: reach.address(&self.jwks_uri, "jwks_uri")?,
            userinfo_endpoint: self.userinfo_endpoint.map(|text| reach.address(&text, "userinfo_endpoint")).transpose()?,
            secret_in_body: !takes("client_secret_basic") && takes("client_secret_post"),
            names_issuer: self.authorization_response_iss_parameter_supported,
        })
    }
}

/// Asks an issuer for its metadata.
pub(super) async fn fetch(client: &Client, issuer: &str, reach: &Reach) -> Result<Metadata> {
    let address = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
    let url = reach.address(&address, "the issuer")?;
    let answer = outside::get(client.get(url), "discovery").await?;
    if !answer.status.is_success() {
        return Err(Trouble::Answer(format!("discovery: {}", answer.status)));
    }
    answer.json::<Document>("discovery")?.check(issuer, reach)
}

/// Something that is fetched rarely. Failures are never kept; while there are some, what was fetched
/// before serves on for a day.
#[derive(Debug)]
pub(super) struct Kept<T>(Mutex<State<T>>);

#[derive(Debug)]
struct State<T> {
    value: Option<(Arc<T>, Timestamp)>,
    renewed_at: Option<Timestamp>,
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self(Mutex::new(State { value: None, renewed_at: None }))
    }
}

impl<T> Kept<T> {
    /// What is kept, or what `fetch` brings. Several who miss at once all fetch: sign-ins are rare, and
    /// none must wait behind another's time-out.
    pub(super) async fn get(&self, now: Timestamp, fetch: impl Future<Output = Result<T>>) -> Result<Arc<T>> {
        let kept = self.state().value.clone();
        if let Some((value, at)) = &kept
            && is_within(*at, now, FRESH)
        {
            return Ok(Arc::clone(value));
        }
        match (fetch.await, kept) {
            (Ok(value), _) => Ok(self.put(value, now)),
            (Err(Trouble::Unavailable(why)), Some((value, at))) if is_within(at, now, STALE) => {
                tracing::warn!(why, "a provider does not answer; going on with what it said before");
                Ok(value)
            }
            (Err(trouble), _) => Err(trouble),
        }
    }

    /// Fetches although something is kept; nothing if that was done less than `pause` ago.
    pub(super) async fn renew(&self, now: Timestamp, pause: Duration, fetch: impl Future<Output = Result<T>>) -> Result<Option<Arc<T>>> {
        if self.state().renewed_at.is_some_and(|at| is_within(at, now, pause)) {
            return Ok(None);
        }
        let value = self.put(fetch.await?, now);
        self.state().renewed_at = Some(now);
        Ok(Some(value))
    }

    fn put(&self, value: T, now: Timestamp) -> Arc<T> {
        let value = Arc::new(value);
        self.state().value = Some((Arc::clone(&value), now));
        value
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A clock that was set back must not make anything fresh for ever.
fn is_within(at: Timestamp, now: Timestamp, time: Duration) -> bool {
    at <= now && now.since(at) < time
}

#[cfg(test)]
mod tests {
    use super::*;

    const T0: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    fn down() -> impl Future<Output = Result<u32>> {
        std::future::ready(Err(Trouble::Unavailable("down".into())))
    }

    #[tokio::test]
    async fn failures_are_not_kept_and_the_last_word_serves_for_a_day() {
        let kept = Kept::default();
        assert!(kept.get(T0, down()).await.is_err());
        assert_eq!(*kept.get(T0, async { Ok(1) }).await.unwrap(), 1, "right after a failure");
        let fresh = T0.plus(FRESH.saturating_sub(Duration::from_secs(1)));
        assert_eq!(*kept.get(fresh, async { Ok(2) }).await.unwrap(), 1);
        assert_eq!(*kept.get(T0.plus(FRESH), down()).await.unwrap(), 1);
        assert!(kept.get(T0.plus(STALE), down()).await.is_err());
        let wrong = async { Err(Trouble::Answer("another issuer".into())) };
        assert!(kept.get(T0.plus(FRESH), wrong).await.is_err(), "a wrong answer is not a missing one");
        assert_eq!(*kept.get(T0.plus(FRESH), async { Ok(3) }).await.unwrap(), 3);
        assert_eq!(*kept.get(T0, async { Ok(4) }).await.unwrap(), 4, "the clock went back");
    }

    #[tokio::test]
    async fn renewing_is_not_repeated_at_once() {
        let kept = Kept::default();
        let pause = Duration::from_secs(10);
        assert_eq!(*kept.get(T0, async { Ok(1) }).await.unwrap(), 1);
        assert!(kept.renew(T0, pause, down()).await.is_err());
        assert_eq!(*kept.renew(T0, pause, async { Ok(2) }).await.unwrap().unwrap(), 2, "right after a failure");
        assert!(kept.renew(T0.plus(Duration::from_secs(9)), pause, async { Ok(3) }).await.unwrap().is_none());
        assert_eq!(*kept.get(T0, down()).await.unwrap(), 2);
        assert_eq!(*kept.renew(T0.plus(pause), pause, async { Ok(3) }).await.unwrap().unwrap(), 3);
    }

    fn document(change: impl FnOnce(&mut serde_json::Value)) -> Result<Metadata> {
        let mut document = serde_json::json!({
            "issuer": "https://id.example", "authorization_endpoint": "https://login.id.example/a",
            "token_endpoint": "https://id.example/t", "jwks_uri": "https://id.example/k", "userinfo_endpoint": "https://id.example/u",
        });
        change(&mut document);
        let reach = Reach::new(["https://id.example"].into_iter(), std::iter::empty(), false);
        serde_json::from_value::<Document>(document).unwrap().check("https://id.example", &reach)
    }

    #[test]
    fn a_document_is_held_to_its_issuer_and_its_hosts() {
        assert!(!document(|_| ()).unwrap().secret_in_body);
        assert!(
            document(|d| d["token_endpoint_auth_methods_supported"] = ["client_secret_post"].as_slice().into()).unwrap().secret_in_body
        );
        for (member, value) in [
            ("issuer", "https://id.example/"),
            ("issuer", "https://ID.example"),
            ("token_endpoint", "https://evil.example/t"),
            ("token_endpoint", "http://id.example/t"),
            ("jwks_uri", "http://169.254.169.254/k"),
            ("userinfo_endpoint", "https://10.0.0.1/u"),
            ("authorization_endpoint", "javascript:alert(1)"),
        ] {
            assert!(document(|d| d[member] = value.into()).is_err(), "{member} {value}");
        }
    }
}
