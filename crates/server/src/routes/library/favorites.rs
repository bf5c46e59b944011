//! `/api/users/favorites`.

use crate::context::Context;
use crate::extract::{Id, PageParams, Query, SignedIn, Valid};
use crate::problem::Problem;
use crate::routes::respond::{self, Cache};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, delete, get, post};
use domain::favorite::{AddFavorite, FavoriteItem, FavoriteView};
use domain::id::VideoId;
use domain::page::Page;
use library::favorites;
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list_favorites).service(add_favorite).service(remove_favorite);
}

/// Videos that the account keeps, the latest first.
#[utoipa::path(operation_id = "listFavorites", tag = "library", params(PageParams), responses(
    (status = 200, description = "A page", body = Page<FavoriteItem>, headers(("Link" = String, description = "The next page, `rel=\"next\"`"))),
    (status = 304, description = "The client has this page already")
))]
#[get("/api/users/favorites")]
async fn list_favorites(
    request: HttpRequest,
    context: Data<Context>,
    SignedIn(actor): SignedIn,
    Query(params): Query<PageParams>,
) -> Result<HttpResponse, Problem> {
    let page = favorites::list(&context.library, &actor, params.limit(), params.cursor).await?;
    respond::page(&request, &page, Cache::Personal)
}

/// Keep a video. Doing it again changes nothing.
#[utoipa::path(operation_id = "addFavorite", tag = "library", request_body = AddFavorite, responses(
    (status = 200, description = "It is kept", body = FavoriteView),
    (status = 404, description = "`video-not-found`")
))]
#[post("/api/users/favorites")]
async fn add_favorite(
    context: Data<Context>,
    SignedIn(actor): SignedIn,
    Valid(command): Valid<AddFavorite>,
) -> Result<HttpResponse, Problem> {
    Ok(HttpResponse::Ok().json(favorites::add(&context.library, &actor, command).await?))
}

/// Keep a video no longer. One that was not kept is fine.
#[utoipa::path(operation_id = "removeFavorite", tag = "library", params(("id" = VideoId, Path, description = "The video")), responses(
    (status = 204, description = "It is not kept")
))]
#[delete("/api/users/favorites/{id}")]
async fn remove_favorite(context: Data<Context>, SignedIn(actor): SignedIn, Id(id): Id<VideoId>) -> Result<HttpResponse, Problem> {
    favorites::remove(&context.library, &actor, id).await?;
    Ok(HttpResponse::NoContent().finish())
}
