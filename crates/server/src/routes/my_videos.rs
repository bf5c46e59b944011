//! `/api/videos/mine`.

use super::respond;
use crate::context::Context;
use crate::extract::{Query, SignedIn};
use crate::problem::Problem;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use catalog::videos::{self, ListOwn, OwnSort};
use domain::page::{DEFAULT_LIMIT, MAX_LIMIT, Page};
use domain::video::{OwnFilter, OwnVideo, VideoState, Visibility};
use garde::Validate;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(my_videos);
}

/// Which of the account's own videos, in which order.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct OwnParams {
    /// Most rows of a page.
    #[garde(inner(range(min = 1, max = MAX_LIMIT)))]
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: Option<u64>,
    /// `next_cursor` of the page before.
    #[garde(skip)]
    cursor: Option<String>,
    /// The order.
    #[garde(skip)]
    #[serde(default)]
    #[param(inline)]
    sort: Order,
    /// Is in this state.
    #[garde(skip)]
    #[param(inline)]
    state: Option<VideoState>,
    /// Has this visibility.
    #[garde(skip)]
    #[param(inline)]
    visibility: Option<Visibility>,
    /// Is in the bin, from where `POST /api/videos/{id}/restore` takes it back.
    #[garde(skip)]
    #[serde(default)]
    deleted: bool,
}

/// Orders of the account's own list.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Order {
    /// Latest draft first.
    #[default]
    Newest,
    /// Earliest draft first.
    Oldest,
    /// Latest change first.
    Updated,
    /// Most views first.
    Views,
}

impl From<Order> for OwnSort {
    fn from(order: Order) -> Self {
        match order {
            Order::Newest => Self::Newest,
            Order::Oldest => Self::Oldest,
            Order::Updated => Self::Updated,
            Order::Views => Self::Views,
        }
    }
}

/// Videos of the signed-in account in every state, or those in its bin.
#[utoipa::path(operation_id = "listMyVideos", tag = "videos", params(OwnParams), responses(
    (status = 200, description = "A page", body = Page<OwnVideo>, headers(("Link" = String, description = "The next page, `rel=\"next\"`"))),
    (status = 304, description = "The client has this page already")
))]
#[get("/api/videos/mine")]
async fn my_videos(
    request: HttpRequest,
    context: Data<Context>,
    SignedIn(actor): SignedIn,
    Query(params): Query<OwnParams>,
) -> Result<HttpResponse, Problem> {
    let OwnParams { limit, cursor, sort, state, visibility, deleted } = params;
    let filter = OwnFilter { state, visibility, deleted };
    let wanted = ListOwn { sort: sort.into(), filter, limit: limit.unwrap_or(DEFAULT_LIMIT), cursor };
    let page = videos::list_own(&context.catalog, &actor, wanted).await?;
    respond::own_videos(&request, page)
}
