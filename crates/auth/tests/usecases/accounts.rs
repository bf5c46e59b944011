//! Registration: who gets an account, and who of several gets the name.

use crate::world::{PASSWORD, World, code, form, register};
use auth::{SignUp, accounts, sessions};
use domain::Fault;
use domain::user::{Password, Register, Role};
use tokio::task::JoinSet;

persistence::on_both_databases! {
    async fn a_new_account_may_upload_and_sees_itself(test: TestDb) {
        let world = World::new(test);
        let command = Register { display_name: Some("  Ana  Cine ".into()), ..form("Ana@Example.org", "Ana_Cine") };
        let user = register(&world.ctx, command).await.unwrap();
        assert_eq!((user.role, user.email_verified, user.avatar_url.as_deref()), (Role::Creator, false, None));
        assert_eq!((user.email.as_str(), user.handle.as_str(), user.display_name.as_str()), ("Ana@Example.org", "Ana_Cine", "Ana  Cine"));

        let tokens = world.login("ana_cine").await;
        let actor = sessions::authenticate(&world.ctx, &tokens.access_token).await.unwrap();
        assert_eq!(accounts::current(&world.ctx, &actor).await.unwrap(), user);
    }

    async fn names_differing_only_in_case_are_one(test: TestDb) {
        let world = World::new(test);
        register(&world.ctx, form("user-a@example.test", "AdAstra")).await.unwrap();
        let error = register(&world.ctx, form("User-A@EXAMPLE.test", "another")).await.unwrap_err();
        assert_eq!((error.code(), error.fields()[0].pointer.as_deref()), ("email-taken", Some("/email")));
        let error = register(&world.ctx, form("b@example.test", "adastra")).await.unwrap_err();
        assert_eq!((error.code(), error.fields()[0].pointer.as_deref()), ("handle-taken", Some("/handle")));

        for name in ["USER-A@example.TEST", " user-a@example.test ", "ADASTRA", "adastra"] {
            assert_eq!(world.login(name).await.user.handle, "AdAstra", "{name}");
        }
    }

    async fn of_many_who_register_one_address_one_succeeds(test: TestDb) {
        let world = World::crowded(test).await;
        let mut all = JoinSet::new();
        for i in 0..12 {
            let (ctx, email) = (world.ctx.clone(), if i % 2 == 0 { "Same@example.org" } else { "same@EXAMPLE.org" });
            all.spawn(async move { code(register(&ctx, form(email, &format!("handle_{i}"))).await) });
        }
        let mut codes = all.join_all().await;
        codes.sort_unstable();
        assert_eq!(codes, [vec!["email-taken"; 11], vec!["ok"]].concat());
    }

    async fn of_many_who_register_one_handle_one_succeeds(test: TestDb) {
        let world = World::crowded(test).await;
        let mut all = JoinSet::new();
        for i in 0..12 {
            let ctx = world.ctx.clone();
            all.spawn(async move { code(register(&ctx, form(&format!("u{i}@example.org"), "Wanted")).await) });
        }
        let mut codes = all.join_all().await;
        codes.sort_unstable();
        assert_eq!(codes, [vec!["handle-taken"; 11], vec!["ok"]].concat());
    }

    async fn a_loser_by_the_index_alone_is_told_which_name_is_taken(test: TestDb) {
        let world = World::new(test);
        let user = world.register("ana_cine").await;
        let tx = world.ctx.db.begin_write().await.unwrap();
        let mut twin = persistence::user::find(&tx, user.id).await.unwrap().unwrap();
        twin.id = domain::id::UserId(world.ctx.ids.uuid(world.ctx.clock.now()));
        assert!(!persistence::user::insert(&tx, &twin).await.unwrap());
        assert!(persistence::user::find_by_email_key(&tx, twin.email.key()).await.unwrap().is_some(), "the transaction is still good");
    }

    async fn bad_values_and_common_passwords_are_refused(test: TestDb) {
        let world = World::new(test);
        let with = |password: &str| Register { password: Password::new(password), ..form("ana@example.org", "ana_cine") };
        for (command, expected) in [
            (form("ana", "ana_cine"), "invalid-value"),
            (form("ana@example.org", "admin"), "invalid-value"),
            (Register { display_name: Some("\u{202E}ana".into()), ..form("ana@example.org", "ana_cine") }, "invalid-value"),
            (with("corta"), "invalid-value"),
            (with("Password1"), "weak-password"),
            (with("ANA_CINE"), "weak-password"),
        ] {
            assert_eq!(code(register(&world.ctx, command.clone()).await), expected, "{command:?}");
        }
        assert_eq!(code(register(&world.ctx, form("ana@example.org", "ana_cine")).await), "ok");
    }

    async fn where_sign_up_is_closed_only_the_operator_makes_accounts(test: TestDb) {
        let world = World::with(test, |settings| settings.sign_up = SignUp::Closed);
        assert_eq!(code(register(&world.ctx, form("ana@example.org", "ana_cine")).await), "sign-up-closed");
        let admin = accounts::create_admin(&world.ctx, form("jefa@example.org", "jefa")).await.unwrap();
        assert_eq!((admin.role, admin.email_verified), (Role::Admin, true));
        let tokens = world.try_login("jefa", PASSWORD, "192.0.2.1").await.unwrap();
        assert_eq!(sessions::authenticate(&world.ctx, &tokens.access_token).await.unwrap().role, Role::Admin);
    }
}
