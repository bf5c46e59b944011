//! `/api/admin`: what is for administrators.

mod audit;
mod categories;
mod invitations;
mod moderation;
mod users;

use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .configure(users::configure)
        .configure(audit::configure)
        .configure(invitations::configure)
        .configure(categories::configure)
        .configure(moderation::configure);
}
