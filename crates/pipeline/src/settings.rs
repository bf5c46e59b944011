//! Limits of uploads, and how long things are kept.

use serde::Deserialize;
use std::time::Duration;

/// Limits of uploads.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UploadSettings {
    /// The largest upload in bytes.
    pub max_bytes: u64,
    /// How long an upload can be continued, in seconds.
    pub expire_seconds: u64,
}

impl UploadSettings {
    /// Every fault of these settings.
    pub fn validate(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if self.max_bytes == 0 || i64::try_from(self.max_bytes).is_err() {
            faults.push("upload.max_bytes: must be between 1 and 2^63 - 1".to_owned());
        }
        if self.expire_seconds < 60 {
            faults.push("upload.expire_seconds: must be at least 60".to_owned());
        }
        faults
    }

    pub(crate) fn expire(&self) -> Duration {
        Duration::from_secs(self.expire_seconds)
    }
}

/// How long things are kept that nobody wants any more.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RetentionSettings {
    /// How long a deleted video can be restored, in days.
    pub bin_days: u64,
    /// How long the objects of a replaced or failed transcode stay, in seconds: players may still
    /// be reading the one, a worker may still be writing the other.
    pub retire_seconds: u64,
}

impl RetentionSettings {
    /// Every fault of these settings.
    pub fn validate(&self) -> Vec<String> {
        let short = self.retire_seconds < 10;
        if short { vec!["retention.retire_seconds: must be at least 10".to_owned()] } else { Vec::new() }
    }

    pub(crate) fn bin(&self) -> Duration {
        Duration::from_secs(self.bin_days.saturating_mul(86_400))
    }

    pub(crate) fn retire(&self) -> Duration {
        Duration::from_secs(self.retire_seconds)
    }
}
