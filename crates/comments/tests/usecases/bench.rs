//! A site with one video, its owner, and people who comment.

use comments::threads::{self, ListComments};
use comments::{Ctx, Error, Result, Settings, writing};
use domain::Fault;
use domain::access::Actor;
use domain::comment::{Comment, CommentView, CommentsMode, CreateComment, Place};
use domain::id::{CommentId, UserId, VideoId};
use domain::page::Page;
use domain::user::Role;
use persistence::comment::Sort;
use persistence::testing::{Statements, TestDb, World, dump, wrong_comment_counters};

pub(crate) struct Bench {
    pub(crate) ctx: Ctx,
    pub(crate) world: World,
    pub(crate) heard: Statements,
    /// Owns the video.
    pub(crate) ana: Actor,
    pub(crate) eve: Actor,
    pub(crate) kim: Actor,
    pub(crate) video: VideoId,
    _test: TestDb,
}

pub(crate) fn settings() -> Settings {
    Settings { max_length: 1000, depth: 4, max_links: 1, held_words: vec!["cheap pills".to_owned()] }
}

impl Bench {
    pub(crate) async fn new(test: TestDb) -> Self {
        let world = World::new(&test);
        Self::over(test, world).await
    }

    /// With several connections, for storms.
    pub(crate) async fn crowded(test: TestDb) -> Self {
        let world = World::crowded(&test).await;
        Self::over(test, world).await
    }

    async fn over(test: TestDb, mut world: World) -> Self {
        let heard = Statements::of(&mut world.db);
        let ana = world.account("ana", Role::Creator).await;
        let eve = world.account("eve", Role::Viewer).await;
        let kim = world.account("kim", Role::Viewer).await;
        let video = world.publish(&ana, "film").await;
        Self { ctx: Ctx::new(world.ctx(), settings()), world, heard, ana, eve, kim, video, _test: test }
    }

    pub(crate) fn command(&self, body: &str, parent: Option<CommentId>) -> CreateComment {
        CreateComment { video_id: self.video, body: body.to_owned(), parent_id: parent, flatten: false }
    }

    pub(crate) async fn try_say(&self, who: &Actor, body: &str, parent: Option<CommentId>) -> Result<CommentView> {
        writing::create(&self.ctx, who, None, &self.command(body, parent)).await
    }

    pub(crate) async fn say(&self, who: &Actor, body: &str) -> CommentId {
        self.try_say(who, body, None).await.unwrap().id
    }

    /// So many comments in one transaction, at one instant.
    pub(crate) async fn fill(&self, parent: Option<CommentId>, count: usize) -> Vec<CommentId> {
        let now = self.ctx.clock.now();
        let tx = self.ctx.db.begin_write().await.unwrap();
        persistence::video::lock(&tx, self.video).await.unwrap();
        let mut made = Vec::new();
        for n in 0..count {
            let place = Place { video_id: self.video, author_id: self.kim.user_id, parent: parent.map(|top| (top, 0)) };
            let comment = Comment::new(CommentId(self.ctx.ids.uuid(now)), place, &format!("r{n}"), false, now);
            persistence::comment::insert(&tx, &comment).await.unwrap();
            made.push(comment.id);
        }
        tx.commit().await.unwrap();
        made
    }

    pub(crate) async fn reply(&self, who: &Actor, body: &str, parent: CommentId) -> CommentId {
        self.try_say(who, body, Some(parent)).await.unwrap().id
    }

    pub(crate) async fn delete(&self, who: &Actor, id: CommentId) -> Result<()> {
        writing::delete(&self.ctx, who, id, None).await
    }

    pub(crate) async fn page(&self, sort: Sort, limit: u64, cursor: Option<String>) -> Page<CommentView> {
        threads::list(&self.ctx, None, self.video, ListComments { sort, limit, cursor }).await.unwrap().view
    }

    /// All of the list, a page at a time.
    pub(crate) async fn all(&self, sort: Sort, limit: u64) -> Vec<CommentView> {
        let (mut all, mut cursor) = (Vec::new(), None);
        loop {
            let page = self.page(sort, limit, cursor).await;
            all.extend(page.items);
            cursor = page.next_cursor;
            if cursor.is_none() {
                return all;
            }
        }
    }

    /// All replies to a comment, from the page that its view begins.
    pub(crate) async fn replies(&self, of: &CommentView, limit: u64) -> Vec<CommentView> {
        let mut all = of.replies.items.clone();
        let mut cursor = of.replies.next_cursor.clone();
        while cursor.is_some() {
            let page = threads::replies(&self.ctx, None, of.id, limit, cursor).await.unwrap().view;
            all.extend(page.items);
            cursor = page.next_cursor;
        }
        all
    }

    /// Everything that hangs on these, each comment as often as it is met.
    pub(crate) async fn whole(&self, tops: Vec<CommentView>, limit: u64) -> Vec<CommentView> {
        let mut met = Vec::new();
        let mut waiting = tops;
        while let Some(next) = waiting.pop() {
            waiting.extend(self.replies(&next, limit).await);
            met.push(next);
        }
        met
    }

    pub(crate) async fn set_mode(&self, mode: CommentsMode) {
        self.world.edit(self.video, |video| video.metadata.comments = mode).await;
    }

    pub(crate) async fn comments_counted(&self) -> i64 {
        persistence::video::find_summary(&self.ctx.db, self.video).await.unwrap().unwrap().counts.comments
    }

    pub(crate) async fn assert_counters(&self) {
        assert_eq!(wrong_comment_counters(&self.ctx.db).await, Vec::<String>::new());
    }

    /// The kinds of what an account was told, in order.
    pub(crate) async fn told(&self, who: UserId) -> Vec<String> {
        let rows = &dump(&self.ctx.db).await["notification"];
        let (id, plain) = (who.to_string(), who.0.simple().to_string());
        let mut kinds = Vec::new();
        for row in rows {
            let lower = row.to_lowercase();
            // The first two columns are the row's id and whom it tells.
            let columns: Vec<&str> = lower.split([',', ' ']).collect();
            if columns[1].contains(&id) || columns[1].contains(&plain) {
                let kind = columns[2].trim_matches(['\'', '"']);
                kinds.push(kind.to_owned());
            }
        }
        kinds
    }
}

pub(crate) fn code<T>(result: std::result::Result<T, Error>) -> &'static str {
    result.err().map_or("no error", |e| e.code())
}

pub(crate) fn bodies(views: &[CommentView]) -> Vec<&str> {
    views.iter().map(|view| view.body.as_str()).collect()
}
