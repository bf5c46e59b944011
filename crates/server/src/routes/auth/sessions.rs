//! `/api/auth`: signing in, staying in, getting out.

use crate::context::Context;
use crate::extract::{
    Client, Id, MaybeValid, PageParams, Query, SignedIn, Valid, Viewer, device_cookie, no_session_cookie, refuse_foreign_page,
    require_own_page, session_cookie, session_token,
};
use crate::problem::Problem;
use crate::routes::respond::{self, Cache};
use ::auth::sessions::{self, Tokens};
use ::auth::{accounts, devices, signing};
use actix_web::cookie::Cookie;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, delete, get, post};
use domain::ErrorKind;
use domain::id::SessionId;
use domain::page::Page;
use domain::session::{DeviceView, JwksView, RefreshRequest};
use domain::user::{Login, SessionView, TokenResponse};
use garde::Validate;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(login).service(refresh).service(logout).service(logout_all).service(session).service(jwks);
    config.service(list_sessions).service(revoke_session);
}

/// How the refresh token shall come.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct DeliveryParams {
    /// `cookie` (for browsers, the default) or `body` (for everybody else). The same holds for the token of
    /// the device, which a client that takes it from the body sends as `Claqueta-Device` from then on.
    #[garde(skip)]
    #[param(inline)]
    #[serde(default)]
    pub(super) delivery: Delivery,
}

/// How the refresh token shall come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Delivery {
    /// As a cookie that scripts cannot read.
    #[default]
    Cookie,
    /// In the body, and no cookie.
    Body,
}

/// Sign in with a password.
#[utoipa::path(operation_id = "login", tag = "auth", request_body = Login, params(DeliveryParams), responses(
    (status = 200, description = "Both tokens", body = TokenResponse,
        headers(("Set-Cookie" = String, description = "The session cookie, unless `delivery=body`"))),
    (status = 401, description = "`invalid-credentials`, `account-suspended`"),
    (status = 403, description = "`csrf-rejected`: another site sent this"),
    (status = 429, description = "`rate-limited`: too many failed attempts")
))]
#[post("/api/auth/login")]
async fn login(
    request: HttpRequest,
    context: Data<Context>,
    Query(params): Query<DeliveryParams>,
    Client(device): Client,
    Valid(command): Valid<Login>,
) -> Result<HttpResponse, Problem> {
    refuse_foreign_page(&request, &context)?;
    let tokens = sessions::login(&context.auth, command, device).await?;
    Ok(deliver(&context, tokens, params.delivery))
}

/// Trade a refresh token for its successor and a new access token.
#[utoipa::path(operation_id = "refresh", tag = "auth", request_body(content = Option<RefreshRequest>), responses(
    (status = 200, description = "Both tokens", body = TokenResponse,
        headers(("Set-Cookie" = String, description = "The session cookie, if the token came by cookie"))),
    (status = 401, description = "`unauthenticated`, `token-invalid`, `session-expired`, `session-revoked`, `refresh-reused`"),
    (status = 403, description = "`csrf-rejected`: the cookie came from another site's page")
))]
#[post("/api/auth/refresh")]
async fn refresh(
    request: HttpRequest,
    context: Data<Context>,
    MaybeValid(body): MaybeValid<RefreshRequest>,
) -> Result<HttpResponse, Problem> {
    // The successor goes the way that the token came: what was in a cookie is never shown to scripts.
    if let Some(token) = body.and_then(|body| body.refresh_token) {
        let tokens = sessions::refresh(&context.auth, &token).await?;
        return Ok(deliver(&context, tokens, Delivery::Body));
    }
    let token = session_token(&request, &context).ok_or_else(|| Problem::new(ErrorKind::Unauthenticated, "unauthenticated"))?;
    require_own_page(&request, &context)?;
    let tokens = sessions::refresh(&context.auth, &token).await?;
    Ok(deliver(&context, tokens, Delivery::Cookie))
}

/// End this session: both of its tokens are refused from now on. Without a session, nothing happens.
#[utoipa::path(operation_id = "logout", tag = "auth", responses(
    (status = 204, description = "The session has ended", headers(("Set-Cookie" = String, description = "Removes the session cookie")))
))]
#[post("/api/auth/logout")]
async fn logout(context: Data<Context>, Viewer(viewer): Viewer) -> Result<HttpResponse, Problem> {
    if let Some(actor) = viewer.actor() {
        sessions::logout(&context.auth, actor).await?;
    }
    Ok(HttpResponse::NoContent().cookie(no_session_cookie(&context)).finish())
}

