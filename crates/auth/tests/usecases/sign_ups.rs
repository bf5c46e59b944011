//! Who may sign up, and what nobody learns by it.

use crate::world::{PASSWORD, World, code, form, register};
use auth::accounts::{self, Registered};
use auth::administration::Authority;
use auth::{Caller, Settings, SignUp, email, invitations, sessions};
use domain::access::Actor;
use domain::invitation::CreateInvitation;
use domain::user::{FollowLink, Password, Register, Role};
use tokio::task::JoinSet;

async fn sign_up(world: &World, command: Register) -> &'static str {
    code(accounts::register(&world.ctx, command, Caller::default()).await)
}

async fn follow(world: &World, token: &str) -> &'static str {
    code(email::verify(&world.ctx, FollowLink { token: token.to_owned() }, Caller::default()).await)
}

fn proven(settings: &mut Settings) {
    settings.require_verified_email = true;
}

async fn admin(world: &World) -> (Actor, Authority) {
    accounts::create_admin(&world.ctx, form("jefa@example.org", "jefa")).await.unwrap();
    let tokens = world.login("jefa").await;
    let actor = sessions::authenticate(&world.ctx, &tokens.access_token).await.unwrap();
    (actor, Authority::of(&actor, None).unwrap())
}

async fn invite(world: &World, admin: &(Actor, Authority), email: Option<&str>) -> String {
    let command = CreateInvitation { email: email.map(str::to_owned), role: Role::Moderator, expires_in_days: 1 };
    invitations::create(&world.ctx, &admin.1, &admin.0, command, Caller::default()).await.unwrap().code
}

fn with(code: &str, email: &str, handle: &str) -> Register {
    Register { invitation: Some(code.to_owned()), ..form(email, handle) }
}

