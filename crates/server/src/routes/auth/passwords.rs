//! `/api/auth/password`: setting a new one.

use super::sessions::{Delivery, DeliveryParams};
use crate::context::Context;
use crate::extract::{Asker, Client, Query, SignedIn, Valid, device_cookie};
use crate::problem::Problem;
use ::auth::mail::request;
use ::auth::passwords;
use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use domain::user::{AskForMail, ChangePassword, DeviceTokenView, ResetPassword};
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(forgot_password).service(reset_password).service(change_password);
}

/// Ask for a link that sets a new password. The answer and its time are the same whether or not
/// somebody has the address.
#[utoipa::path(operation_id = "forgotPassword", tag = "auth", request_body = AskForMail, responses(
    (status = 202, description = "Whatever there is at this address"),
    (status = 429, description = "`rate-limited`: too many mails")
))]
#[post("/api/auth/password/forgot")]
async fn forgot_password(context: Data<Context>, Asker(caller): Asker, Valid(command): Valid<AskForMail>) -> Result<HttpResponse, Problem> {
    request::reset_password(&context.auth, command, caller).await?;
    Ok(HttpResponse::Accepted().finish())
}

/// Set a new password by the link in a mail, once. All sessions of the account end, all its API keys are
/// revoked, and the account knows this device from now on.
#[utoipa::path(operation_id = "resetPassword", tag = "auth", request_body = ResetPassword, params(DeliveryParams), responses(
    (status = 200, description = "The same with `delivery=body`", body = DeviceTokenView),
    (status = 204, description = "Sign in with the new password", headers(("Set-Cookie" = String, description = "The device's cookie"))),
    (status = 410, description = "`link-used`, `link-expired`: too old, or a newer one took its place"),
    (status = 422, description = "`link-invalid`: not such a token; `weak-password`")
))]
#[post("/api/auth/password/reset")]
async fn reset_password(
    context: Data<Context>,
    Query(params): Query<DeliveryParams>,
    Client(device): Client,
    Valid(command): Valid<ResetPassword>,
) -> Result<HttpResponse, Problem> {
    let device_token = passwords::reset(&context.auth, command, &device).await?;
    Ok(match params.delivery {
        Delivery::Cookie => HttpResponse::NoContent().cookie(device_cookie(&context, device_token)).finish(),
        Delivery::Body => HttpResponse::Ok().json(DeviceTokenView { device_token }),
    })
}

/// Set a new password. This session goes on; the others end unless they shall stay. API keys stay unless
/// they shall not.
#[utoipa::path(operation_id = "changePassword", tag = "auth", request_body = ChangePassword, responses(
    (status = 204, description = "The new password holds", headers(("Set-Cookie" = String, description = "The device's cookie"))),
    (status = 401, description = "`invalid-credentials`: the present password is wrong"),
    (status = 403, description = "`recent-login-required`: on an account that has no password yet"),
    (status = 429, description = "`rate-limited`: too many failed attempts")
))]
#[post("/api/auth/password/change")]
async fn change_password(
    context: Data<Context>,
    SignedIn(actor): SignedIn,
    Client(device): Client,
    Valid(command): Valid<ChangePassword>,
) -> Result<HttpResponse, Problem> {
    let ticket = passwords::change(&context.auth, &actor, command, &device).await?;
    Ok(HttpResponse::NoContent().cookie(device_cookie(&context, ticket)).finish())
}
