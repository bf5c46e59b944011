//! What a job that removes objects is about: whoever stops naming objects queues one.

use serde::{Deserialize, Serialize};

/// The wish to remove a folder (its name ends in a slash) or one object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Purge {
    /// The name.
    pub prefix: String,
}

impl Purge {
    /// The kind of the job.
    pub const JOB: &'static str = "purge";

    /// The wish to remove what has this name.
    pub fn of(prefix: &str) -> Self {
        Self { prefix: prefix.to_owned() }
    }

    /// The job's key: asking twice is asking once.
    pub fn key(&self) -> String {
        format!("{}:{}", Self::JOB, self.prefix)
    }
}
