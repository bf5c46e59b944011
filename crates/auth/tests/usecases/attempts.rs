//! How often a password may be tried, and whom strangers who try can keep out.

use crate::app;
use crate::world::{PASSWORD, World, code};
use auth::administration::operator;
use auth::factors::{enrol, reauthenticate, sign_in};
use auth::{Error, passwords, sessions};
use domain::Fault;
use domain::access::Actor;
use domain::factor::{ConfirmTotp, Reauthenticate, SecondFactorLogin};
use domain::passkey::{AssertedCredential, PasskeyProof};
use domain::session::Device;
use domain::user::{ChangePassword, Password, ResetPassword};
use serde_json::json;
use std::time::Duration;

const OTHER: &str = "una tarde de cine";
const WRONG: &str = "wrong password";
const HOME: &str = "198.51.100.7";
const MINUTE: Duration = Duration::from_mins(1);

/// The address of the stranger with this number.
fn stranger(i: usize) -> String {
    format!("192.0.{}.{}", i / 250, i % 250)
}

/// What as many strangers get to hear who each try once.
async fn crowd(world: &World, name: &str, count: usize) -> Vec<(&'static str, Option<Duration>)> {
    let mut answers = Vec::new();
    for i in 0..count {
        let error = world.try_login(name, WRONG, &stranger(i)).await.err().unwrap();
        answers.push((error.code(), error.retry_after()));
    }
    answers
}

/// How many guesses get through at this moment, each from an address of its own.
async fn guesses(world: &World, addresses: &mut impl Iterator<Item = String>) -> usize {
    let mut through = 0;
    while code(world.try_login("ana_cine", WRONG, &addresses.next().unwrap()).await) == "invalid-credentials" {
        through += 1;
    }
    through
}

/// Signs in and gives the device's ticket.
async fn ticket(world: &World, held: Option<&str>, name: &str) -> String {
    world.login_on(held, name, PASSWORD, HOME).await.unwrap().device_ticket.unwrap()
}

async fn actor(world: &World, name: &str) -> Actor {
    let tokens = world.login(name).await;
    sessions::authenticate(&world.ctx, &tokens.access_token).await.unwrap()
}

/// Uses up what an unknown device has, and shows that it did.
async fn besiege(world: &World, name: &str) {
    crowd(world, name, 120).await;
    assert_eq!(code(world.try_login(name, PASSWORD, "203.0.113.1").await), "rate-limited");
}

async fn prove(world: &World, actor: &Actor, command: Reauthenticate) -> &'static str {
    code(reauthenticate::reauthenticate(&world.ctx, actor, command, &Device::default()).await)
}

async fn set_by_mail(world: &World, name: &str, password: &str) -> String {
    let link = operator::reset_link(&world.ctx, name).await.unwrap();
    let token = link.rsplit("token=").next().unwrap().to_owned();
    passwords::reset(&world.ctx, ResetPassword { token, password: Password::new(password) }, &Device::default()).await.unwrap()
}

/// What no authenticator made.
fn bogus(world: &World) -> PasskeyProof {
    let begun = auth::passkeys::sign_in::start(&world.ctx).unwrap();
    let credential = json!({ "id": "AAAA", "rawId": "AAAA", "type": "public-key", "clientExtensionResults": {},
        "response": { "clientDataJSON": "e30", "authenticatorData": "AAAA", "signature": "AAAA", "userHandle": "AAAA" } });
    PasskeyProof { challenge_id: begun.challenge_id, credential: serde_json::from_value::<AssertedCredential>(credential).unwrap() }
}

