//! The bounds of uploads in progress.

use serde::Deserialize;

/// The `[staging]` section of the settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StagingSettings {
    /// How long a newer request waits for the running one to save and go, before it gets "locked".
    pub takeover_seconds: u64,
    /// A body that brings nothing for so long is taken as broken off.
    pub idle_timeout_seconds: u64,
    /// Room in bytes that must stay free on the scratch disk. An upload of a declared length is
    /// refused unless twice its length is free besides: once for the file, once for what is made of it.
    pub reserve_bytes: u64,
}

impl Default for StagingSettings {
    fn default() -> Self {
        Self { takeover_seconds: 5, idle_timeout_seconds: 60, reserve_bytes: 1 << 30 }
    }
}

impl StagingSettings {
    /// Every fault of the section, in words for the operator; empty if it is good.
    pub fn validate(&self) -> Vec<String> {
        let mut faults = Vec::new();
        for (name, value, most) in
            [("takeover_seconds", self.takeover_seconds, 60), ("idle_timeout_seconds", self.idle_timeout_seconds, 3600)]
        {
            if !(1..=most).contains(&value) {
                faults.push(format!("staging.{name}: {value} is not between 1 and {most}"));
            }
        }
        faults
    }
}
