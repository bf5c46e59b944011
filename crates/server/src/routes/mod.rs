//! The addresses. A handler takes checked values, calls one use case and shapes the answer.

mod admin;
mod auth;
mod captions;
mod categories;
mod chapters;
mod comments;
mod dev;
mod docs;
mod embed;
mod feeds;
mod health;
mod library;
mod locks;
mod media;
mod playback;
mod problems;
mod processing;
mod related;
mod respond;
mod search;
mod upload;
mod users;
mod videos;
mod web;

pub use web::fallback;

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers every documented address; `document()` and the running server share this.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config
        .configure(auth::configure)
        .configure(admin::configure)
        .configure(library::configure)
        .configure(users::configure)
        .configure(videos::configure)
        .configure(captions::configure)
        .configure(chapters::configure)
        .configure(locks::configure)
        .configure(related::configure)
        .configure(categories::configure)
        .configure(comments::configure)
        .configure(search::configure)
        .configure(upload::configure)
        .configure(processing::configure)
        .configure(playback::configure)
        .configure(media::configure)
        .configure(feeds::configure)
        .configure(embed::configure)
        .configure(health::configure)
        .configure(problems::configure)
        .configure(dev::configure)
        .configure(docs::configure);
}
