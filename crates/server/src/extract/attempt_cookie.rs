//! The cookies that bind sign-ins with providers to the browser that began them: one for each, so that
//! several tabs can be under way.

use crate::context::Context;
use actix_web::HttpRequest;
use actix_web::cookie::time::Duration as CookieDuration;
use actix_web::cookie::{Cookie, SameSite};
use auth::providers::Browser;

const SECURE_PREFIX: &str = "__Host-claqueta_attempt_";
const PLAIN_PREFIX: &str = "claqueta_attempt_";
/// More tabs than anybody finishes; beyond that the oldest is given up, before the header grows too long.
const MOST: usize = 8;

/// What the browser holds of the attempts that it began.
pub fn attempt_secrets(request: &HttpRequest, context: &Context) -> Vec<String> {
    held(request, context).into_iter().map(|(_, secret)| secret).collect()
}

/// The cookies to set when an attempt begins: its own, and the removal of those that are too many.
pub fn attempt_cookies(request: &HttpRequest, context: &Context, browser: Browser) -> Vec<Cookie<'static>> {
    let mut names: Vec<String> = held(request, context).into_iter().map(|(name, _)| name).collect();
    names.sort_unstable();
    let surplus = (names.len() + 1).saturating_sub(MOST);
    let lifetime = CookieDuration::seconds(i64::try_from(browser.lifetime.as_secs()).unwrap_or(i64::MAX));
    let own = build(context, format!("{}{}", prefix(context), browser.attempt), browser.secret, lifetime);
    names.into_iter().take(surplus).map(|name| build(context, name, String::new(), CookieDuration::ZERO)).chain([own]).collect()
}

/// The cookie that removes an attempt's.
pub fn no_attempt_cookie(context: &Context, attempt: &str) -> Cookie<'static> {
    build(context, format!("{}{attempt}", prefix(context)), String::new(), CookieDuration::ZERO)
}

fn held(request: &HttpRequest, context: &Context) -> Vec<(String, String)> {
    let Ok(cookies) = request.cookies() else { return Vec::new() };
    let ours = cookies.iter().filter(|cookie| cookie.name().starts_with(prefix(context)));
    ours.map(|cookie| (cookie.name().to_owned(), cookie.value().to_owned())).collect()
}

/// Lax: the browser sends them when a provider's page leads back here by a link or a redirect.
fn build(context: &Context, name: String, value: String, max_age: CookieDuration) -> Cookie<'static> {
    let cookie = Cookie::build(name, value).path("/").http_only(true).secure(context.is_https()).same_site(SameSite::Lax);
    cookie.max_age(max_age).finish()
}

fn prefix(context: &Context) -> &'static str {
    if context.is_https() { SECURE_PREFIX } else { PLAIN_PREFIX }
}
