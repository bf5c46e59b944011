//! Taking along everything that is held.

use crate::context::Context;
use crate::extract::{Client, MaybeValid, SignedIn};
use crate::problem::Problem;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get, post};
use auth::export;
use domain::user::{ExportOrder, ExportView};
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(order_export).service(get_export);
}

/// Make an address at which everything that is held of the account can be fetched as a zip file, for a
/// quarter of an hour and for as long as this session lasts.
#[utoipa::path(operation_id = "orderExport", tag = "users", request_body(content = Option<ExportOrder>), responses(
    (status = 201, description = "Where it is", body = ExportView)
))]
#[post("/api/users/profile/export")]
async fn order_export(
    context: Data<Context>,
    SignedIn(actor): SignedIn,
    Client(device): Client,
    MaybeValid(order): MaybeValid<ExportOrder>,
) -> Result<HttpResponse, Problem> {
    let view = export::order(&context.auth, &actor, order.unwrap_or_default(), device.address()).await?;
    Ok(HttpResponse::Created().json(view))
}

/// Fetch the export: the rows of every table, the picture and, if it was asked for, the videos as they
/// were uploaded. It is written while it is sent.
#[utoipa::path(operation_id = "getExport", tag = "users",
    params(("ticket" = String, Path, description = "From `POST /api/users/profile/export`")), responses(
    (status = 200, description = "The zip file", content_type = "application/zip")
))]
#[get("/api/users/profile/export/{ticket}")]
async fn get_export(request: HttpRequest, context: Data<Context>) -> Result<HttpResponse, Problem> {
    let export = export::open(&context.auth, request.match_info().query("ticket")).await?;
    let disposition = format!("attachment; filename=\"{}\"", export.file_name());
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/zip"))
        .insert_header((CONTENT_DISPOSITION, disposition))
        .streaming(Box::pin(export.stream(context.auth.clone(), context.pipeline.store.clone()))))
}
