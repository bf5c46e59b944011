//! Any OpenID Connect issuer: the authorization code flow with PKCE.

use super::discovery::{self, Kept, Metadata};
use super::id_token::{self, Claims, Expected, KeySet, KeySetDocument, Refused};
use super::outside::{self, Reach};
use super::settings::{ProviderSettings, ResponseMode};
use super::trouble::{Result, Trouble};
use super::{Ask, Grant, Provider};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::Timestamp;
use domain::identity::Profile;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use reqwest::{Client, RequestBuilder};
use serde::Deserialize;
use std::sync::Arc;
use std::time::Duration;

/// A token with an unknown key makes us ask for the keys again, but not more often than this.
const RENEW_PAUSE: Duration = Duration::from_secs(10);

/// One issuer.
pub(super) struct Oidc {
    client: Client,
    issuer: String,
    settings: ProviderSettings,
    reach: Reach,
    metadata: Kept<Metadata>,
    keys: Kept<KeySet>,
}

#[derive(Deserialize)]
struct TokenAnswer {
    access_token: String,
    token_type: String,
    id_token: Option<String>,
}

/// RFC 6749 section 5.2.
#[derive(Deserialize)]
struct Refusal {
    error: String,
}

#[async_trait::async_trait]
impl Provider for Oidc {
    async fn authorization_url(&self, ask: &Ask<'_>, now: Timestamp) -> Result<String> {
        let mut url = self.metadata(now).await?.authorization_endpoint.clone();
        let mut query = url.query_pairs_mut();
        query
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.settings.client_id)
            .append_pair("redirect_uri", ask.redirect_uri)
            .append_pair("scope", &self.settings.scope())
            .append_pair("state", ask.state)
            .append_pair("nonce", ask.nonce)
            .append_pair("code_challenge", ask.challenge)
            .append_pair("code_challenge_method", "S256");
        if self.settings.response_mode == ResponseMode::FormPost {
            query.append_pair("response_mode", "form_post");
        }
        drop(query);
        Ok(url.into())
    }

    async fn profile(&self, grant: &Grant<'_>, now: Timestamp) -> Result<Profile> {
        let metadata = self.metadata(now).await?;
        match grant.issuer {
            Some(issuer) if issuer != self.issuer => return Err(Trouble::Answer(format!("it comes from another issuer: {issuer:.200}"))),
            None if metadata.names_issuer => return Err(Trouble::Answer("it names no issuer, as this issuer promised".into())),
            _ => {}
        }
        let tokens = self.exchange(&metadata, grant).await?;
        let id_token = tokens.id_token.as_deref().ok_or_else(|| Trouble::Answer("no ID token; is `openid` among the scopes?".into()))?;
        let claims = self.verify(&metadata, id_token, grant.nonce, now).await?;
        let claims = self.with_address(&metadata, claims, &tokens.access_token).await?;
        Ok(claims.into_profile(&self.issuer))
    }
}

impl Oidc {
    pub(super) fn new(client: Client, settings: ProviderSettings) -> Self {
        let (issuer, reach) = (settings.issuer(), settings.reach());
        Self { client, issuer, settings, reach, metadata: Kept::default(), keys: Kept::default() }
    }

    async fn metadata(&self, now: Timestamp) -> Result<Arc<Metadata>> {
        self.metadata.get(now, discovery::fetch(&self.client, &self.issuer, &self.reach)).await
    }

    async fn fetch_keys(&self, metadata: &Metadata) -> Result<KeySet> {
        let answer = outside::get(self.client.get(metadata.jwks_uri.clone()).header(ACCEPT, "application/json"), "keys").await?;
        if !answer.status.is_success() {
            return Err(Trouble::Unavailable(format!("keys: {}", answer.status)));
        }
        Ok(answer.json::<KeySetDocument>("keys")?.into())
    }

    async fn exchange(&self, metadata: &Metadata, grant: &Grant<'_>) -> Result<TokenAnswer> {
        let request = self.token_request(metadata, grant);
        // Sent once: a code is good for one use.
        let answer = outside::send(request, "token").await?;
        if !answer.status.is_success() {
            let refusal = answer.json::<Refusal>("token").map_or_else(|_| String::new(), |refusal| refusal.error);
            return Err(Trouble::Answer(format!("token: {} {refusal:.100}", answer.status)));
        }
        let tokens: TokenAnswer = answer.json("token")?;
        if !tokens.token_type.eq_ignore_ascii_case("Bearer") {
            return Err(Trouble::Answer("token: of a type that we don't know".into()));
        }
        Ok(tokens)
    }

    fn token_request(&self, metadata: &Metadata, grant: &Grant<'_>) -> RequestBuilder {
        let (id, secret) = (&self.settings.client_id, &self.settings.client_secret);
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("grant_type", "authorization_code")
            .append_pair("code", grant.code)
            .append_pair("redirect_uri", grant.redirect_uri)
            .append_pair("code_verifier", grant.verifier);
        let mut request = self.client.post(metadata.token_endpoint.clone()).header(ACCEPT, "application/json");
        // Who we are, in the way that the issuer takes.
        if secret.is_empty() {
            form.append_pair("client_id", id);
        } else if metadata.secret_in_body {
            form.append_pair("client_id", id).append_pair("client_secret", secret);
        } else {
            // RFC 6749 section 2.3.1: both are form-encoded before they are joined.
            let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
            let credentials = STANDARD.encode(format!("{}:{}", encoded(id), encoded(secret)));
            request = request.header(AUTHORIZATION, format!("Basic {credentials}"));
        }
        request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(form.finish())
    }

    /// Verifies with the keys that we have; if none fits, the issuer may have new ones.
    async fn verify(&self, metadata: &Metadata, token: &str, nonce: &str, now: Timestamp) -> Result<Claims> {
        let expected = Expected { issuer: &self.issuer, client_id: &self.settings.client_id, nonce };
        let unknown = || Trouble::Answer("ID token: signed by none of the issuer's keys".into());
        let keys = self.keys.get(now, self.fetch_keys(metadata)).await?;
        match id_token::verify(token, &keys, expected, now) {
            Ok(claims) => return Ok(claims),
            Err(Refused::Content(trouble)) => return Err(trouble),
            Err(Refused::Signature) => {}
        }
        let keys = self.keys.renew(now, RENEW_PAUSE, self.fetch_keys(metadata)).await?.ok_or_else(unknown)?;
        id_token::verify(token, &keys, expected, now).map_err(|refused| match refused {
            Refused::Content(trouble) => trouble,
            Refused::Signature => unknown(),
        })
    }

    /// Many issuers tell the address only at their user endpoint. Its word counts if it speaks of the
    /// same subject.
    async fn with_address(&self, metadata: &Metadata, claims: Claims, access_token: &str) -> Result<Claims> {
        let Some(endpoint) = metadata.userinfo_endpoint.clone().filter(|_| !claims.has_email()) else { return Ok(claims) };
        let answer =
            outside::get(self.client.get(endpoint).bearer_auth(access_token).header(ACCEPT, "application/json"), "userinfo").await?;
        if !answer.status.is_success() {
            return Err(Trouble::Answer(format!("userinfo: {}", answer.status)));
        }
        let told: Claims = answer.json("userinfo")?;
        if told.sub != claims.sub {
            return Err(Trouble::Answer("userinfo: of somebody else".into()));
        }
        Ok(claims.with_address_of(told))
    }
}
