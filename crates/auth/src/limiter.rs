//! How often something may be tried. Where the counts are kept is for the composition root to say.

use crate::ctx::Ctx;
use crate::error::Error;
use domain::Timestamp;
use std::net::IpAddr;
use std::time::Duration;

/// A token bucket's size: `burst` at once, and as many again spread over `window`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// Attempts at once.
    pub burst: u32,
    /// In which time an empty bucket fills up.
    pub window: Duration,
}

/// Counts attempts per key.
#[async_trait::async_trait]
pub trait Limiter: Send + Sync {
    /// Takes one attempt, or tells how long until there is one.
    async fn take(&self, key: &str, quota: Quota, now: Timestamp) -> Result<(), Duration>;

    /// Gives one attempt back: it turned out well, and only failures count.
    async fn give_back(&self, key: &str, quota: Quota, now: Timestamp);
}

/// Attempts that were taken together.
pub(crate) struct Taken(Vec<(String, Quota)>);

impl Taken {
    /// Takes one attempt from each of these, or from none of them if one has none left.
    ///
    /// # Errors
    /// [`Error::RateLimited`].
    pub(crate) async fn take(ctx: &Ctx, wanted: Vec<(String, Quota)>, now: Timestamp) -> Result<Self, Error> {
        let mut taken = Self(Vec::with_capacity(wanted.len()));
        for (key, quota) in wanted {
            if let Err(retry_after) = ctx.limiter.take(&key, quota, now).await {
                taken.give_back(ctx, now).await;
                return Err(Error::RateLimited { retry_after });
            }
            taken.0.push((key, quota));
        }
        Ok(taken)
    }

    /// Gives them back: only failures count, and only this attempt's: a right password must not wipe out
    /// what others failed.
    pub(crate) async fn give_back(self, ctx: &Ctx, now: Timestamp) {
        for (key, quota) in self.0 {
            ctx.limiter.give_back(&key, quota, now).await;
        }
    }
}

/// The key of a client address. Whoever has one IPv6 address has a /64 of them.
pub fn address_key(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.to_string(),
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_in_one_ipv6_network_count_as_one() {
        let key = |text: &str| address_key(text.parse().unwrap());
        assert_eq!(key("2001:db8:1:2::1"), key("2001:db8:1:2:ffff::9"));
        assert_ne!(key("2001:db8:1:2::1"), key("2001:db8:1:3::1"));
        assert_eq!(key("::ffff:192.0.2.7"), "192.0.2.7");
    }
}
