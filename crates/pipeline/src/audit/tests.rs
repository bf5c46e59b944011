use super::*;
use crate::testing::{Bench, body};
use crate::uploads::{FormFile, receive};
use bytes::Bytes;

persistence::on_both_databases! {
    async fn what_no_row_names_is_found_and_removed_and_nothing_else(test: TestDb) {
        let bench = Bench::new(test).await;
        let ctx = &bench.ctx;
        receive(ctx, &bench.actor, FormFile { video: None, filename: "film.mp4", media_type: None }, body(b"abc")).await.unwrap();
        bench.work().await;
        let kept = bench.files();
        let video = VideoId(uuid::Uuid::from_u128(1));
        let stray = [
            Prefix::generation(video, GenerationId(uuid::Uuid::from_u128(2))).resolve("v360/1.m4s").unwrap(),
            Prefix::generation(video, GenerationId(uuid::Uuid::from_u128(2))).resolve("a0/1.m4s").unwrap(),
            Key::source(video, "lost").unwrap(),
        ];
        for key in &stray {
            ctx.store.put_bytes(key, Bytes::from_static(b"x")).await.unwrap();
        }
        let checked = std::cell::Cell::new(0);
        assert_eq!(audit(ctx, |count| checked.set(count)).await.unwrap().strays, Vec::<String>::new(), "what is young may be in the making");
        assert!(checked.get() >= 3, "each object is counted: {}", checked.get());
        // The clock of the test stands near the epoch, files have the age of today.
        bench.pass(200 * 365 * 86_400);
        let mut found = audit(ctx, |_| {}).await.unwrap();
        found.strays.sort();
        let folder = Prefix::generation(video, GenerationId(uuid::Uuid::from_u128(2)));
        assert_eq!(found.strays, [folder.as_str(), stray[2].as_str()]);
        remove_strays(ctx, &found.strays).await.unwrap();
        assert_eq!(audit(ctx, |_| {}).await.unwrap(), Findings::default(), "what is going to be removed is no news");
        bench.work().await;
        assert_eq!(bench.files(), kept);
    }
}
