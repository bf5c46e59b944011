//! `/api/auth`: making accounts.

use crate::context::Context;
use crate::extract::{Asker, Valid};
use crate::problem::Problem;
use ::auth::accounts::{self, Registered};
use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use domain::user::{PendingView, Register, RegisteredView};
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(register);
}

/// Make an account. Sign in next. Where the address must be proven first, the account is made by the
/// link in the mail, and the answer is the same whether or not the address has an account.
#[utoipa::path(operation_id = "register", tag = "auth", request_body = Register, responses(
    (status = 201, description = "The account was made", body = RegisteredView),
    (status = 202, description = "A mail tells how to go on", body = PendingView),
    (status = 403, description = "`sign-up-closed`, `invitation-required`"),
    (status = 409, description = "`email-taken` or `handle-taken`"),
    (status = 422, description = "`invitation-invalid`, `weak-password`, `invalid-value`"),
    (status = 429, description = "`rate-limited`: too many sign-ups from this address")
))]
#[post("/api/auth/register")]
async fn register(context: Data<Context>, Asker(caller): Asker, Valid(command): Valid<Register>) -> Result<HttpResponse, Problem> {
    Ok(match accounts::register(&context.auth, command, caller).await? {
        Registered::Made(user) => HttpResponse::Created().json(RegisteredView { user }),
        Registered::Pending(pending) => HttpResponse::Accepted().json(pending),
    })
}
