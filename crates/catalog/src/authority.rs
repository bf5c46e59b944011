//! Who looks after what others made, and what is noted of it.

use crate::{Ctx, Error, Result};
use domain::access::{self, Actor};
use domain::audit::{Event, Target};
use domain::id::{AuditEventId, UserId};
use persistence::WriteTx;
use std::net::IpAddr;

/// The right to do what follows, and whose it is: no use case that asks for one runs without it.
#[derive(Clone, Copy, Debug)]
pub struct Authority {
    pub(crate) actor: UserId,
    address: Option<IpAddr>,
}

impl Authority {
    /// An administrator, and where his request came from.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for everybody else.
    pub fn administrator(actor: &Actor, address: Option<IpAddr>) -> Result<Administrator> {
        if access::may_administer(actor) { Ok(Administrator(Self { actor: actor.user_id, address })) } else { Err(Error::Forbidden) }
    }

    /// A moderator, and where his request came from.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for everybody else.
    pub fn moderator(actor: &Actor, address: Option<IpAddr>) -> Result<Moderator> {
        if access::may_moderate(actor) { Ok(Moderator(Self { actor: actor.user_id, address })) } else { Err(Error::Forbidden) }
    }

    /// Notes what was done.
    pub(crate) async fn note(
        &self,
        ctx: &Ctx,
        tx: &WriteTx,
        action: &'static str,
        target: Target,
        detail: serde_json::Value,
    ) -> Result<()> {
        let at = ctx.clock.now();
        let event = Event::new(AuditEventId(ctx.ids.uuid(at)), action, Some(self.actor), at).from(self.address).with(detail);
        Ok(persistence::audit::insert(tx, &Event { target: Some(target), ..event }).await?)
    }
}

/// The right to change how the site is arranged.
#[derive(Clone, Copy, Debug)]
pub struct Administrator(pub(crate) Authority);

/// The right to judge what others made.
#[derive(Clone, Copy, Debug)]
pub struct Moderator(pub(crate) Authority);
