//! Administration: lists, roles, suspension, and that somebody always remains to administer.

use crate::world::{PASSWORD, World, code, form};
use auth::administration::users::{self, Filter, ListUsers};
use auth::administration::{Authority, audit, operator};
use auth::{accounts, sessions};
use domain::access::Actor;
use domain::id::UserId;
use domain::user::{AccountState, ChangeRole, Password, Role, Suspend, UserView};
use std::time::Duration;

async fn admin(world: &World, handle: &str) -> (UserView, Authority) {
    let user = accounts::create_admin(&world.ctx, form(&format!("{handle}@example.org"), handle)).await.unwrap();
    let actor = actor(world, handle).await;
    (user, Authority::of(&actor, Some("192.0.2.7".parse().unwrap())).unwrap())
}

async fn actor(world: &World, handle: &str) -> Actor {
    sessions::authenticate(&world.ctx, &world.login(handle).await.access_token).await.unwrap()
}

fn spam() -> Suspend {
    Suspend { reason: "spam".into(), until: None }
}

async fn handles(world: &World, authority: &Authority, filter: Filter) -> Vec<String> {
    let request = ListUsers { filter, limit: 100, cursor: None };
    users::list(&world.ctx, authority, request).await.unwrap().items.into_iter().map(|view| view.user.handle).collect()
}

/// What was done to accounts that are there, latest first.
async fn actions(world: &World, authority: &Authority, filter: audit::Filter) -> Vec<String> {
    let request = audit::ListEvents { filter, limit: 100, cursor: None };
    let events = audit::list(&world.ctx, authority, request).await.unwrap().items;
    events.into_iter().map(|event| event.action).filter(|action| action != "account.created").collect()
}

fn on(id: UserId) -> audit::Filter {
    audit::Filter { target: Some(id.to_string()), ..audit::Filter::default() }
}

