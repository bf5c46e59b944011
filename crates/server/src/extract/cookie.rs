//! The cookies of browsers that scripts must not read: the session's, which holds the refresh token; the
//! device's, which outlives it and shows that somebody signed in here before; and that of videos whose password was given.

use crate::context::Context;
use actix_web::HttpRequest;
use actix_web::cookie::time::Duration as CookieDuration;
use actix_web::cookie::{Cookie, SameSite};
use auth::sessions::Tokens;
use auth::video_locks;

/// Over https the prefix makes browsers refuse the cookie from other hosts and paths.
pub const SECURE_NAME: &str = "__Host-claqueta_session";
/// Over plain http (a trial at home) browsers keep no cookie with that prefix.
pub(super) const PLAIN_NAME: &str = "claqueta_session";

const SECURE_DEVICE: &str = "__Host-claqueta_device";
const PLAIN_DEVICE: &str = "claqueta_device";
/// How clients that keep no cookies send the same.
const DEVICE_HEADER: &str = "claqueta-device";

const SECURE_ACCESS: &str = "__Host-claqueta_access";
const PLAIN_ACCESS: &str = "claqueta_access";

/// Browsers keep no cookie for longer (RFC 6265bis section 5.5).
const DEVICE_LIFETIME: CookieDuration = CookieDuration::days(400);

/// What the client holds to show that it signed in before.
pub(super) fn device_ticket(request: &HttpRequest, context: &Context) -> Option<String> {
    let header = request.headers().get(DEVICE_HEADER).and_then(|value| value.to_str().ok()).map(str::to_owned);
    header.or_else(|| request.cookie(device_name(context)).map(|cookie| cookie.value().to_owned()))
}

/// The cookie that keeps it.
pub fn device_cookie(context: &Context, ticket: String) -> Cookie<'static> {
    build(context, device_name(context), ticket, Some(DEVICE_LIFETIME))
}

/// The access to videos that the request's cookie holds.
pub fn access_ticket(request: &HttpRequest, context: &Context) -> Option<String> {
    request.cookie(access_name(context)).map(|cookie| cookie.value().to_owned())
}

/// The cookie that keeps it.
pub fn access_cookie(context: &Context, ticket: String) -> Cookie<'static> {
    let seconds = i64::try_from(video_locks::LIFETIME.as_secs()).unwrap_or(i64::MAX);
    build(context, access_name(context), ticket, Some(CookieDuration::seconds(seconds)))
}

/// The refresh token that the request's cookie holds.
pub fn session_token(request: &HttpRequest, context: &Context) -> Option<String> {
    request.cookie(name(context)).map(|cookie| cookie.value().to_owned()).filter(|value| !value.is_empty())
}

/// The cookie that keeps the refresh token; for as long as the session may live, or until the browser
/// is closed where the session shall not be remembered.
pub fn session_cookie(context: &Context, tokens: &Tokens) -> Cookie<'static> {
    let seconds = i64::try_from(tokens.refresh_lifetime.as_secs()).unwrap_or(i64::MAX);
    build(context, name(context), tokens.refresh_token.clone(), tokens.persistent.then(|| CookieDuration::seconds(seconds)))
}

/// The cookie that removes the session's.
pub fn no_session_cookie(context: &Context) -> Cookie<'static> {
    build(context, name(context), String::new(), Some(CookieDuration::ZERO))
}

fn build(context: &Context, name: &'static str, value: String, max_age: Option<CookieDuration>) -> Cookie<'static> {
    let cookie = Cookie::build(name, value).path("/").http_only(true).secure(context.is_https()).same_site(SameSite::Lax);
    match max_age {
        Some(max_age) => cookie.max_age(max_age).finish(),
        None => cookie.finish(),
    }
}

fn access_name(context: &Context) -> &'static str {
    if context.is_https() { SECURE_ACCESS } else { PLAIN_ACCESS }
}

fn device_name(context: &Context) -> &'static str {
    if context.is_https() { SECURE_DEVICE } else { PLAIN_DEVICE }
}

fn name(context: &Context) -> &'static str {
    if context.is_https() { SECURE_NAME } else { PLAIN_NAME }
}
