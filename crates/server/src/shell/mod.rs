//! What happens to every request around its handler, in one visible order.
//!
//! [`shell`] gives the request an id and a span, answers preflights, waits for its turn, calls
//! the handler, turns whatever failed (also a panic) into a problem, and puts the headers on that
//! belong on every answer. Compression stands inside of it, so its failures are problems too.

mod compression;
mod cors;
mod facts;
mod headers;
mod method;
mod path;
mod rate_limit;
mod routes;
mod turn;

pub use compression::spare_incompressible;
pub(crate) use headers::page_policy;
pub use rate_limit::rate_limit;
pub use routes::RouteTable;
pub use turn::Turn;

use crate::problem::{self, Problem};
use crate::settings::HttpSettings;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ResponseHead, ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use actix_web::http::{ConnectionType, Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage, HttpResponse};
use domain::{Clock, ErrorKind, IdGen};
use facts::Facts;
use futures_util::FutureExt;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::time::Instant;
use tracing::Instrument;

/// What the shell needs to know, shared by all threads.
pub struct Shell {
    /// Every documented address with its methods.
    pub routes: RouteTable,
    cors: cors::Policy,
    permits: Arc<Semaphore>,
    queue: Duration,
    strict_transport: bool,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn IdGen>,
}

impl Shell {
    /// A shell for these settings; `public_url` decides about `Strict-Transport-Security`.
    pub fn new(settings: &HttpSettings, public_url: &str, routes: RouteTable, clock: Arc<dyn Clock>, ids: Arc<dyn IdGen>) -> Self {
        Self {
            routes,
            cors: cors::Policy::new(&settings.cors.allowed_origins),
            permits: Arc::new(Semaphore::new(settings.limits.concurrent_requests)),
            queue: settings.limits.queue(),
            strict_transport: public_url.starts_with("https://"),
            clock,
            ids,
        }
    }

    /// A place among the requests that are worked on. Uploads last long and cost little, and
    /// health checks must be answered most of all when there is no room left.
    async fn turn(&self, request: &ServiceRequest) -> Result<Option<Turn>, Problem> {
        let path = request.path();
        if path.starts_with("/api/upload") || path == "/healthz" || path == "/readyz" {
            return Ok(None);
        }
        let turn = Turn::take(self.permits.clone(), self.queue).await?;
        request.extensions_mut().insert(turn.clone());
        Ok(Some(turn))
    }

    fn finish(&self, head: &mut ResponseHead, facts: &Facts) {
        // A body that was refused may still be on its way: what comes after it on this connection
        // would wait for bytes that nobody reads.
        let is_failure = head.status.is_client_error() || head.status.is_server_error();
        if head.status == StatusCode::REQUEST_TIMEOUT || (facts.streams_body && is_failure) {
            head.set_connection_type(ConnectionType::Close);
        }
        headers::apply(head.headers_mut(), facts, self.strict_transport);
        self.cors.apply(head.headers_mut(), facts);
    }
}

