//! Whether a browser sends a request on behalf of another site.

use crate::context::Context;
use crate::problem::Problem;
use actix_web::HttpRequest;
use actix_web::http::header::{HOST, ORIGIN};
use domain::ErrorKind;

/// What the browser tells of the page that sends the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sender {
    /// A page of this site or of an allowed origin, or the person (address bar, bookmark).
    Ours,
    /// A page of another site.
    Foreign,
    /// Nothing is told: not a browser of this decade.
    Unknown,
}

/// For requests that ride on the session cookie: they must come from our own pages.
///
/// # Errors
/// `csrf-rejected`.
pub fn require_own_page(request: &HttpRequest, context: &Context) -> Result<(), Problem> {
    if sender(request, context) == Sender::Ours { Ok(()) } else { Err(rejected()) }
}

/// For requests that set the session cookie: no other site may sign somebody in.
///
/// # Errors
/// `csrf-rejected`.
pub fn refuse_foreign_page(request: &HttpRequest, context: &Context) -> Result<(), Problem> {
    if sender(request, context) == Sender::Foreign { Err(rejected()) } else { Ok(()) }
}

fn rejected() -> Problem {
    Problem::new(ErrorKind::Forbidden, "csrf-rejected")
}

fn sender(request: &HttpRequest, context: &Context) -> Sender {
    let header = |name: &str| request.headers().get(name).and_then(|v| v.to_str().ok());
    if let Some(origin) = header(ORIGIN.as_str()) {
        let host = header(HOST.as_str()).unwrap_or_default();
        let own = origin.split_once("://").is_some_and(|(_, authority)| authority.eq_ignore_ascii_case(host));
        let configured = origin == context.public_origin() || context.settings.http.cors.allowed_origins.iter().any(|o| o == origin);
        return if own || configured { Sender::Ours } else { Sender::Foreign };
    }
    match header("sec-fetch-site") {
        Some("same-origin" | "none") => Sender::Ours,
        Some(_) => Sender::Foreign,
        None => Sender::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::context;
    use actix_web::test::TestRequest;

    #[actix_web::test]
    async fn only_own_pages_count_as_ours() {
        let folder = tempfile::tempdir().unwrap();
        let context = context(folder.path(), "https://v.example", &["https://www.example.org"]).await;
        for (headers, wanted) in [
            (vec![], Sender::Unknown),
            (vec![("origin", "https://v.example")], Sender::Ours),
            (vec![("origin", "https://www.example.org")], Sender::Ours),
            (vec![("origin", "https://evil.example"), ("host", "v.example")], Sender::Foreign),
            (vec![("origin", "http://localhost:8080"), ("host", "localhost:8080")], Sender::Ours),
            (vec![("origin", "null")], Sender::Foreign),
            (vec![("sec-fetch-site", "same-origin")], Sender::Ours),
            (vec![("sec-fetch-site", "same-site")], Sender::Foreign),
            (vec![("sec-fetch-site", "cross-site")], Sender::Foreign),
        ] {
            let request = headers.iter().fold(TestRequest::default(), |r, h| r.insert_header(*h)).to_http_request();
            assert_eq!(sender(&request, &context), wanted, "{headers:?}");
        }
    }
}
