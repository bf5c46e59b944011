//! Where an account is signed in, and signing it out there.

use crate::world::{World, code};
use auth::devices;
use auth::sessions::{Tokens, authenticate};
use domain::access::Actor;
use std::time::Duration;

async fn actor(world: &World, tokens: &Tokens) -> Actor {
    authenticate(&world.ctx, &tokens.access_token).await.unwrap()
}

persistence::on_both_databases! {
    async fn the_owner_sees_each_session_and_which_one_asks(test: TestDb) {
        let world = World::new(test);
        world.register("ana_cine").await;
        world.register("eve_cine").await;
        let (phone, laptop) = (world.login("ana_cine").await, world.login("ana_cine").await);
        world.login("eve_cine").await;
        let page = devices::list(&world.ctx, &actor(&world, &phone).await, 10, None).await.unwrap();
        let seen: Vec<_> = page.items.iter().map(|item| (Some(item.id), item.current)).collect();
        let (phone, laptop) = (actor(&world, &phone).await.session_id(), actor(&world, &laptop).await.session_id());
        assert_eq!(seen, [(laptop, false), (phone, true)], "the newest first, and nobody else's");
        assert_eq!(page.items[0].address.as_deref(), Some("192.0.2.1"));
    }

    async fn the_list_goes_on_by_cursor_and_leaves_out_what_has_ended(test: TestDb) {
        let world = World::new(test);
        world.register("ana_cine").await;
        let mut all = Vec::new();
        for _ in 0..5 {
            all.push(world.login("ana_cine").await);
        }
        let asks = actor(&world, &all[4]).await;
        auth::sessions::logout(&world.ctx, &actor(&world, &all[2]).await).await.unwrap();
        let (mut seen, mut cursor) = (Vec::new(), None);
        loop {
            let page = devices::list(&world.ctx, &asks, 2, cursor).await.unwrap();
            seen.extend(page.items.iter().map(|item| item.id));
            cursor = page.next_cursor;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(seen.len(), 4);
        let foreign = devices::list(&world.ctx, &asks, 2, Some("bm9uc2Vuc2U".to_owned())).await;
        assert_eq!(code(foreign), "bad-cursor");
        world.pass(Duration::from_hours(31 * 24));
        assert!(devices::list(&world.ctx, &asks, 10, None).await.unwrap().items.is_empty(), "expired");
    }

    async fn one_session_is_ended_at_once_and_only_by_its_owner(test: TestDb) {
        let world = World::new(test);
        world.register("ana_cine").await;
        world.register("eve_cine").await;
        let (phone, laptop, eve) = (world.login("ana_cine").await, world.login("ana_cine").await, world.login("eve_cine").await);
        let lost = actor(&world, &phone).await.session_id().unwrap();
        let foreign = actor(&world, &eve).await;
        assert_eq!(code(devices::revoke(&world.ctx, &foreign, lost).await), "not-found");
        assert_eq!(world.uses(&phone).await, ["ok"; 3]);

        let owner = actor(&world, &laptop).await;
        assert_eq!(code(devices::revoke(&world.ctx, &owner, lost).await), "ok");
        assert_eq!(world.uses(&phone).await, ["session-revoked"; 3]);
        assert_eq!(world.uses(&laptop).await, ["ok"; 3]);
        assert_eq!(code(devices::revoke(&world.ctx, &owner, lost).await), "not-found", "it has ended");
    }

    async fn a_session_that_is_not_to_be_remembered_lives_shorter(test: TestDb) {
        let world = World::new(test);
        world.register("ana_cine").await;
        let tokens = world.login_unremembered("ana_cine").await;
        assert_eq!((tokens.persistent, tokens.refresh_lifetime), (false, Duration::from_hours(12)));
        world.pass(Duration::from_hours(11));
        let next = auth::sessions::refresh(&world.ctx, &tokens.refresh_token).await.unwrap();
        assert_eq!((next.persistent, next.refresh_lifetime), (false, Duration::from_hours(12)));
        world.pass(Duration::from_hours(12));
        assert_eq!(world.uses(&next).await, ["token-expired", "session-expired", "session-expired"]);
    }
}
