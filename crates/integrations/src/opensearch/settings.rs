//! Where OpenSearch is.

use serde::Deserialize;
use std::fmt;

/// Section `[search.opensearch]`.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenSearchSettings {
    /// Its address, without a slash at its end.
    pub url: String,
    /// The name to sign in with; empty: none is needed.
    pub username: String,
    /// The password that goes with the name.
    pub password: String,
    /// A key instead of name and password, as Elasticsearch gives them out: already in base64.
    pub api_key: String,
    /// The alias that is searched; indexes have this name and a number.
    pub index: String,
    /// How long a search may take.
    pub search_timeout_milliseconds: u64,
    /// How long writing some hundred documents may take.
    pub write_timeout_seconds: u64,
}

impl fmt::Debug for OpenSearchSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenSearchSettings").field("url", &self.url).field("index", &self.index).finish_non_exhaustive()
    }
}

impl OpenSearchSettings {
    /// Every fault, each naming its key.
    pub fn validate(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let mut demand = |holds: bool, fault: &str| {
            if !holds {
                faults.push(format!("search.opensearch.{fault}"));
            }
        };
        let host = self.url.strip_prefix("https://").or_else(|| self.url.strip_prefix("http://")).unwrap_or_default();
        let is_url = !host.is_empty() && !host.ends_with('/') && !host.contains(['@', '?', '#']);
        demand(is_url, "url: must be http://host:port or https://host:port, without a name, a password or a slash at its end");
        demand(self.username.is_empty() == self.password.is_empty(), "username and password go together");
        demand(self.api_key.is_empty() || self.username.is_empty(), "api_key: goes without username and password");
        let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
        let named = self.index.starts_with(|c: char| c.is_ascii_lowercase()) && self.index.chars().all(is_name) && self.index.len() <= 100;
        demand(named, "index: must be small letters, digits, - and _, a letter first");
        demand((50..=60_000).contains(&self.search_timeout_milliseconds), "search_timeout_milliseconds: must be 50 to 60000");
        demand((1..=120).contains(&self.write_timeout_seconds), "write_timeout_seconds: must be 1 to 120");
        faults
    }
}
