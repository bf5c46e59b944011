//! Whether a browser sends a request on behalf of another site.

use crate::context::Context;
use crate::problem::Problem;
use crate::return_to::origin_of;
use actix_web::HttpRequest;
use actix_web::http::header::{HOST, ORIGIN, REFERER};
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

/// For addresses that begin something when they are opened as a page: whether one of our own pages, or the
/// person himself, opened it. Other sites can link to it too.
///
/// # Errors
/// `csrf-rejected` where it is not opened at all, but loaded into a page: as a picture, a frame, by a script.
pub fn is_opened_by_own_page(request: &HttpRequest, context: &Context) -> Result<bool, Problem> {
    if header(request, "sec-fetch-dest").is_some_and(|destination| destination != "document") {
        return Err(rejected());
    }
    Ok(match header(request, "sec-fetch-site") {
        None | Some("same-origin" | "none") => true,
        // Browsers tell no origin of who follows a link, but the page that it was on.
        Some(_) => header(request, REFERER.as_str()).is_some_and(|page| is_ours(origin_of(page), request, context)),
    })
}

fn rejected() -> Problem {
    Problem::new(ErrorKind::Forbidden, "csrf-rejected")
}

fn sender(request: &HttpRequest, context: &Context) -> Sender {
    if let Some(origin) = header(request, ORIGIN.as_str()) {
        return if is_ours(origin, request, context) { Sender::Ours } else { Sender::Foreign };
    }
    match header(request, "sec-fetch-site") {
        Some("same-origin" | "none") => Sender::Ours,
        Some(_) => Sender::Foreign,
        None => Sender::Unknown,
    }
}

fn header<'a>(request: &'a HttpRequest, name: &str) -> Option<&'a str> {
    request.headers().get(name).and_then(|value| value.to_str().ok())
}

fn is_ours(origin: &str, request: &HttpRequest, context: &Context) -> bool {
    let host = header(request, HOST.as_str()).unwrap_or_default();
    let own = origin.split_once("://").is_some_and(|(_, authority)| authority.eq_ignore_ascii_case(host));
    own || origin == context.public_origin() || context.settings.http.cors.allowed_origins.iter().any(|allowed| allowed == origin)
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

    #[actix_web::test]
    async fn a_page_is_opened_by_ours_by_the_person_or_by_strangers_and_never_loaded_into_another() {
        let folder = tempfile::tempdir().unwrap();
        let context = context(folder.path(), "https://v.example", &["https://www.example.org"]).await;
        for (site, referer, wanted) in [
            ("same-origin", "", Some(true)),
            ("none", "", Some(true)),
            ("cross-site", "https://www.example.org/in?x=https://v.example/", Some(true)),
            ("same-site", "https://www.example.org", Some(true)),
            ("same-site", "https://other.v.example/", Some(false)),
            ("cross-site", "https://evil.example/https://www.example.org/", Some(false)),
            ("cross-site", "https://www.example.org.evil.example/", Some(false)),
            ("cross-site", "", Some(false)),
        ] {
            let request = |destination: &str| {
                let request = TestRequest::default().insert_header(("sec-fetch-site", site)).insert_header(("sec-fetch-dest", destination));
                request.insert_header(("referer", referer)).to_http_request()
            };
            assert_eq!(is_opened_by_own_page(&request("document"), &context).ok(), wanted, "{site} {referer}");
            for loaded in ["image", "iframe", "empty", "script"] {
                assert!(is_opened_by_own_page(&request(loaded), &context).is_err(), "{site} {loaded}");
            }
        }
        assert_eq!(
            is_opened_by_own_page(&TestRequest::default().to_http_request(), &context).ok(),
            Some(true),
            "no browser of this decade"
        );
    }
}
