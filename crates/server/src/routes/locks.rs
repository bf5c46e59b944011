//! `/api/videos/{id}/unlock`: getting in with a password.

use super::respond::Cache;
use crate::context::Context;
use crate::extract::{Client, Id, Valid, access_cookie, access_ticket, refuse_foreign_page};
use crate::problem::Problem;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, post};
use auth::video_locks;
use catalog::locks;
use domain::id::VideoId;
use domain::video::{AccessView, UnlockVideo};
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(unlock_video);
}

/// Show that you know the password of a video. Browsers get a cookie for it and for the last few that were unlocked;
/// everybody else sends `access` as `Video-Access` with what is asked about the video. It is good for twelve hours, or until
/// the password changes.
#[utoipa::path(operation_id = "unlockVideo", tag = "videos", params(("id" = VideoId, Path, description = "The video")),
    request_body = UnlockVideo, responses(
    (status = 200, description = "What shows it from now on", body = AccessView,
        headers(("Set-Cookie" = String, description = "The same for browsers"))),
    (status = 403, description = "`wrong-video-password`; `csrf-rejected`: another site sent this"),
    (status = 404, description = "`video-not-found`"),
    (status = 409, description = "`video-without-password`: it needs none (any more)"),
    (status = 429, description = "`rate-limited`: too many wrong passwords")
))]
#[post("/api/videos/{id}/unlock")]
async fn unlock_video(
    request: HttpRequest,
    context: Data<Context>,
    Id(id): Id<VideoId>,
    Client(device): Client,
    Valid(command): Valid<UnlockVideo>,
) -> Result<HttpResponse, Problem> {
    refuse_foreign_page(&request, &context)?;
    let lock = locks::unlock(&context.catalog, id, command, device.address()).await?;
    let alone = video_locks::grant(&context.auth, lock, None)?;
    let beside_others = video_locks::grant(&context.auth, lock, access_ticket(&request, &context).as_deref())?;
    let view = AccessView { access: alone.ticket, expires_at: alone.expires_at };
    let mut answer = HttpResponse::Ok();
    answer.insert_header((CACHE_CONTROL, Cache::Personal.control())).cookie(access_cookie(&context, beside_others.ticket));
    Ok(answer.json(view))
}
