//! `/api/users/playlists/{id}/items`: what is in a list, and in which order.

use super::playlists::Named;
use crate::context::Context;
use crate::extract::{Id, SignedIn, Valid};
use crate::problem::Problem;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, delete, patch, post};
use domain::id::{PlaylistId, PlaylistItemId};
use domain::playlist::{AddItem, MoveItem, PlaylistItemView};
use library::playlists;
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(add_playlist_item).service(move_playlist_item).service(remove_playlist_item);
}

/// Add a video. One that is in the list already stays where it is.
#[utoipa::path(operation_id = "addPlaylistItem", tag = "library",
    params(("id" = PlaylistId, Path, description = "The playlist; `watch-later` for your own list for later")), request_body = AddItem, responses(
    (status = 200, description = "Its place in the list", body = PlaylistItemView),
    (status = 404, description = "`playlist-not-found`, `video-not-found`, or `playlist-item-not-found` for the item that it shall stand after"),
    (status = 409, description = "`playlist-full`")
))]
#[post("/api/users/playlists/{id}/items")]
async fn add_playlist_item(
    context: Data<Context>,
    Id(Named(which)): Id<Named>,
    SignedIn(actor): SignedIn,
    Valid(command): Valid<AddItem>,
) -> Result<HttpResponse, Problem> {
    Ok(HttpResponse::Ok().json(playlists::add(&context.library, &actor, which, command).await?))
}

/// Give an item another place. No other item is touched.
#[utoipa::path(operation_id = "movePlaylistItem", tag = "library",
    params(("id" = PlaylistId, Path, description = "The playlist"), ("item" = PlaylistItemId, Path, description = "The item")),
    request_body = MoveItem, responses(
    (status = 204, description = "It is there"),
    (status = 404, description = "`playlist-not-found`, `playlist-item-not-found`")
))]
#[patch("/api/users/playlists/{id}/items/{item}")]
async fn move_playlist_item(
    request: HttpRequest,
    context: Data<Context>,
    Id(id): Id<PlaylistId>,
    SignedIn(actor): SignedIn,
    Valid(command): Valid<MoveItem>,
) -> Result<HttpResponse, Problem> {
    playlists::relocate(&context.library, &actor, id, item(&request)?, command).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Take an item out. One that is not in the list is fine.
#[utoipa::path(operation_id = "removePlaylistItem", tag = "library",
    params(("id" = PlaylistId, Path, description = "The playlist"), ("item" = PlaylistItemId, Path, description = "The item")), responses(
    (status = 204, description = "It is not in the list"),
    (status = 404, description = "`playlist-not-found`")
))]
#[delete("/api/users/playlists/{id}/items/{item}")]
async fn remove_playlist_item(
    request: HttpRequest,
    context: Data<Context>,
    Id(id): Id<PlaylistId>,
    SignedIn(actor): SignedIn,
) -> Result<HttpResponse, Problem> {
    playlists::remove(&context.library, &actor, id, item(&request)?).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn item(request: &HttpRequest) -> Result<PlaylistItemId, Problem> {
    request.match_info().query("item").parse().map_err(|_| Problem::not_found())
}
