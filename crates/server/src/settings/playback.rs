//! Uploads and playback, as far as the edge decides about them.

use serde::Deserialize;
use std::time::Duration;

/// What may be uploaded.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UploadSettings {
    /// The largest file, in bytes.
    pub max_bytes: u64,
    /// An upload that pauses for longer is swept.
    pub expire_seconds: u64,
}

impl UploadSettings {
    /// Every fault, each naming its key.
    pub fn validate(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if self.max_bytes == 0 {
            faults.push("upload.max_bytes: must be at least 1".to_owned());
        }
        if self.expire_seconds < 60 {
            faults.push("upload.expire_seconds: must be at least 60".to_owned());
        }
        faults
    }

    /// How long an upload may pause.
    pub fn expiry(&self) -> Duration {
        Duration::from_secs(self.expire_seconds)
    }
}

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
