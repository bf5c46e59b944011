//! Limits on how many requests a client may send, by kind of request.
//!
//! Each answer tells what is left in `RateLimit` and what is allowed in `RateLimit-Policy`
//! (draft-ietf-httpapi-ratelimit-headers-10); beyond that there is a 429 with `Retry-After`. Media,
//! the web app and health checks are not counted, nor are the parts of an upload that was begun.

use super::is_safe;
use crate::context::Context;
use crate::extract::{Credential, client_address, credential};
use crate::problem::Problem;
use crate::settings::RateLimitSettings;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpRequest};
use auth::api_keys::{self, is_api_key};
use auth::limiter::address_key;
use cache::{Decision, Limit};
use domain::ErrorKind;

const LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// How many API keys that this server has not seen yet are looked up for one address. Beyond it they count as the address
/// does, so invented keys cost no queries.
const NEW_KEYS: Limit = Limit { name: "new-keys", burst: 30, per_seconds: 60 };

/// A kind of request that has a limit of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    /// Signing up and in: what a stranger may cost us.
    Auth,
    Writes,
    Reads,
    /// New comments: each is told to people.
    Comments,
    /// New uploads: each takes room on the disk.
    Uploads,
}

impl Class {
    /// The class of a request; none for what is not counted.
    fn of(method: &Method, path: &str) -> Option<Self> {
        // Feeds and maps cost as much as lists.
        if ["/feeds/", "/sitemap", "/oembed", "/embed/"].iter().any(|start| path.starts_with(start)) {
            return Some(Self::Reads);
        }
        let path = path.strip_prefix("/api/")?;
        if path == "upload" || path.starts_with("upload/") {
            return (*method == Method::POST).then_some(Self::Uploads);
        }
        // Each of these makes a row, or asks a provider.
        if path.starts_with("auth/signin/") || path.starts_with("auth/callback/") {
            return Some(Self::Auth);
        }
        if is_safe(method) {
            return Some(Self::Reads);
        }
        if path == "comments" {
            return Some(Self::Comments);
        }
        // Refreshing and leaving are not guesses: they show a session.
        let shows_session = matches!(path, "auth/refresh" | "auth/logout" | "auth/logout-all");
        Some(if path.starts_with("auth/") && !shows_session { Self::Auth } else { Self::Writes })
    }

    fn limit(self, settings: &RateLimitSettings) -> Limit {
        match self {
            Self::Auth => settings.auth.limit("auth"),
            Self::Writes => settings.writes.limit("writes"),
            Self::Reads => settings.reads.limit("reads"),
            Self::Comments => settings.comments.limit("comments"),
            Self::Uploads => settings.uploads.limit("uploads"),
        }
    }
}

/// The middleware; see the module.
///
/// # Errors
/// Those of the handler.
pub async fn rate_limit(
    context: Data<Context>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let settings = &context.settings.rate_limits;
    let class = Class::of(request.method(), request.path()).filter(|_| settings.enabled);
    let Some(class) = class else { return Ok(next.call(request).await?.map_into_boxed_body()) };
    let limit = class.limit(settings);
    let decision = context.limiter.check(&limit, &client(class, request.request(), &context).await, context.clock.now()).await;
    let mut answer = match decision.retry_after {
        None => next.call(request).await?.map_into_boxed_body(),
        Some(wait) => {
            let seconds = wait.as_secs().saturating_add(u64::from(wait.subsec_nanos() > 0)).max(1);
            request.error_response(Problem::new(ErrorKind::RateLimited, "rate-limited").retry_after(seconds))
        }
    };
    announce(answer.headers_mut(), &limit, &decision);
    Ok(answer)
}

/// The client that a request is counted for: the account that a genuine access token names, an API key that exists, the
/// session of a genuine cookie, else the address. Whether the session or the key is still good, the handler's extractor asks.
async fn client(class: Class, request: &HttpRequest, context: &Context) -> String {
    let address = client_address(request).map_or_else(|| "unknown".to_owned(), |address| format!("address:{}", address_key(address)));
    let shown = match credential(request, context) {
        // Signing in does not count for the account that is signed in already.
        _ if class == Class::Auth => None,
        Ok(Credential::Bearer(token)) if is_api_key(&token) => api_key(context, &token, &address).await,
        Ok(Credential::Bearer(token)) => auth::sessions::account_named_in(&context.auth, &token).map(|id| format!("account:{id}")),
        Ok(Credential::Cookie(token)) => auth::refresh::open(&context.auth.keys, &token).map(|(id, _)| format!("session:{id}")),
        Ok(Credential::None) | Err(_) => None,
    };
    shown.unwrap_or(address)
}

/// The API key, if there is one like this. Its checksum proves nothing, since anyone can compute it: a key that this server has
/// not seen yet is looked up.
async fn api_key(context: &Context, token: &str, address: &str) -> Option<String> {
    let id = match api_keys::seen(&context.auth, token) {
        Some(id) => id,
        None if context.limiter.check(&NEW_KEYS, address, context.clock.now()).await.retry_after.is_some() => return None,
        // While the database fails, keys count as their addresses do.
        None => api_keys::identify(&context.auth, token).await.ok()??,
    };
    Some(format!("key:{id}"))
}

/// Lists of one item (RFC 9651): quota and window, what is left of it, seconds until it is whole.
fn announce(headers: &mut HeaderMap, limit: &Limit, decision: &Decision) {
    let policy = format!("\"{}\";q={};w={}", limit.name, limit.burst, limit.per_seconds);
    let left = format!("\"{}\";r={};t={}", limit.name, decision.remaining, decision.reset_seconds);
    for (name, text) in [(POLICY, policy), (LIMIT, left)] {
        if let Ok(value) = HeaderValue::from_str(&text) {
            headers.insert(name, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_sorted_by_what_they_cost() {
        for (method, path, class) in [
            (Method::POST, "/api/auth/register", Some(Class::Auth)),
            (Method::POST, "/api/auth/login", Some(Class::Auth)),
            (Method::POST, "/api/auth/refresh", Some(Class::Writes)),
            (Method::GET, "/api/auth/signin/google", Some(Class::Auth)),
            (Method::GET, "/api/auth/callback/google", Some(Class::Auth)),
            (Method::GET, "/api/auth/session", Some(Class::Reads)),
            (Method::POST, "/api/videos", Some(Class::Writes)),
            (Method::POST, "/api/comments", Some(Class::Comments)),
            (Method::PUT, "/api/comments/x", Some(Class::Writes)),
            (Method::GET, "/api/comments/video/x", Some(Class::Reads)),
            (Method::DELETE, "/api/videos/x", Some(Class::Writes)),
            (Method::GET, "/api/videos", Some(Class::Reads)),
            (Method::POST, "/api/upload", Some(Class::Uploads)),
            (Method::POST, "/api/upload/file", Some(Class::Uploads)),
            (Method::PATCH, "/api/upload/x", None),
            (Method::HEAD, "/api/upload/x", None),
            (Method::GET, "/media/v/g/master.m3u8", None),
            (Method::GET, "/healthz", None),
            (Method::GET, "/", None),
        ] {
            assert_eq!(Class::of(&method, path), class, "{method} {path}");
        }
    }
}
