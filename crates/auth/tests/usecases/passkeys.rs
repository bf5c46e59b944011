//! Passkeys, by an authenticator in software.

use crate::app;
use crate::authenticator::{Authenticator, BACKED_UP, ELIGIBLE, Key, PRESENT, VERIFIED};
use crate::world::{PASSWORD, World, code};
use auth::factors::{self, enrol, reauthenticate};
use auth::passkeys::{self, registration, sign_in};
use auth::sessions::{Tokens, authenticate};
use auth::{Ctx, Error};
use domain::access::Actor;
use domain::factor::{ConfirmTotp, Factor, Reauthenticate, SecondFactorLogin};
use domain::page::PageRequest;
use domain::passkey::{AssertedCredential, FinishPasskey, PasskeyLogin, PasskeyProof, PasskeyView, RenamePasskey};
use domain::session::Device;
use serde_json::json;
use std::time::Duration;
use tokio::task::JoinSet;

async fn signed_in(world: &World, handle: &str) -> Actor {
    world.register(handle).await;
    let tokens = world.login(handle).await;
    authenticate(&world.ctx, &tokens.access_token).await.unwrap()
}

async fn register(ctx: &Ctx, actor: &Actor, authenticator: &mut Authenticator) -> Result<PasskeyView, Error> {
    let begun = registration::start(ctx, actor).await?;
    let credential = authenticator.create(&begun.options);
    registration::finish(ctx, actor, FinishPasskey { challenge_id: begun.challenge_id, credential, name: "Teléfono".into() }, None).await
}

/// An account with a passkey.
async fn ana(world: &World) -> (Actor, Authenticator) {
    let actor = signed_in(world, "ana_cine").await;
    let mut authenticator = Authenticator::new(Key::es256());
    register(&world.ctx, &actor, &mut authenticator).await.unwrap();
    (actor, authenticator)
}

fn proof(ctx: &Ctx, authenticator: &mut Authenticator) -> PasskeyProof {
    let begun = sign_in::start(ctx).unwrap();
    PasskeyProof { challenge_id: begun.challenge_id, credential: authenticator.get(&begun.options) }
}

async fn send(ctx: &Ctx, proof: PasskeyProof) -> Result<Tokens, Error> {
    let command = PasskeyLogin { challenge_id: proof.challenge_id, credential: proof.credential, remember: false };
    sign_in::finish(ctx, command, Device::default()).await
}

/// How often this was done.
async fn audited(world: &World, action: &str) -> usize {
    let filter = persistence::audit::Filter { action: Some(action.into()), ..Default::default() };
    persistence::audit::list(&world.ctx.db, &filter, PageRequest { limit: 100, after: None }).await.unwrap().len()
}

async fn login(ctx: &Ctx, authenticator: &mut Authenticator) -> Result<Tokens, Error> {
    send(ctx, proof(ctx, authenticator)).await
}

