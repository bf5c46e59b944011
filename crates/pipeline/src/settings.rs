//! Limits of uploads, and how long things are kept.

use serde::Deserialize;
use std::time::Duration;

/// Settings of uploads and of what is kept.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The largest upload in bytes.
    pub max_bytes: u64,
    /// How long an upload can be continued, in seconds.
    pub expires_seconds: u64,
    /// How long a deleted video can be restored, in days.
    pub bin_days: u64,
    /// How long signed addresses of private media work, in seconds.
    pub token_seconds: u64,
    /// How long the objects of a replaced or failed transcode stay, in seconds: players may still
    /// be reading the one, a worker may still be writing the other.
    pub retire_seconds: u64,
}

impl Settings {
    /// Every fault of these settings.
    pub fn validate(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if self.max_bytes == 0 || i64::try_from(self.max_bytes).is_err() {
            faults.push("uploads.max_bytes must be between 1 and 2^63 - 1".to_owned());
        }
        if self.expires_seconds < 60 {
            faults.push("uploads.expires_seconds must be at least 60".to_owned());
        }
        if self.token_seconds < 60 {
            faults.push("uploads.token_seconds must be at least 60".to_owned());
        }
        faults
    }

    pub(crate) fn expires(&self) -> Duration {
        Duration::from_secs(self.expires_seconds)
    }

    pub(crate) fn bin(&self) -> Duration {
        Duration::from_secs(self.bin_days.saturating_mul(86_400))
    }

    pub(crate) fn token(&self) -> Duration {
        Duration::from_secs(self.token_seconds)
    }

    pub(crate) fn retire(&self) -> Duration {
        Duration::from_secs(self.retire_seconds)
    }
}
