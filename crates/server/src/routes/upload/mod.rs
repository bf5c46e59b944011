//! `/api/upload`: files on their way to us, by tus 1.0 or as a form.

mod form;
mod tus;
mod unfinished;

use crate::context::Context;
use crate::problem::Problem;
use crate::standing;
use actix_web::http::StatusCode;
use domain::access::Actor;
use domain::upload::UploadId;
use pipeline::uploads;
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.configure(form::configure).configure(unfinished::configure).configure(tus::configure);
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

/// Does what the address of an upload lets its holder do, for as long as its owner's account may be used:
/// the address is the credential, but only ever the owner's.
async fn for_owner<T>(context: &Context, id: &UploadId, work: impl Future<Output = pipeline::Result<T>>) -> Result<T, Problem> {
    let owner = uploads::owner(&context.pipeline, id).await.map_err(refused)?;
    let ask = async || auth::standing::of_account(&context.auth, owner).await;
    let gone = |error| match error {
        auth::Error::NotFound => refused(pipeline::Error::UploadNotFound),
        other => Problem::from(other),
    };
    ask().await.map_err(gone)?;
    standing::while_good(ask, work).await.map_err(gone)?.map_err(refused)
}

/// Takes a file in for as long as what proved its sender is good.
async fn for_actor<T, E>(context: &Context, actor: &Actor, work: impl Future<Output = Result<T, E>>) -> Result<Result<T, E>, Problem> {
    let ask = async || auth::standing::again(&context.auth, actor).await.map(drop);
    Ok(standing::while_good(ask, work).await?)
}
