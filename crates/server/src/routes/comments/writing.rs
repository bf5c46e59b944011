//! Writing, changing and deleting comments.

use crate::context::Context;
use crate::extract::{Id, IfMatch, Keyed, SignedIn, Valid};
use crate::problem::Problem;
use crate::routes::respond;
use actix_web::http::header::LOCATION;
use actix_web::web::Data;
use actix_web::{HttpResponse, delete, post, put};
use comments::writing;
use domain::Versioned;
use domain::comment::{CommentView, CreateComment, EditComment};
use domain::id::CommentId;
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(create_comment).service(edit_comment).service(delete_comment);
}

/// Write a comment, or a reply to one. `state` tells whether it waits for approval.
#[utoipa::path(operation_id = "createComment", tag = "comments",
    params(
        ("Idempotency-Key" = Option<String>, Header, description = "The same key and body within 24 hours give the first answer again")),
    request_body = CreateComment, responses(
    (status = 201, description = "The comment", body = CommentView, headers(("Location" = String, description = "Its address"))),
    (status = 403, description = "`blocked`: the video's owner, whom it replies to or whom it mentions blocks you"),
    (status = 404, description = "`video-not-found`, or `comment-not-found` for what it would reply to"),
    (status = 409, description = "`comments-closed`, or `comment-not-living`: what it would reply to is gone"),
    (status = 422, description = "A value is not acceptable, `thread-too-deep`, or `idempotency-key-reused`")
))]
#[post("/api/comments")]
async fn create_comment(
    context: Data<Context>,
    SignedIn(actor): SignedIn,
    Keyed(key, command): Keyed<CreateComment>,
) -> Result<HttpResponse, Problem> {
    let view = writing::create(&context.comments, &actor, key.as_ref(), &command).await?;
    Ok(HttpResponse::Created().insert_header((LOCATION, format!("/api/comments/{}", view.id))).json(view))
}

/// Say it differently. The video's moderators can read what it said before.
#[utoipa::path(operation_id = "editComment", tag = "comments", params(
        ("id" = CommentId, Path, description = "The comment"), ("If-Match" = Option<String>, Header, description = "Change only this version")),
    request_body = EditComment, responses(
    (status = 200, description = "The comment as it is now", body = CommentView, headers(("ETag" = String, description = "Its version"))),
    (status = 403, description = "`forbidden`: it is another's; `blocked`: somebody whom it mentions blocks you"),
    (status = 404, description = "`comment-not-found`"),
    (status = 412, description = "`stale`: it has another version by now")
))]
#[put("/api/comments/{id}")]
async fn edit_comment(
    context: Data<Context>,
    Id(id): Id<CommentId>,
    SignedIn(actor): SignedIn,
    if_match: IfMatch,
    Valid(command): Valid<EditComment>,
) -> Result<HttpResponse, Problem> {
    let (view, version) = writing::edit(&context.comments, &actor, id, if_match.versions().as_deref(), &command).await?;
    Ok(respond::changed(&Versioned { view, version }))
}

/// Delete a comment: its author, the video's owner and moderators may. While there are replies to it, its
/// place stays in the lists, without a word of what it said.
#[utoipa::path(operation_id = "deleteComment", tag = "comments", params(
        ("id" = CommentId, Path, description = "The comment"), ("If-Match" = Option<String>, Header, description = "Delete only this version")),
    responses(
    (status = 204, description = "It is gone"),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`comment-not-found`"),
    (status = 412, description = "`stale`: it has another version by now")
))]
#[delete("/api/comments/{id}")]
async fn delete_comment(
    context: Data<Context>,
    Id(id): Id<CommentId>,
    SignedIn(actor): SignedIn,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    writing::delete(&context.comments, &actor, id, if_match.versions().as_deref()).await?;
    Ok(HttpResponse::NoContent().finish())
}
