use super::*;
use crate::testing::Bench;
use bytes::Bytes;
use domain::Fault;
use domain::id::LockId;
use domain::video::{Lock, Visibility};
use std::time::Duration;

struct At {
    bench: Bench,
    video: VideoId,
    generation: GenerationId,
}

/// A video with one object of one generation.
async fn with_object(test: persistence::testing::TestDb, visibility: Visibility) -> At {
    let bench = Bench::new(test).await;
    let video = bench.draft().await.id;
    let generation = GenerationId(bench.ctx.ids.uuid(bench.ctx.clock.now()));
    let key = Prefix::generation(video, generation).resolve("v360/1.m4s").unwrap();
    bench.ctx.store.put_bytes(&key, Bytes::from_static(b"segment")).await.unwrap();
    let at = At { bench, video, generation };
    at.show(visibility, false).await;
    at
}

impl At {
    async fn show(&self, visibility: Visibility, deleted: bool) {
        let ctx = &self.bench.ctx;
        let tx = ctx.db.begin_write().await.unwrap();
        let mut video = video::find_for_update(&tx, self.video).await.unwrap().unwrap();
        video.metadata.visibility = visibility;
        video.deleted_at = deleted.then(|| ctx.clock.now());
        video::save(&tx, &video).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn opens(&self, token: Option<&str>) -> bool {
        let request = MediaRequest {
            video: self.video,
            generation: self.generation,
            path: "v360/1.m4s".to_owned(),
            token: token.map(str::to_owned),
            heights: HeightFilter::default(),
        };
        match open(&self.bench.ctx, &request).await {
            Ok(_) => true,
            Err(e) => {
                assert_eq!(e.code(), "media-not-found");
                false
            }
        }
    }

    fn token(&self, of: VideoId) -> String {
        self.bench.ctx.tokens.issue(of, None, self.bench.ctx.clock.now().plus(Duration::from_mins(1)))
    }

    fn token_for(&self, lock: Option<LockId>) -> String {
        self.bench.ctx.tokens.issue(self.video, lock, self.bench.ctx.clock.now().plus(Duration::from_mins(1)))
    }

    /// Gives the video the lock with this number.
    async fn lock(&self, number: u128) -> LockId {
        let id = LockId(uuid::Uuid::from_u128(number));
        let tx = self.bench.ctx.db.begin_write().await.unwrap();
        let mut video = video::find_for_update(&tx, self.video).await.unwrap().unwrap();
        video.lock = Some(Lock { id, hash: "hash".to_owned() });
        video::save(&tx, &video).await.unwrap();
        tx.commit().await.unwrap();
        id
    }
}

persistence::on_both_databases! {
    async fn making_a_video_private_or_deleting_it_works_at_once_on_every_address(test: TestDb) {
        let at = with_object(test, Visibility::Public).await;
        let token = at.token(at.video);
        assert!(at.opens(None).await);
        at.show(Visibility::Unlisted, false).await;
        assert!(at.opens(None).await);
        at.show(Visibility::Private, false).await;
        assert!(!at.opens(None).await);
        assert!(at.opens(Some(&token)).await);
        at.show(Visibility::Private, true).await;
        assert!(!at.opens(Some(&token)).await);
    }

    async fn only_a_fresh_token_of_this_video_opens_private_media(test: TestDb) {
        let at = with_object(test, Visibility::Private).await;
        let (good, other) = (at.token(at.video), at.token(VideoId(uuid::Uuid::from_u128(5))));
        assert!(at.opens(Some(&good)).await);
        assert!(!at.opens(Some(&other)).await);
        assert!(!at.opens(Some("rubbish")).await);
        at.bench.pass(61);
        assert!(!at.opens(Some(&good)).await);
    }

    async fn a_token_ends_with_the_lock_that_it_was_made_for(test: TestDb) {
        let at = with_object(test, Visibility::Password).await;
        let first = at.lock(1).await;
        let (token, nil) = (at.token_for(Some(first)), at.token(at.video));
        assert!(at.opens(Some(&token)).await);
        assert!(!at.opens(Some(&nil)).await && !at.opens(None).await);
        at.lock(2).await;
        assert!(!at.opens(Some(&token)).await, "another password");
        at.lock(1).await;
        at.show(Visibility::Private, false).await;
        assert!(!at.opens(Some(&token)).await, "private, or taken down");
        at.show(Visibility::Password, false).await;
        assert!(at.opens(Some(&token)).await);
        at.show(Visibility::Public, false).await;
        assert!(at.opens(Some(&token)).await, "what plays goes on playing");
    }

    async fn nothing_outside_the_generation_can_be_reached(test: TestDb) {
        let at = with_object(test, Visibility::Public).await;
        for path in ["", "../source/x", "v360/../../x", "v360//1.m4s", "/etc/passwd", "v360", "v360/", "v360/2.m4s", "v360/1.m4s/x", "\0"] {
            let request = MediaRequest {
                video: at.video,
                generation: at.generation,
                path: path.to_owned(),
                token: None,
                heights: HeightFilter::default(),
            };
            let refused = open(&at.bench.ctx, &request).await.err().map(|e| e.code());
            assert_eq!(refused, Some("media-not-found"), "{path:?}");
        }
    }
}
