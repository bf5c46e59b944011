//! `/api/admin/users`: accounts in the hands of administrators.

use crate::context::Context;
use crate::extract::{Administrator, Id, IfMatch, Query, Valid};
use crate::problem::Problem;
use crate::routes::respond::{self, Cache};
use ::auth::administration::users::{self, Filter, ListUsers};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, delete, get, patch, post, put};
use domain::id::UserId;
use domain::page::{DEFAULT_LIMIT, MAX_LIMIT, Page};
use domain::user::{AccountState, AdminUserView, ChangeRole, Role, Suspend};
use garde::Validate;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list_users).service(get_user).service(change_role).service(suspend).service(reinstate).service(logout_user);
}

/// Which accounts.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct UserParams {
    /// Most rows of a page.
    #[garde(inner(range(min = 1, max = MAX_LIMIT)))]
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: Option<u64>,
    /// `next_cursor` of the page before.
    #[garde(skip)]
    cursor: Option<String>,
    /// The handle or the mail address contains this, in any case.
    #[garde(inner(length(chars, max = 254)))]
    #[param(max_length = 254)]
    q: Option<String>,
    /// Has this role.
    #[garde(skip)]
    #[param(inline)]
    role: Option<Role>,
    /// Is in this state.
    #[garde(skip)]
    #[param(inline)]
    state: Option<AccountState>,
}

impl From<UserParams> for ListUsers {
    fn from(params: UserParams) -> Self {
        let text = params.q.as_deref().map(domain::text::folded).filter(|text| !text.is_empty());
        let filter = Filter { text, role: params.role, state: params.state };
        Self { filter, limit: params.limit.unwrap_or(DEFAULT_LIMIT), cursor: params.cursor }
    }
}

/// Accounts, newest first.
#[utoipa::path(operation_id = "listUsers", tag = "admin", params(UserParams), responses(
    (status = 200, description = "A page", body = Page<AdminUserView>, headers(("Link" = String, description = "The next page, `rel=\"next\"`"))),
    (status = 304, description = "The client has this page already")
))]
#[get("/api/admin/users")]
async fn list_users(
    request: HttpRequest,
    context: Data<Context>,
    Administrator(authority): Administrator,
    Query(params): Query<UserParams>,
) -> Result<HttpResponse, Problem> {
    respond::page(&request, &users::list(&context.auth, &authority, params.into()).await?, Cache::Personal)
}

/// One account.
#[utoipa::path(operation_id = "getUser", tag = "admin", params(("id" = UserId, Path, description = "The account")), responses(
    (status = 200, description = "The account", body = AdminUserView, headers(("ETag" = String, description = "Its version"))),
    (status = 304, description = "The client has this version already")
))]
#[get("/api/admin/users/{id}")]
async fn get_user(
    request: HttpRequest,
    context: Data<Context>,
    Id(id): Id<UserId>,
    Administrator(authority): Administrator,
) -> Result<HttpResponse, Problem> {
    let found = users::get(&context.auth, &authority, id).await?;
    respond::resource(&request, &found, Cache::Personal)
}

/// Give an account another role, from its next request on.
#[utoipa::path(operation_id = "changeUserRole", tag = "admin", params(
        ("id" = UserId, Path, description = "The account"), ("If-Match" = Option<String>, Header, description = "Change only this version")),
    request_body(content((ChangeRole = "application/json"), (ChangeRole = "application/merge-patch+json"))), responses(
    (status = 200, description = "The account as it is now", body = AdminUserView, headers(("ETag" = String, description = "Its version"))),
    (status = 403, description = "`own-account`: nobody demotes himself; `recent-login-required`"),
    (status = 409, description = "`last-admin`: somebody must remain"),
    (status = 412, description = "`stale`: the account has another version by now")
))]
#[patch("/api/admin/users/{id}")]
async fn change_role(
    context: Data<Context>,
    Id(id): Id<UserId>,
    Administrator(authority): Administrator,
    if_match: IfMatch,
    Valid(command): Valid<ChangeRole>,
) -> Result<HttpResponse, Problem> {
    Ok(respond::changed(&users::change_role(&context.auth, &authority, id, if_match.versions().as_deref(), command).await?))
}

/// Lock an account: its sessions and keys are refused at once. Its videos stay as they are.
#[utoipa::path(operation_id = "suspendUser", tag = "admin", params(
        ("id" = UserId, Path, description = "The account"), ("If-Match" = Option<String>, Header, description = "Change only this version")),
    request_body = Suspend, responses(
    (status = 200, description = "The account as it is now", body = AdminUserView, headers(("ETag" = String, description = "Its version"))),
    (status = 403, description = "`own-account`: nobody locks himself out"),
    (status = 409, description = "`last-admin`: somebody must remain"),
    (status = 412, description = "`stale`: the account has another version by now")
))]
#[put("/api/admin/users/{id}/suspension")]
async fn suspend(
    context: Data<Context>,
    Id(id): Id<UserId>,
    Administrator(authority): Administrator,
    if_match: IfMatch,
    Valid(command): Valid<Suspend>,
) -> Result<HttpResponse, Problem> {
    Ok(respond::changed(&users::suspend(&context.auth, &authority, id, if_match.versions().as_deref(), command).await?))
}

/// Let an account be used again.
#[utoipa::path(operation_id = "reinstateUser", tag = "admin", params(
        ("id" = UserId, Path, description = "The account"), ("If-Match" = Option<String>, Header, description = "Change only this version")),
    responses(
    (status = 204, description = "The account may be used"),
    (status = 412, description = "`stale`: the account has another version by now")
))]
#[delete("/api/admin/users/{id}/suspension")]
async fn reinstate(
    context: Data<Context>,
    Id(id): Id<UserId>,
    Administrator(authority): Administrator,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    users::reinstate(&context.auth, &authority, id, if_match.versions().as_deref()).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// End all sessions of an account.
#[utoipa::path(operation_id = "logoutUser", tag = "admin", params(("id" = UserId, Path, description = "The account")), responses(
    (status = 204, description = "All its sessions have ended")
))]
#[post("/api/admin/users/{id}/logout")]
async fn logout_user(context: Data<Context>, Id(id): Id<UserId>, Administrator(authority): Administrator) -> Result<HttpResponse, Problem> {
    users::logout(&context.auth, &authority, id).await?;
    Ok(HttpResponse::NoContent().finish())
}
