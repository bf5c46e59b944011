//! `/api/videos/{id}/reaction` and `/me`: what a video is to the viewer.

use crate::context::Context;
use crate::extract::{Id, SignedIn, Valid};
use crate::problem::Problem;
use crate::routes::respond::{self, Cache};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get, put};
use domain::id::VideoId;
use domain::reaction::{React, ReactionView};
use domain::video::ViewerState;
use library::{reactions, viewing};
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(my_state).service(react_to_video);
}

/// What the video is to the signed-in account.
#[utoipa::path(operation_id = "getMyVideoState", tag = "library", params(("id" = VideoId, Path, description = "The video")), responses(
    (status = 200, description = "What is yours about it", body = ViewerState)
))]
#[get("/api/videos/{id}/me")]
async fn my_state(
    request: HttpRequest,
    context: Data<Context>,
    Id(id): Id<VideoId>,
    SignedIn(actor): SignedIn,
) -> Result<HttpResponse, Problem> {
    respond::content(&request, &viewing::state(&context.library, &actor, id).await?, Cache::Personal)
}

/// Like a video, dislike it, or take that back.
#[utoipa::path(operation_id = "reactToVideo", tag = "library", params(("id" = VideoId, Path, description = "The video")),
    request_body = React, responses(
    (status = 200, description = "Your reaction now, and everybody's in numbers", body = ReactionView)
))]
#[put("/api/videos/{id}/reaction")]
async fn react_to_video(
    context: Data<Context>,
    Id(id): Id<VideoId>,
    SignedIn(actor): SignedIn,
    Valid(command): Valid<React>,
) -> Result<HttpResponse, Problem> {
    Ok(HttpResponse::Ok().json(reactions::set(&context.library, &actor, id, command).await?))
}
