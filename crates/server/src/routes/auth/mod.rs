//! `/api/auth`: who somebody is.

mod accounts;
mod api_keys;
mod factors;
mod landing;
mod passkeys;
mod providers;
mod sessions;

use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .configure(accounts::configure)
        .configure(api_keys::configure)
        .configure(factors::configure)
        .configure(passkeys::configure)
        .configure(sessions::configure);
    config.configure(accounts::configure).configure(api_keys::configure).configure(factors::configure).configure(sessions::configure);
    config.configure(accounts::configure).configure(api_keys::configure).configure(providers::configure).configure(sessions::configure);
}
