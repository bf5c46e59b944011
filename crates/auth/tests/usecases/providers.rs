//! Signing in with a provider: from the button to the account, and everything that must not work.

use crate::app;
use crate::corp::{Corp, outcome, signed_in};
use crate::issuer::{Person, ana, person};
use auth::factors::{self, enrol};
use auth::providers::sign_in::{self, Landing, Outcome};
use auth::providers::{linking, sign_up};
use auth::sessions::{self, Tokens};
use auth::{Error, SignUp, accounts};
use domain::Fault;
use domain::factor::{ConfirmTotp, SecondFactorLogin};
use domain::identity::CompleteSignUp;
use domain::locale::Locale;
use domain::session::Device;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;

fn ticket(landing: Landing) -> String {
    match landing.outcome {
        Ok(Outcome::Incomplete(incomplete)) => incomplete.ticket,
        _ => panic!("{} is not incomplete", outcome(&landing)),
    }
}

fn form(ticket: &str, email: &str, handle: &str) -> CompleteSignUp {
    CompleteSignUp { ticket: ticket.into(), email: email.into(), handle: handle.into(), display_name: None }
}

async fn complete(corp: &Corp, form: CompleteSignUp) -> Result<Tokens, Error> {
    sign_up::complete(&corp.world.ctx, form, Device::default(), Locale::Spanish).await
}

