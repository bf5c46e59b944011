//! What an operator can set about a provider.

use super::outside::Reach;
use reqwest::Url;
use serde::{Deserialize, Serialize};
use std::fmt;

/// How a provider is talked with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// OpenID Connect; everything about it is discovered from the issuer.
    #[default]
    Oidc,
    /// OpenID Connect at Google, of which the addresses are known.
    Google,
    /// GitHub or a GitHub Enterprise server: OAuth 2 and its user API.
    GitHub,
}

impl Kind {
    /// The name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Oidc => "oidc",
            Self::Google => "google",
            Self::GitHub => "github",
        }
    }
}

/// How the provider sends the browser back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResponseMode {
    /// By an address with parameters.
    #[default]
    Query,
    /// By a form that the browser posts; Apple asks for it.
    FormPost,
}

/// Section `[auth.providers.<name>]`.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ProviderSettings {
    /// How it is talked with.
    pub kind: Kind,
    /// Its name for people; the name of the section if empty.
    pub name: String,
    /// OpenID Connect: the issuer, exactly as its tokens name it.
    pub issuer: String,
    /// The name under which this site is registered there.
    pub client_id: String,
    /// The secret of that registration; empty for a public client.
    pub client_secret: String,
    /// What is asked for; empty: what a sign-in needs.
    pub scopes: Vec<String>,
    /// OpenID Connect: other hosts (`host` or `host:port`) on which the issuer keeps its endpoints.
    pub hosts: Vec<String>,
    /// OpenID Connect: how the browser comes back.
    pub response_mode: ResponseMode,
    /// GitHub: the address of the site; empty: `https://github.com`.
    pub base_url: String,
    /// GitHub: the address of the API; empty: `https://api.github.com`, or `<base_url>/api/v3`.
    pub api_url: String,
    /// Whether `http://` is good enough for a provider on this machine, to try things out.
    pub allow_http_loopback: bool,
}

/// The secret stays out of logs.
impl fmt::Debug for ProviderSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProviderSettings").field("kind", &self.kind).field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

const GOOGLE: &str = "https://accounts.google.com";
const GOOGLE_HOSTS: [&str; 3] = ["oauth2.googleapis.com", "openidconnect.googleapis.com", "www.googleapis.com"];
const GITHUB: &str = "https://github.com";
const GITHUB_API: &str = "https://api.github.com";
const MAX_SLUG: usize = 32;

impl ProviderSettings {
    /// Every fault, each naming its key.
    pub fn validate(&self, slug: &str) -> Vec<String> {
        let mut faults = Vec::new();
        let mut demand = |holds: bool, fault: &str| {
            if !holds {
                faults.push(format!("auth.providers.{slug}{fault}"));
            }
        };
        let is_slug = slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        demand(is_slug && (1..=MAX_SLUG).contains(&slug.len()), ": the name must be 1 to 32 of a-z, 0-9 and -");
        demand(!self.client_id.is_empty(), ".client_id must not be empty");
        let address =
            "must be an https:// address without query and fragment (http:// only with allow_http_loopback, and only to this machine)";
        if self.kind == Kind::GitHub {
            demand(self.issuer.is_empty(), ".issuer is for kind = \"oidc\"; GitHub Enterprise has base_url");
            demand(self.is_base(&self.base_url()), &format!(".base_url {address}"));
            demand(self.is_base(&self.api_url()), &format!(".api_url {address}"));
            demand(!self.client_secret.is_empty(), ".client_secret must not be empty");
        } else {
            demand(self.base_url.is_empty() && self.api_url.is_empty(), ".base_url and .api_url are for kind = \"github\"");
            demand(self.is_base(&self.issuer()), &format!(".issuer {address}"));
        }
        let is_host = |host: &String| Url::parse(&format!("https://{host}")).is_ok_and(|url| url.path() == "/" && url.query().is_none());
        demand(self.hosts.iter().all(is_host), ".hosts: each must be host or host:port");
        let is_scope = |scope: &String| !scope.is_empty() && scope.bytes().all(|b| b.is_ascii_graphic() && b != b'"' && b != b'\\');
        demand(self.scopes.iter().all(is_scope), ".scopes: each must be one word");
        faults
    }

