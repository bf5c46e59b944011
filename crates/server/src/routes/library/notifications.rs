//! `/api/users/notifications`.

use crate::context::Context;
use crate::extract::{Query, SignedIn, Valid};
use crate::problem::Problem;
use crate::routes::respond::{self, Cache};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get, post, put};
use domain::notification::{MarkRead, NotificationPage, NotificationPreferences};
use domain::page::{DEFAULT_LIMIT, MAX_LIMIT};
use garde::Validate;
use library::notifications;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list_notifications).service(mark_notifications_read);
    config.service(get_notification_preferences).service(set_notification_preferences);
}

/// Which notifications.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct InboxParams {
    /// Only those that were not read.
    #[garde(skip)]
    #[serde(default)]
    unread: bool,
    /// Most rows of a page.
    #[garde(inner(range(min = 1, max = MAX_LIMIT)))]
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: Option<u64>,
    /// `next_cursor` of the page before.
    #[garde(skip)]
    cursor: Option<String>,
}

/// What the account was told, the latest first, and how much of it is unread.
#[utoipa::path(operation_id = "listNotifications", tag = "library", params(InboxParams), responses(
    (status = 200, description = "A page", body = NotificationPage,
        headers(("Link" = String, description = "The next page, `rel=\"next\"`"))),
    (status = 304, description = "The client has this page already")
))]
#[get("/api/users/notifications")]
async fn list_notifications(
    request: HttpRequest,
    context: Data<Context>,
    SignedIn(actor): SignedIn,
    Query(params): Query<InboxParams>,
) -> Result<HttpResponse, Problem> {
    let limit = params.limit.unwrap_or(DEFAULT_LIMIT);
    let inbox = notifications::list(&context.library, &actor, params.unread, limit, params.cursor).await?;
    respond::page_of(&request, &inbox, inbox.page.next_cursor.as_deref(), Cache::Personal)
}

/// Note what was read: by id, or all up to one.
#[utoipa::path(operation_id = "markNotificationsRead", tag = "library", request_body = MarkRead, responses(
    (status = 204, description = "They are read")
))]
#[post("/api/users/notifications/read")]
async fn mark_notifications_read(
    context: Data<Context>,
    SignedIn(actor): SignedIn,
    Valid(command): Valid<MarkRead>,
) -> Result<HttpResponse, Problem> {
    notifications::mark_read(&context.library, &actor, command).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Each kind of notifications, and whether it is wanted.
#[utoipa::path(operation_id = "getNotificationPreferences", tag = "library", responses(
    (status = 200, description = "All kinds", body = NotificationPreferences)
))]
#[get("/api/users/notifications/preferences")]
async fn get_notification_preferences(
    request: HttpRequest,
    context: Data<Context>,
    SignedIn(actor): SignedIn,
) -> Result<HttpResponse, Problem> {
    respond::content(&request, &notifications::preferences(&context.library, &actor).await?, Cache::Personal)
}

/// Say which kinds are wanted. Those left out are.
#[utoipa::path(operation_id = "setNotificationPreferences", tag = "library", request_body = NotificationPreferences, responses(
    (status = 200, description = "All kinds as they are now", body = NotificationPreferences)
))]
#[put("/api/users/notifications/preferences")]
async fn set_notification_preferences(
    context: Data<Context>,
    SignedIn(actor): SignedIn,
    Valid(command): Valid<NotificationPreferences>,
) -> Result<HttpResponse, Problem> {
    Ok(HttpResponse::Ok().json(notifications::set_preferences(&context.library, &actor, command).await?))
}