persistence::on_both_databases! {
    async fn a_stranger_uses_up_what_he_has_and_nobody_elses(test: TestDb) {
        let world = World::new(test);
        world.register("ana_cine").await;
        let known = ticket(&world, None, "ana_cine").await;
        for _ in 0..10 {
            assert_eq!(code(world.try_login("ana_cine", WRONG, "2001:db8::1").await), "invalid-credentials");
        }
        for _ in 0..200 {
            let error = world.try_login("ana_cine", PASSWORD, "2001:db8::2").await.err().unwrap();
            assert_eq!((error.code(), error.retry_after()), ("rate-limited", Some(Duration::from_secs(90))), "one /64");
        }
        assert_eq!(code(world.try_login("ana_cine", PASSWORD, HOME).await), "ok", "a new device elsewhere");
        assert_eq!(code(world.login_on(Some(&known), "ana_cine", PASSWORD, "2001:db8::3").await), "ok", "a known one beside him");
        world.pass(Duration::from_secs(90));
        assert_eq!(code(world.try_login("ana_cine", PASSWORD, "2001:db8::1").await), "ok");
    }

    async fn strangers_at_two_hundred_addresses_reach_unknown_devices_only(test: TestDb) {
        let world = World::new(test);
        world.register("ana_cine").await;
        let known = ticket(&world, None, "ana_cine").await;
        let answers = crowd(&world, "ana_cine", 200).await;
        assert!(answers[..100].iter().all(|answer| *answer == ("invalid-credentials", None)), "{answers:?}");
        assert!(answers[100..].iter().all(|answer| *answer == ("rate-limited", Some(Duration::from_secs(36)))), "{answers:?}");
        assert_eq!(code(world.try_login("ana_cine", PASSWORD, HOME).await), "rate-limited", "a new device waits");
        for _ in 0..20 {
            assert_eq!(code(world.login_on(Some(&known), "ana_cine", PASSWORD, HOME).await), "ok");
        }
        let made = set_by_mail(&world, "ana_cine", OTHER).await;
        assert_eq!(code(world.try_login("ana_cine", OTHER, HOME).await), "rate-limited");
        assert_eq!(code(world.login_on(Some(&made), "ana_cine", OTHER, HOME).await), "ok", "the mail makes it known");
    }

    async fn few_guesses_get_through_however_many_addresses_there_are(test: TestDb) {
        let world = World::new(test);
        world.register("ana_cine").await;
        let (mut by_hour, mut addresses) = (Vec::new(), (0..).map(stranger));
        for hour in 0..24 {
            let (steps, step) = if hour == 0 { (60, MINUTE) } else { (4, 15 * MINUTE) };
            let mut count = 0;
            for _ in 0..steps {
                count += guesses(&world, &mut addresses).await;
                world.pass(step);
            }
            by_hour.push(count);
        }
        assert!(by_hour[0] <= 200 && by_hour[0] >= 190, "{by_hour:?}");
        assert!(by_hour[4..].iter().all(|count| *count <= 13), "{by_hour:?}");
        assert!(by_hour.iter().sum::<usize>() <= 600, "{by_hour:?}");
    }

    async fn names_that_are_nobodys_run_out_like_those_that_are(test: TestDb) {
        let world = World::new(test);
        world.register("ana_cine").await;
        let known = crowd(&world, "ana_cine", 130).await;
        assert_eq!(known, crowd(&world, "nobody_1", 130).await);
        assert_eq!(known, crowd(&world, "ana_cine@example.org", 130).await, "whose address it is can't be told from the handle's count");
        assert_eq!(code(world.try_login(" ANA_cine ", PASSWORD, HOME).await), "rate-limited", "however it is written");
    }

    async fn a_known_device_runs_out_by_itself(test: TestDb) {
        let world = World::new(test);
        world.register("ana_cine").await;
        let (phone, laptop) = (ticket(&world, None, "ana_cine").await, ticket(&world, None, "ana_cine").await);
        for i in 0..10 {
            assert_eq!(code(world.login_on(Some(&phone), "ana_cine", WRONG, &stranger(i)).await), "invalid-credentials");
        }
        let again = ticket(&world, Some(&laptop), "ana_cine").await;
        let error = world.login_on(Some(&phone), "ana_cine@example.org", PASSWORD, HOME).await.err().unwrap();
        assert_eq!((error.code(), error.retry_after()), ("rate-limited", Some(Duration::from_secs(90))));
        for _ in 0..10 {
            assert_eq!(code(world.login_on(Some(&laptop), "ana_cine", WRONG, HOME).await), "invalid-credentials");
        }
        assert_eq!(code(world.login_on(Some(&again), "ana_cine", PASSWORD, HOME).await), "rate-limited", "a new ticket, the same device");
        assert_eq!(code(world.try_login("ana_cine", PASSWORD, HOME).await), "ok", "it reaches nobody else");
    }

    async fn a_ticket_is_for_accounts_that_signed_in_there_with_the_password_as_it_is(test: TestDb) {
        let world = World::new(test);
        for name in ["ana_cine", "eva_cine"] {
            world.register(name).await;
            besiege(&world, name).await;
            world.pass(Duration::from_hours(2));
        }
        let eva = ticket(&world, None, "eva_cine").await;
        let both = ticket(&world, Some(&eva), "ana_cine").await;
        besiege(&world, "ana_cine").await;
        besiege(&world, "eva_cine").await;
        for forged in [eva.as_str(), "", "x", &both[1..], &format!("{both}A"), &both.to_lowercase()] {
            assert_eq!(code(world.login_on(Some(forged), "ana_cine", PASSWORD, HOME).await), "rate-limited", "{forged}");
        }
        for name in ["ana_cine", "eva_cine"] {
            assert_eq!(code(world.login_on(Some(&both), name, PASSWORD, HOME).await), "ok", "several people may share a browser");
        }
        world.pass(Duration::from_millis(5));
        set_by_mail(&world, "ana_cine", OTHER).await;
        assert_eq!(code(world.login_on(Some(&both), "ana_cine", OTHER, HOME).await), "rate-limited", "it knew the former one");
        assert_eq!(code(world.login_on(Some(&both), "eva_cine", PASSWORD, HOME).await), "ok");
    }

    async fn a_browser_stays_known_to_eight_accounts(test: TestDb) {
        let world = World::new(test);
        let mut held = None;
        for i in 0..9 {
            world.register(&format!("ana_{i}")).await;
            held = Some(ticket(&world, held.as_deref(), &format!("ana_{i}")).await);
        }
        for i in 0..9 {
            besiege(&world, &format!("ana_{i}")).await;
            let outcome = code(world.login_on(held.as_deref(), &format!("ana_{i}"), PASSWORD, HOME).await);
            assert_eq!(outcome, if i == 0 { "rate-limited" } else { "ok" }, "{i}");
        }
    }

    async fn who_changes_the_password_keeps_his_device(test: TestDb) {
        let world = World::new(test);
        world.register("ana_cine").await;
        let actor = actor(&world, "ana_cine").await;
        world.pass(Duration::from_millis(5));
        let command = ChangePassword {
            current_password: Some(Password::new(PASSWORD)), new_password: Password::new(OTHER), keep_other_sessions: false, revoke_api_keys: false,
        };
        let ticket = passwords::change(&world.ctx, &actor, command, &Device::default()).await.unwrap();
        besiege(&world, "ana_cine").await;
        assert_eq!(code(world.login_on(Some(&ticket), "ana_cine", OTHER, HOME).await), "ok");
    }

    async fn strangers_do_not_reach_who_is_signed_in_nor_does_a_stolen_session_reach_sign_ins(test: TestDb) {
        let world = World::new(test);
        world.register("ana_cine").await;
        let actor = actor(&world, "ana_cine").await;
        besiege(&world, "ana_cine").await;
        let by = |password: &str| Reauthenticate { password: Some(Password::new(password)), ..Default::default() };
        assert_eq!(prove(&world, &actor, by(PASSWORD)).await, "ok");
        world.pass(Duration::from_hours(2));
        for _ in 0..10 {
            assert_eq!(prove(&world, &actor, by(WRONG)).await, "invalid-credentials");
        }
        assert_eq!(prove(&world, &actor, by(PASSWORD)).await, "rate-limited");
        assert_eq!(code(world.try_login("ana_cine", PASSWORD, HOME).await), "ok");
    }

    async fn second_factors_of_the_owner_are_out_of_reach(test: TestDb) {
        let world = World::new(test);
        world.register("ana_cine").await;
        let actor = actor(&world, "ana_cine").await;
        let secret = enrol::begin(&world.ctx, &actor).await.unwrap().secret;
        let now = || app::code(&secret, world.ctx.clock.now());
        let confirm = ConfirmTotp { code: now() };
        enrol::confirm(&world.ctx, &actor, &confirm, None).await.unwrap();
        let second = async |held: Option<&str>, code: &str| {
            let Err(Error::SecondFactorRequired(missing)) = world.login_on(held, "ana_cine", PASSWORD, HOME).await else { panic!() };
            let command =
                SecondFactorLogin { ticket: missing.ticket, totp: Some(code.into()), recovery_code: None, passkey: None, remember: None };
            sign_in::complete(&world.ctx, command, Device::default().with_ticket(held.map(str::to_owned))).await
        };
        world.pass(MINUTE);
        for _ in 0..12 {
            prove(&world, &actor, Reauthenticate { passkey: Some(bogus(&world)), ..Default::default() }).await;
        }
        assert_eq!(prove(&world, &actor, Reauthenticate { passkey: Some(bogus(&world)), ..Default::default() }).await, "rate-limited");
        let known = second(None, &now()).await.unwrap().device_ticket.unwrap();

        world.pass(MINUTE);
        for _ in 0..10 {
            assert_eq!(code(second(None, "000000").await), "second-factor-wrong", "who stole the password tries codes");
        }
        assert_eq!(code(second(None, &now()).await), "rate-limited");
        assert_eq!(code(second(Some(&known), &now()).await), "ok");
    }
}
