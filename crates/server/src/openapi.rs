//! The OpenAPI 3.1 document, collected from the handlers.
//!
//! Each handler documents what is its own. What all operations of a kind share (the problems that
//! the shell and the extractors can answer with) is added here, so that no handler can forget it.

mod security;

use crate::problem::{self, ProblemBody};
use actix_web::http::Method;
use security::Schemes;
use utoipa::openapi::path::{Operation, ParameterIn, PathItem};
use utoipa::openapi::{Content, ContentBuilder, OpenApi as Document, Ref, RefOr, Response, ResponseBuilder};
use utoipa::{OpenApi, PartialSchema, ToSchema};

/// The document's head; handlers add themselves.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Claqueta",
        description = "A self-hosted video platform. Errors are RFC 9457 problems; lists are keyset pages; every resource has an ETag. \
            A video with a password answers 403 `video-password-required` wherever something of it is asked, until its password was \
            given at `/unlock` and the cookie or the header `Video-Access` shows it.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")
    ),
    tags(
        (name = "auth", description = "Accounts and sessions"),
        (name = "admin", description = "What administrators and moderators do"),
        (name = "users", description = "What accounts tell of themselves, and leaving"),
        (name = "library", description = "What a viewer keeps: reactions, favourites, history, playlists, follows, notifications"),
        (name = "videos", description = "Videos and their words"),
        (name = "captions", description = "What is said in videos, as text along their timeline"),
        (name = "chapters", description = "The named parts of videos"),
        (name = "comments", description = "What people say under videos"),
        (name = "search", description = "Finding videos, people and playlists"),
        (name = "upload", description = "Files on their way to us: tus 1.0 and multipart"),
        (name = "playback", description = "What players fetch"),
        (name = "web", description = "The web's own formats: feeds, sitemap, embeds"),
        (name = "operations", description = "Health, version and this document")
    ),
    components(schemas(ProblemBody, domain::id::AvatarId, domain::id::GenerationId)),
    modifiers(&Schemes)
)]
pub struct Head;

/// The complete document.
pub fn document() -> Document {
    use utoipa_actix_web::AppExt;
    let (_, document) =
        actix_web::App::new().into_utoipa_app().openapi(Head::openapi()).configure(crate::routes::configure).split_for_parts();
    completed(document)
}

fn completed(mut document: Document) -> Document {
    env!("CARGO_PKG_VERSION").clone_into(&mut document.info.version);
    let components = document.components.get_or_insert_default();
    components.schemas.insert(ProblemBody::name().into_owned(), ProblemBody::schema());
    let mut nested = Vec::new();
    ProblemBody::schemas(&mut nested);
    components.schemas.extend(nested);
    for status in SHARED {
        components.responses.insert(name_of(*status), RefOr::T(problem_response(*status)));
    }
    for (path, item) in &mut document.paths.paths {
        for (method, operation) in operations(item) {
            security::apply(&method, path, operation);
            add_shared(path, operation);
        }
    }
    document
}

/// Statuses that come from the shell and the extractors rather than from one handler.
const SHARED: &[u16] = &[400, 401, 403, 404, 408, 413, 415, 422, 429, 500, 503];

fn add_shared(path: &str, operation: &mut Operation) {
    let has = |wanted: ParameterIn| operation.parameters.iter().flatten().any(|p| matches!(p, RefOr::T(p) if p.parameter_in == wanted));
    let mut statuses = vec![500, 503];
    if path.starts_with("/api/") {
        statuses.push(429);
    }
    if has(ParameterIn::Path) {
        statuses.push(404);
    }
    if has(ParameterIn::Query) {
        statuses.extend([400, 422]);
    }
    if operation.security.is_some() {
        statuses.extend([401, 403]);
    }
    let json = matches!(&operation.request_body, Some(RefOr::T(body)) if body.content.keys().any(|kind| kind.ends_with("json")));
    if json {
        statuses.extend([400, 408, 413, 415, 422]);
    }
    for status in statuses {
        let response = RefOr::Ref(Ref::from_response_name(name_of(status)));
        operation.responses.responses.entry(status.to_string()).or_insert(response);
    }
    // What a handler says of a failure is which codes it has; the shape is always the same.
    for (status, response) in &mut operation.responses.responses {
        if let RefOr::T(response) = response
            && status.starts_with(['4', '5'])
            && response.content.is_empty()
        {
            response.content.insert(problem::CONTENT_TYPE.to_owned(), RefOr::T(problem_content()));
        }
    }
}

fn problem_content() -> Content {
    ContentBuilder::new().schema(Some(RefOr::Ref(Ref::from_schema_name(ProblemBody::name())))).build()
}

fn problem_response(status: u16) -> Response {
    let status = actix_web::http::StatusCode::from_u16(status).unwrap_or_default();
    let title = problem::catalogue::entry_for("", status).title.0;
    ResponseBuilder::new().description(title).content(problem::CONTENT_TYPE, problem_content()).build()
}

fn name_of(status: u16) -> String {
    format!("Problem{status}")
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (Method, &mut Operation)> {
    let PathItem { get, put, post, delete, options, head, patch, .. } = item;
    let all = [
        (Method::GET, get),
        (Method::PUT, put),
        (Method::POST, post),
        (Method::DELETE, delete),
        (Method::OPTIONS, options),
        (Method::HEAD, head),
        (Method::PATCH, patch),
    ];
    all.into_iter().filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}
