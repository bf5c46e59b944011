//! A few people and what they do.

use domain::access::Actor;
use domain::id::VideoId;
use domain::user::Role;
use domain::{Clock as _, Fault, Timestamp};
use library::{Ctx, Result};
use persistence::testing::{Statements, TestDb, World};

/// A world with a creator and two viewers.
pub(crate) struct Bench {
    pub(crate) ctx: Ctx,
    pub(crate) world: World,
    pub(crate) ana: Actor,
    pub(crate) eve: Actor,
    pub(crate) kim: Actor,
    _test: TestDb,
}

impl Bench {
    pub(crate) async fn new(test: TestDb) -> Self {
        let world = World::new(&test);
        Self::of(world, test).await
    }

    /// With several connections, for storms.
    pub(crate) async fn crowded(test: TestDb) -> Self {
        let world = World::crowded(&test).await;
        Self::of(world, test).await
    }

    async fn of(world: World, test: TestDb) -> Self {
        let ana = world.account("ana", Role::Creator).await;
        let eve = world.account("eve", Role::Viewer).await;
        let kim = world.account("kim", Role::Viewer).await;
        Self { ctx: world.ctx(), world, ana, eve, kim, _test: test }
    }

    /// Public videos of the creator, a second apart.
    pub(crate) async fn videos(&self, count: usize) -> Vec<VideoId> {
        let mut ids = Vec::new();
        for n in 0..count {
            ids.push(self.world.publish(&self.ana, &format!("film {n}")).await);
            self.pass(1);
        }
        ids
    }

    /// Lets so many seconds pass.
    pub(crate) fn pass(&self, seconds: u64) {
        self.world.clock.forward(std::time::Duration::from_secs(seconds));
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.world.clock.now()
    }

    /// A context of its own whose statements are heard.
    pub(crate) fn heard(&self) -> (Ctx, Statements) {
        let mut ctx = self.ctx.clone();
        let heard = Statements::of(&mut ctx.db);
        (ctx, heard)
    }
}

/// The code of a refusal.
pub(crate) fn code<T>(result: Result<T>) -> &'static str {
    result.err().map_or("no error", |error| error.code())
}
