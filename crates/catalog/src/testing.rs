//! A locksmith for tests, who hashes nothing.

use crate::Ctx;
use crate::locks::{Locksmith, Trouble};
use domain::user::Password;
use domain::video::Lock;
use persistence::testing::World;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Keeps passwords as they are, and counts how often it was asked.
#[derive(Default)]
pub(crate) struct Plain(AtomicUsize);

impl Plain {
    pub(crate) fn asked(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

#[async_trait::async_trait]
impl Locksmith for Plain {
    async fn hash(&self, password: Password) -> Result<String, Trouble> {
        self.0.fetch_add(1, Ordering::SeqCst);
        Ok(password.expose().to_owned())
    }

    async fn opens(&self, lock: &Lock, password: Password, _: Option<IpAddr>) -> Result<bool, Trouble> {
        self.0.fetch_add(1, Ordering::SeqCst);
        Ok(lock.hash == password.expose())
    }
}

/// What use cases work with in this world.
pub(crate) fn ctx(world: &World) -> Ctx {
    Ctx::new(world.ctx(), Arc::new(Plain::default()))
}
