//! Playback, as far as the edge decides about it.

use super::http::is_origin;
use serde::Deserialize;

/// What players get.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaybackSettings {
    /// How long the addresses of private media are good, at least.
    pub link_seconds: u64,
    /// Sites that may show videos in frames of their pages: origins, or `*` for all; none if empty.
    pub embed_origins: Vec<String>,
    /// How long shared caches (proxies, CDNs) keep public media before they ask whether it is still public, in seconds.
    pub shared_cache_seconds: u32,
}

impl PlaybackSettings {
    /// Every fault, each naming its key.
    pub fn validate(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if self.link_seconds < 60 {
            faults.push("playback.link_seconds: must be at least 60".to_owned());
        }
        for origin in self.embed_origins.iter().filter(|origin| *origin != "*" && !is_origin(origin)) {
            faults.push(format!("playback.embed_origins: {origin:?} is neither * nor an origin such as https://www.example.org"));
        }
        faults
    }

    /// Who may frame the embed page, as a source list of a content security policy.
    pub fn frame_ancestors(&self) -> String {
        if self.embed_origins.is_empty() { "'self'".to_owned() } else { format!("'self' {}", self.embed_origins.join(" ")) }
    }
}
