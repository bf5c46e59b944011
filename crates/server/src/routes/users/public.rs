//! `/api/users/{handle}`: what everybody sees of an account.

use crate::context::Context;
use crate::extract::{PageParams, Query};
use crate::problem::Problem;
use crate::routes::respond::{self, Cache};
use actix_web::http::header::{CACHE_CONTROL, LOCATION};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use auth::profile::{self, AtHandle};
use catalog::videos::{self, ListVideos, Sort};
use domain::page::Page;
use domain::user::PublicProfileView;
use domain::video::{Filter, VideoSummary};
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(get_user_by_handle).service(list_user_videos);
}

/// What an account tells everybody.
#[utoipa::path(operation_id = "getUserByHandle", tag = "users",
    params(("handle" = String, Path, description = "Its handle, in any case", example = "ana_cine")), responses(
    (status = 200, description = "The profile", body = PublicProfileView, headers(("ETag" = String, description = "Tag of it"))),
    (status = 304, description = "The client has it already"),
    (status = 308, description = "It has another handle now", headers(("Location" = String, description = "Its address now")))
))]
#[get("/api/users/{handle}")]
async fn get_user_by_handle(request: HttpRequest, context: Data<Context>) -> Result<HttpResponse, Problem> {
    match profile::at_handle(&context.auth, request.match_info().query("handle")).await? {
        AtHandle::Here(view) => respond::content(&request, &view, Cache::Shared),
        AtHandle::Moved(handle) => Ok(moved(&request, &format!("/api/users/{handle}"))),
    }
}

/// Public videos of an account that are ready, the latest first.
#[utoipa::path(operation_id = "listUserVideos", tag = "users",
    params(("handle" = String, Path, description = "Its handle, in any case", example = "ana_cine"), PageParams), responses(
    (status = 200, description = "A page", body = Page<VideoSummary>, headers(
        ("Link" = String, description = "The next page, `rel=\"next\"`"), ("ETag" = String, description = "Tag of this page"))),
    (status = 304, description = "The client has this page already"),
    (status = 308, description = "It has another handle now", headers(("Location" = String, description = "Its address now")))
))]
#[get("/api/users/{handle}/videos")]
async fn list_user_videos(request: HttpRequest, context: Data<Context>, Query(params): Query<PageParams>) -> Result<HttpResponse, Problem> {
    let author = match profile::account_at(&context.auth, request.match_info().query("handle")).await? {
        AtHandle::Here(user) => user.handle.key().to_owned(),
        AtHandle::Moved(handle) => return Ok(moved(&request, &format!("/api/users/{handle}/videos"))),
    };
    let filter = Filter { author: Some(author), ..Filter::default() };
    let (limit, cursor) = (params.limit(), params.cursor);
    let page = videos::list(&context.catalog, ListVideos { sort: Sort::Newest, filter, limit, cursor }).await?;
    respond::videos(&request, page, Cache::Shared)
}

/// A former handle is another's some day, so nobody may remember this without asking again.
fn moved(request: &HttpRequest, path: &str) -> HttpResponse {
    let query = request.query_string();
    let location = if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") };
    HttpResponse::PermanentRedirect().insert_header((LOCATION, location)).insert_header((CACHE_CONTROL, Cache::Shared.control())).finish()
}
