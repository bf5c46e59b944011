//! The metadata of an issuer (OpenID Connect Discovery 1.0), kept for a while.

use super::id_token::FurtherClaims;
use super::outside::{HttpClient, Reach};
use super::settings::ProviderSettings;
use super::trouble::{Result, Trouble};
use domain::Timestamp;
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreClaimName, CoreClaimType, CoreClientAuthMethod, CoreErrorResponseType, CoreGenderClaim,
    CoreGrantType, CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm, CoreJwsSigningAlgorithm,
    CoreResponseMode, CoreResponseType, CoreRevocableToken, CoreRevocationErrorResponse, CoreSubjectIdentifierType,
    CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AdditionalProviderMetadata, AsyncHttpClient, AuthType, Client, ClientId, ClientSecret, EmptyExtraTokenFields, EndpointMaybeSet,
    EndpointNotSet, EndpointSet, IdTokenFields, JsonWebKeySetUrl, ProviderMetadata, StandardErrorResponse, StandardTokenResponse, http,
};
use serde::{Deserialize, Serialize};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How long a document is used before it is asked for again.
const FRESH: Duration = Duration::from_hours(1);
/// How long one is used while the issuer does not answer.
const STALE: Duration = Duration::from_hours(24);

/// What we read of a document beyond what the library does.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Further {
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

impl AdditionalProviderMetadata for Further {}

type Document = ProviderMetadata<
    Further,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

/// What the token endpoint answers.
pub(super) type Tokens = StandardTokenResponse<
    IdTokenFields<FurtherClaims, EmptyExtraTokenFields, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>,
    CoreTokenType,
>;

/// The refusal of a token endpoint.
pub(super) type Refusal = StandardErrorResponse<CoreErrorResponseType>;

/// The library's client of an issuer whose metadata is known.
type KnownClient = Client<
    FurtherClaims,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    Refusal,
    Tokens,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// What a sign-in needs of an issuer's metadata; addresses are checked.
pub(super) struct Metadata {
    pub(super) client: KnownClient,
    pub(super) jwks_uri: JsonWebKeySetUrl,
    /// Whether every answer names its issuer (RFC 9207).
    pub(super) names_issuer: bool,
}

/// Asks an issuer for its metadata. Its keys are fetched apart, once there is a token to verify.
pub(super) async fn fetch(http: &HttpClient, settings: &ProviderSettings) -> Result<Metadata> {
    let issuer = settings.issuer();
    let address = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
    let request = http::Request::get(address).header(http::header::ACCEPT, "application/json").body(Vec::new());
    let answer = http.call(request.map_err(|error| Trouble::Answer(format!("discovery: {error}")))?).await?;
    if !answer.status().is_success() {
        return Err(Trouble::Answer(format!("discovery: {}", answer.status())));
    }
    let document = serde_json::from_slice(answer.body()).map_err(|error| Trouble::Answer(format!("discovery: {error}")))?;
    check(&document, &issuer, &settings.reach())?;
    Ok(Metadata::new(document, settings))
}

fn check(document: &Document, issuer: &str, reach: &Reach) -> Result<()> {
    // Compared to the letter: the issuer's name is half of every identity here.
    if document.issuer().as_str() != issuer {
        return Err(Trouble::Answer(format!("the document of {issuer} names the issuer {:.200}", document.issuer().as_str())));
    }
    // The browser goes there, not we, so it need not be on a host that we may ask.
    if !matches!(document.authorization_endpoint().url().scheme(), "https" | "http") {
        return Err(Trouble::Answer("authorization_endpoint is no address".into()));
    }
    let token_endpoint = document.token_endpoint().ok_or_else(|| Trouble::Answer("discovery: no token_endpoint".into()))?;
    reach.address(token_endpoint, "token_endpoint")?;
    reach.address(document.jwks_uri(), "jwks_uri")?;
    document.userinfo_endpoint().map_or(Ok(()), |url| reach.address(url, "userinfo_endpoint").map(drop))
}

impl Metadata {
    fn new(document: Document, settings: &ProviderSettings) -> Self {
        let jwks_uri = document.jwks_uri().clone();
        let names_issuer = document.additional_metadata().authorization_response_iss_parameter_supported;
        let takes = |method| document.token_endpoint_auth_methods_supported().is_some_and(|all| all.contains(&method));
        let in_body = takes(CoreClientAuthMethod::ClientSecretPost) && !takes(CoreClientAuthMethod::ClientSecretBasic);
        let secret = Some(settings.client_secret.clone()).filter(|secret| !secret.is_empty()).map(ClientSecret::new);
        let client = Client::from_provider_metadata(document, ClientId::new(settings.client_id.clone()), secret);
        let client = client.set_auth_type(if in_body { AuthType::RequestBody } else { AuthType::BasicAuth });
        Self { client, jwks_uri, names_issuer }
    }
}

/// Something that is fetched rarely. Failures are never kept; while there are some, what was fetched
/// before serves on for a day.
pub(super) struct Kept<T>(Mutex<State<T>>);

struct State<T> {
    value: Option<(Arc<T>, Timestamp)>,
    renewed_at: Option<Timestamp>,
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self(Mutex::new(State { value: None, renewed_at: None }))
    }
}

