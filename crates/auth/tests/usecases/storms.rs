//! Refresh tokens under parallel use, reuse and forgery.

use crate::world::{World, code};
use auth::sessions::{Tokens, authenticate, authenticate_cookie, logout, refresh};
use persistence::testing::TestDb;
use std::collections::HashSet;
use std::time::Duration;
use tokio::task::JoinSet;

const GRACE: Duration = Duration::from_secs(10);
const MINUTE: Duration = Duration::from_mins(1);

async fn refresh_at_once(world: &World, token: &str, times: usize) -> Vec<Result<Tokens, auth::Error>> {
    let mut all = JoinSet::new();
    for _ in 0..times {
        let (ctx, token) = (world.ctx.clone(), token.to_owned());
        all.spawn(async move { refresh(&ctx, &token).await });
    }
    all.join_all().await
}

async fn signed_in(test: TestDb) -> (World, Tokens) {
    let world = World::crowded(test).await;
    world.register("ana_cine").await;
    let tokens = world.login("ana_cine").await;
    (world, tokens)
}

persistence::on_both_databases! {
    async fn twenty_parallel_refreshes_have_one_successor(test: TestDb) {
        let (world, first) = signed_in(test).await;
        let answers = refresh_at_once(&world, &first.refresh_token, 20).await;
        let successors: HashSet<String> = answers.into_iter().map(|answer| answer.unwrap().refresh_token).collect();
        assert_eq!(successors.len(), 1);
        let actor = authenticate(&world.ctx, &first.access_token).await.unwrap();
        let (session, _) = persistence::session::find_with_user(&world.ctx.db, actor.session_id().unwrap()).await.unwrap().unwrap();
        assert_eq!(session.state.refresh_counter, 1, "the counter moved once");

        let successor = successors.into_iter().next().unwrap();
        let next = refresh_at_once(&world, &successor, 20).await;
        assert_eq!(next.into_iter().map(|answer| answer.unwrap().refresh_token).collect::<HashSet<_>>().len(), 1);
    }

    async fn reuse_after_the_grace_ends_the_session_for_both_holders(test: TestDb) {
        let (world, first) = signed_in(test).await;
        let other_device = world.login("ana_cine").await;
        let second = refresh(&world.ctx, &first.refresh_token).await.unwrap();
        world.pass(MINUTE);
        assert_eq!(code(refresh(&world.ctx, &first.refresh_token).await), "refresh-reused");
        assert_eq!(world.uses(&second).await, ["session-revoked"; 3]);
        assert_eq!(code(refresh(&world.ctx, &first.refresh_token).await), "session-revoked", "told once, then simply over");
        assert_eq!(world.uses(&other_device).await, ["ok"; 3], "another family is not concerned");
    }

    async fn within_the_grace_the_lost_answer_is_given_again(test: TestDb) {
        let (world, first) = signed_in(test).await;
        let second = refresh(&world.ctx, &first.refresh_token).await.unwrap();
        world.pass(GRACE);
        assert_eq!(refresh(&world.ctx, &first.refresh_token).await.unwrap().refresh_token, second.refresh_token);
        assert_eq!(code(authenticate_cookie(&world.ctx, &first.refresh_token).await), "ok");
        world.pass(Duration::from_millis(1));
        assert_eq!(code(authenticate_cookie(&world.ctx, &first.refresh_token).await), "token-invalid");
        assert_eq!(world.uses(&second).await, ["ok"; 3], "an old cookie alone ends nothing");
    }

    async fn a_grandparent_ends_the_session_even_within_the_grace(test: TestDb) {
        let (world, first) = signed_in(test).await;
        let second = refresh(&world.ctx, &first.refresh_token).await.unwrap();
        let third = refresh(&world.ctx, &second.refresh_token).await.unwrap();
        assert_eq!(code(refresh(&world.ctx, &first.refresh_token).await), "refresh-reused");
        assert_eq!(world.uses(&third).await, ["session-revoked"; 3]);
    }

    async fn parallel_reuse_is_reported_and_ends_the_session_once(test: TestDb) {
        let (world, first) = signed_in(test).await;
        let second = refresh(&world.ctx, &first.refresh_token).await.unwrap();
        world.pass(MINUTE);
        for answer in refresh_at_once(&world, &first.refresh_token, 20).await {
            assert!(matches!(code(answer), "refresh-reused" | "session-revoked"));
        }
        assert_eq!(world.uses(&second).await, ["session-revoked"; 3]);
    }

    async fn a_forged_token_is_refused_and_ends_nothing(test: TestDb) {
        let (world, tokens) = signed_in(test).await;
        let mut forged = tokens.refresh_token.clone().into_bytes();
        for i in 0..forged.len() {
            let genuine = forged[i];
            forged[i] = if genuine == b'A' { b'B' } else { b'A' };
            assert_eq!(code(refresh(&world.ctx, std::str::from_utf8(&forged).unwrap()).await), "token-invalid");
            forged[i] = genuine;
        }
        for text in ["", "x", &tokens.access_token] {
            assert_eq!(code(refresh(&world.ctx, text).await), "token-invalid");
        }
        assert_eq!(code(authenticate(&world.ctx, &tokens.refresh_token).await), "token-invalid", "a refresh token is no access token");
        assert_eq!(world.uses(&tokens).await, ["ok"; 3]);
    }

    async fn a_refresh_that_races_a_logout_leaves_nothing_alive(test: TestDb) {
        let world = World::crowded(test).await;
        world.register("ana_cine").await;
        for _ in 0..10 {
            let tokens = world.login("ana_cine").await;
            let actor = authenticate(&world.ctx, &tokens.access_token).await.unwrap();
            let leave = async {
                tokio::task::yield_now().await;
                logout(&world.ctx, &actor).await
            };
            let (answers, left) = tokio::join!(refresh_at_once(&world, &tokens.refresh_token, 6), leave);
            left.unwrap();
            for answer in answers {
                match answer {
                    Ok(later) => assert_eq!(world.uses(&later).await, ["session-revoked"; 3]),
                    Err(error) => assert_eq!(code::<()>(Err(error)), "session-revoked"),
                }
            }
            assert_eq!(world.uses(&tokens).await, ["session-revoked"; 3]);
        }
    }

    async fn a_late_writer_does_not_move_the_counter_back(test: TestDb) {
        let (world, first) = signed_in(test).await;
        let actor = authenticate(&world.ctx, &first.access_token).await.unwrap();
        let (early, _) = persistence::session::find_with_user(&world.ctx.db, actor.session_id().unwrap()).await.unwrap().unwrap();
        let second = refresh(&world.ctx, &first.refresh_token).await.unwrap();
        let third = refresh(&world.ctx, &second.refresh_token).await.unwrap();

        let tx = world.ctx.db.begin_write().await.unwrap();
        let late = early.rotated(0, world.ctx.settings.lifetime(true), world.ctx.clock.now());
        assert!(!persistence::session::rotate(&tx, &late, early.state.refresh_counter).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(code(refresh(&world.ctx, &first.refresh_token).await), "refresh-reused");
        assert_eq!(code(refresh(&world.ctx, &third.refresh_token).await), "session-revoked");
    }

    async fn a_long_chain_stays_one_family(test: TestDb) {
        let (world, first) = signed_in(test).await;
        let mut newest = first.clone();
        for _ in 0..30 {
            world.pass(15 * MINUTE);
            newest = refresh(&world.ctx, &newest.refresh_token).await.unwrap();
        }
        assert_eq!(world.uses(&newest).await, ["ok"; 3]);
        assert_eq!(code(refresh(&world.ctx, &first.refresh_token).await), "refresh-reused");
        assert_eq!(code(authenticate(&world.ctx, &newest.access_token).await), "session-revoked");
    }
}
