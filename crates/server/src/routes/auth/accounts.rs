//! `/api/auth`: making accounts.

use crate::context::Context;
use crate::extract::Valid;
use crate::problem::Problem;
use ::auth::accounts;
use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use domain::user::{Register, RegisteredView};
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(register);
}

/// Make an account. Sign in next.
#[utoipa::path(operation_id = "register", tag = "auth", request_body = Register, responses(
    (status = 201, description = "The account was made", body = RegisteredView),
    (status = 403, description = "`sign-up-closed`"),
    (status = 409, description = "`email-taken` or `handle-taken`")
))]
#[post("/api/auth/register")]
async fn register(context: Data<Context>, Valid(command): Valid<Register>) -> Result<HttpResponse, Problem> {
    let user = accounts::register(&context.auth, command).await?;
    Ok(HttpResponse::Created().json(RegisteredView { user }))
}
