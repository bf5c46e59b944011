//! What the operator decides about comments.

use domain::comment::MAX_BODY;
use serde::Deserialize;

/// Section `[comments]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The longest comment, in characters.
    pub max_length: usize,
    /// How deep replies to replies may go; 0 is a list without replies.
    pub depth: i32,
    /// Comments with more links than this wait for approval.
    pub max_links: usize,
    /// Comments that say one of these words or phrases wait for approval.
    pub held_words: Vec<String>,
}

impl Settings {
    /// Every fault, each naming its key.
    pub fn validate(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if !(1..=MAX_BODY).contains(&self.max_length) {
            faults.push(format!("comments.max_length: must be 1 to {MAX_BODY}"));
        }
        if !(0..=10).contains(&self.depth) {
            faults.push("comments.depth: must be 0 to 10".to_owned());
        }
        faults
    }
}
