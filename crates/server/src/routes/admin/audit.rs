//! `/api/admin/audit`: what was done, by whom and when.

use crate::context::Context;
use crate::extract::{Administrator, Query};
use crate::problem::Problem;
use crate::routes::respond::{self, Cache};
use ::auth::administration::audit::{self, Filter, ListEvents};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use domain::audit::EventView;
use domain::id::UserId;
use domain::page::{DEFAULT_LIMIT, MAX_LIMIT, Page};
use garde::Validate;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list_audit_events);
}

/// Which events.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct AuditParams {
    /// Most rows of a page.
    #[garde(inner(range(min = 1, max = MAX_LIMIT)))]
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: Option<u64>,
    /// `next_cursor` of the page before.
    #[garde(skip)]
    cursor: Option<String>,
    /// Was done by this account.
    #[garde(skip)]
    actor: Option<UserId>,
    /// Is this action, such as `user.suspended`.
    #[garde(inner(length(chars, max = 64)))]
    #[param(max_length = 64)]
    action: Option<String>,
    /// Was done to the thing with this id.
    #[garde(inner(length(chars, max = 64)))]
    #[param(max_length = 64)]
    target: Option<String>,
}

impl From<AuditParams> for ListEvents {
    fn from(params: AuditParams) -> Self {
        let filter = Filter { actor: params.actor, action: params.action, target: params.target };
        Self { filter, limit: params.limit.unwrap_or(DEFAULT_LIMIT), cursor: params.cursor }
    }
}

/// What was done to accounts and by administrators, latest first.
#[utoipa::path(operation_id = "listAuditEvents", tag = "admin", params(AuditParams), responses(
    (status = 200, description = "A page", body = Page<EventView>, headers(("Link" = String, description = "The next page, `rel=\"next\"`"))),
    (status = 304, description = "The client has this page already")
))]
#[get("/api/admin/audit")]
async fn list_audit_events(
    request: HttpRequest,
    context: Data<Context>,
    Administrator(authority): Administrator,
    Query(params): Query<AuditParams>,
) -> Result<HttpResponse, Problem> {
    respond::page(&request, &audit::list(&context.auth, &authority, params.into()).await?, Cache::Personal)
}
