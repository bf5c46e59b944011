//! Who may do what with comments: blocks, mentions, notifications, and accounts that leave.

use crate::bench::{Bench, code};
use comments::{blocks, threads, writing};
use domain::comment::EditComment;
use domain::user::{Handle, Role};
use persistence::comment::{Sort, erase_some};
use persistence::testing::dump;
use std::time::Duration;

persistence::on_both_databases! {
    async fn who_is_blocked_can_not_speak_to_the_one_who_blocks(test: TestDb) {
        let bench = Bench::new(test).await;
        let ctx = &bench.ctx;
        let kims = bench.say(&bench.kim, "kim's").await;
        let eves = bench.say(&bench.eve, "eve's").await;
        blocks::put(ctx, &bench.kim, "EVE").await.unwrap();
        blocks::put(ctx, &bench.kim, "eve").await.unwrap();
        assert_eq!(code(bench.try_say(&bench.eve, "r", Some(kims)).await), "blocked");
        assert_eq!(code(bench.try_say(&bench.eve, "hey @Kim", None).await), "blocked");
        assert_eq!(code(writing::edit(ctx, &bench.eve, eves, None, &EditComment { body: "@kim".to_owned() }).await), "blocked");
        assert!(bench.try_say(&bench.eve, "not `@kim`", None).await.is_ok());
        assert!(bench.try_say(&bench.kim, "r", Some(eves)).await.is_ok(), "not the other way round");
        blocks::put(ctx, &bench.ana, "eve").await.unwrap();
        assert_eq!(code(bench.try_say(&bench.eve, "x", None).await), "blocked");
        let state = threads::viewer_state(ctx, &bench.eve, bench.video, &[]).await.unwrap();
        assert_eq!((state.may_comment, state.may_moderate), (false, false));
        assert_eq!(blocks::list(ctx, &bench.ana, 9, None).await.unwrap().items[0].user.handle, "eve");
        blocks::delete(ctx, &bench.ana, "eve").await.unwrap();
        blocks::delete(ctx, &bench.ana, "eve").await.unwrap();
        assert!(bench.try_say(&bench.eve, "x", None).await.is_ok());
        assert_eq!(code(blocks::put(ctx, &bench.ana, "ana").await), "own-block");
        assert_eq!(code(blocks::put(ctx, &bench.ana, "nobody").await), "user-not-found");
    }

    async fn blocks_page_in_order(test: TestDb) {
        let bench = Bench::new(test).await;
        for n in 0..7 {
            bench.world.account(&format!("user{n}"), Role::Viewer).await;
            // Some at one instant.
            bench.world.clock.forward(Duration::from_millis(n % 2));
            blocks::put(&bench.ctx, &bench.ana, &format!("user{n}")).await.unwrap();
        }
        let (mut handles, mut cursor) = (Vec::new(), None);
        loop {
            let page = blocks::list(&bench.ctx, &bench.ana, 2, cursor).await.unwrap();
            handles.extend(page.items.into_iter().map(|block| block.user.handle));
            cursor = page.next_cursor;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(handles, (0..7).rev().map(|n| format!("user{n}")).collect::<Vec<_>>());
    }

    async fn a_mention_leads_to_its_account_whatever_it_is_called_later(test: TestDb) {
        let bench = Bench::new(test).await;
        let id = bench.say(&bench.eve, "@KIM and @nobody").await;
        let html = async || threads::get(&bench.ctx, None, id).await.unwrap().0.view.body_html;
        assert_eq!(html().await, "<p><a href=\"/@kim\">@kim</a> and @nobody</p>");
        let (from, to) = (Handle::parse("kim").unwrap(), Handle::parse("kimberly").unwrap());
        let tx = bench.ctx.db.begin_write().await.unwrap();
        let now = bench.ctx.clock.now();
        assert!(persistence::user::change_handle(&tx, bench.kim.user_id, &from, &to, now, now.plus(Duration::from_secs(9))).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(html().await, "<p><a href=\"/@kimberly\">@kimberly</a> and @nobody</p>");
        assert_eq!(bench.told(bench.kim.user_id).await, ["mention"]);
        assert_eq!(bench.told(bench.ana.user_id).await, ["comment"]);
    }

    async fn an_account_takes_its_comments_and_votes_along_and_leaves_the_replies(test: TestDb) {
        let bench = Bench::new(test).await;
        let ctx = &bench.ctx;
        let top = bench.say(&bench.eve, "private words").await;
        let reply = bench.reply(&bench.kim, "reply", top).await;
        bench.say(&bench.eve, "alone").await;
        writing::edit(ctx, &bench.eve, top, None, &EditComment { body: "other private words".to_owned() }).await.unwrap();
        comments::reactions::react(ctx, &bench.eve, reply, domain::reaction::Reaction::Like).await.unwrap();
        loop {
            let tx = ctx.db.begin_write().await.unwrap();
            let more = erase_some(&tx, bench.eve.user_id, ctx.clock.now()).await.unwrap();
            tx.commit().await.unwrap();
            if !more {
                break;
            }
        }
        bench.assert_counters().await;
        let met = bench.whole(bench.all(Sort::Newest, 9).await, 9).await;
        assert_eq!((met.len(), met[0].deleted, met[1].body.as_str(), met[1].counts.likes), (2, true, "reply", 0));
        let rows = dump(&ctx.db).await;
        let (id, plain) = (bench.eve.user_id.to_string(), bench.eve.user_id.0.simple().to_string());
        for table in ["comment", "comment_edit", "comment_reaction", "comment_mention"] {
            for row in &rows[table] {
                let row = row.to_lowercase();
                assert!(!row.contains(&id) && !row.contains(&plain) && !row.contains("private"), "{table}: {row}");
            }
        }
    }

    async fn a_deleted_account_says_nothing_from_that_moment_on(test: TestDb) {
        let bench = Bench::new(test).await;
        let top = bench.say(&bench.eve, "top").await;
        bench.reply(&bench.kim, "reply", top).await;
        let alone = bench.say(&bench.eve, "alone").await;
        let tx = bench.ctx.db.begin_write().await.unwrap();
        let mut eve = persistence::user::find_for_update(&tx, bench.eve.user_id).await.unwrap().unwrap();
        eve.deleted_at = Some(bench.ctx.clock.now());
        persistence::user::save(&tx, &eve).await.unwrap();
        tx.commit().await.unwrap();
        let all = bench.all(Sort::Newest, 9).await;
        assert_eq!((all.len(), all[0].deleted, all[0].replies.items.len()), (1, true, 1));
        assert!(threads::get(&bench.ctx, None, top).await.unwrap().0.view.deleted);
        let hidden = threads::get(&bench.ctx, None, alone).await.unwrap().0.view;
        assert!(hidden.deleted && hidden.body.is_empty());
        assert_eq!(code(bench.try_say(&bench.kim, "r", Some(top)).await), "comment-not-living");
    }
}
