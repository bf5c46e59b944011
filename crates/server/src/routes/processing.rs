//! `/api/videos/{id}/processing`: how far a file is on its way to playback.

use super::respond::{self, Cache};
use crate::context::Context;
use crate::extract::{Id, SignedIn};
use crate::problem::{self, Language, Problem, catalogue};
use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get, post};
use auth::standing;
use bytes::Bytes;
use domain::access::Actor;
use domain::id::VideoId;
use domain::processing::{ProcessingState, ProcessingView};
use futures_util::{Stream, stream};
use pipeline::processing;
use std::convert::Infallible;
use std::time::Duration;
use tokio::time::{Instant, sleep};
use utoipa_actix_web::service_config::ServiceConfig;

/// How often the rows are asked while somebody watches.
const PACE: Duration = Duration::from_millis(700);
/// A comment after so much silence keeps proxies from closing the stream.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// The client then connects again and shows its credential anew.
const LONGEST: Duration = Duration::from_mins(10);

/// The id of the last event.
const END: &str = "end";

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(get_processing).service(processing_events).service(retry_processing);
}

/// How far the file is; for the owner.
#[utoipa::path(operation_id = "getProcessing", tag = "videos", params(("id" = VideoId, Path, description = "The video")), responses(
    (status = 200, description = "Where the work stands", body = ProcessingView)
))]
#[get("/api/videos/{id}/processing")]
async fn get_processing(
    request: HttpRequest,
    context: Data<Context>,
    Id(id): Id<VideoId>,
    SignedIn(actor): SignedIn,
) -> Result<HttpResponse, Problem> {
    let view = view(&context, &actor, id, Language::of(request.headers())).await?;
    respond::content(&request, &view, Cache::Personal)
}

/// The same as server-sent events: one `progress` event now and at each change, the last one when
/// the video is ready or has failed.
#[utoipa::path(operation_id = "processingEvents", tag = "videos", params(("id" = VideoId, Path, description = "The video")), responses(
    (status = 200, description = "Events named `progress` whose data is a `ProcessingView`; the last one has the id `end`", content_type = "text/event-stream", body = String),
    (status = 204, description = "The client has the last event (`Last-Event-ID: end`)")
))]
#[get("/api/videos/{id}/processing/events")]
async fn processing_events(
    request: HttpRequest,
    context: Data<Context>,
    Id(id): Id<VideoId>,
    SignedIn(actor): SignedIn,
) -> Result<HttpResponse, Problem> {
    let language = Language::of(request.headers());
    let first = view(&context, &actor, id, language).await?;
    // An `EventSource` comes again when a stream ends; 204 tells one that has the end to stop.
    let has_end = request.headers().get("last-event-id").is_some_and(|id| id == END);
    if has_end && is_end(&first) {
        return Ok(HttpResponse::NoContent().insert_header((CACHE_CONTROL, "private, no-store")).finish());
    }
    let watch = Watch { context, actor, id, language, pending: Some(first), known: None, began: Instant::now() };
    let events = stream::unfold(Some(watch), |watch| async { watch?.next().await });
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header((CACHE_CONTROL, "private, no-store"))
        .insert_header(("X-Accel-Buffering", "no"))
        .streaming(as_body(events)))
}

/// Have the source of a failed video tried again.
#[utoipa::path(operation_id = "retryProcessing", tag = "videos", params(("id" = VideoId, Path, description = "The video")), responses(
    (status = 202, description = "It begins anew", body = ProcessingView),
    (status = 409, description = "`nothing-to-retry`: it has not failed, or its source is gone")
))]
#[post("/api/videos/{id}/processing/retry")]
async fn retry_processing(
    request: HttpRequest,
    context: Data<Context>,
    Id(id): Id<VideoId>,
    SignedIn(actor): SignedIn,
) -> Result<HttpResponse, Problem> {
    processing::retry(&context.pipeline, &actor, id).await?;
    Ok(HttpResponse::Accepted().json(view(&context, &actor, id, Language::of(request.headers())).await?))
}

/// The view in the client's language. A failure's own English words tell more than the general
/// text of its code, so only other languages get that.
async fn view(context: &Context, actor: &Actor, id: VideoId, language: Language) -> Result<ProcessingView, pipeline::Error> {
    let mut view = processing::view(&context.pipeline, actor, id).await?;
    if let Some(failure) = &mut view.failure
        && let Some(entry) = catalogue::find(&failure.code)
    {
        failure.detail = language.pick(std::mem::take(&mut failure.detail), entry.detail.1.to_owned());
    }
    if let Some(source) = &mut view.source {
        source.notes.iter_mut().for_each(|note| problem::localize(note, language));
    }
    Ok(view)
}

/// Whether nothing is going to change any more.
fn is_end(view: &ProcessingView) -> bool {
    matches!(view.state, ProcessingState::Ready | ProcessingState::Failed)
}

fn as_body(events: impl Stream<Item = Bytes>) -> impl Stream<Item = Result<Bytes, Infallible>> {
    use futures_util::StreamExt;
    events.map(Ok)
}

/// One client that watches one video.
struct Watch {
    context: Data<Context>,
    actor: Actor,
    id: VideoId,
    language: Language,
    /// Not sent yet.
    pending: Option<ProcessingView>,
    /// Sent last.
    known: Option<ProcessingView>,
    began: Instant,
}

impl Watch {
    /// The next event or heartbeat; `None` ends the stream.
    async fn next(mut self) -> Option<(Bytes, Option<Self>)> {
        if let Some(view) = self.pending.take() {
            return self.event(view);
        }
        let silent_since = Instant::now();
        while silent_since.elapsed() < HEARTBEAT {
            tokio::select! {
                () = sleep(PACE) => {}
                () = self.context.stopping.cancelled() => return None,
            }
            if self.began.elapsed() > LONGEST {
                return None;
            }
            // Whoever was signed out or suspended meanwhile, or is no longer what he was, is told when he comes again.
            self.actor = standing::again(&self.context.auth, &self.actor).await.ok()?;
            // A video that was deleted, or a database that is gone for a moment: the client comes again.
            let view = view(&self.context, &self.actor, self.id, self.language).await.ok()?;
            if self.known.as_ref() != Some(&view) {
                return self.event(view);
            }
        }
        Some((Bytes::from_static(b": still here\n\n"), Some(self)))
    }

    fn event(mut self, view: ProcessingView) -> Option<(Bytes, Option<Self>)> {
        let data = serde_json::to_string(&view).ok()?;
        let is_last = is_end(&view);
        let id = if is_last { format!("id: {END}\n") } else { String::new() };
        self.known = Some(view);
        let next = (!is_last).then_some(self);
        Some((Bytes::from(format!("{id}event: progress\ndata: {data}\n\n")), next))
    }
}
