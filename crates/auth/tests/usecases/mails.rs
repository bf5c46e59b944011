//! Links in mails: what they do, once and for a while; what is told to whom.

use crate::app;
use crate::world::{PASSWORD, World, code, form, register};
use auth::accounts::{self, Registered};
use auth::factors::enrol;
use auth::mail::{delivery, request};
use auth::{Caller, Error, email, passwords, sessions};
use domain::access::Actor;
use domain::factor::ConfirmTotp;
use domain::locale::Locale;
use domain::session::Device;
use domain::user::{AskForMail, ChangeEmail, ChangePassword, FollowLink, Password, ResetPassword};
use domain::{Clock, Timestamp};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::task::JoinSet;

const OTHER: &str = "una tarde de cine";
const HOUR: Duration = Duration::from_hours(1);

fn ask(email: &str) -> AskForMail {
    AskForMail { email: email.to_owned() }
}

fn set(token: &str) -> ResetPassword {
    ResetPassword { token: token.to_owned(), password: Password::new(OTHER) }
}

async fn follow(world: &World, token: &str) -> &'static str {
    code(email::verify(&world.ctx, FollowLink { token: token.to_owned() }, Caller::default()).await)
}

/// A clock that never tells the same instant twice.
struct Ticking {
    from: Timestamp,
    told: AtomicU64,
}

impl Clock for Ticking {
    fn now(&self) -> Timestamp {
        self.from.plus(Duration::from_millis(self.told.fetch_add(1, Ordering::SeqCst)))
    }
}

async fn forgot(world: &World, email: &str) {
    request::reset_password(&world.ctx, ask(email), Caller::default()).await.unwrap();
}

async fn reset(world: &World, token: &str) -> &'static str {
    code(passwords::reset(&world.ctx, set(token), &Device::default()).await)
}

async fn signed_in(world: &World, handle: &str) -> Actor {
    let tokens = world.login(handle).await;
    sessions::authenticate(&world.ctx, &tokens.access_token).await.unwrap()
}