    fn is_base(&self, text: &str) -> bool {
        let Ok(url) = Url::parse(text) else { return false };
        let bare = url.query().is_none() && url.fragment().is_none() && url.username().is_empty() && url.password().is_none();
        bare && self.reach().admits(&url)
    }

    /// The name for people.
    pub(super) fn display_name(&self, slug: &str) -> String {
        let preset = match self.kind {
            Kind::Oidc => slug,
            Kind::Google => "Google",
            Kind::GitHub => "GitHub",
        };
        if self.name.is_empty() { preset.to_owned() } else { self.name.clone() }
    }

    /// The issuer, also the preset one.
    pub(super) fn issuer(&self) -> String {
        let preset = if self.kind == Kind::Google { GOOGLE } else { "" };
        if self.issuer.is_empty() { preset.to_owned() } else { self.issuer.clone() }
    }

    /// The address of a GitHub site.
    pub(super) fn base_url(&self) -> String {
        if self.base_url.is_empty() { GITHUB.to_owned() } else { self.base_url.trim_end_matches('/').to_owned() }
    }

    /// The address of a GitHub API.
    pub(super) fn api_url(&self) -> String {
        match (self.api_url.is_empty(), self.base_url.is_empty()) {
            (false, _) => self.api_url.trim_end_matches('/').to_owned(),
            (true, true) => GITHUB_API.to_owned(),
            (true, false) => format!("{}/api/v3", self.base_url()),
        }
    }

    /// What is asked for, in one line.
    pub(super) fn scope(&self) -> String {
        let preset: &[&str] = if self.kind == Kind::GitHub { &["read:user", "user:email"] } else { &["openid", "email", "profile"] };
        if self.scopes.is_empty() { preset.join(" ") } else { self.scopes.join(" ") }
    }

    /// The hosts that may be asked.
    pub(super) fn reach(&self) -> Reach {
        let own = match self.kind {
            Kind::GitHub => vec![self.base_url(), self.api_url()],
            Kind::Oidc | Kind::Google => vec![self.issuer()],
        };
        let preset = if self.kind == Kind::Google { GOOGLE_HOSTS.as_slice() } else { &[] };
        let hosts = preset.iter().map(|host| (*host).to_owned()).chain(self.hosts.iter().cloned());
        Reach::new(own.iter().map(String::as_str), hosts, self.allow_http_loopback)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn oidc(issuer: &str) -> ProviderSettings {
        ProviderSettings { issuer: issuer.into(), client_id: "claqueta".into(), ..ProviderSettings::default() }
    }

    #[test]
    fn presets_need_no_more_than_a_registration() {
        let google = ProviderSettings { kind: Kind::Google, ..oidc("") };
        assert_eq!(google.validate("google"), Vec::<String>::new());
        assert_eq!((google.issuer().as_str(), google.display_name("g").as_str()), (GOOGLE, "Google"));
        let github = ProviderSettings { kind: Kind::GitHub, client_secret: "x".into(), ..oidc("") };
        assert_eq!(github.validate("github"), Vec::<String>::new());
        let enterprise = ProviderSettings { base_url: "https://git.corp.example/".into(), ..github };
        assert_eq!(enterprise.api_url(), "https://git.corp.example/api/v3");
    }

    #[test]
    fn addresses_must_be_safe() {
        for good in ["https://id.example", "https://id.example/realms/a", "https://id.example:8443/"] {
            assert_eq!(oidc(good).validate("corp"), Vec::<String>::new(), "{good}");
        }
        for bad in
            ["", "id.example", "http://id.example", "http://127.0.0.1:9", "https://id.example/?a", "https://u:p@id.example", "ftp://a"]
        {
            assert_eq!(oidc(bad).validate("corp").len(), 1, "{bad}");
        }
        let local = ProviderSettings { allow_http_loopback: true, ..oidc("http://127.0.0.1:9000") };
        assert_eq!(local.validate("local"), Vec::<String>::new());
        let far = ProviderSettings { allow_http_loopback: true, ..oidc("http://id.example") };
        assert_eq!(far.validate("far").len(), 1);
        assert_eq!(oidc("https://id.example").validate("Corp ID").len(), 1);
    }

    #[test]
    fn the_secret_is_not_shown() {
        let settings = ProviderSettings { client_secret: "hunter2".into(), ..oidc("https://id.example") };
        assert!(!format!("{settings:?}").contains("hunter2"));
    }
}
