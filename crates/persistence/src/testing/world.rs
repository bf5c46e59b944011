//! A small world for use cases: a clock that a test moves, ids in order, people and videos.

use super::TestDb;
use crate::db::Db;
use crate::{playlist, user, video};
use domain::access::{Actor, Unlocked, Via};
use domain::id::{GenerationId, LockId, PlaylistId, PlaylistItemId, SessionId, UserId, VideoId};
use domain::playlist::{CreatePlaylist, Playlist, PlaylistItem, Rank};
use domain::user::{AvatarLinks, Email, Handle, Role, User};
use domain::video::{CreateVideo, Lock, MediaFacts, MediaGuard, MediaKind, MediaLinks, Pictures, Video, Visibility};
use domain::{Clock, IdGen, Timestamp};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;
use uuid::Uuid;

/// When a world begins.
const BEGINNING: i64 = 1_800_000_000_000;

/// A clock that stands still until a test moves it.
#[derive(Debug)]
pub struct MovedClock(AtomicI64);

impl Default for MovedClock {
    fn default() -> Self {
        Self(AtomicI64::new(BEGINNING))
    }
}

impl MovedClock {
    /// Makes it this instant.
    pub fn set(&self, at: Timestamp) {
        self.0.store(at.millis(), Ordering::SeqCst);
    }

    /// Lets time pass.
    pub fn forward(&self, time: Duration) {
        self.0.fetch_add(i64::try_from(time.as_millis()).expect("a short time"), Ordering::SeqCst);
    }
}

impl Clock for MovedClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }
}

/// Ids and secrets in the order in which they are asked for.
#[derive(Debug, Default)]
pub struct CountedIds(AtomicU64);

impl IdGen for CountedIds {
    fn uuid(&self, at: Timestamp) -> Uuid {
        let mut random = [0; 10];
        random.get_mut(2..).expect("ten bytes").copy_from_slice(&self.0.fetch_add(1, Ordering::SeqCst).to_be_bytes());
        uuid::Builder::from_unix_timestamp_millis(u64::try_from(at.millis()).expect("after 1970"), &random).into_uuid()
    }

    fn secret(&self) -> [u8; 32] {
        let mut secret = [0; 32];
        secret.get_mut(..8).expect("32 bytes").copy_from_slice(&self.0.fetch_add(1, Ordering::SeqCst).to_be_bytes());
        secret
    }
}

/// Addresses of media that lead nowhere.
#[derive(Debug, Default)]
pub struct NoLinks(AvatarLinks);

impl MediaLinks for NoLinks {
    fn base(&self, _: VideoId, generation: GenerationId, _: MediaGuard, _: Timestamp) -> String {
        format!("/media/{generation}")
    }

    fn expiry(&self, _: MediaGuard, _: Timestamp) -> Option<Timestamp> {
        None
    }

    fn avatars(&self) -> &AvatarLinks {
        &self.0
    }
}

/// A database with a clock and ids.
#[derive(Clone, Debug)]
pub struct World {
    /// The database.
    pub db: Db,
    /// The time.
    pub clock: Arc<MovedClock>,
    /// Ids.
    pub ids: Arc<CountedIds>,
    /// Addresses of media.
    pub links: Arc<NoLinks>,
}

impl World {
    /// A world over this database.
    pub fn new(test: &TestDb) -> Self {
        Self::over(&test.db)
    }

    /// A world over the database of a server.
    pub fn over(db: &Db) -> Self {
        Self { db: db.clone(), clock: Arc::default(), ids: Arc::default(), links: Arc::default() }
    }

    /// With several connections: a pool of one would queue what storms want to collide.
    pub async fn crowded(test: &TestDb) -> Self {
        let settings = crate::Settings { max_connections: 8, ..test.settings.clone() };
        Self { db: Db::connect(&settings).await.expect("more connections"), ..Self::new(test) }
    }

    /// What use cases work with.
    pub fn ctx(&self) -> crate::Ctx {
        crate::Ctx { db: self.db.clone(), clock: self.clock.clone(), ids: self.ids.clone(), links: self.links.clone() }
    }

