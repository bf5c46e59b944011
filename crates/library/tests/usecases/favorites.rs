//! Favourites.

use crate::bench::{Bench, code};
use domain::favorite::AddFavorite;
use domain::video::Visibility;
use futures_util::future::join_all;
use library::favorites::{add, list, remove};

persistence::on_both_databases! {
    async fn a_favourite_is_kept_once_however_often_it_is_added(test: TestDb) {
        let bench = Bench::crowded(test).await;
        let video_id = bench.videos(1).await[0];
        let at = bench.now();
        let clicks = (0..20).map(|_| add(&bench.ctx, &bench.eve, AddFavorite { video_id }));
        for kept in join_all(clicks).await {
            assert_eq!(kept.unwrap().added_at, at);
        }
        bench.pass(60);
        assert_eq!(add(&bench.ctx, &bench.eve, AddFavorite { video_id }).await.unwrap().added_at, at, "since the first time");
        assert_eq!(list(&bench.ctx, &bench.eve, 10, None).await.unwrap().items.len(), 1);
        assert!(list(&bench.ctx, &bench.kim, 10, None).await.unwrap().items.is_empty(), "lists are one's own");
        for gone in join_all((0..20).map(|_| remove(&bench.ctx, &bench.eve, video_id))).await {
            gone.unwrap();
        }
        assert!(list(&bench.ctx, &bench.eve, 10, None).await.unwrap().items.is_empty());
        add(&bench.ctx, &bench.eve, AddFavorite { video_id }).await.unwrap();
        assert_eq!(list(&bench.ctx, &bench.eve, 10, None).await.unwrap().items.len(), 1, "kept anew");
    }

    async fn pages_hold_each_favourite_once_also_with_equal_times_and_cost_one_query(test: TestDb) {
        let bench = Bench::new(test).await;
        let videos = bench.videos(25).await;
        for video_id in &videos {
            add(&bench.ctx, &bench.eve, AddFavorite { video_id: *video_id }).await.unwrap();
        }
        let (ctx, heard) = bench.heard();
        let (mut seen, mut cursor) = (Vec::new(), None);
        loop {
            let page = list(&ctx, &bench.eve, 10, cursor).await.unwrap();
            assert_eq!(heard.take().len(), 1);
            seen.extend(page.items.into_iter().map(|item| item.video.id));
            cursor = page.next_cursor;
            if cursor.is_none() {
                break;
            }
        }
        seen.sort_unstable();
        assert_eq!(seen, videos);
        let page = list(&ctx, &bench.eve, 10, None).await.unwrap();
        assert_eq!(code(list(&ctx, &bench.kim, 10, page.next_cursor).await), "bad-cursor", "another's list");
    }

    async fn what_was_hidden_leaves_the_list_and_comes_back(test: TestDb) {
        let bench = Bench::new(test).await;
        let video_id = bench.videos(1).await[0];
        for actor in [&bench.ana, &bench.eve] {
            add(&bench.ctx, actor, AddFavorite { video_id }).await.unwrap();
        }
        let count = async |actor| list(&bench.ctx, actor, 10, None).await.unwrap().items.len();
        bench.world.edit(video_id, |video| video.metadata.visibility = Visibility::Private).await;
        assert_eq!((count(&bench.eve).await, count(&bench.ana).await), (0, 1), "its owner sees it on");
        assert_eq!(code(add(&bench.ctx, &bench.eve, AddFavorite { video_id }).await), "video-not-found");
        bench.world.edit(video_id, |video| video.delete(bench.now())).await;
        assert_eq!((count(&bench.eve).await, count(&bench.ana).await), (0, 0));
        bench.world.edit(video_id, |video| video.restore(bench.now())).await;
        bench.world.edit(video_id, |video| video.metadata.visibility = Visibility::Unlisted).await;
        assert_eq!((count(&bench.eve).await, count(&bench.ana).await), (1, 1));
    }
}
