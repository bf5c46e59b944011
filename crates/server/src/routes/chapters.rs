//! `/api/videos/{id}/chapters`: the named parts of a video.

use super::respond::{self, Cache};
use crate::context::Context;
use crate::extract::{Id, SignedIn, Valid, Viewer};
use crate::problem::Problem;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get, put};
use catalog::chapters;
use domain::chapter::{ChaptersView, ReplaceChapters};
use domain::id::VideoId;
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(get_chapters).service(replace_chapters);
}

/// The chapters of a video: those that its owner gave, else those of the uploaded file, else those that the times
/// in the description tell of.
#[utoipa::path(operation_id = "getChapters", tag = "chapters", params(("id" = VideoId, Path, description = "The video")), responses(
    (status = 200, description = "The chapters", body = ChaptersView, headers(("ETag" = String, description = "Tag of this answer"))),
    (status = 304, description = "The client has this answer already")
))]
#[get("/api/videos/{id}/chapters")]
async fn get_chapters(
    request: HttpRequest,
    context: Data<Context>,
    Id(id): Id<VideoId>,
    Viewer(viewer): Viewer,
) -> Result<HttpResponse, Problem> {
    let (view, video) = chapters::get(&context.catalog, viewer, id).await?;
    respond::content(&request, &view, Cache::of(video.metadata.visibility, video.state))
}

/// Give all chapters anew. With none, those of the file or of the description are shown again.
#[utoipa::path(operation_id = "replaceChapters", tag = "chapters", params(("id" = VideoId, Path, description = "The video")),
    request_body = ReplaceChapters, responses(
    (status = 200, description = "The chapters that are shown now", body = ChaptersView, headers(("ETag" = String, description = "Tag of this answer"))),
    (status = 422, description = "They are not in order, or `chapter-beyond-end`")
))]
#[put("/api/videos/{id}/chapters")]
async fn replace_chapters(
    request: HttpRequest,
    context: Data<Context>,
    Id(id): Id<VideoId>,
    SignedIn(actor): SignedIn,
    Valid(command): Valid<ReplaceChapters>,
) -> Result<HttpResponse, Problem> {
    respond::content(&request, &chapters::replace(&context.catalog, &actor, id, command).await?, Cache::Personal)
}
