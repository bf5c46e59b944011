//! Reading comments.

use crate::context::Context;
use crate::extract::{Id, PageParams, Query, SignedIn, Viewer};
use crate::problem::Problem;
use crate::routes::respond::{self, Cache};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use comments::threads::{self, ListComments, Under};
use domain::Rule;
use domain::Versioned;
use domain::comment::{CommentView, MyComments};
use domain::id::{CommentId, VideoId};
use domain::page::{DEFAULT_LIMIT, MAX_LIMIT, Page};
use garde::Validate;
use persistence::comment::Sort;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(my_comments).service(list_comments).service(my_comment_state).service(get_comment).service(list_replies);
}

/// Which comments, in which order.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListParams {
    /// Most rows of a page; the pinned comment on the first page is one more.
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
}

/// Orders of comments.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Order {
    /// Most likes over dislikes first.
    #[default]
    Top,
    /// Latest first.
    Newest,
    /// Earliest first.
    Oldest,
}

impl From<Order> for Sort {
    fn from(order: Order) -> Self {
        match order {
            Order::Top => Self::Top,
            Order::Newest => Self::Newest,
            Order::Oldest => Self::Oldest,
        }
    }
}

/// Comments under a video itself, each with the first replies to it. A pinned one stands first.
#[utoipa::path(operation_id = "listComments", tag = "comments",
    params(("id" = VideoId, Path, description = "The video"), ListParams), responses(
    (status = 200, description = "A page", body = Page<CommentView>, headers(
        ("Link" = String, description = "The next page, `rel=\"next\"`"), ("ETag" = String, description = "Tag of this page"))),
    (status = 304, description = "The client has this page already"),
    (status = 404, description = "`video-not-found`")
))]
#[get("/api/comments/video/{id}")]
async fn list_comments(
    request: HttpRequest,
    context: Data<Context>,
    Id(id): Id<VideoId>,
    Viewer(viewer): Viewer,
    Query(params): Query<ListParams>,
) -> Result<HttpResponse, Problem> {
    let list = ListComments { sort: params.sort.into(), limit: params.limit.unwrap_or(DEFAULT_LIMIT), cursor: params.cursor };
    let page = threads::list(&context.comments, viewer, id, list).await?;
    respond::page(&request, &page.view, cache(&page))
}

/// Which votes are asked for.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct MyParams {
    /// Ids of comments, separated by commas; at most 100.
    #[garde(inner(length(max = 3700)))]
    #[param(max_length = 3700)]
    ids: Option<String>,
}

/// What the comments of a video are to the signed-in account, with its votes on those that are asked for.
#[utoipa::path(operation_id = "getMyCommentState", tag = "comments",
    params(("id" = VideoId, Path, description = "The video"), MyParams), responses(
    (status = 200, description = "What is yours about them", body = MyComments),
    (status = 404, description = "`video-not-found`")
))]
#[get("/api/comments/video/{id}/me")]
async fn my_comment_state(
    request: HttpRequest,
    context: Data<Context>,
    Id(id): Id<VideoId>,
    SignedIn(actor): SignedIn,
    Query(params): Query<MyParams>,
) -> Result<HttpResponse, Problem> {
    let ids = params.ids.as_deref().unwrap_or_default();
    let ids: Result<Vec<CommentId>, _> = ids.split(',').filter(|id| !id.is_empty()).map(str::parse).collect();
    let ids = ids.map_err(|_| Problem::parameter("ids", Rule::IdList))?;
    respond::content(&request, &threads::viewer_state(&context.comments, &actor, id, &ids).await?, Cache::Personal)
}

/// What the signed-in account wrote, latest first, also what waits for approval.
#[utoipa::path(operation_id = "listMyComments", tag = "comments", params(PageParams), responses(
    (status = 200, description = "A page", body = Page<CommentView>, headers(
        ("Link" = String, description = "The next page, `rel=\"next\"`"), ("ETag" = String, description = "Tag of this page")))
))]
#[get("/api/comments/mine")]
async fn my_comments(
    request: HttpRequest,
    context: Data<Context>,
    SignedIn(actor): SignedIn,
    Query(params): Query<PageParams>,
) -> Result<HttpResponse, Problem> {
    let page = threads::mine(&context.comments, &actor, params.limit(), params.cursor).await?;
    respond::page(&request, &page, Cache::Personal)
}

/// One comment. What waits for approval is there for its author, the video's owner and moderators.
#[utoipa::path(operation_id = "getComment", tag = "comments", params(("id" = CommentId, Path, description = "The comment")), responses(
    (status = 200, description = "The comment", body = CommentView, headers(("ETag" = String, description = "Its version"))),
    (status = 304, description = "The client has it already"),
    (status = 404, description = "`comment-not-found`")
))]
#[get("/api/comments/{id}")]
async fn get_comment(
    request: HttpRequest,
    context: Data<Context>,
    Id(id): Id<CommentId>,
    Viewer(viewer): Viewer,
) -> Result<HttpResponse, Problem> {
    let (found, version) = threads::get(&context.comments, viewer, id).await?;
    let cache = cache(&found);
    respond::resource(&request, &Versioned { view: found.view, version }, cache)
}

/// Replies to a comment, earliest first.
#[utoipa::path(operation_id = "listReplies", tag = "comments",
    params(("id" = CommentId, Path, description = "The comment"), PageParams), responses(
    (status = 200, description = "A page", body = Page<CommentView>, headers(
        ("Link" = String, description = "The next page, `rel=\"next\"`"), ("ETag" = String, description = "Tag of this page"))),
    (status = 304, description = "The client has this page already"),
    (status = 404, description = "`comment-not-found`")
))]
#[get("/api/comments/{id}/replies")]
async fn list_replies(
    request: HttpRequest,
    context: Data<Context>,
    Id(id): Id<CommentId>,
    Viewer(viewer): Viewer,
    Query(params): Query<PageParams>,
) -> Result<HttpResponse, Problem> {
    let page = threads::replies(&context.comments, viewer, id, params.limit(), params.cursor).await?;
    respond::page(&request, &page.view, cache(&page))
}

fn cache<T>(under: &Under<T>) -> Cache {
    Cache::of(under.visibility, under.state)
}
