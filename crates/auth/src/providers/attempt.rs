//! One walk to a provider and back: its secrets, and that it is finished once, by whom it was begun.
//!
//! All secrets are derived from the attempt's id: `state` names the attempt, `nonce` binds the ID token
//! to it, the PKCE verifier binds the code to us, and a cookie of its own binds it to the browser, so
//! that several tabs can sign in at once and nobody can be made to finish another's sign-in.

use super::{Ask, Entry, Grant};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::ticket;
use domain::id::AttemptId;
use domain::identity::{Attempt, Purpose};
use openidconnect::{PkceCodeChallenge, PkceCodeVerifier};
use std::time::Duration;
use uuid::Uuid;

/// How long the walk may take.
pub(super) const LIFETIME: Duration = Duration::from_mins(10);
const STATE: &str = "sign-in-state";
const NONCE: &str = "sign-in-nonce";
const VERIFIER: &str = "sign-in-verifier";
const BROWSER: &str = "sign-in-browser";

/// What the browser keeps of an attempt, in a cookie.
#[derive(Clone, Debug)]
pub struct Browser {
    /// Parts this attempt's cookie from those of other tabs. Later attempts sort after earlier ones.
    pub attempt: String,
    /// What the cookie holds.
    pub secret: String,
    /// How long it is of use.
    pub lifetime: Duration,
}

/// What the browser brings back from a provider.
#[derive(Clone, Debug, Default)]
pub struct Returned {
    /// As we gave it.
    pub state: String,
    /// The code, if the person agreed.
    pub code: Option<String>,
    /// Why there is no code.
    pub error: Option<String>,
    /// Who sends it (RFC 9207).
    pub issuer: Option<String>,
}

/// Begins an attempt: the address of the provider's page, and what the browser keeps meanwhile.
pub(super) async fn begin(ctx: &Ctx, entry: &Entry, purpose: Purpose, return_to: String) -> Result<(String, Browser)> {
    let now = ctx.clock.now();
    let id = AttemptId(ctx.ids.uuid(now));
    let secrets = Secrets::of(ctx, id)?;
    let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(secrets.verifier));
    let state = ticket::seal(&ctx.keys, STATE, id.0.as_bytes())?;
    let redirect_uri = redirect_uri(ctx, entry);
    let ask = Ask { redirect_uri: &redirect_uri, state: &state, nonce: &secrets.nonce, challenge: &challenge };
    // First the network, then the row: an issuer that is down leaves nothing behind.
    let url = entry.provider.authorization_url(&ask, now).await.map_err(|trouble| trouble.logged(&entry.view.id))?;

    let provider = entry.view.id.clone();
    let attempt = Attempt { id, provider, purpose, return_to, created_at: now, expires_at: now.plus(LIFETIME) };
    let tx = ctx.db.begin_write().await?;
    persistence::attempt::insert(&tx, &attempt).await?;
    tx.commit().await?;
    Ok((url, Browser { attempt: id.0.simple().to_string(), secret: secrets.browser, lifetime: LIFETIME }))
}

/// Uses the attempt up that this answer belongs to, if it came back to the browser that began it, from
/// the provider that it was begun with. `cookies` are the secrets that the browser has of its attempts.
pub(super) async fn take(ctx: &Ctx, entry: &Entry, returned: &Returned, cookies: &[String]) -> Result<Attempt> {
    let id = opened(ctx, STATE, &returned.state).ok_or(Error::SignInExpired)?;
    if !cookies.iter().any(|cookie| opened(ctx, BROWSER, cookie) == Some(id)) {
        return Err(Error::SignInExpired);
    }
    let tx = ctx.db.begin_write().await?;
    let attempt = persistence::attempt::take(&tx, id, ctx.clock.now()).await?.ok_or(Error::SignInExpired)?;
    tx.commit().await?;
    if attempt.provider == entry.view.id { Ok(attempt) } else { Err(Error::SignInExpired) }
}

/// The attempt that an answer belongs to, as its cookie is named.
pub(super) fn named_in(ctx: &Ctx, returned: &Returned) -> Option<String> {
    opened(ctx, STATE, &returned.state).map(|id| id.0.simple().to_string())
}

/// What the provider says of who came back with this answer.
pub(super) async fn profile(ctx: &Ctx, entry: &Entry, attempt: &Attempt, returned: &Returned) -> Result<domain::identity::Profile> {
    if let Some(error) = &returned.error {
        tracing::info!(provider = entry.view.id, error = format!("{error:.100}"), "a sign-in came back without a code");
        return Err(if error == "access_denied" { Error::SignInCancelled } else { Error::ProviderAnswerInvalid });
    }
    let code = returned.code.as_deref().ok_or(Error::ProviderAnswerInvalid)?;
    let secrets = Secrets::of(ctx, attempt.id)?;
    let redirect_uri = redirect_uri(ctx, entry);
    let grant =
        Grant { code, issuer: returned.issuer.as_deref(), redirect_uri: &redirect_uri, nonce: &secrets.nonce, verifier: &secrets.verifier };
    entry.provider.profile(&grant, ctx.clock.now()).await.map_err(|trouble| trouble.logged(&entry.view.id))
}

/// Where the provider sends the browser; it must be registered there.
fn redirect_uri(ctx: &Ctx, entry: &Entry) -> String {
    format!("{}/api/auth/callback/{}", ctx.site.public_url, entry.view.id)
}

struct Secrets {
    nonce: String,
    verifier: String,
    browser: String,
}

impl Secrets {
    fn of(ctx: &Ctx, id: AttemptId) -> Result<Self> {
        let secret = |purpose| ticket::seal(&ctx.keys, purpose, id.0.as_bytes());
        Ok(Self { nonce: secret(NONCE)?, verifier: secret(VERIFIER)?, browser: secret(BROWSER)? })
    }
}

fn opened(ctx: &Ctx, purpose: &str, text: &str) -> Option<AttemptId> {
    Some(AttemptId(Uuid::from_slice(&ticket::open(&ctx.keys, purpose, text)?).ok()?))
}
