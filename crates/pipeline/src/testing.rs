//! A context over a temporary folder, with a clock that is moved by hand.

use crate::{Ctx, RetentionSettings, UploadSettings, queue, worker};
use bytes::Bytes;
use domain::Timestamp;
use domain::access::{Actor, Via};
use domain::id::{SessionId, UserId, VideoId};
use domain::user::{Email, Handle, Role, User};
use domain::video::{CreateVideo, Video};
use jobs::Doorbell;
use media::staging::{Staging, StagingSettings};
use media::storage::{StorageSettings, Store};
use media::token::MediaTokens;
use media::tus::{Append, Creation};
use persistence::job::{self, Claim, Holder};
use persistence::testing::{CountedIds, MovedClock, TestDb};
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// A context and what keeps it alive.
pub(crate) struct Bench {
    pub(crate) ctx: Ctx,
    pub(crate) clock: Arc<MovedClock>,
    pub(crate) actor: Actor,
    pub(crate) folder: TempDir,
    _test: TestDb,
}

impl Bench {
    /// An account that may upload, an empty store, and now is one day after the epoch.
    pub(crate) async fn new(test: TestDb) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::<MovedClock>::default();
        clock.set(Timestamp::from_millis(86_400_000));
        let ctx = Ctx {
            db: test.db.clone(),
            clock: clock.clone(),
            ids: Arc::<CountedIds>::default(),
            store: Store::open(&StorageSettings::local(&folder.path().join("objects"))).unwrap(),
            staging: Staging::open(folder.path(), StagingSettings { reserve_bytes: 0, ..StagingSettings::default() }).unwrap(),
            tokens: MediaTokens::new(&[7; 32]),
            doorbell: Doorbell::default(),
            node: "here".into(),
            upload: UploadSettings { max_bytes: 1000, expire_seconds: 3600 },
            retention: RetentionSettings { bin_days: 30, retire_seconds: 10 },
        };
        let actor = Self::account(&ctx, "ana").await;
        Self { ctx, clock, actor, folder, _test: test }
    }

    /// Another account that may upload.
    pub(crate) async fn account(ctx: &Ctx, handle: &str) -> Actor {
        let now = ctx.clock.now();
        let id = UserId(ctx.ids.uuid(now));
        let email = Email::parse(&format!("{handle}@example.org")).unwrap();
        let user = User::new(id, email, Handle::parse(handle).unwrap(), Role::Creator, "hash".to_owned(), now);
        let tx = ctx.db.begin_write().await.unwrap();
        persistence::user::insert(&tx, &user).await.unwrap();
        tx.commit().await.unwrap();
        let via = Via::Session { id: SessionId(Uuid::nil()), authenticated_at: ctx.clock.now() };
        Actor { user_id: id, role: Role::Creator, via, unlocked: domain::access::Unlocked::default() }
    }

    /// A draft of the bench's account.
    pub(crate) async fn draft(&self) -> Video {
        let now = self.ctx.clock.now();
        let video = Video::draft(VideoId(self.ctx.ids.uuid(now)), self.actor.user_id, CreateVideo::for_file("film.mp4"), now);
        let tx = self.ctx.db.begin_write().await.unwrap();
        persistence::video::insert(&tx, &video).await.unwrap();
        tx.commit().await.unwrap();
        video
    }

    /// The video as it stands in the database.
    pub(crate) async fn video(&self, id: VideoId) -> Option<Video> {
        persistence::video::find(&self.ctx.db, id).await.unwrap().map(|s| s.video)
    }

    /// Lets time pass.
    pub(crate) fn pass(&self, seconds: u64) {
        self.clock.forward(Duration::from_secs(seconds));
    }

    /// Does every job that is due and needs no ffmpeg, as a worker would.
    pub(crate) async fn work(&self) -> Vec<String> {
        let handler = worker::handler(&self.ctx, None);
        let mut done = Vec::new();
        loop {
            let now = self.ctx.clock.now();
            let claim = Claim {
                worker: "w",
                node: "here",
                kinds: &[queue::INGEST, queue::PURGE, queue::FINISH],
                up_to_priority: 100,
                now,
                lease_until: now.plus(Duration::from_secs(5)),
            };
            let Some(job) = job::claim(&self.ctx.db, &claim).await.unwrap() else { return done };
            handler.run(&job, CancellationToken::new()).await.unwrap();
            let tx = self.ctx.db.begin_write().await.unwrap();
            job::finish(&tx, job.id, Holder { worker: "w", attempts: job.attempts }).await.unwrap();
            tx.commit().await.unwrap();
            done.push(job.key);
        }
    }

    /// The paths of all files under the folder, without those of locks.
    pub(crate) fn files(&self) -> Vec<String> {
        let mut found = Vec::new();
        let mut open = vec![self.folder.path().to_owned()];
        while let Some(folder) = open.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    open.push(path);
                } else {
                    found.push(path.strip_prefix(self.folder.path()).unwrap().display().to_string());
                }
            }
        }
        found.sort();
        found
    }
}

/// The body of a request.
pub(crate) fn body(bytes: &'static [u8]) -> impl futures_util::Stream<Item = Result<Bytes, std::io::Error>> + Unpin {
    futures_util::stream::iter(bytes.chunks(3).map(|piece| Ok(Bytes::from_static(piece))))
}

/// A body that breaks off after these bytes.
pub(crate) fn broken(bytes: &'static [u8]) -> impl futures_util::Stream<Item = Result<Bytes, std::io::Error>> + Unpin {
    futures_util::stream::iter([Ok(Bytes::from_static(bytes)), Err(std::io::Error::other("gone"))])
}

/// A request to begin an upload with these headers.
pub(crate) fn creation(headers: &[(&'static str, &str)]) -> Creation {
    Creation::parse(|name| headers.iter().find(|(n, _)| *n == name).map(|(_, v)| v.as_bytes()), 1000).unwrap()
}

/// A request to append at an offset.
pub(crate) fn at(offset: u64) -> Append {
    Append { offset, length: None, checksum: None, content_length: None }
}