/// End all sessions of this account, on every device.
#[utoipa::path(operation_id = "logoutAll", tag = "auth", responses(
    (status = 204, description = "All sessions have ended", headers(("Set-Cookie" = String, description = "Removes the session cookie")))
))]
#[post("/api/auth/logout-all")]
async fn logout_all(context: Data<Context>, SignedIn(actor): SignedIn) -> Result<HttpResponse, Problem> {
    sessions::logout_all(&context.auth, &actor).await?;
    Ok(HttpResponse::NoContent().cookie(no_session_cookie(&context)).finish())
}

/// Who is signed in; `null` if nobody is.
#[utoipa::path(operation_id = "session", tag = "auth", responses(
    (status = 200, description = "The account or `null`", body = SessionView)
))]
#[get("/api/auth/session")]
async fn session(context: Data<Context>, Viewer(viewer): Viewer) -> Result<HttpResponse, Problem> {
    let user = match viewer.actor() {
        Some(actor) => Some(accounts::current(&context.auth, actor).await?),
        None => None,
    };
    Ok(HttpResponse::Ok().json(SessionView { user }))
}

/// Where this account is signed in, the newest sign-in first.
#[utoipa::path(operation_id = "listSessions", tag = "auth", params(PageParams), security(("bearer" = []), ("cookie" = [])), responses(
    (status = 200, description = "A page", body = Page<DeviceView>, headers(("Link" = String, description = "The next page, `rel=\"next\"`"))),
    (status = 304, description = "The client has this page already")
))]
#[get("/api/auth/sessions")]
async fn list_sessions(
    request: HttpRequest,
    context: Data<Context>,
    SignedIn(actor): SignedIn,
    Query(params): Query<PageParams>,
) -> Result<HttpResponse, Problem> {
    let page = devices::list(&context.auth, &actor, params.limit(), params.cursor).await?;
    respond::page(&request, &page, Cache::Personal)
}

/// End one of this account's sessions: both of its tokens are refused from now on.
#[utoipa::path(operation_id = "revokeSession", tag = "auth", params(("id" = SessionId, Path, description = "The session")),
    security(("bearer" = []), ("cookie" = [])), responses((status = 204, description = "It has ended")))]
#[delete("/api/auth/sessions/{id}")]
async fn revoke_session(context: Data<Context>, Id(id): Id<SessionId>, SignedIn(actor): SignedIn) -> Result<HttpResponse, Problem> {
    devices::revoke(&context.auth, &actor, id).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The public keys that check our access tokens (RFC 7517).
#[utoipa::path(operation_id = "jwks", tag = "auth", responses((status = 200, description = "The keys", body = JwksView)))]
#[get("/.well-known/jwks.json")]
async fn jwks(context: Data<Context>) -> Result<HttpResponse, Problem> {
    let ring = signing::newest_known(&context.auth).await?;
    Ok(HttpResponse::Ok().insert_header((CACHE_CONTROL, "public, max-age=300")).json(ring.jwks()))
}

pub(super) fn deliver(context: &Context, tokens: Tokens, delivery: Delivery) -> HttpResponse {
    let cookies = if delivery == Delivery::Cookie { sign_in_cookies(context, &tokens) } else { Vec::new() };
    let mut answer = HttpResponse::Ok().json(tokens.into_response(delivery == Delivery::Body));
    add_cookies(&mut answer, &cookies);
    answer
}

/// The cookies of a browser that signed in or refreshed: the session's and, after a sign-in, the device's.
pub(super) fn sign_in_cookies(context: &Context, tokens: &Tokens) -> Vec<Cookie<'static>> {
    let device = tokens.device_ticket.clone().map(|ticket| device_cookie(context, ticket));
    [session_cookie(context, tokens)].into_iter().chain(device).collect()
}

pub(super) fn add_cookies(answer: &mut HttpResponse, cookies: &[Cookie<'static>]) {
    for cookie in cookies {
        // It fails only for what no header can hold, and these hold base64url.
        drop(answer.add_cookie(cookie));
    }
}
