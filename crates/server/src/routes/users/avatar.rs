//! `/api/users/profile/avatar`.

use crate::context::Context;
use crate::extract::{SignedIn, malformed_form, read_within};
use crate::problem::{Problem, of_payload};
use crate::routes::respond;
use actix_multipart::Multipart;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse, delete, put};
use auth::profile::avatar;
use bytes::Bytes;
use domain::Rule;
use domain::user::ProfileView;
use futures_util::{StreamExt, TryStreamExt};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(set_avatar).service(remove_avatar);
}

/// A picture as a form.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it only describes the form")]
struct AvatarForm {
    /// The file.
    #[schema(format = Binary)]
    avatar: String,
}

/// Make a JPEG, PNG or WebP file the account's picture. Its middle becomes squares of several sizes, made
/// anew: nothing else of the file is kept. Send the file itself, or a form with one.
#[utoipa::path(operation_id = "setAvatar", tag = "users",
    request_body(content((String = "image/*"), (AvatarForm = "multipart/form-data"))), responses(
    (status = 200, description = "The profile as it is now", body = ProfileView, headers(("ETag" = String, description = "Its version"))),
    (status = 400, description = "`malformed-multipart`: the form is broken"),
    (status = 408, description = "The file stopped arriving"), (status = 413, description = "`body-too-large`"),
    (status = 422, description = "`picture-unsupported`, `picture-too-large`, `picture-broken`; the field is missing"),
    (status = 507, description = "There is no room")
))]
#[put("/api/users/profile/avatar")]
async fn set_avatar(
    request: HttpRequest,
    context: Data<Context>,
    SignedIn(actor): SignedIn,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let file = file(&request, payload, context.settings.auth.avatar_bytes()).await?;
    Ok(respond::changed(&avatar::set(&context.auth, &context.pipeline.store, &actor, file).await?))
}

/// Take the account's picture away.
#[utoipa::path(operation_id = "removeAvatar", tag = "users", responses(
    (status = 200, description = "The profile as it is now", body = ProfileView, headers(("ETag" = String, description = "Its version")))
))]
#[delete("/api/users/profile/avatar")]
async fn remove_avatar(context: Data<Context>, SignedIn(actor): SignedIn) -> Result<HttpResponse, Problem> {
    Ok(respond::changed(&avatar::remove(&context.auth, &actor).await?))
}

/// The file, by itself or as the field `avatar` of a form.
async fn file(request: &HttpRequest, payload: Payload, limit: usize) -> Result<Bytes, Problem> {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.to_ascii_lowercase().starts_with("multipart/form-data") {
        return read_within(request, payload.map_err(|error| of_payload(&error)), limit).await;
    }
    let mut form = Multipart::new(request.headers(), payload);
    let missing = || Problem::invalid(vec![Rule::Required.at("/avatar")]);
    let field = form.next().await.ok_or_else(missing)?.map_err(|error| malformed_form(&error))?;
    match field.name().unwrap_or_default() {
        "avatar" => read_within(request, field.map_err(|error| malformed_form(&error)), limit).await,
        other => Err(Problem::invalid(vec![Rule::KnownField.at(&format!("/{other}"))])),
    }
}
