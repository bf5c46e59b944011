//! `/api/admin`: who may come in.

use crate::context::Context;
use crate::extract::{Administrator, Asker, Id, PageParams, Query, SignedIn, Valid};
use crate::problem::Problem;
use crate::routes::respond::{self, Cache};
use ::auth::invitations;
use actix_web::http::header::LOCATION;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, delete, get, post};
use domain::id::{InvitationId, UserId};
use domain::invitation::{CreateInvitation, CreatedInvitationView, InvitationView};
use domain::page::Page;
use domain::user::AdminUserView;
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list_invitations).service(create_invitation).service(revoke_invitation).service(approve_user);
}

/// Invitations, newest first.
#[utoipa::path(operation_id = "listInvitations", tag = "admin", params(PageParams), responses(
    (status = 200, description = "A page", body = Page<InvitationView>,
        headers(("Link" = String, description = "The next page, `rel=\"next\"`"))),
    (status = 304, description = "The client has this page already")
))]
#[get("/api/admin/invitations")]
async fn list_invitations(
    request: HttpRequest,
    context: Data<Context>,
    Administrator(authority): Administrator,
    Query(params): Query<PageParams>,
) -> Result<HttpResponse, Problem> {
    let page = invitations::list(&context.auth, &authority, params.limit(), params.cursor).await?;
    respond::page(&request, &page, Cache::Personal)
}

/// Invite somebody to make an account. If the invitation is for one address, it is mailed there.
#[utoipa::path(operation_id = "createInvitation", tag = "admin", request_body = CreateInvitation, responses(
    (status = 201, description = "The invitation with its code, which is told this once", body = CreatedInvitationView,
        headers(("Location" = String, description = "Where it can be taken back")))
))]
#[post("/api/admin/invitations")]
async fn create_invitation(
    context: Data<Context>,
    Administrator(authority): Administrator,
    SignedIn(actor): SignedIn,
    Asker(caller): Asker,
    Valid(command): Valid<CreateInvitation>,
) -> Result<HttpResponse, Problem> {
    let made = invitations::create(&context.auth, &authority, &actor, command, caller).await?;
    let place = format!("/api/admin/invitations/{}", made.invitation.id);
    Ok(HttpResponse::Created().insert_header((LOCATION, place)).json(made))
}

/// Take an unused invitation back.
#[utoipa::path(operation_id = "revokeInvitation", tag = "admin", params(("id" = InvitationId, Path, description = "The invitation")), responses(
    (status = 204, description = "Its code is good no more")
))]
#[delete("/api/admin/invitations/{id}")]
async fn revoke_invitation(
    context: Data<Context>,
    Id(id): Id<InvitationId>,
    Administrator(authority): Administrator,
    SignedIn(actor): SignedIn,
) -> Result<HttpResponse, Problem> {
    invitations::revoke(&context.auth, &authority, &actor, id).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Let an account in that waits for approval, and tell its owner.
#[utoipa::path(operation_id = "approveUser", tag = "admin", params(("id" = UserId, Path, description = "The account")), responses(
    (status = 200, description = "The account as it is now", body = AdminUserView)
))]
#[post("/api/admin/users/{id}/approve")]
async fn approve_user(
    context: Data<Context>,
    Id(id): Id<UserId>,
    Administrator(authority): Administrator,
) -> Result<HttpResponse, Problem> {
    Ok(HttpResponse::Ok().json(invitations::approve(&context.auth, &authority, id).await?))
}
