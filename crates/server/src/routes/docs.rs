//! The OpenAPI document and a page to browse it, with no asset from outside.

use crate::openapi;
use crate::problem::Problem;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, LOCATION};
use actix_web::{HttpRequest, HttpResponse, get};
use std::sync::{Arc, LazyLock};
use utoipa_actix_web::service_config::ServiceConfig;
use utoipa_swagger_ui::Config;

static DOCUMENT: LazyLock<Vec<u8>> = LazyLock::new(|| serde_json::to_vec(&openapi::document()).unwrap_or_default());

/// The page's scripts are files of its own; its styles and icons are partly inline.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; \
    connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(openapi_document).service(docs).service(docs_file);
}

/// This API as an OpenAPI 3.1 document.
#[utoipa::path(operation_id = "openapi", tag = "operations", responses((status = 200, description = "The document", content_type = "application/json")))]
#[get("/api/openapi.json")]
async fn openapi_document() -> HttpResponse {
    HttpResponse::Ok().insert_header((CACHE_CONTROL, "public, max-age=300")).content_type("application/json").body(DOCUMENT.as_slice())
}

/// Leads to the page, whose files are named relative to it.
#[utoipa::path(operation_id = "docs", tag = "operations", responses((status = 308, description = "To the page")))]
#[get("/api/docs")]
async fn docs() -> HttpResponse {
    HttpResponse::PermanentRedirect().insert_header((LOCATION, "/api/docs/")).finish()
}

/// A page to browse and try this API.
#[utoipa::path(operation_id = "docsFile", tag = "operations",
    params(("path" = String, Path, description = "A file of the page; empty for the page", example = "index.html")),
    responses((status = 200, description = "The page or one of its files", content_type = "text/html"))
)]
#[get("/api/docs/{path:.*}")]
async fn docs_file(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let config = Arc::new(Config::from("/api/openapi.json"));
    let file = utoipa_swagger_ui::serve(request.match_info().query("path"), config);
    let file = file.map_err(|error| Problem::internal(error.to_string()))?.ok_or_else(Problem::not_found)?;
    let mut answer = HttpResponse::Ok();
    if file.gzpipped {
        answer.insert_header((CONTENT_ENCODING, "gzip"));
    }
    answer.insert_header((CONTENT_SECURITY_POLICY, POLICY)).insert_header((CACHE_CONTROL, "public, max-age=3600"));
    Ok(answer.content_type(file.content_type).body(file.bytes.into_owned()))
}
