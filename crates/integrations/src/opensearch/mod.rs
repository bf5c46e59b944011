//! The part of OpenSearch's HTTP interface that an index needs which is made elsewhere: indexes and their aliases,
//! writing many documents, searching. Elasticsearch speaks the same.
//!
//! What a query or a mapping says is for who asks; here is only how it gets there, and what came of it.

mod bulk;
mod settings;

#[cfg(any(test, feature = "testing"))]
pub mod peer;

pub use bulk::{Refusal, Write};
pub use settings::OpenSearchSettings;

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, RequestBuilder};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// What OpenSearch says of a failure is repeated up to so many characters.
const MAX_REASON: usize = 300;

/// Why OpenSearch did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenSearchError {
    /// It cannot be reached, or takes too long.
    #[error("OpenSearch does not answer: {0}")]
    Silent(String),
    /// It refuses.
    #[error("OpenSearch answered {status}: {reason}")]
    Refused {
        /// The status of the answer, or of the first document that was refused.
        status: u16,
        /// What it says of it.
        reason: String,
    },
    /// Its answer is not one that it gives.
    #[error("OpenSearch's answer is not understood: {0}")]
    Strange(String),
}

/// A document that was found.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Hit {
    /// Its id.
    #[serde(rename = "_id")]
    pub id: String,
    /// The part of it that was asked for.
    #[serde(rename = "_source")]
    pub source: Value,
    /// The names of the parts of the query that it fulfils.
    #[serde(default)]
    pub matched_queries: Vec<String>,
}

#[derive(Deserialize)]
struct Found {
    hits: Hits,
}

#[derive(Deserialize)]
struct Hits {
    hits: Vec<Hit>,
}

/// A client of one OpenSearch.
#[derive(Clone)]
pub struct OpenSearch {
    client: Client,
    url: String,
    search_timeout: Duration,
    write_timeout: Duration,
}

impl std::fmt::Debug for OpenSearch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OpenSearch").field("url", &self.url).finish_non_exhaustive()
    }
}

impl OpenSearch {
    /// A client with these settings. Nothing is asked yet.
    ///
    /// # Errors
    /// What is wrong with the settings, of that which [`OpenSearchSettings::validate`] cannot see.
    pub fn new(settings: &OpenSearchSettings) -> Result<Self, String> {
        let mut headers = HeaderMap::new();
        if let Some(mut credentials) = credentials(settings)? {
            credentials.set_sensitive(true);
            headers.insert(AUTHORIZATION, credentials);
        }
        // A redirect would carry the credentials to wherever it points.
        let client = Client::builder().default_headers(headers).redirect(Policy::none()).build();
        Ok(Self {
            client: client.map_err(|error| format!("search.opensearch: {error}"))?,
            url: settings.url.clone(),
            search_timeout: Duration::from_millis(settings.search_timeout_milliseconds),
            write_timeout: Duration::from_secs(settings.write_timeout_seconds),
        })
    }

    /// The documents that a query finds.
    ///
    /// # Errors
    /// [`OpenSearchError`], also if a part of the index did not answer.
    pub async fn search(&self, index: &str, query: &Value) -> Result<Vec<Hit>, OpenSearchError> {
        let path = format!("/{index}/_search?allow_partial_search_results=false");
        let request = self.request(Method::POST, &path).timeout(self.search_timeout).json(query);
        understood::<Found>(&send(request).await?).map(|found| found.hits.hits)
    }

    /// Makes an index.
    ///
    /// # Errors
    /// [`OpenSearchError`].
    pub async fn create(&self, index: &str, body: &Value) -> Result<(), OpenSearchError> {
        send(self.request(Method::PUT, &format!("/{index}")).json(body)).await.map(drop)
    }

    /// The indexes whose names fit the pattern, each with its aliases.
    ///
    /// # Errors
    /// [`OpenSearchError`].
    pub async fn indexes(&self, pattern: &str) -> Result<BTreeMap<String, BTreeSet<String>>, OpenSearchError> {
        #[derive(Deserialize)]
        struct Index {
            aliases: BTreeMap<String, Value>,
        }
        let answer = send(self.request(Method::GET, &format!("/{pattern}/_alias"))).await?;
        let indexes: BTreeMap<String, Index> = understood(&answer)?;
        Ok(indexes.into_iter().map(|(name, index)| (name, index.aliases.into_keys().collect())).collect())
    }

    /// Changes aliases, and removes indexes, all of it at once or nothing.
    ///
    /// # Errors
    /// [`OpenSearchError`].
    pub async fn change_aliases(&self, actions: &[Value]) -> Result<(), OpenSearchError> {
        send(self.request(Method::POST, "/_aliases").json(&json!({ "actions": actions }))).await.map(drop)
    }

    /// Lets searches see all that was written.
    ///
    /// # Errors
    /// [`OpenSearchError`].
    pub async fn refresh(&self, index: &str) -> Result<(), OpenSearchError> {
        send(self.request(Method::POST, &format!("/{index}/_refresh"))).await.map(drop)
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.url)).timeout(self.write_timeout)
    }

    fn bulk_request(&self, index: &str, lines: String) -> RequestBuilder {
        // An index that was removed a moment ago must not come back by itself, as one that fits anything.
        self.request(Method::POST, &format!("/{index}/_bulk?require_alias=true")).header(CONTENT_TYPE, "application/x-ndjson").body(lines)
    }
}

fn credentials(settings: &OpenSearchSettings) -> Result<Option<HeaderValue>, String> {
    let text = if !settings.api_key.is_empty() {
        format!("ApiKey {}", settings.api_key)
    } else if !settings.username.is_empty() {
        use base64::Engine as _;
        let pair = format!("{}:{}", settings.username, settings.password);
        format!("Basic {}", base64::prelude::BASE64_STANDARD.encode(pair))
    } else {
        return Ok(None);
    };
    HeaderValue::from_str(&text).map(Some).map_err(|_| "search.opensearch.api_key: has characters that no key has".to_owned())
}

/// The body of a good answer.
async fn send(request: RequestBuilder) -> Result<Vec<u8>, OpenSearchError> {
    let silent = |error: reqwest::Error| OpenSearchError::Silent(chain(&error.without_url()));
    let answer = request.send().await.map_err(silent)?;
    let status = answer.status();
    let body = answer.bytes().await.map_err(silent)?;
    if status.is_success() {
        return Ok(body.into());
    }
    let told = serde_json::from_slice(&body).unwrap_or_else(|_| Value::from(String::from_utf8_lossy(&body)));
    Err(OpenSearchError::Refused { status: status.as_u16(), reason: reason(told.get("error").unwrap_or(&told)) })
}

/// The type and the reason of an error, or whatever stands in their place.
fn reason(error: &Value) -> String {
    let part = |name: &str| error.get(name).and_then(Value::as_str).unwrap_or_default();
    let text = match error {
        Value::String(text) => text.clone(),
        _ => format!("{} {}", part("type"), part("reason")),
    };
    text.chars().filter(|c| !c.is_control()).take(MAX_REASON).collect()
}

/// What is wrong, and why: reqwest's own text only says what was tried.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text = format!("{text}: {cause}");
        next = cause.source();
    }
    text
}

fn understood<T: serde::de::DeserializeOwned>(body: &[u8]) -> Result<T, OpenSearchError> {
    serde_json::from_slice(body).map_err(|error| OpenSearchError::Strange(error.to_string()))
}

#[cfg(test)]
mod tests;
