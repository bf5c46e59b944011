//! What administrators do to accounts, and the operator at the command line.
//!
//! Every act is written to the audit log in its own transaction. Nobody takes away the last
//! administrator, and no administrator locks or demotes himself.

pub mod audit;
pub mod operator;
pub mod users;

use crate::ctx::Ctx;
use crate::error::{Error, Result};
use domain::access::{Actor, may_administer};
use domain::audit::Event;
use domain::id::{AuditEventId, UserId};
use persistence::WriteTx;
use std::net::IpAddr;

/// The right to administer, and whose it is: no use case here runs without one.
#[derive(Clone, Copy, Debug)]
pub struct Authority {
    actor: Option<UserId>,
    address: Option<IpAddr>,
}

impl Authority {
    /// An administrator, and where his request came from.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for everybody else.
    pub fn of(actor: &Actor, address: Option<IpAddr>) -> Result<Self> {
        if may_administer(actor) { Ok(Self { actor: Some(actor.user_id), address }) } else { Err(Error::Forbidden) }
    }

    /// Whoever can run commands on the server.
    pub const fn operator() -> Self {
        Self { actor: None, address: None }
    }

    /// Notes what was done to an account.
    pub(crate) async fn note(&self, ctx: &Ctx, tx: &WriteTx, action: &'static str, user: UserId, detail: serde_json::Value) -> Result<()> {
        let at = ctx.clock.now();
        let event = Event::on_user(AuditEventId(ctx.ids.uuid(at)), action, self.actor, user, at).from(self.address).with(detail);
        Ok(persistence::audit::insert(tx, &event).await?)
    }
}
