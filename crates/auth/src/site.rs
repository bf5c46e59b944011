//! Where people meet this installation: what authenticator apps show and passkeys are bound to.

use std::net::IpAddr;

/// The name and the addresses of the installation's pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    pub(crate) public_url: String,
    pub(crate) name: String,
    pub(crate) passkey_domain: String,
    pub(crate) origins: Vec<String>,
}

impl Site {
    /// `public_url` is where the site's own pages are, `origins` are those of further frontends.
    /// Passkeys are bound to `passkey_domain`, or to the host of the public URL if it is empty; an
    /// origin can use them if its host is that domain or lies below it.
    ///
    /// Browsers bind no passkey to an address of digits. A site that is tried out at a loopback address
    /// is therefore `localhost`, and passkeys work where its pages are opened by that name.
    pub fn new(public_url: &str, origins: &[String], passkey_domain: &str) -> Self {
        let (scheme, authority) = split(public_url);
        let (host, port) = host_and_port(authority);
        let mut all = vec![format!("{scheme}://{}", authority.to_ascii_lowercase())];
        all.extend(origins.iter().cloned());
        let name = if is_loopback(&host) {
            all.push(format!("{scheme}://localhost{port}"));
            "localhost".to_owned()
        } else {
            host
        };
        let passkey_domain = if passkey_domain.is_empty() { name.clone() } else { passkey_domain.to_ascii_lowercase() };
        Self { public_url: public_url.trim_end_matches('/').to_owned(), name, passkey_domain, origins: all }
    }
}

fn split(url: &str) -> (&str, &str) {
    let (scheme, rest) = url.split_once("://").unwrap_or(("http", url));
    (scheme, rest.split_once('/').map_or(rest, |(authority, _)| authority))
}

/// The host in lower case without brackets, and the port with its colon.
fn host_and_port(authority: &str) -> (String, &str) {
    let end = authority.rfind(']').map_or(0, |bracket| bracket + 1);
    let colon = authority.get(end..).and_then(|rest| rest.find(':')).map_or(authority.len(), |at| end + at);
    let (host, port) = authority.split_at_checked(colon).unwrap_or((authority, ""));
    (host.trim_matches(['[', ']']).to_ascii_lowercase(), port)
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_known_by_its_host() {
        let site = Site::new("https://Video.example.org/tube", &["https://www.example.org".into()], "");
        assert_eq!((site.name.as_str(), site.passkey_domain.as_str()), ("video.example.org", "video.example.org"));
        assert_eq!(site.origins, ["https://video.example.org", "https://www.example.org"]);
        assert_eq!(Site::new("https://video.example.org", &[], "example.org").passkey_domain, "example.org");
    }

    #[test]
    fn a_trial_at_a_loopback_address_is_localhost() {
        for url in ["http://127.0.0.1:8080", "http://[::1]:8080", "http://localhost:8080"] {
            let site = Site::new(url, &[], "");
            assert_eq!((site.name.as_str(), site.passkey_domain.as_str()), ("localhost", "localhost"), "{url}");
            assert!(site.origins.contains(&"http://localhost:8080".to_owned()) && site.origins.contains(&url.to_owned()));
        }
        assert_eq!(Site::new("http://192.0.2.7", &[], "").name, "192.0.2.7");
    }
}
