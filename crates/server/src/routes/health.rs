//! Whether the process lives, whether it can work, and which version it is.

use crate::context::Context;
use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use serde::Serialize;
use std::future::Future;
use std::time::Duration;
use tokio::time::timeout;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

/// A part that does not answer within this time is not ready.
const PATIENCE: Duration = Duration::from_secs(2);

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(healthz).service(readyz).service(version);
}

/// That the process is alive.
#[derive(Serialize, ToSchema)]
struct Alive {
    /// Always `ok`.
    #[schema(example = "ok")]
    status: &'static str,
}

/// Whether each part can do its work.
#[derive(Serialize, ToSchema)]
struct Readiness {
    /// `ok` if every part is.
    #[schema(example = "ok")]
    status: &'static str,
    /// The parts.
    parts: Vec<Part>,
}

/// One part that the server needs.
#[derive(Serialize, ToSchema)]
struct Part {
    /// Its name.
    #[schema(example = "database")]
    name: &'static str,
    /// Whether it answers.
    ready: bool,
}

/// The version of the server.
#[derive(Serialize, ToSchema)]
struct Version {
    /// Name of the software.
    #[schema(example = "claqueta")]
    name: &'static str,
    /// Semantic version.
    #[schema(example = "0.1.0")]
    version: &'static str,
}

/// Whether the process is alive.
#[utoipa::path(operation_id = "healthz", tag = "operations", responses((status = 200, description = "It is", body = Alive)))]
#[get("/healthz")]
async fn healthz() -> HttpResponse {
    HttpResponse::Ok().json(Alive { status: "ok" })
}

/// Whether the server can do its work; names each part.
#[utoipa::path(operation_id = "readyz", tag = "operations", responses(
    (status = 200, description = "Every part answers", body = Readiness),
    (status = 503, description = "A part does not answer, or the server is about to stop", body = Readiness)
))]
#[get("/readyz")]
async fn readyz(context: Data<Context>) -> HttpResponse {
    let (database, storage) = tokio::join!(answers("database", context.db.ping()), answers("storage", context.pipeline.store.check()));
    let accepting = Part { name: "accepting", ready: !context.stopping.is_cancelled() };
    let parts = vec![accepting, database, storage];
    let ready = parts.iter().all(|part| part.ready);
    let body = Readiness { status: if ready { "ok" } else { "unavailable" }, parts };
    if ready { HttpResponse::Ok() } else { HttpResponse::ServiceUnavailable() }.json(body)
}

/// Which version this is.
#[utoipa::path(operation_id = "version", tag = "operations", responses((status = 200, description = "Name and version", body = Version)))]
#[get("/api/version")]
async fn version() -> HttpResponse {
    HttpResponse::Ok().json(Version { name: "claqueta", version: env!("CARGO_PKG_VERSION") })
}

/// Whether a check succeeds in time.
async fn answers<E: std::fmt::Display>(name: &'static str, check: impl Future<Output = Result<(), E>>) -> Part {
    let ready = match timeout(PATIENCE, check).await {
        Ok(Ok(())) => true,
        Ok(Err(error)) => {
            tracing::warn!(part = name, %error, "a part is not ready");
            false
        }
        Err(_) => {
            tracing::warn!(part = name, "a part does not answer in time");
            false
        }
    };
    Part { name, ready }
}
