//! Signing in with somebody else's word: OpenID Connect issuers and GitHub.
//!
//! A sign-in is an *attempt* (`attempt`): the browser walks to the provider with a state, a nonce and
//! a PKCE challenge of this attempt alone, and comes back with a code, which can be used once, by the
//! same browser. What the provider then says ([`domain::identity::Profile`]) is settled by [`sign_in`]
//! and [`linking`]. The provider's own tokens are used for one question and forgotten.
//!
//! Start reading at [`sign_in::begin`] and [`sign_in::finish`]. Below them, each provider is a
//! `Provider`: `oidc` with `discovery` and `id_token`, or `github`; all talk through
//! `outside`, which asks nobody but the hosts that the operator named.

mod attempt;
mod discovery;
mod github;
mod id_token;
pub mod linking;
mod oidc;
mod outside;
mod settings;
pub mod sign_in;
pub mod sign_up;
mod trouble;

pub use attempt::{Browser, Returned};
pub use settings::{Kind, ProviderSettings, ResponseMode};

use crate::error::{Error, Result};
use domain::Timestamp;
use domain::identity::{Profile, ProviderView, ProvidersView};
use openidconnect::PkceCodeChallenge;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What the browser takes to the provider.
struct Ask<'a> {
    redirect_uri: &'a str,
    state: &'a str,
    nonce: &'a str,
    challenge: &'a PkceCodeChallenge,
}

/// What the browser brings back, with what it was asked by.
struct Grant<'a> {
    code: &'a str,
    issuer: Option<&'a str>,
    redirect_uri: &'a str,
    nonce: &'a str,
    verifier: &'a str,
}

/// Somebody who can say who a person is.
#[async_trait::async_trait]
trait Provider: Send + Sync {
    /// Where the browser goes.
    async fn authorization_url(&self, ask: &Ask<'_>, now: Timestamp) -> trouble::Result<String>;

    /// Who came back.
    async fn profile(&self, grant: &Grant<'_>, now: Timestamp) -> trouble::Result<Profile>;
}

/// The providers of this site.
#[derive(Clone)]
pub struct Providers(Arc<BTreeMap<String, Entry>>);

struct Entry {
    view: ProviderView,
    provider: Box<dyn Provider>,
}

impl Providers {
    /// The configured providers. Nothing is asked of them yet: the server starts also when they are down.
    ///
    /// # Errors
    /// [`Error::Crypto`] if TLS cannot be set up.
    pub fn new(settings: &BTreeMap<String, ProviderSettings>) -> Result<Self> {
        let client = outside::client().map_err(|_| Error::Crypto("setting TLS up"))?;
        let entry = |(slug, settings): (&String, &ProviderSettings)| {
            let provider: Box<dyn Provider> = match settings.kind {
                Kind::Oidc | Kind::Google => Box::new(oidc::Oidc::new(client.clone(), settings.clone())),
                Kind::GitHub => Box::new(github::GitHub::new(client.clone(), settings.clone())),
            };
            let view = ProviderView { id: slug.clone(), name: settings.display_name(slug), kind: settings.kind.name() };
            (slug.clone(), Entry { view, provider })
        };
        Ok(Self(Arc::new(settings.iter().map(entry).collect())))
    }

    /// The providers as people may choose among them.
    pub fn view(&self) -> ProvidersView {
        ProvidersView { providers: self.0.values().map(|entry| entry.view.clone()).collect() }
    }

    /// The provider's name for people, also of one that is no longer configured.
    fn name(&self, slug: &str) -> String {
        self.0.get(slug).map_or_else(|| slug.to_owned(), |entry| entry.view.name.clone())
    }

    fn find(&self, slug: &str) -> Result<&Entry> {
        self.0.get(slug).ok_or(Error::UnknownProvider)
    }
}
