//! `/api/auth`: signing in with an identity provider, and the identities of an account.

use super::landing;
use super::sessions::{DeliveryParams, deliver};
use crate::context::Context;
use crate::extract::{
    Asker, Client, MaybeValid, Query, SignedIn, Valid, attempt_cookies, attempt_secrets, is_opened_by_own_page, refuse_foreign_page,
};
use crate::problem::Problem;
use crate::return_to::ReturnTo;
use ::auth::providers::{linking, sign_in, sign_up};
use actix_web::http::header::{CACHE_CONTROL, LOCATION};
use actix_web::web::{Bytes, Data, Path};
use actix_web::{HttpRequest, HttpResponse, delete, get, post};
use domain::identity::{CompleteSignUp, IdentitiesView, LinkIdentity, LinkView, ProvidersView};
use domain::user::TokenResponse;
use domain::{ErrorKind, Fault};
use garde::Validate;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list).service(complete).service(begin).service(callback).service(posted_callback);
    config.service(identities).service(link).service(unlink);
}

/// How a sign-in with a provider goes on.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct SignInParams {
    /// Where the browser goes afterwards: a path of this site or an address of an allowed origin.
    #[serde(default = "home")]
    #[garde(length(max = 2048))]
    #[param(default = "/", max_length = 2048, example = "/")]
    return_to: String,
    /// Whether the session shall outlive the browser's window.
    #[serde(default = "yes")]
    #[garde(skip)]
    #[param(default = true)]
    remember: bool,
}

fn home() -> String {
    "/".to_owned()
}

fn yes() -> bool {
    true
}

/// The providers that one can sign in with.
#[utoipa::path(operation_id = "listProviders", tag = "auth", responses(
    (status = 200, description = "The providers", body = ProvidersView)
))]
#[get("/api/auth/providers")]
async fn list(context: Data<Context>) -> HttpResponse {
    HttpResponse::Ok().insert_header((CACHE_CONTROL, "public, max-age=60")).json(context.auth.providers.view())
}

/// Sign in with a provider: sends the browser there. To be opened as a page, not by a script. Where a page opens it
/// that is neither of this site nor of an allowed origin, or does not say where it is (`Referrer-Policy:
/// no-referrer`), the person is asked on the page for signing in first.
#[utoipa::path(operation_id = "signInWithProvider", tag = "auth",
    params(("provider" = String, Path, description = "The provider's id", example = "google"), SignInParams), responses(
    (status = 303, description = "To the provider; to `/sign-in` if another site led here; to `/sign-in?error=<code>` if the provider \
        does not answer",
        headers(("Location" = String, description = "The provider's page"))),
    (status = 403, description = "`csrf-rejected`: it was not opened as a page"),
    (status = 404, description = "`unknown-provider`")
))]
#[get("/api/auth/signin/{provider}")]
async fn begin(
    request: HttpRequest,
    context: Data<Context>,
    provider: Path<String>,
    Query(params): Query<SignInParams>,
) -> Result<HttpResponse, Problem> {
    let return_to = ReturnTo::parse(&params.return_to, &context)?;
    if !is_opened_by_own_page(&request, &context)? {
        return Ok(landing::asked(&return_to));
    }
    let begun = sign_in::begin(&context.auth, &provider, return_to.clone().into_string(), params.remember).await;
    let (url, browser) = match begun {
        Ok(begun) => begun,
        Err(error) if error.kind() == ErrorKind::NotFound => return Err(error.into()),
        Err(error) => return Ok(landing::failed(Some(&return_to), &error)),
    };
    let mut answer = HttpResponse::SeeOther();
    answer.insert_header((LOCATION, url)).insert_header((CACHE_CONTROL, "no-store"));
    for cookie in attempt_cookies(&request, &context, browser) {
        answer.cookie(cookie);
    }
    Ok(answer.finish())
}

/// Where a provider sends the browser back to.
#[utoipa::path(operation_id = "providerCallback", tag = "auth", params(
    ("provider" = String, Path, description = "The provider's id", example = "google"),
    ("state" = Option<String>, Query, description = "As it was given to the provider"),
    ("code" = Option<String>, Query, description = "The authorization code"),
    ("error" = Option<String>, Query, description = "Why there is no code"),
    ("iss" = Option<String>, Query, description = "Who sends this (RFC 9207)")), responses(
    (status = 303, description = "Signed in: to `return_to`. Otherwise to `/sign-in?error=<code>`, \
        `/sign-in#second_factor=<ticket>` or `/complete-sign-up#ticket=<ticket>`",
        headers(("Location" = String, description = "A page of the frontend"), ("Set-Cookie" = String, description = "The session cookie")))
))]
#[get("/api/auth/callback/{provider}")]
async fn callback(
    request: HttpRequest,
    context: Data<Context>,
    provider: Path<String>,
    Client(device): Client,
    Asker(caller): Asker,
) -> HttpResponse {
    let returned = landing::returned(request.query_string().as_bytes());
    let cookies = attempt_secrets(&request, &context);
    let landed = sign_in::finish(&context.auth, &provider, &returned, &cookies, device, caller.locale).await;
    landing::landed(&context, &provider, landed)
}

