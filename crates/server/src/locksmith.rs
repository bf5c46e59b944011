//! The passwords of videos, hashed and tried as those of accounts are.

use auth::video_locks;
use catalog::locks::Trouble;
use domain::user::Password;
use domain::video::Lock;
use std::net::IpAddr;

/// Lets `catalog` use what `auth` has, which do not know each other.
pub struct Locksmith(pub auth::Ctx);

#[async_trait::async_trait]
impl catalog::locks::Locksmith for Locksmith {
    async fn hash(&self, password: Password) -> Result<String, Trouble> {
        video_locks::hash(&self.0, password).await.map_err(trouble)
    }

    async fn opens(&self, lock: &Lock, password: Password, from: Option<IpAddr>) -> Result<bool, Trouble> {
        video_locks::opens(&self.0, lock, password, from).await.map_err(trouble)
    }
}

fn trouble(error: auth::Error) -> Trouble {
    Box::new(error)
}
