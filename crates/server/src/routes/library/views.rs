//! `/api/videos/{id}/views` and `/stats`: who watches, and what the owner learns of it.

use crate::context::Context;
use crate::extract::{Client, Id, MaybeBeacon, Query, SignedIn, Viewer};
use crate::problem::Problem;
use crate::pseudonym::pseudonym;
use crate::routes::respond::{self, Cache};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get, post};
use auth::limiter::address_key;
use domain::access::Actor;
use domain::id::VideoId;
use domain::session::Device;
use domain::view::{CountView, VideoStats, is_robot};
use garde::Validate;
use library::views;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

/// Days that are told where none are asked for.
const DEFAULT_DAYS: u32 = 28;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(report_view).service(video_stats);
}

/// Tell that a video is watched, and what of it was played since the last time. Also by `sendBeacon`, as plain text.
/// A viewer counts once an hour (`views.window_minutes`). Report about every half minute: what was played counts up to
/// twice the time since the last report, a first one up to a minute. What is counted is shown some seconds later.
#[utoipa::path(operation_id = "reportView", tag = "library", params(("id" = VideoId, Path, description = "The video")),
    request_body(content((Option<CountView> = "application/json"), (Option<CountView> = "text/plain"))), responses(
    (status = 204, description = "It is counted, unless the viewer is its owner or a robot"),
    (status = 409, description = "`not-playable`: nobody can watch it yet")
))]
#[post("/api/videos/{id}/views")]
async fn report_view(
    context: Data<Context>,
    Id(id): Id<VideoId>,
    Viewer(viewer): Viewer,
    Client(device): Client,
    MaybeBeacon(command): MaybeBeacon<CountView>,
) -> Result<HttpResponse, Problem> {
    let key = key(&context, viewer.actor(), &device);
    let watcher = views::Watcher { viewer, key: &key, is_robot: device.user_agent().is_some_and(is_robot) };
    views::report(&context.views, watcher, id, &command.unwrap_or_default()).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The account; without one the network, the program and the day, so that nobody is known for longer.
fn key(context: &Context, actor: Option<&Actor>, device: &Device) -> String {
    let Some(actor) = actor else {
        let day = context.clock.now().day();
        return pseudonym(&context.viewer_key, &(device.address().map(address_key), device.user_agent(), day));
    };
    pseudonym(&context.viewer_key, &actor.user_id)
}

/// How many days are wanted.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct StatsParams {
    /// The last days, today with them.
    #[garde(inner(range(min = 1, max = 90)))]
    #[param(minimum = 1, maximum = 90, default = 28)]
    days: Option<u32>,
}

/// How your video is watched: altogether, day by day, and how far.
#[utoipa::path(operation_id = "getVideoStats", tag = "library",
    params(("id" = VideoId, Path, description = "The video"), StatsParams), responses(
    (status = 200, description = "In numbers", body = VideoStats, headers(("ETag" = String, description = "Tag of these numbers"))),
    (status = 304, description = "The client has them already"),
    (status = 403, description = "`forbidden`: it is somebody else's")
))]
#[get("/api/videos/{id}/stats")]
async fn video_stats(
    request: HttpRequest,
    context: Data<Context>,
    Id(id): Id<VideoId>,
    SignedIn(actor): SignedIn,
    Query(params): Query<StatsParams>,
) -> Result<HttpResponse, Problem> {
    let stats = views::stats(&context.library, &actor, id, params.days.unwrap_or(DEFAULT_DAYS)).await?;
    respond::content(&request, &stats, Cache::Personal)
}
