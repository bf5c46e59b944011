//! `/api/upload/mine`.

use crate::context::Context;
use crate::extract::{PageParams, Query, SignedIn};
use crate::problem::Problem;
use crate::routes::respond::{self, Cache};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use domain::page::Page;
use domain::upload::UnfinishedUpload;
use pipeline::uploads;
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(my_uploads);
}

/// Uploads of the account that can be continued or given up, the latest first.
#[utoipa::path(operation_id = "listMyUploads", tag = "upload", params(PageParams), responses(
    (status = 200, description = "A page", body = Page<UnfinishedUpload>,
        headers(("Link" = String, description = "The next page, `rel=\"next\"`"))),
    (status = 304, description = "The client has this page already")
))]
#[get("/api/upload/mine")]
async fn my_uploads(
    request: HttpRequest,
    context: Data<Context>,
    SignedIn(actor): SignedIn,
    Query(params): Query<PageParams>,
) -> Result<HttpResponse, Problem> {
    let page = uploads::list_unfinished(&context.pipeline, &actor, params.limit(), params.cursor).await?;
    respond::page(&request, &page, Cache::Personal)
}
