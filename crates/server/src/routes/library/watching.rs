//! `/api/users/{history,progress,continue-watching}`.

use crate::context::Context;
use crate::extract::{Beacon, Id, PageParams, Query, SignedIn, Valid};
use crate::problem::Problem;
use crate::routes::respond::{self, Cache};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, delete, get, post, put};
use domain::Rule;
use domain::id::VideoId;
use domain::page::Page;
use domain::watch::{ContinueItem, HistoryPage, HistoryState, PauseHistory, ProgressList, ReportProgress};
use garde::Validate;
use library::watching;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

/// The most videos that one question can be about.
const MAX_ASKED: usize = 100;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(pause_history).service(list_history).service(clear_history).service(forget_watched);
    config.service(get_progress).service(report_progress).service(continue_watching);
}

/// What the account watched, the latest first.
#[utoipa::path(operation_id = "listHistory", tag = "library", params(PageParams), responses(
    (status = 200, description = "A page", body = HistoryPage, headers(("Link" = String, description = "The next page, `rel=\"next\"`"))),
    (status = 304, description = "The client has this page already")
))]
#[get("/api/users/history")]
async fn list_history(
    request: HttpRequest,
    context: Data<Context>,
    SignedIn(actor): SignedIn,
    Query(params): Query<PageParams>,
) -> Result<HttpResponse, Problem> {
    let history = watching::history(&context.library, &actor, params.limit(), params.cursor).await?;
    respond::page_of(&request, &history, history.page.next_cursor.as_deref(), Cache::Personal)
}

/// Forget everything that was watched, and where to go on.
#[utoipa::path(operation_id = "clearHistory", tag = "library", responses((status = 204, description = "It is forgotten")))]
#[delete("/api/users/history")]
async fn clear_history(context: Data<Context>, SignedIn(actor): SignedIn) -> Result<HttpResponse, Problem> {
    watching::forget(&context.library, &actor, None).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Forget that a video was watched.
#[utoipa::path(operation_id = "forgetWatched", tag = "library", params(("id" = VideoId, Path, description = "The video")), responses(
    (status = 204, description = "It is forgotten")
))]
#[delete("/api/users/history/{id}")]
async fn forget_watched(context: Data<Context>, SignedIn(actor): SignedIn, Id(id): Id<VideoId>) -> Result<HttpResponse, Problem> {
    watching::forget(&context.library, &actor, Some(id)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Remember nothing new of what is watched, or begin to remember again.
#[utoipa::path(operation_id = "pauseHistory", tag = "library", request_body = PauseHistory, responses(
    (status = 200, description = "How it is now", body = HistoryState)
))]
#[put("/api/users/history/paused")]
async fn pause_history(
    context: Data<Context>,
    SignedIn(actor): SignedIn,
    Valid(command): Valid<PauseHistory>,
) -> Result<HttpResponse, Problem> {
    Ok(HttpResponse::Ok().json(watching::pause(&context.library, &actor, command).await?))
}

/// Tell how far a video was watched, or several. Also by `sendBeacon`, as plain text. The newest report of a video by
/// the device's clock wins; positions beyond the end are the end, and 95 % counts as finished.
#[utoipa::path(operation_id = "reportProgress", tag = "library",
    request_body(content((ReportProgress = "application/json"), (ReportProgress = "text/plain"))), responses(
    (status = 204, description = "It is remembered, unless the history is paused"),
    (status = 404, description = "`video-not-found`: a single video that is not there")
))]
#[post("/api/users/progress")]
async fn report_progress(
    context: Data<Context>,
    SignedIn(actor): SignedIn,
    Beacon(command): Beacon<ReportProgress>,
) -> Result<HttpResponse, Problem> {
    watching::report(&context.library, &actor, command).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Which videos are asked about.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ProgressParams {
    /// Up to 100 videos, separated by commas.
    #[garde(custom(few_ids))]
    #[param(example = "0199c8a1-7c3e-7b02-9d1f-5f3a2b1c0d4e,0199c8a1-7c3e-7b02-9d1f-5f3a2b1c0d4f")]
    video_ids: String,
}

fn ids(text: &str) -> impl Iterator<Item = Option<VideoId>> {
    text.split(',').filter(|id| !id.is_empty()).map(|id| id.parse().ok())
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "garde hands references")]
fn few_ids(text: &str, (): &()) -> garde::Result {
    if ids(text).any(|id| id.is_none()) {
        return Err(Rule::IdList.into());
    }
    if ids(text).count() > MAX_ASKED { Err(Rule::MaxItems { max: MAX_ASKED }.into()) } else { Ok(()) }
}

/// How far these videos were watched; those that were not are left out.
#[utoipa::path(operation_id = "getProgress", tag = "library", params(ProgressParams), responses(
    (status = 200, description = "One entry for each that was watched", body = ProgressList)
))]
#[get("/api/users/progress")]
async fn get_progress(
    request: HttpRequest,
    context: Data<Context>,
    SignedIn(actor): SignedIn,
    Query(params): Query<ProgressParams>,
) -> Result<HttpResponse, Problem> {
    let videos: Vec<VideoId> = ids(&params.video_ids).flatten().collect();
    respond::content(&request, &watching::progress(&context.library, &actor, &videos).await?, Cache::Personal)
}

/// What was begun and not watched to its end, the latest first.
#[utoipa::path(operation_id = "continueWatching", tag = "library", params(PageParams), responses(
    (status = 200, description = "A page", body = Page<ContinueItem>, headers(("Link" = String, description = "The next page, `rel=\"next\"`"))),
    (status = 304, description = "The client has this page already")
))]
#[get("/api/users/continue-watching")]
async fn continue_watching(
    request: HttpRequest,
    context: Data<Context>,
    SignedIn(actor): SignedIn,
    Query(params): Query<PageParams>,
) -> Result<HttpResponse, Problem> {
    let page = watching::to_continue(&context.library, &actor, params.limit(), params.cursor).await?;
    respond::page(&request, &page, Cache::Personal)
}
