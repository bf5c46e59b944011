//! The embedded web app, and the answer for every address that nothing else answers.

use crate::context::Context;
use crate::extract::{IfNoneMatch, digest_etag};
use crate::problem::Problem;
use crate::shell::{Shell, is_safe, page_policy};
use crate::syndication::{Addresses, Page, head};
use actix_web::http::header::{self, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use catalog::publications;
use domain::video::PublicationView;
use domain::{ErrorKind, Fault};
use rust_embed::{EmbeddedFile, RustEmbed};

/// The built app, or pages that tell how to build it; `build.rs` decides.
#[derive(RustEmbed)]
#[folder = "$CLAQUETA_WEB_DIST"]
struct Assets;

/// Paths below these are not pages of the app.
const NOT_PAGES: [&str; 4] = ["/api/", "/media/", "/problems/", "/.well-known/"];

/// Tells 405 from 404, answers plain `OPTIONS`, and gives the app's files and pages.
///
/// # Errors
/// `method-not-allowed` with `Allow`, or `not-found`.
pub async fn fallback(request: HttpRequest, shell: Data<Shell>, context: Data<Context>) -> Result<HttpResponse, Problem> {
    let path = request.path();
    let methods = shell.routes.methods(path);
    if !methods.is_empty() {
        return not_this_method(&request, &methods);
    }
    if !is_safe(request.method()) || NOT_PAGES.iter().any(|prefix| path.starts_with(prefix)) {
        return Err(Problem::not_found());
    }
    let name = path.trim_start_matches('/');
    if let Some(file) = Assets::get(name).filter(|_| !name.is_empty()) {
        return Ok(answer(&request, name, file));
    }
    // Who shows a link to a video reads the head of its page and runs no script.
    if let Some(id) = name.strip_prefix("watch/").and_then(|id| id.parse().ok()) {
        match publications::one(&context.catalog, id).await {
            Ok(video) => return page_of(&request, &context, &video, Page::Watch),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error.into()),
        }
    }
    // The app finds its own way from the address, but a missing picture is missing.
    let is_page = !name.rsplit('/').next().unwrap_or_default().contains('.');
    let index = Assets::get("index.html").filter(|_| is_page).ok_or_else(Problem::not_found)?;
    Ok(answer(&request, "index.html", index))
}

/// A page of the app, or the player by itself, with what it shows of a video in its head.
///
/// # Errors
/// `internal` if the app is not there.
pub(super) fn page_of(request: &HttpRequest, context: &Context, video: &PublicationView, page: Page) -> Result<HttpResponse, Problem> {
    let bare = match page {
        Page::Watch => "index.html",
        Page::Embed => "embed.html",
    };
    let bare = Assets::get(bare).ok_or_else(Problem::not_found)?;
    let html = with_head(&String::from_utf8_lossy(&bare.data), &head(video, Addresses { site: &context.public_url }, page));
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, html.as_bytes());
    let etag = digest_etag(digest.as_ref());
    let known = IfNoneMatch::of(request).has(&etag);
    let mut answer = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    answer.insert_header((header::ETAG, etag)).insert_header((header::CACHE_CONTROL, "no-cache"));
    if page == Page::Embed {
        answer.insert_header((header::CONTENT_SECURITY_POLICY, page_policy(&context.settings.playback.frame_ancestors())));
    }
    Ok(if known { answer.finish() } else { answer.content_type("text/html; charset=utf-8").body(html) })
}

/// The page with this head in place of its title and description.
fn with_head(html: &str, head: &str) -> String {
    let html = without(html, "<meta name=\"description\"", ">");
    match html.split_once("<title>").and_then(|(before, rest)| Some((before, rest.split_once("</title>")?.1))) {
        Some((before, after)) => format!("{before}{head}{after}"),
        None => html,
    }
}

/// The text without the first piece from `start` to `end`.
fn without(text: &str, start: &str, end: &str) -> String {
    let found = text.split_once(start).and_then(|(before, rest)| Some((before, rest.split_once(end)?.1)));
    found.map_or_else(|| text.to_owned(), |(before, after)| format!("{before}{after}"))
}

fn not_this_method(request: &HttpRequest, methods: &[Method]) -> Result<HttpResponse, Problem> {
    let allow = methods.iter().map(Method::as_str).collect::<Vec<_>>().join(", ");
    if request.method() == Method::OPTIONS {
        return Ok(HttpResponse::NoContent().insert_header((header::ALLOW, allow)).finish());
    }
    let allow = HeaderValue::from_str(&allow).map_err(Problem::internal)?;
    let refused = Problem::new(ErrorKind::Malformed, "method-not-allowed").status(StatusCode::METHOD_NOT_ALLOWED);
    Err(refused.header(header::ALLOW, allow))
}

fn answer(request: &HttpRequest, name: &str, file: EmbeddedFile) -> HttpResponse {
    let etag = digest_etag(&file.metadata.sha256_hash());
    // Vite puts the content's hash into the names below assets/.
    let forever = name.starts_with("assets/");
    let known = IfNoneMatch::of(request).has(&etag);
    let mut answer = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    answer.insert_header((header::ETAG, etag));
    answer.insert_header((header::CACHE_CONTROL, if forever { "public, max-age=31536000, immutable" } else { "no-cache" }));
    if known {
        return answer.finish();
    }
    answer.content_type(kind(&file)).body(file.data.into_owned())
}

fn kind(file: &EmbeddedFile) -> String {
    let kind = file.metadata.mimetype();
    if kind.starts_with("text/") { format!("{kind}; charset=utf-8") } else { kind.to_owned() }
}
