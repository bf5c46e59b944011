//! Signing in and out, and what ends a session from outside.

use crate::world::{PASSWORD, World, code};
use auth::sessions::{self, authenticate, authenticate_cookie, logout, logout_all, refresh};
use domain::user::Role;
use domain::{Fault, Timestamp};
use std::time::Duration;

const DAY: Duration = Duration::from_hours(24);

persistence::on_both_databases! {
    async fn a_sign_in_gives_both_tokens_and_what_the_client_needs(test: TestDb) {
        let world = World::new(test);
        let user = world.register("ana_cine").await;
        let tokens = world.login("ana_cine").await;
        assert_eq!(world.uses(&tokens).await, ["ok"; 3]);
        assert_eq!(tokens.refresh_lifetime, 30 * DAY);
        let actor = authenticate(&world.ctx, &tokens.access_token).await.unwrap();
        assert_eq!((actor.user_id, actor.role), (user.id, Role::Creator));

        let (in_cookie, in_body) = (tokens.clone().into_response(false), tokens.clone().into_response(true));
        assert_eq!((in_cookie.token_type, in_cookie.expires_in, in_cookie.refresh_token), ("Bearer", 900, None));
        assert_eq!(in_body.refresh_token, Some(tokens.refresh_token));
    }

    async fn whatever_is_wrong_looks_alike(test: TestDb) {
        let world = World::new(test);
        let (_, elsewhere, gone) = (world.register("ana_cine").await, world.register("only_oidc").await, world.register("gone_user").await);
        world.change(elsewhere.id, |user, _| user.password_hash = None).await;
        world.change(gone.id, |user, now| user.deleted_at = Some(now)).await;
        for (name, password) in [
            ("ana_cine", "tres tristes tigreS"), ("ana_cine", ""), ("nobody", PASSWORD), ("no@body.org", PASSWORD), ("@", PASSWORD),
            ("only_oidc", PASSWORD), ("only_oidc", "nobody has this password"), ("gone_user", PASSWORD), ("' OR 1=1 --", PASSWORD),
        ] {
            let error = world.try_login(name, password, "192.0.2.1").await.err().unwrap();
            assert_eq!((error.code(), error.to_string().as_str()), ("invalid-credentials", "the name or the password is wrong"), "{name}");
        }
    }

    async fn an_access_token_expires_and_a_refresh_gives_the_next(test: TestDb) {
        let world = World::new(test);
        world.register("ana_cine").await;
        let first = world.login("ana_cine").await;
        world.pass(Duration::from_mins(16));
        assert_eq!(code(authenticate(&world.ctx, &first.access_token).await), "token-expired");
        let second = refresh(&world.ctx, &first.refresh_token).await.unwrap();
        assert_eq!(code(authenticate(&world.ctx, &second.access_token).await), "ok");
        assert_ne!(first.refresh_token, second.refresh_token);
    }

    async fn logout_ends_this_session_at_once_and_no_other(test: TestDb) {
        let world = World::new(test);
        world.register("ana_cine").await;
        let (phone, laptop) = (world.login("ana_cine").await, world.login("ana_cine").await);
        let actor = authenticate(&world.ctx, &phone.access_token).await.unwrap();
        logout(&world.ctx, &actor).await.unwrap();
        logout(&world.ctx, &actor).await.unwrap();
        assert_eq!(world.uses(&phone).await, ["session-revoked"; 3]);
        assert_eq!(world.uses(&laptop).await, ["ok"; 3]);
    }

    async fn logout_all_ends_every_session_of_this_account_only(test: TestDb) {
        let world = World::new(test);
        world.register("ana_cine").await;
        world.register("eva_cine").await;
        let (phone, laptop, other) = (world.login("ana_cine").await, world.login("ana_cine").await, world.login("eva_cine").await);
        logout_all(&world.ctx, &authenticate(&world.ctx, &phone.access_token).await.unwrap()).await.unwrap();
        for tokens in [&phone, &laptop] {
            assert_eq!(world.uses(tokens).await, ["session-revoked"; 3]);
        }
        assert_eq!(world.uses(&other).await, ["ok"; 3]);
        assert_eq!(world.uses(&world.login("ana_cine").await).await, ["ok"; 3]);
    }

    async fn a_suspension_holds_at_once_and_only_its_owner_learns_of_it(test: TestDb) {
        let world = World::new(test);
        let user = world.register("ana_cine").await;
        let tokens = world.login("ana_cine").await;
        world.change(user.id, |user, now| user.suspended_at = Some(now)).await;
        assert_eq!(world.uses(&tokens).await, ["account-suspended"; 3]);
        assert_eq!(code(world.try_login("ana_cine", PASSWORD, "192.0.2.1").await), "account-suspended");
        assert_eq!(code(world.try_login("ana_cine", "wrong password", "192.0.2.1").await), "invalid-credentials");

        world.change(user.id, |user, _| user.suspended_at = None).await;
        assert_eq!(world.uses(&tokens).await, ["ok"; 3]);
    }

    async fn a_deletion_holds_at_once(test: TestDb) {
        let world = World::new(test);
        let user = world.register("ana_cine").await;
        let tokens = world.login("ana_cine").await;
        let actor = authenticate(&world.ctx, &tokens.access_token).await.unwrap();
        world.change(user.id, |user, now| user.deleted_at = Some(now)).await;
        assert_eq!(world.uses(&tokens).await, ["session-revoked"; 3]);
        assert_eq!(code(auth::accounts::current(&world.ctx, &actor).await), "session-revoked");
    }

    async fn a_change_of_role_holds_at_once(test: TestDb) {
        let world = World::new(test);
        let user = world.register("ana_cine").await;
        let tokens = world.login("ana_cine").await;
        world.change(user.id, |user, _| user.role = Role::Viewer).await;
        assert_eq!(authenticate(&world.ctx, &tokens.access_token).await.unwrap().role, Role::Viewer);
    }

    async fn an_unused_session_expires_and_a_used_one_at_its_greatest_age(test: TestDb) {
        let world = World::with(test, |settings| settings.refresh_absolute_seconds = 50 * 86_400);
        world.register("ana_cine").await;
        let (unused, mut used) = (world.login("ana_cine").await, world.login("ana_cine").await);
        world.pass(20 * DAY);
        used = refresh(&world.ctx, &used.refresh_token).await.unwrap();
        assert_eq!(used.refresh_lifetime, 30 * DAY);
        world.pass(10 * DAY);
        assert_eq!(code(refresh(&world.ctx, &unused.refresh_token).await), "session-expired");
        assert_eq!(code(authenticate_cookie(&world.ctx, &unused.refresh_token).await), "session-expired");
        used = refresh(&world.ctx, &used.refresh_token).await.unwrap();
        assert_eq!(used.refresh_lifetime, 20 * DAY, "the greatest age is nearer than the idle time");
        world.pass(20 * DAY);
        assert_eq!(code(refresh(&world.ctx, &used.refresh_token).await), "session-expired");
    }

    async fn no_password_expires(test: TestDb) {
        let world = World::new(test);
        world.register("ana_cine").await;
        world.pass(20 * 365 * DAY);
        assert_eq!(world.uses(&world.login("ana_cine").await).await, ["ok"; 3]);
    }

    async fn failed_sign_ins_run_out_per_address_and_successes_cost_nothing(test: TestDb) {
        let world = World::with(test, |settings| settings.login_attempts_per_address = 3);
        world.register("ana_cine").await;
        for i in 0..3 {
            for _ in 0..3 {
                assert_eq!(code(world.try_login("ana_cine", PASSWORD, "2001:db8::1").await), "ok");
            }
            assert_eq!(code(world.try_login(&format!("guess_{i}"), PASSWORD, &format!("2001:db8::{i}")).await), "invalid-credentials");
        }
        assert_eq!(code(world.try_login("ana_cine", PASSWORD, "2001:db8::ffff").await), "rate-limited", "one /64");
        assert_eq!(code(world.try_login("ana_cine", PASSWORD, "2001:db8:0:1::1").await), "ok");
    }

    async fn sessions_that_are_over_are_forgotten_after_a_while(test: TestDb) {
        let world = World::new(test);
        world.register("ana_cine").await;
        let (ended, expired) = (world.login("ana_cine").await, world.login("ana_cine").await);
        logout(&world.ctx, &authenticate(&world.ctx, &ended.access_token).await.unwrap()).await.unwrap();
        assert_eq!(sessions::sweep(&world.ctx).await.unwrap(), 0);
        world.pass(sessions::KEPT + Duration::from_millis(1));
        assert_eq!(sessions::sweep(&world.ctx).await.unwrap(), 1);
        assert_eq!(code(refresh(&world.ctx, &ended.refresh_token).await), "session-revoked");
        assert_eq!(code(authenticate_cookie(&world.ctx, &expired.refresh_token).await), "ok");
        world.pass(31 * DAY);
        let alive = world.login("ana_cine").await;
        assert_eq!(sessions::sweep(&world.ctx).await.unwrap(), 1);
        assert_eq!(code(refresh(&world.ctx, &alive.refresh_token).await), "ok");
    }

    async fn a_session_keeps_its_device(test: TestDb) {
        let world = World::new(test);
        world.register("ana_cine").await;
        let tokens = world.login("ana_cine").await;
        let actor = authenticate(&world.ctx, &tokens.access_token).await.unwrap();
        let (session, user) = persistence::session::find_with_user(&world.ctx.db, actor.session_id().unwrap()).await.unwrap().unwrap();
        assert_eq!((session.device.user_agent(), session.device.address()), (Some("test"), Some("192.0.2.1".parse().unwrap())));
        assert_eq!((session.created_at, user.id), (Timestamp::from_millis(1_800_000_000_000), actor.user_id));
    }
}
