//! History, progress, and where to go on.

use crate::bench::{Bench, code};
use domain::Timestamp;
use domain::id::VideoId;
use domain::video::Visibility;
use domain::watch::{PauseHistory, ReportProgress, Reported};
use futures_util::future::join_all;
use library::watching::{forget, history, pause, progress, report, to_continue};

fn at(video_id: VideoId, position_seconds: f64, at: Timestamp) -> ReportProgress {
    ReportProgress { video_id: Some(video_id), position_seconds: Some(position_seconds), at: Some(at), items: None }
}

fn batch(items: Vec<Reported>) -> ReportProgress {
    ReportProgress { video_id: None, position_seconds: None, at: None, items: Some(items) }
}

fn seconds_before(now: Timestamp, seconds: i64) -> Timestamp {
    Timestamp::from_millis(now.millis() - seconds * 1000)
}

async fn position(bench: &Bench, video: VideoId) -> Option<(f64, bool)> {
    let found = progress(&bench.ctx, &bench.eve, &[video]).await.unwrap();
    found.items.first().map(|item| (item.progress.position_seconds, item.progress.finished))
}

persistence::on_both_databases! {
    async fn the_newest_word_of_any_device_wins_in_whatever_order_they_come(test: TestDb) {
        let bench = Bench::crowded(test).await;
        let video = bench.videos(1).await[0];
        let now = bench.now();
        // Heartbeats of two devices, a beacon, and late ones, all at once: second n was told n seconds after the first.
        let words = (0..40_i32).rev().map(|n| report(&bench.ctx, &bench.eve, at(video, f64::from(n), seconds_before(now, i64::from(100 - n)))));
        for word in join_all(words).await {
            word.unwrap();
        }
        assert_eq!(position(&bench, video).await, Some((39.0, false)));
        report(&bench.ctx, &bench.eve, at(video, 2.0, seconds_before(now, 3600))).await.unwrap();
        assert_eq!(position(&bench, video).await, Some((39.0, false)), "a late word changes nothing");
        let future = Timestamp::from_millis(now.millis() + 86_400_000);
        report(&bench.ctx, &bench.eve, at(video, 10.0, future)).await.unwrap();
        bench.pass(1);
        report(&bench.ctx, &bench.eve, at(video, 20.0, bench.now())).await.unwrap();
        assert_eq!(position(&bench, video).await, Some((20.0, false)), "a clock that is fast does not win for ever");
    }

    async fn positions_are_clamped_and_the_last_part_is_the_end(test: TestDb) {
        let bench = Bench::new(test).await;
        let video = bench.videos(1).await[0];
        for (told, wanted) in [(56.9, (56.9, false)), (57.0, (57.0, true)), (1e9, (60.0, true)), (0.0, (0.0, false))] {
            bench.pass(1);
            report(&bench.ctx, &bench.eve, at(video, told, bench.now())).await.unwrap();
            assert_eq!(position(&bench, video).await, Some(wanted));
        }
    }

    async fn a_report_without_an_instant_counts_as_now(test: TestDb) {
        let bench = Bench::new(test).await;
        let video = bench.videos(1).await[0];
        report(&bench.ctx, &bench.eve, at(video, 5.0, bench.now())).await.unwrap();
        bench.pass(1);
        let undated = ReportProgress { at: None, ..at(video, 9.0, bench.now()) };
        report(&bench.ctx, &bench.eve, undated).await.unwrap();
        assert_eq!(position(&bench, video).await, Some((9.0, false)), "it is newer than the one before");
        report(&bench.ctx, &bench.eve, at(video, 5.0, seconds_before(bench.now(), 1))).await.unwrap();
        assert_eq!(position(&bench, video).await, Some((9.0, false)));
    }

    async fn a_batch_passes_over_what_is_gone_and_a_single_report_says_so(test: TestDb) {
        let bench = Bench::new(test).await;
        let videos = bench.videos(3).await;
        bench.world.edit(videos[1], |video| video.metadata.visibility = Visibility::Private).await;
        let unknown = VideoId(uuid::Uuid::nil());
        let word = |video_id, position_seconds: f64| Reported { video_id, position_seconds, at: Some(bench.now()) };
        let older = Reported { at: Some(seconds_before(bench.now(), 9)), ..word(videos[0], 5.0) };
        let all = vec![word(videos[0], 10.0), word(videos[1], 20.0), word(videos[2], 30.0), word(unknown, 1.0), older];
        let (ctx, heard) = bench.heard();
        report(&ctx, &bench.eve, batch(all)).await.unwrap();
        assert_eq!(heard.take().len(), 3, "however many videos");
        assert_eq!(position(&bench, videos[0]).await, Some((10.0, false)));
        assert_eq!((position(&bench, videos[1]).await, position(&bench, videos[2]).await), (None, Some((30.0, false))));
        assert_eq!(code(report(&ctx, &bench.eve, at(unknown, 1.0, bench.now())).await), "video-not-found");
        assert_eq!(code(report(&ctx, &bench.eve, at(videos[1], 1.0, bench.now())).await), "video-not-found");
    }

    async fn what_was_begun_can_be_gone_on_with_and_the_history_has_all(test: TestDb) {
        let bench = Bench::new(test).await;
        let videos = bench.videos(4).await;
        for (video, seconds) in videos.iter().zip([10.0, 59.0, 0.0, 30.0]) {
            bench.pass(5);
            report(&bench.ctx, &bench.eve, at(*video, seconds, bench.now())).await.unwrap();
        }
        let (ctx, heard) = bench.heard();
        let shown = to_continue(&ctx, &bench.eve, 10, None).await.unwrap();
        assert_eq!(heard.take().len(), 1);
        let ids: Vec<_> = shown.items.iter().map(|item| (item.video.id, item.progress.position_seconds)).collect();
        assert_eq!(ids, [(videos[3], 30.0), (videos[0], 10.0)]);
        let first = history(&ctx, &bench.eve, 3, None).await.unwrap();
        assert_eq!(heard.take().len(), 2);
        let rest = history(&ctx, &bench.eve, 3, first.page.next_cursor.clone()).await.unwrap();
        let ids: Vec<_> = first.page.items.iter().chain(&rest.page.items).map(|item| item.video.id).collect();
        assert_eq!(ids, [videos[3], videos[2], videos[1], videos[0]]);
        bench.world.edit(videos[3], |video| video.delete(bench.now())).await;
        assert_eq!(to_continue(&ctx, &bench.eve, 10, None).await.unwrap().items.len(), 1);
        assert_eq!(history(&ctx, &bench.eve, 10, None).await.unwrap().page.items.len(), 3);
        assert_eq!(code(history(&ctx, &bench.eve, 3, shown.next_cursor.or(Some("forged".to_owned()))).await), "bad-cursor");
    }

    async fn a_paused_history_learns_nothing_and_a_cleared_one_forgets_all(test: TestDb) {
        let bench = Bench::new(test).await;
        let videos = bench.videos(2).await;
        report(&bench.ctx, &bench.eve, at(videos[0], 10.0, bench.now())).await.unwrap();
        report(&bench.ctx, &bench.kim, at(videos[0], 10.0, bench.now())).await.unwrap();
        assert!(pause(&bench.ctx, &bench.eve, PauseHistory { paused: true }).await.unwrap().paused);
        bench.pass(5);
        for video in &videos {
            report(&bench.ctx, &bench.eve, at(*video, 20.0, bench.now())).await.unwrap();
        }
        let seen = history(&bench.ctx, &bench.eve, 10, None).await.unwrap();
        assert!(seen.paused);
        assert_eq!((seen.page.items.len(), position(&bench, videos[0]).await), (1, Some((10.0, false))));
        pause(&bench.ctx, &bench.eve, PauseHistory { paused: false }).await.unwrap();
        report(&bench.ctx, &bench.eve, at(videos[1], 20.0, bench.now())).await.unwrap();
        forget(&bench.ctx, &bench.eve, Some(videos[0])).await.unwrap();
        assert_eq!((position(&bench, videos[0]).await, position(&bench, videos[1]).await), (None, Some((20.0, false))));
        forget(&bench.ctx, &bench.eve, None).await.unwrap();
        let seen = history(&bench.ctx, &bench.eve, 10, None).await.unwrap();
        assert!(seen.page.items.is_empty() && !seen.paused);
        assert!(to_continue(&bench.ctx, &bench.eve, 10, None).await.unwrap().items.is_empty());
        assert_eq!(history(&bench.ctx, &bench.kim, 10, None).await.unwrap().page.items.len(), 1, "others remember");
    }
}
