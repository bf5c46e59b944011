//! Who listens hears what is written, once and from where he left off.

use crate::bench::{Bench, code};
use comments::live::{self, NewComment};
use comments::{Ctx, moderation};
use domain::comment::CommentsMode;
use persistence::Db;
use std::time::Duration;
use tokio::sync::broadcast::Receiver;

async fn next(receiver: &mut Receiver<NewComment>) -> NewComment {
    tokio::time::timeout(Duration::from_secs(20), receiver.recv()).await.expect("in time").expect("a comment")
}

persistence::on_both_databases! {
    async fn listeners_hear_of_each_comment_once_and_the_watcher_ends_with_them(test: TestDb) {
        let bench = Bench::crowded(test).await;
        let ctx = &bench.ctx;
        bench.say(&bench.eve, "before").await;
        bench.world.clock.forward(Duration::from_mins(1));
        let (missed, mut first) = live::listen(ctx, bench.video, None).await.unwrap();
        let (_, mut second) = live::listen(ctx, bench.video, None).await.unwrap();
        assert_eq!((missed.len(), ctx.live.watchers()), (0, 1), "one for both");
        for n in 0..3 {
            bench.say(&bench.eve, &format!("c{n}")).await;
        }
        let mut places = Vec::new();
        for n in 0..3 {
            for receiver in [&mut first, &mut second] {
                let comment = next(receiver).await;
                assert_eq!(comment.view.body, format!("c{n}"));
                places.push(comment.place);
            }
        }
        bench.set_mode(CommentsMode::Approval).await;
        let held = bench.try_say(&bench.eve, "held", None).await.unwrap().id;
        bench.world.clock.forward(Duration::from_secs(5));
        bench.say(&bench.ana, "open").await;
        assert_eq!(next(&mut first).await.view.body, "open");
        moderation::approve(ctx, &bench.ana, held).await.unwrap();
        assert_eq!(next(&mut first).await.view.body, "held", "when everybody can read it");

        // Whoever comes again gets what he missed.
        let text = places[2].to_string();
        let (missed, third) = live::listen(ctx, bench.video, Some(text.parse().unwrap())).await.unwrap();
        assert_eq!(missed.iter().map(|comment| comment.view.body.as_str()).collect::<Vec<_>>(), ["c2", "held", "open"]);
        for nonsense in ["", "7", "x.y", "5.0199"] {
            assert!(nonsense.parse::<live::EventPlace>().is_err());
        }
        drop((first, second, third));
        for _ in 0..100 {
            if ctx.live.watchers() == 0 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("somebody still watches for nobody");
    }

    async fn what_was_dated_before_a_listener_came_and_written_after_is_heard(test: TestDb) {
        let bench = Bench::crowded(test).await;
        bench.say(&bench.eve, "there before").await;
        bench.world.clock.forward(Duration::from_secs(5));
        let (_, mut receiver) = live::listen(&bench.ctx, bench.video, None).await.unwrap();
        bench.say(&bench.eve, "at once").await;
        assert_eq!(next(&mut receiver).await.view.body, "at once");
        bench.world.clock.set(bench.ctx.clock.now().minus(Duration::from_secs(2)));
        bench.say(&bench.eve, "waited for its turn").await;
        assert_eq!(next(&mut receiver).await.view.body, "waited for its turn");
    }

    async fn what_another_server_takes_is_heard_too(test: TestDb) {
        let settings = test.settings.clone();
        let bench = Bench::crowded(test).await;
        let there = Ctx { db: Db::connect(&settings).await.unwrap(), live: live::Live::default(), ..bench.ctx.clone() };
        let (_, mut receiver) = live::listen(&there, bench.video, None).await.unwrap();
        bench.say(&bench.eve, "from here").await;
        assert_eq!(next(&mut receiver).await.view.body, "from here");
        bench.set_mode(CommentsMode::Closed).await;
        assert_eq!(code(bench.try_say(&bench.eve, "x", None).await), "comments-closed");
    }
}