/// The middleware; see the module.
///
/// # Errors
/// Only where there is no request left to answer to (a panic): the error then holds the answer.
pub async fn shell(
    shell: Data<Shell>,
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse, Error> {
    path::normalise(&mut request);
    let facts = Facts::of(&request, || shell.ids.uuid(shell.clock.now()).to_string());
    let span = tracing::info_span!("request", id = %facts.seen.request_id, method = %facts.method, path = %facts.seen.path);
    let started = Instant::now();
    async move {
        let outcome = work(&shell, &facts, request, next).await;
        let result = match outcome {
            Ok(mut answer) => {
                shell.finish(answer.response_mut().head_mut(), &facts);
                Ok(answer)
            }
            Err(problem) => {
                let mut answer = problem::render(&problem, &facts.seen);
                shell.finish(answer.head_mut(), &facts);
                Err(InternalError::from_response(problem, answer).into())
            }
        };
        log(&result, started);
        result
    }
    .instrument(span)
    .await
}

async fn work(
    shell: &Shell,
    facts: &Facts,
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse, Problem> {
    if facts.is_preflight() {
        let methods = shell.routes.methods(request.path());
        return Ok(request.into_response(cors::preflight(&methods)));
    }
    if path::has_nul(request.path()) {
        return Ok(request.into_response(problem::render(&Problem::not_found(), &facts.seen)));
    }
    let turn = match shell.turn(&request).await {
        Ok(turn) => turn,
        Err(problem) => return Ok(request.into_response(problem::render(&problem, &facts.seen))),
    };
    method::as_overridden(&mut request);
    let bodiless = method::as_get(&mut request, &shell.routes);
    let outcome = AssertUnwindSafe(next.call(request)).catch_unwind().await;
    // The answer keeps the request, and with it the turn, until its last byte is sent.
    if let Some(turn) = turn {
        turn.leave();
    }
    match outcome {
        Ok(Ok(answer)) => {
            let answer = as_problem(answer.map_into_boxed_body(), facts);
            Ok(if bodiless { answer.map_body(|_, body| method::without_bytes(&body)) } else { answer })
        }
        Ok(Err(error)) => Err(problem_of(&error).unwrap_or_else(|| problem::of_error(&error))),
        Err(panic) => Err(Problem::internal(panic_text(panic.as_ref()))),
    }
}

/// Replaces an answer that tells of a failure by a problem. Headers that the handler or the
/// framework chose (`Allow`, `Content-Range`, ...) stay.
fn as_problem(answer: ServiceResponse, facts: &Facts) -> ServiceResponse {
    let status = answer.status();
    let is_failure = status.is_client_error() || status.is_server_error();
    // A failure with a body in JSON was meant so (`/readyz`); the framework's own are plain text.
    let is_meant = answer.headers().get(CONTENT_TYPE).and_then(|t| t.to_str().ok()).is_some_and(|t| t.ends_with("json"));
    if !is_failure || is_meant {
        return answer;
    }
    let rendered = match answer.response().error() {
        Some(error) => match error.as_error::<Problem>() {
            Some(problem) => problem::render(problem, &facts.seen),
            None => problem::render(&problem::of_error(error), &facts.seen),
        },
        None => problem::render(&problem::of_status(status), &facts.seen),
    };
    let kept: Vec<_> = answer.headers().iter().filter(|(name, _)| *name != CONTENT_TYPE && *name != CONTENT_LENGTH).collect();
    let rendered = kept.into_iter().fold(rendered, with_header);
    answer.into_response(rendered)
}

fn with_header(
    mut answer: HttpResponse<BoxBody>,
    (name, value): (&actix_web::http::header::HeaderName, &actix_web::http::header::HeaderValue),
) -> HttpResponse<BoxBody> {
    if !answer.headers().contains_key(name) {
        answer.headers_mut().append(name.clone(), value.clone());
    }
    answer
}

/// An error on its way out may hold a problem, which cannot be moved out of it.
fn problem_of(error: &Error) -> Option<Problem> {
    let problem = error.as_error::<Problem>()?;
    let mut copy = Problem::new(ErrorKind::Malformed, problem.code).status(problem.status);
    copy.detail.clone_from(&problem.detail);
    copy.fields.clone_from(&problem.fields);
    copy.headers.clone_from(&problem.headers);
    copy.cause = problem.cause.as_ref().map(|cause| cause.to_string().into());
    Some(copy)
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(ToString::to_string).or_else(|| panic.downcast_ref::<String>().cloned());
    format!("a handler panicked: {}", text.unwrap_or_default())
}

fn log(result: &Result<ServiceResponse, Error>, started: Instant) {
    let status = match result {
        Ok(answer) => answer.status(),
        Err(error) => error.as_response_error().status_code(),
    };
    let millis = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::info!(status = status.as_u16(), millis, "answered");
}

/// Methods that read and change nothing.
pub fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

#[cfg(test)]
mod tests;
