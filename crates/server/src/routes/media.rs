//! `/media`: playlists, segments and pictures, whole or in ranges (RFC 9110, section 14).
//!
//! A query on an object is ignored: players and caches add their own. Only the master playlist
//! reads two parameters.

use crate::context::Context;
use crate::extract::{IfNoneMatch, digest_etag};
use crate::problem::Problem;
use actix_web::body::SizedStream;
use actix_web::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_RANGE, CONTENT_TYPE, ETAG, HeaderName, HeaderValue, IF_RANGE, LAST_MODIFIED, RANGE,
};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, get};
use auth::profile::avatar;
use domain::ErrorKind;
use domain::Rule;
use domain::id::{AvatarId, GenerationId, UserId, VideoId};
use futures_util::TryStreamExt;
use media::delivery::{Access, Caching, cache_control, content_type, http_date};
use media::playlist::HeightFilter;
use media::range::{Selection, content_range, if_range, select, unsatisfied};
use media::storage::ObjectInfo;
use pipeline::playback::{self, Media, MediaRequest, ObjectBody};
use std::ops::Range;
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    // The open form stands last: it would take `s` and `avatars` for videos.
    config.service(signed_media).service(get_avatar).service(open_media);
}

/// Media of a private video, by an address with a token.
#[utoipa::path(operation_id = "getSignedMedia", tag = "playback", params(
        ("token" = String, Path, description = "From the addresses of `/playback`"),
        ("video" = VideoId, Path, description = "The video"), ("generation" = GenerationId, Path, description = "One transcode of it"),
        ("path" = String, Path, description = "A playlist, segment or picture", example = "master.m3u8"),
        ("Range" = Option<String>, Header, description = "A part of the bytes", example = "bytes=0-99")), responses(
    (status = 200, description = "All of it", content_type = "application/octet-stream"),
    (status = 206, description = "The part", content_type = "application/octet-stream"),
    (status = 304, description = "The client has it already"),
    (status = 416, description = "The part lies outside")
))]
#[get("/media/s/{token}/{video}/{generation}/{path:.*}")]
async fn signed_media(request: HttpRequest, context: Data<Context>) -> Result<HttpResponse, Problem> {
    let token = request.match_info().query("token").to_owned();
    serve(&request, &context, Some(token)).await
}

/// Media of a public or unlisted video.
#[utoipa::path(operation_id = "getMedia", tag = "playback", params(
        ("video" = VideoId, Path, description = "The video"), ("generation" = GenerationId, Path, description = "One transcode of it"),
        ("path" = String, Path, description = "A playlist, segment or picture", example = "master.m3u8"),
        ("Range" = Option<String>, Header, description = "A part of the bytes", example = "bytes=0-99")), responses(
    (status = 200, description = "All of it", content_type = "application/octet-stream"),
    (status = 206, description = "The part", content_type = "application/octet-stream"),
    (status = 304, description = "The client has it already"),
    (status = 416, description = "The part lies outside")
))]
#[get("/media/{video}/{generation}/{path:.*}")]
async fn open_media(request: HttpRequest, context: Data<Context>) -> Result<HttpResponse, Problem> {
    serve(&request, &context, None).await
}

/// A picture of an account.
#[utoipa::path(operation_id = "getAvatar", tag = "users", params(
        ("user" = UserId, Path, description = "The account"), ("avatar" = AvatarId, Path, description = "The picture it shows now"),
        ("file" = String, Path, description = "The size: `64.jpg`, `128.jpg`, `256.jpg` or `512.jpg`", example = "256.jpg"),
        ("Range" = Option<String>, Header, description = "A part of the bytes", example = "bytes=0-99")), responses(
    (status = 200, description = "All of it", content_type = "image/jpeg"),
    (status = 206, description = "The part", content_type = "image/jpeg"),
    (status = 304, description = "The client has it already"),
    (status = 416, description = "The part lies outside")
))]
#[get("/media/avatars/{user}/{avatar}/{file}")]
async fn get_avatar(request: HttpRequest, context: Data<Context>) -> Result<HttpResponse, Problem> {
    let part = |name: &str| request.match_info().query(name);
    let user = part("user").parse().map_err(|_| Problem::not_found())?;
    let picture = part("avatar").parse().map_err(|_| Problem::not_found())?;
    let store = &context.pipeline.store;
    let info = avatar::find(&context.auth, store, user, picture, part("file")).await?;
    let caching = object_caching(&context, Access::Public);
    object(&request, &info, &caching, ObjectBody::new(store.clone(), info.clone()))
}

