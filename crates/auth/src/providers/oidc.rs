//! Any OpenID Connect issuer: the authorization code flow with PKCE, by the openidconnect library.

use super::discovery::{self, Kept, Metadata, Refusal, Tokens};
use super::id_token::{self, Claims, Expected, Refused};
use super::outside::{HttpClient, chain};
use super::settings::{ProviderSettings, ResponseMode};
use super::trouble::{Result, Trouble};
use super::{Ask, Grant, Provider};
use domain::Timestamp;
use domain::identity::Profile;
use openidconnect::core::{CoreAuthenticationFlow, CoreJsonWebKeySet, CoreTokenType, CoreUserInfoClaims};
use openidconnect::{
    AccessToken, AuthorizationCode, CsrfToken, DiscoveryError, IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeVerifier, RedirectUrl,
    RequestTokenError, Scope, SubjectIdentifier, TokenResponse, UserInfoError,
};
use reqwest::Client;
use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

/// A token with an unknown key makes us ask for the keys again, but not more often than this.
const RENEW_PAUSE: Duration = Duration::from_secs(10);

/// One issuer.
pub(super) struct Oidc {
    http: HttpClient,
    issuer: String,
    settings: ProviderSettings,
    metadata: Kept<Metadata>,
    keys: Kept<CoreJsonWebKeySet>,
}

#[async_trait::async_trait]
impl Provider for Oidc {
    async fn authorization_url(&self, ask: &Ask<'_>, now: Timestamp) -> Result<String> {
        let metadata = self.metadata(now).await?;
        let (state, nonce) = (CsrfToken::new(ask.state.to_owned()), Nonce::new(ask.nonce.to_owned()));
        let scope = self.settings.scope();
        // `openid` comes from the library.
        let scopes = scope.split(' ').filter(|scope| *scope != "openid").map(|scope| Scope::new(scope.to_owned()));
        let request = metadata
            .client
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, move || state, move || nonce)
            .add_scopes(scopes)
            .set_redirect_uri(redirect_url(ask.redirect_uri)?)
            .set_pkce_challenge(ask.challenge.clone());
        let request = match self.settings.response_mode {
            ResponseMode::Query => request,
            ResponseMode::FormPost => request.add_extra_param("response_mode", "form_post"),
        };
        Ok(request.url().0.into())
    }

    async fn profile(&self, grant: &Grant<'_>, now: Timestamp) -> Result<Profile> {
        let metadata = self.metadata(now).await?;
        match grant.issuer {
            Some(issuer) if issuer != self.issuer => return Err(Trouble::Answer(format!("it comes from another issuer: {issuer:.200}"))),
            None if metadata.names_issuer => return Err(Trouble::Answer("it names no issuer, as this issuer promised".into())),
            _ => {}
        }
        let tokens = self.exchange(&metadata, grant).await?;
        let claims = self.verify(&metadata, &tokens, grant.nonce, now).await?;
        let claims = self.with_address(&metadata, claims, tokens.access_token()).await?;
        Ok(claims.into_profile(&self.issuer))
    }
}

impl Oidc {
    pub(super) fn new(client: Client, settings: ProviderSettings) -> Self {
        let (issuer, http) = (settings.issuer(), HttpClient::new(client, settings.reach()));
        Self { http, issuer, settings, metadata: Kept::default(), keys: Kept::default() }
    }

    async fn metadata(&self, now: Timestamp) -> Result<Arc<Metadata>> {
        self.metadata.get(now, discovery::fetch(&self.http, &self.settings)).await
    }

    async fn fetch_keys(&self, metadata: &Metadata) -> Result<CoreJsonWebKeySet> {
        CoreJsonWebKeySet::fetch_async(&metadata.jwks_uri, &self.http).await.map_err(|error| match error {
            DiscoveryError::Request(trouble) => trouble,
            DiscoveryError::Response(status, ..) => Trouble::Unavailable(format!("keys: {status}")),
            error => Trouble::Answer(format!("keys: {:.300}", chain(&error))),
        })
    }

    async fn exchange(&self, metadata: &Metadata, grant: &Grant<'_>) -> Result<Tokens> {
        let request = metadata.client.exchange_code(AuthorizationCode::new(grant.code.to_owned()));
        let request = request.map_err(|error| Trouble::Answer(format!("token: {error}")))?;
        let request = request.set_redirect_uri(redirect_url(grant.redirect_uri)?);
        let request = request.set_pkce_verifier(PkceCodeVerifier::new(grant.verifier.to_owned()));
        let tokens: Tokens = request.request_async(&self.http).await.map_err(refused)?;
        if *tokens.token_type() != CoreTokenType::Bearer {
            return Err(Trouble::Answer("token: of a type that we don't know".into()));
        }
        Ok(tokens)
    }

    /// Verifies with the keys that we have; if none fits, the issuer may have new ones.
    async fn verify(&self, metadata: &Metadata, tokens: &Tokens, nonce: &str, now: Timestamp) -> Result<Claims> {
        let token = tokens.id_token().ok_or_else(|| Trouble::Answer("no ID token".into()))?;
        let issuer = IssuerUrl::new(self.issuer.clone()).map_err(|error| Trouble::Answer(error.to_string()))?;
        let expected = Expected { issuer: &issuer, client_id: &self.settings.client_id, nonce };
        let unknown = || Trouble::Answer("ID token: signed by none of the issuer's keys".into());
        let keys = self.keys.get(now, self.fetch_keys(metadata)).await?;
        match id_token::verify(token, (*keys).clone(), expected, now) {
            Ok(claims) => return Ok(claims),
            Err(Refused::Content(trouble)) => return Err(trouble),
            Err(Refused::Signature) => {}
        }
        let keys = self.keys.renew(now, RENEW_PAUSE, self.fetch_keys(metadata)).await?.ok_or_else(unknown)?;
        id_token::verify(token, (*keys).clone(), expected, now).map_err(|refused| match refused {
            Refused::Content(trouble) => trouble,
            Refused::Signature => unknown(),
        })
    }

    /// Many issuers tell the address only at their user endpoint. Its word counts if it speaks of the same subject.
    async fn with_address(&self, metadata: &Metadata, claims: Claims, token: &AccessToken) -> Result<Claims> {
        if claims.has_email() || metadata.client.user_info_url().is_none() {
            return Ok(claims);
        }
        // The library panics over a token that no header can hold.
        if token.secret().is_empty() || !token.secret().bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Trouble::Answer("token: not one that a header can hold".into()));
        }
        let subject = SubjectIdentifier::new(claims.subject().to_owned());
        let request = metadata.client.user_info(token.clone(), Some(subject)).map_err(|error| Trouble::Answer(error.to_string()))?;
        let told: CoreUserInfoClaims = request.request_async(&self.http).await.map_err(|error| match error {
            UserInfoError::Request(trouble) => trouble,
            error => Trouble::Answer(format!("userinfo: {:.300}", chain(&error))),
        })?;
        Ok(claims.with_address_of(Claims::from(&told)))
    }
}

fn redirect_url(address: &str) -> Result<Cow<'static, RedirectUrl>> {
    let url = RedirectUrl::new(address.to_owned()).map_err(|error| Trouble::Answer(format!("redirect_uri: {error}")))?;
    Ok(Cow::Owned(url))
}

fn refused(error: RequestTokenError<Trouble, Refusal>) -> Trouble {
    match error {
        RequestTokenError::Request(trouble) => trouble,
        RequestTokenError::ServerResponse(refusal) => Trouble::Answer(format!("token: {:.100}", refusal.error().as_ref())),
        error => Trouble::Answer(format!("token: {:.300}", chain(&error))),
    }
}
