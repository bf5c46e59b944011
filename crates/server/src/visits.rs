//! Who watched not long ago, kept where all servers see it.

use async_trait::async_trait;
use domain::Timestamp;
use std::time::Duration;

/// Lets `library` remember in `cache`, which do not know each other.
pub struct SharedVisits(pub cache::Visits);

#[async_trait]
impl library::views::Visits for SharedVisits {
    async fn visit(&self, key: &str, window: Duration, now: Timestamp) -> Option<Duration> {
        self.0.visit(key, window, now).await
    }
}
