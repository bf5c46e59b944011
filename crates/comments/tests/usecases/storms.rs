//! Many people at once: after each storm the counters equal the rows.

use crate::bench::{Bench, code};
use comments::{moderation, reactions};
use domain::access::Actor;
use domain::id::CommentId;
use domain::reaction::Reaction;
use domain::user::Role;
use futures_util::future::join_all;
use persistence::comment::Sort;
use std::collections::HashSet;

async fn people(bench: &Bench, count: usize) -> Vec<Actor> {
    let mut people = Vec::new();
    for n in 0..count {
        people.push(bench.world.account(&format!("user{n}"), Role::Viewer).await);
    }
    people
}

persistence::on_both_databases! {
    async fn votes_in_parallel_are_one_for_each_person(test: TestDb) {
        let bench = Bench::crowded(test).await;
        let id = bench.say(&bench.eve, "a").await;
        let values = [Reaction::Like, Reaction::Dislike, Reaction::None];
        let storm = (0..50).map(|n| reactions::react(&bench.ctx, &bench.eve, id, values[n % 3]));
        for vote in join_all(storm).await {
            vote.unwrap();
        }
        bench.assert_counters().await;
        let last = reactions::react(&bench.ctx, &bench.eve, id, Reaction::None).await.unwrap();
        assert_eq!((last.counts.likes, last.counts.dislikes), (0, 0));

        let crowd = people(&bench, 50).await;
        for vote in join_all(crowd.iter().map(|who| reactions::react(&bench.ctx, who, id, Reaction::Like))).await {
            vote.unwrap();
        }
        bench.assert_counters().await;
        assert_eq!(bench.all(Sort::Top, 9).await[0].counts.likes, 50);
    }

    async fn replies_and_deletions_at_once_leave_no_orphan(test: TestDb) {
        let bench = Bench::crowded(test).await;
        for _ in 0..8 {
            let top = bench.say(&bench.eve, "top").await;
            let child = bench.reply(&bench.kim, "child", top).await;
            let reply = async |parent| code(bench.try_say(&bench.kim, "r", Some(parent)).await);
            let (told, ()) = tokio::join!(
                join_all([top, child, top, child].map(reply)),
                async {
                    let (first, second) = tokio::join!(bench.delete(&bench.kim, child), bench.delete(&bench.eve, top));
                    first.unwrap();
                    second.unwrap();
                }
            );
            for outcome in told {
                assert!(["no error", "comment-not-living", "comment-not-found"].contains(&outcome), "{outcome}");
            }
            bench.assert_counters().await;
        }
    }

    async fn everything_at_once_and_the_counters_are_right(test: TestDb) {
        let bench = Bench::crowded(test).await;
        let crowd = people(&bench, 10).await;
        let first = bench.say(&bench.eve, "first").await;
        let work = async |n: usize, who: &Actor| {
            let ctx = &bench.ctx;
            for round in 0_u32..4 {
                let mine = bench.say(who, "mine").await;
                // Whatever is refused was overtaken by another.
                let reply = bench.try_say(who, "reply", Some(first)).await.ok().map(|view| view.id);
                let nested = match reply {
                    Some(reply) => bench.try_say(&bench.kim, "nested", Some(reply)).await.ok().map(|view| view.id),
                    None => None,
                };
                let _ = reactions::react(ctx, who, first, if round % 2 == 0 { Reaction::Like } else { Reaction::Dislike }).await;
                let _ = moderation::pin(ctx, &bench.ana, mine, true).await;
                let _ = moderation::heart(ctx, &bench.ana, mine, true).await;
                if let (Some(reply), true) = (reply, n.is_multiple_of(2)) {
                    let _ = moderation::reject(ctx, &bench.ana, reply).await;
                    let _ = bench.delete(who, mine).await;
                }
                if let (Some(nested), true) = (nested, n.is_multiple_of(3)) {
                    let _ = bench.delete(&bench.kim, nested).await;
                }
            }
        };
        join_all(crowd.iter().enumerate().map(|(n, who)| work(n, who))).await;
        bench.assert_counters().await;
        assert!(bench.comments_counted().await > 20);
    }

    async fn long_and_deep_threads_page_through_while_others_write(test: TestDb) {
        const REPLIES: usize = 5_000;
        let bench = Bench::crowded(test).await;
        let top = bench.say(&bench.eve, "top").await;
        let mut settled: HashSet<CommentId> = bench.fill(Some(top), REPLIES).await.into_iter().collect();
        let mut deep = top;
        for _ in 0..4 {
            deep = bench.reply(&bench.kim, "deep", deep).await;
            settled.insert(deep);
        }
        settled.insert(top);
        let others = async {
            for n in 0_u32..40 {
                let made = bench.reply(&bench.eve, "while others read", top).await;
                bench.say(&bench.kim, "beside").await;
                let _ = reactions::react(&bench.ctx, &bench.eve, deep, if n.is_multiple_of(2) { Reaction::Like } else { Reaction::None }).await;
                if n.is_multiple_of(2) {
                    bench.delete(&bench.eve, made).await.unwrap();
                }
            }
        };
        let reader = async { bench.whole(bench.all(Sort::Oldest, 100).await, 100).await };
        let (met, ()) = tokio::join!(reader, others);
        let ids: Vec<CommentId> = met.iter().map(|view| view.id).collect();
        let once: HashSet<CommentId> = ids.iter().copied().collect();
        assert_eq!(once.len(), ids.len(), "each once");
        assert!(settled.is_subset(&once), "{} of {} were not met", settled.difference(&once).count(), settled.len());
        bench.assert_counters().await;
    }
}