persistence::on_both_databases! {
    async fn only_administrators_have_the_authority(test: TestDb) {
        let world = World::new(test);
        world.register("ana_cine").await;
        let ana = actor(&world, "ana_cine").await;
        for role in [Role::Viewer, Role::Creator, Role::Moderator] {
            assert_eq!(code(Authority::of(&Actor { role, ..ana }, None)), "forbidden");
        }
        assert_eq!(code(Authority::of(&Actor { role: Role::Admin, ..ana }, None)), "ok");
    }

    async fn accounts_are_found_by_parts_of_their_names_role_and_state(test: TestDb) {
        let world = World::new(test);
        let (_, authority) = admin(&world, "jefa").await;
        for handle in ["ana_cine", "mariana", "pedro1", "pe_ro"] {
            world.register(handle).await;
        }
        let pedro = world.register("pedro2").await;
        users::suspend(&world.ctx, &authority, pedro.id, None, spam()).await.unwrap();
        let gone = world.register("gone_one").await;
        world.change(gone.id, |user, now| user.deleted_at = Some(now)).await;
        let waiting = world.register("waiting").await;
        world.change(waiting.id, |user, _| user.approved_at = None).await;

        let text = |text: &str| Filter { text: Some(text.to_owned()), ..Filter::default() };
        let state = |state| Filter { state: Some(state), ..Filter::default() };
        for (filter, expected) in [
            (text("ana"), vec!["mariana", "ana_cine"]),
            (text("pedro1@example"), vec!["pedro1"]),
            (text("pe_ro"), vec!["pe_ro"]),
            (text("%"), vec![]),
            (text("\\"), vec![]),
            (text("'; --"), vec![]),
            (Filter { role: Some(Role::Admin), ..Filter::default() }, vec!["jefa"]),
            (state(AccountState::Suspended), vec!["pedro2"]),
            (state(AccountState::Deleted), vec!["gone_one"]),
            (state(AccountState::Pending), vec!["waiting"]),
            (state(AccountState::Active), vec!["pe_ro", "pedro1", "mariana", "ana_cine", "jefa"]),
            (Filter { state: Some(AccountState::Active), ..text("pedro") }, vec!["pedro1"]),
        ] {
            assert_eq!(handles(&world, &authority, filter.clone()).await, expected, "{filter:?}");
        }
        for wanted in [AccountState::Active, AccountState::Pending, AccountState::Suspended, AccountState::Deleted] {
            let request = ListUsers { filter: state(wanted), limit: 100, cursor: None };
            let page = users::list(&world.ctx, &authority, request).await.unwrap();
            assert!(page.items.iter().all(|view| view.state == wanted), "rows and filter agree on {wanted:?}");
        }
    }

    async fn pages_hold_everybody_once_also_while_others_come(test: TestDb) {
        let world = World::new(test);
        let (_, authority) = admin(&world, "jefa").await;
        for n in 0..6 {
            world.register(&format!("user_{n}")).await;
        }
        let (mut seen, mut cursor) = (Vec::new(), None);
        loop {
            let request = ListUsers { filter: Filter::default(), limit: 3, cursor };
            let page = users::list(&world.ctx, &authority, request).await.unwrap();
            seen.extend(page.items.into_iter().map(|view| view.user.handle));
            world.register(&format!("late_{}", seen.len())).await;
            cursor = page.next_cursor;
            if cursor.is_none() { break; }
        }
        assert_eq!(seen, ["user_5", "user_4", "user_3", "user_2", "user_1", "user_0", "jefa"]);
        let request = ListUsers { filter: Filter { role: Some(Role::Admin), ..Filter::default() }, limit: 3, cursor: None };
        let one = users::list(&world.ctx, &authority, ListUsers { filter: Filter::default(), ..request.clone() }).await.unwrap();
        assert_eq!(code(users::list(&world.ctx, &authority, ListUsers { cursor: one.next_cursor, ..request }).await), "bad-cursor");
    }

    async fn a_new_role_holds_from_the_next_request_on(test: TestDb) {
        let world = World::new(test);
        let (_, authority) = admin(&world, "jefa").await;
        let ana = world.register("ana_cine").await;
        let tokens = world.login("ana_cine").await;
        let found = users::change_role(&world.ctx, &authority, ana.id, None, ChangeRole { role: Role::Moderator }).await.unwrap();
        assert_eq!(found.view.user.role, Role::Moderator);
        assert_eq!(sessions::authenticate(&world.ctx, &tokens.access_token).await.unwrap().role, Role::Moderator);
        assert_eq!(actions(&world, &authority, on(ana.id)).await, ["user.role-changed"]);
        users::change_role(&world.ctx, &authority, ana.id, None, ChangeRole { role: Role::Moderator }).await.unwrap();
        assert_eq!(actions(&world, &authority, on(ana.id)).await.len(), 1, "what changes nothing is not noted");
    }

    async fn nobody_locks_or_demotes_himself(test: TestDb) {
        let world = World::new(test);
        let (me, authority) = admin(&world, "jefa").await;
        admin(&world, "otra").await;
        let role = ChangeRole { role: Role::Creator };
        assert_eq!(code(users::change_role(&world.ctx, &authority, me.id, None, role).await), "own-account");
        assert_eq!(code(users::suspend(&world.ctx, &authority, me.id, None, spam()).await), "own-account");
        assert_eq!(code(users::change_role(&world.ctx, &authority, me.id, None, ChangeRole { role: Role::Admin }).await), "ok");
    }

    async fn the_last_administrator_stays_one(test: TestDb) {
        let world = World::new(test);
        let (jefa, _) = admin(&world, "jefa").await;
        let (otra, authority) = admin(&world, "otra").await;
        assert_eq!(code(users::suspend(&world.ctx, &authority, jefa.id, None, spam()).await), "ok");
        assert_eq!(code(operator::change_role(&world.ctx, "otra", Role::Creator).await), "last-admin", "the other one is locked");
        users::reinstate(&world.ctx, &authority, jefa.id, None).await.unwrap();
        assert_eq!(code(operator::change_role(&world.ctx, "otra", Role::Creator).await), "ok");
        assert_eq!(code(operator::change_role(&world.ctx, "JEFA@example.org", Role::Creator).await), "last-admin");
        assert_eq!(handles(&world, &authority, Filter { role: Some(Role::Admin), ..Filter::default() }).await, ["jefa"]);
        assert_ne!(otra.id, jefa.id);
    }

    async fn of_administrators_who_demote_each_other_at_once_one_remains(test: TestDb) {
        let world = World::crowded(test).await;
        let mut ring = Vec::new();
        for n in 0..6 {
            ring.push(admin(&world, &format!("admin_{n}")).await);
        }
        let mut all = tokio::task::JoinSet::new();
        for n in 0..6 {
            let (ctx, (_, authority), (target, _)) = (world.ctx.clone(), ring[n].clone(), ring[(n + 1) % 6].clone());
            all.spawn(async move {
                let role = ChangeRole { role: Role::Creator };
                if n % 2 == 0 {
                    code(users::change_role(&ctx, &authority, target.id, None, role).await)
                } else {
                    code(users::suspend(&ctx, &authority, target.id, None, spam()).await)
                }
            });
        }
        let mut codes = all.join_all().await;
        codes.sort_unstable();
        assert_eq!(codes, ["last-admin", "ok", "ok", "ok", "ok", "ok"]);
        let active = Filter { role: Some(Role::Admin), state: Some(AccountState::Active), text: None };
        assert_eq!(handles(&world, &Authority::operator(), active).await.len(), 1);
    }

    async fn suspension_refuses_everything_at_once_and_lifting_gives_it_back(test: TestDb) {
        let world = World::new(test);
        let (_, authority) = admin(&world, "jefa").await;
        let ana = world.register("ana_cine").await;
        let tokens = world.login("ana_cine").await;
        let found = users::suspend(&world.ctx, &authority, ana.id, None, spam()).await.unwrap();
        assert_eq!(found.view.suspension.unwrap().reason, "spam");
        assert_eq!(world.uses(&tokens).await, ["account-suspended"; 3]);
        assert_eq!(code(world.try_login("ana_cine", PASSWORD, "192.0.2.1").await), "account-suspended");
        assert_eq!(code(world.try_login("ana_cine", "otra cosa distinta", "192.0.2.1").await), "invalid-credentials");

        users::reinstate(&world.ctx, &authority, ana.id, None).await.unwrap();
        users::reinstate(&world.ctx, &authority, ana.id, None).await.unwrap();
        assert_eq!(world.uses(&tokens).await, ["ok"; 3]);
        assert_eq!(actions(&world, &authority, on(ana.id)).await, ["user.reinstated", "user.suspended"]);
    }

    async fn a_suspension_ends_by_itself(test: TestDb) {
        let world = World::new(test);
        let (_, authority) = admin(&world, "jefa").await;
        let (ana, eve) = (world.register("ana_cine").await, world.register("eve_cine").await);
        let now = world.ctx.clock.now();
        let day = Duration::from_hours(24);
        assert_eq!(code(users::suspend(&world.ctx, &authority, ana.id, None, Suspend { until: Some(now), ..spam() }).await), "invalid-value");
        users::suspend(&world.ctx, &authority, ana.id, None, Suspend { until: Some(now.plus(day)), ..spam() }).await.unwrap();
        users::suspend(&world.ctx, &authority, eve.id, None, spam()).await.unwrap();
        world.pass(day.checked_sub(Duration::from_millis(1)).unwrap());
        assert_eq!(users::sweep(&world.ctx).await.unwrap(), 0);
        world.pass(Duration::from_millis(1));
        assert_eq!(users::sweep(&world.ctx).await.unwrap(), 1);
        assert_eq!(users::sweep(&world.ctx).await.unwrap(), 0);
        assert_eq!(users::get(&world.ctx, &authority, ana.id).await.unwrap().view.state, AccountState::Active);
        assert_eq!(users::get(&world.ctx, &authority, eve.id).await.unwrap().view.state, AccountState::Suspended);
    }

    async fn a_stale_copy_changes_nothing(test: TestDb) {
        let world = World::new(test);
        let (_, authority) = admin(&world, "jefa").await;
        let ana = world.register("ana_cine").await;
        let seen = users::get(&world.ctx, &authority, ana.id).await.unwrap().version;
        world.pass(Duration::from_secs(1));
        users::change_role(&world.ctx, &authority, ana.id, Some(&[seen]), ChangeRole { role: Role::Viewer }).await.unwrap();
        let role = ChangeRole { role: Role::Admin };
        assert_eq!(code(users::change_role(&world.ctx, &authority, ana.id, Some(&[seen]), role).await), "stale");
        assert_eq!(code(users::suspend(&world.ctx, &authority, ana.id, Some(&[seen]), spam()).await), "stale");
        assert_eq!(code(users::reinstate(&world.ctx, &authority, ana.id, Some(&[seen])).await), "stale");
    }

    async fn an_administrator_signs_somebody_out_everywhere(test: TestDb) {
        let world = World::new(test);
        let (_, authority) = admin(&world, "jefa").await;
        let ana = world.register("ana_cine").await;
        let (one, two) = (world.login("ana_cine").await, world.login("ana_cine").await);
        users::logout(&world.ctx, &authority, ana.id).await.unwrap();
        assert_eq!(world.uses(&one).await, ["session-revoked"; 3]);
        assert_eq!(world.uses(&two).await, ["session-revoked"; 3]);
        assert_eq!(code(users::logout(&world.ctx, &authority, UserId(uuid::Uuid::nil())).await), "not-found");
    }

    async fn the_operator_sets_a_password_and_ends_the_sessions(test: TestDb) {
        let world = World::new(test);
        let ana = world.register("ana_cine").await;
        let tokens = world.login("ana_cine").await;
        assert_eq!(code(operator::set_password(&world.ctx, "ANA_cine", Password::new("corta")).await), "invalid-value");
        assert_eq!(code(operator::set_password(&world.ctx, "ana_cine", Password::new("password1")).await), "weak-password");
        assert_eq!(code(operator::set_password(&world.ctx, "nobody", Password::new("cuatro leones pardos")).await), "not-found");
        assert_eq!(world.uses(&tokens).await[0], "ok");
        world.mailed().await;
        operator::set_password(&world.ctx, "ANA_cine", Password::new("cuatro leones pardos")).await.unwrap();
        assert_eq!(world.one_mail().await.subject, "Your password was changed (video.example)", "its owner is told");
        assert_eq!(world.uses(&tokens).await, ["session-revoked"; 3]);
        assert_eq!(code(world.try_login("ana_cine", PASSWORD, "192.0.2.1").await), "invalid-credentials");
        assert_eq!(code(world.try_login("ana_cine", "cuatro leones pardos", "192.0.2.1").await), "ok");
        assert_eq!(actions(&world, &Authority::operator(), on(ana.id)).await, ["password.set"]);
    }

    async fn the_log_is_found_by_who_what_and_whom_and_tells_where_from(test: TestDb) {
        let world = World::new(test);
        let (jefa, authority) = admin(&world, "jefa").await;
        let (ana, eve) = (world.register("ana_cine").await, world.register("eve_cine").await);
        users::suspend(&world.ctx, &authority, ana.id, None, spam()).await.unwrap();
        users::logout(&world.ctx, &authority, eve.id).await.unwrap();
        operator::change_role(&world.ctx, "ana_cine", Role::Viewer).await.unwrap();

        let by = |actor| audit::Filter { actor, ..audit::Filter::default() };
        assert_eq!(actions(&world, &authority, by(Some(jefa.id))).await, ["user.logged-out", "user.suspended"]);
        assert_eq!(actions(&world, &authority, on(ana.id)).await, ["user.role-changed", "user.suspended"]);
        let what = audit::Filter { action: Some("user.suspended".into()), ..audit::Filter::default() };
        let request = audit::ListEvents { filter: what, limit: 1, cursor: None };
        let page = audit::list(&world.ctx, &authority, request).await.unwrap();
        let event = &page.items[0];
        assert_eq!((event.actor_id, event.address.as_deref()), (Some(jefa.id), Some("192.0.2.7")));
        assert_eq!(event.target.as_ref().unwrap().id, ana.id.to_string());
        assert!(!event.detail.to_string().contains("spam"), "the log outlives the account");

        let request = audit::ListEvents { filter: audit::Filter::default(), limit: 2, cursor: None };
        let first = audit::list(&world.ctx, &authority, request.clone()).await.unwrap();
        let rest = audit::ListEvents { limit: 100, cursor: first.next_cursor, ..request };
        let rest = audit::list(&world.ctx, &authority, rest).await.unwrap();
        assert!(rest.items.iter().all(|event| event.id < first.items[1].id));
        assert!(rest.items.iter().any(|event| event.action == "user.suspended"));
    }
}
