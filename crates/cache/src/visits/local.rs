//! The visits to this process, a bounded number of them.

use domain::Timestamp;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Visitors by key.
pub(super) struct LocalVisits {
    windows: Mutex<HashMap<Box<str>, Window>>,
    capacity: usize,
}

/// The window of a visitor.
struct Window {
    ends_at: Timestamp,
    last: Timestamp,
}

impl LocalVisits {
    pub(super) fn new(capacity: usize) -> Self {
        Self { windows: Mutex::default(), capacity }
    }

    pub(super) fn visit(&self, key: &str, window: Duration, now: Timestamp) -> Option<Duration> {
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(lasting) = windows.get_mut(key).filter(|lasting| lasting.ends_at > now) {
            let ago = now.since(lasting.last);
            lasting.last = now;
            return Some(ago);
        }
        make_room(&mut windows, self.capacity, now);
        windows.insert(key.into(), Window { ends_at: now.plus(window), last: now });
        None
    }
}

/// Forgets windows that have ended where there is no room, and if that is not enough, the half that ends first.
fn make_room(windows: &mut HashMap<Box<str>, Window>, capacity: usize, now: Timestamp) {
    if windows.len() < capacity {
        return;
    }
    windows.retain(|_, window| window.ends_at > now);
    if windows.len() < capacity {
        return;
    }
    let mut ends: Vec<Timestamp> = windows.values().map(|window| window.ends_at).collect();
    let (_, median, _) = ends.select_nth_unstable(capacity / 2);
    let median = *median;
    windows.retain(|_, window| window.ends_at > median);
}

#[cfg(test)]
mod tests {
    use super::*;

    const T0: Timestamp = Timestamp::from_millis(1_800_000_000_000);
    const HOUR: Duration = Duration::from_hours(1);

    fn at(seconds: u64) -> Timestamp {
        T0.plus(Duration::from_secs(seconds))
    }

    #[test]
    fn a_window_ends_after_its_time_however_often_somebody_comes_back() {
        let visits = LocalVisits::new(10);
        let seen = [0, 10, 3_000, 3_599, 3_600, 3_610].map(|second| visits.visit("ana", HOUR, at(second)).map(|ago| ago.as_secs()));
        assert_eq!(seen, [None, Some(10), Some(2_990), Some(599), None, Some(10)]);
        assert_eq!(visits.visit("eve", HOUR, T0), None, "others have windows of their own");
    }

    #[test]
    fn a_clock_set_back_begins_no_window() {
        let visits = LocalVisits::new(10);
        assert_eq!(visits.visit("ana", HOUR, at(100)), None);
        assert_eq!(visits.visit("ana", HOUR, at(50)), Some(Duration::ZERO));
    }

    #[test]
    fn a_flood_of_visitors_keeps_the_map_small_and_the_latest_in_it() {
        let visits = LocalVisits::new(100);
        for n in 0..10_000 {
            assert_eq!(visits.visit(&format!("visitor {n}"), HOUR, T0.plus(Duration::from_millis(n))), None);
        }
        assert!(visits.windows.lock().unwrap().len() <= 100);
        assert!(visits.visit("visitor 9999", HOUR, at(11)).is_some());
        assert_eq!(visits.visit("visitor 10000", HOUR, at(7_200)), None);
    }

    #[test]
    fn of_many_at_once_one_begins_the_window() {
        let visits = LocalVisits::new(1_000);
        let first = std::thread::scope(|scope| {
            let threads: Vec<_> =
                (0..4).map(|_| scope.spawn(|| (0..100).filter(|_| visits.visit("ana", HOUR, T0).is_none()).count())).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).sum::<usize>()
        });
        assert_eq!(first, 1);
    }
}
