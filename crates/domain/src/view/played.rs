//! Which stretches of a video somebody played.

use super::BUCKETS;
use std::ops::Range;
use std::time::Duration;

/// A video has so many halves of buckets.
const HALF_BUCKETS: i64 = 40;

/// Stretches of a video in the order in which they were played, in milliseconds from its beginning.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Played(Vec<Range<i64>>);

impl Played {
    pub(super) fn new(stretches: Vec<Range<i64>>) -> Self {
        Self(stretches)
    }

    /// As much of it, from the first stretch on, as can have been played in this time.
    #[must_use]
    pub fn within(self, most: Duration) -> Self {
        let mut left = i64::try_from(most.as_millis()).unwrap_or(i64::MAX);
        let mut kept = Vec::new();
        for Range { start, end } in self.0 {
            let end = end.min(start.saturating_add(left));
            if end > start {
                left -= end - start;
                kept.push(start..end);
            }
        }
        Self(kept)
    }

    /// How long that is, in milliseconds. What was played twice counts twice.
    pub fn watch_ms(&self) -> i64 {
        self.0.iter().map(|stretch| stretch.end - stretch.start).sum()
    }

    /// How often each part of a video of this length was played. A part counts by its middle, so however reports cut
    /// what is played in one go, each part of it counts once.
    pub fn buckets(&self, length_ms: i64) -> [i64; BUCKETS] {
        let mut buckets = [0; BUCKETS];
        for (odd, plays) in (1..).step_by(2).zip(&mut buckets) {
            let middle = length_ms.saturating_mul(odd) / HALF_BUCKETS;
            *plays = self.0.iter().map(|stretch| i64::from(stretch.contains(&middle))).sum();
        }
        buckets
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn no_more_is_kept_than_there_was_time_for() {
        let played = Played::new(vec![40_000..50_000, 0..20_000]);
        assert_eq!(played.clone().within(Duration::from_secs(15)), Played::new(vec![40_000..50_000, 0..5_000]));
        assert_eq!(played.clone().within(Duration::ZERO), Played::default());
        assert_eq!(played.clone().within(Duration::MAX), played);
    }

    #[test]
    fn what_is_played_again_counts_again() {
        let played = Played::new(vec![0..30_000, 0..3_000]);
        assert_eq!(played.watch_ms(), 33_000);
        let buckets = played.buckets(60_000);
        assert_eq!((buckets[0], buckets[1], buckets[9], buckets[10]), (2, 1, 1, 0));
    }

    proptest! {
        /// However a film is cut into reports, whoever saw it all saw each part once.
        #[test]
        fn cuts_count_no_part_twice_and_lose_none(length in 1_i64..20_000_000, cuts in prop::collection::vec(0_i64..20_000_000, 0..40)) {
            let mut cuts: Vec<i64> = cuts.into_iter().filter(|cut| *cut < length).chain([0, length]).collect();
            cuts.sort_unstable();
            let mut sums = [0; BUCKETS];
            for pair in cuts.windows(2) {
                let part = Played::new(std::iter::once(pair[0]..pair[1]).collect());
                sums.iter_mut().zip(part.buckets(length)).for_each(|(sum, plays)| *sum += plays);
            }
            prop_assert_eq!(sums, [1; BUCKETS]);
        }
    }
}
