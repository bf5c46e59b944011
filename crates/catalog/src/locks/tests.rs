//! Videos with a password, over both databases.

use super::*;
use crate::testing::Plain;
use crate::videos::{self, Found, ListOwn, OwnSort};
use crate::{Authority, chapters, moderation, publications};
use domain::access::{Actor, Viewer};
use domain::report::{CreateReport, ReportReason};
use domain::user::Role;
use domain::video::{CreateVideo, Filter, OwnFilter, PatchVideo, TakeDown, Visibility};
use persistence::testing::{Statements, TestDb, World};
use serde_json::{Value, json};
use std::sync::Arc;

const PASSWORD: &str = "luces y sombras";

struct Bench {
    ctx: Ctx,
    locksmith: Arc<Plain>,
    world: World,
    ana: Actor,
    eve: Actor,
    _test: TestDb,
}

impl Bench {
    async fn new(test: TestDb) -> Self {
        let world = World::new(&test);
        let (ana, eve) = (world.account("ana", Role::Creator).await, world.account("eve", Role::Viewer).await);
        let locksmith = Arc::<Plain>::default();
        Self { ctx: Ctx::new(world.ctx(), locksmith.clone()), locksmith, world, ana, eve, _test: test }
    }

    async fn create(&self, body: Value) -> Result<Found> {
        videos::create(&self.ctx, &self.ana, None, serde_json::from_value(body).unwrap()).await
    }

    /// A video with [`PASSWORD`] that plays.
    async fn locked(&self) -> VideoId {
        let made = self.create(json!({ "title": "Ensayo", "visibility": "password", "password": PASSWORD })).await.unwrap();
        self.world.finish(made.view.summary.id, 60_000).await;
        made.view.summary.id
    }

    async fn patch(&self, by: &Actor, id: VideoId, body: Value) -> Result<Found> {
        let patch: PatchVideo = serde_json::from_value(body).unwrap();
        videos::patch(&self.ctx, by, id, None, patch).await
    }

    async fn unlock(&self, id: VideoId, password: &str) -> Result<LockId> {
        unlock(&self.ctx, id, UnlockVideo { password: Password::new(password) }, None).await
    }

    async fn sees(&self, id: VideoId, lock: LockId) -> &'static str {
        code(videos::get(&self.ctx, opened(lock), id).await)
    }
}

fn opened(lock: LockId) -> Viewer {
    Viewer::Nobody([lock].into_iter().collect())
}

fn code<T>(result: Result<T>) -> &'static str {
    result.err().map_or("ok", |e| e.code())
}

/// The pointer and the code of a fault of the body.
fn fault<T>(result: Result<T>) -> (String, String) {
    match result.err() {
        Some(Error::Invalid(field)) => (field.pointer.unwrap_or_default(), field.rule.code().to_owned()),
        other => (code(other.map_or(Ok(()), Err)).to_owned(), String::new()),
    }
}

