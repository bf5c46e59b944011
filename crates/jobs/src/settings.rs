//! How much is done at once and how patiently.

use serde::Deserialize;
use std::time::Duration;

/// Settings of the worker.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Jobs at once; 0 means one per processor.
    pub slots: usize,
    /// Further jobs at once that only take urgent work, so that a new upload starts to play while
    /// long work fills the ordinary slots.
    pub express_slots: usize,
    /// The largest priority number that counts as urgent.
    pub express_priority: i32,
    /// How long a job stays a silent worker's, in seconds.
    pub lease_seconds: u64,
    /// How often an idle worker looks for work that nobody rang for, in milliseconds.
    pub poll_milliseconds: u64,
    /// Errors after which a job is given up.
    pub max_failures: i32,
    /// Starts after which a job is given up: it may be what kills its workers.
    pub max_attempts: i32,
    /// The pause after the first error, in seconds; it doubles with every further one.
    pub backoff_seconds: u64,
    /// How long running jobs may go on after a request to stop, in seconds.
    pub drain_seconds: u64,
}

impl Settings {
    /// Every fault of these settings.
    pub fn validate(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if self.lease_seconds < 3 {
            faults.push("worker.lease_seconds must be at least 3".to_owned());
        }
        if self.poll_milliseconds < 10 {
            faults.push("worker.poll_milliseconds must be at least 10".to_owned());
        }
        if self.max_failures < 1 || self.max_attempts < 1 {
            faults.push("worker.max_failures and worker.max_attempts must be at least 1".to_owned());
        }
        faults
    }

    pub(crate) fn slots(&self) -> usize {
        match self.slots {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            n => n,
        }
    }

    pub(crate) fn lease(&self) -> Duration {
        Duration::from_secs(self.lease_seconds)
    }

    /// The pause before try `failures + 1`: doubling, at most an hour.
    pub(crate) fn backoff(&self, failures: i32) -> Duration {
        let doublings = u32::try_from(failures.clamp(0, 16)).unwrap_or(0);
        Duration::from_secs(self.backoff_seconds.saturating_mul(1 << doublings).min(3600))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_an_hour() {
        let settings: Settings = serde_json::from_str(
            r#"{"slots":0,"express_slots":1,"express_priority":1,"lease_seconds":30,"poll_milliseconds":1000,
                "max_failures":4,"max_attempts":20,"backoff_seconds":5,"drain_seconds":5}"#,
        )
        .unwrap();
        let pauses: Vec<u64> = [0, 1, 2, 16, 99].map(|n| settings.backoff(n).as_secs()).to_vec();
        assert_eq!(pauses, [5, 10, 20, 3600, 3600]);
        assert_eq!(settings.validate(), Vec::<String>::new());
    }
}
