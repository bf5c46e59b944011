//! The buckets of this process, a bounded number of them.

use super::bucket::{Bucket, Change};
use super::{Decision, Limit};
use domain::Timestamp;
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, PoisonError};

/// Parts that are locked one by one, so that threads rarely wait for each other.
const SHARDS: usize = 16;

type Shard = HashMap<Box<str>, Bucket>;

/// Buckets by key. Full ones say nothing and need no place.
pub(super) struct LocalBuckets {
    shards: [Mutex<Shard>; SHARDS],
    hasher: RandomState,
    capacity: usize,
}

impl LocalBuckets {
    /// At most about `capacity` buckets, at least one in each part.
    pub(super) fn new(capacity: usize) -> Self {
        Self { shards: Default::default(), hasher: RandomState::new(), capacity: capacity.div_ceil(SHARDS).max(1) }
    }

    pub(super) fn change(&self, limit: &Limit, key: &str, change: Change, now: Timestamp) -> Decision {
        let mut shard = self.shard(key).lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bucket) = shard.get_mut(key) {
            return bucket.change(limit, change, now);
        }
        make_room(&mut shard, self.capacity, now);
        shard.entry(key.into()).or_insert_with(|| Bucket::full(now)).change(limit, change, now)
    }

    #[expect(clippy::indexing_slicing, clippy::cast_possible_truncation, reason = "a remainder of the length is an index")]
    fn shard(&self, key: &str) -> &Mutex<Shard> {
        &self.shards[self.hasher.hash_one(key) as usize % SHARDS]
    }
}

/// Forgets full buckets where there is no room, and if that is not enough, the half that is nearest
/// to being full: so that flooding us with names frees no name that is under attack.
fn make_room(shard: &mut Shard, capacity: usize, now: Timestamp) {
    if shard.len() < capacity {
        return;
    }
    shard.retain(|_, bucket| bucket.full_at() > now);
    if shard.len() < capacity {
        return;
    }
    let mut dates: Vec<Timestamp> = shard.values().map(Bucket::full_at).collect();
    let (_, median, _) = dates.select_nth_unstable(capacity / 2);
    let median = *median;
    shard.retain(|_, bucket| bucket.full_at() > median);
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    const T0: Timestamp = Timestamp::from_millis(1_800_000_000_000);
    const LIMIT: Limit = Limit { name: "test", burst: 3, per_seconds: 900 };

    fn kept(buckets: &LocalBuckets) -> usize {
        buckets.shards.iter().map(|shard| shard.lock().unwrap().len()).sum()
    }

    #[test]
    fn a_flood_of_names_keeps_the_map_small_and_the_attacked_name_locked() {
        let buckets = LocalBuckets::new(160);
        while buckets.change(&LIMIT, "ana", Change::Take, T0).allowed() {}
        for i in 0..20_000 {
            buckets.change(&LIMIT, &format!("name-{i}"), Change::Take, T0);
        }
        assert!(kept(&buckets) <= 160);
        assert!(!buckets.change(&LIMIT, "ana", Change::Take, T0).allowed());
    }

    #[test]
    fn full_buckets_make_room_first() {
        let buckets = LocalBuckets::new(SHARDS);
        for i in 0..100_u32 {
            // Each is full again when the next one comes.
            let now = T0.plus(Duration::from_mins(6) * i);
            buckets.change(&LIMIT, &format!("name-{i}"), Change::Take, now);
        }
        assert!(kept(&buckets) <= SHARDS);
    }

    #[test]
    fn names_and_threads_do_not_mix() {
        let buckets = LocalBuckets::new(1_000);
        let allowed = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..4)
                .map(|_| scope.spawn(|| (0..100).filter(|_| buckets.change(&LIMIT, "ana", Change::Take, T0).allowed()).count()))
                .collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).sum::<usize>()
        });
        assert_eq!(allowed, 3);
        assert!(buckets.change(&LIMIT, "eva", Change::Take, T0).allowed());
    }
}
