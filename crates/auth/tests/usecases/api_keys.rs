//! API keys: who may make them, what they prove and until when.

use crate::world::{PASSWORD, World, code};
use auth::administration::{Authority, operator, users};
use auth::api_keys::{self, authenticate};
use auth::passwords;
use auth::sessions::authenticate as by_session;
use domain::Fault;
use domain::access::{Actor, Scope, Scopes, Unlocked, Via};
use domain::api_key::{CreateApiKey, CreatedApiKey, MAX_KEYS};
use domain::session::Device;
use domain::user::{ChangePassword, Password, ResetPassword, Role};
use serde_json::json;
use std::time::Duration;

async fn signed_in(world: &World, handle: &str) -> Actor {
    world.register(handle).await;
    by_session(&world.ctx, &world.login(handle).await.access_token).await.unwrap()
}

fn command(scopes: &[Scope]) -> CreateApiKey {
    CreateApiKey { name: "import".into(), scopes: scopes.to_vec(), expires_in_days: None }
}

async fn made(world: &World, actor: &Actor, scopes: &[Scope]) -> CreatedApiKey {
    api_keys::create(&world.ctx, actor, &command(scopes), None).await.unwrap()
}

persistence::on_both_databases! {
    async fn a_key_acts_for_its_owner_with_its_scopes_only(test: TestDb) {
        let world = World::new(test);
        let ana = signed_in(&world, "ana_cine").await;
        let made = made(&world, &ana, &[Scope::VideosWrite, Scope::VideosRead]).await;
        let actor = authenticate(&world.ctx, &made.key).await.unwrap();
        let scopes: Scopes = [Scope::VideosRead, Scope::VideosWrite].into_iter().collect();
        let via = Via::ApiKey { id: made.view.id, scopes };
        assert_eq!(actor, Actor { user_id: ana.user_id, role: Role::Creator, via, unlocked: Unlocked::default() });
        assert!(made.key.starts_with(&made.view.hint));
        assert_eq!(api_keys::list(&world.ctx, &ana).await.unwrap().items[0].scopes, [Scope::VideosRead, Scope::VideosWrite]);
    }

    async fn the_role_is_that_of_the_owner_as_it_is_now(test: TestDb) {
        let world = World::new(test);
        let ana = signed_in(&world, "ana_cine").await;
        let made = made(&world, &ana, &[Scope::VideosRead]).await;
        world.change(ana.user_id, |user, _| user.role = Role::Moderator).await;
        assert_eq!(authenticate(&world.ctx, &made.key).await.unwrap().role, Role::Moderator);
    }

    async fn keys_of_locked_and_deleted_owners_are_refused_at_once(test: TestDb) {
        let world = World::new(test);
        let ana = signed_in(&world, "ana_cine").await;
        let made = made(&world, &ana, &[Scope::VideosRead]).await;
        world.change(ana.user_id, |user, now| user.suspended_at = Some(now)).await;
        assert_eq!(code(authenticate(&world.ctx, &made.key).await), "account-suspended");
        world.change(ana.user_id, |user, _| user.suspended_at = None).await;
        assert_eq!(code(authenticate(&world.ctx, &made.key).await), "ok");
        world.change(ana.user_id, |user, now| user.deleted_at = Some(now)).await;
        assert_eq!(code(authenticate(&world.ctx, &made.key).await), "api-key-invalid");
    }

    async fn a_key_expires_to_the_moment(test: TestDb) {
        let world = World::new(test);
        let ana = signed_in(&world, "ana_cine").await;
        let command = CreateApiKey { expires_in_days: Some(2), ..command(&[Scope::VideosRead]) };
        let made = api_keys::create(&world.ctx, &ana, &command, None).await.unwrap();
        world.pass(Duration::from_hours(48) - Duration::from_millis(1));
        assert_eq!(code(authenticate(&world.ctx, &made.key).await), "ok");
        world.pass(Duration::from_millis(1));
        assert_eq!(code(authenticate(&world.ctx, &made.key).await), "api-key-expired");
    }

    async fn a_revoked_key_is_refused_and_only_its_owner_revokes_it(test: TestDb) {
        let world = World::new(test);
        let (ana, eve) = (signed_in(&world, "ana_cine").await, signed_in(&world, "eve_cine").await);
        let made = made(&world, &ana, &[Scope::VideosRead]).await;
        assert_eq!(code(api_keys::revoke(&world.ctx, &eve, made.view.id, None).await), "not-found");
        assert_eq!(code(authenticate(&world.ctx, &made.key).await), "ok");
        assert_eq!(code(api_keys::revoke(&world.ctx, &ana, made.view.id, None).await), "ok");
        assert_eq!(code(authenticate(&world.ctx, &made.key).await), "api-key-invalid");
        assert_eq!(code(api_keys::revoke(&world.ctx, &ana, made.view.id, None).await), "not-found");
    }

    async fn nonsense_is_told_without_the_database(test: TestDb) {
        let world = World::new(test);
        let ana = signed_in(&world, "ana_cine").await;
        let made = made(&world, &ana, &[Scope::VideosRead]).await;
        world.ctx.db.clone().close().await.unwrap();
        let mistyped = if made.key.ends_with('A') { "B" } else { "A" };
        for nonsense in ["clq_", "clq_aaaa", &format!("{}{mistyped}", &made.key[..43])] {
            assert_eq!(code(authenticate(&world.ctx, nonsense).await), "api-key-invalid", "{nonsense}");
        }
        assert_ne!(code(authenticate(&world.ctx, &made.key).await), "api-key-invalid", "this one is looked for");
    }

    async fn the_last_use_is_kept_to_the_minute(test: TestDb) {
        let world = World::new(test);
        let ana = signed_in(&world, "ana_cine").await;
        let made = made(&world, &ana, &[Scope::VideosRead]).await;
        let last = async || api_keys::list(&world.ctx, &ana).await.unwrap().items[0].last_used_at;
        assert_eq!(last().await, None);
        let first = world.ctx.clock.now();
        authenticate(&world.ctx, &made.key).await.unwrap();
        world.pass(Duration::from_secs(59));
        authenticate(&world.ctx, &made.key).await.unwrap();
        assert_eq!(last().await, Some(first));
        world.pass(Duration::from_secs(1));
        authenticate(&world.ctx, &made.key).await.unwrap();
        assert_eq!(last().await, Some(world.ctx.clock.now()));
    }

    async fn the_scope_of_administrators_is_for_administrators(test: TestDb) {
        let world = World::new(test);
        let ana = signed_in(&world, "ana_cine").await;
        let refused = api_keys::create(&world.ctx, &ana, &command(&[Scope::VideosRead, Scope::Admin]), None).await.err().unwrap();
        assert_eq!((refused.code(), refused.fields()[0].pointer.as_deref()), ("invalid-value", Some("/scopes")));
        let admin = Actor { role: Role::Admin, ..ana };
        assert_eq!(code(api_keys::create(&world.ctx, &admin, &command(&[Scope::Admin]), None).await), "ok");
    }

    async fn of_many_who_make_keys_at_once_none_passes_the_limit(test: TestDb) {
        let world = World::crowded(test).await;
        let ana = signed_in(&world, "ana_cine").await;
        for _ in 0..MAX_KEYS - 3 {
            made(&world, &ana, &[Scope::VideosRead]).await;
        }
        let mut all = tokio::task::JoinSet::new();
        for _ in 0..12 {
            let ctx = world.ctx.clone();
            all.spawn(async move { code(api_keys::create(&ctx, &ana, &command(&[Scope::VideosRead]), None).await) });
        }
        let mut codes = all.join_all().await;
        codes.sort_unstable();
        assert_eq!(codes, [vec!["ok"; 3], vec!["too-many-api-keys"; 9]].concat());
        assert_eq!(persistence::api_key::count(&world.ctx.db, ana.user_id).await.unwrap(), MAX_KEYS);
    }

    async fn neither_the_row_nor_the_log_holds_the_key(test: TestDb) {
        let world = World::new(test);
        let ana = signed_in(&world, "ana_cine").await;
        let made = made(&world, &ana, &[Scope::VideosRead]).await;
        let secret = &made.key[made.view.hint.len()..];
        let listed = serde_json::to_string(&api_keys::list(&world.ctx, &ana).await.unwrap()).unwrap();
        assert!(!listed.contains(secret));
        let filter = persistence::audit::Filter { target: Some(made.view.id.to_string()), ..Default::default() };
        let page = domain::page::PageRequest { limit: 10, after: None };
        let events = persistence::audit::list(&world.ctx.db, &filter, page).await.unwrap();
        assert_eq!((events.len(), events[0].action.as_str(), events[0].actor_id), (1, "api-key.created", Some(ana.user_id)));
        assert!(!serde_json::to_string(&events).unwrap().contains(secret));
    }

    async fn who_sets_the_password_by_mail_shuts_everybody_out(test: TestDb) {
        let world = World::new(test);
        let (ana, eva) = (signed_in(&world, "ana_cine").await, signed_in(&world, "eva_cine").await);
        let (key, other) = (made(&world, &ana, &[Scope::VideosRead]).await.key, made(&world, &eva, &[Scope::VideosRead]).await.key);
        let link = operator::reset_link(&world.ctx, "ana_cine").await.unwrap();
        assert_eq!(code(authenticate(&world.ctx, &key).await), "ok");
        let token = link.rsplit("token=").next().unwrap().to_owned();
        let command = ResetPassword { token, password: Password::new("una tarde de cine") };
        passwords::reset(&world.ctx, command, &Device::default()).await.unwrap();
        assert_eq!(code(authenticate(&world.ctx, &key).await), "api-key-invalid");
        assert_eq!(code(authenticate(&world.ctx, &other).await), "ok");
    }

    async fn its_owner_is_told_of_a_new_key_and_of_what_a_new_password_revoked(test: TestDb) {
        let world = World::new(test);
        let ana = signed_in(&world, "ana_cine").await;
        world.mailed().await;
        made(&world, &ana, &[Scope::VideosRead]).await;
        let told = world.one_mail().await;
        assert_eq!((told.to.as_str(), told.subject.as_str()), ("ana_cine@example.org", "A new API key (video.example)"));
        assert!(told.words().contains("An API key named import was made"), "{}", told.text);

        let reset = async || {
            let link = operator::reset_link(&world.ctx, "ana_cine").await.unwrap();
            let token = link.rsplit("token=").next().unwrap().to_owned();
            let command = ResetPassword { token, password: Password::new("una tarde de cine") };
            passwords::reset(&world.ctx, command, &Device::default()).await.unwrap();
            world.one_mail().await.words()
        };
        assert!(reset().await.contains("all its API keys were revoked"));
        world.pass(Duration::from_millis(5));
        assert!(!reset().await.contains("API key"), "there were none any more");
        let filter = persistence::audit::Filter { action: Some("password.reset".to_owned()), ..Default::default() };
        let page = domain::page::PageRequest { limit: 10, after: None };
        let events = persistence::audit::list(&world.ctx.db, &filter, page).await.unwrap();
        let ended: Vec<_> = events.iter().map(|event| event.detail.clone()).collect();
        assert_eq!(ended, [json!({ "sessions": 0, "api_keys": 0 }), json!({ "sessions": 1, "api_keys": 1 })], "latest first");
    }

    async fn a_change_of_the_password_revokes_keys_if_it_shall(test: TestDb) {
        let world = World::new(test);
        let ana = signed_in(&world, "ana_cine").await;
        let key = made(&world, &ana, &[Scope::VideosRead]).await.key;
        let change = async |from: &str, to: &str, revoke_api_keys| {
            let (current_password, new_password) = (Some(Password::new(from)), Password::new(to));
            let command = ChangePassword { current_password, new_password, keep_other_sessions: false, revoke_api_keys };
            passwords::change(&world.ctx, &ana, command, &Device::default()).await.unwrap();
            code(authenticate(&world.ctx, &key).await)
        };
        assert_eq!(change(PASSWORD, "una tarde de cine", false).await, "ok");
        auth::sessions::logout_all(&world.ctx, &ana).await.unwrap();
        assert_eq!(code(authenticate(&world.ctx, &key).await), "ok", "sessions are one thing, programs another");
        assert_eq!(change("una tarde de cine", PASSWORD, true).await, "api-key-invalid");
    }

    async fn who_is_signed_out_by_an_administrator_or_the_operator_loses_his_keys(test: TestDb) {
        let world = World::new(test);
        let ana = signed_in(&world, "ana_cine").await;
        let key = made(&world, &ana, &[Scope::VideosRead]).await.key;
        users::logout(&world.ctx, &Authority::operator(), ana.user_id).await.unwrap();
        assert_eq!(code(authenticate(&world.ctx, &key).await), "api-key-invalid");
        let key = made(&world, &ana, &[Scope::VideosRead]).await.key;
        operator::set_password(&world.ctx, "ana_cine", Password::new("una tarde de cine")).await.unwrap();
        assert_eq!(code(authenticate(&world.ctx, &key).await), "api-key-invalid");
    }
}
