//! Whom no way of signing in lets in: unproven addresses and accounts that wait for approval.

use crate::app;
use crate::authenticator::{Authenticator, Key};
use crate::world::{PASSWORD, World, code, form};
use auth::factors::{enrol, sign_in as second};
use auth::passkeys::{registration, sign_in};
use auth::{Error, accounts, sessions};
use domain::factor::{ConfirmTotp, SecondFactorLogin};
use domain::passkey::{FinishPasskey, PasskeyLogin};
use domain::session::Device;
use domain::user::Role;
use std::time::Duration;

async fn by_passkey(world: &World, authenticator: &mut Authenticator) -> &'static str {
    let begun = sign_in::start(&world.ctx).unwrap();
    let credential = authenticator.get(&begun.options);
    let command = PasskeyLogin { challenge_id: begun.challenge_id, credential, remember: false };
    code(sign_in::finish(&world.ctx, command, Device::default()).await)
}

async fn by_factor(world: &World, secret: &str) -> &'static str {
    world.pass(Duration::from_mins(1));
    let Err(Error::SecondFactorRequired(missing)) = world.try_login("ana_cine", PASSWORD, "192.0.2.1").await else { panic!() };
    let totp = Some(app::code(secret, world.ctx.clock.now()));
    let command = SecondFactorLogin { ticket: missing.ticket, totp, recovery_code: None, passkey: None, remember: None };
    code(second::complete(&world.ctx, command, Device::default()).await)
}

persistence::on_both_databases! {
    async fn no_way_leads_past_an_unproven_address_or_a_missing_approval(test: TestDb) {
        let world = World::with(test, |settings| settings.require_verified_email = true);
        let ana = accounts::create(&world.ctx, form("ana@example.org", "ana_cine"), Role::Creator).await.unwrap();
        let tokens = world.login("ana_cine").await;
        let actor = sessions::authenticate(&world.ctx, &tokens.access_token).await.unwrap();
        let begun = registration::start(&world.ctx, &actor).await.unwrap();
        let mut authenticator = Authenticator::new(Key::es256());
        let credential = authenticator.create(&begun.options);
        let finish = FinishPasskey { challenge_id: begun.challenge_id, credential, name: "Teléfono".into() };
        registration::finish(&world.ctx, &actor, finish, None).await.unwrap();

        let outcomes = async |world: &World, authenticator: &mut Authenticator| {
            [code(world.try_login("ana_cine", PASSWORD, "192.0.2.1").await), by_passkey(world, authenticator).await]
        };
        assert_eq!(outcomes(&world, &mut authenticator).await, ["ok"; 2]);
        world.change(ana.id, |user, _| user.approved_at = None).await;
        assert_eq!(outcomes(&world, &mut authenticator).await, ["approval-pending"; 2]);
        world.change(ana.id, |user, now| (user.approved_at, user.email_verified_at) = (Some(now), None)).await;
        assert_eq!(outcomes(&world, &mut authenticator).await, ["email-not-verified"; 2]);

        let secret = enrol::begin(&world.ctx, &actor).await.unwrap().secret;
        let first = ConfirmTotp { code: app::code(&secret, world.ctx.clock.now()) };
        enrol::confirm(&world.ctx, &actor, &first, None).await.unwrap();
        assert_eq!(by_factor(&world, &secret).await, "email-not-verified");
        world.change(ana.id, |user, now| (user.approved_at, user.email_verified_at) = (None, Some(now))).await;
        assert_eq!(by_factor(&world, &secret).await, "approval-pending");
        world.change(ana.id, |user, now| user.approved_at = Some(now)).await;
        assert_eq!(by_factor(&world, &secret).await, "ok");
    }
}
