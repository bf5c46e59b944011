use super::*;
use crate::testing::{Bench, body};
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
    crate::uploads::receive(&bench.ctx, &bench.actor, Some(video), "film.mp4", body(b"film")).await.unwrap();
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
            inspect::give_up(ctx, broken.id, "the disk is full").await.unwrap();
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
