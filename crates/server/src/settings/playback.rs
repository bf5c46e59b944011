//! Playback, as far as the edge decides about it.

use serde::Deserialize;

/// What players get.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaybackSettings {
    /// How long the addresses of private media are good, at least.
    pub link_seconds: u64,
}

impl PlaybackSettings {
    /// Every fault, each naming its key.
    pub fn validate(&self) -> Vec<String> {
        if self.link_seconds < 60 { vec!["playback.link_seconds: must be at least 60".to_owned()] } else { Vec::new() }
    }
}
