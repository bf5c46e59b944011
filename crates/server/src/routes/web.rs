//! The embedded web app, and the answer for every address that nothing else answers.

use crate::extract::{IfNoneMatch, digest_etag};
use crate::problem::Problem;
use crate::shell::{Shell, is_safe};
use actix_web::http::header::{self, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use domain::ErrorKind;
use rust_embed::{EmbeddedFile, RustEmbed};

/// The built app, or one page that tells how to build it; `build.rs` decides.
#[derive(RustEmbed)]
#[folder = "$CLAQUETA_WEB_DIST"]
struct Assets;

/// Paths below these are not pages of the app.
const NOT_PAGES: [&str; 4] = ["/api/", "/media/", "/problems/", "/.well-known/"];

/// Tells 405 from 404, answers plain `OPTIONS`, and gives the app's files and pages.
///
/// # Errors
/// `method-not-allowed` with `Allow`, or `not-found`.
pub async fn fallback(request: HttpRequest, shell: Data<Shell>) -> Result<HttpResponse, Problem> {
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
    // The app finds its own way from the address, but a missing picture is missing.
    let is_page = !name.rsplit('/').next().unwrap_or_default().contains('.');
    let index = Assets::get("index.html").filter(|_| is_page).ok_or_else(Problem::not_found)?;
    Ok(answer(&request, "index.html", index))
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
