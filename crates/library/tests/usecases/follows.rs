//! Follows, the feed, and word of new videos.

use crate::bench::{Bench, code};
use domain::access::Actor;
use domain::notification::{NotificationKind, NotificationPreferences};
use domain::user::Role;
use domain::video::Visibility;
use futures_util::future::join_all;
use library::follows::{feed, follow, followers, state, unfollow};
use library::{announce, notifications};

async fn counted(bench: &Bench, of: &Actor) -> (i64, usize) {
    let renown = persistence::user::renown(&bench.ctx.db, of.user_id).await.unwrap();
    let user = persistence::user::find(&bench.ctx.db, of.user_id).await.unwrap().unwrap();
    (renown.followers, followers(&bench.ctx, None, user.handle.as_str(), 100, None).await.unwrap().items.len())
}

async fn told(bench: &Bench, actor: &Actor) -> Vec<NotificationKind> {
    let inbox = notifications::list(&bench.ctx, actor, false, 100, None).await.unwrap();
    inbox.page.items.into_iter().map(|word| word.kind).collect()
}

persistence::on_both_databases! {
    async fn followers_are_counted_as_they_are_whatever_happens_at_once(test: TestDb) {
        let bench = Bench::crowded(test).await;
        let mut people = vec![bench.eve, bench.kim];
        for n in 0..18 {
            people.push(bench.world.account(&format!("fan_{n}"), Role::Viewer).await);
        }
        for done in join_all(people.iter().flat_map(|actor| [follow(&bench.ctx, actor, "ANA"), follow(&bench.ctx, actor, "ana")])).await {
            done.unwrap();
        }
        assert_eq!(counted(&bench, &bench.ana).await, (20, 20));
        assert_eq!(told(&bench, &bench.ana).await.len(), 20);
        let storm = (0..60_usize).map(async |n| {
            let actor = &people[n % 10];
            if n % 3 == 0 { unfollow(&bench.ctx, actor, "ana").await } else { follow(&bench.ctx, actor, "ana").await }
        });
        for done in join_all(storm).await {
            done.unwrap();
        }
        let (counter, rows) = counted(&bench, &bench.ana).await;
        assert_eq!(usize::try_from(counter).unwrap(), rows);
        for done in join_all(people.iter().flat_map(|actor| [unfollow(&bench.ctx, actor, "ana"), unfollow(&bench.ctx, actor, "ana")])).await {
            done.unwrap();
        }
        assert_eq!(counted(&bench, &bench.ana).await, (0, 0));
        follow(&bench.ctx, &bench.eve, "ana").await.unwrap();
        assert_eq!(told(&bench, &bench.ana).await.len(), 20, "who comes and goes is told of once");
    }

    async fn nobody_follows_himself_or_nobody(test: TestDb) {
        let bench = Bench::new(test).await;
        assert_eq!(code(follow(&bench.ctx, &bench.ana, "Ana").await), "cannot-follow-yourself");
        assert_eq!(code(follow(&bench.ctx, &bench.ana, "zoe").await), "not-found");
        assert!(!state(&bench.ctx, &bench.eve, "ana").await.unwrap().following);
        follow(&bench.ctx, &bench.eve, "ana").await.unwrap();
        assert!(state(&bench.ctx, &bench.eve, "ana").await.unwrap().following);
        assert_eq!(told(&bench, &bench.ana).await, [NotificationKind::Follow]);
    }

    async fn followers_can_be_hidden_from_all_but_their_owner(test: TestDb) {
        let bench = Bench::new(test).await;
        follow(&bench.ctx, &bench.eve, "ana").await.unwrap();
        let tx = bench.ctx.db.begin_write().await.unwrap();
        let mut ana = persistence::user::find_for_update(&tx, bench.ana.user_id).await.unwrap().unwrap();
        ana.hide_followers = true;
        persistence::user::save(&tx, &ana).await.unwrap();
        tx.commit().await.unwrap();
        let list = |viewer| followers(&bench.ctx, viewer, "ana", 10, None);
        assert_eq!((code(list(None).await), code(list(Some(&bench.eve)).await)), ("followers-hidden", "followers-hidden"));
        assert_eq!(list(Some(&bench.ana)).await.unwrap().items[0].user.handle, "eve");
        let renown = persistence::user::renown(&bench.ctx.db, bench.ana.user_id).await.unwrap();
        assert_eq!(renown.followers, 1, "saving an account changes no counter");
    }

    async fn the_feed_has_what_those_whom_one_follows_publish(test: TestDb) {
        let bench = Bench::new(test).await;
        let videos = bench.videos(3).await;
        let other = bench.world.account("zoe", Role::Creator).await;
        bench.world.publish(&other, "not followed").await;
        follow(&bench.ctx, &bench.eve, "ana").await.unwrap();
        let (ctx, heard) = bench.heard();
        let first = feed(&ctx, &bench.eve, 2, None).await.unwrap();
        assert_eq!(heard.take().len(), 1);
        let rest = feed(&ctx, &bench.eve, 2, first.next_cursor).await.unwrap();
        let ids: Vec<_> = first.items.iter().chain(&rest.items).map(|item| item.video.id).collect();
        assert_eq!(ids, [videos[2], videos[1], videos[0]]);
        bench.world.edit(videos[1], |video| video.metadata.visibility = Visibility::Unlisted).await;
        assert_eq!(feed(&ctx, &bench.eve, 10, None).await.unwrap().items.len(), 2);
        unfollow(&bench.ctx, &bench.eve, "ana").await.unwrap();
        assert!(feed(&ctx, &bench.eve, 10, None).await.unwrap().items.is_empty());
    }

    async fn followers_are_told_of_a_new_video_once(test: TestDb) {
        let bench = Bench::new(test).await;
        for actor in [&bench.eve, &bench.kim] {
            follow(&bench.ctx, actor, "ana").await.unwrap();
        }
        let off = NotificationPreferences::without(&[NotificationKind::NewVideo]);
        notifications::set_preferences(&bench.ctx, &bench.kim, off).await.unwrap();
        let video = bench.videos(1).await[0];
        let queued = persistence::job::live_keys(&bench.ctx.db, "announce:").await.unwrap();
        assert_eq!(queued, [format!("announce:{video}")], "with the change that published it");
        for _ in 0..2 {
            let mut last = None;
            while let Some(next) = announce::tell(&bench.ctx, video, last).await.unwrap() {
                last = Some(next);
            }
        }
        assert_eq!(told(&bench, &bench.eve).await, [NotificationKind::NewVideo], "also if the work is begun again");
        assert!(told(&bench, &bench.kim).await.is_empty());
        // It comes and goes, and is no news any more.
        bench.pass(60);
        for visibility in [Visibility::Private, Visibility::Public] {
            bench.world.edit(video, |video| {
                let patch = serde_json::from_value(serde_json::json!({ "visibility": visibility })).unwrap();
                video.patch(patch, bench.now());
            }).await;
        }
        assert_eq!(persistence::job::live_keys(&bench.ctx.db, "announce:").await.unwrap().len(), 1);
        bench.world.edit(video, |video| video.delete(bench.now())).await;
        assert_eq!(announce::tell(&bench.ctx, video, None).await.unwrap(), None);
        assert!(told(&bench, &bench.eve).await.is_empty(), "word of what is hidden is hidden with it");
    }

    async fn a_thousand_followers_are_told_in_batches(test: TestDb) {
        let bench = Bench::new(test).await;
        for n in 0..1001 {
            let fan = bench.world.account(&format!("fan_{n}"), Role::Viewer).await;
            let tx = bench.ctx.db.begin_write().await.unwrap();
            persistence::follow::add(&tx, fan.user_id, bench.ana.user_id, bench.now()).await.unwrap();
            tx.commit().await.unwrap();
        }
        let video = bench.videos(1).await[0];
        let (ctx, heard) = bench.heard();
        let (mut last, mut batches) = (None, 0);
        while let Some(next) = announce::tell(&ctx, video, last).await.unwrap() {
            last = Some(next);
            batches += 1;
            assert!(heard.take().len() <= 5, "however many followers");
        }
        let rows = persistence::testing::dump(&bench.ctx.db).await["notification"].len();
        assert_eq!((batches, rows), (3, 1001));
    }
}
