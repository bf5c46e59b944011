//! The listener, its limits, and who may call it from other origins.

use super::network::Network;
use serde::Deserialize;
use std::net::{SocketAddr, ToSocketAddrs};
use std::time::Duration;

/// The listener and its limits.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HttpSettings {
    /// `host:port`; port 0 takes a free one.
    pub bind: String,
    /// The address that clients see, without a slash at its end; empty: derived from the bound address, see
    /// [`Self::public_url_for`].
    pub public_url: String,
    /// Threads that serve requests; 0: as many as there are processors.
    pub workers: usize,
    /// Addresses or networks (`10.0.0.0/8`) of reverse proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<String>,
    /// Bounds on requests.
    pub limits: LimitSettings,
    /// Other origins.
    pub cors: CorsSettings,
}

/// Bounds on requests.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitSettings {
    /// The largest JSON or form body, in bytes.
    pub json_bytes: usize,
    /// Requests worked on at once; more wait for `queue_seconds`, then get 503.
    pub concurrent_requests: usize,
    /// How long a request waits for its turn.
    pub queue_seconds: u64,
    /// How long the head of a request may take.
    pub head_seconds: u64,
    /// How long a JSON body may take to arrive.
    pub body_seconds: u64,
    /// The longest silence within a form with a file.
    pub body_idle_seconds: u64,
    /// How long an idle connection is kept.
    pub keep_alive_seconds: u64,
    /// How long running requests may go on after a signal to stop.
    pub shutdown_seconds: u64,
}

/// Other origins.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CorsSettings {
    /// Origins of our own frontends (`https://www.example.org`): they may send the session cookie.
    pub allowed_origins: Vec<String>,
}

impl HttpSettings {
    /// Every fault, each naming its key.
    pub fn validate(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if self.bind.to_socket_addrs().is_err() {
            faults.push(format!("http.bind: {:?} is not host:port", self.bind));
        }
        if !self.public_url.is_empty() && !is_base_url(&self.public_url) {
            faults.push(format!(
                "http.public_url: {:?} must be http:// or https:// with a host, without query or slash at the end",
                self.public_url
            ));
        }
        for origin in &self.cors.allowed_origins {
            if !is_origin(origin) {
                faults.push(format!("http.cors.allowed_origins: {origin:?} is not an origin such as https://www.example.org"));
            }
        }
        for network in &self.trusted_proxies {
            if Network::parse(network).is_none() {
                faults.push(format!("http.trusted_proxies: {network:?} is neither an address nor a network such as 10.0.0.0/8"));
            }
        }
        faults.extend(self.limits.validate());
        faults
    }

    /// The networks of trusted proxies; those that cannot be read were refused by [`Self::validate`].
    pub fn trusted_networks(&self) -> Vec<Network> {
        self.trusted_proxies.iter().filter_map(|text| Network::parse(text)).collect()
    }

    /// The address that clients see, given the one that was bound. On this machine alone it is `localhost`, since
    /// passkeys belong to names and work at no bare address.
    pub fn public_url_for(&self, bound: SocketAddr) -> String {
        if !self.public_url.is_empty() {
            return self.public_url.clone();
        }
        if bound.ip().is_unspecified() || bound.ip().is_loopback() {
            format!("http://localhost:{}", bound.port())
        } else {
            format!("http://{bound}")
        }
    }
}

impl LimitSettings {
    fn validate(&self) -> Vec<String> {
        let positive = [
            ("json_bytes", self.json_bytes as u64),
            ("concurrent_requests", self.concurrent_requests as u64),
            ("head_seconds", self.head_seconds),
            ("body_seconds", self.body_seconds),
            ("body_idle_seconds", self.body_idle_seconds),
            ("keep_alive_seconds", self.keep_alive_seconds),
            ("shutdown_seconds", self.shutdown_seconds),
        ];
        positive.iter().filter(|(_, value)| *value == 0).map(|(key, _)| format!("http.limits.{key}: must be at least 1")).collect()
    }

    /// How long a request waits for its turn.
    pub fn queue(&self) -> Duration {
        Duration::from_secs(self.queue_seconds)
    }

    /// How long a JSON body may take to arrive.
    pub fn body(&self) -> Duration {
        Duration::from_secs(self.body_seconds)
    }

    /// The longest silence within a form with a file.
    pub fn body_idle(&self) -> Duration {
        Duration::from_secs(self.body_idle_seconds)
    }
}

fn is_base_url(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")) else { return false };
    let host = rest.split('/').next().unwrap_or_default();
    !host.is_empty() && !rest.ends_with('/') && !rest.contains(['?', '#', '@', ';', ',']) && !rest.contains(char::is_whitespace)
}

pub(super) fn is_origin(origin: &str) -> bool {
    is_base_url(origin) && origin.matches('/').count() == 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_that_nobody_else_reaches_is_localhost() {
        let settings = |public_url: &str| {
            let default = crate::settings::Settings::load(&crate::settings::Sources::default()).unwrap().http;
            HttpSettings { public_url: public_url.to_owned(), ..default }
        };
        for (bound, wanted) in [
            ("127.0.0.1:8080", "http://localhost:8080"),
            ("[::1]:8080", "http://localhost:8080"),
            ("0.0.0.0:80", "http://localhost:80"),
            ("192.0.2.1:8080", "http://192.0.2.1:8080"),
        ] {
            assert_eq!(settings("").public_url_for(bound.parse().unwrap()), wanted, "{bound}");
        }
        assert_eq!(settings("https://v.example").public_url_for("127.0.0.1:1".parse().unwrap()), "https://v.example");
    }

    #[test]
    fn origins_and_base_urls() {
        assert!(is_origin("https://www.example.org") && is_origin("http://localhost:3000"));
        for bad in ["www.example.org", "https://a/", "https://a/b", "ftp://a", "https://", "*"] {
            assert!(!is_origin(bad), "{bad}");
        }
        assert!(is_base_url("https://example.org/video") && !is_base_url("https://example.org/?a"));
    }
}