persistence::on_both_databases! {
    async fn somebody_new_gets_an_account_and_comes_back_to_it(test: TestDb) {
        let corp = Corp::new(test).await;
        let first = corp.sign_in(ana()).await;
        let user = &first.user;
        assert_eq!((user.handle.as_str(), user.display_name.as_str(), user.email.as_str()), ("ana_cine", "Ana Cine", "ana@example.org"));
        assert!(user.email_verified);
        assert_eq!(corp.world.uses(&first).await, ["ok"; 3]);
        // The subject decides, whatever else changes.
        let renamed = person(json!({ "sub": "ana-1", "email": "new@example.org", "preferred_username": "anita" }));
        assert_eq!(corp.sign_in(renamed).await.user.id, user.id);
        let actor = sessions::authenticate(&corp.world.ctx, &first.access_token).await;
        assert!(actor.is_err() || linking::list(&corp.world.ctx, &actor.unwrap()).await.unwrap().identities.len() == 1);
    }

    async fn a_handle_that_is_taken_gets_a_number(test: TestDb) {
        let corp = Corp::new(test).await;
        corp.world.register("ana_cine").await;
        let other = person(json!({ "sub": "2", "email": "ana.cine@corp.example", "email_verified": true, "preferred_username": "Ana_Cine" }));
        assert_eq!(corp.sign_in(other).await.user.handle, "Ana_Cine2");
    }

    async fn an_address_opens_nobody_elses_account(test: TestDb) {
        let corp = Corp::with(test, |settings| settings.mails_to_address = 20).await;
        let victim = corp.world.register("ana").await;
        for (claim, wanted) in [
            (json!(true), "link-required"),
            (json!("true"), "link-required"),
            (json!(false), "incomplete"),
            (json!(null), "incomplete"),
            (json!("false"), "incomplete"),
            // No spellings of the standard's booleans: the token is malformed.
            (json!("1"), "provider-answer-invalid"),
            (json!(1), "provider-answer-invalid"),
            (json!("TRUE"), "provider-answer-invalid"),
        ] {
            let claims = json!({ "sub": "eve", "email": "Ana@Example.org", "email_verified": claim, "preferred_username": "ana" });
            let landing = corp.walk("corp", person(claims)).await;
            assert_eq!(outcome(&landing), wanted, "email_verified: {claim}");
            if wanted == "incomplete" {
                let stolen = complete(&corp, form(&ticket(landing), "ana@example.org", "eve_1")).await;
                assert_eq!(stolen.map_err(|e| e.code()).err(), Some("email-taken"));
            }
        }
        let user = persistence::user::find(&corp.world.ctx.db, victim.id).await.unwrap().unwrap();
        assert!(user.email_verified_at.is_none() && persistence::identity::of_user(&corp.world.ctx.db, user.id).await.unwrap().is_empty());
    }

    async fn without_an_address_one_is_asked_for_and_counts_as_unverified(test: TestDb) {
        let corp = Corp::new(test).await;
        corp.world.register("taken").await;
        let ticket = ticket(corp.walk("corp", person(json!({ "sub": "ben", "name": "Ben" }))).await);
        assert_eq!(complete(&corp, form("x", "ben@example.org", "ben")).await.map_err(|e| e.code()).err(), Some("sign-in-expired"));
        assert_eq!(complete(&corp, form(&ticket, "ben@example.org", "TAKEN")).await.map_err(|e| e.code()).err(), Some("handle-taken"));
        let tokens = complete(&corp, form(&ticket, "ben@example.org", "ben")).await.unwrap();
        assert_eq!((tokens.user.display_name.as_str(), tokens.user.email_verified), ("Ben", false));
        let again = complete(&corp, form(&ticket, "ben2@example.org", "ben2")).await;
        assert_eq!(again.map_err(|e| e.code()).err(), Some("sign-in-expired"), "a ticket is used once");
        assert_eq!(corp.sign_in(person(json!({ "sub": "ben" }))).await.user.id, tokens.user.id);
    }

    async fn a_ticket_ages(test: TestDb) {
        let corp = Corp::new(test).await;
        let ticket = ticket(corp.walk("corp", person(json!({ "sub": "ben" }))).await);
        corp.world.pass(Duration::from_mins(15));
        assert_eq!(complete(&corp, form(&ticket, "ben@example.org", "ben")).await.map_err(|e| e.code()).err(), Some("sign-in-expired"));
    }

    async fn two_tabs_at_once_and_each_answer_once(test: TestDb) {
        let corp = Corp::new(test).await;
        let (first, second) = (corp.begin("corp").await, corp.begin("corp").await);
        let cookies = [first.cookies.clone(), second.cookies.clone()].concat();
        let (a, b) = (corp.issuer.agree(&first.url, ana()), corp.issuer.agree(&second.url, ana()));
        assert_eq!(outcome(&corp.finish("corp", &b, &cookies).await), "ok");
        assert_eq!(outcome(&corp.finish("corp", &a, &cookies).await), "ok");
        let tokens = corp.issuer.hits("/token");
        assert_eq!(outcome(&corp.finish("corp", &a, &cookies).await), "sign-in-expired");
        assert_eq!(corp.issuer.hits("/token"), tokens, "a replay does not reach the provider");
    }

    async fn an_answer_belongs_to_one_browser_one_provider_and_ten_minutes(test: TestDb) {
        let corp = Corp::new(test).await;
        let (walk, other) = (corp.begin("corp").await, corp.begin("corp").await);
        let answer = corp.issuer.agree(&walk.url, ana());
        for cookies in [vec![], other.cookies.clone(), vec!["x".into()]] {
            assert_eq!(outcome(&corp.finish("corp", &answer, &cookies).await), "sign-in-expired");
        }
        let mut stateless = answer.clone();
        stateless.insert("state".into(), "x".into());
        assert_eq!(outcome(&corp.finish("corp", &stateless, &walk.cookies).await), "sign-in-expired");
        assert_eq!(outcome(&corp.finish("nobody", &answer, &walk.cookies).await), "unknown-provider");
        assert_eq!(outcome(&corp.finish("corp", &answer, &walk.cookies).await), "ok", "none of it used the attempt up");

        let walk = corp.begin("corp").await;
        let answer = corp.issuer.agree(&walk.url, ana());
        assert_eq!(outcome(&corp.finish("other", &answer, &walk.cookies).await), "sign-in-expired", "mixed up");

        let walk = corp.begin("corp").await;
        let answer = corp.issuer.agree(&walk.url, ana());
        corp.world.pass(Duration::from_mins(10));
        assert_eq!(outcome(&corp.finish("corp", &answer, &walk.cookies).await), "sign-in-expired");
        corp.world.pass(Duration::from_mins(61));
        assert!(sign_in::sweep(&corp.world.ctx).await.unwrap() > 0);
    }

    async fn of_many_who_bring_one_answer_one_signs_in(test: TestDb) {
        let corp = Arc::new(Corp::new(test).await);
        let walk = corp.begin("corp").await;
        let answer = corp.issuer.agree(&walk.url, ana());
        let mut all = JoinSet::new();
        for _ in 0..8 {
            let (corp, answer, cookies) = (Arc::clone(&corp), answer.clone(), walk.cookies.clone());
            all.spawn(async move { outcome(&corp.finish("corp", &answer, &cookies).await) });
        }
        let mut outcomes = all.join_all().await;
        outcomes.sort_unstable();
        assert_eq!(outcomes, [vec!["ok"], vec!["sign-in-expired"; 7]].concat());
    }

    async fn closed_sites_and_lost_accounts_let_nobody_in(test: TestDb) {
        let corp = Corp::with(test, |settings| settings.sign_up = SignUp::Closed).await;
        assert_eq!(corp.outcome(ana()).await, "sign-up-closed");
        assert_eq!(corp.outcome(person(json!({ "sub": "ben" }))).await, "sign-up-closed");
    }

    async fn new_accounts_wait_where_others_wait(test: TestDb) {
        let corp = Corp::with(test, |settings| settings.sign_up = SignUp::Approval).await;
        assert_eq!(corp.outcome(ana()).await, "approval-pending");
        let user = persistence::user::find_by_email_key(&corp.world.ctx.db, "ana@example.org").await.unwrap().unwrap();
        assert_eq!((user.approved_at, user.locale), (None, Locale::Spanish));
        corp.world.change(user.id, |user, now| user.approved_at = Some(now)).await;
        assert_eq!(corp.outcome(ana()).await, "ok");
    }

    async fn a_told_address_must_be_proven_where_that_is_required(test: TestDb) {
        let corp = Corp::with(test, |settings| settings.require_verified_email = true).await;
        let ticket = ticket(corp.walk("corp", person(json!({ "sub": "ben" }))).await);
        let early = complete(&corp, form(&ticket, "ben@example.org", "ben")).await;
        assert_eq!(early.map_err(|e| e.code()).err(), Some("email-not-verified"));
        let user = persistence::user::find_by_handle_key(&corp.world.ctx.db, "ben").await.unwrap().unwrap();
        assert_eq!((user.locale, user.password_hash), (Locale::Spanish, None));
        corp.world.change(user.id, |user, now| user.email_verified_at = Some(now)).await;
        assert_eq!(corp.outcome(person(json!({ "sub": "ben" }))).await, "ok");
    }

    async fn nobody_asks_for_the_accounts_of_many_addresses(test: TestDb) {
        let corp = Corp::with(test, |settings| settings.mails_to_address = 2).await;
        corp.world.register("ana").await;
        let ticket = ticket(corp.walk("corp", person(json!({ "sub": "ben" }))).await);
        let mut tries = Vec::new();
        for _ in 0..3 {
            tries.push(complete(&corp, form(&ticket, "ana@example.org", "ben")).await.map_err(|e| e.code()).err().unwrap());
        }
        assert_eq!(tries, ["email-taken", "email-taken", "rate-limited"]);
    }

    async fn a_second_factor_is_asked_for_here_too(test: TestDb) {
        let corp = Corp::new(test).await;
        let tokens = corp.sign_in(ana()).await;
        let ctx = &corp.world.ctx;
        let actor = sessions::authenticate(ctx, &tokens.access_token).await.unwrap();
        let secret = enrol::begin(ctx, &actor).await.unwrap().secret;
        enrol::confirm(ctx, &actor, &ConfirmTotp { code: app::code(&secret, ctx.clock.now()) }, None).await.unwrap();
        let landing = corp.walk("corp", ana()).await;
        let Ok(Outcome::SecondFactor(second)) = landing.outcome else { panic!("{}", outcome(&landing)) };
        corp.world.pass(Duration::from_secs(30));
        let totp = Some(app::code(&secret, ctx.clock.now()));
        let command = SecondFactorLogin { ticket: second.ticket, totp, recovery_code: None, passkey: None, remember: None };
        assert_eq!(factors::sign_in::complete(ctx, command, Device::default()).await.unwrap().user.id, tokens.user.id);
    }

    async fn who_is_suspended_stays_out(test: TestDb) {
        let corp = Corp::new(test).await;
        let user = corp.sign_in(ana()).await.user;
        corp.world.change(user.id, |user, now| user.suspended_at = Some(now)).await;
        assert_eq!(corp.outcome(ana()).await, "account-suspended");
    }

    async fn refusals_at_the_provider_are_told(test: TestDb) {
        let corp = Corp::new(test).await;
        for (error, wanted) in [("access_denied", "sign-in-cancelled"), ("server_error", "provider-answer-invalid")] {
            let walk = corp.begin("corp").await;
            let mut answer = corp.issuer.agree(&walk.url, ana());
            answer.remove("code");
            answer.insert("error".into(), error.into());
            assert_eq!(outcome(&corp.finish("corp", &answer, &walk.cookies).await), wanted);
        }
    }

    async fn an_identity_is_linked_by_who_is_signed_in(test: TestDb) {
        let corp = Corp::new(test).await;
        let ana_user = corp.world.register("ana").await;
        let tokens = corp.world.login("ana").await;
        let link = async |person: Person| {
            let walk = corp.begin_link(&tokens).await;
            let answer = corp.issuer.agree(&walk.url, person);
            let landing = corp.finish("corp", &answer, &walk.cookies).await;
            assert!(landing.linking);
            outcome(&landing)
        };
        assert_eq!(link(ana()).await, "linked");
        assert_eq!(link(ana()).await, "linked", "twice is once");
        let told = corp.world.told("ana@example.org").await;
        assert_eq!(told.iter().filter(|subject| *subject == "A new way to sign in (video.example)").count(), 1, "{told:?}");
        assert_eq!(link(person(json!({ "sub": "second" }))).await, "provider-linked");
        assert_eq!(corp.sign_in(ana()).await.user.id, ana_user.id);

        corp.world.register("eve").await;
        let eve = corp.world.login("eve").await;
        let walk = corp.begin_link(&eve).await;
        let answer = corp.issuer.agree(&walk.url, ana());
        assert_eq!(outcome(&corp.finish("corp", &answer, &walk.cookies).await), "identity-taken");
    }

    async fn a_link_dies_with_its_session(test: TestDb) {
        let corp = Corp::new(test).await;
        corp.world.register("ana").await;
        let tokens = corp.world.login("ana").await;
        let walk = corp.begin_link(&tokens).await;
        let actor = sessions::authenticate(&corp.world.ctx, &tokens.access_token).await.unwrap();
        sessions::logout(&corp.world.ctx, &actor).await.unwrap();
        let answer = corp.issuer.agree(&walk.url, ana());
        assert_eq!(outcome(&corp.finish("corp", &answer, &walk.cookies).await), "session-revoked");
    }

    async fn the_last_way_in_stays(test: TestDb) {
        let corp = Corp::new(test).await;
        let tokens = corp.sign_in(ana()).await;
        let actor = sessions::authenticate(&corp.world.ctx, &tokens.access_token).await.unwrap();
        let unlink = async |provider: &str| linking::unlink(&corp.world.ctx, &actor, provider, None).await.map_err(|e| e.code()).err();
        assert_eq!(unlink("corp").await, Some("last-sign-in-method"));
        assert_eq!(corp.outcome(ana()).await, "ok", "the refusal took nothing away");
        corp.world.change(actor.user_id, |user, _| user.password_hash = Some("x".into())).await;
        assert_eq!(unlink("github").await, Some("not-found"));
        corp.world.mailed().await;
        assert_eq!(unlink("corp").await, None);
        assert_eq!(corp.world.told("ana@example.org").await, ["Se quitó una forma de iniciar sesión (video.example)"]);
        assert_eq!(corp.outcome(ana()).await, "link-required");
        assert!(accounts::current(&corp.world.ctx, &actor).await.is_ok());
    }

    async fn github_knows_people_by_number_and_main_address(test: TestDb) {
        let corp = Corp::new(test).await;
        let tokens = signed_in(corp.walk("github", ana()).await);
        assert_eq!((tokens.user.handle.as_str(), tokens.user.email.as_str()), ("ana_cine", "ana@example.org"));
        assert_eq!(signed_in(corp.walk("github", ana()).await).user.id, tokens.user.id);
    }

    async fn github_without_a_verified_main_address_is_asked_for_one(test: TestDb) {
        let corp = Corp::new(test).await;
        for emails in [
            json!([]),
            json!([{ "email": "ana@example.org", "primary": true, "verified": false }, { "email": "x@example.org", "primary": false, "verified": true }]),
        ] {
            corp.issuer.state().emails = emails;
            assert_eq!(outcome(&corp.walk("github", ana()).await), "incomplete");
        }
        corp.issuer.fail_once("/api/user/emails", 403, "{}");
        assert_eq!(outcome(&corp.walk("github", ana()).await), "incomplete");
        corp.issuer.fail_once("/api/user", 401, "{}");
        assert_eq!(outcome(&corp.walk("github", ana()).await), "provider-answer-invalid");
        let walk = corp.begin("github").await;
        let mut answer = corp.issuer.agree(&walk.url, ana());
        answer.insert("code".into(), "guessed".into());
        assert_eq!(outcome(&corp.finish("github", &answer, &walk.cookies).await), "provider-answer-invalid");
    }
}
