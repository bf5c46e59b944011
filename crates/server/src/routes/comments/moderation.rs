//! Deciding on comments, votes and complaints.

use crate::context::Context;
use crate::extract::{Id, PageParams, Query, SignedIn, Valid};
use crate::problem::Problem;
use crate::routes::respond::{self, Cache};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, delete, get, post, put};
use comments::{moderation, reactions};
use domain::comment::{EarlierBody, HeldComment};
use domain::id::{CommentId, VideoId};
use domain::page::{DEFAULT_LIMIT, MAX_LIMIT, Page};
use domain::reaction::{React, ReactionView};
use domain::report::CreateReport;
use garde::Validate;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list_held).service(react_to_comment).service(comment_history).service(report_comment);
    config.service(approve_comment).service(reject_comment);
    config.service(pin_comment).service(unpin_comment).service(heart_comment).service(unheart_comment);
}

/// Which comments that wait.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct HeldParams {
    /// Only those under this video.
    #[garde(skip)]
    video_id: Option<VideoId>,
    /// Most rows of a page.
    #[garde(inner(range(min = 1, max = MAX_LIMIT)))]
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: Option<u64>,
    /// `next_cursor` of the page before.
    #[garde(skip)]
    cursor: Option<String>,
}

/// Comments that wait for a decision, earliest first: those under your videos; for moderators, all.
#[utoipa::path(operation_id = "listHeldComments", tag = "comments", params(HeldParams), responses(
    (status = 200, description = "A page", body = Page<HeldComment>, headers(
        ("Link" = String, description = "The next page, `rel=\"next\"`"), ("ETag" = String, description = "Tag of this page"))),
    (status = 403, description = "`forbidden`: it is another's video"),
    (status = 404, description = "`video-not-found`")
))]
#[get("/api/comments/held")]
async fn list_held(
    request: HttpRequest,
    context: Data<Context>,
    SignedIn(actor): SignedIn,
    Query(params): Query<HeldParams>,
) -> Result<HttpResponse, Problem> {
    let limit = params.limit.unwrap_or(DEFAULT_LIMIT);
    let page = moderation::held(&context.comments, &actor, params.video_id, limit, params.cursor).await?;
    respond::page(&request, &page, Cache::Personal)
}

/// Like a comment, dislike it, or neither.
#[utoipa::path(operation_id = "reactToComment", tag = "comments", params(("id" = CommentId, Path, description = "The comment")),
    request_body = React, responses(
    (status = 200, description = "Your vote, and all votes", body = ReactionView),
    (status = 404, description = "`comment-not-found`"),
    (status = 409, description = "`comment-not-living`")
))]
#[put("/api/comments/{id}/reaction")]
async fn react_to_comment(
    context: Data<Context>,
    Id(id): Id<CommentId>,
    SignedIn(actor): SignedIn,
    Valid(command): Valid<React>,
) -> Result<HttpResponse, Problem> {
    Ok(HttpResponse::Ok().json(reactions::react(&context.comments, &actor, id, command.value).await?))
}

/// What a comment said before, the latest wording first; for moderators.
#[utoipa::path(operation_id = "listCommentWordings", tag = "comments",
    params(("id" = CommentId, Path, description = "The comment"), PageParams), responses(
    (status = 200, description = "A page", body = Page<EarlierBody>, headers(
        ("Link" = String, description = "The next page, `rel=\"next\"`"), ("ETag" = String, description = "Tag of this page"))),
    (status = 404, description = "`comment-not-found`")
))]
#[get("/api/comments/{id}/history")]
async fn comment_history(
    request: HttpRequest,
    context: Data<Context>,
    Id(id): Id<CommentId>,
    SignedIn(actor): SignedIn,
    Query(params): Query<PageParams>,
) -> Result<HttpResponse, Problem> {
    let page = moderation::history(&context.comments, &actor, id, params.limit(), params.cursor).await?;
    respond::page(&request, &page, Cache::Personal)
}

/// Complain about a comment. A second complaint about the same one changes nothing.
#[utoipa::path(operation_id = "reportComment", tag = "comments", params(("id" = CommentId, Path, description = "The comment")),
    request_body = CreateReport, responses(
    (status = 202, description = "A moderator will look at it"),
    (status = 404, description = "`comment-not-found`")
))]
#[post("/api/comments/{id}/report")]
async fn report_comment(
    context: Data<Context>,
    Id(id): Id<CommentId>,
    SignedIn(actor): SignedIn,
    Valid(command): Valid<CreateReport>,
) -> Result<HttpResponse, Problem> {
    moderation::complain(&context.comments, &actor, id, &command).await?;
    Ok(HttpResponse::Accepted().finish())
}

macro_rules! decision {
    ($(#[$doc:meta])* $name:ident, $verb:ident, $path:literal, $id:literal, $done:literal, $refused:literal, |$context:ident, $actor:ident, $comment:ident| $act:expr) => {
        $(#[$doc])*
        #[utoipa::path(operation_id = $id, tag = "comments", params(("id" = CommentId, Path, description = "The comment")), responses(
            (status = 204, description = $done),
            (status = 403, description = $refused),
            (status = 404, description = "`comment-not-found`"),
            (status = 409, description = "`comment-not-living`, or `comment-not-top-level`")
        ))]
        #[$verb($path)]
        async fn $name(context: Data<Context>, Id(id): Id<CommentId>, SignedIn(actor): SignedIn) -> Result<HttpResponse, Problem> {
            let ($context, $actor, $comment) = (&context.comments, &actor, id);
            $act.await?;
            Ok(HttpResponse::NoContent().finish())
        }
    };
}

decision!(
    /// Let everybody read a comment that waits or was rejected; the video's owner and moderators may.
    approve_comment, put, "/api/comments/{id}/approval", "approveComment", "Everybody can read it",
    "`forbidden`: it is another's video", |ctx, actor, id| moderation::approve(ctx, actor, id)
);
decision!(
    /// Hide a comment from all but its author and those who decide; the video's owner and moderators may.
    reject_comment, delete, "/api/comments/{id}/approval", "rejectComment", "It is hidden",
    "`forbidden`: it is another's video", |ctx, actor, id| moderation::reject(ctx, actor, id)
);
decision!(
    /// Put a comment above all others, in place of the one that stands there.
    pin_comment, put, "/api/comments/{id}/pin", "pinComment", "It stands above the others",
    "`forbidden`: only the video's owner may", |ctx, actor, id| moderation::pin(ctx, actor, id, true)
);
decision!(
    /// Take a comment down from above the others.
    unpin_comment, delete, "/api/comments/{id}/pin", "unpinComment", "It stands where it belongs",
    "`forbidden`: only the video's owner may", |ctx, actor, id| moderation::pin(ctx, actor, id, false)
);
decision!(
    /// Give a comment a heart.
    heart_comment, put, "/api/comments/{id}/heart", "heartComment", "It has the heart of the video's owner",
    "`forbidden`: only the video's owner may", |ctx, actor, id| moderation::heart(ctx, actor, id, true)
);
decision!(
    /// Take the heart back.
    unheart_comment, delete, "/api/comments/{id}/heart", "unheartComment", "It has no heart",
    "`forbidden`: only the video's owner may", |ctx, actor, id| moderation::heart(ctx, actor, id, false)
);
