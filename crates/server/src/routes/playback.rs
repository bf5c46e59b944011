//! `/api/videos/{id}/playback`: what a player needs to know.

use super::respond::{self, Cache};
use crate::context::Context;
use crate::extract::{Id, Viewer};
use crate::problem::Problem;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use domain::id::VideoId;
use domain::processing::PlaybackView;
use pipeline::playback;
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(get_playback);
}

/// Addresses for players.
#[utoipa::path(operation_id = "getPlayback", tag = "playback", params(("id" = VideoId, Path, description = "The video")), responses(
    (status = 200, description = "The addresses", body = PlaybackView, headers(("ETag" = String, description = "Tag of this answer"))),
    (status = 304, description = "The client has this answer already"),
    (status = 403, description = "`video-password-required`: unlock the video first"),
    (status = 409, description = "`not-playable`: nothing plays yet")
))]
#[get("/api/videos/{id}/playback")]
async fn get_playback(
    request: HttpRequest,
    context: Data<Context>,
    Id(id): Id<VideoId>,
    Viewer(viewer): Viewer,
) -> Result<HttpResponse, Problem> {
    let view = playback::view(&context.pipeline, &*context.links, viewer, id).await?;
    // Signed addresses are for whoever asked; all others are the same for everybody.
    let cache = if view.expires_at.is_some() { Cache::Personal } else { Cache::Shared };
    respond::content(&request, &view, cache)
}
