//! `/api/auth`: who somebody is.

mod accounts;
mod api_keys;
mod factors;
mod landing;
mod mail;
mod passkeys;
mod passwords;
mod providers;
mod sessions;

use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .configure(accounts::configure)
        .configure(api_keys::configure)
        .configure(factors::configure)
        .configure(mail::configure)
        .configure(passkeys::configure)
        .configure(passwords::configure)
        .configure(providers::configure)
        .configure(sessions::configure);
}
