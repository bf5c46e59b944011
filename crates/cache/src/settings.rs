//! Where Redis is and how patient we are with it.

use redis::{Client, RedisError};
use serde::Deserialize;
use std::fmt;
use std::time::Duration;

/// Section `[redis]`.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// `redis://[user:password@]host[:port][/database]`, `rediss://` for TLS, or `unix:///socket`;
    /// empty: each process counts for itself.
    pub url: String,
    /// Longest time, in milliseconds, that a request waits for Redis before it goes on without.
    pub timeout_milliseconds: u64,
    /// The most connections of this process for values, beside the one for counts.
    pub pool_size: usize,
}

impl fmt::Debug for Settings {
    /// Without the URL, which may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("timeout_milliseconds", &self.timeout_milliseconds)
            .field("pool_size", &self.pool_size)
            .finish_non_exhaustive()
    }
}

/// The URL cannot be understood. It is not repeated here, because it may hold a password.
#[derive(Debug, thiserror::Error)]
#[error("redis.url: must be redis://, rediss:// or unix:// with a host or socket ({0})")]
pub struct InvalidUrl(String);

impl InvalidUrl {
    pub(crate) fn new(reason: String) -> Self {
        Self(reason)
    }
}

impl From<RedisError> for InvalidUrl {
    fn from(error: RedisError) -> Self {
        Self(format!("{:?}", error.kind()))
    }
}

impl Settings {
    /// Every fault of the section; empty when it can be used.
    pub fn validate(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if let Err(fault) = self.client() {
            faults.push(fault.to_string());
        }
        if !(1..=10_000).contains(&self.timeout_milliseconds) {
            faults.push("redis.timeout_milliseconds must be 1 to 10000".to_owned());
        }
        if !(1..=1_000).contains(&self.pool_size) {
            faults.push("redis.pool_size must be 1 to 1000".to_owned());
        }
        faults
    }

    /// A client for the URL, or none where there is no URL.
    pub(crate) fn client(&self) -> Result<Option<Client>, InvalidUrl> {
        if self.url.is_empty() {
            return Ok(None);
        }
        if self.url.starts_with("rediss:") {
            // Two providers are compiled in; the client takes the one that the process has chosen.
            // An error means that somebody has chosen already, and that choice is as good.
            let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        }
        Ok(Some(Client::open(self.url.as_str())?))
    }

    pub(crate) fn timeout(&self) -> Duration {
        Duration::from_millis(self.timeout_milliseconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(url: &str, timeout_milliseconds: u64, pool_size: usize) -> Vec<String> {
        Settings { url: url.to_owned(), timeout_milliseconds, pool_size }.validate()
    }

    #[test]
    fn good_urls_pass_and_an_empty_one_means_none() {
        for url in ["", "redis://localhost", "redis://u:p@h:6380/3", "rediss://h", "unix:///run/redis.sock"] {
            assert_eq!(faults(url, 50, 8), Vec::<String>::new(), "{url}");
        }
    }

    #[test]
    fn faults_name_their_keys_and_keep_the_password_to_themselves() {
        let faults = faults("http://u:secret@h", 0, 0);
        assert!(faults.len() == 3 && faults[0].starts_with("redis.url") && faults[2].starts_with("redis.pool_size"), "{faults:?}");
        assert!(!faults[0].contains("secret"));
    }
}