persistence::on_both_databases! {
    async fn the_address_of_a_new_account_is_proven_by_its_mail(test: TestDb) {
        let world = World::new(test);
        world.register("ana").await;
        let letter = world.one_mail().await;
        assert_eq!((letter.to.as_str(), letter.path().as_str()), ("ana@example.org", "verify-email"));
        assert!(!world.login("ana").await.user.email_verified);
        assert_eq!(follow(&world, &letter.token()).await, "ok");
        assert!(world.login("ana").await.user.email_verified);
        assert_eq!(follow(&world, &letter.token()).await, "link-used");
        assert_eq!(reset(&world, &letter.token()).await, "link-invalid", "a link is for one thing only");
        request::verify_email(&world.ctx, ask("ana@example.org"), Caller::default()).await.unwrap();
        assert!(world.mailed().await.is_empty(), "there is nothing left to prove");
    }

    async fn of_twenty_who_use_one_link_one_sets_the_password(test: TestDb) {
        let world = World::crowded(test).await;
        world.register("ana").await;
        world.mailed().await;
        let before = world.login("ana").await;
        forgot(&world, "ANA@Example.ORG").await;
        let token = world.one_mail().await.token();
        let mut ctx = world.ctx.clone();
        ctx.clock = Arc::new(Ticking { from: ctx.clock.now(), told: AtomicU64::new(1) });
        let mut all = JoinSet::new();
        for _ in 0..20 {
            let (ctx, command) = (ctx.clone(), set(&token));
            all.spawn(async move { code(passwords::reset(&ctx, command, &Device::default()).await) });
        }
        let mut codes = all.join_all().await;
        world.pass(Duration::from_mins(1));
        codes.sort_unstable();
        assert_eq!(codes, [vec!["link-used"; 19], vec!["ok"]].concat());
        assert_eq!(world.uses(&before).await, ["session-revoked"; 3], "every session has ended");
        assert_eq!(code(world.try_login("ana", PASSWORD, "192.0.2.1").await), "invalid-credentials");
        assert!(world.try_login("ana", OTHER, "192.0.2.1").await.unwrap().user.email_verified, "who follows the link reads the mail");
        let told = world.one_mail().await;
        assert_eq!(told.subject, "Your password was changed (video.example)");
    }

    async fn what_comes_later_takes_the_power_of_older_links(test: TestDb) {
        let world = World::new(test);
        let user = world.register("ana").await;
        world.mailed().await;
        forgot(&world, "ana@example.org").await;
        let first = world.one_mail().await.token();
        forgot(&world, "ana@example.org").await;
        let second = world.one_mail().await.token();
        assert_eq!(reset(&world, &first).await, "link-expired");

        world.change(user.id, |user, now| user.password_changed_at = now.plus(Duration::from_millis(1))).await;
        assert_eq!(reset(&world, &second).await, "link-expired", "the password was changed since");
        forgot(&world, "ana@example.org").await;
        let third = world.one_mail().await.token();
        world.pass(HOUR);
        assert_eq!(reset(&world, &third).await, "link-expired");
        for forged in ["", "x", &third[1..], &format!("{third}A"), &third.to_lowercase()] {
            assert_eq!(reset(&world, forged).await, "link-invalid");
        }
    }

    async fn a_bad_new_password_leaves_the_link_good(test: TestDb) {
        let world = World::new(test);
        world.register("ana").await;
        world.mailed().await;
        forgot(&world, "ana@example.org").await;
        let token = world.one_mail().await.token();
        let weak = ResetPassword { token: token.clone(), password: Password::new("password") };
        assert_eq!(code(passwords::reset(&world.ctx, weak, &Device::default()).await), "weak-password");
        assert_eq!(reset(&world, &token).await, "ok");
    }

    async fn nobody_gets_a_mail_for_an_address_that_is_nobodys(test: TestDb) {
        let world = World::new(test);
        forgot(&world, "nadie@example.org").await;
        request::verify_email(&world.ctx, ask("nadie@example.org"), Caller::default()).await.unwrap();
        assert!(world.mailed().await.is_empty());
    }

    async fn mails_are_limited_by_their_address_and_by_who_asks(test: TestDb) {
        let world = World::with(test, |settings| {
            settings.mails_to_address = 2;
            settings.mails_from_address = 3;
        });
        let asks = async |email: &str, from: Option<&str>| {
            let caller = Caller { locale: Locale::English, address: from.map(|text| text.parse().unwrap()) };
            code(request::reset_password(&world.ctx, ask(email), caller).await)
        };
        assert_eq!(asks("a@example.org", None).await, "ok");
        assert_eq!(asks("A@example.org", None).await, "ok");
        assert_eq!(asks("a@EXAMPLE.org", None).await, "rate-limited");
        for i in 0..3 {
            assert_eq!(asks(&format!("b{i}@example.org"), Some("192.0.2.9")).await, "ok");
        }
        assert_eq!(asks("b9@example.org", Some("192.0.2.9")).await, "rate-limited");
        world.pass(HOUR);
        assert_eq!(asks("b9@example.org", Some("192.0.2.9")).await, "ok");
    }

    async fn a_new_address_holds_when_its_mail_was_answered(test: TestDb) {
        let world = World::new(test);
        world.register("ana").await;
        world.register("eva").await;
        world.mailed().await;
        let actor = signed_in(&world, "ana").await;
        let change = async |to: &str| {
            let command = ChangeEmail { email: to.to_owned() };
            email::change(&world.ctx, &actor, command, Caller::default()).await.unwrap();
            world.mailed().await
        };
        let letters = change("Ana@example.net").await;
        assert_eq!(letters.iter().map(|letter| letter.to.as_str()).collect::<Vec<_>>(), ["Ana@example.net", "ana@example.org"]);
        assert!(letters[1].text.contains("Ana@example.net"), "the present address gets word of it");
        assert_eq!(letters[0].path(), "confirm-email");
        assert_eq!(world.login("ana").await.user.email, "ana@example.org");
        assert_eq!(follow(&world, &letters[0].token()).await, "ok");
        let user = world.login("ana@example.NET").await.user;
        assert_eq!((user.email.as_str(), user.email_verified), ("Ana@example.net", true));
        assert_eq!(code(world.try_login("ana@example.org", PASSWORD, "192.0.2.1").await), "invalid-credentials");
        assert_eq!(world.one_mail().await.to, "ana@example.org", "and word that it was done");

        let taken = change("eva@example.org").await;
        assert_eq!((taken[0].to.as_str(), taken[0].path().as_str()), ("eva@example.org", "forgot-password"));
        assert!(!taken[0].text.contains("token="), "its owner is told, and no link takes the address away");
    }

    async fn a_change_of_the_password_kills_a_change_of_the_address(test: TestDb) {
        let world = World::new(test);
        world.register("ana").await;
        world.mailed().await;
        let thief = signed_in(&world, "ana").await;
        email::change(&world.ctx, &thief, ChangeEmail { email: "thief@example.org".into() }, Caller::default()).await.unwrap();
        let token = world.mailed().await[0].token();
        world.pass(Duration::from_secs(1));
        forgot(&world, "ana@example.org").await;
        assert_eq!(reset(&world, &world.one_mail().await.token()).await, "ok");
        assert_eq!(follow(&world, &token).await, "link-expired");
    }

    async fn a_reset_gives_no_session_and_leaves_the_second_factor_on(test: TestDb) {
        let world = World::new(test);
        world.register("ana").await;
        let actor = signed_in(&world, "ana").await;
        let secret = enrol::begin(&world.ctx, &actor).await.unwrap().secret;
        let confirm = ConfirmTotp { code: app::code(&secret, world.ctx.clock.now()) };
        enrol::confirm(&world.ctx, &actor, &confirm, None).await.unwrap();
        world.mailed().await;
        forgot(&world, "ana@example.org").await;
        assert_eq!(reset(&world, &world.one_mail().await.token()).await, "ok");
        assert_eq!(code(world.try_login("ana", OTHER, "192.0.2.1").await), "second-factor-required");
    }

    async fn changing_the_password_ends_the_other_sessions_unless_they_shall_stay(test: TestDb) {
        let world = World::new(test);
        world.register("ana").await;
        world.mailed().await;
        let (mine, other) = (world.login("ana").await, world.login("ana").await);
        let actor = sessions::authenticate(&world.ctx, &mine.access_token).await.unwrap();
        let change = async |from: &str, to: &str, keep| {
            let (from, to) = (Password::new(from), Password::new(to));
            let command = ChangePassword { current_password: Some(from), new_password: to, keep_other_sessions: keep, revoke_api_keys: false };
            code(passwords::change(&world.ctx, &actor, command, &Device::default()).await)
        };
        assert_eq!(change("wrong", OTHER, false).await, "invalid-credentials");
        assert_eq!(change(PASSWORD, "password", false).await, "weak-password");
        world.pass(Duration::from_millis(5));
        assert_eq!(change(PASSWORD, OTHER, true).await, "ok");
        assert_eq!(code(sessions::authenticate(&world.ctx, &other.access_token).await), "ok");
        world.pass(Duration::from_millis(5));
        assert_eq!(change(OTHER, PASSWORD, false).await, "ok");
        assert_eq!(world.uses(&other).await, ["session-revoked"; 3]);
        assert_eq!(world.uses(&mine).await, ["ok"; 3]);
        assert_eq!(world.mailed().await.len(), 2, "each is told");
    }

    async fn an_account_without_a_password_gets_one_after_a_recent_sign_in(test: TestDb) {
        let world = World::new(test);
        let user = world.register("ana").await;
        let actor = signed_in(&world, "ana").await;
        let change = async || {
            let command = ChangePassword { current_password: None, new_password: Password::new(OTHER), keep_other_sessions: false, revoke_api_keys: false };
            code(passwords::change(&world.ctx, &actor, command, &Device::default()).await)
        };
        assert_eq!(change().await, "invalid-value", "there is one that must be shown");
        world.change(user.id, |user, _| user.password_hash = None).await;
        world.pass(Duration::from_mins(10) + Duration::from_millis(1));
        assert_eq!(change().await, "recent-login-required");
        let recent = sessions_recent(&actor, &world);
        let command = ChangePassword { current_password: None, new_password: Password::new(OTHER), keep_other_sessions: false, revoke_api_keys: false };
        assert_eq!(code(passwords::change(&world.ctx, &recent, command, &Device::default()).await), "ok");
        assert_eq!(code(world.try_login("ana", OTHER, "192.0.2.1").await), "ok");
    }

    async fn mails_are_in_the_language_of_whom_they_go_to(test: TestDb) {
        let world = World::new(test);
        let caller = Caller { locale: Locale::Spanish, address: None };
        let Registered::Made(_) = accounts::register(&world.ctx, form("ana@example.org", "ana"), caller).await.unwrap() else { panic!() };
        assert_eq!(world.one_mail().await.subject, "Confirme su dirección para video.example");
        forgot(&world, "ana@example.org").await;
        assert_eq!(world.one_mail().await.subject, "Una contraseña nueva para video.example");
    }

    async fn a_mail_that_lost_its_job_is_found_by_the_sweep(test: TestDb) {
        let world = World::new(test);
        world.register("ana").await;
        let tx = world.ctx.db.begin_write().await.unwrap();
        persistence::job::cancel(&tx, "mail:").await.unwrap();
        tx.commit().await.unwrap();
        assert!(world.mailed().await.is_empty());
        world.pass(HOUR);
        assert_eq!(delivery::sweep(&world.ctx).await.unwrap(), 1);
        assert_eq!(world.one_mail().await.to, "ana@example.org");
        assert_eq!(delivery::sweep(&world.ctx).await.unwrap(), 0, "sent once");
    }

    async fn no_row_holds_what_a_link_needs(test: TestDb) {
        let world = World::new(test);
        let user = register(&world.ctx, form("ana@example.org", "ana")).await.unwrap();
        forgot(&world, "ana@example.org").await;
        let tokens: Vec<String> = world.mailed().await.iter().map(crate::letters::Letter::token).collect();
        assert_eq!(tokens.len(), 2);
        for mail in persistence::mail::latest_sent(&world.ctx.db, 9).await.unwrap() {
            let row = format!("{mail:?}");
            assert!(tokens.iter().all(|token| !row.contains(token.as_str())), "{row}");
            assert_eq!(mail.user_id, Some(user.id));
        }
    }
}

/// The same session as if its owner had proven himself just now.
fn sessions_recent(actor: &Actor, world: &World) -> Actor {
    let id = actor.session_id().unwrap();
    Actor { via: domain::access::Via::Session { id, authenticated_at: world.ctx.clock.now() }, ..*actor }
}

#[test]
fn errors_of_links_say_that_they_are_gone() {
    use domain::{ErrorKind, Fault};
    assert_eq!((Error::LinkUsed.kind(), Error::LinkExpired.kind()), (ErrorKind::Gone, ErrorKind::Gone));
}