persistence::on_both_databases! {
    async fn each_algorithm_registers_and_signs_in(test: TestDb) {
        let world = World::new(test);
        let actor = signed_in(&world, "ana_cine").await;
        for (number, key) in [Key::es256(), Key::ed25519(), Key::rs256()].into_iter().enumerate() {
            let mut authenticator = Authenticator::new(key);
            let made = register(&world.ctx, &actor, &mut authenticator).await.unwrap();
            assert_eq!((made.name.as_str(), made.last_used_at), ("Teléfono", None));
            for _ in 0..2 {
                let tokens = login(&world.ctx, &mut authenticator).await.unwrap();
                assert_eq!(tokens.user.id, actor.user_id);
                assert_eq!(world.uses(&tokens).await, ["ok"; 3]);
                assert!(!tokens.persistent);
            }
            let listed = passkeys::list(&world.ctx, &actor).await.unwrap().items;
            assert_eq!((listed.len(), listed[number].last_used_at), (number + 1, Some(world.ctx.clock.now())));
        }
        assert_eq!(factors::status(&world.ctx, &actor).await.unwrap().passkeys, 3);
    }

    async fn what_the_browser_is_asked_for(test: TestDb) {
        let world = World::new(test);
        let (actor, authenticator) = ana(&world).await;
        let options = serde_json::to_value(registration::start(&world.ctx, &actor).await.unwrap().options).unwrap();
        assert_eq!(options["rp"], json!({ "id": "video.example", "name": "video.example" }));
        assert_eq!(options["user"]["name"], "ana_cine");
        assert_eq!(options["excludeCredentials"][0]["transports"], json!(["internal"]));
        assert_eq!(options["authenticatorSelection"], json!({ "residentKey": "required", "requireResidentKey": true, "userVerification": "required" }));
        assert_eq!(options["pubKeyCredParams"][1], json!({ "type": "public-key", "alg": -7 }));
        assert_eq!(options["challenge"].as_str().unwrap().len(), 43);
        let request = serde_json::to_value(sign_in::start(&world.ctx).unwrap().options).unwrap();
        assert_eq!((&request["rpId"], &request["userVerification"], &request["allowCredentials"]), (&json!("video.example"), &json!("required"), &json!([])));
        assert!(authenticator.user_handle.is_some());
    }

    async fn one_answer_begins_one_session_in_parallel_and_later(test: TestDb) {
        let world = World::crowded(test).await;
        // Without a counter, so that it is the challenge alone that holds.
        let actor = signed_in(&world, "ana_cine").await;
        let mut silent = Authenticator { step: 0, ..Authenticator::new(Key::ed25519()) };
        register(&world.ctx, &actor, &mut silent).await.unwrap();
        let once = proof(&world.ctx, &mut silent);
        let mut all = JoinSet::new();
        for _ in 0..8 {
            let (ctx, proof) = (world.ctx.clone(), once.clone());
            all.spawn(async move { code(send(&ctx, proof).await) });
        }
        let outcomes = all.join_all().await;
        assert_eq!(outcomes.iter().filter(|outcome| **outcome == "ok").count(), 1, "{outcomes:?}");
        assert_eq!(outcomes.iter().filter(|outcome| **outcome == "challenge-expired").count(), 7, "{outcomes:?}");
        assert_eq!(code(send(&world.ctx, once).await), "challenge-expired");
        assert_eq!(code(login(&world.ctx, &mut silent).await), "ok");
    }

    async fn one_answer_makes_one_passkey_in_parallel(test: TestDb) {
        let world = World::crowded(test).await;
        let actor = signed_in(&world, "ana_cine").await;
        let begun = registration::start(&world.ctx, &actor).await.unwrap();
        let mut all = JoinSet::new();
        for _ in 0..6 {
            let credential = Authenticator::new(Key::es256()).create(&begun.options);
            let command = FinishPasskey { challenge_id: begun.challenge_id.clone(), credential, name: "x".into() };
            let ctx = world.ctx.clone();
            all.spawn(async move { code(registration::finish(&ctx, &actor, command, None).await) });
        }
        let outcomes = all.join_all().await;
        assert_eq!(outcomes.iter().filter(|outcome| **outcome == "ok").count(), 1, "{outcomes:?}");
        assert_eq!(passkeys::list(&world.ctx, &actor).await.unwrap().items.len(), 1);
    }

    async fn a_challenge_is_for_one_ceremony_one_account_and_five_minutes(test: TestDb) {
        let world = World::new(test);
        let (ana, mut authenticator) = ana(&world).await;
        let eve = signed_in(&world, "eve_cine").await;
        let begun = registration::start(&world.ctx, &ana).await.unwrap();
        let credential = Authenticator::new(Key::es256()).create(&begun.options);
        let command = FinishPasskey { challenge_id: begun.challenge_id.clone(), credential, name: "x".into() };
        assert_eq!(code(registration::finish(&world.ctx, &eve, command, None).await), "challenge-expired", "another's");

        let crossed = PasskeyProof { challenge_id: begun.challenge_id, ..proof(&world.ctx, &mut authenticator) };
        assert_eq!(code(send(&world.ctx, crossed).await), "challenge-expired", "of another ceremony");
        let fine = proof(&world.ctx, &mut authenticator);
        let swapped = PasskeyProof { challenge_id: sign_in::start(&world.ctx).unwrap().challenge_id, ..fine.clone() };
        assert_eq!(code(send(&world.ctx, swapped).await), "passkey-rejected", "signed for another challenge");
        world.pass(Duration::from_mins(5));
        assert_eq!(code(send(&world.ctx, fine).await), "challenge-expired", "too late");
        for nonsense in ["", "x", &"A".repeat(500)] {
            let bad = PasskeyProof { challenge_id: nonsense.into(), ..proof(&world.ctx, &mut authenticator) };
            assert_eq!(code(send(&world.ctx, bad).await), "challenge-expired", "{nonsense}");
        }
    }

    async fn whatever_is_bent_at_sign_in_is_refused(test: TestDb) {
        type Bend = fn(&mut Authenticator);
        type Edit = fn(&mut AssertedCredential);
        let world = World::new(test);
        let (_, mut good) = ana(&world).await;
        let bends: [(&str, Bend); 12] = [
            ("origin", |a| a.origin = "https://evil.example".into()),
            ("subdomain", |a| a.origin = "https://evil.video.example".into()),
            ("port", |a| a.origin = "https://video.example:8443".into()),
            ("domain", |a| a.domain = Some("evil.example")),
            ("frame", |a| a.client_data = json!({ "crossOrigin": true })),
            ("top", |a| a.client_data = json!({ "topOrigin": "https://evil.example" })),
            ("ceremony", |a| a.client_data = json!({ "type": "webauthn.create" })),
            ("challenge", |a| a.client_data = json!({ "challenge": "AAAA" })),
            ("present", |a| a.flags = VERIFIED),
            ("verified", |a| a.flags = PRESENT),
            ("backup", |a| a.flags = PRESENT | VERIFIED | ELIGIBLE),
            ("copied", |a| a.flags = PRESENT | VERIFIED | BACKED_UP),
        ];
        for (what, bend) in bends {
            let (flags, origin) = (good.flags, good.origin.clone());
            bend(&mut good);
            assert_eq!(code(login(&world.ctx, &mut good).await), "passkey-rejected", "{what}");
            (good.flags, good.origin, good.domain, good.client_data) = (flags, origin, None, json!({}));
        }
        let edits: [(&str, Edit); 6] = [
            ("no handle", |c| c.response.user_handle = None),
            ("handle", |c| c.response.user_handle = Some("AAAAAAAAAAAAAAAAAAAAAA".into())),
            ("signature", |c| c.response.signature = "MEUCIQ".into()),
            ("no base64url", |c| c.response.authenticator_data = "+/==".into()),
            ("credential", |c| c.id = "AAAA".into()),
            ("counter", |c| c.response.authenticator_data.replace_range(44..48, "_AAA")),
        ];
        for (what, edit) in edits {
            let mut bent = proof(&world.ctx, &mut good);
            edit(&mut bent.credential);
            assert_eq!(code(send(&world.ctx, bent).await), "passkey-rejected", "{what}");
        }
        assert_eq!(code(login(&world.ctx, &mut good).await), "ok", "the authenticator itself is fine");
        let mut stranger = Authenticator { credential_id: good.credential_id.clone(), user_handle: good.user_handle.clone(), counter: 99, ..Authenticator::new(Key::es256()) };
        assert_eq!(code(login(&world.ctx, &mut stranger).await), "passkey-rejected", "another key under its name");
    }

    async fn whatever_is_bent_at_registration_is_refused(test: TestDb) {
        type Bend = fn(&mut Authenticator);
        let world = World::new(test);
        let actor = signed_in(&world, "ana_cine").await;
        let bends: [(&str, Bend); 6] = [
            ("origin", |a| a.origin = "https://evil.example".into()),
            ("domain", |a| a.domain = Some("evil.example")),
            ("ceremony", |a| a.client_data = json!({ "type": "webauthn.get" })),
            ("challenge", |a| a.client_data = json!({ "challenge": "AAAA" })),
            ("verified", |a| a.flags = PRESENT),
            ("id", |a| a.credential_id = vec![7; 1024]),
        ];
        for (what, bend) in bends {
            let mut authenticator = Authenticator::new(Key::es256());
            bend(&mut authenticator);
            assert_eq!(code(register(&world.ctx, &actor, &mut authenticator).await), "invalid-value", "{what}");
        }
        let begun = registration::start(&world.ctx, &actor).await.unwrap();
        let mut credential = Authenticator::new(Key::es256()).create(&begun.options);
        credential.id = "AAAA".into();
        let command = FinishPasskey { challenge_id: begun.challenge_id, credential, name: "x".into() };
        assert_eq!(code(registration::finish(&world.ctx, &actor, command, None).await), "invalid-value", "another's id");
        assert!(passkeys::list(&world.ctx, &actor).await.unwrap().items.is_empty());
    }

    async fn a_copied_authenticator_is_refused_and_noted(test: TestDb) {
        let world = World::new(test);
        let (actor, mut authenticator) = ana(&world).await;
        login(&world.ctx, &mut authenticator).await.unwrap();
        let at = authenticator.counter;
        for behind in [at - 1, at - 2] {
            authenticator.counter = behind;
            assert_eq!(code(login(&world.ctx, &mut authenticator).await), "passkey-cloned", "as high as seen, or lower");
        }
        (authenticator.counter, authenticator.step) = (0, 0);
        assert_eq!(code(login(&world.ctx, &mut authenticator).await), "passkey-cloned", "one that counted goes on counting");
        let noted = audited(&world, "passkey.cloned").await;
        assert_eq!(noted, 3);
        (authenticator.counter, authenticator.step) = (at, 1);
        assert_eq!(code(login(&world.ctx, &mut authenticator).await), "ok", "the owner's own goes on");
        assert_eq!(passkeys::list(&world.ctx, &actor).await.unwrap().items.len(), 1);
    }

    async fn a_synced_passkey_whose_counter_stalls_signs_in_and_is_noted(test: TestDb) {
        let world = World::new(test);
        let actor = signed_in(&world, "ana_cine").await;
        let mut synced = Authenticator { flags: PRESENT | VERIFIED | ELIGIBLE, counter: 40, ..Authenticator::new(Key::es256()) };
        register(&world.ctx, &actor, &mut synced).await.unwrap();
        login(&world.ctx, &mut synced).await.unwrap();
        assert_eq!(audited(&world, "passkey.counter-stalled").await, 0, "42 follows 41");
        // The next device of its owner counts for itself: as high as the last one, lower, not at all.
        for (counter, step) in [(41, 1), (2, 1), (0, 0)] {
            (synced.counter, synced.step) = (counter, step);
            assert_eq!(code(login(&world.ctx, &mut synced).await), "ok", "{counter}");
        }
        assert_eq!((audited(&world, "passkey.counter-stalled").await, audited(&world, "passkey.cloned").await), (3, 0));
        // As a second factor and for re-authentication it counts the same.
        (synced.counter, synced.step) = (7, 1);
        login(&world.ctx, &mut synced).await.unwrap();
        synced.counter = 7;
        let command = Reauthenticate { passkey: Some(proof(&world.ctx, &mut synced)), ..Default::default() };
        reauthenticate::reauthenticate(&world.ctx, &actor, command, &Device::default()).await.unwrap();
        assert_eq!(audited(&world, "passkey.counter-stalled").await, 4);
    }

    async fn parallel_uses_with_one_number_begin_one_session(test: TestDb) {
        let world = World::crowded(test).await;
        let (_, mut authenticator) = ana(&world).await;
        let at = authenticator.counter;
        let mut all = JoinSet::new();
        for _ in 0..6 {
            authenticator.counter = at;
            let (ctx, proof) = (world.ctx.clone(), proof(&world.ctx, &mut authenticator));
            all.spawn(async move { code(send(&ctx, proof).await) });
        }
        let outcomes = all.join_all().await;
        assert_eq!(outcomes.iter().filter(|outcome| **outcome == "ok").count(), 1, "{outcomes:?}");
    }

    async fn a_synced_passkey_stays_one_and_may_leave_the_cloud(test: TestDb) {
        let world = World::new(test);
        let actor = signed_in(&world, "ana_cine").await;
        let mut synced = Authenticator { flags: PRESENT | VERIFIED | ELIGIBLE | BACKED_UP, step: 0, ..Authenticator::new(Key::es256()) };
        assert!(register(&world.ctx, &actor, &mut synced).await.unwrap().backed_up);
        synced.flags = PRESENT | VERIFIED | ELIGIBLE;
        login(&world.ctx, &mut synced).await.unwrap();
        assert!(!passkeys::list(&world.ctx, &actor).await.unwrap().items[0].backed_up);
        synced.flags = PRESENT | VERIFIED;
        assert_eq!(code(login(&world.ctx, &mut synced).await), "passkey-rejected");
    }

    async fn a_credential_belongs_to_one_account(test: TestDb) {
        let world = World::new(test);
        let (ana, mut authenticator) = ana(&world).await;
        let eve = signed_in(&world, "eve_cine").await;
        assert_eq!(code(register(&world.ctx, &eve, &mut authenticator).await), "passkey-taken");
        assert_eq!(code(register(&world.ctx, &ana, &mut authenticator).await), "passkey-taken");
    }

    async fn a_passkey_is_a_second_factor_and_proves_again_by_itself(test: TestDb) {
        let world = World::new(test);
        let (actor, mut authenticator) = ana(&world).await;
        let secret = enrol::begin(&world.ctx, &actor).await.unwrap().secret;
        let first = ConfirmTotp { code: app::code(&secret, world.ctx.clock.now()) };
        enrol::confirm(&world.ctx, &actor, &first, None).await.unwrap();
        let missing = match world.try_login("ana_cine", PASSWORD, "192.0.2.1").await {
            Err(Error::SecondFactorRequired(missing)) => missing,
            other => panic!("{}", code(other)),
        };
        assert_eq!(missing.methods, [Factor::Totp, Factor::RecoveryCode, Factor::Passkey]);

        let eve = signed_in(&world, "eve_cine").await;
        let mut hers = Authenticator::new(Key::ed25519());
        register(&world.ctx, &eve, &mut hers).await.unwrap();
        let second = |passkey| SecondFactorLogin { ticket: missing.ticket.clone(), totp: None, recovery_code: None, passkey: Some(passkey), remember: None };
        let complete = async |passkey| code(auth::factors::sign_in::complete(&world.ctx, second(passkey), Device::default()).await);
        assert_eq!(complete(proof(&world.ctx, &mut hers)).await, "passkey-rejected", "another account's");
        assert_eq!(complete(proof(&world.ctx, &mut authenticator)).await, "ok");
        assert_eq!(code(login(&world.ctx, &mut authenticator).await), "ok", "which needs no code");

        world.pass(Duration::from_hours(1));
        let prove = async |passkey| {
            let command = Reauthenticate { passkey: Some(passkey), ..Default::default() };
            code(reauthenticate::reauthenticate(&world.ctx, &actor, command, &Device::default()).await)
        };
        assert_eq!(prove(proof(&world.ctx, &mut hers)).await, "passkey-rejected");
        assert_eq!(prove(proof(&world.ctx, &mut authenticator)).await, "ok");
        let (session, _) = persistence::session::find_with_user(&world.ctx.db, actor.session_id().unwrap()).await.unwrap().unwrap();
        assert_eq!(session.authenticated_at, world.ctx.clock.now());
    }

    async fn a_suspended_account_has_no_use_of_its_passkey(test: TestDb) {
        let world = World::new(test);
        let (actor, mut authenticator) = ana(&world).await;
        world.change(actor.user_id, |user, now| user.suspended_at = Some(now)).await;
        assert_eq!(code(login(&world.ctx, &mut authenticator).await), "account-suspended");
    }

    async fn passkeys_are_renamed_and_removed_by_their_owner(test: TestDb) {
        let world = World::new(test);
        let (ana, mut authenticator) = ana(&world).await;
        let eve = signed_in(&world, "eve_cine").await;
        let id = passkeys::list(&world.ctx, &ana).await.unwrap().items[0].id;
        let told = world.told("ana_cine@example.org").await;
        assert_eq!(told.last().map(String::as_str), Some("A new way to sign in (video.example)"), "{told:?}");
        let rename = RenamePasskey { name: " Llave azul ".into() };
        assert_eq!(code(passkeys::rename(&world.ctx, &eve, id, &rename).await), "not-found");
        assert_eq!(code(passkeys::remove(&world.ctx, &eve, id, None).await), "not-found");
        assert_eq!(passkeys::rename(&world.ctx, &ana, id, &rename).await.unwrap().name, "Llave azul");
        passkeys::remove(&world.ctx, &ana, id, None).await.unwrap();
        assert_eq!(world.told("ana_cine@example.org").await, ["A way to sign in was removed (video.example)"]);
        assert_eq!(code(passkeys::remove(&world.ctx, &ana, id, None).await), "not-found");
        assert_eq!(code(login(&world.ctx, &mut authenticator).await), "passkey-rejected");
        assert_eq!((audited(&world, "passkey.added").await, audited(&world, "passkey.removed").await), (1, 1));
    }

    async fn the_last_way_in_stays_whoever_removes_at_once(test: TestDb) {
        let world = World::crowded(test).await;
        let (actor, _) = ana(&world).await;
        register(&world.ctx, &actor, &mut Authenticator::new(Key::ed25519())).await.unwrap();
        world.change(actor.user_id, |user, _| user.password_hash = None).await;
        let mut all = JoinSet::new();
        for passkey in passkeys::list(&world.ctx, &actor).await.unwrap().items {
            let ctx = world.ctx.clone();
            all.spawn(async move { code(passkeys::remove(&ctx, &actor, passkey.id, None).await) });
        }
        let mut outcomes = all.join_all().await;
        outcomes.sort_unstable();
        assert_eq!(outcomes, ["last-sign-in-method", "ok"]);
        assert_eq!(passkeys::list(&world.ctx, &actor).await.unwrap().items.len(), 1);
    }

    async fn an_account_has_so_many_passkeys(test: TestDb) {
        let world = World::new(test);
        let actor = signed_in(&world, "ana_cine").await;
        let early = registration::start(&world.ctx, &actor).await.unwrap();
        for _ in 0..20 {
            register(&world.ctx, &actor, &mut Authenticator::new(Key::ed25519())).await.unwrap();
        }
        assert_eq!(code(registration::start(&world.ctx, &actor).await), "too-many-passkeys");
        let credential = Authenticator::new(Key::ed25519()).create(&early.options);
        let command = FinishPasskey { challenge_id: early.challenge_id, credential, name: "x".into() };
        assert_eq!(code(registration::finish(&world.ctx, &actor, command, None).await), "too-many-passkeys");
    }
}
