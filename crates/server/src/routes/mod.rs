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
mod my_videos;
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

/// Registers every documented address; `document()` and the running server share this. They are compared one after
/// another, so what is asked most stands first; and what is in the library before the handles of `users`.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config
        .configure(media::configure)
        // A fixed address stands before those with an id, which would take it.
        .configure(my_videos::configure)
        .configure(videos::configure)
        .configure(playback::configure)
        .configure(comments::configure)
        .configure(search::configure)
        .configure(related::configure)
        .configure(library::configure)
        .configure(users::configure)
        .configure(categories::configure)
        .configure(captions::configure)
        .configure(chapters::configure)
        .configure(locks::configure)
        .configure(upload::configure)
        .configure(processing::configure)
        .configure(auth::configure)
        .configure(admin::configure)
        .configure(feeds::configure)
        .configure(embed::configure)
        .configure(health::configure)
        .configure(problems::configure)
        .configure(dev::configure)
        .configure(docs::configure);
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::{App, HttpResponse, test};
    use utoipa_actix_web::AppExt;

    #[actix_web::test]
    async fn no_address_is_taken_by_one_that_stands_before_it() {
        let (app, document) = App::new().into_utoipa_app().configure(configure).split_for_parts();
        let app = app.wrap_fn(|request, _| {
            let pattern = request.match_pattern().unwrap_or_default().replace("{path:.*}", "{path}");
            async move { Ok(request.into_response(HttpResponse::Ok().body(pattern))) }
        });
        let app = test::init_service(app).await;
        for path in document.paths.paths.keys() {
            // Every second part of it is the name of a parameter.
            let filled: String = path.split(['{', '}']).enumerate().map(|(n, part)| if n % 2 == 1 { "x" } else { part }).collect();
            let request = test::TestRequest::with_uri(&filled).to_request();
            assert_eq!(test::call_and_read_body(&app, request).await, *path, "{filled}");
        }
    }
}
