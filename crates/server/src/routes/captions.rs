//! `/api/videos/{id}/captions`: what is said in a video, in many languages.

use super::respond::{self, Cache};
use crate::context::Context;
use crate::extract::{Id, IfMatch, IfNoneMatch, Query, SignedIn, Viewer, etag, read_within};
use crate::problem::{Problem, of_payload};
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse, delete, get, put};
use domain::ErrorKind;
use domain::Rule;
use domain::caption::{CaptionKind, CaptionLanguage, CaptionView, CaptionsView, MAX_CAPTION_BYTES, MAX_CAPTION_LABEL, PutCaption};
use domain::id::VideoId;
use domain::text;
use futures_util::TryStreamExt;
use garde::Validate;
use pipeline::captions;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list_captions).service(get_captions).service(put_captions).service(delete_captions);
}

/// What is said of a file of captions.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct CaptionParams {
    /// What a menu calls them; the language's own name if absent.
    #[garde(inner(custom(text::line(MAX_CAPTION_LABEL))))]
    #[param(min_length = 1, max_length = 60)]
    label: Option<String>,
    /// What they are for.
    #[garde(skip)]
    #[serde(default)]
    #[param(inline)]
    kind: CaptionKind,
    /// Whether they are shown unless the viewer chooses otherwise.
    #[garde(skip)]
    #[serde(default)]
    default: bool,
}

/// The captions of a video.
#[utoipa::path(operation_id = "listCaptions", tag = "captions", params(("id" = VideoId, Path, description = "The video")), responses(
    (status = 200, description = "All of them, by language", body = CaptionsView, headers(("ETag" = String, description = "Tag of this answer"))),
    (status = 304, description = "The client has this answer already")
))]
#[get("/api/videos/{id}/captions")]
async fn list_captions(
    request: HttpRequest,
    context: Data<Context>,
    Id(id): Id<VideoId>,
    Viewer(viewer): Viewer,
) -> Result<HttpResponse, Problem> {
    let (view, video) = captions::list(&context.pipeline, viewer, id).await?;
    respond::content(&request, &view, Cache::of(video.metadata.visibility, video.state))
}

/// Captions in one language as WebVTT.
#[utoipa::path(operation_id = "getCaptions", tag = "captions", params(
        ("id" = VideoId, Path, description = "The video"), ("lang" = String, Path, description = "BCP 47 language", example = "es")), responses(
    (status = 200, description = "The file", content_type = "text/vtt", body = String, headers(("ETag" = String, description = "Its version"))),
    (status = 304, description = "The client has this version already"),
    (status = 404, description = "`caption-not-found`")
))]
#[get("/api/videos/{id}/captions/{lang}")]
async fn get_captions(
    request: HttpRequest,
    context: Data<Context>,
    Id(id): Id<VideoId>,
    Viewer(viewer): Viewer,
) -> Result<HttpResponse, Problem> {
    let found = captions::get(&context.pipeline, viewer, id, &language(&request)?).await?;
    let (tag, cache) = (etag(found.caption.track.version), Cache::of(found.video.metadata.visibility, found.video.state));
    let known = IfNoneMatch::of(&request).has(&tag);
    let mut answer = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    answer.insert_header((ETAG, tag)).insert_header((CACHE_CONTROL, cache.control()));
    Ok(if known { answer.finish() } else { answer.content_type("text/vtt; charset=utf-8").body(found.caption.body) })
}

/// Put a WebVTT or SRT file in place of the captions in one language. It may have any common encoding; it is
/// kept as WebVTT, in order, within the length of the video, and without marks that WebVTT doesn't know.
#[utoipa::path(operation_id = "putCaptions", tag = "captions", params(
        ("id" = VideoId, Path, description = "The video"), ("lang" = String, Path, description = "BCP 47 language", example = "es"),
        ("If-Match" = Option<String>, Header, description = "Change only this version"), CaptionParams),
    request_body(content((String = "text/vtt"), (String = "application/x-subrip"))), responses(
    (status = 200, description = "The captions as they are now", body = CaptionView, headers(("ETag" = String, description = "Their version"))),
    (status = 201, description = "There were none in this language", body = CaptionView, headers(("ETag" = String, description = "Their version"))),
    (status = 404, description = "`video-not-found`"), (status = 408, description = "The file stopped arriving"),
    (status = 409, description = "`too-many-captions`"), (status = 412, description = "`stale`: they have another version by now"),
    (status = 413, description = "`body-too-large`: over 2 MiB"), (status = 415, description = "`unsupported-media-type`"),
    (status = 422, description = "`no-cues`: there is none in the file")
))]
#[put("/api/videos/{id}/captions/{lang}")]
async fn put_captions(
    request: HttpRequest,
    context: Data<Context>,
    Id(id): Id<VideoId>,
    SignedIn(actor): SignedIn,
    if_match: IfMatch,
    Query(params): Query<CaptionParams>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let CaptionParams { label, kind, default } = params;
    let command = PutCaption { language: language(&request)?, label, kind, default };
    require_text(&request)?;
    let file = read_within(&request, payload.map_err(|error| of_payload(&error)), MAX_CAPTION_BYTES).await?;
    let written = captions::put(&context.pipeline, &actor, id, if_match.versions().as_deref(), command, file).await?;
    let mut answer = if written.is_new { HttpResponse::Created() } else { HttpResponse::Ok() };
    answer.insert_header((ETAG, etag(written.version))).insert_header((CACHE_CONTROL, Cache::Personal.control()));
    Ok(answer.json(written.view))
}

/// Take the captions in one language away.
#[utoipa::path(operation_id = "deleteCaptions", tag = "captions", params(
        ("id" = VideoId, Path, description = "The video"), ("lang" = String, Path, description = "BCP 47 language", example = "es"),
        ("If-Match" = Option<String>, Header, description = "Delete only this version")), responses(
    (status = 204, description = "They are gone"), (status = 404, description = "`caption-not-found`"),
    (status = 412, description = "`stale`: they have another version by now")
))]
#[delete("/api/videos/{id}/captions/{lang}")]
async fn delete_captions(
    request: HttpRequest,
    context: Data<Context>,
    Id(id): Id<VideoId>,
    SignedIn(actor): SignedIn,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    captions::delete(&context.pipeline, &actor, id, if_match.versions().as_deref(), &language(&request)?).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn language(request: &HttpRequest) -> Result<CaptionLanguage, Problem> {
    let tag = request.match_info().query("lang");
    tag.parse().map_err(|_| Problem::parameter("lang", Rule::LanguageTag))
}

/// What a file is, its bytes tell; but JSON or a form was meant for another address.
fn require_text(request: &HttpRequest) -> Result<(), Problem> {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default().to_ascii_lowercase();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    let good = kind.starts_with("text/") || matches!(kind, "" | "application/x-subrip" | "application/srt" | "application/octet-stream");
    if good { Ok(()) } else { Err(Problem::new(ErrorKind::Unsupported, "unsupported-media-type")) }
}