    /// A new account, signed in.
    pub async fn account(&self, handle: &str, role: Role) -> Actor {
        let now = self.clock.now();
        let id = UserId(self.ids.uuid(now));
        let email = Email::parse(&format!("{handle}@example.org")).expect("an address");
        let account = User::new(id, email, Handle::parse(handle).expect("a handle"), role, "hash".to_owned(), now);
        let tx = self.db.begin_write().await.expect("a transaction");
        assert!(user::insert(&tx, &account).await.expect("an account"), "{handle} is taken");
        tx.commit().await.expect("a commit");
        let via = Via::Session { id: SessionId(Uuid::nil()), authenticated_at: now };
        Actor { user_id: id, role, via, unlocked: Unlocked::default() }
    }

    /// A draft of this owner.
    pub async fn draft(&self, owner: &Actor, command: CreateVideo) -> VideoId {
        let now = self.clock.now();
        let draft = Video::draft(VideoId(self.ids.uuid(now)), owner.user_id, command, now);
        let tx = self.db.begin_write().await.expect("a transaction");
        video::insert(&tx, &draft).await.expect("a video");
        tx.commit().await.expect("a commit");
        draft.id
    }

    /// A public video of this owner that is published now, a minute long.
    pub async fn publish(&self, owner: &Actor, title: &str) -> VideoId {
        let command = CreateVideo { visibility: Visibility::Public, ..CreateVideo::for_file(title) };
        let id = self.draft(owner, command).await;
        self.finish(id, 60_000).await;
        id
    }

    /// A public list of this owner with these videos in it.
    pub async fn playlist(&self, owner: &Actor, title: &str, videos: &[VideoId]) -> PlaylistId {
        let now = self.clock.now();
        let words = CreatePlaylist { title: title.to_owned(), description: String::new(), visibility: Visibility::Public };
        let list = Playlist::new(PlaylistId(self.ids.uuid(now)), owner.user_id, &words, now);
        let tx = self.db.begin_write().await.expect("a transaction");
        playlist::insert(&tx, &list).await.expect("a list");
        let mut last = None;
        for video in videos {
            let rank = Rank::between(last.as_ref(), None);
            let id = PlaylistItemId(self.ids.uuid(now));
            let item = PlaylistItem { id, playlist_id: list.id, video_id: *video, rank: rank.clone(), added_at: now };
            playlist::insert_item(&tx, &item).await.expect("an item");
            last = Some(rank);
        }
        tx.commit().await.expect("a commit");
        list.id
    }

    /// Lets the file of a draft be uploaded and encoded.
    pub async fn finish(&self, id: VideoId, duration_ms: i64) {
        let tx = self.db.begin_write().await.expect("a transaction");
        let mut video = video::find_for_update(&tx, id).await.expect("a database").expect("the draft");
        let facts = MediaFacts { kind: MediaKind::Video, duration_ms, width: Some(640), height: Some(360) };
        video.finished(GenerationId(Uuid::nil()), facts, Pictures::default(), self.clock.now());
        video::save(&tx, &video).await.expect("a video");
        tx.commit().await.expect("a commit");
    }

    /// Gives the video a password, which no test guesses; whoever shows the id has given it.
    pub async fn lock(&self, id: VideoId) -> LockId {
        let lock = LockId(self.ids.uuid(self.clock.now()));
        self.edit(id, |video| {
            video.metadata.visibility = Visibility::Password;
            video.lock = Some(Lock { id: lock, hash: "hash".to_owned() });
        })
        .await;
        lock
    }

    /// Changes a video as its owner would.
    pub async fn edit(&self, id: VideoId, edit: impl FnOnce(&mut Video)) {
        let tx = self.db.begin_write().await.expect("a transaction");
        let mut video = video::find_for_update(&tx, id).await.expect("a database").expect("the video");
        edit(&mut video);
        video::save(&tx, &video).await.expect("a video");
        tx.commit().await.expect("a commit");
    }
}

/// How many statements a piece of work runs, for tests that hold a use case to a number.
#[derive(Clone, Debug, Default)]
pub struct Statements(Arc<std::sync::Mutex<Vec<String>>>);

impl Statements {
    /// Listens to a database from now on. Handles that were cloned from it before go unheard.
    pub fn of(db: &mut Db) -> Self {
        let heard = Self::default();
        let log = heard.clone();
        db.listen(move |sql| log.0.lock().expect("a lock").push(sql.to_owned()));
        heard
    }

    /// What was run since the last time it was asked.
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().expect("a lock"))
    }
}
