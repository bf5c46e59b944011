//! `/api/auth/password`: setting a new one.

use crate::context::Context;
use crate::extract::{Asker, Client, SignedIn, Valid};
use crate::problem::Problem;
use ::auth::mail::request;
use ::auth::passwords;
use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use domain::user::{AskForMail, ChangePassword, ResetPassword};
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

/// Set a new password by the link in a mail, once. All sessions of the account end.
#[utoipa::path(operation_id = "resetPassword", tag = "auth", request_body = ResetPassword, responses(
    (status = 204, description = "Sign in with the new password"),
    (status = 410, description = "`link-used`, `link-expired`: too old, or a newer one took its place"),
    (status = 422, description = "`link-invalid`: not such a token; `weak-password`")
))]
#[post("/api/auth/password/reset")]
async fn reset_password(
    context: Data<Context>,
    Asker(caller): Asker,
    Valid(command): Valid<ResetPassword>,
) -> Result<HttpResponse, Problem> {
    passwords::reset(&context.auth, command, caller).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Set a new password. This session goes on; the others end unless they shall stay.
#[utoipa::path(operation_id = "changePassword", tag = "auth", request_body = ChangePassword, responses(
    (status = 204, description = "The new password holds"),
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
    passwords::change(&context.auth, &actor, command, &device).await?;
    Ok(HttpResponse::NoContent().finish())
}