persistence::on_both_databases! {
    async fn the_account_is_made_by_the_link(test: TestDb) {
        let world = World::with(test, proven);
        assert_eq!(sign_up(&world, form("Ana@example.org", "ana")).await, "ok");
        assert_eq!(code(world.try_login("ana@example.org", PASSWORD, "192.0.2.1").await), "email-not-verified");
        assert_eq!(code(world.try_login("ana@example.org", "wrong password", "192.0.2.1").await), "invalid-credentials");
        let letter = world.one_mail().await;
        assert!(letter.text.contains(" as ana "), "{}", letter.text);
        assert_eq!(follow(&world, &letter.token()).await, "ok");
        let user = world.login("ana@example.org").await.user;
        assert_eq!((user.handle.as_str(), user.email.as_str(), user.email_verified), ("ana", "Ana@example.org", true));
        assert_eq!(follow(&world, &letter.token()).await, "link-used");
    }

    async fn accounts_without_an_invitation_get_the_role_of_the_settings(test: TestDb) {
        let world = World::with(test, |settings| settings.new_account_role = Role::Viewer);
        assert_eq!(sign_up(&world, form("ana@example.org", "ana")).await, "ok");
        assert_eq!(world.login("ana").await.user.role, Role::Viewer);
        let admin = admin(&world).await;
        let invited = with(&invite(&world, &admin, None).await, "eva@example.org", "eva");
        assert_eq!(sign_up(&world, invited).await, "ok");
        assert_eq!(world.login("eva").await.user.role, Role::Moderator, "an invitation names its own role");
    }

    async fn a_known_address_looks_like_an_unknown_one_in_every_way(test: TestDb) {
        let world = World::with(test, proven);
        accounts::create(&world.ctx, form("known@example.org", "known"), Role::Creator).await.unwrap();
        for address in ["known@example.org", "new@example.org"] {
            let command = Register { password: Password::new("una tarde de cine"), ..form(address, "another") };
            let answer = accounts::register(&world.ctx, command, Caller::default()).await.unwrap();
            let Registered::Pending(pending) = answer else { panic!("{address}") };
            assert_eq!(pending.email, address);
            let tried = code(world.try_login(address, "una tarde de cine", "192.0.2.1").await);
            assert_eq!(tried, "email-not-verified", "who signed up is told the same: {address}");
        }
        let letters = world.mailed().await;
        assert_eq!(letters.iter().map(|letter| letter.to.as_str()).collect::<Vec<_>>(), ["known@example.org", "new@example.org"]);
        assert!(!letters[0].text.contains("token=") && letters[1].text.contains("token="));
        assert_eq!(code(world.try_login("known", PASSWORD, "192.0.2.1").await), "ok", "the owner's account is as it was");
    }

    async fn the_newest_sign_up_of_an_address_counts(test: TestDb) {
        let world = World::with(test, proven);
        sign_up(&world, form("ana@example.org", "thief")).await;
        let first = world.one_mail().await.token();
        sign_up(&world, form("ANA@example.org", "ana")).await;
        let second = world.one_mail().await.token();
        assert_eq!(follow(&world, &first).await, "link-expired");
        assert_eq!(follow(&world, &second).await, "ok");
        assert_eq!(world.login("ana@example.org").await.user.handle, "ana");
    }

    async fn a_wish_that_went_to_another_meanwhile_gets_a_number(test: TestDb) {
        let world = World::with(test, proven);
        for address in ["a@example.org", "b@example.org"] {
            assert_eq!(sign_up(&world, form(address, "wanted")).await, "ok");
        }
        for letter in world.mailed().await {
            assert_eq!(follow(&world, &letter.token()).await, "ok");
        }
        assert_eq!(world.login("a@example.org").await.user.handle, "wanted");
        assert_eq!(world.login("b@example.org").await.user.handle, "wanted2");
        assert_eq!(sign_up(&world, form("c@example.org", "WANTED")).await, "handle-taken", "a handle is public anyway");
    }

    async fn of_many_who_follow_one_link_one_makes_the_account(test: TestDb) {
        let mut world = World::crowded(test).await;
        let settings = Settings { require_verified_email: true, ..(*world.ctx.settings).clone() };
        world.ctx.settings = std::sync::Arc::new(settings);
        sign_up(&world, form("ana@example.org", "ana")).await;
        let token = world.one_mail().await.token();
        let mut all = JoinSet::new();
        for _ in 0..12 {
            let (ctx, token) = (world.ctx.clone(), token.clone());
            all.spawn(async move { code(email::verify(&ctx, FollowLink { token }, Caller::default()).await) });
        }
        let mut codes = all.join_all().await;
        codes.sort_unstable();
        assert_eq!(codes, [vec!["link-used"; 11], vec!["ok"]].concat());
    }

    async fn accounts_from_before_the_rule_must_prove_their_address_too(test: TestDb) {
        let mut world = World::new(test);
        world.register("ana").await;
        world.mailed().await;
        world.ctx.settings = std::sync::Arc::new(Settings { require_verified_email: true, ..(*world.ctx.settings).clone() });
        assert_eq!(code(world.try_login("ana", PASSWORD, "192.0.2.1").await), "email-not-verified");
        assert_eq!(code(world.try_login("ana", "wrong password", "192.0.2.1").await), "invalid-credentials");
        let again = domain::user::AskForMail { email: "ana@example.org".into() };
        auth::mail::request::verify_email(&world.ctx, again, Caller::default()).await.unwrap();
        assert_eq!(follow(&world, &world.one_mail().await.token()).await, "ok");
        assert_eq!(code(world.try_login("ana", PASSWORD, "192.0.2.1").await), "ok");
    }

    async fn an_account_that_waits_for_approval_is_let_in_by_an_administrator(test: TestDb) {
        let world = World::with(test, |settings| settings.sign_up = SignUp::Approval);
        let user = world.register("ana").await;
        world.mailed().await;
        assert_eq!(code(world.try_login("ana", PASSWORD, "192.0.2.1").await), "approval-pending");
        assert_eq!(code(world.try_login("ana", "wrong password", "192.0.2.1").await), "invalid-credentials");
        let (_, authority) = admin(&world).await;
        for _ in 0..2 {
            invitations::approve(&world.ctx, &authority, user.id).await.unwrap();
        }
        assert_eq!(world.one_mail().await.subject, "Welcome to video.example", "told once");
        assert_eq!(code(world.try_login("ana", PASSWORD, "192.0.2.1").await), "ok");
    }

    async fn an_invitation_lets_one_in_and_names_the_role(test: TestDb) {
        let world = World::with(test, |settings| settings.sign_up = SignUp::Invitation);
        assert_eq!(sign_up(&world, form("ana@example.org", "ana")).await, "invitation-required");
        let admin = admin(&world).await;
        let open = invite(&world, &admin, None).await;
        for bad in ["", "x", &open[1..]] {
            assert_eq!(sign_up(&world, with(bad, "ana@example.org", "ana")).await, "invitation-invalid");
        }
        assert_eq!(register(&world.ctx, with(&open, "ana@example.org", "ana")).await.unwrap().role, Role::Moderator);
        assert_eq!(sign_up(&world, with(&open, "eva@example.org", "eva")).await, "invitation-invalid");
        world.mailed().await;

        let personal = invite(&world, &admin, Some("Eva@example.org")).await;
        assert!(world.one_mail().await.text.contains(&personal), "mailed to whom it is for");
        assert_eq!(sign_up(&world, with(&personal, "otra@example.org", "otra")).await, "invitation-invalid");
        assert_eq!(sign_up(&world, with(&personal, "eva@EXAMPLE.org", "eva")).await, "ok");

        let late = invite(&world, &admin, None).await;
        world.pass(std::time::Duration::from_hours(24));
        assert_eq!(sign_up(&world, with(&late, "tarde@example.org", "tarde")).await, "invitation-invalid");
        let used: Vec<bool> = invitations::list(&world.ctx, &admin.1, 10, None).await.unwrap().items.iter().map(|i| i.used_at.is_some()).collect();
        assert_eq!(used, [false, true, true], "newest first");
    }

    async fn of_many_who_show_one_invitation_one_gets_in(test: TestDb) {
        let mut world = World::crowded(test).await;
        let admin = admin(&world).await;
        world.ctx.settings = std::sync::Arc::new(Settings { sign_up: SignUp::Invitation, ..(*world.ctx.settings).clone() });
        let code_ = invite(&world, &admin, None).await;
        let mut all = JoinSet::new();
        for i in 0..8 {
            let (ctx, command) = (world.ctx.clone(), with(&code_, &format!("u{i}@example.org"), &format!("user_{i}")));
            all.spawn(async move { code(accounts::register(&ctx, command, Caller::default()).await) });
        }
        let mut codes = all.join_all().await;
        codes.sort_unstable();
        assert_eq!(codes, [vec!["invitation-invalid"; 7], vec!["ok"]].concat());
    }

    async fn a_revoked_invitation_is_none_and_a_closed_site_takes_none(test: TestDb) {
        let mut world = World::new(test);
        let admin = admin(&world).await;
        let code_ = invite(&world, &admin, None).await;
        let listed = invitations::list(&world.ctx, &admin.1, 10, None).await.unwrap();
        invitations::revoke(&world.ctx, &admin.1, &admin.0, listed.items[0].id).await.unwrap();
        assert_eq!(code(invitations::revoke(&world.ctx, &admin.1, &admin.0, listed.items[0].id).await), "not-found");
        assert_eq!(sign_up(&world, with(&code_, "ana@example.org", "ana")).await, "invitation-invalid");
        let good = invite(&world, &admin, None).await;
        world.ctx.settings = std::sync::Arc::new(Settings { sign_up: SignUp::Closed, ..(*world.ctx.settings).clone() });
        assert_eq!(sign_up(&world, with(&good, "ana@example.org", "ana")).await, "sign-up-closed");
    }
}
