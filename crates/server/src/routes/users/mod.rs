//! `/api/users`: what accounts tell of themselves, and leaving.

mod avatar;
mod blocks;
mod deletion;
mod export;
mod profile;
mod public;

use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    // One's own account stands before those with a handle, which would take it.
    config
        .configure(profile::configure)
        .configure(avatar::configure)
        .configure(deletion::configure)
        .configure(export::configure)
        .configure(blocks::configure)
        .configure(public::configure);
}
