//! `/api/admin/reports` and `/api/admin/videos/{id}/takedown`: complaints, and what comes of them.

use crate::context::Context;
use crate::extract::{Client, Id, Query, SignedIn, Valid};
use crate::problem::Problem;
use crate::routes::respond::{self, Cache};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, delete, get, patch, put};
use catalog::Authority;
use catalog::moderation::{self, Filter, ListReports};
use domain::id::{ReportId, VideoId};
use domain::page::{DEFAULT_LIMIT, MAX_LIMIT, Page};
use domain::report::{HandleReport, ReportKind, ReportState, ReportView};
use domain::video::{TakeDown, VideoView};
use garde::Validate;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list_reports).service(handle_report).service(take_down_video).service(put_video_back);
}

/// Which complaints.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ReportParams {
    /// Most rows of a page.
    #[garde(inner(range(min = 1, max = MAX_LIMIT)))]
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: Option<u64>,
    /// `next_cursor` of the page before.
    #[garde(skip)]
    cursor: Option<String>,
    /// Are in this state.
    #[garde(skip)]
    #[param(inline)]
    state: Option<ReportState>,
    /// Are about this kind of thing.
    #[garde(skip)]
    #[param(inline)]
    kind: Option<ReportKind>,
}

/// Complaints, newest first.
#[utoipa::path(operation_id = "listReports", tag = "admin", params(ReportParams), responses(
    (status = 200, description = "A page", body = Page<ReportView>, headers(("Link" = String, description = "The next page, `rel=\"next\"`"))),
    (status = 304, description = "The client has this page already")
))]
#[get("/api/admin/reports")]
async fn list_reports(
    request: HttpRequest,
    context: Data<Context>,
    SignedIn(actor): SignedIn,
    Client(device): Client,
    Query(params): Query<ReportParams>,
) -> Result<HttpResponse, Problem> {
    let by = Authority::moderator(&actor, device.address())?;
    let filter = Filter { state: params.state, kind: params.kind };
    let wanted = ListReports { filter, limit: params.limit.unwrap_or(DEFAULT_LIMIT), cursor: params.cursor };
    respond::page(&request, &moderation::list(&context.catalog, &by, wanted).await?, Cache::Personal)
}

/// Say what is to come of a complaint.
#[utoipa::path(operation_id = "handleReport", tag = "admin", params(("id" = ReportId, Path, description = "The complaint")),
    request_body = HandleReport, responses(
    (status = 200, description = "The complaint as it is now", body = ReportView),
    (status = 404, description = "`report-not-found`")
))]
#[patch("/api/admin/reports/{id}")]
async fn handle_report(
    context: Data<Context>,
    Id(id): Id<ReportId>,
    SignedIn(actor): SignedIn,
    Client(device): Client,
    Valid(command): Valid<HandleReport>,
) -> Result<HttpResponse, Problem> {
    let by = Authority::moderator(&actor, device.address())?;
    Ok(HttpResponse::Ok().json(moderation::handle(&context.catalog, &by, id, &command).await?))
}

/// Hide a video from everybody but its owner, who is told why, and moderators.
#[utoipa::path(operation_id = "takeDownVideo", tag = "admin", params(("id" = VideoId, Path, description = "The video")),
    request_body = TakeDown, responses(
    (status = 200, description = "The video as it is now", body = VideoView, headers(("ETag" = String, description = "Its version")))
))]
#[put("/api/admin/videos/{id}/takedown")]
async fn take_down_video(
    request: HttpRequest,
    context: Data<Context>,
    Id(id): Id<VideoId>,
    SignedIn(actor): SignedIn,
    Client(device): Client,
    Valid(command): Valid<TakeDown>,
) -> Result<HttpResponse, Problem> {
    let by = Authority::moderator(&actor, device.address())?;
    let found = moderation::take_down(&context.catalog, &by, id, &command).await?;
    Ok(respond::changed(&respond::spoken(&request, found)))
}

/// Give a video back to those who could watch it before.
#[utoipa::path(operation_id = "putVideoBack", tag = "admin", params(("id" = VideoId, Path, description = "The video")), responses(
    (status = 204, description = "Nobody hides it any more")
))]
#[delete("/api/admin/videos/{id}/takedown")]
async fn put_video_back(
    context: Data<Context>,
    Id(id): Id<VideoId>,
    SignedIn(actor): SignedIn,
    Client(device): Client,
) -> Result<HttpResponse, Problem> {
    moderation::put_back(&context.catalog, &Authority::moderator(&actor, device.address())?, id).await?;
    Ok(HttpResponse::NoContent().finish())
}
