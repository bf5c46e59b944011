//! The shapes of answers: resources with tags, pages with links.

use crate::extract::{IfNoneMatch, etag, short_digest};
use crate::problem::{Language, Problem};
use actix_web::http::header::{CACHE_CONTROL, ETAG, HeaderValue, LINK, VARY};
use actix_web::{HttpRequest, HttpResponse};
use domain::Versioned;
use domain::page::Page;
use domain::video::{OwnVideo, VideoState, VideoSummary, VideoView, Visibility};
use serde::Serialize;

/// Who may keep an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cache {
    /// Anybody, but they must ask each time whether it is still fresh.
    Shared,
    /// Nobody: it depends on who asks.
    Personal,
}

impl Cache {
    /// A video that everybody may see is the same for everybody; others are seen by few.
    pub(super) fn of(visibility: Visibility, state: VideoState) -> Self {
        if visibility.is_open() && state == VideoState::Ready { Self::Shared } else { Self::Personal }
    }

    /// What depends on who asks, if somebody does.
    pub(super) fn of_viewer(is_known: bool) -> Self {
        if is_known { Self::Personal } else { Self::Shared }
    }

    pub(super) fn control(self) -> &'static str {
        match self {
            Self::Shared => "public, no-cache",
            Self::Personal => "private, no-store",
        }
    }
}

/// A resource with its entity tag; 304 if the client has it already. Much that is shown changes without a new version
/// (likes, views), so the tag names the content too; `If-Match` compares the version in it.
///
/// # Errors
/// `internal` if the view cannot be written as JSON.
pub(super) fn resource(request: &HttpRequest, found: &Versioned<impl Serialize>, cache: Cache) -> Result<HttpResponse, Problem> {
    let body = serde_json::to_vec(&found.view).map_err(Problem::internal)?;
    Ok(unless_known(request, etag(format_args!("{}-{}", found.version, digest_of(&body))), body, cache))
}

/// The same where it holds a page of a list.
///
/// # Errors
/// `internal` if the view cannot be written as JSON.
pub(super) fn resource_page(
    request: &HttpRequest,
    found: &Versioned<impl Serialize>,
    next: Option<&str>,
    cache: Cache,
) -> Result<HttpResponse, Problem> {
    resource(request, found, cache).map(|answer| linked(request, answer, next))
}

/// What a change made of a resource, with the tag for the next change.
pub(super) fn changed(found: &Versioned<impl Serialize>) -> HttpResponse {
    HttpResponse::Ok().insert_header((ETAG, etag(found.version))).json(&found.view)
}

/// A resource whose tag is the digest of its content, where no version is at hand.
///
/// # Errors
/// `internal` if the view cannot be written as JSON.
pub(super) fn content(request: &HttpRequest, view: &impl Serialize, cache: Cache) -> Result<HttpResponse, Problem> {
    let body = serde_json::to_vec(view).map_err(Problem::internal)?;
    Ok(unless_known(request, etag(digest_of(&body)), body, cache))
}

fn unless_known(request: &HttpRequest, etag: String, body: Vec<u8>, cache: Cache) -> HttpResponse {
    let known = IfNoneMatch::of(request).has(&etag);
    let mut answer = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    answer.insert_header((ETAG, etag)).insert_header((CACHE_CONTROL, cache.control()));
    if known { answer.finish() } else { answer.content_type("application/json").body(body) }
}

/// A page of a list, with a `Link` to the next one (RFC 8288).
///
/// # Errors
/// `internal` if the page cannot be written as JSON.
pub(super) fn page<T: Serialize>(request: &HttpRequest, page: &Page<T>, cache: Cache) -> Result<HttpResponse, Problem> {
    page_of(request, page, page.next_cursor.as_deref(), cache)
}

/// The same for a page that tells more than its rows.
///
/// # Errors
/// `internal` if the view cannot be written as JSON.
pub(super) fn page_of(request: &HttpRequest, view: &impl Serialize, next: Option<&str>, cache: Cache) -> Result<HttpResponse, Problem> {
    content(request, view, cache).map(|answer| linked(request, answer, next))
}

fn linked(request: &HttpRequest, mut answer: HttpResponse, next: Option<&str>) -> HttpResponse {
    if let Some(link) = next.and_then(|cursor| next_link(request, cursor).parse().ok()) {
        answer.headers_mut().insert(LINK, link);
    }
    answer
}

/// A page of videos in the language of the request.
///
/// # Errors
/// As [`page`].
pub(super) fn videos(request: &HttpRequest, mut found: Page<VideoSummary>, cache: Cache) -> Result<HttpResponse, Problem> {
    let locale = Language::of(request.headers()).locale();
    for video in &mut found.items {
        video.speak(locale);
    }
    Ok(in_language(page(request, &found, cache)?))
}

/// A page of the account's own videos in the language of the request.
///
/// # Errors
/// As [`page`].
pub(super) fn own_videos(request: &HttpRequest, mut found: Page<OwnVideo>) -> Result<HttpResponse, Problem> {
    let locale = Language::of(request.headers()).locale();
    for video in &mut found.items {
        video.summary.speak(locale);
    }
    Ok(in_language(page(request, &found, Cache::Personal)?))
}

/// A video in the language of the request.
pub(super) fn spoken(request: &HttpRequest, mut found: Versioned<VideoView>) -> Versioned<VideoView> {
    found.view.summary.speak(Language::of(request.headers()).locale());
    found
}

/// Tells caches that the answer is another one in another language.
pub(super) fn in_language(mut answer: HttpResponse) -> HttpResponse {
    answer.headers_mut().append(VARY, HeaderValue::from_static("Accept-Language"));
    answer
}

fn next_link(request: &HttpRequest, cursor: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(form_urlencoded::parse(request.query_string().as_bytes()).filter(|(name, _)| name != "cursor"));
    format!("<{}?{}>; rel=\"next\"", request.path(), query.append_pair("cursor", cursor).finish())
}

fn digest_of(body: &[u8]) -> String {
    short_digest(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, body).as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn the_next_link_keeps_filters_and_replaces_the_cursor() {
        let request = TestRequest::with_uri("/api/videos?tag=a%20b&cursor=old&limit=5").to_http_request();
        assert_eq!(next_link(&request, "new"), "</api/videos?tag=a+b&limit=5&cursor=new>; rel=\"next\"");
    }
}
