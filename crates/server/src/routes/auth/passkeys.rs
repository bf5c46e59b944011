//! `/api/auth/passkeys`: signing in without a password.

use super::sessions::{DeliveryParams, deliver};
use crate::context::Context;
use crate::extract::{Client, Id, Query, SignedIn, Valid, refuse_foreign_page};
use crate::problem::Problem;
use crate::routes::respond::{self, Cache};
use ::auth::passkeys::{self, registration, sign_in};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, delete, get, patch, post};
use domain::id::PasskeyId;
use domain::page::Page;
use domain::passkey::{FinishPasskey, PasskeyCreation, PasskeyLogin, PasskeyRequest, PasskeyView, RenamePasskey};
use domain::user::TokenResponse;
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(start_passkey_login)
        .service(finish_passkey_login)
        .service(start_passkey)
        .service(finish_passkey)
        .service(list_passkeys)
        .service(rename_passkey)
        .service(remove_passkey);
}

/// Begin to sign in by a passkey, or to prove a second factor by one.
#[utoipa::path(operation_id = "startPasskeyLogin", tag = "auth", responses(
    (status = 200, description = "What the browser needs", body = PasskeyRequest)
))]
#[post("/api/auth/passkeys/login/start")]
async fn start_passkey_login(context: Data<Context>) -> Result<HttpResponse, Problem> {
    let request = sign_in::start(&context.auth)?;
    Ok(HttpResponse::Ok().json(request))
}

/// Sign in by a passkey.
#[utoipa::path(operation_id = "finishPasskeyLogin", tag = "auth", request_body = PasskeyLogin, params(DeliveryParams), responses(
    (status = 200, description = "Both tokens", body = TokenResponse,
        headers(("Set-Cookie" = String, description = "The session cookie, unless `delivery=body`"))),
    (status = 401, description = "`passkey-rejected`, `passkey-cloned`, `account-suspended`"),
    (status = 403, description = "`csrf-rejected`: another site sent this"),
    (status = 410, description = "`challenge-expired`: begin again")
))]
#[post("/api/auth/passkeys/login/finish")]
async fn finish_passkey_login(
    request: HttpRequest,
    context: Data<Context>,
    Query(params): Query<DeliveryParams>,
    Client(device): Client,
    Valid(command): Valid<PasskeyLogin>,
) -> Result<HttpResponse, Problem> {
    refuse_foreign_page(&request, &context)?;
    let tokens = sign_in::finish(&context.auth, command, device).await?;
    Ok(deliver(&context, tokens, params.delivery))
}

/// Begin to make a passkey for this account.
#[utoipa::path(operation_id = "startPasskey", tag = "auth", responses(
    (status = 200, description = "What the browser needs", body = PasskeyCreation),
    (status = 409, description = "`too-many-passkeys`")
))]
#[post("/api/auth/passkeys/register/start")]
async fn start_passkey(context: Data<Context>, SignedIn(actor): SignedIn) -> Result<HttpResponse, Problem> {
    let creation = registration::start(&context.auth, &actor).await?;
    Ok(HttpResponse::Ok().json(creation))
}

/// Keep the passkey that the browser made.
#[utoipa::path(operation_id = "finishPasskey", tag = "auth", request_body = FinishPasskey, responses(
    (status = 201, description = "The passkey", body = PasskeyView),
    (status = 409, description = "`passkey-taken`, `too-many-passkeys`"),
    (status = 410, description = "`challenge-expired`: begin again"),
    (status = 422, description = "`invalid-value`: it is not for this site or this challenge")
))]
#[post("/api/auth/passkeys/register/finish")]
async fn finish_passkey(
    context: Data<Context>,
    SignedIn(actor): SignedIn,
    Client(device): Client,
    Valid(command): Valid<FinishPasskey>,
) -> Result<HttpResponse, Problem> {
    let passkey = registration::finish(&context.auth, &actor, command, device.address()).await?;
    Ok(HttpResponse::Created().json(passkey))
}

/// All passkeys of this account, oldest first.
#[utoipa::path(operation_id = "listPasskeys", tag = "auth", responses(
    (status = 200, description = "All of them: `next_cursor` is always null", body = Page<PasskeyView>),
    (status = 304, description = "The client has this list already")
))]
#[get("/api/auth/passkeys")]
async fn list_passkeys(request: HttpRequest, context: Data<Context>, SignedIn(actor): SignedIn) -> Result<HttpResponse, Problem> {
    respond::page(&request, &passkeys::list(&context.auth, &actor).await?, Cache::Personal)
}

/// Give a passkey another name.
#[utoipa::path(operation_id = "renamePasskey", tag = "auth", params(("id" = PasskeyId, Path, description = "The passkey")),
    request_body = RenamePasskey, responses((status = 200, description = "The passkey", body = PasskeyView)))]
#[patch("/api/auth/passkeys/{id}")]
async fn rename_passkey(
    context: Data<Context>,
    Id(id): Id<PasskeyId>,
    SignedIn(actor): SignedIn,
    Valid(command): Valid<RenamePasskey>,
) -> Result<HttpResponse, Problem> {
    let passkey = passkeys::rename(&context.auth, &actor, id, &command).await?;
    Ok(HttpResponse::Ok().json(passkey))
}

/// Remove a passkey; nobody signs in by it from now on.
#[utoipa::path(operation_id = "removePasskey", tag = "auth", params(("id" = PasskeyId, Path, description = "The passkey")), responses(
    (status = 204, description = "It is gone"),
    (status = 409, description = "`last-sign-in-method`: nobody could sign in without it")
))]
#[delete("/api/auth/passkeys/{id}")]
async fn remove_passkey(
    context: Data<Context>,
    Id(id): Id<PasskeyId>,
    SignedIn(actor): SignedIn,
    Client(device): Client,
) -> Result<HttpResponse, Problem> {
    passkeys::remove(&context.auth, &actor, id, device.address()).await?;
    Ok(HttpResponse::NoContent().finish())
}
