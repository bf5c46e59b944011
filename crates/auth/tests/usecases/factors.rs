//! One-time codes and recovery codes, from setting up to signing in.

use crate::app;
use crate::world::{PASSWORD, World, code};
use auth::administration::operator;
use auth::factors::{self, enrol, reauthenticate, sign_in};
use auth::sessions::{Tokens, authenticate, login};
use auth::{Error, accounts};
use domain::Timestamp;
use domain::access::Actor;
use domain::factor::{ConfirmTotp, Factor, Reauthenticate, SecondFactorLogin};
use domain::mail::{Letter, Notice};
use domain::page::PageRequest;
use domain::session::Device;
use domain::user::{Login, Password};
use std::time::Duration;
use tokio::task::JoinSet;

const STEP: Duration = Duration::from_secs(30);

/// An account with a second factor.
struct Ana {
    world: World,
    actor: Actor,
    secret: String,
    recovery_codes: Vec<String>,
}

impl Ana {
    async fn new(world: World) -> Self {
        world.register("ana_cine").await;
        let actor = actor(&world, &world.login("ana_cine").await).await;
        let secret = enrol::begin(&world.ctx, &actor).await.unwrap().secret;
        let first = ConfirmTotp { code: app::code(&secret, world.ctx.clock.now()) };
        let recovery_codes = enrol::confirm(&world.ctx, &actor, &first, None).await.unwrap().recovery_codes;
        world.pass(STEP);
        Self { world, actor, secret, recovery_codes }
    }

    fn now(&self) -> Timestamp {
        self.world.ctx.clock.now()
    }

    fn code(&self) -> String {
        app::code(&self.secret, self.now())
    }

    /// The ticket of the first step.
    async fn ticket(&self) -> String {
        match self.world.try_login("ana_cine", PASSWORD, "192.0.2.1").await {
            Err(Error::SecondFactorRequired(missing)) => missing.ticket,
            other => panic!("{}", code(other)),
        }
    }

    async fn second(&self, command: SecondFactorLogin) -> Result<Tokens, Error> {
        sign_in::complete(&self.world.ctx, command, Device::default()).await
    }

    async fn inline(&self, totp: &str) -> &'static str {
        let command =
            Login { email_or_handle: "ana_cine".into(), password: Password::new(PASSWORD), totp: Some(totp.into()), remember: true };
        code(login(&self.world.ctx, command, Device::default()).await)
    }

    async fn prove(&self, command: Reauthenticate) -> &'static str {
        code(reauthenticate::reauthenticate(&self.world.ctx, &self.actor, command, &Device::default()).await)
    }
}

async fn actor(world: &World, tokens: &Tokens) -> Actor {
    authenticate(&world.ctx, &tokens.access_token).await.unwrap()
}

fn totp(ticket: &str, code: &str) -> SecondFactorLogin {
    SecondFactorLogin { ticket: ticket.into(), totp: Some(code.into()), recovery_code: None, passkey: None, remember: None }
}

fn recovery(ticket: &str, code: &str) -> SecondFactorLogin {
    SecondFactorLogin { ticket: ticket.into(), totp: None, recovery_code: Some(code.into()), passkey: None, remember: None }
}

/// What the audit log tells, latest first.
async fn actions(world: &World) -> Vec<String> {
    let page = PageRequest { limit: 100, after: None };
    let events = persistence::audit::list(&world.ctx.db, &persistence::audit::Filter::default(), page).await.unwrap();
    events.into_iter().map(|event| event.action).filter(|action| action != "recovery-code.used" && action != "account.created").collect()
}

/// The changes that an owner is told of by mail.
async fn notices(world: &World) -> Vec<Notice> {
    let later = world.ctx.clock.now().plus(Duration::from_hours(1));
    let mut told = Vec::new();
    for id in persistence::mail::pending(&world.ctx.db, later, 100).await.unwrap() {
        if let Letter::Notice(notice) = persistence::mail::find(&world.ctx.db, id).await.unwrap().unwrap().letter {
            told.push(notice);
        }
    }
    told
}

/// Runs the same thing many times at once and counts the outcomes `ok`.
async fn at_once(ana: &Ana, commands: Vec<SecondFactorLogin>) -> (usize, Vec<&'static str>) {
    let mut all = JoinSet::new();
    for command in commands {
        let ctx = ana.world.ctx.clone();
        all.spawn(async move { code(sign_in::complete(&ctx, command, Device::default()).await) });
    }
    let (good, bad): (Vec<_>, Vec<_>) = all.join_all().await.into_iter().partition(|outcome| *outcome == "ok");
    (good.len(), bad)
}

