//! `/api/users/playlists` and `/api/users/{handle}/playlists`.

use crate::context::Context;
use crate::extract::{Id, IfMatch, Keyed, PageParams, Query, SignedIn, Valid, Viewer, etag};
use crate::problem::Problem;
use crate::routes::respond::{self, Cache};
use actix_web::http::header::{ETAG, LOCATION};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, delete, get, post, put};
use domain::id::PlaylistId;
use domain::page::Page;
use domain::playlist::{CreatePlaylist, PlaylistPage, PlaylistView, ReplacePlaylist};
use domain::video::Visibility;
use library::playlists::{self, Which};
use std::str::FromStr;
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list_my_playlists).service(create_playlist);
    config.service(get_playlist).service(replace_playlist).service(delete_playlist).service(list_user_playlists);
}

/// `watch-later` in the place of an id means the account's own list for later.
pub(super) struct Named(pub(super) Which);

impl FromStr for Named {
    type Err = domain::id::BadId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "watch-later" { Ok(Self(Which::WatchLater)) } else { text.parse().map(|id| Self(Which::Id(id))) }
    }
}

/// All playlists of the account, the newest first.
#[utoipa::path(operation_id = "listMyPlaylists", tag = "library", params(PageParams), responses(
    (status = 200, description = "A page", body = Page<PlaylistView>, headers(("Link" = String, description = "The next page, `rel=\"next\"`"))),
    (status = 304, description = "The client has this page already")
))]
#[get("/api/users/playlists")]
async fn list_my_playlists(
    request: HttpRequest,
    context: Data<Context>,
    SignedIn(actor): SignedIn,
    Query(params): Query<PageParams>,
) -> Result<HttpResponse, Problem> {
    let page = playlists::mine(&context.library, &actor, params.limit(), params.cursor).await?;
    respond::page(&request, &page, Cache::Personal)
}

/// Make a playlist.
#[utoipa::path(operation_id = "createPlaylist", tag = "library",
    params(
        ("Idempotency-Key" = Option<String>, Header, description = "The same key and body within 24 hours give the first answer again")),
    request_body = CreatePlaylist, responses(
    (status = 201, description = "The playlist", body = PlaylistPage, headers(
        ("Location" = String, description = "Its address"), ("ETag" = String, description = "Its version"))),
    (status = 409, description = "`too-many-playlists`"),
    (status = 422, description = "A value is not acceptable, or `idempotency-key-reused`")
))]
#[post("/api/users/playlists")]
async fn create_playlist(
    context: Data<Context>,
    SignedIn(actor): SignedIn,
    Keyed(key, command): Keyed<CreatePlaylist>,
) -> Result<HttpResponse, Problem> {
    let made = playlists::create(&context.library, &actor, key.as_ref(), command).await?;
    let location = format!("/api/users/playlists/{}", made.view.playlist.id);
    Ok(HttpResponse::Created().insert_header((LOCATION, location)).insert_header((ETAG, etag(made.version))).json(made.view))
}

/// A playlist with a page of its videos: those that you may see.
#[utoipa::path(operation_id = "getPlaylist", tag = "library",
    params(("id" = PlaylistId, Path, description = "The playlist; `watch-later` for your own list for later"), PageParams), responses(
    (status = 200, description = "The playlist", body = PlaylistPage, headers(
        ("Link" = String, description = "The next page of videos, `rel=\"next\"`"), ("ETag" = String, description = "Its version and content"))),
    (status = 304, description = "The client has this page already"),
    (status = 404, description = "`playlist-not-found`")
))]
#[get("/api/users/playlists/{id}")]
async fn get_playlist(
    request: HttpRequest,
    context: Data<Context>,
    Id(Named(which)): Id<Named>,
    Viewer(viewer): Viewer,
    Query(params): Query<PageParams>,
) -> Result<HttpResponse, Problem> {
    let found = playlists::get(&context.library, viewer.actor(), which, params.limit(), params.cursor).await?;
    let own = viewer.actor().is_some_and(|actor| actor.user_id == found.view.playlist.owner.id);
    let cache = if own || found.view.playlist.visibility == Visibility::Private { Cache::Personal } else { Cache::Shared };
    respond::resource_page(&request, &found, found.view.items.next_cursor.as_deref(), cache)
}

/// Put new words in place of all of the old; the videos stay.
#[utoipa::path(operation_id = "replacePlaylist", tag = "library", params(
        ("id" = PlaylistId, Path, description = "The playlist"), ("If-Match" = Option<String>, Header, description = "Change only this version")),
    request_body = ReplacePlaylist, responses(
    (status = 200, description = "The playlist as it is now", body = PlaylistPage, headers(("ETag" = String, description = "Its version"))),
    (status = 409, description = "`watch-later-stays`: the list for later can't be changed"),
    (status = 412, description = "`stale`: the playlist has another version by now")
))]
#[put("/api/users/playlists/{id}")]
async fn replace_playlist(
    context: Data<Context>,
    Id(id): Id<PlaylistId>,
    SignedIn(actor): SignedIn,
    if_match: IfMatch,
    Valid(command): Valid<ReplacePlaylist>,
) -> Result<HttpResponse, Problem> {
    let found = playlists::replace(&context.library, &actor, id, if_match.versions().as_deref(), command).await?;
    Ok(respond::changed(&found))
}

/// Remove a playlist; its videos stay what they are.
#[utoipa::path(operation_id = "deletePlaylist", tag = "library", params(
        ("id" = PlaylistId, Path, description = "The playlist"), ("If-Match" = Option<String>, Header, description = "Delete only this version")),
    responses(
    (status = 204, description = "It is gone"),
    (status = 409, description = "`watch-later-stays`: the list for later can't be deleted"),
    (status = 412, description = "`stale`: the playlist has another version by now")
))]
#[delete("/api/users/playlists/{id}")]
async fn delete_playlist(
    context: Data<Context>,
    Id(id): Id<PlaylistId>,
    SignedIn(actor): SignedIn,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    playlists::delete(&context.library, &actor, id, if_match.versions().as_deref()).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Public playlists of an account, the newest first.
#[utoipa::path(operation_id = "listUserPlaylists", tag = "library",
    params(("handle" = String, Path, description = "Its handle, in any case", example = "ana_cine"), PageParams), responses(
    (status = 200, description = "A page", body = Page<PlaylistView>, headers(
        ("Link" = String, description = "The next page, `rel=\"next\"`"), ("ETag" = String, description = "Tag of this page"))),
    (status = 304, description = "The client has this page already")
))]
#[get("/api/users/{handle}/playlists")]
async fn list_user_playlists(
    request: HttpRequest,
    context: Data<Context>,
    Query(params): Query<PageParams>,
) -> Result<HttpResponse, Problem> {
    let handle = request.match_info().query("handle");
    let page = playlists::of_user(&context.library, handle, params.limit(), params.cursor).await?;
    respond::page(&request, &page, Cache::Shared)
}
