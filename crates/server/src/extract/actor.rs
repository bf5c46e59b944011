//! Who sends the request. A handler cannot reach an actor without naming which kind it needs.

use super::client::context;
use super::cookie::session_token;
use super::origin::require_own_page;
use super::unlocked::unlocked;
use crate::context::Context;
use crate::policy::{self, Rule};
use crate::problem::Problem;
use crate::shell::is_safe;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::header::AUTHORIZATION;
use actix_web::middleware::Next;
use actix_web::{Error, FromRequest, HttpMessage, HttpRequest};
use auth::api_keys::{self, is_api_key};
use auth::sessions;
use domain::access::{self, Actor};
use domain::{ErrorKind, Fault};
use futures_util::future::LocalBoxFuture;

/// A signed-in account, with the passwords of videos that it gave; 401 without one.
#[derive(Clone, Copy, Debug)]
pub struct SignedIn(pub Actor);

/// A signed-in account, or nobody, with the passwords of videos that were given. A bearer token that is no longer good is still 401, so that the
/// client refreshes it; a browser that carries an old cookie is nobody.
#[derive(Clone, Copy, Debug)]
pub struct Viewer(pub access::Viewer);

impl FromRequest for SignedIn {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let rule = rule_of(&request)?;
            if !matches!(rule, Rule::Account { .. }) {
                return Err(Problem::internal("the policy asks for no account here, but the handler does"));
            }
            proven(rule, &request).await?.map(Self).ok_or_else(|| Problem::internal("an account was let in without one"))
        })
    }
}

impl FromRequest for Viewer {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let rule = rule_of(&request)?;
            if !matches!(rule, Rule::Viewer(_)) {
                return Err(Problem::internal("the policy does not let just anybody in here, but the handler does"));
            }
            let context = context(&request)?;
            Ok(Self(match proven(rule, &request).await? {
                Some(actor) => access::Viewer::Account(actor),
                None => access::Viewer::Nobody(unlocked(&request, &context)),
            }))
        })
    }
}

/// Middleware: whoever is not let in is told so before anything else of the request is looked at. The
/// extractors ask again by the route that was really taken, so this is for the order of answers alone.
///
/// # Errors
/// Those of the handler.
pub async fn refuse_first(request: ServiceRequest, next: Next<impl MessageBody + 'static>) -> Result<ServiceResponse<BoxBody>, Error> {
    if let Ok(rule) = rule_of(request.request()) {
        match prove(rule, request.request()).await {
            Ok(actor) => drop(request.extensions_mut().insert(Proven { rule, actor })),
            Err(problem) => return Ok(request.error_response(problem)),
        }
    }
    Ok(next.call(request).await?.map_into_boxed_body())
}

/// Whom a rule let in.
struct Proven {
    rule: Rule,
    actor: Option<Actor>,
}

/// What [`refuse_first`] found, if it was by this rule.
async fn proven(rule: Rule, request: &HttpRequest) -> Result<Option<Actor>, Problem> {
    let found = request.extensions().get::<Proven>().filter(|found| found.rule == rule).map(|found| found.actor);
    match found {
        Some(actor) => Ok(actor),
        None => prove(rule, request).await,
    }
}

/// Who sends the request, if the rule lets him in.
async fn prove(rule: Rule, request: &HttpRequest) -> Result<Option<Actor>, Problem> {
    if rule == Rule::Open {
        return Ok(None);
    }
    let nobody_is_welcome = matches!(rule, Rule::Viewer(_));
    let context = context(request)?;
    let actor = match credential(request, &context)? {
        Credential::None if nobody_is_welcome => return Ok(None),
        Credential::None => return Err(Problem::new(ErrorKind::Unauthenticated, "unauthenticated")),
        Credential::Bearer(token) => bearer(&context, &token).await?,
        Credential::Cookie(token) => match sessions::authenticate_cookie(&context.auth, &token).await {
            Err(error) if nobody_is_welcome && error.kind() == ErrorKind::Unauthenticated => return Ok(None),
            proven => proven?,
        },
    };
    rule.admit(&actor, context.settings.auth.recent_login(), context.clock.now())?;
    Ok(Some(Actor { unlocked: unlocked(request, &context), ..actor }))
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
