//! The real clock and the real source of ids, handed to every use case by the composition root.

use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use domain::{Clock, IdGen, Timestamp};
use std::sync::{Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};
use uuid::{ContextV7, Uuid};

/// The system's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        #[expect(clippy::disallowed_methods, reason = "this is the one place where the clock is read")]
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_millis(i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX))
    }
}

/// Random ids and secrets.
#[derive(Debug, Default)]
pub struct SystemIds {
    random: SystemRandom,
    order: Mutex<Order>,
}

/// Keeps ids sorted when several are made within one millisecond, or the clock steps back.
#[derive(Debug, Default)]
struct Order {
    context: ContextV7,
    latest: i64,
}

impl IdGen for SystemIds {
    fn uuid(&self, at: Timestamp) -> Uuid {
        let mut order = self.order.lock().unwrap_or_else(PoisonError::into_inner);
        order.latest = order.latest.max(at.millis());
        let millis = u64::try_from(order.latest).unwrap_or(0);
        let nanos = u32::try_from(millis % 1000).unwrap_or(0) * 1_000_000;
        Uuid::new_v7(uuid::Timestamp::from_unix(&order.context, millis / 1000, nanos))
    }

    fn secret(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        if self.random.fill(&mut bytes).is_err() {
            // Going on would hand out guessable tokens. The library itself aborts in this state.
            std::process::abort();
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_by_the_order_in_which_they_were_made_even_if_time_steps_back() {
        let ids = SystemIds::default();
        let made: Vec<_> = [5_000, 5_000, 5_000, 4_000, 6_000].map(|ms| ids.uuid(Timestamp::from_millis(ms))).into();
        assert!(made.is_sorted_by(|a, b| a < b), "{made:?}");
    }

    #[test]
    fn secrets_differ() {
        let ids = SystemIds::default();
        assert_ne!(ids.secret(), ids.secret());
    }
}
