//! `/api/auth/keys`: keys for programs.

use crate::context::Context;
use crate::extract::{Client, Id, SignedIn, Valid};
use crate::problem::Problem;
use crate::routes::respond::{self, Cache};
use ::auth::api_keys;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, delete, get, post};
use domain::api_key::{ApiKeyView, CreateApiKey, CreatedApiKey};
use domain::id::ApiKeyId;
use domain::page::Page;
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list_api_keys).service(create_api_key).service(revoke_api_key);
}

/// All API keys of this account, newest first, without the keys themselves.
#[utoipa::path(operation_id = "listApiKeys", tag = "auth", responses(
    (status = 200, description = "All of them: `next_cursor` is always null", body = Page<ApiKeyView>),
    (status = 304, description = "The client has this list already")
))]
#[get("/api/auth/keys")]
async fn list_api_keys(request: HttpRequest, context: Data<Context>, SignedIn(actor): SignedIn) -> Result<HttpResponse, Problem> {
    respond::page(&request, &api_keys::list(&context.auth, &actor).await?, Cache::Personal)
}

/// Make an API key. This answer is the only one that shows it.
#[utoipa::path(operation_id = "createApiKey", tag = "auth", request_body = CreateApiKey, responses(
    (status = 201, description = "The key", body = CreatedApiKey),
    (status = 409, description = "`too-many-api-keys`")
))]
#[post("/api/auth/keys")]
async fn create_api_key(
    context: Data<Context>,
    SignedIn(actor): SignedIn,
    Client(device): Client,
    Valid(command): Valid<CreateApiKey>,
) -> Result<HttpResponse, Problem> {
    let made = api_keys::create(&context.auth, &actor, &command, device.address()).await?;
    Ok(HttpResponse::Created().json(made))
}

/// Take an API key back; it is refused from now on.
#[utoipa::path(operation_id = "revokeApiKey", tag = "auth", params(("id" = ApiKeyId, Path, description = "The key")), responses(
    (status = 204, description = "The key is no longer good")
))]
#[delete("/api/auth/keys/{id}")]
async fn revoke_api_key(
    context: Data<Context>,
    Id(id): Id<ApiKeyId>,
    SignedIn(actor): SignedIn,
    Client(device): Client,
) -> Result<HttpResponse, Problem> {
    api_keys::revoke(&context.auth, &actor, id, device.address()).await?;
    Ok(HttpResponse::NoContent().finish())
}
