//! Writes a problem as an answer.

use super::{Language, Problem, WayOn, catalogue, rules};
use actix_web::HttpResponse;
use actix_web::http::header::{self, HeaderValue};
use domain::FieldError;
use domain::factor::SecondFactorView;
use domain::user::RestorationView;
use serde::Serialize;
use utoipa::ToSchema;

/// The media type of RFC 9457.
pub const CONTENT_TYPE: &str = "application/problem+json";

/// What is known of a request when its answer is written.
#[derive(Clone, Debug)]
pub struct RequestFacts {
    /// The language of the texts.
    pub language: Language,
    /// Path of the request, without credentials.
    pub path: String,
    /// Its `X-Request-Id`.
    pub request_id: String,
}

/// A problem on the wire (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody<'a> {
    /// A URL that answers with an explanation of this kind of problem.
    #[schema(example = "/problems/validation-failed")]
    pub r#type: String,
    /// What kind of problem it is, for a person, in English or Spanish.
    #[schema(example = "Some values are not acceptable")]
    pub title: &'a str,
    /// The HTTP status.
    #[schema(example = 422)]
    pub status: u16,
    /// What happened this time, for a person.
    #[schema(example = "See `errors` for each value.")]
    pub detail: String,
    /// Stable code to branch on.
    #[schema(example = "validation-failed")]
    pub code: &'a str,
    /// The path of the request.
    #[schema(example = "/api/videos")]
    pub instance: &'a str,
    /// The id under which the server logged this request.
    #[schema(example = "0199c8a1-7c3e-7b02-9d1f-5f3a2b1c0d4e")]
    pub request_id: &'a str,
    /// The faulty members of the request, all at once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
    /// Only with `second-factor-required`: what to show at `POST /api/auth/login/second-factor`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub second_factor: Option<&'a SecondFactorView>,
    /// Only with `account-deletion-pending`: what to send to `POST /api/users/profile/restore`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub restoration: Option<&'a RestorationView>,
}

/// A faulty member of a request, as in RFC 9457's `errors` example.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FieldError)]
pub struct FieldProblem {
    /// JSON pointer (RFC 6901) into the request body.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "/title")]
    pub pointer: Option<String>,
    /// Name of the query or path parameter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// Stable kebab-case code.
    #[schema(example = "too-long")]
    pub code: &'static str,
    /// What is wrong, for a person, in English or Spanish.
    #[schema(example = "at most 120 characters")]
    pub detail: String,
}

impl FieldProblem {
    fn new(field: &FieldError, language: Language) -> Self {
        let FieldError { pointer, parameter, rule } = field.clone();
        Self { pointer, parameter, code: rule.code(), detail: rules::words(&rule, language) }
    }
}

/// The answer for a problem. Logs our own faults, once, with everything that is known.
pub fn render(problem: &Problem, facts: &RequestFacts) -> HttpResponse {
    if problem.status.is_server_error() {
        log(problem);
    }
    let language = facts.language;
    let entry = catalogue::entry_for(problem.code, problem.status);
    let english = || problem.detail.clone().unwrap_or_else(|| entry.detail.0.to_owned());
    let body = ProblemBody {
        r#type: format!("/problems/{}", problem.code),
        title: language.pick(entry.title.0, entry.title.1),
        status: problem.status.as_u16(),
        detail: if language == Language::Spanish && !entry.detail.1.is_empty() { entry.detail.1.to_owned() } else { english() },
        code: problem.code,
        instance: &facts.path,
        request_id: &facts.request_id,
        errors: problem.fields.iter().map(|field| FieldProblem::new(field, language)).collect(),
        second_factor: problem.way_on.as_deref().and_then(WayOn::second_factor),
        restoration: problem.way_on.as_deref().and_then(WayOn::restoration),
    };
    let mut answer = HttpResponse::build(problem.status);
    answer.insert_header((header::CONTENT_TYPE, CONTENT_TYPE)).insert_header((header::CONTENT_LANGUAGE, language.tag()));
    for (name, value) in &problem.headers {
        answer.insert_header((name.clone(), value.clone()));
    }
    if problem.status == actix_web::http::StatusCode::UNAUTHORIZED {
        answer.insert_header((header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")));
    }
    answer.insert_header((header::CACHE_CONTROL, "no-store"));
    answer.body(serde_json::to_vec(&body).unwrap_or_default())
}

fn log(problem: &Problem) {
    let mut chain = Vec::new();
    let mut next = problem.cause.as_deref().map(|e| e as &dyn std::error::Error);
    while let Some(error) = next {
        chain.push(error.to_string());
        next = error.source();
    }
    tracing::error!(code = problem.code, status = problem.status.as_u16(), cause = chain.join(": "), "a request failed");
}