/// The same for providers that let the browser post a form. It is sent on as a link, because cookies
/// don't come with what another site's page posts.
#[utoipa::path(operation_id = "providerFormCallback", tag = "auth",
    params(("provider" = String, Path, description = "The provider's id", example = "apple")),
    request_body(content = String, content_type = "application/x-www-form-urlencoded"), responses(
    (status = 303, description = "To the same address as a link", headers(("Location" = String, description = "This address")))
))]
#[post("/api/auth/callback/{provider}")]
async fn posted_callback(request: HttpRequest, form: Bytes) -> HttpResponse {
    let query = landing::as_query(&landing::returned(&form));
    let to = format!("{}?{query}", request.path());
    HttpResponse::SeeOther().insert_header((LOCATION, to)).insert_header((CACHE_CONTROL, "no-store")).finish()
}

/// Make the account of somebody whose provider vouches for no mail address, and sign in.
#[utoipa::path(operation_id = "completeSignUp", tag = "auth", request_body = CompleteSignUp, params(DeliveryParams), responses(
    (status = 200, description = "Both tokens", body = TokenResponse,
        headers(("Set-Cookie" = String, description = "The session cookie, unless `delivery=body`"))),
    (status = 403, description = "`sign-up-closed`; `csrf-rejected`: another site sent this"),
    (status = 409, description = "`email-taken`, `handle-taken` or `identity-taken`"),
    (status = 410, description = "`sign-in-expired`: the ticket was used or is too old")
))]
#[post("/api/auth/signin/complete")]
async fn complete(
    request: HttpRequest,
    context: Data<Context>,
    Query(params): Query<DeliveryParams>,
    Client(device): Client,
    Asker(caller): Asker,
    Valid(command): Valid<CompleteSignUp>,
) -> Result<HttpResponse, Problem> {
    refuse_foreign_page(&request, &context)?;
    let tokens = sign_up::complete(&context.auth, command, device, caller.locale).await?;
    Ok(deliver(&context, tokens, params.delivery))
}

/// The identities that open this account.
#[utoipa::path(operation_id = "listIdentities", tag = "auth", security(("bearer" = []), ("cookie" = [])), responses(
    (status = 200, description = "The identities", body = IdentitiesView)
))]
#[get("/api/auth/identities")]
async fn identities(context: Data<Context>, SignedIn(actor): SignedIn) -> Result<HttpResponse, Problem> {
    let view = linking::list(&context.auth, &actor).await?;
    Ok(HttpResponse::Ok().json(view))
}

/// Link an identity at a provider: tells where to send the browser. It comes back to `return_to` with
/// `linked=<provider>` or `error=<code>`.
#[utoipa::path(operation_id = "linkIdentity", tag = "auth", security(("bearer" = []), ("cookie" = [])),
    params(("provider" = String, Path, description = "The provider's id", example = "google")),
    request_body(content = Option<LinkIdentity>), responses(
    (status = 200, description = "The provider's page", body = LinkView,
        headers(("Set-Cookie" = String, description = "Binds the attempt to this browser"))),
    (status = 404, description = "`unknown-provider`"),
    (status = 503, description = "`provider-unavailable`")
))]
#[post("/api/auth/identities/{provider}/link")]
async fn link(
    request: HttpRequest,
    context: Data<Context>,
    SignedIn(actor): SignedIn,
    provider: Path<String>,
    MaybeValid(body): MaybeValid<LinkIdentity>,
) -> Result<HttpResponse, Problem> {
    let return_to = body.and_then(|body| body.return_to).unwrap_or_else(|| "/account".to_owned());
    let return_to = ReturnTo::parse(&return_to, &context)?.into_string();
    let (url, browser) = linking::begin(&context.auth, &actor, &provider, return_to).await?;
    let mut answer = HttpResponse::Ok();
    for cookie in attempt_cookies(&request, &context, browser) {
        answer.cookie(cookie);
    }
    Ok(answer.json(LinkView { url }))
}

/// Unlink an identity. The last way into the account stays.
#[utoipa::path(operation_id = "unlinkIdentity", tag = "auth", security(("bearer" = []), ("cookie" = [])),
    params(("provider" = String, Path, description = "The provider's id", example = "google")), responses(
    (status = 204, description = "It no longer opens this account"),
    (status = 404, description = "`not-found`: none is linked"),
    (status = 409, description = "`last-sign-in-method`")
))]
#[delete("/api/auth/identities/{provider}")]
async fn unlink(
    context: Data<Context>,
    SignedIn(actor): SignedIn,
    provider: Path<String>,
    Client(device): Client,
) -> Result<HttpResponse, Problem> {
    linking::unlink(&context.auth, &actor, &provider, device.address()).await?;
    Ok(HttpResponse::NoContent().finish())
}
