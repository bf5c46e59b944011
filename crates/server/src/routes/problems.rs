//! What each problem's `type` points at: an explanation, for people and programs.

use crate::problem::catalogue::{self, Entry};
use crate::problem::{Language, Problem};
use actix_web::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_LANGUAGE, VARY};
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(list_problems).service(explain_problem);
}

/// A kind of problem.
#[derive(Serialize, ToSchema)]
struct ProblemKind {
    /// Stable code.
    #[schema(example = "precondition-failed")]
    code: &'static str,
    /// Usual status.
    #[schema(example = 412)]
    status: u16,
    /// What it is.
    #[schema(example = "Your copy is stale")]
    title: &'static str,
    /// What it means and what to do.
    #[schema(example = "It was changed since you read it. Read it again, then repeat the change.")]
    detail: &'static str,
}

impl ProblemKind {
    fn new(entry: &Entry, language: Language) -> Self {
        Self {
            code: entry.code,
            status: entry.status,
            title: language.pick(entry.title.0, entry.title.1),
            detail: language.pick(entry.detail.0, entry.detail.1),
        }
    }
}

/// Every kind of problem.
#[utoipa::path(operation_id = "listProblems", tag = "operations", responses((status = 200, description = "All kinds", body = [ProblemKind])))]
#[get("/problems")]
async fn list_problems(request: HttpRequest) -> HttpResponse {
    let language = Language::of(request.headers());
    answer(language).json(catalogue::entries().map(|e| ProblemKind::new(e, language)).collect::<Vec<_>>())
}

/// One kind of problem, as JSON or as a page.
#[utoipa::path(operation_id = "explainProblem", tag = "operations",
    params(("code" = String, Path, description = "The `code` of the problem", example = "precondition-failed")),
    responses((status = 200, description = "The explanation", content((ProblemKind = "application/json"), (String = "text/html"))))
)]
#[get("/problems/{code}")]
async fn explain_problem(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let language = Language::of(request.headers());
    let entry = catalogue::find(request.match_info().query("code")).ok_or_else(Problem::not_found)?;
    let kind = ProblemKind::new(entry, language);
    let wants_page = request.headers().get(ACCEPT).and_then(|v| v.to_str().ok()).is_some_and(|accept| accept.contains("text/html"));
    Ok(if wants_page {
        answer(language).content_type("text/html; charset=utf-8").body(page(&kind, language))
    } else {
        answer(language).json(kind)
    })
}

fn answer(language: Language) -> actix_web::HttpResponseBuilder {
    let mut answer = HttpResponse::Ok();
    answer
        .insert_header((CACHE_CONTROL, "public, max-age=3600"))
        .insert_header((CONTENT_LANGUAGE, language.tag()))
        .insert_header((VARY, "Accept, Accept-Language"));
    answer
}

/// All texts are our own constants, so there is nothing to escape.
fn page(kind: &ProblemKind, language: Language) -> String {
    let ProblemKind { code, status, title, detail } = kind;
    let lang = language.tag();
    format!(
        "<!doctype html><html lang=\"{lang}\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>{title}</title>\
         <body style=\"font-family:system-ui;max-width:40rem;margin:4rem auto;padding:0 1rem\">\
         <h1>{title}</h1><p>{detail}</p><p><code>{status} {code}</code></p></body></html>"
    )
}
