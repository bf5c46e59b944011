//! What was counted and is not written yet.

use super::{BUCKETS, Played};
use crate::time::Timestamp;
use std::collections::BTreeMap;

/// Views of one video.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// By the beginning of the hour.
    pub hours: BTreeMap<Timestamp, HourTally>,
    /// How often each part was played.
    pub buckets: [i64; BUCKETS],
}

/// Views of one video within an hour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HourTally {
    /// Views.
    pub views: i64,
    /// How long it was watched, in milliseconds.
    pub watch_ms: i64,
}

impl Tally {
    /// Counts what somebody played, and himself if he is new.
    pub fn count(&mut self, now: Timestamp, is_new: bool, played: &Played, length_ms: Option<i64>) {
        let hour = self.hours.entry(now.hour()).or_default();
        hour.views += i64::from(is_new);
        hour.watch_ms += played.watch_ms();
        let buckets = length_ms.map_or([0; BUCKETS], |length_ms| played.buckets(length_ms));
        self.add_buckets(&buckets);
    }

    /// Counts what another tally has.
    pub fn add(&mut self, other: Self) {
        for (hour, more) in other.hours {
            let hour = self.hours.entry(hour).or_default();
            hour.views += more.views;
            hour.watch_ms += more.watch_ms;
        }
        self.add_buckets(&other.buckets);
    }

    fn add_buckets(&mut self, more: &[i64; BUCKETS]) {
        self.buckets.iter_mut().zip(more).for_each(|(sum, plays)| *sum += plays);
    }

    /// All its views.
    pub fn views(&self) -> i64 {
        self.hours.values().map(|hour| hour.views).sum()
    }
}
