//! `/api/videos`: videos as things with words.

use super::respond::{self, Cache};
use crate::context::Context;
use crate::extract::{FilterParams, Filtered, Id, IfMatch, Keyed, SignedIn, Valid, Viewer, etag};
use crate::problem::Problem;
use actix_web::http::header::{ETAG, LOCATION};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, delete, get, patch, post, put};
use catalog::videos::{self, Found, ListVideos, Sort};
use domain::id::VideoId;
use domain::page::{DEFAULT_LIMIT, MAX_LIMIT, Page};
use domain::video::{CreateVideo, CreatedVideo, PatchVideo, ReplaceVideo, UploadInstructions, VideoSummary, VideoView};
use garde::Validate;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list_videos).service(create_video);
    config.service(get_video).service(replace_video).service(patch_video).service(delete_video).service(restore_video);
}

/// Which page, in which order.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListParams {
    /// Most rows of a page.
    #[garde(inner(range(min = 1, max = MAX_LIMIT)))]
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: Option<u64>,
    /// `next_cursor` of the page before.
    #[garde(skip)]
    cursor: Option<String>,
    /// The order.
    #[garde(skip)]
    #[serde(default)]
    #[param(inline)]
    sort: Order,
}

/// Orders of the public list.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Order {
    /// Latest publication first.
    #[default]
    Newest,
    /// Earliest publication first.
    Oldest,
    /// Most views first.
    Views,
    /// Most likes first.
    Likes,
    /// What is watched most at the moment first.
    Trending,
    /// Longest first.
    Duration,
}

impl From<Order> for Sort {
    fn from(order: Order) -> Self {
        match order {
            Order::Newest => Self::Newest,
            Order::Oldest => Self::Oldest,
            Order::Views => Self::Views,
            Order::Likes => Self::Likes,
            Order::Trending => Self::Trending,
            Order::Duration => Self::Duration,
        }
    }
}

/// Public videos that are ready.
#[utoipa::path(operation_id = "listVideos", tag = "videos", params(ListParams, FilterParams), responses(
    (status = 200, description = "A page", body = Page<VideoSummary>, headers(
        ("Link" = String, description = "The next page, `rel=\"next\"`"), ("ETag" = String, description = "Tag of this page"))),
    (status = 304, description = "The client has this page already")
))]
#[get("/api/videos")]
async fn list_videos(
    request: HttpRequest,
    context: Data<Context>,
    Filtered(params, filter): Filtered<ListParams>,
) -> Result<HttpResponse, Problem> {
    let ListParams { limit, cursor, sort } = params;
    let wanted = ListVideos { sort: sort.into(), filter: filter.into(), limit: limit.unwrap_or(DEFAULT_LIMIT), cursor };
    let page = videos::list(&context.catalog, wanted).await?;
    respond::videos(&request, page, Cache::Shared)
}

/// Make a draft; the answer tells where its file goes.
#[utoipa::path(operation_id = "createVideo", tag = "videos",
    params(
        ("Idempotency-Key" = Option<String>, Header, description = "The same key and body within 24 hours give the first answer again")),
    request_body = CreateVideo, responses(
    (status = 201, description = "The draft", body = CreatedVideo, headers(
        ("Location" = String, description = "Address of the draft"), ("ETag" = String, description = "Its version"))),
    (status = 422, description = "A value is not acceptable, or `idempotency-key-reused`")
))]
#[post("/api/videos")]
async fn create_video(
    request: HttpRequest,
    context: Data<Context>,
    SignedIn(actor): SignedIn,
    Keyed(key, command): Keyed<CreateVideo>,
) -> Result<HttpResponse, Problem> {
    let made = videos::create(&context.catalog, &actor, key.as_ref(), command).await?;
    let Found { view, version } = respond::spoken(&request, made);
    let location = format!("/api/videos/{}", view.summary.id);
    let upload =
        UploadInstructions { tus_url: "/api/upload", multipart_url: "/api/upload/file", max_size: context.settings.upload.max_bytes };
    let answer = CreatedVideo { video: view, upload };
    Ok(HttpResponse::Created().insert_header((LOCATION, location)).insert_header((ETAG, etag(version))).json(answer))
}