persistence::on_both_databases! {
    async fn who_gives_the_password_sees_the_video(test: TestDb) {
        let bench = Bench::new(test).await;
        let id = bench.locked().await;
        assert_eq!(code(videos::get(&bench.ctx, None, id).await), "video-password-required");
        assert_eq!(code(videos::get(&bench.ctx, &bench.eve, id).await), "video-password-required");
        assert_eq!(code(bench.unlock(id, "wrong").await), "wrong-video-password");
        let lock = bench.unlock(id, PASSWORD).await.unwrap();
        assert_eq!(bench.sees(id, lock).await, "ok");
        let other = bench.locked().await;
        assert_eq!(bench.sees(other, lock).await, "video-password-required", "another video with the same password");
        let eve = Actor { unlocked: [lock].into_iter().collect(), ..bench.eve };
        assert_eq!(code(videos::get(&bench.ctx, &eve, id).await), "ok");
        assert_eq!(code(bench.patch(&eve, id, json!({ "title": "x" })).await), "forbidden");
        let moderator = bench.world.account("mario", Role::Moderator).await;
        for all in [bench.ana, moderator] {
            assert_eq!(code(videos::get(&bench.ctx, &all, id).await), "ok");
        }
    }

    async fn everything_about_it_asks_for_the_password(test: TestDb) {
        let bench = Bench::new(test).await;
        let (ctx, id) = (&bench.ctx, bench.locked().await);
        let lock = bench.unlock(id, PASSWORD).await.unwrap();
        let eve = Actor { unlocked: [lock].into_iter().collect(), ..bench.eve };
        let complaint = CreateReport { reason: ReportReason::Spam, detail: String::new() };
        for (actor, outcome) in [(&bench.eve, "video-password-required"), (&eve, "ok")] {
            assert_eq!(code(chapters::get(ctx, actor, id).await), outcome);
            assert_eq!(code(videos::related(ctx, actor, id, 10).await), outcome);
            assert_eq!(code(moderation::complain(ctx, actor, id, &complaint).await), outcome);
        }
        assert_eq!(code(publications::one(ctx, id).await), "video-not-found", "other sites learn nothing of it");
    }

    async fn it_is_in_no_list(test: TestDb) {
        let bench = Bench::new(test).await;
        let ctx = &bench.ctx;
        let beside = bench.world.publish(&bench.ana, "beside").await;
        let id = bench.locked().await;
        let list = videos::ListVideos { sort: videos::Sort::Newest, filter: Filter::default(), limit: 10, cursor: None };
        let titles: Vec<String> = videos::list(ctx, list).await.unwrap().items.into_iter().map(|video| video.title).collect();
        assert_eq!(titles, ["beside"]);
        let related = videos::related(ctx, None, beside, 10).await.unwrap();
        assert!(related.items.is_empty());
        let latest = publications::latest(ctx, None).await.unwrap();
        assert!(latest.iter().all(|video| video.summary.id != id));
        let filter = OwnFilter { visibility: Some(Visibility::Password), ..OwnFilter::default() };
        let own = ListOwn { sort: OwnSort::Newest, filter, limit: 10, cursor: None };
        assert_eq!(videos::list_own(ctx, &bench.ana, own).await.unwrap().items.len(), 1);
    }

    async fn another_password_or_visibility_ends_what_was_given(test: TestDb) {
        let bench = Bench::new(test).await;
        let id = bench.locked().await;
        let first = bench.unlock(id, PASSWORD).await.unwrap();
        bench.patch(&bench.ana, id, json!({ "title": "Otro" })).await.unwrap();
        assert_eq!(bench.sees(id, first).await, "ok");
        bench.patch(&bench.ana, id, json!({ "password": "otra cosa" })).await.unwrap();
        assert_eq!(bench.sees(id, first).await, "video-password-required");
        assert_eq!(code(bench.unlock(id, PASSWORD).await), "wrong-video-password");
        let second = bench.unlock(id, "otra cosa").await.unwrap();
        bench.patch(&bench.ana, id, json!({ "visibility": "private" })).await.unwrap();
        assert_eq!(bench.sees(id, second).await, "video-not-found");
        assert_eq!(code(bench.unlock(id, "otra cosa").await), "video-not-found");
        assert_eq!(fault(bench.patch(&bench.ana, id, json!({ "visibility": "password" })).await), ("/password".into(), "required".into()));
        bench.patch(&bench.ana, id, json!({ "visibility": "password", "password": "otra cosa" })).await.unwrap();
        assert_eq!(bench.sees(id, second).await, "video-password-required", "the same password, set anew");
    }

    async fn replacing_keeps_the_password_that_there_is(test: TestDb) {
        let bench = Bench::new(test).await;
        let id = bench.locked().await;
        let lock = bench.unlock(id, PASSWORD).await.unwrap();
        let words: CreateVideo = serde_json::from_value(json!({ "title": "Otro", "visibility": "password" })).unwrap();
        videos::replace(&bench.ctx, &bench.ana, id, None, words).await.unwrap();
        assert_eq!(bench.sees(id, lock).await, "ok");
    }

    async fn a_password_goes_with_the_visibility_alone(test: TestDb) {
        let bench = Bench::new(test).await;
        let at = "2099-01-31T09:30:00Z";
        for (body, pointer, code) in [
            (json!({ "title": "x", "visibility": "password" }), "/password", "required"),
            (json!({ "title": "x", "visibility": "public", "password": PASSWORD }), "/password", "not-password"),
            (json!({ "title": "x", "visibility": "scheduled", "publish_at": at, "password": PASSWORD }), "/password", "not-password"),
            (json!({ "title": "x", "visibility": "password", "publish_at": at, "password": PASSWORD }), "/publish_at", "not-scheduled"),
        ] {
            assert_eq!(fault(bench.create(body.clone()).await), (pointer.to_owned(), code.to_owned()), "{body}");
        }
        let public = bench.world.publish(&bench.ana, "public").await;
        assert_eq!(code(bench.unlock(public, PASSWORD).await), "video-without-password");
        let draft = bench.create(json!({ "title": "x", "visibility": "password", "password": PASSWORD })).await.unwrap();
        assert_eq!(code(bench.unlock(draft.view.summary.id, PASSWORD).await), "video-not-found", "it does not play yet");
    }

    async fn nobody_has_a_password_hashed_for_a_video_of_another(test: TestDb) {
        let bench = Bench::new(test).await;
        let id = bench.locked().await;
        let public = bench.world.publish(&bench.ana, "public").await;
        let before = bench.locksmith.asked();
        assert_eq!(code(bench.patch(&bench.eve, id, json!({ "password": "mine" })).await), "video-password-required");
        assert_eq!(code(bench.patch(&bench.eve, public, json!({ "password": "mine" })).await), "forbidden");
        assert_eq!(bench.locksmith.asked(), before);
    }

    async fn a_try_costs_one_statement(test: TestDb) {
        let mut bench = Bench::new(test).await;
        let id = bench.locked().await;
        let statements = Statements::of(&mut bench.ctx.db);
        bench.unlock(id, PASSWORD).await.unwrap();
        assert_eq!(statements.take().len(), 1);
    }

    async fn a_takedown_closes_it_and_gives_it_back_with_its_password(test: TestDb) {
        let bench = Bench::new(test).await;
        let (ctx, id) = (&bench.ctx, bench.locked().await);
        let lock = bench.unlock(id, PASSWORD).await.unwrap();
        let mario = bench.world.account("mario", Role::Moderator).await;
        let moderator = Authority::moderator(&mario, None).unwrap();
        moderation::take_down(ctx, &moderator, id, &TakeDown { reason: "spam".to_owned() }).await.unwrap();
        assert_eq!(bench.sees(id, lock).await, "video-not-found");
        assert_eq!(code(bench.unlock(id, PASSWORD).await), "video-not-found");
        bench.patch(&bench.ana, id, json!({ "title": "Otro" })).await.unwrap();
        moderation::put_back(ctx, &moderator, id).await.unwrap();
        assert_eq!(bench.sees(id, lock).await, "ok");
        assert_eq!(bench.unlock(id, PASSWORD).await.unwrap(), lock);
    }
}