impl<T> Kept<T> {
    /// What is kept, or what `fetch` brings. Several who miss at once all fetch: sign-ins are rare, and
    /// none must wait behind another's time-out.
    pub(super) async fn get(&self, now: Timestamp, fetch: impl Future<Output = Result<T>>) -> Result<Arc<T>> {
        let kept = self.state().value.clone();
        if let Some((value, at)) = &kept
            && is_within(*at, now, FRESH)
        {
            return Ok(Arc::clone(value));
        }
        match (fetch.await, kept) {
            (Ok(value), _) => Ok(self.put(value, now)),
            (Err(Trouble::Unavailable(why)), Some((value, at))) if is_within(at, now, STALE) => {
                tracing::warn!(why, "a provider does not answer; going on with what it said before");
                Ok(value)
            }
            (Err(trouble), _) => Err(trouble),
        }
    }

    /// Fetches although something is kept; nothing if that was done less than `pause` ago.
    pub(super) async fn renew(&self, now: Timestamp, pause: Duration, fetch: impl Future<Output = Result<T>>) -> Result<Option<Arc<T>>> {
        if self.state().renewed_at.is_some_and(|at| is_within(at, now, pause)) {
            return Ok(None);
        }
        let value = self.put(fetch.await?, now);
        self.state().renewed_at = Some(now);
        Ok(Some(value))
    }

    fn put(&self, value: T, now: Timestamp) -> Arc<T> {
        let value = Arc::new(value);
        self.state().value = Some((Arc::clone(&value), now));
        value
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A clock that was set back must not make anything fresh for ever.
fn is_within(at: Timestamp, now: Timestamp, time: Duration) -> bool {
    at <= now && now.since(at) < time
}

#[cfg(test)]
mod tests {
    use super::*;

    const T0: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    fn down() -> impl Future<Output = Result<u32>> {
        std::future::ready(Err(Trouble::Unavailable("down".into())))
    }

    #[tokio::test]
    async fn failures_are_not_kept_and_the_last_word_serves_for_a_day() {
        let kept = Kept::default();
        assert!(kept.get(T0, down()).await.is_err());
        assert_eq!(*kept.get(T0, async { Ok(1) }).await.unwrap(), 1, "right after a failure");
        let fresh = T0.plus(FRESH.saturating_sub(Duration::from_secs(1)));
        assert_eq!(*kept.get(fresh, async { Ok(2) }).await.unwrap(), 1);
        assert_eq!(*kept.get(T0.plus(FRESH), down()).await.unwrap(), 1);
        assert!(kept.get(T0.plus(STALE), down()).await.is_err());
        let wrong = async { Err(Trouble::Answer("another issuer".into())) };
        assert!(kept.get(T0.plus(FRESH), wrong).await.is_err(), "a wrong answer is not a missing one");
        assert_eq!(*kept.get(T0.plus(FRESH), async { Ok(3) }).await.unwrap(), 3);
        assert_eq!(*kept.get(T0, async { Ok(4) }).await.unwrap(), 4, "the clock went back");
    }

    #[tokio::test]
    async fn renewing_is_not_repeated_at_once() {
        let kept = Kept::default();
        let pause = Duration::from_secs(10);
        assert_eq!(*kept.get(T0, async { Ok(1) }).await.unwrap(), 1);
        assert!(kept.renew(T0, pause, down()).await.is_err());
        assert_eq!(*kept.renew(T0, pause, async { Ok(2) }).await.unwrap().unwrap(), 2, "right after a failure");
        assert!(kept.renew(T0.plus(Duration::from_secs(9)), pause, async { Ok(3) }).await.unwrap().is_none());
        assert_eq!(*kept.get(T0, down()).await.unwrap(), 2);
        assert_eq!(*kept.renew(T0.plus(pause), pause, async { Ok(3) }).await.unwrap().unwrap(), 3);
    }

    fn document(change: impl FnOnce(&mut serde_json::Value)) -> Result<()> {
        let mut document = serde_json::json!({
            "issuer": "https://id.example", "authorization_endpoint": "https://login.id.example/a",
            "token_endpoint": "https://id.example/t", "jwks_uri": "https://id.example/k", "userinfo_endpoint": "https://id.example/u",
            "response_types_supported": ["code"], "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["RS256"],
        });
        change(&mut document);
        let reach = Reach::new(["https://id.example"].into_iter(), std::iter::empty(), false);
        check(&serde_json::from_value(document).unwrap(), "https://id.example", &reach)
    }

    #[test]
    fn a_document_is_held_to_its_issuer_and_its_hosts() {
        document(|_| ()).unwrap();
        for (member, value) in [
            ("issuer", "https://id.example/"),
            ("issuer", "https://ID.example"),
            ("token_endpoint", "https://evil.example/t"),
            ("token_endpoint", "http://id.example/t"),
            ("jwks_uri", "http://169.254.169.254/k"),
            ("userinfo_endpoint", "https://10.0.0.1/u"),
            ("authorization_endpoint", "javascript:alert(1)"),
        ] {
            assert!(document(|d| d[member] = value.into()).is_err(), "{member} {value}");
        }
        assert!(document(|d| drop(d.as_object_mut().unwrap().remove("token_endpoint"))).is_err());
    }
}
