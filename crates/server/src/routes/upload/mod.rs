//! `/api/upload`: files on their way to us, by tus 1.0 or as a form.

mod form;
mod tus;

use crate::problem::Problem;
use actix_web::http::StatusCode;
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.configure(form::configure).configure(tus::configure);
}

/// The protocol has a status of its own for a wrong checksum, which no class of errors stands for.
fn refused(error: pipeline::Error) -> Problem {
    let own = error.status().and_then(|status| StatusCode::from_u16(status).ok());
    let problem = Problem::from(error);
    match own {
        Some(status) => problem.status(status),
        None => problem,
    }
}
