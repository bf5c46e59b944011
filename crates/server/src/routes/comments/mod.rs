//! `/api/comments`: what people say under videos.

mod events;
mod moderation;
mod threads;
mod writing;

use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    // Fixed addresses stand before the ones with an id, which would take them.
    config.configure(moderation::configure).configure(events::configure).configure(threads::configure).configure(writing::configure);
}
