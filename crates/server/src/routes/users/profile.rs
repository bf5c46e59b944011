//! `/api/users/profile`: what an account tells of itself, in the hands of its owner.

use crate::context::Context;
use crate::extract::{IfMatch, SignedIn, Valid};
use crate::problem::Problem;
use crate::routes::respond::{self, Cache};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get, patch, put};
use auth::profile;
use domain::user::{PatchProfile, ProfileView, ReplaceProfile};
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(get_profile).service(replace_profile).service(patch_profile);
}

/// The signed-in account.
#[utoipa::path(operation_id = "getProfile", tag = "users", responses(
    (status = 200, description = "The profile", body = ProfileView, headers(("ETag" = String, description = "Its version"))),
    (status = 304, description = "The client has this version already")
))]
#[get("/api/users/profile")]
async fn get_profile(request: HttpRequest, context: Data<Context>, SignedIn(actor): SignedIn) -> Result<HttpResponse, Problem> {
    let found = profile::get(&context.auth, &actor).await?;
    respond::resource(&request, &found, Cache::Personal)
}

/// Put a new profile in place of all of the old. A handle that is changed leads here for a year.
#[utoipa::path(operation_id = "replaceProfile", tag = "users",
    params(("If-Match" = Option<String>, Header, description = "Change only this version")), request_body = ReplaceProfile, responses(
    (status = 200, description = "The profile as it is now", body = ProfileView, headers(("ETag" = String, description = "Its version"))),
    (status = 409, description = "`handle-taken`: another account has the handle, or had it not long ago"),
    (status = 412, description = "`stale`: the profile has another version by now"),
    (status = 429, description = "`handle-change-too-soon`, `rate-limited`")
))]
#[put("/api/users/profile")]
async fn replace_profile(
    context: Data<Context>,
    SignedIn(actor): SignedIn,
    if_match: IfMatch,
    Valid(command): Valid<ReplaceProfile>,
) -> Result<HttpResponse, Problem> {
    Ok(respond::changed(&profile::replace(&context.auth, &actor, if_match.versions().as_deref(), command).await?))
}

/// Change what the JSON merge patch (RFC 7396) names.
#[utoipa::path(operation_id = "patchProfile", tag = "users",
    params(("If-Match" = Option<String>, Header, description = "Change only this version")),
    request_body(content((PatchProfile = "application/json"), (PatchProfile = "application/merge-patch+json"))), responses(
    (status = 200, description = "The profile as it is now", body = ProfileView, headers(("ETag" = String, description = "Its version"))),
    (status = 409, description = "`handle-taken`: another account has the handle, or had it not long ago"),
    (status = 412, description = "`stale`: the profile has another version by now"),
    (status = 429, description = "`handle-change-too-soon`, `rate-limited`")
))]
#[patch("/api/users/profile")]
async fn patch_profile(
    context: Data<Context>,
    SignedIn(actor): SignedIn,
    if_match: IfMatch,
    Valid(patch): Valid<PatchProfile>,
) -> Result<HttpResponse, Problem> {
    Ok(respond::changed(&profile::patch(&context.auth, &actor, if_match.versions().as_deref(), patch).await?))
}
