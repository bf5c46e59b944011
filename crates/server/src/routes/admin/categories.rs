//! `/api/admin/categories`: what videos can be about.

use crate::context::Context;
use crate::extract::{Client, SignedIn, Valid};
use crate::problem::Problem;
use crate::routes::respond::{self, Cache};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, delete, get, put};
use catalog::{Authority, categories};
use domain::category::{AdminCategoryView, SaveCategory, Slug};
use domain::page::Page;
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list_all_categories).service(put_category).service(delete_category);
}

/// All categories, with both names.
#[utoipa::path(operation_id = "listAllCategories", tag = "admin", responses(
    (status = 200, description = "All of them", body = Page<AdminCategoryView>),
    (status = 304, description = "The client has them already")
))]
#[get("/api/admin/categories")]
async fn list_all_categories(
    request: HttpRequest,
    context: Data<Context>,
    SignedIn(actor): SignedIn,
    Client(device): Client,
) -> Result<HttpResponse, Problem> {
    let by = Authority::administrator(&actor, device.address())?;
    let items = categories::list_in_full(&context.catalog, &by).await?;
    respond::content(&request, &Page { items, next_cursor: None }, Cache::Personal)
}

/// Make a category, or say anew all that is said of it.
#[utoipa::path(operation_id = "putCategory", tag = "admin",
    params(("slug" = String, Path, description = "Its name in addresses: small letters, digits, hyphens", example = "music")),
    request_body = SaveCategory, responses(
    (status = 200, description = "The category as it is now", body = AdminCategoryView),
    (status = 201, description = "The new category", body = AdminCategoryView),
    (status = 404, description = "`not-found`: a category can't have this name")
))]
#[put("/api/admin/categories/{slug}")]
async fn put_category(
    request: HttpRequest,
    context: Data<Context>,
    SignedIn(actor): SignedIn,
    Client(device): Client,
    Valid(command): Valid<SaveCategory>,
) -> Result<HttpResponse, Problem> {
    let by = Authority::administrator(&actor, device.address())?;
    let put = categories::put(&context.catalog, &by, &slug_of(&request)?, &command).await?;
    let mut answer = if put.is_new { HttpResponse::Created() } else { HttpResponse::Ok() };
    Ok(answer.json(put.view))
}

/// Remove a category. Its videos stay and are in none.
#[utoipa::path(operation_id = "deleteCategory", tag = "admin",
    params(("slug" = String, Path, description = "Its name in addresses", example = "music")), responses(
    (status = 204, description = "It is gone"),
    (status = 404, description = "`category-not-found`")
))]
#[delete("/api/admin/categories/{slug}")]
async fn delete_category(
    request: HttpRequest,
    context: Data<Context>,
    SignedIn(actor): SignedIn,
    Client(device): Client,
) -> Result<HttpResponse, Problem> {
    let by = Authority::administrator(&actor, device.address())?;
    categories::delete(&context.catalog, &by, &slug_of(&request)?).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn slug_of(request: &HttpRequest) -> Result<Slug, Problem> {
    request.match_info().query("slug").parse().map_err(|_| Problem::not_found())
}
