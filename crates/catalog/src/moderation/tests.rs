use super::*;
use crate::Authority;
use crate::testing;
use crate::videos::{ListVideos, Sort};
use domain::Fault;
use domain::Timestamp;
use domain::report::{ReportKind, ReportReason, ReportState, Verdict};
use domain::user::Role;
use domain::video::{CreateVideo, PatchVideo, Visibility};
use persistence::testing::{Statements, TestDb, World, dump};
use std::time::Duration;

struct Bench {
    ctx: Ctx,
    world: World,
    ana: Actor,
    eve: Actor,
    moderator: Moderator,
    test: TestDb,
}

impl Bench {
    async fn new(test: TestDb) -> Self {
        let world = World::new(&test);
        let (ana, eve) = (world.account("ana", Role::Creator).await, world.account("eve", Role::Viewer).await);
        let mario = world.account("mario", Role::Moderator).await;
        Self { ctx: testing::ctx(&world), ana, eve, moderator: Authority::moderator(&mario, None).unwrap(), world, test }
    }

    async fn make(&self, body: serde_json::Value) -> Result<VideoId> {
        let command: CreateVideo = serde_json::from_value(body).unwrap();
        Ok(videos::create(&self.ctx, &self.ana, None, command).await?.view.summary.id)
    }

    async fn patch(&self, id: VideoId, body: serde_json::Value) -> Result<Found> {
        let patch: PatchVideo = serde_json::from_value(body).unwrap();
        videos::patch(&self.ctx, &self.ana, id, None, patch).await
    }

    async fn listed(&self) -> Vec<String> {
        let request = ListVideos { sort: Sort::Newest, filter: domain::video::Filter::default(), limit: 10, cursor: None };
        videos::list(&self.ctx, request).await.unwrap().items.into_iter().map(|video| video.title).collect()
    }

    async fn rows(&self, table: &str) -> usize {
        dump(&self.test.db).await[table].len()
    }

    async fn reports(&self, filter: Filter, cursor: Option<String>) -> Page<ReportView> {
        list(&self.ctx, &self.moderator, ListReports { filter, limit: 2, cursor }).await.unwrap()
    }
}

fn complaint(reason: ReportReason) -> CreateReport {
    CreateReport { reason, detail: "look".to_owned() }
}

fn order(reason: &str) -> TakeDown {
    TakeDown { reason: reason.to_owned() }
}

