//! The session cookie of browsers. It holds the refresh token, which scripts must not read.

use crate::context::Context;
use actix_web::HttpRequest;
use actix_web::cookie::time::Duration as CookieDuration;
use actix_web::cookie::{Cookie, SameSite};
use auth::sessions::Tokens;

/// Over https the prefix makes browsers refuse the cookie from other hosts and paths.
pub const SECURE_NAME: &str = "__Host-claqueta_session";
/// Over plain http (a trial at home) browsers keep no cookie with that prefix.
pub(super) const PLAIN_NAME: &str = "claqueta_session";

/// The refresh token that the request's cookie holds.
pub fn session_token(request: &HttpRequest, context: &Context) -> Option<String> {
    request.cookie(name(context)).map(|cookie| cookie.value().to_owned()).filter(|value| !value.is_empty())
}

/// The cookie that keeps the refresh token; for as long as the session may live, or until the browser
/// is closed where the session shall not be remembered.
pub fn session_cookie(context: &Context, tokens: &Tokens) -> Cookie<'static> {
    let seconds = i64::try_from(tokens.refresh_lifetime.as_secs()).unwrap_or(i64::MAX);
    build(context, tokens.refresh_token.clone(), tokens.persistent.then(|| CookieDuration::seconds(seconds)))
}

/// The cookie that removes the session's.
pub fn no_session_cookie(context: &Context) -> Cookie<'static> {
    build(context, String::new(), Some(CookieDuration::ZERO))
}

fn build(context: &Context, value: String, max_age: Option<CookieDuration>) -> Cookie<'static> {
    let cookie = Cookie::build(name(context), value).path("/").http_only(true).secure(context.is_https()).same_site(SameSite::Lax);
    match max_age {
        Some(max_age) => cookie.max_age(max_age).finish(),
        None => cookie.finish(),
    }
}

fn name(context: &Context) -> &'static str {
    if context.is_https() { SECURE_NAME } else { PLAIN_NAME }
}
