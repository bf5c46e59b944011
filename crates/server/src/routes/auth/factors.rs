//! `/api/auth`: second factors.

use super::sessions::{DeliveryParams, deliver};
use crate::context::Context;
use crate::extract::{Client, Query, SignedIn, Valid, refuse_foreign_page};
use crate::problem::Problem;
use ::auth::factors::{self, enrol, reauthenticate, sign_in};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, delete, get, post};
use domain::factor::{ConfirmTotp, FactorsView, Reauthenticate, RecoveryCodesView, SecondFactorLogin, TotpSetupView};
use domain::user::TokenResponse;
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(second_factor)
        .service(reauthenticate_session)
        .service(list_factors)
        .service(begin_totp)
        .service(remove_totp)
        .service(confirm_totp)
        .service(renew_recovery_codes);
}

/// The second step of a sign-in.
#[utoipa::path(operation_id = "loginSecondFactor", tag = "auth", request_body = SecondFactorLogin, params(DeliveryParams), responses(
    (status = 200, description = "Both tokens", body = TokenResponse,
        headers(("Set-Cookie" = String, description = "The session cookie, unless `delivery=body`"))),
    (status = 401, description = "`second-factor-wrong`; `second-factor-expired`: begin again; `account-suspended`"),
    (status = 403, description = "`csrf-rejected`: another site sent this"),
    (status = 429, description = "`rate-limited`: too many wrong codes")
))]
#[post("/api/auth/login/second-factor")]
async fn second_factor(
    request: HttpRequest,
    context: Data<Context>,
    Query(params): Query<DeliveryParams>,
    Client(device): Client,
    Valid(command): Valid<SecondFactorLogin>,
) -> Result<HttpResponse, Problem> {
    refuse_foreign_page(&request, &context)?;
    let tokens = sign_in::complete(&context.auth, command, device).await?;
    Ok(deliver(&context, tokens, params.delivery))
}

/// Prove again who you are: for what asks for a recent sign-in.
#[utoipa::path(operation_id = "reauthenticate", tag = "auth", request_body = Reauthenticate, responses(
    (status = 204, description = "This session counts as proven now"),
    (status = 401, description = "`invalid-credentials`, `second-factor-required`, `second-factor-wrong`"),
    (status = 429, description = "`rate-limited`: too many failed attempts")
))]
#[post("/api/auth/reauthenticate")]
async fn reauthenticate_session(
    context: Data<Context>,
    SignedIn(actor): SignedIn,
    Client(device): Client,
    Valid(command): Valid<Reauthenticate>,
) -> Result<HttpResponse, Problem> {
    reauthenticate::reauthenticate(&context.auth, &actor, command, &device).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Which factors this account has besides its password.
#[utoipa::path(operation_id = "listFactors", tag = "auth", responses(
    (status = 200, description = "The factors", body = FactorsView)
))]
#[get("/api/auth/mfa")]
async fn list_factors(context: Data<Context>, SignedIn(actor): SignedIn) -> Result<HttpResponse, Problem> {
    Ok(HttpResponse::Ok().json(factors::status(&context.auth, &actor).await?))
}

/// Begin to set up an authenticator app. Nothing is asked for until a first code confirms it.
#[utoipa::path(operation_id = "beginTotp", tag = "auth", responses(
    (status = 200, description = "What the app needs; shown once", body = TotpSetupView),
    (status = 409, description = "`second-factor-on`")
))]
#[post("/api/auth/mfa/totp")]
async fn begin_totp(context: Data<Context>, SignedIn(actor): SignedIn) -> Result<HttpResponse, Problem> {
    Ok(HttpResponse::Ok().json(enrol::begin(&context.auth, &actor).await?))
}

/// Turn the second factor on by a first code of the app.
#[utoipa::path(operation_id = "confirmTotp", tag = "auth", request_body = ConfirmTotp, responses(
    (status = 200, description = "It is on; the recovery codes are shown once", body = RecoveryCodesView),
    (status = 409, description = "`second-factor-on`, `second-factor-not-begun`"),
    (status = 422, description = "`invalid-value`: the code is wrong")
))]
#[post("/api/auth/mfa/totp/confirm")]
async fn confirm_totp(
    context: Data<Context>,
    SignedIn(actor): SignedIn,
    Client(device): Client,
    Valid(command): Valid<ConfirmTotp>,
) -> Result<HttpResponse, Problem> {
    Ok(HttpResponse::Ok().json(enrol::confirm(&context.auth, &actor, &command, device.address()).await?))
}

/// Turn the second factor off. Its recovery codes go with it.
#[utoipa::path(operation_id = "removeTotp", tag = "auth", responses((status = 204, description = "There is none")))]
#[delete("/api/auth/mfa/totp")]
async fn remove_totp(context: Data<Context>, SignedIn(actor): SignedIn, Client(device): Client) -> Result<HttpResponse, Problem> {
    enrol::remove(&context.auth, &actor, device.address()).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// New recovery codes; those from before are no longer good.
#[utoipa::path(operation_id = "renewRecoveryCodes", tag = "auth", responses(
    (status = 200, description = "The codes; shown once", body = RecoveryCodesView),
    (status = 409, description = "`second-factor-off`")
))]
#[post("/api/auth/mfa/recovery-codes")]
async fn renew_recovery_codes(context: Data<Context>, SignedIn(actor): SignedIn, Client(device): Client) -> Result<HttpResponse, Problem> {
    Ok(HttpResponse::Ok().json(enrol::renew_codes(&context.auth, &actor, device.address()).await?))
}