persistence::on_both_databases! {
    async fn from_setting_up_to_signing_in(test: TestDb) {
        let world = World::new(test);
        world.register("ana_cine").await;
        let first = world.login("ana_cine").await;
        let actor = actor(&world, &first).await;
        let setup = enrol::begin(&world.ctx, &actor).await.unwrap();
        assert_eq!(setup.otpauth_url, format!("otpauth://totp/video.example:ana_cine?secret={}&issuer=video.example&algorithm=SHA1&digits=6&period=30", setup.secret));
        assert!(setup.qr_svg.starts_with("<svg") && setup.secret.len() == 32);
        world.login("ana_cine").await;
        assert!(!factors::status(&world.ctx, &actor).await.unwrap().totp, "nothing is asked for before it is confirmed");

        let wrong = ConfirmTotp { code: "000000".into() };
        assert_eq!(code(enrol::confirm(&world.ctx, &actor, &wrong, None).await), "invalid-value");
        let right = ConfirmTotp { code: app::code(&setup.secret, world.ctx.clock.now()) };
        let codes = enrol::confirm(&world.ctx, &actor, &right, None).await.unwrap().recovery_codes;
        assert_eq!(codes.iter().collect::<std::collections::HashSet<_>>().len(), 10);
        let status = factors::status(&world.ctx, &actor).await.unwrap();
        assert_eq!((status.totp, status.recovery_codes_left), (true, 10));
        assert_eq!(code(enrol::begin(&world.ctx, &actor).await), "second-factor-on");
        assert_eq!(code(enrol::confirm(&world.ctx, &actor, &right, None).await), "second-factor-on");

        let Err(Error::SecondFactorRequired(missing)) = world.try_login("ana_cine", PASSWORD, "192.0.2.1").await else { panic!() };
        assert_eq!((missing.methods.as_slice(), missing.expires_in), ([Factor::Totp, Factor::RecoveryCode].as_slice(), 300));
        assert_eq!(code(world.try_login("ana_cine", "cuatro tristes tigres", "192.0.2.1").await), "invalid-credentials");
        world.pass(STEP);
        let command = totp(&missing.ticket, &app::code(&setup.secret, world.ctx.clock.now()));
        let tokens = sign_in::complete(&world.ctx, command, Device::default()).await.unwrap();
        assert_eq!(world.uses(&tokens).await, ["ok"; 3]);
        assert!(tokens.persistent, "as the first step said");
    }

    async fn a_code_is_good_once_whichever_way_it_comes(test: TestDb) {
        let ana = Ana::new(World::new(test)).await;
        let used = ana.code();
        assert_eq!(ana.inline(&used).await, "ok");
        assert_eq!(ana.inline(&used).await, "second-factor-wrong");
        assert_eq!(code(ana.second(totp(&ana.ticket().await, &used)).await), "second-factor-wrong");
        ana.world.pass(STEP);
        assert_eq!(ana.inline(&used).await, "second-factor-wrong", "still within the window, and used");
        let earlier = app::code(&ana.secret, ana.now().minus(STEP));
        assert_eq!(earlier, used);
        assert_eq!(ana.inline(&ana.code()).await, "ok");
    }

    async fn the_first_code_is_used_up_by_confirming(test: TestDb) {
        let world = World::new(test);
        world.register("ana_cine").await;
        let actor = actor(&world, &world.login("ana_cine").await).await;
        let secret = enrol::begin(&world.ctx, &actor).await.unwrap().secret;
        let first = app::code(&secret, world.ctx.clock.now());
        enrol::confirm(&world.ctx, &actor, &ConfirmTotp { code: first.clone() }, None).await.unwrap();
        let Err(Error::SecondFactorRequired(missing)) = world.try_login("ana_cine", PASSWORD, "192.0.2.1").await else { panic!() };
        assert_eq!(code(sign_in::complete(&world.ctx, totp(&missing.ticket, &first), Device::default()).await), "second-factor-wrong");
    }

    async fn a_phone_that_is_a_step_off_is_fine_and_two_are_not(test: TestDb) {
        let ana = Ana::new(World::new(test)).await;
        ana.world.pass(10 * STEP);
        for (behind, outcome) in [(2 * STEP, "second-factor-wrong"), (STEP, "ok")] {
            assert_eq!(ana.inline(&app::code(&ana.secret, ana.now().minus(behind))).await, outcome, "{behind:?} behind");
        }
        for (ahead, outcome) in [(2 * STEP, "second-factor-wrong"), (STEP, "ok")] {
            assert_eq!(ana.inline(&app::code(&ana.secret, ana.now().plus(ahead))).await, outcome, "{ahead:?} ahead");
        }
    }

    async fn parallel_uses_of_one_code_begin_one_session(test: TestDb) {
        let ana = Ana::new(World::crowded(test).await).await;
        let mut commands = Vec::new();
        for _ in 0..8 {
            commands.push(totp(&ana.ticket().await, &ana.code()));
        }
        let (good, bad) = at_once(&ana, commands).await;
        assert_eq!((good, bad.len()), (1, 7), "{bad:?}");
        assert!(bad.iter().all(|outcome| *outcome == "second-factor-wrong"), "{bad:?}");
    }

    async fn a_ticket_begins_one_session_whatever_is_shown(test: TestDb) {
        let ana = Ana::new(World::crowded(test).await).await;
        let ticket = ana.ticket().await;
        let commands = ana.recovery_codes.iter().take(5).map(|code| recovery(&ticket, code)).collect();
        let (good, bad) = at_once(&ana, commands).await;
        assert_eq!((good, bad.len()), (1, 4), "{bad:?}");
        assert!(bad.iter().all(|outcome| *outcome == "second-factor-expired"), "{bad:?}");
        let left = factors::status(&ana.world.ctx, &ana.actor).await.unwrap().recovery_codes_left;
        assert_eq!(left, 9, "what was refused used nothing up");
    }

    async fn a_recovery_code_is_good_once_in_parallel_and_later(test: TestDb) {
        let ana = Ana::new(World::crowded(test).await).await;
        let typed = ana.recovery_codes[3].to_uppercase().replace('-', " ");
        let mut commands = Vec::new();
        for _ in 0..8 {
            commands.push(recovery(&ana.ticket().await, &typed));
        }
        let (good, bad) = at_once(&ana, commands).await;
        assert_eq!((good, bad.len()), (1, 7), "{bad:?}");
        assert!(bad.iter().all(|outcome| *outcome == "second-factor-wrong"), "{bad:?}");
        ana.world.pass(Duration::from_hours(1));
        assert_eq!(code(ana.second(recovery(&ana.ticket().await, &typed)).await), "second-factor-wrong");
        assert_eq!(code(ana.second(recovery(&ana.ticket().await, &ana.recovery_codes[4])).await), "ok");
    }

    async fn new_recovery_codes_replace_the_old_ones(test: TestDb) {
        let ana = Ana::new(World::new(test)).await;
        let new = enrol::renew_codes(&ana.world.ctx, &ana.actor, None).await.unwrap().recovery_codes;
        assert_eq!(code(ana.second(recovery(&ana.ticket().await, &ana.recovery_codes[0])).await), "second-factor-wrong");
        assert_eq!(code(ana.second(recovery(&ana.ticket().await, &new[0])).await), "ok");
        enrol::remove(&ana.world.ctx, &ana.actor, None).await.unwrap();
        enrol::remove(&ana.world.ctx, &ana.actor, None).await.unwrap();
        let done = actions(&ana.world).await;
        assert_eq!(done, ["second-factor.disabled", "recovery-codes.renewed", "second-factor.enabled"], "each once, and no more");
        let told = notices(&ana.world).await;
        assert_eq!(told.len(), 3, "{told:?}");
        assert!([Notice::SecondFactorOn, Notice::RecoveryCodesRenewed, Notice::SecondFactorOff].iter().all(|notice| told.contains(notice)), "{told:?}");
        assert_eq!(code(enrol::renew_codes(&ana.world.ctx, &ana.actor, None).await), "second-factor-off");
        ana.world.login("ana_cine").await;
    }

    async fn five_wrong_codes_kill_a_ticket_and_ten_slow_the_account(test: TestDb) {
        let ana = Ana::new(World::new(test)).await;
        let ticket = ana.ticket().await;
        for _ in 0..5 {
            assert_eq!(code(ana.second(totp(&ticket, "000000")).await), "second-factor-wrong");
        }
        assert_eq!(code(ana.second(totp(&ticket, &ana.code())).await), "second-factor-expired", "also for the right code");
        for _ in 0..5 {
            assert_eq!(ana.inline("000000").await, "second-factor-wrong");
        }
        assert_eq!(ana.inline(&ana.code()).await, "rate-limited");
        assert_eq!(code(ana.second(totp(&ana.ticket().await, &ana.code())).await), "rate-limited");
        ana.world.pass(Duration::from_mins(30));
        assert_eq!(ana.inline(&ana.code()).await, "ok");
    }

    async fn guessing_in_parallel_gets_no_more_tries(test: TestDb) {
        let ana = Ana::new(World::crowded(test).await).await;
        let ticket = ana.ticket().await;
        let (good, bad) = at_once(&ana, vec![totp(&ticket, "000000"); 20]).await;
        assert_eq!(good, 0);
        assert_eq!(bad.iter().filter(|outcome| **outcome == "second-factor-wrong").count(), 5, "{bad:?}");
    }

    async fn a_ticket_is_good_for_five_minutes_and_for_the_same_password(test: TestDb) {
        let ana = Ana::new(World::new(test)).await;
        let ticket = ana.ticket().await;
        ana.world.pass(Duration::from_secs(299));
        assert_eq!(code(ana.second(totp(&ticket, "000000")).await), "second-factor-wrong");
        ana.world.pass(Duration::from_secs(1));
        assert_eq!(code(ana.second(totp(&ticket, &ana.code())).await), "second-factor-expired");

        let ticket = ana.ticket().await;
        ana.world.change(ana.actor.user_id, |user, now| user.password_changed_at = now).await;
        assert_eq!(code(ana.second(totp(&ticket, &ana.code())).await), "second-factor-expired");
        for nonsense in ["", "x", &ana.world.ctx.ids.uuid(ana.now()).to_string()] {
            assert_eq!(code(ana.second(totp(nonsense, &ana.code())).await), "second-factor-expired");
        }
    }

    async fn a_ticket_serves_its_own_account_only(test: TestDb) {
        let ana = Ana::new(World::new(test)).await;
        let ticket = ana.ticket().await;
        let eve = ana.world.register("eve_cine").await;
        let eve_actor = actor(&ana.world, &ana.world.login("eve_cine").await).await;
        let secret = enrol::begin(&ana.world.ctx, &eve_actor).await.unwrap().secret;
        let first = ConfirmTotp { code: app::code(&secret, ana.now()) };
        let codes = enrol::confirm(&ana.world.ctx, &eve_actor, &first, None).await.unwrap().recovery_codes;
        assert_eq!(code(ana.second(recovery(&ticket, &codes[0])).await), "second-factor-wrong");
        let tokens = ana.second(totp(&ticket, &ana.code())).await.unwrap();
        assert_ne!(tokens.user.id, eve.id);
    }

    async fn one_proof_and_exactly_one(test: TestDb) {
        let ana = Ana::new(World::new(test)).await;
        let ticket = ana.ticket().await;
        let both = SecondFactorLogin { recovery_code: Some(ana.recovery_codes[0].clone()), ..totp(&ticket, &ana.code()) };
        let none = SecondFactorLogin { totp: None, ..totp(&ticket, "") };
        assert_eq!(code(ana.second(both).await), "invalid-value");
        assert_eq!(code(ana.second(none).await), "invalid-value");
        assert_eq!(code(ana.second(totp(&ticket, &ana.code())).await), "ok", "and nothing was used up");
    }

    async fn a_suspended_account_gets_no_session_by_its_second_factor(test: TestDb) {
        let ana = Ana::new(World::new(test)).await;
        let ticket = ana.ticket().await;
        ana.world.change(ana.actor.user_id, |user, now| user.suspended_at = Some(now)).await;
        assert_eq!(code(ana.second(totp(&ticket, &ana.code())).await), "account-suspended");
    }

    async fn the_operator_helps_who_lost_everything(test: TestDb) {
        let ana = Ana::new(World::new(test)).await;
        assert!(operator::remove_second_factor(&ana.world.ctx, "ANA_cine@example.org").await.unwrap());
        assert!(!operator::remove_second_factor(&ana.world.ctx, "ana_cine").await.unwrap());
        assert_eq!(code(operator::remove_second_factor(&ana.world.ctx, "nadie").await), "not-found");
        ana.world.login("ana_cine").await;
        assert_eq!(factors::status(&ana.world.ctx, &ana.actor).await.unwrap().recovery_codes_left, 0);
    }

    async fn a_replaced_seed_can_not_be_confirmed(test: TestDb) {
        let world = World::new(test);
        world.register("ana_cine").await;
        let actor = actor(&world, &world.login("ana_cine").await).await;
        let old = enrol::begin(&world.ctx, &actor).await.unwrap().secret;
        let new = enrol::begin(&world.ctx, &actor).await.unwrap().secret;
        let code_of = |secret: &str| ConfirmTotp { code: app::code(secret, world.ctx.clock.now()) };
        assert_eq!(code(enrol::confirm(&world.ctx, &actor, &code_of(&old), None).await), "invalid-value");
        world.pass(Duration::from_mins(61));
        assert_eq!(code(enrol::confirm(&world.ctx, &actor, &code_of(&new), None).await), "second-factor-not-begun");
        factors::sweep(&world.ctx).await.unwrap();
        assert_eq!(persistence::factor::find_totp(&world.ctx.db, actor.user_id).await.unwrap(), None);
    }

    async fn the_seed_is_sealed_in_the_database(test: TestDb) {
        let ana = Ana::new(World::new(test)).await;
        let row = persistence::factor::find_totp(&ana.world.ctx.db, ana.actor.user_id).await.unwrap().unwrap();
        assert_eq!(row.sealed_seed.len(), 12 + 20 + 16);
    }

    async fn proving_again_needs_every_factor_that_is_on(test: TestDb) {
        let ana = Ana::new(World::new(test)).await;
        ana.world.pass(Duration::from_hours(1));
        let password = Some(Password::new(PASSWORD));
        assert_eq!(ana.prove(Reauthenticate::default()).await, "invalid-credentials");
        assert_eq!(ana.prove(Reauthenticate { password: password.clone(), ..Default::default() }).await, "second-factor-required");
        assert_eq!(ana.prove(Reauthenticate { totp: Some(ana.code()), ..Default::default() }).await, "invalid-credentials");
        let wrong = Reauthenticate { password: Some(Password::new("cuatro tristes tigres")), totp: Some(ana.code()), ..Default::default() };
        assert_eq!(ana.prove(wrong).await, "invalid-credentials");
        let (session, _) = persistence::session::find_with_user(&ana.world.ctx.db, ana.actor.session_id().unwrap()).await.unwrap().unwrap();
        assert!(session.authenticated_at < ana.now().minus(Duration::from_mins(59)), "nothing so far proved anything");

        assert_eq!(ana.prove(Reauthenticate { password: password.clone(), totp: Some(ana.code()), ..Default::default() }).await, "ok");
        let (session, _) = persistence::session::find_with_user(&ana.world.ctx.db, session.id).await.unwrap().unwrap();
        assert_eq!(session.authenticated_at, ana.now());
        assert_eq!(ana.prove(Reauthenticate { password: password.clone(), totp: Some(ana.code()), ..Default::default() }).await, "second-factor-wrong");

        ana.world.change(ana.actor.user_id, |user, _| user.password_hash = None).await;
        ana.world.pass(STEP);
        assert_eq!(ana.prove(Reauthenticate { totp: Some(ana.code()), ..Default::default() }).await, "ok", "who has no password needs none");
        enrol::remove(&ana.world.ctx, &ana.actor, None).await.unwrap();
        assert_eq!(ana.prove(Reauthenticate { totp: Some(ana.code()), ..Default::default() }).await, "invalid-credentials");
    }

    async fn wrong_passwords_of_a_session_count_like_those_of_a_sign_in(test: TestDb) {
        let world = World::with(test, |settings| settings.login_attempts_per_client = 2);
        world.register("ana_cine").await;
        let actor = actor(&world, &world.login("ana_cine").await).await;
        let wrong = || Reauthenticate { password: Some(Password::new("cuatro tristes tigres")), ..Default::default() };
        for outcome in ["invalid-credentials", "invalid-credentials", "rate-limited"] {
            assert_eq!(code(reauthenticate::reauthenticate(&world.ctx, &actor, wrong(), &Device::default()).await), outcome);
        }
        assert_eq!(accounts::current(&world.ctx, &actor).await.unwrap().id, actor.user_id);
    }
}