/// One video.
#[utoipa::path(operation_id = "getVideo", tag = "videos", params(("id" = VideoId, Path, description = "The video")), responses(
    (status = 200, description = "The video", body = VideoView, headers(("ETag" = String, description = "Its version"))),
    (status = 304, description = "The client has this version already"),
    (status = 403, description = "`video-password-required`: unlock it first")
))]
#[get("/api/videos/{id}")]
async fn get_video(
    request: HttpRequest,
    context: Data<Context>,
    Id(id): Id<VideoId>,
    Viewer(viewer): Viewer,
) -> Result<HttpResponse, Problem> {
    let found = videos::get(&context.catalog, viewer, id).await?;
    let cache = Cache::of(found.view.summary.visibility, found.view.summary.state);
    Ok(respond::in_language(respond::resource(&request, &respond::spoken(&request, found), cache)?))
}

/// Replace all editable fields; what is absent gets its default.
#[utoipa::path(operation_id = "replaceVideo", tag = "videos", params(
        ("id" = VideoId, Path, description = "The video"), ("If-Match" = Option<String>, Header, description = "Change only this version")),
    request_body = ReplaceVideo, responses(
    (status = 200, description = "The video as it is now", body = VideoView, headers(("ETag" = String, description = "Its version"))),
    (status = 412, description = "`stale`: the video has another version by now")
))]
#[put("/api/videos/{id}")]
async fn replace_video(
    request: HttpRequest,
    context: Data<Context>,
    Id(id): Id<VideoId>,
    SignedIn(actor): SignedIn,
    if_match: IfMatch,
    Valid(command): Valid<ReplaceVideo>,
) -> Result<HttpResponse, Problem> {
    Ok(respond::changed(&respond::spoken(
        &request,
        videos::replace(&context.catalog, &actor, id, if_match.versions().as_deref(), command).await?,
    )))
}

/// Change what the JSON merge patch (RFC 7396) names.
#[utoipa::path(operation_id = "patchVideo", tag = "videos", params(
        ("id" = VideoId, Path, description = "The video"), ("If-Match" = Option<String>, Header, description = "Change only this version")),
    request_body(content((PatchVideo = "application/json"), (PatchVideo = "application/merge-patch+json"))), responses(
    (status = 200, description = "The video as it is now", body = VideoView, headers(("ETag" = String, description = "Its version"))),
    (status = 412, description = "`stale`: the video has another version by now")
))]
#[patch("/api/videos/{id}")]
async fn patch_video(
    request: HttpRequest,
    context: Data<Context>,
    Id(id): Id<VideoId>,
    SignedIn(actor): SignedIn,
    if_match: IfMatch,
    Valid(patch): Valid<PatchVideo>,
) -> Result<HttpResponse, Problem> {
    Ok(respond::changed(&respond::spoken(
        &request,
        videos::patch(&context.catalog, &actor, id, if_match.versions().as_deref(), patch).await?,
    )))
}

/// Put the video in the bin, from where it can come back for 30 days.
#[utoipa::path(operation_id = "deleteVideo", tag = "videos", params(
        ("id" = VideoId, Path, description = "The video"), ("If-Match" = Option<String>, Header, description = "Delete only this version")),
    responses(
    (status = 204, description = "It is in the bin; every address of it answers 404 from now on"),
    (status = 412, description = "`stale`: the video has another version by now")
))]
#[delete("/api/videos/{id}")]
async fn delete_video(
    context: Data<Context>,
    Id(id): Id<VideoId>,
    SignedIn(actor): SignedIn,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    videos::delete(&context.catalog, &actor, id, if_match.versions().as_deref()).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Take the video out of the bin.
#[utoipa::path(operation_id = "restoreVideo", tag = "videos", params(("id" = VideoId, Path, description = "The video")), responses(
    (status = 200, description = "The video as it is now", body = VideoView, headers(("ETag" = String, description = "Its version")))
))]
#[post("/api/videos/{id}/restore")]
async fn restore_video(
    request: HttpRequest,
    context: Data<Context>,
    Id(id): Id<VideoId>,
    SignedIn(actor): SignedIn,
) -> Result<HttpResponse, Problem> {
    Ok(respond::changed(&respond::spoken(&request, videos::restore(&context.catalog, &actor, id).await?)))
}
