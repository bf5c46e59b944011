//! How many requests a client may send.

use cache::Limit;
use serde::Deserialize;

/// Section `[rate_limits]`: how many requests an account, an API key or, without either, an address may send. Sign-ins that fail are counted apart (section `[auth]`), always.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateLimitSettings {
    /// Whether requests are counted at all.
    pub enabled: bool,
    /// Signing up and in.
    pub auth: Rate,
    /// Other requests that change something.
    pub writes: Rate,
    /// Requests that change nothing.
    pub reads: Rate,
    /// New comments.
    pub comments: Rate,
    /// New uploads.
    pub uploads: Rate,
}

/// So many requests at once, and as many again spread over the time.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// Requests.
    pub requests: u32,
    /// In how many seconds as many come back.
    pub per_seconds: u32,
}

impl Rate {
    /// The limit of this rate and name.
    pub fn limit(self, name: &'static str) -> Limit {
        Limit { name, burst: self.requests, per_seconds: self.per_seconds }
    }

    fn is_sound(self) -> bool {
        self.requests > 0 && (1..=86_400).contains(&self.per_seconds)
    }
}

impl RateLimitSettings {
    /// Every fault, each naming its key.
    pub fn validate(&self) -> Vec<String> {
        let rates =
            [("auth", self.auth), ("writes", self.writes), ("reads", self.reads), ("comments", self.comments), ("uploads", self.uploads)];
        let broken = rates.into_iter().filter(|(_, rate)| !rate.is_sound());
        broken.map(|(key, _)| format!("rate_limits.{key}: requests must be at least 1, per_seconds 1 to 86400")).collect()
    }
}
