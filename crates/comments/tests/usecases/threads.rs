//! Threads: pages, replies, tombstones, and what one person sees of them.

use crate::bench::{Bench, bodies, code};
use comments::threads::{self, ListComments};
use comments::{moderation, reactions, writing};
use domain::Fault;
use domain::access::Actor;
use domain::comment::EditComment;
use domain::id::CommentId;
use domain::idempotency::IdempotencyKey;
use domain::page::MAX_LIMIT;
use domain::reaction::Reaction;
use domain::user::Role;
use domain::video::Visibility;
use persistence::comment::Sort;
use std::collections::BTreeSet;
use std::time::Duration;

persistence::on_both_databases! {
    async fn a_deleted_comment_keeps_its_place_while_replies_live(test: TestDb) {
        let bench = Bench::new(test).await;
        let top = bench.say(&bench.eve, "top").await;
        let middle = bench.reply(&bench.kim, "middle", top).await;
        let low = bench.reply(&bench.eve, "low", middle).await;
        bench.delete(&bench.kim, middle).await.unwrap();
        bench.delete(&bench.eve, top).await.unwrap();
        bench.assert_counters().await;
        assert_eq!(bench.comments_counted().await, 1);

        // C04: under the living child whose parents are gone one can reply, under the gone ones not.
        assert_eq!(code(bench.try_say(&bench.kim, "late", Some(top)).await), "comment-not-living");
        assert_eq!(code(bench.try_say(&bench.kim, "late", Some(middle)).await), "comment-not-living");
        let lower = bench.reply(&bench.kim, "lower", low).await;
        assert_eq!(code(bench.delete(&bench.eve, top).await), "comment-not-found", "twice");

        let met = bench.whole(bench.all(Sort::Newest, 5).await, 5).await;
        let stones: Vec<CommentId> = met.iter().filter(|view| view.deleted).map(|view| view.id).collect();
        assert_eq!((met.len(), stones), (4, vec![top, middle]));
        assert!(met.iter().filter(|view| view.deleted).all(|view| view.author.is_none() && view.body.is_empty() && view.body_html.is_empty()));

        bench.delete(&bench.kim, lower).await.unwrap();
        bench.assert_counters().await;
        bench.delete(&bench.eve, low).await.unwrap();
        assert!(bench.all(Sort::Newest, 5).await.is_empty());
        assert_eq!(code(threads::get(&bench.ctx, None, top).await), "comment-not-found", "the last reply takes the places along");
        bench.assert_counters().await;
    }

    async fn depth_ends_where_the_setting_says(test: TestDb) {
        let bench = Bench::new(test).await;
        let mut last = bench.say(&bench.eve, "0").await;
        for depth in 1..=4 {
            last = bench.reply(&bench.kim, &depth.to_string(), last).await;
        }
        assert_eq!(code(bench.try_say(&bench.eve, "5", Some(last)).await), "thread-too-deep");
        let mut command = bench.command("5", Some(last));
        command.flatten = true;
        let flat = writing::create(&bench.ctx, &bench.eve, None, &command).await.unwrap();
        assert_eq!(flat.depth, 4);
        let above = threads::get(&bench.ctx, None, flat.parent_id.unwrap()).await.unwrap().0.view;
        assert_eq!((above.depth, above.counts.replies), (3, 2));
        let met = bench.whole(bench.all(Sort::Top, 1).await, 1).await;
        assert_eq!(met.iter().map(|view| view.id).collect::<BTreeSet<_>>().len(), 6);
        assert_eq!(met.len(), 6, "each once");
    }

    async fn every_page_is_bounded_and_all_are_reachable(test: TestDb) {
        let bench = Bench::new(test).await;
        // All at one instant: the id decides.
        let made: BTreeSet<CommentId> = bench.fill(None, 400).await.into_iter().collect();
        let parent = *made.first().unwrap();
        for n in 0..5 {
            bench.reply(&bench.kim, &format!("r{n}"), parent).await;
        }
        let first = bench.page(Sort::Oldest, 1, None).await;
        let second = bench.page(Sort::Oldest, 1, first.next_cursor.clone()).await;
        assert_eq!((first.items.len(), second.items.len()), (1, 1));
        assert_ne!(first.items[0].id, second.items[0].id);
        assert_eq!(bodies(&first.items[0].replies.items), ["r0", "r1", "r2"], "the children of a page are bounded too");
        for sort in [Sort::Top, Sort::Newest, Sort::Oldest] {
            let all = bench.all(sort, 30).await;
            assert_eq!(all.len(), 400, "{sort:?}");
            assert_eq!(all.iter().map(|view| view.id).collect::<BTreeSet<_>>(), made, "{sort:?}");
        }
        let list = |cursor| threads::list(&bench.ctx, None, bench.video, ListComments { sort: Sort::Newest, limit: MAX_LIMIT, cursor });
        assert_eq!(list(None).await.unwrap().view.items.len() as u64, MAX_LIMIT, "never more");
        assert_eq!(code(list(first.next_cursor).await), "bad-cursor", "of another order");
        assert_eq!(code(list(Some("forged".to_owned())).await), "bad-cursor");
    }

    async fn the_best_come_first_and_the_pinned_one_before_them(test: TestDb) {
        let bench = Bench::new(test).await;
        let (a, b, c) = (bench.say(&bench.eve, "a").await, bench.say(&bench.eve, "b").await, bench.say(&bench.eve, "c").await);
        for (who, id, value) in [(&bench.ana, a, Reaction::Like), (&bench.kim, a, Reaction::Like), (&bench.kim, c, Reaction::Dislike)] {
            reactions::react(&bench.ctx, who, id, value).await.unwrap();
        }
        assert_eq!(bodies(&bench.all(Sort::Top, 1).await), ["a", "b", "c"]);
        assert_eq!(code(moderation::pin(&bench.ctx, &bench.eve, c, true).await), "forbidden");
        moderation::pin(&bench.ctx, &bench.ana, b, true).await.unwrap();
        moderation::pin(&bench.ctx, &bench.ana, c, true).await.unwrap();
        let all = bench.all(Sort::Top, 1).await;
        assert_eq!(bodies(&all), ["c", "a", "b"], "one pin, and each comment once");
        assert_eq!(all.iter().map(|view| view.pinned).collect::<Vec<_>>(), [true, false, false]);
        let reply = bench.reply(&bench.eve, "r", a).await;
        assert_eq!(code(moderation::pin(&bench.ctx, &bench.ana, reply, true).await), "comment-not-top-level");
        moderation::pin(&bench.ctx, &bench.ana, c, false).await.unwrap();
        assert_eq!(bodies(&bench.all(Sort::Newest, 9).await), ["c", "b", "a"]);
    }

    async fn an_edit_is_seen_and_its_history_kept(test: TestDb) {
        let bench = Bench::new(test).await;
        let id = bench.say(&bench.eve, "one @kim").await;
        let edit = async |who, body: &str| {
            let command = EditComment { body: body.to_owned() };
            writing::edit(&bench.ctx, who, id, None, &command).await
        };
        let moderator = bench.world.account("modesta", Role::Moderator).await;
        bench.world.clock.forward(Duration::from_secs(5));
        let (view, version) = edit(&bench.eve, "two").await.unwrap();
        assert_eq!((view.body.as_str(), view.body_html.as_str(), version), ("two", "<p>two</p>", 2));
        assert_eq!(view.edited_at, Some(view.created_at.plus(Duration::from_secs(5))));
        let (same, version) = edit(&bench.eve, " two ").await.unwrap();
        assert_eq!((same.edited_at, version), (view.edited_at, 2), "nothing changed");
        edit(&bench.eve, "three").await.unwrap();
        assert_eq!(code(edit(&bench.ana, "mine").await), "forbidden");
        assert_eq!(code(writing::edit(&bench.ctx, &bench.eve, id, Some(&[2]), &EditComment { body: "x".to_owned() }).await), "stale");
        assert_eq!(code(moderation::history(&bench.ctx, &bench.ana, id, 1, None).await), "forbidden");
        let history = moderation::history(&bench.ctx, &moderator, id, 1, None).await.unwrap();
        assert_eq!(history.items[0].body, "two");
        let rest = moderation::history(&bench.ctx, &moderator, id, 9, history.next_cursor).await.unwrap();
        assert_eq!(rest.items.iter().map(|earlier| earlier.body.as_str()).collect::<Vec<_>>(), ["one @kim"]);
    }

    async fn the_same_key_and_body_make_one_comment(test: TestDb) {
        let bench = Bench::new(test).await;
        let key = |print: &str| IdempotencyKey::new("click", print.to_owned()).unwrap();
        let (same, other) = (key("body"), key("other"));
        let command = bench.command("once", None);
        let clicks = (0..5).map(|_| writing::create(&bench.ctx, &bench.eve, Some(&same), &command));
        let made: BTreeSet<CommentId> = futures_util::future::join_all(clicks).await.into_iter().map(|made| made.unwrap().id).collect();
        assert_eq!((made.len(), bench.all(Sort::Newest, 9).await.len()), (1, 1));
        assert_eq!(code(writing::create(&bench.ctx, &bench.eve, Some(&other), &command).await), "idempotency-key-reused");
    }

    async fn what_is_under_a_hidden_video_is_hidden(test: TestDb) {
        let bench = Bench::new(test).await;
        let id = bench.say(&bench.eve, "a").await;
        bench.world.edit(bench.video, |video| video.metadata.visibility = Visibility::Private).await;
        let ctx = &bench.ctx;
        assert_eq!(code(threads::get(ctx, None, id).await), "comment-not-found");
        assert_eq!(code(threads::replies(ctx, Some(&bench.eve), id, 5, None).await), "comment-not-found");
        assert_eq!(code(bench.try_say(&bench.eve, "b", None).await), "video-not-found");
        assert_eq!(code(reactions::react(ctx, &bench.kim, id, Reaction::Like).await), "comment-not-found");
        assert_eq!(code(bench.delete(&bench.eve, id).await), "comment-not-found");
        assert!(threads::get(ctx, Some(&bench.ana), id).await.is_ok());
        let other = bench.world.publish(&bench.ana, "other").await;
        let mut command = bench.command("c", Some(id));
        command.video_id = other;
        assert_eq!(code(writing::create(ctx, &bench.eve, None, &command).await), "comment-not-found", "of another video");
        let long = "x".repeat(1001);
        let refused = writing::create(ctx, &bench.ana, None, &bench.command(&long, None)).await.unwrap_err();
        assert_eq!(refused.fields()[0].pointer.as_deref(), Some("/body"));
    }

    async fn what_is_under_a_video_with_a_password_is_for_who_gave_it(test: TestDb) {
        let bench = Bench::new(test).await;
        let id = bench.say(&bench.kim, "a").await;
        let lock = bench.world.lock(bench.video).await;
        let ctx = &bench.ctx;
        let page = || ListComments { sort: Sort::Top, limit: 5, cursor: None };
        let eve = Actor { unlocked: [lock].into_iter().collect(), ..bench.eve };
        for (actor, outcome) in [(&bench.eve, "video-password-required"), (&eve, "no error")] {
            assert_eq!(code(threads::list(ctx, actor, bench.video, page()).await), outcome);
            assert_eq!(code(threads::get(ctx, actor, id).await), outcome);
            assert_eq!(code(threads::replies(ctx, actor, id, 5, None).await), outcome);
            assert_eq!(code(threads::viewer_state(ctx, actor, bench.video, &[]).await), outcome);
            assert_eq!(code(threads::may_listen(ctx, actor, bench.video).await), outcome);
            assert_eq!(code(bench.try_say(actor, "b", None).await), outcome);
            assert_eq!(code(reactions::react(ctx, actor, id, Reaction::Like).await), outcome);
        }
        bench.world.lock(bench.video).await;
        assert_eq!(code(threads::may_listen(ctx, &eve, bench.video).await), "video-password-required", "another password");
    }

    async fn reads_cost_the_same_number_of_statements_however_much_there_is(test: TestDb) {
        let bench = Bench::new(test).await;
        let moderator = bench.world.account("modesta", Role::Moderator).await;
        let mut tops = Vec::new();
        for n in 0..12 {
            let top = bench.say(&bench.eve, &format!("@kim {n}")).await;
            for _ in 0..4 {
                bench.reply(&bench.kim, "@eve", top).await;
            }
            tops.push(top);
        }
        moderation::pin(&bench.ctx, &bench.ana, tops[3], true).await.unwrap();
        let ctx = &bench.ctx;
        let page = |limit| ListComments { sort: Sort::Top, limit, cursor: None };
        bench.heard.take();
        for limit in [1, 20] {
            threads::list(ctx, None, bench.video, page(limit)).await.unwrap();
            assert_eq!(bench.heard.take().len(), 5, "video, pinned, page, first replies, mentions");
            threads::replies(ctx, None, tops[0], limit, None).await.unwrap();
            assert_eq!(bench.heard.take().len(), 4, "comment, video, page, mentions");
            threads::mine(ctx, &bench.eve, limit, None).await.unwrap();
            assert_eq!(bench.heard.take().len(), 2, "page, mentions");
            moderation::held(ctx, &moderator, None, limit, None).await.unwrap();
            assert_eq!(bench.heard.take().len(), 1, "page");
            moderation::history(ctx, &moderator, tops[0], limit, None).await.unwrap();
            assert_eq!(bench.heard.take().len(), 2, "comment, page");
            comments::blocks::list(ctx, &bench.eve, limit, None).await.unwrap();
            assert_eq!(bench.heard.take().len(), 1, "page");
        }
        threads::get(ctx, None, tops[0]).await.unwrap();
        assert_eq!(bench.heard.take().len(), 3, "comment, video, mentions");
        threads::viewer_state(ctx, &bench.eve, bench.video, &tops).await.unwrap();
        assert_eq!(bench.heard.take().len(), 3, "video, block, votes");
        threads::may_listen(ctx, None, bench.video).await.unwrap();
        assert_eq!(bench.heard.take().len(), 1, "video");
    }
}