async fn serve(request: &HttpRequest, context: &Context, token: Option<String>) -> Result<HttpResponse, Problem> {
    let part = |name: &str| request.match_info().query(name);
    let wanted = MediaRequest {
        video: part("video").parse().map_err(|_| Problem::not_found())?,
        generation: part("generation").parse().map_err(|_| Problem::not_found())?,
        path: part("path").to_owned(),
        token,
        heights: heights(request)?,
    };
    match playback::open(&context.pipeline, &wanted).await? {
        Media::Text { text, kind, caching, access } => {
            Ok(made(request, text, kind, cache_control(caching, access, context.settings.playback.shared_cache_seconds)))
        }
        Media::Object { info, access, body } => object(request, &info, &object_caching(context, access), body),
    }
}

/// `Cache-Control` of an object, which never changes under its address.
fn object_caching(context: &Context, access: Access) -> String {
    cache_control(Caching::Immutable, access, context.settings.playback.shared_cache_seconds)
}

fn heights(request: &HttpRequest) -> Result<HeightFilter, Problem> {
    let mut heights = HeightFilter::default();
    for (name, value) in form_urlencoded::parse(request.query_string().as_bytes()) {
        let field = match &*name {
            "min_height" => &mut heights.min,
            "max_height" => &mut heights.max,
            _ => continue,
        };
        *field = Some(value.parse().map_err(|_| Problem::parameter(&name, Rule::Readable))?);
    }
    Ok(heights)
}

fn made(request: &HttpRequest, text: String, kind: &'static str, caching: String) -> HttpResponse {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, text.as_bytes());
    let etag = digest_etag(digest.as_ref());
    let known = IfNoneMatch::of(request).has(&etag);
    let mut answer = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    embeddable(&mut answer).insert_header((ETAG, etag)).insert_header((CACHE_CONTROL, caching));
    if known {
        return answer.finish();
    }
    answer.insert_header((CONTENT_TYPE, kind)).body(text)
}

fn object(request: &HttpRequest, info: &ObjectInfo, caching: &str, body: ObjectBody) -> Result<HttpResponse, Problem> {
    if IfNoneMatch::of(request).has(&info.etag) {
        return Ok(described(&mut HttpResponse::NotModified(), info, caching).finish());
    }
    let field = |name: HeaderName| request.headers().get(name).map(HeaderValue::as_bytes);
    let applies = if_range(field(IF_RANGE), &info.etag, info.modified);
    match select(field(RANGE).filter(|_| applies), info.bytes) {
        Selection::Whole => {
            let mut answer = HttpResponse::Ok();
            described(&mut answer, info, caching);
            Ok(answer.body(bytes(body, 0..info.bytes)))
        }
        Selection::Part(part) => {
            let mut answer = HttpResponse::PartialContent();
            described(&mut answer, info, caching).insert_header((CONTENT_RANGE, content_range(&part, info.bytes)));
            Ok(answer.body(bytes(body, part)))
        }
        Selection::Unsatisfiable => {
            let range = HeaderValue::from_str(&unsatisfied(info.bytes)).map_err(Problem::internal)?;
            Err(Problem::new(ErrorKind::RangeNotSatisfiable, "range-not-satisfiable").header(CONTENT_RANGE, range))
        }
    }
}

/// The bytes, opened only when the first one is wanted: a HEAD opens nothing.
fn bytes(body: ObjectBody, range: Range<u64>) -> impl actix_web::body::MessageBody + 'static {
    let length = range.end - range.start;
    let opened = async move { body.range(range).await.map(|stream| stream.map_err(pipeline::Error::from)) };
    let stream = futures_util::stream::once(opened).try_flatten();
    SizedStream::new(length, Box::pin(stream))
}

fn described<'a>(answer: &'a mut HttpResponseBuilder, info: &ObjectInfo, caching: &str) -> &'a mut HttpResponseBuilder {
    embeddable(answer)
        .insert_header((CONTENT_TYPE, content_type(info.key.file_name())))
        .insert_header((ETAG, info.etag.clone()))
        .insert_header((LAST_MODIFIED, http_date(info.modified)))
        .insert_header((ACCEPT_RANGES, "bytes"))
        .insert_header((CACHE_CONTROL, caching))
}

/// Players and pages of other sites may show media.
fn embeddable(answer: &mut HttpResponseBuilder) -> &mut HttpResponseBuilder {
    answer.insert_header(("Cross-Origin-Resource-Policy", "cross-origin"))
}
