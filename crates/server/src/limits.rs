//! The count of failed sign-ins, kept where all servers see it.

use auth::limiter::Quota;
use cache::Limit;
use domain::Timestamp;
use std::time::Duration;

/// Lets `auth` count in `cache`, which do not know each other.
pub struct SignInLimiter(pub cache::Limiter);

#[async_trait::async_trait]
impl auth::limiter::Limiter for SignInLimiter {
    async fn take(&self, key: &str, quota: Quota, now: Timestamp) -> Result<(), Duration> {
        let decision = self.0.check(&limit_of(quota), key, now).await;
        decision.retry_after.map_or(Ok(()), Err)
    }

    async fn give_back(&self, key: &str, quota: Quota, now: Timestamp) {
        self.0.give_back(&limit_of(quota), key, now).await;
    }
}

fn limit_of(quota: Quota) -> Limit {
    Limit { name: "sign-in", burst: quota.burst, per_seconds: u32::try_from(quota.window.as_secs()).unwrap_or(u32::MAX) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use auth::limiter::Limiter;

    const QUOTA: Quota = Quota { burst: 3, window: Duration::from_mins(15) };
    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    #[actix_web::test]
    async fn only_failures_count() {
        let limiter = SignInLimiter(cache::Limiter::in_process());
        for _ in 0..10 {
            assert_eq!(limiter.take("ana", QUOTA, NOW).await, Ok(()));
            limiter.give_back("ana", QUOTA, NOW).await;
        }
        for _ in 0..3 {
            assert_eq!(limiter.take("ana", QUOTA, NOW).await, Ok(()));
        }
        assert_eq!(limiter.take("ana", QUOTA, NOW).await, Err(Duration::from_mins(5)));
    }
}
