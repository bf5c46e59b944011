//! What a viewer keeps: below `/api/users`, and on each video.

mod favorites;
mod follows;
mod notifications;
mod playlist_items;
mod playlists;
mod reactions;
mod views;
mod watching;

use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    // These stand before the accounts with a handle, which would take their addresses.
    config
        .configure(favorites::configure)
        .configure(reactions::configure)
        .configure(watching::configure)
        .configure(views::configure)
        .configure(notifications::configure)
        .configure(playlist_items::configure)
        .configure(playlists::configure)
        .configure(follows::configure);
}
