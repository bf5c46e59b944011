//! One signing key follows another, and nobody notices.

use crate::world::{World, code};
use auth::sessions::{authenticate, refresh};
use auth::signing::{self, ANNOUNCED, Cause, State};
use std::time::Duration;

async fn kids(world: &World) -> Vec<String> {
    signing::newest_known(&world.ctx).await.unwrap().jwks().keys.into_iter().map(|key| key.kid).collect()
}

fn kid(token: &str) -> String {
    use base64::Engine;
    let header = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(token.split('.').next().unwrap()).unwrap();
    serde_json::from_slice::<serde_json::Value>(&header).unwrap()["kid"].as_str().unwrap().to_owned()
}

persistence::on_both_databases! {
    async fn the_next_key_is_known_before_it_signs_and_the_old_one_after(test: TestDb) {
        let world = World::new(test);
        world.register("ana_cine").await;
        let old = world.login("ana_cine").await;
        let next = signing::rotate(&world.ctx, Cause::Operator).await.unwrap();
        world.pass(Duration::from_secs(61));
        assert_eq!(kids(&world).await, [next.kid.clone(), kid(&old.access_token)], "published");
        let meanwhile = world.login("ana_cine").await;
        assert_eq!(kid(&meanwhile.access_token), kid(&old.access_token), "but not used yet");
        world.pass(ANNOUNCED);
        let after = world.login("ana_cine").await;
        assert_eq!(kid(&after.access_token), next.kid);
        for tokens in [&old, &meanwhile, &after] {
            assert_eq!(code(authenticate(&world.ctx, &tokens.access_token).await), "ok");
        }
    }

    async fn another_server_learns_of_a_key_by_the_token_that_it_signed(test: TestDb) {
        let world = World::new(test);
        world.register("ana_cine").await;
        let other = world.other_server();
        authenticate(&other, &world.login("ana_cine").await.access_token).await.unwrap();
        signing::replace(&world.ctx).await.unwrap();
        let token = world.login("ana_cine").await.access_token;
        assert_eq!(code(authenticate(&other, &token).await), "ok", "though it has just read the keys");
    }

    async fn no_server_signs_with_a_key_that_another_took_away(test: TestDb) {
        let world = World::new(test);
        world.register("ana_cine").await;
        let other = world.other_server();
        let tokens = world.login("ana_cine").await;
        authenticate(&other, &tokens.access_token).await.unwrap();
        let next = signing::replace(&world.ctx).await.unwrap();
        assert_eq!(kid(&refresh(&other, &tokens.refresh_token).await.unwrap().access_token), next.kid);
        assert_eq!(code(authenticate(&other, &tokens.access_token).await), "token-invalid");

        let leaked = world.login("ana_cine").await.access_token;
        authenticate(&other, &leaked).await.unwrap();
        signing::replace(&world.ctx).await.unwrap();
        world.pass(Duration::from_secs(5));
        assert_eq!(code(authenticate(&other, &leaked).await), "token-invalid", "without a reason to look, after a few seconds");
    }

    async fn replacing_takes_every_row_away(test: TestDb) {
        let world = World::new(test);
        world.register("ana_cine").await;
        let before = kids(&world).await;
        let tx = world.ctx.db.begin_write().await.unwrap();
        persistence::signing_key::insert(&tx, &persistence::signing_key::SigningKeyRow {
            id: domain::id::SigningKeyId(uuid::Uuid::from_u128(1)),
            kid: "unreadable".to_owned(),
            signs_from: world.ctx.clock.now(),
            created_at: world.ctx.clock.now(),
        }).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(kids(&world).await, before, "a row that no secret opens is none of our keys");
        signing::replace(&world.ctx).await.unwrap();
        assert_eq!(persistence::signing_key::all(&world.ctx.db).await.unwrap().len(), 1, "and goes with the others");
    }

    async fn what_each_key_does_is_told(test: TestDb) {
        let world = World::new(test);
        world.register("ana_cine").await;
        let first = kid(&world.login("ana_cine").await.access_token);
        let next = signing::rotate(&world.ctx, Cause::Operator).await.unwrap();
        let told = async || {
            let all = signing::list(&world.ctx).await.unwrap();
            all.into_iter().map(|key| (key.kid, key.state, key.until)).collect::<Vec<_>>()
        };
        let last = Some(next.signs_from.plus(Duration::from_mins(15)));
        assert_eq!(told().await, [(next.kid.clone(), State::Announced, None), (first.clone(), State::Current, last)]);
        world.pass(ANNOUNCED);
        assert_eq!(told().await, [(next.kid, State::Current, None), (first, State::Former, last)]);
    }

    async fn a_leaked_key_is_replaced_at_once_and_no_session_ends(test: TestDb) {
        let world = World::new(test);
        world.register("ana_cine").await;
        let tokens = world.login("ana_cine").await;
        let next = signing::replace(&world.ctx).await.unwrap();
        assert_eq!(kids(&world).await, [next.kid]);
        assert_eq!(code(authenticate(&world.ctx, &tokens.access_token).await), "token-invalid");
        let renewed = refresh(&world.ctx, &tokens.refresh_token).await.unwrap();
        assert_eq!(world.uses(&renewed).await, ["ok"; 3]);
    }

    async fn keys_follow_each_other_by_age_and_old_ones_are_forgotten(test: TestDb) {
        let world = World::new(test);
        world.register("ana_cine").await;
        let first = kid(&world.login("ana_cine").await.access_token);
        signing::sweep(&world.ctx).await.unwrap();
        assert_eq!(kids(&world).await.len(), 1, "too young");
        world.pass(Duration::from_hours(90 * 24));
        for _ in 0..3 {
            signing::sweep(&world.ctx).await.unwrap();
        }
        let both = kids(&world).await;
        assert_eq!((both.len(), &both[1]), (2, &first), "one next key, however often it is looked at");
        world.pass(ANNOUNCED + Duration::from_mins(76));
        signing::sweep(&world.ctx).await.unwrap();
        world.pass(Duration::from_secs(61));
        assert_eq!(kids(&world).await, [both[0].clone()]);
    }

    async fn a_new_master_secret_leads_to_a_new_key_and_the_old_one_still_verifies(test: TestDb) {
        let world = World::new(test);
        world.register("ana_cine").await;
        let tokens = world.login("ana_cine").await;
        let renewed = world.with_new_secret();
        assert_eq!(code(authenticate(&renewed, &tokens.access_token).await), "ok");
        signing::sweep(&renewed).await.unwrap();
        world.pass(ANNOUNCED + Duration::from_secs(61));
        let next = refresh(&renewed, &tokens.refresh_token).await.unwrap();
        assert_ne!(kid(&next.access_token), kid(&tokens.access_token));
        assert_eq!(code(authenticate(&renewed, &next.access_token).await), "ok");
    }
}
