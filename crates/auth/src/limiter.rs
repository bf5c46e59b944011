//! How often something may be tried. Where the counts are kept is for the composition root to say.

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
