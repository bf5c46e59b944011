//! What waits, what is approved, and what moderators and owners do.

use crate::bench::{Bench, bodies, code};
use comments::{moderation, reactions, threads, writing};
use domain::comment::{CommentState, CommentsMode, EditComment};
use domain::reaction::Reaction;
use domain::report::{CreateReport, ReportReason};
use domain::user::Role;
use persistence::comment::Sort;
use persistence::testing::dump;

persistence::on_both_databases! {
    async fn where_comments_are_approved_first_only_those_concerned_see_what_waits(test: TestDb) {
        let bench = Bench::new(test).await;
        let ctx = &bench.ctx;
        let moderator = bench.world.account("modesta", Role::Moderator).await;
        let open = bench.say(&bench.kim, "open").await;
        bench.set_mode(CommentsMode::Approval).await;
        let waits = bench.try_say(&bench.eve, "waits @kim", Some(open)).await.unwrap();
        assert_eq!(waits.state, CommentState::Held);
        assert_eq!(bench.try_say(&bench.ana, "mine", None).await.unwrap().state, CommentState::Visible, "the owner's own");
        for (who, seen) in [(None, false), (Some(&bench.kim), false), (Some(&bench.eve), true), (Some(&bench.ana), true), (Some(&moderator), true)] {
            assert_eq!(threads::get(ctx, who, waits.id).await.is_ok(), seen);
        }
        assert_eq!(bench.whole(bench.all(Sort::Newest, 9).await, 9).await.len(), 2);
        bench.assert_counters().await;
        assert_eq!(bodies(&threads::mine(ctx, &bench.eve, 9, None).await.unwrap().items), ["waits @kim"]);
        assert_eq!(code(reactions::react(ctx, &bench.kim, waits.id, Reaction::Like).await), "comment-not-found");
        assert_eq!(code(bench.try_say(&bench.kim, "r", Some(waits.id)).await), "comment-not-found");

        assert_eq!(code(moderation::held(ctx, &bench.eve, Some(bench.video), 9, None).await), "forbidden");
        assert!(moderation::held(ctx, &bench.eve, None, 9, None).await.unwrap().items.is_empty());
        for who in [&bench.ana, &moderator] {
            for video in [None, Some(bench.video)] {
                let page = moderation::held(ctx, who, video, 9, None).await.unwrap();
                assert_eq!(page.items.iter().map(|held| (held.comment.id, held.video_title.as_str())).collect::<Vec<_>>(), [(waits.id, "film")]);
            }
        }
        assert_eq!(code(moderation::approve(ctx, &bench.kim, waits.id).await), "comment-not-found");
        assert_eq!(code(moderation::approve(ctx, &bench.eve, waits.id).await), "forbidden");
        assert_eq!(bench.told(bench.kim.user_id).await, Vec::<String>::new());
        moderation::approve(ctx, &bench.ana, waits.id).await.unwrap();
        moderation::approve(ctx, &bench.ana, waits.id).await.unwrap();
        assert_eq!(bench.told(bench.kim.user_id).await, ["reply"], "once, by what concerns him most");
        assert_eq!(threads::get(ctx, None, waits.id).await.unwrap().0.view.state, CommentState::Visible);
        bench.assert_counters().await;

        let edit = EditComment { body: "something else".to_owned() };
        let (edited, _) = writing::edit(ctx, &bench.eve, waits.id, None, &edit).await.unwrap();
        assert_eq!(edited.state, CommentState::Held, "an approved comment can't be made to say anything");
        bench.assert_counters().await;
        bench.set_mode(CommentsMode::Closed).await;
        assert_eq!(code(bench.try_say(&bench.eve, "x", None).await), "comments-closed");
        assert_eq!(code(bench.try_say(&bench.ana, "x", None).await), "comments-closed");
    }

    async fn words_and_many_links_wait(test: TestDb) {
        let bench = Bench::new(test).await;
        for (body, state) in [
            ("CHEAP *píLLs*!", CommentState::Held),
            ("cheap and pills", CommentState::Visible),
            ("https://a.example", CommentState::Visible),
            ("https://a.example [b](https://b.example)", CommentState::Held),
        ] {
            assert_eq!(bench.try_say(&bench.eve, body, None).await.unwrap().state, state, "{body}");
        }
        assert_eq!(bench.try_say(&bench.ana, "cheap pills", None).await.unwrap().state, CommentState::Visible, "who decides is not asked");
        bench.assert_counters().await;
    }

    async fn what_is_rejected_leaves_only_its_place_for_its_replies(test: TestDb) {
        let bench = Bench::new(test).await;
        let ctx = &bench.ctx;
        let top = bench.say(&bench.eve, "top").await;
        let reply = bench.reply(&bench.kim, "reply", top).await;
        moderation::pin(ctx, &bench.ana, top, true).await.unwrap();
        assert_eq!(code(moderation::reject(ctx, &bench.kim, top).await), "forbidden");
        moderation::reject(ctx, &bench.ana, top).await.unwrap();
        moderation::reject(ctx, &bench.ana, top).await.unwrap();
        bench.assert_counters().await;
        let all = bench.all(Sort::Newest, 9).await;
        assert_eq!((all[0].deleted, all[0].body.as_str(), all[0].pinned), (true, "", false));
        assert_eq!(bodies(&all[0].replies.items), ["reply"]);
        assert_eq!(threads::get(ctx, Some(&bench.eve), top).await.unwrap().0.view.state, CommentState::Rejected);
        assert!(threads::get(ctx, None, top).await.unwrap().0.view.deleted);
        moderation::reject(ctx, &bench.ana, reply).await.unwrap();
        assert!(bench.all(Sort::Newest, 9).await.is_empty());
        bench.assert_counters().await;
        moderation::approve(ctx, &bench.ana, reply).await.unwrap();
        assert_eq!(bench.all(Sort::Newest, 9).await.len(), 1, "the reply brings the place back");
        bench.assert_counters().await;
        moderation::approve(ctx, &bench.ana, top).await.unwrap();
        assert_eq!(bodies(&bench.all(Sort::Newest, 9).await), ["top"]);
        bench.delete(&bench.ana, top).await.unwrap();
        assert_eq!(bench.comments_counted().await, 1);
        bench.assert_counters().await;
    }

    async fn hearts_and_complaints_reach_whom_they_should(test: TestDb) {
        let bench = Bench::new(test).await;
        let ctx = &bench.ctx;
        let id = bench.say(&bench.eve, "a").await;
        assert_eq!(code(moderation::heart(ctx, &bench.eve, id, true).await), "forbidden");
        moderation::heart(ctx, &bench.ana, id, true).await.unwrap();
        moderation::heart(ctx, &bench.ana, id, true).await.unwrap();
        assert!(bench.all(Sort::Top, 9).await[0].hearted);
        assert_eq!(bench.told(bench.eve.user_id).await, ["comment-heart"]);
        moderation::heart(ctx, &bench.ana, id, false).await.unwrap();
        assert!(!bench.all(Sort::Top, 9).await[0].hearted);

        let spam = CreateReport { reason: ReportReason::Spam, detail: "again".to_owned() };
        for _ in 0..2 {
            moderation::complain(ctx, &bench.kim, id, &spam).await.unwrap();
        }
        assert_eq!(dump(&ctx.db).await["report"].len(), 1);
        bench.delete(&bench.eve, id).await.unwrap();
        assert_eq!(code(moderation::complain(ctx, &bench.ana, id, &spam).await), "comment-not-found");
        assert_eq!(bench.told(bench.eve.user_id).await, Vec::<String>::new(), "word of it goes with it");
    }
}
