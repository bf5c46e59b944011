//! `/api/users/{handle}/block`: who can't comment on one's videos, nor answer or mention one.

use crate::context::Context;
use crate::extract::{PageParams, Query, SignedIn};
use crate::problem::Problem;
use crate::routes::respond::{self, Cache};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, delete, get, put};
use comments::blocks;
use domain::block::BlockView;
use domain::page::Page;
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list_blocks).service(block_user).service(unblock_user);
}

/// Whom you block, the latest first.
#[utoipa::path(operation_id = "listBlocks", tag = "users", params(PageParams), responses(
    (status = 200, description = "A page", body = Page<BlockView>, headers(
        ("Link" = String, description = "The next page, `rel=\"next\"`"), ("ETag" = String, description = "Tag of this page")))
))]
#[get("/api/users/blocks")]
async fn list_blocks(
    request: HttpRequest,
    context: Data<Context>,
    SignedIn(actor): SignedIn,
    Query(params): Query<PageParams>,
) -> Result<HttpResponse, Problem> {
    let page = blocks::list(&context.comments, &actor, params.limit(), params.cursor).await?;
    respond::page(&request, &page, Cache::Personal)
}

/// Block an account: it can't comment on your videos, nor answer or mention you.
#[utoipa::path(operation_id = "blockUser", tag = "users",
    params(("handle" = String, Path, description = "Its handle, in any case", example = "ana_cine")), responses(
    (status = 204, description = "It is blocked"),
    (status = 404, description = "`user-not-found`"),
    (status = 422, description = "`own-block`")
))]
#[put("/api/users/{handle}/block")]
async fn block_user(request: HttpRequest, context: Data<Context>, SignedIn(actor): SignedIn) -> Result<HttpResponse, Problem> {
    blocks::put(&context.comments, &actor, request.match_info().query("handle")).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Take a block back.
#[utoipa::path(operation_id = "unblockUser", tag = "users",
    params(("handle" = String, Path, description = "Its handle, in any case", example = "ana_cine")), responses(
    (status = 204, description = "It is not blocked"),
    (status = 404, description = "`user-not-found`")
))]
#[delete("/api/users/{handle}/block")]
async fn unblock_user(request: HttpRequest, context: Data<Context>, SignedIn(actor): SignedIn) -> Result<HttpResponse, Problem> {
    blocks::delete(&context.comments, &actor, request.match_info().query("handle")).await?;
    Ok(HttpResponse::NoContent().finish())
}
