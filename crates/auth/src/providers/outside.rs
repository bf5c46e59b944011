//! Talking with a provider: only with the hosts that the operator named, within a time, up to a size,
//! and never along a redirect.

use super::trouble::{Result, Trouble};
use futures_util::future::BoxFuture;
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse, http};
use reqwest::{Client, Method, RequestBuilder, StatusCode, Url, redirect};
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;
use std::time::Duration;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const TIMEOUT: Duration = Duration::from_secs(10);
/// Far more than any discovery document, key set or answer that a provider has a reason to send.
const MAX_ANSWER: usize = 256 * 1024;
/// The same for tokens.
const MAX_TOKENS: usize = 64 * 1024;
const RETRY_AFTER: Duration = Duration::from_millis(250);

/// The hosts that one provider may be asked at.
#[derive(Clone, Debug)]
pub(super) struct Reach {
    hosts: BTreeSet<String>,
    allow_http_loopback: bool,
}

impl Reach {
    /// The hosts of these addresses, and further hosts.
    pub(super) fn new<'a>(
        addresses: impl Iterator<Item = &'a str>,
        hosts: impl Iterator<Item = String>,
        allow_http_loopback: bool,
    ) -> Self {
        let own = addresses.filter_map(|address| Url::parse(address).ok()).filter_map(|url| authority(&url));
        Self { hosts: own.chain(hosts.map(|host| host.to_ascii_lowercase())).collect(), allow_http_loopback }
    }

    /// Whether this address may be asked.
    pub(super) fn admits(&self, url: &Url) -> bool {
        let is_safe = match url.scheme() {
            "https" => true,
            "http" => self.allow_http_loopback && is_loopback(url),
            _ => false,
        };
        let is_plain = url.username().is_empty() && url.password().is_none();
        is_safe && is_plain && authority(url).is_some_and(|authority| self.hosts.contains(&authority))
    }

    /// An address that a provider told, if it may be asked.
    pub(super) fn address(&self, text: &str, what: &'static str) -> Result<Url> {
        let url = Url::parse(text).ok().filter(|url| self.admits(url));
        url.ok_or_else(|| Trouble::Answer(format!("{what} {text:.200} is not on a host of this provider; `hosts` can name further ones")))
    }
}

fn authority(url: &Url) -> Option<String> {
    let host = url.host_str()?.to_ascii_lowercase();
    Some(url.port().map_or_else(|| host.clone(), |port| format!("{host}:{port}")))
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// The client that the OpenID Connect library asks through: each address, from any document, is checked against the hosts of
/// the provider.
pub(super) struct HttpClient {
    client: Client,
    reach: Reach,
}

impl HttpClient {
    pub(super) fn new(client: Client, reach: Reach) -> Self {
        Self { client, reach }
    }

    /// Documents are asked for twice, a token once: a code is good for one use.
    async fn answer(&self, request: HttpRequest) -> Result<HttpResponse> {
        let (head, body) = request.into_parts();
        let url = self.reach.address(&head.uri.to_string(), "an endpoint")?;
        let what = if head.method == Method::POST { "token" } else { "document" };
        let is_safe = head.method.is_safe();
        let request = self.client.request(head.method, url).headers(head.headers).body(body);
        let answer = if is_safe { get(request, what).await? } else { send(request, what).await? };
        // Without the headers: what isn't JSON fails to parse, and many issuers label JSON as something else.
        http::Response::builder().status(answer.status).body(answer.body).map_err(|error| Trouble::Answer(error.to_string()))
    }
}

impl<'c> AsyncHttpClient<'c> for HttpClient {
    type Error = Trouble;
    type Future = BoxFuture<'c, Result<HttpResponse>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.answer(request))
    }
}

/// What a provider answered.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    body: Vec<u8>,
}

impl Answer {
    /// The body as JSON.
    pub(super) fn json<T: DeserializeOwned>(&self, what: &'static str) -> Result<T> {
        serde_json::from_slice(&self.body).map_err(|error| Trouble::Answer(format!("{what}: {error}")))
    }
}

/// The client for all providers.
pub(super) fn client() -> reqwest::Result<Client> {
    let client = Client::builder().connect_timeout(CONNECT_TIMEOUT).timeout(TIMEOUT).redirect(redirect::Policy::none());
    client.user_agent(concat!("claqueta/", env!("CARGO_PKG_VERSION"))).no_proxy().build()
}

/// Asks for a document, and once more a moment later if the provider stumbles.
pub(super) async fn get(request: RequestBuilder, what: &'static str) -> Result<Answer> {
    let again = request.try_clone();
    match (send(request, what).await, again) {
        (Err(Trouble::Unavailable(_)), Some(again)) => {
            tokio::time::sleep(RETRY_AFTER).await;
            send(again, what).await
        }
        (answer, _) => answer,
    }
}

/// Sends a request once. An answer that is a failure of the provider is [`Trouble::Unavailable`].
pub(super) async fn send(request: RequestBuilder, what: &'static str) -> Result<Answer> {
    // Without its URL: parameters may be secrets.
    let lost = |error: reqwest::Error| Trouble::Unavailable(format!("{what}: {}", chain(&error.without_url())));
    let (client, request) = request.build_split();
    let request = request.map_err(lost)?;
    let most = if request.method().is_safe() { MAX_ANSWER } else { MAX_TOKENS };
    let mut response = client.execute(request).await.map_err(lost)?;
    let status = response.status();
    if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
        return Err(Trouble::Unavailable(format!("{what}: {status}")));
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(lost)? {
        if body.len() + chunk.len() > most {
            return Err(Trouble::Answer(format!("{what}: more than {most} bytes")));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Answer { status, body })
}

/// The error with its causes, which libraries keep apart.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_named_hosts_are_asked() {
        let reach = Reach::new(["https://id.example/realms/a"].into_iter(), ["keys.example:8443".to_owned()].into_iter(), false);
        let admits = |text: &str| reach.admits(&Url::parse(text).unwrap());
        assert!(admits("https://id.example/token") && admits("https://ID.example:443/") && admits("https://keys.example:8443/jwks"));
        for bad in [
            "http://id.example/token",
            "https://id.example:8443/",
            "https://keys.example/jwks",
            "https://id.example.evil/",
            "https://id.example@evil/",
            "https://u@id.example/",
            "https://169.254.169.254/latest",
            "file:///etc/passwd",
        ] {
            assert!(!admits(bad), "{bad}");
        }
    }

    #[test]
    fn plain_http_is_for_this_machine_and_on_demand() {
        for (host, local) in
            [("127.0.0.1:9", true), ("[::1]:9", true), ("localhost:9", true), ("10.0.0.1:9", false), ("127.0.0.1.nip.io", false)]
        {
            let url = Url::parse(&format!("http://{host}/")).unwrap();
            let reach = |allowed| Reach::new([url.as_str()].into_iter(), std::iter::empty(), allowed);
            assert_eq!((reach(false).admits(&url), reach(true).admits(&url)), (false, local), "{host}");
        }
    }
}
