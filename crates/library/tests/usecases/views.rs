//! Counting views: once for each viewer and window, as long as was played, and equal to the rows.

use crate::bench::{Bench, code};
use async_trait::async_trait;
use domain::access::Actor;
use domain::id::VideoId;
use domain::user::Role;
use domain::video::{CreateVideo, Visibility};
use domain::view::{CountView, Stretch, VideoStats};
use domain::{Fault, Timestamp};
use futures_util::future::join_all;
use library::views::{Ctx, Settings, Visits, Watcher, flush, rank, report, stats};
use persistence::testing::{Statements, dump, wrong_view_counters};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Visits in a map that forgets nothing.
#[derive(Default)]
struct Remembered(Mutex<HashMap<String, (Timestamp, Timestamp)>>);

#[async_trait]
impl Visits for Remembered {
    async fn visit(&self, key: &str, window: Duration, now: Timestamp) -> Option<Duration> {
        let mut all = self.0.lock().unwrap();
        let (begun, last) = all.get(key).copied().filter(|(begun, _)| now.since(*begun) < window).unzip();
        all.insert(key.to_owned(), (begun.unwrap_or(now), now));
        last.map(|last| now.since(last))
    }
}

fn counting(bench: &Bench) -> Ctx {
    Ctx::new(bench.ctx.clone(), Arc::<Remembered>::default(), Settings { window_minutes: 60, trending_minutes: 5 })
}

fn somebody(key: &str) -> Watcher<'_> {
    Watcher { viewer: None.into(), key, is_robot: false }
}

fn account(actor: &Actor) -> Watcher<'_> {
    Watcher { viewer: actor.into(), key: "account", is_robot: false }
}

fn played(stretches: &[[f64; 2]]) -> CountView {
    CountView { played: stretches.iter().copied().map(Stretch).collect() }
}

/// One more view of a video by somebody new.
async fn view(ctx: &Ctx, id: VideoId, key: &str) {
    report(ctx, somebody(key), id, &played(&[])).await.unwrap();
}

/// What the owner is told once everything is written, which must be what the rows say.
async fn told(bench: &Bench, ctx: &Ctx, id: VideoId) -> VideoStats {
    flush(ctx).await.unwrap();
    assert_eq!(wrong_view_counters(&ctx.base.db).await, Vec::<String>::new());
    stats(&bench.ctx, &bench.ana, id, 28).await.unwrap()
}

async fn trending(bench: &Bench, id: VideoId) -> i64 {
    persistence::video::find(&bench.ctx.db, id).await.unwrap().unwrap().trending
}

