//! `/api/videos/{id}/related` and `/report`: what to watch next, and what should not be there.

use super::respond::{self, Cache};
use crate::context::Context;
use crate::extract::{Id, Query, SignedIn, Valid, Viewer};
use crate::problem::Problem;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get, post};
use catalog::{moderation, videos};
use domain::id::VideoId;
use domain::page::{DEFAULT_LIMIT, MAX_LIMIT, Page};
use domain::report::CreateReport;
use domain::video::VideoSummary;
use garde::Validate;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(related_videos).service(report_video);
}

/// How many are wanted.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct RelatedParams {
    /// Most videos.
    #[garde(inner(range(min = 1, max = MAX_LIMIT)))]
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: Option<u64>,
}

/// Public videos that have most in common with this one: tags, author, category, language. Among equals the
/// most watched come first; there is one page.
#[utoipa::path(operation_id = "listRelatedVideos", tag = "videos",
    params(("id" = VideoId, Path, description = "The video"), RelatedParams), responses(
    (status = 200, description = "The most related", body = Page<VideoSummary>, headers(("ETag" = String, description = "Tag of the list"))),
    (status = 304, description = "The client has them already")
))]
#[get("/api/videos/{id}/related")]
async fn related_videos(
    request: HttpRequest,
    context: Data<Context>,
    Id(id): Id<VideoId>,
    Viewer(viewer): Viewer,
    Query(params): Query<RelatedParams>,
) -> Result<HttpResponse, Problem> {
    let page = videos::related(&context.catalog, viewer, id, params.limit.unwrap_or(DEFAULT_LIMIT)).await?;
    // Who may ask depends on who asks where the video itself is not open.
    respond::videos(&request, page, Cache::of_viewer(!viewer.is_anybody()))
}

/// Complain about a video. Moderators see who complains; a second complaint of the same person changes nothing.
#[utoipa::path(operation_id = "reportVideo", tag = "videos", params(("id" = VideoId, Path, description = "The video")),
    request_body = CreateReport, responses((status = 202, description = "Moderators will look at it")))]
#[post("/api/videos/{id}/report")]
async fn report_video(
    context: Data<Context>,
    Id(id): Id<VideoId>,
    SignedIn(actor): SignedIn,
    Valid(command): Valid<CreateReport>,
) -> Result<HttpResponse, Problem> {
    moderation::complain(&context.catalog, &actor, id, &command).await?;
    Ok(HttpResponse::Accepted().finish())
}