persistence::on_both_databases! {
    async fn complaints_are_made_once_seen_and_handled(test: TestDb) {
        let mut bench = Bench::new(test).await;
        let statements = Statements::of(&mut bench.ctx.db);
        let film = bench.world.publish(&bench.ana, "film").await;
        let hidden = bench.make(json!({ "title": "hidden", "visibility": "private" })).await.unwrap();
        for _ in 0..2 {
            complain(&bench.ctx, &bench.eve, film, &complaint(ReportReason::Spam)).await.unwrap();
        }
        assert_eq!(complain(&bench.ctx, &bench.eve, hidden, &complaint(ReportReason::Spam)).await.unwrap_err().code(), "video-not-found");
        statements.take();
        let found = bench.reports(Filter::default(), None).await.items;
        assert_eq!((found.len(), statements.take().len()), (1, 1));
        let view = &found[0];
        assert_eq!((view.kind, view.title.as_deref(), view.target_id), (ReportKind::Video, Some("film"), film.0));
        assert_eq!(view.reporter.as_ref().map(|r| r.handle.as_str()), Some("eve"));

        let verdict = HandleReport { state: Verdict::Accepted, note: Some("seen".to_owned()) };
        let handled = handle(&bench.ctx, &bench.moderator, view.id, &verdict).await.unwrap();
        assert_eq!((handled.state, handled.handled_by, handled.note.as_deref()), (ReportState::Accepted, Some(bench.moderator.0.actor), Some("seen")));
        let open = Filter { state: Some(ReportState::Open), kind: None };
        assert!(bench.reports(open, None).await.items.is_empty());
        let accepted = Filter { state: Some(ReportState::Accepted), kind: Some(ReportKind::Video) };
        assert_eq!(bench.reports(accepted, None).await.items.len(), 1);
        assert!(bench.reports(Filter { kind: Some(ReportKind::Comment), ..accepted }, None).await.items.is_empty());
        let unknown = handle(&bench.ctx, &bench.moderator, ReportId(film.0), &verdict).await;
        assert_eq!(unknown.unwrap_err().code(), "report-not-found");
        assert!(Authority::moderator(&bench.ana, None).is_err());
    }

    async fn complaints_page_without_doubles_and_only_within_their_list(test: TestDb) {
        let bench = Bench::new(test).await;
        for n in 0..5 {
            let film = bench.world.publish(&bench.ana, &format!("{n}")).await;
            complain(&bench.ctx, &bench.eve, film, &complaint(ReportReason::Other)).await.unwrap();
        }
        let (mut titles, mut cursor) = (Vec::new(), None);
        loop {
            let page = bench.reports(Filter::default(), cursor).await;
            titles.extend(page.items.into_iter().filter_map(|view| view.title));
            cursor = page.next_cursor;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(titles, ["4", "3", "2", "1", "0"]);
        let first = bench.reports(Filter::default(), None).await.next_cursor;
        let other = ListReports { filter: Filter { state: Some(ReportState::Open), kind: None }, limit: 2, cursor: first };
        assert_eq!(list(&bench.ctx, &bench.moderator, other).await.unwrap_err().code(), "bad-cursor");
    }

    async fn what_is_taken_down_is_seen_by_its_owner_who_is_told_and_can_not_show_it(test: TestDb) {
        let bench = Bench::new(test).await;
        let film = bench.world.publish(&bench.ana, "film").await;
        take_down(&bench.ctx, &bench.moderator, film, &order("spam")).await.unwrap();
        let again = take_down(&bench.ctx, &bench.moderator, film, &order("worse")).await.unwrap().view;
        assert_eq!(again.takedown.map(|t| t.reason).as_deref(), Some("worse"));
        assert_eq!((bench.rows("notification").await, bench.listed().await.len()), (1, 0));
        assert_eq!(videos::get(&bench.ctx, Some(&bench.eve), film).await.unwrap_err().code(), "video-not-found");
        let seen = videos::get(&bench.ctx, Some(&bench.ana), film).await.unwrap().view;
        assert_eq!((seen.summary.visibility, seen.takedown.is_some()), (Visibility::Private, true));
        assert_eq!(bench.patch(film, json!({ "visibility": "public" })).await.unwrap_err().code(), "video-taken-down");
        bench.patch(film, json!({ "title": "Better film" })).await.unwrap();
        put_back(&bench.ctx, &bench.moderator, film).await.unwrap();
        put_back(&bench.ctx, &bench.moderator, film).await.unwrap();
        assert_eq!(bench.listed().await, ["Better film"]);
        assert_eq!(bench.rows("audit_event").await, 3);
        videos::delete(&bench.ctx, &bench.ana, film, None).await.unwrap();
        assert_eq!(take_down(&bench.ctx, &bench.moderator, film, &order("spam")).await.unwrap_err().code(), "video-not-found");
    }

    async fn a_scheduled_video_is_its_owners_until_its_time_and_everybodys_after(test: TestDb) {
        let bench = Bench::new(test).await;
        let in_an_hour = bench.ctx.clock.now().plus(Duration::from_hours(1));
        let premiere = bench.make(json!({ "title": "premiere", "visibility": "scheduled", "publish_at": in_an_hour })).await.unwrap();
        bench.world.finish(premiere, 1000).await;
        for (body, code) in [
            (json!({ "title": "x", "visibility": "scheduled" }), "required"),
            (json!({ "title": "x", "visibility": "public", "publish_at": in_an_hour }), "not-scheduled"),
        ] {
            let refused = bench.make(body).await.unwrap_err();
            assert_eq!((refused.code(), refused.fields()[0].rule.code()), ("validation-failed", code));
        }
        assert_eq!(videos::publish_due(&bench.ctx).await.unwrap(), 0);
        assert_eq!(videos::get(&bench.ctx, Some(&bench.eve), premiere).await.unwrap_err().code(), "video-not-found");
        assert_eq!(videos::get(&bench.ctx, Some(&bench.ana), premiere).await.unwrap().view.summary.publish_at, Some(in_an_hour));

        bench.world.clock.set(in_an_hour);
        assert_eq!(videos::publish_due(&bench.ctx).await.unwrap(), 1);
        assert_eq!(bench.listed().await, ["premiere"]);
        let shown = videos::get(&bench.ctx, None, premiere).await.unwrap().view.summary;
        assert_eq!((shown.published_at, shown.publish_at), (Some(in_an_hour), None));
        bench.world.clock.set(Timestamp::from_millis(1_800_000_000_000));
        assert_eq!(videos::publish_due(&bench.ctx).await.unwrap(), 0, "a clock that is set back takes nothing back");
        assert_eq!(bench.listed().await, ["premiere"]);
    }

    async fn another_visibility_calls_the_premiere_off(test: TestDb) {
        let bench = Bench::new(test).await;
        let soon = bench.ctx.clock.now().plus(Duration::from_secs(1));
        let id = bench.make(json!({ "title": "premiere", "visibility": "scheduled", "publish_at": soon })).await.unwrap();
        let calm = bench.patch(id, json!({ "visibility": "private" })).await.unwrap();
        assert_eq!(calm.view.summary.publish_at, None);
        assert_eq!(bench.patch(id, json!({ "publish_at": soon })).await.unwrap_err().code(), "validation-failed");
        bench.world.clock.forward(Duration::from_secs(5));
        assert_eq!(videos::publish_due(&bench.ctx).await.unwrap(), 0);
    }

    async fn two_servers_let_a_video_out_once(test: TestDb) {
        let world = World::crowded(&test).await;
        let ana = world.account("ana", Role::Creator).await;
        let ctx = testing::ctx(&world);
        let soon = ctx.clock.now().plus(Duration::from_secs(1));
        let command: CreateVideo = serde_json::from_value(json!({ "title": "p", "visibility": "scheduled", "publish_at": soon })).unwrap();
        for _ in 0..3 {
            world.draft(&ana, command.clone()).await;
        }
        world.clock.forward(Duration::from_secs(5));
        let rounds = futures_util::future::join_all((0..4).map(|_| videos::publish_due(&ctx))).await;
        assert_eq!(rounds.into_iter().map(Result::unwrap).sum::<usize>(), 3);
    }

    async fn related_videos_have_most_in_common_and_cost_two_statements(test: TestDb) {
        let mut bench = Bench::new(test).await;
        let statements = Statements::of(&mut bench.ctx.db);
        let of = async |title: &str, category: Option<&str>, tags: &[&str], visibility: &str| {
            let body = json!({ "title": title, "visibility": visibility, "category": category, "tags": tags, "language": "es" });
            let id = bench.make(body).await.unwrap();
            bench.world.finish(id, 1000).await;
            id
        };
        let this = of("this", Some("music"), &["flamenco", "guitarra"], "public").await;
        of("nothing", None, &[], "public").await;
        of("one tag", None, &["flamenco"], "public").await;
        of("both tags", None, &["flamenco", "guitarra"], "public").await;
        of("category", Some("music"), &[], "public").await;
        of("hidden", Some("music"), &["flamenco", "guitarra"], "private").await;
        statements.take();
        let titles = async |limit| -> Vec<String> {
            let page = videos::related(&bench.ctx, None, this, limit).await.unwrap();
            page.items.into_iter().map(|video| video.title).collect()
        };
        assert_eq!(titles(20).await, ["both tags", "one tag", "category", "nothing"]);
        assert_eq!(statements.take().len(), 2);
        assert_eq!(titles(2).await, ["both tags", "one tag"]);
    }
}
