//! `/feeds` and `/sitemap.xml`: what is public, for programs that look regularly.

use crate::context::Context;
use crate::extract::{IfNoneMatch, digest_etag};
use crate::problem::Problem;
use crate::syndication::{Addresses, Feed, FeedFormat, sitemap_index, sitemap_part};
use actix_web::http::header::{CACHE_CONTROL, ETAG, LOCATION};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use auth::profile::{self, AtHandle};
use catalog::publications::{self, Place};
use domain::Timestamp;
use domain::id::UserId;
use utoipa_actix_web::service_config::ServiceConfig;

/// Feeds are asked for by many, often; some minutes make no difference.
const FEED_CACHING: &str = "public, max-age=300";
/// Maps are large, and search engines are in no hurry.
const MAP_CACHING: &str = "public, max-age=3600";
const XML: &str = "application/xml; charset=utf-8";

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(videos_rss).service(videos_atom).service(user_rss).service(user_atom).service(sitemap).service(sitemap_of);
}

/// The latest public videos as RSS, with Media RSS.
#[utoipa::path(operation_id = "getVideosRss", tag = "web", responses(
    (status = 200, description = "The feed", content_type = "application/rss+xml", body = String, headers(("ETag" = String, description = "Tag of it"))),
    (status = 304, description = "The client has it already")
))]
#[get("/feeds/videos.rss")]
async fn videos_rss(request: HttpRequest, context: Data<Context>) -> Result<HttpResponse, Problem> {
    of_everybody(&request, &context, FeedFormat::Rss).await
}

/// The latest public videos as Atom, with Media RSS.
#[utoipa::path(operation_id = "getVideosAtom", tag = "web", responses(
    (status = 200, description = "The feed", content_type = "application/atom+xml", body = String, headers(("ETag" = String, description = "Tag of it"))),
    (status = 304, description = "The client has it already")
))]
#[get("/feeds/videos.atom")]
async fn videos_atom(request: HttpRequest, context: Data<Context>) -> Result<HttpResponse, Problem> {
    of_everybody(&request, &context, FeedFormat::Atom).await
}

/// The latest public videos of an account as RSS, with Media RSS.
#[utoipa::path(operation_id = "getUserRss", tag = "web",
    params(("handle" = String, Path, description = "Its handle, in any case", example = "ana_cine")), responses(
    (status = 200, description = "The feed", content_type = "application/rss+xml", body = String, headers(("ETag" = String, description = "Tag of it"))),
    (status = 304, description = "The client has it already"),
    (status = 308, description = "It has another handle now", headers(("Location" = String, description = "Its address now")))
))]
#[get("/feeds/users/{handle}.rss")]
async fn user_rss(request: HttpRequest, context: Data<Context>) -> Result<HttpResponse, Problem> {
    of_user(&request, &context, FeedFormat::Rss).await
}

/// The latest public videos of an account as Atom, with Media RSS.
#[utoipa::path(operation_id = "getUserAtom", tag = "web",
    params(("handle" = String, Path, description = "Its handle, in any case", example = "ana_cine")), responses(
    (status = 200, description = "The feed", content_type = "application/atom+xml", body = String, headers(("ETag" = String, description = "Tag of it"))),
    (status = 304, description = "The client has it already"),
    (status = 308, description = "It has another handle now", headers(("Location" = String, description = "Its address now")))
))]
#[get("/feeds/users/{handle}.atom")]
async fn user_atom(request: HttpRequest, context: Data<Context>) -> Result<HttpResponse, Problem> {
    of_user(&request, &context, FeedFormat::Atom).await
}

/// The sitemap: where its parts are, of up to 5,000 videos each.
#[utoipa::path(operation_id = "getSitemap", tag = "web", responses(
    (status = 200, description = "The list of parts", content_type = "application/xml", body = String, headers(("ETag" = String, description = "Tag of it"))),
    (status = 304, description = "The client has it already")
))]
#[get("/sitemap.xml")]
async fn sitemap(request: HttpRequest, context: Data<Context>) -> Result<HttpResponse, Problem> {
    let places = publications::map(&context.catalog).await?;
    Ok(text(&request, sitemap_index(addresses(&context), &places), XML, MAP_CACHING))
}

/// A part of the sitemap, with the video extension.
#[utoipa::path(operation_id = "getSitemapPart", tag = "web",
    params(("part" = String, Path, description = "As `/sitemap.xml` names it", example = "1764079200000-0199c8a1-7c3e-7b02-9d1f-5f3a2b1c0d4e")), responses(
    (status = 200, description = "The part", content_type = "application/xml", body = String, headers(("ETag" = String, description = "Tag of it"))),
    (status = 304, description = "The client has it already")
))]
#[get("/sitemaps/{part}.xml")]
async fn sitemap_of(request: HttpRequest, context: Data<Context>) -> Result<HttpResponse, Problem> {
    let place = place(request.match_info().query("part")).ok_or_else(Problem::not_found)?;
    let videos = publications::map_part(&context.catalog, place).await?;
    Ok(text(&request, sitemap_part(addresses(&context), &videos), XML, MAP_CACHING))
}

fn place(part: &str) -> Option<Place> {
    let (millis, id) = part.split_once('-')?;
    Some(Place { published_at: Timestamp::from_millis(millis.parse().ok()?), id: id.parse().ok()? })
}

fn addresses(context: &Context) -> Addresses<'_> {
    Addresses { site: &context.public_url }
}

async fn of_everybody(request: &HttpRequest, context: &Context, format: FeedFormat) -> Result<HttpResponse, Problem> {
    feed(request, context, format, None, "Claqueta", &format!("{}/", context.public_url)).await
}

async fn of_user(request: &HttpRequest, context: &Context, format: FeedFormat) -> Result<HttpResponse, Problem> {
    let extension = request.path().rsplit('.').next().unwrap_or_default();
    match profile::at_handle(&context.auth, request.match_info().query("handle")).await? {
        AtHandle::Here(view) => {
            let page = addresses(context).author(&view.handle);
            feed(request, context, format, Some(view.id), &format!("{} - Claqueta", view.display_name), &page).await
        }
        // A former handle is another's some day, so nobody may remember this without asking again.
        AtHandle::Moved(handle) => {
            let location = format!("/feeds/users/{handle}.{extension}");
            Ok(HttpResponse::PermanentRedirect()
                .insert_header((LOCATION, location))
                .insert_header((CACHE_CONTROL, "public, no-cache"))
                .finish())
        }
    }
}

async fn feed(
    request: &HttpRequest,
    context: &Context,
    format: FeedFormat,
    author: Option<UserId>,
    title: &str,
    page: &str,
) -> Result<HttpResponse, Problem> {
    let videos = publications::latest(&context.catalog, author).await?;
    let address = format!("{}{}", context.public_url, request.path());
    let feed = Feed { title, page, address: &address, addresses: addresses(context) };
    Ok(text(request, format.write(&feed, &videos), format.content_type(), FEED_CACHING))
}

/// A text with the digest of it as its tag.
fn text(request: &HttpRequest, text: String, kind: &'static str, caching: &'static str) -> HttpResponse {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, text.as_bytes());
    let etag = digest_etag(digest.as_ref());
    let known = IfNoneMatch::of(request).has(&etag);
    let mut answer = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    answer.insert_header((ETAG, etag)).insert_header((CACHE_CONTROL, caching));
    if known { answer.finish() } else { answer.content_type(kind).body(text) }
}
