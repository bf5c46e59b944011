//! New comments as server-sent events.

use crate::context::Context;
use crate::extract::{Id, Viewer};
use crate::problem::Problem;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use auth::standing;
use bytes::Bytes;
use comments::live::{self, EventPlace, NewComment};
use comments::threads;
use domain::access;
use domain::id::VideoId;
use futures_util::stream;
use std::collections::{HashSet, VecDeque};
use std::convert::Infallible;
use std::time::Duration;
use tokio::sync::broadcast::{Receiver, error::RecvError};
use tokio::time::{Instant, sleep, sleep_until};
use utoipa_actix_web::service_config::ServiceConfig;

/// How often it is asked again whether the client may listen.
const PACE: Duration = Duration::from_secs(2);
/// A comment line after so much silence keeps proxies from closing the stream.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// The client then connects again and shows its credential anew.
const LONGEST: Duration = Duration::from_mins(10);

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(comment_events);
}

/// Comments that everybody can read from now on, as server-sent events: one `comment` event for each. With
/// `Last-Event-ID`, first those that came since.
#[utoipa::path(operation_id = "commentEvents", tag = "comments", params(
        ("id" = VideoId, Path, description = "The video"),
        ("Last-Event-ID" = Option<String>, Header, description = "The id of the last event that the client has")),
    responses(
    (status = 200, description = "Events named `comment` whose data is a `CommentView`", content_type = "text/event-stream", body = String),
    (status = 404, description = "`video-not-found`")
))]
#[get("/api/comments/video/{id}/events")]
async fn comment_events(
    request: HttpRequest,
    context: Data<Context>,
    Id(id): Id<VideoId>,
    Viewer(viewer): Viewer,
) -> Result<HttpResponse, Problem> {
    threads::may_listen(&context.comments, viewer, id).await?;
    let after: Option<EventPlace> = request.headers().get("last-event-id").and_then(|id| id.to_str().ok()?.parse().ok());
    let (missed, receiver) = live::listen(&context.comments, id, after).await?;
    let listener = Listener {
        context,
        viewer,
        id,
        missed: missed.iter().map(|comment| comment.place).collect(),
        waiting: missed.into(),
        receiver,
        began: Instant::now(),
        asked: Instant::now(),
        is_new: true,
    };
    let events = stream::unfold(listener, |listener| async { listener.next().await });
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header((CACHE_CONTROL, "private, no-store"))
        .insert_header(("X-Accel-Buffering", "no"))
        .streaming(events))
}

/// One client that listens to one video.
struct Listener {
    context: Data<Context>,
    viewer: access::Viewer,
    id: VideoId,
    waiting: VecDeque<NewComment>,
    /// What it is told first; the watcher may bring it once more.
    missed: HashSet<EventPlace>,
    receiver: Receiver<NewComment>,
    began: Instant,
    /// When it was last asked whether the client may listen.
    asked: Instant,
    is_new: bool,
}

impl Listener {
    /// The next event or heartbeat; `None` ends the stream.
    async fn next(mut self) -> Option<(Result<Bytes, Infallible>, Self)> {
        if std::mem::take(&mut self.is_new) {
            // The head alone may stay in a proxy until something follows.
            return Some((Ok(Bytes::from_static(b": listening\n\n")), self));
        }
        if let Some(comment) = self.waiting.pop_front() {
            return self.event(&comment);
        }
        if self.began.elapsed() > LONGEST {
            return None;
        }
        let silence = sleep(HEARTBEAT);
        tokio::pin!(silence);
        loop {
            tokio::select! {
                // What must not be late however much is said stands first.
                biased;
                () = self.context.stopping.cancelled() => return None,
                () = sleep_until(self.asked + PACE) => self.ask_again().await?,
                () = &mut silence => return Some((Ok(Bytes::from_static(b": still here\n\n")), self)),
                comment = self.receiver.recv() => match comment {
                    Ok(comment) if !self.missed.contains(&comment.place) => return self.event(&comment),
                    Ok(_) => {}
                    // It comes again with the id of the last event, and gets what it missed.
                    Err(RecvError::Lagged(_) | RecvError::Closed) => return None,
                },
            }
        }
    }

    /// Whoever was signed out meanwhile, or may not see the video any more, is told when he comes again.
    async fn ask_again(&mut self) -> Option<()> {
        self.asked = Instant::now();
        if let access::Viewer::Account(actor) = &self.viewer {
            self.viewer = access::Viewer::Account(standing::again(&self.context.auth, actor).await.ok()?);
        }
        threads::may_listen(&self.context.comments, self.viewer, self.id).await.ok()
    }

    fn event(self, comment: &NewComment) -> Option<(Result<Bytes, Infallible>, Self)> {
        let data = serde_json::to_string(&*comment.view).ok()?;
        Some((Ok(Bytes::from(format!("id: {}\nevent: comment\ndata: {data}\n\n", comment.place))), self))
    }
}
