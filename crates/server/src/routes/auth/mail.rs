//! `/api/auth/email`: the address of an account.

use crate::context::Context;
use crate::extract::{Asker, SignedIn, Valid};
use crate::problem::Problem;
use ::auth::email;
use ::auth::mail::request;
use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use domain::user::{AskForMail, ChangeEmail, FollowLink};
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(verify_email).service(resend_verification).service(change_email);
}

/// Do what the link in a mail about an address is for: make the account that was signed up for, mark the
/// address as proven, or give the account its new address.
#[utoipa::path(operation_id = "verifyEmail", tag = "auth", request_body = FollowLink, responses(
    (status = 204, description = "The address is proven"),
    (status = 403, description = "`sign-up-closed`, `invitation-required`: no longer open to this sign-up"),
    (status = 409, description = "`email-taken`: another account has got the address meanwhile"),
    (status = 410, description = "`link-used`, `link-expired`"),
    (status = 422, description = "`link-invalid`: not such a token; `invitation-invalid`: used by somebody else meanwhile")
))]
#[post("/api/auth/email/verify")]
async fn verify_email(context: Data<Context>, Asker(caller): Asker, Valid(command): Valid<FollowLink>) -> Result<HttpResponse, Problem> {
    email::verify(&context.auth, command, caller).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Ask for another link to prove an address. Whoever has it and has not proven it gets one.
#[utoipa::path(operation_id = "resendVerification", tag = "auth", request_body = AskForMail, responses(
    (status = 202, description = "Whatever there is at this address"),
    (status = 429, description = "`rate-limited`: too many mails")
))]
#[post("/api/auth/email/resend")]
async fn resend_verification(
    context: Data<Context>,
    Asker(caller): Asker,
    Valid(command): Valid<AskForMail>,
) -> Result<HttpResponse, Problem> {
    request::verify_email(&context.auth, command, caller).await?;
    Ok(HttpResponse::Accepted().finish())
}

/// Ask for another address. It holds once the link that is mailed there was followed; the present
/// address gets word of it.
#[utoipa::path(operation_id = "changeEmail", tag = "auth", request_body = ChangeEmail, responses(
    (status = 202, description = "A mail is on its way to the new address"),
    (status = 403, description = "`recent-login-required`"),
    (status = 429, description = "`rate-limited`: too many mails")
))]
#[post("/api/auth/email/change")]
async fn change_email(
    context: Data<Context>,
    SignedIn(actor): SignedIn,
    Asker(caller): Asker,
    Valid(command): Valid<ChangeEmail>,
) -> Result<HttpResponse, Problem> {
    email::change(&context.auth, &actor, command, caller).await?;
    Ok(HttpResponse::Accepted().finish())
}
