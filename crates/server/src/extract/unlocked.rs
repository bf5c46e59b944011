//! Which passwords of videos the client gave before.

use super::cookie::access_ticket;
use crate::context::Context;
use actix_web::HttpRequest;
use auth::video_locks;
use domain::access::Unlocked;

/// How clients that keep no cookies show an access.
const ACCESS_HEADER: &str = "video-access";

/// What the request shows to be open. What is no access, or no longer, opens nothing.
pub(super) fn unlocked(request: &HttpRequest, context: &Context) -> Unlocked {
    let header = request.headers().get(ACCESS_HEADER).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let shown = header.into_iter().chain(access_ticket(request, context));
    shown.flat_map(|ticket| video_locks::opened(&context.auth, &ticket)).collect()
}
