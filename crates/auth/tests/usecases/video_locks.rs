//! Passwords of videos: how often they may be tried, and what shows that one was given.

use crate::world::{World, code};
use auth::video_locks::{self, Access, LIFETIME};
use domain::Fault;
use domain::access::Unlocked;
use domain::id::LockId;
use domain::user::Password;
use domain::video::Lock;
use std::time::Duration;
use uuid::Uuid;

const PASSWORD: &str = "luces y sombras";

fn id(n: u128) -> LockId {
    LockId(Uuid::from_u128(n))
}

async fn lock(world: &World, n: u128) -> Lock {
    Lock { id: id(n), hash: video_locks::hash(&world.ctx, Password::new(PASSWORD)).await.unwrap() }
}

async fn attempt(world: &World, lock: &Lock, password: &str, from: &str) -> auth::Result<bool> {
    video_locks::opens(&world.ctx, lock, Password::new(password), Some(from.parse().unwrap())).await
}

fn grant(world: &World, lock: LockId, held: Option<&Access>) -> Access {
    video_locks::grant(&world.ctx, lock, held.map(|access| access.ticket.as_str())).unwrap()
}

persistence::on_both_databases! {
    async fn only_the_password_opens_a_lock(test: TestDb) {
        let world = World::new(test);
        let lock = lock(&world, 1).await;
        assert!(lock.hash.starts_with("$argon2id$"), "{}", lock.hash);
        assert!(attempt(&world, &lock, PASSWORD, "192.0.2.1").await.unwrap());
        assert!(!attempt(&world, &lock, "Luces y sombras", "192.0.2.1").await.unwrap());
    }

    async fn wrong_passwords_run_out_for_an_address_and_right_ones_do_not(test: TestDb) {
        let world = World::new(test);
        let (first, other) = (lock(&world, 1).await, lock(&world, 2).await);
        for _ in 0..20 {
            assert!(attempt(&world, &first, PASSWORD, "192.0.2.1").await.unwrap());
        }
        for _ in 0..10 {
            assert!(!attempt(&world, &first, "wrong", "192.0.2.1").await.unwrap());
        }
        let refused = attempt(&world, &first, PASSWORD, "192.0.2.1").await.unwrap_err();
        assert_eq!((refused.code(), refused.retry_after()), ("rate-limited", Some(Duration::from_mins(1))));
        assert!(attempt(&world, &first, PASSWORD, "192.0.2.2").await.unwrap(), "somebody else");
        assert!(attempt(&world, &other, PASSWORD, "192.0.2.1").await.unwrap(), "another video");
        world.pass(Duration::from_mins(1));
        assert!(attempt(&world, &first, PASSWORD, "192.0.2.1").await.unwrap());
    }

    async fn a_crowd_has_few_guesses_and_keeps_nobody_out_for_long(test: TestDb) {
        let world = World::new(test);
        let lock = lock(&world, 1).await;
        for n in 0..60 {
            assert!(!attempt(&world, &lock, "wrong", &format!("192.0.2.{n}")).await.unwrap());
        }
        assert_eq!(code(attempt(&world, &lock, PASSWORD, "198.51.100.7").await), "rate-limited");
        world.pass(Duration::from_secs(10));
        assert!(attempt(&world, &lock, PASSWORD, "198.51.100.7").await.unwrap());
    }

    async fn an_access_is_good_for_its_lock_and_for_half_a_day(test: TestDb) {
        let world = World::new(test);
        let access = grant(&world, id(1), None);
        let opened = || video_locks::opened(&world.ctx, &access.ticket);
        assert_eq!(opened(), [id(1)]);
        assert_eq!(video_locks::opened(&world.with_new_secret(), &access.ticket), [id(1)], "the secret was changed");
        for forged in ["", "rubbish", &access.ticket.to_lowercase(), &access.ticket[1..]] {
            assert!(video_locks::opened(&world.ctx, forged).is_empty(), "{forged}");
        }
        world.pass(LIFETIME.saturating_sub(Duration::from_secs(1)));
        assert_eq!(opened(), [id(1)]);
        world.pass(Duration::from_secs(1));
        assert!(opened().is_empty());
    }

    async fn an_access_holds_the_last_few_locks_each_for_its_time(test: TestDb) {
        let world = World::new(test);
        let first = grant(&world, id(1), None);
        world.pass(Duration::from_hours(1));
        let both = grant(&world, id(2), Some(&first));
        assert_eq!(video_locks::opened(&world.ctx, &both.ticket), [id(2), id(1)]);
        let again = grant(&world, id(1), Some(&both));
        assert_eq!(video_locks::opened(&world.ctx, &again.ticket), [id(1), id(2)], "once each");
        world.pass(LIFETIME.saturating_sub(Duration::from_hours(1)));
        assert_eq!(video_locks::opened(&world.ctx, &both.ticket), [id(2)]);
        let mut held = again;
        for n in 3..20 {
            held = grant(&world, id(n), Some(&held));
        }
        assert_eq!(video_locks::opened(&world.ctx, &held.ticket).len(), Unlocked::MOST);
        assert_eq!(video_locks::opened(&world.ctx, "rubbish"), []);
    }
}
