//! Deleting the account, and having it back.

use crate::context::Context;
use crate::extract::{Client, MaybeValid, SignedIn, Valid, no_session_cookie};
use crate::problem::Problem;
use actix_web::web::Data;
use actix_web::{HttpResponse, delete, post};
use auth::deletion;
use domain::user::{DeleteAccount, DeletionView, RestoreAccount};
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(delete_account).service(restore_account);
}

/// Delete the account: it is hidden at once with its videos, and all its sessions end. Until
/// `erase_after`, signing in tells how to have it back; then everything of it is erased.
#[utoipa::path(operation_id = "deleteAccount", tag = "users", request_body(content = Option<DeleteAccount>), responses(
    (status = 200, description = "The account is hidden", body = DeletionView,
        headers(("Set-Cookie" = String, description = "Removes the session cookie"))),
    (status = 401, description = "`invalid-credentials`: the password is wrong"),
    (status = 403, description = "`recent-login-required`: unless the password is given, and always with a second factor"),
    (status = 409, description = "`last-admin`: somebody must remain")
))]
#[delete("/api/users/profile")]
async fn delete_account(
    context: Data<Context>,
    SignedIn(actor): SignedIn,
    Client(device): Client,
    MaybeValid(command): MaybeValid<DeleteAccount>,
) -> Result<HttpResponse, Problem> {
    let told = deletion::delete(&context.auth, &actor, command, &device).await?;
    Ok(HttpResponse::Ok().cookie(no_session_cookie(&context)).json(told))
}

/// Have a deleted account back, by the ticket of a sign-in that was refused with
/// `account-deletion-pending`. Signing in is the next step.
#[utoipa::path(operation_id = "restoreAccount", tag = "users", request_body = RestoreAccount, responses(
    (status = 204, description = "The account is as it was"),
    (status = 410, description = "`challenge-expired`: the ticket is too old, or there is nothing to restore; sign in again")
))]
#[post("/api/users/profile/restore")]
async fn restore_account(
    context: Data<Context>,
    Client(device): Client,
    Valid(command): Valid<RestoreAccount>,
) -> Result<HttpResponse, Problem> {
    deletion::restore(&context.auth, &command, device.address()).await?;
    Ok(HttpResponse::NoContent().finish())
}
