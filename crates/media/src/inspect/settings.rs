//! What an operator accepts as a source.

use serde::{Deserialize, Serialize};

/// Settings of inspection: `[inspect]` in the configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct InspectSettings {
    /// Longest film in seconds.
    pub max_duration_seconds: u64,
    /// Whether files with sound only are accepted.
    pub accept_audio: bool,
    /// How many frames of each track are decoded to see whether they can be.
    pub check_frames: u32,
}

impl Default for InspectSettings {
    fn default() -> Self {
        Self { max_duration_seconds: 12 * 3600, accept_audio: true, check_frames: 48 }
    }
}

impl InspectSettings {
    /// Every fault of these settings, each naming its key; empty when they are good.
    pub fn validate(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if self.max_duration_seconds == 0 {
            faults.push("inspect.max_duration_seconds: must be at least 1".to_owned());
        }
        if !(1..=1000).contains(&self.check_frames) {
            faults.push("inspect.check_frames: must be from 1 to 1000".to_owned());
        }
        faults
    }
}
