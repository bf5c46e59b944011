//! Likes and dislikes: counters that equal the rows.

use crate::bench::{Bench, code};
use domain::access::Actor;
use domain::id::VideoId;
use domain::reaction::{React, Reaction, Votes};
use domain::user::Role;
use domain::video::Visibility;
use futures_util::future::join_all;
use library::{favorites, reactions, viewing};
use persistence::testing::dump;

/// Votes as the rows have them, and as the video counts them.
async fn votes(bench: &Bench, video: VideoId) -> (Votes, Votes) {
    let all = dump(&bench.ctx.db).await;
    let rows = &all["video_reaction"];
    let dislikes = i64::try_from(rows.iter().filter(|row| row.contains("-1")).count()).unwrap();
    let stored = persistence::video::find_summary(&bench.ctx.db, video).await.unwrap().unwrap().counts;
    let rows = Votes { likes: i64::try_from(rows.len()).unwrap() - dislikes, dislikes };
    (rows, Votes { likes: stored.likes, dislikes: stored.dislikes })
}

persistence::on_both_databases! {
    async fn one_person_has_one_vote_whatever_is_fired_at_once(test: TestDb) {
        let bench = Bench::crowded(test).await;
        let video = bench.videos(1).await[0];
        let kinds = [Reaction::Like, Reaction::Dislike, Reaction::None];
        let shots = (0..150).map(|n| reactions::set(&bench.ctx, &bench.eve, video, React { value: kinds[n % 3] }));
        for shot in join_all(shots).await {
            let counts = shot.unwrap().counts;
            assert!((0..=1).contains(&counts.likes) && (0..=1).contains(&counts.dislikes), "{counts:?}");
        }
        let (rows, counters) = votes(&bench, video).await;
        assert_eq!(rows, counters);
        assert!(rows.likes + rows.dislikes <= 1, "{rows:?}");
    }

    async fn fifty_people_like_at_once_and_each_counts(test: TestDb) {
        let bench = Bench::crowded(test).await;
        let video = bench.videos(1).await[0];
        let mut people: Vec<Actor> = Vec::new();
        for n in 0..50 {
            people.push(bench.world.account(&format!("fan_{n}"), Role::Viewer).await);
        }
        let all = |value| join_all(people.iter().map(move |actor| (actor, value)).map(|(actor, value)| reactions::set(&bench.ctx, actor, video, React { value })));
        for liked in all(Reaction::Like).await {
            liked.unwrap();
        }
        let fifty = Votes { likes: 50, dislikes: 0 };
        assert_eq!(votes(&bench, video).await, (fifty, fifty));
        // The owner edits meanwhile: that touches no counter.
        let edit = bench.world.edit(video, |video| video.metadata.visibility = Visibility::Unlisted);
        let (changed, ()) = futures_util::join!(all(Reaction::Dislike), edit);
        assert!(changed.iter().all(Result::is_ok));
        let fifty = Votes { likes: 0, dislikes: 50 };
        assert_eq!(votes(&bench, video).await, (fifty, fifty));
        assert!(all(Reaction::None).await.iter().all(Result::is_ok));
        assert_eq!(votes(&bench, video).await, (Votes::default(), Votes::default()));
    }

    async fn only_what_can_be_seen_can_be_liked(test: TestDb) {
        let bench = Bench::new(test).await;
        let video = bench.videos(1).await[0];
        let like = React { value: Reaction::Like };
        bench.world.edit(video, |video| video.metadata.visibility = Visibility::Private).await;
        assert_eq!(code(reactions::set(&bench.ctx, &bench.eve, video, like).await), "video-not-found");
        assert_eq!(code(viewing::state(&bench.ctx, &bench.eve, video).await), "video-not-found");
        assert_eq!(reactions::set(&bench.ctx, &bench.ana, video, like).await.unwrap().counts.likes, 1);
    }

    async fn a_video_knows_what_it_is_to_each(test: TestDb) {
        let bench = Bench::new(test).await;
        let video_id = bench.videos(1).await[0];
        reactions::set(&bench.ctx, &bench.eve, video_id, React { value: Reaction::Dislike }).await.unwrap();
        favorites::add(&bench.ctx, &bench.eve, domain::favorite::AddFavorite { video_id }).await.unwrap();
        let (ctx, heard) = bench.heard();
        let eve = viewing::state(&ctx, &bench.eve, video_id).await.unwrap();
        assert_eq!(heard.take().len(), 3);
        assert_eq!((eve.reaction, eve.favorite, eve.following, eve.may_edit), (Reaction::Dislike, true, false, false));
        assert_eq!((eve.progress, eve.playlists.len()), (None, 0));
        let ana = viewing::state(&ctx, &bench.ana, video_id).await.unwrap();
        assert_eq!((ana.reaction, ana.favorite, ana.may_edit), (Reaction::None, false, true));
        reactions::set(&ctx, &bench.eve, video_id, React { value: Reaction::None }).await.unwrap();
        assert_eq!(viewing::state(&ctx, &bench.eve, video_id).await.unwrap().reaction, Reaction::None);
    }
}
