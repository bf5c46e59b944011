//! `/api/users/{handle}/{follow,followers}` and `/api/users/feed`.

use crate::context::Context;
use crate::extract::{PageParams, Query, SignedIn, Viewer};
use crate::problem::Problem;
use crate::routes::respond::{self, Cache};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, delete, get, put};
use domain::follow::{FeedItem, FollowView, FollowerView};
use domain::page::Page;
use library::follows;
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(get_feed).service(get_follow).service(follow_user).service(unfollow_user).service(list_followers);
}

/// Videos of those whom the account follows, the latest first.
#[utoipa::path(operation_id = "getFeed", tag = "library", params(PageParams), responses(
    (status = 200, description = "A page", body = Page<FeedItem>, headers(("Link" = String, description = "The next page, `rel=\"next\"`"))),
    (status = 304, description = "The client has this page already")
))]
#[get("/api/users/feed")]
async fn get_feed(
    request: HttpRequest,
    context: Data<Context>,
    SignedIn(actor): SignedIn,
    Query(params): Query<PageParams>,
) -> Result<HttpResponse, Problem> {
    let page = follows::feed(&context.library, &actor, params.limit(), params.cursor).await?;
    respond::page(&request, &page, Cache::Personal)
}

/// Whether you follow an account.
#[utoipa::path(operation_id = "getFollow", tag = "library",
    params(("handle" = String, Path, description = "Its handle, in any case", example = "ana_cine")), responses(
    (status = 200, description = "Whether", body = FollowView)
))]
#[get("/api/users/{handle}/follow")]
async fn get_follow(request: HttpRequest, context: Data<Context>, SignedIn(actor): SignedIn) -> Result<HttpResponse, Problem> {
    let view = follows::state(&context.library, &actor, request.match_info().query("handle")).await?;
    respond::content(&request, &view, Cache::Personal)
}

/// Follow an account. Doing it again changes nothing.
#[utoipa::path(operation_id = "followUser", tag = "library",
    params(("handle" = String, Path, description = "Its handle, in any case", example = "ana_cine")), responses(
    (status = 204, description = "You follow it"),
    (status = 422, description = "`cannot-follow-yourself`")
))]
#[put("/api/users/{handle}/follow")]
async fn follow_user(request: HttpRequest, context: Data<Context>, SignedIn(actor): SignedIn) -> Result<HttpResponse, Problem> {
    follows::follow(&context.library, &actor, request.match_info().query("handle")).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Follow an account no longer. One that was not followed is fine.
#[utoipa::path(operation_id = "unfollowUser", tag = "library",
    params(("handle" = String, Path, description = "Its handle, in any case", example = "ana_cine")), responses(
    (status = 204, description = "You don't follow it")
))]
#[delete("/api/users/{handle}/follow")]
async fn unfollow_user(request: HttpRequest, context: Data<Context>, SignedIn(actor): SignedIn) -> Result<HttpResponse, Problem> {
    follows::unfollow(&context.library, &actor, request.match_info().query("handle")).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Who follows an account, the latest first, if its owner shows that.
#[utoipa::path(operation_id = "listFollowers", tag = "library",
    params(("handle" = String, Path, description = "Its handle, in any case", example = "ana_cine"), PageParams), responses(
    (status = 200, description = "A page", body = Page<FollowerView>, headers(
        ("Link" = String, description = "The next page, `rel=\"next\"`"), ("ETag" = String, description = "Tag of this page"))),
    (status = 304, description = "The client has this page already"),
    (status = 403, description = "`followers-hidden`: only its owner sees that")
))]
#[get("/api/users/{handle}/followers")]
async fn list_followers(
    request: HttpRequest,
    context: Data<Context>,
    Viewer(viewer): Viewer,
    Query(params): Query<PageParams>,
) -> Result<HttpResponse, Problem> {
    let handle = request.match_info().query("handle");
    let page = follows::followers(&context.library, viewer.actor(), handle, params.limit(), params.cursor).await?;
    respond::page(&request, &page, Cache::of_viewer(viewer.actor().is_some()))
}