persistence::on_both_databases! {
    async fn fifty_viewers_who_report_a_thousand_times_at_once_are_fifty_views(test: TestDb) {
        let bench = Bench::crowded(test).await;
        let (ctx, videos) = (counting(&bench), bench.videos(3).await);
        let viewers: Vec<String> = (0..50).map(|n| format!("viewer {n}")).collect();
        let reports = (0..1000).map(async |n: usize| {
            report(&ctx, somebody(&viewers[n % 50]), videos[0], &played(&[[0.0, 5.0]])).await?;
            // Others are watched too, and written meanwhile by several at once, while their owner edits.
            report(&ctx, somebody(&viewers[n % 50]), videos[1 + n % 2], &played(&[])).await?;
            if n.is_multiple_of(20) { flush(&ctx).await } else { Ok(()) }
        });
        let edits = (0..10).map(|n| bench.world.edit(videos[n % 3], |video| "edited".clone_into(&mut video.metadata.description)));
        let (reported, _) = futures_util::join!(join_all(reports), join_all(edits));
        for reported in reported {
            reported.unwrap();
        }
        let mut views = Vec::new();
        for video in &videos {
            views.push(told(&bench, &ctx, *video).await.views);
        }
        assert_eq!(views, [50, 25, 25]);
    }

    async fn a_viewer_counts_again_when_his_window_is_over(test: TestDb) {
        let bench = Bench::new(test).await;
        let (ctx, video) = (counting(&bench), bench.videos(1).await[0]);
        for (minutes, views) in [(0, 1), (30, 1), (29, 1), (1, 2), (59, 2), (1, 3)] {
            bench.pass(minutes * 60);
            view(&ctx, video, "kim").await;
            assert_eq!(told(&bench, &ctx, video).await.views, views);
        }
        report(&ctx, account(&bench.kim), video, &played(&[])).await.unwrap();
        assert_eq!(told(&bench, &ctx, video).await.views, 4);
    }

    async fn no_more_is_watched_than_there_was_time_for(test: TestDb) {
        let bench = Bench::new(test).await;
        let (ctx, video) = (counting(&bench), bench.world.draft(&bench.ana, CreateVideo { visibility: Visibility::Public, ..CreateVideo::for_file("long") }).await);
        bench.world.finish(video, 7_200_000).await;
        let all = played(&[[0.0, 7_200.0]]);
        report(&ctx, somebody("kim"), video, &all).await.unwrap();
        let watched = async || {
            let seen = told(&bench, &ctx, video).await;
            (seen.watch_seconds, seen.views)
        };
        assert_eq!(watched().await, (60.0, 1), "a first report tells of a minute at most");
        for _ in 0..100 {
            report(&ctx, somebody("kim"), video, &all).await.unwrap();
        }
        assert_eq!(watched().await, (60.0, 1), "no time has passed");
        bench.pass(30);
        report(&ctx, somebody("kim"), video, &played(&[[60.0, 90.0]])).await.unwrap();
        assert_eq!(watched().await, (90.0, 1));
        bench.pass(30);
        report(&ctx, somebody("kim"), video, &all).await.unwrap();
        assert_eq!(watched().await, (150.0, 1), "twice as fast as the clock, at most");
    }

    async fn the_owner_learns_how_his_video_is_watched(test: TestDb) {
        let bench = Bench::new(test).await;
        let (ctx, video) = (counting(&bench), bench.videos(1).await[0]);
        report(&ctx, somebody("a"), video, &played(&[[0.0, 30.0]])).await.unwrap();
        report(&ctx, somebody("b"), video, &played(&[[0.0, 60.5]])).await.unwrap();
        bench.pass(86_400);
        report(&ctx, somebody("c"), video, &played(&[])).await.unwrap();
        library::favorites::add(&bench.ctx, &bench.eve, domain::favorite::AddFavorite { video_id: video }).await.unwrap();
        flush(&ctx).await.unwrap();
        let (heard_ctx, heard) = bench.heard();
        let seen = stats(&heard_ctx, &bench.ana, video, 3).await.unwrap();
        assert_eq!(heard.take().len(), 4);
        assert_eq!((seen.views, seen.watch_seconds, seen.favorites, seen.likes), (3, 90.0, 1, 0));
        let today = bench.now().day();
        let days: Vec<_> = seen.days.iter().map(|day| (day.day, day.views, day.watch_seconds)).collect();
        assert_eq!(days, [(today.minus(2), 0, 0.0), (today.minus(1), 2, 90.0), (today, 1, 0.0)]);
        assert_eq!(seen.retention, [[0.667; 10], [0.333; 10]].concat());
        assert_eq!(stats(&bench.ctx, &bench.ana, video, 1).await.unwrap().days.len(), 1);

        let moderator = bench.world.account("maud", Role::Moderator).await;
        assert_eq!(stats(&bench.ctx, &moderator, video, 1).await.unwrap().views, 3);
        assert_eq!(code(stats(&bench.ctx, &bench.eve, video, 1).await), "forbidden");
        bench.world.edit(video, |video| video.metadata.visibility = Visibility::Private).await;
        assert_eq!(code(stats(&bench.ctx, &bench.eve, video, 1).await), "video-not-found");
    }

    async fn robots_and_the_owner_do_not_count_and_what_is_hidden_is_not_there(test: TestDb) {
        let bench = Bench::new(test).await;
        let (ctx, video) = (counting(&bench), bench.videos(1).await[0]);
        report(&ctx, account(&bench.ana), video, &played(&[[0.0, 5.0]])).await.unwrap();
        report(&ctx, Watcher { is_robot: true, ..somebody("robot") }, video, &played(&[[0.0, 5.0]])).await.unwrap();
        let seen = told(&bench, &ctx, video).await;
        assert_eq!((seen.views, seen.watch_seconds), (0, 0.0));
        let beyond = report(&ctx, somebody("kim"), video, &played(&[[0.0, 5.0], [50.0, 70.0]])).await.unwrap_err();
        assert_eq!((beyond.code(), beyond.fields()[0].pointer.as_deref()), ("validation-failed", Some("/played/1")));
        bench.world.edit(video, |video| video.metadata.visibility = Visibility::Private).await;
        for viewer in [somebody("kim"), account(&bench.eve)] {
            assert_eq!(code(report(&ctx, viewer, video, &played(&[])).await), "video-not-found");
        }
        let draft = bench.world.draft(&bench.ana, CreateVideo::for_file("draft")).await;
        assert_eq!(code(report(&ctx, account(&bench.ana), draft, &played(&[])).await), "not-playable");
        assert_eq!(told(&bench, &ctx, video).await.views, 0);
    }

    async fn a_report_asks_one_question_and_a_batch_writes_four_times(test: TestDb) {
        let bench = Bench::new(test).await;
        let (mut ctx, videos) = (counting(&bench), bench.videos(5).await);
        let heard = Statements::of(&mut ctx.base.db);
        for video in &videos {
            report(&ctx, somebody("kim"), *video, &played(&[[0.0, 60.0]])).await.unwrap();
            assert_eq!(heard.take().len(), 1);
        }
        flush(&ctx).await.unwrap();
        assert_eq!(heard.take().len(), 4, "however many videos");
        flush(&ctx).await.unwrap();
        assert_eq!(heard.take().len(), 0);
    }

    async fn what_can_not_be_written_is_kept(test: TestDb) {
        let bench = Bench::new(test).await;
        let (ctx, videos) = (counting(&bench), bench.videos(2).await);
        view(&ctx, videos[0], "kim").await;
        let mut broken = ctx.clone();
        broken.base.db = persistence::testing::TestDb::sqlite().await.db;
        broken.base.db.clone().close().await.unwrap();
        assert!(flush(&broken).await.is_err());
        view(&ctx, videos[0], "eve").await;
        view(&ctx, videos[1], "eve").await;
        // One that is gone meanwhile takes nothing with it.
        let tx = bench.ctx.db.begin_write().await.unwrap();
        persistence::video::erase(&tx, videos[1]).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(told(&bench, &ctx, videos[0]).await.views, 2);
        assert_eq!(dump(&bench.ctx.db).await["view_hour"].len(), 1);
    }

    async fn what_is_watched_now_comes_before_what_was(test: TestDb) {
        let bench = Bench::new(test).await;
        let (mut ctx, videos) = (counting(&bench), bench.videos(4).await);
        for n in 0..9 {
            view(&ctx, videos[0], &n.to_string()).await;
        }
        bench.pass(2 * 86_400);
        for n in 0..4 {
            view(&ctx, videos[1], &n.to_string()).await;
        }
        for n in 0..5 {
            view(&ctx, videos[2], &n.to_string()).await;
        }
        flush(&ctx).await.unwrap();
        assert_eq!(rank(&ctx).await.unwrap(), 3);
        let mut trends = Vec::new();
        for video in &videos {
            trends.push(trending(&bench, *video).await);
        }
        assert!(trends[2] > trends[1] && trends[1] > trends[0] && trends[0] > 0 && trends[3] == 0, "{trends:?}");

        let heard = Statements::of(&mut ctx.base.db);
        bench.pass(3_600);
        assert_eq!(rank(&ctx).await.unwrap(), 0, "time alone changes nothing");
        assert_eq!(heard.take().len(), 3);
        view(&ctx, videos[3], "kim").await;
        flush(&ctx).await.unwrap();
        assert_eq!(rank(&ctx).await.unwrap(), 1);

        bench.pass(5 * 86_400 - 3_600);
        assert_eq!(rank(&ctx).await.unwrap(), 0, "to the hour");
        bench.pass(3_600);
        assert_eq!(rank(&ctx).await.unwrap(), 1, "a week after its last view");
        assert_eq!(trending(&bench, videos[0]).await, 0);
        bench.pass(7 * 86_400);
        assert_eq!(rank(&ctx).await.unwrap(), 3);
        assert_eq!(rank(&ctx).await.unwrap(), 0);
    }

    async fn ranking_and_counting_at_once_wait_for_each_other_in_one_order(test: TestDb) {
        let bench = Bench::crowded(test).await;
        let (ctx, videos) = (counting(&bench), bench.videos(20).await);
        let storm = (0..200_usize).map(async |n| {
            view(&ctx, videos[n * 7 % 20], &n.to_string()).await;
            if n % 2 == 0 { flush(&ctx).await } else { rank(&ctx).await.map(|_| ()) }
        });
        for done in join_all(storm).await {
            done.unwrap();
        }
        flush(&ctx).await.unwrap();
        rank(&ctx).await.unwrap();
        assert_eq!(wrong_view_counters(&bench.ctx.db).await, Vec::<String>::new());
        assert!(trending(&bench, videos[0]).await > 0);
    }
}
