use super::*;
use crate::testing::{Bench, body};
use crate::uploads::FormFile;
use domain::notification::NotificationKind;
use domain::page::PageRequest;
use domain::video::{MediaFacts, MediaKind, VideoState};
use persistence::notification;

/// What the account of the bench was told, the latest first.
async fn told(bench: &Bench) -> Vec<NotificationKind> {
    let page = PageRequest { limit: 10, after: None };
    let rows = notification::list(&bench.ctx.db, bench.actor.user_id, false, page).await.unwrap();
    rows.into_iter().map(|row| row.kind).collect()
}

/// The newest generation of a video whose file has just come.
async fn received(bench: &Bench, video: domain::id::VideoId) -> Generation {
    let file = FormFile { video: Some(video), filename: "film.mp4", media_type: None };
    crate::uploads::receive(&bench.ctx, &bench.actor, file, body(b"film")).await.unwrap();
    bench.work().await;
    transcode::newest(&bench.ctx.db, video).await.unwrap().unwrap()
}

persistence::on_both_databases! {
    async fn owners_are_told_once_of_what_became_of_their_files(test: TestDb) {
        let bench = Bench::new(test).await;
        let ctx = &bench.ctx;
        let video = bench.draft().await.id;
        let broken = received(&bench, video).await;
        assert!(told(&bench).await.is_empty());
        for _ in 0..2 {
            failure::fail(ctx, broken.id, Reason::ProcessingFailed).await.unwrap();
        }
        assert_eq!(bench.video(video).await.unwrap().state, VideoState::Failed);
        assert_eq!(told(&bench).await, [NotificationKind::VideoFailed]);

        bench.pass(1);
        let good = Generation { state: GenerationState::Encoding, ..received(&bench, video).await };
        let tx = ctx.db.begin_write().await.unwrap();
        transcode::save(&tx, &good).await.unwrap();
        tx.commit().await.unwrap();
        let done = Generation { state: GenerationState::Ready, finished_at: Some(ctx.clock.now()), ..good };
        let facts = MediaFacts { kind: MediaKind::Video, duration_ms: 1000, width: Some(64), height: Some(36) };
        for _ in 0..2 {
            switch(ctx, &done, facts, Pictures::default()).await.unwrap();
        }
        assert_eq!(bench.video(video).await.unwrap().state, VideoState::Ready);
        assert_eq!(told(&bench).await, [NotificationKind::VideoReady, NotificationKind::VideoFailed]);
    }
}

/// A film of one task whose source decoded like this, all of it done.
async fn encoded(bench: &Bench, decoded: Decoded) -> Generation {
    let video = bench.draft().await.id;
    let timeline = media::plan::Timeline { rate: media::rational::Rational::whole(30), units: 60, gop: 60, segment: 60, min_tail: 15 };
    let tasks = vec![EncodeTask::Audio { rendition: "a0".to_owned() }];
    let plan = TranscodePlan { origin_us: 0, timeline, video: None, audio: Vec::new(), chunks: Vec::new(), tasks };
    let report = serde_json::json!({"kind": "audio", "container": "ogg", "origin_us": 0, "duration_us": 2_000_000, "seek": "index",
        "video": null, "audio": [], "subtitles": [], "chapters": [], "cover": null, "notes": []});
    let generation = Generation {
        state: GenerationState::Encoding,
        plan: Some(manifest::write(&plan)),
        report: Some(report.to_string()),
        ..received(bench, video).await
    };
    let tx = bench.ctx.db.begin_write().await.unwrap();
    transcode::save(&tx, &generation).await.unwrap();
    transcode::insert_tasks(&tx, generation.id, 2).await.unwrap();
    tx.commit().await.unwrap();
    task_done(&bench.ctx, generation.id, 0, decoded).await.unwrap();
    generation
}

persistence::on_both_databases! {
    async fn a_film_that_is_mostly_broken_fails_as_corrupt(test: TestDb) {
        let bench = Bench::new(test).await;
        let generation = encoded(&bench, Decoded { frames: 100, broken: 51 }).await;
        assert!(matches!(run(&bench.ctx, generation.id).await.unwrap(), Outcome::Done));
        let video = bench.video(generation.video_id).await.unwrap();
        assert_eq!((video.state, video.failure.unwrap().code.as_str()), (VideoState::Failed, "corrupt"));
    }

    async fn a_film_of_which_half_is_good_is_finished(test: TestDb) {
        let bench = Bench::new(test).await;
        let generation = encoded(&bench, Decoded { frames: 100, broken: 50 }).await;
        assert!(matches!(run(&bench.ctx, generation.id).await.unwrap(), Outcome::Done));
        assert_eq!(bench.video(generation.video_id).await.unwrap().state, VideoState::Ready);
    }
}
