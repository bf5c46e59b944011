//! New comments as they come: one watcher for each video that somebody listens to, which ends when nobody
//! does any more.
//!
//! The rows are asked, not those who write them, so that whoever listens hears what comes by another server too.
//! A comment that is written here rings, and its listeners need not wait for the next look.

use crate::show::Shower;
use crate::{Ctx, Result};
use domain::Timestamp;
use domain::comment::CommentView;
use domain::id::{CommentId, VideoId};
use persistence::comment::{self, StoredComment};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, broadcast};
use tokio_util::task::TaskTracker;
use uuid::Uuid;

/// How often the rows are asked while nobody rings.
const PACE: Duration = Duration::from_secs(2);
/// A comment is dated before it waits for its turn to be written, so it may appear behind later ones.
const OVERLAP: Duration = Duration::from_secs(15);
/// Comments that one look takes.
const BATCH: u64 = 100;
/// Comments that a slow listener may be behind before it misses some.
const BACKLOG: usize = 256;

/// A comment that everybody can read from now on.
#[derive(Clone, Debug)]
pub struct NewComment {
    /// Where to go on after it.
    pub place: EventPlace,
    /// The comment.
    pub view: Arc<CommentView>,
}

/// A place in the order in which the comments of a video became readable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EventPlace {
    at: Timestamp,
    id: CommentId,
}

impl std::fmt::Display for EventPlace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.at.millis(), self.id)
    }
}

impl std::str::FromStr for EventPlace {
    type Err = ();

    fn from_str(text: &str) -> std::result::Result<Self, ()> {
        let (at, id) = text.split_once('.').ok_or(())?;
        Ok(Self { at: Timestamp::from_millis(at.parse().map_err(|_| ())?), id: id.parse().map_err(|_| ())? })
    }
}

/// The watchers of this process.
#[derive(Clone, Debug, Default)]
pub struct Live {
    watched: Arc<Mutex<HashMap<VideoId, Watched>>>,
    tasks: TaskTracker,
}

#[derive(Clone, Debug)]
struct Watched {
    sender: broadcast::Sender<NewComment>,
    bell: Arc<Notify>,
}

impl Live {
    /// A comment was written here.
    pub fn ring(&self, video: VideoId) {
        let watched = self.watched.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(watched) = watched.get(&video) {
            watched.bell.notify_one();
        }
    }

    /// How many videos are watched now.
    pub fn watchers(&self) -> usize {
        self.watched.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Listens to a video, and begins to watch it if nobody else does.
    fn listen(&self, ctx: &Ctx, video: VideoId) -> broadcast::Receiver<NewComment> {
        let mut all = self.watched.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(watched) = all.get(&video) {
            return watched.sender.subscribe();
        }
        let (sender, receiver) = broadcast::channel(BACKLOG);
        let watched = Watched { sender, bell: Arc::default() };
        all.insert(video, watched.clone());
        self.tasks.spawn(watch(ctx.clone(), video, watched));
        receiver
    }

    /// Stops watching, unless somebody began to listen in between.
    fn ends(&self, video: VideoId, sender: &broadcast::Sender<NewComment>) -> bool {
        let mut all = self.watched.lock().unwrap_or_else(PoisonError::into_inner);
        let unheard = sender.receiver_count() == 0;
        if unheard {
            all.remove(&video);
        }
        unheard
    }
}

/// What came after this place, then what comes. Whether the actor may see the video was asked before.
///
/// # Errors
/// If the database fails.
pub async fn listen(ctx: &Ctx, video: VideoId, after: Option<EventPlace>) -> Result<(Vec<NewComment>, broadcast::Receiver<NewComment>)> {
    // First the ears, then the look back, so that nothing falls between them; what comes by both has one place.
    let receiver = ctx.live.listen(ctx, video);
    let missed = match after {
        Some(place) => look(ctx, video, place).await?,
        None => Vec::new(),
    };
    Ok((missed, receiver))
}

async fn watch(ctx: Ctx, video: VideoId, watched: Watched) {
    let begin = ctx.clock.now();
    let mut heard: HashMap<CommentId, Timestamp> = HashMap::new();
    let (mut latest, mut looked) = (begin, false);
    loop {
        let from = EventPlace { at: latest.minus(OVERLAP), id: CommentId(Uuid::nil()) };
        match look_beyond(&ctx, video, from, &heard).await {
            Ok(new) => {
                for comment in new {
                    latest = latest.max(comment.place.at);
                    heard.insert(comment.place.id, comment.place.at);
                    // What the first look finds from before was there for everybody to read.
                    if looked || comment.place.at >= begin {
                        // Nobody may listen any more; that is seen below.
                        let _ = watched.sender.send(comment);
                    }
                }
                looked = true;
                let oldest = latest.minus(OVERLAP);
                heard.retain(|_, at| *at >= oldest);
            }
            Err(error) => tracing::warn!(%error, "cannot look for new comments"),
        }
        tokio::select! {
            () = watched.bell.notified() => {}
            () = tokio::time::sleep(PACE) => {}
        }
        if ctx.live.ends(video, &watched.sender) {
            return;
        }
    }
}

async fn look(ctx: &Ctx, video: VideoId, after: EventPlace) -> Result<Vec<NewComment>> {
    let rows = comment::become_visible_since(&ctx.db, video, after.at, after.id, BATCH).await?;
    shown(ctx, rows).await
}

/// What was not heard yet, page by page, since what was may fill the first ones.
async fn look_beyond(ctx: &Ctx, video: VideoId, from: EventPlace, heard: &HashMap<CommentId, Timestamp>) -> Result<Vec<NewComment>> {
    let mut new = Vec::new();
    let mut after = from;
    loop {
        let rows = comment::become_visible_since(&ctx.db, video, after.at, after.id, BATCH).await?;
        let full = rows.len() as u64 == BATCH;
        if let Some(last) = rows.last() {
            after = place_of(last);
        }
        new.extend(rows.into_iter().filter(|row| !heard.contains_key(&row.comment.id)));
        if !full {
            return shown(ctx, new).await;
        }
    }
}

fn place_of(row: &StoredComment) -> EventPlace {
    EventPlace { at: row.comment.visible_at.unwrap_or(row.comment.created_at), id: row.comment.id }
}

async fn shown(ctx: &Ctx, rows: Vec<StoredComment>) -> Result<Vec<NewComment>> {
    let shower = Shower::of(ctx, &ctx.db, rows.iter()).await?;
    Ok(rows.into_iter().map(|row| NewComment { place: place_of(&row), view: Arc::new(shower.public(row)) }).collect())
}
