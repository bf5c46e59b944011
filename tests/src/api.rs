//! A thin client of the HTTP interface: any method, any header, and answers that explain themselves
//! when they are not what a test expects.

use bytes::Bytes;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Body, Method, RequestBuilder};
use serde_json::Value;
use std::net::IpAddr;
use std::time::Duration;

/// Whoever asks.
#[derive(Clone, Debug)]
pub struct Api {
    http: reqwest::Client,
    origin: String,
    token: Option<String>,
}

impl Api {
    /// A client without an account.
    pub fn new(origin: &str) -> Self {
        Self::build(origin, reqwest::Client::builder())
    }

    /// The same, sending from an address of this machine.
    pub fn from_address(origin: &str, address: IpAddr) -> Self {
        Self::build(origin, reqwest::Client::builder().local_address(address))
    }

    fn build(origin: &str, client: reqwest::ClientBuilder) -> Self {
        let http = client.timeout(Duration::from_mins(1)).redirect(reqwest::redirect::Policy::none());
        Self { http: http.build().expect("a client"), origin: origin.to_owned(), token: None }
    }

    /// The same client with a bearer token.
    pub fn with_token(&self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..self.clone() }
    }

    /// The bearer token.
    pub fn token(&self) -> &str {
        self.token.as_deref().expect("a token")
    }

    /// The full address of a path; full addresses stay as they are.
    pub fn url(&self, path: &str) -> String {
        if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.origin) }
    }

    /// Any request.
    pub fn call(&self, method: &str, path: &str) -> Call {
        let method = Method::from_bytes(method.as_bytes()).expect("a method");
        let request = self.http.request(method, self.url(path));
        Call {
            request: match &self.token {
                Some(token) => request.bearer_auth(token),
                None => request,
            },
        }
    }

    /// GET, sent.
    pub async fn get(&self, path: &str) -> Answer {
        self.call("GET", path).send().await
    }

    /// POST with a JSON body, sent.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.call("POST", path).json(body).send().await
    }

    /// PATCH with a JSON body, sent.
    pub async fn patch(&self, path: &str, body: &Value) -> Answer {
        self.call("PATCH", path).json(body).send().await
    }
}

/// A request that is being written.
#[must_use]
pub struct Call {
    request: RequestBuilder,
}

impl Call {
    /// Adds a header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let name: HeaderName = name.parse().expect("a header name");
        self.request = self.request.header(name, HeaderValue::from_bytes(value.as_bytes()).expect("a header value"));
        self
    }

    /// Adds several headers.
    pub fn headers(self, headers: &[(&str, &str)]) -> Self {
        headers.iter().fold(self, |call, (name, value)| call.header(name, value))
    }

    /// Gives it a JSON body.
    pub fn json(mut self, body: &Value) -> Self {
        self.request = self.request.json(body);
        self
    }

    /// Gives it any body.
    pub fn body(mut self, body: impl Into<Body>) -> Self {
        self.request = self.request.body(body);
        self
    }

    /// Gives it more time than a minute.
    pub fn patient(mut self, limit: Duration) -> Self {
        self.request = self.request.timeout(limit);
        self
    }

    /// Sends it and reads the whole answer.
    pub async fn send(self) -> Answer {
        self.try_send().await.expect("an answer")
    }

    /// Sends it where the connection may break.
    pub async fn try_send(self) -> reqwest::Result<Answer> {
        let answer = self.request.send().await?;
        let (status, headers, url) = (answer.status().as_u16(), answer.headers().clone(), answer.url().to_string());
        Ok(Answer { url, status, headers, body: answer.bytes().await? })
    }

    /// Sends it and leaves the body to be read as it comes.
    pub async fn stream(self) -> reqwest::Response {
        self.request.send().await.expect("an answer")
    }
}

/// An answer with its whole body.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Where it came from.
    pub url: String,
    /// The status.
    pub status: u16,
    /// All headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Answer {
    /// The answer itself, if it has this status.
    ///
    /// # Panics
    /// With the whole answer, otherwise.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{} {:?}\n{}", self.url, self.headers, self.text());
        self
    }

    /// A header as text; empty if it is absent.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{} is not JSON ({e}): {}", self.url, self.text()))
    }

    /// The problem document of a refusal, which must be complete and have this status and code.
    #[track_caller]
    pub fn problem(&self, status: u16, code: &str) -> Value {
        assert_eq!(self.status, status, "{} {:?}\n{}", self.url, self.headers, self.text());
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.url);
        let problem = self.json();
        assert_eq!(problem["code"], code, "{problem}");
        assert_eq!(problem["status"], status, "{problem}");
        for member in ["type", "title", "detail", "instance"] {
            assert!(problem[member].as_str().is_some_and(|text| !text.is_empty()), "{member} is missing: {problem}");
        }
        problem
    }
}
