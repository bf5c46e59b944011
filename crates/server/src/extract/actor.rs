//! Who sends the request. A handler cannot reach an actor without naming which kind it needs.

use super::client::context;
use super::cookie::session_token;
use super::origin::require_own_page;
use crate::context::Context;
use crate::policy::{self, Rule};
use crate::problem::Problem;
use crate::shell::is_safe;
use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::{FromRequest, HttpRequest};
use auth::api_keys::{self, is_api_key};
use auth::sessions;
use domain::access::Actor;
use domain::{ErrorKind, Fault};
use futures_util::future::LocalBoxFuture;

/// A signed-in account; 401 without one.
#[derive(Clone, Copy, Debug)]
pub struct SignedIn(pub Actor);

/// A signed-in account, or nobody. A bearer token that is no longer good is still 401, so that the
/// client refreshes it; a browser that carries an old cookie is nobody.
#[derive(Clone, Copy, Debug)]
pub struct Viewer(pub Option<Actor>);

impl FromRequest for SignedIn {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let context = context(&request)?;
            let rule = rule_of(&request)?;
            if !matches!(rule, Rule::Account { .. }) {
                return Err(Problem::internal("the policy asks for no account here, but the handler does"));
            }
            let actor = match credential(&request, &context)? {
                Credential::None => return Err(Problem::new(ErrorKind::Unauthenticated, "unauthenticated")),
                Credential::Bearer(token) => bearer(&context, &token).await?,
                Credential::Cookie(token) => sessions::authenticate_cookie(&context.auth, &token).await?,
            };
            admitted(rule, actor, &context).map(Self)
        })
    }
}

impl FromRequest for Viewer {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let context = context(&request)?;
            let rule = rule_of(&request)?;
            if !matches!(rule, Rule::Viewer(_)) {
                return Err(Problem::internal("the policy does not let just anybody in here, but the handler does"));
            }
            let actor = match credential(&request, &context)? {
                Credential::None => return Ok(Self(None)),
                Credential::Bearer(token) => bearer(&context, &token).await?,
                Credential::Cookie(token) => match sessions::authenticate_cookie(&context.auth, &token).await {
                    Ok(actor) => actor,
                    Err(error) if error.kind() == ErrorKind::Unauthenticated => return Ok(Self(None)),
                    Err(error) => return Err(error.into()),
                },
            };
            admitted(rule, actor, &context).map(|actor| Self(Some(actor)))
        })
    }
}

/// Who a bearer token speaks for: an API key or an access token.
async fn bearer(context: &Context, token: &str) -> Result<Actor, auth::Error> {
    if is_api_key(token) { api_keys::authenticate(&context.auth, token).await } else { sessions::authenticate(&context.auth, token).await }
}

/// What the policy says of the matched route. One that it does not name lets nobody in.
fn rule_of(request: &HttpRequest) -> Result<Rule, Problem> {
    let pattern = request.match_pattern().unwrap_or_default().replace("{path:.*}", "{path}");
    policy::rule(request.method(), &pattern).ok_or_else(|| Problem::internal(format!("no rule for {} {pattern}", request.method())))
}

fn admitted(rule: Rule, actor: Actor, context: &Context) -> Result<Actor, Problem> {
    rule.admit(&actor, context.settings.auth.recent_login(), context.clock.now())?;
    Ok(actor)
}

/// What a request shows of who sends it.
pub enum Credential {
    /// Nothing.
    None,
    /// An access token or an API key.
    Bearer(String),
    /// The refresh token in the session cookie.
    Cookie(String),
}

/// What the request shows. The header wins: whoever sets it means it, and other sites cannot.
///
/// # Errors
/// `token-invalid` for another scheme than bearer; `csrf-rejected` for a cookie that another site sends along.
pub fn credential(request: &HttpRequest, context: &Context) -> Result<Credential, Problem> {
    if let Some(value) = request.headers().get(AUTHORIZATION) {
        let token = value.to_str().ok().and_then(|text| text.split_once(' ')).filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
        let (_, token) = token.ok_or_else(|| Problem::new(ErrorKind::Unauthenticated, "token-invalid"))?;
        return Ok(Credential::Bearer(token.trim().to_owned()));
    }
    let Some(token) = session_token(request, context) else { return Ok(Credential::None) };
    if !is_safe(request.method()) {
        require_own_page(request, context)?;
    }
    Ok(Credential::Cookie(token))
}
